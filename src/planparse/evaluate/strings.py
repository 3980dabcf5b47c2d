"""How right single strings are read, against gold of one string a line (JSON Lines).

In goes a gold file of responsibilities, document numbers, deadlines or quantities; its fields say which. Each line is
read by the function that `parse` uses, and compared: what was found (names with their values), and what is said of the
whole string (marks). Lines fall into classes (column, source, family), so that one can see where the faults are.
Names are compared after NFKC and removal of white space.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from planparse.errors import UsageError
from planparse.evaluate.match import normalise
from planparse.evaluate.score import Ratio
from planparse.language.deadlines import read_deadlines
from planparse.language.quantities import read_quantities
from planparse.language.references import parse_document_number
from planparse.language.roles import FREE_COLUMNS, read_responsibility
from planparse.model.plan import DocumentNumber

NOTHING = "—"
"""Label in a confusion table of what only one side has."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing in a string: its name, the values that must agree, and the label it has in the confusion table.

    name: a unit, a time phrase, a number; normalised
    """

    name: str
    values: tuple[object, ...]
    label: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """An item of the gold.

    also: other values that are right too
    optional: finding it and leaving it out are both right
    """

    item: Item
    also: tuple[tuple[object, ...], ...] = ()
    optional: bool = False

    def accepts(self, found: Item) -> bool:
        """Say whether a found item is this one."""
        return found.name == self.item.name and found.values in (self.item.values, *self.also)


@dataclass(frozen=True, slots=True)
class Reading:
    """One string with what the gold wants of it and what was found.

    marks, marks_found: what is said of the whole string: by_duty, open_list, names of collectives
    classes: dimension to class: column to inline, family to year-end
    """

    id: str
    text: str
    wanted: tuple[Wanted, ...]
    found: tuple[Item, ...]
    marks: Mapping[str, object] = field(default_factory=dict)
    marks_found: Mapping[str, object] = field(default_factory=dict)
    classes: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_negative(self) -> bool:
        """Tell whether nothing must be found."""
        return not self.wanted

    @property
    def is_exact(self) -> bool:
        """Tell whether all is right: every item, none too many, and the marks."""
        missed, extra = self.unpaired()
        return not missed and not extra and self.marks == self.marks_found

    def unpaired(self) -> tuple[list[Item], list[Item]]:
        """List what was missed and what is too many."""
        left = list(self.found)
        missed = []
        for want in self.wanted:
            hit = next((item for item in left if want.accepts(item)), None)
            if hit is not None:
                left.remove(hit)
            elif not want.optional:
                missed.append(want.item)
        return missed, left

    def items(self) -> Ratio:
        """Count items whose name and values are right; an optional one that was left out is not counted."""
        missed, extra = self.unpaired()
        right = len(self.found) - len(extra)
        return Ratio(right, len(self.found), right + len(missed))

    def names(self) -> Ratio:
        """Count names, whatever their values."""
        found = Counter(item.name for item in self.found)
        firm = Counter(want.item.name for want in self.wanted if not want.optional)
        spare = Counter(want.item.name for want in self.wanted if want.optional) & (found - firm)
        gold = firm + spare
        return Ratio((gold & found).total(), found.total(), gold.total())

    def confusion(self) -> Counter[tuple[str, str]]:
        """Count (label in the gold, label found); items are paired by their names."""
        missed, extra = self.unpaired()
        table: Counter[tuple[str, str]] = Counter()
        taken = list(extra)
        for item in self.found:
            if item in taken:
                taken.remove(item)
            else:
                table[item.label, item.label] += 1
        for item in missed:
            same = next((other for other in extra if other.name == item.name), None)
            table[item.label, same.label if same else NOTHING] += 1
            if same:
                extra.remove(same)
        table.update((NOTHING, item.label) for item in extra)
        return table


@dataclass(frozen=True, slots=True)
class Tally:
    """Strings of one class: how many, how many exact; what their items and names come to."""

    strings: int = 0
    exact: int = 0
    items: Ratio = field(default_factory=Ratio)
    names: Ratio = field(default_factory=Ratio)

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.strings + other.strings,
            self.exact + other.exact,
            self.items + other.items,
            self.names + other.names,
        )

    @property
    def share(self) -> float:
        """Share of the strings that are exact."""
        return self.exact / self.strings if self.strings else 1.0


@dataclass(frozen=True, slots=True)
class StringScore:
    """A gold file measured.

    kind: `responsibility`, `docnumbers`, `deadlines` or `quantities`
    marks: name to (right, strings); for collective, the same units must be marked
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


def measure_strings(path: Path) -> StringScore:
    """Read every string of a gold file and score it.

    Raises UsageError if the file cannot be read, is no string gold, or is of a kind that is not scored yet.
    """
    rows = tuple(_rows(path))
    kind = _kind_of(rows[0][1], f"{path}, line {rows[0][0]}")
    readings = tuple(_reading(kind, row, f"{path}, line {number}") for number, row in rows)
    return _score(str(path), kind, readings)


def _score(path: str, kind: str, readings: Sequence[Reading]) -> StringScore:
    marks = {
        name: (sum(each.marks[name] == each.marks_found[name] for each in readings), len(readings))
        for name in readings[0].marks
    }
    classes: dict[tuple[str, str], Tally] = {}
    for each in readings:
        for spot in each.classes.items():
            classes[spot] = classes.get(spot, Tally()) + _tally([each])
    confusion: Counter[tuple[str, str]] = Counter()
    for each in readings:
        confusion.update(each.confusion())
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


def _kind_of(row: Mapping[str, Any], where: str) -> str:
    for fields, kind in KINDS.items():
        if row.keys() >= set(fields):
            return kind
    for fields, kind in LATER.items():
        if row.keys() >= set(fields):
            raise UsageError(f"{kind} gold is not scored yet", where=where)
    raise UsageError(
        "no string gold",
        where=where,
        advice="give each line `text` and `assignments`, `document_number`, `deadlines` or `quantities`",
    )


def _reading(kind: str, row: Mapping[str, Any], where: str) -> Reading:
    try:
        if not isinstance(row["text"], str):
            raise TypeError("text is no string")
        return READERS[kind](str(row.get("id", where)), row)
    except (AttributeError, KeyError, TypeError, ValueError) as problem:
        raise UsageError(
            f"no {kind} gold: {type(problem).__name__}: {problem}",
            where=where,
            advice="look at the other lines, all must have the same fields",
        ) from problem


def _responsibility(name: str, row: Mapping[str, Any]) -> Reading:
    column = row["column"]
    gold = row["assignments"]
    found = read_responsibility(row["text"], column)
    return Reading(
        name,
        row["text"],
        tuple(Wanted(Item(normalise(each["unit"]), (each["role"],), each["role"])) for each in gold),
        tuple(Item(normalise(each.unit), (str(each.role),), str(each.role)) for each in found),
        {
            "by_duty": row["by_duty"],
            "collective": {normalise(each["unit"]) for each in gold if each["collective"]},
            "open_list": row["open_list"],
        },
        {
            "by_duty": any(each.by_duty for each in found),
            "collective": {normalise(each.unit) for each in found if each.collective},
            "open_list": any(each.open_list for each in found),
        },
        {
            "column": "none" if column is None else column if column in FREE_COLUMNS else "cell",
            "source_kind": str(row.get("source_kind") or NOTHING),
            "string": "assigns" if gold else "negative",
        },
    )


def _document_number(name: str, row: Mapping[str, Any]) -> Reading:
    names = ("document_number", "issuer_code", "year", "serial", "repaired")
    text, code, year, serial, repaired = (row[each] for each in names)
    gold = None if text is None else DocumentNumber(code, year, serial, text, repaired)
    found = parse_document_number(row["text"])
    form = _form(gold)
    return Reading(
        name,
        row["text"],
        () if gold is None else (Wanted(_number_item(gold)),),
        () if found is None else (_number_item(found),),
        classes={"form": form},
    )


def _number_item(number: DocumentNumber) -> Item:
    values = (number.issuer_code, number.year, number.serial, number.repaired)
    return Item(normalise(number.text), values, _form(number))


def _form(number: DocumentNumber | None) -> str:
    if number is None:
        return "none"
    if "〔" not in number.text:
        return "order"
    if number.repaired:
        return "repaired"
    return "bracketed" if number.issuer_code else "no issuer"


def _deadlines(name: str, row: Mapping[str, Any]) -> Reading:
    found = read_deadlines(row["text"], date=date.fromisoformat(row["plan_date"]))
    items = tuple(
        _deadline_item(
            {
                "text": each.text,
                "start": each.start and each.start.isoformat(),
                "end": each.end and each.end.isoformat(),
                "recurrence": each.recurrence,
                "relative": each.relative,
                "reporting": each.reporting,
            }
        )
        for each in found
    )
    wanted = tuple(
        Wanted(_deadline_item(each), tuple(_deadline_item({**each, "end": end}).values for end in _list(each)))
        for each in row["deadlines"]
    )
    return Reading(name, row["text"], wanted, items, classes=_family(row, bool(wanted)))


def _list(gold: Mapping[str, Any]) -> Sequence[str | None]:
    ends = gold.get("accept_end", ())
    return [ends] if isinstance(ends, str) else ends


def _deadline_item(each: Mapping[str, Any]) -> Item:
    values = (each["start"], each["end"], each["recurrence"], each["relative"], bool(each.get("reporting")))
    if each["recurrence"]:
        label = "ongoing" if each["recurrence"] == "ongoing" else "rhythm"
    elif each["relative"]:
        label = "relative"
    elif each["start"]:
        label = "period" if each["end"] else "start"
    else:
        label = "limit" if each["end"] else "vague"
    return Item(normalise(each["text"]), values, label)


def _quantities(name: str, row: Mapping[str, Any]) -> Reading:
    found = tuple(
        _quantity_item(
            {
                "text": each.text,
                "comparator": each.comparator,
                "value": each.value,
                "value_high": each.value_high,
                "unit": each.unit,
                "approx": each.approx,
            }
        )
        for each in read_quantities(row["text"])
    )
    wanted = tuple(Wanted(_quantity_item(each), optional=bool(each.get("optional"))) for each in row["quantities"])
    return Reading(name, row["text"], wanted, found, classes=_family(row, bool(wanted)))


def _quantity_item(each: Mapping[str, Any]) -> Item:
    high = each.get("value_high")
    values = (
        each["comparator"],
        round(float(each["value"]), 6),
        None if high is None else round(float(high), 6),
        each["unit"] or None,
        bool(each.get("approx")),
    )
    return Item(normalise(each["text"]), values, str(each["comparator"]))


def _family(row: Mapping[str, Any], positive: bool) -> dict[str, str]:
    return {"family": str(row.get("family") or NOTHING), "string": "holds some" if positive else "negative"}


KINDS: Mapping[tuple[str, ...], str] = {
    ("text", "assignments"): "responsibility",
    ("text", "document_number"): "docnumbers",
    ("text", "deadlines"): "deadlines",
    ("text", "quantities"): "quantities",
}
"""Fields that a line has, and the kind of gold they tell."""

LATER: Mapping[tuple[str, ...], str] = {("mention", "full_name"): "units", ("old", "new", "relation"): "lineage"}
"""Kinds of gold that are known, and not scored yet."""

READERS: Mapping[str, Callable[[str, Mapping[str, Any]], Reading]] = {
    "responsibility": _responsibility,
    "docnumbers": _document_number,
    "deadlines": _deadlines,
    "quantities": _quantities,
}

NAMES = {
    "responsibility": ("unit + role", "unit"),
    "docnumbers": ("number + parts", "number"),
    "deadlines": ("phrase + fields", "phrase"),
    "quantities": ("phrase + fields", "phrase"),
}
"""What the items and the names of each kind are called in a table."""


def lines_of_differences(score: StringScore) -> Iterator[str]:
    """Write every difference, three lines a string: id and text, what the gold has, what was read."""
    for each in score.readings:
        if each.is_exact:
            continue
        missed, extra = each.unpaired()
        yield f"{each.id}: {each.text}"
        yield f"    gold {_said(missed, each.marks, each.marks_found)}"
        yield f"    read {_said(extra, each.marks_found, each.marks)}"


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
    if diff:
        body["differences"] = [_difference(each) for each in score.readings if not each.is_exact]
    return body


def _difference(each: Reading) -> dict[str, Any]:
    missed, extra = each.unpaired()
    return {
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
