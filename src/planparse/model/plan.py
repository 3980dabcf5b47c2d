"""What a plan says: tasks, and who carries them (工作要点, 实施方案, 任务分解表).

These are the values of the public contract. All are frozen; every value that was read carries its
evidence. They know nothing of PDFs; pandas is imported only inside the methods that make frames.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from planparse.model.evidence import Evidence
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
        """Show the plan as a table in a notebook; all text is escaped."""
        title = html.escape(self.metadata.title or self.source.name)
        rows = "".join(
            "<tr>"
            + "".join(f"<td style='text-align:left'>{html.escape(str(value or ''))}</td>" for value in cells)
            + "</tr>"
            for cells in (
                (r["task_id"], r["goal"], r["task"], r["content"], r["responsibility_text"]) for r in self.records()
            )
        )
        return (
            f"<p><b>{title}</b> — {len(self.tasks)} tasks, "
            f"{sum(len(t.assignments) for t in self.tasks)} assignments</p>"
            "<table><thead><tr><th>id</th><th>目标</th><th>任务</th><th>主要内容</th><th>责任单位</th></tr>"
            f"</thead><tbody>{rows}</tbody></table>"
        )


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
