"""A graph in, one GEXF 1.3 file out, for Gephi, Gephi Lite, Sigma and networkx.

`networkx.write_gexf` is not used: it stops at None and dates, takes lists for series of time, writes control
characters that no parser reads, and puts an edge's attribute `type` where GEXF has the direction. Here the graph
is walked twice, once to learn the type of each attribute and once to write, line by line.
Source: gexf.net, schema 1.3; what graphology-gexf 0.13 and networkx 3.6 read of it; for Gephi its importer and its
issues (read, not run).
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from planparse.files import packed, put_text, whole_file
from planparse.outputs.clean import NOT_XML, legal_text, plain_text, xml_attribute, xml_text
from planparse.outputs.columns import Columns, Kind, as_kind, as_text
from planparse.outputs.plain import Fields, PlainGraph, plain_graph
from planparse.outputs.values import nested_value

if TYPE_CHECKING:  # a heavy library, not one of our rooms
    import networkx as nx

NAMESPACE = "http://gexf.net/1.3"

NODE_NAMES = ("id", "label", "type", "pid", "start", "end", "viz", "parents", "spells", "self", "node_for_adding")
"""What GEXF or networkx's reader keeps for itself, in lower case: Gephi does not tell `Label` from `label`."""

EDGE_NAMES = (
    "id", "source", "target", "type", "kind", "label", "weight", "start", "end", "spells", "key", "networkx_key",
    "self", "u_for_edge", "v_for_edge",
)  # fmt: skip

TYPES: dict[Kind, str] = {"bool": "boolean", "long": "long", "double": "double", "string": "string"}


def write_gexf(graph: nx.Graph[Any], path: str | os.PathLike[str]) -> int:
    """Write a networkx graph of any kind as GEXF 1.3; a path ending in .gz is compressed.

    Ids, values left out and legal text are those of `write_graphml`. Besides, in the file

    - a node has its `label`, or else its id; an edge has its `label`, or else its role;
    - the role of an edge stands in the attribute `role`, and as GEXF's own `kind`: by it Gephi tells parallel
      edges apart;
    - `weight` is GEXF's own where it is a finite number, else it is `weight_`;
    - two names that differ only in upper and lower case get different names, since Gephi keeps one of them;
    - booleans are true and false, and the attributes of the graph are JSON in its description.

    Returns how many characters of the attributes had to be replaced.
    Raises OutputError if the file cannot be written, or if two nodes would be the same in it.
    """
    plain = plain_graph(graph, path)
    of_nodes = Columns(NODE_NAMES, fold=str.casefold)
    of_edges = Columns(EDGE_NAMES, fold=str.casefold)
    replaced = 0
    for *_, own, fields in _nodes(plain):
        replaced += _illegal(own)
        of_nodes.learn(fields)
    for *_, own, fields in _edges(plain):
        replaced += _illegal(own)
        of_edges.learn(fields)
    with whole_file(path) as file, packed(file, path) as out:
        put_text(out, _lines(plain, of_nodes, of_edges))
    return replaced + of_nodes.replaced + of_edges.replaced


def _lines(plain: PlainGraph, of_nodes: Columns, of_edges: Columns) -> Iterator[str]:
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<gexf xmlns="{NAMESPACE}" version="1.3">\n'
    named = {str(name): nested_value(value) for name, value in plain.fields().items()}
    about = xml_text(json.dumps(named, ensure_ascii=False))
    yield f"<meta><creator>planparse</creator><description>{about}</description></meta>\n"
    direction = "directed" if plain.directed else "undirected"
    yield f'<graph defaultedgetype="{direction}" mode="static">\n'
    yield from _declarations("node", of_nodes)
    yield from _declarations("edge", of_edges)
    ids = {node: xml_attribute(node) for node in plain.node_ids.values()}
    before = _openings(of_nodes)
    yield "<nodes>\n"
    for node, own, fields in _nodes(plain):
        yield f'<node id="{ids[node]}"{_written(own)}>{_values(before, of_nodes, fields)}</node>\n'
    before = _openings(of_edges)
    yield "</nodes>\n<edges>\n"
    for key, source, target, own, fields in _edges(plain):
        ends = f'source="{ids[source]}" target="{ids[target]}"'
        yield f'<edge id="{xml_attribute(key)}" {ends}{_written(own)}>{_values(before, of_edges, fields)}</edge>\n'
    yield "</edges>\n</graph>\n</gexf>\n"


def _declarations(what: str, columns: Columns) -> Iterator[str]:
    yield f'<attributes class="{what}" mode="static">\n'
    # graphology shows the title only if the id is a number.
    for number, (original, name) in enumerate(columns.names.items()):
        kind = TYPES[columns.kinds[original]]
        yield f'<attribute id="{number}" title="{xml_attribute(name)}" type="{kind}"/>\n'
    yield "</attributes>\n"


def _openings(columns: Columns) -> dict[Any, str]:
    """Give what stands before the value of each attribute."""
    return {original: f'<attvalue for="{number}" value="' for number, original in enumerate(columns.names)}


def _values(openings: Mapping[Any, str], columns: Columns, fields: Mapping[Any, Any]) -> str:
    if not fields:
        return ""
    kinds = columns.kinds
    values = (f'{openings[name]}{_text(value, kinds[name])}"/>' for name, value in fields.items())
    return f"<attvalues>{''.join(values)}</attvalues>"


def _written(own: Mapping[str, Any]) -> str:
    """Give GEXF's own attributes of one element."""
    return "".join(f' {name}="{_text(value, "string")}"' for name, value in own.items())


def _text(value: Any, kind: Kind) -> str:
    if type(value) is str:
        return xml_attribute(plain_text(legal_text(value)))
    if kind == "bool":
        return "true" if value else "false"
    value = as_kind(value, kind)
    return value if isinstance(value, str) else as_text(value)


def _illegal(own: Mapping[str, Any]) -> int:
    # The label counts; `kind` is a copy of the role.
    label = own.get("label")
    return len(NOT_XML.findall(label)) if isinstance(label, str) and not label.isprintable() else 0


def _nodes(plain: PlainGraph) -> Iterator[tuple[str, Fields, Fields]]:
    """Give the id of each node, its attributes of GEXF's own, and the others."""
    for node, fields in plain.labelled_nodes():
        yield node, {"label": fields.pop("label")}, fields


def _edges(plain: PlainGraph) -> Iterator[tuple[str, str, str, Fields, Fields]]:
    for key, source, target, fields in plain.edges():
        role = fields.get("role")
        own = {"kind": role, "label": fields.pop("label", role)}
        weight: Any = fields.get("weight")
        if type(weight) in (int, float) and math.isfinite(weight):
            own["weight"] = fields.pop("weight")
        yield key, source, target, {name: value for name, value in own.items() if value is not None}, fields
