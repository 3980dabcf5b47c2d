"""What became of a unit (机构沿革): renamed, merged, split, abolished, and since when.

In go `lexicon/data/lineage.csv` (links between full names, and links that hold everywhere, with `{place}`) and
`region_changes.csv` (places that were renamed, raised or merged: their bodies follow). Out come `Succession` values.
A unit is never the same as its successor; whoever wants to follow the links asks for it. In rows that hold everywhere a
successor may be a field of work, `@自然资源`: it is the body that the place is known to have there, and where that is
not known, no link is given.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache

from planparse.errors import UsageError
from planparse.lexicon.load import read_csv
from planparse.model.unit import Relation, Succession, Unit
from planparse.units.names import squeezed
from planparse.units.places import CORPS, STATE, Place, is_valid
from planparse.units.registry import Body, Registry, body_of, load_registry
from planparse.units.resolve import checked_date, resolver, taken_apart, unit_by_id
from planparse.units.rules import unit_of_rule

EVERYWHERE = "*"
FIELD = "@"
LEVEL = re.compile(r"\((?P<level>省级|地级|县级)\)$")
LEVELS = {"省级": "province", "地级": "city", "县级": "county"}

IDENTITY = (Relation.RENAMED, Relation.MERGED_INTO, Relation.SPLIT_INTO)
"""Relations after which the successor is asked for its own. Where only a task moved, its receiver goes on alone."""


def successors(unit: Unit | str, on: str | None = None, *, registry: Registry | None = None) -> tuple[Succession, ...]:
    """Give every link from a unit to what became of it by a date, the nearest first.

    unit: a Unit, an id (`320500/国土资源局`) or a full name; two places of one name are told apart by their level in
        brackets, 巢湖市人民政府(地级)
    on: links that took effect later are left out; a year counts to its end. None: all links.

    >>> [(link.unit.full_name, link.relation.value, link.effective) for link in successors("苏州市国家税务局")]
    [('国家税务总局苏州市税务局', 'merged_into', '2018-07')]

    Raises UsageError for a name that stands for no unit, or for several.
    """
    registry = registry or load_registry()
    until = checked_date(on)
    start = unit if isinstance(unit, Unit) else find_unit(unit, registry=registry)
    found: list[Succession] = []
    seen = {start.id}
    layer = [(start, "")]
    while layer:
        following: list[tuple[Unit, str]] = []
        for each, since in layer:
            for link in links_of(each, registry):
                if not is_valid("", until or "", link.effective) or not is_valid(since, "", link.effective):
                    continue
                found.append(link)
                if link.unit is not None and link.relation in IDENTITY and link.unit.id not in seen:
                    seen.add(link.unit.id)
                    following.append((link.unit, link.effective))
        layer = following
    return tuple(found)


def links_of(unit: Unit, registry: Registry | None = None) -> tuple[Succession, ...]:
    """Give the links that begin at a unit: those of its own name, else those that hold everywhere."""
    registry = registry or load_registry()
    links = [*_own_links(unit, registry)] or [*_general_links(unit, registry)]
    links += _place_links(unit, registry)
    distinct = {(link.unit.id if link.unit else "", link.relation): link for link in reversed(links)}
    return tuple(sorted(distinct.values(), key=lambda link: (link.effective, link.unit.id if link.unit else "")))


def predecessors_of(unit: Unit, registry: Registry | None = None) -> tuple[Succession, ...]:
    """Give the links that lead to a unit, the latest first."""
    registry = registry or load_registry()
    own = (name for name, rows in registry.own_links.items() if any(_leads_to(row, unit) for row in rows))
    before = dict.fromkeys((*_names_before().get(unit.full_name, ()), *own))
    found = [find_unit(name, registry=registry) for name in before]
    taken = taken_apart(unit.id, registry)
    if taken is not None:
        place, _ = taken
        for body in _rows_everywhere():
            usual = [known for known in registry.by_body.get(body, ()) if known.levels & place.classes]
            found += [known.unit(place) for known in usual[:1]]
    links = {
        (link.predecessor.id, link.relation): link
        for each in found
        for link in links_of(each, registry)
        if link.unit is not None and link.unit.id == unit.id
    }
    return tuple(sorted(links.values(), key=lambda link: (link.effective, link.predecessor.id), reverse=True))


def _leads_to(row: Mapping[str, str], unit: Unit) -> bool:
    return LEVEL.sub("", row["successor"]) == unit.full_name


def find_unit(name: str, date: str | None = None, *, registry: Registry | None = None) -> Unit:
    """Give the unit of an id or a full name; raises UsageError if it stands for none, or for several."""
    registry = registry or load_registry()
    if "/" in name:
        by_id = unit_by_id(name, registry)
        if by_id is None:
            raise UsageError(f"no unit has the id {name!r}", advice="an id is region_code/body, 320500/财政局")
        return by_id
    text = squeezed(name)
    if not text:
        raise UsageError("the name of a unit is empty", advice="give a full name, 苏州市财政局, or an id")
    level = LEVEL.search(text)
    text = LEVEL.sub("", text)
    found = resolver(None, date, registry=registry)(text)
    units = [each.unit for each in found.candidates]
    if level:
        units = [each for each in units if each.level == LEVELS[level["level"]]]
    if len(units) == 1:
        return units[0]
    if not units:
        made = by_full_name(text, registry)
        if made is not None:
            return made
        raise UsageError(f"no unit is known by the name {name!r}", advice="write the full name, with its place")
    if len({each.full_name for each in units}) == 1:
        # One name under two codes: where a place only got another code, the first of them, from which the links go on.
        for each in units:
            if {link.unit.id for link in successors(each, registry=registry) if link.unit} >= {u.id for u in units} - {
                each.id
            }:
                return each
    names = "、".join(f"{each.full_name} ({each.id})" for each in units)
    raise UsageError(f"{name!r} may be several units: {names}", advice="give the id")


def by_full_name(name: str, registry: Registry) -> Unit | None:
    """Make the unit of a full name that no table has: the place that it begins with, and the rest."""
    place = resolver(name, None, registry=registry).place
    if place is None or place is STATE:
        return None
    return unit_of_rule(name.removeprefix("中共").replace(place.full_name, "", 1), place)


def _own_links(unit: Unit, registry: Registry) -> Iterator[Succession]:
    """Give the links that the tables have under a unit's full name."""
    for row in (*_rows_by_name().get(unit.full_name, ()), *registry.own_links.get(unit.full_name, ())):
        level = LEVEL.search(row["predecessor"])
        of_place = row.get("place") in (None, unit.region_code or CORPS)
        if of_place and (level is None or LEVELS[level["level"]] == unit.level):
            yield _link(unit, _successor_of(row, registry) if row["successor"] else None, row)


def _successor_of(row: Mapping[str, str], registry: Registry) -> Unit:
    """Give the unit of a row's successor, as the places were in the year after."""
    after = str(int(row["effective"][:4]) + 1)
    return find_unit(row["successor"], after, registry=registry)


def _general_links(unit: Unit, registry: Registry) -> Iterator[Succession]:
    """Give the links that hold everywhere, as they are in the unit's place."""
    found = taken_apart(unit.id, registry)
    if found is None:
        return
    place, body = found
    for row in _rows_everywhere().get(body, ()):
        if not place.classes & frozenset(row["levels"].split("|")):
            continue
        successor = _successor_at(row["successor"], place, row["effective"], registry) if row["successor"] else None
        if (successor is None) == (not row["successor"]) and (successor is None or successor.id != unit.id):
            yield _link(unit, successor, row)


def _successor_at(name: str, place: Place, effective: str, registry: Registry) -> Unit | None:
    """Give the successor that a row which holds everywhere means in a place; None where it is not known.

    The body that the place is known to have in that field goes before the usual one.
    """
    field = name.removeprefix(FIELD)
    usual = [body for body in registry.by_body.get(body_of(name), ()) if body.levels & place.classes]
    if name == field:
        field = usual[0].family if usual and usual[0].system == "块" else ""
    here = _of_field(field, place, effective, registry) if field else []
    if here and not any(body.template == name for body in here):
        return here[0].unit(place) if len(here) == 1 else None
    return usual[0].unit(place) if usual else None


def _of_field(field: str, place: Place, effective: str, registry: Registry) -> list[Body]:
    """Give the bodies of a field that a place is known to have got in a reform."""
    year = int(effective[:4])
    return [
        body
        for body in registry.of_place(place.code or CORPS)
        if (body.family, body.kind) == (field, "government")
        and body.valid_from
        and abs(int(body.valid_from[:4]) - year) <= 1
        and body.existed(str(year + 1))
    ]


def _place_links(unit: Unit, registry: Registry) -> Iterator[Succession]:
    """Follow the place: where a county became a district, its bodies went with it."""
    found = taken_apart(unit.id, registry)
    if found is None:
        return
    place, body = found
    for row in _region_rows().get(place.code or CORPS, ()):
        if row["old_name"] != place.name:
            continue
        if not row["new_code"]:
            yield _link(unit, None, row)
            continue
        new = next((each for each in registry.places.using(row["new_code"]) if each.name == row["new_name"]), None)
        if new is not None and new.kind == "市":
            body = body.replace("行政公署", "人民政府")
        successor = unit_by_id(new.prefix_of(body), registry) if new is not None else None
        if successor is not None and successor.id != unit.id:
            yield _link(unit, successor, row)


def _link(unit: Unit, successor: Unit | None, row: Mapping[str, str]) -> Succession:
    return Succession(
        successor,
        Relation(row["relation"]),
        row["effective"],
        unit,
        row.get("certainty") or "A",
        row["source"],
        row["note"],
    )


@cache
def _rows_by_name() -> dict[str, list[dict[str, str]]]:
    rows: defaultdict[str, list[dict[str, str]]] = defaultdict(list)
    for row in read_csv("lineage"):
        if row["place"] != EVERYWHERE:
            rows[LEVEL.sub("", row["predecessor"])].append(row)
    return dict(rows)


@cache
def _names_before() -> dict[str, list[str]]:
    """Sort the full names of predecessors by those of their successors."""
    names: defaultdict[str, list[str]] = defaultdict(list)
    for row in read_csv("lineage"):
        if row["place"] != EVERYWHERE and row["successor"]:
            names[LEVEL.sub("", row["successor"])].append(row["predecessor"])
    return dict(names)


@cache
def _rows_everywhere() -> dict[str, list[dict[str, str]]]:
    rows: defaultdict[str, list[dict[str, str]]] = defaultdict(list)
    for row in read_csv("lineage"):
        if row["place"] == EVERYWHERE:
            rows[body_of(row["predecessor"])].append(row)
    return dict(rows)


@cache
def _region_rows() -> dict[str, list[dict[str, str]]]:
    rows: defaultdict[str, list[dict[str, str]]] = defaultdict(list)
    for row in read_csv("region_changes"):
        rows[row["old_code"]].append(row)
    return dict(rows)
