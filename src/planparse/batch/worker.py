"""One document of a batch: its bytes in, the rows of a plan or a named failure out.

Nothing that is wrong with a document leaves this module as an exception, so one document never ends a batch. In a
process of its own, a document has limits that also hold while a C library hangs: the system itself ends the process,
and whoever waits for it reads the reason from its exit code.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from planparse.batch.sandbox import enter_cage
from planparse.batch.settings import Limits, Settings
from planparse.dataset import Failure, NamedPlan
from planparse.dataset.parcel import packed_rows
from planparse.dataset.rows import rows_of_plan
from planparse.errors import InputError, OutOfMemory, PageLimit, UnreadableFile
from planparse.model.document import Document
from planparse.plan import parse_bytes
from planparse.readers.scan.choice import NEVER, Ocr
from planparse.units.registry import Registry, load_registry

MEMORY_EXIT, TIME_EXIT = 86, 87
"""Exit codes of a worker that ran out of memory or, where no signal does it, of time. It ends then, since what a
failed allocation leaves behind cannot be trusted."""

MIB = 1024 * 1024
WATCHED_EVERY = 0.2
"""Seconds between two looks at the memory, where the system does not limit it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one document: rows, or the kind and message of its failure.

    rows: as `dataset.parcel` packs them; empty for a failure
    by_chance: whether a clock or a crash decided, so that another run may decide otherwise
    seconds, mib: it took, and the most memory of the process so far; they differ from run to run
    """

    rows: bytes = b""
    tasks: int = 0
    kind: str = ""
    message: str = ""
    by_chance: bool = False
    seconds: float = 0.0
    mib: int = 0


class Worker:
    """Reads one document after the other in this process."""

    def __init__(self, settings: Settings, *, isolated: bool) -> None:
        self._settings = settings
        self._isolated = isolated
        self._registry: Registry | None = load_registry(settings.units) if settings.units is not None else None

    def read(self, data: bytes, name: str) -> Answer:
        """Read a document; every fault of it becomes a failure of its kind.

        name: the path inside of the input, with `/`
        """
        started = time.perf_counter()
        answer = self._answer(data, name)
        return replace(answer, seconds=time.perf_counter() - started, mib=most_memory())

    def _answer(self, data: bytes, name: str) -> Answer:
        limits = self._settings.limits
        short = name.rpartition("/")[2]
        try:
            with _clock(limits, running=self._isolated) as opened:
                plan = parse_bytes(
                    data,
                    short,
                    reader=self._settings.reader,
                    units=self._registry,
                    ocr=Ocr(self._settings.ocr, progress=opened.scan, threads=1 if self._isolated else 4),
                    opened=opened,
                )
                named = replace(plan, source=replace(plan.source, name=name))
                rows = packed_rows(rows_of_plan(NamedPlan(name, named)))
            if len(rows) > limits.result_mib * MIB:
                raise PageLimit(f"what was read takes more than {limits.result_mib} MiB", advice="split the document")
            return Answer(rows, len(plan.tasks))
        except InputError as problem:
            return failed(problem, short)
        except MemoryError:
            if self._isolated:
                os._exit(MEMORY_EXIT)
            return failed(out_of_memory(limits), short)
        except Exception as problem:  # a fault of a reader on one document must not end the batch
            kind = type(problem).__name__
            return failed(UnreadableFile(f"{kind}: {problem}" if str(problem) else kind), short)


def out_of_memory(limits: Limits) -> OutOfMemory:
    """Say that a document needs more memory than it may have."""
    return OutOfMemory(
        f"the document needs more than {limits.mib} MiB of memory", advice="give it more with --memory, or split it"
    )


def failed(problem: InputError, name: str, *, by_chance: bool = False) -> Answer:
    """Write an error down: its place without the file name, which has its own column."""
    failure = failure_of(name, None, problem)
    return Answer(kind=failure.kind, message=failure.message, by_chance=by_chance)


def failure_of(name: str, sha256: str | None, problem: InputError) -> Failure:
    """Write an error down as a row of failures: its place without the file name, which has its own column."""
    base = name.rpartition("/")[2]
    place = problem.where.rpartition(base)[2].lstrip(", :") if base in problem.where else problem.where
    return Failure(name, sha256, problem.kind, _line(problem, place))


def _line(problem: InputError, place: str) -> str:
    text = f"{place}: {problem.message}" if place else problem.message
    text = f"{text}. Try: {problem.advice}" if problem.advice else text
    return " ".join(text.split()).encode("utf-8", "backslashreplace").decode()


class _Opened:
    """Is told a document before its pages are read, and gives it time by their number."""

    def __init__(self, limits: Limits, started: float, running: bool) -> None:
        self._limits, self._started, self._running = limits, started, running
        self._pages = self._scans = 0

    def __call__(self, document: Document) -> None:
        self._pages = document.source.pages or 0
        self._set()

    def scan(self, page: int) -> None:
        """Give it more time and memory: this page is about to be read from its picture."""
        self._scans += 1
        self._set()
        if self._running and self._scans == 1:
            _raise_memory()

    def _set(self) -> None:
        if self._running:
            spent = time.monotonic() - self._started
            _set_alarm(max(self._limits.of_pages(self._pages, self._scans) - spent, 0.001))


@contextmanager
def _clock(limits: Limits, *, running: bool) -> Iterator[_Opened]:
    """Let the system end this process when the document's time is over, even while a C library hangs."""
    if running:
        _set_alarm(limits.of_pages(0))
    try:
        yield _Opened(limits, time.monotonic(), running)
    finally:
        if running:
            _set_alarm(0.0)


def _set_alarm(seconds: float) -> None:
    # The default action of this signal ends the process, whatever it is doing. Where there is none (Windows), the
    # batch itself watches the longest time that any document may take.
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)


def most_memory() -> int:
    """Give the most memory that this process has taken so far, MiB; 0 where that is not known."""
    if sys.platform == "win32":
        return 0
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most // MIB if sys.platform == "darwin" else most // 1024


_worker: Worker | None = None


def prepare(settings: Settings, task: Callable[[bytes, str], Answer]) -> None:
    """Make this process a worker: its limits, its end with the batch, its cage; all before the first document.

    task: what it will be asked to do; its module is imported by being named here, which the cage may not allow later
    """
    global _worker
    from planparse.batch import warm  # noqa: F401  (loads what reading needs, while files may still be opened)

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the batch, which then ends its workers
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if hasattr(signal, "SIGALRM"):
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
    _end_with_parent()
    _worker = Worker(settings, isolated=True)
    _limit_memory(settings.limits.mib, settings.limits.scan_mib if settings.ocr != NEVER else 0)
    enter_cage(settings.sandbox)


def work(data: bytes, name: str) -> Answer:
    """Read a document in a process that `prepare` has made a worker."""
    assert _worker is not None
    return _worker.read(data, name)


def _end_with_parent() -> None:
    """Let the system end this process when the one that began it is gone, so that nothing goes on alone."""
    if sys.platform != "linux":
        return
    import ctypes
    from multiprocessing import forkserver

    # The server of processes ends when nobody holds this pipe any more. Each worker is given it, to make workers of its
    # own; one that hangs would keep the server, and so itself, alive.
    server: Any = getattr(forkserver, "_forkserver", None)
    held = getattr(server, "_forkserver_alive_fd", None)
    if held is not None:
        server._forkserver_alive_fd = None
        os.close(held)
    set_death_signal = 1
    parent = os.getppid()
    ctypes.CDLL(None, use_errno=True).prctl(set_death_signal, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:  # it went just before
        os._exit(1)


def _limit_memory(mib: int, more: int) -> None:
    """Limit the memory of this process to what it has now and so much; `_raise_memory` may add `more`."""
    global _most_memory
    if sys.platform == "linux":
        import resource

        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
        most = pages * resource.getpagesize() + mib * MIB
        resource.setrlimit(resource.RLIMIT_AS, (most, most + more * MIB))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    else:
        import psutil

        _most_memory = psutil.Process().memory_info().rss + mib * MIB, more * MIB
        _watch_memory()


def _raise_memory() -> None:
    """Give this process the memory that the models which recognise text take; they stay loaded."""
    global _most_memory
    if sys.platform == "linux":
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
    else:
        _most_memory = sum(_most_memory), 0


_most_memory = (0, 0)
"""Where the system does not limit it: the most bytes that this process may take, and what may be added."""


def _watch_memory() -> None:
    """End this process when it takes more; weaker than a limit of the system, for it looks now and then only."""
    import threading

    import psutil

    process = psutil.Process()

    def watch() -> None:
        while process.memory_info().rss <= _most_memory[0]:
            time.sleep(WATCHED_EVERY)
        os._exit(MEMORY_EXIT)

    threading.Thread(target=watch, daemon=True).start()
