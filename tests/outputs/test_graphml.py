import copy
import gzip
import math
import sys
from collections import Counter
from datetime import date, datetime

import igraph
import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from build import assignment, plan, task
from graphs import HOSTILE, plain_fields
from planparse.errors import OutputError
from planparse.graph.build import edge_counts, responsibility_graph
from planparse.outputs.clean import legal_text, plain_text
from planparse.outputs.graphml import TAKEN_NAMES, write_graphml


def read(path) -> nx.MultiDiGraph:
    return nx.read_graphml(path, edge_key_type=str, force_multigraph=True)


def names(path, domain) -> dict[str, str]:
    """Attribute name to type, as the file declares them."""
    root = etree.parse(path).getroot()
    found = [k for k in root.iter("{*}key") if k.get("for") == domain]
    assert len({k.get("attr.name") for k in found}) == len(found), "an attribute is declared once"
    return {k.get("attr.name"): k.get("attr.type") for k in found}


def one_edge(**fields) -> nx.MultiDiGraph:
    graph = nx.MultiDiGraph()
    graph.add_edge("市审计局", "任务一", key="k1", role="lead", **fields)
    return graph


def one_node(**fields) -> nx.MultiDiGraph:
    graph = nx.MultiDiGraph()
    graph.add_node("市审计局", **fields)
    return graph


@pytest.fixture
def graph():
    both = (assignment("市财政局", "lead"), assignment("市财政局", "guide"), assignment("市财政局", "guide"))
    joint = [assignment(name, "joint_lead", by_duty=True) for name in ("市发改委", "市审计局")]
    collective = assignment("各市（区）", "responsible", collective=True, open_list=True)
    return responsibility_graph([plan(task(*both), task(*joint, collective, id="t002"), task(id="t003", goal=None))])


def test_networkx_reads_the_same_graph(graph, tmp_path):
    write_graphml(graph, tmp_path / "plan.graphml")
    back = read(tmp_path / "plan.graphml")
    assert list(back) == list(graph)
    assert list(back.edges(keys=True)) == list(graph.edges(keys=True))
    assert edge_counts(back) == edge_counts(graph)
    for node, fields in graph.nodes(data=True):
        added = {"name": fields["label"], "labels": f":{fields['kind'].capitalize()}"}
        assert back.nodes[node] == fields | added
    for source, target, key, fields in graph.edges(keys=True, data=True):
        assert back.edges[source, target, key] == fields
    assert (back.graph["min_confidence"], back.graph["edges_left_out"]) == (0.0, 0)


def test_igraph_reads_the_same_graph(graph, tmp_path):
    write_graphml(graph, tmp_path / "plan.graphml")
    back = igraph.Graph.Read_GraphML(str(tmp_path / "plan.graphml"))
    assert (back.vcount(), back.ecount(), back.is_directed()) == (len(graph), graph.size(), True)
    assert Counter(back.es["role"]) == edge_counts(graph)
    assert back.vs["name"] == [label for _, label in graph.nodes(data="label")]
    assert back.vs["kind"] == [kind for _, kind in graph.nodes(data="kind")]


def test_igraph_can_tell_a_missing_answer_from_no(graph, tmp_path):
    # igraph reads a missing boolean as False: a has_task edge would say that it is not by_duty.
    write_graphml(graph, tmp_path / "plan.graphml")
    back = igraph.Graph.Read_GraphML(str(tmp_path / "plan.graphml"))
    by_duty = dict(zip(back.es["role"], back.es["by_duty"], strict=True))
    assert (by_duty["joint_lead"], by_duty["lead"]) == (1, 0)
    assert math.isnan(by_duty["has_task"])
    assert names(tmp_path / "plan.graphml", "edge")["by_duty"] == "long"


def test_edge_ids_are_unique_in_the_file_and_no_attribute_is_called_type(graph, tmp_path):
    write_graphml(graph, tmp_path / "plan.graphml")
    ids = [edge.get("id") for edge in etree.parse(tmp_path / "plan.graphml").iter("{*}edge")]
    assert len(set(ids)) == len(ids) == graph.size()
    keys = [key.get("id") for key in etree.parse(tmp_path / "plan.graphml").iter("{*}key")]
    assert len(set(keys)) == len(keys)
    for domain in ("node", "edge", "graph"):
        assert "type" not in names(tmp_path / "plan.graphml", domain)


def test_second_write_gives_the_same_bytes(graph, tmp_path):
    paths = [tmp_path / f"{name}.graphml" for name in "abc"]
    write_graphml(graph, paths[0])
    write_graphml(graph, paths[1])
    write_graphml(read(paths[0]), paths[2])
    assert paths[0].read_bytes() == paths[1].read_bytes() == paths[2].read_bytes()


def test_graph_that_networkx_reads_without_keys_gives_the_same_edges_again(tmp_path):
    one = responsibility_graph([plan(task(assignment("市审计局")))])
    write_graphml(one, tmp_path / "a.graphml")
    single = nx.read_graphml(tmp_path / "a.graphml")
    assert not single.is_multigraph()
    write_graphml(single, tmp_path / "b.graphml")
    assert (tmp_path / "a.graphml").read_bytes() == (tmp_path / "b.graphml").read_bytes()


def test_graph_of_the_user_is_not_changed(graph, tmp_path):
    graph.nodes["unit:" + next(iter(graph)).split(":")[1] + "/市审计局"]["names"] = ["市审计局", "审计局"]
    before = copy.deepcopy(graph)
    write_graphml(graph, tmp_path / "plan.graphml")
    assert list(graph.nodes(data=True)) == list(before.nodes(data=True))
    assert list(graph.edges(keys=True, data=True)) == list(before.edges(keys=True, data=True))
    assert graph.graph == before.graph


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_comes_back_legal_and_otherwise_untouched(text, tmp_path):
    hostile = nx.MultiDiGraph()
    hostile.add_edge("u" + text, "t", key="k" + text, role="lead", content=text)
    hostile.nodes["t"]["label"] = text
    write_graphml(hostile, tmp_path / "a.graphml")
    back = read(tmp_path / "a.graphml")
    assert back.nodes["t"]["label"] == legal_text(text)
    (edge,) = back.edges(keys=True, data=True)
    assert edge == (
        legal_text("u" + text),
        "t",
        legal_text("k" + text),
        {"role": "lead", "content": legal_text(text), "label": "lead"},
    )
    assert igraph.Graph.Read_GraphML(str(tmp_path / "a.graphml")).ecount() == 1


def test_replaced_characters_are_counted(tmp_path):
    assert write_graphml(one_node(label="市\x00审\x0b计局"), tmp_path / "a.graphml") == 2
    assert write_graphml(one_node(label="市审计局"), tmp_path / "a.graphml") == 0


def test_text_that_opens_as_html_is_no_markup_for_java_programs(tmp_path):
    write_graphml(one_node(label=" <HTML><b>市审计局", content="见<html>"), tmp_path / "a.graphml")
    fields = read(tmp_path / "a.graphml").nodes["市审计局"]
    assert fields["label"] == fields["name"] == " ＜HTML><b>市审计局"
    assert fields["content"] == "见<html>"
    assert plain_text(plain_text("<html>")) == "＜html>"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (True, 1),
        (np.bool_(False), 0),
        (np.int64(7), 7),
        (np.float32(0.5), 0.5),
        (np.str_("市审计局"), "市审计局"),
        (date(2017, 5, 28), "2017-05-28"),
        (datetime(2017, 5, 28, 9, 30), "2017-05-28T09:30:00"),
        (pd.Timestamp("2017-05-28"), "2017-05-28T00:00:00"),
        (np.datetime64("2017-05-28"), "2017-05-28"),
        (["市审计局", None, 1, True], '["市审计局", null, 1, true]'),
        ((1.5, float("nan"), float("inf")), '[1.5, null, "inf"]'),
        ({"页": date(2017, 5, 28)}, '{"页": "2017-05-28"}'),
        ({"市财政局", "市审计局"}, '["市审计局", "市财政局"]'),
        (np.array([1, 2]), "[1, 2]"),
        (10**30, str(10**30)),
        (float("-inf"), float("-inf")),
        ("", ""),
    ],
)
def test_values_of_other_kinds_become_plain(value, expected, tmp_path):
    write_graphml(one_edge(value=value), tmp_path / "a.graphml")
    ((*_, fields),) = read(tmp_path / "a.graphml").edges(data=True)
    assert fields["value"] == expected
    assert type(fields["value"]) is type(expected)


@pytest.mark.parametrize("value", [None, float("nan"), np.float64("nan"), pd.NA, pd.NaT, np.datetime64("NaT")])
def test_missing_values_are_left_out_with_their_declaration(value, tmp_path):
    write_graphml(one_edge(value=value), tmp_path / "a.graphml")
    assert "value" not in names(tmp_path / "a.graphml", "edge")


def test_integers_and_floats_of_one_name_are_doubles_and_other_mixtures_are_text(tmp_path):
    mixed = nx.MultiDiGraph()
    mixed.add_node("市审计局", size=1, mark=1, flag=True)
    mixed.add_node("市财政局", size=0.5, mark="一", flag=2)
    write_graphml(mixed, tmp_path / "a.graphml")
    declared = names(tmp_path / "a.graphml", "node")
    assert (declared["size"], declared["mark"], declared["flag"]) == ("double", "string", "long")
    back = read(tmp_path / "a.graphml").nodes
    assert (back["市审计局"]["size"], back["市审计局"]["mark"]) == (1.0, "1")
    assert igraph.Graph.Read_GraphML(str(tmp_path / "a.graphml")).vs["size"] == [1.0, 0.5]


def test_infinite_number_is_read_by_igraph_too(tmp_path):
    write_graphml(one_node(weight=math.inf), tmp_path / "a.graphml")
    assert igraph.Graph.Read_GraphML(str(tmp_path / "a.graphml")).vs["weight"] == [math.inf]


def test_number_too_small_for_igraph_is_zero(tmp_path):
    write_graphml(one_node(weight=5e-324), tmp_path / "a.graphml")
    assert igraph.Graph.Read_GraphML(str(tmp_path / "a.graphml")).vs["weight"] == [0.0]


@pytest.mark.parametrize("ids", [(1, "1"), ("市\x00", "市\x01")])
def test_two_nodes_that_would_be_one_are_refused_by_name(ids, tmp_path):
    graph = nx.MultiDiGraph()
    graph.add_nodes_from(ids)
    with pytest.raises(OutputError, match="would be one node") as caught:
        write_graphml(graph, tmp_path / "a.graphml")
    assert repr(ids[0]) in str(caught.value)
    assert repr(ids[1]) in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_integer_keys_of_a_user_become_unique_ids(tmp_path):
    graph = nx.MultiDiGraph()
    for _ in range(3):
        graph.add_edge("市审计局", "任务一", role="lead")
    graph.add_edge("市审计局", "任务二", role="lead")
    graph.add_edge("市审计局", "任务三", key="市审计局|lead|任务一")
    write_graphml(graph, tmp_path / "a.graphml")
    back = read(tmp_path / "a.graphml")
    assert [key for *_, key in back.edges(keys=True)] == [
        "市审计局|lead|任务一|2",
        "市审计局|lead|任务一|3",
        "市审计局|lead|任务一|4",
        "市审计局|lead|任务二",
        "市审计局|lead|任务一",
    ]


def test_names_that_other_programs_take_are_written_with_an_underscore(tmp_path):
    graph = one_node()
    graph.nodes["市审计局"].update({"type": "局", "type_": "二", "node_for_adding": 1, 5: "五", "5": "5"})
    write_graphml(graph, tmp_path / "a.graphml")
    fields = read(tmp_path / "a.graphml").nodes["市审计局"]
    assert (fields["type_"], fields["type__"], fields["node_for_adding_"]) == ("局", "二", 1)
    assert (fields["5"], fields["5_"]) == ("五", "5")


def test_defaults_that_networkx_has_read_stand_on_each_node(tmp_path):
    graph = nx.MultiDiGraph(node_default={"level": "市"}, edge_default={})
    graph.add_node("市审计局")
    graph.add_node("县审计局", level="县")
    write_graphml(graph, tmp_path / "a.graphml")
    assert dict(read(tmp_path / "a.graphml").nodes(data="level")) == {"市审计局": "市", "县审计局": "县"}


@pytest.mark.parametrize("kind", [nx.Graph, nx.DiGraph, nx.MultiGraph, nx.MultiDiGraph])
def test_every_kind_of_graph_keeps_its_direction(kind, tmp_path):
    write_graphml(kind([("市审计局", "任务一"), ("市财政局", "任务一")]), tmp_path / "a.graphml")
    back = nx.read_graphml(tmp_path / "a.graphml")
    assert (back.is_directed(), back.size()) == (kind().is_directed(), 2)


def test_empty_graph_is_a_file_that_can_be_read(tmp_path):
    write_graphml(nx.MultiDiGraph(), tmp_path / "a.graphml")
    assert len(read(tmp_path / "a.graphml")) == 0


def test_packed_file_holds_the_same_bytes_and_no_time(graph, tmp_path):
    write_graphml(graph, tmp_path / "a.graphml")
    write_graphml(graph, tmp_path / "a.graphml.gz")
    packed = (tmp_path / "a.graphml.gz").read_bytes()
    assert gzip.decompress(packed) == (tmp_path / "a.graphml").read_bytes()
    assert packed[3:8] == bytes(5), "no file name, no time"
    assert read(tmp_path / "a.graphml.gz").size() == graph.size()


def test_file_that_cannot_be_written_is_an_output_error(graph, tmp_path):
    with pytest.raises(OutputError, match="make the folder first"):
        write_graphml(graph, tmp_path / "没有" / "a.graphml")


@pytest.mark.filterwarnings("ignore:Could not add:RuntimeWarning")  # igraph keeps our `id`, not its own
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    nodes=st.lists(plain_fields, min_size=1, max_size=4),
    edges=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), plain_fields), max_size=6),
)
def test_any_graph_comes_back_with_its_text_and_numbers(nodes, edges, tmp_path):
    graph = nx.MultiDiGraph()
    for number, own in enumerate(nodes):
        graph.add_node(f"n{number}")
        graph.nodes[f"n{number}"].update(own)
    for source, target, own in edges:
        source, target = f"n{source % len(nodes)}", f"n{target % len(nodes)}"
        key = graph.add_edge(source, target)
        graph.edges[source, target, key].update(own)
    first, second = tmp_path / "a.graphml", tmp_path / "b.graphml"
    write_graphml(graph, first)
    back = read(first)
    assert list(back) == list(graph)
    assert [edge[:2] for edge in back.edges] == [edge[:2] for edge in graph.edges]
    for given_fields, read_fields in zip(
        [own for _, own in graph.nodes(data=True)] + [own for *_, own in graph.edges(data=True)],
        [own for _, own in back.nodes(data=True)] + [own for *_, own in back.edges(data=True)],
        strict=True,
    ):
        for name, value in given_fields.items():
            if name in TAKEN_NAMES or legal_text(name) != name:
                continue
            if isinstance(value, str):
                assert read_fields[name] == plain_text(legal_text(value))
            elif isinstance(value, int | float) and not math.isnan(value):
                tiny = abs(value) < sys.float_info.min  # smaller than igraph bears
                assert float(read_fields[name]) in ({0.0, float(value)} if tiny else {float(value)})
    small = igraph.Graph.Read_GraphML(str(first))
    assert (small.vcount(), small.ecount()) == (len(graph), graph.size())
    write_graphml(back, second)
    assert first.read_bytes() == second.read_bytes()
