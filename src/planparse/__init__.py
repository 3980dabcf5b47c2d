"""planparse reads Chinese government work plans into tasks, units and a responsibility graph.

The names below are the whole public face. Each is imported from its room when it is first asked for, so
`import planparse` loads neither pandas nor networkx.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from planparse.model import token as _token

if TYPE_CHECKING:
    from planparse.dataset.read import read_dataset
    from planparse.errors import (
        EmptyFile,
        EncryptedFile,
        InputError,
        NotAPlan,
        OutOfMemory,
        OutOfTime,
        OutputError,
        PageLimit,
        PlanparseError,
        UnreadableFile,
        UnsupportedFormat,
        UsageError,
    )
    from planparse.graph.build import ego, responsibility_graph
    from planparse.graph.collectives import expand_collectives
    from planparse.graph.compare import compare
    from planparse.graph.comparison import Comparison
    from planparse.graph.measures import network_measures, unit_measures
    from planparse.graph.over_time import jaccard, qap_correlation, ties_over_time
    from planparse.graph.projection import lead_network, unit_network
    from planparse.graph.query import load, sql, tasks, unassigned, who_leads, works_with
    from planparse.graph.structure import backbone, core_periphery, ei_index
    from planparse.language.deadlines import read_deadlines as parse_deadlines
    from planparse.language.pipeline import load_nlp
    from planparse.language.quantities import read_quantities as parse_quantities
    from planparse.language.references import parse_document_number
    from planparse.language.second_opinion import parse_responsibility
    from planparse.language.segment import segment
    from planparse.model.evidence import Evidence
    from planparse.model.plan import (
        Assignment,
        Deadline,
        DocumentNumber,
        Metadata,
        Plan,
        Quantity,
        Role,
        Task,
        Warning,
    )
    from planparse.model.unit import Candidate, Relation, Resolution, Succession, Unit
    from planparse.outputs.figures import draw
    from planparse.outputs.graphml import write_graphml
    from planparse.plan import parse
    from planparse.units.lineage import successors
    from planparse.units.registry import load_registry
    from planparse.units.resolve import resolve_unit

__version__ = "0.1.0"

_ROOMS = {
    "planparse.errors": (
        "EmptyFile", "EncryptedFile", "InputError", "NotAPlan", "OutOfMemory", "OutOfTime", "OutputError",
        "PageLimit", "PlanparseError", "UnreadableFile", "UnsupportedFormat", "UsageError",
    ),
    "planparse.model.evidence": ("Evidence",),
    "planparse.model.plan": (
        "Assignment", "Deadline", "DocumentNumber", "Metadata", "Plan", "Quantity", "Role", "Task", "Warning",
    ),
    "planparse.model.unit": ("Candidate", "Relation", "Resolution", "Succession", "Unit"),
    "planparse.language.references": ("parse_document_number",),
    "planparse.language.segment": ("segment",),
    "planparse.language.pipeline": ("load_nlp",),
    "planparse.language.second_opinion": ("parse_responsibility",),
    "planparse.language.deadlines": ("parse_deadlines",),
    "planparse.language.quantities": ("parse_quantities",),
    "planparse.units.resolve": ("resolve_unit",),
    "planparse.units.lineage": ("successors",),
    "planparse.units.registry": ("load_registry",),
    "planparse.plan": ("parse",),
    "planparse.dataset.read": ("read_dataset",),
    "planparse.graph.build": ("ego", "responsibility_graph"),
    "planparse.graph.query": ("load", "sql", "tasks", "unassigned", "who_leads", "works_with"),
    "planparse.graph.collectives": ("expand_collectives",),
    "planparse.graph.compare": ("compare",),
    "planparse.graph.comparison": ("Comparison",),
    "planparse.graph.measures": ("network_measures", "unit_measures"),
    "planparse.graph.over_time": ("jaccard", "qap_correlation", "ties_over_time"),
    "planparse.graph.projection": ("lead_network", "unit_network"),
    "planparse.graph.structure": ("backbone", "core_periphery", "ei_index"),
    "planparse.outputs.graphml": ("write_graphml",),
    "planparse.outputs.figures": ("draw",),
}  # fmt: skip
_HOME = {name: room for room, names in _ROOMS.items() for name in names}
_INSIDE = {"parse_deadlines": "read_deadlines", "parse_quantities": "read_quantities"}
"""Public names that are called otherwise in their room."""

__all__ = [  # noqa: RUF022  (in the order of the contract)
    "parse", "parse_responsibility", "parse_deadlines", "parse_quantities", "parse_document_number",
    "segment", "resolve_unit", "successors", "load_registry", "responsibility_graph", "expand_collectives",
    "read_dataset", "tasks", "who_leads", "works_with", "load", "unassigned", "ego", "sql",
    "unit_network", "lead_network", "unit_measures", "network_measures", "core_periphery", "backbone", "ei_index",
    "qap_correlation", "jaccard", "ties_over_time", "compare",
    "write_graphml", "draw", "load_nlp",
    "Plan", "Metadata", "Task", "Assignment", "Role", "Deadline", "Quantity", "DocumentNumber", "Evidence",
    "Warning", "Unit", "Candidate", "Resolution", "Succession", "Relation", "Comparison",
    "PlanparseError", "InputError", "UnreadableFile", "EncryptedFile", "UnsupportedFormat",
    "EmptyFile", "NotAPlan", "PageLimit", "OutOfTime", "OutOfMemory", "UsageError", "OutputError",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'planparse' has no attribute {name!r}")
    value = getattr(importlib.import_module(_HOME[name]), _INSIDE.get(name, name))
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])


def _tokenise(text: str) -> tuple[_token.Token, ...]:
    from planparse.language.segment import tokenise

    return tokenise(text)


_token.plug_in(_tokenise)
