"""Write fuzzed graphs in every format, and read them with programs of other houses: are all counts the same?

    python scripts/interop/run.py --graphs 1000 --seed 1

The graphs are those of tests/graphs.py. Readers outside of Python, each in one process for all files: R's igraph
(Debian r-cran-igraph), graph-tool (Debian python3-graph-tool) and graphology (node; npm fetches it into a temporary
folder, in the versions of package.json). Every reader must find as many nodes, edges and edges of each role as the
graph has. Exit code 1 if one does not; a reader that is not installed is named and left out.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import warnings
from collections import Counter
from collections.abc import Callable, Iterable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import networkx as nx
from hypothesis import HealthCheck, Phase, given, seed, settings

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent / "tests"))

from graphs import READERS, Counts, any_graph, expected  # noqa: E402
from planparse.outputs.by_ending import write_graph  # noqa: E402

ENDINGS = (".graphml", ".gexf", ".json", ".csv", ".parquet", ".xlsx")
SYSTEM_PYTHON = "/usr/bin/python3"
SHOWN = 5
"""Mismatches of one reader that are printed; the others are counted."""

Found = Counts | str
"""What a reader found in a file, or what it said when it failed."""


class NotInstalled(Exception):
    """A reader is missing on this machine; the message says what is."""


def fuzzed(number: int, start: int) -> list[nx.Graph[Any]]:
    """Draw graphs; the same number and start give the same graphs."""
    graphs: list[nx.Graph[Any]] = []

    @seed(start)
    @settings(
        max_examples=number,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(any_graph())
    def collect(graph: nx.Graph[Any]) -> None:
        graphs.append(graph)

    collect()
    return graphs


def read_r(folder: Path) -> list[str]:
    """Read with R's igraph."""
    need("Rscript", "--vanilla", "-e", "library(igraph)")
    return lines_of("Rscript", "--vanilla", str(HERE / "read_igraph.R"), str(folder))


def read_graph_tool(folder: Path) -> list[str]:
    """Read with graph-tool."""
    need(SYSTEM_PYTHON, "-c", "import graph_tool")
    return lines_of(SYSTEM_PYTHON, str(HERE / "read_graph_tool.py"), str(folder))


def read_graphology(folder: Path) -> list[str]:
    """Fetch graphology and read with it."""
    with tempfile.TemporaryDirectory() as home:
        shutil.copy(HERE / "package.json", home)
        need("npm", "install", "--silent", "--no-audit", "--no-fund", "--no-package-lock", "--prefix", home)
        return lines_of("node", str(HERE / "read_graphology.js"), str(folder), f"{home}/node_modules")


def need(*command: str) -> None:
    """Try what a reader needs, and raise NotInstalled if it is not there."""
    try:
        done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    except FileNotFoundError as problem:
        raise NotInstalled(f"no {command[0]}") from problem
    if done.returncode != 0:
        said = done.stderr.strip().splitlines() or [f"{command[0]} ended with {done.returncode}"]
        raise NotInstalled(said[0])


def lines_of(*command: str) -> list[str]:
    """Run a reader and give the lines that it prints; after a crash they are fewer than the files."""
    return subprocess.run(command, stdout=subprocess.PIPE, encoding="utf-8", check=False).stdout.splitlines()


OUTSIDE: dict[str, Callable[[Path], list[str]]] = {
    "R igraph": read_r,
    "graph-tool": read_graph_tool,
    "graphology": read_graphology,
}


def answers_of(lines: Iterable[str]) -> tuple[str, dict[str, Found]]:
    """Read what an outside reader prints: its version, and by file name what it found."""
    told = "version not told"
    found: dict[str, Found] = {}
    for line in lines:
        name, *rest = line.split("\t")
        if name == "version":
            told = rest[0]
        elif rest[0] == "error":
            found[name] = rest[1]
        else:
            nodes, edges, roles = rest
            pairs = (pair.split("=") for pair in roles.split(";") if pair)
            counted = Counter({bytes.fromhex(role).decode("utf-8"): int(times) for role, times in pairs})
            found[name] = Counts(int(nodes), int(edges), counted)
    return told, found


def read_here(folder: Path, ending: str, read: Callable[[Path], Counts], number: int) -> dict[str, Found]:
    """Read all files of an ending with a library of Python."""
    found: dict[str, Found] = {}
    for place in range(number):
        path = folder / f"{place:05}{ending}"
        try:
            found[path.name] = read(path)
        except Exception as problem:  # whatever it is, it belongs to this file
            found[path.name] = repr(problem)
    return found


def mismatches(found: dict[str, Found], wanted: dict[str, Counts]) -> list[str]:
    """Say where a reader did not find what the graph has."""
    return [
        f"{name}: {found.get(name, 'not read')} instead of {counts}"
        for name, counts in wanted.items()
        if found.get(name) != counts
    ]


def main() -> int:
    """Write, read, compare, and say what came out."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--graphs", type=int, default=1000)
    options.add_argument("--seed", type=int, default=1)
    asked = options.parse_args()
    warnings.simplefilter("ignore")  # igraph keeps an attribute `id` of ours, and says so each time
    failed, skipped = 0, []
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home)
        graphs = fuzzed(asked.graphs, asked.seed)
        wanted: dict[str, dict[str, Counts]] = {ending: {} for ending in ENDINGS}
        for place, graph in enumerate(graphs):
            for ending in ENDINGS:
                name = f"{place:05}{ending}"
                write_graph(graph, folder / name)
                wanted[ending][name] = expected(graph, ending)
        sizes = sum(len(graph) for graph in graphs), sum(graph.number_of_edges() for graph in graphs)
        print(f"{len(graphs)} graphs (seed {asked.seed}), {sizes[0]} nodes, {sizes[1]} edges")

        def tell(reader: str, ending: str, found: dict[str, Found]) -> None:
            nonlocal failed
            wrong = mismatches(found, wanted[ending])
            failed += len(wrong)
            print(f"{reader}, {ending}: {len(wanted[ending]) - len(wrong)} of {len(wanted[ending])} equal", flush=True)
            for line in wrong[:SHOWN]:
                print(f"  {line}")

        for reader, (ending, read) in READERS.items():
            package = reader.split()[0]
            tell(f"{reader} ({package} {version(package)})", ending, read_here(folder, ending, read, len(graphs)))
        for reader, read_all in OUTSIDE.items():
            try:
                told, found = answers_of(read_all(folder))
            except NotInstalled as problem:
                skipped.append(reader)
                print(f"{reader}: left out, {problem}")
                continue
            for ending in (".graphml", ".gexf") if reader == "graphology" else (".graphml",):
                tell(f"{reader} ({told})", ending, found)
    print(f"{failed} mismatches" + (f"; left out: {', '.join(skipped)}" if skipped else "; no reader left out"))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
