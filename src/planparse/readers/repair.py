"""Damaged and dangerous PDFs, by way of pikepdf, which knows the structure of the file and draws nothing.

Two questions: can the file be saved anew, so that a reader finds its pages; and does it draw forms inside forms so
often that a reader would never end.
"""

from __future__ import annotations

import io
import re
from typing import Any

from planparse.errors import OutOfTime

FORM = re.compile(rb"/(?:F|#46)(?:o|#6[fF])(?:r|#72)(?:m|#6[dD])\b")
"""The name Form, which stands uncompressed in the dictionary of each form; a file may write it in hexadecimal."""

FEW_FORMS = 2
"""Forms in a file that need a look: one by itself is drawn once each time, two can draw each other a thousandfold."""

MOST_DRAWN = 100_000
"""Times that forms are drawn on one page. Real pages draw a few dozen."""


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


def refuse_form_bombs(data: bytes, where: str) -> None:
    """Raise OutOfTime for a file whose forms draw each other so often that reading it would not end.

    30 forms, each drawing the next twice, draw a thousand million; pdfium would follow each. Files with fewer than
    FEW_FORMS pass without being opened.
    """
    if len(FORM.findall(data)) < FEW_FORMS:
        return
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            known: dict[tuple[int, int], int] = {}
            drawn = max((_draws(page.obj, known, 0) for page in pdf.pages), default=0)
    except (pikepdf.PdfError, pikepdf.PasswordError, ValueError, RuntimeError, RecursionError):
        return  # damaged: the reader will say so
    if drawn > MOST_DRAWN:
        raise OutOfTime(
            f"a page draws forms inside forms {drawn:.0e} times over",
            where=where,
            advice="do not trust this file; print it to a new PDF if it is needed",
        )


def _draws(obj: Any, known: dict[tuple[int, int], int], depth: int) -> int:
    """Count the forms that a page or form draws, those inside them included."""
    import pikepdf

    key = obj.objgen
    if key in known:
        return known[key]
    known[key] = 0  # a form that draws itself is stopped by every reader
    resources = obj.get("/Resources")
    forms = resources.get("/XObject") if isinstance(resources, pikepdf.Dictionary) else None
    if not isinstance(forms, pikepdf.Dictionary) or depth > 50:
        known[key] = MOST_DRAWN + 1 if depth > 50 else 0
        return known[key]
    names = {
        name: form
        for name, form in forms.items()
        if isinstance(form, pikepdf.Stream) and form.get("/Subtype") == "/Form"
    }
    if not names:
        return 0
    total = 0
    for instruction in pikepdf.parse_content_stream(obj, "Do"):
        form = names.get(str(instruction.operands[0])) if instruction.operands else None
        if form is not None:
            total += 1 + _draws(form, known, depth + 1)
    known[key] = total
    return total
