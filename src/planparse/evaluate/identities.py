"""How a line of gold about units is read: which unit a mention means, and what became of a unit (单位消歧, 沿革).

In goes a line, as a dict, out comes a `Reading` with at most one item on each side: the unit with its code, or the link
with its relation and year. `planparse.units` is asked, with what the line says of the document and nothing else. A line
that lacks a field raises KeyError, TypeError or ValueError. Source: `shared/gold/UNITS.md`, sections 7 and 8.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from planparse.errors import UsageError
from planparse.evaluate.match import normalise
from planparse.evaluate.readings import NOTHING, Item, Reading, Wanted
from planparse.lexicon.regions import region_of
from planparse.model.unit import Relation, Resolution, Unit
from planparse.units.lineage import LEVEL, successors
from planparse.units.resolve import resolve_unit

NO_LINK = "none"
"""Relation, in the gold, of two units that look linked and are not."""

ENLARGED = "enlarged"
"""Word in the note of a link that may be called renamed or merged_into: whether the body is a new one is open."""

EITHER = (str(Relation.RENAMED), str(Relation.MERGED_INTO))

STATE = "国家"
STATE_DIGITS = "00"
"""Where the code of a body of the state begins, which is no code of the standard."""


def compare_unit(name: str, row: Mapping[str, Any]) -> Reading:
    """Resolve the mention of a line, and the forms that the gold says mean the same unit or another.

    Right is the pair of full name and code. A wrong identity and a missing one are counted apart; kind and level are
    asked where the gold and the answer both have a unit. A form of `same_as` must give the unit that the mention gave,
    one of `different_from` must not; where the mention gave none, all of `same_as` is missed.
    """
    mention, full_name, level, kind = row["mention"], row["full_name"], row["level"], row["kind"]
    resolution = _resolved(mention, row)
    unit = resolution.unit
    wanted = None if full_name is None else _unit_item(mention, full_name, row["region_code"], level)
    found = None if unit is None else _unit_item(mention, unit.full_name, unit.region_code, unit.level)
    is_right = (wanted and wanted.values) == (found and found.values)
    counts = {
        "wrong_identity": (int(found is not None and not is_right), 1),
        "unresolved": (int(found is None and not is_right), 1),
    }
    remarks = [] if is_right or unit is not None else ["left open: " + "; ".join(resolution.reasons)]
    for field, gold in (("level", level), ("kind", kind)):
        asked = wanted is not None and unit is not None
        right = asked and getattr(unit, field) == gold
        counts[f"{field}_right"] = (int(right), int(asked))
        if asked and not right:
            remarks.append(f"{field} {gold}, read {getattr(unit, field)}")
    for field, same in (("same_as", True), ("different_from", False)):
        forms = {form: _resolved(form, row).unit for form in _forms(row, field)}
        wrong = [form for form, other in forms.items() if _is_same(unit, other) is not same]
        counts[f"{field}_right"] = (len(forms) - len(wrong), len(forms))
        remarks += [f"{field} {form}, read {_named(forms[form])}" for form in wrong]
    return Reading(
        name,
        mention,
        () if wanted is None else (Wanted(wanted),),
        () if found is None else (found,),
        classes={
            "level": NOTHING if level is None else str(level),
            "kind": str(kind),
            "province": _province(row["region_code"]),
        },
        counts=counts,
        remarks=tuple(remarks),
    )


def compare_lineage(name: str, row: Mapping[str, Any]) -> Reading:
    """Ask what became of the old unit of a line, and whether the new one is among it, as the gold says.

    Other links of the old unit are not judged, the gold is a sample. Where it says that there is no link, one in either
    direction is a false alarm. A name that stands for no unit has no link.
    """
    old, new, note = row["old"], row["new"], row.get("note") or ""
    links, remarks = _links(old, new)
    text = f"{old} → {NOTHING if new is None else new}"
    classes = {"link": str(row["relation"]), "place": str(row.get("place") or NOTHING)}
    if row["relation"] == NO_LINK:
        links += _links(new, old)[0]
        counts = {"pairs_right": (0, 0), "negatives_linked": (int(bool(links)), 1)}
        return Reading(name, text, (), links[:1], classes=classes, counts=counts)
    relation, year = str(Relation(row["relation"])), _year(row["effective"])
    others = EITHER if ENLARGED in note and relation in EITHER else ()
    want = Wanted(_link_item(new, relation, year), tuple((other, year) for other in others))
    right = tuple(link for link in links if want.accepts(link))
    counts = {"pairs_right": (int(bool(right)), 1), "negatives_linked": (0, 0)}
    return Reading(name, text, (want,), (right or links)[:1], classes=classes, counts=counts, remarks=remarks)


def _resolved(mention: str, row: Mapping[str, Any]) -> Resolution:
    return resolve_unit(mention, issuer=row["issuer"], date=row["date"])


def _unit_item(mention: str, full_name: str, code: str | None, level: str) -> Item:
    return Item(normalise(mention), (normalise(full_name), code), str(level))


def _forms(row: Mapping[str, Any], field: str) -> Sequence[str]:
    forms = row.get(field, ())
    if isinstance(forms, str):
        raise TypeError(f"{field} is no list")
    return tuple(forms)


def _is_same(unit: Unit | None, other: Unit | None) -> bool:
    return unit is not None and other is not None and unit.id == other.id


def _named(unit: Unit | None) -> str:
    return NOTHING if unit is None else f"{unit.full_name} {unit.id}"


def _province(code: str | None) -> str:
    if code is None:
        return NOTHING
    region = region_of(f"{code[:2]}0000")
    return region.name if region else STATE if code[:2] == STATE_DIGITS else code[:2]


def _links(old: str, new: str | None) -> tuple[tuple[Item, ...], tuple[str, ...]]:
    """Give the links that lead from a unit to another, or to none; and what stood in the way of asking.

    Links of any date and over any number of steps: the years are compared afterwards.
    """
    try:
        found = successors(old)
    except UsageError as problem:
        return (), (problem.message,)
    items = (
        _link_item(None if link.unit is None else link.unit.full_name, str(link.relation), _year(link.effective))
        for link in found
    )
    return tuple(item for item in items if item.name == _bare(new)), ()


def _link_item(new: str | None, relation: str, year: str | None) -> Item:
    return Item(_bare(new), (relation, year), relation)


def _bare(name: str | None) -> str:
    return NOTHING if name is None else LEVEL.sub("", normalise(name))


def _year(effective: str | None) -> str | None:
    return effective[:4] if effective else None
