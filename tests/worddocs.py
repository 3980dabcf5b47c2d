"""Word documents built part by part, for tests: `read(p("市审计局"))`.

A test writes down only what it asks about: the body, and where it matters the styles and the lists.
"""

from __future__ import annotations

import io
import zipfile

from planparse.model.document import FlowText, Grid, Line
from planparse.readers.docx import read_docx

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SPACES = (
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)


def part(name: str, content: str, space: str = WORD) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><w:{name} xmlns:w="{space}" {SPACES}>{content}</w:{name}>'


def document(body: str, space: str = WORD) -> str:
    return part("document", f"<w:body>{body}<w:sectPr/></w:body>", space)


def zipped(*entries: tuple[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in entries:
            package.writestr(name, content)
    return buffer.getvalue()


def relations(target: str, kind: str = "officeDocument") -> str:
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{RELATION}/{kind}" Target="{target}"/></Relationships>'
    )


def read(body: str, styles: str = "", numbering: str = "", *more: tuple[str, str | bytes]) -> FlowText:
    entries: list[tuple[str, str | bytes]] = [("word/document.xml", document(body))]
    if styles:
        entries.append(("word/styles.xml", part("styles", styles)))
    if numbering:
        entries.append(("word/numbering.xml", part("numbering", numbering)))
    return read_docx(zipped(*entries, *more), "计划.docx")


def r(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def p(content: str, properties: str = "") -> str:
    content = content if content.startswith("<") else r(content)
    return f"<w:p><w:pPr>{properties}</w:pPr>{content}</w:p>"


def tc(content: str = "", properties: str = "") -> str:
    content = content if content.startswith("<") else p(content)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"


def tr(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(map(tc_of, cells))}</w:tr>"


def tc_of(cell: str) -> str:
    return cell if cell.startswith("<") else tc(cell)


def tbl(*rows: str) -> str:
    return f"<w:tbl><w:tblPr/>{''.join(rows)}</w:tbl>"


def style(identity: str, name: str, content: str, kind: str = "paragraph", default: bool = False) -> str:
    mark = 'w:default="1"' if default else ""
    return f'<w:style w:type="{kind}" w:styleId="{identity}" {mark}><w:name w:val="{name}"/>{content}</w:style>'


def level(number: int, form: str, text: str, more: str = "", start: int = 1) -> str:
    return (
        f'<w:lvl w:ilvl="{number}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:suff w:val="nothing"/><w:lvlText w:val="{text}"/></w:lvl>'
    )


def lists(*levels: str, nums: str = '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>') -> str:
    return f'<w:abstractNum w:abstractNumId="0">{"".join(levels)}</w:abstractNum>{nums}'


def item(text: str, depth: int = 0, num: int = 1) -> str:
    number = f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{num}"/></w:numPr>'
    return f"<w:p><w:pPr>{number}</w:pPr>{r(text) if text else ''}</w:p>"


def field_mark(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def words(text: FlowText) -> list[str]:
    return [each.text if isinstance(each, Line) else "表" for each in text.parts]


def codes(text: FlowText) -> list[str]:
    return [warning.code for warning in text.warnings]


def only_line(text: FlowText) -> Line:
    (line,) = text.parts
    assert isinstance(line, Line)
    return line


def grids(text: FlowText) -> list[Grid]:
    return [each for each in text.parts if isinstance(each, Grid)]


def cells(grid: Grid) -> list[tuple[int, int, int, int, list[str]]]:
    return [
        (cell.row, cell.column, cell.row_span, cell.column_span, [line.text for line in cell.lines])
        for cell in grid.cells
    ]
