"""A page read from its picture: drawn, cleaned, made level, its rules found and its print recognised.

Comes in: a PDF and a page that has no text to be trusted. Goes out: a `Page` as a PDF with text and drawn rules
would give it, so that the tables are found by the same code. Boxes lead back to the page as a viewer shows it.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2 as pdfium

from planparse.model.document import Page, Rule
from planparse.model.plan import Warning
from planparse.readers.scan.cache import Cache, key_of
from planparse.readers.scan.grid import find_rules, find_specks
from planparse.readers.scan.mend import mend
from planparse.readers.scan.need import HAN, PLAIN
from planparse.readers.scan.picture import Picture, draw_page
from planparse.readers.scan.place import cut_at_rules, place_lines
from planparse.readers.scan.rapid import Mark, PrintedLine, RapidOcr
from planparse.readers.scan.straight import Mask, Pixels, clean, find_tilt, turn_back

LEAST = 0.5
"""Certainty below which a line is left out: specks, handwriting and seals are read as something too."""

SPECKS = frozenset(".'`^~_-·")
"""What a speck of dirt beside the print is read as."""

FULL_WIDTH = {"(": "（", ")": "）", ",": "，", ";": "；", ":": "：", "!": "！", "?": "？"}

CLEAR = 0.97
"""Certainty below which such a mark beside Chinese is one."""

LATIN = re.compile(r"[0-9A-Za-z]")

WHITE = np.uint8(255)

UPRIGHT = 0.8
"""Certainty of a page below which it may stand on its head."""

TALL = 1.5
"""Times that a box is higher than wide if its line runs up or down the page."""

INCH = 72.0


class Scanner:
    """Reads pages of one PDF from their pictures."""

    def __init__(self, data: bytes, where: str, threads: int, cache: Path | None = None) -> None:
        self._data = data
        self._where = where
        self._threads = threads
        self._cache = Cache(cache) if cache is not None else None
        self._pdf: Any = None

    @cached_property
    def _engine(self) -> RapidOcr:
        return RapidOcr(self._threads)  # a second, which a page that is refused does not wait for

    def close(self) -> None:
        """Free the document."""
        if self._pdf is not None:
            self._pdf.close()

    def read_page(self, page: Page) -> Page:
        """Read a page from its picture; what was known of it before stays known.

        Raises UnreadableFile for a page whose picture would take too much.
        """
        if self._pdf is None:
            self._pdf = pdfium.PdfDocument(self._data)
        picture = draw_page(self._pdf, page.number, self._where)
        return _page_of(self._known(picture), page, picture, self._engine.version)

    def _known(self, picture: Picture) -> _Look:
        """Give what is kept of this picture, or look at it and keep that."""
        if self._cache is None:
            return self._look(picture)
        key = key_of(picture, self._engine.version)
        kept = self._cache.get(key)
        if kept is not None:
            with suppress(LookupError, TypeError, ValueError):
                return _look_from(kept)
        seen = self._look(picture)
        self._cache.put(key, asdict(seen))
        return seen

    def _look(self, picture: Picture) -> _Look:
        """Read the picture as it stands, and turned by quarters where that may be better."""
        grey, lost = clean(picture.pixels, picture.scale)
        best = self._read(grey, lost, picture.scale, 0)
        if best.lies_on_its_side:
            for turned in (90, 270):
                best = max(best, self._read(grey, lost, picture.scale, turned), key=lambda look: look.worth)
                if best.sure >= UPRIGHT:
                    break
        elif best.lines and best.sure < UPRIGHT:
            best = max(best, self._read(grey, lost, picture.scale, 180), key=lambda look: look.worth)
        return best

    def _read(self, grey: Pixels, lost: Mask, scale: float, turned: int) -> _Look:
        upright = np.ascontiguousarray(np.rot90(grey, -turned // 90))
        tilt = find_tilt(upright)
        level = turn_back(upright, tilt)
        below_seals = turn_back(np.rot90(lost, -turned // 90).astype(np.uint8), tilt, 0) > 0
        rules, without = find_rules(level, scale, below_seals)
        specks = find_specks(without, scale)
        level, without = (np.where(specks, WHITE, each) for each in (level, without))
        boxes = self._engine.find_lines(level, scale * INCH)
        if sum(bottom - top > TALL * (right - left) for left, top, right, bottom in boxes) > len(boxes) / 2:
            return _Look(turned, tilt, [], [], 0, lies_on_its_side=True)
        found = self._engine.read_lines(without, cut_at_rules(boxes, rules, scale))
        lines = [full_width(without_specks(line)) for line in found if line.sure >= LEAST and _is_print(line)]
        return _Look(turned, tilt, rules, lines, len(found) - len(lines))


def _is_print(line: PrintedLine) -> bool:
    """Say whether anything in a line is what a plan is written in; pictures and seals are read as ▲ and □."""
    return any(PLAIN.match(mark.text) for mark in line.marks)


def without_specks(line: PrintedLine) -> PrintedLine:
    """Leave out specks that were read as points: not quite sure, and no letter or figure beside them."""
    texts = [mark.text for mark in line.marks]
    beside = zip(["", *texts], [*texts[1:], ""], strict=False)
    marks = [
        mark
        for mark, (before, after) in zip(line.marks, beside, strict=True)
        if mark.text not in SPECKS or mark.sure >= CLEAR or LATIN.search(before + after)
    ]
    return line._replace(marks=tuple(marks or line.marks))


def full_width(line: PrintedLine) -> PrintedLine:
    """Give the marks beside Chinese their full width, as it is printed; recognisers take now one, now the other."""
    texts = [mark.text for mark in line.marks]
    beside = zip(["", *texts], [*texts[1:], ""], strict=False)
    marks = [
        mark._replace(text=FULL_WIDTH[mark.text]) if mark.text in FULL_WIDTH and HAN.search(before + after) else mark
        for mark, (before, after) in zip(line.marks, beside, strict=True)
    ]
    return line._replace(marks=tuple(marks))


@dataclass(frozen=True, slots=True)
class _Look:
    """What one look at a picture found.

    turned: by how many degrees it was turned clockwise before; tilt: by how many it was askew then
    unread: lines that were found and could not be read
    """

    turned: int
    tilt: float
    rules: list[Rule]
    lines: list[PrintedLine]
    unread: int
    lies_on_its_side: bool = False

    @property
    def marks(self) -> int:
        return sum(len(line.marks) for line in self.lines)

    @property
    def sure(self) -> float:
        """How sure the characters are, on average; what could not be read counts as a character each."""
        return self.worth / (self.marks + self.unread) if self.lines else 0.0

    @property
    def worth(self) -> float:
        """How many characters were read, each for as much as it is sure."""
        return sum(line.sure * len(line.marks) for line in self.lines)


def _look_from(kept: dict[str, Any]) -> _Look:
    """Make a look of what was kept of it."""
    rules = [Rule(*map(float, rule)) for rule in kept["rules"]]
    lines = []
    for *box, marks, blanks in kept["lines"]:
        x0, top, x1, bottom = map(float, box)
        read = tuple(Mark(str(text), float(at), float(sure)) for text, at, sure in marks)
        lines.append(PrintedLine(x0, top, x1, bottom, read, tuple((float(start), float(end)) for start, end in blanks)))
    return _Look(int(kept["turned"]), float(kept["tilt"]), rules, lines, int(kept["unread"]))


def _page_of(seen: _Look, page: Page, picture: Picture, version: str) -> Page:
    height, width = picture.pixels.shape[:2]
    if seen.turned in (90, 270):
        height, width = width, height
    lines, mended = mend(seen.lines)
    chars = place_lines(lines, picture.scale, page.number)
    warnings = tuple(warning for warning in page.warnings if warning.code not in OF_TEXT)
    if seen.unread:
        warnings += (Warning("unread_print", f"{seen.unread} lines of print could not be recognised", page.number),)
    certainty = f", its characters {seen.sure:.0%} sure" if chars else ""
    askew = f", {abs(seen.tilt):g}° askew" if seen.tilt else ""
    return replace(
        page,
        width=width / picture.scale,
        height=height / picture.scale,
        chars=tuple(chars),
        rules=tuple(seen.rules),
        images=page.images if seen.unread else 0,  # a page without any print is blank, and none of it is missing
        reader=version,
        warnings=warnings,
        notes=(f"read from its picture by {version}{certainty}{askew}", *mended),
        turned=seen.turned,
        tilt=seen.tilt,
    )


OF_TEXT = frozenset({"unmapped_glyphs", "lookalikes"})
"""Warnings of the text of a page that are no longer true once it was read from its picture."""
