from __future__ import annotations

from collections.abc import Iterator, Sequence

from pages import cells, frame, frame_without, page_of, text_at
from planparse.model.document import Char, Line, Page, Row, Rule
from planparse.tables.grid import lay_out
from planparse.tables.stitch import LeftOut, stitch_pages

COLUMNS = [0.0, 66.0, 132.0, 258.0, 324.0]  # 目标 | 任务 | 主要内容 (12 characters) | 责任单位
HEADER = cells(0, "目标", "任务", "主要内容", "责任单位")


def run(*pages: Page) -> list[Line | Row | LeftOut]:
    return list(stitch_pages(lay_out(page) for page in pages))


def rows_of(*pages: Page) -> list[tuple[str, ...]]:
    return [tuple(cell.printed for cell in part.cells) for part in run(*pages) if isinstance(part, Row)]


def merged(rows: Sequence[float], *gaps: tuple[int, float]) -> list[Rule]:
    return frame_without(COLUMNS, rows, *gaps)


def test_rows_of_one_page_come_in_order_with_merged_cells_carried_down() -> None:
    rows = [0, 20, 60, 100]
    page = page_of(
        COLUMNS,
        rows,
        {
            **HEADER,
            **cells(1, "一、目标", "（一）任务", "公开清单", "市审计局"),
            **cells(2, "", "", "公布结果", "市统计局"),
        },
        rules=merged(rows, (0, 60), (1, 60)),
    )
    assert rows_of(page) == [
        ("一、目标", "（一）任务", "公开清单", "市审计局"),
        ("一、目标", "（一）任务", "公布结果", "市统计局"),
    ]


FULL = "一二三四五六七八九十甲乙"  # a line of the content column


def two_pages(
    first: dict[tuple[int, int], str], second: dict[tuple[int, int], str], **how: Sequence[float]
) -> tuple[Page, Page]:
    rows = how.get("first_rows", [0, 20, 50])
    return (
        page_of(COLUMNS, rows, {**HEADER, **first}),
        page_of(COLUMNS, how.get("second_rows", [0, 40, 80]), second, number=2),
    )


def test_row_cut_by_page_break_is_one_row() -> None:
    pages = two_pages(
        cells(1, "一、目标", "（一）任务", FULL + FULL, "市审计局"),
        {**cells(0, "", "", "丙丁"), **cells(1, "", "（二）另事", "公布结果", "市统计局")},
    )
    assert rows_of(*pages) == [
        ("一、目标", "（一）任务", FULL + FULL + "丙丁", "市审计局"),
        ("一、目标", "（二）另事", "公布结果", "市统计局"),
    ]


def test_a_row_that_ends_at_the_page_foot_is_not_joined() -> None:
    pages = two_pages(
        cells(1, "一、目标", "（一）任务", FULL + "丙丁", "市审计局"),
        {**cells(0, "", "", "另行推进", "市统计局"), **cells(1, "", "", "公布结果", "市财政局")},
    )
    assert [row[2] for row in rows_of(*pages)] == [FULL + "丙丁", "另行推进", "公布结果"]
    assert [row[1] for row in rows_of(*pages)] == ["（一）任务"] * 3


def test_only_the_unit_cell_goes_on() -> None:
    pages = two_pages(
        cells(1, "一、目标", "（一）任务", "公开清单", "市财政局、市发展和改革委"),
        {**cells(0, "", "", "", "员会牵头落实"), **cells(1, "", "（二）另事", "公布结果", "市统计局")},
    )
    assert rows_of(*pages)[0] == ("一、目标", "（一）任务", "公开清单", "市财政局、市发展和改革委员会牵头落实")
    assert len(rows_of(*pages)) == 2


def test_a_new_serial_opens_a_new_row_even_behind_a_full_line() -> None:
    header = cells(0, "序号", "任务", "主要内容", "责任单位")
    first = page_of(COLUMNS, [0, 20, 50], {**header, **cells(1, "1", "任务", FULL + FULL, "市审计局")})
    second = page_of(COLUMNS, [0, 40], cells(0, "2", "另事", "丙丁", "市统计局"), number=2)
    assert [row[2] for row in rows_of(first, second)] == [FULL + FULL, "丙丁"]


def test_a_unit_cell_with_its_own_end_speaks_for_a_new_row() -> None:
    # Both contents are full lines at the foot; the unit cells are whole and differ.
    pages = two_pages(
        cells(1, "一、目标", "（一）任务", FULL + FULL, "市审计局"),
        {**cells(0, "", "", "丙丁戊己", "市统计局"), **cells(1, "", "", "公布结果", "市财政局")},
    )
    assert [row[2] for row in rows_of(*pages)] == [FULL + FULL, "丙丁戊己", "公布结果"]


def test_a_bracket_still_open_joins_the_row() -> None:
    pages = two_pages(
        cells(1, "一、目标", "（一）任务", FULL + "落实《关于", "市审计局"),
        {(0, 2): "公开的意见》", (1, 2): "公布结果", (1, 3): "市财政局"},
    )
    assert rows_of(*pages)[0][2] == FULL + "落实《关于公开的意见》"


def test_a_heading_that_found_no_room_on_the_first_page_belongs_to_its_row() -> None:
    first = page_of(
        COLUMNS,
        [0, 20, 50, 80],
        {
            **HEADER,
            **cells(1, "一、目标", "（一）任务", "公开清单", "市审计局"),
            **cells(2, "", "", FULL + FULL, "市统计局"),
        },
    )
    second = page_of(COLUMNS, [0, 40], {(0, 1): "（二）另事", (0, 2): "丙丁"}, number=2)
    assert [row[1:3] for row in rows_of(first, second)] == [
        ("（一）任务", "公开清单"),
        ("（二）另事", FULL + FULL + "丙丁"),
    ]


def test_a_heading_cell_cut_by_the_page_is_joined_and_lent_to_both_rows() -> None:
    pages = two_pages(
        cells(1, "四、助力民生保障和改", "（一）任务", "公开清单", "市审计局"),
        cells(0, "善", "（二）另事", "公布结果", "市统计局"),
        second_rows=[0, 40],
    )
    assert [row[0] for row in rows_of(*pages)] == ["四、助力民生保障和改善"] * 2


def test_a_repeated_header_is_dropped() -> None:
    first = page_of(COLUMNS, [0, 20, 50], {**HEADER, (1, 0): "一、", (1, 2): "公开清单", (1, 3): "市审计局"})
    second = page_of(COLUMNS, [0, 20, 50], {**HEADER, (1, 0): "二、", (1, 2): "公布结果", (1, 3): "市统计局"}, number=2)
    assert [row[2] for row in rows_of(first, second)] == ["公开清单", "公布结果"]


def test_a_merged_unit_cell_is_carried_over_the_page() -> None:
    rows = [0, 20, 50, 80]
    first = page_of(
        COLUMNS,
        rows,
        {**HEADER, **cells(1, "六、实效", "", "公开清单", "市政府"), **cells(2, "", "", "公布结果")},
        rules=merged(rows, (0, 50), (1, 50), (3, 50)),
    )
    second = page_of(COLUMNS, [0, 40], {(0, 2): "组织培训"}, number=2)
    assert [row[3] for row in rows_of(first, second)] == ["市政府"] * 3


def test_a_second_unit_column_left_blank_borrows_nothing() -> None:
    header = cells(0, "序号", "工作任务", "牵头单位", "配合单位")
    first = page_of(COLUMNS, [0, 20, 50], {**header, **cells(1, "1", "公开清单", "市审计局", "市财政局")})
    second = page_of(COLUMNS, [0, 40], {(0, 0): "2", (0, 1): "公布结果", (0, 2): "市统计局"}, number=2)
    assert rows_of(first, second)[1] == ("2", "公布结果", "市统计局", "")


def test_an_empty_unit_cell_on_the_same_page_stays_empty() -> None:
    page = page_of(
        COLUMNS,
        [0, 20, 50, 80],
        {**HEADER, **cells(1, "一、", "", "公开清单", "市审计局"), **cells(2, "", "", "公布结果")},
    )
    assert [row[3] for row in rows_of(page)] == ["市审计局", ""]


def test_a_row_over_all_columns_is_a_section_title() -> None:
    rows = [0, 20, 40, 70, 90, 120]
    rules = [rule for rule in frame(COLUMNS, rows) if rule.horizontal or rule.x0 in (0, 324)]
    for x in COLUMNS[1:-1]:
        rules += [Rule(x, 0, x, 20), Rule(x, 40, x, 70), Rule(x, 90, x, 120)]
    header = cells(0, "序号", "工作任务", "工作措施", "牵头单位")
    title = text_at("一、扩大消费", 100, 25) + text_at("二、优化环境", 100, 75)
    page = page_of(
        COLUMNS,
        rows,
        {**header, **cells(2, "", "促消费", "发放券", "市商务局"), **cells(4, "", "", "减证明", "市司法局")},
        rules=rules,
        chars=title,
    )
    parts = [part for part in run(page) if isinstance(part, Row)]
    assert [[title.text for title in part.sections] for part in parts] == [["一、扩大消费"], ["二、优化环境"]]
    assert parts[1].cells[1].text == ""  # a heading of the section before is not borrowed


def test_a_section_title_may_be_the_last_row_of_a_page() -> None:
    rows = [0, 20, 50, 70]
    rules = [rule for rule in frame(COLUMNS, rows) if rule.horizontal or rule.x0 in (0, 324)]
    rules += [Rule(x, 0, x, 50) for x in COLUMNS[1:-1]]
    header = cells(0, "序号", "工作任务", "工作措施", "牵头单位")
    first = page_of(
        COLUMNS, rows, {**header, (1, 2): "发放券", (1, 3): "市商务局"}, rules=rules, chars=text_at("二、优化", 100, 55)
    )
    second = page_of(COLUMNS, [0, 40], {(0, 2): "减证明", (0, 3): "市司法局"}, number=2)
    parts = [part for part in run(first, second) if isinstance(part, Row)]
    assert [[title.text for title in part.sections] for part in parts] == [[], ["二、优化"]]


def test_text_and_tables_come_in_reading_order() -> None:
    caption: list[Char] = text_at("任务分解表", 100, -30)
    page = page_of(COLUMNS, [0, 20, 50], {**HEADER, (1, 2): "公开清单", (1, 3): "市审计局"}, chars=caption)
    kinds = [type(part).__name__ for part in run(page)]
    assert kinds == ["Line", "Row"]


def test_a_table_that_names_no_units_is_left_out_and_named() -> None:
    page = page_of([0, 100, 200], [0, 20, 50], {(0, 0): "时间", (0, 1): "地点", (1, 0): "上午"})
    left_out = [part for part in run(page) if isinstance(part, LeftOut)]
    assert left_out == [LeftOut(1, ("时间", "地点"))]
    assert rows_of(page) == []


def test_nothing_is_joined_or_carried_across_a_scanned_page() -> None:
    first, third = two_pages(
        cells(1, "一、目标", "（一）任务", FULL + FULL, "市审计局"),
        {**cells(0, "", "", "丙丁", "市统计局"), **cells(1, "", "", "公布结果", "市财政局")},
    )
    scan = Page(number=2, width=600, height=800, chars=(), rules=(), images=1)
    found = rows_of(first, scan, third)
    assert [row[2] for row in found] == [FULL + FULL, "丙丁", "公布结果"]
    assert [row[0] for row in found] == ["一、目标", "", ""]


def test_rows_leave_before_the_last_page_is_read() -> None:
    first, second = two_pages(
        cells(1, "一、目标", "（一）任务", "公开清单", "市审计局"),
        cells(0, "二、另一", "（二）另事", "公布结果", "市统计局"),
    )
    read: list[int] = []

    def pages() -> Iterator[Page]:
        for page in (first, second, second, second):
            read.append(page.number)
            yield page

    stream = stitch_pages(lay_out(page) for page in pages())
    assert isinstance(next(stream), Row)
    assert len(read) <= 2
