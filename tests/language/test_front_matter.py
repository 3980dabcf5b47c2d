from __future__ import annotations

from datetime import date

from pages import text_at
from planparse.language.front_matter import cited_in, plan_year, read_front_matter
from planparse.model.document import Line
from planparse.model.plan import DocumentNumber, Metadata
from planparse.tables.lines import lines_of, passage_of
from planparse.tables.paragraphs import running_heads


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
