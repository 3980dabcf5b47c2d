"""Accuracy on the corpus and on the developer's seed, with pinned floors.

A floor is raised when the score rises, and never lowered to make a change pass. The digest of each gold is pinned
too: a gold that changes is a new measurement, and says so here.
"""

from __future__ import annotations

import hashlib
import subprocess
from pathlib import Path

import pytest

from planparse.evaluate.gold import Pair, read_gold
from planparse.evaluate.score import Result, measure

CORPUS = {
    "baiyan-2021-18": "0bae16a0db53",
    "hanzhou-2023-28": "d5472f34775b",
    "jinchuan-2025-6": "284b9b69efb6",
    "lanjiang-2023-17": "8e8167e06837",
    "lilan-2022-41": "39d562fd3e16",
    "luting-2023-27": "80ea47c9ec98",
    "qingjia-2022-23": "24a970b01298",
    "shizhou-2022-19": "02ddbcdf414f",
    "tinglan-2024-11": "cac836c995c7",
    "weiling-2024-12": "6a5ea5da8251",
    "xiuzhou-2024-6": "d158966a8a11",
    "xunchuan-2023-31": "c2df27abda32",
    "yanxi-2024-9": "39ff5c4991a2",
}
"""Each sample plan with the start of the sha256 of its gold."""

SEED = [
    "a_libreoffice",
    "b_libreoffice_landscape",
    "c_chromium",
    "d_weasyprint",
    "e_reportlab",
    "f_xelatex",
    "g_three_line",
]

FLOOR = 1.0
"""Strict rows and assignments, F1, on every document below."""


def has_chinese_font() -> bool:
    """Say whether this machine has a Chinese font, by asking fontconfig as the CI script does."""
    try:
        listing = subprocess.run(["fc-list", ":lang=zh"], capture_output=True, text=True, check=False).stdout
    except FileNotFoundError:
        return False
    return bool(listing.strip())


READERS = [
    "auto",
    "pdfplumber",
    pytest.param(
        "pdfium",
        marks=pytest.mark.skipif(
            not has_chinese_font(),
            reason="pdfium alone loses fonts that are not embedded where no Chinese font is installed "
            "(Debian: fonts-noto-cjk)",
        ),
    ),
]


def test_every_plan_of_the_corpus_is_measured(corpus: Path) -> None:
    assert {path.parent.name for path in corpus.glob("*/gold.json")} == set(CORPUS)


def result_of(document: Path, gold: Path, reader: str) -> Result:
    return measure(Pair(document, gold), read_gold(gold), reader=reader)


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("name", CORPUS)
def test_the_corpus_is_read_without_a_fault(corpus: Path, name: str, reader: str) -> None:
    folder = corpus / name
    result = result_of(folder / "source.pdf", folder / "gold.json", reader)
    assert result.score.rows_strict.f1 >= FLOOR
    assert result.score.assignments.f1 >= FLOOR


@pytest.mark.parametrize("name", CORPUS)
def test_the_gold_is_the_one_that_was_measured(corpus: Path, name: str) -> None:
    digest = hashlib.sha256((corpus / name / "gold.json").read_bytes()).hexdigest()
    assert digest.startswith(CORPUS[name])


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("name", SEED)
def test_the_seed_gives_its_38_rows_and_103_assignments_from_any_producer(shared: Path, name: str, reader: str) -> None:
    seed = shared / "seed"
    result = result_of(seed / "pdf" / f"{name}.pdf", seed / "plan.gold.json", reader)
    assert result.score.rows_strict.f1 >= FLOOR
    assert result.score.rows_strict.right == 38
    assert result.score.assignments.f1 >= FLOOR
    assert result.score.assignments.right == 103
