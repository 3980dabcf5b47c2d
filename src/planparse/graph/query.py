"""Questions about who does what, answered as pandas frames: of a dataset, a plan, or several plans.

Every function takes a dataset or its folder, one plan or its JSON file, or several plans; a unit by its name in any
form, or its id; `year`, `region` (code or name) and `min_confidence`. A frame's `attrs` say from which confidence on
the edges were taken (`min_confidence`), how many were left out (`edges_left_out`), and, where a unit was asked for,
which units of the source its name stands for (`units`): 市财政局 is a unit in every city. Rows always come in the same
order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec

from planparse.dataset.names import keys_of, region_codes_of
from planparse.dataset.selection import Condition, Source, opened, plans_of, units_of
from planparse.dataset.store import Store
from planparse.dataset.views import COUNTS, LEADS, ROLE_COUNTS, SUMS, TASKS, named
from planparse.errors import UsageError
from planparse.model.plan import LEADING, Role

if TYPE_CHECKING:  # a heavy library, not one of our rooms
    import pandas as pd

IN_ORDER = "year, name, length(task_id), task_id"
"""Plans by year and name, tasks as they stand in the document: t999 before t1000."""


P = ParamSpec("P")


@dataclass(frozen=True, slots=True)
class Answer:
    """A question that was put, before its rows are fetched.

    units: keys of the units that the name asked for stands for; None if none was asked for
    """

    store: Store
    query: str
    parameters: tuple[Any, ...] = ()
    units: tuple[str, ...] | None = None

    def rows(self) -> tuple[list[str], Iterator[tuple[Any, ...]]]:
        """Give the names of the columns, and the rows one after the other."""
        return self.store.rows(self.query, self.parameters)

    def frame(self) -> pd.DataFrame:
        """Give the rows as a pandas frame."""
        frame = self.store.frame(self.query, self.parameters)
        if self.units is not None:
            frame.attrs["units"] = list(self.units)
        return frame


ANSWERS: dict[str, Callable[..., Answer]] = {}
"""The questions by name, for those who want the rows without pandas."""


def framed(ask: Callable[P, Answer]) -> Callable[P, pd.DataFrame]:
    """Make a question into a function that gives its answer as a frame."""

    @wraps(ask)
    def frame_of(*args: P.args, **kwargs: P.kwargs) -> pd.DataFrame:
        return ask(*args, **kwargs).frame()

    frame_of.__annotations__ = ask.__annotations__ | {"return": "pd.DataFrame"}
    ANSWERS[ask.__name__] = ask
    return frame_of


@framed
def sql(source: Source, query: str, parameters: Sequence[Any] = (), *, min_confidence: float = 0.0) -> Answer:
    """Ask in SQL, over the tables, the view `edges` and the macros of docs/data.md.

    query: one SELECT of DuckDB; it can read these tables and nothing else
    parameters: values for its `?`
    min_confidence: assignments below it, from 0 to 1, are not in `assignments`, `edges` and the counts of `units`
    Raises UsageError, with DuckDB's message, for a query that is wrong or does anything but select.
    """
    return Answer(Store(opened(source), min_confidence), query, tuple(parameters))


@framed
def tasks(
    source: Source,
    *,
    unit: str | None = None,
    role: str | Iterable[str] | None = None,
    lead: str | None = None,
    text: str | None = None,
    year: int | None = None,
    region: str | None = None,
    min_confidence: float = 0.0,
) -> Answer:
    """Give the tasks, one row each, with their units by role: of a year, a place, a unit, with some words.

    unit: only tasks in which it has a role; `roles` says which
    role: only tasks with this role, or one of these, of the unit if one is given; exactly as in `Role`
    lead: only tasks that this unit leads, alone or jointly: unit=lead, role=("lead", "joint_lead")
    text: only tasks that have these words in their goal, heading or content
    """
    if lead is not None:
        if unit is not None or role is not None:
            raise UsageError("lead asks for a unit and its role", advice="give either lead, or unit and role")
        unit, role = lead, LEADING
    asked = _Asked(source, year, region, min_confidence)
    roles = _checked_roles(role)
    edges = asked.edges
    if unit is not None:
        edges &= units_of(asked.keys_of(unit))
    if roles:
        edges &= Condition("role in (select unnest(?::varchar[]))", (list(roles),))
    narrowed = unit is not None or bool(roles)
    held = Condition("true") if not narrowed else Condition(
        f"(plan_id, task_id) in (select (plan_id, task_id) from edges where {edges.sql})", edges.parameters
    )  # fmt: skip
    rows = asked.plans & held & _has_words(text)
    of_unit = f"string_agg(distinct role, '、' order by role) filter ({edges.sql})" if narrowed else "null::varchar"
    return asked.answer(
        f"""
        with chosen as (
            select p.year, p.region_code, p.region_name, p.name, t.*
            from tasks t join plans p using (plan_id) where p.same_as is null and {rows.sql}
        ), held as (
            select plan_id, task_id, {of_unit} as roles,
                   {_units_by_role("lead", *LEADING)}, {_units_by_role("responsible", Role.RESPONSIBLE)},
                   {_units_by_role("cooperate", Role.COOPERATE, Role.PARTICIPATE)},
                   {_units_by_role("other", Role.GUIDE, Role.SUPERVISE)}, min(confidence) as confidence
            from edges semi join chosen using (plan_id, task_id) group by plan_id, task_id
        )
        select c.year, c.region_code, c.region_name, c.plan_id, c.task_id, c.goal, c.task, c.content,
               h.roles, h.lead, h.responsible, h.cooperate, h.other, c.page, c.paragraph,
               coalesce(h.confidence, c.confidence) as confidence, c.name
        from chosen c left join held h using (plan_id, task_id) order by {IN_ORDER}
        """,
        (*rows.parameters, *(edges.parameters if narrowed else ())),
    )


@framed
def unassigned(
    source: Source, *, year: int | None = None, region: str | None = None, min_confidence: float = 0.0
) -> Answer:
    """Give the tasks that no unit has a role in, or none that is sure enough; one row each."""
    asked = _Asked(source, year, region, min_confidence)
    return asked.answer(
        f"""
        with alone as (select plan_id, task_id from tasks anti join assignments using (plan_id, task_id))
        select p.year, p.region_code, p.region_name, t.plan_id, t.task_id, t.goal, t.task, t.content,
               t.responsibility_text, t.page, t.paragraph, p.name
        from tasks t join plans p using (plan_id) semi join alone using (plan_id, task_id)
        where p.same_as is null and {asked.plans.sql} order by {IN_ORDER}
        """,
        asked.plans.parameters,
    )


@framed
def who_leads(
    source: Source,
    text: str | None = None,
    *,
    year: int | None = None,
    region: str | None = None,
    min_confidence: float = 0.0,
) -> Answer:
    """Give the units that lead, alone or jointly, the most tasks first; with words, of the tasks that have them.

    n_tasks counts the tasks that a unit leads, n_lead and n_joint_lead how; `share` is n_tasks divided by the number of
    tasks that are led by anybody. Shares add up to more than 1 where tasks have several leaders.
    """
    asked = _Asked(source, year, region, min_confidence)
    led = asked.edges
    if text is not None:
        words = _has_words(text)
        led &= Condition(
            f"(plan_id, task_id) in (select (plan_id, task_id) from tasks where {words.sql})", words.parameters
        )
    return asked.answer(
        f"""
        with led as (select * from ({LEADS}) where {led.sql}),
        all_led as (select count(*) as n from (select distinct plan_id, task_id from led)),
        by_plan as (
            select unit_key, plan_id, count(*) filter (first) as n_tasks,
                   count(*) filter (role = '{Role.LEAD}') as n_lead,
                   count(*) filter (role = '{Role.JOINT_LEAD}') as n_joint_lead
            from led group by unit_key, plan_id
        ), counted as (
            select unit_key, count(*)::integer as n_plans, sum(n_tasks)::integer as n_tasks,
                   sum(n_lead)::integer as n_lead, sum(n_joint_lead)::integer as n_joint_lead
            from by_plan group by unit_key
        )
        select unit_key, {named()}, u.unit_id, u.level, u.kind, c.n_plans, c.n_tasks, c.n_lead, c.n_joint_lead,
               c.n_tasks / n as share
        from counted c left join units u on u.unit_id = unit_key, all_led order by c.n_tasks desc, unit_key
        """,
        led.parameters,
    )


@framed
def works_with(
    source: Source,
    unit: str,
    *,
    collectives: bool = False,
    year: int | None = None,
    region: str | None = None,
    min_confidence: float = 0.0,
) -> Answer:
    """Give the units that have a role in the tasks of a unit, the most tasks first.

    n_tasks: tasks of both; strength: the same, a task of n units counted 1/(n-1), so that long lists do not win (Newman
        2001); n_led_by_unit, n_led_by_partner: tasks of both that the one or the other leads, alone or jointly
    collectives: classes of units (各市（区）) are left out, and not counted in n, unless this is true
    """
    asked = _Asked(source, year, region, min_confidence)
    of_unit = units_of(asked.keys_of(unit))
    leads = ", ".join(f"'{role}'" for role in LEADING)
    return asked.answer(
        f"""
        with mine as (
            select plan_id, task_id, unit_key as mine, bool_or(role in ({leads})) as led
            from edges where {(asked.edges & of_unit).sql} group by all
        ), held as (
            select plan_id, task_id, unit_key, bool_or(role in ({leads})) as led
            from edges semi join mine using (plan_id, task_id)
            where {"true" if collectives else "not collective"} group by plan_id, task_id, unit_key
        ), sizes as (
            select plan_id, task_id, count(*) as n from held group by all
        ), partners as (
            select m.mine, h.unit_key, count(*)::integer as n_tasks, sum(1 / (s.n - 1)) as strength,
                   count(*) filter (m.led)::integer as n_led_by_unit,
                   count(*) filter (h.led)::integer as n_led_by_partner
            from mine m join held h using (plan_id, task_id) join sizes s using (plan_id, task_id)
            where h.unit_key <> m.mine group by m.mine, h.unit_key
        )
        select mine as unit_key, unit_key as partner_key, {named(column="partner")}, u.level, u.kind,
               p.n_tasks, strength, n_led_by_unit, n_led_by_partner
        from partners p left join units u on u.unit_id = p.unit_key
        order by p.n_tasks desc, strength desc, mine, partner_key
        """,
        (*asked.edges.parameters, *of_unit.parameters),
    )


@framed
def load(
    source: Source,
    unit: str | None = None,
    *,
    year: int | None = None,
    region: str | None = None,
    min_confidence: float = 0.0,
) -> Answer:
    """Give how much each unit carries in each year, or one unit: plans, tasks, and its roles; one row a unit and year.

    A task counts once in n_tasks, and in n_<role> once for each role. lead_share is the number of tasks that the unit
    leads, alone or jointly, divided by n_tasks.
    """
    asked = _Asked(source, year, region, min_confidence)
    rows = asked.edges if unit is None else asked.edges & units_of(asked.keys_of(unit))
    leads = ", ".join(f"'{role}'" for role in LEADING)
    return asked.answer(
        f"""
        with by_plan as (
            select unit_key, plan_id, year, {TASKS}, {ROLE_COUNTS},
                   count(distinct task_id) filter (role in ({leads})) as n_led
            from edges where {rows.sql} group by unit_key, plan_id, year
        ), counted as (
            select unit_key, year, count(*)::integer as n_plans, {SUMS}, sum(n_led) / sum(n_tasks) as lead_share
            from by_plan group by unit_key, year
        )
        select unit_key, {named()}, u.unit_id, u.level, u.kind, c.year,
               {", ".join(f"c.{name}" for name in COUNTS[:-2])}, lead_share
        from counted c left join units u on u.unit_id = unit_key order by unit_key, c.year
        """,
        rows.parameters,
    )


class _Asked:
    """What is asked of: the tables, the conditions on plans and edges, and the units that a name stands for."""

    def __init__(self, source: Source, year: int | None, region: str | None, min_confidence: float) -> None:
        self.store = Store(opened(source), min_confidence)
        codes = region_codes_of(self.store, region) if region is not None else None
        self.plans = self.edges = plans_of(year, codes)
        self.units: tuple[str, ...] | None = None

    def keys_of(self, unit: str) -> tuple[str, ...]:
        self.units = keys_of(self.store, unit)
        return self.units

    def answer(self, query: str, parameters: Sequence[Any] = ()) -> Answer:
        return Answer(self.store, query, tuple(parameters), self.units)


def _checked_roles(role: str | Iterable[str] | None) -> tuple[str, ...]:
    roles = () if role is None else (role,) if isinstance(role, str) else tuple(role)
    for each in roles:
        if each not in list(Role):
            raise UsageError(f"no role {str(each)!r}", advice="one of " + ", ".join(Role))
    return tuple(str(each) for each in roles)


def _has_words(text: str | None) -> Condition:
    if text is None:
        return Condition("true")
    return Condition("(contains(content, ?) or contains(goal, ?) or contains(task, ?)) is true", (text,) * 3)


def _units_by_role(column: str, *roles: Role) -> str:
    held = ", ".join(f"'{role}'" for role in roles)
    return f"string_agg(unit, '、' order by position) filter (role in ({held})) as {column}"
