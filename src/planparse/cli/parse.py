"""`planparse parse`: one document, shown as a table, as JSON, or written as files."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import click

from planparse.cli.console import emit, emit_lines, emit_table, is_terminal, printable, say
from planparse.cli.options import debug_option, min_confidence_option, ocr_option, reader_option, units_option
from planparse.errors import NotAPlan, OutputError
from planparse.files import whole_file
from planparse.model.codec import plan_to_json
from planparse.model.plan import TASK_COLUMNS, Plan, Task
from planparse.outputs.tables import write_assignments_csv, write_tasks_csv
from planparse.plan import parse
from planparse.readers.scan.choice import Ocr


@click.command("parse")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the plan as one JSON document.")
@click.option(
    "-o", "--output", metavar="DIR", type=click.Path(path_type=Path),
    help="Write plan.json, tasks.csv, assignments.csv, plan.graphml, matrix.png and report.html into this folder.",
)  # fmt: skip
@click.option(
    "--debug-pages", metavar="DIR", type=click.Path(path_type=Path),
    help="Draw what was seen on each page into this folder: page-001.png, …",
)  # fmt: skip
@reader_option
@ocr_option
@click.option(
    "--cache", metavar="DIR", type=click.Path(path_type=Path),
    help="Keep the text that was recognised in pictures of pages in this folder, so that a second time costs nothing.",
)  # fmt: skip
@units_option
@min_confidence_option
@debug_option
def command(
    file: Path,
    as_json: bool,
    output: Path | None,
    debug_pages: Path | None,
    reader: str,
    ocr: str,
    cache: Path | None,
    units: Path | None,
    min_confidence: float | None,
) -> int:
    """Read one plan and show its tasks, units and roles.

    FILE is a PDF, or a .docx, .html or .txt file; its bytes tell which.

    `--min-confidence` leaves assignments out of the table, the CSV files, the graph and the picture; the
    JSON always has all of them.

    `--debug-pages` draws the rules, cells, rows and lines that were found over each page of a PDF, of one without
    tasks too.
    """
    try:
        with _progress(file) as progress:
            plan = parse(file, reader=reader, units=units, ocr=ocr, cache=cache, progress=progress)
    except NotAPlan as problem:
        if as_json:
            emit(plan_to_json(problem.plan) + "\n")
        if debug_pages is not None:
            _draw_pages(file, problem.plan, debug_pages, reader, Ocr(ocr, cache))
        raise
    for warning in plan.warnings:
        place = f"{file}, page {warning.page}" if warning.page else str(file)
        say(f"{place}: warning {warning.code}: {warning.message}")
    if units is not None and plan.notes:
        say(f"{file}: {plan.notes[-1]}")
    kept = plan if min_confidence is None else _sure_part(plan, min_confidence, file)
    if output is not None:
        names = write_files(plan, kept, output, file)
        say(f"{output}: wrote {', '.join(names)}")
    if debug_pages is not None:
        _draw_pages(file, plan, debug_pages, reader, Ocr(ocr, cache))
    if as_json:
        emit(plan_to_json(plan) + "\n")
    elif output is None:
        _show(kept)
    return 0


@contextmanager
def _progress(file: Path) -> Iterator[Callable[[int], None] | None]:
    """Say which page is read from its picture, as long as that takes, to somebody who waits for it."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console

    with Console(stderr=True).status("") as status:
        yield lambda page: status.update(f"{file.name}: the text of page {page} is recognised …")


def _draw_pages(file: Path, plan: Plan, folder: Path, reader: str, ocr: Ocr) -> None:
    from planparse.outputs.debug_pages import draw_debug_pages

    pictures = draw_debug_pages(file, plan, folder, reader=reader, ocr=ocr)
    say(f"{folder}: wrote {pictures[0].name} to {pictures[-1].name}")


def _sure_part(plan: Plan, floor: float, file: Path) -> Plan:
    """Leave out the assignments less sure than this, and say how many."""
    tasks = tuple(
        replace(task, assignments=tuple(each for each in task.assignments if each.confidence >= floor))
        for task in plan.tasks
    )
    before, after = _edges(plan.tasks), _edges(tasks)
    say(f"{file}: left out {before - after} of {before} edges, less sure than {floor}")
    return replace(plan, tasks=tasks)


def _edges(tasks: Iterable[Task]) -> int:
    return sum(len(task.assignments) for task in tasks)


def write_files(plan: Plan, kept: Plan, folder: Path, source: Path) -> tuple[str, ...]:
    """Write all files of a plan into a folder, and give their names.

    plan: whole, for the JSON; kept: its sure part, for all else; source: the document, whose pages the report shows
    All files are made first, in a hidden folder beside them, and renamed when all are whole. Without a font
    for Chinese the picture is left out.
    Raises OutputError if a file cannot be made; the files that stood there are whole then.
    """
    try:
        made = not folder.exists()
        folder.mkdir(parents=True, exist_ok=True)
        try:
            with tempfile.TemporaryDirectory(prefix=".planparse-", dir=folder) as staging:
                _make_files(plan, kept, Path(staging), source)
                return _move_files(Path(staging), folder)
        except OutputError as problem:
            # Speak of the file that the user asked for, not of the hidden one.
            where = str(folder / Path(problem.where).name)
            raise OutputError(problem.message, where=where, advice=problem.advice) from problem
        finally:
            if made:
                with suppress(OSError):  # it holds our files, unless they could not be made
                    folder.rmdir()
    except OSError as problem:
        raise OutputError(
            f"cannot be written: {problem.strerror}", where=str(folder), advice="name another folder with -o"
        ) from problem


def _make_files(plan: Plan, kept: Plan, staging: Path, source: Path) -> None:
    from planparse.graph.build import responsibility_graph
    from planparse.outputs.figures import MissingFont, draw
    from planparse.outputs.graphml import write_graphml
    from planparse.outputs.report.page import write_report
    from planparse.outputs.report.pages import page_images

    with whole_file(staging / "plan.json") as file:
        file.write((plan_to_json(plan) + "\n").encode("utf-8", "replace"))
    write_tasks_csv(kept, staging / "tasks.csv")
    write_assignments_csv(kept, staging / "assignments.csv")
    graph = responsibility_graph([kept])
    write_graphml(graph, staging / "plan.graphml")
    write_report([kept], staging / "report.html", documents={kept.plan_id: page_images(kept, source)})
    try:
        draw(graph, staging / "matrix.png")
    except MissingFont as problem:
        say(str(problem))


def _move_files(staging: Path, folder: Path) -> tuple[str, ...]:
    files = sorted(staging.iterdir())
    for file in files:
        if (folder / file.name).is_dir():
            raise OutputError(
                "a folder stands where this file would go",
                where=str(folder / file.name),
                advice="move it away",
            )
    for file in files:
        file.replace(folder / file.name)
    return tuple(file.name for file in files)


def _show(plan: Plan) -> None:
    if not is_terminal():
        emit_lines(TASK_COLUMNS, ([record[name] for name in TASK_COLUMNS] for record in plan.records()))
        return
    from rich.box import HORIZONTALS
    from rich.table import Table
    from rich.text import Text

    table = Table(title=Text(_title(plan)), caption=Text(_caption(plan)), box=HORIZONTALS, show_lines=True)
    for header, width in (
        ("id", None),
        ("goal", 2),
        ("task", 2),
        ("content", 4),
        ("units", 3),
        ("page" if plan.source.pages is not None else "¶", None),
    ):
        table.add_column(header, ratio=width, no_wrap=width is None, overflow="fold")
    for record, task in zip(plan.records(), plan.tasks, strict=True):
        cells = (task.id, task.goal, task.task, task.content, _units(task), record["page"] or record["paragraph"])
        table.add_row(*(Text("" if cell is None else printable(str(cell))) for cell in cells))
    table.expand = True
    emit_table(table)


def _title(plan: Plan) -> str:
    about = plan.metadata
    parts = (about.title or plan.source.name, about.document_number, about.issuer, about.signed_date)
    return printable(" · ".join(str(part) for part in parts if part))


def _caption(plan: Plan) -> str:
    pages = "" if plan.source.pages is None else f", {plan.source.pages} pages"
    return f"{len(plan.tasks)} tasks, {_edges(plan.tasks)} assignments{pages}"


def _units(task: Task) -> str:
    return "; ".join(f"{each.unit} {each.role}" for each in task.assignments)
