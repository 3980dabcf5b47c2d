"""Text of a picture by RapidOCR: where lines stand, and what they say, character by character.

The models lie in its wheel. They are checked by the hashes of the wheel's own record; nothing is ever fetched or sent.
"""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from importlib import metadata
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from planparse.errors import UsageError
from planparse.readers.scan.straight import Pixels

NAME = "rapidocr"
DETECTOR, RECOGNISER = "PP-OCRv6_det_small.onnx", "PP-OCRv6_rec_small.onnx"
FOUND_AT = 110
"""Dots an inch at which lines are looked for: half of what they are read at, which takes a fifth of the time."""


WIDE, DARK = 0.35, 160
"""Of the height of a line, what is no gap between characters; and of 255, what is ink."""


class Mark(NamedTuple):
    """One character of a line.

    at: the middle of it, in pixels from the left of the picture; sure: from 0 to 1
    """

    text: str
    at: float
    sure: float


class PrintedLine(NamedTuple):
    """A line of print, in pixels: what surrounds its ink, and its characters from left to right.

    blanks: where columns of pixels without ink begin and end, as far as they are no gaps between characters
    """

    x0: float
    top: float
    x1: float
    bottom: float
    marks: tuple[Mark, ...]
    blanks: tuple[tuple[float, float], ...] = ()

    @property
    def sure(self) -> float:
        """How sure its characters are, on average."""
        return sum(mark.sure for mark in self.marks) / len(self.marks) if self.marks else 0.0


Box = tuple[int, int, int, int]


class RapidOcr:
    """The two models, loaded once: one finds lines, one reads them."""

    def __init__(self, threads: int) -> None:
        self._detect, self._recognise = _load(min(threads, os.cpu_count() or 1))
        self.version = f"{NAME} {metadata.version(NAME)}"

    def find_lines(self, grey: Pixels, resolution: float) -> list[Box]:
        """Find the lines of print; gives left, top, right and bottom of each in pixels."""
        factor = min(1.0, FOUND_AT / resolution)
        small = cv2.resize(grey, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
        found = self._detect(cv2.cvtColor(small, cv2.COLOR_GRAY2BGR)).boxes
        height, width = grey.shape
        boxes: list[Box] = []
        for corners in () if found is None else found / factor:
            (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
            box = (max(0, int(left)), max(0, int(top)), min(width, int(right) + 1), min(height, int(bottom) + 1))
            if box[0] < box[2] and box[1] < box[3]:
                boxes.append(box)
        return boxes

    def read_lines(self, grey: Pixels, boxes: Sequence[Box]) -> list[PrintedLine]:
        """Read the lines that stand in boxes; one without print has no marks."""
        from rapidocr.ch_ppocr_rec.typings import TextRecInput

        if not boxes:
            return []
        cut = [cv2.cvtColor(grey[top:bottom, left:right], cv2.COLOR_GRAY2BGR) for left, top, right, bottom in boxes]
        found = self._recognise(TextRecInput(img=cut, return_word_box=True)).word_results
        return [
            PrintedLine(*_tight(grey, box), tuple(_marks(line, box)), tuple(_blanks(grey, box)))
            for box, line in zip(boxes, found, strict=True)
        ]


class _Decoded(NamedTuple):
    """What the model says of a line: characters, the column of each, how sure it is, and how many columns there are."""

    text: list[str]
    columns: list[int]
    sure: list[float]
    width: float


def _marks(line: _Decoded, box: Box) -> Iterator[Mark]:
    left, _, right, _ = box
    for text, column, sure in zip(line.text, line.columns, line.sure, strict=True):
        if not text.isspace():
            yield Mark(text, left + (column + 0.5) / line.width * (right - left), sure)


def _tight(grey: Pixels, box: Box) -> Box:
    """Leave out of a box the paper above and below its line; how much of it there is differs with its length."""
    left, top, right, bottom = box
    inked = np.flatnonzero((grey[top:bottom, left:right] < DARK).any(axis=1))
    return (left, top + int(inked[0]), right, top + int(inked[-1]) + 1) if inked.size else box


def _blanks(grey: Pixels, box: Box) -> Iterator[tuple[float, float]]:
    left, top, right, bottom = box
    inked = np.flatnonzero((grey[top:bottom, left:right] < DARK).any(axis=0))
    for before, after in pairwise(inked.tolist()):
        if after - before > WIDE * (bottom - top):
            yield float(left + before + 1), float(left + after)


class _Decoder:
    """Takes the place of RapidOCR's own, which groups characters to words and keeps no place for each."""

    def __init__(self, characters: list[str]) -> None:
        self._characters = characters

    def __call__(
        self, scores: NDArray[np.float32], return_word_box: bool, wh_ratio_list: Sequence[float], max_wh_ratio: float
    ) -> tuple[list[tuple[str, float]], list[_Decoded]]:
        """Read the best path of each line: equal neighbours are one character, and number 0 is none (CTC)."""
        decoded: list[_Decoded] = []
        for best, sure, ratio in zip(scores.argmax(axis=2), scores.max(axis=2), wh_ratio_list, strict=False):
            begins = np.flatnonzero((best != 0) & (best != np.concatenate(([0], best[:-1]))))
            decoded.append(
                _Decoded(
                    [self._characters[number] for number in best[begins]],
                    begins.tolist(),
                    [round(float(value), 4) for value in sure[begins]],
                    len(best) * ratio / max_wh_ratio,
                )
            )
        return [("".join(line.text), 0.0) for line in decoded], decoded


@cache
def _load(threads: int) -> tuple[Any, Any]:
    """Load the models; raises UsageError if they are not those that came in the wheel."""
    # Else onnxruntime tells its maker of each process and model that it runs. It is asked before it is loaded.
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    try:
        with _without_messages():
            import onnxruntime  # noqa: F401
        from rapidocr import RapidOCR
    except ImportError as problem:
        raise UsageError("RapidOCR is not installed", advice='pip install "planparse[ocr]"') from problem
    found, read = (_checked_model(name) for name in (DETECTOR, RECOGNISER))
    engine = RapidOCR(
        params={
            "Global.log_level": "critical",
            "Det.model_path": str(found),
            "Rec.model_path": str(read),
            "EngineConfig.onnxruntime.intra_op_num_threads": threads,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )
    detect, recognise = engine._load_det_model(), engine._load_rec_model()  # type: ignore[no-untyped-call]
    recognise.postprocess_op = _Decoder(recognise.postprocess_op.character)
    return detect, recognise


@contextmanager
def _without_messages() -> Iterator[None]:
    """Keep from standard error what onnxruntime says while it is loaded: that it may not look for graphics cards."""
    try:
        kept = os.dup(2)
    except OSError:  # there is no standard error
        yield
        return
    nowhere, gone = os.pipe()  # a worker in a cage may not open /dev/null
    os.dup2(gone, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        for each in (kept, gone, nowhere):
            os.close(each)


def _checked_model(name: str) -> Path:
    wheel = metadata.distribution(NAME)
    for file in wheel.files or ():
        if file.name == name and file.hash is not None:
            path = Path(str(file.locate()))
            try:
                digest = hashlib.new(file.hash.mode, path.read_bytes()).digest()
            except OSError:
                break
            if base64.urlsafe_b64encode(digest).decode().rstrip("=") == file.hash.value:
                return path
            break
    raise UsageError(
        f"the model {name} of RapidOCR {wheel.version} is not the one of its wheel",
        advice='pip install --force-reinstall "planparse[ocr]"',
    )
