"""Plans to the rows of a dataset's tables, and rows back to plans.

A plan comes back with what the tables hold: of each value's evidence the first place, and neither `cells` nor
alternatives nor the evidence of the metadata.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace

from planparse.dataset.schema import TABLES, UNIT_FIELDS, Record
from planparse.errors import WARNING_CODES
from planparse.model.evidence import Evidence
from planparse.model.plan import (
    PLACE_COLUMNS,
    Assignment,
    CitedDocument,
    Deadline,
    DocumentNumber,
    Metadata,
    Plan,
    Quantity,
    Region,
    Role,
    Source,
    Task,
    Warning,
    place_of,
)
from planparse.model.unit import Unit
from planparse.units.document import distinct_units
from planparse.units.hierarchy import parents_of
from planparse.units.lineage import successors
from planparse.units.registry import Registry


@dataclass(frozen=True, slots=True)
class NamedPlan:
    """A plan and the name it was found under: the path inside the input folder, with `/`.

    same_as: the name under which the same bytes were parsed; None for that name itself
    """

    name: str
    plan: Plan
    same_as: str | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """One entry of the input that gave no plan.

    sha256: of the file; None if it was never opened
    kind: one of the error kinds of `planparse.errors`
    """

    name: str
    sha256: str | None
    kind: str
    message: str


@dataclass(frozen=True, slots=True)
class PlanRows:
    """What one plan gives to the tables of a dataset.

    plan: its row of `plans`; tables: its rows of the tables of tasks and values; units: those it names, as known
    """

    plan: Record
    tables: Mapping[str, list[Record]]
    units: tuple[Unit, ...]

    def under(self, name: str, same_as: str | None = None) -> PlanRows:
        """Give what the same content adds under another name: one row of `plans`."""
        return PlanRows(self.plan | {"name": name, "same_as": same_as}, {}, self.units)


OF_PLANS = ("tasks", "assignments", "deadlines", "quantities", "references")
"""The tables whose rows belong to a plan."""


def rows_of_plan(named: NamedPlan) -> PlanRows:
    """Give the rows of a plan, in the order of the document; a further name of the same content has but its own."""
    tables: dict[str, list[Record]] = {}
    if named.same_as is None:
        tables = {name: [] for name in OF_PLANS}
        _add_rows(tables, named.plan)
    return PlanRows(_plan_record(named), tables, named.plan.units)


def failure_rows(failures: Iterable[Failure]) -> list[Record]:
    """Give the rows of `failures`, in the order of the names."""
    return [
        {"name": each.name, "sha256": each.sha256, "kind": each.kind, "message": each.message}
        for each in sorted(failures, key=lambda each: each.name)
    ]


class UnitTally:
    """Counts what each unit does, while plan after plan goes by; the plans themselves need not be kept."""

    def __init__(self) -> None:
        self._units: dict[Unit, None] = {}
        self._counts: dict[str, _Counts] = {}

    def add(self, rows: PlanRows) -> None:
        """Count a plan."""
        self._units |= dict.fromkeys(rows.units)
        tasks: dict[str, set[str]] = defaultdict(set)
        for record in rows.tables.get("assignments", ()):
            unit_id = record["unit_id"]
            if unit_id is not None:
                counts = self._counts.setdefault(unit_id, _Counts())
                counts.names.add(record["unit"])
                counts.roles[record["role"]] += 1
                tasks[unit_id].add(record["task_id"])
        for unit_id, found in tasks.items():
            self._counts[unit_id].add_plan(len(found), rows.plan["year"])

    def units(self) -> list[Record]:
        """Give the rows of `units`: those with an identity that hold a role.

        Where only the identity is known, full name, level and kind stay empty.
        """
        known = {unit.id: unit for unit in distinct_units(self._units)}
        parents = parents_of(known.values())
        return [
            {"parent_id": parents.get(unit_id)} | self._counts[unit_id].record(unit_id, known.get(unit_id))
            for unit_id in sorted(self._counts)
        ]

    def lineage(self, registry: Registry | None = None) -> list[Record]:
        """Give the rows of `lineage`, for all units that the plans know."""
        return _lineage_records(distinct_units(self._units), registry)


@dataclass(slots=True)
class _Counts:
    """What a unit does in the plans that have gone by."""

    names: set[str] = field(default_factory=set)
    roles: Counter[str] = field(default_factory=Counter)
    plans: int = 0
    tasks: int = 0
    years: set[int] = field(default_factory=set)

    def add_plan(self, tasks: int, year: int | None) -> None:
        self.plans += 1
        self.tasks += tasks
        if year is not None:
            self.years.add(year)

    def record(self, unit_id: str, unit: Unit | None) -> Record:
        return {
            "unit_id": unit_id,
            **{name: getattr(unit, name, None) for name in UNIT_FIELDS},
            "region_code": unit.region_code if unit is not None else unit_id.partition("/")[0],
            "names": sorted(self.names),
            "n_plans": self.plans,
            "n_tasks": self.tasks,
            **{f"n_{role}": self.roles[role] for role in Role},
            "first_year": min(self.years, default=None),
            "last_year": max(self.years, default=None),
        }


def rows_of(
    plans: Iterable[NamedPlan], failures: Iterable[Failure] = (), registry: Registry | None = None
) -> dict[str, list[Record]]:
    """Give the rows of every table, in the order of the plans' names, then of the document."""
    tables: dict[str, list[Record]] = {name: [] for name in TABLES}
    tally = UnitTally()
    for rows in map(rows_of_plan, sorted(plans, key=lambda each: each.name)):
        tally.add(rows)
        tables["plans"].append(rows.plan)
        for name, records in rows.tables.items():
            tables[name] += records
    return tables | {
        "units": tally.units(),
        "lineage": tally.lineage(registry),
        "failures": failure_rows(failures),
    }


def _plan_record(named: NamedPlan) -> Record:
    plan, notice = named.plan, named.plan.metadata
    return {
        "plan_id": plan.plan_id,
        "name": named.name,
        "sha256": plan.source.sha256,
        "same_as": named.same_as,
        "title": notice.title,
        **_number(notice.document_number),
        "issuer": notice.issuer,
        "issuers": notice.issuers,
        "signed_date": notice.signed_date,
        "published_date": notice.published_date,
        "disclosure": notice.disclosure,
        "addressees": notice.addressees,
        "annexes": notice.annexes,
        "year": plan.year,
        "region_code": plan.region.code if plan.region else None,
        "region_name": plan.region.name if plan.region else None,
        "format": plan.source.format,
        "pages": plan.source.pages,
        "reader": plan.source.reader,
        "n_tasks": len(plan.tasks),
        "warnings": [warning.code for warning in plan.warnings],
    }


def _add_rows(tables: Mapping[str, list[Record]], plan: Plan) -> None:
    for task in plan.tasks:
        key = {"plan_id": plan.plan_id, "task_id": task.id}
        tables["tasks"].append(
            key
            | {
                "goal": task.goal,
                "task": task.task,
                "path": task.path,
                "content": task.content,
                "responsibility_text": task.responsibility_text,
                "confidence": task.confidence,
                "warnings": [warning.code for warning in task.warnings],
            }
            | place_of(task.evidence)
        )
        tables["deadlines"] += (key | _record("deadlines", each) for each in task.deadlines)
        tables["quantities"] += (key | _record("quantities", each) for each in task.quantities)
        tables["assignments"] += _assignment_records(key, task.assignments)
    tables["references"] += (
        {"plan_id": plan.plan_id, "task_id": None, "title": each.title}
        | _number(each.document_number)
        | place_of(each.evidence)
        | _words(each.evidence)
        for each in plan.metadata.cited_documents
    )


def _assignment_records(key: Record, assignments: Iterable[Assignment]) -> Iterator[Record]:
    """Give the rows of a task; `again` marks a unit that already stands in it, in another role."""
    seen: set[str] = set()
    for each in assignments:
        unit = each.unit_id or each.unit
        yield key | _record("assignments", each) | {"again": unit in seen}
        seen.add(unit)


def _record(table: str, value: Assignment | Deadline | Quantity) -> Record:
    """Take those fields of a value that its table has columns for, and the place it was read from."""
    own = {each.name for each in fields(value)} & TABLES[table].keys()
    record = {name: getattr(value, name) for name in own}
    return _words(value.evidence) | record | place_of(value.evidence)


def _number(number: DocumentNumber | None) -> Record:
    return {
        "document_number": number.text if number else None,
        "document_number_repaired": number.repaired if number else None,
    }


def _words(evidence: Sequence[Evidence]) -> Record:
    return {"text": evidence[0].text if evidence else None}


def _lineage_records(units: Iterable[Unit], registry: Registry | None) -> list[Record]:
    """Give every link from these units to what became of them, also by way of units that no plan names."""
    links = {
        (link.predecessor.id, link.unit.id if link.unit else "", link.relation): link
        for unit in units
        if unit.kind != "collective"
        for link in successors(unit, registry=registry)
    }
    return [
        {
            "unit_id": link.predecessor.id,
            "full_name": link.predecessor.full_name,
            "relation": link.relation,
            "effective": link.effective,
            "successor_id": link.unit.id if link.unit else None,
            "successor_name": link.unit.full_name if link.unit else None,
            "certainty": link.certainty,
            "source": link.source,
        }
        for _, link in sorted(links.items())
    ]


def plan_of(record: Record, rows: Mapping[str, list[Record]], units: Mapping[str, Unit]) -> Plan:
    by_task: dict[str, dict[str, list[Record]]] = {
        name: defaultdict(list) for name in ("assignments", "deadlines", "quantities")
    }
    for name, of_task in by_task.items():
        for each in rows[name]:
            of_task[each["task_id"]].append(each)
    number = _number_of(record)
    return Plan(
        metadata=Metadata(
            title=record["title"],
            document_number=number,
            issuer=record["issuer"],
            issuers=tuple(record["issuers"]),
            signed_date=record["signed_date"],
            published_date=record["published_date"],
            disclosure=record["disclosure"],
            addressees=tuple(record["addressees"]),
            annexes=tuple(record["annexes"]),
            cited_documents=tuple(
                CitedDocument(each["title"], _number_of(each), _evidence_of(each)) for each in rows["references"]
            ),
        ),
        tasks=tuple(
            _task_of(each, {name: of_task[each["task_id"]] for name, of_task in by_task.items()})
            for each in rows["tasks"]
        ),
        source=Source(record["name"], record["sha256"], record["format"], record["pages"], record["reader"]),
        year=record["year"],
        region=Region(record["region_code"], record["region_name"]) if record["region_code"] else None,
        units=tuple(units[each] for each in sorted({row["unit_id"] for row in rows["assignments"]} & units.keys())),
        warnings=_warnings_of(record),
    )


def _task_of(record: Record, rows: Mapping[str, list[Record]]) -> Task:
    return Task(
        id=record["task_id"],
        content=record["content"],
        goal=record["goal"],
        task=record["task"],
        path=tuple(record["path"]),
        responsibility_text=record["responsibility_text"],
        assignments=tuple(
            Assignment(
                role=Role(each["role"]),
                evidence=_evidence_of(each),
                **_only(each, Assignment, without=("role", "evidence", "alternatives")),
            )
            for each in rows["assignments"]
        ),
        deadlines=tuple(
            Deadline(evidence=_evidence_of(each), **_only(each, Deadline, without=("evidence",)))
            for each in rows["deadlines"]
        ),
        quantities=tuple(
            Quantity(evidence=_evidence_of(each), **_only(each, Quantity, without=("evidence",)))
            for each in rows["quantities"]
        ),
        evidence=_evidence_of(record | {"text": record["content"]}),
        confidence=record["confidence"],
        warnings=_warnings_of(record),
    )


def _only(record: Record, kind: type, *, without: Sequence[str]) -> Record:
    names = [each.name for each in fields(kind) if each.name not in without]
    return {name: record[name] for name in names}


def _number_of(record: Record) -> DocumentNumber | None:
    if record["document_number"] is None:
        return None
    number = DocumentNumber.from_canonical(record["document_number"])
    return replace(number, repaired=record["document_number_repaired"])


def _evidence_of(record: Record) -> tuple[Evidence, ...]:
    page, x0, top, x1, bottom, paragraph, start, end, line = (record[name] for name in PLACE_COLUMNS)
    if page is None and paragraph is None:
        return ()
    box = None if x0 is None else (x0, top, x1, bottom)
    return (Evidence(page, box, record["text"] or "", paragraph, start, end, line),)


def _warnings_of(record: Record) -> tuple[Warning, ...]:
    return tuple(Warning(code, WARNING_CODES.get(code, code)) for code in record["warnings"])
