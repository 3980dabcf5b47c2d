"""PDF pages through pdfium: characters, rules, and the pages that pdfium cannot be trusted with.

pdfium reads a page some ten times faster than pdfminer. Its one known way of losing text in silence is a font
that is not embedded, on a machine that has no font to stand in for it: a text object whose glyphs are
0 wide is skipped, and writers that make one object of each character lose them all. Such pages carry the
note `FONT_MISSING`, and `readers.open` hands them to the other reader.

pdfium is not thread-safe; use one process for each document that is read at the same time.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as c

from planparse.errors import EncryptedFile, UnreadableFile
from planparse.model.document import Char, Page, Rule
from planparse.readers.paths import Point, rules_of_fill, rules_of_stroke

NAME = "pdfium"
FONT_MISSING = "a font is not embedded and this machine has none to stand in for it"

LATIN_FONTS = ("Arial", "Courier", "Helvetica", "Symbol", "Times", "ZapfDingbats")
"""The standard fonts, which pdfium carries itself: a text object of one of them that is 0 wide is a blank."""

Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)

DEEPEST_FORM = 12
"""Forms drawn inside forms are followed this deep; real files have two or three levels."""


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
                raise EncryptedFile(
                    "the PDF is encrypted", where=where, advice="remove the password and parse it again"
                ) from problem
            raise UnreadableFile(
                "the PDF is damaged: no document was found in it",
                where=where,
                advice="open it in a viewer and save or print it to a new PDF",
            ) from problem
        self._where = where

    def __len__(self) -> int:
        return len(self._pdf)

    def close(self) -> None:
        """Free the document."""
        self._pdf.close()

    def read_page(self, number: int) -> Page:
        """Read one page, counted from 1; raises UnreadableFile if pdfium cannot load it."""
        try:
            page = self._pdf[number - 1]
        except pdfium.PdfiumError as problem:
            raise UnreadableFile(
                "the page cannot be loaded",
                where=f"{self._where}, page {number}",
                advice="open the file in a viewer and save or print it to a new PDF",
            ) from problem
        try:
            width, height = page.get_size()
            to_view = _view_matrix(page)
            rules: list[Rule] = []
            seen = _Seen()
            _walk_objects(page.raw, to_view, rules, seen, depth=0)
            return Page(
                number=number,
                width=width,
                height=height,
                chars=_read_chars(page, to_view, number),
                rules=tuple(rules),
                images=seen.images,
                reader=NAME,
                notes=(FONT_MISSING,) if seen.vanished else (),
            )
        finally:
            page.close()


class _Seen:
    """What walking the objects of a page met besides rules."""

    def __init__(self) -> None:
        self.images = 0
        self.vanished = False


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


def _read_chars(page: Any, to_view: Matrix, number: int) -> tuple[Char, ...]:
    """Read the characters in drawing order, without white space and without what pdfium made up."""
    text_page = c.FPDFText_LoadPage(page.raw)
    if not text_page:
        return ()
    a, b, cc, d, e, f = to_view
    box = c.FS_RECTF()
    unicode_at, generated_at, box_at = (
        c.FPDFText_GetUnicode,
        c.FPDFText_IsGenerated,
        c.FPDFText_GetLooseCharBox,
    )
    chars: list[Char] = []
    high = 0
    try:
        for index in range(c.FPDFText_CountChars(text_page)):
            code = unicode_at(text_page, index)
            if code <= 0x20 or code == 0xA0 or code == 0x3000 or generated_at(text_page, index) == 1:
                continue
            if 0xD800 <= code < 0xDC00:  # half of a pair: pdfium hands out UTF-16 units
                high = code
                continue
            if 0xDC00 <= code < 0xE000:
                code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else 0xFFFD
            high = 0
            box_at(text_page, index, box)
            xa, ya = a * box.left + cc * box.bottom + e, b * box.left + d * box.bottom + f
            xb, yb = a * box.right + cc * box.top + e, b * box.right + d * box.top + f
            if xa > xb:
                xa, xb = xb, xa
            if ya > yb:
                ya, yb = yb, ya
            chars.append(Char(chr(code), xa, ya, xb, yb, number))
    finally:
        c.FPDFText_ClosePage(text_page)
    return tuple(chars)


def _walk_objects(page: Any, matrix: Matrix, rules: list[Rule], seen: _Seen, depth: int) -> None:
    for index in range(c.FPDFPage_CountObjects(page)):
        _read_object(c.FPDFPage_GetObject(page, index), matrix, rules, seen, depth)


def _read_object(obj: Any, matrix: Matrix, rules: list[Rule], seen: _Seen, depth: int) -> None:
    kind = c.FPDFPageObj_GetType(obj)
    if kind == c.FPDF_PAGEOBJ_PATH:
        rules.extend(_rules_of_path(obj, matrix))
    elif kind == c.FPDF_PAGEOBJ_TEXT:
        seen.vanished = seen.vanished or _has_vanished(obj)
    elif kind == c.FPDF_PAGEOBJ_IMAGE:
        seen.images += 1
    elif kind == c.FPDF_PAGEOBJ_FORM and depth < DEEPEST_FORM:
        inner = _combine(_matrix_of(obj), matrix)
        for index in range(c.FPDFFormObj_CountObjects(obj)):
            _read_object(c.FPDFFormObj_GetObject(obj, index), inner, rules, seen, depth + 1)


def _has_vanished(text_object: Any) -> bool:
    """Say whether the glyphs of a text object are 0 wide because no font could be found for them."""
    font = c.FPDFTextObj_GetFont(text_object)
    if not font or c.FPDFFont_GetIsEmbedded(font) != 0:
        return False
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not c.FPDFPageObj_GetBounds(text_object, left, bottom, right, top) or right.value > left.value:
        return False
    size = c.FPDFFont_GetBaseFontName(font, None, 0)
    name = ctypes.create_string_buffer(size or 1)
    c.FPDFFont_GetBaseFontName(font, name, size)
    return not name.value.decode("latin-1").startswith(LATIN_FONTS)


def _rules_of_path(path: Any, matrix: Matrix) -> Iterator[Rule]:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    if not c.FPDFPath_GetDrawMode(path, fill, stroke):
        return
    stroked = bool(stroke.value) and not _is_white(path, c.FPDFPageObj_GetStrokeColor)
    filled = fill.value != c.FPDF_FILLMODE_NONE and not _is_white(path, c.FPDFPageObj_GetFillColor)
    if not stroked and not filled:
        return
    matrix = _combine(_matrix_of(path), matrix)
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
    for index in range(c.FPDFPath_CountSegments(path)):
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
    return alpha.value == 0 or min(red.value, green.value, blue.value) >= 0xFD


def _matrix_of(obj: Any) -> Matrix:
    matrix = c.FS_MATRIX()
    if not c.FPDFPageObj_GetMatrix(obj, matrix):
        return IDENTITY
    return (matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)


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
