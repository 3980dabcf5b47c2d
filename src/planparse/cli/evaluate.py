"""`planparse evaluate`: documents or strings against their gold, as a table, as JSON, difference by difference."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from planparse.batch.worker import failure_of
from planparse.cli.console import emit, emit_table, printable, say
from planparse.cli.options import debug_option, reader_option
from planparse.evaluate.gold import find_pairs
from planparse.evaluate.readings import NOTHING
from planparse.evaluate.score import (
    METADATA_FIELDS,
    Difference,
    Ratio,
    Result,
    Score,
    mark,
    measure_all,
    score_to_dict,
    total,
)
from planparse.evaluate.strings import (
    NAMES,
    StringScore,
    lines_of_differences,
    measure_strings,
    strings_to_dict,
)

if TYPE_CHECKING:  # a heavy library
    from rich.table import Table

SCHEMA = "planparse/evaluation/1"
STRING_SCHEMA = "planparse/evaluation-of-strings/1"
SOME_FAILED = 1
BELOW_FLOOR = 5


@click.command("evaluate")
@click.argument("paths", nargs=-1, metavar="PATH...", type=click.Path(path_type=Path))
@click.option("--gold", metavar="FILE", type=click.Path(path_type=Path), help="The gold of every document named.")
@click.option(
    "--strings", metavar="FILE", multiple=True, type=click.Path(path_type=Path),
    help="Measure single strings: gold of responsibilities, document numbers, deadlines, quantities, units or lineage, "
    "one a line.",
)  # fmt: skip
@click.option("--diff", is_flag=True, help="Print every difference.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document instead of tables.")
@click.option(
    "--min", "floor", metavar="F", type=click.FloatRange(0, 1),
    help="Exit with 5 if the F1 of strict rows or of assignments is below this in total; of strings, the share that "
    "is exact or the F1 of what they hold, in any file; of units and lineage, the share that is right.",
)  # fmt: skip
@reader_option
@debug_option
def command(
    paths: Sequence[Path],
    gold: Path | None,
    strings: Sequence[Path],
    diff: bool,
    as_json: bool,
    floor: float | None,
    reader: str,
) -> int:
    """Measure how right the results are, against gold files.

    PATH is a folder that is searched for documents with their gold files, a gold file, or a document. A
    document that cannot be read has missed all of its gold; one of a kind that is not read is named and not
    counted. With --strings no documents are read, only the strings of the gold files named.
    """
    if strings:
        if paths or gold is not None:
            raise click.UsageError("--strings stands alone; name documents in another call")
        return _evaluate_strings(strings, diff=diff, as_json=as_json, floor=floor)
    if not paths:
        raise click.UsageError("Missing argument 'PATH...'.")
    results = tuple(measure_all(find_pairs(paths, gold), reader=reader))
    together = total(results)
    if as_json:
        emit(json.dumps(_document(results, together, diff=diff), ensure_ascii=False, indent=1) + "\n")
    else:
        emit_table(_scores(results, together))
        if together.metadata:
            emit_table(_metadata(together))
        if diff:
            emit("".join(line + "\n" for result in results for line in _lines(result)))
    failed = [failure_of(each.document, None, each.error) for each in results if each.error is not None]
    for failure in failed:
        say(f"{failure.name}: {failure.kind}: {failure.message}")
    if floor is not None and _is_below(together, floor):
        rows, edges = together.rows_strict.f1, together.assignments.f1
        say(f"below the floor of {floor}: strict rows {rows:.4f}, assignments {edges:.4f}")
        return BELOW_FLOOR
    return SOME_FAILED if failed else 0


def _evaluate_strings(files: Sequence[Path], *, diff: bool, as_json: bool, floor: float | None) -> int:
    scores = [measure_strings(path) for path in files]
    if as_json:
        body = {"schema": STRING_SCHEMA, "golds": [strings_to_dict(score, diff=diff) for score in scores]}
        emit(json.dumps(body, ensure_ascii=False, indent=1) + "\n")
    else:
        for score in scores:
            uncertain = f"; {score.left_out} uncertain, left out" if score.left_out else ""
            emit(f"{printable(score.path)} ({score.kind}{uncertain})\n")
            emit_table(_string_classes(score))
            emit_table(_string_marks(score))
            emit_table(_confusion(score))
            if diff:
                emit("".join(f"{_one_line(line)}\n" for line in lines_of_differences(score)))
    below = [score for score in scores if floor is not None and min(score.floored.values()) < floor]
    for score in below:
        reached = ", ".join(f"{name} {share:.4f}" for name, share in score.floored.items())
        say(f"{score.path}: below the floor of {floor}: {reached}")
    return BELOW_FLOOR if below else 0


def _one_line(line: str) -> str:
    """Make a line printable, and keep the blanks it begins with."""
    return line[: len(line) - len(line.lstrip(" "))] + printable(line)


def _string_classes(score: StringScore) -> Table:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD)
    table.add_column("by")
    table.add_column("class")
    for header in ("strings", "exact", "share"):
        table.add_column(header, justify="right", no_wrap=True)
    for header in NAMES[score.kind]:
        table.add_column(f"{header}\nP / R / F1", justify="right", no_wrap=True)
    last = None
    for (dimension, name), tally in score.classes.items():
        if last not in (None, dimension):
            table.add_section()
        cells = (str(tally.strings), str(tally.exact), f"{tally.share:.3f}", _three(tally.items), _three(tally.names))
        table.add_row(Text(dimension if dimension != last else ""), Text(printable(name)), *cells)
        last = dimension
    table.add_section()
    whole = score.total
    cells = (str(whole.strings), str(whole.exact), f"{whole.share:.3f}", _three(whole.items), _three(whole.names))
    table.add_row("total", "", *cells, style="bold")
    return table


def _string_marks(score: StringScore) -> Table:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD)
    table.add_column("of the whole string")
    for header in ("number", "of", "share") if score.counts else ("right", "strings", "share"):
        table.add_column(header, justify="right")
    negatives = (score.negatives.exact, score.negatives.strings)
    lines = {"negatives_right" if score.counts else "negatives": negatives, **score.marks, **score.counts}
    for name, (right, of) in lines.items():
        table.add_row(name, str(right), str(of), f"{right / of:.3f}" if of else "")
    return table


def _confusion(score: StringScore) -> Table:
    """Lay out the confusion table: a line for each label of the gold, a column for each that was found."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    def known(labels: set[str]) -> list[str]:
        return sorted(labels - {NOTHING}) + [NOTHING] * (NOTHING in labels)

    rows = known({gold for gold, _ in score.confusion})
    columns = known({found for _, found in score.confusion})
    table = Table(box=SIMPLE_HEAD)
    table.add_column("gold \\ read")
    for label in columns:
        table.add_column(Text(printable(label)), justify="right", no_wrap=True)
    for label in rows:
        counts = (score.confusion.get((label, found), 0) for found in columns)
        table.add_row(Text(printable(label)), *(str(count) if count else "" for count in counts))
    return table


def _is_below(score: Score, floor: float) -> bool:
    return score.rows_strict.f1 < floor or score.assignments.f1 < floor


def _document(results: Sequence[Result], together: Score, *, diff: bool) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "documents": [_result(result, diff=diff) for result in results],
        "total": score_to_dict(together),
    }


def _result(result: Result, *, diff: bool) -> dict[str, Any]:
    error = result.error
    body: dict[str, Any] = {
        "document": result.document,
        "gold": result.gold,
        "error": error and {"kind": error.kind, "message": str(error)},
        "score": score_to_dict(result.score),
    }
    if diff:
        body["differences"] = [asdict(difference) for difference in result.differences]
    return body


def _scores(results: Sequence[Result], together: Score) -> Table:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, show_footer=False)
    table.add_column("document", overflow="fold")
    for header in ("gold\nrows", "read\nrows"):
        table.add_column(header, justify="right", no_wrap=True)
    for header in ("content", "goal+task+content", "strict", "assignments"):
        table.add_column(f"{header}\nP / R / F1", justify="right", overflow="fold")
    table.add_column("units\nF1", justify="right", no_wrap=True)
    table.add_column("order", justify="right", no_wrap=True)
    for result in results:
        if result.error is None:
            cells = _cells(result.score)
        else:
            cells = (str(result.score.rows_content.gold or ""), "", result.error.kind, *[""] * 5)
        table.add_row(Text(printable(result.document)), *cells)
    table.add_section()
    counted = sum(result.counted for result in results)
    label = (
        f"total of {counted}" if counted == len(results) else f"total of {counted} ({len(results) - counted} not read)"
    )
    table.add_row(label, *_cells(together), style="bold")
    return table


def _cells(score: Score) -> tuple[str, ...]:
    share = score.order.share
    return (
        str(score.rows_content.gold),
        str(score.rows_content.found),
        _three(score.rows_content),
        _three(score.rows_headed),
        _three(score.rows_strict),
        _three(score.assignments),
        f"{score.units.f1:.3f}",
        "" if share is None else f"{share:.3f}",
    )


def _three(ratio: Ratio) -> str:
    return f"{ratio.precision:.3f} {ratio.recall:.3f} {ratio.f1:.3f}"


def _metadata(together: Score) -> Table:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD)
    table.add_column("field")
    for header in ("right", "wrong"):
        table.add_column(header, justify="right")
    for name in METADATA_FIELDS:
        if name in together.metadata:
            table.add_row(name, *(str(count) for count in together.metadata[name]))
    return table


def _lines(result: Result) -> list[str]:
    if not result.differences:
        return []
    return [
        "",
        printable(result.document),
        *(line for each in result.differences for line in _difference(each)),
    ]


def _difference(each: Difference) -> list[str]:
    gold, found = each.gold or "", each.found or ""
    if each.kind == "missing_row":
        return [f"  row {each.row}: missing", f"    gold {printable(gold)}"]
    if each.kind == "extra_row":
        return [f"  read row {each.row}: extra", f"    read {printable(found)}"]
    if each.kind == "missing_assignment":
        return [f"  row {each.row}: missing {printable(gold)} {each.field}"]
    if each.kind == "extra_assignment":
        return [f"  row {each.row}: extra {printable(found)} {each.field}"]
    place = "notice" if each.row is None else f"row {each.row}"
    left, right = (printable(text) for text in mark(gold, found))
    return [f"  {place}: {each.field} differs", f"    gold {left}", f"    read {right}"]
