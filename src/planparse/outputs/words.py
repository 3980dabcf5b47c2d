"""Text in, lines for a picture out: what can be seen, how wide it is, and where it is cut or broken (文字排版).

Widths are counted in ems, the width of one Chinese character. They are estimates that are a little too wide rather
than too narrow, so that a picture can be laid out before any font is chosen.
"""

from __future__ import annotations

import math
import unicodedata

REPLACEMENT = "\ufffd"

LATIN_END = 0x250
"""Letters below it are narrow. All others count as wide: so a mark that stands in for one always has room."""


def drawable(text: str) -> str:
    """Make one line of visible characters: invisible ones go, those without a shape become U+FFFD."""
    visible = []
    for char in " ".join(text.split()):
        category = unicodedata.category(char)
        if category != "Cf":
            visible.append(REPLACEMENT if category in ("Cc", "Cs", "Co", "Cn") else char)
    return "".join(visible)


def ems(text: str) -> float:
    """Give the width of a line, in ems.

    >>> ems("市审计局"), ems("AI")
    (4.0, 1.2)
    """
    return sum(map(_ems, text))


def _ems(char: str) -> float:
    if ord(char) >= LATIN_END or unicodedata.east_asian_width(char) in "WFA":
        return 1.0
    return 0.52 if char.islower() or char == " " else 0.6


def cut(text: str, most: float) -> str:
    """Cut a line to this width, in ems, with a mark where something is gone.

    >>> cut("市审计局", 4), cut("市推进政府职能转变领导小组办公室", 9)
    ('市审计局', '市推进政府职能转…')
    """
    if ems(text) <= most:
        return text
    kept, used = 0, 1.0
    while used + _ems(text[kept]) <= most:
        used += _ems(text[kept])
        kept += 1
    return text[:kept] + "…"


def wrapped(text: str, width: float, most: int) -> list[str]:
    """Break a text into at most so many lines of about one length; what does not fit in the last is cut.

    width: ems

    >>> wrapped("市人力资源和社会保障局", 8, 2)
    ['市人力资源和', '社会保障局']
    """
    width = max(width, 2.0)
    even = ems(text) / max(math.ceil(ems(text) / width), 1) + 0.5
    lines = _broken(text, min(width, even), most)  # so that no single character stands in the last line
    return lines if "".join(lines) == text else _broken(text, width, most)


def _broken(text: str, width: float, most: int) -> list[str]:
    lines: list[str] = []
    while text and len(lines) < most - 1:
        line, used = 0, 0.0
        while line < len(text) and used + _ems(text[line]) <= width:
            used += _ems(text[line])
            line += 1
        while 1 < line < len(text) and _closes(text[line]):
            line -= 1
        lines.append(text[:line])
        text = text[line:]
    if text:
        lines.append(cut(text, width))
    return lines


def _closes(char: str) -> bool:
    """Say whether a line must not begin with this mark (、 。 〕 ”)."""
    return unicodedata.category(char) in ("Pe", "Pf") or char in "、，。；：！？…"
