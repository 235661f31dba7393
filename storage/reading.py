"""Reading for delivery: verified, and from another copy where one fails.

Wrong bytes are never handed over as if they were right. A small file is verified before its
first byte goes out; of a large one the last chunk is held back until the digest is known, so that
a reader gets either everything or visibly too little.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Literal

from model.aip import Member, Placement
from model.errors import MunimentError
from model.verdict import Altered, Missing, Unreadable, Verdict
from storage.copies import Copy
from storage.stores import NoSuchObject, ObjectUnreadable

Noticed = Callable[[Placement, Verdict], None]
"""Told of every copy that failed on the way."""

SMALL = 8 << 20


@dataclass(frozen=True, slots=True)
class Wanted:
    """A span of the object that has a digest of its own: a member, or the object itself."""

    name: str
    offset: int
    size: int
    algorithm: Literal["sha256", "sha512"]
    digest: bytes
    member: str | None = None

    @classmethod
    def of(cls, member: Member) -> Wanted:
        """A file inside the object."""
        path = member.path
        return cls(path, member.offset, member.size, "sha512", member.sha512, path)


def read_whole(
    copies: Sequence[Copy], wanted: Wanted, noticed: Noticed, *, certain: bool = False
) -> Iterator[bytes]:
    """All of it, verified. Raises `storage.member-altered`.

    What is wrong from the start is raised at once, not at the first ``next``. ``certain``: look
    through a large one before handing over its first byte, at the price of reading it twice.
    """
    if wanted.size <= SMALL:
        return iter([_verified(copies, wanted, noticed)])
    if certain:
        copies = [c for c in copies if _is_right(c, wanted, noticed)][:1]
    return _begun(_held_back(copies, wanted, noticed))


def read_part(
    copies: Sequence[Copy], wanted: Wanted, start: int, length: int, noticed: Noticed
) -> Iterator[bytes]:
    """Some of it. Only a small file can be verified then; of a large one nobody knows yet."""
    if wanted.size <= SMALL:
        return iter([_verified(copies, wanted, noticed)[start : start + length]])
    return _begun(_spans(copies, wanted, start, length, noticed))


def _verified(copies: Sequence[Copy], wanted: Wanted, noticed: Noticed) -> bytes:
    for copy in copies:
        try:
            data = b"".join(copy.read(wanted.offset, wanted.size))
        except (NoSuchObject, ObjectUnreadable, MunimentError) as error:
            noticed(copy.placement, _verdict(error))
            continue
        found = hashlib.new(wanted.algorithm, data).digest()
        if found == wanted.digest:
            return data
        noticed(copy.placement, Altered(found, wanted.member))
    raise MunimentError("storage.member-altered", member=wanted.name)


def _is_right(copy: Copy, wanted: Wanted, noticed: Noticed) -> bool:
    digest = hashlib.new(wanted.algorithm)
    try:
        for chunk in copy.read(wanted.offset, wanted.size):
            digest.update(chunk)
    except (NoSuchObject, ObjectUnreadable, MunimentError) as error:
        noticed(copy.placement, _verdict(error))
        return False
    if digest.digest() != wanted.digest:
        noticed(copy.placement, Altered(digest.digest(), wanted.member))
        return False
    return True


def _held_back(copies: Sequence[Copy], wanted: Wanted, noticed: Noticed) -> Iterator[bytes]:
    digest, held = hashlib.new(wanted.algorithm), b""
    used: list[Copy] = []
    for chunk in _spans(copies, wanted, 0, wanted.size, noticed, used):
        if held:
            yield held
        digest.update(chunk)
        held = chunk
    if digest.digest() != wanted.digest:
        for copy in used:
            noticed(copy.placement, Altered(digest.digest(), wanted.member))
        raise MunimentError("storage.member-altered", member=wanted.name)
    yield held


def _spans(
    copies: Sequence[Copy],
    wanted: Wanted,
    start: int,
    length: int,
    noticed: Noticed,
    used: list[Copy] | None = None,
) -> Iterator[bytes]:
    """Bytes from the first copy that gives them; where one breaks off, the next goes on."""
    end = start + length
    for copy in copies:
        if used is not None:
            used.append(copy)
        try:
            for chunk in copy.read(wanted.offset + start, end - start):
                start += len(chunk)
                yield chunk
        except (NoSuchObject, ObjectUnreadable, MunimentError) as error:
            noticed(copy.placement, _verdict(error))
            continue
        if start == end:
            return
        noticed(copy.placement, Unreadable("shorter than recorded"))
    raise MunimentError("storage.member-altered", member=wanted.name)


def _begun(chunks: Iterator[bytes]) -> Iterator[bytes]:
    first = next(chunks, b"")
    return chain([first], chunks)


def _verdict(error: Exception) -> Verdict:
    return Missing() if isinstance(error, NoSuchObject) else Unreadable(str(error))
