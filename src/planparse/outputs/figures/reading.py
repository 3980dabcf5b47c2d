"""What figures read from a graph: its tasks by plan and goal, and which units hold which roles in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from planparse.model.plan import LEADING, Role
from planparse.outputs.figures.style import STYLES
from planparse.outputs.words import drawable

if TYPE_CHECKING:  # a heavy library, not one of our rooms
    import networkx as nx

NAMELESS = "？"
"""Stands for a name of which nothing can be seen."""

ORDER = tuple(STYLES)
"""Roles in the order of the legend; of two roles in one task, the first tells the colour where there is one."""


@dataclass(frozen=True, slots=True)
class DrawnTask:
    """A task in its place; plan, goal: their nodes, None where there is none."""

    node: Any
    label: str
    id: str
    year: int | None
    plan: Any
    goal: Any


@dataclass(frozen=True, slots=True)
class DrawnUnit:
    """A unit and its roles, by the number of the task.

    place: what tells it from another unit of this name
    """

    node: Any
    label: str
    place: str
    collective: bool
    roles: Mapping[int, tuple[Role, ...]]

    @property
    def leads(self) -> int:
        """The tasks that it leads, alone or jointly."""
        return sum(map(is_led, self.roles.values()))

    @property
    def total(self) -> int:
        """All its tasks."""
        return len(self.roles)


class Office(NamedTuple):
    """A unit without an identity, known by its name in the plans of one issuer."""

    issuer: str
    name: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A graph as figures see it; units that lead most tasks first, collectives last."""

    tasks: Sequence[DrawnTask]
    units: Sequence[DrawnUnit]
    labels: Mapping[Any, str]
    plan_names: Mapping[Any, str]
    assignments: int
    left_out: str

    @property
    def title(self) -> str:
        """The title of the plan, or how many plans there are."""
        plans = [plan for plan in dict.fromkeys(task.plan for task in self.tasks) if plan is not None]
        return self.labels[plans[0]] if len(plans) == 1 else f"{len(plans)} plans"

    @property
    def roles(self) -> list[Role]:
        """The roles that occur, in the order of the legend."""
        found = {role for unit in self.units for roles in unit.roles.values() for role in roles}
        return [role for role in ORDER if role in found]

    @property
    def legend(self) -> list[tuple[str, str]]:
        """Colour and name of the roles that occur."""
        return [STYLES[role] for role in self.roles]

    def counts(self, *more: str) -> str:
        """Say in a line what is in the picture, and what was left out of the graph."""
        numbers = (("unit", len(self.units)), ("task", len(self.tasks)), ("assignment", self.assignments))
        return " · ".join([*(count(number, thing) for thing, number in numbers), *filter(None, (self.left_out, *more))])


def count(number: int, thing: str) -> str:
    """Say a number of things.

    >>> count(1, "unit"), count(2, "unit")
    ('1 unit', '2 units')
    """
    return f"{number} {thing}{'s' * (number != 1)}"


def is_led(roles: Iterable[Role]) -> bool:
    """Say whether a unit that has these roles in a task leads it."""
    return any(role in LEADING for role in roles)


def read(graph: nx.MultiDiGraph[Any], key: Callable[[Any, Mapping[str, Any]], Any] | None = None) -> Reading:
    """Read a responsibility graph.

    key: makes of the node of a unit and its fields what the picture takes for one unit; by default each is its own
    """
    kind = dict(graph.nodes(data="kind"))
    labels = {node: _seen(str(fields.get("label", node))) for node, fields in graph.nodes(data=True)}
    names = {node: _plan_name(graph.nodes[node], labels[node]) for node in graph if kind[node] == "plan"}
    tasks = _tasks(graph, kind, labels)
    number = {task.node: place for place, task in enumerate(tasks)}
    known = set(Role)
    assignments = 0
    held: dict[Any, dict[int, list[Role]]] = {}
    nodes: dict[Any, Any] = {}
    for node, task, fields in graph.edges(data=True):
        if kind[node] != "unit" or task not in number or fields.get("role") not in known:
            continue
        assignments += 1
        unit = node if key is None else key(node, graph.nodes[node])
        nodes.setdefault(unit, node)
        roles = held.setdefault(unit, {}).setdefault(number[task], [])
        if fields["role"] not in roles:
            roles.append(Role(fields["role"]))
    units = [
        DrawnUnit(
            nodes[unit],
            labels[nodes[unit]],
            unit.issuer
            if isinstance(unit, Office)
            else names.get(f"plan:{graph.nodes[nodes[unit]].get('plan_id')}", ""),
            graph.nodes[nodes[unit]].get("unit_kind") == "collective",
            {task: tuple(sorted(each, key=ORDER.index)) for task, each in roles.items()},
        )
        for unit, roles in held.items()
    ]
    left_out = graph.graph.get("edges_left_out")
    return Reading(
        tasks,
        sorted(_told_apart(units), key=lambda unit: (unit.collective, -unit.leads, -unit.total)),
        labels,
        names,
        assignments,
        f"{left_out} left out, confidence below {graph.graph.get('min_confidence')}" if left_out else "",
    )


def by_issuer(graph: nx.MultiDiGraph[Any]) -> Callable[[Any, Mapping[str, Any]], Any]:
    """Give the key by which figures of several years know a unit: its identity, or its name in plans of one issuer.

    市大数据中心 of an invented city is nobody's identity, and one office all the same in that city's plans.
    """
    issuers = {
        fields.get("plan_id"): fields.get("issuer")
        for _, fields in graph.nodes(data=True)
        if fields.get("kind") == "plan"
    }

    def key(node: Any, fields: Mapping[str, Any]) -> Any:
        issuer = issuers.get(fields.get("plan_id"))
        return node if "unit_id" in fields or not issuer else Office(issuer, str(fields.get("label")))

    return key


def _seen(label: str) -> str:
    return label if drawable(label).strip() else NAMELESS


def _tasks(graph: nx.MultiDiGraph[Any], kind: Mapping[Any, str], labels: Mapping[Any, str]) -> list[DrawnTask]:
    """Order tasks by plan and goal, each as it first comes in the graph."""
    tree: dict[Any, dict[Any, list[DrawnTask]]] = {}
    for node in graph:
        if kind[node] != "task":
            continue
        goal = _parent(graph, node, kind, "goal")
        plan = _parent(graph, node if goal is None else goal, kind, "plan")
        fields = graph.nodes[node]
        task = DrawnTask(node, labels[node], str(fields.get("task_id", labels[node])), fields.get("year"), plan, goal)
        tree.setdefault(plan, {}).setdefault(goal, []).append(task)
    return [task for goals in tree.values() for tasks in goals.values() for task in tasks]


def _parent(graph: nx.MultiDiGraph[Any], node: Any, kind: Mapping[Any, str], wanted: str) -> Any:
    return next((above for above in graph.predecessors(node) if kind[above] == wanted), None)


def _plan_name(fields: Mapping[str, Any], label: str) -> str:
    """Name a plan in few words: its document number, else its title."""
    return str(fields.get("document_number") or label)


def _told_apart(units: Sequence[DrawnUnit]) -> list[DrawnUnit]:
    """Add the plan or its issuer to names that occur twice: 市财政局 of two plans need not be the same office."""
    names = Counter(unit.label for unit in units)
    return [
        replace(unit, label=f"{unit.label} {unit.place}") if names[unit.label] > 1 and unit.place else unit
        for unit in units
    ]
