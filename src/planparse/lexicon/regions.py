"""The places of China (行政区划): which one the full name of a body begins with.

In goes the name of a body (苏州市吴中区人民政府), out comes a `Region` with its code. The places stand in
`data/regions.csv`; what lies above a place is told by the digits of its code: two for the province, four for the
prefecture. Only full names count, 苏州市 and not 苏州: without the word for its level a name may be a firm's, a
paper's, a person's. Many districts share a name, so 鼓楼区 alone is no place, and 南京市鼓楼区 is one.

Source: GB/T 2260; the places are those of 2023, and what was given up or renamed before then is not known. Development
zones, to which only the statistics bureau gives codes (…71 to …79), are left out.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache

from planparse.lexicon.load import read_csv
from planparse.model.plan import Region

BEFORE_PLACE = re.compile(r"(?:中国共产党|中共|中国人民政治协商会议|政协)")
"""Words before the place in names of bodies that are organised by place: 中共苏州市委办公室."""

UNKNOWN_PLACE = re.compile(r"[\u4e00-\u9fff]{1,12}[县市区旗州盟](?:人民政府|人民代表大会)")
"""A place below the one found, which the table does not have: abolished, or misprinted. The place above it is not
the one that the body governs, so none is given."""

SHORTEST_DISTRICT = 3
"""Characters of a district's name that may stand alone, 莘县 may. 东区, 城区, 郊区 are parts of any town as well."""


def find_region(text: str) -> Region | None:
    """Find the place that the full name of a body begins with; None if it begins with none, or with one of several.

    Takes time in proportion to the name; the places are never walked.

    >>> find_region("苏州市吴中区人民政府")
    Region(code='320506', name='吴中区')
    >>> find_region("鼓楼区人民政府"), find_region("国务院办公厅")
    (None, None)
    """
    name = BEFORE_PLACE.sub("", "".join(text.split()), count=1)
    found: Region | None = None
    start = 0
    while (step := _place_at(name, start, found)) is not None:
        end, places = step
        if len(places) > 1:
            return None
        found, start = places[0], end
    return None if found and UNKNOWN_PLACE.match(name, start) else found


def region_of(code: str) -> Region | None:
    """Give the place with this code of six digits; None if the table has none.

    >>> region_of("320500").name
    '苏州市'
    """
    return _by_code().get(code)


def parent_of(code: str) -> Region | None:
    """Give the place that the one with this code lies in; None above a province.

    Districts of a municipality and counties governed directly lie in their province.

    >>> parent_of("320506").name, parent_of("419001").name, parent_of("320000")
    ('苏州市', '河南省', None)
    """
    above = (f"{code[:digits]:0<6}" for digits in (4, 2))
    return next((region for each in above if each != code and (region := region_of(each)) is not None), None)


def _place_at(name: str, start: int, above: Region | None) -> tuple[int, tuple[Region, ...]] | None:
    """Find the longest name of a place that begins here and lies in the place above: its end, and all that bear it.

    Each step leads further down, so there are three at most, however often a name is repeated.
    """
    stem = stem_of(above.code) if above else ""
    for length in _lengths():
        places = tuple(
            region
            for region in _by_name().get(name[start : start + length], ())
            if region is not above and region.code.startswith(stem)
        )
        if places and (above or length >= SHORTEST_DISTRICT or not places[0].name.endswith("区")):
            return start + length, places
    return None


def stem_of(code: str) -> str:
    """Give the digits that all codes below this one begin with.

    >>> stem_of("320000"), stem_of("320500"), stem_of("320506")
    ('32', '3205', '320506')
    """
    return code[:2] if code.endswith("0000") else code[:4] if code.endswith("00") else code


@cache
def _by_code() -> dict[str, Region]:
    return {row["code"]: Region(row["code"], row["name"]) for row in read_csv("regions")}


@cache
def _by_name() -> dict[str, list[Region]]:
    named: defaultdict[str, list[Region]] = defaultdict(list)
    for region in _by_code().values():
        named[region.name].append(region)
    return dict(named)


@cache
def _lengths() -> tuple[int, ...]:
    return tuple(sorted({len(name) for name in _by_name()}, reverse=True))
