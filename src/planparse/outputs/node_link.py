"""A graph in, one JSON file of nodes and edges out, for programs, D3 and networkx.

The shape is networkx's node-link: `{"directed", "multigraph", "graph", "nodes": [{…, "id"}], "edges": [{…, "source",
"target", "key"}]}`, one node or edge a line. Unlike `networkx.node_link_data`, any value can be written, and an
attribute called `id` or `source` does not vanish under the id.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from planparse.files import packed, put_text, whole_file
from planparse.outputs.clean import HALVES, REPLACEMENT
from planparse.outputs.columns import Columns
from planparse.outputs.plain import PlainGraph, plain_graph
from planparse.outputs.values import nested_value

if TYPE_CHECKING:  # a heavy library, not one of our rooms
    import networkx as nx

NODE_NAMES = ("id", "type", "self", "node_for_adding")
"""What the format or networkx's reader keeps for itself."""

EDGE_NAMES = (
    "source", "target", "key", "type", "self", "u_for_edge", "v_for_edge", "u_of_edge", "v_of_edge",
)  # fmt: skip


def write_node_link(graph: nx.Graph[Any], path: str | os.PathLike[str]) -> int:
    """Write a networkx graph of any kind as node-link JSON; a path ending in .gz is compressed.

    `networkx.node_link_graph(json.load(file), edges="edges")` gives a graph of `responsibility_graph` again, equal
    in nodes, edges, keys and attributes. Of other graphs, ids become text as in `write_graphml`; dates are ISO
    text, infinite numbers text, None and NaN are left out, lists and dicts stay.

    Returns how many characters had to be replaced: lone surrogates, which no UTF-8 can hold.
    Raises OutputError if the file cannot be written, or if two nodes would be the same in it.
    """
    plain = plain_graph(graph, path, nested_value)
    replaced = 0

    def whole(pieces: Iterator[str]) -> Iterator[str]:
        nonlocal replaced
        for piece in pieces:
            clean, times = (piece, 0) if piece.isascii() else HALVES.subn(REPLACEMENT, piece)
            replaced += times
            yield clean

    with whole_file(path) as file, packed(file, path) as out:
        put_text(out, whole(_lines(plain)))
    return replaced


def _lines(plain: PlainGraph) -> Iterator[str]:
    multigraph = plain.graph.is_multigraph()
    of_graph, of_nodes, of_edges = Columns(), Columns(NODE_NAMES), Columns(EDGE_NAMES)
    yield f'{{"directed": {_json(plain.directed)}, "multigraph": {_json(multigraph)}, '
    yield f'"graph": {_json(_named(of_graph, plain.fields()))},\n"nodes": ['
    between = "\n"
    for node, fields in plain.nodes():
        yield between + _json({**_named(of_nodes, fields), "id": node})
        between = ",\n"
    yield '],\n"edges": ['
    between = "\n"
    for key, source, target, fields in plain.edges():
        ends = {"source": source, "target": target} | ({"key": key} if multigraph else {})
        yield between + _json({**_named(of_edges, fields), **ends})
        between = ",\n"
    yield "]}\n"


def _named(columns: Columns, fields: Mapping[Any, Any]) -> dict[str, Any]:
    return {columns.name_of(name): value for name, value in fields.items()}


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
