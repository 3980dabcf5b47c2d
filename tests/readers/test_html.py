"""Web pages become lines and grids: paragraphs, tables, the article and what stands around it."""

import csv
import time
from contextlib import suppress
from importlib import resources

import pytest

from planparse.errors import WARNING_CODES, PageLimit
from planparse.model.document import Grid
from planparse.readers.html import read_html

TITLE = "云泽市2031年政务公开工作要点"
TASK = "<p>（一）按月公开财政收支情况，完善工作机制，提升服务水平。责任单位：市财政局、市审计局</p>"
HEAD = f'<!DOCTYPE html><meta charset="utf-8"><title>{TITLE}_云泽市人民政府</title>'


def read(html):
    return read_html(html.encode() if isinstance(html, str) else html, "页面.html")


def words(line):
    return "".join(char.text for char in line.chars)


def lines(html):
    return [words(part) for part in read(html).parts if not isinstance(part, Grid)]


def inside(html):
    return [words(part) for part in read(html).parts if not isinstance(part, Grid) and not part.style.outside]


def outside(html):
    return [words(part) for part in read(html).parts if not isinstance(part, Grid) and part.style.outside]


def style(html):
    return read(html).parts[0].style


def grid(html):
    (only,) = [part for part in read(html).parts if isinstance(part, Grid)]
    return only


def cells(html):
    return {
        (cell.row, cell.column, cell.row_span, cell.column_span): "/".join(words(line) for line in cell.lines)
        for cell in grid(html).cells
    }


# ---- paragraphs


@pytest.mark.parametrize(
    "html",
    [
        "<p>市财政局</p><p>市教育局</p>",
        "<div>市财政局<br>市教育局</div>",
        "<div>市财政局<div>市教育局</div></div>",
        "<div><p>市财政局</p>市教育局</div>",
        "<h2>市财政局</h2>市教育局",
        "市财政局<hr>市教育局",
        "<pre>市财政局\n市教育局</pre>",
        '<div style="white-space:pre-wrap">市财政局\n市教育局</div>',
        "<dl><dt>市财政局<dd>市教育局</dl>",
        '<span style="display:block">市财政局</span><span>市教育局</span>',
        "<html><body><p>市财政局</p></body></html><p>市教育局",
    ],
)
def test_blocks_and_breaks_end_paragraphs(html):
    assert lines(html) == ["市财政局", "市教育局"]


def test_inline_elements_are_one_paragraph():
    assert lines("<p>市<span>财</span>政<font>局</font><o:p></o:p><sup>①</sup><sub>2</sub></p>") == ["市财政局①2"]


def test_white_space_collapses_but_wide_blanks_keep_their_offsets():
    (line,) = read("<p> \n 　市&nbsp;财 \n\t 政局  </p>").parts
    assert [(char.text, char.x0) for char in line.chars] == [("市", 1), ("财", 3), ("政", 5), ("局", 6)]


def test_paragraphs_count_on_through_tables():
    page = "<p>前</p><table border=1><tr><th>任务<th>单位<tr><td>甲<td>乙</table><p>后</p>"
    first, table, last = read(page).parts
    assert (first.chars[0].top, table.box[1], table.box[3], last.chars[0].top) == (1, 2, 6, 6)


@pytest.mark.parametrize(
    "hidden",
    [
        "<script>市教育局</script>",
        "<style>市教育局</style>",
        "<noscript>市教育局</noscript>",
        "<template>市教育局</template>",
        "<iframe>市教育局</iframe>",
        "<select><option>市教育局</option></select>",
        "<button>市教育局</button>",
        "<textarea>市教育局</textarea>",
        '<input value="市教育局">',
        "<svg><text>市教育局</text></svg>",
        "<!-- 市教育局 -->",
        "<p hidden>市教育局</p>",
        '<p style="color:red; DISPLAY : none">市教育局</p>',
        '<span style="visibility:hidden">市教育局</span>',
        '<img alt="市教育局">',
    ],
)
def test_what_no_reader_sees_is_no_text(hidden):
    assert lines(f"<div>市财政局{hidden}牵头</div>") in (["市财政局牵头"], ["市财政局", "牵头"])


def test_hidden_element_that_is_the_page_is_read():
    page = f"{HEAD}<div>请稍候</div><div style='display:none'>{TASK * 8}</div>"
    assert len(inside(page)) == 8


def test_spelled_out_control_characters_are_left_out():
    text = read("<p>市&#x202e;财&#8203;政&#12;局</p>")
    assert (words(text.parts[0]), [warning.code for warning in text.warnings]) == (
        "市财政局",
        ["control_characters"],
    )


# ---- lists


def test_numbers_that_the_browser_shows_are_written():
    assert lines("<ol><li>建立台账</li><li><p>按月通报</p></li><li value=7>督查</li></ol>") == [
        "1.建立台账",
        "2.按月通报",
        "7.督查",
    ]


@pytest.mark.parametrize(
    ("attributes", "number"),
    [
        ('start="3"', "3."),
        ('type="a"', "a."),
        ('type="I" start="4"', "IV."),
        ('style="list-style-type: cjk-ideographic" start="12"', "十二、"),
        ('style="list-style: none"', ""),
        ("reversed", "1."),
    ],
)
def test_ordered_lists_count_as_declared(attributes, number):
    assert lines(f"<ol {attributes}><li>督查</ol>") == [f"{number}督查"]


def test_dots_of_unordered_lists_are_written():
    assert lines("<ul><li>督查</ul>") == ["•督查"]


@pytest.mark.parametrize("tag", ["ol", "ul"])
def test_item_that_brings_its_own_number_gets_no_second_one(tag):
    assert lines(f"<{tag}><li>（一）督查<li>2.通报</{tag}>") == ["（一）督查", "2.通报"]


# ---- style


@pytest.mark.parametrize(
    "html",
    [
        "<p align=center>通知</p>",
        '<div style="text-align:center"><p>通知</p></div>',
        "<center>通知</center>",
        '<p style="text-align: CENTER !important">通知</p>',
    ],
)
def test_centred_text_is_known(html):
    assert style(html).align == "center"


def test_place_of_a_table_is_not_that_of_its_words():
    assert style("<table align=center><tr><td>通知</table>").align is None


@pytest.mark.parametrize(
    ("html", "points"),
    [
        ('<p style="font-size:22pt">通知</p>', 22),
        ('<p style="font-size:24px">通知</p>', 18),
        ('<div style="font-size:16pt"><p style="font-size:1.5em">通知</p></div>', 24),
        ("<font size=5>通知</font>", 18),
        ('<font size="+1">通知</font>', 13.5),
        ('<p style="font: bold 18pt/1.5 宋体">通知</p>', 18),
        ("<p>通知</p>", None),
        ('<p style="font-size:-3pt">通知</p>', None),
    ],
)
def test_sizes_are_given_in_points(html, points):
    assert style(html).size == points


@pytest.mark.parametrize(
    ("html", "bold"),
    [
        ("<b><span>通知</span></b>", True),
        ("<p style='font-weight:700'>通知</p>", True),
        ("<b><span style='font-weight:normal'>通知</span></b>", False),
        ("<p><b>通</b>知</p>", False),
        ("<h1>通知</h1>", True),
    ],
)
def test_a_line_is_bold_if_all_of_it_is(html, bold):
    assert style(html).bold is bold


def test_headings_know_their_level():
    assert [style(f"<h{level}>通知</h{level}>").heading for level in (1, 6)] == [1, 6]


@pytest.mark.parametrize(
    ("html", "lead"),
    [
        ("<p>　　<strong>（一）加快 公开。</strong>按月公布。</p>", 8),
        ("<p><b>（一）</b><b>加快</b>公开。</p>", 5),
        ("<p>（一）加快<b>公开</b>。</p>", 0),
        ("<p><b>（一）加快公开</b>。</p>", 0),
        ("<p>（一）加快公开。</p>", 0),
        ("<p><b>全部</b></p>", 0),
    ],
)
def test_bold_words_at_the_start_are_the_lead(html, lead):
    assert style(html).lead == lead


def test_words_in_a_font_of_their_own_are_the_lead():
    page = (
        '<div style="font-family:仿宋_GB2312"><p><span style="font-family:楷体_GB2312">（一）公开。</span>'
        '按月公布<span style="font-family:Times">12</span>次收支情况。</p></div>'
    )
    assert style(page).lead == 6


def test_clause_at_the_end_in_a_font_of_its_own_makes_no_lead():
    assert style('<p>按月公布财政收支情况。<span style="font-family:楷体">（负责部门：财政局）</span></p>').lead == 0


# ---- tables


def test_table_becomes_a_grid_with_its_spans():
    page = "<table border=1><tr><th>目标<th>任务<th>单位<tr><td rowspan=2>一<td>甲<td>子<tr><td colspan=2>乙</table>"
    assert cells(page) == {
        (0, 0, 1, 1): "目标",
        (0, 1, 1, 1): "任务",
        (0, 2, 1, 1): "单位",
        (1, 0, 2, 1): "一",
        (1, 1, 1, 1): "甲",
        (1, 2, 1, 1): "子",
        (2, 1, 1, 2): "乙",
    }


def test_foot_of_a_table_comes_last_wherever_it_is_written():
    page = "<table><tfoot><tr><td>合计<td>3</tfoot><thead><tr><th>任务<th>数量<tbody><tr><td>公开<td>3</table>"
    assert [cells(page)[row, 0, 1, 1] for row in range(3)] == ["任务", "公开", "合计"]


def test_rowspan_of_zero_runs_to_the_end_of_its_rows():
    page = "<table><tr><th>目标<th>任务<tr><td rowspan=0>一<td>甲<tr><td>乙</table>"
    assert (1, 0, 2, 1) in cells(page)


@pytest.mark.parametrize("span", ["-1", "x", "", "0"])
def test_senseless_spans_are_one(span):
    page = f"<table><tr><th>目标<th>任务<tr><td colspan='{span}'>一<td>甲</table>"
    assert (1, 1, 1, 1) in cells(page)


def test_giant_spans_are_cut_to_the_table():
    wide = '<td rowspan="1000000000" colspan="1000000000">'
    page = f"<table><tr>{wide}一、推进公开<tr><td>（一）公布目录<td>市财政局</table>"
    assert cells(page) == {(0, 0, 1, 2): "一、推进公开", (1, 0, 1, 1): "（一）公布目录", (1, 1, 1, 1): "市财政局"}
    assert [warning.code for warning in read(page).warnings] == ["clipped_span"]


def test_paragraphs_of_a_cell_are_its_lines():
    page = "<table><tr><th>任务<th>单位<tr><td>公开<br>目录<td><p>市财政局</p><p>市教育局</p></table>"
    assert list(cells(page).values())[2:] == ["公开/目录", "市财政局/市教育局"]


def test_table_in_a_cell_of_data_gives_its_words_to_the_cell():
    page = (
        "<table border=1><tr><th>任务<th>单位<tr><td>公开水源水质监测情况"
        "<table><tr><td>甲<td>乙<tr><td>丙<td>丁</table><td>市生态环境局、市水利局、市住房城乡建设局<tr><td>公开空气质量监测情况<td>市生态环境局</table>"
    )
    assert cells(page)[1, 0, 1, 1] == "公开水源水质监测情况/甲/乙/丙/丁"


def test_missing_cells_are_blank():
    page = "<table border=1><tr><th>任务<th>单位<th>时限<tr><td>公开<tr><td>公布<td>市财政局</table>"
    assert cells(page)[1, 2, 1, 1] == ""


def test_caption_stands_before_its_table():
    page = "<table><caption>任务分解表</caption><tr><th>任务<th>单位<tr><td>公开<td>市财政局</table>"
    assert lines(page) == ["任务分解表"]
    assert len(cells(page)) == 4


@pytest.mark.parametrize(
    "page",
    [
        "<table border=1><tr><td>市财政局<td>市教育局</table>",
        "<table border=1><tr><td>市财政局<tr><td>市教育局</table>",
        "<table role=presentation><tr><td>市财政局<td><tr><td><td>市教育局</table>",
        "<table><tr><td><table><tr><td>市财政局</table><td><tr><td><td>市教育局</table>",
    ],
)
def test_tables_that_only_lay_out_are_read_as_paragraphs(page):
    assert lines(page) == ["市财政局", "市教育局"]


def test_article_in_a_layout_table_is_read_as_paragraphs():
    page = f"<table border=0><tr><td>栏目<td>通知公告<tr><td>公开<td>{TASK * 5}</table>"
    assert len(inside(page)) >= 5


# ---- the metadata box


BOXES = [
    "<table><tr><td><b>索 引 号：</b><td>014/1<td><b>发布日期：</b><td>2031-03-08<tr><td>主题词：<td></table>",
    "<dl><dt>索 引 号<dd>014/1<dt>发布日期<dd>2031-03-08<dt>主题词：<dd></dl>",
    "<ul><li><b>索 引 号：</b>014/1<li><div>发布日期</div><div>2031-03-08</div><li>主题词：</ul>",
    "<div>索 引 号：<span>014/1</span></div><div>发布日期:2031-03-08</div><div>主题词：</div>",
]


@pytest.mark.parametrize("box", BOXES)
def test_each_label_and_value_are_one_line_outside(box):
    said = [text.replace(":", "：") for text in outside(f"{HEAD}{box}<div>{TASK * 6}</div>")]
    assert said == ["索引号：014/1", "发布日期：2031-03-08", "主题词："]


def test_box_of_labels_over_values_is_joined_by_column():
    box = "<table border=1><tr><td>索引号<td>发文字号<tr><td>014/1<td>云政办〔2031〕17号</table>"
    assert outside(HEAD + box + TASK * 6) == ["索引号：014/1", "发文字号：云政办〔2031〕17号"]


def test_white_space_inside_a_label_keeps_its_offsets():
    (line,) = read("<table><tr><td>标　　题：<td>通知</table>").parts
    assert [char.x0 for char in line.chars] == [0, 3, 4, 5, 6]


# ---- the article


PORTAL = f"""{HEAD}
<div class=top><h1>云泽市人民政府</h1><ul><li><a href=/>首页</a><li><a href=/a>政务公开</a></ul></div>
<nav><a href=/>首页</a> 导航的说明文字</nav>
<div>当前位置：<a href=/>首页</a> &gt; 要点全文</div>
<h2>{TITLE}</h2>
<p>云政办〔2031〕17号</p>
<div>发布日期：2031-03-08 来源：市政府办</div>
<div class=text>{TASK * 6}<p>【打印】【关闭】</p></div>
<p>附件：<a href=a.doc>任务分解表.doc</a></p>
<ul><li><a href=x>一图读懂工作要点</a></ul>
<footer>主办：云泽市人民政府办公室，地址：云泽市中山路1号</footer>"""


def test_article_is_told_from_the_page_around_it():
    assert inside(PORTAL) == [TITLE, "云政办〔2031〕17号", *lines(TASK * 6), "附件：任务分解表.doc"]


def test_title_of_an_annex_is_not_taken_for_the_title_of_the_page():
    notice = f"关于印发{TITLE}的通知"
    page = f"<title>{notice}</title><h1>{notice}</h1><div id=zoom>{TASK * 6}<p align=center>{TITLE}</p>{TASK * 6}</div>"
    assert inside(page)[0] == notice


def test_line_of_dates_inside_the_article_stands_outside():
    page = f"{HEAD}<div><h1>{TITLE}</h1><p>来源：县政府办公室　发布日期：2031-3-8</p>{TASK * 6}</div>"
    assert outside(page) == ["来源：县政府办公室发布日期：2031-3-8"]


def test_lines_around_the_article_are_kept_in_order_and_navigation_is_not():
    assert outside(PORTAL) == [
        "云泽市人民政府",
        "当前位置：首页>要点全文",
        "发布日期：2031-03-08来源：市政府办",
        "【打印】【关闭】",
    ]


def test_notice_before_a_long_table_belongs_to_the_article():
    rows = "<tr><td>（一）公开财政收支情况，提升服务水平<td>市财政局牵头落实" * 200
    page = f"{HEAD}<h1>{TITLE}</h1>{TASK * 3}<table border=1><tr><th>任务<th>单位{rows}</table>"
    assert outside(page) == []
    assert len(grid(page).rows) == 202


def test_known_name_marks_a_short_article():
    news = "<div>" + "<p>市长主持召开会议，研究部署有关工作，提出明确要求。</p>" * 5 + "</div>"
    page = f'{HEAD}<div><div id="UCAP-CONTENT">{TASK * 5}</div>{news}</div>'
    assert len(inside(page)) == 5
    assert len(outside(page)) == 5


def test_two_parts_of_one_name_are_one_article():
    part = f"<div class=TRS_Editor>{TASK * 3}</div>"
    assert len(inside(f"{HEAD}<div>{part}<p>任务分解表</p>{part}</div>")) == 7


def test_two_halves_without_a_name_are_both_taken():
    assert len(inside(f"{HEAD}<div>{TASK * 3}</div><div>{TASK * 3}</div>")) == 6


def test_signature_called_foot_is_not_lost():
    page = f"{HEAD}<div>{TASK * 6}<div class=foot>云泽市人民政府办公室<br>2031年3月8日</div></div>"
    assert inside(page)[-2:] == ["云泽市人民政府办公室", "2031年3月8日"]


def test_title_and_day_are_given_as_the_page_says_them():
    text = read(f'{HEAD}<meta name="ArticleTitle" content="要点"><meta name="PubDate" content="2031-03-08 10:00">')
    assert (text.title, text.published) == ("要点", "2031-03-08 10:00")
    assert read(HEAD + TASK).title == f"{TITLE}_云泽市人民政府"


# ---- character sets


@pytest.mark.parametrize(
    "head",
    [
        '<meta charset="big5">',
        '<meta http-equiv="Content-Type" content="text/html; charset=big5">',
        '<?xml version="1.0" encoding="big5"?>',
        '<!-- <meta charset="utf-8"> --><meta charset=big5>',
    ],
)
def test_declared_charset_is_found(head):
    assert lines(f"{head}<p>責任單位：市財政局、市審計局</p>".encode("big5")) == ["責任單位：市財政局、市審計局"]


def test_gbk_bytes_under_a_utf8_label_are_read():
    text = read((HEAD + TASK).encode("gbk"))
    assert "市财政局" in words(text.parts[0])
    assert [warning.code for warning in text.warnings] == ["wrong_charset"]


# ---- pages made to harm


@pytest.mark.parametrize("tag", ["div", "b", "table", "table><tr><td", "ul><li", "span", "blockquote", "font"])
def test_deep_nesting_loses_no_text(tag):
    text = read(f"{HEAD}{f'<{tag}>' * 60_000}{TASK}")
    assert "市财政局、市审计局" in "".join(words(part) for part in text.parts if not isinstance(part, Grid))
    assert [warning.code for warning in text.warnings] == ["deep_nesting"]


def test_scripts_in_cells_are_no_text_but_escaped_ones_are():
    page = (
        "<table border=1><tr><th>任务<th>单位<tr><td>公布预算<script>alert(3)</script>"
        "<td>市司法局<svg onload=alert(4)></td><tr><td>公布目录&lt;script&gt;"
        "<td><a href='javascript:alert(5)'>市水利局</a></table>"
    )
    assert list(cells(page).values())[2:] == ["公布预算", "市司法局", "公布目录<script>", "市水利局"]


@pytest.mark.parametrize(
    "page",
    [
        "<table><tr><td>" * 600 + "<p>市" * 20_000,
        "<table border=1>" + "<tr><td rowspan=9999>甲<td>乙" * 5_000,
        "<p " + " ".join(f"a{number}=1" for number in range(60_000)) + ">市</p>",
        "<div hidden>市" * 2_000,
        "<" * 300_000,
        "<!--" * 100_000,
        "<meta " * 100_000,
    ],
)
def test_nothing_takes_long(page):
    start = time.perf_counter()
    with suppress(PageLimit):
        read(page)
    assert time.perf_counter() - start < 5  # measured: under 1 s each; the machine may be busy


def test_table_of_too_many_fields_is_refused():
    with pytest.raises(PageLimit):
        read("<table border=1>" + "<tr>" + "<td>甲" * 600 + ("<tr><td>乙<td>丙") * 600)


@pytest.mark.parametrize("data", [b"", b" ", b"<!-- -->", b"<html></html>", b"\x00", b"<frameset></frameset>"])
def test_page_without_words_has_no_parts(data):
    assert read(data).parts == ()


def test_megabyte_is_read_in_a_moment():
    page = f'{HEAD}<div id="zoom">{TASK * 6_000}</div>'
    start = time.perf_counter()
    assert len(read(page).parts) == 6_000
    assert time.perf_counter() - start < 2  # measured: 0.25 s; the machine may be busy


# ---- real pages, and the table of names


def test_real_pages_keep_every_character_of_their_article(shared):
    pages = sorted((shared / "html").glob("*.html"))
    assert pages
    for page in pages:
        data = page.read_bytes()
        (start,) = [at for at in range(len(data)) if data.startswith(b'id="UCAP-CONTENT">', at)]
        kept = inside(data)
        texts = outside(data)
        assert texts[0].startswith("索引号：000014349/"), page.name
        assert [text.split("：")[0] for text in texts[:7]] == [
            "索引号", "主题分类", "发文机关", "成文日期", "标题", "发文字号", "发布日期",
        ]  # fmt: skip
        assert start and kept[0].startswith("国务院"), page.name
        joined = "".join(kept)
        assert joined.count("（") == joined.count("）"), page.name


def test_real_table_has_its_sections_and_columns(shared):
    (page,) = (shared / "html").glob("govcn_10_*.html")
    found = cells(page.read_bytes())
    assert [found[0, column, 1, 1] for column in range(5)] == ["序号", "改革举措", "主要内容", "指导部门", "推广范围"]
    assert found[1, 0, 1, 5] == "一、知识产权保护方面（共5项）"
    assert found[2, 3, 1, 1] == "最高人民法院、最高人民检察院、国家知识产权局"


def test_seed_page_has_its_table(shared):
    assert len(grid((shared / "seed" / "plan.html").read_bytes()).columns) == 5


def test_every_mark_has_a_kind_and_a_source():
    with resources.files("planparse.lexicon").joinpath("data", "article_marks.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    kinds = {"body", "wrapper", "chrome", "chrome_word", "foot_word", "label", "meta_title", "meta_published"}
    assert {row["kind"] for row in rows} == kinds
    assert all(row["source"] for row in rows)
    assert len({(row["mark"], row["kind"]) for row in rows}) == len(rows)


def test_every_warning_code_is_registered():
    assert {"wrong_charset", "undecodable", "control_characters", "clipped_span", "deep_nesting"} <= set(WARNING_CODES)
