from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from planparse import NotAPlan, Plan, Role, parse, parse_responsibility
from planparse.model.codec import plan_to_json


@pytest.fixture(scope="module")
def plan(corpus: Path) -> Plan:
    return parse(corpus / "lanjiang-2023-17" / "source.pdf")


def test_tasks_are_numbered_in_document_order(plan: Plan) -> None:
    assert [task.id for task in plan.tasks[:3]] == ["t001", "t002", "t003"]
    pages = [task.evidence[0].page or 0 for task in plan.tasks]
    assert pages == sorted(pages)


def test_every_value_leads_back_to_a_page_and_a_box(plan: Plan) -> None:
    for task in plan.tasks:
        spots = [spot for assignment in task.assignments for spot in assignment.evidence]
        assert task.evidence and all(assignment.evidence for assignment in task.assignments)
        for spot in (*task.evidence, *spots):
            assert spot.page is not None and 1 <= spot.page <= (plan.source.pages or 0)
            assert spot.bbox is not None
            x0, top, x1, bottom = spot.bbox
            assert 0 <= x0 < x1 <= 596 and 0 <= top < bottom <= 842


def test_the_evidence_of_a_unit_says_its_words(plan: Plan) -> None:
    for task in plan.tasks:
        for assignment in task.assignments:
            words = "".join(spot.text for spot in assignment.evidence)
            assert assignment.unit.endswith(words), "only a shared prefix may be added to what stands there"


def test_a_row_cut_by_the_page_has_evidence_on_both_pages(plan: Plan) -> None:
    cut = [task.evidence for task in plan.tasks if len(task.evidence) > 1]
    assert len(cut) == 5  # corpus/lanjiang-2023-17/notes.md names the five rows
    assert all(later.page == (first.page or 0) + 1 for first, later in cut)


def test_positions_count_through_all_unit_columns(corpus: Path) -> None:
    tasks = parse(corpus / "yanxi-2024-9" / "source.pdf").tasks
    for task in tasks:
        assert [assignment.position for assignment in task.assignments] == list(range(1, len(task.assignments) + 1))
    assert {a.role for task in tasks for a in task.assignments} == {Role.LEAD, Role.JOINT_LEAD, Role.COOPERATE}


def test_a_rule_in_the_header_is_a_convention_and_marks_what_it_changed(corpus: Path) -> None:
    plan = parse(corpus / "qingjia-2022-23" / "source.pdf")
    (convention,) = plan.conventions
    assert convention.name == "first-unit-leads"
    assert "第一位" in convention.text and convention.evidence[0].page == 2
    leads = [a for task in plan.tasks for a in task.assignments if a.role is Role.LEAD]
    assert leads and all(a.rule == "first-unit-leads" and a.position == 1 for a in leads)


def test_a_notice_without_tasks_raises_and_still_gives_its_metadata(corpus: Path) -> None:
    with pytest.raises(NotAPlan) as problem:
        parse(corpus / "xunchuan-2023-31" / "source.pdf")
    assert problem.value.plan.tasks == ()
    assert str(problem.value.plan.metadata.document_number) == "浔政办函〔2023〕31号"
    assert len(problem.value.plan.notes) == 2  # the two tables that are no task tables are named
    assert problem.value.plan.warnings == ()


def test_the_same_file_gives_the_same_bytes_under_any_name(corpus: Path, tmp_path: Path) -> None:
    source = corpus / "yanxi-2024-9" / "source.pdf"
    copy = tmp_path / "source.pdf"
    shutil.copy(source, copy)
    assert plan_to_json(parse(source)) == plan_to_json(parse(copy))


def test_both_readers_give_the_same_tasks(corpus: Path) -> None:
    for name in ("lanjiang-2023-17", "yanxi-2024-9"):
        tasks = [
            [
                (task.goal, task.task, task.content, task.responsibility_text)
                for task in parse(path, reader=reader).tasks
            ]
            for path in [corpus / name / "source.pdf"]
            for reader in ("auto", "pdfplumber")
        ]
        assert tasks[0] == tasks[1]


def test_a_scanned_page_that_is_not_read_is_named_and_not_joined_across(shared: Path) -> None:
    plan = parse(shared / "seed" / "pdf" / "i_mixed.pdf", ocr="never")
    assert [(warning.code, warning.page) for warning in plan.warnings] == [("no_text_on_page", 7)]
    assert all(7 not in [spot.page for spot in task.evidence] for task in plan.tasks)
    assert not any(len(task.evidence) > 1 and task.evidence[-1].page == 8 for task in plan.tasks)
    beside = [task.evidence[0].page for task in plan.tasks if task.warnings]
    assert beside == [6, 8]
    assert all(task.confidence < 0.8 for task in plan.tasks if task.warnings)


def test_the_sentence_of_the_readme_gives_two_assignments() -> None:
    found = parse_responsibility("市国资委牵头落实,市财政局按职责分工予以配合", column="责任单位")
    assert [(a.unit, a.role, a.by_duty) for a in found] == [
        ("市国资委", Role.LEAD, True),
        ("市财政局", Role.COOPERATE, True),
    ]


def test_tasks_of_text_and_tables_stand_in_the_order_of_the_document(tmp_path: Path) -> None:
    page = tmp_path / "plan.html"
    page.write_text(
        "<meta charset=utf-8><h1>澜江市人民政府关于印发2023年工作要点的通知</h1>"
        "<p>一、教育</p><p>1.建设学校。（市教育局牵头）</p>"
        "<table border=1><tr><th>任务</th><th>主要内容</th><th>责任单位</th></tr>"
        "<tr><td rowspan=2>医疗</td><td>新增床位一百张以上，提升服务能力。</td><td>市卫健委</td></tr>"
        "<tr><td>建设疾控中心实验室，改善检测条件。</td><td>市疾控局</td></tr></table>"
        "<p>二、交通</p><p>2.建设道路。（市交通局牵头）</p>",
        encoding="utf-8",
    )
    plan = parse(page)
    assert [task.assignments[0].unit for task in plan.tasks] == ["市教育局", "市卫健委", "市疾控局", "市交通局"]
    assert [task.goal for task in plan.tasks] == ["一、教育", None, None, "二、交通"]


def test_every_place_of_a_text_format_leads_back_to_its_words(tmp_path: Path) -> None:
    lines = ["澜江市2023年工作要点", "", "一、教育", "1.建设 学校，6月底前完成。（市教育局牵头，市财政局配合）"]
    page = tmp_path / "plan.txt"
    page.write_text("\n".join(lines), encoding="utf-8")
    (task,) = parse(page).tasks
    spots = [*task.evidence, *(spot for each in (*task.assignments, *task.deadlines) for spot in each.evidence)]
    assert len(spots) == 4
    for spot in spots:
        assert spot.page is None and spot.bbox is None and spot.paragraph == 3 and spot.line == 4
        assert lines[3][spot.start : spot.end] == spot.text
