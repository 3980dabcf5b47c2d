"""The second reader: what it finds, where it says it stands, and how it bears bad input."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from planparse.errors import PlanparseError
from planparse.language import models
from planparse.language.crf import WINDOW, read_units, spans_of, tags_of, windows
from planparse.language.models import model_path

SRC = Path(__file__).resolve().parents[2] / "src"


def units(text):
    return [span.text for span in read_units(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("市财政局牵头落实，市发改委按职责分工予以配合", ["市财政局", "市发改委"]),
        ("省科技厅、工业和信息化厅", ["省科技厅", "工业和信息化厅"]),
        ("（责任单位：市委组织部、团市委，各区、县级市）", ["市委组织部", "团市委", "各区、县级市"]),
        ("由市财政局会同市审计局开展专项检查。", ["市财政局", "市审计局"]),
        ("经市人民政府同意，现印发给你们。", ["市人民政府"]),
        ("国家发展改革委、财政部等按职责分工负责", ["国家发展改革委", "财政部"]),
    ],
)
def test_units_are_found_in_cells_and_running_text(text, expected):
    assert units(text) == expected


@pytest.mark.parametrize(
    "text", ["加快推进城市更新，优化营商环境。", "年底前", "10分", "到2025年，覆盖率达到80%以上。", "持续推进", ""]
)
def test_words_without_a_unit_give_nothing(text):
    assert read_units(text) == ()


def test_a_unit_is_the_words_between_its_offsets():
    text = "责任单位：市住建局、\n县综合执\n法局、（各镇人民政府）"
    found = read_units(text)
    assert [span.text for span in found] == ["市住建局", "县综合执法局", "各镇人民政府"]
    for span in found:
        assert "".join(text[span.start : span.end].split()) == span.text
        assert 0 < span.probability <= 1


def test_half_a_surrogate_pair_is_a_character_like_any_other():
    """A copy may be cut inside a character of two code units; its words are read, and keep their offsets."""
    (span,) = read_units("\ud800由市财政局会同")
    assert (span.text, span.start, span.end) == ("市财政局", 2, 6)


def test_wide_and_narrow_marks_read_alike():
    wide = "（市水利局牵头，市财政局配合）"
    assert units(wide) == units("(市水利局牵头,市财政局配合)") == ["市水利局", "市财政局"]


def test_letter_spaced_name_is_one_unit():
    assert units("市 发 改 委") == ["市发改委"]


@pytest.mark.parametrize(
    "text",
    ["\x00\x01\u202e", "、、、、", "（（（（", "))))", "\n" * 50, "\u200b市\u200b", "😀" * 30, "市", "各", "A" * 700],
)
def test_odd_input_is_borne(text):
    for span in read_units(text):
        assert 0 <= span.start < span.end <= len(text)


def test_a_very_long_string_is_read_in_windows():
    text = "市财政局、市审计局，" * 10_000
    found = read_units(text)
    assert len(found) == 20_000
    assert {span.text for span in found} == {"市财政局", "市审计局"}
    assert text[found[-1].start : found[-1].end] == "市审计局"


@pytest.mark.parametrize("text", ["", "市", "建" * 1000, "市财政局、" * 300, "。" * 999, "建" * WINDOW + "。" * 3])
def test_windows_cover_the_text_and_are_bounded(text):
    parts = list(windows(text))
    assert "".join(text[start:end] for start, end in parts) == text
    assert all(0 < end - start <= WINDOW for start, end in parts)


def test_windows_end_at_a_stop_where_there_is_one():
    text = "市财政局牵头。" * 60
    ends = [end for _, end in windows(text)]
    assert len(ends) > 1
    assert all(text[end - 1] == "。" for end in ends)


def test_spans_become_tags_and_come_back():
    spans = [(0, 4), (5, 7)]
    assert tags_of(8, spans) == ["B", "I", "I", "E", "O", "B", "E", "O"]
    assert spans_of(tags_of(8, spans)) == spans


def test_broken_sequences_of_tags_give_no_span():
    assert spans_of(["I", "E", "B", "I", "O", "E", "B"]) == []


def test_the_same_text_is_read_the_same_in_a_fresh_process():
    text = "市澜汀局、由县（区）有关部门会同砚泽海关办理；网站和窗口"
    code = f"from planparse.language.crf import read_units; print(repr(read_units({text!r})))"
    environment = {**os.environ, "PYTHONPATH": str(SRC), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, env=environment, check=True)
    assert done.stdout.decode().strip() == repr(read_units(text))


def test_importing_the_reader_loads_neither_model_nor_library():
    code = "import sys, planparse.language.second_opinion; print('pycrfsuite' in sys.modules)"
    environment = {**os.environ, "PYTHONPATH": str(SRC)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, env=environment, check=True)
    assert done.stdout.strip() == b"False"


def test_the_model_is_small():
    assert model_path("units.crfsuite").stat().st_size <= 1 << 20


def test_the_scores_are_those_of_the_model_that_ships():
    digest = hashlib.sha256(model_path("units.crfsuite").read_bytes()).hexdigest()
    assert json.loads(model_path("scores.json").read_text(encoding="utf-8"))["model_sha256"] == digest
    assert json.loads(model_path("training.json").read_text(encoding="utf-8"))["digest"] == digest


def test_the_installed_package_is_looked_at_before_the_checkout(monkeypatch, tmp_path):
    inside, beside = tmp_path / "inside", tmp_path / "beside"
    for place in (inside, beside):
        place.mkdir()
        (place / "units.crfsuite").write_bytes(b"")
    monkeypatch.setattr(models, "PLACES", (inside, beside))
    assert model_path("units.crfsuite") == inside / "units.crfsuite"
    (inside / "units.crfsuite").unlink()
    assert model_path("units.crfsuite") == beside / "units.crfsuite"


def test_a_missing_model_is_named_with_an_advice(monkeypatch, tmp_path):
    monkeypatch.setattr(models, "PLACES", (tmp_path,))
    with pytest.raises(PlanparseError, match=r"units\.crfsuite.*planparse train"):
        model_path("units.crfsuite")
