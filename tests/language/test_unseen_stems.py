"""Places, fields of work and closing words that no training string holds (see `reserved` in silver_frames.toml).

The lists were written by hand. In cells the grammar reads, and the second reader tells which of its units to
trust; in running text only the second reader reads.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from planparse.language.crf import read_units
from planparse.language.roles import read_responsibility
from planparse.language.second_opinion import review

DATA = Path(__file__).with_name("data")


def lines(name):
    return [json.loads(line) for line in (DATA / name).read_text(encoding="utf-8").splitlines()]


CELLS = lines("unseen_cells.jsonl")
PROSE = lines("unseen_prose.jsonl")


def wanted(line):
    return {tuple(span) for span in line["spans"]}


def by_second_reader(line):
    return {(span.start, span.end) for span in read_units(line["text"])}


def reviewed(line):
    return review(line["text"], line["column"], read_responsibility(line["text"], line["column"]))


def spot(assignment):
    return assignment.evidence[0].start, assignment.evidence[0].end


def by_both(line):
    return {spot(a) for a in reviewed(line)}


def f1(gold, read):
    hits = sum(len(read(line) & wanted(line)) for line in gold)
    return 2 * hits / sum(len(read(line)) + len(wanted(line)) for line in gold)


def test_the_lists_are_long_enough_and_their_spans_are_their_units():
    assert len(CELLS) >= 120
    assert len(PROSE) >= 60
    for line in CELLS + PROSE:
        assert [line["text"][start:end] for start, end in line["spans"]] == line["units"]


@pytest.mark.parametrize(
    ("gold", "read", "floor"),
    [(CELLS, by_both, 0.985), (CELLS, by_second_reader, 0.97), (PROSE, by_second_reader, 0.93)],
    ids=["cells-both", "cells-second", "prose-second"],
)
def test_unseen_units_are_found(gold, read, floor):
    assert f1(gold, read) >= floor


def test_sure_units_of_unseen_stems_are_right():
    sure = [(spot(a) in wanted(line)) for line in CELLS for a in reviewed(line) if a.confidence >= 0.95]
    assert sum(sure) / len(sure) >= 0.995
    assert len(sure) / sum(len(wanted(line)) for line in CELLS) >= 0.85


def test_wrong_units_are_marked_for_review():
    wrong = [a for line in CELLS for a in reviewed(line) if spot(a) not in wanted(line)]
    assert wrong
    assert all(a.needs_review and a.alternatives for a in wrong)
