from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from build import assignment, plan, task
from planparse.errors import UsageError
from planparse.graph.compare import compare
from planparse.model.plan import Deadline, Quantity, Role
from planparse.model.unit import Relation
from planparse.units.document import identify

AIR = "开展大气污染防治，年底前完成燃煤锅炉淘汰"
AIR_LATER = "深入开展大气污染防治，年底前全面完成燃煤锅炉淘汰任务"
TAX = "推进办税便利化改革，优化纳税服务流程"
SCHOOLS = "新建幼儿园十所，新增学位三千个"


def suzhou(year, *tasks):
    """A plan of 苏州 whose units were looked up, as `parse` does it; tasks are numbered."""
    numbered = [replace(each, id=f"t{place:03d}") for place, each in enumerate(tasks, 1)]
    bare = plan(*numbered, year=year, metadata={"signed_date": date(year, 4, 1)})
    done, units = identify(bare.tasks, bare.metadata, bare.region, bare.year)
    return replace(plan(*done, name=f"{year}.pdf", year=year, units=units), metadata=bare.metadata)


@pytest.fixture
def before():
    return suzhou(
        2017,
        task(assignment("市环保局"), assignment("市财政局", "cooperate"), content=AIR),
        task(assignment("市国税局", "joint_lead"), assignment("市地税局", "joint_lead"), content=TAX),
        task(assignment("市旅游局"), content="举办苏州国际旅游节"),
    )


@pytest.fixture
def after():
    return suzhou(
        2019,
        task(assignment("市教育局"), assignment("各市（区）", "responsible", collective=True), content=SCHOOLS),
        task(assignment("市税务局"), content=TAX),
        task(assignment("市生态环境局"), assignment("市财政局", "lead"), content=AIR_LATER),
    )


def states(found):
    return [(each.state, each.a and each.a.id, each.b and each.b.id) for each in found.tasks]


def test_a_plan_is_as_it_was_when_compared_with_itself(before):
    found = compare(before, before)
    assert states(found) == [("kept", f"t00{n}", f"t00{n}") for n in (1, 2, 3)]
    assert all(each.unchanged for each in found.tasks)
    assert not found.leads
    assert {each.state for each in found.units} == {"both"}


def test_tasks_are_kept_changed_new_and_dropped_in_the_order_of_the_later_plan(before, after):
    found = compare(before, after)
    assert states(found) == [
        ("new", None, "t001"),
        ("kept", "t002", "t002"),
        ("dropped", "t003", None),
        ("changed", "t001", "t003"),
    ]
    assert [each.similarity == 1 for each in found.tasks if each.similarity] == [True, False]


def test_a_content_is_kept_whatever_its_white_space_and_forms_of_characters():
    found = compare(
        plan(task(content="建成5G基站，全部开通")), plan(task(content="建成５Ｇ基站,\n全部 开通"), name="2019.pdf")
    )
    assert [each.state for each in found.tasks] == ["kept"]


def test_a_lead_that_only_got_another_name_has_not_moved(before, after):
    later = suzhou(2019, task(assignment("市生态环境局"), content=AIR))
    (change,) = compare(before, later).leads
    assert not change.moved
    assert (change.link.relation, change.link.effective) == (Relation.RENAMED, "2019")


def test_a_lead_that_merged_has_not_moved_and_is_marked(before, after):
    change = next(each for each in compare(before, after).leads if each.task_a == "t002")
    assert not change.moved
    assert change.link.relation is Relation.MERGED_INTO
    assert [unit.name for unit in change.a] == ["苏州市国家税务局", "苏州地方税务局"]


def test_a_unit_that_leads_now_as_well_has_moved_the_lead(before, after):
    change = next(each for each in compare(before, after).leads if each.task_a == "t001")
    assert change.moved
    assert [unit.name for unit in change.b] == ["苏州市生态环境局", "苏州市财政局"]


def test_roles_are_told_before_and_after(before, after):
    (changed,) = (each for each in compare(before, after).tasks if each.state == "changed")
    renamed, finance = changed.roles
    assert [unit.name for unit in (*renamed.a, *renamed.b)] == ["苏州市环境保护局", "苏州市生态环境局"]
    assert (renamed.roles_a, renamed.roles_b) == ((Role.LEAD,), (Role.LEAD,))
    assert renamed.changed, "another name is a change"
    assert (finance.roles_a, finance.roles_b, finance.link) == ((Role.COOPERATE,), (Role.LEAD,), None)


def test_units_that_merged_are_one_row_of_a_task(before, after):
    (kept,) = (each for each in compare(before, after).tasks if each.state == "kept")
    (merged,) = kept.roles
    assert (len(merged.a), len(merged.b)) == (2, 1)
    assert (merged.roles_a, merged.roles_b) == ((Role.JOINT_LEAD,), (Role.LEAD,))


def test_a_merged_unit_is_one_of_its_parts_where_both_plans_name_that_part():
    a = suzhou(2017, task(assignment("市司法局"), content=TAX), task(assignment("市法制办"), content=AIR))
    b = suzhou(2019, task(assignment("市司法局"), content=TAX), task(assignment("市司法局"), content=AIR))
    found = compare(a, b)
    assert [(each.task_a, each.link.relation) for each in found.leads] == [("t002", Relation.MERGED_INTO)]
    assert [(each.state, each.a.name, each.b.name) for each in found.units] == [
        ("merged_into", "苏州市人民政府法制办公室", "苏州市司法局"),
        ("both", "苏州市司法局", "苏州市司法局"),
    ]


def test_units_that_live_on_are_neither_gone_nor_come(before, after):
    found = {(each.a and each.a.name, each.b and each.b.name): each for each in compare(before, after).units}
    renamed = found["苏州市环境保护局", "苏州市生态环境局"]
    assert (renamed.state, renamed.link.effective) == ("renamed", "2019")
    merged = found["苏州市国家税务局", "国家税务总局苏州市税务局"]
    assert (merged.state, merged.link.effective) == ("merged_into", "2018-07")
    assert found["苏州市旅游局", None].state == "gone"
    assert found[None, "苏州市教育局"].state == "came"
    assert found["苏州市财政局", "苏州市财政局"].state == "both"
    assert len(found) == 7, "with 市地税局 and 各市（区）"


def test_counts_keep_classes_of_units_apart(before, after):
    counts = compare(before, after).counts()
    assert counts["tasks"] == {"kept": 1, "changed": 1, "new": 1, "dropped": 1, "needs_review": 0}
    assert counts["leads"] == {"moved": 1}
    assert counts["units"] == {
        "both": 1, "renamed": 1, "merged_into": 2, "split_into": 0, "gone": 1, "came": 1, "collective": 1,
    }  # fmt: skip


def test_the_other_way_round_new_is_dropped_and_links_lead_back(before, after):
    forth, back = compare(before, after), compare(after, before)
    pairs = {(each.a and each.a.content, each.b and each.b.content) for each in forth.tasks}
    assert {(each.b and each.b.content, each.a and each.a.content) for each in back.tasks} == pairs
    swapped = {"new": "dropped", "dropped": "new", "gone": "came", "came": "gone"}
    for name in ("tasks", "units"):
        there, again = forth.counts()[name], back.counts()[name]
        assert {swapped.get(state, state): count for state, count in again.items()} == there
    assert {each.link.backwards for each in back.units if each.link} == {True}
    assert back.counts()["leads"] == forth.counts()["leads"]


def test_names_without_an_id_are_compared_as_written_and_marked():
    a = plan(task(assignment("市 城建办"), content=AIR))
    b = plan(task(assignment("市城建办"), content=AIR), name="2019.pdf")
    found = compare(a, b)
    assert [(each.state, each.unresolved) for each in found.units] == [("both", True)]
    assert not found.leads


def test_deadlines_and_quantities_are_told_where_their_words_differ():
    old = task(content=AIR, deadlines=(Deadline("年底前"),), quantities=(Quantity("80%", "=", 80, "%"),))
    new = task(content=AIR_LATER, deadlines=(Deadline("6月底前"),), quantities=(Quantity("８０%", "=", 80, "%"),))
    (change,) = compare(plan(old), plan(new, name="2019.pdf")).tasks
    assert (change.deadlines.a, change.deadlines.b) == (("年底前",), ("6月底前",))
    assert change.quantities is None


def test_a_heading_keeps_its_task_whatever_its_number():
    texts = ("完善机制，逐月通报进展，建立项目库", "完善机制，逐季通报进展，健全项目库")
    a = plan(
        task(goal="一、优化营商环境", content=texts[0]),
        task(goal="二、办好民生实事", content=texts[0] + "。", id="t002"),
    )
    b = plan(task(goal="（三）办好民生实事", content=texts[1]), name="2019.pdf")
    assert [each.a.id for each in compare(a, b).tasks if each.state == "changed"] == ["t002"]


def test_unsure_assignments_are_left_out_and_counted(before, after):
    unsure = plan(
        task(assignment("市教育局", "cooperate", confidence=0.4), assignment("市财政局"), content=SCHOOLS), name="u.pdf"
    )
    found = compare(unsure, after, min_confidence=0.5)
    assert found.edges_left_out == (1, 0)
    assert "市教育局" not in [each.a.name for each in found.units if each.a]
    assert compare(unsure, after).edges_left_out == (0, 0)
    for floor in (-0.1, 1.1, float("nan")):
        with pytest.raises(UsageError):
            compare(unsure, after, min_confidence=floor)


def test_a_plan_without_tasks_is_compared(before):
    found = compare(plan(name="empty.pdf"), before)
    assert [each.state for each in found.tasks] == ["new"] * 3
    assert {each.state for each in found.units} == {"came"}
    assert compare(before, plan(name="empty.pdf")).counts()["tasks"]["dropped"] == 3


TASKS = st.lists(
    st.builds(
        lambda content, unit, role: task(assignment(unit, role), content=content),
        st.sampled_from([AIR, AIR_LATER, TAX, SCHOOLS, "举办苏州国际旅游节"]),
        st.sampled_from(["市环保局", "市国税局", "市地税局", "市税务局", "市财政局", "市城建办"]),
        st.sampled_from(list(Role)),
    ),
    max_size=6,
)


@given(TASKS, TASKS)
def test_each_task_and_each_unit_of_either_plan_is_told(tasks_a, tasks_b):
    a, b = suzhou(2017, *tasks_a), suzhou(2019, *tasks_b)
    found = compare(a, b)
    assert sorted(each.a.id for each in found.tasks if each.a) == [each.id for each in a.tasks]
    assert [each.b.id for each in found.tasks if each.b] == [each.id for each in b.tasks]
    for side, given_plan in (("a", a), ("b", b)):
        named = {each.unit_id or each.unit for each in (edge for one in given_plan.tasks for edge in one.assignments)}
        assert {unit.key for each in found.units if (unit := getattr(each, side))} == named
    for change in found.tasks:
        for side in ("a", "b"):
            given_task = getattr(change, side)
            keys = {each.unit_id or each.unit for each in given_task.assignments} if given_task else set()
            assert {unit.key for role in change.roles for unit in getattr(role, side)} == keys
