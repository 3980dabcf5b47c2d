"""The language of responsibility (责任分工): from a cell, bracket or label line to assignments.

In goes a string and the header of its column; out come the units it names, each with its role. The string is cut
at separators outside brackets. Names wait in a list until a run of role words closes it (市财政局按职责分工予以
配合) or it ends; then a label, a lead clause before it or the header decides. Verbs beat labels, labels beat the
header. The phrases stand in `lexicon/data/role_phrases.toml`, the names are read by `language.units`.

Everything is linear in the text: one pass over separators, and bounded looks around each of them.
Source: DOMAIN 3 and 8.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from itertools import pairwise, takewhile
from typing import Any

from planparse.language.normalise import Squeezed, normalise, squeeze
from planparse.language.units import (
    Piece,
    bracket_pairs,
    bracketed,
    is_name,
    look_at,
    name_units,
    opens_name,
    segments,
    split_pieces,
)
from planparse.lexicon.headers import HeaderWord, read_header
from planparse.lexicon.load import read_csv, read_toml
from planparse.model.evidence import Evidence
from planparse.model.plan import Assignment, Role

LONGEST_RUN = 48
"""Characters of role words at the end of a list; 在各自职责范围内按照部门职责分工分别牵头组织落实 has 25."""

LONGEST_WORD = 14
LONGEST_LABEL = 20
LONGEST_CLAUSE = 400
"""Characters between two separators in which verbs are looked for; longer ones are prose."""

REVIEW_BELOW = 0.8
FREE_COLUMNS = ("inline", "trailing", "正文")

DATE = (
    r"(?:20)?\d{2}年|\d{1,2}月|\d{1,2}日|[一二三四五六七八九十]{1,3}月|年[底内初末中]|月[底内初末]|本?季度末?"
    r"|第[一二三四1-4]季度|[上下]半年|全年|常年|长期|持续|适时|每[年月季周日半天]度?|按[月季年]度?|定期|即日起|今年|明年"
    r"|当年|近期|[上中下]旬|“?十[三四五]五”?(?:期间|末)?|\d+个(?:工作)?[日月]"
)
TIME_HEAD = re.compile(rf"(?:并且?|且|同时)?(?:{DATE})(?:{DATE}|[底初末]|[之以]?前|起|内|-|—|至|到|并)*+")
TIME_WORDS = re.compile(r"(?:持续推进|长期坚持|长期实施|启动|完成|推进|取得\w{0,4}|见成效|实施|坚持|落实|全面)*")
TIME_TAIL = re.compile(
    r"[于在]?(?:(?:20\d{2}年)?\d{1,2}月(?:\d{1,2}日|底|[上中下]旬)?(?:之|以)?前?|(?:20\d{2}年|年)底前?|20\d{2}年[之以]?前)$"
)
AGENT = re.compile(r"(?<![自理缘事])由")
ROLE_NOUNS = ("单位", "部门", "科室", "处室", "机构", "人", "组", "小组")
EXCEPTED = re.compile(r"除[^;。]{1,60}?(?:以外|之外|外)[,、]?")


@dataclass(frozen=True, slots=True)
class Phrase:
    """One row of [[phrase]]: how a run of role words gives the list before it a role."""

    name: str
    role: Role
    whole: re.Pattern[str]
    strong: frozenset[str]


@dataclass(frozen=True, slots=True)
class Source:
    """What decides the role of a list: a phrase, a label, a header, or nothing but its place."""

    name: str
    role: Role
    spoken: bool
    """True for verbs and labels, which are the string's own words."""


BARE_LIST = Source("bare-list", Role.RESPONSIBLE, False)
AFTER_LEAD = Source("after-lead", Role.COOPERATE, True)
TOGETHER_LEAD = Source("together-with", Role.LEAD, True)
TOGETHER_OTHERS = Source("together-with", Role.COOPERATE, True)


@dataclass(slots=True)
class Draft:
    """What has been read of a string so far.

    loose: a verb had an object, so the words may be running text
    lost: words that were not understood
    """

    assignments: list[Assignment] = field(default_factory=list)
    loose: bool = False
    lost: bool = False
    by_duty: bool = False
    first_leads: bool = False
    spoken: bool = False


def read_responsibility(text: str, column: str | None = None) -> tuple[Assignment, ...]:
    """Read who does what from one cell, bracket or label line (责任单位).

    column: the header as printed, or `inline` (inside of a closing bracket, with or without the bracket),
        `trailing` (a label line), `正文` (running text), or None (unknown). Columns of leaders, persons,
        dates, contents and numbers give no assignments; running text gives some only if it is plainly an
        assignment.
    Returns the assignments in the order of the text. `by_duty` is said of the whole string and so of each of its
    assignments, `open_list` of the units that stand before 等 in one list; offsets in `evidence` count characters
    of `text`.

    >>> [(a.unit, str(a.role)) for a in read_responsibility("市国资委牵头落实,市财政局予以配合", "责任单位")]
    [('市国资委', 'lead'), ('市财政局', 'cooperate')]
    """
    header = read_header(column) if column and column not in FREE_COLUMNS else None
    if header and header.field != "units":
        return ()
    squeezed = squeeze(text)
    plain = squeezed.text
    if not plain:
        return ()
    if plain.endswith(":"):
        return ()  # 主送机关, or a label without its units
    careful = column == "正文" or (column not in FREE_COLUMNS and header is None)
    default = Source("header", header.role, False) if header and header.role else BARE_LIST
    start, end = _inside_of_brackets(plain, 0, len(plain))
    draft = _read(squeezed, start, end, default)
    whole = True
    if careful and not _is_plain(draft):
        whole = False
        start, end = _assigned_part(plain, start, end)
        if end <= start:
            return ()
        draft = _read(squeezed, start, end, default)
        if not _is_plain(draft):
            return ()
    if column == "正文" and whole and not draft.spoken:
        return ()  # units that are only mentioned
    sure = 1.0
    if draft.lost:
        sure = 0.7
    elif careful:
        sure = 0.9 if draft.spoken else 0.7
    elif draft.loose:
        sure = 0.85
    if not draft.spoken and header is None and (draft.lost or _weakest(draft) < REVIEW_BELOW):
        return ()  # a bracket of other words: (见附件2), (含市本级)
    found = _number(draft, sure)
    remark = header.remark if header else ""
    if draft.first_leads or (remark and first_unit_leads(remark)):
        found = lead_by_position(found)
    return found


def first_unit_leads(text: str) -> bool:
    """Say whether a remark or sentence states that the first-listed unit leads.

    >>> first_unit_leads("排在第一位的为牵头单位,下同")
    True
    """
    return _remark_at(squeeze(text[:2000]).text) is not None


def lead_by_position(assignments: Sequence[Assignment]) -> tuple[Assignment, ...]:
    """Make the first-listed unit the lead, where the document says so (列首位的为牵头单位).

    The others keep their role. A unit alone without 等, a collective in first place, and a list that names its
    lead in words stay as they are. A unit is alone if no other of its cell has its role: of several columns only
    the first has a first-listed unit that may lead.

    assignments: of one row, those of each cell with positions from 1
    """
    found = tuple(assignments)
    if not found or any(a.role in (Role.LEAD, Role.JOINT_LEAD) for a in found):
        return found
    first = found[0]
    of_cell = takewhile(lambda pair: pair[0].position < pair[1].position, pairwise(found))
    alone = not any(later.role is first.role for _, later in of_cell)
    if first.collective or (alone and not first.open_list):
        return found
    return (replace(first, role=Role.LEAD, rule="first-unit-leads"), *found[1:])


def _number(draft: Draft, sure: float) -> tuple[Assignment, ...]:
    """Order by place, drop what is said twice, and write the mark of the whole string on each."""
    seen: set[tuple[str, Role]] = set()
    numbered: list[Assignment] = []
    for assignment in sorted(draft.assignments, key=lambda a: a.evidence[0].start or 0):
        if (assignment.unit, assignment.role) in seen:
            continue
        seen.add((assignment.unit, assignment.role))
        confidence = min(sure, assignment.confidence)
        numbered.append(
            replace(
                assignment,
                position=len(numbered) + 1,
                by_duty=draft.by_duty,
                confidence=confidence,
                needs_review=confidence < REVIEW_BELOW,
            )
        )
    return tuple(numbered)


def _weakest(draft: Draft) -> float:
    return min((a.confidence for a in draft.assignments), default=1.0)


def _is_plain(draft: Draft) -> bool:
    """Say whether all words were understood, and say who does what."""
    if not draft.assignments or draft.lost or draft.loose or _weakest(draft) < REVIEW_BELOW:
        return False
    if draft.spoken:
        return any(not a.collective for a in draft.assignments)
    return opens_name(normalise(draft.assignments[0].unit)) or any(
        look_at(normalise(a.unit)).end == "organ" for a in draft.assignments
    )


def _inside_of_brackets(plain: str, start: int, end: int) -> tuple[int, int]:
    """Take off brackets and stops around the whole, also a bracket that lost its partner."""
    for _ in range(3):
        while end > start and plain[end - 1] in "。;,、.":
            end -= 1
        while end > start and plain[start] in "。;,、.":
            start += 1
        pairs = bracket_pairs(plain, start, end) if end > start and plain[start] in "([〔【" else []
        if pairs and pairs[0] == (start, end - 1):
            start, end = start + 1, end - 1
        elif end > start and plain[start] in "([〔【" and (not pairs or pairs[0][0] != start):
            start += 1
        else:
            break
    return start, end


def _assigned_part(plain: str, start: int, end: int) -> tuple[int, int]:
    """Find the part of running text that assigns it: the last bracket, or the last label line."""
    stop = end
    if plain[stop - 1] in ")]〕】":
        pairs = bracket_pairs(plain, start, stop)
        if pairs and pairs[-1][1] == stop - 1:
            return pairs[-1][0] + 1, stop - 1
    for label in _label_at_start_of_sentence().finditer(plain, start, end):
        stop = min(stop, label.start(1))
    return (stop, end) if stop < end and stop > start else (0, 0)


@cache
def _label_at_start_of_sentence() -> re.Pattern[str]:
    names = "|".join(re.escape(word) for word in sorted(_labels(), key=len, reverse=True) if len(word) >= 4)
    return re.compile(rf"[。;!]((?:{names})):")


class _List:
    """The names read since the last verb, and what stands before them."""

    def __init__(self, squeezed: Squeezed, default: Source, draft: Draft) -> None:
        self.squeezed = squeezed
        self.default = default
        self.draft = draft
        self.label: Source | None = None
        self.led = False
        self.joined = False  # 会同 has been read: what follows cooperates
        self.object = False  # a verb had an object, whose words may go on after 、
        self.pieces: list[Piece] = []
        self.open_until = 0  # where 等 ends the list; A、B等和各省政府负责 has one more after it

    def add(self, pieces: Sequence[Piece]) -> None:
        for piece in pieces:
            if piece.open_list:
                self.open_until = piece.end
            if piece.look.kind == "junk" or (self.object and piece.look.kind != "unit"):
                self.draft.lost |= not self.object and _says_something(self.squeezed, piece)
                continue
            self.object = False
            self.pieces.append(piece)

    def close(self, source: Source | None = None) -> None:
        """Give the waiting names their role: by `source`, else by what stands before them."""
        pieces, self.pieces = self.pieces, []
        open_until, self.open_until = self.open_until, 0
        if self.joined:
            source, self.joined = TOGETHER_OTHERS, False
        elif source is None:
            source = AFTER_LEAD if self.led else self.label or self.default
        if source.role is Role.LEAD and source.spoken and source is not self.label:
            self.led = True
        self.draft.spoken |= source.spoken and bool(pieces)
        names = name_units(self.squeezed, pieces)
        marked = {name.start: _role_in_remark(name.remark) for name in names if name.remark}
        several = sum(1 for name in names if not marked.get(name.start)) > 1
        for name in names:
            by_remark = marked.get(name.start)
            said = by_remark or source
            if by_remark is None and any(marked.values()) and not source.spoken and source is BARE_LIST:
                said = AFTER_LEAD
            role = said.role
            if role is Role.LEAD and several and by_remark is None:
                role = Role.JOINT_LEAD
            self.draft.spoken |= by_remark is not None
            words = self.squeezed.source[name.start : name.end]
            spot = Evidence(None, None, words, paragraph=1, start=name.start, end=name.end)
            self.draft.assignments.append(
                Assignment(
                    name.text,
                    role,
                    len(self.draft.assignments) + 1,
                    collective=name.collective,
                    open_list=name.start < open_until,
                    rule=said.name,
                    confidence=name.sure,
                    evidence=(spot,),
                )
            )


def _says_something(squeezed: Squeezed, piece: Piece) -> bool:
    """Say whether a piece that is no name holds words, not only marks, numbers or a known aside."""
    words = squeezed.text[piece.start : piece.end]
    return any("\u4e00" <= char <= "\u9fff" for char in words[:80]) and words not in _asides()


def _read(squeezed: Squeezed, start: int, end: int, default: Source) -> Draft:
    plain = squeezed.text
    draft = Draft()
    inside = bracketed(plain, start, end)
    remark = _remark_at(plain[start:end])
    rule_from, rule_to = (start + remark[0], start + remark[1]) if remark else (-1, -1)
    draft.first_leads = remark is not None
    names = _List(squeezed, default, draft)
    list_marks = any(mark in plain[start:end] for mark in "、,")
    skipping = False
    excepted = _excepted(plain, start, end) if "除" in plain else []
    if "职" in plain:
        draft.by_duty = bool(_duty().search(plain, start, end))
    for left, right, before, after in _stretches(squeezed, inside, start, end):
        if remark and not inside[rule_from] and left < rule_to and right > rule_from:
            continue
        while excepted and excepted[0][1] <= left:
            excepted.pop(0)
        if excepted and excepted[0][0] <= left < excepted[0][1]:
            left = excepted[0][1]
            if left >= right:
                continue
        if after == ":":
            labelled = _label(plain[left:right])
            if labelled:
                names.close()
                names.label, names.led, skipping = labelled.source, False, labelled.source is None
                continue
        if before in (";", "。") and (list_marks or before == "。"):
            names.close()
            names.object = False
        if before == ",":
            names.object = False
        if skipping and (before in (";", "。") or squeezed.gaps.get(left) == "\n"):
            skipping = False
        headed = _label_without_colon(plain, left, right)
        if headed:
            names.close()
            names.label, names.led, skipping = headed.source, False, headed.source is None
            left += headed.length
        if skipping:
            continue
        _read_clause(names, inside, left, right, before, after)
    names.close()
    return draft


def _stretches(squeezed: Squeezed, inside: bytearray, start: int, end: int) -> Iterable[tuple[int, int, str, str]]:
    """Cut at separators, and before a label that follows white space or opens with 【."""
    for left, right, before, after in segments(squeezed.text, inside, start, end):
        for place in _places_of_labels(squeezed, inside, left, right):
            known = _label_heads().match(squeezed.text, place, right) or (
                after == ":" and right - place <= LONGEST_LABEL and _label(squeezed.text[place:right])
            )
            if known:
                yield left, place, before, "\n"
                left, before = place, "\n"
        yield left, right, before, after


def _places_of_labels(squeezed: Squeezed, inside: bytearray, start: int, end: int) -> list[int]:
    """Find where a label may begin inside a stretch: after white space, or at 【."""
    places = []
    if squeezed.gaps:
        places = [place for place in range(start + 1, end) if place in squeezed.gaps and not inside[place]]
    if "【" in squeezed.text[start:end]:
        places += [place for place in range(start + 1, end) if squeezed.text[place] == "【"]
    return sorted(places)


def _read_clause(names: _List, inside: bytearray, start: int, end: int, glue: str, after: str) -> None:
    """Read what stands between two separators: names, then perhaps verbs."""
    plain = names.squeezed.text
    if end - start > LONGEST_CLAUSE:
        names.draft.lost = True
        return
    start = _after_openers(plain, start, end)
    if start >= end or plain[start:end] in _asides() or plain.startswith("不再", start):
        return
    if time := TIME_HEAD.match(plain, start, end):
        rest = TIME_WORDS.match(plain, time.end(), end)
        if rest and rest.end() == end:
            return
        start = _after_openers(plain, time.end(), end)
    run = _run_start(plain, start, end)
    phrase = _phrase_of(plain[run:end]) if run < end else None
    if phrase and after == "、" and not any(word in plain[run:end] for word in phrase.strong):
        run, phrase = end, None  # 市质量技术监督、工商等部门
    stop = run
    if tail := TIME_TAIL.search(plain, max(start, run - 16), run):
        stop = tail.start()
    if phrase and (agents := list(AGENT.finditer(plain, start, stop))):
        agent = agents[-1].start()  # 所需经费由市财政局负责
        if is_name(plain[agent + 1 : stop]) and not is_name(plain[start:agent]):
            start, names.draft.loose = agent + 1, True
    while start < stop:
        inner = _inner_verb(plain, inside, start, stop)
        if inner is None:
            break
        left, right, source = inner
        names.add(split_pieces(names.squeezed, inside, start, left, glue))
        if source is TOGETHER_LEAD:
            names.close(source)
            names.joined = True
        else:
            names.close(source)
            if not opens_name(plain[right:stop]):
                names.object, names.draft.loose = True, True
                return
        start, glue = right, ","
    if start < stop:
        names.add(split_pieces(names.squeezed, inside, start, stop, glue))
    if phrase:
        names.close(Source(phrase.name, phrase.role, True))


def _inner_verb(plain: str, inside: bytearray, start: int, end: int) -> tuple[int, int, Source] | None:
    """Find a verb between two lists or before an object: (end of the list, end of the verb, what it says)."""
    for match in _inner_words().finditer(plain, start, end):
        if inside[match.start()] or match.end() == end:
            continue
        word = match.group()
        if word in _together():
            left, right = plain[start : match.start()], plain[match.end() : end]
            if word == "会同":
                fits = not left or is_name(left)
            else:  # 省财政厅商省发展改革委, but 市商务局
                fits = len(left) > 2 and is_name(left) and (opens_name(right) or is_name(right))
            if fits:
                return match.start(), match.end(), TOGETHER_LEAD
            continue
        if plain.startswith(ROLE_NOUNS, match.end()):
            continue  # 各项目牵头单位 is a name
        left_end = _run_start(plain, start, match.end())
        phrase = _phrase_of(plain[left_end : match.end()])
        if phrase and left_end > start and is_name(plain[start:left_end]):
            return left_end, match.end(), Source(phrase.name, phrase.role, True)
    return None


def _run_start(plain: str, start: int, end: int) -> int:
    """Find where the role words at the end begin; `end` if there are none.

    Of several readings the longest whose rest closes like a name, else the longest.
    """
    words, endings = _run_words()
    if plain[max(start, end - 2) : end] not in endings and plain[end - 1 : end] not in words:
        return end
    limit = max(start, end - LONGEST_RUN)
    reached, waiting = {end}, [end]
    while waiting:
        right = waiting.pop()
        for left in range(right - 1, max(limit, right - LONGEST_WORD) - 1, -1):
            if left not in reached and plain[left:right] in words:
                reached.add(left)
                waiting.append(left)
    reached = {left for left in reached if not _cuts_noun(plain, start, left)}
    for left in sorted(reached):
        if left == start or is_name(plain[max(start, left - 60) : left]):
            return left
    return min(reached, default=end)


def _cuts_noun(plain: str, start: int, left: int) -> bool:
    """Say whether role words that begin here begin inside a noun: the 组织 of 各级党组织负责 is none of them."""
    for noun, cut in _nouns_with_role_words():
        begin = left - cut
        if begin >= start and plain.startswith(noun, begin):
            return True
    return False


@cache
def _nouns_with_role_words() -> tuple[tuple[str, int], ...]:
    """Find the nouns of class expressions that end in a role word, with the place where that begins (党组织, 1)."""
    words, _ = _run_words()
    nouns = [row["word"] for row in read_csv("unit_words") if row["class"] == "class_noun"]
    return tuple((noun, cut) for noun in nouns for cut in range(1, len(noun)) if noun[cut:] in words)


def _after_openers(plain: str, start: int, end: int) -> int:
    """Skip 由, 请, 以上任务均由 before a list."""
    if plain[start : start + 1] in "以上下本此该" and (scope := _scope().match(plain, start, end)):
        start = scope.end()
    for length in (5, 4, 3, 2, 1):
        if plain[start : start + length] in _openers() and start + length < end:
            return start + length
    return start


def _excepted(plain: str, start: int, end: int) -> list[tuple[int, int]]:
    """Find 除X外 at the head of a clause; X gets no assignment."""
    found = []
    for match in re.finditer("除", plain[start:end]):
        place = start + match.start()
        if place == start or plain[place - 1] in ",;。(:":
            whole = EXCEPTED.match(plain, place, end)
            if whole:
                found.append((place, whole.end()))
    return found


# --- labels


@dataclass(frozen=True, slots=True)
class Label:
    """A label in the string: `source` is None where it does not name units (完成时限：)."""

    source: Source | None
    length: int


@lru_cache(maxsize=1024)
def _label(words: str) -> Label | None:
    bare = words.strip("【】[]()*·•-.0123456789、")
    if not bare or len(bare) > LONGEST_LABEL:
        return None
    known = _labels().get(bare)
    if known:
        return Label(known, len(words))
    header = read_header(bare)
    if header is None or (header.field == "units" and header.role is None):
        return None
    return Label(_source_of(header), len(words))


def _source_of(header: HeaderWord) -> Source | None:
    return Source("label", header.role, True) if header.field == "units" and header.role else None


def _label_without_colon(plain: str, start: int, end: int) -> Label | None:
    """Read 牵头单位 before a name, where the colon was lost or stands as 为."""
    match = _label_heads().match(plain, start, end)
    if match is None:
        return None
    header = read_header(match["label"].strip("【】()[]"))
    return Label(_source_of(header), match.end() - start) if header else None


@cache
def _label_heads() -> re.Pattern[str]:
    words = [
        row["word"]
        for row in read_csv("header_words")
        if row["match"] == "exact"
        and row["field"] in ("units", "leader", "person", "deadline")
        and len(row["word"]) >= 3
    ]
    names = "|".join(sorted(words, key=len, reverse=True))
    return re.compile(rf"(?P<label>[【(\[]?(?:{names})[】)\]]?)(?:为|是|有)?")


@cache
def _labels() -> dict[str, Source]:
    labels = {
        word: Source(row["name"], Role(row["role"]), True)
        for row in read_toml("role_phrases")["label"]
        for word in row["words"]
    }
    for row in read_csv("header_words"):
        if row["match"] == "exact" and row["field"] == "units" and row["role"]:
            labels[row["word"]] = Source("label", Role(row["role"]), True)
    return labels


@lru_cache(maxsize=256)
def _role_in_remark(remark: str) -> Source | None:
    """Read the role in a bracket behind a name: 市教育局(牵头)."""
    if _remark_at(remark):
        return None
    if label := _label(remark):
        return label.source
    phrase = next((p for p in phrases() if p.whole.fullmatch(remark)), None)
    return Source(phrase.name, phrase.role, True) if phrase else None


# --- the phrase tables, compiled once


@cache
def phrases() -> tuple[Phrase, ...]:
    """Compile the rows of [[phrase]], in file order."""
    table = read_toml("role_phrases")
    by_name = {row["name"]: row for row in table["phrase"]}
    manner = [word for row in table["manner"] for word in row["words"]]
    light = manner + by_name["responsible"]["verbs"]
    parts = {
        "{units}": "",
        "{manner}": _any_of(manner) + "*+",
        "{light}": _any_of(light) + "*+",
        "{guide}": _any_of(by_name["guide"]["verbs"]) + "?",
        "{rest}": ".*",
    }
    return tuple(_compile(row, parts) for row in table["phrase"])


def _compile(row: dict[str, Any], parts: dict[str, str]) -> Phrase:
    pattern = row["pattern"].replace("{verb}", _any_of(row["verbs"]))
    for name, part in parts.items():
        pattern = pattern.replace(name, part)
    return Phrase(row["name"], Role(row["role"]), re.compile(pattern), frozenset(row["strong"]))


def _any_of(words: Sequence[str]) -> str:
    return "(?:" + "|".join(re.escape(word) for word in sorted(set(words), key=len, reverse=True)) + ")"


def matching_phrases(clause: str) -> tuple[str, ...]:
    """Name the rows of [[phrase]] whose pattern matches the role words that close a clause.

    >>> matching_phrases("市发改委、市政务办按职责分工分别牵头落实")
    ('lead',)
    """
    plain = squeeze(clause).text
    run = plain[_run_start(plain, 0, len(plain)) :]
    return tuple(phrase.name for phrase in phrases() if run and phrase.whole.fullmatch(run))


@lru_cache(maxsize=4096)
def _phrase_of(run: str) -> Phrase | None:
    """Give the row whose pattern matches the whole run; where none does, the first whose verb stands in it."""
    for phrase in phrases():
        if phrase.whole.fullmatch(run):
            return phrase
    return next((p for p in phrases() if any(word in run for word in p.strong)), None)


@cache
def _run_words() -> tuple[frozenset[str], frozenset[str]]:
    """Give all words a run may hold, and their last two characters."""
    table = read_toml("role_phrases")
    words = {word for row in table["phrase"] for word in row["verbs"]}
    words |= {word for row in table["manner"] for word in row["words"]}
    return frozenset(words), frozenset(word[-2:] for word in words)


@cache
def _inner_words() -> re.Pattern[str]:
    strong = {word for phrase in phrases() for word in phrase.strong}
    return re.compile(_any_of([*strong, *_together()]))


@cache
def _together() -> frozenset[str]:
    return frozenset(word for row in read_toml("role_phrases")["infix"] for word in row["words"])


@cache
def _openers() -> frozenset[str]:
    return frozenset(word for row in read_toml("role_phrases")["opener"] for word in row.get("words", ()))


@cache
def _scope() -> re.Pattern[str]:
    return re.compile("|".join(row["pattern"] for row in read_toml("role_phrases")["opener"] if "pattern" in row))


@cache
def _duty() -> re.Pattern[str]:
    return re.compile(
        _any_of([w for row in read_toml("role_phrases")["manner"] if row.get("by_duty") for w in row["words"]])
    )


@cache
def _asides() -> frozenset[str]:
    return frozenset(row["word"] for row in read_csv("unit_words") if row["class"] in ("junk", "empty_mark"))


@cache
def _remark_patterns() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(p) for row in read_toml("role_phrases")["remark"] for p in row["patterns"])


def _remark_at(plain: str) -> tuple[int, int] | None:
    """Find a rule about the first-listed unit: where it begins and ends."""
    if not any(mark in plain for mark in ("首", "第一", "第1", "前")):
        return None
    for pattern in _remark_patterns():
        if match := pattern.search(plain):
            return match.span()
    return None
