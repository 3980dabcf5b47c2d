"""Many plans as a dataset: a folder of Parquet tables and a manifest (数据集).

Plans and failures go in, `DATASET/<table>/part-0.parquet` and `manifest.json` come out; the folder is read
back as Arrow tables, pandas frames or plans. The same plans give the same bytes in the tables, in whatever
order they come: rows stand in the order of the plans' names, then of the document. What depends on time or
machine stands only in `runs/*.jsonl` and in the manifest under `run`.

Plans of equal content are stored once; each further name has its row in `plans` with `same_as`.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planparse import __version__
from planparse.errors import WARNING_CODES, OutputError, UsageError
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

if TYPE_CHECKING:  # heavy libraries, not rooms of ours
    import pandas as pd
    import pyarrow as pa

DATASET_SCHEMA = "planparse/dataset/1"
MANIFEST = "manifest.json"
RUNS = "runs"
PART = "part-0.parquet"

ROW_GROUP = 65_536
"""Rows of a Parquet row group. Fixed, so that it never depends on memory or on the order of writing."""
COMPRESSION_LEVEL = 3
"""Of zstd; named, because a changed default would change the bytes."""

Record = dict[str, Any]

_PLACE = {
    "page": "int32",
    "x0": "double",
    "top": "double",
    "x1": "double",
    "bottom": "double",
    "paragraph": "int32",
    "char_start": "int32",
    "char_end": "int32",
    "line": "int32",
}
"""Where a value was read first: page from 1 and box in PDF points; in text formats the paragraph from 1, offsets of
characters in it, and for .txt the line."""

_SPOT = _PLACE | {"text": "string"}
"""The place, and the words there."""

_TASK_KEY = {"plan_id": "string", "task_id": "string"}

TABLES: dict[str, dict[str, str]] = {
    "plans": {
        "plan_id": "string", "name": "string", "sha256": "string", "same_as": "string", "title": "string",
        "document_number": "string", "document_number_repaired": "bool", "issuer": "string",
        "issuers": "list<string>", "signed_date": "date32", "published_date": "date32",
        "disclosure": "string", "addressees": "list<string>", "annexes": "list<string>", "year": "int32",
        "region_code": "string", "region_name": "string", "format": "string", "pages": "int32",
        "reader": "string", "n_tasks": "int32", "warnings": "list<string>",
    },
    "tasks": _TASK_KEY | {
        "goal": "string", "task": "string", "path": "list<string>", "content": "string",
        "responsibility_text": "string", **_PLACE, "confidence": "double", "warnings": "list<string>",
    },
    "assignments": _TASK_KEY | {
        "unit": "string", "unit_id": "string", "role": "string", "by_duty": "bool", "collective": "bool",
        "open_list": "bool", "position": "int32", "rule": "string", "confidence": "double",
        "needs_review": "bool",
    } | _SPOT,
    "units": {
        "unit_id": "string", "full_name": "string", "region_code": "string", "level": "string",
        "kind": "string", "system": "string", "certainty": "string", "source": "string",
        "names": "list<string>", "n_plans": "int32", "n_tasks": "int32",
        **{f"n_{role}": "int32" for role in Role}, "first_year": "int32", "last_year": "int32",
    },
    "deadlines": _TASK_KEY | {
        "text": "string", "start": "date32", "end": "date32", "recurrence": "string", "relative": "string",
        "anchor": "string", "reporting": "bool", "source": "string", **_PLACE,
    },
    "quantities": _TASK_KEY | {
        "text": "string", "comparator": "string", "value": "double", "value_high": "double", "unit": "string",
        "approx": "bool", "source": "string", **_PLACE,
    },
    "references": _TASK_KEY | {
        "title": "string", "document_number": "string", "document_number_repaired": "bool",
    } | _SPOT,
    "failures": {"name": "string", "sha256": "string", "kind": "string", "message": "string"},
}  # fmt: skip
"""The tables and their columns; the kinds are those of `_arrow_type`."""


UNIT_FIELDS = tuple(each.name for each in fields(Unit) if each.name != "id")
"""What the table of units has of the unit itself."""


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
class Dataset:
    """A dataset on disk; tables are read when they are asked for."""

    path: Path
    manifest: Mapping[str, Any]

    def table(self, name: str) -> pa.Table:
        """Read one table; raises UsageError for an unknown name or a damaged file."""
        import pyarrow as pa

        parts = [file.read() for file in self._files(name)]
        return pa.concat_tables(parts) if parts else _schema(name).empty_table()

    def frame(self, name: str) -> pd.DataFrame:
        """Read one table as a pandas frame."""
        frame: pd.DataFrame = self.table(name).to_pandas()
        return frame

    def plans(self) -> Iterator[Plan]:
        """Build the plans again, one for each content, in the order of their names.

        They hold what the tables hold: of each value's evidence the first place, and neither `cells` nor
        alternatives nor the evidence of the metadata.
        """
        by_plan = {
            name: _Ahead(groupby(self._records(name), key=lambda record: record["plan_id"]))
            for name in ("tasks", "assignments", "deadlines", "quantities", "references")
        }
        units = self.units()
        for record in self._records("plans"):
            if record["same_as"] is None:
                rows = {name: ahead.take(record["plan_id"]) for name, ahead in by_plan.items()}
                yield _plan_of(record, rows, units)

    def units(self) -> dict[str, Unit]:
        """Give the units of the dataset by their ids; those of which only the id is known are left out."""
        return {
            record["unit_id"]: Unit(record["unit_id"], **{name: record[name] for name in UNIT_FIELDS})
            for record in self._records("units")
            if record["full_name"] is not None
        }

    def _records(self, name: str) -> Iterator[Record]:
        for file in self._files(name):
            for batch in file.iter_batches():
                yield from batch.to_pylist()

    def _files(self, name: str) -> Iterator[Any]:
        import pyarrow as pa
        import pyarrow.parquet as pq

        if name not in TABLES:
            raise UsageError(f"no table {name!r} in a dataset", advice="one of " + ", ".join(TABLES))
        for part in self.manifest["tables"][name]["files"]:
            path = self.path / part["name"]
            try:
                yield pq.ParquetFile(path)
            except (OSError, pa.ArrowException) as problem:
                raise UsageError(
                    f"the table cannot be read: {problem}", where=str(path), advice="make the dataset again"
                ) from problem


class _Ahead:
    """Groups of rows by plan, in stored order, taken one plan at a time."""

    def __init__(self, groups: Iterator[tuple[str, Iterator[Record]]]) -> None:
        self._groups = groups
        self._next: tuple[str, list[Record]] | None = None
        self._step()

    def take(self, plan_id: str) -> list[Record]:
        """Give the rows of the next plan if it is this one, else none."""
        if self._next is None or self._next[0] != plan_id:
            return []
        rows = self._next[1]
        self._step()
        return rows

    def _step(self) -> None:
        key_and_rows = next(self._groups, None)
        self._next = None if key_and_rows is None else (key_and_rows[0], list(key_and_rows[1]))


def read_dataset(folder: str | os.PathLike[str]) -> Dataset:
    """Open a dataset; raises UsageError if the folder is none, or of another schema."""
    path = Path(folder)
    advice = "name a folder that `planparse batch` has written"
    if not path.is_dir():
        raise UsageError("no such folder", where=str(path), advice=advice)
    try:
        manifest = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
        schema = manifest["schema"]
        files = [part["name"] for name in TABLES for part in manifest["tables"][name]["files"]]
    except FileNotFoundError as problem:
        raise UsageError(f"not a dataset: it has no {MANIFEST}", where=str(path), advice=advice) from problem
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise UsageError(f"not a dataset: its {MANIFEST} is damaged", where=str(path)) from problem
    if schema != DATASET_SCHEMA:
        raise UsageError(
            f"a dataset of schema {schema!r}, not {DATASET_SCHEMA}",
            where=str(path),
            advice="make it again with this version",
        )
    for name in files:
        if not (path / name).is_file():
            raise UsageError("the dataset lacks this file", where=str(path / name), advice="make it again")
    return Dataset(path, manifest)


def check_target(folder: str | os.PathLike[str]) -> Path:
    """Make sure that a dataset may be written here: nothing stands there yet, or a dataset of ours.

    Returns the real path. Raises OutputError for any other folder or file; nothing is ever deleted from it.
    """
    path = Path(os.path.realpath(folder))
    if not path.exists():
        return path
    if not path.is_dir():
        raise OutputError("a file stands where the dataset would go", where=str(folder))
    if not any(path.iterdir()) or _is_ours(path):
        return path
    raise OutputError(
        "the folder holds other files than a dataset of planparse, so it is not replaced",
        where=str(folder),
        advice="name a new or empty folder",
    )


def _is_ours(path: Path) -> bool:
    """Tell whether the folder is a dataset and holds nothing but a dataset."""
    try:
        schema = json.loads((path / MANIFEST).read_text(encoding="utf-8"))["schema"]
    except (OSError, ValueError, KeyError, TypeError):
        return False
    endings = dict.fromkeys(TABLES, ".parquet") | {RUNS: ".jsonl"}
    for entry in path.iterdir():
        if entry.name == MANIFEST and entry.is_file():
            continue
        if entry.is_symlink() or not entry.is_dir() or entry.name not in endings:
            return False
        if any(not each.is_file() or each.suffix != endings[entry.name] for each in entry.iterdir()):
            return False
    return bool(schema == DATASET_SCHEMA)


def write_dataset(
    folder: str | os.PathLike[str],
    plans: Iterable[NamedPlan],
    failures: Iterable[Failure],
    *,
    run: Mapping[str, Any] | None = None,
    run_records: Iterable[Mapping[str, Any]] = (),
) -> None:
    """Write the tables and the manifest; a dataset that stood there is replaced as a whole.

    The new dataset is built beside the old one and then takes its place, so a fault leaves the old one whole.

    run: what depends on time and machine, for the manifest; run_records: the same, one each document
    Raises OutputError if it cannot be written, or if another folder stands there.
    """
    target = check_target(folder)
    tables = _tables(plans, failures)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(prefix=".planparse-", dir=target.parent))
        try:
            # mkdtemp gives a folder to its owner only; a dataset is as open as any new folder.
            staging.chmod(0o777 & ~_umask())
            _fill(staging, tables, run or {}, run_records)
            _swap(staging, target)
        finally:
            shutil.rmtree(staging, ignore_errors=True)
    except OSError as problem:
        raise OutputError(f"cannot be written: {problem.strerror or problem}", where=str(folder)) from problem


def _fill(
    staging: Path,
    tables: Mapping[str, Sequence[Record]],
    run: Mapping[str, Any],
    run_records: Iterable[Mapping[str, Any]],
) -> None:
    listed = {}
    for name in TABLES:
        path = staging / name / PART
        path.parent.mkdir()
        _write_parquet(name, tables[name], path)
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        part = {"name": f"{name}/{PART}", "rows": len(tables[name]), "sha256": sha256}
        listed[name] = {"rows": len(tables[name]), "files": [part]}
    runs = staging / RUNS
    runs.mkdir()
    lines = [json.dumps(dict(record), ensure_ascii=False) + "\n" for record in run_records]
    (runs / "run.jsonl").write_text("".join(lines), encoding="utf-8")
    manifest = {
        "schema": DATASET_SCHEMA,
        "planparse": __version__,
        "tables": listed,
        "run": dict(run),
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"
    (staging / MANIFEST).write_text(text, encoding="utf-8")


def _swap(staging: Path, target: Path) -> None:
    """Let the new folder take the place of the old one; puts the old one back if that fails."""
    if not target.exists():
        staging.rename(target)
        return
    aside = Path(tempfile.mkdtemp(prefix=".planparse-", dir=target.parent))
    target.rename(aside)  # onto an empty folder of our own
    try:
        staging.rename(target)
    except BaseException:
        with suppress(OSError):
            aside.rename(target)
        raise
    shutil.rmtree(aside, ignore_errors=True)


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


def _write_parquet(name: str, records: Sequence[Record], path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.Table.from_pylist([_storable(record) for record in records], schema=_schema(name))
    pq.write_table(
        table,
        path,
        row_group_size=ROW_GROUP,
        compression="zstd",
        compression_level=COMPRESSION_LEVEL,
        version="2.6",
        data_page_version="1.0",
        use_dictionary=True,
        write_statistics=True,
    )


def _schema(name: str) -> pa.Schema:
    import pyarrow as pa

    kinds = {
        "string": pa.string(),
        "list<string>": pa.list_(pa.string()),
        "bool": pa.bool_(),
        "int32": pa.int32(),
        "double": pa.float64(),
        "date32": pa.date32(),
    }
    return pa.schema([(column, kinds[kind]) for column, kind in TABLES[name].items()])


def _storable(value: Any) -> Any:
    """Replace halves of surrogate pairs, which no file of UTF-8 can hold."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, list | tuple):
        return [_storable(item) for item in value]
    if isinstance(value, dict):
        return {key: _storable(item) for key, item in value.items()}
    return value


# Values to rows.


def _tables(plans: Iterable[NamedPlan], failures: Iterable[Failure]) -> dict[str, list[Record]]:
    tables: dict[str, list[Record]] = {name: [] for name in TABLES}
    plans = sorted(plans, key=lambda each: each.name)
    for named in plans:
        tables["plans"].append(_plan_record(named))
        if named.same_as is None:
            _add_rows(tables, named.plan)
    units = (unit for named in plans for unit in named.plan.units)
    tables["units"] = _unit_records(tables["plans"], tables["assignments"], units)
    tables["failures"] = [
        {"name": each.name, "sha256": each.sha256, "kind": each.kind, "message": each.message}
        for each in sorted(failures, key=lambda each: each.name)
    ]
    return tables


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
        tables["assignments"] += (key | _record("assignments", each) for each in task.assignments)
    tables["references"] += (
        {"plan_id": plan.plan_id, "task_id": None, "title": each.title}
        | _number(each.document_number)
        | place_of(each.evidence)
        | _words(each.evidence)
        for each in plan.metadata.cited_documents
    )


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


def _unit_records(plans: Iterable[Record], assignments: Iterable[Record], units: Iterable[Unit]) -> list[Record]:
    """Count each identified unit's roles, tasks, plans and years; units without an identity have no row.

    Where only the identity is known, full name, level and kind stay empty.
    """
    years = {record["plan_id"]: record["year"] for record in plans}
    held: dict[str, list[Record]] = defaultdict(list)
    for record in assignments:
        if record["unit_id"] is not None:
            held[record["unit_id"]].append(record)
    known = {unit.id: unit for unit in distinct_units(units)}
    return [_unit_record(unit_id, known.get(unit_id), held[unit_id], years) for unit_id in sorted(held)]


def _unit_record(unit_id: str, unit: Unit | None, held: Sequence[Record], years: Mapping[str, int | None]) -> Record:
    roles = Counter(record["role"] for record in held)
    in_years = {year for record in held if (year := years[record["plan_id"]]) is not None}
    return {
        "unit_id": unit_id,
        **{name: getattr(unit, name, None) for name in UNIT_FIELDS},
        "region_code": unit.region_code if unit is not None else unit_id.partition("/")[0],
        "names": sorted({record["unit"] for record in held}),
        "n_plans": len({record["plan_id"] for record in held}),
        "n_tasks": len({(record["plan_id"], record["task_id"]) for record in held}),
        **{f"n_{role}": roles[role] for role in Role},
        "first_year": min(in_years, default=None),
        "last_year": max(in_years, default=None),
    }


# Rows to values.


def _plan_of(record: Record, rows: Mapping[str, list[Record]], units: Mapping[str, Unit]) -> Plan:
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
