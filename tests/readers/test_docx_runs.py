"""The text of a paragraph is what Word shows of it."""

from __future__ import annotations

import time

from planparse.model.document import Line
from worddocs import codes, field_mark, only_line, p, r, read, style, tbl, tr, words


def test_offsets_count_tabs_and_blanks() -> None:
    line = only_line(read(p("<w:r><w:tab/><w:t>市审计局</w:t></w:r>" + r(" 牵头"))))
    assert [(char.text, char.x0) for char in line.chars] == [
        (mark, place) for mark, place in zip("市审计局牵头", (1, 2, 3, 4, 6, 7), strict=True)
    ]


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


def test_marks_of_writing_direction_and_without_width_are_left_out_with_a_warning() -> None:
    text = read(p("\u202e市审\u200b计局\ufeff") + p("\u2066牵头\u2069"))
    assert (words(text), codes(text)) == (["市审计局", "牵头"], ["control_characters"])
    line = text.parts[0]
    assert isinstance(line, Line) and [char.x0 for char in line.chars] == [0, 1, 2, 3]


def test_a_hundred_thousand_line_breaks_take_no_square_of_time() -> None:
    began = time.monotonic()
    breaks = "<w:br/>" * 100_000
    assert words(read(p(f"<w:r><w:t>市</w:t>{breaks}<w:t>局</w:t></w:r>"))) == ["市", "局"]
    assert time.monotonic() - began < 5
