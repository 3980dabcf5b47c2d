"""The cells of a table, and whether it is one or only arranges others (表格).

In goes the element of a table; out come the cells that Word shows, each with its row, column and spans, not read yet.
Word writes a merged cell once for each row it covers, and counts columns that only widths need; both are put right
here.

Source: ECMA-376, part 1, 17.4 (tables).
"""

from __future__ import annotations

from bisect import bisect_left

from planparse.readers.docx_elements import TBL, VAL, Element, P, W, child_of, has, value, whole, within
from planparse.readers.flow import SourceCell, Strip

MOST_COLUMNS = 1_000
"""Columns that one cell may span. Word allows a table 63 columns."""

FEW_CHARS = 10
"""Characters beside a table inside a cell that leave the cell a mere frame around it: a caption such as 附表1：."""

Placed = tuple[Element, SourceCell]
"""A cell's element, and where it stands."""


def placed_cells(table: Element, strip: Strip) -> list[Placed]:
    """Find row, column and spans of each cell that is shown, without reading it.

    strip: takes warnings of what is left out
    """
    placed: list[Placed] = []
    above: dict[int, SourceCell] = {}
    rows = (tr for tr in within(table, "tr") if not has(tr.find(f"{W}trPr"), "del", "moveFrom"))
    for number, tr in enumerate(rows):
        above = _place_row(tr, number, above, placed, strip)
    _close_up(placed)
    return placed


def _place_row(
    tr: Element, number: int, above: dict[int, SourceCell], placed: list[Placed], strip: Strip
) -> dict[int, SourceCell]:
    """Add the cells of one row to those placed; give those that may go on in the next row, by their column.

    above: the same of the row before
    """
    column = _span(value(tr.find(f"{W}trPr"), "gridBefore"), 0, strip)
    merged: dict[int, SourceCell] = {}
    last: SourceCell | None = None
    for tc in within(tr, "tc"):
        tcpr = tc.find(f"{W}tcPr")
        if has(tcpr, "cellDel"):
            continue
        span = _span(value(tcpr, "gridSpan"), 1, strip) or 1
        down, across = _merge(tcpr, "vMerge"), _merge(tcpr, "hMerge")
        if across == "continue" and last is not None:
            last.column_span += span
            _note_covered(tc, strip)
        elif down == "continue" and column in above:
            merged[column] = above[column]
            merged[column].row_span = number - merged[column].row + 1
            _note_covered(tc, strip)
            last = SourceCell(number, column, 1, span)  # what is merged with this one widens nothing
        else:
            last = SourceCell(number, column, 1, span)
            placed.append((tc, last))
            if down is not None:
                merged[column] = last
        column += span
    return merged


def _span(word: str | None, otherwise: int, strip: Strip) -> int:
    span = max(0, whole(word, otherwise))
    if span > MOST_COLUMNS:
        strip.warn("clipped_span", "a table cell spans more columns than tables have; it was cut")
    return min(span, MOST_COLUMNS)


def _merge(tcpr: Element | None, name: str) -> str | None:
    """Give `restart` or `continue` for a merged cell, None for others."""
    merge = child_of(tcpr, name)
    return None if merge is None else merge.get(VAL) or "continue"


def _note_covered(tc: Element, strip: Strip) -> None:
    """Warn of text in a cell that is merged into another: Word does not show it."""
    if any(text.text and not text.text.isspace() for text in tc.iter(f"{W}t")):
        strip.warn("hidden_text", "text in table cells that are covered by merged cells was left out")


def _close_up(placed: list[Placed]) -> None:
    """Count columns by where cells begin: a table has edges that only its widths need."""
    starts = sorted({cell.column for _, cell in placed})
    for _, cell in placed:
        column = bisect_left(starts, cell.column)
        cell.column_span = max(1, bisect_left(starts, cell.column + cell.column_span) - column)
        cell.column = column


def is_frame(placed: list[Placed]) -> bool:
    """Say whether a table of one row or one column is there only to arrange the tables in it."""
    if len({cell.row for _, cell in placed}) > 1 and len({cell.column for _, cell in placed}) > 1:
        return False
    return any(block.tag == TBL for tc, _ in placed for block in within(tc, "p", "tbl"))


def holds_table_alone(blocks: list[Element]) -> bool:
    """Say whether a cell holds a real table, and next to no other text.

    blocks: paragraphs and tables in the cell
    """
    if not any(block.tag == TBL and _is_real_table(block) for block in blocks):
        return False
    others = (text.text or "" for block in blocks if block.tag == P for text in block.iter(f"{W}t"))
    return sum(len("".join(text.split())) for text in others) <= FEW_CHARS


def _is_real_table(table: Element) -> bool:
    """True for one of several rows and columns."""
    rows = [sum(1 for _ in within(tr, "tc")) for tr in within(table, "tr")]
    return len(rows) > 1 and max(rows) > 1
