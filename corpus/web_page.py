"""Draw a plan as a web page, which Chromium or WeasyPrint print to PDF.

In comes a `Source`, out goes its PDF: the notice, then each table under its title. One HTML serves both printers;
they differ in the styles. Merged cells are `rowspan`, the header is a `thead`, which both repeat on every page.
"""

import os
import re
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import groupby
from pathlib import Path
from typing import Any

from structure import Source, TaskRow

CHROMIUM_SECONDS = 120
GOALS, TASKS = {"目标", "类别"}, {"任务", "重点任务"}
MERGED = {"序号"} | GOALS | TASKS
CONTENTS = {"主要内容", "工作任务", "具体举措", "工作措施"}

# Sizes of the notice after GB/T 9704-2012, made a little smaller to keep the files short.
COMMON = """
html { font-family: 'Noto Serif CJK SC'; font-size: 10.5pt; line-height: 1.5 }
body { margin: 0 }
.mast { color: #d00000; font-size: 28pt; text-align: center; margin: 8mm 0 6mm }
.number { text-align: center; font-size: 14pt; border-bottom: 1.5pt solid #d00000; padding-bottom: 3mm; margin: 0 }
h1 { font-size: 18pt; font-weight: normal; text-align: center; margin: 10mm 6mm 6mm }
.flush, .body { font-size: 14.5pt; line-height: 1.8; text-align: justify; margin: 0 }
.body { text-indent: 2em }
.right { font-size: 14.5pt; text-align: right; margin: 4mm 12mm 0 0 }
.annex { font-size: 13pt; break-before: page; margin: 0 }
h2 { font-size: 16pt; font-weight: normal; text-align: center; margin: 2mm 0 4mm }
table { width: 100%; border-collapse: collapse; table-layout: fixed }
th { font-weight: normal; text-align: center; vertical-align: middle }
td { vertical-align: middle; text-align: justify; overflow-wrap: anywhere }
td.centre { text-align: center }
"""

# Chromium: a full grid, and the lines that a browser adds to what it prints.
CHROMIUM = """
@page {{ size: A4; margin: 18mm 17mm 17mm;
  @top-left {{ content: '{printed}'; font: 8pt 'Noto Serif CJK SC' }}
  @top-center {{ content: '{title}'; font: 8pt 'Noto Serif CJK SC'; white-space: nowrap }}
  @bottom-left {{ content: '{address}'; font: 8pt 'Noto Serif CJK SC' }}
  @bottom-right {{ content: counter(page) '/' counter(pages); font: 8pt 'Noto Serif CJK SC' }} }}
table {{ font-size: {size}pt }}
th, td {{ border: 1px solid #333; padding: 4px 5px }}
th {{ background: #eef2f7 }}
"""

# WeasyPrint: rules only across, as in a three-line table, with a hairline below each row.
WEASYPRINT = """
@page {{ size: A4; margin: 24mm 22mm 22mm;
  @bottom-center {{ content: '— ' counter(page) ' —'; font: 10pt 'Noto Serif CJK SC' }} }}
table {{ font-size: {size}pt; border-top: 1.5pt solid #000; border-bottom: 1.5pt solid #000 }}
thead {{ border-bottom: .75pt solid #000 }}
th {{ padding: 5px 7px }}
td {{ border-bottom: .35pt solid #777; padding: 5px 7px; vertical-align: top }}
"""


def draw(source: Source, path: Path) -> None:
    """Write the PDF; SubprocessError if Chromium fails."""
    if source.data["producer"] == "WeasyPrint":
        from weasyprint import HTML

        HTML(string=page(source, WEASYPRINT)).write_pdf(path)
        return
    with tempfile.TemporaryDirectory() as scratch:
        web = Path(scratch) / f"{source.name}.html"
        web.write_text(page(source, CHROMIUM), encoding="utf-8")
        command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={scratch}/profile"]
        command += ["--no-pdf-header-footer", f"--print-to-pdf={path.resolve()}", web.as_uri()]
        # Chromium keeps a directory of its own under HOME even with a profile elsewhere.
        home = os.environ | {"HOME": scratch}
        subprocess.run(command, check=True, capture_output=True, timeout=CHROMIUM_SECONDS, env=home)
    path.write_bytes(_fix_dates(path.read_bytes(), source))


def _fix_dates(drawn: bytes, source: Source) -> bytes:
    """Put the plan's own date in place of the clock's; it keeps its length, and so does the file."""
    day = source.metadata["signed_date"].replace("-", "").encode()
    return re.sub(rb"(/(?:CreationDate|ModDate) \(D:)\d{14}", rb"\g<1>" + day + b"090000", drawn)


def page(source: Source, style: str) -> str:
    """The HTML of the whole document."""
    meta = source.metadata
    web = source.data.get("web", {})
    facts = {"title": meta["title"], "printed": "", "address": "", "size": 10.5} | web
    return (
        f'<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>{escape(meta["title"])}</title>'
        f"<style>{COMMON}{style.format(**facts)}</style></head><body>{''.join(_notice(source))}{''.join(_annexes(source))}"
        "</body></html>"
    )


def _notice(source: Source) -> Iterator[str]:
    meta = source.metadata
    yield f'<p class="mast">{escape(meta["masthead"])}</p><p class="number">{escape(meta["document_number"])}</p>'
    yield f'<h1>{escape(meta["title"])}</h1><p class="flush">{escape(meta["addressees"])}</p>'
    for text in source.data["notice"]["body"]:
        yield f'<p class="body">{escape(text)}</p>'
    annexes = source.data.get("annexes", ())
    for number, annex in enumerate(annexes, 1):
        label = "附件：" if number == 1 else "　　　"
        yield f'<p class="body">{label}{number}．{escape(annex["title"])}</p>'
    yield f'<p class="right">{escape(meta["issuer"])}</p><p class="right">{source.printed_date}</p>'
    yield f'<p class="body">（{escape(meta["disclosure"])}）</p>'


def _annexes(source: Source) -> Iterator[str]:
    """The tables, each on a page of its own."""
    one = {**source.data.get("table", {}), "label": "附件", "title": source.data["notice"].get("annex_title")}
    for number, table in enumerate(source.data.get("annexes") or [one]):
        yield f'<p class="annex">{escape(table["label"])}</p><h2>{escape(table["title"])}</h2><table><colgroup>'
        yield "".join(f'<col style="width: {width}%">' for width in table["widths"])
        yield f"</colgroup><thead>{''.join(_head(table))}</thead><tbody>"
        yield from _body(table["columns"], [row for row in source.rows if row.table == number])
        yield "</tbody></table>"


def _head(table: dict[str, Any]) -> Iterator[str]:
    """The header: one line, or two where a heading stands over several columns (`over`)."""
    over = {column: heading for heading, below in table.get("over", {}).items() for column in below}
    if not over:
        yield _row(f"<th>{escape(column)}</th>" for column in table["columns"])
        return
    upper = []
    for heading, group in groupby(table["columns"], key=lambda column: over.get(column, "")):
        columns = list(group)
        if heading:
            upper.append(f'<th colspan="{len(columns)}">{escape(heading)}</th>')
        else:
            upper += [f'<th rowspan="2">{escape(column)}</th>' for column in columns]
    yield _row(upper)
    yield _row(f"<th>{escape(column)}</th>" for column in table["columns"] if column in over)


def _body(columns: Sequence[str], rows: Sequence[TaskRow]) -> Iterator[str]:
    """The rows; 序号 counts the tasks where there are some and else the rows, and is merged with the task."""
    number = 0
    for goal, same_goal in groupby(rows, key=lambda row: row.goal):
        goal_rows = list(same_goal)
        goal_cell = _cell(goal or "", len(goal_rows))
        # Rows without a task are each their own.
        for _, same_task in groupby(enumerate(goal_rows), key=lambda pair: pair[1].task or pair[0]):
            task_rows = [row for _, row in same_task]
            number += 1
            merged = {"序号": _cell(str(number), len(task_rows), "centre")}
            merged |= dict.fromkeys(GOALS, goal_cell)
            merged |= dict.fromkeys(TASKS, _cell(task_rows[0].task or "", len(task_rows)))
            goal_cell = ""
            for row in task_rows:
                yield _row(_cells(columns, row, merged))
                merged = {}


def _cells(columns: Sequence[str], row: TaskRow, merged: dict[str, str]) -> Iterator[str]:
    """The cells of one row; `merged` holds those that begin in it and may cover rows below."""
    after = iter(row.cells)
    for column in columns:
        if column in MERGED:
            yield merged.get(column, "")
        elif column in CONTENTS:
            yield _cell(row.content, 1)
        else:
            yield _cell(next(after), 1, "centre" if column == "完成时限" else "")


def _row(cells: Iterable[str]) -> str:
    return f"<tr>{''.join(cells)}</tr>"


def _cell(text: str, rows: int, style: str = "") -> str:
    span = f' rowspan="{rows}"' if rows > 1 else ""
    kind = f' class="{style}"' if style else ""
    return f"<td{span}{kind}>{escape(text)}</td>"
