"""Train the second reader (训练): `planparse train` makes `units.crfsuite` and its scores anew, with no network.

The silver strings need a word list of Chinese; jieba's is read as a plain file (word, frequency, part of speech),
the library itself is not loaded. Same seed, same size, same word list: same strings, and on one machine the same
bytes of the model.
"""

from __future__ import annotations

import hashlib
import json
import time
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path

from planparse.errors import OutputError, UsageError
from planparse.language.crf import MODEL, features, spans_of, tags_of
from planparse.language.normalise import Squeezed, squeeze
from planparse.language.silver import Silver, WordList, silver

SEED = 20170528
SIZE = 16_000
TESTED = 1_000
"""Fresh silver strings that the new model is scored on; silver scores only say that training went well."""

PARAMETERS = {
    "c1": 0.4,
    "c2": 0.02,
    "max_iterations": 90,
    "feature.minfreq": 3,
    "feature.possible_transitions": False,
}
"""c1 and minfreq thin the features out, which keeps the model under 1 MiB; no search was made for better values."""

KINDS = {"n": "n", "vn": "n", "an": "n", "v": "v", "a": "a", "ad": "d", "d": "d"}
"""Parts of speech of the word list → the kinds that the frames ask for."""

RAREST = 20
LONGEST = 4


@dataclass(frozen=True, slots=True)
class Report:
    """What a training did.

    digest: sha256 of the model file
    cell_f1, prose_f1: exact units on fresh silver strings, 0 to 1
    """

    seed: int
    size: int
    characters: int
    seconds: float
    model_bytes: int
    digest: str
    cell_f1: float
    prose_f1: float


def train(out_dir: Path | str, *, seed: int = SEED, size: int = SIZE) -> Report:
    """Train on `size` silver strings and write `units.crfsuite` and `training.json` into a folder.

    The scores of the report say only that training went well; real ones stand in `models/card.md`.

    Raises UsageError if the word list is not installed, OutputError if the folder cannot be written.
    """
    import pycrfsuite

    started = time.perf_counter()
    words = word_list()
    trainer = pycrfsuite.Trainer(verbose=False)
    characters = 0
    for sample in silver(size, seed, words):
        squeezed, spans = squeezed_spans(sample)
        if not squeezed.text:
            continue
        characters += len(squeezed.text)
        trainer.append(features(squeezed, 0, len(squeezed.text)), tags_of(len(squeezed.text), spans))
    trainer.select("lbfgs")
    trainer.set_params(PARAMETERS)
    folder = Path(out_dir)
    path = folder / MODEL
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.touch()
    except OSError as problem:
        raise OutputError(
            f"cannot be written: {problem.strerror}", where=str(path), advice="choose another folder with -o"
        ) from problem
    trainer.train(str(path))
    model = path.read_bytes()
    seconds = time.perf_counter() - started
    cell_f1, prose_f1 = _silver_scores(model, seed + 1, words)
    report = Report(
        seed, size, characters, round(seconds, 1), len(model), hashlib.sha256(model).hexdigest(), cell_f1, prose_f1
    )
    (folder / "training.json").write_text(
        json.dumps({**asdict(report), "parameters": PARAMETERS}, indent=1) + "\n", encoding="utf-8"
    )
    return report


def word_list() -> WordList:
    """Read the common words of jieba's list; raises UsageError if jieba is not installed."""
    spec = find_spec("jieba")
    path = Path(spec.origin).with_name("dict.txt") if spec and spec.origin else None
    if path is None or not path.is_file():
        raise UsageError(
            "the word list of jieba 0.42.1 is not installed",
            where="planparse train",
            advice="pip install jieba==0.42.1",
        )
    rows = []
    for line in path.read_text(encoding="utf-8").splitlines():
        word, frequency, kind = line.split(" ")
        if kind in KINDS and int(frequency) >= RAREST and 2 <= len(word) <= LONGEST:
            rows.append((word, int(frequency), KINDS[kind]))
    return WordList.of(rows)


def squeezed_spans(sample: Silver) -> tuple[Squeezed, list[tuple[int, int]]]:
    """Move the spans of a string onto its squeezed copy, which is what the reader sees."""
    squeezed = squeeze(sample.text)
    place_of = {offset: place for place, offset in enumerate(squeezed.at)}
    spans = []
    for start, end in sample.spans:
        places = [place_of[offset] for offset in range(start, end) if offset in place_of]
        if len(places) >= 2:
            spans.append((places[0], places[-1] + 1))
    return squeezed, spans


def _silver_scores(model: bytes, seed: int, words: WordList) -> tuple[float, float]:
    import pycrfsuite

    tagger = pycrfsuite.Tagger()
    tagger.open_inmemory(model)
    counts: dict[str, list[int]] = {"cell": [0, 0], "prose": [0, 0]}
    for sample in silver(TESTED, seed, words):
        squeezed, spans = squeezed_spans(sample)
        if not squeezed.text:
            continue
        got = set(spans_of(tagger.tag(features(squeezed, 0, len(squeezed.text)))))
        counts[sample.kind][0] += 2 * len(got & set(spans))
        counts[sample.kind][1] += len(got) + len(spans)
    cell, prose = (hits / max(1, total) for hits, total in (counts["cell"], counts["prose"]))
    return round(cell, 4), round(prose, 4)
