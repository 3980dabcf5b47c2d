import json

import pytest

from build import assignment, evidence, plan, task
from planparse.graph.compare import compare
from planparse.graph.comparison import LEAD_FIELDS, TASK_FIELDS, UNIT_FIELDS
from planparse.model.plan import Deadline


@pytest.fixture
def found():
    a = plan(
        task(assignment("市城建办"), content="实施老旧小区改造三十个", deadlines=(Deadline("年底前"),)),
        task(assignment("市城管办"), id="t002", content="举办国际旅游节"),
    )
    b = plan(
        task(
            assignment("市更新办"),
            assignment("各有关单位", "cooperate", collective=True),
            content="实施老旧小区改造五十个",
            evidence=(evidence("实施老旧小区改造五十个", page=7),),
        ),
        name="2019.pdf",
        year=2019,
    )
    return compare(a, b)


def test_the_document_is_plain_json_with_both_plans(found):
    document = found.records()
    assert json.loads(json.dumps(document, allow_nan=False)) == document
    assert document["schema"] == "planparse/comparison/1"
    assert (document["a"]["name"], document["b"]["year"]) == ("141号.pdf", 2019)
    assert document["counts"] == found.counts()


def test_the_document_tells_a_task_with_its_places_and_units(found):
    changed, dropped = found.records()["tasks"]
    assert (changed["a"]["id"], changed["b"]["page"], changed["lead_moved"]) == ("t001", 7, True)
    assert changed["deadlines"] == {"a": ["年底前"], "b": []}
    assert changed["units"][0]["a"] == [{"unit": "市城建办", "unit_id": None}]
    assert (changed["units"][0]["roles_a"], changed["units"][0]["roles_b"]) == (["lead"], [])
    assert (dropped["state"], dropped["b"]) == ("dropped", None)


def test_the_document_tells_leads_and_units(found):
    document = found.records()
    (lead,) = document["leads"]
    assert (lead["task_a"], lead["b"][0]["unit"], lead["lead_moved"]) == ("t001", "市更新办", True)
    classes = {each["b"]["unit"]: each["collective"] for each in document["units"] if each["b"]}
    assert classes == {"市更新办": False, "各有关单位": True}


def test_frames_have_a_row_for_each_task_unit_and_lead(found):
    tasks, units, leads = found.tasks_frame(), found.units_frame(), found.leads_frame()
    assert (tuple(tasks), tuple(units), tuple(leads)) == (TASK_FIELDS, UNIT_FIELDS, LEAD_FIELDS)
    assert list(tasks["state"]) == ["changed", "dropped"]
    assert tasks["units_changed"][0] == "市城建办: lead → –; 市更新办: – → lead; 各有关单位: – → cooperate"
    assert sorted(units["state"]) == ["came", "came", "gone", "gone"]
    assert list(leads["leads_b"]) == ["市更新办"]


def test_frames_of_plans_without_tasks_keep_their_columns():
    empty = compare(plan(), plan(name="2019.pdf"))
    assert tuple(empty.tasks_frame()) == TASK_FIELDS
    assert tuple(empty.leads_frame()) == LEAD_FIELDS
