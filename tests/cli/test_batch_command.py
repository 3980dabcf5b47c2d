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
    code, out, err = run("batch", folder, "--workers", 0, "-o", tmp_path / "ds", "--reader", "pdfium")
    assert (code, out) == (0, "")
    assert "1 plans, 2 tasks, 0 failures; 1 documents read" in err
    assert calls == [("141号.pdf", "pdfium")]
    assert read_dataset(tmp_path / "ds").table("tasks").num_rows == 2


def test_failed_documents_are_named_and_the_code_is_1(run, parsed, folder, tmp_path):
    parsed(UnsupportedFormat("only PDF is read so far", where="141号.pdf", advice="print it to PDF"))
    code, out, err = run("batch", folder, "--workers", 0, "-o", tmp_path / "ds")
    assert (code, out) == (1, "")
    line = "141号.pdf: unsupported_format: only PDF is read so far. Try: print it to PDF"
    assert err.splitlines()[0] == line
    assert read_dataset(tmp_path / "ds").table("failures").num_rows == 1


def test_missing_folder_exits_with_2(run, tmp_path):
    code, out, err = run("batch", tmp_path / "missing", "-o", tmp_path / "ds")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "missing" in err


def test_foreign_folder_in_the_place_of_the_dataset_exits_with_4(run, folder, tmp_path):
    (tmp_path / "ds").mkdir()
    (tmp_path / "ds/thesis.doc").write_text("keep me")
    code, _, err = run("batch", folder, "--workers", 0, "-o", tmp_path / "ds")
    assert (code, err.count("\n")) == (4, 1)
    assert (tmp_path / "ds/thesis.doc").exists()


def test_the_same_command_goes_on_and_reads_nothing_twice(run, parsed, suzhou, folder, tmp_path):
    calls = parsed(suzhou)
    run("batch", folder, "--workers", 0, "-o", tmp_path / "ds")
    code, _, err = run("batch", folder, "--workers", 0, "-o", tmp_path / "ds")
    assert code == 0
    assert "0 documents read" in err and "1 had been read before" in err
    assert len(calls) == 1
    run("batch", folder, "--workers", 0, "-o", tmp_path / "ds", "--no-resume")
    assert len(calls) == 2


def test_failures_are_tried_again_when_asked_for(run, parsed, suzhou, folder, tmp_path):
    calls = parsed(UnsupportedFormat("only PDF is read so far"))
    for more in ((), (), ("--retry", "timeout"), ("--retry", "unsupported_format"), ("--retry", "all")):
        assert run("batch", folder, "--workers", 0, "-o", tmp_path / "ds", *more)[0] == 1
    assert len(calls) == 3
    parsed(suzhou)
    assert run("batch", folder, "--workers", 0, "-o", tmp_path / "ds", "--retry", "all")[0] == 0


def test_dry_run_reads_and_writes_nothing(run, parsed, suzhou, folder, tmp_path):
    calls = parsed(suzhou)
    code, out, err = run("batch", folder, "-o", tmp_path / "ds", "--dry-run")
    assert (code, out.splitlines()) == (0, ["name\tproblem", "141号.pdf\t"])
    assert "1 entries" in err
    assert calls == [] and not (tmp_path / "ds").exists()


def test_limit_takes_the_first_entries_by_name(run, parsed, suzhou, folder, tmp_path):
    parsed(suzhou)
    for name in ("a.pdf", "b.pdf"):
        (folder / name).write_bytes(b"%PDF " + name.encode())
    run("batch", folder, "--workers", 0, "-o", tmp_path / "ds", "--limit", 2)
    assert read_dataset(tmp_path / "ds").frame("plans")["name"].tolist() == ["141号.pdf", "a.pdf"]


def test_a_batch_needs_an_input(run, tmp_path):
    code, _, err = run("batch", "-o", tmp_path / "ds")
    assert code == 2
    assert "INPUT" in err
