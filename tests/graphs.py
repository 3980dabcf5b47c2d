"""Any graph that a user could hand us, and what each program finds in the files we make of it.

`any_graph()` draws graphs with all of Unicode (control characters and lone surrogates too), attributes of every
type, parallel edges, odd keys and Chinese names. `expected(graph, ending)` counts what must be found, and
`READERS` has a function for each program and ending that counts what is found. `scripts/interop` uses the same
graphs for programs outside of Python.
"""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
from hypothesis import strategies as st

from planparse.outputs.clean import legal_text, plain_text, safe_cell, whole_text
from planparse.outputs.edge_lists import nodes_path
from planparse.outputs.plain import NAMELESS

HOSTILE = [
    "<script>alert(1)</script>",
    "]]>",
    "\"&<>'",
    "市审计局\x00\x0b\x1b\ufffe\ud800牵头",
    "a\r\nb\tc\u0085\u2028\ufeff\u200b\ue000𠮷",
    "",
    " ",
    "unit:市财政局|lead|task",
]
"""Text that comes through XML as it is, but for what is not legal there."""

ODD = [
    "<html>市审计局",
    "=1+1",
    "＝1+1",
    "<r>市审计局</r>",
    "_x0041_",
    "NA",
    "null",
    "1",
]
"""Text that one program or another takes for something else: markup, a formula, an escape, a missing value."""

ROLES = ["lead", "joint_lead", "cooperate", "responsible", "has_task"]

NAMES = [
    "role", "label", "name", "labels", "kind", "类", "责任单位", "type", "Type", "id", "ID", "key", "source", "target",
    "weight", "Weight", "self", "node_for_adding", "u_for_edge", "v_of_edge", "networkx_key", "start", "size", "color",
    "x", "viz",
]  # fmt: skip

any_text = st.text(st.characters(), max_size=8) | st.sampled_from(HOSTILE + ODD)
numbers = (
    st.booleans()
    | st.integers()
    | st.integers(-(2**70), 2**70)
    | st.just(10**5000)
    | st.floats()
    | st.decimals()
    | st.fractions()
)
of_libraries = st.sampled_from(
    [
        np.int64(7), np.bool_(True), np.float32(0.5), np.float64("nan"), np.str_("市审计局"),
        np.datetime64("2017-05-28"), np.array([1, 2]), pd.NA, pd.NaT, pd.Timestamp("2017-05-28"),
    ]
)  # fmt: skip
scalars = st.none() | numbers | any_text | st.dates() | st.datetimes() | st.binary(max_size=4) | of_libraries
plain_scalars = st.none() | st.booleans() | st.integers() | st.floats() | any_text | st.dates()
values = (
    scalars
    | st.lists(plain_scalars, max_size=3)
    | st.dictionaries(any_text, plain_scalars, max_size=2)
    | st.sets(st.sampled_from(ROLES), max_size=2)
)
attribute_names = st.sampled_from(NAMES) | any_text
fields = st.dictionaries(attribute_names, values, max_size=5)
plain_fields = st.dictionaries(
    attribute_names,
    plain_scalars | st.lists(plain_scalars, max_size=3) | st.dictionaries(any_text, plain_scalars, max_size=2),
    max_size=4,
)
roles = st.sampled_from([*ROLES, *ROLES, *HOSTILE, *ODD]) | any_text | st.none()
keys = st.none() | st.integers(0, 2) | st.sampled_from(["k1", "市审计局|lead|任务一"]) | any_text
kinds = st.sampled_from([nx.MultiDiGraph, nx.MultiDiGraph, nx.MultiDiGraph, nx.DiGraph, nx.MultiGraph, nx.Graph])
node_names = st.lists(
    any_text | st.integers(0, 3) | st.sampled_from(["市审计局", "任务一"]),
    max_size=5,
    unique_by=lambda name: legal_text(str(name)) or NAMELESS,
)


@st.composite
def any_graph(draw: st.DrawFn) -> nx.Graph[Any]:
    """Draw a graph of any kind with up to five nodes and eight edges; a role is text, or missing."""
    graph = draw(kinds)()
    graph.graph.update(draw(fields))
    names = draw(node_names)
    for name in names:
        graph.add_node(name)
        graph.nodes[name].update(draw(fields))
    ends = st.sampled_from(names or [""])
    least = draw(st.integers(0, 6)) if names else 0
    edges = st.lists(st.tuples(ends, ends, keys, roles, fields), min_size=least, max_size=8 if names else 0)
    for source, target, key, role, own in draw(edges):
        attributes = {name: value for name, value in own.items() if name != "role"}
        if role is not None:
            attributes["role"] = role
        if graph.is_multigraph():
            graph.add_edges_from(
                [(source, target, key, attributes)] if key is not None else [(source, target, attributes)]
            )
        else:
            graph.add_edges_from([(source, target, attributes)])
    return graph


@dataclass(frozen=True)
class Counts:
    """What a program finds in a file; an edge without a role, or with an empty one, counts under ""."""

    nodes: int
    edges: int
    roles: Counter[str]


def counts(nodes: int, edges: int, found: Iterable[Any]) -> Counts:
    """Count roles as programs give them; each has its own way to say that there is none."""
    return Counts(nodes, edges, Counter(role if isinstance(role, str) else "" for role in found))


def expected(graph: nx.Graph[Any], ending: str) -> Counts:
    """Count what must be found in the file of a graph, in the characters that the format can hold."""
    written: Callable[[str], str] = {
        ".graphml": lambda role: plain_text(legal_text(role)),
        ".gexf": lambda role: plain_text(legal_text(role)),
        ".json": whole_text,
        ".parquet": whole_text,
        ".csv": lambda role: safe_cell(legal_text(role)),
        ".xlsx": lambda role: "＜r>市审计局</r>" if role == "<r>市审计局</r>" else legal_text(role),
    }[ending]
    found = [role for *_, role in graph.edges(data="role")]
    return counts(len(graph), graph.number_of_edges(), [role if role is None else written(role) for role in found])


def _of_networkx(graph: nx.Graph[Any]) -> Counts:
    return counts(len(graph), graph.number_of_edges(), (role for *_, role in graph.edges(data="role")))


def networkx_graphml(path: Path) -> Counts:
    return _of_networkx(nx.read_graphml(path, edge_key_type=str, force_multigraph=True))


def networkx_gexf(path: Path) -> Counts:
    return _of_networkx(nx.read_gexf(path))


def networkx_json(path: Path) -> Counts:
    return _of_networkx(nx.node_link_graph(strict_json(path), edges="edges"))


def strict_json(path: Path) -> Any:
    """Read a file of JSON that has none of the words which JSON lacks: NaN, Infinity."""
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return json.loads(data.decode("utf-8"), parse_constant=_no_json)


def _no_json(word: str) -> Any:
    raise ValueError(f"{word} is no JSON")


def igraph_graphml(path: Path) -> Counts:
    import igraph

    graph = igraph.Graph.Read_GraphML(str(path))
    found = graph.es["role"] if "role" in graph.es.attributes() else [None] * graph.ecount()
    return counts(graph.vcount(), graph.ecount(), found)


def rustworkx_graphml(path: Path) -> Counts:
    import rustworkx

    (graph,) = rustworkx.read_graphml(str(path))
    return counts(graph.num_nodes(), graph.num_edges(), (fields.get("role") for fields in graph.edges()))


def pandas_csv(path: Path) -> Counts:
    edges, nodes = (pd.read_csv(each, dtype=str, keep_default_na=False) for each in (path, nodes_path(path)))
    assert list(edges)[:4] == ["id", "source", "target", "role"]
    assert list(nodes)[:3] == ["id", "label", "kind"]
    assert set(edges["source"]) | set(edges["target"]) <= set(nodes["id"])
    return counts(len(nodes), len(edges), edges["role"])


def pandas_parquet(path: Path) -> Counts:
    edges, nodes = (pd.read_parquet(each) for each in (path, nodes_path(path)))
    assert edges["id"].is_unique
    assert set(edges["source"]) | set(edges["target"]) <= set(nodes["id"])
    return counts(len(nodes), len(edges), edges["role"])


def duckdb_parquet(path: Path) -> Counts:
    import duckdb

    with duckdb.connect() as base:
        found = base.execute("SELECT role FROM read_parquet(?)", [str(path)]).fetchall()
        ((nodes,),) = base.execute("SELECT count(*) FROM read_parquet(?)", [str(nodes_path(path))]).fetchall()
    return counts(nodes, len(found), (role for (role,) in found))


def openpyxl_xlsx(path: Path) -> Counts:
    import openpyxl
    from openpyxl.utils.escape import unescape

    book = openpyxl.load_workbook(path)
    for sheet in book.worksheets:
        assert not any(cell.data_type == "f" or cell.hyperlink for row in sheet.iter_rows() for cell in row)
    edges = list(book["edges"].iter_rows(min_row=2, values_only=True))
    place = [cell.value for cell in book["edges"][1]].index("role")
    # A text such as _x0041_ is escaped in the file; Excel undoes it, openpyxl leaves it to us.
    found = (unescape(row[place]) if row[place] else None for row in edges)
    return counts(book["nodes"].max_row - 1, len(edges), found)


READERS: dict[str, tuple[str, Callable[[Path], Counts]]] = {
    "networkx GraphML": (".graphml", networkx_graphml),
    "igraph GraphML": (".graphml", igraph_graphml),
    "rustworkx GraphML": (".graphml", rustworkx_graphml),
    "networkx GEXF": (".gexf", networkx_gexf),
    "networkx JSON": (".json", networkx_json),
    "pandas CSV": (".csv", pandas_csv),
    "pandas Parquet": (".parquet", pandas_parquet),
    "openpyxl": (".xlsx", openpyxl_xlsx),
}
"""Program to the ending it reads and the function that counts."""
