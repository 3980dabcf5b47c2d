"""Gold files (人工标注): what a document says, written down by a person; and which documents they belong to.

A gold file is JSON with `metadata` and `rows` (or `tasks`). A row has goal, task, content,
responsibility_text and assignments. Long contents may be given by their first 25 and last 15 characters and
their length instead (`content_start`, `content_end`, `content_length`). `metadata.cited_documents` lists titles
with their numbers; `self` marks the plan itself, `optional` what may be left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from planparse.errors import UsageError
from planparse.evaluate.match import Entry, Row, digest

DOCUMENT_SUFFIXES = (".pdf", ".docx", ".doc", ".html", ".htm", ".txt")
"""Endings of files that may be documents; one that planparse cannot read yet is named, not skipped."""

CORPUS_GOLD = "gold.json"
CORPUS_STEM = "source"
GOLD_SUFFIX = ".gold.json"


@dataclass(frozen=True, slots=True)
class Gold:
    """One gold file.

    metadata: the fields of the notice that were annotated, as in the JSON of a plan
    optional: names of metadata fields where none is right too
    by_digest: contents are given by `match.digest`, so predictions are compared by it as well
    """

    path: Path
    rows: tuple[Row, ...]
    metadata: Mapping[str, Any]
    optional: tuple[str, ...] = ()
    by_digest: bool = False


@dataclass(frozen=True, slots=True)
class Pair:
    """A document and the gold file it is measured against; document is None where it is missing."""

    document: Path | None
    gold: Path


def read_gold(path: Path) -> Gold:
    """Read one gold file; raises UsageError if it is none."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except OSError as problem:
        raise UsageError(f"cannot be read: {problem.strerror}", where=str(path)) from problem
    except ValueError as problem:
        raise UsageError(f"no gold file: {problem}", where=str(path)) from problem
    try:
        return _gold(path, data)
    except (AttributeError, KeyError, TypeError) as problem:
        raise UsageError(
            f"no gold file: {type(problem).__name__}: {problem}",
            where=str(path),
            advice="give it `metadata` and `rows`, each with content and assignments",
        ) from problem


def _gold(path: Path, data: Any) -> Gold:
    rows = data["rows"] if "rows" in data else data["tasks"]
    by_digest = any("content" not in row for row in rows)
    metadata = dict(data.get("metadata") or {})
    optional = metadata.pop("optional_fields", ())
    for cited in metadata.get("cited_documents") or ():
        cited["title"].split()  # a gold without titles is found now, not after the first document is read
    return Gold(path, tuple(_row(row, by_digest) for row in rows), metadata, tuple(optional), by_digest)


def _row(row: Mapping[str, Any], by_digest: bool) -> Row:
    if by_digest and "content" in row:
        content = digest(row["content"])
    elif by_digest:
        content = digest(row["content_start"], row["content_end"], row["content_length"])
    else:
        content = row["content"] or ""
    return Row(
        row.get("goal"),
        row.get("task"),
        content,
        row.get("responsibility_text") or "",
        tuple(Entry(each["unit"], each["role"]) for each in row.get("assignments") or ()),
    )


def find_pairs(paths: Sequence[Path], gold: Path | None = None) -> tuple[Pair, ...]:
    """Pair documents with their gold files.

    A folder is searched with all its subfolders. These belong together:

    - `gold.json` and `source.*` in one folder;
    - `X.gold.json` and `X.pdf` (`.docx`, `.html`, …) beside it or in its subfolder `pdf/`; where a folder has
      only one gold file, it is that of every document in `pdf/`;
    - a gold file in a folder `gold/` and the document above it that its field `document` names.

    gold: taken for every document named by `paths` instead
    Raises UsageError for a path that does not exist or leads to no gold file.
    """
    pairs: dict[tuple[str, str], Pair] = {}
    for path in paths:
        if not path.exists():
            raise UsageError("no such file or folder", where=str(path))
        found = tuple(_pairs_of(path, gold))
        if not found:
            raise UsageError(
                "no gold file belongs to it",
                where=str(path),
                advice="lay NAME.gold.json beside NAME.pdf, or name the gold file with --gold",
            )
        for pair in found:
            # One document may be met through several paths; it counts once.
            pairs.setdefault((str(pair.document and pair.document.resolve()), str(pair.gold.resolve())), pair)
    return tuple(pairs.values())


def _pairs_of(path: Path, gold: Path | None) -> Iterator[Pair]:
    if gold is not None:
        documents = _documents(path, deep=True) if path.is_dir() else (path,)
        yield from (Pair(document, gold) for document in documents)
    elif path.is_dir():
        for gold_file in sorted(path.rglob("*" + CORPUS_GOLD)):
            if _is_gold(gold_file):
                yield from _pairs_of_gold(gold_file)
    elif _is_gold(path):
        yield from _pairs_of_gold(path)
    else:
        yield from _pairs_of_document(path)


def _pairs_of_gold(gold: Path) -> Iterator[Pair]:
    documents = _documents_of(gold)
    yield from (Pair(document, gold) for document in documents)
    if not documents:
        yield Pair(None, gold)


def _pairs_of_document(document: Path) -> Iterator[Pair]:
    real = document.resolve()
    for folder in (document.parent, document.parent / "gold", document.resolve().parent.parent):
        for gold in _golds_in(folder):
            if any(each.resolve() == real for each in _documents_of(gold)):
                yield Pair(document, gold)
                return


def _documents_of(gold: Path) -> tuple[Path, ...]:
    folder, beside = gold.parent, _documents(gold.parent)
    if gold.name == CORPUS_GOLD:
        return tuple(each for each in beside if each.stem == CORPUS_STEM)
    stem = gold.name.removesuffix(GOLD_SUFFIX)
    mine = [each for each in beside if each.stem == stem]
    shared = _golds_in(folder) == (gold,) and not _golds_in(folder / "pdf")
    mine += [each for each in _documents(folder / "pdf") if shared or each.stem == stem]
    if not mine:
        name = _named_document(gold)
        mine = [each / name for each in (folder, folder.parent) if name and (each / name).is_file()][:1]
    return tuple(mine)


def _named_document(gold: Path) -> str | None:
    """Give the plain file name in the field `document` of a gold file, or None."""
    try:
        name = json.loads(gold.read_text(encoding="utf-8")).get("document")
    except (OSError, ValueError, AttributeError):
        return None  # `read_gold` will say what is wrong with it
    return name if isinstance(name, str) and name == Path(name).name else None


def _is_gold(path: Path) -> bool:
    return path.is_file() and (path.name == CORPUS_GOLD or path.name.endswith(GOLD_SUFFIX))


def _golds_in(folder: Path) -> tuple[Path, ...]:
    return tuple(each for each in sorted(folder.glob("*" + CORPUS_GOLD)) if _is_gold(each))


def _documents(folder: Path, *, deep: bool = False) -> tuple[Path, ...]:
    found = folder.rglob("*") if deep else folder.glob("*")
    return tuple(each for each in sorted(found) if each.suffix.lower() in DOCUMENT_SUFFIXES and each.is_file())
