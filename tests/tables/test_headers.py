from __future__ import annotations

from pages import frame, page_of
from planparse.model.document import Cell, Grid, Passage, Rule
from planparse.model.plan import Role
from planparse.tables.grid import lay_out
from planparse.tables.headers import SAME_EDGE, Column, cells_under, find_header, is_near

COLUMNS = [0, 80, 240, 320, 400]
ROWS = [0, 30, 60, 90, 120]


def grid_of(texts: dict[tuple[int, int], str], rules: list[Rule] | None = None) -> Grid:
    (grid,) = lay_out(page_of(COLUMNS, ROWS, texts, rules=rules)).grids
    return grid


def test_a_header_row_names_work_and_units() -> None:
    header = find_header(grid_of({(0, 0): "序号", (0, 1): "工作任务", (0, 2): "牵头单位", (0, 3): "配合单位"}))
    assert header is not None and header.rows == 1
    assert header.words == ("序号", "工作任务", "牵头单位", "配合单位")
    assert [column.word.role if column.word else None for column in header.columns] == [
        None,
        None,
        Role.LEAD,
        Role.COOPERATE,
    ]


def test_a_title_inside_the_table_stands_above_the_header() -> None:
    rules = [rule for rule in frame(COLUMNS, ROWS) if rule.horizontal or rule.x0 in (0, 400)]
    rules += [Rule(x, 30, x, 120) for x in (80, 240, 320)]
    texts = {(0, 0): "任务分解表", (1, 0): "类别", (1, 1): "任务", (1, 2): "责任单位", (1, 3): "备注"}
    header = find_header(grid_of(texts, rules))
    assert header is not None and header.rows == 2
    assert header.words[2] == "责任单位"


def test_a_header_of_two_levels_takes_the_lower_words() -> None:
    rules = [rule for rule in frame(COLUMNS, ROWS) if rule not in (Rule(0, 30, 400, 30), Rule(320, 0, 320, 120))]
    rules += [Rule(240, 30, 400, 30), Rule(320, 30, 320, 120)]
    texts = {(0, 0): "目标", (0, 1): "任务", (0, 2): "责任单位", (1, 2): "牵头", (1, 3): "配合"}
    header = find_header(grid_of(texts, rules))
    assert header is not None and header.rows == 2
    assert header.words == ("目标", "任务", "牵头单位", "配合单位")


def test_a_table_that_names_no_units_has_no_header() -> None:
    assert find_header(grid_of({(0, 0): "时间", (0, 1): "地点", (0, 2): "议程", (0, 3): "备注"})) is None


def test_a_list_of_contacts_is_no_task_table() -> None:
    assert find_header(grid_of({(0, 0): "序号", (0, 1): "责任单位", (0, 2): "联系人", (0, 3): "联系电话"})) is None


BODY = {
    (1, 1): "推进政务服务事项全程网上办理",
    (2, 1): "公布重大项目审批结果和进展情况",
    (3, 1): "组织开展业务培训和第三方评估",
}
UNITS = {(1, 2): "市数据局、市财政局", (2, 2): "市发展改革委", (3, 2): "各县（市、区）政府"}


def test_a_column_of_units_under_new_words_is_told_by_its_cells() -> None:
    texts = {(0, 0): "序号", (0, 1): "工作任务", (0, 2): "干活的单元", (0, 3): "备注", **BODY, **UNITS}
    header = find_header(grid_of(texts))
    assert header is not None
    assert [column.field for column in header.columns] == ["serial", "task", "units", "remark"]
    assert header.columns[2].word is not None and header.columns[2].word.role is Role.RESPONSIBLE


def test_a_column_of_work_under_new_words_is_told_by_its_length() -> None:
    texts = {(0, 0): "序号", (0, 1): "今年怎么干", (0, 2): "责任单位", (0, 3): "备注", **BODY, **UNITS}
    header = find_header(grid_of(texts))
    assert header is not None
    assert [column.field for column in header.columns] == ["serial", "content", "units", "remark"]


def test_a_table_of_which_nothing_is_known_stays_what_it_is() -> None:
    texts = {(0, 0): "序号", (0, 1): "今年怎么干", (0, 2): "谁来干活", (0, 3): "备注", **BODY, **UNITS}
    assert find_header(grid_of(texts)) is None


def test_a_list_of_projects_and_sums_is_no_task_table() -> None:
    sums = {(1, 2): "1200", (2, 2): "350.5", (3, 2): "80"}
    assert (
        find_header(grid_of({(0, 0): "序号", (0, 1): "项目名称", (0, 2): "预算金额", (0, 3): "备注", **BODY, **sums}))
        is None
    )


UNITS_BELOW = {(row, 2): text for row, text in enumerate(("市财政局", "市审计局", "市司法局"), 1)}
PLACES_BELOW = {(row, 2): text for row, text in enumerate(("城关镇", "龙潭乡", "掌政镇"), 1)}


def test_an_unknown_word_above_units_names_them_beside_a_word_of_tasks_only() -> None:
    header = find_header(grid_of({(0, 0): "序号", (0, 1): "工作任务", (0, 2): "落实方", **UNITS_BELOW}))
    assert header is not None and header.columns[2].field == "units"
    assert find_header(grid_of({(0, 0): "序号", (0, 1): "项目", (0, 2): "预算方", **UNITS_BELOW})) is None


def test_an_unknown_word_above_places_says_where() -> None:
    assert find_header(grid_of({(0, 0): "序号", (0, 1): "工作任务", (0, 2): "建设处所", **PLACES_BELOW})) is None


def test_a_group_word_over_a_heading_and_its_content_keeps_both() -> None:
    rules = [rule for rule in frame(COLUMNS, ROWS) if rule not in (Rule(0, 30, 400, 30), Rule(80, 0, 80, 120))]
    rules += [Rule(0, 30, 240, 30), Rule(80, 30, 80, 120)]
    texts = {(0, 0): "工作任务", (1, 0): "项目", (1, 1): "具体措施", (0, 2): "责任单位", (0, 3): "备注"}
    header = find_header(grid_of(texts, rules))
    assert header is not None
    assert [column.field for column in header.columns] == ["task", "content", "units", "remark"]


def test_cells_stand_under_columns_in_any_order() -> None:
    boxes = [(0.0, 10.0), (10.0, 30.0), (0.0, 30.0)]
    cells = [Cell(row, 0, 1, 1, (x0, 0.0, x1, 1.0)) for row, (x0, x1) in enumerate(boxes)]
    columns = [Column(x0, x1, "", Passage(), None) for x0, x1 in ((20.0, 30.0), (0.0, 10.0), (10.0, 20.0))]
    assert [[cell.row for cell in found] for found in cells_under(columns, cells)] == [[1, 2], [0, 2], [1, 2]]


def test_an_edge_is_near_within_the_tolerance() -> None:
    near = [is_near(x, [0.0, 100.0]) for x in (-SAME_EDGE, SAME_EDGE, 50.0, 94.0, 93.9, 106.1)]
    assert near == [True, True, False, True, False, False]
