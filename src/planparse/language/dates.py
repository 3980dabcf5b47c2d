"""Calendar days and years as documents write them (成文日期): 2017年5月28日, 二〇一七年五月二十八日, 2022—2024年."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

_DIGITS = {
    mark: str(value)
    for value, marks in enumerate(("〇零○O0", "一", "二", "三", "四", "五", "六", "七", "八", "九"))
    for mark in marks
}
_YEAR = rf"(?P<year>\d{{4}}|[{''.join(_DIGITS)}]{{4}})"
_DAY = r"[一二三四五六七八九十]{1,3}|\d{1,2}"

DAY = re.compile(rf"{_YEAR}\s*年\s*(?P<month>{_DAY})\s*月\s*(?P<day>{_DAY})\s*日")

DASHED = re.compile(
    r"(?<!\d)(?P<year>\d{4})(?P<mark>[-./年])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{2}(?=\d{2}:\d{2})|\d{1,2}(?!\d))"
)
"""2017-06-01, as portals print it; in print the blank before the time of day is often lost (2017-06-0110:19)."""

CALENDAR_YEAR = rf"(?:(?:19|20)\d{{2}}|二[{''.join(_DIGITS)}]{{3}})"
SPAN = re.compile(rf"(?<!\d)(?P<year>{CALENDAR_YEAR})\s*年?\s*[-—–―~～至到]+\s*(?:{CALENDAR_YEAR}|\d{{2}})\s*学?年")
ONE_YEAR = re.compile(rf"(?<!\d)(?P<year>{CALENDAR_YEAR})\s*学?年")


REPORT = re.compile(r"\s*度?\s*《?[^\W\d_和与及，、《》]{0,8}?工作报告")
"""What stands behind the year of a report that a plan carries out (落实2016年政府工作报告)."""

BROUGHT = re.compile(r"(?:印发|转发|下发)\s*(?:《[^《》]*》[、和及与]?)*$")
"""What stands before the name of a document that the notice itself brings; its year is that of the plan."""


def find_year(text: str) -> int | None:
    """Find the year that a title names; of a span alone its first, None if it names none.

    A year by itself counts before a span: the plan of one year carries out a plan of several. The year of a report
    or of another document (《…》) that is carried out gives way to a later one behind it.

    >>> find_year("2017年度工作要点"), find_year("二〇二三年工作计划"), find_year("“十四五”规划")
    (2017, 2023, None)
    >>> find_year("三年行动计划（2022—2024年）"), find_year("三年行动（2022—2024年）2023年工作要点")
    (2022, 2023)
    >>> find_year("关于落实2016年政府工作报告做好2017年重点工作的通知")
    2017
    """
    single = SPAN.sub("", text)
    match = ONE_YEAR.search(single)
    if match is None:
        span = SPAN.search(text)
        return _figure(span["year"]) if span else None
    for later in ONE_YEAR.finditer(single, match.end()):
        if _is_cited(single, match) and _figure(later["year"]) > _figure(match["year"]):
            match = later
    return _figure(match["year"])


def _is_cited(text: str, year: re.Match[str]) -> bool:
    """Say whether a year is that of a report or document which a title names and does not bring."""
    opening = text.rfind("《", 0, year.start())
    inside = opening > text.rfind("》", 0, year.start())
    if inside:
        return BROUGHT.search(text[:opening]) is None
    return REPORT.match(text, year.end()) is not None


def find_day(text: str) -> date | None:
    """Find the first calendar day in a string, written either way; None if it has none.

    >>> find_day("2017-06-01 10:19"), find_day("发布于2017年6月1日")
    (datetime.date(2017, 6, 1), datetime.date(2017, 6, 1))
    """
    plain = re.sub(r"(?<=[年月])\s+|\s+(?=[年月日])", "", text)
    match = DASHED.search(plain) or DAY.search(plain)
    return _day_of(match) if match else None


def parse_day(text: str) -> date | None:
    """Read a string that is one calendar day and nothing else; None if it is not.

    >>> parse_day("二○一七年五月二十八日")
    datetime.date(2017, 5, 28)
    """
    match = DAY.fullmatch(re.sub(r"\s+", "", text))
    return _day_of(match) if match else None


def parse_figures(text: str) -> date | None:
    """Read a string that is one calendar day in figures, with points or dashes, and nothing else; None if it is not.

    >>> parse_figures("2023.3.5"), parse_figures("2023-03-05 10:19")
    (datetime.date(2023, 3, 5), None)
    """
    match = DASHED.fullmatch(unicodedata.normalize("NFKC", re.sub(r"\s+", "", text)))
    return _day_of(match) if match and match["mark"] != "年" else None


def _day_of(match: re.Match[str]) -> date | None:
    try:
        return date(_figure(match["year"]), _number(match["month"]), _number(match["day"]))
    except ValueError:
        return None


def _figure(year: str) -> int:
    """Read a year written digit by digit, in either script."""
    return int("".join(_DIGITS.get(mark, mark) for mark in year))


def _number(text: str) -> int:
    """Read 1 to 99 in either script: 28, 二十八, 十."""
    if text.isdigit():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    return (10 * int(_DIGITS.get(tens, "1")) if ten else 0) + int(_DIGITS.get(ones, "0"))
