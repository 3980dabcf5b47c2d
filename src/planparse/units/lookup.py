"""Which bodies a reading may mean (机构检索): what the registry has under its key, at the place and the date.

In goes a `Reading`, out come candidates with reasons. What a place is known to have comes before what any place may
have; a name that several bodies share stays with all of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from planparse.model.unit import Candidate
from planparse.units.names import HOLE, SHORT_HOLE, abbreviates, plain
from planparse.units.places import STATE, Place
from planparse.units.readings import HOW_RANK, Reading, Readings
from planparse.units.registry import UNCHECKED, Body, Registry

STATE_MARKS = ("国家", "国务院", "中", "全国", "最高", "共青团中央")
STATE_ENDS = ("部", "总局", "署", "会")
"""How the names of state bodies begin or end that mean the state in every document."""

OF_MINISTRY = re.compile(r".{2,8}?(?:部|总局|署)")
"""How the names of bureaus of a ministry begin: 公安部消防局."""

SHORTEST_ABBREVIATION = 3
"""Characters. Two (环局) could shorten anything."""

OWN_NAMES = ("办公厅", "其他")
"""Fields whose bodies share no work, so that the name of one is never used for another."""

OWN_OFFICE = frozenset({"{}政府办", "{}府办"})
"""Keys of names for the office of a government, be it called 办公厅 or 办公室."""


@dataclass(frozen=True, slots=True)
class Lookup:
    """Looks names up for one document."""

    registry: Registry
    readings: Readings

    @property
    def date(self) -> str | None:
        """The date of the document."""
        return self.readings.date

    def own(self, text: str, readings: Iterable[Reading]) -> list[Candidate]:
        """Look a name up in the user's table."""
        found = [
            self._candidate(body, place, (f"{body.source} says so",))
            for body, place in self.registry.own_named(plain(text))
            if body.existed(self.date)
        ]
        for reading in readings:
            for body in self.registry.own(reading.code).get(reading.key, ()):
                if body.existed(self.date):
                    found.append(self._candidate(body, reading.place, (reading.reason, f"{body.source} says so")))
        return distinct(found)

    def named(self, text: str, *, former: bool, strictly: bool = False) -> list[Candidate]:
        """Look up names that tell their place themselves: of the state, of firms, of zones; strictly, at the date."""
        key = plain(text)
        of_state, pairs = self.registry.state.get(key), self.registry.named(key)
        if not of_state and not pairs:
            return []
        bodies = [body for body in of_state or () if self._is_of_state(text, body)]
        found = [
            self._candidate(body, STATE, (f"{text} is a body of the state", *self._said(body)))
            for body in self._at_date(bodies, text, former=former, strictly=strictly)
        ]
        pairs = [pair for pair in pairs if self._may_name(key, *pair)]
        near = self.readings.nearest([place for _, place in pairs])
        places = {body: place for body, place in pairs if place in near}
        named = self._at_date(list(places), text, former=former, strictly=strictly)
        for body in [body for body in named if body.full_name(places[body]) == text] or named:
            said = f"{text} names its place, {places[body].full_name}"
            found.append(self._candidate(body, places[body], (said, *self._said(body))))
        return distinct(found)

    def best(self, readings: Iterable[Reading], *, former: bool = False) -> list[Candidate]:
        """Give the candidates of those readings that tell the place best."""
        hits = [(HOW_RANK[reading.how], found) for reading in readings if (found := self.of(reading, former=former))]
        if not hits:
            return []
        least = min(rank for rank, _ in hits)
        return distinct(each for rank, found in hits if rank == least for each in found)

    def of(self, reading: Reading, *, former: bool = False) -> list[Candidate]:
        """Give the candidates of one reading."""
        if reading.place is STATE:
            bodies = self._at_date(self.registry.state.get(plain(reading.tail), ()), reading.tail, former=former)
            return [self._candidate(body, STATE, (reading.reason, *self._said(body))) for body in bodies]
        if not reading.tail and not reading.head:
            return []
        key = reading.key
        if central := self._of_central(key, reading):
            return [self._candidate(body, reading.place, (reading.reason, *self._said(body))) for body in central]
        if not reading.head and (zones := self.registry.zones_of(reading.place).get(key)):
            return [
                self._candidate(body, zone, (reading.reason, f"a zone of {reading.place.full_name}"))
                for body, zone in zones
            ]
        local = (key in OWN_OFFICE and self._of_issuer(reading)) or self.registry.local(reading.code).get(key, [])
        found = self.registry.any_place.get(key)
        classes = reading.place.classes
        usual = [body for body in found if not body.levels.isdisjoint(classes)] if found else []
        if not local and not usual:
            return []
        bodies = (
            self._at_date(local, reading.written, former=former, strictly=True)
            or self._settled(self._at_date(usual, reading.written, former=former, strictly=True), reading)
            or self._at_date(local, reading.written, former=former)
            or self._at_date(usual, reading.written, former=former)
        )
        return [self._candidate(body, reading.place, (reading.reason, *self._said(body))) for body in bodies]

    def abbreviated(self, readings: Iterable[Reading]) -> list[Candidate]:
        """Give the bodies that a place is known to have, and that a name abbreviates (林园局: 林业和园林局)."""
        for reading in readings:
            key = plain(reading.tail)
            if reading.head or reading.place is STATE or len(key) < SHORTEST_ABBREVIATION or self._is_known(reading):
                continue
            bodies = [
                body
                for body in self.registry.existing(reading.code, self.date).bodies
                if abbreviates(key, plain(body.name))
            ]
            if bodies:
                said = f"{reading.tail} abbreviates a registered name of the place"
                return distinct(
                    self._candidate(body, reading.place, (reading.reason, said, *self._said(body))) for body in bodies
                )
        return []

    def is_short_form(self, reading: Reading) -> bool:
        """Say whether a name is known in such places as a short form only, so that it is not whole."""
        bodies = [b for b in self.registry.any_place.get(reading.key, ()) if b.levels & reading.place.classes]
        return bool(bodies) and all(plain(body.name) != plain(reading.tail) for body in bodies)

    def _of_issuer(self, reading: Reading) -> list[Body]:
        """Find the issuer's own office: 市政府办 and 市府办 in its documents are the 办公厅 or 办公室 that it is."""
        own = self.readings.rest
        if reading.place is not self.readings.place or not own.startswith("人民政府办公"):
            return []
        return [body for body in self.registry.any_place.get(HOLE + plain(own), ()) if body.name == own][:1]

    def _of_central(self, key: str, reading: Reading) -> Sequence[Body]:
        """Find the branches of central bodies that only the short name of a place calls (苏州金融监管局)."""
        if reading.how != "short" or reading.head:
            return ()
        bodies = self.registry.any_place.get(SHORT_HOLE + key.removeprefix(HOLE), ())
        return [body for body in bodies if body.levels & reading.place.classes and body.existed(self.date)]

    def _settled(self, bodies: Sequence[Body], reading: Reading) -> Sequence[Body]:
        """Settle which of the bodies that any place may have is meant, by those that this one is known to have."""
        if not bodies or reading.head:
            return bodies
        known = self.registry.existing(reading.code, self.date)
        if len(bodies) > 1:
            bodies = [body for body in bodies if body.template in known.templates] or bodies
        usual = bodies[0]
        if len(bodies) > 1 or usual.template in self.registry.templates(reading.code):
            return bodies
        # The place is known to have other bodies in that field. What is written may shorten one of them as well; and
        # where it is a short form, it may be one of them that is called so here.
        field = known.fields.get((usual.family, usual.kind), ()) if usual.family else ()
        field = [body for body in field if not self._is_new(body)]
        if not field:
            return bodies
        others = [body for body in field if abbreviates(plain(reading.tail), plain(body.name))]
        if len(others) == 1:
            return others
        may_be_another = plain(usual.name) != plain(reading.tail) and usual.family not in OWN_NAMES
        return [*bodies, *(others or (field if may_be_another and usual.kind == "government" else ()))]

    def _is_new(self, body: Body) -> bool:
        """Say whether a body was only just formed: in the year of a reform plans still name those before it."""
        return bool(self.date and body.valid_from and int(body.valid_from[:4]) >= int(self.date[:4]))

    def _is_known(self, reading: Reading) -> bool:
        """Say whether a name is a body's, or a listed short form, at some other time: then it shortens nothing."""
        return bool(self.registry.any_place.get(reading.key) or self.registry.local(reading.code).get(reading.key))

    def _is_of_state(self, text: str, body: Body) -> bool:
        """Say whether a name means a body of the state here: in its own documents always, elsewhere if it says so."""
        if self.readings.place is STATE:
            return True
        if body.kind in ("enterprise", "school"):  # 中国移动 in a city's plan is its branch there
            return body.kind == "school" or plain(text) == plain(body.template)
        of_ministry = text.endswith(STATE_ENDS) or OF_MINISTRY.match(text) is not None
        return text.startswith(STATE_MARKS) or (of_ministry and body.kind == "government")

    def _may_name(self, key: str, body: Body, place: Place) -> bool:
        """Say whether a shortened name may be meant: in a document of another province only the full one is."""
        own = self.readings.place
        far = own is not None and STATE not in (own, place) and (own.code or "65")[:2] != (place.code or "65")[:2]
        return not far or key == plain(body.full_name(place))

    def _at_date(self, bodies: Sequence[Body], written: str, *, former: bool, strictly: bool = False) -> Sequence[Body]:
        """Keep the bodies that existed at the date; 原 asks for what had ended by then.

        Where none existed, and unless it is to be strict, the name is taken as written.
        """
        if not bodies:
            return bodies
        date = self.date
        if former:
            bodies = [
                each for each in bodies if each.valid_to and (date is None or each.valid_to[:4] <= date[:4])
            ] or bodies
        elif date is not None and (ahead := self._ahead(bodies, written, date)):
            bodies = ahead  # a new name, in full, in a plan from before the reform
        else:
            bodies = [body for body in bodies if body.existed(date)] or (
                [] if strictly else [body for body in bodies if plain(body.name) == plain(written)] or list(bodies)
            )
        return [body for body in bodies if body.name == written] or bodies if len(bodies) > 1 else bodies

    def _ahead(self, bodies: Sequence[Body], written: str, date: str) -> list[Body]:
        """Give the bodies that got a name only later which is written in full, unless it is a short name of another."""
        ahead = [body for body in bodies if body.valid_from > date and body.name == written]
        if ahead and any(body.existed(date) and written in body.short_names.split("|") for body in bodies):
            return []
        return ahead

    def _candidate(self, body: Body, place: Place, reasons: tuple[str, ...]) -> Candidate:
        """Give the unit that a body is in a place, as a candidate."""
        return Candidate(self.registry.unit(body, place), reasons, body.source)

    def _said(self, body: Body) -> tuple[str, ...]:
        """Say where a body stands, and what is to be known of that."""
        said = [body.source]
        if self.date is not None and not body.existed(self.date):
            ahead = body.valid_from > self.date[: len(body.valid_from)]
            bound = f"from {body.valid_from}" if ahead else f"to {body.valid_to}"
            said.append(f"it bore this name {bound}, not on {self.date}: taken as written")
        if body.certainty == UNCHECKED:
            said.append("the usual name in such places, not checked for this one")
        return tuple(said)


def distinct(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Keep one candidate for each unit, the first."""
    candidates = list(candidates)
    if len(candidates) == 1:
        return candidates
    found: dict[str, Candidate] = {}
    for each in candidates:
        found.setdefault(each.unit.id, each)
    return list(found.values())
