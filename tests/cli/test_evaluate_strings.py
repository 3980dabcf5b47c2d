import json

import pytest

LINE = {
    "id": "a1",
    "text": "市国资委牵头，市财政局配合",
    "column": "责任单位",
    "assignments": [
        {"unit": "市国资委", "role": "lead", "collective": False},
        {"unit": "市财政局", "role": "cooperate", "collective": False},
    ],
    "by_duty": False,
    "open_list": False,
    "source_kind": "city",
}
WRONG = {**LINE, "id": "a2", "text": "市审计局负责", "column": "inline"}


@pytest.fixture
def gold(tmp_path):
    path = tmp_path / "gold.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in (LINE, WRONG)), "utf-8")
    return path


def test_tables_show_classes_marks_and_confusion(run, gold):
    code, out, err = run("evaluate", "--strings", gold)
    assert (code, err) == (0, "")
    lines = [line.split() for line in out.splitlines()]
    assert [str(gold), "(responsibility)"] in lines
    assert ["total", "2", "1", "0.500", "0.667", "0.500", "0.571", "0.667", "0.500", "0.571"] in lines
    assert ["by_duty", "2", "2", "1.000"] in lines
    assert any(line[:2] == ["column", "cell"] for line in lines)
    assert any(line[:4] == ["inline", "1", "0", "0.000"] for line in lines)
    assert ["lead", "1", "1"] in lines


def test_json_is_one_document_and_holds_the_differences_if_asked(run, gold):
    code, out, _ = run("evaluate", "--strings", gold, "--json")
    body = json.loads(out)
    assert (code, body["schema"]) == (0, "planparse/evaluation-of-strings/1")
    (score,) = body["golds"]
    assert (score["kind"], score["exact_share"]) == ("responsibility", 0.5)
    assert "differences" not in score
    _, out, _ = run("evaluate", "--strings", gold, "--json", "--diff")
    assert [each["id"] for each in json.loads(out)["golds"][0]["differences"]] == ["a2"]


def test_diff_names_what_was_missed_and_what_is_too_many(run, gold):
    _, out, _ = run("evaluate", "--strings", gold, "--diff")
    assert "a2: 市审计局负责\n" in out
    assert "    gold 市国资委 lead; 市财政局 cooperate\n" in out
    assert "    read 市审计局 responsible\n" in out
    assert "a1:" not in out


def test_floor_that_is_not_reached_exits_with_5(run, gold):
    code, _, err = run("evaluate", "--strings", gold, "--min", "0.6")
    assert code == 5
    assert err == f"{gold}: below the floor of 0.6: exact 0.5000, unit + role 0.5714\n"
    assert run("evaluate", "--strings", gold, "--min", "0.5")[0] == 0


def test_several_files_are_measured_one_after_the_other(run, gold, tmp_path):
    other = tmp_path / "numbers.jsonl"
    line = {"text": "第33期", "document_number": None, "issuer_code": None, "year": None, "serial": None}
    other.write_text(json.dumps(line | {"id": "n", "repaired": False}) + "\n", "utf-8")
    _, out, _ = run("evaluate", "--strings", gold, "--strings", other, "--json")
    assert [score["kind"] for score in json.loads(out)["golds"]] == ["responsibility", "docnumbers"]


@pytest.fixture
def units(tmp_path):
    """Gold of a unit that is right, one that is wrong, and one that is not certain."""
    line = {
        "mention": "市财政局", "issuer": "苏州市人民政府办公室", "date": "2017-05-28", "full_name": "苏州市财政局",
        "region_code": "320500", "level": "city", "kind": "government", "same_as": ["苏州市财政局"],
        "different_from": ["省财政厅"], "certain": True, "note": "",
    }  # fmt: skip
    rows = ({"id": "u1"}, {"id": "u2", "full_name": "苏州市审计局", "kind": "party"}, {"id": "u3", "certain": False})
    path = tmp_path / "units.jsonl"
    path.write_text("".join(json.dumps(line | row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return path


def test_units_are_shown_with_what_is_counted_and_left_out(run, units):
    code, out, err = run("evaluate", "--strings", units, "--diff")
    assert (code, err) == (0, "")
    assert f"{units} (units; 1 uncertain, left out)\n" in out
    lines = [line.split() for line in out.splitlines()]
    assert ["of", "the", "whole", "string", "number", "of", "share"] in lines
    assert ["negatives_right", "0", "0"] in lines
    assert ["wrong_identity", "1", "2", "0.500"] in lines
    assert ["unresolved", "0", "2", "0.000"] in lines
    assert ["kind_right", "1", "2", "0.500"] in lines
    assert ["same_as_right", "2", "2", "1.000"] in lines
    assert "u2: 市财政局\n    gold 市财政局 苏州市审计局 320500\n    read 市财政局 苏州市财政局 320500\n" in out
    assert "    kind party, read government\n" in out
    assert "u3" not in out


def test_floor_of_units_is_the_share_that_is_right(run, units):
    code, _, err = run("evaluate", "--strings", units, "--min", "0.6")
    assert (code, err) == (5, f"{units}: below the floor of 0.6: right 0.5000\n")
    assert run("evaluate", "--strings", units, "--min", "0.5")[0] == 0


def test_links_are_shown_with_pairs_and_false_alarms(run, tmp_path):
    line = {"old": "卫生部", "new": "国家卫生和计划生育委员会", "certain": True, "note": ""}
    rows = (
        {"id": "l1", "relation": "merged_into", "effective": "2013-03"},
        {"id": "l2", "relation": "merged_into", "effective": "2014"},
        {"id": "l3", "relation": "none", "effective": None},
    )
    path = tmp_path / "lineage.jsonl"
    path.write_text("".join(json.dumps(line | row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    _, out, _ = run("evaluate", "--strings", path, "--diff")
    lines = [line.split() for line in out.splitlines()]
    assert [str(path), "(lineage)"] in lines
    assert ["pairs_right", "1", "2", "0.500"] in lines
    assert ["negatives_linked", "1", "1", "1.000"] in lines
    assert "    gold 国家卫生和计划生育委员会 merged_into 2014\n" in out
    assert "l3: 卫生部 → 国家卫生和计划生育委员会\n    gold —\n" in out
    _, out, _ = run("evaluate", "--strings", path, "--json")
    assert json.loads(out)["golds"][0]["counts"]["pairs_right"] == {"number": 1, "of": 2, "share": 0.5}


def test_wrong_calls_exit_with_2(run, gold, tmp_path):
    for args in (("--strings", tmp_path / "missing.jsonl"), ("--strings", gold, tmp_path), ()):
        code, out, err = run("evaluate", *args)
        assert (code, out) == (2, "")
        assert err
