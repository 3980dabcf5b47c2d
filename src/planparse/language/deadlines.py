"""Time limits and rhythms in a text (完成时限): 年底前, 三季度, 每月25日前, 公布后20个工作日内.

In goes a string and the plan's own date and year; out come its limits in the order of the text. Today's date is
never asked for: without the plan's date, words that need it keep their text and have no dates. At each place
where a time can begin a few readers are tried in turn, each with a bounded look ahead, so the work is linear in
the text. Names are left out first: 《…》, document numbers, and what stands in quotation marks, except the five-year
plans and the holidays (“十四五”期间, “五一”前). The words stand in `lexicon/data/time_words.toml`.
Source: DOMAIN 5 and the conventions of the phrase gold (time limits 1 to 11).
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date as Day
from datetime import timedelta
from functools import cache, partial

from planparse.language.normalise import squeeze
from planparse.language.numbers import read_number, read_whole
from planparse.lexicon.load import read_toml
from planparse.model.evidence import Evidence
from planparse.model.plan import Deadline

LONGEST_QUOTE = 20
"""Characters between quotation marks that are a name or a slogan; more is a sentence that is quoted."""

LONGEST_ANCHOR = 24
LONGEST_CLAUSE = 60
"""Characters behind a limit in which the verb of a report is looked for."""

LONGEST_YEARS = 100
"""More years than that is the number of a year: 2017年内."""

NUMERALS = "〇零○一二两三四五六七八九十百千"
MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
MONTH_DAY = r"(?:[12]\d|3[01]|0?[1-9]|二十[一二三四五六七八九]?|三十一?|十[一二三四五六七八九]?|[一二三四五六七八九])"
LISTED = ("、", "和", "及", "与", "以及")
QUARTER = "[一二三四1-4]"
COUNT = rf"(?:\d{{1,4}}(?:\.\d)?|[{NUMERALS}]{{1,4}})"
DASH = r"(?:[—–~-]{1,2}|至|到)"
SEPARATOR = re.compile(DASH)

YEAR = re.compile(
    r"(?P<digits>(?:19|20|21)\d\d|[一二][〇零○一二三四五六七八九]{3})年度?"
    rf"|(?P<short>\d\d)年(?=[底末]|年底|年末|{MONTH}月|[上下]半年|第?{QUARTER}季度)"
    r"|(?P<this>今年度?|本年度?|当年度?|同年)|(?P<next>明年|次年|来年|翌年|下一?年度|下一年)|(?P<later>后年)"
)
YEARS = re.compile(
    rf"(?P<first>20\d\d)年?度?{DASH}(?P<last>20\d\d)年度?|(?P<a>20\d\d)年?[、和及](?P<b>20\d\d)(?:两|二)年"
)
BARE_YEARS = re.compile(rf"(20\d\d){DASH}(20\d\d)(?![\d年.-])")
PART = re.compile(
    rf"(?P<half>[上下])半年度?"
    rf"|前(?P<until>[二两三23])个?季度"
    rf"|(?:第?(?P<from_quarter>{QUARTER})(?:季度)?(?:[、,和及]|{DASH}))?第?(?P<quarter>{QUARTER})季度"
    rf"|第?(?P<short_quarter>{QUARTER})季(?=[底末])"
    r"|(?P<near_quarter>本|下|首)个?季度?(?!节)"
    rf"|(?:(?P<from_month>{MONTH})(?:[、和及]|{DASH}))?(?P<month>{MONTH})月份?"
    r"|(?P<near_month>本|当|下|次)个?月份?"
    r"|(?P<near_week>本|下)周(?P<weekday>[一二三四五六日天])?"
)
TEN_DAYS = re.compile(r"(?P<from_ten>[上中])?(?P<ten>[上中下])旬")
DAY = re.compile(rf"(?P<day>{MONTH_DAY})[日号]")
NUMERIC = re.compile(
    r"(?P<year>20\d\d)(?P<mark>[./-])(?P<month>1[0-2]|0?[1-9])(?:(?P=mark)(?P<day>3[01]|[12]\d|0?[1-9]))?(?![\d%])"
)
NUMERIC_DAY = re.compile(r"(?P<month>1[0-2]|0?[1-9])[./](?P<day>3[01]|[12]\d|0?[1-9])(?![\d.%])")
REMARK = re.compile(
    r"\((?:星期[一二三四五六日天]|周[一二三四五六日天]|含|含当日|含本日|农历[^()]{1,8})\)(?=之?前|以前|[—–~至到-])"
)
HOUR = re.compile(
    r"(?:上午|下午|晚上?|中午)?(?:\d{1,2}(?:时|点|:\d\d)(?:\d{1,2}分|整)?|[一二三四五六七八九十]{1,3}[时点](?:整)?|下班)"
    r"(?=之?前|以前)|(?:中午|上午|午)(?=之?前|以前)"
)
EDGE = re.compile(r"年?[底末终](?![端梢级])|月[底末]|季度?[底末]")
LAST_DAY = re.compile(r"[底末终](?![端梢级月])")
WITHIN = re.compile(r"(?:年度?|月|季度?)(?=之内|以内|内(?!部(?![署分])|[容控涵]))")
WHOLE = re.compile(r"年?全年度?(?!级)")
NOW = re.compile(r"(?:即日|现在|目前|即刻)起")
STARTING = re.compile(r"(?:起|开始)(?=[—–~至到-])")
BEGUN = re.compile(r"开始")
BEYOND_YEARS = re.compile(rf"{MONTH}月|[底末前内]|[上下]半年|年[底末]")
VAGUE_OF_YEAR = re.compile(r"年初(?!步|预算|目标|计划|确定)|年中(?![考会央国医小])")
VAGUE_OF_MONTH = re.compile(r"[初中](?=之?前|以前|[,。;、)]|$)|初")
VAGUE_MONTH = re.compile(r"月[初中](?=之?前|以前|[,。;、)]|$)")
DIGITS = re.compile(r"\d+")
VAGUE_EDGE = re.compile(r"初(?![步期中级心衷])|中(?=之?前|以前|[,。;、)]|$)|中期(?!考)|初期|中叶|年中")
CLOSE = re.compile(
    r"(?P<before>之前|以前|前夕|前(?!后|往|述|期(?:工作|准备|手续|研究|论证)))|(?P<within>之内|以内|内(?!部(?![署分])|[容控涵]))"
    r"|(?P<during>期间|时期|期内)|(?P<start>起(?![草步码点止诉]))|(?P<stop>为止|止)"
    r"|(?P<after>之后|以后|后(?![续勤备期方台]))"
)
PREFIX = re.compile(r"(?P<past>截至|截止到?|截止至)|(?P<since>自|从)|(?P<until>到|至)")
PAST = re.compile(
    rf"(?:去年|上一?年度?|往年|前年|历年|上个?月份?|上个?季度|上周|上学期|近年)(?:年?[底末初内]|[上下]半年|{MONTH}月份?(?:{MONTH_DAY}日)?)?[底末]?前?"
)
NOT_A_LIMIT = re.compile(r"以来|同期|同比|环比|水平|的水平|年鉴|号[文令]")

FIVE_YEARS = re.compile(
    r"[“\"‘']?(?P<plan>十[一二三四五六七]?)五[”\"’']?(?:规划)?(?P<close>期末|末期?|期间|时期|规划期|期内|年末|收官之年|收官年)"
)
FIVE_YEARS_NAME = re.compile(r"(?:十[一二三四五六七]?|[七八九])五")

RHYTHM = re.compile(
    r"(?P<each>每一?个?(?P<each_unit>半年度?|季度?|年度?|月份?|周|星期))(?![级期薪龄边转])"
    r"|按(?P<by_unit>半年度?|季度?|年度?|月度?|周)(?![节薪龄级期岁光])(?!度?(?:计划|目标|任务|预算))"
    r"|逐(?P<step_unit>季度?|年|月|周)|分(?P<part_unit>季度|季|月度?|年度|周)(?![节岁])"
    r"|各(?P<all_unit>季度)(?=末|结束)"
)
RATE = re.compile(r"(?:每(?![年月季周半])[\u4e00-\u9fff]{1,2}|人均|户均|亩均)$")
ONE_DAY_OF_MONTH = re.compile(rf"的?(?P<first_day>{MONTH_DAY})[日号]?{DASH}(?P<last_day>{MONTH_DAY})[日号]")
OF_MONTH = re.compile(rf"的?(?P<day>{MONTH_DAY})[日号]")
OF_QUARTER = re.compile(
    rf"的?(?:(?P<first>首个?月|第一个?月)|(?P<last>末月|最后一?个?月|第三个月)|(?P<second>第二个?月)|(?P<next>次月|下月))份?"
    rf"(?:的?(?P<day>{MONTH_DAY})[日号]|(?P<edge>[底末])|(?P<ten>[上中下])旬)?"
)
NTH_OF_MONTH = re.compile(
    r"的?(?:前|后)?(?:第?[一二三四五六七八九十\d]{1,2}|最后一|首)个?(?:工作日|周(?:[一二三四五六日天])?|星期[一二三四五六日天]?)"
)
WEEKDAY = re.compile(r"(?:的?(?:星期|周))?(?P<weekday>[一二三四五六日天])(?![次个轮])")
FINISHED = re.compile(r"(?:结束|终了)?(?:之后|以后|后)?(?:的|,)?(?:在|前)?(?=[\d一二三四五六七八九十两])")
QUARTER_MONTH = re.compile(r"季度?(?=[首末]月\d)")
MONTH_EDGE_DAY = re.compile(rf"(?:月[末底初])(?P<day>{MONTH_DAY})[日号]")

DURATION = re.compile(
    rf"(?:(?P<low>{COUNT})(?:个?(?:工作日|小时|分钟|月|天|日|年|周))?(?:{DASH}|、))?(?P<high>{COUNT}|半)"
    r"(?P<unit>个?工作日|个?自然日|个?小时|分钟|秒钟?|个?月|个季度|个?星期|周|天|日|年)(?P<half>半)?"
    r"(?P<about>左右)?(?:的?时间)?(?P<close>之内|以内|内(?!部(?![署分])))"
)
SPENT = re.compile(
    rf"(?:利?用|经过|通过|花)(?:(?P<low>{COUNT})(?:年|个月)?(?:{DASH}|、))?(?P<high>{COUNT}|半)(?P<unit>年|个月|个?季度|天|周|个?星期)(?P<half>半)?"
    r"(?P<about>左右|多)?的?(?P<noun>时间|努力|左右时间|奋斗)"
)
AT_MOST = re.compile(rf"不得?超过(?P<high>{COUNT})(?P<unit>个?工作日|个?自然日|个?小时|分钟|个月|天|日)")
ANCHOR = re.compile(
    r"(?P<anchor>[^,。;、:!?()\[\]《》“”\s]{1,24}?(?:之日起|之时起|当日起|次日起|日起|时起|之日后|之后|以后|后|起))"
    r"[,]?(?:的|在|于|应当?|须|必须|要|最迟|最晚|最长|一般|原则上|力争|确保|[\u4e00-\u9fff]{0,4}(?:应当|应|须|在|于))?$"
)
STOP = re.compile(r"[,。;:!?]")
VALUE_HEAD = "，,、;；:：(（[并且并"
VALUE_TAIL = re.compile(r"[)\]。;；]|$")
ACTION_TAIL = re.compile(r"[、,。;)\]”’\"]|制|机制|$")

CODES = {
    "工作日": "P{}WD", "自然日": "P{}D", "小时": "PT{}H", "分钟": "PT{}M", "秒": "PT{}S", "秒钟": "PT{}S", "月": "P{}M",
    "星期": "P{}W", "周": "P{}W", "天": "P{}D", "日": "P{}D", "年": "P{}Y",
}  # fmt: skip
HALVES = {"年": "P6M", "月": "P15D", "小时": "PT30M", "天": "PT12H"}
RECURRENCES = {
    "周": "weekly",
    "星期": "weekly",
    "月": "monthly",
    "季": "quarterly",
    "半年": "half-yearly",
    "年": "yearly",
}
MONTHS = {"monthly": 1, "quarterly": 3, "half-yearly": 6, "yearly": 12}
WEEKDAYS = {mark: index for index, mark in enumerate("一二三四五六日")} | {"天": 6}
TENS = {"上": (1, 10), "中": (11, 20), "下": (21, 31)}


@dataclass(frozen=True, slots=True)
class Reference:
    """What the plan says of its own time."""

    date: Day | None
    year: int | None


@dataclass(frozen=True, slots=True)
class Point:
    """A point or period of the calendar: its first and last day, and how finely it was written.

    grain: `day`, `ten`, `week`, `month`, `quarter`, `half`, `year`
    edge: 底, 末: its last day is meant
    vague: 年初, 月中: not resolved
    named: its own words give the year
    stop: where it ends in the text
    """

    first: Day | None
    last: Day | None
    grain: str
    stop: int
    edge: bool = False
    vague: bool = False
    named: int | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A limit and where it stands in the squeezed text."""

    deadline: Deadline
    start: int
    stop: int


def read_deadlines(
    text: str, *, date: Day | str | None = None, year: int | None = None, source: str = "content"
) -> tuple[Deadline, ...]:
    """Read the time limits and rhythms of a clause, bracket or cell (完成时限).

    date: the plan's date, a day or an ISO string; anchors rhythms (每月25日前) and 本月, 下周
    year: the plan's year, by default that of `date`; anchors 年底, 6月底 and all that leave the year out
    source: `content`, `bracket`, or `column` for a cell that is a time value: there a bare day is only an end,
        a bare year counts, and 9.30 is a day
    Returns the limits in the order of the text; offsets in `evidence` count characters of `text`.
    Raises ValueError if `date` is no ISO day.

    >>> [(d.text, str(d.end)) for d in read_deadlines("6月底前出台方案", date="2021-03-24")]
    [('6月底前', '2021-06-30')]
    """
    day = Day.fromisoformat(date) if isinstance(date, str) else date
    reference = Reference(day, year if year is not None else day.year if day else None)
    squeezed = squeeze(text)
    found = []
    for item in _with_lists(squeezed.text, list(_find(squeezed.text, reference, source))):
        start, stop = squeezed.span(item.start, item.stop)
        spot = Evidence(None, None, text[start:stop], paragraph=1, start=start, end=stop)
        words = squeezed.written(item.start, item.stop)
        found.append(replace(item.deadline, text=words, source=source, evidence=(spot,)))
    return tuple(found)


def task_deadlines(deadlines: Iterable[Deadline]) -> tuple[Deadline, ...]:
    """Leave out the limits by which only a report is due."""
    return tuple(deadline for deadline in deadlines if not deadline.reporting)


COUNTED = re.compile(r"\d+(?:\.\d+)?(?=[家户万亿元人项%所套座吨台辆倍亩])")
"""A figure that plainly counts something else than time; most figures of a plan do, and each look costs."""

NAME_MARKS = re.compile(r"[《》“\"‘「”’」]")
"""Marks around names, and quotation marks, in which names may stand."""


def name_spans(text: str, kept: Callable[[str], bool]) -> Iterator[tuple[int, int]]:
    """Give the stretches of a normalised text that are names: 《…》, short quotations, 〔2016〕80号.

    kept: says of the words between quotation marks that they are to be read
    """
    depth = start = 0
    opened: int | None = None
    for match in NAME_MARKS.finditer(text):
        index, mark = match.start(), match.group()
        if mark == "《":
            if depth == 0:
                start = index
            depth += 1
        elif mark == "》" and depth:
            depth -= 1
            if depth == 0:
                yield start, index + 1
        elif depth == 0 and mark in '“"‘「':
            if mark == '"' and opened is not None:
                if index - opened <= LONGEST_QUOTE + 1 and not kept(text[opened + 1 : index]):
                    yield opened, index + 1
                opened = None
            elif opened is None or mark != "‘":
                opened = index
        elif depth == 0 and opened is not None:
            if index - opened <= LONGEST_QUOTE + 1 and not kept(text[opened + 1 : index]):
                yield opened, index + 1
            opened = None
    if depth:  # never closed: a title cut by the end of a page has a bounded length
        yield start, min(len(text), start + LONGEST_CLAUSE)
    yield from (match.span() for match in re.finditer(r"[〔\[(]\d{4}[〕\])]第?\d{1,5}号?", text))


def masked(text: str, kept: Callable[[str], bool]) -> bytearray:
    """Mark with 1 each character of a normalised text that belongs to a name."""
    mask = bytearray(len(text))
    for start, stop in name_spans(text, kept):
        mask[start:stop] = b"\1" * (stop - start)
    return mask


def _find(text: str, reference: Reference, source: str) -> Iterator[Found]:
    words = _words()
    if words.trigger.search(text) is None:
        return
    mask = masked(text, lambda quoted: words.quotable(quoted) is not None)
    columns = _column_part(text) if source != "column" else (0, len(text))
    at = 0
    previous: Found | None = None
    while True:
        trigger = words.trigger.search(text, at)
        if trigger is None:
            return
        at = trigger.start()
        if mask[at]:
            closing = mask.find(b"\0", at)
            at = len(text) if closing < 0 else closing
            continue
        column = columns[0] <= at < columns[1]
        result = _read_at(text, at, reference, column, source, previous)
        if isinstance(result, Found):
            if any(mask[result.start : result.stop]):
                at += 1
                continue
            previous = result
            yield result
            at = result.stop
        else:
            at = max(result, at + 1)


def _with_lists(text: str, found: list[Found]) -> list[Found]:
    """Let the last of a list speak for those before it: in 6月10日、9月10日前 both are ends."""
    for index in range(len(found) - 1, 0, -1):
        item, before = found[index], found[index - 1]
        closed = item.deadline.start is None and item.deadline.end and not item.deadline.text.endswith("内")
        if (
            closed
            and before.deadline.start
            and before.deadline.end
            and before.deadline.recurrence is None
            and before.deadline.text.endswith(("月", "日", "度", "年"))
            and text[before.stop : item.start] in LISTED
        ):
            found[index - 1] = replace(before, deadline=replace(before.deadline, start=None))
    return found


def _read_at(
    text: str, at: int, reference: Reference, column: bool, source: str, previous: Found | None
) -> Found | int:
    """Read the limit that begins here; else give the place to go on from."""
    counted = COUNTED.match(text, at)
    if counted:
        return counted.end()
    past = PAST.match(text, at)
    if past:
        return past.end()
    for reader in (_idiom, _rhythm, _relative):
        found = reader(text, at, reference)
        if found is not None:
            return found
    dated = _calendar(text, at, reference, column, source, previous)
    if dated is not None:
        return dated
    for reader in (_holiday, _vague):
        found = reader(text, at, reference)
        if found is not None:
            return found
    stop = _ongoing(text, at, column, source)
    if stop:
        return _made(text, at, stop, recurrence="ongoing")
    # A numeral that began no time is passed over whole, so that 2017 of 12017年 is no year.
    number = DIGITS.match(text, at)
    return number.end() if number else at + 1


def _made(
    text: str,
    start: int,
    stop: int,
    *,
    first: Day | None = None,
    last: Day | None = None,
    recurrence: str | None = None,
    relative: str | None = None,
    anchor: str | None = None,
) -> Found:
    reporting = recurrence != "ongoing" and _only_a_report(text, start, stop)
    return Found(Deadline(text[start:stop], first, last, recurrence, relative, anchor, reporting), start, stop)


def _only_a_report(text: str, start: int, stop: int) -> bool:
    """Say whether the clause around a limit asks for no more than a report."""
    words = _words()
    begin = stop + 1 if text[stop : stop + 1] == "," else stop
    end = STOP.search(text, begin, begin + LONGEST_CLAUSE)
    clause = text[begin : end.start() if end else begin + LONGEST_CLAUSE]
    verb = words.report.search(clause)
    if verb is None or words.approval.search(clause, verb.end()):
        return False
    return not words.work.search(clause[: verb.start("verb") if verb["verb"] else verb.start()])


# Rhythms


def _idiom(text: str, at: int, reference: Reference) -> Found | None:
    """Read a rhythm and its action in one: 月调度, 一季一通报, 半年一评估."""
    words = _words()
    match = words.idiom.match(text, at)
    if match:
        return _made(text, at, match.end(), recurrence=_recurrence(match["unit"]))
    match = words.short_idiom.match(text, at)
    if match is None or not ACTION_TAIL.match(text, match.end()):
        return None
    before = text[max(0, at - 2) : at]
    if before and before[-1] not in '、,。;:(“‘"' and before not in words.introductions:
        return None
    return _made(text, at, match.end(), recurrence=_recurrence(match["unit"]))


def _recurrence(unit: str) -> str:
    return RECURRENCES[re.sub(r"(?<=[季年月])[度份]$", "", unit)]


def _rhythm(text: str, at: int, reference: Reference) -> Found | None:
    """Read 每月, 按季度, 逐年, and with a day or month its first occurrence: 每季度首月10日前."""
    edge_day = MONTH_EDGE_DAY.match(text, at)
    if edge_day and text[at - 1 : at] not in tuple(NUMERALS + "0123456789每本当下次"):
        return _occurring(
            text, at, edge_day.end(), "monthly", reference, partial(_days, numbers=[_number(edge_day["day"])])
        )
    quarter = QUARTER_MONTH.match(text, at)
    if quarter and text[at - 1 : at] not in tuple(NUMERALS + "0123456789每本当下次"):
        return _of_quarter(text, at, quarter.end(), reference)
    match = RHYTHM.match(text, at)
    if match is None or RATE.search(text, max(0, at - 3), at):
        return None
    unit = match["each_unit"] or match["by_unit"] or match["step_unit"] or match["part_unit"] or match["all_unit"]
    recurrence = _recurrence(unit)
    if match["each"] is None and match["all_unit"] is None:
        return _made(text, at, match.end(), recurrence=recurrence)
    reader = {
        "weekly": _of_week, "monthly": _of_month, "quarterly": _of_quarter, "half-yearly": _of_half_year,
        "yearly": _of_year,
    }[recurrence]  # fmt: skip
    found = reader(text, at, match.end(), reference)
    if found is not None:
        return found
    finished = FINISHED.match(text, match.end())
    duration = DURATION.match(text, finished.end()) if finished else None
    if finished and duration and finished.end() > match.end():
        code = _duration(duration)
        if code:
            anchor = text[at : finished.end()] if "后" in finished.group() or "了" in finished.group() else None
            return _made(text, at, duration.end(), recurrence=recurrence, relative=code, anchor=anchor)
    return _made(text, at, match.end(), recurrence=recurrence)


def _of_week(text: str, at: int, stop: int, reference: Reference) -> Found | None:
    match = WEEKDAY.match(text, stop)
    if match is None or (match["weekday"] == "一" and _words().idiom_action.match(text, match.end())):
        return None
    weekday = WEEKDAYS[match["weekday"]]
    return _occurring(text, at, match.end(), "weekly", reference, lambda first: (first + timedelta(weekday),) * 2)


def _of_month(text: str, at: int, stop: int, reference: Reference) -> Found | None:
    for pattern in (ONE_DAY_OF_MONTH, OF_MONTH):
        days = pattern.match(text, stop)
        if days:
            numbers = [_number(days[name]) for name in pattern.groupindex]
            return _occurring(text, at, days.end(), "monthly", reference, partial(_days, numbers=numbers))
    ten = TEN_DAYS.match(text, stop)
    if ten:
        return _occurring(text, at, ten.end(), "monthly", reference, lambda first: _ten_days(first, ten))
    nth = NTH_OF_MONTH.match(text, stop)
    if nth:
        close = CLOSE.match(text, nth.end())
        return _made(text, at, close.end() if close else nth.end(), recurrence="monthly")
    edge = LAST_DAY.match(text, stop)
    if edge:
        return _occurring(text, at, edge.end(), "monthly", reference, lambda first: _period(first, 1), edge=True)
    vague = VAGUE_OF_MONTH.match(text, stop)
    if vague:
        close = CLOSE.match(text, vague.end())
        return _made(text, at, close.end() if close else vague.end(), recurrence="monthly")
    return None


def _of_quarter(text: str, at: int, stop: int, reference: Reference) -> Found | None:
    edge = LAST_DAY.match(text, stop)
    if edge:
        return _occurring(text, at, edge.end(), "quarterly", reference, lambda first: _period(first, 3), edge=True)
    match = OF_QUARTER.match(text, stop)
    if match is None:
        return None
    shift = 0 if match["first"] else 1 if match["second"] else 2 if match["last"] else 3

    def days(first: Day) -> tuple[Day, Day]:
        month = _later(first, shift)
        if match["day"]:
            return _days(month, [_number(match["day"])])
        if match["ten"]:
            return _ten_days(month, match)
        return _period(month, 1)

    return _occurring(text, at, match.end(), "quarterly", reference, days, edge=bool(match["edge"]))


def _of_half_year(text: str, at: int, stop: int, reference: Reference) -> Found | None:
    edge = LAST_DAY.match(text, stop)
    if edge is None:
        return None
    return _occurring(text, at, edge.end(), "half-yearly", reference, lambda first: _period(first, 6), edge=True)


def _of_year(text: str, at: int, stop: int, reference: Reference) -> Found | None:
    begin = stop + 1 if text[stop : stop + 1] == "的" else stop
    holiday = _holiday(text, begin, reference)
    if holiday is not None:
        last = holiday.deadline.end
        if last and reference.date and last < reference.date:
            last = _a_day(last.year + 1, last.month, last.day)
        return _made(text, at, holiday.stop, last=last if reference.date else None, recurrence="yearly")
    point = _point(text, begin, Reference(reference.date, 2000), year_given=True)  # a leap year: 2月29日 may be read
    if point is None or point.stop == begin:
        return None
    if point.vague or point.first is None or point.last is None:
        return _made(text, at, point.stop, recurrence="yearly")
    opening, closing = point.first, point.last
    last_of_month = closing.day == monthrange(closing.year, closing.month)[1]

    def days(first: Day) -> tuple[Day, Day]:
        length = monthrange(first.year, closing.month)[1]
        day = length if last_of_month else min(closing.day, length)
        start_length = monthrange(first.year, opening.month)[1]
        return Day(first.year, opening.month, min(opening.day, start_length)), Day(first.year, closing.month, day)

    return _occurring(text, at, point.stop, "yearly", reference, days, edge=point.edge, grain=point.grain)


def _occurring(
    text: str,
    at: int,
    stop: int,
    recurrence: str,
    reference: Reference,
    days: Callable[[Day], tuple[Day, Day]],
    *,
    edge: bool = False,
    grain: str = "day",
) -> Found:
    """Close a rhythm with a day or period in it, and find its first occurrence that ends on or after the date.

    days: gives the first and last day in the week, month, quarter, half or year that begins on a day
    """
    hour = HOUR.match(text, stop)
    stop = hour.end() if hour else stop
    close = CLOSE.match(text, stop)
    only_end = edge
    before_unit = False
    if close and (close["before"] or close["within"]):
        stop, only_end = close.end(), True
        before_unit = close["before"] is not None and not edge and grain != "day"
    if reference.date is None:
        return _made(text, at, stop, recurrence=recurrence)
    first = _begin(reference.date, recurrence)
    for _ in range(4):
        opening, closing = days(first)
        if before_unit:
            closing = opening - timedelta(1)
        if closing >= reference.date:
            break
        first = first + timedelta(7) if recurrence == "weekly" else _later(first, MONTHS[recurrence])
    return _made(text, at, stop, first=None if only_end else opening, last=closing, recurrence=recurrence)


# Durations


def _relative(text: str, at: int, reference: Reference) -> Found | None:
    """Read a limit counted from an event: 20个工作日内, 三年内, 用2年左右时间."""
    if text[at - 1 : at] in tuple("第近前每.") or text[max(0, at - 2) : at] in ("过去", "最近", "第前"):
        return None
    match = DURATION.match(text, at) or SPENT.match(text, at) or AT_MOST.match(text, at)
    if match is None:
        return None
    anchor = _anchor(text, at)
    if match.re is AT_MOST and anchor is None:
        return None
    if match.re is DURATION and match["unit"] == "月" and match["high"] != "半":
        return None  # 3月内 is March
    code = _duration(match)
    return _made(text, at, match.end(), relative=code, anchor=anchor) if code else None


def _duration(match: re.Match[str]) -> str | None:
    """Give the duration of a match as ISO 8601, working days as P20WD; of several numbers the upper one."""
    unit = match["unit"].removeprefix("个")
    if match["high"] == "半":
        return HALVES.get(unit)
    count = read_number(match["high"])
    if not count or (unit == "年" and count > LONGEST_YEARS):
        return None
    more = "half" in match.re.groupindex and match["half"]
    if unit == "季度":
        return f"P{3 * count:g}M"
    if more:
        if unit == "年":
            return f"P{12 * count + 6:g}M"
        count += 0.5
    return CODES[unit].format(f"{count:g}")


def _anchor(text: str, at: int) -> str | None:
    """Give the event that a limit is counted from, where it is written right before it."""
    match = ANCHOR.search(text, max(0, at - LONGEST_ANCHOR - 6), at)
    return match["anchor"] if match else None


# Calendar


def _calendar(
    text: str, at: int, reference: Reference, column: bool, source: str, previous: Found | None
) -> Found | int | None:
    """Read a day, a period, or a range of them, with the words before and behind it."""
    before = text[at - 1 : at]
    if before and (before.isdigit() or before in NUMERALS or before in "第近") and not PREFIX.match(text, at):
        return None
    prefix = PREFIX.match(text, at)
    if prefix and prefix["until"] and before in tuple("达不得直"):
        return None
    begin = prefix.end() if prefix else at
    start_now = NOW.match(text, begin)
    if start_now:
        return _from_now(text, at, start_now.end(), reference)
    if (
        previous
        and prefix is None
        and previous.deadline.recurrence is None
        and text[previous.stop : at] in LISTED
        and previous.deadline.end
    ):
        reference = Reference(reference.date, previous.deadline.end.year)
    point = _five_years(text, begin) or _range_of_years(text, begin, column) or _numeric(text, begin, column, reference)
    point = point or _point(text, begin, reference)
    if point is None:
        return begin if prefix and prefix["past"] else None
    ranged = False
    stop = _past_remark(text, point.stop)
    start_word = STARTING.match(text, stop)
    second = _second(text, start_word.end() if start_word else stop, point, reference)
    if second is not None:
        point, ranged = replace(second, first=point.first, named=second.named or point.named), True
        stop = _past_remark(text, point.stop)
    hour = HOUR.match(text, stop)
    stop = hour.end() if hour else stop
    close = CLOSE.match(text, stop)
    if close and close["stop"] and not (ranged or prefix):
        close = None
    if close and close["within"] and point.grain == "day" and not ranged:
        close = None
    if close and close["after"] and text[close.end() : close.end() + 1] in tuple(NUMERALS + "0123456789"):
        return close.end()  # 6月30日后3日内: an event
    begun = BEGUN.match(text, stop) if prefix and prefix["since"] and not ranged else None
    stop = close.end() if close else begun.end() if begun else stop
    if NOT_A_LIMIT.match(text, stop):
        return stop
    bare_year = point.grain == "year" and not point.edge and not point.vague
    if bare_year and not (ranged or close or begun or column or (prefix and prefix["until"])):
        return point.stop  # 2017年完成: a year as adverb
    if point.grain == "years" and not close and _words().plan_name.match(text, stop):
        return stop
    first, last = point.first, point.last
    if point.vague:
        first = last = None
    elif (close and close["start"]) or begun:
        first, last = (last if point.edge else first), None
    elif close and close["after"]:
        first, last = (last + timedelta(1) if last else None), None
    elif ranged or point.grain == "years":
        if close and close["before"] and point.grain == "years":
            first = None
    elif close and close["before"]:
        if not point.edge and point.grain not in ("day", "holiday"):
            last = _day_before_unit(first, last, reference)
        first = None
    elif (
        point.edge
        or (prefix and (prefix["until"] or prefix["past"]))
        or (close and (close["within"] or close["stop"]))
        or (point.grain == "day" and column)
        or _latest(text, at)
    ):
        first = None
    if _is_past(prefix, first, last, point, reference):
        return stop
    recurrence = None
    rhythm = RHYTHM.match(text, stop)
    if rhythm and rhythm["each"] and (ranged or point.grain == "years" or (close and close["start"])):
        stop, recurrence = rhythm.end(), _recurrence(rhythm["each_unit"])
    if recurrence is None and not (close and close["before"]):
        tail = _ongoing(text, stop, column, source, joined=True)
        if tail:
            stop, recurrence = tail, "ongoing"
    # 自 and 从 belong to a limit only where it has a start: 从6月底 has none.
    start = begin if prefix and prefix["since"] and first is None and not point.vague else at
    return _made(text, start, stop, first=first, last=last, recurrence=recurrence)


def _past_remark(text: str, stop: int) -> int:
    """Go on behind a remark on the day: 5月31日（星期日）前."""
    remark = REMARK.match(text, stop)
    return remark.end() if remark else stop


def _latest(text: str, at: int) -> bool:
    """Say whether 不迟于, 最迟 or the like stands before a time."""
    return text[max(0, at - 3) : at].endswith(("不迟于", "不晚于", "最迟", "最晚", "最迟于", "最晚于", "延至", "截止"))


def _is_past(
    prefix: re.Match[str] | None, first: Day | None, last: Day | None, point: Point, reference: Reference
) -> bool:
    """Say whether a time tells of what was: 截至2016年底, or a year before the plan's own."""
    if last is None:
        return bool(prefix and prefix["past"])
    if prefix and prefix["past"]:
        return last <= reference.date if reference.date else last.year < (reference.year or 0) or not point.named
    if point.named is None or reference.year is None or last.year >= reference.year:
        return False
    return reference.date is None or last < reference.date


def _day_before_unit(first: Day | None, last: Day | None, reference: Reference) -> Day | None:
    """Give the day before a unit begins; where that is before the plan's own year, the unit's end."""
    if first is None:
        return None
    before = first - timedelta(1)
    return last if reference.year is not None and before.year < reference.year else before


def _from_now(text: str, at: int, stop: int, reference: Reference) -> Found:
    """Read 即日起, with the end of a range where one follows: 即日起至12月底."""
    dash = SEPARATOR.match(text, stop)
    point = _point(text, dash.end(), reference) if dash else None
    if point is None:
        return _made(text, at, stop, first=reference.date)
    close = CLOSE.match(text, point.stop)
    stop = close.end() if close and not close["start"] else point.stop
    return _made(text, at, stop, first=reference.date, last=None if point.vague else point.last)


def _five_years(text: str, at: int) -> Point | None:
    """Read a five-year plan as a period: “十四五”期间, “十三五”末."""
    match = FIVE_YEARS.match(text, at)
    if match is None:
        return None
    number = read_whole(match["plan"])
    if number is None:
        return None
    first = 1951 + 5 * number  # the tenth began in 2001
    edge = "末" in match["close"] or "收官" in match["close"]
    begin, end = Day(first, 1, 1), Day(first + 4, 12, 31)
    return (
        Point(begin, end, "years", match.end(), edge=edge) if not edge else Point(None, end, "half", match.end(), True)
    )


def _range_of_years(text: str, at: int, column: bool) -> Point | None:
    match = YEARS.match(text, at) or (BARE_YEARS.match(text, at) if column else None)
    if match is None:
        return None
    values = [int(value) for value in match.groups() if value]
    first, last = values[0], values[-1]
    if last < first or BEYOND_YEARS.match(text, match.end()):
        return None
    return Point(Day(first, 1, 1), Day(last, 12, 31), "years", match.end(), named=last)


def _numeric(text: str, at: int, column: bool, reference: Reference) -> Point | None:
    """Read 2021.9.30 and 2021-09; in a time column also 9.30."""
    match = NUMERIC.match(text, at)
    if match is None:
        short = NUMERIC_DAY.match(text, at) if column else None
        if short is None:
            return None
        day = _a_day(reference.year, int(short["month"]), int(short["day"]))
        return Point(day, day, "day", short.end())
    year, month = int(match["year"]), int(match["month"])
    if match["day"]:
        day = _a_day(year, month, int(match["day"]))
        return Point(day, day, "day", match.end(), named=year)
    if not column:
        return None
    first = Day(year, month, 1)
    return Point(*_period(first, 1), "month", match.end(), named=year)


def _second(text: str, at: int, point: Point, reference: Reference) -> Point | None:
    """Read the second half of a range; it takes year and month from the first where it leaves them out."""
    dash = SEPARATOR.match(text, at)
    if dash is None or point.vague:
        return None
    base = point.first.year if point.first else reference.year
    day = DAY.match(text, dash.end())
    if day and point.grain == "day":
        last = _a_day(point.first.year, point.first.month, _number(day["day"])) if point.first else None
        return Point(None, last, "day", day.end())
    numeric = _numeric(text, dash.end(), True, Reference(reference.date, base))
    if numeric:
        return numeric
    second = _point(text, dash.end(), Reference(reference.date, base))
    if second is None or (second.grain == "year" and not second.edge and point.grain != "year"):
        return None
    if second.last and point.first and second.last < point.first and second.named is None:
        return None
    return second


def _point(text: str, at: int, reference: Reference, *, year_given: bool = False) -> Point | None:
    """Read one point or period: year, half, quarter, month, ten days, day, with 底 or 末 behind it."""
    named: int | None = None
    year = reference.year
    begin = at
    match = YEAR.match(text, at)
    has_year = year_given
    if match and not year_given:
        year = _year(match, reference)
        named = year if match["digits"] or match["short"] or match["next"] or match["later"] else None
        begin, has_year = match.end(), True
    whole = WHOLE.match(text, begin)
    if whole and (has_year or text[at - 1 : at] not in tuple("健安完齐保成周")):
        return Point(*_year_period(year), "whole", whole.end(), named=named)
    part = PART.match(text, begin)
    if part is not None:
        found = _part(text, part, year, reference, named)
        if found is not None:
            return found
    return _year_edge(text, at, begin, year, has_year, named, reference)


def _year(match: re.Match[str], reference: Reference) -> int | None:
    if match["digits"]:
        return read_whole(match["digits"])
    if match["short"]:
        return 2000 + int(match["short"])
    if reference.year is None or match["this"]:
        return reference.year
    return reference.year + (1 if match["next"] else 2)


def _part(text: str, part: re.Match[str], year: int | None, reference: Reference, named: int | None) -> Point | None:
    """Read a half, quarter, month or week of a year, and what refines it."""
    stop = part.end()
    if part["half"]:
        first, last = _span(year, 1 if part["half"] == "上" else 7, 6)
        return _with_edge(text, Point(first, last, "half", stop, named=named))
    if part["until"]:
        first, last = _span(year, 1, 3 * _number(part["until"]))
        return _with_edge(text, Point(first, last, "quarter", stop, named=named))
    quarter = part["quarter"] or part["short_quarter"]
    if quarter:
        opening = _number(part["from_quarter"] or quarter)
        closing = _number(quarter)
        if closing < opening:
            return None
        first, last = _span(year, 3 * opening - 2, 3 * (closing - opening + 1))
        return _with_edge(text, Point(first, last, "quarter", stop, named=named))
    if part["near_quarter"]:
        if part["near_quarter"] == "首":
            return _with_edge(text, Point(*_span(year, 1, 3), "quarter", stop, named=named))
        return _with_edge(text, Point(*_near(reference, "quarterly", part["near_quarter"]), "quarter", stop))
    if part["near_week"]:
        return _week(part, reference)
    if part["near_month"]:
        first, last = _near(reference, "monthly", part["near_month"])
    else:
        opening, closing = _number(part["from_month"] or part["month"]), _number(part["month"])
        if closing < opening:
            return None
        first, last = _span(year, opening, closing - opening + 1)
        if part["from_month"]:
            return _with_edge(text, Point(first, last, "month", stop, named=named))
    return _in_month(text, stop, first, last, named)


def _in_month(text: str, stop: int, first: Day | None, last: Day | None, named: int | None) -> Point:
    """Read the day or the ten days behind a month."""
    day = DAY.match(text, stop)
    if day:
        found = _a_day(first.year, first.month, _number(day["day"])) if first else None
        return Point(found, found, "day", day.end(), named=named)
    ten = TEN_DAYS.match(text, stop)
    if ten:
        opening, closing = _ten_days(first, ten) if first else (None, None)
        return Point(opening, closing, "ten", ten.end(), named=named)
    return _with_edge(text, Point(first, last, "month", stop, named=named))


def _with_edge(text: str, point: Point) -> Point:
    """Add 底 or 末, which mean the last day, or 初 and 中, which are not resolved."""
    edge = LAST_DAY.match(text, point.stop)
    if edge:
        return replace(point, edge=True, stop=edge.end())
    vague = VAGUE_EDGE.match(text, point.stop)
    if vague:
        return replace(point, vague=True, stop=vague.end())
    return point


def _year_edge(
    text: str, at: int, begin: int, year: int | None, has_year: bool, named: int | None, reference: Reference
) -> Point | None:
    """Read 年底, 年内, 月底, 季末, 年初, or a bare year."""
    edge = EDGE.match(text, begin)
    first, last = _year_period(year)
    if edge:
        word = edge.group()
        if word.startswith("月") and not has_year:
            return Point(*_near(reference, "monthly", "本"), "month", edge.end(), edge=True)
        if word.startswith("季") and not has_year:
            return Point(*_near(reference, "quarterly", "本"), "quarter", edge.end(), edge=True)
        if word.startswith("年") or has_year:
            if not has_year and text[at - 1 : at] in tuple("半十去上往学财跨近多百周千"):
                return None
            return Point(first, last, "year", edge.end(), edge=True, named=named)
    within = WITHIN.match(text, begin)
    if within and (has_year or text[at - 1 : at] not in tuple("半近多几数整")):
        if within.group().startswith("月") and not has_year:
            return Point(*_near(reference, "monthly", "本"), "month", within.end())
        if within.group().startswith("季") and not has_year:
            return Point(*_near(reference, "quarterly", "本"), "quarter", within.end())
        loose = within.group() == "年度" and not has_year and text[at - 1 : at] not in tuple(",。;:、(于在")
        if within.group().startswith("年") and not (loose and at):
            return Point(first, last, "year", within.end(), named=named)
    vague = VAGUE_OF_YEAR.match(text, begin if not has_year else begin - 1)
    if vague and text[at - 1 : at] not in tuple("半十去上往近学青少中末"):
        return Point(first, last, "year", vague.end(), vague=True, named=named)
    vague = VAGUE_MONTH.match(text, begin) if not has_year else None
    if vague:
        return Point(None, None, "month", vague.end(), vague=True)
    if has_year and begin > at:
        return Point(first, last, "year", begin, named=named)
    return None


# Holidays and points that move


def _holiday(text: str, at: int, reference: Reference) -> Found | None:
    """Read 国庆节前, “五一”前, 春节前, 节后; only fixed days with 前 have a date."""
    words = _words()
    year = YEAR.match(text, at)
    begin = year.end() if year else at
    before = text[begin - 1 : begin]
    moving = words.moving.match(text, begin)
    if moving and not (len(moving["name"]) == 1 and before and before not in ",。;:、(于在年"):
        return None if DURATION.match(text, moving.end()) else _made(text, at, moving.end())
    fixed = words.holiday.match(text, begin)
    if fixed is None or (before and (before in NUMERALS or before.isdigit() or before in "第月")):
        return None
    if fixed["close"].startswith(("之前", "以前", "前")):
        month, day = words.holidays[fixed["name"]]
        value = _year(year, reference) if year else reference.year
        last = _a_day(value, month, day)
        if last and month == 1 and day == 1:
            # The New Year that a plan of 2021 looks forward to is that of 2022; one named is the one named.
            last = last if year and year["digits"] else Day(last.year + 1, 1, 1)
        return _made(text, at, fixed.end(), last=last - timedelta(1) if last else None)
    return _made(text, at, fixed.end())


def _vague(text: str, at: int, reference: Reference) -> Found | None:
    words = _words()
    match = words.vague.match(text, at)
    if match is None or text[at - 1 : at] in tuple("最远临"):
        return None
    if text[match.end() : match.end() + 1] in tuple(words.not_after_vague[match.group()]):
        return None
    return _made(text, at, match.end())


# Always


def _ongoing(text: str, at: int, column: bool, source: str, *, joined: bool = False) -> int:
    """Give the end of words that say "always" as a time value, or 0.

    They are a value in a column, behind a label, or as the tail of a bracket or clause; as the verb of a sentence
    (持续推进简政放权) they are none. joined: a time stands right before (年内持续推进)
    """
    match = _words().ongoing.match(text, at)
    if match is None:
        return 0
    if not joined and at and text[at - 1] not in VALUE_HEAD:
        return 0
    if VALUE_TAIL.match(text, match.end()):
        return match.end()
    followed = text[match.end() : match.end() + 1] in tuple(",、/")
    return match.end() if followed and (column or source == "bracket" or joined) else 0


# Days


def _number(text: str) -> int:
    return read_whole(text) or 0


def _a_day(year: int | None, month: int, day: int) -> Day | None:
    """Give this day, or None where the calendar has none or the year is unknown."""
    try:
        return Day(year, month, day) if year is not None else None
    except ValueError:
        return None


def _year_period(year: int | None) -> tuple[Day | None, Day | None]:
    return _span(year, 1, 12)


def _span(year: int | None, month: int, months: int) -> tuple[Day | None, Day | None]:
    first = _a_day(year, month, 1)
    return _period(first, months) if first else (None, None)


def _period(first: Day, months: int) -> tuple[Day, Day]:
    """Give the first and last day of some months from a first of month on."""
    month = _later(first, months - 1)
    return first, month.replace(day=monthrange(month.year, month.month)[1])


def _later(first: Day, months: int) -> Day:
    """Give the first of month this many months later."""
    count = first.year * 12 + first.month - 1 + months
    return Day(count // 12, count % 12 + 1, 1)


def _begin(day: Day, recurrence: str) -> Day:
    """Give the first day of the week, month, quarter, half or year that a day lies in."""
    if recurrence == "weekly":
        return day - timedelta(day.weekday())
    months = MONTHS[recurrence]
    return Day(day.year, (day.month - 1) // months * months + 1, 1)


def _near(reference: Reference, recurrence: str, word: str) -> tuple[Day | None, Day | None]:
    """Give 本月, 下月, 本季度, counted from the plan's date."""
    if reference.date is None:
        return None, None
    first, months = _begin(reference.date, recurrence), MONTHS[recurrence]
    return _period(first if word in "本当" else _later(first, months), months)


def _week(part: re.Match[str], reference: Reference) -> Point:
    if reference.date is None:
        return Point(None, None, "day" if part["weekday"] else "week", part.end())
    first = _begin(reference.date, "weekly") + timedelta(7 if part["near_week"] == "下" else 0)
    if part["weekday"]:
        day = first + timedelta(WEEKDAYS[part["weekday"]])
        return Point(day, day, "day", part.end())
    return Point(first, first + timedelta(6), "week", part.end())


def _days(first: Day, numbers: Iterable[int]) -> tuple[Day, Day]:
    """Give the days with these numbers in a month, the last of the month where it is shorter."""
    length = monthrange(first.year, first.month)[1]
    days = [first.replace(day=min(number, length)) for number in numbers]
    return days[0], days[-1]


def _ten_days(first: Day, match: re.Match[str]) -> tuple[Day, Day]:
    """Give 上旬, 中旬, 下旬 of a month, or two of them (中下旬)."""
    opening = TENS[match.groupdict().get("from_ten") or match["ten"]][0]
    length = monthrange(first.year, first.month)[1]
    return first.replace(day=opening), first.replace(day=min(TENS[match["ten"]][1], length))


def _column_part(text: str) -> tuple[int, int]:
    """Give the part of a text that stands behind the label of a time column (完成时限：)."""
    label = _words().label.search(text)
    if label is None:
        return 0, 0
    end = re.compile("。").search(text, label.end())
    return label.end(), end.start() if end else len(text)


# Words


@dataclass(frozen=True, slots=True)
class Words:
    """The word lists of `time_words.toml`, ready to match."""

    trigger: re.Pattern[str]
    holiday: re.Pattern[str]
    holidays: dict[str, tuple[int, int]]
    moving: re.Pattern[str]
    vague: re.Pattern[str]
    not_after_vague: dict[str, str]
    ongoing: re.Pattern[str]
    idiom: re.Pattern[str]
    short_idiom: re.Pattern[str]
    idiom_action: re.Pattern[str]
    introductions: frozenset[str]
    label: re.Pattern[str]
    report: re.Pattern[str]
    approval: re.Pattern[str]
    work: re.Pattern[str]
    plan_name: re.Pattern[str]

    def quotable(self, quoted: str) -> re.Match[str] | None:
        """Say whether words in quotation marks may be a time: 十四五, 五一, 月调度."""
        if FIVE_YEARS_NAME.fullmatch(quoted) or quoted in self.holidays:
            return re.compile("").match(quoted)
        return self.idiom.match(quoted) or self.short_idiom.match(quoted)


@cache
def _words() -> Words:
    tables = read_toml("time_words")

    def among(words: Iterable[str]) -> str:
        return "|".join(re.escape(word) for word in sorted(set(words), key=lambda word: (-len(word), word)))

    def of(name: str) -> list[str]:
        return [word for row in tables[name] for word in row["words"]]

    holidays = {word: (row["month"], row["day"]) for row in tables["holiday"] for word in row["words"]}
    close = r"(?P<close>之前|以前|前夕|前(?!后|往|述|期)|之后|以后|节?后(?![续勤备台])|期间)"
    actions, short = tables["idiom"][0]["words"], tables["idiom"][1]["words"]
    vague = {word: row["not_before"] for row in tables["vague"] for word in row["words"]}
    bodies, not_report = among(of("body")), "申通公海日月周年季简电举预警情墙捷播"
    unit = r"(?P<unit>半年|季度|季|周|月|年)"
    begins = set("自从到至截今明本当同次来翌后年月季上下前第首每按逐分各全一半周去往历近用利经通花不即现目“\"‘'") | set(
        NUMERALS
    )
    begins |= {word[0] for name in ("holiday", "moving", "vague", "ongoing") for word in of(name)}
    return Words(
        trigger=re.compile(rf"[0-9{''.join(sorted(begins))}]"),
        holiday=re.compile(rf"[“\"‘']?(?P<name>{among(holidays)})[”\"’']?(?:假期|长假|假日|节)?{close}"),
        holidays=holidays,
        moving=re.compile(
            rf"[“\"‘']?(?P<name>{among(of('moving'))})[”\"’']?(?:来临|到来|开始|结束|假期|长假)?(?:前夕|之?前(?!后|往|述|期)|以前|之后|以后|后(?![续勤备台])|期间|[初末](?=[,。;)前]|$))前?"
        ),
        vague=re.compile(among(vague)),
        not_after_vague=vague,
        ongoing=re.compile(among(of("ongoing"))),
        idiom=re.compile(
            rf"(?:每|一|(?=半年)){unit}(?:度)?一(?:(?:{among(actions)})|(?:{among(short)})(?!{among(actions)}))"
        ),
        short_idiom=re.compile(rf"{unit}(?:{among(actions)})"),
        idiom_action=re.compile(rf"(?:{among([*actions, *short])})"),
        introductions=frozenset(
            {"实行", "坚持", "建立", "落实", "执行", "推行", "做到", "健全", "完善", "实施", "开展"}
        ),
        label=re.compile(rf"(?:{among(of('label'))})[:：]"),
        report=re.compile(
            rf"(?<![{not_report}])(?:{among(of('report'))})|^(?:[将把]?[^,。;]{{0,40}}?(?<![{not_report}]))?(?P<verb>报)(?=[^道告名考表刊废批请复到警销价账]{{1,14}}(?:{bodies}))"
            rf"|^报(?![道告名考表刊废批请复到警销价账])|向[^,。;]{{1,16}}(?:报告|汇报)(?!会)"
        ),
        approval=re.compile(among(of("approval"))),
        work=re.compile(rf"(?:{among(of('work'))})(?!情况|进展|进度|总结|报告|落实情况)"),
        plan_name=re.compile(rf"[\u4e00-\u9fff]{{0,8}}?(?:{among(of('name'))})"),
    )
