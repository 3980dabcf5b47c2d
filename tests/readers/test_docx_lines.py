"""Lines of a paragraph have the style of their characters."""

from __future__ import annotations

from planparse.model.document import Line
from worddocs import level, lists, only_line, p, r, read, words


def test_line_breaks_make_lines_and_page_breaks_do_not() -> None:
    inside = '<w:t>市审计局</w:t><w:br/><w:t>市财政</w:t><w:br w:type="page"/><w:t>局</w:t><w:cr/><w:t>市水利局</w:t>'
    text = read(p(f"<w:r>{inside}</w:r>"))
    assert words(text) == ["市审计局", "市财政局", "市水利局"]
    assert {part.chars[0].top for part in text.parts if isinstance(part, Line)} == {1}


def test_what_the_file_does_not_say_is_not_said() -> None:
    found = only_line(read(p("市审计局"))).style
    assert (found.size, found.bold, found.align, found.heading, found.lead) == (None, False, None, None, 0)


def test_size_is_that_of_most_characters() -> None:
    body = p(r("一", '<w:sz w:val="44"/>') + r("加强组织领导", '<w:sz w:val="32"/>'))
    assert only_line(read(body)).style.size == 16.0


def test_a_line_is_bold_only_if_all_its_characters_are() -> None:
    assert only_line(read(p(r("加强", "<w:b/>") + r(" ") + r("领导", "<w:b/>")))).style.bold
    assert not only_line(read(p(r("加强", "<w:b/>") + r("领导")))).style.bold


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


def test_each_line_of_a_paragraph_has_its_own_style() -> None:
    body = p(
        r("政务公开工作要点", '<w:b/><w:sz w:val="44"/>')
        + "<w:r><w:br/></w:r>"
        + r("（征求意见稿）", '<w:sz w:val="32"/>')
    )
    styles = [part.style for part in read(body).parts if isinstance(part, Line)]
    assert [(each.size, each.bold, each.lead) for each in styles] == [(22.0, True, 0), (16.0, False, 0)]


def test_lead_counts_the_number() -> None:
    number = '<w:numPr><w:numId w:val="1"/></w:numPr>'
    body = p(r("加强领导。", "<w:b/>") + r("各单位要重视。"), number)
    assert only_line(read(body, "", lists(level(0, "chineseCounting", "（%1）")))).style.lead == 8
