"""Let a long batch be killed again and again, and look whether anything is lost: python scripts/soak.py [--help]

Makes so many small plans, one in twenty of them broken or made to do harm to its worker, reads them once undisturbed
and once with the batch killed (SIGKILL) at random moments, and compares the two datasets byte by byte.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from misbehaving import DEEDS  # noqa: E402
from planparse import __version__  # noqa: E402
from planparse.dataset import read_dataset  # noqa: E402
from planparse.dataset.verify import verify_dataset  # noqa: E402

UNITS = [f"市{name}局" for name in ("财政", "审计", "教育", "水务", "民政", "司法", "商务", "统计", "税务", "体育")]
VERBS = ["推进", "公开", "完善", "落实", "开展", "建立", "优化", "加强"]
THINGS = ["预算", "河道", "校园", "社区", "档案", "税收", "市场", "道路"]

BATCH = (
    "import sys; from misbehaving import misbehave; from planparse.batch import local; "
    "from planparse.batch.pool import Pool; from planparse.cli.main import main; "
    "local._local = lambda settings, workers: Pool(workers, settings, misbehave); sys.exit(main(sys.argv[1:]))"
)


def make(folder: Path, number: int, chance: random.Random) -> int:
    """Write the documents; gives how many of them are bad."""
    deeds, bad = list(DEEDS), 0
    for each in range(number):
        path = folder / f"{each // 1000:02}" / f"{each:05}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        if each % 20 == 7:
            bad += 1
            path.write_bytes(deeds[chance.randrange(len(deeds))] + b": %d" % each if each % 40 == 7 else b"\x00" * each)
            continue
        lines = [f"关于印发第{each}号工作要点的通知", "一、主要任务"]
        for task in range(1, chance.randint(3, 12)):
            lead, other = chance.sample(UNITS, 2)
            what = f"{chance.choice(VERBS)}{chance.choice(THINGS)}第{chance.randrange(10**6)}项"
            lines.append(f"{task}. {what}。（牵头单位：{lead}；配合单位：{other}）")
        path.write_text("\n".join(lines) + "\n", "utf-8")
    return bad


def begin(source: Path, dataset: Path, workers: int) -> subprocess.Popen[bytes]:
    """Begin a batch in a session of its own."""
    command = ["batch", source, "-o", dataset, "--workers", str(workers), "--timeout", "2", "--memory", "300"]
    return subprocess.Popen(
        [sys.executable, "-c", BATCH, *map(str, command)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        env=os.environ | {"PYTHONPATH": str(ROOT / "tests")},
    )  # fmt: skip


def alive(session: int) -> int:
    """Count the processes of a session."""
    found = 0
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        found += int(fields[3]) == session and fields[0] != "Z"
    return found


def resident(process: subprocess.Popen[bytes]) -> float:
    """Give the memory of a process, MiB."""
    try:
        pages = int(Path(f"/proc/{process.pid}/statm").read_text().split()[1])
    except (OSError, IndexError):
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def done(dataset: Path) -> int:
    """Count the documents that are written down."""
    path = dataset / ".planparse/journal.jsonl"
    return path.read_bytes().count(b"\n") if path.exists() else 0


def tables(dataset: Path) -> dict[str, bytes]:
    """Give the bytes of all tables."""
    return {str(path.relative_to(dataset)): path.read_bytes() for path in sorted(dataset.rglob("*.parquet"))}


def main() -> None:
    """Run the soak and print what was found."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--documents", type=int, default=10_000)
    asked.add_argument("--kills", type=int, default=20)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--workers", type=int, default=4)
    given = asked.parse_args()
    chance = random.Random(given.seed)
    with tempfile.TemporaryDirectory(prefix="soak-") as folder:
        source, whole, killed = (Path(folder) / name for name in ("in", "whole", "killed"))
        bad = make(source, given.documents, chance)
        print(f"planparse {__version__}, Python {platform.python_version()}, {platform.platform()}")
        print(f"{given.documents} documents, {bad} of them bad, {given.workers} workers, seed {given.seed}")
        started, sizes = time.monotonic(), []
        process = begin(source, whole, given.workers)
        while process.poll() is None:
            sizes.append((done(whole) / given.documents, resident(process)))
            time.sleep(0.5)
        seconds = time.monotonic() - started
        early = max(size for share, size in sizes if share <= 0.25)
        late = max((size for share, size in sizes if 0.5 < share < 0.99), default=0.0)
        most = max(size for _, size in sizes)
        print(f"undisturbed: {seconds:.0f} s, {given.documents / seconds:.0f} documents a second")
        print(
            f"memory of the batch: {early:.0f} MiB at first, {late:.0f} in the second half, {most:.0f} with the tables"
        )
        orphans, kills = 0, 0
        while True:
            process = begin(source, killed, given.workers)
            try:
                process.wait(chance.uniform(0.5, 1.6) * seconds / given.kills if kills < given.kills else None)
                break
            except subprocess.TimeoutExpired:
                os.kill(process.pid, signal.SIGKILL)
                process.wait()
                kills += 1
                time.sleep(2.0)
                orphans += alive(process.pid)
        data = read_dataset(killed)
        plans, failures = data.table("plans").num_rows, data.table("failures").num_rows
        print(f"killed {kills} times: {plans} plans and {failures} failures, {orphans} processes left behind")
        problems = verify_dataset(data).problems
        same = tables(whole) == tables(killed)
        print(f"the same bytes: {'yes' if same else 'NO'}; verify: {problems or 'whole'}")
        if not same or problems or orphans or plans + failures != given.documents or failures != bad:
            sys.exit(1)


if __name__ == "__main__":
    main()
