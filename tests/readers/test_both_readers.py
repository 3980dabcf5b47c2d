"""The two readers must see the same page: characters, places and rules."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from planparse.model.document import Page
from planparse.readers.open import open_document
from planparse.tables.rules import find_frames

NAMES = ["lanjiang-2023-17", "qingjia-2022-23", "yanxi-2024-9", "xunchuan-2023-31"]


def pages_of(path: Path, reader: str) -> list[Page]:
    with open_document(path, reader) as document:
        return list(document.pages)


@pytest.mark.parametrize("name", NAMES)
def test_both_readers_see_the_same_characters(corpus: Path, name: str) -> None:
    path = corpus / name / "source.pdf"
    for fast, reference in zip(pages_of(path, "auto"), pages_of(path, "pdfplumber"), strict=True):
        assert Counter(char.text for char in fast.chars) == Counter(char.text for char in reference.chars)
        assert (fast.width, fast.height) == pytest.approx((reference.width, reference.height), abs=0.1)


@pytest.mark.parametrize("name", NAMES)
def test_characters_stand_at_the_same_place_for_both(corpus: Path, name: str) -> None:
    path = corpus / name / "source.pdf"
    fast, reference = (sorted(pages_of(path, reader)[0].chars) for reader in ("auto", "pdfplumber"))
    for a, b in zip(fast, reference, strict=True):
        assert (a.text, a.page) == (b.text, b.page)
        assert abs(a.x0 - b.x0) < 1.5
        assert abs(a.middle - b.middle) < 6  # fonts state their heights in more than one way


@pytest.mark.parametrize("name", NAMES)
def test_both_readers_see_the_same_rules(corpus: Path, name: str) -> None:
    path = corpus / name / "source.pdf"
    for fast, reference in zip(pages_of(path, "pdfium"), pages_of(path, "pdfplumber"), strict=True):
        shapes = [
            [(len(frame.horizontal), len(frame.vertical)) for frame in find_frames(page.rules)]
            for page in (fast, reference)
        ]
        assert shapes[0] == shapes[1]
