"""One document of a batch: a file in, a plan or a named failure out.

Nothing that is wrong with a document leaves this module as an exception, so one document never ends a batch.
"""

from __future__ import annotations

import hashlib
import os
import stat
import time
from dataclasses import dataclass, replace
from pathlib import Path

from planparse.dataset import Failure
from planparse.errors import InputError, OutOfMemory, UnreadableFile, UnsupportedFormat
from planparse.model.plan import Plan
from planparse.plan import parse
from planparse.units.registry import Registry


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one entry of the input: exactly one of plan and failure is set.

    name: the path inside the input folder, with `/`
    seconds: it took to parse; differs from run to run
    """

    name: str
    plan: Plan | None
    failure: Failure | None
    sha256: str | None
    seconds: float = 0.0


def parse_one(path: Path, name: str, *, reader: str = "auto", units: Registry | None = None) -> Outcome:
    """Parse one ordinary file; every fault of it becomes a failure of its kind."""
    started = time.perf_counter()
    sha256 = None
    try:
        sha256 = hash_of(path)
        plan = parse(path, reader=reader, units=units)
    except InputError as problem:
        failure = failure_of(name, sha256, problem)
        return Outcome(name, None, failure, sha256, time.perf_counter() - started)
    except MemoryError:
        failure = failure_of(name, sha256, OutOfMemory("the document needs more memory than there is"))
        return Outcome(name, None, failure, sha256, time.perf_counter() - started)
    except Exception as problem:  # a fault of a reader on one document must not end the batch
        kind = type(problem).__name__
        failure = failure_of(name, sha256, UnreadableFile(f"{kind}: {problem}" if str(problem) else kind))
        return Outcome(name, None, failure, sha256, time.perf_counter() - started)
    named = replace(plan, source=replace(plan.source, name=name))
    return Outcome(name, named, None, plan.source.sha256, time.perf_counter() - started)


def hash_of(path: Path) -> str:
    """Hash the bytes of an ordinary file; raises InputError for anything else, without waiting on it."""
    try:
        # Without O_NONBLOCK, opening a FIFO that took the file's place would wait for ever.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        with os.fdopen(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise UnsupportedFormat("this is no ordinary file")
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as problem:
        raise UnreadableFile(
            f"the file cannot be opened ({problem.strerror})", advice="check its permissions"
        ) from problem


def failure_of(name: str, sha256: str | None, problem: InputError) -> Failure:
    """Write an error down as a row of failures: its place without the file name, which has its own column."""
    base = name.rpartition("/")[2]
    place = problem.where.rpartition(base)[2].lstrip(", :") if base in problem.where else problem.where
    return Failure(name, sha256, problem.kind, _line(problem, place))


def _line(problem: InputError, place: str) -> str:
    text = f"{place}: {problem.message}" if place else problem.message
    text = f"{text}. Try: {problem.advice}" if problem.advice else text
    return " ".join(text.split())
