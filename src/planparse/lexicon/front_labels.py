"""Labels of the metadata box of a portal (信息公开目录): which field of the notice a label names.

The words stand in `data/front_labels.csv`; they are matched without white space.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from planparse.lexicon.load import read_csv


class Labelled(NamedTuple):
    """A label in a line, and what stands behind it.

    field: a field of the metadata, or `other`
    start, end: of the value in the line; up to the next label, or the end of the line
    """

    field: str
    start: int
    end: int


def find_labels(text: str) -> Iterator[Labelled]:
    """Find the labels with which a line begins, one behind the other; none if it begins otherwise.

    text: without white space

    >>> [label.field for label in find_labels("时间:2017-06-01来源:苏州市人民政府访问量:")]
    ['published_date', 'other', 'other']
    """
    found = list(_labels().finditer(text))
    if not found or found[0].start() > 1:
        return
    ends = [match.start() for match in found[1:]] + [len(text)]
    for match, end in zip(found, ends, strict=True):
        yield Labelled(_fields()[match[1]], match.end(), end)


@cache
def _fields() -> dict[str, str]:
    return {row["word"]: row["field"] for row in read_csv("front_labels")}


@cache
def _labels() -> re.Pattern[str]:
    words = sorted(_fields(), key=lambda word: (-len(word), word))
    return re.compile(rf"[\[【〔(（]?({'|'.join(words)})[\]】〕)）]?[:：]")
