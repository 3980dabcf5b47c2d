"""One measurement in one process: what an engine takes for one PDF, warm, and how much memory it needed at most.

usage: engines.py NAME PDF WARM_UP FIRST LAST      (started by tables.py; prints one line of JSON)

The process imports its engine and runs it once on the small PDF WARM_UP; then the clock starts. FIRST and LAST are
pages, counted from 1, for the engines that can read a part of a file; the others read the whole.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path


def floor(pdf: Path, first: int, last: int) -> int:
    """Load each page and its text page in pdfium, and count the characters: no reader on pdfium can do less."""
    import pypdfium2.raw as pdfium

    document = pdfium.FPDF_LoadDocument(str(pdf).encode(), None)
    chars = 0
    for index in range(first - 1, last):
        page = pdfium.FPDF_LoadPage(document, index)
        text = pdfium.FPDFText_LoadPage(page)
        chars += pdfium.FPDFText_CountChars(text)
        pdfium.FPDFText_ClosePage(text)
        pdfium.FPDF_ClosePage(page)
    pdfium.FPDF_CloseDocument(document)
    return chars


def tables(pdf: Path, first: int, last: int) -> int:
    """Read and stitch with planparse; counts whole rows and lets them go."""
    from planparse.model.document import Row
    from planparse.readers.open import open_document
    from planparse.tables.grid import lay_out
    from planparse.tables.stitch import stitch_pages

    with open_document(pdf) as document:
        return sum(isinstance(part, Row) for part in stitch_pages(map(lay_out, document.pages)))


def whole_parse(pdf: Path, first: int, last: int) -> int:
    """Parse with planparse: tables, units and roles, dates, evidence; counts tasks."""
    from planparse import parse

    return len(parse(pdf).tasks)


def pdfplumber_tables(pdf: Path, first: int, last: int) -> int:
    """Extract the tables of each page as the README of pdfplumber shows, and close the page; counts pieces of rows."""
    import pdfplumber

    rows = 0
    with pdfplumber.open(pdf, pages=range(first, last + 1)) as document:
        for page in document.pages:
            rows += sum(len(table) for table in page.extract_tables())
            page.close()
    return rows


def camelot_lattice(pdf: Path, first: int, last: int) -> int:
    """Extract the tables with camelot's reading of ruled tables; counts pieces of rows."""
    import camelot

    found = camelot.read_pdf(str(pdf), pages=f"{first}-{last}", flavor="lattice")
    return sum(len(table.df) for table in found)


ENGINES: dict[str, Callable[[Path, int, int], int]] = {
    "floor": floor,
    "tables": tables,
    "parse": whole_parse,
    "pdfplumber": pdfplumber_tables,
    "camelot": camelot_lattice,
}
COMMAND = "command"
"""The one engine that is a program of its own: `planparse parse --json`, its start included."""


def peak_memory() -> float:
    """MiB that the largest process of this engine held at once: this one, or a worker that it started."""
    # Linux counts in ru_maxrss what the process was before exec, too; VmHWM begins with the program itself.
    status = Path("/proc/self/status")
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    if status.exists():
        own = next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / in_a_mebibyte()


def in_a_mebibyte() -> int:
    """How many units of ru_maxrss make a MiB: it counts bytes on macOS, KiB elsewhere."""
    return 1024 * 1024 if sys.platform == "darwin" else 1024


def run_command(pdf: Path) -> dict[str, float]:
    """Run `planparse parse --json` from its start to its end."""
    command = [sys.executable, "-m", "planparse", "parse", str(pdf), "--json"]
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    if status:
        raise SystemExit(f"planparse parse {pdf.name} failed with status {os.waitstatus_to_exitcode(status)}")
    return {"seconds": seconds, "peak": usage.ru_maxrss / in_a_mebibyte(), "count": 0}


def run_engine(name: str, pdf: Path, warm_up: Path, first: int, last: int) -> dict[str, float]:
    """Warm an engine up and run it once on `pdf`."""
    engine = ENGINES[name]
    engine(warm_up, 1, 2)
    gc.collect()
    start = time.perf_counter()
    count = engine(pdf, first, last)
    seconds = time.perf_counter() - start
    return {"seconds": seconds, "peak": peak_memory(), "count": count}


if __name__ == "__main__":
    name, pdf, warm_up, first, last = sys.argv[1:]
    if name == COMMAND:
        figures = run_command(Path(pdf))
    else:
        figures = run_engine(name, Path(pdf), Path(warm_up), int(first), int(last))
    print(json.dumps(figures))
