"""What tags, attributes and inline style say of the characters in an element (样式).

In go one element, its `style`, and how characters around it look; out comes how those inside of it look. Only what
tells a title or the lead of a paragraph from plain words is kept: weight, size, font, place on the line, heading,
link.

Source: HTML Living Standard, 15.3 (what tags and attributes mean for looks); CSS Fonts 4; CSS Text 3.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, NamedTuple

from lxml import etree

PIXEL = 0.75
"""Points in a CSS pixel."""

ROOT_SIZE = 12.0
"""Points of text whose size nobody sets, in browsers."""

LARGEST = 1000
"""Points from which a size is a trick or a mistake."""

BOLD_FROM = 600
"""Weight from which letters are bold."""

FONT_SIZES = (7.5, 10.0, 12.0, 13.5, 18.0, 24.0, 36.0)
"""Points of `<font size=1>` to `<font size=7>`."""

SIZE_WORDS = dict(
    zip(
        ("xx-small", "x-small", "small", "medium", "large", "x-large", "xx-large"),
        (6.75, 7.5, 9.75, 12.0, 13.5, 18.0, 24.0),
        strict=True,
    )
)
"""Points of the sizes that CSS has a word for."""

LONGEST_STYLE = 20_000
"""Characters of a `style` that are read; the longest of Word have 400."""

INTEGER = re.compile(r"\s*([+-]?\d{1,12})")
LENGTH = re.compile(r"([0-9]{0,6}\.?[0-9]{1,6})\s*(pt|px|em|rem|%|in|cm|mm|pc)")
SHORTHAND_FAMILY = re.compile(r"[0-9.]+(?:pt|px|em|rem|%)(?:\s*/\s*\S+)?\s+(.+)$")
HIDDEN = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse))", re.I)
NO_BORDER = re.compile(r"^\s*(?:none|hidden|0(?!\.))", re.I)


class Look(NamedTuple):
    """How characters are shown, as far as it is inherited.

    size: in points; lines: line feeds of the source are shown (`pre`)
    """

    bold: bool = False
    size: float | None = None
    font: str | None = None
    align: str | None = None
    heading: int | None = None
    linked: bool = False
    lines: bool = False


TAG_LOOKS: dict[str, dict[str, Any]] = {
    **{f"h{level}": {"bold": True, "heading": level} for level in range(1, 7)},
    **{tag: {"bold": True} for tag in ("b", "strong")},
    **{tag: {"align": "center"} for tag in ("center", "caption")},
    **{tag: {"lines": True} for tag in ("pre", "xmp", "listing")},
    "th": {"bold": True, "align": "center"},
    "table": {"align": None},  # the words of a table do not stand as those around it
}
"""What a tag changes in the look of what it holds."""


class Css(NamedTuple):
    """What a `style` attribute says that matters to us; None where it says nothing."""

    bold: bool | None = None
    size: str | None = None
    font: str | None = None
    align: str | None = None
    lines: bool | None = None
    hidden: bool = False
    block: bool = False
    bordered: bool = False
    marker: str | None = None


SILENT = Css()


def look_of(element: etree._Element, tag: str, css: Css, outer: Look) -> Look:
    """How the characters of an element are shown.

    css: of the element; outer: the look around it
    """
    look = outer._replace(**TAG_LOOKS[tag]) if tag in TAG_LOOKS else outer
    if element.attrib:
        look = _with_attributes(look, element, tag)
    if css is SILENT:
        return look
    return Look(
        look.bold if css.bold is None else css.bold,
        look.size if css.size is None else _points(css.size, look.size),
        css.font or look.font,
        _alignment(css.align, look.align) if css.align else look.align,
        look.heading,
        look.linked,
        look.lines if css.lines is None else css.lines,
    )


def _with_attributes(look: Look, element: etree._Element, tag: str) -> Look:
    if tag == "a" and "href" in element.attrib:
        look = look._replace(linked=True)
    elif tag == "font":
        size, font = _font_size(element.get("size") or "", look.size), _family(element.get("face") or "")
        look = look._replace(size=size, font=font or look.font)
    align = element.get("align")
    if align and tag != "table":  # `align` of a table moves the table, not its words
        look = look._replace(align=_alignment(align, look.align))
    return look


# Pages saved by Word repeat a few styles ten thousand times.
@lru_cache(maxsize=10_000)
def css_of(style: str) -> Css:
    """Read a `style` attribute."""
    if not style:
        return SILENT
    said: dict[str, str] = {}
    for declaration in style[:LONGEST_STYLE].split(";"):
        name, _, value = declaration.partition(":")
        said[name.strip().lower()] = value.replace("!important", "").strip().lower()
    size, font, weight = said.get("font-size"), said.get("font-family"), said.get("font-weight")
    short = said.get("font")
    if short:
        sized, family = LENGTH.search(short), SHORTHAND_FAMILY.search(short)
        size = size or (sized[0] if sized else None)
        font = font or (family[1] if family else None)
        weight = weight or ("bold" if "bold" in short else None)
    white = said.get("white-space")
    marker = said.get("list-style-type") or said.get("list-style")
    return Css(
        bold=_is_bold(weight),
        size=size,
        font=_family(font) if font else None,
        align=said.get("text-align") or None,
        lines=white in ("pre", "pre-wrap", "pre-line", "break-spaces") if white else None,
        hidden=bool(HIDDEN.search(style)),
        block=said.get("display") in ("block", "list-item", "table", "flex", "grid"),
        bordered=any(_rules_cells(name, value) for name, value in said.items()),
        marker=list_kind(marker) if marker else None,
    )


def integer(value: str | None) -> int | None:
    """The whole number that an attribute begins with."""
    found = INTEGER.match(value or "")
    return int(found[1]) if found else None


def list_kind(value: str) -> str:
    """The name of a way to count, from CSS or the `type` attribute, which alone knows capital letters."""
    value = value.strip()
    if value in ("a", "A", "i", "I"):
        return {"a": "lower-alpha", "A": "upper-alpha", "i": "lower-roman", "I": "upper-roman"}[value]
    words = value.lower().split()
    return next((word for word in words if word not in ("inside", "outside") and not word.startswith("url(")), "")


def _rules_cells(name: str, value: str) -> bool:
    """True if a border property draws lines around cells; one line below a block is only a divider."""
    return (
        name in ("border", "border-style", "border-width", "mso-border-alt", "border-left", "border-right")
        and any(word in value for word in ("solid", "double", "px", "pt"))
        and not NO_BORDER.match(value)
    )


def _is_bold(weight: str | None) -> bool | None:
    if not weight:
        return None
    if weight.isdigit():
        return int(weight[:6]) >= BOLD_FROM
    return {"bold": True, "bolder": True, "normal": False, "lighter": False}.get(weight)


def _family(names: str) -> str | None:
    """The first font of a list, without what Word adds to its name (楷体_GB2312 is 楷体)."""
    name = names.split(",")[0].strip(" \t\n\"'").lower().removesuffix("_gb2312")
    return name if name and name not in ("inherit", "initial", "unset") else None


def _alignment(value: str, inherited: str | None) -> str | None:
    value = value.strip().lower()
    if value in ("center", "middle", "-webkit-center", "-moz-center"):
        return "center"
    if value in ("right", "end", "-webkit-right"):
        return "right"
    if value in ("left", "-webkit-left"):
        return "left"
    return inherited if value in ("", "inherit") else None


def _points(size: str, inherited: float | None) -> float | None:
    """A CSS font size in points; what it is relative to is taken as `inherited`."""
    if size in SIZE_WORDS:
        return SIZE_WORDS[size]
    found = LENGTH.match(size)
    if not found:
        return inherited
    number, unit = float(found[1]), found[2]
    base = inherited or ROOT_SIZE
    units = {"pt": 1, "px": PIXEL, "em": base, "rem": ROOT_SIZE, "%": base / 100}
    units |= {"in": 72, "cm": 72 / 2.54, "mm": 7.2 / 2.54, "pc": 12}
    points = number * units[unit]
    return round(points, 2) if 0 < points < LARGEST else inherited


def _font_size(size: str, inherited: float | None) -> float | None:
    """The size that `<font size>` means: 1 to 7, or steps from 3."""
    step = integer(size)
    if step is None:
        return inherited
    if size.strip()[0] in "+-":
        step += 3
    return FONT_SIZES[min(max(step, 1), 7) - 1]
