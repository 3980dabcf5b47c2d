from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace

import pytest
from PIL import Image, ImageChops

from build import evidence, plan, task
from pages import page_of, text_at
from pdfs import blank_pdf, turned_copy
from planparse.errors import NotAPlan, OutputError, UsageError
from planparse.model.document import Char, Document, Rule
from planparse.model.plan import Warning
from planparse.outputs import debug_pages
from planparse.outputs.debug_pages import draw_debug_pages
from planparse.outputs.debug_picture import (
    ALARM,
    EDGES,
    GUTTER,
    MARGIN,
    OUTSIDE,
    PALE,
    PAPER,
    RULING,
    SCALE,
    TINTS,
    Kind,
)
from planparse.plan import parse, read_plan

HEADER, SECTION, SHARED = TINTS[Kind.HEADER], TINTS[Kind.SECTION], TINTS[Kind.SHARED]
ROWS, EDGES = (TINTS[Kind.ROW], TINTS[Kind.NEXT_ROW]), (EDGES[Kind.ROW], EDGES[Kind.NEXT_ROW])
COLUMNS = (50, 150, 400, 550)
HEAD = {(0, 0): "任务", (0, 1): "主要内容", (0, 2): "责任单位"}


@pytest.fixture
def drawn(monkeypatch, tmp_path):
    """Draw pages built by hand over white paper; gives the pictures."""

    def draw(*pages, data=None, found=None, **changes):
        path = tmp_path / "方案.pdf"
        path.write_bytes(blank_pdf(len(pages), 600, 800) if data is None else data)
        source = plan().source
        found = found or replace(read_plan(Document(source, iter(pages))), **changes)

        @contextmanager
        def opened(path, reader, _):
            yield Document(source, iter(pages))

        monkeypatch.setattr(debug_pages, "open_document", opened)
        files = draw_debug_pages(path, found, tmp_path / "out")
        return [Sheet(file) for file in files]

    return draw


class Sheet:
    """A picture, asked in points of the page."""

    def __init__(self, path):
        with Image.open(path) as image:
            self.image = image.convert("RGB")
        paper = [self.image.getpixel((MARGIN - 1, y)) for y in range(self.image.height)]
        self.top = paper.index((190, 190, 190)) + 1
        self.bottom = len(paper) - paper[::-1].index((190, 190, 190)) - 1

    def at(self, x, y):
        return self.image.getpixel((MARGIN + round(x * SCALE), self.top + round(y * SCALE)))

    def around(self, x, y):
        """The colours within some pixels of a place."""
        x, y = MARGIN + round(x * SCALE), self.top + round(y * SCALE)
        return colours(self.image.crop((x - 6, y - 6, x + 7, y + 7)))

    def beside(self, top, bottom):
        """The colours in the gutter between two heights, in points."""
        x = self.image.width - GUTTER - MARGIN
        box = (x, self.top + round(top * SCALE), self.image.width, self.top + round(bottom * SCALE))
        return colours(self.image.crop(box))

    def foot(self):
        return colours(self.image.crop((0, self.bottom + 1, *self.image.size)))


def colours(image):
    return {colour for _, colour in image.getcolors(1 << 24)}


def test_header_rows_and_merged_cells_are_tinted_by_what_they_became(drawn):
    rows = (100, 140, 240, 340)
    rules = [Rule(50, y, 550, y) for y in (100, 140, 340)] + [Rule(150, 240, 550, 240)]
    rules += [Rule(x, 100, x, 340) for x in COLUMNS]
    texts = HEAD | {
        (1, 0): "审计监督", (1, 1): "公开审计结果", (1, 2): "市审计局", (2, 1): "公开整改情况", (2, 2): "市财政局",
    }  # fmt: skip
    (sheet,) = drawn(page_of(COLUMNS, rows, texts, rules=rules))
    assert sheet.at(300, 130) == HEADER
    assert sheet.at(300, 200) == sheet.at(500, 200) == ROWS[0]
    assert sheet.at(300, 300) == sheet.at(500, 300) == ROWS[1]
    assert sheet.at(70, 200) == sheet.at(70, 300) == SHARED
    assert {EDGES[0], ROWS[0]} <= sheet.beside(150, 230)
    assert {EDGES[1], ROWS[1]} <= sheet.beside(250, 330)
    assert sheet.at(300, 240) == sheet.at(150, 200) == RULING
    assert sheet.at(100, 240) != RULING


def test_row_cut_by_a_page_break_has_one_tint_and_an_arrow_on_both_pages(drawn):
    before = page_of(COLUMNS, (100, 140, 240, 270), HEAD | {
        (1, 0): "一季度", (1, 1): "公开审计结果", (1, 2): "市审计局",
        (2, 0): "二季度", (2, 1): "及时公开审计查出问题整改落实情况（包括市级预算", (2, 2): "市财政局",
    })  # fmt: skip
    after = page_of(COLUMNS, (50, 100), {(0, 1): "执行）"}, number=2)
    first, second = drawn(before, after)
    assert first.at(500, 265) == second.at(300, 95) == second.at(500, 95) == ROWS[1]
    assert ALARM not in first.beside(101, 235)
    assert ALARM in first.beside(260, 275)
    assert ALARM in second.beside(45, 55)


def test_section_title_is_tinted_and_named(drawn):
    rules = [Rule(50, y, 550, y) for y in (100, 140, 180, 240)]
    rules += [Rule(x, 100, x, 140) for x in COLUMNS] + [Rule(x, 180, x, 240) for x in COLUMNS]
    rules += [Rule(50, 140, 50, 180), Rule(550, 140, 550, 180)]
    texts = HEAD | {(1, 0): "一、稳增长", (2, 0): "审计", (2, 1): "公开审计结果", (2, 2): "市审计局"}
    (sheet,) = drawn(page_of(COLUMNS, (100, 140, 180, 240), texts, rules=rules))
    assert sheet.at(300, 170) == SECTION
    assert SECTION in sheet.beside(141, 179)


def test_table_left_out_has_no_tint_and_lines_outside_are_framed(drawn):
    texts = {(0, 0): "时间", (0, 1): "地点", (0, 2): "主持人", (1, 0): "上午", (1, 1): "三楼会议室", (1, 2): "市长"}
    (sheet,) = drawn(page_of(COLUMNS, (100, 140, 240), texts, chars=text_at("会议日程", 200, 60)))
    below = sheet.image.crop((0, sheet.top, *sheet.image.size))
    assert not colours(below) & {SHARED, SECTION, *ROWS}
    inside = {sheet.at(x, 120) for x in range(200, 400)}
    assert PAPER in inside and PALE in inside
    assert sheet.at(220, 60 - 0.5) == OUTSIDE


def test_side_without_a_rule_is_dashed(drawn):
    rules = [Rule(50, y, 550, y) for y in (100, 140)] + [Rule(x, 100, x, 240) for x in COLUMNS]
    texts = HEAD | {(1, 0): "审计", (1, 1): "公开审计结果", (1, 2): "市审计局"}
    (sheet,) = drawn(page_of(COLUMNS, (100, 140, 240), texts, rules=rules))
    foot = colours(sheet.image.crop((MARGIN + 300, sheet.top + 429, MARGIN + 700, sheet.top + 434)))
    assert ALARM in foot and ROWS[0] in foot and RULING not in foot
    assert ALARM not in {sheet.at(x, 140) for x in range(60, 540)}


def test_table_told_by_alignment_shows_its_cells_and_only_the_rules_that_are_drawn(drawn):
    words = {105: ("任务", "主要内容", "责任单位"), 145: ("审计", "公开审计结果", "市审计局")}
    words[205] = ("财政", "公开预算", "市财政局")
    places = [(text, x, top) for top, line in words.items() for text, x in zip(line, (53, 153, 453), strict=True)]
    chars = [char for place in places for char in text_at(*place)]
    rules = [Rule(50, y, 550, y) for y in (100, 130, 180, 230)]
    (sheet,) = drawn(page_of((), (), {}, rules=[*rules, Rule(50, 60, 550, 60)], chars=chars))
    assert sheet.at(300, 125) == HEADER
    assert sheet.at(350, 170) == sheet.at(530, 170) == ROWS[0]
    assert sheet.at(350, 225) == sheet.at(530, 225) == ROWS[1]
    for y in (100, 130, 180, 230):
        assert sheet.at(300, y) == RULING
        assert ALARM not in {sheet.at(x, y) for x in range(480, 540)}
    for x in (50, 550):  # no upright is drawn, so the outer ones are dashed too
        assert ALARM in {sheet.at(x, y) for y in range(145, 175)}
        assert RULING not in {sheet.at(x, y) for y in range(145, 175)}
    for left, right in ((75, 150), (220, 450)):  # and somewhere between two columns
        assert ALARM in {sheet.at(x, y) for x in range(left, right) for y in range(185, 200)}
    assert sheet.at(300, 60) == PAPER


def test_text_that_no_row_took_is_framed_in_red_and_named(drawn):
    columns = (50, 150, 400, 500, 550)
    rules = [Rule(50, y, 550, y) for y in (100, 140, 240)] + [Rule(x, 100, x, 240) for x in (50, 150, 400, 550)]
    rules += [Rule(500, 140, 500, 240)]
    texts = HEAD | {(1, 0): "审计", (1, 1): "公开审计结果", (1, 2): "市审计局", (1, 3): "已办"}
    page = page_of(columns, (100, 140, 240), texts, rules=rules)
    found = read_plan(Document(plan().source, iter([page])))
    assert [warning.code for warning in found.warnings] == ["lost_text"]
    (sheet,) = drawn(page)
    assert ALARM in sheet.around(503, 150) and ALARM not in sheet.around(403, 150)
    assert ALARM in colours(sheet.image.crop((MARGIN + 905, sheet.top + 400, MARGIN + 985, sheet.top + 430)))
    assert sheet.at(530, 200) == PAPER


def test_task_that_no_row_became_is_marked_where_it_stands(drawn):
    spot = replace(evidence("推进审计公开（市审计局牵头）"), bbox=(100, 200, 400, 220))
    (sheet,) = drawn(page_of((), (), {}, rules=[]), tasks=(task(evidence=(spot,)),))
    assert sheet.at(300, 210) == ROWS[0]
    assert EDGES[0] in sheet.beside(195, 225)


def test_warnings_of_a_page_stand_at_its_foot_and_nowhere_else(drawn):
    warned = page_of((), (), {}, rules=[])
    warned = replace(warned, warnings=(Warning("unmapped_glyphs", "3 glyphs stand for no character: 市", 1),))
    noted = replace(page_of((), (), {}, rules=[], number=2), notes=("a font is not embedded",))
    first, second, third = drawn(warned, noted, page_of((), (), {}, rules=[], number=3))
    assert ALARM in first.foot()
    assert ALARM not in second.foot() and len(second.foot()) > 1
    assert third.foot() == {PAPER}


@pytest.mark.parametrize(("width", "height"), [(1e6, 1e6), (1e6, 10), (3, 1e6), (3, 3)])
def test_page_of_any_size_is_a_picture_of_bounded_size(tmp_path, width, height):
    path = tmp_path / "a.pdf"
    path.write_bytes(blank_pdf(1, width, height))
    with pytest.raises(NotAPlan) as problem:
        parse(path)
    (file,) = draw_debug_pages(path, problem.value.plan, tmp_path / "out")
    with Image.open(file) as image:
        assert image.width * image.height <= 40_000_000
        assert image.width >= 700


def test_places_far_off_the_page_do_no_harm(drawn):
    page = page_of(COLUMNS, (100, 140, 240), HEAD | {(1, 1): "公开审计结果", (1, 2): "市审计局"})
    wild = [Char("市", 10, 10, 9e6, 20, 1), Char("局", 599, -0.5, 609, 9e6, 1)]  # further out readers leave away
    rule = Rule(-1e30, 120, 1e30, 120)
    (sheet,) = drawn(replace(page, chars=(*page.chars, *wild), rules=(*page.rules, rule)), found=plan())
    assert sheet.at(0, 120) == sheet.at(599, 120) == RULING


def test_what_pdfium_cannot_open_is_drawn_on_white(drawn):
    page = page_of(COLUMNS, (100, 140, 240), HEAD | {(1, 1): "公开审计结果", (1, 2): "市审计局"})
    (sheet,) = drawn(page, data=b"%PDF-1.7 garbage")
    assert sheet.at(300, 200) == ROWS[0]


def test_every_page_of_a_plan_has_a_picture_and_the_same_bytes_each_time(corpus, tmp_path):
    path = corpus / "yanxi-2024-9" / "source.pdf"
    found = parse(path)
    files = draw_debug_pages(path, found, tmp_path / "new" / "out")
    assert [file.name for file in files] == [f"page-00{number}.png" for number in range(1, 6)]
    assert sorted(files) == sorted((tmp_path / "new" / "out").iterdir())
    again = draw_debug_pages(path, found, tmp_path / "again")
    assert [file.read_bytes() for file in files] == [file.read_bytes() for file in again]


@pytest.mark.parametrize("way", [90, 270])
def test_sideways_page_is_drawn_as_its_upright_twin(corpus, tmp_path, way):
    upright = corpus / "yanxi-2024-9" / "source.pdf"
    sideways = turned_copy(upright, tmp_path / "a.pdf", way)
    twins = (draw_debug_pages(path, parse(path), tmp_path / path.stem) for path in (upright, sideways))
    for files in zip(*twins, strict=True):
        one, other = (Sheet(file) for file in files)
        assert one.image.size == other.image.size
        below = (0, one.top, *one.image.size)  # above stands that the page was turned
        apart = ImageChops.difference(one.image.crop(below), other.image.crop(below)).convert("L")
        assert sum(apart.point(lambda value: value > 60).histogram()[1:]) < 0.01 * apart.width * apart.height
        assert ALARM not in other.beside(100, 300)


def test_passage_of_a_turned_page_is_marked_where_it_stands_upright(drawn):
    spot = replace(evidence("推进审计公开（市审计局牵头）"), bbox=(200, 100, 220, 400))  # the page as a viewer shows it
    page = replace(page_of((), (), {}, rules=[]), turned=90)
    (sheet,) = drawn(page, tasks=(task(evidence=(spot,)),))
    assert sheet.at(205, 210) == sheet.at(495, 210) == TINTS[Kind.ROW]
    assert sheet.at(195, 210) == sheet.at(300, 195) == sheet.at(300, 225) == PAPER


def test_plan_of_another_document_is_refused(corpus, tmp_path):
    with pytest.raises(UsageError, match="not the file"):
        draw_debug_pages(corpus / "yanxi-2024-9" / "source.pdf", plan(), tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_folder_that_cannot_be_made_is_an_output_error(corpus, tmp_path):
    path = corpus / "yanxi-2024-9" / "source.pdf"
    (tmp_path / "out").write_text("keep me")
    with pytest.raises(OutputError) as problem:
        draw_debug_pages(path, parse(path), tmp_path / "out")
    assert problem.value.where == str(tmp_path / "out")
    assert (tmp_path / "out").read_text() == "keep me"
