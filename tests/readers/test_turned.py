"""Pages whose text runs up or down: read upright, with evidence where a viewer shows it."""

from __future__ import annotations

from pathlib import Path

import pytest

from pdfs import turned_copy
from planparse import parse
from planparse.evaluate.gold import Pair, read_gold
from planparse.evaluate.score import measure
from planparse.model.document import Page
from planparse.readers.finish import main_turn


@pytest.mark.parametrize("reader", ["auto", "pdfplumber"])
@pytest.mark.parametrize("way", [90, 270])
def test_a_plan_drawn_sideways_is_read_as_upright(corpus: Path, tmp_path: Path, way: int, reader: str) -> None:
    folder = corpus / "yanxi-2024-9"
    sideways = turned_copy(folder / "source.pdf", tmp_path / "a.pdf", way)
    score = measure(Pair(sideways, folder / "gold.json"), read_gold(folder / "gold.json"), reader=reader).score
    assert score.rows_strict.f1 == score.assignments.f1 == 1.0


@pytest.mark.parametrize("way", [90, 270])
def test_evidence_stands_where_a_viewer_shows_it(corpus: Path, tmp_path: Path, way: int) -> None:
    source = corpus / "lanjiang-2023-17" / "source.pdf"
    upright, sideways = parse(source), parse(turned_copy(source, tmp_path / "a.pdf", way))
    width, height = 595.3, 841.9
    for before, after in zip(upright.tasks, sideways.tasks, strict=True):
        for a, b in zip(before.evidence, after.evidence, strict=True):
            assert a.bbox is not None and b.bbox is not None
            x0, top, x1, bottom = a.bbox
            shown = (top, width - x1, bottom, width - x0) if way == 90 else (height - bottom, x0, height - top, x1)
            assert b.bbox == pytest.approx(shown, abs=0.2)


def test_the_way_most_text_runs_decides() -> None:
    level, up, down = (1.0, 0.0), (0.0, -1.0), (0.0, 1.0)
    assert main_turn([]) == 0
    assert main_turn([level] * 9 + [up]) == 0  # a heading written upwards in a merged cell
    assert main_turn([up] * 9 + [level]) == 90
    assert main_turn([down] * 9 + [level]) == 270
    assert main_turn([up, down]) == 0


def test_a_page_that_was_not_turned_shows_a_box_where_it_is() -> None:
    assert Page(1, 595, 842, (), ()).shown((1, 2, 3, 4)) == (1, 2, 3, 4)
