"""Plans in, plain data out: what the page of a report shows, before anything is drawn (报告数据).

The data is what JSON can hold: lists, dicts, text and numbers. Fields that say nothing are left out. All text of the
documents is cleaned here, once, so that whatever stands behind can take it for plain text.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from planparse.errors import UsageError
from planparse.model.evidence import Evidence
from planparse.model.plan import Assignment, Plan, Role, Task
from planparse.outputs.clean import legal_text
from planparse.outputs.layout import Circle, Network, Tie, drawn
from planparse.outputs.report.pages import PageImages

ALL = "all"
"""The scope of all plans together."""

MOST_TASKS = 20_000
"""Tasks of one page. So many make a file of some 20 MB, which a browser still opens within seconds."""

MOST_PLAN_NETWORKS = 120
"""Plans that get a network of their own; a page of more has them by year and together."""

NAMELESS = "？"

SAFE_PICTURE = re.compile("data:image/(webp|png|jpeg);base64,[A-Za-z0-9+/]*=*")
"""The address of a picture that holds the picture itself; any other could lead out of the page."""


@dataclass(frozen=True, slots=True)
class ReportNotes:
    """What a report holds, and what it leaves out.

    edges: assignments in it; left_out: those less sure than was asked for
    pictures: pages shown as pictures
    """

    plans: int
    tasks: int
    edges: int
    left_out: int
    pictures: int


def report_data(
    plans: Sequence[Plan],
    documents: Mapping[str, PageImages],
    *,
    title: str | None,
    language: str,
    min_confidence: float,
) -> tuple[dict[str, Any], ReportNotes]:
    """Give the data of a page, and what is to be said of it.

    `units` and `plans` are lists; in a plan, a task names its goal, and an edge its task and unit, by their numbers in
    these lists. `networks` has the network of each scope: `all`, `year:2023`, or the id of a plan.
    Raises UsageError if there are more tasks than one page can show.
    """
    tasks = sum(len(plan.tasks) for plan in plans)
    if tasks > MOST_TASKS:
        raise UsageError(
            f"{tasks:,} tasks are too many for one page, which shows {MOST_TASKS:,}",
            advice="choose --year, --region or --unit",
        )
    units = _Units(plans, min_confidence)
    records = [_plan_record(plan, units, documents.get(plan.plan_id, {}), min_confidence) for plan in plans]
    given = sum(len(task.assignments) for plan in plans for task in plan.tasks)
    edges = sum(len(record["edges"]) for record in records)
    data = known(
        {
            "language": language,
            "title": _text(title),
            "min_confidence": min_confidence,
            "left_out": given - edges,
        }
    ) | {
        "roles": [str(role) for role in Role],
        "units": units.records,
        "plans": records,
        "networks": dict(_networks(records, units.records)),
    }
    pictures = sum(len(record.get("pictures", ())) for record in records)
    return data, ReportNotes(len(plans), tasks, edges, given - edges, pictures)


def unit_key(plan: Plan, assignment: Assignment) -> str:
    """Tell a unit apart as the graph does: by its identity, else by its name within its plan."""
    return assignment.unit_id or f"{plan.plan_id}/{assignment.unit}"


def known(fields: dict[str, Any]) -> dict[str, Any]:
    """Leave out what says nothing: None, what is empty, 0 and False."""
    return {name: value for name, value in fields.items() if value not in (None, "", [], {}, 0)}


class _Units:
    """The units of all plans, those with the most tasks first, each under the name that is written most often."""

    def __init__(self, plans: Iterable[Plan], min_confidence: float) -> None:
        full = {unit.id: unit.full_name for plan in plans for unit in plan.units}
        names: dict[str, Counter[str]] = {}
        local: dict[str, str] = {}
        tasks: dict[str, set[tuple[str, str]]] = {}
        collective: set[str] = set()
        for plan in plans:
            for task in plan.tasks:
                for each in task.assignments:
                    if each.confidence < min_confidence:
                        continue
                    key = unit_key(plan, each)
                    names.setdefault(key, Counter())[each.unit] += 1
                    tasks.setdefault(key, set()).add((plan.plan_id, task.id))
                    if each.collective:
                        collective.add(key)
                    if not each.unit_id:
                        local[key] = str(plan.metadata.document_number or plan.metadata.title or plan.source.name)
        label = {key: _most_frequent(found) for key, found in names.items()}
        shared = Counter(label.values())
        order = sorted(names, key=lambda key: (-len(tasks[key]), key))
        self.number = {key: number for number, key in enumerate(order)}
        self.records = [
            known(
                {
                    "key": _text(key),
                    # 市财政局 of two cities are two units; their names in full tell them apart.
                    "name": _visible(full.get(key, label[key]) if shared[label[key]] > 1 else label[key]),
                    "full": _text(full.get(key)),
                    # Of one that is not resolved, nothing is known but the plan that names it.
                    "of": _text(local.get(key)) if shared[label[key]] > 1 else None,
                    "names": sorted(legal_text(name) for name in names[key]) if len(names[key]) > 1 else None,
                    "collective": key in collective,
                }
            )
            for key in order
        ]


def _most_frequent(names: Counter[str]) -> str:
    return min(names, key=lambda name: (-names[name], name))


class _Spots:
    """The places of a plan where something was read; equal ones are kept once."""

    def __init__(self) -> None:
        self.records: list[dict[str, Any]] = []
        self._number: dict[Evidence, int] = {}

    def of(self, evidence: Iterable[Evidence]) -> list[int]:
        return [self._one(spot) for spot in evidence]

    def _one(self, spot: Evidence) -> int:
        if spot not in self._number:
            self._number[spot] = len(self.records)
            self.records.append(
                known(
                    {
                        "page": spot.page,
                        "box": [round(edge, 1) for edge in spot.bbox] if spot.bbox else None,
                        "paragraph": spot.paragraph,
                        "chars": None if spot.start is None else [spot.start, spot.end],
                        "line": spot.line,
                        "text": _text(spot.text),
                    }
                )
            )
        return self._number[spot]


def _plan_record(plan: Plan, units: _Units, images: PageImages, min_confidence: float) -> dict[str, Any]:
    spots = _Spots()
    goals = {goal: number for number, goal in enumerate(dict.fromkeys(t.goal for t in plan.tasks if t.goal))}
    tasks = [_task_record(task, goals, spots) for task in plan.tasks]
    edges = [
        _edge_record(number, units.number[unit_key(plan, each)], each, spots, units)
        for number, task in enumerate(plan.tasks)
        for each in task.assignments
        if each.confidence >= min_confidence
    ]
    about = plan.metadata
    date = about.signed_date or about.published_date
    return known(
        {
            "id": plan.plan_id,
            "title": _text(about.title) or _text(plan.source.name),
            "number": _text(str(about.document_number)) if about.document_number else None,
            "issuer": _text(about.issuer),
            "date": date.isoformat() if date else None,
            "year": plan.year,
            "region": _text(plan.region.name) if plan.region else None,
            "file": _text(plan.source.name),
            "n_pages": plan.source.pages,
            "warnings": [_text(warning.message) for warning in plan.warnings],
            "goals": [_text(goal) for goal in goals],
        }
    ) | {"tasks": tasks, "edges": edges, "spots": spots.records, "pictures": _pictures(images)}


def _task_record(task: Task, goals: Mapping[str, int], spots: _Spots) -> dict[str, Any]:
    record = known(
        {
            "id": _text(task.id),
            "task": _text(task.task),
            "content": _text(task.content),
            "responsibility": _text(task.responsibility_text),
            "deadlines": [_text(each.text) for each in task.deadlines],
            "quantities": [_text(each.text) for each in task.quantities],
            "seen": spots.of(task.evidence),
        }
    )
    return record | ({"goal": goals[task.goal]} if task.goal else {})


def _edge_record(task: int, unit: int, each: Assignment, spots: _Spots, units: _Units) -> dict[str, Any]:
    written = _text(each.unit)
    return {"task": task, "unit": unit, "role": str(each.role)} | known(
        {
            "written": written if written != units.records[unit]["name"] else None,
            "confidence": round(each.confidence, 3) if each.confidence < 1 else None,
            "review": each.needs_review,
            "by_duty": each.by_duty,
            "open_list": each.open_list,
            "others": [{"unit": _text(other.unit), "role": str(other.role)} for other in each.alternatives],
            "seen": spots.of(each.evidence),
        }
    )


def _pictures(images: PageImages) -> dict[str, Any]:
    return {
        str(number): {"width": image.width, "height": image.height, "uri": image.uri}
        for number, image in sorted(images.items())
        if SAFE_PICTURE.fullmatch(image.uri)
    }


def _text(text: str | None) -> str | None:
    return None if text is None else legal_text(text)


def _visible(name: str) -> str:
    """Give a name that can be seen and pointed at, also where a document has blanks for one."""
    seen = any(unicodedata.category(char)[0] not in "CZ" for char in name)
    return legal_text(name) if seen else NAMELESS


def _networks(records: Sequence[dict[str, Any]], units: Sequence[dict[str, Any]]) -> Iterator[tuple[str, Any]]:
    """Draw the network of each scope that the page can show."""
    if len(records) <= MOST_PLAN_NETWORKS:
        yield from ((record["id"], _network([record], units)) for record in records)
    if len(records) < 2:
        return
    by_year: dict[int, list[dict[str, Any]]] = {}
    for record in records:
        if "year" in record:
            by_year.setdefault(record["year"], []).append(record)
    yield from ((f"year:{year}", _network(found, units)) for year, found in sorted(by_year.items()))
    yield ALL, _network(records, units)


def _network(records: Iterable[dict[str, Any]], units: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Tie the units that share tasks, as `unit_network` does: collectives left out, weights by Newman."""
    members = [found for record in records for found in _members(record, units)]
    load = Counter(unit for found in members for unit in found)
    sizes: dict[tuple[int, int], Counter[int]] = {}
    for found in members:
        for pair in combinations(sorted(found), 2):
            sizes.setdefault(pair, Counter())[len(found)] += 1
    ties = [
        Tie(one, other, count.total(), sum(times / (size - 1) for size, times in sorted(count.items())))
        for (one, other), count in sorted(sizes.items())
    ]
    circles = [Circle(unit, units[unit]["name"], load[unit]) for unit in sorted(load, key=lambda u: (-load[u], u))]
    return _network_record(drawn(circles, ties))


def _members(record: dict[str, Any], units: Sequence[dict[str, Any]]) -> Iterator[set[int]]:
    found: dict[int, set[int]] = {}
    for edge in record["edges"]:
        if not units[edge["unit"]].get("collective"):
            found.setdefault(edge["task"], set()).add(edge["unit"])
    yield from found.values()


def _network_record(network: Network) -> dict[str, Any]:
    return {
        "width": network.width,
        "height": network.height,
        "nodes": [
            {"unit": node.unit, "x": node.x, "y": node.y, "r": node.r} | known({"label": "".join(node.lines)})
            for node in network.nodes
        ],
        "ties": [[tie.one, tie.other, tie.count] for tie in network.ties],
        "nodes_left_out": network.nodes_left_out,
        "ties_left_out": network.ties_left_out,
    }
