"""Merkle trees against RFC 9162 section 2.1, written down again as literally as it stands."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.merkle import (
    EMPTY_ROOT,
    Frontier,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    root,
    subtrees_of,
    verify_consistency,
    verify_inclusion,
)

LARGEST = 34  # crosses 8, 16 and 32, where trees change their shape

ENTRIES = [f"entry {number}".encode() for number in range(300)]
LEAVES = [leaf_hash(entry) for entry in ENTRIES]


def reference_head(entries: list[bytes]) -> bytes:
    """MTH(D[n]), RFC 9162 section 2.1.1."""
    if not entries:
        return sha256(b"").digest()
    if len(entries) == 1:
        return sha256(b"\x00" + entries[0]).digest()
    split = 1
    while split * 2 < len(entries):
        split *= 2
    halves = reference_head(entries[:split]) + reference_head(entries[split:])
    return sha256(b"\x01" + halves).digest()


def reference_path(index: int, entries: list[bytes]) -> list[bytes]:
    """PATH(m, D[n]), RFC 9162 section 2.1.3.1."""
    if len(entries) == 1:
        return []
    split = 1
    while split * 2 < len(entries):
        split *= 2
    if index < split:
        return [*reference_path(index, entries[:split]), reference_head(entries[split:])]
    return [*reference_path(index - split, entries[split:]), reference_head(entries[:split])]


def reference_proof(old: int, entries: list[bytes], whole: bool = True) -> list[bytes]:
    """SUBPROOF(m, D[n], b), RFC 9162 section 2.1.4.1."""
    if old == len(entries):
        return [] if whole else [reference_head(entries)]
    split = 1
    while split * 2 < len(entries):
        split *= 2
    if old <= split:
        rest = reference_head(entries[split:])
        return [*reference_proof(old, entries[:split], whole), rest]
    first = reference_head(entries[:split])
    return [*reference_proof(old - split, entries[split:], False), first]


def tampered(proof: list[bytes]) -> Iterator[list[bytes]]:
    """Every way to change one element, to drop, double or swap one."""
    for place, value in enumerate(proof):
        for byte in (0, 15, 31):
            changed = bytearray(value)
            changed[byte] ^= 1
            yield [*proof[:place], bytes(changed), *proof[place + 1 :]]
        yield [*proof[:place], *proof[place + 1 :]]
        yield [*proof[:place], value, value, *proof[place + 1 :]]
        yield [*proof[:place], value[:-1], *proof[place + 1 :]]
        yield [*proof[:place], value + b"\x00", *proof[place + 1 :]]
        yield [*proof[:place], b"", *proof[place + 1 :]]
    for place in range(len(proof) - 1):
        yield [*proof[:place], proof[place + 1], proof[place], *proof[place + 2 :]]
    yield [*proof, bytes(32)]
    yield [bytes(32), *proof]


def test_roots_of_every_size_are_those_of_the_rfc() -> None:
    assert root([]) == EMPTY_ROOT == reference_head([])
    growing = Frontier()
    for size in range(1, 130):
        growing.add(LEAVES[size - 1])
        assert growing.root() == root(LEAVES[:size]) == reference_head(ENTRIES[:size])
        assert growing.size == size


def test_a_leaf_is_never_a_node() -> None:
    """Without the prefixes a node's two hashes could be passed off as an entry."""
    forged = LEAVES[0] + LEAVES[1]
    assert leaf_hash(forged) != root(LEAVES[:2])


def test_every_inclusion_proof_is_that_of_the_rfc_and_verifies() -> None:
    for size in range(1, LARGEST):
        head = root(LEAVES[:size])
        for index in range(size):
            proof = inclusion_proof(subtrees_of(LEAVES), index, size)
            assert proof == reference_path(index, ENTRIES[:size])
            assert verify_inclusion(LEAVES[index], index, size, proof, head)


def test_every_tampered_inclusion_proof_is_rejected() -> None:
    for size in range(1, LARGEST, 3):
        head = root(LEAVES[:size])
        for index in range(size):
            proof = inclusion_proof(subtrees_of(LEAVES), index, size)
            for wrong in tampered(proof):
                assert not verify_inclusion(LEAVES[index], index, size, wrong, head)
            for other in (i for i in range(size) if i != index):
                assert not verify_inclusion(LEAVES[index], other, size, proof, head)
                assert not verify_inclusion(LEAVES[other], index, size, proof, head)
            assert not verify_inclusion(LEAVES[index], index, size, proof, bytes(32))
            for nowhere in (-1, size, size + 1):
                assert not verify_inclusion(LEAVES[index], nowhere, size, proof, head)


def test_every_consistency_proof_is_that_of_the_rfc_and_verifies() -> None:
    for new in range(1, LARGEST):
        for old in range(1, new + 1):
            proof = consistency_proof(subtrees_of(LEAVES), old, new)
            assert proof == reference_proof(old, ENTRIES[:new])
            assert verify_consistency(old, new, root(LEAVES[:old]), root(LEAVES[:new]), proof)


def test_every_tampered_consistency_proof_is_rejected() -> None:
    for new in range(1, LARGEST, 3):
        new_root = root(LEAVES[:new])
        for old in range(1, new + 1):
            old_root = root(LEAVES[:old])
            proof = consistency_proof(subtrees_of(LEAVES), old, new)
            for wrong in tampered(proof):
                assert not verify_consistency(old, new, old_root, new_root, wrong)
            assert not verify_consistency(old, new, bytes(32), new_root, proof)
            assert not verify_consistency(old, new, old_root, bytes(32), proof)
            assert not verify_consistency(0, new, EMPTY_ROOT, new_root, proof)
            assert not verify_consistency(new + 1, new, old_root, new_root, proof)


def test_a_rewritten_past_has_no_consistency_proof() -> None:
    rewritten = [leaf_hash(b"forged"), *LEAVES[1:20]]
    proof = consistency_proof(subtrees_of(rewritten), 10, 20)
    assert not verify_consistency(10, 20, root(LEAVES[:10]), root(rewritten), proof)


@given(st.data())
def test_large_trees_agree_too(data: st.DataObject) -> None:
    new = data.draw(st.integers(1, 300))
    old = data.draw(st.integers(1, new))
    index = data.draw(st.integers(0, new - 1))
    head = root(LEAVES[:new])
    assert head == reference_head(ENTRIES[:new])
    path = inclusion_proof(subtrees_of(LEAVES), index, new)
    assert verify_inclusion(LEAVES[index], index, new, path, head)
    proof = consistency_proof(subtrees_of(LEAVES), old, new)
    assert verify_consistency(old, new, root(LEAVES[:old]), head, proof)


@pytest.mark.parametrize(("index", "size"), [(0, 0), (-1, 5), (5, 5)])
def test_there_is_no_proof_of_nothing(index: int, size: int) -> None:
    with pytest.raises(IndexError):
        inclusion_proof(subtrees_of(LEAVES), index, size)


@pytest.mark.parametrize(("old", "new"), [(0, 5), (6, 5), (-1, 5)])
def test_there_is_no_consistency_with_nothing(old: int, new: int) -> None:
    with pytest.raises(IndexError):
        consistency_proof(subtrees_of(LEAVES), old, new)
