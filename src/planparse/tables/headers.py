"""Which column of a table is what (表头).

Comes in: a `Grid`. Goes out: its `Header`: the columns with their words, and the number of grid rows they take. A
header of a task table names a column of units and a column of what they do; a grid without such a row either goes on
from the page before, or is no task table.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from planparse.lexicon.headers import HeaderWord, read_header
from planparse.model.document import Cell, Grid, Passage
from planparse.tables.lines import passage_of

SEARCHED_ROWS = 3
"""Grid rows. A table's own title may stand in rows above its header."""

SAME_EDGE = 6.0
"""Points. Column edges of one table agree from page to page within this."""

LONGEST = 60
"""Characters of a header cell, with a remark such as 列第一位的为牵头单位; a table's title has no more either."""

WORK_FIELDS = frozenset({"goal", "task", "content"})


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a task table: its header as printed without white space, and what that says.

    x0, x1: the column's edges in points
    word: None for a header that is not known
    """

    x0: float
    x1: float
    header: str
    passage: Passage
    word: HeaderWord | None

    @property
    def field(self) -> str:
        """The field of the header word, `other` for an unknown header."""
        return self.word.field if self.word else "other"


@dataclass(frozen=True, slots=True)
class Header:
    """The header of a task table.

    rows: how many grid rows stand above the first row of the body, title rows among them
    """

    columns: tuple[Column, ...]
    rows: int

    @property
    def words(self) -> tuple[str, ...]:
        """The header words, column by column."""
        return tuple(column.header for column in self.columns)


def find_header(grid: Grid) -> Header | None:
    """Find the header of a grid among its first rows; None if it has none of a task table."""
    for row in range(min(SEARCHED_ROWS, len(grid.rows) - 1)):
        if any(cell.row == row and sum(len(line.chars) for line in cell.lines) > LONGEST for cell in grid.cells):
            return None  # the body has begun
        columns, depth = _columns_at(grid, row)
        fields = {column.field for column in columns}
        if "units" in fields and fields & WORK_FIELDS:
            return Header(columns, row + depth)
    return None


class FirstRowHeader:
    """Takes the first row of a table for its header, whatever it says; for tables that are no task tables.

    A later grid has a header only if the same words stand in its first row, or its columns are others.
    """

    def __init__(self) -> None:
        self._known: Header | None = None

    def __call__(self, grid: Grid) -> Header | None:
        """Give the header of the next grid of a document; None if it goes on with the table before."""
        columns, depth = _columns_at(grid, 0)
        header = Header(columns, depth)
        known = self._known
        if known is not None and header.words != known.words:
            edges = {round(column.x1) for column in known.columns}
            if all(min(abs(x - edge) for edge in edges) <= SAME_EDGE for x in grid.columns[1:]):
                return None
        self._known = header
        return header


def work_index(words: Sequence[HeaderWord | None]) -> int:
    """Find the column whose cells are the rows: the first content column, else the innermost heading column."""
    for field in ("content", "task", "goal"):
        found = [index for index, word in enumerate(words) if word is not None and word.field == field]
        if found:
            return found[0] if field == "content" else found[-1]
    return len(words) - 1  # no task table: the last column is the finest


def header_texts(grid: Grid) -> tuple[str, ...]:
    """Give the words of the first row of a grid, for remarks about tables that are no task tables."""
    return tuple(_squeeze(passage_of(cell.lines).text) for cell in grid.cells if cell.row == 0)


def _columns_at(grid: Grid, row: int) -> tuple[tuple[Column, ...], int]:
    """Read a row of the grid as a header, which may have a second level below it."""
    upper = [cell for cell in grid.cells if cell.row == row]
    depth = max((cell.row_span for cell in upper), default=1)
    columns: list[Column] = []
    for cell in upper:
        lower = [
            below
            for below in grid.cells
            if cell.column <= below.column < cell.column + cell.column_span
            and row + cell.row_span <= below.row < row + depth
        ]
        columns.extend(_columns_of(cell, lower))
    return tuple(columns), depth


def _columns_of(cell: Cell, lower: Sequence[Cell]) -> list[Column]:
    passage = passage_of(cell.lines)
    if not lower:
        return [_column(cell, passage, _squeeze(passage.text))]
    columns = []
    for below in lower:
        words = passage_of(below.lines)
        header = _squeeze(words.text)
        # Under 责任单位 stand 牵头 and 配合: the lower word alone need not say that it means units.
        if read_header(header) is None and read_header(header + _squeeze(passage.text)[-2:]) is not None:
            header += _squeeze(passage.text)[-2:]
        columns.append(_column(below, words, header))
    return columns


def _column(cell: Cell, passage: Passage, header: str) -> Column:
    return Column(cell.box[0], cell.box[2], header, passage, read_header(header))


def _squeeze(text: str) -> str:
    return re.sub(r"\s+", "", text)
