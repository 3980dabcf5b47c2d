"""The families of fonts (字体).

In goes the name of a font as a document writes it; out comes what it looks like in print, for 仿宋_GB2312 and 仿宋 set
nothing apart, or whether it is one whose characters only the font itself knows.

Source: `lexicon/data/font_families.csv`.
"""

from __future__ import annotations

from functools import cache, lru_cache

from planparse.lexicon.load import read_csv


@lru_cache(maxsize=256)
def family(font: str) -> str:
    """Give the family of a font; of one that is not known, its name in lower case.

    >>> family("方正仿宋_GBK"), family("SimHei"), family("Arial")
    ('仿宋', '黑', 'arial')
    """
    lower = font.lower()
    rows = (row for row in read_csv("font_families") if row["kind"] == "within")
    return next((row["family"] for row in rows if row["mark"] in lower), lower)


def is_symbol_font(font: str) -> bool:
    """True for Wingdings 2: its letters are drawn as boxes, ticks and arrows."""
    return font.lower().startswith(_symbol_fonts())


@cache
def _symbol_fonts() -> tuple[str, ...]:
    return tuple(row["mark"] for row in read_csv("font_families") if row["kind"] == "start")
