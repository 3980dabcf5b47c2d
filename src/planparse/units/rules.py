"""Identities by rule (按规则定名): for names that no table has, where place and name are whole.

In go the readings of a mention, out comes at most one candidate: a place by itself, a town, a branch, a section of the
issuer, or any whole name. What looks shortened gets no identity. Source: the conventions of the unit gold (UNITS.md),
section 2.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from planparse.lexicon.load import read_csv
from planparse.lexicon.regions import stem_of
from planparse.model.unit import Candidate, Unit
from planparse.units.collectives import OF_LEVEL, is_collective, level_of
from planparse.units.lookup import Lookup
from planparse.units.names import is_complete, plain
from planparse.units.places import STATE, STATE_CODE, Place
from planparse.units.readings import HOW_RANK, Reading

TOWN = re.compile(
    r"(?:人民政府|政府)?(?P<name>[^各]{1,8}?)(?P<kind>街道|民族乡|苏木|镇|乡)(?:人民政府|政府|办事处|办)?"
)
TOWN_RANK = {"full": 0, "prefix": 1, "own": 2, "short": 3}
BRANCH = "分局"
DISTRICTS = ("区", "新区", "开发区", "矿区")
"""Kinds of places in which departments of the city have branches."""

LONGEST_BRANCH = 8
"""Characters of the name of a place in the name of a branch."""

NO_BODY = re.compile(
    r"中共|共青团|国家|中国|中央|全国|国务院|(?:党)?委(?:人民)?政府|.+人民政府$|.+[^人民]政府$"
    r"|(?:镇|乡|街道|村|社区)(?:人民政府|政府|办事处)$|.+[局厅委室心院](?:和|及|与)?[省市县区州盟旗](?!场|政(?!府)|容|域|块)"
)
"""What no name of one body of a place is: of a place that is not told, of two bodies, or with a head of its own."""

LEVEL_WORD = re.compile(r"[省市县区州盟旗]")

SHORTEST_ALONE = 4
"""Characters of a name that stands without any word for its place."""

ANYBODYS = ("enterprise", "school", "zone")
"""Kinds whose names, without a place, may be anybody's."""

SECTION = re.compile(r"(?:综合)?办公[室厅]|机关党委|[^省市县区州盟旗]{2,12}(?:处|科|股|室|司)")
SECTIONS = re.compile(r"各(?:有关|相关|直属)?(?:处室|科室|股室|处|科|室|单位|部门)(?:、(?:直属)?单位)?")
OWN_WORD = re.compile(r"^(?:本|我)?[局委厅部院](?:机关)?(?=[^局委厅会]{2})")
"""局办公室, 厅机关各处室: the word by which a bureau calls itself."""


def by_rule(lookup: Lookup, text: str, readings: Sequence[Reading]) -> list[Candidate]:
    """Give the identity of a name that no table has; none where place or name are not whole."""
    return (
        _town(lookup, readings)
        or _place_alone(lookup, readings)
        or _branch(lookup, text, readings)
        or lookup.abbreviated(sorted(readings, key=lambda each: HOW_RANK[each.how]))
        or _whole_name(lookup, readings)
    )


def section_of(bureau: Unit, text: str) -> list[Candidate]:
    """Give the section of a bureau that a name means in the bureau's own plan (办公室, 局办公室, 各处室)."""
    name = OWN_WORD.sub("", text.removeprefix(bureau.full_name))
    several = SECTIONS.fullmatch(name) is not None
    if not several and SECTION.fullmatch(name) is None:
        return []
    kind = "collective" if several else "internal_section"
    unit = Unit(bureau.id + name, bureau.full_name + name, bureau.region_code, bureau.level, kind, bureau.system)
    return [Candidate(unit, (f"a section of the issuer, {bureau.full_name}",))]


def kind_of(name: str) -> str:
    """Tell the kind of a body by the words of its name.

    >>> kind_of("轨道交通集团有限公司"), kind_of("防汛抗旱指挥部"), kind_of("来穗人员服务管理局")
    ('enterprise', 'temporary_group', 'government')
    """
    return next((kind for pattern, kind in _kinds() if pattern.search(name)), "government")


def unit_of_rule(body: str, place: Place) -> Unit:
    """Give the unit of a whole name in a place."""
    if place is STATE:
        return Unit(f"{STATE_CODE}/{body}", body, STATE_CODE, "state", kind_of(body))
    if is_collective(body):
        words = body.removeprefix(place.name[-1]) if body[1:].startswith(OF_LEVEL) else body
        return Unit(place.prefix_of(body), place.full_name + words, place.code, level_of(words, place), "collective")
    party = body.startswith(("委", "党委"))
    body = "党委" + body.removeprefix("党").removeprefix("委") if party else body
    full_name = f"中共{place.full_name}{body.removeprefix('党')}" if party else place.full_name + body
    town = TOWN.fullmatch(body) and body.endswith(("人民政府", "街道办事处")) and place.level in ("county", "city")
    kind = "party" if party else kind_of(body)
    return Unit(place.prefix_of(body), full_name, place.code, "town" if town else place.level, kind)


def _town(lookup: Lookup, readings: Sequence[Reading]) -> list[Candidate]:
    """A town or a street, of a county that is named or is the issuer's own."""
    for reading in sorted(readings, key=lambda each: TOWN_RANK[each.how]):
        match = TOWN.fullmatch(reading.tail)
        place = reading.place
        if match is None or reading.head or reading.how == "short":
            continue
        if reading.how == "prefix" and place is not lookup.readings.place:
            continue  # 市桥街道 in a district: 市 is no prefix there
        places = lookup.readings.places
        if place.level not in ("county", "city") or (place.level == "city" and places.children(place.code or "", None)):
            continue
        ending = "街道办事处" if match["kind"] == "街道" else match["kind"] + "人民政府"
        unit = unit_of_rule(match["name"] + ending, place)
        return [Candidate(unit, (reading.reason, "a town's government or a street's office, by rule"))]
    return []


def _place_alone(lookup: Lookup, readings: Sequence[Reading]) -> list[Candidate]:
    """A place as a unit is its government (合作市, 滨海新区)."""
    for reading in readings:
        if reading.how == "full" and not reading.tail and not reading.head:
            return lookup.of(reading._replace(tail="人民政府"))
    return []


def _branch(lookup: Lookup, text: str, readings: Sequence[Reading]) -> list[Candidate]:
    """A branch of a department for a place below (市公安局姑苏分局, 姑苏公安分局, 区公安分局)."""
    if not text.endswith(BRANCH):
        return []
    places = lookup.readings.places
    for reading in readings:
        word = reading.tail.removesuffix(BRANCH)
        city = places.by_code(reading.place.above) if reading.place.level == "county" else None
        if reading.head or city is None or not word or word == reading.tail:
            continue
        if reading.how == "own" and reading.place.kind not in DISTRICTS:
            continue  # a county has a bureau of its own
        of_city = reading._replace(place=city, how="prefix")
        for name in (f"{word}局", word):
            parents = lookup.of(of_city._replace(tail=name))
            if len(parents) == 1 and plain(parents[0].unit.full_name).endswith(plain(city.full_name + name)):
                return [_branch_of(parents[0], reading.place, reading.reason)]
    stem = text.removesuffix(BRANCH)
    for size in range(2, min(LONGEST_BRANCH, len(stem) - 1)):
        for parent in _parents(lookup, stem[:-size]):
            below = places.children(parent.unit.region_code or "", lookup.date)
            fit = [place for place in below if stem[-size:] in (place.short, place.name, *place.short_names)]
            if len(fit) == 1:
                said = f"{stem[-size:]} is {fit[0].full_name}"
                return [_branch_of(parent, fit[0], said, whole=stem.endswith(fit[0].name))]
    return []


def _parents(lookup: Lookup, text: str) -> Iterator[Candidate]:
    """Give the department that a branch may belong to: as it is called here, or in the city above (规自委朝阳分局)."""
    found = lookup.best(lookup.readings.of(text))
    if len(found) == 1:
        yield found[0]
    city = lookup.readings.above()
    if city is not None:
        said = f"of {city.full_name}, the city above the issuer"
        for name in (text.removeprefix(city.name[-1]), f"{text}局"):
            found = lookup.of(Reading("", city, name, "own", said))
            yield from found[:1] if len(found) == 1 else ()


def _branch_of(parent: Candidate, place: Place, reason: str, *, whole: bool = False) -> Candidate:
    whole = whole or parent.unit.region_code in _branches_by_full_name()
    word = (place.name if whole else place.short) + BRANCH
    body = parent.unit.id.partition("/")[2] + word
    name = parent.unit.full_name + word
    unit = Unit(place.prefix_of(body), name, place.code, place.level, parent.unit.kind, parent.unit.system)
    return Candidate(unit, (*parent.reasons, reason, f"a branch of {parent.unit.full_name}"))


def _whole_name(lookup: Lookup, readings: Sequence[Reading]) -> list[Candidate]:
    """Any name that looks whole, in the place that is told best."""
    own = lookup.readings.place
    near = any(each.how == "short" and own is not None and _lies_in(each.place, own) for each in readings)
    for reading in sorted(readings, key=lambda each: (HOW_RANK[each.how], each.how == "own")):
        if near and reading.how == "own":
            continue  # 湖州古木保护服务中心: the place is in the name, though not in full
        of_party = reading.head == "中共" and reading.tail.startswith("委")
        if (reading.head and not of_party) or reading.how == "short":
            continue
        if not reading.tail or NO_BODY.match(reading.tail):
            continue
        if reading.how == "own" and LEVEL_WORD.match(reading.tail) and not reading.tail.startswith(_not_levels()):
            continue  # 市中心医院 in a province's plan: of a city that is not told
        name = written_out(reading.tail)
        if not is_complete(name) or lookup.is_short_form(reading):
            continue
        if reading.place is STATE:
            name = "国家" + name if reading.how == "prefix" else name
        elif reading.how == "own" and (kind_of(name) in ANYBODYS or len(name) < SHORTEST_ALONE):
            continue
        unit = unit_of_rule(name, reading.place)
        return [Candidate(unit, (reading.reason, "in no table: by rule, place and name"))]
    return []


def _lies_in(place: Place, own: Place) -> bool:
    return bool(place.code and own.code and place.code.startswith(stem_of(own.code)))


def written_out(name: str) -> str:
    """Write out what every plan shortens alike.

    >>> written_out("高新区管委会"), written_out("开发区政府")
    ('高新区管理委员会', '开发区人民政府')
    """
    return re.sub(r"(?<!人民)政府", "人民政府", re.sub(r"管委会$", "管理委员会", name))


@cache
def _kinds() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(row["pattern"]), row["kind"]) for row in read_csv("unit_kinds"))


@cache
def _not_levels() -> tuple[str, ...]:
    return tuple(row["word"] for row in read_csv("unit_words") if row["class"] == "not_level")


@cache
def _branches_by_full_name() -> frozenset[str]:
    return frozenset(row["region_code"] for row in read_csv("branches_by_full_name"))
