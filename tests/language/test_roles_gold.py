"""Floors on the developer half of the responsibility gold."""

from __future__ import annotations

import json
import re
import unicodedata

import pytest

from planparse.language.roles import read_responsibility

EXACT_FLOOR = 0.99
F1_FLOOR = 0.995


def plain(text):
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


@pytest.fixture(scope="module")
def lines(shared):
    path = shared / "gold" / "responsibility_dev.jsonl"
    gold = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [(line, read_responsibility(line["text"], line["column"])) for line in gold]


def test_strings_are_read_exactly(lines):
    exact = 0
    for line, found in lines:
        got = {(plain(a.unit), str(a.role), a.collective) for a in found}
        want = {(plain(a["unit"]), a["role"], a["collective"]) for a in line["assignments"]}
        marks = any(a.by_duty for a in found), any(a.open_list for a in found)
        exact += got == want and marks == (line["by_duty"], line["open_list"])
    assert exact / len(lines) >= EXACT_FLOOR


def test_units_and_roles_reach_their_floor(lines):
    hits = got_all = want_all = 0
    for line, found in lines:
        got = {(plain(a.unit), str(a.role)) for a in found}
        want = {(plain(a["unit"]), a["role"]) for a in line["assignments"]}
        hits, got_all, want_all = hits + len(got & want), got_all + len(got), want_all + len(want)
    assert 2 * hits / (got_all + want_all) >= F1_FLOOR


def test_negatives_give_nothing(lines):
    assert [line["id"] for line, found in lines if found and not line["assignments"]] == []


def test_evidence_is_the_words_of_the_string(lines):
    for line, found in lines:
        for assignment in found:
            (spot,) = assignment.evidence
            assert spot.text == line["text"][spot.start : spot.end]
