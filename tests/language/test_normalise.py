"""The copy used for matching keeps every offset."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from planparse.language.normalise import normalise, squeeze


def test_full_width_marks_become_plain():
    assert normalise("（市发改委，市财政局；责任单位：各区）") == "(市发改委,市财政局;责任单位:各区)"


def test_kangxi_and_supplement_radicals_become_characters():
    assert normalise("⼈社局、⺠政局、部⻔") == "人社局、民政局、部门"


def test_traditional_role_words_match_as_simplified():
    assert normalise("牽頭單位") == "牵头单位"


def test_white_space_is_left_out_and_remembered():
    squeezed = squeeze("教育部\n财 政部")
    assert squeezed.text == "教育部财政部"
    assert squeezed.gaps == {3: "\n", 4: " "}
    assert squeezed.span(3, 6) == (4, 8)
    assert squeezed.written(3, 6) == "财政部"


def test_direction_marks_and_controls_are_no_gaps():
    squeezed = squeeze("市财\u202e政\x00局")
    assert squeezed.text == "市财政局"
    assert not squeezed.gaps


@given(st.text())
def test_normalising_keeps_the_length_and_twice_changes_nothing(text):
    once = normalise(text)
    assert len(once) == len(text)
    assert normalise(once) == once


@given(st.text(alphabet="市财政局 \n\t\u200b（）⼈、"))
def test_every_offset_leads_back(text):
    squeezed = squeeze(text)
    assert [normalise(text[at]) for at in squeezed.at] == list(squeezed.text)
