"""Whether a text goes on over a page break (跨页), judged from the two pieces of its cell.

A text that was cut fills its last line: the first piece that may not be broken (opening marks, a character, the closing
marks behind it; a run of digits or Latin letters) would not have fitted behind it. And it stands at the foot of its
cell. A rule left out at the foot settles it; so does a bracket still open.
"""

from __future__ import annotations

from dataclasses import dataclass

from planparse.model.document import Cell, Line, Passage
from planparse.tables.lines import room_behind

PAIRS = {
    "）": "（",
    ")": "(",
    "》": "《",
    "〉": "〈",
    "」": "「",
    "』": "『",
    "】": "【",
    "〕": "〔",
    "”": "“",
    "’": "‘",
}

FOOT = 2.5
"""Of the height of a character. A cut text ends this close to the foot of its cell: typesetters keep up to two lines
together, so one line may be left free."""

TOO_LITTLE = 0.1
"""Widths of a character. What follows did not fit if it lacked more room than edges can be measured to. Where lines are
not justified, a cut text may leave anything up to one character too little."""

BROKEN = 2
"""Cells of more than one line that a column must have on a page to show where its lines end."""

PADDING = 5.5
"""Points between a rule and the text of a cell, as offices set it (0.19 cm)."""

MAY_BE_CUT = -1.2
"""Widths of a character. Typesetters keep together more than we know (第22批), so a cut text may leave some room; other
columns must speak for it then."""


@dataclass(frozen=True, slots=True)
class Foot:
    """The end of a text at the foot of a page.

    cell: the last piece of the text's cell on the page
    column: all cells of its column on the page, by whose lines the edges of the text are measured
    """

    cell: Cell
    column: tuple[Cell, ...]

    @property
    def last_line(self) -> Line | None:
        """The last line of the text, None if the piece is empty."""
        return self.cell.lines[-1] if self.cell.lines else None

    def edges(self) -> tuple[float, float]:
        """Where lines of the column begin and end, in points."""
        boxes = [line.box for cell in self.column for line in cell.lines]
        if not boxes:
            return self.cell.box[0], self.cell.box[2]
        left, right = min(box[0] for box in boxes), max(box[2] for box in boxes)
        # Only lines that were broken show how far lines reach; else the cell does, less the usual padding.
        if sum(len(cell.lines) > 1 for cell in self.column) < BROKEN:
            left = min(left, self.cell.box[0] + PADDING)
            right = max(right, self.cell.box[2] - PADDING)
        return left, right


def is_cut(foot: Foot, after: Passage, too_little: float = TOO_LITTLE) -> bool:
    """Say whether a text that ends at `foot` was cut there and goes on with `after`.

    too_little: widths of a character that must be lacking; below 0 for a text that other signs say was cut
    """
    line = foot.last_line
    if line is None or not after:
        return False
    bottom = line.box[3]
    height = line.chars[-1].bottom - line.chars[-1].top
    if foot.cell.box[3] - bottom > FOOT * height:
        return False
    left, right = foot.edges()
    return room_behind(line, left, right, [char for char in after.chars if char is not None]) < -too_little


def has_open_bracket(text: str) -> bool:
    """Say whether a bracket or quotation mark is still open at the end of a text."""
    open_marks: list[str] = []
    for mark in text:
        if mark in PAIRS.values():
            open_marks.append(mark)
        elif mark in PAIRS and PAIRS[mark] in open_marks:
            while open_marks.pop() != PAIRS[mark]:
                pass
    return bool(open_marks)
