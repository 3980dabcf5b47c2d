"""Numerals in both scripts, and shares in words."""

from __future__ import annotations

import pytest

from planparse.language.numbers import LONGEST, SHARE, read_number, read_share, read_whole


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,500", 1500), ("1.2亿", 120_000_000), ("2000万", 20_000_000), ("一百二十", 120), ("十二", 12), ("二十", 20),
        ("两万五", 25_000), ("三亿", 300_000_000), ("一万亿", 1e12), ("一百零五", 105), ("十二点五", 12.5), ("两", 2),
        ("一千二百三十四万五千六百七十八", 12_345_678), ("3千", 3000), ("一亿二千万", 120_000_000),
    ],
)  # fmt: skip
def test_numerals_of_either_script_have_one_value(text, value):
    assert read_number(text) == value


def test_digits_without_places_are_read_one_by_one():
    assert read_whole("二〇一九") == 2019


@pytest.mark.parametrize("text", ["", "若干", "三五十", "1.2.3", "第三", "一" * (LONGEST + 1), "9" * 100_000])
def test_what_is_no_numeral_has_no_value(text):
    assert read_number(text) is None


def test_a_decimal_is_no_whole_number():
    assert read_whole("3.5") is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("三分之二", (66.67, "%")),
        ("三分之一", (33.33, "%")),
        ("百分之六十", (60, "%")),
        ("百分之九十五点五", (95.5, "%")),
        ("千分之三", (3, "‰")),
        ("八成", (80, "%")),
        ("七成半", (75, "%")),
        ("2/3", (66.67, "%")),
        ("万分之五", (0.05, "%")),
    ],
)
def test_shares_in_words_become_per_cent(text, value):
    match = SHARE.fullmatch(text)
    assert match is not None
    assert read_share(match) == value


def test_a_share_of_nothing_has_no_value():
    match = SHARE.fullmatch("零分之一")
    assert match is not None
    assert read_share(match) is None
