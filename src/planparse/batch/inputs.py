"""The inputs of a batch: the documents of a folder and its subfolders."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from planparse.errors import InputError, UnreadableFile, UnsupportedFormat, UsageError
from planparse.evaluate.gold import DOCUMENT_SUFFIXES
from planparse.readers.open import _read_bytes


@dataclass(frozen=True, slots=True)
class Entry:
    path: Path
    name: str
    problem: InputError | None = None

    def read(self, most: int = 2**28) -> bytes:
        return _read_bytes(self.path)


def find_entries(
    inputs: Sequence[str | os.PathLike[str]],
    *,
    lists: Sequence[str | os.PathLike[str]] = (),
    leave_out: Path | None = None,
) -> tuple[Entry, ...]:
    (folder,) = inputs
    source = Path(os.path.realpath(folder))
    if not source.is_dir():
        what = "this is a file, not a folder" if source.exists() else "no such folder"
        raise UsageError(what, where=str(folder), advice="name the folder that holds the documents")
    return walk(source, leave_out=leave_out)


def walk(folder: Path, *, leave_out: Path | None = None) -> tuple[Entry, ...]:
    """List every entry of a folder and its subfolders, in the order of their relative names.

    folder: a real path; leave_out: a folder that is not entered (the dataset being written)
    """
    entries = []
    waiting = [folder]
    while waiting:
        inside = waiting.pop()
        try:
            with os.scandir(inside) as scan:
                children = list(scan)
        except OSError as problem:
            error = UnreadableFile(f"the folder cannot be opened ({problem.strerror})")
            entries.append(Entry(inside, _name(inside, folder), error))
            continue
        for child in children:
            path = Path(child.path)
            if path == leave_out:
                continue
            if child.is_dir(follow_symlinks=False) and path.suffix.lower() not in DOCUMENT_SUFFIXES:
                waiting.append(path)
            else:
                entries.append(Entry(path, _name(path, folder), _problem(child, folder)))
    return tuple(sorted(entries, key=lambda entry: entry.name))


def _name(path: Path, root: Path) -> str:
    """Write a path relative to the input; bytes that are not UTF-8 are escaped, so every file can hold it."""
    name = path.relative_to(root).as_posix()
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _problem(child: os.DirEntry[str], root: Path) -> InputError | None:
    """Say why an entry must not be opened, or None for an ordinary file."""
    if child.is_symlink():
        return _problem_of_link(Path(child.path), root)
    if child.is_dir(follow_symlinks=False):
        return UnsupportedFormat("this is a folder named like a document", advice="rename the folder")
    if not child.is_file(follow_symlinks=False):
        return UnsupportedFormat("this is no ordinary file, but a pipe, socket or device")
    return None


def _problem_of_link(link: Path, root: Path) -> InputError | None:
    try:
        real = link.resolve(strict=True)
    except (OSError, RuntimeError):  # before Python 3.13, a circle is a RuntimeError
        return UnsupportedFormat("this link leads nowhere, or in a circle", advice="remove the link")
    if not real.is_relative_to(root):
        return UnsupportedFormat("this link leads out of the folder", advice="copy the file into it")
    if real.is_dir():
        return UnsupportedFormat("this links to a folder, whose files are read at their own place")
    if not real.is_file():
        return UnsupportedFormat("this links to a pipe, socket or device")
    return None
