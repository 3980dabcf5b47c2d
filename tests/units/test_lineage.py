"""What became of a unit: every link by a date, the nearest first (UNITS.md, 5 and 7)."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planparse.errors import UsageError
from planparse.model.unit import Relation, Succession, Unit
from planparse.units.lineage import find_unit, links_of, successors
from planparse.units.resolve import resolve_unit, unit_by_id

Link = tuple[str | None, str, str]


def links(unit: Unit | str, on: str | None = None) -> list[Link]:
    return [
        (each.unit.full_name if each.unit else None, str(each.relation), each.effective)
        for each in successors(unit, on)
    ]


def names(unit: Unit | str, on: str | None = None) -> list[str | None]:
    return [name for name, _, _ in links(unit, on)]


# --- the relations


@pytest.mark.parametrize(
    ("unit", "successor", "relation", "year"),
    [
        ("国家林业局", "国家林业和草原局", "renamed", "2018"),
        ("环境保护部", "生态环境部", "renamed", "2018"),
        ("中国铁路总公司", "中国国家铁路集团有限公司", "renamed", "2019"),
        ("湖州市环境保护局", "湖州市生态环境局", "renamed", "2019"),
        ("湖南省环境保护厅", "湖南省生态环境厅", "renamed", "2018"),
        ("湖州市经济和信息化委员会", "湖州市经济和信息化局", "renamed", "2019"),
        ("长沙市经济和信息化委员会", "长沙市工业和信息化局", "renamed", "2019"),
        ("湖州市卫生和计划生育委员会", "湖州市卫生健康委员会", "renamed", "2019"),
        ("湖州市机构编制委员会办公室", "中共湖州市委机构编制委员会办公室", "renamed", "2019"),
        ("长沙市扶贫开发办公室", "长沙市乡村振兴局", "renamed", "2021"),
        ("中国人民银行湖州市中心支行", "中国人民银行湖州市分行", "renamed", "2023"),
        ("中国银行保险监督管理委员会湖州监管分局", "国家金融监督管理总局湖州监管分局", "renamed", "2023"),
        ("文化部", "文化和旅游部", "merged_into", "2018"),
        ("国家旅游局", "文化和旅游部", "merged_into", "2018"),
        ("国务院法制办公室", "司法部", "merged_into", "2018"),
        ("国家电力监管委员会", "国家能源局", "merged_into", "2013"),
        ("湖州市国家税务局", "国家税务总局湖州市税务局", "merged_into", "2018"),
        ("湖州市地方税务局", "国家税务总局湖州市税务局", "merged_into", "2018"),
        ("湖州市国土资源局", "湖州市自然资源和规划局", "merged_into", "2019"),
        ("湖州市规划局", "湖州市自然资源和规划局", "merged_into", "2019"),
        ("河南省工商行政管理局", "河南省市场监督管理局", "merged_into", "2018"),
        ("铁道部", "国家铁路局", "split_into", "2013"),
        ("铁道部", "中国铁路总公司", "split_into", "2013"),
        ("铁道部", "交通运输部", "function_transferred", "2013"),
        ("湖州市民政局", "湖州市退役军人事务局", "function_transferred", "2019"),
    ],
)
def test_a_unit_has_the_successor_of_its_reform(unit: str, successor: str, relation: str, year: str) -> None:
    found = {name: (kind, effective[:4]) for name, kind, effective in links(unit)}
    assert found.get(successor) == (relation, year)


@pytest.mark.parametrize(("unit", "year"), [("巢湖市人民政府(地级)", "2011"), ("中国人民银行安吉县支行", "2023")])
def test_what_was_dissolved_has_no_successor(unit: str, year: str) -> None:
    ((successor, relation, effective),) = links(unit)
    assert (successor, relation, effective[:4]) == (None, "abolished", year)


def test_a_unit_that_goes_on_has_no_links() -> None:
    assert links("湖州市财政局") == []
    assert links("湖州市公安局") == []


def test_a_link_unpacks_and_says_whence_and_how_sure() -> None:
    (link,) = successors("湖州市环境保护局")
    unit, relation, effective = link
    assert isinstance(unit, Unit)
    assert (unit.id, relation, effective) == ("330500/生态环境局", Relation.RENAMED, "2019")
    assert link.predecessor.id == "330500/环境保护局"
    assert link.certainty in "AB"
    assert link.source
    assert isinstance(link, Succession)


# --- order and bounds


def test_links_come_nearest_first_each_with_its_own_date() -> None:
    found = successors("中国银行业监督管理委员会湖州监管分局")
    assert [
        (each.predecessor.full_name, each.unit.full_name if each.unit else None, each.effective) for each in found
    ] == [
        ("中国银行业监督管理委员会湖州监管分局", "中国银行保险监督管理委员会湖州监管分局", "2018"),
        ("中国银行保险监督管理委员会湖州监管分局", "国家金融监督管理总局湖州监管分局", "2023"),
    ]


def test_several_links_on_the_way_are_all_given() -> None:
    found = names("卫生部")
    assert found.index("国家卫生和计划生育委员会") < found.index("国家卫生健康委员会")
    assert names("湖南省卫生厅") == ["湖南省卫生和计划生育委员会", "湖南省卫生健康委员会"]


def test_a_way_does_not_go_on_from_who_only_got_a_task() -> None:
    found = names("铁道部")
    assert "交通运输部" in found
    assert all(link.predecessor.full_name != "交通运输部" for link in successors("铁道部"))


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("2012", []),
        ("2013-02", []),
        ("2013-03", ["国家卫生和计划生育委员会"]),
        ("2013", ["国家卫生和计划生育委员会"]),
        ("2018-02-28", ["国家卫生和计划生育委员会"]),
        ("2018-03", ["国家卫生和计划生育委员会", "国家卫生健康委员会"]),
        ("2018", ["国家卫生和计划生育委员会", "国家卫生健康委员会"]),
        ("2025-12-31", ["国家卫生和计划生育委员会", "国家卫生健康委员会"]),
        (None, ["国家卫生和计划生育委员会", "国家卫生健康委员会"]),
    ],
)
def test_later_links_are_left_out_and_a_year_counts_to_its_end(on: str | None, expected: list[str]) -> None:
    found = [link for link in successors("国家人口和计划生育委员会", on) if link.relation != "function_transferred"]
    assert [link.unit.full_name for link in found if link.unit] == expected


def test_a_year_that_is_all_we_know_counts_from_its_first_month() -> None:
    assert names("湖州市环境保护局", "2018-12-31") == []
    assert names("湖州市环境保护局", "2019-01-01") == ["湖州市生态环境局"]
    assert names("湖州市国家税务局", "2018-06-30") == []
    assert names("湖州市国家税务局", "2018-07-01") == ["国家税务总局湖州市税务局"]


@pytest.mark.parametrize("on", ["1948", "soon", "2018-13", ""])
def test_a_bound_that_is_no_date_is_wrong_usage(on: str) -> None:
    with pytest.raises(UsageError):
        successors("湖州市环境保护局", on)


# --- places


@pytest.mark.parametrize(
    ("unit", "successor", "year"),
    [
        ("富阳市人民政府", "杭州市富阳区人民政府", "2014"),
        ("富阳市财政局", "杭州市富阳区财政局", "2014"),
        ("吴江市财政局", "苏州市吴江区财政局", "2012"),
        ("延庆县审计局", "北京市延庆区审计局", "2015"),
        ("襄樊市财政局", "襄阳市财政局", "2010"),
        ("毕节地区财政局", "毕节市财政局", "2011"),
    ],
)
def test_a_place_that_was_renamed_or_became_a_district_takes_its_bodies_along(
    unit: str, successor: str, year: str
) -> None:
    ((name, relation, effective),) = links(unit)
    assert (name, relation, effective[:4]) == (successor, "renamed", year)


def test_the_bodies_of_a_merged_district_go_into_those_of_the_other() -> None:
    assert links("杭州市下城区财政局") == [("杭州市拱墅区财政局", "merged_into", "2021")]
    assert names("杭州市下城区人民政府") == ["杭州市拱墅区人民政府"]
    assert names("北京市崇文区财政局") == ["北京市东城区财政局"]


def test_a_district_that_keeps_its_name_is_split_and_stays() -> None:
    assert links("杭州市余杭区人民政府") == [("杭州市临平区人民政府", "split_into", "2021")]
    assert find_unit("杭州市余杭区人民政府", "2019").id == find_unit("杭州市余杭区人民政府", "2023").id


def test_a_prefecture_that_became_a_city_has_one_government() -> None:
    assert names("毕节地区行政公署") == ["毕节市人民政府"]


def test_the_same_words_at_two_times_are_told_apart_by_their_level() -> None:
    with pytest.raises(UsageError, match="several units"):
        successors("巢湖市人民政府")
    assert find_unit("巢湖市人民政府(地级)").region_code == "341400"
    assert find_unit("巢湖市人民政府(县级)").region_code == "340181"
    assert find_unit("巢湖市人民政府（县级）").region_code == "340181"
    assert links("巢湖市人民政府(县级)") == []
    assert names("巢湖市居巢区人民政府") == ["巢湖市人民政府"]
    (link,) = successors("巢湖市居巢区人民政府")
    assert link.unit is not None
    assert link.unit.level == "county"


# --- what is never linked

NEVER = [
    ("湖州市民政局", "湖州市民防局"),
    ("湖州市工商行政管理局", "湖州市工商业联合会"),
    ("湖州市科学技术局", "湖州市科学技术协会"),
    ("湖州市统计局", "国家统计局湖州调查队"),
    ("湖州市地方税务局", "湖州市财政局"),
    ("湖州市人民政府金融工作办公室", "国家金融监督管理总局湖州监管分局"),
    ("上海市教育委员会", "中共上海市委教育工作委员会"),
    ("青岛市黄岛区人民政府", "青岛西海岸新区管理委员会"),
    ("国家能源局", "国家发展和改革委员会"),
    ("中国铁路总公司", "国家铁路局"),
    ("福州市鼓楼区财政局", "开封市鼓楼区财政局"),
    ("吉首市人民政府", "湘西土家族苗族自治州人民政府"),
    ("湖州市财政局", "浙江省财政厅"),
]


@pytest.mark.parametrize(("one", "other"), NEVER, ids=[f"{one} {other}" for one, other in NEVER])
def test_units_that_only_look_linked_are_not(one: str, other: str) -> None:
    assert other not in names(one)
    assert one not in names(other)


def test_no_unit_is_its_own_successor() -> None:
    for name in ("卫生部", "铁道部", "湖州市环境保护局", "吴江市财政局", "中国银行业监督管理委员会湖州监管分局"):
        for link in successors(name):
            assert link.unit != link.predecessor
            assert link.unit is None or link.unit.id != find_unit(name).id


# --- what may be asked


def test_a_unit_an_id_and_a_full_name_ask_the_same() -> None:
    unit = resolve_unit("市环保局", issuer="湖州市人民政府办公室", date="2017").unit
    assert unit is not None
    assert successors(unit) == successors(unit.id) == successors("湖州市环境保护局")


def test_blanks_and_width_do_not_matter_in_a_name() -> None:
    assert successors("湖州市 环境保护局") == successors("湖州市環境保護局") == successors("湖州市环境保护局")


@pytest.mark.parametrize("name", ["", "  ", "\n"])
def test_an_empty_name_is_wrong_usage(name: str) -> None:
    with pytest.raises(UsageError, match="empty"):
        successors(name)


@pytest.mark.parametrize("name", ["某某局", "市财政局", "财政局", "999999/财政局", "330500/", "/", "🏛️", "x" * 10_000])
def test_a_name_that_stands_for_no_unit_is_wrong_usage(name: str) -> None:
    with pytest.raises(UsageError) as caught:
        successors(name)
    assert str(caught.value)


def test_a_name_of_several_units_is_wrong_usage_and_names_their_ids() -> None:
    with pytest.raises(UsageError) as caught:
        successors("鼓楼区财政局")
    for code in ("320106", "320302", "350102", "410204"):
        assert f"{code}/财政局" in str(caught.value)


def test_a_unit_in_no_table_is_known_by_its_whole_name() -> None:
    assert find_unit("湖州市古木保护服务中心").id == "330500/古木保护服务中心"
    assert successors("湖州市古木保护服务中心") == ()


def test_a_unit_by_rule_and_a_class_have_no_links() -> None:
    for unit_id in ("330523/孝丰镇人民政府", "330500/各有关部门"):
        unit = unit_by_id(unit_id)
        assert unit is not None
        assert links_of(unit) == ()


def test_successors_are_units_that_come_back_by_their_ids() -> None:
    for name in ("卫生部", "湖州市环境保护局", "湖州市国家税务局", "富阳市财政局", "湖州市机构编制委员会办公室"):
        for link in successors(name):
            assert link.unit is not None
            assert unit_by_id(link.unit.id) == link.unit


def test_the_same_question_has_the_same_answer() -> None:
    assert successors("铁道部") == successors("铁道部")


@given(
    st.one_of(
        st.text(max_size=20), st.lists(st.sampled_from("330500/兵团市县财政局湖州安吉()地级"), max_size=12).map("".join)
    )
)
@settings(max_examples=150, deadline=None)
def test_any_name_has_links_or_is_wrong_usage(name: str) -> None:
    try:
        found = successors(name)
    except UsageError as problem:
        assert str(problem)
        return
    assert all(link.effective for link in found)
