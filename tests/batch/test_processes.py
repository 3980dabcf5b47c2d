"""Workers begin without the program that began the batch, whatever that is."""

import subprocess
import sys
from pathlib import Path

import pytest

from planparse.batch import pool
from planparse.batch.pool import Pool
from planparse.batch.settings import Settings
from planparse.errors import UsageError

PLAN = "关于印发工作要点的通知\n一、推进公开\n1. 公开预算。（牵头单位：市财政局；配合单位：市审计局）\n"
SCRIPT = """
import multiprocessing, sys
from planparse.batch.local import run_batch
print("begun")
print(run_batch("plan.txt", "ds", workers=2).plans, "plans")
"""
OTHERS = """
import multiprocessing
def twice(number):
    return 2 * number
if __name__ == "__main__":
    from planparse.batch.processes import worker_context
    worker_context()
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        print(pool.map(twice, [21]))
"""


def run(*arguments: str, folder: Path, given: str = "") -> str:
    return subprocess.run(
        [sys.executable, *arguments], input=given, capture_output=True, text=True, cwd=folder, timeout=60, check=True
    ).stdout


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "plan.txt").write_text(PLAN, "utf-8")
    return tmp_path


def test_a_script_without_a_guard_begins_its_batch_once(folder):
    (folder / "script.py").write_text(SCRIPT, "utf-8")
    assert run("script.py", folder=folder) == "begun\n1 plans\n"


def test_a_script_that_is_piped_into_python_runs_a_batch(folder):
    assert run("-", folder=folder, given=SCRIPT) == "begun\n1 plans\n"


def test_processes_that_are_no_workers_are_told_of_the_main_program_as_ever(folder):
    (folder / "others.py").write_text(OTHERS, "utf-8")
    assert run("others.py", folder=folder) == "[42]\n"


def ends_at_once(*given: object) -> None:
    sys.exit("no")


def test_workers_that_end_before_they_begin_stop_the_batch(monkeypatch):
    monkeypatch.setattr(pool, "prepare", ends_at_once)
    monkeypatch.setattr(pool, "START", 2.0)
    with pytest.raises(UsageError, match="no worker process began to work"):
        Pool(1, Settings())
