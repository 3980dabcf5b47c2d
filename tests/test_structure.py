"""The house itself: imports run in one direction, and importing planparse is cheap."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

SRC = Path(__file__).resolve().parent.parent / "src" / "planparse"

ORDER = [
    "errors", "files", "model", "lexicon", "readers", "tables", "language", "units", "plan",
    "dataset", "graph", "outputs", "evaluate", "batch", "cli", "__main__",
]  # fmt: skip

HEAVY = {
    "pandas",
    "networkx",
    "spacy",
    "jieba",
    "matplotlib",
    "pyarrow",
    "lxml",
    "pdfplumber",
    "duckdb",
    "scipy",
    "sklearn",
    "xlsxwriter",
}


def room_of(module: str) -> str:
    return module.split(".")[1]


def imports_of(path: Path) -> set[str]:
    """Our own modules that a file imports, wherever in the file."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("planparse."):
            found.add(node.module or "")
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names if alias.name.startswith("planparse.")}
    return found


SOURCES = sorted(path for path in SRC.rglob("*.py") if path != SRC / "__init__.py")


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(SRC)))
def test_a_module_imports_from_its_own_room_or_from_the_left(path: Path) -> None:
    room = path.relative_to(SRC).parts[0].removesuffix(".py")
    for module in imports_of(path):
        assert ORDER.index(room_of(module)) <= ORDER.index(room), f"{room} imports {module}"


def test_every_room_has_its_place_in_the_order() -> None:
    rooms = {path.relative_to(SRC).parts[0].removesuffix(".py") for path in SOURCES}
    assert rooms <= set(ORDER)


def loaded_by(code: str) -> set[str]:
    """Top-level names of all modules a fresh interpreter has loaded after this code."""
    listing = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys; print(*sys.modules)"], capture_output=True, text=True, check=True
    )
    return {name.split(".")[0] for name in listing.stdout.split()}


def test_importing_planparse_loads_no_heavy_library() -> None:
    assert not loaded_by("import planparse") & HEAVY


def test_parsing_with_pdfium_loads_no_heavy_library(corpus: Path) -> None:
    source = corpus / "lanjiang-2023-17" / "source.pdf"
    assert not loaded_by(f"import planparse; planparse.parse({str(source)!r})") & HEAVY


def test_every_public_name_can_be_had() -> None:
    import planparse

    for name in planparse.__all__:
        assert getattr(planparse, name) is not None
