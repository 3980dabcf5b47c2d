"""Draw a plan of two tables with ReportLab: section rows of two levels, a note as the last row, two tables on a page.

Behind the text of the notice lie white rectangles without edges, as converters draw them; they are no table.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from flow import Box, Cell, Style, baselines, flow, wrap
from notice import HEIGHT, LEFT, RIGHT, WIDTH, draw_notice, draw_page_number
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from structure import Source

FONT = "STSong-Light"
SIZE = 11.0
TOP = HEIGHT - 74.0
TITLE = 48.0
"""Points from the line with the number of an annex to its table."""
STYLE = Style(widths=(), left=70.0, tops=(0.0, TOP), bottom=72.0, leading=18.0, padding=4.0, middle=True)
WIDTHS = {3: (36.0, 274.0, 146.0), 4: (36.0, 208.0, 92.0, 120.0)}


def draw(source: Source, path: Path) -> None:
    """Write the PDF; the same source gives the same bytes."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    canvas = Canvas(str(path), pagesize=(WIDTH, HEIGHT), invariant=1, initialFontName=FONT)
    canvas.setTitle(source.metadata["title"])
    _draw_shading(canvas)
    draw_notice(canvas, source, FONT, measure)
    y = TOP
    for number, annex in enumerate(source.data["annexes"]):
        if number:
            y -= 40
        _draw_title(canvas, annex, y)
        style = replace(STYLE, widths=WIDTHS[len(annex["columns"])], tops=(y - TITLE, TOP))
        head = [Cell((text,), centred=True) for text in annex["columns"]]
        pages = flow(_rows(source, number, annex, style), style, head, repeat=False)
        for page, boxes in enumerate(pages):
            if page:
                _end_page(canvas)
            _draw_boxes(canvas, boxes, style)
        y = min(box.bottom for box in pages[-1])
    _end_page(canvas)
    canvas.save()


def measure(text: str, size: float) -> float:
    """Width of a text in points."""
    return float(pdfmetrics.stringWidth(text, FONT, size))


def _rows(source: Source, table: int, annex: dict[str, Any], style: Style) -> Iterator[tuple[Cell, ...]]:
    def lines(text: str, width: float) -> tuple[str, ...]:
        return wrap(text, width - 10, lambda part: measure(part, SIZE))

    span = len(annex["columns"])
    before: tuple[str | None, str | None] = (None, None)
    rows = [row for row in source.rows if row.table == table]
    for number, row in enumerate(rows, 1):
        if row.goal != before[0]:
            yield (Cell(lines(row.goal or "", sum(style.widths)), span=span),)
        if row.task is not None and (row.goal, row.task) != before:
            yield (Cell(lines(row.task, sum(style.widths)), span=span),)
        before = (row.goal, row.task)
        texts = (str(number), row.content, *row.cells)
        yield tuple(
            Cell(lines(text, width), centred=column == 0)
            for column, (text, width) in enumerate(zip(texts, style.widths, strict=True))
        )
    if "note" in annex:
        yield (Cell(lines(annex["note"], sum(style.widths)), span=span),)


def _draw_boxes(canvas: Any, boxes: list[Box], style: Style) -> None:
    canvas.setLineWidth(0.6)
    canvas.setFont(FONT, SIZE)
    for box in boxes:
        canvas.rect(box.left, box.bottom, box.right - box.left, box.top - box.bottom)
        for y, line in baselines(box, style, SIZE):
            if box.cell.centred:
                canvas.drawCentredString((box.left + box.right) / 2, y, line)
            else:
                canvas.drawString(box.left + 5, y, line)


def _draw_title(canvas: Any, annex: dict[str, Any], y: float) -> None:
    canvas.setFont(FONT, 13)
    canvas.drawString(STYLE.left, y, annex["label"])
    canvas.setFont(FONT, 16)
    canvas.drawCentredString(WIDTH / 2, y - 30, annex["title"])


def _end_page(canvas: Any) -> None:
    draw_page_number(canvas, FONT, WIDTH)
    canvas.showPage()


def _draw_shading(canvas: Any) -> None:
    """Lay white rectangles behind the text of the notice, three to a line."""
    canvas.setFillColorRGB(1, 1, 1)
    third = (RIGHT - LEFT) / 3
    for line in range(14):
        for column in range(3):
            canvas.rect(LEFT + column * third, HEIGHT - 350 - line * 27, third, 27, stroke=0, fill=1)
    canvas.setFillColorRGB(0, 0, 0)
