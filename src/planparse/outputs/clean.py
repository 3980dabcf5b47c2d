"""Text from a document in, text that other programs hold for plain text out.

A PDF may give any code point, and a plan may be written by somebody who wishes us ill: XML refuses some
characters, spreadsheets run what looks like a formula, and Java programs (yEd, Gephi) draw as markup what
opens with <html>.
"""

from __future__ import annotations

import re
import unicodedata

NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 does not allow in a document (its production 2, Char): most control characters, lone
surrogates, U+FFFE and U+FFFF."""

REPLACEMENT = "\ufffd"

MARKUP = re.compile(r"(\s*)<(?=html)", re.IGNORECASE)
"""The opening that makes Swing, Java's toolkit of windows, read a text as HTML."""

FORMULA = "=+-@\t\r\n"
"""First characters that make a spreadsheet run a cell, or split it and run the rest."""


def legal_text(text: str) -> str:
    r"""Replace each character that XML cannot hold by U+FFFD.

    >>> legal_text("市审计局\x0b牵头")
    '市审计局�牵头'
    """
    return NOT_XML.sub(REPLACEMENT, text)


def illegal_characters(text: str) -> int:
    """Count the characters that `legal_text` would replace."""
    return len(NOT_XML.findall(text))


def plain_text(text: str) -> str:
    """Write the < of an opening <html> as ＜, so that no program draws the text as markup.

    >>> plain_text("<html><b>市审计局")
    '＜html><b>市审计局'
    """
    return MARKUP.sub(r"\1＜", text, count=1) if MARKUP.match(text) else text


def safe_cell(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would take for a formula.

    Blanks, no-break and zero-width characters before it do not help, nor do full-width signs: programs skip
    the ones and fold the others.

    >>> safe_cell("=1+1"), safe_cell("＝1+1"), safe_cell("市审计局")
    ("'=1+1", "'＝1+1", '市审计局')
    """
    for char in unicodedata.normalize("NFKC", text):
        if char in FORMULA:
            return "'" + text
        if unicodedata.category(char) not in ("Zs", "Zl", "Zp", "Cf", "Cc"):
            break
    return text
