"""PDF pages through pdfplumber, the reference reader.

It is slower than pdfium, but needs no fonts on the machine: pdfminer's own tables map the characters of
fonts that are not embedded. So it reads what pdfium cannot be trusted with, and serves to check pdfium on all else.
"""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from planparse.errors import PageLimit, UnreadableFile
from planparse.model.document import Char, Page, Rule
from planparse.model.evidence import Box
from planparse.readers.failures import bad_page, needs_password, no_document
from planparse.readers.finish import (
    HIDDEN,
    TEXT_LAYER,
    UNKNOWN,
    WATERMARK,
    finish_page,
    is_slanting,
    is_text_layer,
    lies_in,
    main_turn,
    without_copies,
)
from planparse.readers.paths import Point, rules_of_fill, rules_of_stroke

NAME = "pdfplumber"

UNSEEN, OUTLINED = "planparse:unseen", "planparse:outlined"
FEW_CHARS = 12
"""Characters that a page number and a stamp on a scan take."""

OUTLINED_MODES = (1, 2, 5, 6)
"""Text render modes of PDF that draw the outline, so that a white filling hides nothing."""

UNSEEN_MODES = (3, 7)
"""Text render modes of PDF that draw nothing: invisible, and only added to the clipping path."""


MOST_IN_TABLE = 300_000
"""Characters in a table of a font. The largest fonts have 65,000, and some list each twice."""

RANGES = re.compile(rb"begin(?:bf|cid|notdef)range(.*?)end", re.DOTALL)
RANGE = re.compile(rb"<([0-9A-Fa-f]{1,16})>\s*<([0-9A-Fa-f]{1,16})>\s*(?:<[^>]*>|\[[^\]]*\]|\d+)")
"""The parts of a table that give ranges of characters, and one range, with what it stands for."""

NUMBERED = re.compile(r"\(cid:\d+\)")
"""What pdfminer gives for a glyph whose meaning the file does not say."""


class PlumberFile:
    """An opened PDF; each page is closed when it has been read, so memory stays flat."""

    def __init__(self, data: bytes, where: str) -> None:
        """Open the PDF in `data`; `where` names it in errors.

        Raises EncryptedFile if a password is needed, UnreadableFile if pdfminer finds no document.
        """
        import pdfplumber
        from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect

        # pdfminer reports each odd font on the log; what matters is counted by planparse itself.
        logging.getLogger("pdfminer").setLevel(logging.ERROR)
        self._where = where
        try:
            self._pdf = pdfplumber.open(io.BytesIO(data))
            self._pdf.rsrcmgr = _fonts_in_bounds()
            self._count = len(self._pdf.pages)
        # pdfminer lets raw TypeError, IndexError, RecursionError and others through on damaged files.
        except Exception as problem:
            cause = problem.args[0] if problem.args else problem
            if isinstance(cause, PDFPasswordIncorrect | PDFEncryptionError):
                raise needs_password(where) from problem
            raise no_document(where) from problem

    def __len__(self) -> int:
        return self._count

    def close(self) -> None:
        """Free the document."""
        self._pdf.close()

    def count_han(self) -> int:
        """Count the Chinese characters of all pages that can be read."""
        count = 0
        for number in range(1, self._count + 1):
            with suppress(UnreadableFile):
                count += sum("\u4e00" <= char.text < "\ua000" for char in self.read_page(number).chars)
        return count

    def read_page(self, number: int) -> Page:
        """Read one page, counted from 1.

        Raises UnreadableFile if pdfminer cannot, PageLimit if the page has more characters than any page.
        """
        page = self._pdf.pages[number - 1]
        try:
            return self._read(page, number)
        except PageLimit:
            raise
        except Exception as problem:  # as above: raw errors of every kind come through
            raise bad_page(self._where, number, type(problem).__name__) from problem
        finally:
            page.close()

    def _read(self, page: Any, number: int) -> Page:
        left, top, right, bottom = page.cropbox
        _lay_out(page)
        dropped: Counter[str] = Counter()
        drawn = [char for char in page.chars if char["text"].strip()]
        size = (float(right - left), float(bottom - top))
        pictures = [_box(image) for image in page.images]
        unseen = sum(char["tag"] == UNSEEN for char in drawn)
        is_layer = is_text_layer(unseen, len(drawn) - unseen, FEW_CHARS, pictures, size)
        areas = (*page.rects, *page.curves)
        dark = [_box(area) for area in areas if area["fill"] and not _is_white(area["non_stroking_color"])] + pictures
        chars: list[Char] = []
        for char in drawn:
            if reason := _hidden_reason(char, dark, is_layer=is_layer):
                dropped[reason] += 1
                continue
            x0, y0, x1, y1 = _box(char)
            # A ligature is one glyph of several characters; they share its box.
            text = UNKNOWN if NUMBERED.fullmatch(char["text"]) else char["text"].strip()
            chars.extend(Char(part, x0 - left, y0 - top, x1 - left, y1 - top, number) for part in text)
        return finish_page(
            number,
            size,
            without_copies(chars, dropped),
            list(_read_rules(page, left, top)),
            dropped,
            images=len(page.images),
            reader=NAME,
            where=self._where,
            notes=(TEXT_LAYER,) if is_layer else (),
            turned=main_turn(
                (char["matrix"][0], -char["matrix"][1]) for char in drawn if not is_slanting(*char["matrix"][:2])
            ),
            pictures=pictures,
        )


def _fonts_in_bounds() -> Any:
    """Make the keeper of fonts that pdfminer asks, and have it leave out tables that would fill the machine.

    A font may give widths or meanings to a range of characters, and pdfminer writes down each of the range.
    """
    from pdfminer.pdfinterp import PDFResourceManager

    class InBounds(PDFResourceManager):
        def get_font(self, objid: object, spec: Mapping[str, object]) -> Any:
            """Give a font; pdfminer asks for the inner font of a composite one here as well."""
            return super().get_font(objid, {key: value for key, value in spec.items() if not _is_endless(key, value)})

    return InBounds()


def _is_endless(key: str, value: object) -> bool:
    from pdfminer.pdftypes import PDFStream, resolve1

    value = resolve1(value)
    if key in ("W", "W2") and isinstance(value, list):
        numbers = [resolve1(part) for part in value]
        return _widths_in(numbers) > MOST_IN_TABLE
    if key in ("ToUnicode", "Encoding") and isinstance(value, PDFStream):
        ranges = (pair for part in RANGES.findall(value.get_data()) for pair in RANGE.findall(part))
        return sum(max(0, int(last, 16) - int(first, 16)) for first, last in ranges) > MOST_IN_TABLE
    return False


def _widths_in(parts: list[Any]) -> int:
    """Count the characters of a table of widths: a list of widths behind its first character, or first, last, width."""
    count = 0
    run: list[float] = []
    for part in parts:
        if isinstance(part, list):
            count += len(part)
            run = []
        elif isinstance(part, int | float):
            run.append(part)
            if len(run) == 3:
                count += max(0, int(run[1] - run[0]))
                run = []
    return count


def _lay_out(page: Any) -> None:
    """Interpret the page as pdfplumber does, and tag the characters that were set to be invisible.

    pdfminer knows the text render mode while it draws a string, and forgets it in the characters it hands on, so its
    device is watched; pdfplumber takes a layout that is there already.
    """
    from pdfminer.pdfinterp import PDFPageInterpreter
    from pdfplumber.page import PDFPageAggregatorWithMarkedContent

    class Device(PDFPageAggregatorWithMarkedContent):
        mode = 0

        def render_string(self, textstate: Any, *args: Any, **kwargs: Any) -> None:
            self.mode = textstate.render
            super().render_string(textstate, *args, **kwargs)

        def render_char(self, *args: Any, **kwargs: Any) -> float:
            advance = float(super().render_char(*args, **kwargs))
            if self.mode in UNSEEN_MODES:
                _tag(self.cur_item._objs[-1], UNSEEN)
            elif self.mode in OUTLINED_MODES:
                _tag(self.cur_item._objs[-1], OUTLINED)
            return advance

    device = Device(page.pdf.rsrcmgr, pageno=page.page_number, laparams=page.pdf.laparams)
    PDFPageInterpreter(page.pdf.rsrcmgr, device).process_page(page.page_obj)
    page._layout = device.get_result()


def _tag(drawn: Any, tag: str) -> None:
    """Mark a character for `_hidden_reason`; pdfplumber hands the mark on."""
    drawn.tag = tag


def _hidden_reason(char: dict[str, Any], dark: list[Box], *, is_layer: bool) -> str | None:
    """Say why nobody sees a character, or reads it as text; None for nearly all."""
    if char["tag"] == UNSEEN:
        return None if is_layer else HIDDEN
    if is_slanting(*char["matrix"][:2]):
        return WATERMARK
    is_white = char["tag"] != OUTLINED and _is_white(char["non_stroking_color"])
    if is_white and not any(lies_in(_box(char), area) for area in dark):
        return HIDDEN
    return None


def _box(obj: dict[str, Any]) -> Box:
    return (obj["x0"], obj["top"], obj["x1"], obj["bottom"])


def _read_rules(page: Any, left: float, top: float) -> Iterator[Rule]:
    for obj in (*page.lines, *page.rects, *page.curves):
        stroked = obj["stroke"] and not _is_white(obj["stroking_color"])
        filled = obj["fill"] and not _is_white(obj["non_stroking_color"])
        points: list[Point] = [(x - left, y - top) for x, y in obj["pts"]]
        if len(points) < 2 or any(command[0] == "c" for command in obj.get("path") or ()):
            continue
        if stroked:
            closed = obj["object_type"] == "rect"
            yield from rules_of_stroke(points, closed, obj["linewidth"] or 0)
        elif filled:
            yield from rules_of_fill(points)


def _is_white(colour: Any) -> bool:
    """Say whether a colour of one, three or four parts is white paper; a pattern is none."""
    if colour is None:
        return False
    parts = list(colour) if isinstance(colour, tuple | list) else [colour]
    if not all(isinstance(part, int | float) for part in parts):
        return False
    if len(parts) == 4:
        return bool(max(parts) <= 0.01)
    return len(parts) in (1, 3) and bool(min(parts) >= 0.99)
