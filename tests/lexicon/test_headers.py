from __future__ import annotations

import re

import pytest

from planparse.lexicon.headers import _word_of, read_header
from planparse.lexicon.load import read_csv
from planparse.model.plan import Role

FIELDS = {
    "serial", "goal", "task", "content", "units", "target", "score", "leader", "person", "deadline", "remark",
    "scope", "number",
}  # fmt: skip


def test_every_header_word_has_a_source_and_stands_once() -> None:
    rows = read_csv("header_words")
    assert all(row["source"] for row in rows)
    words = [row["word"] for row in rows]
    assert len(words) == len(set(words))


def test_every_row_names_a_field_and_only_units_have_a_role() -> None:
    for row in read_csv("header_words"):
        assert row["field"] in FIELDS
        assert bool(row["role"]) == (row["field"] == "units")
        assert row["match"] in ("exact", "pattern", "weak", "weak pattern")
        if row["match"].endswith("pattern"):
            re.compile(row["word"])


@pytest.mark.parametrize(
    ("header", "field", "role"),
    [
        ("责任单位", "units", Role.RESPONSIBLE),
        ("工 作 任 务", "task", None),
        ("牵头\n单位", "units", Role.LEAD),
        ("责任（配合）单位", "units", Role.RESPONSIBLE),
        ("牵头责任处室", "units", Role.LEAD),
        ("区级配合部门", "units", Role.COOPERATE),
        ("市分管领导", "leader", None),
        ("责任人及联系电话", "person", None),
        ("完成时间节点", "deadline", None),
        ("攻坚任务", "task", None),
        ("项目", "task", None),
        ("改革事项", "task", None),
        ("工作重点", "task", None),
        ("专项行动", "task", None),
        ("责任内容", "content", None),
        ("任务分类", "goal", None),
    ],
)
def test_headers_are_known_by_word_or_pattern(header: str, field: str, role: Role | None) -> None:
    word = read_header(header)
    assert word is not None
    assert (word.field, word.role) == (field, role)


def test_the_remark_in_brackets_is_kept_apart() -> None:
    word = read_header("责任单位（列第一位的为牵头单位）")
    assert word is not None
    assert word.role is Role.RESPONSIBLE
    assert word.remark == "列第一位的为牵头单位"


@pytest.mark.parametrize("text", ["", "一、大力发展工业", "一、重点任务", "市财政局", "单位", "时间地点议程"])
def test_words_that_are_no_header_are_not_known(text: str) -> None:
    assert read_header(text) is None


def test_words_of_budgets_and_registers_are_weak() -> None:
    words = {text: read_header(text) for text in ("项目", "许可事项", "工作任务", "责任单位")}
    assert {text: word.weak for text, word in words.items() if word} == {
        "项目": True, "许可事项": True, "工作任务": False, "责任单位": False,
    }  # fmt: skip


def test_a_text_too_long_for_a_header_is_none_and_takes_no_room() -> None:
    known = _word_of.cache_info()
    assert read_header("责任单位（" + "市" * 60 + "）") is None
    assert _word_of.cache_info().misses == known.misses
    assert known.maxsize is not None
