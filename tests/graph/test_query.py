import pandas as pd
import pytest

from build import assignment, plan, task
from datasets import write
from planparse.errors import UsageError
from planparse.graph.build import ego, responsibility_graph
from planparse.graph.query import load, sql, tasks, unassigned, who_leads, works_with
from planparse.model.plan import Region


def unit(name, role, body=None, city="320500", **fields):
    return assignment(name, role, unit_id=f"{city}/{body}" if body else None, **fields)


FINANCE = ("市财政局", "财政局")
REFORM = ("市发改委", "发展和改革委员会")
AUDIT = ("市审计局", "审计局")


def by(role, *who, **fields):
    return [unit(name, role, body, **fields) for name, body in who]


SUZHOU = plan(
    task(*by("lead", FINANCE), *by("cooperate", REFORM, AUDIT), id="t001", content="公开预算"),
    task(*by("joint_lead", FINANCE, REFORM), unit("各市（区）", "responsible", collective=True), id="t002"),
    task(*by("responsible", AUDIT), id="t003", goal="二、公开审计结果"),
    task(id="t004", content="无人负责的工作"),
    task(*by("lead", AUDIT, confidence=0.5), id="t005"),
    name="苏州.pdf",
)
WUXI = plan(
    task(unit("市财政局", "lead", "财政局", "320200"), unit("市审计局", "cooperate", "审计局", "320200"), id="t001"),
    name="无锡.pdf",
    year=2018,
    region=Region("320200", "无锡市"),
)


@pytest.fixture(params=["dataset", "plans"])
def source(request, tmp_path):
    if request.param == "plans":
        return [SUZHOU, WUXI]
    write(tmp_path / "ds", [SUZHOU, WUXI], [])
    return tmp_path / "ds"


def ids(frame):
    return [f"{row.region_name}/{row.task_id}" for row in frame.itertuples()]


def test_tasks_come_by_year_and_in_the_order_of_the_document(source):
    assert ids(tasks(source)) == [*(f"苏州市/t00{n}" for n in range(1, 6)), "无锡市/t001"]


def test_leading_is_leading_alone_or_jointly(source):
    found = tasks(source, lead="市财政局", year=2017)
    assert ids(found) == ["苏州市/t001", "苏州市/t002"]
    assert found["roles"].tolist() == ["lead", "joint_lead"]


def test_a_role_is_exactly_that_role(source):
    assert ids(tasks(source, unit="市财政局", role="lead")) == ["苏州市/t001", "无锡市/t001"]
    assert ids(tasks(source, unit="市财政局", role=["joint_lead"])) == ["苏州市/t002"]
    assert ids(tasks(source, role="responsible")) == ["苏州市/t002", "苏州市/t003"]


def test_a_name_of_many_cities_finds_all_and_says_which(source):
    found = tasks(source, unit="市财政局")
    assert ids(found) == ["苏州市/t001", "苏州市/t002", "无锡市/t001"]
    assert found.attrs["units"] == ["320200/财政局", "320500/财政局"]
    assert ids(tasks(source, unit="市财政局", region="无锡")) == ["无锡市/t001"]


def test_a_task_names_all_its_units_by_role(source):
    first = tasks(source, unit="市财政局", year=2017).iloc[0]
    assert (first["lead"], first["cooperate"]) == ("市财政局", "市发改委、市审计局")
    assert pd.isna(first["responsible"])


def test_words_are_looked_for_in_content_and_headings(source):
    assert ids(tasks(source, text="预算")) == ["苏州市/t001"]
    assert ids(tasks(source, text="审计结果")) == ["苏州市/t003"]
    assert ids(tasks(source, text="%")) == []


def test_unsure_edges_are_left_out_and_counted(source):
    found = tasks(source, lead="市审计局", min_confidence=0.9)
    assert ids(found) == []
    assert (found.attrs["min_confidence"], found.attrs["edges_left_out"]) == (0.9, 1)


def test_tasks_without_a_unit_are_unassigned(source):
    assert ids(unassigned(source)) == ["苏州市/t004"]
    assert ids(unassigned(source, min_confidence=0.9)) == ["苏州市/t004", "苏州市/t005"]


def test_who_leads_counts_tasks_and_gives_the_share_of_those_that_are_led(source):
    found = who_leads(source, year=2017).set_index("unit_key")
    assert found["n_tasks"].to_dict() == {"320500/财政局": 2, "320500/发展和改革委员会": 1, "320500/审计局": 1}
    assert found.loc["320500/财政局", ["n_lead", "n_joint_lead"]].tolist() == [1, 1]
    assert found.loc["320500/财政局", "share"] == pytest.approx(2 / 3)
    assert who_leads(source, "预算")["unit_key"].tolist() == ["320500/财政局"]


def test_partners_are_counted_without_classes_and_long_lists_weigh_less(source):
    found = works_with(source, "市财政局", year=2017).set_index("partner_key")
    assert found["n_tasks"].to_dict() == {"320500/发展和改革委员会": 2, "320500/审计局": 1}
    # Of three units in the first task 1/2, of two in the second, where the class does not count, 1.
    assert found.loc["320500/发展和改革委员会", "strength"] == pytest.approx(1.5)
    assert found.loc["320500/发展和改革委员会", ["n_led_by_unit", "n_led_by_partner"]].tolist() == [2, 1]
    with_classes = works_with(source, "市财政局", year=2017, collectives=True)
    assert len(with_classes) == 3


def test_load_counts_roles_by_year(source):
    row = load(source, "市财政局", region="苏州").iloc[0]
    assert row[["year", "n_plans", "n_tasks", "n_lead", "n_joint_lead"]].tolist() == [2017, 1, 2, 1, 1]
    assert row["lead_share"] == 1.0
    assert load(source, "市审计局", year=2017).iloc[0]["lead_share"] == pytest.approx(1 / 3)


def test_a_unit_with_two_roles_in_a_task_carries_one_task():
    given = plan(task(*by("lead", FINANCE), *by("supervise", FINANCE)))
    row = load(given).iloc[0]
    assert row[["n_tasks", "n_lead", "n_supervise"]].tolist() == [1, 1, 1]
    assert tasks(given, unit="市财政局")["roles"].tolist() == ["lead、supervise"]


def test_sql_asks_the_tables_with_values_of_its_own(source):
    found = sql(source, "select unit, role from edges where year = ? order by 1, 2", [2018])
    assert found.to_dict("list") == {"unit": ["市审计局", "市财政局"], "role": ["cooperate", "lead"]}


def test_the_macros_answer(source):
    led = sql(source, "select task_id from led_by('市财政局') where year = 2017")
    assert led["task_id"].tolist() == ["t001", "t002"]
    pairs = sql(source, "select unit_key, other_key, n_tasks from colead_pairs()")
    assert pairs.values.tolist() == [["320500/发展和改革委员会", "320500/财政局", 1]]
    assert sql(source, "select unit_key from never_leads()")["unit_key"].tolist() == ["320200/审计局"]
    years = sql(source, "select year, n_plans, n_tasks, n_lead from unit_year() where unit_key = '320500/财政局'")
    assert years.values.tolist() == [[2017, 1, 2, 1]]


@pytest.mark.parametrize(
    "ask",
    [
        lambda source: tasks(source, unit="市才正局"),
        lambda source: works_with(source, ""),
        lambda source: tasks(source, role="boss"),
        lambda source: tasks(source, lead="市财政局", unit="市审计局"),
        lambda source: load(source, region="南京市"),
        lambda source: who_leads(source, min_confidence=2),
        lambda source: sql(source, "drop view tasks"),
    ],
)
def test_a_wrong_question_is_a_usage_error(source, ask):
    with pytest.raises(UsageError):
        ask(source)


def test_nothing_to_ask_gives_frames_without_rows():
    for frame in (tasks([]), unassigned([]), who_leads([]), load([])):
        assert frame.empty
        assert "year" in frame or "unit_key" in frame


def test_ego_is_the_tasks_of_a_unit_and_who_shares_them(source):
    graph = ego(source, "市发改委")
    kinds = {kind: sorted(n for n, f in graph.nodes(data=True) if f["kind"] == kind) for kind in ("task", "unit")}
    assert kinds["task"] == [f"task:{SUZHOU.plan_id}/t001", f"task:{SUZHOU.plan_id}/t002"]
    assert len(kinds["unit"]) == 4


def test_a_part_of_the_graph_has_the_nodes_and_edges_of_the_whole(source):
    whole = responsibility_graph(source)
    for choice in ({"year": 2018}, {"region": "无锡市"}, {"unit": "市审计局"}, {"unit": "市审计局", "year": 2017}):
        part = responsibility_graph(source, **choice)
        assert 0 < len(part) < len(whole)
        assert set(part.nodes) <= set(whole.nodes)
        assert {key for *_, key in part.edges(keys=True)} <= {key for *_, key in whole.edges(keys=True)}
