"""Text and tables of Word documents (.docx, .docm), as Word shows them (Word、WPS 文档).

The bytes of a file come in, lines and grids of the model go out, in the order of the body. What Word makes while it
shows the file is made here too: the numbers of lists (一、, （一）, 1.1) stand in front of their paragraphs, with the
tab or blank behind them, and offsets count them. Tracked changes are read as accepted; hidden text, codes of fields,
headers, footers, notes and comments are left out. Formats that a table style gives its cells are not looked up.

A file from the net is not trusted: what is unpacked, parsed and nested is limited, a DTD is refused before it is
parsed, and nothing outside of the zip is opened. Source of all names: ECMA-376, part 1 (WordprocessingML) and part 2
(packages); of counters that lists share, and of `lvlRestart`, what Word does with them.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from lxml import etree

from planparse.errors import EncryptedFile, InputError, OutOfMemory, UnreadableFile, UnsupportedFormat
from planparse.model.document import FlowText, Grid, Line, Style
from planparse.readers.flow import SourceCell, Strip, grid_of

Element = etree._Element

# ---- limits ----------------------------------------------------------------------------------------------------------

MOST_BYTES = 64 * 2**20
"""Bytes unpacked from one file, over all parts that are read; 300 full pages have 14 MiB."""

MOST_RATIO = 400
"""Times that a part of more than `SMALL_PART` may grow when it is unpacked. Parts of real files grow 4 to 30 times,
300 pages of the same sentence 160 times; a bomb grows 1,000 times."""

SMALL_PART = 8 * 2**20
"""Bytes that harm nobody, however well they were packed."""

MOST_TREE = 300 * 2**20
"""Bytes that the tree of one part may take, as `_tree_size` reckons; 300 full pages take 170 MiB."""

MOST_ENTRIES = 20_000
"""Entries of the zip. A Word document has 20, and one more for each picture."""

DEEPEST = 20
"""Tables and text boxes are followed so deep into each other; a frame, a table and a table in it are three."""

MOST_COLUMNS = 1_000
"""Columns that one cell may span. Word allows a table 63 columns."""

MOST_LEVELS = 9
LONGEST_TEMPLATE = 100
LONGEST_STYLE_CHAIN = 50
FEW_CHARS = 10
"""Characters beside a table inside a cell that leave the cell a mere frame around it."""

# ---- names -----------------------------------------------------------------------------------------------------------

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT_WORD = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
COMPATIBLE = "http://schemas.openxmlformats.org/markup-compatibility/2006"
MATHS = ("http://schemas.openxmlformats.org/officeDocument/2006/math", "http://purl.oclc.org/ooxml/officeDocument/math")
W = f"{{{WORD}}}"
VAL = f"{W}val"
P, TBL, TR, TC = f"{W}p", f"{W}tbl", f"{W}tr", f"{W}tc"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"

MARKS = re.compile("[\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
"""Control characters that XML allows, marks of writing direction, and characters without width."""

PRIVATE = re.compile("[\ue000-\uf8ff]")
SYMBOL_FONTS = ("symbol", "wingdings", "webdings")
XML_SPACE = " \t\r\n"

PROPERTIES = ("pPr", "rPr", "sdtPr", "sdtEndPr", "customXmlPr", "smartTagPr", "rubyPr", "sectPr")
PROPERTIES_OF_TABLES = ("tblPr", "tblPrEx", "tblGrid", "trPr", "tcPr")
NO_TEXT = ("rt", "del", "moveFrom", "delText", "instrText", "delInstrText", "fldData", "ffData")
PASSED_OVER = frozenset((*PROPERTIES, *PROPERTIES_OF_TABLES, *NO_TEXT))
"""Elements whose content is no text of the document, or no longer is."""

CHANGES = tuple(W + name for name in ("ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel"))
NOTES = tuple(W + name for name in ("footnoteReference", "endnoteReference", "commentReference"))
OTHER_FILES = tuple(W + name for name in ("altChunk", "subDoc"))

SAVE_AS = "open it in Word or WPS, and save it as .docx or print it to PDF"
DOWNLOAD = "download it again, or open it in Word or WPS and save it anew"

OTHER_PACKAGES = (
    ("xl/", "an Excel workbook"),
    ("ppt/", "a PowerPoint presentation"),
    ("visio/", "a Visio drawing"),
    ("ofd.xml", "an OFD document"),
    ("meta-inf/container.xml", "an e-book (.epub)"),
    ("meta-inf/manifest.xml", "an OpenDocument file (.odt, .ods)"),
    ("meta-inf/", "a Java archive"),
    ("index/", "a Pages or Numbers document"),
)
"""How the entries of other zipped formats begin, in lower case, and what to call them; the first that is met."""


class _Names(dict[object, str]):
    """The local name of each tag of Word, `m:t`, and the two of markup compatibility; "" for all else."""

    def __missing__(self, tag: object) -> str:
        space, _, local = str(tag)[1:].rpartition("}")
        if space == WORD:
            name = local
        elif space == COMPATIBLE:
            name = f"mc:{local}"
        else:
            name = "m:t" if local == "t" and space in MATHS else ""
        if len(self) < 10_000:  # a hostile file may have a name for each element
            self[tag] = name
        return name


NAMES = _Names()


def read_docx(data: bytes, where: str) -> FlowText:
    """Read the text and tables of a Word document.

    data: the file; where: its name, for errors
    A line is a paragraph, or what a line break in one sets off. Text boxes come after the paragraph that holds them.
    A table that only arranges other tables is read as its content. The title in the file's properties is not given:
    it is mostly that of the document from which this one was copied.

    Raises UnreadableFile for a damaged file or one with a DTD, EncryptedFile, UnsupportedFormat for other zipped
    formats, OutOfMemory for a file that unpacks to more than any document, PageLimit for one of too many characters.
    """
    package = _Package(data, where)
    main = package.main_part()
    strip = Strip(where)
    body = _main_body(package, main, strip)
    sheet = _StyleSheet(*package.side_parts(main, strip, "styles", "theme"))
    (numbering,) = package.side_parts(main, strip, "numbering")
    _warn_of_what_is_missing(body, strip)
    reader = _Reader(strip, sheet, _Numbering(numbering, sheet))
    parts = reader.flow(_within(body, ("p", "tbl")))
    return FlowText(tuple(parts), warnings=tuple(strip.warnings))


def _main_body(package: _Package, main: str, strip: Strip) -> Element:
    """Give the body of the document; raise if the main part is something else."""
    root = package.parse(main, strip)
    kind = etree.QName(root).localname
    if root.tag != f"{W}document":
        what = {"workbook": "an Excel workbook", "presentation": "a PowerPoint presentation"}.get(kind)
        if what:
            raise UnsupportedFormat(f"this is {what}, not a Word document", where=package.where, advice=SAVE_AS)
        raise UnreadableFile(
            f"the main part is no Word document but {kind[:40]!r}", where=package.where, advice=SAVE_AS
        )
    body = root.find(f"{W}body")
    return root if body is None else body


def _warn_of_what_is_missing(body: Element, strip: Strip) -> None:
    if next(body.iter(*CHANGES), None) is not None:
        strip.warn("tracked_changes", "the document has tracked changes; it was read as if all were accepted")
    if next(body.iter(*NOTES), None) is not None:
        strip.warn("notes_left_out", "footnotes, endnotes or comments were left out")
    if next(body.iter(*OTHER_FILES), None) is not None:
        strip.warn("unread_part", "the document holds another file in its text; that was left out")


# ---- the package -----------------------------------------------------------------------------------------------------


class _Package:
    """The zip around the parts of a document, unpacked within limits."""

    def __init__(self, data: bytes, where: str) -> None:
        self.where = where
        self._left = MOST_BYTES
        if data.count(b"PK\x01\x02") > MOST_ENTRIES:
            raise OutOfMemory(f"the zip has more than {MOST_ENTRIES} entries", where=where, advice=DOWNLOAD)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError, IndexError) as problem:
            raise UnreadableFile("the zip around the document is damaged", where=where, advice=DOWNLOAD) from problem
        self._entries: dict[str, list[zipfile.ZipInfo]] = {}
        for entry in self._zip.infolist():
            # Names of parts do not tell upper and lower case apart; some writers put a backslash, or a / in front.
            name = entry.filename.replace("\\", "/").lstrip("/").lower()
            self._entries.setdefault(name, []).append(entry)

    def main_part(self) -> str:
        """Give the name of the part with the text.

        Raises UnsupportedFormat if the zip is no Word document.
        """
        target = None
        if "_rels/.rels" in self._entries:
            target = self._related("").get("officeDocument")
        name = target if target in self._entries else "word/document.xml"
        if name in self._entries and not name.startswith(("xl/", "ppt/", "visio/")):
            return name
        names = self._entries
        what = next((what for start, what in OTHER_PACKAGES if any(name.startswith(start) for name in names)), "")
        what = what or ("a zip archive" if names else "an empty zip archive")
        advice = "unpack it, and parse the files in it" if "zip archive" in what else SAVE_AS
        raise UnsupportedFormat(f"this is {what}, not a Word document", where=self.where, advice=advice)

    def side_parts(self, main: str, strip: Strip, *kinds: str) -> list[Element | None]:
        """Give the roots of parts that the main part refers to; None for those it has not, or that are damaged."""
        try:
            related = self._related(main)
        except InputError as problem:
            if isinstance(problem, OutOfMemory | EncryptedFile):
                raise
            related = {}
        roots: list[Element | None] = []
        for kind in kinds:
            name = related.get(kind, posixpath.join(posixpath.dirname(main), f"{kind}.xml"))
            root = None
            if name in self._entries:
                try:
                    root = self.parse(name, strip)
                except _DamagedPart:
                    strip.warn("unread_part", f"the part {name[:60]} is damaged; numbers or formats may be missing")
            roots.append(root)
        return roots

    def _related(self, part: str) -> dict[str, str]:
        """Give the parts that a part refers to, by the last word of their kind; `part` "" is the whole package."""
        folder, name = posixpath.split(part)
        rels = posixpath.join(folder, "_rels", f"{name}.rels")
        if rels not in self._entries:
            return {}
        try:
            root = self.parse(rels, Strip(self.where))
        except _DamagedPart:
            return {}
        related: dict[str, str] = {}
        for relation in root.iter("{*}Relationship"):
            target = (relation.get("Target") or "").replace("\\", "/")
            if relation.get("TargetMode") == "External" or not target:
                continue
            path = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
            kind = (relation.get("Type") or "").rpartition("/")[2]
            related.setdefault(kind, posixpath.normpath(path).lower())
        return related

    def parse(self, name: str, strip: Strip) -> Element:
        """Unpack a part and parse it.

        Raises UnreadableFile if it is damaged, stands twice in the zip, or has a DTD; OutOfMemory if it is too large.
        """
        data = self._as_utf8(self._unpack(name), name)
        if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
            # Word writes none; with it a file can name others on this machine, or grow without end.
            raise UnreadableFile(f"{name[:60]} has a DTD, which no Word document has", where=self.where, advice=SAVE_AS)
        if _tree_size(data) > MOST_TREE:
            raise OutOfMemory(f"{name[:60]} has more elements than any plan", where=self.where, advice="split the file")
        if STRICT_WORD in data:
            for quote in (b'"', b"'"):
                data = data.replace(quote + STRICT_WORD + quote, quote + WORD.encode() + quote)
        try:
            return self._tree(data, name)
        except etree.XMLSyntaxError as problem:
            if "xcessive depth" not in str(problem):
                raise _DamagedPart(
                    f"{name[:60]} is damaged ({_first_words(problem)})", where=self.where, advice=DOWNLOAD
                ) from problem
        try:
            root = self._tree(data, name, recover=True)
        except etree.XMLSyntaxError as problem:
            raise _DamagedPart(f"{name[:60]} is damaged", where=self.where, advice=DOWNLOAD) from problem
        strip.warn("deep_nesting", "elements are nested too deeply; the text from there on was left out")
        return root

    def _tree(self, data: bytes, name: str, recover: bool = False) -> Element:
        # The encoding is set, not believed: the search for a DTD has to see the bytes that the parser sees.
        parser = etree.XMLParser(
            encoding="utf-8",
            recover=recover,
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=True,  # limits are our own: bytes, tags, and libxml2's 2048 levels
            remove_comments=True,
            remove_pis=True,
            collect_ids=False,
        )
        root = etree.fromstring(data, parser)
        if root is None or root.getroottree().docinfo.internalDTD is not None:
            raise _DamagedPart(f"{name[:60]} holds no document", where=self.where, advice=DOWNLOAD)
        return root

    def _as_utf8(self, data: bytes, name: str) -> bytes:
        """Give a part in UTF-8; the standard allows UTF-16 as well, and nothing else."""
        start = data[:2]
        if start in (b"\xff\xfe", b"\xfe\xff") or 0 in data[:4]:
            try:
                text = data.decode("utf-16" if start in (b"\xff\xfe", b"\xfe\xff") else _half(data))
            except UnicodeDecodeError as problem:
                raise _DamagedPart(f"{name[:60]} is no XML", where=self.where, advice=DOWNLOAD) from problem
            data = text.encode("utf-8", "replace")
        return data

    def _unpack(self, name: str) -> bytes:
        entries = self._entries[name]
        if len(entries) > 1:
            # Which of them is read differs from program to program, so a check by one would not hold for another.
            raise UnreadableFile(f"{name[:60]} stands twice in the zip", where=self.where, advice=SAVE_AS)
        entry = entries[0]
        if entry.flag_bits & 0x1:
            raise EncryptedFile("the document is encrypted", where=self.where, advice="save it without a password")
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise UnreadableFile(f"{name[:60]} is packed in an unknown way", where=self.where, advice=SAVE_AS)
        grown = entry.file_size > SMALL_PART and entry.file_size > MOST_RATIO * max(1, entry.compress_size)
        if entry.file_size > self._left or grown:
            raise self._too_large(name)
        chunks: list[bytes] = []
        size = 0
        try:
            with self._zip.open(entry) as packed:
                while chunk := packed.read(2**20):
                    size += len(chunk)
                    if size > self._left or size > max(SMALL_PART, MOST_RATIO * max(1, entry.compress_size)):
                        raise self._too_large(name)
                    chunks.append(chunk)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError) as problem:
            raise _DamagedPart(f"{name[:60]} cannot be unpacked", where=self.where, advice=DOWNLOAD) from problem
        self._left -= size
        return b"".join(chunks)

    def _too_large(self, name: str) -> OutOfMemory:
        return OutOfMemory(
            f"{name[:60]} unpacks to more than any document has",
            where=self.where,
            advice="do not open it, if you do not know who made it",
        )


class _DamagedPart(UnreadableFile):
    """One part cannot be read; for the main part, nothing can."""


def _tree_size(data: bytes) -> int:
    """Reckon the bytes of the tree that libxml2 makes: 120 for an element or a text between two tags, 240 for an
    attribute.
    """
    tags = data.count(b"<")
    elements = tags - data.count(b"</")
    texts = tags - data.count(b"><")
    return 120 * (elements + texts) + 240 * data.count(b"=") + len(data)


def _half(data: bytes) -> str:
    return "utf-16-be" if data[0] == 0 else "utf-16-le"


def _first_words(problem: Exception) -> str:
    return " ".join(str(problem).split())[:80]


# ---- walking ---------------------------------------------------------------------------------------------------------


def _within(parent: Element, wanted: tuple[str, ...]) -> Iterator[Element]:
    """Walk the elements of these names below `parent`, but not inside each other, in document order.

    Content controls, insertions and other wrappers are walked through. Without recursion: files made to harm nest.
    """
    stack: list[Iterator[Element]] = [iter(parent)]
    while stack:
        for child in stack[-1]:
            name = NAMES[child.tag]
            if name in wanted:
                yield child
            elif name == "mc:AlternateContent":
                stack.append(_chosen(child))
                break
            elif name not in PASSED_OVER and len(child):
                stack.append(iter(child))
                break
        else:
            stack.pop()


def _chosen(alternatives: Element) -> Iterator[Element]:
    """Walk the first way in which some content is given: the others say the same again."""
    for child in alternatives:
        if NAMES[child.tag] in ("mc:Choice", "mc:Fallback"):
            return iter(child)
    return iter(())


def _value(parent: Element | None, name: str) -> str | None:
    """Give the `val` of a property, None if it is not there."""
    child = None if parent is None else parent.find(W + name)
    return None if child is None else child.get(VAL)


def _has(parent: Element | None, name: str) -> bool:
    return parent is not None and parent.find(W + name) is not None


def _is_on(child: Element) -> bool:
    return child.get(VAL) not in ("0", "false", "off", "none")


@lru_cache(maxsize=1024)
def _whole(text: str | None, otherwise: int) -> int:
    """Read a whole number of a sane length."""
    if text is not None and re.fullmatch(r"[+-]?\d{1,9}", text.strip(), re.ASCII):
        return int(text)
    return otherwise


# ---- styles ----------------------------------------------------------------------------------------------------------


class _Look(NamedTuple):
    """How characters are set; None where it is not said.

    font: family of the east-Asian font; size: in points; hidden: not shown
    """

    bold: bool | None = None
    font: str | None = None
    size: float | None = None
    hidden: bool | None = None

    def over(self, other: _Look) -> _Look:
        """Fill what is not said from a look that stands behind."""
        return _Look(
            other.bold if self.bold is None else self.bold,
            other.font if self.font is None else self.font,
            other.size if self.size is None else self.size,
            other.hidden if self.hidden is None else self.hidden,
        )


NOTHING_SAID = _Look()

FONT_FAMILIES = (
    (("仿宋", "fangsong"), "仿宋"),
    (("标宋", "大标"), "标宋"),
    (("楷", "kaiti"), "楷"),
    (("黑", "simhei", "heiti", "yahei"), "黑"),
    (("宋", "simsun", "songti"), "宋"),
)
"""Parts of font names, in lower case, that look alike in print: 仿宋_GB2312 and 仿宋 set nothing apart."""


@lru_cache(maxsize=256)
def _family(font: str) -> str:
    lower = font.lower()
    return next((family for parts, family in FONT_FAMILIES if any(part in lower for part in parts)), lower)


@dataclass(slots=True)
class _SourceStyle:
    """A style as styles.xml gives it; what it does not say is None."""

    id: str
    name: str
    based_on: str | None
    look: _Look
    align: str | None
    outline: int | None
    num_id: str | None
    level: int | None


@dataclass(slots=True)
class _ParagraphStyle:
    """A paragraph style with all that it takes from those it is based on.

    owner: the style of the chain that gives the list
    """

    look: _Look
    align: str | None = None
    heading: int | None = None
    num_id: str | None = None
    level: int | None = None
    owner: str | None = None


class _StyleSheet:
    """The styles of a document, and the fonts of its theme."""

    def __init__(self, root: Element | None, theme: Element | None) -> None:
        self._theme = _theme_fonts(theme)
        self._styles: dict[str, _SourceStyle] = {}
        self._default: str | None = None
        self._paragraphs: dict[str | None, _ParagraphStyle] = {}
        self._characters: dict[str, _Look] = {}
        self._looks: dict[tuple[_Look, _Look, str | None], _Look] = {}
        self._plain = NOTHING_SAID
        self._align: str | None = None
        if root is None:
            return
        defaults = root.find(f"{W}docDefaults")
        if defaults is not None:
            self._plain, _ = self.look_of(defaults.find(f"{W}rPrDefault/{W}rPr"))
            self._align = _alignment(defaults.find(f"{W}pPrDefault/{W}pPr"))
        for style in root.iterchildren(f"{W}style"):
            identity = style.get(f"{W}styleId")
            if identity is None:
                continue
            ppr = style.find(f"{W}pPr")
            numbering = None if ppr is None else ppr.find(f"{W}numPr")
            look, _ = self.look_of(style.find(f"{W}rPr"))
            self._styles.setdefault(
                identity,
                _SourceStyle(
                    identity,
                    (_value(style, "name") or "").strip().lower(),
                    _value(style, "basedOn"),
                    look,
                    _alignment(ppr),
                    _outline(ppr),
                    _value(numbering, "numId"),
                    _level(_value(numbering, "ilvl")),
                ),
            )
            if style.get(f"{W}type") == "paragraph" and style.get(f"{W}default") in ("1", "true", "on"):
                self._default = self._default or identity

    def paragraph(self, identity: str | None) -> _ParagraphStyle:
        """Give a paragraph style by its id; the default one for None or an unknown id."""
        if identity not in self._styles:
            identity = self._default
        found = self._paragraphs.get(identity)
        if found is None:
            found = self._paragraphs[identity] = self._resolve(identity)
        return found

    def list_of(self, identity: str) -> str | None:
        """Give the list that a numbering style names."""
        style = self._styles.get(identity)
        return style.num_id if style else None

    def look(self, direct: _Look, character_style: str | None, behind: _Look) -> _Look:
        """Say how a run is set in a paragraph whose style sets its characters as `behind`."""
        key = (direct, behind, character_style)
        found = self._looks.get(key)
        if found is None:
            styled = self._character(character_style)
            # Two styles that both say bold undo each other: a bold word in a bold heading is light.
            bold = bool(styled.bold) != bool(behind.bold)
            found = self._looks[key] = direct.over(styled._replace(bold=bold)).over(behind)
        return found

    def look_of(self, rpr: Element | None) -> tuple[_Look, str | None]:
        """Give what the properties of a run say, and the id of its character style."""
        if rpr is None:
            return NOTHING_SAID, None
        bold = hidden = font = size = style = None
        for child in rpr:
            name = NAMES[child.tag]
            if name == "b":
                bold = _is_on(child)
            elif name == "sz":
                half_points = _whole(child.get(VAL), 0)
                size = half_points / 2 if half_points > 0 else None
            elif name == "rFonts":
                theme = child.get(f"{W}eastAsiaTheme")
                named = self._theme.get(theme, theme) if theme else child.get(f"{W}eastAsia")
                font = _family(named) if named else None
            elif name == "vanish":
                hidden = _is_on(child)
            elif name == "rStyle":
                style = child.get(VAL)
        return _Look(bold, font, size, hidden), style

    def _character(self, identity: str | None) -> _Look:
        if identity is None:
            return NOTHING_SAID
        found = self._characters.get(identity)
        if found is None:
            found = NOTHING_SAID
            for style in self._chain(identity):
                found = found.over(style.look)
            self._characters[identity] = found
        return found

    def _resolve(self, identity: str | None) -> _ParagraphStyle:
        found = _ParagraphStyle(NOTHING_SAID)
        outline: int | None = None
        for number, style in enumerate(self._chain(identity)):
            found.look = found.look.over(style.look)
            found.align = found.align or style.align
            is_title = style.name in ("title", "标题", "subtitle", "副标题")
            if outline is None:
                # The title of a document stands over its headings; Word gives the style an outline level all the same.
                outline = 9 if is_title and number == 0 else style.outline
                if outline is None:
                    named = re.fullmatch(r"(?:heading|标题)\s*([1-9])", style.name)
                    outline = int(named[1]) - 1 if named else None
            if is_title:
                found.align = found.align or "center"
            if found.num_id is None and style.num_id is not None:
                found.num_id, found.owner = style.num_id, style.id
            if found.level is None:
                found.level = style.level
        found.look = found.look.over(self._plain)
        found.align = found.align or self._align
        found.heading = outline + 1 if outline is not None and outline < 9 else None
        return found

    def _chain(self, identity: str | None) -> list[_SourceStyle]:
        """Give a style and those it is based on, the nearest first."""
        chain: list[_SourceStyle] = []
        while identity in self._styles and len(chain) < LONGEST_STYLE_CHAIN:
            style = self._styles[identity]
            if style in chain:
                break
            chain.append(style)
            identity = style.based_on
        return chain


def _theme_fonts(theme: Element | None) -> dict[str, str]:
    """Give the fonts that a theme has for Chinese, by the words that runs use for them."""
    fonts: dict[str, str] = {}
    if theme is None:
        return fonts
    for name in ("major", "minor"):
        font = next(theme.iter(f"{{*}}{name}Font"), None)
        if font is None:
            continue
        faces = {child.get("script") or etree.QName(child).localname: child.get("typeface") for child in font}
        face = faces.get("ea") or faces.get("Hans")
        if face:
            fonts[f"{name}EastAsia"] = face
    return fonts


def _alignment(ppr: Element | None) -> str | None:
    word = _value(ppr, "jc")
    if word is None:
        return None
    return {"center": "center", "right": "right", "end": "right"}.get(word, "left")


def _outline(ppr: Element | None) -> int | None:
    word = _value(ppr, "outlineLvl")
    return None if word is None else min(9, max(0, _whole(word, 9)))


def _level(word: str | None) -> int | None:
    return None if word is None else min(MOST_LEVELS - 1, max(0, _whole(word, 0)))


# ---- lists -----------------------------------------------------------------------------------------------------------

SUFFIXES = {"tab": "\t", "space": " ", "nothing": ""}


@dataclass(frozen=True, slots=True)
class _Level:
    """One level of a list: how its numbers look, and when they start again.

    text: the template, `%1` for the number of the outermost level; hidden: the number is not shown
    legal: all its numbers are decimal; restart: the level (from 1) that starts it again, 0 for never
    digits: least digits of a decimal number; style: the paragraph style that stands for the level
    """

    start: int
    form: str
    text: str
    suffix: str
    legal: bool
    restart: int | None
    digits: int
    style: str | None
    hidden: bool


@dataclass(slots=True)
class _List:
    """One list (`num`): the levels it takes from an abstract list, and where it starts them itself."""

    abstract: str
    levels: dict[int, _Level]
    starts: dict[int, int]


class _Numbering:
    """Counts the lists of a document while its paragraphs are read."""

    def __init__(self, root: Element | None, sheet: _StyleSheet) -> None:
        self._sheet = sheet
        self._abstracts: dict[str, tuple[dict[int, _Level], str | None]] = {}
        self._sources: dict[str, tuple[str, dict[int, _Level], dict[int, int]]] = {}
        self._lists: dict[str, _List | None] = {}
        # Lists of one abstract list count on together, as in Word.
        self._counts: dict[str, list[int | None]] = {}
        self._begun: set[tuple[str, int]] = set()
        if root is None:
            return
        for abstract in root.iterchildren(f"{W}abstractNum"):
            levels = dict(self._level(level) for level in abstract.iterchildren(f"{W}lvl"))
            self._abstracts.setdefault(
                abstract.get(f"{W}abstractNumId") or "", (levels, _value(abstract, "numStyleLink"))
            )
        for num in root.iterchildren(f"{W}num"):
            own: dict[int, _Level] = {}
            starts: dict[int, int] = {}
            for override in num.iterchildren(f"{W}lvlOverride"):
                number = _level(override.get(f"{W}ilvl")) or 0
                level = override.find(f"{W}lvl")
                if level is not None:
                    own[number] = self._level(level)[1]
                start = _value(override, "startOverride")
                if start is not None:
                    starts[number] = _whole(start, 1)
            self._sources.setdefault(num.get(f"{W}numId") or "", (_value(num, "abstractNumId") or "", own, starts))

    def number(self, num_id: str, level: int | None, style: str | None) -> str:
        """Count one more paragraph of a list; give the text in front of it, with the tab or blank behind that.

        level: from 0; None if only the style says that there is a list; style: the one that does
        """
        found = self._list(num_id)
        if found is None:
            return ""
        if style is not None:
            level = next((number for number, each in found.levels.items() if each.style == style), level)
        depth = level or 0
        this = found.levels.get(depth)
        if this is None:
            return ""
        counts = self._counts.setdefault(found.abstract, [None] * MOST_LEVELS)
        count = counts[depth]
        first = (num_id, depth) not in self._begun
        self._begun.add((num_id, depth))
        if count is None or (first and depth in found.starts):
            counts[depth] = found.starts.get(depth, this.start)
        else:
            counts[depth] = count + 1
        for deeper in range(depth + 1, MOST_LEVELS):
            below = found.levels.get(deeper)
            restart = below.restart if below else None
            if restart is None or restart > deeper or depth < restart:
                counts[deeper] = None
        text = "" if this.hidden else self._write(this, depth, found, counts)
        return text + SUFFIXES.get(this.suffix, "\t") if text else ""

    def _write(self, this: _Level, depth: int, found: _List, counts: list[int | None]) -> str:
        if this.form == "bullet":
            return this.text

        def count_of(match: re.Match[str]) -> str:
            number = int(match[1]) - 1
            level = found.levels.get(number)
            if number > depth or level is None:
                return ""
            count = counts[number]
            if count is None:
                count = found.starts.get(number, level.start)
            return _written(count, "decimal" if this.legal and level.form != "none" else level.form, level.digits)

        return "" if this.form == "none" and "%" not in this.text else re.sub("%([1-9])", count_of, this.text)

    def _list(self, num_id: str) -> _List | None:
        """Give a list by its id, following the styles that stand for lists; None if there is none."""
        if num_id not in self._lists:
            source = self._sources.get(num_id)
            found = None
            if source is not None:
                abstract, own, starts = source
                for _ in range(LONGEST_STYLE_CHAIN):
                    levels, link = self._abstracts.get(abstract, ({}, None))
                    behind = self._sources.get(self._sheet.list_of(link) or "") if link and not levels else None
                    if behind is None:
                        break
                    abstract, own, starts = behind[0], behind[1] | own, behind[2] | starts
                found = _List(abstract, levels | own, starts)
            self._lists[num_id] = found
        return self._lists[num_id]

    def _level(self, level: Element) -> tuple[int, _Level]:
        form, digits = "decimal", 1
        shape = next(_within(level, ("numFmt",)), None)
        if shape is not None:
            form = shape.get(VAL) or "decimal"
            if form == "custom":  # "001, 002, 003, ..."
                form, digits = "decimal", min(9, len((shape.get(f"{W}format") or "1").partition(",")[0].strip()))
        rpr = level.find(f"{W}rPr")
        text = (_value(level, "lvlText") or "")[:LONGEST_TEMPLATE]
        text = MARKS.sub("", text)
        if form == "bullet":
            fonts = None if rpr is None else rpr.find(f"{W}rFonts")
            font = "" if fonts is None else (fonts.get(f"{W}ascii") or fonts.get(f"{W}hAnsi") or "")
            if PRIVATE.search(text) or font.lower().startswith(SYMBOL_FONTS) or _has(level, "lvlPicBulletId"):
                text = "•"
        restart = _value(level, "lvlRestart")
        vanish = None if rpr is None else rpr.find(f"{W}vanish")
        legal = level.find(f"{W}isLgl")
        return _level(level.get(f"{W}ilvl")) or 0, _Level(
            start=_whole(_value(level, "start"), 1),
            form=form,
            text=text.replace("\n", " "),
            suffix=_value(level, "suff") or "tab",
            legal=legal is not None and _is_on(legal),
            restart=None if restart is None else _whole(restart, MOST_LEVELS),
            digits=digits,
            style=_value(level, "pStyle"),
            hidden=vanish is not None and _is_on(vanish),
        )


DIGITS = "〇一二三四五六七八九"
LEGAL_SIMPLIFIED = "零壹贰叁肆伍陆柒捌玖"
LEGAL_TRADITIONAL = "零壹貳參肆伍陸柒捌玖"
ROMAN = tuple(
    zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("m", "cm", "d", "cd", "c", "xc", "l", "xl", "x", "ix", "v", "iv", "i"),
        strict=True,
    )
)

# Formats that are a row of characters, and the number of the first.
ROWS: dict[str, tuple[str, int]] = {
    "decimalEnclosedCircle": ("⓪①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㉑㉒㉓㉔㉕㉖㉗㉘㉙㉚㉛㉜㉝㉞㉟㊱㊲㊳㊴㊵㊶㊷㊸㊹㊺㊻㊼㊽㊾㊿", 0),
    "decimalEnclosedParen": ("⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇", 1),
    "decimalEnclosedFullstop": ("⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛", 1),
    "ideographEnclosedCircle": ("㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉", 1),
    "ideographTraditional": ("甲乙丙丁戊己庚辛壬癸", 1),
    "ideographZodiac": ("子丑寅卯辰巳午未申酉戌亥", 1),
}
ROWS["decimalEnclosedCircleChinese"] = ROWS["decimalEnclosedCircle"]

THOUSANDS = frozenset(("chineseCountingThousand", "taiwaneseCountingThousand"))
TENS = frozenset(("chineseCounting", "taiwaneseCounting"))
DIGIT_BY_DIGIT = frozenset(("ideographDigital", "japaneseDigitalTenThousand", "taiwaneseDigital"))
LEGAL = {
    "chineseLegalSimplified": LEGAL_SIMPLIFIED,
    "ideographLegalTraditional": LEGAL_TRADITIONAL,
    "japaneseLegal": LEGAL_TRADITIONAL,
}


def _written(number: int, form: str, digits: int = 1) -> str:
    """Write a number as Word does for a list of this format; in decimal digits where the format has no such number.

    >>> [_written(12, form) for form in ("chineseCounting", "decimalEnclosedCircle", "lowerRoman", "upperLetter")]
    ['十二', '⑫', 'xii', 'L']
    >>> _written(105, "chineseCountingThousand"), _written(105, "chineseCounting")
    ('一百零五', '一〇五')

    Source: ECMA-376, part 1, 17.18.59 (ST_NumberFormat); Word draws the nought as ○, here it is 〇.
    """
    decimal = str(number).rjust(digits, "0") if number >= 0 else str(number)
    if form == "none":
        return ""
    if form == "decimalZero":
        return decimal.rjust(2, "0")
    if form in ("decimalFullWidth", "decimalFullWidth2"):
        return decimal.translate({ord("0") + digit: ord("０") + digit for digit in range(10)})
    if form == "numberInDash":
        return f"- {decimal} -"
    if form in ROWS:
        row, first = ROWS[form]
        return row[number - first] if first <= number < first + len(row) else decimal
    if not 0 < number < 10_000:
        return decimal
    if form in ("upperLetter", "lowerLetter") and number <= 26 * 30:
        letters = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letters.upper() if form == "upperLetter" else letters
    if form in ("upperRoman", "lowerRoman") and number < 4_000:
        return _roman(number).upper() if form == "upperRoman" else _roman(number)
    if form in DIGIT_BY_DIGIT or (form in TENS and number >= 100):
        return "".join(DIGITS[int(digit)] for digit in str(number))
    if form in THOUSANDS or form in TENS:
        counted = _counted(number, "零" + DIGITS[1:], "十百千")
        return counted[1:] if counted.startswith("一十") else counted
    if form == "japaneseCounting":
        counted = _counted(number, DIGITS, "十百千").replace("〇", "")
        return re.sub("一(?=[十百千])", "", counted)
    if form in LEGAL:
        return _counted(number, LEGAL[form], "拾佰仟")
    return decimal


def _roman(number: int) -> str:
    text = ""
    for value, letters in ROMAN:
        text += letters * (number // value)
        number %= value
    return text


def _counted(number: int, digits: str, units: str) -> str:
    """Write 1 to 9999 with units: 一百零五, 一十."""
    text = ""
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if digit:
            text += digits[digit] + (units[place - 1] if place else "")
        elif text and not text.endswith(digits[0]):
            text += digits[0]
    return text.rstrip(digits[0])


# ---- paragraphs and tables -------------------------------------------------------------------------------------------

Piece = tuple[str, _Look]


@dataclass(slots=True)
class _Content:
    """What a paragraph holds: pieces of text, each set in one way, and the text boxes that hang on it."""

    words: list[list[str]] = field(default_factory=list)
    looks: list[_Look] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)

    @property
    def pieces(self) -> list[Piece]:
        return [("".join(words), look) for words, look in zip(self.words, self.looks, strict=True)]


class _Reader:
    """Reads paragraphs and tables, in document order: that is how lists count."""

    def __init__(self, strip: Strip, sheet: _StyleSheet, numbering: _Numbering) -> None:
        self._strip = strip
        self._sheet = sheet
        self._numbering = numbering

    def flow(self, blocks: Iterable[Element], depth: int = 0, flat: bool = False) -> list[Line | Grid]:
        """Read paragraphs and tables.

        depth: of tables and text boxes around them; flat: tables give lines, not grids
        """
        parts: list[Line | Grid] = []
        carried: list[Piece] = []
        for block in blocks:
            if block.tag == TBL:
                parts.extend(self._table(block, depth + 1, flat))
                continue
            ppr = block.find(f"{W}pPr")
            content = self._content(block, ppr)
            mark = None if ppr is None else ppr.find(f"{W}rPr")
            if _has(mark, "del") or _has(mark, "moveFrom"):
                # The end of this paragraph was deleted: what is left of it begins the next one.
                carried.extend(content.pieces)
            else:
                parts.extend(self._lines(ppr, carried + content.pieces))
                carried = []
            for box in content.boxes:
                parts.extend(self._box(box, depth + 1, flat))
        parts.extend(self._lines(None, carried))
        return parts

    def _box(self, box: Element, depth: int, flat: bool) -> list[Line | Grid]:
        if depth > DEEPEST:
            self._strip.warn("deep_nesting", f"text boxes in each other, more than {DEEPEST} deep, were left out")
            return []
        return self.flow(_within(box, ("p", "tbl")), depth, flat)

    def _content(self, paragraph: Element, ppr: Element | None) -> _Content:
        """Read the text of a paragraph, with the look of each piece."""
        sheet = self._sheet
        behind = sheet.paragraph(_value(ppr, "pStyle")).look
        plain = sheet.look(NOTHING_SAID, None, behind)
        content = _Content()
        in_code: list[bool] = []  # of each field around this place: its code is not over yet
        stack: list[tuple[Iterator[Element], _Look]] = [(iter(paragraph), plain)]
        while stack:
            children, look = stack[-1]
            for child in children:
                name = NAMES[child.tag]
                if name == "r":
                    direct, style = sheet.look_of(child.find(f"{W}rPr"))
                    stack.append((iter(child), sheet.look(direct, style, behind)))
                    break
                if name == "t" or name == "m:t":
                    self._add(content, _words(child), look, any(in_code))
                elif name in PASSED_OVER:
                    continue
                elif name in MADE_OF_ELEMENTS:
                    self._add(content, MADE_OF_ELEMENTS[name], look, any(in_code))
                elif name == "br":
                    if child.get(f"{W}type") not in ("page", "column"):
                        self._add(content, "\n", look, any(in_code))
                elif name == "sym":
                    self._add(content, _symbol(child), look, any(in_code))
                elif name == "fldChar":
                    _follow_field(in_code, child.get(f"{W}fldCharType"))
                elif name == "txbxContent":
                    content.boxes.append(child)
                elif name == "mc:AlternateContent":
                    stack.append((_chosen(child), look))
                    break
                elif len(child):
                    stack.append((iter(child), look))
                    break
            else:
                stack.pop()
        return content

    def _add(self, content: _Content, text: str, look: _Look, in_code: bool) -> None:
        if not text or in_code:
            return
        if look.hidden:
            if not text.isspace():
                self._strip.warn("hidden_text", "characters that cannot be seen (hidden in Word) were left out")
            return
        if MARKS.search(text):
            self._strip.warn("control_characters", "control characters and marks of writing direction were left out")
            text = MARKS.sub("", text)
        if content.words and content.looks[-1] == look:
            content.words[-1].append(text)
        elif text:
            content.words.append([text])
            content.looks.append(look)

    def _lines(self, ppr: Element | None, pieces: list[Piece]) -> tuple[Line, ...]:
        """Make the lines of a paragraph, with its number in front."""
        if ppr is None and not pieces:
            return ()
        style = self._sheet.paragraph(_value(ppr, "pStyle"))
        if not pieces and _is_hidden(ppr):
            return ()
        number = self._number(ppr, style)
        text = number + "".join(text for text, _ in pieces)
        if not text or text.isspace():
            return ()
        outline = _outline(ppr)
        heading = style.heading if outline is None else outline + 1 if outline < 9 else None
        align = _alignment(ppr) or style.align
        if "\n" not in text:
            return self._strip.lines(text, _style_of(pieces, number, align, heading, style.look))
        # Each line has its own weight and size: a title and what stands below it may be one paragraph.
        split = _split_at_breaks(pieces)
        starts: list[int] = []
        offset = len(number)
        for part in split:
            starts.append(offset)
            offset += sum(len(words) for words, _ in part) + 1
        lines: list[Line] = []
        for line in self._strip.lines(text):
            index = max(0, bisect_left(starts, line.chars[0].x0 + 1) - 1)
            before = "" if index else number
            lines.append(Line(line.chars, _style_of(split[index], before, align, heading, style.look)))
        return tuple(lines)

    def _number(self, ppr: Element | None, style: _ParagraphStyle) -> str:
        """Count a paragraph of a list, and give the number in front of it."""
        direct = None if ppr is None else ppr.find(f"{W}numPr")
        num_id = _value(direct, "numId")
        level = _level(_value(direct, "ilvl"))
        owner = None
        if num_id is None:
            num_id = style.num_id
            owner = style.owner if level is None else None
            level = style.level if level is None else level
        if num_id is None or num_id == "0":
            return ""
        return self._numbering.number(num_id, level, owner)

    def _table(self, table: Element, depth: int, flat: bool) -> list[Line | Grid]:
        """Read a table: as one grid, with those inside it behind it; or as lines."""
        if depth > DEEPEST:
            self._strip.warn("deep_nesting", f"tables more than {DEEPEST} deep in each other were put on one level")
            deep = (self._lines(p.find(f"{W}pPr"), self._content(p, None).pieces) for p in _within(table, ("p",)))
            return [line for lines in deep for line in lines]
        placed = self._placed(table)
        frames = flat or _is_frame(placed)
        first = self._strip.paragraphs + 1
        inside: list[Line | Grid] = []
        for tc, cell in placed:
            blocks = list(_within(tc, ("p", "tbl")))
            if frames:
                inside.extend(self.flow(blocks, depth, flat))
                continue
            parts = self.flow(blocks, depth, flat=not _holds_table_alone(blocks))
            cell.lines = tuple(part for part in parts if isinstance(part, Line))
            inside.extend(part for part in parts if isinstance(part, Grid))
        if frames:
            return inside
        grid = grid_of([cell for _, cell in placed], self._strip, first)
        return inside if grid is None else [grid, *inside]

    def _placed(self, table: Element) -> list[tuple[Element, SourceCell]]:
        """Find row, column and spans of each cell that is shown, without reading it."""
        placed: list[tuple[Element, SourceCell]] = []
        above: dict[int, SourceCell] = {}
        number = 0
        for tr in _within(table, ("tr",)):
            trpr = tr.find(f"{W}trPr")
            if _has(trpr, "del") or _has(trpr, "moveFrom"):
                continue
            column = self._span(_value(trpr, "gridBefore"), 0)
            merged: dict[int, SourceCell] = {}
            last: SourceCell | None = None
            for tc in _within(tr, ("tc",)):
                tcpr = tc.find(f"{W}tcPr")
                if _has(tcpr, "cellDel"):
                    continue
                span = self._span(_value(tcpr, "gridSpan"), 1) or 1
                down, across = _merge(tcpr, "vMerge"), _merge(tcpr, "hMerge")
                if across == "continue" and last is not None:
                    last.column_span += span
                    self._note_covered(tc)
                elif down == "continue" and column in above:
                    merged[column] = above[column]
                    merged[column].row_span = number - merged[column].row + 1
                    self._note_covered(tc)
                    last = SourceCell(number, column, 1, span)  # what is merged with this one widens nothing
                else:
                    last = SourceCell(number, column, 1, span)
                    placed.append((tc, last))
                    if down is not None:
                        merged[column] = last
                column += span
            above = merged
            number += 1
        _close_up(placed)
        return placed

    def _span(self, word: str | None, otherwise: int) -> int:
        span = max(0, _whole(word, otherwise))
        if span > MOST_COLUMNS:
            self._strip.warn("clipped_span", "a table cell spans more columns than tables have; it was cut")
        return min(span, MOST_COLUMNS)

    def _note_covered(self, tc: Element) -> None:
        """Warn of text in a cell that is merged into another: Word does not show it."""
        if any(text.text and not text.text.isspace() for text in tc.iter(f"{W}t")):
            self._strip.warn("hidden_text", "text in table cells that are covered by merged cells was left out")


MADE_OF_ELEMENTS = {"tab": "\t", "ptab": "\t", "cr": "\n", "noBreakHyphen": "-", "softHyphen": ""}
"""Characters that stand in a file as elements."""


def _words(element: Element) -> str:
    """Give the text of a `t`, with the white space that Word shows."""
    text = element.text or ""
    if text and (text[0] in XML_SPACE or text[-1] in XML_SPACE) and element.get(SPACE) != "preserve":
        text = text.strip(XML_SPACE)
    return text.replace("\n", " ") if "\n" in text else text


def _symbol(element: Element) -> str:
    """Give the character of a `sym`; nothing for one that only its font knows."""
    code = element.get(f"{W}char") or ""
    font = (element.get(f"{W}font") or "").lower()
    if not re.fullmatch("[0-9A-Fa-f]{1,6}", code) or font.startswith(SYMBOL_FONTS):
        return ""
    number = int(code, 16)
    if 0xE000 <= number <= 0xF8FF or 0xD800 <= number < 0xE000 or not 0x20 <= number < 0xF0000:
        return ""
    return chr(number)


def _follow_field(in_code: list[bool], kind: str | None) -> None:
    """Keep track of fields: between `begin` and `separate` stands their code, then to `end` their result."""
    if kind == "begin":
        in_code.append(True)
    elif kind == "separate" and in_code:
        in_code[-1] = False
    elif kind == "end" and in_code:
        in_code.pop()


def _is_hidden(ppr: Element | None) -> bool:
    vanish = None if ppr is None else ppr.find(f"{W}rPr/{W}vanish")
    return vanish is not None and _is_on(vanish)


def _split_at_breaks(pieces: list[Piece]) -> list[list[Piece]]:
    lines: list[list[Piece]] = [[]]
    for text, look in pieces:
        for index, part in enumerate(text.split("\n")):
            if index:
                lines.append([])
            if part:
                lines[-1].append((part, look))
    return lines


def _style_of(pieces: list[Piece], number: str, align: str | None, heading: int | None, behind: _Look) -> Style:
    """Say how a line is set; `number` stands in front of it and is taken as set like its start."""
    sizes: Counter[float | None] = Counter()
    bold = True
    seen: list[tuple[int, bool, str | None]] = []
    for text, look in pieces:
        count = len("".join(text.split()))
        if count:
            sizes[look.size] += count
            bold = bold and bool(look.bold)
            seen.append((count, bool(look.bold), (look.font or "") if max(text) > "\u2e80" else None))
    if not seen:
        return Style(size=behind.size, bold=bool(behind.bold), align=align, heading=heading)
    lead = _lead(seen)
    if lead:
        lead += len("".join(number.split()))
    return Style(size=sizes.most_common(1)[0][0], bold=bold, align=align, heading=heading, lead=lead)


def _lead(seen: list[tuple[int, bool, str | None]]) -> int:
    """Count the characters at the start that are set apart from what follows; 0 if all are set alike.

    seen: of each piece the number of characters, its weight, and its font; None for Latin and digits, which the
        east-Asian font does not draw: a year in a heading breaks nothing
    """
    lead, weight, face = seen[0]
    for count, bold, font in seen[1:]:
        if bold != weight or (font is not None and face is not None and font != face):
            return lead
        face = font if face is None else face
        lead += count
    return 0


def _merge(tcpr: Element | None, name: str) -> str | None:
    """Give `restart` or `continue` for a merged cell, None for others."""
    merge = None if tcpr is None else tcpr.find(W + name)
    return None if merge is None else merge.get(VAL) or "continue"


def _close_up(placed: list[tuple[Element, SourceCell]]) -> None:
    """Count columns by where cells begin: a table has edges that only its widths need."""
    starts = sorted({cell.column for _, cell in placed})
    for _, cell in placed:
        column = bisect_left(starts, cell.column)
        cell.column_span = max(1, bisect_left(starts, cell.column + cell.column_span) - column)
        cell.column = column


def _is_frame(placed: list[tuple[Element, SourceCell]]) -> bool:
    """Say whether a table of one row or one column is there only to arrange the tables in it."""
    if len({cell.row for _, cell in placed}) > 1 and len({cell.column for _, cell in placed}) > 1:
        return False
    return any(block.tag == TBL for tc, _ in placed for block in _within(tc, ("p", "tbl")))


def _holds_table_alone(blocks: list[Element]) -> bool:
    """Say whether a cell holds a real table, and next to no other text."""
    if not any(block.tag == TBL and _is_real_table(block) for block in blocks):
        return False
    others = (text.text or "" for block in blocks if block.tag == P for text in block.iter(f"{W}t"))
    return sum(len("".join(text.split())) for text in others) <= FEW_CHARS


def _is_real_table(table: Element) -> bool:
    rows = [sum(1 for _ in _within(tr, ("tc",))) for tr in _within(table, ("tr",))]
    return len(rows) > 1 and max(rows) > 1
