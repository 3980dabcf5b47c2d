"""Plans and failures in, a folder of Parquet tables and a manifest out: `DATASET/<table>/part-<n>-<hash>.parquet`.

The same plans give the same bytes in the tables, in whatever order they come: rows stand in the order of the plans'
names, then of the document, and a part ends after so many tasks. What depends on time or machine stands only in
`runs/*.jsonl` and in the manifest under `run`. Plans of equal content are stored once; each further name has its row
in `plans` with `same_as`.

A dataset is what its manifest lists. New parts are written beside, under names that follow from their content, and
then the manifest takes the place of the old one in a single rename: a reader, or a loss of power, sees the old dataset
or the new one. Parts that no manifest lists are swept away by the next who writes.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planparse import __version__
from planparse.dataset.rows import (
    OF_PLANS,
    Failure,
    NamedPlan,
    PlanRows,
    UnitTally,
    failure_rows,
    rows_of_plan,
)
from planparse.dataset.schema import DATASET_SCHEMA, MANIFEST, RUNS, TABLES, WORK, Record, arrow_table
from planparse.errors import OutputError
from planparse.files import ADVICE, whole_file
from planparse.units.registry import Registry

if TYPE_CHECKING:  # a heavy library, not one of our rooms
    import pyarrow as pa

NEW = "new"
"""Folder inside of the work folder where parts stand until they are listed."""

ROW_GROUP = 65_536
"""Rows of a Parquet row group. Fixed, so that it never depends on memory or on the order of writing."""
COMPRESSION_LEVEL = 3
"""Of zstd; named, because a changed default would change the bytes."""

PART_TASKS, CHUNK_TASKS = 20_000, 2_000
"""Tasks after which a part is full, and after which rows become columns, which take a tenth of the memory."""

HASH_LENGTH = 8
"""Hexadecimal digits of the content in the name of a part."""


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
    """Tell whether the folder is a dataset, or a batch that was not finished, and holds nothing else."""
    endings = dict.fromkeys(TABLES, ".parquet") | {RUNS: ".jsonl"}
    for entry in path.iterdir():
        if (entry.name == MANIFEST and entry.is_file()) or _is_part_of_a_file(entry):
            continue
        if entry.is_symlink() or not entry.is_dir() or entry.name not in (*endings, WORK):
            return False
        if entry.name != WORK and any(not _has_ending(each, endings[entry.name]) for each in entry.iterdir()):
            return False
    if not (path / MANIFEST).exists():
        return (path / WORK).is_dir()
    try:
        schema = json.loads((path / MANIFEST).read_text(encoding="utf-8"))["schema"]
    except (OSError, ValueError, KeyError, TypeError):
        return False
    return bool(schema == DATASET_SCHEMA)


def _has_ending(path: Path, ending: str) -> bool:
    return path.is_file() and (path.suffix == ending or _is_part_of_a_file(path))


def _is_part_of_a_file(path: Path) -> bool:
    """Tell whether this is what a killed process left of a file that it was writing; see `planparse.files`."""
    return path.name.startswith(".planparse-") and path.suffix == ".part"


def write_dataset(
    folder: str | os.PathLike[str],
    plans: Iterable[NamedPlan],
    failures: Iterable[Failure],
    *,
    run: Mapping[str, Any] | None = None,
    run_records: Iterable[Mapping[str, Any]] = (),
    registry: Registry | None = None,
) -> None:
    """Write the tables and the manifest; a dataset that stood there is replaced as a whole.

    run: what depends on time and machine, for the manifest; run_records: the same, one each document
    registry: what is known of units, for the table of their lineage; by default the one that ships with planparse
    Raises OutputError if it cannot be written, or if another folder stands there.
    """
    rows = map(rows_of_plan, sorted(plans, key=lambda each: each.name))
    write_rows(folder, rows, failures, run=run, run_records=run_records, registry=registry)


def write_rows(
    folder: str | os.PathLike[str],
    plans: Iterable[PlanRows],
    failures: Iterable[Failure],
    *,
    settings: Mapping[str, Any] | None = None,
    run: Mapping[str, Any] | None = None,
    run_records: Iterable[Mapping[str, Any]] = (),
    registry: Registry | None = None,
) -> None:
    """Write a dataset from the rows of plans, which come in the order of their names and are not kept in memory.

    settings: what the tables depend on besides the documents; as `write_dataset` otherwise
    """
    with _new_parts(folder) as parts:
        tally, inputs = UnitTally(), hashlib.sha256()
        for rows in plans:
            tally.add(rows)
            parts.add(rows)
            _count_input(inputs, rows.plan)
        parts.close()
        failed = failure_rows(failures)
        for record in failed:
            _count_input(inputs, record)
        for name, records in (
            ("units", tally.units()),
            ("lineage", tally.lineage(registry)),
            ("failures", failed),
        ):
            parts.write(name, arrow_table(name, records))
        about = {"settings": dict(settings)} if settings is not None else {}
        parts.list_all(about | {"inputs_sha256": inputs.hexdigest()}, run or {}, run_records)


def _count_input(inputs: Any, record: Record) -> None:
    """Take an input into the hash of all: its name and its content. Failures follow the plans, each in order."""
    inputs.update(json.dumps([record["name"], record["sha256"]]).encode("ascii") + b"\n")


def write_tables(
    folder: str | os.PathLike[str],
    tables: Mapping[str, pa.Table],
    *,
    run: Mapping[str, Any] | None = None,
    run_records: Iterable[Mapping[str, Any]] = (),
) -> None:
    """Write Arrow tables of the schema as a dataset, each in one part, as `write_dataset` does."""
    with _new_parts(folder) as parts:
        for name in TABLES:
            parts.write(name, tables[name])
        parts.list_all({}, run or {}, run_records)


@contextmanager
def _new_parts(folder: str | os.PathLike[str]) -> Iterator[_Parts]:
    """Begin a dataset beside the one that stands there; what was not listed at the end is taken away."""
    target = check_target(folder)
    made = not target.exists()
    try:
        (target / WORK).mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(prefix=f"{NEW}-", dir=target / WORK))
        try:
            yield _Parts(target, staging)
        finally:
            shutil.rmtree(staging, ignore_errors=True)
            with suppress(OSError):  # a batch keeps its journal there
                (target / WORK).rmdir()
            if made:
                with suppress(OSError):  # it holds the dataset, unless that could not be written
                    target.rmdir()
    except OSError as problem:
        raise OutputError(
            f"cannot be written: {problem.strerror or problem}",
            where=str(folder),
            advice=ADVICE.get(problem.errno or 0, ""),
        ) from problem


@dataclass(slots=True)
class _Parts:
    """The parts of a dataset being written."""

    target: Path
    staging: Path
    listed: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: {name: [] for name in TABLES})
    _rows: dict[str, list[Record]] = field(default_factory=lambda: {name: [] for name in ("plans", *OF_PLANS)})
    _chunks: dict[str, list[pa.Table]] = field(default_factory=lambda: {name: [] for name in ("plans", *OF_PLANS)})
    _tasks: int = 0

    def add(self, rows: PlanRows) -> None:
        """Take in the rows of a plan."""
        self._rows["plans"].append(rows.plan)
        for name, records in rows.tables.items():
            self._rows[name] += records
        if max(len(self._rows["tasks"]), len(self._rows["plans"])) >= CHUNK_TASKS:
            self._chunk()
        if self._tasks >= PART_TASKS:
            self._finish_part()

    def close(self) -> None:
        """Write what is left of the rows of plans; every table has a part, were it an empty one."""
        self._chunk()
        if self._tasks or not self.listed["plans"]:
            self._finish_part()

    def _chunk(self) -> None:
        self._tasks += max(len(self._rows["tasks"]), len(self._rows["plans"]))
        for name, records in self._rows.items():
            self._chunks[name].append(arrow_table(name, records))
            records.clear()

    def _finish_part(self) -> None:
        import pyarrow as pa

        for name, chunks in self._chunks.items():
            self.write(name, pa.concat_tables(chunks).combine_chunks())
            chunks.clear()
        self._tasks = 0

    def write(self, name: str, table: pa.Table) -> None:
        """Write a part of a table."""
        number = len(self.listed[name])
        path = self.staging / name / f"part-{number}.parquet"
        path.parent.mkdir(exist_ok=True)
        _write_parquet(table, path)
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
            os.fsync(file.fileno())
        final = f"{name}/part-{number}-{sha256[:HASH_LENGTH]}.parquet"
        path.rename(self.staging / final)
        self.listed[name].append({"name": final, "rows": table.num_rows, "sha256": sha256})

    def list_all(
        self, about: Mapping[str, Any], run: Mapping[str, Any], run_records: Iterable[Mapping[str, Any]]
    ) -> None:
        """Let these parts be the dataset."""
        lines = "".join(json.dumps(dict(record), ensure_ascii=False) + "\n" for record in run_records)
        tables = {
            name: {"rows": sum(part["rows"] for part in parts), "files": parts} for name, parts in self.listed.items()
        }
        manifest = {"schema": DATASET_SCHEMA, "planparse": __version__, **about, "tables": tables, "run": dict(run)}
        text = json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"
        try:
            for parts in self.listed.values():
                for part in parts:
                    place = self.target / part["name"]
                    place.parent.mkdir(exist_ok=True)
                    (self.staging / part["name"]).replace(place)
            with _next_run(self.target) as file:
                file.write(lines.encode("utf-8", "replace"))
            with whole_file(self.target / MANIFEST) as file:
                file.write(text.encode("utf-8", "replace"))
        finally:
            _sweep(self.target)


def _next_run(target: Path) -> Any:
    """Open the file of this run; those of earlier runs stay."""
    runs = target / RUNS
    runs.mkdir(exist_ok=True)
    numbers = [int(path.stem) for path in runs.glob("*.jsonl") if path.stem.isdecimal()]
    return whole_file(runs / f"{max(numbers, default=0) + 1}.jsonl")


def _sweep(target: Path) -> None:
    """Take away parts that the manifest does not list; without a manifest, all of them."""
    try:
        tables = json.loads((target / MANIFEST).read_text(encoding="utf-8"))["tables"]
        kept = {part["name"] for table in tables.values() for part in table["files"]}
    except FileNotFoundError:
        kept = set()
    except (OSError, ValueError, KeyError, TypeError):
        return
    for name in TABLES:
        for path in (target / name).glob("*.parquet"):
            if f"{name}/{path.name}" not in kept:
                with suppress(OSError):
                    path.unlink()
        if not kept:
            with suppress(OSError):
                (target / name).rmdir()
    for path in (*target.glob(".planparse-*.part"), *target.glob(f"{RUNS}/.planparse-*.part")):
        with suppress(OSError):
            path.unlink()


def _write_parquet(table: pa.Table, path: Path) -> None:
    import pyarrow.parquet as pq

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
