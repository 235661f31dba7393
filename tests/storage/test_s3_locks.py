"""Deletion from buckets, and what Object Lock holds there."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from model.errors import MunimentError
from storage.stores import Held, NotThere, Removed
from storage.stores.s3 import S3Store
from storage.stores.s3_locking import Locking, Mode
from storage.stores.s3_writing import MIB
from tests.storage.buckets import SERVERS, client_of, made, versions
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


# --- what settings ask a bucket to hold --------------------------------------------------------

MONTH = timedelta(days=30)


def retention(store: S3Store, key: str) -> tuple[str, bool, datetime | None]:
    """Mode, legal hold and end of what lies under a key."""
    there: Any = client_of(store).head_object(Bucket=store.bucket.name, Key=store.bucket.full(key))
    return (
        there.get("ObjectLockMode", ""),
        there.get("ObjectLockLegalHoldStatus") == "ON",
        there.get("ObjectLockRetainUntilDate"),
    )


@pytest.fixture(params=["s3", "ceph"])
def lockable(request: pytest.FixtureRequest) -> Iterator[S3Store]:
    yield from made("locked", "one", request.param)


@pytest.mark.parametrize("size", [3, 17 * MIB])
@pytest.mark.parametrize("mode", ["governance", "compliance"])
def test_what_is_for_ever_is_locked_and_what_may_go_is_not(
    lockable: S3Store, mode: Mode, size: int
) -> None:
    store = S3Store("north", lockable.address, lock=Locking(mode, 30))
    for key in ("aip/ab/cd/x/v00001.zip", "log/tile/0/000", "log/tile/entries/x001/000"):
        version = put(store, key, size)
        found, held, until = retention(store, key)
        assert (found, held) == (mode.upper(), False)
        assert until is not None
        assert timedelta() <= datetime.now(UTC) + MONTH - until < timedelta(minutes=5)
        assert store.delete(key, version) == store.delete(key) == Held(until)
    for key in ("log/tile/0/000.p/17", "log/checkpoint/1", "journal/00/1", "state/1"):
        put(store, key, size)
        assert retention(store, key) == ("", False, None)
        assert store.delete(key) == Removed()


def put(store: S3Store, key: str, size: int) -> str:
    with store.receive(key) as incoming:
        incoming.write(bytes(size))
        return incoming.commit()


def test_a_legal_hold_by_setting(lockable: S3Store) -> None:
    store = S3Store("north", lockable.address, lock=Locking(legal_hold=True))
    store.put(KEY, b"content")
    assert retention(store, KEY) == ("", True, None)
    assert store.delete(KEY) == Held(None)
    store = S3Store("north", lockable.address, lock=Locking("governance", 30, legal_hold=True))
    store.put("aip/both", b"content")
    assert retention(store, "aip/both")[:2] == ("GOVERNANCE", True)
    assert store.delete("aip/both") == Held(None)


def test_a_locked_object_is_repaired_by_a_version_that_is_locked_too(lockable: S3Store) -> None:
    store = S3Store("north", lockable.address, lock=Locking("governance", 30))
    first = store.put(KEY, b"damaged")
    healed = store.replace_damaged(KEY, hashlib.sha256(b"damaged").digest(), [b"healed"])
    assert healed not in ("", first)
    assert whole(store) == b"".join(store.read(KEY, healed)) == b"healed"
    assert b"".join(store.read(KEY, first)) == b"damaged"  # the evidence stays as long as the lock
    assert retention(store, KEY)[0] == "GOVERNANCE"
    assert isinstance(store.delete(KEY), Held)
    assert versions(store, "aip/") == 2


@pytest.mark.parametrize("service", ["s3", "ceph"])
def test_a_bucket_that_cannot_lock_takes_nothing_that_should_be(service: str) -> None:
    for plain in made("versioned", service=service):
        store = S3Store("north", plain.address, lock=Locking("compliance", 30))
        with pytest.raises(MunimentError) as caught:
            store.put(KEY, b"content")
        assert caught.value.code == "storage.away"
        assert versions(store, "aip/") == 0
        store.put("journal/00/1", b"change")


def test_a_bucket_that_holds_everything_by_itself(locked: S3Store) -> None:
    client_of(locked).put_object_lock_configuration(
        Bucket=locked.bucket.name,
        ObjectLockConfiguration={
            "ObjectLockEnabled": "Enabled",
            "Rule": {"DefaultRetention": {"Mode": "GOVERNANCE", "Days": 1}},
        },
    )
    assert locked.abilities().holds_all
    locked.put("journal/00/1", b"change")
    assert isinstance(locked.delete("journal/00/1"), Held)
    assert locked.tidy(-3600 * 24) == 0  # nor can what the probe left be removed today


@pytest.mark.parametrize("service", SERVERS)
def test_one_object_is_held_and_let_go(service: str) -> None:
    for store in made("locked", service=service):
        version, other = store.put(KEY, b"held"), store.put("aip/other", b"free")
        assert store.hold(KEY, version, on=True)
        assert store.hold(KEY, version, on=True)  # the same again
        assert isinstance(store.delete(KEY), Held)
        assert store.delete("aip/other", other) == Removed()
        assert store.hold(KEY, version, on=False)
        assert store.delete(KEY) == Removed()


@pytest.mark.parametrize("service", SERVERS)
def test_a_bucket_without_object_lock_cannot_hold(service: str) -> None:
    for store in made("versioned", service=service):
        version = store.put(KEY, b"free")
        assert not store.hold(KEY, version, on=True)
        assert store.delete(KEY) == Removed()


@pytest.mark.parametrize("service", SERVERS)
def test_what_the_settings_hold_is_not_let_go(service: str) -> None:
    for lockable in made("locked", service=service):
        store = S3Store("north", lockable.address, lock=Locking(legal_hold=True))
        version = store.put(KEY, b"held")
        assert store.hold(KEY, version, on=False)
        assert store.delete(KEY) == Held(None)
        assert lockable.hold(KEY, version, on=False)  # so that the bucket can be removed
        assert lockable.delete(KEY) == Removed()
