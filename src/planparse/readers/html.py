"""Web pages become lines and grids: portal pages, saved articles, fragments (网页).

In go the bytes of one page; nothing else is ever fetched, and no script is run. Out come its lines and grids in
reading order, each line with its style and whether it stands outside of the article. The steps, a module each:

    bytes → html_tree → html_walk → html_labels → html_article → here
                        (html_styles, html_sheets, html_lists, html_tables)

Source: HTML Living Standard; each module names its chapters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from lxml import etree

from planparse.model.document import FlowText, Grid, Line
from planparse.readers.charset import control_warning, decode
from planparse.readers.flow import SourceCell, Strip, grid_of
from planparse.readers.html_article import Article, find_article
from planparse.readers.html_blocks import Block, Paragraph, Table, paragraphs
from planparse.readers.html_labels import labels_joined
from planparse.readers.html_tree import declared_charset, title_and_day, tree_of
from planparse.readers.html_walk import Walk

HIDDEN_ARTICLE = 200
"""Characters from which words that are not shown are read after all: all that style sheets hide, if together they are
so many; and a hidden element, if it outweighs besides all that is shown."""

NUMBERED = re.compile(
    r"\s*(?:[（(]?[0-9]{1,3}[）).、．]|[（(]?[一二三四五六七八九十百]{1,5}[）)、.．]|第[一二三四五六七八九十百0-9]+|[①-⑳●•·◆■])"
)
"""An item of a list that brings its own number gets no second one."""


def read_html(data: bytes, where: str) -> FlowText:
    """Read a web page as lines and grids.

    data: the whole page, or a part of one; where: the file, for errors
    Raises PageLimit for more text, or a larger table, than any plan has.
    """
    decoded = decode(data, declared_charset(data))
    strip = Strip(where, warnings=list(decoded.warnings))
    root = tree_of(decoded.text, strip)
    if root is None:
        return FlowText((), warnings=tuple(strip.warnings))
    walk = _walk(root, strip)
    title, published = title_and_day(root)
    blocks = labels_joined(walk.blocks, walk.outline)
    article = find_article(blocks, walk.outline, title)
    parts = tuple(_laid_out(blocks, article, strip))
    if walk.controls:
        warning = control_warning(walk.controls)
        strip.warn(warning.code, warning.message)
    return FlowText(parts, title, published, tuple(strip.warnings))


def _walk(root: etree._Element, strip: Strip) -> Walk:
    """Read what is shown, and what a script will show: nobody writes an article to hide it."""
    walk = Walk(root, strip)
    sheets_hide = walk.hidden_by_sheets < HIDDEN_ARTICLE
    if not sheets_hide:
        walk = Walk(root, strip, sheets_hide=False)
    if walk.hidden_marks >= max(HIDDEN_ARTICLE, sum(block.marks for block in paragraphs(walk.blocks))):
        return Walk(root, strip, shown=walk.hidden, sheets_hide=sheets_hide)
    return walk


def _laid_out(blocks: Sequence[Block], article: Article, strip: Strip) -> Iterator[Line | Grid]:
    """Lay the page on the strip, without its navigation."""
    page_font = _most_used_font(blocks)
    for block in blocks:
        inside = article.has(block)
        if isinstance(block, Table):
            grid = _grid(block, page_font, strip, inside)
            if grid:
                yield grid
        elif inside or article.is_kept_beside(block):
            yield from _lines(block, page_font, strip, inside)


def _grid(table: Table, page_font: str | None, strip: Strip, inside: bool) -> Grid | None:
    first = strip.paragraphs + 1
    cells = []
    for at in table.placed:
        lines = [line for block in paragraphs(at.cell.blocks) for line in _lines(block, page_font, strip, inside)]
        cells.append(SourceCell(at.row, at.column, at.row_span, at.column_span, tuple(lines)))
    return grid_of(cells, strip, first)


def _lines(block: Paragraph, page_font: str | None, strip: Strip, inside: bool) -> tuple[Line, ...]:
    style, text = block.style, block.text
    lead = _lead(block, page_font)
    if inside and block.marker and not NUMBERED.match(text):
        text = block.marker + text
        lead += len(block.marker.strip()) if lead else 0
    if lead or not inside:
        style = replace(style, lead=lead, outside=not inside)
    return strip.lines(text, style)


def _lead(block: Paragraph, page_font: str | None) -> int:
    """How many characters at the start are set apart from what follows, by weight or a font of their own."""
    if not block.parts:
        return 0
    count, bold, font = block.parts[0]
    if bold:
        ends = count
        for more, also_bold, _ in block.parts[1:]:
            if not also_bold:
                return ends
            ends += more
        return 0  # all bold, in several fonts
    # The words in the font of the whole page are not set apart; what follows them is (（责任单位：…） in 楷体).
    return count if font is not None and font != page_font and not block.parts[1][1] else 0


def _most_used_font(blocks: Sequence[Block]) -> str | None:
    used: dict[str | None, int] = {}
    for block in paragraphs(blocks):
        for count, _, font in block.parts:
            used[font] = used.get(font, 0) + count
    return max(used, key=lambda font: used[font]) if used else None
