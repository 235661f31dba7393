"""``files_root`` by its definition, computed a second time with nothing but hashlib."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from model import merkle
from storage.packing import layout
from storage.packing.filesroot import FilesRoot, entry
from tests.storage.given import SECRET, plan, sealed_bytes


def tree(entries: list[bytes]) -> bytes:
    # RFC 9162 section 2.1.1, as it is written there
    if not entries:
        return sha256(b"").digest()
    if len(entries) == 1:
        return sha256(b"\x00" + entries[0]).digest()
    k = 1
    while k * 2 < len(entries):
        k *= 2
    return sha256(b"\x01" + tree(entries[:k]) + tree(entries[k:])).digest()


def manifest(tmp_path: Path) -> tuple[list[bytes], bytes]:
    sealed, data = sealed_bytes(plan(tmp_path), tmp_path)
    member = next(m for m in sealed.members if m.path == layout.MANIFEST)
    lines = data[member.offset : member.offset + member.size].split(b"\n")
    assert lines.pop() == b""
    return lines, sealed.files_root


def test_by_definition(tmp_path: Path) -> None:
    lines, root = manifest(tmp_path)
    entries = []
    for line in lines:
        digest, written = line.split(b"  ", 1)
        assert len(digest) == 128
        entries.append(sha256(SECRET + written).digest() + line)
    assert any(b"100%25.txt" in line for line in lines)  # as written, not as meant
    assert tree(entries) == root


def test_one_line_can_be_proved_alone(tmp_path: Path) -> None:
    lines, root = manifest(tmp_path)
    leaves = [merkle.leaf_hash(entry(SECRET, line)) for line in lines]
    for index, leaf in enumerate(leaves):
        proof = merkle.inclusion_proof(merkle.subtrees_of(leaves), index, len(leaves))
        assert merkle.verify_inclusion(leaf, index, len(leaves), proof, root)
        # What lies in the proof are hashes over other entries: without their salts no guess at a
        # name or a digest can be tried.
        assert all(len(node) == 32 for node in proof)


def test_fixed_for_ever() -> None:
    # A generation sealed today must give the same root in fifty years.
    root = FilesRoot(bytes(32))
    assert root.root() == sha256(b"").digest()
    root.add(b"ab" * 64 + b"  data/a")
    root.add(b"cd" * 64 + b"  data/b")
    assert root.root().hex() == ("da5d429be14729fc34d5af30b8bcfcce5e0a55ea5f2e11ba0add16a0d995426c")
