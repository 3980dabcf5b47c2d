"""A unit or a place by any name that somebody may type, and its keys in a dataset.

A unit is looked for by its id, its full name, and the names as printed; where none fits, the registry is asked what the
name means in the documents of the dataset, so 苏州市发改委 finds the plans that print 市发展改革委. A name that many
cities have stands for all of their units; a filter by region narrows it. Nothing is decided by likeness: a name nobody
knows is an error that offers the three nearest.
"""

from __future__ import annotations

from collections.abc import Iterable

from planparse.dataset.store import Store
from planparse.errors import UsageError
from planparse.units.names import squeezed
from planparse.units.places import KINDS
from planparse.units.resolve import resolve_unit, resolver

OFFERED = 3
"""Names that an error offers."""


def keys_of(store: Store, name: str) -> tuple[str, ...]:
    """Give the keys of the units of this name, in their order: a unit's id, or `plan_id/name` where it has none.

    Raises UsageError, with the nearest names, if nobody in the dataset is known by it.
    """
    text = squeezed(name)
    if not text:
        raise UsageError("the name of a unit is empty", where=store.where, advice="a name as printed, 市财政局")
    found = _called(store, text) or _squeezed(store, text) or _resolved(store, text)
    if not found:
        raise UsageError(f"no unit is called {name!r} here", where=store.where, advice=_nearest_units(store, text))
    return found


def region_codes_of(store: Store, name: str) -> tuple[str, ...]:
    """Give the codes of the places of this name among the plans; 苏州 is 苏州市.

    Raises UsageError, with the nearest names, if no plan is of such a place.
    """
    text = squeezed(name)
    known = {
        row["region_code"]: row["region_name"] or ""
        for row in store.records("select distinct region_code, region_name from plans where region_code is not null")
    }
    wanted = {text, *(text + kind for kind in KINDS)}
    codes = tuple(sorted(code for code, place in known.items() if code == text or place in wanted))
    if not codes:
        near = _nearest(store, "select distinct region_name as name from plans where region_name is not null", text)
        raise UsageError(f"no plan is of the place {name!r}", where=store.where, advice=near)
    return codes


def _called(store: Store, text: str) -> tuple[str, ...]:
    rows = store.records("select unit_key from units_called(?) order by unit_key", [text])
    return tuple(row["unit_key"] for row in rows)


def _squeezed(store: Store, text: str) -> tuple[str, ...]:
    """Look for names that differ in width or blanks alone: 各市(区) and 各市（区）."""
    rows = store.records(
        """
        select unit_id as unit_key, unnest(list_append(names, full_name)) as name from units
        union
        select plan_id || '/' || unit, unit from assignments where unit_id is null
        """
    )
    return tuple(sorted({row["unit_key"] for row in rows if row["name"] and squeezed(row["name"]) == text}))


def _resolved(store: Store, text: str) -> tuple[str, ...]:
    """Ask the registry what the name means by itself, and in the documents of each issuer and year."""
    meant = {resolve_unit(text).unit}
    documents = "select distinct issuer, year from plans where issuer is not null and year is not null"
    for row in store.records(documents):
        meant.add(resolver(row["issuer"], f"{row['year']:04d}")(text).unit)
    return _present(store, {unit.id for unit in meant if unit is not None})


def _present(store: Store, ids: Iterable[str]) -> tuple[str, ...]:
    rows = store.records(
        "select unit_id from units where unit_id in (select unnest(?::varchar[])) order by unit_id", [sorted(ids)]
    )
    return tuple(row["unit_id"] for row in rows)


def _nearest_units(store: Store, text: str) -> str:
    names = "select unnest(list_append(names, full_name)) as name from units union select unit from assignments"
    return _nearest(store, names, text)


def _nearest(store: Store, names: str, text: str) -> str:
    """Name those that share the most characters with a text, in their order."""
    rows = store.records(
        f"""
        select name from ({names}) where name is not null
        group by name order by jaro_similarity(name, ?) desc, name limit {OFFERED}
        """,
        [text],
    )
    near = [row["name"] for row in rows]
    return "one of the nearest: " + "、".join(near) if near else "none is known here"
