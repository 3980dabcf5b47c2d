from __future__ import annotations

from collections.abc import Sequence

import pytest

from pages import SIZE, page_of, text_at
from planparse.model.document import SOFT_BREAK, Char, Line, Page, Row, Rule
from planparse.tables.alignment import align_pages
from planparse.tables.grid import PageLayout, lay_out
from planparse.tables.stitch import LeftOut, LostText, stitch_pages

STEP = SIZE + 2
"""Points from one line to the next."""

SERIAL, WORK, UNITS = 60.0, 110.0, 300.0
"""Where the columns of 序号 | 工作任务 | 责任单位 begin."""

LEFT, RIGHT = 56.0, 350.0
"""Where the rules of a three-line table begin and end."""


def header(top: float, page: int = 1) -> list[Char]:
    return [
        *text_at("序号", SERIAL, top, page),
        *text_at("工作任务", WORK, top, page),
        *text_at("责任单位", UNITS, top, page),
    ]


def stacked(text: str, x: float, top: float, page: int = 1) -> list[Char]:
    """Set the lines of a text, parted by `|`, one below the other."""
    return [char for index, line in enumerate(text.split("|")) for char in text_at(line, x, top + index * STEP, page)]


def row(top: float, serial: str, work: str, units: str, page: int = 1) -> list[Char]:
    """Set one row, all texts from its top."""
    return [
        *stacked(serial, SERIAL, top, page),
        *stacked(work, WORK, top, page),
        *stacked(units, UNITS, top, page),
    ]


def across(*heights: float, left: float = LEFT, right: float = RIGHT) -> list[Rule]:
    return [Rule(left, y, right, y) for y in heights]


def a_page(chars: Sequence[Char], rules: Sequence[Rule] = (), number: int = 1) -> Page:
    return Page(number=number, width=600, height=800, chars=tuple(chars), rules=tuple(rules))


def aligned(*pages: Page) -> list[PageLayout]:
    return list(align_pages(map(lay_out, pages)))


def run(*pages: Page) -> list[Line | Row | LeftOut | LostText]:
    return list(stitch_pages(aligned(*pages)))


def rows_of(*pages: Page) -> list[tuple[str, ...]]:
    return [tuple(cell.printed for cell in part.cells) for part in run(*pages) if isinstance(part, Row)]


def lines_of_text(*pages: Page) -> list[str]:
    return [part.text for part in run(*pages) if isinstance(part, Line)]


def test_a_three_line_table_with_rules_between_its_rows_is_read_row_by_row() -> None:
    page = a_page(
        [
            *header(100),
            *row(120, "1", "建立公开目录|并按年更新", "市审计局"),
            *row(160, "2", "公布审计结果", "市财政局|市统计局"),
        ],
        across(96, 114, 154, 190),
    )
    assert rows_of(page) == [
        ("1", "建立公开目录并按年更新", "市审计局"),
        ("2", "公布审计结果", "市财政局市统计局"),
    ]


def test_a_merged_first_column_is_lent_to_its_rows_where_the_rules_leave_it_out() -> None:
    page = a_page(
        [
            *text_at("类别", SERIAL, 100),
            *text_at("工作任务", WORK, 100),
            *text_at("责任单位", UNITS, 100),
            *text_at("民生", SERIAL, 120),
            *text_at("建立公开目录", WORK, 120),
            *text_at("市审计局", UNITS, 120),
            *text_at("公布审计结果", WORK, 150),
            *text_at("市财政局", UNITS, 150),
            *text_at("法治", SERIAL, 180),
            *text_at("减少办事证明", WORK, 180),
            *text_at("市司法局", UNITS, 180),
        ],
        [*across(96, 114, 174, 204), *across(144, left=100)],  # 144: not under 民生
    )
    assert rows_of(page) == [
        ("民生", "建立公开目录", "市审计局"),
        ("民生", "公布审计结果", "市财政局"),
        ("法治", "减少办事证明", "市司法局"),
    ]


def test_rows_without_rules_begin_at_their_serials() -> None:
    page = a_page(
        [
            *header(100),
            *row(120, "1", "建立公开目录|并按年更新|接受社会监督", "市审计局"),
            *row(156, "2", "公布审计结果", "市财政局、|市统计局"),
            *row(180, "3", "组织业务培训", "市司法局"),
        ],
        across(96, 114, 196),
    )
    assert rows_of(page) == [
        ("1", "建立公开目录并按年更新接受社会监督", "市审计局"),
        ("2", "公布审计结果", "市财政局、市统计局"),
        ("3", "组织业务培训", "市司法局"),
    ]


def test_rows_without_serials_begin_at_the_numbers_of_the_first_column() -> None:
    chars = [
        *text_at("工作任务", SERIAL, 100),
        *text_at("主要内容", 170, 100),
        *text_at("责任单位", UNITS, 100),
    ]
    for top, task, content, units in (
        (120, "（一）公开|目录", "编制目录并按年|更新", "市审计局"),
        (144, "（二）公布", "公布结果|接受监督", "市财政局"),
    ):
        chars += [*stacked(task, SERIAL, top), *stacked(content, 170, top), *stacked(units, UNITS, top)]
    assert rows_of(a_page(chars, across(96, 114, 172))) == [
        ("（一）公开目录", "编制目录并按年更新", "市审计局"),
        ("（二）公布", "公布结果接受监督", "市财政局"),
    ]


def test_rows_without_any_number_part_where_the_lines_stand_further_apart() -> None:
    chars = [
        *text_at("工作任务", SERIAL, 100),
        *text_at("主要内容", 170, 100),
        *text_at("责任单位", UNITS, 100),
    ]
    for top, task, content, units in (
        (120, "公开目录", "编制目录并按年|更新|上网", "市审计局"),
        (166, "公布结果", "公布结果|接受监督", "市财政局"),
        (200, "组织培训", "每年一次|全员参加", "市司法局"),
    ):
        chars += [*stacked(task, SERIAL, top), *stacked(content, 170, top), *stacked(units, UNITS, top)]
    assert rows_of(a_page(chars, across(96, 114, 228))) == [
        ("公开目录", "编制目录并按年更新上网", "市审计局"),
        ("公布结果", "公布结果接受监督", "市财政局"),
        ("组织培训", "每年一次全员参加", "市司法局"),
    ]


def test_a_table_without_rules_goes_on_on_the_next_page_without_its_header() -> None:
    first = a_page([*header(100), *row(120, "1", "建立公开目录", "市审计局"), *row(144, "2", "公布结果", "市财政局")])
    second = a_page(
        [*row(60, "3", "组织业务培训|每年一次", "市司法局", 2), *row(96, "4", "减少办事证明", "市民政局", 2)], number=2
    )
    assert rows_of(first, second) == [
        ("1", "建立公开目录", "市审计局"),
        ("2", "公布结果", "市财政局"),
        ("3", "组织业务培训每年一次", "市司法局"),
        ("4", "减少办事证明", "市民政局"),
    ]


def test_the_rest_of_a_row_on_the_next_page_is_joined_to_it() -> None:
    first = a_page(
        [*header(700), *row(720, "1", "建立公开目录", "市审计局"), *row(744, "2", "公布审计查出的问题和", "市财政局")]
    )
    second = a_page(
        [*text_at("整改结果", WORK, 60, 2), *row(84, "3", "组织业务培训", "市司法局", 2)],
        number=2,
    )
    assert rows_of(first, second) == [
        ("1", "建立公开目录", "市审计局"),
        ("2", "公布审计查出的问题和整改结果", "市财政局"),
        ("3", "组织业务培训", "市司法局"),
    ]


def test_a_header_repeated_on_each_page_is_no_row_and_the_table_is_one() -> None:
    pages = [
        a_page(
            [*header(60, number), *row(80, str(number), "公布审计结果", "市财政局", number)],
            across(56, 74, 96),
            number,
        )
        for number in (1, 2, 3)
    ]
    parts = [part for part in run(*pages) if isinstance(part, Row)]
    assert [part.cells[0].text for part in parts] == ["1", "2", "3"]
    assert {part.table for part in parts} == {0}


def test_a_note_under_the_table_ends_it_and_is_text() -> None:
    note = "各责任单位要按季度报送进展，由市政府办公室汇总通报。"
    page = a_page(
        [
            *header(100),
            *row(120, "1", "建立公开目录", "市审计局"),
            *row(140, "2", "公布审计结果", "市财政局"),
            *text_at(note, SERIAL, 176),
        ],
        across(96, 114, 156),
    )
    assert rows_of(page) == [("1", "建立公开目录", "市审计局"), ("2", "公布审计结果", "市财政局")]
    assert lines_of_text(page) == [note]


def test_prose_on_the_page_behind_the_table_is_no_row_not_even_its_short_last_lines() -> None:
    first = a_page(
        [*header(700), *row(720, "1", "建立公开目录", "市审计局"), *row(740, "2", "公布审计结果", "市财政局")]
    )
    second = a_page(
        [
            *text_at("各地要切实加强对公开工作的组织领导，按季度报送进展情况", SERIAL, 60, 2),
            *text_at("告。", SERIAL, 72, 2),
            *text_at("市政府办公室将把落实情况列入年度考核，并适时进行通报。", SERIAL, 84, 2),
        ],
        number=2,
    )
    assert len(rows_of(first, second)) == 2
    assert "告。" in lines_of_text(first, second)


def test_text_above_the_table_stays_text() -> None:
    page = a_page(
        [*text_at("任务分解表", 180, 70), *header(100), *row(120, "1", "公布审计结果", "市财政局")],
        across(96, 114, 136),
    )
    assert lines_of_text(page) == ["任务分解表"]
    assert rows_of(page) == [("1", "公布审计结果", "市财政局")]


def test_the_page_number_is_not_in_the_table() -> None:
    first = a_page([*header(700), *row(720, "1", "公布审计结果", "市财政局"), *text_at("—1—", 180, 780)])
    second = a_page([*row(60, "2", "组织业务培训", "市司法局", 2), *text_at("—2—", 180, 780, 2)], number=2)
    assert rows_of(first, second) == [("1", "公布审计结果", "市财政局"), ("2", "组织业务培训", "市司法局")]
    assert lines_of_text(first, second) == ["—1—", "—2—"]


def test_a_running_head_over_both_pages_is_in_no_row() -> None:
    def head(page: int) -> list[Char]:
        return text_at("兰江市", WORK, 40, page)

    first = a_page([*head(1), *header(100), *row(120, "1", "公布审计结果", "市财政局")])
    second = a_page([*head(2), *row(60, "2", "组织业务培训", "市司法局", 2)], number=2)
    assert rows_of(first, second) == [("1", "公布审计结果", "市财政局"), ("2", "组织业务培训", "市司法局")]


def test_a_running_head_in_two_parts_is_in_no_row() -> None:
    def head(page: int) -> list[Char]:
        return [*text_at("兰江市政府公报", WORK, 40, page), *text_at("文件选登", UNITS + 20, 40, page)]

    first = a_page([*head(1), *header(100), *row(120, "1", "公布审计结果", "市财政局")])
    second = a_page([*head(2), *row(60, "2", "组织业务培训", "市司法局", 2)], number=2)
    assert rows_of(first, second) == [("1", "公布审计结果", "市财政局"), ("2", "组织业务培训", "市司法局")]


def test_letter_spaced_header_words_are_a_header() -> None:
    def spaced(text: str, x: float) -> list[Char]:
        return [char for index, mark in enumerate(text) for char in text_at(mark, x + 22 * index, 100)]

    page = a_page(
        [
            *spaced("序号", SERIAL),
            *spaced("工作任务", 150),
            *spaced("责任单位", UNITS),
            *stacked("1", SERIAL + 10, 120),
            *text_at("公布审计结果", 150, 120),
            *text_at("市财政局", UNITS, 120),
        ],
        across(96, 114, 136),
    )
    assert rows_of(page) == [("1", "公布审计结果", "市财政局")]


def test_prose_that_speaks_of_task_unit_and_deadline_is_no_table() -> None:
    page = a_page(
        [
            *text_at("各单位要逐项明确工作任务、责任单位、完成时限，", SERIAL, 100),
            *text_at("按季度报送进展，", SERIAL, 112),
        ]
    )
    (layout,) = aligned(page)
    assert layout == lay_out(page)
    assert rows_of(page) == []


def test_two_header_words_side_by_side_are_no_table() -> None:
    page = a_page([*text_at("工作任务", WORK, 100), *text_at("责任单位", UNITS, 100), *text_at("公开目录", WORK, 120)])
    assert rows_of(page) == []


def test_a_ruled_page_passes_untouched() -> None:
    page = page_of(
        [0, 60, 200, 300],
        [0, 20, 50],
        {(0, 0): "序号", (0, 1): "工作任务", (0, 2): "责任单位", (1, 0): "1", (1, 1): "公布结果", (1, 2): "市审计局"},
    )
    assert aligned(page) == [lay_out(page)]


def test_a_ruled_table_ends_an_aligned_one() -> None:
    first = a_page([*header(700), *row(720, "1", "公布审计结果", "市财政局")], across(696, 714, 736))
    second = page_of(
        [0, 60, 200, 300],
        [0, 20, 50],
        {(0, 0): "序号", (0, 1): "工作任务", (0, 2): "责任单位", (1, 0): "1", (1, 1): "公布结果", (1, 2): "市审计局"},
        number=2,
    )
    third = a_page([*row(60, "2", "组织业务培训", "市司法局", 3)], number=3)
    assert rows_of(first, second, third)[:2] == [("1", "公布审计结果", "市财政局"), ("1", "公布结果", "市审计局")]
    assert len(rows_of(first, second, third)) == 2


def test_units_centred_beside_the_work_stay_in_their_row_between_rules() -> None:
    # Two lines of work, one of units: the units stand half a line lower than the first line of work.
    page = a_page(
        [
            *header(100),
            *text_at("1", SERIAL, 126),
            *stacked("建立公开目录|并按年更新", WORK, 120),
            *text_at("市审计局", UNITS, 126),
            *text_at("2", SERIAL, 162),
            *stacked("公布审计结果|接受社会监督", WORK, 156),
            *text_at("市财政局", UNITS, 162),
        ],
        across(96, 114, 150, 186),
    )
    assert rows_of(page) == [
        ("1", "建立公开目录并按年更新", "市审计局"),
        ("2", "公布审计结果接受社会监督", "市财政局"),
    ]


def test_units_centred_beside_the_work_stay_in_their_row_without_rules() -> None:
    page = a_page(
        [
            *header(100),
            *row(120, "1", "建立公开目录|并按年更新", ""),
            *text_at("市审计局", UNITS, 126),
            *row(156, "2", "公布审计结果|接受社会监督", ""),
            *text_at("市财政局", UNITS, 162),
        ]
    )
    assert rows_of(page) == [
        ("1", "建立公开目录并按年更新", "市审计局"),
        ("2", "公布审计结果接受社会监督", "市财政局"),
    ]


@pytest.mark.xfail(strict=True, reason="a row begins at its serial, even one centred in it")
def test_serials_centred_beside_the_work_keep_the_lines_above_them() -> None:
    page = a_page(
        [
            *header(100),
            *text_at("1", SERIAL, 132),
            *stacked("建立公开目录|并按年更新|接受社会监督", WORK, 120),
            *text_at("市审计局", UNITS, 132),
            *text_at("2", SERIAL, 180),
            *stacked("公布审计结果|查出问题整改|及时上网公开", WORK, 168),
            *text_at("市财政局", UNITS, 180),
        ]
    )
    assert rows_of(page) == [
        ("1", "建立公开目录并按年更新接受社会监督", "市审计局"),
        ("2", "公布审计结果查出问题整改及时上网公开", "市财政局"),
    ]


def test_rules_that_reach_far_past_the_text_still_part_the_rows() -> None:
    # The last column is as wide as the page allows; its unit names are short.
    page = a_page(
        [
            *header(100),
            *row(120, "1", "建立公开目录|并按年更新", "市审计局"),
            *row(146, "", "公布审计结果", "市财政局"),
        ],
        across(96, 114, 144, 170, right=480),
    )
    assert rows_of(page) == [
        ("1", "建立公开目录并按年更新", "市审计局"),
        ("", "公布审计结果", "市财政局"),
    ]


def test_low_rows_between_rules_are_rows() -> None:
    chars = [
        *text_at("工作任务", SERIAL, 100),
        *text_at("主要内容", 170, 100),
        *text_at("责任单位", UNITS, 100),
    ]
    for top, task, content, units in (
        (116, "公开目录", "编制目录", "市审计局"),
        (130, "公布结果", "接受监督", "市财政局"),
    ):
        chars += [*text_at(task, SERIAL, top), *text_at(content, 170, top), *text_at(units, UNITS, top)]
    assert rows_of(a_page(chars, across(97, 113, 128, 142))) == [
        ("公开目录", "编制目录", "市审计局"),
        ("公布结果", "接受监督", "市财政局"),
    ]


def test_a_table_of_one_row_keeps_its_two_lines_together() -> None:
    page = a_page([*header(100), *row(120, "1", "建立公开目录|并按年更新", "市审计局")], across(96, 114, 146))
    assert rows_of(page) == [("1", "建立公开目录并按年更新", "市审计局")]


def test_a_second_table_with_another_header_begins_anew() -> None:
    first = a_page([*header(700), *row(720, "1", "公布审计结果", "市财政局")], across(696, 714, 736))
    second = a_page(
        [
            *text_at("序号", SERIAL, 60, 2),
            *text_at("整改任务", WORK, 60, 2),
            *text_at("牵头单位", UNITS, 60, 2),
            *row(80, "1", "整改审计问题", "市司法局", 2),
        ],
        across(56, 74, 96),
        2,
    )
    parts = [part for part in run(first, second) if isinstance(part, Row)]
    assert [(part.table, part.header[1]) for part in parts] == [(0, "工作任务"), (1, "整改任务")]


def test_no_character_is_lost_or_doubled() -> None:
    page = a_page(
        [
            *text_at("附件", SERIAL, 60),
            *header(100),
            *row(120, "1", "建立公开目录|并按年更新", "市财政局、市发展|和改革委员会"),
            *row(156, "2", "公布审计结果", "市统计局"),
            *text_at("—3—", 200, 780),
        ],
        across(96, 114, 172),
    )
    (layout,) = aligned(page)
    inside = [char for grid in layout.grids for cell in grid.cells for line in cell.lines for char in line.chars]
    outside = [char for line in layout.lines for char in line.chars]
    assert sorted([*inside, *outside]) == sorted(page.chars)


def test_a_unit_name_broken_by_the_edge_of_its_column_is_whole() -> None:
    page = a_page(
        [
            *header(100),
            *row(120, "1", "建立公开目录", "市财政局、市发展|和改革委员会"),
            *row(150, "2", "公布", "市审计局"),
        ],
        across(96, 114, 166),
    )
    parts = [part for part in run(page) if isinstance(part, Row)]
    assert parts[0].cells[2].text == f"市财政局、市发展{SOFT_BREAK}和改革委员会"


def test_a_table_goes_on_over_a_page_that_has_none_of_its_three_rules() -> None:
    # The rules stand at the head, under the header and at the foot: the second of three pages shows none.
    first = a_page([*header(700), *row(720, "1", "公布审计结果", "市财政局")], across(696, 714))
    second = a_page(
        [*row(60, "2", "组织业务培训", "市司法局", 2), *row(84, "3", "建立公开目录", "市审计局", 2)], number=2
    )
    third = a_page([*row(60, "4", "减少办事证明", "市民政局", 3)], across(76), 3)
    assert [row[0] for row in rows_of(first, second, third)] == ["1", "2", "3", "4"]


def test_units_on_lines_of_their_own_are_told_from_a_broken_line() -> None:
    page = a_page(
        [
            *header(100),
            *row(120, "1", "建立公开目录|并按年更新", "市审计局|市统计局"),
            *row(156, "2", "公布审计结果", "市财政局、市农业农村局"),
        ],
        across(96, 114, 150, 172, right=420),
    )
    parts = [part for part in run(page) if isinstance(part, Row)]
    assert parts[0].cells[2].text == "市审计局\n市统计局"
