"""A graph and a file name in, the file of the format that the name's ending says out."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planparse.errors import UsageError
from planparse.outputs.edge_lists import nodes_path, write_edges_csv, write_edges_parquet, write_edges_xlsx
from planparse.outputs.gexf import write_gexf
from planparse.outputs.graphml import write_graphml
from planparse.outputs.node_link import write_node_link

if TYPE_CHECKING:  # a heavy library, not one of our rooms
    import networkx as nx


PathName = str | os.PathLike[str]


@dataclass(frozen=True, slots=True)
class Written:
    """What was written.

    paths: the files; of CSV and Parquet the edges, then the nodes
    replaced: characters that the format cannot hold, and that are U+FFFD now
    cut: cells of Excel that were too long; their text ends with "…[cut]"
    """

    paths: tuple[Path, ...]
    replaced: int
    cut: int = 0


def _one(write: Callable[[nx.Graph[Any], PathName], int]) -> Callable[[nx.Graph[Any], PathName], Written]:
    return lambda graph, path: Written((Path(path),), write(graph, path))


def _pair(write: Callable[[nx.Graph[Any], PathName], int]) -> Callable[[nx.Graph[Any], PathName], Written]:
    return lambda graph, path: Written((Path(path), nodes_path(path)), write(graph, path))


def _workbook(graph: nx.Graph[Any], path: PathName) -> Written:
    notes = write_edges_xlsx(graph, path)
    return Written((Path(path),), notes.replaced, notes.cut)


WRITERS: dict[str, Callable[[nx.Graph[Any], PathName], Written]] = {
    ".graphml": _one(write_graphml),
    ".graphml.gz": _one(write_graphml),
    ".gexf": _one(write_gexf),
    ".gexf.gz": _one(write_gexf),
    ".json": _one(write_node_link),
    ".json.gz": _one(write_node_link),
    ".csv": _pair(write_edges_csv),
    ".csv.gz": _pair(write_edges_csv),
    ".parquet": _pair(write_edges_parquet),
    ".xlsx": _workbook,
}

ENDINGS = tuple(WRITERS)
"""What a graph can be written as, told in any case."""


def ending_of(path: PathName) -> str:
    """Give the ending that decides how a graph is written.

    >>> ending_of("图.GraphML.gz")
    '.graphml.gz'

    Raises UsageError if there is no such format; the error names those that there are.
    """
    name = Path(path).name.lower()
    for ending in ENDINGS:
        if name.endswith(ending):
            return ending
    raise UsageError("no format is known by this ending", where=os.fspath(path), advice="one of " + " ".join(ENDINGS))


def write_graph(graph: nx.Graph[Any], path: PathName) -> Written:
    """Write a graph in the format that the ending of the name says; see the writer of each format.

    Raises UsageError if no format has this ending, OutputError if a file cannot be written.
    """
    return WRITERS[ending_of(path)](graph, path)
