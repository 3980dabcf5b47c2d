"""The second reader (序列标注): unit names found by a conditional random field over characters.

In goes any string, out come the stretches that read like names of units, each with a probability. The reader
knows only characters, marks and gaps around each place, no dictionary: it has learned on made-up names what the
edges of a name look like (`silver.py`, `train.py`), so it errs elsewhere than the phrase grammar does. It says
nothing about roles. Long strings are cut into windows, so the time is linear in the text.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from planparse.language.models import model_path
from planparse.language.normalise import Squeezed, squeeze
from planparse.language.units import PAIRS, bracket_pairs
from planparse.model.document import SOFT_BREAK

MODEL = "units.crfsuite"

WINDOW = 240
"""Characters tagged at once; the longest cell of the developer gold has 130."""

CUTS = ("。;", ",", "、:")
"""Where a window may end, best first; with none of them it ends in the middle."""

MARKS = frozenset("、,;。:/|")
FAR = 6
"""Distances from a mark beyond this are the same to the reader."""

LETTER_SPACED = 2 / 3
"""Share of characters with a gap before them above which gaps say nothing (市 发 改 委)."""

REMEMBERED = 2000
"""Strings up to this length are remembered, since a plan repeats its cells."""

_LOCK = threading.Lock()


@dataclass(frozen=True, slots=True)
class UnitSpan:
    """A stretch that reads like a unit.

    text: as written, white space removed
    start, end: offsets in the string as it was given
    probability: the lowest marginal probability of its characters, 0 to 1
    """

    text: str
    start: int
    end: int
    probability: float


def read_units(text: str) -> tuple[UnitSpan, ...]:
    """Find the names of units in a string, in the order of the text.

    Names are taken as they stand: prefixes are not shared, and collectives (各市(区), 市级各部门) count as names.

    >>> [span.text for span in read_units("由市财政局会同市审计局开展专项检查")]
    ['市财政局', '市审计局']
    """
    return _remembered(text) if len(text) <= REMEMBERED else _read(text)


@lru_cache(maxsize=4096)
def _remembered(text: str) -> tuple[UnitSpan, ...]:
    return _read(text)


def _read(text: str) -> tuple[UnitSpan, ...]:
    squeezed = squeeze(text)
    spans: list[UnitSpan] = []
    for left, right in windows(squeezed.text):
        items = features(squeezed, left, right)
        with _LOCK:  # a tagger holds one sequence at a time
            tagger = _tagger()
            tagger.set(items)
            tags = tagger.tag()
            found = [
                (start, end, min(tagger.marginal(tags[place], place) for place in range(start, end)))
                for start, end in spans_of(tags)
            ]
        for start, end, probability in found:
            first, last = _balanced(squeezed.text, left + start, left + end)
            if last - first >= 2:
                begin, stop = squeezed.span(first, last)
                spans.append(UnitSpan(squeezed.written(first, last), begin, stop, round(probability, 6)))
    return tuple(spans)


def windows(plain: str) -> Iterator[tuple[int, int]]:
    """Cut a text into windows of at most `WINDOW` characters, at the best mark of each."""
    start = 0
    while len(plain) - start > WINDOW:
        limit = start + WINDOW
        end = limit
        for marks in CUTS:
            place = max(plain.rfind(mark, start + WINDOW // 4, limit) for mark in marks)
            if place >= 0:
                end = place + 1
                break
        yield start, end
        start = end
    if start < len(plain):
        yield start, len(plain)


def spans_of(tags: Sequence[str]) -> list[tuple[int, int]]:
    """Give (start, end) of each name in a sequence of tags: B begins it, I goes on, E ends it, O is outside.

    >>> spans_of(["O", "B", "I", "E", "O"])
    [(1, 4)]
    """
    spans, start = [], -1
    for place, tag in enumerate(tags):
        if tag == "B":
            start = place
        elif tag == "O":
            start = -1
        elif tag == "E" and start >= 0:
            spans.append((start, place + 1))
            start = -1
    return spans


def tags_of(length: int, spans: Sequence[tuple[int, int]]) -> list[str]:
    """Write spans of two or more characters as tags, the other way round.

    >>> tags_of(4, [(1, 4)])
    ['O', 'B', 'I', 'E']
    """
    tags = ["O"] * length
    for start, end in spans:
        tags[start:end] = ["B", *["I"] * (end - start - 2), "E"]
    return tags


def features(squeezed: Squeezed, start: int, end: int) -> list[list[str]]:
    """Describe each character of a window by the characters, marks and gaps around it."""
    # Half a surrogate pair, as a broken copy has it, cannot be written for the tagger.
    plain = "^^^" + squeezed.text[start:end].encode("utf-8", "replace").decode("utf-8") + "$$$"
    shapes = "".join(map(_shape, plain))
    length = end - start
    gaps = {} if len(squeezed.gaps) > LETTER_SPACED * len(squeezed.text) else squeezed.gaps
    inside = bytearray(length)
    for opening, closing in bracket_pairs(squeezed.text, start, end):
        inside[opening - start + 1 : closing - start] = b"\x01" * (closing - opening - 1)
    before, behind = _distances(plain, length)
    items = []
    for place in range(length):
        a, b, c, d, e, f, g = tuple(plain[place : place + 7])
        mark, far = before[place]
        following, near = behind[place]
        item = [
            "b", "0" + d, "-1" + c, "-2" + b, "-3" + a, "+1" + e, "+2" + f, "+3" + g,
            "m" + c + d, "p" + d + e, "<" + b + c, ">" + e + f, "t" + c + d + e, "l" + b + c + d, "r" + d + e + f,
            "s" + shapes[place + 1 : place + 6], f"L{mark}{far}", f"R{following}{near}",
            f"l{mark}{far}{d}", f"r{following}{near}{d}",
        ]  # fmt: skip
        if inside[place]:
            item += ["in", "in" + d]
        gap = gaps.get(start + place)
        if gap:
            item += ["g" + _gap(gap), "g" + c + d]
        gap = gaps.get(start + place + 1)
        if gap:
            item += ["h" + _gap(gap), "h" + d + e]
        items.append(item)
    return items


def _distances(plain: str, length: int) -> tuple[list[tuple[str, int]], list[tuple[str, int]]]:
    """For each character the nearest mark before and behind it, and how far it is (at most `FAR`)."""
    before: list[tuple[str, int]] = []
    mark, far = "^", 0
    for place in range(length):
        if plain[place + 2] in MARKS:
            mark, far = plain[place + 2], 0
        before.append((mark, min(far, FAR)))
        far += 1
    behind: list[tuple[str, int]] = []
    mark, far = "$", 0
    for place in range(length - 1, -1, -1):
        if plain[place + 4] in MARKS:
            mark, far = plain[place + 4], 0
        behind.append((mark, min(far, FAR)))
        far += 1
    behind.reverse()
    return before, behind


def _gap(gap: str) -> str:
    return "n" if gap == "\n" else "s" if gap == SOFT_BREAK else "b"


@lru_cache(maxsize=8192)
def _shape(char: str) -> str:
    if "\u4e00" <= char <= "\u9fff":
        return "c"
    if char.isdigit():
        return "9"
    if char.isascii() and char.isalpha():
        return "a"
    return char if char in MARKS or char in PAIRS or char in PAIRS.values() or char in "^$" else "x"


def _balanced(plain: str, start: int, end: int) -> tuple[int, int]:
    """Take brackets without a partner off both ends (区政府有关部门) is 区政府有关部门)."""
    while end > start and plain[end - 1] in PAIRS and PAIRS[plain[end - 1]] not in plain[start : end - 1]:
        end -= 1
    while end > start and plain[start] in PAIRS.values():
        start += 1
    return start, end


@cache
def _tagger() -> Any:
    import pycrfsuite

    tagger = pycrfsuite.Tagger()
    tagger.open_inmemory(_model())
    return tagger


@cache
def _model() -> bytes:
    # The tagger reads these bytes where they lie and keeps no reference to them, so they must live as long.
    return model_path(MODEL).read_bytes()
