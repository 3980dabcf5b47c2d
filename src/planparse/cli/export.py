"""`planparse export`: the graph of a dataset, or of one plan, as a file for other programs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from planparse.cli.console import say
from planparse.cli.options import debug_option, min_confidence_option
from planparse.dataset.read import Dataset
from planparse.dataset.schema import TABLES
from planparse.dataset.selection import choose, opened
from planparse.dataset.store import Store
from planparse.errors import UsageError
from planparse.graph.build import assignment_edges, responsibility_graph
from planparse.model.plan import Plan
from planparse.outputs.by_ending import Written, ending_of, write_graph
from planparse.outputs.edge_lists import graph_sheets
from planparse.outputs.sheets import Sheet, write_xlsx

if TYPE_CHECKING:  # a heavy library
    import networkx as nx

WORKBOOK = ".xlsx"

LARGEST = 1_000_000
"""Assignments of a graph that is made without being asked twice: networkx takes 1 GiB and 15 s for as many."""


@click.command("export")
@click.argument("source", type=click.Path(path_type=Path))
@click.argument("out", type=click.Path(path_type=Path))
@click.option("--year", type=int, help="Only plans of this year.")
@click.option("--region", metavar="PLACE", help="Only plans of this place: code or name.")
@click.option("--unit", metavar="NAME", help="Only tasks in which this unit has a role.")
@click.option("--as-of", metavar="YEAR", type=int, help="Put units that were renamed under the name of that year.")
@click.option("--along-lineage", is_flag=True, help="Put units that were renamed or merged into one node.")
@click.option("--force", is_flag=True, help="Write a graph of more than a million assignments, too.")
@min_confidence_option
@debug_option
def command(
    source: Path,
    out: Path,
    year: int | None,
    region: str | None,
    unit: str | None,
    as_of: int | None,
    along_lineage: bool,
    force: bool,
    min_confidence: float | None,
) -> int:
    """Write the graph of a dataset or a plan for other programs.

    SOURCE is a dataset or the JSON of a plan. The ending of OUT says what is written: .graphml, .gexf, .json (nodes and
    links), .csv, .parquet or .xlsx; the first four also with .gz. CSV and Parquet are two files, the edges in OUT and
    the nodes in OUT with `.nodes` before its ending. A workbook has a sheet for each table of the dataset, and one each
    for nodes and edges.
    """
    ending = ending_of(out)
    if as_of is not None and along_lineage:
        raise click.UsageError("--as-of and --along-lineage are two ways to see units; choose one")
    found = opened(source)
    choice: dict[str, Any] = {"year": year, "region": region, "unit": unit}
    if isinstance(found, Dataset) and not force and not any(choice.values()):
        _check_size(found)
    floor = min_confidence or 0.0
    graph = responsibility_graph(found, **choice, min_confidence=floor, as_of=as_of, along_lineage=along_lineage)
    written = _write_workbook(found, choice, floor, graph, out) if ending == WORKBOOK else write_graph(graph, out)
    _say_what_was_lost(written, out)
    if min_confidence is not None:
        left_out = graph.graph["edges_left_out"]
        say(f"{out}: left out {left_out} of {left_out + assignment_edges(graph)} edges, less sure than {floor}")
    return 0


def _check_size(dataset: Dataset) -> None:
    edges = sum(part["rows"] for part in dataset.manifest["tables"]["assignments"]["files"])
    if edges > LARGEST:
        raise UsageError(
            f"the graph would have {edges:,} assignments",
            where=str(dataset.path),
            advice="choose --year, --region or --unit, use the Parquet tables as they are, or --force",
        )


def _write_workbook(
    source: Dataset | tuple[Plan, ...], choice: dict[str, Any], floor: float, graph: nx.MultiDiGraph[str], out: Path
) -> Written:
    """Write the tables of what was chosen, and its graph."""
    store = Store(choose(source, **choice).parts() if any(choice.values()) else source, floor)
    sheets = {name: Sheet(tuple(TABLES[name]), store.records(f'select * from "{name}"')) for name in TABLES}
    notes = write_xlsx(sheets | graph_sheets(graph, out), out)
    return Written((out,), notes.replaced, notes.cut)


def _say_what_was_lost(written: Written, out: Path) -> None:
    if len(written.paths) > 1:
        say(f"wrote {' and '.join(map(str, written.paths))}")
    if written.replaced:
        say(f"{out}: {written.replaced} characters that this format cannot hold are U+FFFD")
    if written.cut:
        say(f"{out}: {written.cut} cells are cut at the length that Excel allows")
