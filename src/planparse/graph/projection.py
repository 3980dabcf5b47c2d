"""Networks of units, made from a responsibility graph (单位协作网络): who shares tasks, and who leads whom.

In goes the graph of `planparse.graph.build`, out comes a plain networkx graph of its units alone. A task is read as
the set of units that hold a role in it; everything else that the graph holds (plans, goals, and what units are to one
another) is not read. What is to be left out, be it collectives, roles or unsure edges, is left out before units are
paired: networkx's own projections give nodes back that were to be outside, as soon as they share a task.

A task of n units makes n(n-1)/2 ties, so long rows of a plan win where tasks are only counted. The weights of Newman
take that back. Source: M. E. J. Newman, Scientific collaboration networks II, Phys. Rev. E 64, 016132 (2001).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any, Literal

from planparse.dataset.store import checked_confidence
from planparse.errors import UsageError
from planparse.model.plan import LEADING, Role

if TYPE_CHECKING:  # a heavy library, not one of our rooms
    import networkx as nx

Weights = Literal["count", "newman", "binary"]

WEIGHTS: tuple[Weights, ...] = ("count", "newman", "binary")

SUPPORTING = (Role.COOPERATE, Role.PARTICIPATE)
LED = (*SUPPORTING, Role.RESPONSIBLE)
"""Those whom a leader of the same task leads. Who guides or supervises a task stands above it, so is not among them."""


@dataclass(frozen=True, slots=True)
class Involvement:
    """Who holds which roles in which task, after all that is left out (参与关系).

    tasks: task node → unit node → its roles; tasks and units in the order of their names, so that no order of plans,
        rows or hashing is left in it
    about: what it was made with, as plain values, and what was left out
    """

    tasks: Mapping[str, Mapping[str, frozenset[Role]]]
    about: Mapping[str, Any]

    @property
    def units(self) -> list[str]:
        """The units that hold a role, in the order of their names."""
        return sorted({unit for units in self.tasks.values() for unit in units})


def involvement(
    graph: nx.Graph[Any],
    *,
    roles: Collection[str] | None = None,
    collectives: bool = False,
    min_confidence: float = 0.0,
) -> Involvement:
    """Read from a responsibility graph who holds which roles in which task.

    roles: the roles that count; all of them by default
    collectives: whether units that stand for many (各市(区), 市各有关部门) count
    min_confidence: edges below it, from 0 to 1, are left out. An edge without a confidence is taken as sure.
    `about` has `roles`, `collectives`, `collectives_left_out` (units), `min_confidence` (the higher of this one and
    the one that the graph was built with), `edges_left_out` (by either), `n_plans`, `n_tasks` (those in which a unit
    is left) and `units`, the view of years that the graph was built with.
    Raises UsageError if the graph is no responsibility graph, a role is unknown or min_confidence is out of range.
    """
    counted = _known_roles(roles)
    checked_confidence(min_confidence)
    if not graph.is_directed():
        raise UsageError(
            "a graph without directions is no responsibility graph", advice="planparse.responsibility_graph(plans)"
        )
    found: dict[str, dict[str, set[Role]]] = defaultdict(lambda: defaultdict(set))
    collective: set[str] = set()
    below = 0
    kinds = dict(graph.nodes(data="kind"))
    for unit, task, fields in graph.edges(data=True):
        if (kinds[unit], kinds[task]) != ("unit", "task"):
            continue
        if fields.get("confidence", 1.0) < min_confidence:
            below += 1
            continue
        role = _role_of(fields, unit, task)
        if role not in counted:
            continue
        if graph.nodes[unit].get("unit_kind") == "collective" and not collectives:
            collective.add(unit)
            continue
        found[task][unit].add(role)
    tasks = {task: {unit: frozenset(found[task][unit]) for unit in sorted(found[task])} for task in sorted(found)}
    about = {
        "roles": "all" if roles is None else ", ".join(role for role in Role if role in counted),
        "collectives": collectives,
        "collectives_left_out": len(collective),
        "min_confidence": max(min_confidence, graph.graph.get("min_confidence", 0.0)),
        "edges_left_out": below + graph.graph.get("edges_left_out", 0),
        "n_plans": sum(kind == "plan" for kind in kinds.values()),
        "n_tasks": len(tasks),
        "units": graph.graph.get("units", "as_written"),
    }
    return Involvement(tasks, about)


def unit_network(
    graph: nx.Graph[Any],
    *,
    weights: Weights = "count",
    roles: Collection[str] | None = None,
    collectives: bool = False,
    min_confidence: float = 0.0,
) -> nx.Graph[str]:
    """Tie the units that hold roles in the same tasks (协作网络); undirected, without loops.

    Each tie has `weight`, the one that was chosen, and both `count` and `newman`:
    count: the number of tasks the two share
    newman: the sum of 1/(n-1) over these tasks, n being the units left in a task; so a unit's ties sum to the number
        of tasks it shares with anybody
    binary: 1

    A unit that holds two roles in a task is in it once. The nodes are the units that hold a role that counts, with
    all their fields; a unit with no partner stays, without ties. Nodes and ties are in the order of their names.
    `graph.graph` of the network says what it was made with, as `involvement` does, and its `weights`. There is no
    weight by role: no published one is known to us. To weigh a role, make the network of it with `roles`.
    Raises UsageError as `involvement` does, and if there are no such weights.
    """
    import networkx as nx

    if weights not in WEIGHTS:
        raise UsageError(f"no weights are called {weights!r}", advice="one of " + ", ".join(WEIGHTS))
    found = involvement(graph, roles=roles, collectives=collectives, min_confidence=min_confidence)
    network: nx.Graph[str] = nx.Graph(**found.about, weights=weights)
    network.add_nodes_from((unit, dict(graph.nodes[unit])) for unit in found.units)
    # Tasks are counted by their size before anything is divided, so that no order of tasks shows in the last digits.
    shared: dict[tuple[str, str], Counter[int]] = defaultdict(Counter)
    for units in found.tasks.values():
        for pair in combinations(units, 2):
            shared[pair][len(units)] += 1
    for (one, other), sizes in sorted(shared.items()):
        ties = {
            "count": float(sizes.total()),
            "newman": sum(times / (size - 1) for size, times in sorted(sizes.items())),
            "binary": 1.0,
        }
        network.add_edge(one, other, weight=ties[weights], count=ties["count"], newman=ties["newman"])
    return network


def lead_network(
    graph: nx.Graph[Any],
    *,
    led: Collection[str] = LED,
    collectives: bool = False,
    min_confidence: float = 0.0,
) -> nx.DiGraph[str]:
    """Tie each leader of a task to those whom it leads there (牵头网络): leader → led.

    A leader holds the role lead or joint_lead; `weight` is the number of tasks in which it leads the other. Leaders of
    one task are not tied to each other, unless one of them also holds a role of `led` there. Nobody leads itself.
    The nodes are those of `unit_network` with all roles, so a unit that neither leads nor is led stays, without ties.
    led: the roles that are led; cooperate, participate and responsible by default
    Raises UsageError as `involvement` does.
    """
    import networkx as nx

    followed = _known_roles(led)
    found = involvement(graph, collectives=collectives, min_confidence=min_confidence)
    network: nx.DiGraph[str] = nx.DiGraph(**found.about, weights="count", led=", ".join(sorted(followed)))
    network.add_nodes_from((unit, dict(graph.nodes[unit])) for unit in found.units)
    times: Counter[tuple[str, str]] = Counter()
    for units in found.tasks.values():
        leaders = [unit for unit, held in units.items() if not held.isdisjoint(LEADING)]
        others = [unit for unit, held in units.items() if not held.isdisjoint(followed)]
        times.update((leader, other) for leader in leaders for other in others if leader != other)
    network.add_weighted_edges_from((leader, other, float(n)) for (leader, other), n in sorted(times.items()))
    return network


def check_unit_network(network: nx.Graph[Any]) -> None:
    """Refuse what is no network of units: directions, parallel ties, loops, and weights that are not above 0."""
    advice = "planparse's unit_network(graph)"
    if network.is_directed() or network.is_multigraph():
        raise UsageError("the network has directions or parallel ties", advice=advice)
    for one, other, weight in network.edges(data="weight", default=1.0):
        if one == other:
            raise UsageError(f"{one} is tied to itself", advice=advice)
        if not 0.0 < weight < float("inf"):
            raise UsageError(f"the tie of {one} and {other} weighs {weight}", advice="weights above 0")


def _known_roles(roles: Collection[str] | None) -> frozenset[Role]:
    if roles is None:
        return frozenset(Role)
    advice = "some of " + ", ".join(Role)
    if isinstance(roles, str) or not roles:
        raise UsageError(f"roles is {roles!r}, but should be several or one of them in brackets", advice=advice)
    unknown = [role for role in roles if role not in set(Role)]
    if unknown:
        raise UsageError(f"no role is called {unknown[0]!r}", advice=advice)
    return frozenset(Role(role) for role in roles)


def _role_of(fields: Mapping[str, Any], unit: str, task: str) -> Role:
    role = str(fields.get("role", ""))
    try:
        return Role(role)
    except ValueError as problem:
        raise UsageError(
            f"the edge from {unit} to {task} has the role {role!r}", advice="one of " + ", ".join(Role)
        ) from problem
