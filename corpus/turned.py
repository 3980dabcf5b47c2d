"""Draw a plan with ReportLab on turned pages, with much on them that is not the plan.

The table pages are upright sheets with /Rotate 90, so the table is landscape to the reader. A grey watermark runs
over every page at 45 degrees; the head and 重点任务 are printed twice, 0.3 points apart, for bold; white and invisible
words stand in some cells.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from flow import Box, Cell, Style, baselines, flow, wrap
from notice import HEIGHT, WIDTH, draw_annex_title, draw_notice, draw_page_number
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from structure import Source

FONT = "STSong-Light"
SIZE = 11.0
STYLE = Style(
    widths=(36.0, 96.0, 326.0, 170.0, 84.0),
    left=65.0,
    tops=(WIDTH - 104.0, WIDTH - 66.0),
    bottom=62.0,
    leading=17.0,
    padding=5.0,
    cut=False,
    middle=True,
)
BOLD = 0.3
INVISIBLE = 3


def draw(source: Source, path: Path) -> None:
    """Write the PDF; the same source gives the same bytes."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    canvas = Canvas(str(path), pagesize=(WIDTH, HEIGHT), invariant=1, initialFontName=FONT)
    canvas.setTitle(source.metadata["title"])
    _draw_watermark(canvas, source, WIDTH, HEIGHT)
    draw_notice(canvas, source, FONT, measure)
    head = [Cell((text,), centred=True) for text in source.data["table"]["columns"]]
    row = 0
    for number, boxes in enumerate(flow(_rows(source), STYLE, head)):
        # ReportLab turns the sheet that it is told, so that this one is upright in the file.
        canvas.setPageSize((HEIGHT, WIDTH))
        canvas.setPageRotation(90)
        canvas.saveState()
        # A reader turns the sheet clockwise: its long side becomes the width, read from the foot upwards.
        canvas.transform(0, 1, -1, 0, WIDTH, 0)
        if number == 0:
            draw_annex_title(canvas, source, FONT, HEIGHT, WIDTH - 58)
        _draw_rules(canvas, boxes)
        for box in boxes:
            _draw_text(canvas, box, bold=box.top == boxes[0].top or box.column == 1)
            if box.column == 2 and box.top != boxes[0].top:
                row += 1
                _draw_hidden(canvas, source, box, row)
        draw_page_number(canvas, FONT, HEIGHT)
        _draw_watermark(canvas, source, HEIGHT, WIDTH)
        canvas.restoreState()
        canvas.showPage()
    canvas.save()


def measure(text: str, size: float) -> float:
    """Width of a text in points."""
    return float(pdfmetrics.stringWidth(text, FONT, size))


def _rows(source: Source) -> Iterator[tuple[Cell, ...]]:
    task = 0
    before: str | None = None
    for row in source.rows:
        task += row.task != before
        before = row.task
        texts = (str(task), row.task or "", row.content, *row.cells)
        groups = (task, task, None, None, None)
        yield tuple(
            Cell(wrap(text, width - 10, lambda part: measure(part, SIZE)), group=group, centred=column in (0, 4))
            for column, (text, width, group) in enumerate(zip(texts, STYLE.widths, groups, strict=True))
        )


def _draw_text(canvas: Any, box: Box, bold: bool) -> None:
    canvas.setFont(FONT, SIZE)
    for y, line in baselines(box, STYLE, SIZE):
        x = (box.left + box.right - measure(line, SIZE)) / 2 if box.cell.centred else box.left + 5
        for shift in (0.0, BOLD) if bold else (0.0,):
            canvas.drawString(x + shift, y, line)


def _draw_rules(canvas: Any, boxes: Sequence[Box]) -> None:
    canvas.setLineWidth(0.5)
    for box in boxes:
        canvas.rect(box.left, box.bottom, box.right - box.left, box.top - box.bottom)


def _draw_hidden(canvas: Any, source: Source, box: Box, row: int) -> None:
    """Write the words of a row that nobody sees, below its last line where there is room."""
    for number, how, words in source.data["table"]["hidden"]:
        if number != row:
            continue
        text = canvas.beginText(box.left + 5, box.bottom + 2)
        text.setFont(FONT, SIZE)
        if how == "white":
            text.setFillColorRGB(1, 1, 1)
        else:
            text.setTextRenderMode(INVISIBLE)
        text.textOut(words)
        text.setTextRenderMode(0)
        text.setFillColorRGB(0, 0, 0)
        canvas.drawText(text)


def _draw_watermark(canvas: Any, source: Source, width: float, height: float) -> None:
    canvas.saveState()
    canvas.setFillGray(0.8)
    canvas.setFont(FONT, 48)
    canvas.translate(width / 2, height / 2)
    canvas.rotate(45)
    canvas.drawCentredString(0, -16, source.data["table"]["watermark"])
    canvas.restoreState()
