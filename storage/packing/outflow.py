"""The bytes of a generation on their way out: gathered, counted and hashed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from storage.flow import Lane

CHUNK = 1 << 20  # measured: smaller costs hand-overs between threads, larger gains nothing


class Outflow:
    """Gathers small writes into chunks, and hashes the whole object on a thread of its own."""

    def __init__(self, write: Callable[[bytes], None]) -> None:
        self.position = 0
        self._write = write
        self._sha256 = hashlib.sha256()
        self._hashing: Lane[bytes] = Lane(self._sha256.update)
        self._parts: list[bytes] = []
        self._gathered = 0

    def write(self, data: bytes) -> None:
        """Append; what ``write`` raises may come out of a later call."""
        self.position += len(data)
        self._parts.append(data)
        self._gathered += len(data)
        if self._gathered >= CHUNK:
            self._flush()

    def finish(self) -> bytes:
        """Let go of what is gathered, and give the object's SHA-256."""
        self._flush()
        self._hashing.close()
        return self._sha256.digest()

    def abandon(self) -> None:
        """End the thread, whatever came of it."""
        self._hashing.abandon()

    def _flush(self) -> None:
        if not self._parts:
            return
        # A large file's chunk goes through as it is, without another copy in memory.
        chunk = self._parts[0] if len(self._parts) == 1 else b"".join(self._parts)
        self._parts, self._gathered = [], 0
        self._hashing.put(chunk)
        self._write(chunk)
