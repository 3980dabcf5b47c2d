"""What a caged process cannot do, and what it still can; each cage is in a process of its own."""

from __future__ import annotations

import errno
import json
import os
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from planparse.batch import landlock, sandbox, seccomp
from planparse.errors import UsageError

HERE = sandbox.cage_available()
LANDLOCK = pytest.mark.skipif(not HERE.landlock, reason=HERE.note)
SECCOMP = pytest.mark.skipif(not HERE.seccomp, reason=HERE.note)
WHOLE = pytest.mark.skipif(not HERE.complete, reason=HERE.note)
ROOT = pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can become somebody else")

BEGIN = """
import errno, json, os, sys
from pathlib import Path
from planparse.batch import landlock, sandbox, seccomp
from planparse.batch.sandbox import enter_cage

def refused(deed):
    # the error's name, or "" if the deed was done
    try:
        deed()
    except OSError as problem:
        return errno.errorcode[problem.errno]
    return ""

def tell(**what):
    print(json.dumps(what, ensure_ascii=False))
"""
BECOME_NOBODY = "os.setgroups([]); os.setgid(65534); os.setuid(65534)\n"


def run(code: str, *arguments: object, user: str = "") -> dict:
    """Run code in a fresh interpreter, and give what it tells at the end."""
    done = subprocess.run(
        [sys.executable, "-c", BEGIN + user + code, *map(str, arguments)],
        capture_output=True, text=True, encoding="utf-8", timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


# What goes on working.

PARSE = """
import planparse
from planparse.model.codec import plan_to_json
if sys.argv[1] == "inside":
    assert enter_cage("require", readable=[Path(path).parent for path in sys.argv[2:]]).complete
tell(plans=[plan_to_json(planparse.parse(path)) for path in sys.argv[2:]])
"""


@WHOLE
def test_plans_of_every_format_are_read_as_outside_though_readers_are_imported_inside(corpus):
    sources = [
        corpus / "lanjiang-2023-17" / "source.pdf",
        corpus / "ailing-2024-22" / "source.docx",
        corpus / "weizhou-2023-26" / "source.html",
        corpus / "shuchuan-2021-9" / "source.txt",
    ]
    inside = run(PARSE, "inside", *sources)["plans"]
    assert inside == run(PARSE, "outside", *sources)["plans"]
    assert "牵头" in inside[0]


@WHOLE
def test_second_engine_and_language_tools_are_imported_inside(corpus):
    source = corpus / "lanjiang-2023-17" / "source.pdf"
    told = run(
        """
cage = enter_cage("require", readable=[Path(sys.argv[1])])
import duckdb, numpy, pandas, pikepdf, planparse, scipy.sparse, spacy
plan = planparse.parse(sys.argv[1], reader="pdfplumber")
document = planparse.load_nlp()("由市财政局牵头，市审计局配合。")
tell(tasks=len(plan.tasks), words=[token.text for token in document])
""",
        source,
    )
    assert told["tasks"] > 0 and "市财政局" in told["words"]


@WHOLE
def test_threads_begin_and_locks_hold():
    told = run("""
enter_cage("require")
import queue, threading
from concurrent.futures import ThreadPoolExecutor
with ThreadPoolExecutor(8) as pool:
    tell(sum=sum(pool.map(lambda number: number * 2, range(100))), threads=threading.active_count())
""")
    assert told == {"sum": 9900, "threads": 9}


WORKER = """
import os
from planparse.batch.sandbox import enter_cage

def work(bytes_in, answers, lock):
    cage = enter_cage("require")
    with lock:
        while data := bytes_in.recv_bytes():
            try:
                os.mkdir("made by a worker")
            except OSError as problem:
                answers.put((cage.complete, len(data), problem.strerror))
    answers.put(None)

if __name__ == "__main__":
    import multiprocessing, sys
    context = multiprocessing.get_context(sys.argv[1])
    ours, theirs = context.Pipe()
    answers, lock = context.Queue(), context.Lock()
    process = context.Process(target=work, args=(theirs, answers, lock), daemon=True)
    process.start()
    for size in (10, 1_000_000):
        ours.send_bytes(b"x" * size)
    ours.send_bytes(b"")
    told = list(iter(lambda: answers.get(timeout=20), None))
    process.join(20)
    print(told, process.exitcode)
"""


@WHOLE
@pytest.mark.parametrize("start", ["spawn", "forkserver"])
def test_worker_process_answers_through_its_pipes(tmp_path, start):
    (tmp_path / "worker.py").write_text(WORKER, "utf-8")
    done = subprocess.run(
        [sys.executable, "worker.py", start], cwd=tmp_path, capture_output=True, text=True, timeout=120
    )
    answers = [(True, size, os.strerror(errno.EPERM)) for size in (10, 1_000_000)]
    assert done.stdout.strip() == f"{answers} 0", done.stderr


POOL = """
import os
from planparse.batch.sandbox import enter_cage

def begin():
    enter_cage("require")

def work(number):
    if number == 3:
        os.abort()
    try:
        os.fork()
    except OSError:
        return number, os.getpid()

if __name__ == "__main__":
    import multiprocessing
    from pebble import ProcessExpired, ProcessPool
    context = multiprocessing.get_context("forkserver")
    with ProcessPool(2, max_tasks=5, initializer=begin, context=context) as pool:
        futures = [pool.schedule(work, args=[number]) for number in range(30)]
        told = []
        for future in futures:
            try:
                told.append(future.result()[0])
            except ProcessExpired as end:
                told.append(end.exitcode)
    print(told)
"""


@WHOLE
def test_pool_of_caged_workers_outlives_one_that_aborts(tmp_path):
    (tmp_path / "pool.py").write_text(POOL, "utf-8")
    done = subprocess.run([sys.executable, "pool.py"], cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert done.stdout.strip() == str([-6 if number == 3 else number for number in range(30)]), done.stderr


@SECCOMP
@pytest.mark.parametrize("deed", ["os.abort()", "os.kill(os.getpid(), 6)", "signal.raise_signal(6)"])
def test_process_may_end_itself(deed):
    code = f"{BEGIN}\nimport signal\nenter_cage('auto')\n{deed}"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True).returncode == -6


# What is refused.


@LANDLOCK
@pytest.mark.parametrize("user", ["", pytest.param(BECOME_NOBODY, marks=ROOT)], ids=["self", "nobody"])
def test_files_outside_are_not_read(tmp_path, user):
    secret, allowed = tmp_path / "secret.txt", tmp_path / "in" / "plan.txt"
    allowed.parent.mkdir()
    for path in (secret, allowed):
        path.write_text("市审计局牵头", "utf-8")
    tmp_path.chmod(0o755)
    readable = "" if user else ", readable=[Path(sys.argv[2]).parent]"
    told = run(
        f"""
home = Path.home()
cage = enter_cage("auto"{readable})
tell(
    cage=cage.landlock,
    secret=refused(lambda: open(sys.argv[1])),
    indirect=refused(lambda: open(f"/proc/self/cwd/{{os.path.relpath(sys.argv[1])}}")),
    password=refused(lambda: open("/etc/passwd")),
    others=refused(lambda: open("/proc/1/cmdline")),
    home=refused(lambda: os.listdir(home)),
    folder=refused(lambda: os.listdir(Path(sys.argv[2]).parent.parent)),
    working=refused(lambda: os.listdir(".")),
    status="VmRSS" in open("/proc/self/status").read(),
    nothing=open("/dev/null").read(),
    allowed=refused(lambda: open(sys.argv[2])),
)
""",
        secret,
        allowed,
        user=user,
    )
    assert told == {
        "cage": HERE.landlock, "secret": "EACCES", "indirect": "EACCES", "password": "EACCES", "others": "EACCES",
        "home": "EACCES", "folder": "EACCES", "working": "EACCES", "status": True, "nothing": "",
        "allowed": "EACCES" if user else "",
    }  # fmt: skip


WRITING = {
    "open for writing": "open(path, 'w')",
    "open for appending": "open(path, 'a')",
    "open for both": "open(path, 'r+')",
    "make a file": "os.open(new, os.O_CREAT | os.O_RDONLY)",
    "make a file without name": "os.open(path.parent, os.O_TMPFILE | os.O_RDWR)",
    "truncate": "os.truncate(path, 0)",
    "truncate by opening": "os.open(path, os.O_RDONLY | os.O_TRUNC)",
    "rename": "os.rename(path, new)",
    "replace": "os.replace(path, new)",
    "remove": "os.remove(path)",
    "make a folder": "os.mkdir(new)",
    "remove a folder": "os.rmdir(path.parent / 'empty')",
    "symbolic link": "os.symlink(path, new)",
    "hard link": "os.link(path, new)",
    "pipe with a name": "os.mkfifo(new)",
    "rights": "os.chmod(path, 0o777)",
    "rights of an open file": "os.chmod(opened, 0o777)",
    "owner": "os.chown(path, 0, 0)",
    "time": "os.utime(path)",
    "attribute": "os.setxattr(path, 'user.planparse', b'x')",
    "a device": "open('/dev/null', 'w')",
    "shared memory": "open('/dev/shm/planparse', 'w')",
    "own memory": "open('/proc/self/mem', 'r+b')",
}


@SECCOMP
def test_nothing_is_written_made_renamed_or_removed_by_path(tmp_path):
    path = tmp_path / "plan.txt"
    path.write_text("市审计局牵头", "utf-8")
    (tmp_path / "empty").mkdir()
    before = path.stat()
    deeds = ", ".join(f"{name!r}: lambda: {deed}" for name, deed in WRITING.items())
    told = run(
        f"""
path = Path(sys.argv[1])
new = path.parent / "new.txt"
opened = os.open(path, os.O_RDONLY)
pipe = os.pipe()
enter_cage("auto", readable=[path.parent])
deeds = {{{deeds}}}
written = os.write(pipe[1], b"open already")
tell(written=written, **{{name: refused(deed) for name, deed in deeds.items()}})
""",
        path,
    )
    assert told == {"written": 12, **dict.fromkeys(WRITING, "EPERM")}
    after = path.stat()
    assert (after.st_mode, after.st_mtime_ns, after.st_size) == (before.st_mode, before.st_mtime_ns, before.st_size)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["empty", "plan.txt"]


@LANDLOCK
def test_landlock_alone_refuses_writing_and_programs_too(tmp_path):
    path = tmp_path / "plan.txt"
    path.write_text("市审计局牵头", "utf-8")
    told = run(
        """
import subprocess
seccomp.available = lambda: False
path = Path(sys.argv[1])
cage = enter_cage("auto", readable=[path.parent])
tell(
    seccomp=cage.seccomp, note=cage.note,
    write=refused(lambda: open(path, "w")), remove=refused(lambda: os.remove(path)),
    rename=refused(lambda: os.rename(path, path.parent / "new")), folder=refused(lambda: os.mkdir(path.parent / "new")),
    program=refused(lambda: subprocess.run(["/bin/true"])), read=refused(lambda: open(path)),
)
""",
        path,
    )
    assert not told.pop("seccomp") and "a worker can use the network; it cannot read files of yours" in told.pop("note")
    assert told == {**dict.fromkeys(["write", "remove", "rename", "folder", "program"], "EACCES"), "read": ""}


REACHING = {
    "internet": "socket.socket(socket.AF_INET)",
    "Unix": "socket.socket(socket.AF_UNIX)",
    "pair": "socket.socketpair()",
    "packets": "socket.socket(socket.AF_PACKET, socket.SOCK_RAW)",
    "open socket": "before.bind(('127.0.0.1', 0))",
    "connection": "before.connect(('127.0.0.1', 9))",
    "datagram": "datagrams.sendto(b'x', ('127.0.0.1', 9))",
    "listening": "before.listen()",
    "program": "subprocess.run(['/bin/true'])",
    "shell": "os.popen('true')",
    "new program": "os.posix_spawn('/bin/true', ['true'], {})",
    "exec": "os.execv('/bin/true', ['true'])",
    "fork": "os.fork()",
    "worker": "multiprocessing.get_context('fork').Process(target=print).start()",
    "signal to the parent": "os.kill(os.getppid(), 0)",
    "signal to all": "os.kill(-1, 0)",
    "signal to the group": "os.killpg(0, 0)",
    "priority": "os.setpriority(os.PRIO_PGRP, 0, 19)",
    "limits of the parent": "resource.prlimit(os.getppid(), resource.RLIMIT_CPU)",
    "root": "os.chroot('/')",
    "ptrace": "call('ptrace', 16, os.getppid(), 0, 0)",
    "memory of others": "call('process_vm_readv', os.getppid(), 0, 0, 0, 0, 0)",
    "handle of the parent": "call('pidfd_open', os.getppid(), 0)",
    "namespaces": "call('unshare', 0x10000000)",
    "mount": "call('mount', 0, 0, 0, 0, 0)",
    "rings": "call('io_uring_setup', 1, 0)",
    "bpf": "call('bpf', 0, 0, 0)",
    "keys": "call('keyctl', 0, 0, 0)",
    "handles of files": "call('open_by_handle_at', 0, 0, 0)",
    "shared segments": "call('shmget', 0, 4096, 0o1600)",
    "typing into the terminal": "fcntl.ioctl(0, 0x5412, b'x')",
    "new thread in a new network": "checked(numbers(seccomp.CLONE), 0x40010F00, 0, 0, 0, 0)",
    "process by clone": "checked(numbers(seccomp.CLONE), 17, 0, 0, 0, 0)",
}


@SECCOMP
@pytest.mark.parametrize("user", ["", pytest.param(BECOME_NOBODY, marks=ROOT)], ids=["self", "nobody"])
def test_network_programs_and_other_processes_are_out_of_reach(user):
    deeds = ", ".join(f"{name!r}: lambda: {deed}" for name, deed in REACHING.items())
    told = run(
        f"""
import fcntl, multiprocessing, multiprocessing.popen_fork, resource, socket, subprocess
column = seccomp.PROCESSORS[seccomp.machine()].column

def numbers(call):
    return call[column]

def checked(number, *arguments):
    result = seccomp.system_call(number, *arguments)
    if result < 0:
        raise OSError(-result, os.strerror(-result))
    if result == 0 and number == numbers(seccomp.CLONE):
        os._exit(1)

def call(name, *arguments):
    names = {{each.split()[0]: each.split()[1:] for line in seccomp.CALLS.splitlines() if line[:1] != "#"
             for each in line.split(",") if each.strip()}}
    checked(int(names[name][column]), *arguments)

before, datagrams = socket.socket(), socket.socket(type=socket.SOCK_DGRAM)
{user}
enter_cage("auto")
deeds = {{{deeds}}}
tell(**{{name: refused(deed) for name, deed in deeds.items()}})
"""
    )
    assert told == dict.fromkeys(REACHING, "EPERM")


@SECCOMP
def test_calls_newer_than_the_list_are_unknown_like_in_an_older_kernel():
    told = run("""
enter_cage("auto")
tell(
    newer=seccomp.system_call(seccomp.NEWEST + 1), x32=seccomp.system_call(0x40000000 + 39),
    clone3=seccomp.system_call(435, None, 0), openat2=seccomp.system_call(437, -100, None, None, 0),
)
""")
    assert told == dict.fromkeys(["newer", "x32", "clone3", "openat2"], -errno.ENOSYS)


@SECCOMP
@pytest.mark.skipif(seccomp.machine() != "x86_64", reason="the calls of 32 bits are those of x86")
def test_calls_of_32_bits_are_refused():
    code = """
import ctypes, mmap
code = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
code.write(bytes([0xB8, 20, 0, 0, 0, 0xCD, 0x80, 0xC3]))  # mov eax, getpid of 32 bits; int 0x80; ret
getpid = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(code)))
if sys.argv[1] == "inside":
    enter_cage("auto")
tell(result=getpid(), pid=os.getpid())
"""
    try:
        outside = run(code, "outside")
    except AssertionError:
        pytest.skip("this kernel has no calls of 32 bits")
    assert outside["result"] == outside["pid"]
    assert run(code, "inside")["result"] == -errno.EPERM


@SECCOMP
def test_threads_that_began_before_are_told_and_have_no_network_either():
    told = run("""
import socket, threading
begin, end = threading.Event(), []

def work():
    begin.wait()
    end.append(refused(socket.socket))

thread = threading.Thread(target=work)
thread.start()
cage = enter_cage("auto")
begin.set()
thread.join()
tell(complete=cage.complete, landlock=cage.landlock, note=cage.note, network=end[0])
""")
    assert told["network"] == "EPERM"
    if 0 < HERE.landlock < landlock.ALL_THREADS_SINCE:
        assert not told["complete"] and told["landlock"] == 0
        assert "does not hold for 1 thread" in told["note"] and "a worker can read files of yours" in told["note"]


# What is asked for, and what is said.


def test_off_does_nothing():
    told = run("""
cage = enter_cage("off")
tell(complete=cage.complete, note=cage.note, read=refused(lambda: os.listdir("/")))
""")
    assert told == {"complete": False, "note": sandbox.OFF, "read": ""}


@WHOLE
def test_cage_is_entered_once_and_never_left(tmp_path):
    told = run(
        """
first = enter_cage("auto")
again = enter_cage("require", readable=[Path(sys.argv[1])])
tell(same=first is again is enter_cage("off"), read=refused(lambda: os.listdir(sys.argv[1])))
""",
        tmp_path,
    )
    assert told == {"same": True, "read": "EACCES"}


@WHOLE
def test_what_is_available_is_what_is_entered():
    told = run("""
before = sandbox.cage_available()
free = refused(lambda: os.listdir("/"))
tell(same=enter_cage("auto") == before, free=free, note=before.note)
""")
    assert told["same"] and told["free"] == ""
    assert told["note"] == (
        f"sandbox of Landlock {HERE.landlock} and seccomp: a worker cannot read files of yours, write or remove files, "
        "run other programs or use the network"
    )


@pytest.fixture
def without(monkeypatch):
    """Take a part of the cage away, as on another machine."""

    def take(part: str) -> None:
        monkeypatch.setattr(sandbox, "_held", None)
        if "landlock" in part:
            monkeypatch.setattr(landlock, "abi", lambda: 0)
        if "seccomp" in part:
            monkeypatch.setattr(seccomp, "available", lambda: False)

    return take


@pytest.mark.skipif(not seccomp.machine(), reason=HERE.note)
@pytest.mark.parametrize(
    ("part", "note"),
    [
        pytest.param(
            "seccomp",
            "no seccomp in this kernel or container: a worker can use the network; it cannot read files",
            marks=LANDLOCK,
        ),
        (
            "landlock, seccomp",
            "no Landlock in this kernel or container; no seccomp in this kernel or container: a worke",
        ),
    ],
)
def test_note_says_what_is_missing(without, part, note):
    without(part)
    assert sandbox.cage_available().note.startswith(note)
    assert not sandbox.cage_available().complete


@SECCOMP
def test_without_landlock_files_can_be_read_but_nothing_else(without):
    without("landlock")
    assert sandbox.cage_available().note == (
        "no Landlock in this kernel or container: a worker can read files of yours; "
        "it cannot write or remove files, run other programs or use the network"
    )


@pytest.mark.parametrize("part", ["landlock", "seccomp"])
def test_require_refuses_half_a_cage_and_locks_nothing(without, part):
    without(part)
    with pytest.raises(UsageError, match="--sandbox=auto") as caught:
        sandbox.enter_cage("require")
    assert caught.value.exit_code == 2 and f"no {part}" in str(caught.value).lower()
    assert list(Path("/").iterdir()) and sandbox._held is None


def test_other_systems_have_none_and_say_so(without, monkeypatch):
    without("landlock, seccomp")
    monkeypatch.setattr(sandbox.sys, "platform", "darwin")
    cage = sandbox.enter_cage("auto")
    assert (cage.landlock, cage.seccomp) == (0, False)
    assert cage.note.startswith("there is no sandbox on this system (darwin), only limits of time and memory: a worker")


def test_working_folder_and_home_are_not_readable_for_being_on_the_import_path(monkeypatch, tmp_path):
    packages = tmp_path / "lib" / "site-packages"
    monkeypatch.setattr(sys, "path", ["", str(Path.home()), str(tmp_path), str(packages)])
    paths = sandbox.own_paths()
    assert packages in paths and sandbox.PACKAGE in paths
    assert not {Path(), Path.cwd(), Path.home(), tmp_path, sandbox.PACKAGE.parent} & set(paths)


# The filter itself, for both processors.


def verdict(steps, number, *arguments, mark):
    """Run a filter as the kernel does."""
    data = struct.pack("<IIQ6Q", number, mark, 0, *arguments, *[0] * (6 - len(arguments)))
    value, place = 0, 0
    while True:
        code, if_true, if_false, k = steps[place]
        place += 1
        match code:
            case seccomp.LOAD:
                (value,) = struct.unpack_from("<I", data, k)
            case seccomp.JUMP:
                place += k
            case seccomp.IF_EQUAL:
                place += if_true if value == k else if_false
            case seccomp.IF_ABOVE:
                place += if_true if value >= k else if_false
            case seccomp.IF_BITS:
                place += if_true if value & k else if_false
            case seccomp.RETURN:
                return {seccomp.ALLOW: "allow", seccomp.REFUSE: "refuse", seccomp.UNKNOWN: "unknown"}[k]


THREAD = 0x3D0F00
"""The flags of glibc for a new thread."""

JUDGED = {
    # name: numbers on x86_64 and aarch64, arguments, verdict
    "read": ((0, 63), (), "allow"),
    "write": ((1, 64), (), "allow"),
    "mmap": ((9, 222), (), "allow"),
    "futex": ((202, 98), (), "allow"),
    "getdents64": ((217, 61), (), "allow"),
    "getrandom": ((278 + 40, 278), (), "allow"),
    "exit_group": ((231, 94), (), "allow"),
    "rt_sigaction": ((13, 134), (), "allow"),
    "setitimer": ((38, 103), (), "allow"),
    "socket": ((41, 198), (), "refuse"),
    "execve": ((59, 221), (), "refuse"),
    "ptrace": ((101, 117), (), "refuse"),
    "unlinkat": ((263, 35), (), "refuse"),
    "lookup_dcookie": ((212, 18), (), "refuse"),
    "file_setattr": ((469, 469), (), "refuse"),
    "openat to read": ((257, 56), (0, 0, os.O_RDONLY | 0o2000000), "allow"),
    "openat to write": ((257, 56), (0, 0, os.O_WRONLY), "refuse"),
    "openat to make": ((257, 56), (0, 0, os.O_CREAT), "refuse"),
    "openat2": ((437, 437), (), "unknown"),
    "clone3": ((435, 435), (), "unknown"),
    "thread": ((56, 220), (THREAD,), "allow"),
    "process": ((56, 220), (17,), "refuse"),
    "vfork": ((56, 220), (0x4111,), "refuse"),
    "thread in a namespace": ((56, 220), (THREAD | 0x40000000,), "refuse"),
    "kill self": ((62, 129), (4711, 6), "allow"),
    "kill other": ((62, 129), (4712, 6), "refuse"),
    "kill group": ((62, 129), (0, 6), "refuse"),
    "own limits": ((302, 261), (0, 1), "allow"),
    "limits of others": ((302, 261), (1, 1), "refuse"),
    "ask for the size of the terminal": ((16, 29), (0, 0x5413), "allow"),
    "type into it": ((16, 29), (0, 0x5412), "refuse"),
    "the same, with upper bits": ((16, 29), (0, 0x1_0000_5412), "refuse"),
    "close on exec": ((72, 25), (0, 2), "allow"),
    "whose signal": ((72, 25), (0, 8), "refuse"),
    "newer": ((470, 470), (), "unknown"),
}


@pytest.mark.parametrize("name", seccomp.PROCESSORS)
def test_filter_judges_each_call(name):
    steps = seccomp.program(name, 4711)
    processor = seccomp.PROCESSORS[name]
    told = {
        call: verdict(steps, numbers[processor.column], *arguments, mark=processor.mark)
        for call, (numbers, arguments, _) in JUDGED.items()
    }
    assert told == {call: expected for call, (_, _, expected) in JUDGED.items()}
    assert verdict(steps, 0, mark=0x40000003) == "refuse"


@pytest.mark.parametrize("name", seccomp.PROCESSORS)
def test_every_call_of_the_list_is_refused_and_no_jump_is_too_long(name):
    steps = seccomp.program(name, 4711)
    processor = seccomp.PROCESSORS[name]
    numbers = seccomp._refused(processor.column)
    assert len(set(numbers)) == len(numbers) > 100
    assert {verdict(steps, number, mark=processor.mark) for number in numbers} == {"refuse"}
    assert max(max(if_true, if_false) for _, if_true, if_false, _ in steps) < 256


@pytest.mark.parametrize(
    ("version", "files", "network", "scopes"),
    [(1, 13, 0, 0), (2, 14, 0, 0), (3, 15, 0, 0), (4, 15, 3, 0), (5, 16, 3, 0), (6, 16, 3, 3), (8, 16, 3, 3)],
)
def test_each_version_of_landlock_is_asked_only_for_what_it_has(version, files, network, scopes):
    assert landlock.handled(version) == (2**files - 1, network, scopes)


@LANDLOCK
@pytest.mark.parametrize("version", range(1, HERE.landlock + 1))
def test_this_kernel_takes_the_rules_of_each_version(version):
    told = run(
        """
landlock.abi = lambda: int(sys.argv[1])
cage = enter_cage("auto")
tell(landlock=cage.landlock, read=refused(lambda: os.listdir("/")))
""",
        version,
    )
    assert told == {"landlock": version, "read": "EACCES"}
