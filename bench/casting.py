"""Very many AIPs at little cost: one is sealed, and its end is cast anew under other ids.

A rebuild reads ends, so only these are written; payload, METS and PREMIS before them are a hole in
the file. Everything that the reader judges is right: names, digests, CRCs and the directory.
"""

from __future__ import annotations

import hashlib
import os
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from model.aip import Identification, Member, PayloadFile, Role, Sealed
from model.digests import sha512
from model.ids import object_key, uuid7
from storage.packing import layout
from storage.packing.directory import UUID_LENGTH
from storage.packing.plan import GenerationPlan
from storage.packing.seal import seal
from storage.packing.zip64 import CENTRAL, LOCAL

_CRC_IN_LOCAL, _CRC_IN_CENTRAL = 14, 16  # APPNOTE 4.3.7, 4.3.12


class _Quiet:
    def begin(self, what: str, total: int) -> None: ...

    def advance(self, amount: int) -> None: ...


@dataclass(frozen=True, slots=True)
class _Tag:
    """A tag file whose bytes change, and where its CRC stands."""

    start: int
    size: int
    sums: tuple[int, int]


class Mould:
    """The end of an AIP of ``files`` small files, to be given to others."""

    def __init__(self, files: int, scratch: Path) -> None:
        self._aip = uuid7(datetime.now(UTC), bytes(10))
        chunks: list[bytes] = []
        payload = [_source(scratch, number) for number in range(files)]
        plan = GenerationPlan(
            aip=self._aip,
            generation=1,
            sealed_at=datetime.now(UTC),
            secret=os.urandom(32),
            refcode="B-1",
            title="Bench",
            payload=payload,
            descriptive={"description.json": b"{}"},
            events=[],
            agents=[],
        )
        sealed = seal(plan, chunks.append, _Quiet(), scratch)
        members = list(sealed.members)
        # what the ledger is told counts files, and their bytes are of no matter here
        self._sealed = replace(sealed, members=[m for m in members if m.role is Role.ORIGINAL][:1])
        data = b"".join(chunks)
        first = next(member for member in members if member.role is Role.TAG)
        self._start = first.offset - LOCAL.size - len(f"{self._aip}/{first.path}")
        self._end = data[self._start :]
        centrals = dict(zip([m.path for m in members], _centrals(members), strict=True))
        tags = {m.path: self._tag(m, centrals[m.path]) for m in members if m.role is Role.TAG}
        self._info, self._manifest = tags[layout.INFO], tags[layout.TAG_MANIFEST]

    def cast(self, store: Path) -> Sealed:
        """Another AIP, in its place below ``store``; what the ledger must know of it."""
        aip = uuid7(datetime.now(UTC), os.urandom(10))
        end = bytearray(self._end.replace(str(self._aip).encode(), str(aip).encode()))
        before, now = _bytes(self._end, self._info), _bytes(end, self._info)
        listed = _bytes(end, self._manifest)
        mended = listed.replace(_hex(before), _hex(now))
        end[self._manifest.start : self._manifest.start + self._manifest.size] = mended
        for tag, data in ((self._info, now), (self._manifest, mended)):
            for place in tag.sums:
                struct.pack_into("<L", end, place, zlib.crc32(data))
        target = store / object_key(aip, 1)
        target.parent.mkdir(parents=True)
        with target.open("wb") as stream:
            stream.seek(self._start)
            stream.write(end)
        return replace(self._sealed, aip=aip, object_sha256=hashlib.sha256(aip.bytes).digest())

    def _tag(self, member: Member, central: int) -> _Tag:
        name = f"{self._aip}/{member.path}"
        local = member.offset - LOCAL.size - len(name)
        sums = local + _CRC_IN_LOCAL - self._start, central + _CRC_IN_CENTRAL - self._start
        return _Tag(member.offset - self._start, member.size, sums)


def _centrals(members: list[Member]) -> Iterator[int]:
    """Where the entries of the directory begin."""
    last = members[-1]
    at = last.offset + last.size
    for member in members:
        yield at
        at += CENTRAL.size + UUID_LENGTH + 1 + len(member.path.encode())


def _bytes(end: bytes | bytearray, tag: _Tag) -> bytes:
    return bytes(end[tag.start : tag.start + tag.size])


def _hex(data: bytes) -> bytes:
    return sha512(data).hex().encode()


def _source(folder: Path, number: int) -> PayloadFile:
    found = Identification("fmt/276", "Acrobat PDF 1.7", "1.7", "application/pdf")
    path = folder / f"{number}.pdf"
    data = f"Seite {number}\n".encode()
    path.write_bytes(data)
    name = f"band-{number // 25:02d}/seite-{number:06d}.pdf"
    digest = hashlib.sha512(data).digest()
    return PayloadFile(name, str(path), len(data), digest, zlib.crc32(data), identification=found)
