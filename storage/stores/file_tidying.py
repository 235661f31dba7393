"""Removing what interrupted writes left behind."""

from __future__ import annotations

import fcntl
import os
import time


def tidy_folder(folder: str, older_than: float) -> int:
    """Remove files older than so many seconds that no living process holds; return how many."""
    removed = 0
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_file(follow_symlinks=False) and _is_stale(entry, older_than):
                os.unlink(entry.path)  # noqa: PTH108 - scandir gives str paths
                removed += 1
    return removed


def _is_stale(entry: os.DirEntry[str], older_than: float) -> bool:
    # The file system's own clock wrote the time, so the machine's clock is the one to ask.
    if time.time() - entry.stat(follow_symlinks=False).st_mtime < older_than:
        return False
    descriptor = os.open(entry.path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
    try:
        # Whoever writes holds the lock; the kernel lets go of it when a process dies.
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(descriptor)
    return True
