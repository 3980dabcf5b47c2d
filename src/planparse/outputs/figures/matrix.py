"""The responsibility matrix (责任矩阵): units down the side, tasks or goals along the foot, a colour for each role.

Networks of a plan are knots when drawn as knots: a row of twelve units has 66 pairs; the matrix has twelve cells and
can be read back to the table.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from planparse.outputs.figures.reading import DrawnTask, DrawnUnit, Reading, count
from planparse.outputs.figures.sheet import Box, Sheet, Stroke, Words, broken, inches
from planparse.outputs.figures.style import (
    CELL,
    GREY,
    HAIR,
    LABEL,
    LEAST_WIDTH,
    LONGEST_UNIT,
    MARGIN,
    SHADE,
    SMALL,
    STYLES,
    line_height,
)
from planparse.outputs.words import cut, drawable

BAND_LINES = 5
FEW_TASKS, WIDE_CELL = 12, 0.95
"""Up to so many tasks the columns are this wide, inches, and carry the words of their tasks; above, the ids."""
TASK_LINES = 4
LONGEST_ID = 12.0
NUMBER = 0.24
"""Width that a number of tasks takes in a cell of a goal."""
NO_GOAL = "（无目标）no goal"


@dataclass(frozen=True, slots=True)
class _Band:
    """Columns under one goal, or under one plan."""

    label: str
    first: int
    count: int


@dataclass(frozen=True, slots=True)
class _Field:
    """Where the cells stand; the last rows, the collectives, stand lower by the gap."""

    left: float
    top: float
    cell: float
    gap: float
    rows: int
    columns: int

    @property
    def right(self) -> float:
        return self.left + self.cell * self.columns

    @property
    def bottom(self) -> float:
        return self.top + CELL * self.rows + self.gap

    def x(self, column: float) -> float:
        return self.left + self.cell * column


def matrix(reading: Reading, title: str | None = None) -> Sheet:
    """Lay out units by tasks. A cell of two colours is a unit with two roles in one task."""
    few = len(reading.tasks) <= FEW_TASKS
    cell = WIDE_CELL if few else CELL
    goals = list(_bands(reading, lambda task: (task.plan, task.goal), lambda task: reading.labels.get(task.goal, "")))
    sheet, field = _frame(reading, title, len(reading.tasks), cell, [*_plan_bands(reading), goals])
    if few:
        words = [broken(task.label, cell - 0.1, SMALL, TASK_LINES) for task in reading.tasks]
        below = max(map(len, words), default=0) * line_height(SMALL)
    else:
        words = [[cut(drawable(task.id), LONGEST_ID)] for task in reading.tasks]
        below = max(inches(text, SMALL) for (text,) in words)
    sheet.height = field.bottom + 0.1 + below + MARGIN
    if not reading.units:
        return _empty(sheet, field)
    _stripes(sheet, field, goals)
    _rows(sheet, field, reading.units)
    for unit, top in _tops(field, reading.units):
        for task, roles in unit.roles.items():
            wide = (cell - 0.04) / len(roles)
            for part, role in enumerate(roles):
                x = field.x(task) + 0.02 + part * wide
                sheet.add(Box(x, top + 0.02, wide, CELL - 0.04, STYLES[role][0]))
    for column, lines in enumerate(words):
        x, y = field.x(column + 0.5), field.bottom + 0.06
        if few:
            sheet.lines(x, y, lines, SMALL, "center", GREY)
        else:
            sheet.add(Words(x, y, lines[0], SMALL, "center", GREY, upright=True))
    return sheet


def goals(reading: Reading, title: str | None = None) -> Sheet:
    """Lay out units by goals. A cell has the number of tasks there, and a bar of so many, by role."""
    columns = list(
        _bands(reading, lambda task: (task.plan, task.goal), lambda task: reading.labels.get(task.goal, NO_GOAL))
    )
    column_of = {
        task: place for place, band in enumerate(columns) for task in range(band.first, band.first + band.count)
    }
    heads = [_Band(band.label, place, 1) for place, band in enumerate(columns)]
    plans = [
        [_Band(band.label, column_of[band.first], column_of[band.first + band.count - 1] - column_of[band.first] + 1)
         for band in bands]
        for bands in _plan_bands(reading)
    ]  # fmt: skip
    sheet, field = _frame(reading, title, len(columns), WIDE_CELL, [*plans, heads], f"{count(len(columns), 'goal')}")
    sheet.height = field.bottom + MARGIN
    if not reading.units:
        return _empty(sheet, field)
    _stripes(sheet, field, heads)
    _rows(sheet, field, reading.units)
    # The first role tells the colour, so that a bar is as long as there are tasks.
    held = [Counter((column_of[task], roles[0]) for task, roles in unit.roles.items()) for unit in reading.units]
    totals = [Counter(column_of[task] for task in unit.roles) for unit in reading.units]
    most = max(number for total in totals for number in total.values())
    for (_, top), roles, total in zip(_tops(field, reading.units), held, totals, strict=True):
        for column, number in sorted(total.items()):
            x = field.x(column) + NUMBER
            sheet.add(Words(x - 0.05, top + CELL / 2, str(number), SMALL, "right", GREY))
            for role, (colour, _) in STYLES.items():
                wide = (WIDE_CELL - NUMBER - 0.06) * roles[column, role] / most
                if wide:
                    sheet.add(Box(x, top + 0.05, wide, CELL - 0.1, colour))
                    x += wide
    return sheet


def _bands(reading: Reading, key: Any, label: Any) -> Iterator[_Band]:
    first = 0
    for _, group in groupby(reading.tasks, key):
        tasks: list[DrawnTask] = list(group)
        yield _Band(label(tasks[0]), first, len(tasks))
        first += len(tasks)


def _plan_bands(reading: Reading) -> list[list[_Band]]:
    """Give the band of plans, where there are several."""
    plans = list(_bands(reading, lambda task: task.plan, lambda task: reading.plan_names.get(task.plan, "")))
    return [plans] if len(plans) > 1 else []


def _frame(
    reading: Reading, title: str | None, columns: int, cell: float, levels: Sequence[Sequence[_Band]], *more: str
) -> tuple[Sheet, _Field]:
    """Begin a sheet: its head and the bands above the columns; tells where the cells stand."""
    left = MARGIN + max((inches(_name(unit), LABEL) for unit in reading.units), default=0.0) + 0.12
    counts = 2 * inches("牵头", SMALL) + 0.3
    sheet = Sheet(max(left + cell * columns + counts + MARGIN, LEAST_WIDTH))
    sheet.content = f"{len(reading.units)} units and {len(reading.tasks)} tasks"
    y = sheet.head(reading.title if title is None else title, reading.counts(*more), reading.legend) + 0.1
    for level in levels:
        texts = [broken(band.label, band.count * cell - 0.06, SMALL, BAND_LINES) for band in level]
        y += max(map(len, texts), default=0) * line_height(SMALL) + 0.1
        for band, lines in zip(level, texts, strict=True):
            start, end = left + band.first * cell, left + (band.first + band.count) * cell
            if lines and reading.units:
                sheet.add(Stroke(start + 0.02, y, end - 0.02, y, GREY, 1.0))
                sheet.lines((start + end) / 2, y - 0.05 - len(lines) * line_height(SMALL), lines, SMALL, "center")
        y += 0.04
    gap = CELL / 3 if len({unit.collective for unit in reading.units}) == 2 else 0.0
    return sheet, _Field(left, y, cell, gap, len(reading.units), columns)


def _empty(sheet: Sheet, field: _Field) -> Sheet:
    sheet.add(Words(MARGIN, field.top, "no assignments", colour=GREY))
    sheet.height = max(sheet.height, field.top + line_height(LABEL) + MARGIN)
    return sheet


def _stripes(sheet: Sheet, field: _Field, bands: Sequence[_Band]) -> None:
    for band in bands[::2]:
        sheet.add(Box(field.x(band.first), field.top, band.count * field.cell, field.bottom - field.top, SHADE))


def _rows(sheet: Sheet, field: _Field, units: Sequence[DrawnUnit]) -> None:
    """Write the names on the left and the numbers of tasks on the right."""
    lead_x = field.right + 0.1 + inches("牵头", SMALL)
    total_x = lead_x + 0.1 + inches("合计", SMALL)
    for x, words in ((lead_x, "牵头"), (total_x, "合计")):
        sheet.add(Words(x, field.top - 0.04 - line_height(SMALL) / 2, words, SMALL, "right", GREY))
    for unit, top in _tops(field, units):
        middle = top + CELL / 2
        sheet.add(
            Stroke(field.left, top + CELL, field.right, top + CELL, HAIR, 0.5),
            Words(field.left - 0.08, middle, _name(unit), LABEL, "right"),
            Words(lead_x, middle, str(unit.leads), SMALL, "right", GREY),
            Words(total_x, middle, str(unit.total), SMALL, "right", GREY),
        )


def _tops(field: _Field, units: Sequence[DrawnUnit]) -> Iterator[tuple[DrawnUnit, float]]:
    for row, unit in enumerate(units):
        yield unit, field.top + CELL * row + field.gap * unit.collective


def _name(unit: DrawnUnit) -> str:
    return cut(drawable(unit.label), LONGEST_UNIT)
