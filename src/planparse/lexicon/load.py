"""Load the data tables that ship with planparse (`lexicon/data`), once a process.

Each table is a CSV or TOML file that somebody who knows government but not Python can correct; every row
has a `source`. Loading checks only the shape; `tests/lexicon` holds the tables to their promises.
"""

from __future__ import annotations

import csv
import tomllib
from functools import cache
from importlib import resources
from typing import Any


@cache
def read_csv(name: str) -> tuple[dict[str, str], ...]:
    """Read `data/NAME.csv` as dicts, one a row, in file order."""
    with resources.files("planparse.lexicon").joinpath("data", f"{name}.csv").open(encoding="utf-8") as file:
        rows = csv.reader(file)
        header = next(rows)
        return tuple(dict(zip(header, row, strict=True)) for row in rows)  # half the time of a DictReader


@cache
def read_toml(name: str) -> dict[str, Any]:
    """Read `data/NAME.toml`."""
    text = resources.files("planparse.lexicon").joinpath("data", f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
