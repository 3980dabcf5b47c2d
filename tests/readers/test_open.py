from __future__ import annotations

import hashlib
import io
import os
from pathlib import Path

import pytest
from pikepdf import Encryption, Pdf

from pdfs import blank_pdf
from planparse.errors import EmptyFile, EncryptedFile, PlanparseError, UnreadableFile, UnsupportedFormat, UsageError
from planparse.readers.open import READERS, open_document


def failure(path: Path, reader: str = "auto") -> PlanparseError:
    with pytest.raises(PlanparseError) as problem, open_document(path, reader) as document:
        list(document.pages)
    line = str(problem.value)
    assert "\n" not in line and "Try: " in line
    return problem.value


def test_the_source_names_the_file_its_hash_and_its_pages(tmp_path: Path) -> None:
    path = tmp_path / "方案.pdf"
    path.write_bytes(blank_pdf(3))
    with open_document(path) as document:
        assert document.source.name == "方案.pdf"
        assert document.source.pages == 3
        assert document.source.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
        assert [page.number for page in document.pages] == [1, 2, 3]


def test_a_missing_file_is_wrong_usage(tmp_path: Path) -> None:
    assert isinstance(failure(tmp_path / "none.pdf"), UsageError)


def test_a_folder_is_wrong_usage(tmp_path: Path) -> None:
    assert isinstance(failure(tmp_path), UsageError)


def test_an_unknown_reader_is_wrong_usage(tmp_path: Path) -> None:
    assert isinstance(failure(tmp_path / "a.pdf", "poppler"), UsageError)


@pytest.mark.parametrize("content", [b"", b"\0" * 100, b" \n"])
def test_a_file_of_nothing_is_empty(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(content)
    assert isinstance(failure(path), EmptyFile)


@pytest.mark.parametrize("reader", READERS)
def test_a_pdf_that_is_none_is_unreadable(tmp_path: Path, reader: str) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes("这不是一份文件".encode())
    assert type(failure(path, reader)) is UnreadableFile


@pytest.mark.parametrize("reader", READERS)
def test_a_pdf_header_without_a_document_is_unreadable(tmp_path: Path, reader: str) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.7\n" + b"garbage " * 50)
    assert type(failure(path, reader)) is UnreadableFile


@pytest.mark.parametrize("start", [b"PK\x03\x04", b"<!DOCTYPE html>", b"\xd0\xcf\x11\xe0", b"\x89PNG\r\n"])
def test_other_formats_are_named_whatever_the_file_is_called(tmp_path: Path, start: bytes) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(start + b"x" * 100)
    assert isinstance(failure(path), UnsupportedFormat)


def locked(tmp_path: Path, *, user: str) -> Path:
    path = tmp_path / "locked.pdf"
    with Pdf.open(io.BytesIO(blank_pdf())) as pdf:
        pdf.save(path, encryption=Encryption(user=user, owner="owner"))
    return path


@pytest.mark.parametrize("reader", READERS)
def test_a_password_is_asked_for_in_one_line(tmp_path: Path, reader: str) -> None:
    assert isinstance(failure(locked(tmp_path, user="secret"), reader), EncryptedFile)


@pytest.mark.parametrize("reader", READERS)
def test_a_file_locked_only_for_changes_opens(tmp_path: Path, reader: str) -> None:
    with open_document(locked(tmp_path, user=""), reader) as document:
        assert len(list(document.pages)) == 1


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    os.mkfifo(path)
    assert isinstance(failure(path), UnsupportedFormat)
