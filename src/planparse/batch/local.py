"""A folder of documents into a dataset, one document after the other in this process.

Every entry met in the folder ends in exactly one row, of `plans` or of `failures`. The folder is walked in
the order of its names. Symbolic links are not followed out of it; pipes, devices and loops are named
without being opened. Equal content is parsed once.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from planparse.batch.worker import Outcome, failure_of, hash_of, parse_one
from planparse.dataset import Failure, NamedPlan, check_target, write_dataset
from planparse.errors import InputError, UnreadableFile, UnsupportedFormat, UsageError
from planparse.evaluate.gold import DOCUMENT_SUFFIXES
from planparse.units.registry import Registry, load_registry

Progress = Callable[[int, int, Outcome], None]
"""Called after each entry with how many are done, how many there are, and what became of it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the input folder; `problem` is set where it must not be opened."""

    path: Path
    name: str
    problem: InputError | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """What a batch did.

    plans, tasks: how many rows the tables have; same: how many of the plans repeat another's content
    failures: in the order of their names
    """

    plans: int
    same: int
    tasks: int
    failures: tuple[Failure, ...]
    seconds: float


def run_batch(
    input_folder: str | os.PathLike[str],
    dataset_folder: str | os.PathLike[str],
    *,
    reader: str = "auto",
    units: str | os.PathLike[str] | None = None,
    progress: Progress | None = None,
) -> Summary:
    """Parse every document of a folder into a dataset.

    units: a table of one's own that overrides what planparse knows of units, as in `planparse.parse`
    Raises UsageError if there is no such input folder, or the dataset would take its place; OutputError if
    the dataset cannot be written, or something else stands there.
    """
    started, clock = datetime.now(UTC), time.perf_counter()
    source, target = _check_folders(input_folder, dataset_folder)
    registry = load_registry(units) if units is not None else None
    entries = walk(source, leave_out=target)
    outcomes: list[Outcome] = []
    plans: list[NamedPlan] = []
    parsed: dict[str, Outcome] = {}
    for entry in entries:
        outcome = _outcome(entry, parsed, reader, registry)
        outcomes.append(outcome)
        if outcome.plan is not None:
            first = parsed[outcome.plan.source.sha256].name
            plans.append(NamedPlan(entry.name, outcome.plan, first if first != entry.name else None))
        if progress is not None:
            progress(len(outcomes), len(entries), outcome)
    failures = tuple(outcome.failure for outcome in outcomes if outcome.failure is not None)
    seconds = time.perf_counter() - clock
    write_dataset(
        dataset_folder,
        plans,
        failures,
        run=_run(started, seconds, source, reader) | _named(units),
        run_records=[_run_record(outcome) for outcome in outcomes],
    )
    tasks = sum(len(named.plan.tasks) for named in plans if named.same_as is None)
    same = sum(named.same_as is not None for named in plans)
    return Summary(len(plans), same, tasks, failures, seconds)


def _check_folders(input_folder: str | os.PathLike[str], dataset_folder: str | os.PathLike[str]) -> tuple[Path, Path]:
    source = Path(os.path.realpath(input_folder))
    if not source.is_dir():
        what = "this is a file, not a folder" if source.exists() else "no such folder"
        raise UsageError(what, where=str(input_folder), advice="name the folder that holds the documents")
    if source.is_relative_to(os.path.realpath(dataset_folder)):
        raise UsageError(
            "the dataset would take the place of the documents",
            where=str(dataset_folder),
            advice="name another folder with -o",
        )
    return source, check_target(dataset_folder)


def _outcome(entry: Entry, parsed: dict[str, Outcome], reader: str, registry: Registry | None) -> Outcome:
    """Parse an entry, or take what was made of the same bytes under an earlier name."""
    try:
        if entry.problem is not None:
            raise entry.problem
        sha256 = hash_of(entry.path)
    except InputError as problem:
        return Outcome(entry.name, None, failure_of(entry.name, None, problem), None)
    if sha256 not in parsed:
        outcome = parse_one(entry.path, entry.name, reader=reader, units=registry)
        # A file that changes while it is read counts as what was parsed.
        parsed.setdefault(outcome.sha256 or sha256, outcome)
        return outcome
    first = parsed[sha256]
    failure = replace(first.failure, name=entry.name) if first.failure else None
    return replace(first, name=entry.name, failure=failure, seconds=0.0)


def walk(folder: Path, *, leave_out: Path | None = None) -> tuple[Entry, ...]:
    """List every entry of a folder and its subfolders, in the order of their relative names.

    folder: a real path; leave_out: a folder that is not entered (the dataset being written)
    """
    entries = []
    waiting = [folder]
    while waiting:
        inside = waiting.pop()
        try:
            with os.scandir(inside) as scan:
                children = list(scan)
        except OSError as problem:
            error = UnreadableFile(f"the folder cannot be opened ({problem.strerror})")
            entries.append(Entry(inside, _name(inside, folder), error))
            continue
        for child in children:
            path = Path(child.path)
            if path == leave_out:
                continue
            if child.is_dir(follow_symlinks=False) and path.suffix.lower() not in DOCUMENT_SUFFIXES:
                waiting.append(path)
            else:
                entries.append(Entry(path, _name(path, folder), _problem(child, folder)))
    return tuple(sorted(entries, key=lambda entry: entry.name))


def _name(path: Path, root: Path) -> str:
    """Write a path relative to the input; bytes that are not UTF-8 are escaped, so every file can hold it."""
    name = path.relative_to(root).as_posix()
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _problem(child: os.DirEntry[str], root: Path) -> InputError | None:
    """Say why an entry must not be opened, or None for an ordinary file."""
    if child.is_symlink():
        return _problem_of_link(Path(child.path), root)
    if child.is_dir(follow_symlinks=False):
        return UnsupportedFormat("this is a folder named like a document", advice="rename the folder")
    if not child.is_file(follow_symlinks=False):
        return UnsupportedFormat("this is no ordinary file, but a pipe, socket or device")
    return None


def _problem_of_link(link: Path, root: Path) -> InputError | None:
    try:
        real = link.resolve(strict=True)
    except (OSError, RuntimeError):  # before Python 3.13, a circle is a RuntimeError
        return UnsupportedFormat("this link leads nowhere, or in a circle", advice="remove the link")
    if not real.is_relative_to(root):
        return UnsupportedFormat("this link leads out of the folder", advice="copy the file into it")
    if real.is_dir():
        return UnsupportedFormat("this links to a folder, whose files are read at their own place")
    if not real.is_file():
        return UnsupportedFormat("this links to a pipe, socket or device")
    return None


def _run(started: datetime, seconds: float, source: Path, reader: str) -> dict[str, Any]:
    return {
        "started": started.isoformat(timespec="seconds"),
        "seconds": round(seconds, 3),
        "input": os.fsencode(source).decode("utf-8", "backslashreplace"),
        "reader": reader,
    }


def _named(units: str | os.PathLike[str] | None) -> dict[str, Any]:
    """Say which table of units of the user's lay over the registry."""
    if units is None:
        return {}
    path = Path(units)
    return {"units": {"name": path.name, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}}


def _run_record(outcome: Outcome) -> dict[str, Any]:
    kind = outcome.failure.kind if outcome.failure else None
    return {"name": outcome.name, "seconds": round(outcome.seconds, 3), "failure": kind}
