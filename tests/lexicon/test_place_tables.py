"""The places that the unit registry knows: past ones, since when, what became of them, zones, the Corps."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import pairwise

import pytest

from planparse.lexicon.load import read_csv
from planparse.units.places import CORPS, load_places
from planparse.units.resolve import resolver

NOW = {row["code"]: row["name"] for row in read_csv("regions")}
PAST = {(row["code"], row["name"]): row for row in read_csv("regions_past")}
SINCE = {(row["code"], row["name"]): row["valid_from"] for row in read_csv("regions_since")}
CHANGES = list(enumerate(read_csv("region_changes"), 2))
KNOWN = NOW.items() | PAST.keys()

GOES_ON = "which go(?:es)? on"
"""What the note of a change says of an old place that only gave a part away."""

OWN_CODE = re.compile(r"\d{4}7\d|632857")
"""Zones that the statistics bureau gives a code: 320576."""


def test_no_past_place_is_a_present_one() -> None:
    said(f"regions_past.csv: {code} {name} is in regions.csv" for code, name in PAST if NOW.get(code) == name)


def test_every_past_place_stands_once_and_ended() -> None:
    assert len(PAST) == len(read_csv("regions_past"))
    said(f"regions_past.csv: {key} has no end" for key, row in PAST.items() if not row["valid_to"])


def test_places_that_had_one_code_followed_each_other() -> None:
    periods = defaultdict(list)
    for (code, _), row in PAST.items():
        periods[code].append((row["valid_from"], row["valid_to"]))
    for code, name in NOW.items():
        if code in periods:
            periods[code].append((SINCE.get((code, name), ""), ""))
    faults = []
    for code, each in periods.items():
        each.sort()
        for (_, ended), (began, _) in pairwise(each):
            if not began or earlier(began, ended):
                faults.append(
                    f"regions_past.csv: {code}: one place ended {ended}, the next began {began or 'long ago'}"
                )
    said(faults)


def test_places_known_by_their_beginning_are_present_ones_and_stand_once() -> None:
    assert len(SINCE) == len(read_csv("regions_since"))
    said(f"regions_since.csv: {code} {name} is not in regions.csv" for code, name in SINCE if NOW.get(code) != name)


def test_both_ends_of_every_change_are_known_places() -> None:
    faults = []
    for n, row in CHANGES:
        old, new = ends(row)
        if old not in KNOWN:
            faults.append(f"region_changes.csv row {n}: {old} is no place, past or present")
        if (new not in KNOWN) != (row["relation"] == "abolished") or (not row["new_code"]) != (not row["new_name"]):
            faults.append(f"region_changes.csv row {n}: {row['relation']} into {new}")
    said(faults)


def test_every_change_goes_forward_in_time() -> None:
    faults = []
    for n, row in CHANGES:
        old, new = ends(row)
        date = row["effective"]
        if old in PAST and PAST[old]["valid_to"] != date:
            faults.append(f"region_changes.csv row {n}: {old} ended {PAST[old]['valid_to']}, not {date}")
        if old in PAST and earlier(date, PAST[old]["valid_from"]):
            faults.append(f"region_changes.csv row {n}: {old} began {PAST[old]['valid_from']}, after {date}")
        if new in PAST and not earlier(date, PAST[new]["valid_to"]):
            faults.append(f"region_changes.csv row {n}: {new} ended {PAST[new]['valid_to']}, not after {date}")
        began = PAST[new]["valid_from"] if new in PAST else SINCE.get(new, "")
        if earlier(date, began):
            faults.append(f"region_changes.csv row {n}: {new} began {began}, after {date}")
        if row["relation"] == "renamed" and not (began and same(date, began)):
            faults.append(f"region_changes.csv row {n}: renamed {date}, but {new} began {began or 'long ago'}")
    said(faults)


def test_old_places_are_gone_unless_they_gave_only_a_part_away() -> None:
    said(
        f"region_changes.csv row {n}: {ends(row)[0]} is still there; relation {row['relation']}, note {row['note']!r}"
        for n, row in CHANGES
        if ends(row)[0] not in PAST and not (row["relation"] == "split_into" and re.search(GOES_ON, row["note"]))
    )


def test_every_past_place_has_one_fate() -> None:
    fates: dict[tuple[str, str], list[str]] = defaultdict(list)
    for _, row in CHANGES:
        fates[ends(row)[0]].append(row["relation"])
    said(f"regions_past.csv: what became of {key}?" for key in PAST if key not in fates)
    alone = {"renamed", "abolished"}
    said(f"region_changes.csv: {key}: {each}" for key, each in fates.items() if alone & {*each} and len(each) > 1)


def test_changes_stand_once_and_never_lead_back() -> None:
    links = Counter(ends(row) for _, row in CHANGES)
    said(f"region_changes.csv: {link} stands {count} times" for link, count in links.items() if count > 1)
    following = defaultdict(list)
    for old, new in links:
        following[old].append(new)
    for start in list(following):
        reached, layer = set(), [start]
        while layer:
            layer = [new for old in layer for new in following.get(old, ()) if new not in reached]
            assert start not in layer, f"region_changes.csv: {start} becomes itself"
            reached |= {*layer}


def test_zones_lie_in_known_places_and_stand_once() -> None:
    codes = {code for code, _ in KNOWN}
    faults = []
    for n, row in enumerate(read_csv("zones"), 2):
        own = OWN_CODE.fullmatch(row["code"]) and row["code"][:4] + "00" in codes
        if row["code"] not in codes and not own:
            faults.append(f"zones.csv row {n}: {row['zone']}: no place has the code {row['code']}")
        if row["level"] not in ("county", "city"):
            faults.append(f"zones.csv row {n}: {row['zone']}: level {row['level']}")
    said(faults)
    said(
        f"zones.csv: {key} stands {count} times"
        for key, count in Counter((row["code"], row["zone"]) for row in read_csv("zones")).items()
        if count > 1
    )


def test_every_name_of_a_zone_means_it_in_the_plans_of_its_place() -> None:
    places = load_places()
    faults = []
    for n, row in enumerate(read_csv("zones"), 2):
        code = row["code"] if row["code"] in NOW else row["code"][:4] + "00"
        place = places.by_code(code)
        assert place is not None
        resolve = resolver(f"{place.full_name}人民政府", row["valid_to"] or row["valid_from"] or "2016")
        committee = row["committee"] or f"{row['zone']}管理委员会"
        shorts = [f"{short}管委会" for short in row["short_names"].split("|") if short]
        for name in (row["zone"], f"{row['zone']}管委会", committee, *shorts):
            found = {(each.unit.full_name, each.unit.region_code) for each in resolve(name).candidates}
            if (committee, row["code"]) not in found:
                faults.append(f"zones.csv row {n}: {name} in {place.full_name} is {found or 'nothing'}")
    said(faults)


def test_divisions_of_the_corps_that_are_a_city_bear_its_code() -> None:
    for n, row in enumerate(read_csv("corps"), 2):
        where = f"corps.csv row {n}: {row['name']}"
        if row["kind"] == "师市":
            assert row["name"].endswith(NOW.get(row["code"], "-")), where
        else:
            assert not row["code"], where
        assert row["level"] == ("province" if row["kind"] == CORPS else "city"), where


def test_short_names_belong_to_places_of_the_table() -> None:
    names = {name for _, name in KNOWN}
    said(
        f"place_short_names.csv row {n}: there is no {row['name']}"
        for n, row in enumerate(read_csv("place_short_names"), 2)
        if row["name"] not in names
    )


def test_short_names_are_shorter_and_no_names_of_other_places() -> None:
    names = {name for _, name in KNOWN}
    said(
        f"place_short_names.csv row {n}: {short} for {row['name']}"
        for n, row in enumerate(read_csv("place_short_names"), 2)
        for short in row["short_names"].split("|")
        if len(short) >= len(row["name"]) or short in names
    )


def test_there_are_the_56_peoples() -> None:
    peoples = [row["name"] for row in read_csv("peoples") if row["name"] != "各族"]
    assert len(peoples) == 56 and all(name.endswith("族") for name in peoples)


def test_places_with_a_rule_of_their_own_for_branches_exist() -> None:
    assert {row["region_code"] for row in read_csv("branches_by_full_name")} <= NOW.keys()


@pytest.mark.parametrize(
    ("one", "other", "first"),
    [("2018", "2018-11", False), ("2018-10", "2018-11", True), ("2019", "2018", False), ("2018", "", False)],
)
def test_dates_compare_as_far_as_both_are_known(one: str, other: str, first: bool) -> None:
    assert earlier(one, other) is first


def ends(row: dict[str, str]) -> tuple[tuple[str, str], tuple[str, str]]:
    return (row["old_code"], row["old_name"]), (row["new_code"], row["new_name"])


def earlier(one: str, other: str) -> bool:
    size = min(len(one), len(other))
    return one[:size] < other[:size]


def same(one: str, other: str) -> bool:
    return not earlier(one, other) and not earlier(other, one)


def said(faults: Iterable[str]) -> None:
    """Fail with one line for each fault: the table, the row, and what is wrong."""
    lines = list(faults)
    assert not lines, f"{len(lines)} faults\n" + "\n".join(lines[:40])
