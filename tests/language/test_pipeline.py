"""The spaCy pipeline says what the plain functions say, is saved whole, and loads by itself."""

from __future__ import annotations

import filecmp
import json
import os
import pickle
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin

import planparse
from planparse.language.deadlines import read_deadlines
from planparse.language.pipeline import COMPONENTS, MODEL, build_nlp, load_nlp, read_references
from planparse.language.quantities import read_quantities
from planparse.language.references import find_cited, parse_document_number
from planparse.language.roles import read_responsibility
from planparse.language.segment import segment, tokenise

ROOT = Path(__file__).resolve().parent.parent.parent
CELL = "市国资委牵头落实，市财政局按职责分工予以配合"


@pytest.fixture(scope="module")
def nlp() -> Language:
    return load_nlp()


def rows(shared: Path, name: str) -> list[dict[str, Any]]:
    lines = (shared / "gold" / f"{name}_dev.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_a_cell_becomes_units_and_assignments(nlp: Language) -> None:
    doc = nlp(CELL)
    assert [span.text for span in doc.spans["units"]] == ["市国资委", "市财政局"]
    assert [(a.unit, str(a.role)) for a in doc._.assignments] == [("市国资委", "lead"), ("市财政局", "cooperate")]
    assert [span.label_ for span in doc.spans["units"]] == ["UNIT", "UNIT"]


def test_roles_are_those_of_the_plain_reader_on_the_gold_and_each_unit_is_one_token(
    nlp: Language, shared: Path
) -> None:
    gold = rows(shared, "responsibility")
    texts = [(row["text"], {"column": row["column"]}) for row in gold]
    checked = 0
    for (doc, about), (text, _) in zip(nlp.pipe(texts, as_tuples=True), texts, strict=True):
        assert doc.text == text
        assert doc._.assignments == read_responsibility(text, about["column"]), text
        units = {(span.start_char, span.end_char) for span in doc.spans["units"]}
        assert all(len(span) == 1 for span in doc.spans["units"]), text
        for assignment in doc._.assignments:
            (spot,) = assignment.evidence
            assert (spot.start, spot.end) in units, text
            checked += 1
    assert checked > 500


def test_deadlines_are_those_of_the_plain_reader_on_the_gold(nlp: Language, shared: Path) -> None:
    gold = rows(shared, "deadlines")
    texts = [(row["text"], {"date": row["plan_date"]}) for row in gold]
    for doc, about in nlp.pipe(texts, as_tuples=True):
        found = read_deadlines(doc.text, date=about["date"])
        assert doc._.deadlines == found
        assert len(doc.spans["deadlines"]) == len(found)


def test_quantities_are_those_of_the_plain_reader_on_the_gold(nlp: Language, shared: Path) -> None:
    for doc in nlp.pipe(row["text"] for row in rows(shared, "quantities")):
        assert doc._.quantities == read_quantities(doc.text)
        assert len(doc.spans["quantities"]) == len(doc._.quantities)


def test_numbers_of_documents_are_those_of_the_plain_reader_on_the_gold(nlp: Language, shared: Path) -> None:
    for doc in nlp.pipe(row["text"] for row in rows(shared, "docnumbers")):
        number = parse_document_number(doc.text)
        numbers = [cited.number for cited in doc._.references if cited.number]
        assert numbers[:1] == ([number] if number else [])


def test_references_are_titles_and_numbers_that_stand_alone() -> None:
    text = "按《政务公开办法》（国办发〔2016〕80号）和苏府办〔2017〕141号办理"
    titled, alone = read_references(text)
    assert titled == next(find_cited(text))
    assert (titled.title, str(titled.number)) == ("政务公开办法", "国办发〔2016〕80号")
    assert (alone.title, str(alone.number)) == ("", "苏府办〔2017〕141号")
    assert text[alone.start : alone.end] == "苏府办〔2017〕141号"


def test_tokens_are_those_of_segment(nlp: Language, shared: Path) -> None:
    for row in rows(shared, "responsibility") + rows(shared, "quantities"):
        doc = nlp.make_doc(row["text"])
        places = [(token.idx, token.idx + len(token)) for token in doc if not token.is_space]
        assert places == [(token.start, token.end) for token in tokenise(row["text"])]


@pytest.mark.parametrize("text", ["", " ", " 市 发 改 委  牵头\n\n落实 ", "a b\tc", "\u3000市财政局\u200b牵头"])
def test_the_text_of_a_doc_is_the_text_that_was_given(nlp: Language, text: str) -> None:
    assert nlp(text).text == text


def test_a_letter_spaced_name_is_one_token_with_a_plain_norm(nlp: Language) -> None:
    doc = nlp("市 发 改 委 牵头")
    (unit,) = doc.spans["units"]
    assert (unit.text, unit[0].norm_) == ("市 发 改 委", "市发改委")


def test_a_column_on_the_doc_counts_as_one_in_the_context(nlp: Language) -> None:
    doc = nlp.make_doc("教务处、图书馆")
    doc._.column = "牵头单位"
    assert [str(a.role) for a in nlp(doc)._.assignments] == ["joint_lead", "joint_lead"]
    assert [token.text for token in doc] == ["教务处", "、", "图书馆"]


def test_a_column_of_persons_gives_no_assignments(nlp: Language) -> None:
    ((doc, _),) = nlp.pipe([("市财政局局长张三", {"column": "责任人"})], as_tuples=True)
    assert doc._.assignments == ()


def test_components_work_behind_another_tokenizer() -> None:
    nlp = spacy.blank("zh")  # cuts into characters
    for name in COMPONENTS:
        nlp.add_pipe(name)
    doc = nlp("由市财政局牵头，年底前完成80%以上")
    assert [(span.text, len(span)) for span in doc.spans["units"]] == [("市财政局", 1)]
    assert "年底前" in [span.text for span in doc.spans["deadlines"]]


def test_components_join_parts_of_tokens_to_one_unit() -> None:
    nlp = spacy.blank("zh")
    nlp.add_pipe("planparse_units")
    doc = nlp(Doc(nlp.vocab, words=["由市", "财政", "局牵", "头"], spaces=[False] * 4))
    assert [token.text for token in doc] == ["由", "市财政局", "牵", "头"]


# --- saving and loading


def plain(doc: Doc) -> tuple[Any, ...]:
    spans = {name: [(s.start, s.end, s.label_) for s in group] for name, group in doc.spans.items()}
    return (
        [token.text for token in doc], spans, doc._.assignments, doc._.deadlines, doc._.quantities, doc._.references
    )  # fmt: skip


TEXT = "按《政务公开办法》（国办发〔2016〕80号），由市财政局牵头，年底前办结率达到80%以上"


def test_a_pipeline_survives_disk_and_bytes(tmp_path: Path, nlp: Language) -> None:
    nlp.to_disk(tmp_path / "pipeline")
    again = spacy.load(tmp_path / "pipeline")
    more = build_nlp().from_bytes(nlp.to_bytes())
    third = pickle.loads(pickle.dumps(nlp))
    assert plain(again(TEXT)) == plain(more(TEXT)) == plain(third(TEXT)) == plain(nlp(TEXT))


def test_a_saved_pipeline_keeps_its_own_words(tmp_path: Path) -> None:
    nlp = build_nlp()
    nlp.tokenizer.words += ("苏周到",)
    nlp.to_disk(tmp_path / "pipeline")
    assert "苏周到" in [token.text for token in spacy.load(tmp_path / "pipeline")("推广苏周到应用")]
    assert "苏周到" not in segment("推广苏周到应用")


def test_a_doc_survives_bytes_with_its_values(nlp: Language) -> None:
    doc = nlp.make_doc(TEXT)
    doc._.column = "inline"
    doc = nlp(doc)
    assert doc._.assignments and doc._.deadlines and doc._.quantities and doc._.references
    again = Doc(nlp.vocab).from_bytes(doc.to_bytes())
    assert plain(again) == plain(doc)
    (third,) = DocBin(docs=[doc], store_user_data=True).get_docs(nlp.vocab)
    assert (third._.assignments, third._.column) == (doc._.assignments, "inline")


def test_two_processes_say_what_one_says(nlp: Language) -> None:
    texts = [CELL, TEXT] * 3
    assert [plain(doc) for doc in nlp.pipe(texts, n_process=2, batch_size=2)] == [plain(nlp(text)) for text in texts]


def test_the_saved_pipeline_is_the_one_that_this_version_builds(tmp_path: Path) -> None:
    build_nlp().to_disk(tmp_path)
    saved = ROOT / "models" / MODEL
    names = sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file())
    assert names == sorted(str(path.relative_to(saved)) for path in saved.rglob("*") if path.is_file())
    versioned = {"meta.json", "config.cfg"}  # spaCy writes its own version and new defaults into them
    _, differ, missing = filecmp.cmpfiles(tmp_path, saved, [n for n in names if n not in versioned], shallow=False)
    assert (differ, missing) == ([], []), 'renew it: build_nlp().to_disk("models/zh_planparse")'


def test_spacy_loads_the_folder_by_itself(tmp_path: Path) -> None:
    """In an interpreter that imports nothing of ours, the entry points of pyproject.toml are enough."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    info = tmp_path / "planparse_points-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: planparse-points\nVersion: 1\n", encoding="utf-8")
    (info / "entry_points.txt").write_text(
        "".join(
            f"[{group}]\n" + "".join(f"{name} = {value}\n" for name, value in points.items())
            for group, points in project["entry-points"].items()
        ),
        encoding="utf-8",
    )
    code = (
        f"import spacy; nlp = spacy.load({str(ROOT / 'models' / MODEL)!r}); "
        "doc = nlp('由市财政局牵头'); print(*[span.text for span in doc.spans['units']])"
    )
    paths = [str(tmp_path), str(ROOT / "src"), os.environ.get("PYTHONPATH", "")]
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, paths))},
    )
    assert (done.stdout, done.stderr) == ("市财政局\n", "")


def test_the_entry_points_name_every_component() -> None:
    points = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["entry-points"]
    assert tuple(points["spacy_factories"]) == COMPONENTS


def test_own_components_can_be_added_and_a_pipeline_initialized(nlp: Language) -> None:
    mine = build_nlp()
    mine.add_pipe("sentencizer", config={"punct_chars": ["。"]})
    mine.initialize()
    assert len(list(mine("由市财政局牵头。年底前完成。").sents)) == 2


def test_load_nlp_is_public() -> None:
    assert planparse.load_nlp is load_nlp
