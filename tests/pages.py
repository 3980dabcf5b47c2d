"""Pages drawn by hand for the tests of tables: text set in cells, rules around them."""

from __future__ import annotations

from collections.abc import Sequence

from planparse.model.document import Char, Page, Rule

SIZE = 10.0
PAD = 3.0


def text_at(text: str, x: float, top: float, page: int = 1, size: float = SIZE) -> list[Char]:
    """Set a line of text, each character `size` wide and high."""
    return [Char(mark, x + i * size, top, x + (i + 1) * size, top + size, page) for i, mark in enumerate(text)]


def set_in(text: str, box: tuple[float, float, float, float], page: int = 1) -> list[Char]:
    """Set text in a box from its top, broken where the box is full; `|` ends a line early."""
    x0, top, x1, _ = box
    per_line = int((x1 - x0 - 2 * PAD) // SIZE)
    chars: list[Char] = []
    y = top + PAD
    for part in text.split("|"):
        for start in range(0, len(part), per_line):
            chars += text_at(part[start : start + per_line], x0 + PAD, y, page)
            y += SIZE + 2
    return chars


def frame(columns: Sequence[float], rows: Sequence[float]) -> list[Rule]:
    """Draw all lines of a full grid."""
    across = [Rule(columns[0], y, columns[-1], y) for y in rows]
    return across + [Rule(x, rows[0], x, rows[-1]) for x in columns]


def frame_without(columns: Sequence[float], rows: Sequence[float], *gaps: tuple[int, float]) -> list[Rule]:
    """Draw a full grid without the lines across at these heights in these columns."""
    rules = [rule for rule in frame(columns, rows) if not rule.horizontal]
    rules += [
        Rule(columns[column], y, columns[column + 1], y)
        for y in rows
        for column in range(len(columns) - 1)
        if (column, y) not in gaps
    ]
    return rules


def cells(row: int, *texts: str) -> dict[tuple[int, int], str]:
    """Name the cells of one row of a grid from its first column on, as `page_of` wants them; "" is no text."""
    return {(row, column): text for column, text in enumerate(texts) if text}


def page_of(
    columns: Sequence[float],
    rows: Sequence[float],
    texts: dict[tuple[int, int], str],
    *,
    number: int = 1,
    rules: list[Rule] | None = None,
    chars: Sequence[Char] = (),
) -> Page:
    """Draw one table; `texts` names cells by row and column of the grid."""
    placed = list(chars)
    for (row, column), text in texts.items():
        placed += set_in(text, (columns[column], rows[row], columns[column + 1], rows[row + 1]), number)
    return Page(
        number=number,
        width=600,
        height=800,
        chars=tuple(placed),
        rules=tuple(frame(columns, rows) if rules is None else rules),
    )
