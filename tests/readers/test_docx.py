"""Word documents are read as Word shows them, and files made to harm are refused.

The documents are built here, part by part, so that each test holds only what it asks about.
"""

from __future__ import annotations

import io
import time
import zipfile
from pathlib import Path

import pytest

from planparse.errors import EncryptedFile, OutOfMemory, UnreadableFile, UnsupportedFormat
from planparse.model.document import FlowText, Grid, Line
from planparse.readers import docx
from planparse.readers.docx import read_docx

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SPACES = (
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)


def part(name: str, content: str, space: str = WORD) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><w:{name} xmlns:w="{space}" {SPACES}>{content}</w:{name}>'


def document(body: str, space: str = WORD) -> str:
    return part("document", f"<w:body>{body}<w:sectPr/></w:body>", space)


def zipped(*entries: tuple[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in entries:
            package.writestr(name, content)
    return buffer.getvalue()


def relations(target: str, kind: str = "officeDocument") -> str:
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{RELATION}/{kind}" Target="{target}"/></Relationships>'
    )


def read(body: str, styles: str = "", numbering: str = "", *more: tuple[str, str | bytes]) -> FlowText:
    entries: list[tuple[str, str | bytes]] = [("word/document.xml", document(body))]
    if styles:
        entries.append(("word/styles.xml", part("styles", styles)))
    if numbering:
        entries.append(("word/numbering.xml", part("numbering", numbering)))
    return read_docx(zipped(*entries, *more), "计划.docx")


def r(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def p(content: str, properties: str = "") -> str:
    content = content if content.startswith("<") else r(content)
    return f"<w:p><w:pPr>{properties}</w:pPr>{content}</w:p>"


def tc(content: str = "", properties: str = "") -> str:
    content = content if content.startswith("<") else p(content)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"


def tr(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(map(tc_of, cells))}</w:tr>"


def tc_of(cell: str) -> str:
    return cell if cell.startswith("<") else tc(cell)


def tbl(*rows: str) -> str:
    return f"<w:tbl><w:tblPr/>{''.join(rows)}</w:tbl>"


def style(identity: str, name: str, content: str, kind: str = "paragraph", default: bool = False) -> str:
    mark = 'w:default="1"' if default else ""
    return f'<w:style w:type="{kind}" w:styleId="{identity}" {mark}><w:name w:val="{name}"/>{content}</w:style>'


def level(number: int, form: str, text: str, more: str = "", start: int = 1) -> str:
    return (
        f'<w:lvl w:ilvl="{number}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:suff w:val="nothing"/><w:lvlText w:val="{text}"/></w:lvl>'
    )


def lists(*levels: str, nums: str = '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>') -> str:
    return f'<w:abstractNum w:abstractNumId="0">{"".join(levels)}</w:abstractNum>{nums}'


def item(text: str, depth: int = 0, num: int = 1) -> str:
    number = f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{num}"/></w:numPr>'
    return f"<w:p><w:pPr>{number}</w:pPr>{r(text) if text else ''}</w:p>"


def field_mark(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def words(text: FlowText) -> list[str]:
    return [each.text if isinstance(each, Line) else "表" for each in text.parts]


def codes(text: FlowText) -> list[str]:
    return [warning.code for warning in text.warnings]


def only_line(text: FlowText) -> Line:
    (line,) = text.parts
    assert isinstance(line, Line)
    return line


def grids(text: FlowText) -> list[Grid]:
    return [each for each in text.parts if isinstance(each, Grid)]


def cells(grid: Grid) -> list[tuple[int, int, int, int, list[str]]]:
    return [
        (cell.row, cell.column, cell.row_span, cell.column_span, [line.text for line in cell.lines])
        for cell in grid.cells
    ]


# ---- text of paragraphs ----------------------------------------------------------------------------------------------


def test_parts_come_in_the_order_of_the_body() -> None:
    text = read(p("一、总体要求") + tbl(tr("任务", "责任单位")) + p("") + p("二、组织实施"))
    assert words(text) == ["一、总体要求", "表", "二、组织实施"]
    assert [part.chars[0].top for part in text.parts if isinstance(part, Line)] == [1, 4]
    assert grids(text)[0].box[1::2] == (2.0, 4.0)
    assert text.title is None and text.warnings == ()


def test_offsets_count_tabs_and_blanks() -> None:
    line = only_line(read(p("<w:r><w:tab/><w:t>市审计局</w:t></w:r>" + r(" 牵头"))))
    assert [(char.text, char.x0) for char in line.chars] == [
        (mark, place) for mark, place in zip("市审计局牵头", (1, 2, 3, 4, 6, 7), strict=True)
    ]


def test_line_breaks_make_lines_and_page_breaks_do_not() -> None:
    inside = '<w:t>市审计局</w:t><w:br/><w:t>市财政</w:t><w:br w:type="page"/><w:t>局</w:t><w:cr/><w:t>市水利局</w:t>'
    text = read(p(f"<w:r>{inside}</w:r>"))
    assert words(text) == ["市审计局", "市财政局", "市水利局"]
    assert {part.chars[0].top for part in text.parts if isinstance(part, Line)} == {1}


def test_white_space_at_the_edge_of_a_text_counts_only_where_it_is_kept() -> None:
    line = only_line(read(p("<w:r><w:t>\n  市审计局\n  </w:t></w:r>" + r("牵头"))))
    assert [char.x0 for char in line.chars] == [0, 1, 2, 3, 4, 5]


def test_hyphens_and_symbols_are_read() -> None:
    inside = (
        '<w:t>A</w:t><w:noBreakHyphen/><w:softHyphen/><w:t>1</w:t><w:sym w:font="宋体" w:char="25A1"/>'
        '<w:sym w:font="Wingdings" w:char="F0FE"/><w:sym w:font="宋体" w:char="E005"/><w:sym w:char="?"/>'
    )
    assert words(read(p(f"<w:r>{inside}</w:r>"))) == ["A-1□"]


def test_results_of_fields_are_read_and_their_codes_are_not() -> None:
    inner = field_mark("begin") + r("内") + field_mark("separate") + r("层") + field_mark("end")
    body = (
        r("共")
        + field_mark("begin")
        + "<w:r><w:instrText>NUMPAGES</w:instrText></w:r>"
        + inner
        + field_mark("separate")
        + r("12")
        + field_mark("end")
        + '<w:fldSimple w:instr="DATE"><w:r><w:t>项任务</w:t></w:r></w:fldSimple>'
    )
    assert words(read(p(body) + p("市审计局"))) == ["共12项任务", "市审计局"]


def test_a_field_without_an_end_hides_no_more_than_its_paragraph() -> None:
    assert words(read(p(r("共") + field_mark("begin") + r("x")) + p("市审计局"))) == ["共", "市审计局"]


def test_wrappers_around_runs_and_paragraphs_are_walked_through() -> None:
    sdt = "<w:sdt><w:sdtPr><w:alias/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"
    inside = f"<w:hyperlink>{r('市')}</w:hyperlink><w:smartTag><w:smartTagPr/>{r('审')}</w:smartTag>" + sdt.format(
        r("计") + f"<w:customXml>{r('局')}</w:customXml>"
    )
    assert words(read(sdt.format(p(inside) + tbl(tr("任务"))))) == ["市审计局", "表"]


def test_words_of_a_formula_are_read() -> None:
    assert words(read(p(r("增长") + "<m:oMath><m:r><m:t>5%</m:t></m:r></m:oMath>"))) == ["增长5%"]


def test_of_ruby_only_the_base_is_read() -> None:
    ruby = f"<w:r><w:ruby><w:rubyPr/><w:rt>{r('shěn')}</w:rt><w:rubyBase>{r('审')}</w:rubyBase></w:ruby></w:r>"
    assert words(read(p(r("市") + ruby + r("计局")))) == ["市审计局"]


def test_hidden_runs_are_left_out_with_a_warning() -> None:
    text = read(p(r("市审计局") + r("秘密", "<w:vanish/>") + r("牵头", '<w:vanish w:val="0"/>')))
    assert words(text) == ["市审计局牵头"]
    assert codes(text) == ["hidden_text"]


def test_hidden_by_a_character_style_is_hidden() -> None:
    styles = style("S", "隐藏", "<w:rPr><w:vanish/></w:rPr>", kind="character")
    assert words(read(p(r("市审计局") + r("秘密", '<w:rStyle w:val="S"/>')), styles)) == ["市审计局"]


def test_tracked_changes_are_read_as_accepted() -> None:
    body = (
        r("市")
        + f"<w:del><w:r><w:delText>工商</w:delText></w:r>{r('工商')}</w:del><w:ins>{r('市场监管')}</w:ins>"
        + f"<w:moveFrom>{r('旧')}</w:moveFrom><w:moveTo>{r('局')}</w:moveTo>"
    )
    text = read(p(body))
    assert words(text) == ["市市场监管局"]
    assert codes(text) == ["tracked_changes"]


def test_paragraphs_with_a_deleted_end_run_together() -> None:
    text = read(p("市审计局", "<w:rPr><w:del/></w:rPr>") + p("牵头落实", '<w:jc w:val="center"/>'))
    assert words(text) == ["市审计局牵头落实"]
    assert only_line(text).style.align == "center"


def test_notes_and_comments_are_left_out_with_a_warning() -> None:
    text = read(p(r("市审计局") + '<w:r><w:footnoteReference w:id="2"/></w:r>'))
    assert (words(text), codes(text)) == (["市审计局"], ["notes_left_out"])


def test_a_file_inside_the_text_is_left_out_with_a_warning() -> None:
    assert codes(read(p("市审计局") + '<w:altChunk w:id="rId3"/>')) == ["unread_part"]


def test_marks_of_writing_direction_and_without_width_are_left_out_with_a_warning() -> None:
    text = read(p("\u202e市审\u200b计局\ufeff") + p("\u2066牵头\u2069"))
    assert (words(text), codes(text)) == (["市审计局", "牵头"], ["control_characters"])
    line = text.parts[0]
    assert isinstance(line, Line) and [char.x0 for char in line.chars] == [0, 1, 2, 3]


BOX = "<w:txbxContent>{}</w:txbxContent>"
TWICE = (
    f"<mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>{BOX}</wps:txbx></w:drawing></mc:Choice>"
    f"<mc:Fallback><w:pict><v:textbox>{BOX}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent>"
)


def test_text_boxes_come_once_and_behind_the_paragraph_that_holds_them() -> None:
    inside = p("附件") + tbl(tr("任务", "责任单位"))
    body = p(r("市") + f"<w:r>{TWICE.format(inside, inside)}</w:r>" + r("审计局"))
    assert words(read(body + p("牵头"))) == ["市审计局", "附件", "表", "牵头"]


def test_a_text_box_in_a_cell_goes_into_the_cell() -> None:
    box = f"<w:r>{TWICE.format(p('市财政局'), '')}</w:r>"
    (grid,) = grids(read(tbl(tr(tc(p(r("市审计局") + box)), "牵头"))))
    assert cells(grid)[0] == (0, 0, 1, 1, ["市审计局", "市财政局"])


# ---- styles ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "align"),
    [("center", "center"), ("right", "right"), ("end", "right"), ("both", "left"), ("distribute", "left")],
)
def test_alignment_is_read(word: str, align: str) -> None:
    assert only_line(read(p("市审计局", f'<w:jc w:val="{word}"/>'))).style.align == align


def test_what_the_file_does_not_say_is_not_said() -> None:
    found = only_line(read(p("市审计局"))).style
    assert (found.size, found.bold, found.align, found.heading, found.lead) == (None, False, None, None, 0)


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


def test_size_is_that_of_most_characters() -> None:
    body = p(r("一", '<w:sz w:val="44"/>') + r("加强组织领导", '<w:sz w:val="32"/>'))
    assert only_line(read(body)).style.size == 16.0


def test_a_line_is_bold_only_if_all_its_characters_are() -> None:
    assert only_line(read(p(r("加强", "<w:b/>") + r(" ") + r("领导", "<w:b/>")))).style.bold
    assert not only_line(read(p(r("加强", "<w:b/>") + r("领导")))).style.bold


def test_bold_of_two_styles_is_light() -> None:
    styles = style("h", "章", "<w:rPr><w:b/></w:rPr>") + style("s", "强", "<w:rPr><w:b/></w:rPr>", kind="character")
    body = p(r("加强领导", '<w:rStyle w:val="s"/>'), '<w:pStyle w:val="h"/>')
    assert not only_line(read(body, styles)).style.bold


def test_lead_counts_a_bold_start() -> None:
    body = p(r("（一）加强", "<w:b/>") + r(" 领导。", "<w:b/>") + r("各单位要高度重视。"))
    assert only_line(read(body)).style.lead == 8


def test_lead_counts_a_start_in_another_font() -> None:
    kai, song = '<w:rFonts w:eastAsia="楷体_GB2312"/>', '<w:rFonts w:eastAsia="仿宋_GB2312"/>'
    # The year is set in Times only, which does not end the heading.
    year = r("2024", '<w:rFonts w:ascii="Times New Roman"/>')
    body = p(r("（一）做好", kai) + year + r("年工作。", kai) + r("各单位要高度重视。", song))
    assert only_line(read(body)).style.lead == 13


def test_lead_is_0_where_all_is_set_alike_or_nearly() -> None:
    song, song_too = '<w:rFonts w:eastAsia="仿宋_GB2312"/>', '<w:rFonts w:eastAsia="仿宋"/>'
    assert only_line(read(p(r("市审计局", song) + r("牵头", song_too)))).style.lead == 0
    assert only_line(read(p(r("市审计局", "<w:b/>")))).style.lead == 0


def test_a_font_of_the_theme_is_looked_up() -> None:
    theme = (
        '<a:theme xmlns:a="urn:a"><a:fontScheme><a:minorFont><a:ea typeface=""/>'
        '<a:font script="Hans" typeface="宋体"/></a:minorFont></a:fontScheme></a:theme>'
    )
    body = p(r("市审计局", '<w:rFonts w:eastAsiaTheme="minorEastAsia"/>') + r("牵头", '<w:rFonts w:eastAsia="宋体"/>'))
    rels = ("word/_rels/document.xml.rels", relations("theme/theme1.xml", "theme"))
    assert only_line(read(body, "", "", rels, ("word/theme/theme1.xml", theme))).style.lead == 0


def test_each_line_of_a_paragraph_has_its_own_style() -> None:
    body = p(
        r("政务公开工作要点", '<w:b/><w:sz w:val="44"/>')
        + "<w:r><w:br/></w:r>"
        + r("（征求意见稿）", '<w:sz w:val="32"/>')
    )
    styles = [part.style for part in read(body).parts if isinstance(part, Line)]
    assert [(each.size, each.bold, each.lead) for each in styles] == [(22.0, True, 0), (16.0, False, 0)]


# ---- lists -----------------------------------------------------------------------------------------------------------


def test_numbers_of_lists_stand_in_front_of_their_paragraphs() -> None:
    numbering = lists(level(0, "chineseCounting", "%1、"), level(1, "chineseCounting", "（%2）"))
    body = item("总体要求") + item("推进决策公开", 1) + item("推进执行公开", 1) + item("组织实施") + item("加强领导", 1)
    assert words(read(body, "", numbering)) == [
        "一、总体要求",
        "（一）推进决策公开",
        "（二）推进执行公开",
        "二、组织实施",
        "（一）加强领导",
    ]


def test_offsets_count_the_number_and_the_tab_behind_it() -> None:
    numbering = lists('<w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>')
    line = only_line(read(item("市审计局"), "", numbering))
    assert [(char.text, char.x0) for char in line.chars][:3] == [("1", 0), (".", 1), ("市", 3)]


def test_lead_counts_the_number() -> None:
    number = '<w:numPr><w:numId w:val="1"/></w:numPr>'
    body = p(r("加强领导。", "<w:b/>") + r("各单位要重视。"), number)
    assert only_line(read(body, "", lists(level(0, "chineseCounting", "（%1）")))).style.lead == 8


def test_an_empty_cell_with_a_number_shows_the_number() -> None:
    numbering = lists(level(0, "decimal", "%1"))
    (grid,) = grids(read(tbl(tr("序号", "任务"), tr(tc(item("")), "公开"), tr(tc(item("")), "解读")), "", numbering))
    assert [cell[4] for cell in cells(grid)] == [["序号"], ["任务"], ["1"], ["公开"], ["2"], ["解读"]]


def test_numbers_of_several_levels_and_legal_ones() -> None:
    numbering = lists(
        level(0, "chineseCounting", "%1、"),
        level(1, "decimal", "%1.%2"),
        level(2, "decimal", "%1.%2.%3", "<w:isLgl/>"),
    )
    body = item("甲") + item("乙", 1) + item("丙", 2)
    assert words(read(body, "", numbering)) == ["一、甲", "一.1乙", "1.1.1丙"]


def test_a_level_that_never_starts_again_counts_on() -> None:
    numbering = lists(level(0, "chineseCounting", "%1、"), level(1, "decimal", "%2.", '<w:lvlRestart w:val="0"/>'))
    body = item("甲") + item("乙", 1) + item("丙") + item("丁", 1)
    assert words(read(body, "", numbering)) == ["一、甲", "1.乙", "二、丙", "2.丁"]


def test_a_level_may_start_again_only_with_the_outermost() -> None:
    numbering = lists(
        level(0, "decimal", "%1"), level(1, "decimal", "%2"), level(2, "decimal", "%3", '<w:lvlRestart w:val="1"/>')
    )
    body = item("甲") + item("乙", 1) + item("丙", 2) + item("丁", 1) + item("戊", 2) + item("己") + item("庚", 2)
    assert words(read(body, "", numbering)) == ["1甲", "1乙", "1丙", "2丁", "2戊", "2己", "1庚"]


def test_lists_of_one_abstract_list_count_on_unless_one_starts_anew() -> None:
    nums = "".join(
        f'<w:num w:numId="{num}"><w:abstractNumId w:val="0"/>{override}</w:num>'
        for num, override in (
            (1, ""),
            (2, ""),
            (3, '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'),
        )
    )
    numbering = lists(level(0, "decimal", "%1."), nums=nums)
    body = item("甲") + item("乙", num=2) + item("丙", num=3) + item("丁", num=3) + item("戊")
    assert words(read(body, "", numbering)) == ["1.甲", "2.乙", "5.丙", "6.丁", "7.戊"]


def test_a_list_may_have_levels_of_its_own() -> None:
    own = f'<w:lvlOverride w:ilvl="0">{level(0, "upperRoman", "%1)", start=4)}</w:lvlOverride>'
    nums = f'<w:num w:numId="1"><w:abstractNumId w:val="0"/>{own}</w:num>'
    assert words(read(item("甲"), "", lists(level(0, "decimal", "%1."), nums=nums))) == ["IV)甲"]


def test_a_style_gives_its_level_of_a_list_and_0_takes_the_number_away() -> None:
    styles = style("h1", "heading 1", '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>') + style(
        "h2",
        "heading 2",
        '<w:basedOn w:val="h1"/><w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr>',
    )
    numbering = lists(
        level(0, "chineseCounting", "%1、", '<w:pStyle w:val="h1"/>'),
        level(1, "chineseCounting", "（%2）", '<w:pStyle w:val="h2"/>'),
    )
    none = '<w:numPr><w:numId w:val="0"/></w:numPr>'
    body = (
        p("甲", '<w:pStyle w:val="h1"/>')
        + p("乙", '<w:pStyle w:val="h2"/>')
        + p("丙", f'<w:pStyle w:val="h1"/>{none}')
        + p("丁", '<w:pStyle w:val="h1"/>')
    )
    assert words(read(body, styles, numbering)) == ["一、甲", "（一）乙", "丙", "二、丁"]


def test_a_list_may_stand_behind_a_style() -> None:
    styles = style("L", "公文", '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>', kind="numbering")
    numbering = (
        '<w:abstractNum w:abstractNumId="0"><w:styleLink w:val="L"/>'
        f"{level(0, 'chineseCounting', '%1、')}</w:abstractNum>"
        '<w:abstractNum w:abstractNumId="1"><w:numStyleLink w:val="L"/></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
    )
    assert words(read(item("甲", num=2) + item("乙", num=1), styles, numbering)) == ["一、甲", "二、乙"]


def test_lists_behind_each_other_do_not_turn_for_ever() -> None:
    styles = style("L", "公文", '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>', kind="numbering")
    numbering = (
        '<w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="L"/></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    )
    assert words(read(item("甲"), styles, numbering)) == ["甲"]


def test_a_bullet_of_a_symbol_font_is_a_plain_bullet() -> None:
    symbol = '<w:rPr><w:rFonts w:ascii="Wingdings"/></w:rPr>'
    numbering = lists(level(0, "bullet", "\uf06c"), level(1, "bullet", "—"), level(2, "bullet", "l", symbol))
    assert words(read(item("甲") + item("乙", 1) + item("丙", 2), "", numbering)) == ["•甲", "—乙", "•丙"]


@pytest.mark.parametrize(
    ("form", "number", "text"),
    [
        ("decimal", 12, "12"),
        ("decimalZero", 7, "07"),
        ("none", 3, ""),
        ("chineseCounting", 10, "十"),
        ("chineseCounting", 21, "二十一"),
        ("chineseCounting", 110, "一一〇"),
        ("chineseCountingThousand", 14, "十四"),
        ("chineseCountingThousand", 110, "一百一十"),
        ("chineseCountingThousand", 1005, "一千零五"),
        ("taiwaneseCounting", 30, "三十"),
        ("taiwaneseCountingThousand", 101, "一百零一"),
        ("japaneseCounting", 111, "百十一"),
        ("chineseLegalSimplified", 12, "壹拾贰"),
        ("ideographDigital", 10, "一〇"),
        ("ideographTraditional", 3, "丙"),
        ("decimalEnclosedCircle", 1, "①"),
        ("decimalEnclosedCircleChinese", 50, "㊿"),
        ("decimalEnclosedCircleChinese", 51, "51"),
        ("decimalFullWidth", 10, "１０"),
        ("upperLetter", 28, "BB"),
        ("lowerLetter", 1, "a"),
        ("upperRoman", 44, "XLIV"),
        ("lowerRoman", 9, "ix"),
        ("chineseCounting", 0, "0"),
        ("lowerRoman", 999_999_999, "999999999"),
    ],
)
def test_numbers_are_written_in_the_format_of_the_list(form: str, number: int, text: str) -> None:
    line = only_line(read(item("项"), "", lists(level(0, form, "%1", start=number))))
    assert line.text == f"{text}项"


def test_a_custom_format_fills_with_noughts() -> None:
    custom = (
        '<w:lvl w:ilvl="0"><mc:AlternateContent><mc:Choice><w:numFmt w:val="custom" w:format="001, 002, 003, ..."/>'
        '</mc:Choice><mc:Fallback><w:numFmt w:val="decimal"/></mc:Fallback></mc:AlternateContent>'
        '<w:lvlText w:val="%1"/></w:lvl>'
    )
    assert words(read(item("项"), "", lists(custom))) == ["001项"]


# ---- tables ----------------------------------------------------------------------------------------------------------


def test_each_paragraph_of_a_cell_is_a_line() -> None:
    (grid,) = grids(read(tbl(tr(tc(p("市审计局") + p("") + p("市财政局")), "牵头"))))
    assert cells(grid) == [(0, 0, 1, 1, ["市审计局", "市财政局"]), (0, 1, 1, 1, ["牵头"])]


def test_merged_cells_have_their_spans() -> None:
    start, on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    (grid,) = grids(
        read(
            tbl(
                tr(tc("政务公开任务分解表", '<w:gridSpan w:val="3"/>')),
                tr(tc("一、决策公开", start), "公开目录", "市司法局"),
                tr(tc("", on), "公开草案", "市审计局"),
                tr(tc("二、执行公开", start), tc("公开进展", '<w:gridSpan w:val="2"/>')),
            )
        )
    )
    assert [cell[:4] for cell in cells(grid)] == [
        (0, 0, 1, 3),
        (1, 0, 2, 1),
        (1, 1, 1, 1),
        (1, 2, 1, 1),
        (2, 1, 1, 1),
        (2, 2, 1, 1),
        (3, 0, 1, 1),
        (3, 1, 1, 2),
    ]


def test_a_cell_goes_on_only_below_one_in_its_column() -> None:
    (grid,) = grids(read(tbl(tr("任务", "责任单位"), tr(tc("公开", "<w:vMerge/>"), "市审计局"))))
    assert cells(grid)[2] == (1, 0, 1, 1, ["公开"])


def test_text_under_a_merged_cell_is_left_out_with_a_warning() -> None:
    text = read(tbl(tr(tc("目标", '<w:vMerge w:val="restart"/>'), "甲"), tr(tc("看不见", "<w:vMerge/>"), "乙")))
    assert cells(grids(text)[0])[0] == (0, 0, 2, 1, ["目标"])
    assert codes(text) == ["hidden_text"]


def test_cells_merged_across_in_the_old_way_have_their_spans() -> None:
    first, on = '<w:hMerge w:val="restart"/>', '<w:hMerge w:val="continue"/>'
    (grid,) = grids(read(tbl(tr(tc("任务", first), tc("", on), "单位"), tr("公开", "解读", "市审计局"))))
    assert cells(grid)[0] == (0, 0, 1, 2, ["任务"])


def test_a_row_may_begin_behind_the_first_column() -> None:
    (grid,) = grids(
        read(
            tbl(tr("任务", "责任单位"), tr("市审计局", properties='<w:gridBefore w:val="1"/><w:gridAfter w:val="0"/>'))
        )
    )
    assert cells(grid)[2:] == [(1, 0, 1, 1, []), (1, 1, 1, 1, ["市审计局"])]


def test_columns_that_no_cell_begins_at_are_none() -> None:
    wide = '<w:gridSpan w:val="30"/>'
    (grid,) = grids(read(tbl(tr(tc("任务", wide), "责任单位"), tr(tc("公开", wide), "市审计局"))))
    assert grid.columns == (0.0, 100.0, 200.0)


def test_a_span_beyond_all_tables_is_cut_with_a_warning() -> None:
    text = read(tbl(tr(tc("任务", '<w:gridSpan w:val="999999999"/>'), "责任单位")))
    assert codes(text) == ["clipped_span"]
    assert len(grids(text)[0].columns) == 3


def test_deleted_rows_are_left_out_and_wrapped_ones_are_read() -> None:
    wrapped = f"<w:sdt><w:sdtContent>{tr('解读', '市财政局')}</w:sdtContent></w:sdt>"
    text = read(tbl(tr("公开", "市审计局"), tr("撤销", "市工商局", properties="<w:del/>"), wrapped))
    assert [cell[4] for cell in cells(grids(text)[0])] == [["公开"], ["市审计局"], ["解读"], ["市财政局"]]
    assert codes(text) == ["tracked_changes"]


INNER = tbl(tr("任务", "责任单位"), tr("公开", "市审计局"))


def test_a_table_that_only_frames_another_gives_the_other() -> None:
    text = read(tbl(tr(tc(p("附件") + INNER + p("注")))))
    assert words(text) == ["附件", "表", "注"]
    assert len(grids(text)[0].cells) == 4


def test_a_table_alone_in_a_cell_is_a_grid_of_its_own() -> None:
    outer, inner = grids(read(tbl(tr("名称", "内容"), tr("清单", tc(INNER + p(""))))))
    assert [cell[4] for cell in cells(outer)] == [["名称"], ["内容"], ["清单"], []]
    assert [cell[4] for cell in cells(inner)] == [["任务"], ["责任单位"], ["公开"], ["市审计局"]]


def test_a_table_among_the_text_of_a_cell_gives_lines() -> None:
    text = "各部门按照下列分工抓好落实工作："
    (grid,) = grids(read(tbl(tr("名称", "内容"), tr("清单", tc(p(text) + INNER)))))
    assert cells(grid)[3][4] == [text, "任务", "责任单位", "公开", "市审计局"]


def test_an_empty_table_is_nothing() -> None:
    assert read(p("市审计局") + tbl(tr("", "")) + p("牵头")).parts[0::2] != ()
    assert words(read(p("市审计局") + tbl(tr("", "")) + p("牵头"))) == ["市审计局", "牵头"]


# ---- the package -----------------------------------------------------------------------------------------------------


def test_the_main_part_is_found_by_its_relation() -> None:
    data = zipped(("_rels/.rels", relations("/docs/Main.xml")), ("docs/main.xml", document(p("市审计局"))))
    assert words(read_docx(data, "计划.docx")) == ["市审计局"]


def test_names_with_backslashes_are_found() -> None:
    assert words(read_docx(zipped(("word\\document.xml", document(p("市审计局")))), "计划.docx")) == ["市审计局"]


def test_strict_documents_are_read() -> None:
    body = p("市审计局", '<w:jc w:val="end"/>')
    line = only_line(read_docx(zipped(("word/document.xml", document(body, STRICT))), "计划.docx"))
    assert (line.text, line.style.align) == ("市审计局", "right")


def test_parts_in_utf_16_are_read() -> None:
    xml = document(p("市审计局")).replace("UTF-8", "UTF-16")
    assert words(read_docx(zipped(("word/document.xml", xml.encode("utf-16"))), "计划.docx")) == ["市审计局"]


def test_the_title_in_the_properties_is_not_believed() -> None:
    core = '<c:p xmlns:c="urn:c" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>旧文件</dc:title></c:p>'
    assert read(p("市审计局"), "", "", ("docProps/core.xml", core)).title is None


def test_a_damaged_side_part_costs_numbers_but_not_text() -> None:
    text = read(item("市审计局"), "", "", ("word/numbering.xml", "<w:numbering"))
    assert (words(text), codes(text)) == (["市审计局"], ["unread_part"])


def test_a_damaged_main_part_is_unreadable() -> None:
    with pytest.raises(UnreadableFile, match=r"计划\.docx: word/document\.xml is damaged"):
        read_docx(zipped(("word/document.xml", document(p("市审计局"))[:-30])), "计划.docx")


@pytest.mark.parametrize("cut", [10, 200, -30])
def test_a_damaged_zip_is_unreadable(cut: int) -> None:
    with pytest.raises(UnreadableFile):
        read_docx(zipped(("word/document.xml", document(p("市审计局"))))[:cut], "计划.docx")


def test_a_damaged_entry_is_unreadable() -> None:
    data = bytearray(zipped(("word/document.xml", document(p("市审计局" * 50)))))
    data[80:90] = bytes(10)
    with pytest.raises(UnreadableFile):
        read_docx(bytes(data), "计划.docx")


def test_an_encrypted_entry_is_named_as_such() -> None:
    data = bytearray(zipped(("word/document.xml", document(p("市审计局")))))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(EncryptedFile):
        read_docx(bytes(data), "计划.docx")


@pytest.mark.parametrize(
    ("entry", "what"),
    [
        ("xl/workbook.xml", "Excel"),
        ("ppt/presentation.xml", "PowerPoint"),
        ("META-INF/manifest.xml", "OpenDocument"),
        ("META-INF/container.xml", "e-book"),
        ("OFD.xml", "OFD"),
        ("照片.png", "zip archive"),
    ],
)
def test_other_zipped_formats_are_named(entry: str, what: str) -> None:
    with pytest.raises(UnsupportedFormat, match=what) as caught:
        read_docx(zipped((entry, "<a/>")), "计划.docx")
    assert caught.value.advice and "\n" not in str(caught.value)


def test_a_workbook_under_the_name_of_a_document_is_named() -> None:
    with pytest.raises(UnsupportedFormat, match="Excel"):
        read_docx(zipped(("word/document.xml", "<workbook/>")), "计划.docx")


# ---- files made to harm ----------------------------------------------------------------------------------------------


def test_two_main_parts_are_refused() -> None:
    with pytest.warns(UserWarning, match="Duplicate"):
        data = zipped(("word/document.xml", document(p("甲"))), ("word/document.xml", document(p("乙"))))
    with pytest.raises(UnreadableFile, match="twice"):
        read_docx(data, "计划.docx")


@pytest.mark.parametrize("name", ["word/document.xml", "word/styles.xml", "_rels/.rels", "word/numbering.xml"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le"])
def test_a_dtd_is_refused_in_each_part_and_encoding(name: str, encoding: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("秘密", encoding="utf-8")
    bomb = (
        f'<!DOCTYPE w:document [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
        + part("document", "<w:body>&x;</w:body>")[38:]
    )
    parts: dict[str, str | bytes] = {"word/document.xml": document(p("市审计局"))}
    parts[name] = bomb.encode(encoding)
    with pytest.raises(UnreadableFile, match="DTD"):
        read_docx(zipped(*parts.items()), "计划.docx")


def test_an_encoding_that_hides_a_dtd_is_not_believed() -> None:
    xml = '<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE a [+ADwAIQ-ENTITY x "y"+AD4AXQA+-<a>+ACY-x;</a>'
    with pytest.raises(UnreadableFile):
        read_docx(zipped(("word/document.xml", xml)), "计划.docx")


def test_a_part_that_grows_too_much_is_refused_before_it_is_unpacked() -> None:
    with pytest.raises(OutOfMemory, match="unpacks"):
        read(p("市" * 8_000_000))


def test_a_part_that_lies_about_its_size_is_refused() -> None:
    data = bytearray(zipped(("word/document.xml", document(p("市" * 8_000_000)))))
    for start, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = data.index(start) + offset
        data[place : place + 4] = (1000).to_bytes(4, "little")
    with pytest.raises((OutOfMemory, UnreadableFile)):
        read_docx(bytes(data), "计划.docx")


def test_the_parts_together_have_one_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docx, "MOST_BYTES", 4_000)
    read(p("市审计局"))
    with pytest.raises(OutOfMemory):
        read(p("市审计局"), style("a", "甲", "") + f"<!--{'注' * 1000}-->", lists() + f"<!--{'注' * 500}-->")


def test_a_tree_of_too_many_elements_is_refused() -> None:
    many = "".join(f'<w:p w:rsidR="{number * 2654435761 % 2**32:08X}"/>' for number in range(900_000))
    with pytest.raises(OutOfMemory, match="elements"):
        read(many)


def test_a_zip_of_too_many_entries_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docx, "MOST_ENTRIES", 2)
    with pytest.raises(OutOfMemory, match="entries"):
        read(p("市审计局"), style("a", "甲", ""), lists())


@pytest.mark.parametrize("name", ["w:sdt", "w:p", "w:tbl", "x"])
def test_sixty_thousand_nested_elements_are_warned_of(name: str) -> None:
    began = time.monotonic()
    text = read(p("市审计局") + f"<{name}>" * 60_000 + f"</{name}>" * 60_000)
    assert (words(text), codes(text)) == (["市审计局"], ["deep_nesting"])
    assert time.monotonic() - began < 5


def test_tables_deep_in_each_other_are_put_on_one_level() -> None:
    row = "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>市审计局</w:t></w:r></w:p>"
    text = read(row * 500 + "</w:tc></w:tr></w:tbl>" * 500)
    assert words(text) == ["市审计局"] * 500
    assert codes(text) == ["deep_nesting"]


def test_text_boxes_deep_in_each_other_are_left_out_with_a_warning() -> None:
    start, end = "<w:p><w:r><w:t>市审计局</w:t><w:pict><w:txbxContent>", "</w:txbxContent></w:pict></w:r></w:p>"
    text = read(start * 300 + end * 300)
    assert words(text) == ["市审计局"] * (docx.DEEPEST + 1)
    assert codes(text) == ["deep_nesting"]


def test_a_hundred_thousand_line_breaks_take_no_square_of_time() -> None:
    began = time.monotonic()
    breaks = "<w:br/>" * 100_000
    assert words(read(p(f"<w:r><w:t>市</w:t>{breaks}<w:t>局</w:t></w:r>"))) == ["市", "局"]
    assert time.monotonic() - began < 5


# ---- real files ------------------------------------------------------------------------------------------------------


def test_a_plan_of_a_city_is_read_whole(shared: Path) -> None:
    text = read_docx((shared / "seed" / "plan.docx").read_bytes(), "plan.docx")
    (grid,) = grids(text)
    assert (len(grid.rows), len(grid.columns), text.warnings) == (40, 5, ())
    assert words(text)[1] == "苏府办〔2017〕141号"
    assert cells(grid)[4] == (1, 0, 8, 1, ["一、以政务公开助力经济平稳健康发展"])


def test_real_files_are_read_without_warnings(shared: Path) -> None:
    found = {path.name: read_docx(path.read_bytes(), path.name) for path in (shared / "real").glob("*.docx")}
    assert found and not any(text.warnings for text in found.values())
    assert sum(len(grids(text)) for text in found.values()) >= 3
