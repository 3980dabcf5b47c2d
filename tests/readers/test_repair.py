"""Damaged PDFs are read after a repair where pages are left.

The PDFs are written by hand, object by object, so that each fault is the only one.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import pikepdf
import pytest

from pdfs import HELVETICA, stream, written
from planparse.errors import UnreadableFile
from planparse.model.document import Page
from planparse.readers.open import open_document
from planparse.readers.repair import save_anew

READERS = ["auto", "pdfplumber"]


def plan_objects(words: Sequence[str]) -> list[str]:
    """Give the objects of a document with one page for each of these words: 1 catalogue, 2 page tree, 3 font, then
    page and content in turn.
    """
    kids = " ".join(f"{4 + 2 * index} 0 R" for index in range(len(words)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(words)} >>",
        HELVETICA,
    ]
    for index, word in enumerate(words):
        objects += [
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> "
            f"/Contents {5 + 2 * index} 0 R >>",
            stream(f"BT /F1 12 Tf 72 700 Td ({word}) Tj ET"),
        ]
    return objects


WORDS = ["audit", "finance", "water"]


def pages_of(data: bytes, folder: Path, reader: str = "auto") -> list[Page]:
    path = folder / "a.pdf"
    path.write_bytes(data)
    with open_document(path, reader) as document:
        return list(document.pages)


def words_of(pages: Sequence[Page]) -> list[str]:
    return ["".join(char.text for char in page.chars) for page in pages]


def codes_of(pages: Sequence[Page]) -> list[str]:
    return [warning.code for page in pages for warning in page.warnings]


@pytest.mark.parametrize("reader", READERS)
def test_a_sound_file_is_read_without_a_warning(tmp_path: Path, reader: str) -> None:
    pages = pages_of(written(plan_objects(WORDS)), tmp_path, reader)
    assert words_of(pages) == WORDS
    assert codes_of(pages) == []


@pytest.mark.parametrize("reader", READERS)
def test_a_file_that_lost_its_tail_is_read_as_far_as_it_goes(tmp_path: Path, reader: str) -> None:
    data = written(plan_objects(WORDS))
    pages = pages_of(data[: data.index(b"xref")], tmp_path, reader)
    assert words_of(pages) == WORDS
    assert codes_of(pages) == ["repaired_file"]


@pytest.mark.parametrize("reader", READERS)
def test_a_file_cut_in_its_last_page_keeps_the_pages_before(tmp_path: Path, reader: str) -> None:
    data = written(plan_objects(WORDS))
    pages = pages_of(data[: data.index(b"water") - 20], tmp_path, reader)
    assert words_of(pages)[:2] == WORDS[:2]
    assert "repaired_file" in codes_of(pages)


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("shift", [-7, 3, 400])
def test_a_file_whose_offsets_are_off_is_read(tmp_path: Path, reader: str, shift: int) -> None:
    pages = pages_of(written(plan_objects(WORDS), shift=shift), tmp_path, reader)
    assert words_of(pages) == WORDS
    assert codes_of(pages) == ["repaired_file"]


@pytest.mark.parametrize("reader", READERS)
def test_junk_before_the_header_does_no_harm(tmp_path: Path, reader: str) -> None:
    pages = pages_of(b"\r\n<!-- saved by a browser -->\r\n" + written(plan_objects(WORDS)), tmp_path, reader)
    assert words_of(pages) == WORDS


@pytest.mark.parametrize("reader", READERS)
def test_pages_are_found_though_the_page_tree_points_to_nothing(tmp_path: Path, reader: str) -> None:
    objects = plan_objects(WORDS)
    objects[1] = "<< /Type /Pages /Kids [90 0 R 91 0 R 92 0 R] /Count 3 >>"
    assert words_of(pages_of(written(objects), tmp_path, reader)) == WORDS


@pytest.mark.parametrize("reader", READERS)
def test_no_pages_at_all_are_unreadable(tmp_path: Path, reader: str) -> None:
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [] /Count 0 >>"]
    with pytest.raises(UnreadableFile):
        pages_of(written(objects), tmp_path, reader)


@pytest.mark.parametrize("reader", READERS)
def test_a_page_tree_that_is_its_own_child_ends_with_its_page(tmp_path: Path, reader: str) -> None:
    objects = plan_objects(WORDS)
    objects[1] = "<< /Type /Pages /Kids [2 0 R 4 0 R] /Count 2 >>"
    pages = pages_of(written(objects), tmp_path, reader)
    assert [word for word in words_of(pages) if word] == ["audit"]
    assert codes_of(pages) == ["repaired_file", *["unreadable_page"] * (len(pages) - 1)]


@pytest.mark.parametrize(
    "reader",
    [
        "auto",
        "pdfium",
        pytest.param("pdfplumber", marks=pytest.mark.xfail(strict=True, reason="pdfminer leaves the page out unsaid")),
    ],
)
def test_a_damaged_page_in_the_middle_leaves_the_others(tmp_path: Path, reader: str) -> None:
    objects = plan_objects(WORDS)
    objects[1] = objects[1].replace("6 0 R", "90 0 R")
    pages = pages_of(written(objects), tmp_path, reader)
    assert [word for word in words_of(pages) if word] == ["audit", "water"]
    assert codes_of(pages) == ["unreadable_page"]


@pytest.mark.parametrize("reader", READERS)
def test_a_count_that_promises_more_pages_than_there_are_is_said(tmp_path: Path, reader: str) -> None:
    objects = plan_objects(WORDS)
    objects[1] = objects[1].replace("/Count 3", "/Count 5")
    pages = pages_of(written(objects), tmp_path, reader)
    assert [word for word in words_of(pages) if word] == WORDS
    assert len(pages) == 3 or codes_of(pages) == ["unreadable_page"] * (len(pages) - 3)


@pytest.mark.parametrize("reader", READERS)
def test_content_that_stops_in_the_middle_keeps_what_came_before(tmp_path: Path, reader: str) -> None:
    objects = plan_objects(WORDS)
    objects[4] = stream("BT /F1 12 Tf 72 700 Td (audit) Tj ET q 1 0 0 1 0 0 cm BT /F1 12 Tf (unend")
    pages = pages_of(written(objects), tmp_path, reader)
    assert words_of(pages)[0].startswith("audit")
    assert words_of(pages)[1:] == WORDS[1:]


def test_saving_anew_finds_the_objects_of_a_damaged_file() -> None:
    saved = save_anew(written(plan_objects(WORDS), shift=400))
    assert saved is not None
    with pikepdf.open(io.BytesIO(saved)) as pdf:
        assert len(pdf.pages) == 3


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"%PDF-1.7\n" + b"garbage " * 50,
        written(["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [] /Count 0 >>"]),
        written(["<< /Type /Catalog >>"]),
    ],
    ids=["empty", "garbage", "no pages", "no page tree"],
)
def test_where_nothing_is_to_be_saved_nothing_is(data: bytes) -> None:
    assert save_anew(data) is None


def test_a_locked_file_is_not_saved_anew() -> None:
    locked = io.BytesIO()
    with pikepdf.open(io.BytesIO(written(plan_objects(WORDS)))) as pdf:
        pdf.save(locked, encryption=pikepdf.Encryption(user="secret", owner="owner"))
    assert save_anew(locked.getvalue()) is None
