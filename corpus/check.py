"""Compare what a file really prints with what its gold expects.

In come a `Source` and the text of its pages; out go the rows that a page break cuts. Everything that does not agree
raises `Mismatch`: a content or unit cell that is not on the pages, a unit that is not named in its cell, a time limit
or quantity whose words are not in the row.
"""

import re
import unicodedata
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
from lxml import etree, html
from script import DUTY, NUMBER, Table
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
    if row.by_duty != bool(DUTY.search(row.responsibility_text)):
        raise Mismatch(f"{source.name}, row {number}: by_duty")
    if row.open_list != ("等" in row.responsibility_text):
        raise Mismatch(f"{source.name}, row {number}: open_list")
    for value in (*row.deadlines, *row.quantities):
        place = row.content if value["source"] == "content" else "\n".join(row.cells)
        # A label line 完成时限 stands in no cell of the gold.
        if value["text"] not in place and (row.path is None or value["source"] == "content"):
            raise Mismatch(f"{source.name}, row {number}: {value['text']} is not in the row")


def check_text(source: Source, file: Path) -> None:
    """Compare a DOCX, HTML or TXT file with the data; Mismatch if they disagree."""
    text = plain(read_text(file))
    meta = source.metadata
    wanted = [meta[field] for field in ("title", "issuer", "addressees") if meta[field]]
    wanted += [meta[field] for field in ("document_number", "disclosure") if meta[field]]
    for words in wanted:
        if plain(words) not in text:
            raise Mismatch(f"{source.name}: {words} is not in the file")
    cited = {plain(each["title"]) for each in gold(source)["metadata"]["cited_documents"]}
    if missing := set(re.findall("《([^》]+)》", text)) ^ cited:
        raise Mismatch(f"{source.name}: cited and not listed, or listed and not cited: {missing}")
    tables = [entry for entry in (source.script.entries if source.script else ()) if isinstance(entry, Table)]
    cuts = [plain(row.content.split("✂")[0]) for table in tables for row in table.rows if "✂" in row.content]
    at = 0
    for number, row in enumerate(source.rows, 1):
        _check_row(source, number, row)
        content = plain(row.content)
        found = text.find(content, at)
        if found < 0:
            # The unit cell stands in the middle of a cut content: both parts are there, the second after the first.
            cut = next((part for part in cuts if content.startswith(part)), content)
            first = text.find(cut, at)
            found = text.find(content[len(cut) :], first) if first >= 0 and cut != content else -1
        if found < 0:
            raise Mismatch(f"{source.name}, row {number}: {row.content} is not in the file, or not in this place")
        at = found
        if not tables and "：" not in row.responsibility_text:
            # No cell and no label: it must be the bracket right behind the content.
            behind = text[found + len(content) :]
            if behind[:1] not in "([〔【" or not behind.startswith(plain(row.responsibility_text), 1):
                raise Mismatch(f"{source.name}, row {number}: no bracket {row.responsibility_text}")
        for words in (*row.responsibility_text.split("；"), *(row.path or ())):
            # Word draws the numbers of its lists itself, so they stand in no text of the file.
            bare = NUMBER.sub("", words, count=1) if file.suffix == ".docx" else words
            if plain(bare) not in text:
                raise Mismatch(f"{source.name}, row {number}: {words} is not in the file")


def read_text(file: Path) -> str:
    """The words of a file as a reader sees them, in the order of the file."""
    data = file.read_bytes()
    if file.suffix == ".docx":
        with zipfile.ZipFile(file) as archive:
            root = etree.fromstring(archive.read("word/document.xml"))
        space = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
        return "".join(each.text or "" for each in root.iter(space + "t"))
    if file.suffix == ".html":
        # Browsers read gb2312 as the larger GBK.
        old = b"charset=gb2312" in data.lower()
        root = html.fromstring(data.decode("gbk" if old else "utf-8"))
        etree.strip_elements(root, "script", "style", with_tail=False)
        return "".join(map(str, root.itertext()))
    return data.decode("utf-16" if data[:2] == b"\xff\xfe" else "utf-8" if _is_utf8(data) else "gb18030")


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
