"""What SQL sees of a dataset besides its tables: a view of the edges, and macros for the usual questions.

Each macro is one value with the words that docs/data.md and the errors say of it. A unit in a macro is its name in any
form that the dataset has (full name, id, a name as printed); to lead means to lead alone or jointly. A unit without an
identity stays inside its plan: its key is `plan_id/name`, as in the graph.
"""

from __future__ import annotations

from dataclasses import dataclass

from planparse.model.plan import LEADING, Role

_LEADS = ", ".join(f"'{role}'" for role in LEADING)

ROLE_COUNTS = ", ".join(f"count(*) filter (role = '{role}')::integer as n_{role}" for role in Role)
"""One column a role; a unit that holds a role twice in a task counts twice, as in the table of units."""

TASKS = "count(*) filter (not again)::integer as n_tasks"
"""Tasks of a unit, each once. Counting distinct tasks would take three times the memory."""

COUNTS = ("n_plans", "n_tasks", *(f"n_{role}" for role in Role), "first_year", "last_year")
"""What the table of units counts."""

SUMS = ", ".join(f"sum({name})::integer as {name}" for name in ("n_tasks", *(f"n_{role}" for role in Role)))
"""The same, of counts that were made before."""

EDGES = """
    select p.year, p.region_code, p.region_name, p.issuer, p.name, a.*,
           coalesce(u.full_name, u.names[1], a.unit) as full_name, u.kind, u.level, u.system,
           coalesce(a.unit_id, a.plan_id || '/' || a.unit) as unit_key
    from assignments a
    join plans p on p.plan_id = a.plan_id and p.same_as is null
    left join units u on u.unit_id = a.unit_id
"""
"""The assignments, each with the year and place of its plan and with its unit."""

LEADS = f"""
    select plan_id, task_id, unit_key, role, collective, year, region_code, true as first
    from edges where role in ({_LEADS}) and not again
    union all
    select b.plan_id, b.task_id, b.unit_key, b.role, b.collective, b.year, b.region_code, not exists (
        from edges a where a.plan_id = b.plan_id and a.task_id = b.task_id and a.unit_key = b.unit_key
        and a.position < b.position and a.role in ({_LEADS})
    ) from edges b where b.role in ({_LEADS}) and b.again
"""
"""The edges of leaders; `first` marks one for each unit and task. Distinct tasks would take twice the memory."""


def named(key: str = "unit_key", units: str = "u", column: str = "full_name") -> str:
    """Write the name of a key, where the table of units is joined to it.

    It is that of the unit, or else the one behind the 16 digits of a plan.
    """
    return f"coalesce({units}.full_name, {units}.names[1], substr({key}, 18)) as {column}"


SURE = """
    select * from all_assignments where confidence >= {floor!r} and not again
    union all
    select a.* replace (exists (
        from all_assignments b
        where b.plan_id = a.plan_id and b.task_id = a.task_id and b.position < a.position
          and b.confidence >= {floor!r} and coalesce(b.unit_id, b.unit) = coalesce(a.unit_id, a.unit)
    ) as again)
    from all_assignments a where a.confidence >= {floor!r} and a.again
"""
"""The assignments that are sure enough; `again` is asked anew, since the row before may have gone."""

UNITS_OF_EDGES = f"""
    select u.* replace ({", ".join(f"e.{name} as {name}" for name in COUNTS)})
    from all_units u
    join (
        select unit_id, count(*)::integer as n_plans, {SUMS}, min(year) as first_year, max(year) as last_year
        from (
            select a.unit_id, a.plan_id, any_value(p.year) as year, {TASKS}, {ROLE_COUNTS}
            from assignments a join plans p on p.plan_id = a.plan_id and p.same_as is null
            where a.unit_id is not null
            group by a.unit_id, a.plan_id
        ) group by unit_id
    ) e on e.unit_id = u.unit_id
    order by u.unit_id
"""
"""The units, counted anew from the assignments that are sure enough."""


@dataclass(frozen=True, slots=True)
class Macro:
    """One question as a table function of SQL: `select * from led_by('市财政局')`."""

    name: str
    parameters: str
    meaning: str
    sql: str

    @property
    def statement(self) -> str:
        """The statement that makes it."""
        return f"create macro {self.name}({self.parameters}) as table {self.sql}"


MACROS = (
    Macro(
        "units_called",
        "called",
        "the keys of the units that have this id, full name, or name as printed",
        """
        select unit_id as unit_key from units
        where unit_id = called or full_name = called or list_contains(names, called)
        union
        select plan_id || '/' || unit from assignments where unit_id is null and unit = called
        """,
    ),
    Macro(
        "led_by",
        "called",
        "the tasks that a unit leads, alone or jointly, in the order of plans and tasks",
        f"""
        select e.year, e.region_name, e.plan_id, e.task_id, t.goal, t.task, t.content, e.role, e.unit, e.unit_id,
               e.page, e.confidence
        from edges e join tasks t on t.plan_id = e.plan_id and t.task_id = e.task_id
        where e.role in ({_LEADS}) and e.unit_key in (select unit_key from units_called(called))
        order by e.year, e.name, e.task_id, e.position
        """,
    ),
    Macro(
        "colead_pairs",
        "",
        "pairs of units that lead the same task, and in how many tasks; classes of units are left out",
        f"""
        with leaders as (select plan_id, task_id, unit_key from ({LEADS}) where first and not collective),
        pairs as (
            select a.unit_key, b.unit_key as other_key, count(*) as n_tasks
            from leaders a
            join leaders b on b.plan_id = a.plan_id and b.task_id = a.task_id and a.unit_key < b.unit_key
            group by all
        )
        select unit_key, {named()}, other_key,
               {named("other_key", "o", "other_full_name")},
               p.n_tasks
        from pairs p left join units u on u.unit_id = unit_key left join units o on o.unit_id = other_key
        order by p.n_tasks desc, unit_key, other_key
        """,
    ),
    Macro(
        "never_leads",
        "",
        "units that hold a role in some task and lead none, and in how many tasks they are; classes are left out",
        f"""
        with counted as (
            select unit_key, {TASKS}, {ROLE_COUNTS} from edges where not collective
            group by unit_key having n_lead + n_joint_lead = 0
        )
        select unit_key, {named()}, {", ".join(f"c.{name}" for name in COUNTS[1:-2])}
        from counted c left join units u on u.unit_id = unit_key order by c.n_tasks desc, unit_key
        """,
    ),
    Macro(
        "unit_year",
        "",
        "how much each unit carries in each year: plans, tasks, roles",
        f"""
        with by_plan as (
            select unit_key, plan_id, year, {TASKS}, {ROLE_COUNTS} from edges group by unit_key, plan_id, year
        ), counted as (
            select unit_key, year, count(*)::integer as n_plans, {SUMS} from by_plan group by unit_key, year
        )
        select unit_key, {named()}, c.year, {", ".join(f"c.{name}" for name in COUNTS[:-2])}
        from counted c left join units u on u.unit_id = unit_key order by unit_key, c.year
        """,
    ),
)
