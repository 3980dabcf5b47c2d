"""The words by which portals mark the parts of a page."""

import csv
from importlib import resources


def test_every_mark_has_a_kind_and_a_source():
    with resources.files("planparse.lexicon").joinpath("data", "article_marks.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    kinds = {"body", "wrapper", "chrome", "chrome_word", "foot_word", "label", "meta_title", "meta_published"}
    assert {row["kind"] for row in rows} == kinds
    assert all(row["source"] for row in rows)
    assert len({(row["mark"], row["kind"]) for row in rows}) == len(rows)
