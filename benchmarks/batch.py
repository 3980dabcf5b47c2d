"""Documents a second of `planparse batch` on 1, 2 and 4 processes, beside what the machine itself can give.

Reads copies of one plan of seven pages (or another, --plan), each with another comment behind its end, so that no two
have the same content. Beside: the same documents parsed one after the other in one process without any limits, and a
loop of pure Python in 1, 2 and 4 processes, which shows how many processors there really are.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import platform
import tempfile
import time
from pathlib import Path

import planparse
from planparse.batch.local import run_batch

ROOT = Path(__file__).resolve().parent.parent
PLAN = ROOT / "corpus/lanjiang-2023-17/source.pdf"
PROCESSES = (1, 2, 4)
TURNS = 3_000_000
ROUNDS = 3


def loop(_: int) -> float:
    """Do what takes pure Python a while; gives the seconds."""
    started, total = time.perf_counter(), 0
    for number in range(TURNS):
        total += number % 7
    return time.perf_counter() - started


def rate_of_loops(processes: int) -> float:
    """Give the loops a second of so many processes."""
    with multiprocessing.get_context("fork").Pool(processes) as pool:
        pool.map(loop, range(processes))
        started = time.perf_counter()
        pool.map(loop, range(4 * processes), chunksize=1)
        return 4 * processes / (time.perf_counter() - started)


def bare(folder: Path) -> float:
    """Give the documents a second of one process that only parses."""
    paths = sorted(folder.iterdir())
    planparse.parse(paths[0])
    started = time.perf_counter()
    for path in paths:
        planparse.parse(path)
    return len(paths) / (time.perf_counter() - started)


def batch(folder: Path, processes: int) -> tuple[float, float]:
    """Give the documents a second of a batch, with its start and its tables, and without its start."""
    times: list[float] = []
    with tempfile.TemporaryDirectory() as dataset:
        started = time.perf_counter()
        run_batch(folder, Path(dataset) / "ds", workers=processes, progress=lambda _: times.append(time.perf_counter()))
        number = len(times)
        steady = (number - number // 10) / (times[-1] - times[number // 10 - 1])
        return number / (time.perf_counter() - started), steady


def main() -> None:
    """Print the table."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--documents", type=int, default=200)
    asked.add_argument("--plan", type=Path, default=PLAN)
    given = asked.parse_args()
    pages = planparse.parse(given.plan).source.pages
    print(f"planparse {planparse.__version__}, Python {platform.python_version()}, {os.cpu_count()} processors")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        data = given.plan.read_bytes()
        for number in range(given.documents):
            (folder / f"{number:04}.pdf").write_bytes(data + b"\n%% %d\n" % number)
        alone = max(bare(folder) for _ in range(ROUNDS))
        print(f"{given.documents} plans of {pages} pages; bare parsing in one process: {alone:.1f} a second")
        print("| processes | batch, whole | batch, once begun | of bare | pure Python | share of the machine's limit |")
        print("|---|---|---|---|---|---|")
        first = 0.0
        for processes in PROCESSES:
            limit = max(rate_of_loops(processes) for _ in range(ROUNDS))
            first = first or limit
            whole, steady = map(max, zip(*(batch(folder, processes) for _ in range(ROUNDS)), strict=True))
            gain, most = steady / alone, limit / first
            print(
                f"| {processes} | {whole:.1f}/s | {steady:.1f}/s | {gain:.2f} | {most:.2f} | {gain / most:.2f} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
