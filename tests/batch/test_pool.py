import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from misbehaving import DEEDS, misbehave
from planparse.batch import sandbox
from planparse.batch.local import run_batch
from planparse.batch.pool import Pool
from planparse.batch.sandbox import Cage, cage_available
from planparse.batch.settings import Limits, Settings
from planparse.dataset import read_dataset
from planparse.errors import UsageError

PLAN = "关于印发工作要点的通知\n一、推进公开\n1. 公开第{}批预算。（牵头单位：市财政局；配合单位：市审计局）\n"

KINDS = {
    "crash": "unreadable",
    "hang": "timeout",
    "hang in C": "timeout",
    "eat memory": "memory",
    "leave": "unreadable",
    "raise": "unreadable",
    "abort": "memory",
}
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="limits of the system are Linux's")


def plans(folder: Path, number: int) -> Path:
    folder.mkdir(exist_ok=True)
    for each in range(number):
        (folder / f"{each:03}.txt").write_text(PLAN.format(each), "utf-8")
    return folder


def misbehaving(settings: Settings, workers: int) -> Pool:
    return Pool(workers, settings, misbehave)


def tables(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.rglob("*.parquet")}


@LINUX
def test_each_bad_document_costs_itself_alone_and_is_named_with_its_kind(tmp_path):
    folder = plans(tmp_path / "in", 40)
    for place, deed in enumerate(DEEDS):
        for again in range(2):
            (folder / f"{place * 5:03}-{again}.txt").write_bytes(deed + b": %d" % again)
    settings = Settings(limits=Limits(seconds=1.0, seconds_a_page=0.0, mib=300))
    summary = run_batch(folder, tmp_path / "ds", workers=3, settings=settings, reading=misbehaving)
    data = read_dataset(tmp_path / "ds")
    assert data.table("plans").num_rows == 40
    failures = {row["name"]: row["kind"] for row in data.table("failures").to_pylist()}
    assert failures == {
        f"{place * 5:03}-{again}.txt": KINDS[deed.decode()] for place, deed in enumerate(DEEDS) for again in range(2)
    }
    assert summary.plans == 40


def test_any_number_of_workers_gives_the_same_bytes(tmp_path):
    folder = plans(tmp_path / "in", 12)
    (folder / "none.txt").write_text("没有任务", "utf-8")
    for workers in (0, 1, 3):
        run_batch(folder, tmp_path / f"ds{workers}", workers=workers)
    assert tables(tmp_path / "ds0") == tables(tmp_path / "ds1") == tables(tmp_path / "ds3")


def alive(group: int) -> list[int]:
    """The processes of a session, by their numbers."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == group and fields[0] != "Z":
            found.append(int(path.parent.name))
    return found


def batch(folder: Path, dataset: Path) -> subprocess.Popen[bytes]:
    code = (
        "import sys; from misbehaving import misbehave; from planparse.batch import local; "
        "from planparse.batch.pool import Pool; from planparse.cli.main import main; "
        "local._local = lambda settings, workers: Pool(workers, settings, misbehave); sys.exit(main(sys.argv[1:]))"
    )
    return subprocess.Popen(
        [sys.executable, "-c", code, "batch", folder, "--workers", "2", "-o", dataset],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip


def lines_of_the_journal(dataset: Path) -> int:
    path = dataset / ".planparse/journal.jsonl"
    return path.read_bytes().count(b"\n") if path.exists() else 0


def wait_for(what, seconds: float = 30.0) -> None:
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end
        time.sleep(0.02)


@LINUX
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_batch_that_is_ended_leaves_no_process_behind_and_goes_on(tmp_path, how):
    folder = plans(tmp_path / "in", 30)
    run_batch(folder, tmp_path / "whole", workers=2)
    (folder / "015.txt").rename(tmp_path / "015.txt")
    (folder / "015.txt").write_bytes(b"hang: ")
    process = batch(folder, tmp_path / "ds")
    wait_for(lambda: lines_of_the_journal(tmp_path / "ds") >= 3)
    process.send_signal(how)
    _, err = process.communicate(timeout=20)
    if how != signal.SIGKILL:
        assert process.returncode == 130
        assert b"goes on from there" in err and b"Traceback" not in err
    wait_for(lambda: not alive(process.pid), 5.0)
    (tmp_path / "015.txt").replace(folder / "015.txt")
    summary = run_batch(folder, tmp_path / "ds", workers=2)
    assert summary.before >= 3
    assert tables(tmp_path / "ds") == tables(tmp_path / "whole")


@LINUX
def test_a_worker_is_in_the_cage_and_the_manifest_says_so(tmp_path):
    folder = plans(tmp_path / "in", 2)
    secret = tmp_path / "secret.txt"
    secret.write_text("秘密", "utf-8")
    (folder / "nosy.txt").write_bytes(b"look: " + str(secret).encode())
    run_batch(folder, tmp_path / "ds", workers=1, settings=Settings(), reading=misbehaving)
    data = read_dataset(tmp_path / "ds")
    (failure,) = data.table("failures").to_pylist()
    cage = cage_available()
    assert data.manifest["run"]["sandbox"] == cage.note
    assert ("cannot write" in failure["message"]) == (cage.seccomp or cage.landlock > 0)
    assert ("cannot read" in failure["message"]) == (cage.landlock > 0)
    assert ("no network" in failure["message"]) == cage.seccomp


def test_a_cage_that_is_required_and_not_there_is_told_before_anything_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr(sandbox, "cage_available", lambda: Cage(0, False, "no cage on this machine"))
    with pytest.raises(UsageError, match="no cage on this machine"):
        run_batch(plans(tmp_path / "in", 1), tmp_path / "ds", workers=1, settings=Settings(sandbox="require"))
    assert not (tmp_path / "ds").exists()
