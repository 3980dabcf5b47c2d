"""`planparse verify`: whether a dataset is whole and its tables agree."""

from __future__ import annotations

from pathlib import Path

import click

from planparse.cli.console import say
from planparse.cli.options import debug_option
from planparse.dataset import read_dataset
from planparse.dataset.verify import verify_dataset

NOT_WHOLE = 5


@click.command("verify")
@click.argument("dataset", metavar="DATASET", type=click.Path(path_type=Path))
@debug_option
def command(dataset: Path) -> int:
    """Look whether a dataset is whole.

    Every file has the hash and the rows that the manifest says, and every row the row that it belongs to. What is
    wrong is said in a line each, and the exit code is 5.
    """
    check = verify_dataset(read_dataset(dataset))
    for problem in check.problems:
        say(f"{dataset}: {problem}")
    verdict = f"{len(check.problems)} problems" if check.problems else "whole"
    say(f"{dataset}: {verdict}; {check.files} files and {check.rows} rows were looked at")
    return NOT_WHOLE if check.problems else 0
