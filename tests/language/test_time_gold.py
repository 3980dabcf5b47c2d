"""Floors on the developer half of the gold of time limits and quantities, the seed and the corpus."""

from __future__ import annotations

import json
import re
import unicodedata

import pytest

from planparse.language.deadlines import read_deadlines, task_deadlines
from planparse.language.quantities import read_quantities

DEADLINES_FLOOR = 0.99
QUANTITIES_FLOOR = 0.99
CORPUS_FLOOR = 0.99


def plain(text):
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def same_deadline(gold, found):
    end = found.end and found.end.isoformat()
    return (
        plain(gold["text"]) == plain(found.text)
        and gold["start"] == (found.start and found.start.isoformat())
        and (end == gold["end"] or end in gold.get("accept_end", ()))
        and (gold["recurrence"], gold["relative"]) == (found.recurrence, found.relative)
        and gold.get("reporting", False) == found.reporting
    )


def same_quantity(gold, found):
    return (
        plain(gold["text"]) == plain(found.text)
        and (gold["comparator"], gold["unit"] or "") == (found.comparator, found.unit)
        and found.value == pytest.approx(gold["value"])
        and gold.get("value_high") == found.value_high
        and gold.get("approx", False) == found.approx
    )


def all_deadlines(gold, found):
    return len(gold) == len(found) and all(map(same_deadline, gold, found))


def all_quantities(gold, found):
    left = list(found)
    for wanted in gold:
        if left and same_quantity(wanted, left[0]):
            left.pop(0)
        elif not wanted.get("optional"):
            return False
    return not left


def lines(shared, name):
    path = shared / "gold" / name
    if not path.is_file():
        pytest.skip(f"needs {name}")
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def plan_rows(path):
    gold = json.loads(path.read_text(encoding="utf-8"))
    title = re.search(r"(20\d\d)年", gold["metadata"].get("title") or "")
    year = int(title[1]) if title else None
    return [(row, gold["metadata"]["signed_date"], year) for row in gold["rows"]]


def content_only(values):
    return [value for value in values if value.get("source", "content") == "content"]


def test_time_limits_are_read_exactly(shared):
    gold = lines(shared, "deadlines_dev.jsonl")
    wrong = [g["id"] for g in gold if not all_deadlines(g["deadlines"], read_deadlines(g["text"], date=g["plan_date"]))]
    assert 1 - len(wrong) / len(gold) >= DEADLINES_FLOOR, wrong


def test_quantities_are_read_exactly(shared):
    gold = lines(shared, "quantities_dev.jsonl")
    wrong = [g["id"] for g in gold if not all_quantities(g["quantities"], read_quantities(g["text"]))]
    assert 1 - len(wrong) / len(gold) >= QUANTITIES_FLOOR, wrong


def test_quantities_of_the_seed_are_all_read(shared):
    for row, _, _ in plan_rows(shared / "seed" / "plan.gold.json"):
        assert all_quantities(row["quantities"], read_quantities(row["content"])), row["row"]


def test_rows_of_the_corpus_are_read_exactly(corpus):
    rows = [row for path in sorted(corpus.glob("*/gold.json")) for row in plan_rows(path)]
    wrong = 0
    for row, day, year in rows:
        found = task_deadlines(read_deadlines(row["content"], date=day, year=year))
        wrong += not all_deadlines(content_only(row.get("deadlines", ())), found)
        wrong += not all_quantities(content_only(row.get("quantities", ())), read_quantities(row["content"]))
    assert 1 - wrong / (2 * len(rows)) >= CORPUS_FLOOR


def test_time_columns_of_the_corpus_are_read_exactly(corpus):
    cells = [
        (value, day, year)
        for path in sorted(corpus.glob("*/gold.json"))
        for row, day, year in plan_rows(path)
        for value in row.get("deadlines", ())
        if value.get("source") == "column"
    ]
    assert cells
    for gold, day, year in cells:
        assert all_deadlines([gold], read_deadlines(gold["text"], date=day, year=year, source="column")), gold["text"]
