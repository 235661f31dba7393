"""The one process that may change things in an archive: a lock file decides which."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from administration.home import Home, unwritable
from model.errors import MunimentError

if TYPE_CHECKING:
    from administration.wiring import Archive

PATIENCE = 10.0  # seconds that a second command waits for the first
_PAUSE = 0.05


@contextmanager
def sole_executor(home: Home, patience: float = PATIENCE) -> Iterator[None]:
    """Be the only executor of ``home`` for a while. Raises `home.busy` after ``patience`` seconds.

    The kernel frees the lock when the process ends, however it ends.
    """
    descriptor = _open(home, home.executor_lock)
    try:
        if not locked(descriptor, patience):
            raise MunimentError("home.busy", home=home.path)
        os.truncate(descriptor, 0)
        os.write(descriptor, f"{os.getpid()}\n".encode())  # for people who look
        yield
    finally:
        os.close(descriptor)


@contextmanager
def executing(archive: Archive, patience: float = PATIENCE) -> Iterator[None]:
    """Do what several executors may do at once on PostgreSQL, and only one on SQLite.

    Raises `home.busy` after ``patience`` seconds.
    """
    if archive.settings.database.is_embedded:
        with sole_executor(archive.home, patience):
            yield
        return
    descriptor = _open(archive.home, archive.home.executor_lock)
    try:
        # Shared: what must be alone (`sole_executor`: tidy, for one) still waits for all of them.
        if not locked(descriptor, patience, fcntl.LOCK_SH):
            raise MunimentError("home.busy", home=archive.home.path)
        yield
    finally:
        os.close(descriptor)


def _open(home: Home, path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise unwritable(home, error) from error


def locked(descriptor: int, patience: float, how: int = fcntl.LOCK_EX) -> bool:
    """Whether the lock on an open file came free within ``patience`` seconds; it is held then."""
    deadline = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(descriptor, how | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                return False
            time.sleep(_PAUSE)
        else:
            return True
