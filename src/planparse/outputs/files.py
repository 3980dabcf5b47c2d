"""Files that are whole or not there: write beside, then rename.

A write that fails, for want of space or because somebody pressed Ctrl-C, leaves what stood under the name
before, and nothing else.
"""

from __future__ import annotations

import errno
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

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


@contextmanager
def whole_file(path: str | os.PathLike[str]) -> Iterator[BinaryIO]:
    """Open a file for bytes that takes its name only when it is whole.

    The bytes go to a hidden file in the same folder, reach the disk, and are renamed at the end of the
    block. If the block raises, the hidden file is removed and the old file stands as it was. A link is
    followed, and an existing file keeps its permissions.

    Raises OutputError if the file cannot be written, or if the name belongs to a folder or a device.
    """
    where = os.fspath(path)
    beside: Path | None = None
    try:
        target = Path(where).resolve()
        mode = _mode_of(target, where)
        hidden = target.parent / f".planparse-{secrets.token_hex(6)}.part"
        with hidden.open("xb") as file:
            beside = hidden
            yield file
            file.flush()
            if mode is not None:
                hidden.chmod(mode)
            os.fsync(file.fileno())
        hidden.replace(target)
        beside = None
        _sync_folder(target.parent)
    except OSError as problem:
        reason = problem.strerror or str(problem)
        raise OutputError(
            f"cannot be written: {reason}", where=where, advice=ADVICE.get(problem.errno or 0, "")
        ) from problem
    except ValueError as problem:
        if beside is not None:  # raised by what writes, not by the name
            raise
        raise OutputError(f"is no file name: {problem}", where=where) from problem
    finally:
        if beside is not None:
            with suppress(OSError):
                beside.unlink()


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
