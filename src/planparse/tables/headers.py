"""Which column of a table is what (表头).

Comes in: a `Grid`. Goes out: its `Header`: the columns with their words, and the number of grid rows they take. A
header of a task table names a column of units and a column of what they do; a grid without such a row either goes on
from the page before, or is no task table.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import mean

from planparse.lexicon.headers import HeaderWord, read_header
from planparse.lexicon.organs import looks_like_units, names_organ
from planparse.model.document import Cell, Grid, Passage
from planparse.model.plan import Role
from planparse.tables.lines import passage_of

SEARCHED_ROWS = 3
"""Grid rows. A table's own title may stand in rows above its header."""

SAME_EDGE = 6.0
"""Points. Column edges of one table agree from page to page within this."""

LONGEST = 60
"""Characters of a header cell, with a remark such as 列第一位的为牵头单位; a table's title has no more either."""

LONGEST_WORD = 10
"""Characters of a header word that is not known; a longer text is none."""

FEWEST_CELLS, MOSTLY, LONG_TEXT = 2, 0.7, 12
"""Cells below an unknown header word, the share of them that must look like units, and the mean length in characters
of texts that say what is to be done."""

FEWEST_WORDS = 2
"""Different header words that must stand in a row of the body for it to repeat the header."""

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
    printed: for each column what stands in its header cells, those of the upper level among them
    """

    columns: tuple[Column, ...]
    rows: int
    printed: tuple[frozenset[str], ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """The header words, column by column."""
        return tuple(column.header for column in self.columns)

    @property
    def work(self) -> int:
        """The column whose cells are the rows."""
        return work_index([column.field for column in self.columns])


def find_header(grid: Grid) -> Header | None:
    """Find the header of a grid among its first rows; None if it has none of a task table."""
    for row in range(min(SEARCHED_ROWS, len(grid.rows) - 1)):
        if any(cell.row == row and sum(len(line.chars) for line in cell.lines) > LONGEST for cell in grid.cells):
            return None  # the body has begun
        columns, depth = _columns_at(grid, row)
        columns = _told_by_content(columns, grid, row + depth)
        fields = {column.field for column in columns}
        if "units" in fields and fields & WORK_FIELDS:
            return Header(columns, row + depth, _printed_above(columns, grid, range(row, row + depth)))
    return None


def _told_by_content(columns: tuple[Column, ...], grid: Grid, first_row: int) -> tuple[Column, ...]:
    """Tell the one column that a header lacks by what stands below its unknown words: units, or long texts.

    Only where the other words are known: a table of which nothing is known stays what it is.
    """
    fields = {column.field for column in columns}
    has_units, has_work = "units" in fields, bool(fields & WORK_FIELDS)
    if has_units == has_work:
        return columns
    if has_work and all(column.word is None or column.word.weak for column in columns if column.field in WORK_FIELDS):
        return columns
    unknown = [column for column in columns if column.word is None and 0 < len(column.header) <= LONGEST_WORD]
    body = (cell for cell in grid.cells if cell.row >= first_row)
    below = cells_under(unknown, [cell for cell in body if cell.column_span == 1])
    texts = {column.header: _texts_of(cells) for column, cells in zip(unknown, below, strict=True)}
    if has_work:
        found = [
            column
            for column in unknown
            if len(texts[column.header]) >= FEWEST_CELLS
            and sum(map(looks_like_units, texts[column.header])) >= MOSTLY * len(texts[column.header])
            # A column of places alone (建设地点) says where.
            and 2 * sum(map(names_organ, texts[column.header])) >= len(texts[column.header])
        ]
        word = HeaderWord("units", Role.RESPONSIBLE)
    else:
        found = [
            column
            for column in unknown
            if len(texts[column.header]) >= FEWEST_CELLS and mean(map(len, texts[column.header])) >= LONG_TEXT
        ]
        found.sort(key=lambda column: -mean(map(len, texts[column.header])))
        word = HeaderWord("content", None)
    return tuple(replace(column, word=word) if found and column is found[0] else column for column in columns)


def _printed_above(columns: Sequence[Column], grid: Grid, rows: range) -> tuple[frozenset[str], ...]:
    """Give for each column the words that stand over it in these rows, without white space."""
    middles = [(column.x0 + column.x1) / 2 for column in columns]
    printed: list[set[str]] = [set() for _ in columns]
    for cell in grid.cells:
        if cell.row in rows and (text := squeezed_text(cell)):
            for index in _columns_under(cell, middles):
                printed[index].add(text)
    return tuple(map(frozenset, printed))


def _columns_under(cell: Cell, middles: Sequence[float]) -> range:
    """Give the columns that a cell stands over, by their middles."""
    return range(bisect_left(middles, cell.box[0]), bisect_left(middles, cell.box[2]))


def rows_like_header(header: Header, grid: Grid, first_row: int) -> frozenset[int]:
    """Find the rows of a body that repeat the header, as copies do that were pasted together page by page.

    Each cell with a text must say what stands over its column, on any level of the header, and two of them or more
    different things; below such a row one cell is enough.
    """
    longest = max((len(word) for words in header.printed for word in words), default=0)
    middles = [(column.x0 + column.x1) / 2 for column in header.columns]
    found: set[int] = set()
    for row, cells in rows_of(grid, first_row).items():
        if any(sum(len(line.chars) for line in cell.lines) > 2 * longest for cell in cells):
            continue  # no header word, and long to put together
        texts = [(cell, text) for cell in cells if (text := squeezed_text(cell))]
        repeats = all(
            any(text in header.printed[index] for index in _columns_under(cell, middles)) for cell, text in texts
        )
        if repeats and len({text for _, text in texts}) >= (1 if row - 1 in found else FEWEST_WORDS):
            found.add(row)
    return frozenset(found)


def rows_of(grid: Grid, first_row: int) -> dict[int, list[Cell]]:
    """Give for each row, from this one on, the cells that begin there."""
    cells: dict[int, list[Cell]] = {row: [] for row in range(first_row, len(grid.rows) - 1)}
    for cell in grid.cells:
        if cell.row >= first_row:
            cells[cell.row].append(cell)
    return cells


def cells_under(columns: Sequence[Column], cells: Iterable[Cell]) -> list[list[Cell]]:
    """Give for each column the cells that stand over its middle, in their order; all columns in one pass."""
    ordered = sorted(((column.x0 + column.x1) / 2, index) for index, column in enumerate(columns))
    middles = [middle for middle, _ in ordered]
    found: list[list[Cell]] = [[] for _ in columns]
    for cell in cells:
        for _, index in ordered[bisect_left(middles, cell.box[0]) : bisect_left(middles, cell.box[2])]:
            found[index].append(cell)
    return found


def is_near(x: float, edges: Sequence[float]) -> bool:
    """Say whether one of these edges, in ascending order, stands at x."""
    at = bisect_left(edges, x - SAME_EDGE)
    return at < len(edges) and edges[at] <= x + SAME_EDGE


def _texts_of(cells: Iterable[Cell]) -> list[str]:
    return [text for cell in cells if (text := passage_of(cell.lines).text)]


class FirstRowHeader:
    """Takes the first row of a table for its header, whatever it says; for tables that are no task tables.

    A later grid has a header only if the same words stand in its first row, or its columns are others.
    """

    def __init__(self) -> None:
        self._known: Header | None = None

    def __call__(self, grid: Grid) -> Header | None:
        """Give the header of the next grid of a document; None if it goes on with the table before."""
        columns, depth = _columns_at(grid, 0)
        header = Header(columns, depth, _printed_above(columns, grid, range(depth)))
        known = self._known
        if known is not None and header.words != known.words:
            edges = sorted(round(column.x1) for column in known.columns)
            if all(is_near(x, edges) for x in grid.columns[1:]):
                return None
        self._known = header
        return header


def work_index(fields: Sequence[str]) -> int:
    """Find the column whose cells are the rows: the first content column, else the innermost heading column."""
    for field in ("content", "task", "goal"):
        found = [index for index, each in enumerate(fields) if each == field]
        if found:
            return found[0] if field == "content" else found[-1]
    return len(fields) - 1  # no task table: the last column is the finest


def header_texts(grid: Grid) -> tuple[str, ...]:
    """Give the words of the first row of a grid, for remarks about tables that are no task tables."""
    return tuple(squeezed_text(cell) for cell in grid.cells if cell.row == 0)


def squeezed_text(cell: Cell) -> str:
    """Give the text of a cell without white space."""
    return _squeeze(passage_of(cell.lines).text)


def _columns_at(grid: Grid, row: int) -> tuple[tuple[Column, ...], int]:
    """Read a row of the grid as a header, which may have a second level below it."""
    upper = [cell for cell in grid.cells if cell.row == row]
    depth = max((cell.row_span for cell in upper), default=1)
    beneath: dict[int, list[Cell]] = {}
    for cell in grid.cells:
        if row < cell.row < row + depth:
            beneath.setdefault(cell.column, []).append(cell)
    columns: list[Column] = []
    for cell in upper:
        under = (below for at in range(cell.column, cell.column + cell.column_span) for below in beneath.get(at, ()))
        lower = sorted((below for below in under if below.row >= row + cell.row_span), key=lambda each: each.row)
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
