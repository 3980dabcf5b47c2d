"""One document in, one plan out: the stages of planparse in the order they run."""

from __future__ import annotations

import gc
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields, is_dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from planparse.errors import NotAPlan
from planparse.language.conventions import Rule, apply_rules, distinct, find_rules
from planparse.language.deadlines import read_deadlines, task_deadlines
from planparse.language.front_matter import (
    cited_in,
    paragraphs_of,
    plan_year,
    read_front_matter,
    running_heads,
)
from planparse.language.quantities import read_quantities
from planparse.language.second_opinion import parse_responsibility
from planparse.model.document import Document, Line, Page, Passage, Row
from planparse.model.evidence import Evidence
from planparse.model.plan import Assignment, Plan, Role, Task, Warning
from planparse.readers.open import open_document
from planparse.tables.alignment import align_pages
from planparse.tables.grid import lay_out
from planparse.tables.lines import PAGE_NUMBER, passage_of
from planparse.tables.rows import TaskRow, UnitCell, read_row
from planparse.tables.rules import is_drawing
from planparse.tables.stitch import LeftOut, LostText, is_picture, stitch_pages

BESIDE_GAP = "the row stands next to a page that could not be read; a part of it may be missing"

MANY_RULES = 400
"""Pieces of rules above which a page is looked at for being a drawing."""

INFERRED = 0.7
"""Confidence of what was joined or carried over a page break against a doubt. Not measured yet: it only marks
these values for review."""

FURNITURE = re.compile(rf"{PAGE_NUMBER.pattern}|附(件|表)\s*[\d一二三四五六七八九十]*[:：]?|[(（]?单位[:：].*")
"""Lines above a table that are not its title: page numbers, 附件1, 单位：万元."""


def parse(path: str | os.PathLike[str], *, reader: str = "auto") -> Plan:
    """Read one plan document.

    path: a PDF; what it is is told by its bytes, not by its ending
    reader: `auto`, `pdfium` or `pdfplumber`; which engine reads the pages
    Raises UsageError for a missing path, NotAPlan for a document without tasks (its `.plan` holds the rest), and
    the other InputErrors for files that cannot be read.
    """
    with _collector_paused(), open_document(path, reader) as document:
        plan = read_plan(document)
    if not plan.tasks:
        raise NotAPlan(
            "no task was found: no table names units under a header such as 责任单位 or 牵头单位",
            plan=plan,
            where=plan.source.name,
            advice="look at the document; plans whose responsibility stands in the text are not read yet",
        )
    return plan


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Keep the garbage collector from looking through a document's characters again and again.

    Nothing read from a document refers back to what holds it, so nothing is left for the collector to find; on 400
    pages its rounds take a fifth of the time.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def read_plan(document: Document) -> Plan:
    """Read an opened document, with tasks or without."""
    seen = _Seen()
    lines: list[Line] = []
    rows: list[TaskRow] = []
    before_table: list[int] = []
    for part in stitch_pages(align_pages(map(lay_out, map(seen.look, document.pages)))):
        if isinstance(part, Line):
            lines.append(part)
        elif isinstance(part, LostText):
            seen.lose(part)
        elif isinstance(part, Row):
            row = read_row(part)
            if row.table == len(before_table):
                before_table.append(len(lines))
            rows.append(row)
        else:
            seen.leave_out(part)
    rules = [rule for text in paragraphs_of(lines) for rule in find_rules(text)]
    # A rule in a header holds in its own column, where the unit cells are read by it.
    headers = {cell.header: cell.header_cell for row in rows for cell in row.units if cell.remark}
    of_headers = [rule for header in headers.values() for rule in find_rules(header)]
    notice = lines[: before_table[0]] if before_table else lines
    metadata = read_front_matter(notice, running_heads(lines))
    year = plan_year(metadata)
    cited = cited_in([*paragraphs_of(notice), *(row.content for row in rows)])
    captions = _captions(lines, before_table) if len(before_table) > 1 else [Passage()]
    tasks: list[Task] = []
    for row in _with_content(rows, seen):
        task = _read_task(len(tasks) + 1, row, captions[row.table], seen, rules)
        tasks.append(replace(task, **_measures_of(row, metadata.signed_date, year)))
        # A rule stated in a cell (以下均需各区落实) holds from the next task on.
        rules += [rule for cell in row.units for rule in find_rules(cell.text) if rule.units]
    plan = Plan(
        metadata=replace(metadata, cited_documents=cited),
        tasks=tuple(tasks),
        source=document.source,
        year=year,
        conventions=distinct([*of_headers, *rules]),
        warnings=tuple(seen.warnings),
        notes=tuple(seen.notes),
    )
    return _as_shown(plan, seen.turned) if seen.turned else plan


def _as_shown(value: Any, turned: dict[int, Page]) -> Any:
    """Give a value with its evidence where a viewer shows it, for pages that were turned upright to be read."""
    if isinstance(value, Evidence):
        page = turned.get(value.page or 0)
        return replace(value, bbox=page.shown(value.bbox)) if page and value.bbox else value
    if isinstance(value, tuple):
        return tuple(_as_shown(item, turned) for item in value)
    if isinstance(value, dict):
        return {key: _as_shown(item, turned) for key, item in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        changed = {field.name: _as_shown(getattr(value, field.name), turned) for field in fields(value)}
        return replace(value, **changed)
    return value


class _Seen:
    """Collects what is to be said of pages and tables while they stream by."""

    def __init__(self) -> None:
        self.warnings: list[Warning] = []
        self.notes: list[str] = []
        self.turned: dict[int, Page] = {}

    def look(self, page: Page) -> Page:
        """Note what a page shows that the tables will not."""
        self.warnings.extend(page.warnings)
        if page.turned:
            self.turned[page.number] = replace(page, chars=(), rules=())
        self.notes.extend(f"page {page.number}: {note}" for note in page.notes)
        if len(page.rules) > MANY_RULES and is_drawing(page.rules):
            self.warnings.append(
                Warning(
                    "too_many_rules", "the lines of the page cross too often for tables; none was read", page.number
                )
            )
        if is_picture(page):
            self.warnings.append(
                Warning("no_text_on_page", "the page shows a picture and has no characters", page.number)
            )
        return page

    def leave_out(self, table: LeftOut) -> None:
        """Note a table that names no units."""
        words = "|".join(word for word in table.words if word) or "no words"
        self.notes.append(f"page {table.page}: a table that is no task table was left out ({words[:60]})")

    def lose(self, lost: LostText) -> None:
        """Warn of text inside a task table that no row took."""
        self.warnings.append(
            Warning("lost_text", f"text in a task table belongs to no row: {lost.text[:40]}", lost.page)
        )

    def misread(self, cell: UnitCell) -> None:
        """Warn of a unit cell in which no unit was found."""
        page = next((spot.page for spot in cell.text.evidence()), None)
        self.warnings.append(
            Warning("unread_responsibility", f"no unit was found under {cell.header}: {cell.text.printed[:40]}", page)
        )

    def drop(self, row: TaskRow) -> None:
        """Warn of a row that names units but no work."""
        page = next((spot.page for cell in row.units for spot in cell.text.evidence()), None)
        self.warnings.append(
            Warning("row_without_content", f"a row has units but no content: {row.responsibility_text[:40]}", page)
        )


def _with_content(rows: list[TaskRow], seen: _Seen) -> list[TaskRow]:
    """Keep the rows that say what is to be done; a row of units alone is warned of."""
    kept = []
    for row in rows:
        if row.content:
            kept.append(row)
        elif any(cell.text for cell in row.units):
            seen.drop(row)
    return kept


def _read_task(number: int, row: TaskRow, caption: Passage, seen: _Seen, rules: list[Rule]) -> Task:
    found: list[Assignment] = []
    for cell in row.units:
        of_cell = _read_cell(cell)
        if cell.text and not of_cell:
            seen.misread(cell)
        found.extend(of_cell)
    has_lead_column = any(cell.role in (Role.LEAD, Role.JOINT_LEAD) for cell in row.units)
    assignments = [
        replace(assignment, position=position)
        for position, assignment in enumerate(apply_rules(found, rules, has_lead_column=has_lead_column), start=1)
    ]
    goal = row.goal or caption
    return Task(
        id=f"t{number:03d}",
        content=row.content.text,
        goal=goal.text or None,
        task=row.task.text or None,
        path=tuple(text.text for text in row.path),
        responsibility_text=row.responsibility_text,
        cells=row.cells,
        assignments=tuple(assignments),
        evidence=row.content.evidence(),
        confidence=min([INFERRED if row.inferred or row.beside_gap else 1.0, *(a.confidence for a in assignments)]),
        warnings=(Warning("beside_unread_page", BESIDE_GAP),) if row.beside_gap else (),
    )


def _measures_of(row: TaskRow, signed: date | None, year: int | None) -> dict[str, Any]:
    """Read the time limits and targets of a row: of its content first, then of columns such as 完成时限."""
    deadlines = [
        replace(found, evidence=_placed(found.evidence, text))
        for text, source in ((row.content, "content"), *((text, "column") for text in row.times))
        for found in task_deadlines(read_deadlines(text.text, date=signed, year=year, source=source))
    ]
    quantities = [
        replace(found, evidence=_placed(found.evidence, text))
        for text, source in ((row.content, "content"), *((text, "column") for text in row.targets))
        for found in read_quantities(text.text, source=source)
    ]
    return {"deadlines": tuple(deadlines), "quantities": tuple(quantities)}


def _placed(words: tuple[Evidence, ...], text: Passage) -> tuple[Evidence, ...]:
    """Find on the page what was read at these offsets of a text."""
    return tuple(spot for each in words for spot in text.evidence(each.start or 0, each.end))


@lru_cache(maxsize=4096)
def _read_words(text: str, header: str) -> tuple[Assignment, ...]:
    """Read a unit cell by both readers; a merged cell comes once for each of its rows."""
    return parse_responsibility(text, header)


def _read_cell(cell: UnitCell) -> tuple[Assignment, ...]:
    """Read the units of one cell, and find each on the page."""
    found = _read_words(cell.text.text, cell.header)
    return tuple(
        replace(
            assignment,
            confidence=min(assignment.confidence, INFERRED) if cell.inferred else assignment.confidence,
            needs_review=assignment.needs_review or cell.inferred,
            evidence=_placed(assignment.evidence, cell.text),
        )
        for assignment in found
    )


def _captions(lines: list[Line], starts: list[int]) -> list[Passage]:
    """Find the title of each table: the last line of text before it, unless that only numbers the annex."""
    captions = []
    for start in starts:
        texts = (passage_of([line]) for line in reversed(lines[max(0, start - 6) : start]))
        captions.append(next((text for text in texts if not FURNITURE.fullmatch(text.text)), Passage()))
    return captions
