"""The places that run units (行政区划): their names, kinds, what lies above and below them, and since when.

In go the tables of `lexicon/data`: the places of today (`regions.csv`), those that were given up or renamed
(`regions_past.csv`), zones (`zones.csv`) and the Corps with its divisions (`corps.csv`). Out comes a `Places` to look
names up in. A place is told by its code: two digits for the province, four for the prefecture. Source: GB/T 2260.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from planparse.lexicon.load import read_csv
from planparse.lexicon.regions import stem_of

STATE_CODE = "000000"
"""Not a code of the standard; stands for the state."""

CORPS = "兵团"
"""Stands in ids where the Production and Construction Corps, which has no code, is served."""

MUNICIPALITIES = frozenset({"110000", "120000", "310000", "500000"})
MUNICIPAL_STEMS = frozenset(code[:2] for code in MUNICIPALITIES)

ZONE = "开发区"
"""The kind of place, and the field of work, of zones."""

FOREST = "神农架林区"
"""The one 林区; 碑林区 is a 区."""

KINDS = (
    "自治区", "自治州", "自治县", "自治旗", "地区", "新区", FOREST, "特区", "矿区",
    "省", "市", "州", "盟", "区", "县", "旗",
)  # fmt: skip
"""Words that the name of a place ends in, the longer first."""

SHORTEST = 2
"""Characters of a name without the word for its level. 沛 of 沛县 is none."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place that runs units, or a zone that is run like one.

    code: six digits; None for the Corps
    name: 姑苏区; full_name: with the city above a district, 苏州市姑苏区; short: 姑苏
    level: state, province, city or county
    kind: the word for its level, 直辖市 and 县级市 told apart from 市; 兵团, 师市, 开发区
    above: code of the place above; None above a province
    owns_code: False where another place bears the code today, or the code is that of the place which runs the zone
    classes: what a data table may call it: its level, its kind, and 直辖市的区县
    valid_from, valid_to: `YYYY` or `YYYY-MM`, both inclusive; empty where not bounded
    """

    code: str | None
    name: str
    full_name: str
    short: str
    short_names: tuple[str, ...]
    level: str
    kind: str
    above: str | None
    owns_code: bool = True
    classes: frozenset[str] = frozenset()
    valid_from: str = ""
    valid_to: str = ""

    def prefix_of(self, body: str) -> str:
        """Give the id of a body of this place: its code, and where the code is another's, the name of the place."""
        own = "" if self.owns_code else self.full_name
        return f"{self.code or CORPS}/{own}{body}"


STATE = Place(STATE_CODE, "国家", "", "", (), "state", "国家", None, classes=frozenset({"state"}))


def is_valid(valid_from: str, valid_to: str, date: str | None) -> bool:
    """Say whether something bounded by these holds at a date; each may be a year, a month or a day.

    >>> is_valid("2018-06", "", "2018"), is_valid("", "2018-07", "2018-08-01"), is_valid("2019", "", None)
    (True, False, True)
    """
    if date is None or not (valid_from or valid_to):
        return True
    size = min(len(valid_from), len(date))
    if valid_from[:size] > date[:size]:
        return False
    size = min(len(valid_to), len(date))
    return not valid_to or date[:size] <= valid_to[:size]


class Places:
    """All places, by code and by name."""

    def __init__(self, places: Iterable[Place]) -> None:
        self._by_code: dict[str, list[Place]] = defaultdict(list)
        self._children: dict[tuple[str, str | None], list[Place]] = {}
        self._using: dict[str, list[Place]] = defaultdict(list)
        self._sharing: dict[str, list[Place]] = defaultdict(list)
        self._by_full: dict[str, list[Place]] = defaultdict(list)
        self._by_short: dict[str, list[Place]] = defaultdict(list)
        self.all = tuple(places)
        for place in self.all:
            self._using[place.code or CORPS].append(place)
            if place.kind != ZONE:
                self._sharing[place.code or CORPS].append(place)
            if place.owns_code:
                self._by_code[place.code or CORPS].append(place)
            for name in dict.fromkeys((place.name, place.full_name)):
                self._by_full[name].append(place)
            for name in place.short_names:
                told = name[-1] == place.name[-1] and place.kind != ZONE  # 恩施州 says what it is, 恩施 does not
                (self._by_full if told else self._by_short)[name].append(place)
        names = self._names = frozenset((*self._by_full, *self._by_short))
        lengths: dict[str, set[int]] = defaultdict(set)
        for name in names:
            lengths[name[0]].add(len(name))
        self._lengths = {first: tuple(sorted(each, reverse=True)) for first, each in lengths.items()}

    def by_code(self, code: str | None, date: str | None = None) -> Place | None:
        """Give the place that bears a code, at a date that which bore it then; None if none does, or ever did."""
        if code == STATE_CODE:
            return STATE
        owners = self._by_code.get(CORPS if code is None else code, [])
        owner = next((place for place in owners if is_valid(place.valid_from, place.valid_to, date)), None)
        if owner is None and date is not None:
            shared = self.sharing(CORPS if code is None else code)
            owner = next((place for place in shared if is_valid(place.valid_from, place.valid_to, date)), None)
        return owner or (owners[0] if owners else None)

    def using(self, code: str) -> list[Place]:
        """Give all places and zones that use a code."""
        return self._using.get(code, [])

    def sharing(self, code: str) -> list[Place]:
        """Give all places that use a code, zones left out: 石河子市 and 第八师石河子市."""
        return self._sharing.get(code, [])

    def named(self, name: str) -> list[Place]:
        """Give the places of a full name: 姑苏区, 苏州市姑苏区."""
        return self._by_full.get(name, [])

    def children(self, code: str, date: str | None) -> list[Place]:
        """Give the places directly below the one with this code that exist at a date, in the order of their codes."""
        key = code, date
        if key not in self._children:
            self._children[key] = self._find_children(code, date)
        return self._children[key]

    def _find_children(self, code: str, date: str | None) -> list[Place]:
        if code == STATE_CODE:
            return sorted(
                (place for place in self.all if place.level == "province" and place.above is None), key=_order
            )
        if not code.endswith("00"):
            return []
        stem = stem_of(code)
        found = {
            place
            for key, places in self._by_code.items()
            if key.startswith(stem)
            for place in places
            if place.above == code and place.kind != ZONE and is_valid(place.valid_from, place.valid_to, date)
        }
        return sorted(found, key=_order)

    def at(self, text: str, start: int) -> Iterator[tuple[int, list[Place], bool]]:
        """Give what place may be named at an offset, the longest first: its end, the places, and whether in full."""
        for length in self._lengths.get(text[start : start + 1], ()):
            name = text[start : start + length]
            if name not in self._names or len(name) < length:
                continue
            full, short = self._by_full.get(name), self._by_short.get(name)
            if full:
                yield start + length, full, True
            if short:
                yield start + length, short, False


def _order(place: Place) -> tuple[str, str]:
    return place.code or "", place.valid_from


@cache
def load_places() -> Places:
    """Load the places that ship with planparse, once a process."""
    return Places(_read_places())


def _read_places() -> Iterator[Place]:
    rows = read_csv("regions")
    since = {(row["code"], row["name"]): row["valid_from"] for row in read_csv("regions_since")}
    names: dict[str, str] = {row["code"]: row["name"] for row in rows}
    irregular: dict[str, list[str]] = defaultdict(list)
    for row in read_csv("place_short_names"):
        irregular[row["name"]] += row["short_names"].split("|")
    past = read_csv("regions_past")
    codes = {**{row["code"]: row["name"] for row in past}, **names}
    for row in rows:
        key = row["code"], row["name"]
        yield _place(*key, codes, irregular, valid_from=since.get(key, ""))
    for row in past:
        key = row["code"], row["name"]
        alone = key[0] not in names
        yield _place(*key, codes, irregular, valid_from=row["valid_from"], valid_to=row["valid_to"], owns_code=alone)
    yield from _read_zones(codes)
    for row in read_csv("corps"):
        yield Place(
            row["code"] or None,
            row["name"],
            row["name"],
            row["name"],
            tuple(filter(None, row["short_names"].split("|"))),
            row["level"],
            row["kind"],
            "650000",
            owns_code=row["kind"] == CORPS,
            valid_from=row["valid_from"],
            valid_to=row["valid_to"],
            classes=frozenset({row["level"], row["kind"], "直辖市" if row["level"] == "province" else row["level"]}),
        )


def _place(
    code: str,
    name: str,
    names: Mapping[str, str],
    irregular: Mapping[str, list[str]],
    *,
    valid_from: str = "",
    valid_to: str = "",
    owns_code: bool = True,
) -> Place:
    level = "province" if code.endswith("0000") else "city" if code.endswith("00") else "county"
    above = _above(code, names)
    kind = _kind_of(name)
    in_city = above is not None and not above.endswith("0000")
    municipal = code[:2] in MUNICIPAL_STEMS
    full_name = name
    if level == "county" and kind in ("区", "新区", "矿区", "特区") and above and (in_city or municipal):
        full_name = names[above] + name
    if level == "province" and kind == "市":
        kind = "直辖市"
    elif level == "county" and kind == "市":
        kind = "县级市"
    stems = _short_names(name)
    short_names = tuple(dict.fromkeys([*irregular.get(name, ()), *stems]))
    short = min(stems, key=len) if stems else name
    if level == "county" and full_name != name:
        short_names += tuple(f"{city}{each}" for city in _short_names(names[above or ""]) for each in (name, short))
    classes = {level, kind} | ({"直辖市的区县"} if municipal and level == "county" else set())
    return Place(
        code,
        name,
        full_name,
        short,
        short_names,
        level,
        kind,
        above,
        owns_code,
        frozenset(classes),
        valid_from,
        valid_to,
    )


def _above(code: str, names: Mapping[str, str]) -> str | None:
    """Give the code of the place above: the prefecture if there is one, else the province."""
    if code.endswith("0000"):
        return None
    city, province = code[:4] + "00", code[:2] + "0000"
    return city if code != city and city in names else province


def _kind_of(name: str) -> str:
    """Give the word for its level that a name ends in."""
    word = next((word for word in _kinds().get(name[-1], ()) if name.endswith(word)), "")
    return word if word != FOREST else "林区"


@cache
def _kinds() -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for word in KINDS:
        found[word[-1]].append(word)
    return dict(found)


@cache
def _short_names(name: str) -> list[str]:
    """Give the names of a place without the word for its level, and without the peoples in it.

    >>> _short_names("恩施土家族苗族自治州"), _short_names("沛县")
    (['恩施', '恩施州', '恩施自治州'], [])
    """
    word = _kind_of(name)
    stem = name.removesuffix(word)
    plain = stem
    if word.startswith("自治"):
        plain = _without_peoples(stem)
    found = [plain] if len(plain) >= SHORTEST else []
    if word == "区" and stem.endswith("族") and (people := _without_peoples(stem)) != stem:
        found.append(people + word)  # 瀍河区 is 瀍河回族区
    if word in ("自治州", "自治县", "自治旗") and plain in _peoples():
        found.append(plain.removesuffix("族") + word[2:])  # 鄂温克旗
    if word in ("自治州", "自治县", "自治旗") and plain:
        found += [plain + word[2:]] if plain + word == name else [plain + word[2:], plain + word]
    return found


def _without_peoples(stem: str) -> str:
    """Take the names of peoples off the end of a name, as long as something is left before them."""
    while True:
        people = next((each for each in _peoples() if stem.endswith(each) and len(stem) > len(each)), "")
        if not people:
            return stem
        stem = stem.removesuffix(people)


@cache
def _peoples() -> tuple[str, ...]:
    names = [row["name"] for row in read_csv("peoples")]
    both = {*names, *(name.removesuffix("族") for name in names if len(name) > SHORTEST + 1)}
    return tuple(sorted(both, key=lambda name: (-len(name), name)))


def _read_zones(names: Mapping[str, str]) -> Iterator[Place]:
    for row in read_csv("zones"):
        code = row["code"]
        own = code not in names  # the statistics bureau's codes ..71 to ..79, and a few more
        yield Place(
            code,
            row["zone"],
            row["zone"],
            row["zone"],
            tuple(filter(None, row["short_names"].split("|"))),
            row["level"],
            ZONE,
            _above(code, names) if own or not code.endswith("00") else code,
            owns_code=own,
            classes=frozenset({row["level"], ZONE}),
            valid_from=row["valid_from"],
            valid_to=row["valid_to"],
        )
