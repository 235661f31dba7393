"""Merkle trees as RFC 9162 section 2.1 defines them: roots, inclusion and consistency proofs.

Everything works on leaf hashes, so a tree over millions of leaves never needs their data.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from model.digests import sha256

EMPTY_ROOT = sha256(b"")


def leaf_hash(data: bytes) -> bytes:
    """RFC 9162 section 2.1.1: the hash of one entry, with the 0x00 that tells leaf from node."""
    return sha256(b"\x00" + data)


def node_hash(left: bytes, right: bytes) -> bytes:
    """RFC 9162 section 2.1.1: the hash of two subtrees."""
    return sha256(b"\x01" + left + right)


class Frontier:
    """A growing tree that remembers only the roots of its complete subtrees (log n hashes)."""

    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[tuple[int, bytes]] = []  # (height, root), highest first

    def add(self, root: bytes, height: int = 0) -> None:
        """Append one leaf hash, or the root of the next ``2**height`` leaves.

        Raises ValueError where a subtree of that height cannot begin.
        """
        if self.size % (1 << height):
            raise ValueError("a subtree begins at a multiple of its size")
        self.size += 1 << height
        while self._peaks and self._peaks[-1][0] == height:
            root = node_hash(self._peaks.pop()[1], root)
            height += 1
        self._peaks.append((height, root))

    def root(self) -> bytes:
        """The root of everything added so far."""
        if not self._peaks:
            return EMPTY_ROOT
        result = self._peaks[-1][1]
        for _, peak in reversed(self._peaks[:-1]):
            result = node_hash(peak, result)
        return result


def root(leaves: Iterable[bytes]) -> bytes:
    """The tree head over leaf hashes in order."""
    level = list(leaves)
    if not level:
        return EMPTY_ROOT
    # Level by level, the last of an odd number going up as it is: the subtrees are then those of
    # section 2.1.1, whose left ones are the largest that are complete.
    while len(level) > 1:
        odd = level[-1:] if len(level) % 2 else []
        pairs = zip(level[::2], level[1::2], strict=False)
        level = [sha256(b"\x01" + left + right) for left, right in pairs] + odd
    return level[0]


def _split(size: int) -> int:
    # the largest power of two smaller than size (RFC 9162 section 2.1.1)
    return 1 << (size - 1).bit_length() - 1


Subtree = Callable[[int, int], bytes]
"""The tree head over leaves from the first index up to, not including, the second."""


def subtrees_of(leaves: Sequence[bytes]) -> Subtree:
    """Tree heads over leaf hashes that are all in memory."""
    return lambda first, end: root(leaves[first:end])


def inclusion_proof(subtree: Subtree, index: int, size: int) -> list[bytes]:
    """The path that proves leaf ``index`` lies in the tree (RFC 9162 section 2.1.3.1)."""
    if not 0 <= index < size:
        raise IndexError("no such leaf")
    path: list[bytes] = []
    first, end = 0, size
    while end - first > 1:
        middle = first + _split(end - first)
        if index < middle:
            path.append(subtree(middle, end))
            end = middle
        else:
            path.append(subtree(first, middle))
            first = middle
    return path[::-1]


def verify_inclusion(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], expected_root: bytes
) -> bool:
    """Whether ``proof`` shows the leaf at ``index`` of a tree (RFC 9162 section 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    position, last, result = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if position & 1 or position == last:
            result = node_hash(sibling, result)
            while not position & 1 and position:
                position >>= 1
                last >>= 1
        else:
            result = node_hash(result, sibling)
        position >>= 1
        last >>= 1
    return last == 0 and result == expected_root


def consistency_proof(subtree: Subtree, old_size: int, new_size: int) -> list[bytes]:
    """Proof that the tree of ``old_size`` is a prefix of this one (RFC 9162 section 2.1.4.1)."""
    if not 0 < old_size <= new_size:
        raise IndexError("no such older tree")

    def subproof(first: int, end: int, whole: bool) -> list[bytes]:
        if old_size == end:
            return [] if whole else [subtree(first, end)]
        middle = first + _split(end - first)
        if old_size <= middle:
            return [*subproof(first, middle, whole), subtree(middle, end)]
        return [*subproof(middle, end, False), subtree(first, middle)]

    return subproof(0, new_size, True)


def verify_consistency(
    old_size: int, new_size: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Whether ``proof`` shows that the old tree was only appended to (RFC 9162 2.1.4.2)."""
    if not 0 < old_size <= new_size:
        return False
    if old_size == new_size:
        return not proof and old_root == new_root
    path = [old_root, *proof] if old_size & (old_size - 1) == 0 else list(proof)
    if not path:
        return False
    position, last = old_size - 1, new_size - 1
    while position & 1:
        position >>= 1
        last >>= 1
    old = new = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if position & 1 or position == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while not position & 1 and position:
                position >>= 1
                last >>= 1
        else:
            new = node_hash(new, sibling)
        position >>= 1
        last >>= 1
    return last == 0 and old == old_root and new == new_root
