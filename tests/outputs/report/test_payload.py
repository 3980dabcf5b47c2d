import dataclasses
import json

import pytest

from build import assignment, evidence, plan, task
from planparse.errors import UsageError
from planparse.graph.build import responsibility_graph
from planparse.graph.projection import unit_network
from planparse.model.unit import Unit
from planparse.outputs.report import payload
from planparse.outputs.report.pages import PageImage
from planparse.outputs.report.payload import report_data
from planparse.plan import parse


def unit_of(id, full_name):
    return Unit(id, full_name, id[:6], "city", "government")


def data_of(*plans, documents=None, **about):
    return report_data(plans, documents or {}, **({"title": None, "language": "zh", "min_confidence": 0.0} | about))


def test_an_edge_leads_to_its_task_its_unit_and_the_place_where_it_was_read():
    data, _ = data_of(
        plan(task(assignment("市审计局", "lead"), assignment("市财政局", "cooperate", needs_review=True)))
    )
    (record,) = data["plans"]
    lead, other = record["edges"]
    assert data["units"][lead["unit"]]["name"] == "市审计局"
    assert record["tasks"][lead["task"]]["id"] == "t001"
    assert record["spots"][lead["seen"][0]] == {"page": 1, "box": [461.2, 120.5, 540.0, 151.1], "text": "市审计局"}
    assert "review" not in lead
    assert other["review"] is True


def test_words_in_a_paragraph_keep_their_first_character():
    data, _ = data_of(plan(task(assignment("市审计局", page=None), page=None)))
    assert data["plans"][0]["spots"][0]["chars"][0] == 0


def test_edges_less_sure_than_asked_for_are_left_out_and_counted():
    data, notes = data_of(plan(task(assignment(), assignment("市财政局", confidence=0.4))), min_confidence=0.5)
    assert [unit["name"] for unit in data["units"]] == ["市审计局"]
    assert (notes.edges, notes.left_out, data["left_out"]) == (1, 1, 1)


def test_a_name_that_is_not_resolved_is_a_unit_of_its_own_in_each_plan():
    data, _ = data_of(plan(task(assignment())), plan(task(assignment()), name="142号.pdf"))
    assert len(data["units"]) == 2
    same = assignment(unit_id="320500/审计局")
    data, _ = data_of(plan(task(same)), plan(task(same), name="142号.pdf"))
    assert len(data["units"]) == 1


def test_the_network_is_that_of_the_graph(corpus):
    made = parse(corpus / "lanjiang-2023-17" / "source.pdf")
    network = unit_network(responsibility_graph(made))
    data, _ = data_of(made)
    drawn = data["networks"][made.plan_id]
    assert len(drawn["nodes"]) == len(network)
    assert len(drawn["ties"]) == network.number_of_edges()
    keys = [unit["key"] for unit in data["units"]]
    for one, other, count in drawn["ties"]:
        assert network[f"unit:{keys[one]}"][f"unit:{keys[other]}"]["count"] == count


def test_each_year_has_a_network_and_all_plans_have_one():
    plans = [plan(task(assignment()), name=f"{year}.pdf", year=year) for year in (2022, 2023)]
    data, _ = data_of(*plans)
    assert set(data["networks"]) == {"all", "year:2022", "year:2023", *(each.plan_id for each in plans)}


def test_what_no_page_can_hold_is_replaced():
    words = "市审计局" + chr(0xD800) + "\x00\x1b"
    made = plan(task(assignment(words), goal=words, content=words), name=words[:4], metadata={"title": words})
    data, _ = data_of(made)
    text = json.dumps(data, ensure_ascii=False)
    assert text.encode()
    assert "\\u0000" not in text
    assert "\\u001b" not in text


def test_only_pictures_that_are_in_the_page_itself_are_taken():
    made = plan(task(assignment()))
    uris = {1: "data:image/webp;base64,QUJD", 2: "//elsewhere/a.webp", 3: "data:image/svg+xml;base64,QUJD"}
    uris[4] = 'data:image/webp;base64,QUJD" onload="x'
    images = {page: PageImage(page, 595.0, 842.0, uri) for page, uri in uris.items()}
    data, notes = data_of(made, documents={made.plan_id: images})
    assert list(data["plans"][0]["pictures"]) == ["1"]
    assert notes.pictures == 1


def test_equal_places_are_kept_once():
    spot = evidence("市审计局、市财政局")
    made = plan(task(assignment(evidence=(spot,)), assignment("市财政局", evidence=(spot,)), evidence=(spot,)))
    assert len(data_of(made)[0]["plans"][0]["spots"]) == 1


def test_too_many_tasks_are_refused_with_advice(monkeypatch):
    monkeypatch.setattr(payload, "MOST_TASKS", 1)
    made = plan(task(assignment()), task(assignment(), id="t002"))
    with pytest.raises(UsageError, match="--year"):
        data_of(made)


def test_a_plan_without_tasks_has_data():
    data, notes = data_of(dataclasses.replace(plan(), year=None, region=None))
    assert data["plans"][0]["tasks"] == []
    assert notes.tasks == 0


def test_a_unit_without_a_visible_name_can_be_pointed_at():
    data, _ = data_of(plan(task(assignment("\u200b\n"), assignment("市审计局"))))
    assert {unit["name"] for unit in data["units"]} == {"？", "市审计局"}


def test_units_of_one_name_are_told_apart_by_their_full_names_or_their_plans():
    known = plan(task(assignment(unit_id="320500/审计局")), units=(unit_of("320500/审计局", "苏州市审计局"),))
    other = plan(task(assignment()), name="142号.pdf", metadata={"document_number": None, "title": "方案"})
    data, _ = data_of(known, other)
    assert {(unit["name"], unit.get("of")) for unit in data["units"]} == {("苏州市审计局", None), ("市审计局", "方案")}
