"""A worker that does what the bytes of a document say; for workers in processes of their own."""

from __future__ import annotations

import ctypes
import os
import socket
import time
from pathlib import Path

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


def look_around(path: str) -> None:
    """Try what a document must not do, and say what was refused."""
    refused = []
    for name, deed in {
        "cannot read": lambda: Path(path).read_bytes(),
        "cannot write": lambda: Path(path).with_name("left").write_bytes(b""),
        "no network": lambda: socket.socket().close(),
    }.items():
        try:
            deed()
        except OSError:
            refused.append(name)
    raise PermissionError(", ".join(refused))


def misbehave(data: bytes, name: str) -> Answer:
    """Read a document; one that names a deed does it, where its parser would be at work."""

    def parse(data: bytes, name: str, **more):
        deed = DEEDS.get(data.partition(b":")[0])
        if deed is not None:
            deed()
        if data.startswith(b"look: "):
            look_around(data.removeprefix(b"look: ").decode())
        return parse_bytes(data, name, **more)

    worker.parse_bytes = parse
    return work(data, name)
