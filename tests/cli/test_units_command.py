import csv
import json

import pytest

from build import assignment, plan, task
from planparse.cli.main import main
from planparse.dataset import NamedPlan, write_dataset
from planparse.units.document import identify


def identified(*tasks, name, **fields):
    """One plan whose units were looked up, as `parse` does it."""
    bare = plan(*tasks, name=name, **fields)
    done, units = identify(bare.tasks, bare.metadata, bare.region, bare.year)
    return plan(*done, name=name, units=units, **fields)


@pytest.fixture
def dataset(tmp_path):
    suzhou = identified(
        task(assignment("市发改委", "lead"), assignment("市财政局", "cooperate"), id="t001"),
        task(assignment("市城建办", "lead", page=3), assignment("市财政局", "lead"), id="t002"),
        task(assignment("市河湖保护修复中心", "lead"), assignment("各市(区)", "cooperate"), id="t003"),
        name="141号.pdf",
    )
    kunshan = {"issuer": "昆山市人民政府办公室", "issuers": ("昆山市人民政府办公室",), "title": "昆山市2018年工作要点"}
    other = identified(task(assignment("市财政局", "lead")), name="昆山.pdf", metadata=kunshan, year=2018)
    write_dataset(tmp_path / "ds", [NamedPlan(each.source.name, each) for each in (suzhou, other)], [])
    return tmp_path / "ds"


def run(capsys, *args):
    code = main(["units", *map(str, args)])
    return code, *capsys.readouterr()


def test_units_are_listed_with_their_roles(dataset, capsys):
    code, out, _ = run(capsys, dataset, "--json")
    units = {row["unit_id"]: row for row in json.loads(out)}
    finance = units["320500/财政局"]
    assert code == 0
    assert (finance["full_name"], finance["level"], finance["kind"]) == ("苏州市财政局", "city", "government")
    assert (finance["n_lead"], finance["n_cooperate"], finance["n_plans"], finance["n_tasks"]) == (1, 1, 1, 2)
    assert units["320583/财政局"]["first_year"] == 2018
    assert units["320500/发展和改革委员会"]["names"] == ["市发改委"]


def test_search_finds_full_names_ids_and_names_as_printed(dataset, capsys):
    for search in ("发展和改革", "市发改委", "320500/发展"):
        _, out, _ = run(capsys, dataset, search, "--json")
        assert [row["unit_id"] for row in json.loads(out)] == ["320500/发展和改革委员会"]


def test_the_table_for_people_names_each_unit(dataset, capsys):
    _, out, _ = run(capsys, dataset)
    assert "苏州市财政局" in out
    assert "昆山市财政局" in out


def test_unresolved_is_the_to_do_list_with_the_evidence(dataset, capsys):
    _, out, _ = run(capsys, dataset, "--unresolved", "--json")
    rows = {row["mention"]: row for row in json.loads(out)}
    assert set(rows) == {"市城建办", "市河湖保护修复中心"}, "a class of units is none to be told"
    built = rows["市城建办"]
    assert (built["status"], built["plan"], built["task_id"], built["page"]) == ("open", "141号.pdf", "t002", 3)
    assert built["x0"] == 461.2
    assert built["reasons"]
    assert rows["市河湖保护修复中心"]["status"] == "rule"
    assert rows["市河湖保护修复中心"]["candidates"] == ["苏州市河湖保护修复中心"]


def test_a_table_of_ones_own_settles_what_was_open(dataset, capsys, tmp_path):
    own = tmp_path / "units.csv"
    own.write_text("region_code,full_name,short_names\n320500,苏州市城市建设办公室,城建办\n", encoding="utf-8")
    _, out, _ = run(capsys, dataset, "--unresolved", "--units", own, "--json")
    assert [row["mention"] for row in json.loads(out)] == ["市河湖保护修复中心"]


def test_units_are_taken_away_as_csv_and_json(dataset, capsys, tmp_path):
    code, out, err = run(capsys, dataset, "-o", tmp_path / "units.csv")
    assert (code, out) == (0, "")
    assert "wrote" in err
    with (tmp_path / "units.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert "320583/财政局" in [row["unit_id"] for row in rows]
    first = (tmp_path / "units.csv").read_bytes()
    run(capsys, dataset, "-o", tmp_path / "units.csv")
    assert (tmp_path / "units.csv").read_bytes() == first
    run(capsys, dataset, "--unresolved", "-o", tmp_path / "open.json")
    assert len(json.loads((tmp_path / "open.json").read_text(encoding="utf-8"))) == 2


@pytest.mark.parametrize("args", [["-o", "units.ods"], ["--units", "x.csv"]])
def test_options_that_make_no_sense_are_wrong_usage(dataset, capsys, args):
    code, out, err = run(capsys, dataset, *args)
    assert (code, out) == (2, "")
    assert len(err.strip().splitlines()) == 1


def test_a_folder_that_is_no_dataset_is_wrong_usage(tmp_path, capsys):
    code, _, err = run(capsys, tmp_path)
    assert code == 2
    assert "not a dataset" in err


def test_a_wrong_table_of_units_names_its_row(dataset, capsys, tmp_path):
    own = tmp_path / "units.csv"
    own.write_text("region_code,full_name,short_names\n320500,,城建办\n", encoding="utf-8")
    code, _, err = run(capsys, dataset, "--unresolved", "--units", own)
    assert code == 2
    assert f"{own}, row 2: the row has no full_name" in err


def test_units_are_counted_without_unsure_edges(tmp_path, capsys):
    sure, unsure = assignment("市财政局", "lead"), assignment("市财政局", "lead", confidence=0.5)
    made = identified(task(sure), task(unsure, id="t002"), name="a.pdf")
    write_dataset(tmp_path / "ds", [NamedPlan("a.pdf", made)], [])
    code, out, err = run(capsys, tmp_path / "ds", "--json", "--min-confidence", "0.9")
    assert code == 0
    assert [(row["unit_id"], row["n_tasks"], row["n_lead"]) for row in json.loads(out)] == [("320500/财政局", 1, 1)]
    assert "left out 1 of 2 edges, less sure than 0.9" in err
