from __future__ import annotations

import pytest

from pages import PAD, SIZE, set_in, text_at
from planparse.model.document import Cell, Passage
from planparse.tables.lines import lines_of, passage_of
from planparse.tables.pagebreak import Foot, has_open_bracket, is_cut

BOX = (0.0, 0.0, 2 * PAD + 10 * SIZE, 34.0)  # ten characters wide, room for two lines and a bit


def cell_with(text: str) -> Cell:
    return Cell(0, 0, 1, 1, BOX, lines_of(set_in(text, BOX)))


def passage(text: str) -> Passage:
    return passage_of(lines_of(text_at(text, 0, 0, page=2)))


def cut(text: str, after: str) -> bool:
    cell = cell_with(text)
    column = [cell, cell_with("一二三四五六七八九十"), cell_with("一二三四五六七八九十")]
    return is_cut(Foot(cell, tuple(column)), passage(after))


def test_a_full_last_line_at_the_foot_goes_on() -> None:
    assert cut("一二三四五六七八九十一二三四五六七八九十", "推进公开")


def test_a_short_last_line_has_ended() -> None:
    assert not cut("一二三四五六七八九十一二三", "推进公开")


def test_a_text_that_ends_far_above_the_foot_has_ended() -> None:
    cell = Cell(0, 0, 1, 1, (0, 0, BOX[2], 200), lines_of(set_in("一二三四五六七八九十", BOX)))
    assert not is_cut(Foot(cell, (cell,) * 3), passage("推进公开"))


def test_room_for_one_is_no_room_for_a_mark_that_must_follow() -> None:
    nineteen = "一二三四五六七八九十一二三四五六七八九"
    assert not cut(nineteen, "推进公开")
    assert cut(nineteen, "局、市财政局")  # 局、 stands together
    assert cut(nineteen, "《方案》")  # 《方 stands together
    assert cut(nineteen, "12345热线")  # figures stand together


def test_an_empty_piece_was_not_cut() -> None:
    cell = Cell(0, 0, 1, 1, BOX)
    assert not is_cut(Foot(cell, (cell,)), passage("推进公开"))


@pytest.mark.parametrize(
    ("text", "is_open"),
    [
        ("各市（区）", False),
        ("认真落实《市政府办公室关于", True),
        ("“互联网+政务服务", True),
        ("（苏府办〔20175号）", False),  # the copy lost a bracket inside; the outer pair is whole
        ("市）、区", False),
        ("", False),
    ],
)
def test_open_brackets_are_seen(text: str, is_open: bool) -> None:
    assert has_open_bracket(text) == is_open
