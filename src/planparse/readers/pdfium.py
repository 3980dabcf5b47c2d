"""PDF pages through pdfium: characters, rules, and the pages that pdfium cannot be trusted with.

pdfium reads a page some ten times faster than pdfminer. What it costs beside is the way into it, so the functions
called for each character and object are called through `fast` (see there), for a whole page in one go.

Its one known way of losing text in silence is a font that is not embedded, on a machine that has no font to stand in
for it: a text object whose glyphs are 0 wide is skipped, and writers that make one object of each character lose them
all. Such pages carry the note `FONT_MISSING`, and `readers.open` hands them to the other reader.

pdfium is not thread-safe; use one process for each document that is read at the same time.
"""

from __future__ import annotations

import ctypes
import math
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import compress, repeat
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as c

from planparse.model.document import Char, Page, Rule
from planparse.model.evidence import Box
from planparse.readers.failures import bad_page, needs_password, no_document
from planparse.readers.finish import (
    HIDDEN,
    MOST_CHARS,
    MOST_RULES,
    TEXT_LAYER,
    WATERMARK,
    finish_page,
    is_slanting,
    is_text_layer,
    lies_in,
    main_turn,
)
from planparse.readers.paths import Point, rules_of_fill, rules_of_stroke

NAME = "pdfium"
FONT_MISSING = "a font is not embedded and this machine has none to stand in for it"
LATIN_FONTS = ("Arial", "Courier", "Helvetica", "Symbol", "Times", "ZapfDingbats")
"""The standard fonts, which pdfium carries itself: a text object of one of them that is 0 wide is a blank."""

Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)

DEEPEST_FORM = 12
"""Forms drawn inside forms are followed this deep; real files have two or three levels."""

MOST_OBJECTS = 200_000
"""Objects of a page that are looked at. A form that draws forms can ask for more than there are atoms."""

BLANKS = frozenset({0x00, 0x20, 0x85, 0xA0, 0x1680, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000, *range(0x2000, 0x200C)})
HAN = range(0x4E00, 0xA000)
"""Codes of Chinese characters."""

TEXT = int(c.FPDF_PAGEOBJ_TEXT)
WHITE = 0xFD
FEW_TEXTS = 3
"""Text objects that a page number and a stamp on a scan take."""

UNSEEN_MODES = (c.FPDF_TEXTRENDERMODE_INVISIBLE, c.FPDF_TEXTRENDERMODE_CLIP)


def fast(function: Any, result: Any, *arguments: Any) -> Any:
    """Give a pdfium function that takes plain numbers for its handles and pointers.

    ctypes spends more time on turning handles and pointers into objects than pdfium does on the call; given as
    numbers they cost a third, and `map` can call the function for a page of characters without a Python loop.
    """
    address = ctypes.cast(function, ctypes.c_void_p).value
    return ctypes.PYFUNCTYPE(result, *arguments)(address)  # type: ignore[arg-type]


_int, _handle, _pointer = ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p
_char_code = fast(c.FPDFText_GetUnicode, ctypes.c_uint, _handle, _int)
_text_of = fast(c.FPDFText_GetText, _int, _handle, _int, _int, _pointer)
_char_box = fast(c.FPDFText_GetLooseCharBox, _int, _handle, _int, _pointer)
_char_object = fast(c.FPDFText_GetTextObject, _handle, _handle, _int)
_page_object = fast(c.FPDFPage_GetObject, _handle, _handle, _int)
_form_object = fast(c.FPDFFormObj_GetObject, _handle, _handle, ctypes.c_ulong)
_object_type = fast(c.FPDFPageObj_GetType, _int, _handle)
_object_matrix = fast(c.FPDFPageObj_GetMatrix, _int, _handle, _pointer)
_object_bounds = fast(c.FPDFPageObj_GetBounds, _int, _handle, _pointer, _pointer, _pointer, _pointer)
_fill_colour = fast(c.FPDFPageObj_GetFillColor, _int, _handle, _pointer, _pointer, _pointer, _pointer)
_text_font = fast(c.FPDFTextObj_GetFont, _handle, _handle)
_text_mode = fast(c.FPDFTextObj_GetTextRenderMode, _int, _handle)
_font_embedded = fast(c.FPDFFont_GetIsEmbedded, _int, _handle)


class PdfiumFile:
    """An opened PDF; its pages are read one at a time and closed at once, so memory stays flat."""

    def __init__(self, data: bytes, where: str) -> None:
        """Open the PDF in `data`; `where` names it in errors.

        Raises EncryptedFile if a password is needed, UnreadableFile if pdfium finds no document.
        """
        try:
            self._pdf = pdfium.PdfDocument(data)
        except pdfium.PdfiumError as problem:
            if getattr(problem, "err_code", None) in (c.FPDF_ERR_PASSWORD, c.FPDF_ERR_SECURITY):
                raise needs_password(where) from problem
            raise no_document(where) from problem
        self._where = where

    def __len__(self) -> int:
        return len(self._pdf)

    def close(self) -> None:
        """Free the document."""
        self._pdf.close()

    def count_han(self) -> int:
        """Count the Chinese characters of all pages that can be loaded, seen or not."""
        return sum(map(_count_han, repeat(self._pdf), range(len(self._pdf))))

    def read_page(self, number: int) -> Page:
        """Read one page, counted from 1.

        Raises UnreadableFile if pdfium cannot load it, PageLimit if it has more characters than any page.
        """
        try:
            page = self._pdf[number - 1]
        except pdfium.PdfiumError as problem:
            raise bad_page(self._where, number, "pdfium cannot load it") from problem
        try:
            to_view = _view_matrix(page)
            seen = _Seen()
            _look_at(page.raw, c.FPDFPage_CountObjects(page.raw), _page_object, to_view, seen)
            dropped: Counter[str] = Counter()
            hidden, notes = seen.hidden_objects(page.get_size())
            chars = _read_chars(page, to_view, number, hidden, dropped)
            return finish_page(
                number,
                page.get_size(),
                chars,
                seen.rules,
                dropped,
                images=seen.images,
                reader=NAME,
                where=self._where,
                notes=notes,
                turned=main_turn(seen.directions, seen.level),
                pictures=seen.pictures,
            )
        finally:
            page.close()


class _Seen:
    """What looking at the objects of a page found."""

    def __init__(self) -> None:
        self.rules: list[Rule] = []
        self.images = 0
        self.objects = 0
        self.texts = 0
        self.vanished = False
        self.invisible: set[int] = set()
        self.white: dict[int, Box] = {}
        self.slanting: set[int] = set()
        self.dark: list[Box] = []
        self.pictures: list[Box] = []
        self.directions: list[tuple[float, float]] = []
        self.level = 0

    def hidden_objects(self, size: tuple[float, float]) -> tuple[dict[int, str], tuple[str, ...]]:
        """Say which text objects nobody sees and why, and what is to be noted of the page."""
        notes = [FONT_MISSING] if self.vanished else []
        invisible = self.invisible
        if invisible and is_text_layer(len(invisible), self.texts - len(invisible), FEW_TEXTS, self.pictures, size):
            notes.append(TEXT_LAYER)
            invisible = set()
        hidden = dict.fromkeys(invisible, HIDDEN) | dict.fromkeys(self.slanting, WATERMARK)
        areas = (*self.dark, *self.pictures)
        hidden |= {text: HIDDEN for text, box in self.white.items() if not any(lies_in(box, area) for area in areas)}
        return hidden, tuple(notes)


def _count_han(pdf: Any, index: int) -> int:
    try:
        page = pdf[index]
    except pdfium.PdfiumError:
        return 0
    try:
        text_page = c.FPDFText_LoadPage(page.raw)
        if not text_page:
            return 0
        count = min(max(0, c.FPDFText_CountChars(text_page)), 4 * MOST_CHARS)
        codes = _read_codes(ctypes.cast(text_page, ctypes.c_void_p).value, count)
        c.FPDFText_ClosePage(text_page)
        return sum(map(HAN.__contains__, codes))
    finally:
        page.close()


def _view_matrix(page: Any) -> Matrix:
    """Map PDF user space to the page as shown: origin top left, y down, rotation applied."""
    box = c.FS_RECTF()
    c.FPDF_GetPageBoundingBox(page.raw, box)
    left, bottom, right, top = box.left, box.bottom, box.right, box.top
    turns: dict[int, Matrix] = {
        0: (1, 0, 0, -1, -left, top),
        90: (0, 1, 1, 0, -bottom, -left),
        180: (-1, 0, 0, 1, right, -bottom),
        270: (0, -1, -1, 0, top, right),
    }
    return turns[page.get_rotation()]


def _read_chars(page: Any, to_view: Matrix, number: int, hidden: dict[int, str], dropped: Counter[str]) -> list[Char]:
    """Read the characters in drawing order, without white space and without those of hidden objects."""
    text_page = c.FPDFText_LoadPage(page.raw)
    if not text_page:
        return []
    try:
        count = max(0, c.FPDFText_CountChars(text_page))
        if count > 4 * MOST_CHARS:
            return [Char("□", 0, 0, 1, 1, number)] * count  # only to be counted, and refused for it
        handle = ctypes.cast(text_page, ctypes.c_void_p).value
        codes = _read_codes(handle, count)
        boxes = (ctypes.c_float * (4 * count))()
        start = ctypes.addressof(boxes)
        deque(map(_char_box, repeat(handle), range(count), range(start, start + 16 * count, 16)), maxlen=0)
        if hidden:
            drawn_by = map(_char_object, repeat(handle), range(count))
            _blank_hidden(codes, [hidden.get(obj) for obj in drawn_by], dropped)
    finally:
        c.FPDFText_ClosePage(text_page)
    if any(map(range(0xD800, 0xE000).__contains__, codes)):
        _join_surrogates(codes)
    edges = boxes[:]
    lefts, tops, rights, bottoms = edges[0::4], edges[1::4], edges[2::4], edges[3::4]
    a, _, _, d, e, f = to_view
    if a == 1 and d == -1:  # nearly all pages: not turned
        if e:
            lefts, rights = [left + e for left in lefts], [right + e for right in rights]
        places: Iterable[Box] = zip(
            lefts, [f - top for top in tops], rights, [f - bottom for bottom in bottoms], strict=True
        )
    else:
        places = map(partial(_turned, to_view), lefts, tops, rights, bottoms)
    make = partial(tuple.__new__, Char)
    return [
        make((chr(code), *place, number))
        for code, place in zip(codes, places, strict=True)
        if code > 0x20 and code not in BLANKS
    ]


def _read_codes(text_page: int | None, count: int) -> list[int]:
    """Read the code of each character of a text page."""
    units = (ctypes.c_ushort * (count + 1))()
    if _text_of(text_page, 0, count, ctypes.addressof(units)) == count + 1:
        return units[:count]
    # pdfium leaves characters without a code out of the whole text, so it must be asked for each.
    return list(map(_char_code, repeat(text_page), range(count)))


def _blank_hidden(codes: list[int], reasons: list[str | None], dropped: Counter[str]) -> None:
    """Make blanks of the characters that hidden objects draw, and count them by their reason."""
    for index, reason in enumerate(reasons):
        if reason is not None:
            if codes[index] > 0x20 and codes[index] not in BLANKS:
                dropped[reason] += 1
            codes[index] = 0


def _turned(matrix: Matrix, left: float, top: float, right: float, bottom: float) -> Box:
    a, b, cc, d, e, f = matrix
    xs = (a * left + cc * bottom + e, a * right + cc * top + e)
    ys = (b * left + d * bottom + f, b * right + d * top + f)
    return (min(xs), min(ys), max(xs), max(ys))


def _join_surrogates(codes: list[int]) -> None:
    """Make one code of each pair of UTF-16 units, in place of the second; a half by itself stands for nothing."""
    for index, code in enumerate(codes):
        if 0xDC00 <= code < 0xE000:
            high = codes[index - 1] if index else 0
            if 0xD800 <= high < 0xDC00:
                codes[index - 1] = 0
                codes[index] = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00)
            else:
                codes[index] = 0xFFFD
    for index, code in enumerate(codes):
        if 0xD800 <= code < 0xDC00:
            codes[index] = 0xFFFD


def _look_at(parent: Any, count: int, get: Any, matrix: Matrix, seen: _Seen, depth: int = 0) -> None:
    """Look at the objects of a page or form: gather rules, count pictures, find hidden text."""
    count = min(count, MOST_OBJECTS - seen.objects)
    if count <= 0:
        return
    seen.objects += count
    handle = ctypes.cast(parent, ctypes.c_void_p).value
    objects = list(map(get, repeat(handle), range(count)))
    kinds = list(map(_object_type, objects))
    for obj, kind in zip(objects, kinds, strict=True):
        if kind == TEXT:
            continue
        if kind == c.FPDF_PAGEOBJ_PATH:
            if len(seen.rules) <= MOST_RULES:
                seen.rules.extend(_rules_of_path(obj, matrix, seen))
        elif kind == c.FPDF_PAGEOBJ_IMAGE:
            seen.images += 1
            seen.pictures.append(_bounds_of(obj, matrix))
        elif kind == c.FPDF_PAGEOBJ_FORM and depth < DEEPEST_FORM:
            form = ctypes.cast(obj, c.FPDF_PAGEOBJECT)
            inner = _combine(_matrix_of(obj), matrix)
            _look_at(form, c.FPDFFormObj_CountObjects(form), _form_object, inner, seen, depth + 1)
    _look_at_texts(list(compress(objects, map(TEXT.__eq__, kinds))), matrix, seen)


def _look_at_texts(texts: list[int], matrix: Matrix, seen: _Seen) -> None:
    """Find text objects that nobody sees, or that pdfium will skip."""
    seen.texts += len(texts)
    fonts = list(map(_text_font, texts))
    missing = {font for font in set(fonts) if font and _font_embedded(font) == 0 and not _is_latin(font)}
    if missing and not seen.vanished:
        seen.vanished = any(font in missing and _is_flat(text) for text, font in zip(texts, fonts, strict=True))
    modes = list(map(_text_mode, texts))
    for text, mode in zip(texts, modes, strict=True):
        if mode in UNSEEN_MODES:
            seen.invisible.add(text)
    count = len(texts)
    parts, colours = (ctypes.c_float * (6 * count))(), (ctypes.c_uint * (4 * count))()
    at = ctypes.addressof(parts)
    deque(map(_object_matrix, texts, range(at, at + 24 * count, 24)), maxlen=0)
    at = ctypes.addressof(colours)
    ats = (range(at + 4 * part, at + 16 * count, 16) for part in range(4))
    deque(map(_fill_colour, texts, *ats), maxlen=0)
    values = parts[:]
    if any(values[1::6]) or any(matrix[1:3]):  # most pages have nothing turned on them
        for text, a, b, cc, d in zip(texts, values[0::6], values[1::6], values[2::6], values[3::6], strict=True):
            along, across = _combine((a, b, cc, d, 0, 0), matrix)[:2]
            if is_slanting(along, across):
                seen.slanting.add(text)
            else:
                seen.directions.append((along, across))
    else:
        seen.level += count
    values_of = colours[:]
    if max(values_of[0::4], default=0) >= WHITE or not all(values_of[3::4]):  # nor anything white
        for index, text in enumerate(texts):
            red, green, blue, alpha = values_of[4 * index : 4 * index + 4]
            if alpha == 0:
                seen.invisible.add(text)
            elif min(red, green, blue) >= WHITE and modes[index] == c.FPDF_TEXTRENDERMODE_FILL:
                seen.white[text] = _bounds_of(text, matrix)


def _is_flat(obj: int) -> bool:
    """Say whether the glyphs of a text object are 0 wide because no font could be found for them."""
    edges = (ctypes.c_float * 4)()
    at = ctypes.addressof(edges)
    return bool(_object_bounds(obj, at, at + 4, at + 8, at + 12)) and edges[2] <= edges[0]


def _bounds_of(obj: int, matrix: Matrix) -> Box:
    """Give the box of an object on the page."""
    edges = (ctypes.c_float * 4)()
    at = ctypes.addressof(edges)
    _object_bounds(obj, at, at + 4, at + 8, at + 12)
    left, bottom, right, top = edges
    return _turned(matrix, left, top, right, bottom)


def _is_latin(font: int) -> bool:
    handle = ctypes.cast(font, c.FPDF_FONT)
    size = c.FPDFFont_GetBaseFontName(handle, None, 0)
    name = ctypes.create_string_buffer(size or 1)
    c.FPDFFont_GetBaseFontName(handle, name, size)
    return name.value.decode("latin-1").startswith(LATIN_FONTS)


def _rules_of_path(obj: int, matrix: Matrix, seen: _Seen) -> Iterator[Rule]:
    path = ctypes.cast(obj, c.FPDF_PAGEOBJECT)
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    if not c.FPDFPath_GetDrawMode(path, fill, stroke):
        return
    stroked = bool(stroke.value) and not _is_white(path, c.FPDFPageObj_GetStrokeColor)
    filled = fill.value != c.FPDF_FILLMODE_NONE and not _is_white(path, c.FPDFPageObj_GetFillColor)
    if not stroked and not filled:
        return
    if filled:
        seen.dark.append(_bounds_of(obj, matrix))
    matrix = _combine(_matrix_of(obj), matrix)
    width = ctypes.c_float()
    c.FPDFPageObj_GetStrokeWidth(path, width)
    scale = math.sqrt(abs(matrix[0] * matrix[3] - matrix[1] * matrix[2]))
    for points, closed in _subpaths(path, matrix):
        if stroked:
            yield from rules_of_stroke(points, closed, width.value * scale)
        else:
            yield from rules_of_fill(points)


def _subpaths(path: Any, matrix: Matrix) -> Iterator[tuple[list[Point], bool]]:
    """Give the straight subpaths as points on the page; one with a curve in it draws no rule."""
    a, b, cc, d, e, f = matrix
    x, y = ctypes.c_float(), ctypes.c_float()
    points: list[Point] = []
    closed = curved = False
    for index in range(min(c.FPDFPath_CountSegments(path), 5 * MOST_RULES)):
        segment = c.FPDFPath_GetPathSegment(path, index)
        kind = c.FPDFPathSegment_GetType(segment)
        if kind == c.FPDF_SEGMENT_MOVETO:
            if len(points) > 1 and not curved:
                yield points, closed
            points, closed, curved = [], False, False
        elif kind == c.FPDF_SEGMENT_BEZIERTO:
            curved = True
        c.FPDFPathSegment_GetPoint(segment, x, y)
        points.append((a * x.value + cc * y.value + e, b * x.value + d * y.value + f))
        closed = closed or bool(c.FPDFPathSegment_GetClose(segment))
    if len(points) > 1 and not curved:
        yield points, closed


def _is_white(obj: Any, colour_of: Any) -> bool:
    """Say whether nothing is to be seen of the object on white paper."""
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not colour_of(obj, red, green, blue, alpha):
        return False
    return alpha.value == 0 or min(red.value, green.value, blue.value) >= WHITE


def _matrix_of(obj: int) -> Matrix:
    parts = (ctypes.c_float * 6)()
    if not _object_matrix(obj, ctypes.addressof(parts)):
        return IDENTITY
    return tuple(parts)


def _combine(first: Matrix, then: Matrix) -> Matrix:
    """Give the matrix that applies `first` and `then` one after the other."""
    a, b, cc, d, e, f = first
    p, q, r, s, t, u = then
    return (
        a * p + b * r,
        a * q + b * s,
        cc * p + d * r,
        cc * q + d * s,
        e * p + f * r + t,
        e * q + f * s + u,
    )
