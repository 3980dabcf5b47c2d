"""One page as a picture, with what planparse saw drawn over it.

Comes in: a `Sheet`, which says what is to be marked where, and the `Renderer` of its file. Goes out: an image: above
the page the legend, below it the remarks, beside it the rows.

Labels are ids, numbers and English in ASCII, which the font inside Pillow has; no font for Chinese is needed. No
meaning is carried by colour alone. The colours are those of Okabe and Ito, which the colour-blind can tell apart.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2 as pdfium

from planparse.model.evidence import Box

if TYPE_CHECKING:  # a heavy library
    from PIL import Image, ImageFont

SCALE = 1.8
"""Pixels a point: a page of A4 is 1071 pixels wide, and a line number has room between a rule and its text."""

MOST_PIXELS = 40_000_000
LONGEST_SIDE = 30_000
"""Pixels of a picture and of its longer side. Larger pages are drawn at a lower scale."""

NARROWEST = 760
"""Pixels. A picture is never narrower, so that the legend of a small page can be read."""

MARGIN, GUTTER, GAP, KEY_WIDTH = 16, 118, 6, 22
"""Pixels: around all, beside the page for the rows, between two marks, and for a sign of the legend."""

SMALL, NORMAL, ROW_LABEL, LARGE = 9, 11, 13, 15
"""Pixels: the heights of line numbers, of labels, of the labels of rows and of the title."""

BAND = 64
"""Pixels. Lines of text are looked up by bands of this height, so that crowded pages take no longer."""

MOST_REMARKS = 12
"""Warnings and notes of one page that are shown; the others are counted."""

Colour = tuple[int, int, int]

INK: Colour = (40, 40, 40)
QUIET: Colour = (110, 110, 110)
PALE: Colour = (170, 170, 170)
PAPER: Colour = (255, 255, 255)
RULING: Colour = (0, 114, 178)
ALARM: Colour = (213, 94, 0)
OUTSIDE: Colour = (170, 68, 129)


class Kind(StrEnum):
    """What a part of a page became."""

    ROW, NEXT_ROW, SHARED = "row", "next row", "shared"
    HEADER, SECTION, LEFT_OUT = "header", "section", "left out"
    INSIDE, OUTSIDE, LOST = "inside", "outside", "lost"


TINTS: dict[str, Colour] = {
    Kind.ROW: (213, 235, 250),
    Kind.NEXT_ROW: (253, 230, 196),
    Kind.SHARED: (250, 246, 190),
    Kind.HEADER: (222, 222, 222),
    Kind.SECTION: (204, 236, 224),
}
EDGES: dict[str, Colour] = {Kind.ROW: (64, 148, 200), Kind.NEXT_ROW: (214, 143, 20)}
LINES: dict[str, Colour] = {Kind.INSIDE: INK, Kind.OUTSIDE: OUTSIDE, Kind.LOST: ALARM}

LEGEND = (
    ("ruling", "rule found"),
    (Kind.ROW, "cells of one row, rows in turn"),
    (Kind.SHARED, "cell of several rows"),
    (Kind.HEADER, "header"),
    (Kind.SECTION, "section title"),
    (Kind.LEFT_OUT, "table left out"),
    (Kind.OUTSIDE, "line outside tables"),
    (Kind.LOST, "line in no row"),
    ("open", "side without a rule"),
    ("arrow", "row cut by the page"),
    ("12", "line, in reading order"),
    ("2x3", "merged cell, rows x columns"),
    ("?", "joined against a doubt"),
)
"""The signs, and what they mean."""


@dataclass(frozen=True, slots=True)
class Bar:
    """What stands beside the page from one height to another, in points; `before` and `after`: pages it is cut to."""

    top: float
    bottom: float
    text: str
    kind: Kind
    alarm: bool = False
    before: int | None = None
    after: int | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that is drawn on one page; boxes in points, lines and sides as boxes without width or height.

    turned, tilt: by how many degrees the page is turned clockwise to stand upright, and then against it to lie level,
        as all boxes here are
    areas: what is tinted or hatched; lines: of text, in reading order
    labels: of cells: box, text, and whether it is a fault; remarks: what stands below the page, likewise
    """

    number: int
    width: float
    height: float
    reader: str = ""
    turned: int = 0
    tilt: float = 0.0
    areas: Sequence[tuple[Box, Kind]] = ()
    rules: Sequence[Box] = ()
    open_sides: Sequence[Box] = ()
    lines: Sequence[tuple[Box, Kind]] = ()
    labels: Sequence[tuple[Box, str, bool]] = ()
    bars: Sequence[Bar] = ()
    remarks: Sequence[tuple[str, bool]] = ()


class Renderer:
    """Renders pages by pdfium; what it cannot open or load stays white, for another reader may have read it."""

    def __init__(self, path: Path) -> None:
        try:
            self._pdf: pdfium.PdfDocument | None = pdfium.PdfDocument(path)
        except pdfium.PdfiumError:
            self._pdf = None

    def close(self) -> None:
        """Free the document."""
        if self._pdf is not None:
            self._pdf.close()

    def paste(self, sheet: Sheet, scale: float, canvas: Image.Image, at: tuple[int, int]) -> None:
        """Put the page of a sheet, turned upright, on a canvas."""
        if self._pdf is None:
            return
        with suppress(pdfium.PdfiumError), closing(self._pdf[sheet.number - 1]) as page:
            picture = page.render(scale=scale, rotation=sheet.turned).to_pil()
            if sheet.tilt:
                picture = picture.rotate(sheet.tilt, Image.Resampling.BICUBIC, fillcolor="white")
            canvas.paste(picture, at)


def draw_sheet(sheet: Sheet, pages: int, renderer: Renderer) -> Image.Image:
    """Draw one of so many pages, from what lies below to what lies above."""
    picture = _Picture(sheet, pages, renderer)
    for box, kind in sheet.areas:
        picture.area(box, kind)
    for box in sheet.rules:
        picture.ruling(box)
    for box in sheet.open_sides:
        picture.open_side(box)
    for place, (box, kind) in enumerate(sheet.lines, start=1):
        picture.line(place, box, kind)
    for box, text, alarm in sheet.labels:
        picture.cell_label(box, text, alarm=alarm)
    for bar in sheet.bars:
        picture.beside(bar)
    return picture.canvas


class _Picture:
    """A page on a canvas, with its legend above and its remarks below; takes boxes in points."""

    def __init__(self, sheet: Sheet, pages: int, renderer: Renderer) -> None:
        from PIL import Image, ImageDraw

        self._scale, self._width, self._height, size, head = _fit(sheet)
        self.canvas = Image.new("RGB", size, PAPER)
        self._pen = ImageDraw.Draw(self.canvas)
        self._x, self._y = MARGIN, head
        self._text_in: dict[int, list[tuple[int, int, int, int]]] = {}
        renderer.paste(sheet, self._scale, self.canvas, (self._x, self._y))
        frame = (self._x - 1, self._y - 1, self._x + self._width, self._y + self._height)
        self._pen.rectangle(frame, outline=(190, 190, 190))
        title = f"Page {sheet.number} of {pages}"
        self._text((MARGIN, MARGIN), title, INK, LARGE)
        by = ", ".join([f"read by {sheet.reader}"] * bool(sheet.reader) + ["turned upright"] * bool(sheet.turned))
        self._text((MARGIN + _length(title, LARGE) + 12, MARGIN + 3), by, QUIET, NORMAL)
        for key, text, x, y in _legend(size[0]):
            self._key(key, x, y)
            self._text((x + KEY_WIDTH + 5, y), text, INK, NORMAL)
        y = head + self._height + GAP
        for line, alarm in _wrap(sheet.remarks, size[0]):
            self._text((MARGIN, y), line, ALARM if alarm else QUIET, NORMAL)
            y += NORMAL + 4

    def area(self, box: Box, kind: Kind) -> None:
        """Hatch a box, or tint it; what is printed in it stays black."""
        from PIL import Image, ImageChops

        x0, y0, x1, y1 = area = self._clipped(box)
        if kind is Kind.LEFT_OUT:
            self._hatch(area, 14)
        elif x1 > x0 and y1 > y0:
            region = self.canvas.crop(area)
            self.canvas.paste(ImageChops.multiply(region, Image.new("RGB", region.size, TINTS[kind])), (x0, y0))

    def _hatch(self, area: tuple[int, int, int, int], step: int) -> None:
        x0, y0, x1, y1 = area
        # At fixed places of the canvas, so that the lines go on from cell to cell.
        for c in range(x0 + y0 + step - (x0 + y0) % step, x1 + y1, step):
            start, end = (min(x1, c - y0), max(y0, c - x1)), (max(x0, c - y1), min(y1, c - x0))
            self._pen.line((start, end), fill=PALE)

    def ruling(self, box: Box) -> None:
        """Draw a ruling line with ticks at its ends."""
        x0, y0, x1, y1 = self._clipped(box)
        self._pen.line((x0, y0, x1, y1), fill=RULING, width=2)
        for x, y in ((x0, y0), (x1, y1)):
            self._pen.rectangle((x - 2, y - 2, x + 2, y + 2), fill=RULING)

    def open_side(self, box: Box) -> None:
        """Draw dashes along a side of a cell on which no rule stands."""
        self._dashes(self._clipped(box))

    def _dashes(self, area: tuple[int, int, int, int]) -> None:
        x0, y0, x1, y1 = area
        level = y0 == y1
        first, last = (x0, x1) if level else (y0, y1)
        # Dashes stand at fixed places of the canvas, so that sides which overlap do not fill each other's gaps.
        for place in range(first - first % 10, last, 10):
            start, end = max(place, first), min(place + 5, last)
            if start < end:
                self._pen.line((start, y0, end, y0) if level else (x0, start, x0, end), fill=ALARM, width=2)

    def line(self, place: int, box: Box, kind: Kind) -> None:
        """Underline a line of text and number it; frame it if it stands in no cell or row."""
        x0, y0, x1, y1 = self._clipped(box)
        for band in range(y0 // BAND, y1 // BAND + 1):
            self._text_in.setdefault(band, []).append((x0, y0, x1, y1))
        if kind is Kind.INSIDE:
            self._pen.line((x0, y1, x1, y1), fill=PALE)
        else:
            self._pen.rectangle((x0 - 1, y0 - 1, x1 + 1, y1 + 1), outline=LINES[kind])
        text = str(place)
        x = max(0, x0 - 1 - _length(text, SMALL))
        self._pen.rectangle((x, y0 + 1, x0 - 2, y0 + SMALL), fill=PAPER)
        self._text((x, y0), text, LINES[kind], SMALL)

    def cell_label(self, box: Box, text: str, *, alarm: bool) -> None:
        """Write a label into a corner of a cell, or just below or above it, where it hides no line of text."""
        x0, y0, x1, y1 = self._clipped(box)
        lines = list(_broken(text, max(x1 - x0 - 8, 24), NORMAL))
        width = max(_length(line, NORMAL) for line in lines) + 4
        height = len(lines) * (NORMAL + 2) + 1
        right, foot = x1 - 3 - width, y1 - 3 - height
        places = ((right, foot), (x0 + 3, foot), (right, y0 + 3), (right, y1 + 3), (right, y0 - 3 - height))
        free = (at for at in places if not self._hides_text((at[0], at[1], at[0] + width, at[1] + height)))
        x, y = next(free, places[0])
        self._pen.rectangle((x, y, x + width - 1, y + height - 1), fill=PAPER)
        for line in lines:
            self._text((x + width - 2 - _length(line, NORMAL), y), line, ALARM if alarm else INK, NORMAL)
            y += NORMAL + 2

    def _hides_text(self, area: tuple[int, int, int, int]) -> bool:
        x0, y0, x1, y1 = area
        return any(
            x0 < right and left < x1 and y0 < bottom and top < y1
            for band in range(y0 // BAND, y1 // BAND + 1)
            for left, top, right, bottom in self._text_in.get(band, ())
        )

    def beside(self, bar: Bar) -> None:
        """Put a bar beside the page, with its label and the pages it is cut to."""
        _, y0, _, y1 = self._clipped((0, bar.top, 0, bar.bottom))
        x = self._x + self._width + GAP
        y0, y1 = y0 + 1, max(y0 + 3, y1 - 2)
        edge = ALARM if bar.alarm else EDGES.get(bar.kind, QUIET)
        self._pen.rectangle((x, y0, x + 7, y1), fill=TINTS.get(bar.kind, PAPER), outline=edge)
        self._text((x + 13, y0), bar.text, INK, ROW_LABEL)
        foot = y0 + ROW_LABEL + 3
        if bar.before is not None:
            self._arrow(x, y0, up=True)
            self._text((x + 13, foot), f"continued, p.{bar.before}", ALARM, NORMAL)
            foot += NORMAL + 3
        if bar.after is not None:
            self._arrow(x, y1, up=False)
            self._text((x + 13, max(foot, y1 - NORMAL - 2)), f"goes on, p.{bar.after}", ALARM, NORMAL)

    def _arrow(self, x: int, y: int, *, up: bool) -> None:
        way = -1 if up else 1
        self._pen.polygon(((x - 2, y - 3 * way), (x + 9, y - 3 * way), (x + 3, y + 5 * way)), fill=ALARM)

    def _text(self, at: tuple[float, float], text: str, colour: Colour, size: int) -> None:
        self._pen.text(at, text, fill=colour, font=_font(size))

    def _key(self, key: str, x: int, y: int) -> None:
        """Draw the sign that the legend explains."""
        area = (x, y, x + KEY_WIDTH, y + NORMAL + 2)
        middle = y + (NORMAL + 2) // 2
        if key in TINTS:
            self._pen.rectangle(area, fill=TINTS[key])
            if key == Kind.ROW:
                self._pen.rectangle((x + KEY_WIDTH // 2, *area[1:]), fill=TINTS[Kind.NEXT_ROW])
        elif key in LINES:
            self._pen.rectangle((x, y + 1, x + KEY_WIDTH, y + NORMAL), outline=LINES[key])
        elif key == Kind.LEFT_OUT:
            self._hatch(area, 6)
        elif key == "ruling":
            self._pen.line((x, middle, x + KEY_WIDTH, middle), fill=RULING, width=2)
        elif key == "open":
            self._dashes((x, middle, x + KEY_WIDTH, middle))
        elif key == "arrow":
            self._arrow(x + 6, middle, up=False)
        else:
            self._text((x + KEY_WIDTH - _length(key, NORMAL), y), key, QUIET, NORMAL)

    def _clipped(self, box: Box) -> tuple[int, int, int, int]:
        """Give a box in points as pixels of the canvas; what lies off the page is moved to its edge."""
        x0, x1 = (self._x + _within(x * self._scale, self._width) for x in (box[0], box[2]))
        y0, y1 = (self._y + _within(y * self._scale, self._height) for y in (box[1], box[3]))
        return (x0, y0, x1, y1)


def _fit(sheet: Sheet) -> tuple[float, int, int, tuple[int, int], int]:
    """Choose the scale: pixels a point, the size of the page, the size of the picture, the height of its head."""
    scale = min(SCALE, LONGEST_SIDE / 2 / max(sheet.width, sheet.height, 1))
    while True:
        # As pdfium rounds; a side may be less than a pixel long.
        width, height = (max(1, math.ceil(side * scale)) for side in (sheet.width, sheet.height))
        across = max(NARROWEST, width + 2 * MARGIN + GUTTER)
        head = max(y for _, _, _, y in _legend(across)) + NORMAL + MARGIN
        foot = len(list(_wrap(sheet.remarks, across))) * (NORMAL + 4) + GAP + MARGIN
        size = (across, head + height + foot)
        if size[0] * size[1] <= MOST_PIXELS or scale * max(sheet.width, sheet.height) < 1:
            return scale, width, height, size, head
        scale *= 0.9


def _legend(across: int) -> list[tuple[str, str, int, int]]:
    """Place the entries of the legend in lines: sign, text, x, y."""
    placed = []
    x, y = MARGIN, MARGIN + LARGE + 12
    for key, text in LEGEND:
        width = KEY_WIDTH + 5 + _length(text, NORMAL)
        if x + width > across - MARGIN:
            x, y = MARGIN, y + NORMAL + 9
        placed.append((key, text, x, y))
        x += width + 18
    return placed


def _ascii(text: str) -> str:
    """Write a text in ASCII; Chinese words are counted, for there may be no font for them.

    >>> _ascii("a row has units: 市财政局")
    'a row has units: [4 chars]'
    """
    return re.sub(r"[^ -~]+", lambda run: f"[{len(run[0])} chars]", " ".join(text.split()))


def _wrap(remarks: Sequence[tuple[str, bool]], across: int) -> Iterator[tuple[str, bool]]:
    shown = [(_ascii(text)[:400], alarm) for text, alarm in remarks[:MOST_REMARKS]]
    if len(remarks) > MOST_REMARKS:
        shown.append((f"and {len(remarks) - MOST_REMARKS} more", True))
    for text, alarm in shown:
        yield from ((line, alarm) for line in _broken(text, across - 2 * MARGIN, NORMAL))


def _broken(text: str, width: int, size: int) -> Iterator[str]:
    """Break a text at blanks into lines of this many pixels; a word longer than that stands alone."""
    line = ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if line and _length(longer, size) > width:
            yield line
            line = word
        else:
            line = longer
    yield line


def _within(value: float, most: int) -> int:
    """Round to a pixel from 0 to `most`; broken files have coordinates that are endless or no numbers."""
    return round(min(max(0, value), most)) if value == value else 0


@cache
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    from PIL import ImageFont

    return ImageFont.load_default(size)


def _length(text: str, size: int) -> int:
    return math.ceil(_font(size).getlength(text))
