"""A plan in, CSV tables out: one row a task, or one row for each unit in its role.

The files are UTF-8 with a byte order mark, without which Excel shows Chinese as noise, and text that a
spreadsheet would run as a formula has an apostrophe before it; numbers are left as they are. Columns and
order are those of `Plan.to_frame` and `Plan.assignments_frame`; pandas is not needed.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, BinaryIO

from planparse.files import packed, whole_file
from planparse.model.plan import ASSIGNMENT_COLUMNS, TASK_COLUMNS, Plan
from planparse.outputs.clean import legal_text, safe_cell


def write_tasks_csv(plan: Plan, path: str | os.PathLike[str]) -> None:
    """Write the tasks of a plan, one row each; raises OutputError if that is impossible."""
    write_csv(plan.records(), TASK_COLUMNS, path)


def write_assignments_csv(plan: Plan, path: str | os.PathLike[str]) -> None:
    """Write (task, unit, role), one row each; raises OutputError if that is impossible."""
    write_csv(plan.assignment_records(), ASSIGNMENT_COLUMNS, path)


def write_csv(rows: Iterable[dict[str, Any]], columns: Sequence[str], path: str | os.PathLike[str]) -> None:
    """Write rows under these columns; None is an empty cell, text is made safe; .gz is compressed."""
    with whole_file(path) as file, packed(file, path) as out:
        put_csv(out, columns, rows)


def put_csv(file: BinaryIO, columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> None:
    """Write rows into an open file; a column that a row lacks is an empty cell."""
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow([_cell(column) for column in columns])
    writer.writerows([_cell(row.get(column)) for column in columns] for row in rows)
    text.detach()


def csv_text(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> str:
    """Give the text of the same table for a stream: without the mark that only a file needs."""
    file = io.BytesIO()
    put_csv(file, columns, rows)
    return file.getvalue().decode("utf-8-sig")


def _cell(value: Any) -> Any:
    return safe_cell(legal_text(value)) if isinstance(value, str) else value
