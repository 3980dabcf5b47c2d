from __future__ import annotations

import json
from pathlib import Path

import pytest

from planparse.language.references import find_cited, find_document_numbers, parse_document_number
from planparse.lexicon.load import read_csv
from planparse.model.plan import DocumentNumber

EXACT_FLOOR = 1.0

# The issuers are invented (澜江, 芷县); forms are those of the genre.
AS_PRINTED = [
    ("澜府办〔2021〕33号", "澜府办〔2021〕33号"),
    ("澜政办发[2021]33号", "澜政办发〔2021〕33号"),
    ("澜政办发［2021］33号", "澜政办发〔2021〕33号"),
    ("澜政办发【2021】33 号", "澜政办发〔2021〕33号"),
    ("澜政办发﹝2021﹞33号", "澜政办发〔2021〕33号"),
    ("澜政办发<2021>33号", "澜政办发〔2021〕33号"),
    ("澜政办发〈2021〉33号", "澜政办发〔2021〕33号"),
    ("澜政办发〔2021]33号", "澜政办发〔2021〕33号"),
    ("澜政办发〔2021〔33号", "澜政办发〔2021〕33号"),
    ("澜政办发〔2021年〕33号", "澜政办发〔2021〕33号"),
    ("澜政办发〔2021〕033号", "澜政办发〔2021〕33号"),
    ("澜政字〔2021〕第33号", "澜政字〔2021〕33号"),
    ("澜政办发（２０２１）３３号", "澜政办发〔2021〕33号"),
    ("澜政办发〔二○二一〕三十三号", "澜政办发〔2021〕33号"),
    ("澜政办发〔二〇二一〕一百零三号", "澜政办发〔2021〕103号"),
    ("澜 政 办 发 〔 2 0 2 1 〕 3 3 号", "澜政办发〔2021〕33号"),
    ("澜政\n办发〔2021\n〕33号", "澜政办发〔2021〕33号"),
    ("〔2021〕33号", "〔2021〕33号"),
    ("澜财（预）〔2021〕33号", "澜财（预）〔2021〕33号"),
    ("XX政办发〔2021〕33号", "XX政办发〔2021〕33号"),
    ("根据澜政办发〔2021〕33号文件精神", "澜政办发〔2021〕33号"),
    ("按照《关于加强审计的通知》（澜政办发〔2021〕33号）要求", "澜政办发〔2021〕33号"),
    ("经市政府同意，以澜政复〔2021〕33号批复", "澜政复〔2021〕33号"),
    ("发 文 字 号：澜府办〔2021〕33号", "澜府办〔2021〕33号"),
    ("发文字号 澜府办〔2021〕33号", "澜府办〔2021〕33号"),
    ("澜江市人民政府办公室文件\n澜府办〔2021〕33号\n关于印发要点的通知", "澜府办〔2021〕33号"),
    ("国务院办公厅国办发〔2021〕33号", "国办发〔2021〕33号"),
    ("2021年5月8日澜府办〔2021〕33号印发", "澜府办〔2021〕33号"),
    ("原澜府办〔2021〕33号同时废止", "澜府办〔2021〕33号"),
    ("和政办发〔2021〕33号", "和政办发〔2021〕33号"),
    ("澜经信〔2021〕33号", "澜经信〔2021〕33号"),
    ("澜规划资源〔2021〕33号", "澜规划资源〔2021〕33号"),
    ("关于做好政务公开的通知澜府办〔2021〕33号", "澜府办〔2021〕33号"),
    ("中国人民银行令〔2021〕第3号", "中国人民银行令〔2021〕3号"),
]

ORDERS = [
    ("根据国务院令第733号", "国务院令第733号", "国务院令", None),
    ("国务院令711号", "国务院令第711号", "国务院令", None),
    ("中华人民共和国\n国务院令\n第 733 号", "中华人民共和国国务院令第733号", "中华人民共和国国务院令", None),
    ("中华人民共和国主席令（第三十三号）", "中华人民共和国主席令第33号", "中华人民共和国主席令", None),
    ("2019年4月3日国务院令第733号公布", "国务院令第733号", "国务院令", None),
    ("国务院第733号令", "国务院第733号令", "国务院", None),
    ("《办法》（澜江市人民政府第33号令）", "澜江市人民政府第33号令", "澜江市人民政府", None),
    ("违反第33号令的规定", "第33号令", None, None),
    ("农业农村部公告第194号", "农业农村部公告第194号", "农业农村部公告", None),
    ("交通运输部令２０２１年第３３号", "交通运输部令2021年第33号", "交通运输部令", 2021),
    ("财政部公告（2021年第33号）", "财政部公告2021年第33号", "财政部公告", 2021),
    ("商务部2021年第3号公告", "商务部2021年第3号公告", "商务部", 2021),
    ("澜财函2021年第33号", "澜财函2021年第33号", "澜财函", 2021),
]

REPAIRED = [
    ("详见澜政办发〔202133号文", "澜政办发〔2021〕33号"),
    ("（澜政办发〔202133）", "澜政办发〔2021〕33号"),
    ("澜政办发〔2021 33号", "澜政办发〔2021〕33号"),
    ("澜政办发2021〕33号", "澜政办发〔2021〕33号"),
    ("澜政办发2021]33号", "澜政办发〔2021〕33号"),
    ("澜政办发2021）33号", "澜政办发〔2021〕33号"),
    ("澜政办发〔2021〕33", "澜政办发〔2021〕33号"),
    ("澜政办发〔2021〕33 2021年5月6日", "澜政办发〔2021〕33号"),
    ("澜政办发2021 33号", "澜政办发〔2021〕33号"),
    ("澜政办发202133号", "澜政办发〔2021〕33号"),
    ("澜政办发2021第33号", "澜政办发〔2021〕33号"),
    ("〔202133号", "〔2021〕33号"),
    ("2021〕33号", "〔2021〕33号"),
]

NO_NUMBERS = [
    "", "无", "文号", "发文字号：无", "12345热线", "（2021—2025年）", "市（区）2017年",
    "索引号：01234567/2021-00033", "GB/T 9704-2012", "DB32/T 3452—2018", "审图号：苏S（2021）033号",
    "GS〔2021〕1822号", "招标编号：JSZC〔2021〕33号", "合同编号：〔2021〕33号", "项目编号：澜采〔2021〕33号",
    "澜ICP备2021003333号-1", "澜公网安备 31011502021003号", "（2021）苏0505民初333号", "（2021）最高法行申33号",
    "(2013)民提字第34号", "苏（2021）澜江市不动产权第0033333号", "建字第320500202100033号",
    "政务公开简报第33期", "工作简报〔2021〕第33期", "国务院公报2021年第33号", "— 33 —",
    "省政协十二届四次会议第0333号提案", "市人大2021年第33号建议", "澜政协〔2021〕33号提案",
    "澜江市解放路33号", "人民路2021号", "2021年33号楼", "办发电2021年33号线", "开发2021 33号地块",
    "第33次常务会议", "十三届全国人大四次会议", "联系电话：0512-20213333", "邮编：202133", "91320500MA1X2021X3",
    "〔2021〕年度工作要点", "二〇二一年三月三日", "〔20211228〕", "办公室印发20210528", "2021年3月3号",
    "第33号", "2021年第33号台风", "发改委2021 33人", "第三批（2021）", "发〔〕号", "国发〔2021〕", "公开栏第33号公告栏",
]  # fmt: skip


@pytest.mark.parametrize(("text", "canonical"), AS_PRINTED)
def test_numbers_are_read_in_all_forms_that_print_uses(text: str, canonical: str) -> None:
    number = parse_document_number(text)
    assert number is not None
    assert (number.text, number.repaired) == (canonical, False)
    assert number == DocumentNumber.from_canonical(canonical)


@pytest.mark.parametrize(("text", "canonical", "code", "year"), ORDERS)
def test_orders_and_announcements_keep_their_form(
    text: str, canonical: str, code: str | None, year: int | None
) -> None:
    number = parse_document_number(text)
    assert number is not None
    assert (number.text, number.issuer_code, number.year, number.repaired) == (canonical, code, year, False)


@pytest.mark.parametrize(("text", "canonical"), REPAIRED)
def test_lost_marks_are_supplied_and_said(text: str, canonical: str) -> None:
    number = parse_document_number(text)
    assert number is not None
    assert (number.text, number.repaired) == (canonical, True)


@pytest.mark.parametrize("text", NO_NUMBERS)
def test_what_is_no_number_gives_none(text: str) -> None:
    assert parse_document_number(text) is None


def test_a_number_leads_back_to_its_own_characters() -> None:
    text = "按照 澜 府 办 [2021] 33 号 和国务院令第七百三十三号"
    first, second = find_document_numbers(text)
    assert text[first.start : first.end] == "澜 府 办 [2021] 33 号"
    assert text[second.start : second.end] == "国务院令第七百三十三号"
    assert second.number.serial == 733


def test_words_between_two_numbers_are_no_part_of_the_second() -> None:
    text = "澜政发〔2015〕50号文和芷政发〔2016〕3号、国办函〔2016〕4号及中办发〔2016〕8号"
    numbers = [str(found.number) for found in find_document_numbers(text)]
    assert numbers == ["澜政发〔2015〕50号", "芷政发〔2016〕3号", "国办函〔2016〕4号", "中办发〔2016〕8号"]


PARTS = ["〔2021", "》2021", "澜府办", "第一号", "2021年第", "令第", "澜 办 ", "《", "1 2 ", "\u202e〔"]


@pytest.mark.parametrize("part", PARTS)
def test_long_and_odd_texts_are_read_to_their_end(part: str) -> None:
    text = part * 30_000 + "，澜府办〔2021〕33号"
    assert str([*find_document_numbers(text)][-1].number) == "澜府办〔2021〕33号"
    list(find_cited(text))


def test_titles_are_found_with_nested_marks_and_places() -> None:
    text = "学习《〈意见〉细则》（国办发〔2016〕80号），落实《方案》"
    first, second = find_cited(text)
    assert (first.title, first.number and first.number.text) == ("〈意见〉细则", "国办发〔2016〕80号")
    assert (second.title, second.number) == ("方案", None)
    assert text[second.start : second.end] == "《方案》"


@pytest.mark.parametrize(
    ("text", "title", "canonical"),
    [
        ("《关于印发<办法>的通知》[澜府办〔2021〕33号]", "关于印发<办法>的通知", "澜府办〔2021〕33号"),
        ("《关于印发〈办法〉的通知》【澜府办(2021)33号】", "关于印发〈办法〉的通知", "澜府办〔2021〕33号"),
        ("《关于印发《办法》的通知》〔澜府办202133号〕", "关于印发《办法》的通知", "澜府办〔2021〕33号"),
        ("《要点》澜府办〔2021〕33号", "要点", "澜府办〔2021〕33号"),
        ("《办法（试行）》（试行）（文号：澜府办〔2021〕33号）", "办法（试行）", "澜府办〔2021〕33号"),
        ("《条例》（国务院令第733号，以下简称条例）", "条例", "国务院令第733号"),
    ],
)
def test_the_number_behind_a_title_is_its_own(text: str, title: str, canonical: str) -> None:
    (cited,) = find_cited(text)
    assert (cited.title, str(cited.number)) == (title, canonical)


@pytest.mark.parametrize(
    "text",
    [
        "《方案》，另见澜府办〔2021〕33号",
        "《方案》（附后）。澜府办〔2021〕33号",
        "《方案》的通知（澜府办〔2021〕33号）",
    ],
)
def test_a_number_further_behind_is_not_of_the_title(text: str) -> None:
    (cited,) = find_cited(text)
    assert cited.number is None
    assert text[cited.start : cited.end] == "《方案》"


def test_a_title_that_is_not_closed_is_none() -> None:
    assert list(find_cited("落实《关于公开的意见")) == []


def test_words_around_numbers_are_unique_and_have_sources() -> None:
    rows = read_csv("number_words")
    assert all(row["word"] and row["source"].strip() for row in rows)
    assert len({(row["word"], row["class"]) for row in rows}) == len(rows)


def test_the_developer_gold_is_read(shared: Path) -> None:
    lines = (shared / "gold" / "docnumbers_dev.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    right = 0
    for row in rows:
        number = parse_document_number(row["text"])
        found = number and (number.text, number.issuer_code, number.year, number.serial, number.repaired)
        wanted = tuple(row[name] for name in ("document_number", "issuer_code", "year", "serial", "repaired"))
        right += (found or (None, None, None, None, False)) == wanted
    assert right / len(rows) >= EXACT_FLOOR
