"""Pictures of the pages of a document with what planparse saw drawn over them.

Comes in: a document and the plan read from it. Goes out: one PNG a page. The document is read once more, as a stream,
and of each page only boxes are kept (`_Survey`); then page after page is rendered and drawn on (`_Picture`). A text is
made of whole lines, so the first character of each line tells which cells a row, header or section title came from.

Labels are ids, numbers and English in ASCII, which the font inside Pillow has; no font for Chinese is needed. No
meaning is carried by colour alone. The colours are those of Okabe and Ito, which the colour-blind can tell apart.
"""

from __future__ import annotations

import math
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2 as pdfium

from planparse.errors import OutputError, UsageError
from planparse.model.document import Cell, Char, Grid, Passage, Row
from planparse.model.evidence import Box, Evidence
from planparse.model.plan import Plan
from planparse.outputs.files import ADVICE, whole_file
from planparse.readers.open import open_document
from planparse.tables.grid import PageLayout, lay_out
from planparse.tables.headers import find_header, header_texts
from planparse.tables.rows import read_row
from planparse.tables.rules import Frame, find_frames
from planparse.tables.stitch import LeftOut, stitch_pages

if TYPE_CHECKING:  # a heavy library
    from PIL import Image, ImageFont

SCALE = 1.8
"""Pixels a point: a page of A4 is 1071 pixels wide, and a line number has room between a rule and its text."""

MOST_PIXELS = 40_000_000
LONGEST_SIDE = 30_000
"""Pixels of a picture and of its longer side. Larger pages are drawn at a lower scale."""

NARROWEST = 760
"""Pixels. A picture is never narrower, so that the legend of a small page can be read."""

MARGIN, GUTTER, GAP = 16, 118, 6
"""Pixels: around all, beside the page for the rows, and between two marks."""

SMALL, NORMAL, ROW_LABEL, LARGE = 9, 11, 13, 15
"""Pixels: the heights of line numbers, of labels, of the labels of rows and of the title."""

BAND = 64
"""Pixels. Lines of text are looked up by bands of this height, so that crowded pages take no longer."""

MOST_REMARKS = 12
"""Warnings and notes of one page that are shown; the others are counted."""

Colour = tuple[int, int, int]

INK: Colour = (40, 40, 40)
QUIET: Colour = (110, 110, 110)
PAPER: Colour = (255, 255, 255)
RULING: Colour = (0, 114, 178)
ALARM: Colour = (213, 94, 0)
OUTSIDE: Colour = (170, 68, 129)
ROWS: tuple[Colour, Colour] = (
    (213, 235, 250),
    (253, 230, 196),
)
EDGES: tuple[Colour, Colour] = ((64, 148, 200), (214, 143, 20))
SHARED: Colour = (250, 246, 190)
HEADER: Colour = (222, 222, 222)
SECTION: Colour = (204, 236, 224)

HEADER_CELL, SECTION_CELL = "header", "section"


@dataclass(slots=True)
class _CellMark:
    """A cell of a page, and what became of it.

    rows: numbers of the rows it is in, in order
    pages: the pages on which its text stands
    source: the page from which text was carried into it, if it is blank
    """

    cell: Cell
    page: int
    kind: str = ""
    rows: list[int] = field(default_factory=list)
    pages: set[int] = field(default_factory=set)
    source: int | None = None

    @property
    def has_text(self) -> bool:
        return bool(self.pages)


@dataclass(slots=True)
class _GridMark:
    """A grid of a page: its box, and its cells without their characters."""

    box: Box
    words: tuple[str, ...]
    cells: list[_CellMark]
    left_out: bool = False


@dataclass(frozen=True, slots=True)
class _RowMark:
    """A row of a whole table: its task, or none; where it is seen; and whether a doubt joined it."""

    task: str | None
    doubtful: bool
    pages: set[int] = field(default_factory=set)

    @property
    def name(self) -> str:
        return self.task or "no task"


@dataclass(frozen=True, slots=True)
class _Sheet:
    """All that is drawn on one page; `lines` are in reading order, with whether they stand in a cell."""

    number: int
    width: float
    height: float
    reader: str
    frames: tuple[Frame, ...]
    grids: list[_GridMark]
    lines: list[tuple[Box, bool]]
    remarks: list[tuple[str, bool]]
    passages: list[tuple[str, Box]] = field(default_factory=list)


def draw_debug_pages(
    path: str | os.PathLike[str], plan: Plan, folder: str | os.PathLike[str], *, reader: str = "auto"
) -> tuple[Path, ...]:
    """Draw what planparse saw on each page of a document: `page-001.png`, … in a folder.

    plan: what was read from this document by this reader, with tasks or without
    folder: made if it is not there; pictures of the same names are replaced, each when it is whole
    Gives the files written. Raises UsageError if the plan is of another document, OutputError if the folder cannot be
    written, and the InputErrors of `open_document`.
    """
    path, folder = Path(path), Path(folder)
    with open_document(path, reader) as document:
        if document.source.sha256 != plan.source.sha256:
            raise UsageError(
                "this is not the file that the plan was read from", where=path.name, advice="parse it again"
            )
        survey = _Survey(plan)
        for part in stitch_pages(survey.look(lay_out(page)) for page in document.pages):
            if isinstance(part, Row):
                survey.take(part)
            elif isinstance(part, LeftOut):
                survey.leave_out(part)
    sheets, rows = survey.finish()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise OutputError(
            f"the folder cannot be made: {problem.strerror}",
            where=str(folder),
            advice=ADVICE.get(problem.errno or 0, "name another folder"),
        ) from problem
    digits = max(3, len(str(len(sheets))))
    files = []
    with _Renderer(path) as renderer:
        for sheet in sheets:
            picture = _draw(sheet, rows, len(sheets), renderer)
            files.append(folder / f"page-{sheet.number:0{digits}}.png")
            with whole_file(files[-1]) as file:
                picture.save(file, "PNG")
    return tuple(files)


class _Survey:
    """Collects what became of each cell while the pages and rows stream by."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._tasks: dict[tuple[Evidence, ...], list[str]] = {}
        for task in plan.tasks:
            self._tasks.setdefault(task.evidence, []).append(task.id)
        self._sheets: list[_Sheet] = []
        self._rows: list[_RowMark] = []
        self._columns: dict[int, list[float | None]] = {}
        self._place: dict[Char, tuple[_CellMark, _GridMark]] = {}
        self._cut_short: list[tuple[int, Row, list[tuple[_CellMark, _GridMark]]]] = []

    def look(self, layout: PageLayout) -> PageLayout:
        """Keep the boxes of a page, and hand the page on."""
        page = layout.page
        grids, parts = [], [(line.box[1], [(line.box, False)]) for line in layout.lines]
        for grid in layout.grids:
            grids.append(self._grid(grid, page.number))
            parts.append((grid.box[1], [(line.box, True) for cell in grid.cells for line in cell.lines]))
        own = [each for each in self._plan.warnings if each.page == page.number]
        warnings = own + [each for each in page.warnings if each not in own]
        remarks = [(f"warning {each.code}: {each.message}", True) for each in warnings]
        remarks += [(f"note: {note}", False) for note in page.notes]
        lines = [line for _, group in sorted(parts, key=lambda part: part[0]) for line in group]
        frames = find_frames(page.rules)
        self._sheets.append(_Sheet(page.number, page.width, page.height, page.reader, frames, grids, lines, remarks))
        return layout

    def _grid(self, grid: Grid, page: int) -> _GridMark:
        header = find_header(grid)
        mark = _GridMark(grid.box, header_texts(grid), [])
        for cell in grid.cells:
            seen = _CellMark(replace(cell, lines=()), page)
            if header is not None and cell.row < header.rows:
                seen.kind = HEADER_CELL
            for line in cell.lines:
                self._place[line.chars[0]] = (seen, mark)
                seen.pages.add(page)
            mark.cells.append(seen)
        return mark

    def take(self, row: Row) -> None:
        """Mark the cells a row was made of."""
        number = len(self._rows)
        read = read_row(row)
        waiting = self._tasks.get(read.content.evidence(), [])
        self._rows.append(_RowMark(waiting.pop(0) if waiting else None, any(row.inferred)))
        if row.table not in self._columns:
            self._columns[row.table] = [self._middle_of(header) for header in row.header_cells]
        for title in row.sections:
            for cell, _ in self._cells_of(title):
                cell.kind = SECTION_CELL
        for text in row.cells:
            cells = [cell for cell, _ in self._cells_of(text)]
            for cell in cells:
                cell.rows.append(number)
                cell.pages.update(other.page for other in cells)
        work = self._cells_of(read.content)
        pages = {cell.page for cell, _ in work}
        for cell, grid in work:
            self._fill_blanks(number, row, cell, grid)
        rest = [place for text in row.cells for place in self._cells_of(text) if place[0].page not in pages]
        if rest:
            self._cut_short.append((number, row, rest))

    def _fill_blanks(self, number: int, row: Row, beside: _CellMark, grid: _GridMark) -> None:
        """Give a row the blank cells beside one of its own: their column is empty, or its text stands elsewhere."""
        y = (beside.cell.box[1] + beside.cell.box[3]) / 2
        for text, x in zip(row.cells, self._columns[row.table], strict=True):
            if x is None:
                continue
            for cell in grid.cells:
                x0, top, x1, bottom = cell.cell.box
                if x0 <= x < x1 and top <= y < bottom and not cell.has_text and number not in cell.rows:
                    cell.rows.append(number)
                    for source, _ in self._cells_of(text):
                        cell.source = source.page
                        source.pages.add(cell.page)

    def _cells_of(self, text: Passage) -> list[tuple[_CellMark, _GridMark]]:
        """Find the cells that hold a text, each once, in reading order."""
        places = (self._place[char] for char in text.chars if char is not None and char in self._place)
        return list({id(place[0]): place for place in places}.values())

    def _middle_of(self, header: Passage) -> float | None:
        box = next((cell.cell.box for cell, _ in self._cells_of(header)), None)
        return None if box is None else (box[0] + box[2]) / 2

    def leave_out(self, table: LeftOut) -> None:
        """Mark a table that was left out: a grid of its page with these words, of which no row was made."""
        for grid in self._sheets[table.page - 1].grids:
            if grid.words == table.words and not any(cell.rows for cell in grid.cells):
                grid.left_out = True

    def finish(self) -> tuple[list[_Sheet], list[_RowMark]]:
        """Give the pages and rows, all of which have streamed by."""
        for number, row, rest in self._cut_short:
            # On this page the row has none of its work; only cells that no other row shares show where it lies.
            for cell, grid in rest:
                if cell.rows == [number]:
                    self._fill_blanks(number, row, cell, grid)
        for sheet in self._sheets:
            for grid in sheet.grids:
                for cell in grid.cells:
                    cell.rows.sort()
                    if len(cell.rows) == 1:
                        self._rows[cell.rows[0]].pages.add(sheet.number)
        left = {name for names in self._tasks.values() for name in names}
        for task in self._plan.tasks:  # those that no row of a table became
            for spot in task.evidence if task.id in left else ():
                if spot.page is not None and spot.bbox is not None:
                    self._sheets[spot.page - 1].passages.append((task.id, spot.bbox))
        return self._sheets, self._rows


class _Renderer:
    """Renders pages by pdfium; what it cannot open or load stays white, for another reader may have read it."""

    def __init__(self, path: Path) -> None:
        try:
            self._pdf: pdfium.PdfDocument | None = pdfium.PdfDocument(path)
        except pdfium.PdfiumError:
            self._pdf = None

    def __enter__(self) -> _Renderer:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pdf is not None:
            self._pdf.close()

    def paste(self, number: int, scale: float, canvas: Image.Image, at: tuple[int, int]) -> None:
        """Put a page, counted from 1, on a canvas."""
        if self._pdf is None:
            return
        try:
            page = self._pdf[number - 1]
        except pdfium.PdfiumError:
            return
        try:
            bitmap = page.render(scale=scale)
            canvas.paste(bitmap.to_pil(), at)
            bitmap.close()
        except pdfium.PdfiumError:
            pass
        finally:
            page.close()


def _draw(sheet: _Sheet, rows: Sequence[_RowMark], pages: int, renderer: _Renderer) -> Image.Image:
    """Draw one page, from what lies below to what lies above."""
    picture = _Picture(sheet, pages, renderer)
    for grid in sheet.grids:
        for cell in grid.cells:
            tint = _tint_of(cell)
            if tint is not None and not grid.left_out:
                picture.tint(cell.cell.box, tint)
    for _, box in sheet.passages:
        picture.tint(box, ROWS[0])
    for grid in sheet.grids:
        if grid.left_out:
            picture.hatch(grid.box)
    for frame in sheet.frames:
        for span in frame.horizontal:
            picture.ruling((span.start, span.at, span.end, span.at))
        for span in frame.vertical:
            picture.ruling((span.at, span.start, span.at, span.end))
    for grid in sheet.grids:
        for cell in grid.cells:
            x0, top, x1, bottom = cell.cell.box
            if not cell.cell.closed_above:
                picture.open_side(x0, x1, top, 2)
            if not cell.cell.closed_below:
                picture.open_side(x0, x1, bottom, -2)
    for place, (box, inside) in enumerate(sheet.lines, start=1):
        picture.line(place, box, inside=inside)
    for grid in sheet.grids:
        for cell in grid.cells:
            picture.cell_label(cell.cell.box, _label_of(cell, rows, left_out=grid.left_out), alarm=_is_unread(cell))
        if grid.left_out:
            picture.beside(grid.box[1], grid.box[3], "table left out", QUIET, PAPER)
            continue
        header = [cell.cell.box for cell in grid.cells if cell.kind == HEADER_CELL]
        if header:  # all levels of a header are one
            picture.beside(header[0][1], max(box[3] for box in header), "header", QUIET, HEADER)
        for cell in grid.cells:
            if cell.kind == SECTION_CELL:
                picture.beside(cell.cell.box[1], cell.cell.box[3], "section", QUIET, SECTION)
    for number, cells in _own_cells(sheet):
        row = rows[number]
        picture.beside(
            min(cell.cell.box[1] for cell in cells),
            max(cell.cell.box[3] for cell in cells),
            row.name + (" ?" if row.doubtful else ""),
            EDGES[number % 2] if row.task else ALARM,
            ROWS[number % 2],
            before=max((page for page in row.pages if page < sheet.number), default=None),
            after=min((page for page in row.pages if page > sheet.number), default=None),
        )
    for label, box in sheet.passages:
        picture.beside(box[1], box[3], label, EDGES[0], ROWS[0])
    return picture.canvas


def _own_cells(sheet: _Sheet) -> Iterator[tuple[int, list[_CellMark]]]:
    """Give each row of a page with the cells that are in no other row."""
    own = [cell for grid in sheet.grids for cell in grid.cells if len(cell.rows) == 1]
    for number, cells in groupby(sorted(own, key=lambda cell: cell.rows[0]), key=lambda cell: cell.rows[0]):
        yield number, list(cells)


def _tint_of(cell: _CellMark) -> Colour | None:
    if cell.kind:
        return HEADER if cell.kind == HEADER_CELL else SECTION
    if not cell.rows:
        return None
    return ROWS[cell.rows[0] % 2] if len(cell.rows) == 1 else SHARED


def _is_unread(cell: _CellMark) -> bool:
    return cell.has_text and not cell.kind and not cell.rows


def _label_of(cell: _CellMark, rows: Sequence[_RowMark], *, left_out: bool) -> str:
    """Say how a cell is merged, and what it became where the label beside its row does not say it."""
    parts = []
    if cell.cell.row_span > 1 or cell.cell.column_span > 1:
        parts.append(f"{cell.cell.row_span}x{cell.cell.column_span}")
    if left_out or cell.kind:
        return ", ".join(parts)
    if _is_unread(cell):
        parts.append("in no row")
    elif len(cell.rows) > 1:
        parts.append(f"{rows[cell.rows[0]].name}-{rows[cell.rows[-1]].name}")
    if len(cell.rows) != 1 or cell.source is not None:
        before = {page for page in cell.pages if page < cell.page}
        after = {page for page in cell.pages if page > cell.page}
        if before:
            parts.append(f"from p.{max(before)}")
        if after:
            parts.append(f"goes on p.{min(after)}")
        if cell.source is not None:
            parts.append("as above" if cell.source == cell.page else f"text on p.{cell.source}")
    return ", ".join(parts)


class _Picture:
    """A page on a canvas, with its legend above and its remarks below; takes boxes in points."""

    def __init__(self, sheet: _Sheet, pages: int, renderer: _Renderer) -> None:
        from PIL import Image, ImageDraw

        remarks = [*_shown(sheet.remarks)]
        self._scale, self._width, self._height, size, head = _fit(sheet, remarks)
        self.canvas = Image.new("RGB", size, PAPER)
        self._pen = ImageDraw.Draw(self.canvas)
        self._x, self._y = MARGIN, head
        self._text_in: dict[int, list[tuple[int, int, int, int]]] = {}
        renderer.paste(sheet.number, self._scale, self.canvas, (self._x, self._y))
        frame = (self._x - 1, self._y - 1, self._x + self._width, self._y + self._height)
        self._pen.rectangle(frame, outline=(190, 190, 190))
        title = f"Page {sheet.number} of {pages}"
        self._text((MARGIN, MARGIN), title, INK, LARGE)
        by = f"read by {sheet.reader}" if sheet.reader else ""
        self._text((MARGIN + _length(title, LARGE) + 12, MARGIN + 3), by, QUIET, NORMAL)
        for key, text, x, y in _legend(size[0]):
            self._key(key, x, y)
            self._text((x + KEY_WIDTH + 5, y), text, INK, NORMAL)
        y = head + self._height + GAP
        for line, alarm in _wrap(remarks, size[0]):
            self._text((MARGIN, y), line, ALARM if alarm else QUIET, NORMAL)
            y += NORMAL + 4

    def tint(self, box: Box, colour: Colour) -> None:
        """Colour a box; what is printed in it stays black."""
        self._tint(self._clipped(box), colour)

    def _tint(self, area: tuple[int, int, int, int], colour: Colour) -> None:
        from PIL import Image, ImageChops

        x0, y0, x1, y1 = area
        if x1 > x0 and y1 > y0:
            region = self.canvas.crop(area)
            self.canvas.paste(ImageChops.multiply(region, Image.new("RGB", region.size, colour)), (x0, y0))

    def hatch(self, box: Box) -> None:
        """Fill a box with thin slanted lines."""
        self._hatch(self._clipped(box), 14)

    def _hatch(self, area: tuple[int, int, int, int], step: int) -> None:
        x0, y0, x1, y1 = area
        for c in range(x0 + y0 + step, x1 + y1, step):
            start, end = (min(x1, c - y0), max(y0, c - x1)), (max(x0, c - y1), min(y1, c - x0))
            self._pen.line((start, end), fill=(165, 165, 165))

    def ruling(self, box: Box) -> None:
        """Draw a ruling line with ticks at its ends."""
        x0, y0, x1, y1 = self._clipped(box)
        self._pen.line((x0, y0, x1, y1), fill=RULING, width=2)
        for x, y in ((x0, y0), (x1, y1)):
            self._pen.rectangle((x - 2, y - 2, x + 2, y + 2), fill=RULING)

    def open_side(self, x0: float, x1: float, at: float, inward: int) -> None:
        """Draw dashes along a side of a cell on which no rule stands; `inward` pixels to keep cells apart."""
        left, y, right, _ = self._clipped((x0, at, x1, at))
        self._dashes(left + 3, right - 3, y + inward)

    def _dashes(self, left: int, right: int, y: int) -> None:
        for x in range(left, right, 10):
            self._pen.line((x, y, min(x + 5, right), y), fill=ALARM, width=2)

    def line(self, place: int, box: Box, *, inside: bool) -> None:
        """Underline a line of text and number it; frame it if it stands in no cell."""
        x0, y0, x1, y1 = self._clipped(box)
        for band in range(y0 // BAND, y1 // BAND + 1):
            self._text_in.setdefault(band, []).append((x0, y0, x1, y1))
        colour = INK if inside else OUTSIDE
        if inside:
            self._pen.line((x0, y1, x1, y1), fill=(170, 170, 170))
        else:
            self._pen.rectangle((x0 - 1, y0 - 1, x1 + 1, y1 + 1), outline=OUTSIDE)
        text = str(place)
        x = max(0, x0 - 1 - _length(text, SMALL))
        self._pen.rectangle((x, y0 + 1, x0 - 2, y0 + SMALL), fill=PAPER)
        self._text((x, y0), text, colour, SMALL)

    def cell_label(self, box: Box, text: str, *, alarm: bool) -> None:
        """Write a label into a corner of a cell, or just below or above it, where it hides no line of text."""
        if not text:
            return
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
            at = (x + width - 2 - _length(line, NORMAL), y)
            self._text(at, line, ALARM if alarm else INK, NORMAL)
            y += NORMAL + 2

    def _hides_text(self, area: tuple[int, int, int, int]) -> bool:
        x0, y0, x1, y1 = area
        return any(
            x0 < right and left < x1 and y0 < bottom and top < y1
            for band in range(y0 // BAND, y1 // BAND + 1)
            for left, top, right, bottom in self._text_in.get(band, ())
        )

    def beside(
        self,
        top: float,
        bottom: float,
        text: str,
        edge: Colour,
        tint: Colour,
        *,
        before: int | None = None,
        after: int | None = None,
    ) -> None:
        """Put a bar beside the page along a row, with its label; `before` and `after`: pages it is cut to."""
        _, y0, _, y1 = self._clipped((0, top, 0, bottom))
        x = self._x + self._width + GAP
        y0, y1 = y0 + 1, max(y0 + 3, y1 - 2)
        self._pen.rectangle((x, y0, x + 7, y1), fill=tint, outline=edge)
        self._text((x + 13, y0), text, INK, ROW_LABEL)
        foot = y0 + ROW_LABEL + 3
        if before is not None:
            self._arrow(x, y0, up=True)
            self._text((x + 13, foot), f"continued, p.{before}", ALARM, NORMAL)
            foot += NORMAL + 3
        if after is not None:
            self._arrow(x, y1, up=False)
            self._text((x + 13, max(foot, y1 - NORMAL - 2)), f"goes on, p.{after}", ALARM, NORMAL)

    def _arrow(self, x: int, y: int, *, up: bool) -> None:
        tip = y - 5 if up else y + 5
        base = y + 3 if up else y - 3
        self._pen.polygon(((x - 2, base), (x + 9, base), (x + 3, tip)), fill=ALARM)

    def _text(self, at: tuple[float, float], text: str, colour: Colour, size: int) -> None:
        self._pen.text(at, text, fill=colour, font=_font(size))

    def _key(self, key: str, x: int, y: int) -> None:
        """Draw the sign that the legend explains."""
        area = (x, y, x + KEY_WIDTH, y + NORMAL + 2)
        middle = y + (NORMAL + 2) // 2
        if key == "rows":
            half = x + KEY_WIDTH // 2
            self._tint((x, y, half, area[3]), ROWS[0])
            self._tint((half, y, area[2], area[3]), ROWS[1])
        elif key in TINTS:
            self._tint(area, TINTS[key])
        elif key == "hatch":
            self._hatch(area, 6)
        elif key == "ruling":
            self._pen.line((x, middle, x + KEY_WIDTH, middle), fill=RULING, width=2)
        elif key == "open":
            self._dashes(x, x + KEY_WIDTH, middle)
        elif key == "outside":
            self._pen.rectangle((x, y + 1, x + KEY_WIDTH, y + NORMAL), outline=OUTSIDE)
        elif key == "arrow":
            self._arrow(x + 6, middle, up=False)
        else:
            self._text((x + KEY_WIDTH - _length(key, NORMAL), y), key, QUIET, NORMAL)

    def _clipped(self, box: Box) -> tuple[int, int, int, int]:
        """Give a box in points as pixels of the canvas; what lies off the page is moved to its edge."""
        x0, top, x1, bottom = box
        return (
            self._x + _within(x0 * self._scale, self._width),
            self._y + _within(top * self._scale, self._height),
            self._x + _within(x1 * self._scale, self._width),
            self._y + _within(bottom * self._scale, self._height),
        )


KEY_WIDTH = 22
TINTS = {"shared": SHARED, HEADER_CELL: HEADER, SECTION_CELL: SECTION}
LEGEND = (
    ("ruling", "rule found"),
    ("rows", "cells of one row, rows in turn"),
    ("shared", "cell of several rows"),
    (HEADER_CELL, "header"),
    (SECTION_CELL, "section title"),
    ("hatch", "table left out"),
    ("outside", "line outside tables"),
    ("open", "side without a rule"),
    ("arrow", "row cut by the page"),
    ("12", "line, in reading order"),
    ("2x3", "merged cell, rows x columns"),
    ("?", "joined against a doubt"),
)
"""The signs, and what they mean."""


def _fit(sheet: _Sheet, remarks: Sequence[tuple[str, bool]]) -> tuple[float, int, int, tuple[int, int], int]:
    """Choose the scale: pixels a point, the size of the page, the size of the picture, the height of its head."""
    scale = min(SCALE, LONGEST_SIDE / 2 / max(sheet.width, sheet.height, 1))
    while True:
        # As pdfium rounds; a side may be less than a pixel long.
        width, height = (max(1, math.ceil(side * scale)) for side in (sheet.width, sheet.height))
        across = max(NARROWEST, width + 2 * MARGIN + GUTTER)
        head = max(y for _, _, _, y in _legend(across)) + NORMAL + MARGIN
        foot = len(list(_wrap(remarks, across))) * (NORMAL + 4) + GAP + MARGIN
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


def _shown(remarks: Sequence[tuple[str, bool]]) -> Iterator[tuple[str, bool]]:
    for text, alarm in remarks[:MOST_REMARKS]:
        yield _ascii(text)[:400], alarm
    if len(remarks) > MOST_REMARKS:
        yield f"and {len(remarks) - MOST_REMARKS} more", True


def _ascii(text: str) -> str:
    """Write a text in ASCII; Chinese words are counted, for there may be no font for them.

    >>> _ascii("a row has units: 市财政局")
    'a row has units: [4 chars]'
    """
    return re.sub(r"[^ -~]+", lambda run: f"[{len(run[0])} chars]", " ".join(text.split()))


def _wrap(remarks: Iterable[tuple[str, bool]], across: int) -> Iterator[tuple[str, bool]]:
    for text, alarm in remarks:
        for line in _broken(text, across - 2 * MARGIN, NORMAL):
            yield line, alarm


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
