"""A sheet in, a matplotlib figure out, and its file: the same sheet gives the same bytes."""

from __future__ import annotations

import functools
import io
import math
from typing import TYPE_CHECKING, Any

from planparse.errors import OutputError
from planparse.outputs.figures.fonts import choose_font
from planparse.outputs.figures.sheet import Box, Disc, Mark, Ribbon, Sheet, Stroke, Words

if TYPE_CHECKING:  # heavy libraries, not our rooms
    from collections.abc import Callable

    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

DPI = 200
LEAST_DPI = 72
MOST_PIXELS = 60_000_000
"""A picture of 60 million pixels takes 240 MB to draw; finer than 72 dots an inch, the labels still read."""

SEEN_THROUGH = 0.45
"""Of a ribbon."""

NAMELESS: dict[str, dict[str, None]] = {
    ".png": {"Software": None},
    ".svg": {"Date": None, "Creator": None},
    ".pdf": {"CreationDate": None, "Creator": None, "Producer": None},
}
"""Kinds of pictures, and what is left out of each: neither date nor version, so that equal figures are equal bytes."""


def figure_of(sheet: Sheet) -> Figure:
    """Draw a sheet.

    Raises MissingFont if no installed font has its characters; OutputError if it is too large for one picture.
    """
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties

    dpi = _resolution(sheet)
    font = choose_font(mark.text for mark in sheet.marks if isinstance(mark, Words))
    of_size = functools.cache(functools.partial(FontProperties, fname=font.file))
    figure = Figure(figsize=(sheet.width, sheet.height), dpi=dpi, facecolor="white")
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_xlim(0, sheet.width)
    axes.set_ylim(sheet.height, 0)
    axes.set_axis_off()
    for place, mark in enumerate(sheet.marks):
        artist = (
            _text(axes, mark, font.show(mark.text), of_size(size=mark.size))
            if isinstance(mark, Words)
            else _shape(axes, mark)
        )
        artist.set_zorder(place)
    shown: Any = figure  # a notebook shows it also where no pyplot has prepared that
    shown._repr_png_ = functools.partial(saved, figure, ".png")
    return figure


def saved(figure: Figure, ending: str) -> bytes:
    """Give the file of a figure; the same figure gives the same bytes."""
    import matplotlib

    buffer = io.BytesIO()
    # A salt in place of chance names the parts of an SVG. Its words are outlines: no machine lacks the font for them.
    with matplotlib.rc_context({"svg.hashsalt": "planparse", "svg.fonttype": "path"}):
        figure.savefig(
            buffer, format=ending.removeprefix("."), dpi=figure.dpi, facecolor="white", metadata=NAMELESS[ending]
        )
    return buffer.getvalue()


def _resolution(sheet: Sheet) -> float:
    dpi = min(DPI, math.sqrt(MOST_PIXELS / (sheet.width * sheet.height)), 2**16 / max(sheet.width, sheet.height) - 1)
    if dpi < LEAST_DPI:
        raise OutputError(
            f"{sheet.content} are too many for one readable picture",
            advice="draw one plan at a time, or a part of the graph (graph.subgraph)",
        )
    return math.floor(dpi)


def _text(axes: Axes, words: Words, text: str, font: Any) -> Artist:
    made = axes.text(
        words.x, words.y, text, ha=words.align, va="top" if words.upright else "center_baseline",
        rotation=90 if words.upright else 0, color=words.colour, fontproperties=font,
        parse_math=False, usetex=False,  # a $ in a plan is a $
    )  # fmt: skip
    if words.halo:
        from matplotlib.patheffects import withStroke

        made.set_path_effects([withStroke(linewidth=2.5, foreground="white")])
    return made


def _shape(axes: Axes, mark: Mark) -> Artist:
    make: Callable[..., Artist] = _MAKERS[type(mark)]
    artist = make(mark)
    axes.add_artist(artist)
    return artist


def _box(box: Box) -> Artist:
    from matplotlib.patches import Rectangle

    return Rectangle((box.x, box.y), box.width, box.height, facecolor=box.colour, edgecolor="none", linewidth=0)


def _stroke(stroke: Stroke) -> Artist:
    from matplotlib.lines import Line2D

    return Line2D(
        [stroke.x0, stroke.x1], [stroke.y0, stroke.y1],
        color=stroke.colour, linewidth=stroke.width, solid_capstyle="butt",
    )  # fmt: skip


def _disc(disc: Disc) -> Artist:
    from matplotlib.patches import Circle

    return Circle((disc.x, disc.y), disc.radius, facecolor=disc.colour, edgecolor="white", linewidth=0.6)


def _ribbon(ribbon: Ribbon) -> Artist:
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    middle = (ribbon.x0 + ribbon.x1) / 2
    low0, low1 = ribbon.top0 + ribbon.height, ribbon.top1 + ribbon.height
    points = [
        (ribbon.x0, ribbon.top0), (middle, ribbon.top0), (middle, ribbon.top1), (ribbon.x1, ribbon.top1),
        (ribbon.x1, low1), (middle, low1), (middle, low0), (ribbon.x0, low0), (ribbon.x0, ribbon.top0),
    ]  # fmt: skip
    curve = [Path.CURVE4] * 3
    codes = [Path.MOVETO, *curve, Path.LINETO, *curve, Path.CLOSEPOLY]
    return PathPatch(Path(points, codes), facecolor=ribbon.colour, edgecolor="none", linewidth=0, alpha=SEEN_THROUGH)


_MAKERS: dict[type, Callable[..., Artist]] = {Box: _box, Stroke: _stroke, Disc: _disc, Ribbon: _ribbon}
