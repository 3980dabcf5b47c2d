from __future__ import annotations

from datetime import date

import pytest

from planparse.language.dates import parse_day


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
