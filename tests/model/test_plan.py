from __future__ import annotations

from planparse.model.plan import Metadata, Plan, Source, Task

PLAN = Plan(
    Metadata(title="<b>方案</b>"),
    (Task("t001", "<script>alert(1)</script>"),),
    Source("a.pdf", "0f" * 32, "pdf", 1, ""),
)


def test_plan_id_is_the_start_of_the_hash() -> None:
    assert PLAN.plan_id == "0f" * 8


def test_a_frame_has_its_columns_even_without_assignments() -> None:
    assert list(PLAN.assignments_frame().columns)[:4] == ["task_id", "unit", "unit_id", "role"]
    assert list(PLAN.to_frame()["content"]) == ["<script>alert(1)</script>"]


def test_html_for_notebooks_escapes_what_the_document_says() -> None:
    page = PLAN._repr_html_()
    assert "<script>" not in page and "&lt;script&gt;" in page
    assert "<b>方案" not in page
