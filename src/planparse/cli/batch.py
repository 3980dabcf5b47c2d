"""`planparse batch`: a folder of documents into a dataset."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from planparse.batch.local import Progress, run_batch
from planparse.batch.worker import Outcome
from planparse.cli.console import printable, say
from planparse.cli.options import debug_option, reader_option, units_option

SOME_FAILED = 1


@click.command("batch")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", "dataset", required=True, metavar="DATASET", type=click.Path(path_type=Path),
    help="Folder to write; a dataset that stands there is replaced.",
)  # fmt: skip
@reader_option
@units_option
@debug_option
def command(folder: Path, dataset: Path, reader: str, units: Path | None) -> int:
    """Read every document of a folder into a dataset.

    FOLDER is read with all its subfolders. Documents that fail are named, and are rows of the table
    `failures`; the others are done, and the exit code is 1.
    """
    with _progress() as progress:
        summary = run_batch(folder, dataset, reader=reader, units=units, progress=progress)
    for failure in summary.failures:
        say(f"{folder / failure.name}: {failure.kind}: {failure.message}")
    same = f" ({summary.same} of them repeat another's content)" if summary.same else ""
    say(
        f"{dataset}: {summary.plans} plans{same}, {summary.tasks} tasks, "
        f"{len(summary.failures)} failures, {summary.seconds:.1f} s"
    )
    return SOME_FAILED if summary.failures else 0


@contextmanager
def _progress() -> Iterator[Progress | None]:
    """Show on a terminal how far the batch is; elsewhere nothing."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.description}", markup=False),
    )
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        row = bar.add_task("", total=None)

        def step(done: int, total: int, outcome: Outcome) -> None:
            bar.update(row, completed=done, total=total, description=printable(outcome.name))

        yield step
