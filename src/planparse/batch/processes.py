"""How a worker process begins: from a server that has all in memory where the system can, and never with the program
that began the batch.

multiprocessing has each new process run the main program again up to its guard, `if __name__ == "__main__":`. A
worker needs nothing of it; a script without a guard would begin the batch once more in each worker, and one that was
piped into Python cannot be run again at all. So the workers are not told of it.
"""

from __future__ import annotations

import multiprocessing.context
import sys
import threading
from collections.abc import Callable
from functools import cache
from multiprocessing import spawn
from typing import Any

MAIN_PROGRAM = ("init_main_from_name", "init_main_from_path")
"""What multiprocessing tells a new process of the main program."""

_begun_here = threading.local()
"""`is_worker`: what this thread begins just now is a worker."""


def worker_context() -> Any:
    """Give the context of multiprocessing from which workers are made."""
    _keep_main_program_back()
    if sys.platform == "win32":
        return _Spawned()
    context = _Served()
    context.set_forkserver_preload(["planparse.batch.warm"])
    return context


class _Worker:
    """A process that is not told of the main program."""

    def start(self) -> None:
        _begun_here.is_worker = True
        try:
            super().start()  # type: ignore[misc]
        finally:
            _begun_here.is_worker = False


class _SpawnedWorker(_Worker, multiprocessing.context.SpawnProcess):
    pass


class _Spawned(multiprocessing.context.SpawnContext):
    Process = _SpawnedWorker


if sys.platform != "win32":

    class _ServedWorker(_Worker, multiprocessing.context.ForkServerProcess):
        pass

    class _Served(multiprocessing.context.ForkServerContext):
        Process = _ServedWorker


@cache
def _keep_main_program_back() -> None:
    """Have multiprocessing leave the main program out of what it tells workers; others are told as ever."""
    tell: Callable[[str], dict[str, Any]] = spawn.get_preparation_data

    def told(name: str) -> dict[str, Any]:
        data = tell(name)
        if getattr(_begun_here, "is_worker", False):
            return {key: value for key, value in data.items() if key not in MAIN_PROGRAM}
        return data

    spawn.get_preparation_data = told
