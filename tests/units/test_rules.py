"""Identities by rule: for towns, branches, sections and whole names; never for what looks shortened (UNITS.md, 2)."""

from __future__ import annotations

import pytest

from planparse.model.unit import Candidate, Unit
from planparse.units.lookup import Lookup
from planparse.units.places import STATE, Place, load_places
from planparse.units.readings import Readings
from planparse.units.registry import load_registry
from planparse.units.rules import by_rule, kind_of, section_of, unit_of_rule, written_out

HUZHOU = "湖州市人民政府办公室"
ANJI = "安吉县人民政府办公室"
YUELU = "长沙市岳麓区人民政府办公室"
WATER = Unit("330500/水利局", "湖州市水利局", "330500", "city", "government")


def rule(mention: str, issuer: str, when: str = "2021-03-01") -> list[Candidate]:
    lookup = Lookup(load_registry(), Readings(load_places(), issuer, when))
    return by_rule(lookup, mention, list(lookup.readings.of(mention)))


def name(mention: str, issuer: str) -> str:
    (candidate,) = rule(mention, issuer)
    assert candidate.reasons
    return candidate.unit.full_name


def place(code: str | None) -> Place:
    found = load_places().by_code(code)
    assert found is not None
    return found


# --- towns


@pytest.mark.parametrize(
    ("issuer", "mention", "full_name"),
    [
        (ANJI, "孝丰镇", "安吉县孝丰镇人民政府"),
        (ANJI, "孝丰镇政府", "安吉县孝丰镇人民政府"),
        (ANJI, "孝丰镇人民政府", "安吉县孝丰镇人民政府"),
        (ANJI, "安吉县孝丰镇", "安吉县孝丰镇人民政府"),
        (ANJI, "溪龙乡", "安吉县溪龙乡人民政府"),
        (ANJI, "递铺街道", "安吉县递铺街道办事处"),
        (YUELU, "望城坡街道", "长沙市岳麓区望城坡街道办事处"),
        (YUELU, "望城坡街道办", "长沙市岳麓区望城坡街道办事处"),
        ("鄂托克旗人民政府办公室", "苏米图苏木", "鄂托克旗苏米图苏木人民政府"),
        ("云阳县人民政府办公室", "清水土家族乡", "云阳县清水土家族乡人民政府"),
        ("东莞市人民政府办公室", "虎门镇", "东莞市虎门镇人民政府"),
        ("中山市人民政府办公室", "石岐街道", "中山市石岐街道办事处"),
        (HUZHOU, "安吉县孝丰镇", "安吉县孝丰镇人民政府"),
        (HUZHOU, "吴兴区织里镇", "湖州市吴兴区织里镇人民政府"),
    ],
)
def test_a_town_is_its_government_and_a_street_its_office(issuer: str, mention: str, full_name: str) -> None:
    found = rule(mention, issuer)
    assert [each.unit.full_name for each in found] == [full_name]
    assert (found[0].unit.level, found[0].unit.kind) == ("town", "government")


@pytest.mark.parametrize(
    ("issuer", "mention"), [(HUZHOU, "孝丰镇"), ("浙江省人民政府办公厅", "孝丰镇"), (HUZHOU, "各乡镇")]
)
def test_a_town_whose_county_nobody_names_is_none(issuer: str, mention: str) -> None:
    assert rule(mention, issuer) == []


def test_a_town_bears_the_code_of_its_county() -> None:
    (found,) = rule("孝丰镇", ANJI)
    assert (found.unit.id, found.unit.region_code) == ("330523/孝丰镇人民政府", "330523")


# --- places by themselves


@pytest.mark.parametrize(
    ("issuer", "mention", "full_name"),
    [
        (HUZHOU, "安吉县", "安吉县人民政府"),
        (HUZHOU, "吴兴区", "湖州市吴兴区人民政府"),
        ("浙江省人民政府办公厅", "湖州市", "湖州市人民政府"),
        ("湖南省人民政府办公厅", "湘西土家族苗族自治州", "湘西土家族苗族自治州人民政府"),
    ],
)
def test_a_place_by_itself_is_its_government(issuer: str, mention: str, full_name: str) -> None:
    assert name(mention, issuer) == full_name


@pytest.mark.parametrize("mention", ["安吉", "湖州", "市", "县"])
def test_a_place_that_is_not_named_in_full_is_no_government(mention: str) -> None:
    assert rule(mention, HUZHOU) == []


# --- branches


@pytest.mark.parametrize(
    ("issuer", "mention", "full_name"),
    [
        (YUELU, "市公安局岳麓分局", "长沙市公安局岳麓分局"),
        (YUELU, "长沙市公安局岳麓分局", "长沙市公安局岳麓分局"),
        (YUELU, "岳麓公安分局", "长沙市公安局岳麓分局"),
        (YUELU, "区公安分局", "长沙市公安局岳麓分局"),
        ("长沙市人民政府办公厅", "市公安局天心分局", "长沙市公安局天心分局"),
        ("湖州市吴兴区人民政府办公室", "市生态环境局吴兴分局", "湖州市生态环境局吴兴分局"),
        (ANJI, "市生态环境局安吉分局", "湖州市生态环境局安吉分局"),
    ],
)
def test_a_branch_bears_the_name_of_its_department_and_the_short_one_of_its_district(
    issuer: str, mention: str, full_name: str
) -> None:
    assert name(mention, issuer) == full_name


def test_a_branch_has_the_code_and_level_of_its_district_and_not_its_departments() -> None:
    (found,) = rule("市公安局岳麓分局", YUELU)
    assert (found.unit.region_code, found.unit.level) == ("430104", "county")
    assert any("a branch of 长沙市公安局" in reason for reason in found.reasons)


@pytest.mark.parametrize("mention", ["分局", "市分局", "乌有分局", "市公安局乌有分局", "市公安局滨江分局"])
def test_a_branch_of_no_known_department_or_district_is_none(mention: str) -> None:
    assert rule(mention, "长沙市人民政府办公厅") == []


@pytest.mark.parametrize("mention", ["公安分局", "金融监管分局"])
def test_a_branch_without_a_place_in_a_county_is_not_invented(mention: str) -> None:
    assert rule(mention, ANJI, "2024-03-01") == []


# --- sections


@pytest.mark.parametrize(
    ("mention", "full_name", "kind"),
    [
        ("办公室", "湖州市水利局办公室", "internal_section"),
        ("局办公室", "湖州市水利局办公室", "internal_section"),
        ("湖州市水利局办公室", "湖州市水利局办公室", "internal_section"),
        ("规划计划处", "湖州市水利局规划计划处", "internal_section"),
        ("财务科", "湖州市水利局财务科", "internal_section"),
        ("机关党委", "湖州市水利局机关党委", "internal_section"),
        ("各处室", "湖州市水利局各处室", "collective"),
        ("局各科室", "湖州市水利局各科室", "collective"),
        ("各处室、直属单位", "湖州市水利局各处室、直属单位", "collective"),
    ],
)
def test_a_section_belongs_to_the_bureau_whose_plan_it_is(mention: str, full_name: str, kind: str) -> None:
    (found,) = section_of(WATER, mention)
    assert (found.unit.full_name, found.unit.kind, found.unit.region_code) == (full_name, kind, "330500")


@pytest.mark.parametrize(
    "mention", ["市政府办公室", "市财政局", "市委办公室", "各区县", "水利局", "安吉县水利局", "县处级", ""]
)
def test_what_names_another_unit_is_no_section(mention: str) -> None:
    assert section_of(WATER, mention) == []


# --- whole names


@pytest.mark.parametrize(
    ("issuer", "mention", "full_name", "kind"),
    [
        (HUZHOU, "市古木保护服务中心", "湖州市古木保护服务中心", "government"),
        (HUZHOU, "市城市更新工作专班", "湖州市城市更新工作专班", "temporary_group"),
        (HUZHOU, "市龙舟协会", "湖州市龙舟协会", "mass_body"),
        (HUZHOU, "湖州市古木集团有限公司", "湖州市古木集团有限公司", "enterprise"),
        (HUZHOU, "市第一中学", "湖州市第一中学", "school"),
        (ANJI, "县白茶产业发展中心", "安吉县白茶产业发展中心", "government"),
        (ANJI, "白茶产业发展中心", "安吉县白茶产业发展中心", "government"),
        (HUZHOU, "安吉县白茶产业发展中心", "安吉县白茶产业发展中心", "government"),
    ],
)
def test_a_whole_name_is_a_unit_of_its_place(issuer: str, mention: str, full_name: str, kind: str) -> None:
    (found,) = rule(mention, issuer)
    assert (found.unit.full_name, found.unit.kind) == (full_name, kind)
    assert (found.unit.source, found.unit.certainty, found.source) == ("rule", "D", "")
    assert any("by rule" in reason for reason in found.reasons)


@pytest.mark.parametrize(
    ("issuer", "mention"),
    [
        (HUZHOU, "市来湖局"),
        (HUZHOU, "市城投"),
        (HUZHOU, "城投集团有限公司"),
        (HUZHOU, "第一中学"),
        (HUZHOU, "市局"),
        (HUZHOU, "市重点办"),
        (HUZHOU, "国家古木中心"),
        (HUZHOU, "中央古木委员会"),
        ("某某集团", "市古木保护服务中心"),
        (HUZHOU, ""),
    ],
)
def test_what_is_shortened_or_anybodys_is_none(issuer: str, mention: str) -> None:
    assert rule(mention, issuer) == []


def test_a_whole_name_with_the_short_name_of_its_place_has_the_place_once() -> None:
    found = rule("湖州古木保护服务中心", HUZHOU)
    assert [each.unit.full_name for each in found] in ([], ["湖州市古木保护服务中心"], ["湖州古木保护服务中心"])


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("轨道交通集团有限公司", "enterprise"),
        ("城乡建设投资集团", "enterprise"),
        ("农村商业银行", "enterprise"),
        ("职业技术学院", "school"),
        ("实验小学", "school"),
        ("经济开发区管理委员会", "zone"),
        ("防汛抗旱指挥部", "temporary_group"),
        ("大气污染防治领导小组办公室", "temporary_group"),
        ("党委组织部", "party"),
        ("中级人民法院", "court_procuratorate"),
        ("人民检察院", "court_procuratorate"),
        ("餐饮行业协会", "mass_body"),
        ("气象局", "vertical"),
        ("来穗人员服务管理局", "government"),
        ("财政局", "government"),
    ],
)
def test_the_kind_follows_the_words_of_the_name(body: str, kind: str) -> None:
    assert kind_of(body) == kind


@pytest.mark.parametrize(
    ("body", "code", "unit_id", "full_name", "level", "kind"),
    [
        ("白茶产业发展中心", "330523", "330523/白茶产业发展中心", "安吉县白茶产业发展中心", "county", "government"),
        ("孝丰镇人民政府", "330523", "330523/孝丰镇人民政府", "安吉县孝丰镇人民政府", "town", "government"),
        ("望城坡街道办事处", "430104", "430104/望城坡街道办事处", "长沙市岳麓区望城坡街道办事处", "town", "government"),
        ("党委古木办", "330500", "330500/党委古木办", "中共湖州市委古木办", "city", "party"),
        ("古木局", None, "兵团/古木局", "新疆生产建设兵团古木局", "province", "government"),
    ],
)
def test_a_unit_by_rule_has_an_id_a_name_and_a_level(
    body: str, code: str | None, unit_id: str, full_name: str, level: str, kind: str
) -> None:
    found = unit_of_rule(body, place(code))
    assert (found.id, found.full_name, found.level, found.kind) == (unit_id, full_name, level, kind)
    assert (found.source, found.certainty) == ("rule", "D")


def test_a_unit_of_the_state_by_rule_has_no_place_in_its_name() -> None:
    found = unit_of_rule("国家古木局", STATE)
    assert (found.id, found.full_name, found.region_code, found.level) == (
        "000000/国家古木局",
        "国家古木局",
        "000000",
        "state",
    )


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("高新区管委会", "高新区管理委员会"),
        ("开发区政府", "开发区人民政府"),
        ("孝丰镇人民政府", "孝丰镇人民政府"),
        ("财政局", "财政局"),
    ],
)
def test_what_every_plan_shortens_is_written_out(written: str, expected: str) -> None:
    assert written_out(written) == expected
