"""Words in, an installed font that has all of their characters out (字体选择).

A font that is asked for by name and is not there is silently replaced by one without Chinese, and every word is a row
of boxes. So the fonts are opened and asked for the very characters that will be drawn.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from planparse.errors import OutputError
from planparse.outputs.words import REPLACEMENT, drawable

if TYPE_CHECKING:  # a heavy library, not one of our rooms
    from matplotlib.ft2font import FT2Font

STAND_INS = f"{REPLACEMENT}〓□?"
"""What stands for a sign that a font has not; 〓 is what Chinese and Japanese printers set there."""
INDISPENSABLE = ("CJK ", "IDEOGRAPHIC ", "LATIN ")
"""How Unicode names the letters that names are made of. One of another script may have a stand-in."""
LAST_RESORT = re.compile(r"\W*last\s*resort", re.IGNORECASE)
"""Fonts that have a box for every character there is."""
SIMPLIFIED = re.compile(r"\b(SC|CN|GB)\b")
OTHER_SHAPES = re.compile(r"\b(JP|KR|TC|HK|TW|J|K)\b")
"""How font families name the national shapes of their characters (直, 骨 and 化 differ)."""


class MissingFont(OutputError):
    """No installed font can show the words of a figure; without it they would be empty boxes."""


@dataclass(frozen=True, slots=True)
class Font:
    """An installed font, and what it shows in place of the signs that it has not.

    file: what `FontProperties(fname=…)` takes
    """

    file: str
    lacking: frozenset[str] = frozenset()
    stand_in: str = ""

    def show(self, text: str) -> str:
        """Make a text one line that this font can draw."""
        return "".join(self.stand_in if char in self.lacking else char for char in drawable(text))


def choose_font(texts: Iterable[str]) -> Font:
    """Choose the first installed font that has all characters of the texts.

    Upright regular sans-serif faces with simplified shapes come first. If no font has everything, one that
    has all ideographs and Latin letters will do: a name is never shown with a hole, a rare sign may be.

    Raises MissingFont if there is none.
    """
    needed = frozenset("".join(map(drawable, texts))) - {" "}
    least = needed
    second: Font | None = None
    for face in sorted(_faces(), key=lambda face: face.rank):
        lacking = frozenset(char for char in needed if not face.has(char))
        if not lacking:
            return Font(face.file)
        if len(lacking) < len(least):
            least = lacking
        if second is None and not any(map(_is_indispensable, lacking)):
            stand_in = next((char for char in STAND_INS if face.has(char)), "")
            second = Font(face.file, lacking, stand_in)
    if second is not None:
        return second
    some = "".join(sorted(filter(_is_indispensable, least)))[:10]
    raise MissingFont(
        f"no installed font has the characters of the picture ({some}…)",
        advice="install a Chinese font: Debian and Ubuntu: apt install fonts-noto-cjk; macOS and Windows ship "
        "some (PingFang, Microsoft YaHei), elsewhere take Noto Sans CJK or Source Han Sans",
    )


def _is_indispensable(char: str) -> bool:
    return unicodedata.name(char, "").startswith(INDISPENSABLE)


@dataclass(frozen=True, slots=True)
class _Face:
    """One face of a font file; `file` is what FontProperties takes."""

    file: str
    font: FT2Font
    rank: tuple[bool, bool, bool, bool, str, str]

    def has(self, char: str) -> bool:
        return bool(self.font.get_char_index(ord(char)))


def _faces() -> Iterator[_Face]:
    """Open every face of every installed font that can be scaled."""
    from matplotlib import font_manager
    from matplotlib.ft2font import FT2Font

    # Faces of a collection after the first can be used since matplotlib 3.11; before, the first one stands
    # for all: Noto Sans CJK then has Japanese shapes, but no holes.
    face_path: Any = getattr(font_manager, "FontPath", None)
    for path in _font_files():
        try:
            faces = FT2Font(path).num_faces if face_path else 1
            for index in range(faces):
                font = FT2Font(path, face_index=index) if face_path else FT2Font(path)
                family = font.family_name
                if font.scalable and not LAST_RESORT.match(family):
                    file = face_path(path, index) if face_path else path
                    yield _Face(file, font, _rank(family, font.style_name, path))
        except (OSError, RuntimeError):
            continue  # a damaged font is as good as none


def _rank(family: str, style: str, path: str) -> tuple[bool, bool, bool, bool, str, str]:
    words = family.lower()
    return (
        style.lower() not in ("regular", "normal", "book", "roman", "w3"),
        "mono" in words,
        "serif" in words and "sans" not in words,
        bool(OTHER_SHAPES.search(family)) and not SIMPLIFIED.search(family),
        path,
        family,
    )


def _font_files() -> list[str]:
    """List the font files of the system as they are now; matplotlib's own list may be older."""
    from matplotlib.font_manager import findSystemFonts

    return [str(path) for path in findSystemFonts()]
