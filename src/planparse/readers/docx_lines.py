"""The lines of a paragraph, each with its style (段落样式).

In go the pieces of a paragraph, its number, and what its properties and styles say; out come its lines, one more for
each line break. Size is that of most characters, bold what all are, and `lead` counts those at the start that are set
apart from what follows.

Source: GB/T 9704-2012, 7.3.3 (headings at the start of a paragraph are set in a font of their own).
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from typing import NamedTuple

from planparse.model.document import Line, Style
from planparse.readers.docx_elements import Element, child_of, is_on, value
from planparse.readers.docx_numbering import Numbering
from planparse.readers.docx_runs import Piece
from planparse.readers.docx_styles import ParagraphStyle, StyleSheet, alignment, heading_of, outline_level
from planparse.readers.flow import Strip

WIDE_ABOVE = "\u2e80"
"""Characters above this one are drawn by the east-Asian font: radicals, full-width marks, Han characters."""


class _Setting(NamedTuple):
    """How a run of characters is set, white space not counted.

    font: "" where it is not said; None for Latin and digits, which the east-Asian font does not draw: a year in a
        heading breaks nothing
    """

    length: int
    bold: bool
    font: str | None


def lines_of(
    ppr: Element | None, pieces: list[Piece], sheet: StyleSheet, numbering: Numbering, strip: Strip
) -> tuple[Line, ...]:
    """Make the lines of a paragraph, with its number in front; none if it is blank.

    ppr: its properties; pieces: its text
    """
    if not pieces and (ppr is None or is_on(child_of(ppr, "rPr", "vanish"))):
        return ()
    style = sheet.paragraph(value(ppr, "pStyle"))
    number = numbering.number_of(ppr, style)
    text = number + "".join(text for text, _ in pieces)
    if not text or text.isspace():
        return ()
    plain = _plain_style(ppr, style)
    if "\n" not in text:
        return strip.lines(text, _style_of(pieces, number, plain))
    # Each line has its own weight and size: a title and what stands below it may be one paragraph.
    split = _split_at_breaks(pieces)
    starts: list[int] = []
    offset = len(number)
    for part in split:
        starts.append(offset)
        offset += sum(len(words) for words, _ in part) + 1
    lines: list[Line] = []
    for line in strip.lines(text):
        index = max(0, bisect_left(starts, line.chars[0].x0 + 1) - 1)
        lines.append(Line(line.chars, _style_of(split[index], "" if index else number, plain)))
    return tuple(lines)


def _plain_style(ppr: Element | None, style: ParagraphStyle) -> Style:
    """Say how the lines of a paragraph are set if none of its characters say more."""
    outline = outline_level(ppr)
    return Style(
        size=style.look.size,
        bold=bool(style.look.bold),
        align=alignment(ppr) or style.align,
        heading=style.heading if outline is None else heading_of(outline),
    )


def _split_at_breaks(pieces: list[Piece]) -> list[list[Piece]]:
    lines: list[list[Piece]] = [[]]
    for text, look in pieces:
        first, *others = text.split("\n")
        if first:
            lines[-1].append((first, look))
        lines.extend([(part, look)] if part else [] for part in others)
    return lines


def _style_of(pieces: list[Piece], number: str, plain: Style) -> Style:
    """Say how a line is set; `number` stands in front of it and is taken as set like its start."""
    sizes: Counter[float | None] = Counter()
    seen: list[_Setting] = []
    for text, look in pieces:
        count = len("".join(text.split()))
        if count:
            sizes[look.size] += count
            seen.append(_Setting(count, bool(look.bold), (look.font or "") if max(text) > WIDE_ABOVE else None))
    if not seen:
        return plain
    lead = _lead(seen)
    if lead:
        lead += len("".join(number.split()))
    bold = all(each.bold for each in seen)
    return Style(size=sizes.most_common(1)[0][0], bold=bold, align=plain.align, heading=plain.heading, lead=lead)


def _lead(seen: list[_Setting]) -> int:
    """Count the characters at the start that are set apart from what follows; 0 if all are set alike."""
    lead, weight, face = seen[0]
    for count, bold, font in seen[1:]:
        if bold != weight or (font is not None and face is not None and font != face):
            return lead
        face = font if face is None else face
        lead += count
    return 0
