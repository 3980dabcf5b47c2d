import hashlib
import os
import subprocess
import sys

import networkx as nx
import pytest
from hypothesis import HealthCheck, given, settings

from build import assignment, plan, task
from graphs import READERS, any_graph, expected
from planparse import files
from planparse.errors import OutputError, UsageError
from planparse.graph.build import responsibility_graph
from planparse.outputs.by_ending import ENDINGS, ending_of, write_graph

PLAIN = [ending for ending in ENDINGS if not ending.endswith(".gz")]


@pytest.fixture
def graph():
    both = (assignment("市财政局", "lead"), assignment("市财政局", "guide"), assignment("市财政局", "guide"))
    joint = [assignment(name, "joint_lead", by_duty=True) for name in ("市发改委", "市审计局")]
    return responsibility_graph([plan(task(*both), task(*joint, id="t002"), task(id="t003", goal=None))])


@pytest.mark.parametrize("reader", READERS)
def test_every_reader_finds_all_nodes_edges_and_roles(reader, graph, tmp_path):
    ending, read = READERS[reader]
    write_graph(graph, tmp_path / f"图{ending}")
    assert read(tmp_path / f"图{ending}") == expected(graph, ending)


@pytest.mark.parametrize("reader", READERS)
def test_every_reader_opens_the_file_of_an_empty_graph(reader, tmp_path):
    ending, read = READERS[reader]
    write_graph(nx.MultiDiGraph(), tmp_path / f"a{ending}")
    assert read(tmp_path / f"a{ending}") == expected(nx.MultiDiGraph(), ending)


@pytest.mark.filterwarnings("ignore:Could not add:RuntimeWarning")  # igraph keeps our `id`, not its own
@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(given_graph=any_graph())
def test_every_reader_opens_any_graph_and_finds_all_nodes_edges_and_roles(given_graph, tmp_path):
    for ending in PLAIN:
        written = write_graph(given_graph, tmp_path / f"a{ending}")
        before = [path.read_bytes() for path in written.paths]
        write_graph(given_graph, tmp_path / f"a{ending}")
        assert [path.read_bytes() for path in written.paths] == before, ending
    for reader, (ending, read) in READERS.items():
        assert read(tmp_path / f"a{ending}") == expected(given_graph, ending), reader


@pytest.mark.parametrize("ending", ENDINGS)
def test_what_was_written_is_told_and_nothing_else_stands_there(ending, graph, tmp_path):
    written = write_graph(graph, tmp_path / f"a{ending}")
    assert sorted(tmp_path.iterdir()) == sorted(written.paths)
    assert written.paths[0] == tmp_path / f"a{ending}"
    assert (written.replaced, written.cut) == (0, 0)


def test_replaced_characters_are_told_by_every_text_format(tmp_path):
    graph = nx.MultiDiGraph()
    graph.add_node("市审计局", label="市\ud800审计局")
    assert {ending: write_graph(graph, tmp_path / f"a{ending}").replaced for ending in ENDINGS} == dict.fromkeys(
        ENDINGS, 1
    )


SEEDED = """
import hashlib, sys
from pathlib import Path
from build import assignment, plan, task
from planparse.graph.build import responsibility_graph
from planparse.outputs.by_ending import ENDINGS, write_graph
both = (assignment("市财政局", "lead"), assignment("市审计局", "guide"))
graph = responsibility_graph([plan(task(*both), task(id="t002"))])
graph.nodes[next(iter(graph))]["names"] = {"甲", "乙", "丙", "丁", "戊"}
for ending in ENDINGS:
    for path in write_graph(graph, Path(sys.argv[1]) / f"a{ending}").paths:
        print(path.name, hashlib.sha256(path.read_bytes()).hexdigest())
"""


def test_bytes_do_not_hang_on_the_hash_seed(tmp_path):
    told = set()
    for seed in ("1", "2"):
        environment = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)}
        command = [sys.executable, "-c", SEEDED, tmp_path]
        told.add(subprocess.run(command, capture_output=True, text=True, check=True, env=environment).stdout)
    assert len(told) == 1
    assert len(next(iter(told)).splitlines()) == len(ENDINGS) + 3, "CSV, CSV packed and Parquet are two files each"


@pytest.mark.parametrize("ending", ENDINGS)
def test_full_disk_leaves_the_old_files_whole(ending, graph, tmp_path, monkeypatch):
    written = write_graph(nx.MultiDiGraph(), tmp_path / f"a{ending}")
    before = {path: hashlib.sha256(path.read_bytes()).digest() for path in written.paths}

    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(OutputError, match="free some space"):
        write_graph(graph, tmp_path / f"a{ending}")
    assert {path: hashlib.sha256(path.read_bytes()).digest() for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize("ending", ENDINGS)
def test_missing_folder_is_an_output_error(ending, graph, tmp_path):
    with pytest.raises(OutputError, match="make the folder first"):
        write_graph(graph, tmp_path / "没有" / f"a{ending}")


@pytest.mark.skipif(
    sys.platform == "win32" or (hasattr(os, "geteuid") and os.geteuid() == 0),
    reason="the superuser may write everywhere",
)
@pytest.mark.parametrize("ending", ENDINGS)
def test_folder_that_may_not_be_written_to_is_an_output_error(ending, graph, tmp_path):
    tmp_path.chmod(0o555)
    with pytest.raises(OutputError, match="may write to"):
        write_graph(graph, tmp_path / f"a{ending}")


@pytest.mark.parametrize("name", ["graph.gml", "graph", "graph.gz", "graph.parquet.gz", "graph.xlsx.gz"])
def test_other_ending_is_a_usage_error_that_names_the_known_ones(name, tmp_path):
    with pytest.raises(UsageError) as caught:
        write_graph(nx.MultiDiGraph(), tmp_path / name)
    assert all(ending in str(caught.value) for ending in ENDINGS)


def test_ending_is_known_in_any_case():
    assert ending_of("图.GEXF") == ".gexf"
    assert ending_of("graph.Csv.Gz") == ".csv.gz"
