"""A whole web page becomes lines and grids: hidden pages, those made to harm, real ones."""

import time
from contextlib import suppress

import pytest

from planparse.errors import WARNING_CODES, PageLimit
from webpages import HEAD, TASK, cells, grid, inside, lines, outside, read


def test_hidden_element_that_is_the_page_is_read():
    page = f"{HEAD}<div>请稍候</div><div style='display:none'>{TASK * 8}</div>"
    assert len(inside(page)) == 8


def test_words_that_a_style_sheet_hides_are_read_if_they_are_an_article():
    assert len(lines(f"<style>p {{ display: none }}</style>{TASK * 8}")) == 8


# ---- pages made to harm


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


def test_megabyte_is_read_in_a_moment():
    page = f'{HEAD}<div id="zoom">{TASK * 6_000}</div>'
    start = time.perf_counter()
    assert len(read(page).parts) == 6_000
    assert time.perf_counter() - start < 2  # measured: 0.25 s; the machine may be busy


# ---- real pages


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


def test_every_warning_code_is_registered():
    assert {"wrong_charset", "undecodable", "control_characters", "clipped_span", "deep_nesting"} <= set(WARNING_CODES)
