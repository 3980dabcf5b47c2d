"""What `parse` keeps to, whatever the file: a plan or a typed error, values that lead back to the file, the same each
time; and one plan, however it is written down, has the same tasks."""

from __future__ import annotations

import html as markup
from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

import worddocs as word
from planparse.errors import WARNING_CODES, InputError
from planparse.model.codec import plan_from_dict, plan_to_dict
from planparse.model.evidence import Evidence
from planparse.model.plan import Assignment, Deadline, Plan, Quantity, Role, Task
from planparse.plan import parse_bytes, read_plan
from planparse.readers.charset import decode
from planparse.readers.open import open_bytes
from strategies import UNITS, days, examples, sentences, texts, ways_to_write

LABELS = (
    "责任单位：市财政局",
    "（牵头单位：市审计局）",
    "市教育局牵头，市司法局配合。",
    "| 目标 | 责任单位 |",
    "主要内容\t责任单位",
    "一、",
    "1.",
    "#",
)
MARKUP = ("<p>", "<table><tr><td>", "</td><td>", "</td></tr><tr><td>", "</table>", "<td rowspan=3>", "<li>")

documents = st.lists(st.one_of(texts(12), sentences(), st.sampled_from(LABELS)), max_size=16).map("\n".join)


def whole_plan(data: bytes, name: str) -> Plan | None:
    """Read a plan, with tasks or without; None if the file cannot be read."""
    try:
        with open_bytes(data, name) as document:
            return read_plan(document)
    except InputError as problem:
        assert name in str(problem)
        return None


def evidence_of(plan: Plan) -> list[Evidence]:
    spots = [spot for each in plan.metadata.evidence.values() for spot in each]
    spots += [spot for rule in plan.conventions for spot in rule.evidence]
    spots += [spot for cited in plan.metadata.cited_documents for spot in cited.evidence]
    for task in plan.tasks:
        spots += [*task.evidence, *(spot for each in values_of(task) for spot in each.evidence)]
    return spots


def values_of(task: Task) -> tuple[Assignment | Deadline | Quantity, ...]:
    return (*task.assignments, *task.deadlines, *task.quantities)


def assert_sound(plan: Plan) -> None:
    """Tasks and units are numbered in order, every value has a place, and the plan survives JSON and back."""
    assert [task.id for task in plan.tasks] == [f"t{number:03d}" for number in range(1, len(plan.tasks) + 1)]
    for task in plan.tasks:
        assert task.content
        assert task.evidence
        assert [each.position for each in task.assignments] == list(range(1, len(task.assignments) + 1))
        assert all(each.evidence for each in values_of(task))
        assert 0 < task.confidence <= 1
    known = {unit.id for unit in plan.units}
    assert {each.unit_id for task in plan.tasks for each in task.assignments} - {None} <= known
    assert {warning.code for warning in plan.warnings} <= set(WARNING_CODES)
    assert plan_from_dict(plan_to_dict(plan)) == plan


@given(documents)
@examples(60)
def test_any_text_file_is_a_plan_whose_values_lead_back_to_their_lines(text: str) -> None:
    data = text.encode("utf-8", "replace")
    plan = whole_plan(data, "计划.txt")
    if plan is None:
        return
    assert_sound(plan)
    lines = decode(data).text.split("\n")
    for spot in evidence_of(plan):
        assert spot.line is not None
        assert set("".join(spot.text.split())) <= set("".join(lines[spot.line - 1 :]))
    assert whole_plan(data, "计划.txt") == plan
    if plan.tasks:
        assert parse_bytes(data, "计划.txt") == plan
    else:
        with pytest.raises(InputError):
            parse_bytes(data, "计划.txt")


@given(
    st.lists(
        st.one_of(
            texts(8),
            sentences(),
            st.sampled_from([*LABELS, *MARKUP]),
        ),
        max_size=24,
    ).map("".join)
)
@examples(50)
def test_any_web_page_is_a_plan_or_an_error(text: str) -> None:
    plan = whole_plan(f"<html><body>{text}".encode("utf-8", "replace"), "页面.html")
    if plan is not None:
        assert_sound(plan)


@given(st.lists(st.one_of(texts(8), sentences(), st.sampled_from(LABELS)), min_size=1, max_size=10), st.integers(1, 4))
@examples(30)
def test_any_word_document_is_a_plan_or_an_error(cells: list[str], width: int) -> None:
    legal = [
        markup.escape("".join(mark for mark in decode(text.encode("utf-8", "replace")).text if mark.isprintable()))
        for text in cells
    ]
    rows = [word.tr(*legal[at : at + width]) for at in range(0, len(legal), width)]
    body = "".join(map(word.p, filter(None, legal))) + word.tbl(word.tr("主要内容", "责任单位"), *rows)
    plan = whole_plan(word.zipped(("word/document.xml", word.document(body))), "计划.docx")
    if plan is not None:
        assert_sound(plan)


# One plan in every format.

Said = tuple[str, list[str], list[str]]
"""What a task says, who leads, and who cooperates."""


@st.composite
def tasks(draw: st.DrawFn) -> list[Said]:
    found = []
    for place, words in enumerate(draw(st.lists(sentences(5), min_size=2, max_size=5))):
        names = draw(st.lists(st.sampled_from(UNITS), min_size=1, max_size=4, unique=True))
        # Words that are the same twice are one task said twice.
        found.append((f"第{place + 1}批{words}", names[:1], names[1:]))
    return found


def phrase(said: Said) -> str:
    return "、".join(said[1]) + "牵头" + (f"，{'、'.join(said[2])}配合" if said[2] else "")


def text_of(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    return "\n".join([*heads, *map("\t".join, rows)]).encode()


def page_of(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    cells = "".join(f"<tr>{''.join(f'<td>{text}</td>' for text in row)}</tr>" for row in rows)
    return f"<html><body>{''.join(f'<p>{each}</p>' for each in heads)}<table>{cells}</table></body></html>".encode()


def word_of(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    body = "".join(map(word.p, heads)) + word.tbl(*(word.tr(*row) for row in rows))
    return word.zipped(("word/document.xml", word.document(body)))


@given(tasks(), days(2010, 2035), st.integers(1, 999), st.booleans())
@examples(30)
def test_a_plan_has_the_same_tasks_in_every_format(said: list[Said], day: date, serial: int, numbered: bool) -> None:
    year = day.year
    heads = [
        f"苏府办〔{year}〕{serial}号",
        f"关于印发苏州市{year}年重点工作任务分解表的通知",
        "各市、区人民政府，市各有关部门：",
        "现将任务分解表印发给你们，请认真组织实施。",
        "苏州市人民政府办公室",
        ways_to_write(day)[0],
    ]
    rows = [["序号", "主要内容", "责任单位"], *([str(at), each[0], phrase(each)] for at, each in enumerate(said, 1))]
    rows = rows if numbered else [row[1:] for row in rows]
    plans = [
        parse_bytes(text_of(heads, rows), "计划.txt"),
        parse_bytes(page_of(heads, rows), "页面.html"),
        parse_bytes(word_of(heads, rows), "计划.docx"),
    ]
    for plan in plans:
        assert_sound(plan)
        about = plan.metadata
        assert [task.content for task in plan.tasks] == [each[0] for each in said]
        for task, each in zip(plan.tasks, said, strict=True):
            assert [(one.unit, one.role) for one in task.assignments] == [
                *((unit, Role.LEAD) for unit in each[1]),
                *((unit, Role.COOPERATE) for unit in each[2]),
            ]
        assert (plan.year, about.signed_date, about.title, about.issuers) == (
            year, day, heads[1], ("苏州市人民政府办公室",),
        )  # fmt: skip
        assert str(about.document_number) == heads[0]
        assert plan.units == plans[0].units


@given(tasks(), st.sampled_from(["（{}）", "责任单位：{}", "\n责任单位：{}"]))
@examples(30)
def test_a_plan_of_paragraphs_has_the_same_tasks_in_every_format(said: list[Said], form: str) -> None:
    written = [f"{number}.{each[0]}{form.format(phrase(each))}".split("\n") for number, each in enumerate(said, 1)]
    heads = ["苏州市2017年政务公开工作要点", *(part for parts in written for part in parts)]
    plans = [
        parse_bytes("\n\n".join(heads).encode(), "计划.txt"),
        parse_bytes(page_of(heads, []), "页面.html"),
        parse_bytes(word_of(heads, []), "计划.docx"),
    ]
    for plan in plans:
        assert_sound(plan)
        assert [task.content for task in plan.tasks] == [each[0] for each in said]
        assert [[(one.unit, one.role) for one in task.assignments] for task in plan.tasks] == [
            [*((unit, Role.LEAD) for unit in each[1]), *((unit, Role.COOPERATE) for unit in each[2])] for each in said
        ]
