"""Reading a file in chunks, from the page cache or past it."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator

CHUNK = 1 << 20
_FORGET = 16 << 20  # a round over the whole archive must not push everything else out of memory


def read_file(path: str, offset: int, length: int | None, *, from_medium: bool) -> Iterator[bytes]:
    """The bytes from ``offset`` on. Raises OSError, also between two chunks."""
    # O_NONBLOCK: a pipe in the file's place would block the open for ever.
    flags = os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOFOLLOW
    descriptor = os.open(path, flags)
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "not a plain file")
        if from_medium:
            os.posix_fadvise(descriptor, offset, length or 0, os.POSIX_FADV_DONTNEED)
        if length is None or length > CHUNK:
            os.posix_fadvise(descriptor, offset, length or 0, os.POSIX_FADV_SEQUENTIAL)
        yield from _chunks(descriptor, offset, length, forget=from_medium)
    finally:
        os.close(descriptor)


def _chunks(descriptor: int, offset: int, length: int | None, *, forget: bool) -> Iterator[bytes]:
    forgotten = offset
    while length is None or length > 0:
        chunk = os.pread(descriptor, CHUNK if length is None else min(CHUNK, length), offset)
        if not chunk:
            return
        offset += len(chunk)
        if length is not None:
            length -= len(chunk)
        if forget and offset - forgotten >= _FORGET:
            os.posix_fadvise(descriptor, forgotten, offset - forgotten, os.POSIX_FADV_DONTNEED)
            forgotten = offset
        yield chunk
