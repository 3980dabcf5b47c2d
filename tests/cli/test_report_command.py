import json
import re
import shutil

import pytest

from datasets import write
from planparse.model.codec import plan_to_json
from planparse.plan import parse


def data_in(path):
    return json.loads(re.search(r'id="data">(.*?)</script>', path.read_text("utf-8"), re.DOTALL)[1])


@pytest.fixture
def plan_json(tmp_path, suzhou):
    path = tmp_path / "plan.json"
    path.write_text(plan_to_json(suzhou), "utf-8")
    return path


def test_the_json_of_a_plan_becomes_a_page(run, plan_json, tmp_path):
    out = tmp_path / "report.html"
    assert run("report", plan_json, out) == (0, "", "")
    assert len(data_in(out)["plans"][0]["tasks"]) == 2


def test_edges_left_out_are_counted_on_standard_error(run, plan_json, tmp_path):
    code, out, err = run("report", plan_json, tmp_path / "report.html", "--min-confidence", "0.8")
    assert (code, out) == (0, "")
    assert "left out 1 of 3 edges, less sure than 0.8" in err


def test_a_part_of_the_plans_can_be_chosen(run, plan_json, tmp_path):
    out = tmp_path / "report.html"
    assert run("report", plan_json, out, "--unit", "市国资委", "--lang", "en")[0] == 0
    data = data_in(out)
    assert [each["id"] for each in data["plans"][0]["tasks"]] == ["t001"]
    assert data["language"] == "en"
    assert run("report", plan_json, out, "--year", "1999")[0] == 0
    assert data_in(out)["plans"] == []


def test_the_documents_give_pictures_of_the_pages(run, tmp_path, corpus):
    source = corpus / "lanjiang-2023-17" / "source.pdf"
    folder = tmp_path / "documents"
    folder.mkdir()
    shutil.copy(source, folder)
    path = tmp_path / "plan.json"
    path.write_text(plan_to_json(parse(source)), "utf-8")
    assert run("report", path, tmp_path / "report.html", "--documents", folder) == (0, "", "")
    assert "2" in data_in(tmp_path / "report.html")["plans"][0]["pictures"]


def test_documents_that_are_not_there_are_told(run, plan_json, tmp_path):
    code, _, err = run("report", plan_json, tmp_path / "report.html", "--documents", tmp_path)
    assert code == 0
    assert "no page is shown as a picture" in err
    assert run("report", plan_json, tmp_path / "report.html", "--documents", tmp_path / "missing")[0] == 2


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (("missing", "report.html"), 2),
        (("plan.json", "report.pdf"), 2),
        (("plan.json", "report.html", "--lang", "fr"), 2),
        (("plan.json", "report.html", "--unit", "没有这个单位"), 2),
        (("plan.json", "missing/report.html"), 4),
    ],
)
def test_what_cannot_be_done_has_its_code(run, plan_json, tmp_path, args, code):
    source, out, *rest = args
    assert run("report", tmp_path / source, tmp_path / out, *rest)[0] == code


def test_a_dataset_becomes_a_page(run, tmp_path):
    write(tmp_path / "dataset")
    assert run("report", tmp_path / "dataset", tmp_path / "report.html")[0] == 0
    assert len(data_in(tmp_path / "report.html")["plans"]) > 1
