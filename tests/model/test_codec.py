from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from planparse.errors import UsageError
from planparse.model.codec import plan_from_dict, plan_from_json, plan_to_dict, plan_to_json
from planparse.model.evidence import Evidence
from planparse.model.plan import (
    Assignment,
    CitedDocument,
    Convention,
    Deadline,
    DocumentNumber,
    Metadata,
    Plan,
    Quantity,
    Reading,
    Region,
    Role,
    Source,
    Task,
    Warning,
)

SPOT = Evidence(3, (61.2, 120.5, 90.0, 131.0), "市审计局")
NUMBER = DocumentNumber("苏府办", 2017, 5, "苏府办〔2017〕5号", repaired=True)

FULL = Plan(
    metadata=Metadata(
        title="澜江市2023年工作要点",
        document_number=DocumentNumber("澜政办", 2023, 17, "澜政办〔2023〕17号"),
        issuer="澜江市人民政府办公室",
        issuers=("澜江市人民政府办公室",),
        signed_date=date(2023, 3, 21),
        addressees=("各县（市、区）人民政府",),
        cited_documents=(CitedDocument("关于对文件进行公开属性分类的通知", NUMBER, (SPOT,)),),
        evidence={"title": (SPOT,)},
    ),
    tasks=(
        Task(
            id="t001",
            content="年底前公开5项清单",
            goal="一、目标",
            path=("一、目标",),
            responsibility_text="市审计局牵头",
            cells={"主要内容": "年底前公开5项清单"},
            assignments=(
                Assignment("市审计局", Role.LEAD, 1, rule="lead", confidence=0.9, evidence=(SPOT,)),
                Assignment("市财政局", Role.COOPERATE, 2, alternatives=(Reading("市财政", Role.LEAD, "crf"),)),
            ),
            deadlines=(Deadline("年底前", end=date(2023, 12, 31), evidence=(SPOT,)),),
            quantities=(Quantity("5项", "=", 5.0, "项"),),
            warnings=(Warning("unread_responsibility", "…", 3),),
        ),
    ),
    source=Source("plan.pdf", "ab" * 32, "pdf", 9, "pdfium"),
    year=2023,
    region=Region("320500", "苏州市"),
    conventions=(Convention("first-unit-leads", "列第一位的为牵头单位", (SPOT,)),),
    warnings=(Warning("no_text_on_page", "…", 7),),
    notes=("page 2: …",),
)


def test_a_plan_survives_json_and_back() -> None:
    assert plan_from_json(plan_to_json(FULL)) == FULL


def test_the_document_opens_with_the_schema_and_shows_plain_values() -> None:
    data = plan_to_dict(FULL)
    assert list(data)[:2] == ["schema", "source"]
    assert data["schema"] == "planparse/plan/1"
    assert data["metadata"]["signed_date"] == "2023-03-21"
    assert data["metadata"]["document_number"] == "澜政办〔2023〕17号"
    assert data["tasks"][0]["assignments"][0]["role"] == "lead"
    assert data["tasks"][0]["assignments"][0]["evidence"][0]["bbox"] == [61.2, 120.5, 90.0, 131.0]


def test_a_repaired_number_stays_repaired() -> None:
    back = plan_from_json(plan_to_json(FULL))
    number = back.metadata.cited_documents[0].document_number
    assert number is not None and number.repaired


@pytest.mark.parametrize(
    ("text", "code", "year", "serial"),
    [
        ("澜政办〔2023〕17号", "澜政办", 2023, 17),
        ("〔2015〕364号", None, 2015, 364),
        ("国令第711号", "国令", None, 711),
        ("澜江市第十三届人民代表大会常务委员会公告第5号", "澜江市第十三届人民代表大会常务委员会公告", None, 5),
        ("财政部公告2018年第5号", "财政部公告", 2018, 5),
        ("澜财函2016年第5号", "澜财函", 2016, 5),
        ("市政府第12号令", "市政府", None, 12),
        ("商务部2021年第3号公告", "商务部", 2021, 3),
        ("第12号令", None, None, 12),
    ],
)
def test_every_form_of_a_document_number_survives_json_and_back(
    text: str, code: str | None, year: int | None, serial: int
) -> None:
    number = DocumentNumber(code, year, serial, text)
    assert DocumentNumber.from_canonical(text) == number
    for each in (number, replace(number, repaired=True)):
        plan = replace(FULL, metadata=replace(FULL.metadata, document_number=each))
        assert plan_from_json(plan_to_json(plan)) == plan


@pytest.mark.parametrize("text", ["", "第5号", "2018年第5号", "澜政办[2023]17号", "澜政办〔2023〕号", "澜政〔2023〕17"])
def test_what_is_no_canonical_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no canonical document number"):
        DocumentNumber.from_canonical(text)


def test_values_are_frozen_and_can_be_hashed() -> None:
    assert hash(FULL) == hash(replace(FULL))
    with pytest.raises(AttributeError):
        FULL.year = 2024  # type: ignore[misc]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "not a JSON document"),
        ("[]", "schema"),
        ('{"schema": "planparse/plan/99"}', "planparse/plan/99"),
        ('{"schema": "planparse/plan/1"}', "does not fit"),
    ],
)
def test_what_is_no_plan_is_refused_in_one_line(text: str, words: str) -> None:
    with pytest.raises(UsageError) as problem:
        plan_from_json(text, where="a.json")
    assert words in str(problem.value)
    assert str(problem.value).startswith("a.json: ")
    assert "\n" not in str(problem.value)


def test_a_value_of_the_wrong_type_is_refused() -> None:
    data = plan_to_dict(FULL)
    data["tasks"][0]["content"] = 7
    with pytest.raises(UsageError):
        plan_from_dict(data)
