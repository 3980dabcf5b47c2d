from __future__ import annotations

import pytest

from planparse.lexicon.front_labels import find_bare_labels, find_labels, firm_labels
from planparse.lexicon.load import read_csv

FIELDS = {"title", "document_number", "issuer", "signed_date", "published_date", "disclosure", "other"}


def test_every_label_has_a_field_and_a_source_and_stands_once() -> None:
    rows = read_csv("front_labels")
    assert len({row["word"] for row in rows}) == len(rows)
    for row in rows:
        assert row["word"] and row["field"] in FIELDS and row["source"].strip(), row


def values(text: str) -> dict[str, str]:
    return {label.word: text[label.start : label.end] for label in find_labels(text)}


def test_labels_in_the_middle_of_a_line_are_found_even_directly_behind_a_value() -> None:
    line = "来源：岳阳县人民政府办公室发布时间：2025-04-1116:20浏览量：88次【字体：大中小】"
    assert values(line)["发布时间"] == "2025-04-1116:20"


def test_labels_directly_behind_each_other_have_no_values() -> None:
    assert values("发布时间：2021-03-05来源：市教育体育局办公室作者：点击数：")["作者"] == ""


@pytest.mark.parametrize("line", ["备案编码：ZJC01发布日期：2017-06-01", "备案编码：发布日期：2017-06-01"])
def test_an_unknown_label_in_front_does_not_hide_the_known_ones(line: str) -> None:
    assert values(line)["发布日期"] == "2017-06-01"


def test_a_day_in_front_of_the_labels_is_that_of_publication() -> None:
    (first, *_) = find_labels("2017-06-0110:19来源：苏州市人民政府")
    assert first.field == "published_date"


@pytest.mark.parametrize("line", ["会议时间：2017年6月1日", "资金来源：市财政", "请于6月1日前报送（发布日期：2017年）"])
def test_a_word_inside_of_another_is_no_label(line: str) -> None:
    assert not list(find_labels(line))


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("文号海政办发〔2022〕15号", ["文号"]),
        ("发文机构鼓楼区人民政府办公室发文字号鼓政办〔2023〕12号", ["发文机构", "发文字号"]),
        ("•发布日期2023年03月17日", ["发布日期"]),
        ("登记编码FZ1发布机构区府办发布日期2023-03-17", ["发布机构", "发布日期"]),
        ("登记编码FZ1发布机构区府办", []),
        ("发布日期：2023-03-17", []),
    ],
)
def test_labels_without_colons(line: str, words: list[str]) -> None:
    assert [label.word for label in find_bare_labels(line)] == words


def test_words_of_any_text_and_of_task_tables_are_no_firm_labels() -> None:
    assert {"发文机构", "发布文号", "生成日期"} <= firm_labels()
    assert not {"时间", "名称", "责任部门", "来源"} & firm_labels()


def test_many_unknown_labels_take_no_time() -> None:
    line = "备案编码甲：乙丙" * 70
    assert not list(find_labels(line + "。时间：2017-06-01"))
    assert not list(find_labels(line * 100 + "发布日期：2017-06-01"))


def test_the_bracket_around_a_label_and_its_value_is_of_neither() -> None:
    assert values("（公开方式：主动公开）") == {"公开方式": "主动公开"}
    assert values("信息名称：要点（试行）") == {"信息名称": "要点（试行）"}
