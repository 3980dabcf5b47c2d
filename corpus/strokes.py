"""Draw a plan whose table has one column for each role, with ReportLab.

In comes a `Source`, out goes a PDF: the notice on portrait pages, the table on landscape pages. The font
STSong-Light is named and not embedded; the rules are stroked lines; the header is repeated on every page. A merged
cell that runs over a page break is drawn on both pages, its text only on the first, as word processors do.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from structure import Source, TaskRow

FONT = "STSong-Light"
NOT_AT_LINE_START = set("，。、；：？！）》〉”’〕%")
NOT_AT_LINE_END = set("（《〈“‘〔")

# Points. The widths of 序号 重点任务 工作措施 牵头单位 配合单位 完成时限 fill a landscape A4 page with its margins.
WIDTHS = (36.0, 104.0, 300.0, 104.0, 134.0, 74.0)
MARGIN_X, MARGIN_TOP, MARGIN_BOTTOM = 45.0, 62.0, 58.0
SIZE, LEADING, PADDING = 10.5, 16.0, 5.0


@dataclass(frozen=True, slots=True)
class Line:
    """One row to draw: a section title over all columns, or six wrapped cells.

    group: rows of one group share the cells 序号 and 重点任务
    """

    cells: tuple[tuple[str, ...], ...]
    height: float
    group: int | None


def draw(source: Source, path: Path) -> None:
    """Write the PDF; the same source gives the same bytes."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    canvas = Canvas(str(path), pagesize=A4, invariant=1, initialFontName=FONT)
    canvas.setTitle(source.metadata["title"])
    canvas.setAuthor(source.metadata["issuer"])
    _draw_notice(canvas, source)
    _draw_table(canvas, source)
    canvas.save()


def wrap(text: str, width: float, size: float) -> list[str]:
    """Break text into lines no wider than `width` points, by the rules for line starts and ends.

    A run of digits and letters is kept together; a mark that may not open a line takes the character before it
    along.
    """
    pieces: list[str] = []
    for char in text:
        if pieces and _stay_together(pieces[-1][-1], char):
            pieces[-1] += char
        else:
            pieces.append(char)
    lines = [""]
    for piece in pieces:
        if lines[-1] and pdfmetrics.stringWidth(lines[-1] + piece, FONT, size) > width:
            lines.append("")
        lines[-1] += piece
    return lines


def _stay_together(left: str, right: str) -> bool:
    """Whether no line may end between two neighbouring characters."""
    if right in NOT_AT_LINE_START or left in NOT_AT_LINE_END:
        return True
    return (left + right).isascii() and left.isalnum() and right.isalnum()


def _draw_notice(canvas: Any, source: Source) -> None:
    meta = source.metadata
    width, height = A4
    left, right, y = 74.0, width - 74.0, height - 130.0
    canvas.setFillColorRGB(0.82, 0, 0)
    canvas.setFont(FONT, 30)
    canvas.drawCentredString(width / 2, y, meta["masthead"])
    canvas.setFillColorRGB(0, 0, 0)
    canvas.setFont(FONT, 15)
    canvas.drawCentredString(width / 2, y - 58, meta["document_number"])
    canvas.setStrokeColorRGB(0.82, 0, 0)
    canvas.setLineWidth(1.5)
    canvas.line(left, y - 70, right, y - 70)
    canvas.setStrokeColorRGB(0, 0, 0)
    y -= 120
    canvas.setFont(FONT, 19)
    for line in wrap(meta["title"], right - left - 40, 19):
        canvas.drawCentredString(width / 2, y, line)
        y -= 32
    y -= 14
    paragraphs = [meta["addressees"], *("　　" + text for text in source.data["notice"]["body"])]
    canvas.setFont(FONT, 15)
    for text in paragraphs:
        for line in wrap(text, right - left, 15):
            canvas.drawString(left, y, line)
            y -= 27
    y -= 27
    canvas.drawRightString(right - 20, y, meta["issuer"])
    canvas.drawRightString(right - 45, y - 27, source.printed_date)
    canvas.drawString(left + 30, y - 72, f"（{meta['disclosure']}）")
    _draw_page_number(canvas, width)
    canvas.showPage()


def _draw_page_number(canvas: Any, width: float) -> None:
    canvas.setFont(FONT, 11)
    canvas.drawCentredString(width / 2, 34, f"— {canvas.getPageNumber()} —")


def _lines(source: Source) -> Iterator[Line]:
    """The rows of the table from top to bottom, with their heights."""
    group = 0
    before: TaskRow | None = None
    for row in source.rows:
        if before is None or row.goal != before.goal:
            yield Line(((row.goal,),), LEADING + 2 * PADDING, None)
        opens = before is None or (row.goal, row.task) != (before.goal, before.task)
        group += opens
        before = row
        texts = (str(group) if opens else "", (row.task or "") if opens else "", row.content, *row.cells)
        cells = tuple(tuple(wrap(text, width - 2 * PADDING, SIZE)) for text, width in zip(texts, WIDTHS, strict=True))
        # Two lines at least: 重点任务 is merged over its rows and takes no part in their heights.
        tallest = max(len(cell) for cell in cells[2:])
        yield Line(cells, max(tallest, 2) * LEADING + 2 * PADDING, group)


def _pages(lines: Sequence[Line], first: float, later: float) -> Iterator[list[Line]]:
    """Fill pages of the given heights; a section title never stands alone at the foot of a page."""
    page: list[Line] = []
    room = first
    for number, line in enumerate(lines):
        needed = line.height + (lines[number + 1].height if line.group is None else 0.0)
        if needed > room:
            yield page
            page, room = [], later
        page.append(line)
        room -= line.height
    yield page


def _draw_table(canvas: Any, source: Source) -> None:
    width, height = landscape(A4)
    head_height = LEADING + 2 * PADDING
    room = height - MARGIN_TOP - MARGIN_BOTTOM - head_height
    for number, lines in enumerate(_pages(list(_lines(source)), room - 58, room)):
        canvas.setPageSize((width, height))
        y = height - MARGIN_TOP
        if number == 0:
            canvas.setFont(FONT, 13)
            canvas.drawString(MARGIN_X, y, "附件")
            canvas.setFont(FONT, 18)
            canvas.drawCentredString(width / 2, y - 28, source.data["notice"]["annex_title"])
            y -= 48
        canvas.setLineWidth(0.6)
        heads = tuple((text,) for text in source.data["table"]["columns"])
        _draw_cells(canvas, y, head_height, heads, centred=range(6))
        _draw_rules(canvas, y, head_height, range(6))
        y -= head_height
        _draw_lines(canvas, y, lines)
        _draw_page_number(canvas, width)
        canvas.showPage()


def _draw_lines(canvas: Any, y: float, lines: Sequence[Line]) -> None:
    for number, line in enumerate(lines):
        if line.group is None:
            canvas.setFont(FONT, 11.5)
            canvas.drawString(MARGIN_X + PADDING, y - PADDING - 11, line.cells[0][0])
            canvas.rect(MARGIN_X, y - line.height, sum(WIDTHS), line.height)
        else:
            _draw_cells(canvas, y, line.height, line.cells, centred=(3, 5), merged=2)
            _draw_rules(canvas, y, line.height, range(2, 6))
            if number == 0 or lines[number - 1].group != line.group:
                tall = sum(other.height for other in lines if other.group == line.group)
                _draw_cells(canvas, y, tall, line.cells[:2], centred=(0, 1))
                _draw_rules(canvas, y, tall, range(2))
        y -= line.height


def _draw_cells(
    canvas: Any,
    y: float,
    height: float,
    cells: Sequence[Sequence[str]],
    centred: Sequence[int],
    merged: int = 0,
) -> None:
    """Write the cells into a row of the given height, vertically centred; the first `merged` are left out."""
    canvas.setFont(FONT, SIZE)
    for column in range(merged, len(cells)):
        x = MARGIN_X + sum(WIDTHS[:column])
        base = y - (height - len(cells[column]) * LEADING) / 2 - SIZE - 1
        for text in cells[column]:
            if column in centred:
                canvas.drawCentredString(x + WIDTHS[column] / 2, base, text)
            else:
                canvas.drawString(x + PADDING, base, text)
            base -= LEADING


def _draw_rules(canvas: Any, y: float, height: float, columns: Sequence[int]) -> None:
    for column in columns:
        canvas.rect(MARGIN_X + sum(WIDTHS[:column]), y - height, WIDTHS[column], height)
