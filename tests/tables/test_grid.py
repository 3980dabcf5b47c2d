from __future__ import annotations

from pages import frame, page_of, text_at
from planparse.model.document import Grid, Rule
from planparse.tables.grid import lay_out
from planparse.tables.lines import passage_of

COLUMNS = [0, 60, 200, 300]
ROWS = [0, 30, 60, 90]


def texts(grid: Grid) -> dict[tuple[int, int, int, int], str]:
    """Row, column, row span and column span of each cell, to its text."""
    return {
        (cell.row, cell.column, cell.row_span, cell.column_span): passage_of(cell.lines).text for cell in grid.cells
    }


def test_a_full_grid_has_a_cell_for_each_field() -> None:
    (grid,) = lay_out(page_of(COLUMNS, ROWS, {(0, 0): "目标", (2, 2): "市审计局"})).grids
    assert len(grid.cells) == 9
    assert texts(grid)[0, 0, 1, 1] == "目标"
    assert texts(grid)[2, 2, 1, 1] == "市审计局"


def test_fields_without_a_line_between_are_one_merged_cell() -> None:
    rules = [rule for rule in frame(COLUMNS, ROWS) if rule not in (Rule(0, 60, 300, 60), Rule(60, 0, 60, 90))]
    rules += [Rule(60, 60, 300, 60), Rule(60, 30, 60, 90)]
    (grid,) = lay_out(page_of(COLUMNS, ROWS, {(1, 0): "一、总体目标"}, rules=rules)).grids
    assert texts(grid)[0, 0, 1, 2] == ""  # over two columns
    assert texts(grid)[1, 0, 2, 1] == "一、总体目标"  # over two rows
    assert sum(cell.row_span * cell.column_span for cell in grid.cells) == 9


def test_a_table_left_open_at_the_foot_is_closed_and_says_so() -> None:
    rules = [rule for rule in frame(COLUMNS, ROWS) if rule != Rule(0, 90, 300, 90)]
    (grid,) = lay_out(page_of(COLUMNS, ROWS, {(2, 1): "推进公开"}, rules=rules)).grids
    last = [cell for cell in grid.cells if cell.row == 2]
    assert [cell.closed_below for cell in last] == [False, False, False]
    assert all(cell.closed_above for cell in last)
    assert texts(grid)[2, 1, 1, 1] == "推进公开"


def test_a_last_line_that_hangs_out_of_an_open_cell_is_kept() -> None:
    rules = [rule for rule in frame(COLUMNS, ROWS) if rule != Rule(0, 90, 300, 90)]
    hanging = text_at("市级各部门", 205, 91)
    (grid,) = lay_out(page_of(COLUMNS, ROWS, {}, rules=rules, chars=hanging)).grids
    assert texts(grid)[2, 2, 1, 1] == "市级各部门"


def test_text_below_a_closed_table_is_outside() -> None:
    layout = lay_out(page_of(COLUMNS, ROWS, {}, chars=text_at("—3—", 205, 91)))
    assert [line.text for line in layout.lines] == ["—3—"]


def test_a_table_without_side_lines_keeps_its_outer_columns() -> None:
    rules = [rule for rule in frame(COLUMNS, ROWS) if rule not in (Rule(0, 0, 0, 90), Rule(300, 0, 300, 90))]
    (grid,) = lay_out(page_of(COLUMNS, ROWS, {(1, 0): "一", (1, 2): "市财政局"}, rules=rules)).grids
    assert grid.columns == (0, 60, 200, 300)


def test_a_box_around_a_text_is_no_table() -> None:
    layout = lay_out(page_of([0, 300], [0, 100], {(0, 0): "此件公开发布"}))
    assert layout.grids == ()
    assert [line.text for line in layout.lines] == ["此件公开发布"]


def test_every_character_ends_in_a_cell_or_a_line() -> None:
    page = page_of(COLUMNS, ROWS, {(0, 0): "目标", (1, 1): "推进政务公开"}, chars=text_at("附件一", 10, 120))
    layout = lay_out(page)
    in_cells = [char for grid in layout.grids for cell in grid.cells for line in cell.lines for char in line.chars]
    in_lines = [char for line in layout.lines for char in line.chars]
    assert sorted(in_cells + in_lines) == sorted(page.chars)


def test_a_table_inside_a_cell_is_text_of_that_cell() -> None:
    inner = frame([70, 120, 180], [35, 45, 55])
    page = page_of(
        COLUMNS, ROWS, {(1, 1): "完成指标"}, rules=frame(COLUMNS, ROWS) + inner, chars=text_at("指标", 75, 45)
    )
    (grid,) = lay_out(page).grids
    assert texts(grid)[1, 1, 1, 1] == "完成指标指标"


def test_two_tables_side_by_side_are_two() -> None:
    right = frame([320, 380, 440, 500], ROWS)
    page = page_of(COLUMNS, ROWS, {(0, 0): "目标"}, rules=frame(COLUMNS, ROWS) + right, chars=text_at("任务", 323, 3))
    left_grid, right_grid = lay_out(page).grids
    assert texts(left_grid)[0, 0, 1, 1] == "目标"
    assert texts(right_grid)[0, 0, 1, 1] == "任务"
