"""What a batch is asked to do: how documents are read, and what each of them may take."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from planparse import __version__
from planparse.batch.sandbox import Mode
from planparse.errors import UsageError
from planparse.readers.scan.choice import NEVER, engine_version


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may take.

    seconds, seconds_a_page, seconds_a_scan: of wall clock, for the document, for each of its pages, and besides for
        each page that is read from its picture; most_seconds: for any
    mib, scan_mib: memory on top of what an idle worker has, and besides from the first page on that is read from its
        picture: address space, of which the models use a third; result_mib: the rows of a plan, packed
    file_mib: the document itself
    """

    seconds: float = 10.0
    seconds_a_page: float = 1.0
    seconds_a_scan: float = 30.0
    most_seconds: float = 3600.0
    mib: int = 1024
    scan_mib: int = 2048
    result_mib: int = 64
    file_mib: int = 256

    def of_pages(self, pages: int, scans: int = 0) -> float:
        """Give the seconds of a document of so many pages, so many of them read from their picture."""
        seconds = self.seconds + self.seconds_a_page * pages + self.seconds_a_scan * scans
        return min(seconds, self.most_seconds)


@dataclass(frozen=True, slots=True)
class Settings:
    """How a batch reads its documents.

    reader: `auto`, `pdfium` or `pdfplumber`; units: a table of one's own; ocr: `auto`, `never` or `always`, as in
        `planparse.parse`
    sandbox: whether worker processes are locked up, see `batch.sandbox`; nothing that is read depends on it
    """

    reader: str = "auto"
    units: Path | None = None
    limits: Limits = field(default_factory=Limits)
    sandbox: Mode = "auto"
    ocr: str = "auto"

    def told(self) -> dict[str, Any]:
        """Give what the tables depend on besides the documents, for the manifest; the same on every machine."""
        about: dict[str, Any] = {
            "reader": self.reader,
            "ocr": self.ocr,
            "recognised_by": engine_version() if self.ocr != NEVER else None,
            "limits": asdict(self.limits),
        }
        if self.units is not None:
            about["units"] = {"name": self.units.name, "sha256": _sha256(self.units)}
        return about

    def digest(self) -> str:
        """Give one short name for all that a plan depends on besides its document.

        Limits are not in it: a plan that was read within some is the same within others, and a failure for want of
        time or memory is tried again when that is asked for.
        """
        about = {"planparse": __version__} | {name: each for name, each in self.told().items() if name != "limits"}
        return hashlib.sha256(json.dumps(about, sort_keys=True).encode("ascii")).hexdigest()


def _sha256(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as problem:
        raise UsageError(f"the table of units cannot be read ({problem.strerror})", where=str(path)) from problem
