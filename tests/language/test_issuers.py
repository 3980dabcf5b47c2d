from __future__ import annotations

import pytest

from planparse.language.issuers import bodies_in, is_body, issuers_of_title, may_be_same
from planparse.tables.lines import passage_of
from strip import line


@pytest.mark.parametrize(
    "name",
    [
        "上海市徐汇区人民政府虹梅路街道办事处",
        "国务院",
        "区府办",
        "苏州市人民代表大会常务委员会",
        "中国人民银行苏州市分行",
        "徐州市城建集团",
        "江苏省农业科学院",
        "市公安局交警支队",
        "市卫生监督所",
        "苏州市供销合作总社",
        "苏州大学",
    ],
)
def test_names_of_bodies_are_known_by_their_ending(name: str) -> None:
    assert is_body(name)


@pytest.mark.parametrize(
    "text",
    ["请认真贯彻执行。", "2019年年度股东大会", "新增发行H股", "编制单位：市财政局", "关于成立领导小组", "溦州市2023年"],
)
def test_what_is_no_name_is_no_body(text: str) -> None:
    assert not is_body(text)


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("市发展改革委  市财政局", ["市发展改革委", "市财政局"]),
        ("中共安吉县委办公室　安吉县人民政府办公室", ["中共安吉县委办公室", "安吉县人民政府办公室"]),
        ("溦州市委办公室、溦州市政府办公室", ["溦州市委办公室", "溦州市政府办公室"]),
        ("苏 州 市 人 民 政 府", ["苏州市人民政府"]),
        ("苏州市 人民政府办公室", ["苏州市人民政府办公室"]),
        ("苏州市人民政府  办公室", ["苏州市人民政府办公室"]),
    ],
)
def test_white_space_and_commas_part_bodies_only_where_each_part_is_one(words: str, names: list[str]) -> None:
    assert [body.text for body in bodies_in(passage_of([line(words)]))] == names


def test_the_issuers_of_a_title_stand_before_its_subject() -> None:
    def of(title: str) -> list[str]:
        return [name.text for name in issuers_of_title(passage_of([line(title)]))]

    assert of("溦州市教育局  溦州市财政局关于做好2023年工作的通知") == ["溦州市教育局", "溦州市财政局"]
    assert of("淮安市人民政府2024年政府信息公开工作年度报告") == ["淮安市人民政府"]
    assert of("市政府办公室关于印发要点的通知") == []
    assert of("2023年工作要点") == []


@pytest.mark.parametrize(
    ("name", "other", "same"),
    [
        ("绍兴市上虞区人民政府办公室", "区府办", True),
        ("南通市海门区人民政府办公室", "海门区政府办公室", True),
        ("市政府", "溦州市人民政府", True),
        ("市发改委", "溦州市发展和改革委员会", True),
        ("市财政局", "溦州市审计局", False),
        ("海门区人民政府", "南通市人民政府", False),
    ],
)
def test_a_short_name_may_be_that_of_the_same_body(name: str, other: str, same: bool) -> None:
    assert may_be_same(name, other) == may_be_same(other, name) == same
