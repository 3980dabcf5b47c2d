"""A user's own table of units (自备名录): read, checked, and put over the registry.

In goes a CSV file, out come its rows; whatever is wrong is said with its row, and nothing is used then.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import count
from pathlib import Path

from planparse.errors import UsageError
from planparse.model.unit import Relation

UNIT_KINDS = (
    "government", "party", "vertical", "court_procuratorate", "mass_body", "enterprise", "school", "zone",
    "collective", "temporary_group", "internal_section",
)  # fmt: skip

NEEDED = ("region_code", "full_name", "short_names")
MAY_BE = (
    "family", "kind", "system", "valid_from", "valid_to", "certainty", "source", "successor", "relation", "effective",
)  # fmt: skip
"""Columns that a user's table must have, and those it may have. The last three say what became of the unit."""

PERIOD = re.compile(r"[0-9]{4}(?:-(?:0[1-9]|1[0-2]))?")

SYSTEMS = ("块", "条")
CERTAINTIES = ("A", "B", "C", "D")
USUAL = {"kind": "government", "system": "块", "certainty": "A"}
"""What stands for an empty field: who writes the table knows."""


def read_own(path: Path) -> list[dict[str, str]]:
    """Read and check a user's table; raises UsageError, with the row, for what cannot be used."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            rows = [(reader.line_num, row) for row in reader]
            columns = reader.fieldnames or []
    except (OSError, UnicodeDecodeError, csv.Error) as problem:
        raise UsageError(f"the table of units cannot be read: {problem}", where=str(path)) from problem
    missing = [name for name in NEEDED if name not in columns]
    known = (*NEEDED, *MAY_BE)
    strange = [name for name in columns if name not in known]
    if missing or strange:
        said = f"lacks the column {missing[0]!r}" if missing else f"has an unknown column {strange[0]!r}"
        raise UsageError(f"the table {said}", where=f"{path}, row 1", advice="its columns are " + ", ".join(known))
    clean = []
    seen: dict[tuple[str, str], tuple[int, str, str]] = {}
    for number, row in rows:
        each = {name: (row.get(name) or "").strip() for name in known}
        where = f"{path}, row {number}"
        if None in row:
            raise UsageError("the row has more fields than the header", where=where)
        if not each["full_name"]:
            raise UsageError("the row has no full_name", where=where)
        if each["kind"] and each["kind"] not in UNIT_KINDS:
            raise UsageError(f"no kind {each['kind']!r}", where=where, advice="one of " + ", ".join(UNIT_KINDS))
        if each["system"] and each["system"] not in SYSTEMS:
            raise UsageError(f"no system {each['system']!r}", where=where, advice="块 or 条")
        if each["certainty"] and each["certainty"] not in CERTAINTIES:
            raise UsageError(f"no certainty {each['certainty']!r}", where=where, advice="A, B, C or D")
        check_period(each["valid_from"], each["valid_to"], where)
        if each["relation"] or each["successor"]:
            check_period(each["effective"], "", where)
            if not each["effective"]:
                raise UsageError("a link needs the date it took effect", where=where, advice="fill in `effective`")
        key = each["region_code"], each["full_name"]
        if key in seen and _overlap(seen[key][1:], (each["valid_from"], each["valid_to"])):
            raise UsageError(f"the same unit, at the same time, as in row {seen[key][0]}", where=where)
        seen[key] = number, each["valid_from"], each["valid_to"]
        clean.append(each | {name: each[name] or usual for name, usual in USUAL.items()})
    check_links([row | {"predecessor": row["full_name"]} for row in clean], str(path), [number for number, _ in rows])
    return clean


def check_links(rows: Sequence[Mapping[str, str]], table: str, numbers: Iterable[int] | None = None) -> None:
    """Raise UsageError, with the row, for a relation that is none and for links that lead back to where they began.

    numbers: of the rows in the table; from 2 if they follow its header without a gap
    """
    following: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for number, row in zip(numbers or count(2), rows, strict=False):
        where = f"{table}, row {number}"
        if not row["relation"] and not row["successor"]:
            continue
        if row["relation"] not in list(Relation):
            raise UsageError(f"no relation {row['relation']!r}", where=where, advice="one of " + ", ".join(Relation))
        if (row["relation"] == Relation.ABOLISHED) != (not row["successor"]):
            raise UsageError("a unit is either abolished or has a successor", where=where)
        if row["relation"] != Relation.FUNCTION_TRANSFERRED and row["successor"]:
            following[row["predecessor"]].append((row["successor"], number))
    done: set[str] = set()
    for start in list(following):
        _walk(start, following, [], done, table)


def _walk(
    name: str, following: Mapping[str, list[tuple[str, int]]], path: list[str], done: set[str], table: str
) -> None:
    if name in done:
        return
    path.append(name)
    for successor, number in following.get(name, ()):
        if successor in path:
            circle = " → ".join([*path[path.index(successor) :], successor])
            raise UsageError(f"the lineage goes in a circle: {circle}", where=f"{table}, row {number}")
        _walk(successor, following, path, done, table)
    path.pop()
    done.add(name)


def check_period(valid_from: str, valid_to: str, where: str) -> None:
    """Raise UsageError unless both are empty, `YYYY` or `YYYY-MM`, and nothing ends before it begins."""
    for value in filter(None, (valid_from, valid_to)):
        if not PERIOD.fullmatch(value):
            raise UsageError(f"{value!r} is no year (2018) and no month (2018-03)", where=where)
    size = min(len(valid_from), len(valid_to))
    if valid_from and valid_to and valid_to[:size] < valid_from[:size]:
        raise UsageError(f"it ends ({valid_to}) before it begins ({valid_from})", where=where)


def _overlap(one: tuple[str, str], other: tuple[str, str]) -> bool:
    return (not one[1] or not other[0] or other[0] < one[1]) and (not other[1] or not one[0] or one[0] < other[1])
