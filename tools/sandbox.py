"""How a foreign program is started: its own session, no network, bounded, nothing inherited.

The parent calls `start` and `stop`. A Python worker calls `confine` on itself before it loads the
library it was made for: forked children of a threaded program must not run Python.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000
_PR_SET_NO_NEW_PRIVS = 38

_MEMORY = 4 << 30  # bytes a worker may write to; siegfried needs 0.1 GB
_OPEN_FILES = 256


def start(module: str) -> subprocess.Popen[bytes]:
    """Start one of our worker modules with pipes for questions and answers.

    It sees no variable of ours (they may hold secrets), a neutral folder, and no terminal.
    """
    top = Path(__file__).resolve().parent.parent
    return subprocess.Popen(
        # Neither a user's packages nor the working folder is searched, no bytecode is written.
        [sys.executable, "-s", "-P", "-B", "-m", module],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd="/",
        env={"PATH": os.defpath, "LANG": "C.UTF-8", "PYTHONPATH": str(top)},
        start_new_session=True,
    )


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a worker and whatever it started, at once, and take it off the process table."""
    with suppress(ProcessLookupError):
        # start_new_session made it the leader of its group
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            # what was not flushed is for nobody now
            with suppress(OSError):
                stream.close()


def confine(*, memory: int = _MEMORY, written: int = 0) -> bool:
    """Bound this process, and take the network from it.

    ``memory``: bytes it may write to. ``written``: bytes of the largest file it may write; most
    workers write none, because they answer through a pipe.

    True where the kernel gave it a network namespace of its own (an empty one, without even a
    loopback that is up); False where it would not, which `doctor` reports.
    """
    _bound(resource.RLIMIT_CORE, 0)  # a core dump would hold archived content
    _bound(resource.RLIMIT_FSIZE, written)
    _bound(resource.RLIMIT_DATA, memory)
    _bound(resource.RLIMIT_NOFILE, _OPEN_FILES)
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    # Root needs no user namespace, and in one would lose the right to read what others own.
    return any(
        libc.unshare(flags) == 0 for flags in (_CLONE_NEWNET, _CLONE_NEWUSER | _CLONE_NEWNET)
    )


def _bound(what: int, most: int) -> None:
    _, hard = resource.getrlimit(what)
    if hard != resource.RLIM_INFINITY:
        most = min(most, hard)
    resource.setrlimit(what, (most, most))
