"""A networkx graph of any kind in, its nodes and edges as every file format can hold them out.

All writers of graphs walk through here, so a node or an edge has the same id in every file: text, unique, and
legal in XML. What networkx's GraphML reader leaves behind (`node_default`, `edge_default`, an attribute `id` in
graphs without parallel edges) is put back where it came from.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from planparse.errors import OutputError
from planparse.outputs.clean import legal_text
from planparse.outputs.values import plain_value

if TYPE_CHECKING:  # a heavy library, not one of our rooms
    import networkx as nx

Fields = dict[Any, Any]

DEFAULTS = ("node_default", "edge_default")
"""Attributes of the graph in which networkx's reader keeps values for all nodes or edges."""

NAMELESS = "∅"
"""The id of a node whose text is empty: igraph refuses a file with an empty id."""


@dataclass(frozen=True, slots=True)
class PlainGraph:
    """A graph whose ids are text and whose values are plain; each walk gives the same again.

    node_ids: the node as the graph has it, to its id
    edge_ids: one for each edge, in the order of the graph
    value_of: what makes a value plain; a value that it turns to None is left out
    """

    graph: nx.Graph[Any]
    node_ids: Mapping[Any, str]
    edge_ids: Sequence[str]
    value_of: Callable[[Any], Any]

    @property
    def directed(self) -> bool:
        """Whether the edges go from source to target."""
        return self.graph.is_directed()

    def fields(self) -> Fields:
        """Give the attributes of the graph itself."""
        return self._plain({name: value for name, value in self.graph.graph.items() if name not in DEFAULTS})

    def nodes(self) -> Iterator[tuple[str, Fields]]:
        """Give the id and the attributes of each node."""
        defaults = self.graph.graph.get("node_default")
        for node, attributes in self.graph.nodes(data=True):
            yield self.node_ids[node], self._plain({**defaults, **attributes} if defaults else attributes)

    def labelled_nodes(self) -> Iterator[tuple[str, Fields]]:
        """Give the same, and to a node without a `label` its own text; what that cannot keep is counted with it."""
        for own, (node, fields) in zip(self.graph, self.nodes(), strict=True):
            fields.setdefault("label", str(own))
            yield node, fields

    def edges(self) -> Iterator[tuple[str, str, str, Fields]]:
        """Give id, source, target and attributes of each edge."""
        ids = self.node_ids
        defaults = self.graph.graph.get("edge_default")
        for edge_id, (source, target, _, attributes) in zip(self.edge_ids, _edges(self.graph), strict=True):
            fields = self._plain({**defaults, **attributes} if defaults else attributes)
            yield edge_id, ids[source], ids[target], fields

    def _plain(self, attributes: Mapping[Any, Any]) -> Fields:
        value_of = self.value_of
        plain = {}
        for name, value in attributes.items():
            kept = value if type(value) is str else value_of(value)
            if kept is not None:
                plain[name] = kept
        return plain


def plain_graph(
    graph: nx.Graph[Any], path: str | os.PathLike[str], value_of: Callable[[Any], Any] = plain_value
) -> PlainGraph:
    """Give a graph its ids for the file of that name; the graph is not changed.

    An edge's id is its key if that is a string and no other edge has it, else `source|role|target`, with `|2`,
    `|3` where the same three meet again.
    Raises OutputError if two nodes would have the same id, as 1 and "1".
    """
    node_ids = _node_ids(graph, os.fspath(path))
    return PlainGraph(graph, node_ids, _edge_ids(graph, node_ids), value_of)


def _node_ids(graph: nx.Graph[Any], where: str) -> dict[Any, str]:
    ids: dict[Any, str] = {}
    owners: dict[str, Any] = {}
    for node in graph:
        text = legal_text(str(node)) or NAMELESS
        if text in owners:
            raise OutputError(
                f"the nodes {owners[text]!r} and {node!r} would be one node in the file",
                where=where,
                advice="rename one of them (networkx.relabel_nodes)",
            )
        ids[node] = text
        owners[text] = node
    return ids


def _edge_ids(graph: nx.Graph[Any], node_ids: Mapping[Any, str]) -> list[str]:
    defaults = graph.graph.get("edge_default") or {}
    counted = Counter(key for *_, key, _ in _edges(graph) if key is not None)
    taken = {key for key, times in counted.items() if times == 1}
    last: Counter[str] = Counter()
    ids = []
    for source, target, key, attributes in _edges(graph):
        if key is None or counted[key] > 1:
            role = plain_value(attributes.get("role", defaults.get("role")))
            parts = (node_ids[source], role, node_ids[target])
            key = _free_key("|".join(legal_text(str(part)) for part in parts if part is not None), taken, last)
            taken.add(key)
        ids.append(key)
    return ids


def _edges(graph: nx.Graph[Any]) -> Iterator[tuple[Any, Any, str | None, Mapping[Any, Any]]]:
    """Give the ends of each edge, its own id if it has one, and its attributes.

    A graph without parallel edges has no keys; networkx's reader then keeps the id as the attribute `id`.
    """
    if graph.is_multigraph():
        edges: Any = graph.edges
        for source, target, key, attributes in edges(keys=True, data=True):
            yield source, target, legal_text(key) if isinstance(key, str) and key else None, attributes
    else:
        for source, target, attributes in graph.edges(data=True):
            own = attributes.get("id")
            if isinstance(own, str) and own:
                rest = {name: value for name, value in attributes.items() if name != "id"}
                yield source, target, legal_text(own), rest
            else:
                yield source, target, None, attributes


def _free_key(base: str, taken: set[str], last: Counter[str]) -> str:
    key = base
    while key in taken:
        last[base] += 1
        key = f"{base}|{last[base] + 1}"
    return key
