"""Whole pages read from their picture: what is found, where it stands, what is kept, and what is said."""

import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("rapidocr", reason='planparse[ocr] is not installed: pip install "planparse[ocr]"')

from planparse import NotAPlan, parse
from planparse.errors import UsageError
from planparse.model.plan import Plan
from planparse.readers.open import open_document
from planparse.readers.scan import choice
from planparse.readers.scan.choice import Ocr
from planparse.readers.scan.rapid import Mark, PrintedLine
from planparse.readers.scan.scanner import full_width, without_specks
from scans import scanned

CORPUS = Path(__file__).resolve().parents[3] / "corpus"
RULED = CORPUS / "shizhou-2022-19/source.pdf"


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def scan(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> tuple[Path, Plan]:
    """One page of a ruled table as a scan that lies askew, and what was read."""
    path = tmp_path_factory.mktemp("scan") / "scan.pdf"
    path.write_bytes(scanned(RULED, "skew 1", pages=[2]))
    return path, parse(path, cache=cache)


@pytest.fixture(scope="module")
def text() -> Plan:
    return parse(RULED)


def rows(plan: Plan) -> list[tuple[str | None, list[tuple[str, str]]]]:
    return [(task.task, [(each.unit, str(each.role)) for each in task.assignments]) for task in plan.tasks]


def units(plan: Plan) -> list[tuple[str | None, list[str]]]:
    return [(task.task, [each.unit for each in task.assignments]) for task in plan.tasks]


def test_the_table_of_a_scan_is_read_as_that_of_the_text(scan: tuple[Path, Plan], text: Plan) -> None:
    whole = units(scan[1])[:-1]  # the page cuts the last row
    assert len(whole) > 5
    assert whole == units(text)[: len(whole)]


def test_evidence_stands_on_the_page_as_it_is_shown(scan: tuple[Path, Plan], text: Plan) -> None:
    """The scan is the same page turned by a degree about its middle: a box there is the box here, turned."""
    (word, level) = next((a.unit, a.evidence[0].bbox) for a in text.tasks[0].assignments if a.evidence[0].bbox)
    found = next(a.evidence[0].bbox for a in scan[1].tasks[0].assignments if a.unit == word)
    assert found is not None and level is not None
    with open_document(scan[0]) as document:
        (page,) = document.pages
    assert abs(abs(page.tilt) - 1) < 0.1
    straight = page.upright(found)
    assert straight == pytest.approx(level, abs=4), "made level again it is where the text has it"
    assert found != pytest.approx(straight, abs=1), "on the page as shown it is not"


def test_what_was_recognised_is_kept_and_never_recognised_again(
    scan: tuple[Path, Plan], cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(list(cache.rglob("*.json"))) == 1
    monkeypatch.setattr("planparse.readers.scan.rapid.RapidOcr.read_lines", None)
    assert parse(scan[0], cache=cache) == scan[1]


def test_a_damaged_entry_of_the_cache_is_made_anew(scan: tuple[Path, Plan], tmp_path: Path) -> None:
    parse(scan[0], cache=tmp_path)
    (entry,) = tmp_path.rglob("*.json")
    for damaged in (b"", b"[]", b'{"rules": 1}', entry.read_bytes()[:99]):
        entry.write_bytes(damaged)
        assert parse(scan[0], cache=tmp_path) == scan[1]


def test_each_page_that_takes_long_is_told_before(scan: tuple[Path, Plan], cache: Path) -> None:
    told: list[int] = []
    parse(scan[0], cache=cache, progress=told.append)
    parse(RULED, cache=cache, progress=told.append)
    assert told == [1], "pages with text are none of them"


def test_confidence_is_no_more_than_that_of_the_characters(
    scan: tuple[Path, Plan], cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("planparse.plan.certainty", lambda _: 0.4)
    for task in parse(scan[0], cache=cache).tasks:
        assert all(each.confidence <= 0.4 and each.needs_review for each in task.assignments)


def test_without_the_extra_the_page_is_named_and_the_command_told(
    scan: tuple[Path, Plan], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choice, "find_spec", lambda _: None)
    with pytest.raises(NotAPlan) as problem:
        parse(scan[0])
    assert 'pip install "planparse[ocr]"' in problem.value.advice
    assert [each.code for each in problem.value.plan.warnings] == ["no_text_on_page"]
    with pytest.raises(UsageError, match="nothing is installed"):
        parse(scan[0], ocr="always")


def test_never_is_never_and_a_choice_that_is_none_is_refused(scan: tuple[Path, Plan]) -> None:
    with pytest.raises(NotAPlan):
        parse(scan[0], ocr="never")
    with pytest.raises(UsageError, match="sometimes"):
        parse(scan[0], ocr="sometimes")


@pytest.mark.parametrize("degradation", ["upside down", "sideways"])
def test_a_page_that_lies_the_wrong_way_is_turned(scan: tuple[Path, Plan], tmp_path: Path, degradation: str) -> None:
    path = tmp_path / "turned.pdf"
    path.write_bytes(scanned(RULED, degradation, pages=[2]))
    plan = parse(path)
    assert rows(plan) == rows(scan[1])
    assert plan.notes[0].startswith("page 1: read from its picture by rapidocr")


def test_a_blank_scan_is_blank_and_no_gap(tmp_path: Path) -> None:
    import numpy as np
    from PIL import Image

    path = tmp_path / "blank.pdf"
    Image.fromarray(np.full((2339, 1654), 250, np.uint8)).save(path, resolution=200)
    with open_document(path) as document:
        (page,) = document.pages
    assert (page.chars, page.images, page.warnings) == ((), 0, ())


def test_a_photo_is_no_plan_and_says_so(tmp_path: Path) -> None:
    import numpy as np
    from PIL import Image

    path = tmp_path / "photo.pdf"
    chance = np.random.default_rng(1)
    small = Image.fromarray(chance.integers(0, 255, (60, 40, 3), np.uint8))
    small.resize((1654, 2339), Image.Resampling.BICUBIC).save(path, resolution=200)
    with pytest.raises(NotAPlan):
        parse(path)


def test_specks_beside_chinese_are_left_out_and_commas_are_not() -> None:
    def line(text: str, sure: float) -> PrintedLine:
        marks = [Mark(char, place * 10.0, sure if char in ".," else 1.0) for place, char in enumerate(text)]
        return PrintedLine(0, 0, 100, 10, tuple(marks))

    def words(found: PrintedLine) -> str:
        return "".join(mark.text for mark in found.marks)

    assert words(without_specks(line(".推进公开.", 0.7))) == "推进公开"
    assert words(without_specks(line("推进公开.", 0.99))) == "推进公开."
    assert words(without_specks(line("推进公开,", 0.7))) == "推进公开,"
    assert words(without_specks(line("市教育局.市公安局", 0.95))) == "市教育局市公安局"
    assert words(without_specks(line("下降0.6个", 0.7))) == "下降0.6个"


def test_marks_beside_chinese_are_of_full_width() -> None:
    text = "各县(市、区),共1,350个(1)"
    line = PrintedLine(0, 0, 100, 10, tuple(Mark(char, 0.0, 1.0) for char in text))
    assert "".join(mark.text for mark in full_width(line).marks) == "各县（市、区），共1,350个（1)"


def test_nothing_is_sent_or_left_by_what_recognises(scan: tuple[Path, Plan], tmp_path: Path) -> None:
    """What runs the models would keep a number for this machine in the home folder, and tell its maker of each run."""
    script = f"import planparse; print(len(planparse.parse({str(scan[0])!r}).tasks))"
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={"HOME": str(tmp_path), "PATH": "", "XDG_CACHE_HOME": str(tmp_path / "cache")},
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    assert int(done.stdout) == len(scan[1].tasks)
    assert done.stderr == ""
    assert not list(tmp_path.rglob("*"))


def test_the_engine_that_is_missing_is_told_with_its_command(monkeypatch: pytest.MonkeyPatch) -> None:
    assert choice.engine_version() is not None
    monkeypatch.setattr(choice, "find_spec", lambda _: None)
    assert choice.engine_version() is None
    assert Ocr().when == "auto"
