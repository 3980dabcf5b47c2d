"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])

READER_NAMES = ("auto", "pdfium", "pdfplumber")
OCR_CHOICES = ("auto", "never", "always")


@dataclass
class Settings:
    """What holds for the whole run; set by options, read when the run ends."""

    debug: bool = False


def _set_debug(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted:
        ctx.ensure_object(Settings).debug = True


def debug_option(function: Command) -> Command:
    """Add `--debug`: show the traceback of a failure."""
    return click.option(
        "--debug",
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=_set_debug,
        help="Show the traceback of a failure.",
    )(function)


def reader_option(function: Command) -> Command:
    """Add `--reader`."""
    return click.option(
        "--reader",
        type=click.Choice(READER_NAMES),
        default="auto",
        show_default=True,
        help="What reads the pages of a PDF.",
    )(function)


def ocr_option(function: Command) -> Command:
    """Add `--ocr`."""
    return click.option(
        "--ocr",
        type=click.Choice(OCR_CHOICES),
        default="auto",
        show_default=True,
        help="Which pages of a PDF are read from their picture: those without text of their own, none, or all.",
    )(function)


def units_option(function: Command) -> Command:
    """Add `--units`."""
    return click.option(
        "--units",
        type=click.Path(path_type=Path),
        metavar="UNITS.csv",
        help="A table of your own that overrides what planparse knows of units.",
    )(function)


def min_confidence_option(function: Command) -> Command:
    """Add `--min-confidence`."""
    return click.option(
        "--min-confidence",
        type=click.FloatRange(0, 1),
        metavar="C",
        help="Leave out assignments less sure than this, from 0 to 1, and say how many.",
    )(function)
