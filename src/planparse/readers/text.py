"""Plain text (.txt, .md) becomes lines and grids (纯文本).

In go the bytes of a file, out goes a `FlowText`. Text says nothing of its own structure, so three habits of those who
write it are read: a line is a paragraph, unless an editor broke the lines at one width; fields between tabs, upright
strokes or drawn borders are a table; `#` opens a heading in Markdown. What fits none of these stays a line.

Everything is linear in the length of the file; a line of any length is walked a fixed number of times.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise
from typing import NamedTuple

from planparse.errors import EmptyFile, UnreadableFile
from planparse.lexicon.headers import read_header
from planparse.model.document import FlowText, Grid, Line, Style
from planparse.readers.charset import Decoded, decode
from planparse.readers.flow import SourceCell, Strip, grid_of

MOST_NULS = 0.002
"""Share of the characters that may be zero bytes, and `FEWEST_NULS` that must be before the share counts. Text has
none; compressed data have 0.6 %, programs a third."""
FEWEST_NULS = 4

MOST_LOST = 0.3
"""Share of the bytes that stand for nothing, and of the characters that are controls, together. Text has none, a torn
file a few; what has more is no text."""

NARROWEST, WIDEST = 40, 160
"""Display columns, two for a Chinese character. Editors and mail programs break lines between these widths; shorter
lines of one width are a list of names, longer ones paragraphs that happen to be as long as each other."""

NEARLY = 4
"""Display columns. A full line is shorter than the width by a character that could not be split, or by a mark that
may not begin the next line (避头尾)."""

FEWEST_FULL, FEW_FULL = 2, 3
"""Full lines that show a width; of so few that some may be as long as each other by accident, none may end a
sentence."""

MOST_LONGER, MOST_CANDIDATES = 0.05, 10
"""Share of the lines that may be longer than the width, such as addresses; and how many widths are tried."""

MOST_ENDED = 0.5
"""Share of the full lines that may end a sentence. Where more do, each line is a paragraph of its own."""

LONGEST_CHUNK = 12
"""Characters looked at for what must stand together at the start of a line."""

_NUMERAL = "[〇零一二三四五六七八九十百]{1,5}"
OPENING = re.compile(
    rf"第{_NUMERAL}[章编部篇条节]|{_NUMERAL}[、.．]|[(（]{_NUMERAL}[)）]|\d{{1,3}}[、.．](?!\d)|[(（]\d{{1,3}}[)）]"
    r"|\d{1,3}[)）]|[①-⑳]|[-*+—]\s|[·•●○◆◇■□▪►▶➢✓※]|#{1,6}\s|>|附件"
)
"""How a line begins that opens a paragraph: heading number, bullet, quotation or heading of Markdown."""

INDENTS = ("\u3000\u3000", "    ", "\t")
SENTENCE_END = tuple("。！？；：!?;:")
MARKDOWN_HEADING = re.compile(r"\s{0,3}(#{1,6})\s+(?=\S)")
MARKDOWN_RULE = re.compile(r":?-+:?")
HTML_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
UNESCAPED_BAR = re.compile(r"(?<!\\)[|｜│┃║]")
PAGE_OR_NUMBER = re.compile(r"\s*(?:[(（]?[\d一二三四五六七八九十]{1,4}[)）]?[、.．]?|[-*·•●])\s*")
"""What stands beside the words of a contents list or a numbered list that was typed with tabs."""

PAGE_NUMBER = re.compile(r"[—–\-]\s*\d{1,4}\s*[—–\-]|第\s*\d{1,4}\s*页(?:[/,，\s]*共\s*\d{1,4}\s*页)?|\d{1,4}")
"""A line between two rows of a table that numbers a page: — 2 —, 第2页."""

LEVEL = frozenset("─━═┄┅┈┉╌╍")
UPRIGHT = frozenset("│┃║┆┇┊┋")
DRAWN = frozenset(map(chr, range(0x2500, 0x2580)))
CROSSING = DRAWN - LEVEL - UPRIGHT
ASCII_BORDER = re.compile(r"\s*\+(?:[-=]{2,}\+)+\s*")
ASCII_STRETCH = re.compile(r"[+|][-=]{2,}(?:[+|][-=]{2,})*[+|]")
AS_DRAWN = str.maketrans("+|-=", "┼┼──")

NAME_END = tuple("、，,；;。：:")
"""A piece of a drawn cell that ends with one of these ended there; any other goes on in the next line."""


class _Source(NamedTuple):
    """One line of the file, counted from 1."""

    number: int
    text: str


@dataclass(slots=True)
class _Field:
    """What stands in one field of a table: on which line of the file it begins, and its text on each line from there.

    last_row: the last row that it takes part in
    """

    row: int
    column: int
    columns: int
    line: int
    pieces: list[str] = field(default_factory=list)
    last_row: int = 0


@dataclass(frozen=True, slots=True)
class _Table:
    """The fields of one table, read off the lines start to stop of a block.

    drawn: its rows are parted by borders, so a field may go on over several lines
    """

    start: int
    stop: int
    fields: tuple[_Field, ...]
    drawn: bool = False


def read_text(data: bytes, where: str) -> FlowText:
    """Read a plain text file.

    where: the file, for errors
    Raises UnreadableFile if the bytes are no text, EmptyFile if there is none, PageLimit if there is far too much.
    """
    decoded = decode(data)
    _expect_text(data, decoded, where)
    strip = Strip(where, warnings=list(decoded.warnings))
    sources = [_Source(number, text) for number, text in enumerate(decoded.text.split("\n"), 1)]
    blocks = [list(group) for blank, group in groupby(sources, lambda each: not each.text.strip()) if not blank]
    pieces = [piece for block in blocks for piece in _cut_out_tables(block)]
    wrap = _Wrap.of(piece for piece in pieces if isinstance(piece, list))
    parts: list[Line | Grid] = []
    for piece in pieces:
        if isinstance(piece, _Table):
            grid = _grid(piece, strip)
            parts += [grid] if grid else []
        else:
            parts += _lines(piece, wrap.of_block(piece), strip)
    return FlowText(tuple(parts), warnings=tuple(strip.warnings))


def _expect_text(data: bytes, decoded: Decoded, where: str) -> None:
    """Raise if the bytes are a program or a picture that bears the name of a text, or if nothing stands there."""
    text = data.decode(decoded.charset, "ignore").rstrip("\0")
    kept = len(text.encode(decoded.charset, "surrogatepass"))
    lost = (len(data.rstrip(b"\0")) - kept) / (len(data) or 1)
    controls = sum(text.count(chr(code)) for code in range(32) if chr(code) not in "\t\n\v\f\r") / (len(text) or 1)
    nuls = text.count("\0")
    if (nuls >= FEWEST_NULS and nuls > MOST_NULS * len(text)) or lost + controls > MOST_LOST:
        raise UnreadableFile(
            "the file is no text, in spite of its name", where=where, advice="look what the file is; save it as text"
        )
    if not decoded.text.strip():
        raise EmptyFile("there is no text in the file", where=where, advice="save it again")


# Paragraphs


@dataclass(frozen=True, slots=True)
class _Wrap:
    """The width at which an editor broke the lines, and how it counted: in display columns, or in characters.

    width: 0 where lines are not broken
    """

    width: int = 0
    measure: Callable[[str], int] = len

    @classmethod
    def of(cls, blocks: Iterable[Sequence[_Source]]) -> _Wrap:
        """Find the width of these blocks; one that their full lines agree on, and that no longer line denies."""
        texts = [[each.text.rstrip() for each in block] for block in blocks if len(block) > 1]
        wraps = [cls(_common_width(texts, measure), measure) for measure in (_columns, _by_count)]
        # Both find a width where lines hold few figures; the right one leaves no room before the line breaks.
        return max(wraps, key=lambda wrap: sum(wrap.goes_on(*pair) for block in texts for pair in pairwise(block)))

    def of_block(self, block: Sequence[_Source]) -> _Wrap:
        """Find the width of one block: its own, or that of the document where it keeps to that."""
        own = _Wrap.of([block])
        if own.width:
            return own
        keeps = self.width and all(self.measure(each.text.rstrip()) <= self.width for each in block)
        return self if keeps else own

    def goes_on(self, line: str, after: str) -> bool:
        """Say whether a paragraph goes on over a line break: the next line could not have begun on this one."""
        if not self.width or after.startswith(INDENTS) or OPENING.match(after.lstrip()):
            return False
        used = self.measure(line.rstrip())
        return used <= self.width < used + self.measure(_first_chunk(after.lstrip())) + 1


def _common_width(blocks: Sequence[Sequence[str]], measure: Callable[[str], int]) -> int:
    """Find the width that most wide lines reach and hardly one exceeds; 0 if there is none."""
    widths = [[measure(text) for text in block] for block in blocks]
    every = sorted(width for block in widths for width in block)
    candidates = sorted({width for width in every if NARROWEST <= width <= WIDEST}, reverse=True)
    for best in candidates[:MOST_CANDIDATES]:
        if len(every) - bisect_right(every, best) > MOST_LONGER * len(every):
            return 0
        full = [
            text
            for texts, block in zip(blocks, widths, strict=True)
            for text, width, after in zip(texts, block, texts[1:], strict=False)
            if best - NEARLY <= width <= best and not OPENING.match(after.lstrip())
        ]
        rivals = len(every) - bisect_left(every, best / 2)
        ended = sum(text.endswith(SENTENCE_END) for text in full)
        may_end = MOST_ENDED * len(full) if len(full) >= FEW_FULL else 0
        if len(full) >= FEWEST_FULL and 2 * len(full) >= rivals and ended <= may_end:
            return best
    return 0


def _columns(text: str) -> int:
    """Count the display columns of a line; beyond WIDEST the exact number does not matter.

    >>> _columns("2017年“五公开”")
    16
    """
    if text.isascii() or len(text) > WIDEST:
        return len(text)
    return sum(2 if unicodedata.east_asian_width(mark) in "WFA" else 1 for mark in text)


def _by_count(text: str) -> int:
    """Count every character as two columns, as programs do that break Chinese lines after so many characters."""
    return 2 * len(text)


def _first_chunk(text: str) -> str:
    """Give what must stand together at the start of a line: a word or number, or a character and its closing marks."""
    match = re.match(r"[A-Za-z0-9.%]+|[（《“‘〔]*.", text[:LONGEST_CHUNK])
    start = match.end() if match else 0
    while start < min(len(text), LONGEST_CHUNK) and text[start] in "，。、；：！？）》”’〕,.;:!?)":
        start += 1
    return text[:start]


def _lines(block: Sequence[_Source], wrap: _Wrap, strip: Strip) -> Iterator[Line]:
    """Give the paragraphs of a block without tables."""
    start = 0
    for end in range(1, len(block) + 1):
        # A colon ends the line of the addressees; further down in a paragraph it stands at the edge by chance.
        colon = end == start + 1 and block[start].text.rstrip().endswith(("：", ":"))
        if end < len(block) and not colon and wrap.goes_on(block[end - 1].text, block[end].text):
            continue
        texts = [each.text for each in block[start:end]]
        lines = strip.wrapped(texts, first_line=block[start].number)
        yield from (_as_heading(line, texts[0]) for line in lines)
        start = end


def _as_heading(line: Line, text: str) -> Line:
    """Take the marks of a Markdown heading off a line, and keep their number as its style."""
    match = MARKDOWN_HEADING.match(text)
    if match is None:
        return line
    level = len(match[1])
    return replace(line, chars=line.chars[level:], style=Style(heading=level))


# Tables


def _cut_out_tables(block: Sequence[_Source]) -> Iterator[_Table | list[_Source]]:
    """Part a block without blank lines into its tables and the lines between them."""
    start = 0
    for table in _tables(block):
        if start < table.start:
            yield list(block[start : table.start])
        yield table
        start = table.stop
    if start < len(block):
        yield list(block[start:])


def _tables(block: Sequence[_Source]) -> Iterator[_Table]:
    """Find the tables of a block, from top to bottom."""
    ascii_border = any(ASCII_BORDER.fullmatch(each.text) for each in block)
    kinds = [_kind(each.text, ascii_border) for each in block]
    start = 0
    while start < len(block):
        kind = kinds[start]
        stop = start + 1
        while stop < len(block) and (kinds[stop] == kind or (kind != "drawn" and _stands_between(block, kinds, stop))):
            stop += 1
        if kind == "drawn":
            yield from _drawn_tables(block, start, stop, ascii_border)
        elif kind:
            yield from _delimited_tables(block, start, stop, _tab_fields if kind == "tabs" else _bar_fields)
        start = stop


def _kind(text: str, ascii_border: bool) -> str:
    """Tell by what a line may be parted into fields: `drawn`, `bars`, `tabs` or nothing."""
    if not DRAWN.isdisjoint(text) or (ascii_border and text.lstrip().startswith(("|", "+"))):
        return "drawn"
    if UNESCAPED_BAR.search(text):
        return "bars"
    return "tabs" if "\t" in text.strip() else ""


def _stands_between(block: Sequence[_Source], kinds: Sequence[str], index: int) -> bool:
    """Say whether a line between two rows belongs to their table: the number of a page, or, between rows with tabs, a
    section title that spanned the table before it was pasted.
    """
    kind = kinds[index - 1]
    if kinds[index] or index + 1 == len(block) or kinds[index + 1] != kind:
        return False
    text = block[index].text.strip()
    return PAGE_NUMBER.fullmatch(text) is not None or (kind == "tabs" and OPENING.match(text) is not None)


def _tab_fields(text: str) -> list[str]:
    return text.split("\t")


def _bar_fields(text: str) -> list[str]:
    """Part a line at its bars; those at its ends are the frame of the table.

    >>> _bar_fields("| 目标 | 任务 |"), _bar_fields("目标｜任务")
    ([' 目标 ', ' 任务 '], ['目标', '任务'])
    """
    parts = UNESCAPED_BAR.split(text)
    first = 1 if not parts[0].strip() and len(parts) > 1 else 0
    last = len(parts) - 1 if not parts[-1].strip() and len(parts) > first + 1 else len(parts)
    return parts[first:last]


def _delimited_tables(
    block: Sequence[_Source], start: int, stop: int, split: Callable[[str], list[str]]
) -> Iterator[_Table]:
    """Find tables whose rows are single lines: from a header on, or where lines have equally many fields."""
    rows = [split(each.text) for each in block[start:stop]]
    ruled = {
        index for index, row in enumerate(rows) if index and all(MARKDOWN_RULE.fullmatch(text.strip()) for text in row)
    }
    header = next((index for index in range(len(rows) - 1) if _is_header(rows[index]) or index + 1 in ruled), len(rows))
    first = 0
    while first < len(rows):
        if first == header:
            end = len(rows)
        else:
            end = first + 1
            while end < min(len(rows), header) and len(rows[end]) == len(rows[first]):
                end += 1
        body = [index for index in range(first, end) if index not in ruled]
        if len(body) > 1 and (first == header or _is_table([rows[index] for index in body])):
            yield _table_of(block, start, [(index, rows[index]) for index in body], end)
        first = end


def _is_header(row: Sequence[str]) -> bool:
    """Say whether two fields of a line are words of a table's header (表头)."""
    named = [text for text in map(str.strip, row) if text]
    return len(named) > 1 and sum(len(text) <= 40 and read_header(text) is not None for text in named) > 1


def _is_table(rows: Sequence[Sequence[str]]) -> bool:
    """Say whether lines with equally many fields are a table: not an indent, a list of contents, or a numbered list."""
    filled = [index for index in range(len(rows[0])) if any(row[index].strip() for row in rows)]
    if len(filled) < 2:
        return False
    beside = (filled[0], filled[-1])
    is_list = any(all(PAGE_OR_NUMBER.fullmatch(row[index]) for row in rows) for index in beside)
    return len(filled) > 2 or not is_list


def _table_of(block: Sequence[_Source], start: int, rows: Sequence[tuple[int, list[str]]], end: int) -> _Table:
    """Lay the fields of single-line rows out; columns that are blank in all rows are left out."""
    filled = sorted({column for _, row in rows for column, text in enumerate(row) if text.strip()})
    place = {column: index for index, column in enumerate(filled)}
    fields = []
    for number, (index, row) in enumerate(rows):
        spans = len(row) == 1 and len(filled) > 1
        for column, text in enumerate(row):
            if column in place and (text.strip() or not spans):
                columns = len(filled) if spans else 1
                fields.append(_Field(number, place[column], columns, block[start + index].number, [text], number))
    return _Table(start + rows[0][0], start + end, tuple(fields))


class _Token(NamedTuple):
    """What stands between two strokes of one drawn line: display columns of its edges, and its text."""

    left: int
    right: int
    text: str

    @property
    def is_border(self) -> bool:
        """True for a stretch of a level line."""
        bare = self.text.strip()
        return bool(bare) and LEVEL.issuperset(bare)

    @property
    def is_full(self) -> bool:
        """True if there is no more room behind the text than before it, but for one character; or no text at all."""
        used = self.text.rstrip()
        before = len(used) - len(used.lstrip())
        return not used or self.right - self.left - _columns(used) - before < 2


def _drawn_tables(block: Sequence[_Source], start: int, stop: int, ascii_border: bool) -> Iterator[_Table]:
    """Read lines between drawn borders; a row goes on until the next border, whatever its number of lines."""
    texts = [_as_drawn(each.text) if ascii_border else each.text for each in block[start:stop]]
    if not any(_is_border(_tokens(text, 1)) for text in texts):
        yield from _delimited_tables(block, start, stop, _bar_fields)
        return
    fields = _Drawing([each.number for each in block[start:stop]], texts).fields()
    if any(each.column for each in fields) and any(piece.strip() for each in fields for piece in each.pieces):
        yield _Table(start, stop, tuple(fields), drawn=True)


def _as_drawn(text: str) -> str:
    """Write a line of a table drawn with + - | as one drawn with strokes; it keeps its length."""
    return ASCII_STRETCH.sub(lambda match: match[0].translate(AS_DRAWN), text).replace("|", "│")


def _tokens(text: str, stroke: int) -> list[_Token]:
    """Part a drawn line at its upright strokes and crossings.

    stroke: the display columns of a stroke: 1, or 2 in old Chinese fonts
    """
    cuts = [index for index, mark in enumerate(text) if mark in UPRIGHT or mark in CROSSING]
    if not cuts or text[: cuts[0]].strip():
        cuts.insert(0, -1)  # a table without a frame at its sides
    if text[cuts[-1] + 1 :].strip():
        cuts.append(len(text))
    at = [0]
    for mark in text:
        at.append(at[-1] + (stroke if mark in DRAWN else _columns(mark)))
    return [_Token(at[before + 1], at[after], text[before + 1 : after]) for before, after in pairwise(cuts)]


def _is_border(tokens: Sequence[_Token]) -> bool:
    return bool(tokens) and all(token.is_border for token in tokens)


class _Drawing:
    """A table drawn with strokes, while its lines are read from top to bottom."""

    def __init__(self, numbers: Sequence[int], texts: Sequence[str]) -> None:
        self._numbers = numbers
        readings = [[_tokens(text, stroke) for text in texts] for stroke in (1, 2)]
        # The strokes are as wide as makes those of all lines stand above each other.
        self._lines = min(readings, key=lambda lines: len({token.left for tokens in lines for token in tokens}))
        self._width = max(map(len, self._lines))
        fullest = next(tokens for tokens in self._lines if len(tokens) == self._width)
        self._edges = {token.left: column for column, token in enumerate(fullest)}
        borders = [index for index, tokens in enumerate(self._lines) if _is_border(tokens)]
        self._single = self._rows_are_lines(borders)
        self._done: list[_Field] = []
        self._open: dict[int, _Field] = {}

    def fields(self) -> list[_Field]:
        """Read all lines."""
        row, filled = 0, False
        for index, tokens in enumerate(self._lines):
            if not tokens:
                continue
            border = any(token.is_border for token in tokens)
            if filled and (border or index in self._single):
                row, filled = row + 1, False
            if index in self._single:
                self._close(range(self._width))
            for column, columns, token in self._placed(tokens):
                if token.is_border:
                    self._close(range(column, column + columns))
                else:
                    self._write(self._numbers[index], row, column, columns, token.text)
            filled = filled or not _is_border(tokens)
        self._close(range(self._width))
        return self._done

    def _rows_are_lines(self, borders: Sequence[int]) -> frozenset[int]:
        """Find the lines that are rows by themselves.

        Where borders stand only around the table and below its header, the rows may not be parted at all: each line
        of the body is one, if it begins with something, and the lines before the last do not fill their fields as
        those of a single row would, until the text of a field ends.
        """
        if len(borders) > 3:
            return frozenset()
        last = borders[-1] if borders[-1] == len(self._lines) - 1 else len(self._lines)
        above = max((index for index in borders if index < last), default=-1)
        body = range(above + 1, last)
        begins = all(self._lines[index] and self._lines[index][0].text.strip() for index in body)
        partly = any(token.is_border for index in body for token in self._lines[index])
        framed = all(token.left for index in body for token in self._lines[index][:1])
        full = framed and all(
            token.is_full or (column < len(under) and not under[column].text.strip())  # its text ended there
            for upper, under in pairwise(self._lines[index] for index in body)
            for column, token in enumerate(upper)
        )
        return frozenset(body) if len(body) > 1 and begins and not partly and not full else frozenset()

    def _placed(self, tokens: Sequence[_Token]) -> Iterator[tuple[int, int, _Token]]:
        """Give each token its first column and how many it spans."""
        starts = [self._edges[token.left] for token in tokens if token.left in self._edges]
        # Where the strokes of a line stand askew, or all are there, its fields are taken from the left.
        if len(tokens) == self._width or len(starts) < len(tokens):
            starts = list(range(len(tokens)))
            stops = [start + 1 for start in starts]
        else:
            stops = [*starts[1:], self._width]
        for start, stop, token in zip(starts, stops, tokens, strict=True):
            yield start, stop - start, token

    def _write(self, line: int, row: int, column: int, columns: int, text: str) -> None:
        """Add a piece of text to the field that is open there, or open one."""
        mine = self._open.get(column)
        if mine is None:
            mine = self._open[column] = _Field(row, column, columns, line)
        mine.pieces += [""] * (line - mine.line - len(mine.pieces))  # so that each piece still knows its line
        mine.pieces.append(text)
        mine.last_row = row

    def _close(self, columns: Iterable[int]) -> None:
        self._done += [self._open.pop(column) for column in columns if column in self._open]


def _grid(table: _Table, strip: Strip) -> Grid | None:
    """Make the grid of a table; its fields become paragraphs, row by row."""
    first = strip.paragraphs + 1
    cells = [
        SourceCell(
            each.row,
            each.column,
            each.last_row - each.row + 1,
            each.columns,
            tuple(_pieces_joined(each, strip) if table.drawn else _broken(each, strip)),
        )
        for each in sorted(table.fields, key=lambda each: (each.row, each.column))
    ]
    return grid_of(cells, strip, first)


def _broken(each: _Field, strip: Strip) -> Iterator[Line]:
    """Give the lines of a field on one line of the file; Markdown breaks them with a tag."""
    for text in each.pieces:
        for part in HTML_BREAK.split(text):
            yield from strip.lines(part, line=each.line)


def _pieces_joined(each: _Field, strip: Strip) -> Iterator[Line]:
    """Give the lines of a field that is drawn over several: pieces go on in the next, unless a mark ends them."""
    pieces = [piece.strip() for piece in each.pieces]
    start = 0
    for end, piece in enumerate(pieces, 1):
        if end == len(pieces) or piece.endswith(NAME_END):
            yield from strip.wrapped(pieces[start:end], first_line=each.line + start)
            start = end
