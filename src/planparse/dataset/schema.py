"""The tables of a dataset: their columns and types (数据集的表结构).

What each column means, in which unit, and how often it is right, stands in docs/data.md; a test holds both together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from planparse.model.plan import Role
from planparse.model.unit import Unit

if TYPE_CHECKING:  # a heavy library, not one of our rooms
    import pyarrow as pa

DATASET_SCHEMA = "planparse/dataset/1"
MANIFEST = "manifest.json"
RUNS = "runs"
WORK = ".planparse"
"""Folder inside of a dataset that belongs to the batch: its lock, its journal, and what was read so far."""

Record = dict[str, Any]
"""One row: column to value."""

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
        "open_list": "bool", "position": "int32", "again": "bool", "rule": "string", "confidence": "double",
        "needs_review": "bool",
    } | _SPOT,
    "units": {
        "unit_id": "string", "full_name": "string", "region_code": "string", "level": "string",
        "kind": "string", "system": "string", "certainty": "string", "source": "string",
        "parent_id": "string", "names": "list<string>", "n_plans": "int32", "n_tasks": "int32",
        **{f"n_{role}": "int32" for role in Role}, "first_year": "int32", "last_year": "int32",
    },
    "lineage": {
        "unit_id": "string", "full_name": "string", "relation": "string", "effective": "string",
        "successor_id": "string", "successor_name": "string", "certainty": "string", "source": "string",
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


def arrow_schema(name: str) -> pa.Schema:
    """Give the Arrow schema of a table."""
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


def arrow_table(name: str, records: Iterable[Mapping[str, Any]]) -> pa.Table:
    """Put rows into an Arrow table of the schema."""
    import pyarrow as pa

    return pa.Table.from_pylist([_storable(record) for record in records], schema=arrow_schema(name))


def _storable(value: Any) -> Any:
    """Replace halves of surrogate pairs, which no file of UTF-8 can hold."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, list | tuple):
        return [_storable(item) for item in value]
    if isinstance(value, dict):
        return {key: _storable(item) for key, item in value.items()}
    return value
