"""Damaged PDFs are read after a repair where pages are left, and files made to harm are refused.

The PDFs are written by hand, object by object, so that each fault is the only one.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import pikepdf
import pytest

from pdfs import HELVETICA, stream, written
from planparse.errors import EncryptedFile, OutOfTime, UnreadableFile
from planparse.model.document import Page
from planparse.readers.open import open_document
from planparse.readers.repair import refuse_form_bombs, save_anew

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
    assert len(pages) == 1 or codes_of(pages) == ["unreadable_page"] * (len(pages) - 1)


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


def bomb(
    levels: int,
    times: int,
    *,
    kind: str = "/Form",
    on_the_page: bool = True,
    first: str = "",
    extra: Sequence[str] = (),
) -> bytes:
    """Write a page that draws a form that draws the next `times` times, and so on for `levels` forms.

    kind: how the subtype is written
    on_the_page: the page names its resources itself; else it inherits them
    first: what the page draws before; extra: more objects, numbered from 100
    """
    forms = 5
    names = " ".join(["/X0 5 0 R", *(f"/E{index} {forms + levels + index} 0 R" for index in range(len(extra)))])
    resources = f"/Resources << /Font << /F1 3 0 R >> /XObject << {names} >> >>"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [4 0 R] /Count 1 {'' if on_the_page else resources} >>",
        HELVETICA,
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] {resources if on_the_page else ''} "
        f"/Contents {forms + levels + len(extra)} 0 R >>",
    ]
    for level in range(levels):
        last = level == levels - 1
        content = "BT /F1 12 Tf (x) Tj ET" if last else "/X1 Do " * times
        inner = "/Font << /F1 3 0 R >>" if last else f"/XObject << /X1 {forms + level + 1} 0 R >>"
        objects.append(stream(content, f"/Type /XObject /Subtype {kind} /BBox [0 0 595 842] /Resources << {inner} >>"))
    objects += extra
    objects.append(stream(f"{first} /X0 Do"))
    return written(objects)


@pytest.mark.parametrize("reader", READERS)
def test_forms_that_draw_each_other_without_end_are_refused(tmp_path: Path, reader: str) -> None:
    with pytest.raises(OutOfTime) as problem:
        pages_of(bomb(30, 2), tmp_path, reader)
    assert "a.pdf" in str(problem.value) and "Try: " in str(problem.value)


def test_a_form_that_draws_itself_is_no_bomb(tmp_path: Path) -> None:
    objects = plan_objects(["audit"])
    objects[3] = objects[3].replace("/Resources <<", "/Resources << /XObject << /X0 6 0 R >>")
    objects[4] = stream("/X0 Do BT /F1 12 Tf 72 700 Td (audit) Tj ET")
    for number in range(6, 26):  # enough forms to be looked at
        following = 6 if number == 25 else number + 1
        objects.append(
            stream(
                "/X1 Do",
                f"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X1 {following} 0 R >> >>",
            )
        )
    refuse_form_bombs(written(objects), "a.pdf")
    assert words_of(pages_of(written(objects), tmp_path)) == ["audit"]


def test_forms_as_producers_nest_them_are_read(tmp_path: Path) -> None:
    pages = pages_of(bomb(14, 1), tmp_path)
    assert words_of(pages) == ["x"]
    assert codes_of(pages) == []


def test_a_damaged_file_is_left_to_the_reader() -> None:
    refuse_form_bombs(b"%PDF-1.7\n" + b"/Form " * 20, "a.pdf")


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(bomb(11, 20), id="few forms"),
        pytest.param(bomb(30, 2, kind="/F#6frm"), id="name spelled with an escape"),
        pytest.param(
            bomb(
                52,
                2,
                first="/E0 Do",
                extra=[
                    stream(
                        "/X1 Do",
                        "/Type /XObject /Subtype /Form /BBox [0 0 9 9] "
                        f"/Resources << /XObject << /X1 {5 + 52 + index + 1 if index < 49 else 6} 0 R >> >>",
                    )
                    for index in range(50)
                ],
            ),
            id="first met deep down",
        ),
    ],
)
def test_a_bomb_is_refused_however_it_is_packed(data: bytes) -> None:
    with pytest.raises(OutOfTime):
        refuse_form_bombs(data, "a.pdf")


def test_a_bomb_whose_page_inherits_its_resources_is_refused() -> None:
    with pytest.raises(OutOfTime):
        refuse_form_bombs(bomb(30, 2, on_the_page=False), "a.pdf")


@pytest.mark.parametrize("reader", READERS)
def test_a_locked_file_with_many_forms_is_encrypted_and_nothing_else(tmp_path: Path, reader: str) -> None:
    locked = io.BytesIO()
    with pikepdf.open(io.BytesIO(bomb(14, 1))) as pdf:
        pdf.save(locked, encryption=pikepdf.Encryption(user="secret", owner="owner"))
    with pytest.raises(EncryptedFile):
        pages_of(locked.getvalue(), tmp_path, reader)


def test_a_locked_file_is_not_saved_anew() -> None:
    locked = io.BytesIO()
    with pikepdf.open(io.BytesIO(written(plan_objects(WORDS)))) as pdf:
        pdf.save(locked, encryption=pikepdf.Encryption(user="secret", owner="owner"))
    assert save_anew(locked.getvalue()) is None
