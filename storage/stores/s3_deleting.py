"""Removing an object from a bucket with all its versions, or saying what holds it there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from botocore.exceptions import ClientError

from model.errors import MunimentError
from storage.stores import QUARANTINE, Deleted, Held, NotThere, Removed
from storage.stores.s3_bucket import Bucket
from storage.stores.s3_faults import answering, no_object, server_time, status_of

_NO_VERSION = "null"  # what S3 calls the version of an object that a plain bucket keeps
_ROUNDS = 3
# what `replace_damaged` hangs on the key of a damaged object
_SET_ASIDE = re.compile(r"\.[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class _Version:
    key: str  # as the bucket has it
    id: str
    is_marker: bool

    def named(self, bucket: Bucket) -> Any:
        return {"Bucket": bucket.name, "Key": self.key, "VersionId": self.id}


def delete_object(bucket: Bucket, key: str, version: str = "") -> Deleted:
    """All versions, or the one that is named; nothing as long as one of them is held.

    Raises `storage.away`.
    """
    with answering(bucket.store):
        found = _versions(bucket, key, version)
        was_there = any(not one.is_marker for one in found)
        if held := [hold for one in found if (hold := _held(bucket, one))]:
            return _longest(held)
        for _ in range(_ROUNDS):
            for one in found:
                if (hold := _remove(bucket, one)) is not None:
                    return hold
            # A server that says "deleted" is not believed before its listing says so too.
            found = _versions(bucket, key, version)
            if not found:
                return Removed() if was_there else NotThere()
    raise MunimentError(
        "storage.away", store=bucket.store, reason="it still lists what it said it deleted"
    )


def _versions(bucket: Bucket, key: str, version: str) -> list[_Version]:
    """What lies under the key, with marks of deletion, and what was set aside of it."""
    if version:
        return [one for one in _listed(bucket, bucket.full(key)) if one.id == version]
    aside = bucket.full(f"{QUARANTINE}/{key}")
    # The object last: as long as it is there, everybody sees that the work is not done.
    return [*_listed(bucket, aside, _SET_ASIDE), *_listed(bucket, bucket.full(key))]


def _listed(
    bucket: Bucket, start: str, end: re.Pattern[str] = re.compile("")
) -> Iterator[_Version]:
    """Versions of keys that are ``start`` and then ``end``."""
    prefix = f"{start}." if end.pattern else start
    pages = bucket.client.get_paginator("list_object_versions")
    for page in pages.paginate(Bucket=bucket.name, Prefix=prefix):
        markers = page.get("DeleteMarkers", [])
        both = [(one, False) for one in page.get("Versions", [])] + [(m, True) for m in markers]
        for one, is_marker in both:
            if end.fullmatch(one["Key"], len(start)):
                yield _Version(one["Key"], one["VersionId"], is_marker)
        if not end.pattern and any(one["Key"] != start for one, _ in both):
            return  # the key itself sorts before all that only begin with it


def _held(bucket: Bucket, one: _Version) -> Held | None:
    """What holds this version, by the server's own clock."""
    if one.is_marker or one.id == _NO_VERSION:
        return None  # Object Lock needs versions, and holds no marker
    try:
        # the types say that all answers tell of retention; those of plain versions do not
        there: Mapping[str, Any] = bucket.client.head_object(**one.named(bucket))
    except ClientError as error:
        if no_object(error):
            return None
        raise
    if there.get("ObjectLockLegalHoldStatus") == "ON":
        return Held(None)
    until = there.get("ObjectLockRetainUntilDate")
    return Held(until) if until is not None and until > server_time(there) else None


def _longest(held: list[Held]) -> Held:
    """A legal hold outlasts all retention."""
    ends: list[datetime] = [one.until for one in held if one.until is not None]
    return Held(max(ends)) if len(ends) == len(held) else Held(None)


def _remove(bucket: Bucket, one: _Version) -> Held | None:
    try:
        bucket.client.delete_object(**one.named(bucket))
    except ClientError as error:
        if no_object(error):
            return None
        # held since we looked; where nothing is seen to hold it, the refusal speaks for itself
        hold = _held(bucket, one) if status_of(error) in (400, 403, 405, 409) else None
        if hold is None:
            raise
        return hold
    return None
