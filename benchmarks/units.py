"""Seconds to load the registry of units, and mentions resolved a second, on one core.

usage: units.py [--mentions N] [--runs N] [--json FILE]

The mentions are made from the tables of planparse: plans of every prefecture-level city, in years on both sides of the
reforms, each with the names of some hundred bodies as plans shorten them (市发改委, 市发展改革委, 市城管局 …). No two
are the same in one plan, so nothing that was remembered of a plan helps. `first` resolves every mention of every plan
once, with the registry loaded and the resolvers new, `again` asks the same resolvers once more, as a plan does whose
units come in every row. Medians of N runs.
"""

from __future__ import annotations

import argparse
import json
import platform
import statistics
import subprocess
import sys
import time
from importlib.metadata import version
from itertools import cycle
from pathlib import Path

from planparse.lexicon.load import read_csv
from planparse.units import resolve
from planparse.units.places import load_places
from planparse.units.registry import load_registry

YEARS = ("2011", "2015-06", "2017-05-28", "2019-03-12", "2021-04-15", "2024-03-01")
MENTIONS = 50_000
AIMS = {"load": 0.3, "first": 50_000, "again": 50_000}
"""Seconds; mentions a second."""

LOAD = (
    "import time; from planparse.units import registry; start = time.perf_counter(); "
    "registry.load_registry(); print(time.perf_counter() - start)"
)


def made(count: int) -> list[tuple[str, str, str]]:
    """Make so many (mention, issuer, date), plan by plan."""
    cities = [place for place in load_places().all if place.level == "city" and place.kind == "市" and place.owns_code]
    rows = [row for row in read_csv("bodies") if "city" in row["levels"] and "{" not in row["short_names"]]
    names = [
        f"市{name}"
        for row in rows
        for name in (row["full_name"].removeprefix("{place}"), *filter(None, row["short_names"].split("|")))
        if "{" not in name
    ]
    found: list[tuple[str, str, str]] = []
    for city, year in zip(cycle(cities), cycle(YEARS), strict=False):
        found += [(name, f"{city.full_name}人民政府办公室", year) for name in names]
        if len(found) >= count:
            return found[:count]
    return found


def main() -> int:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--mentions", type=int, default=MENTIONS)
    options.add_argument("--runs", type=int, default=5)
    options.add_argument("--json", type=Path)
    given = options.parse_args()
    loads = [
        float(subprocess.run([sys.executable, "-c", LOAD], capture_output=True, text=True, check=True).stdout)
        for _ in range(given.runs)
    ]
    mentions = made(given.mentions)
    load_registry()
    for mention in mentions:
        resolve.resolve_unit(*mention)
    rates: dict[str, list[float]] = {"first": [], "again": []}
    for _ in range(given.runs):
        resolve._resolver.cache_clear()
        for name in rates:
            start = time.perf_counter()
            for mention in mentions:
                resolve.resolve_unit(*mention)
            rates[name].append(len(mentions) / (time.perf_counter() - start))
    told = sum(resolve.resolve_unit(*mention).unit is not None for mention in mentions)
    plans = len({each[1:] for each in mentions})
    figures = {"load": statistics.median(loads)} | {name: statistics.median(each) for name, each in rates.items()}
    print(
        f"planparse {version('planparse')}, Python {platform.python_version()}, one core; median of {given.runs} runs"
    )
    print(f"{len(mentions)} mentions in {plans} plans, {told} resolved")
    print(f"  registry loaded   {figures['load']:.3f} s           (aim {AIMS['load']})")
    print(f"  first             {figures['first']:>10,.0f} a second (aim {AIMS['first']:,})")
    print(f"  again             {figures['again']:>10,.0f} a second (aim {AIMS['again']:,})")
    if given.json:
        given.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
