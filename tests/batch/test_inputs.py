import bz2
import gzip
import io
import itertools
import lzma
import os
import pickle
import shutil
import socket
import stat
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from planparse.batch import archives, inputs
from planparse.batch.inputs import Entry, find_entries
from planparse.batch.stores import without_secrets
from planparse.errors import EncryptedFile, InputError, PageLimit, UnreadableFile, UnsupportedFormat, UsageError


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A folder that is also the current one."""
    monkeypatch.chdir(tmp_path)
    return Path(os.path.realpath(tmp_path))


@pytest.fixture
def store():
    """The file system in memory, empty."""
    memory = pytest.importorskip("fsspec.implementations.memory", reason="fsspec is not installed")
    found = memory.MemoryFileSystem()
    found.store.clear()
    found.pseudo_dirs[:] = [""]
    yield found
    found.store.clear()


def put(path: Path, data: bytes | None = None) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(path.name.encode() if data is None else data)
    return path


def zipped(path: Path, members, **more) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", **more) as file:
        for name, data in members:
            file.writestr(name, data)
    return path


def tarred(path: Path, members, mode="w") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with tarfile.open(path, mode) as file:
        for info, data in members:
            if isinstance(info, str):
                info = tarfile.TarInfo(info)
                info.size = len(data)
            file.addfile(info, io.BytesIO(data))
    return path


def found(*inputs_, **more) -> dict[str, str | bytes]:
    """Give by name what was read, or the kind of the problem."""
    entries = find_entries(inputs_, **more)
    names = [entry.name for entry in entries]
    assert names == sorted(set(names)), "sorted, and each name once"
    for name in names:
        assert name and not name.startswith("/") and not {"..", ".", ""} & set(name.split("/"))
        name.encode("utf-8")
    return {entry.name: content(entry) for entry in entries}


def content(entry: Entry) -> str | bytes:
    try:
        return entry.read()
    except InputError as problem:
        return problem.kind


def names(*inputs_, **more) -> list[str]:
    return list(found(*inputs_, **more))


# --- folders


def test_names_of_one_folder_are_relative_to_it_and_in_order(here):
    for name in ("b.pdf", "2017/141号.pdf", "2017/深/a.pdf", ".hidden", "plans.zip"):
        put(here / "in" / name)
    assert found("in") == {
        ".hidden": b".hidden",
        "2017/141号.pdf": "141号.pdf".encode(),
        "2017/深/a.pdf": b"a.pdf",
        "b.pdf": b"b.pdf",
        "plans.zip": b"plans.zip",
    }
    assert names("in/") == names("in/../in") == names(here / "in") == names("in")


def test_size_is_known_without_opening(here):
    put(here / "in/a.pdf", b"12345")
    (entry,) = find_entries(["in"])
    assert (entry.size, entry.problem) == (5, None)


def test_links_out_loops_and_dead_links_are_named(here):
    outside = put(here / "outside/secret.pdf")
    put(here / "in/a.pdf")
    for name, target in {
        "file.pdf": outside,
        "folder": outside.parent,
        "relative.pdf": "../outside/secret.pdf",
        "here": ".",
        "up": "..",
        "x.pdf": "y.pdf",
        "y.pdf": "x.pdf",
        "dead.pdf": "gone.pdf",
    }.items():
        (here / "in" / name).symlink_to(target)
    problems = found("in")
    assert problems.pop("a.pdf") == b"a.pdf"
    assert set(problems.values()) == {"unsupported_format"} and len(problems) == 8


def test_link_to_a_file_of_the_folder_is_its_second_name(here):
    put(here / "in/a.pdf")
    (here / "in/b.pdf").symlink_to("a.pdf")
    assert found("in") == {"a.pdf": b"a.pdf", "b.pdf": b"a.pdf"}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with names")
def test_pipes_and_sockets_are_named_and_never_opened(here):
    (here / "in").mkdir()
    os.mkfifo("in/pipe.pdf")
    (here / "in/link.pdf").symlink_to("pipe.pdf")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("in/socket.pdf")
        assert found("in") == dict.fromkeys(("link.pdf", "pipe.pdf", "socket.pdf"), "unsupported_format")
        assert found("in/pipe.pdf", "in/socket.pdf") == dict.fromkeys(("pipe.pdf", "socket.pdf"), "unsupported_format")
        assert set(found("in/*.pdf").values()) == {"unsupported_format"}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with names")
def test_what_took_the_place_of_a_file_is_not_opened(here):
    secret = put(here / "secret.pdf")
    for name in "abcd":
        put(here / f"in/{name}/x.pdf")
    a, b, c, d = find_entries(["in"])
    (here / "in/a/x.pdf").unlink()
    os.mkfifo("in/a/x.pdf")
    (here / "in/b/x.pdf").unlink()
    (here / "in/b/x.pdf").symlink_to(secret)
    shutil.rmtree("in/c")
    put(here / "outside/x.pdf")
    (here / "in/c").symlink_to(here / "outside")
    (here / "in/d/x.pdf").unlink()
    for entry, kind in ((a, UnsupportedFormat), (b, UnsupportedFormat), (c, UnsupportedFormat), (d, UnreadableFile)):
        with pytest.raises(kind) as caught:
            entry.read()
        assert caught.value.where == entry.name


def test_folder_named_like_a_document_is_named_and_not_entered(here):
    put(here / "in/2017.PDF/inside.pdf")
    put(here / "in/v1.2/a.pdf")
    assert found("in") == {"2017.PDF": "unsupported_format", "v1.2/a.pdf": b"a.pdf"}
    assert names("in/2017.PDF") == ["inside.pdf"], "unless it is named itself"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has names that are not UTF-8")
def test_names_that_are_not_utf8_are_escaped_and_told_apart(here):
    (here / "in").mkdir()
    Path(os.fsdecode(os.fsencode(here) + b"/in/\xcb\xd5.pdf")).write_bytes(b"gbk")
    put(here / r"in/\xcb\xd5.pdf", b"backslashes")
    assert sorted(found("in").items()) == [(r"\xcb\xd5 (2).pdf", b"gbk"), (r"\xcb\xd5.pdf", b"backslashes")]
    assert len(names("in/*.pdf")) == 2


def test_dataset_and_folders_of_work_are_not_entered(here):
    for name in ("a.pdf", "ds/plans/x.parquet", "b/.planparse/journal.jsonl", ".planparse/x"):
        put(here / "in" / name)
    put(here / "in/c/.planparse")
    assert names("in", leave_out=Path("in/ds")) == ["a.pdf", "c/.planparse"]
    assert "ds/plans/x.parquet" in names("in")
    assert names("in/**/*", leave_out=here / "in/ds") == ["a.pdf", "c/.planparse"]
    with pytest.raises(UsageError, match="ds"):
        find_entries(["in/ds/plans"], leave_out=here / "in/ds")


def test_deep_folders_are_walked(here):
    deep = "/".join("深" * 300)
    put(here / "in" / deep / "a.pdf")
    assert names("in") == [f"{deep}/a.pdf"]
    assert names("in/**/*.pdf") == ["a.pdf"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may open every file")
def test_what_may_not_be_opened_is_a_failure(here):
    put(here / "in/a.pdf").chmod(0)
    put(here / "in/closed/b.pdf")
    (here / "in/closed").chmod(0)
    try:
        assert found("in") == {"a.pdf": "unreadable", "closed": "unreadable"}
        assert found("in/closed") == {"closed": "unreadable"}
        assert found("in/**/b.pdf") == {"closed": "unreadable"}
    finally:
        (here / "in/closed").chmod(0o755)


def test_folder_that_cannot_be_listed_is_named(here, monkeypatch):
    put(here / "in/closed/b.pdf")
    put(here / "in/a.pdf")
    scan = os.scandir

    def refuse(path):
        if Path(path).name == "closed":
            raise PermissionError(13, "Permission denied")
        return scan(path)

    monkeypatch.setattr(inputs.os, "scandir", refuse)
    assert found("in") == {"a.pdf": b"a.pdf", "closed": "unreadable"}
    assert found("in/closed") == {"closed": "unreadable"}
    assert found("in/*/*.pdf") == {"closed": "unreadable"}


# --- several inputs


def test_one_file_is_named_by_its_last_part(here):
    put(here / "in/a.pdf")
    assert found("in/a.pdf") == {"a.pdf": b"a.pdf"}


def test_names_of_several_inputs_begin_with_their_last_part(here):
    put(here / "plans/2017/a.pdf")
    put(here / "more/b.pdf")
    put(here / "c.txt")
    assert names("plans", "more/", here / "c.txt") == ["c.txt", "more/b.pdf", "plans/2017/a.pdf"]
    assert names(".", "more/b.pdf") == [f"{here.name}/{name}" for name in ("c.txt", "more/b.pdf", "plans/2017/a.pdf")]


def test_inputs_of_equal_names_take_more_of_their_path(here):
    for name in ("x/1/2017/a.pdf", "y/1/2017/a.pdf", "2018/a.pdf"):
        put(here / name)
    given = ["x/1/2017", "y/1/2017", "2018"]
    expected = ["2018/a.pdf", "x/1/2017/a.pdf", "y/1/2017/a.pdf"]
    assert all(names(*order) == expected for order in itertools.permutations(given))
    assert names("x/1/2017/a.pdf", "y/1/2017/a.pdf") == ["x/1/2017/a.pdf", "y/1/2017/a.pdf"]


def test_longer_names_that_meet_others_are_longer_still(here):
    for name in ("p/a/b.pdf", "q/a/b.pdf", "r/b.pdf"):
        put(here / name)
    given = ["p/a", "q/a/b.pdf", "r/b.pdf"]  # a/b.pdf of the folder meets a/b.pdf, which is no longer b.pdf
    expected = ["p/a/b.pdf", "q/a/b.pdf", "r/b.pdf"]
    assert all(names(*order) == expected for order in itertools.permutations(given))


def test_a_file_reached_twice_is_one_entry(here):
    put(here / "plans/2017/a.pdf")
    put(here / "plans/b.pdf")
    (here / "alias").symlink_to("plans")
    put(here / "list.txt", b"plans/b.pdf\nplans/2017\nalias/b.pdf\n")
    expected = ["plans/2017/a.pdf", "plans/b.pdf"]
    given = ["plans", "plans/**/*.pdf", "plans/2017", here / "plans/b.pdf"]
    assert all(names(*order) == expected for order in itertools.permutations(given))
    assert names("plans", lists=["list.txt"]) == expected
    assert names("plans", "plans/", here / "plans") == ["2017/a.pdf", "b.pdf"], "one input, named three times"
    assert names("plans/b.pdf", "alias/b.pdf") == ["b.pdf"]
    assert names("alias", "plans") == names("plans", "alias")


def test_a_link_that_leads_out_of_one_input_and_is_named_by_another_is_read(here):
    put(here / "outside/x.pdf")
    put(here / "in/a.pdf")
    (here / "in/l.pdf").symlink_to(here / "outside/x.pdf")
    for given in (["in", "in/l.pdf"], ["in/l.pdf", "in"]):
        assert found(*given) == {"in/a.pdf": b"a.pdf", "l.pdf": b"x.pdf"}
    assert found("in", "outside") == {"in/a.pdf": b"a.pdf", "in/l.pdf": "unsupported_format", "outside/x.pdf": b"x.pdf"}


@pytest.mark.parametrize("missing", ["gone", "gone/*.pdf", "in/*.docx", "", "nul\0.pdf", "dead.pdf", "in/a.pdf/b"])
def test_missing_inputs_are_usage_errors_that_name_them(here, missing):
    put(here / "in/a.pdf")
    (here / "dead.pdf").symlink_to("nothing")
    with pytest.raises(UsageError) as caught:
        find_entries(["in", missing])
    assert missing in caught.value.where and caught.value.exit_code == 2


def test_no_input_at_all_is_a_usage_error():
    with pytest.raises(UsageError):
        find_entries([])


def test_more_bytes_than_allowed_are_not_read(here):
    put(here / "in/a.pdf", b"x" * 100)
    (entry,) = find_entries(["in"])
    assert entry.read(100) == b"x" * 100
    with pytest.raises(PageLimit, match="more than 99 bytes"):
        entry.read(99)


# --- globs


def test_glob_gives_what_a_shell_would(here):
    for name in ("plans/a.pdf", "plans/b.txt", "plans/2017/a.pdf", "plans/2018/深/c.pdf", "plans/.x/d.pdf"):
        put(here / name)
    assert names("plans/*.pdf") == ["a.pdf"]
    assert names("plans/**/*.pdf") == ["2017/a.pdf", "c.pdf", "plans/a.pdf"]
    assert names("plans/201?/*.pdf") == ["a.pdf"]
    assert names("plans/[!a]*") == ["2017/a.pdf", "2018/深/c.pdf", "b.txt"]
    assert names("plans/*/*/c.pdf") == ["c.pdf"]
    assert names("plans/.*") == ["d.pdf"], "a dot is matched by a dot; one folder alone"
    assert names("plans/**/深") == ["c.pdf"]
    assert names("plans/**") == names("plans")
    assert names(here / "*/2017/*") == ["a.pdf"]


def test_file_with_the_signs_of_a_glob_in_its_name_is_itself(here):
    put(here / "in/[2017]141号*.pdf")
    put(here / "in/2.pdf")
    assert names("in/[2017]141号*.pdf") == ["[2017]141号*.pdf"]


def test_glob_does_not_follow_links_out_or_in_circles(here):
    put(here / "outside/deep/x.pdf")
    put(here / "in/a/a.pdf")
    for name in "123456":
        (here / "in/a" / name).symlink_to("..")  # six of them would be walked for ever
    (here / "in/out").symlink_to(here / "outside/deep")
    (here / "in/l.pdf").symlink_to(here / "outside/deep/x.pdf")
    assert found("in/**/*.pdf") == {"a.pdf": b"a.pdf", "l.pdf": "unsupported_format"}
    assert found("in/*/*.pdf") == {"a.pdf": b"a.pdf", "x.pdf": "unsupported_format"}


def test_glob_names_a_folder_named_like_a_document(here):
    put(here / "in/2017.pdf/inside.pdf")
    assert found("in/*.pdf") == found("in/**/*.pdf") == {"2017.pdf": "unsupported_format"}


# --- lists


def test_lists_name_inputs_relative_to_their_folder(here):
    for name in ("data/plans/a.pdf", "data/b.pdf", "data/c1.pdf", "absolute.pdf"):
        put(here / name)
    text = f"\ufeff# 计划\n\nplans\r\n  b.pdf \n#c.pdf\nc?.pdf\n{here}/absolute.pdf"
    put(here / "data/list.txt", text.encode())
    assert names(lists=["data/list.txt"]) == ["absolute.pdf", "b.pdf", "c1.pdf", "plans/a.pdf"]
    put(here / "data/one.txt", b"plans\n")
    assert names(lists=["data/one.txt"]) == ["plans/a.pdf"], "with the name of the folder, as others may join it"


def test_list_in_a_folder_with_the_signs_of_a_glob(here):
    put(here / "[x]/a1.pdf")
    put(here / "[x]/list.txt", b"a?.pdf\n")
    assert names(lists=["[x]/list.txt"]) == ["a1.pdf"]


def test_what_is_missing_in_a_list_is_an_entry(here):
    put(here / "a.pdf")
    put(here / "list.txt", b"a.pdf\ngone/b.pdf\n../up/c.pdf\ngone/b.pdf\n")
    assert found(lists=["list.txt"]) == {"a.pdf": b"a.pdf", "b.pdf": "unreadable", "c.pdf": "unreadable"}
    problem = find_entries([], lists=["list.txt"])[1].problem
    assert isinstance(problem, UnreadableFile) and problem.message == "there is no such file"


def test_missing_and_existing_of_one_name_are_told_apart(here):
    put(here / "x/a.pdf")
    put(here / "list.txt", b"x/a.pdf\ny/a.pdf\n")
    assert found(lists=["list.txt"]) == {"x/a.pdf": b"a.pdf", "y/a.pdf": "unreadable"}


@pytest.mark.parametrize(
    ("data", "where"),
    [
        (b"a.pdf\n\nb*.docx\n", "list.txt, line 3"),
        ("a.pdf\n苏州.pdf\n".encode("gbk"), "list.txt, line 2"),
        (b"file://server/a.pdf", "list.txt, line 1"),
    ],
)
def test_faults_of_a_list_are_named_by_their_line(here, data, where):
    put(here / "a.pdf")
    put(here / "list.txt", data)
    with pytest.raises(UsageError) as caught:
        find_entries(["a.pdf"], lists=["list.txt"])
    assert caught.value.where == where


def test_list_that_cannot_be_read_is_a_usage_error(here):
    (here / "folder").mkdir()
    bad = ["gone.txt", "folder", "nul\0"]
    if hasattr(os, "mkfifo"):
        os.mkfifo("pipe")
        bad.append("pipe")
    for path in bad:
        with pytest.raises(UsageError) as caught:
            find_entries([], lists=[path])
        assert path in caught.value.where


# --- archives


MEMBERS = [("b/乙.pdf", b"two"), ("a.pdf", b"one"), ("b/c/d.txt", b"")]


def of_kind(folder: Path, ending: str) -> Path:
    path = folder / f"plans{ending}"
    if ending == ".zip":
        return zipped(path, [("b/", b""), *MEMBERS], compression=zipfile.ZIP_DEFLATED)
    directory = tarfile.TarInfo("b")
    directory.type = tarfile.DIRTYPE
    packed = {"gz": "gz", "tgz": "gz", "bz2": "bz2", "xz": "xz"}.get(ending.rpartition(".")[2], "")
    return tarred(path, [(directory, b""), *MEMBERS], f"w:{packed}")


@pytest.mark.parametrize("ending", archives.ENDINGS)
def test_members_of_an_archive_are_entries(here, ending):
    path = of_kind(here, ending)
    expected = {"a.pdf": b"one", "b/c/d.txt": b"", "b/乙.pdf": b"two"}
    assert found(path) == expected
    put(here / "x.pdf")
    assert found(path.name, "x.pdf") == {f"plans{ending}/{name}": data for name, data in expected.items()} | {
        "x.pdf": b"x.pdf"
    }
    assert [entry.size for entry in find_entries([path])] == [3, 0, 3]
    for entry in find_entries([path]):
        archives.close_archives()
        assert entry.read() == expected[entry.name], "also if it has to be opened anew for every member"
    assert found(path.rename(path.with_name(path.name.upper()))) == expected


def test_an_entry_goes_to_another_process(here):
    entries = find_entries([of_kind(here, ".tar.gz"), of_kind(here, ".zip"), put(here / "x.pdf")])
    sent = pickle.loads(pickle.dumps(entries))
    assert [entry.read() for entry in sent] == [entry.read() for entry in entries]


def test_archive_in_a_folder_or_an_archive_is_one_entry(here):
    inner = of_kind(here / "in", ".zip")
    zipped(here / "outer.zip", [("inner.zip", inner.read_bytes())])
    assert found("in") == {"plans.zip": inner.read_bytes()}
    assert found("outer.zip") == {"inner.zip": inner.read_bytes()}
    assert (
        names("in", "in/plans.zip")
        == names("in/plans.zip", "in")
        == [f"plans.zip/{name}" for name in ("a.pdf", "b/c/d.txt", "b/乙.pdf")]
    ), "named itself, it is read and not also a file of the folder"


def test_archives_of_one_name_are_told_apart(here):
    zipped(here / "x/plans.zip", [("a.pdf", b"x")])
    zipped(here / "y/plans.zip", [("a.pdf", b"y")])
    (here / "link").symlink_to("x/plans.zip")
    assert found("y/plans.zip", "x/plans.zip") == {"x/plans.zip/a.pdf": b"x", "y/plans.zip/a.pdf": b"y"}
    assert found("link") == {"a.pdf": b"x"}, "the file tells that it is an archive, if the link does not"


HOSTILE = {
    "/etc/passwd": "_/etc/passwd",
    "../../up.pdf": "_/_/up.pdf",
    "a/../b.pdf": "a/_/b.pdf",
    "C:/x.pdf": "C_/x.pdf",
    "C:x.pdf": "C_x.pdf",
    "a\\b.pdf": "a/b.pdf",
    "\\\\host\\x.pdf": "_/host/x.pdf",
    "//x": "_/x",
    "..": "_",
}


@pytest.mark.parametrize("ending", [".zip", ".tar"])
def test_hostile_names_are_refused_and_made_harmless(here, ending):
    make = zipped if ending == ".zip" else tarred
    path = make(here / f"x{ending}", [(name, b"x") for name in HOSTILE] + [("./a//ok.pdf", b"ok")])
    assert found(path) == dict.fromkeys(HOSTILE.values(), "unsupported_format") | {"a/ok.pdf": b"ok"}
    assert all(name.startswith(f"x{ending}/") for name in names(path, put(here / "b.pdf")) if name != "b.pdf")


def test_harmless_names_that_meet_honest_ones_are_numbered(here):
    path = zipped(here / "x.zip", [("a\\b.pdf", b"bad"), ("a/b.pdf", b"good")])
    assert sorted(map(str, found(path).values())) == ["b'good'", "unsupported_format"]


@pytest.mark.parametrize("ending", [".zip", ".tar.gz"])
def test_members_of_one_name_are_all_kept(here, ending):
    members = [("a.pdf", str(number).encode()) for number in range(12)] + [("a (2).pdf", b"x")]
    if ending == ".zip":
        with pytest.warns(UserWarning, match="Duplicate"):
            path = zipped(here / "x.zip", members)
    else:
        path = tarred(here / "x.tar.gz", members, "w:gz")
    got = found(path)
    assert got["a.pdf"] == b"0" and got["a (2).pdf"] == b"x" and got["a (3).pdf"] == b"1"
    assert got["a (13).pdf"] == b"11" and len(got) == 13


def test_links_and_devices_in_a_tar_are_named(here):
    members = []
    for name, kind in {
        "link.pdf": tarfile.SYMTYPE,
        "hard.pdf": tarfile.LNKTYPE,
        "pipe.pdf": tarfile.FIFOTYPE,
        "device.pdf": tarfile.CHRTYPE,
        "block.pdf": tarfile.BLKTYPE,
    }.items():
        info = tarfile.TarInfo(name)
        info.type, info.linkname = kind, "/etc/passwd"
        members.append((info, b""))
    got = found(tarred(here / "x.tar", [("a.pdf", b"a"), *members]))
    assert got.pop("a.pdf") == b"a"
    assert list(got.values()) == ["unsupported_format"] * 5


def test_links_in_a_zip_are_named(here):
    link, pipe = zipfile.ZipInfo("link.pdf"), zipfile.ZipInfo("pipe.pdf")
    link.external_attr, pipe.external_attr = (stat.S_IFLNK | 0o777) << 16, (stat.S_IFIFO | 0o644) << 16
    folder = zipfile.ZipInfo("folder/")
    path = zipped(here / "x.zip", [(link, b"/etc/passwd"), (pipe, b""), (folder, b"")])
    assert found(path) == {"link.pdf": "unsupported_format", "pipe.pdf": "unsupported_format"}


def test_encrypted_members_are_named(here):
    data = bytearray(zipped(here / "x.zip", [("a.pdf", b"secret"), ("b.pdf", b"open")]).read_bytes())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + offset] |= 1
    put(here / "x.zip", bytes(data))
    assert found("x.zip") == {"a.pdf": "encrypted", "b.pdf": b"open"}
    assert isinstance(find_entries(["x.zip"])[0].problem, EncryptedFile)


def raw_zip(path: Path, name: bytes, data: bytes = b"x") -> Path:
    """Write a zip whose one name has these bytes, and not the flag of UTF-8."""
    zipped(path, [("~" * len(name), data)])
    return put(path, path.read_bytes().replace(b"~" * len(name), name))


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("苏州市/工作要点（2017）.pdf".encode("gbk"), "苏州市/工作要点（2017）.pdf"),
        ("小.pdf".encode("gbk"), "小.pdf"),  # its bytes are also a Cyrillic letter in UTF-8
        ("朱镕基.pdf".encode("gb18030"), "朱镕基.pdf"),
        ("园区\u5c7b.pdf".encode("gbk"), "园区\u5c7b.pdf"),
        ("苏州.pdf".encode(), "苏州.pdf"),  # a Mac writes UTF-8 without the flag
        ("résumé.pdf".encode("cp437"), "résumé.pdf"),
        ("Übersicht.pdf".encode("cp437"), "Übersicht.pdf"),
        (b"plain.pdf", "plain.pdf"),
    ],
)
def test_names_in_chinese_windows_zips_are_read(here, raw, name):
    assert names(raw_zip(here / "x.zip", raw)) == [name]


def test_second_byte_of_a_chinese_character_is_no_backslash(here):
    raw = "苏州市刓.pdf".encode("gbk")
    many = b"".join(bytes((lead, 0x5C)) for lead in range(0xB0, 0xB2))
    assert b"\\" in many
    name = (raw[:6] + many + b".pdf").decode("gbk")
    assert list(found(raw_zip(here / "x.zip", raw[:6] + many + b".pdf"))) == [name]


def test_gbk_names_in_a_tar_are_read_and_others_escaped(here):
    info = [tarfile.TarInfo("苏州"), tarfile.TarInfo("x\udcff")]
    with tarfile.open(here / "x.tar", "w", format=tarfile.GNU_FORMAT, encoding="gbk", errors="surrogateescape") as file:
        for each in info:
            file.addfile(each)
    assert names("x.tar") == ["x\\xff", "苏州"]


@pytest.mark.parametrize("ending", archives.ENDINGS)
def test_damaged_archives_are_one_unreadable_entry(here, ending):
    path = of_kind(here, ending)
    whole = path.read_bytes()
    for data in (b"", b"no archive at all", whole[: len(whole) // 2] if ending != ".tar" else whole[:700], whole[:1]):
        put(path, data)
        got = found(path)
        assert got in ({path.name: "unreadable"}, {}) and (got or not data), data[:20]


def test_empty_file_with_the_name_of_an_archive_is_unreadable(here):
    for ending in archives.ENDINGS:
        assert found(put(here / f"x{ending}", b"")) == {f"x{ending}": "unreadable"}


def test_damaged_header_in_the_middle_of_a_tar_is_not_its_end(here):
    path = tarred(here / "x.tar", [("a.pdf", b"a"), ("b.pdf", b"b")])
    data = bytearray(path.read_bytes())
    data[1024] ^= 0xFF
    put(path, bytes(data))
    assert found(path) == {"x.tar": "unreadable"}


def test_damaged_member_is_unreadable_and_the_others_are_read(here):
    path = zipped(here / "x.zip", [("a.pdf", b"first-first"), ("b.pdf", b"second")])
    put(path, path.read_bytes().replace(b"first-first", b"first-worst"))
    assert found(path) == {"a.pdf": "unreadable", "b.pdf": b"second"}


def test_unknown_compression_is_an_unsupported_format(here):
    data = bytearray(zipped(here / "x.zip", [("a.pdf", b"x")]).read_bytes())
    for signature, offset in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        data[data.index(signature) + offset] = 9  # Deflate64, as Windows writes it
    assert found(put(here / "x.zip", bytes(data))) == {"a.pdf": "unsupported_format"}


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_members_are_read_up_to_a_limit(here, method):
    path = zipped(here / "x.zip", [("bomb.pdf", b"\0" * 3_000_000)], compression=method)
    (entry,) = find_entries([path])
    assert len(entry.read(3_000_000)) == 3_000_000
    with pytest.raises(PageLimit):
        entry.read(2_999_999)


def test_declared_sizes_are_not_believed(here):
    path = zipped(here / "x.zip", [("bomb.pdf", b"\0" * 3_000_000)], compression=zipfile.ZIP_DEFLATED)
    data = bytearray(path.read_bytes())
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = data.index(signature) + offset
        data[place : place + 4] = (10).to_bytes(4, "little")
    (entry,) = find_entries([put(path, bytes(data))])
    assert entry.size == 10
    with pytest.raises(InputError):
        entry.read(1000)


@pytest.mark.parametrize("ending", [".tar", ".tar.gz", ".tar.bz2", ".tar.xz"])
def test_members_of_a_tar_are_read_up_to_a_limit(here, ending):
    packed = {".tar": ""}.get(ending, ending.rpartition(".")[2])
    (entry,) = find_entries([tarred(here / f"x{ending}", [("a.pdf", b"\0" * 3_000_000)], f"w:{packed}")])
    with pytest.raises(PageLimit):
        entry.read(2_999_999)


@pytest.mark.parametrize("ending", [".zip", ".tar", ".tar.gz"])
def test_too_many_members_are_not_listed(here, ending, monkeypatch):
    monkeypatch.setattr(archives, "MOST_MEMBERS", 2)
    path = of_kind(here, ending)
    assert found(path) == {path.name: "page_limit"}


def test_compressed_tar_is_unpacked_up_to_a_limit(here, monkeypatch):
    monkeypatch.setattr(archives, "MOST_UNPACKED", 2_000_000)
    path = tarred(here / "x.tar.gz", [("a.pdf", b"\0" * 3_000_000)], "w:gz")
    assert found(path) == {"x.tar.gz": "page_limit"}


def test_header_that_asks_for_gigabytes_gets_none(here):
    """A pax header of two gigabytes would be read in one piece."""
    info = tarfile.TarInfo("pax")
    info.type, info.size = tarfile.XHDTYPE, 2**31
    header = info.tobuf(tarfile.GNU_FORMAT)
    for pack, ending in (
        (bytes, ".tar"),
        (gzip.compress, ".tar.gz"),
        (bz2.compress, ".tar.bz2"),
        (lzma.compress, ".tar.xz"),
    ):
        path = put(here / f"x{ending}", pack(header + b"\0" * 4_000_000))
        assert found(path) == {path.name: "page_limit"}


def test_long_row_of_headers_is_damage_and_no_fault_of_ours(here):
    info = tarfile.TarInfo("pax")
    info.type, info.size = tarfile.XHDTYPE, 0
    path = put(here / "x.tar", info.tobuf(tarfile.GNU_FORMAT) * 5000)
    assert list(found(path).values()) in (["unreadable"], ["page_limit"])


def test_compressed_tar_is_unpacked_once(here, monkeypatch):
    path = tarred(here / "x.tar.gz", [(f"{number:03}.pdf", b"x") for number in range(200, 0, -1)], "w:gz")
    times = []
    unpack = archives._plain
    monkeypatch.setattr(archives, "_plain", lambda file: times.append(1) or unpack(file))
    assert len(names(path)) == 200
    assert len(times) == 1


def test_only_a_few_archives_are_open_at_once(here):
    for number in range(20):
        zipped(here / f"x/{number:02}.zip", [("a.pdf", str(number).encode())])
    assert found("x/*.zip") == {f"{number:02}.zip/a.pdf": str(number).encode() for number in range(20)}
    assert len(archives._OPEN) <= archives.KEPT_OPEN


def test_archive_that_has_changed_since_is_not_read(here):
    path = zipped(here / "x.zip", [("a.pdf", b"a"), ("b.pdf", b"b")])
    (entry, _) = find_entries([path])
    archives.close_archives()
    zipped(path, [("other.pdf", b"something else")])
    with pytest.raises(UnreadableFile, match="changed"):
        entry.read()


# --- stores


def test_folder_and_file_of_a_store(store, here):
    store.pipe({"/plans/2017/a.pdf": b"a", "/plans/b.pdf": b"bb", "/other/c.pdf": b"c"})
    assert found("memory://plans") == found("memory://plans/") == {"2017/a.pdf": b"a", "b.pdf": b"bb"}
    assert found("memory://plans/b.pdf") == {"b.pdf": b"bb"}
    assert [entry.size for entry in find_entries(["memory://plans"])] == [1, 2]
    put(here / "x.pdf")
    assert names("memory://plans", "x.pdf", "memory://other/c.pdf") == [
        "c.pdf", "plans/2017/a.pdf", "plans/b.pdf", "x.pdf",
    ]  # fmt: skip
    assert names("memory://plans", "memory://plans/2017/*.pdf", "memory://plans/b.pdf") == [
        "plans/2017/a.pdf", "plans/b.pdf",
    ]  # fmt: skip


def test_store_and_disk_of_one_name_are_told_apart(store, here):
    store.pipe({"/plans/a.pdf": b"store"})
    put(here / "plans/a.pdf", b"disk")
    expected = {"memory/plans/a.pdf": b"store", f"{here.name}/plans/a.pdf": b"disk"}
    assert found("plans", "memory://plans") == found("memory://plans", "plans") == expected


def test_glob_in_a_store(store):
    store.pipe({"/plans/2017/a.pdf": b"1", "/plans/2018/a.pdf": b"2", "/plans/b.txt": b"3", "/[x]/c.pdf": b"4"})
    assert found("memory://plans/**/*.pdf") == {"2017/a.pdf": b"1", "2018/a.pdf": b"2"}
    assert found("memory://plans/201?") == {"2017/a.pdf": b"1", "2018/a.pdf": b"2"}
    assert found("memory://[x]/c.pdf") == {"c.pdf": b"4"}


def test_keys_of_a_store_become_harmless_names(store):
    store.store.clear()
    store.pipe({"/p/a//b.pdf": b"1"})
    file = store.store["/p/a//b.pdf"]
    store.store["/p/../up.pdf"] = file
    store.store["/p/x\ud800.pdf"] = file
    assert names("memory://p") == ["_/up.pdf", "a/b.pdf", "x\\ud800.pdf"]


def test_archive_in_a_store(store, here):
    store.pipe({f"/in/plans{ending}": of_kind(here, ending).read_bytes() for ending in (".zip", ".tar.gz")})
    for ending in (".zip", ".tar.gz"):
        assert found(f"memory://in/plans{ending}") == {"a.pdf": b"one", "b/c/d.txt": b"", "b/乙.pdf": b"two"}
    assert names("memory://in") == ["plans.tar.gz", "plans.zip"]


def test_reading_from_a_store_is_bounded_and_its_faults_are_named(store, monkeypatch):
    store.pipe({"/plans/a.pdf": b"x" * 100, "/plans/b.pdf": b"b"})
    a, b = find_entries(["memory://plans"])
    with pytest.raises(PageLimit):
        a.read(99)
    store.rm("/plans/b.pdf")
    with pytest.raises(UnreadableFile, match="gone"):
        b.read()

    def refuse(*_, **__):
        raise RuntimeError("https://user:geheim@host/?token=geheim")

    monkeypatch.setattr(type(store), "open", refuse)
    with pytest.raises(UnreadableFile) as caught:
        a.read()
    assert "geheim" not in str(caught.value) and caught.value.__cause__ is None and caught.value.__suppress_context__


def test_larger_file_than_the_store_says_is_not_read_whole(store):
    store.pipe({"/plans/a.pdf": b"x" * 100})
    (entry,) = find_entries(["memory://plans"])
    store.pipe({"/plans/a.pdf": b"x" * 5000})
    with pytest.raises(PageLimit):
        entry.read(1000)


@pytest.mark.parametrize(
    "url",
    [
        "memory://gone",
        "memory://plans/*.docx",
        "nosuchstore://x/a.pdf",
        "memory://x::memory://y",
        "file://server/x.pdf",
    ],
)
def test_what_is_missing_in_a_store_is_a_usage_error(store, url):
    store.pipe({"/plans/a.pdf": b"x"})
    with pytest.raises(UsageError) as caught:
        find_entries([url])
    assert caught.value.where == url


def test_missing_url_in_a_list_is_an_entry(store, here):
    store.pipe({"/plans/a.pdf": b"a"})
    put(here / "list.txt", b"memory://plans/a.pdf\nmemory://plans/gone.pdf\n")
    assert found(lists=["list.txt"]) == {"a.pdf": b"a", "gone.pdf": "unreadable"}


def test_url_of_a_file_is_a_path(here):
    put(here / "plans/苏 州.pdf")
    put(here / "plans/b.pdf")
    assert names(f"file://{here}/plans") == ["b.pdf", "苏 州.pdf"]
    assert names(f"file://localhost{here}/plans/%E8%8B%8F%20%E5%B7%9E.pdf", "plans/b.pdf") == ["b.pdf", "苏 州.pdf"]
    assert names((here / "plans").as_uri(), "plans") == ["b.pdf", "苏 州.pdf"]
    assert names(f"file://{here}/plans/*.pdf") == ["b.pdf", "苏 州.pdf"]
    with pytest.raises(UsageError, match=r"gone"):
        find_entries([f"file://{here}/gone"])


def test_errors_while_listing_tell_nothing_secret(store, monkeypatch):
    def refuse(*_, **__):
        raise OSError("https://user:geheim@host/?token=geheim")

    for method in ("info", "glob"):
        monkeypatch.setattr(type(store), method, refuse)
    for url in ("memory://li:geheim@host/a.pdf?token=geheim", "memory://li:geheim@host/*.pdf"):
        with pytest.raises(UsageError) as caught:
            find_entries([url])
        assert "geheim" not in str(caught.value) and caught.value.__suppress_context__


def test_secrets_stand_in_no_name(store):
    store.pipe({"/li:geheim@host/plans/a.pdf": b"a"})
    entries = find_entries(["memory://li:geheim@host/plans", "memory://li:geheim@host/plans/*.pdf"])
    assert [entry.name for entry in entries] == ["plans/a.pdf"]
    assert "geheim" not in repr(entries)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://li:geheim@host/a.pdf?sig=geheim#geheim", "https://host/a.pdf"),
        ("https://li:ge/heim@host/a.pdf", "https://host/a.pdf"),
        ("https://geheim@host:8080/a@b.pdf", "https://host:8080/a@b.pdf"),
        ("s3://bucket/a@b/c.pdf", "s3://bucket/a@b/c.pdf"),
        ("plans/a?.pdf", "plans/a?.pdf"),
    ],
)
def test_urls_are_shown_without_secrets(url, shown):
    assert without_secrets(url) == shown


def test_without_fsspec_the_advice_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "fsspec", None)
    monkeypatch.setitem(sys.modules, "fsspec.core", None)
    with pytest.raises(UsageError) as caught:
        find_entries(["s3://bucket/plans?token=geheim"])
    assert 'pip install "planparse[cluster]"' in str(caught.value) and "geheim" not in str(caught.value)


def test_missing_package_of_a_store_is_named(monkeypatch):
    core = pytest.importorskip("fsspec.core", reason="fsspec is not installed")

    def refuse(url):
        raise ImportError("Install s3fs to access S3")

    monkeypatch.setattr(core, "url_to_fs", refuse)
    with pytest.raises(UsageError, match="Install s3fs to access S3"):
        find_entries(["s3://bucket/plans"])


def test_local_inputs_do_not_import_fsspec(here):
    import subprocess

    put(here / "in/a.pdf")
    code = (
        "import sys; from planparse.batch.inputs import find_entries; "
        "find_entries(['in']); print('fsspec' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=here)
    assert done.stdout.strip() == "False"
