"""The lineage of bodies: its links go forward, between bodies that are known, and none leads back."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable

import pytest

from planparse.errors import UsageError
from planparse.lexicon.load import read_csv
from planparse.model.unit import RULE
from planparse.units.lineage import EVERYWHERE, FIELD, LEVEL, find_unit
from planparse.units.own import check_links
from planparse.units.places import CORPS, STATE_CODE, load_places
from planparse.units.registry import PLACE, SHORT_HOLE

LINKS = list(enumerate(read_csv("lineage"), 2))
OF_ONE_PLACE = [(n, row) for n, row in LINKS if row["place"] != EVERYWHERE]
OF_ANY_PLACE = [(n, row) for n, row in LINKS if row["place"] == EVERYWHERE]

ENDING = ("renamed", "merged_into", "abolished")
"""Relations after which the predecessor is no more, unless its name stays as a nameplate."""

STAYS = re.compile("nameplate")

SLACK = 1
"""Years by which a link and the tables of bodies may differ: a reform of one year is carried out in the next."""


def test_links_have_a_relation_and_a_successor_and_never_lead_back() -> None:
    check_links([row for _, row in LINKS], "lineage.csv")


def test_links_stand_once() -> None:
    links = Counter(
        (row["place"] if row["place"] == EVERYWHERE else "", row["levels"], row["predecessor"], row["successor"])
        for _, row in LINKS
    )
    said(f"lineage.csv: {link} stands {count} times" for link, count in links.items() if count > 1)


def test_links_of_one_place_have_its_code_and_no_levels() -> None:
    places = load_places()
    known = {STATE_CODE, CORPS}
    said(
        f"lineage.csv row {n}: place {row['place']!r}, levels {row['levels']!r}"
        for n, row in OF_ONE_PLACE
        if row["levels"] or not (row["place"] in known or places.sharing(row["place"]))
    )


def test_links_that_hold_everywhere_have_levels_and_a_hole_for_the_place() -> None:
    said(
        f"lineage.csv row {n}: levels {row['levels']!r}, {name!r}"
        for n, row in OF_ANY_PLACE
        for name in (row["predecessor"], row["successor"])
        if not row["levels"] or (name and not name.startswith(FIELD) and not (PLACE in name or SHORT_HOLE in name))
    )


def test_links_that_hold_everywhere_join_bodies_that_any_place_of_the_levels_may_have() -> None:
    kinds: dict[str, set[str]] = defaultdict(set)
    for row in read_csv("bodies"):
        kinds[row["full_name"]] |= kinds_of(row["levels"])
    families = {row["family"] for row in read_csv("bodies")}
    faults = []
    for n, row in OF_ANY_PLACE:
        before = kinds[row["predecessor"]] & kinds_of(row["levels"])
        after = kinds[row["successor"]]
        if not before:
            faults.append(f"lineage.csv row {n}: no {row['levels']} has a {row['predecessor']}")
        if row["successor"].startswith(FIELD):
            if row["successor"].removeprefix(FIELD) not in families:
                faults.append(f"lineage.csv row {n}: no field of work {row['successor']}")
        elif row["successor"] and not before <= after:
            faults.append(f"lineage.csv row {n}: {row['successor']} is not known for {before - after}")
    said(faults)


def test_both_ends_of_a_link_are_one_unit_with_the_name_as_written() -> None:
    faults = []
    for n, row in OF_ONE_PLACE:
        year = int(row["effective"][:4])
        for name, date in ((row["predecessor"], str(year - 1)), (row["successor"], str(year + 1))):
            if not name:
                continue
            try:
                unit = find_unit(name, date)
            except UsageError as problem:
                faults.append(f"lineage.csv row {n}: {problem}")
                continue
            if unit.full_name != LEVEL.sub("", name):
                faults.append(f"lineage.csv row {n}: {name} is taken for {unit.full_name}")
            elif unit.source == RULE and unit.level != "town":
                faults.append(f"lineage.csv row {n}: {name} is in no table of bodies")
            elif name == row["predecessor"] and (unit.region_code or CORPS) != row["place"]:
                faults.append(f"lineage.csv row {n}: {name} has the code {unit.region_code}, not {row['place']}")
    said(faults)


def test_no_predecessor_begins_after_the_link_and_no_successor_ends_before_it() -> None:
    known = periods()
    faults = []
    for n, row in OF_ONE_PLACE:
        date = row["effective"]
        before, after = (known.get(LEVEL.sub("", row[end]), []) for end in ("predecessor", "successor"))
        if before and all(earlier(date, began) for began, _ in before):
            faults.append(f"lineage.csv row {n}: {row['predecessor']} began {before}, the link is of {date}")
        if after and all(earlier(ended, date) for _, ended in after):
            faults.append(f"lineage.csv row {n}: {row['successor']} ended {after}, the link is of {date}")
    said(faults)


def test_bodies_that_were_renamed_merged_or_abolished_are_not_known_to_go_on() -> None:
    known = periods()
    said(
        f"lineage.csv row {n}: {row['predecessor']} {row['relation']} {row['effective']}, but known {before}"
        for n, row in OF_ONE_PLACE
        if row["relation"] in ENDING and not STAYS.search(row["note"])
        if (before := known.get(LEVEL.sub("", row["predecessor"])))
        and not any(ended and abs(int(ended[:4]) - int(row["effective"][:4])) <= SLACK for _, ended in before)
    )


def test_new_names_are_not_known_from_long_before_or_only_later() -> None:
    known = periods()
    said(
        f"lineage.csv row {n}: {row['successor']} since {row['effective']}, but known {after}"
        for n, row in OF_ONE_PLACE
        if row["relation"] == "renamed"
        if (after := [began for began, _ in known.get(LEVEL.sub("", row["successor"]), ()) if began])
        and not any(abs(int(began[:4]) - int(row["effective"][:4])) <= SLACK for began in after)
    )


def test_what_was_abolished_or_renamed_has_no_other_fate() -> None:
    fates: dict[tuple[str, str], set[str]] = defaultdict(set)
    for _, row in LINKS:
        fates[row["place"], row["predecessor"]].add(row["relation"])
    said(
        f"lineage.csv: {name}: {each}"
        for name, each in fates.items()
        if "abolished" in each and each - {"abolished", "function_transferred"}
    )


def test_governments_go_the_way_of_their_places() -> None:
    """Where both tables tell what became of a place and of its government, they tell the same."""
    names = defaultdict(list)
    for place in load_places().all:
        names[place.full_name].append((place.code, place.name))
    changes = {}
    for row in read_csv("region_changes"):
        changes[(row["old_code"], row["old_name"]), (row["new_code"], row["new_name"])] = row
    faults = []
    for n, row in OF_ONE_PLACE:
        old, new = (government_of(row[end]) for end in ("predecessor", "successor"))
        if old is None or (new is None and row["successor"]):
            continue
        ends = [(one, other) for one in names[old] for other in (names[new] if new else [("", "")])]
        told = next((changes[pair] for pair in ends if pair in changes), None)
        if told is None:
            faults.append(f"lineage.csv row {n}: {old} → {new} is no change of places")
        elif told["relation"] != row["relation"] or abs(int(told["effective"][:4]) - int(row["effective"][:4])) > SLACK:
            faults.append(f"lineage.csv row {n}: {row['relation']} {row['effective']}, the place {told}")
    said(faults)


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("公安部消防局", id="state body that begins with a ministry"),
        pytest.param("应急管理部消防救援局", id="the same"),
        pytest.param("中共中央直属机关工作委员会", id="直属机关 is taken for a class"),
        pytest.param("国网江苏省电力公司", id="without a date, a name with its place is not preferred as written"),
    ],
)
def test_names_that_are_easily_misread_are_found(name: str) -> None:
    assert find_unit(name).full_name == name


def kinds_of(levels: str) -> set[str]:
    every = {
        "province": {"省", "自治区", "直辖市"},
        "city": {"市", "自治州", "地区", "盟"},
        "county": {"区", "县", "县级市", "旗", "直辖市的区县"},
    }
    return set().union(*(every.get(level, {level}) for level in levels.split("|")))


def periods() -> dict[str, list[tuple[str, str]]]:
    """Give when the tables know a body by its full name."""
    known = defaultdict(list)
    for table in ("local_bodies", "state_bodies"):
        for row in read_csv(table):
            known[row["full_name"]].append((row["valid_from"], row["valid_to"]))
    for row in read_csv("zones"):
        known[row["committee"] or f"{row['zone']}管理委员会"].append((row["valid_from"], row["valid_to"]))
    return dict(known)


def government_of(name: str) -> str | None:
    """Give the place whose government a name is; towns have none of their own here."""
    found = re.fullmatch(r"(?P<place>.+?[^镇乡])(?:人民政府|行政公署)", LEVEL.sub("", name))
    return found["place"] if found and not found["place"].startswith("中") else None


def earlier(one: str, other: str) -> bool:
    size = min(len(one), len(other))
    return one[:size] < other[:size]


def said(faults: Iterable[str]) -> None:
    """Fail with one line for each fault: the table, the row, and what is wrong."""
    lines = list(faults)
    assert not lines, f"{len(lines)} faults\n" + "\n".join(lines[:40])
