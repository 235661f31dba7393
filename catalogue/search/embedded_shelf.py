"""Where an embedded index lies, which one is in use, and who may write.

``index/v1-<hash>/current`` names the folder beside it that is in use. A rebuilt index gets a
folder of its own, and one rename of ``current`` puts it in the old one's place.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from catalogue.search.embedded_faults import answering
from model.errors import MunimentError

_POLL = 0.05  # seconds between two tries for the lock


class Shelf:
    """The folder of one layout of the index. Other layouts' folders are left for older programs."""

    def __init__(self, root: Path, version: str) -> None:
        self._home = root / version

    def in_use(self) -> Path | None:
        """The folder of the index in use; None where there is none."""
        try:
            name = (self._home / "current").read_text(encoding="ascii").strip()
        except (FileNotFoundError, UnicodeDecodeError):
            return None
        folder = self._home / name
        return folder if name and (folder / "meta.json").is_file() else None

    def state(self) -> tuple[int, int, int, int] | None:
        """Changes whenever another process commits, or puts another index in use."""
        folder = self.in_use()
        if folder is None:
            return None
        current, meta = (self._home / "current").stat(), (folder / "meta.json").stat()
        return current.st_ino, current.st_mtime_ns, meta.st_ino, meta.st_mtime_ns

    @contextmanager
    def locked(self, wait: float) -> Iterator[None]:
        """One writer at a time; the kernel frees the lock of a process that was killed."""
        with answering():
            self._home.mkdir(parents=True, exist_ok=True)
            lock = (self._home / "lock").open("a")
        with lock:
            _wait_for(lock, time.monotonic() + wait)
            yield

    def new_folder(self) -> Path:
        """An empty folder for an index to be built; call it with the lock held."""
        self._sweep()  # an index that was never finished is nobody's
        taken = [int(p.name) for p in self._home.iterdir() if p.name.isdigit()]
        folder = self._home / str(max(taken, default=0) + 1)
        folder.mkdir()
        return folder

    def put_in_use(self, folder: Path) -> None:
        """Let ``folder`` be the index from now on, and remove the one before."""
        fresh = self._home / "current.new"
        with fresh.open("w", encoding="ascii") as file:
            file.write(folder.name)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._home / "current")
        directory = os.open(self._home, os.O_RDONLY)
        try:
            os.fsync(directory)
        finally:
            os.close(directory)
        self._sweep()

    def _sweep(self) -> None:
        used = self.in_use()
        for folder in self._home.iterdir():
            if folder.name.isdigit() and folder != used:
                # who still reads it keeps its files open; their space comes back afterwards
                shutil.rmtree(folder, ignore_errors=True)


def _wait_for(lock: TextIO, until: float) -> None:
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= until:
                raise MunimentError("search.busy") from None
            time.sleep(_POLL)
        else:
            return
