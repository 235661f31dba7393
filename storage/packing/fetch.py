"""``fetch.txt`` (RFC 8493 section 2.2.3): payload that an earlier generation of the AIP holds.

Each URI names the generation that really has the bytes: ``bag://<aip-id>/v00001/data/...``,
percent-encoded (RFC 3986). Nobody ever opens one; with the generations unpacked over one another
the files are there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple
from urllib.parse import quote
from uuid import UUID

from model.aip import Member, safe_path
from model.errors import MunimentError
from schemas.bagit import decode_path, encode_path
from storage.packing.malformed import MalformedObject

_LINE = re.compile(r"bag://([0-9a-f-]{36})/v(\d{5})/(\S+) (\d{1,18}) ([^\n]+)")


class Carried(NamedTuple):
    """One line: which file, how long, and the number of the generation that has its bytes."""

    path: str
    size: int
    held_in: int


def fetch_lines(aip: UUID, carried: Iterable[Member]) -> Iterator[bytes]:
    """The file; ``carried`` is sorted by the bytes of the path as written, as the manifest is."""
    for member in carried:
        yield _line(aip, Carried(member.path, member.size, member.held_in))


def read_fetch_lines(data: bytes, aip: UUID, generation: int) -> Iterator[Carried]:
    """Parse our own fetch.txt of a generation. Raises MalformedObject."""
    try:
        *lines, last = data.decode().split("\n")
    except UnicodeDecodeError as error:
        raise MalformedObject("its fetch.txt is not UTF-8") from error
    if last or not lines:
        raise MalformedObject("its fetch.txt does not end with a line end")
    before = b""
    for line in lines:
        carried = _read(line)
        # Written again it must be the same line: of this AIP, encoded as we encode.
        if _line(aip, carried) != f"{line}\n".encode() or not 1 <= carried.held_in < generation:
            raise MalformedObject("a line of its fetch.txt is not ours")
        written = encode_path(carried.path).encode()
        if written <= before:
            raise MalformedObject("its fetch.txt is not sorted")
        before = written
        yield carried


def _read(line: str) -> Carried:
    match = _LINE.fullmatch(line)
    if match is None:
        raise MalformedObject("a line of its fetch.txt is not ours")
    try:
        path = safe_path(decode_path(match[5]))
    except MunimentError as error:
        raise MalformedObject("its fetch.txt has an unsafe name") from error
    if not path.startswith("data/"):
        raise MalformedObject("its fetch.txt names what is no payload")
    return Carried(path, int(match[4]), int(match[2]))


def _line(aip: UUID, carried: Carried) -> bytes:
    uri = f"bag://{aip}/v{carried.held_in:05d}/{quote(carried.path, safe='/')}"
    return f"{uri} {carried.size} {encode_path(carried.path)}\n".encode()
