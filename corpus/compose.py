"""Compose the rows of a long plan from a stock of sentences, so that its gold is right by construction.

In come `[stock]` and the `areas` of the goals of a TOML file; out go goals with tasks and rows in the short forms that
`structure.py` explains. Every number, time limit and unit is put into the text and into the gold in one step.

An area has `units` (the first leads most often), `ways` and `results` (sentences for any of its rows) and `tasks`:
each a title followed by one opening sentence for each row. Marks in the sentences:
    {p}                       a place
    {t}, {t 每月 | monthly}    a time limit from the stock, or this one
    {h}, {h 受理后}            some hours or minutes, from the named event on
    {n 20-90 个}               a number from this range; {>= …} and {<= …} with the words for at least and at most
"""

import re
from collections.abc import Callable, Sequence
from random import Random
from typing import Any

DIGITS = "零一二三四五六七八九"
SCALES = {"万": 10_000, "亿": 100_000_000}
HOURS = (
    ("30分钟内", "PT30M", "30 分钟"),
    ("1小时内", "PT1H", "1 小时"),
    ("2小时内", "PT2H", "2 小时"),
    ("24小时内", "PT24H", "24 小时"),
)
COUNTIES = "各县（市、区）政府"

# How sentences are put together: o opening, w way, r result, c closer.
SHAPES = (
    "o，r。",
    "o。w，r。",
    "o。w，r。",
    "o。w。r。",
    "w，o。r。",
    "o。w，r。c",
    "o。r。w；w。c",
    "o。w；w。r，r。c",
    "o。w。r，r。cc",
)


def compose(data: dict[str, Any]) -> list[dict[str, Any]]:
    """The goals of a plan with their rows; ValueError if they name a document that `cited` does not list."""
    composer = _Composer(data["stock"])
    goals = []
    number = 0
    for goal in data["goals"]:
        tasks = []
        for area in goal["areas"]:
            for title, *openings in area["tasks"]:
                number += 1
                rows = [composer.row(area, opening) for opening in openings]
                tasks.append({"title": f"（{_numeral(number)}）{title}", "rows": rows})
        goals.append({key: value for key, value in goal.items() if key != "areas"} | {"tasks": tasks})
    _check_cited(data, goals)
    return goals


def _numeral(number: int) -> str:
    tens, ones = divmod(number, 10)
    head = ("" if tens < 2 else DIGITS[tens]) + "十" if tens else ""
    return head + (DIGITS[ones] if ones or not tens else "")


def _check_cited(data: dict[str, Any], goals: list[dict[str, Any]]) -> None:
    listed = {text.split(" | ")[0] for text in data["metadata"]["cited"]}
    contents = [row["content"] for goal in goals for task in goal["tasks"] for row in task["rows"]]
    missing = {title for text in contents for title in re.findall("《(.+?)》", text)} - listed
    if missing:
        raise ValueError(f"documents that are not in `cited`: {', '.join(sorted(missing))}")


class _Composer:
    """Draws from the stock, always in the same order for the same seed."""

    def __init__(self, stock: dict[str, Any]) -> None:
        self.stock = stock
        # Only random() keeps its numbers from one version of Python to the next.
        self.random: Callable[[], float] = Random(stock["seed"]).random

    def row(self, area: dict[str, Any], opening: str) -> dict[str, Any]:
        """One row: its text, and what stands in it."""
        row: dict[str, Any] = {"deadlines": [], "quantities": []}
        ways, results = self._shuffled(area["ways"]), self._shuffled(area["results"])
        closers = self._shuffled(self.stock["closers"])
        content = ""
        for sign in self._pick(SHAPES):
            sentence = {"o": [opening], "w": ways, "r": results, "c": closers}.get(sign)
            content += self._fill(sentence.pop(0), content, row) if sentence else sign
        return row | {"content": content} | (self._units(area["units"]) if "units" in area else {})

    def _pick(self, items: Sequence[Any]) -> Any:
        return items[int(self.random() * len(items))]

    def _shuffled(self, items: Sequence[str]) -> list[str]:
        return sorted(items, key=lambda _: self.random())

    def _fill(self, sentence: str, before: str, row: dict[str, Any]) -> str:
        """Put words in place of the marks, and what they mean into the row."""
        text = ""
        at = 0
        for mark in re.finditer(r"\{(\S+?)(?: (.+?))?\}", sentence):
            text += sentence[at : mark.start()]
            text += self._word(mark[1], mark[2], before + text, row)
            at = mark.end()
        return text + sentence[at:]

    def _word(self, kind: str, rest: str | None, before: str, row: dict[str, Any]) -> str:
        if kind == "p":
            return str(self._pick(self.stock["places"]))
        if kind == "t":
            limit = rest or self._pick(self.stock["deadlines"])
            row["deadlines"].append(limit)
            return str(limit).split(" | ")[0]
        if kind == "h":
            words, duration, size = self._pick(HOURS)
            row["deadlines"].append(f"{words} | {duration}" + (f" | {rest}" if rest else ""))
            row["quantities"].append(f"{words} | <= {size}")
            return str(words)
        if rest is None:
            raise ValueError(f"no range: {kind}")
        return self._number(kind, rest, before, row)

    def _number(self, kind: str, rest: str, before: str, row: dict[str, Any]) -> str:
        span, unit = rest.split(" ")
        low, high = (float(end) for end in span.split("-"))
        step = 0.1 if "." in span else 10.0 if high >= 100 else 1.0
        value = round(low + step * int(self.random() * ((high - low) / step + 1)), 1)
        printed = f"{value:g}{unit}"
        if kind == "<=":
            printed += "以内"
        elif kind == ">=":
            least = "不低于" if unit == "%" else "不少于"
            plain = before.endswith(("达到", "在", "到")) or self.random() < 0.5
            printed = f"{printed}以上" if plain else least + printed
        base = value * SCALES.get(unit[0], 1)
        sign = "=" if kind == "n" else kind
        row["quantities"].append(f"{printed} | {sign} {base:.10g} {unit.lstrip('万亿')}")
        if kind == "<=" and unit == "个工作日":
            row["deadlines"].append(f"{printed} | P{value:g}WD")
        return printed

    def _units(self, units: Sequence[str]) -> dict[str, Any]:
        """One unit cell with its assignments; the roles stand in the pattern, not in the words."""
        first = units[0] if self.random() < 0.6 else self._pick(units[:3])
        a, b, c, d, e = [first, *self._shuffled([unit for unit in units if unit != first])][:5]
        place = f"{self._pick(self.stock['places'])}政府"
        pattern = int(self.random() * 12)
        roles: list[tuple[str, str]]
        by_duty, is_open = pattern in (3, 4, 5), pattern == 10
        if pattern <= 1:
            cell, roles = f"{a}牵头落实", [("lead", a)]
        elif pattern == 2:
            cell, roles = f"{a}牵头，{b}、{c}配合", [("lead", a), ("cooperate", b), ("cooperate", c)]
        elif pattern == 3:
            cell = f"{a}牵头，{b}、{c}、{d}按职责分工予以配合"
            roles = [("lead", a), ("cooperate", b), ("cooperate", c), ("cooperate", d)]
        elif pattern == 4:
            cell, roles = f"{a}、{b}按职责分工分别牵头落实", [("joint_lead", a), ("joint_lead", b)]
        elif pattern == 5:
            cell = f"{a}、{b}、{c}按职责分工分别牵头落实"
            roles = [("joint_lead", unit) for unit in (a, b, c)]
        elif pattern == 6:
            cell, roles = f"{a}、{b}、{c}、{d}", [("responsible", unit) for unit in (a, b, c, d)]
        elif pattern == 7:
            cell = f"{a}、{b}，{COUNTIES}"
            roles = [("responsible", unit) for unit in (a, b, COUNTIES + "*")]
        elif pattern == 8:
            cell = f"{a}牵头，{b}参与，{COUNTIES}负责落实"
            roles = [("lead", a), ("participate", b), ("responsible", COUNTIES + "*")]
        elif pattern == 9:
            cell, roles = f"{a}牵头，{b}、{place}配合", [("lead", a), ("cooperate", b), ("cooperate", place)]
        elif pattern == 10:
            cell = f"{a}牵头，{b}、{c}、{d}、{e}等部门配合，{COUNTIES}具体实施"
            roles = [("lead", a), *(("cooperate", u) for u in (b, c, d, e)), ("responsible", COUNTIES + "*")]
        else:
            cell, roles = f"{COUNTIES}负责落实，{a}督导", [("responsible", COUNTIES + "*"), ("supervise", a)]
        assign = [f"{role} {unit}" for role, unit in roles]
        return {"units": cell, "assign": assign, "by_duty": by_duty, "open_list": is_open}
