"""A part is parsed without a DTD, in the encoding that was searched, and within limits."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from planparse.errors import OutOfMemory, UnreadableFile
from planparse.readers.docx import read_docx
from worddocs import STRICT, codes, document, only_line, p, part, read, words, zipped


def test_strict_documents_are_read() -> None:
    body = p("市审计局", '<w:jc w:val="end"/>')
    line = only_line(read_docx(zipped(("word/document.xml", document(body, STRICT))), "计划.docx"))
    assert (line.text, line.style.align) == ("市审计局", "right")


def test_parts_in_utf_16_are_read() -> None:
    xml = document(p("市审计局")).replace("UTF-8", "UTF-16")
    assert words(read_docx(zipped(("word/document.xml", xml.encode("utf-16"))), "计划.docx")) == ["市审计局"]


def test_a_damaged_main_part_is_unreadable() -> None:
    with pytest.raises(UnreadableFile, match=r"计划\.docx: word/document\.xml is damaged"):
        read_docx(zipped(("word/document.xml", document(p("市审计局"))[:-30])), "计划.docx")


@pytest.mark.parametrize("name", ["word/document.xml", "word/styles.xml", "_rels/.rels", "word/numbering.xml"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le"])
def test_a_dtd_is_refused_in_each_part_and_encoding(name: str, encoding: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("秘密", encoding="utf-8")
    bomb = (
        f'<!DOCTYPE w:document [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
        + part("document", "<w:body>&x;</w:body>")[38:]
    )
    parts: dict[str, str | bytes] = {"word/document.xml": document(p("市审计局"))}
    parts[name] = bomb.encode(encoding)
    with pytest.raises(UnreadableFile, match="DTD"):
        read_docx(zipped(*parts.items()), "计划.docx")


def test_an_encoding_that_hides_a_dtd_is_not_believed() -> None:
    xml = '<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE a [+ADwAIQ-ENTITY x "y"+AD4AXQA+-<a>+ACY-x;</a>'
    with pytest.raises(UnreadableFile):
        read_docx(zipped(("word/document.xml", xml)), "计划.docx")


def test_a_tree_of_too_many_elements_is_refused() -> None:
    many = "".join(f'<w:p w:rsidR="{number * 2654435761 % 2**32:08X}"/>' for number in range(900_000))
    with pytest.raises(OutOfMemory, match="elements"):
        read(many)


@pytest.mark.parametrize("name", ["w:sdt", "w:p", "w:tbl", "x"])
def test_sixty_thousand_nested_elements_are_warned_of(name: str) -> None:
    began = time.monotonic()
    text = read(p("市审计局") + f"<{name}>" * 60_000 + f"</{name}>" * 60_000)
    assert (words(text), codes(text)) == (["市审计局"], ["deep_nesting"])
    assert time.monotonic() - began < 5
