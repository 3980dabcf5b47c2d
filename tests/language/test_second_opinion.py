"""The two readers compared: agreement keeps an assignment sure, anything else asks for a review."""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import replace

import pytest

from planparse.language import second_opinion
from planparse.language.crf import UnitSpan
from planparse.language.roles import read_responsibility
from planparse.language.second_opinion import compare, review
from planparse.lexicon.load import read_csv
from planparse.model.evidence import Evidence
from planparse.model.plan import Assignment, Reading, Role

TEXT = "市财政局牵头，市审计局配合"
#       0123456789


@pytest.fixture
def second(monkeypatch):
    """Let the second reader say what a test wants: (start, end, probability) each."""

    def say(*spans, text=TEXT):
        found = tuple(UnitSpan(text[start:end], start, end, sure) for start, end, sure in spans)
        monkeypatch.setattr(second_opinion, "read_units", lambda _: found)

    return say


def unit(text, start, role="lead", confidence=1.0):
    spot = Evidence(None, None, text, paragraph=1, start=start, end=start + len(text))
    return Assignment(text, Role(role), 1, confidence=confidence, evidence=(spot,))


FINANCE = unit("市财政局", 0)
AUDIT = unit("市审计局", 7, "cooperate")


def test_agreement_is_sure_and_needs_no_review(second):
    second((0, 4, 0.99), (7, 11, 0.99))
    found = review(TEXT, "责任单位", (FINANCE, AUDIT))
    assert [a.confidence for a in found] == [0.99, 0.99]
    assert not any(a.needs_review or a.alternatives for a in found)


def test_agreement_that_is_not_firm_is_less_sure(second):
    second((0, 4, 0.6), (7, 11, 0.99))
    first, other = review(TEXT, "责任单位", (FINANCE, AUDIT))
    assert 0.8 <= first.confidence < 0.95 <= other.confidence
    assert not first.needs_review


def test_other_edges_are_kept_as_an_alternative_in_the_same_role(second):
    second((0, 6, 0.99), (7, 11, 0.99))
    first, other = review(TEXT, "责任单位", (FINANCE, AUDIT))
    assert first.needs_review
    assert first.confidence < 0.8
    assert first.alternatives == (Reading("市财政局牵头", Role.LEAD, "crf"),)
    assert other.alternatives == ()


def test_a_unit_that_the_second_reader_does_not_see_is_to_be_reviewed(second):
    second((7, 11, 0.99))
    first, _ = review(TEXT, "责任单位", (FINANCE, AUDIT))
    assert (first.needs_review, first.alternatives) == (True, ())


def test_a_unit_that_only_the_second_reader_sees_marks_its_neighbour(second):
    second((0, 4, 0.99), (7, 11, 0.99))
    (first,) = review(TEXT, "责任单位", (FINANCE,))
    assert first.needs_review
    assert first.alternatives == (Reading("市审计局", Role.LEAD, "crf"),)


@pytest.mark.parametrize("column", ["正文", None])
def test_running_text_may_mention_units_that_are_assigned_nothing(second, column):
    second((0, 4, 0.99), (7, 11, 0.99))
    (first,) = review(TEXT, column, (FINANCE,))
    assert (first.needs_review, first.alternatives) == (False, ())


def test_a_doubtful_sighting_beside_marks_nobody(second):
    second((0, 4, 0.99), (7, 11, 0.5))
    (first,) = review(TEXT, "责任单位", (FINANCE,))
    assert not first.needs_review


def test_a_unit_said_twice_is_no_missed_unit(second):
    text = "市财政局牵头，市财政局配合"
    second((0, 4, 0.99), (7, 11, 0.99), text=text)
    (first,) = review(text, "责任单位", (FINANCE,))
    assert not first.needs_review


def test_doubt_of_the_grammar_stays(second):
    second((0, 4, 0.99), (7, 11, 0.99))
    first, _ = review(TEXT, "责任单位", (replace(FINANCE, confidence=0.7), AUDIT))
    assert first.confidence == 0.7
    assert first.needs_review


def test_only_confidence_review_and_alternatives_change(second):
    second((0, 6, 0.99))
    for before, after in zip((FINANCE, AUDIT), review(TEXT, "责任单位", (FINANCE, AUDIT)), strict=True):
        assert replace(after, confidence=1.0, needs_review=False, alternatives=()) == before


def test_assignments_without_offsets_come_back_as_they_are(second):
    second((0, 4, 0.99))
    bare = Assignment("市统计局", Role.LEAD, 1, evidence=(Evidence(2, (1.0, 2.0, 3.0, 4.0), "市统计局"),))
    assert review(TEXT, "责任单位", (bare,)) == (bare,)
    found = review(TEXT, "责任单位", (bare, FINANCE))
    assert found[0] == bare
    assert found[1].unit == "市财政局"


def test_nothing_in_nothing_out():
    assert review("年底前", "完成时限", ()) == ()


def test_the_table_has_each_case_once_and_agreement_is_the_surest():
    table = {(row["agreement"], row["phrase_reader"]): float(row["confidence"]) for row in read_csv("agreement")}
    kinds = ("same", "weak", "edges", "alone", "missed")
    assert set(table) == {(kind, sure) for kind in kinds for sure in ("sure", "doubtful")}
    assert len(table) == len(read_csv("agreement"))
    for kind in kinds:
        assert table[kind, "doubtful"] < table[kind, "sure"] <= table["same", "sure"]


def test_real_readers_agree_on_a_plain_cell():
    text = "市国资委牵头落实，市财政局按职责分工予以配合"
    found = review(text, "责任单位", read_responsibility(text, "责任单位"))
    assert [(a.unit, a.confidence) for a in found] == [("市国资委", 0.99), ("市财政局", 0.99)]


def plain(text):
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def test_sure_assignments_of_the_developer_gold_are_right(shared):
    path = shared / "gold" / "responsibility_dev.jsonl"
    sure = right = total = 0
    for line in path.read_text(encoding="utf-8").splitlines():
        gold = json.loads(line)
        want = {(plain(a["unit"]), a["role"], a["collective"]) for a in gold["assignments"]}
        for a in review(gold["text"], gold["column"], read_responsibility(gold["text"], gold["column"])):
            total += 1
            if a.confidence >= 0.95:
                sure += 1
                right += (plain(a.unit), str(a.role), a.collective) in want
    assert right / sure >= 0.995
    assert sure / total >= 0.9


def test_each_assignment_gets_one_opinion(second):
    second((0, 4, 0.99))
    assert [opinion.agreement for opinion in compare(TEXT, "责任单位", (FINANCE, AUDIT))] == ["same", "alone"]
