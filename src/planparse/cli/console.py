"""The two streams of a command: data on standard output, everything else on standard error.

Data is written as UTF-8 whatever the locale says. Lines for people never hold control characters, since a
document may contain sequences that a terminal obeys.
"""

from __future__ import annotations

import errno
import io
import os
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from planparse.errors import OutputError

if TYPE_CHECKING:  # a heavy library
    from rich.table import Table


class ReaderGone(OutputError):
    """The program at the other end of the pipe has stopped reading, as `head` does; no fault."""


def prepare_streams() -> None:
    """Make standard output and error speak UTF-8, and keep closed ones from being given to other files."""
    for descriptor in (0, 1, 2):
        try:
            os.fstat(descriptor)
        except OSError:
            # The next file opened would become the standard output that a C library prints on.
            os.open(os.devnull, os.O_RDWR)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")


def emit(text: str) -> None:
    """Write data to standard output; raises OutputError if it cannot take them."""
    try:
        if sys.stdout is None:
            raise OSError(errno.EBADF, "it is closed")
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError as problem:
        raise ReaderGone("nobody reads the standard output") from problem
    except OSError as problem:
        raise OutputError(
            f"cannot be written: {problem.strerror}",
            where="standard output",
            advice="write to a file with -o, or free some space",
        ) from problem


def say(text: str) -> None:
    """Write one line to standard error; if nobody can hear it, nothing happens."""
    try:
        if sys.stderr is not None:
            sys.stderr.write(printable(text) + "\n")
            sys.stderr.flush()
    except OSError:
        pass


def printable(text: str) -> str:
    r"""Write a text as one line that a terminal shows and does not obey.

    >>> printable("市审计局\x1b[2J\n牵头")
    '市审计局\\x1b[2J 牵头'
    """
    line = " ".join(text.split())
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in line)


def is_terminal() -> bool:
    """Tell whether standard output is a terminal."""
    return sys.stdout is not None and sys.stdout.isatty()


def emit_table(table: Table) -> None:
    """Show a table: fitted to the terminal, or as wide as it needs to be where there is none."""
    from rich.console import Console

    text = io.StringIO()
    if is_terminal():
        console = Console(file=text, force_terminal=True, width=Console().width)
    else:
        console = Console(file=text, width=10_000, color_system=None)
        console = Console(file=text, width=max(1, console.measure(table).maximum), color_system=None)
    console.print(table)
    emit(text.getvalue())


def emit_lines(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write rows for other programs: the names of the columns, then one line each, tabs between."""
    lines = ["\t".join(columns)]
    lines += ["\t".join("" if cell is None else printable(str(cell)) for cell in row) for row in rows]
    emit("".join(line + "\n" for line in lines))
