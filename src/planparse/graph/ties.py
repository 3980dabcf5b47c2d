"""Edges between units (单位之间): which belongs to which, and which succeeded which.

In go units, out come `Tie` values between their ids: `part_of` from a unit to the one it belongs to, and `succeeds`
from a unit to one that came before it. Both ends are always among the units given, so no unit enters a graph only
because another was once called so; a link that leads over units which are not there says over how many steps.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from planparse.dataset.store import Store
from planparse.model.unit import Relation, Succession, Unit
from planparse.units.hierarchy import parents_of
from planparse.units.lineage import IDENTITY, successors
from planparse.units.places import is_valid
from planparse.units.registry import Registry

PART_OF = "part_of"
SUCCEEDS = "succeeds"


@dataclass(frozen=True, slots=True)
class Tie:
    """One edge between two units: their ids, its role and its own fields."""

    source: str
    role: str
    target: str
    fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Step:
    """One link of a lineage by its ids; `successor` is None where there is none."""

    unit_id: str
    relation: str
    effective: str
    successor: str | None


def ties_of(units: Iterable[Unit], registry: Registry | None = None) -> tuple[Tie, ...]:
    """Give the edges between these units, as the registry knows them."""
    known = {unit.id: unit for unit in units}
    single = [unit for unit in known.values() if unit.kind != "collective"]
    links = (link for unit in single for link in successors(unit, registry=registry))
    return ties_from(known, parents_of(known.values()), map(_step_of, links))


def stored_ties(store: Store, ids: Iterable[str]) -> tuple[Tie, ...]:
    """Give the edges between the units of these ids, as the tables of a dataset have them."""
    wanted = [sorted(ids)]
    parents = store.records(
        "select unit_id, parent_id from units where parent_id is not null and unit_id in (select unnest(?::varchar[]))",
        wanted,
    )
    links = store.records(
        """
        with recursive reached as (
            select unnest(?::varchar[]) as unit_id
            union
            select l.successor_id from lineage l join reached r on r.unit_id = l.unit_id
        )
        select unit_id, relation, effective, successor_id from lineage where unit_id in (from reached)
        """,
        wanted,
    )
    steps = [Step(row["unit_id"], row["relation"], row["effective"], row["successor_id"]) for row in links]
    return ties_from(wanted[0], {row["unit_id"]: row["parent_id"] for row in parents}, steps)


def ties_from(ids: Iterable[str], parents: Mapping[str, str], steps: Iterable[Step]) -> tuple[Tie, ...]:
    """Give the edges between the units of these ids, from what is known of parents and of links."""
    there = dict.fromkeys(sorted(ids))
    following: dict[str, dict[tuple[str | None, str], Step]] = {}
    for step in steps:
        following.setdefault(step.unit_id, {})[step.successor, step.relation] = step
    ties = [Tie(each, PART_OF, parents[each]) for each in there if parents.get(each) in there]
    for each in there:
        ties += _successions(each, there, following)
    return tuple(ties)


def _step_of(link: Succession) -> Step:
    return Step(link.predecessor.id, link.relation, link.effective, link.unit.id if link.unit else None)


def _successions(
    start: str, there: Mapping[str, None], following: Mapping[str, Mapping[tuple[str | None, str], Step]]
) -> Iterator[Tie]:
    """Follow the links of a unit to the nearest units that are there."""
    seen = {start}
    ways: list[tuple[str, tuple[Step, ...]]] = [(start, ())]
    while ways:
        unit_id, way = ways.pop(0)
        links = following.get(unit_id, {}).values()
        for step in sorted(links, key=lambda step: (step.effective, step.successor or "")):
            if step.relation not in IDENTITY or step.successor is None or step.successor in seen:
                continue
            if way and not is_valid(way[-1].effective, "", step.effective):
                continue
            seen.add(step.successor)
            longer = (*way, step)
            if step.successor in there:
                fields = {"relation": _relation_of(longer), "effective": step.effective, "steps": len(longer)}
                yield Tie(step.successor, SUCCEEDS, start, fields)
            else:
                ways.append((step.successor, longer))


def _relation_of(way: Sequence[Step]) -> str:
    """Name the relation of a whole way: it is a renaming only where each step is one."""
    return next((str(step.relation) for step in way if step.relation != Relation.RENAMED), str(Relation.RENAMED))
