"""PDF files for the tests of readers: written object by object, left blank, or turned."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium

HELVETICA = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


def stream(content: str, entries: str = "") -> str:
    return f"<< {entries} /Length {len(content)} >>\nstream\n{content}\nendstream"


def written(objects: Sequence[str], *, shift: int = 0) -> bytes:
    """Write objects, numbered from 1, of which the first is the catalogue; `shift` moves all offsets of the xref."""
    out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for number, text in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{text}\nendobj\n".encode("latin-1")
    table = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    for offset in offsets:
        out += f"{offset + shift:010d} 00000 n \n".encode()
    out += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{table + shift}\n%%EOF\n".encode()
    return bytes(out)


def blank_pdf(pages: int = 1, width: float = 595, height: float = 842) -> bytes:
    document = pdfium.PdfDocument.new()
    for _ in range(pages):
        document.new_page(width, height)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def turned_copy(source: Path, target: Path, way: int) -> Path:
    """Save a PDF with its pages drawn sideways on paper of the other format, as some printer drivers do."""
    with pikepdf.open(source) as pdf:
        for page in pdf.pages:
            width, height = (float(edge) for edge in page.mediabox[2:])
            matrix = (0, 1, -1, 0, height, 0) if way == 90 else (0, -1, 1, 0, 0, width)
            page.contents_add(f"q {' '.join(map(str, matrix))} cm\n".encode(), prepend=True)
            page.contents_add(b"\nQ")
            page.mediabox = pikepdf.Array([0, 0, height, width])
        pdf.save(target)
    return target
