"""Bytes of a text file or web page become characters (字符集、编码).

In go bytes and what the file says of its own character set; out come characters, the set they were in, and warnings.
The bytes are believed before the words: pages of old government sites declare gb2312 and are UTF-8, or the other way
round. UTF-8 is strict enough to be known by itself; Chinese text that is not UTF-8 is GB18030, which holds GB 2312
and GBK. What no reader could see (control characters, marks of writing direction) is left out here, so that nobody
after us meets it; line ends of every kind become one line feed.

Source: GB 18030-2022; Unicode 16, chapters 3.9 and 23; WHATWG Encoding, 4.2.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from planparse.model.plan import Warning

BYTE_ORDER_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""How wide encodings begin. The mark of UTF-8 proves nothing: some editors set it before GBK text."""

FAMILIES: dict[str, str] = {
    "utf-8": "utf-8",
    "ascii": "utf-8",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "big5": "big5",
    "cp950": "big5",
    "big5hkscs": "big5",
    "utf-16": "utf-16",
    "utf-16-le": "utf-16",
    "utf-16-be": "utf-16",
    "utf-32": "utf-32",
    "utf-32-le": "utf-32",
    "utf-32-be": "utf-32",
    "iso8859-1": "iso8859-1",
    "iso8859-15": "iso8859-1",
    "cp1252": "iso8859-1",
    "euc_jp": "euc_jp",
    "shift_jis": "shift_jis",
    "cp932": "shift_jis",
    "euc_kr": "euc_kr",
    "cp949": "euc_kr",
}
"""Character sets a file may declare, by Python's name, and which of them count as the same.

No other declared name is ever handed to a decoder: utf-7 hides tags from who looks at the bytes, and Python calls
zip and base64 encodings too.
"""

ALIASES: dict[str, str] = {
    "utf8mb4": "utf-8",
    "x-gbk": "gbk",
    "gb_2312-80": "gb2312",
    "cn-gb": "gb2312",
    "gb": "gb2312",
    "x-x-big5": "big5",
}
"""Names met on web pages that Python does not know, and what they mean."""

BIG5_CODECS = ("cp950", "big5hkscs")
"""The two ways Big5 was extended; the first that fits is taken."""

STRAY_BYTES = 0.2
"""Share of the bytes above 127 that may be stray in a UTF-8 file. Chinese text in GBK loses over two thirds."""

STRAY_GB_BYTES = 0.02
"""The same for GB18030, before a declared set of single bytes, which never fails, is believed instead."""

MOST_CUT = 4
"""Bytes of one UTF-8 character; fewer are missing where a file is cut inside one."""

NUL_SHARE = 0.001
"""Share of the byte pairs with a zero in one of them, from which UTF-16 is tried. Each line feed makes one."""

SAMPLE = 65_536
"""Bytes looked at for UTF-16 without a mark; even."""

PLAIN_WIDE = re.compile("[\t\n\r -~·—‘-‧\u3000-〿\u4e00-\u9fff\uff01-～]")
"""What text read rightly as UTF-16 is mostly made of."""

TWO_BYTES = re.compile("[\x80-\u07ff]")
THREE_BYTES = re.compile("[\u0800-\uffff]")

CHINESE_MARKS = re.compile("[，。、：；（）《》〔〕]")
"""Marks that stand in every Chinese text; read in the wrong set, they turn into others."""

LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")

SILENT = re.compile("[\xad\u200b\u2060\ufeff]+")
"""Soft hyphen, zero-width space and its like: editors strew them, and they say nothing."""

CONTROLS = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u061c\u200c-\u200f\u202a-\u202e\u2066-\u206f\ud800-\udfff\ufdd0-\ufdef"
    "\ufff0-\ufffb\ufffe\uffff"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0x110000, 0x10000))
    + "]+"
)
"""What may not stand in any output: control characters, marks of direction, halves of pairs, noncharacters."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """The characters of a file.

    text: with line feeds as line ends, without control characters but tabs
    charset: the set the bytes were in, e.g. `utf-8`, `gb18030`
    """

    text: str
    charset: str
    warnings: tuple[Warning, ...] = ()


def decode(data: bytes, declared: str | None = None) -> Decoded:
    """Find out which character set the bytes are in, and read them.

    declared: the name in the file's own words (`meta`, XML declaration, HTTP header), None if it says nothing
    Never fails: bytes that stand for nothing are left out, with the warning `undecodable`.

    >>> decode("牵头单位".encode("gb18030")).charset
    'gb18030'
    """
    name = _known(declared)
    text, charset, lost = _read(data, name)
    warnings = []
    if declared and _contradicts(data, name, charset):
        warnings.append(Warning("wrong_charset", f"the file declares {declared[:40]!a}, but it is in {charset}"))
    if lost:
        warnings.append(Warning("undecodable", f"{lost} bytes stand for no character in {charset}; they were left out"))
    text, dropped = clean(text)
    if dropped:
        warnings.append(control_warning(dropped))
    return Decoded(text, charset, tuple(warnings))


def clean(text: str) -> tuple[str, int]:
    """Leave out what nobody can see, and write all line ends as line feeds.

    Returns the text, and how many characters were left out that deserve a warning.
    Also for characters a file spells out, as `&#8238;` in a web page.
    """
    text = SILENT.sub("", LINE_ENDS.sub("\n", text))
    kept = CONTROLS.sub("", text)
    return kept, len(text) - len(kept)


def control_warning(dropped: int) -> Warning:
    """Say that so many control characters were left out."""
    return Warning("control_characters", f"{dropped} control characters or marks of writing direction were left out")


def _known(declared: str | None) -> str | None:
    """Python's name of a declared set, if it is one of FAMILIES."""
    if not declared or not re.fullmatch(r"[A-Za-z0-9_.:+-]{1,40}", declared.strip()):
        return None
    name = declared.strip().lower()
    try:
        name = codecs.lookup(ALIASES.get(name, name)).name
    except LookupError:
        return None
    return name if name in FAMILIES else None


def _contradicts(data: bytes, declared: str | None, charset: str) -> bool:
    if declared is None:
        return True
    wide = FAMILIES[declared] in ("utf-16", "utf-32")
    return FAMILIES[declared] != FAMILIES[charset] and (wide or charset.startswith("utf-16") or not data.isascii())


def _read(data: bytes, declared: str | None) -> tuple[str, str, int]:
    """Give text, character set, and how many bytes were left out."""
    for mark, charset in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _read_as(data[len(mark) :], charset)
    data = data.removeprefix(codecs.BOM_UTF8)
    wide = _wide_charset(data)
    if wide:
        return _read_as(data, wide)
    text = _strict(data, "utf-8")
    family = FAMILIES[declared] if declared else None
    if text is not None and not (family == "gb18030" and _may_be_gb(text)):
        return text, "utf-8", 0
    return _read_narrow(data, declared)


def _read_narrow(data: bytes, declared: str | None) -> tuple[str, str, int]:
    """Read bytes that are no faultless UTF-8."""
    high = len(data) - len(data.translate(None, bytes(range(128, 256))))
    loose = _read_as(data, "utf-8")
    # One stray byte must not turn a UTF-8 file into GB18030, where most pairs of bytes mean something.
    if _is_mostly_utf8(loose[0], loose[2], high):
        return loose
    text = _strict(data, "gb18030")
    if declared and FAMILIES[declared] == "big5":
        # Nearly all Big5 is faultless GB18030 as well, so the words decide, unless the marks speak against them.
        for codec in BIG5_CODECS:
            big5 = _strict(data, codec)
            if big5 is not None and (text is None or _marks(big5) >= _marks(text)):
                return big5, "big5", 0
    if text is not None:
        return text, "gb18030", 0
    gb = _read_as(data, "gb18030")
    if declared and gb[2] > STRAY_GB_BYTES * high:
        text = _strict(data, declared)
        if text is not None:
            return text, declared, 0
    return min(loose, gb, key=lambda read: read[2])


def _is_mostly_utf8(text: str, lost: int, high: int) -> bool:
    """True for Chinese in UTF-8 with few stray bytes: its characters have three, those found in GBK by accident two."""
    two, three = len(TWO_BYTES.findall(text)), len(THREE_BYTES.findall(text))
    return three > two and (lost <= STRAY_BYTES * high or lost < MOST_CUT)


def _read_as(data: bytes, charset: str) -> tuple[str, str, int]:
    """Read, and leave out what does not fit; writing it back tells how much that was."""
    text = data.decode(charset, "ignore")
    return text, charset, max(len(data) - len(text.encode(charset, "surrogatepass")), 0)


def _strict(data: bytes, charset: str) -> str | None:
    try:
        return data.decode(charset)
    except UnicodeDecodeError:
        return None


def _wide_charset(data: bytes) -> str | None:
    """UTF-16 without a mark, known by its zero bytes and by what it reads as; else None."""
    sample = data[:SAMPLE]
    first, second = sample[0::2].count(0), sample[1::2].count(0)
    if max(first, second) < max(1, NUL_SHARE * len(sample) / 2) or min(first, second) > max(first, second) / 10:
        return None
    charset = "utf-16-be" if first > second else "utf-16-le"
    text = sample.decode(charset, "ignore")
    return charset if len(PLAIN_WIDE.findall(text)) >= 0.9 * len(text) else None


def _may_be_gb(text: str) -> bool:
    """True if faultless UTF-8 may be GBK by accident: 牵头 in GBK is also two Greek and Latin letters in UTF-8."""
    return not text.isascii() and max(text) < "\u0800"


def _marks(text: str) -> int:
    return len(CHINESE_MARKS.findall(text[:SAMPLE]))
