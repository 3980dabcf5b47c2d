"""What a batch has done so far, on the disk, so that it can be killed at any moment and go on.

One line for each document that is finished, appended and flushed to the disk after its rows are there. A line that
was cut short by the end of the process is taken away; the document is then read again. A document is known by the
hash of its content, its ending, the version of planparse, the reader and the table of units.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType

from filelock import FileLock, Timeout

from planparse.batch.worker import Answer
from planparse.dataset.schema import WORK
from planparse.errors import OutputError
from planparse.files import ADVICE, whole_file

JOURNAL, RESULTS, LOCK = "journal.jsonl", "results", "lock"


@dataclass(frozen=True, slots=True)
class Finished:
    """A document that is done: the answer without its rows, which lie beside."""

    key: str
    name: str
    sha256: str
    tasks: int = 0
    kind: str = ""
    message: str = ""
    by_chance: bool = False
    seconds: float = 0.0
    mib: int = 0


class Journal:
    """The work folder of a dataset, held by one batch at a time."""

    def __init__(self, dataset: Path, digest: str) -> None:
        self._folder = dataset / WORK
        self._digest = digest
        self._lock = FileLock(self._folder / LOCK)
        self._done: dict[str, Finished] = {}
        self._file = -1
        self._end = 0

    def __enter__(self) -> Journal:
        with _telling(self._folder):
            (self._folder / RESULTS).mkdir(parents=True, exist_ok=True)
            try:
                self._lock.acquire(timeout=0)
            except Timeout as problem:
                raise OutputError(
                    "another batch is writing this dataset",
                    where=str(self._folder.parent),
                    advice="wait for it, or name another folder with -o",
                ) from problem
            self._file = os.open(self._folder / JOURNAL, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666)
            self._read()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file >= 0:
            os.close(self._file)
            self._file = -1
        self._lock.release()

    def _read(self) -> None:
        """Read what is done, and cut what comes after the last whole line."""
        with os.fdopen(os.dup(self._file), "rb") as file:
            for line in file:
                try:
                    finished = Finished(**json.loads(line)) if line.endswith(b"\n") else None
                except (ValueError, TypeError):
                    finished = None
                if finished is None:
                    break
                self._done[finished.key] = finished
                self._end += len(line)
        os.truncate(self._file, self._end)

    def begin_anew(self) -> None:
        """Forget what is done; all is read again."""
        with _telling(self._folder):
            os.truncate(self._file, 0)
            self._end = 0
            self._done.clear()

    def key(self, sha256: str, name: str) -> str:
        """Give the name under which a document is known."""
        ending = Path(name).suffix.lower()
        return hashlib.sha256(f"{sha256} {ending} {self._digest}".encode("utf-8", "backslashreplace")).hexdigest()

    def find(self, key: str) -> Finished | None:
        """Give a document that is done, if its rows are still there."""
        finished = self._done.get(key)
        if finished is None or finished.kind or self._path(key).is_file():
            return finished
        return None

    def add(self, key: str, name: str, sha256: str, answer: Answer) -> Finished:
        """Write down what became of a document; raises OutputError if there is no room for it."""
        finished = Finished(
            key, name, sha256, answer.tasks, answer.kind, answer.message, answer.by_chance,
            round(answer.seconds, 3), answer.mib,
        )  # fmt: skip
        with _telling(self._folder):
            if answer.rows:
                path = self._path(key)
                path.parent.mkdir(exist_ok=True)
                with whole_file(path) as file:
                    file.write(answer.rows)
            self._append(json.dumps(asdict(finished)).encode("ascii") + b"\n")
        self._done[key] = finished
        return finished

    def rows(self, key: str) -> bytes:
        """Give the rows of a document that is done."""
        with _telling(self._folder):
            return self._path(key).read_bytes()

    def _append(self, line: bytes) -> None:
        try:
            os.lseek(self._file, self._end, os.SEEK_SET)
            written = 0
            while written < len(line):
                written += os.write(self._file, line[written:])
            os.fsync(self._file)
        except OSError:
            os.truncate(self._file, self._end)
            raise
        self._end += len(line)

    def _path(self, key: str) -> Path:
        return self._folder / RESULTS / key[:2] / key


@contextmanager
def _telling(folder: Path) -> Iterator[None]:
    """Turn what the system says about the work folder into our own error."""
    try:
        yield
    except OSError as problem:
        raise OutputError(
            f"cannot be written: {problem.strerror or problem}",
            where=str(folder.parent),
            advice=ADVICE.get(problem.errno or 0, "run the same command again to go on"),
        ) from problem
