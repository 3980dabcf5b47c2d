import csv
import gzip
from datetime import date
from pathlib import Path

import networkx as nx
import pandas as pd
import pyarrow.parquet as pq
import pytest

from build import assignment, plan, task
from planparse import files
from planparse.errors import OutputError
from planparse.graph.build import edge_counts, responsibility_graph
from planparse.outputs.edge_lists import nodes_path, write_edges_csv, write_edges_parquet, write_edges_xlsx


@pytest.fixture
def graph():
    both = (assignment("市财政局", "lead"), assignment("市财政局", "guide"), assignment("市财政局", "guide"))
    return responsibility_graph([plan(task(*both), task(assignment("市审计局", by_duty=True), id="t002", goal=None))])


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_csv_holds_every_edge_and_every_node_once(graph, tmp_path):
    write_edges_csv(graph, tmp_path / "graph.csv")
    edges, nodes = read(tmp_path / "graph.csv"), read(tmp_path / "graph.nodes.csv")
    assert list(edges[0])[:4] == ["id", "source", "target", "role"]
    assert list(nodes[0])[:3] == ["id", "label", "kind"]
    assert [(e["source"], e["target"], e["id"]) for e in edges] == list(graph.edges(keys=True))
    assert [(n["id"], n["label"], n["kind"]) for n in nodes] == [
        (node, own["label"], own["kind"]) for node, own in graph.nodes(data=True)
    ]
    assert {e["role"] for e in edges} == set(edge_counts(graph))


def test_columns_stand_in_the_order_in_which_they_are_first_met(graph, tmp_path):
    write_edges_csv(graph, tmp_path / "graph.csv")
    met = dict.fromkeys(name for *_, fields in graph.edges(data=True) for name in fields)
    assert list(read(tmp_path / "graph.csv")[0])[4:] == [name for name in met if name != "role"]


def test_packed_pair_holds_the_same_bytes(graph, tmp_path):
    write_edges_csv(graph, tmp_path / "graph.csv")
    write_edges_csv(graph, tmp_path / "graph.csv.gz")
    for name in ("graph.csv", "graph.nodes.csv"):
        assert gzip.decompress((tmp_path / f"{name}.gz").read_bytes()) == (tmp_path / name).read_bytes()
        assert (tmp_path / name).read_bytes().startswith(b"\xef\xbb\xbfid,")


def test_formula_in_a_label_or_a_name_of_an_attribute_is_disarmed(tmp_path):
    graph = nx.MultiDiGraph()
    graph.add_node("=1+1", label="＝cmd|' /C calc'!A0")
    graph.nodes["=1+1"]["@SUM(A1)"] = -5
    write_edges_csv(graph, tmp_path / "graph.csv")
    (node,) = read(tmp_path / "graph.nodes.csv")
    assert node == {"id": "'=1+1", "label": "'＝cmd|' /C calc'!A0", "kind": "", "'@SUM(A1)": "-5"}


def test_no_column_has_a_name_that_gephi_takes_for_something_else(tmp_path):
    graph = nx.MultiDiGraph()
    graph.add_edges_from([("市审计局", "任务一", {"Type": "甲", "ID": "乙", "Source": "丙", "Role": "丁"})])
    write_edges_csv(graph, tmp_path / "graph.csv")
    assert list(read(tmp_path / "graph.csv")[0]) == [
        "id",
        "source",
        "target",
        "role",
        "Type_",
        "ID_",
        "Source_",
        "Role_",
    ]


def test_parquet_columns_have_types_and_missing_values_are_null(graph, tmp_path):
    write_edges_parquet(graph, tmp_path / "graph.parquet")
    schema = {field.name: str(field.type) for field in pq.read_schema(tmp_path / "graph.parquet")}
    assert (schema["role"], schema["position"], schema["by_duty"], schema["weight"]) == (
        "string", "int64", "bool", "double",
    )  # fmt: skip
    frame = pd.read_parquet(tmp_path / "graph.parquet")
    assert frame["role"].value_counts().to_dict() == edge_counts(graph)
    assert frame.loc[frame["role"] == "has_task", "by_duty"].isna().all()
    assert len(pd.read_parquet(tmp_path / "graph.nodes.parquet")) == len(graph)


def test_parquet_keeps_all_text_but_lone_surrogates(tmp_path):
    graph = nx.MultiDiGraph()
    graph.add_node("市审计局", note="=1\x0b\ud800", mixed="一", day=date(2017, 5, 28))
    graph.add_node("市财政局", mixed=1)
    assert write_edges_parquet(graph, tmp_path / "graph.parquet") == 1
    rows = pq.read_table(tmp_path / "graph.nodes.parquet").to_pylist()
    assert (rows[0]["note"], rows[0]["day"]) == ("=1\x0b\ufffd", "2017-05-28")
    assert [row["mixed"] for row in rows] == ["一", "1"]


def test_parquet_of_more_rows_than_one_group_holds_them_all(tmp_path, monkeypatch):
    monkeypatch.setattr("planparse.outputs.edge_lists.ROWS", 2)
    write_edges_parquet(nx.path_graph(6, create_using=nx.DiGraph), tmp_path / "graph.parquet")
    assert pq.ParquetFile(tmp_path / "graph.parquet").num_row_groups == 3
    assert pq.read_table(tmp_path / "graph.parquet").num_rows == 5


def test_workbook_of_a_graph_has_its_nodes_and_its_edges(graph, tmp_path):
    write_edges_xlsx(graph, tmp_path / "graph.xlsx")
    sheets = pd.read_excel(tmp_path / "graph.xlsx", sheet_name=None)
    assert list(sheets) == ["nodes", "edges"]
    assert (len(sheets["nodes"]), len(sheets["edges"])) == (len(graph), graph.size())
    assert sheets["edges"]["role"].value_counts().to_dict() == edge_counts(graph)


def test_empty_graph_gives_both_headers(tmp_path):
    write_edges_csv(nx.MultiDiGraph(), tmp_path / "graph.csv")
    write_edges_parquet(nx.MultiDiGraph(), tmp_path / "graph.parquet")
    assert (tmp_path / "graph.csv").read_text("utf-8-sig") == "id,source,target,role\n"
    assert (tmp_path / "graph.nodes.csv").read_text("utf-8-sig") == "id,label,kind\n"
    assert pq.read_schema(tmp_path / "graph.nodes.parquet").names == ["id", "label", "kind"]


@pytest.mark.parametrize("writer", [write_edges_csv, write_edges_parquet])
@pytest.mark.parametrize("syncs", [0, 1])
def test_full_disk_leaves_the_old_pair_whole(graph, tmp_path, monkeypatch, writer, syncs):
    path = tmp_path / "graph.csv"
    for each in (path, nodes_path(path)):
        each.write_text("old")
    done = iter([None] * syncs)

    def sync(descriptor):
        if next(done, "full") == "full":
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", sync)
    with pytest.raises(OutputError, match="free some space"):
        writer(graph, path)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["graph.csv", "graph.nodes.csv"]
    assert path.read_text() == nodes_path(path).read_text() == "old"


@pytest.mark.parametrize(
    ("edges", "nodes"),
    [
        ("graph.csv", "graph.nodes.csv"),
        ("graph.csv.gz", "graph.nodes.csv.gz"),
        ("苏州.2017.Parquet", "苏州.2017.nodes.Parquet"),
        ("graph.CSV.GZ", "graph.nodes.CSV.GZ"),
    ],
)
def test_list_of_nodes_stands_beside_the_list_of_edges(edges, nodes):
    assert nodes_path(Path("out") / edges) == Path("out") / nodes
