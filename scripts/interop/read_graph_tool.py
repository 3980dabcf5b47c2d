"""Count nodes, edges and roles of every GraphML file of a folder with graph-tool.

Run by the system's own Python, where Debian puts graph-tool; planparse is not imported. One line a file: name, nodes,
edges, and for each role its UTF-8 bytes as hex, "=" and how many edges have it.
"""

import sys
from collections import Counter
from pathlib import Path

import graph_tool


def count(path):
    graph = graph_tool.load_graph(str(path))
    roles = graph.edge_properties.get("role")
    found = Counter((roles[edge] if roles is not None else "").encode().hex() for edge in graph.edges())
    told = ";".join(f"{role}={times}" for role, times in sorted(found.items()))
    return f"{path.name}\t{graph.num_vertices()}\t{graph.num_edges()}\t{told}"


print(f"version\t{graph_tool.__version__}")
for each in sorted(Path(sys.argv[1]).glob("*.graphml")):
    try:
        print(count(each))
    except Exception as problem:  # whatever it is, it belongs to this file
        print(f"{each.name}\terror\t{' '.join(repr(problem).split())}")
