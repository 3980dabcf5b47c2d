"""The inputs of a batch: what the user names comes in, a list of entries with unique names goes out.

An input is a file, a folder, a glob, an archive or a URL; a list names many. A glob is what a shell would make of it:
each match is an input. Of a single folder or archive, the names are relative to it. Of several inputs, each name
begins with the last part of its input, and with so many parts before that as it takes to tell two inputs apart; so
the names depend on the set of inputs, and not on their order.

Nothing is opened here but folders, lists and archives; an entry is opened when it is read.
"""

from __future__ import annotations

import os
import re
import stat
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.request import url2pathname

from planparse.batch.archives import DRIVE, ENDINGS, Archive, read_most
from planparse.batch.folders import (
    WILD,
    Leaf,
    LocalFile,
    Source,
    legal,
    matches,
    problem_of_match,
    size_of,
    split_pattern,
    walk,
)
from planparse.batch.stores import NothingThere, StoredPlace, find_places, is_url, without_secrets
from planparse.errors import InputError, UnreadableFile, UnsupportedFormat, UsageError
from planparse.readers.open import LARGEST

Path_ = str | os.PathLike[str]

LARGEST_LIST = 64 * 1024**2
"""Bytes of a list of inputs; half a million long paths."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One document of a batch, or something that stands in its place.

    name: unique, with `/`; never absolute, never with `..`; bytes that are not UTF-8 are escaped with backslashes
    problem: why it must not be opened
    size: bytes, where they are known without opening it; an archive may lie about them
    """

    name: str
    problem: InputError | None = None
    size: int | None = None
    _source: Source | None = field(default=None, repr=False)

    def read(self, most: int = LARGEST) -> bytes:
        """Read the whole entry.

        Raises UnsupportedFormat for what is no ordinary file (any more), UnreadableFile if the system or the store
        does not give it, PageLimit if it has more than `most` bytes, and its `problem` if it has one.
        """
        if self.problem is not None:
            raise self.problem
        if self._source is None:
            raise UnreadableFile("there is nothing to read", where=self.name)
        try:
            return self._source.read(most)
        except InputError as problem:
            problem.where = problem.where or self.name
            raise


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an input leads.

    parts: the way there as the user wrote it, outermost first; its last parts begin the names
    identity: equal for the same place named twice
    order: by which a folder comes before what it holds
    kind: `folder`, `file`, `zip`, `tar`, or `closed` for what must not be opened
    stored: set for a place in a store; path: with all links resolved, for one of this machine
    """

    parts: tuple[str, ...]
    identity: tuple[Any, ...]
    order: tuple[str, ...]
    kind: str
    keys: tuple[Any, ...]
    path: Path | None = None
    stored: StoredPlace | None = None
    problem: InputError | None = None


@dataclass(frozen=True, slots=True)
class _Wanted:
    """One input as it was written.

    text: with the folder of its list before it; where: for messages; in_list: whether it may be missing
    """

    text: str
    where: str
    in_list: bool = False


def find_entries(
    inputs: Sequence[Path_], *, lists: Sequence[Path_] = (), leave_out: Path | None = None
) -> tuple[Entry, ...]:
    """Find all that is to be read, in the order of the names.

    inputs: files, folders, globs, archives (`archives.ENDINGS`), URLs; lists: text files in UTF-8 with one input a
        line; blank lines and lines that begin with # count for nothing, paths are relative to the list
    leave_out: a folder that is not entered (the dataset being written)
    Raises UsageError for an input that is missing, a glob that matches nothing, a store that does not answer and a
    list that cannot be read. What is missing and was named in a list is an entry with a problem.
    """
    wanted = [_Wanted(os.fspath(each), without_secrets(legal(os.fspath(each)))) for each in inputs]
    for each in lists:
        wanted += _read_list(each)
    if not wanted and not lists:
        raise UsageError("no input is named", advice="name the folder that holds the documents")
    hidden = Path(os.path.realpath(leave_out)) if leave_out is not None else None
    places: dict[tuple[Any, ...], _Place] = {}
    for one in wanted:
        for place in _find_places(one, hidden):
            # The same place may be written in two ways (as a link, for example); the order must not decide.
            same = places.setdefault(place.identity, place)
            if (place.problem is not None, place.parts) < (same.problem is not None, same.parts):
                places[place.identity] = place
    ordered = sorted(places.values(), key=lambda place: place.order)
    found = _each_once(ordered, [_leaves_of(place, hidden) for place in ordered])
    alone = len(ordered) == 1 and not lists
    return _named(ordered, found, alone=alone)


# --- from words to places


def _read_list(path: Path_) -> list[_Wanted]:
    shown = legal(os.fspath(path))
    try:
        with LocalFile(Path(os.path.realpath(path))).open() as file:
            data = read_most(file, LARGEST_LIST)
    except (InputError, OSError, ValueError) as problem:
        what = problem.message if isinstance(problem, InputError) else "it cannot be opened"
        what = "there is no such file" if not os.path.lexists(_without_zero(path)) else what
        raise UsageError(f"the list cannot be read: {what}", where=shown, advice="check the path") from problem
    folder = Path(path).parent
    wanted = []
    for number, line in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        where = f"{shown}, line {number}"
        try:
            text = line.decode("utf-8").strip()
        except UnicodeDecodeError as problem:
            raise UsageError("the list is not in UTF-8", where=where, advice="save it as UTF-8") from problem
        if not text or text.startswith("#"):
            continue
        if not is_url(text) and not Path(text).is_absolute():
            text = str((Path(_escaped(folder)) if _is_glob(text, folder) else folder) / text)
        wanted.append(_Wanted(text, where, in_list=True))
    return wanted


def _without_zero(path: Path_) -> str:
    return os.fspath(path).replace("\0", "")


def _is_glob(text: str, folder: Path = Path()) -> bool:
    return WILD.search(text) is not None and not os.path.lexists(folder / text)


def _escaped(folder: Path) -> str:
    return re.sub(r"([*?[])", r"[\1]", str(folder))


def _find_places(wanted: _Wanted, hidden: Path | None) -> Iterator[_Place]:
    """Find where an input leads: to one place, or for a glob to many."""
    text = wanted.text
    if is_url(text) and not text.lower().startswith(("file://", "local://")):
        yield from _places_in_store(wanted)
        return
    if is_url(text):
        text = _path_of_url(text, wanted)
    if not text or "\0" in text:
        if not wanted.in_list:
            raise UsageError("there is no such file or folder", where=wanted.where or "''", advice="check the path")
        yield _nowhere(_harmless(text), UnreadableFile("there is no such file", advice="check the list"))
        return
    if _is_glob(text):
        yield from _matches_as_places(text, wanted, hidden)
        return
    try:
        real = Path(text).resolve(strict=True)
    except (OSError, RuntimeError) as problem:  # before Python 3.13, a circle of links is a RuntimeError
        what = "there is no such file or folder"
        if isinstance(problem, PermissionError):
            what = "a folder on the way to it cannot be opened"
        if not wanted.in_list:
            raise UsageError(what, where=wanted.where, advice="check the path") from problem
        what = "there is no such file" if not isinstance(problem, PermissionError) else what
        yield _nowhere(_parts_of(text), UnreadableFile(what, advice="check the list"))
        return
    if hidden is not None and real.is_relative_to(hidden):
        raise UsageError(
            "this lies in the folder that the dataset is written to", where=wanted.where, advice="name another with -o"
        )
    yield _place_of(text, real)


def _nowhere(parts: tuple[str, ...], problem: InputError) -> _Place:
    order = ("nowhere", *parts)
    return _Place(parts, order, order, "closed", (order,), problem=problem)


def _path_of_url(url: str, wanted: _Wanted) -> str:
    host, _, path = url.partition("://")[2].partition("/")
    if host not in ("", "localhost"):
        raise UsageError(
            "a file on another machine is not read", where=wanted.where, advice="write file:///, with three strokes"
        )
    return url2pathname(f"/{path}")


def _place_of(text: str, real: Path, problem: InputError | None = None) -> _Place:
    """Make a place of a path that exists; links in it have been followed to `real`, unless there is a problem."""
    path = Path(text)
    parts = _parts_of(text) if ".." not in path.parts else _parts_of(str(real))
    # Where its last part stands, if that is a link itself.
    location = real if path.name in ("", "..") else Path(os.path.realpath(path.parent)) / path.name
    kind = "closed"
    if problem is None:
        try:
            mode = real.stat().st_mode
        except OSError as gone:
            problem = UnreadableFile(f"it cannot be opened ({gone.strerror})", advice="check its permissions")
        else:
            if stat.S_ISDIR(mode):
                kind = "folder"
            elif stat.S_ISREG(mode):
                kind = _kind_of_file(path.name, real.name)
            else:
                problem = UnsupportedFormat("this is no ordinary file, but a pipe, socket or device")
    identity = ("local", str(location if problem else real))
    keys = () if kind == "folder" else (str(location),) if problem else (str(location), str(real))
    return _Place(parts, identity, identity, kind, keys, path=real, problem=problem)


def _kind_of_file(*names: str) -> str:
    """Tell an archive from other files: by its name, or by that of the file that it links to."""
    names = tuple(name.lower() for name in names)
    if not any(name.endswith(ENDINGS) for name in names):
        return "file"
    return "zip" if any(name.endswith(".zip") for name in names) else "tar"


def _parts_of(path: str) -> tuple[str, ...]:
    """Split a path into parts that may stand in a name; `C:` becomes `C`."""
    absolute = Path(os.path.normpath(Path(path).absolute()))
    drive = re.sub(r"[^A-Za-z0-9]+", "", absolute.drive)
    return (*([drive] if drive else []), *(legal(part) for part in absolute.relative_to(absolute.anchor).parts))


def _places_in_store(wanted: _Wanted) -> Iterator[_Place]:
    try:
        found = find_places(wanted.text, wanted.where)
    except NothingThere:
        if not wanted.in_list or WILD.search(wanted.text):
            raise
        shown = without_secrets(wanted.text)
        yield _nowhere(_harmless(shown.replace("://", "/")), UnreadableFile("there is no such file"))
        return
    for stored in found:
        parts = tuple(part for each in stored.parts for part in _harmless(each))
        problem = None if stored.is_folder else stored.problem()
        kind = "folder" if stored.is_folder else "closed" if problem else _kind_of_file(parts[-1])
        keys = () if stored.is_folder else (stored.identity,)
        order = ("store", *parts, str(stored.identity[-1]))
        yield _Place(parts, stored.identity, order, kind, keys, stored=stored, problem=problem)


# --- globs


def _matches_as_places(pattern: str, wanted: _Wanted, hidden: Path | None) -> Iterator[_Place]:
    """Make a place of each match; a link that leads out of the folder before the first sign is named, not followed."""
    base, wild = split_pattern(pattern)
    root = Path(os.path.realpath(base))
    matched = False
    for match in sorted(matches(base, wild)):
        matched = True
        location = Path(os.path.realpath(match.parent)) / match.name
        if hidden is None or not location.is_relative_to(hidden):
            yield _place_of(str(match), Path(os.path.realpath(match)), problem_of_match(match, root))
    if not matched:
        raise UsageError("nothing matches this pattern", where=wanted.where, advice="check it, and quote it")


# --- from places to what they hold


def _leaves_of(place: _Place, hidden: Path | None) -> list[Leaf]:
    """List what stands at a place; its errors become problems of what is listed."""
    if place.problem is not None:
        return [Leaf((), place.problem, None, None, place.keys)]
    if place.kind in ("zip", "tar"):
        return _leaves_of_archive(place)
    if place.stored is not None and place.kind == "file":
        return [Leaf((), None, place.stored.file().size, place.stored.file(), place.keys)]
    if place.stored is not None:
        return [
            Leaf(_harmless(name), problem, file.size, None if problem else file, (identity,), order=str(identity[-1]))
            for name, file, problem, identity in place.stored.below()
        ]
    path = place.path or Path()
    if place.kind == "file":
        return [Leaf((), None, size_of(path), LocalFile(path), place.keys)]
    return list(walk(path, hidden))


def _leaves_of_archive(place: _Place) -> list[Leaf]:
    file = place.stored.file() if place.stored is not None else LocalFile(place.path or Path())
    try:
        members = Archive(file, is_zip=place.kind == "zip").members()
    except InputError as problem:
        return [Leaf((), problem, None, None, place.keys)]
    return [
        Leaf(
            _harmless_member(each.name),
            each.problem,
            each.size,
            None if each.problem else each,
            tuple((key, number) for key in place.keys),
            order=f"{number:06}",
        )
        for number, each in enumerate(members)
    ]


def _harmless_member(name: str) -> tuple[str, ...]:
    """Split the name of a member of an archive; what would lead out of it becomes `_`."""
    name = name.replace("\\", "/")
    name = f"_{name}" if name.startswith("/") else f"{name[0]}_{name[2:]}" if DRIVE.match(name) else name
    return _harmless(name)


def _harmless(name: str) -> tuple[str, ...]:
    """Split a name of somebody else's making into parts that may be used anywhere."""
    parts = [legal(part).replace("\0", "_") for part in name.split("/") if part not in ("", ".")]
    return tuple("_" if part == ".." else part for part in parts) or ("_",)


# --- from leaves to entries


def _each_once(places: Sequence[_Place], found: Sequence[Sequence[Leaf]]) -> list[list[Leaf]]:
    """Keep each file below one input only: the outermost one.

    What can be read comes before what cannot, for a link may lead out of one input and be named by another. An
    archive that is an input itself is not also a file of a folder.
    """
    owner: dict[Any, int] = {}
    for number, place in enumerate(places):
        if place.kind in ("zip", "tar"):
            owner |= dict.fromkeys(place.keys, number)
    kept: list[list[Leaf]] = [[] for _ in places]
    for closed in (False, True):
        for number, leaves in enumerate(found):
            mine = [leaf for leaf in leaves if (leaf.problem is not None) == closed]
            mine = [leaf for leaf in mine if all(owner.get(key, number) == number for key in leaf.keys)]
            for leaf in mine:
                owner |= dict.fromkeys(leaf.keys, number)
            kept[number] += mine
    return kept


def _named(places: Sequence[_Place], found: Sequence[Sequence[Leaf]], *, alone: bool) -> tuple[Entry, ...]:
    """Give every leaf a name of its own."""
    depths = _depths(places, found)
    named = []
    for place, leaves, depth in zip(places, found, depths, strict=True):
        for leaf in leaves:
            prefix = () if alone and leaf.inner else place.parts[-depth:]
            name = "/".join((*prefix, *leaf.inner)) or "_"
            named.append((Entry(name, leaf.problem, leaf.size, leaf.source), (place.parts, leaf.order)))
    named.sort(key=lambda each: (each[0].name, each[1]))
    return tuple(sorted(_told_apart([entry for entry, _ in named]), key=lambda entry: entry.name))


def _depths(places: Sequence[_Place], found: Sequence[Sequence[Leaf]]) -> list[int]:
    """Say how many parts of its place each name begins with: the fewest that tell the inputs apart."""
    depths = [1] * len(places)
    while True:
        users: dict[str, set[int]] = defaultdict(set)
        for number, (place, leaves) in enumerate(zip(places, found, strict=True)):
            prefix = place.parts[-depths[number] :]
            for inner in {(), *(leaf.inner for leaf in leaves)} if leaves else ():
                users["/".join((*prefix, *inner))].add(number)
        unclear = {number for same in users.values() if len(same) > 1 for number in same}
        longer = [number for number in unclear if depths[number] < len(places[number].parts)]
        if not longer:
            return depths
        for number in longer:
            depths[number] += 1


def _told_apart(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Give a number to the second and later entries of one name, before its ending, which tells the format.

    Two members of an archive may have one name, and a name with a byte that is not UTF-8 may be escaped to another's.
    """
    entries = list(entries)
    taken = {entry.name for entry in entries}
    last = ""
    for entry in entries:
        if entry.name != last:
            last = entry.name
            yield entry
            continue
        ending = PurePosixPath(entry.name).suffix
        stem = entry.name.removesuffix(ending)
        number = 2
        while f"{stem} ({number}){ending}" in taken:
            number += 1
        taken.add(f"{stem} ({number}){ending}")
        yield replace(entry, name=f"{stem} ({number}){ending}")
