"""Seconds and peak memory of planparse beside plain pdfplumber, on the same PDF, in one run.

usage: speed.py [--runs N] [PDF ...]      (default: the largest source.pdf of corpus/)

Each side is a fresh process, run in turn, so both pay their start and meet the same machine. pdfplumber does what its
README shows, `extract_tables()` on every page, and closes each page; its tables are counted and thrown away.
planparse parses: tables joined, units and roles read, evidence kept, JSON written to a pipe.
"""

from __future__ import annotations

import argparse
import json
import platform
import statistics
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

PLAIN = """
import sys, pdfplumber
rows = 0
with pdfplumber.open(sys.argv[1]) as pdf:
    for page in pdf.pages:
        rows += sum(len(table) for table in page.extract_tables())
        page.close()
print(rows)
"""

# wait4 tells what one child used; RUSAGE_CHILDREN would tell the largest of all so far.
METER = """
import json, os, subprocess, sys, time
start = time.perf_counter()
child = subprocess.Popen(sys.argv[2:], stdout=subprocess.DEVNULL)
_, status, usage = os.wait4(child.pid, 0)
with open(sys.argv[1], "w") as out:
    json.dump([time.perf_counter() - start, usage.ru_maxrss / 1024, status], out)
"""


def measure(command: list[str]) -> tuple[float, float]:
    """Run a command; returns wall seconds and peak MiB of its process."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "figures.json"
        subprocess.run([sys.executable, "-c", METER, str(out), *command], check=True)
        seconds, peak, status = json.loads(out.read_text())
    if status:
        raise SystemExit(f"{' '.join(command[:3])} … failed with status {status}")
    return seconds, peak


def main() -> None:
    """Print one line a side and PDF, and the ratio."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pdf", nargs="*", type=Path)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    sources = options.pdf or [max(ROOT.glob("corpus/*/source.pdf"), key=lambda path: path.stat().st_size)]
    names = ("planparse", "pypdfium2", "pdfplumber", "pdfminer.six")
    print(f"Python {platform.python_version()}, {', '.join(f'{name} {version(name)}' for name in names)}")
    for source in sources:
        sides = {
            "planparse parse --json": [sys.executable, "-m", "planparse", "parse", str(source), "--json"],
            "pdfplumber extract_tables": [sys.executable, "-c", PLAIN, str(source)],
        }
        figures: dict[str, list[tuple[float, float]]] = {name: [] for name in sides}
        for _ in range(options.runs):
            for name, command in sides.items():
                figures[name].append(measure(command))
        name_of = source.parent.name if source.name == "source.pdf" else source.name
        print(f"{name_of}: median of {options.runs} fresh processes (smallest to largest)")
        medians = []
        for name, runs in figures.items():
            seconds = sorted(run[0] for run in runs)
            peak = statistics.median(run[1] for run in runs)
            medians.append((statistics.median(seconds), peak))
            print(f"  {name:26} {medians[-1][0]:7.2f} s ({seconds[0]:.2f} to {seconds[-1]:.2f})  {peak:7.0f} MiB")
        (ours, our_peak), (plain, plain_peak) = medians
        print(f"  {'ratio plain / planparse':26} {plain / ours:7.1f} in time, {plain_peak / our_peak:.1f} in memory")


if __name__ == "__main__":
    main()
