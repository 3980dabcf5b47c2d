from dataclasses import replace

import networkx as nx
import pytest

from build import assignment, plan, task
from planparse.dataset import NamedPlan, write_dataset
from planparse.graph.build import responsibility_graph
from planparse.graph.ties import PART_OF, SUCCEEDS, Step, Tie, ties_from, ties_of
from planparse.units.lineage import find_unit


def successions(*names):
    return [tie for tie in ties_of(map(find_unit, names)) if tie.role == SUCCEEDS]


def test_a_unit_succeeds_the_one_that_was_renamed_into_it():
    (tie,) = successions("苏州市环境保护局", "苏州市生态环境局", "苏州市财政局")
    assert (tie.source, tie.target) == ("320500/生态环境局", "320500/环境保护局")
    assert dict(tie.fields) == {"relation": "renamed", "effective": "2019", "steps": 1}


def test_a_merged_unit_succeeds_each_of_its_parts():
    ties = successions("苏州市国家税务局", "苏州地方税务局", "国家税务总局苏州市税务局")
    assert {(tie.target, tie.fields["relation"]) for tie in ties} == {
        ("320500/国家税务局", "merged_into"),
        ("320500/地方税务局", "merged_into"),
    }


def test_no_unit_enters_the_graph_for_a_tie():
    assert successions("苏州市环境保护局", "苏州市财政局") == []


def test_a_task_that_moved_makes_no_successor():
    assert successions("苏州市发展和改革委员会", "苏州市市场监督管理局") == []


def test_links_over_units_that_are_not_there_are_one_tie_that_says_how_many():
    steps = [
        Step("1/卫生局", "merged_into", "2014", "1/卫生和计划生育委员会"),
        Step("1/卫生和计划生育委员会", "renamed", "2019", "1/卫生健康委员会"),
    ]
    assert ties_from(["1/卫生健康委员会", "1/卫生局"], {}, steps) == (
        Tie("1/卫生健康委员会", SUCCEEDS, "1/卫生局", {"relation": "merged_into", "effective": "2019", "steps": 2}),
    )


def test_a_link_that_took_effect_before_the_one_that_leads_to_it_is_not_followed():
    steps = [Step("1/甲局", "renamed", "2019", "1/乙局"), Step("1/乙局", "renamed", "2012", "1/丙局")]
    assert ties_from(["1/甲局", "1/丙局"], {}, steps) == ()


def test_a_circle_of_links_ends():
    steps = [Step("1/甲局", "renamed", "2018", "1/乙局"), Step("1/乙局", "renamed", "2018", "1/甲局")]
    assert len(ties_from(["1/甲局", "1/乙局"], {}, steps)) == 2


@pytest.fixture
def reformed():
    names = {
        "市环保局": "320500/环境保护局",
        "市生态环境局": "320500/生态环境局",
        "市政府": "320500/人民政府",
        "市政府办公室": "320500/人民政府办公室",
    }
    return plan(*(task(assignment(name, unit_id=names[name]), id=f"t{n:03d}") for n, name in enumerate(names, 1)))


def ties_in(graph):
    return {(s, f["role"], t) for s, t, f in graph.edges(data=True) if f["role"] in (PART_OF, SUCCEEDS)}


def test_the_graph_holds_the_ties_between_its_units(reformed):
    assert ties_in(responsibility_graph(reformed)) == {
        ("unit:320500/生态环境局", SUCCEEDS, "unit:320500/环境保护局"),
        ("unit:320500/人民政府办公室", PART_OF, "unit:320500/人民政府"),
    }


def test_units_that_share_a_node_have_no_tie_to_themselves(reformed):
    assert ties_in(responsibility_graph(reformed, as_of=2021)) == {
        ("unit:320500/人民政府办公室", PART_OF, "unit:320500/人民政府")
    }


def test_a_dataset_gives_the_ties_that_its_own_tables_have(tmp_path, reformed):
    units = tuple(find_unit(each.assignments[0].unit_id) for each in reformed.tasks)
    whole = replace(reformed, units=tuple(sorted(units, key=lambda unit: unit.id)))
    write_dataset(tmp_path / "ds", [NamedPlan(whole.source.name, whole)], [])
    assert nx.utils.graphs_equal(responsibility_graph(tmp_path / "ds"), responsibility_graph(whole))
