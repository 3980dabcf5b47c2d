"""From a mention to the unit it means (单位消歧): candidates with reasons, and a unit only where one is left.

Which place a mention speaks of follows from its words and the issuer (`readings`), which body from the registry, the
place and the date (`lookup`); a name that the registry does not have gets an identity by rule where place and name are
whole (`rules`), and is marked. Nothing is decided by likeness, by how often a name occurs, or by what comes first.
Source: the conventions of the unit gold (UNITS.md).
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date as Date
from functools import lru_cache

from planparse.errors import UsageError
from planparse.model.unit import Candidate, Resolution, Unit
from planparse.units.collectives import collective, is_collective
from planparse.units.lookup import Lookup, distinct
from planparse.units.names import plain, squeezed, without_nameplate
from planparse.units.places import CORPS, STATE, STATE_CODE, Place
from planparse.units.readings import IS_GENERAL, Reading, Readings
from planparse.units.registry import Body, Registry, load_registry
from planparse.units.rules import by_rule, section_of, unit_of_rule

LONGEST = 80
"""Characters of a mention. The longest registered names have some forty; what is longer is no name."""

FIRST_YEAR = "1949"
DATE = re.compile(r"[0-9]{4}(?:-[0-9]{2}){0,2}")

FORMER = re.compile(r"原(?!子|料|种|创).|前[省市县区州盟旗]")
"""原市国土局; but 前海 and 原州区 are places, 原子能 is none."""

STATE_OFFICES = re.compile(
    r"国务院(?:办公厅)?|中共中央(?:办公厅)?|中央办公厅|全国人(?:民代表)?大(?:会)?常(?:务)?委(?:员)?会(?:办公厅)?"
)
"""Issuers that speak for the state; any other body of the state writes its own plan."""

BUREAU_END = re.compile(r"委员会|[局委厅办]")

IN_BRACKETS = re.compile(r"\([^()]*\)")

OFFICE = re.compile(r"(?:办公厅|办公室|综合司)$")

RENAMED_PARTY = ("中国共产党", "中共")


def resolve_unit(
    mention: str,
    issuer: str | None = None,
    date: str | Date | None = None,
    *,
    registry: Registry | None = None,
) -> Resolution:
    """Tell which unit a mention means in a document of this issuer and date.

    mention: the unit as it stands there, shared prefixes expanded
    issuer: who issued the document, in full (苏州市人民政府办公室); without it only names that tell their place resolve
    date: of the document; a year, a month or a day. Without it a name that changed hands stays open.
    registry: by default the one that ships with planparse; `load_registry` puts a table of one's own over it

    >>> resolve_unit("市发改委", issuer="苏州市人民政府办公室", date="2017-05-28").unit.id
    '320500/发展和改革委员会'

    Raises UsageError for an empty mention, an impossible date and a date before 1949.
    """
    if not isinstance(mention, str) or not mention.strip():
        raise UsageError("the mention of a unit is empty", advice="give the name as the document has it")
    return resolver(issuer, date, registry=registry)(mention)


def resolver(issuer: str | None, date: str | Date | None, *, registry: Registry | None = None) -> Resolver:
    """Give the resolver for the documents of an issuer on a date; it remembers what it was asked."""
    return _resolver(issuer, date, registry or load_registry())


@lru_cache(maxsize=256)
def _resolver(issuer: str | None, date: str | Date | None, registry: Registry) -> Resolver:
    return Resolver(registry, squeezed(issuer or ""), checked_date(date))


def checked_date(date: str | Date | None) -> str | None:
    """Give a date as `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; raises UsageError for what is none, or before 1949."""
    if date is None:
        return None
    text = date.isoformat()[:10] if isinstance(date, Date) else str(date).strip()
    try:
        parts = [int(part) for part in text.split("-")] if DATE.fullmatch(text) else []
        right = bool(parts) and bool(Date(*[*parts, 1, 1][:3]))
    except ValueError:
        right = False
    if not right:
        raise UsageError(f"{text!r} is no date", advice="write 2017, 2017-05 or 2017-05-28")
    if text[:4] < FIRST_YEAR:
        raise UsageError(f"the date {text} is before {FIRST_YEAR}", advice="leave it out if it is not known")
    return text


class Resolver:
    """Resolves the mentions of one issuer and date.

    place: whose document it is; None if the issuer names no place
    bureau: the unit whose own plan it is; None if the issuer speaks for the whole place
    """

    def __init__(self, registry: Registry, issuer: str, date: str | None) -> None:
        self._registry = registry
        self._known: dict[str, Resolution] = {}
        self._readings = Readings(registry.places, issuer, date)
        self._lookup = Lookup(registry, self._readings)
        self.bureau: Unit | None = None
        if issuer:
            self._settle(issuer)

    @property
    def place(self) -> Place | None:
        """The place whose document it is."""
        return self._readings.place

    @property
    def date(self) -> str | None:
        """The date of the document."""
        return self._readings.date

    def __call__(self, mention: str) -> Resolution:
        """Resolve one mention."""
        found = self._known.get(mention)
        if found is None:
            found = self._known[mention] = self._resolve(mention)
        return found

    def _settle(self, issuer: str) -> None:
        """Find out for whom the issuer speaks: the state, a place, a zone, or itself."""
        state = self._registry.state.get(plain(issuer)) or self._registry.state.get(plain(OFFICE.sub("", issuer)), [])
        if state or STATE_OFFICES.fullmatch(issuer):
            self._readings.move_to(STATE)
            self.bureau = None if STATE_OFFICES.fullmatch(issuer) else state[0].unit(STATE)
            return
        if self.place is None or IS_GENERAL.fullmatch(self._readings.rest):
            return
        unit = self._resolve(issuer).unit
        if unit is not None and unit.kind == "zone":
            zone = next(iter(self._registry.places.named(unit.full_name.removesuffix("管理委员会"))), None)
            self._readings.move_to(zone or self.place)
        else:
            self.bureau = unit

    def _resolve(self, mention: str) -> Resolution:
        text = squeezed(mention)
        if not text or len(text) > LONGEST:
            return Resolution(mention, None, (), ("no name: it is " + ("empty" if not text else "too long"),))
        if text.startswith(RENAMED_PARTY[0]):
            text = RENAMED_PARTY[1] + text.removeprefix(RENAMED_PARTY[0])
        former = FORMER.match(text) is not None and not self._readings.names_place(text)
        text = text[1:] if former else text
        candidates = self._candidates(text, former=former)
        if len(candidates) == 1:
            return Resolution(mention, candidates[0].unit, tuple(candidates), candidates[0].reasons)
        if candidates:
            names = "、".join(each.unit.full_name for each in candidates)
            return Resolution(mention, None, tuple(candidates), (f"{len(candidates)} candidates are left: {names}",))
        return Resolution(mention, None, (), (self._why_none(text),))

    def _candidates(self, text: str, *, former: bool) -> list[Candidate]:
        heads = self._registry.heads.get(text[:1], ())
        if self._registry.has_own and (found := self._lookup.own(text, self._readings.of(text, heads))):
            return found
        if self.bureau is not None and (found := section_of(self.bureau, self._without_bureau(text))):
            return found
        if "," in text:
            return []
        if is_collective(text):
            if any(map(self._readings.names_place, IN_BRACKETS.sub("", text).split("、")[1:])):
                return []  # 各设区市人民政府、平潭综合实验区管委会
            return collective(self._readings.of(text))
        bare = without_nameplate(text)
        if bare != text and (found := self._in_tables(text, list(self._readings.of(text, heads)), former=former)):
            return found  # 中国地质大学(武汉): the bracket belongs to the name
        if "、" in bare:
            return []
        readings = list(self._readings.of(bare, heads, former=former))
        return self._in_tables(bare, readings, former=former) or distinct(by_rule(self._lookup, bare, readings))

    def _in_tables(self, text: str, readings: list[Reading], *, former: bool) -> list[Candidate]:
        """Look a name up: whole, as one that tells its place itself, and taken apart; what existed then goes first."""
        return (
            self._lookup.named(text, former=former, strictly=True)
            or self._lookup.best(readings, former=former)
            or self._lookup.named(text, former=former)
        )

    def _without_bureau(self, text: str) -> str:
        """Leave out the issuer's own name before that of a section: 省教育厅基础教育处."""
        for match in reversed(list(BUREAU_END.finditer(text[:-1]))):
            name = text[: match.end()]
            found = self._lookup.best(self._readings.of(name)) if len(name) > 2 else []
            if self.bureau is not None and [each.unit.id for each in found] == [self.bureau.id]:
                return text[match.end() :]
        return text

    def _why_none(self, text: str) -> str:
        if "、" in text or "," in text:
            return "two or more units in one string"
        if self.place is None and self._readings.issuer:
            return f"the issuer {self._readings.issuer} names no place that is known, and neither does the mention"
        if self.place is None:
            return "no issuer is given, and the mention names no place that is known"
        return "no candidate: the name is in no table, and not whole enough for a rule"


def unit_by_id(unit_id: str, registry: Registry | None = None) -> Unit | None:
    """Give the unit that an id stands for; None if no place has its code.

    >>> unit_by_id("320500/国家税务总局税务局").full_name
    '国家税务总局苏州市税务局'
    """
    registry = registry or load_registry()
    known = body_by_id(unit_id, registry)
    if known is not None:
        return known[0].unit(known[1])
    found = taken_apart(unit_id, registry)
    if found is None:
        return None
    place, body = found
    above = registry.places.by_code(place.above) if body.endswith((f"{place.short}分局", f"{place.name}分局")) else None
    if above is not None:  # a branch bears the name of the city's department
        made = unit_of_rule(body, place)
        return replace(made, full_name=above.full_name + body)
    return unit_of_rule(body, place)


def body_by_id(unit_id: str, registry: Registry) -> tuple[Body, Place] | None:
    """Give the row of the registry that an id stands for, and its place; None if no table has it."""
    code, _, whole = unit_id.partition("/")
    owner = registry.places.by_code(None if code == CORPS else code)
    found = taken_apart(unit_id, registry)
    if found is None or owner is None:
        return None
    rows: list[tuple[Body, Place]] = []
    if owner is STATE:
        rows = [(known, STATE) for known in filter(None, [registry.state_by_body.get(whole)])]
    rows += registry.zone_bodies(code)
    for place, body in dict.fromkeys(((owner, whole), found)):
        rows += [(known, place) for known in registry.of_place(code)]
        rows += [(known, place) for known in registry.by_body.get(body, ()) if known.levels & place.classes]
    return next((row for row in rows if row[0].unit(row[1]).id == unit_id), None)


def taken_apart(unit_id: str, registry: Registry) -> tuple[Place, str] | None:
    """Take an id apart into the place and the body; where the code is another's, the body begins with the place."""
    code, _, body = unit_id.partition("/")
    place = STATE if code == STATE_CODE else registry.places.by_code(None if code == CORPS else code)
    if not body or place is None:
        return None
    for other in registry.places.using(code):
        if not other.owns_code and body.startswith(other.full_name) and body != other.full_name:
            return other, body.removeprefix(other.full_name)
    return place, body
