import gzip
import os
import signal
import stat
import subprocess
import sys

import pytest

from planparse.errors import OutputError
from planparse.files import packed, put_text, whole_file, whole_files


def test_file_appears_with_all_its_bytes(tmp_path):
    path = tmp_path / "计划.csv"
    with whole_file(path) as file:
        file.write("市审计局".encode())
        assert not path.exists(), "nothing under the name before it is whole"
    assert path.read_text("utf-8") == "市审计局"
    assert [p.name for p in tmp_path.iterdir()] == ["计划.csv"]


@pytest.mark.parametrize("problem", [ValueError("坏值"), KeyboardInterrupt(), OSError(28, "No space left")])
def test_failed_write_leaves_the_old_file_and_nothing_else(tmp_path, problem):
    path = tmp_path / "plan.graphml"
    path.write_text("old")
    with pytest.raises((type(problem), OutputError)), whole_file(path) as file:
        file.write(b"half")
        raise problem
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["plan.graphml"]


def test_missing_folder_is_one_line_with_the_path_and_what_to_do(tmp_path):
    path = tmp_path / "没有" / "plan.graphml"
    with pytest.raises(OutputError) as caught, whole_file(path):
        pass
    text = str(caught.value)
    assert text.startswith(f"{path}: cannot be written: ")
    assert text.endswith("Try: make the folder first")
    assert "\n" not in text


def test_folder_of_that_name_is_an_output_error(tmp_path):
    with pytest.raises(OutputError, match="it is a folder"), whole_file(tmp_path):
        pass


def test_name_that_is_too_long_is_an_output_error(tmp_path):
    with pytest.raises(OutputError, match="shorter name"), whole_file(tmp_path / ("计" * 200)):
        pass


def test_name_with_a_null_character_is_an_output_error(tmp_path):
    with pytest.raises(OutputError, match="is no file name"), whole_file(f"{tmp_path}/a\0b"):
        pass


@pytest.mark.skipif(sys.platform == "win32", reason="no FIFOs on Windows")
def test_device_or_pipe_is_not_renamed_away(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(OutputError, match="no ordinary file"), whole_file(pipe):
        pass
    assert stat.S_ISFIFO(pipe.stat().st_mode)


@pytest.mark.skipif(sys.platform == "win32", reason="permissions differ on Windows")
def test_existing_file_keeps_its_permissions_and_a_new_one_follows_the_umask(tmp_path):
    old, new = tmp_path / "old", tmp_path / "new"
    old.write_text("")
    old.chmod(0o640)
    before = os.umask(0o022)
    try:
        for path in (old, new):
            with whole_file(path) as file:
                file.write(b"x")
    finally:
        os.umask(before)
    assert stat.S_IMODE(old.stat().st_mode) == 0o640
    assert stat.S_IMODE(new.stat().st_mode) == 0o644


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights on Windows")
def test_link_is_followed_and_stays_a_link(tmp_path):
    (tmp_path / "data").mkdir()
    link = tmp_path / "plan.csv"
    link.symlink_to(tmp_path / "data" / "plan.csv")
    with whole_file(link) as file:
        file.write(b"x")
    assert link.is_symlink()
    assert (tmp_path / "data" / "plan.csv").read_bytes() == b"x"


@pytest.mark.skipif(
    sys.platform == "win32" or (hasattr(os, "geteuid") and os.geteuid() == 0),
    reason="the superuser may write everywhere",
)
def test_write_protected_file_is_not_replaced(tmp_path):
    path = tmp_path / "plan.csv"
    path.write_text("old")
    path.chmod(0o444)
    with pytest.raises(OutputError, match="may write to"), whole_file(path) as file:
        file.write(b"new")
    assert path.read_text() == "old"


LIMITED = """
import resource, sys
from planparse.errors import OutputError
from planparse.files import packed, put_text, whole_file, whole_files
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    with whole_file(sys.argv[1]) as file:
        file.write(b"x" * 100_000)
except OutputError as problem:
    print(problem.message)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGXFSZ"), reason="needs a limit on the size of files")
def test_disk_that_is_full_leaves_no_half_file(tmp_path):
    path = tmp_path / "plan.graphml"
    path.write_text("old")
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, path], capture_output=True, text=True, check=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip
    assert done.stdout.startswith("cannot be written: ")
    assert [p.name for p in tmp_path.iterdir()] == ["plan.graphml"]
    assert path.read_text() == "old"


def test_files_that_belong_together_take_their_names_together(tmp_path):
    with whole_files(tmp_path / "边.csv", tmp_path / "点.csv") as (edges, nodes):
        edges.write(b"1")
        nodes.write(b"2")
        assert {p.suffix for p in tmp_path.iterdir()} == {".part"}
    assert sorted((p.name, p.read_bytes()) for p in tmp_path.iterdir()) == [("点.csv", b"2"), ("边.csv", b"1")]


@pytest.mark.parametrize("names", [("没有/a", "b"), ("a", "没有/b")])
def test_one_of_two_files_that_cannot_be_opened_leaves_neither(names, tmp_path):
    with pytest.raises(OutputError, match="没有"), whole_files(*(tmp_path / name for name in names)):
        pass
    assert list(tmp_path.iterdir()) == []


def test_text_is_packed_by_the_ending_without_name_or_time(tmp_path):
    for name in ("a.csv", "a.csv.GZ"):
        with whole_file(tmp_path / name) as file, packed(file, tmp_path / name) as out:
            put_text(out, ["市审", "计局"] * 200_000)
    data = (tmp_path / "a.csv.GZ").read_bytes()
    assert gzip.decompress(data) == (tmp_path / "a.csv").read_bytes() == ("市审计局" * 200_000).encode()
    assert data[3:8] == bytes(5)
