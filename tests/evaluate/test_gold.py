import json
from pathlib import Path

import pytest

from planparse.errors import UsageError
from planparse.evaluate.gold import find_pairs, read_gold

ROW = {
    "goal": "一、公开",
    "task": "（一）审计",
    "content": "公开审计结果",
    "responsibility_text": "市审计局牵头落实",
    "assignments": [{"unit": "市审计局", "role": "lead"}],
}


def lay(path: Path, **fields) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".json":
        path.write_text(json.dumps({"metadata": {}, "rows": [ROW]} | fields, ensure_ascii=False), "utf-8")
    else:
        path.write_bytes(b"%PDF-1.4")
    return path


def names(folder: Path, pairs) -> list[tuple[str, str]]:
    return [(str(p.document.relative_to(folder)), str(p.gold.relative_to(folder))) for p in pairs]


def test_corpus_folder_pairs_gold_json_with_its_source(tmp_path):
    lay(tmp_path / "a-2023-1/gold.json")
    lay(tmp_path / "a-2023-1/source.pdf")
    lay(tmp_path / "a-2023-1/other.pdf")
    assert names(tmp_path, find_pairs([tmp_path])) == [("a-2023-1/source.pdf", "a-2023-1/gold.json")]


def test_one_gold_serves_all_forms_of_its_document_and_the_folder_pdf(tmp_path):
    lay(tmp_path / "plan.gold.json")
    for name in ("plan.docx", "plan.html", "plan.txt", "pdf/a.pdf", "pdf/b.pdf", "unrelated.pdf"):
        lay(tmp_path / name)
    found = [document for document, _ in names(tmp_path, find_pairs([tmp_path]))]
    assert found == ["plan.docx", "plan.html", "plan.txt", "pdf/a.pdf", "pdf/b.pdf"]


def test_with_two_golds_in_a_folder_only_equal_names_pair_in_pdf(tmp_path):
    for name in ("甲.gold.json", "乙.gold.json", "pdf/甲.pdf", "pdf/乙.pdf", "pdf/丙.pdf"):
        lay(tmp_path / name)
    assert set(names(tmp_path, find_pairs([tmp_path]))) == {
        ("pdf/甲.pdf", "甲.gold.json"),
        ("pdf/乙.pdf", "乙.gold.json"),
    }


def test_gold_folder_names_the_document_above_it(tmp_path):
    lay(tmp_path / "gold/141号.gold.json", document="141号.pdf")
    lay(tmp_path / "141号.pdf")
    expected = [("141号.pdf", "gold/141号.gold.json")]
    assert names(tmp_path, find_pairs([tmp_path])) == expected
    assert names(tmp_path, find_pairs([tmp_path / "141号.pdf"])) == expected


def test_document_that_leads_out_of_the_folder_is_not_taken_from_the_gold(tmp_path):
    lay(tmp_path / "secret.pdf")
    lay(tmp_path / "in/gold/x.gold.json", document="../../secret.pdf")
    (pair,) = find_pairs([tmp_path / "in"])
    assert pair.document is None


def test_document_of_the_folder_pdf_finds_its_gold(tmp_path):
    lay(tmp_path / "plan.gold.json")
    document = lay(tmp_path / "pdf/a.pdf")
    assert names(tmp_path, find_pairs([document])) == [("pdf/a.pdf", "plan.gold.json")]


def test_document_met_through_two_paths_counts_once(tmp_path):
    gold = lay(tmp_path / "plan.gold.json")
    document = lay(tmp_path / "plan.pdf")
    assert len(find_pairs([tmp_path, gold, document])) == 1


def test_named_gold_is_taken_for_every_document(tmp_path):
    gold = lay(tmp_path / "elsewhere/plan.gold.json")
    lay(tmp_path / "docs/a.pdf")
    lay(tmp_path / "docs/deep/b.pdf")
    found = find_pairs([tmp_path / "docs"], gold)
    assert [(pair.document.name, pair.gold) for pair in found] == [("a.pdf", gold), ("b.pdf", gold)]


def test_gold_without_document_is_kept_to_be_named(tmp_path):
    lay(tmp_path / "plan.gold.json")
    (pair,) = find_pairs([tmp_path])
    assert pair.document is None


@pytest.mark.parametrize("name", ["missing", "empty", "alone.pdf"])
def test_path_without_gold_is_a_usage_error(tmp_path, name):
    (tmp_path / "empty").mkdir()
    lay(tmp_path / "alone.pdf")
    with pytest.raises(UsageError, match=name):
        find_pairs([tmp_path / name])


def test_rows_and_their_units_are_read(tmp_path):
    gold = read_gold(lay(tmp_path / "gold.json", metadata={"title": "通知", "optional_fields": ["issuer"]}))
    (row,) = gold.rows
    assert (row.goal, row.content, row.assignments[0]) == ("一、公开", "公开审计结果", ("市审计局", "lead"))
    assert (gold.metadata, gold.optional) == ({"title": "通知"}, ("issuer",))


def test_digested_contents_are_read_as_digests(tmp_path):
    row = {"content_start": "公开审计", "content_end": "审计结果", "content_length": 6, "assignments": []}
    gold = read_gold(lay(tmp_path / "gold.json", rows=[row]))
    assert gold.by_digest
    assert gold.rows[0].content == "公开审计…审计结果#6"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '"x"',
        "{}",
        '{"rows": 3}',
        '{"rows": [3]}',
        '{"rows": [{"content": "x", "assignments": [{}]}]}',
        '{"rows": [], "metadata": {"cited_documents": ["政务公开工作要点"]}}',
        '{"rows": [], "metadata": {"cited_documents": [{"document_number": null}]}}',
        '{"rows": [], "metadata": {"cited_documents": [{"title": null}]}}',
    ],
)
def test_broken_gold_is_a_usage_error_that_names_the_file(tmp_path, text):
    path = tmp_path / "plan.gold.json"
    path.write_text(text, "utf-8")
    with pytest.raises(UsageError, match=r"plan\.gold\.json"):
        read_gold(path)


def test_gold_in_another_encoding_is_a_usage_error(tmp_path):
    path = tmp_path / "plan.gold.json"
    path.write_bytes('{"rows": [], "metadata": {"title": "政务公开工作要点"}}'.encode("gbk"))
    with pytest.raises(UsageError):
        read_gold(path)
