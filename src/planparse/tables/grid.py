"""Ruled tables of one page as grids of cells with spans (表格、合并单元格).

Comes in: a `Page`. Goes out: a `PageLayout`: its grids, each cell with its lines of text, and the lines that stand
outside of them. Where no rule is drawn between two fields of the grid, they are one merged cell. Sides that the
producer left open (no closing rule at the foot of a page, no frame at the left and right) are closed where the lines
across them end.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from planparse.model.document import Cell, Char, Grid, Line, Page
from planparse.tables.lines import COLUMN_GAP, lines_of, split_line
from planparse.tables.rules import SNAP, Frame, Span, find_frames

OVERHANG = 8.0
"""Points. Lines that go on this far past the last line across them leave a side of the table open."""

OVERFLOW = 14.0
"""Points. Where a cell is left open at the foot of a page, its last line may hang out of the frame."""


@dataclass(frozen=True, slots=True)
class PageLayout:
    """What stands where on a page: its grids from top to bottom, and the lines outside of them."""

    page: Page
    grids: tuple[Grid, ...]
    lines: tuple[Line, ...]


def lay_out(page: Page) -> PageLayout:
    """Find the grids of a page and put every character into a cell or into a line outside."""
    grids = [grid for frame in find_frames(page.rules) if (grid := grid_of(frame, page.number)) is not None]
    return _fill(page, [grid for grid in grids if not _is_nested(grid, grids)])


def _is_nested(grid: Grid, grids: Sequence[Grid]) -> bool:
    """Say whether a grid stands inside one cell of another; its text is that cell's then."""
    x0, top, x1, bottom = grid.box
    return any(
        cell.box[0] <= x0 and cell.box[1] <= top and x1 <= cell.box[2] and bottom <= cell.box[3]
        for other in grids
        if other is not grid
        for cell in other.cells
    )


def layout_with(layout: PageLayout, grid: Grid) -> PageLayout:
    """Lay a page out anew with one more grid."""
    return _fill(layout.page, [*layout.grids, grid])


def _fill(page: Page, grids: Sequence[Grid]) -> PageLayout:
    """Put the characters of a page into the cells of its grids and into lines outside of them."""
    inside, outside = _place(page.chars, grids)
    filled = tuple(
        replace(
            grid,
            cells=tuple(
                replace(cell, lines=lines_of(texts[index])) if index in texts else cell
                for index, cell in enumerate(grid.cells)
            ),
        )
        for grid, texts in zip(grids, inside, strict=True)
    )
    return PageLayout(page, filled, tuple(part for line in lines_of(outside) for part in split_line(line, COLUMN_GAP)))


def _place(chars: Sequence[Char], grids: Sequence[Grid]) -> tuple[list[dict[int, list[Char]]], Sequence[Char]]:
    """Put each character into the cell that holds its middle; gives the texts of the cells and what is left."""
    inside: list[dict[int, list[Char]]] = [{} for _ in grids]
    if not grids:
        return inside, chars
    finders = [_CellFinder(grid) for grid in grids]
    outside: list[Char] = []
    text: list[Char] = outside
    left = top = right = bottom = 0.0
    for char in chars:
        _, x0, y0, x1, y1, _ = char
        x, y = (x0 + x1) / 2, (y0 + y1) / 2
        # Producers draw cell by cell, so the cell of the last character mostly holds the next.
        if not (left <= x < right and top <= y < bottom):
            text, left, top, right, bottom = outside, 0.0, 0.0, 0.0, 0.0
            for grid, finder, texts in zip(grids, finders, inside, strict=True):
                index = finder.cell_at(x, y)
                if index is not None:
                    text = texts.setdefault(index, [])
                    left, top, right, bottom = grid.cells[index].box
                    break
        text.append(char)
    return inside, outside


class _CellFinder:
    """Finds the cell of a grid that holds a point, by bisection over its rows and columns."""

    def __init__(self, grid: Grid) -> None:
        self._box = grid.box
        self._columns = grid.columns
        self._rows = grid.rows
        width = len(grid.columns) - 1
        self._cells = [0] * (width * (len(grid.rows) - 1))
        for index, cell in enumerate(grid.cells):
            for row in range(cell.row, cell.row + cell.row_span):
                for column in range(cell.column, cell.column + cell.column_span):
                    self._cells[row * width + column] = index
        self._width = width
        self._closed = [cell.closed_below for cell in grid.cells]

    def cell_at(self, x: float, y: float) -> int | None:
        x0, top, x1, bottom = self._box
        if not (x0 <= x < x1 and top <= y < bottom + OVERFLOW):
            return None
        column = bisect_right(self._columns, x) - 1
        row = min(bisect_right(self._rows, y), len(self._rows) - 1) - 1
        index = self._cells[row * self._width + column]
        return None if y >= bottom and self._closed[index] else index


def grid_of(frame: Frame, page: int) -> Grid | None:
    """Make the cells of a frame; None if it has a single column, which frames a text but tables nothing."""
    xs = _coordinates(frame.vertical, frame.horizontal)
    ys = _coordinates(frame.horizontal, frame.vertical)
    if len(xs) < 3 or len(ys) < 2:
        return None
    beside = _drawn(frame.vertical, xs, ys)  # beside[i][r]: a rule stands at xs[i] along row r
    above = _drawn(frame.horizontal, ys, xs)  # above[j][c]: a rule stands at ys[j] along column c
    columns, rows = len(xs) - 1, len(ys) - 1
    taken = [[False] * columns for _ in range(rows)]
    cells: list[Cell] = []
    for row in range(rows):
        for column in range(columns):
            if taken[row][column]:
                continue
            right = column + 1
            while right < columns and not taken[row][right] and not beside[right][row]:
                right += 1
            below = row + 1
            # A cell grows down only as a whole: over its full width no rule, above or between.
            while below < rows and not any(
                above[below][c] or taken[below][c] or (c > column and beside[c][below]) for c in range(column, right)
            ):
                below += 1
            for r in range(row, below):
                for c in range(column, right):
                    taken[r][c] = True
            cells.append(
                Cell(
                    row,
                    column,
                    below - row,
                    right - column,
                    (xs[column], ys[row], xs[right], ys[below]),
                    closed_above=all(above[row][column:right]),
                    closed_below=all(above[below][column:right]),
                )
            )
    return Grid(page, (xs[0], ys[0], xs[-1], ys[-1]), tuple(xs), tuple(ys), tuple(cells))


def _coordinates(along: Sequence[Span], across: Sequence[Span]) -> list[float]:
    """Where lines of one direction stand; with an open side closed where the lines across it end."""
    at = sorted({line.at for line in along})
    first, last = (
        min((line.start for line in across), default=0),
        max((line.end for line in across), default=0),
    )
    if not at:
        return [first, last]
    if across and first < at[0] - OVERHANG:
        at.insert(0, first)
    if across and last > at[-1] + OVERHANG:
        at.append(last)
    return at


def _drawn(lines: Sequence[Span], at: Sequence[float], steps: Sequence[float]) -> list[list[bool]]:
    """For each coordinate and each step between two lines across: is a rule drawn there?"""
    index = {coordinate: i for i, coordinate in enumerate(at)}
    drawn = [[False] * (len(steps) - 1) for _ in at]
    for line in lines:
        for step in range(len(steps) - 1):
            if line.start - SNAP <= (steps[step] + steps[step + 1]) / 2 <= line.end + SNAP:
                drawn[index[line.at]][step] = True
    return drawn
