"""Checking one copy: the routine look, and the deep one."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from model.aip import Member, Sealed
from model.verdict import Altered, Intact, Missing, Unreadable, Verdict
from storage.copies import Copy
from storage.packing.inspection import inspect
from storage.packing.malformed import MalformedObject
from storage.packing.sealed import read_sealed
from storage.stores import NoSuchObject, ObjectUnreadable


def check(copy: Copy, sha256: bytes) -> Verdict:
    """Read the whole object from its medium; compare its SHA-256. Raises `storage.away`."""
    # On one thread: whoever checks several copies at once gives each a core of its own.
    digest = hashlib.sha256()
    try:
        for chunk in copy.read(from_medium=True):
            digest.update(chunk)
    except NoSuchObject:
        return Missing()
    except ObjectUnreadable as error:
        return Unreadable(str(error))
    return Intact() if digest.digest() == sha256 else Altered(digest.digest())


def check_deep(copy: Copy, sha256: bytes, members: Sequence[Member]) -> Verdict:
    """The object, every member, and whether the bag is complete by its own manifests.

    ``members`` as the catalogue has them; where there are none, as the bag has them. Of an
    altered object the first altered member is named, if it was a member that was hit.
    """
    try:
        told = _told(copy)
        wanted = sorted(members or (told.own if told else ()), key=lambda m: m.offset)
        found = inspect(copy.read(from_medium=True), wanted)
    except NoSuchObject:
        return Missing()
    except ObjectUnreadable as error:
        return Unreadable(str(error))
    if found.sha256 != sha256 or found.altered is not None or told is None:
        return Altered(found.sha256, found.altered)
    other = _first_difference(told, wanted)
    return Intact() if other is None else Altered(found.sha256, other)


def locate(copy: Copy, members: Sequence[Member]) -> str | None:
    """The first altered member of a copy that is known to be altered, None if it was none."""
    try:
        ordered = sorted(members, key=lambda m: m.offset)
        return inspect(copy.read(from_medium=True), ordered).altered
    except (NoSuchObject, ObjectUnreadable):
        return None


def _told(copy: Copy) -> Sealed | None:
    """What the copy says of itself; None where that is no bag of ours."""
    size = copy.placement.length
    stat = copy.store.stat(copy.placement.key, copy.placement.version)
    if stat is None:
        raise NoSuchObject(copy.placement.key)
    try:
        return read_sealed(copy.ranges(from_medium=True), size)
    except MalformedObject:
        return None


def _first_difference(told: Sealed, wanted: Sequence[Member]) -> str | None:
    # The bag is whole, but the catalogue speaks of something else: not intact either.
    own = [(m.path, m.sha512, m.offset, m.size) for m in told.own]
    catalogue = [(m.path, m.sha512, m.offset, m.size) for m in wanted]
    for ours, theirs in zip(own, catalogue, strict=False):
        if ours != theirs:
            return theirs[0]
    if len(own) == len(catalogue):
        return None
    return (own if len(own) > len(catalogue) else catalogue)[min(len(own), len(catalogue))][0]
