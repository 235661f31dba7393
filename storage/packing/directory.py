"""The ZIP directory of one of our objects, read from its end and believed in nothing.

`zipfile` needs 2.2 s and 161 MB for 200,000 members and takes what we never write: comments,
compression, gaps between members, names that climb. Here each of these is a MalformedObject.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from model.aip import all_safe, safe_path
from model.errors import MunimentError
from model.ids import parse_uuid
from storage.packing.malformed import MalformedObject
from storage.packing.zip64 import (
    CENTRAL,
    CENTRAL_MARK,
    END,
    END64,
    END64_MARK,
    END_MARK,
    LARGE_IN_LOCAL,
    LOCAL,
    LOCATOR64,
    LOCATOR64_MARK,
    MAX_16,
    MAX_32,
    ZIP64_EXTRA,
    Flags,
)

ReadRange = Callable[[int, int], bytes]
"""(offset, length) -> bytes, fewer only at the end of the object."""

FAR = 256 << 10  # what a first look reads: the whole of a small AIP's end, by one request
NEAR = 64 << 10  # where another look costs little: enough for a hundred files
_STEP = 4 << 20  # what is read of a large directory at once
# 4.4: a name field has two bytes for its length.
_ENTRY_MOST = CENTRAL.size + MAX_16 * 3
UUID_LENGTH = 36


@dataclass(frozen=True, slots=True)
class Directory:
    """Everything the end of the object says. Members are told in columns, in their order.

    ``paths`` are those in the bag, without the top folder; ``offsets`` are of the members' bytes.
    """

    aip: UUID
    paths: list[str]
    sizes: list[int]
    crc32: list[int]
    offsets: list[int]


class Tail:
    """Ranged reads of an object whose end was fetched once."""

    def __init__(self, read_range: ReadRange, size: int, first: int) -> None:
        self.size = size
        self._read_range = read_range
        self._start = max(0, size - first)
        self._bytes = self._fetch(self._start, size - self._start)

    def __call__(self, offset: int, length: int) -> bytes:
        """The bytes, all of them. Raises MalformedObject where the object has no such range."""
        if offset < 0 or length < 0 or offset + length > self.size:
            raise MalformedObject("it points outside itself")
        if offset >= self._start:
            return self._bytes[offset - self._start : offset - self._start + length]
        return self._fetch(offset, length)

    def _fetch(self, offset: int, length: int) -> bytes:
        data = self._read_range(offset, length)
        if len(data) != length:
            raise MalformedObject("it is shorter than it says")
        return data


@dataclass(frozen=True, slots=True)
class _End:
    count: int
    size: int
    offset: int


def read_directory(tail: Tail) -> Directory:
    """Parse and judge the directory. Raises MalformedObject."""
    end = _end(tail)
    if end.count * CENTRAL.size > end.size:
        raise MalformedObject("its directory is too short for its members")
    names, sizes, crc32, offsets = _columns(tail, end)
    top = names[0][: UUID_LENGTH + 1] if names else b""
    aip = parse_uuid(top[:-1].decode("ascii", "replace")) if top.endswith(b"/") else None
    if aip is None:
        raise MalformedObject("its top folder is not an AIP id")
    paths = _below(f"{aip}/", names)
    _judge_names(paths)
    return Directory(aip, paths, sizes, crc32, offsets)


def _below(top: str, names: Sequence[bytes]) -> list[str]:
    """The names without the top folder that all must have."""
    try:
        # all at once: a line end belongs to no character of several bytes
        text = b"\n".join((b"", *names)).decode()
    except UnicodeDecodeError as error:
        raise MalformedObject("a member has an unsafe name") from error
    # Where a name lacks it, two are one here, unless it has a line end: that is not safe.
    before, *paths = text.split(f"\n{top}")
    if before or len(paths) != len(names):
        raise MalformedObject("its members lie in several folders")
    return paths


def _judge_names(paths: Sequence[str]) -> None:
    if len(set(paths)) != len(paths):
        raise MalformedObject("two members have the same name")
    if not all_safe(paths):
        try:
            for path in paths:
                safe_path(path)
        except MunimentError as error:
            raise MalformedObject("a member has an unsafe name") from error


def _end(tail: Tail) -> _End:
    if tail.size < END.size:
        raise MalformedObject("it is too short for a ZIP file")
    at = tail.size - END.size
    mark, disk, start_disk, here, count, size, offset, comment = END.unpack(tail(at, END.size))
    # We write no comment, so the end record is the end: no searching, no second truth.
    if mark != END_MARK or comment or disk or start_disk or here != count:
        raise MalformedObject("it does not end as a ZIP file ends")
    end = _End(count, size, offset)
    if count == MAX_16 or MAX_32 in (size, offset):
        at -= LOCATOR64.size + END64.size
        end = _end64(tail(at, END64.size + LOCATOR64.size), at)
    if end.offset + end.size != at:
        raise MalformedObject("its directory does not lie at its end")
    return end


def _end64(data: bytes, at: int) -> _End:
    mark, length, _, _, disk, start_disk, here, count, size, offset = END64.unpack_from(data)
    locator_mark, locator_disk, pointed, disks = LOCATOR64.unpack_from(data, END64.size)
    if (mark, locator_mark) != (END64_MARK, LOCATOR64_MARK) or length != END64.size - 12:
        raise MalformedObject("its ZIP64 end record is not ours")
    if (disk, start_disk, locator_disk, disks) != (0, 0, 0, 1) or pointed != at or here != count:
        raise MalformedObject("its ZIP64 end record is not ours")
    return _End(count, size, offset)


# What all entries have alike is one field here: flags, method, time and date; and two fields
# that must be nothing, the length of a comment and the number of a disk, are one number.
_ENTRY = struct.Struct("<4s4x8sLLLHHL6xL")
_ALIKE = struct.Struct("<4H")

_Columns = tuple[list[bytes], list[int], list[int], list[int]]


def _columns(tail: Tail, end: _End) -> _Columns:
    """Names, sizes, CRCs and offsets. Members lie one behind the other up to the directory."""
    names, sizes, sums, offsets = [], [], [], []
    unread, stop = end.offset, end.offset + end.size
    buffer, index, last = b"", 0, -1  # an entry may begin up to ``last``
    expected, first, read = 0, b"", _ENTRY.unpack_from
    for _ in range(end.count):
        if index > last:
            buffer, unread, last = _read_on(tail, buffer[index:], unread, stop)
            index = 0
        mark, alike, crc32, packed, size, name_length, extra_length, none, offset = read(
            buffer, index
        )
        if mark != CENTRAL_MARK or packed != size or none:
            raise MalformedObject("a directory entry is not ours")
        if alike != first:
            _judge_alike(alike, first)
            first = alike
        index += CENTRAL.size + name_length
        names.append(buffer[index - name_length : index])
        if extra_length:
            size, offset = _large(buffer[index : index + extra_length], size, offset)
            index += extra_length
        # Members lie one behind the other without a gap: nothing can hide between them.
        if offset != expected:
            raise MalformedObject("its members overlap or leave gaps")
        offset += LOCAL.size + name_length
        if size >= MAX_32:
            offset += LARGE_IN_LOCAL
        expected = offset + size
        sizes.append(size)
        sums.append(crc32)
        offsets.append(offset)
    if unread < stop or index != len(buffer):
        raise MalformedObject("its directory holds more than its entries")
    if expected != end.offset:
        raise MalformedObject("its members do not end where its directory begins")
    return names, sizes, sums, offsets


def _read_on(tail: Tail, rest: bytes, unread: int, stop: int) -> tuple[bytes, int, int]:
    """More of the directory behind ``rest``; what is unread now, where its last entry may begin."""
    more = min(_STEP, stop - unread)
    buffer, unread = rest + tail(unread, more), unread + more
    last = len(buffer) - (_ENTRY_MOST if unread < stop else CENTRAL.size)
    if last < 0:
        raise MalformedObject("its directory ends early")
    return buffer, unread, last


def _judge_alike(alike: bytes, first: bytes) -> None:
    flags, method, _, _ = _ALIKE.unpack(alike)
    if method or flags != Flags.UTF8_NAME:
        raise MalformedObject("a directory entry is not ours")
    if first:
        raise MalformedObject("its members differ in time")


def _large(extra: bytes, size: int, offset: int) -> tuple[int, int]:
    # 4.5.3: only the fields that do not fit are there, sizes before offset.
    wanted = [size, size] if size == MAX_32 else []
    wanted += [offset] if offset == MAX_32 else []
    shape = struct.Struct(f"<HH{len(wanted)}Q")
    if not wanted or len(extra) != shape.size:
        raise MalformedObject("a directory entry has an extra field that is not ours")
    kind, length, *values = shape.unpack(extra)
    if (
        kind != ZIP64_EXTRA
        or length != 8 * len(wanted)
        or (size == MAX_32 and values[0] != values[1])
    ):
        raise MalformedObject("a directory entry has an extra field that is not ours")
    return (values[0] if size == MAX_32 else size), (values[-1] if offset == MAX_32 else offset)
