"""Plans in, one responsibility graph out (责任网络): plan → goal → task, unit → task by role, and unit → unit.

The graph is a plain `networkx.MultiDiGraph`, since a unit may hold two roles in one task. Everything stands
in the order of the documents, so the same plans give the same graph. Attributes that are not known are left
out; a value of None would be one more thing that other tools cannot read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from planparse.dataset.selection import Source, choose, opened
from planparse.dataset.store import Store, checked_confidence
from planparse.errors import UsageError
from planparse.graph.ties import stored_ties, ties_of
from planparse.graph.units import Seat, seats
from planparse.model.evidence import Evidence
from planparse.model.plan import Assignment, Plan, Role, Task
from planparse.model.unit import Unit
from planparse.units.document import distinct_units
from planparse.units.registry import Registry
from planparse.units.resolve import unit_by_id

if TYPE_CHECKING:  # a heavy library, not one of our rooms
    import networkx as nx

HAS_GOAL = "has_goal"
HAS_TASK = "has_task"

ROLES = frozenset(map(str, Role))

LABEL_LENGTH = 20
"""Characters of a task's content in its label: enough to know it again, short enough to be drawn."""


def responsibility_graph(
    source: Source,
    *,
    year: int | None = None,
    region: str | None = None,
    unit: str | None = None,
    min_confidence: float = 0.0,
    as_of: int | None = None,
    along_lineage: bool = False,
    registry: Registry | None = None,
) -> nx.MultiDiGraph[str]:
    """Build the graph of who does what (责任网络) in plans, or in a part of a dataset.

    Nodes have `kind` (plan, goal, task, unit), `label` and their own fields; edges have `role`: has_goal, has_task,
    the role of an assignment (from unit to task), part_of (from a unit to the one it belongs to) or succeeds (from a
    unit to one before it, with `relation`, `effective` and over how many `steps`). Edge keys are unique in the whole
    graph: `<node>|<role>|<node>`, with `|2`, `|3` when the same three meet again.

    A resolved unit is one node, `unit:<unit_id>`, in all plans. A name that is not resolved stays inside its
    plan, `unit:<plan_id>/<name>`: 市财政局 of two cities are two units, and nothing in the name says which.

    source: one plan, several, the folder of a dataset, or the JSON file of a plan
    year, region, unit: only plans of this year and of this place (code or name), only tasks in which this unit (a name
        in any form, or an id) has a role; the other units of such a task are there too
    min_confidence: assignments below it, from 0 to 1, are left out; `graph.graph["edges_left_out"]` counts
        them. A unit that holds no other role has no node then.
    as_of: a year; units that were renamed share a node, under the name of that year
    along_lineage: units that were renamed or merged share a node, `lineage:…`, with its `members`
        In these two views an edge says which unit was written, `unit_id`. See `planparse.graph.units`.
    Raises UsageError if min_confidence is out of range, two different plans have the same id, no plan is of the
    place, nobody knows the unit, or both views are asked for.
    """
    import networkx as nx

    checked_confidence(min_confidence)
    chosen = choose(opened(source), year=year, region=region, unit=unit)
    plans = _once(chosen.plans)
    units = distinct_units(_units_of(plans))
    seated = seats(units, as_of=as_of, along_lineage=along_lineage, registry=registry)
    seen_otherwise = as_of is not None or along_lineage
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    keys: Counter[str] = Counter()
    left_out = 0
    for plan in plans:
        only = chosen.tasks[plan.plan_id] if chosen.tasks is not None else None
        goals = _goal_nodes(plan)
        plan_node = _add_plan(graph, plan)
        for task in plan.tasks:
            if only is not None and task.id not in only:
                continue
            parent = _add_goal(graph, plan, task.goal, goals, keys) if task.goal else plan_node
            task_node = f"task:{plan.plan_id}/{task.id}"
            graph.add_node(task_node, **_task_fields(plan, task))
            _add_edge(graph, keys, parent, HAS_TASK, task_node, {"plan_id": plan.plan_id})
            for assignment in task.assignments:
                if assignment.confidence < min_confidence:
                    left_out += 1
                    continue
                unit_node = _add_unit(graph, plan, assignment, seated)
                fields = _assignment_fields(plan, task, assignment)
                if seen_otherwise and assignment.unit_id:
                    fields["unit_id"] = assignment.unit_id
                _add_edge(graph, keys, unit_node, str(assignment.role), task_node, fields)
    _add_names(graph)
    _add_ties(graph, keys, seated, None if seen_otherwise else chosen.store, registry)
    graph.graph["min_confidence"] = min_confidence
    graph.graph["edges_left_out"] = left_out
    if seen_otherwise:
        graph.graph["units"] = "along_lineage" if along_lineage else f"as_of {as_of}"
    return graph


def ego(source: Source, unit: str, **choice: Any) -> nx.MultiDiGraph[str]:
    """Build the graph of one unit (个体网络): its tasks, their goals and plans, and who else has a role in them.

    choice: `year`, `region`, `min_confidence`, `as_of` and `along_lineage`, as for `responsibility_graph`
    Raises UsageError if nobody knows the unit; the three nearest names are offered.
    """
    return responsibility_graph(source, unit=unit, **choice)


def assignment_edges(graph: nx.Graph[Any]) -> int:
    """Count the edges that are assignments, from a unit to a task."""
    return sum(fields.get("role") in ROLES for *_, fields in graph.edges(data=True))


def node_counts(graph: nx.Graph[Any]) -> dict[str, int]:
    """Count the nodes by `kind`, in the order in which the kinds first appear."""
    return dict(Counter(str(fields.get("kind", "")) for _, fields in graph.nodes(data=True)))


def edge_counts(graph: nx.Graph[Any]) -> dict[str, int]:
    """Count the edges by `role`, in the order in which the roles first appear."""
    return dict(Counter(str(fields.get("role", "")) for _, _, fields in graph.edges(data=True)))


def _add_plan(graph: nx.MultiDiGraph[str], plan: Plan) -> str:
    node = f"plan:{plan.plan_id}"
    about = plan.metadata
    fields = {
        "kind": "plan",
        "label": about.title or plan.source.name,
        "plan_id": plan.plan_id,
        "title": about.title,
        "document_number": str(about.document_number) if about.document_number else None,
        "issuer": about.issuer,
        "year": plan.year,
        "region_code": plan.region.code if plan.region else None,
        "region": plan.region.name if plan.region else None,
        "signed_date": about.signed_date.isoformat() if about.signed_date else None,
        "published_date": about.published_date.isoformat() if about.published_date else None,
        "file": plan.source.name,
    }
    graph.add_node(node, **known(fields))
    return node


def _once(plans: Iterable[Plan]) -> list[Plan]:
    """Leave out the same content under a second file name."""
    seen: dict[str, Plan] = {}
    for plan in plans:
        known = seen.setdefault(plan.plan_id, plan)
        if plan.tasks != known.tasks:
            raise UsageError(
                f"two different plans have the id {plan.plan_id!r}",
                where=plan.source.name,
                advice="give one reading of each document",
            )
    return list(seen.values())


def _goal_nodes(plan: Plan) -> dict[str, str]:
    """Give the node of each goal of a plan; equal words are one goal.

    All goals are numbered, also those of tasks that are not asked for, so that a part of a graph has the same nodes.
    """
    goals = dict.fromkeys(task.goal for task in plan.tasks if task.goal)
    return {goal: f"goal:{plan.plan_id}/{number}" for number, goal in enumerate(goals, 1)}


def _add_goal(graph: nx.MultiDiGraph[str], plan: Plan, goal: str, goals: Mapping[str, str], keys: Counter[str]) -> str:
    """Give the node of a goal, which enters the graph with its first task."""
    node = goals[goal]
    if node not in graph:
        fields = {"kind": "goal", "label": goal, "plan_id": plan.plan_id, "year": plan.year}
        graph.add_node(node, **known(fields))
        _add_edge(graph, keys, f"plan:{plan.plan_id}", HAS_GOAL, node, {"plan_id": plan.plan_id})
    return node


def _add_ties(
    graph: nx.MultiDiGraph[str],
    keys: Counter[str],
    seated: Mapping[str, Seat],
    store: Store | None,
    registry: Registry | None,
) -> None:
    """Add the edges between those units that are in the graph.

    A dataset has them in its own tables, so that its graph does not depend on what is installed later.
    """
    nodes = {seat.unit.id: seat.node for seat in seated.values() if seat.node in graph}
    if store is not None:
        ties = stored_ties(store, nodes)
    else:
        ties = ties_of([seat.unit for seat in seated.values() if nodes.get(seat.unit.id) == seat.node], registry)
    for tie in ties:
        _add_edge(graph, keys, nodes[tie.source], tie.role, nodes[tie.target], dict(tie.fields))


def unit_fields(unit: Unit) -> dict[str, Any]:
    """Give what the node of a unit says of it."""
    return {
        "label": unit.full_name,
        "unit_id": unit.id,
        "full_name": unit.full_name,
        "region_code": unit.region_code,
        "level": unit.level,
        "unit_kind": unit.kind,
        "system": unit.system,
        "certainty": unit.certainty,
    }


def _task_fields(plan: Plan, task: Task) -> dict[str, Any]:
    short = task.content[:LABEL_LENGTH] + ("…" if len(task.content) > LABEL_LENGTH else "")
    return known(
        {
            "kind": "task",
            "label": f"{task.id} {short}",
            "plan_id": plan.plan_id,
            "task_id": task.id,
            "goal": task.goal,
            "task": task.task,
            "content": task.content,
            "responsibility_text": task.responsibility_text,
            **_place(task.evidence),
            "confidence": task.confidence,
            "year": plan.year,
        }
    )


def _units_of(plans: Iterable[Plan]) -> Iterator[Unit]:
    """Give the units of the plans, also of plans that only have their ids."""
    for plan in plans:
        told = {unit.id for unit in plan.units}
        yield from plan.units
        ids = {each.unit_id for task in plan.tasks for each in task.assignments if each.unit_id} - told
        yield from filter(None, map(unit_by_id, sorted(ids)))


def _add_unit(graph: nx.MultiDiGraph[str], plan: Plan, assignment: Assignment, seated: Mapping[str, Seat]) -> str:
    seat = seated.get(assignment.unit_id or "")
    if seat is not None:
        unit = seat.unit
        node = seat.node
        own = unit_fields(unit) | dict(seat.fields)
    elif assignment.unit_id:
        node, own = f"unit:{assignment.unit_id}", {"label": assignment.unit, "unit_id": assignment.unit_id}
    else:
        node, own = f"unit:{plan.plan_id}/{assignment.unit}", {"label": assignment.unit, "plan_id": plan.plan_id}
    if node not in graph:
        graph.add_node(node, **known({"kind": "unit"} | own), names="")
    if assignment.collective:
        graph.nodes[node]["unit_kind"] = "collective"
    return node


def _add_names(graph: nx.MultiDiGraph[str]) -> None:
    """Give each unit the names under which the plans write it."""
    names: dict[str, set[str]] = {}
    for node, _, fields in graph.edges(data=True):
        if "unit" in fields:
            names.setdefault(node, set()).add(fields["unit"])
    for node, each in names.items():
        graph.nodes[node]["names"] = "、".join(sorted(each))


def _assignment_fields(plan: Plan, task: Task, assignment: Assignment) -> dict[str, Any]:
    return known(
        {
            "unit": assignment.unit,
            "position": assignment.position,
            "by_duty": assignment.by_duty,
            "collective": assignment.collective,
            "open_list": assignment.open_list,
            "confidence": assignment.confidence,
            "needs_review": assignment.needs_review,
            **_place(assignment.evidence),
            "year": plan.year,
            "rule": assignment.rule or None,
            "plan_id": plan.plan_id,
            "task_id": task.id,
        }
    )


def _place(evidence: Sequence[Evidence]) -> dict[str, int | None]:
    """Give where the first words stand: the page, or in text formats the paragraph."""
    return {"page": evidence[0].page, "paragraph": evidence[0].paragraph} if evidence else {}


def _add_edge(
    graph: nx.MultiDiGraph[str],
    keys: Counter[str],
    source: str,
    role: str,
    target: str,
    fields: dict[str, Any],
) -> None:
    base = f"{source}|{role}|{target}"
    keys[base] += 1
    key = base if keys[base] == 1 else f"{base}|{keys[base]}"
    graph.add_edge(source, target, key=key, role=role, label=role, weight=1.0, **fields)


def known(fields: dict[str, Any]) -> dict[str, Any]:
    """Leave out what is not known."""
    return {name: value for name, value in fields.items() if value is not None}
