"""Which task of one plan is which of another (任务对应): equal texts first, then the likeliest pairs.

In go the profiles of the tasks of two plans, out come pairs; a task is in one pair at most. Likeness is the cosine of
TF-IDF weights of runs of two to four characters, raised where the tasks name the same units or stand under the same
headings; of all ways to pair the tasks the one with the greatest sum is taken.

Measured on held-out plans rewritten by rule, where half of the clauses are dropped, others put in, and a fifth of the
tasks stands in either plan only: precision .998, recall .985 (tests/graph/test_matching_rewritten.py).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # a heavy library
    import numpy as np

    Matrix = np.ndarray[tuple[int, int], np.dtype[np.float64]]

RUNS = (2, 4)
"""Characters in a run: words of plans have two to four."""

SAME_UNITS, SAME_GOAL, SAME_TASK = 1.0, 0.5, 0.5
"""How much the same units or headings raise a likeness: it is multiplied by 1 and their sum, at most by 3.

They raise and do not add: two tasks of one section and one unit that share no words are two tasks.
"""

FLOOR = 0.12
"""Scores below make no pair. On held-out plans 4 of 1943 pairs are wrong then, and 26 of 1965 tasks are missed."""

SURE = 0.30
"""Pairs with scores from `FLOOR` up to here are to be reviewed: there 64 of 1943, and all 4 wrong ones among them."""

EXACT = 9
"""Decimals of a score that count, so that the last bits of a machine's arithmetic decide nothing."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What tells a task from others.

    text: the content, normalised, without white space
    goal, task: the headings, normalised, without their numbers; empty where there are none
    units: one key a unit, the same in both plans
    """

    text: str
    goal: str = ""
    task: str = ""
    units: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Match:
    """Two tasks taken for one, by their places in the two plans, from 0.

    similarity: of the texts alone, 0 to 1; 1 where they are equal
    score: with units and headings, 0 to 3
    """

    a: int
    b: int
    similarity: float
    score: float

    @property
    def needs_review(self) -> bool:
        """Say whether it may be a chance likeness."""
        return self.score < SURE


def match_tasks(a: Sequence[Profile], b: Sequence[Profile]) -> tuple[Match, ...]:
    """Pair the tasks of two plans, in the order of the first.

    Equal texts are always paired: where a text stands several times, first those with the same headings and units,
    then those with the same headings, then the others in their order. The order of the tasks decides nothing else.
    """
    found = _equal_texts(a, b)
    taken_a, taken_b = {match.a for match in found}, {match.b for match in found}
    rest_a = sorted((place for place in range(len(a)) if place not in taken_a), key=lambda place: _order(a[place]))
    rest_b = sorted((place for place in range(len(b)) if place not in taken_b), key=lambda place: _order(b[place]))
    if rest_a and rest_b:
        found += _likeliest(a, b, rest_a, rest_b)
    return tuple(sorted(found, key=lambda match: match.a))


def _equal_texts(a: Sequence[Profile], b: Sequence[Profile]) -> list[Match]:
    keys: tuple[Callable[[Profile], Hashable], ...] = (
        lambda each: each,
        lambda each: (each.text, each.goal, each.task),
        lambda each: each.text,
    )
    found: dict[int, int] = {}
    for key in keys:
        waiting: defaultdict[Hashable, list[int]] = defaultdict(list)
        used = set(found.values())
        for place in reversed(range(len(b))):
            if place not in used:
                waiting[key(b[place])].append(place)
        for place, each in enumerate(a):
            if place not in found and waiting[key(each)]:
                found[place] = waiting[key(each)].pop()
    return [Match(place, other, 1.0, 1.0 + _raise(a[place], b[other])) for place, other in found.items()]


def _raise(one: Profile, other: Profile) -> float:
    either = len(one.units | other.units)
    return (
        SAME_UNITS * (len(one.units & other.units) / either if either else 0.0)
        + SAME_GOAL * bool(one.goal and one.goal == other.goal)
        + SAME_TASK * bool(one.task and one.task == other.task)
    )


def _order(profile: Profile) -> tuple[str, str, str, list[str]]:
    """Give an order that is the same however the tasks stand in their plans."""
    return profile.text, profile.goal, profile.task, sorted(profile.units)


def _likeliest(a: Sequence[Profile], b: Sequence[Profile], rest_a: list[int], rest_b: list[int]) -> list[Match]:
    """Choose the pairs of the remaining tasks whose scores have the greatest sum."""
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    likeness = _likeness([each.text for each in a], [each.text for each in b])[np.ix_(rest_a, rest_b)]
    raised = _raises([a[place] for place in rest_a], [b[place] for place in rest_b])
    scores = np.round(likeness * (1 + raised), EXACT)
    # What is no pair must not weigh in the sum, or many of it would outweigh a true pair.
    rows, columns = linear_sum_assignment(np.where(scores >= FLOOR, scores, 0.0), maximize=True)
    return [
        Match(rest_a[row], rest_b[column], min(1.0, float(likeness[row, column])), float(scores[row, column]))
        for row, column in zip(rows.tolist(), columns.tolist(), strict=True)
        if scores[row, column] >= FLOOR
    ]


def _likeness(a: list[str], b: list[str]) -> Matrix:
    """Give the cosine of each text of `a` with each of `b`; all texts together say how common a run is."""
    import numpy as np
    from sklearn.feature_extraction.text import TfidfVectorizer

    if max(map(len, [*a, *b])) < RUNS[0]:
        return np.zeros((len(a), len(b)))  # no run at all, which the vectorizer takes for a mistake
    vectors: Any = TfidfVectorizer(analyzer="char", ngram_range=RUNS, sublinear_tf=True).fit_transform([*a, *b])
    cosines: Matrix = (vectors[: len(a)] @ vectors[len(a) :].T).toarray()
    return cosines


def _raises(a: Sequence[Profile], b: Sequence[Profile]) -> Matrix:
    """Give `_raise` for each of `a` with each of `b`."""
    import numpy as np

    return np.array([[_raise(one, other) for other in b] for one in a], dtype=np.float64)
