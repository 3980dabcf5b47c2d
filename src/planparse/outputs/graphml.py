"""A graph in, one GraphML file out that every reader opens and reads the same.

`networkx.write_graphml` is not used: it stops at None, lists and dates, writes control characters that no
parser reads, numbers edges 0 anew for each pair of nodes (graphology refuses the file, Gephi keeps one edge),
writes booleans as True, and declares an attribute twice when its values are of two types. Here the graph is
walked twice, once to learn the type of each attribute and once to write, line by line, so a large graph needs
no second copy in memory.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from planparse.files import packed, put_text, whole_file
from planparse.outputs.clean import legal_text, xml_attribute, xml_text
from planparse.outputs.columns import Columns, Kind, as_kind, as_text
from planparse.outputs.plain import Fields, PlainGraph, plain_graph

if TYPE_CHECKING:  # a heavy library, not one of our rooms
    import networkx as nx

NAMESPACE = "http://graphml.graphdrawing.org/xmlns"

TEXT_NAMES = ("label", "name", "labels")
"""Attributes that other programs show as they are; always strings."""

TAKEN_NAMES = ("", "type", "self", "node_for_adding")
"""`type` is lost or misread by GEXF and Neo4j tools; the last two break networkx's own reader."""

TYPES: dict[Kind, str] = {"bool": "long", "long": "long", "double": "double", "string": "string"}

REMEMBERED = 2**14
"""Texts whose escaped form is kept while a file is written: roles, rules, units and plans come again and again."""


def write_graphml(graph: nx.Graph[Any], path: str | os.PathLike[str]) -> int:
    """Write a networkx graph of any kind as GraphML; a path ending in .gz is compressed.

    Read it again with `networkx.read_graphml(path, edge_key_type=str, force_multigraph=True)`; writing that
    graph gives the same bytes. The graph given is not changed. In the file

    - edge ids are unique: an edge's key if that is a string and unique, else `source|role|target`;
    - booleans are 0 and 1: igraph reads a missing boolean as False, a missing number as missing;
    - None and NaN are left out, dates are ISO text, lists and dicts are JSON text;
    - an attribute has one type: integers and floats under one name are doubles, other mixtures strings;
      a double below 2.2e-308, which igraph cannot read, is 0;
    - characters that XML forbids are U+FFFD, and a text opening with <html> opens with ＜html>;
    - U+0085 and U+2028 are references: graphology's parser takes them for ends of lines;
    - a node whose text is empty has the id ∅: igraph refuses an empty id;
    - `type` is written `type_`; nodes get `label`, `name` (igraph) and `labels` (Neo4j), and edges get
      `label`, from the node's id, its `kind`, and the edge's `role`, where the graph has none.

    Returns how many characters of the attributes had to be replaced.
    Raises OutputError if the file cannot be written, or if two nodes would be the same in it, as 1 and "1".
    """
    plain = plain_graph(graph, path)
    escaped = lru_cache(REMEMBERED)(xml_text)
    domains = tuple(_Domain(what, what[0], escaped) for what in ("graph", "node", "edge"))
    of_graph, of_nodes, of_edges = (domain.columns for domain in domains)
    of_graph.learn(plain.fields())
    for _, fields in _nodes(plain):
        of_nodes.learn(fields)
    for *_, fields in _edges(plain):
        of_edges.learn(fields)
    with whole_file(path) as file, packed(file, path) as out:
        put_text(out, _lines(plain, *domains))
    return sum(domain.columns.replaced for domain in domains)


@dataclass(slots=True)
class _Domain:
    """The attributes of the nodes, of the edges, or of the graph.

    letter: opens the ids of the <key> elements, so that they are unique over the three
    escaped: gives a text as it stands between two tags
    openings: the attribute as the graph has it, to the tag before its values
    """

    what: str
    letter: str
    escaped: Callable[[str], str]
    columns: Columns = field(default_factory=lambda: Columns(TAKEN_NAMES, TEXT_NAMES))
    openings: dict[Any, str] = field(default_factory=dict)

    def declarations(self) -> Iterator[str]:
        """Give the <key> elements, once all types are known."""
        for number, (original, name) in enumerate(self.columns.names.items()):
            key = f"{self.letter}{number}"
            self.openings[original] = f'<data key="{key}">'
            kind = TYPES[self.columns.kinds[original]]
            yield f'\n<key id="{key}" for="{self.what}" attr.name="{xml_attribute(name)}" attr.type="{kind}"></key>'

    def data(self, fields: Mapping[Any, Any]) -> str:
        """Give the <data> elements of one node or edge."""
        text = ""
        for original, value in fields.items():
            written = self.escaped(value) if type(value) is str else _number(value, self.columns.kinds[original])
            text += f"{self.openings[original]}{written}</data>"
        return text


def _lines(plain: PlainGraph, of_graph: _Domain, of_nodes: _Domain, of_edges: _Domain) -> Iterator[str]:
    yield f"<?xml version='1.0' encoding='utf-8'?>\n<graphml xmlns=\"{NAMESPACE}\">"
    for domain in (of_graph, of_nodes, of_edges):
        yield from domain.declarations()
    direction = "directed" if plain.directed else "undirected"
    yield f'\n<graph edgedefault="{direction}">{of_graph.data(plain.fields())}'
    ids = {node: xml_attribute(node) for node in plain.node_ids.values()}
    for node, fields in _nodes(plain):
        yield f'\n<node id="{ids[node]}">{of_nodes.data(fields)}</node>'
    for key, source, target, fields in _edges(plain):
        ends = f'source="{ids[source]}" target="{ids[target]}"'
        yield f'\n<edge id="{xml_attribute(key)}" {ends}>{of_edges.data(fields)}</edge>'
    yield "\n</graph>\n</graphml>"


def _nodes(plain: PlainGraph) -> Iterator[tuple[str, Fields]]:
    """Give the nodes with what igraph and Neo4j look for."""
    for node, fields in plain.labelled_nodes():
        fields.setdefault("name", _counted_once(fields["label"]))
        kind = fields.get("kind")
        if isinstance(kind, str) and kind:
            fields.setdefault("labels", f":{kind.capitalize()}")
        yield node, fields


def _edges(plain: PlainGraph) -> Iterator[tuple[str, str, str, Fields]]:
    for key, source, target, fields in plain.edges():
        role = fields.get("role")
        if role is not None:
            fields.setdefault("label", _counted_once(role))
        yield key, source, target, fields


def _counted_once(value: Any) -> Any:
    # A copy of another attribute: what is replaced there is not to be counted a second time.
    return legal_text(value) if isinstance(value, str) else value


def _number(value: Any, kind: Kind) -> str:
    value = as_kind(value, kind)
    if kind == "double" and abs(value) < sys.float_info.min:
        value = 0.0  # igraph refuses the whole file for one number smaller than normal ones can be
    return value if isinstance(value, str) else as_text(value)
