"""Draw a plan with ReportLab whose table has no rules: columns stand by position, rows by the gap between them."""

from collections.abc import Iterator
from pathlib import Path

from flow import Cell, Style, baselines, flow, wrap
from notice import HEIGHT, WIDTH, draw_annex_title, draw_notice, draw_page_number
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from structure import Source

FONT = "STSong-Light"
SIZE = 12.0
STYLE = Style(
    widths=(40.0, 226.0, 116.0, 74.0),
    left=72.0,
    tops=(HEIGHT - 118.0, HEIGHT - 74.0),
    bottom=74.0,
    leading=21.0,
    padding=7.0,
)
GUTTER = 14.0
"""Points that stay free between two columns."""


def draw(source: Source, path: Path) -> None:
    """Write the PDF; the same source gives the same bytes."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    canvas = Canvas(str(path), pagesize=(WIDTH, HEIGHT), invariant=1, initialFontName=FONT)
    canvas.setTitle(source.metadata["title"])
    draw_notice(canvas, source, FONT, measure)
    head = [Cell((text,)) for text in source.data["table"]["columns"]]
    pages = flow(_rows(source), STYLE, head, repeat=False)
    for number, boxes in enumerate(pages):
        if number == 0:
            draw_annex_title(canvas, source, FONT, WIDTH, HEIGHT - 70)
        canvas.setFont(FONT, SIZE)
        for box in boxes:
            for y, line in baselines(box, STYLE, SIZE):
                canvas.drawString(box.left, y, line)
        if number == len(pages) - 1:
            canvas.drawString(STYLE.left, boxes[-1].bottom - 2 * STYLE.padding - SIZE, source.data["table"]["note"])
        draw_page_number(canvas, FONT, WIDTH)
        canvas.showPage()
    canvas.save()


def measure(text: str, size: float) -> float:
    """Width of a text in points."""
    return float(pdfmetrics.stringWidth(text, FONT, size))


def _rows(source: Source) -> Iterator[tuple[Cell, ...]]:
    for number, row in enumerate(source.rows, 1):
        texts = (f"{number}.", row.content, *row.cells)
        yield tuple(
            Cell(wrap(text, width - GUTTER, lambda part: measure(part, SIZE)))
            for text, width in zip(texts, STYLE.widths, strict=True)
        )
