"""`planparse query`: ask a dataset, in SQL or by unit, role, year and place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from planparse.cli.console import say
from planparse.cli.options import debug_option, min_confidence_option
from planparse.cli.results import check_form, deliver, form_options
from planparse.errors import UsageError
from planparse.model.plan import Role

SHOWN = {
    "tasks": ("year", "region_name", "task_id", "roles", "content", "lead", "responsible", "cooperate", "page",
              "paragraph", "name"),
    "unassigned": ("year", "region_name", "task_id", "content", "responsibility_text", "page", "paragraph", "name"),
    "leaders": ("full_name", "level", "kind", "n_plans", "n_tasks", "n_lead", "n_joint_lead", "share"),
    "partners": ("unit_key", "partner", "level", "kind", "n_tasks", "strength", "n_led_by_unit", "n_led_by_partner"),
    "load": (
        "full_name", "year", "n_plans", "n_tasks", "n_lead", "n_joint_lead", "n_responsible", "n_cooperate",
        "lead_share",
    ),
}  # fmt: skip
"""What can be shown without SQL, and its columns on a terminal."""

QUESTIONS = {"leaders": "who_leads", "partners": "works_with"}
"""Where the question is called otherwise in Python."""

TAKEN = {
    "tasks": {"unit", "role", "lead", "text"},
    "unassigned": set[str](),
    "leaders": {"text"},
    "partners": {"unit"},
    "load": {"unit"},
}
"""The options that each takes, beside --year, --region and --min-confidence."""


@click.command("query")
@click.argument("source", metavar="DATASET", type=click.Path(path_type=Path))
@click.argument("sql", required=False)
@click.option("--show", type=click.Choice(tuple(SHOWN)), help="What to show without SQL.  [default: tasks]")
@click.option("--unit", metavar="NAME", help="Only tasks of this unit: its name in any form, or its id.")
@click.option(
    "--role",
    type=click.Choice([str(each) for each in Role]),
    multiple=True,
    help="Only tasks in which it has this role.",
)
@click.option("--lead", metavar="NAME", help="Only tasks that this unit leads, alone or jointly.")
@click.option("--text", metavar="WORDS", help="Only tasks with these words in content, goal or heading.")
@click.option("--year", type=int, help="Only plans of this year.")
@click.option("--region", metavar="PLACE", help="Only plans of this place: code or name.")
@form_options
@min_confidence_option
@debug_option
def command(
    source: Path,
    sql: str | None,
    show: str | None,
    as_json: bool,
    as_csv: bool,
    output: Path | None,
    min_confidence: float | None,
    **choice: Any,
) -> int:
    """Ask a dataset: who does what, with whom, and how much.

    Without SQL, the options choose: planparse query DATASET --unit 市财政局 --role lead --year 2017. DATASET is the
    folder of a dataset or the JSON of a plan. A name that units of several cities bear stands for all of them.

    --show says what to give: tasks with their units by role; unassigned, the tasks without a unit; leaders, the units
    that lead, the most tasks first; partners, who shares tasks with --unit; or load, how much each unit carries by
    year.

    SQL is one SELECT of DuckDB over the tables plans, tasks, assignments, units, lineage, deadlines, quantities,
    "references" and failures, the view edges, and the macros led_by('市财政局'), colead_pairs(), never_leads(),
    unit_year() and units_called('市财政局'). It can read these and nothing else.
    """
    check_form(as_json, as_csv, output)
    given = {name: value for name, value in choice.items() if value not in (None, ())}
    floor = min_confidence or 0.0
    if sql is not None and (given or show):
        raise UsageError("SQL chooses by itself", advice="leave the other options out, or write `where year = 2017`")
    answer = _answer(source, sql, show or "tasks", given, floor)
    columns, rows = answer.rows()
    shown = SHOWN[show or "tasks"] if sql is None else None
    deliver(columns, rows, as_json=as_json, as_csv=as_csv, output=output, shown=shown)
    if answer.units is not None and len(answer.units) > 1:
        say(f"{given.get('unit') or given['lead']} stands for {len(answer.units)} units here; --region narrows them")
    if "unit" in given and given.get("role") == (str(Role.LEAD),):
        _say_joint(source, given, floor)
    if min_confidence is not None:
        store = answer.store
        say(f"{source}: left out {store.edges_left_out} of {store.edges} edges, less sure than {floor}")
    return 0


def _answer(source: Path, sql: str | None, show: str, given: dict[str, Any], floor: float) -> Any:
    from planparse.graph.query import ANSWERS

    if sql is not None:
        return ANSWERS["sql"](source, sql, min_confidence=floor)
    strange = given.keys() - TAKEN[show] - {"year", "region"}
    if strange:
        raise UsageError(f"--show {show} does not take --{sorted(strange)[0]}")
    if show == "partners" and "unit" not in given:
        raise UsageError("--show partners asks for the partners of a unit", advice="--unit 市财政局")
    return ANSWERS[QUESTIONS.get(show, show)](source, **given, min_confidence=floor)


def _say_joint(source: Path, given: dict[str, Any], floor: float) -> None:
    """Say what a question for `lead` alone leaves out: most tasks with several leaders are `joint_lead`."""
    from planparse.graph.query import ANSWERS

    _, rows = ANSWERS["tasks"](source, **given | {"role": (Role.JOINT_LEAD,)}, min_confidence=floor).rows()
    if joint := sum(1 for _ in rows):
        say(f"{joint} more tasks have it as one of several leaders: --role lead --role joint_lead, or --lead")
