import pytest

from build import assignment, plan, task
from planparse.errors import UsageError
from planparse.graph.build import responsibility_graph
from planparse.graph.collectives import expand_collectives, members_of


def names(unit_id, year):
    return [unit.full_name for unit in members_of(unit_id, year)]


def test_cities_and_districts_of_a_city_are_its_members_in_that_year():
    assert "吴江市人民政府" in names("320500/各市区", 2010)
    assert "苏州市吴江区人民政府" in names("320500/各市区", 2017)
    assert len(names("320500/各市区", 2017)) == 9


def test_districts_alone_leave_the_county_level_cities_out():
    assert names("320500/各区", 2017) == [
        "苏州市虎丘区人民政府", "苏州市吴中区人民政府", "苏州市相城区人民政府", "苏州市姑苏区人民政府",
        "苏州市吴江区人民政府",
    ]  # fmt: skip


def test_cities_of_a_province_are_its_prefecture_level_cities():
    found = names("440000/各地级以上市", 2020)
    assert (len(found), found[0]) == (21, "广州市人民政府")


def test_leagues_have_administrative_offices():
    assert "锡林郭勒盟行政公署" in names("150000/各盟市", 2020)


def test_provinces_are_the_thirty_one_of_the_mainland():
    assert len([name for name in names("000000/各省级", 2020) if not name.startswith(("香港", "澳门", "台湾"))]) == 31


def test_a_class_of_departments_has_the_department_of_each_place():
    assert names("422800/各县市教育局", 2020)[:2] == ["恩施市教育局", "利川市教育局"]


@pytest.mark.parametrize("unit_id", ["320583/各乡镇", "320500/各有关部门", "320500/财政局", "", "999999/各区"])
def test_members_that_no_table_has_are_none(unit_id):
    assert members_of(unit_id, 2017) == ()


def given():
    return responsibility_graph(
        [
            plan(
                task(
                    assignment("市财政局", "lead", unit_id="320500/财政局"),
                    assignment("各区", "cooperate", unit_id="320500/各区", collective=True),
                    assignment("市级各部门", "cooperate", unit_id="320500/市级各部门", collective=True),
                )
            )
        ]
    )


def test_each_edge_of_a_class_becomes_one_of_each_member():
    graph = expand_collectives(given(), 2017)
    edges = [f for *_, f in graph.edges(data=True) if f.get("expanded_from")]
    assert len(edges) == 5
    assert {(f["role"], f["expanded_from"], f["n_members"]) for f in edges} == {("cooperate", "苏州市各区", 5)}
    assert "unit:320500/各区" not in graph
    assert graph.nodes["unit:320508/人民政府"]["full_name"] == "苏州市姑苏区人民政府"
    keys = [key for *_, key in graph.edges(keys=True)]
    assert len(keys) == len(set(keys))


def test_a_class_whose_members_are_not_known_is_kept_and_named():
    graph = expand_collectives(given(), 2017)
    assert graph.graph["collectives_kept"] == "苏州市级各部门"
    assert "unit:320500/市级各部门" in graph


def test_the_graph_that_was_given_is_left_as_it_is():
    graph = given()
    before = sorted(graph.nodes), graph.size()
    expand_collectives(graph, 2017)
    assert (sorted(graph.nodes), graph.size()) == before


def test_a_year_that_is_none_is_an_error():
    with pytest.raises(UsageError, match="17"):
        expand_collectives(given(), 17)
