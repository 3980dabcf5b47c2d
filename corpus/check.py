"""Compare what a PDF really prints with what its gold expects.

In come a `Source` and the text of its pages; out go the rows that a page break cuts. Everything that does not agree
raises `Mismatch`: a content or unit cell that is not on the pages, a unit that is not named in its cell, a time limit
or quantity whose words are not in the row.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
from structure import Source, TaskRow, gold

LEVELS = "省市州县区"


class Mismatch(Exception):
    """The PDF or the gold is not what the plan's data says."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A content cell that begins on one page and ends on the next; `page` (from 1) is the first of the two."""

    row: int
    page: int


def plain(text: str) -> str:
    """NFKC without white space, the form in which the gold is compared."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def page_texts(path: Path) -> list[str]:
    """The text of each page in drawing order, in the form of `plain`; the page number is taken off."""
    with pypdfium2.PdfDocument(path) as pdf:
        texts = [plain(page.get_textpage().get_text_range()) for page in pdf]
    return [re.sub(r"—\d+—", "", text) for text in texts]


def check(source: Source, pages: Sequence[str]) -> tuple[Cut, ...]:
    """Find the rows cut by page breaks; Mismatch if page and data disagree."""
    for field in ("title", "document_number", "issuer", "addressees", "disclosure"):
        if not any(plain(source.metadata[field]) in page for page in pages):
            raise Mismatch(f"{source.name}: {field} is not on one page")
    for cited in gold(source)["metadata"]["cited_documents"]:
        if plain(cited["title"]) not in "".join(pages):
            raise Mismatch(f"{source.name}: {cited['title']} is not cited")
    cuts = []
    start = 0
    for number, row in enumerate(source.rows, 1):
        _check_row(source, number, row)
        page, cut = _find(plain(row.content), pages, start)
        if page is None:
            raise Mismatch(f"{source.name}, row {number}: content is not on the pages")
        start = page
        if cut:
            cuts.append(Cut(number, page + 1))
        for cell in (*row.cells, row.goal or "", row.task or ""):
            if _find(plain(cell), pages, 0, shortest=2)[0] is None:
                raise Mismatch(f"{source.name}, row {number}: {cell} is not on the pages")
    return tuple(cuts)


def _find(words: str, pages: Sequence[str], start: int, shortest: int = 4) -> tuple[int | None, bool]:
    """The first page (from 0) from `start` on that holds the words, and whether they run on to the next page."""
    for page in range(start, len(pages)):
        if words in pages[page]:
            return page, False
    for page in range(start, len(pages) - 1):
        # Both parts have at least `shortest` characters, or any short ending would do; unit cells are short.
        for cut in range(shortest, len(words) - shortest + 1):
            if words[:cut] in pages[page] and words[cut:] in pages[page + 1]:
                return page, True
    return None, False


def _check_row(source: Source, number: int, row: TaskRow) -> None:
    at = 0
    for assignment in row.assignments:
        unit = assignment["unit"]
        # An expanded prefix is not printed; units stand in the order of the cell.
        places = [row.responsibility_text.find(name, at) for name in (unit, unit[1:] if unit[0] in LEVELS else unit)]
        found = [place for place in places if place >= 0]
        if not found:
            raise Mismatch(f"{source.name}, row {number}: {unit} is not in {row.responsibility_text}")
        at = min(found) + 1
    if row.by_duty != ("按职责" in row.responsibility_text):
        raise Mismatch(f"{source.name}, row {number}: by_duty")
    if row.open_list != ("等" in row.responsibility_text):
        raise Mismatch(f"{source.name}, row {number}: open_list")
    for value in (*row.deadlines, *row.quantities):
        place = row.content if value["source"] == "content" else "\n".join(row.cells)
        if value["text"] not in place:
            raise Mismatch(f"{source.name}, row {number}: {value['text']} is not in the row")
