from __future__ import annotations

from datetime import date

import pytest

from pages import text_at
from planparse.language.front_matter import FrontMatter, cited_in, plan_region, plan_year, read_front_matter
from planparse.model.document import Line, Style
from planparse.model.plan import DocumentNumber, Metadata, Region
from planparse.tables.lines import lines_of, passage_of
from planparse.tables.paragraphs import running_heads
from strip import line, passage


def notice() -> list[Line]:
    """A notice as the standard sets it: letterhead, number, title in two lines, addressees, text, signature."""
    lines: list[Line] = []

    def put(text: str, x: float, y: float, size: float = 10, page: int = 1) -> None:
        lines.extend(lines_of(text_at(text, x, y, page, size)))

    put("澜江市人民政府办公室文件", 40, 20, 20)
    put("澜政办〔2023〕17号", 100, 60)
    put("澜江市人民政府办公室关于印发澜江市", 30, 90, 14)
    put("2023年政务公开工作要点的通知", 45, 108, 14)
    put("各县（市、区）人民政府，澜江高新区管委会；市政府各部门、各", 0, 140)
    put("直属单位：", 0, 155)
    put("现将《澜江市2023年政务公开工作要点》印发给你们，请", 20, 170)
    put("认真执行。", 0, 185)
    put("澜江市人民政府办公室", 180, 220)
    put("2023年3月21日", 200, 235)
    put("（此件公开发布）", 20, 260)
    put("—1—", 140, 300)
    return lines


def test_the_fields_of_a_notice_are_read() -> None:
    about = read_front_matter(notice()).metadata
    assert about.title == "澜江市人民政府办公室关于印发澜江市2023年政务公开工作要点的通知"
    assert str(about.document_number) == "澜政办〔2023〕17号"
    assert about.issuers == ("澜江市人民政府办公室",)
    assert about.signed_date == date(2023, 3, 21)
    assert about.addressees == ("各县（市、区）人民政府", "澜江高新区管委会", "市政府各部门、各直属单位")
    assert about.disclosure == "此件公开发布"


def test_every_field_leads_back_to_its_place() -> None:
    about = read_front_matter(notice()).metadata
    assert set(about.evidence) == {
        "title", "document_number", "issuer", "signed_date", "addressees", "disclosure",
    }  # fmt: skip
    (spot,) = about.evidence["signed_date"]
    assert spot.page == 1 and spot.text == "2023年3月21日"
    assert spot.bbox is not None and spot.bbox[1] == 235


def test_a_text_without_a_notice_has_no_fields() -> None:
    about = read_front_matter(lines_of(text_at("推进政务公开，加强政策解读。", 0, 0))).metadata
    assert about == Metadata()


def test_a_running_head_is_no_title() -> None:
    heads = [
        line for page in (1, 2, 3) for line in lines_of(text_at("澜江市2023年政务公开工作要点实施方案", 0, 5, page))
    ]
    assert read_front_matter(heads, running_heads(heads)).metadata.title is None


def test_cited_documents_are_listed_once_with_their_number() -> None:
    texts = [
        passage_of(lines_of(text_at("落实《公开条例》和《〈公开条例〉实施细则》", 0, 0))),
        passage_of(lines_of(text_at("按照《公开条例》（国令〔2019〕7号）执行", 0, 0, page=2))),
    ]
    cited = cited_in(texts)
    assert [(each.title, each.document_number and each.document_number.text) for each in cited] == [
        ("公开条例", "国令〔2019〕7号"),
        ("〈公开条例〉实施细则", None),
    ]
    assert cited[0].evidence[0].page == 2


def test_the_year_is_that_of_the_title_and_not_the_end_of_a_span() -> None:
    number = DocumentNumber("澜政办", 2022, 9, "澜政办〔2022〕9号")
    assert plan_year(Metadata(title="2023年工作要点", document_number=number)) == 2023
    assert plan_year(Metadata(title="2022—2026年行动方案", document_number=number)) == 2022
    assert plan_year(Metadata(title="工作方案", signed_date=date(2021, 1, 4))) == 2021
    assert plan_year(Metadata()) is None


def portal(*texts: str | tuple[str, Style]) -> FrontMatter:
    """Read the lines of a text format, numbered from 1."""
    lines = []
    for number, each in enumerate(texts, 1):
        words, style = (each, Style()) if isinstance(each, str) else each
        lines.append(line(words, number, style))
    return read_front_matter(lines)


OUTSIDE = Style(outside=True)
TITLE = "溦州市人民政府办公室关于印发溦州市2023年营商环境工作要点的通知"


def test_a_metadata_box_fills_what_the_text_does_not_say() -> None:
    about = portal(
        ("索 引 号：WZ0100000-2023-00417", OUTSIDE),
        ("发文机关：溦州市人民政府办公室", OUTSIDE),
        ("成文日期：2023年03月28日", OUTSIDE),
        ("发布日期：2023-04-07", OUTSIDE),
        ("公开方式：主动公开", OUTSIDE),
        (TITLE, Style(align="center")),
        "溦政办发〔2023〕26号",
        "各县（市、区）人民政府：",
    )
    assert about.warnings == ()
    assert about.metadata.title == TITLE
    assert about.metadata.issuer == "溦州市人民政府办公室"
    assert about.metadata.signed_date == date(2023, 3, 28)
    assert about.metadata.published_date == date(2023, 4, 7)
    assert about.metadata.disclosure == "主动公开"
    assert about.metadata.evidence["published_date"][0].paragraph == 4


def test_where_box_and_text_disagree_the_text_wins_and_both_are_kept() -> None:
    about = portal(
        ("发文字号：溦政办发〔2023〕62号", OUTSIDE),
        (TITLE, Style(align="center")),
        "溦政办发〔2023〕26号",
    )
    assert str(about.metadata.document_number) == "溦政办发〔2023〕26号"
    (warning,) = about.warnings
    assert warning.code == "metadata_disagrees" and "〔2023〕62号" in warning.message
    assert about.metadata.evidence["document_number_in_box"][0].paragraph == 1


def test_a_label_with_nothing_behind_it_has_its_value_on_the_next_line() -> None:
    about = portal("发布日期：", "2023年04月07日", "主题词：", TITLE)
    assert about.metadata.published_date == date(2023, 4, 7)
    assert about.metadata.title == TITLE


def test_labels_in_one_line_are_told_apart() -> None:
    about = portal(TITLE, "时间: 2017-06-01 10:19 来源: 苏州市人民政府 访问量:", "各县（市、区）人民政府：")
    assert about.metadata.published_date == date(2017, 6, 1)
    assert about.metadata.addressees == ("各县（市、区）人民政府",)


def test_the_signature_may_stand_behind_a_long_text() -> None:
    body = [f"{number}.推进第{number}项改革。" for number in range(1, 200)]
    about = portal(TITLE, *body, "溦州市人民政府办公室", "二○二三年三月二十八日", "（此件公开发布）")
    assert about.metadata.signed_date == date(2023, 3, 28)
    assert about.metadata.issuers == ("溦州市人民政府办公室",)
    assert about.metadata.disclosure == "此件公开发布"


def test_a_title_over_several_lines_ends_where_it_names_its_kind() -> None:
    big = Style(align="center", size=22.0)
    about = portal(
        ("溦州市人民政府办公室", big), ("关于印发2023年营商环境", big), ("工作要点的通知", big), "溦政办发〔2023〕26号"
    )
    assert about.metadata.title == "溦州市人民政府办公室关于印发2023年营商环境工作要点的通知"


def test_the_annexes_are_listed_without_their_numbers() -> None:
    about = portal(TITLE, "附件：1.任务分解表", "2.联络员名单", "溦州市人民政府办公室", "2023年3月28日")
    assert about.metadata.annexes == ("任务分解表", "联络员名单")


@pytest.mark.parametrize(
    ("line", "annexes"),
    [
        ("附件：1．任务分解表2．联系表", ("任务分解表", "联系表")),
        ("附件：1.2023年任务分解表 2.2023年联系表3.情况表", ("2023年任务分解表", "2023年联系表", "情况表")),
        ("附件：（1）任务分解表（2）联系表", ("任务分解表", "联系表")),
        ("附件：1、第1、2类企业名单2、联系表", ("第1、2类企业名单", "联系表")),
        ("附件：1.2.5万户企业名单", ("2.5万户企业名单",)),
    ],
)
def test_annexes_in_one_line_are_told_apart(line: str, annexes: tuple[str, ...]) -> None:
    about = portal(TITLE, line, "溦州市人民政府办公室", "2023年3月28日").metadata
    assert about.annexes == annexes
    assert len(about.evidence["annexes"]) == len(annexes)


@pytest.mark.parametrize("day", ["2023.3.5", "2023-03-05"])
def test_a_day_in_figures_below_the_name_of_a_body_is_that_of_the_signature(day: str) -> None:
    about = portal(TITLE, "现将工作要点印发给你们，请认真执行。", "溦州市人民政府办公室", day).metadata
    assert about.signed_date == date(2023, 3, 5)
    assert about.issuers == ("溦州市人民政府办公室",)
    assert about.evidence["signed_date"][0].text == day


@pytest.mark.parametrize("above", [("溦州市人民政府办公室",), ("现将工作要点印发给你们，请认真执行。",)])
def test_a_day_in_figures_above_the_text_or_without_a_body_is_no_signature(above: tuple[str, ...]) -> None:
    assert portal(TITLE, *above, "2023-03-05", "各县（市、区）人民政府：").metadata.signed_date is None


def test_a_short_name_given_to_a_document_is_no_citation() -> None:
    texts = [passage("按照《政府信息公开条例》（国令第711号，以下简称《条例》）和《条例》规定执行")]
    assert [each.title for each in cited_in(texts)] == ["政府信息公开条例"]


def test_a_number_and_the_addressees_glued_in_one_line_are_told_apart() -> None:
    about = portal(TITLE, "昆教体通〔2021〕12号各县（市）区教育体育局，局机关各处室：", "现印发给你们。").metadata
    assert str(about.document_number) == "昆教体通〔2021〕12号"
    assert about.addressees == ("各县（市）区教育体育局", "局机关各处室")
    assert about.evidence["addressees"][0].start == 13


def test_the_signer_of_a_report_stands_beside_its_number() -> None:
    about = portal("溦教〔2023〕12号    签发人：王某", "溦州市教育局关于2023年工作的报告", "溦州市人民政府：").metadata
    assert str(about.document_number) == "溦教〔2023〕12号"
    assert about.addressees == ("溦州市人民政府",)


def test_without_indents_number_addressees_and_text_are_told_apart_by_their_words() -> None:
    texts = [
        "合肥市人民政府关于印发合肥市推进新型工业化2025年工作计划的通",
        "知",
        "合政〔2025〕8号",
        "各县（市）、区人民政府，各开发区管委会，市有关单位和各直属机构、",
        "各国有企业：",
        "现将《合肥市推进新型工业化2025年工作计划》印发给你们，请认真执",
        "行。",
        "合肥市人民政府",
        "2025年1月20日",
    ]
    about = read_front_matter(
        [each for n, words in enumerate(texts) for each in lines_of(text_at(words, 50, 50 + 20 * n))]
    ).metadata
    assert about.title == "合肥市人民政府关于印发合肥市推进新型工业化2025年工作计划的通知"
    assert str(about.document_number) == "合政〔2025〕8号"
    assert about.addressees == (
        "各县（市）、区人民政府", "各开发区管委会", "市有关单位和各直属机构、各国有企业",
    )  # fmt: skip
    assert about.issuers == ("合肥市人民政府",)


def test_the_number_of_a_box_without_colons_does_not_beat_that_of_the_text() -> None:
    about = portal("文　　号海政办发〔2022〕15号", "发布日期2022-05-18", TITLE, "海政办发〔2022〕51号", "各区：")
    assert str(about.metadata.document_number) == "海政办发〔2022〕51号"
    assert about.metadata.published_date == date(2022, 5, 18)
    assert [each.code for each in about.warnings] == ["metadata_disagrees"]


def test_a_short_name_in_the_box_does_not_disagree() -> None:
    about = portal(("发布机构：市府办", OUTSIDE), TITLE, "溦州市人民政府办公室", "2023年3月28日")
    assert about.warnings == () and about.metadata.issuer == "溦州市人民政府办公室"


def test_the_heading_of_a_notice_above_its_article_is_its_title() -> None:
    lines = [
        line("溦州市教育局关于印发2023年工作要点的通知", 1, Style(outside=True, heading=3)),
        line("溦教〔2023〕12号", 2),
        line("各县教育局：", 3),
        line("溦州市教育局2023年工作要点", 4, Style(align="center")),
    ]
    about = read_front_matter(lines, title="溦州市教育局2023年工作要点").metadata
    assert about.title == "溦州市教育局关于印发2023年工作要点的通知"
    assert about.addressees == ("各县教育局",)


def test_the_name_of_a_site_or_of_its_columns_is_no_title() -> None:
    lines = [
        line("政府信息公开年度报告", 1, Style(outside=True, heading=2)),
        line(TITLE, 2, Style(align="center")),
    ]
    assert read_front_matter(lines).metadata.title == TITLE


def test_issuers_on_one_line_with_white_space_between_are_several() -> None:
    about = portal(TITLE, "市发展改革委  市财政局", "2023年3月28日").metadata
    assert about.issuers == ("市发展改革委", "市财政局")
    assert about.issuer == "市发展改革委 市财政局"
    assert [spot.text for spot in about.evidence["issuer"]] == ["市发展改革委", "市财政局"]


def test_issuers_of_a_box_are_told_apart_too() -> None:
    about = portal(("发文机关：溦州市发展改革委 溦州市财政局", OUTSIDE), TITLE.partition("关于")[2]).metadata
    assert about.issuers == ("溦州市发展改革委", "溦州市财政局")


def test_a_street_office_is_an_issuer() -> None:
    about = portal("虹梅路街道2019年重点工作安排", "上海市徐汇区人民政府虹梅路街道办事处", "2019年2月15日").metadata
    assert about.issuer == "上海市徐汇区人民政府虹梅路街道办事处"


def test_a_file_linked_below_the_article_is_no_annex() -> None:
    assert portal(TITLE, "附件：韶关市2017年政务公开工作要点分工方案.doc").metadata.annexes == ()


@pytest.mark.parametrize("words", ["公开方式：主动公开", "（信息公开形式：主动公开）"])
def test_the_label_of_disclosure_may_stand_at_the_end(words: str) -> None:
    body = [f"{number}.推进第{number}项改革。" for number in range(1, 100)]
    about = portal(TITLE, *body, "溦州市人民政府办公室", "2023年3月28日", words).metadata
    assert about.disclosure == "主动公开" and about.evidence["disclosure"][0].text == "主动公开"


def test_a_day_that_only_the_file_knows_has_no_evidence() -> None:
    about = read_front_matter([line(TITLE)], published="2023-04-07 10:20").metadata
    assert about.published_date == date(2023, 4, 7) and "published_date" not in about.evidence


def test_the_year_is_that_of_the_plan_not_that_of_its_signature() -> None:
    signed = date(2016, 12, 20)
    assert plan_year(Metadata(title="苏州市2017年度政务公开工作要点", signed_date=signed)) == 2017
    assert plan_year(Metadata(title="二〇二三年工作要点", signed_date=signed)) == 2023
    number = DocumentNumber("澜政办", 2021, 9, "澜政办〔2021〕9号")
    assert plan_year(Metadata(title="2022-2024年三年行动方案", document_number=number)) == 2022
    assert plan_year(Metadata(title="“十四五”数字政府规划", document_number=number, signed_date=signed)) == 2021


def test_the_region_is_that_of_the_issuer_or_of_the_title() -> None:
    assert plan_region(Metadata(issuers=("苏州市人民政府办公室",))) == Region("320500", "苏州市")
    assert plan_region(Metadata(title="苏州市2017年政务公开工作要点")) == Region("320500", "苏州市")
    assert plan_region(Metadata(issuers=("国务院办公厅",), title="关于推进工作的通知")) is None


def test_signature_and_disclosure_may_stand_behind_the_table() -> None:
    head = [line("溦州市2023年工作要点", 1), line("现将任务分解如下。", 2)]
    foot = [line("溦州市人民政府办公室", 9), line("2023年3月28日", 10), line("（此件公开发布）", 11)]
    about = read_front_matter(head, behind=foot).metadata
    assert about.issuers == ("溦州市人民政府办公室",)
    assert about.signed_date == date(2023, 3, 28)
    assert about.disclosure == "此件公开发布"


def test_a_day_behind_the_table_without_a_body_above_it_is_no_signature() -> None:
    head = [line("溦州市2023年工作要点", 1), line("溦州市人民政府", 2), line("2023年3月1日", 3)]
    about = read_front_matter(head, behind=[line("2024年5月1日", 9)]).metadata
    assert about.signed_date == date(2023, 3, 1)
