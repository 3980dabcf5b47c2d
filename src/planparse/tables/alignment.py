"""Task tables without vertical rules (三线表, 无线表): their columns told by alignment, and given the missing lines.

Comes in: the layout of page after page. Goes out: the same, where the lines of such a table have become a `Grid`, so
that everything behind sees one kind of table. A table begins at a line of header words set apart from each other. Its
columns part where the text below leaves the most room between two header words; its rows part at the rules that are
drawn, else at the serials or heading numbers of the first column, else where the lines stand further apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from planparse.lexicon.headers import read_header
from planparse.model.document import Char, Line
from planparse.model.evidence import Box
from planparse.tables.grid import PageLayout, grid_of, layout_with
from planparse.tables.headers import WORK_FIELDS, find_header
from planparse.tables.lines import PAGE_NUMBER, lines_of, split_line
from planparse.tables.numbering import heading_level
from planparse.tables.rules import Frame, Span, horizontal_lines

HEADER_GAPS = (0.8, 1.6, 2.5, 4.0)
"""Of the height of a character. Header words stand at least so far apart; a word may be letter-spaced, so wider gaps
are tried too."""

FEWEST_COLUMNS = 3
"""Header words side by side that make a table without rules; two may be a chance of the layout."""

ACROSS = 2.0
"""Points that text may reach into a gutter."""

OUTSIDE = 20.0
"""Points that text may stand outside of the widest line so far and still be of the table."""

TOUCHING, LEVEL = 0.3, 0.2
"""Of the height. Characters closer than this, and level to within this, are one text."""

PARAGRAPH = 1.35
"""Of the usual distance of lines. Rows stand further apart than lines of one row, where no rule parts them."""

WIDE = 0.6
"""Of the width of the table. A rule across so much of it belongs to it."""


@dataclass(slots=True)
class _AlignedTable:
    """The table that is open from page to page.

    edges: x of its column edges in points, one more than there are columns
    words: its header
    ruled: rules part its rows
    """

    edges: list[float]
    words: tuple[Line, ...]
    ruled: bool = False

    @property
    def fields(self) -> list[str]:
        """What each column holds."""
        return [_field(word) for word in self.words]

    def is_headed_by(self, words: Sequence[Line]) -> bool:
        """Say whether these header words are its own, at the same places: a header repeated on a later page."""
        return [word.text for word in words] == [word.text for word in self.words] and all(
            abs(mine.box[0] - other.box[0]) < ACROSS for mine, other in zip(self.words, words, strict=True)
        )


def align_pages(layouts: Iterable[PageLayout]) -> Iterator[PageLayout]:
    """Give the tables without vertical rules their grids; all other pages pass as they are."""
    table: _AlignedTable | None = None
    before: frozenset[tuple[str, int]] = frozenset()
    for layout in layouts:
        here = frozenset((line.text, round(line.box[1])) for line in _whole_lines(layout))
        if any(find_header(grid) for grid in layout.grids):
            table = None
            yield layout
        else:
            # What stands at the same place on the page before is a running head, not the rest of a row.
            lines = [line for line in _whole_lines(layout) if (line.text, round(line.box[1])) not in before]
            table, layout = _align(layout, lines, table)
            yield layout
        before = here


def _whole_lines(layout: PageLayout) -> tuple[Line, ...]:
    """Put the parts of each line together again, as they stand side by side."""
    return lines_of(char for line in layout.lines for char in line.chars)


def _align(
    layout: PageLayout, lines: Sequence[Line], table: _AlignedTable | None
) -> tuple[_AlignedTable | None, PageLayout]:
    """Find the table of a page, opened here or before, and make a grid of it."""
    start, words = _find_header(lines)
    rules = horizontal_lines(layout.page.rules)
    if words:
        body = [line for line in lines[start + 1 :] if not PAGE_NUMBER.fullmatch(line.text)]
        if table is None or not table.is_headed_by(words):
            table = _AlignedTable(_edges(words, body), tuple(words))
        rows = [lines[start], *_body(body, table)]
    elif table is not None:
        body = [line for line in lines if not PAGE_NUMBER.fullmatch(line.text)]
        wide = WIDE * (table.edges[-1] - table.edges[0])
        if body and _crosses(body[0], table.edges) and body[0].box[2] - body[0].box[0] > wide:
            return None, layout  # prose: the table ended on the page before
        rows = _body(body, table)
    if table is None or not rows:
        return None, layout
    frame = _frame(rows, table, rules, has_header=bool(words))
    grid = grid_of(frame, layout.page.number)
    if grid is None:
        return None, layout
    ends = len(rows) < len(lines) - start and _goes_past(rows, lines)
    return (None if ends else table), layout_with(layout, grid)


def _find_header(lines: Sequence[Line]) -> tuple[int, list[Line]]:
    """Find the first line that is a table's header; gives its place and its words, none if there is no such line."""
    for index, line in enumerate(lines):
        for gap in HEADER_GAPS:
            parts = split_line(line, gap)
            fields = {_field(part) for part in parts}
            if len(parts) >= FEWEST_COLUMNS and "units" in fields and fields & WORK_FIELDS and "" not in fields:
                return index, parts
    return 0, []


def _field(word: Line) -> str:
    known = read_header(word.text)
    return known.field if known else ""


def _edges(words: Sequence[Line], body: Sequence[Line]) -> list[float]:
    """Find where the columns part: between two header words, where the text below leaves room."""
    chars = [char for line in (*words, *body) for char in line.chars]
    edges = [min(char.x0 for char in chars) - ACROSS]
    for left, right in pairwise(words):
        edges.append(_gutter(chars, _middle(left.box), _middle(right.box)))
    return [*edges, max(char.x1 for char in chars) + ACROSS]


def _middle(box: Box) -> float:
    return (box[0] + box[2]) / 2


def _gutter(chars: Sequence[Char], start: float, end: float) -> float:
    """Find the middle of the widest stretch between two places over which the fewest characters stand."""
    steps = range(int(start), int(end) + 1)
    covered = dict.fromkeys(steps, 0)
    for char in chars:
        for x in range(max(steps.start, int(char.x0)), min(steps.stop, int(char.x1) + 1)):
            covered[x] += 1
    fewest = min(covered.values(), default=0)
    best = run = (steps.start, steps.start)
    for x in steps:
        if covered[x] == fewest:
            run = (run[0], x) if x - run[1] <= 1 else (x, x)
            best = max(best, run, key=lambda stretch: stretch[1] - stretch[0])
    return (best[0] + best[1] + 1) / 2


def _body(lines: Sequence[Line], table: _AlignedTable) -> list[Line]:
    """Take the lines from the first on that keep to the columns; a note or paragraph across them ends the table."""
    rows: list[Line] = []
    for line in lines:
        if _crosses(line, table.edges):
            if rows:
                break
            continue
        rows.append(line)
    return rows


def _crosses(line: Line, edges: Sequence[float]) -> bool:
    """Say whether a text runs over a gutter, or stands outside of the table."""
    x0, _, x1, _ = line.box
    if x0 < edges[0] - OUTSIDE or x1 > edges[-1] + OUTSIDE:
        return True
    for edge in edges[1:-1]:
        if any(char.x0 + ACROSS < edge < char.x1 - ACROSS for char in line.chars):
            return True
        for before, after in pairwise(line.chars):
            if before.x1 - ACROSS <= edge <= after.x0 + ACROSS:
                height = after.bottom - after.top
                # Lines of two columns may stand half a line apart, and be put into one line here.
                if after.x0 - before.x1 < TOUCHING * height and abs(after.middle - before.middle) < LEVEL * height:
                    return True
    return False


def _goes_past(rows: Sequence[Line], lines: Sequence[Line]) -> bool:
    """Say whether text other than a page number stands below the table."""
    foot = rows[-1].box[3]
    return any(line.box[1] >= foot and not PAGE_NUMBER.fullmatch(line.text) for line in lines)


def _frame(rows: Sequence[Line], table: _AlignedTable, rules: Sequence[Span], *, has_header: bool) -> Frame:
    """Draw the lines that are missing: uprights between the columns, and between the rows where no rules are."""
    left, right = table.edges[0], table.edges[-1]
    top, bottom = rows[0].box[1] - ACROSS, rows[-1].box[3] + ACROSS
    drawn = [
        rule
        for rule in rules
        if top - OUTSIDE <= rule.at <= bottom + OUTSIDE and rule.start < right and rule.end > left
    ]
    # Rules reach as far as the frame would; uprights that stand inside of them make columns of their own.
    if drawn:
        left, right = min(left, *(rule.start for rule in drawn)), max(right, *(rule.end for rule in drawn))
    edges = table.edges = [left, *table.edges[1:-1], right]
    top, bottom = min(top, *(r.at for r in drawn), top), max(bottom, *(r.at for r in drawn), bottom)
    lines = [rule for rule in drawn if rule.end - rule.start >= min(WIDE * (right - left), 60)]
    first_body = 1 if has_header else 0
    header_foot = rows[0].box[3] if has_header else top
    body = rows[first_body:]
    table.ruled = table.ruled or any(
        body and body[0].box[3] - ACROSS < rule.at < body[-1].box[1] + ACROSS for rule in lines
    )
    whole = [Span(top, left, right)]
    if not table.ruled:
        between = [rows[0], *rows[first_body:]] if has_header else list(rows)
        starts = _row_starts(body, table)
        for above, below in pairwise(between):
            if any(below is start for start in starts) or (has_header and above is rows[0]):
                whole.append(Span((above.box[3] + below.box[1]) / 2, left, right))
        lines = []
        whole.append(Span(bottom, left, right))
    elif has_header and not any(header_foot - 3 <= rule.at <= rows[1].box[1] + 3 for rule in lines if len(rows) > 1):
        whole.append(Span((header_foot + (rows[1].box[1] if len(rows) > 1 else bottom)) / 2, left, right))
    horizontal = sorted(
        [*lines, *(span for span in whole if all(abs(span.at - rule.at) > 6 for rule in lines))], key=_at
    )
    return Frame(tuple(horizontal), tuple(Span(x, top, bottom) for x in edges))


def _at(span: Span) -> float:
    return span.at


def _row_starts(rows: Sequence[Line], table: _AlignedTable) -> list[Line]:
    """Find the lines at which rows begin: by the serial, by the numbers of a heading column, or by the distance."""
    for field in ("serial", "goal", "task"):
        if field in table.fields:
            column = table.fields.index(field)
            texts = [_text_in(line, table.edges, column) for line in rows]
            if field == "serial" and sum(bool(text) for text in texts):
                return [line for line, text in zip(rows, texts, strict=True) if text]
            numbered = [line for line, text in zip(rows, texts, strict=True) if heading_level(text) is not None]
            if numbered:
                return numbered
    steps = [below.box[1] - above.box[1] for above, below in pairwise(rows)]
    if not steps:
        return []
    usual = median(steps)
    return [below for (above, below), step in zip(pairwise(rows), steps, strict=True) if step > PARAGRAPH * usual]


def _text_in(line: Line, edges: Sequence[float], column: int) -> str:
    """Give what a line has in a column."""
    return "".join(char.text for char in line.chars if edges[column] <= (char.x0 + char.x1) / 2 < edges[column + 1])
