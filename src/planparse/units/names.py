"""Names of units as they are compared: the variants that mean the same are written alike (全称, 简称).

Comes in the name without its place (发展和改革委员会), goes out a key (发展改革委). Registered names and mentions go
through the same function, so that whichever of the mechanical variants a plan writes, both meet. The variants stand in
`lexicon/data/name_variants.csv`; nothing here is a measure of likeness, and keys that are not equal never meet.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from planparse.language.normalise import squeeze
from planparse.lexicon.load import read_csv

HOLE = "{}"
"""Where the place stands in a key: 国家税务总局{}税务局."""

SHORT_HOLE = "{short}"
"""The same, where only the short name of a place may stand: {short}金融监管局 is 苏州金融监管局, not 市金融监管局."""

CLOSING = {")": "(", "]": "[", "〕": "〔", "】": "【", "}": "{"}


def squeezed(mention: str) -> str:
    """Write a mention in plain characters and without white space.

    >>> squeezed("市⽔利 局"), squeezed("市財政局"), squeezed("各市（区）")
    ('市水利局', '市财政局', '各市(区)')
    """
    return squeeze(mention).text.strip("、,;:。.")


@lru_cache(maxsize=1 << 16)
def plain(name: str) -> str:
    """Give the key of a name: what all its mechanical variants are written as.

    >>> plain("发展和改革委员会"), plain("市场监督管理局"), plain("经济技术开发区管委会")
    ('发展改革委', '市场监管局', '经济技术开发区管理委')
    """
    for long, short in _variants():
        if long in name:
            name = name.replace(long, short)
    return name


def without_nameplate(text: str) -> str:
    """Leave out a second nameplate, or a remark, in brackets at the end.

    >>> without_nameplate("市市场监管局(知识产权局)"), without_nameplate("(市财政局)")
    ('市市场监管局', '(市财政局)')
    """
    while text and text[-1] in CLOSING:
        depth = 0
        opening, closing = CLOSING[text[-1]], text[-1]
        for place in range(len(text) - 1, -1, -1):
            depth += (text[place] == closing) - (text[place] == opening)
            if not depth:
                break
        else:
            return text
        if not place:
            return text
        text = text[:place]
    return text


def abbreviates(short: str, full: str) -> bool:
    """Say whether a key leaves out characters of another, in their order, and ends and begins like it.

    >>> abbreviates("人居委", "人居环境委"), abbreviates("民政局", "民防局")
    (True, False)
    """
    if len(short) < 3 or short[0] != full[0] or short[-1] != full[-1] or len(short) >= len(full):
        return False
    rest = iter(full)
    return all(char in rest for char in short)


def is_complete(name: str) -> bool:
    """Say whether an unknown name looks registered, not shortened: it ends in the whole words of such names.

    >>> is_complete("来穗人员服务管理局"), is_complete("来穗局"), is_complete("政务服务办")
    (True, False, False)
    """
    return _complete().search(name) is not None


@cache
def _variants() -> tuple[tuple[str, str], ...]:
    return tuple((row["written"], row["key"]) for row in read_csv("name_variants"))


@cache
def _complete() -> re.Pattern[str]:
    rows = read_csv("complete_endings")
    return re.compile("(?:" + "|".join(sorted((re.escape(r["ending"]) for r in rows), key=len, reverse=True)) + ")$")
