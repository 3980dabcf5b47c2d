"""What a reader hands on: pages of characters and rules, or lines and grids; and what the tables make of them.

Every reader of pages, whatever engine it uses, gives the same values in the same coordinates: PDF points, origin at
the top left of the page as a viewer shows it, y growing downwards, pages counted from 1. A character is one
code point. Documents are read as a stream: `Document.pages` is walked once, a page at a time.

Text formats (.docx, .html, .txt) have no pages. Their text lies on one endless strip, so that lines, cells and
passages are the same values there: the character at offset i of paragraph n is a `Char` with x from i to i+1 and y
from n to n+1, on page 0, in plain text on page minus its line. `strip_char` makes it; white space has no `Char`, and
offsets count it. `Passage.evidence` gives paragraph and offsets for such characters, page and box for the others.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from operator import itemgetter
from sys import intern
from typing import NamedTuple, Self

from planparse.model.evidence import Box, Evidence
from planparse.model.plan import Role, Source, Warning

SOFT_BREAK = "\v"
"""In the text of a unit cell, the place where a full line was broken: between two names, or inside one."""


BLANK = 0.4
"""Of the height of a character. On a page, a gap this wide between two characters is white space."""


class Char(NamedTuple):
    """One code point where it stands on a page, or on the strip of a text format (page 0 or less, see above).

    The box is the em box of the font, not the ink: 、 and 。 sit as high as their neighbours.
    """

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    page: int

    @property
    def middle(self) -> float:
        """Height of the middle of the em box, in points from the top of the page."""
        return (self.top + self.bottom) / 2


class SeenChar(Char):
    """A character that was recognised in a picture; `sure` says from 0 to 1 how sure that is."""

    sure = 1.0

    def with_certainty(self, sure: float) -> Self:
        """Give it its certainty; a tuple takes none when it is made."""
        self.sure = sure
        return self


def certainty(chars: Iterable[Char | None]) -> float:
    """Say how sure the least sure of these characters is; 1 for those that were not recognised but read."""
    return min((char.sure for char in chars if isinstance(char, SeenChar)), default=1.0)


OFFSETS = tuple(range(4_000))
"""Numbers shared by all paragraphs but the very long: numbers of their own are a third of a character's memory."""


def strip_char(text: str, paragraph: int, offset: int, line: int = 0) -> Char:
    """Make the character of a text format.

    paragraph: counted from 1; offset: of the character in it, from 0; line: of a .txt file, from 1, else 0
    """
    return Char(text, offset, paragraph, offset + 1, paragraph + 1, -line)


def strip_chars(text: str, paragraph: int, offset: int, line: int = 0) -> Iterator[Char]:
    """Make the characters of a stretch of a text format that begins at this offset; white space has none."""
    top, bottom, page = paragraph, paragraph + 1, -line
    stop = offset + len(text) + 1
    places = OFFSETS[offset:stop] if stop <= len(OFFSETS) else tuple(range(offset, stop))
    for mark, place, end in zip(text, places, places[1:], strict=False):
        if not mark.isspace():
            # As strip_char, in half its time; equal marks and offsets are shared, to save up to a quarter of memory.
            yield tuple.__new__(Char, (intern(mark), place, top, end, bottom, page))


class Rule(NamedTuple):
    """One horizontal or vertical ruling line (表格线), reduced to its middle line.

    Horizontal: top == bottom; vertical: x0 == x1.
    """

    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def horizontal(self) -> bool:
        """True if the line runs from left to right."""
        return self.top == self.bottom


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its characters in drawing order, its rules, and who read it.

    images: how many pictures the page draws; a page with pictures and no characters may be a scan
    turned: the text runs up (90), down (270) or upside down (180) on the page as a viewer shows it; then all
        coordinates here, width and height among them, are those of the page turned upright, and `shown` leads back
    pictured: how much of the page its pictures cover, from 0 to 1
    tilt: by so many degrees clockwise a scan lies askew; coordinates are those of the page made level
    """

    number: int
    width: float
    height: float
    chars: tuple[Char, ...]
    rules: tuple[Rule, ...]
    images: int = 0
    reader: str = ""
    warnings: tuple[Warning, ...] = ()
    notes: tuple[str, ...] = ()
    turned: int = 0
    pictured: float = 0.0
    tilt: float = 0.0

    def shown(self, box: Box) -> Box:
        """Give a box of this page as a viewer shows it; of a tilted one, the level box with the same middle."""
        if self.tilt:
            box = self._tilted(box)
        x0, top, x1, bottom = box
        if self.turned == 90:
            box = (top, self.width - x1, bottom, self.width - x0)
        elif self.turned == 180:
            box = (self.width - x1, self.height - bottom, self.width - x0, self.height - top)
        elif self.turned == 270:
            box = (self.height - bottom, x0, self.height - top, x1)
        left, high, right, low = (round(edge, 2) for edge in box)
        return (left, high, right, low)

    def upright(self, box: Box) -> Box:
        """Undo `shown`."""
        if self.turned:
            swapped = (self.width, self.height) if self.turned == 180 else (self.height, self.width)
            box = replace(self, turned=360 - self.turned, width=swapped[0], height=swapped[1], tilt=0.0).shown(box)
        return replace(self, turned=0, tilt=-self.tilt).shown(box) if self.tilt else box

    def _tilted(self, box: Box) -> Box:
        x0, top, x1, bottom = box
        x, y = (x0 + x1 - self.width) / 2, (top + bottom - self.height) / 2
        sine, cosine = math.sin(math.radians(self.tilt)), math.cos(math.radians(self.tilt))
        right, down = x * cosine - y * sine - x, x * sine + y * cosine - y
        return (x0 + right, top + down, x1 + right, bottom + down)


@dataclass(frozen=True, slots=True)
class Document:
    """An opened file: where it came from, and what stands in it.

    pages: of a format with pages, as a stream that is walked once
    text: of a text format; None for the others
    """

    source: Source
    pages: Iterator[Page]
    text: FlowText | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """Text whose every character still knows its place.

    text: the words, without the white space that only broke or spaced the lines
    chars: as long as `text`; None where a blank was put between two Latin words of two lines, or a line break
    """

    text: str = ""
    chars: tuple[Char | None, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.text)

    @property
    def spaced(self) -> Passage:
        """The same words with a blank wherever white space stood between two characters of one line.

        Between Chinese characters white space mostly only spreads a line, so `text` has none; between two labels
        (牵头单位：市教育局  完成时限：年底) it is all that parts them.
        """
        first, last = (self.chars[0], self.chars[-1]) if self.chars else (None, None)
        if first is None or (
            last is not None and first.page <= 0 and last.top == first.top and last.x1 - first.x0 == len(self.chars)
        ):
            return self  # nothing stands between the characters of this text format
        texts: list[str] = []
        chars: list[Char | None] = []
        before: Char | None = None
        for mark, char in zip(self.text, self.chars, strict=True):
            if char is not None and before is not None and _is_apart(before, char):
                texts.append(" ")
                chars.append(None)
            texts.append(mark)
            chars.append(char)
            before = char
        return Passage("".join(texts), tuple(chars))

    @property
    def printed(self) -> str:
        """The words as a reader would write them down: lines broken only by the edge of a cell are whole."""
        return self.text.replace(SOFT_BREAK, "")

    def __getitem__(self, part: slice) -> Passage:
        return Passage(self.text[part], self.chars[part])

    def __add__(self, other: Passage) -> Passage:
        return Passage(self.text + other.text, self.chars + other.chars)

    def evidence(self, start: int = 0, end: int | None = None) -> tuple[Evidence, ...]:
        """Where the characters start to end stand: one `Evidence` a page, its box around all of them."""
        shown = [char for char in self.chars[start:end] if char is not None]
        if shown and shown[0].page <= 0:
            return tuple(_on_strip(shown))
        by_page: dict[int, list[Char]] = {}
        if shown and shown[0].page == shown[-1].page:  # nearly all: pages only ever go up
            by_page[shown[0].page] = shown
        else:
            for char in shown:
                by_page.setdefault(char.page, []).append(char)
        return tuple(
            Evidence(page, box_around(chars), "".join(char.text for char in chars)) for page, chars in by_page.items()
        )


def _is_apart(before: Char, after: Char) -> bool:
    """Say whether white space stands between two characters of one line."""
    if after.page <= 0:
        return before.top == after.top and after.x0 > before.x1
    same_line = before.page == after.page and abs(before.middle - after.middle) < (after.bottom - after.top) / 2
    return same_line and after.x0 - before.x1 > BLANK * (after.bottom - after.top)


def _on_strip(shown: list[Char]) -> Iterator[Evidence]:
    """Say where characters of a text format stand: one `Evidence` a paragraph, white space shown as blanks."""
    for paragraph, group in groupby(shown, key=lambda char: char.top):
        chars = list(group)
        start, end = int(chars[0].x0), int(chars[-1].x1)
        words = [" "] * (end - start)
        for char in chars:
            words[int(char.x0) - start] = char.text
        yield Evidence(
            None, None, "".join(words), paragraph=int(paragraph), start=start, end=end, line=-chars[0].page or None
        )


@dataclass(frozen=True, slots=True)
class Style:
    """How a line of a text format is set; what the format does not say is None or False.

    size: of its characters in points
    bold: all of its characters are
    align: `left`, `center` or `right`
    heading: 1 for the outermost heading style (h1, Heading 1, 标题 1), and so on
    lead: how many characters (white space not counted) at its start are set apart from what follows, by weight or
        font; 0 if none are, or all are
    outside: it stands outside of the article: navigation, metadata box, foot of a web page
    """

    size: float | None = None
    bold: bool = False
    align: str | None = None
    heading: int | None = None
    lead: int = 0
    outside: bool = False


PLAIN = Style()


@dataclass(frozen=True, slots=True)
class Line:
    """Characters that stand on one line, from left to right.

    In a text format a line is a paragraph, or what a line break within one sets off.
    style: how it is set, for text formats only
    """

    chars: tuple[Char, ...]
    style: Style = PLAIN

    @property
    def box(self) -> Box:
        """The box around the whole line."""
        return box_around(self.chars)

    @property
    def text(self) -> str:
        """The words of the line, without white space."""
        return "".join(map(itemgetter(0), self.chars))


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a page's grid (单元格), possibly merged over several rows and columns.

    row, column: of its upper left corner in the grid, from 0
    box: between the rules around it
    closed_above, closed_below: a rule is drawn there; a cell that a page break cuts may stay open
    """

    row: int
    column: int
    row_span: int
    column_span: int
    box: Box
    lines: tuple[Line, ...] = ()
    closed_above: bool = True
    closed_below: bool = True


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of one ruled table on one page; they cover its rows and columns without overlap.

    columns: the x of the column edges, from left to right; one more than there are columns
    rows: the y of the row edges, from top to bottom; one more than there are rows
    """

    page: int
    box: Box
    columns: tuple[float, ...]
    rows: tuple[float, ...]
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph outside of tables, put together from its lines (段落).

    rows: how many rows of task tables stand before it
    """

    text: Passage
    style: Style = PLAIN
    rows: int = 0


@dataclass(frozen=True, slots=True)
class FlowText:
    """What stands in a text format, in reading order.

    parts: lines, and tables as grids. A grid's page is 0; its columns are 0, 100, 200, …; its rows 0, 1, 2, …; the
        boxes of its cells follow from these, its own box begins and ends with its first and last paragraph
    title, published: what the file says of itself (`title` element, `PubDate`), for want of such words in its text
    """

    parts: tuple[Line | Grid, ...]
    title: str | None = None
    published: str | None = None
    warnings: tuple[Warning, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a whole table: page breaks joined, merged cells carried down.

    table: counts the tables of the document, from 0
    header: the header words of each column, without white space; header_cells: where they stand
    fields: what each column holds, see `lexicon.headers`; roles: of the units in it, None for other columns
    cells: one passage a column
    inferred: for each column, that its text was joined or carried over a page break against a doubt: no rule of
        the page and no number of the text settles it
    sections: the section titles above the row (rows that span the table, 一、…), from the outermost in
    beside_gap: the row stands next to a page that could not be read, and may be a part of one
    """

    table: int
    header: tuple[str, ...]
    header_cells: tuple[Passage, ...]
    fields: tuple[str, ...]
    roles: tuple[Role | None, ...]
    cells: tuple[Passage, ...]
    inferred: tuple[bool, ...]
    sections: tuple[Passage, ...] = ()
    beside_gap: bool = False


def box_around(chars: tuple[Char, ...] | list[Char]) -> Box:
    """Give the smallest box around these characters, in points rounded to hundredths."""
    _, x0s, tops, x1s, bottoms, _ = zip(*chars, strict=True)
    return (round(min(x0s), 2), round(min(tops), 2), round(max(x1s), 2), round(max(bottoms), 2))
