"""Labels of the metadata box of a portal (信息公开目录): which field of the notice a label names.

The words stand in `data/front_labels.csv`; they are matched without white space.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from planparse.lexicon.load import read_csv

PLAIN_WORD = 2
"""Characters. Labels no longer than this (时间, 名称) are words of any text, and need more to be told by."""

UNKNOWN = re.compile(r"[^:：，。；]{2,10}[:：][^。]*")
"""A label that we do not know, with its value."""

LONGEST = 600
"""Characters of a line of labels; a title may be among its values."""

DAY = re.compile(r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?[\d:： ]*[|｜]?")
"""The day that some portals put first in the line, without a label."""


class Labelled(NamedTuple):
    """A label in a line, and what stands behind it.

    word: the label
    field: a field of the metadata, or `other`
    start, end: of the value in the line; up to the next label, or the end of the line
    """

    word: str
    field: str
    start: int
    end: int


def find_labels(text: str) -> Iterator[Labelled]:
    """Find the labels of a line, one behind the other; none if it begins with something else than a label.

    text: without white space
    A day in front of them, as in 2017-06-01 来源：…, is that of publication.

    >>> [label.field for label in find_labels("时间:2017-06-01来源:苏州市人民政府访问量:")]
    ['published_date', 'other', 'other']
    >>> [label.field for label in find_labels("备案编码:ZJC01发布日期:2017-06-01")]
    ['published_date']
    """
    found = list(_labels().finditer(text)) if len(text) <= LONGEST else []
    if not found:
        return
    before = text[: found[0].start()]
    if DAY.fullmatch(before):
        yield Labelled("", "published_date", 0, len(before))
    elif len(before) > 1 and (len(found[0][1]) <= PLAIN_WORD or not UNKNOWN.fullmatch(before)):
        return
    yield from _parted(found, len(text))


def find_bare_labels(text: str) -> Iterator[Labelled]:
    """Find the labels of a line that begins with one and has no colons; whether they are labels their values tell.

    A line that begins with an unknown one must have two.

    >>> [label.word for label in find_bare_labels("发布机构市政府办公室发布日期2022-05-18")]
    ['发布机构', '发布日期']
    """
    if len(text) > LONGEST:
        return
    first = _words().match(text)
    found = [match for match in _words().finditer(text, first.end() if first else 0) if len(match[1]) > PLAIN_WORD]
    found = [first, *found] if first else found
    if (first or len(found) > 1) and text[found[0].end() : found[0].end() + 1] not in (":", "："):
        yield from _parted(found, len(text))


@cache
def firm_labels() -> frozenset[str]:
    """List the labels of fields that are no words of any text, so that they are labels wherever they stand alone."""
    return frozenset(word for word, field in _fields().items() if field != "other" and len(word) > PLAIN_WORD)


def _parted(found: list[re.Match[str]], end: int) -> Iterator[Labelled]:
    ends = [match.start() for match in found[1:]] + [end]
    for match, until in zip(found, ends, strict=True):
        value = match.string[match.end() : until]
        if value.endswith((")", "）")) and not re.search("[(（]", value):
            until -= 1  # of the bracket around label and value: （公开方式：主动公开）
        yield Labelled(match[1], _fields()[match[1]], match.end(), until)


@cache
def _fields() -> dict[str, str]:
    return {row["word"]: row["field"] for row in read_csv("front_labels")}


@cache
def _words() -> re.Pattern[str]:
    words = sorted(_fields(), key=lambda word: (-len(word), word))
    return re.compile(rf"[\[【〔(（•·●■]?({'|'.join(words)})[\]】〕)）]?")


@cache
def _labels() -> re.Pattern[str]:
    return re.compile(rf"{_words().pattern}[:：]")
