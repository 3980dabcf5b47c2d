"""Characters that look like everyday ones and are others: radicals that some producers write for characters.

⻔ (a radical) for 门, ⾏ for 行: print shows no difference, but no unit name matches. Unicode's own folding (NFKC) maps
the Kangxi block and not the supplement, whose twins stand in `data/lookalikes.csv`.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from planparse.lexicon.load import read_csv

KANGXI = range(0x2F00, 0x2FD6)
COMPATIBILITY = range(0xF900, 0xFADA)
"""Blocks in which NFKC maps each assigned character to one everyday character."""


@cache
def lookalikes() -> dict[str, str]:
    """Map each look-alike to its everyday twin; all are single characters."""
    twins = {row["character"]: row["plain"] for row in read_csv("lookalikes") if row["kind"] in ("radical", "mark")}
    for code in (*KANGXI, *COMPATIBILITY):
        plain = unicodedata.normalize("NFKC", chr(code))
        if plain != chr(code) and len(plain) == 1:
            twins.setdefault(chr(code), plain)
    return twins


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(f"[{''.join(lookalikes())}]")


def count_lookalikes(text: str) -> int:
    """Count the characters of a text that are look-alikes."""
    return len(_pattern().findall(text))


def fold_lookalikes(text: str) -> str:
    """Write a text with everyday characters; it keeps its length.

    >>> fold_lookalikes("市政府各部⻔")
    '市政府各部门'
    """
    if not _pattern().search(text):
        return text
    return _pattern().sub(lambda match: lookalikes()[match.group()], text)
