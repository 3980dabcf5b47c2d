"""Measurable targets in a text (量化指标): 80%以上, 不少于5个, 1.2亿元, 三分之二, 7.5%—8%.

In goes a string; out come its quantities in base units, in the order of the text. Each numeral is looked at once: what
unit follows it (`lexicon/data/measure_words.csv`), what compares it before and behind (`quantity_words.toml`),
and whether it is a date, an ordinal, a grade or a name, which are no quantities. All looks are bounded, so the
work is linear in the text. Targets without a figure (全覆盖, 清零) are not quantities.
Source: DOMAIN 5 and the conventions of the phrase gold (quantities 1 to 8).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache

from planparse.language.deadlines import masked
from planparse.language.normalise import Squeezed, squeeze
from planparse.language.numbers import ARABIC, LONGEST, SHARE, read_number, read_share
from planparse.lexicon.load import read_csv, read_toml
from planparse.model.evidence import Evidence
from planparse.model.plan import Quantity

LONGEST_OBJECT = 14
"""Characters between a comparing word and its number: 不低于上年度部门预算总额的4%."""

LONGEST_VERB = 8
"""Characters between 至少 and its number: 至少组织开展1次."""

LONGEST_LIMIT_YEARS = 100

HAN = "[\u4e00-\u9fff]"
CHINESE = "[〇零一二两三四五六七八九十百千万亿]"
DASH = re.compile(r"[—–~-]{1,2}|至|到")
DIGITS = "0123456789"
ORDINAL = "第每首"
"""Characters before a numeral by which it counts nothing: 第三批, 每2个."""

ORDINAL_WORDS = "同统另任某唯这那哪上下其初再单专"
"""The same before Chinese numerals: 统一, 同一个, 下一次."""

RANKED = ("名", "位", "个", "家", "批", "轮", "场", "强")
TIME_BEFORE = "底末提之以目此年月日旬度午会节期学"
"""Characters before 前 by which it closes a time: 年底前5个; elsewhere 前5名 is a rank."""

VAGUE = "几数上"
"""Characters before a numeral by which it is no exact number: 几十, 数百, 上千."""

NUMBER = re.compile(
    rf"(?P<share>{SHARE.pattern})"
    r"|(?P<middle>一半|(?:过|超)?半数)"
    rf"|翻了?(?:(?P<times>{CHINESE}|\d)(?:倍|番)|番)"
    rf"|(?P<number>{ARABIC}|{CHINESE}+(?:点{CHINESE}+)?|半(?=个?(?:月|小时)|年|天))"
)
POWERS = re.compile(r"[十百千]?万亿|[十百千万]?亿|[十百千]?万|[百千](?![瓦克米伏帕分赫斤])")
DATE = re.compile(
    r"\d{4}(?:[./-]\d{1,2}){1,2}(?!\d)|\d{1,2}:\d{2}|\d{4}年?[—–~至到-]{1,2}\d{4}年|\d{4}年|\d{1,2}(?:[—–~至到、-]{1,2}\d{1,2})?月(?:\d{1,2}日?|[上中下]旬|[份底初末])?"
    r"|[一二三四五六七八九十]{1,2}月(?:[一二三四五六七八九十]{1,3}[日号]|[上中下]旬|[份底初末])?|[〇零一二三四五六七八九]{4}年|十[一二三四五六七]五"
    r"|(?<!\d)\d{1,2}[日号](?=[前起至—-])"
)
UPPER_SHARE = re.compile(rf"(?:[—–~-]{{1,2}}|至|到)(?:百分之)?(?P<part>{CHINESE}{{1,4}})(?!个)")
AFTER_NUMBER = re.compile(r"[A-Za-z]")
GRADES = "级星等号线路版代A"


@dataclass(frozen=True, slots=True)
class Operand:
    """One number with its unit: its value in base units, and where it stands.

    powered: 万 or 亿 stood behind it
    """

    value: float
    unit: str
    kind: str
    unit_start: int
    stop: int
    powered: float
    middle: str
    chinese: bool


@dataclass(frozen=True, slots=True)
class Comparing:
    """A row of comparing words: what it says of the number."""

    comparator: str
    approx: bool
    object: str = "none"
    not_behind: str = ""


def read_quantities(text: str, *, source: str = "content") -> tuple[Quantity, ...]:
    """Read the measurable targets of a clause or cell (量化指标).

    source: `content`, `bracket` or `column`, kept in the values
    Values are in base units, 1.2亿元 is 120000000 元; shares in words become per cent. `unit` is empty where a
    number has none. Offsets in `evidence` count characters of `text`.

    >>> [(q.comparator, q.value, q.unit) for q in read_quantities("在线办理比例不低于80%")]
    [('>=', 80.0, '%')]
    """
    squeezed = squeeze(text)
    found = []
    for quantity, start, stop, unit in _find(squeezed):
        first, last = squeezed.span(start, stop)
        spot = Evidence(None, None, text[first:last], paragraph=1, start=first, end=last)
        words = squeezed.written(start, stop)
        # Full-width ％ is %, but 台（套） stays as it is written.
        name = squeezed.written(*unit) if unit and "(" in quantity.unit else quantity.unit
        found.append(replace(quantity, text=words, unit=name, source=source, evidence=(spot,)))
    return tuple(found)


Item = tuple[Quantity, int, int, tuple[int, int] | None]


def _find(squeezed: Squeezed) -> Iterator[Item]:
    text = squeezed.text
    if NUMBER.search(text) is None:
        return
    mask = masked(text, lambda quoted: False)
    for match in DATE.finditer(text):
        if not (match.group().startswith("十") and match.start() and text[match.start() - 1] in CHINESE):
            mask[match.start() : match.end()] = b"\1" * (match.end() - match.start())
    for match in _words().idiom.finditer(text):
        mask[match.start() : match.end()] = b"\1" * (match.end() - match.start())
    done = 0
    for match in NUMBER.finditer(text):
        if match.start() < done or mask[match.start()] or match.end() - match.start() > LONGEST:
            continue
        item = _read_at(text, match, done, squeezed, mask)
        if item is not None:
            yield item
            done = item[2]


def _read_at(text: str, match: re.Match[str], done: int, squeezed: Squeezed, mask: bytearray) -> Item | None:
    """Read the quantity whose numeral this is, or None."""
    start = match.start()
    if match["number"] is None:
        return _of_words(text, match, done)
    before = text[start - 1 : start]
    if before and (before in "×*/+#.:" or (before.isascii() and before.isalpha())):
        return None
    first = _operand(text, match, squeezed)
    if first is None:
        return _in_two_scripts(text, match, done)
    begin, left = _left(text, start, done)
    if _is_ordinal(text, start, first, left):
        return None
    value, high, stop, unit = first.value, None, first.stop, (first.unit_start, first.stop)
    second = _range(text, start, first, squeezed)
    if second is not None:
        value, high = _scaled(first, second), second.value
        stop, unit, first = second.stop, (second.unit_start, second.stop), replace(second, chinese=first.chinese)
    if first.chinese and not _is_count(text, match, first, left, ranged=high is not None):
        return None
    if not first.unit and not _bare_counts(text, stop, left, first):
        return None
    right = _words().after.match(text, stop)
    closing = None
    if right:
        closing, stop = _words().afters[right.group()], right.end()
    elif first.kind in ("time", "measure", "percent") and re.compile("内(?!部|容|涵|在)").match(text, stop):
        closing, stop = Comparing("<=", False), stop + 1
    if not _is_span(text, start, stop, first, left, closing):
        return None
    if _is_named(text, stop, first, left or closing):
        return None
    if text[stop : stop + 1] in ("多", "余") and first.kind in ("money", "time", "measure") and closing is None:
        closing, stop = Comparing(">", False), stop + 1
    comparator, approx = _compared(left, closing, first.middle)
    if high is not None and comparator == "=":
        comparator = "range"
    quantity = Quantity("", comparator, value, first.unit, high if comparator == "range" else None, approx)
    if high is not None and comparator != "range":
        quantity = replace(quantity, value=high if comparator in ("<=", "<") else value)
    return quantity, begin, stop, unit if first.unit else None


def _of_words(text: str, match: re.Match[str], done: int) -> Item | None:
    """Read a share or a doubling: 三分之二以上, 八成, 一半, 翻一番."""
    start, stop = match.span()
    before = text[start - 1 : start]
    if match["share"]:
        inner = SHARE.match(text, start, stop)
        found = read_share(inner) if inner else None
        if found is None:
            return None
        if inner and inner["tenths"] and (before in tuple(CHINESE + DIGITS + "第.") or _not_tenths(text, stop)):
            return None
        value, unit = found
    elif match["middle"]:
        if before in tuple("另前后上下大小多") and before not in tuple("近"):
            return None
        value, unit = 50.0, "%"
    else:
        times = read_number(match["times"]) if match["times"] else 1.0
        if times is None or not 0 < times < 20:
            return None
        value, unit = (times + 1 if "倍" in match.group() else 2.0**times), "倍"
        if "倍" in match.group():
            return None
    begin, left = _left(text, start, done)
    upper = UPPER_SHARE.match(text, stop) if match["share"] and unit == "%" else None
    high = read_number(upper["part"]) if upper else None
    if upper and high is not None and high > value:
        return Quantity("", "range", value, unit, high), begin, upper.end(), None
    if match["middle"] and match["middle"][0] in "过超":
        left = Comparing(">", False)
    more = re.compile("[多余]").match(text, stop)
    right = _words().after.match(text, more.end() if more else stop)
    closing = _words().afters[right.group()] if right else None
    comparator, approx = _compared(left, closing, more.group() if more else "")
    end = right.end() if right else more.end() if more else stop
    return Quantity("", comparator, value, unit, None, approx), begin, end, None


def _not_tenths(text: str, stop: int) -> bool:
    """Say whether 成 behind a digit begins another word: 三成员, 五成立."""
    return text[stop : stop + 1] in tuple("员立为果功效本就长品套熟片线")


def _in_two_scripts(text: str, match: re.Match[str], done: int) -> Item | None:
    """Read 两三家 and 三五个, two neighbouring numbers in a row, as a range."""
    numeral = match["number"]
    if len(numeral) != 2 or any(mark not in "一二两三四五六七八九" for mark in numeral):
        return None
    low, high = read_number(numeral[0]), read_number(numeral[1])
    unit = _words().unit.match(text, match.end())
    if low is None or high is None or not low < high <= low + 2 or unit is None:
        return None
    if text[match.start() - 1 : match.start()] in tuple(ORDINAL + VAGUE) or _unit_goes_on(text, unit):
        return None
    return Quantity("", "range", low, unit.group(), high), match.start(), unit.end(), unit.span()


def _operand(text: str, match: re.Match[str], squeezed: Squeezed) -> Operand | None:
    """Read a numeral, its 万 or 亿, a 余 or 多, and its unit."""
    numeral, stop = match["number"], match.end()
    chinese = not numeral[0].isdigit()
    if "," in numeral and any(
        squeezed.source[squeezed.at[index]] != "," for index in range(match.start(), stop) if text[index] == ","
    ):
        # a full-width comma separates clauses, not thousands
        return None
    value = 0.5 if numeral == "半" else read_number(numeral)
    if value is None:
        return None
    if chinese and "点" not in numeral and len(numeral) > 1 and not any(mark in "十百千万亿" for mark in numeral):
        return None  # 两三, 二〇一九
    powered = 1.0
    middle = ""
    if not chinese:
        powers = POWERS.match(text, stop)
        if powers:
            powered, stop = read_number("1" + powers.group()) or 1.0, powers.end()
            value = read_number(numeral + powers.group()) or value
    more = _words().middle.match(text, stop)
    if more:
        middle, stop = more.group(), more.end()
        powers = POWERS.match(text, stop)
        if powers:
            factor = read_number("1" + powers.group()) or 1.0
            value, powered, stop = value * factor, powered * factor, powers.end()
    unit = _words().unit.match(text, stop)
    if unit is None or _unit_goes_on(text, unit):
        if middle or (AFTER_NUMBER.match(text, stop) is not None) or text[stop : stop + 1] in tuple(GRADES):
            return None
        return Operand(value, "", "", stop, stop, powered, middle, chinese)
    kind = _words().kinds[unit["unit"]]
    if _words().numerals[unit["unit"]] == "arabic" and chinese and value < 10 and numeral not in ("两",):
        return None
    return Operand(value, unit.group(), kind, stop, unit.end(), powered, middle, chinese)


def _unit_goes_on(text: str, unit: re.Match[str]) -> bool:
    """Say whether the unit is only the beginning of a longer word: 部门, 人均, 条件."""
    following = text[unit.end() : unit.end() + 1]
    if unit["per"] or unit["or"]:
        return False
    word = unit["unit"]
    if word.isascii() and word.isalpha() and following.isascii() and following.isalnum():
        return True
    return bool(following) and following in _words().not_before[word]


def _left(text: str, start: int, done: int) -> tuple[int, Comparing | None]:
    """Give the comparing word before a number, and where it begins (the number's start if there is none)."""
    words = _words()
    window = text[max(done, start - LONGEST_OBJECT - 12) : start]
    offset = start - len(window)
    for pattern in words.before:
        match = pattern.search(window)
        if match is None:
            continue
        row = words.befores[match["word"]]
        begin = offset + match.start()
        if row.not_behind and begin and text[begin - 1] in row.not_behind:
            return start, None
        # 最高不超过50万元: both words compare
        outer = words.outer.search(text, max(done, begin - 2), begin)
        return (outer.start() if outer else begin), row
    return start, None


def _compared(left: Comparing | None, right: Comparing | None, middle: str) -> tuple[str, bool]:
    """Bring the comparing words together; those before the number are the stronger ones."""
    words = [row for row in (left, right, _words().middles.get(middle)) if row is not None]
    approx = any(row.approx for row in words)
    comparator = next((row.comparator for row in words if row.comparator != "="), "=")
    return comparator, approx and comparator == "="


def _range(text: str, start: int, first: Operand, squeezed: Squeezed) -> Operand | None:
    """Read the upper end of a range: 3—5场, 7.5%—8%, 10至15个."""
    dash = DASH.match(text, first.stop)
    if dash is None or (dash.group() in "至到" and text[start - 1 : start] in ("由", "从")):
        return None
    number = NUMBER.match(text, dash.end())
    if number is None or number["number"] is None:
        return None
    second = _operand(text, number, squeezed)
    if second is None or second.chinese != first.chinese:
        return None
    if first.unit and second.unit and first.unit != second.unit:
        return None
    if not second.unit and first.unit:
        return None
    return second if _scaled(first, second) < second.value else None


def _scaled(first: Operand, second: Operand) -> float:
    """Give the lower end of a range; in 3—5万元 it is 30,000."""
    if first.powered == 1 and not first.unit and second.powered > 1:
        return first.value * second.powered
    return first.value


def _is_count(text: str, match: re.Match[str], first: Operand, left: Comparing | None, *, ranged: bool) -> bool:
    """Say whether a Chinese numeral with this unit counts something, and is no name or ordinal."""
    numeral = match["number"]
    if not first.unit:
        return False
    before = text[match.start() - 1 : match.start()]
    if before in tuple(VAGUE):
        return False
    if numeral == "半" and (left is None and not re.match("[之以]?内", text[first.stop : first.stop + 2])):
        return False  # 半年 is a period of the calendar
    if numeral == "二" and not ranged:
        return False  # 二期, 二类: an ordinal; the number is 两
    if numeral[0] in "百千万亿" and not (left or first.middle):
        return False  # 千人计划, 万家
    if text[first.stop : first.stop + 1] == "一" and first.unit:
        return False  # 一人一档, 五个一工程, 五位一体
    if numeral == "一" and first.unit in ("期", "天", "周", "人", "家", "户", "条", "处", "类", "种"):
        return False
    return not (first.unit in ("类", "级", "等") and text[first.stop : first.stop + 1] in tuple("水地标疫医区"))


def _is_ordinal(text: str, start: int, first: Operand, left: Comparing | None) -> bool:
    """Say whether the word before a number makes it an ordinal or a frequency: 第三批, 每2个, 前5名, 近3年."""
    before = text[start - 1 : start]
    if not before:
        return False
    if before == "前":
        return first.unit in RANKED and text[max(0, start - 2) : start - 1] not in tuple(TIME_BEFORE)
    if before == "近":
        return first.kind == "time"
    return before in ORDINAL or (first.chinese and left is None and before in ORDINAL_WORDS)


def _bare_counts(text: str, stop: int, left: Comparing | None, first: Operand) -> bool:
    """Say whether a number without a unit is a target: it is compared, and nothing is attached to it."""
    if first.chinese:
        return False
    following = text[stop : stop + 1]
    right = _words().after.match(text, stop)
    if left is None and right is None and first.powered == 1:
        return False
    ends = not following or following in ",。;、)!的" or right is not None
    return ends and not (left is not None and left.approx and first.powered == 1)


def _is_span(text: str, start: int, stop: int, first: Operand, left: Comparing | None, right: Comparing | None) -> bool:
    """Say whether words that may be a date or a name are a span or score here: 3年内, not 3年行动."""
    if _words().numerals.get(first.unit) != "compared":
        return True
    if left is None and right is None:
        return False
    if first.unit == "年" and first.value > LONGEST_LIMIT_YEARS:
        return False
    return not (first.unit in ("日", "年") and left is not None and left.approx)


def _is_named(text: str, stop: int, first: Operand, compared: Comparing | None) -> bool:
    """Say whether number and unit belong to a name: 15分钟生活圈, 24小时值班, 三期工程."""
    if compared is not None:
        return False
    behind = text[stop : stop + 8]
    if behind[:1] == "级" and first.kind in ("money", "measure"):
        return True
    if first.unit == "期":
        return _words().phase.match(behind) is not None and first.value < 10
    if first.unit in ("分钟", "小时", "天"):
        circle = re.match(rf"{HAN}{{0,6}}?圈", behind)
        return circle is not None or (
            first.unit == "小时" and first.value == 24 and _words().circle.match(behind) is not None
        )
    return False


# Words


@dataclass(frozen=True, slots=True)
class Words:
    """The tables of measure words and comparing words, ready to match."""

    unit: re.Pattern[str]
    kinds: dict[str, str]
    numerals: dict[str, str]
    not_before: dict[str, str]
    before: tuple[re.Pattern[str], ...]
    befores: dict[str, Comparing]
    outer: re.Pattern[str]
    after: re.Pattern[str]
    afters: dict[str, Comparing]
    middle: re.Pattern[str]
    middles: dict[str, Comparing]
    idiom: re.Pattern[str]
    phase: re.Pattern[str]
    circle: re.Pattern[str]


def _among(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(set(words), key=lambda word: (-len(word), word)))


def _rows(rows: list[dict[str, object]]) -> dict[str, Comparing]:
    found: dict[str, Comparing] = {}
    for row in rows:
        value = Comparing(
            str(row["comparator"]),
            bool(row.get("approx")),
            str(row.get("object", "none")),
            str(row.get("not_behind", "")),
        )
        words = row["words"]
        assert isinstance(words, list)
        found.update((word, value) for word in words)
    return found


@cache
def _words() -> Words:
    measures, tables = read_csv("measure_words"), read_toml("quantity_words")
    names = [row["word"] for row in measures]
    unit = _among(names)
    befores, afters, middles = _rows(tables["before"]), _rows(tables["after"]), _rows(tables["middle"])

    def having(name: str) -> str:
        return _among(word for word, row in befores.items() if row.object == name)

    grants = _among(word for row in tables["grant"] for word in row["words"])
    clear = r"[^,。;:、!?()\d“”《》]"
    phases, circles = (_among(row["words"]) for row in tables["phase"])
    return Words(
        unit=re.compile(
            rf"(?P<unit>{unit})(?P<or>\((?:{unit})\))?"
            rf"(?P<per>(?:(?:/|每|·)(?:[百千万亿]{{1,2}})?(?:{unit}|月|标准煤|GDP)){{0,2}})"
        ),
        kinds={row["word"]: row["kind"] for row in measures},
        numerals={row["word"]: row["numerals"] for row in measures},
        not_before={row["word"]: row["not_before"] for row in measures},
        before=tuple(
            re.compile(pattern)
            for pattern in (
                rf"(?P<word>{_among(befores)})$",
                rf"(?P<word>{having('share')}){clear}{{1,{LONGEST_OBJECT}}}的$",
                rf"(?P<word>{having('verb')}){clear}{{1,{LONGEST_VERB}}}$",
                rf"(?P<word>{having('grant')})(?:{grants}){{1,6}}$",
            )
        ),
        befores=befores,
        outer=re.compile(r"(?:最高|最多|最长|最大|最低|最少|至少|至多)$"),
        after=re.compile(_among(afters)),
        afters=afters,
        middle=re.compile(_among(middles)),
        middles=middles,
        idiom=re.compile(_among(word for row in tables["idiom"] for word in row["words"])),
        phase=re.compile(phases),
        circle=re.compile(circles),
    )
