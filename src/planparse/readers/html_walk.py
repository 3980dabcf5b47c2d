"""The elements of a page become paragraphs and tables, as a browser would set them (网页正文流).

In goes the tree of elements; out come its blocks in reading order and the outline of the elements they stand in. One
walk does it, without recursion, for pages may be nested a thousand deep. Each element is judged by what tags,
attributes and style sheets say of it; what is not shown is left out, but its size is noted.

Source: HTML Living Standard, 15.3 (how elements are shown).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from planparse.model.document import PLAIN, Style
from planparse.readers.charset import clean
from planparse.readers.flow import Strip
from planparse.readers.html_blocks import (
    BLOCKS,
    CHROME_TAGS,
    WORD,
    Block,
    Cell,
    Outline,
    Paragraph,
    Row,
    Table,
    paragraphs,
    tags,
)
from planparse.readers.html_lists import Counter, counter_of
from planparse.readers.html_marks import name_kinds
from planparse.readers.html_sheets import StyleSheets
from planparse.readers.html_styles import SILENT, Css, Look, css_of, look_of
from planparse.readers.html_tables import settle, span
from planparse.readers.html_tree import SPACE

DEEPEST_TABLES = 32
"""Tables inside of tables; portals nest six. Deeper ones are read as paragraphs."""

NO_TEXT = tags(
    "script style noscript template iframe object embed applet svg math canvas audio video map select option datalist",
    "button textarea input head title meta link rp noframes frameset",
)
"""Elements whose content is not shown, or is no text of the page."""

CHINESE = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]")


class Walk:
    """One walk over the elements of a page.

    blocks, outline: what it has found
    controls: characters left out that no reader could see
    hidden, hidden_marks: the element with most words of all that are not shown, and how many they are
    hidden_by_sheets: how many words style sheets hide
    """

    def __init__(
        self, root: etree._Element, strip: Strip, *, shown: etree._Element | None = None, sheets_hide: bool = True
    ) -> None:
        """Walk over all elements.

        shown: an element that is read although it is not shown; sheets_hide: what style sheets hide is left out
        """
        self.blocks: list[Block] = []
        self.outline = Outline()
        self.controls = 0
        self.hidden: etree._Element | None = None
        self.hidden_marks = 0
        self.hidden_by_sheets = 0
        self._strip = strip
        self._shown = shown
        self._sheets = StyleSheets()
        self._sheets_hide = sheets_hide
        self._open: list[int] = []
        self._looks: list[Look] = [Look()]
        self._sinks: list[list[Block]] = [self.blocks]  # where the next paragraph goes: the page, a table, a cell
        self._tables: list[Table] = []
        self._too_deep = 0
        self._lists: list[Counter] = []
        self._marker = ""
        self._runs: list[tuple[str, Look]] = []
        self._owner = 0
        self._run(root)

    def _run(self, root: etree._Element) -> None:
        walk = etree.iterwalk(root, events=("start", "end"))
        endings: list[str | None] = []
        for event, element in walk:
            if event == "start":
                ending = self._enter(element)
                endings.append(ending)
                if ending is None:
                    walk.skip_subtree()
                elif element.text:
                    self._text(element.text)
            else:
                ending = endings.pop()
                if ending is not None:
                    self._leave(ending)
                if element.tail and endings:
                    self._text(element.tail)
        self._flush()

    def _enter(self, element: etree._Element) -> str | None:
        """Begin an element; give what `_leave` must do at its end, None if it holds no text."""
        tag = element.tag
        if tag in NO_TEXT:
            if tag in ("head", "style"):
                for sheet in (element,) if tag == "style" else element.iterchildren("style"):
                    self._sheets.add(sheet)
            return None
        css = self._css(element, tag)
        if css is None:
            return None
        if tag == "br":
            self._flush()
            return None
        block = tag in BLOCKS or css.block
        if block:
            self._flush()
        number = self.outline.begin(tag, self._open[-1] if self._open else -1)
        self._open.append(number)
        self._looks.append(look_of(element, tag, css, self._looks[-1]))
        if element.attrib:
            for name in (element.get("id") or "", *(element.get("class") or "").split()):
                if name in name_kinds():
                    self.outline.names.append((number, name, name_kinds()[name]))
        if tag in CHROME_TAGS:
            self.outline.names.append((number, tag, "chrome"))
        return self._enter_part(element, tag, css) or ("block" if block else "inline")

    def _css(self, element: etree._Element, tag: str) -> Css | None:
        """What sheets and its own `style` say of an element; None if it is not shown."""
        said, hidden = self._sheets.said_of(element, tag)
        css = css_of(said + (element.get("style") or "")) if said or element.attrib else SILENT
        by_itself = css.hidden or "hidden" in element.attrib
        if element is self._shown or not (by_itself or (hidden and self._sheets_hide)):
            return css
        marks = _marks_in(element)
        if not by_itself:
            self.hidden_by_sheets += marks
        if marks > self.hidden_marks:
            self.hidden_marks, self.hidden = marks, element
        return None

    def _enter_part(self, element: etree._Element, tag: str, css: Css) -> str | None:
        """Begin what is more than a paragraph: a table, its rows and cells, a list and its items."""
        if tag == "table":
            return self._enter_table(element, css)
        if tag in ("ol", "ul"):
            self._lists.append(counter_of(element, tag, css))
            return "list"
        if tag == "li":
            self._marker = self._lists[-1].marker(element, css) if self._lists else ""
            return "item"
        if self._tables and not self._too_deep:
            table = self._tables[-1]
            if tag in ("thead", "tbody", "tfoot"):
                table.groups += 1
                table.kind = tag
            elif tag == "tr":
                table.rows.append(Row(table.groups, table.kind))
            elif tag in ("td", "th"):
                if not table.rows:
                    table.rows.append(Row(table.groups, table.kind))
                cell = Cell(span(element, "rowspan"), span(element, "colspan"), tag == "th", css.bordered)
                table.rows[-1].cells.append(cell)
                self._sinks.append(cell.blocks)
                return "cell"
        return None

    def _enter_table(self, element: etree._Element, css: Css) -> str:
        if len(self._tables) >= DEEPEST_TABLES:
            self._too_deep += 1
            self._strip.warn("deep_nesting", "tables are nested too deeply; the innermost were read as paragraphs")
            return "deep table"
        bordered = css.bordered or element.get("border", "0").strip() != "0"
        table = Table(self._open[-1], bordered, element.get("role") in ("presentation", "none"))
        self._tables.append(table)
        self._sinks.append(table.strays)
        return "table"

    def _leave(self, ending: str) -> None:
        """End an element."""
        if ending != "inline":
            self._flush()
        self._looks.pop()
        self.outline.end(self._open.pop())
        if ending == "table":
            self._sinks.pop()
            self._leave_table(self._tables.pop())
        elif ending == "deep table":
            self._too_deep -= 1
        elif ending == "cell":
            self._sinks.pop()
        elif ending == "list":
            self._lists.pop()
        elif ending == "item":
            self._marker = ""

    def _leave_table(self, table: Table) -> None:
        """Hand a table on: what stands in no cell, then the table, or its paragraphs if it only lays out the page."""
        for row in table.rows:
            for cell in row.cells:
                cell.marks = sum(block.marks for block in paragraphs(cell.blocks))
        if self._tables:
            self._tables[-1].nested += sum(cell.marks for row in table.rows for cell in row.cells)
        settled = settle(table, self._strip)
        if table.placed:
            self.outline.data_tables.append(table.owner)
        self._sinks[-1] += table.strays + settled

    def _text(self, text: str) -> None:
        look = self._looks[-1]
        if look.lines and "\n" in text:
            first, *others = text.split("\n")
            self._add(first, look)
            for other in others:
                self._flush()
                self._add(other, look)
        else:
            self._add(text, look)

    def _add(self, text: str, look: Look) -> None:
        """Add to the paragraph, or begin one; white space begins none."""
        if not self._runs:
            if text.isspace() and text.isascii():
                return
            self._owner = self._open[-1]
        self._runs.append((text, look))

    def _flush(self) -> None:
        """End the paragraph, if one has begun."""
        if not self._runs:
            return
        runs, self._runs = self._runs, []
        joined = "".join(text for text, _ in runs)
        kept, dropped = clean(joined)
        if kept != joined:
            self.controls += dropped
            runs = [(clean(text)[0], look) for text, look in runs]
        text = SPACE.sub(" ", kept).strip(" ")
        if not text or text.isspace():
            return
        marker, self._marker = self._marker, ""
        self._sinks[-1].append(_paragraph(text, self._owner, runs, marker))


def _paragraph(text: str, owner: int, runs: list[tuple[str, Look]], marker: str) -> Paragraph:
    """Make a paragraph of its runs, some of which have words."""
    parts: list[tuple[int, bool, str | None]] = []
    sizes: dict[float | None, int] = {}
    marks = linked = 0
    first: Look | None = None
    for part, look in runs:
        count = len("".join(part.split()))
        if not count:
            continue
        first = first or look
        marks += count
        linked += count if look.linked else 0
        sizes[look.size] = sizes.get(look.size, 0) + count
        # Digits and Latin letters are set in a font of their own in every Word page; that sets nothing apart.
        font = look.font or "" if CHINESE.search(part) else None
        if parts and parts[-1][1] == look.bold and (font is None or parts[-1][2] in (None, font)):
            parts[-1] = (parts[-1][0] + count, look.bold, parts[-1][2] if font is None else font)
        else:
            parts.append((count, look.bold, font))
    style = PLAIN
    size = max(sizes, key=lambda each: sizes[each])
    bold = all(part[1] for part in parts)
    if first and (size or bold or first.align or first.heading):
        style = Style(size=size, bold=bold, align=first.align, heading=first.heading)
    if len(parts) == 1 or not WORD.search("".join(text.split())[parts[0][0] :]):
        parts = []  # all looks alike, or only a full stop looks different
    return Paragraph(text, owner, style, marks, linked, parts, marker)


def _marks_in(element: etree._Element) -> int:
    """How many characters an element that is not shown would show, links left out."""
    return sum(len("".join(text.split())) for text in _texts_in(element))


def _texts_in(element: etree._Element) -> Iterator[str]:
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, each in walk:
        if event == "start":
            if each.tag in NO_TEXT or each.tag == "a":
                walk.skip_subtree()
            elif each.text:
                yield each.text
        elif each.tail and each is not element:
            yield each.tail
