"""The words by which portals mark the parts of a page (门户网站的标记).

In goes a kind of mark; out come its words from `lexicon/data/article_marks.csv`: ids and classes of articles and of
navigation, labels of the metadata box, words of the path and of the foot, names of `meta` elements. Each row there
says on which portal it was seen.
"""

from __future__ import annotations

from functools import cache

from planparse.lexicon.front_labels import firm_labels
from planparse.lexicon.load import read_csv

NAMES = ("body", "wrapper", "chrome")
"""Kinds of marks that are an id or a class: the article, something around it, navigation."""


@cache
def marks(kind: str) -> tuple[str, ...]:
    """Words of one kind, in the order of the file."""
    return tuple(row["mark"] for row in read_csv("article_marks") if row["kind"] == kind)


@cache
def name_kinds() -> dict[str, str]:
    """Ids and classes that say what an element is, and which of `NAMES` that is."""
    return {row["mark"]: row["kind"] for row in read_csv("article_marks") if row["kind"] in NAMES}


@cache
def labels() -> frozenset[str]:
    """Labels of the metadata box, without white space and colon (发文字号).

    To those seen on portals come all that name a field of the notice (`lexicon/data/front_labels.csv`).
    """
    return firm_labels().union(marks("label"))


@cache
def chrome_words() -> tuple[str, ...]:
    """Words that paths, buttons and feet begin with, without an opening bracket (当前位置, 打印)."""
    return tuple(word.lstrip("【") for word in marks("chrome_word"))
