"""Values to JSON and back (schema `planparse/plan/1`).

A plan goes out as the JSON document of the contract and comes back equal. The codec walks the fields of
the dataclasses, so a new field needs no line here; a change of meaning needs a new schema version.
"""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any

from planparse.errors import UsageError
from planparse.model.plan import DocumentNumber, Plan

PLAN_SCHEMA = "planparse/plan/1"
SINCE = ("units",)
"""Fields that the schema got later; a document without them is read as one that has nothing in them."""

REPAIRED = "_repaired"
"""Suffix of the key that stands beside a document number whose brackets were repaired."""


def plan_to_dict(plan: Plan) -> dict[str, Any]:
    """Turn a plan into plain lists, dicts and scalars, in the order of its JSON document."""
    body = encode(plan)
    first = ("source", "metadata", "year", "region", "tasks")
    ordered = {key: body[key] for key in first} | {k: v for k, v in body.items() if k not in first}
    return {"schema": PLAN_SCHEMA} | ordered


def plan_to_json(plan: Plan) -> str:
    """Write a plan as one JSON document, UTF-8 characters kept, the same bytes for the same plan."""
    return json.dumps(plan_to_dict(plan), ensure_ascii=False, indent=1, allow_nan=False)


def plan_from_dict(data: object, where: str = "") -> Plan:
    """Build the plan that `plan_to_dict` wrote.

    Raises UsageError for another schema or a document that does not fit it.
    """
    schema = data.get("schema") if isinstance(data, dict) else None
    if not isinstance(data, dict) or schema != PLAN_SCHEMA:
        raise UsageError(
            f"not a plan of schema {PLAN_SCHEMA}, but {schema!r}",
            where=where,
            advice="parse the document again with this version",
        )
    try:
        plan = decode(Plan, {key: value for key, value in data.items() if key != "schema"})
    except (KeyError, TypeError, ValueError) as problem:
        raise UsageError(f"the plan does not fit schema {PLAN_SCHEMA}: {problem}", where=where) from problem
    assert isinstance(plan, Plan)
    return plan


def plan_from_json(text: str, where: str = "") -> Plan:
    """Read the plan that `plan_to_json` wrote; raises UsageError for anything else."""
    try:
        data = json.loads(text)
    except json.JSONDecodeError as problem:
        raise UsageError(f"not a JSON document: {problem}", where=where) from problem
    return plan_from_dict(data, where)


def encode(value: Any) -> Any:
    """Turn a value of the model into plain lists, dicts and scalars."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        body: dict[str, Any] = {}
        for field in dataclasses.fields(value):
            item = getattr(value, field.name)
            if isinstance(item, DocumentNumber):
                # The contract shows a document number as its canonical text.
                body[field.name] = item.text
                if item.repaired:
                    body[field.name + REPAIRED] = True
            else:
                body[field.name] = encode(item)
        return body
    if isinstance(value, StrEnum):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: encode(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [encode(item) for item in value]
    return value


def decode(kind: Any, value: Any) -> Any:
    """Build the value of this kind that `encode` took apart; raises KeyError, TypeError or ValueError if none fits."""
    origin, args = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        if value is None:
            return None
        return decode(next(arg for arg in args if arg is not types.NoneType), value)
    if origin is tuple:
        kinds = [args[0]] * len(value) if args[-1] is Ellipsis else args
        return tuple(decode(item_kind, item) for item_kind, item in zip(kinds, value, strict=True))
    if origin is dict:
        return {key: decode(args[1], item) for key, item in value.items()}
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        return kind(**_decode_fields(kind, value))
    if kind is date:
        return date.fromisoformat(value)
    if kind is float and isinstance(value, int):
        return float(value)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return kind(value)
    if isinstance(kind, type) and not isinstance(value, kind):
        raise TypeError(f"{value!r} is no {kind.__name__}")
    return value


def _decode_fields(kind: type, value: dict[str, Any]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for name, field_kind in _field_types(kind).items():
        if name in SINCE and name not in value:
            continue  # written before the field was there
        item = value[name]
        if DocumentNumber in typing.get_args(field_kind) and item is not None:
            number = DocumentNumber.from_canonical(item)
            fields[name] = dataclasses.replace(number, repaired=value.get(name + REPAIRED, False))
        else:
            fields[name] = decode(field_kind, item)
    return fields


@cache
def _field_types(kind: type) -> dict[str, Any]:
    hints = typing.get_type_hints(kind)
    return {field.name: hints[field.name] for field in dataclasses.fields(kind)}
