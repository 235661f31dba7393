"""The real worker with faults that no file at hand can cause. The file's name says which.

A test double in one place only: what happens when siegfried meets a certain path.
"""

from __future__ import annotations

import os
import signal
import socket
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tools import identify_worker

_about = identify_worker.Opinions.about


def crash(_: str) -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def hang(_: str) -> None:
    time.sleep(600)


def garbage(_: str) -> None:
    os.write(ANSWERS, b"what?\n")


def greedy(_: str) -> None:
    bytearray(8 << 30)


def write(_: str) -> None:
    Path("/dev/shm/muniment-test").write_bytes(b"x")


def telephone(path: str) -> None:
    with socket.create_connection(("127.0.0.1", int(Path(path).suffix[1:]))):
        pass


def terminal(_: str) -> None:
    os.write(1, b"something for the terminal\n")


ANSWERS = 3  # the first descriptor that the worker opens: its way to the parent
FAULTS = {f.__name__: f for f in (crash, hang, garbage, greedy, write, telephone, terminal)}


def about(self: identify_worker.Opinions, paths: Sequence[str]) -> list[dict[str, Any]]:
    """What the real one says, unless a file's name asks for something else."""
    for path in paths:
        name = Path(path).name.partition(".")[0]
        if name in FAULTS:
            FAULTS[name](path)
        if name == "short":
            return []
        if name == "environment":
            return [{"warning": "\n".join(f"{k}={v}" for k, v in os.environ.items())}]
        if name == "process":
            return [{"warning": str(os.getpid())}]
        if name == "folder":
            return [{"warning": str(Path.cwd())}]
    return _about(self, paths)


identify_worker.Opinions.about = about  # type: ignore[method-assign] # the fault is the point

if __name__ == "__main__":
    identify_worker.main()
