from __future__ import annotations

from contextlib import closing

import pytest

from planparse.outputs import debug_picture
from planparse.outputs.debug_picture import ALARM, LEGEND, LONGEST_SIDE, MOST_PIXELS, Renderer, Sheet, draw_sheet


@pytest.fixture
def written(monkeypatch):
    """All that is written on the pictures."""
    texts = []
    write = debug_picture._Picture._text
    monkeypatch.setattr(
        debug_picture._Picture, "_text", lambda self, at, text, *how: texts.append(text) or write(self, at, text, *how)
    )
    return texts


@pytest.fixture
def drawn(tmp_path):
    """Draw a sheet over white paper."""

    def draw(**fields):
        path = tmp_path / "方案.pdf"
        path.write_bytes(b"%PDF-1.7 garbage")
        sheet = Sheet(**{"number": 2, "width": 300, "height": 400} | fields)
        with closing(Renderer(path)) as renderer:
            return draw_sheet(sheet, 5, renderer)

    return draw


def pixels(image, box):
    return [image.getpixel((x, y)) for x in range(box[0], box[2]) for y in range(box[1], box[3])]


def test_title_line_says_the_page_its_reader_and_that_it_was_turned(drawn, written):
    drawn(reader="pdfium", turned=270)
    assert written[:2] == ["Page 2 of 5", "read by pdfium, turned upright"]


def test_upright_page_is_not_called_turned(drawn, written):
    drawn(reader="pdfium")
    assert written[1] == "read by pdfium"


def test_every_sign_is_explained(drawn, written):
    drawn()
    assert {text for _, text in LEGEND} <= set(written)


def test_words_are_written_in_ascii_so_that_no_font_for_chinese_is_needed(drawn, written):
    drawn(remarks=[("warning lost_text: 市财政局 was lost", True)])
    assert "warning lost_text: [4 chars] was lost" in written
    assert all(text.isascii() for text in written)


def test_remarks_beyond_the_most_are_counted(drawn, written):
    drawn(remarks=[(f"note: {number}", False) for number in range(20)])
    assert "note: 11" in written and "note: 12" not in written
    assert "and 8 more" in written


@pytest.mark.parametrize("side", [(20.0, 100.0, 220.0, 100.0), (103.0, 50.0, 103.0, 250.0)])
def test_dashes_of_sides_that_overlap_do_not_fill_each_others_gaps(drawn, side):
    x0, top, x1, bottom = side
    shifted = (x0 + 3, top, x1, bottom) if top == bottom else (x0, top + 3, x1, bottom)
    once, twice = drawn(open_sides=[side]), drawn(open_sides=[side, shifted])
    body = (debug_picture.MARGIN, 150, 560, 700)
    assert 0 < pixels(once, body).count(ALARM) == pixels(twice, body).count(ALARM)


@pytest.mark.parametrize(("width", "height"), [(1e6, 1e6), (1e6, 10), (3, 1e6), (0, 0)])
def test_picture_of_a_page_of_any_size_is_bounded(drawn, width, height):
    image = drawn(width=width, height=height)
    assert image.width * image.height <= MOST_PIXELS
    assert max(image.size) <= LONGEST_SIDE
