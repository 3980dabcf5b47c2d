"""Seconds, peak memory and tasks of planparse on long plans in text formats: a web page, a .docx, a .txt.

usage: formats.py [--runs N] [--only NAME ...] [--keep FOLDER]

Three files are made in a temporary folder, the same bytes each time: a portal page of 1 MB, seven bytes to a character
of its text as on the pages of gov.cn; a .docx of some 300 pages, 6,000 paragraphs of which most close with a bracket of
units, and a table of 2,000 rows; and a .txt of 1 MB, each task with a label line below it. How many tasks each holds is
known from the generator.
Every figure is the median of fresh processes that read one file; imports count, the start of Python does not.
"""

from __future__ import annotations

import argparse
import html
import json
import platform
import statistics
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from itertools import count, cycle, islice, pairwise
from pathlib import Path

UNITS = ("市发展改革委", "市财政局", "市人力资源社会保障局", "市生态环境局", "市教育局", "市卫生健康委", "市审计局")
VERBS = ("完善", "推进", "健全", "规范", "优化", "深化", "细化", "公开")
OBJECTS = ("政务公开目录", "公共资源交易信息", "重大项目审批结果", "社会救助标准", "环境监测数据", "办事指南")
TAILS = (
    "按月向社会公布",
    "年底前完成",
    "公开率不低于95%",
    "及时回应社会关切",
    "建立定期通报制度",
    "方便群众查询和监督",
)
TITLE = "云泽市2031年政务公开工作要点"
NOTICE = (TITLE, "云政办〔2031〕17号", "各区人民政府，市各委办局：", "现将工作要点印发给你们，请认真组织实施。")
CLOSE = ("云泽市人民政府办公室", "2031年3月8日")
BARE = 4
"""Every so many paragraphs one assigns nothing, as introductions do."""

MEGABYTE = 1_000_000
PARAGRAPHS, ROWS = 6_000, 2_000
ZIP_DAY = (1980, 1, 1, 0, 0, 0)
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RUN = 23
"""Characters after which a run ends, inside words too, as Word leaves them."""

METER = """
import json, sys, time
start = time.perf_counter()
from planparse import NotAPlan, parse
try:
    tasks = len(parse(sys.argv[1]).tasks)
except NotAPlan:
    tasks = 0
seconds = time.perf_counter() - start
try:  # ru_maxrss counts what the process was before exec, too
    with open("/proc/self/status") as status:
        peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1024
except OSError:
    import resource
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 1024)
print(json.dumps([seconds, peak, tasks]))
"""


@dataclass(frozen=True)
class Sheet:
    """One file to measure with.

    tasks: it holds; seconds, mib: what the project aims at, None where it has no aim
    """

    data: bytes
    what: str
    tasks: int
    seconds: float | None = None
    mib: float | None = None


@dataclass(frozen=True)
class Item:
    """A task, or a sentence that assigns nothing, where units is empty."""

    text: str
    units: str = ""


def items() -> Iterator[Item]:
    """Compose paragraphs without end; no two are the same."""
    for number, verb, thing, tail in zip(count(1), cycle(VERBS), cycle(OBJECTS[:-1]), cycle(TAILS), strict=False):
        first = UNITS[number % len(UNITS)]
        other = UNITS[(number * 3 + 1) % len(UNITS)]
        text = f"{verb}{thing}工作机制，做好第{number}批事项的梳理、审核和发布，{tail}"
        if number % BARE == 0:
            yield Item(f"{text}，不断提高办理质量和效率。")
        elif first == other or number % 3 == 0:
            yield Item(f"{text}。", f"{first}牵头")
        else:
            yield Item(f"{text}。", f"{first}牵头，{other}按职责分工配合")


def chinese(number: int) -> str:
    """Write 1 to 99 in Chinese figures."""
    digits, (tens, ones) = "零一二三四五六七八九", divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else f"{digits[tens]}十") + (digits[ones] if ones else "")


def headed(source: Iterable[Item]) -> Iterator[Item | str]:
    """Put a heading before every fifty items; they are numbered anew after 99."""
    for index, item in enumerate(source):
        if index % 50 == 0:
            yield f"{chinese(index // 50 % 99 + 1)}、{VERBS[index // 50 % len(VERBS)]}重点领域信息公开"
        yield item


def bracketed(item: Item | str) -> str:
    """Write a paragraph with its units in a closing bracket."""
    if isinstance(item, str) or not item.units:
        return item if isinstance(item, str) else item.text
    return f"{item.text.rstrip('。')}。（{item.units}）"


def filled(limit: int, source: Iterable[Item], size: Callable[[Item | str], int]) -> list[Item | str]:
    """Take headings and items up to so many bytes."""
    taken: list[Item | str] = []
    for entry in headed(source):
        limit -= size(entry)
        if limit < 0:
            return taken
        taken.append(entry)
    return taken


def tasks_in(entries: Iterable[Item | str]) -> int:
    """Count the items that name units."""
    return sum(isinstance(entry, Item) and bool(entry.units) for entry in entries)


def web_page() -> Sheet:
    """Write a portal page that is mostly text: four characters in ten bytes of it are of the plan."""
    return page_of(lambda text: f'<span style="font-size: 16pt">{text}</span>', "web page, dense, ")


def pasted_page() -> Sheet:
    """Write a portal page into which an editor pasted a plan from Word: runs of a few characters in spans."""
    span = (
        "<span lang=ZH-CN style='font-size:16.0pt;mso-bidi-font-size:12.0pt;line-height:150%;font-family:仿宋_GB2312;"
        "mso-hansi-font-family:仿宋;mso-bidi-font-family:Arial;color:black;mso-themecolor:text1'>{}<o:p></o:p></span>"
    )
    return page_of(
        lambda text: "".join(span.format(text[at : at + RUN]) for at in range(0, len(text), RUN)),
        "web page, pasted from Word, ",
    )


def page_of(run: Callable[[str], str], what: str) -> Sheet:
    """Write a portal page as their editors leave it: menus, a metadata box, styles on every paragraph, a foot.

    run: writes the text of a paragraph
    """
    menu = "".join(f'<li><a href="/col/{i}.html" target="_blank">栏目{i}</a></li>' for i in range(400))
    script = "".join(f"var item{i} = {{url: '/art/2031/{i}.html', shown: false}};\n" for i in range(4_000))
    style = "text-indent: 2em; line-height: 28pt; font-family: 仿宋_GB2312; font-size: 16pt"

    def paragraph(entry: Item | str) -> str:
        return f'<p style="{style}">{run(html.escape(bracketed(entry)))}</p>\n'

    before = (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{TITLE}_云泽市人民政府</title>'
        f"<script>{script}</script></head><body><div class=nav><ul>{menu}</ul></div>"
        "<table class=xxgk><tr><td>索引号：</td><td>014149002/2031-00017</td>"
        "<td>发文机关：</td><td>云泽市人民政府办公室</td></tr></table>"
        f'<div id="zoom"><h1>{TITLE}</h1>'
    )
    after = f'</div><div class="footer"><ul>{menu}</ul><p>主办：云泽市人民政府办公室</p></div></body></html>'
    room = MEGABYTE - len((before + after).encode())
    entries = filled(room, items(), lambda entry: len(paragraph(entry).encode()))
    data = (before + "".join(map(paragraph, entries)) + after).encode()
    return Sheet(data, f"{what}{len(data) / MEGABYTE:.1f} MB", tasks_in(entries), seconds=0.5)


def word_document() -> Sheet:
    """Write a .docx: paragraphs with brackets, then one table of four columns with merged goals."""
    entries = list(islice(headed(items()), PARAGRAPHS))
    rows = [item for item in islice(items(), 2 * ROWS) if item.units][:ROWS]
    cells = [f"{chinese(index // 40 % 99 + 1)}、推进第{index // 40 + 1}类信息公开" for index in range(len(rows))]

    def runs(text: str) -> str:
        cuts = [*range(0, len(text), RUN), len(text)]
        look = '<w:rPr><w:rFonts w:eastAsia="仿宋_GB2312"/><w:sz w:val="32"/></w:rPr>'
        return "".join(f"<w:r>{look}<w:t>{html.escape(text[a:b])}</w:t></w:r>" for a, b in pairwise(cuts))

    def paragraph(text: str) -> str:
        return f'<w:p><w:pPr><w:ind w:firstLineChars="200"/></w:pPr>{runs(text)}</w:p>'

    def cell(text: str, merge: str = "") -> str:
        return f'<w:tc><w:tcPr><w:tcW w:w="2000" w:type="dxa"/>{merge}</w:tcPr><w:p>{runs(text)}</w:p></w:tc>'

    def row(index: int, item: Item) -> str:
        opens = index == 0 or cells[index] != cells[index - 1]
        merge = '<w:vMerge w:val="restart"/>' if opens else "<w:vMerge/>"
        goal = cell(cells[index] if opens else "", merge)
        return f"<w:tr>{goal}{cell(f'第{index + 1}项')}{cell(f'表内{item.text}')}{cell(item.units)}</w:tr>"

    head = "".join(cell(word) for word in ("目标", "任务", "主要内容", "责任单位"))
    table = f"<w:tbl><w:tr>{head}</w:tr>{''.join(row(index, item) for index, item in enumerate(rows))}</w:tbl>"
    body = "".join(map(paragraph, (*NOTICE, *map(bracketed, entries), *CLOSE))) + paragraph("附件：任务分解表") + table
    document = f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'
    what = f".docx, {PARAGRAPHS:,} paragraphs, table of {ROWS:,} rows"
    return Sheet(zipped("word/document.xml", document), what, tasks_in(entries) + len(rows), seconds=5.0, mib=400)


def zipped(name: str, text: str) -> bytes:
    """Put one part into a zip, the same bytes each time."""
    with tempfile.TemporaryFile() as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(zipfile.ZipInfo(name, ZIP_DAY), text.encode(), zipfile.ZIP_DEFLATED)
        file.seek(0)
        return file.read()


def plain_text() -> Sheet:
    """Write a .txt whose tasks are followed by a label line (责任单位：…)."""

    def lines(entry: Item | str) -> str:
        # Each has its units: a label line stands for all paragraphs above it that have none.
        return f"{entry}\n" if isinstance(entry, str) else f"{entry.text}\n责任单位：{entry.units}\n"

    frame = "\n".join(NOTICE) + "\n", "\n".join(CLOSE) + "\n"
    room = MEGABYTE - len("".join(frame).encode())
    entries = filled(room, (item for item in items() if item.units), lambda entry: len(lines(entry).encode()))
    data = (frame[0] + "".join(map(lines, entries)) + frame[1]).encode()
    return Sheet(data, f".txt, {len(data) / MEGABYTE:.1f} MB", tasks_in(entries))


MAKERS = {"html": web_page, "pasted.html": pasted_page, "docx": word_document, "txt": plain_text}


def measure(path: Path) -> tuple[float, float, int]:
    """Read a file in a fresh process; returns seconds, peak MiB and tasks."""
    done = subprocess.run([sys.executable, "-c", METER, str(path)], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"planparse failed on {path.name}:\n{done.stderr}")
    seconds, peak, tasks = json.loads(done.stdout)
    return seconds, peak, tasks


def against(value: float, aim: float | None, form: str) -> str:
    """Say what the aim is and whether it is met; nothing where there is none."""
    return "" if aim is None else f" (aim {aim:{form}}: {'met' if value <= aim else 'MISSED'})"


def main() -> None:
    """Print one line a file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--only", nargs="+", choices=tuple(MAKERS), default=tuple(MAKERS), metavar="NAME")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="lay the files here, and leave them there")
    options = parser.parse_args()
    print(f"Python {platform.python_version()}, planparse {version('planparse')}, lxml {version('lxml')}")
    print(f"median of {options.runs} fresh processes (smallest to largest), imports included")
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        for name in options.only:
            sheet = MAKERS[name]()
            path = folder / f"long.{name}"
            path.write_bytes(sheet.data)
            runs = [measure(path) for _ in range(options.runs)]
            seconds = sorted(run[0] for run in runs)
            middle, peak = statistics.median(seconds), statistics.median(run[1] for run in runs)
            spread = f"{middle:6.2f} s ({seconds[0]:.2f} to {seconds[-1]:.2f}){against(middle, sheet.seconds, '.1f')}"
            print(f"  {sheet.what:45} {spread}  {peak:5.0f} MiB{against(peak, sheet.mib, '.0f')}")
            print(f"  {'':45} {runs[0][2]:,} tasks, {sheet.tasks:,} expected")


if __name__ == "__main__":
    main()
