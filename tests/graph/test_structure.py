from itertools import combinations, product

import networkx as nx
import numpy as np
import pytest

from planparse.errors import UsageError
from planparse.graph.structure import backbone, core_periphery, ei_index


def test_ties_across_levels_are_set_against_ties_within():
    # Three ties across, one within: (3 - 1) / 4. All six pairs: four across, two within.
    network = nx.Graph([("苏州市财政局", "昆山市财政局"), ("苏州市财政局", "昆山市审计局")])
    network.add_edges_from([("苏州市审计局", "昆山市审计局"), ("苏州市财政局", "苏州市审计局")])
    for unit in network:
        network.nodes[unit]["level"] = "city" if unit.startswith("苏州") else "county"
    found = ei_index(network, "level")
    assert (found.external, found.internal, found.value) == (3, 1, 0.5)
    assert found.expected == pytest.approx(1 / 3)
    assert (found.left_out, found.units_left_out) == (0, 0)


@pytest.mark.parametrize(("levels", "value"), [(("city", "city"), -1.0), (("city", "county"), 1.0)])
def test_index_goes_from_all_within_to_all_across(levels, value):
    network = nx.Graph()
    network.add_nodes_from(
        (unit, {"level": level}) for unit, level in zip(("市财政局", "市审计局"), levels, strict=True)
    )
    network.add_edge("市财政局", "市审计局")
    assert ei_index(network, "level").value == value


def test_unit_of_unknown_group_leaves_its_ties_out_and_is_counted():
    network = nx.Graph([("市财政局", "市审计局"), ("市财政局", "领导小组"), ("市审计局", "领导小组")])
    network.nodes["市财政局"]["system"] = network.nodes["市审计局"]["system"] = "块"
    found = ei_index(network, "system")
    assert (found.value, found.left_out, found.units_left_out) == (-1.0, 2, 1)


def test_ties_may_be_weighed_instead_of_counted():
    network = nx.Graph()
    network.add_nodes_from(
        [("市财政局", {"system": "块"}), ("市审计局", {"system": "块"}), ("市税务局", {"system": "条"})]
    )
    network.add_weighted_edges_from([("市财政局", "市审计局", 3.0), ("市财政局", "市税务局", 1.0)])
    assert ei_index(network, "system").value == 0.0
    assert ei_index(network, "system", weighted=True).value == -0.5


def test_index_without_ties_is_not_defined():
    assert np.isnan(ei_index(nx.Graph(), "level").value)
    assert np.isnan(ei_index(nx.Graph(), "level").expected)


def hub(*weights: float, unit: str = "市政府办公室") -> nx.Graph:
    network = nx.Graph()
    network.add_weighted_edges_from((unit, f"第{place}局", weight) for place, weight in enumerate(weights, 1))
    return network


def test_backbone_keeps_the_tie_that_holds_too_much_of_a_unit():
    # Of 13 in four ties, 10 or more in one by chance: (1 - 10/13)^3 = 0.0123; 1 or more: (12/13)^3 = 0.787.
    kept = backbone(hub(10, 1, 1, 1))
    assert list(kept.edges) == [("市政府办公室", "第1局")]
    assert kept["市政府办公室"]["第1局"]["alpha"] == pytest.approx((3 / 13) ** 3)
    assert len(kept) == 5, "units that lose their ties stay"
    assert (kept.graph["backbone_alpha"], kept.graph["ties_left_out"]) == (0.05, 3)
    assert backbone(hub(10, 1, 1, 1), alpha=0.01).number_of_edges() == 0


def test_tie_is_kept_if_it_is_too_heavy_for_either_unit():
    # For 第1局, which has four ties of 10, it is nothing special: (1 - 10/40)^3 = 0.42.
    network = hub(10, 1, 1, 1)
    network.add_weighted_edges_from(("第1局", other, 10) for other in ("市发改委", "市财政局", "市审计局"))
    assert list(backbone(network).edges) == [("市政府办公室", "第1局")]


def test_two_units_that_have_only_each_other_lose_their_tie():
    assert backbone(hub(1000), alpha=1.0).number_of_edges() == 0


def test_backbone_leaves_the_network_given_as_it_is():
    network = hub(10, 1, 1, 1)
    network.nodes["第1局"]["level"] = "city"
    kept = backbone(network)
    kept["市政府办公室"]["第1局"]["weight"] = 0
    assert network["市政府办公室"]["第1局"] == {"weight": 10}
    assert kept.nodes["第1局"]["level"] == "city"


@pytest.mark.parametrize("alpha", [0.0, -0.1, 1.1, float("nan")])
def test_alpha_outside_its_range_is_a_wrong_call(alpha):
    with pytest.raises(UsageError, match="alpha is"):
        backbone(hub(1, 2), alpha=alpha)


def test_star_is_the_ideal_of_core_and_periphery():
    # Borgatti and Everett 1999: their first model generalises Freeman's star.
    frame = core_periphery(hub(1, 1, 1, 1, 1, 1))
    assert frame.loc[frame["core"], "unit"].tolist() == ["市政府办公室"]
    assert frame.attrs["fit"] == pytest.approx(1)


def test_core_of_four_tied_to_all_fits_fully():
    # The idealised pattern of Borgatti and Everett 1999: ten units, four of them tied to everybody.
    network = nx.Graph((f"u{one}", f"u{other}") for one in range(4) for other in range(10) if one != other)
    frame = core_periphery(network)
    assert frame["unit"].tolist()[:5] == ["u0", "u1", "u2", "u3", "u4"]
    assert frame["core"].tolist() == [True] * 4 + [False] * 6
    assert (frame.attrs["fit"], frame.attrs["n_core"]) == (pytest.approx(1), 4)


def test_clique_beside_units_without_ties_fits_where_pairs_between_are_missing():
    # The case that netUtils checks its core_periphery with: five in a clique, five alone.
    network = nx.relabel_nodes(nx.disjoint_union(nx.complete_graph(5), nx.empty_graph(5)), "u{}".format)
    frame = core_periphery(network, between="missing")
    assert frame.loc[frame["core"], "unit"].tolist() == ["u0", "u1", "u2", "u3", "u4"]
    assert frame.attrs["fit"] == pytest.approx(1)
    assert core_periphery(network).attrs["fit"] < 1


def best_of_all_cores(network: nx.Graph, between: str) -> float:
    """The highest correlation of all cores there are, or NaN."""
    best = float("nan")
    for choice in product((0, 1), repeat=len(network)):
        core = dict(zip(network, choice, strict=True))
        cells = [
            (network.has_edge(one, other), core[one] + core[other] >= (1 if between == "full" else 2))
            for one, other in combinations(network, 2)
            if between == "full" or core[one] == core[other]
        ]
        ties, ideal = np.array(cells, dtype=float).reshape(-1, 2).T
        if len(cells) and np.ptp(ties) and np.ptp(ideal):
            best = np.fmax(best, np.corrcoef(ties, ideal)[0, 1])
    return best


@pytest.mark.parametrize("between", ["full", "missing"])
@pytest.mark.parametrize("seed", range(12))
def test_no_other_core_of_a_small_network_fits_better(seed, between):
    network = nx.relabel_nodes(nx.gnp_random_graph(4 + seed % 5, 0.2 + 0.05 * seed, seed=seed), str)
    fit = core_periphery(network, between=between).attrs["fit"]
    assert fit == pytest.approx(best_of_all_cores(network, between), nan_ok=True)


@pytest.mark.parametrize(
    "network", [nx.Graph(), nx.empty_graph(["市财政局", "市审计局"]), nx.complete_graph(["市财政局", "市审计局"])]
)
def test_network_with_no_tie_or_all_ties_has_no_core(network):
    frame = core_periphery(network)
    assert np.isnan(frame.attrs["fit"])
    assert not frame["core"].any()
    assert list(frame.dtypes.astype(str)) == ["str", "str", "bool", "int64"]


def test_same_seed_gives_the_same_core():
    network = nx.relabel_nodes(nx.gnm_random_graph(40, 150, seed=1), "u{:02}".format)
    assert core_periphery(network, seed=5).equals(core_periphery(network, seed=5))


@pytest.mark.parametrize(
    ("wrong", "words"), [({"between": "half"}, "between is 'half'"), ({"starts": -1}, "starts is -1")]
)
def test_wrong_search_is_a_wrong_call(wrong, words):
    with pytest.raises(UsageError, match=words):
        core_periphery(hub(1, 1), **wrong)
