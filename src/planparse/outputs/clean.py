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

HALVES = re.compile("[\ud800-\udfff]")
"""What UTF-8 does not allow: surrogates, each one half of a character of UTF-16."""

REPLACEMENT = "\ufffd"

LINE_ENDS = re.compile("[\r\u0085\u2028]")
"""What a parser of XML turns into a newline unless it stands as a reference: the first by XML 1.0, the others by
XML 1.1, whose rule xmldom follows in all files (graphology, and so Gephi Lite and Sigma)."""

LINE_ENDS_AND_TABS = re.compile("[\t\n\r\u0085\u2028]")
"""What it turns into a blank in an attribute."""

MARKUP = re.compile(r"(\s*)<(?=html)", re.IGNORECASE)
"""The opening that makes Swing, Java's toolkit of windows, read a text as HTML."""

FORMULA = "=+-@\t\r\n"
"""First characters that make a spreadsheet run a cell, or split it and run the rest."""


def legal_text(text: str) -> str:
    r"""Replace each character that XML cannot hold by U+FFFD.

    >>> legal_text("市审计局\x0b牵头")
    '市审计局�牵头'
    """
    # Printable text is quickly told, and no illegal character is printable.
    return text if text.isprintable() else NOT_XML.sub(REPLACEMENT, text)


def whole_text(text: str) -> str:
    """Replace each half of a character (a lone surrogate), which no file in UTF-8 can hold, by U+FFFD.

    >>> whole_text("市审计局" + chr(0xD800))
    '市审计局�'
    """
    return text if text.isprintable() else HALVES.sub(REPLACEMENT, text)


def plain_text(text: str) -> str:
    """Write the < of an opening <html> as ＜, so that no program draws the text as markup.

    >>> plain_text("<html><b>市审计局")
    '＜html><b>市审计局'
    """
    return MARKUP.sub(r"\1＜", text, count=1) if MARKUP.match(text) else text


def xml_text(text: str) -> str:
    """Write a text as it stands between two tags.

    >>> xml_text("<html>市审计局 & 市财政局")
    '＜html&gt;市审计局 &amp; 市财政局'
    """
    text = plain_text(legal_text(text))
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text if text.isprintable() else LINE_ENDS.sub(_reference, text)


def xml_attribute(text: str) -> str:
    """Write a legal text as it stands between the quotation marks of an attribute."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    return text if text.isprintable() else LINE_ENDS_AND_TABS.sub(_reference, text)


def _reference(found: re.Match[str]) -> str:
    return f"&#{ord(found[0])};"


def safe_cell(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would take for a formula.

    Blanks, no-break and zero-width characters before it do not help, nor do full-width signs: programs skip
    the ones and fold the others.

    >>> safe_cell("=1+1"), safe_cell("＝1+1"), safe_cell("市审计局")
    ("'=1+1", "'＝1+1", '市审计局')
    """
    if text[:1].isalnum():  # nearly all are; no letter or digit folds to a sign
        return text
    for char in unicodedata.normalize("NFKC", text):
        if char in FORMULA:
            return "'" + text
        if unicodedata.category(char) not in ("Zs", "Zl", "Zp", "Cf", "Cc"):
            break
    return text
