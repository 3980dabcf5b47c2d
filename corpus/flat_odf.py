"""Draw a plan as flat ODF text, which LibreOffice turns into a PDF.

In comes a `Source`, out goes the XML of one .fodt file: the notice (GB/T 9704-2012: 发文机关标志 in red, 发文字号,
title, 主送机关, body, signature, 附注), a page break, then the table. Writing the XML by hand gives full control
over merged cells: a cell with `number-rows-spanned` is followed by covered cells in the rows below.
"""

from collections.abc import Iterable, Sequence
from itertools import groupby
from xml.sax.saxutils import escape

from structure import Source, TaskRow

SERIF, SANS = "Noto Serif CJK SC", "Noto Sans CJK SC"

# Column widths in cm on an A4 page with 2.6 cm margins (15.8 cm of text).
WIDTHS = {"seed": (2.0, 2.6, 7.8, 3.4), "first_listed": (1.2, 9.8, 4.8)}

NAMESPACES = (
    ("office", "office"),
    ("style", "style"),
    ("text", "text"),
    ("table", "table"),
    ("meta", "meta"),
)


def draw(source: Source) -> str:
    """The whole .fodt document."""
    layout = source.data["layout"]
    if layout == "seed":
        tables = [(source.data["notice"]["annex_title"], WIDTHS[layout], _seed_table(source))]
    elif layout == "first_listed":
        tables = [(source.data["notice"]["annex_title"], WIDTHS[layout], _first_listed_table(source))]
    elif layout == "nine_columns":
        tables = [(source.data["notice"]["annex_title"], source.data["table"]["widths"], _nine_column_table(source))]
    else:
        tables = [(t["title"], t["widths"], _plain_table(t["columns"], t["rows"])) for t in source.data["tables"]]
    masters = MASTER.format(more=WIDE_MASTER if layout == "nine_columns" else "")
    own_page = layout != "meeting"
    body = "".join(_notice(source)) + "".join(
        _titled_table(number, title, widths, rows, own_page) for number, (title, widths, rows) in enumerate(tables, 1)
    )
    columns = "".join(
        f'<style:style style:name="T{n}C{k}" style:family="table-column">'
        f'<style:table-column-properties style:column-width="{width}cm"/></style:style>'
        for n, (_, widths, _) in enumerate(tables, 1)
        for k, width in enumerate(widths, 1)
    )
    names = " ".join(f'xmlns:{p}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for p, n in NAMESPACES)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {names} '
        'xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" '
        'xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" '
        'office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.text">'
        f"<office:meta><meta:creation-date>{source.metadata['signed_date']}T09:00:00</meta:creation-date>"
        "</office:meta>"
        f"<office:font-face-decls>{_font(SERIF)}{_font(SANS)}</office:font-face-decls>"
        f"<office:styles>{_default_style()}</office:styles>"
        f"<office:automatic-styles>{_styles(source)}{columns}</office:automatic-styles>"
        f"{masters}<office:body><office:text>{body}</office:text></office:body></office:document>"
    )


def _font(name: str) -> str:
    return f'<style:font-face style:name="{name}" svg:font-family="&apos;{name}&apos;"/>'


def _default_style() -> str:
    # Hanging punctuation would print commas outside the cell, on the other side of the rule.
    return (
        '<style:default-style style:family="paragraph">'
        '<style:paragraph-properties style:punctuation-wrap="simple" style:line-break="strict" '
        'style:writing-mode="lr-tb"/>'
        f'<style:text-properties style:font-name="{SERIF}" style:font-name-asian="{SERIF}" '
        'fo:language="en" fo:country="US" style:language-asian="zh" style:country-asian="CN"/>'
        "</style:default-style>"
        '<style:style style:name="Standard" style:family="paragraph" style:class="text"/>'
    )


def _paragraph_style(
    name: str,
    size: float,
    layout: str,
    font: str = SERIF,
    bold: bool = False,
    colour: str = "#000000",
    page: str = "",
) -> str:
    """A style of its own for paragraphs; `page` names the master page that opens before such a paragraph."""
    weight = "bold" if bold else "normal"
    master = f' style:master-page-name="{page}"' if page else ""
    return (
        f'<style:style style:name="{name}" style:family="paragraph" style:parent-style-name="Standard"{master}>'
        f"<style:paragraph-properties {layout}/>"
        f'<style:text-properties style:font-name="{font}" style:font-name-asian="{font}" '
        f'fo:font-size="{size}pt" style:font-size-asian="{size}pt" '
        f'fo:font-weight="{weight}" style:font-weight-asian="{weight}" fo:color="{colour}"/></style:style>'
    )


def _styles(source: Source) -> str:
    # Size and leading of the cells, in points, decide which rows a page cuts.
    table = source.data.get("table", {})
    size, leading = table.get("size", 10), table.get("leading", 14)
    body = 'fo:line-height="28pt" fo:text-align="justify" fo:orphans="2" fo:widows="2"'
    cell = f'fo:line-height="{leading}pt" fo:orphans="1" fo:widows="1"'
    heading = 'fo:text-align="center" fo:margin-bottom="0.4cm" fo:keep-with-next="always"'
    red_line = 'fo:border-bottom="1.5pt solid #d00000" fo:padding-bottom="0.25cm"'
    border = 'fo:border="0.5pt solid #000000" fo:padding="0.08cm"'
    wide = source.data["layout"] == "nine_columns"
    page = "Wide" if wide else ""
    width = round(sum(table["widths"]), 2) if wide else 15.8
    paragraphs = (
        _paragraph_style("Mast", 30, 'fo:text-align="center" fo:margin-top="1cm"', SERIF, True, "#d00000"),
        _paragraph_style("Number", 15, f'fo:text-align="center" fo:margin-top="0.9cm" {red_line}'),
        _paragraph_style("Title", 19, f'{heading} fo:margin-top="1cm" fo:line-height="32pt"', SERIF, True),
        _paragraph_style("Body", 15, f'{body} fo:text-indent="30pt"'),
        _paragraph_style("Flush", 15, body),
        _paragraph_style("Signature", 15, 'fo:text-align="end" fo:margin-top="0.9cm" fo:margin-right="1cm"'),
        _paragraph_style("Date", 15, 'fo:text-align="end" fo:margin-right="1.6cm"'),
        _paragraph_style("Annex", 14, 'fo:break-before="page" fo:text-align="start"', SANS, page=page),
        _paragraph_style("AnnexTitle", 17, heading, SERIF, True),
        _paragraph_style("TableTitle", 14, f'{heading} fo:margin-top="0.5cm"', SANS),
        _paragraph_style("Head", 10.5, f'{cell} fo:text-align="center"', SANS, True),
        _paragraph_style("Left", size, f'{cell} fo:text-align="justify"'),
        _paragraph_style("Centre", size, f'{cell} fo:text-align="center"'),
        _paragraph_style("Section", 10.5, f'{cell} fo:text-align="start"', SANS),
        _paragraph_style("Foot", 11, 'fo:text-align="center"'),
    )
    return "".join(paragraphs) + (
        '<style:page-layout style:name="A4"><style:page-layout-properties fo:page-width="21cm" '
        'fo:page-height="29.7cm" style:print-orientation="portrait" fo:margin-top="2.6cm" '
        'fo:margin-bottom="1.6cm" fo:margin-left="2.6cm" fo:margin-right="2.6cm"/>'
        '<style:footer-style><style:header-footer-properties fo:min-height="1.1cm" fo:margin-top="0.5cm"/>'
        f"</style:footer-style></style:page-layout>{WIDE_PAGE if wide else ''}"
        '<style:style style:name="Tbl" style:family="table"><style:table-properties '
        f'style:width="{width}cm" table:align="center" table:border-model="collapsing" '
        'style:may-break-between-rows="true"/></style:style>'
        '<style:style style:name="Row" style:family="table-row">'
        '<style:table-row-properties fo:keep-together="auto"/></style:style>'
        f'<style:style style:name="Top" style:family="table-cell"><style:table-cell-properties {border} '
        'style:vertical-align="top"/></style:style>'
        f'<style:style style:name="Mid" style:family="table-cell"><style:table-cell-properties {border} '
        'style:vertical-align="middle"/></style:style>'
    )


WIDE_PAGE = (
    '<style:page-layout style:name="A4Wide"><style:page-layout-properties fo:page-width="29.7cm" '
    'fo:page-height="21cm" style:print-orientation="landscape" fo:margin-top="2.2cm" '
    'fo:margin-bottom="1.3cm" fo:margin-left="2cm" fo:margin-right="2cm"/>'
    '<style:footer-style><style:header-footer-properties fo:min-height="1cm" fo:margin-top="0.4cm"/>'
    "</style:footer-style></style:page-layout>"
)
MASTER = (
    '<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="A4">'
    '<style:footer><text:p text:style-name="Foot">— <text:page-number text:select-page="current">1'
    "</text:page-number> —</text:p></style:footer></style:master-page>{more}</office:master-styles>"
)
WIDE_MASTER = (
    '<style:master-page style:name="Wide" style:page-layout-name="A4Wide"><style:footer>'
    '<text:p text:style-name="Foot">— <text:page-number text:select-page="current">1</text:page-number> —</text:p>'
    "</style:footer></style:master-page>"
)


def _paragraph(style: str, text: str) -> str:
    return f'<text:p text:style-name="{style}">{escape(text)}</text:p>'


def _notice(source: Source) -> Iterable[str]:
    meta = source.metadata
    yield _paragraph("Mast", meta["masthead"])
    yield _paragraph("Number", meta["document_number"])
    yield _paragraph("Title", meta["title"])
    yield _paragraph("Flush", meta["addressees"])
    for text in source.data["notice"]["body"]:
        yield _paragraph("Body", text)
    yield _paragraph("Signature", meta["issuer"])
    yield _paragraph("Date", source.printed_date)
    yield _paragraph("Body", f"（{meta['disclosure']}）")


def _titled_table(number: int, title: str, widths: Sequence[float], rows: str, own_page: bool) -> str:
    columns = "".join(f'<table:table-column table:style-name="T{number}C{k}"/>' for k in range(1, len(widths) + 1))
    head = (
        _paragraph("Annex", "附件") + _paragraph("AnnexTitle", title) if own_page else _paragraph("TableTitle", title)
    )
    return f'{head}<table:table table:style-name="Tbl">{columns}{rows}</table:table>'


def _cell(text: str, style: str = "Left", box: str = "Top", rows: int = 1, columns: int = 1) -> str:
    paragraphs = "".join(_paragraph(style, line) for line in text.split("\n"))
    return (
        f'<table:table-cell table:style-name="{box}" table:number-rows-spanned="{rows}" '
        f'table:number-columns-spanned="{columns}" office:value-type="string">{paragraphs}'
        "</table:table-cell>" + "<table:covered-table-cell/>" * (columns - 1)
    )


def _row(cells: Iterable[str]) -> str:
    return f'<table:table-row table:style-name="Row">{"".join(cells)}</table:table-row>'


def _head(columns: Sequence[str]) -> str:
    return _row(_cell(text, "Head", "Mid") for text in columns)


def _merged(keys: Sequence[object], texts: Sequence[str], style: str, box: str) -> list[str]:
    """One table column: neighbouring rows with an equal key share one cell."""
    cells: list[str] = []
    for _, group in groupby(range(len(keys)), key=lambda i: keys[i]):
        rows = list(group)
        cells.append(_cell(texts[rows[0]], style, box, rows=len(rows)))
        cells += ["<table:covered-table-cell/>"] * (len(rows) - 1)
    return cells


def _seed_table(source: Source) -> str:
    """目标 | 任务 | 主要内容 | 责任单位; the unit cell of a goal with `units` is merged over all its rows."""
    rows = source.rows
    merged_goals = {goal["title"] for goal in source.data["goals"] if "units" in goal}
    goals = _merged([r.goal for r in rows], [r.goal or "" for r in rows], "Left", "Top")
    tasks = _merged([(r.goal, r.task) for r in rows], [r.task or "" for r in rows], "Left", "Mid")
    contents = [_cell(row.content) for row in rows]
    keys = [row.goal if row.goal in merged_goals else number for number, row in enumerate(rows)]
    units = _merged(keys, [r.cells[0] for r in rows], "Centre", "Mid")
    lines = zip(goals, tasks, contents, units, strict=True)
    return _head(source.data["table"]["columns"]) + "".join(_row(line) for line in lines)


def _first_listed_table(source: Source) -> str:
    """序号 | 工作任务 | 责任单位, a section row for each goal, the header repeated on every page."""
    head = _head(source.data["table"]["columns"])
    out = [f"<table:table-header-rows>{head}</table:table-header-rows>"]
    number = 0
    groups: Iterable[tuple[str | None, Iterable[TaskRow]]] = groupby(source.rows, key=lambda row: row.goal)
    for goal, rows in groups:
        out.append(_row([_cell(goal or "", "Section", "Mid", columns=3)]))
        for row in rows:
            number += 1
            cells = (_cell(str(number), "Centre", "Mid"), _cell(row.content), _cell(row.cells[0], "Left", "Mid"))
            out.append(_row(cells))
    return "".join(out)


def _nine_column_table(source: Source) -> str:
    """序号 and 类别 to 责任领导: 类别 is written downwards and merged, 重点任务 merged, the header repeated."""
    rows = source.rows
    goals = _merged([r.goal for r in rows], ["\n".join(r.goal or "") for r in rows], "Centre", "Mid")
    tasks = _merged([(r.goal, r.task) for r in rows], [r.task or "" for r in rows], "Left", "Mid")
    out = [f"<table:table-header-rows>{_head(source.data['table']['columns'])}</table:table-header-rows>"]
    for number, (row, goal, task) in enumerate(zip(rows, goals, tasks, strict=True), 1):
        target, lead, others, limit, leader = row.cells
        short = (_cell(text, "Centre", "Mid") for text in (limit, leader))
        long = (_cell(text, "Left", "Mid") for text in (row.content, target, lead, others))
        out.append(_row((_cell(str(number), "Centre", "Mid"), goal, task, *long, *short)))
    return "".join(out)


def _plain_table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    return _head(columns) + "".join(_row(_cell(text, "Centre", "Mid") for text in row) for row in rows)
