import csv
import io
import json

import pytest

from build import assignment, plan, task
from planparse.cli import console, results
from planparse.dataset import NamedPlan, write_dataset
from planparse.model.codec import plan_to_json

FINANCE = {"unit_id": "320500/财政局"}


@pytest.fixture(params=["dataset", "plan.json"])
def source(request, tmp_path):
    made = plan(
        task(assignment("市财政局", "lead", **FINANCE), assignment("市审计局", "cooperate"), content="=公开预算"),
        task(
            assignment("市财政局", "joint_lead", **FINANCE),
            assignment("市发改委", "joint_lead", confidence=0.6),
            id="t002",
        ),
        task(id="t003", content="无人负责"),
    )
    path = tmp_path / request.param
    if request.param == "dataset":
        write_dataset(path, [NamedPlan("141号.pdf", made)], [])
    else:
        path.write_text(plan_to_json(made), "utf-8")
    return path


def rows(text, delimiter="\t"):
    return list(csv.DictReader(io.StringIO(text), delimiter=delimiter))


def test_tasks_of_a_unit_in_a_role_and_a_year(run, source):
    code, out, err = run("query", source, "--unit", "苏州市财政局", "--role", "lead", "--year", "2017")
    assert code == 0
    assert [(row["task_id"], row["lead"]) for row in rows(out)] == [("t001", "市财政局")]
    assert "1 more tasks" in err
    assert "--lead" in err


def test_tasks_that_a_unit_leads_alone_or_jointly(run, source):
    code, out, err = run("query", source, "--lead", "市财政局")
    assert (code, err) == (0, "")
    assert [row["task_id"] for row in rows(out)] == ["t001", "t002"]


def test_without_a_choice_all_tasks_are_given(run, source):
    assert len(rows(run("query", source)[1])) == 3


@pytest.mark.parametrize(
    ("show", "column", "expected"),
    [
        (["unassigned"], "task_id", ["t003"]),
        (["leaders"], "n_tasks", ["2", "1"]),
        (["partners", "--unit", "市财政局"], "partner", ["市发改委", "市审计局"]),
        (["load", "--unit", "市财政局"], "n_joint_lead", ["1"]),
        (["tasks", "--text", "预算"], "task_id", ["t001"]),
    ],
)
def test_what_is_shown_can_be_chosen(run, source, show, column, expected):
    code, out, _ = run("query", source, "--show", *show)
    assert code == 0
    assert sorted(row[column] for row in rows(out)) == sorted(expected)


def test_json_is_one_object_a_row(run, source):
    code, out, _ = run("query", source, "select path, n_tasks from tasks, plans limit 1", "--json")
    assert code == 0
    assert json.loads(out) == [{"path": [], "n_tasks": 3}]


def test_csv_has_no_mark_on_the_stream_and_no_formulas(run, source):
    code, out, _ = run("query", source, "--text", "预算", "--csv")
    assert code == 0
    (row,) = rows(out, ",")
    assert row["content"] == "'=公开预算"
    assert out.startswith("year,")


@pytest.mark.parametrize("ending", [".csv", ".json"])
def test_a_file_holds_all_columns(run, source, tmp_path, ending):
    out = tmp_path / f"out{ending}"
    code, printed, err = run("query", source, "--lead", "市财政局", "-o", out)
    assert (code, printed) == (0, "")
    assert "wrote 2 rows" in err
    data = out.read_bytes()
    found = json.loads(data) if ending == ".json" else rows(data.decode("utf-8-sig"), ",")
    assert [row["task_id"] for row in found] == ["t001", "t002"]
    assert data.startswith(b"\xef\xbb\xbf") == (ending == ".csv")


def test_a_terminal_gets_a_table_without_empty_columns(run, source, monkeypatch):
    for module in (console, results):
        monkeypatch.setattr(module, "is_terminal", lambda: True)
    out = run("query", source, "--lead", "市财政局")[1]
    assert "content" in out
    assert "paragraph" not in out


@pytest.mark.parametrize("query", ["select count(*) as n from assignments", "select sum(n_tasks) as n from units"])
def test_sql_sees_only_what_is_sure_enough(run, source, query):
    whole = int(rows(run("query", source, query)[1])[0]["n"])
    code, out, err = run("query", source, query, "--min-confidence", "0.9")
    assert code == 0
    assert "left out 1 of 4 edges, less sure than 0.9" in err
    assert int(rows(out)[0]["n"]) <= whole


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["selec 1"], "syntax error"),
        (["drop view tasks"], "must be one SELECT"),
        (["copy tasks to 'x.csv'"], "must be one SELECT"),
        (["select * from read_text('/etc/hostname')"], "Permission"),
        (["select 1", "--year", "2017"], "SQL chooses by itself"),
        (["--unit", "市才政局"], "市财政局"),
        (["--region", "南京市"], "苏州市"),
        (["--show", "partners"], "--unit"),
        (["--show", "load", "--role", "lead"], "does not take --role"),
        (["--lead", "市财政局", "--unit", "市财政局"], "either lead"),
        (["--json", "--csv"], "choose one"),
        (["-o", "x.xlsx"], ".csv .json"),
    ],
)
def test_a_wrong_question_exits_with_2_and_says_why_in_one_line(run, source, arguments, said):
    code, out, err = run("query", source, *arguments)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert said in err


@pytest.mark.parametrize("arguments", [["--role", "boss"], ["--min-confidence", "2"], ["--year", "soon"]])
def test_an_impossible_value_exits_with_2(run, source, arguments):
    assert run("query", source, *arguments)[0] == 2


def test_what_is_no_dataset_exits_with_2(run, tmp_path):
    (tmp_path / "other").mkdir()
    for path in ("missing", "other"):
        code, _, err = run("query", tmp_path / path)
        assert (code, err.count("\n")) == (2, 1)


def test_a_dataset_of_another_schema_exits_with_2(run, tmp_path, suzhou):
    write_dataset(tmp_path / "ds", [NamedPlan("a.pdf", suzhou)], [])
    manifest = tmp_path / "ds/manifest.json"
    manifest.write_text(manifest.read_text("utf-8").replace("dataset/1", "dataset/9"), "utf-8")
    code, _, err = run("query", tmp_path / "ds")
    assert code == 2
    assert "dataset/9" in err


def test_a_file_that_cannot_be_written_exits_with_4(run, source, tmp_path):
    assert run("query", source, "-o", tmp_path / "missing/out.csv")[0] == 4
