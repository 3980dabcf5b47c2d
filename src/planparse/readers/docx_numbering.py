"""The numbers that Word sets in front of the paragraphs of its lists (自动编号).

In goes the part with the lists, then paragraph after paragraph in the order of the document; out comes the text in
front of each: 一、, （一）, 1.1, with the tab or blank behind it. Such numbers stand nowhere in the text of a file, and
a plan that counts its tasks by them would lose its numbers.

Source: ECMA-376, part 1, 17.9 (numbering); of counters that lists share, and of `lvlRestart`, what Word does with them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from planparse.readers.docx_elements import VAL, Element, W, child_of, has, is_on, value, whole, within
from planparse.readers.docx_fonts import is_symbol_font
from planparse.readers.docx_numbers import written
from planparse.readers.docx_runs import MARKS
from planparse.readers.docx_styles import LEVELS, LONGEST_STYLE_CHAIN, ParagraphStyle, StyleSheet, list_level

LONGEST_TEMPLATE = 100
"""Characters of the text around a number, such as （%1）; a hostile file may repeat 20,000 of them 5,000 times."""

MOST_DIGITS = 9
"""Noughts that a format of its own may fill up to."""

SUFFIXES = {"tab": "\t", "space": " ", "nothing": ""}
NO_LIST = "0"
"""The list by which a paragraph leaves the one of its style."""

BULLET = "•"
PRIVATE = re.compile("[\ue000-\uf8ff]")
"""Characters that only a symbol font knows."""


@dataclass(frozen=True, slots=True)
class _Level:
    """One level of a list: how its numbers look, and when they start again.

    text: the template, `%1` for the number of the outermost level; hidden: the number is not shown
    legal: all its numbers are decimal; restart: the level (from 1) that starts it again, 0 for never
    digits: least digits of a decimal number; style: the paragraph style that stands for the level
    """

    start: int
    form: str
    text: str
    suffix: str
    legal: bool
    restart: int | None
    digits: int
    style: str | None
    hidden: bool

    def starts_again(self, own: int, counted: int) -> bool:
        """True if a number of the level `counted`, further out, starts this one again; own: this level."""
        return self.restart is None or self.restart > own or counted < self.restart


@dataclass(frozen=True, slots=True)
class _List:
    """One list (`num`): the abstract list that it counts with, levels by their depth, and where it starts them itself.

    As it stands in the file, `levels` are only its own; once resolved, all.
    """

    abstract: str
    levels: dict[int, _Level]
    starts: dict[int, int]

    def start_of(self, depth: int) -> int:
        return self.starts.get(depth, self.levels[depth].start)


class Numbering:
    """Counts the lists of a document while its paragraphs are read."""

    def __init__(self, root: Element | None, sheet: StyleSheet) -> None:
        self._sheet = sheet
        self._abstracts: dict[str, tuple[dict[int, _Level], str | None]] = {}
        self._sources: dict[str, _List] = {}
        self._lists: dict[str, _List | None] = {}
        # Lists of one abstract list count on together, as in Word.
        self._counts: dict[str, list[int | None]] = {}
        self._begun: set[tuple[str, int]] = set()
        for abstract in () if root is None else root.iterchildren(f"{W}abstractNum"):
            levels = dict(_read_level(level) for level in abstract.iterchildren(f"{W}lvl"))
            identity = abstract.get(f"{W}abstractNumId") or ""
            self._abstracts.setdefault(identity, (levels, value(abstract, "numStyleLink")))
        for num in () if root is None else root.iterchildren(f"{W}num"):
            self._sources.setdefault(num.get(f"{W}numId") or "", _read_list(num))

    def number_of(self, ppr: Element | None, style: ParagraphStyle) -> str:
        """Count a paragraph if it belongs to a list; give the text in front of it, with the tab or blank behind that.

        ppr: its own properties, which go before those of its style
        """
        direct = child_of(ppr, "numPr")
        num_id = value(direct, "numId")
        level = list_level(value(direct, "ilvl"))
        owner = None
        if num_id is None:
            num_id = style.num_id
            owner = style.owner if level is None else None
            level = style.level if level is None else level
        if num_id is None or num_id == NO_LIST:
            return ""
        found = self._list(num_id)
        if found is None:
            return ""
        if owner is not None:
            # The list says which of its levels a style stands for.
            level = next((depth for depth, each in found.levels.items() if each.style == owner), level)
        return self._counted(num_id, found, level or 0)

    def _counted(self, num_id: str, found: _List, depth: int) -> str:
        this = found.levels.get(depth)
        if this is None:
            return ""
        counts = self._counts.setdefault(found.abstract, [None] * LEVELS)
        count = counts[depth]
        is_first = (num_id, depth) not in self._begun
        self._begun.add((num_id, depth))
        starts_anew = is_first and depth in found.starts
        counts[depth] = found.start_of(depth) if count is None or starts_anew else count + 1
        for deeper in range(depth + 1, LEVELS):
            below = found.levels.get(deeper)
            if below is None or below.starts_again(deeper, depth):
                counts[deeper] = None
        text = "" if this.hidden else _filled(this, depth, found, counts)
        return text + SUFFIXES.get(this.suffix, "\t") if text else ""

    def _list(self, num_id: str) -> _List | None:
        """Give a list by its id; None if there is none."""
        if num_id not in self._lists:
            source = self._sources.get(num_id)
            self._lists[num_id] = None if source is None else self._resolved(source)
        return self._lists[num_id]

    def _resolved(self, found: _List) -> _List:
        """Follow the styles that stand for lists, and fill in the levels of the abstract list."""
        for _ in range(LONGEST_STYLE_CHAIN):
            levels, link = self._abstracts.get(found.abstract, ({}, None))
            behind = self._sources.get(self._sheet.list_of(link) or "") if link and not levels else None
            if behind is None:
                break
            found = _List(behind.abstract, behind.levels | found.levels, behind.starts | found.starts)
        return _List(found.abstract, levels | found.levels, found.starts)


def _filled(this: _Level, depth: int, found: _List, counts: list[int | None]) -> str:
    """Fill the template of a level with the numbers of this level and those around it."""
    if this.form == "bullet":
        return this.text
    if this.form == "none" and "%" not in this.text:
        return ""

    def number(match: re.Match[str]) -> str:
        place = int(match[1]) - 1
        level = found.levels.get(place)
        if place > depth or level is None:
            return ""
        count = counts[place]
        form = "decimal" if this.legal and level.form != "none" else level.form
        return written(found.start_of(place) if count is None else count, form, level.digits)

    return re.sub("%([1-9])", number, this.text)


def _read_list(num: Element) -> _List:
    levels: dict[int, _Level] = {}
    starts: dict[int, int] = {}
    for override in num.iterchildren(f"{W}lvlOverride"):
        depth = list_level(override.get(f"{W}ilvl")) or 0
        level = override.find(f"{W}lvl")
        if level is not None:
            levels[depth] = _read_level(level)[1]
        start = value(override, "startOverride")
        if start is not None:
            starts[depth] = whole(start, 1)
    return _List(value(num, "abstractNumId") or "", levels, starts)


def _read_level(level: Element) -> tuple[int, _Level]:
    """Read a level, with its depth from 0."""
    form, digits = _format_of(level)
    text = MARKS.sub("", (value(level, "lvlText") or "")[:LONGEST_TEMPLATE])
    restart = value(level, "lvlRestart")
    return list_level(level.get(f"{W}ilvl")) or 0, _Level(
        start=whole(value(level, "start"), 1),
        form=form,
        text=BULLET if form == "bullet" and _is_drawn(level, text) else text.replace("\n", " "),
        suffix=value(level, "suff") or "tab",
        legal=is_on(child_of(level, "isLgl")),
        restart=None if restart is None else whole(restart, LEVELS),
        digits=digits,
        style=value(level, "pStyle"),
        hidden=is_on(child_of(child_of(level, "rPr"), "vanish")),
    )


def _format_of(level: Element) -> tuple[str, int]:
    """Give the format of a level's numbers, and the least digits of a decimal one."""
    shape = next(within(level, "numFmt"), None)
    form = "decimal" if shape is None else shape.get(VAL) or "decimal"
    if shape is None or form != "custom":
        return form, 1
    first, _, _ = (shape.get(f"{W}format") or "1").partition(",")  # "001, 002, 003, ..."
    return "decimal", min(MOST_DIGITS, len(first.strip()))


def _is_drawn(level: Element, text: str) -> bool:
    """True if a bullet is a picture, or a character that means nothing without its font."""
    fonts = child_of(child_of(level, "rPr"), "rFonts")
    font = "" if fonts is None else (fonts.get(f"{W}ascii") or fonts.get(f"{W}hAnsi") or "")
    return bool(PRIVATE.search(text)) or is_symbol_font(font) or has(level, "lvlPicBulletId")
