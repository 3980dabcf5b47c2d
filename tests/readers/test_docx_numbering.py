"""Lists are counted as Word counts them."""

from __future__ import annotations

from worddocs import cells, grids, item, level, lists, only_line, p, read, style, tbl, tc, tr, words


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


def test_a_custom_format_fills_with_noughts() -> None:
    custom = (
        '<w:lvl w:ilvl="0"><mc:AlternateContent><mc:Choice><w:numFmt w:val="custom" w:format="001, 002, 003, ..."/>'
        '</mc:Choice><mc:Fallback><w:numFmt w:val="decimal"/></mc:Fallback></mc:AlternateContent>'
        '<w:lvlText w:val="%1"/></w:lvl>'
    )
    assert words(read(item("项"), "", lists(custom))) == ["001项"]
