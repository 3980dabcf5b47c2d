"""What nobody sees on a page is left out and counted; what is seen stays. Both readers must agree.

The PDFs are written by hand: a standard font whose codes stand for Chinese characters, so no font is needed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from pathlib import Path

import pikepdf
import pytest

from planparse.model.document import Page
from planparse.readers.finish import TEXT_LAYER
from planparse.readers.open import open_document
from planparse.readers.scan.choice import Ocr
from planparse.tables.lines import lines_of, passage_of

READERS = ["auto", "pdfplumber"]

Read = Callable[..., Page]


class Drawing:
    """The content of a page, as PDF operators, and the characters that its codes stand for."""

    def __init__(self) -> None:
        self.marks: dict[str, int] = {}
        self.operators: list[str] = []

    def text(
        self, words: str, x: float = 72, y: float = 700, *, mode: int = 0, fill: str = "0 g", turn: float = 0
    ) -> None:
        """Set words at a place; `mode` is the text render mode, `turn` counts degrees to the left."""
        codes = "".join(f"{self.marks.setdefault(mark, 0x41 + len(self.marks)):02X}" for mark in words)
        cos, sin = math.cos(math.radians(turn)), math.sin(math.radians(turn))
        self.operators.append(
            f"q {fill} BT /F1 12 Tf {mode} Tr {cos:.5f} {sin:.5f} {-sin:.5f} {cos:.5f} {x} {y} Tm <{codes}> Tj ET Q"
        )

    def fill(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        self.operators.append(f"q {colour} {x} {y} {width} {height} re f Q")

    def picture(self, width: float, height: float, x: float = 0, y: float = 0) -> None:
        self.operators.append(f"q {width} 0 0 {height} {x} {y} cm /Im1 Do Q")

    def save(
        self,
        path: Path,
        *,
        media: Sequence[float] = (0, 0, 595, 842),
        crop: Sequence[float] | None = None,
        form: Drawing | None = None,
    ) -> Path:
        """Write the page; `form` is drawn as a form `/Fm1` of its own before all else."""
        if form is not None:
            for mark in form.marks:
                self.marks.setdefault(mark, 0x41 + len(self.marks))
            assert all(self.marks[mark] == code for mark, code in form.marks.items()), "draw the form with our marks"
        pdf = pikepdf.new()
        lines = [f"<{code:02X}> <{mark.encode('utf-16-be').hex()}>" for mark, code in self.marks.items()]
        cmap = [
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /A def /CMapType 2 def",
            "1 begincodespacerange <00> <FF> endcodespacerange",
            f"{len(lines)} beginbfchar",
            *lines,
            "endbfchar endcmap CMapName currentdict /CMap defineresource pop end end",
        ]
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.TrueType,
            BaseFont=pikepdf.Name.ArialMT,  # not one of those whose widths pdfminer knows better than the file
            FirstChar=0x41,
            LastChar=0xFF,
            Widths=pikepdf.Array([1000] * (0x100 - 0x41)),
            FontDescriptor=pikepdf.Dictionary(
                Type=pikepdf.Name.FontDescriptor,
                FontName=pikepdf.Name.ArialMT,
                Flags=32,
                FontBBox=pikepdf.Array([0, -200, 1000, 900]),
                ItalicAngle=0,
                Ascent=880,
                Descent=-120,
                CapHeight=700,
                StemV=80,
            ),
            ToUnicode=pdf.make_stream("\n".join(cmap).encode()),
        )
        image = pdf.make_stream(b"\xc0")
        image.Type, image.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
        image.Width, image.Height, image.BitsPerComponent = 1, 1, 8
        image.ColorSpace = pikepdf.Name.DeviceGray
        resources = pikepdf.Dictionary(
            Font=pikepdf.Dictionary(F1=pdf.make_indirect(font)), XObject=pikepdf.Dictionary(Im1=image)
        )
        operators = list(self.operators)
        if form is not None:
            drawn = pdf.make_stream("\n".join(form.operators).encode())
            drawn.Type, drawn.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
            drawn.BBox = pikepdf.Array([-2000, -2000, 4000, 4000])
            drawn.Resources = pikepdf.Dictionary(Font=resources.Font)
            resources.XObject.Fm1 = drawn
            operators.insert(0, "q /Fm1 Do Q")
        page = pikepdf.Dictionary(
            Type=pikepdf.Name.Page,
            MediaBox=pikepdf.Array(list(media)),
            Resources=resources,
            Contents=pdf.make_stream("\n".join(operators).encode()),
        )
        if crop is not None:
            page.CropBox = pikepdf.Array(list(crop))
        pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
        pdf.save(path)
        return path


@pytest.fixture(params=READERS)
def read(request: pytest.FixtureRequest, tmp_path: Path) -> Read:
    """Save a drawing and read its page, by each reader in turn."""

    def read_drawing(drawing: Drawing, **how: object) -> Page:
        path = drawing.save(tmp_path / "a.pdf", **how)
        with open_document(path, request.param, Ocr("never")) as document:
            (page,) = document.pages
        return page

    return read_drawing


def but_not(reader: str, reason: str) -> pytest.MarkDecorator:
    """Let a test be expected to fail with one of the readers."""
    fault = pytest.mark.xfail(strict=True, reason=reason)
    given = [pytest.param(name, marks=fault) if name == reader else name for name in READERS]
    return pytest.mark.parametrize("read", given, indirect=True)


@pytest.fixture
def drawing() -> Drawing:
    return Drawing()


def words(page: Page) -> str:
    return "".join(char.text for char in page.chars)


def counted(page: Page) -> dict[str, int]:
    """The warnings of a page: code to the number its message opens with."""
    return {warning.code: int(warning.message.split()[0]) for warning in page.warnings}


def test_seen_text_is_kept_and_nothing_is_said(read: Read, drawing: Drawing) -> None:
    drawing.text("市审计局牵头落实")
    page = read(drawing)
    assert words(page) == "市审计局牵头落实"
    assert counted(page) == {} and page.notes == ()


@pytest.mark.parametrize("mode", [3, 7])
def test_invisible_text_is_left_out_and_counted(read: Read, drawing: Drawing, mode: int) -> None:
    drawing.text("市审计局")
    drawing.text("市财政局牵头", y=650, mode=mode)
    page = read(drawing)
    assert words(page) == "市审计局"
    assert counted(page) == {"hidden_text": 6}


@pytest.mark.parametrize("mode", [1, 2])
def test_outlined_characters_are_seen(read: Read, drawing: Drawing, mode: int) -> None:
    drawing.text("市审计局", mode=mode)
    assert words(read(drawing)) == "市审计局"


@pytest.mark.parametrize("mode", [1, 2])
def test_outlined_characters_are_seen_though_white_fills_them(read: Read, drawing: Drawing, mode: int) -> None:
    drawing.text("市审计局", mode=mode, fill="1 1 1 rg")
    assert words(read(drawing)) == "市审计局"


@pytest.mark.parametrize("white", ["1 g", "1 1 1 rg", "0 0 0 0 k"])
def test_white_text_on_white_paper_is_left_out_and_counted(read: Read, drawing: Drawing, white: str) -> None:
    drawing.text("市审计局")
    drawing.text("市财政局", y=650, fill=white)
    page = read(drawing)
    assert words(page) == "市审计局"
    assert counted(page) == {"hidden_text": 4}


@pytest.mark.parametrize("dark", ["0.1 0.2 0.5 rg", "0.3 g", "1 0.6 0 0 k"])
def test_white_text_on_a_dark_header_is_kept(read: Read, drawing: Drawing, dark: str) -> None:
    drawing.fill(60, 690, 300, 30, dark)
    drawing.text("责任单位", fill="1 g")
    page = read(drawing)
    assert words(page) == "责任单位"
    assert counted(page) == {}


def test_white_text_on_a_dark_area_with_round_corners_is_kept(read: Read, drawing: Drawing) -> None:
    drawing.operators.append(
        "q 0.1 0.2 0.5 rg 70 690 m 350 690 l 356 690 360 694 360 700 c 360 710 l 360 716 356 720 350 720 c "
        "70 720 l 64 720 60 716 60 710 c 60 700 l 60 694 64 690 70 690 c h f Q"
    )
    drawing.text("责任单位", fill="1 g")
    assert words(read(drawing)) == "责任单位"


def test_white_text_on_a_picture_is_kept(read: Read, drawing: Drawing) -> None:
    drawing.picture(595, 200, 0, 642)
    drawing.text("工作要点", fill="1 g")
    drawing.text("市审计局", y=500)
    assert words(read(drawing)) == "工作要点市审计局"


def test_white_text_beside_a_dark_area_is_left_out(read: Read, drawing: Drawing) -> None:
    drawing.fill(60, 690, 300, 30, "0 g")
    drawing.text("市财政局", y=600, fill="1 g")
    drawing.text("市审计局", y=500)
    page = read(drawing)
    assert words(page) == "市审计局"
    assert counted(page) == {"hidden_text": 4}


def test_text_all_invisible_over_a_picture_of_the_page_is_a_text_layer(read: Read, drawing: Drawing) -> None:
    drawing.picture(595, 842)
    drawing.text("市审计局", mode=3)
    drawing.text("牵头落实", y=650, mode=3)
    page = read(drawing)
    assert words(page) == "市审计局牵头落实"
    assert page.notes == (TEXT_LAYER,)
    assert counted(page) == {}


def test_text_all_invisible_beside_a_small_seal_is_no_text_layer(read: Read, drawing: Drawing) -> None:
    drawing.picture(60, 60, 400, 100)
    drawing.text("市审计局", mode=3)
    page = read(drawing)
    assert words(page) == ""
    assert counted(page) == {"hidden_text": 4}


def test_a_seen_page_number_does_not_hide_the_text_layer_of_a_scan(read: Read, drawing: Drawing) -> None:
    # Scanning programs write the layer; somebody stamped a page number over it later.
    drawing.picture(595, 842)
    drawing.text("市审计局牵头落实", mode=3)
    drawing.text("12", 290, 40)
    assert "市审计局牵头落实" in words(read(drawing))


@pytest.mark.parametrize("turn", [45, 30, -55])
def test_a_slanting_watermark_is_left_out_and_counted(read: Read, drawing: Drawing, turn: float) -> None:
    drawing.text("市审计局")
    drawing.text("内部资料", 200, 400, fill="0.8 g", turn=turn)
    page = read(drawing)
    assert words(page) == "市审计局"
    assert counted(page) == {"watermark": 4}


@pytest.mark.parametrize("turn", [90, -90, 1])
def test_text_along_the_edges_of_the_paper_is_kept(read: Read, drawing: Drawing, turn: float) -> None:
    drawing.text("市审计局牵头落实，市财政局按职责分工配合")
    drawing.text("重点任务", 60, 400, turn=turn)
    page = read(drawing)
    assert sorted(words(page)) == sorted("市审计局牵头落实，市财政局按职责分工配合重点任务")
    assert counted(page) == {}
    assert page.turned == 0


def test_a_form_written_upwards_does_not_turn_a_level_page(read: Read, drawing: Drawing) -> None:
    drawing.text("市审计局牵头落实，市财政局按职责分工配合")
    drawing.text("归档", 40, 300, turn=90)
    stamp = Drawing()
    stamp.marks = drawing.marks
    stamp.operators = [drawing.operators.pop()]
    page = read(drawing, form=stamp)
    assert page.turned == 0
    assert sorted(words(page)) == sorted("市审计局牵头落实，市财政局按职责分工配合归档")


def test_hidden_text_of_a_form_is_left_out_too(read: Read, drawing: Drawing) -> None:
    drawing.text("市审计局")
    drawing.text("市财政局", y=650, mode=3)
    form = Drawing()
    form.marks = drawing.marks
    form.operators = [drawing.operators.pop()]
    page = read(drawing, form=form)
    assert words(page) == "市审计局"
    assert counted(page) == {"hidden_text": 4}


@pytest.mark.parametrize("place", [(-300, 700), (700, 700), (72, -50), (72, 900)])
def test_text_outside_the_page_is_left_out_and_counted(
    read: Read, drawing: Drawing, place: tuple[float, float]
) -> None:
    drawing.text("市审计局")
    drawing.text("市财政局", *place)
    page = read(drawing)
    assert words(page) == "市审计局"
    assert counted(page) == {"text_outside_page": 4}


def test_text_outside_of_the_cropped_page_is_left_out_and_the_rest_stands_where_it_is_shown(
    read: Read, drawing: Drawing
) -> None:
    drawing.text("市审计局", 172, 700)
    drawing.text("市财政局", 20, 700)  # on the paper, left of what is shown
    page = read(drawing, crop=(100, 50, 500, 800))
    assert (page.width, page.height) == pytest.approx((400, 750))
    assert words(page) == "市审计局"
    assert counted(page) == {"text_outside_page": 4}
    assert page.chars[0].x0 == pytest.approx(72, abs=1.5)
    assert page.chars[0].bottom == pytest.approx(800 - 700, abs=5)


def test_a_page_whose_corner_is_not_at_zero_is_read_from_its_corner(read: Read, drawing: Drawing) -> None:
    drawing.text("市审计局", -228, 300)
    page = read(drawing, media=(-300, -400, 295, 442))
    assert words(page) == "市审计局"
    assert page.chars[0].x0 == pytest.approx(72, abs=1.5)
    assert page.chars[0].bottom == pytest.approx(142, abs=5)


def test_a_line_drawn_twice_to_look_bold_is_read_once(read: Read, drawing: Drawing) -> None:
    drawing.text("市审计局牵头落实")
    drawing.text("市审计局牵头落实", 72.3)
    page = read(drawing)
    assert words(page) == "市审计局牵头落实"
    if page.reader == "pdfplumber":  # pdfium leaves the copies out itself and does not count them
        assert counted(page) == {"copied_text": 8}


@but_not("auto", "pdfium knows a copy only among the last few text objects")
def test_a_page_drawn_twice_over_is_read_once(read: Read, drawing: Drawing) -> None:
    # Some converters draw all text once for its outline and once more for its filling.
    lines = ["市审计局", "市财政局", "市教育局", "市民政局", "市司法局", "市水利局", "市商务局", "市统计局"]
    for shift in (0, 0.3):
        for index, line in enumerate(lines):
            drawing.text(line, 72 + shift, 700 - 20 * index)
    page = read(drawing)
    assert words(page) == "".join(lines)


@pytest.mark.parametrize("real", ["天天向上", "人人有责", "研究研究部署"])
def test_characters_that_are_meant_twice_stay(read: Read, drawing: Drawing, real: str) -> None:
    drawing.text(real)
    page = read(drawing)
    assert words(page) == real
    assert counted(page) == {}


def test_radicals_are_counted_and_read_as_everyday_characters_and_evidence_keeps_them(
    read: Read, drawing: Drawing
) -> None:
    drawing.text("市⽔利局和各部⻔")
    page = read(drawing)
    assert counted(page) == {"lookalikes": 2}
    passage = passage_of(lines_of(page.chars))
    assert passage.text == "市水利局和各部门"
    assert [spot.text for spot in passage.evidence()] == ["市⽔利局和各部⻔"]


def test_glyphs_that_stand_for_nothing_are_counted_and_kept(read: Read, drawing: Drawing) -> None:
    drawing.text("市审\ue5d2局")
    page = read(drawing)
    assert words(page) == "市审\ue5d2局"
    assert counted(page) == {"unmapped_glyphs": 1}


def test_each_reason_is_counted_by_itself(read: Read, drawing: Drawing) -> None:
    drawing.text("市审计局")
    drawing.text("市财政局配合", y=650, mode=3)
    drawing.text("内部资料", 200, 400, turn=45)
    drawing.text("市教育", -300, 600)
    page = read(drawing)
    assert words(page) == "市审计局"
    assert counted(page) == {"hidden_text": 6, "watermark": 4, "text_outside_page": 3}
