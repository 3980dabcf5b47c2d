"""The members of an archive: an archive that can be opened comes in, members that can be read go out.

An archive is somebody else's file. No size and no name that it declares is believed: nothing is ever written under a
member's name, lists and members are read up to a limit, and what is no ordinary file is named and not read. Sources:
APPNOTE.TXT 6.3.10 (zip), POSIX.1-2017 pax (tar).
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import re
import stat
import tarfile
import tempfile
import threading
import zipfile
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import IO, Any, BinaryIO, Protocol, cast

from planparse.errors import EncryptedFile, InputError, PageLimit, UnreadableFile, UnsupportedFormat

ENDINGS = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz")
"""Endings of names, in lower case, of files that are taken for archives."""

MOST_MEMBERS = 100_000
"""Members of one archive. The largest collection known, all plans of a province, has some 20,000."""

MOST_HEADER = 1024**2
"""Bytes that describe one member of a tar. Honest ones have two or three thousand."""

MOST_LISTED = MOST_MEMBERS * 4096
"""Bytes that describe all members of an archive; they are held in memory."""

MOST_UNPACKED = 32 * 1024**3
"""Bytes of a compressed tar, unpacked: what we are ready to take of the disk, for a while."""

IN_MEMORY = 32 * 1024**2
"""Bytes of an unpacked tar that need no file on the disk."""

KEPT_OPEN = 4
"""Archives held open at once. Members are read in the order of their names, so one archive comes after another; a
glob may match more archives than a process may have files open."""

CHUNK = 1024**2
"""Bytes that are read at once."""

SMALL_CHUNK = 4096
"""The same, for zip members in bzip2 and LZMA: `zipfile` unpacks all that it has read at once, and these may make
some twenty thousand bytes of each."""

ENCRYPTED, UTF8 = 0x2041, 0x800
"""Flags of a zip member (APPNOTE 4.4.4): encrypted in one of three ways; the name is in UTF-8."""

ZIP_RECORD = b"PK\x01\x02"
"""How the record of each member begins, in the list of a zip (APPNOTE 4.3.12)."""

UNPACKERS: tuple[tuple[bytes, Callable[[Any], IO[bytes]]], ...] = (
    (b"\x1f\x8b", lambda file: cast(IO[bytes], gzip.GzipFile(fileobj=file))),
    (b"BZh", bz2.BZ2File),
    (b"\xfd7zXZ\x00", lzma.LZMAFile),
)
"""How compressed files begin, and who unpacks them."""

DRIVE = re.compile(r"[A-Za-z]:")
IDEOGRAPH = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
BESIDE_IDEOGRAPHS = re.compile(
    "[\x20-\x7e\u00b7\u2010-\u2033\u2160-\u217b\u2460-\u249b\u25a0-\u25cf\u3000-\u303f\uff00-\uffef]"
)
"""What a Chinese name has besides ideographs: ASCII, dashes and quotes, numbers in circles, full-width signs."""


class Openable(Protocol):
    """A file that can be opened, here or in a store."""

    def open(self) -> BinaryIO:
        """Open it, at its start, so that it can be sought in; raises InputError."""


@dataclass(frozen=True, slots=True)
class Member:
    """One member of an archive.

    name: as the archive has it, with `/` only where it says so; may be absolute, or climb with `..`
    size: bytes, as the archive declares it
    problem: why it must not be read
    """

    name: str
    size: int | None
    problem: InputError | None
    _archive: Archive = field(repr=False)
    _place: int

    def read(self, most: int) -> bytes:
        """Unpack it; raises InputError, PageLimit if it has more than `most` bytes."""
        return self._archive.read(self._place, most)


class Archive:
    """An archive, opened when it is needed, and kept open while it is in use.

    It can be sent to another process, which opens it anew.
    """

    def __init__(self, source: Openable, *, is_zip: bool) -> None:
        self._source, self._is_zip = source, is_zip
        self._stamp: tuple[int, int] | None = None

    def __reduce__(self) -> tuple[Any, ...]:
        return _archive_again, (self._source, self._is_zip, self._stamp)

    def members(self) -> tuple[Member, ...]:
        """List the members that are no folders, in the order of the archive.

        Raises UnreadableFile if the archive is damaged, PageLimit if it has more members than `MOST_MEMBERS`.
        """
        with _LOCK:
            listed = self._opened().listed
        return tuple(Member(each.name, each.size, each.problem, self, place) for place, each in enumerate(listed))

    def read(self, place: int, most: int) -> bytes:
        """Unpack the member that stands at this place of the list."""
        with _LOCK:
            opened = self._opened()
            try:
                return opened.read(place, most)
            except InputError:
                raise
            except NotImplementedError as problem:
                raise UnsupportedFormat(
                    "it is compressed in a way that is not read", advice="unpack it, and pack it as an ordinary zip"
                ) from problem
            except Exception as problem:  # hostile bytes make the readers of archives raise whatever they like
                raise UnreadableFile(
                    f"it is damaged inside of its archive ({type(problem).__name__})",
                    advice="download the archive again",
                ) from problem

    def _opened(self) -> _Opened:
        opened = _OPEN.get(self)
        if opened is None:
            opened = self._open()
            _OPEN[self] = opened
            while len(_OPEN) > KEPT_OPEN:
                _OPEN.popitem(last=False)[1].close()
        _OPEN.move_to_end(self)
        return opened

    def _open(self) -> _Opened:
        file = self._source.open()
        try:
            stamp = _stamp_of(file)
            if self._stamp not in (None, stamp):
                raise UnreadableFile("the archive has changed since it was listed", advice="begin the batch again")
            opened: _Opened = _Zip(file) if self._is_zip else _Tar(file)
        except InputError:
            file.close()
            raise
        except Exception as problem:  # as in `read`
            file.close()
            raise UnreadableFile(
                f"the archive is damaged, or none ({type(problem).__name__})", advice="download it again"
            ) from problem
        self._stamp = stamp
        return opened


_LOCK = threading.RLock()
_OPEN: OrderedDict[Archive, _Opened] = OrderedDict()
"""The archives that are open, the one used last at the end. A handle is read by one at a time."""


def close_archives() -> None:
    """Close the archives that are open, and with them their temporary files; a member that is read opens its own."""
    with _LOCK:
        while _OPEN:
            _OPEN.popitem()[1].close()


if hasattr(os, "register_at_fork"):
    # A forked process has the same handles, and reading would move the place in them for both.
    os.register_at_fork(after_in_child=_OPEN.clear)


def _archive_again(source: Openable, is_zip: bool, stamp: tuple[int, int] | None) -> Archive:
    archive = Archive(source, is_zip=is_zip)
    archive._stamp = stamp
    return archive


def _stamp_of(file: BinaryIO) -> tuple[int, int]:
    """Give what tells a file from another in its place: its size, and the time of its last change where it has one."""
    try:
        status = os.fstat(file.fileno())
    except (OSError, AttributeError):  # in a store
        size = file.seek(0, io.SEEK_END)
        file.seek(0)
        return size, 0
    return status.st_size, status.st_mtime_ns


@dataclass(frozen=True, slots=True)
class _Listed:
    name: str
    size: int
    problem: InputError | None


class _Opened(Protocol):
    listed: list[_Listed]

    def read(self, place: int, most: int) -> bytes: ...

    def close(self) -> None: ...


class _Measured:
    """A file that stops whoever asks it for too much while its list is read.

    Both formats let a few bytes demand a block of gigabytes, and the library would read it in one piece.
    """

    def __init__(self, file: IO[bytes], left: int) -> None:
        self._file = file
        self.left: int | None = left
        self.used = 0

    def read(self, size: int = -1) -> bytes:
        if self.left is None:
            return self._file.read(size)
        if size > self.left:
            raise _too_long()
        data = self._file.read(size if size >= 0 else self.left + 1)
        self.used += len(data)
        self.left -= len(data)
        # A zip says how many members it has, and may lie; the records themselves are counted before any is read.
        if self.left < 0 or data.count(ZIP_RECORD) > MOST_MEMBERS:
            raise _too_long()
        return data

    def seek(self, place: int, whence: int = io.SEEK_SET) -> int:
        return self._file.seek(place, whence)

    def tell(self) -> int:
        return self._file.tell()

    def seekable(self) -> bool:
        return True

    def close(self) -> None:
        self._file.close()


def _too_long() -> PageLimit:
    return PageLimit(f"the archive has more than {MOST_MEMBERS:,} members, or describes them at too great length",
                     advice="unpack it, and name the folder")  # fmt: skip


class _Zip:
    """A zip: its list stands at its end, and every member can be reached at once."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = _Measured(file, MOST_LISTED)
        self._zip = zipfile.ZipFile(self._file)
        self._file.left = None
        # An empty member whose name ends in a stroke is a folder; one with bytes is not lost.
        self._members = [each for each in self._zip.infolist() if not (each.is_dir() and each.file_size == 0)]
        self.listed = [_Listed(_name_in_zip(each), each.file_size, _problem_in_zip(each)) for each in self._members]

    def read(self, place: int, most: int) -> bytes:
        info = self._members[place]
        chunk = CHUNK if info.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) else SMALL_CHUNK
        with self._zip.open(info) as file:
            return read_most(file, most, chunk)

    def close(self) -> None:
        self._zip.close()
        self._file.close()


def _name_in_zip(info: zipfile.ZipInfo) -> str:
    # Not `filename`: on Windows, the library has made strokes of its backslashes.
    name = info.orig_filename.partition("\0")[0]
    return name if info.flag_bits & UTF8 else decoded_name(name.encode("cp437", "replace"), otherwise=name)


def _problem_in_zip(info: zipfile.ZipInfo) -> InputError | None:
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR) or info.is_dir():
        return _no_ordinary_file()
    if problem := problem_of_name(_name_in_zip(info)):
        return problem
    if info.flag_bits & ENCRYPTED:
        return EncryptedFile("it is encrypted inside of its archive", advice="unpack the archive with its password")
    return None


class _Tar:
    """A tar, which is a row of members without a list.

    Members are asked for in the order of their names, and a compressed stream can only be read from its start, so to
    seek in it is quadratic. It is therefore unpacked once, as a whole, into a temporary file without a name, which
    goes with the handle; members are then read at their places. A tar that is not compressed is read where it is.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = _Measured(_plain(file), 0)
        self._measure()
        try:
            self._tar = tarfile.TarFile(
                mode="r", fileobj=self._file, encoding="utf-8", errors="surrogateescape", errorlevel=1  # type: ignore[arg-type]
            )  # fmt: skip
            self._members = self._list()
        except BaseException:
            self._file.close()
            raise
        self._file.left = None
        self.listed = [_Listed(_name_in_tar(each), each.size, _problem_in_tar(each)) for each in self._members]

    def _measure(self) -> None:
        self._file.left = min(MOST_HEADER, MOST_LISTED - self._file.used)

    def _list(self) -> list[tarfile.TarInfo]:
        members, seen = [], 0
        while member := self._tar.next():
            seen += 1
            if seen > MOST_MEMBERS:
                raise _too_long()
            member.pax_headers = {}  # the library has used them, and they may be long
            if not member.isdir():
                members.append(member)
            self._measure()
        # The library takes a header that it cannot read for the end. The end is a block of zeros, or no block.
        self._file.seek(self._tar.offset)
        if self._file.read(tarfile.BLOCKSIZE).strip(b"\0"):
            raise tarfile.ReadError("a damaged header")
        return members

    def read(self, place: int, most: int) -> bytes:
        file = self._tar.extractfile(self._members[place])
        if file is None:
            raise _no_ordinary_file()
        with file:
            data = read_most(file, most, CHUNK)
        if len(data) != self._members[place].size:
            raise EOFError
        return data

    def close(self) -> None:
        self._tar.close()
        self._file.close()


def _plain(file: BinaryIO) -> IO[bytes]:
    """Unpack a compressed file into a temporary one; gives a file that is not compressed as it is."""
    start = file.read(6)
    file.seek(0)
    unpacker = next((each for signature, each in UNPACKERS if start.startswith(signature)), None)
    if unpacker is None:
        return file
    spool: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - it is given back open
    try:
        with unpacker(file) as packed:
            while chunk := packed.read(CHUNK):
                if spool.tell() + len(chunk) > MOST_UNPACKED:
                    raise PageLimit(
                        f"the archive unpacks to more than {MOST_UNPACKED // 1024**3} GiB",
                        advice="unpack it, and name the folder",
                    )
                spool.write(chunk)
    except BaseException:
        spool.close()
        raise
    file.close()
    spool.seek(0)
    return spool


def _name_in_tar(info: tarfile.TarInfo) -> str:
    try:
        raw = info.name.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # a lone surrogate of another kind, which only a hostile pax header holds
        return info.name
    return decoded_name(raw, otherwise=info.name)


def _problem_in_tar(info: tarfile.TarInfo) -> InputError | None:
    # A sparse member is spread over the archive by a map, which is somebody else's as well; documents have no holes.
    if not info.isreg() or info.issparse():
        return _no_ordinary_file()
    return problem_of_name(_name_in_tar(info))


def _no_ordinary_file() -> UnsupportedFormat:
    return UnsupportedFormat(
        "this member of an archive is no ordinary file, but a link, pipe or device", advice="unpack the archive"
    )


def problem_of_name(name: str) -> InputError | None:
    """Say why a name inside of an archive would lead out of it, or None."""
    if "\\" in name or name.startswith("/") or DRIVE.match(name) or ".." in name.split("/"):
        return UnsupportedFormat(
            "its name would lead out of the archive, or is written with backslashes", advice="pack the archive again"
        )
    return None


def decoded_name(raw: bytes, *, otherwise: str) -> str:
    """Read a name whose character set is not told.

    Chinese Windows writes names in the set of the system, GBK; others write UTF-8 without saying so. What gives
    Chinese is believed, UTF-8 first, for GBK is hardly ever UTF-8 by chance.

    >>> decoded_name("苏州市工作要点.pdf".encode("gbk"), otherwise="")
    '苏州市工作要点.pdf'
    """
    if raw.isascii():
        return raw.decode("ascii")
    readings = []
    for encoding in ("utf-8", "gb18030"):
        try:
            readings.append(raw.decode(encoding))
        except UnicodeDecodeError:
            readings.append("")
    utf8, gbk = readings
    if IDEOGRAPH.search(utf8):
        return utf8
    return gbk if _is_chinese(gbk) else utf8 or otherwise


def _is_chinese(text: str) -> bool:
    """Tell whether a text is Chinese throughout, in characters of which most are common (GB 2312).

    Accented letters of other character sets, read as GBK, give rare characters.
    """
    ideographs = IDEOGRAPH.findall(text)
    common = sum(bool(each.encode("gb2312", "ignore")) for each in ideographs)
    return common * 2 > len(ideographs) and not BESIDE_IDEOGRAPHS.sub("", IDEOGRAPH.sub("", text))


def read_most(file: IO[bytes], most: int, chunk: int = CHUNK) -> bytes:
    """Read a file to its end, in chunks; raises PageLimit as soon as it has given more than `most` bytes."""
    data = bytearray()
    while piece := file.read(min(chunk, most + 1 - len(data))):
        data += piece
        if len(data) > most:
            raise too_large(most)
    return bytes(data)


def too_large(most: int) -> PageLimit:
    """Say that a file has more than `most` bytes."""
    size = f"{most // 1024**2} MiB" if most >= 1024**2 else f"{most} bytes"
    return PageLimit(f"the file has more than {size}", advice="split the document")
