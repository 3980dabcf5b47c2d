from __future__ import annotations

import json

import pytest

from planparse.errors import UsageError
from planparse.evaluate import strings
from planparse.evaluate.readings import Item, Reading, Wanted
from planparse.evaluate.strings import lines_of_differences, measure_strings, strings_to_dict


def duties(text, *units, column="责任单位", by_duty=False, open_list=False, kind="city"):
    """Make a line of responsibility gold; units are (name, role) or (name, role, collective)."""
    return {
        "id": text[:4],
        "text": text,
        "column": column,
        "assignments": [{"unit": u[0], "role": u[1], "collective": len(u) > 2} for u in units],
        "by_duty": by_duty,
        "open_list": open_list,
        "source_kind": kind,
    }


RIGHT = duties("市国资委牵头，市财政局配合", ("市国资委", "lead"), ("市财政局", "cooperate"))
NEGATIVE = duties("2023年底前", column="完成时限")


def test_strings_that_agree_are_exact(gold):
    score = measure_strings(gold(RIGHT, NEGATIVE))
    assert (score.kind, score.total.strings, score.total.exact) == ("responsibility", 2, 2)
    assert (score.total.items.f1, score.total.names.f1) == (1.0, 1.0)
    assert (score.negatives.exact, score.negatives.strings) == (1, 1)
    assert score.confusion == {("lead", "lead"): 1, ("cooperate", "cooperate"): 1}
    assert list(lines_of_differences(score)) == []


def test_wrong_role_is_a_unit_found_and_an_assignment_missed(gold):
    row = duties("市国资委牵头，市财政局配合", ("市国资委", "lead"), ("市财政局", "supervise"))
    score = measure_strings(gold(row, RIGHT))
    assert score.total.exact == 1
    assert (score.total.items.right, score.total.items.found, score.total.items.gold) == (3, 4, 4)
    assert score.total.names.right == 4
    assert score.confusion["supervise", "cooperate"] == 1


def test_missing_and_extra_units_stand_against_nothing(gold):
    score = measure_strings(gold(duties("市国资委牵头", ("市审计局", "lead"))))
    assert score.confusion == {("lead", "—"): 1, ("—", "lead"): 1}
    assert (score.total.items.precision, score.total.items.recall) == (0.0, 0.0)


def test_unit_on_a_negative_string_makes_it_wrong(gold):
    score = measure_strings(gold(duties("市国资委牵头"), RIGHT))
    assert (score.negatives.exact, score.negatives.strings) == (0, 1)
    assert score.total.items.precision == pytest.approx(2 / 3)


@pytest.fixture
def answers(monkeypatch):
    """Let every line of unit gold be read as the reading of its mention."""

    def set_to(**readings):
        monkeypatch.setitem(strings.READERS, "units", lambda name, row: readings[row["mention"]])

    return set_to


def unit_line(mention, *, certain=True):
    return {"id": mention, "mention": mention, "full_name": "苏州市财政局", "certain": certain}


COUNTED = Reading("a", "市财政局", (), (), counts={"same_as_right": (2, 3)}, remarks=("same_as 财政局, read —",))
WRONG = Reading(
    "b", "市审计局", (Wanted(Item("市审计局", ("苏州市审计局",), "city")),), (), counts={"same_as_right": (0, 1)}
)


def test_counts_are_summed_over_the_strings_and_touch_no_share(gold, answers):
    answers(市财政局=COUNTED, 市审计局=WRONG)
    score = measure_strings(gold(unit_line("市财政局"), unit_line("市审计局")))
    assert score.counts == {"same_as_right": (2, 4)}
    assert (score.total.exact, score.total.strings) == (1, 2)
    assert score.floored == {"right": 0.5}
    body = strings_to_dict(score)
    assert body["counts"] == {"same_as_right": {"number": 2, "of": 4, "share": 0.5}}
    assert body["left_out"] == 0


def test_uncertain_lines_are_left_out_and_their_number_is_said(gold, answers):
    answers(市财政局=COUNTED)
    score = measure_strings(gold(unit_line("市审计局", certain=False), unit_line("市财政局")))
    assert (score.total.strings, score.left_out) == (1, 1)
    assert strings_to_dict(score)["left_out"] == 1


def test_remarks_stand_among_the_differences_of_a_string_that_is_right(gold, answers):
    answers(市财政局=COUNTED, 市审计局=WRONG)
    score = measure_strings(gold(unit_line("市财政局"), unit_line("市审计局")))
    assert list(lines_of_differences(score)) == [
        "a: 市财政局",
        "    same_as 财政局, read —",
        "b: 市审计局",
        "    gold 市审计局 苏州市审计局",
        "    read —",
    ]
    right, wrong = strings_to_dict(score, diff=True)["differences"]
    assert (right["missed"], right["remarks"]) == ([], ["same_as 财政局, read —"])
    assert "remarks" not in wrong


def test_what_has_no_counts_says_nothing_of_them(gold):
    score = measure_strings(gold(RIGHT))
    assert not {"counts", "left_out"} & strings_to_dict(score).keys()
    assert score.floored == {"exact": 1.0, "unit + role": 1.0}


def test_wrong_date_in_unit_gold_is_said_with_its_line(gold):
    row = {**unit_line("市财政局"), "region_code": "320500", "level": "city", "kind": "government"}
    with pytest.raises(UsageError, match=r"line 2: no units gold: .*2017-13"):
        measure_strings(gold(*({**row, "issuer": "苏州市人民政府", "date": date} for date in ("2017", "2017-13"))))


def test_plain_values_hold_scores_and_differences(gold):
    score = measure_strings(gold(duties("市国资委牵头", ("市审计局", "lead")), RIGHT))
    body = strings_to_dict(score, diff=True)
    assert json.loads(json.dumps(body)) == body
    assert (body["strings"], body["exact"], body["exact_share"]) == (2, 1, 0.5)
    (difference,) = body["differences"]
    assert (difference["missed"], difference["extra"]) == ([["市审计局", "lead"]], [["市国资委", "lead"]])
    assert "differences" not in strings_to_dict(score)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "it has no lines"),
        ("{", "line 1: no JSON"),
        ("[1]\n", "line 1: no JSON object"),
        ('{"text": "市审计局"}\n', "line 1: no string gold"),
        ('{"text": 7, "document_number": null}\n', "line 1: no docnumbers gold"),
        ('\n{"text": "a", "assignments": []}\n', "line 2: no responsibility gold"),
        ('{"mention": 7, "full_name": null}\n', "line 1: no units gold: TypeError: mention is no string"),
        ('{"mention": "市发改委", "full_name": "苏州市发展和改革委员会"}\n', "line 1: no units gold: KeyError"),
        ('{"old": "卫生部", "new": "卫健委", "relation": "merged_into"}\n', "line 1: no lineage gold: KeyError"),
        ('{"mention": "市局", "full_name": null, "certain": false}\n', "no line is certain"),
    ],
)
def test_what_is_no_string_gold_is_refused_in_one_line(tmp_path, text, words):
    path = tmp_path / "gold.jsonl"
    path.write_text(text, "utf-8")
    with pytest.raises(UsageError) as problem:
        measure_strings(path)
    assert words in str(problem.value)
    assert str(problem.value).startswith(str(path))
    assert "\n" not in str(problem.value)


def test_missing_file_and_other_encoding_are_refused(tmp_path):
    with pytest.raises(UsageError, match="cannot be read"):
        measure_strings(tmp_path / "missing.jsonl")
    (tmp_path / "gbk.jsonl").write_bytes('{"text": "市审计局"}'.encode("gbk"))
    with pytest.raises(UsageError, match="UTF-8"):
        measure_strings(tmp_path / "gbk.jsonl")
