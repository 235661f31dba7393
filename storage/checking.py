"""Checking one copy: the routine look, and the deep one."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable
from itertools import zip_longest
from pathlib import Path

from model.aip import Member
from model.verdict import Altered, Intact, Missing, Unreadable, Verdict
from storage.copies import Copy
from storage.packing.inspection import inspect
from storage.packing.malformed import MalformedObject
from storage.packing.retelling import own, says_the_same
from storage.packing.sealed import read_sealed
from storage.stores import NoSuchObject, ObjectUnreadable


def check(copy: Copy, sha256: bytes, told: Callable[[int], None] = lambda _: None) -> Verdict:
    """Read the whole object from its medium; compare its SHA-256. Raises `storage.away`.

    ``told`` of every piece that was read, in bytes.
    """
    # On one thread: whoever checks several copies at once gives each a core of its own.
    digest = hashlib.sha256()
    try:
        for chunk in copy.read(from_medium=True):
            digest.update(chunk)
            told(len(chunk))
    except NoSuchObject:
        return Missing()
    except ObjectUnreadable as error:
        return Unreadable(str(error))
    return Intact() if digest.digest() == sha256 else Altered(digest.digest())


def check_deep(
    copy: Copy, sha256: bytes, members: Collection[Member], spool: Path | None = None
) -> Verdict:
    """The object, every member, and whether the bag is complete by its own manifests.

    ``members``: all of the generation as the catalogue has them, in the order of their offsets;
    where there are none, as the bag has them. Of an altered object the first altered member is
    named, if it was a member that was hit.
    """
    try:
        wanted = members or _told(copy)
        found = inspect(copy.read(from_medium=True), own(wanted))
        if found.sha256 != sha256 or found.altered is not None:
            return Altered(found.sha256, found.altered)
        ranges, size = copy.ranges(from_medium=True), copy.placement.length
        if says_the_same(ranges, size, wanted, spool):
            return Intact()
        # The bag may be whole, and the catalogue speak of something else: not intact either.
        told = _told(copy)
    except NoSuchObject:
        return Missing()
    except ObjectUnreadable as error:
        return Unreadable(str(error))
    other = _first_difference(own(told), own(wanted))
    return Intact() if told and other is None else Altered(found.sha256, other)


def locate(copy: Copy, members: Collection[Member]) -> str | None:
    """The first altered member of a copy that is known to be altered, None if it was none.

    ``members``: in the order of their offsets.
    """
    try:
        return inspect(copy.read(from_medium=True), own(members)).altered
    except (NoSuchObject, ObjectUnreadable):
        return None


def _told(copy: Copy) -> Collection[Member]:
    """What the copy says of itself; nothing where that is no bag of ours."""
    try:
        return read_sealed(copy.ranges(from_medium=True), copy.placement.length).members
    except MalformedObject:
        return ()


def _first_difference(ours: Iterable[Member], theirs: Iterable[Member]) -> str | None:
    for one, other in zip_longest(map(_said, ours), map(_said, theirs)):
        if one != other:
            return (other or one)[0]
    return None


def _said(member: Member) -> tuple[str, bytes, int, int]:
    return member.path, member.sha512, member.offset, member.size
