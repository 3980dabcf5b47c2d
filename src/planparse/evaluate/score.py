"""How right a plan is: precision, recall and every difference, one document or many together.

A `Score` holds counts, so scores of many documents add up to the micro average.
"""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise
from typing import Any

from planparse.errors import InputError, NotAPlan, UnreadableFile, UnsupportedFormat
from planparse.evaluate.gold import Gold, Pair, read_gold
from planparse.evaluate.match import CONTENT, HEADED, STRICT, Row, normalise, pair_rows, rows_of
from planparse.model.plan import CitedDocument, Metadata, Plan
from planparse.plan import parse

CITED = "cited_documents"
METADATA_FIELDS = (
    "title",
    "document_number",
    "issuer",
    "signed_date",
    "published_date",
    "disclosure",
    "addressees",
    CITED,
)
"""Fields of the notice that are counted right or wrong, where the gold has them."""

ONE_MARK = str.maketrans({"〈": "<", "‹": "<", "⟨": "<", "〉": ">", "›": ">", "⟩": ">"})
"""Inner title marks (单书名号) that look alike; sources change one for another. NFKC has made ＜ a < already."""

MARK = ("⟦", "⟧")
"""Set around the characters in which two texts differ."""
CONTEXT = 12
"""Equal characters shown on each side of a difference; longer equal stretches are shortened."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """Counts of right, predicted and gold items."""

    right: int = 0
    found: int = 0
    gold: int = 0

    @property
    def precision(self) -> float:
        """Share of the predicted items that are right; 1 where nothing was there and nothing predicted."""
        return self._share(self.found)

    @property
    def recall(self) -> float:
        """Share of the gold items that were found; 1 where nothing was there and nothing predicted."""
        return self._share(self.gold)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def __add__(self, other: Ratio) -> Ratio:
        return Ratio(self.right + other.right, self.found + other.found, self.gold + other.gold)

    def _share(self, of: int) -> float:
        if of:
            return self.right / of
        return 0.0 if self.found or self.gold else 1.0


@dataclass(frozen=True, slots=True)
class Order:
    """Neighbouring rows of equal content, in predicted order, and how many of them stand in gold order."""

    right: int = 0
    neighbours: int = 0

    @property
    def share(self) -> float | None:
        """From 0 to 1; None where no two rows are neighbours."""
        return self.right / self.neighbours if self.neighbours else None

    def __add__(self, other: Order) -> Order:
        return Order(self.right + other.right, self.neighbours + other.neighbours)


@dataclass(frozen=True, slots=True)
class Score:
    """How one plan, or many plans together, agree with the gold.

    rows_content, rows_headed, rows_strict: rows equal in content; in goal, task and content; and in
        responsibility_text too
    assignments: (row, unit, role); units: the same without the role
    metadata: for each field of the notice, how many documents have it right, have it wrong
    """

    rows_content: Ratio = field(default_factory=Ratio)
    rows_headed: Ratio = field(default_factory=Ratio)
    rows_strict: Ratio = field(default_factory=Ratio)
    assignments: Ratio = field(default_factory=Ratio)
    units: Ratio = field(default_factory=Ratio)
    order: Order = field(default_factory=Order)
    metadata: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    def __add__(self, other: Score) -> Score:
        names = [name for name in METADATA_FIELDS if name in self.metadata or name in other.metadata]
        mine, yours = self.metadata, other.metadata
        together = {
            name: (
                mine.get(name, (0, 0))[0] + yours.get(name, (0, 0))[0],
                mine.get(name, (0, 0))[1] + yours.get(name, (0, 0))[1],
            )
            for name in names
        }
        return Score(
            self.rows_content + other.rows_content,
            self.rows_headed + other.rows_headed,
            self.rows_strict + other.rows_strict,
            self.assignments + other.assignments,
            self.units + other.units,
            self.order + other.order,
            together,
        )


@dataclass(frozen=True, slots=True)
class Difference:
    """One spot where a plan and its gold disagree.

    kind: `missing_row`, `extra_row`, `field`, `missing_assignment`, `extra_assignment` or `metadata`
    row: number of the gold row, of the predicted row for an extra one, from 1; None for metadata
    field: the name of the field, where one differs
    gold, found: what the two say; None where one of them has nothing. For `cited_documents` only what is missing
        and what is extra
    """

    kind: str
    row: int | None
    field: str | None
    gold: str | None
    found: str | None


@dataclass(frozen=True, slots=True)
class Result:
    """One document measured: a score with its differences, or the error that kept it from being read."""

    document: str
    gold: str
    score: Score
    differences: tuple[Difference, ...] = ()
    error: InputError | None = None

    @property
    def counted(self) -> bool:
        """Tell whether the document counts in the total: every kind of file that planparse reads does."""
        return not isinstance(self.error, UnsupportedFormat)


def measure(pair: Pair, gold: Gold, *, reader: str = "auto") -> Result:
    """Parse a document and score it.

    A document without tasks (NotAPlan) is right where the gold has none. One that could not be read has
    missed all that the gold holds; one of a kind that planparse does not read is named, and not counted.
    """
    name = str(pair.document or pair.gold)
    try:
        plan = _parse(pair, reader)
    except UnsupportedFormat as problem:
        return Result(name, str(pair.gold), Score(), error=problem)
    except InputError as problem:
        return Result(name, str(pair.gold), _score_rows(gold.rows, ()), error=problem)
    score, differences = compare(gold, plan)
    return Result(name, str(pair.gold), score, differences)


def measure_all(pairs: Iterable[Pair], *, reader: str = "auto") -> Iterator[Result]:
    """Measure one document after the other; all gold files are read before the first document.

    Raises UsageError if a gold file is none.
    """
    golds = [(pair, read_gold(pair.gold)) for pair in pairs]
    for pair, gold in golds:
        yield measure(pair, gold, reader=reader)


def _parse(pair: Pair, reader: str) -> Plan:
    """Parse the document of a pair; one without tasks gives its plan without tasks."""
    if pair.document is None:
        raise UnreadableFile(
            "no document belongs to this gold file",
            where=str(pair.gold),
            advice="lay the document beside it under the same name",
        )
    try:
        return parse(pair.document, reader=reader)
    except NotAPlan as problem:
        plan = problem.plan
        assert isinstance(plan, Plan)
        return plan


def compare(gold: Gold, plan: Plan) -> tuple[Score, tuple[Difference, ...]]:
    """Score a plan against its gold, and list all differences, rows in gold order."""
    found = rows_of(plan, by_digest=gold.by_digest)
    read = _metadata_texts(plan.metadata)
    wrong = [
        Difference("metadata", None, name, _as_text(gold.metadata[name]), read[name] or None)
        for name in METADATA_FIELDS
        if name in gold.metadata and name != CITED and not _is_right(gold, name, read[name])
    ]
    if CITED in gold.metadata:
        wrong += _cited_differences(gold, plan.metadata.cited_documents)
    names = {each.field for each in wrong}
    counts = {name: (0, 1) if name in names else (1, 0) for name in METADATA_FIELDS if name in gold.metadata}
    score = replace(_score_rows(gold.rows, found), metadata=counts)
    return score, (*wrong, *_row_differences(gold.rows, found))


def _score_rows(gold: Sequence[Row], found: Sequence[Row]) -> Score:
    pairs = pair_rows(gold, found)
    return Score(
        _equal_rows(gold, found, CONTENT),
        _equal_rows(gold, found, HEADED),
        _equal_rows(gold, found, STRICT),
        _common(*_bags(gold, found, pairs, with_role=True)),
        _common(*_bags(gold, found, pairs, with_role=False)),
        _order(gold, found, pairs),
    )


def _equal_rows(gold: Sequence[Row], found: Sequence[Row], names: Sequence[str]) -> Ratio:
    return _common(Counter(row.key(names) for row in gold), Counter(row.key(names) for row in found))


def _common(gold: Counter[Any], found: Counter[Any]) -> Ratio:
    return Ratio((gold & found).total(), found.total(), gold.total())


def _bags(
    gold: Sequence[Row], found: Sequence[Row], pairs: Mapping[int, int], *, with_role: bool
) -> tuple[Counter[Any], Counter[Any]]:
    """Count (row, unit, role) on both sides; a predicted row bears the number of its gold row."""
    back = {j: ("gold", i) for i, j in pairs.items()}

    def bag(rows: Sequence[Row], names: Mapping[int, tuple[str, int]], other: str) -> Counter[Any]:
        return Counter(
            (names.get(k, (other, k)), normalise(entry.unit), entry.role if with_role else None)
            for k, row in enumerate(rows)
            for entry in row.assignments
        )

    return bag(gold, {}, "gold"), bag(found, back, "found")


def _order(gold: Sequence[Row], found: Sequence[Row], pairs: Mapping[int, int]) -> Order:
    equal = sorted((j, i) for i, j in pairs.items() if gold[i].key(CONTENT) == found[j].key(CONTENT))
    steps = [after > before for (_, before), (_, after) in pairwise(equal)]
    return Order(sum(steps), len(steps))


def _metadata_texts(metadata: Metadata) -> dict[str, str]:
    return {name: _as_text(getattr(metadata, name)) for name in METADATA_FIELDS if name != CITED}


def _as_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return "；".join(_as_text(item) for item in value)
    return value.isoformat() if isinstance(value, date) else str(value)


def _is_right(gold: Gold, name: str, found: str) -> bool:
    if not found and name in gold.optional:
        return True
    return normalise(found) == normalise(_as_text(gold.metadata[name]))


def _cited_differences(gold: Gold, cited: Sequence[CitedDocument]) -> Iterator[Difference]:
    """Compare the cited documents as sets; one difference says which are missing and which are extra.

    A title with another number than in the gold is both. The plan itself and what the gold calls optional may be
    left out.
    """
    if not cited and CITED in gold.optional:
        return
    entries = gold.metadata[CITED] or ()
    wanted = {_cited_key(each["title"], each.get("document_number")): each for each in entries}
    found = {_cited_key(each.title, each.document_number): each for each in cited}
    missing = [
        _cited_text(each["title"], each.get("document_number"))
        for key, each in wanted.items()
        if key not in found and not (each.get("optional") or each.get("self"))
    ]
    extra = [_cited_text(each.title, each.document_number) for key, each in found.items() if key not in wanted]
    if missing or extra:
        yield Difference(
            "metadata",
            None,
            CITED,
            f"missing: {'；'.join(missing)}" if missing else None,
            f"extra: {'；'.join(extra)}" if extra else None,
        )


def _cited_key(title: str, number: object) -> tuple[str, str]:
    return normalise(title).translate(ONE_MARK), normalise(_as_text(number))


def _cited_text(title: str, number: object) -> str:
    return f"《{title}》（{_as_text(number)}）" if number else f"《{title}》"


def _row_differences(gold: Sequence[Row], found: Sequence[Row]) -> Iterator[Difference]:
    pairs = pair_rows(gold, found)
    for i, row in enumerate(gold):
        if i not in pairs:
            yield Difference("missing_row", i + 1, None, row.content, None)
            continue
        other = found[pairs[i]]
        for name in STRICT:
            mine, theirs = getattr(row, name) or "", getattr(other, name) or ""
            if normalise(mine) != normalise(theirs):
                yield Difference("field", i + 1, name, mine, theirs)
        yield from _assignment_differences(i + 1, row, other)
    for j, row in enumerate(found):
        if j not in pairs.values():
            yield Difference("extra_row", j + 1, None, None, row.content)


def _assignment_differences(number: int, gold: Row, found: Row) -> Iterator[Difference]:
    mine = Counter((normalise(entry.unit), entry.role) for entry in gold.assignments)
    theirs = Counter((normalise(entry.unit), entry.role) for entry in found.assignments)
    for unit, role in (mine - theirs).elements():
        yield Difference("missing_assignment", number, role, unit, None)
    for unit, role in (theirs - mine).elements():
        yield Difference("extra_assignment", number, role, None, unit)


def mark(gold: str, found: str) -> tuple[str, str]:
    """Mark the characters in which two texts differ, and shorten what they share.

    White space and the width of marks are not compared, so they are not marked either.

    >>> mark("市审计局牵头落实", "市审计局负责落实")
    ('市审计局⟦牵头⟧落实', '市审计局⟦负责⟧落实')
    """
    gold, found = normalise(gold), normalise(found)
    left, right = [], []
    matcher = difflib.SequenceMatcher(None, gold, found, autojunk=False)
    for what, a0, a1, b0, b1 in matcher.get_opcodes():
        if what == "equal":
            same = _shorten(gold[a0:a1])
            left.append(same)
            right.append(same)
        else:
            left.append(MARK[0] + gold[a0:a1] + MARK[1])
            right.append(MARK[0] + found[b0:b1] + MARK[1])
    return "".join(left), "".join(right)


def _shorten(text: str) -> str:
    return text if len(text) <= 2 * CONTEXT + 1 else f"{text[:CONTEXT]}…{text[-CONTEXT:]}"


def total(results: Iterable[Result]) -> Score:
    """Add the scores of many documents up (micro average)."""
    return sum((result.score for result in results), Score())


def score_to_dict(score: Score) -> dict[str, Any]:
    """Turn a score into plain values for JSON, shares rounded to six digits."""
    body: dict[str, Any] = {
        name: {
            "precision": round(ratio.precision, 6),
            "recall": round(ratio.recall, 6),
            "f1": round(ratio.f1, 6),
            "right": ratio.right,
            "found": ratio.found,
            "gold": ratio.gold,
        }
        for name, ratio in (
            ("rows_content", score.rows_content),
            ("rows_goal_task_content", score.rows_headed),
            ("rows_strict", score.rows_strict),
            ("assignments", score.assignments),
            ("units", score.units),
        )
    }
    share = score.order.share
    body["order"] = None if share is None else round(share, 6)
    body["metadata"] = {name: {"right": r, "wrong": w} for name, (r, w) in score.metadata.items()}
    return body
