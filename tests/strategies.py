"""Any text a plan could bring: words and marks of plans, figures, days, numbers, and the worst of Unicode.

`examples(n)` fixes how often a property is tried, and with the same texts each time. To search further, with other
texts, set PLANPARSE_EXAMPLES to a number: each property is then tried so often.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from datetime import date, timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from planparse.model.document import PLAIN, Line, Style
from planparse.readers.flow import Strip

MORE = int(os.environ.get("PLANPARSE_EXAMPLES", "0"))

UNITS = (
    "市财政局", "市审计局", "市教育局", "市司法局", "市发展改革委", "市人力资源社会保障局", "市水利局", "市商务局",
    "市公安局", "市政府办公室", "市委宣传部", "市税务局", "市交通运输局", "市卫生健康委", "市住房城乡建设局",
    "市农业农村局",
)  # fmt: skip
"""Plain names, none of which is part of another."""

WORDS = (
    *UNITS, "各市（区）", "各县（市、区）人民政府", "市各有关部门", "市级各部门", "各乡镇", "市发改委", "人社局",
    "部门", "单位", "委", "牵头", "配合", "负责", "落实", "会同", "参与", "按职责分工", "分别牵头", "牵头单位",
    "配合单位", "责任单位", "完成时限", "等", "由", "推进", "政务公开", "加强", "公开", "财政收支", "制定",
    "实施方案", "工作要点", "的通知", "关于", "印发", "苏府办", "国务院令", "序号", "目标", "任务", "主要内容",
    "备注", "附件", "年底前", "6月底前", "每季度", "长期坚持", "2017年", "二〇一七年", "2017年5月28日",
    "〔2017〕141号", "第12号", "《政府工作报告》", "“十四五”", "一、", "（一）", "1.", "（1）", "①", "2.5",
    "不低于", "95%", "1.2亿元", "同上", "三分之二", "发布日期", "发文字号", "索引号", "此件公开发布",
    "排在第一位的为牵头单位", "下同", "苏州市", "人民政府", "办公室", "无", "—",
)  # fmt: skip

ALPHABET = (
    "市局委办牵头配合责任单位（）、；：，。？“”《》〔〕【】()[],.;:·—-/|%0123456789０１９一二三四五六七八九十百千万亿〇零两半年月日底前内起"
    "至到第号章节条项和与及等各有关县区镇省府文令公开 　\n\t"
)

WORST = (
    "\x00", "\x0b", "\x0c", "\r", "\r\n", "\x1c", "\x85", "\u2028", "\u200b", "\ufeff", "\xad", "\u202e", "\ud800",
    "\ufffe", "\U0010ffff", "⼈", "⻔", "⾧", "財", "①", "㈠", "²", "٣", "１", "½", "ﷺ", "e\u0301", "𠮷",
    "👩‍👩‍👧", "<br>", "</td>", "&amp;", "&#8238;",
)  # fmt: skip
"""Control characters, marks of direction, half a pair, look-alikes, digits of other scripts, marks of markup."""

WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
"""Figures, letters and marks in full width, as Chinese input writes them."""

UNSEEN = "\u200b\xad\u202e\u2060"
BLANKS = " \u3000\t"


def examples(number: int) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Try a property so often, with the same examples each time (unless PLANPARSE_EXAMPLES asks for others)."""
    slow = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
    return settings(
        max_examples=MORE or number, deadline=None, derandomize=not MORE, database=None, suppress_health_check=slow
    )


def texts(most: int = 24) -> st.SearchStrategy[str]:
    """Texts as plans have them, mixed with what no plan has."""
    piece = st.one_of(
        st.sampled_from(WORDS), st.sampled_from(WORDS), st.sampled_from(ALPHABET), st.sampled_from(ALPHABET),
        st.sampled_from(WORST), st.characters(),
    )  # fmt: skip
    return st.lists(piece, max_size=most).map("".join)


def plain_texts(most: int = 24) -> st.SearchStrategy[str]:
    """Texts as plans have them: no control characters, no white space at their ends."""
    piece = st.one_of(st.sampled_from(WORDS), st.sampled_from(WORDS), st.sampled_from(ALPHABET.replace("\n", "")))
    return st.lists(piece, min_size=1, max_size=most).map("".join).map(str.strip).filter(bool)


def sentences(most: int = 6) -> st.SearchStrategy[str]:
    """What is to be done, in words that read like that: 推进政务公开，加强财政收支公开。"""
    does = st.sampled_from(("推进", "加强", "完善", "落实好", "深化", "公开", "健全", "开展"))
    what = st.sampled_from(
        ("政务公开工作", "财政收支管理", "营商环境建设", "河湖治理", "校园安全检查", "就业帮扶行动", "审计整改")
    )
    return st.lists(st.tuples(does, what).map("".join), min_size=1, max_size=most, unique=True).map(
        lambda parts: "，".join(parts) + "。"
    )


def days(first: int = 1950, last: int = 2099) -> st.SearchStrategy[date]:
    return st.dates(date(first, 1, 1), date(last, 12, 31))


@st.composite
def spread(draw: st.DrawFn, text: str, marks: str = BLANKS + UNSEEN) -> str:
    """Put white space and invisible characters between the characters of a text."""
    gaps = draw(st.lists(st.text(marks, max_size=2), min_size=len(text) + 1, max_size=len(text) + 1))
    return "".join(gap + mark for gap, mark in zip(gaps, [*text, ""], strict=True))


@st.composite
def strips(
    draw: st.DrawFn, most: int = 12, words: st.SearchStrategy[str] | None = None
) -> tuple[list[str], list[Line]]:
    """Paragraphs of a text format, and the lines that stand for them."""
    style = st.builds(
        Style,
        size=st.sampled_from((None, 12.0, 22.0)),
        bold=st.booleans(),
        align=st.sampled_from((None, "left", "center", "right")),
        heading=st.sampled_from((None, None, None, 1, 2, 3)),
        outside=st.sampled_from((False, False, False, True)),
    )
    given = draw(
        st.lists(st.tuples(texts(12) if words is None else words, st.one_of(st.just(PLAIN), style)), max_size=most)
    )
    strip = Strip("计划.txt")
    shown = [(text, strip.lines(text, how)) for text, how in given]
    return [text for text, lines in shown if lines], [line for _, lines in shown for line in lines]


FIGURES = "〇一二三四五六七八九"


def digit_by_digit(number: int, nought: str = "〇") -> str:
    """Write a number as years are written: 二〇一七."""
    return "".join(FIGURES[int(digit)] for digit in str(number)).replace("〇", nought)


def counted(number: int) -> str:
    """Write a number from 1 to 99,999,999,999 in words: 一百零五, 十二, 三万零二十."""
    whole, skipped = "", False
    for value, name in ((100_000_000, "亿"), (10_000, "万"), (1, "")):
        section, number = divmod(number, value)
        if section:
            whole += ("零" if whole and (section < 1000 or skipped) else "") + _section(section) + name
        skipped = not section
    return whole[1:] if whole.startswith("一十") else whole


def _section(number: int) -> str:
    text = ""
    for value, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, value)
        if digit:
            text += FIGURES[digit] + name
        elif text and number and not text.endswith("零"):
            text += "零"
    return text


def ways_to_write(day: date) -> Sequence[str]:
    """Write a day in every script that a notice is dated in."""
    year, month, number = day.year, day.month, day.day
    return (
        f"{year}年{month}月{number}日",
        f"{year}年{month:02}月{number:02}日",
        f"{digit_by_digit(year)}年{counted(month)}月{counted(number)}日",
        f"{digit_by_digit(year, '○')}年{counted(month)}月{counted(number)}日",
    )


def last_of_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
