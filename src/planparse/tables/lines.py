"""Characters to lines, and lines to text.

Readers hand out characters in drawing order; here they are put into lines by where they stand, and lines are put
together into passages: without white space between Chinese characters, with one blank between Latin words. Whether a
line was broken because it was full, or ended by its writer, is told by the room behind it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import chain, pairwise
from operator import itemgetter

from planparse.lexicon.lookalikes import fold_lookalikes
from planparse.model.document import SOFT_BREAK, Char, Line, Passage
from planparse.model.evidence import Box

SAME_LINE = 0.5
"""Of the height of a character. Characters whose middles are closer than this stand on one line."""

WORD_GAP = 0.15
"""Of the height. Two Latin characters further apart than this are two words."""

COLUMN_GAP = 4.0
"""Of the height. Outside tables, a gap this wide ends a line: what follows stands in another column."""

PAGE_NUMBER = re.compile(r"[—–\-·\s]*(?:第?\s*\d{1,4}\s*页?(?:\s*[/,，共]+\s*\d{1,4}\s*页?)?)[—–\-·\s]*")
"""A line that is only a page number: — 3 —, 第3页, 3/12, 第3页，共12页."""

OPENING = frozenset("（(《〈「『【〔[“‘")
CLOSING = frozenset("）)》〉」』】〕]”’，,。.、；;：:？?！!…%％—·")
"""Marks that may not end and may not begin a line (避头尾)."""

CHUNK = 40
"""Characters. Nothing that must stand together on a line is longer."""

FREE = 0.05
"""Widths of a character. A line that leaves this much more room than the next text needs may have been ended by its
writer; whether a name goes on behind it, the words must tell."""

LATIN_PAIR = re.compile(r"[!-~](?=[!-~])")
"""Only between two of these may a blank belong."""

INDENT = 0.6
"""Of the width of a character. A line that begins further in than this is indented or centred."""


def lines_of(chars: Iterable[Char]) -> tuple[Line, ...]:
    """Put characters into lines, from top to bottom; each line runs from left to right."""
    lines: list[list[list[Char]]] = []
    middle = 0.0
    for run in sorted(_runs(chars), key=_twice_middle):
        first = run[0]
        if lines and first.middle - middle <= SAME_LINE * max(_height(first), _height(lines[-1][0][0])):
            lines[-1].append(run)
        else:
            lines.append([run])
            middle = first.middle
    return tuple(Line(tuple(runs[0] if len(runs) == 1 else _merge(runs))) for runs in lines)


def split_line(line: Line, gap: float) -> list[Line]:
    """Cut a line where two characters stand further apart than `gap` times their height."""
    parts: list[Line] = []
    start = 0
    for index, (before, after) in enumerate(pairwise(line.chars), start=1):
        if after.x0 - before.x1 > gap * (after.bottom - after.top):
            parts.append(Line(line.chars[start:index]))
            start = index
    return [*parts, Line(line.chars[start:])]


def _runs(chars: Iterable[Char]) -> list[list[Char]]:
    """Cut characters, in drawing order, into runs that stand at one height and go to the right."""
    runs: list[list[Char]] = []
    run: list[Char] = []
    level, right = 0.0, 0.0
    for char in chars:
        _, x0, top, _, bottom, _ = char
        if run and x0 >= right and -SAME_LINE < (top + bottom - level) / (2 * (bottom - top) or 1) < SAME_LINE:
            run.append(char)
        else:
            run = [char]
            runs.append(run)
            level = top + bottom
        right = x0
    return runs


def _merge(runs: list[list[Char]]) -> list[Char]:
    """Put the runs of one line into one, from left to right; they may interleave."""
    return sorted(chain.from_iterable(runs), key=itemgetter(1))


def _twice_middle(run: list[Char]) -> float:
    return run[0].top + run[0].bottom


def _height(char: Char) -> float:
    return char.bottom - char.top


def passage_of(lines: Sequence[Line], box: Box | None = None) -> Passage:
    """Join lines into one text, every character of which keeps its place.

    box: of the cell that the lines are set in; with it, line breaks are kept: a line feed behind a line that
        ended before it was full, as in a list that gives each unit its own, else a SOFT_BREAK.

    >>> passage_of(()).text
    ''
    """
    texts: list[str] = []
    chars: list[Char | None] = []
    ended = _ended_lines(lines, box) if box is not None else frozenset()
    for index, line in enumerate(lines):
        if box is not None and index:
            texts.append("\n" if index - 1 in ended else SOFT_BREAK)
            chars.append(None)
        elif index and _is_word_break(lines[index - 1].chars[-1], line.chars[0], new_line=True):
            texts.append(" ")
            chars.append(None)
        text = line.text
        start = 0
        for pair in LATIN_PAIR.finditer(text):
            place = pair.end()
            before, char = line.chars[place - 1], line.chars[place]
            # A paragraph of plain text may run over several lines of its file.
            if _is_word_break(before, char, new_line=before.page != char.page):
                texts += (text[start:place], " ")
                chars += (*line.chars[start:place], None)
                start = place
        texts.append(text[start:])
        chars.extend(line.chars[start:])
    return Passage(fold_lookalikes("".join(texts)), tuple(chars))


def join_passages(first: Passage, second: Passage, line_break: str = "") -> Passage:
    """Join two parts of one text, cut by a page break, with a line break between them where lines count."""
    if not first or not second:
        return first or second
    if line_break:
        return first + Passage(line_break, (None,)) + second
    before, after = first.chars[-1], second.chars[0]
    if before is not None and after is not None and _is_word_break(before, after, new_line=True):
        return first + Passage(" ", (None,)) + second
    return first + second


def room_behind(line: Line, left: float, right: float, after: Sequence[Char]) -> float:
    """Measure how much room a line leaves beyond what it would take to begin the next text on it.

    left, right: where lines begin and end there, in points
    after: the characters that follow; of them counts what may not be broken: opening marks, a character and the
        closing marks behind it, or a run of figures or Latin letters
    Returns the room in widths of a character; below 0, what follows did not fit. Where a damaged font gives its
    characters no width, their height counts.
    """
    x0, top, x1, bottom = line.box
    unit = max(char.x1 - char.x0 for char in line.chars[-3:]) or (bottom - top) or 1
    room = right - x1
    if x0 - left > INDENT * unit and abs((x0 - left) - room) < INDENT * unit:
        room += x0 - left  # centred: the room stands on both sides
    return (room - width_of_first_chunk(after)) / unit


def width_of_first_chunk(chars: Sequence[Char]) -> float:
    """Measure, in points, what must stand together at the start of a line."""
    chars = chars[:CHUNK]
    end = 0
    while end < len(chars) - 1 and chars[end].text in OPENING:
        end += 1
    end += 1
    while end < len(chars) and _sticks(chars[end - 1], chars[end]):
        end += 1
    return sum(char.x1 - char.x0 for char in chars[:end])


def _sticks(before: Char, after: Char) -> bool:
    if after.text in CLOSING:
        return True
    return before.text.isascii() and after.text.isascii() and before.text.isalnum() and after.text.isalnum()


def _ended_lines(lines: Sequence[Line], box: Box) -> frozenset[int]:
    """Find the lines of a cell that end though the next would have had room to begin on them."""
    if len(lines) < 2:
        return frozenset()
    if lines[0].chars[0].page <= 0:
        return frozenset(range(len(lines) - 1))  # a text format breaks lines only where its writer did
    left = min(line.box[0] for line in lines)
    # Texts stand as far from the right edge of a cell as from the left one, or closer where they are justified.
    right = max(box[2] - (left - box[0]), max(line.box[2] for line in lines))
    return frozenset(
        index
        for index, (line, after) in enumerate(pairwise(lines))
        if room_behind(line, left, right, after.chars) > FREE
    )


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
