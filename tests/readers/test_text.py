from __future__ import annotations

import random
import time
import unicodedata
import zlib
from contextlib import suppress
from itertools import pairwise

import pytest

from planparse.errors import EmptyFile, PageLimit, UnreadableFile
from planparse.model.document import FlowText, Grid, Line
from planparse.readers.text import read_text
from planparse.tables.lines import passage_of

NOTICE = (
    "为全面贯彻落实省政府办公厅《江苏省2017年政务公开工作要点》，根据我市政务公开工作实际，市政府办公室制定了"
    "《苏州市2017年政务公开工作要点实施方案》。经市政府同意，现印发给你们，请结合实际认真贯彻执行"
)
REQUEST = (
    "各地各部门要紧紧围绕市委市政府中心工作和人民群众关注期待，全面推进决策、执行、管理、服务、结果公开。加强政策"
    "解读、舆情回应，创新公开方式，扩大开放参与，增强公开实效"
)


def read(text: str) -> FlowText:
    return read_text(text.encode(), "plan.txt")


def shown(text: str) -> list[str]:
    """The paragraphs of a text, a table as its rows with | between the fields and + between lines of a field."""
    parts: list[str] = []
    for part in read(text).parts:
        parts += [part.text] if isinstance(part, Line) else rows_of(part)
    return parts


def rows_of(grid: Grid) -> list[str]:
    rows: dict[int, list[str]] = {}
    for cell in grid.cells:
        rows.setdefault(cell.row, []).append("+".join(line.text for line in cell.lines))
    return ["|".join(row) for row in rows.values()]


def grid_in(text: str) -> Grid:
    (grid,) = (part for part in read(text).parts if isinstance(part, Grid))
    return grid


def spans(grid: Grid) -> dict[str, tuple[int, int]]:
    return {cell.lines[0].text: (cell.row_span, cell.column_span) for cell in grid.cells if cell.lines}


def width_of(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(mark) in "WFA" else 1 for mark in text)


def broken(text: str, width: int) -> str:
    """Break a paragraph as editors do: full lines, none of which begins with a closing mark."""
    lines = [""]
    for mark in text:
        if width_of(lines[-1] + mark) > width:
            if mark in "，。、；：》）”":
                lines[-1], mark = lines[-1][:-1], lines[-1][-1] + mark
            lines.append("")
        lines[-1] += mark
    return "\n".join(lines)


# Characters and bytes


def test_each_line_with_words_is_a_paragraph_and_knows_its_line_in_the_file() -> None:
    first, second = read("\n关于印发要点的通知\n\n\n　　苏府办〔2017〕141号\r\n").parts
    assert isinstance(first, Line)
    assert isinstance(second, Line)
    assert passage_of([first]).evidence()[0].line == 2
    (evidence,) = passage_of([second]).evidence()
    assert (evidence.text, evidence.paragraph, evidence.line) == ("苏府办〔2017〕141号", 2, 5)
    assert (evidence.start, evidence.end) == (2, 15)  # two ideographic spaces before it


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_reads_the_same_in_every_character_set(charset: str) -> None:
    (line,) = read_text(NOTICE.encode(charset), "plan.txt").parts
    assert isinstance(line, Line)
    assert line.text == NOTICE


def test_what_the_bytes_lose_is_warned_of() -> None:
    flow = read_text(NOTICE.encode() + b"\x01\n" + REQUEST.encode(), "plan.txt")
    assert [warning.code for warning in flow.warnings] == ["control_characters"]


def binaries() -> dict[str, bytes]:
    noise = random.Random(141).randbytes(50_000)
    return {
        "program": b"\x7fELF\x02\x01\x01" + b"\0" * 200 + noise[:2000],
        "compressed": zlib.compress(noise),
        "few letters": b"\x90\x00\xff\x81\x00\x00\x01\x02" * 20,
        "controls": "市\x01审\x02计\x03局\x04".encode() * 50,
    }


@pytest.mark.parametrize("name", binaries())
def test_binary_file_with_the_name_of_a_text_is_refused(name: str) -> None:
    with pytest.raises(UnreadableFile, match=r"plan\.txt: the file is no text"):
        read_text(binaries()[name], "plan.txt")


@pytest.mark.parametrize("data", [b"", b" \n\t\n", "\u3000\u3000\n\ufeff".encode()])
def test_file_without_words_is_empty(data: bytes) -> None:
    with pytest.raises(EmptyFile, match=r"plan\.txt"):
        read_text(data, "plan.txt")


def test_few_stray_zero_bytes_do_not_make_a_text_unreadable() -> None:
    data = NOTICE.encode() + b"\0\n" + REQUEST.encode() + b"\0" * 512  # a file padded to its block
    assert len(read_text(data, "plan.txt").parts) == 2


# Paragraphs


def test_lines_broken_at_one_width_are_one_paragraph() -> None:
    text = "\n".join(broken(f"　　{paragraph}", 60) for paragraph in (NOTICE, REQUEST))
    assert text.count("\n") > 5
    assert shown(text) == [NOTICE, REQUEST]


@pytest.mark.parametrize("width", [44, 56, 72, 80])
def test_width_of_broken_lines_is_found(width: int) -> None:
    paragraphs = (NOTICE + "。", REQUEST + "。")
    assert shown("\n\n".join(broken(text, width) for text in paragraphs)) == list(paragraphs)


def test_lines_broken_after_so_many_characters_are_one_paragraph() -> None:
    lines = [NOTICE[start : start + 25] for start in range(0, len(NOTICE), 25)]
    assert len({width_of(line) for line in lines[:-1]}) > 1  # figures make some narrower
    assert shown("\n".join(lines)) == [NOTICE]


def test_offsets_of_a_broken_paragraph_count_its_line_feeds() -> None:
    text = broken(NOTICE, 60)
    _, line = read(f"标题\n\n{text}").parts
    assert isinstance(line, Line)
    (evidence,) = passage_of([line]).evidence()
    assert (evidence.paragraph, evidence.start, evidence.end, evidence.line) == (2, 0, len(text), 3)
    assert evidence.text == text.replace("\n", " ")
    assert {-char.page for char in line.chars} == set(range(3, 3 + text.count("\n") + 1))
    assert all(text[int(char.x0)] == char.text for char in line.chars)


def test_short_line_ends_a_paragraph() -> None:
    text = f"{broken(NOTICE, 60)}\n{broken(REQUEST, 60)}"
    assert width_of(broken(NOTICE, 60).split("\n")[-1]) < 50
    assert shown(text) == [NOTICE, REQUEST]


@pytest.mark.parametrize("opening", ["一、", "（二）", "3.", "（4）", "5）", "①", "- ", "●", "第二章", "## ", "附件"])
def test_number_or_bullet_opens_a_paragraph_though_the_line_before_is_full(opening: str) -> None:
    full = NOTICE[:30]
    assert len(shown(f"{full}\n{NOTICE[30:60]}\n{opening}{REQUEST[:28]}\n{REQUEST[28:40]}")) == 2


def test_addressees_end_with_their_colon_though_their_line_is_full() -> None:
    addressees = "各市、区人民政府，苏州工业园区、苏州高新区管委会，市各部门："
    assert width_of(addressees) == 60
    assert shown(f"{addressees}\n{broken(NOTICE, 60)}") == [addressees, NOTICE]


def test_figures_and_words_in_a_line_are_no_number_of_a_heading() -> None:
    lines = [NOTICE[:30], "2.5万户" + NOTICE[30:57], NOTICE[57:80]]
    assert shown("\n".join(lines)) == ["".join(lines)]


@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_paragraphs_on_single_long_lines_are_never_joined(between: str) -> None:
    paragraphs = [NOTICE + "。", REQUEST + "。", NOTICE[:-2] + "。", NOTICE[5:] + "。", REQUEST[8:] + "。"]
    assert shown(between.join(paragraphs)) == paragraphs


def test_sentences_of_one_length_are_paragraphs_when_each_line_ends_one() -> None:
    paragraphs = [f"（略）{NOTICE[:26]}{mark}。" for mark in "甲乙丙丁戊"]
    assert shown("\n".join(paragraphs)) == paragraphs


def test_two_lines_of_one_length_are_no_width_when_one_ends_a_sentence() -> None:
    paragraphs = [NOTICE[:29] + "。", REQUEST[:30], NOTICE[:12]]
    assert shown("\n".join(paragraphs)) == paragraphs


def test_indented_line_opens_a_paragraph_though_the_line_before_is_full() -> None:
    full = [f"　　{NOTICE[:28]}", REQUEST[:30]]
    assert shown("\n".join([*full, *full])) == ["".join(full).strip(), "".join(full).strip()]


def test_list_of_names_of_one_length_stays_a_list() -> None:
    names = ["市发展和改革委员会", "市人力资源和保障局", "市工业和信息化局处", "市农业农村委员会处"]
    assert shown("\n".join(names)) == names


def test_seed_pasted_line_by_line_keeps_its_paragraphs(shared) -> None:
    data = (shared / "seed/plan.txt").read_bytes()
    lines = ["".join(line.split()) for line in data.decode().splitlines() if line.strip()]
    parts = read_text(data, "plan.txt").parts
    assert [part.text for part in parts if isinstance(part, Line)] == lines
    assert shown("\n".join(data.decode().split("\n\n"))) == lines


def test_heading_of_markdown_loses_its_marks_and_keeps_its_level() -> None:
    heading, text = read("## 一、总体要求\n\n#牵头单位").parts
    assert isinstance(heading, Line)
    assert isinstance(text, Line)
    assert (heading.text, heading.style.heading) == ("一、总体要求", 2)
    assert heading.chars[0].x0 == 3
    assert (text.text, text.style.heading) == ("#牵头单位", None)


# Tables


def test_lines_with_tabs_below_header_words_are_a_table() -> None:
    text = "附件：任务分解表\n序号\t主要任务\t责任单位\n1\t公开审计结果\t市审计局\n2\t公开预算\t\n结束语"
    assert shown(text) == [
        "附件：任务分解表", "序号|主要任务|责任单位", "1|公开审计结果|市审计局", "2|公开预算|", "结束语",
    ]  # fmt: skip


def test_row_below_header_words_may_be_shorter_than_the_header() -> None:
    text = "目标\t任务\t责任单位\n一、公开\t审计\t市审计局\n\t预算\t市财政局\n二、服务\t办事"
    assert shown(text) == ["目标|任务|责任单位", "一、公开|审计|市审计局", "|预算|市财政局", "二、服务|办事|"]


def test_lines_with_as_many_fields_are_a_table_without_header_words() -> None:
    assert shown("公开审计\t按月\t市审计局\n公开预算\t按年\t市财政局") == [
        "公开审计|按月|市审计局", "公开预算|按年|市财政局",
    ]  # fmt: skip


def test_section_title_between_rows_with_tabs_spans_the_table() -> None:
    grid = grid_in("序号\t主要任务\t责任单位\n一、推进公开\n1\t公开审计结果\t市审计局")
    assert rows_of(grid) == ["序号|主要任务|责任单位", "一、推进公开", "1|公开审计结果|市审计局"]
    assert spans(grid)["一、推进公开"] == (1, 3)


@pytest.mark.parametrize("mark", ["\t", "|"])
def test_page_number_between_rows_does_not_end_a_table(mark: str) -> None:
    header, first, second = "主要任务|责任单位", "公开审计结果|市审计局", "公开预算|市财政局"
    text = "\n".join([header, first, "— 2 —", header, second]).replace("|", mark)
    assert rows_of(grid_in(text)) == [header, first, "—2—", header, second]


@pytest.mark.parametrize(
    "text",
    [
        "序号\t任务\t责任单位",  # a header and no row
        "\t推进政务公开\n\t加强政策解读",  # an indent
        "\t\t苏州市人民政府办公室\n\t\t2017年5月28日",
        "一、总体要求\t1\n二、重点任务\t3",  # a list of contents
        "1.\t推进政务公开\n2.\t加强政策解读",  # a list typed with tabs
        "公开审计\t市审计局\n公开预算\t按年\t市财政局",  # neither header words nor equally many fields
        "首页 | 政务公开 | 文件",
        "───────────\n请认真贯彻执行",
        "目标，任务，责任单位\n公开，审计，市审计局",  # commas are not looked at
    ],
)
def test_what_is_no_table_stays_lines(text: str) -> None:
    parts = read(text).parts
    assert all(isinstance(part, Line) for part in parts)
    assert "".join(part.text for part in parts if isinstance(part, Line)) == "".join(text.split())


@pytest.mark.parametrize(
    "text",
    [
        "| 目标 | 任务 | 单位 |\n|------|:----:|-----:|\n| 公开 | 审计 | 市审计局 |\n| 服务 |  | 市政务办 |",
        "目标 | 任务 | 单位\n--- | --- | ---\n公开 | 审计 | 市审计局\n服务 |  | 市政务办",
        "｜目标｜任务｜单位｜\n｜公开｜审计｜市审计局｜\n｜服务｜｜市政务办｜",
        "目标│任务│单位\n公开│审计│市审计局\n服务││市政务办",
    ],
)
def test_lines_with_bars_are_a_table_and_their_rule_is_none_of_its_rows(text: str) -> None:
    assert shown(text) == ["目标|任务|单位", "公开|审计|市审计局", "服务||市政务办"]


def test_line_above_a_markdown_rule_is_a_header_whatever_its_words() -> None:
    text = "大事 | 怎么办\n--- | ---\n公开审计 | 按月 | 已办\n公开预算 | 按年"
    assert shown(text) == ["大事|怎么办|", "公开审计|按月|已办", "公开预算|按年|"]


def test_escaped_bar_does_not_part_a_field_and_a_break_tag_parts_its_lines() -> None:
    grid = grid_in("| 任务 | 责任单位 |\n|---|---|\n| 公开\\|共享 | 市审计局<br>市财政局 |")
    assert rows_of(grid) == ["任务|责任单位", "公开\\|共享|市审计局+市财政局"]


def test_field_of_a_table_leads_back_to_its_line_in_the_file() -> None:
    grid = grid_in("附件\n\n任务\t责任单位\n公开审计\t 市审计局")
    passage = passage_of(grid.cells[-1].lines)
    (evidence,) = passage.evidence()
    assert (evidence.text, evidence.line, evidence.paragraph, evidence.start) == ("市审计局", 4, 5, 1)
    assert grid.box[1::2] == (2.0, 6.0)


DRAWN = """
┌──────┬──────────┬────────┐
│ 目标 │ 任务     │ 单位   │
├──────┼──────────┼────────┤
│ 推进 │ 公开审计 │ 市审计 │
│ 公开 │ 结果     │ 局、   │
│      │          │ 市财政 │
│      │          │ 局     │
│      ├──────────┼────────┤
│      │ 公开预算 │ 市财政 │
│      │          │ 局     │
├──────┴──────────┴────────┤
│ 二、服务                 │
├──────┬──────────┬────────┤
│ 便民 │ 办事     │ 市政务 │
└──────┴──────────┴────────┘
"""
ROWS = [
    "目标|任务|单位",
    "推进公开|公开审计结果|市审计局、+市财政局",
    "公开预算|市财政局",
    "二、服务",
    "便民|办事|市政务",
]


def as_ascii(drawn: str) -> str:
    table = dict.fromkeys("┌┬┐├┼┤└┴┘", "+") | {"─": "-", "│": "|"}
    return drawn.translate(str.maketrans(table))


def in_wide_strokes(drawn: str) -> str:
    """The same table for a font whose strokes are as wide as Chinese characters."""
    return drawn.replace("──", "─")


@pytest.mark.parametrize("change", [str, as_ascii, in_wide_strokes])
def test_row_between_drawn_borders_is_one_row_whatever_its_lines(change) -> None:
    grid = grid_in(change(DRAWN))
    assert rows_of(grid) == ROWS
    found = spans(grid)
    assert (found["推进公开"], found["公开审计结果"], found["二、服务"]) == ((2, 1), (1, 1), (1, 3))


def test_piece_of_a_drawn_cell_keeps_its_own_line_of_the_file() -> None:
    (cell,) = (cell for cell in grid_in(DRAWN).cells if cell.lines and cell.lines[0].text == "公开审计结果")
    assert [-char.page for char in cell.lines[0].chars] == [5, 5, 5, 5, 6, 6]
    (cell,) = (
        cell for cell in grid_in(DRAWN).cells if cell.lines and cell.lines[-1].text == "市财政局" and cell.row == 1
    )
    assert [-line.chars[-1].page for line in cell.lines] == [6, 8]


def test_lines_of_the_file_are_right_below_a_line_whose_strokes_stand_askew() -> None:
    text = "┌──┬──┬──┐\n│目│任│单│\n├──┼──┼──┤\n│公│审│市│\n│开│计   │\n│  │  │局│\n└──┴──┴──┘"
    cell = grid_in(text).cells[-1]
    assert [(char.text, -char.page) for char in cell.lines[0].chars] == [("市", 4), ("局", 6)]


def test_spans_are_seen_in_a_font_with_wide_strokes() -> None:
    text = (
        "┌───┬───┬───┐\n│目标　│任务　│单位　│\n├───┼───┴───┤\n│公开　│二、服务　　　│\n"
        "├───┼───┬───┤\n│便民　│办事　│政务办│\n└───┴───┴───┘"
    )
    grid = grid_in(text)
    assert rows_of(grid) == ["目标|任务|单位", "公开|二、服务", "便民|办事|政务办"]
    assert spans(grid)["二、服务"] == (1, 2)


def test_border_under_a_part_of_the_row_parts_only_what_stands_there() -> None:
    text = """
┌──────┬────────┐
│ 目标 │ 任务   │
├──────┼────────┤
│ 推进 │ 审计   │
│ 政务 ├────────┤
│ 公开 │ 预算   │
└──────┴────────┘
"""
    grid = grid_in(text)
    assert rows_of(grid) == ["目标|任务", "推进政务公开|审计", "预算"]
    assert spans(grid)["推进政务公开"] == (2, 1)


def test_line_that_begins_with_a_blank_field_goes_on_with_the_row_above() -> None:
    text = "┌────┬────────┐\n│目标│任务    │\n├────┼────────┤\n│公开│审计    │\n│    │和预算  │\n└────┴────────┘"
    assert shown(text) == ["目标|任务", "公开|审计和预算"]


def test_drawn_table_without_a_frame_is_read() -> None:
    assert shown("目标 ┃ 任务\n━━━━━╋━━━━━\n公开 ┃ 审计\n服务 ┃ 办事 ") == ["目标|任务", "公开|审计", "服务|办事"]


def test_rows_that_no_border_parts_are_one_line_each() -> None:
    text = """
+------+----------+----------+
| 序号 | 任务     | 责任单位 |
+------+----------+----------+
| 1    | 审计     | 市审计局 |
| 2    | 公开预算 | 市财政局 |
+------+----------+----------+
"""
    assert shown(text) == ["序号|任务|责任单位", "1|审计|市审计局", "2|公开预算|市财政局"]


def test_only_row_of_a_drawn_table_is_one_row_when_its_lines_fill_their_fields() -> None:
    text = "┌────┬────┐\n│目标│任务│\n├────┼────┤\n│推进│公开│\n│政务│审计│\n└────┴────┘"
    assert shown(text) == ["目标|任务", "推进政务|公开审计"]


def test_only_row_of_a_drawn_table_is_one_row_where_some_of_its_fields_end_early() -> None:
    text = "┌────┬────┐\n│目标│任务│\n├────┼────┤\n│推进│公开│\n│政务│。  │\n│服务│    │\n└────┴────┘"
    assert shown(text) == ["目标|任务", "推进政务服务|公开。"]


def test_lines_around_a_drawn_table_stay_lines() -> None:
    assert shown(f"附件{DRAWN}请遵照执行") == ["附件", *ROWS, "请遵照执行"]


# Files made to harm

LONG = 200_000


@pytest.mark.parametrize(
    "text",
    [
        "政" * LONG,
        "|" * LONG,
        "\t" * LONG + "公",
        "公\t" * LONG,
        "│" * LONG,
        "┼─" * LONG + "\n" + "│ " * LONG,
        "+" + "-" * LONG,
        ("| " + " " * LONG + "-x\n") * 3,
        " " * LONG + "# " + " " * LONG + "公",
        "<br " * LONG + "|公\n|开|公",
        "（一" * LONG,
        ("政" * 70 + "\n") * 3000,
        "公│\n" * 30_000 + "─┼─",
        "\n".join("公" * n for n in range(20, 80)) * 20,
    ],
    ids=lambda text: text[:6],
)
def test_time_grows_with_the_length_of_the_text_only(text: str) -> None:
    start = time.process_time()
    with suppress(PageLimit):
        read(text)
    assert time.process_time() - start < 10


def test_text_beyond_all_measure_is_refused() -> None:
    with pytest.raises(PageLimit, match=r"plan\.txt"):
        read("政" * 5_000_001)


def test_no_character_of_any_text_is_lost_or_invented() -> None:
    chance = random.Random(2017)
    marks = [
        "公开",
        "市审计局",
        "\t",
        "|",
        "│",
        "─",
        "┼",
        "\n",
        "\n\n",
        " ",
        "、",
        "一、",
        "+--+",
        "| - |",
        NOTICE[:40],
    ]
    for _ in range(2000):
        text = "".join(chance.choice(marks) for _ in range(chance.randrange(1, 40)))
        if not text.strip():
            continue
        found = "".join(
            part.text if isinstance(part, Line) else "".join(rows_of(part)).replace("+", "")
            for part in read(text).parts
        )
        for mark in "公开市审计局、一":
            assert found.count(mark) == text.count(mark), text


def test_paragraphs_are_counted_up_in_the_order_of_the_text() -> None:
    parts = read(f"通知\n{DRAWN}\n目标\t任务\n公开\t审计\n\n{broken(NOTICE, 60)}").parts
    numbers: list[float] = []
    for part in parts:
        lines = [part] if isinstance(part, Line) else [line for cell in part.cells for line in cell.lines]
        numbers += [line.chars[0].top for line in lines]
    assert numbers[0] == 1
    assert all(after - before in (0, 1) for before, after in pairwise(numbers))
