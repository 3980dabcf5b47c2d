"""What the `style` elements of a page say of its other elements (样式表).

In go those elements, then any other one; out come the declarations that hold for it, written as a `style` attribute,
and whether they hide it. Only plain selectors are read (`h1`, `.title`, `p.right`, `#zoom`), and four properties by
which titles are known; nothing that holds for paper or small screens alone. Hiding is believed least: what any rule
shows again, under whatever condition, counts as shown.

Source: Selectors 3, 9 (which rule wins); CSS 2.2, 4.1.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from lxml import etree

LONGEST_SHEETS = 200_000
"""Characters of style sheets that are read; portals write up to 40,000 into a page."""

COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)|<!--|-->", re.S)
PLAIN_SELECTOR = re.compile(r"([a-z][a-z0-9]*)?([.#][\w-]+)?", re.I)
NAME = re.compile(r"[.#]?[\w-]+")
DECLARATION = re.compile(r"(?:^|;)\s*(text-align|font-weight|font-size|display)\s*:\s*([^;]{1,40})", re.I)
WEIGHTS = {"": 0, ".": 2, "#": 4}
"""How much a class or an id weighs in a selector; a tag weighs 1."""


class _Said(NamedTuple):
    """The value of a property; of several the greatest holds, by weight of the selector, then by place."""

    weight: int
    place: int
    value: str


class StyleSheets:
    """The rules of a page, as far as the walk over it has met them."""

    def __init__(self) -> None:
        self._rules: dict[tuple[str, str], dict[str, _Said]] = {}
        self._shown = {"html", "body"}  # hidden only until a script has run
        self._held: dict[tuple[str, str, str], tuple[dict[str, str], bool]] = {}  # as long as no sheet is added
        self._left = LONGEST_SHEETS
        self._place = 0

    def add(self, element: etree._Element) -> None:
        """Read a `style` element."""
        if (element.get("media") or "all").strip().lower() not in ("all", "screen"):
            return
        self._held.clear()
        text = (element.text or "")[: self._left]
        self._left -= len(text)
        pieces = re.split("([{}])", COMMENT.sub("", text))
        selectors, depth = "", 0
        for words, brace in zip(pieces[::2], pieces[1::2], strict=False):  # words after the last brace say nothing
            if brace == "{":
                selectors = "" if depth else words.rpartition(";")[2]  # `@media` holds rules; `@charset "gbk";` ends
                depth += 1
            elif depth:
                depth -= 1
                if not depth:
                    self._add_rule(selectors, words)

    def _add_rule(self, selectors: str, declarations: str) -> None:
        self._place += 1
        said = {name.lower(): value.strip().lower() for name, value in DECLARATION.findall(declarations)}
        shows = not said.get("display", "none").startswith("none")
        for selector in map(str.strip, selectors.split(",")) if said else ():
            if shows:
                self._shown.update(NAME.findall(selector))
            found = PLAIN_SELECTOR.fullmatch(selector)
            if found and selector:
                tag, name = (found[1] or "").lower(), found[2] or ""
                rule = self._rules.setdefault((tag, name), {})
                weight = WEIGHTS[name[:1]] + bool(tag)
                rule |= {each: _Said(weight, self._place, value) for each, value in said.items()}

    def said_of(self, element: etree._Element, tag: str) -> tuple[str, bool]:
        """The declarations that hold for an element, and whether they hide it."""
        if not self._rules:
            return "", False
        names = (tag, element.get("class") or "", element.get("id") or "")
        if names not in self._held:
            self._held[names] = self._holding(*names)
        holds, hides = self._held[names]
        # LibreOffice writes `<p align="center">` under `p { text-align: left }`; what an element says itself is meant.
        if holds and element.get("align"):
            holds = {each: value for each, value in holds.items() if each != "text-align"}
        hides = hides and "display" not in (element.get("style") or "").lower()
        return "".join(f"{each}:{value};" for each, value in holds.items()), hides

    def _holding(self, tag: str, classes: str, own_id: str) -> tuple[dict[str, str], bool]:
        """The same for all elements of one tag, classes and id, by property."""
        holds: dict[str, _Said] = {}
        for name in ("", *("." + each for each in classes.split()), "#" + own_id):
            for key in (("", name), (tag, name)):
                for each, said in self._rules.get(key, {}).items():
                    if each != "display" or (name or tag) not in self._shown:
                        holds[each] = max(said, holds.get(each, said))
        hides = holds.pop("display", None) is not None
        return {each: said.value for each, said in holds.items()}, hides
