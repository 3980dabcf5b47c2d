"""The bytes of a part become a tree of elements (XML 解析).

In go the bytes of one part; out comes its root. The encoding is set, not believed; a DTD is refused before anything
is parsed, and the size of the tree is reckoned before it is built. Nothing outside of the part is ever opened. Names
of the strict variant are written as those of the common one, so that all who come after know only one.

Source: ECMA-376, part 1, annex A and part 2, 8.1.4 (UTF-8 or UTF-16, no DTD).
"""

from __future__ import annotations

from lxml import etree

from planparse.errors import OutOfMemory, UnreadableFile
from planparse.readers.docx_elements import WORD, Element
from planparse.readers.docx_zip import DOWNLOAD, SAVE_AS, DamagedPart
from planparse.readers.flow import Strip

MOST_TREE = 300 * 2**20
"""Bytes that the tree of one part may take, as `_tree_size` reckons; 300 full pages take 170 MiB."""

NODE_BYTES, ATTRIBUTE_BYTES = 120, 240
"""Bytes that libxml2 takes for an element or the text between two tags, and for an attribute with its value."""

STRICT_WORD = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def tree_of(data: bytes, name: str, strip: Strip) -> Element:
    """Parse a part; of one that is nested too deeply, what stands before that, with a warning.

    data: its bytes; name: for errors
    Raises DamagedPart if it is damaged, UnreadableFile if it has a DTD, OutOfMemory if its tree would be too large.
    """
    data = _as_utf8(data, name, strip.where)
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        # Word writes none; with it a file can name others on this machine, or grow without end.
        raise UnreadableFile(f"{name[:60]} has a DTD, which no Word document has", where=strip.where, advice=SAVE_AS)
    if _tree_size(data) > MOST_TREE:
        raise OutOfMemory(f"{name[:60]} has more elements than any plan", where=strip.where, advice="split the file")
    if STRICT_WORD in data:
        for quote in (b'"', b"'"):
            data = data.replace(quote + STRICT_WORD + quote, quote + WORD.encode() + quote)
    try:
        return _parsed(data, name, strip.where)
    except etree.XMLSyntaxError as problem:
        # libxml2 gives this limit no code of its own.
        if "xcessive depth" not in str(problem):
            reason = " ".join(str(problem).split())[:80]
            raise DamagedPart(f"{name[:60]} is damaged ({reason})", where=strip.where, advice=DOWNLOAD) from problem
    try:
        root = _parsed(data, name, strip.where, recover=True)
    except etree.XMLSyntaxError as problem:
        raise DamagedPart(f"{name[:60]} is damaged", where=strip.where, advice=DOWNLOAD) from problem
    strip.warn("deep_nesting", "elements are nested too deeply; the text from there on was left out")
    return root


def _parsed(data: bytes, name: str, where: str, recover: bool = False) -> Element:
    parser = etree.XMLParser(
        encoding="utf-8",  # not believed: the search for a DTD has to see the bytes that the parser sees
        recover=recover,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=True,  # limits are our own: bytes, tags, and libxml2's 2048 levels
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
    )
    root = etree.fromstring(data, parser)
    if root is None or root.getroottree().docinfo.internalDTD is not None:
        raise DamagedPart(f"{name[:60]} holds no document", where=where, advice=DOWNLOAD)
    return root


def _as_utf8(data: bytes, name: str, where: str) -> bytes:
    """Give a part in UTF-8; the standard allows UTF-16 as well, and nothing else."""
    if data[:2] in UTF_16_MARKS:
        encoding = "utf-16"
    elif 0 in data[:4]:
        encoding = "utf-16-be" if data[0] == 0 else "utf-16-le"
    else:
        return data
    try:
        return data.decode(encoding).encode("utf-8", "replace")
    except UnicodeDecodeError as problem:
        raise DamagedPart(f"{name[:60]} is no XML", where=where, advice=DOWNLOAD) from problem


def _tree_size(data: bytes) -> int:
    """Reckon the bytes of the tree that libxml2 makes."""
    tags = data.count(b"<")
    elements = tags - data.count(b"</")
    texts = tags - data.count(b"><")
    return NODE_BYTES * (elements + texts) + ATTRIBUTE_BYTES * data.count(b"=") + len(data)
