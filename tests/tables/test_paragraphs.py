from __future__ import annotations

from pages import text_at
from planparse.model.document import Line, strip_char
from planparse.tables.lines import lines_of
from planparse.tables.paragraphs import paragraphs_of, running_heads, without_foot
from strip import paragraphs

RIGHT = 30  # characters of body size in a full line


def test_a_paragraph_ends_at_a_short_line_or_before_an_indent() -> None:
    full = "一" * RIGHT
    lines = [
        *lines_of(text_at(full, 0, 0)),
        *lines_of(text_at("推进公开。", 0, 15)),
        *lines_of(text_at("一" * (RIGHT - 2), 20, 30)),
        *lines_of(text_at("二" * (RIGHT - 2), 20, 45)),
    ]
    assert [len(each.text.text) for each in paragraphs_of(lines)] == [RIGHT + 5, RIGHT - 2, RIGHT - 2]


def strip_line(words: str, paragraph: int, offset: int = 0) -> Line:
    return Line(tuple(strip_char(mark, paragraph, offset + place) for place, mark in enumerate(words)))


def test_a_page_number_of_each_page_is_a_running_head_only_where_it_repeats() -> None:
    lines = [line for page in (1, 2, 3) for line in lines_of(text_at(f"第{page}页", 0, 5, page))]
    assert running_heads(lines) == frozenset()


def test_a_line_break_within_a_paragraph_of_a_text_format_is_no_end() -> None:
    lines = [strip_line("义务教育课后服务", 4), strip_line("实现全覆盖。", 4, 9), strip_line("各学校落实。", 5)]
    assert [each.text.text for each in paragraphs_of(lines)] == ["义务教育课后服务实现全覆盖。", "各学校落实。"]


def test_a_label_or_number_behind_a_line_break_begins_a_paragraph() -> None:
    lines = [strip_line("新建学校。", 4), strip_line("责任单位：市教育局", 4, 6), strip_line("2.扩建医院。", 4, 16)]
    assert len(paragraphs_of(lines)) == 3


def test_a_table_between_two_lines_ends_a_paragraph() -> None:
    full = "一" * RIGHT
    lines = [*lines_of(text_at(full, 0, 0)), *lines_of(text_at("推进公开。", 0, 15))]
    assert [(len(each.text.text), each.rows) for each in paragraphs_of(lines, [0, 3])] == [(RIGHT, 0), (5, 3)]
    assert len(paragraphs_of(lines, [3, 3])) == 1


def test_the_foot_of_a_page_is_left_out_and_the_words_of_a_plan_are_not() -> None:
    plan = ["标题", "一、总则", "1.关闭散乱污企业。", "打印", "2.修路。", "扫一扫在手机打开当前页", "相关链接"]
    assert [each.text.text for each in without_foot(paragraphs(*plan))] == plan[:5]


def test_a_label_or_number_opens_a_paragraph_on_a_page_without_indents() -> None:
    full = "一" * (RIGHT - 1) + "。"
    lines = [
        *lines_of(text_at(full, 0, 0)),
        *lines_of(text_at("2." + full[:-2], 0, 15)),
        *lines_of(text_at("责任单位：市教育局", 0, 30)),
    ]
    assert len(paragraphs_of(lines)) == 3
