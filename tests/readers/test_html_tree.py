"""Bytes of a page become its elements: character set, title, nesting without end."""

import pytest

from planparse.model.document import Grid
from webpages import HEAD, TASK, TITLE, lines, read, words


@pytest.mark.parametrize(
    "head",
    [
        '<meta charset="big5">',
        '<meta http-equiv="Content-Type" content="text/html; charset=big5">',
        '<?xml version="1.0" encoding="big5"?>',
        '<!-- <meta charset="utf-8"> --><meta charset=big5>',
    ],
)
def test_declared_charset_is_found(head):
    assert lines(f"{head}<p>責任單位：市財政局、市審計局</p>".encode("big5")) == ["責任單位：市財政局、市審計局"]


def test_gbk_bytes_under_a_utf8_label_are_read():
    text = read((HEAD + TASK).encode("gbk"))
    assert "市财政局" in words(text.parts[0])
    assert [warning.code for warning in text.warnings] == ["wrong_charset"]


def test_title_and_day_are_given_as_the_page_says_them():
    text = read(f'{HEAD}<meta name="ArticleTitle" content="要点"><meta name="PubDate" content="2031-03-08 10:00">')
    assert (text.title, text.published) == ("要点", "2031-03-08 10:00")
    assert read(HEAD + TASK).title == f"{TITLE}_云泽市人民政府"


@pytest.mark.parametrize("tag", ["div", "b", "table", "table><tr><td", "ul><li", "span", "blockquote", "font"])
def test_deep_nesting_loses_no_text(tag):
    text = read(f"{HEAD}{f'<{tag}>' * 60_000}{TASK}")
    assert "市财政局、市审计局" in "".join(words(part) for part in text.parts if not isinstance(part, Grid))
    assert [warning.code for warning in text.warnings] == ["deep_nesting"]


@pytest.mark.parametrize("data", [b"", b" ", b"<!-- -->", b"<html></html>", b"\x00", b"<frameset></frameset>"])
def test_page_without_words_has_no_parts(data):
    assert read(data).parts == ()
