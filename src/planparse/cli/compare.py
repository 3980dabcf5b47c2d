"""`planparse compare`: two plans side by side; which tasks stayed, who leads now, and which units came or went."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from planparse.cli.console import emit, emit_lines, emit_table, is_terminal, printable, say
from planparse.cli.options import debug_option, min_confidence_option, units_option
from planparse.dataset import Dataset
from planparse.dataset.selection import opened
from planparse.errors import UsageError
from planparse.files import whole_file
from planparse.graph.compare import compare
from planparse.graph.comparison import (
    LEAD_FIELDS,
    TASK_FIELDS,
    UNIT_FIELDS,
    Comparison,
    TaskChange,
    TextChange,
    UnitChange,
    link_text,
    role_text,
)
from planparse.model.plan import Plan
from planparse.outputs.tables import csv_text, write_csv
from planparse.plan import parse
from planparse.units.registry import load_registry

if TYPE_CHECKING:  # a heavy library
    from rich.table import Table
    from rich.text import Text

ENDINGS = (".csv", ".json")

FIELDS = {"tasks": TASK_FIELDS, "leads": LEAD_FIELDS, "units": UNIT_FIELDS}

IN_DATASET = "#"
"""Between a dataset and one of its plans: dataset#2017/141号.pdf."""

OPENING = 40
"""Characters by which a reader knows a task again."""

CLAUSE = re.compile(r"[^，,；;。]+[，,；;。]*|[，,；;。]+")

COLOURS = {"dropped": "red", "gone": "red", "new": "green", "came": "green"}


@click.command("compare")
@click.argument("a", metavar="A")
@click.argument("b", metavar="B")
@click.option(
    "--table", type=click.Choice(tuple(FIELDS)), default="tasks", show_default=True,
    help="What CSV and lines hold, as they hold one table.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print the whole comparison as one JSON document.")
@click.option("--csv", "as_csv", is_flag=True, help="Print one table as CSV.")
@click.option(
    "-o", "--output", metavar="FILE", type=click.Path(path_type=Path),
    help="Write to a file: .json, or one table as .csv.",
)  # fmt: skip
@units_option
@min_confidence_option
@debug_option
def command(
    a: str,
    b: str,
    table: str,
    as_json: bool,
    as_csv: bool,
    output: Path | None,
    units: Path | None,
    min_confidence: float | None,
) -> int:
    """Show what became of the tasks, leads and units of one plan in another.

    A is the earlier plan, B the later one: each the JSON of a plan, a document (.pdf, .docx, .html, .txt), or a dataset
    that holds one plan. Of a dataset with more, name one by its name or its plan_id: dataset/#2017/plan.pdf.

    Tasks are paired by their words, units and headings; a pair that may be chance is marked for review. The table for
    people leaves out what did not change; JSON, CSV and lines hold all of it.
    """
    if as_json and as_csv:
        raise click.UsageError("--json and --csv are two forms for one standard output; choose one")
    if output is not None and output.suffix.lower() not in ENDINGS:
        raise UsageError("no format is known by this ending", where=str(output), advice="one of " + " ".join(ENDINGS))
    plan_a, plan_b = _plan_of(a, units), _plan_of(b, units)
    found = compare(plan_a, plan_b, min_confidence=min_confidence or 0.0, registry=load_registry(units))
    if output is not None:
        _write(found, table, output)
        say(f"{output}: wrote {'the comparison' if output.suffix.lower() == '.json' else table}")
    if as_json:
        emit(_document(found))
    elif as_csv:
        emit(csv_text(FIELDS[table], _records(found, table)))
    elif output is None:
        _show(found, table)
    _remark(found, a, b, min_confidence)
    return 0


def _plan_of(source: str, units: Path | None) -> Plan:
    """Read the one plan that an argument means; raises UsageError if it means none, or several."""
    path = Path(source)
    wanted = ""
    if not path.exists() and IN_DATASET in source:
        folder, _, wanted = source.partition(IN_DATASET)
        path = Path(folder)
    if path.is_dir() or path.suffix.lower() == ".json":
        found = opened(path)
        return _of_dataset(found, wanted) if isinstance(found, Dataset) else found[0]
    plan = parse(path, units=units)
    for warning in plan.warnings:
        place = f"{path}, page {warning.page}" if warning.page else str(path)
        say(f"{place}: warning {warning.code}: {warning.message}")
    return plan


def _of_dataset(dataset: Dataset, wanted: str) -> Plan:
    where = str(dataset.path)
    plans = [plan for plan in dataset.plans() if not wanted or wanted in (plan.plan_id, plan.source.name)]
    if len(plans) == 1:
        return plans[0]
    if wanted:
        raise UsageError(f"the dataset holds {len(plans)} plans {wanted!r}", where=where)
    raise UsageError(
        f"the dataset holds {len(plans)} plans, and one is compared",
        where=where,
        advice=f"name it by its name or plan_id: {where}{IN_DATASET}{plans[0].source.name}" if plans else "",
    )


def _remark(found: Comparison, a: str, b: str, floor: float | None) -> None:
    """Say on standard error what the numbers are, and what is unusual about the two plans."""
    one, other = found.a, found.b
    if one.region and other.region and one.region.code != other.region.code:
        say(f"{one.region.name} and {other.region.name} are two places: their units are not the same")
    if one.year and other.year and other.year < one.year:
        say(f"{b} is of {other.year}, before {a} of {one.year}: new means that only the earlier plan has it")
    if floor is not None:
        for name, plan, left_out in zip((a, b), (one, other), found.edges_left_out, strict=True):
            edges = sum(len(task.assignments) for task in plan.tasks)
            say(f"{name}: left out {left_out} of {edges} edges, less sure than {floor}")
    counts = found.counts()
    tasks = dict(counts["tasks"])
    review = tasks.pop("needs_review")
    say(f"tasks: {_counted(tasks)}; {review} pairs to review; leads: {_counted(counts['leads'])}")
    say(f"units: {_counted(counts['units'])}")


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in counts.items())


def _document(found: Comparison) -> str:
    return json.dumps(found.records(), ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _records(found: Comparison, table: str) -> list[dict[str, Any]]:
    tables = {"tasks": found.task_records, "leads": found.lead_records, "units": found.unit_records}
    return list(tables[table]())


def _write(found: Comparison, table: str, path: Path) -> None:
    if path.suffix.lower() == ".csv":
        write_csv(_records(found, table), FIELDS[table], path)
        return
    with whole_file(path) as file:
        file.write(_document(found).encode("utf-8", "replace"))


def _show(found: Comparison, table: str) -> None:
    if not is_terminal():
        fields = FIELDS[table]
        emit_lines(fields, ([record[name] for name in fields] for record in _records(found, table)))
        return
    emit_table(_task_table(found))
    if any(change.state != "both" for change in found.units):
        emit_table(_unit_table(found.units))


def _task_table(found: Comparison) -> Table:
    from rich.box import HORIZONTALS
    from rich.table import Table
    from rich.text import Text

    shown = [change for change in found.tasks if not change.unchanged]
    same = len(found.tasks) - len(shown)
    table = Table(
        title=Text(f"A {_title(found.a)}\nB {_title(found.b)}"),
        caption=Text(f"{same} tasks stand in both plans as they were"),
        box=HORIZONTALS, show_lines=True, expand=True,
    )  # fmt: skip
    table.add_column("A", no_wrap=True)
    table.add_column("B", no_wrap=True)
    table.add_column("state", no_wrap=True)
    table.add_column("content", ratio=3, overflow="fold")
    table.add_column("units, deadlines, quantities", ratio=2, overflow="fold")
    for change in shown:
        table.add_row(
            change.a.id if change.a else "", change.b.id if change.b else "",
            _state(change), _content(change), Text("\n".join(map(printable, _details(change)))),
        )  # fmt: skip
    return table


def _title(plan: Plan) -> str:
    parts = (plan.metadata.title or plan.source.name, plan.metadata.document_number, plan.year)
    return printable(" · ".join(str(part) for part in parts if part))


def _state(change: TaskChange) -> Text:
    from rich.text import Text

    lines = [change.state if change.state != "changed" else f"changed {change.similarity:.2f}"]
    lines += ["to review"] * change.needs_review + ["lead moved"] * change.lead_moved
    return Text("\n".join(lines), style=COLOURS.get(change.state, ""))


def _content(change: TaskChange) -> Text:
    """Show the content; of one that is kept its opening, of one that changed the clauses that did."""
    from rich.text import Text

    before, after = (printable(task.content) if task else "" for task in (change.a, change.b))
    if change.a is None or change.b is None:
        return Text(after or before)
    lines = [(_opening(after), "")]
    if change.state == "changed":
        lines += _differences(before, after)
    return Text("\n").join(Text(line, style) for line, style in lines)


def _opening(text: str) -> str:
    return text if len(text) <= OPENING else text[:OPENING] + "…"


def _differences(before: str, after: str) -> list[tuple[str, str]]:
    """Give the clauses that only one of two texts has, in their order, each line with its colour.

    >>> [line for line, _ in _differences("新建幼儿园十所，年底前完成。", "新建幼儿园十二所，年底前完成。")]
    ['−新建幼儿园十所，', '+新建幼儿园十二所，']
    """
    a, b = CLAUSE.findall(before), CLAUSE.findall(after)
    lines = []
    for kind, start_a, end_a, start_b, end_b in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if kind != "equal":
            # No blank behind the sign: Rich would break the line there, since the clause has none.
            lines += [(f"−{''.join(a[start_a:end_a])}", "red")] * (end_a > start_a)
            lines += [(f"+{''.join(b[start_b:end_b])}", "green")] * (end_b > start_b)
    return lines


def _details(change: TaskChange) -> Sequence[str]:
    """Say, a line each, what differs beside the content; of a task of one plan, who does it."""
    if change.a is None or change.b is None:
        return [
            f"{unit.name}: {'+'.join(role.roles_a or role.roles_b)}"
            for role in change.roles
            for unit in role.a or role.b
        ]
    texts = [role_text(role) for role in change.roles if role.changed]
    return [*texts, *_differing("deadline", change.deadlines), *_differing("quantity", change.quantities)]


def _differing(name: str, change: TextChange | None) -> Sequence[str]:
    if change is None:
        return ()
    before, after = ("、".join(texts) or "–" for texts in (change.a, change.b))
    return (f"{name}: {before} → {after}",)


def _unit_table(units: Sequence[UnitChange]) -> Table:
    from rich.box import HORIZONTALS
    from rich.table import Table
    from rich.text import Text

    shown = [change for change in units if change.state != "both"]
    table = Table(caption=Text(f"{len(units) - len(shown)} units stand in both plans under one name"), box=HORIZONTALS)
    for header in ("state", "unit in A", "unit in B"):
        table.add_column(header, overflow="fold")
    for header in ("tasks A", "tasks B", "led A", "led B"):
        table.add_column(header, justify="right")
    for change in sorted(shown, key=lambda each: each.state):
        a, b = change.a, change.b
        marks = [
            mark for mark, holds in (("collective", change.collective), ("unresolved", change.unresolved)) if holds
        ]
        table.add_row(
            Text(
                ", ".join([link_text(change.link) if change.link else change.state, *marks]),
                COLOURS.get(change.state, ""),
            ),
            *(Text(printable(unit.name) if unit else "") for unit in (a, b)),
            *(str(count or "") for count in (a and a.tasks, b and b.tasks, a and a.leads, b and b.leads)),
        )
    return table
