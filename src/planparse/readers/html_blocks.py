"""What a page is made of, between its elements and its lines: paragraphs, tables, the outline of its elements.

These values pass from the walk over a page (`html_walk`) to those who judge what it found: which tables hold data,
which paragraphs are labels, where the article is. They are filled while the page is read, and laid on the strip at
the end (`html`).

Source: HTML Living Standard, 15.3 (which elements are blocks).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from planparse.model.document import Style

LINKED = 0.6
"""Share of linked characters from which words are navigation."""

CHROME_TAGS = ("nav", "footer", "aside")
"""Elements that are navigation or a foot by their tag."""

WORD = re.compile("[0-9A-Za-z\u3400-\u9fff\U00020000-\U0003ffff]")
"""A character of a word; a text without one is punctuation or ornament."""


def tags(*lines: str) -> frozenset[str]:
    """The tags that some lines list."""
    return frozenset(tag for line in lines for tag in line.split())


BLOCKS = tags(
    "html body p div li ul ol dl dt dd h1 h2 h3 h4 h5 h6 table caption tr td th thead tbody tfoot section article main",
    "header footer nav aside center pre blockquote hr address figure figcaption fieldset form legend details summary",
    "dir menu hgroup xmp listing",
)
"""Elements that begin and end a paragraph."""


@dataclass(slots=True)
class Paragraph:
    """One paragraph before it is known whether it belongs to the article.

    owner: number of the element it begins in
    marks, linked: characters, white space not counted, and how many of them are links
    parts: characters that look alike, as (how many, bold, font); none if all of them do
    marker: the number or dot that a list sets before it
    boxed: it belongs to the metadata box
    """

    text: str
    owner: int
    style: Style
    marks: int
    linked: int
    parts: list[tuple[int, bool, str | None]] = field(default_factory=list)
    marker: str = ""
    boxed: bool = False

    @property
    def words(self) -> str:
        """The text without white space."""
        return "".join(self.text.split())

    @property
    def is_links(self) -> bool:
        """True if most of it is linked."""
        return self.linked > LINKED * self.marks


@dataclass(slots=True)
class Cell:
    """A cell of a table: its spans as declared (0 rows: down to the end of its group), and what stands in it."""

    row_span: int
    column_span: int
    header: bool
    bordered: bool
    blocks: list[Paragraph | Table] = field(default_factory=list)
    marks: int = 0


@dataclass(slots=True)
class Row:
    """A row of a table.

    group: number of its `tbody`, which no cell reaches out of; kind: thead, tbody or tfoot
    """

    group: int
    kind: str
    cells: list[Cell] = field(default_factory=list)


@dataclass(slots=True)
class Placed:
    """A cell and the fields it takes: row and column from 0."""

    row: int
    column: int
    row_span: int
    column_span: int
    cell: Cell


@dataclass(slots=True)
class Table:
    """A table while it is read; `placed` once it is known to hold data.

    owner: number of its element
    strays: what stands in it but in no cell, its caption among them
    groups, kind: of the row that comes next
    nested: characters of its cells that stand in tables of their own
    """

    owner: int
    bordered: bool
    presentation: bool
    rows: list[Row] = field(default_factory=list)
    strays: list[Paragraph | Table] = field(default_factory=list)
    groups: int = 0
    kind: str = "tbody"
    nested: int = 0
    placed: list[Placed] = field(default_factory=list)


Block = Paragraph | Table


@dataclass(slots=True)
class Outline:
    """The elements of a page that may hold text, numbered from 0 in the order in which they begin.

    parent, last: for each, the number of its parent (-1: none), and the highest number inside of it
    tags: of each
    names: (number, name, kind) of those with a known id, class or tag; kinds as in `html_marks.NAMES`
    data_tables: numbers of the tables that hold data
    """

    parent: list[int] = field(default_factory=list)
    last: list[int] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    names: list[tuple[int, str, str]] = field(default_factory=list)
    data_tables: list[int] = field(default_factory=list)

    def begin(self, tag: str, parent: int) -> int:
        """Number one more element."""
        self.parent.append(parent)
        self.last.append(len(self.tags))
        self.tags.append(tag)
        return len(self.tags) - 1

    def end(self, number: int) -> None:
        """No further element is inside of this one."""
        self.last[number] = len(self.tags) - 1

    def block_of(self, number: int) -> int:
        """The block that an inline element stands in."""
        while self.tags[number] not in BLOCKS and self.parent[number] >= 0:
            number = self.parent[number]
        return number

    def is_within(self, number: int, tag: str) -> bool:
        """True if the element, or one around it, has this tag."""
        while number >= 0 and self.tags[number] != tag:
            number = self.parent[number]
        return number >= 0

    def add_up(self, sums: list[float]) -> None:
        """Add what each element holds to all the elements around it."""
        for number in range(len(sums) - 1, 0, -1):
            sums[self.parent[number]] += sums[number]


def paragraphs(blocks: Iterable[Block]) -> Iterator[Paragraph]:
    """All paragraphs, those in tables of data too, in reading order."""
    stack = [iter(blocks)]
    while stack:
        block = next(stack[-1], None)
        if block is None:
            stack.pop()
        elif isinstance(block, Paragraph):
            yield block
        else:
            stack.append(iter([each for placed in block.placed for each in placed.cell.blocks]))
