"""Read a plan of the corpus from its TOML file, as values that both the PDF and the gold are made from.

In comes `plans/<name>.toml`; out goes one frozen `Source`. Every task row already knows its goal and task, its
cells as printed and its assignments, which were written by hand and not by a parser.

Short forms in the TOML files, parts separated by ` | `:
    assign      "lead 市审计局", a closing * marks a collective: "responsible 各区政府*"
    deadlines   "6月底前 | ..2023-06-30", "全年 | 2023-01-01..2023-12-31", "每季度 | quarterly",
                "5个工作日内 | P5WD | 自受理之日起"; a part `column` says it stands in the column 完成时限
    quantities  "80%以上 | >= 80 %"; parts `approx` and `optional` set these fields; `column` as above
    cited       "title | document number", a part `self` marks the plan itself
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from compose import compose
from script import Expected, Script, assignments, read_script

RHYTHMS = {"weekly", "monthly", "quarterly", "half-yearly", "yearly", "ongoing"}
UNIT_COLUMNS = {"牵头单位", "配合单位", "责任单位"}


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One content row of the task table.

    cells: the unit cell, or the cells after the content column, as printed
    goal, task: None where the table has no heading or column for them
    table: the number of its table, from 0
    path: all headings from the outermost in, of plans written as a script; else None
    """

    goal: str | None
    task: str | None
    content: str
    cells: tuple[str, ...]
    responsibility_text: str
    assignments: tuple[dict[str, Any], ...]
    by_duty: bool
    open_list: bool
    deadlines: tuple[dict[str, Any], ...]
    quantities: tuple[dict[str, Any], ...]
    table: int = 0
    path: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """One plan: what is drawn and what is expected (`data` is the whole TOML document, `script` its body in prose)."""

    name: str
    data: dict[str, Any]
    rows: tuple[TaskRow, ...]
    script: Script | None = None

    @property
    def metadata(self) -> dict[str, Any]:
        """The fields of the notice, as written in the TOML file."""
        return dict(self.data["metadata"])

    @property
    def printed_date(self) -> str:
        """The date of signature as print has it, 2023年3月21日 if the data gives no other form."""
        if "printed_date" in self.data["metadata"]:
            return str(self.data["metadata"]["printed_date"])
        year, month, day = (int(part) for part in self.metadata["signed_date"].split("-"))
        return f"{year}年{month}月{day}日"


def read_source(path: Path) -> Source:
    """Read one plan; ValueError names a short form that cannot be read."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    if "stock" in data:
        data["goals"] = compose(data)
    if "script" in data:
        script = read_script(data["script"])
        return Source(path.stem, data, tuple(map(_scripted, script.tasks)), script)
    return Source(path.stem, data, tuple(_rows(data)))


def gold(source: Source) -> dict[str, Any]:
    """The expected result, in the format of the seed document's gold."""
    meta = source.metadata
    rows = [
        {
            "row": number,
            "goal": row.goal,
            "task": row.task,
            **({} if row.path is None else {"path": list(row.path)}),
            "content": row.content,
            "responsibility_text": row.responsibility_text,
            "assignments": list(row.assignments),
            "by_duty": row.by_duty,
            "open_list": row.open_list,
            "deadlines": list(row.deadlines),
            "quantities": list(row.quantities),
        }
        for number, row in enumerate(source.rows, 1)
    ]
    return {
        "metadata": {
            "title": meta["title"],
            "document_number": meta["document_number"],
            "issuer": meta["issuer"],
            "signed_date": meta["signed_date"],
            "published_date": meta.get("published_date"),
            "disclosure": meta["disclosure"] or None,
            "addressees": [name for name in re.split("[，；]", meta["addressees"].removesuffix("：")) if name],
            "cited_documents": [_cited(text, source) for text in meta["cited"]],
            **{name: meta[name] for name in ("document_rule", "optional_fields") if name in meta},
        },
        "rows": rows,
    }


def _rows(data: dict[str, Any]) -> Iterator[TaskRow]:
    # A plan has its goals in one table, or in several annexes with columns of their own.
    tables = data.get("annexes") or [{**data.get("table", {}), "goals": data.get("goals", ())}]
    for number, table in enumerate(tables):
        for goal in table["goals"]:
            # A goal without tasks has its rows directly below it (a table without a task column).
            tasks = goal.get("tasks") or [{"title": None, "rows": goal["rows"]}]
            for task in tasks:
                for row in task["rows"]:
                    yield replace(_row(table, goal, task["title"], row), table=number)


def _row(table: dict[str, Any], goal: dict[str, Any], task: str | None, row: dict[str, Any]) -> TaskRow:
    units = row["units"] if "units" in row else goal["units"]
    cells = (units,) if isinstance(units, str) else tuple(units)
    columns = table["columns"][-len(cells) :]
    if sum(column in UNIT_COLUMNS for column in columns) > 1:
        named = [f"{c}：{t}" for c, t in zip(columns, cells, strict=True) if c in UNIT_COLUMNS and t]
        responsibility = "；".join(named)
    else:
        responsibility = next((t for c, t in zip(columns, cells, strict=True) if c in UNIT_COLUMNS), cells[0])
    return TaskRow(
        goal=goal.get("title"),
        task=task,
        content=row["content"],
        cells=cells,
        responsibility_text=responsibility,
        assignments=tuple(_assignment(text) for text in (row if "assign" in row else goal)["assign"]),
        by_duty=row.get("by_duty", False),
        open_list=row.get("open_list", False),
        deadlines=tuple(_deadline(text) for text in row.get("deadlines", ())),
        quantities=tuple(_quantity(text) for text in row.get("quantities", ())),
    )


def _scripted(task: Expected) -> TaskRow:
    given = assignments(task.assign, task.responsibility)
    return TaskRow(
        goal=task.path[0] if task.path else None,
        task=task.path[-1] if len(task.path) > 1 else None,
        content=task.content,
        cells=(task.responsibility,),
        responsibility_text=task.responsibility,
        assignments=given,
        by_duty=any(each["by_duty"] for each in given),
        open_list=any(each["open_list"] for each in given),
        deadlines=tuple(value for value in task.values if "comparator" not in value),
        quantities=tuple(value for value in task.values if "comparator" in value),
        path=task.path,
    )


def _assignment(text: str) -> dict[str, Any]:
    role, unit = text.split(" ")
    return {"unit": unit.removesuffix("*"), "role": role, "collective": unit.endswith("*")}


def _deadline(text: str) -> dict[str, Any]:
    words, value, *more = text.split(" | ")
    found: dict[str, Any] = {"text": words, "start": None, "end": None, "recurrence": None, "relative": None}
    if value in RHYTHMS:
        found["recurrence"] = value
    elif value.startswith("P"):
        found["relative"] = value
    elif ".." in value:
        start, end = value.split("..")
        found |= {"start": start or None, "end": end or None}
    else:
        raise ValueError(f"no deadline: {text}")
    anchor = [part for part in more if part != "column"]
    return found | ({"anchor": anchor[0]} if anchor else {}) | {"source": "column" if "column" in more else "content"}


def _quantity(text: str) -> dict[str, Any]:
    words, value, *flags = text.split(" | ")
    comparator, number, unit = value.split(" ")
    place = "column" if "column" in flags else "content"
    flags = [flag for flag in flags if flag != "column"]
    size = float(number)
    found: dict[str, Any] = {
        "text": words,
        "comparator": comparator,
        "value": int(size) if size.is_integer() else size,
        "unit": unit,
    }
    return found | dict.fromkeys(flags, True) | {"source": place}


def _cited(text: str, source: Source) -> dict[str, Any]:
    title, *more = text.split(" | ")
    numbers = [part for part in more if part != "self"]
    cited: dict[str, Any] = {"title": title, "document_number": numbers[0] if numbers else None}
    quoted = f"《{title}》"
    if any(quoted in paragraph for paragraph in source.data["notice"]["body"]):
        cited["where"] = "notice"
    else:
        rows = (f"row {n}" for n, row in enumerate(source.rows, 1) if quoted in row.content)
        cited["where"] = next(rows, "text")
    return cited | ({"self": True} if "self" in more else {})
