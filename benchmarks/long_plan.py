"""A ruled plan of any length, and its rows, for measuring speed, memory and joined rows.

Four columns (目标, 任务, 主要内容, 责任单位); goal and task cells merged; rows break over pages wherever they fall. The
text is composed from a stock of clauses with a fixed seed, so the same arguments give the same file.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

FONT = "STSong-Light"
SIZE, LEADING, PAD = 10.5, 15.0, 4.0
COLUMNS = (62.0, 122.0, 202.0, 448.0, 533.0)
TOP, FOOT = 770.0, 70.0
HEADER = ("目标", "任务", "主要内容", "责任单位")
NO_START = "，。、；：）》”"
ROWS_PER_PAGE = 5.56
"""Measured on 1000 rows: how many fill a page."""

VERBS = ("完善", "推进", "健全", "落实", "加强", "公开", "规范", "优化", "深化", "细化")
OBJECTS = (
    "政务公开目录", "公共资源交易信息", "重大项目审批结果", "社会救助标准", "环境监测数据", "财政预决算",
    "办事指南", "政策解读材料", "“互联网+政务服务”平台", "《信息公开指南》", "12345热线办理情况", "食品抽检结果",
)  # fmt: skip
TAILS = (
    "，按月向社会公布", "，年底前完成", "，不断提高办理质量和效率", "，及时回应社会关切", "，公开率不低于95%",
    "，做到同步组织、同步审签、同步部署", "，建立定期通报制度", "，方便群众查询和监督",
)  # fmt: skip
UNITS = (
    "市发改委", "市财政局", "市人社局", "市生态环境局", "市住房和城乡建设局", "市市场监管局", "市教育局",
    "市卫生健康委", "市审计局",
)  # fmt: skip


@dataclass
class Row:
    """One row as it should be read."""

    goal: str
    task: str
    content: str
    units: str


def make_rows(count: int, seed: int = 7) -> list[Row]:
    """Compose `count` rows; goals and tasks are numbered and span several rows."""
    rng = random.Random(seed)
    rows: list[Row] = []
    goal = task = 0
    while len(rows) < count:
        goal += 1
        title = f"{chinese(goal)}、{rng.choice(VERBS)}{rng.choice(OBJECTS)}，{rng.choice(VERBS)}工作机制"
        for _ in range(rng.randint(2, 4)):
            task += 1
            name = f"（{chinese(task)}）{rng.choice(VERBS)}{rng.choice(OBJECTS)}"
            for _ in range(rng.randint(1, 3)):
                clauses = rng.randint(2, 14)
                content = "。".join(rng.choice(VERBS) + rng.choice(OBJECTS) + rng.choice(TAILS) for _ in range(clauses))
                units = rng.sample(UNITS, rng.randint(1, 4))
                words = "牵头落实" if len(units) == 1 else "按职责分工分别牵头落实"
                rows.append(Row(title, name, f"第{len(rows) + 1}项：{content}", "、".join(units) + words))
    return rows[:count]


def rows_for(pages: int) -> int:
    """Give the number of rows that fill about `pages` pages."""
    return max(1, round(pages * ROWS_PER_PAGE))


def chinese(number: int) -> str:
    """Write 1 to 9999 in Chinese figures."""
    digits, places = "零一二三四五六七八九", ("", "十", "百", "千")
    text = ""
    for place, digit in enumerate(reversed(str(number))):
        text = ("零" if digit == "0" else digits[int(digit)] + places[place]) + text
    while "零零" in text:
        text = text.replace("零零", "零")
    text = text.rstrip("零")
    return text[1:] if text.startswith("一十") else text


def set_lines(text: str, width: float) -> list[str]:
    """Break a text into lines of at most `width` points; no line begins with a closing mark."""
    lines, line = [], ""
    for mark in text:
        if pdfmetrics.stringWidth(line + mark, FONT, SIZE) > width:
            if mark in NO_START:
                lines.append(line[:-1])
                line = line[-1] + mark
            else:
                lines.append(line)
                line = mark
        else:
            line += mark
    return [*lines, line]


def draw(rows: list[Row], path: Path) -> int:
    """Draw the rows as one table; returns the number of pages."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    canvas = Canvas(str(path), invariant=1)
    pages, y = 1, TOP
    canvas.setFont(FONT, SIZE)

    def rule(x0: float, y0: float, x1: float, y1: float) -> None:
        canvas.setLineWidth(0.5)
        canvas.line(x0, y0, x1, y1)

    def uprights(start: float, end: float) -> None:
        for x in COLUMNS:
            rule(x, start, x, end)

    def text(column: int, line: str, at: float) -> None:
        canvas.drawString(COLUMNS[column] + PAD, at - LEADING + 4, line)

    rule(COLUMNS[0], y, COLUMNS[-1], y)
    for column, word in enumerate(HEADER):
        text(column, word, y)
    uprights(y, y - LEADING - 4)
    y -= LEADING + 4
    rule(COLUMNS[0], y, COLUMNS[-1], y)
    for last_of, left in _cells(rows):
        height = max(len(left[2]), len(left[3]), *(len(left[c]) if last_of[c] else 0 for c in (0, 1)))
        drawn = 0
        while drawn < height:
            room = int((y - FOOT) // LEADING)
            if room < 1:
                rule(COLUMNS[0], y, COLUMNS[-1], y)
                canvas.drawString(290, 40, f"— {pages} —")
                canvas.showPage()
                canvas.setFont(FONT, SIZE)
                pages, y = pages + 1, TOP
                rule(COLUMNS[0], y, COLUMNS[-1], y)
                continue
            piece = min(room, height - drawn)
            for column in range(4):
                for index in range(min(piece, len(left[column]))):
                    text(column, left[column].pop(0), y - index * LEADING)
            uprights(y, y - piece * LEADING - (4 if drawn + piece == height else 0))
            drawn += piece
            y -= piece * LEADING
        y -= 4
        first = next((column for column in (0, 1) if last_of[column]), 2)
        rule(COLUMNS[first], y, COLUMNS[-1], y)
    canvas.drawString(290, 40, f"— {pages} —")
    canvas.save()
    return pages


def _cells(rows: list[Row]) -> Iterator[tuple[list[bool], list[list[str]]]]:
    """Give, for each row, whether it ends its goal and its task, and what is left to set; merged cells share theirs."""
    widths = [b - a - 2 * PAD for a, b in pairwise(COLUMNS)]
    for goal, of_goal in groupby(rows, key=lambda row: row.goal):
        in_goal = list(of_goal)
        goal_lines = set_lines(goal, widths[0])
        for task, of_task in groupby(in_goal, key=lambda row: row.task):
            in_task = list(of_task)
            task_lines = set_lines(task, widths[1])
            for row in in_task:
                last_of = [row is in_goal[-1], row is in_task[-1]]
                lines = [goal_lines, task_lines, set_lines(row.content, widths[2]), set_lines(row.units, widths[3])]
                yield last_of, lines
