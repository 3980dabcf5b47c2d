"""Open a file: look at its bytes, choose who reads it, hand its pages on as a stream.

The ending of a name says nothing; the first bytes do. The file is read into memory once, so its hash and its pages
are of the same bytes even if somebody writes to it meanwhile.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from planparse.errors import EmptyFile, PageLimit, PlanparseError, UnreadableFile, UnsupportedFormat, UsageError
from planparse.model.document import Document, Page
from planparse.model.plan import Source, Warning
from planparse.readers.pdfium import FONT_MISSING, PdfiumFile
from planparse.readers.pdfium import NAME as PDFIUM
from planparse.readers.plumber import NAME as PDFPLUMBER
from planparse.readers.plumber import PlumberFile
from planparse.readers.repair import refuse_form_bombs, save_anew

READERS = ("auto", PDFIUM, PDFPLUMBER)

PDF_HEADER_WITHIN = 1024
"""Bytes. `%PDF-` may stand behind junk; viewers search this far, and so do we."""

MOST_PAGES = 5_000
"""Pages of one document. The longest plan known has a few hundred."""

OTHER_FORMATS: tuple[tuple[bytes, str], ...] = (
    (b"PK\x03\x04", "a Word, WPS or other zipped document"),
    (b"\xd0\xcf\x11\xe0", "an old Word, Excel or WPS document (.doc, .xls, .wps)"),
    (b"{\\rtf", "an RTF document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"II*\x00", "a picture"),
    (b"MM\x00*", "a picture"),
    (b"<!doctype", "a web page"),
    (b"<html", "a web page"),
    (b"<?xml", "an XML document"),
)
"""How other formats begin, in lower case, and what to call them."""


@contextmanager
def open_document(path: str | os.PathLike[str], reader: str = "auto") -> Iterator[Document]:
    """Open a document; its pages are read as they are walked, and it is closed at the end.

    reader: `pdfium` or `pdfplumber` reads all pages; `auto` is pdfium, and pdfplumber for the pages where
        pdfium would lose characters.
    Raises UsageError for a missing path or an unknown reader, and the InputError of its kind for a file
    that cannot be read.
    """
    if reader not in READERS:
        raise UsageError(f"no reader is called {reader!r}", advice=f"one of {', '.join(READERS)}")
    path = Path(path)
    data = _read_bytes(path)
    _expect_pdf(data, path.name)
    with _open_pdf(data, reader, path.name) as pdf:
        yield Document(
            Source(
                name=path.name,
                sha256=hashlib.sha256(data).hexdigest(),
                format="pdf",
                pages=len(pdf),
                reader=PDFPLUMBER if reader == PDFPLUMBER else PDFIUM,
            ),
            pdf.pages(),
        )


def _read_bytes(path: Path) -> bytes:
    if not path.exists():
        raise UsageError("there is no such file", where=str(path), advice="check the path")
    if path.is_dir():
        raise UsageError("this is a folder, not a document", where=str(path), advice="planparse batch")
    if not path.is_file():
        raise UnsupportedFormat("this is no ordinary file", where=path.name, advice="copy it to a file")
    try:
        data = path.read_bytes()
    except OSError as problem:
        raise UnreadableFile(
            f"the file cannot be opened ({problem.strerror})", where=path.name, advice="check its permissions"
        ) from problem
    if not data.strip(b"\x00 \t\r\n"):
        raise EmptyFile("the file is empty", where=path.name, advice="download it again")
    return data


def _expect_pdf(data: bytes, where: str) -> None:
    """Let a PDF through; raise for all else, by the name of what it seems to be."""
    if b"%PDF-" in data[:PDF_HEADER_WITHIN]:
        return
    start = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:16].lower()
    for signature, what in OTHER_FORMATS:
        if start.startswith(signature.lower()):
            raise UnsupportedFormat(
                f"this is {what}, and only PDF is read so far", where=where, advice="print it to PDF"
            )
    if where.lower().endswith(".pdf"):
        raise UnreadableFile(
            "this is no PDF, in spite of its name: it has no PDF header",
            where=where,
            advice="download it again; a web page may have been saved in its place",
        )
    raise UnsupportedFormat("only PDF is read so far", where=where, advice="print it to PDF")


class _OpenPdf:
    """An opened PDF, with what stands by if its reader fails: the other reader, and a repaired copy."""

    def __init__(self, data: bytes, reader: str, where: str) -> None:
        self._data = data
        self._reader = reader
        self._where = where
        self._other: PlumberFile | None = None
        self._repaired = False
        try:
            self._pdf = self._open(data)
            if len(self._pdf) == 0:
                raise UnreadableFile("the PDF has no pages", where=where, advice="download it again")
        except UnreadableFile as problem:
            if not self._repair():
                raise problem
        if len(self._pdf) > MOST_PAGES:
            raise PageLimit(
                f"the PDF has {len(self._pdf)} pages, more than {MOST_PAGES}", where=where, advice="split the file"
            )

    def __len__(self) -> int:
        return len(self._pdf)

    def close(self) -> None:
        self._pdf.close()
        if self._other is not None:
            self._other.close()

    def pages(self) -> Iterator[Page]:
        """Read page after page; where nothing at all is found, once more from a repaired copy."""
        blank = True
        note = self._repaired
        for number in range(1, len(self._pdf) + 1):
            page = self._read_page(number)
            blank = blank and not page.chars and not page.images
            yield self._with_repair_noted(page) if note else page
            note = False
        if blank and not self._repaired and self._repair():
            for number in range(1, len(self._pdf) + 1):
                page = self._read_page(number)
                if page.chars:
                    yield self._with_repair_noted(page) if blank else page
                    blank = False

    def _open(self, data: bytes) -> PdfiumFile | PlumberFile:
        reader = PlumberFile if self._reader == PDFPLUMBER else PdfiumFile
        return reader(data, self._where)

    def _repair(self) -> bool:
        """Open a copy that pikepdf saved anew; False if that cannot be had, or has no pages."""
        self._repaired = True
        repaired = save_anew(self._data)
        if repaired is None:
            return False
        try:
            pdf = self._open(repaired)
        except UnreadableFile:
            return False
        if len(pdf) == 0:
            return False
        self._pdf, self._data, self._other = pdf, repaired, None
        return True

    def _with_repair_noted(self, page: Page) -> Page:
        warning = Warning("repaired_file", "the file was damaged, and was read after a repair; parts may be missing")
        return replace(page, warnings=(warning, *page.warnings))

    def _read_page(self, number: int) -> Page:
        """Read one page; by pdfplumber where pdfium cannot be trusted, and as a blank one where neither can."""
        try:
            page = self._pdf.read_page(number)
        except UnreadableFile as problem:
            return self._second_opinion(number) or Page(
                number, 0, 0, (), (), warnings=(Warning("unreadable_page", problem.message, number),)
            )
        if FONT_MISSING in page.notes:
            return self._second_opinion(number) or page
        return page

    def _second_opinion(self, number: int) -> Page | None:
        """Read a page by pdfplumber, if `auto` allows it and pdfplumber can."""
        if self._reader != "auto":
            return None
        try:
            self._other = self._other or PlumberFile(self._data, self._where)
            return self._other.read_page(number) if len(self._other) == len(self._pdf) else None
        except PageLimit:
            raise
        except PlanparseError:
            return None


@contextmanager
def _open_pdf(data: bytes, reader: str, where: str) -> Iterator[_OpenPdf]:
    refuse_form_bombs(data, where)
    pdf = _OpenPdf(data, reader, where)
    try:
        yield pdf
    finally:
        pdf.close()
