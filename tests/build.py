"""Small plans built by hand, for tests: `plan(task(assignment("市审计局", "lead")))`.

Every argument has a value with real words, so a test writes down only what it is about.
"""

from __future__ import annotations

import dataclasses
import hashlib
from datetime import date
from typing import Any

from planparse.model.evidence import Evidence
from planparse.model.plan import (
    Assignment,
    DocumentNumber,
    Metadata,
    Plan,
    Region,
    Role,
    Source,
    Task,
)

TITLE = "市政府办公室关于印发苏州市2017年政务公开工作要点实施方案的通知"
GOAL = "一、以政务公开助力经济平稳健康发展"
CONTENT = "及时公开审计查出问题整改落实情况，回应社会关切"


def evidence(text: str, page: int | None = 1) -> Evidence:
    """One spot on a page, or in a paragraph where page is None."""
    if page is None:
        return Evidence(None, None, text, paragraph=1, start=0, end=len(text))
    return Evidence(page, (461.2, 120.5, 540.0, 151.1), text)


def assignment(unit: str = "市审计局", role: str = "lead", position: int = 0, **fields: Any) -> Assignment:
    """One unit in one role; `task` numbers the positions that are left at 0."""
    page = fields.pop("page", 1)
    fields.setdefault("rule", f"test-{role}")
    fields.setdefault("evidence", (evidence(unit, page),))
    return Assignment(unit, Role(role), position, **fields)


def task(*assignments: Assignment, id: str = "t001", **fields: Any) -> Task:
    """One task of the goal 一、…; give `goal=None` for one without."""
    page = fields.pop("page", 1)
    fields.setdefault("content", CONTENT)
    fields.setdefault("goal", GOAL)
    fields.setdefault("responsibility_text", "、".join(a.unit for a in assignments))
    fields.setdefault("evidence", (evidence(fields["content"], page),))
    numbered = tuple(
        dataclasses.replace(given, position=given.position or place) for place, given in enumerate(assignments, 1)
    )
    return Task(id=id, assignments=numbered, **fields)


def plan(*tasks: Task, name: str = "141号.pdf", year: int | None = 2017, **fields: Any) -> Plan:
    """One plan; its id comes from its file name, so two names are two plans."""
    about: dict[str, Any] = {
        "title": TITLE,
        "document_number": DocumentNumber("苏府办", 2017, 141, "苏府办〔2017〕141号"),
        "issuer": "苏州市人民政府办公室",
        "issuers": ("苏州市人民政府办公室",),
        "signed_date": date(2017, 5, 28),
    }
    about |= fields.pop("metadata", {})
    fields.setdefault("region", Region("320500", "苏州市"))
    sha256 = hashlib.sha256(name.encode()).hexdigest()
    return Plan(
        metadata=Metadata(**about),
        tasks=tasks,
        source=Source(name, sha256, "pdf", 12, "pdfium"),
        year=year,
        **fields,
    )
