"""Two readers, one confidence (置信度): where grammar and CRF agree an assignment is sure, else it is to be reviewed.

In go a string, its column and what the phrase grammar read there; out come the same assignments with `confidence`,
`needs_review` and, where the second reader saw other units, `alternatives`. Units and roles are never changed.
The confidence of each kind of agreement stands in `lexicon/data/agreement.csv`; `models/card.md` shows how often
assignments of each kind were right. The second reader knows no roles, so it can only doubt units.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from planparse.language.crf import UnitSpan, read_units
from planparse.language.roles import read_responsibility
from planparse.lexicon.load import read_csv
from planparse.model.plan import Assignment, Reading, Role

READER = "crf"

FIRM = 0.9
"""Probability from which the second reader's span counts as firm."""

CERTAIN = 0.95
"""Probability from which a unit that only the second reader saw is believed to be one."""

SURE = 0.85
"""Confidence of the grammar from which it counts as sure; it lowers it for forms it had to guess."""

REVIEW_BELOW = 0.8
RUNNING_TEXT = (None, "正文")
"""Columns in which a unit may be mentioned without being assigned anything."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """How the second reader stands to one assignment.

    agreement: `same` (same edges, firm), `weak` (same edges, not firm), `edges` (other edges), `alone` (it
        saw nothing there), `missed` (same edges, but beside it a unit that the grammar does not have)
    others: what it read instead, or besides
    """

    agreement: str
    others: tuple[UnitSpan, ...] = ()


def parse_responsibility(text: str, column: str | None = None) -> tuple[Assignment, ...]:
    """Read who does what from one cell, bracket or label line, by both readers (责任单位).

    text, column: as in `roles.read_responsibility`, which finds the units and roles; the second reader only says
        how sure they are. Offsets in `evidence` count characters of `text`.

    >>> [(a.unit, str(a.role), a.confidence) for a in parse_responsibility("市国资委牵头,市财政局配合", "责任单位")]
    [('市国资委', 'lead', 0.99), ('市财政局', 'cooperate', 0.99)]
    """
    return review(text, column, read_responsibility(text, column))


def review(text: str, column: str | None, assignments: Sequence[Assignment]) -> tuple[Assignment, ...]:
    """Ask the second reader about assignments of the grammar; the same units and roles come back.

    text, column: as given to `read_responsibility`, whose offsets the evidence of the assignments has.
    An assignment without offsets is returned as it is.
    """
    placed = [a for a in assignments if _place(a) is not None]
    if not placed:
        return tuple(assignments)
    opinions = compare(text, column, placed)
    judged = iter(zip(placed, opinions, strict=True))
    return tuple(_judge(*next(judged)) if _place(a) is not None else a for a in assignments)


def compare(text: str, column: str | None, assignments: Sequence[Assignment]) -> list[Opinion]:
    """Say for each assignment with offsets how the second reader stands to it."""
    spans = read_units(text)
    places = [_place(a) or (0, 0) for a in assignments]
    ends = [span.end for span in spans]
    touched: set[int] = set()
    opinions = []
    for start, end in places:
        first = last = bisect_right(ends, start)
        while last < len(spans) and spans[last].start < end:
            last += 1
        touched.update(range(first, last))
        touching = spans[first:last]
        same = next((span for span in touching if (span.start, span.end) == (start, end)), None)
        if same is not None:
            opinions.append(Opinion("same" if same.probability >= FIRM else "weak"))
        else:
            opinions.append(Opinion("edges", touching) if touching else Opinion("alone"))
    if column in RUNNING_TEXT or not places:
        return opinions
    known = {spans[index].text for index in touched} | {a.unit for a in assignments}
    order = sorted(range(len(places)), key=places.__getitem__)
    starts = [places[index][0] for index in order]
    for index, span in enumerate(spans):
        if index in touched or span.probability < CERTAIN or span.text in known:
            continue
        right = bisect_right(starts, span.start)
        nearest = min(order[max(0, right - 1) : right + 1], key=lambda near: _distance(places[near], span))
        before = opinions[nearest]
        agreement = "missed" if before.agreement in ("same", "weak", "missed") else before.agreement
        opinions[nearest] = Opinion(agreement, (*before.others, span))
    return opinions


def _judge(assignment: Assignment, opinion: Opinion) -> Assignment:
    sure = "sure" if assignment.confidence >= SURE else "doubtful"
    confidence = min(_confidences()[opinion.agreement, sure], assignment.confidence)
    return replace(
        assignment,
        confidence=confidence,
        needs_review=confidence < REVIEW_BELOW,
        alternatives=(
            *assignment.alternatives,
            *(Reading(span.text, Role(assignment.role), READER) for span in opinion.others),
        ),
    )


def _place(assignment: Assignment) -> tuple[int, int] | None:
    for spot in assignment.evidence:
        if spot.start is not None and spot.end is not None:
            return spot.start, spot.end
    return None


def _distance(place: tuple[int, int], span: UnitSpan) -> int:
    return max(place[0] - span.end, span.start - place[1])


@cache
def _confidences() -> dict[tuple[str, str], float]:
    return {(row["agreement"], row["phrase_reader"]): float(row["confidence"]) for row in read_csv("agreement")}
