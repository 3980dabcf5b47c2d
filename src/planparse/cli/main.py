"""The command `planparse`: choose the command, run it, and turn what went wrong into one line and a code.

A command's module is imported when the command is run, so `planparse --help` loads none of the libraries
that do the work.
"""

from __future__ import annotations

import importlib
import os
import sys
import traceback
from collections.abc import Sequence
from difflib import get_close_matches

import click

from planparse import __version__
from planparse.cli.console import ReaderGone, prepare_streams, say
from planparse.cli.options import Settings, debug_option
from planparse.errors import PlanparseError

COMMANDS = {
    "batch": "Read many documents into a dataset.",
    "compare": "Show what became of the tasks, leads and units of one plan in another.",
    "evaluate": "Measure how right the results are, against gold files.",
    "export": "Write the graph of a dataset or a plan for other programs.",
    "parse": "Read one plan and show its tasks, units and roles.",
    "query": "Ask a dataset: who does what, with whom, and how much.",
    "report": "Write plans as one HTML page that needs no network.",
    "train": "Train the second reader of units anew.",
    "units": "List the units of a dataset, and those still to be told.",
    "verify": "Look whether a dataset is whole.",
}
"""Each command with its help; its module in this package bears its name."""

FAULT = 70
OUTPUT_LOST = 4
INTERRUPTED = 130


class LazyGroup(click.Group):
    """A group whose commands are imported only when one of them is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name the commands, in the order of their names."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command; None if there is none of this name."""
        if cmd_name not in COMMANDS:
            return None
        command = importlib.import_module(f"planparse.cli.{cmd_name}").command
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that is meant; for a slip of the keyboard, name the nearest ones."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            near = " or ".join(repr(name) for name in get_close_matches(args[0], COMMANDS))
            ctx.fail(f"No such command {args[0]!r}." + (f" Did you mean {near}?" if near else ""))
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


def _show_version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        click.echo(f"planparse {__version__}")
        ctx.exit()


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_version,
    help="Show the version.",
)
@debug_option
def cli() -> None:
    """Read Chinese government work plans: their tasks, and which unit leads or cooperates on each."""


def main(args: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code of the contract."""
    prepare_streams()
    settings = Settings()
    try:
        code = cli.main(args=args, prog_name="planparse", standalone_mode=False, obj=settings)
    except click.ClickException as problem:
        problem.show()
        return problem.exit_code
    except click.Abort:
        say("interrupted")
        return INTERRUPTED
    except ReaderGone:
        return OUTPUT_LOST
    except PlanparseError as problem:
        _explain(problem, settings)
        say(str(problem))
        return problem.exit_code
    except SystemExit:
        # Click ends so when the help text meets a pipe that nobody reads.
        return OUTPUT_LOST
    except Exception as problem:
        _explain(problem, settings)
        kind, text = type(problem).__name__, str(problem)
        say(f"a fault of planparse: {kind}: {text}. Try: run it with --debug, and report what it shows")
        return FAULT
    finally:
        _flush()
    return code if isinstance(code, int) else 0


def _explain(problem: BaseException, settings: Settings) -> None:
    if settings.debug:
        traceback.print_exception(problem)


def _flush() -> None:
    """Flush now, and where that fails hush the interpreter, which would try again at its end."""
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except (OSError, ValueError):
            hush = os.open(os.devnull, os.O_WRONLY)
            os.dup2(hush, stream.fileno())
            os.close(hush)
