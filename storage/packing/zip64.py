"""ZIP as we write it: stored, never compressed; every header complete, no data descriptors.

Source: PKWARE APPNOTE.TXT 6.3.x, cited by section. ZIP64 fields appear only where a number does
not fit: some programs refuse what they do not need. The same plan must give the same bytes, so
what is written here never changes for generations that exist.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntFlag

from model.aip import Member

MAX_32 = 0xFFFFFFFF
MAX_16 = 0xFFFF
LOCAL = struct.Struct("<4s5HLLLHH")
CENTRAL = struct.Struct("<4s4B4HLLL5HLL")
END = struct.Struct("<4s4HLLH")
END64 = struct.Struct("<4sQ2H2L4Q")
LOCATOR64 = struct.Struct("<4sLQL")
LOCAL_MARK, CENTRAL_MARK = b"PK\x03\x04", b"PK\x01\x02"
END_MARK, END64_MARK, LOCATOR64_MARK = b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07"
ZIP64_EXTRA = 0x0001  # section 4.5.3
LARGE_IN_LOCAL = 20  # 4.5.3: bytes of an extra field with both sizes, as a local header has it

_UNIX = 3  # "version made by": makes the file mode count (4.4.2)
_MODE = 0o100644 << 16  # a plain file that anyone may read (4.4.15)
_VERSION, _VERSION_64 = 20, 45  # needed to extract (4.4.3)


class Flags(IntFlag):
    """General purpose bits (4.4.4)."""

    UTF8_NAME = 1 << 11


@dataclass(frozen=True, slots=True)
class DosTime:
    """Date and time as ZIP keeps them: two-second steps, no zone; ours are always UTC (4.4.6)."""

    time: int
    date: int

    @classmethod
    def of(cls, at: datetime) -> DosTime:
        """The two-second step in which an instant lies."""
        at = at.astimezone(UTC)
        return cls(
            at.hour << 11 | at.minute << 5 | at.second // 2,
            # the format begins with 1980 and ends with 2107
            (min(max(at.year, 1980), 2107) - 1980) << 9 | at.month << 5 | at.day,
        )


def local_header(name: bytes, size: int, crc32: int, at: DosTime) -> bytes:
    """What stands before a member's bytes (4.3.7)."""
    extra, version, short = b"", _VERSION, size
    if size >= MAX_32:
        # 4.5.3: in the local header both sizes must be there.
        extra = struct.pack("<HHQQ", ZIP64_EXTRA, 16, size, size)
        version, short = _VERSION_64, MAX_32
    head = LOCAL.pack(
        LOCAL_MARK, version, Flags.UTF8_NAME, 0, at.time, at.date, crc32, short, short,
        len(name), len(extra),
    )  # fmt: skip
    return head + name + extra


def local_header_size(name: bytes, size: int) -> int:
    """How many bytes `local_header` gives."""
    return LOCAL.size + len(name) + (LARGE_IN_LOCAL if size >= MAX_32 else 0)


def central_header(name: bytes, member: Member, at: DosTime) -> bytes:
    """A member's entry in the directory at the end (4.3.12)."""
    size, offset = member.size, member.offset - local_header_size(name, member.size)
    large, short_size, short_offset = b"", size, offset
    if size >= MAX_32 or offset >= MAX_32:
        # 4.5.3 asks only for what does not fit. All three together, because Info-ZIP's unzip
        # misreads a lone offset after a member of exactly 2^32 - 1 bytes.
        large = struct.pack("<QQQ", size, size, offset)
        short_size = short_offset = MAX_32
    extra = struct.pack("<HH", ZIP64_EXTRA, len(large)) + large if large else b""
    version = _VERSION_64 if large else _VERSION
    head = CENTRAL.pack(
        CENTRAL_MARK, version, _UNIX, version, 0, Flags.UTF8_NAME, 0, at.time, at.date,
        member.crc32, short_size, short_size, len(name), len(extra), 0, 0, 0, _MODE, short_offset,
    )  # fmt: skip
    return head + name + extra


def end_of_directory(count: int, offset: int, size: int) -> bytes:
    """What ends the file: where the directory lies and how much it holds (4.3.14 to 4.3.16)."""
    large = b""
    if count >= MAX_16 or offset >= MAX_32 or size >= MAX_32:
        large = END64.pack(
            END64_MARK, END64.size - 12, _UNIX << 8 | _VERSION_64, _VERSION_64, 0, 0,
            count, count, size, offset,
        )  # fmt: skip
        large += LOCATOR64.pack(LOCATOR64_MARK, 0, offset + size, 1)
    short = min(count, MAX_16)
    return large + END.pack(END_MARK, 0, 0, short, short, min(size, MAX_32), min(offset, MAX_32), 0)
