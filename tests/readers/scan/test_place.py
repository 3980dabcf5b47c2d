"""Recognised lines become characters in points, and lines over two cells are cut."""

import pytest

pytest.importorskip("cv2", reason='planparse[ocr] is not installed: pip install "planparse[ocr]"')

from planparse.model.document import Rule, certainty
from planparse.readers.scan.place import cut_at_rules, place_lines
from planparse.readers.scan.rapid import Mark, PrintedLine

SCALE = 2.0


def line(text, x=100.0, top=50.0, size=30.0, sure=1.0):
    marks, at = [], x
    for char in text:
        width = size / 2 if char.isascii() else size
        if char != " ":
            marks.append(Mark(char, at + width / 2, sure))
        at += width
    return PrintedLine(x - 4, top, at + 4, top + size * 1.4, tuple(marks))


def test_characters_stand_side_by_side_on_the_middle_of_their_line():
    chars = place_lines([line("市财政局牵头")], SCALE, 3)
    assert "".join(char.text for char in chars) == "市财政局牵头"
    assert [char.x0 for char in chars] == pytest.approx([50, 65, 80, 95, 110, 125], abs=0.1)
    assert all(char.x1 - char.x0 == pytest.approx(15, abs=0.1) for char in chars)
    assert {round(char.middle, 2) for char in chars} == {round((50 + 21) / SCALE, 2)}
    assert {char.bottom - char.top for char in chars} == {15.0} and {char.page for char in chars} == {3}


def test_figures_are_half_as_wide():
    chars = place_lines([line("办理2017年12件")], SCALE, 1)
    widths = {char.text: round(char.x1 - char.x0, 1) for char in chars}
    assert widths["办"] == 15 and widths["7"] == 7.5


def test_a_wide_gap_in_a_line_stays_a_gap():
    chars = place_lines([line("责任单位　　　市财政局".replace("　", "  "))], SCALE, 1)
    gap = chars[4].x0 - chars[3].x1
    assert gap == pytest.approx(45, abs=1)


def test_the_size_of_a_short_line_is_told_by_the_others():
    chars = place_lines([line("推进政务公开工作"), line("级", top=200)], SCALE, 1)
    assert chars[-1].bottom - chars[-1].top == pytest.approx(15, abs=0.5)


def test_each_character_keeps_how_sure_it_is():
    chars = place_lines([line("市财政局", sure=0.75)], SCALE, 1)
    assert certainty(chars) == 0.75
    assert certainty([]) == 1.0


def test_a_line_over_two_cells_is_cut_at_the_rule_and_one_that_touches_it_is_not():
    rules = [Rule(100, 0, 100, 400), Rule(0, 50, 400, 50)]
    assert cut_at_rules([(50, 60, 350, 100)], rules, SCALE) == [(50, 60, 200, 100), (200, 60, 350, 100)]
    assert cut_at_rules([(50, 60, 203, 100)], rules, SCALE) == [(50, 60, 203, 100)]
    assert cut_at_rules([(50, 900, 350, 940)], rules, SCALE) == [(50, 900, 350, 940)], "below the rule"


def test_paper_between_two_names_is_a_gap_though_the_characters_seem_close():
    close = line("市水利局市应急局")
    gap = (100 + 4 * 30 - 2.0, 100 + 4 * 30 + 24.0)
    moved = [mark._replace(at=mark.at + (12 if place > 3 else 0)) for place, mark in enumerate(close.marks)]
    chars = place_lines([close._replace(marks=tuple(moved), blanks=(gap,))], SCALE, 1)
    assert chars[4].x0 - chars[3].x1 == pytest.approx(6, abs=0.5)
    chars = place_lines([close._replace(marks=tuple(moved))], SCALE, 1)
    assert chars[4].x0 - chars[3].x1 == pytest.approx(0, abs=0.01), "without it they are set evenly"
