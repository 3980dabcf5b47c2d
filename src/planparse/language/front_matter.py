"""What a notice says of itself: title, number, issuer, addressees, dates (公文格式, GB/T 9704-2012).

Comes in: the lines of text that stand outside of tables. Goes out: the `Metadata` and the year the plan is for. A field
that cannot be found stays None; nothing is guessed from the file name or today's date. Portals put a box of labels
beside the text (发文字号：…, 发布日期：…); what the text says itself is believed before the box.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date
from statistics import median
from typing import Any

from planparse.language.dates import find_day, parse_day
from planparse.language.references import find_cited, parse_document_number
from planparse.lexicon.front_labels import find_labels
from planparse.lexicon.organs import looks_like_units
from planparse.lexicon.regions import find_region
from planparse.model.document import PLAIN, Line, Passage
from planparse.model.evidence import Evidence
from planparse.model.plan import CitedDocument, DocumentNumber, Metadata, Region, Warning
from planparse.tables.lines import PAGE_NUMBER, passage_of
from planparse.tables.numbering import number_at
from planparse.tables.paragraphs import paragraphs_of, same_size, size_of

DISCLOSURE = re.compile(r"[(（]\s*(此件[^()（）]{2,12})\s*[)）]")
ADDRESSEES_END = re.compile(r"[:：]$")
EVERY = re.compile(r"各(?!位|同志)")
KIND = re.compile(
    r"(通知|意见|方案|要点|计划|规划|办法|规定|决定|通报|公告|通告|批复|函|纪要|分工|安排|报告|预案|清单|任务书|分解表|措施|举措|纲要|细则"
    r"|条例|预算|决算)([(（][^()（）]{1,20}[)）])?$"
)
LETTERHEAD = re.compile(r"(文件|办公室文件|公报)$")
ABOUT = re.compile(r"关于|转发|印发")
ISSUER_END = re.compile(r"(人民政府|政府|办公室|办公厅|委员会|委|局|厅|部|院|会|署|办|中心|公司|大学|学院)$")
YEAR = re.compile(r"(?<![-—–~至\d])((?:19|20)\d{2})\s*年")
"""The year of a title; the end of a span (2024—2026年) is none."""
SENTENCE = re.compile(r"[。；;！!]|[:：]$|[>＞»\\\\]")
"""What no title has; the signs at the end are of the way to a page (首页 > 政务公开)."""
NO_WORDS = re.compile(r"[\dA-Za-z/._\-]*|.{0,4}\d{4}年\d{1,2}月\d{1,2}日")
"""A line that is an index number or a day."""
SHORT_NAME = re.compile(r"(?:以下|下)(?:统一?)?简?称[为:：]?[“\"]?《([^《》]{1,30})》")
"""A short name given to a document named before."""
BEFORE_YEAR = re.compile(r"(?P<issuer>[^\d]{4,40}?)(?=(?:19|20)\d{2}年)")
"""What stands before the year of a title: 淮安市人民政府2024年…年度报告."""
ANNEXES = re.compile(r"附\s*件[:：](?=.)")
ANNEX_NUMBER = re.compile(r"\d{1,2}[.．、]|[(（]\d{1,2}[)）]")
RELATIVE = re.compile(r"[省市县区州盟旗](委|人民政府|政府|府)")
"""How a name begins that only says its level: 市政府办公室."""

FIRST_LINES = 80
"""Lines. The head of a document ends long before; what follows is body text."""

LARGER = 1.1
"""Times the usual size of characters; a line set larger than this is set apart."""

LONGEST_TITLE = 120
"""Characters."""

SHORTEST_PART = 4
"""Characters of a line of a title, unless it ends it (的通知)."""

NO_VALUE = frozenset({"", "无", "—", "-", "/", "暂无", "空"})
"""What a box says where a field has no value."""


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What was found: the fields, and a warning for each on which box and text disagree."""

    metadata: Metadata
    warnings: tuple[Warning, ...] = ()


def read_front_matter(
    lines: Sequence[Line], heads: Set[str] = frozenset(), *, title: str | None = None, published: str | None = None
) -> FrontMatter:
    """Read the fields of the front matter from the lines of a document, in reading order.

    heads: running heads of the whole document, see `running_heads`; they are no titles
    title, published: what the file says of itself outside of its text, taken only for want of such words
    """
    passages = [passage_of([line]) for line in lines]
    kept = [
        (line, text)
        for line, text in zip(lines, passages, strict=True)
        if text and not PAGE_NUMBER.fullmatch(text.text)
    ]
    box, rest = _take_box(kept)
    body = [(line, text) for line, text in rest if not line.style.outside]
    front = [(line, text) for line, text in body[:FIRST_LINES] if line.text not in heads]
    # Portals print the title above the article, too.
    titled = [(line, text) for line, text in rest[:FIRST_LINES] if line.style.heading == 1] or front
    evidence: dict[str, tuple[Evidence, ...]] = {}
    found: dict[str, Any] = {
        "document_number": _find_number(body[:FIRST_LINES], evidence),
        "title": _find_title(titled, evidence) or _find_title(front, evidence),
        "disclosure": _find_disclosure(body, evidence),
        "annexes": _find_annexes(body, evidence),
        "published_date": None,
    }
    found["addressees"] = _find_addressees(front, found["title"], evidence)
    signed, issuers = _find_signature(body, evidence)
    if not issuers and found["title"] is not None:
        issuers = _issuer_of_title(found["title"])
    found |= {"signed_date": signed, "issuer": " ".join(issuers) or None}
    warnings = _add_box(found, box, evidence)
    if found["title"] is None:
        found["title"] = _title_of_file(title, front, evidence)
    if found["published_date"] is None and published:
        found["published_date"] = find_day(published)
    issuers = issuers if " ".join(issuers) == found["issuer"] else tuple((found["issuer"] or "").split())
    return FrontMatter(Metadata(**found, issuers=issuers, evidence=evidence), warnings)


def cited_in(passages: Iterable[Passage]) -> tuple[CitedDocument, ...]:
    """List the documents that these texts cite, each once, in the order they are first named.

    A short name that a text gives to another (以下简称《条例》) is none.
    """
    cited: dict[str, CitedDocument] = {}
    short: set[str] = set()
    for passage in passages:
        short.update(SHORT_NAME.findall(passage.text))
        for found in find_cited(passage.text):
            if found.title in short:
                continue
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


def plan_region(metadata: Metadata) -> Region | None:
    """Give the place a plan is for: that of its issuer, else of its title; None if neither names one."""
    for name in (*metadata.issuers, metadata.title or ""):
        region = find_region(name)
        if region is not None:
            return region
    return None


Placed = tuple[Line, Passage]
Evidences = dict[str, tuple[Evidence, ...]]


def _take_box(lines: Sequence[Placed]) -> tuple[list[tuple[str, Passage]], list[Placed]]:
    """Take the lines of labels out of a document: what the labels say, and the lines that are left.

    Within the article they count only above its body, so that 时间：… in a table of the annex is none.
    """
    box: list[tuple[str, Passage]] = []
    rest: list[Placed] = []
    waiting: str | None = None
    for place, (line, text) in enumerate(lines):
        if not line.style.outside and place >= FIRST_LINES:
            rest.append((line, text))
            continue
        labels = list(find_labels(text.text))
        if labels:
            found = [(label.field, text[label.start : label.end]) for label in labels if label.field != "other"]
            box += [(name, value) for name, value in found if value]
            # A label that has its line to itself may have its value on the next.
            empty = labels[-1].start == labels[-1].end and labels[-1].field != "other"
            waiting = labels[-1].field if empty else None
        elif waiting is not None and len(text.text) <= LONGEST_TITLE:
            box.append((waiting, text))
            waiting = None
        else:
            waiting = None
            rest.append((line, text))
    return box, rest


def _add_box(found: dict[str, Any], box: Sequence[tuple[str, Passage]], evidence: Evidences) -> tuple[Warning, ...]:
    """Fill the fields that the text lacks from the box; say where the two disagree."""
    warnings = []
    seen: set[str] = set()
    for name, text in box:
        if name not in found or name in seen or text.text in NO_VALUE:
            continue
        value = _value_of(name, text.text)
        if value is None:
            continue
        seen.add(name)
        if found[name] is None:
            found[name] = value
            evidence[name] = text.evidence()
        elif not _agrees(name, found[name], value):
            evidence[f"{name}_in_box"] = text.evidence()
            warnings.append(
                Warning("metadata_disagrees", f"{name}: the text has {found[name]}, the metadata box {value}")
            )
    return tuple(warnings)


def _value_of(name: str, text: str) -> Any:
    """Read the value of a field of the box; None if it is none."""
    if name in ("signed_date", "published_date"):
        return find_day(text)
    if name == "document_number":
        return parse_document_number(text)
    if name == "title" and len(text) < 6:
        return None
    return text


def _agrees(name: str, in_text: Any, in_box: Any) -> bool:
    if name == "disclosure":
        return True  # 此件公开发布 and 主动公开 are two ways to say one thing
    if name == "document_number":
        return bool(in_text.text == in_box.text)
    if isinstance(in_text, str):
        # A short name in one place (市政府办公室关于…) and a long one in the other do not disagree.
        return in_text in in_box or in_box in in_text
    return bool(in_text == in_box)


def _find_number(lines: Sequence[Placed], evidence: Evidences) -> DocumentNumber | None:
    """Take the number that has a line to itself; those inside sentences are of other documents."""
    for _, text in lines:
        number = parse_document_number(text.text)
        if number is not None and len(text.text) <= len(number.text) + 4:
            evidence["document_number"] = text.evidence()
            return number
    return None


def _find_title(lines: Sequence[Placed], evidence: Evidences) -> str | None:
    """Find the title: the first large or centred lines that together name a kind of document."""
    block: list[Placed] = []
    for line, text in lines:
        if block and not _same_block(block[-1][0], line):
            block = []
        if LETTERHEAD.search(text.text) or (parse_document_number(text.text) is not None and len(text.text) < 24):
            block = []
            continue
        if SENTENCE.search(text.text) or NO_WORDS.fullmatch(text.text) or number_at(text.text) is not None:
            block = []
            continue
        if len(text.text) < SHORTEST_PART and not (block and KIND.search(text.text)):
            block = []  # a piece of a label, broken in its narrow column
            continue
        if block and text.text.startswith(block[-1][1].text):
            block = []  # the issuer by itself, and again at the start of the title
        block.append((line, text))
        whole = passage_of([part for part, _ in block])
        if KIND.search(whole.text) and 6 <= len(whole.text) <= LONGEST_TITLE and len(block) <= 6:
            evidence["title"] = whole.evidence()
            return whole.text
    return None


def _title_of_file(title: str | None, lines: Sequence[Placed], evidence: Evidences) -> str | None:
    """Take the title that the file gives of itself, if its text has it too; else a first line set apart."""
    plain = "".join((title or "").split())
    usual = median([size_of(line) for line, _ in lines]) if lines else 0.0
    for place, (line, text) in enumerate(lines[:8]):
        apart = line.style.align == "center" or line.style.heading == 1 or size_of(line) > LARGER * usual
        apart = apart or (place == 0 and _is_centred(line, [each for each, _ in lines]))
        is_head = apart and not SENTENCE.search(text.text) and number_at(text.text) is None
        if len(text.text) >= 6 and len(text.text) <= 60 and (text.text in plain or is_head):
            evidence["title"] = text.evidence()
            return text.text
    return None


def _is_centred(line: Line, lines: Sequence[Line]) -> bool:
    """Say whether a line of a page stands in the middle of its text, with room on both sides."""
    page = line.chars[0].page
    boxes = [other.box for other in lines if other.chars[0].page == page]
    room_left = line.box[0] - min(box[0] for box in boxes)
    room_right = max(box[2] for box in boxes) - line.box[2]
    return page > 0 and min(room_left, room_right) > 3 * size_of(line) > 3 * abs(room_left - room_right)


def _same_block(above: Line, below: Line) -> bool:
    """Say whether two lines are set alike and close: parts of one title."""
    if above.chars[0].page <= 0:
        if above.style == PLAIN:  # a text without styles: only its words say that a title goes on
            return bool(ABOUT.search(above.text) or ISSUER_END.search(above.text)) and len(above.text) < 60
        return replace(above.style, lead=0) == replace(below.style, lead=0)
    height = above.chars[0].bottom - above.chars[0].top
    return (
        above.chars[0].page == below.chars[0].page
        and same_size(above, below)
        and below.box[1] - above.box[3] < 1.5 * height
    )


def _find_signature(lines: Sequence[Placed], evidence: Evidences) -> tuple[date | None, tuple[str, ...]]:
    """Find the day a document was signed, a line to itself, and the issuers on the lines above it.

    A notice may be signed at its end, behind many pages; the first day with issuers above it counts, else the first
    in the head of the document.
    """
    bare: tuple[date, Passage] | None = None
    for index, (_, text) in enumerate(lines):
        if len(text.text) > LONGEST_TITLE:
            continue
        signed, name = _day_at_end(text)
        if signed is None:
            continue
        issuers = [name] if name else []
        if not name:
            for _, above in reversed(lines[max(0, index - 4) : index]):
                if len(above.text) > 30 or not ISSUER_END.search(above.text) or number_at(above.text) is not None:
                    break
                issuers.insert(0, above)
        if issuers:
            evidence["signed_date"] = text[len(name.text) if name else 0 :].evidence()
            evidence["issuer"] = tuple(spot for issuer in issuers for spot in issuer.evidence())
            return signed, tuple(issuer.text for issuer in issuers)
        if bare is None and index < FIRST_LINES:
            bare = signed, text
    if bare is None:
        return None, ()
    evidence["signed_date"] = bare[1].evidence()
    return bare[0], ()


def _day_at_end(text: Passage) -> tuple[date | None, Passage | None]:
    """Read a line that is one day, or an issuer and a day; gives both."""
    signed = parse_day(text.text)
    if signed is not None:
        return signed, None
    for at in range(max(2, len(text.text) - 12), min(len(text.text) - 6, 30)):
        if ISSUER_END.search(text.text[:at]):
            signed = parse_day(text.text[at:])
            if signed is not None:
                return signed, text[:at]
    return None, None


def _find_addressees(lines: Sequence[Placed], title: str | None, evidence: Evidences) -> tuple[str, ...]:
    """Find the first paragraph below the title that ends with a colon (主送机关), and split it at ， and ；."""
    paragraphs = [paragraph.text for paragraph in paragraphs_of([line for line, _ in lines])]
    # A plan's own title below its notice is a part of the notice's title, too; the first place counts.
    first = next((place + 1 for place, text in enumerate(paragraphs) if title and title.endswith(text.text)), 0)
    for text in paragraphs[first : first + 16]:
        if "。" in text.text:
            return ()  # the body has begun
        names = text.text[:-1]
        to_units = looks_like_units(names) or EVERY.match(names)
        if ADDRESSEES_END.search(text.text) and not ABOUT.search(text.text) and to_units:
            evidence["addressees"] = text.evidence()
            return tuple(part for part in re.split(r"[，,；;]", text.text[:-1]) if part)
    return ()


def _find_disclosure(lines: Sequence[Placed], evidence: Evidences) -> str | None:
    for _, text in lines:
        match = DISCLOSURE.search(text.text) if len(text.text) <= LONGEST_TITLE else None
        if match:
            evidence["disclosure"] = text.evidence(match.start(1), match.end(1))
            return match[1]
    return None


def _find_annexes(lines: Sequence[Placed], evidence: Evidences) -> tuple[str, ...]:
    """Find the list of annexes (附件：1.…): the line that opens it, and the numbered lines below."""
    for index, (_, text) in enumerate(lines):
        match = ANNEXES.match(text.text)
        if match is None or len(text.text) > LONGEST_TITLE:
            continue
        names = [text[match.end() :]]
        if ANNEX_NUMBER.match(names[0].text):
            for _, below in lines[index + 1 : index + 30]:
                if not ANNEX_NUMBER.match(below.text) or len(below.text) > LONGEST_TITLE:
                    break
                names.append(below)
        evidence["annexes"] = tuple(spot for name in names for spot in name.evidence())
        return tuple(ANNEX_NUMBER.sub("", name.text, count=1).strip("。；;") for name in names)
    return ()


def _issuer_of_title(title: str) -> tuple[str, ...]:
    """Take the issuer from a title that names it in full: X人民政府办公室关于…, X人民政府2024年…"""
    before, about, _ = title.partition("关于")
    if not about:
        year = BEFORE_YEAR.match(title)
        before = year["issuer"] if year else ""
    if len(before) < 4 or not ISSUER_END.search(before) or RELATIVE.match(before):
        return ()
    return (before,)
