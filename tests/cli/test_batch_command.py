import pytest

from planparse.dataset import read_dataset
from planparse.errors import UnsupportedFormat


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "plans"
    path.mkdir()
    (path / "141号.pdf").write_bytes(b"%PDF-1.4")
    return path


def test_batch_without_failures_exits_with_0(run, parsed, suzhou, folder, tmp_path):
    calls = parsed(suzhou)
    code, out, err = run("batch", folder, "-o", tmp_path / "ds", "--reader", "pdfium")
    assert (code, out) == (0, "")
    assert "1 plans, 2 tasks, 0 failures" in err
    assert calls == [("141号.pdf", "pdfium")]
    assert read_dataset(tmp_path / "ds").table("tasks").num_rows == 2


def test_failed_documents_are_named_and_the_code_is_1(run, parsed, folder, tmp_path):
    parsed(UnsupportedFormat("only PDF is read so far", where="141号.pdf", advice="print it to PDF"))
    code, out, err = run("batch", folder, "-o", tmp_path / "ds")
    assert (code, out) == (1, "")
    line = f"{folder / '141号.pdf'}: unsupported_format: only PDF is read so far. Try: print it to PDF"
    assert err.splitlines()[0] == line
    assert read_dataset(tmp_path / "ds").table("failures").num_rows == 1


def test_missing_folder_exits_with_2(run, tmp_path):
    code, out, err = run("batch", tmp_path / "missing", "-o", tmp_path / "ds")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "missing" in err


def test_foreign_folder_in_the_place_of_the_dataset_exits_with_4(run, folder, tmp_path):
    (tmp_path / "ds").mkdir()
    (tmp_path / "ds/thesis.doc").write_text("keep me")
    code, _, err = run("batch", folder, "-o", tmp_path / "ds")
    assert (code, err.count("\n")) == (4, 1)
    assert (tmp_path / "ds/thesis.doc").exists()
