"""Which goals take which units (任务流向): goals on the left, units on the right, a ribbon for the tasks they share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from planparse.outputs.figures.matrix import NO_GOAL
from planparse.outputs.figures.reading import Reading, count, is_led
from planparse.outputs.figures.sheet import Box, Ribbon, Sheet, Words, broken, inches
from planparse.outputs.figures.style import (
    COOL,
    GREY,
    LABEL,
    LEAST_WIDTH,
    LONGEST_UNIT,
    MARGIN,
    SMALL,
    WARM,
    line_height,
)
from planparse.outputs.words import cut, drawable

MOST_GOALS, MOST_UNITS = 30, 40
"""Drawn one by one; those with fewer tasks are put together."""
GOAL_WIDTH, GOAL_LINES = 2.6, 3
BAR, SWING = 0.12, 3.4
"""Width of the bars, and of the room that the ribbons have."""
ALL_BARS, ONE_TASK = 6.0, 0.14
"""Height of all the bars of a side, at most, and of one task, at most."""
AIR = 0.06
"""Between two bars, or their words."""
LEGEND = ((WARM, "牵头 led"), (COOL, "其他 other roles"))
OTHERS = -1
"""Stands for all goals or units that are not drawn one by one."""

Pair = tuple[int, int, bool]
"""Numbers of a goal and a unit, and whether the unit leads."""


@dataclass(slots=True)
class _Bar:
    """A goal or a unit: its words, how many tasks its ribbons have, and where its bar begins."""

    lines: list[str]
    size: float
    led: int = 0
    other: int = 0
    top: float = 0.0

    @property
    def total(self) -> int:
        return self.led + self.other

    def slot(self, scale: float) -> float:
        """Give the height that its bar or its words take."""
        return max(self.total * scale, len(self.lines) * line_height(self.size)) + AIR


Side = dict[int, _Bar]
"""The bars of goals or units by their number, from the top down."""


def flow(reading: Reading, title: str | None = None) -> Sheet:
    """Lay out goals and units. A ribbon is as thick as there are tasks of the goal in which the unit has a role."""
    shared, names = _shared(reading)
    folded, hidden_goals = _folded(shared, 0, MOST_GOALS)
    folded, hidden_units = _folded(folded, 1, MOST_UNITS)
    goals: Side = {
        goal: _Bar(broken(words, GOAL_WIDTH, SMALL, GOAL_LINES), SMALL)
        for goal, words in [*enumerate(names), (OTHERS, f"其余 {count(hidden_goals, 'more goal')}")]
        if any(pair[0] == goal for pair in folded)
    }
    units: Side = {
        unit: _Bar([cut(drawable(_unit_words(reading, unit, hidden_units)), LONGEST_UNIT)], LABEL)
        for unit in _by_middle(folded)
    }
    for (goal, unit, led), number in folded.items():
        for bar in (goals[goal], units[unit]):
            if led:
                bar.led += number
            else:
                bar.other += number
    return _laid_out(reading, title, folded, goals, units)


def _laid_out(reading: Reading, title: str | None, shared: Mapping[Pair, int], goals: Side, units: Side) -> Sheet:
    total = sum(shared.values())
    scale = min(ONE_TASK, ALL_BARS / max(total, 1))
    left = MARGIN + max((inches(line, SMALL) for bar in goals.values() for line in bar.lines), default=0.0) + 0.1
    right = left + 2 * BAR + SWING
    names = max((inches(bar.lines[0], LABEL) + inches(f"  {bar.total}", SMALL) for bar in units.values()), default=0.0)
    sheet = Sheet(max(right + names + 0.2 + MARGIN, LEAST_WIDTH), content=f"{len(reading.units)} units")
    top = sheet.head(reading.title if title is None else title, reading.counts(), LEGEND if total else ()) + 0.15
    height = max(sum(bar.slot(scale) for bar in side.values()) for side in (goals, units))
    sheet.height = top + max(height, line_height(LABEL)) + MARGIN
    if not total:
        sheet.add(Words(MARGIN, top, "no assignments", colour=GREY))
        return sheet
    for side in (goals, units):
        _stack(side, top, height, scale)
    leave, arrive = _doors(shared, 0, goals, units, scale), _doors(shared, 1, units, goals, scale)
    for pair in sorted(shared, key=lambda pair: pair[2]):  # those of units that lead above the others
        colour = WARM if pair[2] else COOL
        sheet.add(Ribbon(left + BAR, leave[pair], right - BAR, arrive[pair], shared[pair] * scale, colour))
    for x, side in ((left, goals), (right - BAR, units)):
        for bar in side.values():
            sheet.add(Box(x, bar.top, BAR, bar.led * scale, WARM))
            sheet.add(Box(x, bar.top + bar.led * scale, BAR, bar.other * scale, COOL))
    for bar in goals.values():
        y = bar.top + bar.total * scale / 2 - len(bar.lines) * line_height(SMALL) / 2
        sheet.lines(left - 0.08, y, bar.lines, SMALL, "right")
    for bar in units.values():
        y, x = bar.top + bar.total * scale / 2, right + 0.08
        sheet.add(Words(x, y, bar.lines[0]))
        sheet.add(Words(x + inches(bar.lines[0], LABEL) + 0.08, y, str(bar.total), SMALL, "left", GREY))
    return sheet


def _shared(reading: Reading) -> tuple[Counter[Pair], list[str]]:
    """Count the tasks of each goal in which each unit has a role; tells the words of the goals, too."""
    of_task = [(task.plan, task.goal) for task in reading.tasks]
    number = {goal: place for place, goal in enumerate(dict.fromkeys(of_task))}
    shared = Counter(
        (number[of_task[task]], unit, is_led(roles))
        for unit, drawn in enumerate(reading.units)
        for task, roles in drawn.roles.items()
    )
    several = len({plan for plan, _ in number}) > 1
    return shared, [
        f"{reading.plan_names.get(plan, '') if several else ''} {reading.labels.get(goal, NO_GOAL)}".strip()
        for plan, goal in number
    ]


def _unit_words(reading: Reading, unit: int, hidden: int) -> str:
    return f"其余 {count(hidden, 'more unit')}" if unit == OTHERS else reading.units[unit].label


def _folded(shared: Mapping[Pair, int], side: int, most: int) -> tuple[Counter[Pair], int]:
    """Put those with the fewest tasks together; one that would be alone there keeps its place. Tells how many."""
    totals = Counter[int]()
    for pair, number in shared.items():
        totals[pair[side]] += number
    kept = set(totals) if len(totals) <= most + 1 else {key for key, _ in totals.most_common(most)}
    folded = Counter[Pair]()
    for (goal, unit, led), number in shared.items():
        if side == 0:
            folded[goal if goal in kept else OTHERS, unit, led] += number
        else:
            folded[goal, unit if unit in kept else OTHERS, led] += number
    return folded, len(totals) - len(kept)


def _by_middle(shared: Mapping[Pair, int]) -> list[int]:
    """Order units by the middle of their goals, so that few ribbons cross; all others come last."""
    tasks, sums = Counter[int](), Counter[int]()
    for (goal, unit, _), number in shared.items():
        tasks[unit] += number
        sums[unit] += goal * number
    return sorted(tasks, key=lambda unit: (unit == OTHERS, sums[unit] / tasks[unit], unit))


def _stack(side: Side, top: float, height: float, scale: float) -> None:
    """Place bars below each other, evenly over this height."""
    free = (height - sum(bar.slot(scale) for bar in side.values())) / len(side)
    for bar in side.values():
        slot = bar.slot(scale) + free
        bar.top = top + (slot - bar.total * scale) / 2
        top += slot


def _doors(shared: Mapping[Pair, int], side: int, bars: Side, others: Iterable[int], scale: float) -> dict[Pair, float]:
    """Give the top of each ribbon at its bar: in the order of the other side, those of units that lead above."""
    order = {key: number for number, key in enumerate(others)}
    free = {key: bar.top for key, bar in bars.items()}
    doors = {}
    for pair in sorted(shared, key=lambda pair: (not pair[2], order[pair[1 - side]])):
        doors[pair] = free[pair[side]]
        free[pair[side]] += shared[pair] * scale
    return doors
