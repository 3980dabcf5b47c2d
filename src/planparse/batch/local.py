"""Many documents into a dataset, in worker processes of this machine.

Every entry met in the input ends in exactly one row, of `plans` or of `failures`. Equal content is parsed once, under
the first of its names. What is finished is written down at once, so a batch that was stopped, in whatever way, goes on
where it was; the tables are made from what is written down, in the order of the names, so they do not depend on who
finished first.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from planparse.batch.archives import close_archives
from planparse.batch.inputs import Entry, find_entries
from planparse.batch.journal import Finished, Journal
from planparse.batch.sandbox import expected_cage
from planparse.batch.settings import Settings
from planparse.batch.stores import is_url, without_secrets
from planparse.batch.worker import MIB, Answer, Worker, failure_of
from planparse.dataset import Failure
from planparse.dataset.parcel import unpacked_rows
from planparse.dataset.rows import PlanRows
from planparse.dataset.write import check_target, write_rows
from planparse.errors import InputError, OutputError, UsageError
from planparse.units.registry import load_registry

Path_ = str | os.PathLike[str]


@dataclass(frozen=True, slots=True)
class Step:
    """How far a batch is: of so many entries, so many are done, and this was the last; again: it was done before."""

    done: int
    total: int
    failures: int
    name: str
    again: bool


Progress = Callable[[Step], None]


@dataclass(frozen=True, slots=True)
class Summary:
    """What a batch did.

    plans, tasks: how many rows the tables have; same: how many of the plans repeat another's content
    failures: in the order of their names
    read: documents that were read in this run; before: those that an earlier run had read
    """

    plans: int
    same: int
    tasks: int
    failures: tuple[Failure, ...]
    seconds: float
    read: int
    before: int


class Reading(Protocol):
    """Whatever reads documents: worker processes here, or elsewhere.

    capacity: documents that may wait for their answers; their bytes are in memory so long
    """

    capacity: int

    def submit(self, data: bytes, name: str) -> Future[Answer]:
        """Begin to read a document."""

    def answer(self, future: Future[Answer], name: str) -> Answer:
        """Give what became of it; never raises for a fault of the document."""

    def flush(self) -> None:
        """Begin with what was submitted and held back."""

    def close(self) -> None:
        """End when all is read."""

    def stop(self) -> None:
        """End now."""


class Here:
    """Reads in this very process, without limits: to look for a fault, with a debugger."""

    capacity = 1

    def __init__(self, settings: Settings) -> None:
        self._worker = Worker(settings, isolated=False)

    def submit(self, data: bytes, name: str) -> Future[Answer]:
        """Read a document."""
        future: Future[Answer] = Future()
        future.set_result(self._worker.read(data, name))
        return future

    def answer(self, future: Future[Answer], name: str) -> Answer:
        """Give what became of it."""
        return future.result()

    def close(self) -> None:
        """Do nothing; nothing is held back, and there is nothing to end."""

    flush = stop = close


def cores() -> int:
    """Say how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def run_batch(
    inputs: Path_ | Sequence[Path_],
    dataset_folder: Path_,
    *,
    lists: Sequence[Path_] = (),
    workers: int | None = None,
    settings: Settings | None = None,
    resume: bool = True,
    retry: Sequence[str] = (),
    limit: int | None = None,
    reading: Callable[[Settings, int], Reading] | None = None,
    progress: Progress | None = None,
) -> Summary:
    """Read every document of the inputs into a dataset.

    inputs: files, folders, globs, archives, URLs; lists: files that name such, one a line; see `batch.inputs`
    workers: processes, by default one for each processor; 0 reads in this process, without limits
    resume: take what an earlier run into this dataset has finished; False reads all again
    retry: kinds of failures to try again, such as `timeout`; `all` for every kind
    limit: only so many entries, the first by name
    reading: what reads, given the settings and the number of workers; by default processes of this machine
    Raises UsageError if an input is missing or the dataset would take its place; OutputError if the dataset cannot
    be written, something else stands there, or another batch is writing it.
    """
    settings = settings or Settings()
    started, clock = datetime.now(UTC), time.perf_counter()
    inputs = [inputs] if isinstance(inputs, str | os.PathLike) else list(inputs)
    target = _checked_target(inputs, dataset_folder)
    entries = find_entries(inputs, lists=lists, leave_out=target)[:limit]
    count = cores() if workers is None else workers
    cage = "none: documents were read in this process" if count == 0 else expected_cage(settings.sandbox).note
    with Journal(target, settings.digest()) as journal:
        if not resume:
            journal.begin_anew()
        run = _Run(entries, journal, settings, frozenset(retry), progress)
        try:
            run.read_all(reading or _local, count)
        finally:
            close_archives()
        failures = tuple(run.failures())
        seconds = time.perf_counter() - clock
        write_rows(
            target,
            run.rows(),
            failures,
            settings=settings.told(),
            run={
                "started": started.isoformat(timespec="seconds"),
                "seconds": round(seconds, 3),
                "inputs": [_shown(each) for each in (*inputs, *lists)],
                "workers": count,
                "sandbox": cage,
                "read": run.read,
                "before": run.before,
            },
            run_records=run.records(),
            registry=load_registry(settings.units) if settings.units is not None else None,
        )
    plans = [place for place in run.places if place.failure is None and place.finished and not place.finished.kind]
    return Summary(
        len(plans),
        sum(place.same_as is not None for place in plans),
        sum(place.finished.tasks for place in plans if place.finished and place.same_as is None),
        failures,
        seconds,
        run.read,
        run.before,
    )


def _shown(given: Path_) -> str:
    """Write an input down as it was given, without what opens it: passwords and keys of its address."""
    return without_secrets(os.fsencode(given).decode("utf-8", "backslashreplace"))


def _local(settings: Settings, workers: int) -> Reading:
    from planparse.batch.pool import Pool

    return Pool(workers, settings) if workers else Here(settings)


def _checked_target(inputs: Sequence[Path_], dataset_folder: Path_) -> Path:
    target = Path(os.path.realpath(dataset_folder))
    for each in inputs:
        if not is_url(os.fspath(each)) and Path(os.path.realpath(each)).is_relative_to(target):
            raise UsageError(
                "the dataset would take the place of the documents",
                where=str(dataset_folder),
                advice="name another folder with -o",
            )
    return check_target(dataset_folder)


@dataclass(slots=True)
class _Place:
    """An entry of the input and what became of it: finished once its content is, or never opened."""

    name: str
    sha256: str | None = None
    key: str = ""
    same_as: str | None = None
    finished: Finished | None = None
    failure: Failure | None = None


class _Run:
    """One run over the entries, in the order of their names."""

    def __init__(
        self,
        entries: Sequence[Entry],
        journal: Journal,
        settings: Settings,
        retry: frozenset[str],
        progress: Progress | None,
    ) -> None:
        self._entries, self._journal, self._settings = entries, journal, settings
        self._retry, self._progress = retry, progress
        self.places = [_Place(entry.name) for entry in entries]
        self._first: dict[str, _Place] = {}
        self._waiting: dict[Future[Answer], _Place] = {}
        self._now: list[Finished] = []
        self._done = self._failed = self.before = 0

    @property
    def read(self) -> int:
        """Documents read in this run."""
        return len(self._now)

    def read_all(self, reading_of: Callable[[Settings, int], Reading], workers: int) -> None:
        """Read what is not yet done; begins workers with the first such document."""
        reading: Reading | None = None
        try:
            for entry, place in zip(self._entries, self.places, strict=True):
                data = self._open(entry, place)
                if data is None:
                    continue
                if reading is None:
                    reading = reading_of(self._settings, workers)
                self._waiting[reading.submit(data, entry.name)] = place
                while len(self._waiting) >= reading.capacity:
                    self._take(reading)
            while self._waiting and reading is not None:
                self._take(reading)
        except BaseException:
            if reading is not None:
                reading.stop()
            raise
        if reading is not None:
            reading.close()

    def _open(self, entry: Entry, place: _Place) -> bytes | None:
        """Read the bytes of an entry if they are to be parsed."""
        try:
            if entry.problem is not None:
                raise entry.problem
            data = entry.read(self._settings.limits.file_mib * MIB)
        except InputError as problem:
            place.failure = failure_of(entry.name, None, problem)
            self._tell(place, again=False)
            return None
        place.sha256 = hashlib.sha256(data).hexdigest()
        first = self._first.setdefault(place.sha256, place)
        if first is not place:
            place.same_as, place.key = first.name, first.key
            self._tell(place, again=False)
            return None
        place.key = self._journal.key(place.sha256, entry.name)
        place.finished = self._journal.find(place.key)
        if place.finished is None or ({place.finished.kind, "all"} & self._retry and place.finished.kind):
            place.finished = None
            return data
        self.before += 1
        self._tell(place, again=True)
        return None

    def _take(self, reading: Reading) -> None:
        """Write down what has been read meanwhile."""
        reading.flush()
        done, _ = wait(self._waiting, return_when=FIRST_COMPLETED)
        for future in sorted(done, key=lambda future: self._waiting[future].name):
            place = self._waiting.pop(future)
            answer = reading.answer(future, place.name)
            place.finished = self._journal.add(place.key, place.name, place.sha256 or "", answer)
            self._now.append(place.finished)
            self._tell(place, again=False)

    def _tell(self, place: _Place, *, again: bool) -> None:
        self._done += 1
        self._failed += place.failure is not None or bool(place.finished and place.finished.kind)
        if self._progress is not None:
            self._progress(Step(self._done, len(self.places), self._failed, place.name, again))

    def _finished(self, place: _Place) -> Finished | None:
        if place.same_as is not None and place.sha256 is not None:
            place.finished = self._first[place.sha256].finished
        return place.finished

    def failures(self) -> Iterator[Failure]:
        """Give the failures, in the order of the names."""
        for place in self.places:
            finished = self._finished(place)
            if place.failure is not None:
                yield place.failure
            elif finished is not None and finished.kind:
                yield Failure(place.name, place.sha256, finished.kind, finished.message)

    def rows(self) -> Iterator[PlanRows]:
        """Give the rows of the plans, in the order of the names, reading each as it is asked for."""
        for place in self.places:
            finished = self._finished(place)
            if finished is None or finished.kind:
                continue
            try:
                rows = unpacked_rows(self._journal.rows(place.key))
            except ValueError as problem:
                raise OutputError(
                    "what an earlier run had read is damaged", where=place.name, advice="read all again: --no-resume"
                ) from problem
            yield (
                rows.under(place.name, place.same_as)
                if place.same_as
                else replace(rows, plan=rows.plan | {"name": place.name})
            )

    def records(self) -> Iterator[dict[str, Any]]:
        """Give what differs from run to run, of the documents read in this one, in the order of their names."""
        for each in sorted(self._now, key=lambda each: each.name):
            yield {
                "name": each.name,
                "seconds": each.seconds,
                "mib": each.mib,
                "failure": each.kind or None,
                "by_chance": each.by_chance,
            }
