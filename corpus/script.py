"""Read the body of a plan in prose from its script: the text line by line, each with what is expected of it.

In comes the multi-line string `script` of a plan's TOML file; out go the lines to print and the rows of the gold,
both from the same words. The first character of a script line says what it is:

    #  ##  ###  a heading of level 1, 2, 3, its number as printed; in a table, the merged goal or task cell
    -           a paragraph or content cell that is a task; a number before it is printed and not content
    >           a task that runs on in the paragraph of the heading above, which is then printed with 。
    +           a task that runs on in the paragraph of the task above (several brackets in one paragraph)
    :           a label line, or the unit cell, of all tasks since the last one
    !           a label line that names no unit (完成时限：…)
    =           assignments of the tasks since the last `=`, written by hand and never by a parser:
                "lead 市审计局 / cooperate 市财政局+ 各区* | duty"; * marks a collective, + stands before 等
    .           a paragraph that is no task
    T           a table begins, its header words separated by " | "; /T ends it

In the text, {words|value|…} is a time limit or a quantity: {6月底前|..2019-06-30}, {80%以上|>= 80 %}, {每月|monthly},
{5个工作日内|P5WD|<= 5 个工作日|@自受理之日起}, {约200家|= 200 家|approx}. Marks for the drawing, no words themselves:
⏎ a soft line break, ⟦+x⟧ and ⟦-x⟧ a tracked insertion and deletion, ⟦*x⟧ a footnote, ✂ where a page cuts a cell.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

RHYTHMS = {"weekly", "monthly", "quarterly", "half-yearly", "yearly", "ongoing"}
VALUE = re.compile(r"\{([^{}|]+)\|([^{}]+)\}")
NUMBER = re.compile(
    r"^(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|\d+[.．、]|（\d+）|[①-⑳]|[●◆△▲]|——|第[一二三四五六七八九十]+[章节条])\s*"
)
PAIRS = {"）": "（", ")": "(", "]": "[", "〕": "〔", "】": "【"}
DUTY = re.compile(r"按照?(?:各自)?职责|根据职责")


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line: kind `heading`, `task`, `plain` or `label`; `opening` is the heading it begins with."""

    kind: str
    level: int
    text: str
    opening: str = ""


@dataclass(frozen=True, slots=True)
class Cells:
    """One row of a printed table; equal numbers in `merged` (goal, task, unit) are one cell."""

    goal: str
    task: str
    content: str
    unit: str
    merged: tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Table:
    """A printed table with its header words."""

    columns: tuple[str, ...]
    rows: tuple[Cells, ...]


@dataclass(slots=True)
class Expected:
    """One task while the script is being read; `structure.py` makes the row of the gold from it."""

    path: tuple[str, ...]
    content: str
    responsibility: str
    values: list[dict[str, Any]]
    assign: str = ""


@dataclass(slots=True)
class Script:
    """What is printed and what is expected, in the order of the text."""

    entries: list[Line | Table] = field(default_factory=list)
    tasks: list[Expected] = field(default_factory=list)


def read_script(text: str) -> Script:
    """Read a script; ValueError names the line that does not fit."""
    script, reader = Script(), _Reader()
    for line in text.strip().splitlines():
        mark, _, words = line.strip().partition(" ")
        try:
            reader.read(script, mark, words)
        except (ValueError, IndexError, KeyError) as problem:
            raise ValueError(f"{line}: {problem}") from problem
    if any(not task.assign for task in script.tasks):
        raise ValueError(f"no assignment: {next(task.content for task in script.tasks if not task.assign)}")
    return script


class _Reader:
    """Where in the script we are: the headings above, the tasks that still wait for a label or for assignments."""

    def __init__(self) -> None:
        self.path: list[str] = []
        self.levels: list[int] = []
        self.waiting: list[Expected] = []
        self.labels: list[str] = []
        self.limits: list[dict[str, Any]] = []
        self.columns: tuple[str, ...] = ()
        self.rows: list[tuple[list[str], list[int], str]] = []
        self.cells: list[Cells] = []
        self.counts = [0, 0, 0]

    def read(self, script: Script, mark: str, words: str) -> None:
        if mark in {"#", "##", "###"}:
            self._heading(script, len(mark), words)
        elif mark in {"-", ">", "+"}:
            self._task(script, mark, words)
        elif mark in {":", "!"}:
            self._label(script, mark, words)
        elif mark == "=":
            self._assign(words)
        elif mark == ".":
            script.entries.append(Line("plain", len(self.path), printed(words)))
        elif mark == "T":
            self.columns, self.path, self.levels = tuple(words.split(" | ")), [], []
        elif mark == "/T":
            script.entries.append(Table(self.columns, tuple(self.cells)))
            self.columns, self.cells, self.path, self.levels = (), [], [], []
        elif mark:
            raise ValueError("no such mark")

    def _heading(self, script: Script, level: int, words: str) -> None:
        while self.levels and self.levels[-1] >= level:
            self.levels.pop()
            self.path.pop()
        self.levels.append(level)
        self.path.append(bare(words))
        if self.columns:
            self.counts[level - 1] += 1
            self.counts[1] += level == 1
        else:
            if self.waiting:
                raise ValueError("the tasks above have no assignments")
            script.entries.append(Line("heading", level, printed(words)))

    def _task(self, script: Script, mark: str, words: str) -> None:
        text = printed(words)
        style = _style(words)
        if style and mark == "-" and style in map(_style, self.path):
            # A numbered paragraph beside a heading of the same kind (13. after 12.) stands below the one above both.
            keep = [_style(heading) for heading in self.path].index(style)
            self.path, self.levels = self.path[:keep], self.levels[:keep]
        if self.columns:
            self.rows.append((list(self.path), list(self.counts), text))
            content, bracket = words, ""
        else:
            content, bracket = _split(words)
            above = script.entries[-1] if script.entries else None
            if mark == "-":
                script.entries.append(Line("task", len(self.path), text))
            elif not isinstance(above, Line) or (above.kind == "heading") != (mark == ">"):
                raise ValueError("nothing above to run on from")
            elif mark == ">":
                script.entries[-1] = Line("task", above.level, text, above.text)
            else:
                script.entries[-1] = Line("task", above.level, above.text + text, above.opening)
        values = [*_values(content, "content"), *_values(bracket, "bracket")]
        task = Expected(tuple(self.path), NUMBER.sub("", bare(content), count=1), bare(bracket), values)
        script.tasks.append(task)
        self.waiting.append(task)

    def _label(self, script: Script, mark: str, words: str) -> None:
        if not self.waiting:
            raise ValueError("no task above")
        if self.columns:
            self.counts[2] += 1
            for path, counts, content in self.rows:
                task = path[1] if len(path) > 1 else ""
                self.cells.append(
                    Cells(
                        path[0] if path else "", task, content, printed(words), (counts[0], counts[1], self.counts[2])
                    )
                )
            self.rows = []
        else:
            script.entries.append(Line("label", len(self.path), printed(words)))
        if mark == "!":
            self.limits += _values(words, "bracket")
        else:
            # Labels that a soft line break holds in one paragraph are several labels.
            self.labels += [bare(part) for part in words.split("⏎")]

    def _assign(self, words: str) -> None:
        for task in self.waiting:
            task.assign = words
            if self.labels:
                task.responsibility = "；".join(self.labels)
            task.values += self.limits
            if not task.responsibility:
                raise ValueError("no bracket, label or cell")
        if not self.waiting:
            raise ValueError("no task above")
        self.waiting, self.labels, self.limits = [], [], []


def printed(words: str) -> str:
    """The words with the marks of the drawing, without those of the gold."""
    return VALUE.sub(r"\1", words)


def bare(words: str) -> str:
    """The words alone; of tracked changes, as accepted."""
    words = re.sub(r"⟦[-*][^⟧]*⟧", "", printed(words))
    return re.sub(r"⟦\+([^⟧]*)⟧", r"\1", words).replace("⏎", "").replace("✂", "")


def assignments(words: str, responsibility: str) -> tuple[dict[str, Any], ...]:
    """Read the short form of a `=` line; ValueError where a flag contradicts the words of the text."""
    roles, _, flag = words.partition(" | ")
    duty, found = flag == "duty", []
    if duty != bool(DUTY.search(responsibility)):
        raise ValueError(f"by_duty: {responsibility}")
    for group in roles.split(" / "):
        role, *units = group.split()
        for unit in units:
            name = unit.rstrip("*+")
            flags = {"by_duty": duty, "collective": "*" in unit, "open_list": "+" in unit}
            found.append({"unit": name, "role": role, **flags})
    if any(each["open_list"] for each in found) != ("等" in responsibility):
        raise ValueError(f"open_list: {responsibility}")
    return tuple(found)


def _style(words: str) -> str:
    """The kind of the number that a line begins with: 一、 for 三、, 1. for 12., nothing for no number."""
    number = NUMBER.match(words)
    kind = re.sub(r"\d+", "1", re.sub(r"[一二三四五六七八九十]+", "一", number[0])) if number else ""
    return re.sub(r"[①-⑳]", "①", kind)


def _split(words: str) -> tuple[str, str]:
    """Cut off the bracket that closes a paragraph; give what stands before it and what is inside."""
    opening = PAIRS.get(words[-1])
    depth = 0
    for at in range(len(words) - 1, -1, -1):
        depth += (words[at] == words[-1]) - (words[at] == opening)
        if opening and depth == 0:
            return words[:at], words[at + 1 : -1]
    return words, ""


def _values(words: str, source: str) -> Iterable[dict[str, Any]]:
    for match in VALUE.finditer(words):
        parts = match[2].split("|")
        flags = dict.fromkeys((part for part in parts if part in {"approx", "optional"}), True)
        event = next((part[1:] for part in parts if part.startswith("@")), None)
        for part in parts:
            if part in flags or part.startswith("@"):
                continue
            value = _limit(part) if part in RHYTHMS or part[0] == "P" or ".." in part else _size(part)
            extra = flags if "comparator" in value else {} if event is None else {"anchor": event}
            yield {"text": match[1], **value, **extra, "source": source}


def _limit(value: str) -> dict[str, Any]:
    found: dict[str, Any] = {"start": None, "end": None, "recurrence": None, "relative": None}
    if value in RHYTHMS:
        return found | {"recurrence": value}
    if value.startswith("P"):
        return found | {"relative": value}
    start, end = value.split("..")
    return found | {"start": start or None, "end": end or None}


def _size(value: str) -> dict[str, Any]:
    comparator, number, unit = value.split(" ")
    low, _, high = number.partition("~")
    found = {"comparator": comparator, "value": _number(low), "unit": unit}
    return found | ({"value_high": _number(high)} if high else {})


def _number(text: str) -> int | float:
    size = float(text)
    return int(size) if size.is_integer() else size
