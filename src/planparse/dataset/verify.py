"""Whether a dataset is what its manifest says, and whether its tables agree with each other (校验)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from planparse.dataset.read import Dataset
from planparse.dataset.schema import MANIFEST, TABLES, arrow_schema
from planparse.dataset.store import Store
from planparse.errors import InputError, PlanparseError

SHOWN = 3
"""Rows named of each kind of fault."""

KEYS = {
    "tasks": "plan_id, task_id",
    "units": "unit_id",
    "plans": "name",
    "failures": "name",
}
"""Columns that no two rows of a table share."""

FAULTS = {
    "a task belongs to no plan": "select plan_id || ' ' || task_id from tasks anti join plans using (plan_id)",
    "an assignment belongs to no task": (
        "select plan_id || ' ' || task_id || ' ' || unit from assignments anti join tasks using (plan_id, task_id)"
    ),
    "a deadline belongs to no task": (
        "select plan_id || ' ' || task_id from deadlines anti join tasks using (plan_id, task_id)"
    ),
    "a quantity belongs to no task": (
        "select plan_id || ' ' || task_id from quantities anti join tasks using (plan_id, task_id)"
    ),
    "a cited document belongs to no plan": 'select plan_id from "references" anti join plans using (plan_id)',
    "a plan has another number of tasks than n_tasks says": (
        "select name from plans left join (select plan_id, count(*) as found from tasks group by plan_id) "
        "using (plan_id) where n_tasks <> coalesce(found, 0)"
    ),
    "same_as names no plan": (
        "select a.name from plans a left join plans b on a.same_as = b.name and a.sha256 = b.sha256 "
        "where a.same_as is not null and b.name is null"
    ),
    "two plans have the same content, and neither says so": (
        "select sha256 from plans where same_as is null group by sha256 having count(*) > 1"
    ),
    "a name is a plan and a failure": "select name from plans join failures using (name)",
    "a unit with an identity has no row": (
        "select distinct unit_id from assignments anti join units using (unit_id) where unit_id is not null"
    ),
}
"""What must not be found, and the query that finds it."""


@dataclass(frozen=True, slots=True)
class Check:
    """What was looked at, and what was wrong, a line each."""

    files: int
    rows: int
    problems: tuple[str, ...]


def verify_dataset(data: Dataset) -> Check:
    """Look at every file and every row of a dataset.

    Each listed file is there, has its hash, its rows and its columns; no other file stands among them; each row of a
    task, an assignment or a value has the row that it belongs to; each input has one row; names, numbers and hashes
    agree.
    """
    damaged = list(_files(data))
    problems = [*damaged, *_unlisted(data)]
    if not damaged:  # a table that cannot be read cannot be asked
        problems += _rows(data)
    tables = data.manifest["tables"].values()
    files = [part for table in tables for part in table["files"]]
    return Check(len(files), sum(part["rows"] for part in files), tuple(problems))


def _files(data: Dataset) -> Iterator[str]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    for name in TABLES:
        table = data.manifest["tables"][name]
        if table["rows"] != sum(part["rows"] for part in table["files"]):
            yield f"{MANIFEST}: the rows of {name} are not those of its files"
        for part in table["files"]:
            path = data.path / part["name"]
            if _sha256(path) != part["sha256"]:
                yield f"{part['name']}: its content is not what the manifest says (SHA-256)"
                continue
            try:
                file = pq.ParquetFile(path)
            except (OSError, pa.ArrowException) as problem:
                yield f"{part['name']}: cannot be read: {problem}"
                continue
            if file.metadata.num_rows != part["rows"]:
                yield f"{part['name']}: has {file.metadata.num_rows} rows, the manifest says {part['rows']}"
            if not file.schema_arrow.equals(arrow_schema(name)):
                yield f"{part['name']}: has other columns than {name}"


def _sha256(path: Path) -> str | None:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


def _unlisted(data: Dataset) -> Iterator[str]:
    listed = {part["name"] for table in data.manifest["tables"].values() for part in table["files"]}
    for name in TABLES:
        for path in sorted((data.path / name).glob("*")):
            if f"{name}/{path.name}" not in listed:
                yield f"{name}/{path.name}: no part of the dataset; the next batch takes it away"


def _rows(data: Dataset) -> Iterator[str]:
    store = Store(data)
    for table, key in KEYS.items():
        found = f"select {key.split(', ')[-1]} as found from {table} group by {key} having count(*) > 1"
        yield from _told(store, f"two rows of {table} have the same {key}", found)
    for fault, query in FAULTS.items():
        yield from _told(store, fault, f"select #1 as found from ({query})")
    known = "', '".join(kinds())
    yield from _told(
        store, "a failure of an unknown kind", f"select name as found from failures where kind not in ('{known}')"
    )
    told = data.manifest.get("inputs_sha256")
    if told is not None and told != _inputs(store):
        yield f"{MANIFEST}: inputs_sha256 is not the hash of the names and contents in plans and failures"


def _told(store: Store, fault: str, query: str) -> Iterator[str]:
    rows = list(store.records(f"select found from ({query}) order by found"))
    if rows:
        more = f" and {len(rows) - SHOWN} more" if len(rows) > SHOWN else ""
        yield f"{fault}: {', '.join(str(row['found']) for row in rows[:SHOWN])}{more}"


def _inputs(store: Store) -> str:
    inputs = hashlib.sha256()
    for table in ("plans", "failures"):
        for row in store.records(f"select name, sha256 from {table}"):
            inputs.update(json.dumps([row["name"], row["sha256"]]).encode("ascii") + b"\n")
    return inputs.hexdigest()


def kinds() -> list[str]:
    """Give the kinds of failures that the contract knows."""
    found = {InputError.kind}
    waiting: list[type[PlanparseError]] = [InputError]
    while waiting:
        for each in waiting.pop().__subclasses__():
            waiting.append(each)
            found.add(getattr(each, "kind", InputError.kind))
    return sorted(found)
