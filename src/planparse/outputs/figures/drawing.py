"""A responsibility graph in, one picture out: which figures there are, and how they are saved."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

from planparse.errors import UsageError
from planparse.files import whole_file
from planparse.outputs.figures.flow import flow
from planparse.outputs.figures.load import load
from planparse.outputs.figures.matrix import goals, matrix
from planparse.outputs.figures.network import network
from planparse.outputs.figures.paper import NAMELESS, figure_of, saved
from planparse.outputs.figures.reading import by_issuer, read
from planparse.outputs.figures.sheet import Sheet
from planparse.outputs.figures.years import years

if TYPE_CHECKING:  # heavy libraries, not our rooms
    import networkx as nx
    from matplotlib.figure import Figure

FigureName = Literal["matrix", "goals", "network", "flow", "load", "years"]

FIGURES: tuple[FigureName, ...] = get_args(FigureName)


def draw(
    graph: nx.MultiDiGraph[Any],
    path: str | os.PathLike[str] | None = None,
    *,
    figure: FigureName = "matrix",
    title: str | None = None,
) -> Figure:
    """Draw a responsibility graph as a figure for a paper, and save it if a path is given.

    path: ends in .png, .svg or .pdf. In SVG words are outlines, so that no other machine needs the font.
    figure: one of
        matrix (责任矩阵): units by tasks in document order, under their goals; a colour for each role
        goals: units by goals, with the number of tasks; for plans of hundreds of tasks
        network (协作网络): units that share tasks, collectives (各市（区）) left out
        flow (任务流向): from goals to units, ribbons as thick as there are tasks; the 40 units and 30 goals with the
            most tasks one by one
        load (任务量): a bar of tasks by role for each unit
        years: units by years, tasks that they lead and all their tasks
    title: by default the plan's own

    In load and years, units without an identity that bear one name in plans of one issuer are one.
    Where units stand in rows, those that lead most tasks come first (in load and years those with most tasks),
    collectives last. A unit is counted once in a task; of several roles there, the first in the legend gives the
    colour. The figure grows with the graph, shows itself in a notebook, and the same graph gives the same bytes.

    Raises MissingFont if no installed font has the characters; OutputError if the graph is too large for one
    readable picture, or the file cannot be written; UsageError for another ending or figure.
    """
    ending = Path(path).suffix.lower() if path is not None else ".png"
    if ending not in NAMELESS:
        raise UsageError(
            "pictures are written as PNG, SVG or PDF",
            where=os.fspath(path or ""),
            advice="end the name in " + ", ".join(NAMELESS),
        )
    if figure not in FIGURES:
        raise UsageError(f"there is no figure {figure!r}", advice="one of " + ", ".join(FIGURES))
    made = figure_of(_sheet(graph, figure, title))
    if path is not None:
        data = saved(made, ending)
        with whole_file(path) as file:
            file.write(data)
    return made


def _sheet(graph: nx.MultiDiGraph[Any], figure: FigureName, title: str | None) -> Sheet:
    if figure == "network":
        return network(graph, read(graph), title)
    if figure in ("load", "years"):
        return {"load": load, "years": years}[figure](read(graph, by_issuer(graph)), title)
    return {"matrix": matrix, "goals": goals, "flow": flow}[figure](read(graph), title)
