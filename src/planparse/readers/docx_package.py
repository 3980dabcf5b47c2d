"""The parts of a Word document: its body, and the styles, theme and lists that belong to it (文档部件).

In go the bytes of a file; out come the root of its main part and of those that the main part refers to. Parts are
found by their relations, as Word does, and by their usual names where those are missing. A zip that holds something
else is named, with what to do about it.

Source: ECMA-376, part 1, 11.3 (parts) and part 2, 9.3 (relationships).
"""

from __future__ import annotations

import posixpath

from lxml import etree

from planparse.errors import UnreadableFile, UnsupportedFormat
from planparse.readers.docx_elements import Element, W
from planparse.readers.docx_tree import tree_of
from planparse.readers.docx_zip import SAVE_AS, Archive, DamagedPart
from planparse.readers.flow import Strip

USUAL_NAME = "word/document.xml"

OTHER_PACKAGES = (
    ("xl/", "an Excel workbook"),
    ("ppt/", "a PowerPoint presentation"),
    ("visio/", "a Visio drawing"),
    ("ofd.xml", "an OFD document"),
    ("meta-inf/container.xml", "an e-book (.epub)"),
    ("meta-inf/manifest.xml", "an OpenDocument file (.odt, .ods)"),
    ("meta-inf/", "a Java archive"),
    ("index/", "a Pages or Numbers document"),
)
"""How the entries of other zipped formats begin, in lower case, and what to call them; the first that is met."""

OTHER_OFFICE = ("xl/", "ppt/", "visio/")
"""Folders of main parts that are no Word document, though found in the same way."""

OTHER_ROOTS = {"workbook": "an Excel workbook", "presentation": "a PowerPoint presentation"}


class Package:
    """The parts of one file."""

    def __init__(self, data: bytes, where: str) -> None:
        """Find the main part.

        Raises UnreadableFile, OutOfMemory; UnsupportedFormat if the zip is no Word document.
        """
        self._archive = Archive(data, where)
        self._where = where
        self._main = self._main_part()

    def body(self, strip: Strip) -> Element:
        """Give the body of the document; raise if the main part is something else."""
        root = self._parse(self._main, strip)
        kind = etree.QName(root).localname
        if root.tag != f"{W}document":
            if kind in OTHER_ROOTS:
                raise self._unsupported(OTHER_ROOTS[kind], SAVE_AS)
            raise UnreadableFile(
                f"the main part is no Word document but {kind[:40]!r}", where=self._where, advice=SAVE_AS
            )
        body = root.find(f"{W}body")
        return root if body is None else body

    def side_parts(self, strip: Strip, *kinds: str) -> list[Element | None]:
        """Give the roots of parts that the main part refers to; None for those it has not, or that are damaged."""
        try:
            related = self._related(self._main)
        except UnreadableFile:
            related = {}  # the usual names are left
        folder = posixpath.dirname(self._main)
        return [self._side_part(related.get(kind, posixpath.join(folder, f"{kind}.xml")), strip) for kind in kinds]

    def _side_part(self, name: str, strip: Strip) -> Element | None:
        if name not in self._archive.entries:
            return None
        try:
            return self._parse(name, strip)
        except DamagedPart:
            strip.warn("unread_part", f"the part {name[:60]} is damaged; numbers or formats may be missing")
            return None

    def _main_part(self) -> str:
        names = self._archive.entries
        target = self._related("").get("officeDocument")
        name = target if target in names else USUAL_NAME
        if name in names and not name.startswith(OTHER_OFFICE):
            return name
        for start, what in OTHER_PACKAGES:
            if any(name.startswith(start) for name in names):
                raise self._unsupported(what, SAVE_AS)
        what = "a zip archive" if names else "an empty zip archive"
        raise self._unsupported(what, "unpack it, and parse the files in it")

    def _unsupported(self, what: str, advice: str) -> UnsupportedFormat:
        return UnsupportedFormat(f"this is {what}, not a Word document", where=self._where, advice=advice)

    def _related(self, part: str) -> dict[str, str]:
        """Give the parts that a part refers to, by the last word of their kind; `part` "" is the whole package."""
        folder, name = posixpath.split(part)
        rels = posixpath.join(folder, "_rels", f"{name}.rels")
        if rels not in self._archive.entries:
            return {}
        try:
            root = self._parse(rels, Strip(self._where))
        except DamagedPart:
            return {}
        related: dict[str, str] = {}
        for relation in root.iter("{*}Relationship"):
            target = (relation.get("Target") or "").replace("\\", "/")
            if relation.get("TargetMode") == "External" or not target:
                continue
            path = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
            kind = (relation.get("Type") or "").rpartition("/")[2]
            related.setdefault(kind, posixpath.normpath(path).lower())
        return related

    def _parse(self, name: str, strip: Strip) -> Element:
        return tree_of(self._archive.unpack(name), name, strip)
