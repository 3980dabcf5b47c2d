"""Ruling lines of a page, made clean: snapped together, joined, and sorted into tables.

Comes in: the `Rule`s of a page, as drawn: doubled, broken at crossings, dashed, one piece a cell. Goes out: for each
table of the page a `Frame`, whose lines stand on a few exact coordinates.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from planparse.model.document import Rule

SNAP = 3.0
"""Points. Rules closer than this are one rule, drawn twice or as a double line; rows are never so low."""

GAP = 3.0
"""Points. Pieces of a rule this far apart are one: dashes, and producers that leave the crossings out."""

MOST_CROSSINGS = 40_000
"""Horizontal lines times vertical lines. 200 rows of 30 columns have 6,000."""

SHORTEST = 4.0
"""Points. A joined line shorter than this is a tick, not an edge of a cell."""

EVEN = 3.0
"""Points. Vertical lines that begin and end within this of each other are edges of one table."""

FEWEST_ALONE = 3
"""Vertical lines of equal height that make a table without any line across: two columns or more."""


@dataclass(frozen=True, slots=True)
class Span:
    """One straight line: `at` is its fixed coordinate, from `start` to `end` it is drawn."""

    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Frame:
    """The lines of one table: horizontal ones by height, vertical ones from left to right."""

    horizontal: tuple[Span, ...]
    vertical: tuple[Span, ...]


def find_frames(rules: Iterable[Rule]) -> tuple[Frame, ...]:
    """Sort the rules of a page into tables: lines that cross or touch belong together.

    A page of more than MOST_CROSSINGS places where lines could cross is a drawing, and has no tables.

    Lines that no other line crosses (an underline, the line of a red letterhead) are left out.
    Returns the frames from top to bottom, then from left to right.
    """
    rules = list(rules)
    horizontal = horizontal_lines(rules)
    vertical = _join(Span(rule.x0, rule.top, rule.bottom) for rule in rules if not rule.horizontal)
    if len(horizontal) * len(vertical) > MOST_CROSSINGS:
        return ()
    group = list(range(len(horizontal) + len(vertical)))

    def root(index: int) -> int:
        while group[index] != index:
            group[index] = group[group[index]]
            index = group[index]
        return index

    for j, v in enumerate(vertical, start=len(horizontal)):
        for i, h in enumerate(horizontal):
            if h.at > v.end + SNAP:
                break  # they are sorted by height
            if h.at >= v.start - SNAP and h.start - SNAP <= v.at <= h.end + SNAP:
                group[root(i)] = root(j)
    _adopt_orphans(horizontal, vertical, group, root)
    members: dict[int, tuple[list[Span], list[Span]]] = {}
    for index, line in enumerate([*horizontal, *vertical]):
        members.setdefault(root(index), ([], []))[index >= len(horizontal)].append(line)
    frames = [
        Frame(tuple(hs), tuple(vs))
        for hs, vs in members.values()
        if len(vs) >= FEWEST_ALONE or (hs and vs and len(hs) + len(vs) > 2)
    ]
    return tuple(sorted(frames, key=lambda f: (f.vertical[0].start, f.vertical[0].at)))


def horizontal_lines(rules: Iterable[Rule]) -> list[Span]:
    """Give the horizontal lines of a page, whether or not anything crosses them, by height."""
    return _join(Span(rule.top, rule.x0, rule.x1) for rule in rules if rule.horizontal)


def is_drawing(rules: Iterable[Rule]) -> bool:
    """Say whether a page has more lines than tables have."""
    rules = list(rules)
    across = len(horizontal_lines(rules))
    down = len(_join(Span(rule.x0, rule.top, rule.bottom) for rule in rules if not rule.horizontal))
    return across * down > MOST_CROSSINGS


def _adopt_orphans(
    horizontal: Sequence[Span], vertical: Sequence[Span], group: list[int], root: Callable[[int], int]
) -> None:
    """Put vertical lines that nothing crosses to those as long as they are.

    Where a merged cell fills the height of a page and its producer leaves pages open at head and foot, the outer
    line of its column touches no other; a row as high as the page has no line across it at all.
    """
    first = len(horizontal)
    touched = {root(index) for index in range(first)}
    for j, line in enumerate(vertical):
        if root(first + j) in touched:
            continue
        for i, other in enumerate(vertical):
            if i != j and abs(other.start - line.start) <= EVEN and abs(other.end - line.end) <= EVEN:
                group[root(first + j)] = root(first + i)
                break


def _join(lines: Iterable[Span]) -> list[Span]:
    """Snap lines to common coordinates and join their pieces; sorted by coordinate, then start."""
    joined: list[Span] = []
    for cluster in _clusters(sorted(lines, key=lambda line: line.at)):
        # The middle of the cluster: a double line becomes the line between its two.
        at = (cluster[0].at + cluster[-1].at) / 2
        start = end = None
        for piece in sorted(cluster, key=lambda line: line.start):
            if end is None or start is None:
                start, end = piece.start, piece.end
            elif piece.start <= end + GAP:
                end = max(end, piece.end)
            else:
                joined.append(Span(at, start, end))
                start, end = piece.start, piece.end
        if start is not None and end is not None:
            joined.append(Span(at, start, end))
    return [line for line in joined if line.end - line.start >= SHORTEST]


def _clusters(lines: Sequence[Span]) -> Iterable[list[Span]]:
    cluster: list[Span] = []
    for line in lines:
        # Measured from the first of the cluster, so that a slope of rules does not run together.
        if cluster and line.at - cluster[0].at > SNAP:
            yield cluster
            cluster = []
        cluster.append(line)
    if cluster:
        yield cluster
