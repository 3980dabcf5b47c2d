"""Numbers of lists are written in the format of the list."""

from __future__ import annotations

import pytest

from planparse.readers.docx_numbers import written
from worddocs import item, level, lists, only_line, read


@pytest.mark.parametrize(
    ("form", "number", "text"),
    [
        ("decimal", 12, "12"),
        ("decimalZero", 7, "07"),
        ("none", 3, ""),
        ("chineseCounting", 10, "十"),
        ("chineseCounting", 21, "二十一"),
        ("chineseCounting", 110, "一一〇"),
        ("chineseCountingThousand", 14, "十四"),
        ("chineseCountingThousand", 110, "一百一十"),
        ("chineseCountingThousand", 1005, "一千零五"),
        ("taiwaneseCounting", 30, "三十"),
        ("taiwaneseCountingThousand", 101, "一百零一"),
        ("japaneseCounting", 111, "百十一"),
        ("chineseLegalSimplified", 12, "壹拾贰"),
        ("ideographDigital", 10, "一〇"),
        ("ideographTraditional", 3, "丙"),
        ("decimalEnclosedCircle", 1, "①"),
        ("decimalEnclosedCircleChinese", 50, "㊿"),
        ("decimalEnclosedCircleChinese", 51, "51"),
        ("decimalFullWidth", 10, "１０"),
        ("upperLetter", 28, "BB"),
        ("lowerLetter", 1, "a"),
        ("upperRoman", 44, "XLIV"),
        ("lowerRoman", 9, "ix"),
        ("chineseCounting", 0, "0"),
        ("lowerRoman", 999_999_999, "999999999"),
    ],
)
def test_numbers_are_written_in_the_format_of_the_list(form: str, number: int, text: str) -> None:
    line = only_line(read(item("项"), "", lists(level(0, form, "%1", start=number))))
    assert line.text == f"{text}项"


@pytest.mark.parametrize(
    ("form", "number", "text"),
    [
        ("decimalFullWidth2", -3, "-３"),
        ("numberInDash", 4, "- 4 -"),
        ("ideographLegalTraditional", 2026, "貳仟零貳拾陸"),
        ("upperLetter", 780, "Z" * 30),
        ("upperLetter", 781, "781"),
        ("upperRoman", 3999, "MMMCMXCIX"),
        ("upperRoman", 4000, "4000"),
        ("chineseCountingThousand", 9999, "九千九百九十九"),
        ("chineseCountingThousand", 10_000, "10000"),
        ("decimalEnclosedCircle", 0, "⓪"),
        ("ideographEnclosedCircle", 0, "0"),
        ("hebrew1", 5, "5"),
    ],
)
def test_a_number_that_a_format_does_not_have_is_decimal(form: str, number: int, text: str) -> None:
    assert written(number, form) == text
