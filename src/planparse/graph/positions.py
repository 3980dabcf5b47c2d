"""Where each unit stands in a network of units (网络位置): partners, bridges, cores and groups, one row a unit.

In goes an undirected network (`unit_network`, `backbone`, or any other with weights above 0), out comes a pandas
frame whose `attrs` say what each column was divided by. Everything is computed on units numbered in the order of
their names, so neither the order of plans nor that of hashing shows in a value.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from planparse.errors import UsageError
from planparse.graph.projection import check_unit_network

if TYPE_CHECKING:  # heavy libraries, not rooms of ours
    import networkx as nx
    import numpy as np
    import pandas as pd

EXACT_UP_TO = 1000
"""Units up to which betweenness starts from every unit: 1,000 units with 21,000 weighted ties take 13 seconds, twice as
many units with twice as many ties take 78."""

SOURCES = 200
"""Units from which betweenness starts in larger networks, unless told otherwise."""

DISTANCE_UNIT = 720_720_000
"""Parts of the distance 1/weight. Paths tie for the shortest only where their lengths are equal to the last digit, and
sums of fractions are not, so distances are whole numbers. 720720 is divided by all weights from 1 to 16."""

ROWS_AT_ONCE = 512
"""Units whose distances to all others are held in memory at once: 8 MB for 2,000 units, 80 MB for 20,000."""

POSITION_COLUMNS = {
    "n_partners": "int64",
    "strength": "float64",
    "betweenness": "float64",
    "closeness": "float64",
    "constraint": "float64",
    "effective_size": "float64",
    "k_core": "int64",
    "community": "int64",
}
"""The measures of `positions`, and their types."""

POSITION_DIVISORS = {
    "betweenness": "the pairs of other units, (n-1)(n-2)/2",
    "closeness": "the sum of distances to the r units within reach, then times r/(n-1), r without the unit itself",
    "constraint": "each tie by the sum of the unit's ties",
    "effective_size": "each tie by the sum of the unit's ties, and by the partner's strongest tie",
}


def positions(network: nx.Graph[Any], *, sources: int | None = None, seed: int = 0) -> pd.DataFrame:
    """Measure the position of each unit; sorted by n_partners from the highest, then by node.

    unit: the node
    n_partners: units it is tied to (degree)
    strength: the sum of its weights
    betweenness: share of the pairs of other units whose shortest path runs through it, from 0 to 1; where several
        paths are shortest, its share of them. NaN with fewer than three units. Source: Freeman 1977; a tie is as long
        as 1/weight: Newman 2001.
    closeness: the inverse of the mean distance to the units within reach, times their share of all others; 0 without
        partners. Distances as above. Source: Wasserman and Faust 1994, p. 201.
    constraint: how far its partners are each other's partners; NaN without partners. Source: Burt 1992, chapter 2.
    effective_size: partners less what is redundant among them; NaN without partners. Source: Burt 1992, chapter 2;
        for equal weights it is Borgatti's n - 2t/n.
    k_core: the largest k such that it is in a part where each has k partners, weights left out. Source: Seidman 1983.
    community: number of its group, from 1 for the largest, equal ones by their first label; a unit without partners
        is a group. Source: the method of Louvain, Blondel et al. 2008, by weight, at resolution 1.

    sources: the units that betweenness starts from, drawn with the seed. By default all of them up to `EXACT_UP_TO`
        units, else `SOURCES`. `attrs["betweenness"]` says which, and whether the values are exact or estimates.
    seed: of the groups and of the sources; the same seed gives the same frame
    `attrs` has what the network was made with, and `divisor`, column → what it was divided by.
    Memory grows with the square of the units that have partners (constraint): 32 MB a matrix for 2,000.
    Raises UsageError for a network with directions, parallel ties, loops or weights that are not above 0.
    """
    import pandas as pd

    check_unit_network(network)
    names = sorted(network)
    numbered = numbered_network(network)
    between, how = betweenness(numbered, sources=sources, seed=seed)
    columns: dict[str, dict[int, Any]] = {
        "n_partners": dict(numbered.degree()),
        "strength": dict(numbered.degree(weight="weight")),
        "betweenness": between,
        "closeness": _closeness(numbered),
        **_holes(numbered),
        "k_core": _k_core(numbered),
        "community": _community_numbers(communities(numbered, seed)),
    }
    values = {name: [column[number] for number in range(len(names))] for name, column in columns.items()}
    frame = pd.DataFrame({"unit": names, **values}).astype({"unit": "str", **POSITION_COLUMNS})
    frame = frame.sort_values(["n_partners", "unit"], ascending=[False, True], ignore_index=True)
    about: dict[Any, Any] = dict(network.graph)
    frame.attrs = about | {"divisor": dict(POSITION_DIVISORS), "betweenness": how, "seed": seed}
    return frame


def numbered_network(network: nx.Graph[Any]) -> nx.Graph[int]:
    """Copy a network with units numbered from 0 in the order of their names, ties in that order, and `weight` alone.

    Nodes keep their `label`; a tie without a weight weighs 1. `distance` is 1/weight in parts of `DISTANCE_UNIT`.
    """
    import networkx as nx

    numbers = {unit: number for number, unit in enumerate(sorted(network))}
    copy: nx.Graph[int] = nx.Graph()
    for unit, number in numbers.items():
        copy.add_node(number, label=str(network.nodes[unit].get("label", unit)))
    weights = {
        (min(numbers[one], numbers[other]), max(numbers[one], numbers[other])): float(weight)
        for one, other, weight in network.edges(data="weight", default=1.0)
    }
    for (first, second), weight in sorted(weights.items()):
        copy.add_edge(first, second, weight=weight, distance=max(1, round(DISTANCE_UNIT / weight)))
    return copy


def betweenness(
    numbered: nx.Graph[int], *, weighted: bool = True, sources: int | None = None, seed: int = 0
) -> tuple[dict[int, float], str]:
    """Give the betweenness of each unit of a numbered network, and a sentence on how it was found.

    Raises UsageError for fewer than two sources, of which nothing can be estimated.
    """
    import networkx as nx

    n = len(numbered)
    if sources is not None and sources < 2:
        raise UsageError(f"betweenness from {sources} units", advice="sources=200, or None")
    if n < 3:
        return dict.fromkeys(numbered, float("nan")), "undefined with fewer than three units"
    if sources is None:
        sources = n if n <= EXACT_UP_TO else SOURCES
    lengths = {fields["distance"] for *_, fields in numbered.edges(data=True)}
    found: dict[int, float] = nx.betweenness_centrality(
        numbered,
        k=min(sources, n),
        seed=seed,
        # Ties of one length need no search by length, which is five times as slow.
        weight="distance" if weighted and len(lengths) > 1 else None,
    )
    return found, "exact" if sources >= n else f"estimated from {sources} of {n} units, drawn with seed {seed}"


def communities(numbered: nx.Graph[int], seed: int = 0) -> list[set[int]]:
    """Part a numbered network into groups by the method of Louvain; the largest first, equal ones by first label."""
    import networkx as nx

    if not numbered:
        return []
    groups = nx.community.louvain_communities(numbered, weight="weight", seed=seed)
    labels = {number: str(fields["label"]) for number, fields in numbered.nodes(data=True)}
    return sorted(groups, key=lambda group: (-len(group), min((labels[each], each) for each in group)))


def _community_numbers(groups: list[set[int]]) -> dict[int, int]:
    return {member: number for number, group in enumerate(groups, 1) for member in group}


def _k_core(numbered: nx.Graph[int]) -> dict[int, int]:
    import networkx as nx

    found: dict[int, int] = nx.core_number(numbered)
    return found


def _holes(numbered: nx.Graph[int]) -> dict[str, dict[int, float]]:
    """Give constraint and effective size, NaN for units without partners."""
    import networkx as nx

    # Both divide by what a unit's ties weigh together, so units without ties are kept away from them.
    tied: nx.Graph[int] = nx.Graph(numbered.edges(data=True))
    nothing = dict.fromkeys(numbered, float("nan"))
    if not tied:
        return {"constraint": nothing, "effective_size": nothing}
    return {
        "constraint": nothing | nx.constraint(tied, weight="weight"),
        "effective_size": nothing | _effective_size(tied),
    }


def _effective_size(tied: nx.Graph[int]) -> dict[int, float]:
    """Give each unit's partners less what is redundant in them; all units have partners.

    A partner v of u is redundant by the sum, over all w, of u's share of ties in w times v's tie to w by v's strongest.
    """
    import networkx as nx

    # networkx 3.6 divides by the strongest tie of the wrong unit where it measures all units at once (its #8906).
    ties = nx.to_scipy_sparse_array(tied, weight="weight", format="csr")
    shares = ties.multiply(1 / ties.sum(axis=1)[:, None]).tocsr()
    strengths = ties.multiply(1 / ties.max(axis=1).toarray()[:, None]).tocsr()
    sizes: list[float] = []
    for start in range(0, len(tied), ROWS_AT_ONCE):
        rows = slice(start, start + ROWS_AT_ONCE)
        redundant = (shares[rows] @ strengths.T).multiply(ties[rows] > 0)
        sizes += ((ties[rows] > 0).sum(axis=1) - redundant.sum(axis=1)).tolist()
    return dict(zip(tied, sizes, strict=True))


def _closeness(numbered: nx.Graph[int]) -> dict[int, float]:
    n = len(numbered)
    found: dict[int, float] = {}
    for number, row in enumerate(_distances(numbered)):
        reached = row[row < float("inf")]
        others = len(reached) - 1
        found[number] = others / float(reached.sum()) * others / (n - 1) if others else 0.0
    return found


def _distances(numbered: nx.Graph[int]) -> Iterator[np.ndarray[Any, np.dtype[np.float64]]]:
    """Give each unit's distances to all units, in the order of the numbers; infinite where there is no path."""
    if not numbered:
        return
    import networkx as nx
    from scipy.sparse.csgraph import dijkstra  # type: ignore[import-untyped,unused-ignore]

    n = len(numbered)
    matrix = nx.to_scipy_sparse_array(numbered, nodelist=list(range(n)), weight="distance", format="csr").astype(float)
    for start in range(0, n, ROWS_AT_ONCE):
        yield from dijkstra(matrix, directed=False, indices=range(start, min(start + ROWS_AT_ONCE, n))) / DISTANCE_UNIT
