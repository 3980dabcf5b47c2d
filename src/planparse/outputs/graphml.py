"""A graph in, one GraphML file out that every reader opens and reads the same.

`networkx.write_graphml` is not used: it stops at None, lists and dates, writes control characters that no
parser reads, numbers edges 0 anew for each pair of nodes (graphology refuses the file, Gephi keeps one edge),
writes booleans as True, and declares an attribute twice when its values are of two types. Here the graph is
walked twice, once to learn the type of each attribute and once to write, and lxml's `xmlfile` writes element
by element, so a large graph needs no second copy in memory.
"""

from __future__ import annotations

import dataclasses
import gzip
import json
import math
import numbers
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from enum import Enum
from typing import TYPE_CHECKING, Any, BinaryIO

from planparse.errors import OutputError
from planparse.outputs.clean import illegal_characters, legal_text, plain_text
from planparse.outputs.files import whole_file

if TYPE_CHECKING:  # a heavy library, not one of our rooms
    import networkx as nx

NAMESPACE = "http://graphml.graphdrawing.org/xmlns"

Plain = str | int | float
Fields = dict[str, Plain]

TEXT_NAMES = ("label", "name", "labels")
"""Attributes that other programs show as they are; always strings."""

TAKEN_NAMES = ("", "type", "self", "node_for_adding")
"""`type` is lost or misread by GEXF and Neo4j tools; the last two break networkx's own reader."""

LARGEST = 2**63
"""A `long` of GraphML is Java's: 64 bits with sign."""


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
    - `type` is written `type_`; nodes get `label`, `name` (igraph) and `labels` (Neo4j), and edges get
      `label`, from the node's id, its `kind`, and the edge's `role`, where the graph has none.

    Returns how many characters of the attributes had to be replaced.
    Raises OutputError if the file cannot be written, or if two nodes would be the same in it, as 1 and "1".
    """
    from lxml import etree

    node_ids = _node_ids(graph, os.fspath(path))
    of_graph, of_nodes, of_edges = domains = (
        _Domain("graph", "g"),
        _Domain("node", "n"),
        _Domain("edge", "e"),
    )
    of_graph.learn(_graph_fields(graph))
    for _, fields in _nodes(graph, node_ids):
        of_nodes.learn(fields)
    for *_, fields in _edges(graph, node_ids):
        of_edges.learn(fields)

    def write(file: BinaryIO | gzip.GzipFile) -> None:
        with etree.xmlfile(file, encoding="utf-8") as xml:
            xml.write_declaration()
            with xml.element(_tag("graphml"), nsmap={None: NAMESPACE}):
                for domain in domains:
                    for attributes in domain.declarations():
                        xml.write("\n")
                        with xml.element(_tag("key"), attributes):
                            pass
                xml.write("\n")
                direction = "directed" if graph.is_directed() else "undirected"
                with xml.element(_tag("graph"), edgedefault=direction):
                    _write_data(xml, of_graph.data(_graph_fields(graph)))
                    for node, fields in _nodes(graph, node_ids):
                        xml.write("\n")
                        with xml.element(_tag("node"), id=node):
                            _write_data(xml, of_nodes.data(fields))
                    for key, source, target, fields in _edges(graph, node_ids):
                        xml.write("\n")
                        with xml.element(_tag("edge"), id=key, source=source, target=target):
                            _write_data(xml, of_edges.data(fields))
                    xml.write("\n")
                xml.write("\n")

    with whole_file(path) as file:
        if os.fspath(path).endswith(".gz"):
            # No name and no time in the header, so that the same graph gives the same bytes.
            with gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0) as packed:
                write(packed)
        else:
            write(file)
    return sum(domain.replaced for domain in domains)


@dataclass(slots=True)
class _Domain:
    """The attributes of the nodes, of the edges, or of the graph: names in the file, and one type each.

    letter: opens the ids of the <key> elements, so that they are unique over the three
    names: the attribute as the graph has it, to its name in the file
    kinds, ids: name in the file to type and to id of its <key>
    """

    what: str
    letter: str
    names: dict[Any, str] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    replaced: int = 0

    def learn(self, fields: Mapping[Any, Plain]) -> None:
        """Widen the types so that they hold these values too."""
        for original, value in fields.items():
            name = self.names.get(original)
            if name is None:
                name = self.names[original] = self._free_name(str(original))
                self.ids[name] = f"{self.letter}{len(self.ids)}"
            kind = _kind(name, value)
            known = self.kinds.get(name, kind)
            if known != kind:
                kind = "double" if {known, kind} == {"long", "double"} else "string"
            self.kinds[name] = kind
            if isinstance(value, str):
                self.replaced += illegal_characters(value)

    def declarations(self) -> Iterator[dict[str, str]]:
        """Give the attributes of each <key> element."""
        for name, kind in self.kinds.items():
            yield {"id": self.ids[name], "for": self.what, "attr.name": name, "attr.type": kind}

    def data(self, fields: Mapping[Any, Plain]) -> Iterator[tuple[str, str]]:
        """Give key id and text of each <data> element."""
        for original, value in fields.items():
            name = self.names[original]
            yield self.ids[name], _written(value, self.kinds[name])

    def _free_name(self, wished: str) -> str:
        name = legal_text(wished)
        taken = set(self.names.values())
        while name in TAKEN_NAMES or name in taken:
            name += "_"
        return name


def _write_data(xml: Any, data: Iterable[tuple[str, str]]) -> None:
    for key, text in data:
        with xml.element(_tag("data"), key=key):
            xml.write(text)


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _node_ids(graph: nx.Graph[Any], where: str) -> dict[Any, str]:
    """Give each node the text that stands for it in the file."""
    ids: dict[Any, str] = {}
    owners: dict[str, Any] = {}
    for node in graph:
        text = legal_text(str(node))
        if text in owners:
            raise OutputError(
                f"the nodes {owners[text]!r} and {node!r} would be one node in the file",
                where=where,
                advice="rename one of them (networkx.relabel_nodes)",
            )
        ids[node] = text
        owners[text] = node
    return ids


def _graph_fields(graph: nx.Graph[Any]) -> Fields:
    defaults = ("node_default", "edge_default")  # what networkx's reader leaves; see _nodes and _edges
    return _plain_fields({name: value for name, value in graph.graph.items() if name not in defaults})


def _nodes(graph: nx.Graph[Any], node_ids: Mapping[Any, str]) -> Iterator[tuple[str, Fields]]:
    """Give the id and the attributes of each node as they go into the file."""
    defaults = graph.graph.get("node_default") or {}
    for node, attributes in graph.nodes(data=True):
        fields = _plain_fields({**defaults, **attributes})
        fields.setdefault("label", str(node))
        fields.setdefault("name", _counted_once(fields["label"]))
        kind = fields.get("kind")
        if isinstance(kind, str) and kind:
            fields.setdefault("labels", f":{kind.capitalize()}")
        yield node_ids[node], fields


def _counted_once(value: Plain) -> Plain:
    # A copy of another attribute: what is replaced there is not to be counted a second time.
    return legal_text(value) if isinstance(value, str) else value


def _edges(graph: nx.Graph[Any], node_ids: Mapping[Any, str]) -> Iterator[tuple[str, str, str, Fields]]:
    """Give id, source, target and attributes of each edge as they go into the file."""
    defaults = graph.graph.get("edge_default") or {}
    counted = Counter(key for *_, key, _ in _keyed_edges(graph) if key is not None)
    taken = {key for key, times in counted.items() if times == 1}
    last: Counter[str] = Counter()
    for source, target, key, attributes in _keyed_edges(graph):
        fields = _plain_fields({**defaults, **attributes})
        role = fields.get("role")
        if role is not None:
            fields.setdefault("label", _counted_once(role))
        if key is None or counted[key] > 1:
            parts = (node_ids[source], role, node_ids[target])
            key = _free_key("|".join(legal_text(str(part)) for part in parts if part is not None), taken, last)
            taken.add(key)
        yield key, node_ids[source], node_ids[target], fields


def _keyed_edges(graph: nx.Graph[Any]) -> Iterator[tuple[Any, Any, str | None, dict[Any, Any]]]:
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


def _plain_fields(attributes: Mapping[Any, Any]) -> Fields:
    """Turn the values into text and numbers, and leave out what is missing."""
    plain = ((name, _plain(value)) for name, value in attributes.items())
    return {name: value for name, value in plain if value is not None}


def _plain(value: Any) -> Plain | None:
    """Give a value as text or a number; None if it says nothing (None, NaN, NaT, NA)."""
    if type(value) is str:  # nearly all of them are
        return value
    if type(value) is float:
        return None if math.isnan(value) else value
    value = _simple(value)
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, allow_nan=False)
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, int) and not -LARGEST <= value < LARGEST:
        return str(value)
    if value is None or isinstance(value, str | int | float):
        return value
    return str(value)


def _simple(value: Any) -> Any:
    """Reduce a value of Python, numpy or pandas to what JSON knows; missing values become None."""
    if type(value).__module__.partition(".")[0] == "numpy":
        if type(value).__name__ in ("datetime64", "timedelta64"):
            return None if str(value) == "NaT" else str(value)
        value = value.tolist()
    if value is None or type(value).__name__ in ("NAType", "NaTType"):
        return None
    if isinstance(value, Enum):
        return _simple(value.value)
    if isinstance(value, str | bool):
        return str(value) if isinstance(value, str) else value
    if isinstance(value, numbers.Integral):
        return int(value)
    if isinstance(value, numbers.Real):
        number = float(value)
        return None if math.isnan(number) else number
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, bytes | bytearray):
        return bytes(value).decode("utf-8", "replace")
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        value = {item.name: getattr(value, item.name) for item in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(_simple(key)): _json_number(_simple(item)) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_json_number(_simple(item)) for item in value]
    if isinstance(value, set | frozenset):
        return sorted((_json_number(_simple(item)) for item in value), key=lambda item: (str(type(item)), str(item)))
    return str(value)


def _json_number(value: Any) -> Any:
    # JSON has no word for an infinite number.
    return str(value) if isinstance(value, float) and math.isinf(value) else value


def _kind(name: str, value: Plain) -> str:
    if isinstance(value, str) or name in TEXT_NAMES:
        return "string"
    return "long" if isinstance(value, int) else "double"


def _written(value: Plain, kind: str) -> str:
    if isinstance(value, str):
        return plain_text(legal_text(value))
    if kind == "double":
        value = float(value)
        if abs(value) < sys.float_info.min:
            value = 0.0  # igraph refuses the whole file for one number smaller than normal ones can be
        # The one spelling of infinity that Java, JavaScript, C and Python all read.
        return repr(value).replace("inf", "Infinity")
    return str(value)
