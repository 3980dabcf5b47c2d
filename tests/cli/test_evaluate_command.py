import json
from dataclasses import replace

import pytest

from planparse.errors import EmptyFile, NotAPlan, UnsupportedFormat


@pytest.fixture
def wrong(suzhou):
    """`suzhou` with another role in its first task, and without its second task."""
    first = suzhou.tasks[0]
    lead, cooperate = first.assignments
    units = (replace(lead, role="responsible"), cooperate)
    return replace(suzhou, tasks=(replace(first, assignments=units, responsibility_text="市国资委负责"),))


def test_table_shows_each_document_and_the_total(run, parsed, suzhou, gold_folder):
    parsed(suzhou)
    code, out, err = run("evaluate", gold_folder)
    assert (code, err) == (0, "")
    (line,) = (line for line in out.splitlines() if "plan.pdf" in line)
    assert line.split()[1:3] == ["2", "2"]
    assert line.count("1.000 1.000 1.000") == 4
    assert "total of 1" in out
    (title,) = (line.split() for line in out.splitlines() if line.split()[:1] == ["title"])
    (issuer,) = (line.split() for line in out.splitlines() if line.split()[:1] == ["issuer"])
    assert (title[1:], issuer[1:]) == (["1", "0"], ["0", "1"])


def test_json_has_scores_of_each_document_and_in_total(run, parsed, wrong, gold_folder):
    parsed(wrong)
    code, out, _ = run("evaluate", gold_folder, "--json")
    result = json.loads(out)
    assert (code, result["schema"]) == (0, "planparse/evaluation/1")
    total = result["total"]
    assert (total["rows_content"]["right"], total["rows_content"]["gold"]) == (1, 2)
    assert total["rows_strict"]["f1"] == 0.0
    # one of three units in the right role: 市财政局; it was one of two that were read
    assert total["assignments"]["precision"] == pytest.approx(1 / 2)
    assert total["assignments"]["recall"] == pytest.approx(1 / 3, abs=1e-6)
    assert total["units"]["right"] == 2
    (document,) = result["documents"]
    assert document["score"] == total
    assert "differences" not in document


def test_diff_names_every_difference(run, parsed, wrong, gold_folder):
    parsed(wrong)
    _, out, _ = run("evaluate", gold_folder, "--diff")
    for line in (
        "notice: issuer differs",
        "gold 苏州市人民政府",
        "read 苏州市人民政府⟦办公室⟧",
        "row 1: responsibility_text differs",
        "row 1: missing 市国资委 lead",
        "row 1: extra 市国资委 responsible",
        "row 2: missing",
        "gold 公开审计结果",
    ):
        assert line in out
    _, out, _ = run("evaluate", gold_folder, "--diff", "--json")
    kinds = [each["kind"] for each in json.loads(out)["documents"][0]["differences"]]
    assert kinds == ["metadata", "field", "missing_assignment", "extra_assignment", "missing_row"]


def test_floor_that_is_not_reached_exits_with_5(run, parsed, suzhou, wrong, gold_folder):
    parsed(wrong)
    code, _, err = run("evaluate", gold_folder, "--min", "0.9")
    assert code == 5
    assert "below the floor" in err
    parsed(suzhou)
    assert run("evaluate", gold_folder, "--min", "1.0")[0] == 0


def test_floor_holds_for_rows_and_for_assignments(run, parsed, suzhou, gold_folder):
    bare = replace(suzhou, tasks=tuple(replace(task, assignments=()) for task in suzhou.tasks))
    parsed(bare)
    assert run("evaluate", gold_folder, "--min", "0.5")[0] == 5


def test_unreadable_document_is_named_and_counts_as_missed(run, parsed, gold_folder):
    parsed(EmptyFile("the file is empty", where="plan.pdf"))
    code, out, err = run("evaluate", gold_folder, "--json")
    assert (code, err) == (1, f"{gold_folder / 'plan.pdf'}: empty: the file is empty\n")
    assert json.loads(out)["total"]["rows_strict"]["recall"] == 0.0
    assert json.loads(out)["documents"][0]["error"]["kind"] == "empty"
    assert run("evaluate", gold_folder, "--min", "0.1")[0] == 5


def test_format_that_is_not_read_is_named_and_not_counted(run, parsed, gold_folder):
    (gold_folder / "plan.docx").write_bytes(b"PK\x03\x04")
    parsed(UnsupportedFormat("this is a Word document"))
    code, out, err = run("evaluate", gold_folder)
    assert code == 1
    assert "plan.docx: unsupported_format" in err
    assert "unsupported_format" in out


def test_document_without_tasks_is_right_where_the_gold_has_none(run, parsed, suzhou, gold_folder):
    gold = gold_folder / "plan.gold.json"
    gold.write_text('{"metadata": {}, "tasks": []}')
    parsed(NotAPlan("no task was found", plan=replace(suzhou, tasks=())))
    assert run("evaluate", gold, "--min", "1")[0] == 0


def test_named_gold_and_reader_are_used(run, parsed, suzhou, gold_folder, tmp_path):
    calls = parsed(suzhou)
    (tmp_path / "scan.pdf").write_bytes(b"%PDF-1.4")
    args = ("--gold", gold_folder / "plan.gold.json", "--reader", "pdfplumber")
    assert run("evaluate", tmp_path / "scan.pdf", *args)[0] == 0
    assert calls == [("scan.pdf", "pdfplumber")]


def test_unreadable_gold_and_missing_path_exit_with_2(run, parsed, suzhou, gold_folder, tmp_path):
    parsed(suzhou)
    (gold_folder / "plan.gold.json").write_text("{")
    code, out, err = run("evaluate", gold_folder)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "plan.gold.json" in err
    assert run("evaluate", tmp_path / "missing")[0] == 2
    assert run("evaluate", gold_folder / "plan.pdf", "--gold", tmp_path / "missing.json")[0] == 2
