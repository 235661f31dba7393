"""The shelf where uploads lie until they are decided about: ``spool/uploads/<incoming>/``.

An upload is a plain file that only ever grows; how long it is, is how much has come. The file
system is asked, not a database, so that a crash between the two cannot make them differ.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from catalogue.incoming import Upload
from model.errors import MunimentError

FOLDER = "uploads"
CHECKSUMS = ("sha1", "sha256", "sha512")  # sha1: the tus protocol asks for it


@dataclass(frozen=True, slots=True)
class Shelf:
    """All uploads of one archive."""

    spool: Path

    @property
    def root(self) -> Path:
        """The folder of all."""
        return self.spool / FOLDER

    def folder(self, incoming: UUID) -> Path:
        """Where the files of a submission come together, under their own names."""
        return self.root / str(incoming) / "files"

    def begin(self, upload: Upload) -> None:
        """Make room for a file. Raises `receiving.no-room` where the disk is too full for it."""
        place = self._part(upload)
        place.parent.mkdir(parents=True, exist_ok=True)
        disk = os.statvfs(place.parent)
        if disk.f_bavail * disk.f_frsize < upload.size:
            raise MunimentError("receiving.no-room", size=upload.size)
        place.touch(mode=0o600)
        if upload.size == 0:
            self._finish(upload)

    def offset(self, upload: Upload) -> int:
        """How many bytes have come. Raises `receiving.upload-gone`."""
        for place in (self._whole(upload), self._part(upload)):
            if place.is_file():
                return place.stat().st_size
        raise MunimentError("receiving.upload-gone")

    @contextmanager
    def writing(self, upload: Upload, offset: int) -> Iterator[Growing]:
        """Append from ``offset`` on; what has come stays, however it ends.

        Raises `receiving.busy` while somebody else writes, `receiving.wrong-offset`.
        """
        if self.offset(upload) != offset:
            raise MunimentError("receiving.wrong-offset", expected=self.offset(upload))
        if offset == upload.size:
            yield Growing(-1, 0)
            return
        descriptor = os.open(self._part(upload), os.O_RDWR | os.O_CLOEXEC)
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise MunimentError("receiving.busy") from None
            # between the look and the lock another writer may have gone on
            if os.fstat(descriptor).st_size != offset:
                raise MunimentError("receiving.wrong-offset", expected=offset)
            os.lseek(descriptor, offset, os.SEEK_SET)
            growing = Growing(descriptor, upload.size - offset)
            yield growing
            os.fsync(descriptor)
            if growing.left == 0:
                self._finish(upload)
        finally:
            os.close(descriptor)

    def discard(self, upload: Upload) -> None:
        """Remove one file."""
        for place in (self._part(upload), self._whole(upload)):
            place.unlink(missing_ok=True)

    def clear(self, incoming: UUID) -> None:
        """Remove everything of a submission."""
        shutil.rmtree(self.root / str(incoming), ignore_errors=True)

    def submission(self, incoming: UUID) -> Path:
        """What `ingest.receive` is given: the one ZIP, or the folder of files."""
        folder = self.folder(incoming)
        inside = list(folder.iterdir()) if folder.is_dir() else []
        if len(inside) == 1 and inside[0].is_file() and inside[0].suffix.lower() == ".zip":
            return inside[0]
        return folder

    def _part(self, upload: Upload) -> Path:
        return self.root / str(upload.incoming) / "parts" / str(upload.id)

    def _whole(self, upload: Upload) -> Path:
        return self.folder(upload.incoming) / upload.path

    def _finish(self, upload: Upload) -> None:
        whole = self._whole(upload)
        try:
            whole.parent.mkdir(parents=True, exist_ok=True)
            self._part(upload).rename(whole)
        except (NotADirectoryError, FileExistsError, IsADirectoryError) as error:
            raise MunimentError("ingest.name-twice", name=upload.path) from error


@dataclass(slots=True)
class Growing:
    """An upload that is being written; ``left``: bytes that are still to come."""

    descriptor: int
    left: int

    def write(self, chunk: bytes) -> None:
        """Append. Raises `receiving.too-long`, `receiving.no-room`."""
        if len(chunk) > self.left:
            raise MunimentError("receiving.too-long")
        view = memoryview(chunk)
        try:
            while view:
                view = view[os.write(self.descriptor, view) :]
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise MunimentError("receiving.no-room", size=self.left) from error
            raise
        self.left -= len(chunk)


def checksum(algorithm: str) -> hashlib._Hash:
    """A digest for the checksum extension. Raises `receiving.bad-request`."""
    if algorithm not in CHECKSUMS:
        raise MunimentError("receiving.bad-request", problem="the checksum's algorithm is unknown")
    return hashlib.new(algorithm, usedforsecurity=False)
