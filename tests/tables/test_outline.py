from __future__ import annotations

from planparse.model.document import Style
from planparse.tables.numbering import DECIMAL, ITEM, SECTION
from planparse.tables.outline import Item, mark_headings, numbers_of
from strip import paragraphs


def levels_of(*texts: str) -> list[float | None]:
    return [number.level if number else None for number in numbers_of(paragraphs(*texts))]


def outline(*texts: str | tuple[str, Style]) -> list[Item]:
    found = paragraphs(*texts)
    items = [Item(paragraph, number) for paragraph, number in zip(found, numbers_of(found), strict=True)]
    mark_headings(items)
    return items


def headings_above(item: Item) -> list[str]:
    return [heading.text for heading in item.above]


def test_a_number_glued_to_a_figure_counts_if_it_is_the_next_in_its_row() -> None:
    assert levels_of("（一）教育", "25.惠企政策直达。", "26.12345热线提质。") == [SECTION, ITEM, ITEM]
    assert levels_of("（一）教育", "25.惠企政策直达。", "28.12345热线提质。") == [SECTION, ITEM, None]


def test_decimals_count_only_if_they_run_from_one() -> None:
    assert levels_of("1.1项目建设", "1.2家庭医生") == [DECIMAL, DECIMAL]
    assert DECIMAL not in levels_of("1.1万户完成改造", "3.2亿元投入使用")


def test_headings_hold_until_one_of_their_level_or_above() -> None:
    items = outline("一、教育", "（一）学校", "1.建设学校，新增学位。", "二、卫生", "1.建设医院，新增床位。")
    assert headings_above(items[2]) == ["一、教育", "（一）学校"]
    assert headings_above(items[4]) == ["二、卫生"]


def test_a_bold_lead_opens_its_own_paragraph_and_ends_its_path() -> None:
    item = outline(("推进公开。及时公布目录，加强解读。", Style(lead=5)))[0]
    assert not item.standalone
    assert [heading.text for heading in item.path] == ["推进公开"]
    assert item.text.text[item.opening :] == "及时公布目录，加强解读。"
