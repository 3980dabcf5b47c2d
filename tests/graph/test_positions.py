import networkx as nx
import pytest

from planparse.errors import UsageError
from planparse.graph.positions import POSITION_COLUMNS, positions

FLORENCE = {
    "Acciaiuoli": (1, 0.368, 0.000), "Albizzi": (3, 0.483, 0.212), "Barbadori": (2, 0.438, 0.093),
    "Bischeri": (3, 0.400, 0.104), "Castellani": (3, 0.389, 0.055), "Ginori": (1, 0.333, 0.000),
    "Guadagni": (4, 0.467, 0.255), "Lamberteschi": (1, 0.326, 0.000), "Medici": (6, 0.560, 0.522),
    "Pazzi": (1, 0.286, 0.000), "Peruzzi": (3, 0.368, 0.022), "Ridolfi": (3, 0.500, 0.114),
    "Salviati": (2, 0.389, 0.143), "Strozzi": (4, 0.438, 0.103), "Tornabuoni": (3, 0.483, 0.092),
}  # fmt: skip
"""Degree, closeness and betweenness of Padgett's families by marriage, without the Pucci, who married none of them.
Source: Wasserman and Faust, Social Network Analysis (1994), table 5.1."""

BORGATTI = {
    "AB": 2, "AF": 3, "AG": 5, "AE": 2, "EG": 8, "FG": 3, "BG": 4, "BD": 1, "DG": 3, "CG": 10,
}  # fmt: skip
"""The example of Borgatti, Structural holes: unpacking Burt's redundancy measures, Connections 20 (1997), 35–38. The
weights, and the values for them, are those that networkx checked with UCINET and igraph."""


def network_of(ties: dict[str, float]) -> nx.Graph:
    network = nx.Graph()
    network.add_weighted_edges_from((*tie, weight) for tie, weight in ties.items())
    return network


def column(network: nx.Graph, name: str, **options) -> dict[str, float]:
    return positions(network, **options).set_index("unit")[name].to_dict()


def test_families_stand_where_wasserman_and_faust_saw_them():
    frame = positions(nx.florentine_families_graph()).set_index("unit")
    for family, (degree, closeness, betweenness) in FLORENCE.items():
        row = frame.loc[family]
        assert row["n_partners"] == degree
        assert row["closeness"] == pytest.approx(closeness, abs=0.0006)
        assert row["betweenness"] == pytest.approx(betweenness, abs=0.0006)
    # All but the Salviati and those with one partner are in a circle, and no part has three partners each.
    assert set(frame.index[frame["k_core"] == 1]) == {"Acciaiuoli", "Ginori", "Lamberteschi", "Pazzi", "Salviati"}
    assert frame["k_core"].max() == 2


def test_constraint_and_effective_size_are_those_of_burts_example():
    equal = network_of(dict.fromkeys(BORGATTI, 1))
    constraint, size = column(equal, "constraint"), column(equal, "effective_size")
    assert (constraint["G"], constraint["A"], constraint["C"]) == pytest.approx((0.400, 0.595, 1), abs=0.001)
    assert (size["G"], size["A"], size["C"]) == pytest.approx((4.67, 2.5, 1), abs=0.01)


def test_constraint_and_effective_size_follow_the_weights():
    constraint, size = column(network_of(BORGATTI), "constraint"), column(network_of(BORGATTI), "effective_size")
    assert (constraint["G"], constraint["A"], constraint["C"]) == pytest.approx((0.299, 0.795, 1), abs=0.001)
    assert (size["G"], size["A"], size["C"]) == pytest.approx((5.47, 2.47, 1), abs=0.01)


def test_two_heavy_ties_are_a_shorter_way_than_a_light_one():
    # 市发改委 and 市审计局 are 1 apart directly, 1/4 + 1/4 by way of 市财政局: the one pair of others goes through it.
    network = nx.Graph()
    network.add_weighted_edges_from(
        [("市发改委", "市财政局", 4), ("市财政局", "市审计局", 4), ("市发改委", "市审计局", 1)]
    )
    assert column(network, "betweenness") == {"市财政局": 1.0, "市发改委": 0.0, "市审计局": 0.0}
    # Two others, at 1/4 and 1/4 + 1/4; for 市财政局 both at 1/4.
    assert column(network, "closeness") == pytest.approx({"市财政局": 4, "市发改委": 2 / 0.75, "市审计局": 2 / 0.75})


def test_ways_of_equal_length_share_a_pair_though_their_fractions_differ():
    # A ring: A–B, B–C and C–D are 1/10 long, D–E and E–A 3/20. From A to D both ways are 3/10, but in floats
    # 0.1 + 0.1 + 0.1 is more than 0.15 + 0.15. Of the six pairs, E has half of A–D; B also has A–C, and A has E–B.
    network = network_of({"AB": 10, "BC": 10, "CD": 10, "DE": 20 / 3, "EA": 20 / 3})
    expected = {"A": 1 / 6, "B": 1.5 / 6, "C": 1.5 / 6, "D": 1 / 6, "E": 0.5 / 6}
    assert column(network, "betweenness") == pytest.approx(expected)


@pytest.mark.parametrize("seed", range(5))
def test_effective_size_is_that_of_networkx_unit_by_unit(seed):
    network = nx.gnm_random_graph(12, 30, seed=seed)
    for place, (_, _, fields) in enumerate(network.edges(data=True)):
        fields["weight"] = 0.5 + place % 7
    one_by_one = nx.effective_size(network, nodes=list(network), weight="weight")
    assert column(nx.relabel_nodes(network, str), "effective_size") == pytest.approx(
        {str(unit): size for unit, size in one_by_one.items()}, nan_ok=True
    )


@pytest.mark.parametrize("seed", range(3))
def test_weighted_positions_are_those_of_igraph(seed):
    igraph = pytest.importorskip("igraph")
    network = nx.gnm_random_graph(20, 60, seed=seed)
    assert nx.is_connected(network)
    for place, (_, _, fields) in enumerate(network.edges(data=True)):
        fields["weight"] = 1.0 + place % 9
    weights = [weight for *_, weight in network.edges(data="weight")]
    other = igraph.Graph(len(network), list(network.edges))
    lengths = [1 / weight for weight in weights]
    frame = positions(nx.relabel_nodes(network, "{:02}".format)).sort_values("unit")
    pairs = 19 * 18 / 2
    assert frame["betweenness"].tolist() == pytest.approx([b / pairs for b in other.betweenness(weights=lengths)])
    assert frame["closeness"].tolist() == pytest.approx(other.closeness(weights=lengths), rel=1e-6)
    assert frame["constraint"].tolist() == pytest.approx(other.constraint(weights=weights))
    assert frame["k_core"].tolist() == other.coreness()


def test_unit_without_partners_has_no_holes_and_a_group_of_its_own():
    network = nx.Graph([("市发改委", "市财政局")])
    network.add_node("市审计局")
    row = positions(network).set_index("unit").loc["市审计局"]
    assert row[["constraint", "effective_size"]].isna().all()
    assert row[["n_partners", "strength", "closeness", "betweenness", "k_core"]].tolist() == [0, 0, 0, 0, 0]
    assert row["community"] == 2


def test_groups_are_numbered_by_size_and_then_by_first_label():
    network = nx.Graph()
    for group in (["x1", "x2"], ["a1", "a2", "a3"], ["c1", "c2"]):
        nx.add_path(network, [*group, group[0]] if len(group) > 2 else group)
    for unit, label in (("x1", "安徽省"), ("x2", "云南省"), ("c1", "重庆市"), ("c2", "重庆市")):
        network.nodes[unit]["label"] = label
    community = column(network, "community")
    # In Unicode 云 stands before 安 and 重, while the node c1 stands before x1.
    assert [community[unit] for unit in ("a1", "x1", "c1")] == [1, 2, 3]


def test_frame_is_sorted_by_partners_and_then_by_node():
    frame = positions(nx.florentine_families_graph())
    assert frame["unit"].tolist()[:5] == ["Medici", "Guadagni", "Strozzi", "Albizzi", "Bischeri"]


def test_order_of_units_and_ties_changes_nothing():
    families = nx.florentine_families_graph()
    turned = nx.Graph()
    turned.add_nodes_from(reversed(list(families)))
    turned.add_edges_from((other, one) for one, other in reversed(list(families.edges)))
    assert positions(turned).equals(positions(families))


@pytest.mark.parametrize("n", [0, 1, 2])
def test_network_of_few_units_has_all_columns(n):
    network = nx.Graph()
    network.add_nodes_from(["市财政局", "市审计局"][:n])
    frame = positions(network)
    assert frame.dtypes.astype(str).to_dict() == {"unit": "str", **POSITION_COLUMNS}
    assert len(frame) == n
    assert frame["betweenness"].isna().all(), "there is no pair of others"


def test_betweenness_is_exact_or_says_from_how_many_units_it_was_estimated(monkeypatch):
    families = nx.florentine_families_graph()
    assert positions(families).attrs["betweenness"] == "exact"
    assert positions(families, sources=15).attrs["betweenness"] == "exact"
    estimated = positions(families, sources=10, seed=4)
    assert estimated.attrs["betweenness"] == "estimated from 10 of 15 units, drawn with seed 4"
    assert estimated.equals(positions(families, sources=10, seed=4))
    monkeypatch.setattr("planparse.graph.positions.EXACT_UP_TO", 14)
    monkeypatch.setattr("planparse.graph.positions.SOURCES", 12)
    assert positions(families).attrs["betweenness"] == "estimated from 12 of 15 units, drawn with seed 0"


def test_estimate_from_one_unit_is_refused():
    with pytest.raises(UsageError, match="betweenness from 1 units"):
        positions(nx.florentine_families_graph(), sources=1)


def test_network_with_directions_is_refused():
    with pytest.raises(UsageError, match="directions"):
        positions(nx.DiGraph([("市审计局", "市财政局")]))


def test_frame_says_what_the_network_was_made_with_and_every_divisor():
    network = nx.Graph([("市审计局", "市财政局")], weights="newman", edges_left_out=3)
    about = positions(network, seed=7).attrs
    assert (about["weights"], about["edges_left_out"], about["seed"]) == ("newman", 3, 7)
    assert set(about["divisor"]) == {"betweenness", "closeness", "constraint", "effective_size"}
