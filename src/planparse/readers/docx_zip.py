"""The zip around a Word document, unpacked within limits (压缩包).

In go the bytes of a file; out come the bytes of one entry, by its name in lower case. A file from the net is not
trusted: entries, bytes and growth are limited, and what programs may read in several ways is refused.

Source: ECMA-376, part 2 (packages), annex B; PKWARE APPNOTE 6.3.
"""

from __future__ import annotations

import io
import zipfile
import zlib

from planparse.errors import EncryptedFile, OutOfMemory, UnreadableFile

MOST_BYTES = 64 * 2**20
"""Bytes unpacked from one file, over all parts that are read; 300 full pages have 14 MiB."""

MOST_RATIO = 400
"""Times that a part of more than `SMALL_PART` may grow when it is unpacked. Parts of real files grow 4 to 30 times,
300 pages of the same sentence 160 times; a bomb grows 1,000 times."""

SMALL_PART = 8 * 2**20
"""Bytes that harm nobody, however well they were packed."""

MOST_ENTRIES = 20_000
"""Entries of the zip. A Word document has 20, and one more for each picture."""

CHUNK = 2**20
"""Bytes unpacked before the limits are looked at again: the size that an entry states may be a lie."""

ENTRY_HEADER = b"PK\x01\x02"
ENCRYPTED = 0x1
"""The bit of an entry's flags that says so."""

SAVE_AS = "open it in Word or WPS, and save it as .docx or print it to PDF"
DOWNLOAD = "download it again, or open it in Word or WPS and save it anew"

DAMAGED_ZIP = (
    zipfile.BadZipFile,  # no list of entries, or a broken one
    NotImplementedError,  # an entry says that it needs a later version of zip
    ValueError,  # a name that is no UTF-8; a list of entries before the start of the file
    OverflowError,  # places and sizes of more than 63 bits
)
"""What `zipfile` raises for bytes that are no sound zip; nothing is read from a disk, so no OSError."""

DAMAGED_ENTRY = (
    zipfile.BadZipFile,  # no header where one should be, another name in it, or a wrong checksum
    zlib.error,  # no packed data
    EOFError,  # packed data that end early
    ValueError,  # a place before the start of the file; a name in the header that is no UTF-8
    OverflowError,  # a place of more than 63 bits
    NotImplementedError,  # patches and strong encryption
)
"""What `zipfile` raises while it unpacks such bytes."""


class DamagedPart(UnreadableFile):
    """One part cannot be read; for the main part, nothing can."""


class Archive:
    """The entries of a zip, by their names in lower case; each byte that is unpacked counts against one budget."""

    def __init__(self, data: bytes, where: str) -> None:
        """Read the list of entries.

        Raises OutOfMemory if there are too many, UnreadableFile if it is damaged.
        """
        self.where = where
        self._left = MOST_BYTES
        if data.count(ENTRY_HEADER) > MOST_ENTRIES:
            raise OutOfMemory(f"the zip has more than {MOST_ENTRIES} entries", where=where, advice=DOWNLOAD)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except DAMAGED_ZIP as problem:
            raise UnreadableFile("the zip around the document is damaged", where=where, advice=DOWNLOAD) from problem
        self.entries: dict[str, list[zipfile.ZipInfo]] = {}
        for entry in self._zip.infolist():
            # Names of parts do not tell upper and lower case apart; some writers put a backslash, or a / in front.
            name = entry.filename.replace("\\", "/").lstrip("/").lower()
            self.entries.setdefault(name, []).append(entry)

    def unpack(self, name: str) -> bytes:
        """Unpack an entry that is there.

        Raises DamagedPart if it is damaged, UnreadableFile if it stands twice in the zip or is packed in an unknown
        way, EncryptedFile, OutOfMemory if it is too large.
        """
        entry = self._sound_entry(name)
        most = min(self._left, max(SMALL_PART, MOST_RATIO * entry.compress_size))
        if entry.file_size > most:
            raise self._too_large(name)
        chunks: list[bytes] = []
        size = 0
        try:
            with self._zip.open(entry) as packed:
                while chunk := packed.read(CHUNK):
                    size += len(chunk)
                    if size > most:
                        raise self._too_large(name)
                    chunks.append(chunk)
        except DAMAGED_ENTRY as problem:
            raise DamagedPart(f"{name[:60]} cannot be unpacked", where=self.where, advice=DOWNLOAD) from problem
        self._left -= size
        return b"".join(chunks)

    def _sound_entry(self, name: str) -> zipfile.ZipInfo:
        entries = self.entries[name]
        if len(entries) > 1:
            # Which of them is read differs from program to program, so a check by one would not hold for another.
            raise UnreadableFile(f"{name[:60]} stands twice in the zip", where=self.where, advice=SAVE_AS)
        entry = entries[0]
        if entry.flag_bits & ENCRYPTED:
            raise EncryptedFile("the document is encrypted", where=self.where, advice="save it without a password")
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise UnreadableFile(f"{name[:60]} is packed in an unknown way", where=self.where, advice=SAVE_AS)
        return entry

    def _too_large(self, name: str) -> OutOfMemory:
        return OutOfMemory(
            f"{name[:60]} unpacks to more than any document has",
            where=self.where,
            advice="do not open it, if you do not know who made it",
        )
