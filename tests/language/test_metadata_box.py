from __future__ import annotations

import pytest

from pages import text_at
from planparse.language.metadata_box import fits, take_box
from planparse.model.document import Line, Style
from planparse.tables.lines import lines_of, passage_of
from strip import line

OUTSIDE = Style(outside=True)
TITLE = "溦州市人民政府办公室关于印发2023年工作要点的通知"


def taken(lines: list[Line]) -> tuple[dict[str, str], list[str]]:
    """What a box says, and the texts that are left."""
    box, rest = take_box([(each, passage_of([each])) for each in lines])
    return {name: value.text for name, value in box}, [text.text for _, text in rest]


def written(*texts: str, style: Style = OUTSIDE) -> tuple[dict[str, str], list[str]]:
    return taken([line(words, n, style) for n, words in enumerate(texts, 1)])


def printed(*rows: tuple[tuple[str, float], ...]) -> tuple[dict[str, str], list[str]]:
    """Rows of words at their x."""
    return taken(
        [each for n, row in enumerate(rows) for words, x in row for each in lines_of(text_at(words, x, 50 + 20 * n))]
    )


def test_labels_without_colons_count_where_the_value_is_of_their_kind() -> None:
    box, rest = written(
        "索 引 号014320684/2022-00102", "发布机构海门区政府办公室", "文　　号海政办发〔2022〕15号",
        "成文日期2022-05-16", "发布日期2022-05-18", "有效性有效", "区政府办公室关于印发工作任务清单的通知",
    )  # fmt: skip
    assert box == {
        "issuer": "海门区政府办公室",
        "document_number": "海政办发〔2022〕15号",
        "signed_date": "2022-05-16",
        "published_date": "2022-05-18",
    }
    assert rest == ["区政府办公室关于印发工作任务清单的通知"]


def test_a_value_may_stand_on_the_line_below_its_label() -> None:
    box, rest = written(
        "索引号", "001008006005001/2017-31245", "文号", "虞政办发〔2017〕42号", "公开方式", "主动公开", TITLE
    )
    assert box == {"document_number": "虞政办发〔2017〕42号", "disclosure": "主动公开"}
    assert rest == [TITLE]


@pytest.mark.parametrize("first", ["发文机构", "公开类别", "发布文号", "制发机关", "有效期", "责任部门", "登记编码"])
def test_no_label_in_front_spoils_the_box(first: str) -> None:
    value = {"公开类别": "主动公开", "发布文号": "鼓政办〔2023〕12号"}.get(first, "区政府办公室")
    box, rest = written(first, value, "生成日期", "2023-03-16", "发布日期", "2023-03-17", TITLE)
    assert box["signed_date"] == "2023-03-16" and box["published_date"] == "2023-03-17"
    assert rest[-1] == TITLE


def test_in_print_the_value_stands_beside_its_label() -> None:
    box, rest = printed(
        (("索引号:", 40), ("00000011-2009-00087", 110), ("分类:", 330), ("城乡建设、环境保护", 410)),
        (("文号:", 40), ("大政办发[2009]35号", 110), ("主题词:", 330), ("城乡建设环境通知", 410)),
        ((TITLE, 40),),
    )
    assert box == {"document_number": "大政办发[2009]35号"}
    assert rest == [TITLE]


def test_a_title_below_an_empty_label_is_not_its_value() -> None:
    assert written("发布日期：2023-03-17", "主题词：", TITLE)[1] == [TITLE]
    assert written("发布日期", "2023-03-17", "主题词", TITLE)[1] == [TITLE]


def test_a_word_that_might_be_a_label_is_none_by_itself() -> None:
    for text in ("文号海政办发〔2022〕15号", "来源广泛", "服务对象满意"):
        assert written(text, TITLE, style=Style()) == ({}, [text, TITLE])


def test_a_time_by_itself_is_that_of_what_is_planned() -> None:
    texts = ("2023年植树活动方案", "时间：2023年3月12日", "地点：南山")
    assert written(*texts, style=Style()) == ({}, list(texts))
    assert written("时间：2023-03-12 来源：溦州市林业局", style=Style())[0] == {"published_date": "2023-03-12"}
    assert written("时间：2023-03-12")[0] == {"published_date": "2023-03-12"}


def test_below_the_first_sentence_of_a_text_a_plain_word_labels_something_else() -> None:
    texts = ("现将要点印发给你们，请认真执行。", "时间：2023年6月1日", "发布日期2023-06-01")
    assert written(*texts, style=Style()) == ({}, list(texts))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("document_number", "海政办发〔2022〕15号"),
        ("published_date", "2022-05-18 10:20"),
        ("issuer", "海门区政府办公室"),
        ("disclosure", "主动公开"),
        ("title", TITLE),
        ("other", "014320684/2022-00102"),
        ("document_number", "无"),
    ],
)
def test_a_value_fits_its_field(name: str, value: str) -> None:
    assert fits(name, value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("document_number", "按照海政办发〔2022〕15号文件要求"),
        ("published_date", "由市政府办公室在2022-05-18前"),
        ("issuer", "负责发布"),
        ("disclosure", "推进政务公开标准化规范化工作"),
        ("title", "有效"),
        ("other", TITLE),
        ("issuer", ""),
    ],
)
def test_what_is_of_another_kind_does_not_fit(name: str, value: str) -> None:
    assert not fits(name, value)
