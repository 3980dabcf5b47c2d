"""Classes of units: which names are some, how they are written, the level of their members (UNITS.md, 2.12, 3)."""

from __future__ import annotations

import pytest

from planparse.model.unit import Unit
from planparse.units.collectives import class_of, collective, is_collective, level_of, written
from planparse.units.places import Place, load_places
from planparse.units.readings import Readings

HUZHOU = "湖州市人民政府办公室"
ANJI = "安吉县人民政府办公室"
HUNAN = "湖南省人民政府办公厅"


def place(code: str | None) -> Place:
    found = load_places().by_code(code)
    assert found is not None
    return found


def one(issuer: str, mention: str) -> Unit:
    (candidate,) = collective(Readings(load_places(), issuer, "2021-03-01").of(mention))
    assert candidate.reasons
    return candidate.unit


CLASSES = """
各市(区) 各区县 各县(市、区)人民政府 各有关部门 市有关部门 市级各部门 省直有关单位 各乡镇 各街道办事处 各成员单位
市安委会成员单位 市属国有企业 县级部门 相关单位 各市、州、县人民政府 市政府各部门 各师市
"""

NAMED = """
市财政局 湖州市 市委组织部 孝丰镇 市公安局岳麓分局 机关事务管理局 市机关事务管理局 省级行政学院 市有关 南太湖新区管委会
"""


@pytest.mark.parametrize("mention", CLASSES.split())
def test_a_class_is_told_by_its_words(mention: str) -> None:
    assert is_collective(mention)


@pytest.mark.parametrize("mention", NAMED.split())
def test_a_named_unit_is_no_class(mention: str) -> None:
    assert not is_collective(mention)


@pytest.mark.parametrize(
    "mention", ["市直属机关工委", "市级机关工委", "市级机关事务管理局", "市直机关事务管理局", "龙胜各族自治县财政局"]
)
def test_a_named_unit_with_the_words_of_a_class_is_none(mention: str) -> None:
    assert not is_collective(mention)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("各市、区政府", "各市(区)人民政府"),
        ("各县、区", "各县(区)"),
        ("有关部门", "各有关部门"),
        ("相关单位", "各相关单位"),
        ("各区政府", "各区人民政府"),
        ("各区人民政府", "各区人民政府"),
        ("各市(区)政府(管委会)", "各市(区)人民政府(管委会)"),
        ("各乡镇", "各乡镇"),
        ("级各部门", "级各部门"),
    ],
)
def test_the_words_of_a_class_are_written_out(words: str, expected: str) -> None:
    assert written(words) == expected


SAME = [
    "各市(区) 各市、区 各市区",
    "各县(市、区) 各县、市、区 各县市区 各县(市、区)人民政府 各县(市、区)政府",
    "各区 各区政府 各区人民政府",
    "有关部门 各有关部门",
    "各街道 各街道办事处",
    "各省、自治区、直辖市 各省(自治区、直辖市) 各省区市 各省、自治区、直辖市人民政府 各省级人民政府",
    "各市(区)政府(管委会) 各市(区)人民政府(管理委员会)",
]


@pytest.mark.parametrize("forms", SAME, ids=lambda forms: forms.split()[0])
def test_the_spellings_of_one_class_are_one(forms: str) -> None:
    assert len({class_of(form) for form in forms.split()}) == 1


@pytest.mark.parametrize(
    ("one_class", "other"),
    [
        ("各有关部门", "级各部门"),
        ("各有关部门", "各部门"),
        ("各区", "各县"),
        ("各乡镇", "各街道"),
        ("各市(区)", "各市"),
        ("各市州", "各县市"),
        ("各有关部门", "各有关单位"),
        ("各区", "各有关区"),
    ],
)
def test_two_classes_are_two(one_class: str, other: str) -> None:
    assert class_of(one_class) != class_of(other)


@pytest.mark.parametrize(
    ("words", "code", "level"),
    [
        ("各有关部门", "330500", "city"),
        ("级各部门", "330500", "city"),
        ("直有关单位", "430000", "province"),
        ("各有关部门", "330523", "county"),
        ("各市州人民政府", "430000", "city"),
        ("各设区市", "360000", "city"),
        ("各市人民政府", "330000", "city"),
        ("各盟市", "150000", "city"),
        ("各师市", None, "city"),
        ("各县(市、区)", "330000", "county"),
        ("各区县", "330500", "county"),
        ("各区县", "500000", "county"),
        ("各区", "310000", "county"),
        ("各市", "330700", "county"),
        ("各旗县", "150600", "county"),
        ("各乡镇", "330523", "town"),
        ("各乡镇人民政府", "330523", "town"),
        ("各街道", "430104", "town"),
        ("各镇(街道)", "330782", "town"),
        ("各苏木镇", "150624", "town"),
        ("各省、自治区、直辖市", "000000", "province"),
    ],
)
def test_the_level_is_that_of_the_members(words: str, code: str | None, level: str) -> None:
    assert level_of(words, place(code)) == level


@pytest.mark.parametrize(
    ("issuer", "mention", "unit_id", "full_name"),
    [
        (HUZHOU, "各区县", "330500/各区县", "湖州市各区县"),
        (HUZHOU, "市各有关部门", "330500/各有关部门", "湖州市各有关部门"),
        (HUZHOU, "市级各部门", "330500/市级各部门", "湖州市级各部门"),
        (HUZHOU, "湖州市级各部门", "330500/市级各部门", "湖州市级各部门"),
        (ANJI, "各乡镇", "330523/各乡镇", "安吉县各乡镇"),
        (ANJI, "县级有关部门", "330523/县级有关部门", "安吉县级有关部门"),
        (ANJI, "市级各部门", "330500/市级各部门", "湖州市级各部门"),
        (ANJI, "德清县各乡镇", "330521/各乡镇", "德清县各乡镇"),
        (HUNAN, "省直有关单位", "430000/省直有关单位", "湖南省直有关单位"),
        (HUNAN, "各市州人民政府", "430000/各市州", "湖南省各市州人民政府"),
    ],
)
def test_a_class_has_its_place_and_the_words_of_the_document(
    issuer: str, mention: str, unit_id: str, full_name: str
) -> None:
    found = one(issuer, mention)
    assert (found.id, found.full_name, found.kind) == (unit_id, full_name, "collective")


def test_the_same_words_in_two_places_are_two_classes() -> None:
    assert one(ANJI, "各乡镇").id != one("德清县人民政府办公室", "各乡镇").id


@pytest.mark.parametrize("mention", ["市财政局各处室", "财政局各科室"])
def test_the_sections_of_a_bureau_are_no_class_of_the_place(mention: str) -> None:
    assert collective(Readings(load_places(), HUZHOU, "2021-03-01").of(mention)) == []


def test_without_a_place_there_is_no_class() -> None:
    assert collective(Readings(load_places(), "某某集团", "2021-03-01").of("各有关部门")) == []
