"""Removing an object from a bucket with all its versions, or saying what holds it there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Any

from botocore.exceptions import ClientError

from model.errors import MunimentError
from storage.stores import QUARANTINE, Deleted, Held, NotThere, Removed
from storage.stores.s3_abilities import lock_of
from storage.stores.s3_bucket import Bucket
from storage.stores.s3_faults import answering, no_object, server_time, status_of
from storage.stores.s3_versions import NO_VERSION, Version, remove_version, versions_below

_ROUNDS = 3
# what `replace_damaged` hangs on the key of a damaged object
_SET_ASIDE = re.compile(r"\.[0-9a-f]{16}")


def delete_object(bucket: Bucket, key: str, version: str = "") -> Deleted:
    """All versions, or the one that is named; nothing as long as one of them is held.

    Raises `storage.away`.
    """
    with answering(bucket.store):
        found = list(_versions(bucket, key, version))
        was_there = any(not one.is_marker for one in found)
        if held := [hold for one in found if (hold := _held(bucket, one))]:
            return _longest(held)
        for _ in range(_ROUNDS):
            for one in found:
                if (hold := _remove(bucket, one)) is not None:
                    return hold
            # A server that says "deleted" is not believed before its listing says so too.
            found = list(_versions(bucket, key, version))
            if not found:
                return Removed() if was_there else NotThere()
    raise MunimentError(
        "storage.away", store=bucket.store, reason="it still lists what it said it deleted"
    )


def _versions(bucket: Bucket, key: str, version: str) -> Iterator[Version]:
    """What was set aside of the object, then the object itself, with marks of deletion."""
    full, aside = bucket.full(key), bucket.full(f"{QUARANTINE}/{key}")
    if not version:
        # The object last: as long as it is there, everybody sees that the work is not done.
        for one in versions_below(bucket, f"{aside}."):
            if _SET_ASIDE.fullmatch(one.key, len(aside)):
                yield one
    # the key itself sorts before all that only begin with it
    for one in takewhile(lambda one: one.key == full, versions_below(bucket, full)):
        if version in ("", one.id):
            yield one


def _held(bucket: Bucket, one: Version) -> Held | None:
    """What holds this version, by the server's own clock."""
    if one.is_marker or one.id == NO_VERSION:
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


def _remove(bucket: Bucket, one: Version) -> Held | None:
    try:
        remove_version(bucket, one)
    except ClientError as error:
        if status_of(error) not in (400, 403, 405, 409):
            raise
        # held since we looked, or by a rule; where nothing is seen to hold it, the refusal stands
        hold = _held(bucket, one) or _held_by_rule(bucket, one)
        if hold is None:
            raise
        return hold
    return None


def _held_by_rule(bucket: Bucket, one: Version) -> Held | None:
    """What the bucket's own rule holds; some servers do not write it to the object."""
    rule = lock_of(bucket).get("Rule", {}).get("DefaultRetention", {})
    days = rule.get("Days", 0) + 365 * rule.get("Years", 0)
    return Held(one.modified + timedelta(days=days)) if days else None
