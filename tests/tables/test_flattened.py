from __future__ import annotations

from planparse.model.document import Row
from planparse.tables.flattened import Flattened, SpansWord, find_flattened
from strip import judge, paragraphs

HEADER = ("目标", "任务", "主要内容", "责任单位")
LONG = "及时公布稳定和扩大就业政策，深入解读政策背景依据、目标任务、涉及范围以及政策亮点"
OTHER = "围绕国家、省和市出台的降费政策措施，做好公开发布、政策解读等工作并实时更新目录清单"


def never(before: str, after: str) -> bool:
    return False


def tables_of(*texts: str, spans_word: SpansWord = never) -> list[Flattened]:
    return find_flattened(paragraphs(*texts), judge, spans_word)


def cells(row: Row) -> tuple[str, ...]:
    return tuple(text.text for text in row.cells)


def rows_of(*texts: str, spans_word: SpansWord = never) -> list[Row]:
    (table,) = tables_of(*texts, spans_word=spans_word)
    return list(table.rows)


def test_one_cell_a_paragraph_becomes_rows_with_merged_cells_carried_down() -> None:
    rows = rows_of(
        *HEADER,
        "一、助力经济发展", "（一）加强预期引导", LONG, "市人社局牵头落实",
        OTHER, "市财政局牵头落实",
        "（二）推进减税降费", LONG, "市财政局、市税务局负责落实",
    )  # fmt: skip
    assert [cells(row)[:2] for row in rows] == [
        ("一、助力经济发展", "（一）加强预期引导"),
        ("一、助力经济发展", "（一）加强预期引导"),
        ("一、助力经济发展", "（二）推进减税降费"),
    ]
    assert [cells(row)[3] for row in rows] == ["市人社局牵头落实", "市财政局牵头落实", "市财政局、市税务局负责落实"]
    assert not any(any(row.inferred) for row in rows)


def test_a_numbered_heading_below_the_header_is_no_header_word() -> None:
    """（一）重点任务 reads like 重点任务 with a remark before it; its number says that it heads the rows below."""
    rows = rows_of("任务", "主要内容", "责任单位", "（一）重点任务", LONG, "市人社局牵头落实", OTHER, "市财政局负责")
    assert [cells(row) for row in rows] == [
        ("（一）重点任务", LONG, "市人社局牵头落实"),
        ("（一）重点任务", OTHER, "市财政局负责"),
    ]


def test_a_unit_cell_of_many_rows_is_carried_down_and_marked() -> None:
    rows = rows_of(
        *HEADER,
        "一、增强实效", "（一）落实机制", LONG, "市政府、市级各部门", OTHER,
        "（二）健全回应", OTHER + "落实约谈制度", LONG + "明确任务",
    )  # fmt: skip
    assert [cells(row)[3] for row in rows] == ["市政府、市级各部门"] * 4
    assert [row.inferred[3] for row in rows] == [False, True, True, True]


def test_the_rest_of_a_content_behind_its_unit_cell_is_put_back() -> None:
    first, rest = LONG + "，公布一批企业、", "省市名牌产品和质量奖企业名单，发布评价结果"
    rows = rows_of(
        *HEADER, "一、目标", "（一）任务", first, "市商务局牵头落实", rest, "（二）任务", OTHER, "市财政局负责"
    )
    assert cells(rows[0])[2] == first + rest
    assert len(rows) == 2


def test_a_content_cut_inside_a_word_is_put_back_where_the_language_says_so() -> None:
    first, rest = LONG + "，推动监管信息公开，开展房地", "产市场主体抽查及专项督查活动，督促各级主管部门"
    texts = (*HEADER, "一、目标", "（一）任务", first, "市住建局牵头落实", rest, "（二）任务", OTHER, "市财政局负责")
    joined = rows_of(*texts, spans_word=lambda before, after: before.endswith("房地") and after.startswith("产"))
    assert cells(joined[0])[2] == first + rest
    assert len(rows_of(*texts)) == len(joined) + 1


def test_columns_without_numbers_are_told_by_what_stands_below() -> None:
    rows = rows_of(
        "序号", "重点任务", "工作措施", "牵头单位", "配合单位", "完成时限",
        "1", "新增公交", LONG, "市交通局", "市财政局、市公安局", "6月底前",
        "2", "建充电桩", OTHER, "市发展改革委", "全年",
    )  # fmt: skip
    assert cells(rows[0]) == ("1", "新增公交", LONG, "市交通局", "市财政局、市公安局", "6月底前")
    assert cells(rows[1])[:4] == ("2", "建充电桩", OTHER, "市发展改革委")
    assert cells(rows[1])[5] == "全年"


def test_a_title_row_over_all_columns_is_the_section_of_what_follows() -> None:
    rows = rows_of(
        "序号", "改革举措", "主要内容", "指导部门",
        "一、知识产权保护方面", "1", "三合一审判", LONG, "国家知识产权局",
        "二、成果转化方面", "2", "技术经理人", OTHER, "科技部",
    )  # fmt: skip
    assert [[text.text for text in row.sections] for row in rows] == [["一、知识产权保护方面"], ["二、成果转化方面"]]


def test_a_header_printed_again_and_page_numbers_are_no_cells() -> None:
    rows = rows_of(
        *HEADER, "一、目标", "（一）任务", LONG, "市人社局负责", "— 3 —", *HEADER, OTHER, "市财政局负责",
    )  # fmt: skip
    assert [cells(row)[3] for row in rows] == ["市人社局负责", "市财政局负责"]


def test_the_foot_of_a_page_ends_the_table() -> None:
    (table,) = tables_of(
        "前言", *HEADER, "一、目标", "（一）任务", LONG, "市人社局负责", "扫一扫在手机打开当前页", "主办"
    )
    assert (table.first, table.last) == (1, 8)
    assert len(table.rows) == 1


def test_header_words_in_a_sentence_or_without_units_are_no_table() -> None:
    assert tables_of("目标", "任务", "主要内容", LONG) == []
    assert tables_of("责任单位", LONG) == []


def test_the_words_as_above_give_the_cell_above() -> None:
    rows = rows_of(*HEADER, "一、目标", "（一）任务", LONG, "市人社局负责", OTHER, "同上")
    assert cells(rows[1])[3] == "市人社局负责"


def test_a_section_stands_above_the_numbers_of_a_heading_column() -> None:
    rows = rows_of(
        "任务", "工作措施", "责任单位",
        "一、生态环境", "（一）打好蓝天保卫战", LONG, "市生态环境局",
        "（二）打好碧水保卫战", OTHER, "市水利局",
        "二、民生保障", "（三）健全责任体系", LONG, "市住建局",
    )  # fmt: skip
    assert [([text.text for text in row.sections], cells(row)[0]) for row in rows] == [
        (["一、生态环境"], "（一）打好蓝天保卫战"),
        (["一、生态环境"], "（二）打好碧水保卫战"),
        (["二、民生保障"], "（三）健全责任体系"),
    ]


def test_a_list_of_units_on_two_lines_is_one_cell() -> None:
    rows = rows_of(
        "序号",
        "工作任务",
        "责任单位",
        "1",
        LONG + "。",
        "市规划局、市住建局，",
        "雁峰区人民政府",
        "2",
        OTHER + "。",
        "市财政局",
    )
    assert [cells(row)[2] for row in rows] == ["市规划局、市住建局，雁峰区人民政府", "市财政局"]


def test_a_content_on_two_lines_is_one_cell_where_contents_end_with_a_stop() -> None:
    rows = rows_of(
        "序号",
        "工作任务",
        "责任单位",
        "1",
        LONG + "，财政总收入增长",
        "18%。",
        "市财政局",
        "2",
        OTHER + "。",
        "市商务局",
    )
    assert [cells(row)[1] for row in rows] == [LONG + "，财政总收入增长18%。", OTHER + "。"]


def test_the_rest_of_a_content_may_stand_behind_the_time_limit() -> None:
    rows = rows_of(
        "工作任务", "责任单位", "完成时限",
        LONG + "，一次审", "市发改委", "10月底", "批、一次接入，办理环节压减至2个以内。",
        OTHER + "。", "市住建局", "9月底",
        spans_word=lambda before, after: before.endswith("审") and after.startswith("批"),
    )  # fmt: skip
    assert [cells(row)[0] for row in rows] == [LONG + "，一次审批、一次接入，办理环节压减至2个以内。", OTHER + "。"]


def test_a_blank_beside_units_of_the_same_row_is_not_filled_from_above() -> None:
    rows = rows_of(
        "工作内容", "牵头单位", "配合单位", LONG, "市住建局", "各街道办事处", OTHER, "市园林局",
        LONG + "更多", "市城管局", "市教育局、各街道办事处",
    )  # fmt: skip
    assert [cells(row)[2] for row in rows] == ["各街道办事处", "", "市教育局、各街道办事处"]


def test_what_follows_a_table_is_none_of_its_cells() -> None:
    texts = ("工作任务", "责任单位", LONG, "市教育局", OTHER, "市民政局")
    for end in (
        ("有关要求如下：", "一、加强领导。"),
        ("1.推进养老。（市民政局牵头）", "2.修路。（市交通局牵头）"),
        ("某市人民政府办公室", "2023年3月5日"),
        ("联系人：张三",),
    ):
        (table,) = tables_of(*texts, *end)
        assert table.last == 5
        assert [cells(row)[1] for row in table.rows] == ["市教育局", "市民政局"]


def test_units_one_a_line_are_one_cell_where_one_column_names_units() -> None:
    rows = rows_of("序号", "工作任务", "责任单位", "完成时限", "1", LONG, "市教育局", "市财政局", "6月底前")
    assert [cells(row)[2] for row in rows] == ["市教育局\n市财政局"]


def test_a_cell_that_says_nothing_takes_nothing_from_above() -> None:
    rows = rows_of(*HEADER, "一、教育", "（一）学校", LONG, "市教育局", OTHER, "无")
    assert [cells(row)[3] for row in rows] == ["市教育局", ""]


def test_the_task_column_may_be_the_work() -> None:
    rows = rows_of("目标", "任务", "责任单位", "一、教育", "1.建设学校", "市教育局", "2.建设操场", "市体育局")
    assert [cells(row) for row in rows] == [
        ("一、教育", "1.建设学校", "市教育局"),
        ("一、教育", "2.建设操场", "市体育局"),
    ]
