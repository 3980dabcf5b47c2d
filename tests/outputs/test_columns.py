import pytest

from planparse.outputs.columns import Columns, as_kind


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ((True, False), "bool"),
        ((True, 2), "long"),
        ((1, 0.5, True), "double"),
        ((1, "一"), "string"),
        (("一", 1, 0.5), "string"),
    ],
)
def test_a_column_takes_the_narrowest_type_that_holds_all(values, kind):
    columns = Columns()
    for value in values:
        columns.learn({"size": value})
    assert columns.kinds == {"size": kind}


def test_label_and_role_are_text_whatever_they_hold():
    columns = Columns()
    columns.learn({"label": 1, "role": True})
    assert columns.kinds == {"label": "string", "role": "string"}
    assert as_kind(True, "string") == "1"


def test_names_that_differ_in_case_only_are_told_apart_where_they_would_be_one():
    columns = Columns(taken=("type",), fold=str.casefold)
    assert [columns.name_of(name) for name in ("Type", "年度", "Page", "page", "")] == [
        "Type_",
        "年度",
        "Page",
        "page_",
        "_",
    ]


def test_characters_that_cannot_be_written_are_counted_once():
    columns = Columns()
    columns.learn({"content": "市\x00审\x0b计局\t", "label": "市审计局"})
    assert columns.replaced == 2
