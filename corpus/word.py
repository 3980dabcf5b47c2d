"""Draw a plan as a DOCX file, part by part, so that Word's own means stand in it and equal data gives equal bytes.

In comes a `Source` with a script, out go the bytes: the notice, then the plan, then its tables. With
`numbering = "list"` the numbers of headings are not in the text but drawn by Word (numbering.xml), as most authors
leave them; a number that the list would draw differently from the script is a ValueError. Tracked changes, soft line
breaks and footnotes come from the marks that `script.py` names; runs are cut inside words, as Word leaves them.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from html import escape

from script import Cells, Table
from structure import Source

SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:v="urn:schemas-microsoft-com:vml"'
)
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORDS = "application/vnd.openxmlformats-officedocument.wordprocessingml"
PARTS = ("styles", "numbering", "footnotes", "footer")
ZIP_DAY = (1980, 1, 1, 0, 0, 0)
# Every so many characters a run ends, inside words too, as spelling and input methods leave them in real files.
RUN = 23
COLUMN_TWIPS = (1300, 1900, 3900, 1900)
DIGITS = "零一二三四五六七八九十"
MARK = re.compile(r"(⏎|⟦[-+*][^⟧]*⟧)")


def draw(source: Source) -> bytes:
    """Give the file; ValueError if Word's list would draw other numbers than the script has."""
    writer = _Writer(source)
    body = "".join(writer.notice()) + "".join(writer.body())
    section = (
        '<w:sectPr><w:footerReference w:type="default" r:id="rId4"/><w:pgSz w:w="11906" w:h="16838"/>'
        '<w:pgMar w:top="2098" w:right="1474" w:bottom="1985" w:left="1588"/></w:sectPr>'
    )
    files = {
        "[Content_Types].xml": _types(),
        "_rels/.rels": _relations([("officeDocument", "word/document.xml")]),
        "word/document.xml": f"<w:document {SPACES}><w:body>{body}{section}</w:body></w:document>",
        "word/_rels/document.xml.rels": _relations([(part, f"{part}.xml") for part in PARTS]),
        "word/styles.xml": _styles(),
        "word/numbering.xml": _numbering(),
        "word/footnotes.xml": _footnotes(writer.footnotes),
        "word/footer.xml": _footer(),
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(zipfile.ZipInfo(name, ZIP_DAY), (HEAD + text).encode("utf-8"), zipfile.ZIP_DEFLATED)
    return stream.getvalue()


class _Writer:
    """Counts what must be counted while a document is written: list numbers, footnotes, changes."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.listed = source.data["word"]["numbering"] == "list"
        self.counts = [0, 0, 0]
        self.footnotes: list[str] = []
        self.changes = 0

    def notice(self) -> Iterator[str]:
        meta, notice = self.source.metadata, self.source.data["notice"]
        if "masthead" in meta:
            yield _paragraph(_run(meta["masthead"], "<w:color w:val='FF0000'/><w:sz w:val='72'/>"), "center")
        if meta["document_number"]:
            yield _paragraph(_run(meta["document_number"]), "center")
        # A title is set by hand in lines of its own.
        yield _paragraph(self.runs("⏎".join(meta.get("title_lines", [meta["title"]])), "<w:sz w:val='44'/>"), "center")
        yield _paragraph(_run(meta["addressees"]))
        for number, text in enumerate(notice["body"]):
            yield _paragraph(self.runs(text), indent=True)
            if number == 0 and "box" in self.source.data["word"]:
                yield _paragraph(_text_box(self.source.data["word"]["box"]))
        if "annex_line" in notice:
            yield _paragraph(_run(notice["annex_line"]), indent=True)
        yield _paragraph(_run(meta["issuer"]), "right")
        yield _paragraph(_run(self.source.printed_date), "right")
        if meta["disclosure"]:
            yield _paragraph(_run(f"（{meta['disclosure']}）"), indent=True)
        yield '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
        yield _paragraph(_run(notice["annex_title"], "<w:sz w:val='40'/>"), "center")

    def body(self) -> Iterator[str]:
        assert self.source.script is not None
        for entry in self.source.script.entries:
            if isinstance(entry, Table):
                yield from self.table(entry)
            elif entry.kind == "heading":
                number, text = self.number(entry.level, entry.text)
                yield _paragraph(self.runs(text, _face(entry.level)), number=number, indent=True)
            elif entry.opening:
                number, text = self.number(entry.level, entry.opening)
                runs = self.runs(f"{text}。", "<w:b/>") + self.runs(entry.text)
                yield _paragraph(runs, number=number, indent=True)
            else:
                yield _paragraph(self.runs(entry.text), indent=True)

    def number(self, level: int, text: str) -> tuple[int | None, str]:
        """Take the number off a heading where Word's list draws it; give its level from 0, and what is left."""
        if not self.listed:
            return None, text
        self.counts[level - 1] += 1
        self.counts[level:] = [0] * (3 - level)
        drawn = _drawn(level, self.counts[level - 1])
        if not text.startswith(drawn):
            raise ValueError(f"{self.source.name}: the list draws {drawn} for {text}")
        return level - 1, text.removeprefix(drawn)

    def runs(self, text: str, face: str = "") -> str:
        return "".join(self.piece(piece, face) for piece in MARK.split(text) if piece)

    def piece(self, piece: str, face: str) -> str:
        if piece == "⏎":
            return "<w:r><w:br/></w:r>"
        if not piece.startswith("⟦"):
            return _run(piece, face)
        words = piece[2:-1]
        if piece[1] == "*":
            self.footnotes.append(words)
            mark = f'<w:footnoteReference w:id="{len(self.footnotes)}"/>'
            return f'<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr>{mark}</w:r>'
        self.changes += 1
        who = f'w:id="{self.changes}" w:author="综合科" w:date="{self.source.metadata["signed_date"]}T09:00:00Z"'
        if piece[1] == "+":
            return f"<w:ins {who}>{_run(words, face)}</w:ins>"
        return f"<w:del {who}><w:r><w:delText xml:space='preserve'>{escape(words)}</w:delText></w:r></w:del>"

    def table(self, table: Table) -> Iterator[str]:
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in COLUMN_TWIPS)
        edges = "".join(
            f'<w:{side} w:val="single" w:sz="4"/>' for side in ("top", "left", "bottom", "right", "insideH", "insideV")
        )
        header = "".join(_cell(_paragraph(_run(word, "<w:b/>"), "center")) for word in table.columns)
        yield f"<w:tbl><w:tblPr><w:tblBorders>{edges}</w:tblBorders></w:tblPr><w:tblGrid>{grid}</w:tblGrid>"
        yield f"<w:tr><w:trPr><w:tblHeader/></w:trPr>{header}</w:tr>"
        above: Cells | None = None
        for row in table.rows:
            first = [above is None or above.merged[at] != row.merged[at] for at in range(3)]
            # A goal without tasks runs over both columns.
            span = '<w:gridSpan w:val="2"/>' if not row.task else ""
            cells = [self.merged(row.goal, first[0], span)]
            cells += [] if span else [self.merged(row.task, first[1])]
            cells += [_cell(_paragraph(self.runs(row.content))), self.merged(row.unit, first[2])]
            yield f"<w:tr>{''.join(cells)}</w:tr>"
            above = row
        yield "</w:tbl><w:p/>"

    def merged(self, text: str, first: bool, more: str = "") -> str:
        merge = '<w:vMerge w:val="restart"/>' if first else "<w:vMerge/>"
        return _cell(_paragraph(self.runs(text)) if first else "<w:p/>", more + merge)


def _drawn(level: int, count: int) -> str:
    chinese = DIGITS[count] if count <= 10 else "十" + DIGITS[count - 10]
    return (f"{chinese}、", f"（{chinese}）", f"{count}.")[level - 1]


def _face(level: int) -> str:
    face = ("黑体", "楷体", "仿宋")[level - 1]
    return f"<w:rFonts w:eastAsia='{face}'/>" + ("<w:b/>" if level > 1 else "")


def _run(text: str, face: str = "") -> str:
    look = f"<w:rPr>{face}</w:rPr>" if face else ""
    parts = [text[at : at + RUN] for at in range(0, len(text), RUN)]
    return "".join(f'<w:r>{look}<w:t xml:space="preserve">{escape(part)}</w:t></w:r>' for part in parts)


def _paragraph(runs: str, align: str = "", *, number: int | None = None, indent: bool = False) -> str:
    look = "" if number is None else f'<w:numPr><w:ilvl w:val="{number}"/><w:numId w:val="1"/></w:numPr>'
    look += '<w:ind w:firstLineChars="200" w:firstLine="640"/>' if indent else ""
    look += f'<w:jc w:val="{align}"/>' if align else ""
    return f"<w:p><w:pPr>{look}</w:pPr>{runs}</w:p>"


def _cell(inside: str, look: str = "") -> str:
    return f"<w:tc><w:tcPr>{look}</w:tcPr>{inside}</w:tc>"


def _text_box(lines: list[str]) -> str:
    """A text box in both forms that Word writes; a reader must take one of them."""
    inside = "<w:txbxContent>" + "".join(_paragraph(_run(line)) for line in lines) + "</w:txbxContent>"
    size = 'cx="4680000" cy="1800000"'
    shape = (
        f'<wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm>'
        f'<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></wps:spPr><wps:txbx>{inside}</wps:txbx><wps:bodyPr/>'
        "</wps:wsp>"
    )
    return (
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>'
        '<wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent {size}/><wp:docPr id="1" name="文本框 1"/><a:graphic><a:graphicData'
        f' uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">{shape}</a:graphicData></a:graphic>'
        '</wp:inline></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape style="width:368pt;height:142pt">'
        f"<v:textbox>{inside}</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


def _types() -> str:
    parts = "".join(f'<Override PartName="/word/{part}.xml" ContentType="{WORDS}.{part}+xml"/>' for part in PARTS)
    return (
        f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{WORDS}.document.main+xml"/>{parts}</Types>'
    )


def _relations(targets: list[tuple[str, str]]) -> str:
    links = (
        f'<Relationship Id="rId{number}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{"".join(links)}</Relationships>'


def _styles() -> str:
    fonts = '<w:rFonts w:ascii="Times New Roman" w:eastAsia="仿宋_GB2312" w:hAnsi="Times New Roman"/><w:sz w:val="32"/>'
    return (
        f"<w:styles {SPACES}><w:docDefaults><w:rPrDefault><w:rPr>{fonts}</w:rPr></w:rPrDefault></w:docDefaults>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style></w:styles>'
    )


def _numbering() -> str:
    kinds = (("chineseCounting", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3."))
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:suff w:val="nothing"/>'
        f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/></w:lvl>'
        for level, (kind, text) in enumerate(kinds)
    )
    return (
        f'<w:numbering {SPACES}><w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="multilevel"/>{levels}'
        '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )


def _footnotes(notes: list[str]) -> str:
    frame = "".join(
        f'<w:footnote w:type="{kind}" w:id="{place}"><w:p><w:r><w:{kind}/></w:r></w:p></w:footnote>'
        for place, kind in enumerate(("separator", "continuationSeparator"), -1)
    )
    own = "".join(f'<w:footnote w:id="{n}">{_paragraph(_run(text))}</w:footnote>' for n, text in enumerate(notes, 1))
    return f"<w:footnotes {SPACES}>{frame}{own}</w:footnotes>"


def _footer() -> str:
    page = '<w:fldSimple w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    return f"<w:ftr {SPACES}>{_paragraph(_run('— ') + page + _run(' —'), 'center')}</w:ftr>"
