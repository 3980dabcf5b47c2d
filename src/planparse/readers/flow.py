"""Text of formats without pages, laid on a strip: paragraphs to lines, table cells to grids (流式文档).

The readers of .docx, .html and .txt come here with paragraphs and cells in reading order; out go the lines and grids
of the model. Paragraphs are counted from 1 over the whole document, those in tables too; blank ones take no number.
Spans of cells are clipped to the rows and columns that hold something, so a span of a thousand million costs nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from planparse.errors import PageLimit
from planparse.model.document import PLAIN, Cell, Char, Grid, Line, Style, strip_chars
from planparse.model.plan import Warning

MOST_CHARS = 1_000_000
"""Characters of one document, which take 300 MiB. The longest plan known has 400,000; more is made to harm."""

MOST_PARAGRAPHS = 100_000
"""Paragraphs of one document, those in cells among them; each takes 60 microseconds. The longest plan has 10,000."""

MOST_FIELDS = 200_000
"""Rows times columns of one table."""

COLUMN = 100.0
"""Width of a column on the strip: columns of two tables are told apart by more than the tolerance for points."""


@dataclass(slots=True)
class SourceCell:
    """A table cell as its format gives it: where it begins, how far it spans, and its lines.

    row, column: from 0; row_span, column_span: as declared, at least 1
    """

    row: int
    column: int
    row_span: int
    column_span: int
    lines: tuple[Line, ...] = ()


@dataclass(slots=True)
class Strip:
    """Counts paragraphs and characters while a document is read.

    where: the file, for errors
    """

    where: str
    paragraphs: int = 0
    characters: int = 0
    warnings: list[Warning] = field(default_factory=list)

    def lines(self, text: str, style: Style = PLAIN, line: int = 0) -> tuple[Line, ...]:
        """Take one paragraph; give its lines, one more for each line feed in it, none if it is blank.

        text: as it stands in the file (or is shown, where numbers are made by the format); offsets count all of it
        style: of the paragraph; its `lead` is that of the first line
        line: where it begins in a .txt file, from 1; each line feed begins the next
        Raises PageLimit if the document grows beyond MOST_CHARS.
        """
        if not text or text.isspace():
            return ()
        self._begin(len(text))
        lines: list[Line] = []
        offset = 0
        for number, part in enumerate(text.split("\n")):
            chars = tuple(strip_chars(part, self.paragraphs, offset, line + number if line else 0))
            if chars:
                lines.append(Line(chars, style if not lines else replace(style, lead=0)))
            offset += len(part) + 1
        return tuple(lines)

    def wrapped(self, parts: Sequence[str], style: Style = PLAIN, first_line: int = 0) -> tuple[Line, ...]:
        """Take one paragraph that a .txt file breaks over several lines; give it as one line, none if it is blank.

        parts: what stands on each line of the file; offsets count a line feed between two of them
        first_line: of the file, from 1, or 0
        Raises PageLimit if the document grows beyond MOST_CHARS.
        """
        if all(not part or part.isspace() for part in parts):
            return ()
        self._begin(sum(map(len, parts)) + len(parts) - 1)
        chars: list[Char] = []
        offset = 0
        for number, part in enumerate(parts):
            chars += strip_chars(part, self.paragraphs, offset, first_line + number if first_line else 0)
            offset += len(part) + 1
        return (Line(tuple(chars), style),)

    def warn(self, code: str, message: str) -> None:
        """Add a warning of the document, each code once."""
        if all(warning.code != code for warning in self.warnings):
            self.warnings.append(Warning(code, message))

    def _begin(self, length: int) -> None:
        """Begin a paragraph of so many characters."""
        self.characters += length
        if self.characters > MOST_CHARS:
            raise PageLimit(
                f"the document has more than {MOST_CHARS} characters",
                where=self.where,
                advice="look at the file; no plan has so many",
            )
        self.paragraphs += 1
        if self.paragraphs > MOST_PARAGRAPHS:
            raise PageLimit(
                f"the document has more than {MOST_PARAGRAPHS} paragraphs",
                where=self.where,
                advice="look at the file; no plan has so many",
            )


def grid_of(cells: Sequence[SourceCell], strip: Strip, first: int) -> Grid | None:
    """Lay the cells of one table out as a grid; None if no cell holds any text.

    first: the number of the first paragraph that may stand in it
    Spans are clipped where no further cell begins, and where they would run into another cell; fields that no cell
    covers become blank cells. Raises PageLimit for a table of more than MOST_FIELDS fields.
    """
    if not any(cell.lines for cell in cells):
        return None
    height = max(cell.row for cell in cells) + 1
    width = max(cell.column for cell in cells) + 1
    if height * width > MOST_FIELDS:
        raise PageLimit(
            f"a table has {height} rows and {width} columns",
            where=strip.where,
            advice="look at the file; no plan has such a table",
        )
    owner: dict[tuple[int, int], int] = {}
    placed: list[Cell] = []
    starts = {(cell.row, cell.column) for cell in cells}
    for cell in sorted(cells, key=lambda each: (each.row, each.column)):
        if (cell.row, cell.column) in owner:
            if cell.lines:
                strip.warn("lost_text", "two cells of a table claim one field; the text of the second was left out")
            continue
        columns = _free(cell.column, min(cell.column + cell.column_span, width), cell.row, owner, starts)
        rows = _free_rows(cell, columns, min(cell.row + cell.row_span, height), owner, starts)
        if rows < cell.row_span and cell.row + cell.row_span > height + 1 and cell.row_span > 1000:
            strip.warn("clipped_span", "a table cell spans more rows than the table has; it was cut to the table")
        for row in range(cell.row, cell.row + rows):
            for column in range(cell.column, cell.column + columns):
                owner[row, column] = len(placed)
        placed.append(_cell(cell.row, cell.column, rows, columns, cell.lines))
    for row in range(height):
        for column in range(width):
            if (row, column) not in owner:
                placed.append(_cell(row, column, 1, 1, ()))
    placed.sort(key=lambda each: (each.row, each.column))
    return Grid(
        page=0,
        box=(0.0, float(first), width * COLUMN, float(strip.paragraphs + 1)),
        columns=tuple(column * COLUMN for column in range(width + 1)),
        rows=tuple(float(row) for row in range(height + 1)),
        cells=tuple(placed),
    )


def _free(start: int, stop: int, row: int, owner: dict[tuple[int, int], int], starts: set[tuple[int, int]]) -> int:
    """Count the columns that a cell can take in its first row before another cell stands there."""
    column = start + 1
    while column < stop and (row, column) not in owner and (row, column) not in starts:
        column += 1
    return column - start


def _free_rows(
    cell: SourceCell, columns: int, stop: int, owner: dict[tuple[int, int], int], starts: set[tuple[int, int]]
) -> int:
    """Count the rows that a cell of so many columns can take."""
    row = cell.row + 1
    fields = range(cell.column, cell.column + columns)
    while row < stop and not any((row, column) in owner or (row, column) in starts for column in fields):
        row += 1
    return row - cell.row


def _cell(row: int, column: int, row_span: int, column_span: int, lines: tuple[Line, ...]) -> Cell:
    box = (column * COLUMN, float(row), (column + column_span) * COLUMN, float(row + row_span))
    return Cell(row, column, row_span, column_span, box, lines)
