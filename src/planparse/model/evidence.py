"""Where a value was read (出处): the page and box, or the paragraph and characters."""

from __future__ import annotations

from dataclasses import dataclass

Box = tuple[float, float, float, float]
"""x0, top, x1, bottom in PDF points (1/72 inch), origin at the top left of the page as a viewer shows it."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One spot in a source file (出处), and the words that stand there.

    page: counted from 1, as a viewer shows it; None for files without pages
    bbox: x0, top, x1, bottom in PDF points, origin top left; None for files without pages
    text: the words there, untouched
    paragraph: for text formats, counted from 1
    start, end: for text formats, character offsets in the paragraph
    line: for plain text, the line of the file, counted from 1
    """

    page: int | None
    bbox: Box | None
    text: str
    paragraph: int | None = None
    start: int | None = None
    end: int | None = None
    line: int | None = None
