"""Fonts that look alike in print are one family."""

from __future__ import annotations

import pytest

from planparse.lexicon.load import read_csv
from planparse.readers.docx_fonts import family, is_symbol_font


def test_marks_of_fonts_have_a_source_each_and_stand_there_once() -> None:
    rows = read_csv("font_families")
    assert all(row["source"].strip() and row["family"] and row["mark"] == row["mark"].lower() for row in rows)
    assert {row["kind"] for row in rows} == {"within", "start"}
    assert len({row["mark"] for row in rows}) == len(rows)


@pytest.mark.parametrize(
    ("font", "expected"),
    [
        ("仿宋_GB2312", "仿宋"),
        ("FangSong", "仿宋"),
        ("方正小标宋简体", "标宋"),
        ("方正大标宋简体", "标宋"),
        ("楷体_GB2312", "楷"),
        ("Microsoft YaHei", "黑"),
        ("宋体", "宋"),
        ("NSimSun", "宋"),
        ("Times New Roman", "times new roman"),
    ],
)
def test_fonts_have_the_family_they_look_like(font: str, expected: str) -> None:
    assert family(font) == expected


@pytest.mark.parametrize(("font", "symbols"), [("Wingdings 2", True), ("Symbol", True), ("宋体", False), ("", False)])
def test_fonts_of_symbols_are_known_by_how_they_begin(font: str, symbols: bool) -> None:
    assert is_symbol_font(font) is symbols
