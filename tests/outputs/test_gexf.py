import math
from datetime import date

import networkx as nx
import pytest
from lxml import etree

from build import assignment, plan, task
from planparse.graph.build import edge_counts, responsibility_graph
from planparse.outputs.gexf import NAMESPACE, write_gexf


@pytest.fixture
def graph():
    both = (assignment("市财政局", "lead"), assignment("市财政局", "guide"), assignment("市财政局", "guide"))
    return responsibility_graph([plan(task(*both), task(assignment("市审计局", by_duty=True), id="t002", goal=None))])


def titles(path, what) -> dict[str, str]:
    found = etree.parse(path).findall(f".//{{{NAMESPACE}}}attributes[@class='{what}']/{{{NAMESPACE}}}attribute")
    return {each.get("title"): each.get("type") for each in found}


def test_networkx_reads_the_same_graph(graph, tmp_path):
    write_gexf(graph, tmp_path / "plan.gexf")
    back = nx.read_gexf(tmp_path / "plan.gexf")
    assert dict(back.nodes(data=True)) == dict(graph.nodes(data=True))
    assert edge_counts(back) == edge_counts(graph)
    for source, target, key, fields in graph.edges(keys=True, data=True):
        assert back.edges[source, target, key] == fields | {"id": key}


def test_role_weight_and_label_stand_where_gephi_looks_for_them(graph, tmp_path):
    write_gexf(graph, tmp_path / "plan.gexf")
    edges = list(etree.parse(tmp_path / "plan.gexf").iter(f"{{{NAMESPACE}}}edge"))
    assert len({edge.get("id") for edge in edges}) == graph.size()
    roles = [role for *_, role in graph.edges(data="role")]
    assert [edge.get("kind") for edge in edges] == [edge.get("label") for edge in edges] == roles
    assert {edge.get("weight") for edge in edges} == {"1.0"}
    assert {edge.get("type") for edge in edges} == {None}, "the direction is the graph's"


def test_attributes_have_types_and_none_of_the_names_that_gexf_keeps(graph, tmp_path):
    write_gexf(graph, tmp_path / "plan.gexf")
    declared = titles(tmp_path / "plan.gexf", "edge")
    assert (declared["role"], declared["position"], declared["by_duty"], declared["confidence"]) == (
        "string", "long", "boolean", "double",
    )  # fmt: skip
    assert not {"label", "weight", "type", "kind", "id"} & set(declared)


def test_attributes_that_gexf_has_itself_get_an_underscore(tmp_path):
    graph = nx.MultiDiGraph()
    graph.add_edges_from(
        [("市审计局", "任务一", {"type": "甲", "Type": "乙", "id": "丙", "weight": "重", "kind": "丁"})]
    )
    write_gexf(graph, tmp_path / "a.gexf")
    assert set(titles(tmp_path / "a.gexf", "edge")) == {"type_", "Type__", "id_", "weight_", "kind_"}
    ((*_, fields),) = nx.read_gexf(tmp_path / "a.gexf").edges(data=True)
    assert (fields["type_"], fields["Type__"], fields["weight_"]) == ("甲", "乙", "重")


@pytest.mark.parametrize("weight", [math.inf, math.nan, None, True, "一"])
def test_weight_that_is_no_finite_number_is_no_weight(weight, tmp_path):
    graph = nx.MultiDiGraph()
    graph.add_edge("市审计局", "任务一", weight=weight)
    write_gexf(graph, tmp_path / "a.gexf")
    assert [edge.get("weight") for edge in etree.parse(tmp_path / "a.gexf").iter(f"{{{NAMESPACE}}}edge")] == [None]
    nx.read_gexf(tmp_path / "a.gexf")


def test_values_of_other_kinds_become_plain_and_replaced_characters_are_counted(tmp_path):
    graph = nx.MultiDiGraph()
    graph.add_node(
        "市审计局", day=date(2017, 5, 28), pages=[1, 2], big=2**64, none=None, label="市\x00审计局", note="\ud800"
    )
    assert write_gexf(graph, tmp_path / "a.gexf") == 2
    fields = nx.read_gexf(tmp_path / "a.gexf").nodes["市审计局"]
    assert fields == {
        "day": "2017-05-28",
        "pages": "[1, 2]",
        "big": str(2**64),
        "label": "市\ufffd审计局",
        "note": "\ufffd",
    }


def test_attributes_of_the_graph_stand_in_its_description(graph, tmp_path):
    write_gexf(graph, tmp_path / "plan.gexf")
    (about,) = etree.parse(tmp_path / "plan.gexf").iter(f"{{{NAMESPACE}}}description")
    assert '"min_confidence": 0.0' in about.text
