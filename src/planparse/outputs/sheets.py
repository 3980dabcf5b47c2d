"""Tables in, one Excel workbook out: a sheet for each table, its header in sight, every cell what it says it is.

Text is text: never a formula, never a link. Numbers, days and yes or no stay what they are, so they sort and add up.
The library is XlsxWriter; it writes row by row to files in a folder of its own, so that a large table needs little
memory, and the same tables give the same bytes.
"""

from __future__ import annotations

import math
import os
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from planparse.errors import OutputError
from planparse.files import whole_file
from planparse.outputs.clean import NOT_XML, REPLACEMENT
from planparse.outputs.values import nested_value, plain_value

if TYPE_CHECKING:  # loaded only when a workbook is written
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

ROWS = 1_048_576
"""Rows of a sheet in Excel, with the header."""

COLUMNS = 16_384

CELL = 32_767
"""Characters of a cell in Excel, counted as UTF-16 does: those beyond U+FFFF count twice."""

CUT = "…[cut]"

EXACT = 10**15
"""Excel keeps 15 digits of a number; a longer one is written as text, or its end would become zeros."""

BETWEEN = "、"
"""Stands between the items of a list in one cell, as in the plans themselves."""

WIDEST = 60
"""Of a column, in narrow characters: a long text is better read in the line of its cell."""

MEASURED = 1_000
"""Rows whose text decides how wide the columns are."""

CREATED = datetime(2000, 1, 1)
"""In every workbook; the time of day would change the bytes."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: its columns, and its rows by column name; a name that a row lacks is an empty cell."""

    columns: Sequence[str]
    rows: Iterable[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class SheetNotes:
    """What a workbook could not hold.

    replaced: characters that are U+FFFD now
    cut: cells whose text ends with "…[cut]"
    """

    replaced: int = 0
    cut: int = 0


def write_xlsx(sheets: Mapping[str, Sheet], path: str | os.PathLike[str]) -> SheetNotes:
    """Write tables as the sheets of one workbook, in their order.

    Lists of plain values are joined by 、, other lists and dicts are JSON text; None and NaN are empty cells;
    integers of more than 15 digits, infinite numbers, and days before March 1900, which Excel does not know, are text.

    Raises OutputError if a table has too many rows or columns for Excel, if its name is none for a sheet, or if the
    file cannot be written.
    """
    from xlsxwriter import Workbook
    from xlsxwriter.exceptions import FileCreateError, XlsxWriterException

    where = os.fspath(path)
    with whole_file(path) as file, TemporaryDirectory(prefix="planparse-", ignore_cleanup_errors=True) as folder:
        book = Workbook(
            file,
            {
                "constant_memory": True,
                "tmpdir": folder,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
            },
        )
        book.set_properties({"created": CREATED})
        day, moment = (book.add_format({"num_format": pattern}) for pattern in ("yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss"))
        heading = book.add_format({"bold": True})
        writers = []
        try:
            for name, sheet in sheets.items():
                writer = _SheetWriter(book.add_worksheet(name), day, moment, heading)
                writer.write(sheet, f"{where}, sheet {name}")
                writers.append(writer)
            book.close()
        except FileCreateError as problem:
            raise problem.args[0] from problem  # the OSError that it hides
        except XlsxWriterException as problem:
            raise OutputError(f"Excel has no such sheet: {problem}", where=where) from problem
    return SheetNotes(sum(writer.replaced for writer in writers), sum(writer.cut for writer in writers))


@dataclass(slots=True)
class _SheetWriter:
    sheet: Worksheet
    day: Format
    moment: Format
    heading: Format
    replaced: int = 0
    cut: int = 0

    def write(self, table: Sheet, where: str) -> None:
        if len(table.columns) > COLUMNS:
            raise OutputError(f"Excel has {COLUMNS:,} columns at most", where=where, advice="write .parquet")
        last = len(table.columns) - 1
        widths = [0] * len(table.columns)
        self.sheet.freeze_panes(1, 0)
        for place, column in enumerate(table.columns):
            text = self.legal(column)
            widths[place] = _width(text) + 3  # the arrow of the filter stands beside it
            self.sheet.write_string(0, place, text, self.heading)
        number = 0
        for number, row in enumerate(table.rows, 1):
            if number >= ROWS:
                raise OutputError(f"Excel has {ROWS:,} rows at most", where=where, advice="write .parquet or .csv")
            for place, column in enumerate(table.columns):
                shown = self.cell(number, place, row.get(column))
                if number <= MEASURED:
                    widths[place] = max(widths[place], _width(shown))
        if table.columns:
            self.sheet.autofilter(0, 0, number, last)
        for place, width in enumerate(widths):
            self.sheet.set_column(place, place, min(width, WIDEST) + 1)

    def cell(self, row: int, place: int, value: Any) -> str:
        """Write one cell, and give the text that will be seen in it, for the width."""
        if isinstance(value, date) and (day := _known_day(value)) is not None:
            whole_day = not isinstance(value, datetime)
            self.sheet.write_datetime(row, place, day, self.day if whole_day else self.moment)
            return "2017-05-28" if whole_day else "2017-05-28 09:30:00"
        value = _shown(value)
        if value is None:
            return ""
        if isinstance(value, bool):
            self.sheet.write_boolean(row, place, value)
        elif _exact(value):
            self.sheet.write_number(row, place, value)
        else:
            value = self.short(self.legal(str(value)))
            self.sheet.write_string(row, place, value)
        return str(value)

    def legal(self, text: str) -> str:
        text, times = (text, 0) if text.isprintable() else NOT_XML.subn(REPLACEMENT, text)
        self.replaced += times
        # XlsxWriter takes a text within <r> and </r> for markup of its own and would write it as it is.
        return "＜" + text[1:] if text.startswith("<r>") and text.endswith("</r>") else text

    def short(self, text: str) -> str:
        if len(text) <= CELL // 2 or len(text.encode("utf-16-le")) <= 2 * CELL:
            return text
        self.cut += 1
        return text.encode("utf-16-le")[: 2 * (CELL - len(CUT))].decode("utf-16-le", "ignore") + CUT


def _known_day(value: date) -> date | None:
    # Excel counts from 1900 and believes that year had a 29 February; it knows no time zones either.
    if value != value or (value.year, value.month) < (1900, 3):  # NaT of pandas is not equal to itself
        return None
    if isinstance(value, datetime):
        return value if value.tzinfo is None else None
    return value


def _exact(value: Any) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    return isinstance(value, int) and abs(value) < EXACT


def _shown(value: Any) -> Any:
    """Give what the cell shows: text, a number, yes or no; None for an empty cell."""
    if isinstance(value, str | int | float):
        return plain_value(value)
    nested = nested_value(value)
    if isinstance(nested, list) and all(isinstance(item, str | int | float) for item in nested):
        return BETWEEN.join(str(item) for item in nested)
    return plain_value(value)


def _width(text: str) -> int:
    """Count narrow characters in the first line; those of Chinese are two wide."""
    line = text[:WIDEST].partition("\n")[0]
    if line.isascii():
        return len(line)
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in line)
