"""What tables keep to, however they are drawn: no character lost or doubled, the same cells in any order of drawing,
and a table cut by page breaks reads as the whole one."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from hypothesis import assume, given
from hypothesis import strategies as st

from pages import PAD, SIZE, set_in, text_at
from planparse.lexicon.lookalikes import fold_lookalikes
from planparse.model.document import Char, Grid, Line, Page, Row, Rule
from planparse.readers.docx_numbers import written
from planparse.readers.flow import SourceCell, Strip, grid_of
from planparse.tables.alignment import align_pages
from planparse.tables.closings import bare_line, closings_of, label_line
from planparse.tables.flattened import find_flattened
from planparse.tables.grid import lay_out
from planparse.tables.headers import FirstRowHeader, find_header, rows_like_header
from planparse.tables.lines import COLUMN_GAP, join_passages, lines_of, passage_of, split_line
from planparse.tables.numbering import LEVELS, heading_level, is_number_only, number_at
from planparse.tables.outline import Item, mark_headings, numbers_of
from planparse.tables.pagebreak import PAIRS, has_open_bracket
from planparse.tables.paragraphs import paragraphs_of, running_heads, without_foot
from planparse.tables.prose import find_tasks
from planparse.tables.rows import read_row
from planparse.tables.rules import find_frames, horizontal_lines, is_drawing
from planparse.tables.stitch import LeftOut, LostText, stitch_pages
from strategies import UNITS, counted, examples, plain_texts, sentences, strips, texts
from strip import judge

POINTS = st.one_of(st.integers(0, 600).map(float), st.floats(-20, 900, allow_nan=False))
HEIGHT = SIZE + 2
PARTS = Line | Row | LeftOut | LostText


@st.composite
def chars(draw: st.DrawFn, most: int = 40, page: int = 1) -> list[Char]:
    """Characters that stand anywhere, some on lines, some over each other, some of no size."""
    found: list[Char] = []
    for text in draw(st.lists(texts(4), max_size=8)):
        x, top = draw(POINTS), draw(POINTS)
        size = draw(st.sampled_from([0.0, 5.0, 10.0, 10.5, 22.0]))
        found += text_at("".join(mark for mark in text if not mark.isspace()), x, top, page, size)
    return found[:most]


@st.composite
def rules(draw: st.DrawFn, most: int = 12) -> list[Rule]:
    """Lines that run anywhere, as no table has them."""
    found = []
    for across in draw(st.lists(st.booleans(), max_size=most)):
        at, start, end = draw(POINTS), *sorted((draw(POINTS), draw(POINTS)))
        found.append(Rule(start, at, end, at) if across else Rule(at, start, at, end))
    return found


@dataclass(frozen=True)
class Drawn:
    """A ruled table: its edges, and which field begins the cell that each field belongs to."""

    columns: list[float]
    rows: list[float]
    owner: dict[tuple[int, int], tuple[int, int]]

    def rules(self) -> list[Rule]:
        """Draw it piece by piece, without the lines inside its merged cells."""
        drawn = []
        width, height = len(self.columns) - 1, len(self.rows) - 1
        for row in range(height + 1):
            for column in range(width):
                if row in (0, height) or self.owner[row - 1, column] != self.owner[row, column]:
                    drawn.append(Rule(self.columns[column], self.rows[row], self.columns[column + 1], self.rows[row]))
        for column in range(width + 1):
            for row in range(height):
                if column in (0, width) or self.owner[row, column - 1] != self.owner[row, column]:
                    drawn.append(Rule(self.columns[column], self.rows[row], self.columns[column], self.rows[row + 1]))
        return drawn

    def box(self, field: tuple[int, int]) -> tuple[float, float, float, float]:
        mine = [each for each, owner in self.owner.items() if owner == field]
        last_row, last_column = max(mine)
        return self.columns[field[1]], self.rows[field[0]], self.columns[last_column + 1], self.rows[last_row + 1]


@st.composite
def drawings(draw: st.DrawFn, columns_of: int | None = None) -> Drawn:
    """Tables of two to five columns, some of whose cells are merged over rows and columns."""
    width, height = columns_of or draw(st.integers(2, 5)), draw(st.integers(1, 6))
    columns, rows = [50.0], [60.0]
    for _ in range(width):
        columns.append(columns[-1] + draw(st.sampled_from([30.0, 66.0, 126.0])))
    for _ in range(height):
        rows.append(rows[-1] + draw(st.sampled_from([18.0, 30.0, 54.0])))
    owner: dict[tuple[int, int], tuple[int, int]] = {}
    for row in range(height):
        for column in range(width):
            if (row, column) in owner:
                continue
            right, below = draw(st.integers(1, 2)), draw(st.integers(1, 3))
            while right > 1 and (column + right > width or (row, column + right - 1) in owner):
                right -= 1
            below = min(below, height - row)
            for r in range(row, row + below):
                for c in range(column, column + right):
                    owner[r, c] = (row, column)
    return Drawn(columns, rows, owner)


def in_box(text: str, box: tuple[float, float, float, float]) -> list[Char]:
    """Set as much of a text in a box as it has room for."""
    x0, top, x1, bottom = box
    room = int((x1 - x0 - 2 * PAD) // SIZE) * int((bottom - top - PAD) // HEIGHT)
    return set_in("".join(text.replace("|", "/").split())[:room], box)


def in_lines(parts: Sequence[Line]) -> list[Char]:
    return [char for line in parts for char in line.chars]


def in_grids(grids: Sequence[Grid]) -> list[Char]:
    return [char for grid in grids for cell in grid.cells for char in in_lines(cell.lines)]


def assert_tiled(grid: Grid) -> None:
    """The cells of a grid cover each of its fields once."""
    fields = Counter(
        (row, column)
        for cell in grid.cells
        for row in range(cell.row, cell.row + cell.row_span)
        for column in range(cell.column, cell.column + cell.column_span)
    )
    assert fields == Counter(
        (row, column) for row in range(len(grid.rows) - 1) for column in range(len(grid.columns) - 1)
    )


# Characters and lines.


@given(chars())
@examples(80)
def test_every_character_stands_on_one_line(given: list[Char]) -> None:
    lines = lines_of(given)
    assert Counter(in_lines(lines)) == Counter(given)
    for line in lines:
        assert [char.x0 for char in line.chars] == sorted(char.x0 for char in line.chars)
        parts = split_line(line, COLUMN_GAP)
        assert in_lines(parts) == list(line.chars)
        assert all(part.chars for part in parts)


@given(st.lists(plain_texts(6), min_size=1, max_size=8), st.randoms(use_true_random=False))
@examples(60)
def test_lines_do_not_depend_on_the_order_of_drawing(rows: list[str], chance: random.Random) -> None:
    page = [char for place, text in enumerate(rows) for char in text_at(text, 50, 60 + 12 * place)]
    wanted = lines_of(page)
    assert [line.text for line in wanted] == rows
    chance.shuffle(page)
    assert lines_of(page) == wanted


@given(strips(), st.one_of(st.none(), st.just((0.0, 0.0, 400.0, 100.0))))
@examples(80)
def test_a_passage_has_every_character_of_its_lines_once(
    given: tuple[list[str], list[Line]], box: tuple[float, float, float, float] | None
) -> None:
    _, lines = given
    passage = passage_of(lines, box)
    assert len(passage.text) == len(passage.chars)
    shown = [char for char in passage.chars if char is not None]
    assert shown == in_lines(lines)
    pairs = zip(passage.text, passage.chars, strict=True)
    assert "".join(mark for mark, char in pairs if char) == fold_lookalikes("".join(line.text for line in lines))
    spaced = passage.spaced
    assert [char for char in spaced.chars if char is not None] == shown
    assert sum(len("".join(spot.text.split())) for spot in passage.evidence()) == len(shown)
    first, second = passage_of(lines[:3]), passage_of(lines[3:])
    joined = join_passages(first, second)
    assert [char for char in joined.chars if char is not None] == shown
    assert len(joined.text) - len(first.text) - len(second.text) in (0, 1)


# Rules and grids.


@given(chars(), rules(30))
@examples(80)
def test_every_character_of_a_page_stands_in_one_place(given: list[Char], drawn: list[Rule]) -> None:
    page = Page(1, 600, 800, tuple(given), tuple(drawn))
    layout = lay_out(page)
    assert Counter(in_grids(layout.grids) + in_lines(layout.lines)) == Counter(given)
    for grid in layout.grids:
        assert_tiled(grid)
        assert list(grid.columns) == sorted(set(grid.columns))
        assert list(grid.rows) == sorted(set(grid.rows))
    (aligned,) = align_pages([layout])
    assert Counter(in_grids(aligned.grids) + in_lines(aligned.lines)) == Counter(given)
    assert not is_drawing(drawn)


@given(rules(30), st.randoms(use_true_random=False))
@examples(80)
def test_frames_do_not_depend_on_the_order_of_drawing(drawn: list[Rule], chance: random.Random) -> None:
    wanted = find_frames(drawn)
    level = horizontal_lines(drawn)
    again = [*drawn, *drawn[:3]]
    chance.shuffle(again)
    assert find_frames(again) == wanted
    assert horizontal_lines(again) == level


@given(drawings(), st.lists(plain_texts(3), min_size=1), st.randoms(use_true_random=False))
@examples(80)
def test_a_drawn_table_has_its_cells_in_any_order_of_drawing(
    table: Drawn, words: list[str], chance: random.Random
) -> None:
    fields = sorted(set(table.owner.values()))
    texts_in = {field: in_box(text, table.box(field)) for field, text in zip(fields, words, strict=False)}
    placed = [char for chars_of in texts_in.values() for char in chars_of]
    drawn = table.rules()
    chance.shuffle(drawn)
    chance.shuffle(placed)
    layout = lay_out(Page(1, 600, 800, tuple(placed), tuple(drawn)))
    if {column for _, column in table.owner.values()} == {0}:
        return  # a single column frames a text
    assert not layout.lines
    boxes = {cell.box for grid in layout.grids for cell in grid.cells}
    assert boxes == {table.box(field) for field in fields}
    found = {cell.box: in_lines(cell.lines) for grid in layout.grids for cell in grid.cells}
    for field, marks in texts_in.items():
        assert found[table.box(field)] == marks


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6), st.integers(1, 9), st.integers(1, 9), texts(3))))
@examples(80)
def test_cells_with_any_spans_make_a_grid_without_gaps(cells: list[tuple[int, int, int, int, str]]) -> None:
    strip = Strip("网页.html")
    given = [SourceCell(row, column, down, right, strip.lines(text)) for row, column, down, right, text in cells]
    grid = grid_of(given, strip, 1)
    assert (grid is None) == (not any(cell.lines for cell in given))
    if grid is None:
        return
    assert_tiled(grid)
    kept = Counter(in_grids([grid]))
    every = Counter(char for cell in given for char in in_lines(cell.lines))
    assert kept <= every
    assert kept == every or any(warning.code == "lost_text" for warning in strip.warnings)
    header = find_header(grid) or FirstRowHeader()(grid)
    assert header is not None
    assert 0 <= header.work < len(header.columns)
    assert rows_like_header(header, grid, header.rows) <= set(range(header.rows, len(grid.rows) - 1))


# Whole tables.

EDGES = [50.0, 86.0, 152.0, 308.0, 434.0]
"""序号 | 目标 | 主要内容 | 责任单位"""
HEAD = ("序号", "工作目标", "主要内容", "责任单位")
WIDE = int((EDGES[3] - EDGES[2] - 2 * PAD) // SIZE)
UNITS_WIDE = int((EDGES[4] - EDGES[3] - 2 * PAD) // SIZE)


@dataclass(frozen=True)
class Entry:
    """One row of a table of tasks: its goal is merged over the rows that share it.

    number: its place in the table, as its serial says; none for the rest of a row
    """

    number: int | None
    goal: str
    content: str
    units: str

    @property
    def lines(self) -> list[str]:
        return [self.content[at : at + WIDE] for at in range(0, len(self.content), WIDE)]

    @property
    def height(self) -> float:
        return 2 * PAD + HEIGHT * max(len(self.lines), -(-len(self.units) // UNITS_WIDE), 2)


@st.composite
def entries(draw: st.DrawFn) -> list[Entry]:
    goal, made = 0, []
    form = draw(st.sampled_from(["{}、目标", "（{}）推进任务"]))
    for number, content in enumerate(draw(st.lists(sentences(8), min_size=1, max_size=7)), 1):
        goal += draw(st.booleans()) or goal == 0
        units = draw(st.lists(st.sampled_from(UNITS), min_size=1, max_size=3, unique=True))
        made.append(Entry(number, form.format(counted(goal)), content, "、".join(units)))
    return made


def page_with(rows: Sequence[Entry], number: int, *, above: str = "", headed: bool = True) -> Page:
    """Draw some rows of a table; a goal that is that of the page above, too, is not printed again."""
    tops = [60.0]
    placed: list[Char] = []
    drawn = [Rule(EDGES[0], tops[0], EDGES[-1], tops[0])]
    if headed:
        tops.append(tops[0] + HEIGHT + 2 * PAD)
        for column, word in enumerate(HEAD):
            placed += set_in(word, (EDGES[column], tops[0], EDGES[column + 1], tops[1]), number)
        drawn.append(Rule(EDGES[0], tops[1], EDGES[-1], tops[1]))
    for index, entry in enumerate(rows):
        top, bottom = tops[-1], tops[-1] + entry.height
        tops.append(bottom)
        goal = "" if entry.goal == (rows[index - 1].goal if index else above) else entry.goal
        for column, text in enumerate((str(entry.number or ""), goal, "|".join(entry.lines), entry.units)):
            placed += set_in(text, (EDGES[column], top, EDGES[column + 1], bottom), number)
        merged = index + 1 < len(rows) and rows[index + 1].goal == entry.goal
        drawn += [Rule(EDGES[at], bottom, EDGES[at + 1], bottom) for at in range(4) if at != 1 or not merged]
    drawn += [Rule(x, tops[0], x, tops[-1]) for x in EDGES]
    return Page(number, 600, max(800, tops[-1] + 50), tuple(placed), tuple(drawn))


def pages_of(table: Sequence[Entry], cuts: Sequence[int] = (), headed: Sequence[bool] = (True,)) -> list[Page]:
    """Draw a table, broken before these rows; the header stands on the first page, and where `headed` says so."""
    edges = [0, *sorted({cut for cut in cuts if 0 < cut < len(table)}), len(table)]
    return [
        page_with(
            table[start:stop],
            number,
            above=table[start - 1].goal if start else "",
            headed=number == 1 or headed[number % len(headed)],
        )
        for number, (start, stop) in enumerate(pairwise(edges), 1)
    ]


def without_foot_rule(page: Page) -> Page:
    """Leave the last row of a page open, as producers do that cut it there."""
    foot = max(rule.top for rule in page.rules if rule.horizontal)
    return replace(page, rules=tuple(rule for rule in page.rules if not rule.horizontal or rule.top < foot))


def read(pages: Sequence[Page]) -> list[PARTS]:
    return list(stitch_pages(align_pages(map(lay_out, pages))))


def texts_of(parts: Sequence[PARTS]) -> list[tuple[str, ...]]:
    return [tuple(cell.printed for cell in part.cells) for part in parts if isinstance(part, Row)]


@given(entries(), st.lists(st.integers(1, 6), max_size=4), st.lists(st.booleans(), min_size=1, max_size=3))
@examples(40)
def test_a_table_cut_before_any_rows_reads_as_the_whole(
    table: list[Entry], cuts: list[int], headed: list[bool]
) -> None:
    whole = texts_of(read(pages_of(table)))
    assert whole == [(str(each.number), each.goal, each.content, each.units) for each in table]
    parts = read(pages_of(table, cuts, headed))
    assert texts_of(parts) == whole
    assert len(parts) == len(whole)


@given(entries(), st.integers(0, 6), st.integers(1, 5), st.booleans(), st.booleans())
@examples(50)
def test_a_table_cut_within_any_row_reads_as_the_whole(
    table: list[Entry], row: int, line: int, headed: bool, closed: bool
) -> None:
    row %= len(table)
    entry = table[row]
    assume(line < len(entry.lines))
    in_cell = line * UNITS_WIDE
    upper = replace(entry, content=entry.content[: line * WIDE], units=entry.units[:in_cell])
    lower = replace(entry, number=None, content=entry.content[line * WIDE :], units=entry.units[in_cell:])
    first = page_with([*table[:row], upper], 1)
    pages = [
        first if closed else without_foot_rule(first),
        page_with([lower, *table[row + 1 :]], 2, above=entry.goal, headed=headed),
    ]
    assert texts_of(read(pages)) == texts_of(read(pages_of(table)))


@given(st.lists(st.tuples(chars(), rules(20)), min_size=1, max_size=4), st.booleans())
@examples(60)
def test_what_is_read_of_any_pages_stands_there(given: list[tuple[list[Char], list[Rule]]], every: bool) -> None:
    pages = [
        Page(number, 600, 800, tuple(char._replace(page=number) for char in marks), tuple(drawn))
        for number, (marks, drawn) in enumerate(given, 1)
    ]
    drawn = {char for page in pages for char in page.chars}
    layouts = list(map(lay_out, pages))
    parts = list(stitch_pages(layouts, FirstRowHeader()) if every else stitch_pages(layouts))
    in_text = [char for part in parts if isinstance(part, Line) for char in part.chars]
    assert set(in_text) <= drawn
    for row in parts:
        if isinstance(row, Row):
            assert {char for each in (*row.cells, *row.sections) for char in each.chars} <= drawn | {None}
    if not any(find_header(grid) for layout in layouts for grid in layout.grids) and not every:
        assert Counter(in_text) == Counter(char for page in pages for char in page.chars)


@given(drawings(4), st.lists(plain_texts(4), min_size=4, max_size=24), st.booleans())
@examples(60)
def test_no_character_of_any_body_is_lost_unsaid_or_read_twice(table: Drawn, words: list[str], every: bool) -> None:
    top = table.rows[0] - 20
    head = Drawn(table.columns, [top, table.rows[0]], {(0, column): (0, column) for column in range(4)})
    heads = [
        char for column, word in enumerate(HEAD) for char in text_at(word, table.columns[column] + 2, top + 4, 1, 5)
    ]
    body: list[Char] = []
    for field, text in zip(sorted(set(table.owner.values())), words, strict=False):
        body += in_box(text.replace("同上", "以上"), table.box(field))
    page = Page(1, 600, 800, (*heads, *body), (*head.rules(), *table.rules()))
    parts = list(stitch_pages([lay_out(page)], FirstRowHeader()) if every else stitch_pages([lay_out(page)]))
    in_text = Counter(char for part in parts if isinstance(part, Line) for char in part.chars)
    rows = [part for part in parts if isinstance(part, Row)]
    in_rows = Counter({char: 1 for row in rows for each in (*row.cells, *row.sections) for char in each.chars if char})
    missing = Counter(body) - in_text - in_rows
    assert "".join(part.text for part in parts if isinstance(part, LostText)) or not missing
    assert in_text + in_rows <= Counter(body)
    assert not rows or {row.header for row in rows} == {HEAD}


# Running text.


@given(st.integers(1, 99), st.sampled_from(["第{}章", "{}、", "（{}）", "({})"]), sentences(2))
@examples(80)
def test_a_number_in_words_opens_a_heading_of_its_level(number: int, form: str, words: str) -> None:
    opening = form.format(counted(number))
    level = next(level for level, pattern in enumerate(LEVELS) if pattern.match(opening))
    assert heading_level(opening + words) == level
    found = number_at(opening + words)
    assert found is not None
    assert found.end == len(opening)
    assert is_number_only(opening[: len(opening) - 1] if form != "（{}）" else opening[:-1])
    for kind in ("chineseCountingThousand", "decimal"):
        other = number_at(form.format(written(number, kind)) + words)
        assert other is not None


@given(texts(8))
@examples(120)
def test_any_text_opens_with_a_number_or_none(text: str) -> None:
    level = heading_level(text)
    assert level is None or 0 <= level < len(LEVELS)
    found = number_at(text)
    assert found is None or 0 < found.end <= len(text)
    assert not is_number_only(text) or text
    assert not has_open_bracket(
        text + "".join(closing for mark in reversed(text) for closing, opening in PAIRS.items() if opening == mark)
    )
    assert not has_open_bracket("".join(mark for mark in text if mark not in PAIRS.values()))


@given(strips(), st.booleans())
@examples(80)
def test_paragraphs_hold_the_characters_of_their_lines_in_order(
    given: tuple[list[str], list[Line]], counted_rows: bool
) -> None:
    _, lines = given
    rows = [place // 3 for place in range(len(lines))] if counted_rows else ()
    found = paragraphs_of(lines, rows)
    assert [char for each in found for char in each.text.chars if char is not None] == in_lines(lines)
    left = without_foot(found)
    assert left == found[: len(left)]
    heads = running_heads(lines)
    assert heads <= {line.text for line in lines}
    numbers = numbers_of(found)
    assert len(numbers) == len(found)
    items = [Item(each, number) for each, number in zip(found, numbers, strict=True)]
    mark_headings(items)
    for item in items:
        assert 0 <= item.start <= len(item.text.text)
        assert 0 <= item.opening <= len(item.text.text)


@given(chars(80))
@examples(60)
def test_paragraphs_of_a_page_hold_its_characters_in_order(given: list[Char]) -> None:
    lines = lines_of(given)
    found = paragraphs_of(lines)
    assert [char for each in found for char in each.text.chars if char is not None] == in_lines(lines)


@given(strips(8, texts(10)), texts(12))
@examples(60)
def test_what_closes_a_paragraph_lies_in_it_and_tasks_come_in_order(
    given: tuple[list[str], list[Line]], text: str
) -> None:
    passage = passage_of(Strip("计划.txt").lines(text))
    reached = 0
    for closing in closings_of(passage, 0, judge):
        assert reached <= closing.start < closing.end <= len(passage.text)
        reached = closing.end
    for whole in (label_line(passage, judge, numbered=False), bare_line(passage, judge)):
        assert whole is None or (whole.start, whole.end) == (0, len(passage.text))
    _, lines = given
    paragraphs = paragraphs_of(lines)
    tasks = find_tasks(paragraphs, judge)
    assert [place for place, _ in tasks] == sorted(place for place, _ in tasks)
    for place, row in tasks:
        assert row.units
        assert set(filter(None, row.content.chars)) <= {
            char for each in paragraphs[place:] for char in each.text.chars if char is not None
        }


@given(
    st.lists(st.tuples(sentences(), st.lists(st.sampled_from(UNITS), min_size=1, max_size=3, unique=True)), min_size=2)
)
@examples(50)
def test_each_paragraph_that_a_bracket_closes_is_a_task(tasks: list[tuple[str, list[str]]]) -> None:
    strip = Strip("计划.txt")
    written_ = [
        f"{number}.{words.rstrip('。')}。（责任单位：{'、'.join(units)}）"
        for number, (words, units) in enumerate(tasks, 1)
    ]
    found = find_tasks(paragraphs_of([line for text in written_ for line in strip.lines(text)]), judge)
    assert [place for place, _ in found] == list(range(len(tasks)))
    assert [row.responsibility_text for _, row in found] == [f"责任单位：{'、'.join(units)}" for _, units in tasks]


CELLS = (*HEAD, "任务", "一、目标", "（一）任务", "1", *UNITS[:4], "年底前", "无", "同上")


def never(before: str, after: str) -> bool:
    return False


@given(
    st.lists(
        st.sampled_from(CELLS) | sentences(3) | plain_texts(8),
        min_size=2,
        max_size=24,
    )
)
@examples(80)
def test_a_table_in_running_text_has_each_cell_once(cells: list[str]) -> None:
    strip = Strip("计划.txt")
    paragraphs = paragraphs_of([line for text in ["主要内容", "责任单位", *cells] for line in strip.lines(text)])
    reached = -1
    for table in find_flattened(paragraphs, judge, never):
        assert reached < table.first <= table.last < len(paragraphs)
        reached = table.last
        inside = {char for each in paragraphs[table.first : table.last + 1] for char in each.text.chars}
        contents: Counter[Char | None] = Counter()
        for row in table.rows:
            task = read_row(row)
            contents.update(char for char in task.content.chars if char is not None)
            for passage in (*row.cells, *row.sections, *row.header_cells):
                assert set(passage.chars) <= inside | {None}
        assert max(contents.values(), default=1) == 1


# Running text, as it was before it was set or lost its form.

LONG = (
    st.lists(sentences(7), min_size=3, max_size=5).map(lambda parts: "".join(parts)).filter(lambda text: len(text) > 90)
)


@given(st.lists(LONG, min_size=1, max_size=4), st.integers(20, 40), st.integers(4, 12))
@examples(50)
def test_paragraphs_set_in_lines_and_pages_read_back(written_: list[str], width: int, lines_a_page: int) -> None:
    lines = []
    for text in written_:
        lines.append((2, text[: width - 2]))
        lines += [(0, text[at : at + width]) for at in range(width - 2, len(text), width)]
    placed = [
        Line(tuple(text_at(text, 50 + indent * SIZE, 60 + 20 * (place % lines_a_page), 1 + place // lines_a_page)))
        for place, (indent, text) in enumerate(lines)
    ]
    assert [each.text.text for each in paragraphs_of(placed)] == written_


@given(entries(), st.booleans(), st.booleans())
@examples(40)
def test_a_table_without_upright_rules_reads_as_one_with_them(table: list[Entry], ruled: bool, repeated: bool) -> None:
    table = [replace(each, goal=f"目标{each.number}") for each in table]
    page = page_with(table, 1)
    level = [rule for rule in page.rules if rule.horizontal]
    tops = sorted({rule.top for rule in level})
    kept = tops if ruled else [*tops[:2], tops[-1]]
    drawn = tuple(Rule(EDGES[0], top, EDGES[-1], top) for top in kept)
    assert texts_of(read([replace(page, rules=drawn)])) == texts_of(read([page]))


@given(entries())
@examples(40)
def test_a_table_lost_to_running_text_reads_back(table: list[Entry]) -> None:
    table = [
        replace(
            each,
            content=f"{each.content.rstrip('。')}，进一步落实各项措施，确保按时完成全年目标任务，不断提升工作水平。",
        )
        for each in table
    ]
    strip = Strip("计划.txt")
    cells = list(HEAD[1:])
    for place, each in enumerate(table):
        cells += [each.goal] if place == 0 or table[place - 1].goal != each.goal else []
        cells += [each.content, each.units]
    (found,) = find_flattened(paragraphs_of([line for text in cells for line in strip.lines(text)]), judge, never)
    assert [tuple(cell.text for cell in row.cells) for row in found.rows] == [
        (each.goal, each.content, each.units) for each in table
    ]


@given(
    st.lists(st.lists(st.lists(sentences(4), min_size=1, max_size=3), min_size=1, max_size=3), min_size=1, max_size=3),
    st.sampled_from(["（责任单位：{}）", "责任单位：{}"]),
)
@examples(40)
def test_headings_above_a_task_are_its_path(goals: list[list[list[str]]], form: str) -> None:
    texts_, wanted = [], []
    for first, headings in enumerate(goals, 1):
        goal = f"{counted(first)}、推进第{first}类工作"
        texts_.append(goal)
        for second, contents in enumerate(headings, 1):
            heading = f"（{counted(second)}）落实第{second}项任务"
            texts_.append(heading)
            for third, content in enumerate(contents, 1):
                texts_.append(f"{third}.{content}{form.format(UNITS[third])}")
                wanted.append((goal, heading, content))
    strip = Strip("计划.txt")
    found = find_tasks(paragraphs_of([line for text in texts_ for line in strip.lines(text)]), judge)
    assert [(*(title.text for title in row.path), row.content.text) for _, row in found] == wanted
