"""What the tests share: where the developer material lies, and the project's own corpus."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of the developer material, outside the repository.

    `PLANPARSE_SHARED` names it; unset, it is looked for beside the repository, and tests that need it are
    skipped where it is not. Set to a folder that is missing, it is a mistake, and they fail.
    """
    named = os.environ.get("PLANPARSE_SHARED")
    folder = Path(named) if named else ROOT.parent / "shared"
    if not folder.is_dir():
        if named:
            pytest.fail(f"PLANPARSE_SHARED names {folder}, and there is no such folder")
        pytest.skip("needs the developer material; set PLANPARSE_SHARED to its folder")
    return folder


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The project's own plans of invented places."""
    return ROOT / "corpus"
