"""Numbers as plans write them (数字): 1,500, 1.2亿, 一百二十, 二〇一九, 三分之二, 八成, 百分之六十.

In goes a numeral, out comes its value; who surrounds it with a unit or a year is decided elsewhere. All takes
place on normalised text (`language.normalise`), and numerals longer than `LONGEST` characters are none.
"""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

LONGEST = 20
"""Characters; 一千二百三十四万五千六百七十八 has 15."""

DIGITS = {
    mark: value
    for value, marks in enumerate(("〇零○0", "一1", "二两2", "三3", "四4", "五5", "六6", "七7", "八8", "九9"))
    for mark in marks
}
PLACES = {"十": 10, "百": 100, "千": 1000}
MYRIADS = {"万": 10_000, "亿": 100_000_000}

CHINESE = "[〇零一二两三四五六七八九十百千万亿]"
ARABIC = r"\d+(?:,\d{3})*(?:\.\d+)?"

SHARE = re.compile(
    rf"(?P<per>[百千万])分之(?P<part>{CHINESE}{{1,9}}(?:点{CHINESE}{{1,4}})?|{ARABIC})"
    rf"|(?P<whole>{CHINESE}{{1,4}}|\d{{1,3}})分之(?P<some>{CHINESE}{{1,4}}|\d{{1,3}})"
    r"|(?<![\d/.])(?P<over>[1-9])/(?P<under>[2-9])(?![\d/.])"
    r"|(?P<tenths>[一二两三四五六七八九]|\d(?:\.\d)?)成(?P<half>半)?(?P<more>[一二三四五六七八九](?!成))?"
)
"""A share in words: 百分之六十, 千分之三, 三分之二, 八成, 七成半; and 2/3."""


def read_number(text: str) -> float | None:
    """Read one numeral in either script, 万 and 亿 included; None if it is none.

    >>> read_number("1.2亿"), read_number("一百二十"), read_number("1,500")
    (120000000.0, 120.0, 1500.0)
    """
    if not text or len(text) > LONGEST:
        return None
    head = re.match(ARABIC, text)
    if head is not None:
        try:
            value = Decimal(head.group().replace(",", ""))
        except InvalidOperation:  # digits of another script
            return None
        for mark in text[head.end() :]:
            factor = PLACES.get(mark) or MYRIADS.get(mark)
            if factor is None:
                return None
            value *= factor
        return float(value)
    whole, point, decimals = text.partition("点")
    number = _chinese(whole)
    if number is None or not point:
        return None if number is None else float(number)
    if not decimals or any(mark not in DIGITS for mark in decimals):
        return None
    return float(Decimal(f"{number}.{''.join(str(DIGITS[mark]) for mark in decimals)}"))


def read_whole(text: str) -> int | None:
    """Read a whole number in either script: 28, 二十八, 二〇一九."""
    value = read_number(text)
    return int(value) if value is not None and value.is_integer() else None


def read_share(match: re.Match[str]) -> tuple[float, str] | None:
    """Give the value and unit of a match of `SHARE`: per cent, rounded to two places, or ‰.

    >>> read_share(SHARE.fullmatch("三分之二"))
    (66.67, '%')
    """
    if match["per"]:
        part = read_number(match["part"])
        if part is None:
            return None
        return (part, "‰") if match["per"] == "千" else (part if match["per"] == "百" else part / 100, "%")
    if match["whole"]:
        whole, some = read_number(match["whole"]), read_number(match["some"])
        return (round(100 * some / whole, 2), "%") if whole and some is not None else None
    if match["over"]:
        return round(100 * int(match["over"]) / int(match["under"]), 2), "%"
    tenths = read_number(match["tenths"])
    if tenths is None:
        return None
    return 10 * tenths + (5 if match["half"] else DIGITS[match["more"]] if match["more"] else 0), "%"


def _chinese(text: str) -> int | None:
    """Read a Chinese numeral without a decimal point; digits alone are read one by one (二〇一九)."""
    if not text:
        return None
    if all(mark in DIGITS for mark in text):
        return int("".join(str(DIGITS[mark]) for mark in text))
    total = section = 0
    digit: int | None = None
    last = 1
    for index, mark in enumerate(text):
        if mark in DIGITS:
            if digit:  # 三五十 is no numeral
                return None
            digit = DIGITS[mark]
            if digit == 0:
                last = 1
        elif mark in PLACES:
            section += (1 if digit is None else digit) * PLACES[mark]
            digit, last = None, PLACES[mark]
        elif mark in MYRIADS:
            section += digit or 0
            if section == 0 and index == 0:
                section = 1
            total = (total + section) * MYRIADS[mark] if mark == "亿" else total + section * MYRIADS[mark]
            section, digit, last = 0, None, MYRIADS[mark]
        else:
            return None
    if digit and last >= 100:  # 两万五 is 25,000
        digit *= last // 10
    return total + section + (digit or 0)
