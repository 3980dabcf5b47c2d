"""Open a file: look at its bytes, choose who reads it, hand its pages on as a stream.

The ending of a name says nothing; the first bytes do. The file is read into memory once, so its hash and its pages
are of the same bytes even if somebody writes to it meanwhile.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from planparse.errors import EmptyFile, EncryptedFile, PageLimit, UnreadableFile, UnsupportedFormat, UsageError
from planparse.model.document import Document, FlowText
from planparse.model.plan import Source, Warning
from planparse.readers.scan.choice import Ocr, Scans

PDFIUM, PDFPLUMBER = "pdfium", "pdfplumber"
READERS = ("auto", PDFIUM, PDFPLUMBER)
WHERE_NEEDED = Ocr()

PDF_HEADER_WITHIN = 1024
"""Bytes. `%PDF-` may stand behind junk; viewers search this far, and so do we."""

REFUSED: tuple[tuple[bytes, str, str], ...] = (
    (b"\xd0\xcf\x11\xe0", "an old Word, Excel or WPS file (.doc, .xls, .wps)", "save it as .docx, or print it to PDF"),
    (b"{\\rtf", "an RTF document", "save it as .docx, or print it to PDF"),
    (b"\x89png", "a picture", "print it to PDF and recognise its text"),
    (b"\xff\xd8\xff", "a picture", "print it to PDF and recognise its text"),
    (b"gif8", "a picture", "print it to PDF and recognise its text"),
    (b"ii*\x00", "a picture", "print it to PDF and recognise its text"),
    (b"mm\x00*", "a picture", "print it to PDF and recognise its text"),
    (b"rar!", "an archive", "unpack it"),
    (b"7z\xbc\xaf", "an archive", "unpack it"),
    (b"\x1f\x8b", "an archive", "unpack it"),
    (b"%!ps", "a PostScript file", "convert it to PDF"),
    (b"mime-version:", "a web archive (.mht)", "open it in a browser, and save it as .html or print it to PDF"),
    (b"from: <saved by", "a web archive (.mht)", "open it in a browser, and save it as .html or print it to PDF"),
    (b"\x7felf", "a program", "look at what was downloaded"),
)  # fmt: skip
"""How formats begin that are not read, in lower case; what to call them, and what to do."""

OLD_OFFICE = REFUSED[0][0]
LOCKED_OFFICE = "EncryptedPackage".encode("utf-16-le")
"""A .docx with a password comes in the envelope of an old .doc, with an entry of this name."""

ENDINGS = {
    "pdf": (".pdf",),
    "docx": (".docx", ".docm", ".dotx"),
    "html": (".html", ".htm", ".xhtml", ".shtml", ".aspx", ".jsp", ".php"),
    "txt": (".txt", ".text", ".md", ""),
}
"""Endings of names, by format; a name with an ending of another format is warned of."""

MARKUP = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|meta|title|div|table|p|span|br|h[1-6]|article)[\s>/]", re.IGNORECASE
)
DATA_ENDINGS = frozenset(
    {
        ".json", ".jsonl", ".geojson", ".csv", ".tsv", ".xml", ".toml", ".yaml", ".yml", ".ini", ".cfg", ".sql", ".log",
        ".py", ".ipynb", ".r", ".rmd", ".js", ".ts", ".css", ".sh", ".bat", ".tex", ".bib", ".svg", ".graphml", ".gexf",
    }
)  # fmt: skip
"""Endings of text files that no bytes tell from a plan: a gold file quotes whole tasks. Only plain text is asked for
its ending."""

LOOKED_AT = 4096
"""Bytes at the start of a file in which the signs of a web page are looked for."""

LARGEST = 256 * 1024 * 1024
"""Bytes of a file. The largest plan known, a scan, has 80 million."""

NO_SUCH_FILE = (errno.ENOENT, errno.ENOTDIR, errno.ELOOP, errno.ENAMETOOLONG)


@contextmanager
def open_document(path: str | os.PathLike[str], reader: str = "auto", ocr: Ocr = WHERE_NEEDED) -> Iterator[Document]:
    """Open a document; its pages are read as they are walked, and it is closed at the end.

    reader: `pdfium` or `pdfplumber` reads all pages; `auto` is pdfium, and pdfplumber for the pages where
        pdfium would lose characters.
    ocr: which pages of a PDF are read from their picture
    Raises UsageError for a missing path or an unknown reader, and the InputError of its kind for a file
    that cannot be read.
    """
    if reader not in READERS:
        raise UsageError(f"no reader is called {reader!r}", advice=f"one of {', '.join(READERS)}")
    path = Path(path)
    with open_bytes(_read_bytes(path), path.name, reader, ocr) as document:
        yield document


@contextmanager
def open_bytes(data: bytes, name: str, reader: str = "auto", ocr: Ocr = WHERE_NEEDED) -> Iterator[Document]:
    """Open a document that is in memory already; as `open_document` otherwise.

    name: of the file, without its folder; its ending tells text from data and code
    """
    if not data.strip(b"\x00 \t\r\n"):
        raise EmptyFile("the file is empty", where=name, advice="download it again")
    kind = _kind_of(data, name)
    source = Source(name, hashlib.sha256(data).hexdigest(), kind, None, kind)
    if kind == "pdf":
        # Its engine takes a while to load, and the other formats need none of it.
        from planparse.readers.pdf import open_pdf

        with open_pdf(data, reader, name, Scans(ocr, name)) as pdf:
            engine = PDFPLUMBER if reader == PDFPLUMBER else PDFIUM
            yield Document(replace(source, pages=len(pdf), reader=engine), pdf.pages())
        return
    text = _read_text_format(kind, data, name)
    if not text.parts:
        raise EmptyFile("the document has no text", where=name, advice="look at it; download it again")
    ending = Path(name).suffix.lower()
    if any(ending in endings for format, endings in ENDINGS.items() if format != kind):
        warning = Warning(
            "extension_mismatch", f"the name ends in {ending}, but the file is {kind}; it was read as that"
        )
        text = replace(text, warnings=(warning, *text.warnings))
    yield Document(source, iter(()), text)


def _read_text_format(kind: str, data: bytes, where: str) -> FlowText:
    # lxml takes a while to import, and a PDF needs none of it.
    if kind == "docx":
        from planparse.readers.docx import read_docx

        return read_docx(data, where)
    if kind == "html":
        from planparse.readers.html import read_html

        return read_html(data, where)
    from planparse.readers.text import read_text

    return read_text(data, where)


def _read_bytes(path: Path) -> bytes:
    """Read an ordinary file; what is none is not opened, for opening a pipe waits, and opening a device may act."""
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise UsageError("this is a folder, not a document", where=str(path), advice="planparse batch")
        _expect_ordinary(mode, path.name)
        # Something else may have taken its place by now, so it is asked once more, and not waited for.
        with open(path, "rb", opener=lambda name, flags: os.open(name, flags | os.O_NONBLOCK)) as file:
            status = os.fstat(file.fileno())
            _expect_ordinary(status.st_mode, path.name)
            size = status.st_size
            data = file.read(size + 1) if size <= LARGEST else b""
            if len(data) > size:  # somebody writes to it
                data += file.read(LARGEST - size)
    except OSError as problem:
        if problem.errno in NO_SUCH_FILE:
            raise UsageError("there is no such file", where=str(path), advice="check the path") from problem
        raise UnreadableFile(
            f"the file cannot be opened ({problem.strerror})", where=path.name, advice="check its permissions"
        ) from problem
    except ValueError as problem:  # a zero byte in its name
        raise UsageError("there is no such file", where=str(path), advice="check the path") from problem
    if max(size, len(data)) > LARGEST:
        raise PageLimit(
            f"the file has more than {LARGEST // 1024**2} MiB", where=path.name, advice="split the document"
        )
    return data


def _expect_ordinary(mode: int, where: str) -> None:
    if not stat.S_ISREG(mode):
        raise UnsupportedFormat("this is no ordinary file", where=where, advice="copy it to a file")


def _kind_of(data: bytes, where: str) -> str:
    """Tell the format by the bytes: pdf, docx, html or txt; raises UnsupportedFormat for others, by their name."""
    if b"%PDF-" in data[:PDF_HEADER_WITHIN] and not MARKUP.search(data[: data.index(b"%PDF-")]):
        return "pdf"
    if data[:4] in (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"):
        return "docx"  # its reader says what else a zip may be
    start = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:16].lower()
    if start.startswith(OLD_OFFICE) and LOCKED_OFFICE in data:
        raise EncryptedFile("the document is encrypted", where=where, advice="save it without a password")
    for signature, what, advice in REFUSED:
        if start.startswith(signature):
            raise UnsupportedFormat(f"this is {what}, which is not read", where=where, advice=advice)
    head = data[:LOOKED_AT]
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        head = head.replace(b"\x00", b"")  # markup is ASCII, in UTF-16 too
    if MARKUP.search(head) and start[:1] in (b"<", b"\xff", b"\xfe"):
        return "html"
    if MARKUP.search(head) and where.lower().endswith(ENDINGS["html"]):
        return "html"
    if start.startswith(b"<?xml"):
        raise UnsupportedFormat("this is an XML document, which is not read", where=where, advice="print it to PDF")
    if where.lower().endswith(".pdf") and not MARKUP.search(head):
        raise UnreadableFile(
            "this is no PDF, in spite of its name: it has no PDF header",
            where=where,
            advice="download it again; a web page may have been saved in its place",
        )
    if where.lower().endswith(".docx") and not MARKUP.search(head):
        raise UnreadableFile(
            "this is no Word document, in spite of its name: it is no zip", where=where, advice="download it again"
        )
    ending = Path(where).suffix.lower()
    if ending in DATA_ENDINGS:
        raise UnsupportedFormat(
            f"this is data or code ({ending}), and no document", where=where, advice="rename it to .txt if it is a plan"
        )
    return "txt"
