"""Which units a list names, and what each is called in full."""

from __future__ import annotations

import pytest

from planparse.language.roles import read_responsibility
from planparse.language.units import split_units


def names(text):
    return [unit.text for unit in split_units(text)]


def collectives(text):
    return [unit.text for unit in split_units(text) if unit.collective]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("省科技厅、工业和信息化厅", ["省科技厅", "省工业和信息化厅"]),
        ("盟财政局、审计局", ["盟财政局", "盟审计局"]),
        ("自治区教育厅、民政厅", ["自治区教育厅", "自治区民政厅"]),
        ("省委宣传部、文化和旅游厅", ["省委宣传部", "省文化和旅游厅"]),
        ("市委组织部、宣传部", ["市委组织部", "市委宣传部"]),
        ("团市委、妇联", ["团市委", "市妇联"]),
        ("市教育局、卫生健康委及各区政府", ["市教育局", "市卫生健康委", "各区政府"]),
    ],
)
def test_shared_prefix_is_written_out(text, expected):
    assert names(text) == expected


def test_prefix_ends_at_a_comma():
    assert names("区教育局、财政局，税务局") == ["区教育局", "区财政局", "税务局"]


@pytest.mark.parametrize(
    "second",
    [
        "黄埔区政府",
        "张浦镇",
        "各街道",
        "人民银行苏州市中心支行",
        "苏州银监分局",
        "武汉海关",
        "国网供电公司",
        "国家统计局榆林调查队",
        "申康医院发展中心",
        "太原铁路局",
    ],
)
def test_places_firms_collectives_and_vertical_organs_take_no_prefix(second):
    assert names(f"市发改委、{second}") == ["市发改委", second]


@pytest.mark.parametrize("name", ["城市管理局", "住房和城乡建设局", "乡村振兴局", "市场监管局", "市政公用局"])
def test_a_level_word_inside_another_word_is_no_place_and_no_prefix(name):
    assert names(f"市财政局、{name}") == ["市财政局", f"市{name}"]
    assert names(f"市{name}、财政局") == [f"市{name}", "市财政局"]


def test_shared_suffix_is_written_out():
    assert names("市财政、税务局") == ["市财政局", "市税务局"]
    assert names("市发展改革、财政、住建等部门") == ["市发展改革部门", "市财政部门", "市住建部门"]
    assert names("工信、人社部门") == ["工信部门", "人社部门"]


def test_a_firm_takes_no_suffix_from_its_neighbour():
    assert names("中国联通、市通信管理局") == ["中国联通", "市通信管理局"]
    assert names("华为、市工信局") == ["华为", "市工信局"]


@pytest.mark.parametrize(
    "name",
    [
        "国家发展和改革委员会",
        "工业和信息化部",
        "市文化和旅游局",
        "省粮食和物资储备局",
        "市规划和自然资源局",
        "和平区政府",
        "沈阳市和平区教育局",
        "省政府和社会资本合作中心",
    ],
)
def test_and_inside_a_name_does_not_split_it(name):
    assert names(name) == [name]


def test_and_between_names_splits_them():
    assert names("县乡村振兴局等部门和各乡镇（街道）") == ["县乡村振兴局", "各乡镇（街道）"]
    assert names("教育部和财政部") == ["教育部", "财政部"]


@pytest.mark.parametrize(
    "text",
    [
        "各区、县级市",
        "各市、州、县人民政府",
        "各区、镇、办事处",
        "市政府各委、办、局",
        "有关部门、单位",
        "各有关部门和单位",
        "各县（市、区）政府",
        "县(市、区)政府",
        "各市〔州〕、县〔市、区、特区〕人民政府",
    ],
)
def test_one_collective_for_nouns_under_one_head(text):
    assert collectives(text) == names(text) == [text]


def test_two_collectives_where_each_noun_has_its_head():
    assert collectives("各乡镇人民政府、街道办事处") == ["各乡镇人民政府", "街道办事处"]
    assert collectives("各部门、各地区") == ["各部门", "各地区"]


def test_party_and_government_share_their_head():
    assert names("各县区党委、政府") == ["各县区党委", "各县区政府"]
    assert names("县委、县政府") == ["县委", "县政府"]
    assert names("各县（市、区）委、人民政府") == ["各县（市、区）委", "各县（市、区）人民政府"]


def test_named_zones_and_districts_are_no_collectives():
    assert collectives("越秀区、嘉鱼经济开发区、钱塘新区管委会") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("苏州银监分\n局、人民银行苏州市中\n心支行", ["苏州银监分局", "人民银行苏州市中心支行"]),
        ("区人力资源和社会\n保障局", ["区人力资源和社会保障局"]),
        ("市人民政府\n办公室", ["市人民政府办公室"]),
        ("苏州市\n财政局", ["苏州市财政局"]),
        ("各区政府\n(含北京经济技术\n开发区管委会)", ["各区政府(含北京经济技术开发区管委会)"]),
        ("县 教 育 局", ["县教育局"]),
    ],
)
def test_line_broken_inside_a_name_is_joined(text, expected):
    assert names(text) == expected


@pytest.mark.parametrize("gap", ["\n", " ", "  ", "\u3000", "、\n"])
def test_white_space_between_names_separates(gap):
    assert names(f"市水务局{gap}市农委{gap}市财政局") == ["市水务局", "市农委", "市财政局"]
    assert names(f"教育部{gap}财政部") == ["教育部", "财政部"]


def test_second_nameplate_stays_and_persons_go():
    assert names("县发改局(粮食局)、区民政局（区委社会工委）") == ["县发改局(粮食局)", "区民政局（区委社会工委）"]
    assert names("区府办 张三") == ["区府办"]
    assert names("区住建局（责任人：王强，电话：12345678）") == ["区住建局"]
    assert names("县委常委、组织部部长") == []


def test_offsets_are_those_of_the_words_as_they_stand():
    text = "  市财政、\n税务 局"
    assert [(unit.text, text[unit.start : unit.end]) for unit in split_units(text)] == [
        ("市财政局", "市财政"),
        ("市税务局", "税务 局"),
    ]


def test_numbering_is_no_part_of_a_name():
    assert names("1.市教育局\n2.市财政局") == ["市教育局", "市财政局"]
    assert names("（1）市教育局；（2）市财政局") == ["市教育局", "市财政局"]


@pytest.mark.parametrize("place", ["增城区", "芗城区", "谯城区", "郾城区", "房山区", "璧山区"])
def test_a_district_whose_name_ends_like_a_common_word_is_a_place(place):
    assert names(f"市住建局、{place}政府") == ["市住建局", f"{place}政府"]
    assert names(f"市住建局、{place}、市财政局") == ["市住建局", place, "市财政局"]


def test_a_common_word_that_is_no_district_still_takes_the_prefix():
    assert names("市住建局、城区管委会、市山区综合开发办公室") == [
        "市住建局", "市城区管委会", "市山区综合开发办公室",
    ]  # fmt: skip


@pytest.mark.parametrize("who", ["副市长赵亮", "市教育局局长李明", "市园林局局长刘伟", "区府办主任王强"])
def test_a_post_with_the_name_of_its_holder_is_no_unit(who):
    assert names(f"{who}、市交通局") == ["市交通局"]


@pytest.mark.parametrize("name", ["市长热线办公室", "市长江办", "省长江航务管理局"])
def test_a_body_whose_name_holds_the_word_for_a_post_is_a_unit(name):
    assert names(name) == [name]


def test_and_inside_a_department_of_a_university_is_part_of_its_name():
    assert names("实验室与设备管理处、教务处") == ["实验室与设备管理处", "教务处"]


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("各设区市人\n民政府", ["各设区市人民政府"]),
        ("市政府办公\n室、市财政局", ["市政府办公室", "市财政局"]),
        ("市委\n市政府", ["市委", "市政府"]),
        ("市科\n技局", ["市科技局"]),
    ],
)
def test_a_line_broken_inside_a_name_is_no_separator(text: str, units: list[str]) -> None:
    assert [a.unit for a in read_responsibility(text, "配合单位")] == units
