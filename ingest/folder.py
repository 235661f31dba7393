"""Walking a folder: every file is listed, and nothing that is not plainly a file gets by."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from ingest.delivery import Arrived
from ingest.limits import TOO_DEEP, Limits
from model.aip import printable, safe_path
from model.errors import MunimentError


def walk(root: Path, limits: Limits) -> list[Arrived]:
    """All files below ``root``, sorted by path.

    Raises `ingest.unsafe-name`, `ingest.symlink-outside`, `ingest.special-file`,
    `ingest.unreadable`, `ingest.too-large`.
    """
    inside = os.path.realpath(root)
    found: list[Arrived] = []
    total = 0
    for arrived in _descend(inside, inside, "", limits.depth):
        total += arrived.size
        if len(found) >= limits.files:
            raise MunimentError("ingest.too-large", path=root, limit=limits.of_files)
        if total > limits.bytes:
            raise MunimentError("ingest.too-large", path=root, limit=limits.of_bytes)
        if len(os.fsencode(arrived.path)) > limits.path_bytes:
            name = printable(arrived.path[:80]) + "…"
            raise MunimentError("ingest.too-large", path=name, limit=limits.of_path)
        found.append(arrived)
    found.sort(key=lambda file: file.path.encode())
    return found


def _descend(root: str, folder: str, prefix: str, depth: int) -> Iterator[Arrived]:
    if depth == 0:
        raise MunimentError("ingest.too-large", path=printable(prefix), limit=TOO_DEEP)
    try:
        entries = list(os.scandir(folder))
    except OSError as error:
        raise _unreadable(prefix or folder, error) from error
    for entry in entries:
        # A bad name is refused wherever it is met, before anything is done with it.
        path = safe_path(f"{prefix}{entry.name}")
        if entry.is_symlink() and not _leads_inside(entry.path, root):
            raise MunimentError("ingest.symlink-outside", name=path)
        try:
            status = entry.stat()
        except OSError as error:
            raise _unreadable(path, error) from error
        if stat.S_ISDIR(status.st_mode):
            # A linked folder would give the same files twice, or a loop without end.
            if entry.is_symlink():
                raise MunimentError("ingest.special-file", name=path)
            yield from _descend(root, entry.path, f"{path}/", depth - 1)
        elif stat.S_ISREG(status.st_mode):
            yield Arrived(path, entry.path, status.st_size)
        else:
            raise MunimentError("ingest.special-file", name=path)


def _leads_inside(path: str, root: str) -> bool:
    target = os.path.realpath(path)
    return target == root or target.startswith(root + os.sep)


def _unreadable(path: str, error: OSError) -> MunimentError:
    reason = error.strerror or type(error).__name__
    return MunimentError("ingest.unreadable", path=printable(path), reason=reason)
