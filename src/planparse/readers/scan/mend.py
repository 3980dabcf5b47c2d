"""Characters that a recogniser confuses, put right where only one reading can be meant.

Three things make it certain: a run of figures in which a letter stands for a figure (2O17年), a string that is no
Chinese where the word it looks like is (入才), and a name that is no unit's where the one it looks like is (锐务局).
Each repair is told with its page. A name that goes on in the next line is not looked at as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from planparse.lexicon.load import read_csv
from planparse.readers.scan.rapid import PrintedLine

FIGURES = re.compile(r"(?<![A-Za-z])[0-9OoIl〇]*[0-9][0-9OoIl〇]*(?=[年月日曰号个件家项户名条次％%〕\]])")
"""A number before a measure word, with letters that look like figures in it."""

DAY = re.compile(r"(?<=月)([0-9]{1,2})曰")
AS_FIGURE = str.maketrans("OoIl〇", "00110")

SHORTEST = 3
"""Characters of a name that are enough to be sure of it."""

LETTERS = {"O", "o", "I", "l", "〇"}


def mend(lines: Sequence[PrintedLine]) -> tuple[list[PrintedLine], list[str]]:
    """Put right what lines say; gives them and, for each repair, what was read and what was taken."""
    mended: list[PrintedLine] = []
    told: list[str] = []
    for line in lines:
        text = "".join(mark.text for mark in line.marks)
        if len(text) != len(line.marks):  # a mark of two characters: offsets would not fit
            mended.append(line)
            continue
        new = text
        for start, read, meant in _found(text):
            new = new[:start] + meant + new[start + len(read) :]
            told.append(f"{read} was taken for {meant}")
        marks = tuple(mark._replace(text=char) for mark, char in zip(line.marks, new, strict=True))
        mended.append(line._replace(marks=marks))
    return mended, told


def _found(text: str) -> list[tuple[int, str, str]]:
    """Find what is misread in a text: where, what stands there, and what is meant, of the same length."""
    found = [(m.start(), m[0], m[0].translate(AS_FIGURE)) for m in FIGURES.finditer(text) if LETTERS & set(m[0])]
    found += [(m.end() - 1, "曰", "日") for m in DAY.finditer(text)]
    misread = _misread()
    for match in _pattern().finditer(text):
        found.append((match.start(), match[0], misread[match[0]]))
    return found


@cache
def _pattern() -> re.Pattern[str]:
    # The longest first: a name may begin with another.
    return re.compile("|".join(map(re.escape, sorted(_misread(), key=lambda word: (-len(word), word)))))


@cache
def _misread() -> dict[str, str]:
    """Give each string that is misread, with what is meant."""
    confused: dict[str, list[str]] = {}
    for row in read_csv("misread_marks"):
        confused.setdefault(row["meant"], []).append(row["read"])
    names = _names()
    words: dict[str, set[str]] = {}
    for name in names:
        for read in _readings(name, confused):
            words.setdefault(read, set()).add(name)
    inside = "|".join(sorted(names))
    # What is part of a name, or looks like two of them, is certain of nothing.
    misread = {read: min(meant) for read, meant in words.items() if len(meant) == 1 and read not in inside}
    for row in read_csv("misread_words"):
        rest = row["read"][len(row["meant"]) :]
        misread[row["read"]] = row["meant"] + rest
    return misread


def _readings(name: str, confused: dict[str, list[str]]) -> list[str]:
    """Give what a name looks like with one of its characters misread."""
    return [
        name[:place] + read + name[place + 1 :] for place, char in enumerate(name) for read in confused.get(char, ())
    ]


@cache
def _names() -> frozenset[str]:
    """Give the names of bodies, without the place before them, that are long enough to be known by."""
    names: set[str] = set()
    for row in read_csv("bodies"):
        for name in (row["full_name"], *row["short_names"].split("|")):
            plain = name.removeprefix("{place}").lstrip("=")
            if len(plain) >= SHORTEST and "{" not in plain:
                names.add(plain)
    return frozenset(names)
