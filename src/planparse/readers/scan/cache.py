"""What was recognised on a picture, kept in a folder, so that the same picture is never recognised twice.

An entry is named by a hash of the pixels, their scale, and the versions of planparse and of what recognised them; so
it is found again in a file saved anew, and never taken for what another version would read.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from planparse import __version__
from planparse.errors import OutputError
from planparse.files import ADVICE, whole_file
from planparse.readers.scan.picture import Picture


def key_of(picture: Picture, version: str) -> str:
    """Name what is recognised on a picture by this version of an engine."""
    about = f"{__version__} {version} {picture.pixels.shape} {picture.scale!r} "
    return hashlib.sha256(about.encode() + picture.pixels.tobytes()).hexdigest()


class Cache:
    """Values of JSON in a folder, by their key."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, key: str) -> Any | None:
        """Give what is kept under a key; None for nothing, or for an entry that is damaged."""
        try:
            return json.loads(self._path(key).read_bytes())
        except (OSError, ValueError):
            return None

    def put(self, key: str, value: Any) -> None:
        """Keep a value. Raises OutputError if the folder cannot be written."""
        path = self._path(key)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as problem:
            raise OutputError(
                f"the cache cannot be written: {problem.strerror}",
                where=str(self._folder),
                advice=ADVICE.get(problem.errno or 0, "name another folder with --cache"),
            ) from problem
        with whole_file(path) as file:
            file.write(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())

    def _path(self, key: str) -> Path:
        return self._folder / key[:2] / f"{key}.json"
