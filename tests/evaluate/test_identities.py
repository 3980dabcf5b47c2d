from __future__ import annotations

import pytest

from planparse.errors import UsageError
from planparse.evaluate import identities
from planparse.evaluate.identities import compare_lineage, compare_unit
from planparse.model.unit import Relation, Resolution, Succession, Unit

SUZHOU = "苏州市人民政府办公室"


def unit(full_name, code="320500", level="city", kind="government"):
    return Unit(id=f"{code}/{full_name}", full_name=full_name, region_code=code, level=level, kind=kind)


FINANCE = unit("苏州市财政局")
PROVINCE = unit("江苏省财政厅", "320000", "province")


@pytest.fixture
def resolved(monkeypatch):
    """Let mentions resolve to these units, all others to none; gives the questions that were asked."""
    asked = []

    def set_to(**units):
        def fake(mention, issuer=None, date=None):
            asked.append((mention, issuer, date))
            found = units.get(mention)
            return Resolution(mention, found, (), () if found else ("2 candidates are left",))

        monkeypatch.setattr(identities, "resolve_unit", fake)
        return asked

    return set_to


def line(mention="市财政局", full_name="苏州市财政局", code="320500", level="city", kind="government", **more):
    """Make a line of unit gold."""
    return {
        "id": "sz-1", "mention": mention, "issuer": SUZHOU, "date": "2017-05-28", "full_name": full_name,
        "region_code": code, "level": level, "kind": kind, "same_as": [], "different_from": [], **more,
    }  # fmt: skip


def counted(reading):
    """Give the counts that are not empty."""
    return {name: count for name, count in reading.counts.items() if count != (0, 1)}


def test_right_unit_is_name_and_code_in_the_document_of_the_line(resolved):
    asked = resolved(市财政局=FINANCE)
    each = compare_unit("sz-1", line())
    assert asked == [("市财政局", SUZHOU, "2017-05-28")]
    assert (each.is_exact, each.is_different, each.text) == (True, False, "市财政局")
    assert counted(each) == {
        "level_right": (1, 1), "kind_right": (1, 1), "same_as_right": (0, 0), "different_from_right": (0, 0),
    }  # fmt: skip


def test_names_are_compared_without_width_and_white_space(resolved):
    resolved(市财政局=unit("苏州市财政局(本级)"))
    assert compare_unit("sz-1", line(full_name="苏州市 财政局（本级）")).is_exact


@pytest.mark.parametrize(
    "found", [unit("苏州市审计局"), unit("苏州市财政局", "320583")], ids=["another name", "another code"]
)
def test_wrong_identity_is_no_missing_one(resolved, found):
    resolved(市财政局=found)
    each = compare_unit("sz-1", line())
    assert not each.is_exact
    assert (each.counts["wrong_identity"], each.counts["unresolved"]) == ((1, 1), (0, 1))
    assert (each.items().right, each.items().found, each.items().gold) == (0, 1, 1)
    assert each.names().right == 1


def test_missing_identity_is_no_wrong_one_and_says_why(resolved):
    resolved()
    each = compare_unit("sz-1", line())
    assert not each.is_exact
    assert (each.counts["wrong_identity"], each.counts["unresolved"]) == ((0, 1), (1, 1))
    assert (each.counts["level_right"], each.counts["kind_right"]) == ((0, 0), (0, 0))
    assert each.confusion() == {("city", "—"): 1}
    assert each.remarks == ("left open: 2 candidates are left",)


def test_name_that_must_stay_open_is_right_without_an_answer(resolved):
    open_line = line("市局", None, None, None, different_from=["市财政局"])
    resolved(市财政局=FINANCE)
    each = compare_unit("gs-8", open_line)
    assert (each.is_negative, each.is_exact, each.is_different) == (True, True, False)
    assert each.counts["different_from_right"] == (1, 1)
    assert each.classes == {"level": "—", "kind": "government", "province": "—"}


def test_any_answer_to_a_name_that_must_stay_open_is_a_wrong_identity(resolved):
    resolved(市局=FINANCE)
    each = compare_unit("gs-8", line("市局", None, None, None))
    assert not each.is_exact
    assert each.counts["wrong_identity"] == (1, 1)
    assert each.counts["level_right"] == each.counts["kind_right"] == (0, 0)
    assert each.confusion() == {("—", "city"): 1}


def test_kind_and_level_stand_on_their_own(resolved):
    resolved(各区=unit("苏州市各区"))
    each = compare_unit("sz-2", line("各区", "苏州市各区", level="county", kind="collective"))
    assert each.is_exact
    assert (each.counts["level_right"], each.counts["kind_right"]) == ((0, 1), (0, 1))
    assert each.remarks == ("level county, read city", "kind collective, read government")
    assert each.confusion() == {("county", "city"): 1}


FORMS = {"same_as": ["财政局", "市财局", "财政厅"], "different_from": ["省财政厅", "苏州财政局", "市财委"]}


def test_forms_are_the_same_by_the_id_that_the_mention_gave(resolved):
    resolved(市财政局=FINANCE, 财政局=FINANCE, 财政厅=PROVINCE, 省财政厅=PROVINCE, 苏州财政局=FINANCE)
    each = compare_unit("sz-1", line(**FORMS))
    assert each.is_exact
    assert (each.counts["same_as_right"], each.counts["different_from_right"]) == ((1, 3), (2, 3))
    assert each.remarks == (
        "same_as 市财局, read —",
        "same_as 财政厅, read 江苏省财政厅 320000/江苏省财政厅",
        "different_from 苏州财政局, read 苏州市财政局 320500/苏州市财政局",
    )


def test_no_form_is_the_same_as_a_mention_without_an_answer(resolved):
    resolved(财政局=FINANCE, 省财政厅=PROVINCE)
    each = compare_unit("sz-1", line(**FORMS))
    assert (each.counts["same_as_right"], each.counts["different_from_right"]) == ((0, 3), (3, 3))


@pytest.mark.parametrize(
    ("code", "province"), [("320583", "江苏省"), ("000000", "国家"), (None, "—"), ("990000", "99")]
)
def test_province_is_told_by_the_code(resolved, code, province):
    resolved()
    assert compare_unit("x", line(code=code)).classes["province"] == province


def test_forms_that_are_no_list_are_refused(resolved):
    resolved()
    with pytest.raises(TypeError, match="same_as is no list"):
        compare_unit("sz-1", line(same_as="财政局"))


def test_real_mention_is_resolved():
    row = line("市发改委", "苏州市发展和改革委员会", same_as=["苏州市发改委"], different_from=["省发改委"])
    each = compare_unit("sz17-01", row)
    assert (each.is_exact, each.remarks) == (True, ())


@pytest.fixture
def linked(monkeypatch):
    """Let these be all the links there are, from (old, new, relation, since); names that begin none are known."""

    def set_to(*links):
        def fake(name, on=None):
            if name == "苏州市来穗局":
                raise UsageError("no unit is known by the name '苏州市来穗局'")
            return tuple(
                Succession(None if new is None else unit(new), Relation(relation), since, unit(old))
                for old, new, relation, since in links
                if old == name
            )

        monkeypatch.setattr(identities, "successors", fake)

    return set_to


def pair(old="苏州市环境保护局", new="苏州市生态环境局", relation="renamed", effective="2019", note=""):
    return {
        "id": "l-1", "place": "苏州市", "old": old, "new": new,
        "relation": relation, "effective": effective, "certain": True, "note": note,
    }  # fmt: skip


RENAMED = ("苏州市环境保护局", "苏州市生态环境局", "renamed", "2019-01")


def test_link_is_right_in_name_relation_and_year(linked):
    linked(RENAMED, ("苏州市环境保护局", "苏州市水务局", "function_transferred", "2019"))
    each = compare_lineage("l-1", pair())
    assert (each.is_exact, each.text) == (True, "苏州市环境保护局 → 苏州市生态环境局")
    assert each.items().f1 == 1.0  # the other link is not judged
    assert each.counts == {"pairs_right": (1, 1), "negatives_linked": (0, 0)}
    assert each.classes == {"link": "renamed", "place": "苏州市"}


@pytest.mark.parametrize(
    ("wrong", "confused"),
    [
        (pair(effective="2018-12"), ("renamed", "renamed")),
        (pair(relation="merged_into"), ("merged_into", "renamed")),
        (pair(relation="split_into", note="enlarged"), ("split_into", "renamed")),
        (pair(new="苏州市水务局"), ("renamed", "—")),
    ],
    ids=["year", "relation", "enlarged is no word for a split", "successor"],
)
def test_link_that_differs_is_wrong(linked, wrong, confused):
    linked(RENAMED)
    each = compare_lineage("l-1", wrong)
    assert not each.is_exact
    assert each.counts == {"pairs_right": (0, 1), "negatives_linked": (0, 0)}
    assert each.confusion() == {confused: 1}


def test_enlarged_body_may_be_renamed_or_merged(linked):
    linked(RENAMED)
    assert compare_lineage("l-1", pair(relation="merged_into", note="enlarged by the climate work")).is_exact
    linked((*RENAMED[:2], "merged_into", "2019"))
    assert compare_lineage("l-1", pair(note="enlarged")).is_exact
    assert not compare_lineage("l-1", pair(note="enlarged", effective="2018")).is_exact


def test_right_link_counts_where_another_leads_to_the_same_unit(linked):
    linked((*RENAMED[:2], "function_transferred", "2018"), RENAMED)
    assert compare_lineage("l-1", pair()).is_exact


def test_abolished_unit_has_no_successor(linked):
    old = "巢湖市人民政府(地级)"
    linked((old, None, "abolished", "2011-08"))
    each = compare_lineage("l-1", pair(old, None, "abolished", "2011"))
    assert (each.is_exact, each.text) == (True, "巢湖市人民政府(地级) → —")
    linked()
    assert compare_lineage("l-1", pair(old, None, "abolished", "2011")).counts["pairs_right"] == (0, 1)


def test_level_in_brackets_is_no_part_of_the_new_name(linked):
    linked(("巢湖市居巢区人民政府", "巢湖市人民政府", "renamed", "2011-08"))
    assert compare_lineage("l-1", pair("巢湖市居巢区人民政府", "巢湖市人民政府(县级)", "renamed", "2011")).is_exact


@pytest.mark.parametrize("link", [RENAMED, (RENAMED[1], RENAMED[0], "renamed", "2019")], ids=["forwards", "backwards"])
def test_pair_without_a_link_that_is_linked_is_a_false_alarm(linked, link):
    linked(link)
    each = compare_lineage("l-1", pair(relation="none", effective=None))
    assert (each.is_negative, each.is_exact) == (True, False)
    assert each.counts == {"pairs_right": (0, 0), "negatives_linked": (1, 1)}
    assert each.confusion() == {("—", "renamed"): 1}


def test_pair_without_a_link_that_has_none_is_right(linked):
    linked((RENAMED[0], "苏州市水务局", "renamed", "2019"))
    each = compare_lineage("l-1", pair(relation="none", effective=None))
    assert each.is_exact
    assert each.counts == {"pairs_right": (0, 0), "negatives_linked": (0, 1)}


def test_unknown_name_has_no_link_and_the_remarks_say_so(linked):
    linked()
    each = compare_lineage("l-1", pair(old="苏州市来穗局"))
    assert (each.is_exact, each.found) == (False, ())
    assert each.remarks == ("no unit is known by the name '苏州市来穗局'",)
    assert compare_lineage("l-1", pair(old="苏州市来穗局", relation="none", effective=None)).is_exact


def test_unknown_relation_is_refused(linked):
    linked()
    with pytest.raises(ValueError, match="vanished"):
        compare_lineage("l-1", pair(relation="vanished"))


def test_real_pair_is_linked():
    assert compare_lineage("l-1", pair("卫生部", "国家卫生和计划生育委员会", "merged_into", "2013-03")).is_exact
