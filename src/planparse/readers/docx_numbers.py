"""A number is written as Word writes it in a list (编号格式).

In go a number and the name of a format; out comes its text: 一, 〇, 甲, ⑫, xii. Where a format has no such number,
it is written in decimal digits.

Source: ECMA-376, part 1, 17.18.59 (ST_NumberFormat); Word draws the nought as ○, here it is 〇.
"""

from __future__ import annotations

import re

DIGITS = "〇一二三四五六七八九"
COUNTING_DIGITS = "零" + DIGITS[1:]
UNITS = "十百千"
LEGAL_SIMPLIFIED = "零壹贰叁肆伍陆柒捌玖"
LEGAL_TRADITIONAL = "零壹貳參肆伍陸柒捌玖"
LEGAL_UNITS = "拾佰仟"
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
ROMAN = tuple(
    zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("m", "cm", "d", "cd", "c", "xc", "l", "xl", "x", "ix", "v", "iv", "i"),
        strict=True,
    )
)

CIRCLES = "⓪①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㉑㉒㉓㉔㉕㉖㉗㉘㉙㉚㉛㉜㉝㉞㉟㊱㊲㊳㊴㊵㊶㊷㊸㊹㊺㊻㊼㊽㊾㊿"

ROWS = {
    "decimalEnclosedCircle": (CIRCLES, 0),
    "decimalEnclosedCircleChinese": (CIRCLES, 0),
    "decimalEnclosedParen": ("⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇", 1),
    "decimalEnclosedFullstop": ("⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛", 1),
    "ideographEnclosedCircle": ("㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉", 1),
    "ideographTraditional": ("甲乙丙丁戊己庚辛壬癸", 1),
    "ideographZodiac": ("子丑寅卯辰巳午未申酉戌亥", 1),
}
"""Formats that are a row of characters, and the number of the first."""

THOUSANDS = frozenset(("chineseCountingThousand", "taiwaneseCountingThousand"))
TENS = frozenset(("chineseCounting", "taiwaneseCounting"))
"""Formats that count with units (一百零五), and those that do so only below a hundred (一〇五)."""

DIGIT_BY_DIGIT = frozenset(("ideographDigital", "japaneseDigitalTenThousand", "taiwaneseDigital"))
LEGAL = {
    "chineseLegalSimplified": LEGAL_SIMPLIFIED,
    "ideographLegalTraditional": LEGAL_TRADITIONAL,
    "japaneseLegal": LEGAL_TRADITIONAL,
}

COUNTED_BELOW = 10_000
"""Numbers from here on would need 万; no list counts so far, and long rows of letters would cost memory."""

LETTERS_UP_TO = 26 * 30
"""The last number that is written in letters: after z come aa to zz, and Word goes on to thirty of each."""

ROMAN_BELOW = 4_000
"""There are no Roman letters for 5,000."""


def written(number: int, form: str, digits: int = 1) -> str:
    """Write a number in a format; in decimal digits, at least so many, where the format has no such number.

    >>> [written(12, form) for form in ("chineseCounting", "decimalEnclosedCircle", "lowerRoman", "upperLetter")]
    ['十二', '⑫', 'xii', 'L']
    >>> written(105, "chineseCountingThousand"), written(105, "chineseCounting")
    ('一百零五', '一〇五')
    """
    decimal = str(number).rjust(digits, "0") if number >= 0 else str(number)
    if form == "none":
        return ""
    if form == "decimalZero":
        return decimal.rjust(2, "0")
    if form in ("decimalFullWidth", "decimalFullWidth2"):
        return decimal.translate(FULL_WIDTH)
    if form == "numberInDash":
        return f"- {decimal} -"
    if form in ROWS:
        row, first = ROWS[form]
        return row[number - first] if first <= number < first + len(row) else decimal
    if not 0 < number < COUNTED_BELOW:
        return decimal
    if form in ("upperLetter", "lowerLetter") and number <= LETTERS_UP_TO:
        letters = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letters.upper() if form == "upperLetter" else letters
    if form in ("upperRoman", "lowerRoman") and number < ROMAN_BELOW:
        return _roman(number).upper() if form == "upperRoman" else _roman(number)
    return _in_chinese(number, form) or decimal


def _in_chinese(number: int, form: str) -> str:
    """Write 1 to 9999 in Chinese digits; "" if that is not the format."""
    if form in DIGIT_BY_DIGIT or (form in TENS and number >= 100):
        return "".join(DIGITS[int(digit)] for digit in str(number))
    if form in THOUSANDS or form in TENS:
        counted = _counted(number, COUNTING_DIGITS, UNITS)
        return counted[1:] if counted.startswith("一十") else counted
    if form == "japaneseCounting":
        counted = _counted(number, DIGITS, UNITS).replace("〇", "")
        return re.sub("一(?=[十百千])", "", counted)
    return _counted(number, LEGAL[form], LEGAL_UNITS) if form in LEGAL else ""


def _roman(number: int) -> str:
    text = ""
    for count, letters in ROMAN:
        text += letters * (number // count)
        number %= count
    return text


def _counted(number: int, digits: str, units: str) -> str:
    """Write 1 to 9999 with units: 一百零五, 一十."""
    text = ""
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if digit:
            text += digits[digit] + (units[place - 1] if place else "")
        elif text and not text.endswith(digits[0]):
            text += digits[0]
    return text.rstrip(digits[0])
