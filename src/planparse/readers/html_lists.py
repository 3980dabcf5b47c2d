"""The numbers and dots that a browser sets before the items of a list (列表编号).

In go a list element and its items, one after the other; out comes the marker of each, as it is shown: they stand
nowhere in the text of a page, and a plan that counts its tasks by them would lose its numbers.

Source: HTML Living Standard, 4.4.5 to 4.4.8; CSS Counter Styles 3.
"""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from planparse.readers.html_styles import Css, integer, list_kind

DOT = "•"
DIGITS = "〇一二三四五六七八九"
ROMAN = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")


@dataclass(slots=True)
class Counter:
    """Counts the items of one list.

    number: of its next item, or None where dots are shown; kind: the way to count, by its name in CSS
    """

    number: int | None
    step: int
    kind: str

    def marker(self, item: etree._Element, css: Css) -> str:
        """The marker of the next item; css: what its `style` says."""
        kind = css.marker or self.kind
        if self.number is None:
            return "" if kind == "none" else DOT
        value = integer(item.get("value"))
        if value is not None:
            self.number = value
        marker = numeral(self.number, kind)
        self.number += self.step
        return marker


def counter_of(element: etree._Element, tag: str, css: Css) -> Counter:
    """Begin a list: `ul`, or `ol` with its start and direction."""
    kind = css.marker or list_kind(element.get("type") or "")
    if tag == "ul":
        return Counter(None, 0, kind)
    start = integer(element.get("start"))
    if "reversed" in element.attrib:
        items = sum(1 for _ in element.iterchildren("li"))
        return Counter(items if start is None else start, -1, kind)
    return Counter(1 if start is None else start, 1, kind)


def numeral(number: int, kind: str) -> str:
    """The marker of a numbered item.

    >>> numeral(12, "cjk-ideographic"), numeral(3, "lower-alpha"), numeral(4, ""), numeral(9, "upper-roman")
    ('十二、', 'c. ', '4. ', 'IX. ')
    """
    if kind == "none":
        return ""
    if kind in ("cjk-ideographic", "simp-chinese-informal", "trad-chinese-informal") and 0 < number < 100:
        tens, ones = divmod(number, 10)
        ten = "" if not tens else "十" if tens == 1 else DIGITS[tens] + "十"
        return f"{ten}{DIGITS[ones] if ones else ''}、"
    if kind in ("lower-alpha", "lower-latin", "upper-alpha", "upper-latin") and 0 < number <= 26:
        letter = chr(ord("a") - 1 + number)
        return f"{letter.upper() if kind.startswith('upper') else letter}. "
    if kind in ("lower-roman", "upper-roman") and 0 < number < 40:
        roman = "X" * (number // 10) + ROMAN[number % 10]
        return f"{roman if kind.startswith('upper') else roman.lower()}. "
    # Where a decimal point would be read, as in 1.5年, the blank tells them apart.
    return f"{number}. "
