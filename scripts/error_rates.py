"""How often each field is right (各字段的准确率): the tables of docs/data.md, made again from gold files.

    python scripts/error_rates.py NAME=FOLDER... [--places] [--without-rhythms NAME] [--strings FILE...]

In go folders with gold files, as `planparse evaluate` takes them, each with the name of its column; out come Markdown
tables on standard output. A gold file counts once, however many files hold its plan: in each field the file counts that
is read worst, and files with pages that are pictures are only named. The intervals are Wilson's at 95 % (Wilson 1927),
which also hold for shares of 0 and 1; they take items as independent, which items of one document are not.
"""

from __future__ import annotations

import argparse
import json
import logging
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pdfplumber

from planparse import parse, parse_responsibility
from planparse.errors import NotAPlan, UsageError
from planparse.evaluate.gold import Gold, find_pairs, read_gold
from planparse.evaluate.match import Row, normalise, pair_rows, rows_of
from planparse.evaluate.score import METADATA_FIELDS, compare
from planparse.evaluate.strings import NAMES, measure_strings
from planparse.lexicon.lookalikes import fold_lookalikes
from planparse.model.plan import Assignment, Plan, Role, Task

Z = 1.959964
"""Of the normal distribution, for 95 % on both sides."""

ROUNDING = 1e-6
"""Thousandths by which a limit may miss a round value only because it is computed."""

BANDS = ((0.95, "0.95 to 1"), (0.8, "0.8 to 0.95"), (0.5, "0.5 to 0.8"), (0.0, "below 0.5"))
"""Confidence from, and what the table calls the band; below 0.8 `needs_review` is true."""

WHOLE = "whole document"
PLACE = "page and box"
SLACK = 0.5
"""PDF points by which two readers may differ on where a character stands."""
TEXTS = ("goal", "task", "path", "content", "responsibility_text")
FLAGS = ("by_duty", "collective", "open_list")
OPTIONAL = ("path", *FLAGS, "deadlines", "quantities")
"""What a gold file may leave out; it is not judged then."""

Bag = Counter[Any]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many items are right, were read, and stand in the gold; none were read where one share says all."""

    right: int = 0
    found: int = 0
    gold: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.right + other.right, self.found + other.found, self.gold + other.gold)

    @property
    def wrong(self) -> int:
        """Items that are missing, and items that are too many."""
        return self.gold - self.right + max(0, self.found - self.right)

    def __str__(self) -> str:
        if not (self.found or self.gold):
            return "none"
        extra = max(0, self.found - self.right)
        return f"{self.right} of {self.gold}" + (f", {extra} extra" if extra else "")


Rates = dict[str, Tally]
"""The tally of each field."""


@dataclass(slots=True)
class Measured:
    """What one folder of gold gave.

    golds, files: how many were measured; unread: files with pages that are pictures
    bands: (confidence band) to right and all assignments
    """

    golds: int = 0
    files: int = 0
    unread: list[str] = field(default_factory=list)
    rates: Rates = field(default_factory=dict)
    bands: dict[str, Tally] = field(default_factory=dict)


def measure_folder(folder: Path, *, rhythms: bool = True, places: bool = False) -> Measured:
    """Measure every gold file below a folder.

    rhythms: the gold has them, so they are judged; places: look up the box of each assignment in the PDF, which is slow
    """
    by_gold: dict[Path, list[Path]] = {}
    for pair in find_pairs([folder]):
        if pair.document is None:
            raise UsageError("no document belongs to this gold file", where=str(pair.gold))
        by_gold.setdefault(pair.gold, []).append(pair.document)
    measured = Measured()
    for path, documents in by_gold.items():
        gold, raw = read_gold(path), _raw_rows(path)
        rates: list[Rates] = []
        for document in documents:
            plan = _plan_of(document)
            if any(warning.code == "no_text_on_page" for warning in plan.warnings):
                measured.unread.append(document.name)
                continue
            if not rates:
                _add(measured.bands, _bands_of_plan(gold, plan))
            rates.append(_rates_of(gold, raw, plan, rhythms=rhythms))
            if places and plan.source.format == "pdf":
                rates[-1][PLACE] = _places(document, plan)
        if rates:
            measured.golds += 1
            measured.files += len(rates)
            names = dict.fromkeys(name for each in rates for name in each)
            worst = {name: max((each[name] for each in rates if name in each), key=lambda t: t.wrong) for name in names}
            _add(measured.rates, worst)
    return measured


def _raw_rows(path: Path) -> list[dict[str, Any]]:
    data = json.loads(path.read_text(encoding="utf-8"))
    rows: list[dict[str, Any]] = data["rows"] if "rows" in data else data["tasks"]
    return rows


def _plan_of(document: Path) -> Plan:
    """Parse a document, also one without tasks; any fault ends the script, so that none is hidden."""
    try:
        return parse(document)
    except NotAPlan as problem:
        plan: Plan = problem.plan
        return plan


def _rates_of(gold: Gold, raw: Sequence[Mapping[str, Any]], plan: Plan, *, rhythms: bool) -> Rates:
    score, _ = compare(gold, plan)
    found = rows_of(plan, by_digest=gold.by_digest)
    pairs = pair_rows(gold.rows, found)
    same = {j: i for i, j in pairs.items()}
    ratios = (score.rows_strict, score.assignments)
    rates: Rates = {WHOLE: Tally(int(all(each.right == each.found == each.gold for each in ratios)), 0, 1)}
    for name in TEXTS:
        rates[name] = _texts(name, gold.rows, raw, plan, found, pairs)
    for name, ratio in (("assignment (unit, role)", score.assignments), ("assignment, the unit alone", score.units)):
        rates[name] = Tally(ratio.right, ratio.found, ratio.gold)
    for role in Role:
        rates[role] = _common(
            (((i, normalise(e.unit)) for i, row in enumerate(gold.rows) for e in row.assignments if e.role == role)),
            ((same.get(j, ~j), normalise(e.unit)) for j, t in enumerate(plan.tasks) for e in t.assignments
             if e.role == role),
        )  # fmt: skip
    rates |= {name: _flags(name, raw, plan, same) for name in FLAGS}
    rates["deadlines"] = _deadlines(raw, plan, same, rhythms=rhythms)
    rates["quantities"] = _quantities(raw, plan, same)
    for name, (right, wrong) in score.metadata.items():
        rates[name] = Tally(right, 0, right + wrong)
    told = {name for row in raw for name in row} | {name for row in raw for each in row["assignments"] for name in each}
    return {name: tally for name, tally in rates.items() if name not in OPTIONAL or name in told}


def _common(gold: Iterable[Any], found: Iterable[Any]) -> Tally:
    mine, theirs = Counter(gold), Counter(found)
    return Tally((mine & theirs).total(), theirs.total(), mine.total())


def _texts(
    name: str,
    rows: Sequence[Row],
    raw: Sequence[Mapping[str, Any]],
    plan: Plan,
    found: Sequence[Row],
    pairs: Mapping[int, int],
) -> Tally:
    """Count the rows that agree in a field; a row that is missing or too many agrees in none."""
    if name == "path":
        asked = [i for i, row in enumerate(raw) if "path" in row]
        right = sum(
            i in pairs and [*map(normalise, raw[i]["path"])] == [*map(normalise, plan.tasks[pairs[i]].path)]
            for i in asked
        )
        return Tally(right, len(found) - (len(raw) - len(asked)), len(asked))
    right = sum(normalise(getattr(rows[i], name)) == normalise(getattr(found[j], name)) for i, j in pairs.items())
    return Tally(right, len(found), len(rows))


def _flags(name: str, raw: Sequence[Mapping[str, Any]], plan: Plan, same: Mapping[int, int]) -> Tally:
    """Count the assignments that bear a mark; where the gold says it only of the row, rows of which one bears it."""
    each_has = [all(name in a for a in row["assignments"]) and bool(row["assignments"]) for row in raw]

    def gold() -> Iterator[Any]:
        for i, row in enumerate(raw):
            if each_has[i]:
                yield from ((i, normalise(a["unit"]), a["role"]) for a in row["assignments"] if a[name])
            elif row.get(name):
                yield (i,)

    def found() -> Iterator[Any]:
        for j, task in enumerate(plan.tasks):
            i = same.get(j, ~j)
            marked = [a for a in task.assignments if getattr(a, name)]
            if i >= 0 and not each_has[i]:
                yield from [(i,)] if marked else []
            else:
                yield from ((i, normalise(a.unit), str(a.role)) for a in marked)

    return _common(gold(), found())


def _deadlines(raw: Sequence[Mapping[str, Any]], plan: Plan, same: Mapping[int, int], *, rhythms: bool) -> Tally:
    def key(i: int, text: str, *values: Any) -> Any:
        return (i, normalise(text), *(None if value is None else str(value) for value in values))

    return _common(
        (
            key(i, each["text"], each["start"], each["end"], each["recurrence"], each["relative"])
            for i, row in enumerate(raw)
            for each in row.get("deadlines", ())
            if rhythms or not each["recurrence"]
        ),
        (
            key(same.get(j, ~j), each.text, each.start, each.end, each.recurrence, each.relative)
            for j, task in enumerate(plan.tasks)
            for each in task.deadlines
            if rhythms or not each.recurrence
        ),
    )


def _quantities(raw: Sequence[Mapping[str, Any]], plan: Plan, same: Mapping[int, int]) -> Tally:
    """Count the quantities; those that the gold leaves to the reader are neither right nor wrong."""

    def keys(i: int, items: Iterable[Mapping[str, Any]]) -> Iterator[Any]:
        for each in items:
            values = (each["comparator"], float(each["value"]), each.get("value_high"), each["unit"] or None)
            yield (i, normalise(each["text"]), *values)

    def of_task(task: Task) -> Iterator[Mapping[str, Any]]:
        names = ("text", "comparator", "value", "value_high", "unit")
        yield from ({name: getattr(each, name) for name in names} for each in task.quantities)

    listed = [(i, each) for i, row in enumerate(raw) for each in row.get("quantities", ())]
    free = {(i, normalise(each["text"])) for i, each in listed if each.get("optional")}
    gold = [key for i, each in listed if not each.get("optional") for key in keys(i, [each])]
    found = [key for j, task in enumerate(plan.tasks) for key in keys(same.get(j, ~j), of_task(task))]
    return _common(gold, (key for key in found if key[:2] not in free))


def _places(document: Path, plan: Plan) -> Tally:
    """Count the assignments whose words stand in their boxes, as pdfplumber reads the page."""
    right = of = 0
    chars: dict[int, list[tuple[float, float, str]]] = {}
    with pdfplumber.open(document) as pdf:
        for each in (each for task in plan.tasks for each in task.assignments):
            is_right = bool(each.evidence)
            for spot in each.evidence:
                assert spot.page is not None and spot.bbox is not None
                if spot.page not in chars:
                    chars[spot.page] = [
                        ((c["x0"] + c["x1"]) / 2, (c["top"] + c["bottom"]) / 2, c["text"])
                        for c in pdf.pages[spot.page - 1].chars
                    ]
                x0, top, x1, bottom = spot.bbox
                inside = "".join(
                    text
                    for x, y, text in chars[spot.page]
                    if x0 - SLACK <= x <= x1 + SLACK and top - SLACK <= y <= bottom + SLACK
                )
                is_right &= not Counter(_plain(spot.text)) - Counter(_plain(inside))
            right, of = right + is_right, of + 1
    return Tally(right, 0, of)


def _plain(text: str) -> str:
    return fold_lookalikes(normalise(text))


def _bands_of_plan(gold: Gold, plan: Plan) -> dict[str, Tally]:
    found = rows_of(plan, by_digest=gold.by_digest)
    same = {j: i for i, j in pair_rows(gold.rows, found).items()}
    right = Counter((i, normalise(each.unit), each.role) for i, row in enumerate(gold.rows) for each in row.assignments)
    return _graded(right, ((same.get(j, ~j), each) for j, task in enumerate(plan.tasks) for each in task.assignments))


def bands_of_strings(path: Path) -> dict[str, Tally]:
    """Grade the assignments of single strings (`text`, `column`, `assignments`) by their confidence."""
    right: Bag = Counter()
    found: list[tuple[int, Assignment]] = []
    for number, line in enumerate(filter(str.strip, path.read_text(encoding="utf-8").splitlines())):
        row = json.loads(line)
        right.update((number, normalise(each["unit"]), each["role"]) for each in row["assignments"])
        found += ((number, each) for each in parse_responsibility(row["text"], row["column"]))
    return _graded(right, found)


def _graded(right: Bag, found: Iterable[tuple[int, Assignment]]) -> dict[str, Tally]:
    left, bands = Counter(right), {name: Tally() for _, name in BANDS}
    for row, each in found:
        band = next(name for least, name in BANDS if each.confidence >= least)
        key = (row, normalise(each.unit), str(each.role))
        hit = int(left[key] > 0)
        left[key] -= hit
        bands[band] += Tally(hit, 1, 1)
    return bands


def _add(into: Rates, more: Rates) -> None:
    for name, tally in more.items():
        into[name] = into.get(name, Tally()) + tally


def wilson(right: int, of: int) -> tuple[float, float]:
    """Give the limits of a share, from 0 to 1, at 95 %.

    >>> [round(limit, 3) for limit in wilson(103, 103)]
    [0.964, 1.0]
    """
    share, spread = right / of, Z * Z / of
    middle = (share + spread / 2) / (1 + spread)
    half = Z * math.sqrt(share * (1 - share) / of + spread / (4 * of)) / (1 + spread)
    return max(0.0, middle - half), min(1.0, middle + half)


def share(right: int, of: int) -> str:
    """Write a share with its limits: only all of all is 1, and the limits are rounded away from each other.

    >>> share(103, 103), share(0, 103), share(9999, 10000), share(0, 0)
    ('1 (0.964–1)', '0 (0–0.036)', '0.999 (0.999–1)', '–')
    """
    if not of:
        return "–"
    low, high = wilson(right, of)
    middle = min(max(round(right / of, 3), 0.001 if right else 0.0), 1.0 if right == of else 0.999)
    below, above = math.floor(low * 1000 + ROUNDING) / 1000, math.ceil(high * 1000 - ROUNDING) / 1000
    return f"{_short(middle)} ({_short(below)}–{_short(above)})"


def _short(value: float) -> str:
    return f"{value:.0f}" if value in (0, 1) else f"{value:.3f}"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Write a Markdown table."""
    yield "| " + " | ".join(head) + " |"
    yield "|" + "---|" * len(head)
    yield from ("| " + " | ".join(row) + " |" for row in rows)


def field_rows(columns: Mapping[str, Measured], names: Iterable[str]) -> Iterator[list[str]]:
    """Give one row a field: the counts of each folder, then precision and recall of all together."""
    for name in names:
        each = [measured.rates.get(name) for measured in columns.values()]
        total = sum(filter(None, each), Tally())
        both = [share(total.right, total.found), share(total.right, total.gold)]
        cells = ("–" if tally is None else str(tally) for tally in each)
        yield [name if " " in name else f"`{name}`", *cells, *both]


FIELDS = (
    WHOLE, *TEXTS, "assignment (unit, role)", "assignment, the unit alone", PLACE, *FLAGS, "deadlines", "quantities",
    *METADATA_FIELDS,
)  # fmt: skip
"""The rows of the table of fields, in its order; after them stands the table of roles."""


def document_tables(columns: Mapping[str, Measured]) -> Iterator[str]:
    """Write the tables of fields and of roles, and below them what was measured."""
    head = [*columns, "precision", "recall"]
    yield from table(["field", *head], field_rows(columns, FIELDS))
    yield ""
    yield from table(["role", *head], field_rows(columns, Role))
    yield ""
    for name, measured in columns.items():
        unread = f"; left out, since pages are pictures: {', '.join(measured.unread)}" if measured.unread else ""
        yield f"- {name}: gold of {measured.golds}, files {measured.files}{unread}"


def band_table(columns: Mapping[str, Mapping[str, Tally]]) -> Iterator[str]:
    """Write the table of confidence: of the assignments of a band, how many are right."""

    def cell(tally: Tally) -> str:
        return f"{tally.right} of {tally.found}: {share(tally.right, tally.found)}" if tally.found else "none"

    yield from table(
        ["confidence", *columns],
        ([name, *(cell(bands.get(name, Tally())) for bands in columns.values())] for _, name in BANDS),
    )


def string_table(paths: Sequence[Path]) -> Iterator[str]:
    """Write the table of single strings: the strings wholly right, then what they hold and how they are marked."""
    rows: list[list[str]] = []
    for path in paths:
        score = measure_strings(path)
        total, items = score.total, score.total.items
        counts = [(f"{score.kind}, whole string", total.exact, total.strings)]
        counts += [(f"{score.kind}, {NAMES[score.kind][0]}: precision", items.right, items.found)]
        counts += [(f"{score.kind}, {NAMES[score.kind][0]}: recall", items.right, items.gold)]
        counts += [(f"{score.kind}, `{name}` of the string", *mark) for name, mark in score.marks.items()]
        counts += [(f"{score.kind}, {name.replace('_', ' ')}", *count) for name, count in score.counts.items()]
        rows += [[what, f"{right} of {of}", share(right, of)] for what, right, of in counts]
    yield from table(["what", "count", "share"], rows)


def main() -> None:
    """Print the tables of the gold named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", metavar="NAME=FOLDER")
    parser.add_argument("--places", action="store_true", help="look up every box in the PDF")
    parser.add_argument("--without-rhythms", action="append", default=[], metavar="NAME")
    parser.add_argument("--strings", nargs="+", default=[], type=Path, metavar="FILE")
    given = parser.parse_args()
    # It tells of every odd font, and some of these PDFs have odd fonts on purpose.
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    columns = {}
    for each in given.folders:
        name, _, folder = each.rpartition("=")
        columns[name or folder] = measure_folder(
            Path(folder), rhythms=name not in given.without_rhythms, places=given.places
        )
    bands: dict[str, Mapping[str, Tally]] = {name: measured.bands for name, measured in columns.items()}
    for path in given.strings:
        if measure_strings(path).kind == "responsibility":
            bands["single strings"] = bands_of_strings(path)
    print("\n".join([*document_tables(columns), "", *band_table(bands)]))
    if given.strings:
        print("\n".join(["", *string_table(given.strings)]))


if __name__ == "__main__":
    main()
