"""The bodies of the unit registry: no name means two of them, and each is found by every name that its row lists."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import combinations

import pytest

from planparse.lexicon.load import read_csv
from planparse.units.names import plain
from planparse.units.places import CORPS, STATE_CODE, Place, load_places
from planparse.units.registry import load_registry
from planparse.units.resolve import resolve_unit, resolver

BODIES = list(enumerate(read_csv("bodies"), 2))
LOCAL = list(enumerate(read_csv("local_bodies"), 2))
STATE = list(enumerate(read_csv("state_bodies"), 2))
PLACES = load_places()

FREE = {"enterprise", "school", "zone", "vertical"}
"""Kinds whose registered names need not begin with the place."""

BEFORE_PLACE = ("", "中共", "共青团")

NAMED_OTHERWISE = {
    "a committee of the national body": "中国国际贸易促进委员会",
    "by the place without the word for its level": "住房公积金管理中心",
    "special courts, by their seat": "海事法院 知识产权法院 互联网法院 金融法院 兵团分院",
    "of a zone that is run like a city": "济源产城融合示范区",
    "of the capital": "首都",
    "games and fairs": "组织委员会 世博会事务协调局",
    "by nature": "国家公园管理局 景区保护利用管理局",
    "one of a kind":
        "上海推进科技创新中心建设办公室 厦门港口管理局 广州港务局 海南国际经济发展局 四川博览事务局"
        " 广西北部湾经济区和东盟开放合作办公室",
}  # fmt: skip
"""How bodies are named that do not begin with their place in full, and the words that tell them."""

OPEN_SHORT_FORMS = {
    "two registered names that differ in 和 alone; as written the name is one of them, else it stays open":
        "教育体育局 民族宗教事务局 民族宗教事务委 城市管理综合行政执法局 城市管理综合执法局 文化广电旅游局"
        " 政务服务数据管理局",
    "places have one or the other body, and shorten them alike":
        "城管局 城管执法局 城管综合执法局 文旅局 文广旅局 文广旅游局 政务服务数据局 政务数据局 政数局 交通委 交委 建委"
        " 旅游委 金融工作办",
    "the old and the new name while the places were reformed, 2009–2010":
        "建设厅 交通局",
    "the old and the new name while the places were reformed, 2018–2019":
        "粮食局",
}  # fmt: skip
"""Why several rows of bodies.csv may share a short form at one level and time: no row is to be preferred."""

LONG_AGO, NEVER = "0000-00", "9999-99"
FIRST_YEAR, LAST_YEAR = "2008", "2025"
"""Between them lie the plans that the tables are for."""


def test_every_body_of_a_place_has_a_code_of_a_place() -> None:
    said(
        f"{where(n, row)}: no place has the code {row['region_code']!r}"
        for n, row in LOCAL
        if row["region_code"] != STATE_CODE and not PLACES.sharing(row["region_code"])
    )


def test_full_names_begin_with_the_place_in_full() -> None:
    known = words_of(NAMED_OTHERWISE)
    said(
        f"{where(n, row)}: does not begin with {place_of(row).full_name}"
        for n, row in LOCAL
        if row["region_code"] != STATE_CODE
        and row["kind"] not in FREE
        and not row["full_name"].startswith(tuple(head + place_of(row).full_name for head in BEFORE_PLACE))
        and not any(word in row["full_name"] for word in known)
    )


def test_every_exception_to_the_place_in_front_is_needed() -> None:
    for word in words_of(NAMED_OTHERWISE):
        assert any(word in row["full_name"] for _, row in LOCAL), word


def test_names_for_any_place_have_one_hole_for_it() -> None:
    said(
        f"bodies.csv row {n}: {name}"
        for n, row in BODIES
        for name in (row["full_name"], *shorts_of(row))
        if name.count("{") > 1 or (name == row["full_name"] and not ("{place}" in name or "{short}" in name))
    )


def test_no_body_of_a_place_stands_twice_at_one_time() -> None:
    names = defaultdict(list)
    for n, row in LOCAL:
        names[row["region_code"], row["full_name"]].append((n, row))
    said(clashes(names, "local_bodies.csv"))


def test_no_name_means_two_bodies_of_one_place_in_one_month() -> None:
    names = defaultdict(list)
    for n, row in LOCAL:
        if row["region_code"] != STATE_CODE:
            for form in {plain(name) for name in names_in_place(row, place_of(row))}:
                names[row["region_code"], form].append((n, row))
    said(clashes(names, "local_bodies.csv"))


def test_no_name_means_two_bodies_of_the_state_in_one_month() -> None:
    names = defaultdict(list)
    for n, row in STATE:
        for form in {plain(name) for name in (row["full_name"], *shorts_of(row))}:
            names[form].append((n, row))
    said(clashes(names, "state_bodies.csv"))


def test_no_body_of_the_state_stands_in_two_tables() -> None:
    state = {row["full_name"]: n for n, row in STATE}
    said(
        f"{where(n, row)}: also in state_bodies.csv row {state[row['full_name']]}"
        for n, row in LOCAL
        if row["full_name"] in state
    )


def test_names_that_tell_their_place_themselves_mean_one_body_of_a_province() -> None:
    names = defaultdict(list)
    for n, row in LOCAL:
        own = [short.removeprefix("=") for short in shorts_of(row) if short.startswith("=")]
        if own or row["kind"] in FREE:
            for form in {plain(name) for name in (row["full_name"], *own)}:
                names[row["region_code"][:2], form].append((n, row | {"table": "local_bodies"}))
    for n, row in enumerate(read_csv("zones"), 2):
        committee = row["committee"] or f"{row['zone']}管理委员会"
        forms = [committee, *(each for name in (row["zone"], *shorts_of(row)) for each in (name, f"{name}管理委员会"))]
        for form in {plain(name) for name in forms}:
            names[row["code"][:2], form].append((n, row | {"table": "zones", "full_name": committee}))
    said(clashes(names, "local_bodies.csv, zones.csv"))


def test_short_forms_for_any_place_mean_one_body_or_are_known_to_stay_open() -> None:
    names = defaultdict(list)
    for n, row in BODIES:
        forms = {row["full_name"].replace("{short}", "{}").replace("{place}", "{}")}
        forms |= {short if "{" in short else "{}" + short for short in shorts_of(row)}
        for form in {plain(form) for form in forms}:
            for kind in kinds_of(row["levels"]):
                names[form, kind].append((n, row))
    known = words_of(OPEN_SHORT_FORMS)
    found = {form.removeprefix("{}") for (form, _), rows in names.items() if clashes({form: rows}, "")}
    rest = {key: rows for key, rows in names.items() if key[0].removeprefix("{}") not in known}
    said(clashes(rest, "bodies.csv"))
    assert found == known, f"stand in the list, but mean one body: {known - found}"


def test_every_name_of_a_body_means_it_in_the_plans_of_its_place() -> None:
    faults = []
    for n, row in LOCAL:
        if row["region_code"] == STATE_CODE:
            continue
        place = place_of(row)
        resolve = resolver(issuer_of(place), date_within(row, place))
        for name in names_in_place(row, place):
            found = {(each.unit.full_name, each.unit.region_code) for each in resolve(name).candidates}
            if (row["full_name"], place.code) not in found:
                faults.append(f"{where(n, row)}: {name} is {found or 'nothing'}")
    said(faults)


def test_every_name_of_a_body_of_the_state_means_it_in_the_plans_of_the_state_council() -> None:
    of_state = [(f"local_bodies.csv row {n}", row) for n, row in LOCAL if row["region_code"] == STATE_CODE]
    faults = []
    for said_where, row in (*((f"state_bodies.csv row {n}", row) for n, row in STATE), *of_state):
        resolve = resolver("国务院办公厅", date_within(row))
        for name in (row["full_name"], *shorts_of(row)):
            found = {(each.unit.full_name, each.unit.region_code) for each in resolve(name.lstrip("=")).candidates}
            if (row["full_name"], STATE_CODE) not in found:
                faults.append(f"{said_where}: {name} is {found or 'nothing'}")
    said(faults)


def test_every_name_for_any_place_means_its_body_in_some_place_of_each_class() -> None:
    faults = []
    for n, row in BODIES:
        for kind in row["levels"].split("|"):
            if kind != "town":
                faults += [f"bodies.csv row {n}: {name} ({kind})" for name in not_found(row, kind)]
    said(faults)


@pytest.mark.parametrize(
    ("mention", "issuer", "date", "full_name"),
    [
        ("区财政局", "西安市碑林区人民政府", "2020", "西安市碑林区财政局"),
        ("市港务局", "广州市人民政府", "2013", "广州港务局"),
        ("市委直属机关工委", "苏州市人民政府", "2017", "中共苏州市委直属机关工作委员会"),
        ("中央直属机关工委", "国务院办公厅", "2013", "中共中央直属机关工作委员会"),
        ("清理整顿各类交易场所部际联席会议", "国务院办公厅", "2018", "清理整顿各类交易场所部际联席会议"),
        ("中国石油大学(华东)", "国务院办公厅", "2017", "中国石油大学(华东)"),
        ("太湖流域管理局", "江苏省人民政府", "2017", "水利部太湖流域管理局"),
    ],
)
def test_names_that_are_easily_misread_are_found(mention: str, issuer: str, date: str, full_name: str) -> None:
    found = resolve_unit(mention, issuer=issuer, date=date)
    assert full_name in [each.unit.full_name for each in found.candidates]


@pytest.mark.parametrize(
    ("one", "other", "meet"),
    [
        (("", "2018"), ("2019", ""), False),
        (("", "2019"), ("2019", ""), False),
        (("", "2019-02"), ("2019-02", ""), True),
        (("", "2019-01"), ("2019-02", ""), False),
        (("", "2020"), ("2019", ""), True),
        (("2019", "2019"), ("2019", "2019"), True),
        (("", ""), ("2019", "2020"), True),
    ],
)
def test_periods_meet_unless_one_follows_the_other(one: tuple[str, str], other: tuple[str, str], meet: bool) -> None:
    assert together(one, other) is together(other, one) is meet


def where(n: int, row: dict[str, str]) -> str:
    return f"local_bodies.csv row {n}: {row['region_code']} {row['full_name']}"


def words_of(reasons: dict[str, str]) -> set[str]:
    return {word for words in reasons.values() for word in words.split()}


def shorts_of(row: dict[str, str]) -> list[str]:
    return [short for short in row["short_names"].split("|") if short]


def place_of(row: dict[str, str]) -> Place:
    """Give the place of a local row: of those that share its code, the one that its name tells best."""
    places = PLACES.sharing(row["region_code"])
    named = [place for place in places if place.full_name in row["full_name"]]
    return max(named, key=lambda place: len(place.full_name)) if named else places[0]


def issuer_of(place: Place) -> str:
    if place.kind in (CORPS, "师市", "师"):
        return place.full_name
    return place.full_name + ("行政公署" if place.kind in ("地区", "盟") else "人民政府")


def names_in_place(row: dict[str, str], place: Place) -> Iterator[str]:
    """Write all names of a row with its place; = says that a name tells the place itself."""
    yield row["full_name"]
    for short in shorts_of(row):
        yield short[1:] if short.startswith("=") else with_place(short, place)


def with_place(name: str, place: Place) -> str:
    if "{" not in name:
        return place.full_name + name
    return name.replace("{short}", place.short).replace("{place}", place.full_name).replace("{}", place.full_name)


def date_within(row: dict[str, str], place: Place | None = None) -> str:
    """Give a date inside the validity of a row, and of its place: the middle year, if there is one."""
    until = min(filter(None, (row["valid_to"], place.valid_to if place else "")), default=LAST_YEAR)
    since = max(row["valid_from"], place.valid_from if place else "") or min(FIRST_YEAR, until)
    first, last = int(since[:4]), int(until[:4])
    if last - first > 1:
        return str((first + last) // 2)
    exact = [each for each in (since, until) if len(each) > 4]
    return exact[0] if exact else f"{first}-12" if last > first else since


def months(valid_from: str, valid_to: str) -> tuple[str, str]:
    return (valid_from + "-01")[:7] if valid_from else LONG_AGO, (valid_to + "-12")[:7] if valid_to else NEVER


def together(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Say whether two periods have a month in common; a year in which one ends and the other begins is none."""
    (since, until), (since2, until2) = months(*one), months(*other)
    if max(since, since2) > min(until, until2):
        return False
    handover = (
        last[1] == first[0] and len(last[1]) == 4 and last[0] < last[1] for last, first in ((one, other), (other, one))
    )
    return not any(handover)


def clashes(names: dict[object, list[tuple[int, dict[str, str]]]], table: str) -> list[str]:
    """Give a line for every two rows that bear a name at one time."""
    return [
        f"{table}: {name}: row {n} {row['full_name']} {' to '.join(period(row))},"
        f" row {m} {other['full_name']} {' to '.join(period(other))}"
        for name, rows in names.items()
        for (n, row), (m, other) in combinations(rows, 2)
        if together(period(row), period(other))
    ]


def period(row: dict[str, str]) -> tuple[str, str]:
    return row["valid_from"], row["valid_to"]


def kinds_of(levels: str) -> set[str]:
    """Give the kinds of places that `levels` covers, so that rows of one kind are compared."""
    every = {
        "province": {"省", "自治区", "直辖市"},
        "city": {"市", "自治州", "地区", "盟"},
        "county": {"区", "县", "县级市", "旗", "直辖市的区县"},
    }
    return set().union(*(every.get(level, {level}) for level in levels.split("|")))


def not_found(row: dict[str, str], kind: str) -> Iterator[str]:
    """Give the names of a row that mean its body in none of the places of a class."""
    places = some_places()[kind]
    for name in (row["full_name"], *shorts_of(row)):
        for place in places:
            resolve = resolver(issuer_of(place), date_within(row))
            full_name = row["full_name"].replace("{place}", place.full_name).replace("{short}", place.short)
            if full_name in [each.unit.full_name for each in resolve(with_place(name, place)).candidates]:
                break
        else:
            yield name


@cache
def some_places() -> dict[str, list[Place]]:
    """Give places by class, up to forty of each: those first that have the fewest bodies of their own."""
    found = defaultdict(list)
    registry = load_registry()
    lasting = [place for place in PLACES.all if place.owns_code and not place.valid_from and not place.valid_to]
    for place in sorted(lasting, key=lambda place: (len(registry.of_place(place.code or CORPS)), place.code or "")):
        if place.code and place.code[0] not in "78":
            for each in place.classes:
                found[each] += [place] if len(found[each]) < 40 else []
    return found


def said(faults: Iterable[str]) -> None:
    """Fail with one line for each fault: the table, the row, and what is wrong."""
    lines = list(faults)
    assert not lines, f"{len(lines)} faults\n" + "\n".join(lines[:40])
