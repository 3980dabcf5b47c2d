"""Rows of whole tables, joined over page breaks, as a stream (跨页续表).

Comes in: the layout of page after page. Goes out, in reading order: the lines of text outside of tables, and the
rows of task tables; a row leaves as soon as no text of it can go on, so memory does not grow with the pages.

A table goes on on the next page if its columns stand where they stood. Its first row there may be the rest of the
last row: the columns vote. The text of the work speaks first (see `pagebreak`); a heading number or a serial speaks
against; a unit cell with a text of its own on both pages speaks by its own last line. Merged cells that run over
the break lend their text to the rows behind it.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from planparse.model.document import SOFT_BREAK, Cell, Grid, Line, Page, Passage, Row
from planparse.tables.grid import PageLayout
from planparse.tables.headers import (
    SAME_EDGE,
    Column,
    Header,
    cells_under,
    find_header,
    header_texts,
    is_near,
    rows_like_header,
    rows_of,
)
from planparse.tables.lines import PAGE_NUMBER, join_passages, passage_of
from planparse.tables.numbering import heading_level, is_number_only
from planparse.tables.pagebreak import MAY_BE_CUT, TOO_LITTLE, Foot, has_open_bracket, is_cut

NOTE = re.compile(r"(注|备注|说明|附注)\d{0,2}[:：]")
"""How a row over all columns begins that is a note on the table, and no section title."""

SAME_WORDS = 4
"""Characters at the start of a text by which a merged cell printed again on the next page is known."""

SAME_AS_ABOVE = re.compile(r"[(（]?(?:同上行?|同前|[〃″\"]+)[)）]?。?")
"""What a cell says that has the text of the cell above it (DOMAIN 2)."""

LONGEST_TITLE = 40
"""Characters of a section title that stands alone in its row without spanning it."""

TITLE_WORDS = re.compile(r"[^\W\d_〇零一二三四五六七八九十百]{2}")
"""Words that are no number; without them there is no title."""

LAST_CHINESE_LEVEL = 2
"""The level of （一）; the numbers of the levels below are those of tasks and measures as well."""

HEADINGS = frozenset({"goal", "task"})
SEPARATORS = "、，,；;及和与"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A ruled table that is no task table: its page and the words of its first row."""

    page: int
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LostText:
    """Text inside a task table that ended in no row, header or title."""

    page: int
    text: str


@dataclass(frozen=True, slots=True)
class Repeated(Passage):
    """The words of the cell above, in a cell that says only 同上.

    What is read of it, and the places that are cited, are those of the cell above, as if the two were merged: there
    stand the words that name somebody. What is printed is what its own cell says.
    """

    written: str = ""

    @property
    def printed(self) -> str:
        """The words as they stand in the cell itself."""
        return self.written


@dataclass(slots=True)
class _Text:
    """The text of one cell of the whole table, which may still grow over page breaks."""

    passage: Passage
    cell: Cell
    rows: int = 0
    foot: Foot | None = None
    growing: bool = False

    def go_on(self, passage: Passage, cell: Cell, column: Column) -> None:
        self.cell = cell
        line_break = ""
        if column.field == "units":
            line_break = SOFT_BREAK if self.foot is None or is_cut(self.foot, passage) else "\n"
        self.passage = join_passages(self.passage, passage, line_break)


@dataclass(slots=True)
class _WaitingRow:
    """A row whose texts may still grow; `inferred` are those that a doubt joins to the page before."""

    texts: list[_Text]
    inferred: tuple[bool, ...]
    sections: tuple[Passage, ...]
    beside_gap: bool = False


@dataclass(slots=True)
class _OpenTable:
    """The table that is being read: its columns, and the rows that have not left yet.

    heading: the section titles that no row has followed yet, with their lines
    borrowed: heading columns of which the last row has a cell of its own, left blank
    serial_each: every row so far had a serial of its own
    after_gap: the page before could not be read
    has_rows: a row was read; tables without any are not counted, as whoever counts the rows' tables sees none
    last: the texts of the last row, none behind a section title; above: of the last row, whatever stands between
    """

    number: int
    header: Header
    work: int
    borrowed: set[int] = field(default_factory=set)
    serial_each: bool = True
    after_gap: bool = False
    has_rows: bool = False
    sections: list[Passage] = field(default_factory=list)
    heading: list[tuple[Passage, tuple[Line, ...]]] = field(default_factory=list)
    last: list[_Text] = field(default_factory=list)
    above: list[_Text] = field(default_factory=list)
    waiting: deque[_WaitingRow] = field(default_factory=deque)

    @property
    def columns(self) -> tuple[Column, ...]:
        return self.header.columns

    def replaced(self) -> list[Line]:
        """Let go of the titles that no row will stand under, because another took their place first."""
        untaken = [(title, lines) for title, lines in self.heading if not any(title is each for each in self.sections)]
        self.heading = [each for each in self.heading if each not in untaken]
        return [line for _, lines in untaken for line in lines]

    def untitled(self) -> Iterator[Line]:
        """Give the titles below the last row: they are none, but text."""
        for _, lines in self.heading:
            yield from lines


@dataclass(frozen=True, slots=True)
class _Band:
    """One row of the body on one page: for each column its piece of a cell, None if it has none.

    title: instead of cells, for a row that spans the table
    lines: all that the row took of the page
    """

    cells: tuple[Cell | None, ...]
    title: Passage | None = None
    lines: tuple[Line, ...] = ()


def stitch_pages(
    layouts: Iterable[PageLayout], header_of: Callable[[Grid], Header | None] = find_header
) -> Iterator[Line | Row | LeftOut | LostText]:
    """Join the tables of a document over its page breaks.

    layouts: of all pages in order
    header_of: finds the header of a grid; `FirstRowHeader()` reads tables of every kind
    Gives lines, rows and remarks on tables left out, in reading order.
    """
    table: _OpenTable | None = None
    text_between = False  # in a text format, where no page break can have cut a table in two
    for layout in layouts:
        if table is not None and is_picture(layout.page):
            # A scanned page: what stands on it is not known, so nothing is joined or carried across it.
            if table.waiting:
                table.waiting[-1].beside_gap = True
            table.after_gap = True
            yield from _leave(table, everything=True)
            table.last, table.above, table.sections = [], [], []
        for part in _parts(layout):
            if isinstance(part, Line):
                # A page number between two halves of a table says that it goes on.
                text_between = part.chars[0].page <= 0 and (text_between or not PAGE_NUMBER.fullmatch(part.text))
                yield part
                continue
            header = header_of(part)
            if header is not None and (table is None or not _same_columns(table.header, header)):
                if table is not None:
                    yield from _leave(table, everything=True)
                    yield from table.untitled()
                number = 0 if table is None else table.number + table.has_rows
                table = _OpenTable(number, header, header.work)
            elif header is None and (table is None or text_between or not _fits(table.header, part)):
                yield LeftOut(layout.page.number, header_texts(part))
                yield from (line for cell in part.cells for line in cell.lines)
                continue
            assert table is not None
            text_between = False
            notes, lost = _read_body(table, part, first_row=header.rows if header else 0)
            yield from notes
            if lost:
                yield LostText(layout.page.number, passage_of(lost).text)
            # No page break cuts a table of a text format: its rows are whole before the text behind it comes.
            yield from _leave(table, everything=part.page <= 0)
    if table is not None:
        yield from _leave(table, everything=True)
        yield from table.untitled()


def is_picture(page: Page) -> bool:
    """Say whether a page shows pictures and has no characters: perhaps a scan."""
    return page.images > 0 and not page.chars


def _parts(layout: PageLayout) -> list[Line | Grid]:
    """Order lines and grids of a page from top to bottom."""
    parts: list[Line | Grid] = [*layout.lines, *layout.grids]
    return sorted(parts, key=lambda part: part.box[1])


def _same_columns(known: Header, seen: Header) -> bool:
    return known.words == seen.words and all(
        abs(a.x0 - b.x0) <= SAME_EDGE and abs(a.x1 - b.x1) <= SAME_EDGE
        for a, b in zip(known.columns, seen.columns, strict=True)
    )


def _fits(header: Header, grid: Grid) -> bool:
    """Say whether a grid without a header stands in the columns of a table; merged columns may be missing."""
    edges = [header.columns[0].x0, *(column.x1 for column in header.columns)]
    known = sorted(edges)
    return (
        all(is_near(x, known) for x in grid.columns)
        and abs(edges[0] - grid.columns[0]) <= SAME_EDGE
        and abs(edges[-1] - grid.columns[-1]) <= SAME_EDGE
    )


def _read_body(table: _OpenTable, grid: Grid, first_row: int) -> tuple[list[Line], list[Line]]:
    """Read the rows of one page into the open table; gives the lines of its notes, and those that no row took."""
    grid = _tidied(table.header, grid, first_row)
    texts: dict[int, _Text] = {}
    notes: list[Line] = []
    taken: set[int] = set()
    at_break = bool(table.last) and grid.page > 0
    for band in _bands(table, grid, first_row):
        taken.update(id(line) for line in band.lines)
        if band.title is not None and NOTE.match(band.title.text):
            notes.extend(band.lines)
            continue
        if band.title is not None:
            _open_section(table, band.title)
            table.heading.append((band.title, band.lines))
            notes.extend(table.replaced())
            at_break = False
            continue
        before = table.last
        if at_break and _row_goes_on(table, band):
            _continue_row(table, band, texts)
            at_break = False
            continue
        table.borrowed = set()
        row = [_text_of(table, index, band, texts, at_break=at_break) for index in range(len(band.cells))]
        inferred = tuple(
            any(text is known for known in before) and _is_doubtful(table, index, text, band) if at_break else False
            for index, text in enumerate(row)
        )
        for text, cell in zip(row, band.cells, strict=True):
            text.rows += 1
            text.cell = cell or text.cell
        table.serial_each = table.serial_each and not any(
            column.field == "serial" and (text.rows > 1 or not text.passage)
            for column, text in zip(table.columns, row, strict=True)
        )
        notes.extend(table.replaced())
        table.heading = []
        table.waiting.append(_WaitingRow(row, inferred, tuple(table.sections), table.after_gap))
        table.after_gap = False
        table.has_rows = True
        table.last = table.above = row
        at_break = False
    _mark_feet(table, grid)
    body = (cell for cell in grid.cells if cell.row + cell.row_span > first_row)
    return notes, [line for cell in body for line in cell.lines if id(line) not in taken]


def _tidied(header: Header, grid: Grid, first_row: int) -> Grid:
    """Set a body right whose copy lost its form: what is no row of it goes, and a title alone in its row spans it."""
    rows = rows_of(grid, first_row)
    dropped = set(rows_like_header(header, grid, first_row))
    alone = _cells_alone(grid, rows)
    if grid.page <= 0:  # on a page, its number stands outside of the tables
        dropped |= {row for row, cell in alone.items() if PAGE_NUMBER.fullmatch(passage_of(cell.lines).text)}
    for row in dropped:
        alone.pop(row, None)
    titles = _titles(header, grid, rows, alone)
    if not dropped and not titles:
        return grid
    spanning = [
        replace(cell, column=0, column_span=len(grid.columns) - 1, box=(grid.box[0], top, grid.box[2], bottom))
        for cell in titles.values()
        for _, top, _, bottom in [cell.box]
    ]
    kept = [cell for cell in grid.cells if cell.row not in dropped and cell.row not in titles]
    return replace(grid, cells=tuple(sorted([*kept, *spanning], key=lambda cell: (cell.row, cell.column))))


def _cells_alone(grid: Grid, rows: dict[int, list[Cell]]) -> dict[int, Cell]:
    """Find the rows that take part in no merged cell and have text in their first column only."""
    return {
        row: cells[0]
        for row, cells in rows.items()
        if cells
        and cells[0].lines
        and cells[0].column == 0
        and not any(cell.lines for cell in cells[1:])
        and all(cell.row_span == 1 for cell in cells)
        and sum(cell.column_span for cell in cells) == len(grid.columns) - 1
    }


def _titles(header: Header, grid: Grid, rows: dict[int, list[Cell]], alone: dict[int, Cell]) -> dict[int, Cell]:
    """Find among the texts alone in their row those that are section titles (一、…) or notes over the whole table.

    A title has a Chinese number such as no row with more cells has in its first column. Without a number, it stands
    in a column of serials; or in one of headings, if the row below has a heading of its own, and not on a page, where
    a break may have parted it from the rest of its row.
    """
    found: dict[int, Cell] = {}
    if not alone:
        return found
    numbered = {
        heading_level(passage_of(cells[0].lines).text)
        for row, cells in rows.items()
        if row not in alone and cells and cells[0].column == 0 and cells[0].lines
    }
    first = header.columns[0].field
    for row, cell in alone.items():
        text = passage_of(cell.lines).text
        if NOTE.match(text):
            is_title = True
        elif len(text) > LONGEST_TITLE or text.endswith(("。", "；", ";")) or SAME_AS_ABOVE.fullmatch(text):
            is_title = False
        elif grid.page > 0 and row == len(grid.rows) - 2:
            is_title = False  # its row may go on on the next page
        elif (level := heading_level(text)) is not None and level <= LAST_CHINESE_LEVEL:
            is_title = level not in numbered
        elif first == "serial":
            is_title = grid.page <= 0
        else:
            below = rows.get(row + 1) or [cell]
            own = row + 1 not in alone and below[0].column == 0 and bool(below[0].lines) and below[0] is not cell
            is_title = first in HEADINGS and header.work != 0 and own and grid.page <= 0
        if is_title and TITLE_WORDS.search(text):
            found[row] = cell
    return found


def _bands(table: _OpenTable, grid: Grid, first_row: int) -> Iterator[_Band]:
    """Cut the body of a grid into rows, one for each cell of the work column."""
    work = table.columns[table.work]
    by_row: dict[int, list[Cell]] = {}
    for cell in grid.cells:
        by_row.setdefault(cell.row, []).append(cell)
    body = [cell for cell in grid.cells if cell.row + cell.row_span > first_row]
    by_column = [_by_row(cells) for cells in cells_under(table.columns, body)]
    units = [column for column in table.columns if column.field == "units"] or table.columns
    for lead in _distinct(by_column[table.work][row] for row in sorted(by_column[table.work])):
        spans_units = lead.box[0] <= work.x0 + SAME_EDGE and all(
            lead.box[0] <= (unit.x0 + unit.x1) / 2 < lead.box[2] for unit in units
        )
        rows = range(max(lead.row, first_row), lead.row + lead.row_span)
        if spans_units:
            cells = [cell for cell in by_row[lead.row] if cell.column <= lead.column]
            title = Passage()
            for cell in sorted(cells, key=lambda cell: cell.column):
                title = join_passages(title, passage_of(cell.lines))
            if title:
                yield _Band((), title, tuple(line for cell in cells for line in cell.lines))
            continue
        pieces = [_distinct(cells[row] for row in rows if row in cells) for cells in by_column]
        yield _Band(
            tuple(_one_cell(cells) for cells in pieces),
            lines=tuple(line for cells in pieces for cell in cells for line in cell.lines),
        )


def _by_row(cells: Iterable[Cell]) -> dict[int, Cell]:
    """Give for each row the cell of a column that stands there."""
    return {row: cell for cell in cells for row in range(cell.row, cell.row + cell.row_span)}


def _distinct(cells: Iterable[Cell]) -> list[Cell]:
    """Give each cell once, where it comes first."""
    return list({id(cell): cell for cell in cells}.values())


def _one_cell(cells: list[Cell]) -> Cell | None:
    """Take the cells of one column in one row as one cell: units may stand in several beside one content."""
    if len(cells) < 2:
        return cells[0] if cells else None
    first, last = cells[0], cells[-1]
    return Cell(
        first.row,
        first.column,
        last.row + last.row_span - first.row,
        first.column_span,
        (first.box[0], first.box[1], first.box[2], last.box[3]),
        tuple(line for cell in cells for line in cell.lines),
        first.closed_above,
        last.closed_below,
    )


def _open_section(table: _OpenTable, title: Passage) -> None:
    """Put a section title below those of a higher level, in place of the others."""
    level = heading_level(title.text)
    kept = [
        above
        for above in table.sections
        if level is not None and (its := heading_level(above.text)) is not None and its < level
    ]
    table.sections = [*kept, title]
    # A heading column left blank under a new section names nothing; it must not borrow from above it.
    table.last = []


def _row_goes_on(table: _OpenTable, band: _Band) -> bool:
    """Let the columns vote: is the first row of a page the rest of the last row before?"""
    work, piece = table.last[table.work], band.cells[table.work]
    fresh = [_read(column, cell) for column, cell in zip(table.columns, band.cells, strict=True)]
    if any(SAME_AS_ABOVE.fullmatch(passage.text) for passage in fresh):
        return False
    if any(
        fresh[index] and column.field == "serial" and table.last[index].passage
        for index, column in enumerate(table.columns)
    ):
        return False
    if not fresh[table.work] or not work.passage:
        return True  # no row has no work: this is the rest of one, or the last page held its first cells only
    for index, column in enumerate(table.columns):
        if index == table.work or not fresh[index] or not table.last[index].passage:
            continue
        is_heading = column.field in HEADINGS and index not in table.borrowed
        if is_heading and _opens_heading(table.last[index], fresh[index]):
            return False
    if work.foot is None:
        return False
    if not work.cell.closed_below or (piece is not None and not piece.closed_above):
        return True
    if any(not text.cell.closed_below for text in table.last):
        return False  # this producer leaves the cells open that go on, and closed this one
    if heading_level(fresh[table.work].text) is not None:
        return False
    if has_open_bracket(work.passage.text) or _lacks_its_serial(table, fresh):
        return True
    votes = [
        is_cut(text.foot, fresh[index])
        for index, text in enumerate(table.last)
        if table.columns[index].field not in HEADINGS | {"serial"}
        and index != table.work
        and fresh[index]
        and text.passage
        and text.foot is not None
        # Where each unit has its own line, any line may be the last on a page.
        and "\n" not in text.passage.text + fresh[index].text
    ]
    # A row whose only unit cell is blank, though none was merged, would be nobody's: it is the rest of one.
    is_nobodys = any(
        column.field == "units" and not fresh[index] and not _is_merged(table, index, table.last[index], band)
        for index, column in enumerate(table.columns)
    ) and _has_one_unit_column(table)
    return is_cut(work.foot, fresh[table.work], MAY_BE_CUT if is_nobodys else TOO_LITTLE) and all(votes)


def _lacks_its_serial(table: _OpenTable, fresh: Sequence[Passage]) -> bool:
    """Say whether every row so far had a serial of its own, and this one has none."""
    return any(
        column.field == "serial" and not fresh[index] and table.last[index].passage and table.serial_each
        for index, column in enumerate(table.columns)
    )


def _read(column: Column, cell: Cell | None) -> Passage:
    """Read the text of a cell; of units, line by line where each has its own."""
    if cell is None:
        return Passage()
    return passage_of(cell.lines, cell.box if column.field == "units" else None)


def _continue_row(table: _OpenTable, band: _Band, texts: dict[int, _Text]) -> None:
    """Add the pieces of a row cut by the page break to the texts it began with."""
    for index, (column, cell) in enumerate(zip(table.columns, band.cells, strict=True)):
        if cell is None:
            continue
        text, passage = table.last[index], _read(column, cell)
        if index in table.borrowed and passage:
            # The cell began on the page before, where there was no room for its text.
            table.last[index] = texts[id(cell)] = _Text(passage, cell, rows=1, growing=True)
            continue
        text.growing = bool(passage)
        if passage:
            text.go_on(passage, cell, column)
        else:
            text.cell = cell
        texts[id(cell)] = text


def _text_of(table: _OpenTable, index: int, band: _Band, texts: dict[int, _Text], *, at_break: bool) -> _Text:
    """Give the text of a column in a row: that of a merged cell, of a cell that goes on, or a new one."""
    column, cell = table.columns[index], band.cells[index]
    if cell is None:
        return _Text(Passage(), Cell(0, 0, 1, 1, (0, 0, 0, 0)))
    if id(cell) in texts:
        return texts[id(cell)]
    passage = _read(column, cell)
    if table.above and column.field != "serial" and SAME_AS_ABOVE.fullmatch(passage.text):
        known = table.above[index].passage
        text = texts[id(cell)] = _Text(Repeated(known.text, known.chars, passage.printed) if known else passage, cell)
        return text
    text = _Text(passage, cell)
    above = table.last[index] if table.last else None
    if above is not None and index != table.work:
        if column.field in HEADINGS and not passage:
            text = above  # a heading column left blank means the heading above, drawn merged or not
            if not at_break:
                table.borrowed.add(index)
        elif at_break and _cell_goes_on(table, index, above, band, passage):
            text = above
            if len(passage.text) >= SAME_WORDS and passage.text.startswith(above.passage.text[:SAME_WORDS]):
                # Some producers print the text of a merged cell again on each page, cut off where there is no room.
                text.passage = max(above.passage, passage, key=lambda each: len(each.text))
            elif passage:
                text.go_on(passage, cell, column)
                text.growing = True
    texts[id(cell)] = text
    return text


def _cell_goes_on(table: _OpenTable, index: int, above: _Text, band: _Band, passage: Passage) -> bool:
    """Say whether a cell goes on over a page break though its row does not: a merged cell."""
    column = table.columns[index]
    merged = _is_merged(table, index, above, band)
    if not passage:
        return merged or (column.field == "units" and _has_one_unit_column(table))
    if column.field in HEADINGS:
        if _opens_heading(above, passage):
            return False
        if heading_level(above.passage.text) is not None or _is_unfinished(above.passage):
            return True  # numbered headings: what has no number is the rest of one
        return above.foot is not None and is_cut(above.foot, passage)
    if merged and passage.text[:SAME_WORDS] == above.passage.text[:SAME_WORDS]:
        return True
    return merged and _is_unfinished(above.passage)


def _is_doubtful(table: _OpenTable, index: int, text: _Text, band: _Band) -> bool:
    """Say whether only a blank speaks for carrying a unit cell over a page break."""
    return table.columns[index].field == "units" and not _is_merged(table, index, text, band)


def _is_merged(table: _OpenTable, index: int, above: _Text, band: _Band) -> bool:
    """Say whether the rules show that a cell is merged over the page break."""
    cell, work = band.cells[index], band.cells[table.work]
    if above.rows > 1 or not above.cell.closed_below or cell is None or not cell.closed_above:
        return True
    return work is not None and cell.row_span > work.row_span


def _has_one_unit_column(table: _OpenTable) -> bool:
    """Say whether the table has one column of units: left blank there, a row would be nobody's."""
    return sum(column.field == "units" for column in table.columns) == 1


def _opens_heading(above: _Text, passage: Passage) -> bool:
    """Say whether a text opens a new heading: by its number, unless the number itself was cut."""
    return heading_level(passage.text) is not None and not is_number_only(above.passage.text)


def _is_unfinished(passage: Passage) -> bool:
    """Say whether a text cannot end where it does: nothing yet, a list that goes on, an open bracket."""
    text = passage.text
    return not text or text[-1] in SEPARATORS or has_open_bracket(text) or is_number_only(text)


def _mark_feet(table: _OpenTable, grid: Grid) -> None:
    """Remember how the texts of the last row end, and that only they may still grow."""
    last = {id(text) for text in table.last}
    for row in table.waiting:
        for text in row.texts:
            if id(text) not in last:
                text.growing = False
    if grid.page > 0:  # a text format has no page break that could cut a text
        columns = cells_under(table.columns, (cell for cell in grid.cells if cell.column_span == 1 and cell.row > 0))
        for text, cells in zip(table.last, columns, strict=False):  # no texts behind a section title
            text.foot = Foot(text.cell, tuple(cells))
    for text in table.last:
        text.growing = bool(text.cell.lines) or not text.cell.closed_below or _is_unfinished(text.passage)


def _leave(table: _OpenTable, *, everything: bool = False) -> Iterator[Row]:
    """Let go of the rows at the front whose texts are complete."""
    while table.waiting:
        row = table.waiting[0]
        if not everything and any(text.growing for text in row.texts):
            return
        table.waiting.popleft()
        yield Row(
            table=table.number,
            header=table.header.words,
            header_cells=tuple(column.passage for column in table.columns),
            fields=tuple(column.field for column in table.columns),
            roles=tuple(column.word.role if column.word else None for column in table.columns),
            cells=tuple(text.passage for text in row.texts),
            inferred=row.inferred,
            sections=row.sections,
            beside_gap=row.beside_gap,
        )
