"""Which bodies a reading may mean: those of the place before the usual ones, at the date, each with its reasons."""

from __future__ import annotations

import pytest

from planparse.model.unit import Candidate
from planparse.units.lookup import Lookup, distinct
from planparse.units.places import load_places
from planparse.units.readings import Readings
from planparse.units.registry import load_registry

HUZHOU = "湖州市人民政府办公室"
ANJI = "安吉县人民政府办公室"


def lookup(issuer: str, when: str | None) -> Lookup:
    return Lookup(load_registry(), Readings(load_places(), issuer, when))


def best(
    mention: str, issuer: str = HUZHOU, when: str | None = "2021-03-01", *, former: bool = False
) -> list[Candidate]:
    here = lookup(issuer, when)
    heads = load_registry().heads.get(mention[:1], ())
    return here.best(list(here.readings.of(mention, heads)), former=former)


def names(candidates: list[Candidate]) -> list[str]:
    return [each.unit.full_name for each in candidates]


# --- bodies by date


@pytest.mark.parametrize(
    ("issuer", "mention", "when", "full_name"),
    [
        # on both sides of 2013 and 2014
        ("河南省人民政府办公厅", "省卫生厅", "2012-12-01", "河南省卫生厅"),
        ("河南省人民政府办公厅", "省卫生计生委", "2015-03-01", "河南省卫生和计划生育委员会"),
        ("河南省人民政府办公厅", "省人口计生委", "2012-12-01", "河南省人口和计划生育委员会"),
        (HUZHOU, "市人事局", "2008-03-01", "湖州市人事局"),
        (HUZHOU, "市人社局", "2011-03-01", "湖州市人力资源和社会保障局"),
        # 2018 and 2019
        ("河南省人民政府办公厅", "省环保厅", "2017-12-01", "河南省环境保护厅"),
        ("河南省人民政府办公厅", "省生态环境厅", "2019-01-01", "河南省生态环境厅"),
        (HUZHOU, "市国土局", "2018-03-01", "湖州市国土资源局"),
        (HUZHOU, "市自然资源和规划局", "2019-06-01", "湖州市自然资源和规划局"),
        (HUZHOU, "市地税局", "2018-03-01", "湖州市地方税务局"),
        (HUZHOU, "市税务局", "2018-10-01", "国家税务总局湖州市税务局"),
        (HUZHOU, "湖州银监分局", "2017-03-01", "中国银行业监督管理委员会湖州监管分局"),
        (HUZHOU, "湖州银保监分局", "2020-03-01", "中国银行保险监督管理委员会湖州监管分局"),
        # 2021 and 2023
        ("长沙市人民政府办公厅", "市扶贫办", "2020-03-01", "长沙市扶贫开发办公室"),
        ("长沙市人民政府办公厅", "市乡村振兴局", "2022-03-01", "长沙市乡村振兴局"),
        (HUZHOU, "人民银行湖州市中心支行", "2022-03-01", "中国人民银行湖州市中心支行"),
        (HUZHOU, "人民银行湖州市分行", "2024-03-01", "中国人民银行湖州市分行"),
        (HUZHOU, "市委社会工作部", "2024-03-01", "中共湖州市委社会工作部"),
        ("河南省人民政府办公厅", "省数据局", "2024-06-01", "河南省数据局"),
    ],
)
def test_the_body_is_that_of_the_date(issuer: str, mention: str, when: str, full_name: str) -> None:
    assert names(best(mention, issuer, when)) == [full_name]


def test_the_year_of_a_reform_knows_both_names() -> None:
    assert names(best("市环保局", when="2019")) == ["湖州市环境保护局"]
    assert names(best("市生态环境局", when="2019")) == ["湖州市生态环境局"]


def test_a_short_name_may_come_a_year_late() -> None:
    (late,) = best("市环保局", when="2020-01-15")
    assert late.unit.full_name == "湖州市环境保护局"
    assert any("to 2019, not on 2020-01-15: taken as written" in reason for reason in late.reasons)


def test_a_full_name_may_come_at_any_time_and_says_so() -> None:
    (early,) = best("市生态环境局", when="2012-03-01")
    assert any("from 2018" in reason and "taken as written" in reason for reason in early.reasons)


def test_former_asks_for_what_has_ended() -> None:
    assert names(best("市国土局", when="2021-03-01", former=True)) == ["湖州市国土资源局"]


def test_without_a_date_nothing_is_said_of_dates() -> None:
    for candidate in best("市环境保护局", when=None):
        assert not any("bore this name" in reason for reason in candidate.reasons)


# --- the place's own bodies first


@pytest.mark.parametrize(
    ("issuer", "mention", "full_name"),
    [
        (HUZHOU, "市经信局", "湖州市经济和信息化局"),
        ("长沙市人民政府办公厅", "市工信局", "长沙市工业和信息化局"),
        (ANJI, "县发改局", "安吉县发展和改革局"),
        (ANJI, "县卫健局", "安吉县卫生健康局"),
        (HUZHOU, "市文旅局", "湖州市文化广电旅游局"),
        ("成都市人民政府办公厅", "市国资委", "成都市国有资产监督管理委员会"),
    ],
)
def test_the_body_that_the_place_is_known_to_have_is_meant(issuer: str, mention: str, full_name: str) -> None:
    assert names(best(mention, issuer)) == [full_name]


def test_a_full_name_of_a_place_is_better_than_a_prefix_and_that_than_a_short_name() -> None:
    assert names(best("湖州市财政局", ANJI)) == ["湖州市财政局"]
    assert names(best("市财政局", ANJI)) == ["湖州市财政局"]
    assert names(best("湖州财政局", ANJI)) == ["湖州市财政局"]


def test_only_places_of_the_right_class_have_a_body() -> None:
    assert best("市教育厅") == []
    assert best("省教育局", "河南省人民政府办公厅") == []
    assert names(best("市教委", "重庆市人民政府办公厅")) == ["重庆市教育委员会"]
    assert best("县教育厅", ANJI) == []


def test_the_reasons_say_the_place_first_and_then_the_row() -> None:
    (found,) = best("县审计局", ANJI)
    assert "安吉县" in found.reasons[0]
    assert found.source in found.reasons


# --- names of the state, of firms, of zones


@pytest.mark.parametrize(
    ("mention", "issuer", "full_name"),
    [
        ("财政部", HUZHOU, "财政部"),
        ("海关总署", ANJI, "海关总署"),
        ("市场监管总局", HUZHOU, "国家市场监督管理总局"),
        ("国家能源局", ANJI, "国家能源局"),
        ("国务院国资委", HUZHOU, "国务院国有资产监督管理委员会"),
        ("中央网信办", HUZHOU, "中央网络安全和信息化委员会办公室"),
        ("义乌经开区管委会", "浙江省人民政府办公厅", "义乌经济技术开发区管理委员会"),
        ("湖州南太湖新区管委会", HUZHOU, "湖州南太湖新区管理委员会"),
        ("长沙学院", "长沙市人民政府办公厅", "长沙学院"),
    ],
)
def test_some_names_tell_whose_they_are(mention: str, issuer: str, full_name: str) -> None:
    assert names(lookup(issuer, "2021-03-01").named(mention, former=False)) == [full_name]


@pytest.mark.parametrize(
    "mention", ["能源局", "发展改革委", "国资委", "组织部", "宣传部", "扶贫办", "证监局", "总工会"]
)
def test_a_name_that_places_have_too_is_the_states_only_in_its_own_documents(mention: str) -> None:
    assert lookup(HUZHOU, "2021-03-01").named(mention, former=False) == []


def test_the_state_calls_its_own_bodies_short() -> None:
    here = lookup("国务院办公厅", "2021-03-01")
    here.readings.move_to(load_places().by_code("000000"))  # type: ignore[arg-type]
    assert names(here.named("能源局", former=False)) == ["国家能源局"]
    assert names(here.named("证监会", former=False)) == ["中国证券监督管理委员会"]


def test_a_shortened_name_of_a_zone_means_none_in_another_province() -> None:
    assert lookup("广东省人民政府办公厅", "2021-03-01").named("义乌经开区", former=False) == []
    far = lookup("广东省人民政府办公厅", "2021-03-01").named("义乌经济技术开发区管理委员会", former=False)
    assert names(far) == ["义乌经济技术开发区管理委员会"]


@pytest.mark.parametrize(
    ("mention", "issuer", "when", "full_name"),
    [
        ("浙江金融监管局", "浙江省人民政府办公厅", "2024-03-01", "国家金融监督管理总局浙江监管局"),
        ("省地方金融监管局", "浙江省人民政府办公厅", "2021-03-01", "浙江省地方金融监督管理局"),
        ("浙江银保监局", "浙江省人民政府办公厅", "2021-03-01", "中国银行保险监督管理委员会浙江监管局"),
        ("湖州海关", HUZHOU, "2021-03-01", "湖州海关"),
    ],
)
def test_the_short_name_of_a_place_calls_the_branch_of_a_central_body(
    mention: str, issuer: str, when: str, full_name: str
) -> None:
    assert names(best(mention, issuer, when)) == [full_name]


# --- abbreviations


def abbreviated(mention: str, issuer: str, when: str = "2021-03-01") -> list[Candidate]:
    here = lookup(issuer, when)
    return here.abbreviated(list(here.readings.of(mention)))


def test_a_name_may_abbreviate_one_that_the_place_is_known_to_have() -> None:
    (found,) = abbreviated("市自资局", HUZHOU)
    assert found.unit.full_name == "湖州市自然资源和规划局"
    assert any("abbreviates" in reason for reason in found.reasons)


@pytest.mark.parametrize("mention", ["市民防局", "市财局", "市水局", "市国资联", "市科技协"])
def test_a_name_that_is_only_like_one_abbreviates_none(mention: str) -> None:
    assert abbreviated(mention, HUZHOU) == []


def test_a_name_of_another_place_is_not_abbreviated() -> None:
    assert abbreviated("自资局", "大连市人民政府办公室", "2012-03-01") == []


def test_one_unit_found_twice_is_one_candidate_the_first() -> None:
    first = best("市财政局")
    assert distinct([*first, *best("财政局")]) == first
