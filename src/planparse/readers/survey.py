"""What a PDF asks of the machine, and which of its parts are damaged, before any engine reads it.

Comes in: the bytes of a file. Goes out: a `Survey`, or the error of a file that asks for too much. pikepdf finds the
objects, and what a reader would unpack is unpacked here first, under a limit: the content of pages, the forms they
draw, and what their fonts say of themselves. Pictures are never unpacked. All limits count bytes and objects, so the
same file comes to the same end on every machine; it takes a hundredth of the time of reading the pages.

pdfium and pdfminer read as much of a damaged stream as they can, and do not say so; here its checksum is looked at.

Source: ISO 32000-1, 7.3.8 (streams), 7.4 (filters), 8.10 (forms), 9.10.3 (ToUnicode).
"""

from __future__ import annotations

import io
import logging
import re
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pikepdf

from planparse.errors import OutOfMemory, OutOfTime, PageLimit

MOST_PAGES = 5_000
"""Pages of one document. The longest plan known has a few hundred."""

MOST_OF_STREAM = 64 * 2**20
"""Bytes that one stream may unpack to. The largest, whole Chinese fonts, have 20 million."""

MOST_OF_PAGE = 32 * 2**20
"""Bytes that one page may draw, forms counted as often as they are drawn. The fullest page known has 300 thousand."""

MOST_OF_FILE = 256 * 2**20
"""Bytes that all streams that are looked at may unpack to together. 200 pages of tables have 9 million."""

MOST_OF_PAGES = 2**30
"""Bytes that all pages may draw together, where thousands share one content."""

MANY_BYTES = 2**17
"""Bytes drawn by one page above which it is counted what they draw."""

HEAVY_SIZE, HEAVY_OPERATORS, HEAVY_CHARACTERS = 2**23, 30_000, 200_000
"""Of one page: what pdfminer, which keeps a thousand bytes for each character and line, is not given unasked."""

MOST_DRAWN = 100_000
"""Times that forms are drawn on one page. Real pages draw a few dozen."""

MOST_OPERATORS = 300_000
"""Objects drawn, states saved and marks set by one page: an engine keeps 200 to 1,000 bytes for each. A map has some
ten thousand."""

MOST_CHARACTERS = 1_500_000
"""Bytes of strings drawn by one page, of which a Chinese character takes two; engines keep 100 bytes for each."""

DEEPEST = 50
"""Forms inside forms, and levels of the page tree. Real files have three or four."""

FLATE, LZW, RUN_LENGTH = "/FlateDecode", "/LZWDecode", "/RunLengthDecode"
FILTERS = {
    "/Fl": FLATE, "/LZW": LZW, "/RL": RUN_LENGTH, "/A85": "/ASCII85Decode", "/AHx": "/ASCIIHexDecode",
}  # fmt: skip
"""Short names of filters, which readers take as well."""

GROWTH = {"/ASCII85Decode": 4, "/ASCIIHexDecode": 1, RUN_LENGTH: 64, LZW: 1365}
"""Times that data can grow at most by each filter that pikepdf undoes; Flate is undone here."""

UNSUSPECTED = 64 * 2**10
"""Bytes of packed data that become no more than MOST_OF_STREAM if they are packed once."""

PIECE = 2**18
"""Bytes that are unpacked at a time where nothing is kept."""

SAMPLE = 8 * 2**10
REPETITIVE = 5
"""Times that packed data can be packed once more only if they are nearly all alike, as those of a bomb are."""

DRAWN = re.compile(rb"/([^\x00\s()<>\[\]{}/%]+)\s+Do\b")
PAINTING = re.compile(rb"(?<![^\s\])>])(?:TJ|Tj|'|\"|S|s|f\*?|F|B\*?|b\*?|sh|EI|q|W\*?|B[MD]C)(?![^\s\[(</])")
STRINGS = re.compile(rb"\([^()]*\)|<[0-9A-Fa-f\s]*>")

PACKED_TWICE = re.compile(rb"#|/Filter\s*\d|/Fl.*/Fl|/(?:LZW|RL|RunL).*/|/.*/(?:LZW|RL|RunL)", re.DOTALL)
"""What may name two filters that grow, in the entries of a stream: plainly, in hexadecimal, or elsewhere."""

UNWRITTEN = re.compile(rb"[^\t\n\f\r\x20-\x7e]")
NO_HEXADECIMAL = re.compile(rb"(?<!<)<(?!<)[0-9A-Fa-f\s]*[^0-9A-Fa-f\s<>]")

DAMAGED = (pikepdf.PdfError, pikepdf.PasswordError, ValueError, TypeError, RuntimeError, RecursionError)
"""What pikepdf raises for files that are damaged or locked."""

HARMLESS = re.compile(r"Resources is missing|with stray #")
"""What pikepdf says of files that are only untidy: a blank page lacks its resources."""

OVER_LIMIT = "limit exceeded"
"""What pikepdf says of a table of objects that unpacks to more than MOST_OF_STREAM."""

IDENTITY = ("/Identity-H", "/Identity-V")
MEANT = (b"Japan1", b"GB1", b"CNS1", b"Korea1", b"KR", b"Manga1")
"""Collections of characters whose numbers have a meaning; those of others are glyphs of the font itself."""

DO_NOT_TRUST = "do not trust this file; print it to a new PDF if it is needed"
TOO_MUCH = "a part of the file unpacks to more than any document has"


@dataclass(frozen=True, slots=True)
class Survey:
    """What was found out about a PDF.

    pages: as counted by pikepdf; 0 if it finds no document
    faults: what is wrong with the file as a whole, in pikepdf's words; empty for a sound file
    damaged: for each page, which part of it cannot be unpacked as it was packed
    meaningless: pages with a font whose characters stand for nothing: numbers of glyphs in a font that is not there
    heavy: pages that draw so much that only the quick reader should be asked for them
    """

    pages: int = 0
    faults: tuple[str, ...] = ()
    damaged: dict[int, str] = field(default_factory=dict)
    meaningless: frozenset[int] = frozenset()
    heavy: frozenset[int] = frozenset()


def survey(data: bytes, where: str) -> Survey:
    """Look through a PDF.

    where: the file, for errors
    Raises PageLimit, OutOfMemory or OutOfTime for a file that asks for more than any document does.
    """
    _limit_pikepdf()
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            count = len(pdf.pages)
            if count > MOST_PAGES:
                raise PageLimit(
                    f"the PDF has {count} pages, more than {MOST_PAGES}", where=where, advice="split the file"
                )
            look = _Look(pdf, where)
            if pdf.is_encrypted or _may_hide_bomb(data):
                look.at_streams()
            for number, page in enumerate(pdf.pages, 1):
                look.at_page(number, page.obj)
            faults = [str(fault) for fault in pdf.get_warnings()]
    except pikepdf.PasswordError:
        return Survey()  # the reader says so
    except DAMAGED as problem:
        if _may_hide_bomb(data):
            raise OutOfMemory(TOO_MUCH, where=where, advice=DO_NOT_TRUST) from problem
        return Survey(faults=(str(problem),))
    if any(OVER_LIMIT in fault for fault in faults):
        raise OutOfMemory(TOO_MUCH, where=where, advice=DO_NOT_TRUST)
    return Survey(
        count,
        tuple(fault for fault in faults if not HARMLESS.search(fault)),
        look.damaged,
        frozenset(look.meaningless),
        frozenset(look.heavy),
    )


@cache
def _limit_pikepdf() -> None:
    """Keep pikepdf itself from unpacking a bomb: the tables of objects are unpacked while a file is opened.

    What it says of a damaged file is in `Survey.faults`, and need not be told to whoever looks at the log.
    """
    logging.getLogger("pikepdf").setLevel(logging.CRITICAL)
    pikepdf.settings.set_qpdf_limits(flate_max_memory=MOST_OF_STREAM, run_length_max_memory=MOST_OF_STREAM)


@dataclass(frozen=True, slots=True)
class _Cost:
    """What drawing something costs: bytes of content, forms, and, if they are counted, objects and characters."""

    size: int = 0
    forms: int = 0
    operators: int = 0
    characters: int = 0

    def __add__(self, other: _Cost) -> _Cost:
        return _Cost(
            self.size + other.size,
            self.forms + other.forms,
            self.operators + other.operators,
            self.characters + other.characters,
        )

    def __mul__(self, times: int) -> _Cost:
        return _Cost(self.size * times, self.forms * times, self.operators * times, self.characters * times)


@dataclass(frozen=True, slots=True)
class _Content:
    """What one content stream draws by itself, how often it draws what it calls by name, and if it sets a font."""

    cost: _Cost
    names: Counter[bytes]
    sets_font: bool


_Key = tuple[int, int]
NOWHERE: _Key = (0, 0)
"""The number of what is no object of its own, but written where it is used."""


class _Look:
    """Looks at page after page; what several of them share is unpacked once."""

    def __init__(self, pdf: pikepdf.Pdf, where: str) -> None:
        self._pdf = pdf
        self._where = where
        self._left = MOST_OF_FILE
        self._known_fonts: dict[_Key, bool] = {}
        self._drawn = 0
        self._contents: dict[tuple[_Key, bool], _Content] = {}
        self._known: dict[tuple[_Key, _Key, bool], _Cost] = {}
        self._page = 0
        self.damaged: dict[int, str] = {}
        self.meaningless: set[int] = set()
        self.heavy: set[int] = set()

    def at_page(self, number: int, page: Any) -> None:
        """Look at the content of one page, and at the forms and fonts it uses."""
        self._page = number
        resources = _inherited(page, "/Resources")
        cost = self._cost(_streams(page.get("/Contents")), resources, 0, counted=False)
        self._expect_bearable(cost)
        if cost.size > MANY_BYTES:
            cost = self._cost(_streams(page.get("/Contents")), resources, 0, counted=True)
            self._expect_bearable(cost)
        if cost.size > HEAVY_SIZE or cost.operators > HEAVY_OPERATORS or cost.characters > HEAVY_CHARACTERS:
            self.heavy.add(number)
        self._drawn += cost.size
        if self._drawn > MOST_OF_PAGES:
            message = f"the pages draw more than {MOST_OF_PAGES // 2**20} MiB of content"
            raise OutOfTime(message, where=self._where, advice=DO_NOT_TRUST)

    def at_streams(self) -> None:
        """Look at all streams but pictures: engines unpack colours, functions, glyphs and tables of objects too."""
        for stream in self._pdf.objects:
            if isinstance(stream, pikepdf.Stream) and stream.get("/Subtype") != "/Image":
                self._expect_no_bomb(stream, "a part of the file")

    def _expect_bearable(self, cost: _Cost) -> None:
        where = f"{self._where}, page {self._page}"
        if cost.forms > MOST_DRAWN:
            message = f"a page draws forms inside forms {cost.forms:.0e} times over"
            raise OutOfTime(message, where=where, advice=DO_NOT_TRUST)
        if cost.size > MOST_OF_PAGE:
            raise self._too_much(f"the page draws {cost.size // 2**20} MiB of content")
        if cost.operators > MOST_OPERATORS:
            raise self._too_much(f"the page draws {cost.operators} objects, more than {MOST_OPERATORS}")
        if cost.characters > MOST_CHARACTERS:
            message = f"the page has some {cost.characters} characters"
            raise PageLimit(message, where=where, advice="look at the page; no printed page has so many")

    def _too_much(self, message: str) -> OutOfMemory:
        where = f"{self._where}, page {self._page}" if self._page else self._where
        return OutOfMemory(message, where=where, advice=DO_NOT_TRUST)

    def _cost(self, streams: Iterator[Any], resources: Any, depth: int, *, counted: bool) -> _Cost:
        """Add up what these streams draw; the forms they draw included, as often as they do."""
        forms = self._forms(resources)
        has_fonts = self._look_at_fonts(resources)
        cost = _Cost()
        for stream in streams:
            content = self._content(stream, counted=counted)
            if content.sets_font and not has_fonts:
                self.damaged.setdefault(self._page, "its list of fonts")
            cost += content.cost
            if cost.size > MOST_OF_PAGE:
                break
            for name, times in content.names.items() if forms else ():
                form = forms.get(_unescaped(name))
                if form is not None:
                    cost += self._form_cost(form, resources, depth + 1, counted=counted) * times
        return cost

    def _content(self, stream: Any, *, counted: bool) -> _Content:
        """Look at one content stream; what several pages share is looked at once."""
        key = (stream.objgen, counted)
        if key not in self._contents:
            data = self._unpack(stream, "its content")
            cost = _counted(data) if counted else _Cost(len(data))
            self._contents[key] = _Content(cost, Counter(DRAWN.findall(data)), b" Tf" in data)
        return self._contents[key]

    def _form_cost(self, form: Any, resources: Any, depth: int, *, counted: bool) -> _Cost:
        own = form.get("/Resources")
        own = own if isinstance(own, pikepdf.Dictionary) else resources
        key = (form.objgen, own.objgen if own is not resources else NOWHERE, counted)
        if key not in self._known:
            # A form that draws itself is stopped by every reader.
            self._known[key] = _Cost(forms=MOST_DRAWN + 1 if depth > DEEPEST else 0)
            if depth <= DEEPEST:
                inner = self._cost(iter((form,)), own, depth, counted=counted)
                self._known[key] = inner + _Cost(forms=1)
        return self._known[key]

    def _forms(self, resources: Any) -> dict[str, Any]:
        objects = resources.get("/XObject") if resources is not None else None
        if not isinstance(objects, pikepdf.Dictionary):
            return {}
        return {
            name: form
            for name, form in objects.items()
            if isinstance(form, pikepdf.Stream) and form.get("/Subtype") == "/Form"
        }

    def _look_at_fonts(self, resources: Any) -> bool:
        """Look at the fonts of a page or form; says whether it lists any."""
        fonts = resources.get("/Font") if resources is not None else None
        if not isinstance(fonts, pikepdf.Dictionary):
            return False
        for font in fonts.values():
            if not isinstance(font, pikepdf.Dictionary):
                continue
            key = font.objgen
            if key == NOWHERE or key not in self._known_fonts:
                self._known_fonts[key] = self._look_at_font(font)
            if self._known_fonts[key]:
                self.meaningless.add(self._page)
        return True

    def _look_at_font(self, font: Any) -> bool:
        """Unpack what a font says of itself; says whether its characters are without a meaning."""
        for key in ("/ToUnicode", "/Encoding"):
            for stream in _streams(font.get(key)):
                self._unpack(stream, "a table of characters")
        files = list(_font_files(font))
        for stream in files:
            self._expect_whole(stream, "a font")
        return not files and font.get("/ToUnicode") is None and _counts_glyphs(font)

    def _unpack(self, stream: Any, part: str) -> bytes:
        """Unpack a stream; damage is noted for the page. Raises OutOfMemory for more than MOST_OF_STREAM."""
        data: bytes = stream.read_raw_bytes()
        filters = _filters(stream)
        whole = bool(filters) or not _is_overwritten(data)
        for name in filters:
            if name == FLATE:
                data, whole = _inflated(data, min(self._left, MOST_OF_STREAM))
            elif name in GROWTH:
                data = self._decoded(data, name, part)
            else:
                return b""  # a picture, or encrypted in a way of its own: no reader finds text in it
            if len(data) > min(self._left, MOST_OF_STREAM):
                raise self._too_much(TOO_MUCH)
        if not whole:
            self.damaged.setdefault(self._page, part)
        self._left -= len(data)
        return data

    def _decoded(self, data: bytes, name: str, part: str) -> bytes:
        """Undo one filter other than Flate."""
        if len(data) * GROWTH[name] > MOST_OF_STREAM and _is_repetitive(data):
            raise self._too_much(TOO_MUCH)
        packed = pikepdf.Stream(self._pdf, data)
        packed["/Filter"] = pikepdf.Name(name)
        try:
            found: bytes = packed.read_bytes()
        except DAMAGED:
            self.damaged.setdefault(self._page, part)
            self.heavy.add(self._page)  # how far it would have grown is not known
            return b""
        return found

    def _expect_no_bomb(self, stream: Any, part: str) -> None:
        """Unpack a stream only if it looks like a bomb."""
        if len(_filters(stream)) > 1 or _is_repetitive(stream.read_raw_bytes()):
            self._unpack(stream, part)

    def _expect_whole(self, stream: Any, part: str) -> None:
        """Look at the checksum of a stream that may be large, such as a font file, and keep nothing of it."""
        if _filters(stream) != (FLATE,):
            self._expect_no_bomb(stream, part)
            return
        size, whole = _weighed(stream.read_raw_bytes(), MOST_OF_STREAM)
        if size > MOST_OF_STREAM:
            raise self._too_much(TOO_MUCH)
        if not whole:
            self.damaged.setdefault(self._page, part)


def _streams(value: Any) -> Iterator[Any]:
    """Give the streams that a value is or lists."""
    if isinstance(value, pikepdf.Stream):
        yield value
    elif isinstance(value, pikepdf.Array):
        yield from (each for each in value if isinstance(each, pikepdf.Stream))


def _inner_font(font: Any) -> Any:
    """Give the font below a composite one, which has its glyphs; else the font itself."""
    inner = font.get("/DescendantFonts")
    inner = inner[0] if isinstance(inner, pikepdf.Array) and len(inner) else font
    return inner if isinstance(inner, pikepdf.Dictionary) else font


def _font_files(font: Any) -> Iterator[Any]:
    descriptor = _inner_font(font).get("/FontDescriptor")
    if isinstance(descriptor, pikepdf.Dictionary):
        for key in ("/FontFile", "/FontFile2", "/FontFile3"):
            yield from _streams(descriptor.get(key))


def _counts_glyphs(font: Any) -> bool:
    """Say whether the text of a font is in numbers of its own glyphs."""
    encoding = font.get("/Encoding")
    if not isinstance(encoding, pikepdf.Name) or encoding not in IDENTITY:
        return False
    system = _inner_font(font).get("/CIDSystemInfo")
    ordering = system.get("/Ordering") if isinstance(system, pikepdf.Dictionary) else None
    return not (isinstance(ordering, pikepdf.String) and bytes(ordering) in MEANT)


def _inherited(page: Any, key: str) -> Any:
    """Give an entry of a page, or of the part of the page tree it hangs from; None if there is none."""
    node = page
    for _ in range(DEEPEST):
        if not isinstance(node, pikepdf.Dictionary):
            return None
        if isinstance(found := node.get(key), pikepdf.Dictionary):
            return found
        node = node.get("/Parent")
    return None


def _filters(stream: Any) -> tuple[str, ...]:
    found = stream.get("/Filter")
    names = list(found) if isinstance(found, pikepdf.Array) else [] if found is None else [found]
    return tuple(FILTERS.get(str(name), str(name)) for name in names)


def _unescaped(name: bytes) -> str:
    """Give a name as pikepdf does, with what was written as #xx put back."""
    plain = re.sub(rb"#([0-9A-Fa-f]{2})", lambda code: bytes.fromhex(code[1].decode()), name)
    return "/" + plain.decode("utf-8", "replace")


def _inflated(data: bytes, most: int) -> tuple[bytes, bool]:
    """Unpack Flate data up to one byte more than `most`; says whether they end as they should, checksum included."""
    engine = zlib.decompressobj()
    try:
        found = engine.decompress(data, most + 1)
    except zlib.error:
        return _inflated_as_far_as_it_goes(data, most), False
    return found, engine.eof or not data.strip() or len(found) > most


def _weighed(data: bytes, most: int) -> tuple[int, bool]:
    """Unpack Flate data and keep nothing; gives their size, counted to little over `most`, and if they are whole."""
    engine = zlib.decompressobj()
    size = 0
    try:
        while not engine.eof and size <= most and data:
            size += len(engine.decompress(data, PIECE))
            data = engine.unconsumed_tail
    except zlib.error:
        return size, False
    return size, engine.eof


def _inflated_as_far_as_it_goes(data: bytes, most: int) -> bytes:
    engine = zlib.decompressobj()
    found = bytearray()
    try:
        while data and len(found) <= most:
            found += engine.decompress(data[:512], most + 1 - len(found))
            data = engine.unconsumed_tail + data[512:]
    except zlib.error:
        pass
    return bytes(found)


def _may_hide_bomb(data: bytes) -> bool:
    """Say whether some stream of a file is packed twice, or so well that it may grow a thousandfold.

    The entries of a stream stand before it, uncompressed. Few sound files are suspected.
    """
    end = 0
    while (start := data.find(b"stream", end)) >= 0:
        end = data.find(b"endstream", start)
        end = end + len(b"endstream") if end >= 0 else len(data)
        entries = data[max(0, start - 1000) : start]
        entries = entries[entries.rfind(b" obj") + 1 :]
        if b"/Image" in entries:
            continue
        if PACKED_TWICE.search(entries[entries.find(b"/Filter") :] if b"/Filter" in entries else entries[:0]):
            return True
        if end - start > UNSUSPECTED and _is_repetitive(data[start:end]):
            return True
    return False


def _is_overwritten(content: bytes) -> bool:
    """Say whether content that is not packed, and so has no checksum, has bytes where no program writes them.

    Strings in brackets and pictures may hold any byte, so nothing is said of content with these.
    """
    if b"(" in content or b"BI" in content:
        return False
    return bool(UNWRITTEN.search(content) or NO_HEXADECIMAL.search(content))


def _is_repetitive(data: bytes) -> bool:
    """Say whether packed data are nearly all alike; of long data, a piece in the middle is asked."""
    middle = len(data) // 2
    sample = data[max(0, middle - SAMPLE) : middle + SAMPLE]
    return len(zlib.compress(sample, 1)) * REPETITIVE < len(sample)


def _counted(content: bytes) -> _Cost:
    """Count the objects and characters that a content stream draws."""
    operators = sum(1 for _ in PAINTING.finditer(content))
    characters = 0
    for found in STRINGS.finditer(content):
        length = found.end() - found.start() - 2
        characters += length // 2 if found[0][:1] == b"<" else length
    return _Cost(len(content), operators=operators, characters=characters)
