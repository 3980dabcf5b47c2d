"""Other documents that a text names: document numbers (发文字号) and titles in 《…》.

In goes a string; out comes the number it holds, in canonical form. The figures are found first: a year in any pair of
brackets and a serial behind it, with marks that copies lose (〔20175号: the first four digits are the year); orders and
announcements (国令第711号), which have no bracketed year. Then the issuer's code is read backwards from them, and what
a sentence or a label puts before it is cut off; these words stand in `lexicon/data/number_words.csv`.

Everything is linear: figures have bounded lengths, and the look back is bounded by `LONGEST_CODE`.
Source: GB/T 9704-2012, 7.2.5; DOMAIN 5.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from planparse.language.normalise import Squeezed, squeeze
from planparse.lexicon.load import read_csv
from planparse.lexicon.lookalikes import fold_lookalikes
from planparse.model.document import SOFT_BREAK
from planparse.model.plan import DocumentNumber

LONGEST_CODE = 40
"""Characters looked at before the figures; 中华人民共和国人力资源和社会保障部令 has 18."""

LONGEST_SERIAL = 5
"""Digits. Longer ones are of permits, cases and registrations."""

BEHIND_TITLE = 60
"""Characters behind a title in which its number is looked for."""

LONGEST_LABEL = 8
"""Characters between the bracket behind a title and the number: 文号：, 国务院办公厅."""

SHORTEST_TITLE = 4
"""Characters before 通知, 规划 and the like that make it the end of a title."""

_ZEROS = "〇零○O"
_DIGITS = dict.fromkeys(_ZEROS, "0") | {mark: str(n) for n, mark in enumerate("一二三四五六七八九", 1)}
_CHINESE = "".join(_DIGITS)
_YEAR = rf"(?:(?<!\d)(?:19[4-9]\d|20\d\d)|(?<![{_CHINESE}])[一二][{_CHINESE}]{{3}})"
_SERIAL = rf"(?:\d{{1,9}}|[{_CHINESE}十百千]{{1,8}})"

# Copies turn single brackets of the pairs that are made for numbers; the others must face the right way.
_OPEN, _CLOSE = r"[〔〕\[\]【】〖〗(〈<{《「]", r"[〔〕\[\]【】〖〗)〉>}》」]"
_FIRM = frozenset("〔〕[]【】〖〗")
"""Brackets that hardly hold anything else than the year of a number."""

_CODE_CHARACTER = re.compile(r"[\u3400-\u9fff×X*○□]")
_MARKS_OF_STOP = frozenset(",.，。;；、:：!?)]}〕】》〉>\"'”’")
_DATE_END = re.compile(rf"[\d{_CHINESE}十百][年月日号]")
_ASIDE = re.compile(r"[\u4e00-\u9fff][(]([\u4e00-\u9fff]{1,2})[)]$")


@dataclass(frozen=True, slots=True)
class Cited:
    """A document cited in a text: its title without the marks, its number, and where both stand."""

    title: str
    number: DocumentNumber | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Found:
    """A number and where it stands: offsets in the text that was given."""

    number: DocumentNumber
    start: int
    end: int


def parse_document_number(text: str) -> DocumentNumber | None:
    """Read the one document number in a string; None if it has none.

    >>> parse_document_number("详见苏府办〔20175号文")
    DocumentNumber(issuer_code='苏府办', year=2017, serial=5, text='苏府办〔2017〕5号', repaired=True)
    >>> str(parse_document_number("根据国务院令第七百一十一号"))
    '国务院令第711号'
    """
    found = next(find_document_numbers(text), None)
    return found.number if found else None


def find_document_numbers(text: str) -> Iterator[Found]:
    """Find the document numbers of a text, in its order."""
    squeezed = squeeze(text)
    for match in _figures().finditer(squeezed.text):
        reading = _order(squeezed, match) if match["serial"] is None else _dated(squeezed, match)
        if reading is not None:
            number, start, end = reading
            yield Found(number, *squeezed.span(start, end))


def find_cited(text: str) -> Iterator[Cited]:
    """Find the titles in 《…》, each with the number behind it; nested marks stay in the title."""
    depth, start = 0, 0
    for index, mark in enumerate(text):
        if mark == "《":
            if depth == 0:
                start = index
            depth += 1
        elif mark == "》" and depth:
            depth -= 1
            if depth == 0:
                number, end = _behind_title(text, index + 1)
                yield Cited(text[start + 1 : index], number, start, end)


def _behind_title(text: str, end: int) -> tuple[DocumentNumber | None, int]:
    """Read the number behind a title, in a bracket or bare; returns it with its end, or None and the title's end."""
    window = text[end : end + BEHIND_TITLE]
    aside = re.match(r"\s*[(（]([^()（）]{1,6})[)）]", window)
    start = aside.end() if aside and aside[1] in _words("aside") else 0
    window = window[start:].partition("《")[0]
    opened = re.match(r"\s*[(（\[［〔【﹝〖]?\s*", window)
    assert opened is not None
    found = next(find_document_numbers(window), None)
    if found is None:
        return None, end
    label = window[opened.end() : found.start]
    # Without a bracket, or across the end of it, the number belongs to something else.
    room = LONGEST_LABEL if opened.group().strip() else 0
    if len(label) > room or re.search(r"[)）\]］〕】﹞〗。；;]", label):
        return None, end
    return found.number, end + start + found.end


def _dated(squeezed: Squeezed, match: re.Match[str]) -> tuple[DocumentNumber, int, int] | None:
    """Read figures with a year first: 〔2017〕5号, 2018年第5号, 2018年第5号公告."""
    text = squeezed.text
    serial, end, whole = _serial(squeezed, match, "serial")
    number_mark = match["mark"] is not None and whole
    if serial is None or _is_torn(squeezed, *match.span("year")):
        return None
    if number_mark:
        end = match.end("kind") if match["kind"] and match["in_words"] else match.end("mark")
    if not _ends_well(squeezed, end, number_mark):
        return None
    opened, closed = match["opened"], match["closed"]
    year = _figure(match["year"])
    start, code, firm = _code(squeezed, match.start())
    if start is None:
        return None
    strong = code is not None and code.endswith(_words("code_end"))
    if match["in_words"] and not (opened and closed):
        if not number_mark or closed:
            return None
        if match["kind"]:
            if code is not None and not code.endswith(_bodies()):
                start, code = match.start(), None
            words = f"{code or ''}{year}年第{serial}号{match['kind']}"
        elif match["ordinal"] and strong:
            words = f"{code}{year}年第{serial}号"
        else:
            return None
        return DocumentNumber(code, year, serial, words), start, end
    marks = {mark for mark in (opened, closed) if mark}
    sure = bool(marks & _FIRM)
    if match["in_words"] and not sure:
        return None  # （2018年）5号
    chinese = not match["serial"].isdigit()
    if opened and closed:
        right = number_mark or (not chinese and (sure or strong) and (code is not None or "〔" in marks))
    elif opened or closed:
        right = not chinese and (number_mark or sure or strong) and (sure or code is not None)
        if opened and not closed:
            right = right and not _is_bracketed_day(text, match, end, number_mark)
    else:
        right = not chinese and number_mark and strong
    if not (opened and closed) and match["serial"].startswith("0"):
        right = False
    if not right or (code is None and not firm):
        return None
    words = f"{code or ''}〔{year}〕{serial}号"
    repaired = not (opened and closed and number_mark)
    return DocumentNumber(code, year, serial, words, repaired), start, end


def _order(squeezed: Squeezed, match: re.Match[str]) -> tuple[DocumentNumber, int, int] | None:
    """Read the number of an order or announcement: 国令第711号, 财政部公告2018年第5号, 市政府第12号令."""
    forward = match["order_serial"] is not None
    serial, _, whole = _serial(squeezed, match, "order_serial" if forward else "bare_serial")
    if serial is None or not whole or not _ends_well(squeezed, match.end(), True):
        return None
    if forward:
        start, code, _ = _code(squeezed, match.end("order"))
        if start is None or code is None or not code.endswith(match["order"]):
            return None
        if not match["order_ordinal"] and len(code) <= len(match["order"]):
            return None
        year = _figure(match["order_year"]) if match["order_year"] else None
        words = f"{code}{year}年第{serial}号" if year else f"{code}第{serial}号"
        return DocumentNumber(code, year, serial, words), start, match.end()
    start, code, _ = _code(squeezed, match.start())
    if start is None:
        return None
    if code is not None and not code.endswith(_bodies()):
        start, code = match.start(), None
    words = f"{code or ''}第{serial}号{match['bare_kind']}"
    return DocumentNumber(code, None, serial, words), start, match.end()


def _serial(squeezed: Squeezed, match: re.Match[str], group: str) -> tuple[int | None, int, bool]:
    """Read a serial up to a gap in it: the number, its end, and whether no gap cut it.

    Letter-spaced figures (1 2 3) are one number; 120 2014 are two.
    """
    start, end = match.span(group)
    stop = end
    if _is_torn(squeezed, start, end):
        stop = min(index for index in range(start + 1, end) if squeezed.gaps.get(index, SOFT_BREAK) != SOFT_BREAK)
    digits = squeezed.text[start:stop]
    if digits.isdigit() and len(digits) > LONGEST_SERIAL:
        return None, stop, False
    return _figure(digits) or None, stop, stop == end


def _is_torn(squeezed: Squeezed, start: int, end: int) -> bool:
    """Say whether gaps part these figures into several, and not into single characters."""
    gaps = sum(squeezed.gaps.get(index, SOFT_BREAK) != SOFT_BREAK for index in range(start + 1, end))
    return 0 < gaps < end - start - 1


def _ends_well(squeezed: Squeezed, end: int, number_mark: bool) -> bool:
    """Say whether what follows leaves it a document number: not 6号楼, 第8号建议; without 号, a stop or a gap."""
    text = squeezed.text
    if number_mark:
        return not text.startswith(_words("no_number_after"), end)
    return end >= len(text) or end in squeezed.gaps or text[end] in _MARKS_OF_STOP or text[end] == "文"


def _is_bracketed_day(text: str, match: re.Match[str], end: int, number_mark: bool) -> bool:
    """Say whether the figures fill their bracket, 〔20171228〕: then nothing was lost, and it is no number."""
    if number_mark:
        return False
    own = {"〔": "〕", "[": "]", "【": "】", "〖": "〗"}.get(match["opened"])
    day = re.fullmatch(r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])", match["serial"])
    return (own is not None and text.startswith(own, end)) or day is not None


def _figure(text: str) -> int:
    """Read figures in either script: 711, 七百一十一, 二〇一七; 0 if they are none.

    >>> _figure("七百一十一"), _figure("十五"), _figure("二〇一七")
    (711, 15, 2017)
    """
    if text.isdigit():
        return int(text)
    if not any(mark in text for mark in "十百千"):
        return int("".join(_DIGITS[mark] for mark in text))
    total, digit = 0, 0
    for mark in text:
        if mark in _DIGITS:
            digit = int(_DIGITS[mark])
        else:
            total += (digit or 1) * {"十": 10, "百": 100, "千": 1000}[mark]
            digit = 0
    return total + digit


def _code(squeezed: Squeezed, end: int) -> tuple[int | None, str | None, bool]:
    """Read the issuer's code that ends at `end`.

    Returns where it begins (`end` if there is none), the code as written or None, and whether a number without a code
    may stand here. Where the words before say that the number is of something else, the start is None.
    """
    text = squeezed.text
    aside = _ASIDE.search(text, max(0, end - 5), end) if text[end - 1 : end] == ")" else None
    inner = end
    if aside and aside[1] not in _words("aside"):
        inner = aside.start(1) - 1
    start = _run_start(squeezed, inner)
    run = text[start:inner]
    begin = start + _lead_in(run, text[start - 1] if start else "")
    label = text[max(0, start - 12) : start - 1] if start and text[start - 1] == ":" else ""
    before = text[start:begin] + label
    if any(word in before for word in _words("other_label")) or any(word in run for word in _words("no_code")):
        return None, None, False
    if run and run[0] == "X" and start and text[start - 1].isascii() and text[start - 1].isalnum():
        return None, None, False
    code = text[begin:end] if begin < inner else ""
    if not code.strip("X"):
        # 〔2018〕12号 behind a letter or figure is the number of a tender or a map: GS〔2018〕12号.
        before_figures = text[end - 1] if end else " "
        return end, None, not (before_figures.isascii() and (before_figures.isalnum() or before_figures in "-/_"))
    return begin, fold_lookalikes(squeezed.written(begin, end)), True


def _run_start(squeezed: Squeezed, end: int) -> int:
    """Go back over the characters that a code may have, to the mark or gap before them."""
    text, gaps = squeezed.text, squeezed.gaps
    start, chunk = end, end
    while start > 0 and end - start < LONGEST_CODE and _CODE_CHARACTER.match(text, start - 1):
        gap = gaps.get(start, SOFT_BREAK)
        if start < end and gap != SOFT_BREAK and not _goes_over(squeezed, start, chunk):
            break
        if start < end and gap != SOFT_BREAK:
            chunk = start
        start -= 1
    return start


def _goes_over(squeezed: Squeezed, gap: int, chunk: int) -> bool:
    """Say whether a code goes on to the left of a gap; the characters from the gap to `chunk` stand together.

    It does in a letter-spaced code (苏 政 办 发), before characters that no code begins with (苏政/办发), and where the
    name of the state has a line to itself.
    """
    text = squeezed.text
    left = gap - 1
    while left > 0 and left not in squeezed.gaps and _CODE_CHARACTER.match(text, left - 1) and gap - left < 8:
        left -= 1
    before, after = text[left:gap], text[gap:chunk]
    if before in _words("country"):
        return True
    if _lead_in(before, "") == len(before):
        return False
    if len(after) == 1 and (len(before) == 1 or after in _words("tail") or after in _words("kind")):
        return True
    return len(before) <= 3 and all(mark in _words("tail") for mark in after)


def _lead_in(run: str, before: str) -> int:
    """Give the length of what stands before the code in a run of characters: 根据, 按照, 文号, 50号文和."""
    cut = max((match.end() for match in _DATE_END.finditer(run)), default=0)
    for word in _words("lead_in"):
        cut = max(cut, run.rfind(word) + len(word) if word in run else 0)
    for word in _words("title_end"):
        at = run.rfind(word, cut)
        # A title is long, or its beginning was cut off already: 的通知澜府办. In 沪规划资源 the word is of the code.
        if (at - cut >= SHORTEST_TITLE or (at == cut and cut)) and len(run) - at - len(word) >= 2:
            cut = at + len(word)
    for word in _words("issuer_end"):
        rest = run[run.rfind(word) + len(word) :] if word in run[cut:] else ""
        if len(rest) >= 2 and rest[0] not in _words("tail") and not rest.startswith(_words("kind")):
            cut = max(cut, len(run) - len(rest))
    moved = True
    while moved and cut < len(run):
        moved = False
        if cut == 0 and before.isdigit():
            for word in _words("after_digit"):
                if run.startswith(word):
                    cut, moved = max(cut, len(word)), True
        for word, barred in _first_words():
            rest = run[cut + len(word) :]
            if run.startswith(word, cut) and len(rest) >= 2 and rest[0] not in barred:
                # At the beginning of a text, 和 is the name of a place.
                if word == "和" and not (cut or before):
                    continue
                cut, moved = cut + len(word), True
    known = _known_code().search(run, cut)
    if known and known.start() - cut >= 3:
        cut = known.start()
    return cut


@cache
def _words(name: str) -> tuple[str, ...]:
    """Give the words of one class; the long ones first."""
    words = {row["word"] for row in read_csv("number_words") if row["class"] == name}
    return tuple(sorted(words, key=lambda word: (-len(word), word)))


@cache
def _first_words() -> tuple[tuple[str, str], ...]:
    return tuple((row["word"], row["not_before"]) for row in read_csv("number_words") if row["class"] == "first")


@cache
def _bodies() -> tuple[str, ...]:
    """Give the endings of names of bodies: 市政府第12号令 has a code, 违反第12号令 none."""
    names = (row["word"] for row in read_csv("unit_words") if row["class"] in ("organ_end", "government"))
    return (*names, *_words("issuer_end"))


@cache
def _known_code() -> re.Pattern[str]:
    """Match a code of a province or the state at the end of a run that holds more: 江苏省人民政府苏政发."""
    return re.compile(rf"[{''.join(_words('head'))}][{''.join(_words('tail'))}]{{1,5}}$")


@cache
def _figures() -> re.Pattern[str]:
    kinds = "|".join(_words("kind"))
    return re.compile(
        rf"(?P<order>{kinds})[(〔\[]?(?:(?P<order_year>{_YEAR})年)?(?P<order_ordinal>第)?(?P<order_serial>{_SERIAL})号"
        rf"|(?P<opened>{_OPEN})?(?P<year>{_YEAR})(?P<in_words>年)?(?P<closed>{_CLOSE})?"
        rf"(?P<ordinal>第)?(?P<serial>{_SERIAL})(?P<mark>号)?(?P<kind>{kinds})?"
        rf"|第(?P<bare_serial>{_SERIAL})号(?P<bare_kind>{kinds})"
    )
