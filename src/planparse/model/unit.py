"""Who a name stands for: units, the candidates for a mention, and what became of a unit (责任单位, 全称, 沿革).

A `Unit` is an identity across documents and years. It is its `id`, `region_code/body`: two mentions mean the same
unit where their ids are equal, and the id tells the unit again (`planparse.units.resolve.unit_by_id`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

RULE = "rule"
"""Source of a unit that no table has."""


class Relation(StrEnum):
    """What became of a unit (机构沿革)."""

    RENAMED = "renamed"
    """更名, also where it was enlarged or moved to the Party side: it may be followed without asking."""
    MERGED_INTO = "merged_into"
    """合并: several became one, which is none of them."""
    SPLIT_INTO = "split_into"
    """拆分: one became several."""
    FUNCTION_TRANSFERRED = "function_transferred"
    """职责划转: a task moved, no unit did."""
    ABOLISHED = "abolished"
    """撤销, without a successor of its own."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One body of one place at one time (单位).

    id: `region_code/body`, e.g. `320500/发展和改革委员会`
    full_name: the registered name with the place in full, at the time (全称)
    region_code: six digits of GB/T 2260, of the place served; `000000` for the state, None where there is none
    level: state, province, city, county or town: of the place served, not the rank of its officials
    kind: government, party, vertical, court_procuratorate, mass_body, enterprise, school, zone, collective,
        temporary_group or internal_section
    system: 块 for what the place runs, 条 for what is run from above
    source: the table that the name stands in (`bodies.csv`, a user's own); `rule` if it follows from the mention alone
        and is to be reviewed
    certainty: of the name: A an act says it, B it is generally known, C the usual name in such places, not checked for
        this one, D by rule
    """

    id: str
    full_name: str
    region_code: str | None
    level: str
    kind: str
    system: str = "块"
    source: str = RULE
    certainty: str = "D"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A unit that a mention may mean, and why.

    reasons: short sentences, in the order in which they were found
    source: the table and row that the name was found by; empty for a name by rule
    """

    unit: Unit
    reasons: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a mention means in a document.

    unit: None unless exactly one candidate is left
    candidates: the best first
    reasons: why the unit was taken, or why none was
    """

    mention: str
    unit: Unit | None
    candidates: tuple[Candidate, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Succession:
    """One link of a lineage. It unpacks to (unit, relation, effective).

    unit: the successor; None where there is none
    effective: `2018` or `2018-03`, as precise as the source
    predecessor: whose successor it is: with several links on the way, not always the unit that was asked for
    certainty: A (an act says so) or B (the usual pattern, not checked for this place)
    """

    unit: Unit | None
    relation: Relation
    effective: str
    predecessor: Unit
    certainty: str = "A"
    source: str = ""
    note: str = ""

    def __iter__(self) -> Iterator[Unit | Relation | str | None]:
        return iter((self.unit, self.relation, self.effective))
