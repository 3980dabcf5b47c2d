"""Web pages become lines and grids: portal pages, saved articles, fragments (网页).

In go the bytes of one page; nothing else is ever fetched, and no script is run. One walk over its elements lists
paragraphs and tables as a browser would set them; then the article is looked for: the smallest element that holds
nearly all of the page's sentences, links not counted. What stands around it is kept and marked `outside`, for the
metadata box (索引号、发文字号) often does; bare navigation is dropped. In doubt more is taken, not less, since text
wrongly left outside is lost for the user.

Source: HTML Living Standard, 4.9 (tables) and 15.3 (how elements are shown); the names that portals give their
articles and labels are in `lexicon/data/article_marks.csv`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from typing import NamedTuple

from lxml import etree

from planparse.lexicon.load import read_csv
from planparse.model.document import PLAIN, FlowText, Grid, Line, Style
from planparse.readers.charset import clean, control_warning, decode
from planparse.readers.flow import MOST_FIELDS, SourceCell, Strip, grid_of

DECLARED_WITHIN = 4096
"""Bytes in which a page may name its character set. Browsers look at 1024; old templates put scripts before it."""

ARTICLE_SHARE = 0.85
"""Share of the page's sentences that an element must hold to be the article, if nothing else speaks for it."""

MARKED_SHARE = {"body": 0.5, "wrapper": 0.7}
"""The same for elements that bear a known name, by its kind; a foot or a list of news may outweigh a short notice."""

LOST_CHARS = 80
"""Characters of plain sentences that may stay outside of an article found by its share alone: a line of the foot."""

LOST_SHARE = 0.02
"""The same as a share of the page, for long pages."""

LINKED = 0.6
"""Share of linked characters from which a paragraph outside of the article is navigation."""

CHROME_SHARE = 0.2
"""An element called `nav` or `footer` that holds more of the page's sentences than this is neither."""

HIDDEN_ARTICLE = 200
"""Characters from which a hidden element that outweighs all that is shown is read after all."""

WIDEST_SPAN = 1000
"""Columns that a cell may span by the standard (4.9.11); more is a mistake or malice."""

NARROW = 64
"""Columns a cell may span in any table; in tables with many cells a row, four times as many as those."""

DEEPEST_TABLES = 32
"""Tables inside of tables; portals nest six. Deeper ones are read as paragraphs."""

SHORT = 20
"""Characters of a header cell."""

LABEL = 12
"""Characters of a label such as 发文机关： that we do not know by name."""

VALUE = 300
"""Characters of the value beside a label; 标题 can be long."""

LONGEST_TITLE = 300
"""Characters of the `title` of a page that are compared with its headings."""

PIXEL = 0.75
"""Points in a CSS pixel."""

ROOT_SIZE = 12.0
"""Points of text whose size nobody sets, in browsers."""

FONT_SIZES = (7.5, 10.0, 12.0, 13.5, 18.0, 24.0, 36.0)
"""Points of `<font size=1>` to `<font size=7>`."""

SIZE_WORDS = dict(
    zip(
        ("xx-small", "x-small", "small", "medium", "large", "x-large", "xx-large"),
        (6.75, 7.5, 9.75, 12.0, 13.5, 18.0, 24.0),
        strict=True,
    )
)


def _tags(*names: str) -> frozenset[str]:
    return frozenset(tag for line in names for tag in line.split())


NO_TEXT = _tags(
    "script style noscript template iframe object embed applet svg math canvas audio video map select option datalist",
    "button textarea input head title meta link rp noframes frameset",
)
BLOCKS = _tags(
    "html body p div li ul ol dl dt dd h1 h2 h3 h4 h5 h6 table caption tr td th thead tbody tfoot section article main",
    "header footer nav aside center pre blockquote hr address figure figcaption fieldset form legend details summary",
    "dir menu hgroup xmp listing",
)
HEADINGS = {f"h{level}": level for level in range(1, 7)}
BOLD = frozenset(("b", "strong", "th", "h1", "h2", "h3", "h4", "h5", "h6"))
HOLDERS = _tags("html body div td section article main center form span font blockquote pre fieldset")
"""Elements that an article may be; those that no browser knows (`ucapcontent`) may be as well."""

KEPT_WHEN_DEEP = re.compile(
    r"<(?!/?(?:p|br|h[1-6]|table|thead|tbody|tfoot|tr|td|th|li|title|meta|script|style)\b|!)/?[a-z][^>]*>", re.I
)
KEPT_WHEN_VERY_DEEP = re.compile(r"<(?!/?(?:title|meta|script|style)\b|!)/?[a-z][^>]*>", re.I)

SPACE = re.compile("[ \t\n\r\f]+")
META_CHARSET = re.compile(rb"<meta\b[^>]*?\bcharset\s*=\s*[\"']?\s*([A-Za-z0-9_.:+-]+)", re.I)
XML_CHARSET = re.compile(rb"^\s*<\?xml\b[^>]*?\bencoding\s*=\s*[\"']([A-Za-z0-9_.:+-]+)", re.I)
COMMENT = re.compile(rb"<!--.*?-->", re.S)
HUGE_TAG = re.compile(r"<([A-Za-z][A-Za-z0-9:]*)[^<>]{20000,}>")
CLOSED_EARLY = re.compile(r"</(?:body|html)\s*>", re.I)
CHINESE = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]")
WORDS = re.compile("[0-9A-Za-z\u3400-\u9fff\U00020000-\U0003ffff]")
SENTENCE = re.compile("[，。；！？]")
ANNEX = re.compile(r"(?:相关)?附\s*件")
NUMBERED = re.compile(
    r"\s*(?:[（(]?[0-9]{1,3}[）).、．]|[（(]?[一二三四五六七八九十百]{1,5}[）)、.．]|第[一二三四五六七八九十百0-9]+|[①-⑳●•·◆■])"
)
DOCUMENT_NUMBER = re.compile(r"[^，。；：:]{1,15}[〔\[（(【]\s*(?:19|20)\d\d\s*[〕\]）)】]\s*第?\s*\d+\s*号")
LABELS = re.compile("([^\\s：:]{2,8})[：:]")
INTEGER = re.compile(r"\s*([+-]?\d{1,12})")
LENGTH = re.compile(r"([0-9]{0,6}\.?[0-9]{1,6})\s*(pt|px|em|rem|%|in|cm|mm|pc)")
SHORTHAND_FAMILY = re.compile(r"[0-9.]+(?:pt|px|em|rem|%)(?:\s*/\s*\S+)?\s+(.+)$")
HIDDEN = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse))", re.I)
NO_BORDER = re.compile(r"^\s*(?:none|hidden|0)", re.I)


class _Look(NamedTuple):
    """How characters are shown, as far as it is inherited."""

    bold: bool = False
    size: float | None = None
    font: str | None = None
    align: str | None = None
    heading: int | None = None
    linked: bool = False
    lines: bool = False  # line feeds of the source are shown (`pre`)


class _Css(NamedTuple):
    """What a `style` attribute says that matters to us; None where it says nothing."""

    bold: bool | None = None
    size: str | None = None
    font: str | None = None
    align: str | None = None
    lines: bool | None = None
    hidden: bool = False
    block: bool = False
    bordered: bool = False
    marker: str | None = None


@dataclass(slots=True)
class _Paragraph:
    """One paragraph before it is known whether it belongs to the article.

    owner: number of the element it begins in; parts: characters that look alike, as (how many, bold, font)
    marks, linked: characters, white space not counted, and how many of them are links
    """

    text: str
    owner: int
    style: Style
    marks: int
    linked: int
    parts: list[tuple[int, bool, str | None]] = field(default_factory=list)
    marker: str = ""
    boxed: bool = False


@dataclass(slots=True)
class _Cell:
    row_span: int
    column_span: int
    header: bool
    bordered: bool
    blocks: list[_Paragraph | _Table] = field(default_factory=list)
    marks: int = 0


@dataclass(slots=True)
class _Row:
    group: int
    kind: str
    cells: list[_Cell] = field(default_factory=list)


@dataclass(slots=True)
class _Table:
    """A table while it is read; `placed` once it is known to hold data.

    strays: what stands in it but in no cell, its caption among them
    """

    owner: int
    bordered: bool
    presentation: bool
    rows: list[_Row] = field(default_factory=list)
    strays: list[_Paragraph | _Table] = field(default_factory=list)
    groups: int = 0
    kind: str = "tbody"
    nested: int = 0
    placed: list[tuple[int, int, int, int, _Cell]] = field(default_factory=list)


@dataclass(slots=True)
class _List:
    """A list while it is read: the number of its next item, or None where dots are shown."""

    number: int | None
    step: int
    kind: str


_Block = _Paragraph | _Table


def read_html(data: bytes, where: str) -> FlowText:
    """Read a web page as lines and grids.

    data: the whole page, or a part of one; where: the file, for errors
    Raises PageLimit for more text, or a larger table, than any plan has.
    """
    decoded = decode(data, _declared(data))
    strip = Strip(where, warnings=list(decoded.warnings))
    root = _parse(decoded.text, strip)
    if root is None:
        return FlowText((), warnings=tuple(strip.warnings))
    walk = _Walk(strip)
    walk.run(root)
    if walk.hidden_most >= max(HIDDEN_ARTICLE, sum(block.marks for block in _paragraphs(walk.blocks))):
        shown = walk.hidden_element
        walk = _Walk(strip, shown)
        walk.run(root)
    title, published = _meta(root)
    page = _Page(walk, title)
    parts = tuple(page.parts(strip))
    if walk.controls:
        strip.warn(control_warning(walk.controls).code, control_warning(walk.controls).message)
    return FlowText(parts, title, published, tuple(strip.warnings))


# ---- bytes to elements


def _declared(data: bytes) -> str | None:
    """The character set that the page names, in an XML declaration or a `meta` element."""
    start = data[:DECLARED_WITHIN]
    found = XML_CHARSET.search(start.removeprefix(b"\xef\xbb\xbf")) or META_CHARSET.search(COMMENT.sub(b"", start))
    return found[1].decode("ascii") if found else None


def _parse(text: str, strip: Strip) -> etree._Element | None:
    """Build the tree of elements; None if there is nothing.

    libxml2 stops reading 2,048 elements deep, without an error. Such pages are read again without the elements
    that only wrap others.
    """
    # It also drops what follows </html>, where portals that are glued from parts keep half of their page.
    text = CLOSED_EARLY.sub("", text)
    # Pictures written into their own tag; and libxml2 compares each attribute of a tag with all others.
    text = HUGE_TAG.sub(r"<\1>", text)
    root, cut = _tree(text)
    if cut:
        strip.warn("deep_nesting", "elements are nested too deeply; most of them were put on one level")
        root, cut = _tree(KEPT_WHEN_DEEP.sub("<br>", text))
        if cut:
            root, cut = _tree(KEPT_WHEN_VERY_DEEP.sub("<br>", text))
    return root


def _tree(text: str) -> tuple[etree._Element | None, bool]:
    """Parse; say whether libxml2 stopped early."""
    parser = etree.HTMLParser(
        encoding="utf-8", huge_tree=True, no_network=True, remove_comments=True, remove_pis=True, recover=True
    )
    try:
        root = etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError:
        return None, False  # "Document is empty"; with recover=True, nothing else raises
    return root, any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log)


def _meta(root: etree._Element) -> tuple[str | None, str | None]:
    """What the page says of itself: title and day of publication, as they stand."""
    said: dict[str, str] = {}
    for element in root.iter("meta"):
        name = element.get("name") or element.get("property") or ""
        content = SPACE.sub(" ", clean(element.get("content") or "")[0]).strip()
        if content:
            said.setdefault(name.strip().lower(), content)
    titles = [said[name.lower()] for name in _marks("meta_title") if name.lower() in said]
    for element in root.iter("title"):
        titles.append(SPACE.sub(" ", clean(element.text or "")[0]).strip())
        break
    published = [said[name.lower()] for name in _marks("meta_published") if name.lower() in said]
    return next(filter(None, titles), None), next(iter(published), None)


@cache
def _marks(kind: str) -> tuple[str, ...]:
    """Words of one kind from `article_marks.csv`, in its order."""
    return tuple(row["mark"] for row in read_csv("article_marks") if row["kind"] == kind)


@cache
def _name_kinds() -> dict[str, str]:
    """Ids and classes that say what an element is."""
    return {
        row["mark"]: row["kind"] for row in read_csv("article_marks") if row["kind"] in ("body", "wrapper", "chrome")
    }


@cache
def _labels() -> frozenset[str]:
    return frozenset(_marks("label"))


# ---- elements to paragraphs and tables


class _Walk:
    """One walk over the elements of a page, without recursion: pages may be nested a thousand deep.

    parent, last: for each element by its number, its parent's number, and the highest number inside it
    names: numbers of elements with a known id or class, and the kind of it
    """

    def __init__(self, strip: Strip, shown: etree._Element | None = None) -> None:
        self.blocks: list[_Block] = []
        self.parent: list[int] = []
        self.last: list[int] = []
        self.tags: list[str] = []
        self.names: list[tuple[int, str, str]] = []
        self.data_tables: list[int] = []
        self.controls = 0
        self.hidden_most = 0
        self.hidden_element: etree._Element | None = None
        self._strip = strip
        self._shown = shown
        self._sinks: list[list[_Block]] = [self.blocks]
        self._tables: list[_Table] = []
        self._too_deep = 0
        self._lists: list[_List] = []
        self._open: list[int] = []
        self._looks: list[_Look] = [_Look()]
        self._runs: list[tuple[str, _Look]] = []
        self._owner = 0
        self._marker = ""

    def run(self, root: etree._Element) -> None:
        walk = etree.iterwalk(root, events=("start", "end"))
        closing: list[str | None] = []
        for event, element in walk:
            if event == "start":
                action = self._enter(element)
                closing.append(action)
                if action is None:
                    walk.skip_subtree()
                elif element.text:
                    self._text(element.text)
            else:
                action = closing.pop()
                if action is not None:
                    self._leave(action)
                if element.tail and closing:
                    self._text(element.tail)
        self._flush()

    def _enter(self, element: etree._Element) -> str | None:
        """Begin an element; give what its end must do, None if it holds no text."""
        tag = element.tag
        if tag in NO_TEXT:
            return None
        css = _css(element.get("style") or "") if element.attrib else _Css()
        if (css.hidden or "hidden" in element.attrib) and element is not self._shown:
            self._note_hidden(element)
            return None
        if tag == "br":
            self._flush()
            return None
        block = tag in BLOCKS or css.block
        if block:
            self._flush()
        number = len(self.parent)
        self.parent.append(self._open[-1] if self._open else -1)
        self.last.append(number)
        self.tags.append(tag)
        self._open.append(number)
        self._looks.append(self._look(element, tag, css))
        if element.attrib:
            for name in (element.get("id") or "", *(element.get("class") or "").split()):
                if name in _name_kinds():
                    self.names.append((number, name, _name_kinds()[name]))
        if tag in ("nav", "footer", "aside"):
            self.names.append((number, tag, "chrome"))
        return self._open_part(element, tag, css) or ("block" if block else "inline")

    def _open_part(self, element: etree._Element, tag: str, css: _Css) -> str | None:
        """Begin what is more than a paragraph: a table, its rows and cells, a list and its items."""
        if tag == "table" and len(self._tables) >= DEEPEST_TABLES:
            self._too_deep += 1
            self._strip.warn("deep_nesting", "tables are nested too deeply; the innermost were read as paragraphs")
            return "deep table"
        if tag == "table":
            bordered = css.bordered or (element.get("border") or "0").strip() not in ("", "0")
            table = _Table(self._open[-1], bordered, element.get("role") in ("presentation", "none"))
            self._tables.append(table)
            self._sinks.append(table.strays)
            return "table"
        if tag in ("ol", "ul"):
            self._lists.append(_begin_list(element, tag, css))
            return "list"
        if tag == "li":
            self._marker = self._item_marker(element, css)
            return "item"
        if self._tables and not self._too_deep:
            table = self._tables[-1]
            if tag in ("thead", "tbody", "tfoot"):
                table.groups += 1
                table.kind = tag
            elif tag == "tr":
                table.rows.append(_Row(table.groups, table.kind))
            elif tag in ("td", "th"):
                if not table.rows:
                    table.rows.append(_Row(table.groups, table.kind))
                cell = _Cell(_span(element, "rowspan"), _span(element, "colspan"), tag == "th", css.bordered)
                table.rows[-1].cells.append(cell)
                self._sinks.append(cell.blocks)
                return "cell"
        return None

    def _leave(self, action: str) -> None:
        """End an element."""
        if action != "inline":
            self._flush()
        self._looks.pop()
        number = self._open.pop()
        self.last[number] = len(self.parent) - 1
        if action == "table":
            self._sinks.pop()
            self._end_table(self._tables.pop())
        elif action == "deep table":
            self._too_deep -= 1
        elif action == "cell":
            self._sinks.pop()
        elif action == "list":
            self._lists.pop()
        elif action == "item":
            self._marker = ""

    def _end_table(self, table: _Table) -> None:
        """Keep a table that holds data; set the paragraphs of another one after each other."""
        for row in table.rows:
            for cell in row.cells:
                cell.marks = sum(block.marks for block in _paragraphs(cell.blocks))
        if self._tables:
            self._tables[-1].nested += sum(cell.marks for row in table.rows for cell in row.cells)
        sink = self._sinks[-1]
        sink.extend(table.strays)
        rows = _in_order(table.rows)
        if not _is_box(rows) and _is_data(table, rows, self._strip):
            self.data_tables.append(table.owner)
            sink.append(table)
        else:
            sink.extend(_flattened(rows))

    def _look(self, element: etree._Element, tag: str, css: _Css) -> _Look:
        """How the characters of an element are shown."""
        look = self._looks[-1]
        bold, size, font, align, heading, linked, lines = look
        if tag in BOLD:
            bold = True
        if tag in HEADINGS:
            heading = HEADINGS[tag]
        elif tag == "a":
            linked = linked or "href" in element.attrib
        elif tag in ("center", "th", "caption"):
            align = "center"
        elif tag in ("pre", "xmp", "listing"):
            lines = True
        elif tag == "font":
            size = _font_size(element.get("size"), size)
            font = _family(element.get("face") or "") or font
        elif tag == "table":
            align = None  # `align` of a table moves the table, not its words
        if element.attrib:
            if tag not in ("table", "img", "hr", "iframe") and element.get("align"):
                align = _alignment(element.get("align") or "", align)
            if css.bold is not None:
                bold = css.bold
            if css.size is not None:
                size = _points(css.size, size)
            if css.lines is not None:
                lines = css.lines
            font = css.font or font
            align = _alignment(css.align, align) if css.align else align
        return _Look(bold, size, font, align, heading, linked, lines)

    def _item_marker(self, element: etree._Element, css: _Css) -> str:
        """The number or dot that a browser sets before a list item."""
        if not self._lists:
            return ""
        items = self._lists[-1]
        kind = css.marker or items.kind
        value = _integer(element.get("value"))
        if items.number is not None:
            items.number = items.number if value is None else value
            marker = _numeral(items.number, kind)
            items.number += items.step
            return marker
        return "" if kind == "none" else "•"

    def _note_hidden(self, element: etree._Element) -> None:
        """Remember the largest element that is not shown; on some portals it is the article."""
        marks = sum(len("".join(text.split())) for text in _shown_text(element))
        if marks > self.hidden_most:
            self.hidden_most, self.hidden_element = marks, element

    def _text(self, text: str) -> None:
        look = self._looks[-1]
        if look.lines and "\n" in text:
            first, *others = text.split("\n")
            self._run(first, look)
            for other in others:
                self._flush()
                self._run(other, look)
        else:
            self._run(text, look)

    def _run(self, text: str, look: _Look) -> None:
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
        self._sinks[-1].append(_paragraph(text, self._owner, runs, self._looks[-1], marker))


def _paragraph(text: str, owner: int, runs: list[tuple[str, _Look]], last: _Look, marker: str) -> _Paragraph:
    """Make a paragraph of its runs.

    last: the look of the element that it ends in, which is its block, unless a `br` ended it
    """
    parts: list[tuple[int, bool, str | None]] = []
    sizes: dict[float | None, int] = {}
    marks = linked = 0
    align, heading = last.align, last.heading
    for part, look in runs:
        count = len("".join(part.split()))
        if not count:
            continue
        if not marks:
            align, heading = look.align, look.heading
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
    size = max(sizes, key=lambda each: sizes[each]) if sizes else None
    bold = all(part[1] for part in parts)
    if size or bold or align or heading:
        style = Style(size=size, bold=bold, align=align, heading=heading)
    if len(parts) > 1:
        rest = "".join(text.split())[parts[0][0] :]
        if not WORDS.search(rest):
            parts = []  # only a full stop looks different
    else:
        parts = []
    return _Paragraph(text, owner, style, marks, linked, parts, marker)


def _paragraphs(blocks: Iterable[_Block]) -> Iterator[_Paragraph]:
    """All paragraphs, those in tables too, in reading order."""
    stack = [iter(blocks)]
    while stack:
        block = next(stack[-1], None)
        if block is None:
            stack.pop()
        elif isinstance(block, _Paragraph):
            yield block
        else:
            stack.append(iter([each for *_, cell in block.placed for each in cell.blocks]))


def _shown_text(element: etree._Element) -> Iterator[str]:
    """The text of a hidden element, links and what never shows left out."""
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, each in walk:
        if event == "start":
            if each.tag in NO_TEXT or each.tag == "a":
                walk.skip_subtree()
            elif each.text:
                yield each.text
        elif each.tail and each is not element:
            yield each.tail


# ---- what attributes say


class _CssCache(dict[str, _Css]):
    """Style attributes read once: a page saved by Word repeats a few of them ten thousand times."""

    def __missing__(self, style: str) -> _Css:
        if len(self) >= 10_000:
            self.clear()
        css = self[style] = _read_css(style)
        return css


_CSS = _CssCache()


def _css(style: str) -> _Css:
    return _CSS[style] if style else _Css()


def _read_css(style: str) -> _Css:
    """Read a `style` attribute."""
    said: dict[str, str] = {}
    for declaration in style[:20_000].split(";"):
        name, _, value = declaration.partition(":")
        said[name.strip().lower()] = value.replace("!important", "").strip().lower()
    size, font, weight = said.get("font-size"), said.get("font-family"), said.get("font-weight")
    short = said.get("font")
    if short:
        sized, family = LENGTH.search(short), SHORTHAND_FAMILY.search(short)
        size = size or (sized[0] if sized else None)
        font = font or (family[1] if family else None)
        weight = weight or ("bold" if "bold" in short else None)
    white = said.get("white-space")
    marker = said.get("list-style-type") or said.get("list-style")
    return _Css(
        bold=_is_bold(weight),
        size=size,
        font=_family(font) if font else None,
        align=said.get("text-align") or None,
        lines=white in ("pre", "pre-wrap", "pre-line", "break-spaces") if white else None,
        hidden=bool(HIDDEN.search(style)),
        block=said.get("display") in ("block", "list-item", "table", "flex", "grid"),
        bordered=any(
            name.startswith(("border", "mso-border")) and value and not NO_BORDER.match(value) and _draws(name, value)
            for name, value in said.items()
        ),
        marker=_list_kind(marker) if marker else None,
    )


def _draws(name: str, value: str) -> bool:
    """True if a border property draws lines around cells; one line below a block is only a divider."""
    return name in ("border", "border-style", "border-width", "mso-border-alt", "border-left", "border-right") and (
        "solid" in value or "double" in value or "px" in value or "pt" in value
    )


def _is_bold(weight: str | None) -> bool | None:
    if not weight:
        return None
    if weight.isdigit():
        return int(weight[:6]) >= 600
    return {"bold": True, "bolder": True, "normal": False, "lighter": False}.get(weight)


def _family(names: str) -> str | None:
    """The first font of a list, without what Word adds to its name (楷体_GB2312 is 楷体)."""
    name = names.split(",")[0].strip(" \t\n\"'").lower().removesuffix("_gb2312")
    return name if name and name not in ("inherit", "initial", "unset") else None


def _alignment(value: str, inherited: str | None) -> str | None:
    value = value.strip().lower()
    if value in ("center", "middle", "-webkit-center", "-moz-center"):
        return "center"
    if value in ("right", "end", "-webkit-right"):
        return "right"
    if value in ("left", "-webkit-left"):
        return "left"
    return inherited if value in ("", "inherit") else None


def _points(size: str, inherited: float | None) -> float | None:
    """A CSS font size in points; what it is relative to is taken as `inherited`."""
    if size in SIZE_WORDS:
        return SIZE_WORDS[size]
    found = LENGTH.match(size)
    if not found:
        return inherited
    number, unit = float(found[1]), found[2]
    base = inherited or ROOT_SIZE
    factor = {"pt": 1, "px": PIXEL, "em": base, "rem": ROOT_SIZE, "%": base / 100, "in": 72, "pc": 12}
    points = number * factor.get(unit, 72 / 2.54 if unit == "cm" else 7.2 / 2.54)
    return round(points, 2) if 0 < points < 1000 else inherited


def _font_size(size: str | None, inherited: float | None) -> float | None:
    """The size that `<font size>` means: 1 to 7, or steps from 3."""
    step = _integer(size)
    if size is None or step is None:
        return inherited
    if size.strip()[0] in "+-":
        step += 3
    return FONT_SIZES[min(max(step, 1), 7) - 1]


def _integer(value: str | None) -> int | None:
    found = INTEGER.match(value or "")
    return int(found[1]) if found else None


def _span(element: etree._Element, name: str) -> int:
    """How far a cell spans: 0 for a `rowspan` down to the end of its rows; 1 for what makes no sense."""
    value = _integer(element.get(name))
    if value is None or value < 0 or (value == 0 and name == "colspan"):
        return 1
    return value


# ---- lists


def _begin_list(element: etree._Element, tag: str, css: _Css) -> _List:
    kind = css.marker or _list_kind(element.get("type") or "")
    if tag == "ul":
        return _List(None, 0, kind)
    start = _integer(element.get("start"))
    if "reversed" in element.attrib:
        items = sum(1 for _ in element.iterchildren("li"))
        return _List(items if start is None else start, -1, kind)
    return _List(1 if start is None else start, 1, kind)


def _list_kind(value: str) -> str:
    """The name of a way to count, from CSS or the `type` attribute, which alone knows capital letters."""
    value = value.strip()
    if value in ("a", "A", "i", "I"):
        return {"a": "lower-alpha", "A": "upper-alpha", "i": "lower-roman", "I": "upper-roman"}[value]
    words = value.lower().split()
    return next((word for word in words if word not in ("inside", "outside") and not word.startswith("url(")), "")


def _numeral(number: int, kind: str) -> str:
    """The marker of a numbered item.

    >>> _numeral(12, "cjk-ideographic"), _numeral(3, "lower-alpha"), _numeral(4, ""), _numeral(9, "upper-roman")
    ('十二、', 'c. ', '4. ', 'IX. ')
    """
    if kind == "none":
        return ""
    if kind in ("cjk-ideographic", "simp-chinese-informal", "trad-chinese-informal") and 0 < number < 100:
        tens, ones = divmod(number, 10)
        return (
            ("" if not tens else ("" if tens == 1 else "〇一二三四五六七八九"[tens]) + "十")
            + ("〇一二三四五六七八九"[ones] if ones else "")
            + "、"
        )
    if kind in ("lower-alpha", "lower-latin", "upper-alpha", "upper-latin") and 0 < number <= 26:
        letter = chr(96 + number)
        return f"{letter.upper() if kind.startswith('upper') else letter}. "
    if kind in ("lower-roman", "upper-roman") and 0 < number < 40:
        roman = "X" * (number // 10) + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[number % 10]
        return f"{roman if kind.startswith('upper') else roman.lower()}. "
    # Where a decimal point would be read, as in 1.5年, the blank tells them apart.
    return f"{number}. "


# ---- tables


def _in_order(rows: list[_Row]) -> list[_Row]:
    """Rows as they are shown: head first, foot last, blank rows (no cells) left out."""
    order = {"thead": 0, "tfoot": 2}
    return sorted((row for row in rows if row.cells), key=lambda row: order.get(row.kind, 1))


def _is_box(rows: list[_Row]) -> bool:
    """True for a metadata box: most rows begin with a label we know, or one row of labels stands over one of values."""
    if not rows:
        return False
    labelled = sum(_is_known_label(_cell_text(row.cells[0])) for row in rows)
    return labelled * 2 > len(rows) or _is_upright_box(rows)


def _is_upright_box(rows: list[_Row]) -> bool:
    """True for a row of labels over a row of values."""
    return (
        len(rows) == 2
        and len(rows[0].cells) == len(rows[1].cells) > 1
        and all(_is_known_label(_cell_text(cell)) for cell in rows[0].cells)
        and not any(_is_known_label(_cell_text(cell)) for cell in rows[1].cells)
    )


def _is_data(table: _Table, rows: list[_Row], strip: Strip) -> bool:
    """True for a table of data, with its cells placed; False for one that only lays out the page.

    A table of data has rows and columns, and is ruled, or has a header, or is regular with short cells. It does not
    keep most of its words in one cell of many paragraphs, nor in other tables.
    """
    if table.presentation or len(rows) < 2 or max(len(row.cells) for row in rows) < 2:
        return False
    cells = [cell for row in rows for cell in row.cells]
    filled = [cell for cell in cells if cell.marks]
    total = sum(cell.marks for cell in cells)
    first = next(row for row in rows if len(row.cells) > 1)
    headed = any(cell.header for cell in first.cells) or (
        all(0 < cell.marks <= SHORT and not SENTENCE.search(_cell_text(cell)) for cell in first.cells)
    )
    ruled = table.bordered or sum(cell.bordered for cell in cells) * 2 > len(cells)
    if len(filled) < 2 or sum(1 for row in rows if any(cell.marks for cell in row.cells)) < 2:
        return False
    # A layout table wraps a sidebar and an article, or tables; a data table may hold a small one by exception.
    if table.nested > 0.3 * total and not (headed and ruled and len(rows) > 2 and table.nested < 0.8 * total):
        return False
    largest = max(cells, key=lambda cell: cell.marks)
    if largest.marks > 0.5 * total and len(largest.blocks) > 3 and not (headed and (ruled or len(first.cells) > 2)):
        return False
    linked = sum(block.linked for cell in cells for block in _paragraphs(cell.blocks))
    if linked > LINKED * total and not ruled:
        return False
    if not headed and not ruled:
        widths = [len(row.cells) for row in rows]
        regular = max(widths.count(width) for width in set(widths)) * 2 > len(rows)
        if not regular or sum(len(cell.blocks) for cell in filled) > 3 * len(filled):
            return False
    table.placed = _place(rows, strip)
    columns = {place[1] for place in table.placed if place[4].marks}
    if len(columns) < 2:
        table.placed = []
        return False
    return True


def _place(rows: list[_Row], strip: Strip) -> list[tuple[int, int, int, int, _Cell]]:
    """Give each cell its row, column and spans, as the standard does (4.9.12), insane spans cut."""
    most = max(len(row.cells) for row in rows)
    spans = len(rows) * most <= MOST_FIELDS  # beyond it `grid_of` refuses the table; do not count its columns first
    widest = max(sum(cell.column_span if cell.column_span <= WIDEST_SPAN else 1 for cell in row.cells) for row in rows)
    limit = min(max(NARROW, 4 * most), WIDEST_SPAN)
    ends = list(range(1, len(rows) + 1))
    for index in range(len(rows) - 2, -1, -1):
        if rows[index].group == rows[index + 1].group:
            ends[index] = ends[index + 1]
    busy: dict[int, int] = {}
    placed = []
    for index, row in enumerate(rows):
        end = ends[index]
        column = 0
        for cell in row.cells:
            while busy.get(column, -1) >= index:
                column += 1
            width, height = cell.column_span, cell.row_span or end - index
            if width > limit:
                width = min(widest, limit)
                strip.warn(
                    "clipped_span", "a table cell spans more columns than its table has; it was cut to the table"
                )
            if height > end - index:
                if height > WIDEST_SPAN:
                    strip.warn(
                        "clipped_span", "a table cell spans more rows than its table has; it was cut to the table"
                    )
                height = end - index
            # A title over all columns that claims the rows below would push their cells out of the table.
            if len(row.cells) == 1 and column == 0 and width >= widest and height > 1:
                height = 1
            if not spans:
                width = height = 1
            placed.append((index, column, height, width, cell))
            for covered in range(column, column + width):
                busy[covered] = index + height - 1
            column += width
    return placed


def _flattened(rows: list[_Row]) -> list[_Block]:
    """The paragraphs of a table that only lays out the page; a label and the value beside it become one."""
    if _is_upright_box(rows):
        pairs = zip(rows[0].cells, rows[1].cells, strict=True)
        return [pair for label, value in pairs for pair in _pair(label.blocks, value.blocks)]
    blocks: list[_Block] = []
    for row in rows:
        cells = iter(row.cells)
        waiting: _Cell | None = None
        for cell in cells:
            if waiting is None:
                if _is_label(cell):
                    waiting = cell
                else:
                    blocks += cell.blocks
            elif _is_label(cell) or not _is_value(cell):
                blocks += _pair(waiting.blocks, [])
                waiting = cell if _is_label(cell) else None
                if waiting is None:
                    blocks += cell.blocks
            else:
                blocks += _pair(waiting.blocks, cell.blocks)
                waiting = None
        if waiting is not None:
            blocks += _pair(waiting.blocks, [])
    return blocks


def _cell_text(cell: _Cell) -> str:
    """The words of a cell of one paragraph; blank for others."""
    only = cell.blocks[0] if len(cell.blocks) == 1 else None
    return only.text if isinstance(only, _Paragraph) else ""


def _bare(text: str) -> str:
    """A label without white space, colon and brackets (【索 引 号】：)."""
    return "".join(text.split()).rstrip("：:").strip("【】[]〔〕")


def _is_known_label(text: str) -> bool:
    return len(text) <= 2 * LABEL and _bare(text) in _labels()


def _is_label(cell: _Cell) -> bool:
    text = _cell_text(cell)
    return bool(text) and cell.marks <= LABEL and (text.rstrip().endswith(("：", ":")) or _is_known_label(text))


def _is_value(cell: _Cell) -> bool:
    return cell.marks <= VALUE and len(cell.blocks) <= 3 and all(isinstance(each, _Paragraph) for each in cell.blocks)


def _pair(label: list[_Block], value: list[_Block]) -> list[_Block]:
    """One paragraph of a label and its value."""
    name = label[0]
    if not isinstance(name, _Paragraph):
        return [*label, *value]
    values = [each for each in value if isinstance(each, _Paragraph)]
    colon = "" if name.text.rstrip().endswith(("：", ":")) else "：" if values else ""
    return [
        _Paragraph(
            name.text + colon + " ".join(each.text for each in values),
            name.owner,
            replace(name.style, bold=False, heading=None),
            name.marks + len(colon) + sum(each.marks for each in values),
            name.linked + sum(each.linked for each in values),
            boxed=_is_known_label(name.text),
        )
    ]


# ---- the article


class _Page:
    """The blocks of a page, and which of them are its article.

    first, last: numbers of the article's elements; extra: paragraphs beside it that belong to it, by identity
    """

    def __init__(self, walk: _Walk, title: str | None) -> None:
        self._walk = walk
        self._title = "".join((title or "").split())[:LONGEST_TITLE]
        self._title_parts = [part for part in re.split(r"[_|\-—–]", self._title) if len(part) >= 6]
        self.blocks = list(_join_labels(walk.blocks, walk))
        _mark_box(self.blocks)
        self._chrome = self._find_chrome()
        self._first, self._last = self._find_article()
        self._extra = self._find_extra()
        self._body_font = self._most_used_font()

    def parts(self, strip: Strip) -> Iterator[Line | Grid]:
        """Lay the page on the strip."""
        for block in self.blocks:
            inside = self._is_inside(block)
            if isinstance(block, _Table):
                grid = self._grid(block, strip, inside)
                if grid:
                    yield grid
            elif inside or self._is_kept(block):
                yield from self._lines(block, strip, inside)

    def _lines(self, block: _Paragraph, strip: Strip, inside: bool) -> tuple[Line, ...]:
        style, text = block.style, block.text
        lead = self._lead(block)
        if inside and block.marker and not NUMBERED.match(text):
            text = block.marker + text
            lead += len("".join(block.marker.split())) if lead else 0
        if lead or not inside:
            style = replace(style, lead=lead, outside=not inside)
        return strip.lines(text, style)

    def _grid(self, table: _Table, strip: Strip, inside: bool) -> Grid | None:
        first = strip.paragraphs + 1
        cells = []
        for row, column, row_span, column_span, cell in table.placed:
            lines = [line for block in _paragraphs(cell.blocks) for line in self._lines(block, strip, inside)]
            cells.append(SourceCell(row, column, row_span, column_span, tuple(lines)))
        return grid_of(cells, strip, first)

    def _lead(self, block: _Paragraph) -> int:
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
        return count if font is not None and font != self._body_font and not block.parts[1][1] else 0

    def _most_used_font(self) -> str | None:
        used: dict[str | None, int] = {}
        for block in _paragraphs(self.blocks):
            for count, _, font in block.parts:
                used[font] = used.get(font, 0) + count
        return max(used, key=lambda font: used[font]) if used else None

    def _is_inside(self, block: _Block) -> bool:
        if isinstance(block, _Table):
            return self._first <= block.owner <= self._last
        if id(block) in self._extra:
            return True
        if block.boxed or not self._first <= block.owner <= self._last:
            return False
        return block.owner not in self._chrome and not _is_chrome(block)

    def _is_kept(self, block: _Paragraph) -> bool:
        """False for what stands outside and is navigation."""
        if block.boxed or _begins_with_label(block.text):
            return True
        if block.owner in self._chrome or block.linked > LINKED * block.marks:
            return False
        return bool(WORDS.search(block.text))

    def _find_chrome(self) -> frozenset[int]:
        """Numbers of all elements inside navigation and feet, if those are not in truth the page."""
        walk = self._walk
        named = [(number, name) for number, name, kind in walk.names if kind == "chrome"]
        if not named:
            return frozenset()
        weights = self._weights()
        marks, linked, feet = [0.0] * len(weights), [0.0] * len(weights), [0.0] * len(weights)
        for block in _paragraphs(self.blocks):
            marks[block.owner] += block.marks
            linked[block.owner] += block.linked
            feet[block.owner] += _is_foot(block) or _is_chrome(block)
        for sums in (marks, linked, feet):
            self._add_up(sums)
        inside: set[int] = set()
        for number, name in named:
            # A class is only a name: what is called `foot` may hold signature and date.
            sure = name in ("nav", "footer", "aside") and walk.tags[number] == name and not self._in_article(number)
            told = linked[number] > LINKED * marks[number] or feet[number]
            if number not in inside and (sure or told) and weights[number] <= CHROME_SHARE * weights[0]:
                inside.update(range(number, walk.last[number] + 1))
        return frozenset(inside)

    def _in_article(self, number: int) -> bool:
        """True inside an `article` element, whose foot is its own."""
        while number >= 0 and self._walk.tags[number] != "article":
            number = self._walk.parent[number]
        return number >= 0

    def _add_up(self, sums: list[float]) -> None:
        """Add what each element holds to all the elements around it."""
        for number in range(len(sums) - 1, 0, -1):
            sums[self._walk.parent[number]] += sums[number]

    def _weights(self, chrome: frozenset[int] = frozenset(), loss: bool = False) -> list[float]:
        """How many characters of sentences each element holds, links not counted.

        loss: count only what nobody would take for the furniture of a page
        """
        weights = [0.0] * len(self._walk.parent)
        for block in _paragraphs(self.blocks):
            if block.owner in chrome or block.boxed or _is_chrome(block) or block.linked > LINKED * block.marks:
                continue
            # The title and the line of dates often stand above the article, and must not pull it up to them.
            if _begins_with_label(block.text) or self._names_page(block):
                continue
            plain = float(block.marks - block.linked)
            if loss:
                plain = 0 if _is_foot(block) or (plain < SHORT and not block.style.heading) else plain
            elif plain < LABEL and not SENTENCE.search(block.text):
                plain *= 0.3
            weights[block.owner] += plain
        self._add_up(weights)
        return weights

    def _find_article(self) -> tuple[int, int]:
        """Give the first and last number of the elements of the article."""
        walk = self._walk
        whole = (0, len(walk.parent) - 1)
        if not walk.parent:
            return whole
        weights = self._weights(self._chrome)
        if not weights[0]:
            return whole
        marked = self._find_marked(weights)
        if marked is not None:
            return marked, walk.last[marked]
        losses = self._weights(self._chrome, loss=True)
        allowed = max(LOST_CHARS, LOST_SHARE * losses[0])
        in_tables: set[int] = set()
        for number in walk.data_tables:
            in_tables.update(range(number, walk.last[number] + 1))
        found = 0
        # Those with so large a share contain one another, so the last one is the innermost.
        for number, weight in enumerate(weights):
            if (
                weight >= ARTICLE_SHARE * weights[0]
                and losses[0] - losses[number] <= allowed
                and number not in in_tables
                and (walk.tags[number] in HOLDERS or walk.tags[number] not in BLOCKS)
            ):
                found = number
        return found, walk.last[found]

    def _find_marked(self, weights: list[float]) -> int | None:
        """The element that bears a known name; where several share one, the element around them all."""
        parent, last = self._walk.parent, self._walk.last
        for wanted in ("body", "wrapper"):
            by_name: dict[str, list[int]] = {}
            for number, name, kind in self._walk.names:
                if kind == wanted and weights[number] >= 0.05 * weights[0]:
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

    def _find_extra(self) -> frozenset[int]:
        """Paragraphs beside the article that belong to it: its title before it, its annexes after it."""
        plain = [block for block in self.blocks if isinstance(block, _Paragraph)]
        within = [index for index, block in enumerate(plain) if self._first <= block.owner <= self._last]
        if not within:
            return frozenset()
        extra: set[int] = set()
        top = "".join("".join(plain[index].text.split()) for index in within[:10])
        before = [plain[index] for index in range(max(within[0] - 30, 0), within[0]) if not plain[index].boxed]
        named = [index for index, block in enumerate(before) if self._names_page(block)]
        # The article may bring the title itself; what it has of it may also be the title of its annex.
        titles = [index for index in named if "".join(before[index].text.split()) not in top]
        if not named and not any(self._names_page(plain[index]) for index in within[:10]):
            near = range(max(len(before) - 8, 0), len(before))
            titles = [index for index in near if _is_heading(before[index])][-1:]
        if titles:
            extra.update(id(before[index]) for index in titles if index > titles[-1] - 4)
            extra.update(id(block) for block in before[titles[-1] :] if DOCUMENT_NUMBER.fullmatch(block.text.strip()))
        for block in plain[within[-1] + 1 :]:
            if not ANNEX.match(block.text) or block.owner in self._chrome:
                break
            extra.add(id(block))
        return frozenset(extra)

    def _names_page(self, block: _Paragraph) -> bool:
        """True if a paragraph is the title that the page gives itself, or a line of it."""
        words = "".join(block.text.split())
        if len(words) < 6 or not self._title or block.linked * 2 > block.marks or _begins_with_label(block.text):
            return False
        shown = block.style.heading is not None or block.style.align == "center" or block.style.bold
        return (words in self._title and (shown or len(words) * 2 > len(self._title))) or (
            shown and any(part in words for part in self._title_parts)
        )


def _is_heading(block: _Paragraph) -> bool:
    return block.style.heading is not None and block.style.heading <= 3 and block.marks >= 6 and not block.linked


def _begins_with_label(text: str) -> bool:
    """True for 索 引 号：000014349/2018-00228."""
    label, colon, _ = text.replace("：", ":").partition(":")
    return bool(colon) and _is_known_label(label)


def _is_chrome(block: _Paragraph) -> bool:
    """True for the path, the buttons and the foot of a page, which stand inside of many articles."""
    return block.marks <= 3 * SHORT and "".join(block.text.split()).lstrip("【[").startswith(
        tuple(word.lstrip("【") for word in _marks("chrome_word"))
    )


def _is_foot(block: _Paragraph) -> bool:
    return any(word in block.text for word in _marks("foot_word"))


def _join_labels(blocks: list[_Block], walk: _Walk) -> Iterator[_Block]:
    """Join a known label and the value that stands beside it in a block of its own (`dt` and `dd`, two `div`)."""
    label: _Paragraph | None = None
    for block in blocks:
        if label is not None:
            if isinstance(block, _Paragraph) and _is_beside(label, block, walk):
                yield from _pair([label], [block])
                label = None
                continue
            yield label
            label = None
        if isinstance(block, _Paragraph) and not block.boxed and _is_known_label(block.text):
            label = block
        else:
            yield block
    if label is not None:
        yield label


def _is_beside(label: _Paragraph, value: _Paragraph, walk: _Walk) -> bool:
    """True if two paragraphs are the parts of one entry: blocks side by side, or one in the other."""
    if value.boxed or value.marks > VALUE or _is_known_label(value.text) or _begins_with_label(value.text):
        return False
    first, second = _block_of(label.owner, walk), _block_of(value.owner, walk)
    if first == second or walk.tags[first] == "p" or "。" in value.text:
        return False  # in running text, 来源： may end one paragraph, and mean nothing for the next
    return walk.parent[second] in (first, walk.parent[first])


def _block_of(number: int, walk: _Walk) -> int:
    """The block that an inline element stands in."""
    while walk.tags[number] not in BLOCKS and walk.parent[number] >= 0:
        number = walk.parent[number]
    return number


def _mark_box(blocks: list[_Block]) -> None:
    """Mark lines that follow each other and all begin with a known label: a metadata box made of spans or items."""
    run: list[_Paragraph] = []
    for block in [*blocks, None]:
        if isinstance(block, _Paragraph) and block.marks <= VALUE and (block.boxed or _begins_with_label(block.text)):
            run.append(block)
            block.boxed = block.boxed or sum(_is_known_label(label) for label in LABELS.findall(block.text)) > 1
            continue
        if len(run) > 1:
            for each in run:
                each.boxed = True
        run = []
