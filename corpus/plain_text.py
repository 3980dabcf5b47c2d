"""Draw a plan as plain text: a page of a portal that somebody selected and pasted into a file.

In comes a `Source` with a script, out go the bytes. `draw_cells` is a table lost to plain text: one cell a line, merged
cells once, a merged unit cell after its first row, and the unit cell in the middle of a content that a page cut (✂).
`draw_prose` keeps its paragraphs, and each label stands at the end of its paragraph's line.
"""

from collections.abc import Iterator

from script import Line, Table
from structure import Source

INDENT = "　　"


def draw_cells(source: Source) -> bytes:
    """One cell a line, blank lines between; UTF-8 with a byte order mark and CRLF, as the editor of Windows saves."""
    lines = [*source.data["paste"]["above"], *_notice(source)]
    assert source.script is not None
    for entry in source.script.entries:
        if isinstance(entry, Table):
            lines += [*entry.columns, *_cells(entry)]
        else:
            lines.append(entry.text)
    lines += source.data["paste"]["below"]
    return ("\r\n\r\n".join(lines) + "\r\n").encode("utf-8-sig")


def draw_prose(source: Source) -> bytes:
    """One paragraph a line, indented; GB18030 with LF."""
    lines = [*source.data["paste"]["above"]]
    lines += [INDENT + text if place else text for place, text in enumerate(_notice(source))]
    assert source.script is not None
    for entry in source.script.entries:
        assert isinstance(entry, Line)
        if entry.kind == "label":
            lines[-1] += entry.text
        elif entry.opening:
            lines.append(f"{INDENT}{entry.opening}。{entry.text}")
        elif entry.kind == "heading" and entry.level == 1:
            lines += ["", f"{'':>20}{entry.text}", ""]
        else:
            lines.append(INDENT + entry.text)
    lines += source.data["paste"]["below"]
    return ("\n".join(lines) + "\n").encode("gb18030")


def _notice(source: Source) -> Iterator[str]:
    meta, notice = source.metadata, source.data["notice"]
    yield meta["title"]
    yield meta["document_number"]
    if "time_line" in notice:
        yield notice["time_line"]
    yield meta["addressees"]
    yield from notice["body"]
    yield meta["issuer"]
    yield source.printed_date
    if meta["disclosure"]:
        yield f"（{meta['disclosure']}）"
    yield notice["annex_title"]


def _cells(table: Table) -> Iterator[str]:
    above = (-1, -1, -1)
    for row in table.rows:
        for at, text in enumerate((row.goal, row.task)):
            if text and row.merged[at] != above[at]:
                yield text
        first, cut, rest = row.content.partition("✂")
        yield first
        if row.merged[2] != above[2]:
            yield row.unit
        if cut:
            yield rest
        above = row.merged
