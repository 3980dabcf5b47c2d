"""How units of several years become nodes (沿革视图): as written, as of a year, or along the lineage.

In goes a unit as a document names it, out comes the `Seat` it takes in a graph: its node and the fields of that node.

- as written: each unit is its own node. A unit that was renamed is two nodes.
- as of a year: a unit is brought along `renamed` links, forwards and backwards, to what it was called in that year.
  What did not exist then, because it had merged into another or was not yet formed, stays its own node, marked.
- along the lineage: units that were renamed or merged into one another share a node, which is none of them, names them
  all as its members, and says whether any of them merged.

A merged unit is never silently the node of one of its parts. Source: the conventions of the unit gold (UNITS.md), 5.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from planparse.errors import UsageError
from planparse.model.unit import Relation, Succession, Unit
from planparse.units.lineage import links_of, predecessors_of
from planparse.units.places import is_valid
from planparse.units.registry import Registry, load_registry
from planparse.units.resolve import body_by_id


@dataclass(frozen=True, slots=True)
class Seat:
    """The node of a unit in a graph.

    fields: what the view adds to the fields of the node
    """

    node: str
    unit: Unit
    fields: Mapping[str, Any] = field(default_factory=dict)


def seats(
    units: Iterable[Unit],
    *,
    as_of: int | None = None,
    along_lineage: bool = False,
    registry: Registry | None = None,
) -> dict[str, Seat]:
    """Give each unit its node, by its id: as written, or as of a year, or along the lineage.

    Raises UsageError if both views are asked for.
    """
    if as_of is not None and along_lineage:
        raise UsageError("as_of and along_lineage are two ways to see units", advice="choose one")
    known = {unit.id: unit for unit in units}
    if as_of is None and not along_lineage:
        return {unit_id: Seat(f"unit:{unit_id}", unit) for unit_id, unit in known.items()}
    registry = registry or load_registry()
    if as_of is not None:
        return {unit_id: _seat_in(unit, f"{as_of:04d}", registry) for unit_id, unit in known.items()}
    return _seats_along(known, registry)


def _seat_in(unit: Unit, year: str, registry: Registry) -> Seat:
    """Bring a unit to what it was called in a year; it stays where it is when no renaming leads there."""
    if unit.kind == "collective":
        return Seat(f"unit:{unit.id}", unit)
    found, links = unit, _links(unit, registry)
    while link := next((e for e in links if e.relation is Relation.RENAMED and is_valid("", year, e.effective)), None):
        assert link.unit is not None
        found = link.unit
        links = _links(found, registry)
    before = predecessors_of(found, registry)
    if found == unit:
        while link := next((e for e in before if _is_later(e, year) and e.relation is Relation.RENAMED), None):
            found = link.predecessor
            before = predecessors_of(found, registry)
    ended = any(e.relation is not Relation.RENAMED and is_valid("", year, e.effective) for e in _links(found, registry))
    begun_later = any(e.relation is not Relation.FUNCTION_TRANSFERRED and _is_later(e, year) for e in before)
    known = body_by_id(found.id, registry)
    existed = not ended and not begun_later and (known is None or known[0].existed(year))
    return Seat(f"unit:{found.id}", found, {"in_year": existed})


def _is_later(link: Succession, year: str) -> bool:
    return not is_valid("", year, link.effective)


def _links(unit: Unit, registry: Registry) -> list[Succession]:
    return [link for link in links_of(unit, registry) if link.relation is not Relation.FUNCTION_TRANSFERRED]


def _seats_along(units: Mapping[str, Unit], registry: Registry) -> dict[str, Seat]:
    """Put units that were renamed or merged into one another together; the node bears the name of the last of them."""
    after: dict[str, str] = {}
    merged: set[str] = set()
    known = dict(units)
    ends: dict[str, str] = {}
    for unit_id in units:
        current, seen = unit_id, {unit_id}
        while link := _onwards(known[current], registry):
            assert link.unit is not None
            if link.unit.id in seen:
                break
            known[link.unit.id] = link.unit
            after[current] = link.unit.id
            if link.relation is Relation.MERGED_INTO:
                merged.add(link.unit.id)
            current = link.unit.id
            seen.add(current)
        ends[unit_id] = current
    members: dict[str, list[str]] = {}
    for unit_id, end in ends.items():
        members.setdefault(end, []).append(unit_id)
    return {unit_id: _shared_seat(known[end], sorted(members[end]), after, merged) for unit_id, end in ends.items()}


def _shared_seat(last: Unit, members: list[str], after: Mapping[str, str], merged: set[str]) -> Seat:
    if members == [last.id]:
        return Seat(f"unit:{last.id}", last)
    mixes = any(step in merged for member in members for step in _way(member, after))
    return Seat(f"lineage:{last.id}", last, {"members": "、".join(members), "merged": mixes})


def _way(start: str, after: Mapping[str, str]) -> list[str]:
    way = [start]
    while way[-1] in after:
        way.append(after[way[-1]])
    return way[1:]


def _onwards(unit: Unit, registry: Registry) -> Succession | None:
    """Give the one link by which a unit went on; none where it was split or abolished, or several followed."""
    found = [e for e in _links(unit, registry) if e.relation in (Relation.RENAMED, Relation.MERGED_INTO)]
    others = any(link.relation is Relation.SPLIT_INTO for link in _links(unit, registry))
    return found[0] if len(found) == 1 and not others else None
