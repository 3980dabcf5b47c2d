"""Tasks in running text: paragraphs that an assignment closes (括注责任单位).

Comes in: the paragraphs of a document. Goes out: a `TaskRow` for each paragraph, or part of one, to which the text
assigns units: in a closing bracket, behind a label at its end (。责任单位：…), or in label lines below. Numbers make
the path; a heading that opens its own paragraph (（一）加大支持力度。…) is its task. What a sentence says of a unit as
its subject or agent assigns nothing. Source: DOMAIN 1.

Whether words name units is for the language to say, which stands to the right of this room: the caller hands in a
`Judge`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from planparse.lexicon.headers import read_header
from planparse.model.document import Paragraph, Passage
from planparse.model.plan import Role
from planparse.tables.numbering import Number, number_at
from planparse.tables.paragraphs import LABEL
from planparse.tables.rows import TaskRow, UnitCell

INLINE, TRAILING = "inline", "trailing"
"""What the grammar of responsibility calls the inside of a closing bracket, and a label line."""

PAIRS = {"(": ")", "（": "）", "[": "]", "［": "］", "〔": "〕", "【": "】", "﹝": "﹞"}
ENDS = "。；;！!？?"
STOPS = ENDS + "，,、：: "

LABEL_AFTER_SENTENCE = re.compile(r"(?<=[。；;！!）)])(?P<label>[^:：,，。；;、()（）\[\]【】〔〕]{2,14})[:：]")
LABEL_FIELDS = frozenset({"units", "deadline", "leader", "person", "target"})
ITEM_SIGN = re.compile(r"[【\[〔（(]?(?P<label>[^:：,，。；;()（）\[\]【】〔〕]{2,14})[】\]〕）)][:：]?")
"""A label in brackets: 【责任单位】市教育局."""

ITEM_LEVEL = 3
"""Level of 1. and 1、"""
BEFORE_FIGURE = re.compile(r"(\d{1,3})[.．](\d+)")
LEADING_DIGITS = re.compile(r"\d{1,3}")

LONGEST_BRACKET = 1200
"""Characters of an assigning bracket; one that names forty units has 400."""

DEEPEST = 20
"""Brackets inside each other that are followed; a text of nothing but brackets stays linear."""

LONGEST_HEADING = 60
"""Characters of a heading that has a paragraph to itself."""

LONGEST_OPENING = 40
"""Characters of a heading that opens its own paragraph."""

MOSTLY = 0.7
"""Share of the items of one level that open with a short sentence, from which these sentences are headings."""

STYLED = -10
"""Level of headings that only their style marks, further out than all numbers."""


class Verdict(NamedTuple):
    """What the language says of some words: how many units they assign, and whether words of their own say it.

    spoken: by a verb or a label, not only by being a list
    sure: all words were understood, and the second reader sees the same units
    """

    units: int
    spoken: bool
    sure: bool = True


Judge = Callable[[str, str], Verdict]
"""Given words and where they stand (INLINE or TRAILING)."""


@dataclass(frozen=True, slots=True)
class Closing:
    """What closes a piece of text: its units and what stands beside them.

    start, end: of the brackets or labels in the paragraph; the content ends at `start`
    """

    start: int
    end: int
    units: tuple[UnitCell, ...]
    aside: tuple[Passage, ...]
    words: str


@dataclass(slots=True)
class _Item:
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
        return self.paragraph.text

    @property
    def start(self) -> int:
        return self.number.end if self.number else 0

    @property
    def level(self) -> float | None:
        if self.number is not None:
            return self.number.level
        heading = self.paragraph.style.heading
        return None if heading is None or heading < 2 else STYLED + heading


def find_tasks(paragraphs: Sequence[Paragraph], judge: Judge) -> list[tuple[int, TaskRow]]:
    """Find the tasks of running text.

    paragraphs: all that stand outside of tables, in reading order
    Gives for each task the place of its paragraph among these, and its row.
    """
    numbers = _numbers(paragraphs)
    items = [_look(paragraph, number, judge) for paragraph, number in zip(paragraphs, numbers, strict=True)]
    _drop_lonely_lists(items)
    _mark_headings(items)
    found = [
        (place, index, row) for place, item in enumerate(items) for index, row in enumerate(_closed_in_paragraph(item))
    ]
    found += [(place, 0, row) for place, row in _closed_below(items)]
    return [(place, row) for place, _, row in sorted(found, key=lambda each: each[:2])]


def _numbers(paragraphs: Sequence[Paragraph]) -> list[Number | None]:
    """Find the numbers of all paragraphs; one before a figure (26.12345热线) counts if it is the next in its row."""
    numbers: list[Number | None] = []
    last: str | None = None
    for paragraph in paragraphs:
        text = paragraph.text.text
        number = number_at(text)
        plain = BEFORE_FIGURE.match(text)
        if plain is not None and last is not None and int(plain[1]) == int(last) + 1 and not _is_point(plain[2]):
            number = Number(ITEM_LEVEL, plain.end(1) + 1)
        if number is not None and number.level == ITEM_LEVEL:
            digits = LEADING_DIGITS.match(text)
            last = digits[0] if digits else None
        numbers.append(number)
    return numbers


def _is_point(figures: str) -> bool:
    """Say whether the figures behind a point are its decimals: one or two of them."""
    return len(figures) < 3


def _look(paragraph: Paragraph, number: Number | None, judge: Judge) -> _Item:
    text = paragraph.text.text
    item = _Item(paragraph, number)
    label = _label_line(paragraph.text[item.start :], judge, numbered=item.number is not None)
    if label is not None:
        item.label = label
        item.number = None
        return item
    item.closings = list(_brackets(paragraph.text, item.start, judge))
    behind = item.closings[-1].end if item.closings else item.start
    closing = _label_at_end(paragraph.text, behind, judge)
    if closing is not None:
        item.closings.append(closing)
    if len(item.closings) == 1 and not text[item.start : item.closings[0].start].strip(STOPS):
        item.label, item.closings = item.closings[0], []  # nothing but a bracket: it closes what stands above
    return item


def _label_line(text: Passage, judge: Judge, *, numbered: bool) -> Closing | None:
    """Read a paragraph that begins with a label (责任单位：…, 完成时限：…, 【牵头单位】…).

    numbered: it stands behind a number, like any remark (2.责任单位：以正文为准); then its units must be sure
    """
    match = LABEL.match(text.text) or ITEM_SIGN.match(text.text)
    word = read_header(match["label"]) if match else None
    if match is None or word is None or word.field not in LABEL_FIELDS:
        return None
    if word.field != "units":
        parts = list(LABEL_AFTER_SENTENCE.finditer(text.text))
        if any((other := read_header(part["label"])) and other.field == "units" for part in parts):
            return Closing(0, len(text.text), (_unit_cell(TRAILING, text, word.role),), (text,), text.printed)
        return Closing(0, len(text.text), (), (text,) if word.field in ("deadline", "target") else (), "")
    verdict = judge(text.text, TRAILING)
    if not verdict.units or (numbered and not verdict.sure):
        return None
    return Closing(0, len(text.text), (_unit_cell(TRAILING, text, word.role),), (text,), text.printed)


def _label_at_end(text: Passage, start: int, judge: Judge) -> Closing | None:
    """Read labels behind the last sentence of a paragraph: …目录。责任单位：市司法局."""
    for match in LABEL_AFTER_SENTENCE.finditer(text.text, start):
        word = read_header(match["label"])
        if word is None or word.field not in LABEL_FIELDS:
            continue
        rest = text[match.start() :]
        if judge(rest.text, TRAILING).units:
            cell = _unit_cell(TRAILING, rest, word.role)
            return Closing(match.start(), len(text.text), (cell,), (rest,), rest.printed)
    return None


def _brackets(text: Passage, start: int, judge: Judge) -> Iterator[Closing]:
    """Find the brackets that close a sentence and assign it; neighbours are one closing."""
    group: list[tuple[int, int, Verdict]] = []
    for opened, closed in _closing_brackets(text.text, start):
        verdict = judge(text.text[opened + 1 : closed], INLINE)
        if group and text.text[group[-1][1] + 1 : opened].strip(STOPS):
            closing = _closing_of(text, group)
            if closing is not None:
                yield closing
            group = []
        group.append((opened, closed, verdict))
    closing = _closing_of(text, group)
    if closing is not None:
        yield closing


def _closing_of(text: Passage, group: Sequence[tuple[int, int, Verdict]]) -> Closing | None:
    assigning = [part for part in group if part[2].units and (part[2].spoken or _is_set_off(text.text, part))]
    if not assigning:
        return None
    insides = [text[opened + 1 : closed] for opened, closed, _ in assigning]
    return Closing(
        group[0][0],
        group[-1][1] + 1,
        tuple(_unit_cell(INLINE, inside, None) for inside in insides),
        tuple(text[opened + 1 : closed] for opened, closed, _ in group),
        "；".join(inside.printed for inside in insides),
    )


def _is_set_off(text: str, part: tuple[int, int, Verdict]) -> bool:
    """Say whether a bracket with a bare list stands behind a sentence that has ended, or names several units."""
    opened, _, verdict = part
    return opened > 0 and (text[opened - 1] in ENDS or verdict.units > 1)


def _closing_brackets(text: str, start: int) -> Iterator[tuple[int, int]]:
    """Find the outermost brackets that close a sentence: behind its stop, before one, or at the end of the text."""
    open_at: list[int] = []
    for place in range(start, len(text)):
        mark = text[place]
        if mark in PAIRS:
            open_at = [*open_at[-DEEPEST:], place]
        elif open_at and mark in PAIRS.values():
            # A closing mark closes the nearest mark of its shape; what was opened inside and never closed is text.
            match = next((at for at in reversed(open_at) if PAIRS[text[at]] == mark), None)
            if match is None:
                continue
            del open_at[open_at.index(match) :]
            if not open_at and place - match <= LONGEST_BRACKET and _closes_sentence(text, match, place):
                yield match, place
    if len(open_at) == 1 and start < open_at[0] and len(text) - open_at[0] <= LONGEST_BRACKET:
        yield open_at[0], len(text.rstrip(ENDS))  # the last bracket lost its partner: （市教育局牵头


def _closes_sentence(text: str, opened: int, closed: int) -> bool:
    behind = text[closed + 1 : closed + 2]
    before = text[opened - 1 : opened]
    return not behind or behind in ENDS or behind in PAIRS or (bool(before) and before in ENDS)


def _unit_cell(column: str, text: Passage, role: Role | None) -> UnitCell:
    return UnitCell(column, Passage(), role or Role.RESPONSIBLE, "", text)


def _drop_lonely_lists(items: list[_Item]) -> None:
    """Take a list of units in brackets for an assignment only where the document assigns in such words elsewhere.

    A single bracket of names in a document that assigns nothing else explains the words before it.
    """
    closings = [closing for item in items for closing in item.closings]
    closings += [item.label for item in items if item.label is not None and item.label.units]
    if len(closings) > 1 or not closings:
        return
    for item in items:
        item.closings = [closing for closing in item.closings if not item.text.text[: closing.start][-1:].isalnum()]


def _mark_headings(items: list[_Item]) -> None:
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


def _is_short(item: _Item) -> bool:
    """Say whether a numbered paragraph is short enough for a heading."""
    if item.level is None or len(item.closings) > 1:
        return False
    end = item.closings[0].start if item.closings else len(item.text.text)
    words = item.text.text[item.start : end]
    return 0 < len(words) <= LONGEST_HEADING and "。" not in words[:-1]


def _has_text_below(items: Sequence[_Item], place: int) -> bool:
    """Say whether what follows an item stands below it: text without a number, or a deeper one."""
    level = items[place].level
    for item in items[place + 1 :]:
        if item.label is not None:
            continue
        return item.level is None or (level is not None and item.level > level)
    return False


def _opening_levels(items: Sequence[_Item]) -> frozenset[float]:
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
        short[item.number.level] += len(sentence) <= LONGEST_OPENING and len(rest) >= len(sentence)
    return frozenset(level for level in seen if short[level] >= MOSTLY * seen[level])


def _first_sentence(item: _Item) -> tuple[str, str]:
    """Give the first sentence of an item behind its number, and what follows it before its first bracket."""
    end = item.closings[0].start if item.closings else len(item.text.text)
    words = item.text.text[item.start : end]
    stop = words.find("。")
    return (words, "") if stop < 0 else (words[:stop], words[stop + 1 :])


def _opening(item: _Item, opens: frozenset[float]) -> int:
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
    return item.start + len(sentence) + 1 if len(sentence) <= LONGEST_OPENING else 0


def _without_stop(text: Passage) -> Passage:
    end = len(text.text.rstrip("。：:；;"))
    return text[:end]


def _closed_in_paragraph(item: _Item) -> Iterator[TaskRow]:
    """Give the tasks of a paragraph that has brackets or labels of its own."""
    start = item.opening or item.start
    for index, closing in enumerate(item.closings):
        content = _trimmed(item.text[start : closing.start])
        start = closing.end
        if not content:
            continue
        path = item.above if not item.opening else (*item.above, _own(item))
        yield _task(content, path, closing)
        if index == 0 and item.opening:
            continue


def _own(item: _Item) -> Passage:
    assert item.heading is not None
    return item.heading


def _trimmed(text: Passage) -> Passage:
    """Take off the marks that stand between the bracket of one sentence and the next."""
    start = len(text.text) - len(text.text.lstrip("。；;，,、"))
    return text[start:]


def _task(content: Passage, path: tuple[Passage, ...], closing: Closing) -> TaskRow:
    return TaskRow(
        table=None,
        content=content,
        goal=path[0] if path else Passage(),
        task=path[-1] if len(path) > 1 else Passage(),
        path=path,
        units=closing.units,
        times=(),
        targets=(),
        cells={},
        responsibility_text=closing.words,
        asides=closing.aside,
    )


def _closed_below(items: Sequence[_Item]) -> Iterator[tuple[int, TaskRow]]:
    """Give the tasks that label lines close: all paragraphs since the last closing, or the heading alone."""
    groups = list(_label_groups(items))
    groups = [(first, last, closing) for first, last, closing in groups if closing.units]
    leading = _labels_lead(items, groups)
    covered = [
        _covered_after(items, groups, index) if leading else _covered_before(items, groups, index)
        for index in range(len(groups))
    ]
    if not leading:
        covered = _within_items(items, covered)
    for (first, _, closing), places in zip(groups, covered, strict=True):
        work = [place for place in places if not items[place].standalone]
        if not work and first > 0 and _is_heading(items[first - 1]):
            work = [first - 1]
        for place in work:
            item = items[place]
            content = _trimmed(item.text[item.opening or item.start :])
            path = (*item.above, _own(item)) if item.opening else item.above
            if content:
                yield place, _task(content, path, closing)


def _is_heading(item: _Item) -> bool:
    return item.label is None and not item.closings and item.heading is not None


def _label_groups(items: Sequence[_Item]) -> Iterator[tuple[int, int, Closing]]:
    """Put neighbouring label lines together: the first and the last place, and what they say."""
    place = 0
    while place < len(items):
        if items[place].label is None:
            place += 1
            continue
        first = place
        parts: list[Closing] = []
        while place < len(items) and (label := items[place].label) is not None:
            if items[place].paragraph.rows != items[first].paragraph.rows:
                break
            parts.append(label)
            place += 1
        yield (
            first,
            place - 1,
            Closing(
                0,
                0,
                tuple(cell for part in parts for cell in part.units),
                tuple(text for part in parts for text in part.aside),
                "；".join(part.words for part in parts if part.words),
            ),
        )


def _labels_lead(items: Sequence[_Item], groups: Sequence[tuple[int, int, Closing]]) -> bool:
    """Say whether the label lines of a document stand between a heading and its text, not behind the text."""
    before = after = 0
    for first, last, _ in groups:
        under_heading = first > 0 and _is_heading(items[first - 1])
        follower = items[last + 1] if last + 1 < len(items) else None
        has_text = follower is not None and follower.label is None and follower.level is None
        before += under_heading and has_text
        after += not under_heading
    return before > after


def _covered_before(items: Sequence[_Item], groups: Sequence[tuple[int, int, Closing]], index: int) -> list[int]:
    """List the paragraphs above a group of label lines that it may cover, back to the last closing."""
    first = groups[index][0]
    stop = groups[index - 1][1] if index else -1
    places: list[int] = []
    outermost: float | None = None
    for place in range(first - 1, stop, -1):
        item = items[place]
        if item.label is not None or item.closings or item.paragraph.rows != items[first].paragraph.rows:
            break
        if item.standalone:
            level = item.level
            assert level is not None
            if outermost is not None and level < outermost:
                break
            outermost = level
        elif not any(each.level is not None for each in items[: place + 1]):
            # Above the first number stands the notice; without numbers, only the paragraph right above is meant.
            return places[::-1] or [place]
        places.append(place)
    return places[::-1]


def _within_items(items: Sequence[_Item], covered: list[list[int]]) -> list[list[int]]:
    """Keep to the last heading above the labels, where most label lines stand below one heading each."""
    headings = [sum(items[place].standalone for place in places) for places in covered]
    if sum(count <= 1 for count in headings) * 2 <= len(headings):
        return covered
    kept = []
    for places in covered:
        last = max((place for place in places if items[place].standalone), default=-1)
        kept.append([place for place in places if place >= last])
    return kept


def _covered_after(items: Sequence[_Item], groups: Sequence[tuple[int, int, Closing]], index: int) -> list[int]:
    """List the paragraphs below a group of label lines, up to the heading of the next or an outer one."""
    first, last, _ = groups[index]
    heading = items[first - 1] if first else None
    stop = groups[index + 1][0] if index + 1 < len(groups) else len(items)
    places: list[int] = []
    for place in range(last + 1, stop):
        item = items[place]
        outer = heading is not None and heading.level is not None and item.level is not None
        if item.closings or item.label is not None or (outer and item.level <= heading.level):  # type: ignore[operator,union-attr]
            break
        if item.paragraph.rows != items[first].paragraph.rows:
            break
        places.append(place)
    return places
