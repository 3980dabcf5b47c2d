"""A graph in, two tables out: the list of its edges and the list of its nodes, as CSV, Parquet or Excel.

`graph.csv` holds the edges, `graph.nodes.csv` the nodes; one is of no use without the other, so both are whole
before either takes its name. The columns `id`, `label`, `source` and `target` are those that Gephi's importer looks
for, in any case.
Source: gephi, ImportEdgesProcess.java (read, not run).
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from planparse.files import packed, whole_files
from planparse.outputs.clean import HALVES, NOT_XML, whole_text
from planparse.outputs.columns import Columns, Kind, as_kind
from planparse.outputs.plain import Fields, PlainGraph, plain_graph
from planparse.outputs.sheets import Sheet, SheetNotes, write_xlsx
from planparse.outputs.tables import put_csv

if TYPE_CHECKING:  # a heavy library, not one of our rooms
    import networkx as nx

NODE_COLUMNS = ("id", "label", "kind")
EDGE_COLUMNS = ("id", "source", "target", "role")
"""The first columns of each list; the others follow in the order in which they are first met."""

ROWS = 100_000
"""Rows of one row group of Parquet: enough to compress well, few enough to fit in memory."""

LEVEL = 3
"""Of zstd; named, because a changed default would change the bytes."""


def write_edges_csv(graph: nx.Graph[Any], path: str | os.PathLike[str]) -> int:
    """Write `graph.csv` with the edges and `graph.nodes.csv` with the nodes; with .gz both are compressed.

    UTF-8 with a byte order mark; text that a spreadsheet would run has an apostrophe before it. Numbers, True and
    False are themselves, lists and dicts are JSON text, what is missing is an empty cell.

    Returns how many characters of the attributes had to be replaced.
    Raises OutputError if a file cannot be written, or if two nodes would be the same in it.
    """
    edges, nodes = _lists(plain_graph(graph, path))
    with whole_files(path, nodes_path(path)) as files:
        for file, table in zip(files, (edges, nodes), strict=True):
            with packed(file, path) as out:
                put_csv(out, table.columns, table.rows())
    return edges.replaced + nodes.replaced


def write_edges_parquet(graph: nx.Graph[Any], path: str | os.PathLike[str]) -> int:
    """Write `graph.parquet` with the edges and `graph.nodes.parquet` with the nodes.

    A column is int64, double, bool or string; integers and floats of one name are double, yes and no among numbers
    are 1 and 0, other mixtures string, as are lists and dicts (JSON). Compressed by zstd.

    Returns how many characters had to be replaced: lone surrogates, which no UTF-8 can hold.
    Raises OutputError if a file cannot be written, or if two nodes would be the same in it.
    """
    edges, nodes = _lists(plain_graph(graph, path), HALVES)
    with whole_files(path, nodes_path(path)) as files:
        for file, table in zip(files, (edges, nodes), strict=True):
            _put_parquet(file, table)
    return edges.replaced + nodes.replaced


def write_edges_xlsx(graph: nx.Graph[Any], path: str | os.PathLike[str]) -> SheetNotes:
    """Write one workbook with the sheets `nodes` and `edges`; see `write_xlsx` for what cells hold."""
    return write_xlsx(graph_sheets(graph, path), path)


def graph_sheets(graph: nx.Graph[Any], path: str | os.PathLike[str]) -> dict[str, Sheet]:
    """Give the sheets `nodes` and `edges` of a workbook of that name.

    Raises OutputError if two nodes would be the same in it.
    """
    edges, nodes = _lists(plain_graph(graph, path))
    return {"nodes": Sheet(nodes.columns, nodes.rows()), "edges": Sheet(edges.columns, edges.rows())}


def nodes_path(path: str | os.PathLike[str]) -> Path:
    """Give the name of the list of nodes beside a list of edges.

    >>> nodes_path("graph.csv.gz").name
    'graph.nodes.csv.gz'
    """
    path = Path(path)
    endings = path.suffixes[-2:] if path.suffix.lower() == ".gz" else path.suffixes[-1:]
    ending = "".join(endings)
    return path.with_name(f"{path.name.removesuffix(ending)}.nodes{ending}")


@dataclass(frozen=True, slots=True)
class _List:
    """One of the two tables: how its columns are called and typed, and its rows as often as they are wanted.

    replaced: characters of the attributes that the file cannot hold
    """

    kinds: Mapping[str, Kind]
    rows: Callable[[], Iterator[dict[str, Any]]]
    replaced: int

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(self.kinds)


def _lists(plain: PlainGraph, illegal: re.Pattern[str] = NOT_XML) -> tuple[_List, _List]:
    """Give the list of edges and the list of nodes."""
    return (
        _list(EDGE_COLUMNS, 3, lambda: _edges(plain), illegal),
        _list(NODE_COLUMNS, 1, lambda: _nodes(plain), illegal),
    )


def _list(
    own: Sequence[str], ids: int, walk: Callable[[], Iterator[tuple[tuple[str, ...], Fields]]], illegal: re.Pattern[str]
) -> _List:
    """Learn the columns of one list; the first `ids` of its own columns are ids, the others attributes."""
    # Two names that differ only in case are one column for Gephi and DuckDB; its `type` is directed or undirected.
    learnt = Columns(("type", *own[:ids]), fold=str.casefold, illegal=illegal)
    for name in own[ids:]:
        learnt.name_of(name)
    for _, fields in walk():
        learnt.learn(fields)

    def rows() -> Iterator[dict[str, Any]]:
        for key, fields in walk():
            yield dict(zip(own, key, strict=False)) | {learnt.names[name]: value for name, value in fields.items()}

    kinds: dict[str, Kind] = dict.fromkeys(own[:ids], "string")
    # An attribute of the list's own that no node or edge has is an empty column of text.
    kinds |= {name: learnt.kinds.get(original, "string") for original, name in learnt.names.items()}
    return _List(kinds, rows, learnt.replaced)


def _nodes(plain: PlainGraph) -> Iterator[tuple[tuple[str, ...], Fields]]:
    for node, fields in plain.labelled_nodes():
        yield (node,), fields


def _edges(plain: PlainGraph) -> Iterator[tuple[tuple[str, ...], Fields]]:
    for key, source, target, fields in plain.edges():
        yield (key, source, target), fields


def _put_parquet(file: BinaryIO, table: _List) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    types = {"bool": pa.bool_(), "long": pa.int64(), "double": pa.float64(), "string": pa.string()}
    schema = pa.schema([(name, types[kind]) for name, kind in table.kinds.items()])
    rows = table.rows()
    with pq.ParquetWriter(file, schema, compression="zstd", compression_level=LEVEL) as writer:
        while group := list(islice(rows, ROWS)):
            arrays = [
                pa.array([_typed(row.get(name), kind) for row in group], types[kind])
                for name, kind in table.kinds.items()
            ]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))


def _typed(value: Any, kind: Kind) -> Any:
    if value is None:
        return None
    return whole_text(as_kind(value, kind)) if kind == "string" else as_kind(value, kind)
