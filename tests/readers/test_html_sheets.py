"""What the style sheets of a page say of its elements."""

import time

import pytest

from webpages import lines, read, style


@pytest.mark.parametrize(
    ("rules", "element"),
    [
        ("h1 { font-size: 20pt; text-align: center }", "h1"),
        (".title{font-size:20pt;text-align:center}", "p class=title"),
        ("p.title, #title { text-align: CENTER; font-size: 20PT !important }", "p class='large title'"),
        ("#title{text-align:center;font-size:20pt}", "p id=title"),
        ("<!-- /* } */ p { font-size:20pt; text-align:center; } -->", "p"),
        ('@charset "gbk"; p { font-size:20pt; text-align:center; }', "p"),
        ("@media print { p { font-size: 9pt } } p { font-size:20pt; text-align:center; }", "p"),
        ("p { font-size: 20pt } div { text-align: center }", "div><p"),
    ],
)
def test_plain_rules_set_size_and_place(rules, element):
    found = style(f"<style>{rules}</style><{element}>通知")
    assert (found.size, found.align) == (20, "center")


@pytest.mark.parametrize(
    ("rules", "element", "points"),
    [
        ("p{font-size:9pt} p{font-size:12pt}", "p class=a id=b", 12),
        (".a{font-size:12pt} p{font-size:9pt}", "p class=a id=b", 12),
        ("p.a{font-size:12pt} .a{font-size:9pt}", "p class=a id=b", 12),
        ("#b{font-size:12pt} p.a{font-size:9pt}", "p class=a id=b", 12),
        ("#b{font-size:9pt}", "p id=b style='font-size:12pt'", 12),
        ("p{font-size:9pt}", "font size=3", 12),
        ("div p, p:hover, p > b, .c.d, * { font-size: 9pt }", "p class='c d'", None),
        ("@media print { p { font-size: 9pt } }", "p", None),
    ],
)
def test_the_closer_rule_holds(rules, element, points):
    assert style(f"<style>{rules}</style><{element}>通知").size == points


def test_align_of_an_element_is_believed_before_a_rule_for_all_of_its_kind():
    assert style("<style>p { text-align: left }</style><p align=center>通知").align == "center"


def test_rules_make_words_bold_or_plain():
    page = "<style>.b{font-weight:bold} h1{font-weight:normal}</style><p class=b>通知</p><h1>通知</h1>"
    assert [part.style.bold for part in read(page).parts] == [True, False]


@pytest.mark.parametrize("attributes", ["media=print", "media='screen and (max-width: 600px)'"])
def test_sheets_for_paper_and_telephones_are_not_read(attributes):
    assert style(f"<style {attributes}>p {{ font-size: 9pt }}</style><p>通知").size is None


def test_sheets_for_browsers_without_scripts_are_not_read():
    page = "<head><noscript><style>.a{display:none}</style></noscript></head><p class=a>市财政局"
    assert lines(page) == ["市财政局"]


@pytest.mark.parametrize("rules", [".hide{display:none}", "div.hide { color: red; display : NONE !important }"])
def test_what_a_sheet_hides_is_left_out(rules):
    assert lines(f"<style>{rules}</style><p>市财政局</p><div class=hide>扫一扫在手机打开当前页</div>") == ["市财政局"]


@pytest.mark.parametrize(
    ("rules", "attributes"),
    [
        (".tab{display:none} .tab.active{display:block}", "class=tab"),
        (".tab{display:none} .open .tab{display:block}", "class=tab"),
        (".tab{display:none}", "class=tab style='display:block'"),
        ("body{display:none}", ""),
        (".box .tab{display:none}", "class=tab"),
    ],
)
def test_what_may_be_shown_is_read(rules, attributes):
    assert lines(f"<style>{rules}</style><body><div {attributes}>市财政局") == ["市财政局"]


@pytest.mark.parametrize(
    "page",
    [
        f"<style>{'/*' * 400_000}</style><p>市",
        f"<style>{'{' * 400_000}</style><p>市",
        f"<style>.a{{;{' ' * 800_000}}}</style><p>市",
        f"<style>{'.a,' * 60_000}{{font-size:3pt}}</style><p class='{'a ' * 200_000}'>市",
        "<style>.a{font-size:3pt}</style><p class=a>市" * 20_000,
        f"<style>div{{display:none}}</style>{'<div>' * 2_000}{'<p>市财政局</p>' * 20_000}",
    ],
)
def test_no_sheet_takes_long(page):
    start = time.perf_counter()
    read(page)
    assert time.perf_counter() - start < 5  # measured: under 1 s each; the machine may be busy
