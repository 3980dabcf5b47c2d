from __future__ import annotations

from planparse.model.document import Rule
from planparse.readers.paths import rules_of_fill, rules_of_stroke


def test_a_stroke_is_a_rule_even_if_it_leans_a_little() -> None:
    assert list(rules_of_stroke([(10, 20), (200, 20.4)], closed=False, width=0.5)) == [Rule(10, 20.2, 200, 20.2)]


def test_a_stroked_rectangle_has_four_rules() -> None:
    box = [(0.0, 0.0), (100.0, 0.0), (100.0, 50.0), (0.0, 50.0)]
    assert set(rules_of_stroke(box, closed=True, width=1)) == {
        Rule(0, 0, 100, 0),
        Rule(100, 0, 100, 50),
        Rule(0, 50, 100, 50),
        Rule(0, 0, 0, 50),
    }


def test_a_slanting_stroke_is_no_rule() -> None:
    assert list(rules_of_stroke([(0, 0), (100, 50)], closed=False, width=0.5)) == []


def test_a_broad_stroke_is_an_area() -> None:
    assert list(rules_of_stroke([(0, 0), (100, 0)], closed=False, width=20)) == []


def test_a_thin_filled_rectangle_is_a_rule_on_its_middle_line() -> None:
    thin = [(10.0, 20.0), (200.0, 20.0), (200.0, 20.5), (10.0, 20.5)]
    assert list(rules_of_fill(thin)) == [Rule(10, 20.25, 200, 20.25)]


def test_a_filled_area_and_a_dot_are_no_rules() -> None:
    area = [(0.0, 0.0), (100.0, 0.0), (100.0, 50.0), (0.0, 50.0)]
    dot = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)]
    assert list(rules_of_fill(area)) == list(rules_of_fill(dot)) == []
