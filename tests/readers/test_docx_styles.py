"""Styles take what they do not say from those they are based on."""

from __future__ import annotations

import pytest

from planparse.lexicon.load import read_csv
from planparse.model.document import Line
from worddocs import only_line, p, r, read, relations, style


@pytest.mark.parametrize(
    ("word", "align"),
    [("center", "center"), ("right", "right"), ("end", "right"), ("both", "left"), ("distribute", "left")],
)
def test_alignment_is_read(word: str, align: str) -> None:
    assert only_line(read(p("市审计局", f'<w:jc w:val="{word}"/>'))).style.align == align


def test_styles_are_taken_from_those_they_are_based_on() -> None:
    styles = (
        '<w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="21"/></w:rPr></w:rPrDefault></w:docDefaults>'
        + style("a", "Normal", '<w:pPr><w:jc w:val="both"/></w:pPr>', default=True)
        + style("b", "公文标题", '<w:basedOn w:val="a"/><w:pPr><w:jc w:val="center"/></w:pPr><w:rPr><w:b/></w:rPr>')
        + style("c", "小标题", '<w:basedOn w:val="b"/><w:rPr><w:sz w:val="44"/></w:rPr>')
    )
    plain, set_apart = (
        part.style
        for part in read(p("正文") + p("标题", '<w:pStyle w:val="c"/>'), styles).parts
        if isinstance(part, Line)
    )
    assert (plain.size, plain.bold, plain.align) == (10.5, False, "left")
    assert (set_apart.size, set_apart.bold, set_apart.align) == (22.0, True, "center")


def test_styles_based_on_each_other_do_not_turn_for_ever() -> None:
    styles = style("a", "甲", '<w:basedOn w:val="b"/>') + style(
        "b", "乙", '<w:basedOn w:val="a"/><w:rPr><w:b/></w:rPr>'
    )
    assert only_line(read(p("市审计局", '<w:pStyle w:val="a"/>'), styles)).style.bold


@pytest.mark.parametrize(("name", "heading"), [("heading 2", 2), ("标题 3", 3), ("Heading 1", 1), ("正文", None)])
def test_a_style_is_a_heading_by_its_name(name: str, heading: int | None) -> None:
    found = only_line(read(p("一、总体要求", '<w:pStyle w:val="x"/>'), style("x", name, "")))
    assert found.style.heading == heading


def test_a_heading_is_known_by_its_outline_level() -> None:
    styles = style("x", "一级", '<w:pPr><w:outlineLvl w:val="1"/></w:pPr>') + style("y", "丙", '<w:basedOn w:val="x"/>')
    headings = [
        only_line(read(p("一、总体要求", properties), styles)).style.heading
        for properties in (
            '<w:pStyle w:val="y"/>',
            '<w:pStyle w:val="y"/><w:outlineLvl w:val="9"/>',
            '<w:outlineLvl w:val="0"/>',
        )
    ]
    assert headings == [2, None, 1]


def test_the_title_style_is_centred_and_no_heading() -> None:
    styles = style("t", "Title", '<w:pPr><w:outlineLvl w:val="0"/></w:pPr>')
    found = only_line(read(p("政务公开工作要点", '<w:pStyle w:val="t"/>'), styles)).style
    assert (found.align, found.heading) == ("center", None)


def test_bold_of_two_styles_is_light() -> None:
    styles = style("h", "章", "<w:rPr><w:b/></w:rPr>") + style("s", "强", "<w:rPr><w:b/></w:rPr>", kind="character")
    body = p(r("加强领导", '<w:rStyle w:val="s"/>'), '<w:pStyle w:val="h"/>')
    assert not only_line(read(body, styles)).style.bold


def test_a_font_of_the_theme_is_looked_up() -> None:
    theme = (
        '<a:theme xmlns:a="urn:a"><a:fontScheme><a:minorFont><a:ea typeface=""/>'
        '<a:font script="Hans" typeface="宋体"/></a:minorFont></a:fontScheme></a:theme>'
    )
    body = p(r("市审计局", '<w:rFonts w:eastAsiaTheme="minorEastAsia"/>') + r("牵头", '<w:rFonts w:eastAsia="宋体"/>'))
    rels = ("word/_rels/document.xml.rels", relations("theme/theme1.xml", "theme"))
    assert only_line(read(body, "", "", rels, ("word/theme/theme1.xml", theme))).style.lead == 0


def test_styles_of_word_have_a_source_each_and_stand_there_once() -> None:
    rows = read_csv("word_styles")
    assert all(row["source"].strip() and row["name"] == row["name"].lower() for row in rows)
    assert {row["kind"] for row in rows} == {"title", "heading"}
    assert len({(row["name"], row["kind"]) for row in rows}) == len(rows)


@pytest.mark.parametrize("name", ["heading 10", "heading", "heading 0", "我的标题 1", "标题 1 字符"])
def test_a_name_that_only_resembles_a_heading_is_none(name: str) -> None:
    found = only_line(read(p("一、总体要求", '<w:pStyle w:val="x"/>'), style("x", name, "")))
    assert found.style.heading is None
