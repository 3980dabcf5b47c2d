"""Two plans side by side (计划比较): what became of each task, of its units, and of who leads.

These are the values that `planparse.graph.compare.compare` gives. `a` is the first of the two plans, `b` the second.
Records are flat, for tables; the JSON document (schema `planparse/comparison/1`) keeps lists. Both have every task and
every unit, changed or not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from planparse.graph.continuity import Link, NamedUnit
from planparse.model.plan import Plan, Role, Task, first_page

if TYPE_CHECKING:  # a heavy library
    import pandas as pd

COMPARISON_SCHEMA = "planparse/comparison/1"

TaskState = Literal["kept", "changed", "new", "dropped"]
"""kept: the contents are equal, but for white space and forms of characters; units may differ all the same."""

UnitState = Literal["both", "renamed", "merged_into", "split_into", "gone", "came"]

TASK_STATES: tuple[TaskState, ...] = ("kept", "changed", "new", "dropped")
UNIT_STATES: tuple[UnitState, ...] = ("both", "renamed", "merged_into", "split_into", "gone", "came")

TASK_FIELDS = (
    "state", "task_a", "task_b", "similarity", "needs_review", "lead_moved", "leads_a", "leads_b", "units_changed",
    "deadlines_a", "deadlines_b", "quantities_a", "quantities_b", "goal_a", "goal_b", "heading_a", "heading_b",
    "content_a", "content_b", "page_a", "page_b",
)  # fmt: skip

UNIT_FIELDS = (
    "state", "unit_a", "unit_id_a", "unit_b", "unit_id_b", "relation", "effective", "backwards", "collective",
    "unresolved", "tasks_a", "tasks_b", "leads_a", "leads_b",
)  # fmt: skip

LEAD_FIELDS = (
    "task_a", "task_b", "leads_a", "leads_b", "lead_moved", "relation", "effective", "backwards", "needs_review",
)  # fmt: skip

NO_ROLE = "–"

DECIMALS = 4
"""Of a similarity that is shown or written."""


@dataclass(frozen=True, slots=True)
class RoleChange:
    """What a unit does in a task of either plan; several units where they merged or split.

    link: what those of `a` are to those of `b`; None where they are the same, or where one side has none
    """

    a: tuple[NamedUnit, ...]
    b: tuple[NamedUnit, ...]
    roles_a: tuple[Role, ...]
    roles_b: tuple[Role, ...]
    link: Link | None = None

    @property
    def changed(self) -> bool:
        """Say whether the roles differ, or the unit is another one."""
        return self.roles_a != self.roles_b or self.link is not None


@dataclass(frozen=True, slots=True)
class TextChange:
    """The words of deadlines or quantities that differ."""

    a: tuple[str, ...]
    b: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TaskChange:
    """What became of one task.

    a, b: None where the task stands in one plan only
    similarity: of the contents, 0 to 1; None for a task that stands in one plan only
    needs_review: the pair may be a chance likeness
    roles: of every unit that either plan names in it, changed or not
    leads_a, leads_b: the units that lead it
    lead_moved: of a task of both plans: a unit leads that is none of the leading units of the other plan, along the
        lineage
    deadlines, quantities: of a task of both plans: their words where they differ
    """

    state: TaskState
    a: Task | None
    b: Task | None
    similarity: float | None = None
    needs_review: bool = False
    roles: tuple[RoleChange, ...] = ()
    leads_a: tuple[NamedUnit, ...] = ()
    leads_b: tuple[NamedUnit, ...] = ()
    lead_moved: bool = False
    deadlines: TextChange | None = None
    quantities: TextChange | None = None

    @property
    def unchanged(self) -> bool:
        """Say whether the task stands in both plans and nothing in it differs."""
        return self.state == "kept" and not (
            any(role.changed for role in self.roles) or self.deadlines or self.quantities
        )


@dataclass(frozen=True, slots=True)
class LeadChange:
    """Who leads a task of both plans, where that is not the same unit.

    moved: as `TaskChange.lead_moved`
    link: set where a unit leads under another name, or one that merged or split
    needs_review: the pair of tasks is to be reviewed
    """

    task_a: str
    task_b: str
    a: tuple[NamedUnit, ...]
    b: tuple[NamedUnit, ...]
    moved: bool
    link: Link | None = None
    needs_review: bool = False


@dataclass(frozen=True, slots=True)
class UnitChange:
    """What became of one unit; one row for each pair where several merged into one, or one was split.

    link: the relation and its date; None for `both`, `gone` and `came`
    """

    state: UnitState
    a: NamedUnit | None
    b: NamedUnit | None
    link: Link | None = None

    @property
    def collective(self) -> bool:
        """Say whether the unit stands for many."""
        return any(unit.collective for unit in (self.a, self.b) if unit)

    @property
    def unresolved(self) -> bool:
        """Say whether nothing but the name says who it is, in one of the plans at least."""
        return any(unit.unit_id is None for unit in (self.a, self.b) if unit)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two plans side by side.

    tasks: in the order of `b`, those that were dropped where they stood in `a`
    units: in the order of their ids, collective ones among them, marked
    leads: of tasks of both plans, where the leading units are not the same
    edges_left_out: assignments below min_confidence, of `a` and of `b`
    """

    a: Plan = field(repr=False)
    b: Plan = field(repr=False)
    tasks: tuple[TaskChange, ...]
    units: tuple[UnitChange, ...]
    leads: tuple[LeadChange, ...]
    edges_left_out: tuple[int, int] = (0, 0)
    min_confidence: float = 0.0

    def counts(self) -> dict[str, dict[str, int]]:
        """Count tasks and units by state, pairs to be reviewed, and leads that moved.

        Units are counted without collective ones, which have a count of their own.
        """
        tasks = Counter(change.state for change in self.tasks)
        units = Counter(change.state for change in self.units if not change.collective)
        return {
            "tasks": {state: tasks[state] for state in TASK_STATES}
            | {"needs_review": sum(change.needs_review for change in self.tasks)},
            "leads": {"moved": sum(change.moved for change in self.leads)},
            "units": {state: units[state] for state in UNIT_STATES}
            | {"collective": sum(change.collective for change in self.units)},
        }

    def task_records(self) -> Iterator[dict[str, Any]]:
        """One flat dict a task, with the keys of `TASK_FIELDS`."""
        for change in self.tasks:
            yield _task_record(change)

    def unit_records(self) -> Iterator[dict[str, Any]]:
        """One flat dict a unit, with the keys of `UNIT_FIELDS`."""
        for change in self.units:
            yield {
                "state": change.state,
                **_side("a", change.a),
                **_side("b", change.b),
                **_link_record(change.link),
                "collective": change.collective,
                "unresolved": change.unresolved,
            }

    def lead_records(self) -> Iterator[dict[str, Any]]:
        """One flat dict a task whose leading units differ, with the keys of `LEAD_FIELDS`."""
        for change in self.leads:
            yield {
                "task_a": change.task_a,
                "task_b": change.task_b,
                "leads_a": names_of(change.a),
                "leads_b": names_of(change.b),
                "lead_moved": change.moved,
                **_link_record(change.link),
                "needs_review": change.needs_review,
            }

    def tasks_frame(self) -> pd.DataFrame:
        """Return the tasks as a pandas frame, one row each."""
        return _frame(self.task_records(), TASK_FIELDS)

    def units_frame(self) -> pd.DataFrame:
        """Return the units as a pandas frame, one row each."""
        return _frame(self.unit_records(), UNIT_FIELDS)

    def leads_frame(self) -> pd.DataFrame:
        """Return the tasks whose leading units differ as a pandas frame, one row each."""
        return _frame(self.lead_records(), LEAD_FIELDS)

    def records(self) -> dict[str, Any]:
        """Give the whole comparison as plain lists, dicts and scalars: the JSON document."""
        return {
            "schema": COMPARISON_SCHEMA,
            "a": _plan_record(self.a),
            "b": _plan_record(self.b),
            "min_confidence": self.min_confidence,
            "edges_left_out": {"a": self.edges_left_out[0], "b": self.edges_left_out[1]},
            "counts": self.counts(),
            "tasks": [_task_document(change) for change in self.tasks],
            "leads": [_lead_document(change) for change in self.leads],
            "units": [_unit_document(change) for change in self.units],
        }


def names_of(units: Iterable[NamedUnit]) -> str:
    """Name units, joined by 、."""
    return "、".join(unit.name for unit in units)


def role_text(change: RoleChange) -> str:
    """Say in a few words what became of a unit in a task.

    >>> finance = NamedUnit("320500/财政局", "苏州市财政局", "320500/财政局", False, 1, 1)
    >>> role_text(RoleChange((finance,), (finance,), (Role.COOPERATE,), (Role.LEAD,)))
    '苏州市财政局: cooperate → lead'
    >>> role_text(RoleChange((), (finance,), (), (Role.LEAD,)))
    '苏州市财政局: – → lead'
    """
    roles = " → ".join(dict.fromkeys("+".join(roles) or NO_ROLE for roles in (change.roles_a, change.roles_b)))
    if change.link is None:
        return f"{names_of(change.b or change.a)}: {roles}"
    return f"{names_of(change.a)} → {names_of(change.b)} ({link_text(change.link)}): {roles}"


def link_text(link: Link) -> str:
    """Say in a few words what a unit of `a` is to one of `b`.

    >>> from planparse.model.unit import Relation
    >>> link_text(Link(Relation.MERGED_INTO, "2018-07"))
    'merged into, 2018-07'
    >>> link_text(Link(Relation.RENAMED, "2019", backwards=True))
    'before it was renamed, 2019'
    """
    words = str(link.relation or "same").replace("_", " ")
    if link.backwards:
        words = f"before it was {words.removesuffix(' into')}"
    return f"{words}, {link.effective}"


def _task_record(change: TaskChange) -> dict[str, Any]:
    a, b = change.a, change.b
    return {
        "state": change.state,
        "task_a": a.id if a else None,
        "task_b": b.id if b else None,
        "similarity": _rounded(change.similarity),
        "needs_review": change.needs_review,
        "lead_moved": change.lead_moved,
        "leads_a": names_of(change.leads_a),
        "leads_b": names_of(change.leads_b),
        "units_changed": "; ".join(role_text(role) for role in change.roles if role.changed and a and b),
        "deadlines_a": "; ".join(change.deadlines.a) if change.deadlines else "",
        "deadlines_b": "; ".join(change.deadlines.b) if change.deadlines else "",
        "quantities_a": "; ".join(change.quantities.a) if change.quantities else "",
        "quantities_b": "; ".join(change.quantities.b) if change.quantities else "",
        "goal_a": a.goal if a else None,
        "goal_b": b.goal if b else None,
        "heading_a": a.task if a else None,
        "heading_b": b.task if b else None,
        "content_a": a.content if a else None,
        "content_b": b.content if b else None,
        "page_a": first_page(a.evidence) if a else None,
        "page_b": first_page(b.evidence) if b else None,
    }


def _task_document(change: TaskChange) -> dict[str, Any]:
    return {
        "state": change.state,
        "similarity": _rounded(change.similarity),
        "needs_review": change.needs_review,
        "lead_moved": change.lead_moved,
        "a": _task_side(change.a),
        "b": _task_side(change.b),
        "units": [_role_document(role) for role in change.roles],
        "deadlines": _text_document(change.deadlines),
        "quantities": _text_document(change.quantities),
    }


def _task_side(task: Task | None) -> dict[str, Any] | None:
    if task is None:
        return None
    page = first_page(task.evidence)
    return {"id": task.id, "goal": task.goal, "task": task.task, "content": task.content, "page": page}


def _role_document(change: RoleChange) -> dict[str, Any]:
    return {
        "a": [*map(_unit_name, change.a)],
        "b": [*map(_unit_name, change.b)],
        "roles_a": [*map(str, change.roles_a)],
        "roles_b": [*map(str, change.roles_b)],
        "changed": change.changed,
        **_link_record(change.link),
    }


def _text_document(change: TextChange | None) -> dict[str, list[str]] | None:
    return {"a": list(change.a), "b": list(change.b)} if change else None


def _lead_document(change: LeadChange) -> dict[str, Any]:
    return {
        "task_a": change.task_a,
        "task_b": change.task_b,
        "a": [*map(_unit_name, change.a)],
        "b": [*map(_unit_name, change.b)],
        "lead_moved": change.moved,
        **_link_record(change.link),
        "needs_review": change.needs_review,
    }


def _unit_document(change: UnitChange) -> dict[str, Any]:
    sides = {
        side: None if unit is None else _unit_name(unit) | {"tasks": unit.tasks, "leads": unit.leads}
        for side, unit in (("a", change.a), ("b", change.b))
    }
    about = {"collective": change.collective, "unresolved": change.unresolved}
    return {"state": change.state, **sides, **_link_record(change.link), **about}


def _unit_name(unit: NamedUnit) -> dict[str, Any]:
    return {"unit": unit.name, "unit_id": unit.unit_id}


def _link_record(link: Link | None) -> dict[str, Any]:
    if link is None or link.relation is None:
        return {"relation": None, "effective": None, "backwards": False}
    return {"relation": str(link.relation), "effective": link.effective, "backwards": link.backwards}


def _rounded(similarity: float | None) -> float | None:
    return None if similarity is None else round(similarity, DECIMALS)


def _side(side: str, unit: NamedUnit | None) -> dict[str, Any]:
    return {
        f"unit_{side}": unit.name if unit else None,
        f"unit_id_{side}": unit.unit_id if unit else None,
        f"tasks_{side}": unit.tasks if unit else 0,
        f"leads_{side}": unit.leads if unit else 0,
    }


def _plan_record(plan: Plan) -> dict[str, Any]:
    return {
        "plan_id": plan.plan_id,
        "name": plan.source.name,
        "title": plan.metadata.title,
        "year": plan.year,
        "region_code": plan.region.code if plan.region else None,
        "region": plan.region.name if plan.region else None,
    }


def _frame(records: Iterable[dict[str, Any]], columns: tuple[str, ...]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(list(records), columns=list(columns))
