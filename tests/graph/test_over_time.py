from itertools import permutations

import networkx as nx
import numpy as np
import pytest

from planparse.errors import UsageError
from planparse.graph.over_time import YEAR_COLUMNS, jaccard, qap_correlation, ties_over_time

BUSINESS = [
    ("Barbadori", "Castellani"), ("Barbadori", "Ginori"), ("Barbadori", "Medici"), ("Barbadori", "Peruzzi"),
    ("Bischeri", "Guadagni"), ("Bischeri", "Lamberteschi"), ("Bischeri", "Peruzzi"), ("Castellani", "Lamberteschi"),
    ("Castellani", "Peruzzi"), ("Ginori", "Medici"), ("Guadagni", "Lamberteschi"), ("Lamberteschi", "Peruzzi"),
    ("Medici", "Pazzi"), ("Medici", "Salviati"), ("Medici", "Tornabuoni"),
]  # fmt: skip
"""Business among Padgett's sixteen families. Source: PADGB of UCINET; Breiger and Pattison, Social Networks 8, 1986."""


def florence() -> tuple[nx.Graph, nx.Graph]:
    """Marriage and business among the sixteen families, the Pucci with neither."""
    marriage, business = nx.florentine_families_graph(), nx.Graph()
    marriage.add_node("Pucci")
    business.add_nodes_from(marriage)
    business.add_edges_from(BUSINESS)
    return marriage, business


def test_marriage_and_business_of_florence_correlate_as_published():
    # UCINET on PADGETT: 0.372. Of 120 pairs 20 marry, 15 trade and 8 do both: (120·8 - 20·15) / √(20·100·15·105).
    found = qap_correlation(*florence())
    assert found.correlation == pytest.approx(0.372, abs=0.0005)
    assert found.correlation == pytest.approx(660 / 3150000**0.5)
    assert (found.n_units, found.n_dyads, found.permutations) == (16, 120, 1000)
    assert found.p_greater < 0.01
    assert found.p_less > 0.99
    assert found.p_greater <= found.p_two_sided < 0.01


def test_marriage_and_business_of_florence_share_eight_ties_of_27():
    assert jaccard(*florence()) == pytest.approx(8 / 27)


def test_network_correlates_fully_with_itself_and_p_is_never_zero():
    marriage, _ = florence()
    found = qap_correlation(marriage, marriage, permutations=99)
    assert found.correlation == pytest.approx(1)
    assert found.p_greater == 1 / 100


def test_same_seed_gives_the_same_chance():
    assert qap_correlation(*florence(), seed=3) == qap_correlation(*florence(), seed=3)


def test_chance_is_that_of_all_permutations():
    a, b = nx.Graph([(0, 1), (1, 2), (2, 3)]), nx.Graph([(0, 1), (1, 2), (3, 4), (2, 3)])
    a.add_node(4)
    shared = [sum(b.has_edge(order[one], order[other]) for one, other in a.edges) for order in permutations(range(5))]
    exact = np.mean([number >= 3 for number in shared])
    assert qap_correlation(a, b, permutations=20000).p_greater == pytest.approx(exact, abs=0.01)


@pytest.mark.parametrize("seed", range(3))
def test_correlation_runs_over_all_pairs_with_their_weights_and_directions(seed):
    random = np.random.default_rng(seed)
    matrices = [np.where(random.random((6, 6)) < 0.5, random.random((6, 6)), 0) for _ in range(2)]
    off = ~np.eye(6, dtype=bool)
    networks = [nx.from_numpy_array(np.where(off, matrix, 0), create_using=nx.DiGraph) for matrix in matrices]
    found = qap_correlation(*networks, permutations=10)
    assert found.correlation == pytest.approx(np.corrcoef(matrices[0][off], matrices[1][off])[0, 1])
    assert found.n_dyads == 30
    bare = qap_correlation(*networks, permutations=10, weight=None).correlation
    assert bare == pytest.approx(np.corrcoef(matrices[0][off] > 0, matrices[1][off] > 0)[0, 1])


def test_units_of_both_networks_are_compared_unless_all_are_asked_for():
    old = nx.Graph([("市发改委", "市财政局"), ("市财政局", "市审计局"), ("市国税局", "市财政局")])
    new = nx.Graph([("市发改委", "市财政局"), ("市发改委", "市审计局"), ("市税务局", "市财政局")])
    assert qap_correlation(old, new).n_units == 3
    assert qap_correlation(old, new, units="either").n_units == 5
    assert jaccard(old, new) == pytest.approx(1 / 5)
    assert jaccard(old, new, units="both") == pytest.approx(1 / 3)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (nx.Graph(), nx.Graph()),
        (nx.empty_graph(["市财政局"]), nx.empty_graph(["市财政局"])),
        (nx.complete_graph(["市财政局", "市审计局"]), nx.empty_graph(["市财政局", "市审计局"])),
    ],
)
def test_ties_that_are_all_alike_correlate_with_nothing(old, new):
    found = qap_correlation(old, new)
    assert np.isnan([found.correlation, found.p_greater, found.p_less, found.p_two_sided]).all()


def test_networks_without_ties_have_no_share_of_them():
    assert np.isnan(jaccard(nx.Graph(), nx.empty_graph(["市财政局"])))


def test_ties_are_followed_through_the_years():
    networks = {
        2019: nx.Graph([("市发改委", "市财政局"), ("市审计局", "市发改委"), ("市税务局", "市财政局")]),
        2016: nx.Graph([("市财政局", "市发改委"), ("市财政局", "市审计局"), ("市国税局", "市财政局")]),
    }
    frame = ties_over_time(networks)
    assert frame["year"].tolist() == [2016, 2019]
    assert frame.iloc[0][["compared_with", "kept", "born", "lost", "jaccard"]].isna().all()
    assert frame.iloc[1].to_dict() == {
        "year": 2019, "compared_with": 2016, "n_units": 4, "n_ties": 3,
        "kept": 1, "born": 2, "born_with_new_units": 1, "lost": 2, "lost_with_old_units": 1,
        "jaccard": 1 / 5, "jaccard_of_stayers": 1 / 3,
    }  # fmt: skip
    assert set(frame.attrs["divisor"]) == {"jaccard", "jaccard_of_stayers"}


def test_ties_of_directions_are_two():
    networks = {2016: nx.DiGraph([("市发改委", "市财政局")]), 2017: nx.DiGraph([("市财政局", "市发改委")])}
    row = ties_over_time(networks).iloc[1]
    assert (row["kept"], row["born"], row["lost"], row["jaccard"]) == (0, 1, 1, 0.0)


def test_no_years_give_an_empty_frame_with_all_columns():
    frame = ties_over_time({})
    assert frame.dtypes.astype(str).to_dict() == YEAR_COLUMNS


@pytest.mark.parametrize(
    ("wrong", "words"), [({"units": "all"}, "units is 'all'"), ({"permutations": -1}, "permutations is -1")]
)
def test_wrong_comparison_is_a_wrong_call(wrong, words):
    with pytest.raises(UsageError, match=words):
        qap_correlation(*florence(), **wrong)


def test_network_with_directions_is_not_compared_with_one_without():
    with pytest.raises(UsageError, match="directions"):
        jaccard(nx.Graph(), nx.DiGraph())
