"""Characters to lines, and lines to text.

Readers hand out characters in drawing order; here they are put into lines by where they stand, and lines are put
together into passages: without white space between Chinese characters, with one blank between Latin words.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from planparse.model.document import Char, Line, Passage

SAME_LINE = 0.5
"""Of the height of a character. Characters whose middles are closer than this stand on one line."""

WORD_GAP = 0.15
"""Of the height. Two Latin characters further apart than this are two words."""

COLUMN_GAP = 4.0
"""Of the height. Outside tables, a gap this wide ends a line: what follows stands in another column."""


def lines_of(chars: Iterable[Char]) -> tuple[Line, ...]:
    """Put characters into lines, from top to bottom; each line runs from left to right."""
    lines: list[list[Char]] = []
    middle = 0.0
    for char in sorted(chars, key=lambda char: char.top + char.bottom):
        height = char.bottom - char.top
        if lines and char.middle - middle <= SAME_LINE * max(height, lines[-1][0].bottom - lines[-1][0].top):
            lines[-1].append(char)
        else:
            lines.append([char])
            middle = char.middle
    return tuple(Line(tuple(sorted(line, key=lambda char: char.x0))) for line in lines)


def passage_of(lines: Sequence[Line]) -> Passage:
    """Join lines into one text, every character of which keeps its place.

    >>> passage_of(()).text
    ''
    """
    text: list[str] = []
    chars: list[Char | None] = []
    for line in lines:
        last: Char | None = None
        for char in line.chars:
            before = last or (chars[-1] if chars else None)
            if before is not None and _is_word_break(before, char, new_line=last is None):
                text.append(" ")
                chars.append(None)
            text.append(char.text)
            chars.append(char)
            last = char
    return Passage("".join(text), tuple(chars))


def join_passages(first: Passage, second: Passage) -> Passage:
    """Join two parts of one text, cut by a page break."""
    if not first or not second:
        return first or second
    before, after = first.chars[-1], second.chars[0]
    if before is not None and after is not None and _is_word_break(before, after, new_line=True):
        return first + Passage(" ", (None,)) + second
    return first + second


def _is_word_break(before: Char, after: Char, *, new_line: bool) -> bool:
    """Say whether a blank belongs between two characters: between Latin words only.

    Over a line break, digits and codes go on (20 / 17年, 12345), words do not (open / data).
    """
    if new_line:
        return _is_letter(before.text) and _is_letter(after.text)
    if not (before.text.isascii() and after.text.isascii()):
        return False
    return after.x0 - before.x1 > WORD_GAP * (after.bottom - after.top)


def _is_letter(text: str) -> bool:
    return text.isascii() and text.isalpha()
