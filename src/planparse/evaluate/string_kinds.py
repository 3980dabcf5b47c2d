"""How a line of gold about the words of a string is read: responsibilities, document numbers, deadlines, quantities.

In goes a line, as a dict, out comes a `Reading`: each string is read by the function that `parse` uses. Names are
compared after NFKC and removal of white space. A line that lacks a field raises KeyError, TypeError or ValueError.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from planparse.evaluate.match import normalise
from planparse.evaluate.readings import NOTHING, Item, Reading, Wanted
from planparse.language.deadlines import read_deadlines
from planparse.language.quantities import read_quantities
from planparse.language.references import parse_document_number
from planparse.language.roles import FREE_COLUMNS, read_responsibility
from planparse.model.plan import DocumentNumber


def compare_responsibility(name: str, row: Mapping[str, Any]) -> Reading:
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


def compare_document_number(name: str, row: Mapping[str, Any]) -> Reading:
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


def compare_deadlines(name: str, row: Mapping[str, Any]) -> Reading:
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


def compare_quantities(name: str, row: Mapping[str, Any]) -> Reading:
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
