"""Files of an object store or a remote file system: a URL comes in, files that can be read go out.

fsspec knows the stores (s3, oss, webhdfs, sftp, memory, …) and is asked for nothing but lists and bytes. A URL may
hold a password or a signature; neither its user nor its query ever stands in a name or a message, and neither do the
words of a store's own errors, which quote the URL.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO, TypeVar, cast

from planparse.batch.archives import read_most, too_large
from planparse.errors import InputError, UnreadableFile, UnsupportedFormat, UsageError

URL = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+)://")
"""How a URL begins; two letters at least, for one is a drive of Windows."""

WEB = ("http", "https")

Given = TypeVar("Given")


class NothingThere(UsageError):
    """A URL, or a glob in it, that leads to nothing."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One file of a store, as it was when it was listed.

    The way to it may hold a password, so it does not stand in its repr.
    """

    size: int | None
    _store: Any = field(repr=False)
    _key: str = field(repr=False)

    def open(self) -> BinaryIO:
        """Open it; raises UnreadableFile."""
        return cast(BinaryIO, _asked(lambda: self._store.open(self._key, "rb")))

    def read(self, most: int) -> bytes:
        """Read it; raises UnreadableFile, PageLimit if it has more than `most` bytes."""
        if self.size is not None and self.size > most:
            raise too_large(most)
        return _asked(lambda: self._read(most))

    def _read(self, most: int) -> bytes:
        with self._store.open(self._key, "rb") as file:
            return read_most(file, most)


@dataclass(frozen=True, slots=True)
class StoredPlace:
    """What a URL, or one match of a glob in it, leads to: one file, or the files below a folder.

    identity: equal for the same place of the same store; parts: the way to it, without secrets, outermost first
    """

    identity: tuple[Any, ...] = field(repr=False)
    parts: tuple[str, ...]
    is_folder: bool
    _store: Any = field(repr=False)
    _key: str = field(repr=False)
    _info: dict[str, Any] = field(repr=False)

    def file(self) -> StoredFile:
        """Give the file that stands here."""
        return StoredFile(self._info.get("size"), self._store, self._key)

    def problem(self) -> InputError | None:
        """Say why what stands here must not be read."""
        return _problem_of(self._info)

    def below(self) -> Iterator[tuple[str, StoredFile, InputError | None, tuple[Any, ...]]]:
        """Give the files below: the name inside of the folder, the file, why it must not be read, and its identity."""
        found = _listed(
            f"{self.parts[0]}://{'/'.join(self.parts[1:])}", lambda: self._store.find(self._key, detail=True)
        )
        root = self._key.rstrip("/") + "/"
        for key, info in sorted(found.items()):
            # Stores without folders mark them with a key that ends in a stroke and has no bytes.
            if key.endswith("/") and not info.get("size"):
                continue
            inner = key.removeprefix(root) if key.startswith(root) else key.lstrip("/")
            if URL.match(inner):
                inner = "/".join(_parts_of_url(inner))
            inner = inner.partition("?")[0] if _is_web(self._store) else inner
            file = StoredFile(info.get("size"), self._store, key)
            yield inner, file, _problem_of(info), identity_of(self._store, key)


def is_url(text: str) -> bool:
    """Tell a URL from a path."""
    return URL.match(text) is not None


def without_secrets(text: str) -> str:
    """Write a URL without its user, password, query and fragment; anything else is given as it is.

    >>> without_secrets("https://li:geheim@example.cn/plans/a.pdf?token=1")
    'https://example.cn/plans/a.pdf'
    """
    match = URL.match(text)
    if not match:
        return text
    rest = re.split(r"[?#]", text[match.end() :], maxsplit=1)[0]
    host, stroke, path = rest.partition("/")
    if "@" in host:
        host = host.rpartition("@")[2]
    elif "@" in path and not re.fullmatch(r"[^:]*(:\d*)?", host):
        # A password with a stroke in it: what looks like a host and a port is a user and half of the password.
        host, stroke, path = rest.rpartition("@")[2].partition("/")
    return f"{match[0]}{host}{stroke}{path}"


def find_places(url: str, shown: str) -> tuple[StoredPlace, ...]:
    """Find what a URL leads to; more than one place only for a glob.

    shown: what to call it in a message
    Raises NothingThere if nothing is there, UsageError if the store cannot be asked.
    """
    if "::" in url:
        raise UsageError("a chain of addresses is not read", where=shown, advice="name the file or archive itself")
    store, key = _connect(url, shown)
    if _is_glob(store, key) and not _listed(shown, lambda: store.exists(key)):
        matches = _listed(shown, lambda: store.glob(key, detail=True))
        if not matches:
            raise NothingThere("nothing matches this pattern", where=shown, advice="check the address")
        return tuple(_place(store, each, matches[each], _parts_of_key(store, each)) for each in sorted(matches))
    info = _listed(shown, lambda: store.info(key))
    if _is_web(store) and url.endswith("/"):
        info = info | {"type": "directory"}  # the page that lists a folder is a file to the store
    return (_place(store, key, info, _parts_of_url(url)),)


def identity_of(store: Any, key: str) -> tuple[Any, ...]:
    """Give what is equal for the same file of the same store."""
    return "store", store, key


def _connect(url: str, shown: str) -> tuple[Any, str]:
    """Give the store of a URL and the key in it."""
    try:
        from fsspec.core import url_to_fs  # type: ignore[import-not-found, import-untyped, unused-ignore]
    except ImportError as problem:
        raise UsageError(
            "to read from a store, fsspec is needed", where=shown, advice='pip install "planparse[cluster]"'
        ) from problem
    try:
        store, key = url_to_fs(url)
    except ImportError as problem:
        # The package of this one store is missing; fsspec says which ("Install s3fs to access S3").
        raise UsageError(
            f"a package for this store is missing ({problem.msg})",
            where=shown,
            advice='pip install "planparse[cluster]", and the package named',
        ) from None
    except Exception as problem:  # every store has errors of its own
        raise UsageError(
            f"this address is not understood ({_kind_of(problem)})", where=shown, advice="check it"
        ) from None
    store.invalidate_cache()
    return store, key


def _place(store: Any, key: str, info: dict[str, Any], parts: tuple[str, ...]) -> StoredPlace:
    return StoredPlace(identity_of(store, key), parts, info.get("type") == "directory", store, key, info)


def _problem_of(info: dict[str, Any]) -> InputError | None:
    if info.get("type", "file") != "file" or info.get("islink"):
        return UnsupportedFormat("this is no ordinary file, but a link, pipe or device")
    return None


def _is_web(store: Any) -> bool:
    protocol = store.protocol
    return any(each in WEB for each in ((protocol,) if isinstance(protocol, str) else protocol))


def _is_glob(store: Any, key: str) -> bool:
    # In an address of the web, a question mark begins the query, and brackets stand for an IPv6 host.
    return any(sign in key.partition("?")[0] for sign in "*") if _is_web(store) else any(sign in key for sign in "*?[")


def _parts_of_url(url: str) -> tuple[str, ...]:
    protocol, _, rest = without_secrets(url).partition("://")
    return protocol, *(part for part in rest.split("/") if part)


def _parts_of_key(store: Any, key: str) -> tuple[str, ...]:
    if is_url(key):
        return _parts_of_url(key)
    protocol = store.protocol if isinstance(store.protocol, str) else store.protocol[0]
    return protocol, *(part for part in key.split("/") if part)


def _listed(shown: str, ask: Callable[[], Given]) -> Given:
    """Ask a store for a list; its errors become UsageError, without its words."""
    try:
        return ask()
    except FileNotFoundError:
        raise NothingThere("there is no such file or folder", where=shown, advice="check the address") from None
    except Exception as problem:  # every store has errors of its own
        raise UsageError(
            f"the store does not answer ({_kind_of(problem)})", where=shown, advice="check the address and your access"
        ) from None


def _asked(ask: Callable[[], Given]) -> Given:
    """Ask a store for bytes; its errors become UnreadableFile, without its words."""
    try:
        return ask()
    except InputError:
        raise
    except FileNotFoundError:
        raise UnreadableFile("the file is gone since it was listed", advice="begin the batch again") from None
    except Exception as problem:  # every store has errors of its own
        # Not chained: a traceback would show the address with what is secret in it.
        raise UnreadableFile(f"the store does not give it ({_kind_of(problem)})", advice="try it again") from None


def _kind_of(problem: Exception) -> str:
    """Name an error by its class and number; its own words may quote the address."""
    if isinstance(problem, OSError) and problem.errno:
        return os.strerror(problem.errno)
    return type(problem).__name__
