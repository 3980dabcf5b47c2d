"""Real files, damaged files and files made to harm: what planparse must give, and that it never dies of them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from planparse.model.document import Row
from planparse.readers.open import open_document
from planparse.tables.grid import lay_out
from planparse.tables.headers import FirstRowHeader
from planparse.tables.stitch import stitch_pages

NO_PLANS = (
    "GovBudgetChecker__*.pdf",
    "policyReader__*.pdf",
    "policyReader__*.docx",
    "GovDoc-CN*.pdf",
    "govnianbao*.pdf",
    "govnianbao*.docx",
)
"""Budgets, final accounts, yearly reports, and policies that give duties to units but no task."""

AT_ONCE = 20
"""Files that one process reads."""

SECONDS = 60
"""After which a process of such files is ended."""

INFLATED_WITHOUT_END = "flate_bomb_content.pdf"
"""Needs the memory limit of a batch, which a plain call does not have."""

RUN = """
import json, sys
from planparse import NotAPlan, PlanparseError, parse
for path in sys.argv[1:]:
    print(json.dumps({"begun": path}), flush=True)
    try:
        plan = parse(path)
        told = {"outcome": "parsed", "tasks": len(plan.tasks), "line": ""}
    except NotAPlan as problem:
        told = {"outcome": problem.kind, "tasks": len(problem.plan.tasks), "line": str(problem)}
    except PlanparseError as problem:
        told = {"outcome": getattr(problem, "kind", "other"), "tasks": 0, "line": str(problem)}
    except BaseException as problem:
        told = {"outcome": "raw error", "tasks": 0, "line": f"{type(problem).__name__}: {problem}"}
    print(json.dumps({"path": path, **told}), flush=True)
"""


def read_apart(paths: Sequence[Path], folder: Path) -> dict[str, dict[str, object]]:
    """Read files in processes of their own, and give what each came to; a file that ends its process fails there.

    folder: where the processes run
    """
    batches = [paths[start : start + AT_ONCE] for start in range(0, len(paths), AT_ONCE)]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        told = pool.map(lambda batch: _read_batch(batch, folder), batches)
    return {name: answer for answers in told for name, answer in answers.items()}


def _read_batch(paths: Sequence[Path], folder: Path) -> dict[str, dict[str, object]]:
    try:
        process = subprocess.run(
            [sys.executable, "-c", RUN, *map(str, paths)],
            capture_output=True,
            text=True,
            timeout=SECONDS,
            cwd=folder,
            check=False,
        )
        output, end = process.stdout, f"the process ended with {process.returncode}"
    except subprocess.TimeoutExpired as late:
        output, end = (late.stdout or b"").decode(), f"not done after {SECONDS} s"
    answers: dict[str, dict[str, object]] = {}
    for line in output.splitlines():
        answer = json.loads(line)
        if "begun" in answer:
            answers[Path(answer["begun"]).name] = {"outcome": end, "tasks": 0, "line": ""}
        else:
            answers[Path(answer["path"]).name] = answer
    return answers


def without_a_good_end(paths: Sequence[Path], answers: dict[str, dict[str, object]]) -> dict[str, object]:
    """Give the files that ended neither in a plan nor in an error of planparse of one line that says what to do."""
    kinds = {
        "parsed",
        "unreadable",
        "encrypted",
        "unsupported_format",
        "empty",
        "not_a_plan",
        "page_limit",
        "timeout",
        "memory",
    }
    return {
        path.name: answers.get(path.name, "never begun")
        for path in paths
        if (answer := answers.get(path.name)) is None
        or answer["outcome"] not in kinds
        or (answer["outcome"] != "parsed" and ("\n" in str(answer["line"]) or "Try: " not in str(answer["line"])))
    }


def test_a_table_of_85_pages_is_one_table(shared: Path) -> None:
    # 上市公司行业分类: 代码 over 19 letters, merged over pages.
    with open_document(shared / "real" / "iPyLibs__csrc__153c66.pdf") as document:
        rows = [part for part in stitch_pages(map(lay_out, document.pages), FirstRowHeader()) if isinstance(part, Row)]
    assert len(rows) == 3563
    assert {row.table for row in rows} == {0}
    assert [index for index, row in enumerate(rows) if not all(row.cells)] == []
    assert len({row.cells[0].text for row in rows}) == 19


def test_budgets_accounts_and_prose_give_no_task(shared: Path, tmp_path: Path) -> None:
    paths = sorted(path for pattern in NO_PLANS for path in (shared / "real").glob(pattern))
    assert len(paths) >= 19
    answers = read_apart(paths, tmp_path)
    assert {name: answer for name, answer in answers.items() if answer["tasks"]} == {}
    assert without_a_good_end(paths, answers) == {}


def test_damaged_files_end_in_a_plan_or_an_error(shared: Path, tmp_path: Path) -> None:
    paths = sorted((shared / "malformed").glob("*.pdf"))
    assert paths
    assert without_a_good_end(paths, read_apart(paths, tmp_path)) == {}


@pytest.fixture(scope="module")
def hostile(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The kit of files made to harm, written anew."""
    folder = tmp_path_factory.mktemp("hostile")
    maker = shared / "hostile" / "make_hostile.py"
    subprocess.run([sys.executable, str(maker), str(folder)], check=True, capture_output=True, timeout=SECONDS)
    return folder


@pytest.fixture(scope="module")
def hostile_answers(hostile: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, object]]:
    paths = sorted(path for path in hostile.glob("*.pdf") if path.name != INFLATED_WITHOUT_END)
    return read_apart(paths, tmp_path_factory.mktemp("work"))


def test_files_made_to_harm_end_in_a_plan_or_an_error(
    hostile: Path, hostile_answers: dict[str, dict[str, object]]
) -> None:
    paths = sorted(path for path in hostile.glob("*.pdf") if path.name != INFLATED_WITHOUT_END and path.is_file())
    assert paths
    assert without_a_good_end(paths, hostile_answers) == {}


@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("empty.pdf", "empty"),
        ("garbage.pdf", "unreadable"),
        ("truncated_head.pdf", "unreadable"),
        ("encrypted_user.pdf", "encrypted"),
        ("page_flood.pdf", "page_limit"),
        ("xobject_doubling.pdf", "timeout"),
    ],
)
def test_a_file_made_to_harm_is_refused_for_what_it_is(
    hostile_answers: dict[str, dict[str, object]], name: str, outcome: str
) -> None:
    assert hostile_answers[name]["outcome"] == outcome
