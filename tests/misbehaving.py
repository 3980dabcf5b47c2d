"""A worker that does what the bytes of a document say; for workers in processes of their own."""

from __future__ import annotations

import ctypes
import os
import time

from planparse.batch import worker
from planparse.batch.worker import Answer, work
from planparse.plan import parse_bytes

DEEDS = {
    b"crash": lambda: ctypes.string_at(0),
    b"hang": lambda: [time.sleep(0.01) for _ in range(100_000)],
    b"hang in C": lambda: ctypes.PyDLL(None).sleep(1_000),
    b"eat memory": lambda: [bytearray(2**24) for _ in range(10_000)],
    b"leave": lambda: os._exit(3),
    b"raise": lambda: 1 / 0,
    b"abort": os.abort,
}


def misbehave(data: bytes, name: str) -> Answer:
    """Read a document; one that names a deed does it, where its parser would be at work."""

    def parse(data: bytes, name: str, **more):
        deed = DEEDS.get(data.partition(b":")[0])
        if deed is not None:
            deed()
        return parse_bytes(data, name, **more)

    worker.parse_bytes = parse
    return work(data, name)
