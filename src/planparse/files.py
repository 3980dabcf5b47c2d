"""Files that are whole or not there: write beside, then rename.

A write that fails, for want of space or because somebody pressed Ctrl-C, leaves what stood under the name
before, and nothing else.
"""

from __future__ import annotations

import errno
import gzip
import os
import secrets
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from planparse.errors import OutputError

ADVICE = {
    errno.ENOENT: "make the folder first",
    errno.ENOTDIR: "make the folder first",
    errno.EACCES: "choose a folder you may write to, or close the program that has the file open",
    errno.EPERM: "choose a folder you may write to, or close the program that has the file open",
    errno.EROFS: "choose a folder you may write to",
    errno.ENOSPC: "free some space, or choose another disk",
    errno.EDQUOT: "free some space, or choose another disk",
    errno.EFBIG: "write a smaller part, or choose another disk",
    errno.ENAMETOOLONG: "choose a shorter name",
}

LEVEL = 9
"""Of gzip; named, because a changed default would change the bytes."""

CHUNK = 2**18
"""Characters of text gathered before they are written."""


@contextmanager
def whole_file(path: str | os.PathLike[str]) -> Iterator[BinaryIO]:
    """Open a file for bytes that takes its name only when it is whole.

    The bytes go to a hidden file in the same folder, reach the disk, and are renamed at the end of the
    block. If the block raises, the hidden file is removed and the old file stands as it was. A link is
    followed, and an existing file keeps its permissions.

    Raises OutputError if the file cannot be written, or if the name belongs to a folder or a device.
    """
    with whole_files(path) as (file,):
        yield file


@contextmanager
def whole_files(*paths: str | os.PathLike[str]) -> Iterator[tuple[BinaryIO, ...]]:
    """Open files that belong together; none takes its name before all are whole and on the disk.

    Otherwise as `whole_file`. Only a rename that fails after another one has succeeded could leave a new file
    beside an old one.
    """
    parts: list[_Part] = []
    where = ""
    try:
        for path in paths:
            where = os.fspath(path)
            parts.append(_open_part(where))
        where = os.fspath(paths[0])
        yield tuple(part.file for part in parts)
        for part in parts:
            where = part.where
            part.finish()
        for part in parts:
            where = part.where
            part.take_name()
    except OSError as problem:
        reason = problem.strerror or str(problem)
        raise OutputError(
            f"cannot be written: {reason}", where=where, advice=ADVICE.get(problem.errno or 0, "")
        ) from problem
    except ValueError as problem:
        if len(parts) == len(paths):  # raised by what writes, not by the name
            raise
        raise OutputError(f"is no file name: {problem}", where=where) from problem
    finally:
        for part in parts:
            part.drop()


@contextmanager
def packed(file: BinaryIO, path: str | os.PathLike[str]) -> Iterator[BinaryIO]:
    """Compress what is written to a file if its name ends in .gz; the file itself stays open."""
    if not os.fspath(path).lower().endswith(".gz"):
        yield file
        return
    # No name and no time in the header, so that the same graph gives the same bytes.
    with gzip.GzipFile(filename="", mode="wb", compresslevel=LEVEL, fileobj=file, mtime=0) as out:
        yield cast(BinaryIO, out)


def put_text(file: BinaryIO, pieces: Iterable[str]) -> None:
    """Write pieces of text as UTF-8, many at a time: a call for each would cost more than the writing."""
    waiting: list[str] = []
    length = 0
    for piece in pieces:
        waiting.append(piece)
        length += len(piece)
        if length > CHUNK:
            file.write("".join(waiting).encode())
            waiting.clear()
            length = 0
    file.write("".join(waiting).encode())


@dataclass(slots=True)
class _Part:
    """A file being written under a hidden name beside its own.

    mode: the permissions to keep; None if there is no file yet
    """

    where: str
    target: Path
    hidden: Path
    mode: int | None
    file: BinaryIO
    named: bool = False

    def finish(self) -> None:
        self.file.flush()
        if self.mode is not None:
            self.hidden.chmod(self.mode)
        os.fsync(self.file.fileno())
        self.file.close()

    def take_name(self) -> None:
        self.hidden.replace(self.target)
        self.named = True
        _sync_folder(self.target.parent)

    def drop(self) -> None:
        if not self.named:
            with suppress(OSError):  # what is still in the buffer has no room on a full disk either
                self.file.close()
            with suppress(OSError):
                self.hidden.unlink()


def _open_part(where: str) -> _Part:
    target = Path(where).resolve()
    mode = _mode_of(target, where)
    hidden = target.parent / f".planparse-{secrets.token_hex(6)}.part"
    return _Part(where, target, hidden, mode, hidden.open("xb"))


def _mode_of(target: Path, where: str) -> int | None:
    """Give the permissions to keep; None if there is no file yet."""
    try:
        found = target.stat()
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(found.st_mode):
        # Renaming over a device such as /dev/null would take it away from everybody.
        kind = "a folder" if stat.S_ISDIR(found.st_mode) else "no ordinary file"
        raise OutputError(f"cannot be written: it is {kind}", where=where, advice="give the name of a file")
    if not os.access(target, os.W_OK):
        # The folder would allow the rename, but the owner has said that the file is to stay.
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), where)
    return stat.S_IMODE(found.st_mode)


def _sync_folder(folder: Path) -> None:
    # The new name reaches the disk with its folder. Not every system can do this; the file is whole anyway.
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
