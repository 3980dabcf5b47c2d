import pytest

from build import assignment, plan, task
from planparse.errors import UsageError
from planparse.graph.build import responsibility_graph
from planparse.graph.units import seats
from planparse.units.lineage import find_unit
from planparse.units.registry import load_registry


def nodes_of(names, **view):
    units = [find_unit(name) for name in names]
    found = seats(units, **view)
    return {unit.full_name: found[unit.id] for unit in units}


def test_as_written_a_unit_that_was_renamed_is_two_nodes():
    found = nodes_of(["苏州市环境保护局", "苏州市生态环境局"])
    assert len({seat.node for seat in found.values()}) == 2
    assert found["苏州市环境保护局"].node == "unit:320500/环境保护局"


def test_as_of_a_year_a_renamed_unit_bears_the_name_it_had_then():
    old, new = "苏州市环境保护局", "苏州市生态环境局"
    later = nodes_of([old, new], as_of=2021)
    assert {seat.unit.full_name for seat in later.values()} == {new}
    earlier = nodes_of([old, new], as_of=2015)
    assert {seat.unit.full_name for seat in earlier.values()} == {old}
    assert all(seat.fields["in_year"] for seat in (*later.values(), *earlier.values()))


def test_as_of_a_year_a_unit_that_has_merged_stays_its_own_and_is_marked():
    names = ["苏州市工商行政管理局", "苏州市质量技术监督局", "苏州市市场监督管理局"]
    found = nodes_of(names, as_of=2021)
    assert {seat.unit.full_name for seat in found.values()} == set(names)
    assert [found[name].fields["in_year"] for name in names] == [False, False, True]
    before = nodes_of(names, as_of=2016)
    assert [before[name].fields["in_year"] for name in names] == [True, True, False]


def test_along_the_lineage_merged_units_share_a_node_that_is_none_of_them_and_says_so():
    names = ["苏州市国家税务局", "苏州地方税务局"]
    found = nodes_of(names, along_lineage=True)
    (node,) = {seat.node for seat in found.values()}
    assert node == "lineage:320500/国家税务总局税务局"
    seat = found[names[0]]
    assert seat.unit.full_name == "国家税务总局苏州市税务局"
    assert seat.fields == {"members": "320500/国家税务局、320500/地方税务局", "merged": True}


def test_along_the_lineage_a_merely_renamed_unit_is_not_called_merged():
    seat = nodes_of(["苏州市环境保护局"], along_lineage=True)["苏州市环境保护局"]
    assert (seat.unit.full_name, seat.fields["merged"]) == ("苏州市生态环境局", False)


def test_along_the_lineage_a_unit_that_was_split_stays_its_own():
    seat = nodes_of(["深圳市经济贸易和信息化委员会"], along_lineage=True)["深圳市经济贸易和信息化委员会"]
    assert seat.node == "unit:440300/经济贸易和信息化委员会"


def test_a_unit_without_a_history_is_its_own_node_in_every_view():
    for view in ({}, {"as_of": 2021}, {"along_lineage": True}):
        assert nodes_of(["苏州市财政局"], **view)["苏州市财政局"].node == "unit:320500/财政局"


def test_two_views_at_once_are_an_error():
    with pytest.raises(UsageError, match="choose one"):
        seats([], as_of=2020, along_lineage=True)


def test_the_graph_along_the_lineage_keeps_who_was_written_on_each_edge():
    given = plan(
        task(
            assignment("市国税局", "lead", unit_id="320500/国家税务局"),
            assignment("苏州地税局", "cooperate", unit_id="320500/地方税务局"),
        )
    )
    graph = responsibility_graph([given], along_lineage=True)
    node = graph.nodes["lineage:320500/国家税务总局税务局"]
    assert (node["label"], node["names"], node["merged"]) == ("国家税务总局苏州市税务局", "市国税局、苏州地税局", True)
    edges = {(f["role"], f["unit_id"]) for *_, f in graph.edges(data=True) if "unit_id" in f}
    assert edges == {("lead", "320500/国家税务局"), ("cooperate", "320500/地方税务局")}
    assert graph.graph["units"] == "along_lineage"


def test_unit_nodes_carry_kind_level_and_region_from_their_identity():
    given = plan(task(assignment("市法院", unit_id="320583/人民法院")))
    node = responsibility_graph([given]).nodes["unit:320583/人民法院"]
    assert (node["full_name"], node["unit_kind"]) == ("昆山市人民法院", "court_procuratorate")
    assert (node["level"], node["region_code"], node["system"]) == ("county", "320583", "块")


def test_the_links_of_a_table_of_ones_own_are_followed_backwards_too(tmp_path):
    table = tmp_path / "units.csv"
    table.write_text(
        "region_code,full_name,short_names,kind,valid_from,valid_to,source,successor,relation,effective\n"
        "320500,苏州市智造局,,,,2024,本人,苏州市数造局,renamed,2024\n"
        "320500,苏州市数造局,,,2024,,本人,,,\n",
        encoding="utf-8",
    )
    registry = load_registry(table)
    new = find_unit("苏州市数造局", registry=registry)
    found = seats([new], as_of=2020, registry=registry)
    assert found[new.id].unit.full_name == "苏州市智造局"
