import csv
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from build import assignment, plan, task
from planparse.outputs.clean import safe_cell
from planparse.outputs.tables import write_assignments_csv, write_tasks_csv


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def small():
    return plan(
        task(
            assignment("市国资委", "lead"),
            assignment("市财政局", "cooperate", by_duty=True, confidence=0.5),
            content="及时公开国有企业改革情况，\n回应“社会关切”",
        ),
        task(
            assignment("各市（区）", "responsible", collective=True, page=None),
            id="t002",
            goal=None,
            page=None,
        ),
    )


def test_tasks_have_the_rows_and_columns_of_the_frame(small, tmp_path):
    write_tasks_csv(small, tmp_path / "tasks.csv")
    frame, back = small.to_frame(), pd.read_csv(tmp_path / "tasks.csv", encoding="utf-8-sig")
    assert list(back.columns) == list(frame.columns)
    assert list(back["lead"].fillna("")) == ["市国资委", ""]
    assert list(back["content"]) == list(frame["content"])


def test_assignments_have_the_rows_and_columns_of_the_frame(small, tmp_path):
    write_assignments_csv(small, tmp_path / "assignments.csv")
    frame, back = small.assignments_frame(), pd.read_csv(tmp_path / "assignments.csv", encoding="utf-8-sig")
    assert list(back.columns) == list(frame.columns)
    for column in ("unit", "role", "by_duty", "collective", "position", "confidence"):
        assert list(back[column]) == list(frame[column]), column
    assert back["x0"].tolist()[0] == 461.2


def test_missing_values_are_empty_cells(small, tmp_path):
    write_tasks_csv(small, tmp_path / "tasks.csv")
    second = read(tmp_path / "tasks.csv")[1]
    assert (second["goal"], second["page"]) == ("", "")


def test_bytes_open_with_a_byte_order_mark_and_lines_end_with_crlf(small, tmp_path):
    write_assignments_csv(small, tmp_path / "assignments.csv")
    data = (tmp_path / "assignments.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbftask_id,")
    assert data.count(b"\r\n") == 4
    assert data.count(b"\xef\xbb\xbf") == 1


def test_plan_without_tasks_gives_the_header_alone(tmp_path):
    write_tasks_csv(plan(), tmp_path / "tasks.csv")
    assert (tmp_path / "tasks.csv").read_text("utf-8-sig").startswith("task_id,goal,task,content,")
    assert read(tmp_path / "tasks.csv") == []


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+86",
        "-5%",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        " =1+1",
        "\u00a0=1+1",
        "\u3000=1+1",
        "\u200b\ufeff=1+1",
        "＝1+1",
        "＋1",
        "－1",
        "＠a",
        "\x1f=1",
    ],
)
def test_text_that_a_spreadsheet_would_run_gets_an_apostrophe(text):
    assert safe_cell(text) == "'" + text
    assert safe_cell(safe_cell(text)) == "'" + text


@pytest.mark.parametrize("text", ["", "市审计局", " 市审计局", "12=3", "'=1", "（＝）", "5-6月"])
def test_other_text_is_left_as_it_is(text):
    assert safe_cell(text) == text


def test_formula_in_a_plan_is_disarmed_and_numbers_stay_numbers(tmp_path):
    hostile = task(assignment("＝cmd|' /C calc'!A0", confidence=0.25), content='=HYPERLINK("http://x")')
    write_tasks_csv(plan(hostile), tmp_path / "tasks.csv")
    write_assignments_csv(plan(hostile), tmp_path / "assignments.csv")
    assert read(tmp_path / "tasks.csv")[0]["content"] == '\'=HYPERLINK("http://x")'
    row = read(tmp_path / "assignments.csv")[0]
    assert row["unit"] == "'＝cmd|' /C calc'!A0"
    assert (row["confidence"], row["position"], row["top"]) == ("0.25", "1", "120.5")


def test_characters_that_no_text_file_can_hold_are_replaced(tmp_path):
    write_tasks_csv(plan(task(content="市审计局\ud800\x00牵头")), tmp_path / "tasks.csv")
    assert read(tmp_path / "tasks.csv")[0]["content"] == "市审计局\ufffd\ufffd牵头"


def test_same_plan_gives_the_same_bytes(small, tmp_path):
    for name in ("a.csv", "b.csv"):
        write_tasks_csv(small, tmp_path / name)
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()


def test_module_does_not_load_pandas():
    code = "import planparse.outputs.tables, sys; print('pandas' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip
    assert done.stdout.strip() == "False"
