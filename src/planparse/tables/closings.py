"""What closes a piece of running text: brackets and labels that assign it (括注、标签行).

Comes in: one paragraph. Goes out: its `Closing`s, in order: brackets at the end of a sentence, and labels
(责任单位：…) behind the last one; or the one of a paragraph that is nothing but a label line. Brackets inside a
sentence are content.

Whether words name units is for the language to say, which stands to the right of this room: the caller hands in a
`Judge`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from planparse.lexicon.headers import read_header
from planparse.lexicon.organs import looks_like_units
from planparse.model.document import Passage
from planparse.model.plan import Role
from planparse.tables.paragraphs import LABEL, LABEL_IN_BRACKETS
from planparse.tables.rows import NOTHING, UnitCell

INLINE, TRAILING = "inline", "trailing"
"""What the grammar of responsibility calls the inside of a closing bracket, and a label line."""

PAIRS = {
    "(": ")）", "（": "）)", "[": "]］", "［": "］]", "〔": "〕﹞", "﹝": "﹞〕", "【": "】", "{": "}｝", "｛": "｝}",
    "＜": "＞", "〈": "〉",
}  # fmt: skip
"""Opening brackets, and what may close each: copies mix the widths."""
CLOSERS = frozenset("".join(PAIRS.values()))
ENDS = "。；;！!？?"
STOPS = ENDS + "，,、：: "

LABEL_WITHIN = re.compile(r"(?<=[。；;！!）) ])(?P<label>[^:：,，。；;、()（）\[\]【】〔〕 ]{2,14})[:：]")
"""A label behind the end of a sentence, or behind a blank."""
LABEL_FIELDS = frozenset({"units", "deadline", "leader", "person", "target"})
ASIDE = re.compile(r"完成|[以之]?前$|持续|长期|全年|年内|时限[:：]|[:：]")
"""What a bracket beside an assigning one may say besides units: a time limit, a labelled remark."""

MOST_LABELS = 8
"""Labels behind the last sentence of a paragraph."""

SUBJECT = re.compile(r"(?<![自理缘事])由|设在|设于")
"""What stands between a subject and the body that does something: 由财政部负责, 办公室设在财政部."""
LEADS = "牵头"
"""The word that is hardly said of anything but an assignment."""

LONGEST_BARE = 120
"""Characters of a line that only says who does what."""

LONGEST_BRACKET = 1200
"""Characters of an assigning bracket; one that names forty units has 400."""

DEEPEST = 20
"""Brackets inside each other that are followed; a text of nothing but brackets stays linear."""


class Verdict(NamedTuple):
    """What the language says of some words: how many units they assign, and whether words of their own say it.

    spoken: by a verb or a label, not only by being a list
    sure: all words were understood, and the second reader sees the same units
    opens: the first unit opens the words
    """

    units: int
    spoken: bool
    sure: bool = True
    opens: bool = True


NOBODY = Verdict(0, False)

Judge = Callable[[str, str], Verdict]
"""Given words and where they stand (INLINE or TRAILING)."""


@dataclass(frozen=True, slots=True)
class Closing:
    """What closes a piece of text: its units and what stands beside them.

    start, end: of the brackets or labels in the paragraph; the content ends at `start`
    weak: a bare list within a sentence (建成学校2所（市教育局）), which may only explain the words before it
    sure: the second reader sees the same units
    in_brackets: a label line that is a bracket with a line to itself
    bare: a label line without a label (市教育局牵头，市财政局配合): a unit cell in a copy without a header
    """

    start: int
    end: int
    units: tuple[UnitCell, ...]
    aside: tuple[Passage, ...]
    words: str
    weak: bool = False
    sure: bool = True
    in_brackets: bool = False
    bare: bool = False


def closings_of(text: Passage, start: int, judge: Judge) -> list[Closing]:
    """Find what closes the parts of a paragraph.

    start: where its words begin, behind its number
    """
    closings = list(_brackets(text, start, judge))
    behind = closings[-1].end if closings else start
    closing = _label_at_end(text, behind, judge)
    return [*closings, closing] if closing is not None else closings


def label_line(text: Passage, judge: Judge, *, numbered: bool) -> Closing | None:
    """Read a paragraph that begins with a label (责任单位：…, 完成时限：…, 【牵头单位】…).

    numbered: it stands behind a number, like any remark (2.责任单位：以正文为准); then its units must be sure
    """
    first = LABEL.match(text.text) or LABEL_IN_BRACKETS.match(text.text)
    word = read_header(first["label"]) if first else None
    if first is None or word is None or word.field not in LABEL_FIELDS:
        return None
    starts = [(0, word)]
    for other in LABEL_WITHIN.finditer(text.text):
        known = read_header(other["label"])
        if known is not None and known.field in LABEL_FIELDS:
            starts.append((other.start(), known))
    of_units = next((start for start, known in starts if known.field == "units"), None)
    if of_units is None:
        is_time = any(known.field in ("deadline", "target") for _, known in starts)
        return Closing(0, len(text.text), (), (text,) if is_time else (), "")
    verdict = judge(text.text[of_units:], TRAILING)
    if not verdict.units and not numbered and text.text[first.end() :].strip(STOPS) in {*NOTHING, ""}:
        return Closing(0, len(text.text), (), (), "")  # 配合单位：无
    if not verdict.units or (numbered and not verdict.sure):
        return None
    role = next(known.role for start, known in starts if start == of_units)
    return Closing(0, len(text.text), (_unit_cell(TRAILING, text[of_units:], role),), (text,), text.printed)


def _label_at_end(text: Passage, start: int, judge: Judge) -> Closing | None:
    """Read labels behind the last sentence of a paragraph: …目录。责任单位：市司法局."""
    # A bracket's worth of text, and a few labels, are looked at: each look costs as much as the text behind it.
    behind = max(start, len(text.text) - LONGEST_BRACKET)
    for match in list(LABEL_WITHIN.finditer(text.text, behind))[-MOST_LABELS:]:
        word = read_header(match["label"])
        if word is None or word.field not in LABEL_FIELDS:
            continue
        rest = text[match.start() :].spaced
        if judge(rest.text, TRAILING).units:
            cell = _unit_cell(TRAILING, rest, word.role)
            return Closing(match.start(), len(text.text), (cell,), (rest,), rest.printed)
    return None


def bare_line(text: Passage, judge: Judge) -> Closing | None:
    """Read a paragraph that says who does what and nothing else (市教育局牵头落实); sentences end with a stop."""
    if len(text.text) > LONGEST_BARE or any(mark in text.text for mark in ENDS) or not looks_like_units(text.text):
        return None
    verdict = judge(text.text, INLINE)
    if not verdict.sure or not (verdict.spoken or (verdict.units > 1 and "、" in text.text)):
        return None  # bodies side by side may be those who sign
    return Closing(0, len(text.text), (_unit_cell(INLINE, text, None),), (text,), text.printed, bare=True)


@dataclass(frozen=True, slots=True)
class _Bracket:
    """A bracket that closes a sentence, from its opening to its closing mark, and what the language says of it."""

    opened: int
    closed: int
    inside: Passage
    verdict: Verdict
    set_off: bool

    @property
    def is_plain(self) -> bool:
        """Say whether nothing but an assignment can be meant, also before another one: it begins with a label."""
        return self.verdict.spoken and self.verdict.sure and LABEL.match(self.inside.text) is not None


def _brackets(text: Passage, start: int, judge: Judge) -> Iterator[Closing]:
    """Find the brackets that close a sentence and assign it; neighbours are one closing."""
    group: list[_Bracket] = []
    for opened, closed in _closing_brackets(text.text, start):
        inside = text[opened + 1 : closed].spaced
        set_off = opened > 0 and text.text[opened - 1] in ENDS
        verdict = judge(inside.text, INLINE)
        if not set_off and _is_remark(inside.text, verdict):
            verdict = NOBODY
        bracket = _Bracket(opened, closed, inside, verdict, set_off)
        if group and text.text[group[-1].closed + 1 : opened].strip(STOPS):
            yield from _closing_of(group, len(text.text))
            group = []
        group.append(bracket)
    yield from _closing_of(group, len(text.text))


def _is_remark(words: str, verdict: Verdict) -> bool:
    """Say whether a bracket within a sentence has a subject of its own, as in （水环境监测由水利部配合）."""
    if not verdict.spoken or LABEL.match(words):
        return False
    return not verdict.opens or SUBJECT.search(words) is not None or not (verdict.sure or LEADS in words)


def _closing_of(group: Sequence[_Bracket], length: int) -> Iterator[Closing]:
    """Make one closing of neighbouring brackets; those before the first that assigns are content, but for asides.

    length: of the paragraph, which ends where the mark should stand that the last bracket may have lost
    """
    if not any(each.verdict.units for each in group):
        return
    last = max(place for place, each in enumerate(group) if each.verdict.units)
    first = last
    while first > 0 and (group[first - 1].is_plain or _is_aside(group[first - 1])):
        first -= 1
    parts = group[first:]
    assigning = [each for each in parts if each.verdict.units]
    strong = any(each.verdict.spoken or each.set_off or parts[0].set_off for each in assigning)
    yield Closing(
        parts[0].opened,
        min(parts[-1].closed + 1, length),
        tuple(_unit_cell(INLINE, each.inside, None) for each in assigning),
        tuple(each.inside for each in parts),
        "；".join(each.inside.printed for each in assigning),
        weak=not strong,
        sure=all(each.verdict.sure for each in assigning),
    )


def _is_aside(bracket: _Bracket) -> bool:
    return not bracket.verdict.units and ASIDE.search(bracket.inside.text) is not None


def _closing_brackets(text: str, start: int) -> Iterator[tuple[int, int]]:
    """Find the outermost brackets that close a sentence: behind its stop, before one, or at the end of the text."""
    open_at: list[int] = []
    for place in range(start, len(text)):
        mark = text[place]
        if mark in PAIRS:
            open_at = [*open_at[-DEEPEST:], place]
        elif open_at and mark in CLOSERS:
            # A closing mark closes the nearest mark of its shape; what was opened inside and never closed is text.
            match = next((at for at in reversed(open_at) if mark in PAIRS[text[at]]), None)
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
