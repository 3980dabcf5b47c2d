from datetime import date

from build import assignment, plan, task
from planparse.graph.continuity import SAME, trace_units
from planparse.model.plan import Region
from planparse.model.unit import Relation
from planparse.units.document import identify


def suzhou(year, *units, **fields):
    """A plan of 苏州 of one task with these units, looked up."""
    bare = plan(task(*(assignment(name) for name in units)), year=year, metadata={"signed_date": date(year, 4, 1)})
    tasks, known = identify(bare.tasks, bare.metadata, bare.region, bare.year)
    return plan(*tasks, name=f"{year}.pdf", year=year, units=known, **fields)


def test_a_renamed_unit_is_linked_with_its_date():
    found = trace_units(suzhou(2017, "市环保局"), suzhou(2019, "市生态环境局"))
    link = found.links["320500/环境保护局", "320500/生态环境局"]
    assert (link.relation, link.effective, link.backwards) == (Relation.RENAMED, "2019", False)
    assert found.covers(found.a, found.b)


def test_the_later_plan_may_come_first():
    found = trace_units(suzhou(2019, "市生态环境局"), suzhou(2017, "市环保局"))
    link = found.links["320500/生态环境局", "320500/环境保护局"]
    assert (link.relation, link.backwards) == (Relation.RENAMED, True)


def test_units_that_merged_into_one_are_linked_to_it_and_not_to_one_another():
    tax = "320500/国家税务总局税务局"
    found = trace_units(suzhou(2017, "市国税局", "市地税局"), suzhou(2019, "市税务局"))
    assert {pair: link.relation for pair, link in found.links.items()} == {
        ("320500/国家税务局", tax): Relation.MERGED_INTO,
        ("320500/地方税务局", tax): Relation.MERGED_INTO,
    }
    assert trace_units(suzhou(2017, "市国税局"), suzhou(2017, "市地税局")).links == {}


def test_a_unit_of_both_plans_is_the_same():
    found = trace_units(suzhou(2017, "市财政局"), suzhou(2019, "市财政局"))
    assert found.links == {("320500/财政局", "320500/财政局"): SAME}


def test_names_without_an_id_are_the_same_where_they_are_written_alike():
    found = trace_units(plan(task(assignment("市 城建办"))), plan(task(assignment("市城建办")), name="2019.pdf"))
    assert found.links == {("市城建办", "市城建办"): SAME}
    assert found.a["市城建办"].unit_id is None


def test_a_name_that_only_one_plan_resolved_is_the_unit_written_so_in_the_other():
    resolved = suzhou(2017, "市财政局")
    bare = plan(task(assignment("市财政局")), name="2019.pdf")
    assert trace_units(resolved, bare).links == {("320500/财政局", "市财政局"): SAME}
    elsewhere = plan(task(assignment("市财政局")), name="2019.pdf", region=Region("320200", "无锡市"))
    assert trace_units(resolved, elsewhere).links == {}


def test_units_count_the_tasks_they_have_and_lead():
    tasks = (
        task(assignment("市城建办"), assignment("市城建办", "cooperate")),
        task(assignment("市城建办", "joint_lead"), id="t002"),
        task(assignment("市城建办", "participate"), id="t003"),
    )
    unit = trace_units(plan(*tasks), plan(name="2019.pdf")).a["市城建办"]
    assert (unit.tasks, unit.leads) == (3, 2)


def test_a_class_of_units_is_marked():
    found = trace_units(plan(task(assignment("各有关单位", collective=True))), suzhou(2019, "各市（区）"))
    assert found.a["各有关单位"].collective
    assert found.b["320500/各市区"].collective
