import base64
import dataclasses
import hashlib
import io
from pathlib import Path

import pytest
from PIL import Image

from build import assignment, plan, task
from planparse.outputs.report.pages import documents_in, page_images
from planparse.plan import parse


@pytest.fixture(scope="module")
def source(request):
    return Path(request.config.rootpath) / "corpus/lanjiang-2023-17/source.pdf"


@pytest.fixture(scope="module")
def lanjiang(source):
    return parse(source)


def picture(image):
    return Image.open(io.BytesIO(base64.b64decode(image.uri.partition(",")[2])))


def test_each_page_with_evidence_is_a_picture_of_its_proportions(lanjiang, source):
    images = page_images(lanjiang, source)
    pages = {spot.page for each in lanjiang.tasks for spot in each.evidence}
    assert pages <= set(images)
    for number, image in images.items():
        shown = picture(image)
        assert image.page == number
        assert shown.width / shown.height == pytest.approx(image.width / image.height, rel=0.01)
        assert shown.convert("L").getextrema()[0] < 100, "there is ink on it"


def test_the_words_stand_where_the_evidence_says(lanjiang, source):
    images = page_images(lanjiang, source)
    spot = lanjiang.tasks[0].assignments[0].evidence[0]
    shown = picture(images[spot.page]).convert("L")
    scale = shown.width / images[spot.page].width
    inside = shown.crop([round(side * scale) for side in spot.bbox])
    dark = sum(inside.histogram()[:128]) / (inside.width * inside.height)
    assert 0.05 < dark < 0.6


def test_the_same_page_gives_the_same_bytes(lanjiang, source):
    assert page_images(lanjiang, source) == page_images(lanjiang, source)


def test_pages_beyond_the_most_are_left_out(lanjiang, source):
    assert len(page_images(lanjiang, source, most=2)) == 2


def test_only_the_bytes_that_were_read_are_shown(lanjiang, tmp_path):
    other = tmp_path / "source.pdf"
    other.write_bytes(b"%PDF-1.4 another")
    assert page_images(lanjiang, other) == {}
    assert page_images(lanjiang, tmp_path / "missing.pdf") == {}


def test_a_file_that_pdfium_cannot_open_has_no_pictures(tmp_path):
    broken = tmp_path / "141号.pdf"
    broken.write_bytes(b"%PDF-1.4")
    given = plan(task(assignment("市审计局")))
    sha256 = hashlib.sha256(broken.read_bytes()).hexdigest()
    given = dataclasses.replace(given, source=dataclasses.replace(given.source, sha256=sha256))
    assert page_images(given, broken) == {}


def test_a_plan_without_pages_has_no_pictures(source):
    given = plan(task(assignment("市审计局", page=None), page=None))
    assert page_images(dataclasses.replace(given, source=dataclasses.replace(given.source, format="txt")), source) == {}


def test_documents_are_found_by_the_names_they_were_read_from(lanjiang, source):
    named = dataclasses.replace(
        lanjiang, source=dataclasses.replace(lanjiang.source, name="lanjiang-2023-17/source.pdf")
    )
    corpus = source.parent.parent
    assert list(documents_in(corpus, {"one": named, "two": plan(task())})) == ["one"]
    assert documents_in(corpus / "missing", {"one": named}) == {}
