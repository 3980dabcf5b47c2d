"""Rows of a task table by their meaning: what is the goal, the task, the content, and who is named.

Comes in: a `Row`, its cells under header words. Goes out: a `TaskRow`. The contract fixes the reading: the content
is the cell of the measure column, or of the innermost task column where there is none; what stands above it, section
titles and heading columns, is its path.
"""

from __future__ import annotations

from dataclasses import dataclass

from planparse.lexicon.headers import read_header
from planparse.model.document import Passage, Row
from planparse.model.plan import Role
from planparse.tables.headers import work_index

NOTHING = frozenset({"—", "-", "/", "——", "无", "－", "／"})
"""What is written in a cell to say that it is empty (DOMAIN 2)."""


@dataclass(frozen=True, slots=True)
class UnitCell:
    """A cell that names units: its header as printed, the role its column gives, and its text.

    remark: what the header adds in brackets (列第一位的为牵头单位)
    """

    header: str
    header_cell: Passage
    role: Role
    remark: str
    text: Passage
    inferred: bool = False


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One row of a task table, read by its header; or one assigned paragraph (see `prose`).

    table: counts the tables of the document, from 0; None for a paragraph
    path: section titles and heading columns above the content, from the outermost in
    times, targets: the cells of columns such as 完成时限 and 量化指标
    cells: the whole row as printed, header to text; empty for a paragraph
    responsibility_text: the unit cell, the inside of the bracket or the label line as written; where several columns
        name units, each behind its header
    asides: the bracket or label lines of a paragraph, in which a time limit may stand beside the units
    inferred: the content was joined over a page break against a doubt
    beside_gap: the row stands next to a page that could not be read
    """

    table: int | None
    content: Passage
    goal: Passage
    task: Passage
    path: tuple[Passage, ...]
    units: tuple[UnitCell, ...]
    times: tuple[Passage, ...]
    targets: tuple[Passage, ...]
    cells: dict[str, str]
    responsibility_text: str
    asides: tuple[Passage, ...] = ()
    inferred: bool = False
    beside_gap: bool = False


def read_row(row: Row) -> TaskRow:
    """Read a row by the words of its header."""
    work = work_index(row.fields)
    goals, tasks = (
        [row.cells[index] for index in range(work) if row.fields[index] == field and row.cells[index]]
        for field in ("goal", "task")
    )
    # A cell merged over both heading columns is one heading.
    tasks = [text for text in tasks if text not in goals]
    sections = list(row.sections)
    path = (*sections, *goals, *tasks)
    goal = (goals or sections or tasks[:-1] or [Passage()])[0]
    below = [text for text in path if text is not goal]
    units = tuple(
        UnitCell(header, header_cell, role, _remark(header), _or_nothing(text), inferred)
        for header, header_cell, role, text, inferred in zip(
            row.header, row.header_cells, row.roles, row.cells, row.inferred, strict=True
        )
        if role is not None
    )
    return TaskRow(
        table=row.table,
        content=row.cells[work],
        goal=goal,
        task=(tasks or below or [Passage()])[-1],
        path=path,
        units=units,
        times=_under("deadline", row),
        targets=_under("target", row),
        cells={
            header or f"列{index + 1}": text.printed
            for index, (header, text) in enumerate(zip(row.header, row.cells, strict=True))
        },
        responsibility_text=_words_of(units),
        inferred=row.inferred[work],
        beside_gap=row.beside_gap,
    )


def _words_of(units: tuple[UnitCell, ...]) -> str:
    if len(units) == 1:
        return units[0].text.printed
    return "；".join(f"{cell.header}：{cell.text.printed}" for cell in units if cell.text)


def _under(field: str, row: Row) -> tuple[Passage, ...]:
    """Give the texts of a row under headers of one field, empty ones left out."""
    return tuple(text for each, text in zip(row.fields, row.cells, strict=True) if each == field and text)


def _remark(header: str) -> str:
    word = read_header(header)
    return word.remark if word else ""


def _or_nothing(text: Passage) -> Passage:
    return Passage() if text.text in NOTHING else text
