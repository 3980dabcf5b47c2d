"""A PDF is looked through before it is read: what asks for too much is refused, and what is damaged is known.

The PDFs are written by hand, object by object, so that each fault is the only one.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Sequence
from pathlib import Path

import pikepdf
import pytest

from pdfs import HELVETICA, stream, written
from planparse.errors import EncryptedFile, OutOfMemory, OutOfTime, PageLimit
from planparse.model.document import Page
from planparse.readers import survey as limits
from planparse.readers.open import open_document
from planparse.readers.survey import survey

READERS = ["auto", "pdfplumber"]
TEXT = "BT /F1 12 Tf 72 700 Td (audit) Tj ET "


def pages_of(data: bytes, folder: Path, reader: str = "auto") -> list[Page]:
    path = folder / "a.pdf"
    path.write_bytes(data)
    with open_document(path, reader) as document:
        return list(document.pages)


def words_of(pages: Sequence[Page]) -> list[str]:
    return ["".join(char.text for char in page.chars) for page in pages]


def codes_of(pages: Sequence[Page]) -> list[str]:
    return [warning.code for page in pages for warning in page.warnings]


def packed(data: bytes, times: int = 1) -> str:
    for _ in range(times):
        data = zlib.compress(data, 9)
    return data.decode("latin-1")


def plan_of(
    content: str,
    entries: str = "",
    *,
    font: str = HELVETICA,
    extra: Sequence[str] = (),
    names: str = "",
    pages: int = 1,
) -> bytes:
    """Write pages that draw one content; objects from 5 on are `extra`, `names` more of their resources."""
    first = 5 + len(extra)
    kids = " ".join(f"{first + index} 0 R" for index in range(pages))
    page = (
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        f"/Resources << /Font << /F1 3 0 R >> {names} >> >>"
    )
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>", font]
    return written([*objects, stream(content, entries), *extra, *[page] * pages])


TWICE = "/Filter [/FlateDecode /FlateDecode]"
BLANKS = packed(b" " * 300 * 2**20, 2)
"""300 MiB in 1,500 bytes."""


def test_a_sound_file_has_neither_faults_nor_damage() -> None:
    found = survey(plan_of(packed(TEXT.encode()), "/Filter /FlateDecode", pages=3), "a.pdf")
    assert (found.pages, found.faults, found.damaged) == (3, (), {})
    assert not found.meaningless and not found.heavy


# ---- what asks for too much


def composite(entries: str) -> str:
    return (
        "<< /Type /Font /Subtype /Type0 /BaseFont /FangSong /Encoding /Identity-H /DescendantFonts [<< /Type /Font "
        "/Subtype /CIDFontType2 /BaseFont /FangSong /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) "
        f"/Supplement 0 >> /DW 1000 >>] {entries} >>"
    )


FONT_FILE = (
    "<< /Type /Font /Subtype /TrueType /BaseFont /A /FontDescriptor << /Type /FontDescriptor /FontName /A /Flags 4 "
    "/FontFile2 5 0 R >> >>"
)
GLYPHS = (
    "<< /Type /Font /Subtype /Type3 /FontBBox [0 0 1 1] /FontMatrix [1 0 0 1 0 0] /FirstChar 65 /LastChar 65 "
    "/Widths [1] /Encoding << /Differences [65 /a] >> /CharProcs << /a 5 0 R >> >>"
)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(plan_of(BLANKS, TWICE), id="content"),
        pytest.param(plan_of(BLANKS, "/Filter [/Fl#61teDecode /Fl]"), id="content, filters spelled otherwise"),
        pytest.param(plan_of(BLANKS, f"/Subtype /Image /Width 9 /Height 9 {TWICE}"), id="content that says picture"),
        pytest.param(plan_of(packed(b" " * 70 * 2**20), "/Filter /FlateDecode"), id="content packed once"),
        pytest.param(plan_of(TEXT, font=composite("/ToUnicode 5 0 R"), extra=[stream(BLANKS, TWICE)]), id="characters"),
        pytest.param(plan_of(TEXT, font=FONT_FILE, extra=[stream(BLANKS, TWICE)]), id="font"),
        pytest.param(
            plan_of(TEXT, font=FONT_FILE, extra=[stream(packed(bytes(90 * 2**20)), "/Filter /FlateDecode")]),
            id="font packed once",
        ),
        pytest.param(plan_of(TEXT, font=GLYPHS, extra=[stream(BLANKS, TWICE)]), id="glyph"),
        pytest.param(
            plan_of(TEXT, names="/ColorSpace << /C0 [/ICCBased 5 0 R] >>", extra=[stream(BLANKS, f"/N 3 {TWICE}")]),
            id="colours",
        ),
        pytest.param(
            plan_of(
                "/X0 Do " * 4_000,
                names="/XObject << /X0 5 0 R >>",
                extra=[stream(" " * 20_000, "/Type /XObject /Subtype /Form /BBox [0 0 9 9]")],
            ),
            id="form drawn again and again",
        ),
        pytest.param(plan_of(packed(b"q " * 400_000), "/Filter /FlateDecode"), id="states"),
        pytest.param(plan_of(packed(b"0 0 9 9 re f " * 400_000), "/Filter /FlateDecode"), id="areas"),
        pytest.param(plan_of(packed(b"/A BMC " * 400_000), "/Filter /FlateDecode"), id="marks"),
        pytest.param(plan_of(packed(b"BT (a)Tj ET " * 400_000), "/Filter /FlateDecode"), id="texts"),
    ],
)
def test_what_unpacks_or_draws_too_much_is_refused(data: bytes) -> None:
    with pytest.raises(OutOfMemory) as problem:
        survey(data, "a.pdf")
    assert "a.pdf" in str(problem.value) and "Try: " in str(problem.value)


def test_a_picture_may_be_as_large_as_it_likes(tmp_path: Path) -> None:
    picture = stream(BLANKS, f"/Type /XObject /Subtype /Image /Width 17735 /Height 17735 {TWICE}")
    data = plan_of(TEXT + "/I0 Do", names="/XObject << /I0 5 0 R >>", extra=[picture])
    assert words_of(pages_of(data, tmp_path)) == ["audit"]


def test_a_string_of_millions_of_characters_is_refused() -> None:
    content = packed(b"BT /F1 2 Tf (" + b"a" * 2_000_000 + b") Tj ET")
    with pytest.raises(PageLimit):
        survey(plan_of(content, "/Filter /FlateDecode"), "a.pdf")


def test_large_content_that_thousands_of_pages_share_is_refused() -> None:
    content = packed(b" " * 2**20)
    with pytest.raises(OutOfTime):
        survey(plan_of(content, "/Filter /FlateDecode", pages=1_100), "a.pdf")
    assert survey(plan_of(content, "/Filter /FlateDecode", pages=100), "a.pdf").pages == 100


def test_too_many_pages_are_refused_before_any_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_PAGES", 3)
    assert survey(plan_of(TEXT, pages=3), "a.pdf").pages == 3
    with pytest.raises(PageLimit):
        survey(plan_of(TEXT, pages=4), "a.pdf")


def test_a_page_of_many_lines_is_heavy_and_read_all_the_same(tmp_path: Path) -> None:
    data = plan_of(packed(TEXT.encode() + b"20 20 m 90 20 l S " * 40_000), "/Filter /FlateDecode")
    assert survey(data, "a.pdf").heavy == {1}
    assert words_of(pages_of(data, tmp_path)) == ["audit"]


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
    ring = [
        stream(
            "/X1 Do",
            "/Type /XObject /Subtype /Form /BBox [0 0 9 9] "
            f"/Resources << /XObject << /X1 {5 + (index + 1) % 20} 0 R >> >>",
        )
        for index in range(20)
    ]
    data = plan_of(f"/X0 Do {TEXT}", names="/XObject << /X0 5 0 R >>", extra=ring)
    assert survey(data, "a.pdf").pages == 1
    assert words_of(pages_of(data, tmp_path)) == ["audit"]


def test_forms_as_producers_nest_them_are_read(tmp_path: Path) -> None:
    pages = pages_of(bomb(14, 1), tmp_path)
    assert words_of(pages) == ["x"]
    assert codes_of(pages) == []


def test_a_file_in_which_no_document_is_found_is_left_to_the_reader() -> None:
    found = survey(b"%PDF-1.7\n" + b"/Form " * 20, "a.pdf")
    assert found.pages == 0 and found.faults


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
        survey(data, "a.pdf")


def test_a_bomb_whose_page_inherits_its_resources_is_refused() -> None:
    with pytest.raises(OutOfTime):
        survey(bomb(30, 2, on_the_page=False), "a.pdf")


@pytest.mark.parametrize("reader", READERS)
def test_a_locked_file_with_many_forms_is_encrypted_and_nothing_else(tmp_path: Path, reader: str) -> None:
    locked = io.BytesIO()
    with pikepdf.open(io.BytesIO(bomb(14, 1))) as pdf:
        pdf.save(locked, encryption=pikepdf.Encryption(user="secret", owner="owner"))
    with pytest.raises(EncryptedFile):
        pages_of(locked.getvalue(), tmp_path, reader)


# ---- what is damaged


def flipped(data: str, place: int) -> str:
    return data[:place] + chr(ord(data[place]) ^ 1) + data[place + 1 :]


LONG = packed("".join(f"BT /F1 9 Tf 72 {800 - n * 7} Td (task {n * 7919}) Tj ET " for n in range(99)).encode())


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(flipped(LONG, len(LONG) // 2), id="one bit"),
        pytest.param(LONG[: len(LONG) // 2], id="cut"),
        pytest.param(flipped(LONG, len(LONG) - 1), id="checksum"),
        pytest.param(flipped(LONG, 0), id="header"),
    ],
)
@pytest.mark.parametrize("reader", READERS)
def test_damaged_content_is_told_of_its_page(tmp_path: Path, reader: str, content: str) -> None:
    data = plan_of(content, "/Filter /FlateDecode")
    assert survey(data, "a.pdf").damaged == {1: "its content"}
    (page,) = pages_of(data, tmp_path, reader)
    assert [warning.page for warning in page.warnings if warning.code == "unread_part"] == [1]


def test_a_damaged_table_of_characters_is_told(tmp_path: Path) -> None:
    table = packed(b"1 beginbfchar <0041> <5E02> endbfchar")
    data = plan_of(TEXT, font=composite("/ToUnicode 5 0 R"), extra=[stream(table[:-6], "/Filter /FlateDecode")])
    assert survey(data, "a.pdf").damaged == {1: "a table of characters"}
    assert "unread_part" in codes_of(pages_of(data, tmp_path))


def test_a_damaged_font_is_told_though_its_words_were_read(tmp_path: Path) -> None:
    font = packed(bytes(range(256)) * 99)
    entries = "/Filter /FlateDecode"
    assert not survey(plan_of(TEXT, font=FONT_FILE, extra=[stream(font, entries)]), "a.pdf").damaged
    for broken in (flipped(font, len(font) // 2), flipped(font, len(font) - 1), font[: len(font) // 2]):
        data = plan_of(TEXT, font=FONT_FILE, extra=[stream(broken, entries)])
        assert survey(data, "a.pdf").damaged == {1: "a font"}
        assert "unread_part" in codes_of(pages_of(data, tmp_path))


@pytest.mark.parametrize("written_over", ["<61\x00\x00>", "<61z4>"])
def test_content_that_is_not_packed_is_looked_at_for_bytes_nobody_writes(written_over: str) -> None:
    assert survey(plan_of(f"BT /F1 9 Tf {written_over} Tj ET"), "a.pdf").damaged
    assert not survey(plan_of("BT /F1 9 Tf <6174> Tj ET"), "a.pdf").damaged


def test_text_without_a_list_of_fonts_is_damage() -> None:
    data = plan_of(TEXT).replace(b"/Font << /F1", b"/Fomt << /F1")
    assert survey(data, "a.pdf").damaged == {1: "its list of fonts"}


def test_a_blank_page_without_resources_is_none() -> None:
    page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>"
    data = written(["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>", page])
    found = survey(data, "a.pdf")
    assert (found.faults, found.damaged) == ((), {})


def test_a_table_of_objects_that_leads_to_itself_is_a_fault(tmp_path: Path) -> None:
    data = plan_of(TEXT)
    table = data.index(b"xref\n")
    data = data.replace(b"trailer\n<<", b"trailer\n<< /Prev %d" % table)
    assert survey(data, "a.pdf").faults
    pages = pages_of(data, tmp_path)
    assert (words_of(pages), codes_of(pages)) == (["audit"], ["repaired_file"])


def test_a_length_that_leads_to_itself_is_a_fault(tmp_path: Path) -> None:
    data = plan_of(TEXT).replace(b"/Length 37", b"/Length 4 0 R")
    pages = pages_of(data, tmp_path)
    assert (words_of(pages), codes_of(pages)) == (["audit"], ["repaired_file"])


def test_a_page_without_a_size_is_a_fault(tmp_path: Path) -> None:
    data = plan_of(TEXT).replace(b"/MediaBox", b"/MediaFox")
    pages = pages_of(data, tmp_path)
    assert (words_of(pages), codes_of(pages)) == (["audit"], ["repaired_file"])


# ---- fonts


@pytest.mark.parametrize("reader", READERS)
def test_numbers_of_glyphs_of_a_missing_font_stand_for_no_character(tmp_path: Path, reader: str) -> None:
    data = plan_of("BT /F1 12 Tf 72 700 Td <00410042> Tj ET", font=composite(""))
    assert survey(data, "a.pdf").meaningless == {1}
    (page,) = pages_of(data, tmp_path, reader)
    assert "unmapped_glyphs" in codes_of([page])
    assert "".join(char.text for char in page.chars) == "\ufffd\ufffd"


@pytest.mark.parametrize(
    ("entries", "table"),
    [
        ("/W [0 999999999 500]", ""),
        ("", "begincmap 1 beginbfrange <00000000> <FFFFFFFF> <0000> endbfrange endcmap"),
    ],
    ids=["widths", "characters"],
)
def test_endless_tables_of_a_font_are_left_out_by_pdfplumber(tmp_path: Path, entries: str, table: str) -> None:
    font = composite("/ToUnicode 5 0 R" if table else "").replace("/DW 1000", f"/DW 1000 {entries}")
    data = plan_of("BT /F1 12 Tf 72 700 Td <00410042> Tj ET", font=font, extra=[stream(table)])
    (page,) = pages_of(data, tmp_path, "pdfplumber")
    assert len(page.chars) == 2


def test_a_long_list_of_single_characters_is_no_endless_table(tmp_path: Path) -> None:
    pairs = "\n".join(f"<{code:04X}> <{code ^ 0x7000:04X}>" for code in range(0x20, 0x220))
    table = f"begincmap 512 beginbfchar\n{pairs}\nendbfchar endcmap"
    data = plan_of("BT /F1 12 Tf 72 700 Td <00410042> Tj ET", font=composite("/ToUnicode 5 0 R"), extra=[stream(table)])
    (page,) = pages_of(data, tmp_path, "pdfplumber")
    assert "".join(char.text for char in page.chars) == "\u7041\u7042"
