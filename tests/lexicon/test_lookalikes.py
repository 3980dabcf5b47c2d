from __future__ import annotations

import unicodedata

import pytest

from planparse.language.normalise import normalise
from planparse.lexicon.load import read_csv
from planparse.lexicon.lookalikes import count_lookalikes, fold_lookalikes, lookalikes

KINDS = {"radical", "traditional", "mark"}
SOFT_HYPHEN = "\xad"


def ideographs() -> dict[str, str]:
    """The look-alikes that stand for a character, not for a mark."""
    return {mark: plain for mark, plain in lookalikes().items() if mark != SOFT_HYPHEN}


def test_every_row_is_one_character_for_one_other_and_has_a_source() -> None:
    for row in read_csv("lookalikes"):
        assert len(row["character"]) == len(row["plain"]) == 1, row
        assert row["character"] != row["plain"], row
        assert row["kind"] in KINDS, row
        assert row["source"].strip(), row


def test_no_character_has_two_twins() -> None:
    characters = [row["character"] for row in read_csv("lookalikes")]
    assert len(characters) == len(set(characters))


def test_a_radical_is_of_a_block_of_radicals() -> None:
    for row in read_csv("lookalikes"):
        is_radical = 0x2E80 <= ord(row["character"]) < 0x2FE0
        assert is_radical == (row["kind"] == "radical"), row


def test_a_twin_is_no_lookalike_itself() -> None:
    assert not set(lookalikes().values()) & set(lookalikes())


def test_the_soft_hyphen_is_the_one_mark() -> None:
    marks = {row["character"]: row["plain"] for row in read_csv("lookalikes") if row["kind"] == "mark"}
    assert marks == {SOFT_HYPHEN: "-"}


def test_a_soft_hyphen_is_read_as_the_hyphen_that_word_shows() -> None:
    assert fold_lookalikes("（2014\xad2020年）") == "（2014-2020年）"
    assert count_lookalikes("（2014\xad2020年）") == 1


def test_every_twin_of_a_radical_is_an_everyday_ideograph() -> None:
    for mark, plain in ideographs().items():
        assert unicodedata.name(plain).startswith("CJK UNIFIED IDEOGRAPH"), (mark, plain)


def test_every_kangxi_radical_has_a_twin() -> None:
    assert all(chr(code) in lookalikes() for code in range(0x2F00, 0x2FD6))


def test_the_radicals_that_producers_write_for_characters_are_read() -> None:
    # Those a simplified text can hold, by name of the character they stand for.
    for mark, plain in zip("⻔⻢⻥⻛⻚⻋⻅⻄⼈⼾⽂⽔⼯⾏⻓", "门马鱼风页车见西人户文水工行长", strict=True):
        assert fold_lookalikes(mark) == plain
        assert normalise(mark) == plain


def test_folding_keeps_the_length_and_all_other_characters() -> None:
    text = "各部⻔、⼈社局（市⽔利局）open data 2023年"
    folded = fold_lookalikes(text)
    assert len(folded) == len(text)
    assert folded == "各部门、人社局（市水利局）open data 2023年"


def test_folding_twice_changes_nothing() -> None:
    text = "".join(lookalikes())
    once = fold_lookalikes(text)
    assert fold_lookalikes(once) == once
    assert count_lookalikes(once) == 0


@pytest.mark.parametrize("text", ["市審計局", "１２％", "（一）", "①", "㎡", "Ⅱ", "市审计局"])
def test_what_is_no_lookalike_stays(text: str) -> None:
    assert fold_lookalikes(text) == text
    assert count_lookalikes(text) == 0


def test_every_lookalike_is_counted_each_time() -> None:
    assert count_lookalikes("⻔⻔市⽔") == 3
    assert count_lookalikes("") == 0


def test_compatibility_ideographs_are_lookalikes() -> None:
    assert fold_lookalikes("\uf9b4導") == "領導"
    assert count_lookalikes("\uf9b4導") == 1


def test_folding_and_normalising_agree_but_for_traditional_forms() -> None:
    for mark in ideographs():
        assert normalise(fold_lookalikes(mark)) == normalise(mark), mark
