"""How many tasks each unit carries, as bars by role (任务量)."""

from __future__ import annotations

from collections import Counter

from planparse.outputs.figures.reading import Reading
from planparse.outputs.figures.rows import Columns
from planparse.outputs.figures.sheet import Box, Sheet, Stroke, Words, inches
from planparse.outputs.figures.style import CELL, GREY, HAIR, LABEL, LEAST_WIDTH, MARGIN, SMALL, STYLES, line_height

LONG_BAR, SHORT_BAR = 4.0, 2.0
"""Of the longest bar, where the units stand in one column of the page, and where in several."""


def load(reading: Reading, title: str | None = None) -> Sheet:
    """Lay out a bar for each unit, the most loaded first; its length is the number of its tasks.

    Of several roles in one task, the first in the legend tells the colour.
    """
    units = sorted(reading.units, key=lambda unit: (unit.collective, -unit.total, -unit.leads))
    number = inches("0" * len(str(max((unit.total for unit in units), default=0))), SMALL) + 0.08
    longest = LONG_BAR if Columns(units, 0.0).number == 1 else SHORT_BAR
    columns = Columns(units, longest + number)
    sheet = Sheet(max(columns.width, LEAST_WIDTH), content=f"{len(units)} units")
    y = sheet.head(reading.title if title is None else title, reading.counts(), reading.legend) + 0.12
    sheet.height = y + max(columns.rows * CELL, line_height(LABEL)) + MARGIN
    if not units:
        sheet.add(Words(MARGIN, y, "no assignments", colour=GREY))
        return sheet
    most = max(unit.total for unit in units)
    for row in columns.placed(y):
        sheet.add(Stroke(row.x, row.top, row.x, row.top + CELL, HAIR, 0.8))
        sheet.add(Words(row.x - 0.08, row.middle, row.name, LABEL, "right"))
        held = Counter(roles[0] for roles in row.unit.roles.values())
        x = row.x
        for role, (colour, _) in STYLES.items():
            wide = longest * held[role] / most
            if wide:
                sheet.add(Box(x, row.top + 0.05, wide, CELL - 0.1, colour))
                x += wide
        sheet.add(Words(x + 0.05, row.middle, str(row.unit.total), SMALL, "left", GREY))
    return sheet
