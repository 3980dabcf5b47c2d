"""How right single strings are read, against gold of one string a line (JSON Lines).

In goes a gold file of responsibilities, document numbers, deadlines, quantities, units or lineage; its fields say
which. Each line is read and compared (`string_kinds`, `identities`): what was found (names with their values), what is
said of the whole string (marks), and what else is counted. Lines fall into classes (column, source, family), so that
one can see where the faults are. Lines that the gold itself calls uncertain are left out.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from planparse.errors import UsageError
from planparse.evaluate.identities import compare_lineage, compare_unit
from planparse.evaluate.readings import NOTHING, Item, Reading, Tally
from planparse.evaluate.score import Ratio
from planparse.evaluate.string_kinds import (
    compare_deadlines,
    compare_document_number,
    compare_quantities,
    compare_responsibility,
)


@dataclass(frozen=True, slots=True)
class StringScore:
    """A gold file measured.

    kind: `responsibility`, `docnumbers`, `deadlines`, `quantities`, `units` or `lineage`
    marks: name to (right, strings); for collective, the same units must be marked
    counts: what else is counted: name to (number, of how many)
    left_out: lines that are not scored, since the gold is not certain of them
    classes: (dimension, class) to its tally
    confusion: (label in the gold, label found) to a count
    """

    path: str
    kind: str
    total: Tally
    negatives: Tally
    marks: Mapping[str, tuple[int, int]]
    classes: Mapping[tuple[str, str], Tally]
    confusion: Mapping[tuple[str, str], int]
    readings: tuple[Reading, ...]
    counts: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    left_out: int = 0

    @property
    def floored(self) -> Mapping[str, float]:
        """Shares that a floor applies to: of the strings that are right; and F1 of the items, where one holds many."""
        if self.kind in ONE_ITEM:
            return {"right": self.total.share}
        return {"exact": self.total.share, NAMES[self.kind][0]: self.total.items.f1}


def measure_strings(path: Path) -> StringScore:
    """Read every string of a gold file and score it.

    Raises UsageError if the file cannot be read, is no string gold, or has no line that is certain.
    """
    rows = tuple(_rows(path))
    fields, kind = _kind_of(rows[0][1], f"{path}, line {rows[0][0]}")
    certain = [(number, row) for number, row in rows if row.get("certain", True) is not False]
    if not certain:
        raise UsageError("no line is certain, so there is nothing to score", where=str(path))
    readings = [_reading(kind, fields[0], row, f"{path}, line {number}") for number, row in certain]
    return _score(str(path), kind, readings, len(rows) - len(certain))


def _score(path: str, kind: str, readings: Sequence[Reading], left_out: int) -> StringScore:
    marks = {
        name: (sum(each.marks[name] == each.marks_found[name] for each in readings), len(readings))
        for name in readings[0].marks
    }
    classes: dict[tuple[str, str], Tally] = {}
    for each in readings:
        for spot in each.classes.items():
            classes[spot] = classes.get(spot, Tally()) + _tally([each])
    confusion: Counter[tuple[str, str]] = Counter()
    counts: dict[str, tuple[int, int]] = {}
    for each in readings:
        confusion.update(each.confusion())
        for name, (number, of) in each.counts.items():
            so_far = counts.get(name, (0, 0))
            counts[name] = (so_far[0] + number, so_far[1] + of)
    order = list(dict.fromkeys(dimension for dimension, _ in classes))
    return StringScore(
        path,
        kind,
        _tally(readings),
        _tally(each for each in readings if each.is_negative),
        marks,
        dict(sorted(classes.items(), key=lambda item: (order.index(item[0][0]), -item[1].strings, item[0][1]))),
        confusion,
        tuple(readings),
        counts,
        left_out,
    )


def _tally(readings: Iterable[Reading]) -> Tally:
    parts = (Tally(1, int(each.is_exact), each.items(), each.names()) for each in readings)
    return sum(parts, Tally())


def _rows(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Read the lines of a gold file, each with its number; blank ones are skipped."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as problem:
        raise UsageError(f"cannot be read: {problem.strerror}", where=str(path)) from problem
    except UnicodeDecodeError as problem:
        raise UsageError("no string gold: it is not UTF-8", where=str(path)) from problem
    empty = True
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        where = f"{path}, line {number}"
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as problem:
            raise UsageError(f"no JSON: {problem}", where=where, advice="write one JSON object a line") from problem
        if not isinstance(row, dict):
            raise UsageError("no JSON object", where=where, advice="write one JSON object a line")
        empty = False
        yield number, row
    if empty:
        raise UsageError("no string gold: it has no lines", where=str(path))


def _kind_of(row: Mapping[str, Any], where: str) -> tuple[Sequence[str], str]:
    for fields, kind in KINDS.items():
        if row.keys() >= set(fields):
            return fields, kind
    raise UsageError(
        "no string gold",
        where=where,
        advice="give each line `text` and `assignments`, `document_number`, `deadlines` or `quantities`; or `mention` "
        "and `full_name`; or `old`, `new` and `relation`",
    )


def _reading(kind: str, text: str, row: Mapping[str, Any], where: str) -> Reading:
    try:
        if not isinstance(row[text], str):
            raise TypeError(f"{text} is no string")
        return READERS[kind](str(row.get("id", where)), row)
    except UsageError as problem:
        raise UsageError(f"no {kind} gold: {problem.message}", where=where, advice=problem.advice) from problem
    except (AttributeError, KeyError, TypeError, ValueError) as problem:
        raise UsageError(
            f"no {kind} gold: {type(problem).__name__}: {problem}",
            where=where,
            advice="look at the other lines, all must have the same fields",
        ) from problem


KINDS: Mapping[tuple[str, ...], str] = {
    ("text", "assignments"): "responsibility",
    ("text", "document_number"): "docnumbers",
    ("text", "deadlines"): "deadlines",
    ("text", "quantities"): "quantities",
    ("mention", "full_name"): "units",
    ("old", "new", "relation"): "lineage",
}
"""Fields that a line has, the first of them the string, and the kind of gold they tell."""

READERS: Mapping[str, Callable[[str, Mapping[str, Any]], Reading]] = {
    "responsibility": compare_responsibility,
    "docnumbers": compare_document_number,
    "deadlines": compare_deadlines,
    "quantities": compare_quantities,
    "units": compare_unit,
    "lineage": compare_lineage,
}

ONE_ITEM = frozenset({"units", "lineage"})
"""Kinds of gold whose strings hold one item at most, so that the share of those that are right says all."""

NAMES = {
    "responsibility": ("unit + role", "unit"),
    "docnumbers": ("number + parts", "number"),
    "deadlines": ("phrase + fields", "phrase"),
    "quantities": ("phrase + fields", "phrase"),
    "units": ("name + code", "any answer"),
    "lineage": ("whole link", "any link"),
}
"""What the items and the names of each kind are called in a table."""


def lines_of_differences(score: StringScore) -> Iterator[str]:
    """Write every difference, some lines a string: id and text, what the gold has, what was read, the remarks."""
    for each in score.readings:
        if not each.is_different:
            continue
        missed, extra = each.unpaired()
        yield f"{each.id}: {each.text}"
        if not each.is_exact:
            yield f"    gold {_said(missed, each.marks, each.marks_found)}"
            yield f"    read {_said(extra, each.marks_found, each.marks)}"
        yield from (f"    {remark}" for remark in each.remarks)


def _said(items: Sequence[Item], marks: Mapping[str, object], other: Mapping[str, object]) -> str:
    parts = [" ".join([item.name, *(_word(value) for value in item.values)]) for item in items]
    parts += [f"{name}={_word(value)}" for name, value in marks.items() if value != other[name]]
    return "; ".join(parts) or NOTHING


def _word(value: object) -> str:
    if isinstance(value, set):
        return "{" + "、".join(sorted(map(str, value))) + "}"
    if isinstance(value, float):
        return f"{value:.12g}"
    return "-" if value is None else str(value)


def strings_to_dict(score: StringScore, *, diff: bool = False) -> dict[str, Any]:
    """Turn a score into plain values for JSON, shares rounded to six digits."""
    body: dict[str, Any] = {
        "gold": score.path,
        "kind": score.kind,
        **_tally_to_dict(score.total),
        "negatives": {"strings": score.negatives.strings, "right": score.negatives.exact},
        "marks": {
            name: {"right": right, "strings": of, "share": round(right / of, 6)}
            for name, (right, of) in score.marks.items()
        },
        "classes": [
            {"dimension": dimension, "class": name, **_tally_to_dict(tally)}
            for (dimension, name), tally in score.classes.items()
        ],
        "confusion": [
            {"gold": gold, "found": found, "count": count} for (gold, found), count in sorted(score.confusion.items())
        ],
    }
    if score.counts:
        body["counts"] = {
            name: {"number": number, "of": of, "share": round(number / of, 6) if of else None}
            for name, (number, of) in score.counts.items()
        }
    if score.counts or score.left_out:
        body["left_out"] = score.left_out
    if diff:
        body["differences"] = [_difference(each) for each in score.readings if each.is_different]
    return body


def _difference(each: Reading) -> dict[str, Any]:
    missed, extra = each.unpaired()
    body: dict[str, Any] = {
        "id": each.id,
        "text": each.text,
        "missed": [[item.name, *item.values] for item in missed],
        "extra": [[item.name, *item.values] for item in extra],
        "marks": {
            name: {"gold": _plain(value), "found": _plain(each.marks_found[name])}
            for name, value in each.marks.items()
            if value != each.marks_found[name]
        },
    }
    if each.remarks:
        body["remarks"] = list(each.remarks)
    return body


def _plain(value: object) -> object:
    return sorted(map(str, value)) if isinstance(value, set) else value


def _tally_to_dict(tally: Tally) -> dict[str, Any]:
    return {
        "strings": tally.strings,
        "exact": tally.exact,
        "exact_share": round(tally.share, 6),
        "items": _ratio_to_dict(tally.items),
        "names": _ratio_to_dict(tally.names),
    }


def _ratio_to_dict(ratio: Ratio) -> dict[str, Any]:
    return {
        "precision": round(ratio.precision, 6),
        "recall": round(ratio.recall, 6),
        "f1": round(ratio.f1, 6),
        "right": ratio.right,
        "found": ratio.found,
        "gold": ratio.gold,
    }
