"""Units, candidates, resolutions and successions as values."""

from __future__ import annotations

import dataclasses
import pickle

import pytest

from planparse.model.unit import RULE, Candidate, Relation, Resolution, Succession, Unit

OLD = Unit("330500/环境保护局", "湖州市环境保护局", "330500", "city", "government", "块", "bodies.csv", "B")
NEW = Unit("330500/生态环境局", "湖州市生态环境局", "330500", "city", "government", "块", "bodies.csv", "B")


def test_a_unit_is_by_rule_until_a_table_says_otherwise() -> None:
    unit = Unit("330523/孝丰镇人民政府", "安吉县孝丰镇人民政府", "330523", "town", "government")
    assert (unit.source, unit.certainty, unit.system) == (RULE, "D", "块")
    assert RULE == "rule"


def test_units_are_values_that_can_be_compared_hashed_and_sent() -> None:
    again = dataclasses.replace(OLD)
    assert again == OLD
    assert {again, OLD, NEW} == {OLD, NEW}
    assert pickle.loads(pickle.dumps(OLD)) == OLD


@pytest.mark.parametrize(
    "value",
    [
        OLD,
        Candidate(OLD),
        Resolution("市环保局", OLD, (Candidate(OLD),), ()),
        Succession(NEW, Relation.RENAMED, "2019", OLD),
    ],
    ids=lambda value: type(value).__name__,
)
def test_nobody_changes_a_value_behind_anothers_back(value: object) -> None:
    field = dataclasses.fields(value)[0].name  # type: ignore[arg-type]
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(value, field, None)


def test_the_relations_are_the_words_of_the_contract() -> None:
    assert list(Relation) == ["renamed", "merged_into", "split_into", "function_transferred", "abolished"]
    assert Relation("merged_into") is Relation.MERGED_INTO
    assert str(Relation.RENAMED) == "renamed"


def test_a_succession_unpacks_to_unit_relation_and_date() -> None:
    unit, relation, effective = Succession(NEW, Relation.RENAMED, "2019", OLD)
    assert (unit, relation, effective) == (NEW, "renamed", "2019")


def test_an_abolished_unit_has_no_successor() -> None:
    link = Succession(None, Relation.ABOLISHED, "2011", OLD)
    assert tuple(link) == (None, "abolished", "2011")
    assert link.predecessor == OLD


def test_a_resolution_without_a_unit_keeps_its_candidates_in_order() -> None:
    found = Resolution("市环保局", None, (Candidate(OLD, ("一",)), Candidate(NEW, ("二",))), ("2 candidates are left",))
    assert found.unit is None
    assert [each.unit for each in found.candidates] == [OLD, NEW]
    assert [each.reasons for each in found.candidates] == [("一",), ("二",)]


def test_a_candidate_by_rule_names_no_row() -> None:
    assert Candidate(OLD).source == ""
    assert Candidate(OLD).reasons == ()
