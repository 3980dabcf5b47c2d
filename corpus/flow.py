"""Set the rows of a table on pages, with merged cells and with rows that a page break cuts.

In come rows of cells, out go for each page the boxes to draw. Points, origin bottom left, as in PDF.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

NOT_AT_LINE_START = set("，。、；：？！）》〉”’〕%")
NOT_AT_LINE_END = set("（《〈“‘〔")
SHORTEST_PIECE = 4
"""Characters. No cut leaves less than this of a cell on the second page: check.py could not tell it from chance."""


@dataclass(frozen=True, slots=True)
class Cell:
    """The text of one cell in lines.

    span: columns that it covers
    group: cells of one column with the same group, row after row, are one merged cell; its text is that of the first
    centred: each line in the middle of the cell
    """

    lines: tuple[str, ...]
    span: int = 1
    group: int | None = None
    centred: bool = False


@dataclass(frozen=True, slots=True)
class Style:
    """How a table is set.

    widths: of the columns
    left: where the first column begins
    tops: where the table begins on its first page and on all others
    bottom: no row goes below this
    cut: whether rows may be cut by the page foot, or begin on the next page as a whole
    middle: whether text stands in the middle of the height of its cell
    """

    widths: tuple[float, ...]
    left: float
    tops: tuple[float, float]
    bottom: float
    leading: float = 17.0
    padding: float = 4.0
    cut: bool = True
    middle: bool = False

    def edge(self, column: int) -> float:
        """Where a column begins."""
        return self.left + sum(self.widths[:column])


@dataclass(frozen=True, slots=True)
class Box:
    """One cell, or the part of it that stands on one page; `column` is its first."""

    column: int
    left: float
    top: float
    right: float
    bottom: float
    cell: Cell


@dataclass(frozen=True, slots=True)
class _Part:
    """One row, or the part of it that stands on one page."""

    cells: tuple[Cell, ...]
    top: float
    bottom: float


def wrap(text: str, width: float, measure: Callable[[str], float], break_words: bool = False) -> tuple[str, ...]:
    """Break text into lines no wider than `width`, by the rules for line starts and ends.

    break_words: whether lines may end inside numbers and words, as some word processors are set to.
    """
    pieces: list[str] = []
    for char in text:
        if pieces and _stay_together(pieces[-1][-1], char, break_words):
            pieces[-1] += char
        else:
            pieces.append(char)
    lines = [""]
    for piece in pieces:
        if lines[-1] and measure(lines[-1] + piece) > width:
            lines.append("")
        lines[-1] += piece
    return tuple(line for line in lines if line)


def _stay_together(left: str, right: str, break_words: bool) -> bool:
    if right in NOT_AT_LINE_START or left in NOT_AT_LINE_END:
        return True
    return not break_words and (left + right).isascii() and left.isalnum() and right.isalnum()


def flow(
    rows: Iterable[Sequence[Cell]], style: Style, head: Sequence[Cell] = (), repeat: bool = True
) -> list[list[Box]]:
    """The boxes of each page, row by row; the head stands on the first page, or with `repeat` on all of them."""
    pages: list[list[_Part]] = []
    y = 0.0
    for row in rows:
        rest: tuple[Cell, ...] | None = tuple(row)
        while rest is not None:
            if pages:
                first, rest = _cut(rest, y - style.bottom, style)
                if first:
                    bottom = y - _height(first, style)
                    pages[-1].append(_Part(first, y, bottom))
                    y = bottom
                if rest is None:
                    break
            y = style.tops[bool(pages)]
            pages.append([])
            if head and (repeat or len(pages) == 1):
                bottom = y - _height(head, style)
                pages[-1].append(_Part(tuple(head), y, bottom))
                y = bottom
    return list(_boxes(pages, style))


def _height(cells: Sequence[Cell], style: Style) -> float:
    tallest = max((len(cell.lines) for cell in cells if cell.group is None), default=1)
    return max(tallest, 1) * style.leading + 2 * style.padding


def _cut(row: tuple[Cell, ...], room: float, style: Style) -> tuple[tuple[Cell, ...], tuple[Cell, ...] | None]:
    """The part of a row that still fits into `room`, and what is left for the next page."""
    if _height(row, style) <= room + 0.01:
        return row, None
    lines = int((room - 2 * style.padding) / style.leading)
    if not style.cut or lines < 1:
        return (), row
    first, rest = [], []
    for cell in row:
        kept = len(cell.lines) if cell.group is not None else _kept(cell.lines, lines)
        if not kept and cell.lines:
            return (), row
        first.append(replace(cell, lines=cell.lines[:kept]))
        rest.append(replace(cell, lines=cell.lines[kept:]))
    if all(not cell.lines for cell in rest):
        return (), row
    return tuple(first), tuple(rest)


def _kept(lines: Sequence[str], room: int) -> int:
    """How many lines stay on the page."""
    kept = min(room, len(lines))
    while 0 < sum(map(len, lines[kept:])) < SHORTEST_PIECE:
        kept -= 1
    return kept


def _boxes(pages: Sequence[Sequence[_Part]], style: Style) -> Iterator[list[Box]]:
    """Merge the cells of a group; text that does not fit into the part on one page goes on on the next."""
    pending: dict[int, tuple[int | None, tuple[str, ...]]] = {}
    for parts in pages:
        boxes: list[Box] = []
        for number, part in enumerate(parts):
            column = 0
            for cell in part.cells:
                left, right = style.edge(column), style.edge(column + cell.span)
                above = parts[number - 1] if number else None
                if cell.group is None:
                    boxes.append(Box(column, left, part.top, right, part.bottom, cell))
                elif above is None or _group(above, column) != cell.group:
                    bottom = _group_bottom(parts[number:], column, cell.group)
                    known, lines = pending.get(column, (None, ()))
                    lines = lines if known == cell.group else cell.lines
                    kept = _kept(lines, int((part.top - bottom - 2 * style.padding) / style.leading))
                    pending[column] = (cell.group, lines[kept:])
                    boxes.append(Box(column, left, part.top, right, bottom, replace(cell, lines=lines[:kept])))
                column += cell.span
        yield boxes


def _group(part: _Part, column: int) -> int | None:
    at = 0
    for cell in part.cells:
        if at == column:
            return cell.group
        at += cell.span
    return None


def _group_bottom(parts: Sequence[_Part], column: int, group: int) -> float:
    bottom = parts[0].bottom
    for part in parts:
        if _group(part, column) != group:
            break
        bottom = part.bottom
    return bottom


def baselines(box: Box, style: Style, size: float) -> Iterator[tuple[float, str]]:
    """Where each line of a box stands, from the top."""
    free = box.top - box.bottom - len(box.cell.lines) * style.leading
    y = box.top - (free / 2 if style.middle else style.padding) - (style.leading + size) / 2 + 0.12 * size
    for line in box.cell.lines:
        yield y, line
        y -= style.leading
