"""Time limits and rhythms: what they mean, what they are not, and that hostile text ends cleanly."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planparse.language.deadlines import read_deadlines, task_deadlines
from planparse.lexicon.load import read_toml

DAY = "2022-03-15"
"""A Tuesday."""


def one(text, **options):
    found = read_deadlines(text, **({"date": DAY} | options))
    assert len(found) == 1, found
    return found[0]


def dates(deadline):
    return tuple(value and value.isoformat() for value in (deadline.start, deadline.end))


@pytest.mark.parametrize(
    ("text", "words", "end"),
    [
        ("力争于2022年底以前投用", "2022年底以前", "2022-12-31"),
        ("今年年底之前完成", "今年年底之前", "2022-12-31"),
        ("到2025年末基本建成", "到2025年末", "2025-12-31"),
        ("本年度内完成验收", "本年度内", "2022-12-31"),
        ("务必在11月15日之前完成", "11月15日之前", "2022-11-15"),
        ("12月31日24时前完成封库", "12月31日24时前", "2022-12-31"),
        ("于5月31日（星期二）前完成", "5月31日（星期二）前", "2022-05-31"),
        ("一季度末前印发", "一季度末前", "2022-03-31"),
        ("下个月15日前完成登记", "下个月15日前", "2022-04-15"),
        ("次年3月底前公布", "次年3月底前", "2023-03-31"),
        ("二〇二五年底前", "二〇二五年底前", "2025-12-31"),
        ("“十四五”期末", "“十四五”期末", "2025-12-31"),
        ("教师节前慰问", "教师节前", "2022-09-09"),
        ("6月底前提交审议", "6月底前", "2022-06-30"),
        ("年内部署上线", "年内", "2022-12-31"),
    ],
)  # fmt: skip
def test_a_limit_has_an_end_and_no_start(text, words, end):
    found = one(text)
    assert (found.text, *dates(found)) == (words, None, end)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("8月中下旬组织复核", "2022-08-11", "2022-08-31"),
        ("前三季度完成投资", "2022-01-01", "2022-09-30"),
        ("三、四季度开展复查", "2022-07-01", "2022-12-31"),
        ("6—8月开展防汛演练", "2022-06-01", "2022-08-31"),
        ("5、6月份集中整治", "2022-05-01", "2022-06-30"),
        ("9月28日至30日举办农交会", "2022-09-28", "2022-09-30"),
        ("11月至次年2月开展", "2022-11-01", "2023-02-28"),
        ("6月中旬至7月上旬开展检查", "2022-06-11", "2022-07-10"),
        ("2022年—2025年期间", "2022-01-01", "2025-12-31"),
        ("“十五五”期间", "2026-01-01", "2030-12-31"),
        ("即日起至6月底开展", "2022-03-15", "2022-06-30"),
        ("下周完成", "2022-03-21", "2022-03-27"),
    ],
)  # fmt: skip
def test_a_named_period_has_both_ends(text, start, end):
    assert dates(one(text)) == (start, end)


@pytest.mark.parametrize(
    ("text", "end"), [("6月份前", "2022-05-31"), ("2025年前", "2024-12-31"), ("10月下旬前", "2022-10-20")]
)
def test_a_unit_before_its_end_ends_the_day_before_it_begins(text, end):
    assert dates(one(text)) == (None, end)


def test_a_unit_that_begins_with_the_plan_year_ends_with_itself():
    # 上半年前 of a plan of 2022 cannot mean the end of 2021
    assert dates(one("上半年前完成")) == (None, "2022-06-30")


def test_the_last_of_february_knows_leap_years():
    assert dates(one("2月底前完成", date="2024-02-06"))[1] == "2024-02-29"
    assert dates(one("2024年2月底前完成"))[1] == "2024-02-29"


@pytest.mark.parametrize(
    ("text", "recurrence", "end"),
    [
        ("每月5日前公布", "monthly", "2022-04-05"),
        ("每月末盘点", "monthly", "2022-03-31"),
        ("每季度首月10日前公布", "quarterly", "2022-04-10"),
        ("每季度末月25日前公开", "quarterly", "2022-03-25"),
        ("每半年末开展评估", "half-yearly", "2022-06-30"),
        ("每年1月底前公开上年度信息", "yearly", "2023-01-31"),
        ("每年国庆节前检查", "yearly", "2022-09-30"),
        ("每周五下班前更新", "weekly", "2022-03-18"),
        ("每周一召开例会", "weekly", "2022-03-21"),
        ("每周一次调度", "weekly", None),
        ("逐周销号", "weekly", None),
        ("每月第一周通报", "monthly", None),
        ("每年汛期前检查", "yearly", None),
        ("一季一通报", "quarterly", None),
    ],
)  # fmt: skip
def test_a_rhythm_with_a_day_ends_at_its_first_occurrence(text, recurrence, end):
    found = one(text)
    assert (found.recurrence, dates(found)[1]) == (recurrence, end)


def test_rhythm_and_action_in_one_idiom_are_the_text():
    found = read_deadlines("实行周调度、月通报、季考核", date=DAY)
    assert [(d.text, d.recurrence) for d in found] == [
        ("周调度", "weekly"), ("月通报", "monthly"), ("季考核", "quarterly"),
    ]  # fmt: skip


def test_a_rate_for_each_person_is_no_rhythm():
    assert read_deadlines("每人每年补助600元", date=DAY) == ()


@pytest.mark.parametrize(
    ("text", "relative", "anchor"),
    [
        ("自收到材料之日起15个工作日内办结", "P15WD", "自收到材料之日起"),
        ("立案后3至5个工作日内反馈", "P5WD", "立案后"),
        ("事发30分钟内电话报告", "PT30M", None),
        ("半年内开工", "P6M", None),
        ("一年半内建成", "P18M", None),
        ("利用三年时间补齐短板", "P3Y", None),
        ("用3至5年时间基本完成", "P5Y", None),
        ("春节后一个月内", "P1M", "春节后"),
    ],
)
def test_a_limit_from_an_event_is_a_duration(text, relative, anchor):
    found = one(text)
    assert (found.relative, found.anchor, *dates(found)) == (relative, anchor, None, None)


def test_a_report_is_not_the_deadline_of_a_task():
    found = read_deadlines("6月底前完成自查，7月10日前将自查报告报送市审改办", date=DAY)
    assert [d.reporting for d in found] == [False, True]
    assert task_deadlines(found) == found[:1]


@pytest.mark.parametrize(
    ("text", "reporting"),
    [
        ("12月5日前报县农业农村局", True),
        ("每月10日前报送上月数据", True),
        ("6月底前申报国家级试点", False),
        ("6月底前将方案报市政府审定", False),
        ("6月底前制定方案并报市政府备案", False),
        ("每季度通报进展情况", False),
    ],
)
def test_only_sending_a_report_is_reporting(text, reporting):
    assert one(text).reporting is reporting


def test_always_counts_only_where_it_is_a_value():
    found = read_deadlines("6月底前建成，长期坚持", date=DAY)
    assert [d.recurrence for d in found] == [None, "ongoing"]
    assert read_deadlines("持续推进绿色转型", date=DAY) == ()
    assert one("（全年持续推进）").recurrence == "ongoing"
    assert one("全年持续推进改革").recurrence is None


def test_a_column_holds_ends_and_years():
    assert dates(one("6月30日", source="column")) == (None, "2022-06-30")
    assert dates(one("9.30", source="column")) == (None, "2022-09-30")
    assert dates(one("2022年", source="column")) == ("2022-01-01", "2022-12-31")
    assert dates(one("完成时限：2022.3-2022.12")) == ("2022-03-01", "2022-12-31")
    assert one("长期坚持", source="column").source == "column"
    assert read_deadlines("2022年", date=DAY) == ()


def test_the_last_of_a_list_speaks_for_those_before_it():
    found = read_deadlines("6月10日、9月10日前分别公布", date=DAY)
    assert [dates(d) for d in found] == [(None, "2022-06-10"), (None, "2022-09-10")]


@pytest.mark.parametrize(
    "text",
    [
        "截至2021年12月，完成120户",
        "去年底已完成",
        "上年度决算公开",
        "今年以来",
        "2021年底全市共有学校200所",
        "与2021年同期相比",
        "近三年无违法记录",
        "健全年度考核",
        "按季节调整景观",
        "《2022—2024年实施方案》",
        "国办发〔2022〕12号",
        "实施2018—2020年三年行动计划",
        "推进“三年大变样”工程",
        "构建15分钟生活圈",
        "“十四五”规划编制",
        "国庆假期",
        "每班级配备1名",
        "2022年版目录",
        "第六次会议",
        "尽快完成",
        "不定期抽查",
    ],
)
def test_what_is_no_limit_gives_none(text):
    assert read_deadlines(text, date=DAY) == ()


def test_words_keep_their_text_where_no_year_is_known():
    found = one("6月底前完成", date=None)
    assert (found.text, *dates(found)) == ("6月底前", None, None)


def test_the_plan_year_goes_before_that_of_its_date():
    found = one("年底前完成", date="2021-12-30", year=2022)
    assert found.end == date(2022, 12, 31)


def test_a_day_that_the_calendar_lacks_has_no_date():
    assert dates(one("2月30日前完成")) == (None, None)


def test_a_date_that_is_none_is_refused():
    with pytest.raises(ValueError, match="isoformat"):
        read_deadlines("年底前", date="2022年")


def test_offsets_count_characters_of_the_original():
    text = "请于 ６月 底前\u200b 完成"
    found = one(text)
    spot = found.evidence[0]
    assert (spot.start, spot.end) == (3, 8)
    assert text[spot.start : spot.end] == spot.text == "６月 底前"
    assert found.text == "６月底前"


@given(
    st.text(
        alphabet="0123456789一二三十百万年月日前底内每季度个工作自起到至截—,。；（）“”《》长期后 \n\u200b\u202e",
        max_size=60,
    )
)
def test_evidence_always_leads_back(text):
    for found in read_deadlines(text, date=DAY):
        spot = found.evidence[0]
        assert text[spot.start : spot.end] == spot.text


@pytest.mark.parametrize(
    "piece", ["年", "每", "1", "一", "“", "《", "年底", "自1月", "后", "每季度", "至", "\u202e", "、"]
)
def test_very_long_text_ends(piece):
    text = (piece * 100_000)[:100_000]
    assert len(read_deadlines(text, date=DAY)) <= len(text)


@pytest.mark.parametrize(
    "example",
    [
        example
        for kind, rows in read_toml("time_words").items()
        if kind not in ("report", "body", "approval", "work", "name")
        for row in rows
        for example in row["examples"]
    ],
)
def test_every_example_of_the_table_is_found(example):
    assert read_deadlines(example, date=DAY, source="column")


def test_every_row_of_the_table_has_words_source_and_examples():
    rows = [row for rows in read_toml("time_words").values() for row in rows]
    assert all(row["words"] and row["source"].strip() and row["examples"] for row in rows)
    names = [row["name"] for row in rows]
    assert len(names) == len(set(names))
