"""Units named in a list (单位名称): where each name begins and ends, and what it is called in full.

In goes a stretch of a squeezed string, out come pieces (one name each) and from them unit names with shared
prefixes and suffixes written out: 省科技厅、工业和信息化厅 names 省工业和信息化厅. Names are known by their form
(level, field of work, closing word), never from a list of names; all words stand in `lexicon/data/unit_words.csv`.
Source: DOMAIN 4 and 8.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from planparse.language.normalise import Squeezed, squeeze
from planparse.lexicon.load import read_csv
from planparse.model.document import SOFT_BREAK

LONGEST_NAME = 40
"""Characters; the longest name in the developer gold has 24. Longer stretches are prose."""

LONGEST_SUFFIX = 8

SHORTEST_REGION = 3
"""Characters of the full name of a district or county by which it is known."""

LONGEST_PERSON = 4
"""Characters of a person's name."""

PAIRS = {")": "(", "]": "[", "〕": "〔", "】": "【", "}": "{", "〉": "〈", ">": "<", "》": "《"}
HARD = re.compile(r"[、,;。:/|()\[\]〔〕【】{}〈〉<>《》]")
SEPARATORS = "、,;。:/|"
JOINERS = re.compile(r"以及|和|及|与|暨")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
NUMBERING = re.compile(r"(?:\d{1,3}[.)]|\(\d{1,2}\)|[①-⑳]|[-*·•△▲◆●■])+(?=[\u4e00-\u9fff])")
OPEN_END = re.compile(
    r"(?<![高中初平同均优对])等(?:\d{1,3}|[一二两三四五六七八九十几多]{1,3})?(?:个|家)?"
    r"(?:相关|有关|各|主管|职能|责任|成员|[省市县区州旗盟][直级]|中央|涉及|行业|直属|业务|配合|参与)*+"
    r"(?P<noun>部门|单位|机构|科室|处室|企业|部委|委办局|院校|组织|地区|区县|地)?"
    r"(?:(?:和|及|与)(?:部门|单位|企业|机构))?$"
)
LEVEL_CHARS = "省市区县州旗盟镇乡"
YOUTH_LEAGUE = re.compile(r"(?:共青)?团(自治区|省|市|区|县|州|盟|旗)委")


@dataclass(frozen=True, slots=True)
class Look:
    """What a name shows by its form alone.

    kind: unit (closes like one), bare (a field of work without a closing word: 财政), odd (may be a firm's
        brand), person, junk (no name at all)
    end: organ, body, firm, place, class or empty; `suffix` is the closing word
    level: the level word it opens with (市); `party` if that is followed by 委; `levelled` if it opens
        with a level in any way (市直…)
    generic: place or class for a name made of general nouns alone (县(市、区)政府, 部门); else empty
    growing: a collective without a head, so that the next noun may belong to it (各区、县级市)
    prefixable: may take the level of its list
    """

    kind: str
    end: str = ""
    suffix: str = ""
    level: str = ""
    party: bool = False
    levelled: bool = False
    collective: bool = False
    generic: str = ""
    growing: str = ""
    prefixable: bool = False
    sure: float = 1.0


@dataclass(frozen=True, slots=True)
class Piece:
    """One name as it stands, before lists are joined and prefixes shared.

    start, end: in the squeezed text
    glue: what stands before it: a separator, a joiner, a blank, a line break, or nothing
    remark: the bracket behind the name, where it is no part of it (牵头)
    """

    start: int
    end: int
    glue: str
    look: Look
    open_list: bool = False
    closing_noun: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class UnitName:
    """A unit named in a text.

    text: white space removed, shared prefix and suffix written out
    start, end: offsets in the source of the name's own words
    sure: 1.0 for a plain name, lower where its form had to be guessed
    remark: a bracket behind the name that is no part of it
    """

    text: str
    start: int
    end: int
    collective: bool
    sure: float
    remark: str = ""


def split_units(text: str) -> tuple[UnitName, ...]:
    """Name the units of a plain list (a cell without verbs and labels).

    >>> [unit.text for unit in split_units("省科技厅、工业和信息化厅")]
    ['省科技厅', '省工业和信息化厅']
    """
    squeezed = squeeze(text)
    inside = bracketed(squeezed.text)
    pieces = [
        piece
        for start, end, before, _ in segments(squeezed.text, inside, 0, len(squeezed.text))
        for piece in split_pieces(squeezed, inside, start, end, before)
    ]
    return name_units(squeezed, pieces)


def bracketed(text: str, start: int = 0, end: int | None = None) -> bytearray:
    """Mark each character that stands in a balanced bracket (the marks included); linear in the text.

    Brackets that have no partner between start and end, or whose partner is of another kind, are plain
    characters.
    """
    inside = bytearray(len(text))
    for opening, closing in bracket_pairs(text, start, len(text) if end is None else end):
        inside[opening : closing + 1] = b"\x01" * (closing + 1 - opening)
    return inside


def bracket_pairs(text: str, first: int, last: int) -> list[tuple[int, int]]:
    """Give the outermost balanced brackets between two offsets as (open, close), in order."""
    waiting: dict[str, list[int]] = {mark: [] for mark in PAIRS.values()}
    outer: list[tuple[int, int]] = []
    for match in HARD.finditer(text, first, last):
        mark = match.group()
        if mark in waiting:
            waiting[mark].append(match.start())
        elif mark in PAIRS and waiting[PAIRS[mark]]:
            start = waiting[PAIRS[mark]].pop()
            while outer and outer[-1][0] > start:
                outer.pop()
            if not outer or outer[-1][1] < start:
                outer.append((start, match.start()))
    return outer


def segments(text: str, inside: bytearray, start: int, end: int) -> Iterable[tuple[int, int, str, str]]:
    """Cut at separators outside brackets: (start, end, separator before, separator after), none empty."""
    before = ""
    for match in HARD.finditer(text, start, end):
        mark = match.group()
        if inside[match.start()]:
            continue
        if mark not in SEPARATORS:  # an unbalanced bracket says nothing, but separates
            mark = ","
        if match.start() > start:
            yield start, match.start(), before, mark
            before = mark
        elif before != ":" and mark != "、":
            before = mark
        start = match.end()
    if end > start:
        yield start, end, before, ""


def split_pieces(squeezed: Squeezed, inside: bytearray, start: int, end: int, glue: str) -> list[Piece]:
    """Split a stretch without separators at white space and joiners (和, 及), and trim each name."""
    pieces: list[Piece] = []
    for left, right, before in _cut_at_gaps(squeezed, inside, start, end, glue):
        pieces.extend(_cut_at_joiners(squeezed.text, inside, left, right, before))
    return pieces


def is_name(text: str) -> bool:
    """Say whether a stretch closes like a unit, alone or before 等 (市发改委等部门)."""
    if not text or len(text) > LONGEST_NAME:
        return False
    if "等" in text and (tail := OPEN_END.search(text)):
        return tail.start() > 0
    found = look_at(text)
    return found.kind == "unit"


def opens_name(text: str) -> bool:
    """Say whether a stretch opens the way only a new name does (市…, 各…, 国家…)."""
    return bool(_level_of(text)) or text.startswith(_starts())


@cache
def _starts() -> tuple[str, ...]:
    return ("各", "有关", "相关", "国家", "中国", "中央", "全国", "国务院", "原市", "原省", "原县", "团市委", "团省委")


def _cut_at_gaps(
    squeezed: Squeezed, inside: bytearray, start: int, end: int, glue: str
) -> Iterable[tuple[int, int, str]]:
    gaps = squeezed.gaps
    if not gaps:
        yield start, end, glue
        return
    places = [index for index in range(start + 1, end) if index in gaps and not inside[index]]
    # Letter-spaced cells (市 发 改 委) have a gap after nearly every character.
    if len(places) * 3 >= (end - start) * 2 and end - start > 3:
        yield start, end, glue
        return
    text = squeezed.text
    for number, place in enumerate(places):
        following = places[number + 1] if number + 1 < len(places) else end
        if gaps[place] == SOFT_BREAK:
            # A full line: only a whole name before it and a new one behind it make it more than a broken line.
            if look_at(text[start:place]).end == "organ" and opens_name(text[place : place + 40]):
                yield start, place, glue
                start, glue = place, "\n"
            continue
        if _separates(text[start:place], text[place:following], text[place : min(end, place + 40)]):
            yield start, place, glue
            start, glue = place, gaps[place]
    yield start, end, glue


def _separates(left: str, right: str, rest: str) -> bool:
    """Tell a gap between two names from a line broken inside one name."""
    if len(left) > 2 * LONGEST_NAME:
        return True
    if len(left) <= 2 and _level_of(left) and not _level_of(rest):
        return False  # 市|财政局, 市科|技局: a level and a character more is no name
    if _cuts_ending(left, rest):
        return False  # 各设区市人|民政府
    before = look_at(left)
    after = look_at(right)
    whole = before.kind in ("unit", "person") or is_name(left)
    if not whole:
        return bool(before.level) and left[len(before.level) :] in _words()["stem"] and bool(_level_of(rest))
    if before.growing and after.generic:
        return False
    if opens_name(rest) or after.kind == "person" or not CHINESE.match(right):
        return True
    if right.startswith(_group("sub_unit")):
        return False
    if before.end == "place" and after.end == "organ" and not after.levelled:
        return False
    return after.kind == "unit" or (look_at(rest).kind == "unit" and _opens_with("stem", rest) > 0)


def _cuts_ending(left: str, rest: str) -> bool:
    """Say whether a gap stands within a long ending of names: 人|民政府, 办公|室."""
    return any(
        left.endswith(word[:cut]) and rest.startswith(word[cut:])
        for word in _long_endings()
        for cut in range(1, len(word))
    )


@cache
def _long_endings() -> tuple[str, ...]:
    rows = read_csv("unit_words")
    return tuple(row["word"] for row in rows if row["class"] in ("organ_end", "government") and len(row["word"]) > 2)


def _cut_at_joiners(text: str, inside: bytearray, start: int, end: int, glue: str) -> Iterable[Piece]:
    stretch = text[start:end]
    if len(stretch) <= 400 and not ("等" in stretch and OPEN_END.search(stretch)):
        for joiner in JOINERS.finditer(stretch):
            if inside[start + joiner.start()] or joiner.end() == len(stretch) or joiner.start() == 0:
                continue
            right = stretch[joiner.end() :]
            left = stretch[: joiner.start()]
            if _inner(stretch, joiner.start()) or not is_name(left):
                continue
            if is_name(right) or opens_name(right):
                yield from _trim(text, inside, start, start + joiner.start(), glue)
                yield from _cut_at_joiners(text, inside, start + joiner.end(), end, joiner.group())
                return
    yield from _trim(text, inside, start, end, glue)


def _inner(stretch: str, place: int) -> bool:
    """Say whether the joiner at `place` stands inside a word (和平区, 政府和社会资本)."""
    for word in _words()["inner_and"]:
        found = stretch.find(word, max(0, place - len(word)), place + len(word))
        if 0 <= found <= place < found + len(word):
            return True
    return False


def _trim(text: str, inside: bytearray, start: int, end: int, glue: str) -> Iterable[Piece]:
    """Drop numbering, 等部门 and brackets that are no part of the name; at most one piece."""
    numbering = NUMBERING.match(text, start, end)
    if numbering:
        start = numbering.end()
    open_list, noun, remark = False, "", ""
    for _ in range(3):  # 市教育局(张三)等部门(牵头)
        if end > start and inside[end - 1] and (opening := _opening(text, start, end)) > start:
            content = text[opening + 1 : end - 1]
            if not is_remark(content):
                break
            remark, end = content, opening
        elif "等" in text[max(start, end - 24) : end] and (tail := OPEN_END.search(text[max(start, end - 24) : end])):
            open_list, noun = True, tail["noun"] or ""
            end = max(start, end - 24) + tail.start()
        else:
            break
    if end > start:
        yield Piece(start, end, glue, look_at(text[start:end]), open_list, noun, remark)


def _opening(text: str, start: int, end: int) -> int:
    """Find the partner of the bracket that closes at `end`; -1 if it lies before `start`."""
    depth = 0
    for index in range(end - 1, max(start, end - 200) - 1, -1):
        if text[index] in PAIRS:
            depth += 1
        elif text[index] in PAIRS.values():
            depth -= 1
            if depth == 0:
                return index
    return -1


@lru_cache(maxsize=4096)
def is_remark(content: str) -> bool:
    """Say whether a bracket behind a name is about the name: a person, a telephone, a role, a date, a rule."""
    words = _words()
    if not content or len(content) > 80 or content.isdecimal():
        return True
    if look_at(content).kind == "person" or content in words["remark_word"]:
        return True
    return any(word in content for word in words["remark_mark"])


def name_units(squeezed: Squeezed, pieces: Sequence[Piece]) -> tuple[UnitName, ...]:
    """Join collectives, share suffixes and prefixes, and write the names out.

    Pieces that are persons or junk are left out. The prefix is shared within a list of 、 and joiners and
    ends at commas and semicolons.
    """
    joined = _join_collectives(squeezed.text, [p for p in pieces if p.look.kind in ("unit", "bare", "odd")])
    endings = _shared_suffixes(joined)
    names: list[UnitName] = []
    level, party, under_each = "", False, False
    for index, piece in enumerate(joined):
        if piece.glue in (",", ";", "。", ":"):
            level, party = "", False
        look, ending = piece.look, endings[index]
        written = squeezed.written(piece.start, piece.end)
        collective, sure = look.collective, look.sure
        if index and (shared := _shared_head(squeezed, joined[index - 1], piece)):
            written, collective = shared + written, joined[index - 1].look.collective
        elif under_each and look.generic and not look.levelled:
            collective = True
        else:
            if ending:
                look = look_at(squeezed.text[piece.start : piece.end] + ending)
                written, sure = written + ending, 0.9
            if level and look.prefixable:
                body = squeezed.text[piece.start : piece.end]
                written = level + ("委" if party and body in _words()["party_organ"] else "") + written
                sure = min(sure, 1.0 if _opens_with("stem", body) else 0.9)
            elif look.level and not look.collective:
                level, party = squeezed.written(piece.start, piece.end)[: len(look.level)], look.party
                if written.startswith(("团", "共青团", "原")):  # 团市委: the level stands inside
                    level = look.level
        start, end = squeezed.span(piece.start, piece.end)
        names.append(UnitName(written, start, end, collective, sure, piece.remark))
        under_each = under_each or "各" in written
    return tuple(names)


def _join_collectives(text: str, pieces: list[Piece]) -> list[Piece]:
    """Make one piece of jurisdictions or class nouns coordinated under one 各 (各区、县级市)."""
    joined: list[Piece] = []
    for piece in pieces:
        last = joined[-1] if joined else None
        if last and last.closing_noun and piece.look.generic == "class" and piece.glue == "、":
            continue  # 等部门、单位: the noun of an open list, cut in two
        if (
            last
            and last.look.growing
            and last.look.growing == piece.look.generic
            and not last.open_list
            and piece.glue in ("、", "和", "及", "与", "以及", "/", "\n")
        ):
            look = look_at(text[last.start : piece.end])
            growing = "" if _has_head(text[piece.start : piece.end]) else last.look.growing
            look = replace(look, kind="unit", collective=True, growing=growing, sure=1.0)
            joined[-1] = replace(piece, start=last.start, glue=last.glue, look=look, remark=last.remark or piece.remark)
        else:
            joined.append(piece)
    return joined


def _shared_suffixes(pieces: Sequence[Piece]) -> list[str]:
    """For each piece the closing word it takes from the end of its list (市财政、税务局 → 局), or empty."""
    endings = [""] * len(pieces)
    ending, giver_levelled = "", False
    for index in range(len(pieces) - 1, -1, -1):
        piece = pieces[index]
        look = piece.look
        if piece.closing_noun == "部门" and look.kind == "bare":
            ending, giver_levelled = "部门", False
        # A name of unknown form may be a firm (华为), so it takes only what the fields around it take.
        field = look.kind == "bare" or ending == "部门" or (index and pieces[index - 1].look.kind == "bare")
        if look.kind in ("bare", "odd"):
            if ending and field and piece.end - piece.start <= 10 and (look.level or not giver_levelled):
                endings[index] = ending
        elif look.kind == "unit":
            ending = look.suffix if look.end == "organ" and not look.collective else ""
            giver_levelled = look.levelled
        if piece.glue not in ("、", "和", "及", "与", "以及", " ", "\n", "/"):
            ending = ""
    return endings


def _shared_head(squeezed: Squeezed, last: Piece, piece: Piece) -> str:
    """Give what 政府 takes from 党委 before it: 各县区 of 各县区党委、政府; else empty."""
    if piece.glue not in ("、", "和", "及", "与") or piece.look.levelled:
        return ""
    before = squeezed.text[last.start : last.end]
    if squeezed.text[piece.start : piece.end].split("(")[0] not in _words()["government"]:
        return ""
    tails = ("党工委", "党委", "工委", "委") if last.look.collective else ("党工委", "党委", "工委")
    for tail in tails:
        if before.endswith(tail) and len(before) > len(tail):
            return squeezed.written(last.start, last.end - len(tail))
    return ""


def look_at(plain: str) -> Look:
    """Say what a normalised name shows by its form; longer ones than `LONGEST_NAME` show nothing.

    >>> look_at("市市场监管局").level, look_at("市场监管局").level
    ('市', '')
    """
    return _look_at(plain) if len(plain) <= 2 * LONGEST_NAME else Look("junk")


@lru_cache(maxsize=16384)
def _look_at(plain: str) -> Look:
    words = _words()
    if plain in words["empty_mark"] or not CHINESE.search(plain):
        return Look("junk")
    core = _without_brackets(plain)
    if not core or len(core) > LONGEST_NAME:
        return Look("junk")
    if core.endswith(_group("post_end")) or (core.startswith(_group("post_start")) and not _end_of(core)[0]):
        return Look("person")
    if _is_post_with_name(core):
        return Look("person")
    end, suffix = _end_of(core)
    if plain in words["junk"] or "《" in core or _opens_like_prose(core, end):
        return Look("junk")
    level, levelled = _level_of(core), _is_levelled(core)
    generic, headed, nouns = _generic(core)
    marked = any(mark in core for mark in words["collective_mark"]) or core.endswith(_group("collective_end"))
    collective = marked or (bool(generic) and (nouns > 1 or not headed) and not level)
    if not end and (collective or core.endswith(_group("complete"))):
        end = "class"
    if end:
        prose = ("的" in core or "了" in core) and not collective
        sure = 1.0 if len(core) <= 25 and not prose else 0.7
        return Look(
            "junk" if prose and len(core) > 12 else "unit",
            end,
            suffix,
            level,
            _is_party(core, level),
            levelled,
            collective,
            generic,
            _growing(core) if marked else generic if collective and not headed else "",
            not collective and not levelled and _takes_prefix(core, end),
            sure,
        )
    if _is_person(core, levelled):
        return Look("person")
    if any(mark in core for mark in words["sentence_mark"]) or re.search(r"[0-9%《》“”\"!?<>=]", core):
        return Look("junk")
    stem = core[len(level) :]
    if level or stem in words["stem"] or _opens_with("stem", stem):
        return Look("bare", level=level, party=False, levelled=levelled, sure=0.75)
    return Look("odd", levelled=levelled, sure=0.7) if 2 <= len(core) <= 12 else Look("junk")


def _opens_like_prose(core: str, end: str) -> bool:
    """Tell 督促各部门 from 优化营商环境办公室: a verb opens both, a name follows it in the first."""
    if not core.startswith(_group("verb_start")):
        return False
    for word in _group("verb_start"):
        if core.startswith(word):
            return end != "organ" or opens_name(core[len(word) :])
    return False


def _without_brackets(plain: str) -> str:
    core = plain
    while core and core[-1] in PAIRS:
        opening = _opening(core, 0, len(core))
        if opening < 0:
            return core[:-1]
        if opening == 0:
            return ""
        core = core[:opening]
    return core


def _end_of(core: str) -> tuple[str, str]:
    """Give class and form of the longest closing word; ("", "") for none and for words like 社会."""
    ends = _ends()
    for length in range(min(LONGEST_SUFFIX, len(core)), 0, -1):
        suffix = core[-length:]
        kind = ends.get(suffix)
        if kind == "not":
            if suffix == "城市" and core[-3:-1] in _places():  # 盐城市 is a city
                return "place", "市"
            if core in _regions():  # 增城区 is a district
                return "place", core[-1]
            return "", ""
        if kind and (length > 1 or len(core) > 1):
            return kind, suffix
    return "", ""


def _level_of(core: str) -> str:
    """Give the level word that a name opens with and may pass on (市 of 市财政局); else empty."""
    words = _words()
    league = YOUTH_LEAGUE.match(core)
    if league:
        return league[1]
    if core.startswith("原"):
        core = core[1:]
    for level in _levels():
        if core.startswith(level) and len(core) > len(level):
            following = core[len(level)]
            if following in "(〔[〈<直级属辖各有相、" or _lookalike(core):
                return ""
            if core[len(level) :] in words["jurisdiction"]:
                return ""
            return level
    return ""


def _is_levelled(core: str) -> bool:
    """Say whether a name opens with a level in any way, so that it takes none from its list."""
    return bool(_level_of(core)) or (core.startswith(_levels()) and not _lookalike(core))


def _lookalike(core: str) -> bool:
    """Tell 市场监管局 (no level) from 市市场监管局, and 区县 from 区市场监管局."""
    if not core.startswith(_group("not_level")):
        return False
    for word in _group("not_level"):
        if core.startswith(word):
            rest = core[len(word) :]
            double = len(word) == 2 and word[0] in LEVEL_CHARS and word[1] in LEVEL_CHARS
            if double and rest.startswith(("场", "容", "民", "政", "村")) and not rest.startswith("政府"):
                continue
            return True
    return False


def _is_party(core: str, level: str) -> bool:
    return bool(level) and core.startswith(level + "委") and not core.startswith(level + "委员会")


def _takes_prefix(core: str, end: str) -> bool:
    words = _words()
    if core.startswith(_group("may_prefix")):
        return True
    if core.startswith(_group("no_prefix_start")) or any(w in core for w in words["no_prefix_part"]):
        return False
    if any(core[:length] in _places() for length in (2, 3, 4)) or _names_place(core):
        return False
    if any(core[:length] in _regions() for length in _region_lengths()):
        return False  # 增城区政府, in which 城区 is no word
    # 公安芦汀分局: between the trade and the word for a branch stands the place that the branch serves.
    stem = _opens_with("stem", core)
    if stem and any(core.endswith(branch) and len(core) - len(branch) - stem >= 2 for branch in words["branch_end"]):
        return False
    return end == "organ" or (end == "body" and _opens_with("stem", core) > 0)


def _names_place(core: str) -> bool:
    """Say whether a place stands in the name (黄埔区政府, 张浦镇); not for 城市管理局, 住房和城乡建设局."""
    traps = _words()["place_trap"]
    if core.endswith(("街道", "办事处")):
        return True
    return any(
        core[index] in LEVEL_CHARS and core[index - 1 : index + 1] not in traps and core[index : index + 2] not in traps
        for index in range(1, len(core))
    )


def _is_person(core: str, levelled: bool) -> bool:
    if not 2 <= len(core) <= 4 or levelled or not all(CHINESE.match(char) for char in core):
        return False
    if _opens_with("stem", core):
        return False
    surnames = _words()["surname"]
    return core[0] in surnames or core[:2] in surnames


def _is_post_with_name(core: str) -> bool:
    """Say whether a name is that of a post and of who holds it: 副市长赵亮, 市教育局局长李明."""
    for length in range(2, min(LONGEST_PERSON, len(core) - 2) + 1):
        post, person = core[:-length], core[-length:]
        if post.endswith(_group("post_end")) and not _end_of(person)[0] and _is_person(person, False):
            return True
    return False


def _opens_with(group: str, core: str) -> int:
    """Length of the longest word of a group that the name opens with, or 0."""
    words = _words()[group]
    for length in range(min(8, len(core)), 1, -1):
        if core[:length] in words:
            return length
    return 0


def _generic(core: str) -> tuple[str, bool, int]:
    """Say whether a name is made of general nouns: (place, class or empty; has a head; how many nouns)."""
    for name, (noun, whole) in _generic_patterns().items():
        match = whole.fullmatch(core)
        if match:
            count = len(noun.findall(match["nouns"]))
            return name, bool(match["head"]) or core in _words()["headed"], count
    return "", False, 0


def _has_head(core: str) -> bool:
    return _generic(core)[1]


def _growing(core: str) -> str:
    """Say whether a collective ends in headless nouns, to which the next noun may belong."""
    tail = re.split(r"各级|各类|各|有关|相关|其他|所有|[省市县区州]直|[省市县区州]级", core)[-1]
    name, headed, _ = _generic(tail)
    return "" if headed else name


@cache
def _generic_patterns() -> dict[str, tuple[re.Pattern[str], re.Pattern[str]]]:
    patterns = {}
    for name, group in (("place", "jurisdiction"), ("class", "class_noun")):
        word = _alternatives(_words()[group])
        heads = _alternatives(_words()["jurisdiction_head"]) if name == "place" else "(?!)"
        noun = re.compile(rf"{word}|[(〔\[〈<][^()〔〕\[\]〈〉<>]*[)〕\]〉>]")
        joiner = "[、和及与]?+"
        unit = rf"(?:{word}|[(〔\[〈<][^()〔〕\[\]〈〉<>]*[)〕\]〉>])"
        # A head that follows a noun is a head (区政府), one that stands alone is a noun (管委会).
        whole = re.compile(rf"(?P<nouns>(?:(?!{heads}$)(?:{unit}{joiner}))*+{word}??)(?P<head>{heads})?")
        patterns[name] = (noun, whole)
    return patterns


def _alternatives(words: Iterable[str]) -> str:
    return "(?:" + "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) + ")"


@cache
def _ends() -> dict[str, str]:
    words = _words()
    ends: dict[str, str] = {}
    for group, kind in (
        ("place_end", "place"),
        ("body_end", "body"),
        ("firm_end", "firm"),
        ("organ_end", "organ"),
        ("class_noun", "class"),
        ("not_end", "not"),
    ):
        for word in words[group]:
            if kind != "class" or word not in ends:
                ends[word] = kind
    return ends


@cache
def _levels() -> tuple[str, ...]:
    return tuple(sorted(_words()["level"], key=len, reverse=True))


@cache
def _places() -> frozenset[str]:
    return frozenset(row["name"] for row in read_csv("place_names"))


@cache
def _regions() -> frozenset[str]:
    """Give the full names of provinces, cities and counties; not 城区, 郊区, which are parts of any town as well."""
    return frozenset(row["name"] for row in read_csv("regions") if len(row["name"]) >= SHORTEST_REGION)


@cache
def _region_lengths() -> tuple[int, ...]:
    return tuple(sorted({len(name) for name in _regions()}))


@cache
def _group(name: str) -> tuple[str, ...]:
    """Give the words of one class as `startswith` and `endswith` want them."""
    return tuple(sorted(_words()[name]))


@cache
def _words() -> Mapping[str, frozenset[str]]:
    """Group the words of `unit_words.csv` by class."""
    groups: dict[str, set[str]] = {}
    for row in read_csv("unit_words"):
        groups.setdefault(row["class"], set()).add(row["word"])
    return {name: frozenset(words) for name, words in groups.items()}
