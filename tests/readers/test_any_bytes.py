"""What the readers of text formats keep to, whatever the bytes: a typed error or a text, every character once and in
its place, and the same words out of every format."""

from __future__ import annotations

import html as markup
from collections import Counter
from collections.abc import Sequence

from hypothesis import assume, given
from hypothesis import strategies as st

import worddocs as word
from planparse.errors import InputError, PlanparseError
from planparse.language.numbers import read_whole
from planparse.model.document import FlowText, Grid, Line
from planparse.readers.charset import CONTROLS, FAMILIES, clean, decode
from planparse.readers.docx import read_docx
from planparse.readers.docx_numbers import COUNTED_BELOW, ROMAN, written
from planparse.readers.html import read_html
from planparse.readers.html_lists import numeral
from planparse.readers.html_styles import css_of, integer, list_kind
from planparse.readers.html_tree import declared_charset
from planparse.readers.open import open_bytes
from planparse.readers.text import read_text
from planparse.tables.numbering import number_at
from strategies import UNITS, WORDS, WORST, counted, examples, plain_texts, sentences, texts

CHARSETS = ("utf-8", "utf-8-sig", "gb18030", "utf-16")
DECLARED = st.one_of(st.none(), st.sampled_from([*FAMILIES, "GBK ", "utf-7", "zip", "x-x-big5"]), st.text(max_size=8))

TAGS = (
    "p", "div", "span", "b", "h1", "h2", "table", "tr", "td", "th", "tbody", "ul", "ol", "li", "a", "br", "pre",
    "font", "title", "style", "script", "input", "select", "textarea", "ruby", "sup", "article", "nav", "svg",
    "template", "iframe", "caption", "dl", "dt", "dd",
)  # fmt: skip
ATTRIBUTES = (
    "", ' rowspan="3"', ' colspan="2"', ' rowspan="0"', ' colspan="99999"', ' rowspan="x"', ' style="display:none"',
    ' class="TRS_Editor"', ' style="font-size:22pt;text-align:center"', ' start="-5"', " reversed", ' type="I"',
    ' value="7"', " hidden", ' href="#"', ' id="zoom"', ' style="white-space:pre"', ' align="right"', ' size="+2"',
    " style=';;:'", ' style="border:1px solid"',
)  # fmt: skip


def marks_of(text: str) -> str:
    """What of a text can be seen."""
    return "".join(text.split())


def lines_in(text: FlowText) -> list[Line]:
    """All lines of a text, those in cells too, in reading order."""
    found: list[Line] = []
    for part in text.parts:
        found += [line for cell in part.cells for line in cell.lines] if isinstance(part, Grid) else [part]
    return found


def words_in(text: FlowText) -> str:
    return "".join(line.text for line in lines_in(text))


def texts_in(grid: Grid) -> dict[tuple[int, int], str]:
    return {(cell.row, cell.column): "".join(line.text for line in cell.lines) for cell in grid.cells}


def assert_on_strip(text: FlowText) -> None:
    """Paragraphs are counted up, each character has a place of its own, and tables tile their rows and columns."""
    places = Counter((char.top, char.x0) for line in lines_in(text) for char in line.chars)
    assert set(places.values()) <= {1}
    tops = [char.top for part in text.parts if isinstance(part, Line) for char in part.chars]
    assert tops == sorted(tops)
    for line in lines_in(text):
        assert line.chars
        assert not any(char.text.isspace() or CONTROLS.match(char.text) for char in line.chars)
        assert [char.x0 for char in line.chars] == sorted(char.x0 for char in line.chars)
    for part in text.parts:
        if isinstance(part, Grid):
            fields = Counter(
                (row, column)
                for cell in part.cells
                for row in range(cell.row, cell.row + cell.row_span)
                for column in range(cell.column, cell.column + cell.column_span)
            )
            assert len(fields) == (len(part.rows) - 1) * (len(part.columns) - 1) == sum(fields.values())


# Character sets.


@given(
    st.one_of(
        st.binary(max_size=60),
        st.tuples(texts(), st.sampled_from(CHARSETS)).map(lambda each: each[0].encode(each[1], "replace")),
    ),
    DECLARED,
)
@examples(120)
def test_any_bytes_become_characters_that_can_be_seen(data: bytes, declared: str | None) -> None:
    found = decode(data, declared)
    assert not CONTROLS.search(found.text)
    assert clean(found.text) == (found.text, 0)
    found.text.encode("utf-8")
    assert found == decode(data, declared)


@given(texts())
@examples(80)
def test_cleaning_twice_changes_nothing(text: str) -> None:
    once, _ = clean(text)
    assert clean(once) == (once, 0)
    assert [mark for mark in once if mark.isalnum()] == [mark for mark in text if mark.isalnum()]


@given(
    st.lists(sentences() | plain_texts(6), min_size=1, max_size=4),
    st.sampled_from(CHARSETS),
    st.sampled_from(["\n", "\r\n", "\r"]),
)
@examples(80)
def test_a_plan_reads_back_from_every_character_set(lines: list[str], charset: str, end: str) -> None:
    text = end.join(["苏州市政务公开工作要点，由市财政局牵头。", *lines])
    found = decode(text.encode(charset))
    assert found.text == clean("\n".join(text.split(end)))[0]
    assert found.charset.startswith(charset.removesuffix("-sig"))
    assert not found.warnings
    assert decode(text.encode(charset), "gb2312").text == found.text
    assert decode(text.encode(charset), "utf-8").text == found.text


# Plain text.


@given(st.lists(texts(10), max_size=12).map("\n".join))
@examples(120)
def test_each_character_of_a_text_file_leads_back_to_its_line(text: str) -> None:
    data = text.encode("utf-8", "replace")
    try:
        found = read_text(data, "计划.txt")
    except InputError:
        return
    assert_on_strip(found)
    given = decode(data).text.split("\n")
    first: dict[float, int] = {}
    for line in lines_in(found):
        for char in line.chars:
            assert char.text in given[-char.page - 1]
    # A paragraph runs over several lines of the file; offsets count a line feed between two of them.
    for part in found.parts:
        if isinstance(part, Line):
            number = first.setdefault(part.chars[0].top, -part.chars[0].page)
            whole = "\n".join(given[number - 1 :])
            assert all(whole[int(char.x0)] == char.text for char in part.chars)
    shown = Counter(words_in(found))
    every = Counter(marks_of(decode(data).text))
    assert shown <= every
    if not any(isinstance(part, Grid) for part in found.parts):
        assert set(every - shown) <= {"#"}


@given(
    st.lists(st.lists(sentences(2), min_size=3, max_size=3), min_size=1, max_size=5),
    st.sampled_from(["\t", "|", "│", "｜"]),
    st.booleans(),
)
@examples(60)
def test_a_table_of_text_reads_back_cell_by_cell(rows: list[list[str]], mark: str, framed: bool) -> None:
    table = [["目标任务", "主要内容", "责任单位"], *rows]
    framed = framed and mark != "\t"
    lines = [(mark if framed else "") + mark.join(row) + (mark if framed else "") for row in table]
    (grid,) = read_text("\n".join(lines).encode(), "计划.txt").parts
    assert isinstance(grid, Grid)
    assert texts_in(grid) == {
        (row, column): text for row, cells in enumerate(table) for column, text in enumerate(cells)
    }


STROKES = {"drawn": "─│┌┬┐├┼┤└┴┘", "heavy": "━┃┏┳┓┣╋┫┗┻┛", "ascii": "-|+++++++++"}


@given(
    st.lists(st.lists(sentences(3), min_size=3, max_size=3), min_size=1, max_size=4),
    st.sampled_from(sorted(STROKES)),
    st.integers(6, 20),
)
@examples(50)
def test_a_drawn_table_of_text_reads_back_cell_by_cell(rows: list[list[str]], kind: str, width: int) -> None:
    level, upright, *corners = list(STROKES[kind])
    table = [["目标任务", "主要内容", "责任单位"], *rows]
    lines = []
    for place, row in enumerate(table):
        left, middle, right = corners[0:3] if not place else corners[3:6]
        lines.append(left + middle.join([level * (2 * width)] * 3) + right)
        height = max(-(-len(text) // width) for text in row)
        for at in range(0, height * width, width):
            pieces = [text[at : at + width] for text in row]
            lines.append(upright + upright.join(piece + "  " * (width - len(piece)) for piece in pieces) + upright)
    lines.append(corners[6] + corners[7].join([level * (2 * width)] * 3) + corners[8])
    (grid,) = read_text("\n".join(lines).encode(), "计划.txt").parts
    assert isinstance(grid, Grid)
    assert texts_in(grid) == {
        (row, column): text for row, cells in enumerate(table) for column, text in enumerate(cells)
    }


@given(st.lists(sentences(8), min_size=1, max_size=5), st.integers(20, 40))
@examples(60)
def test_lines_broken_at_one_width_keep_every_character(paragraphs: list[str], width: int) -> None:
    lines = [text[at : at + width] for text in paragraphs for at in range(0, len(text), width)]
    found = read_text("\n".join(lines).encode(), "计划.txt")
    assert words_in(found) == "".join(paragraphs)
    assert_on_strip(found)


# Web pages.


@st.composite
def soups(draw: st.DrawFn) -> str:
    """Markup with tags that open and never close, attributes that mean nothing, and text in between."""
    piece = st.one_of(
        st.tuples(st.sampled_from(TAGS), st.sampled_from(ATTRIBUTES)).map(lambda each: f"<{each[0]}{each[1]}>"),
        st.sampled_from(TAGS).map(lambda tag: f"</{tag}>"),
        st.sampled_from([*WORDS, *WORST, "<!--", "-->", "<![CDATA[", "&lt;", "<p", "</", "<?xml?>", "<o:p>"]),
        plain_texts(4),
    )
    return "<html><body>" + "".join(draw(st.lists(piece, max_size=40)))


@given(st.one_of(soups().map(lambda text: text.encode("utf-8", "replace")), st.binary(max_size=80)))
@examples(120)
def test_any_web_page_is_a_text_without_controls(data: bytes) -> None:
    found = read_html(data, "页面.html")
    assert_on_strip(found)
    assert found == read_html(data, "页面.html")
    declared_charset(data)


@given(st.lists(sentences(), min_size=1, max_size=6), st.sampled_from(["p", "div", "h2", "li", "pre"]), st.booleans())
@examples(60)
def test_each_paragraph_of_an_article_is_read_once(paragraphs: list[str], tag: str, inline: bool) -> None:
    inner = [f"<b>{text[:2]}</b><span>{text[2:]}</span>" if inline else text for text in paragraphs]
    found = read_html(f"<html><body>{''.join(f'<{tag}>{each}</{tag}>' for each in inner)}</body>".encode(), "页面.html")
    assert words_in(found).replace("•", "") == "".join(paragraphs)
    assert len(found.parts) == len(paragraphs)


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[list[tuple[str, int, int]]], dict[tuple[int, int], str]]:
    """Rows of cells with their spans, and which field of the table holds which text."""
    width, height = draw(st.integers(2, 4)), draw(st.integers(2, 5))
    taken: set[tuple[int, int]] = set()
    rows: list[list[tuple[str, int, int]]] = []
    placed: dict[tuple[int, int], str] = {}
    for row in range(height):
        cells = []
        for column in range(width):
            if (row, column) in taken:
                continue
            # A row in which no cell begins is no row of a web page.
            down = draw(st.integers(1, min(2, height - row))) if row and column else 1
            right = draw(st.integers(1, 2)) if row and (row, column + 1) not in taken and column + 1 < width else 1
            taken |= {(r, c) for r in range(row, row + down) for c in range(column, column + right)}
            text = draw(sentences(2)) if row else ("序号", "工作任务", "主要内容", "责任单位")[column]
            cells.append((text, down, right))
            placed[row, column] = text
        rows.append(cells)
    return rows, placed


@given(tables())
@examples(60)
def test_a_table_reads_alike_from_a_web_page_and_from_word(
    given: tuple[list[list[tuple[str, int, int]]], dict[tuple[int, int], str]],
) -> None:
    rows, placed = given
    page = "".join(
        f"<tr>{''.join(f'<td rowspan={down} colspan={right}>{text}</td>' for text, down, right in row)}</tr>"
        for row in rows
    )
    (grid,) = (
        part for part in read_html(f"<table>{page}</table>".encode(), "页面.html").parts if isinstance(part, Grid)
    )
    assert {field: text for field, text in texts_in(grid).items() if text} == placed
    other = word.read(word.tbl(*word_rows(rows)))
    (of_word,) = other.parts
    assert isinstance(of_word, Grid)
    assert {field: text for field, text in texts_in(of_word).items() if text} == placed
    assert [(cell.row, cell.column, cell.row_span, cell.column_span) for cell in grid.cells] == [
        (cell.row, cell.column, cell.row_span, cell.column_span) for cell in of_word.cells
    ]


def word_rows(rows: Sequence[Sequence[tuple[str, int, int]]]) -> list[str]:
    """Write a table as Word does: a cell merged down goes on as a cell without text in the rows below."""
    open_: dict[int, tuple[int, int]] = {}
    found = []
    for row in rows:
        cells, column = [], 0
        waiting = list(row)
        while waiting or column in open_:
            if column in open_:
                left, right = open_.pop(column)
                if left > 1:
                    open_[column] = (left - 1, right)
                    merge = "<w:vMerge/>"
                cells.append(word.tc("", f'<w:gridSpan w:val="{right}"/>{merge}'))
            else:
                text, down, right = waiting.pop(0)
                merge = '<w:vMerge w:val="restart"/>' if down > 1 else ""
                cells.append(word.tc(text, f'<w:gridSpan w:val="{right}"/>{merge}'))
                if down > 1:
                    open_[column] = (down, right)
            column += right
        found.append(word.tr(*cells))
        open_ = {at: each for at, each in open_.items() if each[0] > 1}
    return found


@given(st.text("0123456789-+ .;:px%em#border solid boldnormal宋体'\"(),!", max_size=40), texts(3))
@examples(80)
def test_any_style_and_attribute_says_something_or_nothing(style: str, value: str) -> None:
    assert css_of(style) == css_of(style)
    css_of(value)
    found = integer(value)
    assert found is None or isinstance(found, int)
    assert isinstance(list_kind(value), str)


# Numbers that a format writes.


@given(
    st.integers(-5, 12_000),
    st.sampled_from(["chineseCountingThousand", "ideographDigital", "chineseCounting", "decimal"]),
)
@examples(80)
def test_a_number_of_a_list_reads_back(number: int, form: str) -> None:
    text = written(number, form)
    assert text
    if 0 < number < COUNTED_BELOW:
        assert read_whole(text) == number
        assert form != "chineseCountingThousand" or text == counted(number)


@given(st.integers(1, 3999))
@examples(50)
def test_roman_numbers_are_worth_what_they_count(number: int) -> None:
    left, worth = written(number, "lowerRoman"), 0
    for count, letters in ROMAN:
        while left.startswith(letters):
            left, worth = left[len(letters) :], worth + count
    assert (left, worth) == ("", number)
    assert written(number, "upperRoman") == written(number, "lowerRoman").upper()


@given(
    st.integers(-3, 200),
    st.sampled_from(["", "decimal", "cjk-ideographic", "lower-alpha", "upper-roman", "none", "disc"]),
)
@examples(60)
def test_the_marker_of_an_item_is_a_number_of_running_text(number: int, kind: str) -> None:
    marker = numeral(number, kind)
    assert bool(marker) == (kind != "none")
    if number > 0 and kind in ("", "cjk-ideographic"):
        found = number_at(marker.replace(" ", "") + "推进政务公开")
        assert found is not None
        assert found.end == len(marker.strip())


# Word documents.


@given(st.lists(texts(8), max_size=8))
@examples(50)
def test_each_paragraph_of_a_word_document_is_read_once(paragraphs: list[str]) -> None:
    legal = ["".join(mark for mark in clean(text)[0] if mark not in "\n\x85\x1c\x1d\x1e\x1f") for text in paragraphs]
    body = "".join(word.p(word.r(markup.escape(text))) for text in legal)
    found = word.read(body)
    assert_on_strip(found)
    assert words_in(found) == marks_of("".join(legal))
    assert len(found.parts) == len([text for text in legal if text.strip()])


@given(
    st.binary(max_size=60),
    st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), min_size=1, max_size=6),
    st.integers(0, 400),
)
@examples(80)
def test_a_damaged_word_document_is_an_error_that_says_so(tail: bytes, flips: list[tuple[int, int]], cut: int) -> None:
    whole = word.zipped(
        ("word/document.xml", word.document(word.p("市财政局牵头") + word.tbl(word.tr("目标", "责任单位"))))
    )
    data = bytearray(whole)
    for place, value in flips:
        data[place % len(data)] = value
    for damaged in (bytes(data), whole[: len(whole) - cut], whole + tail, tail, whole[:4] + tail):
        try:
            assert_on_strip(read_docx(damaged, "计划.docx"))
        except PlanparseError as problem:
            assert "计划.docx" in str(problem)


@given(
    st.lists(
        st.sampled_from(
            [
                *UNITS,
                "<w:p>",
                "</w:p>",
                "<w:tbl>",
                "<w:tr>",
                "<w:tc>",
                "</w:tc>",
                "</w:tr>",
                "</w:tbl>",
                "&#0;",
                "<w:br/>",
                '<w:gridSpan w:val="-3"/>',
                '<w:vMerge w:val="x"/>',
                "<w:tab/>",
                '<w:sym w:char="F0A7"/>',
            ]
        ),
        max_size=24,
    ).map("".join)
)
@examples(60)
def test_any_markup_in_a_word_document_is_read_or_an_error(body: str) -> None:
    try:
        assert_on_strip(word.read(word.p(word.r("市财政局")) + body))
    except InputError as problem:
        assert "计划.docx" in str(problem)


# Any file.

BEGINNINGS = (b"%PDF-1.7\n", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"<html>", b"\xff\xfe", b"{\\rtf", b"<?xml ")


@given(
    st.one_of(
        st.binary(max_size=80),
        texts().map(lambda text: text.encode("utf-8", "replace")),
        st.tuples(st.sampled_from(BEGINNINGS), st.binary(max_size=60)).map(b"".join),
    ),
    st.sampled_from(["计划.txt", "计划.pdf", "计划.docx", "页面.html", "计划.csv", "计划", "x.doc"]),
)
@examples(80)
def test_any_bytes_are_opened_or_refused_with_their_name(data: bytes, name: str) -> None:
    try:
        with open_bytes(data, name) as document:
            assert document.source.name == name
            pages = list(document.pages)
            assert pages or document.text is not None
            if document.text is not None:
                assume(document.source.format != "pdf")
                assert_on_strip(document.text)
    except InputError as problem:
        assert name in str(problem)
