import networkx as nx
import pytest

from planparse.errors import OutputError
from planparse.outputs.plain import plain_graph
from planparse.outputs.values import nested_value, plain_value


def test_every_walk_gives_the_same_again():
    graph = nx.MultiDiGraph(min_confidence=0.5)
    graph.add_edge("市审计局", "任务一", key="k1", role="lead", pages=[1, 2], note=None)
    plain = plain_graph(graph, "plan.graphml")
    for _ in range(2):
        assert plain.fields() == {"min_confidence": 0.5}
        assert list(plain.nodes()) == [("市审计局", {}), ("任务一", {})]
        assert list(plain.edges()) == [("k1", "市审计局", "任务一", {"role": "lead", "pages": "[1, 2]"})]


def test_node_without_a_name_gets_one_because_igraph_refuses_an_empty_id():
    graph = nx.MultiDiGraph([("", "任务一")])
    assert [node for node, _ in plain_graph(graph, "plan.graphml").nodes()] == ["∅", "任务一"]


def test_two_nodes_with_one_id_are_refused_with_the_name_of_the_file():
    graph = nx.MultiDiGraph()
    graph.add_nodes_from([1, "1"])
    with pytest.raises(OutputError, match=r"^plan\.gexf: the nodes 1 and '1'"):
        plain_graph(graph, "plan.gexf")


def test_integer_too_long_for_decimals_is_written_in_hexadecimals():
    assert plain_value(10**5000) == hex(10**5000)
    assert nested_value([10**5000]) == [hex(10**5000)]


def test_fraction_beyond_all_doubles_is_text():
    from fractions import Fraction

    assert plain_value(Fraction(10**400)) == str(10**400)
    assert plain_value(Fraction(1, 2)) == 0.5
