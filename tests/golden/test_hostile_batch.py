"""The developer's files made to harm, and real damaged PDFs, through a batch: each comes to what is expected."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from planparse.batch.local import run_batch
from planparse.dataset import read_dataset
from planparse.dataset.verify import verify_dataset

Outcome = dict[str, Any]


def outcomes(dataset: Path) -> dict[str, Outcome]:
    """What became of each input: outcome, tasks, warnings, seconds and MiB of its process."""
    data = read_dataset(dataset)
    found: dict[str, Outcome] = {}
    for row in data.table("plans").to_pylist():
        kind = "parsed_with_warnings" if row["warnings"] else "parsed"
        found[row["name"]] = {"outcome": kind, "tasks": row["n_tasks"], "warnings": row["warnings"]}
    for row in data.table("failures").to_pylist():
        found[row["name"]] = {"outcome": f"error:{row['kind']}", "tasks": 0, "warnings": [], "message": row["message"]}
    for line in (dataset / "runs/1.jsonl").read_text("utf-8").splitlines():
        record = json.loads(line)
        found[record["name"]] |= {"seconds": record["seconds"], "mib": record["mib"], "by_chance": record["by_chance"]}
    return found


@pytest.fixture(scope="session")
def kit(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], dict[str, Outcome]]:
    """What is expected of each file of the kit, and what became of it."""
    folder = tmp_path_factory.mktemp("kit")
    maker = shared / "hostile/make_hostile.py"
    subprocess.run([sys.executable, maker, folder / "in"], check=True, capture_output=True)
    run_batch(folder / "in", folder / "ds", workers=2)
    assert verify_dataset(read_dataset(folder / "ds")).problems == ()
    expected = json.loads((shared / "hostile/expected.json").read_text("utf-8"))
    return expected, outcomes(folder / "ds")


def test_every_file_of_the_kit_has_its_row(kit: tuple[dict[str, Any], dict[str, Outcome]]) -> None:
    expected, found = kit
    assert set(found) == set(expected["files"])


def test_every_file_of_the_kit_comes_to_what_is_expected(kit: tuple[dict[str, Any], dict[str, Outcome]]) -> None:
    expected, found = kit
    wrong = []
    for name, told in expected["files"].items():
        each, checks = found[name], told["checks"]
        if not (
            each["outcome"] in (told["outcome"], *told["also_ok"])
            and checks.get("tasks_min", 0) <= each["tasks"] <= checks.get("tasks_max", 10**9)
            and (each["outcome"].startswith("error") or set(checks.get("warns", ())) <= set(each["warnings"]))
        ):
            wrong.append((name, each))
    assert wrong == []


def test_no_file_of_the_kit_takes_more_than_the_aim(kit: tuple[dict[str, Any], dict[str, Outcome]]) -> None:
    expected, found = kit
    aim = expected["stretch"]
    # Copies of a file, and files that are not opened, take nothing.
    assert [name for name, each in found.items() if each.get("seconds", 0) > aim["seconds"]] == []
    assert [name for name, each in found.items() if each.get("mib", 0) > aim["mib"]] == []
    assert [name for name, each in found.items() if each.get("by_chance")] == [], "counts decide, not clocks"


def test_every_real_damaged_pdf_is_a_plan_with_tasks_or_a_named_failure(shared: Path, tmp_path: Path) -> None:
    run_batch(shared / "malformed", tmp_path / "ds", workers=2)
    found = outcomes(tmp_path / "ds")
    assert sorted(found) == sorted(path.name for path in (shared / "malformed").iterdir())
    assert [name for name, each in found.items() if not each["outcome"].startswith("error") and not each["tasks"]] == []
    assert [name for name, each in found.items() if each.get("by_chance")] == []
    assert [each["message"] for each in found.values() if "Error:" in each.get("message", "")] == [], "no raw exception"
