"""One page of a PDF as a picture, drawn within bounds: nothing is decoded that claims to be larger than any scan.

A picture in a PDF gives its size twice, in its dictionary and in its own data, and the two may differ. Both count.
What only the file's dictionaries name and no page object shows, soft masks and pictures inside patterns, is not seen.

Source: ISO 32000-1, 7.4 (filters); ITU-T T.81, B.2.2 (JPEG, frame header); T.800, A.5.1 and I.4 (JPEG 2000, SIZ and
boxes); T.88, 7.2, 7.4.1 and 7.4.8 (JBIG2, segments, regions and page information).
"""

from __future__ import annotations

import ctypes
import re
import struct
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as c
from numpy.typing import NDArray

from planparse.readers.failures import bad_page

RESOLUTION = 200
"""Dots an inch at which a page is drawn: small print of nine points is then 25 pixels high."""

LEAST_RESOLUTION = 60
MOST_PIXELS = 40_000_000
"""Of the drawn page. A page of A3 at RESOLUTION has 8 million."""

MOST_OF_PICTURE, MOST_OF_PICTURES = 120_000_000, 200_000_000
"""Pixels that one picture claims to have, and all that a page draws: A3 at 600 dots an inch has 70 million."""

MOST_BYTES = 100 * 2**20
"""Of the data of one picture, packed, and after each of its filters that only packs."""

MOST_LOOKED_AT = 400 * 2**20
"""Bytes of the data of all pictures that a page draws, packed and after each filter, that are looked at here."""

MOST_FILTERS = 4
"""Of one picture. Two are common, such as ASCII85Decode and DCTDecode; each may take as long as the one before."""

MOST_OF_LZW = 2**17
"""Bytes of a picture packed by LZW, which grow up to 1365 times. No scanner writes it, and pdfium sets no limit: it
ends the process where memory does."""

MOST_OBJECTS = 1_000_000
"""Objects that a page draws, forms counted as often as they are drawn. A map has some ten thousand."""

MOST_SEGMENTS = 10_000
"""Parts of the header of one picture. A JPEG with a profile of colours has 300."""

PIECE = 2**18
"""Bytes that are unpacked at a time."""

FLATE, LZW = "FlateDecode", "LZWDecode"
ASCII_85, ASCII_HEX = "ASCII85Decode", "ASCIIHexDecode"
JPEG, JPEG_2000, JBIG2 = "DCTDecode", "JPXDecode", "JBIG2Decode"
SHORT = {"Fl": FLATE, "LZW": LZW, "A85": ASCII_85, "AHx": ASCII_HEX, "DCT": JPEG}
"""Short names of filters, as pictures inside the content of a page have them."""

BLANKS = b" \t\r\n\f\0"
NO_HEXADECIMAL = re.compile(rb"[^0-9A-Fa-f]")
POWERS_OF_85 = 85 ** np.arange(4, -1, -1)

MARKER = re.compile(rb"\xff([^\x00\xff])")
"""A marker of a JPEG; fill bytes, and whatever else decoders skip, may stand before it."""
START_OF_JPEG, START_OF_SCAN, END_OF_JPEG = b"\xff\xd8", 0xDA, 0xD9
FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
IN_ONE_GO = frozenset({0xC0, 0xC1})
"""Frames that can be decoded line by line; of all others every sample is kept until the end."""
WITHOUT_LENGTH = frozenset({0x01, *range(0xD0, 0xD8)})

JP2 = b"\x00\x00\x00\x0cjP  \r\n\x87\n"
START_OF_CODESTREAM = b"\xff\x4f"
SIZ = 0xFF51

PAGE_INFORMATION = 48
REGIONS = frozenset({4, 6, 7, 20, 22, 23, 36, 38, 39, 40, 42, 43})
UNKNOWN = 0xFFFFFFFF
"""Height of a JBIG2 page, or length of a segment, that is not known before its end."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as it is shown (its /Rotate applied), without annotations.

    pixels: height × width × 3 of 8 bits: blue, green, red
    scale: pixels a point
    """

    pixels: NDArray[np.uint8]
    scale: float


class _TooMuch(Exception):
    """A page asks for more than a scan does; says in what way."""


class _Budget:
    """What is left of the bytes that may be looked at for one page; a picture may be drawn any number of times."""

    def __init__(self) -> None:
        self._left = MOST_LOOKED_AT

    def take(self, size: int) -> None:
        self._left -= size
        if self._left < 0:
            raise _TooMuch(f"its pictures have more than {MOST_LOOKED_AT / 2**20:.0f} MiB of data")


def draw_page(pdf: Any, number: int, where: str) -> Picture:
    """Draw one page, counted from 1, of an opened pypdfium2 document.

    where: the file, for errors
    Raises UnreadableFile for a page that asks for more than a scan does, and for one that cannot be drawn.
    """
    try:
        page = pdf[number - 1]
    except pdfium.PdfiumError as problem:
        raise bad_page(where, number, "pdfium cannot load it") from problem
    with closing(page):
        try:
            scale = _scale_for(*page.get_size())
            _check_pictures(page)
            # Comments and electronic seals lie over the print; the text of a page has none of them either, and what
            # they draw would have to be checked as the page is.
            with closing(page.render(scale=scale, draw_annots=False)) as bitmap:
                return Picture(bitmap.to_numpy().copy(), scale)
        except _TooMuch as problem:
            raise bad_page(where, number, str(problem)) from None
        except (pdfium.PdfiumError, MemoryError, ValueError) as problem:
            raise bad_page(where, number, "its picture cannot be drawn") from problem


def _scale_for(width: float, height: float) -> float:
    """Choose at how many pixels a point a page of so many points is drawn."""
    inches = (width / 72) * (height / 72)
    resolution = min(float(RESOLUTION), (MOST_PIXELS / inches) ** 0.5) if inches > 0 else 0.0
    if resolution < LEAST_RESOLUTION:
        raise _TooMuch(f"a page of {width:.0f} × {height:.0f} points cannot be drawn")
    return resolution / 72


# ---- what the pictures of a page claim


def _check_pictures(page: Any) -> None:
    total, budget = 0, _Budget()
    for picture in _pictures(page):
        claim = _claim(picture, budget)
        total += claim
        if claim > MOST_OF_PICTURE:
            raise _TooMuch(f"a picture on it claims to have {claim / 1e6:.0f} million pixels")
        if total > MOST_OF_PICTURES:
            raise _TooMuch(f"its pictures claim to have more than {MOST_OF_PICTURES / 1e6:.0f} million pixels")


def _pictures(page: Any) -> Iterator[Any]:
    """Walk the pictures that a page draws, also those in forms, each as often as it is drawn."""
    objects = 0
    waiting = [(c.FPDFPage_CountObjects, c.FPDFPage_GetObject, page.raw)]
    while waiting:
        count, get, holder = waiting.pop()
        inside = max(0, count(holder))
        objects += inside
        if objects > MOST_OBJECTS:
            raise _TooMuch(f"it draws more than {MOST_OBJECTS / 1e6:.0f} million objects")
        for index in range(inside):
            obj = get(holder, index)
            kind = c.FPDFPageObj_GetType(obj)
            if kind == c.FPDF_PAGEOBJ_IMAGE:
                yield obj
            elif kind == c.FPDF_PAGEOBJ_FORM:  # pdfium itself goes no deeper than some 40 of them
                waiting.append((c.FPDFFormObj_CountObjects, c.FPDFFormObj_GetObject, obj))


def _claim(picture: Any, budget: _Budget) -> int:
    """Say how many pixels a picture claims to have, by its dictionary or its own header, whichever says more."""
    width, height = ctypes.c_uint(), ctypes.c_uint()
    c.FPDFImageObj_GetImagePixelSize(picture, width, height)
    # A negative size is a broken one, and pdfium draws nothing for it.
    wide, high = max(0, ctypes.c_int(width.value).value), max(0, ctypes.c_int(height.value).value)
    size = int(c.FPDFImageObj_GetImageDataRaw(picture, None, 0))
    if size > MOST_BYTES:
        raise _TooMuch(f"a picture on it has {size / 2**20:.0f} MiB of data")
    filters = _filters(picture)
    if not filters or not size:
        return wide * high
    *packings, kind = filters
    own = 0
    if packings or kind in (JPEG, JPEG_2000, JBIG2, LZW):
        budget.take(size)
        data = bytearray(size)
        c.FPDFImageObj_GetImageDataRaw(picture, (ctypes.c_ubyte * size).from_buffer(data), size)
        own = _pixels_of_data(data, packings, kind, high, budget)
    return max(wide * high, own)


def _filters(picture: Any) -> list[str]:
    """Give the full names of a picture's filters, in the order in which they are undone."""
    count = int(c.FPDFImageObj_GetImageFilterCount(picture))
    if count > MOST_FILTERS:
        raise _TooMuch(f"a picture on it is packed {count} times")
    names = []
    name = ctypes.create_string_buffer(64)
    for index in range(count):
        c.FPDFImageObj_GetImageFilter(picture, index, name, len(name))
        found = name.value.decode("latin-1")
        names.append(SHORT.get(found, found))
    return names


def _pixels_of_data(data: bytearray, packings: Sequence[str], kind: str, height: int, budget: _Budget) -> int:
    """Say how many pixels the data of a picture claim to be, by their own header; 0 if it tells nothing.

    packings: the filters before the last, `kind`; height: as the dictionary says, where a header leaves it open
    Raises _TooMuch for data that unpack to too much, or in a way that hides what they claim.
    """
    if packings:
        data = _unpacked(data, packings, budget, keep=kind in HEADERS or kind == LZW)
    if kind == LZW and len(data) > MOST_OF_LZW:
        raise _TooMuch(f"a picture on it has {len(data) / 2**20:.1f} MiB packed by LZW")
    if kind not in HEADERS:
        return 0
    try:
        own = HEADERS[kind](data, height)
    except (IndexError, struct.error):  # the data end within their header
        own = 0
    if not own and FLATE in packings:
        # A predictor, which pdfium undoes and does not tell us of, hides the header from us.
        raise _TooMuch(f"a picture on it hides its {kind} header")
    return own


# ---- filters that only pack


def _unpacked(data: bytearray, packings: Sequence[str], budget: _Budget, *, keep: bool) -> bytearray:
    """Undo all filters but the last, within bounds; pdfium sets none, and keeps all that comes out.

    keep: give what came out; else it is only counted
    """
    parts: Iterable[bytes] = (bytes(data[at : at + PIECE]) for at in range(0, len(data), PIECE))
    for packing in packings:
        if packing not in UNPACK:
            raise _TooMuch(f"a picture on it is packed by {packing} and again, as no scanner does")
        parts = _counted(UNPACK[packing](parts), budget)
    out = bytearray()
    for part in parts:
        if keep:
            out += part
    return out


def _counted(parts: Iterable[bytes], budget: _Budget) -> Iterator[bytes]:
    size = 0
    for part in parts:
        budget.take(len(part))
        size += len(part)
        if size > MOST_BYTES:
            raise _TooMuch(f"a picture on it unpacks to more than {MOST_BYTES / 2**20:.0f} MiB")
        yield part


def _inflate(parts: Iterable[bytes]) -> Iterator[bytes]:
    unpacker = zlib.decompressobj()
    try:
        for part in parts:
            while part and not unpacker.eof:
                yield unpacker.decompress(part, PIECE)
                part = unpacker.unconsumed_tail
    except zlib.error:  # pdfium too takes what came before
        return


def _from_hexadecimal(parts: Iterable[bytes]) -> Iterator[bytes]:
    left = b""
    for part in parts:
        text, *end = part.split(b">", 1)
        digits = left + NO_HEXADECIMAL.sub(b"", text)
        if end and len(digits) % 2:
            digits += b"0"
        whole = len(digits) // 2 * 2
        yield bytes.fromhex(digits[:whole].decode("ascii"))
        if end:
            return
        left = digits[whole:]


def _from_ascii_85(parts: Iterable[bytes]) -> Iterator[bytes]:
    left = b""
    for part in parts:
        text, *end = part.translate(None, BLANKS).split(b"~", 1)
        digits = left + text.replace(b"z", b"!!!!!")
        if end:
            missing = -len(digits) % 5
            yield _words_of_85(digits + b"u" * missing)[: -missing or None]
            return
        whole = len(digits) // 5 * 5
        yield _words_of_85(digits[:whole])
        left = digits[whole:]


def _words_of_85(digits: bytes) -> bytes:
    """Turn groups of five digits to the base of 85 into four bytes each."""
    groups = np.frombuffer(digits, np.uint8).reshape(-1, 5).astype(np.int64) - ord("!")
    return (groups @ POWERS_OF_85).astype(">u4").tobytes()


UNPACK = {FLATE: _inflate, ASCII_HEX: _from_hexadecimal, ASCII_85: _from_ascii_85}


# ---- headers


def _jpeg_pixels(data: bytearray, height: int) -> int:
    """Read a JPEG up to its first scan; one that is not decoded line by line counts each sample kept as a pixel."""
    place = data.find(START_OF_JPEG) + len(START_OF_JPEG)
    frame, pixels, samples, components = 0, 0, 0, 0
    for _ in range(MOST_SEGMENTS):
        marker = MARKER.search(data, place)
        if marker is None or marker[1][0] == END_OF_JPEG:
            return pixels
        code, place = marker[1][0], marker.end()
        if code in WITHOUT_LENGTH:
            continue
        if code in FRAMES:
            frame = code
            high, wide, components = struct.unpack_from(">HHB", data, place + 3)
            pixels = high * wide
            samples = _samples(pixels, [divmod(data[place + 9 + 3 * index], 16) for index in range(components)])
        elif code == START_OF_SCAN:
            in_one_go = frame in IN_ONE_GO and data[place + 2] == components
            return pixels if in_one_go else max(pixels, samples)
        place += max(2, int.from_bytes(data[place : place + 2], "big"))
    raise _TooMuch(f"a picture on it has a header of more than {MOST_SEGMENTS} parts")


def _samples(pixels: int, factors: Sequence[tuple[int, int]]) -> int:
    """Count the samples of all components; factors: how finely each is sampled, across and down."""
    finest = max((across for across, _ in factors), default=0) * max((down for _, down in factors), default=0)
    return pixels * sum(across * down for across, down in factors) // finest if finest else 0


def _jpeg_2000_pixels(data: bytearray, height: int) -> int:
    """Read the size in the codestream, which may lie in a box; decoders keep each component at its full size."""
    place = _place_of_codestream(data)
    if data[place : place + 2] != START_OF_CODESTREAM:
        return 0
    marker, _, _, x1, y1, x0, y0 = struct.unpack_from(">HHHIIII", data, place + 2)
    if marker != SIZ:
        # It must come first, but decoders go past markers that they do not know.
        raise _TooMuch("a picture on it hides its size behind an unknown JPEG 2000 marker")
    (components,) = struct.unpack_from(">H", data, place + 40)
    return int(max(0, x1 - x0) * max(0, y1 - y0) * components)


def _place_of_codestream(data: bytearray) -> int:
    if not data.startswith(JP2):
        return 0
    place = 0
    for _ in range(MOST_SEGMENTS):
        length, kind = struct.unpack_from(">I4s", data, place)
        head = 8
        if length == 1:  # the length follows in eight bytes
            (length,) = struct.unpack_from(">Q", data, place + 8)
            head = 16
        if kind == b"jp2c":
            return place + head
        if length < head:  # 0: this box, which is another, is the last
            return len(data)
        place += length
    raise _TooMuch(f"a picture on it has a header of more than {MOST_SEGMENTS} parts")


def _jbig2_pixels(data: bytearray, height: int) -> int:
    """Walk the segments: the page, or all regions that are drawn into it, whichever is larger."""
    place, page, regions = 0, 0, 0
    for _ in range(MOST_SEGMENTS):
        if place + 11 > len(data):
            return max(page, regions)
        number, flags, referred = struct.unpack_from(">IBB", data, place)
        count, place = referred >> 5, place + 6
        if count == 7:  # more than four segments: their number in 29 bits, then a bit for each and one more
            count = int.from_bytes(data[place - 1 : place + 3], "big") & 0x1FFFFFFF
            place += 3 + (count + 8) // 8
        place += count * (1 if number <= 256 else 2 if number <= 65536 else 4) + (4 if flags & 0x40 else 1)
        (length,) = struct.unpack_from(">I", data, place)
        place += 4
        kind = flags & 0x3F
        if kind == PAGE_INFORMATION or kind in REGIONS:
            wide, high = struct.unpack_from(">II", data, place)
            if kind == PAGE_INFORMATION:
                page = max(page, wide * (height if high == UNKNOWN else high))
            else:
                regions += wide * high
        if length == UNKNOWN:
            raise _TooMuch("a picture on it has a JBIG2 segment without a length, and what follows cannot be checked")
        place += length
    raise _TooMuch(f"a picture on it has a header of more than {MOST_SEGMENTS} parts")


HEADERS = {JPEG: _jpeg_pixels, JPEG_2000: _jpeg_2000_pixels, JBIG2: _jbig2_pixels}
