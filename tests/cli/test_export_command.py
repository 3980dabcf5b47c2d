import csv
import errno
import gzip
import json
import os

import networkx as nx
import openpyxl
import pytest

from build import assignment, plan, task
from planparse.cli import export
from planparse.dataset import TABLES, NamedPlan, write_dataset
from planparse.graph.build import responsibility_graph
from planparse.model.codec import plan_to_json
from planparse.outputs.by_ending import ENDINGS


@pytest.fixture(params=["dataset", "plan.json"])
def source(request, tmp_path, suzhou):
    """The same plan as a dataset and as the JSON that `parse --json` prints."""
    path = tmp_path / request.param
    if request.param == "dataset":
        write_dataset(path, [NamedPlan("141号.pdf", suzhou)], [])
    else:
        path.write_text(plan_to_json(suzhou), "utf-8")
    return path


@pytest.mark.parametrize("ending", [".graphml", ".graphml.gz", ".GraphML"])
def test_graphml_holds_the_graph_of_the_plans(run, source, suzhou, tmp_path, ending):
    out = tmp_path / f"graph{ending}"
    assert run("export", source, out) == (0, "", "")
    data = out.read_bytes()
    if ending.endswith(".gz"):
        data = gzip.decompress(data)
    graph = nx.parse_graphml(data.decode("utf-8"), force_multigraph=True)
    expected = responsibility_graph([suzhou])
    assert (len(graph), graph.size()) == (len(expected), expected.size())
    assert set(nx.get_node_attributes(graph, "label").values()) == set(
        nx.get_node_attributes(expected, "label").values()
    )


def test_json_is_a_list_of_nodes_and_edges(run, source, suzhou, tmp_path):
    assert run("export", source, tmp_path / "graph.json")[0] == 0
    graph = nx.node_link_graph(json.loads((tmp_path / "graph.json").read_text("utf-8")), edges="edges")
    assert nx.utils.graphs_equal(graph, responsibility_graph([suzhou]))


def csv_rows(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_csv_is_a_list_of_edges_and_one_of_nodes(run, source, suzhou, tmp_path):
    code, out, err = run("export", source, tmp_path / "graph.csv")
    assert (code, out) == (0, "")
    assert "graph.nodes.csv" in err
    edges, nodes = csv_rows(tmp_path / "graph.csv"), csv_rows(tmp_path / "graph.nodes.csv")
    assert [
        (row["plan_id"], row["year"], row["task_id"], row["unit"], row["role"]) for row in edges if row["unit"]
    ] == [
        (suzhou.plan_id, "2017", "t001", "市国资委", "lead"),
        (suzhou.plan_id, "2017", "t001", "市财政局", "cooperate"),
        (suzhou.plan_id, "2017", "t002", "各市（区）", "responsible"),
    ]
    expected = responsibility_graph(suzhou)
    assert (len(nodes), len(edges)) == (len(expected), expected.size())
    assert {row["source"] for row in edges} | {row["target"] for row in edges} <= {row["id"] for row in nodes}


def test_a_workbook_has_a_sheet_for_each_table_and_the_graph(run, source, suzhou, tmp_path):
    assert run("export", source, tmp_path / "graph.xlsx")[0] == 0
    book = openpyxl.load_workbook(tmp_path / "graph.xlsx")
    assert book.sheetnames == [*TABLES, "nodes", "edges"]
    assert [cell.value for cell in book["tasks"][1]] == list(TABLES["tasks"])
    assert book["assignments"].max_row == 1 + 3
    assert book["edges"].max_row == 1 + responsibility_graph(suzhou).size()
    assert book["tasks"].freeze_panes == "A2"


def test_a_workbook_holds_only_what_was_chosen(run, source, tmp_path):
    out = tmp_path / "graph.xlsx"
    assert run("export", source, out, "--unit", "市财政局", "--min-confidence", "0.5")[0] == 0
    assert openpyxl.load_workbook(out)["tasks"].max_row == 1 + 1
    assert run("export", source, out, "--min-confidence", "0.9")[0] == 0
    assert openpyxl.load_workbook(out)["assignments"].max_row == 1 + 2


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_second_write_gives_the_same_bytes(run, source, tmp_path, ending):
    written = []
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        assert run("export", source, tmp_path / folder / f"graph{ending}")[0] == 0
        written.append({path.name: path.read_bytes() for path in (tmp_path / folder).iterdir()})
    assert written[0] == written[1]
    assert all(written[0].values())


def test_a_part_of_a_dataset_is_exported(run, tmp_path, suzhou):
    later = plan(task(assignment("市审计局", "lead")), name="2018.pdf", year=2018)
    write_dataset(tmp_path / "ds", [NamedPlan("2017.pdf", suzhou), NamedPlan("2018.pdf", later)], [])
    out = tmp_path / "graph.json"
    for options, units in {
        ("--year", "2018"): {"市审计局"},
        ("--unit", "市国资委"): {"市国资委", "市财政局"},
        ("--region", "苏州", "--year", "2017"): {"市国资委", "市财政局", "各市（区）"},
    }.items():
        assert run("export", tmp_path / "ds", out, *options)[0] == 0
        nodes = json.loads(out.read_text("utf-8"))["nodes"]
        assert {node["label"] for node in nodes if node["kind"] == "unit"} == units


@pytest.mark.parametrize(
    ("options", "said"), [(["--unit", "市才政局"], "市财政局"), (["--region", "南京市"], "苏州市")]
)
def test_a_unit_or_place_that_nobody_knows_exits_with_2(run, source, tmp_path, options, said):
    code, _, err = run("export", source, tmp_path / "graph.graphml", *options)
    assert (code, err.count("\n")) == (2, 1)
    assert said in err
    assert not (tmp_path / "graph.graphml").exists()


def test_a_very_large_graph_is_made_only_if_it_is_asked_for_twice(run, tmp_path, suzhou, monkeypatch):
    write_dataset(tmp_path / "ds", [NamedPlan("a.pdf", suzhou)], [])
    monkeypatch.setattr(export, "LARGEST", 2)
    code, _, err = run("export", tmp_path / "ds", tmp_path / "graph.graphml")
    assert code == 2
    assert "--year" in err
    assert run("export", tmp_path / "ds", tmp_path / "graph.graphml", "--force")[0] == 0
    assert run("export", tmp_path / "ds", tmp_path / "part.graphml", "--year", "2017")[0] == 0


@pytest.mark.parametrize("ending", [".graphml", ".csv", ".xlsx", ".parquet"])
def test_an_empty_plan_is_an_empty_graph(run, tmp_path, ending):
    source = tmp_path / "plan.json"
    source.write_text(plan_to_json(plan()), encoding="utf-8")
    assert run("export", source, tmp_path / f"graph{ending}")[0] == 0


@pytest.mark.parametrize("ending", [".graphml", ".gexf", ".json", ".csv", ".parquet", ".xlsx"])
def test_a_write_that_fails_leaves_the_old_file_whole(run, source, tmp_path, ending, monkeypatch):
    out = tmp_path / f"graph{ending}"
    out.write_bytes(b"old")

    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    code, _, err = run("export", source, out)
    assert (code, err.count("\n")) == (4, 1)
    assert "No space" in err
    assert out.read_bytes() == b"old"
    assert {path.name for path in tmp_path.iterdir()} == {out.name, source.name}


@pytest.mark.parametrize("ending", [".graphml", ".gexf", ".json", ".csv"])
def test_unsure_edges_are_left_out_and_counted(run, source, tmp_path, ending):
    out = tmp_path / f"graph{ending}"
    code, _, err = run("export", source, out, "--min-confidence", "0.9")
    assert code == 0
    assert "left out 1 of 3 edges" in err
    assert '"市财政局"' not in out.read_text("utf-8")


def test_ending_that_is_not_written_exits_with_2_and_names_the_others(run, source, tmp_path):
    code, _, err = run("export", source, tmp_path / "graph.gml")
    assert (code, err.count("\n")) == (2, 1)
    assert ".graphml" in err
    assert ".csv" in err
    assert not (tmp_path / "graph.gml").exists()


@pytest.mark.parametrize(
    "content", [None, b"", b"{", b"[]", b"\xff\xfe", b"%PDF-1.4", b'{"schema": "planparse/plan/9"}']
)
def test_source_that_is_no_plan_exits_with_2_and_names_the_file(run, tmp_path, content):
    path = tmp_path / "source.json"
    if content is not None:
        path.write_bytes(content)
    code, out, err = run("export", path, tmp_path / "graph.graphml")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "source.json" in err


def test_folder_that_is_no_dataset_exits_with_2(run, tmp_path):
    assert run("export", tmp_path, tmp_path / "graph.graphml")[0] == 2


def test_output_that_cannot_be_written_exits_with_4(run, source, tmp_path):
    code, _, err = run("export", source, tmp_path / "missing/graph.graphml")
    assert (code, err.count("\n")) == (4, 1)


def test_units_are_exported_as_of_a_year_or_along_their_lineage(run, tmp_path):
    made = plan(
        task(assignment("市环保局", unit_id="320500/环境保护局"), assignment("市国税局", unit_id="320500/国家税务局"))
    )
    source = tmp_path / "plan.json"
    source.write_text(plan_to_json(made), encoding="utf-8")
    labels = {}
    for name, options in {"as_of": ["--as-of", "2021"], "along": ["--along-lineage"]}.items():
        out = tmp_path / f"{name}.json"
        assert run("export", source, out, *options)[0] == 0
        nodes = json.loads(out.read_text(encoding="utf-8"))["nodes"]
        labels[name] = {node["label"] for node in nodes if node["kind"] == "unit"}
    assert labels["as_of"] == {"苏州市生态环境局", "苏州市国家税务局"}
    assert labels["along"] == {"苏州市生态环境局", "国家税务总局苏州市税务局"}


def test_two_views_of_units_at_once_are_wrong_usage(run, tmp_path):
    source = tmp_path / "plan.json"
    source.write_text(plan_to_json(plan(task(assignment("市环保局")))), encoding="utf-8")
    code, _, err = run("export", source, tmp_path / "a.json", "--as-of", "2021", "--along-lineage")
    assert code == 2
    assert err
    assert not (tmp_path / "a.json").exists()
