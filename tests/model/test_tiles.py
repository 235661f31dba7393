"""Tiles against what C2SP tlog-tiles says of them, and against the tree they are cut from."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.merkle import Frontier, leaf_hash, root
from model.tiles import (
    MAX_ENTRY_BYTES,
    Tile,
    bundles,
    hash_tiles,
    hashes_in,
    pack,
    right_edge,
    unpack,
)

LEAVES = [leaf_hash(str(number).encode()) for number in range(70_000)]


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        # the examples of the specification, section "Merkle Tree"
        (Tile(0, 1234067), "tile/0/x001/x234/067"),
        (Tile(0, 0), "tile/0/000"),
        (Tile(1, 999, 12), "tile/1/999.p/12"),
        (Tile(0, 1000), "tile/0/x001/000"),
        (Tile(None, 1000, 1), "tile/entries/x001/000.p/1"),
    ],
)
def test_paths_are_those_of_the_specification(tile: Tile, path: str) -> None:
    assert tile.path == path


def test_a_tree_of_70_000() -> None:
    """The specification's own example: 273 full tiles and one of 112, one full above, and so on."""
    found = list(hash_tiles(70_000))
    assert [len([t for t in found if t.level == n and t.is_full]) for n in range(3)] == [273, 1, 0]
    assert [t for t in found if not t.is_full] == [Tile(0, 273, 112), Tile(1, 1, 17), Tile(2, 0, 1)]


@given(st.integers(0, 70_000), st.integers(0, 70_000))
def test_growing_in_two_steps_lacks_nothing(one: int, other: int) -> None:
    old, new = sorted((one, other))
    for cut in (bundles, hash_tiles):
        in_two = {*cut(old), *cut(new, old)}
        assert set(cut(new)) <= in_two
        # what is over is partial, and was grown out of
        assert all(not tile.is_full for tile in in_two - set(cut(new)))
        assert not set(cut(new, new))


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 511, 512, 65_535, 65_536, 65_537, 70_000])
def test_the_right_edge_gives_the_root(size: int) -> None:
    growing = Frontier()
    for tile in right_edge(size):
        span = 256 ** (tile.level or 0)
        for number in range(tile.number * 256, tile.number * 256 + tile.width):
            growing.add(root(LEAVES[number * span : (number + 1) * span]), 8 * (tile.level or 0))
    assert (growing.size, growing.root()) == (size, root(LEAVES[:size]))


def test_a_subtree_begins_where_it_can() -> None:
    growing = Frontier()
    growing.add(LEAVES[0])
    with pytest.raises(ValueError, match="multiple"):
        growing.add(LEAVES[1], 1)


@given(st.lists(st.binary(max_size=40), max_size=20), st.integers(0, 200))
def test_bundles_give_back_what_was_packed_as_far_as_they_go(
    entries: list[bytes], cut: int
) -> None:
    bundle = pack(entries)
    assert unpack(bundle) == entries
    short = unpack(bundle[: max(0, len(bundle) - cut)])
    assert short == entries[: len(short)]


def test_an_entry_has_its_limit() -> None:
    assert unpack(pack([b"x" * MAX_ENTRY_BYTES])) == [b"x" * MAX_ENTRY_BYTES]
    with pytest.raises(ValueError, match=r"65,535"):
        pack([b"x" * (MAX_ENTRY_BYTES + 1)])


def test_a_tile_that_was_cut_gives_whole_hashes() -> None:
    assert hashes_in(LEAVES[0] + LEAVES[1] + b"half") == LEAVES[:2]
