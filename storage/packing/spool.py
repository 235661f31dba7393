"""Files that packing writes itself: to a spool first, since a ZIP header wants size and digest."""

from __future__ import annotations

import errno
import hashlib
import tempfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Self, cast

from model.errors import MunimentError
from storage.packing.outflow import CHUNK

_IN_MEMORY = 4 << 20  # a small AIP never touches the spool's disk


class Spooled:
    """A file that grows in memory or in the spool, and knows its size and digests."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._sha512 = hashlib.sha512()
        self.size = 0
        self.crc32 = 0
        # Unnamed where the system allows it: kill -9 leaves nothing behind.
        self._file = tempfile.SpooledTemporaryFile(  # noqa: SIM115 - closed on leaving
            max_size=_IN_MEMORY, dir=str(folder)
        )

    @property
    def sha512(self) -> bytes:
        """Of everything written so far."""
        return self._sha512.digest()

    @property
    def stream(self) -> BinaryIO:
        """Itself, for those who write to a file object and use nothing but ``write``."""
        return cast(BinaryIO, self)

    def write(self, data: bytes) -> int:
        """Append. Raises `home.full`, `home.not-writable`."""
        self._sha512.update(data)
        self.crc32 = zlib.crc32(data, self.crc32)
        self.size += len(data)
        try:
            self._file.write(data)
        except OSError as error:
            raise unwritable(error, self._folder) from error
        return len(data)

    def chunks(self) -> Iterator[bytes]:
        """Everything written, from the beginning."""
        try:
            self._file.seek(0)
            while chunk := self._file.read(CHUNK):
                yield chunk
        except OSError as error:
            raise unwritable(error, self._folder) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()


def unwritable(error: OSError, folder: Path) -> MunimentError:
    """What a failed write in a folder of HOME is: `home.full`, `home.not-writable`."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return MunimentError("home.full", home=folder)
    return MunimentError("home.not-writable", home=folder, reason=error.strerror or "I/O error")
