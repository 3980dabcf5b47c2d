"""Heading numbers (层次序号): which level a heading's number stands for.

GB/T 9704-2012, 7.3.3 orders them 一、 → （一） → 1. → （1）; plans add 第一章 above and ① below. Running text has more:
第一节, 第一条, numbers of numbers (2.1.3) and bullets.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_NUMERAL = "[〇零一二三四五六七八九十百]{1,5}"

LEVELS: tuple[re.Pattern[str], ...] = tuple(
    re.compile(pattern)
    for pattern in (
        rf"第{_NUMERAL}[章编部篇]",
        rf"{_NUMERAL}[、.．]",
        rf"[(（]{_NUMERAL}[)）]",
        r"\d{1,3}[、.．](?!\d)",
        r"[(（]\d{1,3}[)）]|\d{1,3}[)）]",
        r"[①-⑳]",
    )
)
"""One pattern a level, from the outermost in; a point between digits (2.5) is no heading number."""

SECTION, ITEM, DECIMAL, BULLET = 2.0, 3.0, 3.1, 6.0
"""Levels of （一）, of 1., of 1.1 and of bullets in running text."""

IN_TEXT: tuple[tuple[float, re.Pattern[str]], ...] = tuple(
    (level, re.compile(pattern))
    for level, pattern in (
        (0, rf"第(?:{_NUMERAL}|\d{{1,2}})(?:部分|[章编部篇])[:：、.]?"),
        (0.5, rf"第(?:{_NUMERAL}|\d{{1,2}})[节][:：、.]?"),
        (0.7, rf"第(?:{_NUMERAL}|\d{{1,3}})[条项][:：、.]?"),
        (1, rf"{_NUMERAL}[、.．]"),
        (SECTION, rf"[(（]{_NUMERAL}[)）][、.．]?"),
        (3.3, r"\d{1,2}[.．]\d{1,2}[.．]\d{1,2}(?![\d.．])[、]?"),
        (DECIMAL, r"\d{1,2}[.．]\d{1,2}(?=[\u4e00-\u9fff“《])(?![年月日万亿千百元个家项户人次倍成度名亩米公平立吨])"),
        (ITEM, r"(?:\d{1,3}[、．]|\d{1,3}\.(?!\d))"),
        (4, r"[(（]\d{1,3}[)）][、.．]?|\d{1,3}[)）][、.．]?"),
        (5, r"[①-⑳❶-❿⑴-⒇⒈-⒛㈠-㈩]"),
        (BULLET, r"[•●■◆▲△★☆○◇□➢⚫·✓](?=.)|[—–]{1,2}(?=[\u4e00-\u9fff])|[-*](?=[\u4e00-\u9fff])"),
    )
)
"""Numbers of headings and items in running text, with their levels, the outermost 0."""

SINGLE_SIGNS = re.compile(r"[①-⑳❶-❿⑴-⒇⒈-⒛㈠-㈩•●■◆▲△★☆○◇□➢⚫·✓—–]")
"""Numbers of one character, which NFKC would take apart."""


@dataclass(frozen=True, slots=True)
class Number:
    """The number that a paragraph opens with.

    level: 0 is the outermost; end: how many characters it takes
    """

    level: float
    end: int


def heading_level(text: str) -> int | None:
    """Give the level of the number that a heading in a table opens with, from 0; None if it has none.

    >>> heading_level("（十一）推进消费升级"), heading_level("2.5万户")
    (2, None)
    """
    start = unicodedata.normalize("NFKC", text[:8]) if text[:1] not in "①②③④⑤⑥⑦⑧⑨⑩" else text[:2]
    return next((level for level, pattern in enumerate(LEVELS) if pattern.match(start)), None)


def number_at(text: str) -> Number | None:
    """Find the number or bullet that a paragraph of running text opens with; None if it has none.

    >>> number_at("2.1.3应急响应"), number_at("2.5万户"), number_at("1.推进")
    (Number(level=3.3, end=5), None, Number(level=3.0, end=2))
    """
    start = text[:12]
    if not SINGLE_SIGNS.match(start):
        # Only full-width figures, brackets and points matter here, and these keep their length.
        start = "".join(unicodedata.normalize("NFKC", mark)[:1] or mark for mark in start)
    for level, pattern in IN_TEXT:
        found = pattern.match(start)
        if found:
            return Number(level, found.end())
    return None


def is_number_only(text: str) -> bool:
    """Say whether a text is no more than the start of a heading number, which a page break cut (一百零|一、).

    >>> is_number_only("（三百"), is_number_only("三、目标")
    (True, False)
    """
    return re.fullmatch(rf"第?[(（]?{_NUMERAL}|[(（]\d{{1,3}}", text) is not None
