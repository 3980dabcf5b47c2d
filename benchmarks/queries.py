"""How fast a dataset of many plans is asked, and how much memory that takes, beside pandas over the same files.

    python benchmarks/queries.py [--plans 10000] [--dataset FOLDER]

Makes the dataset (many_plans.py) unless one is given. Each side runs in a process of its own, so that the peaks of
memory are theirs alone. Every question is put through the public functions, on a dataset that is opened anew each time;
its time is the median of five, the answer as a pandas frame included.
"""

from __future__ import annotations

import argparse
import gc
import importlib.metadata
import itertools
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

UNIT = "第077市财政局"
NAME = "市财政局"
YEAR = 2017
PLACE = "第077市"
REPEATS = 5
PLANS = 1_150
"""Plans whose graph has about 70,000 nodes."""


def timed(call: Callable[[], Any]) -> tuple[float, Any]:
    """Give the median seconds of a call, and what it gave the last time."""
    times = []
    for _ in range(REPEATS):
        gc.collect()
        started = time.perf_counter()
        result = call()
        times.append(time.perf_counter() - started)
    return statistics.median(times), result


def peak() -> float:
    """Give the peak of this process in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def ask_planparse(folder: str) -> None:
    """Open the dataset and put the twelve questions."""
    started = time.perf_counter()
    import planparse
    from planparse.dataset.store import Store

    data = planparse.read_dataset(folder)
    Store(data)
    print(f"open (imports, manifest, views): {time.perf_counter() - started:.3f} s, {peak():.0f} MiB")
    questions: dict[str, Callable[[], Any]] = {
        "tasks that a unit leads in a year": lambda: planparse.tasks(data, lead=UNIT, year=YEAR),
        "the same for a name that all cities have": lambda: planparse.tasks(data, lead=NAME, year=YEAR),
        "tasks with some words": lambda: planparse.tasks(data, text="监管平台", year=YEAR),
        "all tasks of a city-year": lambda: planparse.tasks(data, region=PLACE, year=YEAR),
        "who leads tasks with some words": lambda: planparse.who_leads(data, "监管平台"),
        "who leads, the whole country": lambda: planparse.who_leads(data),
        "who works with a unit": lambda: planparse.works_with(data, UNIT),
        "what a unit carries, by year": lambda: planparse.load(data, UNIT),
        "tasks without a unit": lambda: planparse.unassigned(data),
        "colead_pairs(), the first 100": lambda: planparse.sql(data, "from colead_pairs() limit 100"),
        "never_leads()": lambda: planparse.sql(data, "from never_leads()"),
        "unit_year() of a year": lambda: planparse.sql(data, "from unit_year() where year = ?", [YEAR]),
    }
    slowest = 0.0
    for name, question in questions.items():
        seconds, answer = timed(question)
        slowest = max(slowest, seconds)
        print(f"  {seconds:6.3f} s  {len(answer):>7,} rows  {name}")
    print(f"slowest {slowest:.3f} s; peak {peak():.0f} MiB")


def ask_commands(folder: str) -> None:
    """Put the same questions by the command, each a process of its own, its start included."""
    command = [sys.executable, "-m", "planparse", "query", folder]
    year = ["--year", str(YEAR)]
    questions = (
        ["--lead", UNIT, *year], ["--lead", NAME, *year], ["--text", "监管平台", *year], ["--region", PLACE, *year],
        ["--show", "leaders", "--text", "监管平台"], ["--show", "leaders"], ["--show", "partners", "--unit", UNIT],
        ["--show", "load", "--unit", UNIT], ["--show", "unassigned"], ["from colead_pairs() limit 100"],
        ["from never_leads()"], [f"from unit_year() where year = {YEAR}"],
    )  # fmt: skip
    most = 0.0
    for question in questions:
        started = time.perf_counter()
        process = subprocess.Popen([*command, *question], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, used = os.wait4(process.pid, 0)
        assert status == 0, question
        most = max(most, used.ru_maxrss / 1024)
        print(f"  {time.perf_counter() - started:6.3f} s  {used.ru_maxrss / 1024:4.0f} MiB  {' '.join(question)}")
    print(f"highest peak {most:.0f} MiB")


def draw_graphs(folder: str) -> None:
    """Build the graph of a city-year, and write a large graph."""
    import planparse
    from planparse.graph.build import node_counts

    data = planparse.read_dataset(folder)
    started = time.perf_counter()
    planparse.responsibility_graph(data, year=YEAR, region=PLACE)
    first = time.perf_counter() - started
    seconds, graph = timed(lambda: planparse.responsibility_graph(data, year=YEAR, region=PLACE))
    print(f"a city-year to networkx: {seconds:.3f} s (first time {first:.3f}), {len(graph):,} nodes")
    plans = list(itertools.islice(data.plans(), PLANS))
    started = time.perf_counter()
    large = planparse.responsibility_graph(plans)
    built = time.perf_counter() - started
    with tempfile.TemporaryDirectory() as out:
        path = Path(out) / "graph.graphml.gz"
        started = time.perf_counter()
        planparse.write_graphml(large, path)
        seconds = time.perf_counter() - started
        size = path.stat().st_size / 1e6
    kinds = ", ".join(f"{count:,} {kind}" for kind, count in node_counts(large).items())
    print(
        f"{len(large):,} nodes ({kinds}), {large.number_of_edges():,} edges: built in {built:.1f} s, "
        f".graphml.gz in {seconds:.1f} s, {size:.2f} MB; peak {peak():.0f} MiB"
    )


def ask_pandas(folder: str) -> None:
    """Put three of the questions to pandas."""
    started = time.perf_counter()
    import pandas as pd

    plans, tasks, edges, units = (
        pd.read_parquet(Path(folder) / name) for name in ("plans", "tasks", "assignments", "units")
    )
    edges = edges.merge(plans[["plan_id", "year"]], on="plan_id").merge(
        units[["unit_id", "full_name"]], on="unit_id", how="left"
    )
    edges["unit_key"] = edges["unit_id"].fillna(edges["plan_id"] + "/" + edges["unit"])
    print(f"tables in memory: {time.perf_counter() - started:.3f} s, {peak():.0f} MiB")
    leads = edges[edges["role"].isin(["lead", "joint_lead"])]

    def led() -> Any:
        mine = leads[(leads["full_name"] == UNIT) & (leads["year"] == YEAR)]
        return mine.merge(tasks, on=["plan_id", "task_id"])

    def pairs() -> Any:
        one = leads.loc[~leads["collective"], ["plan_id", "task_id", "unit_key"]]
        both = one.merge(one, on=["plan_id", "task_id"])
        both = both[both["unit_key_x"] < both["unit_key_y"]]
        return both.groupby(["unit_key_x", "unit_key_y"]).size().sort_values(ascending=False).head(100)

    def never() -> Any:
        held = edges[~edges["collective"]]
        return held[~held["unit_key"].isin(leads["unit_key"])].groupby("unit_key").size()

    for name, question in {"tasks led": led, "pairs": pairs, "never lead": never}.items():
        seconds, answer = timed(question)
        print(f"  {seconds:6.3f} s  {len(answer):>7,} rows  {name}")
    print(f"peak {peak():.0f} MiB")


SIDES = {"planparse": ask_planparse, "commands": ask_commands, "graphs": draw_graphs, "pandas": ask_pandas}


def main() -> None:
    """Run each side in a process of its own."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    arguments.add_argument("--plans", type=int, default=10_000)
    arguments.add_argument("--dataset", type=Path)
    arguments.add_argument("--side", choices=tuple(SIDES), help=argparse.SUPPRESS)
    given = arguments.parse_args()
    if given.side:
        SIDES[given.side](str(given.dataset))
        return
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in ("duckdb", "networkx", "pandas"))
    print(f"Python {platform.python_version()}, {versions}, {os.cpu_count()} cores")
    here = Path(__file__).resolve().parent
    with tempfile.TemporaryDirectory() as folder:
        dataset = given.dataset
        if dataset is None:
            dataset = Path(folder) / "dataset"
            subprocess.run(
                [sys.executable, here / "many_plans.py", dataset, "--plans", str(given.plans)],
                check=True,
                stdout=subprocess.DEVNULL,
            )
        sizes = ", ".join(f"{rows:,} {name}" for name, rows in _rows(dataset).items())
        print(f"dataset: {sizes}")
        for side in SIDES:
            print(f"\n{side}", flush=True)
            subprocess.run([sys.executable, __file__, "--dataset", dataset, "--side", side], check=True)


def _rows(dataset: Path) -> dict[str, int]:
    import json

    tables = json.loads((dataset / "manifest.json").read_text(encoding="utf-8"))["tables"]
    return {name: tables[name]["rows"] for name in ("plans", "tasks", "assignments", "units")}


if __name__ == "__main__":
    main()
