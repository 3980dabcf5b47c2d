"""Rules that a document states once for all its tasks (通则), and what they change.

Comes in: the texts in which a rule may stand (header remarks, paragraphs, notes of a table, unit cells). Goes out: the
rules found, and, for the assignments of one task, those that the rules make of them. An assignment that a rule
changed or added bears its name. An explicit verb in a cell beats every rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache

from planparse.language.normalise import squeeze
from planparse.language.roles import first_unit_leads, lead_by_position, read_responsibility
from planparse.lexicon.load import read_toml
from planparse.model.document import Passage
from planparse.model.plan import Assignment, Convention, Role

FIRST_UNIT_LEADS = "first-unit-leads"
RESPONSIBLE_LEADS = "responsible-leads"

SPOKEN_BY_PLACE = frozenset({"header", "label", "bare-list"})
"""Rules of assignments whose role comes from their column or label; all others are words of the cell itself."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the document: what it says, and the units it names, if any."""

    convention: Convention
    units: tuple[Assignment, ...] = ()


def find_rules(text: Passage) -> tuple[Rule, ...]:
    """Find the rules that a text states."""
    found = []
    if first_unit_leads(text.text):
        found.append(Rule(Convention(FIRST_UNIT_LEADS, text.printed, text.evidence())))
    squeezed = squeeze(text.text)
    for name, pattern in _patterns():
        for match in pattern.finditer(squeezed.text):
            start, end = squeezed.span(match.start(), match.end())
            part = text[start:end]
            units: tuple[Assignment, ...] = ()
            if "units" in match.groupdict():
                first, last = squeezed.span(match.start("units"), match.end("units"))
                units = _named(text[first:last], name)
                if not units:
                    continue
            found.append(Rule(Convention(name, part.printed, part.evidence()), units))
    return tuple(found)


def distinct(rules: Iterable[Rule]) -> tuple[Convention, ...]:
    """List the conventions of a document, each rule once, where it is stated first."""
    known: dict[tuple[str, tuple[str, ...]], Convention] = {}
    for rule in rules:
        known.setdefault((rule.convention.name, tuple(unit.unit for unit in rule.units)), rule.convention)
    return tuple(known.values())


def apply_rules(
    assignments: Sequence[Assignment], rules: Sequence[Rule], *, has_lead_column: bool
) -> tuple[Assignment, ...]:
    """Change the assignments of one task as the rules of its document say.

    has_lead_column: the table names lead units in a column of their own, so none need be inferred
    """
    names = {rule.convention.name for rule in rules}
    changed = tuple(assignments)
    if FIRST_UNIT_LEADS in names:
        changed = lead_by_position(changed)
    if RESPONSIBLE_LEADS in names and not has_lead_column:
        changed = _let_responsible_lead(changed)
    present = {assignment.unit for assignment in changed}
    for rule in rules:
        for unit in rule.units:
            if unit.unit not in present:
                present.add(unit.unit)
                changed = (*changed, unit)
    return changed


def _let_responsible_lead(assignments: tuple[Assignment, ...]) -> tuple[Assignment, ...]:
    if any(a.role in (Role.LEAD, Role.JOINT_LEAD) for a in assignments):
        return assignments
    able = [a for a in assignments if a.role is Role.RESPONSIBLE and not a.collective and a.rule in SPOKEN_BY_PLACE]
    role = Role.LEAD if len(able) == 1 else Role.JOINT_LEAD
    return tuple(
        replace(a, role=role, rule=RESPONSIBLE_LEADS) if any(a is each for each in able) else a for a in assignments
    )


def _named(text: Passage, rule: str) -> tuple[Assignment, ...]:
    """Read the units that a rule names, as responsible by it."""
    return tuple(
        replace(
            found,
            role=Role.RESPONSIBLE,
            rule=rule,
            evidence=tuple(spot for words in found.evidence for spot in text.evidence(words.start or 0, words.end)),
        )
        for found in read_responsibility(text.text, "责任单位")
    )


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((row["name"], re.compile(row["pattern"])) for row in read_toml("conventions")["convention"])
