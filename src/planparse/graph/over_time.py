"""Networks of units compared, above all those of one place in several years (网络比较, 跨年).

A unit is the same in two networks where its node is. So the years must be seen one way before they are compared:
`responsibility_graph(plans, as_of=2020)` makes a renamed unit one node in all years, `along_lineage`
does so for merged ones too, and `as_written` takes each new name for a new unit and finds more change than there was.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from planparse.errors import UsageError

if TYPE_CHECKING:  # heavy libraries, not rooms of ours
    import networkx as nx
    import numpy as np
    import pandas as pd

    Matrix = np.ndarray[Any, np.dtype[np.float64]]

Units = Literal["both", "either"]

PERMUTATIONS = 1000

YEAR_COLUMNS = {
    "year": "int64",
    "compared_with": "Int64",
    "n_units": "int64",
    "n_ties": "int64",
    "kept": "Int64",
    "born": "Int64",
    "born_with_new_units": "Int64",
    "lost": "Int64",
    "lost_with_old_units": "Int64",
    "jaccard": "float64",
    "jaccard_of_stayers": "float64",
}
"""The columns of `ties_over_time`, and their types; the first year is compared with none and is empty there."""


@dataclass(frozen=True, slots=True)
class QapCorrelation:
    """How far two networks have the same ties (QAP 相关).

    correlation: Pearson's, from -1 to 1; NaN where one network has all its ties alike
    p_greater, p_less: share of the permutations whose correlation is at least, or at most, as high
    p_two_sided: share of those that are at least as far from 0
    The network as it is counts as one permutation, so no p is below 1/(permutations + 1).
    n_units, n_dyads: the units compared, and their pairs, ordered ones if ties have directions
    """

    correlation: float
    p_greater: float
    p_less: float
    p_two_sided: float
    n_units: int
    n_dyads: int
    permutations: int
    seed: int


def qap_correlation(
    a: nx.Graph[Any],
    b: nx.Graph[Any],
    *,
    units: Units = "both",
    weight: str | None = "weight",
    permutations: int = PERMUTATIONS,
    seed: int = 0,
) -> QapCorrelation:
    """Correlate the ties of two networks, and ask how often that is chance (二次指派程序).

    The correlation runs over all pairs of different units, tied or not. Ties are not independent of each other, so
    chance is not looked up in a table: the units of one network are exchanged at random, all their ties with them.

    units: `both` compares the units that are in both networks; `either` takes a unit that is in one as a unit without
        ties in the other, which is a statement about the world
    weight: the field of the ties that is correlated, 1 where a tie has none; None for tie or no tie
    permutations: the network is permuted as often; 0 gives p values of 1
    Needs memory for one matrix of the units: 32 MB for 2,000.
    Raises UsageError for no such `units`, fewer than 0 permutations, or one network with directions and one without.

    Source: D. Krackhardt, Predicting with networks, Social Networks 10 (1988), 359–381. That the observed network
    counts among the permutations: B. Phipson and G. K. Smyth, Stat. Appl. Genet. Mol. Biol. 9 (2010), 39.
    """
    import numpy as np

    if permutations < 0:
        raise UsageError(f"permutations is {permutations}", advice="permutations=1000")
    shared = _compared(a, b, units)
    n = len(shared)
    dyads = n * (n - 1) if a.is_directed() else n * (n - 1) // 2
    first, second = _matrix(a, shared, weight), _matrix(b, shared, weight)
    # Ties that are all alike have no spread, but rounding may leave one; so their values are asked.
    if n < 2 or _is_constant(first) or _is_constant(second):
        nothing = float("nan")
        return QapCorrelation(nothing, nothing, nothing, nothing, n, dyads, permutations, seed)
    rows, columns = np.nonzero(first)
    values, cells = first[rows, columns], n * (n - 1)
    means = first.sum() / cells, second.sum() / cells
    spread = np.sqrt(((first**2).sum() / cells - means[0] ** 2) * ((second**2).sum() / cells - means[1] ** 2))

    def correlation(order: Any) -> float:
        product = float(values @ second[order[rows], order[columns]]) / cells
        return float((product - means[0] * means[1]) / spread)

    random = np.random.default_rng(seed)
    observed = correlation(np.arange(n))
    drawn = np.array([correlation(random.permutation(n)) for _ in range(permutations)])

    def share(hits: Any) -> float:
        return (1 + int(np.sum(hits))) / (1 + permutations)

    # Equal permutations differ in the last digits; what is as high as the observed must count as such.
    return QapCorrelation(
        correlation=observed,
        p_greater=share(drawn >= observed - 1e-12),
        p_less=share(drawn <= observed + 1e-12),
        p_two_sided=share(np.abs(drawn) >= abs(observed) - 1e-12),
        n_units=n,
        n_dyads=dyads,
        permutations=permutations,
        seed=seed,
    )


def jaccard(a: nx.Graph[Any], b: nx.Graph[Any], *, units: Units = "either") -> float:
    """Share of the ties of either network that both have, from 0 to 1; NaN if neither has one.

    units: `either` counts every tie; `both` only those among units that are in both networks
    Raises UsageError for no such `units`, or one network with directions and one without.
    """
    shared = set(_compared(a, b, units))
    return _jaccard(_ties(a, shared), _ties(b, shared))


def ties_over_time(networks: Mapping[int, nx.Graph[Any]]) -> pd.DataFrame:
    """Follow the ties through the years: one row a year, in their order, each compared with the year before it.

    networks: year → network; a year that is missing is no year without ties, so `compared_with` says which was taken
    n_units, n_ties: of the year; kept: ties of both years; born, lost: ties of this year, or of the one before, alone
    born_with_new_units, lost_with_old_units: those of them with a unit that the other year does not have
    jaccard: kept / (kept + born + lost); jaccard_of_stayers: the same among units of both years; NaN where that is 0/0
    Weights are left out, and units are matched by their nodes: choose a view of the years first (see the module).
    `attrs` has `divisor`, and `weights` = binary.
    Raises UsageError if some networks have directions and some have none.
    """
    import pandas as pd

    rows: list[dict[str, Any]] = []
    before: int | None = None
    for year in sorted(networks):
        network = networks[year]
        row: dict[str, Any] = {"year": year, "n_units": len(network), "n_ties": len(_ties(network, set(network)))}
        if before is not None:
            row |= {"compared_with": before, **_change(networks[before], network)}
        rows.append(row)
        before = year
    frame = pd.DataFrame(rows, columns=list(YEAR_COLUMNS)).astype(YEAR_COLUMNS)
    frame.attrs = {
        "weights": "binary",
        "divisor": {
            "jaccard": "ties of either year",
            "jaccard_of_stayers": "ties of either year among units of both",
        },
    }
    return frame


def _change(old: nx.Graph[Any], new: nx.Graph[Any]) -> dict[str, float]:
    every, stayers = set(_compared(old, new, "either")), set(_compared(old, new, "both"))
    was, now = _ties(old, every), _ties(new, every)
    return {
        "kept": len(was & now),
        "born": len(now - was),
        "born_with_new_units": len(now - _ties(new, stayers)),
        "lost": len(was - now),
        "lost_with_old_units": len(was - _ties(old, stayers)),
        "jaccard": _jaccard(was, now),
        "jaccard_of_stayers": _jaccard(_ties(old, stayers), _ties(new, stayers)),
    }


def _compared(a: nx.Graph[Any], b: nx.Graph[Any], units: Units) -> list[Any]:
    if units not in ("both", "either"):
        raise UsageError(f"units is {units!r}", advice="one of both, either")
    if a.is_directed() != b.is_directed():
        raise UsageError("one network has directions and the other has none", advice="two of one kind")
    return sorted(set(a) & set(b)) if units == "both" else sorted(set(a) | set(b))


def _ties(network: nx.Graph[Any], units: Collection[Any]) -> set[tuple[Any, Any]]:
    """Give the ties among these units; ties of a unit to itself are none."""
    found = ((one, other) for one, other in network.edges() if one != other and one in units and other in units)
    return set(found) if network.is_directed() else {(min(tie), max(tie)) for tie in found}


def _jaccard(one: Collection[Any], other: Collection[Any]) -> float:
    either = set(one) | set(other)
    return len(set(one) & set(other)) / len(either) if either else float("nan")


def _matrix(network: nx.Graph[Any], units: list[Any], weight: str | None) -> Matrix:
    """Give the ties among units as a matrix, 0 where there is none and on its diagonal."""
    import numpy as np

    place = {unit: number for number, unit in enumerate(units)}
    matrix = np.zeros((len(units), len(units)))
    for one, other, fields in network.edges(data=True):
        if one == other or one not in place or other not in place:
            continue
        value = 1.0 if weight is None else fields.get(weight, 1.0)
        matrix[place[one], place[other]] = value
        if not network.is_directed():
            matrix[place[other], place[one]] = value
    return matrix


def _is_constant(matrix: Matrix) -> bool:
    import numpy as np

    off = matrix[~np.eye(len(matrix), dtype=bool)]
    return off.size == 0 or bool((off == off[0]).all())
