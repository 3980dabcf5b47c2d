"""How many tasks each unit carries in which year, as a heat map (单位与年份)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from planparse.outputs.figures.reading import DrawnUnit, Reading, is_led
from planparse.outputs.figures.rows import Columns
from planparse.outputs.figures.sheet import Box, Sheet, Words
from planparse.outputs.figures.style import (
    CELL,
    COOL,
    GREY,
    INK,
    LABEL,
    LEAST_WIDTH,
    MARGIN,
    SHADE,
    SMALL,
    WARM,
    line_height,
    shade,
)

YEAR = 0.46
"""Width of the column of a year."""
BETWEEN = 0.2
FAINTEST = 0.12
"""Share of the colour in the cell of one task, so that it differs from that of none."""
DARK = 0.55
"""Share of the colour from which the number in it is white."""
BLOCKS = (("牵头 led", WARM, True), ("全部 all", COOL, False))
"""Tasks that a unit leads, and all its tasks."""
UNKNOWN_YEAR = "年份不明"


def years(reading: Reading, title: str | None = None) -> Sheet:
    """Lay out units by years: the tasks that a unit leads on the left, all its tasks on the right."""
    units = sorted(reading.units, key=lambda unit: (unit.collective, -unit.total, -unit.leads))
    of_task = [task.year for task in reading.tasks]
    found = sorted(set(of_task), key=lambda year: (year is None, year))
    block = len(found) * YEAR
    columns = Columns(units, 2 * block + BETWEEN)
    sheet = Sheet(max(columns.width, LEAST_WIDTH), content=f"{len(units)} units and {len(found)} years")
    plans = {year: len({task.plan for task in reading.tasks if task.year == year}) for year in found}
    several = any(number > 1 for number in plans.values())
    y = sheet.head(
        reading.title if title is None else title,
        reading.counts("×n: plans of that year" if several else ""),
        [(colour, words) for words, colour, _ in BLOCKS],
    )
    heads = 2 + several
    y += 0.1
    top = y + heads * line_height(SMALL) + 0.06
    sheet.height = top + max(columns.rows * CELL, line_height(LABEL)) + MARGIN
    if not units:
        sheet.add(Words(MARGIN, y, "no assignments", colour=GREY))
        return sheet
    for x in columns.starts():
        for words, _, _ in BLOCKS:
            sheet.lines(x + block / 2, y, [words], SMALL, "center", INK)
            for place, year in enumerate(found):
                lines = [_year(year), *([f"×{plans[year]}"] if several else ())]
                sheet.lines(x + (place + 0.5) * YEAR, y + line_height(SMALL), lines, SMALL, "center", GREY)
            x += block + BETWEEN
    most = max(number for unit in units for number in _by_year(unit, of_task, led=False).values())
    for row in columns.placed(top):
        sheet.add(Words(row.x - 0.08, row.middle, row.name, LABEL, "right"))
        x = row.x
        for _, colour, led in BLOCKS:
            by_year = _by_year(row.unit, of_task, led=led)
            for place, year in enumerate(found):
                _cell(sheet, x + place * YEAR, row.top, by_year[year], most, colour)
            x += block + BETWEEN
    return sheet


def _cell(sheet: Sheet, x: float, top: float, number: int, most: int, colour: str) -> None:
    share = FAINTEST + (1 - FAINTEST) * number / most if number else 0.0
    sheet.add(Box(x + 0.01, top + 0.01, YEAR - 0.02, CELL - 0.02, shade(colour, share) if number else SHADE))
    if number:
        ink = "#FFFFFF" if share > DARK else INK
        sheet.add(Words(x + YEAR / 2, top + CELL / 2, str(number), SMALL, "center", ink))


def _year(year: int | None) -> str:
    return UNKNOWN_YEAR if year is None else str(year)


def _by_year(unit: DrawnUnit, of_task: Sequence[int | None], *, led: bool) -> Counter[int | None]:
    return Counter(of_task[task] for task, roles in unit.roles.items() if not led or is_led(roles))
