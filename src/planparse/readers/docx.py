"""Text and tables of Word documents (.docx, .docm), as Word shows them (Word、WPS 文档).

In go the bytes of a file; out come lines and grids in the order of the body. What Word makes while it shows the file
is made here too: the numbers of lists (一、, （一）, 1.1) stand in front of their paragraphs, with the tab or blank
behind them, and offsets count them. Tracked changes are read as accepted; hidden text, codes of fields, headers,
footers, notes and comments are left out. The steps, a module each:

    bytes → docx_zip → docx_tree → docx_package → here → docx_runs → docx_lines
                                                       → docx_tables
            (docx_elements, docx_fonts, docx_styles, docx_numbers, docx_numbering)

Source: ECMA-376, part 1 (WordprocessingML) and part 2 (packages); each module names its chapters.
"""

from __future__ import annotations

from collections.abc import Iterable

from planparse.model.document import FlowText, Grid, Line
from planparse.readers.docx_elements import TBL, Element, W, has, within
from planparse.readers.docx_lines import lines_of
from planparse.readers.docx_numbering import Numbering
from planparse.readers.docx_package import Package
from planparse.readers.docx_runs import Piece, read_content
from planparse.readers.docx_styles import StyleSheet
from planparse.readers.docx_tables import holds_table_alone, is_frame, placed_cells
from planparse.readers.flow import Strip, grid_of

DEEPEST = 20
"""Tables and text boxes are followed so deep into each other; a frame, a table and a table in it are three."""

CHANGES = tuple(W + name for name in ("ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel"))
NOTES = tuple(W + name for name in ("footnoteReference", "endnoteReference", "commentReference"))
OTHER_FILES = tuple(W + name for name in ("altChunk", "subDoc"))


def read_docx(data: bytes, where: str) -> FlowText:
    """Read the text and tables of a Word document.

    data: the file; where: its name, for errors
    A line is a paragraph, or what a line break in one sets off. Text boxes come after the paragraph that holds them.
    A table that only arranges other tables is read as its content. The title in the file's properties is not given:
    it is mostly that of the document from which this one was copied.

    Raises UnreadableFile for a damaged file or one with a DTD, EncryptedFile, UnsupportedFormat for other zipped
    formats, OutOfMemory for a file that unpacks to more than any document, PageLimit for one of too many characters.
    """
    package = Package(data, where)
    strip = Strip(where)
    body = package.body(strip)
    styles, theme = package.side_parts(strip, "styles", "theme")
    sheet = StyleSheet(styles, theme)
    (lists,) = package.side_parts(strip, "numbering")
    _warn_of_what_is_missing(body, strip)
    reader = _Reader(strip, sheet, Numbering(lists, sheet))
    parts = reader.flow(within(body, "p", "tbl"))
    return FlowText(tuple(parts), warnings=tuple(strip.warnings))


def _warn_of_what_is_missing(body: Element, strip: Strip) -> None:
    if next(body.iter(*CHANGES), None) is not None:
        strip.warn("tracked_changes", "the document has tracked changes; it was read as if all were accepted")
    if next(body.iter(*NOTES), None) is not None:
        strip.warn("notes_left_out", "footnotes, endnotes or comments were left out")
    if next(body.iter(*OTHER_FILES), None) is not None:
        strip.warn("unread_part", "the document holds another file in its text; that was left out")


class _Reader:
    """Reads paragraphs and tables, in document order: that is how lists count."""

    def __init__(self, strip: Strip, sheet: StyleSheet, numbering: Numbering) -> None:
        self._strip = strip
        self._sheet = sheet
        self._numbering = numbering

    def flow(self, blocks: Iterable[Element], depth: int = 0, flat: bool = False) -> list[Line | Grid]:
        """Read paragraphs and tables.

        depth: of tables and text boxes around them; flat: tables give lines, not grids
        """
        parts: list[Line | Grid] = []
        carried: list[Piece] = []
        for block in blocks:
            if block.tag == TBL:
                parts.extend(self._table(block, depth + 1, flat))
                continue
            ppr = block.find(f"{W}pPr")
            content = read_content(block, ppr, self._sheet, self._strip)
            mark = None if ppr is None else ppr.find(f"{W}rPr")
            if has(mark, "del", "moveFrom"):
                # The end of this paragraph was deleted: what is left of it begins the next one.
                carried.extend(content.pieces)
            else:
                parts.extend(self._lines(ppr, carried + content.pieces))
                carried = []
            for box in content.boxes:
                parts.extend(self._box(box, depth + 1, flat))
        parts.extend(self._lines(None, carried))
        return parts

    def _lines(self, ppr: Element | None, pieces: list[Piece]) -> tuple[Line, ...]:
        return lines_of(ppr, pieces, self._sheet, self._numbering, self._strip)

    def _box(self, box: Element, depth: int, flat: bool) -> list[Line | Grid]:
        if depth > DEEPEST:
            self._strip.warn("deep_nesting", f"text boxes in each other, more than {DEEPEST} deep, were left out")
            return []
        return self.flow(within(box, "p", "tbl"), depth, flat)

    def _table(self, table: Element, depth: int, flat: bool) -> list[Line | Grid]:
        """Read a table: as one grid, with those inside it behind it; or as lines."""
        if depth > DEEPEST:
            return self._on_one_level(table)
        placed = placed_cells(table, self._strip)
        frames = flat or is_frame(placed)
        first = self._strip.paragraphs + 1
        inside: list[Line | Grid] = []
        for tc, cell in placed:
            blocks = list(within(tc, "p", "tbl"))
            if frames:
                inside.extend(self.flow(blocks, depth, flat))
                continue
            parts = self.flow(blocks, depth, flat=not holds_table_alone(blocks))
            cell.lines = tuple(part for part in parts if isinstance(part, Line))
            inside.extend(part for part in parts if isinstance(part, Grid))
        grid = None if frames else grid_of([cell for _, cell in placed], self._strip, first)
        return inside if grid is None else [grid, *inside]

    def _on_one_level(self, table: Element) -> list[Line | Grid]:
        """Read all paragraphs in a table and in those inside it, without a look at cells."""
        self._strip.warn("deep_nesting", f"tables more than {DEEPEST} deep in each other were put on one level")
        lines: list[Line | Grid] = []
        for paragraph in within(table, "p"):
            pieces = read_content(paragraph, None, self._sheet, self._strip).pieces
            lines.extend(self._lines(paragraph.find(f"{W}pPr"), pieces))
        return lines
