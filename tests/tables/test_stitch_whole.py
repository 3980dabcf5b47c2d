"""Tables read as wholes: of any kind, merged over breaks, with notes, and with nothing lost unsaid."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence

import pytest

from pages import cells, frame, frame_without, page_of, text_at
from planparse.model.document import SOFT_BREAK, Line, Page, Row, Rule
from planparse.readers.flow import SourceCell, Strip, grid_of
from planparse.tables.grid import PageLayout, lay_out
from planparse.tables.headers import FirstRowHeader, find_header
from planparse.tables.stitch import LeftOut, LostText, stitch_pages

COLUMNS = [0.0, 66.0, 132.0, 258.0, 324.0]  # 序号 | 任务 | 主要内容 (12 characters) | 责任单位 (6 characters)
HEADER = cells(0, "序号", "工作任务", "主要内容", "责任单位")
FULL = "一二三四五六七八九十甲乙"  # a line of the content column


def run(*pages: Page) -> list[Line | Row | LeftOut | LostText]:
    return list(stitch_pages(lay_out(page) for page in pages))


def whole(*pages: Page) -> list[Row]:
    """Read tables of every kind."""
    parts = stitch_pages((lay_out(page) for page in pages), FirstRowHeader())
    return [part for part in parts if isinstance(part, Row)]


def rows_in(parts: Sequence[object]) -> list[Row]:
    return [part for part in parts if isinstance(part, Row)]


def texts_of(rows: Sequence[Row]) -> list[tuple[str, ...]]:
    return [tuple(cell.printed for cell in row.cells) for row in rows]


def without(rows: Sequence[float], *gaps: tuple[int, float]) -> list[Rule]:
    return frame_without(COLUMNS, rows, *gaps)


# Tables of every kind.

THREE = [0.0, 80.0, 200.0, 280.0]
BUDGET = {(0, 0): "科目编码", (0, 1): "科目名称", (0, 2): "金额"}


def test_a_table_of_any_kind_is_one_table_over_its_pages() -> None:
    pages = [
        page_of(
            THREE,
            [0, 20, 40, 60],
            {**BUDGET, **cells(1, f"2010{number}", "行政运行", "12"), **cells(2, f"2020{number}", "其他", "3")},
            number=number,
        )
        for number in (1, 2, 3)
    ]
    rows = whole(*pages)
    assert [row.cells[0].text for row in rows] == ["20101", "20201", "20102", "20202", "20103", "20203"]
    assert {row.table for row in rows} == {0}
    assert {row.header for row in rows} == {("科目编码", "科目名称", "金额")}


def test_a_table_of_any_kind_goes_on_without_its_header() -> None:
    first = page_of(THREE, [0, 20, 40], {**BUDGET, (1, 0): "20101", (1, 1): "行政运行", (1, 2): "12"})
    second = page_of(THREE, [0, 20], {(0, 0): "20201", (0, 1): "其他", (0, 2): "3"}, number=2)
    rows = whole(first, second)
    assert [row.cells[0].text for row in rows] == ["20101", "20201"]
    assert {row.table for row in rows} == {0}


def test_a_table_in_other_columns_is_another_table() -> None:
    first = page_of(THREE, [0, 20, 40], {**BUDGET, (1, 0): "20101", (1, 1): "行政运行", (1, 2): "12"})
    second = page_of([0, 150, 280], [0, 20, 40], {**cells(0, "项目", "金额"), **cells(1, "公务接待", "3")}, number=2)
    rows = whole(first, second)
    assert [(row.table, row.header) for row in rows] == [(0, ("科目编码", "科目名称", "金额")), (1, ("项目", "金额"))]


def test_two_tables_of_any_kind_on_one_page_are_two() -> None:
    lower = page_of([0, 150, 280], [200, 220, 240], {**cells(0, "项目", "金额"), **cells(1, "公务接待", "3")})
    upper = page_of(THREE, [0, 20, 40], {**BUDGET, (1, 0): "20101", (1, 1): "行政运行", (1, 2): "12"})
    page = Page(1, 600, 800, upper.chars + lower.chars, upper.rules + lower.rules)
    assert [(row.table, row.cells[0].text) for row in whole(page)] == [(0, "20101"), (1, "公务接待")]


def test_no_row_of_a_table_of_numbers_is_joined_over_the_page_because_a_line_is_full() -> None:
    # The amounts fill their column on both pages; each row has its own code.
    first = page_of(THREE, [0, 20, 40], {**BUDGET, (1, 0): "20101", (1, 1): "行政运行", (1, 2): "1234567"})
    second = page_of(THREE, [0, 20], {(0, 0): "20201", (0, 1): "其他支出", (0, 2): "7654321"}, number=2)
    assert [row.cells[2].text for row in whole(first, second)] == ["1234567", "7654321"]


# Merged cells.


def test_merged_text_printed_again_on_each_page_is_taken_once() -> None:
    rows = [0, 20, 50, 80]
    first = page_of(
        COLUMNS,
        rows,
        {**HEADER, **cells(1, "1", "推进政务公开", "公开清单", "市审计局"), **cells(2, "", "", "公布结果", "市财政局")},
        rules=without(rows, (0, 50), (1, 50)),
    )
    second = page_of(
        COLUMNS,
        [0, 30, 60],
        {**cells(0, "", "推进政务公开", "组织培训", "市司法局"), **cells(1, "", "", "接受监督", "市教育局")},
        number=2,
        rules=without([0, 30, 60], (0, 30), (1, 30)),
    )
    assert [row[1] for row in texts_of(whole(first, second))] == ["推进政务公开"] * 4
    assert [row[1] for row in texts_of(rows_in(run(first, second)))] == ["推进政务公开"] * 4


def test_merged_units_printed_again_on_the_next_page_are_named_once() -> None:
    rows = [0, 20, 50, 80]
    first = page_of(
        COLUMNS,
        rows,
        {**HEADER, **cells(1, "1", "推进公开", "公开清单", "市审计局、|市财政局"), **cells(2, "2", "", "公布结果")},
        rules=without(rows, (3, 50)),
    )
    second = page_of(
        COLUMNS,
        [0, 30, 60],
        {**cells(0, "3", "", "组织培训", "市审计局、|市财政局"), **cells(1, "4", "", "接受监督")},
        number=2,
        rules=without([0, 30, 60], (3, 30)),
    )
    assert [row[3] for row in texts_of(rows_in(run(first, second)))] == ["市审计局、市财政局"] * 4


# Nothing is lost unsaid.


def test_a_column_that_begins_below_the_header_is_a_column_without_a_word() -> None:
    rows = [0, 20, 50]
    page = page_of(
        COLUMNS,
        rows,
        {**HEADER, **cells(1, "1", "推进公开", "公开清单", "市审计局")},
        rules=[*frame(COLUMNS, rows), *frame([324, 400], [20, 50])],
        chars=text_at("年底前", 330, 25),
    )
    (row,) = rows_in(run(page))
    assert row.header == ("序号", "工作任务", "主要内容", "责任单位", "")
    assert row.cells[4].text == "年底前"


def test_text_in_a_cell_that_belongs_to_no_column_is_said_to_be_lost() -> None:
    # One header word stands over two columns; only one of them can be the column of that word.
    columns = [0.0, 66.0, 132.0, 258.0, 324.0, 390.0]
    rows = [0, 20, 50, 80]
    page = page_of(
        columns,
        rows,
        {
            **cells(0, "序号", "工作任务", "主要内容"),
            **cells(1, "1", "推进公开", "公开清单", "市审计局", "市财政局"),
            **cells(2, "2", "加强培训", "组织培训", "市司法局", "市教育局"),
        },
        rules=[rule for rule in frame(columns, rows) if rule.x0 != 324 or rule.horizontal] + [Rule(324, 20, 324, 80)],
        chars=text_at("责任单位", 300, 5),
    )
    parts = run(page)
    said = "".join(part.text for part in parts if isinstance(part, LostText))
    said += "".join(text for row in texts_of(rows_in(parts)) for text in row)
    for unit in ("市审计局", "市财政局", "市司法局", "市教育局"):
        assert said.count(unit) == 1, unit


def test_every_character_of_a_task_table_is_in_a_row_a_line_or_lost() -> None:
    rows = [0.0, 20.0, 50.0, 80.0, 110.0]
    page = page_of(
        COLUMNS,
        rows,
        {
            **HEADER,
            **cells(1, "1", "推进公开", "公开清单", "市审计局"),
            **cells(2, "", "", "公布结果", "市财政局"),
            **cells(3, "3", "", "", "市司法局"),
        },
        rules=without(rows, (0, 50), (1, 50)),
        chars=text_at("任务表", 100, -30),
    )
    parts = run(page)
    said = [part.text for part in parts if isinstance(part, Line | LostText)]
    (header,) = {row.header for row in rows_in(parts)}
    said += header
    for row in rows_in(parts):
        said += [*(cell.printed for cell in row.cells), *(title.text for title in row.sections)]
    assert Counter(char.text for char in page.chars) <= Counter("".join(said))
    for word in ("推进公开", "公开清单", "市审计局", "公布结果", "市财政局", "市司法局", "任务表"):
        assert word in said, word


def test_a_table_without_units_is_left_out_but_its_text_is_not_lost() -> None:
    page = page_of([0, 100, 200], [0, 20, 50], {**cells(0, "时间", "地点"), **cells(1, "上午", "会议室")})
    parts = run(page)
    assert [part.text for part in parts if isinstance(part, Line)] == ["时间", "地点", "上午", "会议室"]
    assert not any(isinstance(part, LostText) for part in parts)


# Notes and titles.


def spanning(title: str, *, below: bool) -> Page:
    """Draw a table of two rows and a row over all columns, behind them or between them."""
    rows = [0, 20, 50, 80, 110]
    at = 3 if below else 2
    rules = [rule for rule in frame(COLUMNS, rows) if rule.horizontal or rule.x0 in (0, 324)]
    for upper, lower in ((0, 1), (1, 2), (2, 3), (3, 4)):
        if upper != at:
            rules += [Rule(x, rows[upper], x, rows[lower]) for x in COLUMNS[1:-1]]
    second = 2 if below else 3
    return page_of(
        COLUMNS,
        rows,
        {
            **HEADER,
            **cells(1, "1", "推进公开", "公开清单", "市审计局"),
            **cells(second, "2", "加强培训", "组织培训", "市司法局"),
        },
        rules=rules,
        chars=text_at(title, 6, rows[at] + 5),
    )


def test_a_note_over_all_columns_is_text_and_no_section() -> None:
    for note in ("注：排在第一位的为牵头单位", "备注:按季度报送进展情况", "说明：各地参照执行"):
        parts = run(spanning(note, below=True))
        assert [part.text for part in parts if isinstance(part, Line)] == [note]
        assert [row.sections for row in rows_in(parts)] == [(), ()]
        assert not any(isinstance(part, LostText) for part in parts)


def test_a_note_between_two_rows_leaves_both_as_they_are() -> None:
    parts = run(spanning("注：排在第一位的为牵头单位", below=False))
    assert [row[0] for row in texts_of(rows_in(parts))] == ["1", "2"]
    assert [row.sections for row in rows_in(parts)] == [(), ()]


def test_a_title_over_all_columns_is_the_section_of_the_rows_below_it() -> None:
    parts = rows_in(run(spanning("二、优化环境", below=False)))
    assert [[title.text for title in row.sections] for row in parts] == [[], ["二、优化环境"]]


def test_a_title_whose_place_another_takes_before_any_row_is_not_forgotten() -> None:
    """Of two titles of one level, one below the other, the second heads the rows; the first is text."""
    rows = [0, 20, 40, 60, 90]
    page = page_of(
        COLUMNS,
        rows,
        {**HEADER, **cells(3, "1", "推进政务公开", "公开清单", "市审计局")},
        rules=[rule for rule in frame(COLUMNS, rows) if rule.horizontal]
        + [Rule(x, top, x, bottom) for x in COLUMNS for top, bottom in ((0, 20), (60, 90))]
        + [Rule(x, 20, x, 60) for x in (COLUMNS[0], COLUMNS[-1])],
        chars=[*text_at("重点工作", 6, 25), *text_at("优化服务", 6, 45)],
    )
    parts = run(page)
    assert [[title.text for title in row.sections] for row in rows_in(parts)] == [["优化服务"]]
    assert [part.text for part in parts if isinstance(part, Line)] == ["重点工作"]


def test_a_title_that_only_speaks_of_notes_is_a_section() -> None:
    # 注 opens a word here, and no colon follows it.
    parts = rows_in(run(spanning("注重实效，优化环境", below=False)))
    assert [title.text for title in parts[1].sections] == ["注重实效，优化环境"]


def test_a_last_row_over_all_columns_is_not_forgotten() -> None:
    parts = run(spanning("联系人：王明，请于月底前反馈", below=True))
    said = [part.text for part in parts if isinstance(part, Line | LostText)]
    assert said == ["联系人：王明，请于月底前反馈"]


def test_a_note_at_the_foot_of_a_page_does_not_end_the_table() -> None:
    first = spanning("注：排在第一位的为牵头单位", below=True)
    second = page_of(COLUMNS, [0, 30], cells(0, "3", "减少证明", "清理清单", "市民政局"), number=2)
    parts = rows_in(run(first, second))
    assert [row.cells[0].text for row in parts] == ["1", "2", "3"]
    assert {row.table for row in parts} == {0}


# Line breaks of unit cells over page breaks.


def units_over_the_break(first: str, second: str, *, foot: float = 50) -> str:
    """Set the two parts of one unit cell on two pages, and give its text, soft breaks as `|`."""
    content = FULL + FULL
    pages = (
        page_of(
            COLUMNS,
            [0, 20, foot],
            {**HEADER, **cells(1, "1", "推进公开", content, first)},
            rules=[rule for rule in frame(COLUMNS, [0, 20, foot]) if rule.top != foot or not rule.horizontal],
        ),
        page_of(
            COLUMNS,
            [0, 40, 70],
            {**cells(0, "", "", "丙丁", second), **cells(1, "2", "加强培训", "组织培训", "市司法局")},
            number=2,
        ),
    )
    parts = rows_in(run(*pages))
    assert [row.cells[0].text for row in parts] == ["1", "2"]
    return parts[0].cells[3].text.replace(SOFT_BREAK, "|")


def test_a_name_cut_by_the_page_is_joined_softly() -> None:
    assert units_over_the_break("市审计局、市|发展和改革委", "员会") == "市审计局、市|发展和改革委|员会"


def test_a_full_line_at_the_foot_is_broken_softly() -> None:
    assert units_over_the_break("市人力资源和|社会保障局、", "市财政局") == "市人力资源和|社会保障局、|市财政局"


def test_a_line_that_ended_before_the_break_keeps_its_end() -> None:
    assert units_over_the_break("市审计局|市财政局", "市司法局") == "市审计局\n市财政局\n市司法局"


def test_the_break_adds_nothing_to_what_is_printed() -> None:
    content = FULL + FULL
    first = page_of(
        COLUMNS,
        [0, 20, 50],
        {**HEADER, **cells(1, "1", "推进公开", content, "市人力资源和|社会保障局、")},
    )
    second = page_of(COLUMNS, [0, 40], {(0, 2): "丙丁", (0, 3): "市财政局"}, number=2)
    (row,) = rows_in(run(first, second))
    assert row.cells[3].printed == "市人力资源和社会保障局、市财政局"
    assert row.cells[2].text == content + "丙丁"
    assert len(row.cells[3].text) == len(row.cells[3].chars)


def test_evidence_of_a_cell_cut_by_the_page_stands_on_both_pages() -> None:
    first = page_of(
        COLUMNS, [0, 20, 50], {**HEADER, (1, 0): "1", (1, 2): FULL + FULL, (1, 3): "市人力资源和|社会保障局、"}
    )
    second = page_of(COLUMNS, [0, 40], {(0, 2): "丙丁", (0, 3): "市财政局"}, number=2)
    (row,) = rows_in(run(first, second))
    spots = row.cells[3].evidence()
    assert [(spot.page, spot.text) for spot in spots] == [(1, "市人力资源和社会保障局、"), (2, "市财政局")]


# Serials at a page break.


def rows_at_a_break(first: dict[tuple[int, int], str], rules: list[Rule] | None = None) -> list[tuple[str, ...]]:
    """Read two pages, of which the second begins with a row without a serial that opens with a word of its own."""
    return texts_of(
        rows_in(
            run(
                page_of(COLUMNS, [0, 20, 50, 80], {**HEADER, **first}, rules=rules),
                page_of(
                    COLUMNS,
                    [0, 40, 70],
                    {**cells(0, "", "", "并接受监督"), **cells(1, "3", "加强培训", "组织培训", "市司法局")},
                    number=2,
                ),
            )
        )
    )


def test_a_blank_serial_joins_the_row_where_every_row_has_its_own() -> None:
    rows = rows_at_a_break(
        {**cells(1, "1", "推进公开", "公开清单", "市审计局"), **cells(2, "2", "公布结果", "公布审计结果", "市财政局")}
    )
    assert [(row[0], row[2]) for row in rows] == [("1", "公开清单"), ("2", "公布审计结果并接受监督"), ("3", "组织培训")]


def test_a_blank_serial_is_a_row_where_serials_were_merged_over_rows() -> None:
    rules = without([0, 20, 50, 80], (0, 50), (1, 50))
    rows = rows_at_a_break(
        {**cells(1, "1", "推进公开", "公开清单", "市审计局"), **cells(2, "", "", "公布结果", "市财政局")},
        rules,
    )
    assert [row[2] for row in rows] == ["公开清单", "公布结果", "并接受监督", "组织培训"]


def test_a_serial_that_was_blank_before_speaks_for_nothing() -> None:
    rows = rows_at_a_break(
        {**cells(1, "", "推进公开", "公开清单", "市审计局"), **cells(2, "2", "公布结果", "公布审计结果", "市财政局")}
    )
    assert [row[2] for row in rows] == ["公开清单", "公布审计结果", "并接受监督", "组织培训"]


def test_a_number_cut_by_the_break_is_one_number() -> None:
    first = page_of(
        COLUMNS,
        [0, 20, 50],
        {**HEADER, **cells(1, "1", "推进公开", FULL + "投资额达到一千万元20", "市审计局")},
    )
    second = page_of(COLUMNS, [0, 40], {(0, 2): "17年完成"}, number=2)
    (row,) = rows_in(run(first, second))
    assert row.cells[2].text == FULL + "投资额达到一千万元2017年完成"


# The header printed again, titles alone in their row, 同上.

TEXT_HEADER = ("目标", "工作任务", "主要内容", "责任单位")


def pasted(*rows: Sequence[str | SourceCell], header: Sequence[str] = TEXT_HEADER) -> list[Row | LostText]:
    """Read a table of a text format, one text a cell; `SourceCell`s bring their own place and spans."""
    strip = Strip("分工.docx")
    source = [
        text if isinstance(text, SourceCell) else SourceCell(row, column, 1, 1, strip.lines(text))
        for row, texts in enumerate([header, *rows])
        for column, text in enumerate(texts)
    ]
    grid = grid_of(source, strip, 1)
    assert grid is not None
    layout = PageLayout(Page(0, 0, 0, (), ()), (grid,), ())
    return [part for part in stitch_pages([layout]) if isinstance(part, Row | LostText)]


FIRST = ("一、公开", "（一）审计", "公开审计结果", "市审计局")
SECOND = ("二、服务", "（二）办事", "推进网上办理", "市财政局")


def test_a_header_printed_again_below_rows_is_no_row() -> None:
    assert texts_of(rows_in(pasted(FIRST, TEXT_HEADER, SECOND))) == [FIRST, SECOND]


def test_a_header_printed_again_within_a_page_is_no_row() -> None:
    page = page_of(
        COLUMNS,
        [0, 20, 40, 60, 80],
        {
            **HEADER,
            **cells(1, "1", "审计", "公开", "市审计局"),
            **cells(2, *HEADER.values()),
            **cells(3, "2", "办事", "办理", "市财政局"),
        },
    )
    parts = run(page)
    assert [row[0] for row in texts_of(rows_in(parts))] == ["1", "2"]
    assert not [part for part in parts if isinstance(part, LostText)]


def test_a_header_of_two_levels_printed_again_is_no_row() -> None:
    strip = Strip("分工.docx")

    def level(row: int) -> list[SourceCell]:
        return [
            SourceCell(row, 0, 2, 1, strip.lines("工作任务")),
            SourceCell(row, 1, 2, 1, strip.lines("主要内容")),
            SourceCell(row, 2, 1, 2, strip.lines("责任单位")),
            SourceCell(row + 1, 2, 1, 1, strip.lines("牵头")),
            SourceCell(row + 1, 3, 1, 1, strip.lines("配合")),
        ]

    source = level(0) + level(3)
    for row, texts in ((2, ("审计", "公开", "市审计局", "市财政局")), (5, ("办事", "办理", "市财政局", "市司法局"))):
        source += [SourceCell(row, column, 1, 1, strip.lines(text)) for column, text in enumerate(texts)]
    grid = grid_of(source, strip, 1)
    assert grid is not None
    parts = list(stitch_pages([PageLayout(Page(0, 0, 0, (), ()), (grid,), ())]))
    assert [row[:2] for row in texts_of(rows_in(parts))] == [("审计", "公开"), ("办事", "办理")]


@pytest.mark.parametrize("number", ["— 2 —", "第2页", "2"])
def test_a_page_number_between_rows_of_a_text_is_no_title_and_no_row(number: str) -> None:
    parts = pasted(FIRST, (number, "", "", ""), TEXT_HEADER, SECOND)
    assert texts_of(rows_in(parts)) == [FIRST, SECOND]
    assert all(not row.sections for row in rows_in(parts))


def test_a_title_alone_in_its_row_is_a_section() -> None:
    header = ("序号", "工作任务", "主要内容", "责任单位")
    rows = rows_in(
        pasted(
            ("一、推进公开", "", "", ""),
            ("1", "审计", "公开审计结果", "市审计局"),
            ("优化服务", "", "", ""),
            ("2", "办事", "推进网上办理", "市财政局"),
            header=header,
        )
    )
    assert [[title.text for title in row.sections] for row in rows] == [["一、推进公开"], ["优化服务"]]


def test_a_numbered_text_alone_is_a_title_in_a_column_of_contents() -> None:
    rows = rows_in(
        pasted(("一、推进公开", ""), ("公开审计结果", "市审计局"), ("公开预算", ""), header=("主要内容", "责任单位"))
    )
    assert [row.cells[0].text for row in rows] == ["公开审计结果", "公开预算"]
    assert [title.text for title in rows[0].sections] == ["一、推进公开"]


def test_a_numbered_text_alone_is_no_title_where_other_rows_are_numbered_so() -> None:
    rows = rows_in(pasted(("一、公开审计结果", "市审计局"), ("二、公开预算", ""), header=("主要内容", "责任单位")))
    assert [row.cells[0].text for row in rows] == ["一、公开审计结果", "二、公开预算"]


def test_a_goal_alone_in_its_row_is_the_goal_of_the_rows_below() -> None:
    rows = rows_in(pasted(("推进公开", "", "", ""), ("", "审计", "公开审计结果", "市审计局")))
    assert [row.cells[0].text for row in rows if row.cells[2]] == ["推进公开"]


def test_a_note_alone_in_its_row_is_no_row() -> None:
    rows = rows_in(pasted(FIRST, ("注：排在第一位的为牵头单位。", "", "", "")))
    assert texts_of(rows) == [FIRST]


@pytest.mark.parametrize("mark", ["同上", "〃", "同前", "（同上）"])
def test_same_as_above_means_the_cell_above_and_is_printed_as_written(mark: str) -> None:
    (first, second, third) = rows_in(
        pasted(FIRST, ("", mark, "公开预算", mark), ("二、服务", mark, "推进办理", "市司法局"))
    )
    assert second.cells[3].text == "市审计局"
    assert second.cells[3].evidence() == first.cells[3].evidence()
    assert second.cells[3].printed == mark
    assert third.cells[1].text == "（一）审计"


def test_same_as_above_goes_past_a_section_title() -> None:
    rows = rows_in(
        pasted(
            ("1", "审计", "公开审计结果", "市审计局"),
            ("一、服务", "", "", ""),
            ("同上", "办事", "推进办理", "同上"),
            header=("序号", "工作任务", "主要内容", "责任单位"),
        )
    )
    assert [(row.cells[0].text, row.cells[3].text) for row in rows] == [("1", "市审计局"), ("同上", "市审计局")]


def test_same_as_above_in_the_first_row_stays() -> None:
    (row,) = rows_in(pasted(("一、公开", "审计", "公开审计结果", "同上")))
    assert row.cells[3].text == "同上"


def test_same_as_above_at_the_head_of_a_page_begins_a_row() -> None:
    first = page_of(COLUMNS, [0, 20, 50], {**HEADER, **cells(1, "", "审计", FULL + FULL, "市审计局")})
    second = page_of(COLUMNS, [0, 40], cells(0, "", "同上", "丙丁", "同上"), number=2)
    rows = rows_in(run(first, second))
    assert [row.cells[3].text for row in rows] == ["市审计局", "市审计局"]


@pytest.mark.parametrize("any_kind", [False, True])
def test_a_table_of_thousands_of_columns_takes_no_longer_than_its_cells(any_kind: bool) -> None:
    strip = Strip("计划.docx")
    wide = 2_500
    header = ["主要内容", "责任单位", *(f"列{column}" for column in range(2, wide))]
    rows = [header, *([["公开清单", "市审计局", *["一"] * (wide - 2)]] * 24)]
    source = [
        SourceCell(row, column, 1, 1, strip.lines(text))
        for row, texts in enumerate(rows)
        for column, text in enumerate(texts)
    ]
    grid = grid_of(source, strip, 1)
    assert grid is not None
    start = time.perf_counter()
    layout = PageLayout(Page(0, 0, 0, (), ()), (grid, grid), ())
    read = rows_in(list(stitch_pages([layout], FirstRowHeader() if any_kind else find_header)))
    assert time.perf_counter() - start < 3
    assert len(read) == 48
    assert read[-1].cells[1].text == "市审计局"
