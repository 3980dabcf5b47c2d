"""Tags, attributes and inline style say how characters look."""

import pytest

from webpages import style


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
