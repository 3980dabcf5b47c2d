"""PDF pages through pdfplumber, the reference reader.

It is slower than pdfium, but needs no fonts on the machine: pdfminer's own tables map the characters of
fonts that are not embedded. So it reads what pdfium cannot be trusted with, and serves to check pdfium on all else.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from typing import Any

from planparse.errors import EncryptedFile, UnreadableFile
from planparse.model.document import Char, Page, Rule
from planparse.readers.paths import Point, rules_of_fill, rules_of_stroke

NAME = "pdfplumber"


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
            self._count = len(self._pdf.pages)
        # pdfminer lets raw TypeError, IndexError, RecursionError and others through on damaged files.
        except Exception as problem:
            cause = problem.args[0] if problem.args else problem
            if isinstance(cause, PDFPasswordIncorrect | PDFEncryptionError):
                raise EncryptedFile(
                    "the PDF is encrypted", where=where, advice="remove the password and parse it again"
                ) from problem
            raise UnreadableFile(
                "the PDF is damaged: no document was found in it",
                where=where,
                advice="open it in a viewer and save or print it to a new PDF",
            ) from problem

    def __len__(self) -> int:
        return self._count

    def close(self) -> None:
        """Free the document."""
        self._pdf.close()

    def read_page(self, number: int) -> Page:
        """Read one page, counted from 1; raises UnreadableFile if pdfminer cannot."""
        page = self._pdf.pages[number - 1]
        try:
            left, top, right, bottom = page.cropbox
            return Page(
                number=number,
                width=float(right - left),
                height=float(bottom - top),
                chars=tuple(_read_chars(page, left, top, number)),
                rules=tuple(_read_rules(page, left, top)),
                images=len(page.images),
                reader=NAME,
            )
        except Exception as problem:  # as above: raw errors of every kind come through
            raise UnreadableFile(
                f"the page cannot be read ({type(problem).__name__})",
                where=f"{self._where}, page {number}",
                advice="open the file in a viewer and save or print it to a new PDF",
            ) from problem
        finally:
            page.close()


def _read_chars(page: Any, left: float, top: float, number: int) -> Iterator[Char]:
    for char in page.chars:
        x0, x1 = char["x0"] - left, char["x1"] - left
        y0, y1 = char["top"] - top, char["bottom"] - top
        # A ligature is one glyph of several characters; they share its box.
        for text in char["text"]:
            if not text.isspace() and text > " ":
                yield Char(text, x0, y0, x1, y1, number)


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
