"""A writer that is killed at a step of its own choosing: ``python -m tests.storage.killed_writer``.

Steps are the calls of the operating system that change a folder, and each request to a server, once
before it leaves and once when its answer is there. With ``kill_at`` 0 it lives, and prints how many
there are.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from storage.stores import Abilities, Store
from storage.stores.file import FileStore
from storage.stores.s3 import S3Store
from storage.stores.s3_address import Address

CALLS = ("open", "write", "fchmod", "fsync", "mkdir", "link", "unlink")


@dataclass(frozen=True)
class Task:
    """What to write, and when to die. ``root``: of a folder; else a bucket's address."""

    key: str
    size: int
    kill_at: int = 0
    root: str = ""
    address: dict[str, str] = field(default_factory=dict)
    able: dict[str, bool] = field(default_factory=dict)

    def text(self) -> str:
        return json.dumps(asdict(self))


def content(size: int) -> bytes:
    return (bytes(range(251)) * (size // 251 + 1))[:size]


class _Steps:
    def __init__(self, kill_at: int) -> None:
        self._kill_at = kill_at
        self.taken = 0

    def take(self, *_: Any, **__: Any) -> None:
        self.taken += 1
        if self.taken == self._kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    def before(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*args: Any, **named: Any) -> Any:
            self.take()
            return call(*args, **named)

        return counted


def _opened(task: Task, steps: _Steps) -> Store:
    if task.root:
        for name in CALLS:
            setattr(os, name, steps.before(getattr(os, name)))
        return FileStore("north", Path(task.root))
    store = S3Store("north", Address(**task.address), Abilities(**task.able))
    events = store.bucket.client.meta.events
    events.register("before-send.s3", steps.take)
    events.register("needs-retry.s3", steps.take)
    return store


def main() -> None:
    """Write it, or die on the way."""
    task = Task(**json.loads(sys.argv[1]))
    steps = _Steps(task.kill_at)
    with _opened(task, steps).receive(task.key) as incoming:
        incoming.write(content(task.size))
        incoming.commit()
    print(steps.taken)


if __name__ == "__main__":
    main()
