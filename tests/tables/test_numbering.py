from __future__ import annotations

import pytest

from planparse.tables.numbering import heading_level


def test_levels_go_from_the_outermost_in() -> None:
    headings = ["第一章 总则", "一、总体要求", "（一）加强领导", "1．公开清单", "（1）分工", "①要点"]
    assert [heading_level(heading) for heading in headings] == [0, 1, 2, 3, 4, 5]


@pytest.mark.parametrize("text", ["", "2.5万户", "一是加强领导", "2017年年底前", "推进公开", "（含开发区）"])
def test_text_that_only_looks_numbered_has_no_level(text: str) -> None:
    assert heading_level(text) is None
