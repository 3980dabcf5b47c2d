"""The notice that stands before the table: red head, title, text, signature. One page, A4 upright.

The canvas is one of ReportLab, or any other with the same few methods.
"""

from collections.abc import Callable
from typing import Any

from flow import wrap
from structure import Source

WIDTH, HEIGHT = 595.28, 841.89
LEFT, RIGHT = 74.0, WIDTH - 74.0

Measure = Callable[[str, float], float]


def draw_notice(canvas: Any, source: Source, font: str, measure: Measure) -> None:
    """Draw the page and end it; `measure` gives the width of a text in a size."""
    meta = source.metadata
    y = HEIGHT - 130.0
    canvas.setFillColorRGB(0.82, 0, 0)
    canvas.setFont(font, 30)
    canvas.drawCentredString(WIDTH / 2, y, meta["masthead"])
    canvas.setFillColorRGB(0, 0, 0)
    canvas.setFont(font, 15)
    canvas.drawCentredString(WIDTH / 2, y - 58, meta["document_number"])
    canvas.setStrokeColorRGB(0.82, 0, 0)
    canvas.setLineWidth(1.5)
    canvas.line(LEFT, y - 70, RIGHT, y - 70)
    canvas.setStrokeColorRGB(0, 0, 0)
    y -= 120
    canvas.setFont(font, 19)
    for line in wrap(meta["title"], RIGHT - LEFT - 40, lambda text: measure(text, 19)):
        canvas.drawCentredString(WIDTH / 2, y, line)
        y -= 32
    y -= 14
    canvas.setFont(font, 15)
    for text in (meta["addressees"], *("　　" + text for text in source.data["notice"]["body"])):
        for line in wrap(text, RIGHT - LEFT, lambda text: measure(text, 15)):
            canvas.drawString(LEFT, y, line)
            y -= 27
    y -= 27
    canvas.drawRightString(RIGHT - 20, y, meta["issuer"])
    canvas.drawRightString(RIGHT - 45, y - 27, source.printed_date)
    canvas.drawString(LEFT + 30, y - 72, f"（{meta['disclosure']}）")
    draw_page_number(canvas, font, WIDTH)
    canvas.showPage()


def draw_page_number(canvas: Any, font: str, width: float) -> None:
    """Write — n — at the foot of a page."""
    canvas.setFont(font, 11)
    canvas.drawCentredString(width / 2, 34, f"— {canvas.getPageNumber()} —")


def draw_annex_title(canvas: Any, source: Source, font: str, width: float, top: float) -> None:
    """Write 附件 and the title of the table; the table may begin 48 points below `top`."""
    canvas.setFont(font, 13)
    canvas.drawString(LEFT, top, "附件")
    canvas.setFont(font, 17)
    canvas.drawCentredString(width / 2, top - 28, source.data["notice"]["annex_title"])
