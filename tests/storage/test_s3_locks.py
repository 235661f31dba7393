"""Deletion from buckets, and what Object Lock holds there."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from storage.stores import Held, NotThere, Removed
from storage.stores.s3 import S3Store
from tests.storage.buckets import client_of, made, versions
from tests.storage.store_contract import KEY, whole

pytestmark = pytest.mark.engines


@pytest.fixture
def versioned() -> Iterator[S3Store]:
    yield from made("versioned")


@pytest.fixture
def locked() -> Iterator[S3Store]:
    yield from made("locked")


def put_held(store: S3Store, seconds: int = 3600, **how: Any) -> datetime:
    """An object under retention or legal hold; when the retention ends."""
    until = (datetime.now(UTC) + timedelta(seconds=seconds)).replace(microsecond=0)
    if "ObjectLockMode" in how:
        how["ObjectLockRetainUntilDate"] = until
    full = store.bucket.full(KEY)
    client_of(store).put_object(Bucket=store.bucket.name, Key=full, Body=b"held", **how)
    return until


def test_all_versions_and_marks_are_deleted(versioned: S3Store) -> None:
    first = versioned.put(KEY, b"damaged")
    full = versioned.bucket.full(KEY)
    client_of(versioned).put_object(Bucket=versioned.bucket.name, Key=full, Body=b"another")
    client_of(versioned).delete_object(Bucket=versioned.bucket.name, Key=full)
    assert versions(versioned, "aip/") == 3
    assert versioned.delete(KEY, first) == Removed()
    assert versions(versioned, "aip/") == 2
    assert versioned.delete(KEY, first) == NotThere()
    assert versioned.delete(KEY) == Removed()
    assert versions(versioned, "aip/") == 0
    versioned.put(KEY, b"once more")
    client_of(versioned).delete_object(Bucket=versioned.bucket.name, Key=full)
    assert versioned.stat(KEY) is None
    assert versioned.delete(KEY) == Removed()  # what lay below the mark
    assert versions(versioned, "aip/") == 0


@pytest.mark.parametrize("mode", ["GOVERNANCE", "COMPLIANCE"])
def test_retention_holds_until_it_ends(locked: S3Store, mode: str) -> None:
    locked.put(KEY, b"not held")
    until = put_held(locked, 4, ObjectLockMode=mode)
    assert locked.delete(KEY) == Held(until)
    assert versions(locked, "aip/") == 2  # all or nothing
    assert whole(locked) == b"held"
    while datetime.now(UTC) <= until + timedelta(seconds=1):
        time.sleep(0.2)
    assert locked.delete(KEY) == Removed()
    assert versions(locked, "aip/") == 0


def test_a_legal_hold_outlasts_all_retention(locked: S3Store) -> None:
    put_held(locked, ObjectLockMode="GOVERNANCE")
    put_held(locked, ObjectLockLegalHoldStatus="ON")
    assert locked.delete(KEY) == Held(None)
    held = locked.stat(KEY)
    assert held is not None
    assert locked.delete(KEY, held.version) == Held(None)
    full = locked.bucket.full(KEY)
    client_of(locked).put_object_legal_hold(
        Bucket=locked.bucket.name, Key=full, VersionId=held.version, LegalHold={"Status": "OFF"}
    )
    assert locked.delete(KEY, held.version) == Removed()
    assert isinstance(locked.delete(KEY), Held)
    assert versions(locked, "aip/") == 1
