"""Healing a bad copy from a good one."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from typing import assert_never

from model.aip import Placement
from model.errors import MunimentError
from model.verdict import Altered, Intact, Missing, Unreadable, Verdict
from storage.checking import check
from storage.copies import Copy
from storage.copying import SourceNotIntact, confirm


def heal(source: Copy, bad: Copy, verdict: Verdict, sha256: bytes) -> Placement:
    """Verify the source completely, replace the bad copy by it, verify the new copy.

    ``verdict``: what was found of the bad copy. Raises `SourceNotIntact`, `KeyTaken` (somebody
    else healed it), `storage.read-back-failed` and what stores raise.
    """
    looked = check(source, sha256)
    if not isinstance(looked, Intact):
        raise SourceNotIntact(looked)
    place = bad.placement
    version = bad.store.replace_damaged(place.key, _digest(verdict), _verified(source, sha256))
    healed = replace(
        place, version=version, offset=0, length=source.placement.length, doubtful=False
    )
    confirm(Copy(bad.store, healed), sha256)
    return healed


def _digest(verdict: Verdict) -> bytes | None:
    match verdict:
        case Altered(found=found):
            return found
        case Missing() | Unreadable():
            return None
        case Intact():
            raise ValueError("an intact copy is not replaced")
        case _:
            assert_never(verdict)


def _verified(source: Copy, sha256: bytes) -> Iterator[bytes]:
    # Hashed again while it is copied: a medium that fails may fail between two readings.
    digest = hashlib.sha256()
    for chunk in source.read(from_medium=True):
        digest.update(chunk)
        yield chunk
    if digest.digest() != sha256:
        place = source.placement
        raise MunimentError("storage.read-back-failed", store=place.store, key=place.key)
