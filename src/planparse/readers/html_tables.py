"""Tables of a page: data, or only its layout; and where the cells of a table of data stand (数据表与版式表).

In goes a table as the walk has read it, with spans as declared. Out comes whether it holds data, then each cell with
its row, column and spans as a browser would place it; or, of a table that only lays out the page, its paragraphs.
Old portals set whole pages in tables, and editors write spans that no table could have; neither may cost a task.

Source: HTML Living Standard, 4.9.11 (spans) and 4.9.12 (where cells stand).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from lxml import etree

from planparse.readers.flow import MOST_FIELDS, Strip
from planparse.readers.html_blocks import LINKED, Block, Cell, Placed, Row, Table, paragraphs
from planparse.readers.html_labels import is_known_label, pair, pairs_of, text_of
from planparse.readers.html_styles import integer

WIDEST_SPAN = 1000
"""Columns that a cell may span by the standard; more is a mistake or malice."""

NARROW = 64
"""Columns any table may have; one with many cells a row, four times as many as those."""

SHORT_HEADER = 20
"""Characters of a header cell."""

NESTED_SHARE = 0.3
"""Share of a table's words that may stand in tables inside of it; a small table in a cell is an exception."""

NESTED_IN_DATA = 0.8
"""The same for a ruled table under a header, which holds data for all we see."""

LARGEST_SHARE = 0.5
"""Share of a table's words from which one cell of many paragraphs is an article, and the others its frame."""

CELL_LINES = 3
"""Paragraphs that a cell of data has on average, at most; and that even the largest cell may have without doubt."""

SENTENCE = re.compile("[，。；！？]")


def span(element: etree._Element, name: str) -> int:
    """How far a cell spans: 0 for a `rowspan` down to the end of its rows; 1 for what makes no sense."""
    value = integer(element.get(name))
    if value is None or value < 0 or (value == 0 and name == "colspan"):
        return 1
    return value


def settle(table: Table, strip: Strip) -> list[Block]:
    """Decide over a table that has been read to its end.

    Returns the table itself, its cells placed, if it holds data; else the paragraphs in it, one after the other.
    """
    rows = _in_order(table.rows)
    if not _is_box(rows) and _is_data(table, rows):
        placed = _place(rows, strip)
        if len({each.column for each in placed if each.cell.marks}) > 1:
            table.placed = placed
            return [table]
    return _flattened(rows)


def _in_order(rows: Sequence[Row]) -> list[Row]:
    """Rows as they are shown: head first, foot last, those without cells left out."""
    order = {"thead": 0, "tbody": 1, "tfoot": 2}
    return sorted((row for row in rows if row.cells), key=lambda row: order[row.kind])


def _is_box(rows: Sequence[Row]) -> bool:
    """True for a metadata box: most rows begin with a label we know, or one row of labels stands over one of values."""
    labelled = sum(is_known_label(text_of(row.cells[0])) for row in rows)
    return labelled * 2 > len(rows) or _is_upright_box(rows)


def _is_upright_box(rows: Sequence[Row]) -> bool:
    """True for a row of labels over a row of values."""
    return (
        len(rows) == 2
        and len(rows[0].cells) == len(rows[1].cells) > 1
        and all(is_known_label(text_of(cell)) for cell in rows[0].cells)
        and not any(is_known_label(text_of(cell)) for cell in rows[1].cells)
    )


def _is_data(table: Table, rows: Sequence[Row]) -> bool:
    """True for a table of data, False for one that only lays out the page.

    A table of data has rows and columns, and is ruled, or has a header, or is regular with short cells. It does not
    keep most of its words in one cell of many paragraphs, nor in other tables.
    """
    if table.presentation or sum(any(cell.marks for cell in row.cells) for row in rows) < 2:
        return False
    first = next((row for row in rows if len(row.cells) > 1), None)
    if first is None:
        return False
    cells = [cell for row in rows for cell in row.cells]
    total = sum(cell.marks for cell in cells)
    headed = any(cell.header for cell in first.cells) or all(map(_is_short, first.cells))
    ruled = table.bordered or sum(cell.bordered for cell in cells) * 2 > len(cells)
    # A layout table wraps a sidebar and an article, or tables; a data table may hold a small one by exception.
    excepted = headed and ruled and len(rows) > 2 and table.nested < NESTED_IN_DATA * total
    if table.nested > NESTED_SHARE * total and not excepted:
        return False
    largest = max(cells, key=lambda cell: cell.marks)
    framed = largest.marks > LARGEST_SHARE * total and len(largest.blocks) > CELL_LINES
    if framed and not (headed and (ruled or len(first.cells) > 2)):
        return False
    return ruled or (not _is_links(cells, total) and (headed or _is_regular(rows)))


def _is_short(cell: Cell) -> bool:
    return 0 < cell.marks <= SHORT_HEADER and not SENTENCE.search(text_of(cell))


def _is_links(cells: Sequence[Cell], total: int) -> bool:
    """True if most of the words are links: a list of news."""
    return sum(block.linked for cell in cells for block in paragraphs(cell.blocks)) > LINKED * total


def _is_regular(rows: Sequence[Row]) -> bool:
    """True if most rows have the same number of cells, and the cells few paragraphs."""
    widths = [len(row.cells) for row in rows]
    if max(Counter(widths).values()) * 2 <= len(rows):
        return False
    filled = [cell for row in rows for cell in row.cells if cell.marks]
    return sum(len(cell.blocks) for cell in filled) <= CELL_LINES * len(filled)


def _place(rows: Sequence[Row], strip: Strip) -> list[Placed]:
    """Give each cell its row, column and spans, as the standard does, insane spans cut."""
    most = max(len(row.cells) for row in rows)
    if len(rows) * most > MOST_FIELDS:  # `grid_of` will refuse it; do not count its columns first
        return [Placed(index, at, 1, 1, cell) for index, row in enumerate(rows) for at, cell in enumerate(row.cells)]
    widest = max(sum(cell.column_span if cell.column_span <= WIDEST_SPAN else 1 for cell in row.cells) for row in rows)
    limit = min(max(NARROW, 4 * most), WIDEST_SPAN)
    ends = {row.group: index for index, row in enumerate(rows, 1)}
    spans = [
        [_clipped(cell, ends[row.group] - index, limit, widest, strip) for cell in row.cells]
        for index, row in enumerate(rows)
    ]
    room = MOST_FIELDS // len(rows)
    placed, pushed = _place_within(room, rows, spans, widest)
    if pushed:
        # Cells that all reach down to the end of their table push each row one column further (rowspan="999" in
        # every row). A browser lets them; here the widest row says how many columns there are.
        strip.warn("clipped_span", "table cells span so many rows that others have no room; they were cut")
        placed, _ = _place_within(min(room, widest), rows, spans, widest)
    return placed


def _place_within(
    room: int, rows: Sequence[Row], spans: Sequence[Sequence[tuple[int, int]]], widest: int
) -> tuple[list[Placed], bool]:
    """Place the cells of all rows, and say whether any row had to be put below cells that reach down into it.

    room: columns beyond which cells from above may push no other
    spans: rows and columns of each cell; widest: columns of the longest row
    """
    busy: dict[int, int] = {}
    placed: list[Placed] = []
    pushed = False
    for index, row in enumerate(rows):
        starts = _starts(spans[index], busy, index)
        if starts[-1] >= room and starts[-1] > sum(width for _, width in spans[index][:-1]):
            pushed = True
            busy.clear()
            starts = _starts(spans[index], busy, index)
        for cell, column, (height, width) in zip(row.cells, starts, spans[index], strict=True):
            # A title over all columns that claims the rows below would push their cells out of the table.
            if len(starts) == 1 and column == 0 and width >= widest:
                height = 1
            placed.append(Placed(index, column, height, width, cell))
            busy.update(dict.fromkeys(range(column, column + width), index + height))
    return placed, pushed


def _clipped(cell: Cell, rows_left: int, limit: int, widest: int, strip: Strip) -> tuple[int, int]:
    """How many rows and columns a cell spans.

    rows_left: down to the end of its group; limit: columns that may be; widest: columns of the longest row
    """
    height, width = cell.row_span or rows_left, cell.column_span
    if width > limit:
        width = min(widest, limit)
        strip.warn("clipped_span", "a table cell spans more columns than its table has; it was cut to the table")
    if height > rows_left:
        if height > WIDEST_SPAN:
            strip.warn("clipped_span", "a table cell spans more rows than its table has; it was cut to the table")
        height = rows_left
    return height, width


def _starts(spans: Sequence[tuple[int, int]], busy: dict[int, int], row: int) -> list[int]:
    """The columns in which the cells of a row begin.

    busy: for columns, the first row that no cell from above reaches
    """
    starts = []
    column = 0
    for _, width in spans:
        while busy.get(column, 0) > row:
            column += 1
        starts.append(column)
        column += width
    return starts


def _flattened(rows: Sequence[Row]) -> list[Block]:
    """The paragraphs of a table that only lays out the page; a label and the value beside it become one."""
    if _is_upright_box(rows):
        columns = zip(rows[0].cells, rows[1].cells, strict=True)
        return [block for label, value in columns for block in pair(label.blocks, value.blocks)]
    return [block for row in rows for block in pairs_of(row.cells)]
