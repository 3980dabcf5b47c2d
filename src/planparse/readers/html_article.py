"""Which part of a page is the article, and what stands around it (正文与页面框架).

In go the blocks of a page and the outline of its elements; out comes an `Article`, which says of each block whether
it belongs to it. The article is the smallest element that holds nearly all of the page's sentences, links not
counted. What stands around it is kept and marked `outside`, for the metadata box (索引号、发文字号) often does; bare
navigation is dropped. In doubt more is taken, not less, since text wrongly left outside is lost for the user.

Source: the names that portals give their articles, in `lexicon/data/article_marks.csv`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from planparse.readers.html_blocks import (
    BLOCKS,
    CHROME_TAGS,
    LINKED,
    WORD,
    Block,
    Outline,
    Paragraph,
    Table,
    paragraphs,
    tags,
)
from planparse.readers.html_labels import begins_with_label
from planparse.readers.html_marks import chrome_words, marks

ARTICLE_SHARE = 0.85
"""Share of the page's sentences that an element must hold to be the article, if nothing else speaks for it."""

MARKED_SHARE = {"body": 0.5, "wrapper": 0.7}
"""The same for elements that bear a known name, by its kind; a foot or a list of news may outweigh a short notice."""

MARKED_PART = 0.05
"""Share of the page's sentences that one of several elements of a known name must hold to count among them."""

LOST_CHARS = 80
"""Characters of plain sentences that may stay outside of an article found by its share alone: a line of the foot."""

LOST_SHARE = 0.02
"""The same as a share of the page, for long pages."""

CHROME_SHARE = 0.2
"""An element called `nav` or `footer` that holds more of the page's sentences than this is neither."""

CHROME_CHARS = 60
"""Characters of a line that the path, the buttons or the foot of a page may have."""

FRAGMENT = 12
"""Characters below which a paragraph without a mark of punctuation is a button or a date rather than a sentence."""

FRAGMENT_WEIGHT = 0.3
"""What characters of such a paragraph count; nothing would lose the short items of a plan."""

NOT_MISSED = 20
"""Characters below which nobody would miss a paragraph, if it is no heading."""

SHORTEST_TITLE = 6
"""Characters of a title or a line of one: 工作要点通知."""

LONGEST_TITLE = 300
"""Characters of the `title` of a page that are compared with its headings."""

TITLE_WITHIN = 30
"""Paragraphs before the article among which its title is looked for; a menu may stand between."""

HEADING_WITHIN = 8
"""The same for a heading that only stands there, and is not the title that the page gives itself."""

TITLE_LINES = 4
"""Lines over which a title may be broken."""

TOP = 10
"""Paragraphs of the article that may hold its own title."""

HOLDERS = tags("html body div td section article main center form span font blockquote pre fieldset")
"""Elements that an article may be; those that no browser knows (`ucapcontent`) may be as well."""

SENTENCE = re.compile("[，。；！？]")
ANNEX = re.compile(r"(?:相关)?附\s*件")
DOCUMENT_NUMBER = re.compile(r"[^，。；：:]{1,15}[〔\[（(【]\s*(?:19|20)\d\d\s*[〕\]）)】]\s*第?\s*\d+\s*号")
TITLE_PARTS = re.compile(r"[_|\-—–]")


@dataclass(frozen=True, slots=True)
class Article:
    """Which blocks of a page are its article.

    first, last: numbers of its elements, in the outline of the page
    extra: paragraphs beside it that belong to it, by identity
    chrome: numbers of the elements of navigation and foot
    """

    first: int
    last: int
    extra: frozenset[int]
    chrome: frozenset[int]

    def has(self, block: Block) -> bool:
        """True for what belongs to the article."""
        if isinstance(block, Table):
            return self.first <= block.owner <= self.last
        if id(block) in self.extra:
            return True
        if block.boxed or not self.first <= block.owner <= self.last:
            return False
        return block.owner not in self.chrome and not _is_chrome(block)

    def is_kept_beside(self, block: Paragraph) -> bool:
        """True for what stands outside and is no navigation."""
        if block.boxed or begins_with_label(block.text):
            return True
        return block.owner not in self.chrome and not block.is_links and bool(WORD.search(block.text))


def find_article(blocks: Sequence[Block], outline: Outline, title: str | None) -> Article:
    """Find the article of a page.

    blocks: with labels joined to their values; title: that the page gives itself
    """
    search = _Search(blocks, outline, title)
    chrome = search.chrome()
    first, last = search.bounds(chrome)
    return Article(first, last, search.extra(first, last, chrome), chrome)


class _Search:
    """A page while its article is looked for.

    sentences: paragraphs that count as text of the page, with their characters that are no links
    """

    def __init__(self, blocks: Sequence[Block], outline: Outline, title: str | None) -> None:
        self.blocks = blocks
        self.outline = outline
        self.title = "".join((title or "").split())[:LONGEST_TITLE]
        self.title_parts = [part for part in TITLE_PARTS.split(self.title) if len(part) >= SHORTEST_TITLE]
        # The title and the line of dates often stand above the article, and must not pull it up to them.
        self.sentences = [
            (block, float(block.marks - block.linked))
            for block in paragraphs(blocks)
            if not block.boxed
            and not block.is_links
            and not _is_chrome(block)
            and not begins_with_label(block.text)
            and not self._names_page(block)
        ]

    def chrome(self) -> frozenset[int]:
        """Numbers of all elements inside navigation and feet, if those are not in truth the page."""
        outline = self.outline
        named = [(number, name) for number, name, kind in outline.names if kind == "chrome"]
        if not named:
            return frozenset()
        weights = self._weights()
        marks, linked, feet = (self._blank() for _ in range(3))
        for block in paragraphs(self.blocks):
            marks[block.owner] += block.marks
            linked[block.owner] += block.linked
            feet[block.owner] += _is_foot(block) or _is_chrome(block)
        for sums in (marks, linked, feet):
            outline.add_up(sums)
        inside: set[int] = set()
        for number, name in named:
            # A class is only a name: what is called `foot` may hold signature and date. A tag says what it is, but
            # the foot of an `article` is its own.
            sure = name in CHROME_TAGS and name == outline.tags[number] and not outline.is_within(number, "article")
            told = linked[number] > LINKED * marks[number] or feet[number]
            if number not in inside and (sure or told) and weights[number] <= CHROME_SHARE * weights[0]:
                inside.update(range(number, outline.last[number] + 1))
        return frozenset(inside)

    def bounds(self, chrome: frozenset[int]) -> tuple[int, int]:
        """Give the first and last number of the elements of the article."""
        outline = self.outline
        weights = self._weights(chrome)
        if not weights or not weights[0]:
            return 0, len(weights) - 1
        found = self._marked(weights)
        if found is None:
            found = self._smallest(weights, self._losses(chrome))
        return found, outline.last[found]

    def extra(self, first: int, last: int, chrome: frozenset[int]) -> frozenset[int]:
        """Paragraphs beside the article that belong to it: its title before it, its annexes after it."""
        plain = [block for block in self.blocks if isinstance(block, Paragraph)]
        within = [index for index, block in enumerate(plain) if first <= block.owner <= last]
        if not within:
            return frozenset()
        before = [block for block in plain[max(within[0] - TITLE_WITHIN, 0) : within[0]] if not block.boxed]
        extra = self._title_in(before, [plain[index] for index in within[:TOP]])
        for block in plain[within[-1] + 1 :]:
            if not ANNEX.match(block.text) or block.owner in chrome:
                break
            extra.append(block)
        return frozenset(map(id, extra))

    def _title_in(self, before: Sequence[Paragraph], top: Sequence[Paragraph]) -> list[Paragraph]:
        """The lines of the title, and the document number below it.

        before: paragraphs before the article; top: its first ones
        """
        named = [index for index, block in enumerate(before) if self._names_page(block)]
        # The article may bring the title itself; what it has of it may also be the title of its annex.
        own = "".join(block.words for block in top)
        titles = [index for index in named if before[index].words not in own]
        if not named and not any(map(self._names_page, top)):
            near = range(max(len(before) - HEADING_WITHIN, 0), len(before))
            titles = [index for index in near if _is_heading(before[index])][-1:]
        if not titles:
            return []
        numbers = [block for block in before[titles[-1] :] if DOCUMENT_NUMBER.fullmatch(block.text.strip())]
        return [before[index] for index in titles if index > titles[-1] - TITLE_LINES] + numbers

    def _marked(self, weights: list[float]) -> int | None:
        """The element that bears a known name; where several share one, the element around them all."""
        parent, last = self.outline.parent, self.outline.last
        for wanted in ("body", "wrapper"):
            by_name: dict[str, list[int]] = {}
            for number, name, kind in self.outline.names:
                if kind == wanted and weights[number] >= MARKED_PART * weights[0]:
                    of_name = by_name.setdefault(name, [])
                    if not of_name or number > last[of_name[-1]]:
                        of_name.append(number)
            for numbers in by_name.values():
                around = numbers[0]
                while last[around] < numbers[-1]:
                    around = parent[around]
                if weights[around] >= MARKED_SHARE[wanted] * weights[0]:
                    return around
        return None

    def _smallest(self, weights: list[float], losses: list[float]) -> int:
        """The smallest element that holds nearly all sentences, and leaves none outside that would be missed."""
        outline = self.outline
        allowed = max(LOST_CHARS, LOST_SHARE * losses[0])
        in_tables: set[int] = set()
        for number in outline.data_tables:
            in_tables.update(range(number, outline.last[number] + 1))
        found = 0
        # Those with so large a share contain one another, so the last one is the innermost.
        for number, weight in enumerate(weights):
            if (
                weight >= ARTICLE_SHARE * weights[0]
                and losses[0] - losses[number] <= allowed
                and number not in in_tables
                and (outline.tags[number] in HOLDERS or outline.tags[number] not in BLOCKS)
            ):
                found = number
        return found

    def _weights(self, chrome: frozenset[int] = frozenset()) -> list[float]:
        """How many characters of sentences each element holds, fragments counted less."""
        return self._summed(_weight, chrome)

    def _losses(self, chrome: frozenset[int]) -> list[float]:
        """How many characters of each element nobody would take for the furniture of a page."""
        return self._summed(_loss, chrome)

    def _summed(self, weigh: Callable[[Paragraph, float], float], chrome: frozenset[int]) -> list[float]:
        """What the paragraphs in each element weigh together, those in `chrome` left out."""
        sums = self._blank()
        for block, plain in self.sentences:
            if block.owner not in chrome:
                sums[block.owner] += weigh(block, plain)
        self.outline.add_up(sums)
        return sums

    def _blank(self) -> list[float]:
        return [0.0] * len(self.outline.tags)

    def _names_page(self, block: Paragraph) -> bool:
        """True if a paragraph is the title that the page gives itself, or a line of it."""
        words = block.words
        if len(words) < SHORTEST_TITLE or not self.title or block.linked * 2 > block.marks:
            return False
        shown = block.style.heading is not None or block.style.align == "center" or block.style.bold
        named = words in self.title and (shown or len(words) * 2 > len(self.title))
        named = named or (shown and any(part in words for part in self.title_parts))
        return named and not begins_with_label(block.text)


def _weight(block: Paragraph, plain: float) -> float:
    return plain * FRAGMENT_WEIGHT if plain < FRAGMENT and not SENTENCE.search(block.text) else plain


def _loss(block: Paragraph, plain: float) -> float:
    return 0 if _is_foot(block) or (plain < NOT_MISSED and not block.style.heading) else plain


def _is_heading(block: Paragraph) -> bool:
    """True for a heading that could be the title of a document, and leads nowhere else."""
    return (
        block.style.heading is not None
        and block.style.heading <= 3
        and block.marks >= SHORTEST_TITLE
        and not block.linked
    )


def _is_chrome(block: Paragraph) -> bool:
    """True for the path, the buttons and the foot of a page, which stand inside of many articles."""
    return block.marks <= CHROME_CHARS and block.words.lstrip("【[").startswith(chrome_words())


def _is_foot(block: Paragraph) -> bool:
    return any(word in block.text for word in marks("foot_word"))
