import csv
import json
import os

import pytest

from build import plan
from planparse.cli import parse as parse_command
from planparse.errors import NotAPlan, OutputError
from planparse.model.codec import plan_from_json, plan_to_json
from planparse.outputs import figures
from planparse.outputs.figures import MissingFont

FILES = {"plan.json", "tasks.csv", "assignments.csv", "plan.graphml", "matrix.png", "report.html"}


@pytest.fixture(autouse=True)
def drawn(monkeypatch):
    """Draw nothing: a picture takes a second, and needs a font."""
    monkeypatch.setattr(figures, "draw", lambda graph, path: path.write_bytes(b"PNG"))


def rows(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_without_a_terminal_each_task_is_one_line(run, parsed, suzhou):
    parsed(suzhou)
    code, out, _ = run("parse", "141号.pdf")
    header, first, second = (line.split("\t") for line in out.splitlines())
    assert code == 0
    assert dict(zip(header, first, strict=True)) == {
        "task_id": "t001",
        "goal": "一、以政务公开助力经济平稳健康发展",
        "task": "（一）国企",
        "content": "及时公开审计查出问题整改落实情况，回应社会关切",
        "responsibility_text": "市国资委牵头落实，市财政局予以配合",
        "lead": "市国资委",
        "responsible": "",
        "cooperate": "市财政局",
        "page": "1",
        "paragraph": "",
        "confidence": "1.0",
    }
    assert second[0] == "t002"


def test_a_task_of_a_text_format_names_its_paragraph_in_place_of_a_page(run, corpus):
    code, out, _ = run("parse", corpus / "ailing-2024-22" / "source.docx")
    header, *lines = (line.split("\t") for line in out.splitlines())
    tasks = [dict(zip(header, line, strict=True)) for line in lines]
    assert code == 0
    assert {task["page"] for task in tasks} == {""}
    places = [int(task["paragraph"]) for task in tasks]
    assert places == sorted(places) and places[0] > 0


def test_on_a_terminal_a_table_shows_units_and_roles(run, parsed, suzhou, monkeypatch):
    monkeypatch.setattr(parse_command, "is_terminal", lambda: True)
    parsed(suzhou)
    code, out, _ = run("parse", "141号.pdf")
    assert code == 0
    assert "苏府办〔2017〕141号" in out
    assert "市国资委 lead; 市财政局 cooperate" in out
    assert "2 tasks, 3 assignments, 12 pages" in out


def test_json_is_the_only_thing_on_standard_output(run, parsed, suzhou):
    parsed(suzhou)
    code, out, err = run("parse", "141号.pdf", "--json")
    assert code == 0
    assert plan_from_json(out) == suzhou
    assert err == "141号.pdf, page 7: warning no_text_on_page: the page shows a picture\n"


def test_reader_is_handed_on(run, parsed, suzhou):
    calls = parsed(suzhou)
    run("parse", "141号.pdf", "--reader", "pdfplumber", "--json")
    assert calls == [("141号.pdf", "pdfplumber")]


def test_document_without_tasks_prints_its_plan_and_exits_with_3(run, parsed):
    bare = plan()
    parsed(NotAPlan("no task was found", plan=bare, where="公告.pdf"))
    code, out, err = run("parse", "公告.pdf", "--json")
    assert (code, err) == (3, "公告.pdf: no task was found\n")
    assert plan_from_json(out) == bare
    assert run("parse", "公告.pdf") == (3, "", "公告.pdf: no task was found\n")


def test_document_without_tasks_writes_no_files(run, parsed, tmp_path):
    parsed(NotAPlan("no task was found", plan=plan()))
    assert run("parse", "公告.pdf", "-o", tmp_path / "out")[0] == 3
    assert not (tmp_path / "out").exists()


def test_missing_path_and_folder_exit_with_2_and_one_line(run, tmp_path):
    for path in (tmp_path / "missing.pdf", tmp_path):
        code, out, err = run("parse", path)
        assert (code, out, err.count("\n")) == (2, "", 1)
        assert path.name in err


def test_output_folder_holds_all_files_and_nothing_else(run, parsed, suzhou, tmp_path):
    parsed(suzhou)
    code, out, err = run("parse", "141号.pdf", "-o", tmp_path / "new/out")
    assert (code, out) == (0, "")
    assert {path.name for path in (tmp_path / "new/out").iterdir()} == FILES
    assert all(name in err for name in FILES)
    assert (tmp_path / "new/out/plan.json").read_text("utf-8") == plan_to_json(suzhou) + "\n"
    assert [row["unit"] for row in rows(tmp_path / "new/out/assignments.csv")] == ["市国资委", "市财政局", "各市（区）"]


def test_output_and_json_together(run, parsed, suzhou, tmp_path):
    parsed(suzhou)
    _, out, _ = run("parse", "141号.pdf", "-o", tmp_path / "out", "--json")
    assert json.loads(out) == json.loads((tmp_path / "out/plan.json").read_text("utf-8"))


def test_unsure_assignments_are_left_out_of_edges_and_counted(run, parsed, suzhou, tmp_path):
    parsed(suzhou)
    code, _, err = run("parse", "141号.pdf", "-o", tmp_path, "--min-confidence", "0.9")
    assert code == 0
    assert "left out 1 of 3 edges" in err
    assert [row["unit"] for row in rows(tmp_path / "assignments.csv")] == ["市国资委", "各市（区）"]
    assert rows(tmp_path / "tasks.csv")[0]["cooperate"] == ""
    assert "市财政局" not in (tmp_path / "plan.graphml").read_text("utf-8").replace("市财政局予以配合", "")
    assert plan_from_json((tmp_path / "plan.json").read_text("utf-8")) == suzhou


def test_without_a_font_only_the_picture_is_missing(run, parsed, suzhou, tmp_path, monkeypatch):
    def no_font(graph, path):
        raise MissingFont("no font for Chinese", advice="apt-get install fonts-noto-cjk")

    monkeypatch.setattr(figures, "draw", no_font)
    parsed(suzhou)
    code, _, err = run("parse", "141号.pdf", "-o", tmp_path / "out")
    assert code == 0
    assert "fonts-noto-cjk" in err
    assert {path.name for path in (tmp_path / "out").iterdir()} == FILES - {"matrix.png"}


def test_fault_while_writing_leaves_the_old_files_whole(run, parsed, suzhou, tmp_path, monkeypatch):
    def full(graph, path):
        raise OutputError("cannot be written: No space left on device", where=str(path))

    monkeypatch.setattr(figures, "draw", full)
    (tmp_path / "out").mkdir()
    (tmp_path / "out/plan.json").write_text("old")
    parsed(suzhou)
    code, _, err = run("parse", "141号.pdf", "-o", tmp_path / "out")
    assert code == 4
    assert f"{tmp_path / 'out' / 'matrix.png'}: cannot be written: No space left" in err
    assert [(path.name, path.read_text()) for path in (tmp_path / "out").iterdir()] == [("plan.json", "old")]
    assert run("parse", "141号.pdf", "-o", tmp_path / "new")[0] == 4
    assert not (tmp_path / "new").exists()


def test_folder_in_the_place_of_a_file_stops_before_anything_is_replaced(run, parsed, suzhou, tmp_path):
    (tmp_path / "tasks.csv").mkdir()
    parsed(suzhou)
    code, _, err = run("parse", "141号.pdf", "-o", tmp_path)
    assert code == 4
    assert "tasks.csv" in err
    assert [path.name for path in tmp_path.iterdir()] == ["tasks.csv"]


def test_file_in_the_place_of_the_folder_exits_with_4(run, parsed, suzhou, tmp_path):
    (tmp_path / "out").write_text("keep me")
    parsed(suzhou)
    assert run("parse", "141号.pdf", "-o", tmp_path / "out")[0] == 4
    assert (tmp_path / "out").read_text() == "keep me"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_folder_that_may_not_be_written_exits_with_4(run, parsed, suzhou, tmp_path):
    tmp_path.chmod(0o555)
    parsed(suzhou)
    assert run("parse", "141号.pdf", "-o", tmp_path / "out")[0] == 4
