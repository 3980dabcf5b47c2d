"""The silver strings: known units, a fixed seed, and nothing of the test lists."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from planparse.language.normalise import normalise
from planparse.language.silver import WordList, silver
from planparse.lexicon.load import read_toml

DATA = Path(__file__).with_name("data")
FRAMES = read_toml("silver_frames")
RESERVED = FRAMES["reserved"]["stems"] + FRAMES["reserved"]["places"] + FRAMES["reserved"]["endings"]
WORDS = WordList.of(
    [
        *(
            (word, 100, "n")
            for word in ("企业", "项目", "政策", "平台", "机制", "资金", "漕渠", "候鸟", "服务", "标准")
        ),
        *((word, 100, "v") for word in ("推进", "完善", "加强", "建立", "开展", "落实")),
        *((word, 100, "a") for word in ("重要", "安全", "稳定")),
        *((word, 100, "d") for word in ("及时", "全面", "认真")),
    ]
)


@pytest.fixture(scope="module")
def samples():
    return list(silver(1500, 7, WORDS))


def test_the_same_seed_gives_the_same_strings(samples):
    assert list(silver(200, 7, WORDS)) == samples[:200]
    assert list(silver(200, 8, WORDS)) != samples[:200]


def test_spans_are_in_order_and_hold_names(samples):
    for sample in samples:
        ends = [0, *(end for _, end in sample.spans)]
        for (start, end), before in zip(sample.spans, ends, strict=False):
            assert before <= start < end - 1 < len(sample.text)
            assert sample.text[start] not in "、，,；;：（ \n"
            assert sample.text[end - 1] not in "、，,；;： \n"


def test_there_are_cells_and_running_text_with_and_without_units(samples):
    kinds = {(sample.kind, bool(sample.spans)) for sample in samples}
    assert kinds == {("cell", True), ("cell", False), ("prose", True), ("prose", False)}


def test_no_string_holds_a_reserved_word_even_if_the_word_list_does(samples):
    assert any("漕渠" in words for words in WORDS.words.values())
    for sample in samples:
        plain = "".join(normalise(sample.text).split())
        assert not [word for word in RESERVED if word in plain]


@pytest.mark.parametrize("name", ["unseen_cells.jsonl", "unseen_prose.jsonl"])
def test_every_line_of_the_test_lists_holds_a_reserved_word(name):
    for line in (DATA / name).read_text(encoding="utf-8").splitlines():
        plain = "".join(normalise(json.loads(line)["text"]).split())
        assert [word for word in RESERVED if word in plain], plain


@pytest.mark.parametrize("kind", ["unit", "collective", "prose"])
def test_every_frame_has_source_weight_and_a_pattern_of_its_own(kind):
    rows = FRAMES[kind]
    assert all(row["source"].strip() and row["weight"] > 0 for row in rows)
    patterns = [row["pattern"] for row in rows]
    assert len(patterns) == len(set(patterns))


def test_no_slot_is_left_in_a_string(samples):
    assert not [sample.text for sample in samples if "{" in sample.text or "}" in sample.text]
