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
"""Bytes that one stream may unpack to, and that one page may draw, forms counted as often as they are drawn. The
fullest page known has 300 thousand."""

MOST_OF_FILE = 256 * 2**20
"""Bytes that all streams of text and fonts together may unpack to. 200 pages of tables have 9 million."""

MANY_BYTES = 2**20
"""Bytes drawn by one page above which it is counted what they draw."""

MOST_DRAWN = 100_000
"""Times that forms are drawn on one page. Real pages draw a few dozen."""

MOST_OPERATORS = 500_000
"""Objects drawn by one page: an engine keeps 200 to 400 bytes for each. A map has some ten thousand."""

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

REPETITIVE = 5
"""Times that packed data can be packed once more only if they are nearly all alike, as those of a bomb are."""

DRAWN = re.compile(rb"/([^\x00\s()<>\[\]{}/%]+)\s+Do\b")
PAINTING = re.compile(rb"(?<![^\s\])>])(?:TJ|Tj|'|\"|S|s|f\*?|F|B\*?|b\*?|sh|EI)(?![^\s\[(</])")
STRINGS = re.compile(rb"\([^()]*\)|<[0-9A-Fa-f\s]*>")

DAMAGED = (pikepdf.PdfError, pikepdf.PasswordError, ValueError, TypeError, RuntimeError, RecursionError)
"""What pikepdf raises for files that are damaged or locked."""

DO_NOT_TRUST = "do not trust this file; print it to a new PDF if it is needed"


@dataclass(frozen=True, slots=True)
class Survey:
    """What was found out about a PDF.

    pages: as counted by pikepdf; 0 if it finds no document
    faults: what is wrong with the file as a whole, in pikepdf's words; empty for a sound file
    damaged: for each page, which part of it cannot be unpacked as it was packed
    """

    pages: int = 0
    faults: tuple[str, ...] = ()
    damaged: dict[int, str] = field(default_factory=dict)


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
            for number, page in enumerate(pdf.pages, 1):
                look.at_page(number, page.obj)
            return Survey(count, tuple(str(fault) for fault in pdf.get_warnings()), look.damaged)
    except pikepdf.PasswordError:
        return Survey()  # the reader says so
    except DAMAGED as problem:
        return Survey(faults=(str(problem),))


@cache
def _limit_pikepdf() -> None:
    """Keep pikepdf itself from unpacking a bomb: the tables of objects are unpacked while a file is opened."""
    settings = getattr(pikepdf, "settings", None)
    if hasattr(settings, "set_qpdf_limits"):
        settings.set_qpdf_limits(flate_max_memory=MOST_OF_STREAM, run_length_max_memory=MOST_OF_STREAM)


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


_Key = tuple[int, int]


class _Look:
    """Looks at page after page; what several of them share is unpacked once."""

    def __init__(self, pdf: pikepdf.Pdf, where: str) -> None:
        self._pdf = pdf
        self._where = where
        self._left = MOST_OF_FILE
        self._known_fonts: set[_Key] = set()
        self._known: dict[tuple[_Key, _Key, bool], _Cost] = {}
        self._page = 0
        self.damaged: dict[int, str] = {}

    def at_page(self, number: int, page: Any) -> None:
        """Look at the content of one page, and at the forms and fonts it uses."""
        self._page = number
        resources = _inherited(page, "/Resources")
        cost = self._cost(_streams(page.get("/Contents")), resources, 0, counted=False)
        if cost.size > MANY_BYTES:
            cost = self._cost(_streams(page.get("/Contents")), resources, 0, counted=True)
        self._expect_bearable(cost)

    def _expect_bearable(self, cost: _Cost) -> None:
        where = f"{self._where}, page {self._page}"
        if cost.forms > MOST_DRAWN:
            message = f"a page draws forms inside forms {cost.forms:.0e} times over"
            raise OutOfTime(message, where=where, advice=DO_NOT_TRUST)
        if cost.size > MOST_OF_STREAM:
            raise self._too_much(f"the page draws {cost.size // 2**20} MiB of content")
        if cost.operators > MOST_OPERATORS:
            raise self._too_much(f"the page draws {cost.operators} objects, more than {MOST_OPERATORS}")
        if cost.characters > MOST_CHARACTERS:
            message = f"the page has some {cost.characters} characters"
            raise PageLimit(message, where=where, advice="look at the page; no printed page has so many")

    def _too_much(self, message: str) -> OutOfMemory:
        return OutOfMemory(message, where=f"{self._where}, page {self._page}", advice=DO_NOT_TRUST)

    def _cost(self, streams: Iterator[Any], resources: Any, depth: int, *, counted: bool) -> _Cost:
        """Add up what these streams draw; the forms they draw included, as often as they do."""
        forms = self._forms(resources)
        self._look_at_fonts(resources)
        cost = _Cost()
        for stream in streams:
            content = self._unpack(stream, "its content")
            cost += _counted(content) if counted else _Cost(len(content))
            for name, times in Counter(DRAWN.findall(content)).items() if forms else ():
                form = forms.get(_unescaped(name))
                if form is not None:
                    cost += self._form_cost(form, resources, depth + 1, counted=counted) * times
        return cost

    def _form_cost(self, form: Any, resources: Any, depth: int, *, counted: bool) -> _Cost:
        own = form.get("/Resources")
        own = own if isinstance(own, pikepdf.Dictionary) else resources
        key = (form.objgen, own.objgen if own is not resources else (0, 0), counted)
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

    def _look_at_fonts(self, resources: Any) -> None:
        fonts = resources.get("/Font") if resources is not None else None
        if not isinstance(fonts, pikepdf.Dictionary):
            return
        for font in fonts.values():
            if not isinstance(font, pikepdf.Dictionary) or font.objgen in self._known_fonts:
                continue
            if font.objgen != (0, 0):
                self._known_fonts.add(font.objgen)
            for key in ("/ToUnicode", "/Encoding"):
                for stream in _streams(font.get(key)):
                    self._unpack(stream, "a table of characters")
            for stream in _font_files(font):
                self._expect_no_bomb(stream)

    def _unpack(self, stream: Any, part: str) -> bytes:
        """Unpack a stream; damage is noted for the page. Raises OutOfMemory for more than MOST_OF_STREAM."""
        data = stream.read_raw_bytes()
        whole = True
        for name in _filters(stream):
            if name == FLATE:
                data, whole = _inflated(data, min(self._left, MOST_OF_STREAM))
            elif name in GROWTH:
                data = self._decoded(data, name, part)
            else:
                return b""  # a picture, or encrypted in a way of its own: no reader finds text in it
            if len(data) > min(self._left, MOST_OF_STREAM):
                raise self._too_much("a part of the file unpacks to more than any document has")
        if not whole:
            self.damaged.setdefault(self._page, part)
        self._left -= len(data)
        return data

    def _decoded(self, data: bytes, name: str, part: str) -> bytes:
        """Undo one filter other than Flate."""
        if len(data) * GROWTH[name] > MOST_OF_STREAM and _is_repetitive(data):
            raise self._too_much("a part of the file unpacks to more than any document has")
        packed = pikepdf.Stream(self._pdf, data)
        packed["/Filter"] = pikepdf.Name(name)
        try:
            return packed.get_stream_buffer(pikepdf.StreamDecodeLevel.specialized).tobytes()
        except DAMAGED:
            self.damaged.setdefault(self._page, part)
            return b""

    def _expect_no_bomb(self, stream: Any) -> None:
        """Look at a font file. It is large and rarely damaged, so only what looks like a bomb is unpacked."""
        data = stream.read_raw_bytes()
        if len(_filters(stream)) > 1 or _is_repetitive(data):
            self._unpack(stream, "a font")


def _streams(value: Any) -> Iterator[Any]:
    """Give the streams that a value is or lists."""
    if isinstance(value, pikepdf.Stream):
        yield value
    elif isinstance(value, pikepdf.Array):
        yield from (each for each in value if isinstance(each, pikepdf.Stream))


def _font_files(font: Any) -> Iterator[Any]:
    inner = font.get("/DescendantFonts")
    inner = inner[0] if isinstance(inner, pikepdf.Array) and len(inner) else font
    descriptor = inner.get("/FontDescriptor") if isinstance(inner, pikepdf.Dictionary) else None
    if isinstance(descriptor, pikepdf.Dictionary):
        for key in ("/FontFile", "/FontFile2", "/FontFile3"):
            yield from _streams(descriptor.get(key))


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


def _is_repetitive(data: bytes) -> bool:
    """Say whether packed data are nearly all alike; of long data, a piece in the middle is asked."""
    middle = len(data) // 2
    sample = data[max(0, middle - 2**15) : middle + 2**15]
    return len(zlib.compress(sample, 1)) * REPETITIVE < len(sample)


def _counted(content: bytes) -> _Cost:
    """Count the objects and characters that a content stream draws."""
    operators = sum(1 for _ in PAINTING.finditer(content))
    characters = 0
    for found in STRINGS.finditer(content):
        length = found.end() - found.start() - 2
        characters += length // 2 if found[0][:1] == b"<" else length
    return _Cost(len(content), operators=operators, characters=characters)
