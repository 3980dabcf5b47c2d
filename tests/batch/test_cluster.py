import os
import signal
import threading
import time

import pytest

from misbehaving import DEEDS, misbehave
from planparse.batch.cluster import Cluster
from planparse.batch.local import run_batch
from planparse.batch.settings import Limits, Settings
from planparse.dataset import read_dataset
from planparse.errors import UsageError

distributed = pytest.importorskip("distributed", reason="needs planparse[cluster]")

PLAN = "关于印发工作要点的通知\n一、推进公开\n1. 公开第{}批预算。（牵头单位：市财政局；配合单位：市审计局）\n"


@pytest.fixture(scope="module")
def client():
    with (
        distributed.LocalCluster(n_workers=3, threads_per_worker=1, dashboard_address=None) as cluster,
        distributed.Client(cluster) as client,
    ):
        yield client


def tables(folder):
    return {path.name: path.read_bytes() for path in folder.rglob("*.parquet")}


def plans(folder, number):
    folder.mkdir()
    for each in range(number):
        (folder / f"{each:03}.txt").write_text(PLAN.format(each), "utf-8")
    return folder


def test_a_cluster_gives_the_same_bytes_and_each_bad_document_costs_itself_alone(client, tmp_path):
    folder = plans(tmp_path / "in", 60)
    for place, deed in enumerate(DEEDS):
        (folder / f"{place * 7:03}-bad.txt").write_bytes(deed + b":")
    settings = Settings(limits=Limits(seconds=1.0, seconds_a_page=0.0, mib=300))

    def reading(settings, workers):
        return Cluster(client, settings, misbehave, group=10)

    summary = run_batch(folder, tmp_path / "ds", settings=settings, reading=reading)
    assert (summary.plans, len(summary.failures)) == (60, len(DEEDS))
    for path in folder.glob("*-bad.txt"):
        path.unlink()
    run_batch(folder, tmp_path / "good", settings=settings, reading=reading)
    run_batch(folder, tmp_path / "local", settings=settings, workers=2)
    assert tables(tmp_path / "good") == tables(tmp_path / "local")


def test_workers_of_the_cluster_that_are_killed_cost_nothing(client, tmp_path):
    folder = plans(tmp_path / "in", 300)
    (folder / "150-slow.txt").write_bytes(b"hang:")  # some time to kill them in
    settings = Settings(limits=Limits(seconds=2.0, seconds_a_page=0.0))
    pids = list(client.run(os.getpid).values())

    def kill():
        for pid in pids[:2]:
            time.sleep(1.0)
            os.kill(pid, signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    summary = run_batch(
        folder, tmp_path / "ds", settings=settings,
        reading=lambda settings, workers: Cluster(client, settings, misbehave, group=20),
    )  # fmt: skip
    killer.join()
    assert summary.plans == 300
    assert [(each.name, each.kind) for each in summary.failures] == [("150-slow.txt", "timeout")]
    assert read_dataset(tmp_path / "ds").table("plans").num_rows == 300


def test_a_scheduler_that_does_not_answer_is_a_usage_error(monkeypatch):
    def refuse(*args, **more):
        raise OSError("Timed out")

    monkeypatch.setattr(distributed, "Client", refuse)
    with pytest.raises(UsageError, match="tcp://nowhere:1: the scheduler does not answer"):
        Cluster("tcp://nowhere:1", Settings())
