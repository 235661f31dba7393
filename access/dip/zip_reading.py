"""The ZIP of a delivery, read from its first byte to its last, and believed in nothing.

Every header is written anew from what it says and compared: so each byte of the file is either
content, which a digest covers, or exactly what we would have written. Nothing hides between.
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from access.dip.findings import Flaw, WrongDelivery
from model.aip import Member, Role, safe_path
from model.errors import MunimentError
from storage.packing.outflow import CHUNK
from storage.packing.zip64 import (
    CENTRAL_MARK,
    LOCAL,
    LOCAL_MARK,
    MAX_32,
    DosTime,
    central_header,
    end_of_directory,
    local_header,
)

_LARGE = struct.Struct("<HHQQ")
_LONGEST_LINE = 1 << 20
_MOST_TEXT = 64 << 20  # of a file that is read whole


@dataclass(frozen=True, slots=True)
class Zip:
    """What lies in the ZIP: members by their path below the one folder ``top``."""

    stream: BinaryIO
    top: str
    at: DosTime
    members: dict[str, Member]

    def read(self, path: str) -> bytes:
        """A small file, whole."""
        member = self.members[path]
        if member.size > _MOST_TEXT:
            raise WrongDelivery(
                Flaw.BAG, path, "It is too large to be what it should be.",
                "Sie ist zu groß für das, was sie sein soll.",
            )  # fmt: skip
        self.stream.seek(member.offset)
        return self.stream.read(member.size)

    def lines(self, path: str) -> Iterator[bytes]:
        """A large file, line by line, each without its ending LF."""
        member = self.members[path]
        position, end = member.offset, member.offset + member.size
        while position < end:
            self.stream.seek(position)
            line = self.stream.readline(min(_LONGEST_LINE, end - position))
            position += len(line)
            if not line.endswith(b"\n"):
                raise WrongDelivery(
                    Flaw.BAG, path, "A line of it does not end.", "Eine Zeile endet nicht."
                )
            yield line[:-1]


def read_zip(stream: BinaryIO, size: int) -> Zip:
    """Read all of it, hashing every member. Raises WrongDelivery."""
    reader = _Reader(stream, size)
    members: dict[str, Member] = {}
    names: list[bytes] = []
    while (mark := reader.take(4)) == LOCAL_MARK:
        name, member = reader.member(mark)
        if member.path in members:
            raise _odd(reader.position)
        members[member.path] = member
        names.append(name)
    start = reader.position - len(mark)
    if mark != CENTRAL_MARK or not members or reader.at is None:
        raise _odd(start)
    reader.rewind(start)
    for name, member in zip(names, members.values(), strict=True):
        reader.expect(central_header(name, member, reader.at))
    directory = reader.position - start
    reader.expect(end_of_directory(len(members), start, directory))
    if reader.position != size:
        raise _odd(reader.position)
    return Zip(stream, reader.top, reader.at, members)


class _Reader:
    def __init__(self, stream: BinaryIO, size: int) -> None:
        self.position = 0
        self.top = ""
        self.at: DosTime | None = None
        self._stream = stream
        self._size = size
        stream.seek(0)

    def take(self, count: int) -> bytes:
        data = self._stream.read(count)
        self.position += len(data)
        if len(data) != count:
            raise _odd(self.position)
        return data

    def rewind(self, position: int) -> None:
        self._stream.seek(position)
        self.position = position

    def expect(self, wanted: bytes) -> None:
        start = self.position
        if self.take(len(wanted)) != wanted:
            raise _odd(start)

    def member(self, mark: bytes) -> tuple[bytes, Member]:
        """A member whose mark was read: its header must be ours, its bytes are hashed."""
        start = self.position - len(mark)
        head = mark + self.take(LOCAL.size - len(mark))
        _, _, _, _, time, date, crc32, _, size, name_length, extra_length = LOCAL.unpack(head)
        name, extra = self.take(name_length), self.take(extra_length)
        if size == MAX_32 and len(extra) == _LARGE.size:
            size = _LARGE.unpack(extra)[2]
        at = DosTime(time, date)
        if self.at is None:
            self.at = at
        # whatever a header says, it says it as we write it
        if at != self.at or head + name + extra != local_header(name, size, crc32, at):
            raise _odd(start)
        offset = self.position
        if size > self._size - offset:
            raise _odd(start)
        digest, found = self._hash(size)
        path = self._path(name, start)
        if found != crc32:
            raise WrongDelivery(
                Flaw.FILE, path, "Its bytes are not those that were delivered.",
                "Ihre Bytes sind nicht die ausgelieferten.",
            )  # fmt: skip
        return name, Member(path, size, digest, crc32, offset, Role.ORIGINAL)

    def _hash(self, size: int) -> tuple[bytes, int]:
        digest, crc32, left = hashlib.sha512(), 0, size
        while left:
            data = self.take(min(CHUNK, left))
            digest.update(data)
            crc32 = zlib.crc32(data, crc32)
            left -= len(data)
        return digest.digest(), crc32

    def _path(self, name: bytes, start: int) -> str:
        try:
            text = name.decode()
            top, slash, path = text.partition("/")
            self.top = self.top or top
            if top != self.top or not slash:
                raise _odd(start)
            return safe_path(path)
        except (UnicodeDecodeError, MunimentError) as error:
            raise _odd(start) from error


def _odd(position: int) -> WrongDelivery:
    return WrongDelivery(
        Flaw.ZIP,
        "",
        f"The ZIP file is not as Muniment writes it, at byte {position}: it was changed, cut, "
        "or packed anew.",
        f"Die ZIP-Datei ist ab Byte {position} nicht so, wie Muniment sie schreibt: sie wurde "
        "verändert, abgeschnitten oder neu gepackt.",
    )
