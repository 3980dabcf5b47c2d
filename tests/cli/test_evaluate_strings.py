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


def test_wrong_calls_exit_with_2(run, gold, tmp_path):
    for args in (("--strings", tmp_path / "missing.jsonl"), ("--strings", gold, tmp_path), ()):
        code, out, err = run("evaluate", *args)
        assert (code, out) == (2, "")
        assert err
