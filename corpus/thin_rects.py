"""Draw a long plan with ReportLab: rules are thin filled rectangles, rows are cut wherever the page ends.

The font STSong-Light is named and not embedded. The header stands on the first page only; 目标, 任务 and merged unit
cells run over several pages, with their text at the top of the first. Lines may end inside a number.
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
SIZE = 10.5
RULE = 0.48
STYLE = Style(
    widths=(62.0, 74.0, 214.0, 104.0),
    left=70.0,
    tops=(HEIGHT - 120.0, HEIGHT - 72.0),
    bottom=74.0,
    leading=18.0,
    padding=4.0,
)


def draw(source: Source, path: Path) -> None:
    """Write the PDF; the same source gives the same bytes."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    canvas = Canvas(str(path), pagesize=(WIDTH, HEIGHT), invariant=1, initialFontName=FONT)
    canvas.setTitle(source.metadata["title"])
    canvas.setAuthor(source.metadata["issuer"])
    draw_notice(canvas, source, FONT, measure)
    for number, boxes in enumerate(pages(source)):
        if number == 0:
            draw_annex_title(canvas, source, FONT, WIDTH, HEIGHT - 72)
        for box in boxes:
            _draw_text(canvas, box)
        _draw_rules(canvas, boxes)
        draw_page_number(canvas, FONT, WIDTH)
        canvas.showPage()
    canvas.save()


def measure(text: str, size: float) -> float:
    """Width of a text in points."""
    return float(pdfmetrics.stringWidth(text, FONT, size))


def pages(source: Source) -> list[list[Box]]:
    """The boxes of each page of the table."""
    head = [Cell((text,), centred=True) for text in source.data["table"]["columns"]]
    return flow(_rows(source), STYLE, head, repeat=False)


def _rows(source: Source) -> Iterator[tuple[Cell, ...]]:
    goal = task = 0
    before: tuple[str | None, ...] = ()
    merged_units = {goal["title"] for goal in source.data["goals"] if "units" in goal}
    for row in source.rows:
        goal += not before or row.goal != before[0]
        task += not before or row.task != before[1]
        before = (row.goal, row.task)
        texts = (row.goal or "", row.task or "", row.content, row.cells[0])
        groups = (goal, task, None, goal if row.goal in merged_units else None)
        yield tuple(
            Cell(wrap(text, width - 2 * 4.5, lambda part: measure(part, SIZE), break_words=True), group=group)
            for text, width, group in zip(texts, STYLE.widths, groups, strict=True)
        )


def _draw_text(canvas: Any, box: Box) -> None:
    canvas.setFont(FONT, SIZE)
    for y, line in baselines(box, STYLE, SIZE):
        if box.cell.centred:
            canvas.drawCentredString((box.left + box.right) / 2, y, line)
        else:
            canvas.drawString(box.left + 4.5, y, line)


def _draw_rules(canvas: Any, boxes: Sequence[Box]) -> None:
    edges = set()
    for box in boxes:
        edges |= {(box.left, box.bottom, box.right, box.bottom), (box.left, box.top, box.right, box.top)}
        edges |= {(box.left, box.bottom, box.left, box.top), (box.right, box.bottom, box.right, box.top)}
    for x0, y0, x1, y1 in sorted(edges):
        canvas.rect(x0 - RULE / 2, y0 - RULE / 2, x1 - x0 + RULE, y1 - y0 + RULE, stroke=0, fill=1)
