"""A dataset read back: as Arrow tables, pandas frames, or plans."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planparse.dataset.rows import plan_of
from planparse.dataset.schema import DATASET_SCHEMA, MANIFEST, TABLES, UNIT_FIELDS, Record, arrow_schema
from planparse.errors import UsageError
from planparse.model.plan import Plan
from planparse.model.unit import Unit

if TYPE_CHECKING:  # heavy libraries, not rooms of ours
    import pandas as pd
    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Dataset:
    """A dataset on disk; tables are read when they are asked for."""

    path: Path
    manifest: Mapping[str, Any]

    def table(self, name: str) -> pa.Table:
        """Read one table; raises UsageError for an unknown name or a damaged file."""
        import pyarrow as pa

        parts = [file.read() for file in self._open(name)]
        return pa.concat_tables(parts) if parts else arrow_schema(name).empty_table()

    def frame(self, name: str) -> pd.DataFrame:
        """Read one table as a pandas frame."""
        frame: pd.DataFrame = self.table(name).to_pandas()
        return frame

    def plans(self) -> Iterator[Plan]:
        """Build the plans again, one for each content, in the order of their names.

        They hold what the tables hold: of each value's evidence the first place, and neither `cells` nor
        alternatives nor the evidence of the metadata.
        """
        return plans_from(self._records)

    def units(self) -> dict[str, Unit]:
        """Give the units of the dataset by their ids; those of which only the id is known are left out."""
        return _units_of(self._records("units"))

    def _records(self, name: str) -> Iterator[Record]:
        for file in self._open(name):
            for batch in file.iter_batches():
                yield from batch.to_pylist()

    def files(self, name: str) -> list[str]:
        """Give the absolute paths of a table's files; raises UsageError for an unknown name."""
        if name not in TABLES:
            raise UsageError(f"no table {name!r} in a dataset", advice="one of " + ", ".join(TABLES))
        return [str((self.path / part["name"]).absolute()) for part in self.manifest["tables"][name]["files"]]

    def _open(self, name: str) -> Iterator[Any]:
        import pyarrow as pa
        import pyarrow.parquet as pq

        for path in self.files(name):
            try:
                yield pq.ParquetFile(path)
            except (OSError, pa.ArrowException) as problem:
                raise UsageError(
                    f"the table cannot be read: {problem}", where=path, advice="make the dataset again"
                ) from problem


def _units_of(records: Iterable[Record]) -> dict[str, Unit]:
    return {
        record["unit_id"]: Unit(record["unit_id"], **{name: record[name] for name in UNIT_FIELDS})
        for record in records
        if record["full_name"] is not None
    }


def plans_from(records: Callable[[str], Iterator[Record]]) -> Iterator[Plan]:
    """Build plans from the rows of each table, which stand in stored order."""
    by_plan = {
        name: _Ahead(groupby(records(name), key=lambda record: record["plan_id"]))
        for name in ("tasks", "assignments", "deadlines", "quantities", "references")
    }
    units = _units_of(records("units"))
    for record in records("plans"):
        if record["same_as"] is None:
            rows = {name: ahead.take(record["plan_id"]) for name, ahead in by_plan.items()}
            yield plan_of(record, rows, units)


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
    again = "make it again with this version"
    manifest = _manifest_in(path)
    if manifest["schema"] != DATASET_SCHEMA:
        raise UsageError(
            f"a dataset of schema {manifest['schema']!r}, not {DATASET_SCHEMA}", where=str(path), advice=again
        )
    try:
        lacking = [name for name in TABLES if name not in manifest["tables"]]
        files = [part["name"] for name in manifest["tables"] for part in manifest["tables"][name]["files"]]
    except (KeyError, TypeError) as problem:
        raise UsageError(f"not a dataset: its {MANIFEST} is damaged", where=str(path)) from problem
    if lacking:
        raise UsageError(f"an earlier planparse wrote it: it has no table {lacking[0]}", where=str(path), advice=again)
    for name in files:
        if not (path / name).is_file():
            raise UsageError("the dataset lacks this file", where=str(path / name), advice=again)
    return Dataset(path, manifest)


def _manifest_in(path: Path) -> dict[str, Any]:
    advice = "name a folder that `planparse batch` has written"
    if not path.is_dir():
        raise UsageError("no such folder", where=str(path), advice=advice)
    try:
        manifest = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError as problem:
        raise UsageError(f"not a dataset: it has no {MANIFEST}", where=str(path), advice=advice) from problem
    except (OSError, ValueError) as problem:
        raise UsageError(f"not a dataset: its {MANIFEST} is damaged", where=str(path)) from problem
    if not isinstance(manifest, dict) or "schema" not in manifest:
        raise UsageError(f"not a dataset: its {MANIFEST} is damaged", where=str(path))
    return manifest
