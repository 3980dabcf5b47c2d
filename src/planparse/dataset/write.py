"""Plans and failures in, a folder of Parquet tables and a manifest out: `DATASET/<table>/part-0.parquet`.

The same plans give the same bytes in the tables, in whatever order they come: rows stand in the order of the plans'
names, then of the document. What depends on time or machine stands only in `runs/*.jsonl` and in the manifest under
`run`. Plans of equal content are stored once; each further name has its row in `plans` with `same_as`.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planparse import __version__
from planparse.dataset.rows import Failure, NamedPlan, rows_of
from planparse.dataset.schema import DATASET_SCHEMA, MANIFEST, RUNS, TABLES, arrow_table
from planparse.errors import OutputError
from planparse.units.registry import Registry

if TYPE_CHECKING:  # a heavy library, not one of our rooms
    import pyarrow as pa

PART = "part-0.parquet"

ROW_GROUP = 65_536
"""Rows of a Parquet row group. Fixed, so that it never depends on memory or on the order of writing."""
COMPRESSION_LEVEL = 3
"""Of zstd; named, because a changed default would change the bytes."""


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
    registry: Registry | None = None,
) -> None:
    """Write the tables and the manifest; a dataset that stood there is replaced as a whole.

    The new dataset is built beside the old one and then takes its place, so a fault leaves the old one whole.

    run: what depends on time and machine, for the manifest; run_records: the same, one each document
    registry: what is known of units, for the table of their lineage; by default the one that ships with planparse
    Raises OutputError if it cannot be written, or if another folder stands there.
    """
    target = check_target(folder)
    rows = rows_of(plans, failures, registry)
    write_tables(target, {name: arrow_table(name, rows[name]) for name in TABLES}, run=run, run_records=run_records)


def write_tables(
    folder: str | os.PathLike[str],
    tables: Mapping[str, pa.Table],
    *,
    run: Mapping[str, Any] | None = None,
    run_records: Iterable[Mapping[str, Any]] = (),
) -> None:
    """Write Arrow tables of the schema as a dataset, as `write_dataset` does."""
    target = check_target(folder)
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
    tables: Mapping[str, pa.Table],
    run: Mapping[str, Any],
    run_records: Iterable[Mapping[str, Any]],
) -> None:
    listed = {}
    for name in TABLES:
        path = staging / name / PART
        path.parent.mkdir()
        _write_parquet(tables[name], path)
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        part = {"name": f"{name}/{PART}", "rows": tables[name].num_rows, "sha256": sha256}
        listed[name] = {"rows": tables[name].num_rows, "files": [part]}
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
