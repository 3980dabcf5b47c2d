"""A PDF by whichever engine can read it: pdfium first, pdfplumber for pages it would lose, a repaired copy if need be.

Comes in: the bytes of a file. Goes out: its pages, as a stream.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from planparse.errors import PageLimit, PlanparseError, UnreadableFile
from planparse.model.document import Page
from planparse.model.plan import Warning
from planparse.readers.pdfium import FONT_MISSING, PdfiumFile
from planparse.readers.plumber import NAME as PDFPLUMBER
from planparse.readers.plumber import PlumberFile
from planparse.readers.repair import save_anew
from planparse.readers.scan.choice import Scans
from planparse.readers.scan.need import COVERED
from planparse.readers.survey import MOST_PAGES, survey


class OpenPdf:
    """An opened PDF, with what stands by if its reader fails: the other reader, and a repaired copy."""

    def __init__(self, data: bytes, reader: str, where: str, scans: Scans) -> None:
        self._scans = scans
        self._survey = survey(data, where)
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
        if self._survey.faults and not self._repaired:
            self._repair(if_it_holds_more=True)

    def __len__(self) -> int:
        return len(self._pdf)

    def close(self) -> None:
        self._scans.close()
        self._pdf.close()
        if self._other is not None:
            self._other.close()

    def pages(self) -> Iterator[Page]:
        """Read page after page; where nothing at all is found, once more from a repaired copy."""
        blank = True
        note = self._repaired or bool(self._survey.faults)
        for number in range(1, len(self._pdf) + 1):
            page = self._with_damage_noted(self._read_page(number))
            # What is drawn without its font means as little as its text.
            if number not in self._survey.meaningless or page.pictured > COVERED:
                page = self._scans.read(page, self._data)
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

    def _repair(self, *, if_it_holds_more: bool = False) -> bool:
        """Take a copy that pikepdf saved anew in place of the file; False if that cannot be had, or has no pages.

        pikepdf and the readers look for the objects of a damaged file each in their own way; neither always finds
        more. What counts is Chinese: where a font is lost, each character may come as two letters.
        """
        repaired = save_anew(self._data)
        self._repaired = not if_it_holds_more
        if repaired is None:
            return False
        try:
            pdf = self._open(repaired)
        except UnreadableFile:
            return False
        if len(pdf) == 0 or (if_it_holds_more and pdf.count_han() <= self._pdf.count_han()):
            pdf.close()
            return False
        self._pdf, self._data, self._other, self._repaired = pdf, repaired, None, True
        return True

    def _with_damage_noted(self, page: Page) -> Page:
        part = self._survey.damaged.get(page.number)
        if part is None:
            return page
        warning = Warning("unread_part", f"{part} is damaged; text of the page may be missing or wrong", page.number)
        return replace(page, warnings=(*page.warnings, warning))

    def _with_repair_noted(self, page: Page) -> Page:
        read = "after a repair" if self._repaired else "as far as it goes"
        warning = Warning("repaired_file", f"the file was damaged, and was read {read}; parts may be missing")
        return replace(page, warnings=(warning, *page.warnings))

    def _read_page(self, number: int) -> Page:
        """Read one page; by pdfplumber where pdfium cannot be trusted, and as a blank one where neither can."""
        try:
            page = self._pdf.read_page(number)
        except UnreadableFile as problem:
            return self._second_opinion(number) or Page(
                number, 0, 0, (), (), warnings=(Warning("unreadable_page", problem.message, number),)
            )
        if FONT_MISSING in page.notes or number in self._survey.meaningless:
            return self._second_opinion(number) or page
        return page

    def _second_opinion(self, number: int) -> Page | None:
        """Read a page by pdfplumber, if `auto` allows it and pdfplumber can."""
        if self._reader != "auto" or number in self._survey.heavy:
            return None
        try:
            self._other = self._other or PlumberFile(self._data, self._where)
            return self._other.read_page(number) if len(self._other) == len(self._pdf) else None
        except PageLimit:
            raise
        except PlanparseError:
            return None


@contextmanager
def open_pdf(data: bytes, reader: str, where: str, scans: Scans) -> Iterator[OpenPdf]:
    """Open a PDF for as long as its pages are read.

    reader: `pdfium` or `pdfplumber`, or `auto`: pdfium, and pdfplumber where pdfium would lose characters
    where: the file, for errors
    scans: reads the pages that need it from their picture
    Raises the InputError of its kind for a file that cannot be read.
    """
    pdf = OpenPdf(data, reader, where, scans)
    try:
        yield pdf
    finally:
        pdf.close()
