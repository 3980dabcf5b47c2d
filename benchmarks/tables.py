"""Speed, memory and right rows of planparse on long ruled plans, beside other table readers, in one run.

usage: tables.py [--quick | --full] [--runs N] [--json FILE]

Two files of some 400 pages whose rows are known are made in a temporary folder: (a) pages that LibreOffice drew, fonts
embedded; (b) pages from ReportLab with a font that is not in the file, one table from the first page to the last.
Every figure is the median of fresh processes that first import and warm up (`engines.py`); the engines take turns.
README.md beside this file tells how to read what is printed.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import long_plan

HERE = Path(__file__).resolve().parent
SAMPLE = HERE.parent / "corpus" / "lanjiang-2023-17"
HEADER = ("目标", "任务", "主要内容", "责任单位")
PACKAGES = ("planparse", "pypdfium2", "pdfplumber", "pdfminer.six", "camelot-py", "pikepdf", "reportlab")

ENGINES = {
    "floor": "pdfium: load page and text page (floor)",
    "tables": "planparse, reader and tables",
    "parse": "planparse.parse()",
    "command": "planparse parse --json, with its start",
    "pdfplumber": "pdfplumber extract_tables",
    "camelot": "camelot lattice",
}

AIMS = (
    ("tables", "pdfplumber", ">=", 10.0),
    ("tables", "camelot", ">=", 30.0),
    ("tables", "floor", "<=", 3.0),
    ("command", "pdfplumber", ">=", 5.0),
)
"""Engine, what it is compared with, and the ratio that the project aims at."""

MEMORY_AIM = 1.5
"""Peak memory of reader and tables at 400 pages over that at 8 pages."""


@dataclass(frozen=True)
class Size:
    """How much is measured.

    runs: fresh processes for each figure
    copies: of the sample's 7 pages, in file (a)
    pages: of file (b)
    plumber, camelot: pages that these read in (a) and in (b); 0 for all
    growth: for (a) and (b), pages of the files by which growth is measured, and how often each is read
    """

    runs: int
    copies: int
    pages: int
    plumber: tuple[int, int]
    camelot: tuple[int, int]
    growth: tuple[tuple[tuple[int, int], ...], tuple[tuple[int, int], ...]]


SHORT = ((8, 2), (56, 3), (400, 1))
USUAL = ((8, 5), (100, 5), (400, 5))

QUICK = Size(3, 8, 56, (28, 14), (2, 2), (SHORT, SHORT[:2]))
NORMAL = Size(5, 58, 400, (0, 35), (14, 7), ((*USUAL, (2000, 3)), USUAL))
FULL = Size(5, 58, 400, (0, 0), (0, 0), ((*USUAL, (2000, 5)), (*USUAL, (2000, 5))))


@dataclass(frozen=True)
class Sheet:
    """A PDF to measure with: its pages, the rows that it holds, and a small one of its kind to warm up on."""

    path: Path
    pages: int
    rows: tuple[tuple[str, ...], ...]
    warm_up: Path


@dataclass(frozen=True)
class Figure:
    """What one engine took for one file: seconds and MiB of each run, over `pages` pages."""

    engine: str
    pages: int
    seconds: tuple[float, ...]
    peak: tuple[float, ...]
    count: int

    @property
    def per_page(self) -> float:
        """Median milliseconds a page."""
        return statistics.median(self.seconds) / self.pages * 1000

    @property
    def spread(self) -> str:
        """Smallest and largest milliseconds a page."""
        return f"{min(self.seconds) / self.pages * 1000:.2f}–{max(self.seconds) / self.pages * 1000:.2f}"

    @property
    def memory(self) -> float:
        """Median peak MiB."""
        return statistics.median(self.peak)


def drawn_by_libreoffice(folder: Path, copies: int) -> Sheet:
    """Append the pages of a sample plan `copies` times; each page has its own content, and all share the fonts."""
    import pikepdf

    path = folder / f"libreoffice-{copies}.pdf"
    gold = json.loads((SAMPLE / "gold.json").read_text(encoding="utf-8"))["rows"]
    rows = [tuple(row[name] for name in ("goal", "task", "content", "responsibility_text")) for row in gold]
    with pikepdf.open(SAMPLE / "source.pdf") as sample, pikepdf.new() as out:
        for page in list(sample.pages) * copies:
            out.pages.append(page)
            out.pages[-1].obj.Contents = out.make_stream(page.Contents.read_bytes())
        out.save(path)
        pages = len(out.pages)
    return Sheet(path, pages, tuple(rows * copies), SAMPLE / "source.pdf")


def drawn_by_reportlab(folder: Path, pages: int) -> Sheet:
    """Draw a plan of about `pages` pages with a font that is not embedded."""
    small = folder / "warm-up.pdf"
    if not small.exists():
        long_plan.draw(long_plan.make_rows(long_plan.rows_for(4), seed=1), small)
    path = folder / f"reportlab-{pages}.pdf"
    rows = long_plan.make_rows(long_plan.rows_for(pages))
    drawn = long_plan.draw(rows, path)
    return Sheet(path, drawn, tuple((row.goal, row.task, row.content, row.units) for row in rows), small)


def run_once(engine: str, sheet: Sheet, first: int, last: int) -> dict[str, float]:
    """Measure one engine once in a fresh process."""
    command = [sys.executable, str(HERE / "engines.py"), engine, str(sheet.path), str(sheet.warm_up)]
    done = subprocess.run([*command, str(first), str(last)], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{ENGINES[engine]} failed on {sheet.path.name}:\n{done.stderr}")
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures


def measure(sheet: Sheet, engines: dict[str, int], runs: int) -> dict[str, Figure]:
    """Measure engines on one file, in turn, `runs` times.

    engines: each with the number of pages that it reads, from the middle of the file; 0 for all
    """
    ranges = {}
    for engine, pages in engines.items():
        first = (sheet.pages - pages) // 2 + 1 if 0 < pages < sheet.pages else 1
        ranges[engine] = (first, first + pages - 1 if first > 1 else sheet.pages)
    taken: dict[str, list[dict[str, float]]] = {engine: [] for engine in engines}
    for run in range(runs):
        for engine, (first, last) in ranges.items():
            tell(f"{sheet.path.name}, run {run + 1} of {runs}: {ENGINES[engine]}")
            taken[engine].append(run_once(engine, sheet, first, last))
    return {
        engine: Figure(
            engine,
            ranges[engine][1] - ranges[engine][0] + 1,
            tuple(each["seconds"] for each in of_engine),
            tuple(each["peak"] for each in of_engine),
            int(of_engine[0]["count"]),
        )
        for engine, of_engine in taken.items()
    }


def tell(doing: str) -> None:
    """Say on a terminal what is being done; the line is written over by the next."""
    if sys.stderr.isatty():
        print(f"\r\x1b[K{doing}", end="", file=sys.stderr, flush=True)


def as_compared(texts: Iterable[str | None]) -> tuple[str, ...]:
    """Write a row as it is compared: NFKC, no white space."""
    return tuple("".join(unicodedata.normalize("NFKC", text or "").split()) for text in texts)


def right_rows(known: Sequence[Sequence[str]], found: Sequence[Sequence[str | None]]) -> dict[str, int]:
    """Count the rows of which all four columns are right; a row that is found twice counts once."""
    wanted = Counter(map(as_compared, known))
    return {"known": len(known), "found": len(found), "right": (wanted & Counter(map(as_compared, found))).total()}


def check_rows(sheet: Sheet) -> dict[str, Any]:
    """Read a file with planparse, unmeasured: the rows that tables and parse() get right, and who read the pages."""
    from planparse import parse
    from planparse.model.document import Page, Row
    from planparse.readers.open import open_document
    from planparse.tables.grid import lay_out
    from planparse.tables.stitch import stitch_pages

    readers: Counter[str] = Counter()

    def seen(pages: Iterable[Page]) -> Iterator[Page]:
        for page in pages:
            readers[page.reader] += 1
            yield page

    tell(f"{sheet.path.name}: comparing the rows")
    with open_document(sheet.path) as document:
        rows = [part for part in stitch_pages(map(lay_out, seen(document.pages))) if isinstance(part, Row)]
    cells = [[text.text for text in row.cells] if row.header == HEADER else [] for row in rows]
    tasks = [(task.goal, task.task, task.content, task.responsibility_text) for task in parse(sheet.path).tasks]
    return {
        "tables": right_rows(sheet.rows, cells),
        "parse": right_rows(sheet.rows, tasks),
        "readers": dict(readers),
    }


def versions() -> dict[str, str]:
    """Give the version of Python and of every package that takes part."""
    found = {"Python": platform.python_version()}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found


def digest_of_source() -> str:
    """Give eight digits that change with the source of the planparse that is measured."""
    spec = find_spec("planparse")
    if spec is None or spec.origin is None:
        raise SystemExit("planparse is not installed. Try: make bench")
    total = hashlib.sha256()
    for path in sorted(Path(spec.origin).parent.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            total.update(path.name.encode() + path.read_bytes())
    return total.hexdigest()[:8]


def ratio(slow: Figure, fast: Figure) -> float:
    """How many times the milliseconds a page of `fast` go into those of `slow`."""
    return slow.per_page / fast.per_page


def print_engines(title: str, sheet: Sheet, figures: dict[str, Figure], rows: dict[str, Any]) -> None:
    """Print one file: a line for each engine."""
    readers = ", ".join(f"{count} by {name or '?'}" for name, count in rows["readers"].items())
    megabytes = sheet.path.stat().st_size / 1e6
    print(f"\n{title}: {sheet.pages} pages, {len(sheet.rows)} rows, {megabytes:.1f} MB; planparse read {readers}")
    print(
        f"  {'':40} {'pages':>5} {'ms/page':>8} {'min–max':>13} {'faster than':>11} {'times the':>9} "
        f"{'peak':>5}  rows right\n  {'':40} {'':5} {'median':>8} {'':13} {'pdfplumber':>11} {'floor':>9} {'MiB':>5}"
    )
    for engine, name in ENGINES.items():
        if engine not in figures:
            print(f"  {name:40} not installed (pip install planparse[bench])")
            continue
        figure = figures[engine]
        checked = rows.get(engine)
        right = f"{checked['right']} of {checked['known']}, {checked['found']} found" if checked else ""
        print(
            f"  {name:40} {figure.pages:5} {figure.per_page:8.2f} {figure.spread:>13} "
            f"{ratio(figures['pdfplumber'], figure):10.1f}x {ratio(figure, figures['floor']):8.1f}x "
            f"{figure.memory:5.0f}  {right}".rstrip()
        )


def print_aims(title: str, figures: dict[str, Figure]) -> None:
    """Print, for one file, which ratios were reached."""
    for engine, other, sign, aim in AIMS:
        if other not in figures:
            continue
        value = ratio(figures[other], figures[engine]) if sign == ">=" else ratio(figures[engine], figures[other])
        reached = value >= aim if sign == ">=" else value <= aim
        words = "faster than" if sign == ">=" else "times"
        what = f"{ENGINES[engine]}: {words} {ENGINES[other]}"
        print(f"  {title} {what:84} {value:6.1f}x  aim {sign} {aim:g}x  {'reached' if reached else 'MISSED'}")


def print_growth(title: str, growth: Sequence[Figure]) -> None:
    """Print how time and memory of reader and tables grow with the pages."""
    smallest = growth[0]
    for figure in growth:
        runs = f"{len(figure.seconds)} {'run' if len(figure.seconds) == 1 else 'runs'}"
        print(
            f"  {title} {figure.pages:5} pages  {figure.per_page:6.2f} ms/page ({figure.spread}; {runs}), "
            f"{ratio(figure, smallest):.2f}x  {figure.memory:7.1f} MiB, {figure.memory / smallest.memory:.2f}x"
        )


def main() -> None:
    """Measure and print; write all figures to a file if one is named."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    size_of = parser.add_mutually_exclusive_group()
    size_of.add_argument("--quick", action="store_true", help="56 pages, in less than 40 s")
    size_of.add_argument("--full", action="store_true", help="every engine on every page; takes long")
    parser.add_argument("--runs", type=int, help="fresh processes for each figure")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every run to FILE")
    options = parser.parse_args()
    size = QUICK if options.quick else FULL if options.full else NORMAL
    runs = options.runs or size.runs
    begun = time.perf_counter()
    packages = versions()
    source = digest_of_source()
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} CPUs, load {os.getloadavg()[0]:.1f}"
    print(", ".join(f"{name} {number}" for name, number in packages.items()))
    print(f"{machine}; planparse source {source}")
    print(f"medians of {runs} fresh, warm processes; engines in turn; ratios of medians")
    report: dict[str, Any] = {
        "versions": packages,
        "source": source,
        "machine": machine,
        "runs": runs,
        "files": {},
        "growth": {},
    }
    with tempfile.TemporaryDirectory() as folder:
        sheets = {
            "(a)": ("LibreOffice, fonts embedded", drawn_by_libreoffice(Path(folder), size.copies)),
            "(b)": ("ReportLab, font not embedded", drawn_by_reportlab(Path(folder), size.pages)),
        }
        measured = {}
        for (title, (name, sheet)), plumber, camelot in zip(sheets.items(), size.plumber, size.camelot, strict=True):
            engines = {"floor": 0, "tables": 0, "parse": 0, "command": 0, "pdfplumber": plumber}
            if find_spec("camelot"):
                engines["camelot"] = camelot
            measured[title] = figures = measure(sheet, engines, runs)
            rows = check_rows(sheet)
            tell("")
            print_engines(f"{title} {name}", sheet, figures, rows)
            report["files"][title] = {
                "name": name,
                "pages": sheet.pages,
                "rows": rows,
                "engines": [asdict(figure) for figure in figures.values()],
            }
        series: dict[str, list[Figure]] = {}
        for (title, (_, sheet)), steps in zip(sheets.items(), size.growth, strict=True):
            series[title] = []
            for pages, times in steps:
                times = min(times, runs)
                if abs(pages - sheet.pages) <= 0.1 * pages and len(measured[title]["tables"].seconds) >= times:
                    series[title].append(measured[title]["tables"])  # just measured
                    continue
                longer = (
                    drawn_by_libreoffice(Path(folder), max(1, round(pages / 7)))
                    if title == "(a)"
                    else drawn_by_reportlab(Path(folder), pages)
                )
                series[title].append(measure(longer, {"tables": 0}, times)["tables"])
            report["growth"][title] = [asdict(figure) for figure in series[title]]
        tell("")
        print("\nplanparse, reader and tables: time and peak memory by length, beside the shortest file")
        for title, growth in series.items():
            print_growth(title, growth)
            plumber_peak = measured[title]["pdfplumber"]
            print(f"  {title} pdfplumber, {plumber_peak.pages} pages: {plumber_peak.memory:.1f} MiB")
        print("\nAims")
        for title, figures in measured.items():
            print_aims(title, figures)
        for title, growth in series.items():
            at_400 = next((figure for figure in growth if 300 < figure.pages < 500), None)
            if at_400 is None:
                continue
            value = at_400.memory / growth[0].memory
            what = f"peak memory at {at_400.pages} pages over that at {growth[0].pages}"
            reached = "reached" if value <= MEMORY_AIM else "MISSED"
            print(f"  {title} {what:84} {value:6.2f}x  aim <= {MEMORY_AIM:g}x  {reached}")
    report["seconds"] = time.perf_counter() - begun
    if digest_of_source() != source:
        print("\nThe source of planparse changed while it was measured: these figures are of no single state.")
    print(f"\nmeasured in {report['seconds']:.0f} s")
    if options.json:
        options.json.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
