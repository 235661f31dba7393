"""Writing into a directory so that nobody ever sees half an object."""

from __future__ import annotations

import errno
import fcntl
import os
from contextlib import suppress
from ctypes import CDLL, c_int64
from pathlib import Path
from typing import Self
from uuid import uuid4

from model.errors import MunimentError
from storage.stores import TMP, KeyTaken

_READ_ONLY = 0o444
# How much may wait in memory before the disk is told to begin. Without it the disk would be idle
# while we hash, and the final flush would have to write everything.
_EARLY = 8 << 20
_SYNC_FILE_RANGE_WRITE = 2
_LIBC = CDLL(None)


class FileIncoming:
    """A temporary file, flushed and then linked under its key. Its lock says that it lives."""

    def __init__(self, store: str, root: str, key: str) -> None:
        self._store, self._root, self._key = store, root, key
        self._temporary = f"{root}/{TMP}/{uuid4().hex}.part"
        self._descriptor = _create(self._temporary)
        self._written = self._begun = 0
        self._flushed = False

    def write(self, chunk: bytes) -> None:
        """Append. Raises `storage.full`, `storage.away`."""
        try:
            view = memoryview(chunk)
            while view:
                count = os.write(self._descriptor, view)
                self._written += count
                view = view[count:]
            if self._written - self._begun >= _EARLY:
                _begin_writeback(self._descriptor, self._begun, self._written - self._begun)
                self._begun = self._written
        except OSError as error:
            raise refusal(self._store, error) from error
        self._flushed = False

    def flush(self) -> None:
        """Wait until the bytes are on the medium. Raises `storage.full`, `storage.away`."""
        if self._flushed:
            return
        try:
            os.fchmod(self._descriptor, _READ_ONLY)
            os.fsync(self._descriptor)
        except OSError as error:
            raise refusal(self._store, error) from error
        self._flushed = True

    def commit(self) -> str:
        """Flush, link under the key, flush the folders. Raises `KeyTaken`."""
        self.flush()
        folder, _, name = self._key.rpartition("/")
        try:
            folders = make_folders(self._root, folder)
            target = f"{folders[-1]}/{name}"
            # link() refuses to overwrite, rename() would not.
            os.link(self._temporary, target)
            try:
                for made in reversed(folders):
                    sync_folder(made)
            except OSError:
                # Not durable, so not there: the caller will say that nothing was stored.
                os.unlink(target)  # noqa: PTH108 - a str path
                raise
        except FileExistsError as error:
            raise KeyTaken(self._key) from error
        except OSError as error:
            raise refusal(self._store, error) from error
        return ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        # Committed or not: the temporary name is not needed any more. If it cannot be removed,
        # `tidy` will.
        with suppress(OSError):
            Path(self._temporary).unlink()
        os.close(self._descriptor)


def _create(path: str) -> int:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
    descriptor = os.open(path, flags, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
    except OSError:
        os.close(descriptor)
        os.unlink(path)  # noqa: PTH108 - a str path
        raise
    return descriptor


def make_folders(root: str, folder: str) -> list[str]:
    """Make ``folder`` below ``root``; return every folder on the way, the root first.

    All of them want a flush, old ones too: whoever made them may have been killed before his.
    """
    path, folders = root, [root]
    for segment in folder.split("/") if folder else []:
        path = f"{path}/{segment}"
        with suppress(FileExistsError):
            os.mkdir(path)  # noqa: PTH102 - a str path
        folders.append(path)
    return folders


def sync_folder(path: str) -> None:
    """Make the names in a folder durable."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def refusal(store: str, error: OSError) -> MunimentError:
    """What an operating system's error means for a store."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return MunimentError("storage.full", store=store)
    reason = error.strerror or type(error).__name__
    return MunimentError("storage.away", store=store, reason=reason)


def _begin_writeback(descriptor: int, offset: int, length: int) -> None:
    # A hint and no promise, so its result does not matter: fsync decides. Linux alone has it.
    call = getattr(_LIBC, "sync_file_range", None)
    if call is not None:
        call(descriptor, c_int64(offset), c_int64(length), _SYNC_FILE_RANGE_WRITE)
