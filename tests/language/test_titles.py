from __future__ import annotations

from pages import text_at
from planparse.language.titles import Placed, find_title, text_of, title_of_file
from planparse.model.document import PLAIN, Line, Style
from planparse.tables.lines import lines_of, passage_of
from strip import line

CENTRED = Style(align="center")


def placed(lines: list[Line]) -> list[Placed]:
    return [(each, passage_of([each])) for each in lines]


def written(*texts: str, style: Style = PLAIN) -> str:
    """The title among these paragraphs of a text format."""
    return text_of(find_title(placed([line(words, n, style) for n, words in enumerate(texts, 1)]))).text


def printed(*texts: str) -> str:
    """The title among these lines of a page, all of one size and from the left edge."""
    lines = [each for n, words in enumerate(texts) for each in lines_of(text_at(words, 50, 50 + 15 * n))]
    return text_of(find_title(placed(lines))).text


def test_the_last_character_may_stand_alone_on_its_line() -> None:
    title = printed("合肥市人民政府关于印发合肥市推进新型工业化2025年工作计划的通", "知", "合政〔2025〕8号")
    assert title == "合肥市人民政府关于印发合肥市推进新型工业化2025年工作计划的通知"


def test_a_notice_that_brings_a_plan_goes_on_to_the_word_notice() -> None:
    title = printed("徐州市人民政府办公室关于印发城市更新三年行动计划", "（2023—2025年）的通知", "徐政办发〔2023〕38号")
    assert title == "徐州市人民政府办公室关于印发城市更新三年行动计划（2023—2025年）的通知"


def test_years_in_a_bracket_belong_to_the_title() -> None:
    assert printed("溦州市城市更新三年行动计划", "（2023—2025年）", "为推进城市更新，制定本计划。").endswith("年）")


def test_a_plan_whose_notice_is_missing_keeps_its_own_name() -> None:
    assert written("关于印发2023年工作要点", "溦政办发〔2023〕26号", "各县人民政府：") == "关于印发2023年工作要点"


def test_a_remark_in_brackets_is_never_a_part_of_a_title() -> None:
    assert printed("（此件公开发布）", "海门区2022年外贸稳增长工作任务清单") == "海门区2022年外贸稳增长工作任务清单"
    assert written("2022年工作要点", "（2022年3月5日市政府常务会议通过）", style=CENTRED) == "2022年工作要点"


def test_letterhead_number_and_index_are_no_title() -> None:
    title = written("溦州市人民政府办公室文件", "WZ-2023-001", "溦政办发〔2023〕26号", "关于做好工作的通知")
    assert title == "关于做好工作的通知"


def test_the_title_of_the_file_counts_where_its_text_has_it() -> None:
    lines = placed([line("首页", 1), line("溦州市政务公开重点任务", 2), line("一、主动公开", 3)])
    assert title_of_file("溦州市政务公开重点任务_溦州市人民政府", lines).text == "溦州市政务公开重点任务"
    assert not title_of_file("别的", lines)
    assert not title_of_file(None, placed([line("00000011-2009-00087", 1, CENTRED)]))
