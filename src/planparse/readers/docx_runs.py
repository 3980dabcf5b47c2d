"""The text of a paragraph, and how each piece of it is set (文字与域).

In goes the element of a paragraph; out come pieces of text, each set in one way, and the text boxes that hang on it.
Runs, wrappers and formulas are read; codes of fields, deleted and hidden text, and notes are not.

Source: ECMA-376, part 1, 17.3 (paragraphs and runs), 17.13 (tracked changes), 17.16 (fields).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from planparse.readers.docx_elements import NAMES, PASSED_OVER, Element, W, chosen, value
from planparse.readers.docx_fonts import is_symbol_font
from planparse.readers.docx_styles import NOTHING_SAID, Look, StyleSheet
from planparse.readers.flow import Strip

MARKS = re.compile("[\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
"""Control characters that XML allows, marks of writing direction, and characters without width."""

SPACE = "{http://www.w3.org/XML/1998/namespace}space"
XML_SPACE = " \t\r\n"

MADE_OF_ELEMENTS = {"tab": "\t", "ptab": "\t", "cr": "\n", "noBreakHyphen": "-", "softHyphen": ""}
"""Characters that stand in a file as elements."""

Piece = tuple[str, Look]


@dataclass(slots=True)
class Content:
    """What a paragraph holds: pieces of text, each set in one way, and the text boxes that hang on it.

    It is filled while the paragraph is read. `words` are kept apart until all of a piece is there: a file may break
    one into a hundred thousand.
    """

    words: list[list[str]] = field(default_factory=list)
    looks: list[Look] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)

    @property
    def pieces(self) -> list[Piece]:
        return [("".join(words), look) for words, look in zip(self.words, self.looks, strict=True)]


def read_content(paragraph: Element, ppr: Element | None, sheet: StyleSheet, strip: Strip) -> Content:
    """Read the text of a paragraph.

    ppr: its properties, of which only the style counts here; strip: takes warnings of what is left out
    """
    behind = sheet.paragraph(value(ppr, "pStyle")).look
    content = Content()
    in_code: list[bool] = []  # of each field around this place: its code is not over yet
    stack: list[tuple[Iterator[Element], Look]] = [(iter(paragraph), sheet.look(NOTHING_SAID, None, behind))]
    while stack:
        children, look = stack[-1]
        for child in children:
            name = NAMES[child.tag]
            if name == "r":
                direct, style = sheet.look_of(child.find(f"{W}rPr"))
                stack.append((iter(child), sheet.look(direct, style, behind)))
                break
            if name in PASSED_OVER:
                continue
            if name == "mc:AlternateContent":
                stack.append((chosen(child), look))
                break
            if name == "fldChar":
                _follow_field(in_code, child.get(f"{W}fldCharType"))
            elif name == "txbxContent":
                content.boxes.append(child)
            elif (text := _text_of(child, name)) is not None:
                if text and not any(in_code):
                    _add(content, text, look, strip)
            elif len(child):
                stack.append((iter(child), look))
                break
        else:
            stack.pop()
    return content


def _text_of(element: Element, name: str) -> str | None:
    """Give the characters that an element stands for; None if it only holds others."""
    if name == "t" or name == "m:t":
        return _words(element)
    if name == "br":
        return "" if element.get(f"{W}type") in ("page", "column") else "\n"
    return _symbol(element) if name == "sym" else MADE_OF_ELEMENTS.get(name)


def _add(content: Content, text: str, look: Look, strip: Strip) -> None:
    if look.hidden:
        if not text.isspace():
            strip.warn("hidden_text", "characters that cannot be seen (hidden in Word) were left out")
        return
    if MARKS.search(text):
        strip.warn("control_characters", "control characters and marks of writing direction were left out")
        text = MARKS.sub("", text)
    if content.words and content.looks[-1] == look:
        content.words[-1].append(text)
    elif text:
        content.words.append([text])
        content.looks.append(look)


def _words(element: Element) -> str:
    """Give the text of a `t`, with the white space that Word shows."""
    text = element.text or ""
    if text and (text[0] in XML_SPACE or text[-1] in XML_SPACE) and element.get(SPACE) != "preserve":
        text = text.strip(XML_SPACE)
    return text.replace("\n", " ") if "\n" in text else text


def _symbol(element: Element) -> str:
    """Give the character of a `sym`; nothing for one that only its font knows."""
    code = element.get(f"{W}char") or ""
    if not re.fullmatch("[0-9A-Fa-f]{1,6}", code) or is_symbol_font(element.get(f"{W}font") or ""):
        return ""
    number = int(code, 16)
    # Neither control characters, nor halves of a pair and private use, which follow each other, nor its planes.
    return chr(number) if 0x20 <= number < 0xD800 or 0xF900 <= number < 0xF0000 else ""


def _follow_field(in_code: list[bool], kind: str | None) -> None:
    """Keep track of fields: between `begin` and `separate` stands their code, then to `end` their result."""
    if kind == "begin":
        in_code.append(True)
    elif kind == "separate" and in_code:
        in_code[-1] = False
    elif kind == "end" and in_code:
        in_code.pop()
