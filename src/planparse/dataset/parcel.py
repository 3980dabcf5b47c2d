"""The rows of one plan as bytes, and back: what a worker hands over, and what lies on the disk until all is read.

JSON, so that whoever takes it in runs nothing that it holds; packed, since rows repeat their keys.
"""

from __future__ import annotations

import json
import zlib
from dataclasses import asdict
from datetime import date
from typing import Any

from planparse.dataset.rows import OF_PLANS, PlanRows
from planparse.dataset.schema import TABLES, Record
from planparse.model.unit import Unit

LEVEL = 1
"""Of zlib: a third of a millisecond a plan, a sixth of the size."""

_DATES = {table: tuple(name for name, kind in columns.items() if kind == "date32") for table, columns in TABLES.items()}


def packed_rows(rows: PlanRows) -> bytes:
    """Write the rows of a plan."""
    body = {"plan": rows.plan, "tables": rows.tables, "units": [asdict(unit) for unit in rows.units]}
    return zlib.compress(json.dumps(body, default=_day, separators=(",", ":")).encode("ascii"), LEVEL)


def unpacked_rows(data: bytes) -> PlanRows:
    """Read what `packed_rows` wrote; raises ValueError for anything else."""
    try:
        body = json.loads(zlib.decompress(data))
        tables = {name: [_with_dates(name, record) for record in body["tables"][name]] for name in OF_PLANS}
        return PlanRows(_with_dates("plans", body["plan"]), tables, tuple(Unit(**fields) for fields in body["units"]))
    except (zlib.error, KeyError, TypeError) as problem:
        raise ValueError(f"not the rows of a plan: {problem}") from problem


def _day(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in a row")


def _with_dates(table: str, record: Record) -> Record:
    for name in _DATES[table]:
        if record[name] is not None:
            record[name] = date.fromisoformat(record[name])
    return record
