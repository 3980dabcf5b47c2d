"""A disk that is full, or a folder that becomes read-only, at each of the first calls that write."""

import errno
import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from planparse import files
from planparse.batch.local import run_batch
from planparse.dataset import read_dataset
from planparse.dataset import write as writing
from planparse.dataset.verify import verify_dataset
from planparse.errors import OutputError, UsageError

PLAN = "关于印发工作要点的通知\n一、推进公开\n1. 公开第{}批预算。（牵头单位：市财政局；配合单位：市审计局）\n"

CALLS = 200
"""Looked at are all of them with PLANPARSE_SOAK set, as `make soak` does, and else each fourth."""
FULL = (errno.ENOSPC, ("write", "fsync", "mkdir", "open"))
READ_ONLY = (errno.EROFS, ("write", "fsync", "mkdir", "open", "replace", "rename", "truncate"))


class Disk:
    """Counts calls that write; from one of them on, those of some kinds fail."""

    def __init__(self, number: int, fails: tuple[str, ...], *, first: int) -> None:
        self.number, self.fails, self.first, self.calls = number, fails, first, 0

    def called(self, kind: str) -> None:
        self.calls += 1
        if self.calls >= self.first and kind in self.fails:
            raise OSError(self.number, os.strerror(self.number))


class Slow:
    """A file on that disk: of what does not fit, half is written."""

    def __init__(self, file, disk: Disk) -> None:
        self.file, self.disk = file, disk

    def __getattr__(self, name):
        return getattr(self.file, name)

    def write(self, data) -> int:
        try:
            self.disk.called("write")
        except OSError:
            self.file.write(bytes(data)[: len(data) // 2])
            raise
        return self.file.write(data)


@pytest.fixture
def on(monkeypatch):
    """Let everything that a batch writes go to a disk."""

    def put(disk: Disk) -> None:
        real = {name: getattr(os, name) for name in ("write", "fsync", "mkdir", "replace", "rename", "truncate")}

        def calling(name):
            def call(*args, **more):
                try:
                    disk.called(name)
                except OSError:
                    if name == "write":
                        real["write"](args[0], args[1][: len(args[1]) // 2])
                    raise
                return real[name](*args, **more)

            return call

        for name in real:
            monkeypatch.setattr(os, name, calling(name))
        open_part, write_parquet = files._open_part, writing._write_parquet

        def slow_part(where):
            disk.called("open")
            part = open_part(where)
            return replace(part, file=Slow(part.file, disk))

        def slow_parquet(table, path):
            disk.called("open")
            write_parquet(table, path)
            try:
                disk.called("write")
            except OSError:
                path.write_bytes(path.read_bytes()[:100])
                raise

        monkeypatch.setattr(files, "_open_part", slow_part)
        monkeypatch.setattr(writing, "_write_parquet", slow_parquet)

    yield put
    monkeypatch.undo()


def tables(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.rglob("*.parquet")}


@pytest.mark.parametrize("kind", [FULL, READ_ONLY], ids=["full", "read-only"])
@pytest.mark.parametrize("part", range(4) if os.environ.get("PLANPARSE_SOAK") else range(1))
def test_no_file_is_torn_whenever_the_disk_is_full(tmp_path, on, monkeypatch, kind, part):
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(12):
        (folder / f"{number:02}.txt").write_text(PLAN.format(number), "utf-8")
    run_batch(folder, tmp_path / "whole", workers=0)
    run_batch(folder, tmp_path / "before", workers=0, limit=2)
    before, whole = tables(tmp_path / "before"), tables(tmp_path / "whole")
    failed = 0
    for first in range(1 + part, CALLS + 1, 4):
        dataset = tmp_path / f"ds{first}"
        shutil.copytree(tmp_path / "before", dataset)
        disk = Disk(*kind, first=first)
        on(disk)
        try:
            run_batch(folder, dataset, workers=0)
        except OutputError as problem:
            failed += 1
            assert dataset.name in str(problem)
            assert os.strerror(kind[0]) in str(problem)
        monkeypatch.undo()
        assert verify_dataset(read_dataset(dataset)).problems == ()
        assert tables(dataset) in (before, whole)
        run_batch(folder, dataset, workers=0)
        assert tables(dataset) == whole
        left = [path.name for path in dataset.rglob("*") if path.name.startswith((".planparse-", "new-"))]
        assert left == []
    assert failed >= CALLS / 4 * 0.75, "most calls of a run are among the first"


def test_a_dataset_that_never_was_is_not_half_there(tmp_path, on, monkeypatch):
    (tmp_path / "a.txt").write_text(PLAN.format(1), "utf-8")
    disk = Disk(*FULL, first=12)
    on(disk)
    with pytest.raises(OutputError, match="No space left"):
        run_batch(tmp_path, tmp_path / "ds", workers=0)
    monkeypatch.undo()
    with pytest.raises(UsageError):
        read_dataset(tmp_path / "ds")
    assert tables(tmp_path / "ds") == {}
