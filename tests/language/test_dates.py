from __future__ import annotations

from datetime import date

import pytest

from planparse.language.dates import find_day, find_year, parse_day, parse_figures


@pytest.mark.parametrize(
    "text",
    ["2017年5月28日", "2017 年 5 月 28 日", "二〇一七年五月二十八日", "二○一七年五月二十八日", "二O一七年五月二十八日"],
)
def test_one_day_in_every_script(text: str) -> None:
    assert parse_day(text) == date(2017, 5, 28)


def test_tens_are_read() -> None:
    assert parse_day("二〇二〇年十月十日") == date(2020, 10, 10)
    assert parse_day("二〇二〇年十二月三十一日") == date(2020, 12, 31)


@pytest.mark.parametrize("text", ["", "2017年5月", "2017年13月1日", "2017年2月30日", "印发于2017年5月28日", "5月28日"])
def test_what_is_not_one_day_gives_none(text: str) -> None:
    assert parse_day(text) is None


@pytest.mark.parametrize(
    "text", ["2025-04-11 16:20", "2025-04-1116:20", "2025-4-11", "2025/04/11", "2025年04月11日", "发布于2025年4月11日"]
)
def test_a_day_is_found_as_portals_print_it(text: str) -> None:
    assert find_day(text) == date(2025, 4, 11)


@pytest.mark.parametrize("text", ["2025-04", "索引号014320684/2022-00102", "2025-04-111"])
def test_what_holds_no_day_gives_none(text: str) -> None:
    assert find_day(text) is None


@pytest.mark.parametrize(
    ("title", "year"),
    [
        ("苏州市2017年度政务公开工作要点", 2017),
        ("二〇二三年工作要点", 2023),
        ("二○二三年工作要点", 2023),
        ("2017—2018学年工作计划", 2017),
        ("2022-2024年三年行动方案", 2022),
        ("城市更新三年行动计划（2023年—2025年）", 2023),
        ("2023至2025年行动方案", 2023),
        ("三年行动计划（2022—2024年）2023年工作要点", 2023),
        ("关于落实2016年政府工作报告做好2017年重点工作的通知", 2017),
        ("关于落实2022年市政府工作报告和2023年重点工作任务的通知", 2023),
        ("关于落实2022年度《政府工作报告》及2023年重点工作的通知", 2023),
        ("关于贯彻《法治建设实施纲要（2021年修订）》的2023年工作要点", 2023),
        ("关于印发2023年政府工作报告重点任务分工的通知", 2023),
        ("2024年政府工作报告任务分解及2023年完成情况", 2024),
        ("关于印发《2023年工作要点》和《2024年工作打算》的通知", 2023),
        ("“十四五”数字政府建设规划", None),
        ("关于做好今年工作的通知", None),
    ],
)
def test_the_year_of_a_title_is_that_of_its_plan(title: str, year: int | None) -> None:
    assert find_year(title) == year


@pytest.mark.parametrize("text", ["2023.3.5", "2023-03-05", "2023/3/5", "２０２３．３．５", "2023. 3. 5"])
def test_a_day_in_figures_is_read(text: str) -> None:
    assert parse_figures(text) == date(2023, 3, 5)


@pytest.mark.parametrize("text", ["2023.3", "2023-03-05 10:19", "2023.3-5", "2023年3年5", "2023.13.5", "见2023.3.5"])
def test_what_is_not_one_day_in_figures_gives_none(text: str) -> None:
    assert parse_figures(text) is None
