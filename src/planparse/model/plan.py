"""What a plan says: tasks, and who carries them (工作要点, 实施方案, 任务分解表).

These are the values of the public contract. All are frozen; every value that was read carries its
evidence. They know nothing of PDFs; pandas is imported only inside the methods that make frames.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from planparse.model.evidence import Evidence
from planparse.model.shown import counted, first_place, heading, inert, mark, paragraph, place, places, shortened, table
from planparse.model.token import tokens_of
from planparse.model.unit import Unit

if TYPE_CHECKING:  # a heavy library, not one of our rooms
    import pandas as pd


CANONICAL_NUMBER = re.compile(
    r"(?P<code>[^〔〕]*)〔(?P<year>\d{4})〕(?P<serial>[1-9]\d*)号"
    r"|(?P<body>[^〔〕]*?)(?:(?P<in_year>\d{4})年)?第(?P<number>[1-9]\d*)号(?P<kind>[^\d〔〕]{0,4})"
)
"""The canonical forms: 苏府办〔2017〕141号, 国令第711号, 财政部公告2018年第5号, 市政府第12号令."""


class Role(StrEnum):
    """What a unit does in a task (职责)."""

    LEAD = "lead"
    """牵头: one unit leads."""
    JOINT_LEAD = "joint_lead"
    """分别牵头, 共同牵头: several units each lead."""
    RESPONSIBLE = "responsible"
    """责任单位, 负责, 落实, with no lead named by the same words."""
    COOPERATE = "cooperate"
    """配合, 协助, 协办, and the object of 会同."""
    PARTICIPATE = "participate"
    """参与, 参加."""
    GUIDE = "guide"
    """指导."""
    SUPERVISE = "supervise"
    """督导, 督办, 监督."""


LEADING = (Role.LEAD, Role.JOINT_LEAD)
"""To lead, alone or jointly."""


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """A document number (发文字号, 文号), e.g. 苏府办〔2017〕141号.

    issuer_code: 机关代字, without 第…号 in orders and announcements (国令第711号: 国令); None where the source lost it
    year: None where none is written, as in most orders
    text: the canonical form, with the brackets that GB/T 9704-2012 asks for; orders and announcements keep theirs
    repaired: the source had lost a bracket, both, or the 号, and the evident reading was taken
    """

    issuer_code: str | None
    year: int | None
    serial: int
    text: str
    repaired: bool = False

    def __str__(self) -> str:
        return self.text

    @classmethod
    def from_canonical(cls, text: str) -> DocumentNumber:
        """Take a canonical form apart; raises ValueError if it is none.

        >>> DocumentNumber.from_canonical("苏府办〔2017〕141号").serial
        141
        >>> DocumentNumber.from_canonical("国令第711号").year is None
        True
        """
        match = CANONICAL_NUMBER.fullmatch(text)
        if match is None or not (match["serial"] or match["body"] or match["kind"]):
            raise ValueError(f"{text!r} is no canonical document number")
        if match["serial"]:
            return cls(match["code"] or None, int(match["year"]), int(match["serial"]), text)
        year = int(match["in_year"]) if match["in_year"] else None
        return cls(match["body"] or None, year, int(match["number"]), text)


@dataclass(frozen=True, slots=True)
class CitedDocument:
    """A document named in the text, 《…》, with its number where one follows."""

    title: str
    document_number: DocumentNumber | None = None
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Deadline:
    """A time limit or a rhythm (完成时限).

    relative: an ISO 8601 duration, working days as `P20WD`
    source: `content`, `bracket` or `column`
    """

    text: str
    start: date | None = None
    end: date | None = None
    recurrence: str | None = None
    relative: str | None = None
    anchor: str | None = None
    reporting: bool = False
    source: str = "content"
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Quantity:
    """A measurable target (量化指标), in base units: 1.2亿元 is 120000000 元."""

    text: str
    comparator: str
    value: float
    unit: str
    value_high: float | None = None
    approx: bool = False
    source: str = "content"
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What another reader said of the same words, where it differs."""

    unit: str
    role: Role
    reader: str


@dataclass(frozen=True, slots=True)
class Assignment:
    """One unit in one role on one task, as the document states it (责任分工).

    unit: as written, white space removed, shared prefixes expanded
    unit_id: identity across documents and years; None while unresolved
    position: from 1, in the order of the text
    by_duty: the string says 按职责(分工)
    collective: the unit stands for many (各市（区）, 市各有关部门)
    open_list: the list ends in 等
    rule: the rule that decided
    confidence: 0 to 1
    """

    unit: str
    role: Role
    position: int
    unit_id: str | None = None
    by_duty: bool = False
    collective: bool = False
    open_list: bool = False
    rule: str = ""
    confidence: float = 1.0
    needs_review: bool = False
    alternatives: tuple[Reading, ...] = ()
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Warning:
    """Something of the source was lost, dropped, repaired, or read against a contradiction.

    code: one of `planparse.errors.WARNING_CODES`
    page: from 1, or None for the document
    """

    code: str
    message: str
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """One row of the task table, or one assigned paragraph (任务).

    path: all headings and heading columns above the content, from the outermost in
    cells: the row as printed, header to text; empty for paragraphs
    evidence: where the content stands; two when a page break cuts it
    """

    id: str
    content: str
    goal: str | None = None
    task: str | None = None
    path: tuple[str, ...] = ()
    responsibility_text: str = ""
    cells: dict[str, str] = field(default_factory=dict, hash=False)
    assignments: tuple[Assignment, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    confidence: float = 1.0
    warnings: tuple[Warning, ...] = ()

    def _repr_html_(self) -> str:
        """Show the task in a notebook: its headings and words, who does what, until when, and where all that stands."""
        parts = [
            heading(" › ".join([inert(self.id), *map(inert, self.path or filter(None, (self.goal, self.task)))])),
            paragraph(inert(self.content)),
            *(paragraph(place(spot), quiet=True) for spot in self.evidence),
        ]
        if self.assignments:
            rows = [_assignment_cells(each) for each in self.assignments]
            parts.append(table(("职责 role", "单位 unit", "confidence", "read at"), rows))
        elif self.responsibility_text:
            parts.append(paragraph("no unit was read in: " + inert(self.responsibility_text)))
        limits = [
            ("时限 deadline", inert(each.text), inert(_span(each)), places(each.evidence)) for each in self.deadlines
        ]
        limits += [
            ("指标 target", inert(each.text), inert(_amount(each)), places(each.evidence)) for each in self.quantities
        ]
        if limits:
            parts.append(table(("", "words", "read as", "read at"), limits))
        parts += (paragraph(f"{inert(each.code)}: {inert(each.message)}", quiet=True) for each in self.warnings)
        return "".join(parts)


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the notice says of itself.

    issuer: the issuers joined by a blank; `issuers` lists them
    signed_date, published_date: 成文日期, 发布日期; different days, each kept
    disclosure: 公开属性, e.g. 此件公开发布
    evidence: field name to the places where it was read
    """

    title: str | None = None
    document_number: DocumentNumber | None = None
    issuer: str | None = None
    issuers: tuple[str, ...] = ()
    signed_date: date | None = None
    published_date: date | None = None
    disclosure: str | None = None
    addressees: tuple[str, ...] = ()
    annexes: tuple[str, ...] = ()
    cited_documents: tuple[CitedDocument, ...] = ()
    evidence: dict[str, tuple[Evidence, ...]] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Region:
    """A place (行政区划): its six-digit code of GB/T 2260, and its name."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Source:
    """The file a plan was read from.

    name: the file name, or the path inside a batch's input folder
    pages: None for formats without pages
    reader: what read it, e.g. `pdfium`
    """

    name: str
    sha256: str
    format: str
    pages: int | None
    reader: str


@dataclass(frozen=True, slots=True)
class Convention:
    """A rule that the document states once for all its tasks (排在第一位的为牵头单位)."""

    name: str
    text: str
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """One parsed plan document.

    year: the year the plan is for, from its title, else of its dates
    units: the units that its assignments name, as far as they are resolved, in the order of their ids
    notes: mild remarks, e.g. which pages another reader took; nothing was lost
    """

    metadata: Metadata
    tasks: tuple[Task, ...]
    source: Source
    year: int | None = None
    region: Region | None = None
    conventions: tuple[Convention, ...] = ()
    units: tuple[Unit, ...] = ()
    warnings: tuple[Warning, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def plan_id(self) -> str:
        """The first 16 hex digits of the file's sha256."""
        return self.source.sha256[:16]

    def records(self) -> Iterator[dict[str, Any]]:
        """One plain dict a task: id, goal, task, content, units by role, page."""
        for task in self.tasks:
            yield {
                "task_id": task.id,
                "goal": task.goal,
                "task": task.task,
                "content": task.content,
                "responsibility_text": task.responsibility_text,
                "lead": units_in(task, *LEADING),
                "responsible": units_in(task, Role.RESPONSIBLE),
                "cooperate": units_in(task, Role.COOPERATE, Role.PARTICIPATE),
                "page": first_page(task.evidence),
                "paragraph": task.evidence[0].paragraph if task.evidence else None,
                "confidence": task.confidence,
            }

    def assignment_records(self) -> Iterator[dict[str, Any]]:
        """One plain dict for each (task, unit, role), with the place it was read from."""
        for task in self.tasks:
            for assignment in task.assignments:
                yield {
                    "task_id": task.id,
                    "unit": assignment.unit,
                    "unit_id": assignment.unit_id,
                    "role": str(assignment.role),
                    "by_duty": assignment.by_duty,
                    "collective": assignment.collective,
                    "open_list": assignment.open_list,
                    "position": assignment.position,
                    "rule": assignment.rule,
                    "confidence": assignment.confidence,
                    "needs_review": assignment.needs_review,
                    **place_of(assignment.evidence),
                }

    def to_frame(self) -> pd.DataFrame:
        """Return the tasks as a pandas frame, one row each."""
        import pandas as pd

        return pd.DataFrame(list(self.records()), columns=list(TASK_COLUMNS))

    def assignments_frame(self) -> pd.DataFrame:
        """Return (task, unit, role) as a pandas frame, one row each, with its place: page and box, or paragraph."""
        import pandas as pd

        return pd.DataFrame(list(self.assignment_records()), columns=list(ASSIGNMENT_COLUMNS))

    def tokens_frame(self) -> pd.DataFrame:
        """Return the words of the tasks as a pandas frame, one row each, in the order of the text.

        field: `content` or `responsibility_text`; position counts from 1 in it, start and end are offsets in it
        kind: `unit`, `date`, `document_number`, `quantity`, `number`, `word` or `mark`
        """
        import pandas as pd

        rows = [
            (task.id, field, position, token.text, token.kind, token.start, token.end)
            for task in self.tasks
            for field, text in (("content", task.content), ("responsibility_text", task.responsibility_text))
            for position, token in enumerate(tokens_of(text), 1)
        ]
        return pd.DataFrame(rows, columns=["task_id", "field", "position", "token", "kind", "start", "end"])

    def _repr_html_(self) -> str:
        """Show the plan in a notebook: its number and date, and a table of its first tasks."""
        about = self.metadata
        facts = (about.document_number, about.issuer, about.signed_date, counted(len(self.tasks), "task"))
        assignments = [each for task in self.tasks for each in task.assignments]
        line = [inert(str(fact)) for fact in facts if fact] + [counted(len(assignments), "assignment")]
        if unsure := sum(each.needs_review for each in assignments):
            line.append(f"{unsure} to be reviewed {TO_REVIEW}")
        if self.warnings:
            codes = ", ".join(dict.fromkeys(warning.code for warning in self.warnings))
            line.append(f"{counted(len(self.warnings), 'warning')} ({inert(codes)})")
        parts = [heading(inert(about.title or self.source.name)), paragraph(" · ".join(line), quiet=True)]
        if self.tasks:
            parts.append(_task_table(self.tasks[:TASKS_SHOWN]))
        if (more := len(self.tasks) - TASKS_SHOWN) > 0:
            parts.append(paragraph(f"… and {counted(more, 'more task')}; plan.to_frame() has all", quiet=True))
        return "".join(parts)


PLACE_COLUMNS = ("page", "x0", "top", "x1", "bottom", "paragraph", "char_start", "char_end", "line")

TASK_COLUMNS = (
    "task_id", "goal", "task", "content", "responsibility_text",
    "lead", "responsible", "cooperate", "page", "paragraph", "confidence",
)  # fmt: skip
"""What `Plan.records` gives, in the order in which it is shown and written."""

ASSIGNMENT_COLUMNS = (
    "task_id", "unit", "unit_id", "role", "by_duty", "collective", "open_list", "position",
    "rule", "confidence", "needs_review", *PLACE_COLUMNS,
)  # fmt: skip
"""What `Plan.assignment_records` gives."""


def place_of(evidence: Sequence[Evidence]) -> dict[str, Any]:
    """Give the first place where a value was read: page and box, or paragraph and characters, and line."""
    spot = evidence[0] if evidence else None
    if spot is None:
        return dict.fromkeys(PLACE_COLUMNS)
    box = spot.bbox or (None, None, None, None)
    return dict(zip(PLACE_COLUMNS, (spot.page, *box, spot.paragraph, spot.start, spot.end, spot.line), strict=True))


def units_in(task: Task, *roles: Role) -> str:
    """Name the units of a task that hold one of these roles, joined by 、."""
    return "、".join(a.unit for a in task.assignments if a.role in roles)


def first_page(evidence: tuple[Evidence, ...]) -> int | None:
    """Give the page of the first evidence, or None."""
    return evidence[0].page if evidence else None


TASKS_SHOWN, CONTENT_SHOWN, UNITS_SHOWN = 50, 200, 12
"""Tasks of a plan, characters of a text and units of a role that a notebook shows: what a reader looks through."""

TO_REVIEW = "⚠"


def _task_table(tasks: Sequence[Task]) -> str:
    """Show tasks, one row each; a heading stands where it begins, as in a printed table."""
    columns: dict[str, list[str]] = {
        "id": [inert(task.id) for task in tasks],
        "目标": _where_it_begins([(task.goal,) for task in tasks]),
        "任务": _where_it_begins([(task.goal, task.task) for task in tasks]),
        "主要内容": [inert(shortened(task.content, CONTENT_SHOWN)) for task in tasks],
        "责任单位": [_units_by_role(task) for task in tasks],
        "at": [first_place(task.evidence) for task in tasks],
    }
    filled = {name: cells for name, cells in columns.items() if any(cells)}
    return table(list(filled), zip(*filled.values(), strict=True))


def _where_it_begins(headings: Sequence[tuple[str | None, ...]]) -> list[str]:
    before = (None, *headings[:-1])
    return [
        inert(shortened(now[-1], CONTENT_SHOWN)) if now[-1] and now != last else ""
        for now, last in zip(headings, before, strict=True)
    ]


def _units_by_role(task: Task) -> str:
    if not task.assignments:
        return inert(shortened(task.responsibility_text, CONTENT_SHOWN)) if task.responsibility_text else ""
    lines = []
    for role in dict.fromkeys(each.role for each in task.assignments):
        held = [each for each in task.assignments if each.role is role]
        names = "、".join(inert(each.unit) + f" {TO_REVIEW}" * each.needs_review for each in held[:UNITS_SHOWN])
        more = f" and {len(held) - UNITS_SHOWN} more" if len(held) > UNITS_SHOWN else ""
        lines.append(paragraph(f"{mark(role)} {names}{more}"))
    return "".join(lines)


def _assignment_cells(each: Assignment) -> tuple[str, ...]:
    marked = f"{each.confidence:.2f}" + f" {TO_REVIEW} review" * each.needs_review
    others = "; ".join(f"{inert(other.unit)} {inert(f'{other.role} ({other.reader})')}" for other in each.alternatives)
    unit = inert(each.unit) + (paragraph(f"or else: {others}", quiet=True) if others else "")
    return f"{mark(each.role)} {each.role}", unit, marked, places(each.evidence)


def _span(deadline: Deadline) -> str:
    """Say when a deadline is: its first and last day, its rhythm, or the length of time and from what on."""
    days = [day.isoformat() for day in (deadline.start, deadline.end) if day]
    if len(days) == 1:
        days.insert(0, "from" if deadline.start else "until")
        dated = " ".join(days)
    else:
        dated = " to ".join(days)
    length = " after ".join(filter(None, (deadline.relative, deadline.anchor)))
    return ", ".join(filter(None, (dated, deadline.recurrence, length))) or "a time that no calendar tells"


def _amount(quantity: Quantity) -> str:
    """Say what a target comes to, in base units."""
    high = f" to {quantity.value_high:,.10g}" if quantity.value_high is not None else ""
    return f"{'about ' if quantity.approx else ''}{quantity.comparator} {quantity.value:,.10g}{high} {quantity.unit}"
