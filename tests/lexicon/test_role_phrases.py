"""The tables of role phrases, unit words, place names and look-alikes keep their promises."""

from __future__ import annotations

import pytest

from planparse.language.roles import first_unit_leads, matching_phrases, read_responsibility
from planparse.lexicon.load import read_csv, read_toml
from planparse.model.plan import Role

TABLE = read_toml("role_phrases")
ROWS = [(kind, row) for kind, rows in TABLE.items() for row in rows]


def examples(*kinds):
    return [
        pytest.param(row["name"], example, id=f"{row['name']}-{example}")
        for kind, row in ROWS
        if kind in kinds
        for example in row["examples"]
    ]


@pytest.mark.parametrize(("kind", "row"), ROWS, ids=[row["name"] for _, row in ROWS])
def test_every_row_has_source_and_examples(kind, row):
    assert row["source"].strip()
    assert row["examples"]
    assert row.get("role") is None or Role(row["role"])


def test_names_are_unique():
    names = [row["name"] for _, row in ROWS]
    assert len(names) == len(set(names))


def test_no_verb_stands_in_two_rows():
    verbs = [verb for row in TABLE["phrase"] for verb in row["verbs"]]
    assert len(verbs) == len(set(verbs))


def test_strong_verbs_are_verbs_of_their_row():
    assert all(set(row["strong"]) <= set(row["verbs"]) for row in TABLE["phrase"])


@pytest.mark.parametrize(("name", "example"), examples("phrase"))
def test_example_of_a_phrase_is_matched_by_its_own_row_alone(name, example):
    assert matching_phrases(example) == (name,)


@pytest.mark.parametrize(("name", "example"), examples("phrase", "label", "infix"))
def test_example_is_read_by_its_own_rule(name, example):
    assert {a.rule for a in read_responsibility(example, "inline")} == {name}


@pytest.mark.parametrize(("name", "example"), examples("opener"))
def test_opener_is_no_part_of_the_unit(name, example):
    openers = [word for row in TABLE["opener"] for word in row.get("words", ())]
    units = [a.unit for a in read_responsibility(example, "inline")]
    assert units
    assert not any(unit.startswith((*openers, "以上", "以下")) for unit in units)


@pytest.mark.parametrize(("name", "example"), examples("remark"))
def test_example_of_a_remark_states_the_rule(name, example):
    assert first_unit_leads(example)


def test_by_duty_words_speak_of_duties():
    words = [word for row in TABLE["manner"] if row.get("by_duty") for word in row["words"]]
    assert words
    assert all("职" in word for word in words)


@pytest.mark.parametrize("table", ["unit_words", "place_names", "lookalikes"])
def test_every_word_has_a_source(table):
    assert all(row["source"].strip() for row in read_csv(table))


def test_words_stand_once_in_a_class():
    keys = [(row["word"], row["class"]) for row in read_csv("unit_words")]
    assert len(keys) == len(set(keys))
