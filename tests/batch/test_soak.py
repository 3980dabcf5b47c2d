"""A short run of what `make soak` does at length: batches that are killed, and plans damaged at random."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def run(script: str, *options: str) -> str:
    done = subprocess.run(
        [sys.executable, ROOT / "scripts" / script, *options], capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.skipif(sys.platform != "linux", reason="processes are looked for in /proc")
def test_200_documents_and_a_batch_that_is_killed_give_the_same_bytes():
    told = run("soak.py", "--documents", "200", "--kills", "3", "--seed", "5", "--workers", "2")
    assert "the same bytes: yes; verify: whole" in told
    assert "0 processes left behind" in told


def test_plans_damaged_at_random_lose_nothing_in_silence():
    told = run("fuzz.py", "--mutants", "60", "--seed", "5")
    assert "60 mutants" in told
    assert "errors nobody expected: 0" in told
