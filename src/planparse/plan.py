"""One document in, one plan out: the stages of planparse in the order they run."""

from __future__ import annotations

import gc
import os
import re
from collections.abc import Callable, Iterable, Iterator, Set
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from planparse.errors import NotAPlan
from planparse.language.conventions import Rule, apply_rules, distinct, find_rules
from planparse.language.deadlines import read_deadlines, task_deadlines
from planparse.language.front_matter import cited_in, plan_region, plan_year, read_front_matter
from planparse.language.quantities import read_quantities
from planparse.language.roles import BARE_LIST
from planparse.language.second_opinion import REVIEW_BELOW, parse_responsibility
from planparse.model.document import Document, FlowText, Grid, Line, Page, Paragraph, Passage, Row, certainty
from planparse.model.evidence import Evidence
from planparse.model.plan import Assignment, Plan, Role, Task, Warning
from planparse.model.unit import Unit
from planparse.readers.open import WHERE_NEEDED, open_bytes, open_document
from planparse.readers.scan.choice import INSTALL, Ocr, Progress, is_installed
from planparse.tables.alignment import align_pages
from planparse.tables.closings import Verdict
from planparse.tables.flattened import Flattened, find_flattened
from planparse.tables.grid import PageLayout, lay_out
from planparse.tables.lines import PAGE_NUMBER, passage_of
from planparse.tables.paragraphs import paragraphs_of, running_heads, without_foot
from planparse.tables.prose import find_tasks
from planparse.tables.rows import TaskRow, UnitCell, read_row
from planparse.tables.rules import is_drawing
from planparse.tables.stitch import LeftOut, LostText, is_picture, stitch_pages
from planparse.units.document import identify, region_of, resolver_of
from planparse.units.registry import Registry, load_registry

BESIDE_GAP = "the row stands next to a page that could not be read; a part of it may be missing"

MANY_RULES = 400
"""Pieces of rules above which a page is looked at for being a drawing."""

INFERRED = 0.7
"""Confidence of what was joined or carried over a page break against a doubt. Not measured yet: it only marks
these values for review."""

FURNITURE = re.compile(rf"{PAGE_NUMBER.pattern}|附(件|表)\s*[\d一二三四五六七八九十]*[:：]?|[(（]?单位[:：].*")
"""Lines above a table that are not its title: page numbers, 附件1, 单位：万元."""


def parse(
    path: str | os.PathLike[str],
    *,
    reader: str = "auto",
    units: str | os.PathLike[str] | Registry | None = None,
    ocr: str = "auto",
    cache: str | os.PathLike[str] | None = None,
    progress: Progress | None = None,
) -> Plan:
    """Read one plan document.

    path: a PDF, .docx, .html or .txt file; what it is is told by its bytes, not by its ending
    reader: `auto`, `pdfium` or `pdfplumber`; which engine reads the pages of a PDF
    units: a table of one's own (CSV), or a registry with it, that overrides what planparse knows of units; see
        `load_registry`
    ocr: `auto` reads the pages of a PDF from their picture whose text is missing or cannot be trusted, if the extra
        `planparse[ocr]` is installed; `always` all of them, `never` none
    cache: a folder in which the text that was recognised is kept, so that a second time costs nothing
    progress: is told the number of each page that is read from its picture, before it is; a page takes seconds
    Raises UsageError for a missing path, NotAPlan for a document without tasks (its `.plan` holds the rest), and
    the other InputErrors for files that cannot be read.
    """
    registry = units if units is None or isinstance(units, Registry) else load_registry(units)
    scans = Ocr(ocr, Path(cache) if cache is not None else None, progress)
    with _collector_paused(), open_document(path, reader, scans) as document:
        return _with_tasks(read_plan(document, registry))


def parse_bytes(
    data: bytes,
    name: str,
    *,
    reader: str = "auto",
    units: Registry | None = None,
    ocr: Ocr = WHERE_NEEDED,
    opened: Callable[[Document], None] | None = None,
) -> Plan:
    """Read a plan document that is in memory already, as `parse` does.

    ocr: which pages are read from their picture
    opened: is told the document before its pages are read, so that it may have time by their number
    """
    with _collector_paused(), open_bytes(data, name, reader, ocr) as document:
        if opened is not None:
            opened(document)
        return _with_tasks(read_plan(document, units))


def _with_tasks(plan: Plan) -> Plan:
    if not plan.tasks:
        advice = "look at the document; what a sentence says of its subject (市财政局负责…) is no assignment"
        if not is_installed() and any(each.code in ("no_text_on_page", "not_recognised") for each in plan.warnings):
            advice = f"{INSTALL}, so that the text of scanned pages is recognised"
        raise NotAPlan(
            "no task was found: no table, closing bracket or label line (责任单位：…) assigns work to a unit",
            plan=plan,
            where=plan.source.name,
            advice=advice,
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


def read_plan(document: Document, registry: Registry | None = None) -> Plan:
    """Read an opened document, with tasks or without; its units are looked up in the registry."""
    seen = _Seen()
    if document.text is not None:
        seen.read(document.text)
        body = _read_body(stitch_pages([_layout_of(document.text)]), seen)
    else:
        body = _read_body(stitch_pages(align_pages(map(lay_out, map(seen.look, document.pages)))), seen)
    heads = running_heads(body.lines) if document.text is None else frozenset()
    paragraphs = body.paragraphs(heads)
    flattened = find_flattened(paragraphs, _judge, _spans_word)
    notice = _notice_of(body, paragraphs, flattened)
    front = read_front_matter(
        notice,
        heads,
        behind=body.lines[body.starts[0] :] if body.starts else (),
        title=document.text.title if document.text else None,
        published=document.text.published if document.text else None,
    )
    seen.warnings.extend(front.warnings)
    metadata = front.metadata
    year = plan_year(metadata)
    written = _in_order(body.rows, paragraphs, flattened)
    rules = _rules_of(paragraphs, written)
    # A rule in a header holds in its own column, where the unit cells are read by it.
    headers = {cell.header: cell.header_cell for row in written for cell in row.units if cell.remark}
    of_headers = [rule for header in headers.values() for rule in find_rules(header)]
    cited = cited_in([*(each.text for each in paragraphs), *(row.content for row in written)])
    captions = _captions(body.lines, body.starts) if len(body.starts) > 1 else [Passage()]
    tasks: list[Task] = []
    known: set[_Said] = set()
    for row in _with_content(written, seen):
        rules += [rule for text in row.asides for rule in find_rules(text)]
        caption = captions[row.table] if row.table is not None else Passage()
        task = _read_task(len(tasks) + 1, row, caption, seen, rules)
        # A rule stated in a cell (以下均需各区落实) holds from the next task on.
        rules += [rule for cell in row.units for rule in find_rules(cell.text) if rule.units and not row.asides]
        if not _is_said_twice(task, row, known):
            tasks.append(replace(task, **_measures_of(row, metadata.signed_date, year)))
    region = plan_region(metadata)
    region = region or region_of(resolver_of(metadata, region, year, registry))
    identified, units = identify(tasks, metadata, region, year, registry)
    plan = Plan(
        metadata=replace(metadata, cited_documents=cited),
        tasks=identified,
        source=document.source,
        year=year,
        region=region,
        conventions=distinct([*of_headers, *rules]),
        units=units,
        warnings=tuple(seen.warnings),
        notes=(*seen.notes, *_own_names(units, registry)),
    )
    return _as_shown(plan, seen.turned) if seen.turned else plan


def _own_names(units: tuple[Unit, ...], registry: Registry | None) -> list[str]:
    """Say which units the user's own table named."""
    if registry is None:
        return []
    count = sum(unit.source == registry.own_name for unit in units)
    return [f"{count} of {len(units)} units were named by {registry.own_name}"]


_Said = tuple[bool, str, tuple[tuple[str, Role], ...]]
"""Whether a task stands in running text, its words, and its units with their roles."""


@dataclass(slots=True)
class _Body:
    """What a document holds, in reading order.

    lines: outside of task tables; before: for each, how many rows stand before it
    starts: for each table, how many lines stand before it
    """

    lines: list[Line] = field(default_factory=list)
    before: list[int] = field(default_factory=list)
    rows: list[TaskRow] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)

    def paragraphs(self, heads: Set[str]) -> list[Paragraph]:
        """Put the lines of the article together; page numbers, running heads and the frame of a web page are left."""
        kept = [
            place
            for place, line in enumerate(self.lines)
            if not line.style.outside and not (line.text in heads or PAGE_NUMBER.fullmatch(line.text))
        ]
        paragraphs = paragraphs_of([self.lines[place] for place in kept], [self.before[place] for place in kept])
        return without_foot(paragraphs)


def _read_body(parts: Iterable[Line | Row | LeftOut | LostText], seen: _Seen) -> _Body:
    body = _Body()
    for part in parts:
        if isinstance(part, Line):
            body.lines.append(part)
            body.before.append(len(body.rows))
        elif isinstance(part, LostText):
            seen.lose(part)
        elif isinstance(part, Row):
            row = read_row(part)
            if row.table == len(body.starts):
                body.starts.append(len(body.lines))
            body.rows.append(row)
        else:
            seen.leave_out(part)
    return body


def _layout_of(text: FlowText) -> PageLayout:
    """Lay a text format out as one endless page."""
    return PageLayout(
        Page(0, 0, 0, (), ()),
        tuple(part for part in text.parts if isinstance(part, Grid)),
        tuple(part for part in text.parts if isinstance(part, Line)),
    )


def _notice_of(body: _Body, paragraphs: list[Paragraph], flattened: list[Flattened]) -> list[Line]:
    """Take the lines in which a document speaks of itself: those above its first table, and no cells of others."""
    lines = body.lines if not body.starts else body.lines[: body.starts[0]]
    cells = (each for table in flattened for each in paragraphs[table.first : table.last + 1])
    inside = {id(char) for cell in cells for char in cell.text.chars}
    return [line for line in lines if id(line.chars[0]) not in inside] if inside else lines


def _in_order(rows: list[TaskRow], paragraphs: list[Paragraph], flattened: list[Flattened]) -> list[TaskRow]:
    """Find the tasks of running text, and put them and those of tables into one order, that of the document."""
    found: list[tuple[int, TaskRow]] = []
    places = list(range(len(paragraphs)))
    for table in flattened:
        found += [(table.first, replace(read_row(row), table=None)) for row in table.rows]
        places = [place for place in places if not table.first <= place <= table.last]
    found += [(places[at], row) for at, row in find_tasks([paragraphs[place] for place in places], _judge)]
    ordered: list[TaskRow] = []
    done = 0
    for place, row in sorted(found, key=lambda each: each[0]):
        before = paragraphs[place].rows
        ordered += rows[done:before]
        done = max(done, before)
        ordered.append(row)
    return ordered + rows[done:]


def _rules_of(paragraphs: list[Paragraph], rows: list[TaskRow]) -> list[Rule]:
    """Find the rules that hold for the whole document: those of its text outside of assigning brackets and labels.

    A rule in a bracket (排在第一位的为牵头部门，下同) holds from its own task on.
    """
    stated = [text.text for row in rows for text in row.asides if find_rules(text)]
    return [
        rule
        for paragraph in paragraphs
        if not any(words in paragraph.text.text for words in stated)
        for rule in find_rules(paragraph.text)
    ]


def _is_said_twice(task: Task, row: TaskRow, known: set[_Said]) -> bool:
    """Say whether a task stands in the text and in the table of an annex with the same words and units."""
    key = task.content.strip("。；;"), tuple((each.unit, each.role) for each in task.assignments)
    mark = (bool(row.asides), *key)
    other = (not row.asides, *key)
    known.add(mark)
    return other in known


def _spans_word(before: str, after: str) -> bool:
    """Say whether a word goes over the joint of two texts; loads a dictionary, so it is asked only where a doubt is."""
    from planparse.language.segment import is_inside_word

    return is_inside_word(before, after)


def _judge(text: str, column: str) -> Verdict:
    found = _read_words(text, column)
    return Verdict(
        len(found),
        any(each.rule != BARE_LIST.name for each in found),
        not any(each.needs_review for each in found),
        min((spot.start or 0 for each in found for spot in each.evidence), default=0) == 0,
    )


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
        if page.turned or page.tilt:
            self.turned[page.number] = replace(page, chars=(), rules=())
        self.notes.extend(f"page {page.number}: {note}" for note in page.notes)
        if len(page.rules) > MANY_RULES and is_drawing(page.rules):
            self.warnings.append(
                Warning(
                    "too_many_rules", "the lines of the page cross too often for tables; none was read", page.number
                )
            )
        if is_picture(page):
            message = "the page shows a picture and has no characters"
            message += "" if is_installed() else f"; to have its text recognised: {INSTALL}"
            self.warnings.append(Warning("no_text_on_page", message, page.number))
        return page

    def read(self, text: FlowText) -> None:
        """Take over what the reader of a text format has to say."""
        self.warnings.extend(text.warnings)
        self.notes.extend(text.notes)

    def leave_out(self, table: LeftOut) -> None:
        """Note a table that names no units."""
        words = "|".join(word for word in table.words if word) or "no words"
        place = f"page {table.page}: " if table.page else ""
        self.notes.append(f"{place}a table that is no task table was left out ({words[:60]})")

    def lose(self, lost: LostText) -> None:
        """Warn of text inside a task table that no row took."""
        self.warnings.append(
            Warning("lost_text", f"text in a task table belongs to no row: {lost.text[:40]}", lost.page or None)
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
        for text, source in _sources(row, row.times)
        for found in task_deadlines(read_deadlines(text.text, date=signed, year=year, source=source))
    ]
    quantities = [
        replace(found, evidence=_placed(found.evidence, text))
        for text, source in _sources(row, row.targets)
        for found in read_quantities(text.text, source=source)
    ]
    return {"deadlines": tuple(deadlines), "quantities": tuple(quantities)}


def _sources(row: TaskRow, column: tuple[Passage, ...]) -> list[tuple[Passage, str]]:
    """List where a time limit or target may stand, in the order in which they are read."""
    return [
        (row.content, "content"),
        *((text, "bracket") for text in row.asides),
        *((text, "column") for text in column),
    ]


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
            confidence=min(assignment.confidence, INFERRED if cell.inferred else 1.0, sure),
            needs_review=assignment.needs_review or cell.inferred or sure < REVIEW_BELOW,
            evidence=_placed(assignment.evidence, cell.text),
        )
        for assignment in found
        for sure in (_certainty(assignment, cell.text),)
    )


def _certainty(assignment: Assignment, text: Passage) -> float:
    """Say how sure the recognised characters of a unit are; 1 for those that were read as they are in the file."""
    spans = (text.chars[each.start or 0 : each.end] for each in assignment.evidence)
    return round(certainty(char for span in spans for char in span), 2)


def _captions(lines: list[Line], starts: list[int]) -> list[Passage]:
    """Find the title of each table: the last line of text before it, unless that only numbers the annex."""
    captions = []
    for start in starts:
        texts = (passage_of([line]) for line in reversed(lines[max(0, start - 6) : start]))
        captions.append(next((text for text in texts if not FURNITURE.fullmatch(text.text)), Passage()))
    return captions
