"""The second reading of every source: what goes into the bag is what was examined before."""

from __future__ import annotations

import hashlib
import os
import zlib
from collections.abc import Iterator
from typing import NamedTuple

from model.aip import PayloadFile, printable
from model.errors import MunimentError
from storage.flow import Lane
from storage.packing.outflow import CHUNK


class Piece(NamedTuple):
    """Some bytes of a file, in order. A tuple, because there are as many as files."""

    file: PayloadFile
    data: bytes
    last: bool


def read_source(file: PayloadFile) -> Iterator[Piece]:
    """The file in pieces. Raises `ingest.changed-while-reading`, `ingest.unreadable`."""
    try:
        descriptor = os.open(file.source, os.O_RDONLY | os.O_CLOEXEC)
        try:
            left = file.size
            while left > CHUNK:
                data = os.read(descriptor, CHUNK)
                if not data:
                    raise _changed(file)
                left -= len(data)
                yield Piece(file, data, last=False)
            yield Piece(file, _rest(descriptor, file, left), last=True)
        finally:
            os.close(descriptor)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise MunimentError(
            "ingest.unreadable", path=printable(file.path), reason=reason
        ) from error


def _rest(descriptor: int, file: PayloadFile, left: int) -> bytes:
    # One byte more is asked for, so that a file that has grown gives itself away.
    data = os.read(descriptor, left + 1)
    while len(data) < left and (more := os.read(descriptor, left + 1 - len(data))):
        data += more  # some file systems give less at once than there is
    if len(data) != left:
        raise _changed(file)
    return data


class SourceCheck:
    """Compares what is read with what was examined, on a thread of its own."""

    def __init__(self) -> None:
        self._lane: Lane[list[Piece]] = Lane(self._consume)
        self._sha512 = hashlib.sha512()
        self._crc32 = 0
        self._batch: list[Piece] = []
        self._gathered = 0

    def take(self, piece: Piece) -> None:
        """Hash it soon. Raises `ingest.changed-while-reading` for an earlier piece."""
        self._batch.append(piece)
        self._gathered += len(piece.data)
        if self._gathered >= CHUNK:
            self._hand_over()

    def finish(self) -> None:
        """Wait for the last file. Raises `ingest.changed-while-reading`."""
        self._hand_over()
        self._lane.close()

    def abandon(self) -> None:
        """End the thread, whatever came of it."""
        self._lane.abandon()

    def _hand_over(self) -> None:
        self._lane.put(self._batch)
        self._batch, self._gathered = [], 0

    def _consume(self, batch: list[Piece]) -> None:
        for file, data, last in batch:
            self._sha512.update(data)
            self._crc32 = zlib.crc32(data, self._crc32)
            if last:
                if self._sha512.digest() != file.sha512 or self._crc32 != file.crc32:
                    raise _changed(file)
                self._sha512, self._crc32 = hashlib.sha512(), 0


def _changed(file: PayloadFile) -> MunimentError:
    return MunimentError("ingest.changed-while-reading", path=printable(file.path))
