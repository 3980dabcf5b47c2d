"""A filter of system calls for this process: no network, no other programs, no writing by path, no reach for others.

In goes nothing but the kind of processor; the kernel asks the filter before every call from then on, in every thread,
and there is no way back. It is a list of what is refused. An allowed list would be tighter, but it would have to
follow every release of Python, numpy and glibc; so calls that are newer than this list are refused as well, in the
way an older kernel would, and programs then take the older call.

A filter sees numbers only, never the memory that a pointer leads to. So a path cannot be judged here (Landlock does
that), and calls that hide their options in a struct are refused as unknown.

Source: seccomp(2); the numbers are those of the kernel's `unistd` headers, 6.18.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, slots=True)
class Processor:
    """How a processor tells its calls: its mark in the kernel's audit, its column in `CALLS`, the number of seccomp."""

    mark: int
    column: int
    seccomp: int


PROCESSORS = {"x86_64": Processor(0xC000003E, 0, 317), "aarch64": Processor(0xC00000B7, 1, 277)}

CALLS = """
# Network, and descriptors from or to other programs.
socket 41 198, socketpair 53 199, connect 42 203, bind 49 200, listen 50 201, accept 43 202, accept4 288 242,
sendto 44 206, sendmsg 46 211, sendmmsg 307 269
# Other programs.
execve 59 221, execveat 322 281, fork 57 -, vfork 58 -, uselib 134 -
# Names of files: made, changed, removed.
creat 85 -, truncate 76 45, rename 82 -, renameat 264 38, renameat2 316 276, unlink 87 -, unlinkat 263 35,
rmdir 84 -, mkdir 83 -, mkdirat 258 34, mknod 133 -, mknodat 259 33, link 86 -, linkat 265 37, symlink 88 -,
symlinkat 266 36
# Their owners, rights, times and attributes, which Landlock leaves open.
chmod 90 -, fchmod 91 52, fchmodat 268 53, fchmodat2 452 452, chown 92 -, lchown 94 -, fchown 93 55, fchownat 260 54,
utime 132 -, utimes 235 -, futimesat 261 -, utimensat 280 88, setxattr 188 5, lsetxattr 189 6, fsetxattr 190 7,
setxattrat 463 463, removexattr 197 14, lremovexattr 198 15, fremovexattr 199 16, removexattrat 466 466,
file_setattr 469 469
# Watching files, and opening them without a path.
inotify_init 253 -, inotify_init1 294 26, inotify_add_watch 254 27, fanotify_init 300 262, fanotify_mark 301 263,
name_to_handle_at 303 264, open_by_handle_at 304 265
# Other processes: their memory, descriptors and priority.
ptrace 101 117, process_vm_readv 310 270, process_vm_writev 311 271, process_madvise 440 440,
process_mrelease 448 448, kcmp 312 272, pidfd_open 434 434, pidfd_getfd 438 438, pidfd_send_signal 424 424,
migrate_pages 256 238, move_pages 279 239, setpriority 141 140, ioprio_set 251 30
# Memory and queues that are shared by number or name with all processes of the same user.
shmget 29 194, shmat 30 196, shmctl 31 195, semget 64 190, semop 65 193, semtimedop 220 192, semctl 66 191,
msgget 68 186, msgsnd 69 189, msgrcv 70 188, msgctl 71 187, mq_open 240 180, mq_unlink 241 181
# Large parts of the kernel that no reader of documents needs, and where holes were found again and again.
io_uring_setup 425 425, io_uring_enter 426 426, io_uring_register 427 427, bpf 321 280, perf_event_open 298 241,
userfaultfd 323 282, add_key 248 217, request_key 249 218, keyctl 250 219
# The system itself; only for root, and a worker of root is caged too.
mount 165 40, umount2 166 39, pivot_root 155 41, chroot 161 51, open_tree 428 428, open_tree_attr 467 467,
move_mount 429 429, fsopen 430 430, fsconfig 431 431, fsmount 432 432, fspick 433 433, mount_setattr 442 442,
unshare 272 97, setns 308 268, swapon 167 224, swapoff 168 225, init_module 175 105, finit_module 313 273,
delete_module 176 106, kexec_load 246 104, kexec_file_load 320 294, reboot 169 142, acct 163 89, quotactl 179 60,
quotactl_fd 443 443, syslog 103 116, settimeofday 164 170, clock_settime 227 112, adjtimex 159 171,
clock_adjtime 305 266, sethostname 170 161, setdomainname 171 162, vhangup 153 58, personality 135 92,
ioperm 173 -, iopl 172 -, modify_ldt 154 -, lookup_dcookie 212 18
"""
"""Calls that are always refused: name, number on x86_64, number on aarch64 ("-": there is none)."""

NEWEST = 469
"""The last call this list has seen (`file_setattr`, Linux 6.17). Calls of x32 have far higher numbers."""

Call = tuple[int, int | None]
"""The numbers of one call, on x86_64 and on aarch64."""

OPEN: Call = (2, None)
OPENAT, OPENAT2, CLONE, CLONE3, IOCTL, FCNTL = (257, 56), (437, 437), (56, 220), (435, 435), (16, 29), (72, 25)
SIGNALS = ((62, 129), (200, 130), (234, 131), (129, 138), (297, 240))
"""kill, tkill, tgkill, rt_sigqueueinfo, rt_tgsigqueueinfo: the first argument is whom the signal is for."""

SETTINGS = ((302, 261), (142, 118), (144, 119), (203, 122), (314, 274))
"""prlimit64, sched_setparam, sched_setscheduler, sched_setaffinity, sched_setattr: the first argument is whose."""

CLONE_THREAD, NAMESPACES = 0x00010000, 0x7E020000

IOCTLS = (0x5412, 0x541C, 0x8901, 0x8902, 0x40086602, 0x401C5820)
"""TIOCSTI and TIOCLINUX type into a terminal, FIOSETOWN and SIOCSPGRP send signals to others, FS_IOC_SETFLAGS and
FS_IOC_FSSETXATTR change a file that is open for reading."""

FCNTLS = (8, 15)
"""F_SETOWN, F_SETOWN_EX: signals to others."""

ALLOW, ERRNO = 0x7FFF0000, 0x00050000
REFUSE, UNKNOWN = ERRNO | errno.EPERM, ERRNO | errno.ENOSYS

LOAD, JUMP, IF_EQUAL, IF_ABOVE, IF_BITS, RETURN = 0x20, 0x05, 0x15, 0x35, 0x45, 0x06
"""The few instructions of BPF that a filter needs; IF_ABOVE holds for equal numbers too."""

NUMBER, MARK, FIRST_ARGUMENT = 0, 4, 16
"""Where in `struct seccomp_data` they stand. Arguments have 8 bytes, of which the lower 4 come first: all arguments
that are judged here are ints for the kernel, which drops the upper 4."""

SET_FILTER, ALL_THREADS, NO_NEW_PRIVILEGES = 1, 1, 38

Step = tuple[int, int, int, int]
"""One instruction: code, steps to skip if true, steps to skip if false, value."""


def machine() -> str:
    """Name the processor as the running program sees it; empty where there is no filter for it."""
    if sys.platform != "linux" or sys.maxsize < 2**32 or sys.byteorder != "little":
        return ""
    name = os.uname().machine
    return name if name in PROCESSORS else ""


def available() -> bool:
    """Tell whether this kernel takes filters from this process; nothing is locked by asking."""
    name = machine()
    if not name:
        return False
    # A filter at no address: a kernel that knows filters for all threads misses the address, another the request.
    return system_call(PROCESSORS[name].seccomp, SET_FILTER, ALL_THREADS, None) == -errno.EFAULT


def restrict() -> None:
    """Lock this process, all its threads, for good; raises OSError where the kernel refuses.

    Without new privileges (see `give_up_privileges`) anybody may do it.
    """
    name = machine()
    steps = program(name, os.getpid())
    code = ctypes.create_string_buffer(b"".join(struct.pack("<HBBI", *step) for step in steps))
    filter_ = _Filter(len(steps), ctypes.addressof(code))
    result = system_call(PROCESSORS[name].seccomp, SET_FILTER, ALL_THREADS, ctypes.byref(filter_))
    if result > 0:
        raise OSError(errno.EBUSY, f"thread {result} has a filter of its own")
    if result < 0:
        raise OSError(-result, os.strerror(-result))


def give_up_privileges() -> None:
    """Promise that no program started later has more rights, which the kernel asks for before it locks anything."""
    libc = _libc()
    one, none = ctypes.c_ulong(1), ctypes.c_ulong(0)
    if libc.prctl(NO_NEW_PRIVILEGES, one, none, none, none) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def program(name: str, pid: int) -> tuple[Step, ...]:
    """Write the filter for a processor and a process, in the instructions of the kernel.

    The order is that of the kernel's question: which way of calling, which call, which arguments. At the end of the
    list everything else is allowed.
    """
    processor = PROCESSORS[name]

    def rules() -> Iterator[Step]:
        yield (LOAD, 0, 0, MARK)
        yield (IF_EQUAL, 1, 0, processor.mark)
        yield (RETURN, 0, 0, REFUSE)  # such as int 0x80, whose numbers mean other calls
        yield (LOAD, 0, 0, NUMBER)
        yield (IF_ABOVE, 0, 1, NEWEST + 1)
        yield (RETURN, 0, 0, UNKNOWN)
        for call, body in _judged(pid):
            number = call[processor.column]
            if number is not None:
                yield (IF_EQUAL, 0, len(body), number)
                yield from body
        refused = _refused(processor.column)
        for place, number in enumerate(refused):
            yield (IF_EQUAL, len(refused) - place, 0, number)
        yield (JUMP, 0, 0, 1)
        yield (RETURN, 0, 0, REFUSE)
        yield (RETURN, 0, 0, ALLOW)

    return tuple(rules())


def _judged(pid: int) -> Iterator[tuple[Call, tuple[Step, ...]]]:
    """Give the calls that are refused for some of their arguments only, each with the rule for it."""
    writing = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
    yield OPEN, (*_refuse_bits(1, writing), (RETURN, 0, 0, ALLOW))
    yield OPENAT, (*_refuse_bits(2, writing), (RETURN, 0, 0, ALLOW))
    # Their options lie in a struct. glibc asks clone3 for a new thread and, where there is none, takes clone.
    yield OPENAT2, ((RETURN, 0, 0, UNKNOWN),)
    yield CLONE3, ((RETURN, 0, 0, UNKNOWN),)
    yield CLONE, (*_refuse_bits(0, NAMESPACES), *_refuse_without(0, CLONE_THREAD), (RETURN, 0, 0, ALLOW))
    yield IOCTL, _none_of(1, IOCTLS)
    yield FCNTL, _none_of(1, FCNTLS)
    # A process may still end itself, as abort() does.
    for call in SIGNALS:
        yield call, _one_of(0, (pid,))
    for call in SETTINGS:
        yield call, _one_of(0, (0, pid))


def _refused(column: int) -> list[int]:
    """Read the numbers of one processor out of `CALLS`."""
    lines = (line for line in CALLS.splitlines() if not line.startswith("#"))
    calls = (call.split() for line in lines for call in line.split(",") if call.strip())
    return [int(number) for _, *numbers in calls if (number := numbers[column]) != "-"]


def _load(argument: int) -> Step:
    return (LOAD, 0, 0, FIRST_ARGUMENT + 8 * argument)


def _refuse_bits(argument: int, bits: int) -> tuple[Step, ...]:
    return (_load(argument), (IF_BITS, 0, 1, bits), (RETURN, 0, 0, REFUSE))


def _refuse_without(argument: int, bit: int) -> tuple[Step, ...]:
    return (_load(argument), (IF_BITS, 1, 0, bit), (RETURN, 0, 0, REFUSE))


def _one_of(argument: int, values: Iterable[int]) -> tuple[Step, ...]:
    return _compare(argument, tuple(values), ALLOW, REFUSE)


def _none_of(argument: int, values: Iterable[int]) -> tuple[Step, ...]:
    return _compare(argument, tuple(values), REFUSE, ALLOW)


def _compare(argument: int, values: tuple[int, ...], same: int, other: int) -> tuple[Step, ...]:
    tests = [(IF_EQUAL, len(values) - place, 0, value) for place, value in enumerate(values)]
    return (_load(argument), *tests, (RETURN, 0, 0, other), (RETURN, 0, 0, same))


class _Filter(ctypes.Structure):
    """`struct sock_fprog`."""

    _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.c_void_p))


@cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def system_call(number: int, *arguments: object) -> int:
    """Make a system call that the C library has no function for; a refusal is the negative error number."""
    call = _libc().syscall
    call.restype = ctypes.c_long
    plain = [ctypes.c_long(each) if isinstance(each, int) else each for each in arguments]
    result: int = call(ctypes.c_long(number), *plain)
    return -ctypes.get_errno() if result == -1 else result
