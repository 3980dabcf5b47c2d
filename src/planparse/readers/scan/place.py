"""Lines that were recognised, as characters on a page: where each stands, in points, as text of a PDF would.

The recogniser knows the middle of a character to a sixth of its width. Characters of print follow each other without
gaps, so those of a stretch are set evenly between its first and its last; a wide gap parts two stretches.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, groupby, pairwise
from statistics import mean, median, median_low

from planparse.model.document import Char, Rule, SeenChar
from planparse.readers.scan.rapid import Box, Mark, PrintedLine

GAP = 0.8
"""Widths of a character beyond the next place, from which on two characters belong to two stretches."""

BLANK, BLANK_AT_POINT = 0.7, 1.6
"""Ems without ink between two characters of two stretches; marks such as 、 and （ have white on one side."""

HALF = 0.5
"""Width of a letter, figure or half-width mark in ems."""

FEWEST, ENOUGH = 2, 4
"""Distances of characters that tell the size of type, and those that tell it well."""

UNEVEN = 0.35
"""Of a character: by how much a distance, or a size that is not known well, may differ from the usual."""

BOXED = 0.9
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
    known = [size for line, size in zip(lines, sizes, strict=True) if size and len(line.marks) > ENOUGH]
    boxes = [size / (line.bottom - line.top) for line, size in zip(lines, sizes, strict=True) if size]
    boxed = median(boxes) if boxes else BOXED
    chars: list[Char] = []
    for line, size in zip(lines, sizes, strict=True):
        height = line.bottom - line.top
        em = size if size and len(line.marks) > ENOUGH else _nearest(size or boxed * height, known)
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
    if len(steps) < FEWEST:
        return None
    usual = median_low(steps)
    # Each is measured in sixths of a character only; so their mean, without those over a gap.
    return float(mean(step for step in steps if abs(step - usual) <= UNEVEN * usual)) if usual > 0 else None


def _nearest(size: float, known: Sequence[float]) -> float:
    """Give the size of other lines that comes next to one that is guessed; that itself, if none is near."""
    nearest = min(known, key=lambda each: abs(each - size), default=size)
    return nearest if abs(nearest - size) <= UNEVEN * nearest else size


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
        middles = [before + width / 2 for before, width in zip(accumulate(widths, initial=0.0), widths, strict=False)]
        # The places of a few characters are not known well enough to tell their size.
        is_known = len(together) > ENOUGH
        unit = (together[-1].at - together[0].at) / (middles[-1] - middles[0]) if is_known else em
        x = mean(mark.at - middle * unit for mark, middle in zip(together, middles, strict=True))
        for mark, width in zip(together, widths, strict=True):
            yield mark, x, x + width * unit
            x += width * unit


def _are_apart(before: Mark, after: Mark, blanks: Sequence[tuple[float, float]], em: float) -> bool:
    """Say whether a gap lies between two marks: by where they stand, or by paper without ink between them."""
    if after.at - before.at > ((_width(before) + _width(after)) / 2 + GAP) * em:
        return True
    room = BLANK if before.text.isalnum() and after.text.isalnum() else BLANK_AT_POINT
    return any(end - start > room * em and before.at < (start + end) / 2 < after.at for start, end in blanks)
