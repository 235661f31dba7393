"""The tiles in which a ledger lies in the stores, as C2SP tlog-tiles cuts and names them.

A tile has up to 256 hashes side by side: of leaves at level 0, of complete subtrees of 256**level
leaves above. A bundle has the entries of a level-0 tile themselves. What is not full yet is
partial, and bears its width in its name.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

WIDTH = 256
HEIGHT = 8  # of the tree that a full tile spans
HASH_BYTES = 32
MAX_ENTRY_BYTES = 0xFFFF  # tlog-tiles: a big-endian uint16 stands before each entry


@dataclass(frozen=True, slots=True)
class Tile:
    """One tile of hashes, or one bundle of entries where ``level`` is None."""

    level: int | None
    number: int
    width: int = WIDTH

    @property
    def is_full(self) -> bool:
        """Whether it will never change again."""
        return self.width == WIDTH

    @property
    def path(self) -> str:
        """tlog-tiles: ``tile/0/x001/067`` is number 1067; ``.p/12`` follows where partial."""
        return self.full_path if self.is_full else f"{self.full_path}.p/{self.width}"

    @property
    def full_path(self) -> str:
        """Where it lies once it is full; its partial ones lie below this and ``.p/``."""
        digits = str(self.number)
        digits = digits.zfill(-(-len(digits) // 3) * 3)
        groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
        place = "/".join([*(f"x{group}" for group in groups[:-1]), groups[-1]])
        return f"tile/{'entries' if self.level is None else self.level}/{place}"


_BUNDLE = re.compile(r"tile/entries/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([0-9]{1,3}))?")


def bundle_at(path: str) -> Tile | None:
    """The bundle that lies at ``path``; None for what is none."""
    match = _BUNDLE.fullmatch(path)
    if match is None:
        return None
    return Tile(None, int(re.sub("[x/]", "", match[1])), int(match[2] or WIDTH))


def bundles(size: int, since: int = 0) -> Iterator[Tile]:
    """The bundles of a ledger of ``size`` entries that one of ``since`` entries had not."""
    yield from _row(None, size, since)


def hash_tiles(size: int, since: int = 0) -> Iterator[Tile]:
    """The tiles of hashes that a tree of ``size`` leaves has and one of ``since`` had not."""
    level = 0
    while size:
        yield from _row(level, size, since)
        level, size, since = level + 1, size // WIDTH, since // WIDTH


def right_edge(size: int) -> list[Tile]:
    """The partial tiles of a tree, the highest first: together they give its root."""
    return [tile for tile in hash_tiles(size) if not tile.is_full][::-1]


def pack(entries: Sequence[bytes]) -> bytes:
    """A bundle of entries. Raises ValueError for an entry that is too long for one."""
    if any(len(entry) > MAX_ENTRY_BYTES for entry in entries):
        raise ValueError("an entry of the ledger has at most 65,535 bytes")
    return b"".join(struct.pack(">H", len(entry)) + entry for entry in entries)


def unpack(bundle: bytes) -> list[bytes]:
    """The entries of a bundle, as far as it is one: what follows a broken length is left out."""
    entries, at = [], 0
    while at + 2 <= len(bundle):
        (length,) = struct.unpack_from(">H", bundle, at)
        entry = bundle[at + 2 : at + 2 + length]
        if len(entry) < length:
            break
        entries.append(entry)
        at += 2 + length
    return entries


def hashes_in(tile: bytes) -> list[bytes]:
    """The hashes of a tile; what is left over at the end is left out."""
    return [tile[at : at + HASH_BYTES] for at in range(0, len(tile) - HASH_BYTES + 1, HASH_BYTES)]


def _row(level: int | None, size: int, since: int) -> Iterator[Tile]:
    if size == since:
        return
    for number in range(since // WIDTH, size // WIDTH):
        yield Tile(level, number)
    if size % WIDTH:
        yield Tile(level, size // WIDTH, size % WIDTH)
