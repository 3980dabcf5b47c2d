from __future__ import annotations

import math
from collections import Counter

import pytest

from pages import SIZE, text_at
from planparse.errors import WARNING_CODES, PageLimit
from planparse.model.document import Char, Page, Rule
from planparse.readers import finish
from planparse.readers.finish import MESSAGES, finish_page, is_slanting, lies_in, without_copies

A4 = (595.0, 842.0)


def finished(chars: list[Char], rules: list[Rule] | None = None, dropped: dict[str, int] | None = None) -> Page:
    return finish_page(3, A4, chars, rules or [], Counter(dropped or {}), images=0, reader="pdfium", where="方案.pdf")


def warned(page: Page) -> dict[str, str]:
    return {warning.code: warning.message for warning in page.warnings}


def test_a_clean_page_is_handed_on_as_it_is() -> None:
    chars = text_at("市审计局", 100, 100)
    page = finished(chars, [Rule(0, 10, 100, 10)])
    assert page.chars == tuple(chars)
    assert page.rules == (Rule(0, 10, 100, 10),)
    assert page.warnings == ()


def test_a_blank_page_is_a_page() -> None:
    assert finished([]).chars == ()


def test_every_message_has_its_code_among_the_warnings() -> None:
    assert set(MESSAGES) <= set(WARNING_CODES)


def test_what_the_engine_left_out_is_said_with_its_number_and_page() -> None:
    page = finished(text_at("市审计局", 100, 100), dropped={"hidden_text": 7, "watermark": 2})
    assert [(warning.code, warning.page) for warning in page.warnings] == [("hidden_text", 3), ("watermark", 3)]
    assert warned(page)["hidden_text"].startswith("7 ")
    assert warned(page)["watermark"].startswith("2 ")


def test_a_reason_counted_to_nothing_is_no_warning() -> None:
    assert finished(text_at("市", 1, 1), dropped={"hidden_text": 0}).warnings == ()


@pytest.mark.parametrize(("x", "top"), [(-20, 100), (600, 100), (100, -20), (100, 850)])
def test_a_character_outside_the_page_is_left_out_and_counted(x: float, top: float) -> None:
    page = finished([*text_at("市审计局", 100, 100), *text_at("隐", x, top)])
    assert "".join(char.text for char in page.chars) == "市审计局"
    assert warned(page)["text_outside_page"].startswith("1 ")


def test_a_character_cut_by_the_edge_of_the_page_stays() -> None:
    # Its left half is on the paper: it is printed, and seen.
    page = finished([*text_at("市审计局", 100, 100), *text_at("局", A4[0] - 5, 100)])
    assert len(page.chars) == 5


def broken(edge: int, far: float) -> list[Char]:
    """Set four characters, and move one edge of the third far away."""
    chars = text_at("市审计局", 100, 100)
    parts = [*chars[2]]
    parts[edge] = far
    return [*chars[:2], Char(*parts), chars[3]]


@pytest.mark.parametrize("edge", [1, 2, 3, 4])
@pytest.mark.parametrize("far", [math.inf, 1e30])
def test_a_character_that_a_broken_matrix_puts_far_out_is_left_out(edge: int, far: float) -> None:
    page = finished(broken(edge, far))
    assert "".join(char.text for char in page.chars) == "市审局"
    assert warned(page)["text_outside_page"].startswith("1 ")


@pytest.mark.parametrize("edge", [1, 2, 3, 4])
def test_a_character_that_stands_nowhere_is_left_out(edge: int) -> None:
    page = finished(broken(edge, math.nan))
    assert "".join(char.text for char in page.chars) == "市审局"


def test_more_characters_than_a_page_can_have_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finish, "MOST_CHARS", 4)
    assert len(finished(text_at("市审计局", 100, 100)).chars) == 4
    with pytest.raises(PageLimit) as problem:
        finished(text_at("市审计局牵", 100, 100))
    assert "方案.pdf, page 3" in str(problem.value) and "Try: " in str(problem.value)


def test_more_rules_than_tables_have_are_cut_off_and_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finish, "MOST_RULES", 10)
    page = finished([], [Rule(0, y, 100, y) for y in range(13)])
    assert len(page.rules) == 10
    assert warned(page)["too_many_rules"].startswith("3 ")


@pytest.mark.parametrize("mark", ["\ue5d2", "\ufffd", "\U000f0001", "\U00100001"])
def test_a_glyph_that_stands_for_nothing_is_counted_and_kept(mark: str) -> None:
    page = finished([Char(mark, 0, 0, 10, 10, 1), *text_at("市", 20, 0)])
    assert [char.text for char in page.chars] == [mark, "市"]
    assert warned(page)["unmapped_glyphs"].startswith("1 ")


def test_rare_characters_of_names_stand_for_something() -> None:
    # 𣲗 and 𬇙 of place names lie outside the first plane; none of them is private.
    assert finished(text_at("𣲗𬇙〇㐂", 100, 100)).warnings == ()


def test_lookalikes_are_counted_and_kept_as_they_are() -> None:
    page = finished(text_at("市⽔利局各部⻔", 100, 100))
    assert warned(page)["lookalikes"].startswith("2 ")
    assert "".join(char.text for char in page.chars) == "市⽔利局各部⻔"


def test_glyphs_outside_the_page_are_not_counted_twice() -> None:
    page = finished([*text_at("市", 100, 100), *text_at("\ue5d2", -50, 100)])
    assert set(warned(page)) == {"text_outside_page"}


def test_text_along_either_axis_does_not_slant() -> None:
    for degrees in (0, 90, 180, 270, 1, 89.5):
        turn = math.radians(degrees)
        assert not is_slanting(math.cos(turn), math.sin(turn)), degrees
    for degrees in (5, 30, 45, 60, 85, 135):
        turn = math.radians(degrees)
        assert is_slanting(12 * math.cos(turn), 12 * math.sin(turn)), degrees


def test_text_of_no_size_does_not_slant() -> None:
    assert not is_slanting(0, 0)


def test_a_box_lies_where_its_middle_lies() -> None:
    area = (0.0, 0.0, 100.0, 50.0)
    assert lies_in((90, 10, 108, 20), area)
    assert not lies_in((95, 10, 108, 20), area)


def kept(chars: list[Char]) -> tuple[str, int]:
    dropped: Counter[str] = Counter()
    return "".join(char.text for char in without_copies(chars, dropped)), dropped["copied_text"]


def test_a_line_drawn_again_a_little_beside_is_dropped() -> None:
    assert kept([*text_at("市审计局", 100, 100), *text_at("市审计局", 100.3, 100)]) == ("市审计局", 4)


def test_a_line_drawn_four_times_around_its_place_is_there_once() -> None:
    chars = [char for dx, dy in ((0, 0), (0.3, 0), (0, 0.3), (0.3, 0.3)) for char in text_at("局", 100 + dx, 100 + dy)]
    assert kept(chars) == ("局", 3)


@pytest.mark.parametrize("x", [99.9, 100.0, 103.9, 104.0, 3.95, -0.1])
def test_a_copy_is_found_wherever_it_stands(x: float) -> None:
    assert kept([*text_at("局", x, 99.95), *text_at("局", x + 0.2, 100.05)]) == ("局", 1)


def test_doubles_that_are_meant_stand_apart() -> None:
    assert kept(text_at("天天向上人人有责", 100, 100)) == ("天天向上人人有责", 0)


def test_doubles_set_as_tight_as_print_allows_stay() -> None:
    # Condensed to six tenths of the em, they still advance twice as far as a copy would.
    chars = [Char("天", 100 + 6 * index, 100, 100 + 6 * index + SIZE, 110, 1) for index in range(2)]
    assert kept(chars) == ("天天", 0)


def test_dots_of_a_leader_stay() -> None:
    chars = [Char(".", 100 + 2.5 * index, 100, 102.5 + 2.5 * index, 110, 1) for index in range(20)]
    assert kept(chars) == ("." * 20, 0)


def test_other_characters_at_the_same_place_stay() -> None:
    assert kept([*text_at("口", 100, 100), *text_at("木", 100, 100)]) == ("口木", 0)


def test_the_same_characters_a_line_lower_stay() -> None:
    assert kept([*text_at("市审计局", 100, 100), *text_at("市审计局", 100, 112)])[1] == 0


@pytest.mark.parametrize("far", [math.inf, -math.inf, math.nan])
def test_a_character_that_stands_nowhere_does_not_stop_the_search_for_copies(far: float) -> None:
    text, copies = kept([Char("隐", far, 100, far, 110, 1), *text_at("市审计局", 100, 100)])
    assert text.endswith("市审计局") and copies == 0


@pytest.mark.parametrize("mark", ["\u202e", "\u200f", "\u2067"])
def test_marks_of_writing_direction_are_left_out_and_told(mark: str) -> None:
    page = finished([*text_at("市", 0, 0), Char(mark, 10, 0, 20, 10, 1), *text_at("局", 20, 0)])
    assert [char.text for char in page.chars] == ["市", "局"]
    assert warned(page)["control_characters"].startswith("1 ")


@pytest.mark.parametrize("mark", ["\x01", "\x1b", "\ufffe", "\uffff"])
def test_what_no_text_may_hold_is_given_as_unknown_and_told(mark: str) -> None:
    page = finished([Char(mark, 0, 0, 10, 10, 1), *text_at("市", 20, 0)])
    assert [char.text for char in page.chars] == ["\ufffd", "市"]
    assert warned(page)["unmapped_glyphs"].startswith("1 ")
