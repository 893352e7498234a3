"""Merges a package again and again and is killed right before each of its writes: once before every one.

    python -m tests.services.exchange.killing READY PACKAGE FOLDER STRIDE

A process of its own, because it forks. The child is traced (Linux only) from the moment its merge begins; at
every STRIDE-th system call that changes a file it is killed, and the file is looked at. Prints JSON.
"""

from __future__ import annotations

import ctypes
import json
import os
import platform
import shutil
import signal
import struct
import sys
from pathlib import Path

from app.models.database import open_workspace
from app.models.identity import Installation
from app.services.exchange.apply import apply_merge
from app.services.exchange.plan import plan_merge
from app.services.exchange.source import receive
from app.services.journal.verify import verify
from tests.conftest import WANG

# write, pwrite64, fsync, fdatasync, ftruncate, unlink (unlinkat), by processor.
WRITES = {
    "x86_64": frozenset({1, 18, 74, 75, 77, 87}),
    "aarch64": frozenset({64, 68, 82, 83, 46, 35}),
}
_TRACEME, _SYSCALL, _SET_OPTIONS, _SYSCALL_INFO = 0, 24, 0x4200, 0x420E
_SYSGOOD, _ENTRY = 1, 1
_SYSCALL_STOP = signal.SIGTRAP | 0x80 if sys.platform == "linux" else 0


def _ptrace(request: int, pid: int, address: int, data: object) -> int:
    libc = ctypes.CDLL(None, use_errno=True)
    libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
    libc.ptrace.restype = ctypes.c_long
    result: int = libc.ptrace(request, pid, address, data)
    if result < 0:
        raise OSError(ctypes.get_errno(), "ptrace")
    return result


def merge(path: Path, package: Path, memory: Path) -> None:
    """What the child does; it stops once, where its merge begins."""
    workspace = open_workspace(path, author=WANG, installation=Installation(memory))
    with receive(package) as received:
        plan = plan_merge(workspace, received)
        _ptrace(_TRACEME, 0, 0, None)
        os.kill(os.getpid(), signal.SIGSTOP)
        apply_merge(workspace, plan, backup=lambda *_: None)


def killed_before(write: int, path: Path, package: Path, memory: Path) -> bool:
    """Whether there was such a write; then the child is dead now."""
    child = os.fork()
    if child == 0:
        try:
            merge(path, package, memory)
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    _ptrace(_SET_OPTIONS, child, 0, _SYSGOOD)
    numbers = WRITES[platform.machine()]
    info = ctypes.create_string_buffer(88)
    seen = 0
    pending = 0
    while True:
        _ptrace(_SYSCALL, child, 0, pending)
        _, status = os.waitpid(child, 0)
        if not os.WIFSTOPPED(status):
            return False
        pending = 0 if os.WSTOPSIG(status) == _SYSCALL_STOP else os.WSTOPSIG(status)
        if pending:
            continue
        _ptrace(_SYSCALL_INFO, child, len(info), ctypes.addressof(info))
        if info.raw[0] == _ENTRY and struct.unpack_from("<Q", info.raw, 24)[0] in numbers:
            seen += 1
            if seen == write:
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)
                return True


def main() -> None:
    """Kill, look, and tell how many writes there are, with the digests found and every problem."""
    ready, package, folder = map(Path, sys.argv[1:4])
    stride = int(sys.argv[4])
    digests: dict[str, int] = {}
    problems: list[str] = []
    write, is_alive = 1, False
    while not is_alive:
        path = folder / "killed.crd"
        shutil.copy(ready, path)
        is_alive = not killed_before(write, path, package, folder / "child")
        again = open_workspace(path, author=WANG, installation=Installation(folder / "after"))
        with again.read() as session:
            problems += [f"before write {write}: {problem}" for problem in verify(session).problems]
        digests[again.digest()] = digests.get(again.digest(), 0) + 1
        again.close()
        write += stride
    told = {"kills": sum(digests.values()) - 1, "digests": digests, "problems": problems}
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main()
