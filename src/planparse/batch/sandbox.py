"""A cage for the process that reads untrusted documents: how much of it is wanted, what of it holds, and saying so.

On Linux, Landlock leaves a process nothing to read but Python, its packages and planparse's own data, and a filter of
system calls (seccomp) takes away the network, other programs, other processes, and all writing by path. What is open
already goes on working: documents come and answers go through pipes. Elsewhere there is no cage, and we say that
plainly. No part needs root, or a library.

What the cage does not do: it does not hide that a file exists or how long it is, it does not close what is open, and
it does not limit time or memory (`worker` does).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from planparse.batch import landlock, seccomp
from planparse.errors import UsageError
from planparse.language.models import PACKAGE, PLACES

Mode = Literal["auto", "require", "off"]

OFF = "no sandbox, as asked for"

SYSTEM_PATHS = (
    "/lib", "/lib32", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/nix/store", "/etc/ld.so.cache",
    "/usr/share/fonts", "/usr/local/share/fonts", "/usr/share/X11/fonts", "/etc/fonts",
    "/usr/share/zoneinfo", "/etc/localtime", "/usr/lib/locale", "/usr/share/locale",
    "/dev/null", "/dev/urandom",
    "/proc/self", "/proc/meminfo", "/proc/cpuinfo", "/proc/sys/vm/overcommit_memory", "/sys/devices/system/cpu",
)  # fmt: skip
"""What C libraries read: other libraries, fonts, time zones, and how much machine there is."""

PREFIX_PATHS = ("lib", "lib32", "lib64", "share/zoneinfo", "share/fonts", "pyvenv.cfg")
"""What of an installed Python is read. Not its whole prefix, which may be somebody's home folder."""

PACKAGE_FOLDERS = ("site-packages", "dist-packages")


@dataclass(frozen=True, slots=True)
class Cage:
    """What holds in a process.

    landlock: the version (ABI) that is in force for all of it; 0: none
    seccomp: whether the filter of system calls is in force
    note: one line for the manifest and for standard error: what a worker cannot do, and what it still can
    """

    landlock: int
    seccomp: bool
    note: str

    @property
    def complete(self) -> bool:
        """Whether nothing of it is missing."""
        return self.landlock > 0 and self.seccomp


_held: Cage | None = None
"""The cage of this process. It is never left, and a second one would add nothing."""


def enter_cage(mode: Mode, *, readable: Sequence[Path] = ()) -> Cage:
    """Lock this process for the rest of its life; a second call changes nothing and gives the same cage.

    Call it early and from the only thread: before Linux 7.0, Landlock does not reach threads that have begun, and
    numpy begins some when it is imported. If there are any, the note tells so, and the cage is not complete. Imports
    go on working inside, but only from the places of installed packages, and of planparse.

    mode: `auto` locks what this machine can; `require` raises UsageError unless that is everything; `off` does nothing
    readable: files and folders that may be read besides Python, its packages and planparse
    """
    global _held
    if _held is None:
        if mode == "off":
            return Cage(0, False, OFF)
        if mode == "require":
            _insist(cage_available())  # before anything is locked
        _held = _lock((*own_paths(), *readable))
    if mode == "require":
        _insist(_held)
    return _held


def cage_available() -> Cage:
    """Say what `enter_cage` would give in a fresh process of this machine; nothing is locked by asking."""
    return _cage(landlock.abi(), seccomp.available(), _missing())


def expected_cage(mode: Mode) -> Cage:
    """Say what `enter_cage` will give in a fresh process; raises UsageError where that is less than is required."""
    if mode == "off":
        return Cage(0, False, OFF)
    cage = cage_available()
    if mode == "require":
        _insist(cage)
    return cage


def own_paths() -> tuple[Path, ...]:
    """List what a worker must read to import and run planparse, each place once; some may not exist.

    The import path is not taken as it is: it may hold the working folder, or the `src` of a checkout.
    """
    places = [*_python(), PACKAGE, *PLACES, *map(Path, SYSTEM_PATHS)]
    return tuple(dict.fromkeys(places))


def _python() -> Iterator[Path]:
    for prefix in (sys.prefix, sys.exec_prefix, sys.base_prefix, sys.base_exec_prefix):
        for part in PREFIX_PATHS:
            yield Path(prefix, part)
    yield Path(os.__file__).parent  # the standard library
    for entry in map(Path, sys.path):
        if entry.is_absolute() and (entry.name in PACKAGE_FOLDERS or entry.suffix == ".zip"):
            yield entry


def _lock(readable: Sequence[Path]) -> Cage:
    version, filtered, missing = landlock.abi(), seccomp.available(), _missing()
    if version or filtered:
        try:
            seccomp.give_up_privileges()
        except OSError as problem:
            return _cage(0, False, (f"the kernel refuses to lock a process ({problem.strerror})",))
    if version:
        try:
            if others := landlock.restrict(readable):
                version = 0
                missing = (*missing, f"Landlock does not hold for {others} thread(s) that began before it")
        except OSError as problem:
            version, missing = 0, (*missing, f"Landlock cannot be switched on ({problem.strerror})")
    if filtered:
        try:
            seccomp.restrict()
        except OSError as problem:
            filtered, missing = False, (*missing, f"seccomp cannot be switched on ({problem.strerror})")
    return _cage(version, filtered, missing)


def _missing() -> tuple[str, ...]:
    """Say why this machine gives less than a whole cage."""
    if sys.platform != "linux":
        return (f"there is no sandbox on this system ({sys.platform}), only limits of time and memory",)
    missing = []
    if not landlock.abi():
        missing.append("no Landlock in this kernel or container")
    if not seccomp.machine():
        missing.append("no seccomp filter for this processor")
    elif not seccomp.available():
        missing.append("no seccomp in this kernel or container")
    return tuple(missing)


def _cage(version: int, filtered: bool, missing: tuple[str, ...]) -> Cage:
    refused = {
        "read files of yours": version > 0,
        "write or remove files": filtered or version >= landlock.TRUNCATION_SINCE,
        "run other programs": filtered or version > 0,
        "use the network": filtered,
    }
    cannot = _either([deed for deed, is_refused in refused.items() if is_refused])
    can = _either([deed for deed, is_refused in refused.items() if not is_refused])
    names = [f"Landlock {version}"] * (version > 0) + ["seccomp"] * filtered
    head = "; ".join(missing) or f"sandbox of {' and '.join(names)}"
    parts = [f"a worker can {can}" if can else "", f"{'it' if can else 'a worker'} cannot {cannot}" if cannot else ""]
    return Cage(version, filtered, f"{head}: {'; '.join(part for part in parts if part)}")


def _either(deeds: list[str]) -> str:
    return " or ".join([", ".join(deeds[:-1]), deeds[-1]] if len(deeds) > 1 else deeds)


def _insist(cage: Cage) -> None:
    if not cage.complete:
        raise UsageError(
            f"the sandbox is not complete; {cage.note}",
            advice="a Linux with Landlock (5.13 or later, lsm=landlock) and seccomp, "
            "or --sandbox=auto, which takes what there is",
        )
