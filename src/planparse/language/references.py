"""Other documents that a text names: document numbers (发文字号) and titles in 《…》.

Numbers are read in all bracket forms that print and copies use; where a copy lost the closing bracket
(〔20175号), the first four digits are the year, and the number says that it was repaired.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from planparse.model.plan import DocumentNumber

_OPEN, _CLOSE = "[〔\\[(（【﹝〖]", "[〕\\])）】﹞〗]"

NUMBER = re.compile(
    r"(?P<code>[\u4e00-\u9fff]{2,12}?)\s*"
    rf"(?P<opened>{_OPEN})?\s*(?P<year>(?:19|20)\d{{2}})\s*(?P<closed>{_CLOSE})?"
    r"\s*第?\s*(?P<serial>\d{1,5})\s*(?P<unit>号)?"
)
"""Code, year and serial, with or without the brackets around the year and the 号."""

NOT_IN_CODE = ("文号", "字号", "根据", "按照", "依据", "贯彻", "落实", "见", "和", "的", "通知", "意见")
"""Words in front of a number that are no part of the issuer's code: labels, and what a sentence puts there."""


@dataclass(frozen=True, slots=True)
class Cited:
    """A document cited in a text: its title without the marks, its number, and where both stand."""

    title: str
    number: DocumentNumber | None
    start: int
    end: int


def parse_document_number(text: str) -> DocumentNumber | None:
    """Read the one document number in a string; None if it has none.

    >>> parse_document_number("详见苏府办〔20175号文")
    DocumentNumber(issuer_code='苏府办', year=2017, serial=5, text='苏府办〔2017〕5号', repaired=True)
    """
    found = next(_numbers(text), None)
    return found[0] if found else None


def find_cited(text: str) -> Iterator[Cited]:
    """Find the titles in 《…》, each with the number in brackets behind it; nested marks stay in the title."""
    depth, start = 0, 0
    for index, mark in enumerate(text):
        if mark == "《":
            if depth == 0:
                start = index
            depth += 1
        elif mark == "》" and depth:
            depth -= 1
            if depth == 0:
                number, end = None, index + 1
                behind = re.match(r"[(（\[〔]", text[end : end + 1])
                if behind:
                    found = next(_numbers(text[end + 1 : end + 40]), None)
                    if found and found[1] <= 2:
                        number, end = found[0], end + 1 + found[2]
                yield Cited(text[start + 1 : index], number, start, end)


def _numbers(text: str) -> Iterator[tuple[DocumentNumber, int, int]]:
    """Give each number of a text with its start and end."""
    for match in NUMBER.finditer(text):
        opened, closed = match["opened"] is not None, match["closed"] is not None
        # A lost bracket or a lost 号 can be supplied where the other marks still say what it is; all lost, no.
        if not opened and not (closed and match["unit"]):
            continue
        code, start = match["code"], match.start()
        for word in NOT_IN_CODE:
            cut = code.rfind(word)
            if cut >= 0:
                start += cut + len(word)
                code = code[cut + len(word) :]
        if len(code) < 2:
            continue
        year, serial = int(match["year"]), int(match["serial"])
        text_form = f"{code}〔{year}〕{serial}号"
        repaired = not (opened and closed and match["unit"])
        yield DocumentNumber(code, year, serial, text_form, repaired), start, match.end()
