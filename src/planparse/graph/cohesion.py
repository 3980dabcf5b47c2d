"""How a network of units holds together as a whole (整体网指标): density, centralisation, clustering, groups.

In goes an undirected network of units, out comes a tidy pandas frame, one row a measure, which says in words how each
was defined and whether weights took part in it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from planparse.graph.positions import betweenness, communities, numbered_network
from planparse.graph.projection import check_unit_network
from planparse.graph.structure import ei_index

if TYPE_CHECKING:  # heavy libraries, not rooms of ours
    import networkx as nx
    import pandas as pd

COHESION_COLUMNS = {
    "measure": "str",
    "value": "float64",
    "definition": "str",
    "weights": "str",
    "ties_left_out": "int64",
}

NO_WEIGHTS = "binary"
"""What `weights` says of a measure that asks only whether there is a tie."""

GROUPINGS = ("level", "system", "unit_kind")
"""Fields of units by which ties are external or internal: 级别, 条块, 单位类别."""

DEFINITIONS = {
    "n_units": "units in the network, those without ties too",
    "n_ties": "pairs of units that share a task",
    "density": "ties / pairs of units, n(n-1)/2",
    "degree_centralisation": "sum of (highest degree - degree) / (n-1)(n-2), which a star has; Freeman 1979",
    "betweenness_centralisation": "sum of (highest betweenness - betweenness) / (n-1), which a star has; Freeman 1979",
    "transitivity": "3 * triangles / pairs of ties with a unit in common; each task of three units makes a triangle",
    "average_clustering": "mean over units of the share of their partners that are tied, 0 with fewer than two "
    "partners; Watts and Strogatz 1998",
    "n_components": "parts without a tie between them; a unit without ties is one",
    "largest_component": "units in the largest part",
    "n_communities": "groups of the method of Louvain; Blondel et al. 2008",
    "modularity": "of these groups: weight inside them less what is expected by strength, / all weight; Newman 2004",
}


def cohesion(network: nx.Graph[Any], *, sources: int | None = None, seed: int = 0) -> pd.DataFrame:
    """Measure a network of units as a whole: columns measure, value, definition, weights, ties_left_out.

    The measures are those of `DEFINITIONS`, then `ei_level`, `ei_system` and `ei_unit_kind`: external less internal
    ties by all ties, from -1 to 1 (see `ei_index`); there alone are ties left out, where a unit's value is not known.
    value: NaN where the divisor is 0, as the density of one unit
    weights: `binary` where only the ties count, else the weights of the network
    sources, seed: as in `positions`; betweenness here is that of the bare ties, since a star has no other
    Raises UsageError for a network with directions, parallel ties, loops or weights that are not above 0.
    """
    import networkx as nx
    import pandas as pd

    check_unit_network(network)
    numbered = numbered_network(network)
    n, ties = len(numbered), numbered.number_of_edges()
    between, how = betweenness(numbered, weighted=False, sources=sources, seed=seed)
    parts = list(nx.connected_components(numbered))
    groups = communities(numbered, seed)
    values = {
        "n_units": n,
        "n_ties": ties,
        "density": _share(ties, n * (n - 1) / 2),
        "degree_centralisation": _share(_below_highest(d for _, d in numbered.degree()), (n - 1) * (n - 2), n > 2),
        "betweenness_centralisation": _share(_below_highest(between.values()), n - 1, n > 2),
        "transitivity": nx.transitivity(numbered) if _has_pairs(numbered) else float("nan"),
        "average_clustering": nx.average_clustering(numbered) if n else float("nan"),
        "n_components": len(parts),
        "largest_component": max(map(len, parts), default=0),
        "n_communities": len(groups),
        "modularity": nx.community.modularity(numbered, groups) if ties else float("nan"),
    }
    weights = str(network.graph.get("weights", "weight"))
    rows = [
        (name, value, DEFINITIONS[name], weights if name in ("n_communities", "modularity") else NO_WEIGHTS, 0)
        for name, value in values.items()
    ]
    for field in GROUPINGS:
        found = ei_index(network, field)
        definition = f"(external - internal) / all ties, by {field}; Krackhardt and Stern 1988"
        rows.append((f"ei_{field}", found.value, definition, NO_WEIGHTS, int(found.left_out)))
    frame = pd.DataFrame(rows, columns=list(COHESION_COLUMNS)).astype(COHESION_COLUMNS)
    about: dict[Any, Any] = dict(network.graph)
    frame.attrs = about | {"betweenness": how, "seed": seed}
    return frame


def _below_highest(values: Iterable[float]) -> float:
    each = list(values)
    return sum(max(each) - value for value in each) if each else 0.0


def _has_pairs(numbered: nx.Graph[int]) -> bool:
    return any(degree > 1 for _, degree in numbered.degree())


def _share(part: float, whole: float, defined: bool = True) -> float:
    return part / whole if defined and whole > 0 else float("nan")
