"""Folders of this machine: what stands in them, what a glob finds there, and files that are opened with care.

A folder holds more than documents: links out of it, circles of links, pipes, devices, folders that may not be opened.
Each of these is named, and none is followed, waited for or entered.
"""

from __future__ import annotations

import errno
import fnmatch
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from planparse.batch.archives import read_most, too_large
from planparse.dataset.schema import WORK
from planparse.errors import InputError, UnreadableFile, UnsupportedFormat
from planparse.evaluate.gold import DOCUMENT_SUFFIXES
from planparse.readers.open import NO_SUCH_FILE

WILD = re.compile(r"[*?[]")
"""What makes a glob of a path, if nothing has exactly this name."""


OPENED = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
"""How files are opened: a pipe is not waited for, and a link is not followed. Windows knows neither."""


class Source(Protocol):
    """Whatever gives the bytes of an entry."""

    def read(self, most: int) -> bytes:
        """Read at most so many bytes; raises InputError."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """Something met below an input, before it has its name.

    inner: the parts of its name inside of the input; empty if it is the input itself
    keys: what is equal for the same file met below another input; identities of places and real paths
    order: tells leaves of equal names apart, always in the same way
    """

    inner: tuple[str, ...]
    problem: InputError | None
    size: int | None
    source: Source | None
    keys: tuple[Any, ...]
    order: str = ""


@dataclass(frozen=True, slots=True)
class LocalFile:
    """A file of this machine; path: with all links resolved, as it was listed."""

    path: Path

    def open(self) -> BinaryIO:
        """Open it if it is still an ordinary file at the same place; raises UnsupportedFormat or UnreadableFile."""
        try:
            # Between listing and reading lies a night. A folder on the way may be a link by now, and lead elsewhere.
            if os.path.realpath(self.path) != os.fspath(self.path):
                raise _changed()
            _expect_ordinary(os.lstat(self.path).st_mode)
            file = os.fdopen(os.open(self.path, OPENED), "rb")
        except OSError as problem:
            if problem.errno == errno.ELOOP:
                raise _changed() from problem
            if problem.errno in NO_SUCH_FILE:
                raise UnreadableFile(
                    "the file is gone since it was listed", advice="begin the batch again"
                ) from problem
            raise UnreadableFile(
                f"the file cannot be opened ({problem.strerror})", advice="check its permissions"
            ) from problem
        try:
            _expect_ordinary(os.fstat(file.fileno()).st_mode)
        except BaseException:
            file.close()
            raise
        return file

    def read(self, most: int) -> bytes:
        """Read it; raises also PageLimit if it has more than `most` bytes."""
        with self.open() as file:
            try:
                if os.fstat(file.fileno()).st_size > most:
                    raise too_large(most)
                return read_most(file, most)
            except OSError as problem:
                raise UnreadableFile(
                    f"the file cannot be read ({problem.strerror})", advice="check the disk"
                ) from problem


def _changed() -> UnsupportedFormat:
    return UnsupportedFormat("a link has taken its place since it was listed", advice="begin the batch again")


def _expect_ordinary(mode: int) -> None:
    if not stat.S_ISREG(mode):
        raise UnsupportedFormat("this is no ordinary file", advice="copy it to a file")


def walk(root: Path, hidden: Path | None) -> Iterator[Leaf]:
    """List every entry of a folder and its subfolders.

    root: a real path; hidden: a folder that is not entered
    Links are not followed out of the folder, and a link to a folder is not entered at all: what it leads to is read
    at its own place. So the walk always ends.
    """
    waiting = [root]
    while waiting:
        folder = waiting.pop()
        inner = folder.relative_to(root).parts
        try:
            with os.scandir(folder) as scan:
                children = list(scan)
        except OSError as problem:
            error = UnreadableFile(f"the folder cannot be opened ({problem.strerror})", advice="check its permissions")
            yield Leaf(tuple(map(legal, inner)), error, None, None, (str(folder),), order=str(folder))
            continue
        for child in children:
            path = folder / child.name
            if path == hidden or (child.name == WORK and child.is_dir(follow_symlinks=False)):
                continue
            if _is_entered(child):
                waiting.append(path)
                continue
            problem_, real = _look_at(child, path, root)
            yield Leaf(
                tuple(map(legal, (*inner, child.name))),
                problem_,
                size_of(real) if problem_ is None else None,
                LocalFile(real) if problem_ is None else None,
                (str(path), str(real)) if problem_ is None else (str(path),),
                order=str(path),
            )


def _is_entered(child: os.DirEntry[str]) -> bool:
    return child.is_dir(follow_symlinks=False) and Path(child.name).suffix.lower() not in DOCUMENT_SUFFIXES


def _look_at(child: os.DirEntry[str], path: Path, root: Path) -> tuple[InputError | None, Path]:
    """Say why an entry must not be opened, and where it really is."""
    if child.is_symlink():
        problem = _problem_of_link(path, root)
        return problem, Path(os.path.realpath(path)) if problem is None else path
    if child.is_dir(follow_symlinks=False):
        return _named_like_a_document(), path
    if not child.is_file(follow_symlinks=False):
        return UnsupportedFormat("this is no ordinary file, but a pipe, socket or device"), path
    return None, path


def _named_like_a_document() -> UnsupportedFormat:
    return UnsupportedFormat("this is a folder named like a document", advice="rename the folder")


def _problem_of_link(link: Path, root: Path) -> InputError | None:
    try:
        real = link.resolve(strict=True)
        mode = real.stat().st_mode
    except (OSError, RuntimeError):  # before Python 3.13, a circle is a RuntimeError
        return UnsupportedFormat("this link leads nowhere, or in a circle", advice="remove the link")
    if not real.is_relative_to(root):
        return UnsupportedFormat("this link leads out of the folder", advice="copy the file into it")
    if stat.S_ISDIR(mode):
        return UnsupportedFormat("this links to a folder, whose files are read at their own place")
    if not stat.S_ISREG(mode):
        return UnsupportedFormat("this links to a pipe, socket or device")
    return None


def size_of(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except OSError:
        return None


def legal(text: str) -> str:
    """Write a name so that every file can hold it: bytes that are not UTF-8, and lone surrogates, are escaped."""
    try:
        raw = os.fsencode(text)
    except UnicodeEncodeError:  # a surrogate that stands for no byte
        raw = text.encode("utf-8", "backslashreplace")
    return raw.decode("utf-8", "backslashreplace")


def split_pattern(pattern: str) -> tuple[Path, tuple[str, ...]]:
    parts = Path(pattern).parts
    first = next(place for place, part in enumerate(parts) if WILD.search(part))
    return Path(*parts[:first]), parts[first:]


def matches(base: Path, wild: tuple[str, ...]) -> set[Path]:
    """Find what a pattern matches, by the rules of a shell: a leading dot is only matched by a dot.

    Not with `glob`, which follows links in `**`: two links to their own folder make it walk for ever. A folder that
    may not be opened is itself a match, so that it is named.
    """
    found: set[Path] = set()
    waiting, seen = [(base, 0)], set()
    while waiting:
        folder, at = waiting.pop()
        if (folder, at) in seen:
            continue
        seen.add((folder, at))
        if wild[at:] in ((), ("**",)):  # all below a folder is the folder
            found.add(folder)
            continue
        part = wild[at]
        if not WILD.search(part):
            if os.path.lexists(folder / part):
                waiting.append((folder / part, at + 1))
            continue
        if part == "**":
            waiting.append((folder, at + 1))
        try:
            with os.scandir(folder) as scan:
                children = [each for each in scan if each.name != WORK or not _leads_to_folder(each)]
        except PermissionError:
            found.add(folder)
            continue
        except OSError:  # not a folder, or gone
            continue
        if part == "**":
            inner = (each for each in children if _is_entered(each) and not each.name.startswith("."))
            waiting += [(folder / each.name, at) for each in inner]
            continue
        fits = re.compile(fnmatch.translate(os.path.normcase(part))).match
        for each in children:
            hidden = each.name.startswith(".") and not part.startswith(".")
            if fits(os.path.normcase(each.name)) and not hidden and (at + 1 == len(wild) or _leads_to_folder(each)):
                waiting.append((folder / each.name, at + 1))
    return found


def _leads_to_folder(child: os.DirEntry[str]) -> bool:
    try:
        return child.is_dir()
    except OSError:  # a circle of links
        return False


def problem_of_match(match: Path, root: Path) -> InputError | None:
    if match.is_symlink():
        return _problem_of_link(match, root)
    if not Path(os.path.realpath(match)).is_relative_to(root):
        return UnsupportedFormat("a link on the way to it leads out of the folder", advice="copy the file into it")
    if match.is_dir() and match.suffix.lower() in DOCUMENT_SUFFIXES:
        return _named_like_a_document()
    return None
