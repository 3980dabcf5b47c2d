from __future__ import annotations

from pages import text_at
from planparse.lexicon.headers import read_header
from planparse.model.document import Passage, Row
from planparse.model.plan import Role
from planparse.tables.lines import lines_of, passage_of
from planparse.tables.rows import TaskRow, read_row


def passage(text: str) -> Passage:
    return passage_of(lines_of(text_at(text, 0, 0)))


def row_of(sections: tuple[str, ...] = (), **cells: str) -> TaskRow:
    """Read a row given as header word to text; `_` in a name stands for nothing."""
    return read_row(
        Row(
            table=0,
            header=tuple(cells),
            header_cells=tuple(passage(word) for word in cells),
            fields=tuple(word.field if (word := read_header(header)) else "other" for header in cells),
            roles=tuple(word.role if (word := read_header(header)) else None for header in cells),
            cells=tuple(passage(text) for text in cells.values()),
            inferred=(False,) * len(cells),
            sections=tuple(passage(title) for title in sections),
        )
    )


def test_goal_task_content_and_units_are_told_by_the_header() -> None:
    row = row_of(目标="一、目标", 任务="（一）任务", 主要内容="公开清单", 责任单位="市审计局牵头落实")
    assert (row.goal.text, row.task.text, row.content.text) == ("一、目标", "（一）任务", "公开清单")
    assert row.responsibility_text == "市审计局牵头落实"
    assert [text.text for text in row.path] == ["一、目标", "（一）任务"]


def test_without_a_measure_column_the_task_is_the_content() -> None:
    row = row_of(("一、扩大消费",), 序号="1", 工作任务="发放消费券", 责任单位="市商务局")
    assert row.content.text == "发放消费券"
    assert row.goal.text == "一、扩大消费"
    assert row.task.text == ""
    assert row.cells["序号"] == "1"


def test_section_titles_are_goal_and_task_from_the_outermost_in() -> None:
    row = row_of(("一、扩大消费", "（一）夜经济"), 工作任务="发放消费券", 责任单位="市商务局")
    assert (row.goal.text, row.task.text) == ("一、扩大消费", "（一）夜经济")


def test_several_unit_columns_are_written_behind_their_headers() -> None:
    row = row_of(工作任务="发放消费券", 牵头单位="市商务局", 配合单位="市财政局", 完成时限="年底前")
    assert row.responsibility_text == "牵头单位：市商务局；配合单位：市财政局"
    assert [cell.role for cell in row.units] == [Role.LEAD, Role.COOPERATE]
    assert row.cells["完成时限"] == "年底前"


def test_an_empty_unit_column_is_left_out_and_a_dash_is_empty() -> None:
    row = row_of(工作任务="发放消费券", 牵头单位="市商务局", 配合单位="—")
    assert row.responsibility_text == "牵头单位：市商务局"


def test_leaders_and_persons_are_no_units() -> None:
    row = row_of(工作任务="发放消费券", 责任单位="市商务局", 责任领导="张三", 联系人="李四")
    assert [cell.header for cell in row.units] == ["责任单位"]
    assert row.cells["责任领导"] == "张三"


def test_time_limits_and_targets_are_found_by_their_headers() -> None:
    row = row_of(工作任务="发放消费券", 量化指标="不少于5场", 责任单位="市商务局", 完成时限="年底前")
    assert [text.text for text in row.times] == ["年底前"]
    assert [text.text for text in row.targets] == ["不少于5场"]
    assert row_of(工作任务="发放消费券", 责任单位="市商务局", 完成时限="").times == ()
