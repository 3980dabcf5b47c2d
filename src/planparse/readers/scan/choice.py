"""Whether a page is read from its picture: as it was asked for, where it is needed, and if the extra is installed.

What recognises print is loaded for the first page that needs it, so documents with text never wait for it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from planparse.errors import UnreadableFile, UsageError
from planparse.model.document import Page
from planparse.model.plan import Warning
from planparse.readers.scan.need import count_han, needs_picture

if TYPE_CHECKING:
    from planparse.readers.scan.scanner import Scanner

AUTO, NEVER, ALWAYS = "auto", "never", "always"
CHOICES = (AUTO, NEVER, ALWAYS)

INSTALL = 'pip install "planparse[ocr]"'
NO_TRUST = "the text of the page is in its picture, and what the file gives for it cannot be trusted"

Progress = Callable[[int], None]
"""Is told the number of a page that is about to be read from its picture, since that takes seconds."""


@dataclass(frozen=True, slots=True)
class Ocr:
    """How pages are read from their picture.

    when: `auto`, pages that need it; `never`; `always`, all pages of a PDF
    cache: folder in which what was recognised is kept, so that it is not done again
    progress: is told of each page that is read so
    threads: processors that one page may take; what is read does not depend on it
    """

    when: str = AUTO
    cache: Path | None = None
    progress: Progress | None = None
    threads: int = 4


def is_installed() -> bool:
    """Say whether what recognises print is installed."""
    return all(find_spec(name) is not None for name in ("rapidocr", "onnxruntime", "cv2"))


def engine_version() -> str | None:
    """Name what recognises print here, with its version; None if nothing does."""
    return f"rapidocr {metadata.version('rapidocr')}" if is_installed() else None


class Scans:
    """Reads the pages of one PDF from their picture that need it."""

    def __init__(self, ocr: Ocr, where: str) -> None:
        if ocr.when not in CHOICES:
            raise UsageError(
                f"no choice of text recognition is called {ocr.when!r}", advice=f"one of {', '.join(CHOICES)}"
            )
        if ocr.when == ALWAYS and not is_installed():
            raise UsageError("nothing is installed that recognises text in pictures", advice=INSTALL)
        self._ocr = ocr
        self._where = where
        self._scanner: Scanner | None = None
        self._data = b""

    def close(self) -> None:
        """Free the document."""
        if self._scanner is not None:
            self._scanner.close()

    def read(self, page: Page, data: bytes) -> Page:
        """Give the page as read from its picture if it is to be, else as it is.

        data: of the PDF, or of its repaired copy
        """
        if self._ocr.when == NEVER or (self._ocr.when == AUTO and not needs_picture(page)):
            return page
        if not is_installed():
            # A page without any characters is named where all such pages are.
            return _warned(page, "not_recognised", f"{NO_TRUST}; to have it read: {INSTALL}") if page.chars else page
        if self._ocr.progress is not None:
            self._ocr.progress(page.number)
        try:
            seen = self._scanner_of(data).read_page(page)
        except UnreadableFile as problem:
            return _warned(page, "unreadable_page", problem.message)
        # Text that nobody can trust is still better than a picture in which nothing was found.
        return seen if self._ocr.when == ALWAYS or not page.chars or count_han(seen) > count_han(page) else page

    def _scanner_of(self, data: bytes) -> Scanner:
        if self._scanner is None or self._data is not data:
            from planparse.readers.scan.scanner import Scanner

            self.close()
            self._scanner, self._data = Scanner(data, self._where, self._ocr.threads, self._ocr.cache), data
        return self._scanner


def _warned(page: Page, code: str, message: str) -> Page:
    return replace(page, warnings=(*page.warnings, Warning(code, message, page.number)))
