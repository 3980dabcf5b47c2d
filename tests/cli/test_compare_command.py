import csv
import io
import json
from datetime import date

import pytest

from build import assignment, plan, task
from planparse.cli import compare as compare_command
from planparse.cli import console
from planparse.dataset import NamedPlan, write_dataset
from planparse.errors import NotAPlan
from planparse.model.codec import plan_to_json
from planparse.model.plan import Region
from planparse.units.document import identify

AIR = "开展大气污染防治，年底前完成燃煤锅炉淘汰"


def identified(*tasks, name, **fields):
    """One plan whose units were looked up, as `parse` does it."""
    bare = plan(*tasks, name=name, **fields)
    done, units = identify(bare.tasks, bare.metadata, bare.region, bare.year)
    return plan(*done, name=name, units=units, **fields)


@pytest.fixture
def plans():
    earlier = identified(
        task(assignment("市环保局"), assignment("市财政局", "cooperate", confidence=0.4), content=AIR),
        task(assignment("市国税局"), id="t002", content="=1+1 推进办税便利化改革"),
        name="2017.pdf",
    )
    later = identified(
        task(assignment("市生态环境局"), content=AIR.replace("年底前", "6月底前")),
        task(assignment("市审计局"), id="t002", content="=1+1 推进办税便利化改革"),
        task(assignment("市教育局"), id="t003", content="新建幼儿园十所"),
        name="2019.pdf", year=2019, metadata={"signed_date": date(2019, 4, 1)},
    )  # fmt: skip
    return earlier, later


@pytest.fixture
def files(plans, tmp_path):
    paths = []
    for each in plans:
        paths.append(tmp_path / f"{each.year}.json")
        paths[-1].write_text(plan_to_json(each), "utf-8")
    return paths


def test_json_is_one_document_and_nothing_else(run, files):
    code, out, err = run("compare", *files, "--json")
    document = json.loads(out)
    assert code == 0
    assert document["schema"] == "planparse/comparison/1"
    assert [each["state"] for each in document["tasks"]] == ["changed", "kept", "new"]
    assert "tasks: 1 kept, 1 changed, 1 new, 0 dropped; 0 pairs to review; leads: 1 moved" in err
    assert "1 renamed" in err


def test_lines_for_other_programs_hold_one_table(run, files):
    for table, first in (("tasks", "changed"), ("leads", "t001"), ("units", "came")):
        _, out, _ = run("compare", *files, "--table", table)
        lines = [line.split("\t") for line in out.splitlines()]
        assert len({len(line) for line in lines}) == 1
        assert first in [line[0] for line in lines[1:]]


def test_the_table_for_people_shows_what_differs(run, files, monkeypatch):
    for module in (console, compare_command):
        monkeypatch.setattr(module, "is_terminal", lambda: True)
    for width in ("100", "160"):
        monkeypatch.setenv("COLUMNS", width)
        code, out, _ = run("compare", *files)
        assert code == 0
        assert "lead moved" in out
        assert "renamed, 2019" in out
        assert "−年底前完成燃煤锅炉淘汰" in out
        assert "+6月底前完成燃煤锅炉淘汰" in out
    _, out, _ = run("compare", files[0], files[0])
    assert "2 tasks stand in both plans as they were" in out
    assert "t001" not in out


def test_csv_is_safe_to_open_in_a_spreadsheet(run, files, tmp_path):
    code, out, _ = run("compare", *files, "--csv")
    rows = list(csv.DictReader(io.StringIO(out.removeprefix("\ufeff"))))
    assert code == 0
    assert rows[1]["content_a"].startswith("'=1+1")
    code, out, err = run("compare", *files, "-o", tmp_path / "units.csv", "--table", "units")
    assert (code, out) == (0, "")
    assert "units.csv: wrote units" in err
    with (tmp_path / "units.csv").open(encoding="utf-8-sig", newline="") as file:
        assert "苏州市教育局" in [row["unit_b"] for row in csv.DictReader(file)]


def test_the_document_can_go_to_a_file(run, files, tmp_path):
    run("compare", *files, "-o", tmp_path / "out.json")
    _, out, _ = run("compare", *files, "--json")
    assert (tmp_path / "out.json").read_text("utf-8") == out


def test_unsure_edges_are_left_out_and_counted(run, files):
    _, out, err = run("compare", *files, "--json", "--min-confidence", "0.5")
    assert f"{files[0]}: left out 1 of 3 edges, less sure than 0.5" in err
    assert f"{files[1]}: left out 0 of 3 edges" in err
    assert json.loads(out)["edges_left_out"] == {"a": 1, "b": 0}


def test_documents_are_parsed(run, plans, files, tmp_path, monkeypatch):
    asked = []
    monkeypatch.setattr(compare_command, "parse", lambda path, units: asked.append(path.name) or plans[0])
    (tmp_path / "2017.pdf").write_bytes(b"%PDF-1.4")
    code, _, _ = run("compare", tmp_path / "2017.pdf", files[1])
    assert (code, asked) == (0, ["2017.pdf"])


def test_a_document_that_cannot_be_parsed_ends_with_its_own_code(run, files, tmp_path):
    notice = tmp_path / "notice.txt"
    notice.write_text("关于召开会议的通知\n各有关单位：\n定于明日召开会议。\n", "utf-8")
    code, out, err = run("compare", notice, files[1])
    assert (code, out) == (NotAPlan.exit_code, "")
    assert len(err.strip().splitlines()) == 1


def test_a_dataset_of_one_plan_is_that_plan_and_of_several_one_is_named(run, plans, files, tmp_path):
    write_dataset(tmp_path / "one", [NamedPlan("2017.pdf", plans[0])], [])
    assert run("compare", tmp_path / "one", files[1])[0] == 0
    write_dataset(tmp_path / "two", [NamedPlan(each.source.name, each) for each in plans], [])
    code, out, err = run("compare", tmp_path / "two", files[1])
    assert (code, out) == (2, "")
    assert "holds 2 plans" in err
    assert f"{tmp_path / 'two'}#2017.pdf" in err
    for name in ("2017.pdf", plans[0].plan_id):
        code, out, _ = run("compare", f"{tmp_path / 'two'}#{name}", files[1], "--json")
        assert (code, json.loads(out)["a"]["name"]) == (0, "2017.pdf")
    assert run("compare", f"{tmp_path / 'two'}#2018.pdf", files[1])[0] == 2


def test_unusual_pairs_are_compared_and_named(run, plans, files, tmp_path):
    code, _, err = run("compare", files[1], files[0], "--json")
    assert code == 0
    assert "before" in err
    wuxi = identified(*plans[1].tasks, name="无锡.pdf", year=2019, region=Region("320200", "无锡市"))
    (tmp_path / "wuxi.json").write_text(plan_to_json(wuxi), "utf-8")
    code, _, err = run("compare", files[0], tmp_path / "wuxi.json", "--json")
    assert code == 0
    assert "苏州市 and 无锡市 are two places" in err


@pytest.mark.parametrize(
    "wrong", [["--json", "--csv"], ["-o", "out.ods"], ["--min-confidence", "2"], ["--table", "edges"]]
)
def test_options_that_make_no_sense_are_wrong_usage(run, files, wrong):
    code, out, _ = run("compare", *files, *wrong)
    assert (code, out) == (2, "")


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"schema": "planparse/plan/1"}', "\x00"])
def test_a_file_that_is_no_plan_is_wrong_usage(run, files, tmp_path, text):
    (tmp_path / "broken.json").write_text(text, "utf-8")
    code, out, err = run("compare", files[0], tmp_path / "broken.json")
    assert (code, out) == (2, "")
    assert len(err.strip().splitlines()) == 1


def test_a_missing_file_or_an_empty_folder_is_wrong_usage(run, files, tmp_path):
    (tmp_path / "empty").mkdir()
    for missing in ("no.json", "no.pdf", "empty", "no#2017.pdf"):
        code, out, err = run("compare", files[0], tmp_path / missing)
        assert (code, out) == (2, "")
        assert len(err.strip().splitlines()) == 1
