"""Where a mention names its place (层级前缀): 市发改委 in a document of 苏州市 is 苏州市 and 发改委.

In go the issuer and the date of a document, and a mention; out come its `Reading` values: every way in which a place
may stand in it, by name, by a prefix that the issuer gives its meaning, or unsaid. Source: the conventions of the unit
gold (UNITS.md), section 4.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from planparse.lexicon.regions import stem_of
from planparse.units.names import HOLE, plain
from planparse.units.places import CORPS, MUNICIPALITIES, STATE, ZONE, Place, Places, is_valid

HOW_RANK = {"full": 0, "prefix": 1, "own": 1, "short": 2}
"""How well a place is told: a full name before a prefix, and both before a name without the word for its level."""

STATE_HEADS = ("国家", "国务院", "中央", "全国")
"""How names begin that are no names of the issuer's own place."""

BEFORE_PLACE = ("中共", "共青团", "国家税务总局", "中国人民银行")
"""What may stand before the place in the name of an issuer."""

PREFIX_LENGTHS = (3, 2, 1)

PREFIX_WORDS: Mapping[str, tuple[str, ...]] = {
    "自治区": ("自治区", "区"),
    "师市": ("师市", "师", "市"),
    "直辖市": ("市",),
    "县级市": ("市",),
    "自治州": ("自治州", "州"),
    "地区": ("地区", "地"),
    "自治县": ("自治县", "县"),
    "自治旗": ("自治旗", "旗"),
    "新区": ("新区", "区"),
    "林区": ("林区", "区"),
    "特区": ("特区", "区"),
    "矿区": ("区",),
    ZONE: ("区",),
}
"""Kind of place → how it is called in its own documents and in those below it; other kinds by their own word."""


class Reading(NamedTuple):
    """A way to take a mention apart: what stands before the place, the place, what follows, and how the place is told.

    how: `full`, `short` (a place by name), `prefix` (省, 市, 县), `own` (none is said)
    """

    head: str
    place: Place
    tail: str
    how: str
    reason: str

    @property
    def key(self) -> str:
        """What the registry is asked for."""
        return self.head + HOLE + plain(self.tail)

    @property
    def written(self) -> str:
        """The name without its place, as the document writes it."""
        return self.head + self.tail

    @property
    def code(self) -> str:
        """By which the registry knows the bodies of the place: its code, 兵团 for the Corps.

        A zone that has the code of the place which runs it has none of that place's bodies.
        """
        if self.place.kind == ZONE and not self.place.owns_code:
            return self.place.name
        return self.place.code or CORPS


@dataclass
class Readings:
    """Takes the mentions of one document apart.

    place: whose document it is, by its issuer; None if the issuer names no place
    prefixes: 市, 省, … → the place that each means
    rest: what the issuer's name has behind the place
    """

    places: Places
    issuer: str
    date: str | None
    place: Place | None = None
    prefixes: dict[str, Place] = field(default_factory=dict)
    rest: str = ""
    _prefix_starts: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        starts = [0, *(len(head) for head in BEFORE_PLACE if self.issuer.startswith(head))]
        found = next((found for start in starts if (found := self._lowest_place(self.issuer, start))), None)
        if found is not None:
            end, place = found
            self.rest = self.issuer[end:]
            self.move_to(place)

    def move_to(self, place: Place) -> None:
        """Take a place for the issuer's own."""
        self.place = place
        self.prefixes = {"国家": STATE} if place is STATE else self._prefixes_of(place)
        self._prefix_starts = {word[0] for word in self.prefixes}

    def of(self, text: str, heads: Iterable[str] = (), *, former: bool = False) -> Iterator[Reading]:
        """Give the readings of a mention, with what may stand before the place (国家税务总局, 中共).

        former: the mention began with 原, so that its place may be one of the past
        """
        for head in ("", *heads):
            if text.startswith(head):
                yield from self._named(text, head, former=former)
                yield from self._prefixed(text, head)
                own = self.place
                if own is not None and not (not head and text.startswith(STATE_HEADS)):
                    said = f"no prefix: the issuer's own place, {own.full_name or own.name}"
                    yield Reading(head, own, text[len(head) :], "own", said)

    def nearest(self, places: list[Place]) -> list[Place]:
        """Of places with one name keep those nearest to the issuer: its own, in its city, in its province, anywhere."""
        own = self.place
        if len(places) < 2 or own is None or own.code is None:
            return places
        for stem in dict.fromkeys((own.code, stem_of(own.code), own.code[:4], own.code[:2])):
            near = [place for place in places if place.code and place.code.startswith(stem)]
            if near:
                return [place for place in near if place.code == own.code] or near
        return places

    def names_place(self, text: str) -> bool:
        """Say whether a text begins with the full name of a place."""
        return any(full for _, _, full in self.places.at(text, 0))

    def above(self) -> Place | None:
        """Give the city above the issuer, if it is a county or a district."""
        own = self.place
        return self.places.by_code(own.above, self.date) if own is not None and own.level == "county" else None

    def _named(self, text: str, head: str, *, former: bool) -> Iterator[Reading]:
        start = len(head)
        for end, places, full in self.places.at(text, start):
            near = self.nearest(places if former else self._existing(places))
            name = text[start:end]
            for place in [each for each in near if name in (each.name, each.full_name)] or near:
                at, lowest = end, place
                while (below := self._below(text, at, lowest)) is not None:
                    at, lowest = below
                said = f"{text[start:at]} is {lowest.full_name}"
                yield Reading(head, lowest, text[at:], "full" if full else "short", said)
                if full and text[at : at + 1] == lowest.name[-1] and text[at + 1 : at + 2] in ("委", "政", "人"):
                    yield Reading(head, lowest, text[at + 1 :], "full", said)  # 攸县县委办

    def _prefixed(self, text: str, head: str) -> Iterator[Reading]:
        start = len(head)
        if text[start : start + 1] not in self._prefix_starts:
            return
        for size in PREFIX_LENGTHS:
            word = text[start : start + size]
            place = self.prefixes.get(word)
            if place is not None:
                said = f"{word} is {place.full_name or place.name}, seen from the issuer {self.issuer}"
                yield Reading(head, place, text[start + size :], "prefix", said)

    def _existing(self, places: Iterable[Place]) -> list[Place]:
        """Keep the places that exist at the date; all of them if none does.

        A place that only got another code is one: in the year of the change the later of the two, which is meant by
        all that a year says.
        """
        places = list(places)
        found = [place for place in places if is_valid(place.valid_from, place.valid_to, self.date)] or places
        if len(found) < 2:
            return found
        latest: dict[tuple[str, str], Place] = {}
        for place in sorted(found, key=lambda each: each.valid_from):
            latest[place.full_name, place.level] = place
        return [place for place in found if latest[place.full_name, place.level] is place]

    def _lowest_place(self, text: str, start: int) -> tuple[int, Place] | None:
        """Find the place that a full name begins with, the lowest of a chain (苏州市姑苏区)."""
        for end, places, full in self.places.at(text, start):
            fit = self._existing(places) if full else []
            if len(fit) == 1:
                found = end, fit[0]
                while (below := self._below(text, *found)) is not None:
                    found = below
                return found
        return None

    def _below(self, text: str, start: int, above: Place) -> tuple[int, Place] | None:
        """Find a place named behind another that it lies in."""
        if above.code is None or start >= len(text):
            return None
        stem = stem_of(above.code)
        for end, places, full in self.places.at(text, start):
            if not full:
                continue
            name = text[start:end]
            inside = [
                each
                for each in places
                if each.code and each.code != above.code and each.code.startswith(stem) and each.name == name
            ]
            fit = self._existing(inside)
            if len(fit) == 1:
                return end, fit[0]
        return None

    def _prefixes_of(self, place: Place) -> dict[str, Place]:
        """Say which place 省, 市, 县 … mean: the issuer's own before those above it."""
        prefixes: dict[str, Place] = {}
        current: Place | None = place
        while current is not None:
            for word in PREFIX_WORDS.get(current.kind, (current.kind,)):
                prefixes.setdefault(word, current)
            current = self.places.by_code(current.above, self.date) if current.above else None
        if place.kind in ("师市", "师") and (corps := self.places.by_code(None)) is not None:
            prefixes["兵团"] = corps
        if place.kind == "县级市":  # 市 is its own level; the city above has no prefix
            prefixes["市"] = place
        return prefixes


def level_below(place: Place) -> str:
    """Give the level of the places right below one: the districts of a municipality are counties."""
    level = "city" if place.code in MUNICIPALITIES else place.level
    return {"state": "province", "province": "city", "city": "county", "county": "town"}[level]


IS_GENERAL = re.compile(
    r"(?:人民政府|行政公署|党委|委员会|委|人民代表大会|人大常委会|管理委员会|管委会)?(?:办公厅|办公室)?"
)
"""What an issuer has behind its place if it is no bureau: it speaks for the place."""
