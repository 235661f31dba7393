"""Reading every byte of an object: each member against its SHA-512, the whole for its SHA-256."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from model.aip import Member, Sealed
from storage.flow import Lane
from storage.packing.zip64 import DosTime, local_header

Header = Callable[[Member], bytes]
"""The bytes that must stand before a member."""


@dataclass(frozen=True, slots=True)
class Inspected:
    """What was found. ``altered``: path of the first member that is not as it must be."""

    sha256: bytes
    size: int
    altered: str | None


def headers_of(sealed: Sealed) -> Header:
    """The local headers as the writer of ``sealed`` wrote them."""
    at, top = DosTime.of(sealed.sealed_at), f"{sealed.aip}/"
    return lambda m: local_header((top + m.path).encode(), m.size, m.crc32, at)


def inspect(
    chunks: Iterable[bytes], members: Iterable[Member], header: Header | None = None
) -> Inspected:
    """Read to the end. ``members`` in the order of their offsets.

    Where ``header`` is given, what stands before each member must be exactly that: a program
    that opens the ZIP from its front sees the same names as one that reads the directory.
    """
    sha256 = hashlib.sha256()
    whole: Lane[bytes] = Lane(sha256.update)
    walk = _Walk(members, header)
    try:
        for chunk in chunks:
            whole.put(chunk)
            walk.take(memoryview(chunk))
        whole.close()
    finally:
        whole.abandon()
    return Inspected(sha256.digest(), walk.position, walk.first_altered())


class _Walk:
    """Follows the members through the object."""

    def __init__(self, members: Iterable[Member], header: Header | None) -> None:
        self.position = 0
        self._members = iter(members)
        self._header = header
        self._member = next(self._members, None)  # the one under way
        self._altered: str | None = None
        self._sha512 = hashlib.sha512()
        self._gap = bytearray()  # what stood before it

    def take(self, chunk: memoryview) -> None:
        """The next bytes of the object."""
        at, end = 0, len(chunk)
        while at < end and (member := self._member) is not None:
            start = member.offset - self.position
            if start > 0:
                count = min(start, end - at)
                if self._header is not None:
                    self._gap += chunk[at : at + count]
            else:
                count = min(start + member.size, end - at)
                self._sha512.update(chunk[at : at + count])
            at += count
            self.position += count
            self._finish()
        self.position += end - at

    def first_altered(self) -> str | None:
        """The first member that was not what it must be, or was not reached."""
        if self._altered is None and self._member is not None:
            return self._member.path
        return self._altered

    def _finish(self) -> None:
        # A loop, because empty members end where they begin.
        while (member := self._member) is not None:
            if self.position < member.offset + member.size:
                return
            if self._altered is None and not self._as_it_must_be(member):
                self._altered = member.path
            self._sha512 = hashlib.sha512()
            self._gap.clear()
            self._member = next(self._members, None)

    def _as_it_must_be(self, member: Member) -> bool:
        if self._header is not None and self._gap != self._header(member):
            return False
        return self._sha512.digest() == member.sha512
