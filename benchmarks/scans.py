"""How much of a plan is read from its scan: characters, assignments and time, by what was done to the pages.

usage: scans.py [--quick] [--json FILE]

Plans of the corpus, and the developer's seed plan if PLANPARSE_SHARED names its folder, are rendered and damaged page
by page as scanners, stamps and copiers do (`tests/scans.py`), and parsed from the pictures alone. The first line of
each table is the PDF with text that the pictures show: it must have 1 in both columns, else the rest says nothing.

characters: 1 less the edit distance over the length, between the text of the tasks that were read from the scan and of
    those read from the text; a goal or task that several rows share counts once
assignments: F1 of (row, unit, role) against the gold, as `planparse evaluate` counts it; a row whose content was read
    wrong is still the row that it is nearest to
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from itertools import groupby
from operator import attrgetter
from pathlib import Path

import numpy as np

import planparse
from planparse.errors import InputError
from planparse.evaluate.gold import Gold, read_gold
from planparse.evaluate.match import normalise
from planparse.evaluate.score import Ratio, compare
from planparse.model.plan import Plan, Task

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from scans import DEGRADATIONS, scanned  # noqa: E402 - it lies beside the tests

PACKAGES = ("planparse", "rapidocr", "onnxruntime", "cv2", "numpy", "pypdfium2", "pillow")
DISTRIBUTIONS = {"cv2": ("opencv-python", "opencv-python-headless", "opencv-contrib-python")}
"""cv2 comes under several names."""

RULED = "shizhou-2022-19"
"""Ruled on all sides, cells merged over rows and page breaks, a running head; 4 pages."""
ACROSS = "hanzhou-2023-28"
"""Rules across only, cells merged; 4 pages."""
RUNNING = "shuchuan-2021-9"
"""No table: paragraphs that close with their units. The corpus has it as a text file, which is drawn here."""
SEED = ("plan.gold.json", "pdf/a_libreoffice.pdf")

TEXT = "text"
"""The first line: the PDF that was not scanned."""
QUICK = ("clean", "skew +3", "stamp", "blotches")

SIZE, LEADING = 16.0, 28.0
WIDTH, HEIGHT, MARGIN = 595.28, 841.89, 73.0
"""Points: running text in letters of size 3, 28 a line, as GB/T 9704-2012 has it."""


@dataclass(frozen=True)
class Sheet:
    """A PDF with text, and its gold."""

    name: str
    pdf: Path
    gold: Gold


@dataclass(frozen=True)
class Figure:
    """What was read of one plan after one degradation.

    edits, length: between the texts of the tasks, and characters of that from the PDF with text
    assignments: counts of right, found and gold
    failure: kind of the error, where no plan was read
    """

    edits: int
    length: int
    assignments: Ratio
    seconds: float
    pages: int
    failure: str = ""

    @property
    def characters(self) -> float:
        """Share of the characters that are right, from 0 to 1."""
        return max(0.0, 1 - self.edits / self.length) if self.length else 1.0

    def __add__(self, other: Figure) -> Figure:
        return Figure(
            self.edits + other.edits,
            self.length + other.length,
            self.assignments + other.assignments,
            self.seconds + other.seconds,
            self.pages + other.pages,
            ", ".join(filter(None, (self.failure, other.failure))),
        )


def versions() -> dict[str, str]:
    """Give the versions of Python and of the packages that have a part in it."""
    found = {"Python": platform.python_version()}
    for package in PACKAGES:
        for name in DISTRIBUTIONS.get(package, (package,)):
            try:
                found[package] = version(name)
            except PackageNotFoundError:
                found.setdefault(package, "not installed")
    return found


def sheets(folder: Path, quick: bool) -> Iterator[Sheet]:
    """Give the plans to measure with; what is drawn goes into a folder."""
    corpus = ROOT / "corpus"
    yield Sheet(RULED, corpus / RULED / "source.pdf", read_gold(corpus / RULED / "gold.json"))
    if quick:
        return
    yield Sheet(ACROSS, corpus / ACROSS / "source.pdf", read_gold(corpus / ACROSS / "gold.json"))
    if find_spec("reportlab"):
        drawn = folder / f"{RUNNING}.pdf"
        draw_text((corpus / RUNNING / "source.txt").read_text("gb18030"), drawn)
        yield Sheet(RUNNING, drawn, read_gold(corpus / RUNNING / "gold.json"))
    else:
        print(f"{RUNNING} is left out: it is drawn with reportlab, which is not installed")
    shared = os.environ.get("PLANPARSE_SHARED")
    if shared:
        gold, pdf = (Path(shared) / "seed" / name for name in SEED)
        yield Sheet("seed", pdf, read_gold(gold))


def draw_text(text: str, path: Path) -> None:
    """Set a plain text on pages as an office does: indented paragraphs, headings in the middle, the page's number."""
    from long_plan import FONT, set_lines
    from long_plan import SIZE as SET_FOR
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    canvas = Canvas(str(path), (WIDTH, HEIGHT), invariant=1)
    room = WIDTH - 2 * MARGIN
    y, number = HEIGHT - MARGIN, 1
    for line in text.lstrip("\ufeff").splitlines():
        is_heading = not line.startswith("　")  # the file sets its headings with blanks, or has them at the margin
        pieces = set_lines(line.strip(" "), room * SET_FOR / SIZE)
        # Paragraphs stay whole: what a page break does to them is asked elsewhere.
        if y - LEADING * (len(pieces) - 1) < MARGIN:
            canvas.drawCentredString(WIDTH / 2, MARGIN / 2, f"— {number} —")
            canvas.showPage()
            y, number = HEIGHT - MARGIN, number + 1
        for piece in pieces:
            canvas.setFont(FONT, SIZE)
            if is_heading:
                canvas.drawCentredString(WIDTH / 2, y, piece)
            else:
                # All lines but the last end at the margin; a ragged one would look like the end of a paragraph.
                left = 0 if piece is pieces[-1] else room - canvas.stringWidth(piece, FONT, SIZE)
                canvas.drawString(MARGIN, y, piece, charSpace=left / len(piece) if piece else 0)
            y -= LEADING
    canvas.drawCentredString(WIDTH / 2, MARGIN / 2, f"— {number} —")
    canvas.save()


def text_of(plan: Plan) -> str:
    """Write the tasks of a plan as one text, as it is compared; what rows share stands once."""
    parts: list[str | None] = []
    for goal, of_goal in groupby(plan.tasks, attrgetter("goal")):
        parts.append(goal)
        for task, of_task in groupby(of_goal, attrgetter("task")):
            parts.append(task)
            each: Task
            for each in of_task:
                parts += [each.content, each.responsibility_text]
    return normalise("".join(filter(None, parts)))


def edit_distance(one: str, other: str) -> int:
    """Count the characters to insert, delete or change (Levenshtein), a row of the matrix at a time.

    >>> edit_distance("市审计局牵头", "市审计局負责牵头。")
    3
    """
    letters = np.array([ord(char) for char in other], dtype=np.int64)
    along = np.arange(len(other) + 1)
    row = along.copy()
    for char in one:
        best = row + 1
        best[1:] = np.minimum(best[1:], row[:-1] + (letters != ord(char)))
        # To insert costs one a step from the cell before: the least so far, if each cell were that much nearer.
        row = np.minimum.accumulate(best - along) + along
    return int(row[-1])


def measure(sheet: Sheet, pdf: Path, text: str) -> Figure:
    """Parse a PDF of a plan, and compare it with the gold and with the text of the plan."""
    from pypdfium2 import PdfDocument

    document = PdfDocument(pdf)
    pages = len(document)
    document.close()
    start = time.perf_counter()
    try:
        plan, failure = planparse.parse(pdf), ""
    except InputError as problem:
        seconds = time.perf_counter() - start
        nothing = Ratio(0, 0, sum(len(row.assignments) for row in sheet.gold.rows))
        return Figure(len(text), len(text), nothing, seconds, pages, problem.kind)
    seconds = time.perf_counter() - start
    assignments = compare(sheet.gold, plan)[0].assignments
    return Figure(edit_distance(text_of(plan), text), len(text), assignments, seconds, pages, failure)


def measure_sheet(sheet: Sheet, degradations: Sequence[str], folder: Path) -> dict[str, Figure]:
    """Measure a plan after every degradation, and print each line when it is known."""
    text = text_of(planparse.parse(sheet.pdf))
    figures = {TEXT: measure(sheet, sheet.pdf, text)}
    print(f"\n{sheet.name}: {figures[TEXT].pages} pages, {len(sheet.gold.rows)} rows, {len(text)} characters")
    print_head()
    print_figure(TEXT, figures[TEXT])
    for name in degradations:
        pdf = folder / "scan.pdf"
        pdf.write_bytes(scanned(sheet.pdf, name))
        figures[name] = measure(sheet, pdf, text)
        print_figure(name, figures[name])
    return figures


def print_head() -> None:
    """Print the names of the columns."""
    print(f"  {'degradation':14} {'characters':>10} {'assignments':>11} {'s/page':>7}")


def print_figure(name: str, figure: Figure) -> None:
    """Print the line of one degradation."""
    pace = f"{figure.seconds / figure.pages:7.2f}"
    print(
        f"  {name:14} {figure.characters:10.4f} {figure.assignments.f1:11.3f} {pace}  {figure.failure}".rstrip(),
        flush=True,
    )


def main() -> int:
    """Measure and print; write all figures to a file if one is named."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help=f"one plan, and only: {', '.join(QUICK)}")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every figure to FILE")
    options = parser.parse_args()
    packages = versions()
    print(", ".join(f"{name} {number}" for name, number in packages.items()))
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} CPUs, load {os.getloadavg()[0]:.1f}"
    print(machine)
    if not find_spec("rapidocr"):
        print("scans: rapidocr is not installed, so no scan can be read and nothing is measured")
        return 0
    degradations = QUICK if options.quick else tuple(DEGRADATIONS)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        measured = {each.name: measure_sheet(each, degradations, folder) for each in sheets(folder, options.quick)}
    if len(measured) > 1:
        print(f"\nall {len(measured)} plans together")
        print_head()
        for each in (TEXT, *degradations):
            first, *others = (figures[each] for figures in measured.values())
            print_figure(each, sum(others, first))
    if options.json:
        plans = {
            plan: {
                name: asdict(figure) | {"characters": figure.characters, "f1": figure.assignments.f1}
                for name, figure in figures.items()
            }
            for plan, figures in measured.items()
        }
        body = {"versions": packages, "machine": machine, "plans": plans}
        options.json.write_text(json.dumps(body, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
