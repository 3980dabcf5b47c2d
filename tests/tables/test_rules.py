from __future__ import annotations

from planparse.model.document import Rule
from planparse.tables.rules import find_frames


def across(y: float, x0: float = 0, x1: float = 100) -> Rule:
    return Rule(x0, y, x1, y)


def down(x: float, y0: float = 0, y1: float = 50) -> Rule:
    return Rule(x, y0, x, y1)


def test_lines_that_cross_are_one_table() -> None:
    (frame,) = find_frames([across(0), across(50), down(0), down(40), down(100)])
    assert [line.at for line in frame.horizontal] == [0, 50]
    assert [line.at for line in frame.vertical] == [0, 40, 100]


def test_a_double_line_is_one_line_between_its_two() -> None:
    (frame,) = find_frames([across(0), across(1.5), across(50), down(0), down(100)])
    assert [line.at for line in frame.horizontal] == [0.75, 50]


def test_dashes_and_gaps_at_crossings_are_one_line() -> None:
    dashes = [across(20, x, x + 3) for x in range(0, 100, 5)]
    (frame,) = find_frames([*dashes, across(0, 0, 48), across(0, 51, 100), down(0), down(100)])
    assert [(line.start, line.end) for line in frame.horizontal] == [(0, 100), (0, 98)]


def test_two_tables_on_a_page_stay_two() -> None:
    lower = [across(200), across(250), down(0, 200, 250), down(100, 200, 250)]
    upper = [across(0), across(50), down(0), down(100)]
    assert [frame.horizontal[0].at for frame in find_frames(lower + upper)] == [0, 200]


def test_a_line_that_nothing_crosses_is_no_table() -> None:
    assert find_frames([across(70), across(71), across(300)]) == ()


def test_an_outer_line_that_touches_nothing_belongs_to_lines_of_its_height() -> None:
    # A merged first column fills the page: its left edge meets no line across.
    (frame,) = find_frames([across(20, 40, 100), down(0), down(40), down(100)])
    assert [line.at for line in frame.vertical] == [0, 40, 100]


def test_a_row_as_high_as_the_page_has_no_line_across() -> None:
    (frame,) = find_frames([down(0), down(40), down(100)])
    assert frame.horizontal == ()
    assert len(frame.vertical) == 3
