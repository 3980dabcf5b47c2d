"""Landlock: this process may read the paths it is given, and no file else; by path it writes none.

In go the readable paths. The kernel then knows a rule for each, and refuses all other opening, making, renaming and
removing, running of programs, TCP, signals to processes outside, and abstract Unix sockets: as many of these as its
version of Landlock (its ABI) has. What is open already stays open. Names can still be looked up: Landlock does not
hide that a file exists, nor how long it is.

Source: landlock(7); `include/uapi/linux/landlock.h`.
"""

from __future__ import annotations

import os
import stat
import struct
import sys
from collections.abc import Iterable
from pathlib import Path

from planparse.batch.seccomp import system_call

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
"""Numbers of the system calls; they are the same on every processor."""

ASK_ABI, BENEATH_PATH = 1, 1

READ_FILE, READ_FOLDER = 1 << 2, 1 << 3
FILES = ((1, 13), (2, 14), (3, 15), (5, 16), (9, 17))
"""From which ABI on how many rights of files there are. Added were: 2 moving between folders, 3 truncating, 5 control
of devices, 9 connecting to Unix sockets that have a path."""

TCP, TCP_SINCE = 0b11, 4
"""Binding and connecting."""

SCOPES, SCOPES_SINCE = 0b11, 6
"""Abstract Unix sockets, and signals: none across the border."""

TRUNCATION_SINCE = 3

ALL_THREADS, ALL_THREADS_SINCE = 1 << 3, 8
"""Linux 7.0; before, Landlock holds for the thread that asks and those it begins later."""


RULESET, BENEATH = "=QQQ", "=Qi"
"""`struct landlock_ruleset_attr` (files, network, scopes) and `struct landlock_path_beneath_attr` (allowed, folder). An
older kernel takes a longer ruleset if what it does not know is zero."""


def abi() -> int:
    """Ask for the version of Landlock; 0 where the kernel, its boot options or a container leave it out."""
    if sys.platform != "linux":
        return 0
    return max(system_call(CREATE_RULESET, None, 0, ASK_ABI), 0)


def restrict(readable: Iterable[Path]) -> int:
    """Lock this thread and the threads it begins later, for good; raises OSError where the kernel refuses.

    readable: files and folders with all in them; those that are missing are passed over
    Returns how many other threads had begun before and stay free; none with an ABI that reaches all threads.
    """
    version = abi()
    everywhere = version >= ALL_THREADS_SINCE
    rules = _checked(_new_ruleset(version))
    try:
        for path in readable:
            _allow(rules, path)
        # Counted before the lock: only a thread that is there already could begin another one meanwhile.
        others = 0 if everywhere else len(os.listdir("/proc/self/task")) - 1  # noqa: PTH208  (a name is enough)
        _checked(system_call(RESTRICT_SELF, rules, ALL_THREADS if everywhere else 0))
    finally:
        os.close(rules)
    return others


def handled(version: int) -> tuple[int, int, int]:
    """Give what a version can refuse: rights of files, of the network, and scopes, as bits."""
    files = next((1 << rights) - 1 for since, rights in reversed(FILES) if version >= since)
    return files, TCP if version >= TCP_SINCE else 0, SCOPES if version >= SCOPES_SINCE else 0


def _new_ruleset(version: int) -> int:
    rules = struct.pack(RULESET, *handled(version))
    return system_call(CREATE_RULESET, rules, len(rules), 0)


def _allow(rules: int, path: Path) -> None:
    try:
        opened = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return  # missing, or closed to us anyway
    try:
        is_folder = stat.S_ISDIR(os.fstat(opened).st_mode)
        rule = struct.pack(BENEATH, READ_FILE | READ_FOLDER if is_folder else READ_FILE, opened)
        _checked(system_call(ADD_RULE, rules, BENEATH_PATH, rule, 0))
    finally:
        os.close(opened)


def _checked(result: int) -> int:
    if result < 0:
        raise OSError(-result, os.strerror(-result))
    return result
