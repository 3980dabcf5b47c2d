import json
import math
from datetime import date

import networkx as nx
import pytest

from build import assignment, plan, task
from graphs import strict_json
from planparse.graph.build import responsibility_graph
from planparse.outputs.node_link import write_node_link


@pytest.mark.parametrize("name", ["plan.json", "plan.json.gz"])
def test_networkx_reads_an_equal_graph(name, tmp_path):
    both = (assignment("市财政局", "lead"), assignment("市财政局", "guide"), assignment("市财政局", "guide"))
    graph = responsibility_graph([plan(task(*both), task(id="t002", goal=None))])
    assert write_node_link(graph, tmp_path / name) == 0
    back = nx.node_link_graph(strict_json(tmp_path / name), edges="edges")
    assert type(back) is type(graph)
    assert list(back.nodes(data=True)) == list(graph.nodes(data=True))
    assert list(back.edges(keys=True, data=True)) == list(graph.edges(keys=True, data=True))
    assert back.graph == graph.graph


def test_values_are_legal_json_and_lists_stay_lists(tmp_path):
    graph = nx.DiGraph()
    graph.add_node(
        "市审计局", names=("审计局", None), day=date(2017, 5, 28), far=math.inf, none=math.nan, pages={"页": 1}
    )
    write_node_link(graph, tmp_path / "a.json")
    data = strict_json(tmp_path / "a.json")
    fields = {"names": ["审计局", None], "day": "2017-05-28", "far": "inf", "pages": {"页": 1}, "id": "市审计局"}
    assert data["nodes"] == [fields]
    assert (data["directed"], data["multigraph"], data["edges"]) == (True, False, [])


def test_attributes_do_not_vanish_under_ids_and_do_not_break_the_reader(tmp_path):
    graph = nx.MultiDiGraph()
    names = ("source", "target", "key", "id", "u_for_edge", "self", "type")
    graph.add_edges_from([("市审计局", "任务一", dict.fromkeys(names, "甲"))])
    write_node_link(graph, tmp_path / "a.json")
    back = nx.node_link_graph(strict_json(tmp_path / "a.json"), edges="edges")
    ((*_, fields),) = back.edges(data=True)
    assert fields == dict.fromkeys(("source_", "target_", "key_", "id", "u_for_edge_", "self_", "type_"), "甲")


def test_lone_surrogates_are_replaced_and_counted(tmp_path):
    graph = nx.MultiDiGraph()
    graph.add_node("市审计局", label="市\ud800审\x0b计局")
    assert write_node_link(graph, tmp_path / "a.json") == 1
    assert json.loads((tmp_path / "a.json").read_text("utf-8"))["nodes"][0]["label"] == "市\ufffd审\x0b计局"
