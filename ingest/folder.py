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
from storage.packing.roll import Roll, in_order


def walk(root: Path, limits: Limits, spool: Path | None = None) -> Roll[Arrived]:
    """All files below ``root``, sorted by path.

    Raises `ingest.unsafe-name`, `ingest.symlink-outside`, `ingest.special-file`,
    `ingest.unreadable`, `ingest.too-large`.
    """
    return in_order(_within(root, limits), lambda file: file.path.encode(), spool)


def _within(root: Path, limits: Limits) -> Iterator[Arrived]:
    inside = os.path.realpath(root)
    total = 0
    for count, arrived in enumerate(_descend(inside, inside, "", limits.depth)):
        total += arrived.size
        if count >= limits.files:
            raise MunimentError("ingest.too-large", path=root, limit=limits.of_files)
        if total > limits.bytes:
            raise MunimentError("ingest.too-large", path=root, limit=limits.of_bytes)
        if len(os.fsencode(arrived.path)) > limits.path_bytes:
            name = printable(arrived.path[:80]) + "…"
            raise MunimentError("ingest.too-large", path=name, limit=limits.of_path)
        yield arrived


def _descend(root: str, folder: str, prefix: str, depth: int) -> Iterator[Arrived]:
    if depth == 0:
        raise MunimentError("ingest.too-large", path=printable(prefix), limit=TOO_DEEP)
    for entry in _entries(prefix, folder):
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


def _entries(prefix: str, folder: str) -> Iterator[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            yield from entries
    except OSError as error:
        raise _unreadable(prefix or folder, error) from error


def _leads_inside(path: str, root: str) -> bool:
    target = os.path.realpath(path)
    return target == root or target.startswith(root + os.sep)


def _unreadable(path: str, error: OSError) -> MunimentError:
    reason = error.strerror or type(error).__name__
    return MunimentError("ingest.unreadable", path=printable(path), reason=reason)
