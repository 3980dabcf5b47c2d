from __future__ import annotations

import json
from pathlib import Path

import pytest

from planparse.language.references import find_cited, parse_document_number


@pytest.mark.parametrize(
    ("text", "canonical", "repaired"),
    [
        ("苏府办〔2017〕141号", "苏府办〔2017〕141号", False),
        ("国发[2006]6号", "国发〔2006〕6号", False),
        ("湘政办发【2010】11 号", "湘政办发〔2010〕11号", False),
        ("发文字号：浙政发(2013)45号", "浙政发〔2013〕45号", False),
        ("详见苏府办〔20175号文", "苏府办〔2017〕5号", True),
        ("（苏府办〔201726）", "苏府办〔2017〕26号", True),
    ],
)
def test_numbers_are_read_in_all_bracket_forms(text: str, canonical: str, repaired: bool) -> None:
    number = parse_document_number(text)
    assert number is not None
    assert (number.text, number.repaired) == (canonical, repaired)


@pytest.mark.parametrize(
    "text", ["", "无", "2017年5月28日", "12345热线", "第14期", "（2021—2025年）", "市（区）2017年"]
)
def test_what_is_no_number_gives_none(text: str) -> None:
    assert parse_document_number(text) is None


def test_titles_are_found_with_nested_marks_and_places() -> None:
    text = "学习《〈意见〉细则》（国办发〔2016〕80号），落实《方案》"
    first, second = find_cited(text)
    assert (first.title, first.number and first.number.text) == ("〈意见〉细则", "国办发〔2016〕80号")
    assert (second.title, second.number) == ("方案", None)
    assert text[second.start : second.end] == "《方案》"


def test_a_title_that_is_not_closed_is_none() -> None:
    assert list(find_cited("落实《关于公开的意见")) == []


def test_most_of_the_developer_gold_is_read(shared: Path) -> None:
    # A first version; orders (国令第711号) and numbers without a code come later.
    lines = (shared / "gold" / "docnumbers_dev.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    right = sum(
        (number.text if (number := parse_document_number(row["text"])) else None) == row["document_number"]
        for row in rows
    )
    assert right / len(rows) >= 0.80
