"""Copying an object from one store to another: verified on the way, and read back at the end."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from model.aip import Placement
from model.errors import MunimentError
from model.verdict import Altered, Intact, Missing, Unreadable, Verdict
from storage.checking import check
from storage.copies import Copy
from storage.stores import KeyTaken, NoSuchObject, ObjectUnreadable, Stat, Store


class SourceNotIntact(Exception):
    """The copy that was to be the source is not intact itself; nothing was changed."""

    def __init__(self, verdict: Verdict) -> None:
        self.verdict = verdict
        super().__init__(type(verdict).__name__.lower())


def confirm(copy: Copy, sha256: bytes, told: Callable[[int], None] = lambda _: None) -> None:
    """Read back from the medium what was just written. Raises `storage.read-back-failed`."""
    if not isinstance(check(copy, sha256, told), Intact):
        place = copy.placement
        raise MunimentError("storage.read-back-failed", store=place.store, key=place.key)


def copy_on(source: Copy, store: Store, sha256: bytes) -> Placement:
    """Let ``store`` hold the object as well, under the same key; the copy there.

    An identical object there already is taken as the copy. Raises `storage.key-conflict` where
    another one lies there, `SourceNotIntact`, and what stores raise; then nothing was changed.
    """
    key = source.placement.key
    there = stat_of(store, key)
    if there is None:
        try:
            return _written(source, store, sha256)
        except KeyTaken:
            # Somebody else copies it too, and was quicker.
            there = stat_of(store, key)
            if there is None:
                raise
    placement = Placement(store.name, key, there.version, 0, there.size)
    if not isinstance(check(Copy(store, placement), sha256), Intact):
        raise MunimentError("storage.key-conflict", store=store.name, key=key)
    return placement


def stat_of(store: Store, key: str) -> Stat | None:
    """What lies there. Raises `storage.key-conflict` for what no read could ever give."""
    try:
        return store.stat(key)
    except ObjectUnreadable as error:
        raise MunimentError("storage.key-conflict", store=store.name, key=key) from error


def _written(source: Copy, store: Store, sha256: bytes) -> Placement:
    key, digest, size = source.placement.key, hashlib.sha256(), 0
    with store.receive(key) as incoming:
        try:
            for chunk in source.read(from_medium=True):
                digest.update(chunk)
                size += len(chunk)
                incoming.write(chunk)
        except NoSuchObject as error:
            raise SourceNotIntact(Missing()) from error
        except ObjectUnreadable as error:
            raise SourceNotIntact(Unreadable(str(error))) from error
        # Before anything of it can be seen: never a copy of bytes that were not verified.
        if digest.digest() != sha256:
            raise SourceNotIntact(Altered(digest.digest()))
        version = incoming.commit()
    placement = Placement(store.name, key, version, 0, size)
    confirm(Copy(store, placement), sha256)
    return placement
