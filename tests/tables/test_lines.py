from __future__ import annotations

from pages import PAD, SIZE, set_in, text_at
from planparse.model.document import SOFT_BREAK, Char
from planparse.tables.lines import join_passages, lines_of, passage_of, width_of_first_chunk


def test_characters_in_any_order_become_lines_from_left_to_right() -> None:
    chars = [*text_at("牵头落实", 0, 20), *text_at("市审计局", 0, 0)]
    assert [line.text for line in lines_of(reversed(chars))] == ["市审计局", "牵头落实"]


def test_a_character_a_little_lower_stays_in_its_line() -> None:
    chars = [*text_at("公开", 0, 0), Char("P", 20, 2, 25, 12, 1)]
    assert [line.text for line in lines_of(chars)] == ["公开P"]


def test_chinese_lines_join_without_a_blank() -> None:
    lines = lines_of([*text_at("市发展和改革委", 0, 0), *text_at("员会", 0, 12)])
    assert passage_of(lines).text == "市发展和改革委员会"


def test_latin_words_of_two_lines_join_with_a_blank_and_figures_without() -> None:
    words = lines_of([*text_at("open", 0, 0), *text_at("data", 0, 12)])
    assert passage_of(words).text == "open data"
    figures = lines_of([*text_at("20", 0, 0), *text_at("17年", 0, 12)])
    assert passage_of(figures).text == "2017年"


def test_a_gap_between_latin_words_is_a_blank() -> None:
    chars = [*text_at("open", 0, 0), *text_at("data", 44, 0)]
    assert passage_of(lines_of(chars)).text == "open data"


def test_spaced_chinese_is_not_blanked() -> None:
    chars = [Char(mark, 30.0 * i, 0, 30.0 * i + 10, 10, 1) for i, mark in enumerate("责任单位")]
    assert passage_of(lines_of(chars)).text == "责任单位"


def test_every_character_of_a_passage_knows_its_place() -> None:
    passage = passage_of(lines_of([*text_at("市审计局", 0, 0), *text_at("牵头", 0, 12)]))
    assert len(passage.text) == len(passage.chars)
    assert "".join(char.text for char in passage.chars if char) == passage.text
    (spot,) = passage.evidence(4, 6)
    assert spot.text == "牵头" and spot.bbox == (0, 12, 20, 22) and spot.page == 1


def test_a_text_over_two_pages_has_evidence_on_both() -> None:
    first = passage_of(lines_of(text_at("市财政", 0, 0, page=3)))
    second = passage_of(lines_of(text_at("局牵头", 0, 0, page=4)))
    spots = join_passages(first, second).evidence(0, 4)
    assert [(spot.page, spot.text) for spot in spots] == [(3, "市财政"), (4, "局")]


def chunk(text: str) -> list[Char]:
    return text_at(text, 0, 0)


def test_the_first_chunk_takes_its_marks_along() -> None:
    assert width_of_first_chunk(chunk("推进公开")) == SIZE
    assert width_of_first_chunk(chunk("“五公开”工作")) == 2 * SIZE
    assert width_of_first_chunk(chunk("局），市财政局")) == 3 * SIZE
    assert width_of_first_chunk(chunk("80%以上")) == 3 * SIZE


def units_in(text: str, width: int) -> str:
    """Set a unit cell `width` characters wide and read it."""
    box = (0.0, 0.0, 2 * PAD + width * SIZE, 200.0)
    return passage_of(lines_of(set_in(text, box)), box).text.replace(SOFT_BREAK, "|")


def test_units_on_lines_of_their_own_are_kept_apart() -> None:
    assert units_in("市财政局|市教育局|市住房和城乡建设局", 10) == "市财政局\n市教育局\n市住房和城乡建设局"


def test_a_line_broken_by_the_edge_of_its_cell_is_softly_broken() -> None:
    assert units_in("市财政局、市发展和改革委员会牵头", 7) == "市财政局、市发|展和改革委员会|牵头"


def test_a_line_left_short_for_a_mark_that_must_follow_is_softly_broken() -> None:
    # 局、 would need two places, and one is left.
    assert units_in("市人民政府督查室和财政|局、教育局", 12) == "市人民政府督查室和财政|局、教育局"


def test_characters_that_a_damaged_font_gives_no_width_are_read() -> None:
    box = (0.0, 0.0, 100.0, 200.0)
    chars = [char._replace(x1=char.x0) for char in set_in("市财政局|市教育局", box)]
    assert passage_of(lines_of(chars), box).text == "市财政局\n市教育局"
