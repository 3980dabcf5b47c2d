"""Which pages are to be read from their picture: those whose text is not there, or is not what a reader sees."""

from __future__ import annotations

import re

from planparse.model.document import Page
from planparse.readers.finish import STANDS_FOR_NOTHING, TEXT_LAYER

COVERED = 0.6
"""Of a page: pictures that cover more may be a scan."""

FEW = 60
"""Characters that a page number, a stamp or the name of a scanning program takes on a scan."""

MEANINGLESS = 0.1
"""Of the characters of a page: glyphs that stand for nothing, above which its text cannot be trusted."""

STRANGE = 0.25
"""Of the characters of a text layer: what no Chinese plan is written in. A poor layer is full of it."""

PLAIN = re.compile(r"[\u4e00-\u9fff\u3000-\u303f\uff00-\uffefA-Za-z0-9\s!-/:-@\[-`{-~“”‘’—…·〇①-⑳ⅠⅡⅢⅣⅤ×÷≥≤±℃‰]")
"""What a Chinese plan is written in."""

HAN = re.compile(r"[\u4e00-\u9fff]")


def needs_picture(page: Page) -> bool:
    """Say whether a page is to be read from its picture, as far as its text can tell."""
    if not page.chars:
        return page.images > 0
    text = "".join(char.text for char in page.chars)
    if len(STANDS_FOR_NOTHING.findall(text)) > MEANINGLESS * len(text):
        return True
    if TEXT_LAYER in page.notes:
        return len(text) - len(PLAIN.findall(text)) > STRANGE * len(text) or not HAN.search(text)
    return len(text) <= FEW and page.pictured > COVERED


def count_han(page: Page) -> int:
    """Count the Chinese characters of a page."""
    return sum(1 for char in page.chars if HAN.match(char.text))
