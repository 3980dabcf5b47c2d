"""Worker processes for documents that nobody can trust: each has limits, and its end costs one document.

Pebble keeps the processes. Whoever dies, be it by a crash, the end of its time or of its memory, is told by its exit
code, and another takes its place.
"""

from __future__ import annotations

import signal
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Future, TimeoutError
from typing import Any

from planparse.batch.processes import worker_context
from planparse.batch.settings import Limits, Settings
from planparse.batch.worker import MEMORY_EXIT, TIME_EXIT, Answer, failed, out_of_memory, prepare, work
from planparse.errors import InputError, OutOfTime, UnreadableFile, UsageError

DOCUMENTS = 1_000
"""Read by one process before a new one takes its place, so that no leak of a library grows for ever."""

WAITING = 3
"""Documents in memory for each worker: the one it reads, and the next."""

GRACE = 30.0
"""Seconds beyond the longest time of any document before the batch itself ends its worker."""

START = 60.0
"""Seconds until the first worker has begun; a second is usual."""


class Pool:
    """So many worker processes."""

    def __init__(self, workers: int, settings: Settings, task: Callable[[bytes, str], Answer] = work) -> None:
        from pebble import ProcessPool

        self._limits, self._task = settings.limits, task
        self.capacity = workers * WAITING
        self._pool: Any = ProcessPool(
            workers, max_tasks=DOCUMENTS, initializer=prepare, initargs=[settings, task], context=worker_context()
        )
        self._expect_to_begin()

    def _expect_to_begin(self) -> None:
        """Wait for the first worker. One that ends before it takes a document would be replaced for ever."""
        try:
            self._pool.schedule(_begin).result(START)
        except (TimeoutError, BrokenExecutor):
            self.stop()
            raise UsageError(
                "no worker process began to work",
                advice="look above for what they said, or read in this process with --workers 0",
            ) from None

    def submit(self, data: bytes, name: str) -> Future[Answer]:
        """Hand a document to the next worker that is free."""
        limit = self._limits.most_seconds + GRACE
        future: Future[Answer] = self._pool.schedule(self._task, args=[data, name], timeout=limit)
        return future

    def answer(self, future: Future[Answer], name: str) -> Answer:
        """Give what became of a document; how a worker ended is the document's failure."""
        from pebble import ProcessExpired

        try:
            return future.result()
        except TimeoutError:
            return failed(_out_of_time(), name, by_chance=True)
        except ProcessExpired as end:
            return failed(_why_ended(int(end.exitcode or 0), self._limits), name, by_chance=True)
        except Exception as problem:  # such as an answer that cannot be read
            return failed(UnreadableFile(f"the worker gave no answer ({type(problem).__name__})"), name, by_chance=True)

    def flush(self) -> None:
        """Do nothing; nothing is held back."""

    def close(self) -> None:
        """End when all is read."""
        self._pool.close()
        self._pool.join()

    def stop(self) -> None:
        """End now; documents that are being read are not done."""
        self._pool.stop()
        self._pool.join()


def _begin() -> None:
    """Do nothing: a worker that says so has begun."""


def _out_of_time() -> OutOfTime:
    return OutOfTime("reading took too long", advice="give it more time with --timeout, or split it")


def _why_ended(code: int, limits: Limits) -> InputError:
    """Say why a worker ended, by its exit code; a negative one is a signal."""
    if code in (-_number("SIGALRM"), -_number("SIGXCPU"), TIME_EXIT):
        return _out_of_time()
    if code in (-_number("SIGKILL"), -_number("SIGABRT"), MEMORY_EXIT):
        # The system kills what takes too much; pdfium and Python abort when they get no more.
        return out_of_memory(limits)
    try:
        how = signal.Signals(-code).name if code < 0 else f"exit code {code}"
    except ValueError:
        how = f"signal {-code}"
    return UnreadableFile(f"the reader crashed on it ({how})", advice="save it anew with another program")


def _number(name: str) -> int:
    return int(getattr(signal, name, 0))
