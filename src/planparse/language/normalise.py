"""A copy of a string that is easy to match, in which every offset still leads back (归一).

Two steps. `normalise` replaces characters one by one, so the copy is as long as the string: full-width forms,
Kangxi radicals and compatibility forms become plain characters, traditional characters of our trade simplified
ones, invisible characters one mark. `squeeze` then leaves out white space and invisible characters and remembers
where each character stood and where a gap was, because a gap in a PDF cell may be a separator, a broken line or
nothing (市 发 改 委). Source: Unicode NFKC; `lexicon/data/lookalikes.csv`.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from planparse.lexicon.load import read_csv
from planparse.model.document import SOFT_BREAK

INVISIBLE = "\u200b"
"""Stands for each control or format character (zero width, bidirectional override, soft hyphen)."""

SINGLE_FORMS = ((0x2F00, 0x2FD6), (0x3000, 0x3001), (0xF900, 0xFB00), (0xFE10, 0xFE6C), (0xFF01, 0xFFEF))
"""Blocks in which NFKC maps one character to one; where it gives several, the character stays."""

GAP = re.compile(rf"[\s{INVISIBLE}]")
SPACES = re.compile(rf"[\s{INVISIBLE}]+")


@dataclass(frozen=True, slots=True)
class Squeezed:
    """A string without white space, and the way back.

    text: normalised, no white space, no invisible characters
    source: the string as it was given
    at: for each character of `text` its offset in `source`
    gaps: index in `text` of a character → the kind of white space before it: a blank, a line feed, or a
        SOFT_BREAK, which a full line has behind it whether its name is whole or not
    """

    text: str
    source: str
    at: Sequence[int]
    gaps: Mapping[int, str]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Give the offsets in `source` of the characters from start up to end (at least one)."""
        return self.at[start], self.at[end - 1] + 1

    def written(self, start: int, end: int) -> str:
        """Give these characters as the source writes them, without white space."""
        if not self.gaps and len(self.text) == len(self.source):
            return self.source[start:end]
        return "".join(self.source[self.at[index]] for index in range(start, end))


def normalise(text: str) -> str:
    """Replace look-alike characters one by one; the result is as long as the text.

    >>> normalise("（市发改委，⼈社局）")
    '(市发改委,人社局)'
    """
    return text.translate(_table())


def squeeze(text: str) -> Squeezed:
    """Normalise and leave out white space, keeping the way back.

    >>> squeeze("市 财政局").text
    '市财政局'
    """
    plain = normalise(text)
    if not GAP.search(plain):
        return Squeezed(plain, text, range(len(plain)), {})
    kept: list[str] = []
    at: list[int] = []
    gaps: dict[int, str] = {}
    start = 0
    for space in SPACES.finditer(plain):
        kept.append(plain[start : space.start()])
        at.extend(range(start, space.start()))
        start = space.end()
        blank = space.group().replace(INVISIBLE, "")
        if blank and at:
            gaps[len(at)] = "\n" if "\n" in blank else SOFT_BREAK if blank == SOFT_BREAK else " "
    kept.append(plain[start:])
    at.extend(range(start, len(plain)))
    return Squeezed("".join(kept), text, at, gaps)


@cache
def _table() -> dict[int, str]:
    table: dict[int, str] = {}
    for first, last in SINGLE_FORMS:
        for code in range(first, last):
            plain = unicodedata.normalize("NFKC", chr(code))
            if len(plain) == 1 and plain != chr(code):
                table[code] = plain
    for row in read_csv("lookalikes"):
        table[ord(row["character"])] = row["plain"]
    for code in range(0x3000):
        category = unicodedata.category(chr(code))
        if category == "Cf" or (category == "Cc" and chr(code) not in "\t\n\v\f\r\x1c\x1d\x1e\x1f\x85"):
            table[code] = INVISIBLE
    table[0xFEFF] = INVISIBLE
    table.pop(ord(INVISIBLE), None)
    table[ord("\r")] = "\n"
    for code in (0x0C, 0x85, 0x2028, 0x2029):
        table[code] = "\n"
    # ⾧ is 長 by NFKC and 长 by the table: follow both, so that normalising twice changes nothing.
    return {code: sys.intern(table.get(ord(plain), plain)) for code, plain in table.items()}
