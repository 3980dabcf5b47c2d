from __future__ import annotations

import time

import pytest

from planparse.errors import PageLimit
from planparse.model.document import Grid, Style
from planparse.readers import flow
from planparse.readers.flow import SourceCell, Strip, grid_of
from planparse.tables.lines import passage_of


@pytest.fixture
def strip() -> Strip:
    return Strip("141号.docx")


def cell(strip: Strip, row: int, column: int, text: str = "", rows: int = 1, columns: int = 1) -> SourceCell:
    return SourceCell(row, column, rows, columns, strip.lines(text))


def laid(grid: Grid | None) -> dict[tuple[int, int], tuple[int, int, str]]:
    """Where each cell stands: its rows, its columns, its text."""
    assert grid is not None
    return {
        (each.row, each.column): (each.row_span, each.column_span, "".join(line.text for line in each.lines))
        for each in grid.cells
    }


# Lines


def test_paragraphs_are_counted_from_1_and_blank_ones_take_no_number(strip: Strip) -> None:
    assert strip.lines("") == strip.lines(" \u3000\n") == ()
    (first,) = strip.lines("市审计局牵头落实")
    (second,) = strip.lines("市财政局配合")
    assert [line.chars[0].top for line in (first, second)] == [1, 2]
    assert strip.paragraphs == 2


def test_white_space_has_no_character_and_offsets_count_it(strip: Strip) -> None:
    (line,) = strip.lines("\u3000\u3000市 审计局")
    assert line.text == "市审计局"
    assert [char.x0 for char in line.chars] == [2, 4, 5, 6]
    (evidence,) = passage_of([line]).evidence()
    assert (evidence.text, evidence.start, evidence.end) == ("市 审计局", 2, 7)


def test_each_line_feed_begins_a_line_of_the_same_paragraph(strip: Strip) -> None:
    first, second = strip.lines("市审计局\n\n市财政局", line=7)
    assert (first.text, second.text) == ("市审计局", "市财政局")
    assert [(char.top, char.x0, -char.page) for char in (first.chars[0], second.chars[0])] == [(1, 0, 7), (1, 6, 9)]


def test_characters_of_formats_without_lines_are_on_page_0(strip: Strip) -> None:
    assert {char.page for line in strip.lines("市审计局\n市财政局") for char in line.chars} == {0}
    assert {char.page for line in strip.wrapped(["市审", "计局"]) for char in line.chars} == {0}


def test_words_set_apart_lead_the_first_line_only(strip: Strip) -> None:
    first, second = strip.lines("责任单位：市审计局\n市财政局", Style(bold=True, lead=5))
    assert (first.style.lead, second.style.lead) == (5, 0)
    assert second.style.bold


def test_wrapped_paragraph_is_one_line_whose_offsets_count_the_line_feeds(strip: Strip) -> None:
    parts = ["\u3000\u3000推进政务公开，", "加强", "", "解读"]
    (line,) = strip.wrapped(parts, Style(align="left"), first_line=4)
    text = "\n".join(parts)
    assert line.text == "推进政务公开，加强解读"
    assert all(text[int(char.x0)] == char.text for char in line.chars)
    assert [-char.page for char in line.chars] == [4] * 7 + [5] * 2 + [7] * 2
    assert {char.top for char in line.chars} == {1}
    assert line.style.align == "left"


def test_wrapped_paragraph_of_one_line_is_the_line(strip: Strip) -> None:
    assert strip.wrapped([" 市审计局 "], first_line=3) == Strip("").lines(" 市审计局 ", line=3)


def test_blank_wrapped_paragraph_takes_no_number(strip: Strip) -> None:
    assert strip.wrapped([]) == strip.wrapped(["", " "]) == ()
    assert strip.paragraphs == 0


def test_document_beyond_all_measure_is_refused(strip: Strip, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flow, "MOST_CHARS", 21)
    strip.lines("公" * 10)
    strip.wrapped(["公" * 5, "开" * 5])  # and the line feed
    with pytest.raises(PageLimit, match=r"141号\.docx"):
        strip.lines("公")
    with pytest.raises(PageLimit, match=r"141号\.docx"):
        strip.wrapped(["公"])


def test_each_warning_stands_once(strip: Strip) -> None:
    strip.warn("clipped_span", "a cell spans 70,000 rows")
    strip.warn("clipped_span", "a cell spans 80,000 rows")
    strip.warn("notes_left_out", "2 footnotes were left out")
    assert [warning.code for warning in strip.warnings] == ["clipped_span", "notes_left_out"]
    assert "70,000" in strip.warnings[0].message


# Grids


def test_cells_become_a_grid_with_columns_of_one_width(strip: Strip) -> None:
    strip.lines("任务分解表")
    first = strip.paragraphs + 1
    cells = [
        cell(strip, 0, 0, "任务"), cell(strip, 0, 1, "责任单位"),
        cell(strip, 1, 0, "公开审计结果"), cell(strip, 1, 1, "市审计局"),
    ]  # fmt: skip
    grid = grid_of(cells, strip, first)
    assert grid is not None
    assert (grid.page, grid.columns, grid.rows) == (0, (0, 100, 200), (0, 1, 2))
    assert grid.box == (0, 2, 200, 6)  # paragraphs 2 to 5
    assert grid.cells[3].box == (100, 1, 200, 2)
    assert laid(grid)[1, 1] == (1, 1, "市审计局")


def test_table_without_any_text_is_none(strip: Strip) -> None:
    assert grid_of([], strip, 1) is None
    assert grid_of([cell(strip, 0, 0), cell(strip, 0, 1)], strip, 1) is None


def test_merged_cells_keep_their_spans(strip: Strip) -> None:
    cells = [
        cell(strip, 0, 0, "一、推进公开", columns=2),
        cell(strip, 1, 0, "审计", rows=2), cell(strip, 1, 1, "市审计局"),
        cell(strip, 2, 1, "市财政局"),
    ]  # fmt: skip
    assert laid(grid_of(cells, strip, 1)) == {
        (0, 0): (1, 2, "一、推进公开"),
        (1, 0): (2, 1, "审计"),
        (1, 1): (1, 1, "市审计局"),
        (2, 1): (1, 1, "市财政局"),
    }


def test_fields_that_no_cell_covers_are_blank_cells(strip: Strip) -> None:
    cells = [cell(strip, 0, 0, "任务"), cell(strip, 0, 1, "责任单位"), cell(strip, 1, 0, "公开审计结果")]
    assert laid(grid_of(cells, strip, 1))[1, 1] == (1, 1, "")


def test_span_ends_where_another_cell_begins(strip: Strip) -> None:
    cells = [
        cell(strip, 0, 0, "公开", rows=3, columns=3), cell(strip, 0, 2, "市审计局"),
        cell(strip, 1, 1, "预算"), cell(strip, 2, 0, "服务"),
    ]  # fmt: skip
    found = laid(grid_of(cells, strip, 1))
    assert found[0, 0] == (1, 2, "公开")  # the row below it holds another cell
    assert found[0, 2] == (1, 1, "市审计局")
    assert found[1, 1] == (1, 1, "预算")


def test_cells_cover_every_field_once(strip: Strip) -> None:
    cells = [
        cell(strip, 0, 0, "公开", rows=9, columns=2), cell(strip, 1, 1, "审计", columns=9), cell(strip, 3, 3, "财政"),
    ]  # fmt: skip
    fields = [
        (row, column)
        for (top, left), (rows, columns, _) in laid(grid_of(cells, strip, 1)).items()
        for row in range(top, top + rows)
        for column in range(left, left + columns)
    ]
    assert sorted(fields) == [(row, column) for row in range(4) for column in range(4)]


def test_two_cells_on_one_field_are_the_first_and_a_warning(strip: Strip) -> None:
    cells = [cell(strip, 0, 0, "公开"), cell(strip, 0, 0, "审计"), cell(strip, 0, 0)]
    assert laid(grid_of(cells, strip, 1)) == {(0, 0): (1, 1, "公开")}
    assert [warning.code for warning in strip.warnings] == ["lost_text"]


def test_blank_cell_on_a_taken_field_loses_nothing(strip: Strip) -> None:
    grid_of([cell(strip, 0, 0, "公开"), cell(strip, 0, 0)], strip, 1)
    assert strip.warnings == []


def test_span_of_a_thousand_million_costs_nothing_and_is_warned_of(strip: Strip) -> None:
    start = time.process_time()
    cells = [cell(strip, 0, 0, "公开", rows=10**9, columns=10**9), cell(strip, 1, 1, "市审计局")]
    found = laid(grid_of(cells, strip, 1))
    assert time.process_time() - start < 1
    assert found == {(0, 0): (1, 2, "公开"), (1, 0): (1, 1, ""), (1, 1): (1, 1, "市审计局")}
    assert [warning.code for warning in strip.warnings] == ["clipped_span"]


@pytest.mark.parametrize("rows", [3, 65])
def test_span_some_rows_too_long_is_cut_without_a_warning(strip: Strip, rows: int) -> None:
    cells = [cell(strip, 0, 0, "公开", rows=rows), cell(strip, 0, 1, "审计"), cell(strip, 1, 1, "预算")]
    assert laid(grid_of(cells, strip, 1))[0, 0] == (2, 1, "公开")
    assert strip.warnings == []


def test_table_of_too_many_fields_is_refused(strip: Strip) -> None:
    with pytest.raises(PageLimit, match="1001 rows and 1001 columns"):
        grid_of([cell(strip, 0, 0, "公开"), cell(strip, 1000, 1000)], strip, 1)
