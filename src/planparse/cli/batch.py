"""`planparse batch`: many documents into a dataset."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from planparse.batch.local import Progress, Reading, Step, Summary, run_batch
from planparse.batch.sandbox import Mode
from planparse.batch.settings import Limits, Settings
from planparse.cli.console import printable, say
from planparse.cli.options import debug_option, ocr_option, reader_option, units_option

SOME_FAILED = 1

USUAL = Limits()

EVERY = 10.0
"""Seconds between two lines of progress where nobody watches a terminal."""

KINDS = ("unreadable", "encrypted", "unsupported_format", "empty", "not_a_plan", "page_limit", "timeout", "memory")


@click.command("batch")
@click.argument("inputs", nargs=-1, metavar="INPUT...")
@click.option(
    "-o", "--output", "dataset", required=True, metavar="DATASET", type=click.Path(path_type=Path),
    help="Folder to write. A dataset that stands there is brought up to date.",
)  # fmt: skip
@click.option(
    "--from", "lists", multiple=True, metavar="LIST", type=click.Path(path_type=Path),
    help="A file that names inputs, one a line.",
)  # fmt: skip
@click.option(
    "--workers", type=click.IntRange(0), metavar="N",
    help="Processes; by default one for each processor. 0 reads in one process, without limits.",
)  # fmt: skip
@click.option("--resume/--no-resume", default=True, help="Take what an earlier run has finished; the default.")
@click.option(
    "--retry", multiple=True, type=click.Choice([*KINDS, "all"]), metavar="KIND",
    help="Try failures of this kind again, such as timeout; all for every kind.",
)  # fmt: skip
@click.option("--limit", type=click.IntRange(1), metavar="N", help="Only the first N entries, by name.")
@click.option("--dry-run", is_flag=True, help="Only say what would be read.")
@click.option(
    "--timeout", type=click.FloatRange(0.1), default=USUAL.seconds, show_default=True, metavar="SECONDS",
    help="Time of a document, besides one second a page.",
)  # fmt: skip
@click.option(
    "--memory", type=click.IntRange(64), default=USUAL.mib, show_default=True, metavar="MIB",
    help="Memory of a document.",
)  # fmt: skip
@click.option(
    "--sandbox", type=click.Choice(["auto", "require", "off"]), default="auto", show_default=True,
    help="Lock workers away from files and network (Linux): as far as the machine can, or wholly, or not.",
)  # fmt: skip
@click.option(
    "--engine", type=click.Choice(["local", "dask"]), default="local", show_default=True,
    help="What runs the documents: processes of this machine, or a Dask cluster.",
)  # fmt: skip
@click.option("--scheduler", metavar="ADDRESS", help="Of the Dask cluster (tcp://…); without it, one is begun here.")
@reader_option
@ocr_option
@units_option
@debug_option
def command(
    inputs: tuple[str, ...],
    dataset: Path,
    lists: tuple[Path, ...],
    workers: int | None,
    dry_run: bool,
    timeout: float,
    memory: int,
    sandbox: Mode,
    engine: str,
    scheduler: str | None,
    reader: str,
    ocr: str,
    units: Path | None,
    **more: Any,
) -> int:
    """Read many documents into a dataset.

    INPUT is a file, a folder with all its subfolders, a glob in quotes, an archive, or the address of an object store.
    Each document is read in a process with limits of time and memory. Those that fail are named, and are rows of the
    table `failures`; the others are done, and the exit code is 1. A batch that was stopped goes on where it was when
    the same command is given again.
    """
    if not inputs and not lists:
        raise click.UsageError("Missing argument 'INPUT...'.")
    if scheduler is not None and engine != "dask":
        raise click.UsageError("--scheduler goes with --engine dask.")
    settings = Settings(reader, units, Limits(seconds=timeout, mib=memory), sandbox, ocr)
    if dry_run:
        return _dry_run(inputs, lists, dataset, more["limit"])
    with _ended_by_signals(), _progress() as progress:
        try:
            summary = run_batch(
                inputs,
                dataset,
                lists=lists,
                workers=workers,
                settings=settings,
                progress=progress,
                reading=_cluster(scheduler) if engine == "dask" else None,
                **more,
            )
        except KeyboardInterrupt:
            say("what is finished is kept; the same command goes on from there")
            raise
    return _told(summary, dataset)


def _cluster(scheduler: str | None) -> Callable[[Settings, int], Reading]:
    from planparse.batch.cluster import Cluster

    return lambda settings, workers: Cluster(scheduler, settings, workers=workers or None)


def _told(summary: Summary, dataset: Path) -> int:
    for failure in summary.failures:
        say(f"{failure.name}: {failure.kind}: {failure.message}")
    same = f" ({summary.same} of them repeat another's content)" if summary.same else ""
    before = f"; {summary.before} had been read before" if summary.before else ""
    say(
        f"{dataset}: {summary.plans} plans{same}, {summary.tasks} tasks, {len(summary.failures)} failures; "
        f"{summary.read} documents read in {summary.seconds:.1f} s{before}"
    )
    return SOME_FAILED if summary.failures else 0


def _dry_run(inputs: tuple[str, ...], lists: tuple[Path, ...], dataset: Path, limit: int | None) -> int:
    from planparse.batch.inputs import find_entries
    from planparse.cli.console import emit_lines
    from planparse.dataset import check_target

    entries = find_entries(inputs, lists=lists, leave_out=check_target(dataset))[:limit]
    emit_lines(("name", "problem"), ((entry.name, entry.problem and entry.problem.message) for entry in entries))
    closed = sum(entry.problem is not None for entry in entries)
    say(f"{len(entries)} entries, {closed} of them not to be opened; nothing was read or written")
    return 0


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """Let the end of a session or a cluster's job be as good as Ctrl-C: workers end, and what is done is kept."""

    def interrupt(number: int, frame: object) -> None:
        raise KeyboardInterrupt

    found = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    try:
        before = {each: signal.signal(each, interrupt) for each in found}
    except ValueError:  # not in the main thread, where signals arrive
        before = {}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


@contextmanager
def _progress() -> Iterator[Progress]:
    """Show how far the batch is: a bar on a terminal, elsewhere a line now and then."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield _Lines()
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}", markup=False),
        TimeRemainingColumn(),
        TextColumn("{task.description}", markup=False),
    )
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        row = bar.add_task("", total=None, rate="")
        begun = _Begun()

        def step(step: Step) -> None:
            rate = f"{begun.rate(step):.1f}/s, {step.failures} failed"
            bar.update(row, completed=step.done, total=step.total, description=printable(step.name), rate=rate)

        yield step


class _Begun:
    """When reading began, after all that was done before."""

    def __init__(self) -> None:
        self._started = time.monotonic()
        self._again = 0

    def rate(self, step: Step) -> float:
        """Give the documents a second of this run."""
        self._again += step.again
        return (step.done - self._again) / max(time.monotonic() - self._started, 1e-3)


class _Lines:
    """Says in a plain line now and then how far the batch is; nothing of one that is soon done."""

    def __init__(self) -> None:
        self._begun = _Begun()
        self._last = time.monotonic()

    def __call__(self, step: Step) -> None:
        rate = self._begun.rate(step)
        if time.monotonic() - self._last < EVERY:
            return
        self._last = time.monotonic()
        left = (step.total - step.done) / rate / 60 if rate else 0.0
        say(f"{step.done} of {step.total}, {step.failures} failed, {rate:.1f} a second, {left:.0f} min left")
