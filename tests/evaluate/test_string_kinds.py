from __future__ import annotations

from datetime import date

import pytest

from planparse.evaluate import string_kinds
from planparse.evaluate.strings import lines_of_differences, measure_strings
from planparse.model.plan import Deadline, Quantity


def duties(text, *units, column="责任单位", by_duty=False, open_list=False, kind="city"):
    """Make a line of responsibility gold; units are (name, role) or (name, role, collective)."""
    return {
        "id": text[:4],
        "text": text,
        "column": column,
        "assignments": [{"unit": u[0], "role": u[1], "collective": len(u) > 2} for u in units],
        "by_duty": by_duty,
        "open_list": open_list,
        "source_kind": kind,
    }


RIGHT = duties("市国资委牵头，市财政局配合", ("市国资委", "lead"), ("市财政局", "cooperate"))


def test_marks_of_the_string_must_agree_too(gold):
    units = [("市国资委", "responsible"), ("各区", "responsible", "collective")]
    text = "市国资委、各区等按职责分工负责"
    assert measure_strings(gold(duties(text, *units, by_duty=True, open_list=True))).total.exact == 1
    score = measure_strings(gold(duties(text, *(unit[:2] for unit in units))))
    assert score.total.items.f1 == 1.0
    assert score.total.exact == 0
    assert score.marks == {"by_duty": (0, 1), "collective": (0, 1), "open_list": (0, 1)}
    assert "    gold by_duty=False; collective={}; open_list=False" in lines_of_differences(score)
    assert "    read by_duty=True; collective={各区}; open_list=True" in lines_of_differences(score)


def test_classes_are_kind_of_column_and_source(gold):
    score = measure_strings(
        gold(
            RIGHT,
            duties("市国资委牵头", ("市国资委", "lead"), column="inline", kind="state"),
            duties("责任单位：市国资委", ("市财政局", "responsible"), column="trailing", kind="state"),
            duties("市里要求各部门配合。", column="正文", kind="county"),
        )
    )
    exact = {spot: (tally.exact, tally.strings) for spot, tally in score.classes.items()}
    assert exact["column", "cell"] == exact["column", "inline"] == (1, 1)
    assert exact["column", "trailing"] == (0, 1)
    assert ("column", "正文") in exact
    assert exact["source_kind", "state"] == (1, 2)


def number(text, canonical, code=None, year=None, serial=None, repaired=False):
    return {
        "id": "n", "text": text, "document_number": canonical,
        "issuer_code": code, "year": year, "serial": serial, "repaired": repaired,
    }  # fmt: skip


def test_document_numbers_are_compared_in_all_parts(gold):
    score = measure_strings(
        gold(
            number("澜府办〔2021〕33号", "澜府办〔2021〕33号", "澜府办", 2021, 33),
            number("澜府办〔202133号", "澜府办〔2021〕33号", "澜府办", 2021, 33, repaired=False),
            number("第33期", None),
            number("国令第711号", "国令第711号", "国令", None, 711),
        )
    )
    assert (score.kind, score.total.exact, score.total.names.f1) == ("docnumbers", 3, 1.0)
    assert score.confusion["bracketed", "repaired"] == 1
    assert score.confusion["order", "order"] == 1
    assert (score.negatives.exact, score.negatives.strings) == (1, 1)


def test_deadlines_may_end_on_any_day_that_the_gold_accepts(gold, monkeypatch):
    asked = []

    def fake(text, *, date=None, year=None, source="content"):
        asked.append((text, date))
        return (Deadline("8月 前", end=DAYS[text]),) if text in DAYS else ()

    DAYS = {"8月前完成": date(2017, 8, 31), "8月前建成": date(2017, 7, 31), "8月前办结": date(2018, 8, 1)}
    monkeypatch.setattr(string_kinds, "read_deadlines", fake)
    wanted = {
        "text": "8月前", "start": None, "end": "2017-07-31",
        "recurrence": None, "relative": None, "accept_end": ["2017-08-31"],
    }  # fmt: skip
    common = {"id": "d", "family": "month-bare", "plan_date": "2017-05-28"}
    score = measure_strings(
        gold(
            *({**common, "text": text, "deadlines": [wanted]} for text in DAYS),
            {**common, "text": "无", "deadlines": []},
        )
    )
    assert asked[0] == ("8月前完成", date(2017, 5, 28))
    assert (score.kind, score.total.strings, score.total.exact) == ("deadlines", 4, 3)
    assert score.total.names.f1 == 1.0
    assert score.classes["family", "month-bare"].exact == 3
    assert score.confusion == {("limit", "limit"): 3}


def test_deadline_of_a_report_is_another_than_one_of_a_task(gold, monkeypatch):
    monkeypatch.setattr(string_kinds, "read_deadlines", lambda text, **_: (Deadline("年底前", end=date(2017, 12, 31)),))
    wanted = {"text": "年底前", "start": None, "end": "2017-12-31", "recurrence": None, "relative": None}
    row = {"id": "d", "text": "年底前上报", "plan_date": "2017-05-28", "deadlines": [wanted | {"reporting": True}]}
    assert measure_strings(gold(row)).total.exact == 0


def test_optional_quantity_may_be_found_or_left_out(gold, monkeypatch):
    found = {
        "全覆盖": (Quantity("全覆盖", "=", 100.0, "%"),),
        "清零": (),
        "3个": (Quantity("3个", "=", 3.0, "个"),) * 2,
    }
    monkeypatch.setattr(string_kinds, "read_quantities", lambda text: found[text])

    def row(text, value, unit, **more):
        wanted = {"text": text, "comparator": "=", "value": value, "unit": unit, **more}
        return {"id": text, "family": "words", "text": text, "quantities": [wanted]}

    score = measure_strings(
        gold(row("全覆盖", 100, "%", optional=True), row("清零", 0, None, optional=True), row("3个", 3, "个"))
    )
    assert (score.kind, score.total.exact) == ("quantities", 2)
    assert (score.total.items.right, score.total.items.found, score.total.items.gold) == (2, 3, 2)
    assert score.total.names.precision == pytest.approx(2 / 3)
