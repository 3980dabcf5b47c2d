"""Open a file: look at its bytes, choose who reads it, hand its pages on as a stream.

The ending of a name says nothing; the first bytes do. The file is read into memory once, so its hash and its pages
are of the same bytes even if somebody writes to it meanwhile.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from planparse.errors import EmptyFile, PlanparseError, UnreadableFile, UnsupportedFormat, UsageError
from planparse.model.document import Document, Page
from planparse.model.plan import Source
from planparse.readers.pdfium import FONT_MISSING, PdfiumFile
from planparse.readers.pdfium import NAME as PDFIUM
from planparse.readers.plumber import NAME as PDFPLUMBER
from planparse.readers.plumber import PlumberFile

READERS = ("auto", PDFIUM, PDFPLUMBER)

PDF_HEADER_WITHIN = 1024
"""Bytes. `%PDF-` may stand behind junk; viewers search this far, and so do we."""

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
    where = path.name
    _expect_pdf(data, where)
    pdf: PdfiumFile | PlumberFile
    pdf = PlumberFile(data, where) if reader == PDFPLUMBER else PdfiumFile(data, where)
    try:
        if len(pdf) == 0:
            raise UnreadableFile("the PDF has no pages", where=where, advice="check the download")
        source = Source(
            name=path.name,
            sha256=hashlib.sha256(data).hexdigest(),
            format="pdf",
            pages=len(pdf),
            reader=PDFPLUMBER if reader == PDFPLUMBER else PDFIUM,
        )
        second = data if reader == "auto" else None
        yield Document(source, _read_pages(pdf, second, where))
    finally:
        pdf.close()


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


def _read_pages(pdf: PdfiumFile | PlumberFile, second: bytes | None, where: str) -> Iterator[Page]:
    """Read page after page; those that pdfium cannot be trusted with through pdfplumber, from `second`."""
    other: PlumberFile | None = None
    try:
        for number in range(1, len(pdf) + 1):
            page = pdf.read_page(number)
            if second is not None and FONT_MISSING in page.notes:
                try:
                    other = other or PlumberFile(second, where)
                    page = other.read_page(number)
                except PlanparseError:
                    pass  # pdfium's page, with its note, is better than none
            yield page
    finally:
        if other is not None:
            other.close()
