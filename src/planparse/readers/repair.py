"""A damaged PDF, saved anew by way of pikepdf, which finds the objects of a file whose table of them is lost.

Comes in: the bytes of a file. Goes out: those of a file with the same objects and a new table of them.
"""

from __future__ import annotations

import io


def save_anew(data: bytes) -> bytes | None:
    """Save a damaged PDF with its objects found again and a new table of them; None if nothing is to be saved."""
    import pikepdf

    out = io.BytesIO()
    try:
        with pikepdf.open(io.BytesIO(data + b"\n%%EOF\n")) as pdf:
            if len(pdf.pages) == 0:
                return None
            pdf.save(out)
    except (pikepdf.PdfError, pikepdf.PasswordError, ValueError, RuntimeError, RecursionError):
        return None
    return out.getvalue()
