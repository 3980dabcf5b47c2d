"""What a responsibility graph says of its units, as tidy pandas frames (指标): one row a unit, or one row a measure.

The counts of roles are taken from the graph itself, the positions from the network of units made of it. Each frame
says in its `attrs` what it was computed with, what was left out and what each share was divided by, so that a figure
taken from it can be quoted whole.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from planparse.graph.cohesion import cohesion
from planparse.graph.positions import POSITION_COLUMNS, positions
from planparse.graph.projection import SUPPORTING, Involvement, Weights, involvement, unit_network
from planparse.model.plan import LEADING, Role

if TYPE_CHECKING:  # heavy libraries, not rooms of ours
    import networkx as nx
    import pandas as pd

UNIT_FIELDS = ("label", "unit_id", "region_code", "level", "unit_kind", "system")
"""Fields of a unit's node that stand in its row; empty where they are not known."""

UNIT_COLUMNS = {
    "unit": "str",
    **dict.fromkeys(UNIT_FIELDS, "str"),
    "n_tasks": "int64",
    **{f"n_{role}": "int64" for role in Role},
    "lead_share": "float64",
    "cooperate_share": "float64",
    "n_partners": POSITION_COLUMNS["n_partners"],
    "strength_count": "float64",
    "strength_newman": "float64",
    **{name: kind for name, kind in POSITION_COLUMNS.items() if name not in ("n_partners", "strength")},
}
"""The columns of `unit_measures`, and their types."""

SHARE_DIVISORS = {
    "lead_share": "n_tasks, the tasks in which the unit holds any role; over it those in which it leads "
    "(lead or joint_lead)",
    "cooperate_share": "n_tasks, the tasks in which the unit holds any role; over it those in which it cooperates or "
    "participates",
}


def unit_measures(
    graph: nx.Graph[Any],
    *,
    weights: Weights = "newman",
    collectives: bool = False,
    min_confidence: float = 0.0,
    sources: int | None = None,
    seed: int = 0,
) -> pd.DataFrame:
    """Measure each unit of a responsibility graph; sorted by n_tasks from the highest, then by node.

    unit, label, unit_id, region_code, level, unit_kind, system: of its node; empty where not known
    n_tasks: tasks in which it holds a role; n_lead, n_joint_lead, …: tasks in which it holds that one. A unit with two
        roles in a task has it in both, so these may sum to more than n_tasks.
    lead_share (牵头占比), cooperate_share (配合占比): from 0 to 1, by n_tasks. A task led jointly counts whole for each
        leader, so the shares of a task's units may sum to more than 1.
    n_partners: units with which it shares a task
    strength_count: shared tasks summed over its partners; strength_newman: the tasks that it shares with anybody
    betweenness, closeness, constraint, effective_size, k_core, community: as in `positions`, by `weights`; NaN for
        constraint and effective_size of a unit without partners

    weights: of the ties, `newman` or `count` (see `unit_network`), or `binary`, each tie as 1
    collectives, min_confidence: as in `unit_network`; a unit of which no edge is left has no row
    sources, seed: as in `positions`
    `attrs`: all that `involvement` says of what was left out, `weights`, `divisor` (column → what it was divided by),
        `betweenness` (exact or estimated) and `seed`.
    Raises UsageError as `unit_network` and `positions` do.
    """
    import pandas as pd

    network = unit_network(graph, weights=weights, collectives=collectives, min_confidence=min_confidence)
    found = involvement(graph, collectives=collectives, min_confidence=min_confidence)
    counts = pd.DataFrame(_count_rows(network, found), columns=[name for name in UNIT_COLUMNS if name in _counted()])
    placed = positions(network, sources=sources, seed=seed)
    frame = counts.astype({"unit": "str"}).merge(placed.drop(columns="strength"), on="unit", validate="one_to_one")
    frame = frame[list(UNIT_COLUMNS)].astype(UNIT_COLUMNS)
    frame = frame.sort_values(["n_tasks", "unit"], ascending=[False, True], ignore_index=True)
    frame.attrs = {**placed.attrs, "divisor": {**SHARE_DIVISORS, **placed.attrs["divisor"]}}
    return frame


def network_measures(
    graph: nx.Graph[Any],
    *,
    weights: Weights = "newman",
    roles: Collection[str] | None = None,
    collectives: bool = False,
    min_confidence: float = 0.0,
    sources: int | None = None,
    seed: int = 0,
) -> pd.DataFrame:
    """Measure the network of units of a responsibility graph as a whole, one row a measure: see `cohesion`.

    The arguments are those of `unit_network` and `cohesion`; only groups and modularity depend on `weights`.
    """
    network = unit_network(graph, weights=weights, roles=roles, collectives=collectives, min_confidence=min_confidence)
    return cohesion(network, sources=sources, seed=seed)


def _counted() -> set[str]:
    return {name for name in UNIT_COLUMNS if name not in POSITION_COLUMNS}


def _count_rows(network: nx.Graph[str], found: Involvement) -> list[dict[str, Any]]:
    held: dict[str, list[frozenset[Role]]] = {unit: [] for unit in network}
    for units in found.tasks.values():
        for unit, roles in units.items():
            held[unit].append(roles)
    strength = {name: dict(network.degree(weight=name)) for name in ("count", "newman")}
    return [
        {
            "unit": unit,
            **{name: network.nodes[unit].get(name) for name in UNIT_FIELDS},
            "n_tasks": len(tasks),
            **{f"n_{role}": sum(role in roles for roles in tasks) for role in Role},
            "lead_share": _share_of(tasks, LEADING),
            "cooperate_share": _share_of(tasks, SUPPORTING),
            "strength_count": strength["count"][unit],
            "strength_newman": strength["newman"][unit],
        }
        for unit, tasks in held.items()
    ]


def _share_of(tasks: list[frozenset[Role]], roles: Collection[Role]) -> float:
    return sum(not held.isdisjoint(roles) for held in tasks) / len(tasks)
