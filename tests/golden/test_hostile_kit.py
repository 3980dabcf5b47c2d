"""PDFs made to harm, each parsed in a process of its own whose calls are watched: what may be written and opened.

What each comes to, and what it costs, is in `test_hostile_batch`; the files of other kinds are in `test_hostile_text`.
"""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from golden.test_hostile_text import (
    Answer,
    assert_nothing_else_was_opened,
    assert_outputs_harmless,
    read_apart,
    text_outputs,
)

KIT = [
    "active_content.pdf",
    "blank_page.pdf",
    "chars_1e6.pdf",
    "cmap_name_traversal.pdf",
    "control_plan.pdf",
    "dct_giant.pdf",
    "deep_array.pdf",
    "empty.pdf",
    "encrypted_owner_only.pdf",
    "encrypted_user.pdf",
    "flate_bomb_content.pdf",
    "flate_bomb_image.pdf",
    "garbage.pdf",
    "grid_400x400.pdf",
    "hidden_text.pdf",
    "html_plan_renamed.pdf",
    "jbig2_giant.pdf",
    "lines_200k.pdf",
    "no_tounicode.pdf",
    "page_1e6pt.pdf",
    "page_count_1e9.pdf",
    "page_flood.pdf",
    "page_tree_cycle.pdf",
    "title_traversal.pdf",
    "tounicode_bad_chars.pdf",
    "truncated_head.pdf",
    "truncated_tail.pdf",
    "xobject_doubling.pdf",
    "xobject_self.pdf",
    "xref_prev_self.pdf",
    "xref_shifted.pdf",
]
"""Its files that are called PDFs."""

DAMAGED = ["deep_array.pdf", "page_tree_cycle.pdf", "truncated_tail.pdf", "xref_prev_self.pdf", "xref_shifted.pdf"]
"""Those that are read whole in spite of their damage; it is to be said."""

Answers = dict[str, tuple[Answer, Path, Path]]
"""What each file came to, where it lies, and the folder of its outputs."""


@pytest.fixture(scope="module")
def expected(shared: Path) -> dict[str, Any]:
    table: dict[str, Any] = json.loads((shared / "hostile" / "expected.json").read_text("utf-8"))
    return table


@pytest.fixture(scope="module")
def kit(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of the kit, written anew."""
    folder = tmp_path_factory.mktemp("hostile")
    maker = shared / "hostile" / "make_hostile.py"
    subprocess.run([sys.executable, str(maker), str(folder)], check=True, capture_output=True, timeout=60)
    return folder


@pytest.fixture(scope="module")
def answers(kit: Path, tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """All files, read two at a time."""
    folder = tmp_path_factory.mktemp("outputs")
    paths = {name: kit / name for name in KIT}
    outs = {name: folder / f"{index:02d}" for index, name in enumerate(paths)}
    with ThreadPoolExecutor(2) as pool:
        told = pool.map(lambda name: read_apart(paths[name], outs[name]), paths)
        return {name: (answer, paths[name], outs[name]) for name, answer in zip(paths, told, strict=True)}


def test_every_pdf_of_the_kit_is_read(expected: dict[str, Any]) -> None:
    assert set(KIT) == {name for name in expected["files"] if name.endswith(".pdf")}


@pytest.mark.parametrize("name", KIT)
def test_the_checks_of_the_kit_hold(expected: dict[str, Any], answers: Answers, name: str) -> None:
    answer, path, out = answers[name]
    checks = expected["files"][name]["checks"]
    if answer["outcome"].startswith("parsed"):
        assert checks.get("tasks_min", 0) <= answer["tasks"] <= checks.get("tasks_max", 10**6)
        assert_outputs_harmless(out)
    if answer["outcome"].startswith("parsed") or answer["outcome"] == "error:not_a_plan":
        assert set(checks.get("warns", ())) <= set(answer["codes"])
    written = [file.read_text("utf-8") for file in text_outputs(out)] + [answer["line"]]
    for words in checks.get("contains", ()):
        assert any(words in text for text in written)
    for words in checks.get("absent", ()):
        assert not any(words in text for text in written)
    assert_nothing_else_was_opened(answer, path)


@pytest.mark.parametrize("name", DAMAGED)
def test_damage_is_told_though_all_tasks_were_read(answers: Answers, name: str) -> None:
    answer, _, _ = answers[name]
    assert (answer["outcome"], answer["tasks"]) == ("parsed_with_warnings", 5)
    assert "repaired_file" in answer["codes"]


def test_nothing_is_written_outside_of_the_outputs(kit: Path, answers: Answers) -> None:
    _, _, out = answers["title_traversal.pdf"]
    assert out.is_dir()
    assert not [path for path in (out.parent.parent, kit.parent, Path("/tmp")) if [*path.glob("planparse_hostile*")]]
