from __future__ import annotations

import pytest

from planparse.language.second_opinion import parse_responsibility
from planparse.model.document import Paragraph, Passage, Style, strip_char
from planparse.tables.prose import find_tasks
from planparse.tables.rows import TaskRow
from strip import judge, paragraphs


def tasks_of(*texts: str | tuple[str, Style]) -> list[TaskRow]:
    return [row for _, row in find_tasks(paragraphs(*texts), judge)]


def shown(rows: list[TaskRow]) -> list[tuple[str, str]]:
    return [(row.content.text, row.responsibility_text) for row in rows]


SECTION = "一、优化营商环境"
OTHER = "2.压减审批时限。（市政务服务局牵头，市司法局配合）"


@pytest.mark.parametrize(
    ("bracket", "inside"),
    [
        ("（市财政局牵头，市审计局配合）", "市财政局牵头，市审计局配合"),
        ("(责任单位:市财政局)", "责任单位:市财政局"),
        ("〔牵头单位：市财政局；责任单位：市审计局〕", "牵头单位：市财政局；责任单位：市审计局"),
        ("【市财政局、市审计局】", "市财政局、市审计局"),
        ("[市教育局（市语委办）负责]", "市教育局（市语委办）负责"),
        ("（市财政局负责）。", "市财政局负责"),
    ],
)
def test_a_closing_bracket_of_any_shape_assigns_its_paragraph(bracket: str, inside: str) -> None:
    rows = tasks_of(SECTION, f"1.按月公开财政收支情况。{bracket}", OTHER)
    assert shown(rows)[0] == ("按月公开财政收支情况。", inside)
    assert [text.text for text in rows[0].path] == [SECTION]


def test_a_bracket_that_lost_its_partner_is_read_to_the_end() -> None:
    rows = tasks_of(SECTION, "1.按月公开财政收支情况。（市财政局牵头，市审计局配合", OTHER)
    assert shown(rows)[0] == ("按月公开财政收支情况。", "市财政局牵头，市审计局配合")


def test_each_bracket_of_a_paragraph_is_a_task() -> None:
    rows = tasks_of(SECTION, "1.公开收支。（市财政局负责）清理收费项目。（市发展改革委负责）其余事项另行安排。", OTHER)
    assert shown(rows)[:2] == [("公开收支。", "市财政局负责"), ("清理收费项目。", "市发展改革委负责")]
    assert len(rows) == 3


def test_neighbouring_brackets_close_one_task() -> None:
    rows = tasks_of(SECTION, "1.公开收支。（市财政局牵头）（6月底前完成）", OTHER)
    assert shown(rows)[0] == ("公开收支。", "市财政局牵头")
    assert [text.text for text in rows[0].asides] == ["市财政局牵头", "6月底前完成"]


@pytest.mark.parametrize(
    "text",
    [
        "1.技工院校（技工院校内由人力资源社会保障部门负责）要按规定办学，提高质量。",
        "1.市财政局负责资金保障，市审计局负责监督检查。",
        "1.发挥由市发展改革委牵头的联席会议作用，定期调度。",
        "1.及时报送市政府办公室（以下简称市府办）。",
        "1.各牵头单位要细化方案，明确责任（见附件2）。",
    ],
)
def test_what_a_sentence_says_of_a_unit_is_no_task(text: str) -> None:
    assert shown(tasks_of(SECTION, text, OTHER)) == [("压减审批时限。", "市政务服务局牵头，市司法局配合")]


def test_a_heading_that_opens_most_items_is_their_task() -> None:
    rows = tasks_of(
        "二、重点任务",
        "（一）拓展市场。积极稳妥推广增值税一般纳税人资格试点，支持企业拓展国内市场。（税务总局、财政部负责）",
        "（二）释放产能。允许加工制造企业利用剩余产能承接境内委托加工。（海关总署、商务部负责）",
    )
    assert [row.task.text for row in rows] == ["（一）拓展市场", "（二）释放产能"]
    assert [row.goal.text for row in rows] == ["二、重点任务"] * 2
    assert rows[1].content.text == "允许加工制造企业利用剩余产能承接境内委托加工。"


def test_a_short_first_sentence_is_no_heading_where_the_others_are_long() -> None:
    long = "编制下达土地利用计划时考虑自贸试验区的实际情况合理安排有关省市的用地计划，有关地方应当优先支持。"
    rows = tasks_of(
        "一、营造环境",
        f"（一）{long}加强协调。（自然资源部负责）",
        f"（二）{long}加强协调。（商务部负责）",
        f"（三）{long}加强协调。（财政部负责）",
        "（四）下放权限。做好衔接工作，确保平稳有序。（住房城乡建设部负责）",
    )
    assert rows[3].content.text == "下放权限。做好衔接工作，确保平稳有序。"
    assert not rows[3].task


def test_a_lead_set_in_bold_is_a_heading_though_it_is_the_only_one() -> None:
    words = "推进公开。及时公布目录，加强解读。（市司法局负责）"
    rows = tasks_of((words, Style(lead=5)), OTHER)
    assert rows[0].path[0].text == "推进公开"
    assert rows[0].content.text == "及时公布目录，加强解读。"


def test_numbers_of_any_scheme_make_the_path() -> None:
    rows = tasks_of(
        "第一章总体安排",
        "第二章重点任务",
        "第一节扩大消费",
        "一、促进汽车消费",
        "（1）发放补贴。（市商务局负责）",
        "①以旧换新。（市商务局、市财政局负责）",
    )
    assert [text.text for text in rows[0].path] == ["第二章重点任务", "第一节扩大消费", "一、促进汽车消费"]
    assert [text.text for text in rows[1].path][:3] == [text.text for text in rows[0].path]


def test_label_lines_cover_the_paragraphs_since_the_last_ones() -> None:
    rows = tasks_of(
        "一、办好教育",
        "（一）扩充学位",
        "新建学校占地62亩。",
        "同步建设周边道路。",
        "牵头单位：县教育局",
        "配合单位：县住建局、县交通局",
        "完成时限：8月底前",
        "（二）提升质量",
        "实现课后服务全覆盖。",
        "责任单位：县教育局",
        "三、组织保障",
        "各单位要加强领导。",
    )
    assert shown(rows) == [
        ("新建学校占地62亩。", "牵头单位：县教育局；配合单位：县住建局、县交通局"),
        ("同步建设周边道路。", "牵头单位：县教育局；配合单位：县住建局、县交通局"),
        ("实现课后服务全覆盖。", "责任单位：县教育局"),
    ]
    assert rows[0].task.text == "（一）扩充学位"
    assert [text.text for text in rows[0].asides][-1] == "完成时限：8月底前"


def test_a_heading_alone_above_its_labels_is_the_task() -> None:
    rows = tasks_of("一、民生实事", "1.新建公园3座", "责任单位：县城管局", "2.改造管网10公里", "责任单位：县水利局")
    assert shown(rows) == [("新建公园3座", "责任单位：县城管局"), ("改造管网10公里", "责任单位：县水利局")]
    assert [row.goal.text for row in rows] == ["一、民生实事"] * 2


def test_labels_between_heading_and_text_hold_for_the_text_below() -> None:
    rows = tasks_of(
        "（一）扩充学位",
        "责任单位：县教育局",
        "新建学校占地62亩。",
        "（二）改造管网",
        "责任单位：县水利局",
        "改造老旧管网10公里。",
    )
    assert shown(rows) == [("新建学校占地62亩。", "责任单位：县教育局"), ("改造老旧管网10公里。", "责任单位：县水利局")]


def test_a_label_behind_the_last_sentence_assigns_its_paragraph() -> None:
    rows = tasks_of("一、决策公开", "（一）公布目录。责任单位：市司法局、市政府办公室", "（二）加强领导。")
    assert shown(rows) == [("公布目录。", "责任单位：市司法局、市政府办公室")]


@pytest.mark.parametrize("mark", ["；", "。", ""])
def test_label_lines_go_on_what_a_label_behind_the_last_sentence_began(mark: str) -> None:
    first, second = f"（一）公布目录。牵头单位：市司法局{mark}", "配合单位：市财政局、市审计局"
    (row,) = tasks_of("一、决策公开", first, second, "完成时限：6月底前")
    words = "；" if mark == "" else mark
    assert row.responsibility_text == f"牵头单位：市司法局{words}配合单位：市财政局、市审计局"
    assert len(row.units) == 2 and [text.text for text in row.asides][-1] == "完成时限：6月底前"
    assert row.content.text == "公布目录。"


def test_the_same_label_again_does_not_go_on() -> None:
    rows = tasks_of("一、决策公开", "（一）公布目录。责任单位：市司法局", "责任单位：市政府办公室", "（二）加强领导。")
    assert shown(rows) == [("公布目录。", "责任单位：市司法局")]


def test_a_numbered_remark_on_units_is_no_label_line() -> None:
    assert tasks_of("备注：", "1.资金以批复为准；", "2.责任单位：以正文为准，如有调整另行通知；") == []


def test_a_lone_list_in_brackets_in_a_document_that_assigns_nothing_is_no_task() -> None:
    assert tasks_of("一、总体要求", "请及时反馈有关单位（市财政局、市审计局）") == []


def test_a_number_before_a_figure_counts_if_it_is_the_next() -> None:
    rows = tasks_of("25.惠企政策直达。（市财政局）", "26.12345热线提质。（市政务服务局、市信访局）")
    assert rows[1].content.text == "12345热线提质。"
    alone = tasks_of("26.5万户完成改造。（市住建局、市财政局）", OTHER)
    assert alone[0].content.text == "26.5万户完成改造。"


def test_tasks_know_their_paragraph() -> None:
    texts: list[Paragraph] = paragraphs(SECTION, "1.公开收支。（市财政局负责）", OTHER)
    assert [place for place, _ in find_tasks(texts, judge)] == [1, 2]


def test_label_lines_belong_to_the_item_above_them() -> None:
    rows = tasks_of(
        "（一）建设学校。新增学位100个。",
        "（二）建设医院。新增床位50张。",
        "责任单位：市卫健委",
        "（三）建设道路。新建3条。",
        "责任单位：市交通局",
    )
    assert [row.responsibility_text for row in rows] == ["责任单位：市卫健委", "责任单位：市交通局"]
    assert rows[0].content.text == "新增床位50张。"


def test_what_stands_in_an_earlier_section_is_not_covered() -> None:
    rows = tasks_of(
        "一、总体要求", "坚持以人民为中心。", "二、主要目标", "建成学校10所。", "三、重点任务", "建设学校。",
        "责任单位：市教育局",
    )  # fmt: skip
    assert shown(rows) == [("建设学校。", "责任单位：市教育局")]


def test_labels_at_the_end_of_a_section_cover_its_items() -> None:
    rows = tasks_of(
        "一、规范审批", "1.清理事项。", "2.统一名称。", "3.压缩时限。", "责任单位：区审改办",
        "二、规范窗口", "4.综合受理。", "5.首问负责。", "6.限时办结。", "责任单位：区政务服务中心",
    )  # fmt: skip
    assert [row.responsibility_text for row in rows] == ["责任单位：区审改办"] * 3 + ["责任单位：区政务服务中心"] * 3


def test_labels_that_name_what_they_cover_cover_it() -> None:
    rows = tasks_of(
        "一、规范审批", "1.清理事项。", "2.统一名称。", "以上第1至2项责任单位：区审改办",
        "二、网上办事", "3.升级系统。", "责任单位：区信息中心", "4.推广证照。", "责任单位：区公安分局",
    )  # fmt: skip
    assert [row.content.text for row in rows[:2]] == ["清理事项。", "统一名称。"]


def test_a_bracket_with_a_line_to_itself_closes_the_item_above() -> None:
    rows = tasks_of("1.建设学校2所。", "（市教育局）", "2.建设医院1所。", "（市卫健委、市财政局）")
    assert shown(rows) == [("建设学校2所。", "市教育局"), ("建设医院1所。", "市卫健委、市财政局")]


def test_a_bracket_that_assigns_nothing_stays_in_the_content() -> None:
    rows = tasks_of("1.全部安装到位（含在线监控）。（市环保局牵头，市城管局配合）", OTHER)
    assert shown(rows)[0] == ("全部安装到位（含在线监控）。", "市环保局牵头，市城管局配合")


def test_bare_lists_within_sentences_count_where_they_are_usual() -> None:
    rows = tasks_of("1.建设学校2所（市教育局）。", "2.建设医院1所（市卫健委、市财政局）。")
    assert shown(rows) == [("建设学校2所", "市教育局"), ("建设医院1所", "市卫健委、市财政局")]


def test_a_bracket_on_a_heading_assigns_the_text_below() -> None:
    rows = tasks_of(
        "一、重点工作",
        "（一）治理公路“三乱”（市监察局牵头，市公路局配合）",
        "严格落实一票否决制，公布举报电话。",
        "（二）规范收费公路（市财政局、市公路局）",
        "取消超期收费站点。",
    )
    assert [row.content.text for row in rows] == ["严格落实一票否决制，公布举报电话。", "取消超期收费站点。"]
    assert rows[0].responsibility_text == "市监察局牵头，市公路局配合"


def test_labels_in_one_line_may_be_parted_by_blanks() -> None:
    words = "牵头单位：市交通局  配合单位：市财政局、市公安局  完成时限：12月底"
    squeezed = "".join(words.split())
    offsets = [place for place, mark in enumerate(words) if not mark.isspace()]
    chars = tuple(strip_char(mark, 2, place) for mark, place in zip(squeezed, offsets, strict=True))
    texts = [*paragraphs("1.硬化道路。"), Paragraph(Passage(squeezed, chars))]
    ((_, row),) = find_tasks(texts, judge)
    assert row.responsibility_text == words.replace("  ", " ")
    assert [(a.unit, str(a.role)) for a in parse_responsibility(row.units[0].text.text, "trailing")] == [
        ("市交通局", "lead"),
        ("市财政局", "cooperate"),
        ("市公安局", "cooperate"),
    ]


def test_leaders_before_the_units_of_a_label_line_are_left_out() -> None:
    rows = tasks_of("1.建设学校。", "责任领导：张明；牵头单位：市教育局")
    assert rows[0].units[0].text.text == "牵头单位：市教育局"


def test_decimals_that_run_are_numbers_and_the_figures_above_them_too() -> None:
    rows = tasks_of("1.1项目建设", "开工10项。（市发展改革委牵头）", "1.2家庭医生", "签约2万户。（市卫健委牵头）")
    assert [row.path[0].text for row in rows] == ["1.1项目建设", "1.2家庭医生"]


def test_a_list_that_a_copy_broke_is_put_together() -> None:
    rows = tasks_of(
        "1.建设学校。", "责任单位：市教育局、市住建局、", "市卫健委、各区人民政府", "2.建设医院。", "责任单位：市卫健委"
    )
    assert rows[0].responsibility_text == "责任单位：市教育局、市住建局、市卫健委、各区人民政府"


def test_lines_that_only_say_who_does_what_close_the_text_above() -> None:
    rows = tasks_of(
        "（一）规范决策", "决策前公布草案，广泛听取意见。", "市司法局牵头，市各有关部门配合",
        "（二）公开财政", "按月公开收支情况。", "市财政局牵头落实",
    )  # fmt: skip
    assert [row.responsibility_text for row in rows] == ["市司法局牵头，市各有关部门配合", "市财政局牵头落实"]


@pytest.mark.parametrize(
    "text",
    [
        "1.建立统一的监测制度（水环境监测由水利部配合）。",
        "1.推进改革试点（办公室设在财政部）。",
        "1.做好统计工作（具体办法由国家统计局会同财政部制定）。",
    ],
)
def test_a_bracket_with_a_subject_of_its_own_is_content(text: str) -> None:
    assert shown(tasks_of(SECTION, text, OTHER)) == [("压减审批时限。", "市政务服务局牵头，市司法局配合")]


def test_a_bracket_on_the_last_heading_is_not_given_to_the_signature() -> None:
    rows = tasks_of(
        "（一）推进教育改革（市教育局牵头）",
        "（二）强化督查考核（市政府办公室牵头）",
        "某市人民政府办公室",
        "二○二三年三月五日",
        "（此件公开发布）",
    )
    assert [row.content.text for row in rows] == ["推进教育改革", "强化督查考核"]


def test_members_of_a_leading_group_are_no_tasks() -> None:
    rows = tasks_of(
        OTHER, "3.修路。（市交通局牵头）", "组长：张三（市政府）", "成员：王五（市民政局）、赵六（市财政局）"
    )
    assert [row.content.text for row in rows] == ["压减审批时限。", "修路。"]


def test_a_label_that_says_nothing_is_no_content() -> None:
    rows = tasks_of(
        "1.推进教育。", "牵头单位：市教育局", "配合单位：无", "2.推进医疗。", "牵头单位：市卫健委", "配合单位："
    )
    assert [row.content.text for row in rows] == ["推进教育。", "推进医疗。"]


def test_the_units_of_a_label_may_stand_on_the_next_line() -> None:
    rows = tasks_of("1.修路。", "责任单位：", "市交通局、市财政局", "2.建桥。", "责任单位：市住建局")
    assert rows[0].responsibility_text == "责任单位：市交通局、市财政局"


def test_labels_above_texts_without_numbers_hold_for_the_text_below() -> None:
    rows = tasks_of(
        "各县（市、区）人民政府：", "牵头单位：市教育局", "推进教育优先发展。", "牵头单位：市卫健委", "推进医疗。"
    )
    assert shown(rows) == [("推进教育优先发展。", "牵头单位：市教育局"), ("推进医疗。", "牵头单位：市卫健委")]


def test_several_numbered_items_in_one_paragraph_lose_their_numbers() -> None:
    rows = tasks_of("一、教育", "1.建设学校（责任单位：市教育局）。2.推进养老（责任单位：市民政局）。")
    assert [row.content.text for row in rows] == ["建设学校", "推进养老"]


def test_a_first_sentence_of_many_clauses_is_no_heading() -> None:
    rows = tasks_of(
        "（一）拓展市场。积极稳妥推广试点，支持企业拓展国内市场。（税务总局、财政部负责）",
        "（二）释放产能。允许企业利用剩余产能承接境内委托加工。（海关总署、商务部负责）",
        "（三）调整优化管理，完善预约措施，简化预约程序，减少采集信息。支持建设相关设施，提升服务。（文化和旅游部负责）",
    )
    assert not rows[2].task and rows[2].content.text.startswith("调整优化管理")


def test_a_hundred_thousand_marks_without_end_are_read_in_linear_time() -> None:
    assert tasks_of("（" * 100_000) == []
    assert tasks_of("（市财政局、" * 20_000 + "）") == []
    assert tasks_of("（" * 50_000 + "）" * 50_000) == []
    assert tasks_of("（" * 50_000 + "]" * 50_000) == []
