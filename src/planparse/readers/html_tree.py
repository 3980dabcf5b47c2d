"""The bytes of a web page become a tree of elements (网页解析).

In go the bytes, or the characters made of them; out come the character set that the page names, its elements as
libxml2 builds them, and what its head says of it. Where libxml2 would stop early and drop the rest of a page, the
markup is cut down first, for text is never to be lost.

Source: HTML Living Standard, 4.2.5 (character set).
"""

from __future__ import annotations

import re

from lxml import etree

from planparse.errors import PageLimit
from planparse.readers.charset import clean
from planparse.readers.flow import Strip
from planparse.readers.html_marks import marks

MOST_TAGS = 250_000
"""`<` of one page. 300 pages of text saved by Word have 150,000; each takes libxml2 and us 700 bytes and more."""

DECLARED_WITHIN = 4096
"""Bytes in which a page may name its character set. Browsers look at 1024; old templates put scripts before it."""

META_CHARSET = re.compile(rb"<meta\b[^>]*?\bcharset\s*=\s*[\"']?\s*([A-Za-z0-9_.:+-]+)", re.I)
XML_CHARSET = re.compile(rb"^\s*<\?xml\b[^>]*?\bencoding\s*=\s*[\"']([A-Za-z0-9_.:+-]+)", re.I)
COMMENT = re.compile(rb"<!--.*?-->", re.S)

HUGE_TAG = re.compile(r"<([A-Za-z][A-Za-z0-9:]*+)[^<>]{20000,}+>")
"""Tags longer than any that a person wrote: pictures inside of them, or attributes by the thousand."""

CLOSED_EARLY = re.compile(r"</(?:body|html)\s*>", re.I)

KEPT_WHEN_DEEP = re.compile(
    r"<(?!/?(?:p|br|h[1-6]|table|thead|tbody|tfoot|tr|td|th|li|title|meta|script|style)\b|!)/?[a-z][^>]*>", re.I
)
"""Tags that only wrap others. Without them nearly every page is flat enough."""

KEPT_WHEN_VERY_DEEP = re.compile(r"<(?!/?(?:title|meta|script|style)\b|!)/?[a-z][^>]*>", re.I)
"""All tags but those whose content is no text of the page."""

SPACE = re.compile("[ \t\n\r\f]+")
"""What a browser shows as one blank; neither the wide blank nor `&nbsp;` is among it."""


def declared_charset(data: bytes) -> str | None:
    """The character set that the page names, in an XML declaration or a `meta` element."""
    start = data[:DECLARED_WITHIN]
    found = XML_CHARSET.search(start.removeprefix(b"\xef\xbb\xbf")) or META_CHARSET.search(COMMENT.sub(b"", start))
    return found[1].decode("ascii") if found else None


def tree_of(text: str, strip: Strip) -> etree._Element | None:
    """Build the tree of elements; None if there is nothing.

    libxml2 stops reading 2,048 elements deep, without an error. Such pages are read again without the elements
    that only wrap others.
    """
    if text.count("<") > MOST_TAGS:
        raise PageLimit(
            f"the page has more than {MOST_TAGS:,} tags",
            where=strip.where,
            advice="look at the file; no plan has so many",
        )
    # It also drops what follows </html>, where portals that are glued from parts keep half of their page.
    text = CLOSED_EARLY.sub("", text)
    # Pictures written into their own tag; and libxml2 compares each attribute of a tag with all others.
    text = HUGE_TAG.sub(r"<\1>", text)
    root, cut = _parse(text)
    if cut:
        strip.warn("deep_nesting", "elements are nested too deeply; most of them were put on one level")
        end = text.rfind(">") + 1  # behind it each `<` would be followed to the end of the page, in vain
        root, cut = _parse(KEPT_WHEN_DEEP.sub("<br>", text[:end]) + text[end:])
        if cut:
            root, cut = _parse(KEPT_WHEN_VERY_DEEP.sub("<br>", text[:end]) + text[end:])
    return root


def _parse(text: str) -> tuple[etree._Element | None, bool]:
    """Parse; say whether libxml2 stopped early."""
    parser = etree.HTMLParser(
        encoding="utf-8", huge_tree=True, no_network=True, remove_comments=True, remove_pis=True, recover=True
    )
    try:
        root = etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError:
        return None, False  # "Document is empty"; with recover=True, nothing else raises
    return root, any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log)


def title_and_day(root: etree._Element) -> tuple[str | None, str | None]:
    """What the head of a page says of it: title and day of publication, as they stand."""
    said: dict[str, str] = {}
    for element in root.iter("meta"):
        name = element.get("name") or element.get("property") or ""
        content = _one_line(element.get("content"))
        if content:
            said.setdefault(name.strip().lower(), content)
    titles = _said_under("meta_title", said)
    for element in root.iter("title"):
        titles.append(_one_line(element.text))
        break
    return next(filter(None, titles), None), next(iter(_said_under("meta_published", said)), None)


def _said_under(kind: str, said: dict[str, str]) -> list[str]:
    """What stands under the names of one kind, the most telling name first."""
    return [said[name.lower()] for name in marks(kind) if name.lower() in said]


def _one_line(text: str | None) -> str:
    return SPACE.sub(" ", clean(text or "")[0]).strip()
