"""Measurable targets: values in base units, comparing words, and what counts nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planparse.language.quantities import read_quantities
from planparse.lexicon.load import read_csv, read_toml


def one(text):
    found = read_quantities(text)
    assert len(found) == 1, found
    return found[0]


def values(text):
    return [(q.text, q.comparator, q.value, q.unit) for q in read_quantities(text)]


@pytest.mark.parametrize(
    ("text", "words", "comparator", "value", "unit"),
    [
        ("实现生产总值1.2万亿元", "1.2万亿元", "=", 1.2e12, "元"),
        ("争取上级资金逾5亿元", "逾5亿元", ">", 5e8, "元"),
        ("减税降费100多亿元", "100多亿元", ">", 1e10, "元"),
        ("服务群众20余万人", "20余万人", ">", 200_000, "人"),
        ("不少于总数的三分之一", "不少于总数的三分之一", ">=", 33.33, "%"),
        ("每人至少掌握1项技能", "至少掌握1项", ">=", 1, "项"),
        ("最高给予50万元补助", "最高给予50万元", "<=", 500_000, "元"),
        ("最高不超过20万元", "最高不超过20万元", "<=", 200_000, "元"),
        ("贷款额度不超过项目总投资的70%", "不超过项目总投资的70%", "<=", 70, "%"),
        ("未满18周岁", "未满18周岁", "<", 18, "周岁"),
        ("5人（含）以上", "5人（含）以上", ">=", 5, "人"),
        ("购置设备6台（套）", "6台（套）", "=", 6, "台（套）"),
        ("单位能耗降至0.4吨标准煤/万元", "0.4吨标准煤/万元", "=", 0.4, "吨标准煤/万元"),
        ("生均20元/月", "20元/月", "=", 20, "元/月"),
        ("半小时内到达", "半小时内", "<=", 0.5, "小时"),
        ("公布后20个工作日内公开", "20个工作日内", "<=", 20, "个工作日"),
        ("一年内建成", "一年内", "<=", 1, "年"),
        ("五十六万亩", "五十六万亩", "=", 560_000, "亩"),
        ("用户突破1亿", "突破1亿", ">", 1e8, ""),
        ("基尼系数低于0.4", "低于0.4", "<", 0.4, ""),
        ("翻两番", "翻两番", "=", 4, "倍"),
        ("近七成受访者满意", "近七成", "=", 70, "%"),
        ("研发经费支出增长10％以上", "10％以上", ">=", 10, "%"),
        ("年底前12个乡镇全部完成", "12个", "=", 12, "个"),
        ("百余家企业", "百余家", ">", 100, "家"),
        ("新建5G基站3000个", "3000个", "=", 3000, "个"),
    ],
)  # fmt: skip
def test_number_unit_and_comparing_words(text, words, comparator, value, unit):
    assert values(text) == [(words, comparator, value, unit)]


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("新建3~5个驿站", 3, 5, "个"),
        ("奖励3-5万元", 30_000, 50_000, "元"),
        ("3万至5万元", 30_000, 50_000, "元"),
        ("培养两到三名", 2, 3, "名"),
        ("二至三家", 2, 3, "家"),
        ("打造两三个样板", 2, 3, "个"),
        ("50％—60％", 50, 60, "%"),
        ("百分之三十至四十", 30, 40, "%"),
    ],
)
def test_a_range_has_two_values(text, low, high, unit):
    found = one(text)
    assert (found.comparator, found.value, found.value_high, found.unit) == ("range", low, high, unit)


def test_from_and_to_are_two_quantities():
    assert values("从10个增加到15个") == [("10个", "=", 10, "个"), ("15个", "=", 15, "个")]
    assert values("从2020年的35%提高到2025年的50%以上") == [("35%", "=", 35, "%"), ("50%以上", ">=", 50, "%")]


@pytest.mark.parametrize("text", ["近300户", "大约300户", "300户左右", "接近300户", "300户上下"])
def test_about_is_equal_and_approximate(text):
    found = one(text)
    assert (found.comparator, found.value, found.approx) == ("=", 300, True)


def test_the_end_of_another_word_is_not_about():
    assert values("签约2个项目") == [("2个", "=", 2, "个")]
    assert values("节约3%的用水") == [("3%", "=", 3, "%")]


@pytest.mark.parametrize(
    "text",
    [
        "近三年抽查情况",
        "群众办事最多跑一次",
        "轨道二期工程建设",
        "三期工程竣工",
        "前10名企业",
        "24小时自助服务区",
        "构建15分钟生活圈",
        "3年行动计划",
        "五位一体",
        "增强四个意识",
        "落实三项制度",
        "推动四个一批",
        "一户一策",
        "一人一档",
        "一站式服务",
        "同一个平台",
        "数百家企业",
        "几十个项目",
        "千人计划",
        "4K超高清",
        "二级以上医院",
        "1+3+N模式",
        "国办发〔2022〕12号文",
        "9:00—17:00",
        "第十四届全运会",
        "不低于上年水平",
        "三大攻坚战",
        "《10条措施》",
        "每2个月",
        "十九届五中全会",
        "不用超员三轮车",
        "10亿元级企业",
        "拨打0512-65222222",
        "6月30日内",
        "1—6月",
        "三部门联合",
        "一次性塑料制品",
    ],
)
def test_what_counts_nothing_gives_none(text):
    assert read_quantities(text) == ()


def test_a_full_width_comma_separates_and_groups_nothing():
    assert values("建成1,500个") == [("1,500个", "=", 1500, "个")]
    assert 1500 not in [value for _, _, value, _ in values("建成1，500个")]


def test_offsets_count_characters_of_the_original():
    text = "覆盖率达到 90 % 以上"
    spot = one(text).evidence[0]
    assert text[spot.start : spot.end] == spot.text == "90 % 以上"


@given(
    st.text(
        alphabet="0123456789.,一二三十百万亿两半成分之个人元%‰—至到不低于超过约最高以上内左右余多的（）“” \n\u200b",
        max_size=60,
    )
)
def test_evidence_always_leads_back(text):
    for found in read_quantities(text):
        spot = found.evidence[0]
        assert text[spot.start : spot.end] == spot.text
        assert (found.comparator == "range") is (found.value_high is not None)


@pytest.mark.parametrize(
    "piece", ["1", "1,", "万", "一", "百分之", "元/", "1元/", "5%", "3-", "不低于", "最高可", "五成", "“"]
)
def test_very_long_text_ends(piece):
    text = (piece * 100_000)[:100_000]
    assert len(read_quantities(text)) <= len(text)


@pytest.mark.parametrize(
    "example",
    [
        example
        for kind, rows in read_toml("quantity_words").items()
        if kind in ("before", "after", "middle", "grant")
        for row in rows
        for example in row["examples"]
    ],
)
def test_every_example_of_the_comparing_words_is_found_whole(example):
    assert one(example).text == example


@pytest.mark.parametrize(
    "example",
    [
        example
        for kind, rows in read_toml("quantity_words").items()
        if kind in ("idiom", "phase")
        for row in rows
        for example in row["examples"]
    ],
)
def test_every_example_of_the_names_is_none(example):
    assert read_quantities(example) == ()


def test_measure_words_are_unique_and_have_a_source():
    rows = read_csv("measure_words")
    words = [row["word"] for row in rows]
    assert len(words) == len(set(words))
    assert all(row["source"].strip() for row in rows)
    assert {row["numerals"] for row in rows} <= {"any", "arabic", "compared"}


@pytest.mark.parametrize(
    "text", ["非化石能源占一次能源消费比重提高", "市红十字会负责", "整治十字路口", "改造二次供水设施"]
)
def test_a_number_inside_a_name_is_no_quantity(text):
    assert read_quantities(text) == ()
