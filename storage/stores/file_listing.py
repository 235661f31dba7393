"""Listing a directory tree in the byte order of its keys, as an object store lists its own."""

from __future__ import annotations

import os
from collections.abc import Iterator, Set

from storage.stores import RESERVED, Stat


def listing(root: str, prefix: str, after: str, hidden: Set[str]) -> Iterator[Stat]:
    """Plain files below ``root`` as objects; ``hidden`` names lie at its top."""
    return _below(root, "", prefix, after, hidden | RESERVED)


def _below(
    folder: str, place: str, prefix: str, after: str, hidden: Set[str] = frozenset()
) -> Iterator[Stat]:
    for key, entry in _sorted_entries(folder, place):
        if entry.name in hidden:
            continue
        if key.endswith("/"):
            # Descend only where keys with the prefix can lie, and not all of them are behind us.
            wanted = key.startswith(prefix) or prefix.startswith(key)
            if wanted and (after < key or after.startswith(key)):
                yield from _below(entry.path, key, prefix, after)
        elif key.startswith(prefix) and key > after and entry.is_file(follow_symlinks=False):
            yield Stat(key, entry.stat(follow_symlinks=False).st_size)


def _sorted_entries(folder: str, place: str) -> list[tuple[str, os.DirEntry[str]]]:
    with os.scandir(folder) as entries:
        found = [(place + e.name + "/" * e.is_dir(follow_symlinks=False), e) for e in entries]
    # "a/b" sorts after "a.b" as a key, though "a" sorts before "a.b" as a name. Code points sort
    # as their UTF-8 bytes do. What is not UTF-8 is none of our keys.
    found = [pair for pair in found if pair[0].isascii() or _is_utf8(pair[0])]
    return sorted(found, key=lambda pair: pair[0])


def _is_utf8(name: str) -> bool:
    return not any(0xDC80 <= ord(character) <= 0xDCFF for character in name)
