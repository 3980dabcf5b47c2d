"""The developer's scans: the whole plan as pictures, and one page of it as a picture among pages of text."""

from pathlib import Path

import pytest

pytest.importorskip("rapidocr", reason='planparse[ocr] is not installed: pip install "planparse[ocr]"')

from planparse import parse
from planparse.evaluate.gold import read_gold
from planparse.evaluate.score import compare


@pytest.mark.parametrize(("name", "rows"), [("h_scan.pdf", 36), ("i_mixed.pdf", 38)])
def test_the_rows_of_a_scan_are_those_of_the_document(shared: Path, name: str, rows: int) -> None:
    score, _ = compare(read_gold(shared / "seed/plan.gold.json"), parse(shared / "seed/pdf" / name))
    assert score.rows_strict.right >= rows
    assert score.assignments.f1 >= (0.98 if rows < 38 else 1.0)
