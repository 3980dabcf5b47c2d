"""The ruling lines of a table, found in a straight picture, and the picture without them.

Comes in: grey ink on white. Goes out: the same `Rule` values that a page with drawn lines gives, in points.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import inf
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from planparse.model.document import Rule
from planparse.readers.scan.straight import Mask, Pixels

LONGEST_STROKE = 22.0
"""Points. Longer pieces of line are looked at: characters in tables have 16 points at most."""

NO_STROKE, NO_PRINT = 48.0, 120.0
"""Points. Strokes of small print that touch are not so long, and strokes of a bold title that do."""

SAGGING = 50
"""Widths of a line for each of its heights, if the paper was bent."""

CLOSED, BROKEN = 1.1, 4.0
"""Points. Gaps in a rule up to the first are closed, as specks of a copier are; over gaps up to the second, long pieces
are joined."""

HIDDEN = 0.8
"""Of a gap lies below a seal, if the rule may go on there."""

DRAWN_THROUGH = 0.94
"""Of its length a rule is ink. Strokes of characters side by side, which closing has joined, are less."""

APART = 2.5
"""Points. Pieces of rule that lie closer side by side are one line, a little bent or drawn twice."""

THICKEST = 6.0
"""Points. What is thicker is a bar or the edge of the paper."""

OFF_PAGE = 8.0
"""Points from the side of a page at which no rule of a table begins or ends, or at most at one side."""

MEETING = 4.0
"""Points. The end of a rule this close to a rule that crosses it ends there."""

DARK = 160
"""Of 255: what is darker is ink."""

FAINT, FAINTEST, OVER_NOISE = 30, 12, 6.0
"""Of 255, by how much a hairline is darker than what lies beside it: so much at most, and at least, and so many times
what the paper itself differs by."""

SMOOTHED, HAIR = 9, 2.5
"""Pixels along a line over which specks are smoothed out, and points within which a hairline lies."""

FREE, PAPER, CLEAN = 0.8, 225, 0.94
"""Points beside a hairline at which there is paper, how light that is, of 255, and how much of it has no specks."""

SPECK, STROKE, ALONE = 3.0, 2.5, 9.0
"""Points: a speck measures no more across; so close to something larger it is a stroke of that; and print is nowhere
so close to it as commas are to their characters, also where these are set wide."""

FRAYED = 2
"""Pixels within which a speck goes over into paper."""


def find_rules(grey: Pixels, scale: float, lost: Mask | None = None) -> tuple[list[Rule], Pixels]:
    """Find the rules of a page; gives them in points, and the picture without them.

    scale: pixels a point; lost: where a seal was, so that nothing is known of what lay below it
    """
    across, labels_across = _pieces(grey, scale)
    down, labels_down = _pieces(np.ascontiguousarray(grey.T), scale)
    lost = np.zeros_like(grey, bool) if lost is None else lost
    level, upright = _joined(across, lost, scale), _joined(down, lost.T, scale)
    level, upright = _within(level, grey.shape[1] / scale), _within(upright, grey.shape[0] / scale)
    upright = [line for line in upright if not _is_streak(line, level, upright)]
    for _ in range(2):  # what was no rule may have been what another ended at
        level, upright = _kept(level, upright), _kept(upright, level)
    without = grey.copy()
    without[_cover(level, labels_across) | _cover(upright, labels_down).T] = 255
    rules = [Rule(start, line.at, end, line.at) for line, start, end in _ended(level, upright)]
    rules += [Rule(line.at, start, line.at, end) for line, start, end in _ended(upright, level)]
    return rules, without


def find_specks(grey: Pixels, scale: float) -> Mask:
    """Mark what is too small for a character and too far from any to be one of its strokes or a point after it.

    scale: pixels a point
    """
    ink = grey < DARK
    _, labels, places, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8))
    width, height = places[:, cv2.CC_STAT_WIDTH], places[:, cv2.CC_STAT_HEIGHT]
    small: Mask = np.asarray(np.maximum(width, height) <= SPECK * scale)
    small[0] = False  # the paper
    large: Mask = ink & ~small[labels]
    strokes = labels[_near(large, STROKE * scale)]
    characters = large | (ink & np.isin(labels, strokes))
    alone = small.copy()
    alone[labels[_near(characters, ALONE * scale)]] = False
    # Around the dark of a speck it is grey.
    return _near(np.asarray(alone[labels]), FRAYED)


def _near(mask: Mask, distance: float) -> Mask:
    """Mark what is no further than so many pixels from what is marked."""
    side = 2 * round(distance) + 1
    return np.asarray(cv2.dilate(mask.astype(np.uint8), np.ones((side, side), np.uint8)) > 0)


class _Line(NamedTuple):
    """A level line, or an upright one on the picture laid on its side; `parts` are the numbers of its pieces."""

    at: float
    start: float
    end: float
    parts: tuple[int, ...]
    faint: bool = False


def _pieces(grey: Pixels, scale: float) -> tuple[list[_Line], NDArray[np.int32]]:
    """Find level pieces of line, in points, and for each pixel of which piece it is."""
    solid, labels = _runs((grey < DARK).astype(np.uint8), scale)
    # A hairline is grey, but along all its length darker than what lies above and below it; and that is white.
    smooth = np.asarray(cv2.blur(grey, (SMOOTHED, 1)), np.uint8)
    hair = cv2.morphologyEx(smooth, cv2.MORPH_BLACKHAT, np.ones((round(HAIR * scale), 1), np.uint8))
    faintest = np.clip(OVER_NOISE * float(np.median(hair)), FAINTEST, FAINT)
    faint, labels_faint = _runs(((hair > faintest) | (grey < DARK)).astype(np.uint8), scale)
    first = int(labels.max()) + 1
    pieces = [_line(run, scale) for run in solid]
    pieces += [
        _line(run._replace(number=run.number + first), scale) for run in faint if _stands_free(run, smooth, scale)
    ]
    return pieces, np.where(labels > 0, labels, np.where(labels_faint > 0, labels_faint + first, 0))


class _Run(NamedTuple):
    """A piece of line in pixels, and its number among the labels."""

    left: int
    top: int
    width: int
    height: int
    number: int


def _line(run: _Run, scale: float) -> _Line:
    return _Line((run.top + run.height / 2) / scale, run.left / scale, (run.left + run.width) / scale, (run.number,))


def _runs(ink: Pixels, scale: float) -> tuple[list[_Run], NDArray[np.int32]]:
    """Find what is long, thin and level in ink."""
    length = round(LONGEST_STROKE * scale)
    gap = max(1, round(CLOSED * scale))
    # A line that sinks by a pixel on its way is still one: it is looked for in ink made two pixels thicker.
    thick = cv2.dilate(ink, np.ones((3, 1), np.uint8))
    closed = cv2.morphologyEx(thick, cv2.MORPH_CLOSE, np.ones((1, gap), np.uint8))
    lines = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
    _, labels, places, _ = cv2.connectedComponentsWithStats(lines)
    runs: list[_Run] = []
    for number, (left, top, width, height, area) in enumerate(places.tolist()):
        thin = area / max(width, 1) - 2 <= THICKEST * scale and height <= THICKEST * scale + width / SAGGING
        place = np.s_[top : top + height, left : left + width]
        if number and thin and (thick[place] & (labels[place] == number)).any(axis=0).mean() >= DRAWN_THROUGH:
            runs.append(_Run(left, top, width, height, number))
    return runs, np.asarray(labels, np.int32)


def _stands_free(run: _Run, smooth: Pixels, scale: float) -> bool:
    """Say whether paper lies above and below a line, along nearly all of it."""
    reach = max(1, round(FREE * scale))
    strips = (run.top - reach, run.top + run.height + reach - 1)
    return all(
        0 <= row < len(smooth) and (smooth[row, run.left : run.left + run.width] > PAPER).mean() >= CLEAN
        for row in strips
    )


def _joined(pieces: list[_Line], lost: Mask, scale: float) -> list[_Line]:
    """Join pieces that lie on one line: side by side within APART, end to end over gaps of BROKEN or below a seal."""
    levels: list[list[_Line]] = []
    for piece in sorted(pieces):
        if levels and piece.at - levels[-1][-1].at < APART:
            levels[-1].append(piece)
        else:
            levels.append([piece])
    joined: list[_Line] = []
    for level in levels:
        at = sum(each.at * (each.end - each.start) for each in level) / sum(each.end - each.start for each in level)
        row, ahead = round(at * scale), -inf
        for piece in sorted(level, key=lambda each: each.start):
            if piece.start - ahead <= BROKEN or (
                ahead > 0 and lost[row, round(ahead * scale) : round(piece.start * scale)].mean() >= HIDDEN
            ):
                last = joined.pop()
                both = last.faint and piece.faint
                piece = _Line(at, last.start, max(last.end, piece.end), last.parts + piece.parts, both)
            joined.append(piece._replace(at=at))
            ahead = joined[-1].end
    return joined


def _within(lines: list[_Line], length: float) -> list[_Line]:
    """Leave out what runs from one side of the page to the other: a fold, or a streak of the scanner."""
    return [line for line in lines if line.start > OFF_PAGE or line.end < length - OFF_PAGE]


def _is_streak(line: _Line, level: list[_Line], upright: list[_Line]) -> bool:
    """Say whether an upright line is of the scanner: a faint one that ends at no other, or one that meets none.

    Where one row fills a page, its rules meet none there either; but they begin and end together.
    """
    if line.faint:
        return len(_ends(line, level)) < 2
    if any(_cross(line, each) for each in level):
        return False
    return not any(
        line is not other and abs(line.start - other.start) <= MEETING and abs(line.end - other.end) <= MEETING
        for other in upright
    )


def _kept(lines: list[_Line], crossing: list[_Line]) -> list[_Line]:
    """Keep what is too long for print, longer than print and crossed, or begins and ends at a line that crosses it."""
    return [
        line
        for line in lines
        if line.end - line.start >= NO_PRINT
        or (line.end - line.start >= NO_STROKE and any(_cross(line, each) for each in crossing))
        or len(_ends(line, crossing)) == 2
    ]


def _cross(line: _Line, other: _Line) -> bool:
    """Say whether two lines cross or touch, or nearly so."""
    return (
        other.start - MEETING <= line.at <= other.end + MEETING
        and line.start - MEETING <= other.at <= line.end + MEETING
    )


def _ends(line: _Line, crossing: list[_Line]) -> list[float]:
    """Say where lines cross the ends of a line, as far as any does."""
    return [place for end in (line.start, line.end) if (place := _meets(line, end, crossing)) is not None]


def _meets(line: _Line, end: float, crossing: list[_Line]) -> float | None:
    """Say where the next line crosses that lies within MEETING of an end."""
    places = [each.at for each in crossing if abs(each.at - end) <= MEETING and _cross(line, each)]
    return min(places, key=lambda place: abs(place - end), default=None)


def _ended(lines: list[_Line], crossing: list[_Line]) -> Iterator[tuple[_Line, float, float]]:
    """Let lines that nearly meet another end at it."""
    for line in lines:
        start, end = _meets(line, line.start, crossing), _meets(line, line.end, crossing)
        yield line, line.start if start is None else start, line.end if end is None else end


def _cover(lines: list[_Line], labels: NDArray[np.int32]) -> Mask:
    """Mark the pixels of lines."""
    parts = [part for line in lines for part in line.parts]
    kept = np.zeros(max([int(labels.max()), *parts]) + 1, bool)
    kept[parts] = True
    return np.asarray(kept[labels])
