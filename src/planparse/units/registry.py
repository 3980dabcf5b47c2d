"""What planparse knows of units (机构名录): which bodies there are, how they are written, where, and when.

In go the tables of `lexicon/data`: bodies that any place may have (`bodies.csv`), those of one place
(`local_bodies.csv`), of the state (`state_bodies.csv`) and of zones (`zones.csv`), and the user's own table. Out comes
a `Registry`, in which a key finds `Body` values. A key is a name with a hole where its place stands, written plainly
(`{}发展改革委`, `国家税务总局{}税务局`).
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from planparse.errors import UsageError
from planparse.lexicon.load import read_csv
from planparse.model.unit import Unit
from planparse.units.names import HOLE, SHORT_HOLE, plain
from planparse.units.own import read_own
from planparse.units.places import CORPS, STATE, STATE_CODE, ZONE, Place, Places, is_valid, load_places

PLACE = "{place}"

KNOWN = "B"
UNCHECKED = "C"
"""How sure a row is: A an act names the body, B it is generally known, C the usual name, not checked for the place."""

PARTY = "中共{place}委"

WHOLE = "="
"""Stands before a short name that tells its place itself (=首都文明办)."""

MOST_UNITS, MOST_TIMES = 20_000, 1_000
"""Entries of what a registry remembers: some 15 and 5 MiB."""

OFFICE = "办公厅"

SHORTEST_SORT = 2
"""Characters. 新区 and 园区 alone are no names."""


@dataclass(frozen=True, slots=True)
class Body:
    """One row of the registry: a body, and where and when it bears its name.

    template: the full name, with `{place}` or `{short}` where the place stands
    name: the same without the place
    code: the place whose own body it is; None if any place may have it
    levels: for any place, the classes of places that have it
    source: table and row, `bodies.csv row 12`
    """

    template: str
    name: str
    code: str | None
    levels: frozenset[str]
    family: str
    kind: str
    system: str
    valid_from: str
    valid_to: str
    source: str
    short_names: str = ""
    certainty: str = KNOWN
    level: str = ""

    def existed(self, date: str | None) -> bool:
        """Say whether the body bore this name at a date."""
        return is_valid(self.valid_from, self.valid_to, date)

    def full_name(self, place: Place) -> str:
        """Write the full name for a place."""
        return self.template.replace(PLACE, place.full_name).replace(SHORT_HOLE, place.short)

    def _id_in(self, place: Place) -> str:
        told = place.owns_code or PLACE in self.template or SHORT_HOLE in self.template
        return place.prefix_of(body_of(self.template)) if told else f"{place.code or CORPS}/{self.template}"

    def unit(self, place: Place) -> Unit:
        """Give the unit that this body is in a place."""
        return Unit(
            self._id_in(place),
            self.full_name(place),
            place.code,
            self.level or place.level,
            self.kind,
            self.system,
            self.source.partition(" row ")[0],
            self.certainty,
        )


def body_of(template: str) -> str:
    """Give what an id says of a body: its full name without the place.

    >>> body_of("{place}财政局"), body_of("中共{place}委宣传部"), body_of("国家税务总局{place}税务局")
    ('财政局', '党委宣传部', '国家税务总局税务局')
    """
    if template.startswith(PARTY):
        return "党委" + template.removeprefix(PARTY)
    return template.replace("共青团{place}委", "共青团委").replace(PLACE, "").replace(SHORT_HOLE, "")


def _bound(cache: dict[Any, Any], most: int) -> None:
    """Forget what was remembered when it gets too much; a batch over the country meets every place and month."""
    if len(cache) >= most:
        cache.clear()


class Known(NamedTuple):
    """The bodies that are known of a place at a time, their templates, and by field of work and kind."""

    bodies: Sequence[Body]
    templates: frozenset[str]
    fields: Mapping[tuple[str, str], Sequence[Body]]


class Registry:
    """The bodies, by key. What belongs to one place is indexed when that place is first asked for.

    any_place: key → bodies that places of some classes have
    state: plain name → bodies of the state
    heads: first character → what may stand before the place in a name (国家税务总局, 中共)
    """

    def __init__(self, places: Places, user: Sequence[Mapping[str, str]] = (), user_name: str = "") -> None:
        self.places = places
        self.own_name = user_name
        self.any_place: dict[str, list[Body]] = defaultdict(list)
        self.by_body: dict[str, list[Body]] = defaultdict(list)
        self.state: dict[str, list[Body]] = defaultdict(list)
        self.state_by_body: dict[str, Body] = {}
        self._read_any_place()
        self._read_state()
        heads = {key.partition(HOLE)[0] for key in self.any_place if HOLE in key}
        self._rows = _by_code(read_csv("local_bodies"), "local_bodies.csv", heads)
        self._zones: dict[str, list[tuple[Body, Place]]] = defaultdict(list)
        self._zones_named: dict[str, list[tuple[Body, Place]]] = defaultdict(list)
        self._read_zones()
        self._named = _by_name(self._rows)
        self._own_rows = _by_code(user, user_name, heads)
        self._own_named = _by_name(self._own_rows, whole=True)
        for own_rows in self._own_rows.values():
            for row in own_rows:
                self._placed(row)  # a code that no place has is said at once
        self.own_links = _links_of(user, user_name)
        by_first: dict[str, list[str]] = defaultdict(list)
        for head in heads - {""}:
            by_first[head[0]].append(head)
        self.heads = {first: tuple(sorted(each, key=len, reverse=True)) for first, each in by_first.items()}
        self._local: dict[str, dict[str, list[Body]]] = {}
        self._own: dict[str, dict[str, list[Body]]] = {}
        self._of_place: dict[str, list[Body]] = {}
        self._units: dict[tuple[str, str | None, str], Unit] = {}
        self._existing: dict[tuple[str, str | None], Known] = {}
        self._zones_of: dict[str, dict[str, list[tuple[Body, Place]]]] = {}

    def named(self, key: str) -> list[tuple[Body, Place]]:
        """Give the bodies of a name that tells its place itself, with their places: of firms, of zones."""
        if key not in self._named and key not in self._zones_named:
            return []
        return [*self._zones_named.get(key, ()), *(self._placed(row) for row in self._named.get(key, ()))]

    def own_named(self, key: str) -> list[tuple[Body, Place]]:
        """Give the bodies that the user's table has under a full name."""
        return [self._placed(row) for row in self._own_named.get(key, ())]

    @property
    def has_own(self) -> bool:
        """Say whether a user's table lies over the registry."""
        return bool(self._own_rows)

    def local(self, code: str) -> Mapping[str, list[Body]]:
        """Give the bodies of a place by key."""
        found = self._local.get(code)
        if found is None:
            found = self._local[code] = self._keyed(self._rows.get(code, ()))
        return found

    def own(self, code: str) -> Mapping[str, list[Body]]:
        """Give the bodies that the user's table has for a place, by key."""
        found = self._own.get(code)
        if found is None:
            found = self._own[code] = self._keyed(self._own_rows.get(code, ()))
        return found

    def of_place(self, code: str) -> Sequence[Body]:
        """Give the bodies that are known of a place."""
        found = self._of_place.get(code)
        if found is None:
            rows = (*self._own_rows.get(code, ()), *self._rows.get(code, ()))
            found = self._of_place[code] = [self._placed(row)[0] for row in rows]
        return found

    def unit(self, body: Body, place: Place) -> Unit:
        """Give the unit that a body is in a place, the same one each time."""
        key = body.source, place.code, place.full_name
        found = self._units.get(key)
        if found is None:
            _bound(self._units, MOST_UNITS)
            found = self._units[key] = body.unit(place)
        return found

    def existing(self, code: str, date: str | None) -> Known:
        """Give what is known of a place at a date; a month is as near as the rows know."""
        key = code, date[:7] if date else None
        found = self._existing.get(key)
        if found is None:
            _bound(self._existing, MOST_TIMES)
            bodies = [body for body in self.of_place(code) if body.existed(key[1])]
            fields: dict[tuple[str, str], list[Body]] = defaultdict(list)
            for body in bodies:
                fields[body.family, body.kind].append(body)
            found = self._existing[key] = Known(bodies, frozenset(body.template for body in bodies), dict(fields))
        return found

    def templates(self, code: str) -> frozenset[str]:
        """Give the templates of the bodies that are known of a place, whenever they existed."""
        return self.existing(code, None).templates

    def zones_of(self, place: Place) -> Mapping[str, list[tuple[Body, Place]]]:
        """Give the zones that a place's plans may call by their sort alone, by key (高新区管委会)."""
        code = place.code or CORPS
        found = self._zones_of.get(code)
        if found is None:
            found = self._zones_of[code] = self._zones_by_sort(place)
        return found

    def zone_bodies(self, code: str) -> Sequence[tuple[Body, Place]]:
        """Give the committees of the zones that bear a code."""
        return self._zones.get(code, ())

    def _read_any_place(self) -> None:
        for number, row in enumerate(read_csv("bodies"), 2):
            body = _body(row, row["full_name"], f"bodies.csv row {number}", levels=frozenset(row["levels"].split("|")))
            for key in dict.fromkeys(_keys(body.template, row["short_names"])):
                self.any_place[key].append(body)
            self.by_body[body_of(body.template)].append(body)

    def _read_state(self) -> None:
        for number, row in enumerate(read_csv("state_bodies"), 2):
            source = f"state_bodies.csv row {number}"
            body = _body(row, row["full_name"], source, STATE_CODE, frozenset({"state"}))
            for name in dict.fromkeys(map(plain, filter(None, (row["full_name"], *row["short_names"].split("|"))))):
                self.state[name].append(body)
            self.state_by_body.setdefault(row["full_name"], body)

    def _placed(self, row: Row) -> tuple[Body, Place]:
        """Give the body of a row with its place: of those that share a code, the one that its name begins with."""
        code, name = row.fields["region_code"] or CORPS, row.fields["full_name"]
        place = STATE if code == STATE_CODE else self.places.by_code(None if code == CORPS else code)
        if place is None:
            raise UsageError(
                f"no place has the code {code!r}",
                where=f"{row.table}, row {row.number}",
                advice="six digits of GB/T 2260, 000000 for the state, or 兵团",
            )
        sharing = [each for each in self.places.sharing(code) if each.full_name in name]
        place = max(sharing, key=lambda each: len(each.full_name), default=place)
        template = name.replace(place.full_name, PLACE, 1) if place.full_name else name
        if template == name and place.short:
            # 苏州地方税务局 is there what is elsewhere the 地方税务局 of a place, and has such an id.
            usual = name.replace(place.short, SHORT_HOLE, 1)
            template = usual if body_of(usual) in self.by_body else name
        body = _body(row.fields, template, f"{row.table} row {row.number}", code)
        if body.kind == "zone" and place.level in ("province", "city"):
            body = replace(body, level="county")
        return body, place

    def _keyed(self, rows: Iterable[Row]) -> dict[str, list[Body]]:
        keyed: dict[str, list[Body]] = defaultdict(list)
        for row in rows:
            body, _ = self._placed(row)
            template = body.template
            shorts = "|".join(short for short in row.fields["short_names"].split("|") if not short.startswith(WHOLE))
            told = PLACE in template or SHORT_HOLE in template
            for key in dict.fromkeys(_keys(template if told else "", shorts, party=template)):
                keyed[key].append(body)
        return dict(keyed)

    def _read_zones(self) -> None:
        """Take the committees of zones in, by their names."""
        zones = [place for place in self.places.all if place.kind == ZONE]
        for number, (row, zone) in enumerate(zip(read_csv("zones"), zones, strict=True), 2):
            committee = row["committee"] or f"{row['zone']}管理委员会"
            template = committee.replace(zone.full_name, PLACE, 1)
            body = Body(
                template, _without_place(template), zone.code, frozenset(), ZONE, "zone", "块",
                row["valid_from"], row["valid_to"], f"zones.csv row {number}", level=row["level"],
            )  # fmt: skip
            forms = [committee]
            for name in (zone.name, *zone.short_names):
                forms += [name, f"{name}管理委员会"]
            for key in dict.fromkeys(map(plain, forms)):
                self._zones_named[key].append((body, zone))
            self._zones[zone.code or CORPS].append((body, zone))

    def _zones_by_sort(self, place: Place) -> dict[str, list[tuple[Body, Place]]]:
        """Name the zones that lie in a place, or bear its name, by their sort: 昆山经济技术开发区 is 开发区 in 昆山."""
        names = tuple(filter(None, (place.full_name, place.name, place.short)))
        found: dict[str, list[tuple[Body, Place]]] = defaultdict(list)
        for code, pairs in self._zones.items():
            for body, zone in pairs:
                if not (code == place.code or (zone.above == place.code and zone.name.startswith(names))):
                    continue
                stem = zone.name
                for name in (*names, "国家"):
                    stem = stem.removeprefix(name)
                shorts = [
                    short
                    for row in read_csv("zone_sorts")
                    if row["zone"] == stem
                    for short in row["short_names"].split("|")
                ]
                if len(stem) > SHORTEST_SORT and stem != zone.name:
                    shorts.append(stem)
                for key in dict.fromkeys(HOLE + plain(form) for each in shorts for form in (each, f"{each}管理委员会")):
                    found[key].append((body, zone))
        return dict(found)


class Row(NamedTuple):
    """A row of a table of bodies of places, and where it stands."""

    fields: Mapping[str, str]
    table: str
    number: int


def _by_code(rows: Iterable[Mapping[str, str]], table: str, heads: set[str]) -> dict[str, list[Row]]:
    """Sort the rows of a table by place; collect what may stand before the place in their names."""
    found: dict[str, list[Row]] = defaultdict(list)
    for number, row in enumerate(rows, 2):
        found[row["region_code"] or CORPS].append(Row(row, table, number))
        for name in row["short_names"].split("|") if HOLE in row["short_names"] else ():
            heads.add(name.partition(HOLE)[0])
    return dict(found)


def _by_name(rows: Mapping[str, Iterable[Row]], *, whole: bool = False) -> dict[str, list[Row]]:
    """Sort rows by the names that tell their place themselves; `whole`: by all full names."""
    found: dict[str, list[Row]] = defaultdict(list)
    for of_place in rows.values():
        for row in of_place:
            names = _names_with_place(row.fields) or ([row.fields["full_name"]] if whole else [])
            for key in dict.fromkeys(map(plain, names)):
                found[key].append(row)
    return dict(found)


def _names_with_place(row: Mapping[str, str]) -> list[str]:
    """Give the names of a row that tell their place themselves."""
    names = [name.removeprefix(WHOLE) for name in row["short_names"].split("|") if name.startswith(WHOLE)]
    if row["kind"] in ("enterprise", "school", "vertical", "zone") or names:
        names.append(row["full_name"])
    return names


def _links_of(rows: Iterable[Mapping[str, str]], table: str) -> dict[str, list[dict[str, str]]]:
    links: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in rows:
        if row.get("relation"):
            link = {name: row.get(name, "") for name in ("successor", "relation", "effective")}
            links[row["full_name"]].append(link | {"predecessor": row["full_name"], "note": "", "source": table})
    return dict(links)


def load_registry(units: str | os.PathLike[str] | None = None) -> Registry:
    """Load the registry, with the user's own table over it.

    units: a CSV file in UTF-8 with the columns region_code, full_name and short_names (joined by `|`, without the
        place), and where wanted family, kind, system, valid_from, valid_to and source, as `local_bodies.csv` has them.
    Raises UsageError, with the row, for a table that cannot be used.
    """
    if units is None:
        return _shipped()
    path = Path(units)
    return Registry(load_places(), read_own(path), path.name)


@cache
def _shipped() -> Registry:
    return Registry(load_places())


def _body(
    row: Mapping[str, str], template: str, source: str, code: str | None = None, levels: frozenset[str] = frozenset()
) -> Body:
    return Body(
        template,
        _without_place(template),
        code,
        levels,
        row.get("family") or "",
        row["kind"],
        row["system"],
        row["valid_from"],
        row["valid_to"],
        source,
        row["short_names"],
        row.get("certainty") or KNOWN,
    )


def _without_place(template: str) -> str:
    return template.replace(PLACE, "").replace(SHORT_HOLE, "")


def _keys(template: str, short_names: str, *, party: str = "") -> Iterator[str]:
    """Give the keys of a body: of its full name, and of its shorter ones. A Party organ goes by 市委… and 党委… too."""
    if template:
        yield _key(template.replace(PLACE, HOLE).replace(SHORT_HOLE, HOLE))
        if template.endswith(OFFICE):  # 市政府办 is the one of 办公室 and 办公厅 that the place has
            yield _key(template.replace(PLACE, HOLE).removesuffix(OFFICE) + "办")
    organ = (template or party).removeprefix(PARTY) if (template or party).startswith(PARTY) else None
    if organ is not None:
        for head in ("{}委", "{}党委", "中共{}党委"):
            yield _key(head + organ)
    for short in filter(None, short_names.split("|")):
        if HOLE in short or SHORT_HOLE in short:
            yield _key(short)
            continue
        yield _key(HOLE + short)
        if organ:
            stem = short.removeprefix("党委").lstrip("省市区县州盟旗").removeprefix("委")
            for head in ("{}委", "{}党委"):
                yield _key(head + (stem or short))


def _key(text: str) -> str:
    for hole in (SHORT_HOLE, HOLE):
        if hole in text:
            head, _, tail = text.partition(hole)
            return head + hole + plain(tail)
    return plain(text)
