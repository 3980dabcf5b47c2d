"""What a notice says of itself: title, number, issuer, addressees, dates (公文格式, GB/T 9704-2012).

Comes in: the lines of text that stand outside of tables. Goes out: the `Metadata` and the year the plan is for. A field
that cannot be found stays None; nothing is guessed from the file name or today's date. Portals put a box of labels
beside the text (发文字号：…, 发布日期：…); what the text says itself is believed before the box.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from operator import or_
from typing import Any

from planparse.language.dates import find_day, find_year, parse_day, parse_figures
from planparse.language.issuers import bodies_in, is_body, issuers_of_title, may_be_same
from planparse.language.metadata_box import Said, fits, take_box
from planparse.language.references import find_cited, find_document_numbers, parse_document_number
from planparse.language.titles import (
    ABOUT,
    ASIDE,
    LONGEST_TITLE,
    NO_WORDS,
    SHORTEST_TITLE,
    Placed,
    find_title,
    text_of,
    title_of_file,
)
from planparse.lexicon.front_labels import find_labels
from planparse.lexicon.furniture import is_file_name
from planparse.lexicon.organs import looks_like_units
from planparse.lexicon.regions import find_region
from planparse.model.document import Line, Passage
from planparse.model.evidence import Evidence
from planparse.model.plan import CitedDocument, DocumentNumber, Metadata, Region, Warning
from planparse.tables.lines import PAGE_NUMBER, passage_of
from planparse.tables.numbering import number_at
from planparse.tables.paragraphs import paragraphs_of

DISCLOSURE = re.compile(r"[(（]\s*(此件[^()（）]{2,12})\s*[)）]")
COLONS = ("：", ":")
EVERY = re.compile(r"各(?!位|同志)")
SIGNER = "签发人"
"""Stands beside the number of a report to a higher body (GB/T 9704-2012, 7.2.6)."""
SHORT_NAME = re.compile(r"(?:以下|下)(?:统一?)?简?称[为:：]?[“\"]?《([^《》]{1,30})》")
"""A short name given to a document named before."""
ANNEXES = re.compile(r"附\s*件[:：](?=.)")
ANNEX_NUMBER = re.compile(r"(?P<figure>\d{1,2})[.．、]|[(（](?P<bracketed>\d{1,2})[)）]")
FIRST_LINES = 80
"""Lines. The head of a document ends long before; what follows is body text."""

SIGNATURE = 4
"""Lines above the date of a notice in which its issuers are looked for."""


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What was found: the fields, and a warning for each on which box and text disagree."""

    metadata: Metadata
    warnings: tuple[Warning, ...] = ()


Evidences = dict[str, tuple[Evidence, ...]]


def read_front_matter(
    lines: Sequence[Line],
    heads: Set[str] = frozenset(),
    *,
    behind: Sequence[Line] = (),
    title: str | None = None,
    published: str | None = None,
) -> FrontMatter:
    """Read the fields of the front matter from the lines of a document, in reading order.

    heads: running heads of the whole document, see `running_heads`; they are no titles
    behind: lines behind the first table; only the signature and the disclosure are looked for there, if need be
    title, published: what the file says of itself outside of its text, taken only for want of such words. A day that
        comes from there stands nowhere in the text, and has no evidence.
    """
    kept = [
        placed
        for place, line in enumerate(lines)
        for placed in (_parted(line) if place < FIRST_LINES else [(line, passage_of([line]))])
        if placed[1] and not PAGE_NUMBER.fullmatch(placed[1].text)
    ]
    box, rest = take_box(kept)
    body = [(line, text) for line, text in rest if not line.style.outside]
    front = [(line, text) for line, text in body[:FIRST_LINES] if line.text not in heads]
    evidence: Evidences = {}
    heading = _find_heading(rest, front)
    named = text_of(heading)
    signed, issuers = _find_signature(body, evidence)
    end = [(line, passage_of([line])) for line in behind if not line.style.outside]
    if not issuers and end:
        at_end = _find_signature(end, evidence, begun=True)
        signed, issuers = at_end if at_end[1] else (signed, issuers)
    if not issuers and named:
        issuers = issuers_of_title(named)
    found: dict[str, Any] = {
        "document_number": _find_number(body[:FIRST_LINES], evidence),
        "title": _keep("title", named, evidence),
        "issuer": " ".join(issuer.text for issuer in issuers) or None,
        "signed_date": signed,
        "published_date": None,
        "disclosure": _find_disclosure(body, evidence) or _find_disclosure(end, evidence),
        "addressees": _find_addressees(front, heading, evidence),
        "annexes": _find_annexes(body, evidence),
    }
    warnings = _add_box(found, box, evidence)
    if found["title"] is None:
        found["title"] = _keep("title", title_of_file(title, front), evidence)
    if found["published_date"] is None and published:
        found["published_date"] = find_day(published)
    return FrontMatter(Metadata(**found, issuers=tuple((found["issuer"] or "").split()), evidence=evidence), warnings)


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
    in_title = find_year(metadata.title or "")
    if in_title is not None:
        return in_title
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


def _parted(line: Line) -> tuple[Placed, ...]:
    """Give a line with its text; a number and what stands behind it, addressees or 签发人：, are two."""
    text = passage_of([line])
    number = next(find_document_numbers(text.text), None)
    behind = text.text[number.end :] if number is not None and number.start == 0 else ""
    if number is None or not (_are_addressees(behind) or behind.startswith(SIGNER)):
        return ((line, text),)
    parts = text[: number.end], text[number.end :]
    return tuple((Line(tuple(filter(None, part.chars)), line.style), part) for part in parts)


def _keep(name: str, text: Passage, evidence: Evidences) -> str | None:
    """Give the words of a field, and keep where they stand."""
    if text:
        evidence[name] = text.evidence()
    return text.text or None


def _find_heading(lines: Sequence[Placed], front: Sequence[Placed]) -> tuple[Placed, ...]:
    """Find the lines of the title: headings that a portal prints above the article come first.

    A heading of lower rank (h2, h3) counts there only with the words of a notice; it may be the name of the site.
    """
    first = next((place for place, (line, _) in enumerate(lines) if not line.style.outside), len(lines))
    above = find_title([placed for placed in lines[:first] if placed[0].style.heading is not None])
    if not ABOUT.search(text_of(above).text):
        above = ()
    outermost = [placed for placed in lines[:FIRST_LINES] if placed[0].style.heading == 1]
    return find_title(outermost) or above or find_title(front)


def _add_box(found: dict[str, Any], box: Sequence[Said], evidence: Evidences) -> tuple[Warning, ...]:
    """Fill the fields that the text lacks from the box; say where the two disagree."""
    warnings = []
    seen: set[str] = set()
    for name, text in box:
        value = _value_of(name, text) if name in found and name not in seen else None
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


def _value_of(name: str, text: Passage) -> Any:
    """Read the value of a field of the box; None if it is none."""
    if name in ("signed_date", "published_date"):
        return find_day(text.text)
    if name == "document_number":
        return parse_document_number(text.text)
    if name == "issuer":
        return " ".join(body.text for body in bodies_in(text))
    return text.text if name != "title" or len(text.text) >= SHORTEST_TITLE else None


def _agrees(name: str, in_text: Any, in_box: Any) -> bool:
    if name == "disclosure":
        return True  # 此件公开发布 and 主动公开 are two ways to say one thing
    if name == "document_number":
        return bool(in_text.text == in_box.text)
    if isinstance(in_text, str):
        return may_be_same(in_text, in_box)
    return bool(in_text == in_box)


def _find_number(lines: Sequence[Placed], evidence: Evidences) -> DocumentNumber | None:
    """Take the number that has a line to itself; those inside sentences are of other documents."""
    for _, text in lines:
        if _is_number(text.text):
            evidence["document_number"] = text.evidence()
            return parse_document_number(text.text)
    return None


def _is_number(text: str) -> bool:
    return any(char.isdigit() for char in text) and fits("document_number", text)


def _find_signature(
    lines: Sequence[Placed], evidence: Evidences, *, begun: bool = False
) -> tuple[date | None, tuple[Passage, ...]]:
    """Find the day a document was signed, a line to itself, and the issuers on the lines above it.

    A notice may be signed at its end, behind many pages; the first day with issuers above it counts, else the first
    in the head of the document. A day in figures (2023.3.5) counts below the body's name and the text alone: above
    the text stands the day on which a portal published it.

    begun: running text stands above these lines; then a day without issuers above it is none
    """
    behind_text = begun
    bare: tuple[date, Passage] | None = None
    for index, (_, text) in enumerate(lines):
        begun = begun or "。" in text.text
        if len(text.text) > LONGEST_TITLE:
            continue
        signed, name = _day_at_end(text)
        in_figures = parse_figures(text.text) if signed is None and begun else None
        signed = signed or in_figures
        if signed is None:
            continue
        issuers = list(bodies_in(name)) if name else []
        if not name:
            for _, above in reversed(lines[max(0, index - SIGNATURE) : index]):
                names = bodies_in(above) if len(above.text) <= LONGEST_TITLE else (above,)
                if not all(is_body(each.text) for each in names) or number_at(above.text) is not None:
                    break
                issuers[:0] = names
        if issuers:
            evidence["signed_date"] = text[len(name.text) if name else 0 :].evidence()
            evidence["issuer"] = tuple(spot for issuer in issuers for spot in issuer.evidence())
            return signed, tuple(issuers)
        if bare is None and index < FIRST_LINES and in_figures is None and not behind_text:
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
        if is_body(text.text[:at]):
            signed = parse_day(text.text[at:])
            if signed is not None:
                return signed, text[:at]
    return None, None


def _find_addressees(lines: Sequence[Placed], title: Sequence[Placed], evidence: Evidences) -> tuple[str, ...]:
    """Find the first paragraph below the title that ends with a colon (主送机关), and split it at ， and ；.

    Where paragraphs begin at the edge of the text, only the words tell them apart: a number, a day and a remark in
    brackets have their line to themselves, and a colon ends a line.
    """
    last = title[-1][0] if title else None
    first = next((place + 1 for place, (line, _) in enumerate(lines) if line is last), 0)
    alone = [_stands_alone(text.text) for _, text in lines]
    ended = [each or text.text.endswith(COLONS) for each, (_, text) in zip(alone, lines, strict=True)]
    groups = list(accumulate(map(or_, alone, [False, *ended[:-1]])))
    for paragraph in paragraphs_of([line for line, _ in lines[first:]], groups[first:])[:16]:
        text = paragraph.text
        if "。" in text.text:
            return ()  # the body has begun
        if text.text.endswith(COLONS) and _are_addressees(text.text):
            evidence["addressees"] = text.evidence()
            return tuple(part for part in re.split(r"[，,；;]", text.text[:-1]) if part)
    return ()


def _stands_alone(text: str) -> bool:
    return len(text) <= LONGEST_TITLE and bool(_is_number(text) or NO_WORDS.fullmatch(text) or ASIDE.fullmatch(text))


def _are_addressees(text: str) -> bool:
    names = text.rstrip("：:")
    return not ABOUT.search(names) and (looks_like_units(names) or EVERY.match(names) is not None)


def _find_disclosure(lines: Sequence[Placed], evidence: Evidences) -> str | None:
    """Find （此件公开发布）, or the label that some put in its place at the end: （信息公开形式：主动公开）."""
    for _, text in lines:
        if len(text.text) > LONGEST_TITLE:
            continue
        match = DISCLOSURE.search(text.text)
        spans = [match.span(1)] if match else []
        labels = [label for label in find_labels(text.text) if label.field == "disclosure"]
        spans += [(label.start, label.end) for label in labels]
        for start, end in spans:
            if match or fits("disclosure", text.text[start:end]):
                evidence["disclosure"] = text.evidence(start, end)
                return text.text[start:end]
    return None


def _find_annexes(lines: Sequence[Placed], evidence: Evidences) -> tuple[str, ...]:
    """Find the list of annexes (附件：1.…): the line that opens it, and the numbered lines below.

    The links to files below the article of a portal are none.
    """
    for index, (_, text) in enumerate(lines):
        match = ANNEXES.match(text.text)
        if match is None or len(text.text) > LONGEST_TITLE or is_file_name(text.text):
            continue
        names = [text[match.end() :]]
        if ANNEX_NUMBER.match(names[0].text):
            for _, below in lines[index + 1 : index + 30]:
                if not ANNEX_NUMBER.match(below.text) or len(below.text) > LONGEST_TITLE:
                    break
                names.append(below)
        names = [part for name in names for part in _each_annex(name)]
        evidence["annexes"] = tuple(spot for name in names for spot in name.evidence())
        return tuple(ANNEX_NUMBER.sub("", name.text, count=1).strip("。；; ") for name in names)
    return ()


def _each_annex(line: Passage) -> list[Passage]:
    """Part a line with several annexes (1．任务分解表2．联系表) before each number that is the next."""
    first = ANNEX_NUMBER.match(line.text)
    if first is None:
        return [line]
    bracketed = first["bracketed"]
    # Inside a name may stand 5．18, 2023.3.5 or 第1、2类; a year may open it.
    form = r"[(（]{}[)）]" if bracketed else r"(?<![\d.．、，,第和及—-]){}[.．、](?!\d{{1,3}}(?!\d))"
    parts: list[Passage] = []
    start, number = 0, int(bracketed or first["figure"]) + 1
    while match := re.compile(form.format(number)).search(line.text, start + 1):
        parts.append(line[start : match.start()])
        start, number = match.start(), number + 1
    return [*parts, line[start:]]
