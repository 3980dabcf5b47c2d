"""Which unit of one plan is which of another (单位沿革对应): the same, or what became of it.

In go two plans, out come their units and the links between them. Two units are the same where their ids are equal;
names without an id, where they are written alike. A unit of the one plan that was renamed, merged or split into a unit
of the other is linked to it, with the relation and its date; it is never silently the same. Two units that merged
into a third are not linked to one another. Source: `planparse.units.lineage`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from planparse.model.plan import LEADING, Assignment, Plan
from planparse.model.unit import Relation, Unit
from planparse.units.lineage import IDENTITY, successors
from planparse.units.names import squeezed
from planparse.units.registry import Registry, load_registry
from planparse.units.resolve import unit_by_id

WEIGHT = (Relation.RENAMED, Relation.MERGED_INTO, Relation.SPLIT_INTO)
"""Of several steps the last in this order says what became of a unit: one renamed and then merged has merged."""


@dataclass(frozen=True, slots=True)
class NamedUnit:
    """A unit as one plan names it.

    key: its id, or where that is not known the name, normalised
    name: the full name, or where that is not known the name as written
    unit_id: None where the name is not resolved
    collective: the unit stands for many, in one of the two plans at least
    tasks, leads: in how many tasks of its plan it has a role, and in how many it leads
    """

    key: str
    name: str
    unit_id: str | None
    collective: bool
    tasks: int
    leads: int


@dataclass(frozen=True, slots=True)
class Link:
    """What a unit of the first plan is to one of the second.

    relation: None where they are the same
    effective: `2018` or `2018-03`; empty where they are the same
    backwards: the unit of the second plan is the earlier one
    """

    relation: Relation | None = None
    effective: str = ""
    backwards: bool = False


SAME = Link()


@dataclass(frozen=True, slots=True)
class Continuity:
    """The units of two plans by their keys, and the links between them by both keys."""

    a: Mapping[str, NamedUnit]
    b: Mapping[str, NamedUnit]
    links: Mapping[tuple[str, str], Link]

    def covers(self, keys_a: Iterable[str], keys_b: Iterable[str]) -> bool:
        """Say whether each unit of either side is, or lives on in, one of the other."""
        keys_a, keys_b = set(keys_a), set(keys_b)
        linked = [(a, b) for a in keys_a for b in keys_b if (a, b) in self.links]
        return {a for a, _ in linked} == keys_a and {b for _, b in linked} == keys_b

    def link_between(self, keys_a: Iterable[str], keys_b: Iterable[str]) -> Link | None:
        """Give the weightiest link between these units; None where there is none but sameness."""
        keys_b = tuple(keys_b)
        found = [self.links[a, b] for a in keys_a for b in keys_b if (a, b) in self.links]
        weighed = [link for link in found if link.relation is not None]
        return max(weighed, key=_weight, default=None)


def key_of(assignment: Assignment) -> str:
    """Give the key of the unit that an assignment names."""
    return assignment.unit_id or squeezed(assignment.unit)


def trace_units(a: Plan, b: Plan, registry: Registry | None = None) -> Continuity:
    """Find the units of two plans, in the order of their keys, and what those of one are to those of the other."""
    registry = registry or load_registry()
    units = {unit.id: unit for unit in (*a.units, *b.units)}
    ids = {each.unit_id for plan in (a, b) for each in _assignments(plan) if each.unit_id}
    units |= {unit_id: unit for unit_id in ids - set(units) if (unit := unit_by_id(unit_id, registry))}
    units = {unit_id: units[unit_id] for unit_id in sorted(ids & set(units))}
    classes = {key_of(each) for plan in (a, b) for each in _assignments(plan) if each.collective}
    classes |= {unit.id for unit in units.values() if unit.kind == "collective"}
    named_a, named_b = _named(a, units, classes), _named(b, units, classes)
    links = {(key, key): SAME for key in named_a if key in named_b}
    links |= _links_by_name(a, b)
    for start, end, link in _links_along(units, registry):
        if start in named_a and end in named_b:
            links.setdefault((start, end), link)
        if end in named_a and start in named_b:
            links.setdefault((end, start), Link(link.relation, link.effective, backwards=True))
    return Continuity(named_a, named_b, links)


def _assignments(plan: Plan) -> Iterator[Assignment]:
    for task in plan.tasks:
        yield from task.assignments


def _named(plan: Plan, units: Mapping[str, Unit], classes: set[str]) -> dict[str, NamedUnit]:
    first: dict[str, Assignment] = {}
    tasks: Counter[str] = Counter()
    leads: Counter[str] = Counter()
    for task in plan.tasks:
        for each in task.assignments:
            first.setdefault(key_of(each), each)
        tasks.update({key_of(each) for each in task.assignments})
        leads.update({key_of(each) for each in task.assignments if each.role in LEADING})
    return {
        key: NamedUnit(
            key,
            units[key].full_name if key in units else squeezed(first[key].unit),
            first[key].unit_id,
            key in classes,
            tasks[key],
            leads[key],
        )
        for key in sorted(first)
    }


def _links_by_name(a: Plan, b: Plan) -> dict[tuple[str, str], Link]:
    """Link names that only one plan could resolve; of two places nothing says that they mean the same."""
    if a.region and b.region and a.region.code != b.region.code:
        return {}
    ids_a, ids_b = _ids_by_name(a), _ids_by_name(b)
    found = {}
    for name in ids_a.keys() & ids_b.keys():
        if len(ids_a[name]) == len(ids_b[name]) == 1:
            (one,), (other,) = ids_a[name], ids_b[name]
            if (one is None) != (other is None):
                found[one or name, other or name] = SAME
    return found


def _ids_by_name(plan: Plan) -> dict[str, set[str | None]]:
    found: defaultdict[str, set[str | None]] = defaultdict(set)
    for each in _assignments(plan):
        found[squeezed(each.unit)].add(each.unit_id)
    return dict(found)


def _links_along(units: Mapping[str, Unit], registry: Registry) -> Iterator[tuple[str, str, Link]]:
    """Give the links from each unit to those of the others that it became."""
    for unit in units.values():
        ways: dict[str, tuple[Link, ...]] = {unit.id: ()}
        for step in successors(unit, registry=registry):
            if step.unit is not None and step.relation in IDENTITY:
                ways.setdefault(step.unit.id, (*ways[step.predecessor.id], Link(step.relation, step.effective)))
        for end, way in ways.items():
            if end != unit.id and end in units:
                yield unit.id, end, max(way, key=_weight)


def _weight(link: Link) -> tuple[int, str]:
    return WEIGHT.index(link.relation) if link.relation else -1, link.effective
