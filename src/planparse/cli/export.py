"""`planparse export`: the graph of a dataset, or of one plan, as a file for other programs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from planparse.cli.console import say
from planparse.cli.options import debug_option, min_confidence_option
from planparse.dataset import read_dataset
from planparse.errors import UsageError
from planparse.graph.build import responsibility_graph
from planparse.model.codec import plan_from_json
from planparse.model.plan import ASSIGNMENT_COLUMNS, Plan
from planparse.outputs.files import whole_file
from planparse.outputs.graphml import write_graphml
from planparse.outputs.tables import write_csv

if TYPE_CHECKING:  # a heavy library
    import networkx as nx

EDGE_COLUMNS = ("plan_id", "year", *ASSIGNMENT_COLUMNS)


@click.command("export")
@click.argument("source", type=click.Path(path_type=Path))
@click.argument("out", type=click.Path(path_type=Path))
@click.option("--as-of", metavar="YEAR", type=int, help="Put units that were renamed under the name of that year.")
@click.option("--along-lineage", is_flag=True, help="Put units that were renamed or merged into one node.")
@min_confidence_option
@debug_option
def command(source: Path, out: Path, as_of: int | None, along_lineage: bool, min_confidence: float | None) -> int:
    """Write the graph of a dataset or a plan for other programs.

    SOURCE is a dataset or the JSON of a plan. The ending of OUT says what is written: .graphml,
    .graphml.gz, .json (nodes and edges) or .csv (one row for each unit in its role).
    """
    write = _writer_for(out)
    floor = min_confidence or 0.0
    view = _view(floor, as_of, along_lineage, out)
    plans = tuple(plans_of(source))
    left_out = write(plans, view, out)
    if min_confidence is not None:
        edges = sum(len(task.assignments) for plan in plans for task in plan.tasks)
        say(f"{out}: left out {left_out} of {edges} edges, less sure than {floor}")
    return 0


@dataclass(frozen=True, slots=True)
class View:
    """How the graph is to be seen: from which confidence on, and its units as of which time."""

    floor: float
    as_of: int | None = None
    along_lineage: bool = False

    def graph_of(self, plans: Sequence[Plan]) -> nx.MultiDiGraph[str]:
        """Build the graph of these plans."""
        return responsibility_graph(
            plans, min_confidence=self.floor, as_of=self.as_of, along_lineage=self.along_lineage
        )


def _view(floor: float, as_of: int | None, along_lineage: bool, out: Path) -> View:
    if as_of is not None and along_lineage:
        raise click.UsageError("--as-of and --along-lineage are two ways to see units; choose one")
    if (as_of is not None or along_lineage) and out.name.lower().endswith(".csv"):
        raise UsageError(
            "edges are written as the plans name them", where=str(out), advice="a graph, .graphml or .json"
        )
    return View(floor, as_of, along_lineage)


def plans_of(source: Path) -> Iterator[Plan]:
    """Read the plans of a dataset, or the one plan of a JSON file.

    Raises UsageError if it is neither.
    """
    if source.is_dir():
        yield from read_dataset(source).plans()
        return
    try:
        text = source.read_text(encoding="utf-8")
    except FileNotFoundError as problem:
        raise UsageError("no such file or folder", where=str(source)) from problem
    except (OSError, UnicodeDecodeError) as problem:
        raise UsageError(
            "cannot be read as a dataset or the JSON of a plan",
            where=str(source),
            advice="planparse parse PLAN.pdf --json > plan.json",
        ) from problem
    yield plan_from_json(text, str(source))


def _write_graphml(plans: Sequence[Plan], view: View, out: Path) -> int:
    graph = view.graph_of(plans)
    write_graphml(graph, out)
    return int(graph.graph["edges_left_out"])


def _write_json(plans: Sequence[Plan], view: View, out: Path) -> int:
    import networkx as nx

    graph = view.graph_of(plans)
    data = nx.node_link_data(graph, edges="edges")
    text = json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    with whole_file(out) as file:
        file.write(text.encode("utf-8", "replace"))
    return int(graph.graph["edges_left_out"])


def _write_csv(plans: Sequence[Plan], view: View, out: Path) -> int:
    rows: list[dict[str, Any]] = [
        {"plan_id": plan.plan_id, "year": plan.year} | record for plan in plans for record in plan.assignment_records()
    ]
    kept = [row for row in rows if row["confidence"] >= view.floor]
    write_csv(kept, EDGE_COLUMNS, out)
    return len(rows) - len(kept)


Writer = Callable[[Sequence[Plan], View, Path], int]
"""Writes the graph of these plans, and says how many edges it left out."""

WRITERS: dict[str, Writer] = {
    ".graphml": _write_graphml,
    ".graphml.gz": _write_graphml,
    ".json": _write_json,
    ".csv": _write_csv,
}


def _writer_for(out: Path) -> Writer:
    for ending, writer in WRITERS.items():
        if out.name.lower().endswith(ending):
            return writer
    raise UsageError("no format is known by this ending", where=str(out), advice="one of " + " ".join(WRITERS))
