"""Documents read on many machines, by Dask.

A task of the cluster is a group of documents, for a task of its own costs a millisecond and a document may take as
little. On each machine the same guarded worker process reads them as here: a document that crashes it costs itself
alone, and never the Dask worker. A Dask worker that is lost costs nothing either; its groups are read elsewhere.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from typing import Any

from planparse.batch.pool import Pool
from planparse.batch.settings import Settings
from planparse.batch.worker import Answer, failed, work
from planparse.errors import UnreadableFile, UsageError

GROUP, GROUP_BYTES = 50, 32 * 1024 * 1024
"""Documents of a task at most, and their bytes."""

AHEAD = 2
"""Groups in memory for each thread of the cluster: the one that is read, and the next."""

RETRIES = 3
"""Times a group is begun again when the machine that reads it is lost."""

Task = Callable[[bytes, str], Answer]


class Cluster:
    """Reads on a Dask cluster.

    client: a `distributed.Client`, which stays open; or the address of a scheduler (tcp://…); None begins a cluster of
        this machine
    """

    def __init__(
        self, client: Any, settings: Settings, task: Task = work, *, group: int = GROUP, workers: int | None = None
    ) -> None:
        self._client, self._ours = _client_of(client, workers)
        self._settings, self._task, self._group = settings, task, group
        threads = sum(self._client.nthreads().values()) or 1
        self.capacity = group * AHEAD * threads
        self._held: list[tuple[bytes, str, Future[Answer]]] = []
        self._tasks: set[Any] = set()

    def submit(self, data: bytes, name: str) -> Future[Answer]:
        """Take a document into the next group."""
        future: Future[Answer] = Future()
        self._held.append((data, name, future))
        if len(self._held) >= self._group or sum(len(each) for each, _, _ in self._held) >= GROUP_BYTES:
            self.flush()
        return future

    def flush(self) -> None:
        """Send the group, were it a small one."""
        held, self._held = self._held, []
        if not held:
            return
        documents = [(data, name) for data, name, _ in held]
        futures = [future for _, _, future in held]
        task = self._client.submit(read_group, self._settings, self._task, documents, pure=False, retries=RETRIES)
        self._tasks.add(task)
        task.add_done_callback(lambda done: self._deliver(done, futures))

    def _deliver(self, task: Any, futures: Sequence[Future[Answer]]) -> None:
        try:
            answers: Sequence[Answer] = task.result()
        except Exception as problem:  # the cluster gave the group up
            lost = UnreadableFile(f"the cluster could not read it ({type(problem).__name__})")
            answers = [failed(lost, "", by_chance=True)] * len(futures)
        for future, answer in zip(futures, answers, strict=True):
            if not future.cancelled():
                future.set_result(answer)
        self._tasks.discard(task)

    def answer(self, future: Future[Answer], name: str) -> Answer:
        """Give what became of a document."""
        return future.result()

    def close(self) -> None:
        """Leave the cluster; one that was begun here ends."""
        with suppress(Exception):  # machines that are gone have no processes to end
            self._client.run(end_pools)
        if self._ours:
            cluster = self._client.cluster
            self._client.close()
            if cluster is not None:
                cluster.close()

    def stop(self) -> None:
        """Leave the cluster now; what it is reading is given up."""
        self._client.cancel(list(self._tasks), force=True)
        self.close()


_pools: dict[tuple[Settings, Task], Pool] = {}
"""The guarded worker of this machine's process, for each way of reading."""


def read_group(settings: Settings, task: Task, documents: Sequence[tuple[bytes, str]]) -> list[Answer]:
    """Read documents in a guarded process beside this one; runs on a machine of the cluster."""
    # Dask makes its workers daemons, which may have no children; ours are bound to end with this process.
    multiprocessing.current_process()._config["daemon"] = False  # type: ignore[attr-defined]
    pool = _pools.get((settings, task))
    if pool is None:
        pool = _pools[settings, task] = Pool(1, settings, task)
    futures = [(pool.submit(data, name), name) for data, name in documents]
    return [pool.answer(future, name) for future, name in futures]


def end_pools() -> None:
    """End the guarded processes of this machine's process."""
    while _pools:
        _pools.popitem()[1].stop()


def _client_of(client: Any, workers: int | None) -> tuple[Any, bool]:
    if client is not None and not isinstance(client, str):
        return client, False
    try:
        import distributed
    except ImportError as problem:
        raise UsageError("reading on many machines needs Dask", advice='pip install "planparse[cluster]"') from problem
    connect: Any = distributed.Client
    try:
        if client is None:
            return connect(n_workers=workers, threads_per_worker=1, dashboard_address=None), True
        return connect(client, timeout=10), True
    except (OSError, ValueError) as problem:
        raise UsageError(
            f"the scheduler does not answer: {problem}", where=str(client), advice="check the address, and that it runs"
        ) from problem
