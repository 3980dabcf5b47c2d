"""Lines that were recognised, as characters on a page: where each stands, in points, as text of a PDF would.

The recogniser knows the middle of a character to a sixth of its width. Characters of print follow each other without
gaps, so those of a stretch are set evenly between its first and its last; a wide gap parts two stretches.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from statistics import median

from planparse.model.document import Char, Rule, SeenChar
from planparse.readers.scan.rapid import Box, Mark, PrintedLine

GAP = 0.8
"""Widths of a character beyond the next place, from which on two characters belong to two stretches."""

BLANK, BLANK_AT_POINT = 0.7, 1.6
"""Ems without ink between two characters of two stretches; marks such as 、 and （ have white on one side."""

HALF = 0.5
"""Width of a letter, figure or half-width mark in ems."""

FEWEST = 4
"""Characters of a line whose distances tell the size of its type."""

BOXED = 0.72
"""Of the height of the box around a line, with its margin, is the size of its type, where it is too short to tell."""

STRADDLES = 3.0
"""Points by which a box must reach over a rule on both sides to be cut there."""


def cut_at_rules(boxes: Iterable[Box], rules: Sequence[Rule], scale: float) -> list[Box]:
    """Cut boxes of lines that reach over an upright rule: text of two cells side by side.

    boxes: in pixels; rules: in points; scale: pixels a point
    """
    upright = [rule for rule in rules if not rule.horizontal]
    reach = STRADDLES * scale
    cut: list[Box] = []
    for left, top, right, bottom in boxes:
        middle = (top + bottom) / 2 / scale
        places = sorted(
            round(rule.x0 * scale)
            for rule in upright
            if rule.top <= middle <= rule.bottom and left + reach < rule.x0 * scale < right - reach
        )
        edges = [left, *places, right]
        cut.extend((start, top, end, bottom) for start, end in pairwise(edges) if end > start)
    return cut


def place_lines(lines: Sequence[PrintedLine], scale: float, page: int) -> list[Char]:
    """Give the characters of lines, in points; each line is set in one size, on one height.

    scale: pixels a point
    """
    sizes = [_pitch(line) for line in lines]
    known = [size / (line.bottom - line.top) for line, size in zip(lines, sizes, strict=True) if size]
    boxed = median(known) if known else BOXED
    chars: list[Char] = []
    for line, size in zip(lines, sizes, strict=True):
        height = line.bottom - line.top
        # A box of one character in a cell may be too high, and one of two lines is no size of type.
        em = size or boxed * height
        middle = (line.top + line.bottom) / 2
        top, bottom = (middle - em / 2) / scale, (middle + em / 2) / scale
        for mark, x0, x1 in _set(line, em):
            for text in mark.text:
                chars.append(SeenChar(text, x0 / scale, top, x1 / scale, bottom, page).with_certainty(mark.sure))
    return chars


def _width(mark: Mark) -> float:
    return HALF if mark.text.isascii() else 1.0


def _pitch(line: PrintedLine) -> float | None:
    """Measure the size of type, in pixels: how far whole characters of a line stand apart."""
    steps = [after.at - before.at for before, after in pairwise(line.marks) if _width(before) == _width(after) == 1.0]
    return float(median(steps)) if len(steps) >= FEWEST and median(steps) > 0 else None


def _set(line: PrintedLine, em: float) -> Iterator[tuple[Mark, float, float]]:
    """Set the marks of a line evenly, stretch by stretch."""
    stretch = 0
    stretches: list[tuple[int, Mark]] = []
    for place, mark in enumerate(line.marks):
        if place:
            stretch += _are_apart(line.marks[place - 1], mark, line.blanks, em)
        stretches.append((stretch, mark))
    for _, group in groupby(stretches, key=lambda each: each[0]):
        together = [mark for _, mark in group]
        widths = [_width(mark) for mark in together]
        total = sum(widths)
        inner = total - (widths[0] + widths[-1]) / 2
        unit = (together[-1].at - together[0].at) / inner if inner else em
        x = together[0].at - widths[0] * unit / 2
        for mark, width in zip(together, widths, strict=True):
            yield mark, x, x + width * unit
            x += width * unit


def _are_apart(before: Mark, after: Mark, blanks: Sequence[tuple[float, float]], em: float) -> bool:
    """Say whether a gap lies between two marks: by where they stand, or by paper without ink between them."""
    if after.at - before.at > ((_width(before) + _width(after)) / 2 + GAP) * em:
        return True
    room = BLANK if before.text.isalnum() and after.text.isalnum() else BLANK_AT_POINT
    return any(end - start > room * em and before.at < (start + end) / 2 < after.at for start, end in blanks)
