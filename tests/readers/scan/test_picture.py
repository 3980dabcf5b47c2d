from __future__ import annotations

import base64
import struct
import zlib
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from pdfs import HELVETICA, stream, written
from planparse.errors import UnreadableFile
from planparse.readers.scan import picture as limits
from planparse.readers.scan.picture import Picture, draw_page

DRAW = "q 595 0 0 842 0 0 cm /I0 Do Q"
WIDE = 16_000
"""A picture of so many pixels by as many has more than any scan."""


def page_of(
    content: str, objects: Sequence[str] = (), *, box: str = "0 0 595 842", names: str = "/I0 5 0 R", more: str = ""
) -> bytes:
    """Write a page with more objects, numbered from 5; names: those that it draws by name."""
    resources = f"<< /Font << /F1 6 0 R >> /XObject << {names} >> >>"
    return written(
        [
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            f"<< /Type /Page /Parent 2 0 R /MediaBox [{box}] /Resources {resources} /Contents 4 0 R {more} >>",
            stream(content),
            *objects,
        ]
    )


def image(data: bytes, filters: str, *, width: int = 10, height: int = 10, more: str = "") -> str:
    entries = f"/Type /XObject /Subtype /Image /Width {width} /Height {height} /BitsPerComponent 8"
    return stream(data.decode("latin-1"), f"{entries} /ColorSpace /DeviceGray /Filter {filters} {more}")


def form(content: str, drawn: int) -> str:
    entries = f"/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /XObject << /I0 {drawn} 0 R >> >>"
    return stream(content, entries)


def drawn(data: bytes, number: int = 1) -> Picture:
    with closing(pdfium.PdfDocument(data)) as pdf:
        return draw_page(pdf, number, "a.pdf")


def assert_refused(data: bytes, why: str) -> None:
    with pytest.raises(UnreadableFile, match=why) as problem:
        drawn(data)
    assert str(problem.value).startswith("a.pdf, page 1: ") and "Try: " in str(problem.value)


def ink(picture: Picture, x0: float, top: float, x1: float, bottom: float) -> float:
    """Give the share of dark pixels in a box, in points."""
    rows = slice(round(top * picture.scale), round(bottom * picture.scale))
    columns = slice(round(x0 * picture.scale), round(x1 * picture.scale))
    return float((picture.pixels[rows, columns] < 128).mean())


# ---- pages as they are drawn


def test_a_page_of_text_is_drawn_at_200_dots_an_inch() -> None:
    picture = drawn(page_of("BT /F1 24 Tf 100 700 Td (HHHH) Tj ET", ["null", HELVETICA]))
    assert picture.pixels.shape == (2339, 1653, 3) and picture.pixels.dtype == "uint8"
    assert picture.scale == pytest.approx(200 / 72)
    assert ink(picture, 100, 842 - 718, 169, 842 - 700) > 0.2
    assert ink(picture, 0, 0, 595, 120) == ink(picture, 0, 145, 595, 842) == 0


def test_colours_are_blue_green_red() -> None:
    picture = drawn(page_of("1 0 0 rg 0 0 595 842 re f"))
    assert picture.pixels[100, 100].tolist() == [0, 0, 255]


def test_a_turned_page_is_drawn_as_it_is_shown() -> None:
    picture = drawn(page_of("0 802 40 40 re f", more="/Rotate 90"))
    assert picture.pixels.shape == (1653, 2339, 3)
    assert ink(picture, 803, 1, 841, 39) == 1  # the top left corner is at the top right
    assert ink(picture, 0, 0, 800, 595) == 0


def test_pixels_outlive_their_document() -> None:
    first = drawn(page_of("0 0 595 842 re f"))
    assert first.pixels.flags.owndata
    drawn(page_of(""))
    assert first.pixels.max() == 0


def test_comments_and_seals_over_the_print_are_not_drawn() -> None:
    seal = stream("0 0 99 99 re f", "/Type /XObject /Subtype /Form /BBox [0 0 99 99]")
    note = "/Annots [<< /Type /Annot /Subtype /Stamp /F 4 /Rect [0 0 99 99] /AP << /N 5 0 R >> >>]"
    assert drawn(page_of("", [seal], more=note)).pixels.min() == 255


def test_a_large_page_is_drawn_at_less() -> None:
    picture = drawn(page_of("", box="0 0 4000 4000"))
    assert 39e6 < picture.pixels.shape[0] * picture.pixels.shape[1] < 40.1e6
    assert 60 < picture.scale * 72 < 200


@pytest.mark.parametrize("box", ["0 0 100000 100000", "0 0 1000000 1000000", "0 0 10000 10000"])
def test_a_page_too_large_for_60_dots_an_inch_is_refused(box: str) -> None:
    assert_refused(page_of("", box=box), "points cannot be drawn")


def test_a_page_that_is_not_there_is_unreadable() -> None:
    with pytest.raises(UnreadableFile, match=r"a\.pdf, page 2: .*cannot load"):
        drawn(page_of(""), 2)


@pytest.mark.parametrize("problem", [MemoryError(), pdfium.PdfiumError("no"), ValueError("no")])
def test_a_page_that_pdfium_does_not_draw_is_unreadable(monkeypatch: pytest.MonkeyPatch, problem: Exception) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise problem

    monkeypatch.setattr(pdfium.PdfPage, "render", fail)
    assert_refused(page_of(""), "cannot be drawn")


# ---- sizes that pictures claim in their dictionaries


def white(width: int, height: int) -> str:
    return image(zlib.compress(bytes(100)), "/FlateDecode", width=width, height=height)


def test_a_picture_may_be_as_large_as_a_sheet_of_a3_at_600_dots_an_inch() -> None:
    assert drawn(page_of(DRAW, [white(7016, 9921)])).pixels.shape == (2339, 1653, 3)


def test_a_picture_larger_than_any_scan_is_refused_before_it_is_decoded() -> None:
    assert_refused(page_of(DRAW, [white(11_000, 11_000)]), "121 million pixels")


def test_pictures_count_as_often_as_they_are_drawn() -> None:
    drawn(page_of(DRAW, [white(10_000, 6_000)]))
    assert_refused(page_of(DRAW * 4, [white(10_000, 6_000)]), "more than 200 million")


def test_pictures_in_forms_count() -> None:
    forms = [form(DRAW, number) for number in range(6, 26)]
    assert_refused(page_of(DRAW, [*forms[:3], white(WIDE, WIDE)]), "256 million")
    assert_refused(page_of(DRAW, [*forms, white(WIDE, WIDE)]), "256 million")


def test_a_picture_of_negative_size_is_only_broken() -> None:
    assert drawn(page_of(DRAW, [white(-5, 10)])).pixels.min() == 255


def test_a_page_with_more_objects_than_can_be_looked_at_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_OBJECTS", 5)
    line = "0 0 m 9 9 l S "
    drawn(page_of(line * 5))
    assert_refused(page_of(line * 6), "objects")
    assert_refused(page_of("/I0 Do " * 2, [form(line * 3, 5)]), "objects")


# ---- sizes that pictures claim in their own data


def jpeg(width: int, height: int, *, frame: int = 0xC0, factors: bytes = b"\x11", scanned: int | None = None) -> bytes:
    """Write a JPEG without its coded data; scanned: how many components its first scan has, else all."""
    components = b"".join(bytes([index, factor, 0]) for index, factor in enumerate(factors, 1))
    start = struct.pack(">BBHBHHB", 0xFF, frame, 8 + len(components), 8, height, width, len(factors)) + components
    count = len(factors) if scanned is None else scanned
    scan = b"\xff\xda" + struct.pack(">HB", 6 + 2 * count, count) + b"\x01\x00" * count + b"\x00\x3f\x00"
    table = b"\xff\xdb\x00\x43\x00" + b"\x10" * 64
    return b"\xff\xd8" + table + start + scan + bytes(64) + b"\xff\xd9"


def jpeg_2000(width: int, height: int, components: int = 1) -> bytes:
    size = struct.pack(">HIIIIIIIIH", 0, width, height, 0, 0, width, height, 0, 0, components)
    size += b"\x07\x01\x01" * components
    return b"\xff\x4f\xff\x51" + struct.pack(">H", len(size) + 2) + size + b"\xff\xd9"


def boxed(codestream: bytes, *, wide: bool = False) -> bytes:
    """Put a codestream into a file of boxes, behind one of 100,000 bytes that holds another, small codestream."""
    before = jpeg_2000(10, 10).ljust(100_000, b"\0")
    length = struct.pack(">I4sQ", 1, b"jp2c", 16 + len(codestream)) if wide else struct.pack(">I4s", 0, b"jp2c")
    return limits.JP2 + struct.pack(">I4s", 8 + len(before), b"uuid") + before + length + codestream


def segment(number: int, kind: int, data: bytes, *, referred: bytes = b"\x00", length: int | None = None) -> bytes:
    size = len(data) if length is None else length
    return struct.pack(">IB", number, kind) + referred + b"\x01" + struct.pack(">I", size) + data


def jbig2_page(width: int, height: int) -> bytes:
    return struct.pack(">IIIIBH", width, height, 0, 0, 0, 0)


UNKNOWN = 0xFFFFFFFF
SMALL = segment(0, 48, jbig2_page(10, 10))
GIANT = jbig2_page(WIDE, WIDE)
COLOURS = b"\xff\xe2\xff\xff" + bytes(65_533)
"""A part of a JPEG's header, as long as a part can be."""


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        pytest.param(jpeg(WIDE, WIDE), "/DCTDecode", id="jpeg"),
        pytest.param(jpeg(WIDE, WIDE, frame=0xC2), "/DCTDecode", id="progressive"),
        pytest.param(b"junk" + jpeg(WIDE, WIDE), "/DCTDecode", id="jpeg behind junk"),
        pytest.param(jpeg(9, 9)[:2] + COLOURS * 3 + jpeg(WIDE, WIDE)[2:], "/DCTDecode", id="jpeg with long parts"),
        pytest.param(b"\xff\xd8\xff\xff\x01" + jpeg(WIDE, WIDE)[2:], "/DCTDecode", id="jpeg with fill bytes"),
        pytest.param(jpeg(7_000, 9_900, frame=0xC2, factors=b"\x11\x11\x11"), "/DCTDecode", id="samples kept"),
        pytest.param(jpeg(7_000, 9_900, factors=b"\x11\x11\x11", scanned=1), "/DCTDecode", id="one scan a component"),
        pytest.param(jpeg_2000(WIDE, WIDE), "/JPXDecode", id="codestream"),
        pytest.param(boxed(jpeg_2000(WIDE, WIDE)), "/JPXDecode", id="codestream in a box"),
        pytest.param(boxed(jpeg_2000(WIDE, WIDE), wide=True), "/JPXDecode", id="codestream in a wide box"),
        pytest.param(jpeg_2000(7_000, 9_900, 3), "/JPXDecode", id="components"),
        pytest.param(segment(0, 48, GIANT), "/JBIG2Decode", id="jbig2"),
        pytest.param(SMALL + segment(300, 48, GIANT, referred=b"\x20\0\1"), "/JBIG2Decode", id="refers to another"),
        pytest.param(
            segment(9, 48, GIANT, referred=b"\xe0\x00\x00\x05\x00" + bytes(5)), "/JBIG2Decode", id="refers to many"
        ),
        pytest.param(SMALL + segment(1, 38, GIANT), "/JBIG2Decode", id="region"),
        pytest.param(segment(0, 48, jbig2_page(25_600_000, UNKNOWN)), "/JBIG2Decode", id="height of the dictionary"),
    ],
)
@pytest.mark.parametrize("packing", ["", "/FlateDecode", "/ASCII85Decode", "/ASCIIHexDecode"])
def test_a_picture_that_claims_more_in_its_own_header_is_refused(data: bytes, kind: str, packing: str) -> None:
    pack = {
        "": bytes,
        "/FlateDecode": zlib.compress,
        "/ASCII85Decode": lambda data: base64.a85encode(data, wrapcol=80) + b"~>",
        "/ASCIIHexDecode": lambda data: data.hex("\n", 40).encode() + b">",
    }[packing]
    assert_refused(page_of(DRAW, [image(pack(data), f"[{packing} {kind}]")]), r"claims to have 2\d\d million")


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        pytest.param(jpeg(7_016, 9_921), "/DCTDecode", id="jpeg"),
        pytest.param(jpeg(7_016, 9_921, factors=b"\x11\x11\x11"), "/DCTDecode", id="decoded line by line"),
        pytest.param(jpeg(7_016, 9_921, frame=0xC2, factors=b"\x22\x11\x11"), "/DCTDecode", id="coarse colours"),
        pytest.param(jpeg(WIDE, 0), "/DCTDecode", id="height not known"),
        pytest.param(jpeg(WIDE, WIDE)[:75], "/DCTDecode", id="cut jpeg"),
        pytest.param(b"no picture", "/DCTDecode", id="no jpeg"),
        pytest.param(b"\xff\xd8\xff\xda" + bytes(20), "/DCTDecode", id="no frame"),
        pytest.param(jpeg_2000(7_016, 9_921), "/JPXDecode", id="jpeg 2000"),
        pytest.param(jpeg_2000(WIDE, WIDE)[:30], "/JPXDecode", id="cut jpeg 2000"),
        pytest.param(limits.JP2 + bytes(20), "/JPXDecode", id="no codestream"),
        pytest.param(b"no picture", "/JPXDecode", id="no jpeg 2000"),
        pytest.param(segment(0, 48, jbig2_page(7_016, 9_921)), "/JBIG2Decode", id="jbig2"),
        pytest.param(segment(0, 48, jbig2_page(9, UNKNOWN)), "/JBIG2Decode", id="stripes"),
        pytest.param(segment(0, 48, GIANT)[:14], "/JBIG2Decode", id="cut jbig2"),
        pytest.param(b"no picture", "/JBIG2Decode", id="no jbig2"),
        pytest.param(b"", "/DCTDecode", id="empty"),
    ],
)
def test_ordinary_and_broken_headers_are_not_refused(data: bytes, kind: str) -> None:
    assert drawn(page_of(DRAW, [image(data, kind)])).pixels.shape == (2339, 1653, 3)


@pytest.mark.parametrize(
    ("data", "filters", "why"),
    [
        (zlib.compress(zlib.compress(b"1") + bytes(101 * 2**20), 1), "[/FlateDecode /FlateDecode]", "100 MiB"),
        (zlib.compress(bytes(101 * 2**20), 1), "[/FlateDecode /DCTDecode]", "100 MiB"),
        (bytes(limits.MOST_OF_LZW + 1), "/LZWDecode", "LZW"),
        (zlib.compress(bytes(limits.MOST_OF_LZW + 1)), "[/FlateDecode /LZWDecode]", "LZW"),
        (bytes(9), "[/LZWDecode /DCTDecode]", "LZWDecode and again"),
        (bytes(9), "[/RunLengthDecode /JBIG2Decode]", "RunLengthDecode and again"),
    ],
    ids=["packed twice", "much before a jpeg", "lzw", "packed lzw", "behind lzw", "behind run lengths"],
)
def test_data_that_unpack_to_too_much_are_refused(data: bytes, filters: str, why: str) -> None:
    assert_refused(page_of(DRAW, [image(data, filters)]), why)


def test_a_header_hidden_by_a_predictor_is_refused() -> None:
    hidden = zlib.compress(b"".join(b"\x02" + bytes([byte]) for byte in jpeg(9, 9)))
    predicted = image(hidden, "[/FlateDecode /DCTDecode]", more="/DecodeParms [<< /Predictor 12 >> null]")
    assert_refused(page_of(DRAW, [predicted]), "hides its DCTDecode header")


@pytest.mark.parametrize(
    ("data", "kind", "why"),
    [
        (b"\xff\x4f\xff\x30" + jpeg_2000(WIDE, WIDE)[2:], "/JPXDecode", "unknown JPEG 2000 marker"),
        (SMALL + segment(1, 38, bytes(18), length=UNKNOWN), "/JBIG2Decode", "without a length"),
        (b"\xff\xd8" + b"\xff\xfe\x00\x02" * 10_001, "/DCTDecode", "10000 parts"),
        (limits.JP2 + b"\x00\x00\x00\x08uuid" * 10_001, "/JPXDecode", "10000 parts"),
        (segment(0, 62, b"") * 10_001, "/JBIG2Decode", "10000 parts"),
    ],
    ids=["marker before the size", "segment without length", "jpeg", "jpeg 2000", "jbig2"],
)
def test_headers_that_hide_what_they_claim_are_refused(data: bytes, kind: str, why: str) -> None:
    assert_refused(page_of(DRAW, [image(data, kind)]), why)


def test_data_larger_than_of_any_scan_are_refused_before_they_are_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_BYTES", 1_000)
    assert_refused(page_of(DRAW, [image(jpeg(9, 9) + bytes(1_000), "/DCTDecode")]), "MiB of data")


def test_data_that_are_looked_at_count_as_often_as_they_are_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_LOOKED_AT", 10_000)
    packed = image(zlib.compress(jpeg(9, 9) + bytes(4_000)), "[/FlateDecode /DCTDecode]")
    drawn(page_of(DRAW * 2, [packed]))
    assert_refused(page_of(DRAW * 3, [packed]), "MiB of data")


def test_a_picture_packed_again_and_again_is_refused() -> None:
    assert_refused(page_of(DRAW, [image(b"00", f"[{'/ASCIIHexDecode ' * 50}]")]), "packed 50 times")


def test_a_picture_inside_the_content_counts() -> None:
    inline = "q 9 0 0 9 0 0 cm BI /W 10 /H 10 /BPC 8 /CS /G /F [/AHx /DCT] ID " + jpeg(WIDE, WIDE).hex() + "> EI Q"
    assert_refused(page_of(inline), "256 million")


# ---- real scans


@pytest.mark.parametrize(("name", "number"), [("h_scan.pdf", 1), ("h_scan.pdf", 9), ("i_mixed.pdf", 7)])
def test_real_scans_are_drawn(shared: Path, name: str, number: int) -> None:
    picture = drawn((shared / "seed" / "pdf" / name).read_bytes(), number)
    assert max(picture.pixels.shape) > 2_000
    assert 0.005 < float((picture.pixels < 128).mean()) < 0.3
