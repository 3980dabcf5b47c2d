"""Where the units of a network stand in the picture (网络布局): circles, lines, and labels that do not overlap.

Units that share tasks draw each other near, all others push each other away (T. M. J. Fruchterman and E. M. Reingold,
Graph drawing by force-directed placement, Software: Practice and Experience 21 (1991), 1129–1164). Then the boxes of
circles and labels are pushed apart until none covers another.

The same network gives the same picture on every machine: no chance is used, and only + - * / and square roots, which
IEEE 754 fixes to the last bit, summed along the first axis, which numpy does one row after the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from planparse.outputs.words import drawable, ems, wrapped

if TYPE_CHECKING:  # a heavy library, not a room of ours
    import numpy as np

    Numbers = np.ndarray[Any, np.dtype[Any]]

MOST_NODES, MOST_TIES = 500, 1_400
"""Drawn at most: beyond, a browser without a graphics card takes too long, and an eye sees a knot."""

MOST_LABELS = 80
"""Units whose names always stand in the picture; the others show theirs when they are pointed at or chosen."""

WIDTH, LEAST_HEIGHT = 780, 520
"""Of the picture, in units of its own: about as many CSS pixels as the page has for it on a common screen."""

LABEL = 13.0
"""Size of the type, and the width of one Chinese character."""
LEADING = 1.3
"""Height of a line, in sizes of its type."""
LONGEST = 9.0
"""Where a line of a label ends, in widths of one Chinese character."""

GAP = 5.0
LEAST_RADIUS, MOST_RADIUS = 4.0, 17.0
LIKE_MANY = 5
"""Tasks that make the largest circle where no unit has more; so units of one task are small everywhere."""

STEPS, PUSHES = 120, 60
"""Steps of the forces, which have come to rest by then in all that we drew; of the pushing apart, before the picture
grows."""

ASPECT, FEW = 4 / 3, 240
"""Of a picture whose size is free: width by height, and the width of one unit."""

ROOM, GROWTH, TOUCH = 2.0, 1.08, 0.05
"""Areas of all boxes that the picture has at first, how much it grows, and what counts as no overlap."""

TURN = (-0.7373688780783197, 0.6754902942615238)
"""Cosine and sine of the golden angle, which spreads points on a spiral evenly."""


@dataclass(frozen=True, slots=True)
class Circle:
    """A unit to be drawn; load: the number of its tasks."""

    unit: int
    label: str
    load: int


@dataclass(frozen=True, slots=True)
class Tie:
    """Two units that share tasks: how many, and Newman's weight, by which they attract each other."""

    one: int
    other: int
    count: int
    weight: float


@dataclass(frozen=True, slots=True)
class Node:
    """A unit in its place; lines: of its label, which stands below the circle; none where there is no room for it."""

    unit: int
    x: float
    y: float
    r: float
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Network:
    """A picture of a network, and how much of it is not in the picture."""

    width: int
    height: int
    nodes: tuple[Node, ...]
    ties: tuple[Tie, ...]
    nodes_left_out: int
    ties_left_out: int


def drawn(
    circles: Sequence[Circle],
    ties: Sequence[Tie],
    *,
    width: int | None = WIDTH,
    most_labels: int = MOST_LABELS,
    most_ties: int = MOST_TIES,
    line: float = LONGEST,
    lines: int = 1,
) -> Network:
    """Place a network; of too large a one, those first in `circles` and the heaviest ties.

    circles: the most loaded first
    width: of the picture; None: as wide and high as what there is to place needs
    line, lines: where labels are broken, and into how many lines at most
    """
    shown = circles[:MOST_NODES]
    if not shown:
        return Network(width or WIDTH, LEAST_HEIGHT, (), (), 0, 0)
    number = {circle.unit: place for place, circle in enumerate(shown)}
    among = [tie for tie in ties if tie.one in number and tie.other in number]
    places = _forced(len(shown), [(number[tie.one], number[tie.other], tie.weight) for tie in among])
    most = max(LIKE_MANY, *(circle.load for circle in shown))
    radii = [LEAST_RADIUS + (MOST_RADIUS - LEAST_RADIUS) * (circle.load / most) ** 0.5 for circle in shown]
    labels = [
        tuple(wrapped(drawable(circle.label), line, lines)) if place < most_labels else ()
        for place, circle in enumerate(shown)
    ]
    boxes = [_box(radius, label) for radius, label in zip(radii, labels, strict=True)]
    least_height: float = LEAST_HEIGHT
    if width is None:
        width = max(min(WIDTH, round(FEW * len(shown) ** 0.5)), round((_area(boxes) * ASPECT) ** 0.5))
        least_height = min(LEAST_HEIGHT, width / ASPECT)
    height, centres = _apart(places, boxes, width, least_height)
    kept = sorted(among, key=lambda tie: (-tie.weight, tie.one, tie.other))[:most_ties]
    return Network(
        width,
        height,
        tuple(
            # A box holds the circle above and its label below; its centre is not that of the circle.
            Node(circle.unit, round(x, 1), round(y - box[1] + GAP + radius, 1), round(radius, 1), label)
            for circle, (x, y), box, radius, label in zip(shown, centres, boxes, radii, labels, strict=True)
        ),
        tuple(sorted(kept, key=lambda tie: (tie.count, tie.one, tie.other))),
        len(circles) - len(shown),
        len(ties) - len(kept),
    )


def _box(radius: float, label: Sequence[str]) -> tuple[float, float]:
    """Give half the width and half the height of a circle with the label below it, and the gap around both."""
    words = max(map(ems, label), default=0.0) * LABEL
    return max(radius, words / 2) + GAP, radius + len(label) * LABEL * LEADING / 2 + GAP


def _area(boxes: Sequence[tuple[float, float]]) -> float:
    """Give the area that the picture has at first."""
    return sum(4 * width * height for width, height in boxes) * ROOM


def _forced(n: int, ties: Sequence[tuple[int, int, float]]) -> Numbers:
    """Let the forces find places around 0, 0, at distances of about 1; two columns."""
    import numpy as np

    places = _spiral(n)
    if not ties:
        return places
    pull = np.zeros((n, n))
    # The square root keeps one pair that shares everything from falling together.
    heaviest = max(weight for *_, weight in ties)
    for one, other, weight in ties:
        pull[one, other] = pull[other, one] = (weight / heaviest) ** 0.5
    reach = n**0.5
    for step in range(STEPS):
        apart = places[:, None, :] - places[None, :, :]
        square = apart[..., 0] * apart[..., 0] + apart[..., 1] * apart[..., 1]
        np.fill_diagonal(square, 1.0)
        square = np.maximum(square, 1e-4)
        force = 1.0 / square - pull * np.sqrt(square)
        np.fill_diagonal(force, 0.0)
        # Column i holds what pushes node i; the sum runs over the first axis, see above.
        move = np.stack([-(apart[..., axis] * force).sum(axis=0) for axis in (0, 1)], axis=1)
        move -= places * 0.35  # a pull to the middle, which keeps those without ties in sight
        length = np.maximum(np.sqrt(move[:, 0] * move[:, 0] + move[:, 1] * move[:, 1]), 1e-9)
        cooled = reach * 0.12 * (1 - step / STEPS)
        places = places + move * (np.minimum(length, cooled) / length)[:, None]
    return places


def _spiral(n: int) -> Numbers:
    """Start with even places: the first in the middle, the others around it."""
    import numpy as np

    places = np.zeros((n, 2))
    x, y = 1.0, 0.0
    for i in range(n):
        radius = ((i + 0.5) / 2) ** 0.5
        places[i] = (radius * x, radius * y)
        x, y = x * TURN[0] - y * TURN[1], x * TURN[1] + y * TURN[0]
    return places


def _apart(
    places: Numbers, boxes: Sequence[tuple[float, float]], width: float, least_height: float
) -> tuple[int, list[tuple[float, float]]]:
    """Stretch the places over the picture and push the boxes apart; the picture grows until they have room."""
    height = max(least_height, _area(boxes) / width)
    x = _spread([float(place[0]) for place in places], [half for half, _ in boxes], width)
    y = _spread([float(place[1]) for place in places], [half for _, half in boxes], height)
    while not _pushed(x, y, boxes, width, height):
        y = [place * GROWTH for place in y]
        height *= GROWTH
    return round(height), list(zip(x, y, strict=True))


def _spread(values: Sequence[float], halves: Sequence[float], room: float) -> list[float]:
    """Lay values out over a room: half by what they are, half by their rank, so that no corner is crowded."""
    if len(values) == 1:
        return [room / 2]
    low, high = min(values), max(values)
    order = sorted(range(len(values)), key=lambda place: (values[place], place))
    rank = {place: number / (len(values) - 1) for number, place in enumerate(order)}
    shares = [((value - low) / max(high - low, 1e-9) + rank[place]) / 2 for place, value in enumerate(values)]
    return [half + share * (room - 2 * half) for share, half in zip(shares, halves, strict=True)]


def _pushed(x: list[float], y: list[float], boxes: Sequence[tuple[float, float]], width: float, height: float) -> bool:
    """Push boxes apart, each pair along the side that is quicker, in place; tells whether none overlaps any more."""
    for _ in range(PUSHES):
        clear = True
        order = sorted(range(len(boxes)), key=lambda place: (x[place] - boxes[place][0], place))
        for number, one in enumerate(order):
            for other in order[number + 1 :]:
                across = boxes[one][0] + boxes[other][0] - abs(x[one] - x[other])
                if x[other] - boxes[other][0] > x[one] + boxes[one][0]:
                    break
                along = boxes[one][1] + boxes[other][1] - abs(y[one] - y[other])
                if across <= TOUCH or along <= TOUCH:
                    continue
                clear = False
                if across < along:
                    step = across / 2 if x[one] < x[other] else -across / 2
                    x[one], x[other] = x[one] - step, x[other] + step
                else:
                    step = along / 2 if (y[one], one) < (y[other], other) else -along / 2
                    y[one], y[other] = y[one] - step, y[other] + step
        for place, (half, above) in enumerate(boxes):
            x[place] = min(max(x[place], half), width - half)
            y[place] = min(max(y[place], above), height - above)
        if clear:
            return True
    return False
