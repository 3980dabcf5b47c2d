"""Draw a plan as the typesetting programs of government printers encode it, PDF operator by operator.

Text is GBK (GBK-EUC-H) without a ToUnicode table, the font is named and not embedded. The inner rules of the table are
dashed strokes that end short of where they cross; the frame is double. Nothing is compressed, so the file can be read
with a text editor.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from flow import Box, Cell, Style, baselines, flow, wrap
from notice import HEIGHT, WIDTH, draw_annex_title, draw_notice, draw_page_number
from structure import Source

FONT = "FangSong_GB2312"
SIZE = 11.0
STYLE = Style(
    widths=(36.0, 234.0, 84.0, 106.0),
    left=68.0,
    tops=(HEIGHT - 122.0, HEIGHT - 76.0),
    bottom=68.0,
    leading=22.0,
    padding=4.0,
)
GAPS = (1.0, 2.0, 3.0)
"""Points between the ends of two rules that cross, in turn."""
FRAME = 1.5
"""Points between the two lines of the frame."""


class Sheet:
    """A PDF that is being written, with the methods of ReportLab's canvas that are needed here."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.pages: list[bytes] = []
        self.marks: list[str] = []
        self.size = SIZE

    def setFont(self, _name: str, size: float) -> None:
        """Set the size of the text that follows; there is one font."""
        self.size = size

    def setFillColorRGB(self, *rgb: float) -> None:
        """Set the colour of the text."""
        self.marks.append(" ".join(f"{part:g}" for part in rgb) + " rg")

    def setStrokeColorRGB(self, *rgb: float) -> None:
        """Set the colour of the lines."""
        self.marks.append(" ".join(f"{part:g}" for part in rgb) + " RG")

    def setLineWidth(self, width: float) -> None:
        """Set the width of the lines in points."""
        self.marks.append(f"{width:g} w")

    def setDash(self, *lengths: float) -> None:
        """Set the dashes and gaps of the lines in points; none for whole lines."""
        self.marks.append(f"[{' '.join(f'{length:g}' for length in lengths)}] 0 d")

    def line(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """Draw a line."""
        self.marks.append(f"{x0:.2f} {y0:.2f} m {x1:.2f} {y1:.2f} l S")

    def rect(self, x: float, y: float, width: float, height: float) -> None:
        """Draw the edge of a rectangle."""
        self.marks.append(f"{x:.2f} {y:.2f} {width:.2f} {height:.2f} re S")

    def drawString(self, x: float, y: float, text: str) -> None:
        """Write a text that begins at x."""
        code = text.encode("gbk").hex()
        self.marks.append(f"BT /F1 {self.size:g} Tf {x:.2f} {y:.2f} Td <{code}> Tj ET")

    def drawCentredString(self, x: float, y: float, text: str) -> None:
        """Write a text with its middle at x."""
        self.drawString(x - measure(text, self.size) / 2, y, text)

    def drawRightString(self, x: float, y: float, text: str) -> None:
        """Write a text that ends at x."""
        self.drawString(x - measure(text, self.size), y, text)

    def getPageNumber(self) -> int:
        """The number of the page that is being drawn."""
        return len(self.pages) + 1

    def showPage(self) -> None:
        """End the page."""
        self.pages.append("\n".join(self.marks).encode("ascii"))
        self.marks = []

    def pdf(self) -> bytes:
        """The whole file."""
        kids = " ".join(f"{6 + 2 * number} 0 R" for number in range(len(self.pages)))
        objects = [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            f"<< /Type /Pages /Kids [{kids}] /Count {len(self.pages)} >>".encode(),
            f"<< /Type /Font /Subtype /Type0 /BaseFont /{FONT} /Encoding /GBK-EUC-H "
            "/DescendantFonts [4 0 R] >>".encode(),
            # Adobe-GB1 814 to 939 are the half-width characters to which GBK-EUC-H maps ASCII.
            f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{FONT} /CIDSystemInfo << /Registry (Adobe) "
            "/Ordering (GB1) /Supplement 2 >> /DW 1000 /W [814 939 500] /FontDescriptor 5 0 R >>".encode(),
            f"<< /Type /FontDescriptor /FontName /{FONT} /Flags 4 /FontBBox [0 -141 1000 859] /ItalicAngle 0 "
            "/Ascent 859 /Descent -141 /CapHeight 683 /StemV 80 >>".encode(),
        ]
        for number, page in enumerate(self.pages):
            objects.append(
                f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] /Contents {7 + 2 * number} 0 R "
                "/Resources << /Font << /F1 3 0 R >> >> >>".encode()
            )
            objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(page), page))
        objects.append(f"<< /Title <{self.title.encode('utf-16').hex()}> >>".encode())
        return _file(objects)


def _file(objects: Sequence[bytes]) -> bytes:
    written = b"%PDF-1.4\n"
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    start = len(written)
    written += b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
    return written + b"trailer\n<< /Size %d /Root 1 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        size,
        size - 1,
        start,
    )


def draw(source: Source, path: Path) -> None:
    """Write the PDF; the same source gives the same bytes."""
    sheet = Sheet(source.metadata["title"])
    draw_notice(sheet, source, FONT, measure)
    head = [Cell((text,), centred=True) for text in source.data["table"]["columns"]]
    for number, boxes in enumerate(flow(_rows(source), STYLE, head)):
        if number == 0:
            draw_annex_title(sheet, source, FONT, WIDTH, HEIGHT - 76)
        _draw_rules(sheet, boxes)
        for box in boxes:
            _draw_text(sheet, box)
        draw_page_number(sheet, FONT, WIDTH)
        sheet.showPage()
    path.write_bytes(sheet.pdf())


def measure(text: str, size: float) -> float:
    """Width of a text in points: ASCII is half as wide as all else."""
    return sum(0.5 if char.isascii() else 1.0 for char in text) * size


def _rows(source: Source) -> Iterator[tuple[Cell, ...]]:
    for number, row in enumerate(source.rows, 1):
        texts = (str(number), row.content, *row.cells)
        yield tuple(
            Cell(wrap(text, width - 9, lambda part: measure(part, SIZE)), centred=column == 0)
            for column, (text, width) in enumerate(zip(texts, STYLE.widths, strict=True))
        )


def _draw_text(sheet: Sheet, box: Box) -> None:
    sheet.setFont(FONT, SIZE)
    for y, line in baselines(box, STYLE, SIZE):
        if box.cell.centred:
            sheet.drawCentredString((box.left + box.right) / 2, y, line)
        else:
            sheet.drawString(box.left + 4.5, y, line)


def _draw_rules(sheet: Sheet, boxes: Sequence[Box]) -> None:
    """Draw the frame twice, and each side of a cell inside of it short of both its ends."""
    left, right = boxes[0].left, max(box.right for box in boxes)
    top, bottom = boxes[0].top, min(box.bottom for box in boxes)
    sheet.setLineWidth(0.5)
    for out in (0.0, FRAME):
        sheet.rect(left - out, bottom - out, right - left + 2 * out, top - bottom + 2 * out)
    sheet.setDash(3, 2)
    for number, box in enumerate(boxes):
        short = GAPS[number % len(GAPS)] / 2
        if box.bottom > bottom:
            sheet.line(box.left + short, box.bottom, box.right - short, box.bottom)
        if box.right < right:
            sheet.line(box.right, box.top - short, box.right, box.bottom + short)
    sheet.setDash()
