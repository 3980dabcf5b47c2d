"""Tables of a page: data with their cells placed, or only layout."""

import pytest

from planparse.errors import PageLimit
from webpages import TASK, cells, inside, lines, read


def test_table_becomes_a_grid_with_its_spans():
    page = "<table border=1><tr><th>目标<th>任务<th>单位<tr><td rowspan=2>一<td>甲<td>子<tr><td colspan=2>乙</table>"
    assert cells(page) == {
        (0, 0, 1, 1): "目标",
        (0, 1, 1, 1): "任务",
        (0, 2, 1, 1): "单位",
        (1, 0, 2, 1): "一",
        (1, 1, 1, 1): "甲",
        (1, 2, 1, 1): "子",
        (2, 1, 1, 2): "乙",
    }


def test_foot_of_a_table_comes_last_wherever_it_is_written():
    page = "<table><tfoot><tr><td>合计<td>3</tfoot><thead><tr><th>任务<th>数量<tbody><tr><td>公开<td>3</table>"
    assert [cells(page)[row, 0, 1, 1] for row in range(3)] == ["任务", "公开", "合计"]


def test_rowspan_of_zero_runs_to_the_end_of_its_rows():
    page = "<table><tr><th>目标<th>任务<tr><td rowspan=0>一<td>甲<tr><td>乙</table>"
    assert (1, 0, 2, 1) in cells(page)


@pytest.mark.parametrize("span", ["-1", "x", "", "0"])
def test_senseless_spans_are_one(span):
    page = f"<table><tr><th>目标<th>任务<tr><td colspan='{span}'>一<td>甲</table>"
    assert (1, 1, 1, 1) in cells(page)


def test_giant_spans_are_cut_to_the_table():
    wide = '<td rowspan="1000000000" colspan="1000000000">'
    page = f"<table><tr>{wide}一、推进公开<tr><td>（一）公布目录<td>市财政局</table>"
    assert cells(page) == {(0, 0, 1, 2): "一、推进公开", (1, 0, 1, 1): "（一）公布目录", (1, 1, 1, 1): "市财政局"}
    assert [warning.code for warning in read(page).warnings] == ["clipped_span"]


def test_paragraphs_of_a_cell_are_its_lines():
    page = "<table><tr><th>任务<th>单位<tr><td>公开<br>目录<td><p>市财政局</p><p>市教育局</p></table>"
    assert list(cells(page).values())[2:] == ["公开/目录", "市财政局/市教育局"]


def test_table_in_a_cell_of_data_gives_its_words_to_the_cell():
    page = (
        "<table border=1><tr><th>任务<th>单位<tr><td>公开水源水质监测情况"
        "<table><tr><td>甲<td>乙<tr><td>丙<td>丁</table><td>市生态环境局、市水利局、市住房城乡建设局<tr><td>公开空气质量监测情况<td>市生态环境局</table>"
    )
    assert cells(page)[1, 0, 1, 1] == "公开水源水质监测情况/甲/乙/丙/丁"


def test_missing_cells_are_blank():
    page = "<table border=1><tr><th>任务<th>单位<th>时限<tr><td>公开<tr><td>公布<td>市财政局</table>"
    assert cells(page)[1, 2, 1, 1] == ""


def test_caption_stands_before_its_table():
    page = "<table><caption>任务分解表</caption><tr><th>任务<th>单位<tr><td>公开<td>市财政局</table>"
    assert lines(page) == ["任务分解表"]
    assert len(cells(page)) == 4


@pytest.mark.parametrize(
    "page",
    [
        "<table border=1><tr><td>市财政局<td>市教育局</table>",
        "<table border=1><tr><td>市财政局<tr><td>市教育局</table>",
        "<table role=presentation><tr><td>市财政局<td><tr><td><td>市教育局</table>",
        "<table><tr><td><table><tr><td>市财政局</table><td><tr><td><td>市教育局</table>",
    ],
)
def test_tables_that_only_lay_out_are_read_as_paragraphs(page):
    assert lines(page) == ["市财政局", "市教育局"]


def test_article_in_a_layout_table_is_read_as_paragraphs():
    page = f"<table border=0><tr><td>栏目<td>通知公告<tr><td>公开<td>{TASK * 5}</table>"
    assert len(inside(page)) >= 5


def test_rowspans_push_cells_aside_as_in_a_browser():
    page = "<table border=1><tr><td rowspan=2>一<td>甲<tr><td>乙<td>丙</table>"
    assert cells(page)[1, 2, 1, 1] == "丙"


@pytest.mark.parametrize(("rowspan", "rows"), [(9999, 5_000), (600, 600), (100, 5_000), (0, 700)])
def test_rowspans_that_would_push_all_rows_aside_are_not_heard(rowspan, rows):
    page = "<table border=1>" + f"<tr><td rowspan={rowspan}>（一）公布目录<td>市财政局" * rows
    assert list(cells(page).values()) == ["（一）公布目录", "市财政局"] * rows
    assert [warning.code for warning in read(page).warnings] == ["clipped_span"]


def test_table_of_too_many_fields_is_refused():
    with pytest.raises(PageLimit):
        read("<table border=1>" + "<tr>" + "<td>甲" * 600 + ("<tr><td>乙<td>丙") * 600)
