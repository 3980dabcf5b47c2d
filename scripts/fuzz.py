"""Damage the sample plans at random and look whether anything is lost in silence: python scripts/fuzz.py [--help]

Each mutant is a PDF of the corpus with a few bytes changed, a block cut out, doubled or zeroed, its end cut off, or
numbers exchanged. All go through a batch. A mutant is right when it gives all tasks of its original, or says with a
warning or a failure that something is wrong. Two things are counted as faults: an error that no reader expected (its
message names an exception), and a loss of tasks without a word. Told besides: all tasks there, but other words or
other units in them, without a word.
"""

from __future__ import annotations

import argparse
import platform
import random
import re
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import planparse
from planparse.batch.local import run_batch
from planparse.batch.settings import Limits, Settings
from planparse.dataset import read_dataset

ROOT = Path(__file__).resolve().parent.parent
LARGEST = 400_000
"""Bytes of an original; larger ones take long and are damaged no otherwise."""

EXCEPTION = re.compile(r"\b[A-Z]\w*(?:Error|Exception)\b: ")


def flip(data: bytearray, chance: random.Random) -> None:
    """Change a few bytes."""
    for _ in range(chance.choice((1, 3, 10, 50))):
        data[chance.randrange(len(data))] = chance.randrange(256)


def _block(data: bytearray, chance: random.Random) -> slice:
    length = chance.choice((1, 8, 64, 512, 4096))
    start = chance.randrange(len(data))
    return slice(start, min(start + length, len(data)))


def cut_out(data: bytearray, chance: random.Random) -> None:
    """Take a block away."""
    del data[_block(data, chance)]


def double(data: bytearray, chance: random.Random) -> None:
    """Write a block twice."""
    where = _block(data, chance)
    data[where.start : where.start] = data[where]


def zero(data: bytearray, chance: random.Random) -> None:
    """Let a block be zeros."""
    where = _block(data, chance)
    data[where] = bytes(where.stop - where.start)


def cut_off(data: bytearray, chance: random.Random) -> None:
    """Cut the end off."""
    del data[chance.randrange(len(data) // 10, len(data)) :]


def renumber(data: bytearray, chance: random.Random) -> None:
    """Exchange a number that is written out."""
    numbers = list(re.finditer(rb"\b\d{1,6}\b", data))
    if numbers:
        found = chance.choice(numbers)
        data[found.start() : found.end()] = str(chance.choice((0, 1, 7, 255, 65536, 10**9, -1))).encode()


WAYS: tuple[Callable[[bytearray, random.Random], None], ...] = (flip, cut_out, double, zero, cut_off, renumber)


def main() -> None:
    """Make the mutants, read them, and print what was found."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--mutants", type=int, default=600)
    asked.add_argument("--seconds", type=float, default=1_200, help="begin no more rounds after so long")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--keep", type=Path, help="folder for the mutants to look at")
    given = asked.parse_args()
    originals = [path for path in sorted(ROOT.glob("corpus/*/source.pdf")) if path.stat().st_size <= LARGEST]
    whole = _tasks_of_originals(originals)
    print(f"planparse {planparse.__version__}, Python {platform.python_version()}, seed {given.seed}")
    started, made, found = time.monotonic(), 0, Counter[str]()
    with tempfile.TemporaryDirectory(prefix="fuzz-") as name:
        while made < given.mutants and time.monotonic() - started < given.seconds:
            folder = Path(name) / f"{made}"
            folder.mkdir()
            for _ in range(min(1_000, given.mutants - made)):
                chance = random.Random(f"{given.seed} {made}")
                path, way = chance.choice(originals), chance.choice(WAYS)
                data = bytearray(path.read_bytes())
                way(data, chance)
                (folder / f"{made:06}-{way.__name__}-{path.parent.name}.pdf").write_bytes(data)
                made += 1
            run_batch(folder, Path(name) / "ds", settings=Settings(limits=Limits()))
            for mutant, verdict in _verdicts(Path(name) / "ds", whole):
                found[verdict] += 1
                if verdict.startswith("fault") or "silence" in verdict:
                    print(f"{verdict}: {mutant}")
                    if given.keep is not None:
                        given.keep.mkdir(parents=True, exist_ok=True)
                        shutil.copy(folder / mutant, given.keep)
            shutil.rmtree(folder)
            shutil.rmtree(Path(name) / "ds")
    lost = found["fault: tasks lost in silence"] + found["tasks lost, and said so"] + found["failure"]
    said = 1 - found["fault: tasks lost in silence"] / max(lost, 1)
    print(f"{made} mutants in {time.monotonic() - started:.0f} s: {dict(sorted(found.items()))}")
    print(f"losses that are told: {said:.2%} of {lost}; errors nobody expected: {found['fault: unexpected error']}")
    if found["fault: unexpected error"] or said < 0.98:
        sys.exit(1)


Tasks = Counter[tuple[str, tuple[tuple[str, str], ...]]]
"""The words of each task, and its units with their roles."""


def _tasks_of_originals(originals: list[Path]) -> dict[str, Tasks]:
    with tempfile.TemporaryDirectory(prefix="fuzz-") as name:
        for path in originals:
            shutil.copy(path, Path(name) / f"{path.parent.name}.pdf")
        run_batch(name, Path(name) / "ds")
        found = _tasks(read_dataset(Path(name) / "ds"))
    return {path.parent.name: found.get(f"{path.parent.name}.pdf", Tasks()) for path in originals}


def _tasks(data: planparse.Dataset) -> dict[str, Tasks]:
    """Give the tasks of each document of a dataset, by its name."""
    units: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for row in data.table("assignments").to_pylist():
        units.setdefault((row["plan_id"], row["task_id"]), []).append((row["unit"], row["role"]))
    of_plan: dict[str, Tasks] = {}
    for row in data.table("tasks").to_pylist():
        of_task = tuple(units.get((row["plan_id"], row["task_id"]), ()))
        of_plan.setdefault(row["plan_id"], Tasks())[row["task"] or "", of_task] += 1
    return {row["name"]: of_plan.get(row["plan_id"], Tasks()) for row in data.table("plans").to_pylist()}


def _verdicts(dataset: Path, whole: dict[str, Tasks]) -> list[tuple[str, str]]:
    data = read_dataset(dataset)
    tasks = _tasks(data)
    verdicts = []
    for row in data.table("plans").to_pylist():
        there, right = tasks[row["name"]], whole[_original(row["name"])]
        if there == right:
            verdict = "all tasks"
        elif there.total() >= right.total():
            verdict = "tasks changed, and said so" if row["warnings"] else "tasks changed in silence"
        else:
            verdict = "tasks lost, and said so" if row["warnings"] else "fault: tasks lost in silence"
        verdicts.append((row["name"], verdict))
    for row in data.table("failures").to_pylist():
        if EXCEPTION.search(row["message"]):
            verdict = "fault: unexpected error"
        elif not whole[_original(row["name"])]:
            verdict = "no plan, like its original"
        else:
            verdict = "failure"
        verdicts.append((row["name"], verdict))
    return sorted(verdicts)


def _original(name: str) -> str:
    return Path(name).stem.split("-", 2)[2]


if __name__ == "__main__":
    main()
