"""Which predicted row is which gold row.

Texts are compared after NFKC and removal of all white space. Rows are paired one to one: equal content
first (rows that also agree on their other fields before those that do not), then the closest content.
"""

from __future__ import annotations

import difflib
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from planparse.model.plan import Plan

CLOSE = 0.5
"""Smallest similarity (0 to 1) at which two rows of different content are still the same row; half of the
text agrees, so no other row can be as near."""
ROUGH = 0.8 * CLOSE
"""Smallest share of common character pairs at which the slow comparison is worth its time."""

START, END = 25, 15
"""Characters that a gold file gives of a long content, at its start and its end."""

CONTENT = ("content",)
HEADED = ("goal", "task", "content")
STRICT = ("goal", "task", "content", "responsibility_text")


class Entry(NamedTuple):
    """One unit in one role."""

    unit: str
    role: str


@dataclass(frozen=True, slots=True)
class Row:
    """The fields of a task that are measured."""

    goal: str | None
    task: str | None
    content: str
    responsibility_text: str = ""
    assignments: tuple[Entry, ...] = ()

    def key(self, fields: Sequence[str]) -> tuple[str, ...]:
        """Give these fields as they are compared."""
        return tuple(normalise(getattr(self, name)) for name in fields)


def normalise(text: str | None) -> str:
    """Write a text as it is compared: NFKC, no white space.

    >>> normalise("市（县） 级，各")
    '市(县)级,各'
    """
    return "".join(unicodedata.normalize("NFKC", text or "").split())


def digest(start: str, end: str | None = None, length: int | None = None) -> str:
    """Name a content by its first and last characters and its length, as some gold files do.

    With `start` alone, that is the whole content. Lengths count characters before NFKC, without white space.
    """
    if end is None or length is None:
        bare = "".join(start.split())
        start, end, length = bare[:START], bare[-END:], len(bare)
    return f"{start}…{end}#{length}"


def rows_of(plan: Plan, *, by_digest: bool = False) -> tuple[Row, ...]:
    """Take the measured fields out of a plan, its tasks in document order."""
    return tuple(
        Row(
            task.goal,
            task.task,
            digest(task.content) if by_digest else task.content,
            task.responsibility_text,
            tuple(Entry(each.unit, str(each.role)) for each in task.assignments),
        )
        for task in plan.tasks
    )


def pair_rows(gold: Sequence[Row], found: Sequence[Row]) -> dict[int, int]:
    """Pair rows one to one; gives the index in `found` for each paired index in `gold`."""
    pairs = _equal_pairs(gold, found)
    taken = set(pairs.values())
    left_gold = [i for i, row in enumerate(gold) if i not in pairs and row.key(CONTENT)[0]]
    left_found = [j for j, row in enumerate(found) if j not in taken and row.key(CONTENT)[0]]
    for i, j in _closest_first(gold, found, left_gold, left_found):
        if i not in pairs and j not in taken:
            pairs[i] = j
            taken.add(j)
    return dict(sorted(pairs.items()))


def _equal_pairs(gold: Sequence[Row], found: Sequence[Row]) -> dict[int, int]:
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for fields in (STRICT, ("task", "content"), CONTENT):
        waiting: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for j, row in enumerate(found):
            if j not in taken and row.key(CONTENT)[0]:
                waiting[row.key(fields)].append(j)
        for i, row in enumerate(gold):
            candidates = waiting.get(row.key(fields))
            if i not in pairs and candidates:
                pairs[i] = candidates.pop(0)
                taken.add(pairs[i])
    return pairs


def _closest_first(
    gold: Sequence[Row], found: Sequence[Row], left_gold: Sequence[int], left_found: Sequence[int]
) -> list[tuple[int, int]]:
    texts = {j: found[j].key(CONTENT)[0] for j in left_found}
    grams = {j: _grams(text) for j, text in texts.items()}
    candidates = []
    for i in left_gold:
        text = gold[i].key(CONTENT)[0]
        mine = _grams(text)
        for j in left_found:
            total = mine.total() + grams[j].total()
            if not total or 2 * (mine & grams[j]).total() / total < ROUGH:
                continue
            close = difflib.SequenceMatcher(None, text, texts[j], autojunk=False).ratio()
            if close >= CLOSE:
                candidates.append((-close, i, j))
    return [(i, j) for _, i, j in sorted(candidates)]


def _grams(text: str) -> Counter[str]:
    return Counter(text[i : i + 2] for i in range(len(text) - 1))
