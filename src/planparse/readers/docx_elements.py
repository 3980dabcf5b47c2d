"""The elements of WordprocessingML: their names, what stands within them, and the values of properties (元素与属性).

In goes an element of a part; out come the paragraphs, tables, rows or cells within it, in document order and through
all wrappers, or the value of one of its properties. Content controls, insertions and other wrappers are seen through
everywhere in the same way; tracked changes are taken as accepted, and of alternatives the first counts.

Source: ECMA-376, part 1, 17 (WordprocessingML) and part 3 (markup compatibility).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from lxml import etree

Element = etree._Element

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
COMPATIBLE = "http://schemas.openxmlformats.org/markup-compatibility/2006"
MATHS = ("http://schemas.openxmlformats.org/officeDocument/2006/math", "http://purl.oclc.org/ooxml/officeDocument/math")
W = f"{{{WORD}}}"
VAL = f"{W}val"
P, TBL = f"{W}p", f"{W}tbl"

PROPERTIES = ("pPr", "rPr", "sdtPr", "sdtEndPr", "customXmlPr", "smartTagPr", "rubyPr", "sectPr")
PROPERTIES_OF_TABLES = ("tblPr", "tblPrEx", "tblGrid", "trPr", "tcPr")
NO_TEXT = ("rt", "del", "moveFrom", "delText", "instrText", "delInstrText", "fldData", "ffData")
PASSED_OVER = frozenset((*PROPERTIES, *PROPERTIES_OF_TABLES, *NO_TEXT))
"""Elements whose content is no text of the document, or no longer is."""

MOST_NAMES = 10_000
"""Names that are remembered; Word knows 1,000, but a hostile file may have one for each element."""


class _Names(dict[object, str]):
    """The local name of each tag of Word, `m:t`, and the two of markup compatibility; "" for all else."""

    def __missing__(self, tag: object) -> str:
        space, _, local = str(tag)[1:].rpartition("}")
        if space == WORD:
            name = local
        elif space == COMPATIBLE:
            name = f"mc:{local}"
        else:
            name = "m:t" if local == "t" and space in MATHS else ""
        if len(self) < MOST_NAMES:
            self[tag] = name
        return name


NAMES = _Names()


def within(parent: Element, *wanted: str) -> Iterator[Element]:
    """Walk the elements of these names below `parent`, but not inside each other, in document order.

    Content controls, insertions and other wrappers are walked through. Without recursion: files made to harm nest.
    """
    stack: list[Iterator[Element]] = [iter(parent)]
    while stack:
        for child in stack[-1]:
            name = NAMES[child.tag]
            if name in wanted:
                yield child
            elif name == "mc:AlternateContent":
                stack.append(chosen(child))
                break
            elif name not in PASSED_OVER and len(child):
                stack.append(iter(child))
                break
        else:
            stack.pop()


def chosen(alternatives: Element) -> Iterator[Element]:
    """Walk the first way in which some content is given: the others say the same again."""
    for child in alternatives:
        if NAMES[child.tag] in ("mc:Choice", "mc:Fallback"):
            return iter(child)
    return iter(())


def child_of(parent: Element | None, *path: str) -> Element | None:
    """Give the first element at the end of such a path; None if there is none."""
    return None if parent is None else parent.find("/".join(W + name for name in path))


def value(parent: Element | None, name: str) -> str | None:
    """Give the `val` of a property; None if it is not there."""
    child = None if parent is None else parent.find(W + name)
    return None if child is None else child.get(VAL)


def has(parent: Element | None, *names: str) -> bool:
    """True if one of these properties is there, whatever its value."""
    return parent is not None and any(parent.find(W + name) is not None for name in names)


def is_on(switch: Element | None) -> bool:
    """True for `<w:vanish/>` and `<w:vanish w:val="true"/>`."""
    return switch is not None and switch.get(VAL) not in ("0", "false", "off", "none")


@lru_cache(maxsize=1024)
def whole(text: str | None, otherwise: int) -> int:
    """Read a whole number of a sane length."""
    if text is not None and re.fullmatch(r"[+-]?\d{1,9}", text.strip(), re.ASCII):
        return int(text)
    return otherwise
