"""A Merkle tree that lies in a temporary file: a million leaves cost no memory."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Self

from model.merkle import inclusion_proof, node_hash

_HASH = 32
_PAGE = 4_096  # hashes read at once; even, because nodes are made of pairs


class MerkleFile:
    """Add all leaves, then `close_leaves`, then ask for paths (RFC 9162 section 2.1.3)."""

    def __init__(self, spool: Path) -> None:
        # Unnamed where the system allows it: kill -9 leaves nothing behind.
        self._file = tempfile.TemporaryFile(dir=spool)  # noqa: SIM115 - closed on leaving
        self._starts = [0]  # of each level, in hashes; level h holds the roots over 2**h leaves
        self.size = 0

    def add(self, leaf: bytes) -> None:
        """Append one leaf hash."""
        self._file.write(leaf)
        self.size += 1

    def close_leaves(self) -> None:
        """Work out the nodes: level upon level, each of complete subtrees only."""
        start, width, end = 0, self.size, self.size
        while width > 1:
            self._starts.append(end)
            for offset in range(0, width // 2 * 2, _PAGE):
                count = min(_PAGE, width // 2 * 2 - offset)
                hashes = self._read(start + offset, count)
                nodes = b"".join(
                    node_hash(hashes[i : i + _HASH], hashes[i + _HASH : i + 2 * _HASH])
                    for i in range(0, len(hashes), 2 * _HASH)
                )
                self._file.seek(0, 2)
                self._file.write(nodes)
            start, width = end, width // 2
            end += width

    def root(self) -> bytes:
        """The tree head over all leaves; there is one at least."""
        return self._head(0, self.size)

    def path(self, index: int) -> list[bytes]:
        """The path of one leaf."""
        return inclusion_proof(self._head, index, self.size)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def _head(self, first: int, end: int) -> bytes:
        width = end - first
        if width & (width - 1) == 0 and first % width == 0:
            height = width.bit_length() - 1
            return self._read(self._starts[height] + first // width, 1)
        middle = first + (1 << (width - 1).bit_length() - 1)
        return node_hash(self._head(first, middle), self._head(middle, end))

    def _read(self, first: int, count: int) -> bytes:
        self._file.seek(first * _HASH)
        return self._file.read(count * _HASH)
