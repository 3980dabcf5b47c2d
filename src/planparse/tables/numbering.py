"""Heading numbers (层次序号): which level a heading's number stands for.

GB/T 9704-2012, 7.3.3 orders them 一、 → （一） → 1. → （1）; plans add 第一章 above and ① below.
"""

from __future__ import annotations

import re
import unicodedata

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


def heading_level(text: str) -> int | None:
    """Give the level of the number that a heading opens with, from 0; None if it has none.

    >>> heading_level("（十一）推进消费升级"), heading_level("2.5万户")
    (2, None)
    """
    start = unicodedata.normalize("NFKC", text[:8]) if text[:1] not in "①②③④⑤⑥⑦⑧⑨⑩" else text[:2]
    return next((level for level, pattern in enumerate(LEVELS) if pattern.match(start)), None)


def is_number_only(text: str) -> bool:
    """Say whether a text is no more than the start of a heading number, which a page break cut (一百零|一、).

    >>> is_number_only("（三百"), is_number_only("三、目标")
    (True, False)
    """
    return re.fullmatch(rf"第?[(（]?{_NUMERAL}|[(（]\d{{1,3}}", text) is not None
