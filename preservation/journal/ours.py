"""Whose a segment of the catalogue is that lies where ours belongs."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator

from schemas.journal_lines import JournalSyntaxError
from schemas.segments import head_of
from storage.stores import NoSuchObject, ObjectUnreadable, Store


def is_ours(store: Store, key: str, archive: str) -> bool:
    """False where another archive has written it. What nobody can read is nobody's."""
    try:
        return head_of(io.BufferedReader(Chunks(store.read(key))), key).archive == archive
    except (JournalSyntaxError, NoSuchObject, ObjectUnreadable):
        return True


class Chunks(io.RawIOBase):
    """Chunks of bytes as a stream, for those who want to read from one."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks: Iterator[bytes] = iter(chunks)
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        """It can be read."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # what io gives
        """Some bytes; 0 at the end."""
        while not self._rest:
            chunk = next(self._chunks, None)
            if chunk is None:
                return 0
            self._rest = memoryview(chunk)
        count = min(len(buffer), len(self._rest))
        buffer[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count
