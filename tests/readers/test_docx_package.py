"""Parts are found as Word finds them, and other zips are named."""

from __future__ import annotations

import pytest

from planparse.errors import UnsupportedFormat
from planparse.readers.docx import read_docx
from worddocs import codes, document, item, p, read, relations, words, zipped


def test_the_main_part_is_found_by_its_relation() -> None:
    data = zipped(("_rels/.rels", relations("/docs/Main.xml")), ("docs/main.xml", document(p("市审计局"))))
    assert words(read_docx(data, "计划.docx")) == ["市审计局"]


def test_a_damaged_side_part_costs_numbers_but_not_text() -> None:
    text = read(item("市审计局"), "", "", ("word/numbering.xml", "<w:numbering"))
    assert (words(text), codes(text)) == (["市审计局"], ["unread_part"])


@pytest.mark.parametrize(
    ("entry", "what"),
    [
        ("xl/workbook.xml", "Excel"),
        ("ppt/presentation.xml", "PowerPoint"),
        ("META-INF/manifest.xml", "OpenDocument"),
        ("META-INF/container.xml", "e-book"),
        ("OFD.xml", "OFD"),
        ("照片.png", "zip archive"),
    ],
)
def test_other_zipped_formats_are_named(entry: str, what: str) -> None:
    with pytest.raises(UnsupportedFormat, match=what) as caught:
        read_docx(zipped((entry, "<a/>")), "计划.docx")
    assert caught.value.advice and "\n" not in str(caught.value)


def test_a_workbook_under_the_name_of_a_document_is_named() -> None:
    with pytest.raises(UnsupportedFormat, match="Excel"):
        read_docx(zipped(("word/document.xml", "<workbook/>")), "计划.docx")
