"""An attribute's value in, text, a number or yes and no out: what every file format can hold.

Graphs of users hold anything: dates, lists, numbers of numpy and pandas, enums, bytes. What says nothing (None,
NaN, NaT, NA) becomes None, and the writers leave it out.
"""

from __future__ import annotations

import dataclasses
import json
import math
import numbers
from collections.abc import Mapping
from datetime import date, time
from enum import Enum
from typing import Any

Plain = str | bool | int | float

LARGEST = 2**63
"""What does not fit into 64 bits with sign is text: Java, R, Parquet and JavaScript would lose or refuse it."""

LONGEST_BITS = 10_000
"""From about 4,300 decimal digits on Python refuses to write an integer in decimals."""


def plain_value(value: Any) -> Plain | None:
    """Give a value as text, number or bool; None if it says nothing. Lists and dicts are JSON text.

    >>> plain_value(["市审计局", float("nan")]), plain_value(2**64), plain_value(float("nan"))
    ('["市审计局", null]', '18446744073709551616', None)
    """
    kind = type(value)
    # Nearly all are one of these; a large graph has millions.
    if kind is str or kind is bool or (kind is int and -LARGEST <= value < LARGEST):
        return value  # type: ignore[no-any-return]
    if kind is float:
        return None if math.isnan(value) else value
    value = _simple(value)
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, allow_nan=False)
    return _scalar(value)


def nested_value(value: Any) -> Any:
    """Give a value as legal JSON holds it: lists and dicts stay, infinite numbers are text.

    >>> nested_value(("市审计局", float("inf"))), nested_value(float("-inf"))
    (['市审计局', 'inf'], '-inf')
    """
    value = _simple(value)
    return value if isinstance(value, list | dict) else _json_number(_scalar(value))


def _scalar(value: Any) -> Plain | None:
    if isinstance(value, int) and not -LARGEST <= value < LARGEST:
        return str(value)
    if value is None or isinstance(value, str | int | float):
        return value
    return str(value)


def _simple(value: Any) -> Any:
    """Reduce a value of Python, numpy or pandas to what JSON knows; missing values become None."""
    if type(value).__module__.partition(".")[0] == "numpy":
        if type(value).__name__ in ("datetime64", "timedelta64"):
            return None if str(value) == "NaT" else str(value)
        value = value.tolist()
    if value is None or type(value).__name__ in ("NAType", "NaTType"):
        return None
    if isinstance(value, Enum):
        return _simple(value.value)
    if isinstance(value, str | bool):
        return str(value) if isinstance(value, str) else value
    if isinstance(value, numbers.Integral):
        whole = int(value)
        return whole if whole.bit_length() < LONGEST_BITS else hex(whole)
    if isinstance(value, numbers.Real):
        return _real(value)
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, bytes | bytearray):
        return bytes(value).decode("utf-8", "replace")
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        value = {item.name: getattr(value, item.name) for item in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(_simple(key)): _json_number(_simple(item)) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_json_number(_simple(item)) for item in value]
    if isinstance(value, set | frozenset):
        return sorted((_json_number(_simple(item)) for item in value), key=lambda item: (str(type(item)), str(item)))
    return str(value)


def _real(value: numbers.Real) -> float | str | None:
    try:
        number = float(value)
    except OverflowError:  # a fraction beyond the largest double
        return str(value)
    return None if math.isnan(number) else number


def _json_number(value: Any) -> Any:
    # JSON has no word for an infinite number.
    return str(value) if isinstance(value, float) and math.isinf(value) else value
