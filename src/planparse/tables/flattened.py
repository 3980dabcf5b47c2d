"""Tables lost to plain text: header words, then one cell a paragraph (表格转文本).

Comes in: the paragraphs of a document. Goes out: for each such table its place and rows. The columns come one behind
the other; a merged cell stands once, where it begins, and the rows below it lack it. Two things need care. A unit cell
that covers several rows stands behind the first of them: it is carried down while no other one comes, and marked as
inferred. And where a page cut a row, its unit cell stands in the middle of its content: what follows is put back if the
first part cannot end where it does.

Which words name units and whether two pieces meet inside a word is for the language to say, which stands to the right
of this room: the caller hands in both. Source: 苏府办〔2017〕141号 as page text; DOMAIN 2.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from planparse.lexicon.headers import HeaderWord, read_header
from planparse.lexicon.organs import looks_like_units
from planparse.model.document import Paragraph, Passage, Row
from planparse.tables.headers import WORK_FIELDS, work_index
from planparse.tables.lines import PAGE_NUMBER, join_passages
from planparse.tables.numbering import number_at
from planparse.tables.pagebreak import has_open_bracket
from planparse.tables.prose import TRAILING, Judge

FEWEST_COLUMNS = 2
LONGEST_UNITS = 300
"""Characters of a unit cell."""

LONGEST_HEADING = 80
"""Characters of a goal or task cell; a longer text says what is to be done."""

SHORT = 40
"""Characters of a cell of any other column (完成时限, 备注)."""

SERIAL = re.compile(r"[(（]?(?:\d{1,3}|[一二三四五六七八九十]{1,4})[)）]?[.．、]?")
TIME = re.compile(r"\d|月|年|季度|长期|持续|适时|每")
CANNOT_END = "、，,：:（(《〈“‘【〔[—"
CANNOT_BEGIN = "、，,。；;：:）)》〉”’】〕]？！"
FOOTER = re.compile(
    r"扫一扫.*|.*\.(?:pdf|docx?|xlsx?|wps|rar|zip|ofd)|附件[:：\d].*|打印.{0,6}|关闭.{0,6}|相关.{2,6}|抄送.*|.*印发"
)
"""What ends a table: the foot of a page, the names of attached files."""

SpansWord = Callable[[str, str], bool]
"""Given the end of one text and the beginning of the next, whether a word goes over the joint."""


@dataclass(frozen=True, slots=True)
class Flattened:
    """A table found in running text: the places of its first and last paragraph, and its rows."""

    first: int
    last: int
    rows: tuple[Row, ...]


@dataclass(slots=True)
class _Cells:
    """One row while it is read: a text for each column, and which of them were carried down."""

    texts: list[Passage]
    inferred: list[bool]
    last: int = -1


@dataclass(slots=True)
class _Table:
    """A table while it is read.

    levels: for each heading column the level of the number that its first cell opens with, None without a number
    """

    header: list[Passage]
    words: list[HeaderWord]
    levels: dict[int, float | None] = field(default_factory=dict)
    rows: list[_Cells] = field(default_factory=list)

    @property
    def fields(self) -> tuple[str, ...]:
        return tuple(word.field for word in self.words)


def find_flattened(paragraphs: Sequence[Paragraph], judge: Judge, spans_word: SpansWord) -> list[Flattened]:
    """Find the tables of a document that reach us as one cell a paragraph."""
    found: list[Flattened] = []
    place = 0
    while place < len(paragraphs):
        width = _header_at(paragraphs, place)
        if not width:
            place += 1
            continue
        end, table = _read_table(paragraphs, place, width, judge, spans_word)
        if table.rows:
            found.append(Flattened(place, end - 1, tuple(_row_of(table, row, len(found)) for row in table.rows)))
        place = max(end, place + width)
    return found


def _header_at(paragraphs: Sequence[Paragraph], place: int) -> int:
    """Count the header words that stand here, one a paragraph; 0 if they are none of a task table."""
    fields: list[str] = []
    for paragraph in paragraphs[place : place + 12]:
        word = read_header(paragraph.text.text) if len(paragraph.text.text) <= SHORT else None
        if word is None or paragraph.rows != paragraphs[place].rows:
            break
        fields.append(word.field)
    if len(fields) >= FEWEST_COLUMNS and "units" in fields and WORK_FIELDS & set(fields):
        return len(fields)
    return 0


def _read_table(
    paragraphs: Sequence[Paragraph], place: int, width: int, judge: Judge, spans_word: SpansWord
) -> tuple[int, _Table]:
    """Read the cells below a header; gives the place behind the table."""
    header = [paragraph.text for paragraph in paragraphs[place : place + width]]
    words = [word for text in header if (word := read_header(text.text))]
    table = _Table(header, words)
    at = place + width
    while at < len(paragraphs):
        text = paragraphs[at].text
        if paragraphs[at].rows != paragraphs[place].rows or FOOTER.fullmatch(text.text):
            break
        again = _header_at(paragraphs, at)
        if again and [each.text.text for each in paragraphs[at : at + again]] == [each.text for each in header]:
            at += again  # printed again on the next page
            continue
        if again:
            break
        if PAGE_NUMBER.fullmatch(text.text) and "serial" not in table.fields:
            at += 1
            continue
        _take(table, text, judge, spans_word, paragraphs[at + 1 : at + 2])
        at += 1
    return at, table


def _take(table: _Table, text: Passage, judge: Judge, spans_word: SpansWord, following: Sequence[Paragraph]) -> None:
    """Put the text of a paragraph into the row it belongs to."""
    row = table.rows[-1] if table.rows else None
    column = _column_of(table, text, row, judge)
    work = work_index(table.fields)
    if (
        row is not None
        and column == work
        and row.texts[work]
        and _is_rest(table, row, text, judge, spans_word, following)
    ):
        row.texts[work] = join_passages(row.texts[work], text)
        return
    if row is None or column <= row.last or (column == work and row.texts[work]):
        row = _new_row(table, row, column)
        table.rows.append(row)
    row.texts[column] = text
    row.inferred[column] = False
    row.last = column


def _new_row(table: _Table, above: _Cells | None, column: int) -> _Cells:
    """Begin a row whose first cell stands in this column: what is to the left of it is merged with the row above."""
    width = len(table.fields)
    texts, inferred = [Passage()] * width, [False] * width
    if above is not None:
        for index, name in enumerate(table.fields):
            if index < column and name in ("goal", "task"):
                texts[index] = above.texts[index]
            elif name == "units":
                texts[index], inferred[index] = above.texts[index], bool(above.texts[index])
    return _Cells(texts, inferred)


def _column_of(table: _Table, text: Passage, row: _Cells | None, judge: Judge) -> int:
    """Say which column a text stands in: the next one that takes such texts."""
    width = len(table.fields)
    work: int = work_index(table.fields)
    done = row.last if row is not None else -1
    order = [*range(done + 1, width), *range(done + 1)]
    for column in order:
        if column != work and _takes(table, column, text, done, judge):
            return column
    return work


def _takes(table: _Table, column: int, text: Passage, done: int, judge: Judge) -> bool:
    """Say whether a column takes a text; the heading columns learn from their first cells what theirs look like."""
    name = table.fields[column]
    words = text.text
    if name == "serial":
        return SERIAL.fullmatch(words) is not None
    if name == "units":
        return len(words) <= LONGEST_UNITS and "。" not in words[:-1] and _names_units(words, judge)
    if name in ("goal", "task", "content"):
        if len(words) > LONGEST_HEADING or name == "content":
            return False
        number = number_at(words)
        level = number.level if number else None
        if column not in table.levels:
            expected = done + 1 == column or done == -1
            if expected:
                table.levels[column] = level
            return expected
        if level is None or table.levels[column] is None:
            # Without numbers, only the end of a row says that a heading may follow; contents are longer.
            return (
                table.levels[column] is None and level is None and done == len(table.fields) - 1 and len(words) <= SHORT
            )
        return level == table.levels[column]
    if name in ("deadline", "target"):
        return len(words) <= SHORT and done == column - 1 and TIME.search(words) is not None
    return len(words) <= SHORT and done == column - 1


def _names_units(words: str, judge: Judge) -> bool:
    verdict = judge(f"责任单位：{words}", TRAILING) if looks_like_units(words) else None
    return verdict is not None and verdict.units > 0 and (verdict.sure or len(words) <= SHORT)


def _is_rest(
    table: _Table,
    row: _Cells,
    text: Passage,
    judge: Judge,
    spans_word: SpansWord,
    following: Sequence[Paragraph],
) -> bool:
    """Say whether a text is the rest of the content above it, behind whose first part a page ended."""
    content = row.texts[work_index(table.fields)].text
    if number_at(text.text) is not None:
        return False
    cut = content[-1] in CANNOT_END or text.text[0] in CANNOT_BEGIN or has_open_bracket(content)
    if not cut:
        cut = content[-1] not in "。；;！？" and spans_word(content, text.text)
    if not cut:
        return False
    # A text with a unit cell of its own is a row of its own, unless the first part had none.
    has_units = any(row.texts[index] and not row.inferred[index] for index in _unit_columns(table))
    own = bool(following) and any(
        _takes(table, index, following[0].text, row.last, judge) for index in _unit_columns(table)
    )
    return not (has_units and own)


def _unit_columns(table: _Table) -> list[int]:
    return [index for index, name in enumerate(table.fields) if name == "units"]


def _row_of(table: _Table, row: _Cells, number: int) -> Row:
    return Row(
        table=number,
        header=tuple("".join(text.text.split()) for text in table.header),
        header_cells=tuple(table.header),
        fields=table.fields,
        roles=tuple(word.role for word in table.words),
        cells=tuple(row.texts),
        inferred=tuple(row.inferred),
    )
