"""The outline of running text: which paragraphs are headings or open with one, and what stands above each (层次).

Comes in: the paragraphs as items, with what closes them. Goes out: the same items, each with its number, the headings
above it and what it adds to the path itself. A heading is known by its number, by its style, or by its neighbours: one
that opens its own paragraph (（一）加大支持力度。…) where most items of its level do.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from planparse.model.document import Paragraph, Passage
from planparse.tables.closings import STOPS, Closing
from planparse.tables.numbering import DECIMAL, ITEM, Number, number_at

BEFORE_FIGURE = re.compile(r"(\d{1,3})[.．](\d+)")
LEADING_DIGITS = re.compile(r"\d{1,3}")
TWO_FIGURES = re.compile(r"(\d{1,2})[.．](\d{1,2})(?![\d.．])")
BARE_DIGITS = re.compile(r"(\d{1,2}) (?=[\u4e00-\u9fff])")
"""The number of a heading above decimals: 1 人才培养, 1.1 本科教学."""

LONGEST_HEADING = 60
"""Characters of a heading that has a paragraph to itself."""

LONGEST_OPENING = 40
"""Characters of a heading that opens its own paragraph."""

MANY_CLAUSES = 3
"""Commas in a sentence."""

MOSTLY = 0.7
"""Share of the items of one level that open with a short sentence, from which these sentences are headings."""

STYLED = -10
"""Level of headings that only their style marks, further out than all numbers."""


@dataclass(slots=True)
class Item:
    """One paragraph as it is seen here.

    closings: the assignments in it, in order; label: the paragraph is a label line and no more
    above: the headings above it; heading: what it adds to the path itself; opening: where that ends, if it opens the
        paragraph; standalone: it is nothing but a heading
    """

    paragraph: Paragraph
    number: Number | None
    closings: list[Closing] = field(default_factory=list)
    label: Closing | None = None
    above: tuple[Passage, ...] = ()
    heading: Passage | None = None
    opening: int = 0
    standalone: bool = False

    @property
    def text(self) -> Passage:
        """Its words, with number and closings."""
        return self.paragraph.text

    @property
    def start(self) -> int:
        """Where its words begin, behind the number."""
        return self.number.end if self.number else 0

    @property
    def path(self) -> tuple[Passage, ...]:
        """The headings of its content: those above it, and the one that opens it."""
        return (*self.above, self.heading) if self.opening and self.heading is not None else self.above

    @property
    def level(self) -> float | None:
        """The level of its number, or of its style; None for text."""
        if self.number is not None:
            return self.number.level
        heading = self.paragraph.style.heading
        return None if heading is None or heading < 2 else STYLED + heading


def numbers_of(paragraphs: Sequence[Paragraph]) -> list[Number | None]:
    """Find the numbers of all paragraphs; some are only known by the numbers around them.

    One before a figure (26.12345热线) counts if it is the next in its row, and decimals (2.1项目建设) if they run from
    1 on; then a bare figure (2 科研) is the number of what stands above them.
    """
    decimals = _decimals(paragraphs)
    numbers: list[Number | None] = []
    last: int | None = None
    for paragraph in paragraphs:
        text = paragraph.text.text
        number = number_at(text)
        point = TWO_FIGURES.match(text)
        plain = BEFORE_FIGURE.match(text)
        if point is not None and (int(point[1]), int(point[2])) in decimals:
            number = Number(DECIMAL, point.end())
        elif plain is not None and last is not None and int(plain[1]) == last + 1 and len(plain[2]) > 2:
            number = Number(ITEM, plain.end(1) + 1)
        elif number is None and decimals:
            bare = BARE_DIGITS.match(paragraph.text.spaced.text)
            number = Number(ITEM, bare.end(1)) if bare else None
        if number is not None and number.level == ITEM:
            digits = LEADING_DIGITS.match(text)
            last = int(digits[0]) if digits else None
        numbers.append(number)
    return numbers


def _decimals(paragraphs: Sequence[Paragraph]) -> frozenset[tuple[int, int]]:
    """Find the decimals that open paragraphs and run from 1 on: 1.1, 1.2, 2.1; none if there is only one."""
    seen = {(int(match[1]), int(match[2])) for each in paragraphs if (match := TWO_FIGURES.match(each.text.text))}
    run = frozenset(
        (major, minor) for major, minor in seen if all((major, before) in seen for before in range(1, minor))
    )
    return run if len(run) > 1 else frozenset()


def mark_headings(items: Sequence[Item]) -> None:
    """Find which items are headings or open with one, and the headings above each."""
    opens = _opening_levels(items)
    stack: list[tuple[float, Passage | None]] = []
    for place, item in enumerate(items):
        if item.label is not None:
            item.above = tuple(heading for _, heading in stack if heading)
            continue
        level = item.level
        if level is not None:
            while stack and stack[-1][0] >= level:
                stack.pop()
        item.above = tuple(heading for _, heading in stack if heading)
        item.opening = _opening(item, opens)
        if item.opening:
            item.heading = _without_stop(item.text[: item.opening])
        elif _is_short(item):
            end = item.closings[0].start if item.closings else len(item.text.text)
            item.heading = _without_stop(item.text[:end])
            item.standalone = not item.closings and _has_text_below(items, place)
        if level is not None:
            stack.append((level, item.heading))


def _is_short(item: Item) -> bool:
    """Say whether a numbered paragraph is short enough for a heading."""
    if item.level is None or len(item.closings) > 1:
        return False
    end = item.closings[0].start if item.closings else len(item.text.text)
    words = item.text.text[item.start : end]
    return 0 < len(words) <= LONGEST_HEADING and "。" not in words[:-1]


def _has_text_below(items: Sequence[Item], place: int) -> bool:
    """Say whether what follows an item stands below it: text without a number, or a deeper one."""
    level = items[place].level
    for item in items[place + 1 :]:
        if item.label is not None:
            continue
        return item.level is None or (level is not None and item.level > level)
    return False


def _opening_levels(items: Sequence[Item]) -> frozenset[float]:
    """Find the levels of numbers whose items open with a heading, where no style shows it."""
    seen: Counter[float] = Counter()
    short: Counter[float] = Counter()
    for item in items:
        if item.number is None or item.label is not None:
            continue
        sentence, rest = _first_sentence(item)
        if not rest:
            continue
        seen[item.number.level] += 1
        short[item.number.level] += _may_open(sentence) and len(rest) >= len(sentence)
    return frozenset(level for level in seen if short[level] >= MOSTLY * seen[level])


def _first_sentence(item: Item) -> tuple[str, str]:
    """Give the first sentence of an item behind its number, and what follows it before its first bracket."""
    end = item.closings[0].start if item.closings else len(item.text.text)
    words = item.text.text[item.start : end]
    stop = words.find("。")
    return (words, "") if stop < 0 else (words[:stop], words[stop + 1 :])


def _opening(item: Item, opens: frozenset[float]) -> int:
    """Give the length of the heading that opens a paragraph, with number and stop; 0 if none does."""
    sentence, rest = _first_sentence(item)
    lead = item.paragraph.style.lead
    if lead > item.start:
        words = item.text.text[:lead]
        behind = item.text.text[lead : lead + 1]
        if words[-1] in "。：:" or behind in ("。", "：", ":"):
            end = lead if words[-1] in "。：:" else lead + 1
            body = item.text.text[end : item.closings[0].start] if item.closings else item.text.text[end:]
            if body.strip(STOPS) and len(words) - item.start <= LONGEST_HEADING:
                return end
    if item.number is None or not rest or item.number.level not in opens:
        return 0
    return item.start + len(sentence) + 1 if _may_open(sentence) else 0


def _may_open(sentence: str) -> bool:
    """Say whether a first sentence is short and plain enough for a heading; one of many clauses says what to do."""
    return len(sentence) <= LONGEST_OPENING and sentence.count("，") + sentence.count(",") < MANY_CLAUSES


def _without_stop(text: Passage) -> Passage:
    end = len(text.text.rstrip("。：:；;"))
    return text[:end]
