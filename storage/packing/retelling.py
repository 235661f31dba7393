"""What an object must say of itself, told again from the list of what it holds.

The same members always give the same manifests, the same ``fetch.txt`` and the same directory
(`seal`). So they are written again and compared as bytes: however many files there are, no second
list of them is made.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from model.aip import Member, Role
from model.ids import parse_uuid
from schemas.bagit import encode_path, manifest_line
from storage.packing import layout
from storage.packing.directory import UUID_LENGTH, ReadRange
from storage.packing.fetch import fetch_lines
from storage.packing.roll import in_order
from storage.packing.zip64 import (
    CENTRAL,
    DosTime,
    central_header,
    end_of_directory,
    local_header_size,
)

_STEP = 4 << 20  # bytes of the directory that are compared at once


def own(members: Iterable[Member]) -> Iterator[Member]:
    """Those whose bytes lie in the object."""
    return (member for member in members if not member.held_in)


def says_the_same(
    read_range: ReadRange, size: int, members: Collection[Member], spool: Path | None = None
) -> bool:
    """Whether the object's manifests and directory are those of ``members``.

    ``members``: all of the generation, in the order of their offsets; its own are known to have
    their digests. False may only mean that it was written in another way: `sealed` can tell.
    """
    ordered = in_order(members, lambda member: encode_path(member.path).encode(), spool)
    manifest, tags, end, carries = hashlib.sha512(), dict[str, bytes](), 0, False
    for member in ordered:
        if member.role is Role.TAG:
            tags[member.path] = member.sha512
        else:
            manifest.update(manifest_line(member.sha512, member.path))
        if member.held_in:
            carries = True
        else:
            end = max(end, member.offset + member.size)  # where the directory begins
    top = _top(read_range, end)
    if top is None:
        return False
    wanted = {layout.MANIFEST: manifest.digest()}
    if carries or layout.FETCH in tags:
        carried = (member for member in ordered if member.held_in)
        wanted[layout.FETCH] = _digest(fetch_lines(top.aip, carried))
    # RFC 8493 section 2.2.1: every tag file but the tag manifest itself.
    others = (manifest_line(tags[path], path) for path in tags if path != layout.TAG_MANIFEST)
    wanted[layout.TAG_MANIFEST] = _digest(others)
    if any(tags.get(path) != digest for path, digest in wanted.items()):
        return False
    return _ends_with(read_range, end, size, _directory(members, top, end))


@dataclass(frozen=True, slots=True)
class _Top:
    """What all members have alike, by the first entry of the directory."""

    aip: UUID
    at: DosTime


def _top(read_range: ReadRange, end: int) -> _Top | None:
    head = read_range(end, CENTRAL.size + UUID_LENGTH)
    if len(head) < CENTRAL.size + UUID_LENGTH:
        return None
    aip = parse_uuid(head[CENTRAL.size :].decode("ascii", "replace"))
    return None if aip is None else _Top(aip, DosTime(*CENTRAL.unpack_from(head)[7:9]))


def _digest(lines: Iterable[bytes]) -> bytes:
    digest = hashlib.sha512()
    for line in lines:
        digest.update(line)
    return digest.digest()


def _directory(members: Iterable[Member], top: _Top, start: int) -> Iterator[bytes]:
    position = count = size = 0
    for member in own(members):
        name = f"{top.aip}/{member.path}".encode()
        position += local_header_size(name, member.size)
        if member.offset != position:
            return  # and without its end it is the same as nothing
        header = central_header(name, member, top.at)
        yield header
        position, count, size = position + member.size, count + 1, size + len(header)
    yield end_of_directory(count, start, size)


def _ends_with(read_range: ReadRange, start: int, size: int, told: Iterable[bytes]) -> bool:
    waiting = bytearray()
    for piece in told:
        waiting += piece
        if len(waiting) >= _STEP:
            if read_range(start, len(waiting)) != waiting:
                return False
            start += len(waiting)
            waiting.clear()
    return read_range(start, len(waiting)) == waiting and start + len(waiting) == size
