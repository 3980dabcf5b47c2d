"""Two plans in, one comparison out (计划比较): tasks kept, changed, new and dropped, leads that moved, units that came.

Tasks are paired by their words (`planparse.graph.matching`), units by their ids and their lineage
(`planparse.graph.continuity`). Nothing is left out: each task of either plan is in the result once.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Literal

from planparse.dataset.store import checked_confidence
from planparse.graph.comparison import Comparison, LeadChange, RoleChange, TaskChange, TextChange, UnitChange, UnitState
from planparse.graph.continuity import Continuity, Link, NamedUnit, key_of, trace_units
from planparse.graph.matching import Match, Profile, match_tasks
from planparse.language.normalise import squeeze
from planparse.model.plan import LEADING, Assignment, Plan, Role, Task
from planparse.model.unit import Relation
from planparse.tables.numbering import number_at
from planparse.units.registry import Registry

STATE_OF: dict[Relation, UnitState] = {
    Relation.RENAMED: "renamed",
    Relation.MERGED_INTO: "merged_into",
    Relation.SPLIT_INTO: "split_into",
}

Kindred = tuple[list[str], list[str]]
"""Keys of units of `a` and of `b` that are linked."""


def compare(a: Plan, b: Plan, *, min_confidence: float = 0.0, registry: Registry | None = None) -> Comparison:
    """Compare two plans, `a` with the later one, `b`; the other way round works too.

    A unit that was renamed is the same unit; one that merged or was split is linked, and marked as such.

    min_confidence: assignments below it, from 0 to 1, are left out of both plans; `edges_left_out` counts them.
    Raises UsageError if min_confidence is out of range.
    """
    checked_confidence(min_confidence)
    sure_a, sure_b = _sure_part(a, min_confidence), _sure_part(b, min_confidence)
    units = trace_units(sure_a, sure_b, registry)
    keys = _keys_in_a(units)
    matches = match_tasks(
        [_profile(task, {}) for task in sure_a.tasks], [_profile(task, keys) for task in sure_b.tasks]
    )
    tasks = tuple(_task_changes(sure_a.tasks, sure_b.tasks, matches, units))
    return Comparison(
        a,
        b,
        tasks,
        tuple(sorted(_unit_changes(units), key=_by_unit)),
        tuple(_lead_changes(tasks, units)),
        (_edges(a) - _edges(sure_a), _edges(b) - _edges(sure_b)),
        min_confidence,
    )


def _sure_part(plan: Plan, floor: float) -> Plan:
    tasks = (
        replace(task, assignments=tuple(each for each in task.assignments if each.confidence >= floor))
        for task in plan.tasks
    )
    return replace(plan, tasks=tuple(tasks))


def _edges(plan: Plan) -> int:
    return sum(len(task.assignments) for task in plan.tasks)


def _plain(text: str | None) -> str:
    r"""Write a text as it is compared: in plain characters, without white space.

    >>> _plain("推进 “放管服”改革，\n建成５Ｇ基站。")
    '推进“放管服”改革,建成5G基站。'
    """
    return squeeze(unicodedata.normalize("NFKC", text or "")).text


def _heading(text: str | None) -> str:
    """Write a heading as it is compared: also without its number, which moves when a section is put in before it.

    >>> _heading("（十一）推进消费升级")
    '推进消费升级'
    """
    text = (text or "").strip()
    number = number_at(text)
    return _plain(text[number.end :] if number else text)


def _profile(task: Task, keys: Mapping[str, frozenset[str]]) -> Profile:
    """Make the profile of a task; keys: what stands for a unit where that is not its own key."""
    named = (key_of(each) for each in task.assignments)
    return Profile(
        _plain(task.content) or _plain(task.task),
        _heading(task.goal),
        _heading(task.task),
        frozenset(key for each in named for key in keys.get(each, (each,))),
    )


def _keys_in_a(units: Continuity) -> dict[str, frozenset[str]]:
    """Give for the units of `b` the keys of those of `a` that they are linked to."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for one, other in units.links:
        found[other].add(one)
    return {key: frozenset(keys) for key, keys in found.items()}


def _task_changes(
    a: Sequence[Task], b: Sequence[Task], matches: Sequence[Match], units: Continuity
) -> Iterator[TaskChange]:
    """Give the tasks in the order of `b`; one that was dropped comes after the task that it stood behind in `a`."""
    match_at = {match.b: match for match in matches}
    for place, dropped in enumerate(_dropped_behind(len(a), len(b), matches), -1):
        if place in match_at:
            match = match_at[place]
            yield _in_both(a[match.a], b[place], match, units)
        elif place >= 0:
            yield _in_one("new", b[place], units)
        for each in dropped:
            yield _in_one("dropped", a[each], units)


def _dropped_behind(n_a: int, n_b: int, matches: Sequence[Match]) -> list[list[int]]:
    """Give the tasks of `a` without a pair that stood behind each task of `b`; the first list is for before all."""
    pair_of = {match.a: match.b for match in matches}
    found: list[list[int]] = [[] for _ in range(n_b + 1)]
    behind = -1
    for place in range(n_a):
        if place in pair_of:
            behind = pair_of[place]
        else:
            found[behind + 1].append(place)
    return found


def _in_one(state: Literal["new", "dropped"], task: Task, units: Continuity) -> TaskChange:
    if state == "new":
        roles = tuple(_roles((), task.assignments, units))
        return TaskChange(state, None, task, roles=roles, leads_b=_leads(task, units.b))
    roles = tuple(_roles(task.assignments, (), units))
    return TaskChange(state, task, None, roles=roles, leads_a=_leads(task, units.a))


def _in_both(a: Task, b: Task, match: Match, units: Continuity) -> TaskChange:
    leads_a, leads_b = _leads(a, units.a), _leads(b, units.b)
    return TaskChange(
        "kept" if _plain(a.content) == _plain(b.content) else "changed",
        a,
        b,
        match.similarity,
        match.needs_review,
        tuple(_roles(a.assignments, b.assignments, units)),
        leads_a,
        leads_b,
        not units.covers(_keys(leads_a), _keys(leads_b)),
        _text_change([each.text for each in a.deadlines], [each.text for each in b.deadlines]),
        _text_change([each.text for each in a.quantities], [each.text for each in b.quantities]),
    )


def _text_change(a: Sequence[str], b: Sequence[str]) -> TextChange | None:
    return TextChange(tuple(a), tuple(b)) if [*map(_plain, a)] != [*map(_plain, b)] else None


def _leads(task: Task, named: Mapping[str, NamedUnit]) -> tuple[NamedUnit, ...]:
    """Give the units that lead a task, in the order in which it names them."""
    return tuple(named[key] for key in dict.fromkeys(key_of(each) for each in task.assignments if each.role in LEADING))


def _keys(units: Iterable[NamedUnit]) -> list[str]:
    return [unit.key for unit in units]


def _roles(a: Sequence[Assignment], b: Sequence[Assignment], units: Continuity) -> Iterator[RoleChange]:
    """Give what each unit does in a task before and after, in the order of their names there, those that left first."""
    roles_a, roles_b = _roles_by_unit(a), _roles_by_unit(b)
    for keys_a, keys_b in _kindred(list(roles_a), list(roles_b), units):
        yield RoleChange(
            tuple(units.a[key] for key in keys_a),
            tuple(units.b[key] for key in keys_b),
            _in_order(role for key in keys_a for role in roles_a[key]),
            _in_order(role for key in keys_b for role in roles_b[key]),
            None if keys_a == keys_b else units.link_between(keys_a, keys_b),
        )


def _roles_by_unit(assignments: Iterable[Assignment]) -> dict[str, set[Role]]:
    found: dict[str, set[Role]] = {}
    for each in assignments:
        found.setdefault(key_of(each), set()).add(each.role)
    return found


def _in_order(roles: Iterable[Role]) -> tuple[Role, ...]:
    given = set(roles)
    return tuple(role for role in Role if role in given)


def _kindred(a: Sequence[str], b: Sequence[str], units: Continuity) -> list[Kindred]:
    """Put the units of one task into groups that are linked, directly or through one another."""
    gone: list[Kindred] = []
    groups: list[Kindred] = [([], [key]) for key in b]
    for key in a:
        linked = [group for group in groups if any((key, other) in units.links for other in group[1])]
        if not linked:
            gone.append(([key], []))
            continue
        joined = ([*(one for group in linked for one in group[0]), key], [one for group in linked for one in group[1]])
        place = groups.index(linked[0])
        groups = [group for group in groups if group not in linked]
        groups.insert(place, joined)
    return [*gone, *groups]


def _unit_changes(units: Continuity) -> Iterator[UnitChange]:
    """Give a row for each unit; one that stands in both plans has no second row for what others made of it."""
    told: set[str] = set()
    for key, unit in units.a.items():
        ends = {other: link for (one, other), link in units.links.items() if one == key}
        same = [other for other, link in ends.items() if link.relation is None]
        told.update(same or ends)
        if not ends:
            yield UnitChange("gone", unit, None)
        for other in same or ends:
            yield _linked(unit, units.b[other], ends[other])
    for key, unit in units.b.items():
        if key in told:
            continue
        origins = {one: link for (one, other), link in units.links.items() if other == key}
        if not origins:
            yield UnitChange("came", None, unit)
        for one, link in origins.items():
            yield _linked(units.a[one], unit, link)


def _linked(a: NamedUnit, b: NamedUnit, link: Link) -> UnitChange:
    return UnitChange("both", a, b) if link.relation is None else UnitChange(STATE_OF[link.relation], a, b, link)


def _by_unit(change: UnitChange) -> tuple[str, ...]:
    return tuple(unit.key for unit in (change.a, change.b) if unit)


def _lead_changes(tasks: Iterable[TaskChange], units: Continuity) -> Iterator[LeadChange]:
    for change in tasks:
        keys_a, keys_b = _keys(change.leads_a), _keys(change.leads_b)
        if change.a is None or change.b is None or set(keys_a) == set(keys_b):
            continue
        link = units.link_between(keys_a, keys_b)
        if change.lead_moved or link is not None:
            leads = (change.leads_a, change.leads_b)
            yield LeadChange(change.a.id, change.b.id, *leads, change.lead_moved, link, change.needs_review)
