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
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from planparse.lexicon.headers import read_header
from planparse.lexicon.organs import looks_like_units
from planparse.model.document import Paragraph, Passage
from planparse.tables.closings import CLOSERS, ENDS, PAIRS, STOPS, Closing, Judge, bare_line, closings_of, label_line
from planparse.tables.lines import join_passages
from planparse.tables.numbering import BULLET, Number, number_at
from planparse.tables.outline import Item, mark_headings, numbers_of
from planparse.tables.paragraphs import LABEL
from planparse.tables.rows import TaskRow

LONGEST_BROKEN = 3000
"""Characters of a paragraph that a copy has broken."""

HALF = 0.5
SEVERAL = 2
"""Assigning brackets in a document, from which one that the readers are not sure of is one as well; lines without a
label, from which they are label lines."""

ALL_ABOVE = re.compile(r"(以上|上述|本(节|章|部分|条))")
"""How a label begins that names what it covers: 以上第1至3项责任单位：…"""

END_OF_TEXT = re.compile(
    r"^(?:附件|抄送|联系人)|^[(（][^()（）]{2,20}[)）]$|[\d〇零○O一二三四五六七八九]{4}年.{1,4}月.{1,4}日$|^\d{4}([-./])\d{1,2}\1\d{1,2}$"
)
"""What ends the text below the last heading."""
LONGEST_BODY = 40
"""Characters of the name of a body that signs."""


def find_tasks(paragraphs: Sequence[Paragraph], judge: Judge) -> list[tuple[int, TaskRow]]:
    """Find the tasks of running text.

    paragraphs: all that stand outside of tables, in reading order
    Gives for each task the place of its paragraph among these, and its row.
    """
    whole = list(_whole(paragraphs, judge))
    texts = [paragraph for _, paragraph in whole]
    items = [_look(text, number, judge) for text, number in zip(texts, numbers_of(texts), strict=True)]
    _drop_weak(items)
    _join_labels(items)
    mark_headings(items)
    levels = _levels_with_text_below(items)
    found = [
        row for place, item in enumerate(items) if item.closings for row in _closed_in_paragraph(items, place, levels)
    ]
    found += _closed_below(items)
    return [(whole[place][0], row) for place, row in sorted(found, key=lambda each: each[0])]


def _whole(paragraphs: Sequence[Paragraph], judge: Judge) -> Iterator[tuple[int, Paragraph]]:
    """Put paragraphs together that a copy has broken: in the middle of a list, or of a bracket; gives their places."""
    place = 0
    while place < len(paragraphs):
        first, paragraph = place, paragraphs[place]
        place += 1
        while place < len(paragraphs) and _is_broken(paragraph, paragraphs[place], judge):
            paragraph = replace(paragraph, text=join_passages(paragraph.text, paragraphs[place].text))
            place += 1
        yield first, paragraph


def _is_broken(paragraph: Paragraph, after: Paragraph, judge: Judge) -> bool:
    """Say whether a paragraph cannot end where it does, and the next can be the rest of it."""
    text, rest = paragraph.text.text, after.text.text
    alone = LABEL.fullmatch(text)
    if alone is not None and (word := read_header(alone["label"])) is not None and word.field == "units":
        return after.rows == paragraph.rows and looks_like_units(rest) and not LABEL.match(rest)
    if after.rows != paragraph.rows or number_at(rest) is not None or LABEL.match(rest) or len(text) > LONGEST_BROKEN:
        return False
    if text.endswith(("、", "，", ",")):
        return LABEL.match(text) is not None or bare_line(after.text.spaced, judge) is None
    opened = max(text.rfind(mark) for mark in PAIRS)
    if opened < 0 or any(mark in CLOSERS for mark in text[opened:]):
        return False
    closer = next((mark for mark in rest if mark in CLOSERS or mark in PAIRS), "")
    return bool(closer) and closer in PAIRS[text[opened]]


def _look(paragraph: Paragraph, number: Number | None, judge: Judge) -> Item:
    text = paragraph.text
    item = Item(paragraph, number)
    item.label = label_line(text[item.start :].spaced, judge, numbered=number is not None)
    if item.label is not None:
        item.number = None
        return item
    item.closings = closings_of(text, item.start, judge)
    if len(item.closings) == 1 and not text.text[item.start : item.closings[0].start].strip(STOPS):
        # Nothing but a bracket: it closes what stands above.
        item.label, item.closings = replace(item.closings[0], in_brackets=True), []
    elif not item.closings and number is None:
        item.label = bare_line(text.spaced, judge)
    return item


def _drop_weak(items: list[Item]) -> None:
    """Take a bare list within a sentence for an assignment only in a document that assigns so elsewhere, too.

    A single bracket of names where nothing else is assigned in brackets explains the words before it.
    """
    bare = [item for item in items if item.label is not None and item.label.bare]
    if len(bare) < SEVERAL:
        for item in bare:
            item.label = None
    brackets = [(item, closing) for item in items for closing in item.closings]
    brackets += [(item, item.label) for item in items if item.label is not None and item.label.in_brackets]
    strong = sum(not closing.weak for _, closing in brackets)
    own = sum(closing.sure and (item.number is not None or closing.in_brackets) for item, closing in brackets)
    usual = strong > 0 or own > 1

    def is_meant(item: Item, closing: Closing) -> bool:
        if not closing.weak:
            return True
        numbered = item.number is not None or closing.in_brackets
        return usual and numbered and (closing.sure or strong >= SEVERAL)

    for item in items:
        item.closings = [closing for closing in item.closings if is_meant(item, closing)]
        if item.label is not None and not is_meant(item, item.label):
            item.label = None


def _join_labels(items: Sequence[Item]) -> None:
    """Let a label line go on what labels at the end of the paragraph above began: 牵头单位：甲局； 配合单位：乙局."""
    above: Item | None = None
    for item in items:
        if item.label is None:
            above = item
        elif above is not None and _goes_on(above, item):
            closing, label = above.closings[-1], item.label
            mark = "" if not label.words or closing.words[-1:] in STOPS else "；"
            above.closings[-1] = replace(
                closing,
                units=closing.units + label.units,
                aside=closing.aside + label.aside,
                words=closing.words + mark + label.words,
            )
            item.label = replace(label, units=(), aside=())
        else:
            above = None


def _goes_on(above: Item, item: Item) -> bool:
    """Say whether a label line goes on with the labels that end a paragraph.

    One with the same label again, or that names what it covers, speaks of more than that paragraph.
    """
    label = LABEL.match(item.text.text)
    if label is None or not above.closings or above.paragraph.rows != item.paragraph.rows:
        return False
    closing = above.closings[-1]
    begins = LABEL.match(above.text.text[closing.start :]) is not None and closing.end == len(above.text.text)
    return begins and label["label"] not in closing.words and ALL_ABOVE.match(label["label"]) is None


def _closed_in_paragraph(items: Sequence[Item], place: int, levels: frozenset[float]) -> Iterator[tuple[int, TaskRow]]:
    """Give the tasks of a paragraph that has brackets or labels of its own, with the places of their contents.

    levels: those whose headings with brackets have text below them; there a bracket assigns that text
    """
    item = items[place]
    below = _unassigned_below(items, place) if item.level in levels else []
    if below:
        yield from _tasks_at(items, below, item.closings[0])
        return
    start = item.opening or item.start
    for closing in item.closings:
        content = _trimmed(item.text[start : closing.start])
        if start > item.start and (number := number_at(content.text)) is not None:
            content = content[number.end :]  # several numbered items in one paragraph
        start = closing.end
        if content:
            yield place, _task(content, item.path, closing)


def _unassigned_below(items: Sequence[Item], place: int) -> list[int]:
    """List the paragraphs below a heading that has a bracket; none if it is no heading, or one of them has its own."""
    item = items[place]
    if not _is_assigned_heading(item):
        return []
    below: list[int] = []
    for other in range(place + 1, len(items)):
        each = items[other]
        if each.level is not None and item.level is not None and each.level <= item.level:
            break
        if each.closings or each.label is not None or each.paragraph.rows != item.paragraph.rows:
            return []
        if each.level is None and _ends_text(each.text.text):
            break
        below.append(other)
    return below


def _is_assigned_heading(item: Item) -> bool:
    """Say whether a numbered paragraph is a heading with a bracket and nothing else."""
    if len(item.closings) != 1 or item.level is None or item.level >= BULLET or item.opening or not item.heading:
        return False
    closing = item.closings[0]
    return item.text.text[: closing.start][-1:] not in ENDS and not item.text.text[closing.end :]


def _ends_text(text: str) -> bool:
    """Say whether a paragraph ends the text of a plan: who signs, the day, a remark in brackets, an annex."""
    return END_OF_TEXT.search(text) is not None or (len(text) <= LONGEST_BODY and looks_like_units(text))


def _levels_with_text_below(items: Sequence[Item]) -> frozenset[float]:
    """Find the levels at which headings with brackets mostly have text below them, to which the brackets belong.

    Where they mostly have none, what stands below one is the end of the text, or a remark.
    """
    seen: Counter[float] = Counter()
    with_text: Counter[float] = Counter()
    for place, item in enumerate(items):
        if item.level is not None and _is_assigned_heading(item):
            seen[item.level] += 1
            with_text[item.level] += bool(_unassigned_below(items, place))
    return frozenset(level for level in seen if 2 * with_text[level] > seen[level])


def _tasks_at(items: Sequence[Item], places: Sequence[int], closing: Closing) -> Iterator[tuple[int, TaskRow]]:
    """Make a task of each of these paragraphs that is no mere heading, all closed by the same words."""
    for place in places:
        item = items[place]
        content = _trimmed(item.text[item.opening or item.start :])
        if content and not item.standalone:
            yield place, _task(content, item.path, closing)


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


def _closed_below(items: Sequence[Item]) -> Iterator[tuple[int, TaskRow]]:
    """Give the tasks that label lines close: the paragraphs of the item above them, or its heading alone."""
    groups = [group for group in _label_groups(items) if group.closing.units]
    leading = _labels_lead(items, groups)
    shares = _shares_with_labels(items)
    first_number = next((place for place, item in enumerate(items) if item.level is not None), len(items))
    stop = -1
    for index, group in enumerate(groups):
        if leading:
            following = groups[index + 1].first if index + 1 < len(groups) else len(items)
            places = _covered_after(items, group, following)
        else:
            places = _covered_before(items, group, stop, first_number, shares)
        stop = group.last
        tasks = list(_tasks_at(items, places, group.closing))
        if not tasks and group.first > 0 and _is_heading(items[group.first - 1]):
            heading = items[group.first - 1]
            content = _trimmed(heading.text[heading.start :])
            tasks = [(group.first - 1, _task(content, heading.above, group.closing))]
        yield from tasks


def _is_heading(item: Item) -> bool:
    return item.label is None and not item.closings and item.heading is not None


@dataclass(frozen=True, slots=True)
class _Labels:
    """Neighbouring label lines: the places of the first and the last, and what they say together."""

    first: int
    last: int
    closing: Closing


def _label_groups(items: Sequence[Item]) -> Iterator[_Labels]:
    """Put neighbouring label lines together."""
    place = 0
    while place < len(items):
        first = place
        parts: list[Closing] = []
        while place < len(items) and (label := items[place].label) is not None:
            if items[place].paragraph.rows != items[first].paragraph.rows:
                break
            parts.append(label)
            place += 1
        if not parts:
            place += 1
            continue
        closing = Closing(
            0,
            0,
            tuple(cell for part in parts for cell in part.units),
            tuple(text for part in parts for text in part.aside),
            "；".join(part.words for part in parts if part.words),
        )
        yield _Labels(first, place - 1, closing)


def _labels_lead(items: Sequence[Item], groups: Sequence[_Labels]) -> bool:
    """Say whether the label lines of a document stand between a heading and its text, not behind the text."""
    before = after = 0
    if groups and all(item.level is None for item in items):
        first, last = groups[0].first, groups[-1].last
        opens = first == 0 or items[first - 1].text.text[-1] in "：:"
        return opens and last + 1 < len(items) and not _ends_text(items[last + 1].text.text)
    for group in groups:
        above = items[group.first - 1] if group.first else None
        below = items[group.last + 1] if group.last + 1 < len(items) else None
        if above is None or not _is_heading(above):
            after += 1
        elif below is not None and below.label is None:
            deeper = below.level is not None and above.level is not None and below.level > above.level
            before += below.level is None or deeper
    return before > after


def _covered_before(
    items: Sequence[Item], group: _Labels, stop: int, first_number: int, shares: Mapping[float, float]
) -> list[int]:
    """List the paragraphs above a group of label lines that it covers, back to the last closing.

    stop: the place of the last label line before; first_number: that of the first numbered paragraph
    shares: for each level, the share of its items that have label lines of their own
    They belong to the numbered item above. Where most items of its level have no labels of their own and stand under
    a common heading, the labels cover all of these.
    """
    places: list[int] = []
    base: float | None = None
    for place in range(group.first - 1, stop, -1):
        item = items[place]
        if item.label is not None or item.closings or item.paragraph.rows != items[group.first].paragraph.rows:
            break
        if item.level is None and base is None and place < first_number:
            # Above the first number stands the notice; without numbers, only the paragraph right above is meant.
            return places[::-1] or ([] if item.text.text[-1] in "：:" else [place])
        if item.level is not None and base is not None and item.level < base:
            break
        places.append(place)
        if item.level is not None and base is None:
            base = item.level
            names_all = ALL_ABOVE.match(group.closing.words) is not None
            if not names_all and (not item.above or shares.get(base, 0.0) > HALF):
                break
    return places[::-1]


def _shares_with_labels(items: Sequence[Item]) -> dict[float, float]:
    """Say for each level which share of its items have label lines before the next of theirs or an outer level."""
    own: Counter[float] = Counter()
    total: Counter[float] = Counter()
    waiting: list[float] = []
    for item in items:
        if item.label is not None:
            if item.label.units:
                own.update(waiting)
                waiting = []
        elif item.level is not None:
            waiting = [level for level in waiting if level < item.level]
            if not item.closings:
                waiting.append(item.level)
                total[item.level] += 1
    return {level: own[level] / total[level] for level in total}


def _covered_after(items: Sequence[Item], group: _Labels, stop: int) -> list[int]:
    """List the paragraphs below a group of label lines, up to the heading of the next or an outer one."""
    heading = items[group.first - 1] if group.first else None
    level = heading.level if heading is not None else None
    places: list[int] = []
    for place in range(group.last + 1, stop):
        item = items[place]
        if item.closings or item.label is not None or item.paragraph.rows != items[group.first].paragraph.rows:
            break
        if level is not None and item.level is not None and item.level <= level:
            break
        places.append(place)
    return places
