"""The units of one document (一份文件中的单位): all of its mentions resolved together.

A name that is left with several candidates may be told by the rest of the document: where exactly one of them is named
there unmistakably, among the tasks or the addressees, it is the one. Source: the conventions of the unit gold
(UNITS.md), section 6.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from planparse.model.plan import Metadata, Region, Task
from planparse.model.unit import Resolution, Unit
from planparse.units.places import STATE
from planparse.units.registry import Registry
from planparse.units.resolve import FIRST_YEAR, Resolver, resolver


def identify(
    tasks: Iterable[Task],
    metadata: Metadata,
    region: Region | None,
    year: int | None,
    registry: Registry | None = None,
) -> tuple[tuple[Task, ...], tuple[Unit, ...]]:
    """Give the tasks with the id of each unit that is resolved, and these units; the others keep None."""
    tasks = tuple(tasks)
    mentions = dict.fromkeys(each.unit for task in tasks for each in task.assignments)
    found = resolve_all(mentions, resolver_of(metadata, region, year, registry), metadata.addressees)
    units = {mention: each.unit for mention, each in found.items() if each.unit is not None}
    return tuple(_with_ids(task, units) for task in tasks), distinct_units(units.values())


def region_of(found: Resolver) -> Region | None:
    """Give the place of a document's issuer as its resolver knows it, places of the past included."""
    place = found.place
    return Region(place.code, place.name) if place is not None and place is not STATE and place.code else None


def distinct_units(units: Iterable[Unit]) -> tuple[Unit, ...]:
    """Give one unit for each id, in the order of the ids; of a class that is written in several ways, the longest."""
    found: dict[str, Unit] = {}
    for unit in units:
        known = found.setdefault(unit.id, unit)
        if (len(unit.full_name), unit.full_name) > (len(known.full_name), known.full_name):
            found[unit.id] = unit
    return tuple(found[unit_id] for unit_id in sorted(found))


def resolver_of(
    metadata: Metadata, region: Region | None, year: int | None, registry: Registry | None = None
) -> Resolver:
    """Give the resolver for a document: by its issuer, or else the place it is for, and its date, or else its year."""
    signed = metadata.signed_date or metadata.published_date
    date = signed.isoformat() if signed else f"{year:04d}" if year else None
    if date is not None and date[:4] < FIRST_YEAR:
        date = None  # a misread date; who asks for the unit should not have to pay for it
    for issuer in (*metadata.issuers, metadata.title or ""):
        found = resolver(issuer, date, registry=registry)
        if found.place is not None:
            return found
    return resolver(f"{region.name}人民政府" if region else None, date, registry=registry)


def resolve_all(mentions: Iterable[str], resolve: Resolver, also: Iterable[str] = ()) -> dict[str, Resolution]:
    """Resolve the mentions of a document; what is left open is looked for among the others and in `also`."""
    found = {mention: resolve(mention) for mention in mentions}
    named = {each.unit.id for each in found.values() if each.unit is not None}
    named |= {unit.id for mention in also if mention.strip() and (unit := resolve(mention).unit) is not None}
    return {mention: _told_by_others(each, named) for mention, each in found.items()}


def _told_by_others(found: Resolution, named: set[str]) -> Resolution:
    fit = [each for each in found.candidates if each.unit.id in named]
    if found.unit is not None or len(fit) != 1:
        return found
    reason = f"of {len(found.candidates)} candidates only {fit[0].unit.full_name} is named elsewhere in the document"
    return Resolution(found.mention, fit[0].unit, found.candidates, (*fit[0].reasons, reason))


def _with_ids(task: Task, units: Mapping[str, Unit]) -> Task:
    if not any(each.unit in units for each in task.assignments):
        return task
    return replace(
        task,
        assignments=tuple(
            replace(each, unit_id=units[each.unit].id) if each.unit in units else each for each in task.assignments
        ),
    )
