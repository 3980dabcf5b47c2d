import networkx as nx
import pytest

from planparse.errors import UsageError
from planparse.graph.cohesion import cohesion


def values(network: nx.Graph) -> dict[str, float]:
    return cohesion(network).set_index("measure")["value"].to_dict()


def test_marriages_of_florence_hold_together_as_published():
    found = values(nx.florentine_families_graph())
    assert (found["n_units"], found["n_ties"]) == (15, 20)
    assert found["density"] == pytest.approx(20 / 105)
    # The degrees sum to 40, the highest is 6: (15 * 6 - 40) / (14 * 13).
    assert found["degree_centralisation"] == pytest.approx(50 / 182)
    # Wasserman and Faust 1994, table 5.1: betweenness centralisation .437.
    assert found["betweenness_centralisation"] == pytest.approx(0.437, abs=0.0005)
    # Three triangles, 47 pairs of ties with a family in common: .191 as sna and igraph give it.
    assert found["transitivity"] == pytest.approx(9 / 47)
    assert (found["n_components"], found["largest_component"]) == (1, 15)


def test_the_pucci_who_married_none_of_them_change_the_divisors():
    families = nx.florentine_families_graph()
    families.add_node("Pucci")
    found = values(families)
    assert found["density"] == pytest.approx(20 / 120)
    # Wasserman and Faust 1994, chapter 5: .267 for the sixteen families.
    assert found["degree_centralisation"] == pytest.approx(0.267, abs=0.0005)
    assert found["n_components"] == 2


def test_star_is_as_central_as_can_be_and_has_no_triangle():
    star = nx.star_graph(["市政府办公室", "市发改委", "市财政局", "市审计局"])
    found = values(star)
    assert found["degree_centralisation"] == found["betweenness_centralisation"] == pytest.approx(1)
    assert found["transitivity"] == found["average_clustering"] == 0


def test_two_triangles_apart_have_a_modularity_of_one_half():
    # Newman 2004: each group holds half of the weight and half of the strength, 2 * (1/2 - 1/4).
    network = nx.disjoint_union(nx.complete_graph(3), nx.complete_graph(3))
    found = values(nx.relabel_nodes(network, str))
    assert (found["n_communities"], found["n_components"], found["modularity"]) == (2, 2, pytest.approx(0.5))
    assert found["transitivity"] == found["average_clustering"] == 1


def test_external_and_internal_ties_are_compared_by_level_system_and_kind():
    network = nx.Graph()
    network.add_node("苏州市财政局", level="city", system="块", unit_kind="government")
    network.add_node("苏州市审计局", level="city", system="块", unit_kind="government")
    network.add_node("国家税务总局苏州市税务局", level="city", system="条", unit_kind="vertical")
    network.add_node("昆山市人民政府", level="county", system="块")
    nx.add_star(network, ["苏州市财政局", "苏州市审计局", "国家税务总局苏州市税务局", "昆山市人民政府"])
    frame = cohesion(network).set_index("measure")
    assert frame.loc["ei_level", "value"] == pytest.approx((1 - 2) / 3)
    assert frame.loc["ei_system", "value"] == pytest.approx((1 - 2) / 3)
    assert (frame.loc["ei_unit_kind", "value"], frame.loc["ei_unit_kind", "ties_left_out"]) == (0.0, 1)
    assert frame.loc[["ei_level", "ei_system"], "ties_left_out"].tolist() == [0, 0]


def test_each_measure_has_its_definition_and_says_whether_weights_took_part():
    frame = cohesion(nx.Graph([("市审计局", "市财政局", {"weight": 2.0})], weights="count"))
    assert frame["measure"].is_unique
    assert (frame["definition"].str.len() > 10).all()
    assert set(frame.loc[frame["weights"] == "count", "measure"]) == {"n_communities", "modularity"}
    assert frame.attrs["weights"] == "count"
    assert frame.attrs["betweenness"].startswith("undefined")


def test_measures_without_a_divisor_are_not_defined():
    found = values(nx.Graph())
    assert (found["n_units"], found["n_ties"], found["n_components"], found["largest_component"]) == (0, 0, 0, 0)
    undefined = {name for name, value in found.items() if value != value}
    assert undefined == {
        "density", "degree_centralisation", "betweenness_centralisation", "transitivity", "average_clustering",
        "modularity", "ei_level", "ei_system", "ei_unit_kind",
    }  # fmt: skip


def test_network_with_directions_is_refused():
    with pytest.raises(UsageError, match="directions"):
        cohesion(nx.DiGraph([("市审计局", "市财政局")]))
