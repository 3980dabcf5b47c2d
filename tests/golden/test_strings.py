"""Accuracy on the developer's string gold, with pinned floors.

A floor is raised when the score rises, and never lowered to make a change pass.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from planparse.evaluate.strings import StringScore, lines_of_differences, measure_strings

EXACT = {
    "responsibility": 0.99,
    "docnumbers": 1.0,
    "deadlines": 0.95,
    "quantities": 0.95,
    "units": 0.97,
    "lineage": 0.95,
}
"""Share of the strings of each gold that are right in every detail; of units: in full name and code."""

STRINGS = {
    "responsibility": 235,
    "docnumbers": 69,
    "deadlines": 160,
    "quantities": 120,
    "units": 250,
    "lineage": 79,
}
"""How many strings each gold is certain of; a gold that changes is a new measurement, and says so here."""


@pytest.fixture(scope="module")
def measured(shared: Path) -> dict[str, StringScore]:
    return {kind: measure_strings(shared / "gold" / f"{kind}_dev.jsonl") for kind in EXACT}


@pytest.mark.parametrize("kind", EXACT)
def test_strings_are_read_exactly(measured: dict[str, StringScore], kind: str) -> None:
    score = measured[kind]
    assert (score.kind, score.total.strings) == (kind, STRINGS[kind])
    assert score.total.share >= EXACT[kind], "\n".join(lines_of_differences(score))


def test_units_and_roles_reach_their_floor(measured: dict[str, StringScore]) -> None:
    assert measured["responsibility"].total.items.f1 >= 0.995


def test_marks_of_responsibility_strings_reach_their_floor(measured: dict[str, StringScore]) -> None:
    assert all(right / of >= 0.99 for right, of in measured["responsibility"].marks.values())


def share(score: StringScore, name: str) -> float:
    number, of = score.counts[name]
    return number / of


def test_wrong_identities_stay_rare(measured: dict[str, StringScore]) -> None:
    score = measured["units"]
    assert share(score, "wrong_identity") <= 0.005, "\n".join(lines_of_differences(score))


def test_forms_of_one_unit_meet_and_those_of_others_never_do(measured: dict[str, StringScore]) -> None:
    score = measured["units"]
    assert share(score, "same_as_right") >= 0.97, "\n".join(lines_of_differences(score))
    assert share(score, "different_from_right") == 1.0, "\n".join(lines_of_differences(score))


def test_links_are_found_and_none_is_made_up(measured: dict[str, StringScore]) -> None:
    score = measured["lineage"]
    assert share(score, "pairs_right") >= 0.95, "\n".join(lines_of_differences(score))
    assert score.counts["negatives_linked"] == (0, 18)


@pytest.mark.parametrize("kind", ["responsibility", "docnumbers", "units", "lineage"])
def test_negatives_give_nothing(measured: dict[str, StringScore], kind: str) -> None:
    negatives = measured[kind].negatives
    assert 0 < negatives.strings == negatives.exact
