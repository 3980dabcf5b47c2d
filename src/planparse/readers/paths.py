"""Drawn paths to ruling lines (表格线), the same for every reader.

A producer draws a rule as a stroke, as a row of dashes, or as a thin filled rectangle; a box may be one
stroked rectangle. All become `Rule`s on their middle line. A filled area is no rule, nor is anything
white: converters put white rectangles behind text, and their edges would draw a table where none is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from planparse.model.document import Rule

Point = tuple[float, float]
"""x and y in PDF points, origin at the top left of the page."""

THIN = 3.0
"""Points. A filled rectangle up to this thickness is a rule; 3 pt is the thickest frame offices offer."""

STRAIGHT = 1.0
"""Points a line may lean and still count as horizontal or vertical."""


def rules_of_stroke(points: Sequence[Point], closed: bool, width: float) -> Iterator[Rule]:
    """Give the horizontal and vertical pieces of a stroked path; a stroke thicker than THIN is an area."""
    if width > THIN:
        return
    ends = [*points, points[0]] if closed and points else points
    for (xa, ya), (xb, yb) in pairwise(ends):
        if abs(ya - yb) <= STRAIGHT < abs(xa - xb):
            middle = (ya + yb) / 2
            yield Rule(min(xa, xb), middle, max(xa, xb), middle)
        elif abs(xa - xb) <= STRAIGHT < abs(ya - yb):
            middle = (xa + xb) / 2
            yield Rule(middle, min(ya, yb), middle, max(ya, yb))


def rules_of_fill(points: Sequence[Point]) -> Iterator[Rule]:
    """Give the middle line of a filled path that is thin one way and long the other."""
    x0, x1 = min(x for x, _ in points), max(x for x, _ in points)
    top, bottom = min(y for _, y in points), max(y for _, y in points)
    if bottom - top <= THIN < x1 - x0:
        middle = (top + bottom) / 2
        yield Rule(x0, middle, x1, middle)
    elif x1 - x0 <= THIN < bottom - top:
        middle = (x0 + x1) / 2
        yield Rule(middle, top, middle, bottom)
