import csv
import gzip
import json

import networkx as nx
import pytest

from build import assignment, plan, task
from planparse.dataset import NamedPlan, write_dataset
from planparse.graph.build import responsibility_graph
from planparse.model.codec import plan_to_json


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


def test_csv_has_a_row_for_each_unit_in_its_role(run, source, suzhou, tmp_path):
    assert run("export", source, tmp_path / "edges.csv")[0] == 0
    with (tmp_path / "edges.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["plan_id"], row["year"], row["task_id"], row["unit"], row["role"]) for row in rows] == [
        (suzhou.plan_id, "2017", "t001", "市国资委", "lead"),
        (suzhou.plan_id, "2017", "t001", "市财政局", "cooperate"),
        (suzhou.plan_id, "2017", "t002", "各市（区）", "responsible"),
    ]


@pytest.mark.parametrize("ending", [".graphml", ".json", ".csv"])
def test_unsure_edges_are_left_out_and_counted(run, source, tmp_path, ending):
    out = tmp_path / f"graph{ending}"
    code, _, err = run("export", source, out, "--min-confidence", "0.9")
    assert code == 0
    assert "left out 1 of 3 edges" in err
    assert '"市财政局"' not in out.read_text("utf-8")


def test_ending_that_is_not_written_exits_with_2_and_names_the_others(run, source, tmp_path):
    code, _, err = run("export", source, tmp_path / "graph.gexf")
    assert (code, err.count("\n")) == (2, 1)
    assert ".graphml" in err
    assert ".csv" in err
    assert not (tmp_path / "graph.gexf").exists()


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


@pytest.mark.parametrize(
    ("out", "options"), [("a.json", ["--as-of", "2021", "--along-lineage"]), ("a.csv", ["--as-of", "2021"])]
)
def test_views_of_units_that_make_no_sense_are_wrong_usage(run, tmp_path, out, options):
    source = tmp_path / "plan.json"
    source.write_text(plan_to_json(plan(task(assignment("市环保局")))), encoding="utf-8")
    code, _, err = run("export", source, tmp_path / out, *options)
    assert code == 2
    assert err
    assert not (tmp_path / out).exists()
