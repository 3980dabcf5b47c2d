"""What the styles of a document say of its paragraphs and characters (样式).

In go the parts with styles and theme, then the id of a style or the properties of a run; out comes how characters
look, and where a paragraph stands: alignment, heading, list. A style takes what it does not say from those it is based
on. Formats that a table style gives its cells are not looked up.

Source: ECMA-376, part 1, 17.7 (styles); 20.1.4.1 (fonts of the theme).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from lxml import etree

from planparse.lexicon.load import read_csv
from planparse.readers.docx_elements import NAMES, VAL, Element, W, child_of, is_on, value, whole
from planparse.readers.docx_fonts import family

LONGEST_STYLE_CHAIN = 50
"""Styles based on each other that are followed; Word's own make chains of four."""

LEVELS = 9
"""Levels of a list, and of headings; an outline level of 9, counted from 0, is plain text."""

ALIGNMENTS = {"center": "center", "right": "right", "end": "right"}
"""Where words of `jc` put a line; all others fill it, or begin at the left."""


class Look(NamedTuple):
    """How characters are set; None where it is not said.

    font: family of the east-Asian font; size: in points; hidden: not shown
    """

    bold: bool | None = None
    font: str | None = None
    size: float | None = None
    hidden: bool | None = None

    def over(self, other: Look) -> Look:
        """Fill what is not said from a look that stands behind."""
        return Look(
            other.bold if self.bold is None else self.bold,
            other.font if self.font is None else self.font,
            other.size if self.size is None else self.size,
            other.hidden if self.hidden is None else self.hidden,
        )


NOTHING_SAID = Look()


@dataclass(frozen=True, slots=True)
class _SourceStyle:
    """A style as styles.xml gives it; what it does not say is None."""

    id: str
    is_title: bool
    based_on: str | None
    look: Look
    align: str | None
    outline: int | None
    num_id: str | None
    level: int | None


@dataclass(frozen=True, slots=True)
class ParagraphStyle:
    """A paragraph style with all that it takes from those it is based on.

    heading: its level from 1; num_id, level: of its list; owner: the style of the chain that gives the list
    """

    look: Look
    align: str | None
    heading: int | None
    num_id: str | None
    level: int | None
    owner: str | None


class StyleSheet:
    """The styles of a document, and the fonts of its theme."""

    def __init__(self, root: Element | None, theme: Element | None) -> None:
        self._theme = _theme_fonts(theme)
        self._paragraphs: dict[str | None, ParagraphStyle] = {}
        self._characters: dict[str | None, Look] = {None: NOTHING_SAID}
        self._looks: dict[tuple[Look, Look, str | None], Look] = {}
        defaults = child_of(root, "docDefaults")
        self._plain, _ = self.look_of(child_of(defaults, "rPrDefault", "rPr"))
        self._align = alignment(child_of(defaults, "pPrDefault", "pPr"))
        self._styles: dict[str, _SourceStyle] = {}
        self._default: str | None = None
        for style in () if root is None else root.iterchildren(f"{W}style"):
            identity = style.get(f"{W}styleId")
            if identity is None:
                continue
            self._styles.setdefault(identity, self._source_style(identity, style))
            if style.get(f"{W}type") == "paragraph" and style.get(f"{W}default") in ("1", "true", "on"):
                self._default = self._default or identity

    def paragraph(self, identity: str | None) -> ParagraphStyle:
        """Give a paragraph style by its id; the default one for None or an unknown id."""
        if identity not in self._styles:
            identity = self._default
        found = self._paragraphs.get(identity)
        if found is None:
            found = self._paragraphs[identity] = self._resolve(identity)
        return found

    def list_of(self, identity: str) -> str | None:
        """Give the list that a numbering style names."""
        style = self._styles.get(identity)
        return style.num_id if style else None

    def look(self, direct: Look, character_style: str | None, behind: Look) -> Look:
        """Say how a run is set in a paragraph whose style sets its characters as `behind`."""
        key = (direct, behind, character_style)
        found = self._looks.get(key)
        if found is None:
            styled = self._character(character_style)
            # Two styles that both say bold undo each other: a bold word in a bold heading is light.
            bold = bool(styled.bold) != bool(behind.bold)
            found = self._looks[key] = direct.over(styled._replace(bold=bold)).over(behind)
        return found

    def look_of(self, rpr: Element | None) -> tuple[Look, str | None]:
        """Give what the properties of a run say, and the id of its character style."""
        if rpr is None:
            return NOTHING_SAID, None
        bold = hidden = font = size = style = None
        for child in rpr:
            name = NAMES[child.tag]
            if name == "b":
                bold = is_on(child)
            elif name == "sz":
                half_points = whole(child.get(VAL), 0)
                size = half_points / 2 if half_points > 0 else None
            elif name == "rFonts":
                theme = child.get(f"{W}eastAsiaTheme")
                named = self._theme.get(theme, theme) if theme else child.get(f"{W}eastAsia")
                font = family(named) if named else None
            elif name == "vanish":
                hidden = is_on(child)
            elif name == "rStyle":
                style = child.get(VAL)
        return Look(bold, font, size, hidden), style

    def _source_style(self, identity: str, style: Element) -> _SourceStyle:
        ppr = style.find(f"{W}pPr")
        name = (value(style, "name") or "").strip().lower()
        outline = outline_level(ppr)
        numbering = child_of(ppr, "numPr")
        return _SourceStyle(
            id=identity,
            is_title=name in _names("title"),
            based_on=value(style, "basedOn"),
            look=self.look_of(style.find(f"{W}rPr"))[0],
            align=alignment(ppr),
            outline=_outline_by_name(name) if outline is None else outline,
            num_id=value(numbering, "numId"),
            level=list_level(value(numbering, "ilvl")),
        )

    def _character(self, identity: str | None) -> Look:
        found = self._characters.get(identity)
        if found is None:
            found = self._characters[identity] = _look_of_chain(self._chain(identity))
        return found

    def _resolve(self, identity: str | None) -> ParagraphStyle:
        chain = self._chain(identity)
        alignments = (style.align or ("center" if style.is_title else None) for style in chain)
        outlines = (style.outline for style in chain)
        outline = next((outline for outline in outlines if outline is not None), None)
        if chain and chain[0].is_title:
            # The title of a document stands over its headings; Word gives the style an outline level all the same.
            outline = None
        owner = next((style for style in chain if style.num_id is not None), None)
        return ParagraphStyle(
            look=_look_of_chain(chain).over(self._plain),
            align=next((align for align in alignments if align), self._align),
            heading=heading_of(outline),
            num_id=owner.num_id if owner else None,
            level=next((style.level for style in chain if style.level is not None), None),
            owner=owner.id if owner else None,
        )

    def _chain(self, identity: str | None) -> list[_SourceStyle]:
        """Give a style and those it is based on, the nearest first."""
        chain: list[_SourceStyle] = []
        while identity in self._styles and len(chain) < LONGEST_STYLE_CHAIN:
            style = self._styles[identity]
            if style in chain:
                break
            chain.append(style)
            identity = style.based_on
        return chain


def alignment(ppr: Element | None) -> str | None:
    """Give where the properties of a paragraph put its lines: `left`, `center` or `right`."""
    word = value(ppr, "jc")
    return None if word is None else ALIGNMENTS.get(word, "left")


def outline_level(ppr: Element | None) -> int | None:
    """Give the level of a heading, from 0, as the properties of a paragraph say; `LEVELS` for plain text."""
    word = value(ppr, "outlineLvl")
    return None if word is None else min(LEVELS, max(0, whole(word, LEVELS)))


def heading_of(outline: int | None) -> int | None:
    """Give the level of a heading from 1; None for plain text."""
    return None if outline is None or outline >= LEVELS else outline + 1


def list_level(word: str | None) -> int | None:
    """Read the level of a list, from 0."""
    return None if word is None else min(LEVELS - 1, max(0, whole(word, 0)))


def _look_of_chain(chain: list[_SourceStyle]) -> Look:
    look = NOTHING_SAID
    for style in chain:
        look = look.over(style.look)
    return look


@cache
def _names(kind: str) -> tuple[str, ...]:
    """Names of the styles that Word brings with it, in lower case."""
    return tuple(row["name"] for row in read_csv("word_styles") if row["kind"] == kind)


def _outline_by_name(name: str) -> int | None:
    """Give the outline level of `heading 2` or 标题 2, from 0."""
    start = next((each for each in _names("heading") if name.startswith(each)), None)
    number = "" if start is None else name[len(start) :].lstrip()
    return int(number) - 1 if re.fullmatch("[1-9]", number) else None


def _theme_fonts(theme: Element | None) -> dict[str, str]:
    """Give the fonts that a theme has for Chinese, by the words that runs use for them."""
    return dict(_theme_faces(theme)) if theme is not None else {}


def _theme_faces(theme: Element) -> Iterator[tuple[str, str]]:
    for name in ("major", "minor"):
        font = next(theme.iter(f"{{*}}{name}Font"), None)
        if font is None:
            continue
        faces = {child.get("script") or etree.QName(child).localname: child.get("typeface") for child in font}
        face = faces.get("ea") or faces.get("Hans")
        if face:
            yield f"{name}EastAsia", face
