"""Rows of units below each other, going on in the next column of the page where there are many."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from planparse.outputs.figures.reading import DrawnUnit
from planparse.outputs.figures.sheet import inches
from planparse.outputs.figures.style import CELL, LABEL, LONGEST_UNIT, MARGIN, ROWS_OF_A_COLUMN
from planparse.outputs.words import cut, drawable

BETWEEN = 0.4
"""Between two columns of the page."""


@dataclass(frozen=True, slots=True)
class Row:
    """A unit in its row; x: where its name ends, on the right, and what is drawn of it begins."""

    unit: DrawnUnit
    name: str
    x: float
    top: float

    @property
    def middle(self) -> float:
        """Where the middle of a line of its words stands."""
        return self.top + CELL / 2


@dataclass(frozen=True, slots=True)
class Columns:
    """How the rows of a figure stand; wide: room on the right of each name."""

    units: Sequence[DrawnUnit]
    wide: float

    @property
    def number(self) -> int:
        """How many columns there are."""
        return max(math.ceil(len(self.units) / ROWS_OF_A_COLUMN), 1)

    @property
    def rows(self) -> int:
        """How many rows the longest column has."""
        return math.ceil(len(self.units) / self.number)

    @property
    def names(self) -> list[str]:
        """What is written of each unit."""
        return [cut(drawable(unit.label), LONGEST_UNIT) for unit in self.units]

    @property
    def pitch(self) -> float:
        """From one column to the next."""
        return self._left + self.wide + BETWEEN

    @property
    def width(self) -> float:
        """Of the page."""
        return 2 * MARGIN + self.number * self.pitch - BETWEEN

    @property
    def _left(self) -> float:
        return max((inches(name, LABEL) for name in self.names), default=0.0) + 0.1

    def starts(self) -> Iterator[float]:
        """Give the x behind the names in each column."""
        for column in range(self.number):
            yield MARGIN + column * self.pitch + self._left

    def placed(self, top: float) -> Iterator[Row]:
        """Give each unit its row; top: of the first."""
        starts = list(self.starts())
        for place, (unit, name) in enumerate(zip(self.units, self.names, strict=True)):
            column, row = divmod(place, self.rows)
            yield Row(unit, name, starts[column], top + row * CELL)
