"""The units of one document: what one name leaves open, the others may tell (UNITS.md, 6)."""

from __future__ import annotations

from datetime import date

import pytest

from build import assignment, task
from planparse.model.plan import Metadata, Region
from planparse.model.unit import Unit
from planparse.units.document import distinct_units, identify, resolve_all, resolver_of
from planparse.units.resolve import resolver

JIANGSU = "江苏省人民政府办公厅"


def units(
    mentions: list[str], issuer: str = JIANGSU, also: tuple[str, ...] = (), when: str = "2021"
) -> dict[str, str | None]:
    found = resolve_all(mentions, resolver(issuer, when), also)
    return {mention: each.unit.full_name if each.unit else None for mention, each in found.items()}


def test_a_district_named_in_full_elsewhere_tells_the_short_name() -> None:
    found = units(["鼓楼区政府", "徐州市鼓楼区人民政府"])
    assert found["鼓楼区政府"] == "徐州市鼓楼区人民政府"


def test_an_addressee_tells_it_too() -> None:
    found = units(["鼓楼区政府"], also=("南京市鼓楼区人民政府：",))
    assert found["鼓楼区政府"] == "南京市鼓楼区人民政府"


def test_the_reason_says_that_the_document_told_it() -> None:
    mentions = ["鼓楼区政府", "徐州市鼓楼区人民政府"]
    found = resolve_all(mentions, resolver(JIANGSU, "2021"))["鼓楼区政府"]
    assert "elsewhere in the document" in found.reasons[-1]
    assert len(found.candidates) == 2


def test_two_that_are_named_tell_nothing() -> None:
    found = units(["鼓楼区政府", "徐州市鼓楼区人民政府", "南京市鼓楼区人民政府"])
    assert found["鼓楼区政府"] is None


def test_another_body_of_one_of_the_places_does_not_tell() -> None:
    assert units(["鼓楼区政府", "徐州市鼓楼区财政局"])["鼓楼区政府"] is None


def test_what_has_no_candidate_is_not_told_by_others() -> None:
    assert units(["市局", "南京市公安局"])["市局"] is None


def test_what_is_told_by_others_tells_no_third() -> None:
    found = units(["鼓楼区政府", "鼓楼区财政局", "徐州市鼓楼区人民政府"])
    assert found["鼓楼区财政局"] is None


def test_the_order_of_mentions_changes_nothing() -> None:
    mentions = ["鼓楼区政府", "徐州市鼓楼区人民政府", "省财政厅", "鼓楼区财政局", "市局"]
    assert units(mentions) == units(mentions[::-1])


def test_addressees_that_are_blank_or_no_units_are_passed_over() -> None:
    assert units(["省财政厅"], also=("", " ", "各市、县(市、区)人民政府：", "🏛️"))["省财政厅"] == "江苏省财政厅"


def test_without_mentions_there_is_nothing_to_tell() -> None:
    assert resolve_all([], resolver(JIANGSU, "2021")) == {}


# --- the resolver of a document


def metadata(**fields: object) -> Metadata:
    about: dict[str, object] = {"title": None, "issuers": (), "signed_date": None}
    return Metadata(**(about | fields))  # type: ignore[arg-type]


def full_name(mention: str, about: Metadata, region: Region | None = None, year: int | None = None) -> str | None:
    found = resolver_of(about, region, year)(mention).unit
    return found.full_name if found else None


def test_the_issuer_tells_the_place_and_the_signing_the_date() -> None:
    about = metadata(issuers=("湖州市人民政府办公室",), signed_date=date(2017, 5, 28))
    assert full_name("市经信委", about) == "湖州市经济和信息化委员会"
    assert resolver_of(about, None, None).place == resolver("湖州市人民政府", "2017").place


def test_of_several_issuers_the_first_with_a_place_tells_it() -> None:
    about = metadata(issuers=("推进办", "湖州市财政局", "长沙市财政局"))
    assert full_name("市审计局", about) == "湖州市审计局"


def test_without_an_issuer_the_title_tells_the_place() -> None:
    about = metadata(title="湖州市人民政府办公室关于印发2017年政务公开工作要点的通知")
    assert full_name("市审计局", about) == "湖州市审计局"


def test_without_both_the_place_that_the_plan_is_for_tells_it() -> None:
    assert full_name("市审计局", metadata(title="关于印发工作要点的通知"), Region("330500", "湖州市")) == "湖州市审计局"
    assert full_name("市审计局", metadata()) is None


def test_without_a_signing_the_publishing_and_then_the_year_tell_the_date() -> None:
    issuers = ("湖州市人民政府办公室",)
    published = metadata(issuers=issuers, published_date=date(2017, 6, 1))
    assert full_name("市国土局", published) == "湖州市国土资源局"
    assert full_name("市国土局", metadata(issuers=issuers), year=2017) == "湖州市国土资源局"
    signed = metadata(issuers=issuers, signed_date=date(2017, 5, 28), published_date=date(2023, 6, 1))
    assert full_name("市卫计委", signed) == "湖州市卫生和计划生育委员会"


def test_a_misread_date_is_left_out() -> None:
    about = metadata(issuers=("湖州市人民政府办公室",), signed_date=date(1017, 5, 28))
    assert full_name("市财政局", about) == "湖州市财政局"
    assert full_name("市财政局", metadata(issuers=("湖州市人民政府办公室",)), year=17) == "湖州市财政局"


# --- the tasks of a document


def test_tasks_get_the_ids_of_their_units_and_keep_the_rest() -> None:
    about = metadata(issuers=("湖州市人民政府办公室",), signed_date=date(2021, 5, 28))
    before = (
        task(assignment("市审计局", "lead"), assignment("市局", "cooperate"), id="t001"),
        task(assignment("各区县", "responsible", collective=True), assignment("市审计局", "cooperate"), id="t002"),
        task(id="t003"),
    )
    after, found = identify(before, about, None, 2021)
    assert [[each.unit_id for each in one.assignments] for one in after] == [
        ["330500/审计局", None],
        ["330500/各区县", "330500/审计局"],
        [],
    ]
    assert [each.id for each in found] == ["330500/各区县", "330500/审计局"]
    assert [[each.unit for each in one.assignments] for one in after] == [
        ["市审计局", "市局"],
        ["各区县", "市审计局"],
        [],
    ]
    assert [one.id for one in after] == ["t001", "t002", "t003"]
    assert after[2] is before[2]


def test_the_tasks_of_a_document_tell_one_another() -> None:
    about = metadata(issuers=(JIANGSU,), signed_date=date(2021, 5, 28), addressees=("徐州市鼓楼区人民政府",))
    after, found = identify([task(assignment("鼓楼区政府"))], about, None, 2021)
    assert after[0].assignments[0].unit_id == "320302/人民政府"
    assert [each.full_name for each in found] == ["徐州市鼓楼区人民政府"]


def test_the_ids_do_not_depend_on_the_order_of_tasks() -> None:
    about = metadata(issuers=("湖州市人民政府办公室",), signed_date=date(2021, 5, 28))
    tasks = [task(assignment(name)) for name in ("市审计局", "市财政局", "市局", "各区县", "省财政厅")]
    forward, units_forward = identify(tasks, about, None, 2021)
    backward, units_backward = identify(tasks[::-1], about, None, 2021)
    assert forward == backward[::-1]
    assert units_forward == units_backward


def test_a_plan_without_units_has_none() -> None:
    assert identify([], metadata(), None, None) == ((), ())


def test_units_are_given_once_in_the_order_of_their_ids() -> None:
    short = Unit("310000/各区", "上海市各区", "310000", "county", "collective")
    long = Unit("310000/各区", "上海市各区人民政府", "310000", "county", "collective")
    finance = Unit("310000/财政局", "上海市财政局", "310000", "province", "government")
    assert distinct_units([finance, short, long, finance]) == (long, finance)
    assert distinct_units([long, finance, short]) == (long, finance)
    assert distinct_units([]) == ()


@pytest.mark.parametrize("mention", ["", " "])
def test_a_blank_unit_in_a_plan_has_no_id(mention: str) -> None:
    found = resolve_all([mention], resolver(JIANGSU, "2021"))
    assert found[mention].unit is None
