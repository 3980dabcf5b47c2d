"""Elements become paragraphs and tables, as a browser would set them."""

import pytest

from webpages import lines, read, words


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


def test_spelled_out_control_characters_are_left_out():
    text = read("<p>市&#x202e;财&#8203;政&#12;局</p>")
    assert (words(text.parts[0]), [warning.code for warning in text.warnings]) == (
        "市财政局",
        ["control_characters"],
    )
