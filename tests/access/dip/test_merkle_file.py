"""The tree in a file gives what the tree in memory gives."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from access.dip.merkle_file import MerkleFile
from model.digests import sha256
from model.merkle import root, verify_inclusion

SPOOL = Path(tempfile.gettempdir())


def leaves(size: int) -> list[bytes]:
    return [sha256(number.to_bytes(4, "big")) for number in range(size)]


@given(st.integers(1, 300), st.data())
def test_root_and_paths(size: int, data: st.DataObject) -> None:
    hashes = leaves(size)
    index = data.draw(st.integers(0, size - 1))
    with MerkleFile(SPOOL) as tree:
        for one in hashes:
            tree.add(one)
        tree.close_leaves()
        assert tree.root() == root(hashes)
        assert verify_inclusion(hashes[index], index, size, tree.path(index), tree.root())


@pytest.mark.parametrize("size", [4095, 4096, 4097, 8192, 12_289])
def test_over_the_edge_of_a_page(size: int) -> None:
    hashes = leaves(size)
    with MerkleFile(SPOOL) as tree:
        for one in hashes:
            tree.add(one)
        tree.close_leaves()
        assert tree.root() == root(hashes)
        for index in (0, size // 2, size - 1):
            assert verify_inclusion(hashes[index], index, size, tree.path(index), tree.root())
