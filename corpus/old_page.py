"""Draw a plan as a page of a county's old website: tables for the layout, GBK bytes, tags never closed.

In comes a `Source` with a script, out go the bytes. Tags are in upper case; the notice is one cell in which <BR> and
two full-width spaces make paragraphs; the task table stands inside the layout tables, its merged cells as ROWSPAN and
COLSPAN; </P>, </TD> and </TR> are left out, as HTML allows. The page names gb2312; one of its characters only GBK has.
"""

from collections.abc import Iterator
from html import escape

from script import Cells, Line, Table
from structure import Source

INDENT = "　　"


def draw(source: Source) -> bytes:
    """Give the page in GBK."""
    page, meta = source.data["page"], source.metadata
    lines = [
        '<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN">',
        "<HTML><HEAD>",
        '<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=gb2312">',
        f"<TITLE>{page['site']}</TITLE>",
        "<STYLE>TD {font-size:12px; line-height:160%} .t {font-size:16px; color:#c00}</STYLE>",
        "</HEAD>",
        "<BODY BGCOLOR=#FFFFFF TOPMARGIN=0>",
        "<TABLE WIDTH=778 BORDER=0 ALIGN=CENTER CELLPADDING=0>",
        f'<TR><TD COLSPAN=2><IMG SRC="images/top.jpg" WIDTH=778 ALT="{page["site"]}">',
        "<TR><TD COLSPAN=2 BGCOLOR=#3366CC>"
        + "&nbsp;|&nbsp;".join(f"<A HREF=#>{text}</A>" for text in page["navigation"]),
        "<TR><TD WIDTH=160 VALIGN=TOP><TABLE BORDER=0>",
        *(f"<TR><TD>·<A HREF=list.asp?id={number}>{text}</A>" for number, text in enumerate(page["side"])),
        "</TABLE>",
        f"<TD VALIGN=TOP>{page['crumb']}<HR SIZE=1>",
        f"<P ALIGN=CENTER><FONT CLASS=t><B>{escape(meta['title'])}</B></FONT>",
        f"<P ALIGN=CENTER>{page['line']}",
        "<TABLE WIDTH=96% BORDER=0 ALIGN=CENTER><TR><TD>",
        "<BR>\n".join(_notice(source)),
        *_body(source),
        "</TABLE>",
        f"<P ALIGN=RIGHT>{page['tools']}",
        "<TR><TD COLSPAN=2 ALIGN=CENTER><HR>" + "<BR>".join(page["footer"]),
        "</TABLE>",
        "</BODY></HTML>",
    ]
    return ("\r\n".join(lines) + "\r\n").encode("gbk")


def _notice(source: Source) -> Iterator[str]:
    meta, notice = source.metadata, source.data["notice"]
    yield f"<CENTER>{meta['document_number']}</CENTER>"
    yield meta["addressees"]
    yield from (INDENT + escape(text) for text in notice["body"])
    yield "&nbsp;" * 40 + meta["issuer"]
    yield "&nbsp;" * 44 + source.printed_date
    yield f"<BR><CENTER><B>{notice['annex_title']}</B></CENTER>"


def _body(source: Source) -> Iterator[str]:
    assert source.script is not None
    for entry in source.script.entries:
        if isinstance(entry, Table):
            yield from _table(entry)
        else:
            assert isinstance(entry, Line)
            yield f"{INDENT}{escape(entry.text)}<BR>"


def _table(table: Table) -> Iterator[str]:
    yield "<TABLE BORDER=1 CELLSPACING=0 CELLPADDING=3 WIDTH=100% BORDERCOLOR=#000000>"
    yield "<TR ALIGN=CENTER>" + "".join(f"<TD><B>{word}</B>" for word in table.columns)
    above: Cells | None = None
    for row in table.rows:
        # How many rows each merged cell covers; a cell is written with its first row only.
        tall = [sum(other.merged[at] == row.merged[at] for other in table.rows) for at in range(3)]
        first = [above is None or above.merged[at] != row.merged[at] for at in range(3)]
        cells = []
        if first[0]:
            cells.append(_cell(f"<B>{row.goal}</B>", tall[0], 1 if row.task else 2))
        if first[1] and row.task:
            cells.append(_cell(row.task, tall[1]))
        cells.append(_cell(f"<P>{escape(row.content)}"))
        if first[2]:
            cells.append(_cell(row.unit, tall[2]))
        yield "<TR>" + "".join(cells)
        above = row
    yield "</TABLE>"


def _cell(inside: str, rows: int = 1, columns: int = 1) -> str:
    size = (f" ROWSPAN={rows}" if rows > 1 else "") + (f" COLSPAN={columns}" if columns > 1 else "")
    return f"<TD{size}>{inside}"
