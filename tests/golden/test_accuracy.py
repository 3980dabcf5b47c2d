"""Accuracy on the corpus, on the developer's seed and on real public documents, with pinned floors.

A floor is raised when the score rises, and never lowered to make a change pass. The digest of each gold is pinned
too: a gold that changes is a new measurement, and says so here. A PDF is read by each reader, a text format once.
"""

from __future__ import annotations

import hashlib
import subprocess
from pathlib import Path

import pytest

from planparse import parse
from planparse.evaluate.gold import Pair, find_pairs, read_gold
from planparse.evaluate.score import Result, measure

PDFS = {
    "baiyan-2021-18": "0bae16a0db53",
    "hanzhou-2023-28": "d5472f34775b",
    "jinchuan-2025-6": "284b9b69efb6",
    "lanjiang-2023-17": "8e8167e06837",
    "lilan-2022-41": "39d562fd3e16",
    "luting-2023-27": "80ea47c9ec98",
    "qingjia-2022-23": "24a970b01298",
    "shizhou-2022-19": "02ddbcdf414f",
    "tinglan-2024-11": "cac836c995c7",
    "weiling-2024-12": "6a5ea5da8251",
    "xiuzhou-2024-6": "d158966a8a11",
    "xunchuan-2023-31": "c2df27abda32",
    "yanxi-2024-9": "39ff5c4991a2",
}
TEXTS = {
    "ailing-2024-22": ("docx", "8e89e899c22c"),
    "juchuan-2023-14": ("txt", "5a39cf1ef429"),
    "shuchuan-2021-9": ("txt", "e4fff6d3c695"),
    "weizhou-2023-26": ("html", "d421dd943ab4"),
    "xingchuan-2019-35": ("docx", "9b30b707a9b0"),
    "zheling-2016-47": ("html", "7443ff778421"),
}
CORPUS = PDFS | {name: digest for name, (_, digest) in TEXTS.items()}
"""Each sample plan with the start of the sha256 of its gold."""

SEED = [
    "a_libreoffice",
    "b_libreoffice_landscape",
    "c_chromium",
    "d_weasyprint",
    "e_reportlab",
    "f_xelatex",
    "g_three_line",
]

SEED_DIGEST = "60c29ed33d22"

SEED_TEXTS = {"plan.docx": {"published_date"}, "plan.html": {"published_date"}, "plan.txt": set()}
"""The same plan in text formats, and the fields of the gold that only the page text (plan.txt) bears: 时间：2017-06-01
stands in the frame of the portal, which the other two are without."""

FLOOR = 1.0
"""Strict rows and assignments, F1, on every document below."""

REAL = {
    "govcn_10_国务院办公厅关于推广第二批支持创新相关改革举措的通知": (17, 43, "cc5e4085347f"),
    "govcn_3_国务院关于印发国家职业教育改革实施方案的通知": (0, 0, "bea32a96e981"),
    "govcn_41_国务院办公厅关于印发国家粮食应急预案的函": (0, 0, "769f39e35645"),
    "govcn_50_国务院办公厅转发民政部关于清理整顿社会团体意见的通知": (0, 0, "27af26cc1ce0"),
    "govcn_55_国务院关于同意建立国务院职业教育工作部际联席会议制度的批复": (0, 0, "86e28f40ef9c"),
    "govcn_57_国务院关于支持自由贸易试验区深化改革创新若干措施的通知": (53, 85, "79bacd212110"),
    "govcn_5_国务院关于促进综合保税区高水平开放高质量发展的若干意见": (21, 48, "fc8ac1fa8716"),
    "govcn_9_国务院办公厅关于深入开展消费扶贫助力打赢脱贫攻坚战的指导意见": (17, 114, "aff4248f8e59"),
    "GovBudgetChecker__上海市普陀区商务委员会25年预算__b06718": (0, 0, "0074d97d96af"),
    "GovDoc-CN__397__24a873": (0, 0, "84cc4bdd6ffb"),
    "govnianbao__szfgs2024__fed22b": (0, 0, "cd98b78eea51"),
    "policyReader__2026年中央一号文件__b185cc": (0, 0, "95a85b65b8ee"),
    "policyReader__2026年中央一号文件__ee9f2b": (0, 0, "97bd24ec978a"),
    "policyReader__关于加力推进农机购置与应用补贴_优机优补_有进有出_的意见__e36cb6": (0, 0, "49d08d36bf49"),
    "policyReader__海南省农机购置与应用补贴实施方案的通知__fb9c17": (0, 0, "fbc2236bde3e"),
}
"""Documents with gold in the developer's folders `html` and `real`: rows and assignments that the gold has, and the
start of its sha256."""

SCANNED = "policyReader__关于加力推进农机购置与应用补贴_优机优补_有进有出_的意见__e36cb6"
"""Pictures of pages: rows are none, so none is missed; the notice needs recognised text."""


def has_chinese_font() -> bool:
    """Say whether this machine has a Chinese font, by asking fontconfig as the CI script does."""
    try:
        listing = subprocess.run(["fc-list", ":lang=zh"], capture_output=True, text=True, check=False).stdout
    except FileNotFoundError:
        return False
    return bool(listing.strip())


READERS = [
    "auto",
    "pdfplumber",
    pytest.param(
        "pdfium",
        marks=pytest.mark.skipif(
            not has_chinese_font(),
            reason="pdfium alone loses fonts that are not embedded where no Chinese font is installed "
            "(Debian: fonts-noto-cjk)",
        ),
    ),
]


def test_every_plan_of_the_corpus_is_measured(corpus: Path) -> None:
    assert {path.parent.name for path in corpus.glob("*/gold.json")} == set(CORPUS)


def result_of(document: Path, gold: Path, reader: str = "auto") -> Result:
    return measure(Pair(document, gold), read_gold(gold), reader=reader)


def wrong_fields(result: Result) -> set[str]:
    """The fields of the notice that differ from the gold."""
    return {name for name, (_, wrong) in result.score.metadata.items() if wrong}


def assert_faultless(result: Result) -> None:
    assert result.error is None
    assert result.score.rows_strict.f1 >= FLOOR, result.differences
    assert result.score.assignments.f1 >= FLOOR, result.differences


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("name", PDFS)
def test_the_corpus_is_read_without_a_fault(corpus: Path, name: str, reader: str) -> None:
    folder = corpus / name
    assert_faultless(result_of(folder / "source.pdf", folder / "gold.json", reader))


@pytest.mark.parametrize("name", TEXTS)
def test_the_text_formats_of_the_corpus_are_read_without_a_fault(corpus: Path, name: str) -> None:
    folder = corpus / name
    result = result_of(folder / f"source.{TEXTS[name][0]}", folder / "gold.json")
    assert_faultless(result)
    assert wrong_fields(result) == set(), result.differences


@pytest.mark.parametrize("name", CORPUS)
def test_the_gold_is_the_one_that_was_measured(corpus: Path, name: str) -> None:
    assert digest_of(corpus / name / "gold.json") == CORPUS[name]


def digest_of(gold: Path) -> str:
    return hashlib.sha256(gold.read_bytes()).hexdigest()[:12]


def assert_all_of_the_seed(result: Result) -> None:
    assert_faultless(result)
    assert result.score.rows_strict.right == 38
    assert result.score.assignments.right == 103


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("name", SEED)
def test_the_seed_gives_its_38_rows_and_103_assignments_from_any_producer(shared: Path, name: str, reader: str) -> None:
    seed = shared / "seed"
    assert_all_of_the_seed(result_of(seed / "pdf" / f"{name}.pdf", seed / "plan.gold.json", reader))


@pytest.mark.parametrize("name", SEED_TEXTS)
def test_the_seed_gives_the_same_in_every_text_format(shared: Path, name: str) -> None:
    gold = shared / "seed" / "plan.gold.json"
    assert digest_of(gold) == SEED_DIGEST
    result = result_of(shared / "seed" / name, gold)
    assert_all_of_the_seed(result)
    assert wrong_fields(result) == SEED_TEXTS[name], result.differences


def test_a_field_that_the_file_does_not_bear_is_left_blank(shared: Path) -> None:
    for name, without in SEED_TEXTS.items():
        metadata = parse(shared / "seed" / name).metadata
        assert {field for field in ("published_date",) if getattr(metadata, field) is None} == without


def real_pairs(shared: Path) -> dict[str, Pair]:
    """The documents of the folders `html` and `real` that have gold, by the name of the gold."""
    pairs = find_pairs([shared / "html" / "gold", shared / "real" / "gold"])
    return {pair.gold.name.removesuffix(".gold.json"): pair for pair in pairs}


def test_every_real_document_with_gold_is_measured(shared: Path) -> None:
    found = real_pairs(shared)
    assert set(found) == set(REAL)
    assert {name: digest_of(pair.gold) for name, pair in found.items()} == {
        name: digest for name, (_, _, digest) in REAL.items()
    }


@pytest.mark.parametrize("name", REAL)
def test_real_documents_are_read_without_a_fault(shared: Path, name: str) -> None:
    pair = real_pairs(shared)[name]
    result = measure(pair, read_gold(pair.gold))
    assert_faultless(result)
    score = result.score
    assert (score.rows_strict.right, score.assignments.right) == REAL[name][:2]
    if name == SCANNED:
        # Nothing can be read, so nothing may be made up: what differs is missing, not wrong.
        assert all(not each.found for each in result.differences), result.differences
    else:
        assert wrong_fields(result) == set(), result.differences
