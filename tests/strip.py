"""Text formats built by hand for tests: lines and paragraphs on the strip, and a judge that knows a few words."""

from __future__ import annotations

from planparse.language.second_opinion import parse_responsibility
from planparse.model.document import PLAIN, Line, Paragraph, Passage, Style, strip_chars
from planparse.tables.closings import Verdict


def line(words: str, number: int = 1, style: Style = PLAIN, offset: int = 0) -> Line:
    """One line: paragraph `number`, from this offset on."""
    return Line(tuple(strip_chars(words, number, offset)), style)


def passage(words: str, number: int = 1) -> Passage:
    """A text without white space that stands in paragraph `number`."""
    return Passage(words, tuple(strip_chars(words, number, 0)))


def paragraphs(*texts: str | tuple[str, Style]) -> list[Paragraph]:
    """Paragraphs numbered from 1; a text may come with its style."""
    made = []
    for number, each in enumerate(texts, 1):
        words, style = (each, PLAIN) if isinstance(each, str) else each
        made.append(Paragraph(passage(words, number), style))
    return made


def judge(text: str, column: str) -> Verdict:
    """What the language says, as `plan.parse` asks it."""
    found = parse_responsibility(text, column)
    return Verdict(
        len(found),
        any(each.rule != "bare-list" for each in found),
        not any(each.needs_review for each in found),
        min((spot.start or 0 for each in found for spot in each.evidence), default=0) == 0,
    )
