import dataclasses
import hashlib
import os
import socket
import zipfile
from pathlib import Path

import pytest

from build import assignment, plan, task
from planparse.batch import local, worker
from planparse.batch.local import run_batch
from planparse.batch.settings import Limits, Settings
from planparse.dataset import read_dataset
from planparse.errors import NotAPlan, OutputError, UnsupportedFormat, UsageError


@pytest.fixture(autouse=True)
def opened(monkeypatch):
    """Let `parse` read one task out of files that begin with %PDF; gives the names it has opened."""
    names = []

    def fake(data, name, *, reader="auto", units=None, ocr=None, opened=None):
        names.append(name)
        if data == b"boom":
            raise ValueError("boom")
        if not data.startswith(b"%PDF"):
            raise UnsupportedFormat("only PDF is read so far", where=name)
        made = plan(task(assignment("市审计局")))
        source = dataclasses.replace(made.source, sha256=hashlib.sha256(data).hexdigest(), reader=reader)
        made = dataclasses.replace(made, source=source)
        if data == b"%PDF none":
            raise NotAPlan("no task was found", plan=dataclasses.replace(made, tasks=()))
        return made

    monkeypatch.setattr(worker, "parse_bytes", fake)
    return names


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "in"
    path.mkdir()
    return path


def put(folder: Path, name: str, data: bytes | None = None) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"%PDF " + name.encode() if data is None else data)
    return path


def run(folder: Path, **more):
    summary = run_batch(folder, folder.parent / "ds", workers=0, **more)
    return summary, read_dataset(folder.parent / "ds")


def names_of(data) -> tuple[list[str], dict[str, str]]:
    plans = [row["name"] for row in data.table("plans").to_pylist()]
    failures = {row["name"]: row["kind"] for row in data.table("failures").to_pylist()}
    return plans, failures


def test_every_file_of_all_subfolders_has_one_row(folder):
    for name in ("b.pdf", "2017/141号.pdf", "2017/深/层/a.pdf", "plan.docx", "扫描.jpg", ".hidden"):
        put(folder, name, None if name.endswith("pdf") else b"other " + name.encode())
    put(folder, "公告.pdf", b"%PDF none")
    put(folder, "broken.pdf", b"boom")
    summary, data = run(folder)
    plans, failures = names_of(data)
    assert plans == ["2017/141号.pdf", "2017/深/层/a.pdf", "b.pdf"]
    assert failures == {
        ".hidden": "unsupported_format",
        "broken.pdf": "unreadable",
        "plan.docx": "unsupported_format",
        "公告.pdf": "not_a_plan",
        "扫描.jpg": "unsupported_format",
    }
    assert (summary.plans, summary.tasks, len(summary.failures)) == (3, 3, 5)


def test_same_folder_gives_the_same_bytes(folder):
    for name in ("a.pdf", "b/c.pdf", "d.txt"):
        put(folder, name)
    run(folder)
    first = {path: path.read_bytes() for path in (folder.parent / "ds").rglob("*.parquet")}
    run(folder)
    assert {path: path.read_bytes() for path in (folder.parent / "ds").rglob("*.parquet")} == first


def test_equal_content_is_parsed_once_and_has_a_row_for_each_name(folder, opened):
    for name in ("b.pdf", "a.pdf", "sub/c.pdf"):
        put(folder, name, b"%PDF same")
    put(folder, "x.txt", b"text")
    put(folder, "y.txt", b"text")
    summary, data = run(folder)
    rows = [(row["name"], row["same_as"]) for row in data.table("plans").to_pylist()]
    assert rows == [("a.pdf", None), ("b.pdf", "a.pdf"), ("sub/c.pdf", "a.pdf")]
    assert sorted(names_of(data)[1]) == ["x.txt", "y.txt"]
    assert opened == ["a.pdf", "x.txt"]
    assert (summary.plans, summary.same, summary.tasks) == (3, 2, 1)


def test_links_out_of_the_folder_are_not_followed(folder, opened):
    outside = put(folder.parent, "outside/secret.pdf")
    put(folder, "a.pdf")
    (folder / "file.pdf").symlink_to(outside)
    (folder / "folder").symlink_to(outside.parent)
    (folder / "relative.pdf").symlink_to("../outside/secret.pdf")
    plans, failures = names_of(run(folder)[1])
    assert plans == ["a.pdf"]
    assert failures == dict.fromkeys(("file.pdf", "folder", "relative.pdf"), "unsupported_format")
    assert opened == ["a.pdf"]


def test_link_to_a_file_of_the_folder_is_its_second_name(folder):
    put(folder, "a.pdf")
    (folder / "b.pdf").symlink_to("a.pdf")
    rows = [(row["name"], row["same_as"]) for row in run(folder)[1].table("plans").to_pylist()]
    assert rows == [("a.pdf", None), ("b.pdf", "a.pdf")]


def test_loops_and_dead_links_are_named(folder):
    (folder / "here").symlink_to(".")
    (folder / "up").symlink_to("..")
    (folder / "x.pdf").symlink_to("y.pdf")
    (folder / "y.pdf").symlink_to("x.pdf")
    (folder / "dead.pdf").symlink_to("gone.pdf")
    plans, failures = names_of(run(folder)[1])
    assert plans == []
    assert failures == dict.fromkeys(("dead.pdf", "here", "up", "x.pdf", "y.pdf"), "unsupported_format")


def test_pipes_and_sockets_are_named_without_being_opened(folder, monkeypatch):
    os.mkfifo(folder / "pipe.pdf")
    (folder / "link.pdf").symlink_to("pipe.pdf")
    monkeypatch.chdir(folder)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket.pdf")
        plans, failures = names_of(run(folder)[1])
    assert plans == []
    assert failures == dict.fromkeys(("link.pdf", "pipe.pdf", "socket.pdf"), "unsupported_format")


def test_folder_named_like_a_document_is_named_and_not_entered(folder, opened):
    put(folder, "2017.PDF/inside.pdf")
    put(folder, "v1.2/a.pdf")
    plans, failures = names_of(run(folder)[1])
    assert plans == ["v1.2/a.pdf"]
    assert failures == {"2017.PDF": "unsupported_format"}
    assert opened == ["a.pdf"]


def test_name_that_is_not_utf8_has_its_row(folder):
    path = os.fsencode(folder) + b"/\xcb\xd5\xd6\xdd.pdf"
    Path(os.fsdecode(path)).write_bytes(b"%PDF gbk name")
    assert names_of(run(folder)[1])[0] == [r"\xcb\xd5\xd6\xdd.pdf"]


def test_dataset_inside_of_the_input_is_not_read_as_input(folder):
    put(folder, "a.pdf")
    for _ in range(2):
        run_batch(folder, folder / "ds", workers=0)
    assert names_of(read_dataset(folder / "ds")) == (["a.pdf"], {})


def test_deep_folders_are_walked(folder):
    put(folder, "/".join("深" * 300) + "/a.pdf")
    assert len(names_of(run(folder)[1])[0]) == 1


def test_reader_is_handed_on_and_progress_is_told(folder):
    put(folder, "a.pdf")
    put(folder, "b.txt", b"text")
    told = []
    _, data = run(folder, settings=Settings(reader="pdfplumber"), progress=told.append)
    assert data.table("plans").to_pylist()[0]["reader"] == "pdfplumber"
    assert [(step.done, step.total, step.failures, step.name) for step in told] == [
        (1, 2, 0, "a.pdf"),
        (2, 2, 1, "b.txt"),
    ]


def test_times_stand_only_in_the_run(folder):
    put(folder, "a.pdf")
    _, data = run(folder)
    assert {"started", "seconds", "inputs", "workers", "sandbox", "read", "before"} == set(data.manifest["run"])
    assert '"a.pdf"' in (folder.parent / "ds/runs/1.jsonl").read_text("utf-8")


def test_a_missing_input_is_a_usage_error(folder):
    with pytest.raises(UsageError, match="missing"):
        run_batch(folder / "missing", folder.parent / "ds", workers=0)
    assert not (folder.parent / "ds").exists()


def test_dataset_never_takes_the_place_of_the_documents(folder):
    put(folder, "a.pdf")
    for target in (folder, folder.parent, folder / ".." / "in"):
        with pytest.raises(UsageError):
            run_batch(folder, target, workers=0)
    assert (folder / "a.pdf").exists()


def test_foreign_folder_is_refused_before_the_first_document_is_read(folder, opened):
    put(folder, "a.pdf")
    put(folder.parent, "ds/thesis.doc")
    with pytest.raises(OutputError):
        run_batch(folder, folder.parent / "ds", workers=0)
    assert opened == []


@pytest.mark.skipif(os.geteuid() == 0, reason="root may open every file")
def test_file_and_folder_without_permission_are_failures(folder):
    put(folder, "a.pdf").chmod(0)
    put(folder, "closed/b.pdf")
    (folder / "closed").chmod(0)
    try:
        assert names_of(run(folder)[1])[1] == {"a.pdf": "unreadable", "closed": "unreadable"}
    finally:
        (folder / "closed").chmod(0o755)


def tables(folder):
    return {path.name: path.read_bytes() for path in (folder.parent / "ds").rglob("*.parquet")}


def test_a_batch_that_was_stopped_goes_on_and_gives_the_same_bytes(folder, opened):
    for number in range(9):
        put(folder, f"{number}.pdf", b"boom" if number == 4 else None)
    put(folder, "copy.pdf", b"%PDF 2.pdf")
    run(folder)
    whole, parsed = tables(folder), sorted(opened)
    for path in (folder.parent / "ds").rglob("*"):
        path.is_file() and path.unlink()
    opened.clear()

    def stop(step):
        if step.done == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(folder, progress=stop)
    assert len(opened) == 5
    run(folder)
    assert sorted(opened) == parsed, "nothing twice, nothing left out"
    assert tables(folder) == whole


def test_other_settings_read_anew(folder, opened):
    put(folder, "a.pdf")
    run(folder)
    run(folder, settings=Settings(reader="pdfplumber"))
    run(folder, settings=Settings(reader="pdfplumber"))
    assert len(opened) == 2


def test_other_limits_read_nothing_anew_but_what_is_tried_again(folder, opened):
    put(folder, "a.pdf")
    put(folder, "b.pdf", b"boom")
    run(folder)
    more = Settings(limits=Limits(seconds=30.0))
    run(folder, settings=more)
    assert len(opened) == 2
    _, data = run(folder, settings=more, retry=["unreadable"])
    assert opened == ["a.pdf", "b.pdf", "b.pdf"]
    assert data.manifest["settings"]["limits"]["seconds"] == 30.0


def test_what_is_gone_from_the_input_is_gone_from_the_dataset_and_known_when_it_comes_back(folder, opened):
    for name in ("a.pdf", "b.pdf"):
        put(folder, name)
    run(folder)
    (folder / "a.pdf").rename(folder.parent / "a.pdf")
    assert names_of(run(folder)[1])[0] == ["b.pdf"]
    (folder.parent / "a.pdf").rename(folder / "z.pdf")
    summary, data = run(folder)
    assert names_of(data)[0] == ["b.pdf", "z.pdf"]
    assert (summary.read, summary.before, len(opened)) == (0, 2, 2)


def test_two_batches_do_not_write_one_dataset(folder):
    put(folder, "a.pdf")
    told = []

    def second(step):
        with pytest.raises(OutputError, match="another batch is writing"):
            run_batch(folder, folder.parent / "ds", workers=0)
        told.append(step)

    run(folder, progress=second)
    assert len(told) == 1


def test_files_archives_and_stores_are_read_in_one_batch(folder, tmp_path):
    fsspec = pytest.importorskip("fsspec", reason="needs planparse[cluster]")
    put(folder, "a.pdf")
    with zipfile.ZipFile(tmp_path / "more.zip", "w") as file:
        file.writestr("b/c.pdf", b"%PDF in an archive")
    with fsspec.open("memory://store/d.pdf", "wb") as file:
        file.write(b"%PDF in a store")
    run_batch([folder, tmp_path / "more.zip", "memory://store/d.pdf"], tmp_path / "ds", workers=0)
    data = read_dataset(tmp_path / "ds")
    assert names_of(data) == (["d.pdf", "in/a.pdf", "more.zip/b/c.pdf"], {})


def test_no_secret_of_an_address_is_written_down():
    assert local._shown("s3://key:secret@bucket/plans?token=secret") == "s3://bucket/plans"
    assert local._shown("plans/市 2017?") == "plans/市 2017?"
