"""Pictures of the pages of a document with what planparse saw drawn over them.

Comes in: a document and the plan read from it. Goes out: one PNG a page. The document is read once more, as a stream,
and of each page only boxes and words are kept (`_Survey`); then each page becomes a `Sheet` and is drawn. A text is
made of whole lines, so the first character of each line tells which cells a row, header or section title came from.
"""

from __future__ import annotations

import os
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from itertools import groupby
from operator import attrgetter
from pathlib import Path

from planparse.errors import OutputError, UsageError
from planparse.files import ADVICE, whole_file
from planparse.model.document import Char, Grid, Page, Passage, Row
from planparse.model.evidence import Box, Evidence
from planparse.model.plan import Plan
from planparse.outputs.debug_picture import Bar, Kind, Renderer, Sheet, draw_sheet
from planparse.readers.open import WHERE_NEEDED, open_document
from planparse.readers.scan.choice import Ocr
from planparse.tables.alignment import align_pages
from planparse.tables.grid import PageLayout, lay_out
from planparse.tables.headers import find_header, header_texts
from planparse.tables.lines import passage_of
from planparse.tables.rows import read_row
from planparse.tables.rules import Span, find_frames, horizontal_lines
from planparse.tables.stitch import LeftOut, stitch_pages

NEAR = 6.0
"""Points. A rule so close to a side of a cell draws it: rows told by alignment part between lines, not on the rule."""

CORNER = 8.0
"""Points. Rules may end so far before a corner, and the side of the cell is still drawn."""

NO_TASK = "no task"

_at = attrgetter("at")


@dataclass(slots=True)
class _CellMark:
    """A cell of a page, and what became of it.

    merged: over how many rows and columns, if over several
    kind: header, section title or of a table left out, if it is that
    rows: numbers of the rows it is in, in order
    pages: the pages on which its text stands
    source: the page from which text was carried into it, if it is blank
    """

    box: Box
    page: int
    words: str
    merged: str
    kind: Kind | None = None
    rows: list[int] = field(default_factory=list)
    pages: set[int] = field(default_factory=set)
    source: int | None = None

    @property
    def is_unread(self) -> bool:
        """It has text that no row took: all `LostText`, and section titles that no row stands below."""
        return bool(self.words) and self.kind is None and not self.rows


@dataclass(slots=True)
class _GridMark:
    """A grid of a page: its box, the words of its first row, and its cells."""

    box: Box
    words: tuple[str, ...]
    cells: list[_CellMark]


@dataclass(frozen=True, slots=True)
class _RowMark:
    """A row of a whole table: its task, or NO_TASK; whether a doubt joined it; and where it is seen."""

    task: str
    doubtful: bool
    pages: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _PageMark:
    """A page without its characters and rules; `lines` are in reading order, with the cells they stand in."""

    page: Page
    rules: Sequence[Box]
    open_sides: Sequence[Box]
    grids: list[_GridMark]
    lines: list[tuple[Box, _CellMark | None]]
    remarks: list[tuple[str, bool]]
    passages: list[tuple[str, Box]] = field(default_factory=list)


def draw_debug_pages(
    path: str | os.PathLike[str],
    plan: Plan,
    folder: str | os.PathLike[str],
    *,
    reader: str = "auto",
    ocr: Ocr = WHERE_NEEDED,
) -> tuple[Path, ...]:
    """Draw what planparse saw on each page of a document: `page-001.png`, … in a folder.

    plan: what was read from this document by this reader, and from the pictures of the same pages, with tasks or
        without
    folder: made if it is not there; pictures of the same names are replaced, each when it is whole
    Gives the files written. Raises UsageError for a text format, which has no pages, or if the plan is of another
    document, OutputError if the folder cannot be written, and the InputErrors of `open_document`.
    """
    path, folder = Path(path), Path(folder)
    with open_document(path, reader, ocr) as document:
        if document.source.sha256 != plan.source.sha256:
            raise UsageError(
                "this is not the file that the plan was read from", where=path.name, advice="parse it again"
            )
        if document.text is not None:
            raise UsageError(
                f"a .{document.source.format} file has no pages to draw", where=path.name, advice="print it to PDF"
            )
        survey = _Survey(plan)
        layouts = align_pages(lay_out(page) for page in document.pages)
        for part in stitch_pages(survey.look(layout) for layout in layouts):
            if isinstance(part, Row):
                survey.take(part)
            elif isinstance(part, LeftOut):
                survey.leave_out(part)
    sheets = survey.finish()
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
    with closing(Renderer(path)) as renderer:
        for sheet in sheets:
            picture = draw_sheet(sheet, len(sheets), renderer)
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
        self._pages: list[_PageMark] = []
        self._rows: list[_RowMark] = []
        self._columns: dict[int, list[float | None]] = {}
        self._place: dict[Char, tuple[_CellMark, _GridMark]] = {}
        self._cut_short: list[tuple[int, Row, list[tuple[_CellMark, _GridMark]]]] = []

    def look(self, layout: PageLayout) -> PageLayout:
        """Keep the boxes of a page, and hand the page on."""
        page = layout.page
        parts: list[tuple[float, list[tuple[Box, _CellMark | None]]]] = []
        parts += [(line.box[1], [(line.box, None)]) for line in layout.lines]
        grids = []
        for grid in layout.grids:
            grids.append(self._grid(grid))
            cells = zip(grid.cells, grids[-1].cells, strict=True)
            parts.append((grid.box[1], [(line.box, mark) for cell, mark in cells for line in cell.lines]))
        lines = [line for _, group in sorted(parts, key=lambda part: part[0]) for line in group]
        own = (each for each in self._plan.warnings if each.page == page.number)
        warnings = dict.fromkeys([*own, *page.warnings])
        remarks = [(f"warning {each.code}: {each.message}", True) for each in warnings]
        remarks += [(f"note: {note}", False) for note in page.notes]
        bare = replace(page, chars=(), rules=())
        self._pages.append(_PageMark(bare, *_rules_and_open_sides(page, layout.grids), grids, lines, remarks))
        return layout

    def _grid(self, grid: Grid) -> _GridMark:
        header = find_header(grid)
        mark = _GridMark(grid.box, header_texts(grid), [])
        for cell in grid.cells:
            spans = (cell.row_span, cell.column_span)
            merged = "" if spans == (1, 1) else "{}x{}".format(*spans)
            seen = _CellMark(cell.box, grid.page, passage_of(cell.lines).text, merged)
            if header is not None and cell.row < header.rows:
                seen.kind = Kind.HEADER
            for line in cell.lines:
                self._place[line.chars[0]] = (seen, mark)
                seen.pages.add(grid.page)
            mark.cells.append(seen)
        return mark

    def take(self, row: Row) -> None:
        """Mark the cells a row was made of."""
        number = len(self._rows)
        read = read_row(row)
        waiting = self._tasks.get(self._shown(read.content), [])
        self._rows.append(_RowMark(waiting.pop(0) if waiting else NO_TASK, any(row.inferred)))
        if row.table not in self._columns:
            self._columns[row.table] = [self._middle_of(header) for header in row.header_cells]
        for title in row.sections:
            for cell, _ in self._cells_of(title):
                cell.kind = Kind.SECTION
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
        y = (beside.box[1] + beside.box[3]) / 2
        for text, x in zip(row.cells, self._columns[row.table], strict=True):
            if x is None:
                continue
            for cell in grid.cells:
                x0, top, x1, bottom = cell.box
                if x0 <= x < x1 and top <= y < bottom and not cell.words and number not in cell.rows:
                    cell.rows.append(number)
                    for source, _ in self._cells_of(text):
                        cell.source = source.page
                        source.pages.add(cell.page)

    def _cells_of(self, text: Passage) -> list[tuple[_CellMark, _GridMark]]:
        """Find the cells that hold a text, each once, in reading order."""
        places = (self._place[char] for char in text.chars if char is not None and char in self._place)
        return list({id(place[0]): place for place in places}.values())

    def _middle_of(self, header: Passage) -> float | None:
        box = next((cell.box for cell, _ in self._cells_of(header)), None)
        return None if box is None else (box[0] + box[2]) / 2

    def _shown(self, text: Passage) -> tuple[Evidence, ...]:
        """Say where a text stands as a viewer shows it, as the plan says it; our boxes are of pages turned upright."""
        return tuple(
            replace(spot, bbox=self._pages[spot.page - 1].page.shown(spot.bbox)) if spot.page and spot.bbox else spot
            for spot in text.evidence()
        )

    def leave_out(self, table: LeftOut) -> None:
        """Mark a table that was left out: a grid of its page with these words, of which no row was made."""
        for grid in self._pages[table.page - 1].grids:
            if grid.words == table.words and not any(cell.rows for cell in grid.cells):
                for cell in grid.cells:
                    cell.kind = Kind.LEFT_OUT

    def finish(self) -> list[Sheet]:
        """Give what is to be drawn on the pages, all of which have streamed by."""
        for number, row, rest in self._cut_short:
            # On this page the row has none of its work; only cells that no other row shares show where it lies.
            for cell, grid in rest:
                if cell.rows == [number]:
                    self._fill_blanks(number, row, cell, grid)
        for cell in (cell for mark in self._pages for grid in mark.grids for cell in grid.cells):
            cell.rows.sort()
            if len(cell.rows) == 1:
                self._rows[cell.rows[0]].pages.add(cell.page)
        left = {name for names in self._tasks.values() for name in names}
        for task in self._plan.tasks:  # those that no row of a table became
            for spot in task.evidence if task.id in left else ():
                if spot.page is not None and spot.bbox is not None:
                    mark = self._pages[spot.page - 1]
                    mark.passages.append((task.id, mark.page.upright(spot.bbox)))
        return [_sheet_of(mark, self._rows) for mark in self._pages]


def _rules_and_open_sides(page: Page, grids: Sequence[Grid]) -> tuple[list[Box], list[Box]]:
    """Give the rules that tables are made of, and the stretches of the sides of cells where no rule is drawn."""
    frames = find_frames(page.rules)
    down = sorted({line for frame in frames for line in frame.vertical}, key=_at)
    across = {line for frame in frames for line in frame.horizontal}
    uprights = {line.at for line in down}
    for grid in grids:
        if not uprights.intersection(grid.columns):  # told by alignment: its rules stand in no frame
            x0, _, x1, _ = grid.box
            lines = (line for line in horizontal_lines(page.rules) if line.start < x1 and line.end > x0)
            across |= {line for line in lines if any(abs(line.at - y) < NEAR for y in grid.rows)}
    levels = sorted(across, key=_at)
    rules = [(line.start, line.at, line.end, line.at) for line in levels]
    rules += [(line.at, line.start, line.at, line.end) for line in down]
    sides: dict[Box, None] = {}  # neighbours share sides
    for x0, top, x1, bottom in (cell.box for grid in grids for cell in grid.cells):
        for y in (top, bottom):
            sides |= {(start, y, end, y): None for start, end in _undrawn(Span(y, x0, x1), levels)}
        for x in (x0, x1):
            sides |= {(x, start, x, end): None for start, end in _undrawn(Span(x, top, bottom), down)}
    return rules, list(sides)


def _undrawn(side: Span, lines: Sequence[Span]) -> Iterator[tuple[float, float]]:
    """Find the stretches of a side along which none of these lines runs; they are sorted by `at`."""
    near = lines[bisect_left(lines, side.at - NEAR, key=_at) : bisect_right(lines, side.at + NEAR, key=_at)]
    start = side.start
    for line in sorted(near, key=lambda line: line.start):
        if min(line.start, side.end) - start > CORNER:
            yield start, min(line.start, side.end)
        start = max(start, line.end)
    if side.end - start > CORNER:
        yield start, side.end


def _sheet_of(mark: _PageMark, rows: Sequence[_RowMark]) -> Sheet:
    """Say what is to be drawn on a page."""
    page = mark.page
    cells = [cell for grid in mark.grids for cell in grid.cells]
    areas = [(cell.box, kind) for cell in cells if (kind := _kind_of(cell))]
    areas += [(box, Kind.ROW) for _, box in mark.passages]
    return Sheet(
        page.number,
        page.width,
        page.height,
        page.reader,
        page.turned,
        page.tilt,
        areas=areas,
        rules=mark.rules,
        open_sides=mark.open_sides,
        lines=[(box, _kind_of_line(cell)) for box, cell in mark.lines],
        labels=[(cell.box, text, cell.is_unread) for cell in cells if (text := _label_of(cell, rows))],
        bars=[*_bars(mark, rows)],
        remarks=mark.remarks,
    )


def _kind_of_line(cell: _CellMark | None) -> Kind:
    if cell is None:
        return Kind.OUTSIDE
    return Kind.LOST if cell.is_unread else Kind.INSIDE


def _kind_of(cell: _CellMark) -> Kind | None:
    if cell.kind or not cell.rows:
        return cell.kind
    return _kind_of_row(cell.rows[0]) if len(cell.rows) == 1 else Kind.SHARED


def _kind_of_row(number: int) -> Kind:
    return (Kind.ROW, Kind.NEXT_ROW)[number % 2]


def _bars(mark: _PageMark, rows: Sequence[_RowMark]) -> Iterator[Bar]:
    """Say what stands beside a page: its headers, section titles, tables left out, rows and passages."""
    for grid in mark.grids:
        if any(cell.kind is Kind.LEFT_OUT for cell in grid.cells):
            yield Bar(grid.box[1], grid.box[3], "table left out", Kind.LEFT_OUT)
        header = [cell.box for cell in grid.cells if cell.kind is Kind.HEADER]
        if header:  # all levels of a header are one
            yield Bar(header[0][1], max(box[3] for box in header), "header", Kind.HEADER)
        for cell in grid.cells:
            if cell.kind is Kind.SECTION:
                yield Bar(cell.box[1], cell.box[3], "section", Kind.SECTION)
    own = [cell for grid in mark.grids for cell in grid.cells if len(cell.rows) == 1]
    for number, group in groupby(sorted(own, key=lambda cell: cell.rows[0]), key=lambda cell: cell.rows[0]):
        row, boxes = rows[number], [cell.box for cell in group]
        yield Bar(
            min(box[1] for box in boxes),
            max(box[3] for box in boxes),
            row.task + (" ?" if row.doubtful else ""),
            _kind_of_row(number),
            alarm=row.task == NO_TASK,
            before=max((page for page in row.pages if page < mark.page.number), default=None),
            after=min((page for page in row.pages if page > mark.page.number), default=None),
        )
    for label, box in mark.passages:
        yield Bar(box[1], box[3], label, Kind.ROW)


def _label_of(cell: _CellMark, rows: Sequence[_RowMark]) -> str:
    """Say how a cell is merged, and what it became where the label beside its row does not say it."""
    parts = [cell.merged] if cell.merged else []
    if cell.is_unread:
        parts.append("in no row")
    elif cell.kind:
        return cell.merged
    elif len(cell.rows) > 1:
        parts.append(f"{rows[cell.rows[0]].task}-{rows[cell.rows[-1]].task}")
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
