"""What a notice says of itself: title, number, issuer, addressees, dates (公文格式, GB/T 9704-2012).

Comes in: the lines of text that stand outside of tables. Goes out: the `Metadata` and the year the plan is for. A field
that cannot be found stays None; nothing is guessed from the file name or today's date.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence, Set
from datetime import date

from planparse.language.dates import parse_day
from planparse.language.references import find_cited, parse_document_number
from planparse.model.document import Line, Passage
from planparse.model.evidence import Evidence
from planparse.model.plan import CitedDocument, DocumentNumber, Metadata
from planparse.tables.lines import PAGE_NUMBER, passage_of

DISCLOSURE = re.compile(r"[(（]\s*(此件[^()（）]{2,12})\s*[)）]")
ADDRESSEES_END = re.compile(r"[:：]$")
KIND = re.compile(
    r"(通知|意见|方案|要点|计划|规划|办法|规定|决定|通报|公告|通告|批复|函|纪要|分工|安排|报告|预案|清单|任务书|分解表)$"
)
LETTERHEAD = re.compile(r"(文件|办公室文件|公报)$")
ABOUT = re.compile(r"关于|转发|印发")
ISSUER_END = re.compile(r"(人民政府|政府|办公室|办公厅|委员会|委|局|厅|部|院|会|署|办|中心|公司|大学|学院)$")
YEAR = re.compile(r"(?<![-—–~至\d])((?:19|20)\d{2})\s*年")
"""The year of a title; the end of a span (2024—2026年) is none."""
SAME_SIZE = 0.15
"""Of the height. Characters of one size differ by less, whatever their fonts; 三号 and 二号 differ by more."""

FIRST_LINES = 80
"""Lines. The front matter of a document ends long before; what follows is body text."""


def read_front_matter(lines: Sequence[Line], heads: Set[str] = frozenset()) -> Metadata:
    """Read the fields of the front matter from the lines of a document, in reading order.

    heads: running heads of the whole document, see `running_heads`; they are no titles
    """
    passages = [passage_of([line]) for line in lines]
    kept = [
        (line, text)
        for line, text in zip(lines, passages, strict=True)
        if text and not PAGE_NUMBER.fullmatch(text.text)
    ]
    front = [(line, text) for line, text in kept[:FIRST_LINES] if line.text not in heads]
    evidence: dict[str, tuple[Evidence, ...]] = {}
    number = _find_number(kept[:FIRST_LINES], evidence)
    title = _find_title(front, evidence)
    signed, issuers = _find_signature(front, evidence)
    addressees = _find_addressees(front, evidence)
    disclosure = _find_disclosure(front, evidence)
    if not issuers and title is not None:
        issuers = _issuer_of_title(title)
    return Metadata(
        title=title,
        document_number=number,
        issuer=" ".join(issuers) or None,
        issuers=issuers,
        signed_date=signed,
        disclosure=disclosure,
        addressees=addressees,
        evidence=evidence,
    )


def cited_in(passages: Iterable[Passage]) -> tuple[CitedDocument, ...]:
    """List the documents that these texts cite, each once, in the order they are first named."""
    cited: dict[str, CitedDocument] = {}
    for passage in passages:
        for found in find_cited(passage.text):
            known = cited.get(found.title)
            if known is None or (known.document_number is None and found.number is not None):
                cited[found.title] = CitedDocument(found.title, found.number, passage.evidence(found.start, found.end))
    return tuple(cited.values())


def plan_year(metadata: Metadata) -> int | None:
    """Give the year a plan is for: of its title, else of its number, else of its signature."""
    in_title = YEAR.search(metadata.title or "")
    if in_title:
        return int(in_title[1])
    if metadata.document_number is not None and metadata.document_number.year is not None:
        return metadata.document_number.year
    return metadata.signed_date.year if metadata.signed_date else None


def paragraphs_of(lines: Sequence[Line]) -> list[Passage]:
    """Put lines together into paragraphs.

    A line that reaches the right edge of its page goes on in the next, unless that is indented or of another size.
    """
    edges: dict[int, tuple[float, float]] = {}
    for line in lines:
        x0, _, x1, _ = line.box
        left, right = edges.get(line.chars[0].page, (x0, x1))
        edges[line.chars[0].page] = (min(left, x0), max(right, x1))
    texts: list[Passage] = []
    parts: list[Line] = []
    for line in lines:
        if parts and not _goes_on(parts[-1], line, edges):
            texts.append(passage_of(parts))
            parts = []
        parts.append(line)
    return [*texts, passage_of(parts)] if parts else texts


def _goes_on(line: Line, after: Line, edges: dict[int, tuple[float, float]]) -> bool:
    """Say whether a paragraph goes on from one line to the next; edges: left and right of the text by page."""
    width = _size(line)
    if line.chars[0].page == after.chars[0].page and after.box[1] - line.box[3] > 2 * width:
        return False
    ends = line.box[2] < edges[line.chars[0].page][1] - 2 * width
    begins = after.box[0] > edges[after.chars[0].page][0] + 1.2 * width
    return not ends and not begins and _same_size(line, after)


def running_heads(lines: Iterable[Line]) -> frozenset[str]:
    """Find texts that stand at the same height on three pages or more (页眉, 页脚)."""
    places = {(line.text, round(line.box[1] / 4), line.chars[0].page) for line in lines}
    counts = Counter((text, height) for text, height, _ in places)
    return frozenset(text for (text, _), pages in counts.items() if pages >= 3)


def _find_number(
    lines: Sequence[tuple[Line, Passage]], evidence: dict[str, tuple[Evidence, ...]]
) -> DocumentNumber | None:
    """Take the number that has a line to itself; those inside sentences are of other documents."""
    for _, text in lines:
        number = parse_document_number(text.text)
        if number is not None and len(text.text) <= len(number.text) + 4:
            evidence["document_number"] = text.evidence()
            return number
    return None


def _find_title(lines: Sequence[tuple[Line, Passage]], evidence: dict[str, tuple[Evidence, ...]]) -> str | None:
    """Find the title: the first large or centred lines that together name a kind of document."""
    block: list[tuple[Line, Passage]] = []
    for line, text in lines:
        if block and (not _same_block(block[-1][0], line) or ADDRESSEES_END.search(text.text)):
            block = []
        if LETTERHEAD.search(text.text) or (parse_document_number(text.text) is not None and len(text.text) < 24):
            block = []
            continue
        block.append((line, text))
        whole = passage_of([part for part, _ in block])
        if KIND.search(whole.text) and len(whole.text) >= 6 and len(block) <= 6:
            evidence["title"] = whole.evidence()
            return whole.text
    return None


def _same_block(above: Line, below: Line) -> bool:
    """Say whether two lines are set alike and close: parts of one title."""
    height = above.chars[0].bottom - above.chars[0].top
    return (
        above.chars[0].page == below.chars[0].page
        and _same_size(above, below)
        and below.box[1] - above.box[3] < 1.5 * height
    )


def _same_size(line: Line, other: Line) -> bool:
    """Say whether two lines are set in characters of one size."""
    size = _size(line)
    return abs(_size(other) - size) < SAME_SIZE * size


def _size(line: Line) -> float:
    """Give the size of a line's Chinese characters, which are as wide as they are high; Latin ones are not."""
    chinese = [char.x1 - char.x0 for char in line.chars if not char.text.isascii()]
    return max(chinese, default=line.chars[0].bottom - line.chars[0].top)


def _find_signature(
    lines: Sequence[tuple[Line, Passage]], evidence: dict[str, tuple[Evidence, ...]]
) -> tuple[date | None, tuple[str, ...]]:
    """Find the day a document was signed, a line to itself, and the issuers on the lines above it."""
    for index, (_, text) in enumerate(lines):
        signed = parse_day(text.text)
        if signed is None:
            continue
        issuers: list[Passage] = []
        for _, above in reversed(lines[max(0, index - 4) : index]):
            if len(above.text) > 30 or not ISSUER_END.search(above.text):
                break
            issuers.insert(0, above)
        evidence["signed_date"] = text.evidence()
        if issuers:
            evidence["issuer"] = tuple(spot for issuer in issuers for spot in issuer.evidence())
        return signed, tuple(issuer.text for issuer in issuers)
    return None, ()


def _find_addressees(
    lines: Sequence[tuple[Line, Passage]], evidence: dict[str, tuple[Evidence, ...]]
) -> tuple[str, ...]:
    """Find the first paragraph that ends with a colon (主送机关), and split it at ， and ；."""
    for paragraph in paragraphs_of([line for line, _ in lines])[:12]:
        if ADDRESSEES_END.search(paragraph.text) and not ABOUT.search(paragraph.text):
            evidence["addressees"] = paragraph.evidence()
            return tuple(part for part in re.split(r"[，,；;]", paragraph.text[:-1]) if part)
    return ()


def _find_disclosure(lines: Sequence[tuple[Line, Passage]], evidence: dict[str, tuple[Evidence, ...]]) -> str | None:
    for _, text in lines:
        match = DISCLOSURE.search(text.text)
        if match:
            evidence["disclosure"] = text.evidence(match.start(1), match.end(1))
            return match[1]
    return None


def _issuer_of_title(title: str) -> tuple[str, ...]:
    """Take the issuer from a title that names it in full: X人民政府办公室关于…"""
    before, about, _ = title.partition("关于")
    return (before,) if about and len(before) >= 4 and ISSUER_END.search(before) else ()
