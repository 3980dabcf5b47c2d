"""A page on which a figure is laid out, in inches from its top left corner: what stands where, before any font.

Marks are drawn in the order in which they were put down.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from planparse.outputs.figures.style import GREY, INK, LABEL, MARGIN, POINT, SMALL, TITLE, line_height
from planparse.outputs.words import drawable, ems, wrapped

Align = Literal["left", "center", "right"]

TITLE_LINES = 3
SWATCH = 0.14
"""Side of a square of the legend."""


@dataclass(frozen=True, slots=True)
class Words:
    """A line of text at the middle of its height; upright: turned by a quarter, and y is its top."""

    x: float
    y: float
    text: str
    size: float = LABEL
    align: Align = "left"
    colour: str = INK
    upright: bool = False
    halo: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """A filled rectangle."""

    x: float
    y: float
    width: float
    height: float
    colour: str


@dataclass(frozen=True, slots=True)
class Stroke:
    """A straight line; width: points."""

    x0: float
    y0: float
    x1: float
    y1: float
    colour: str
    width: float


@dataclass(frozen=True, slots=True)
class Disc:
    """A filled circle with a thin white edge."""

    x: float
    y: float
    radius: float
    colour: str


@dataclass(frozen=True, slots=True)
class Ribbon:
    """A band of even height that swings from one place to another further right; one can see through it."""

    x0: float
    top0: float
    x1: float
    top1: float
    height: float
    colour: str


Mark = Words | Box | Stroke | Disc | Ribbon


@dataclass(slots=True)
class Sheet:
    """What is drawn, and how large the page is.

    content: in a few words, for the message when the page is too large to draw
    """

    width: float
    height: float = 0.0
    content: str = ""
    marks: list[Mark] = field(default_factory=list)

    def add(self, *marks: Mark) -> None:
        """Put marks down, above all others."""
        self.marks += marks

    def lines(
        self, x: float, y: float, lines: Sequence[str], size: float, align: Align = "left", colour: str = INK
    ) -> float:
        """Write lines below each other; y is the top of the first. Gives where they end."""
        for number, text in enumerate(lines):
            self.add(Words(x, y + (number + 0.5) * line_height(size), text, size, align, colour))
        return y + len(lines) * line_height(size)

    def head(self, title: str, subtitle: str, legend: Sequence[tuple[str, str]] = ()) -> float:
        """Write what stands above every figure: title, counts, and colours with their meaning. Gives where it ends."""
        inner = self.width - 2 * MARGIN
        y = self.lines(MARGIN, MARGIN, broken(title, inner, TITLE, TITLE_LINES), TITLE) + 0.04
        y = self.lines(MARGIN, y, broken(subtitle, inner, SMALL, TITLE_LINES), SMALL, colour=GREY) + 0.12
        x, step = MARGIN, line_height(LABEL) + 0.06
        for colour, words in legend:
            wide = SWATCH + 0.06 + inches(words, LABEL) + 0.2
            if x > MARGIN and x + wide > MARGIN + inner:
                x, y = MARGIN, y + step
            self.add(Box(x, y + step / 2 - SWATCH / 2, SWATCH, SWATCH, colour))
            self.add(Words(x + SWATCH + 0.06, y + step / 2, words))
            x += wide
        return y + (step if legend else 0.0)


def inches(text: str, size: float) -> float:
    """Give the width of a line in inches, for type of this size in points."""
    return ems(text) * size * POINT


def broken(text: str, width: float, size: float, most: int) -> list[str]:
    """Break a text into at most so many lines of this width in inches."""
    return wrapped(drawable(text), width / (size * POINT), most)
