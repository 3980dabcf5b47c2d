"""A zip is unpacked within limits, and refused where programs may read it differently."""

from __future__ import annotations

import struct

import pytest

from planparse.errors import EncryptedFile, OutOfMemory, UnreadableFile
from planparse.readers import docx_zip
from planparse.readers.docx import read_docx
from worddocs import document, lists, p, read, style, words, zipped


def test_names_with_backslashes_are_found() -> None:
    assert words(read_docx(zipped(("word\\document.xml", document(p("市审计局")))), "计划.docx")) == ["市审计局"]


@pytest.mark.parametrize("cut", [10, 200, -30])
def test_a_damaged_zip_is_unreadable(cut: int) -> None:
    with pytest.raises(UnreadableFile):
        read_docx(zipped(("word/document.xml", document(p("市审计局"))))[:cut], "计划.docx")


def test_a_damaged_entry_is_unreadable() -> None:
    data = bytearray(zipped(("word/document.xml", document(p("市审计局" * 50)))))
    data[80:90] = bytes(10)
    with pytest.raises(UnreadableFile):
        read_docx(bytes(data), "计划.docx")


def test_an_encrypted_entry_is_named_as_such() -> None:
    data = bytearray(zipped(("word/document.xml", document(p("市审计局")))))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(EncryptedFile):
        read_docx(bytes(data), "计划.docx")


def test_two_main_parts_are_refused() -> None:
    with pytest.warns(UserWarning, match="Duplicate"):
        data = zipped(("word/document.xml", document(p("甲"))), ("word/document.xml", document(p("乙"))))
    with pytest.raises(UnreadableFile, match="twice"):
        read_docx(data, "计划.docx")


def test_a_part_that_grows_too_much_is_refused_before_it_is_unpacked() -> None:
    with pytest.raises(OutOfMemory, match="unpacks"):
        read(p("市" * 8_000_000))


def test_a_part_that_lies_about_its_size_is_refused() -> None:
    data = bytearray(zipped(("word/document.xml", document(p("市" * 8_000_000)))))
    for start, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = data.index(start) + offset
        data[place : place + 4] = (1000).to_bytes(4, "little")
    with pytest.raises((OutOfMemory, UnreadableFile)):
        read_docx(bytes(data), "计划.docx")


def test_the_parts_together_have_one_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docx_zip, "MOST_BYTES", 4_000)
    read(p("市审计局"))
    with pytest.raises(OutOfMemory):
        read(p("市审计局"), style("a", "甲", "") + f"<!--{'注' * 1000}-->", lists() + f"<!--{'注' * 500}-->")


def test_a_zip_of_too_many_entries_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docx_zip, "MOST_ENTRIES", 2)
    with pytest.raises(OutOfMemory, match="entries"):
        read(p("市审计局"), style("a", "甲", ""), lists())


def changed_entry(place: int, words: bytes) -> bytes:
    """A sound document, but for some bytes of its entry in the list."""
    data = bytearray(zipped(("word/document.xml", document(p("市审计局")))))
    start = data.index(b"PK\x01\x02") + place
    data[start : start + len(words)] = words
    return bytes(data)


@pytest.mark.parametrize(
    "data",
    [
        changed_entry(6, b"\xff\x00"),  # needs a version of zip that nobody knows
        changed_entry(8, b"\x20\x00"),  # a patch of another file
        changed_entry(8, b"\x40\x00"),  # strong encryption
        changed_entry(10, b"\x0c\x00"),  # packed by bzip2
        changed_entry(16, b"\0\0\0\0"),  # wrong checksum
        changed_entry(42, b"\xff\xff\xff\x7f"),  # stands behind the end of the file
    ],
)
def test_an_entry_of_another_kind_is_unreadable(data: bytes) -> None:
    with pytest.raises(UnreadableFile):
        read_docx(data, "计划.docx")


def test_a_name_that_is_no_utf_8_is_unreadable() -> None:
    data = bytearray(changed_entry(8, b"\x00\x08"))
    data[data.index(b"PK\x01\x02") + 46] = 0xFF
    with pytest.raises(UnreadableFile, match="damaged"):
        read_docx(bytes(data), "计划.docx")


@pytest.mark.parametrize("place", [2**62, 2**63, 2**64 - 1])
def test_an_entry_that_stands_beyond_all_files_is_unreadable(place: int) -> None:
    # zipfile seeks there, and raises OverflowError from 2**63 on.
    data = zipped(("word/document.xml", document(p("市审计局"))))
    start, end = data.index(b"PK\x01\x02"), data.index(b"PK\x05\x06")
    extra = struct.pack("<HHQ", 1, 8, place)
    entry = data[start : start + 30] + struct.pack("<H", len(extra)) + data[start + 32 : start + 42] + b"\xff" * 4
    entry += data[start + 46 : end] + extra
    ending = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, len(entry), start, 0)
    with pytest.raises(UnreadableFile, match="cannot be unpacked"):
        read_docx(data[:start] + entry + ending, "计划.docx")
