"""Classes of units, kept as one (集合单位): 各市(区), 市各有关部门.

In goes a name, out comes whether it stands for a class, how its full name is written, what its id says, and the level
of its members. The wordings stand in `lexicon/data/collective_*.csv`. Source: the conventions of the unit gold
(UNITS.md), 2.12 and 3.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from planparse.lexicon.load import read_csv
from planparse.model.unit import Candidate, Unit
from planparse.units.places import Place
from planparse.units.readings import HOW_RANK, Reading, level_below

COLLECTIVE = re.compile(
    r"^[^、,]{0,14}?各(?!族|界|类|$)"
    r"|^[^、,]{0,12}?(?:有关|相关)(?:部门|单位|地方|地区|市|县|区|乡|镇|街道|省|企业|委办局|职能部门|科室|处室)"
    r"|[级直](?:属)?(?:部门|单位|机关(?!工委|工作委|党|事务|服务|后勤)|企业)|成员单位$|[省市县区州]属(?:国有)?企业"
)
BEHIND_PLACE = re.compile(
    r"(?:级|直属?|属)?(?:[^省市县区]{0,3}级)?(?:各|有关|相关|全体|所有|部门|单位|机关|国有企业|国企|成员单位)|属"
)
"""What follows the place where it is the place of the class: 市 + 级各部门, but not 市财政局 + …各处室."""

OF_LEVEL = ("级", "直", "属")

TWO = re.compile(r"各(?!族|界|部门).*各(?!族|界|自)")
"""两个“各”: two classes in one string."""


def is_collective(text: str) -> bool:
    """Say whether a name stands for a class of units.

    >>> is_collective("各市(区)"), is_collective("市有关部门"), is_collective("市级各部门"), is_collective("市财政局")
    (True, True, True, False)
    """
    return COLLECTIVE.search(text) is not None


def collective(readings: Iterable[Reading]) -> list[Candidate]:
    """Give the class that a name stands for: the place it belongs to, and the words of the document."""
    for reading in sorted(readings, key=lambda each: HOW_RANK[each.how]):
        if TWO.search(reading.tail):
            return []
        if reading.head or reading.how == "short" or not BEHIND_PLACE.match(reading.tail):
            continue
        place = reading.place
        words = written(reading.tail)
        body = class_of(reading.tail)
        if body.startswith(OF_LEVEL):
            body = place.name[-1:] + body
        unit = Unit(place.prefix_of(body), place.full_name + words, place.code, level_of(words, place), "collective")
        return [Candidate(unit, (reading.reason, "a class of units, kept as one"))]
    return []


def written(words: str) -> str:
    """Write the words of a class as full names have them: 各, 人民政府, brackets between levels.

    >>> written("各市、区政府"), written("有关部门")
    ('各市(区)人民政府', '各有关部门')
    """
    words = re.sub(r"^(有关|相关)", r"各\1", words)
    words = re.sub(r"^各([县市州旗])、([市区])(?![县市区旗、])", r"各\1(\2)", words)
    return re.sub(r"(?<!人民)政府", "人民政府", words)


def class_of(words: str) -> str:
    """Give what an id says of a class: its members, however they are written.

    >>> class_of("各市(区)"), class_of("各市、区"), class_of("各区人民政府"), class_of("有关部门")
    ('各市区', '各市区', '各区', '各有关部门')
    """
    for pattern, plain in _classes():
        words = pattern.sub(plain, words)
    return words


def level_of(words: str, place: Place) -> str:
    """Give the level of the members of a class."""
    for pattern, level in _levels():
        if pattern.search(words):
            return level_below(place) if level == "below" else level
    return place.level


@cache
def _classes() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(row["pattern"]), row["plain"]) for row in read_csv("collective_classes"))


@cache
def _levels() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(row["pattern"]), row["level"]) for row in read_csv("collective_levels"))
