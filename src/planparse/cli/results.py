"""Rows out, in the form that was asked for: a table for people, JSON, CSV, or a file."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import click

from planparse.cli.console import emit, emit_lines, emit_table, is_terminal, printable, say
from planparse.errors import UsageError
from planparse.files import whole_file
from planparse.outputs.tables import csv_text, write_csv

Command = TypeVar("Command", bound=Callable[..., Any])
Row = Sequence[Any]

ENDINGS = (".csv", ".json")

NUMBERS = (int, float)

LONGEST = 48
"""Characters of a text in the table on a terminal; who wants all of it asks for another form."""


def form_options(function: Command) -> Command:
    """Add `--json`, `--csv` and `-o`."""
    for option in (
        click.option(
            "-o", "--output", metavar="FILE", type=click.Path(path_type=Path),
            help="Write all columns to a file: .csv or .json.",
        ),
        click.option("--csv", "as_csv", is_flag=True, help="Write CSV to standard output, without formulas."),
        click.option("--json", "as_json", is_flag=True, help="Write JSON to standard output, one object a row."),
    ):  # fmt: skip
        function = option(function)
    return function


def check_form(as_json: bool, as_csv: bool, output: Path | None) -> None:
    """Raise UsageError for two forms at once, or a file whose ending says none."""
    if as_json + as_csv + (output is not None) > 1:
        raise UsageError("--json, --csv and -o are three forms of one answer", advice="choose one")
    if output is not None and output.suffix.lower() not in ENDINGS:
        raise UsageError("no format is known by this ending", where=str(output), advice="one of " + " ".join(ENDINGS))


def deliver(
    columns: Sequence[str],
    rows: Iterable[Row],
    *,
    as_json: bool = False,
    as_csv: bool = False,
    output: Path | None = None,
    shown: Sequence[str] | None = None,
) -> None:
    """Write rows in the form that was asked for.

    shown: the columns of the table on a terminal, where long texts are cut and empty columns left out; without it the
        table has all columns, whole. Every other form has all of them: without a terminal and without a form, lines
        with tabs.
    """
    if output is not None:
        rows = list(rows)
        _write(columns, rows, output)
        say(f"{output}: wrote {len(rows)} rows")
    elif as_json:
        emit(_json(columns, rows))
    elif as_csv:
        emit(csv_text(columns, _flat_records(columns, rows)))
    elif is_terminal():
        _show(columns, rows, shown)
    else:
        emit_lines(columns, map(_flat_row, rows))


def _write(columns: Sequence[str], rows: Iterable[Row], path: Path) -> None:
    if path.suffix.lower() == ".json":
        with whole_file(path) as file:
            file.write(_json(columns, rows).encode("utf-8", "replace"))
    else:
        write_csv(_flat_records(columns, rows), columns, path)


def _json(columns: Sequence[str], rows: Iterable[Row]) -> str:
    records = [dict(zip(columns, map(_plain, row), strict=True)) for row in rows]
    return json.dumps(records, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _plain(value: Any) -> Any:
    """Reduce a value of the database to what JSON knows; not-a-number is null there."""
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return value if value - value == 0 else None
    return value if value is None or isinstance(value, str | int | bool) else str(value)


def _flat_records(columns: Sequence[str], rows: Iterable[Row]) -> Iterator[dict[str, Any]]:
    return (dict(zip(columns, _flat_row(row), strict=True)) for row in rows)


def _flat_row(row: Row) -> list[Any]:
    return [_flat(value) for value in row]


def _flat(value: Any) -> Any:
    """Write a value into one cell; the items of a list with | between."""
    plain = _plain(value)
    if isinstance(plain, list):
        return "|".join("" if item is None else str(item) for item in plain)
    return json.dumps(plain, ensure_ascii=False) if isinstance(plain, dict) else plain


def _show(columns: Sequence[str], rows: Iterable[Row], shown: Sequence[str] | None) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    cells = [_flat_row(row) for row in rows]
    places = [columns.index(name) for name in shown or columns]
    if shown is not None:
        places = [place for place in places if any(row[place] is not None for row in cells)] or places
    table = Table(box=SIMPLE_HEAD)
    for place in places:
        numeric = all(isinstance(row[place], (*NUMBERS, type(None))) for row in cells)
        table.add_column(columns[place], justify="right" if numeric else "left", no_wrap=numeric, overflow="fold")
    for row in cells:
        table.add_row(*(Text(_short(row[place], LONGEST if shown is not None else None)) for place in places))
    emit_table(table)


def _short(value: Any, longest: int | None) -> str:
    if value is None:
        return ""
    text = printable(f"{value:.3f}" if isinstance(value, float) else str(value))
    return text if longest is None or len(text) <= longest else text[: longest - 1] + "…"
