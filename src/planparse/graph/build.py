"""Plans in, one responsibility graph out (责任网络): plan → goal → task, and unit → task by role.

The graph is a plain `networkx.MultiDiGraph`, since a unit may hold two roles in one task. Everything stands
in the order of the documents, so the same plans give the same graph. Attributes that are not known are left
out; a value of None would be one more thing that other tools cannot read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from planparse.errors import UsageError
from planparse.graph.units import Seat, UnitView, seats
from planparse.model.plan import Assignment, Plan, Task, first_page
from planparse.model.unit import Unit
from planparse.units.document import distinct_units
from planparse.units.resolve import unit_by_id

if TYPE_CHECKING:  # a heavy library, not one of our rooms
    import networkx as nx

HAS_GOAL = "has_goal"
HAS_TASK = "has_task"

LABEL_LENGTH = 20
"""Characters of a task's content in its label: enough to know it again, short enough to be drawn."""


def responsibility_graph(
    plans: Iterable[Plan], *, min_confidence: float = 0.0, units: UnitView = "as_written", year: int | None = None
) -> nx.MultiDiGraph[str]:
    """Build the graph of who does what (责任网络) in these plans.

    Nodes have `kind` (plan, goal, task, unit), `label` and their own fields; edges have `role` (has_goal,
    has_task, or the role of the assignment, from unit to task). Edge keys are unique in the whole graph:
    `<node>|<role>|<node>`, with `|2`, `|3` when the same three meet again.

    A resolved unit is one node, `unit:<unit_id>`, in all plans. A name that is not resolved stays inside its
    plan, `unit:<plan_id>/<name>`: 市财政局 of two cities are two units, and nothing in the name says which.

    min_confidence: assignments below it, from 0 to 1, are left out; `graph.graph["edges_left_out"]` counts
        them. A unit that holds no other role has no node then.
    units, year: `as_written`; `as_of` a year, in which units that were renamed share a node; or `along_lineage`, in
        which those that merged do so too, in a node `lineage:…` of its own with its `members`. In the latter two an
        edge says which unit was written, `unit_id`. See `planparse.graph.units`.
    Raises UsageError if min_confidence is out of range, two different plans have the same id, or there is no such
    view of units.
    """
    import networkx as nx

    if not 0.0 <= min_confidence <= 1.0:
        raise UsageError(f"min_confidence is {min_confidence}, but confidence goes from 0 to 1")
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    keys: Counter[str] = Counter()
    left_out = 0
    seen: dict[str, Plan] = {}
    plans = list(plans)
    seated = seats(distinct_units(_units_of(plans)), units, year)
    for plan in plans:
        if plan.plan_id in seen:
            if plan.tasks != seen[plan.plan_id].tasks:
                raise UsageError(
                    f"two different plans have the id {plan.plan_id!r}",
                    where=plan.source.name,
                    advice="give one reading of each document",
                )
            continue  # the same content under a second file name
        seen[plan.plan_id] = plan
        plan_node = _add_plan(graph, plan)
        goals: dict[str, str] = {}
        for task in plan.tasks:
            parent = _add_goal(graph, plan, task, goals, keys) if task.goal else plan_node
            task_node = f"task:{plan.plan_id}/{task.id}"
            graph.add_node(task_node, **_task_fields(plan, task))
            _add_edge(graph, keys, parent, HAS_TASK, task_node, {"plan_id": plan.plan_id})
            for assignment in task.assignments:
                if assignment.confidence < min_confidence:
                    left_out += 1
                    continue
                unit_node = _add_unit(graph, plan, assignment, seated)
                fields = _assignment_fields(plan, task, assignment)
                if units != "as_written" and assignment.unit_id:
                    fields["unit_id"] = assignment.unit_id
                _add_edge(graph, keys, unit_node, str(assignment.role), task_node, fields)
    graph.graph["min_confidence"] = min_confidence
    graph.graph["edges_left_out"] = left_out
    if units != "as_written":
        graph.graph["units"] = units if year is None else f"{units} {year}"
    return graph


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
    graph.add_node(node, **_known(fields))
    return node


def _add_goal(graph: nx.MultiDiGraph[str], plan: Plan, task: Task, goals: dict[str, str], keys: Counter[str]) -> str:
    """Give the node of the task's goal; one node for equal words within a plan."""
    goal = task.goal or ""
    if goal not in goals:
        goals[goal] = f"goal:{plan.plan_id}/{len(goals) + 1}"
        fields = {"kind": "goal", "label": goal, "plan_id": plan.plan_id, "year": plan.year}
        graph.add_node(goals[goal], **_known(fields))
        _add_edge(graph, keys, f"plan:{plan.plan_id}", HAS_GOAL, goals[goal], {"plan_id": plan.plan_id})
    return goals[goal]


def _task_fields(plan: Plan, task: Task) -> dict[str, Any]:
    short = task.content[:LABEL_LENGTH] + ("…" if len(task.content) > LABEL_LENGTH else "")
    return _known(
        {
            "kind": "task",
            "label": f"{task.id} {short}",
            "plan_id": plan.plan_id,
            "task_id": task.id,
            "goal": task.goal,
            "task": task.task,
            "content": task.content,
            "responsibility_text": task.responsibility_text,
            "page": first_page(task.evidence),
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
        own = {
            "label": unit.full_name,
            "unit_id": unit.id,
            "full_name": unit.full_name,
            "region_code": unit.region_code,
            "level": unit.level,
            "unit_kind": unit.kind,
            "system": unit.system,
            "certainty": unit.certainty,
            **seat.fields,
        }
    elif assignment.unit_id:
        node, own = f"unit:{assignment.unit_id}", {"label": assignment.unit, "unit_id": assignment.unit_id}
    else:
        node, own = f"unit:{plan.plan_id}/{assignment.unit}", {"label": assignment.unit, "plan_id": plan.plan_id}
    if node not in graph:
        graph.add_node(node, **_known({"kind": "unit"} | own), names="")
    names = {*graph.nodes[node]["names"].split("、"), assignment.unit} - {""}
    graph.nodes[node]["names"] = "、".join(sorted(names))
    if assignment.collective:
        graph.nodes[node]["unit_kind"] = "collective"
    return node


def _assignment_fields(plan: Plan, task: Task, assignment: Assignment) -> dict[str, Any]:
    return _known(
        {
            "position": assignment.position,
            "by_duty": assignment.by_duty,
            "collective": assignment.collective,
            "open_list": assignment.open_list,
            "confidence": assignment.confidence,
            "page": first_page(assignment.evidence),
            "year": plan.year,
            "rule": assignment.rule or None,
            "plan_id": plan.plan_id,
            "task_id": task.id,
        }
    )


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


def _known(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}
