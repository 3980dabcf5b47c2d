from __future__ import annotations

import hashlib
import io
import os
import zipfile
from pathlib import Path

import pytest
from pikepdf import Encryption, Pdf

from pdfs import blank_pdf
from planparse.errors import (
    EmptyFile,
    EncryptedFile,
    PageLimit,
    PlanparseError,
    UnreadableFile,
    UnsupportedFormat,
    UsageError,
)
from planparse.model.document import Line
from planparse.readers import open as open_module
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


REFUSED = {
    "doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ".doc", "save it as .docx"),
    "rtf": (rb"{\rtf1\ansi }", "RTF", "save it as .docx"),
    "png": (b"\x89PNG\r\n\x1a\n", "picture", "recognise its text"),
    "jpeg": (b"\xff\xd8\xff\xe0", "picture", "recognise its text"),
    "gif": (b"GIF89a", "picture", "recognise its text"),
    "tiff": (b"II*\x00", "picture", "recognise its text"),
    "rar": (b"Rar!\x1a\x07", "archive", "unpack it"),
    "gz": (b"\x1f\x8b\x08", "archive", "unpack it"),
    "mht": (b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n<html><p>", "web archive", ".html"),
    "program": (b"\x7fELF\x02", "program", "downloaded"),
    "xml": (b'<?xml version="1.0"?><feed/>', "XML", "PDF"),
}
"""How files of other formats begin, what the error calls them, and what it advises."""


@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.parametrize("ending", ["pdf", "docx", "html", "txt", "doc"])
def test_other_formats_are_named_whatever_the_file_is_called(tmp_path: Path, ending: str, name: str) -> None:
    start, what, advice = REFUSED[name]
    path = tmp_path / f"方案.{ending}"
    path.write_bytes(start + b"x" * 100)
    problem = failure(path)
    assert isinstance(problem, UnsupportedFormat)
    assert what in problem.message
    assert advice in problem.advice


def zipped(*names: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in names:
            archive.writestr(name, "<a/>")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("names", "what"),
    [
        (("[Content_Types].xml", "xl/workbook.xml"), "Excel"),
        (("[Content_Types].xml", "ppt/presentation.xml"), "PowerPoint"),
        (("mimetype", "META-INF/manifest.xml", "content.xml"), "OpenDocument"),
        (("OFD.xml", "Doc_0/Document.xml"), "OFD"),
        (("方案.docx",), "zip archive"),
    ],
)
def test_other_zips_are_named_whatever_the_file_is_called(tmp_path: Path, names: tuple[str, ...], what: str) -> None:
    for ending in ("docx", "pdf", "txt", "xlsx"):
        path = tmp_path / f"方案.{ending}"
        path.write_bytes(zipped(*names))
        problem = failure(path)
        assert isinstance(problem, UnsupportedFormat)
        assert what in problem.message


def test_a_zip_that_is_torn_is_unreadable(tmp_path: Path) -> None:
    path = tmp_path / "方案.docx"
    path.write_bytes(zipped("word/document.xml")[:-30])
    assert type(failure(path)) is UnreadableFile


def test_a_word_document_with_a_password_is_encrypted_not_old(tmp_path: Path) -> None:
    path = tmp_path / "方案.docx"
    path.write_bytes(REFUSED["doc"][0] + b"\0" * 500 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 500)
    problem = failure(path)
    assert isinstance(problem, EncryptedFile)
    assert "password" in problem.advice


WORDS = "市财政局牵头落实"
PAGE = f"<!DOCTYPE html><html><body><p>{WORDS}</p></body></html>"


def docx(text: str = WORDS) -> bytes:
    stream = io.BytesIO()
    name = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    with zipfile.ZipFile(stream, "w") as archive:
        body = f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"
        archive.writestr(
            "word/document.xml", f'<w:document xmlns:w="{name}"><w:body>{body}</w:body></w:document>'.encode()
        )
    return stream.getvalue()


FORMATS = {"pdf": blank_pdf(), "docx": docx(), "html": PAGE.encode(), "txt": WORDS.encode()}


def opened(path: Path) -> tuple[str, list[str]]:
    """The format of a file, and the codes of its warnings."""
    with open_document(path) as document:
        warnings = document.text.warnings if document.text else ()
        return document.source.format, [warning.code for warning in warnings]


@pytest.mark.parametrize("ending", ["pdf", "docx", "html", "txt", "htm", "unknown"])
@pytest.mark.parametrize("kind", FORMATS)
def test_the_bytes_tell_the_format_and_a_wrong_ending_is_warned_of(tmp_path: Path, kind: str, ending: str) -> None:
    path = tmp_path / f"方案.{ending}"
    path.write_bytes(FORMATS[kind])
    if kind == "txt" and ending in ("pdf", "docx"):
        # Plain text fits every name; under these it is most likely a download that failed.
        assert type(failure(path)) is UnreadableFile
        return
    found, codes = opened(path)
    assert found == kind
    fitting = ending == "unknown" or ending == kind or (ending, kind) == ("htm", "html")
    if kind != "pdf":
        assert codes == ([] if fitting else ["extension_mismatch"])


@pytest.mark.parametrize("charset", ["utf-8-sig", "utf-16", "gb18030"])
def test_a_web_page_and_a_text_are_told_apart_in_every_charset(tmp_path: Path, charset: str) -> None:
    (tmp_path / "a").write_bytes(PAGE.encode(charset))
    (tmp_path / "b").write_bytes(f"{WORDS}。比例<80%，a<b".encode(charset))
    assert opened(tmp_path / "a")[0] == "html"
    assert opened(tmp_path / "b")[0] == "txt"


def test_a_text_format_names_its_source_and_has_no_pages(tmp_path: Path) -> None:
    path = tmp_path / "方案.docx"
    path.write_bytes(docx())
    with open_document(path) as document:
        source = document.source
        assert (source.name, source.format, source.pages, source.reader) == ("方案.docx", "docx", None, "docx")
        assert source.sha256 == hashlib.sha256(docx()).hexdigest()
        assert document.text is not None
        assert [part.text for part in document.text.parts if isinstance(part, Line)] == [WORDS]
        assert list(document.pages) == []


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.docx", docx("")),
        ("a.docx", docx(" \u3000 ")),
        ("a.html", b"<!DOCTYPE html><html><head><title>t</title></head><body><script>a()</script></body></html>"),
        ("a.html", b"<html><body><p>&nbsp;</p><img src=a.png></body></html>"),
        ("a.txt", b" \n\t\r\n"),
        ("a.txt", "\u3000\u3000\n\u200b\ufeff\n".encode()),
        ("a.txt", b"\xef\xbb\xbf"),
    ],
)
def test_a_document_without_any_text_is_empty(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    assert isinstance(failure(tmp_path / name), EmptyFile)


def test_what_is_read_is_what_stood_there_when_it_was_opened(tmp_path: Path) -> None:
    for kind, data in FORMATS.items():
        path = tmp_path / f"方案.{kind}"
        path.write_bytes(data)
        with open_document(path) as document:
            path.write_bytes(b"")
            assert len(list(document.pages)) == (1 if kind == "pdf" else 0)
        assert document.source.sha256 == hashlib.sha256(data).hexdigest()


@pytest.mark.skipif(not Path("/proc/self/maps").is_file(), reason="needs /proc")
def test_a_file_that_holds_more_than_it_says_is_read_to_its_end_or_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    # Its size is said to be 0, as that of a file somebody began to write to just now.
    path = Path("/proc/self/maps")
    assert path.stat().st_size == 0
    with open_document(path) as document:
        assert document.text is not None and len(document.text.parts) > 10
    monkeypatch.setattr(open_module, "LARGEST", 1000)
    assert isinstance(failure(path), PageLimit)


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "方案.txt"
    with path.open("wb") as file:
        file.write("市财政局牵头".encode())
        file.truncate(2**40)  # takes no space on the disk
    problem = failure(path)
    assert isinstance(problem, PageLimit)
    assert "MiB" in problem.message


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
@pytest.mark.parametrize("ending", ["pdf", "docx", "html", "txt"])
def test_a_pipe_is_not_opened(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"a.{ending}"
    os.mkfifo(path)
    assert isinstance(failure(path), UnsupportedFormat)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_that_takes_the_place_of_a_file_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(WORDS.encode())
    before = path.stat()
    path.unlink()
    os.mkfifo(path)
    monkeypatch.setattr(Path, "stat", lambda self, **_: before)
    assert isinstance(failure(path), UnsupportedFormat)


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/null", "/dev/tty"])
def test_a_device_is_not_opened(tmp_path: Path, device: str) -> None:
    if not Path(device).is_char_device():
        pytest.skip(f"needs {device}")
    link = tmp_path / "方案.txt"
    link.symlink_to(device)
    for path in (Path(device), link):
        assert isinstance(failure(path), UnsupportedFormat)


@pytest.mark.parametrize("name", ["plan.docx", "plan.pdf", "plan.html"])
def test_a_folder_called_like_a_document_is_wrong_usage(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    problem = failure(tmp_path / name)
    assert isinstance(problem, UsageError)
    assert "folder" in problem.message


@pytest.mark.parametrize("name", ["长" * 200 + ".txt", "a\0b.txt", "loop.txt", "plan.txt/inside.txt"])
def test_a_name_that_no_file_can_have_is_a_missing_file(tmp_path: Path, name: str) -> None:
    (tmp_path / "loop.txt").symlink_to("loop.txt")
    (tmp_path / "plan.txt").write_text(WORDS, "utf-8")
    problem = failure(tmp_path / name)
    assert isinstance(problem, UsageError)
    assert "no such file" in problem.message


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_unreadable(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(WORDS, "utf-8")
    path.chmod(0)
    assert type(failure(path)) is UnreadableFile


@pytest.mark.parametrize("name", ["gold.json", "plans.csv", "make.py", "plan.toml"])
def test_data_and_code_that_quote_a_plan_are_no_documents(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text("一、优化环境\n1.公开收支。（市财政局负责）\n", encoding="utf-8")
    with pytest.raises(UnsupportedFormat, match="no document"), open_document(path):
        pass
