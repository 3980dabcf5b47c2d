"""Tables lost to plain text: header words, then one cell a paragraph (表格转文本).

Comes in: the paragraphs of a document. Goes out: for each such table its place and rows. The columns come one behind
the other; a merged cell stands once, where it begins, and the rows below it lack it. So each paragraph is given to a
column by the cheapest way through them all (Viterbi): what a text looks like, what a row may lack, and where a row may
end each have a cost. Two things need care. A unit cell that covers several rows stands behind the first of them: it is
carried down while no other one comes, and marked as inferred. And where a page cut a row, its unit cell stands in the
middle of its content: what follows is the rest of it if the first part cannot end where it does.

Which words name units and whether two pieces meet inside a word is for the language to say, which stands to the right
of this room: the caller hands in both. Source: 苏府办〔2017〕141号 as page text; DOMAIN 2.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from planparse.lexicon.furniture import is_foot, is_record
from planparse.lexicon.headers import HeaderWord, read_header
from planparse.lexicon.organs import looks_like_units
from planparse.model.document import Paragraph, Passage, Row
from planparse.tables.closings import TRAILING, Judge, closings_of, label_line
from planparse.tables.headers import WORK_FIELDS, work_index
from planparse.tables.lines import PAGE_NUMBER, join_passages
from planparse.tables.numbering import number_at
from planparse.tables.pagebreak import has_open_bracket
from planparse.tables.prose import END_OF_TEXT
from planparse.tables.rows import NOTHING
from planparse.tables.stitch import SAME_AS_ABOVE

FEWEST_COLUMNS = 2
LONGEST_UNITS = 300
"""Characters of a unit cell."""

LONGEST_HEADING = 60
"""Characters of a goal or task cell; a longer text says what is to be done."""

SHORT = 30
"""Characters of a cell of any other column (完成时限, 备注), and of a heading without a number."""

MOST_CELLS = 20_000
"""Paragraphs below one header that are looked at."""

SERIAL = re.compile(r"[(（]?(?:\d{1,3}|[一二三四五六七八九十]{1,4})[)）]?[.．、]?")
TIME = re.compile(r"\d|月|年|季度|长期|持续|适时|每")
LIMIT = re.compile(
    r"(?:\d{4}年|\d{1,2}月|\d{1,2}日|第?[一二三四1-4]季度|年|月|[上下]半年|[底末初中]|[之以]?前|完成|至|到|[-—~～、.]|\d)+"
    r"|全年|长期(?:坚持)?|持续(?:推进)?|适时|常态化?"
)
"""A time limit by itself."""
STOPS = "。；;！？"
SEPARATORS = "、，,和及"
CANNOT_END = "、，,：:（(《〈“‘【〔[—"
CANNOT_BEGIN = "、，,。；;：:）)》〉”’】〕]？！"
FILE = re.compile(r".*\.(?:pdf|docx?|xlsx?|wps|rar|zip|ofd)|附件[:：\d].*|[(（]?(?:注|说明)[:：].*", re.IGNORECASE)
"""What ends a table: the name of an attached file, the next annex, a note on the table."""


# Costs. What never happens in a table costs NEVER; a thing that is merely rare, a few points; what is usual, none.
NEVER, UNLIKELY, ODD, RARE = 60.0, 15.0, 6.0, 2.5
LACKS = {"serial": ODD, "goal": 0.3, "task": 0.3, "content": NEVER, "units": 1.5, "deadline": 1.0, "target": 1.0}
"""What it costs a row to lack a cell: heading and unit cells are merged, serials hardly ever; other columns 0.5."""
LACKS_OTHER = 0.5
NEW_ROW = 0.2
SECTION = -1
REST = -2
"""What a text may be besides a cell of a column: a title over all columns, the rest of the content, …"""
MORE_UNITS = -3
"""… or the rest of a list of units, which ends in a separator (市规划局、)."""

MOSTLY = 0.7
"""Stops at the end of a text for each list of units, from which a content without one has been cut."""
MOST_LEVELS = 5
"""Levels of heading numbers in one table."""

SpansWord = Callable[[str, str], bool]
"""Given the end of one text and the beginning of the next, whether a word goes over the joint."""


@dataclass(frozen=True, slots=True)
class Flattened:
    """A table found in running text: the places of its first and last paragraph, and its rows."""

    first: int
    last: int
    rows: tuple[Row, ...]


class _Cell:
    """One paragraph below a header, and what it looks like."""

    def __init__(self, text: Passage, judge: Judge) -> None:
        self.text = text
        self.words = text.text
        self._judge = judge
        number = number_at(self.words)
        self.level = number.level if number else None

    @cached_property
    def names_units(self) -> bool:
        words = self.words
        if SAME_AS_ABOVE.fullmatch(words):
            return True
        if self.level is not None or len(words) > LONGEST_UNITS or "。" in words[:-1] or not looks_like_units(words):
            return False
        verdict = self._judge(f"责任单位：{words}", TRAILING)
        return verdict.units > 0 and (verdict.sure or len(words) <= SHORT)

    @cached_property
    def is_nothing(self) -> bool:
        return self.words.strip("（）()") in NOTHING

    @cached_property
    def is_heading(self) -> bool:
        limit = SHORT if self.level is None else LONGEST_HEADING
        return len(self.words) <= limit and self.words[-1] not in "。；;" and not self.is_serial

    @cached_property
    def is_serial(self) -> bool:
        return SERIAL.fullmatch(self.words) is not None

    @cached_property
    def is_limit(self) -> bool:
        """Say whether the text is nothing but a day, a month or a span of them."""
        return len(self.words) <= SHORT and LIMIT.fullmatch(self.words) is not None

    @cached_property
    def is_time(self) -> bool:
        return len(self.words) <= SHORT and TIME.search(self.words) is not None and not self.names_units


@dataclass(frozen=True)
class _Columns:
    """The columns of a table.

    levels: for each heading column the level of its numbers; empty if its cells have none
    """

    header: tuple[Passage, ...]
    words: tuple[HeaderWord, ...]
    levels: dict[int, float]

    @cached_property
    def fields(self) -> tuple[str, ...]:
        return tuple(word.field for word in self.words)

    @cached_property
    def work(self) -> int:
        return work_index(self.fields)

    @cached_property
    def headings(self) -> tuple[int, ...]:
        return tuple(index for index, name in enumerate(self.fields) if name in ("goal", "task") and index != self.work)

    @cached_property
    def units(self) -> tuple[int, ...]:
        return tuple(index for index, name in enumerate(self.fields) if name == "units")

    def cost_of(self, column: int, cell: _Cell) -> float:
        """Say what it costs to take a text for a cell of this column."""
        name = self.fields[column]
        if cell.is_nothing:
            return UNLIKELY if column == self.work or column in self.headings or name == "serial" else 0.0
        if column == self.work:
            return self._cost_as_work(cell)
        if name == "serial":
            return 0.0 if cell.is_serial else NEVER
        if name == "units":
            return 0.0 if cell.names_units else NEVER
        if column in self.headings:
            if not cell.is_heading or cell.names_units:
                return UNLIKELY + len(cell.words) / 10
            if self.levels:
                return 0.0 if cell.level == self.levels[column] else UNLIKELY if cell.level is not None else ODD
            return 0.5 if cell.level is None else ODD
        if name in ("deadline", "target"):
            return 0.0 if cell.is_time else UNLIKELY
        return 1.0 if len(cell.words) <= SHORT and not cell.names_units else ODD + len(cell.words) / 10

    def _cost_as_work(self, cell: _Cell) -> float:
        if cell.is_serial:
            return UNLIKELY
        if cell.names_units:
            return ODD + RARE
        if cell.level is not None and cell.level in self.levels.values() and cell.is_heading:
            return UNLIKELY
        return 0.0 if len(cell.words) > SHORT or cell.words[-1] in "。；;" else RARE

    def lacks(self, first: int, stop: int) -> float:
        """Say what it costs a row to lack these columns; below a new goal a new task is due."""
        cost = sum(
            ODD if index == self.work else LACKS.get(self.fields[index], LACKS_OTHER) for index in range(first, stop)
        )
        return cost + RARE * sum(
            index - 1 in self.headings and first == index for index in self.headings if index < stop
        )

    def cost_of_section(self, cell: _Cell) -> float:
        """Say what it costs to take a text for a section title over all columns."""
        if not cell.is_heading or cell.names_units or cell.level in self.levels.values():
            return NEVER
        if cell.level is None:
            return ODD
        return NEW_ROW if self.levels and cell.level < min(self.levels.values()) else RARE


def find_flattened(paragraphs: Sequence[Paragraph], judge: Judge, spans_word: SpansWord) -> list[Flattened]:
    """Find the tables of a document that reach us as one cell a paragraph."""
    found: list[Flattened] = []
    place = 0
    while place < len(paragraphs):
        width = _header_at(paragraphs, place)
        if not width:
            place += 1
            continue
        end, cells = _cells_below(paragraphs, place, width, judge)
        rows = _read_cells([paragraph.text for paragraph in paragraphs[place : place + width]], cells, spans_word)
        if rows:
            found.append(Flattened(place, end - 1, tuple(rows)))
        place = max(end, place + width)
    return found


def _header_at(paragraphs: Sequence[Paragraph], place: int) -> int:
    """Count the header words that stand here, one a paragraph; 0 if they are none of a task table."""
    fields: list[str] = []
    for paragraph in paragraphs[place : place + 12]:
        text = paragraph.text.text
        word = read_header(text) if len(text) <= SHORT else None
        # （一）重点任务 is the first heading below the header, and 重点任务 in it no header word.
        if word is None or paragraph.rows != paragraphs[place].rows or number_at(text) is not None:
            break
        fields.append(word.field)
    if len(fields) >= FEWEST_COLUMNS and "units" in fields and WORK_FIELDS & set(fields):
        return len(fields)
    return 0


def _cells_below(paragraphs: Sequence[Paragraph], place: int, width: int, judge: Judge) -> tuple[int, list[_Cell]]:
    """Take the paragraphs below a header; gives the place behind the table."""
    header = [paragraph.text.text for paragraph in paragraphs[place : place + width]]
    has_serials = any((word := read_header(text)) and word.field == "serial" for text in header)
    cells: list[_Cell] = []
    at = place + width
    while at < len(paragraphs) and len(cells) < MOST_CELLS:
        text = paragraphs[at].text
        if paragraphs[at].rows != paragraphs[place].rows or _ends_table(text, judge):
            break
        after = paragraphs[at + 1].text.text if at + 1 < len(paragraphs) else ""
        if END_OF_TEXT.search(after) and cells and cells[-1].names_units and looks_like_units(text.text):
            break  # who signs, above the day
        if _header_at(paragraphs, at):
            if [each.text.text for each in paragraphs[at : at + width]] != header:
                break
            at += width  # printed again on the next page
            continue
        if has_serials or not PAGE_NUMBER.fullmatch(text.text):
            cells.append(_Cell(text, judge))
        at += 1
    return at, cells


def _ends_table(text: Passage, judge: Judge) -> bool:
    """Say whether a paragraph is none of the table's cells: what frames a page, the end of a notice, assigned text."""
    words = text.text
    if is_foot(words) or is_record(words) or FILE.fullmatch(words) or END_OF_TEXT.search(words) or words[-1] in "：:":
        return True
    number = number_at(words)
    start = number.end if number else 0
    if any(mark in words for mark in "：:") and label_line(text[start:].spaced, judge, numbered=number is not None):
        return True
    return any(not closing.weak for closing in closings_of(text, start, judge))


def _read_cells(header: Sequence[Passage], cells: list[_Cell], spans_word: SpansWord) -> list[Row]:
    """Read the cells of a table by both guesses: that the numbers are of its heading columns, and that they are not."""
    words = tuple(word for text in header if (word := read_header(text.text)))
    plain = _Columns(tuple(header), words, {})
    numbered = {each.level for each in cells if each.level is not None and each.is_heading and not each.names_units}
    guesses = [plain]
    if plain.headings:
        for levels in combinations(sorted(numbered)[:MOST_LEVELS], len(plain.headings)):
            guesses.append(_Columns(tuple(header), words, dict(zip(plain.headings, levels, strict=True))))
    best = min(((*_cheapest(columns, cells, spans_word), columns) for columns in guesses), key=lambda each: each[0])
    return _rows_of(best[2], cells, best[1])


def _cheapest(columns: _Columns, cells: Sequence[_Cell], spans_word: SpansWord) -> tuple[float, list[int]]:
    """Find the cheapest way through the columns: its cost, and for each cell its column, SECTION or REST."""
    width = len(columns.fields)
    # All that counts of the way so far is the column that was filled last; a section title fills the row.
    costs = {width: 0.0}
    lists = sum(cell.names_units for cell in cells)
    stops = sum(cell.words[-1] in STOPS for cell in cells) > MOSTLY * lists
    steps: list[dict[int, tuple[int, int]]] = []
    for place, cell in enumerate(cells):
        prices = [columns.cost_of(column, cell) for column in range(width)]
        as_section = columns.cost_of_section(cell)
        as_rest = 0.0 if _looks_like_rest(columns, cells, place, spans_word, stops) else UNLIKELY
        offers: list[tuple[float, int, int, int]] = []
        for before, cost in costs.items():
            end_of_row = cost + columns.lacks(before + 1, width)
            offers.append((end_of_row + as_section, width, before, SECTION))
            if columns.work <= before < width:
                offers.append((cost + as_rest, before, before, REST))
            if before in columns.units and cell.names_units and place and cells[place - 1].names_units:
                goes_on = cells[place - 1].words[-1] in SEPARATORS
                if goes_on or len(columns.units) == 1:
                    offers.append((cost + (0.0 if goes_on else LACKS_OTHER), before, before, MORE_UNITS))
            for column, price in enumerate(prices):
                if column > before:
                    offers.append((cost + price + columns.lacks(before + 1, column), column, before, column))
                else:
                    new_row = end_of_row + NEW_ROW + columns.lacks(0, column)
                    offers.append((new_row + price, column, before, column))
        costs, step = {}, {}
        for price, state, before, taken in sorted(offers, reverse=True):
            costs[state], step[state] = price, (before, taken)  # the cheapest comes last
        steps.append(step)
    ends = {state: cost + columns.lacks(state + 1, width) for state, cost in costs.items()}
    state = min(ends, key=lambda each: (ends[each], each))
    total = ends[state]
    way: list[int] = []
    for step in reversed(steps):
        state, taken = step[state]
        way.append(taken)
    return total, way[::-1]


def _looks_like_rest(columns: _Columns, cells: Sequence[_Cell], place: int, spans_word: SpansWord, stops: bool) -> bool:
    """Say whether a text is the rest of the content above it, behind whose first part a page or line ended.

    stops: the contents of this table end with a stop
    """
    cell = cells[place]
    if cell.level is not None or cell.names_units or cell.is_serial:
        return False
    nearby = cells[max(0, place - len(columns.fields)) : place][::-1]
    above = next((each for each in nearby if not (each.names_units or each.is_serial or each.is_limit)), None)
    if above is None or (above.is_heading and len(above.words) <= SHORT and above.level is not None):
        return False
    words = above.words
    if words[-1] in CANNOT_END or cell.words[0] in CANNOT_BEGIN or has_open_bracket(words):
        return True
    if words[-1] in STOPS or len(words) <= SHORT / 2:
        return False
    return (stops and cell.words[-1] in STOPS and len(words) > SHORT) or spans_word(words, cell.words)


def _rows_of(columns: _Columns, cells: Sequence[_Cell], way: Sequence[int]) -> list[Row]:
    """Build the rows of a table from the columns of its cells; merged cells are carried down."""
    width = len(columns.fields)
    rows: list[Row] = []
    texts: list[Passage] = [Passage()] * width
    inferred = [False] * width
    sections: tuple[Passage, ...] = ()
    last = width

    def finish() -> None:
        if texts[columns.work] or any(texts[index] and not inferred[index] for index in columns.units):
            rows.append(_row(columns, texts, inferred, sections))

    for cell, taken in zip(cells, way, strict=True):
        if taken == REST:
            texts[columns.work] = join_passages(texts[columns.work], cell.text)
            continue
        if taken == MORE_UNITS:
            goes_on = texts[last].text[-1:] in SEPARATORS
            texts[last] = join_passages(texts[last], cell.text, "" if goes_on else "\n")
            continue
        if taken == SECTION:
            finish()
            sections = _sections_with(sections, cell)
            texts, inferred, last = [Passage()] * width, [False] * width, width
            continue
        if taken <= last:
            finish()
            texts, inferred = _carried_down(columns, texts, taken)
        if taken in columns.units:
            _drop_carried(columns, texts, inferred)
        above = rows[-1].cells[taken] if rows else Passage()
        texts[taken] = above if SAME_AS_ABOVE.fullmatch(cell.words) else Passage() if cell.is_nothing else cell.text
        inferred[taken] = False
        last = taken
    finish()
    return rows


def _carried_down(columns: _Columns, texts: Sequence[Passage], column: int) -> tuple[list[Passage], list[bool]]:
    """Begin a row whose first cell stands in this column: headings to the left of it and units are merged."""
    fresh, inferred = [Passage()] * len(texts), [False] * len(texts)
    for index in columns.headings:
        if index < column:
            fresh[index] = texts[index]
    for index in columns.units:
        fresh[index], inferred[index] = texts[index], bool(texts[index])
    return fresh, inferred


def _drop_carried(columns: _Columns, texts: list[Passage], inferred: list[bool]) -> None:
    """Empty the unit cells carried down from above: where one column of a row has units of its own, a blank is one."""
    for index in columns.units:
        if inferred[index]:
            texts[index], inferred[index] = Passage(), False


def _sections_with(sections: tuple[Passage, ...], cell: _Cell) -> tuple[Passage, ...]:
    """Put a section title below those of a higher level, in place of the others."""
    kept = []
    for above in sections:
        number = number_at(above.text)
        if number is not None and cell.level is not None and number.level < cell.level:
            kept.append(above)
    return (*kept, cell.text)


def _row(columns: _Columns, texts: Sequence[Passage], inferred: Sequence[bool], sections: tuple[Passage, ...]) -> Row:
    return Row(
        table=0,
        header=tuple("".join(text.text.split()) for text in columns.header),
        header_cells=columns.header,
        fields=columns.fields,
        roles=tuple(word.role for word in columns.words),
        cells=tuple(texts),
        inferred=tuple(inferred),
        sections=sections,
    )
