"""The notebooks as files: each asks and answers, and holds nothing of the machine that it was last run on."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

import planparse
from planparse.lexicon.regions import find_region

FOLDER = Path(__file__).resolve().parent.parent / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
PLANS = sorted((FOLDER / "plans").glob("*.txt"))

ABSOLUTE = re.compile(r"""(?<![\w.:/])/(?:home|root|work|tmp|Users|usr|mnt|data)\b|[A-Za-z]:\\|file://""")


def cells_of(path: Path, kind: str | None = None) -> list[dict[str, Any]]:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [cell for cell in cells if kind in (None, cell["cell_type"])]


def words_of(cell: dict[str, Any]) -> str:
    return "".join(cell["source"])


each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def test_notebooks_are_numbered_in_the_order_of_reading() -> None:
    assert [path.name[:3] for path in NOTEBOOKS] == [f"{number:02d}_" for number in range(1, len(NOTEBOOKS) + 1)]


@each_notebook
def test_a_notebook_asks_in_its_first_cell_and_answers_in_its_last(path: Path) -> None:
    first, *_, last = cells_of(path)
    heading = words_of(first).splitlines()[0]
    assert first["cell_type"] == "markdown" and heading.startswith("# ") and heading.endswith("?")
    assert last["cell_type"] == "code" and "print(" in words_of(last)


@each_notebook
def test_a_notebook_holds_no_outputs_and_no_counts(path: Path) -> None:
    for cell in cells_of(path, "code"):
        assert cell["outputs"] == [] and cell["execution_count"] is None


@each_notebook
def test_a_notebook_holds_nothing_of_a_machine(path: Path) -> None:
    notebook = json.loads(path.read_text(encoding="utf-8"))
    assert notebook["metadata"] == {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    assert all(cell["metadata"] == {} for cell in notebook["cells"])
    assert not [words_of(cell) for cell in notebook["cells"] if ABSOLUTE.search(words_of(cell))]


@each_notebook
def test_a_notebook_names_its_cells_by_their_place(path: Path) -> None:
    assert [cell["id"] for cell in cells_of(path)] == [f"cell-{number:02d}" for number in range(len(cells_of(path)))]


@pytest.mark.parametrize("text", ["/home/li/plan.pdf", 'Path("/tmp/out")', r"C:\plans", "(/work/plans)"])
def test_an_absolute_path_is_found(text: str) -> None:
    assert ABSOLUTE.search(text)


@pytest.mark.parametrize("text", ["../corpus/plan.pdf", "1/(n−1)", "plan_id/task_id/unit/role", "https://x.cn/data/a"])
def test_other_slashes_are_no_absolute_path(text: str) -> None:
    assert not ABSOLUTE.search(text)


@pytest.mark.parametrize(
    ("path", "assignments"), list(zip(PLANS, (34, 42, 45), strict=True)), ids=lambda each: getattr(each, "stem", "")
)
def test_every_task_and_unit_of_the_plans_is_read(path: Path, assignments: int) -> None:
    """The plans were written by hand with twelve tasks each, the first unit of each leading."""
    plan = planparse.parse(path)
    text = path.read_text(encoding="utf-8")
    assert plan.year == int(path.stem[-4:]) and len(plan.tasks) == 12 and plan.warnings == ()
    named = [each for task in plan.tasks for each in task.assignments]
    assert len(named) == assignments == sum(map(len, units_written_in(text)))
    for task, (leader, *others) in zip(plan.tasks, units_written_in(text), strict=True):
        assert [(a.unit, str(a.role)) for a in task.assignments] == [
            (leader, "lead"),
            *((unit, "cooperate") for unit in others),
        ]
    assert not any(each.needs_review for each in named)


def units_written_in(text: str) -> list[list[str]]:
    """Give the units of each task: A牵头，B、C配合 in a bracket, or on two lines with labels."""
    found = re.findall(r"（(市\w+?)牵头，([^（）]+(?:（区）[^（）]+)?)配合）", text)
    found += re.findall(r"牵头单位：(.+)\n配合单位：(.+)", text)
    return [[leader, *others.split("、")] for leader, others in found]


def test_the_city_of_the_plans_is_invented() -> None:
    assert find_region("霁川市人民政府办公室") is None
    assert {each.unit_id for path in PLANS for task in planparse.parse(path).tasks for each in task.assignments} == {
        None
    }
