from __future__ import annotations

import re

import pytest

from pages import text_at
from planparse.language.conventions import apply_rules, distinct, find_rules
from planparse.language.normalise import squeeze
from planparse.language.roles import read_responsibility
from planparse.lexicon.load import read_toml
from planparse.model.document import Passage
from planparse.model.plan import Role
from planparse.tables.lines import lines_of, passage_of


def passage(text: str, page: int = 1) -> Passage:
    return passage_of(lines_of(text_at(text, 0, 0, page)))


def roles_by(text: str, rules: list[str], *, column: str = "责任单位", has_lead_column: bool = False) -> list[str]:
    found = [rule for stated in rules for rule in find_rules(passage(stated))]
    changed = apply_rules(read_responsibility(text, column), found, has_lead_column=has_lead_column)
    return [f"{a.unit} {a.role} {a.rule}" for a in changed]


def test_every_example_is_matched_by_its_own_rule_and_no_other() -> None:
    rows = read_toml("conventions")["convention"]
    assert len({row["name"] for row in rows}) == len(rows)
    for row in rows:
        assert row["source"] and row["examples"]
        for example in row["examples"]:
            text = squeeze(example).text
            assert [other["name"] for other in rows if re.search(other["pattern"], text)] == [row["name"]]


def test_the_first_of_several_leads_where_the_text_says_so() -> None:
    stated = ["排在第一位的责任单位为牵头单位。"]
    assert roles_by("市财政局、市审计局", stated) == ["市财政局 lead first-unit-leads", "市审计局 responsible header"]
    assert roles_by("市财政局", stated) == ["市财政局 responsible header"]


def test_units_named_once_for_all_are_added_to_each_task() -> None:
    stated = ["以下任务均需各县（市、区）政府落实，不再一一列出。"]
    assert roles_by("市财政局牵头", stated)[1:] == ["各县（市、区）政府 responsible default-responsible"]
    assert len(roles_by("市财政局牵头，各县（市、区）政府配合", stated)) == 2  # named already


def test_where_no_lead_is_named_those_who_are_responsible_lead() -> None:
    stated = ["未明确牵头单位的，责任单位即为牵头单位。"]
    assert roles_by("市财政局", stated) == ["市财政局 lead responsible-leads"]
    assert [line.split()[1] for line in roles_by("市财政局、市审计局", stated)] == ["joint_lead", "joint_lead"]
    assert roles_by("市财政局", stated, has_lead_column=True) == ["市财政局 responsible header"]


def test_verbs_in_a_cell_beat_the_rules_of_the_document() -> None:
    stated = ["未明确牵头单位的，责任单位即为牵头单位。", "排在第一位的责任单位为牵头单位。"]
    roles = [line.split()[1] for line in roles_by("市审计局牵头，市财政局配合", stated)]
    assert roles == ["lead", "cooperate"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "各牵头单位要加强协调",
        "以下简称《方案》",
        "以下3项工作按月调度",
        "责任单位：市财政局",
        "明确牵头单位、责任单位和完成时限",
    ],
)
def test_sentences_that_state_no_rule_give_none(text: str) -> None:
    assert find_rules(passage(text)) == ()


def test_a_rule_keeps_its_words_and_place_and_is_listed_once() -> None:
    text = "注：排在第一位的责任单位为牵头单位。"
    rules = [*find_rules(passage(text, page=4)), *find_rules(passage(text, page=5))]
    (convention,) = distinct(rules)
    assert convention.text == text
    assert convention.evidence[0].page == 4


def test_an_added_unit_leads_back_to_where_the_rule_stands() -> None:
    (rule,) = find_rules(passage("以下均需各区政府落实", page=3))
    (unit,) = rule.units
    assert unit.role is Role.RESPONSIBLE and unit.collective
    assert unit.evidence[0].page == 3 and unit.evidence[0].text == "各区政府"


def test_a_unit_alone_in_its_column_does_not_lead_though_another_column_follows() -> None:
    rules = list(find_rules(passage("排在第一位的为牵头单位。")))
    row = (*read_responsibility("省商务厅", "责任单位"), *read_responsibility("团省委、省妇联", "参与单位"))
    assert [a.role for a in apply_rules(row, rules, has_lead_column=False)] == [a.role for a in row]
    row = (*read_responsibility("省商务厅、省财政厅", "责任单位"), *read_responsibility("省妇联", "参与单位"))
    changed = apply_rules(row, rules, has_lead_column=False)
    assert [a.role for a in changed] == [Role.LEAD, Role.RESPONSIBLE, Role.PARTICIPATE]
