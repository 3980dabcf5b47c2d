"""Names as they are compared: what is written alike meets, and nothing else does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planparse.lexicon.load import read_csv
from planparse.units.names import abbreviates, is_complete, plain, squeezed, without_nameplate


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("市 财 政 局", "市财政局"),
        ("市财政\n局", "市财政局"),
        ("　市财政局　", "市财政局"),
        ("市財政廳", "市财政厅"),
        ("市衛生健康委", "市卫生健康委"),
        ("市⽔利局", "市水利局"),
        ("市财政\u200b局", "市财政局"),
        ("\ufeff市财政局", "市财政局"),
        ("各县（市、区）", "各县(市、区)"),
        ("ＣＢＤ管委会", "CBD管委会"),
        ("市财政局；", "市财政局"),
        ("、市财政局，", "市财政局"),
        ("市财政局:", "市财政局"),
        ("", ""),
        (" \t\n", ""),
        ("\x00", ""),
    ],
)
def test_a_mention_is_squeezed_to_plain_characters(written: str, expected: str) -> None:
    assert squeezed(written) == expected


@given(st.text(max_size=40))
def test_squeezing_twice_changes_nothing(text: str) -> None:
    assert squeezed(squeezed(text)) == squeezed(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("发展和改革委员会", "发展改革委"),
        ("市场监督管理局", "市场监管局"),
        ("人力资源和社会保障局", "人力资源社会保障局"),
        ("文化与旅游局", "文化旅游局"),
        ("中级人民法院", "中级法院"),
        ("人民检察院", "检察院"),
        ("人民政府办公室", "政府办"),
        ("经济技术开发区管委会", "经济技术开发区管理委员会"),
        ("机关事务管理局", "机关事务局"),
        ("应急管理局", "应急局"),
        ("水务集团有限公司", "水务集团公司"),
        ("水务集团公司", "水务集团"),
        ("人民银行分行", "人行分行"),
        ("教育工作委员会", "教育工作委"),
    ],
)
def test_variants_of_one_name_have_one_key(one: str, other: str) -> None:
    assert plain(one) == plain(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("民政局", "民防局"),
        ("工商局", "工商联"),
        ("水利局", "水务局"),
        ("科技局", "科协"),
        ("教育局", "教育厅"),
        ("发展和改革委员会", "发展和改革局"),
        ("统计局", "审计局"),
        ("国土资源局", "自然资源局"),
        ("人民政府", "人民政府办公室"),
        ("国家税务局", "地方税务局"),
        ("公安局", "司法局"),
        ("总工会", "总商会"),
        ("农业局", "农业农村局"),
        ("档案局", "档案馆"),
    ],
)
def test_names_that_are_only_alike_have_different_keys(one: str, other: str) -> None:
    assert plain(one) != plain(other)


def test_the_key_of_a_registered_name_is_its_own_key() -> None:
    for row in read_csv("bodies"):
        assert plain(plain(row["full_name"])) == plain(row["full_name"]), row["full_name"]


def test_names_of_one_level_that_share_a_key_differ_only_by_mechanical_words() -> None:
    by_key: dict[str, set[str]] = {}
    for row in read_csv("bodies"):
        name = row["full_name"]
        for word in ("和", "与", "室", "厅"):
            name = name.replace(word, "")
        by_key.setdefault(plain(row["full_name"]), set()).add(name)
    assert {key: names for key, names in by_key.items() if len(names) > 1} == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("市市场监管局(知识产权局)", "市市场监管局"),
        ("市教育局[市语委办]", "市教育局"),
        ("市教育局〔市语委办〕", "市教育局"),
        ("市教育局【语委办】", "市教育局"),
        ("市民政局(区委社会工委)(含直属单位)", "市民政局"),
        ("市民政局(老龄办(挂牌))", "市民政局"),
        ("市财政局", "市财政局"),
        ("中国石油化工集团(股份)公司", "中国石油化工集团(股份)公司"),
        ("(市财政局)", "(市财政局)"),
        ("市财政局)", "市财政局)"),
        ("市财政局(", "市财政局("),
        ("市财政局(语委办]", "市财政局(语委办]"),
        ("", ""),
    ],
)
def test_a_bracket_at_the_end_is_a_nameplate(text: str, expected: str) -> None:
    assert without_nameplate(text) == expected


@given(st.text("市财政局()[]〔〕【】{}", max_size=20))
def test_leaving_out_a_nameplate_never_loses_the_whole_name(text: str) -> None:
    left = without_nameplate(text)
    assert text.startswith(left)
    assert bool(left) == bool(text)


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("林园局", "林业和园林局"),
        ("人居委", "人居环境委"),
        ("教体局", "教育体育局"),
        ("资规局", "资源规划局"),
        ("城管委", "城市管理委"),
    ],
)
def test_a_short_name_leaves_out_characters_in_their_order(short: str, full: str) -> None:
    assert abbreviates(short, full)


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("民政局", "民防局"),
        ("民防局", "民政局"),
        ("财政局", "财政局"),
        ("科局", "科技局"),
        ("园林局", "林业和园林局"),
        ("林业园", "林业和园林局"),
        ("规资局", "资源规划局"),
        ("水利局", "水务局"),
        ("教育体育局", "教体局"),
    ],
)
def test_a_name_that_has_other_characters_or_another_order_is_no_short_form(short: str, full: str) -> None:
    assert not abbreviates(short, full)


@pytest.mark.parametrize(
    "name",
    ["来穗人员服务管理局", "古木保护服务中心", "城市更新工作专班", "防汛抗旱指挥部", "水务集团有限公司", "第一人民医院",
     "职业技术学院", "孝丰镇人民政府", "望城坡街道办事处", "文学艺术界联合会"],
)  # fmt: skip
def test_a_name_that_ends_in_whole_words_looks_registered(name: str) -> None:
    assert is_complete(name)


@pytest.mark.parametrize(
    "name", ["来穗局", "城投", "城投公司", "重点办", "政务服务办", "两办", "推进政务公开", "一把手", ""]
)
def test_a_name_that_ends_otherwise_looks_shortened(name: str) -> None:
    assert not is_complete(name)
