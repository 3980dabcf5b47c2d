"""Training: a small run learns, says what it did, and repeats itself."""

from __future__ import annotations

import hashlib
import json
from importlib.util import find_spec
from pathlib import Path

import pytest

from planparse.errors import OutputError, UsageError
from planparse.language import train as training
from planparse.language.silver import Silver
from planparse.language.train import squeezed_spans, train, word_list

needs_words = pytest.mark.skipif(find_spec("jieba") is None, reason="needs the extra [train]")


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    folder = tmp_path_factory.mktemp("models")
    return folder, train(folder, seed=3, size=1000)


@needs_words
def test_a_thousand_strings_teach_most_of_it(small):
    _, report = small
    assert report.cell_f1 >= 0.9
    assert report.prose_f1 >= 0.75


@needs_words
def test_the_report_is_about_the_file_that_was_written(small):
    folder, report = small
    model = (folder / "units.crfsuite").read_bytes()
    assert report.model_bytes == len(model) <= 1 << 20
    assert report.digest == hashlib.sha256(model).hexdigest()
    assert json.loads((folder / "training.json").read_text())["seed"] == report.seed == 3


@needs_words
def test_the_same_seed_gives_the_same_model_on_one_machine(tmp_path):
    one, two = (train(tmp_path / name, seed=5, size=150).digest for name in ("one", "two"))
    assert one == two


@needs_words
def test_words_of_the_list_are_sorted_into_kinds():
    words = word_list().words
    assert set(words) == {"n", "v", "a", "d"}
    assert "企业" in words["n"]
    assert "推进" in words["v"]


def test_without_the_word_list_the_advice_names_it(monkeypatch, tmp_path):
    monkeypatch.setattr(training, "find_spec", lambda _: None)
    with pytest.raises(UsageError, match=r"pip install jieba==0\.42\.1"):
        train(tmp_path)
    assert not list(tmp_path.iterdir())


@needs_words
def test_a_folder_that_cannot_be_made_is_an_output_error(tmp_path):
    (tmp_path / "models").write_text("a file", encoding="utf-8")
    with pytest.raises(OutputError, match="models"):
        train(Path(tmp_path / "models"), size=100)


def test_spans_move_onto_the_squeezed_copy():
    squeezed, spans = squeezed_spans(Silver("市财\n政局、市 审计局", ((0, 5), (6, 11)), "cell"))
    assert [squeezed.text[start:end] for start, end in spans] == ["市财政局", "市审计局"]
