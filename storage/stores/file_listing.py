"""Listing a directory tree in the byte order of its keys, as an object store lists its own."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Set
from dataclasses import dataclass

from storage.stores import RESERVED, Stat


def listing(root: str, prefix: str, after: str, vanished: Callable[[], None]) -> Iterator[Stat]:
    """Plain files below ``root`` as objects, without the store's workshop.

    ``vanished`` is called where something was gone before we came to it: somebody may have deleted
    it, or the whole disk is away, which must not look like the end of the list.
    """
    return _below(_Asked(prefix, after, vanished), root, "", RESERVED)


@dataclass(frozen=True, slots=True)
class _Asked:
    prefix: str
    after: str
    vanished: Callable[[], None]

    def wants_folder(self, key: str) -> bool:
        """Whether keys with the prefix can lie in it, and not all of them are behind us."""
        wanted = key.startswith(self.prefix) or self.prefix.startswith(key)
        return wanted and (self.after < key or self.after.startswith(key))


def _below(
    asked: _Asked, folder: str, place: str, hidden: Set[str] = frozenset()
) -> Iterator[Stat]:
    try:
        entries = _sorted_entries(folder, place)
    except FileNotFoundError:
        asked.vanished()
        return
    for key, entry in entries:
        if entry.name in hidden:
            continue
        if key.endswith("/"):
            if asked.wants_folder(key):
                yield from _below(asked, entry.path, key)
        elif key.startswith(asked.prefix) and key > asked.after and _is_plain(entry):
            try:
                size = entry.stat(follow_symlinks=False).st_size
            except FileNotFoundError:
                asked.vanished()
                continue
            yield Stat(key, size)


def _is_plain(entry: os.DirEntry[str]) -> bool:
    return entry.is_file(follow_symlinks=False)


def _sorted_entries(folder: str, place: str) -> list[tuple[str, os.DirEntry[str]]]:
    with os.scandir(folder) as entries:
        found = [(place + e.name + "/" * e.is_dir(follow_symlinks=False), e) for e in entries]
    # "a/b" sorts after "a.b" as a key, though "a" sorts before "a.b" as a name. Code points sort
    # as their UTF-8 bytes do. What is not UTF-8 is none of our keys.
    found = [pair for pair in found if pair[0].isascii() or _is_utf8(pair[0])]
    return sorted(found, key=lambda pair: pair[0])


def _is_utf8(name: str) -> bool:
    return not any(0xDC80 <= ord(character) <= 0xDCFF for character in name)
