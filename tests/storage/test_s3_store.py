"""Buckets as stores: the contract, on every kind of bucket, and what only a server can do to us."""

from __future__ import annotations

import hashlib
import os
import threading
import time
import tracemalloc
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pytest

from model.errors import MunimentError
from services import SERVICES, Place
from storage.stores import Abilities, Held, KeyTaken, NoSuchObject, NotThere, Removed
from storage.stores import s3_tidying as tidying
from storage.stores.s3 import S3Store
from storage.stores.s3_bucket import Address
from storage.stores.s3_writing import MIB
from tests.engines import address_of, bucket_for
from tests.storage.store_contract import KEY, StoreContract, whole

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

pytestmark = pytest.mark.engines

Kind = Literal["plain", "versioned", "locked"]
UNABLE = Abilities(conditional=False, versioning=False, object_lock=False, checksums=False)


def made(kind: Kind, prefix: str = "north/one") -> Iterator[S3Store]:
    with bucket_for(kind, prefix) as address:
        yield S3Store.create("north", address)


class TestPlainBucket(StoreContract):
    @pytest.fixture
    def store(self) -> Iterator[S3Store]:
        yield from made("plain")


class TestVersionedBucket(StoreContract):
    @pytest.fixture
    def store(self) -> Iterator[S3Store]:
        yield from made("versioned", "")


class TestBucketThatCannotRefuse(StoreContract):
    """As on Ceph 16: the condition is never even sent, and claims alone keep "written once"."""

    @pytest.fixture
    def store(self) -> Iterator[S3Store]:
        with bucket_for("plain", "") as address:
            S3Store.create("north", address)
            yield S3Store("north", address, UNABLE)


@pytest.fixture
def store() -> Iterator[S3Store]:
    yield from made("plain")


@pytest.fixture
def versioned() -> Iterator[S3Store]:
    yield from made("versioned")


def keys(store: S3Store) -> list[str]:
    found = store.bucket.client.list_objects_v2(Bucket=store.bucket.name).get("Contents", [])
    return [one["Key"].removeprefix(store.bucket.prefix) for one in found]


def uploads(store: S3Store) -> int:
    found = store.bucket.client.list_multipart_uploads(Bucket=store.bucket.name)
    return len(found.get("Uploads", []))


def client_of(store: S3Store) -> S3Client:
    return store.bucket.client


# --- what a bucket can do ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "versioning", "lock"),
    [("plain", False, False), ("versioned", True, False), ("locked", True, True)],
)
def test_what_a_bucket_can_do_is_tried(kind: Kind, versioning: bool, lock: bool) -> None:
    with bucket_for(kind, "") as address:
        store = S3Store.create("north", address)
        assert store.abilities() == Abilities(
            conditional=True, versioning=versioning, object_lock=lock, checksums=True
        )
        assert list(store.list()) == []
        assert uploads(store) == 0


# --- large objects -----------------------------------------------------------------------------


def test_a_large_object_goes_in_parts_with_little_memory(store: S3Store) -> None:
    chunk = os.urandom(MIB)
    tracemalloc.start()
    digest = hashlib.sha256()
    with store.receive(KEY) as incoming:
        for _ in range(150):
            digest.update(chunk)
            incoming.write(chunk)
        assert uploads(store) == 1
        incoming.commit()
    back = hashlib.sha256()
    for piece in store.read(KEY, from_medium=True):
        back.update(piece)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert back.digest() == digest.digest()
    assert most < 80 * MIB  # a part, its copy on the way out, and what boto3 needs itself
    assert uploads(store) == 0
    assert b"".join(store.read(KEY, "", 149 * MIB - 5, 10)) == (chunk + chunk)[MIB - 5 : MIB + 5]


def test_a_large_object_does_not_overwrite_either(store: S3Store) -> None:
    store.put(KEY, b"first")
    for tested in (store, S3Store("north", store._address, UNABLE)):
        with tested.receive(KEY) as incoming:
            incoming.write(bytes(40 * MIB))
            with pytest.raises(KeyTaken):
                incoming.commit()
        assert whole(store) == b"first"
        assert uploads(store) == 0


def test_an_interrupted_large_object_leaves_nothing(store: S3Store) -> None:
    with suppress(ZeroDivisionError), store.receive(KEY) as incoming:
        incoming.write(bytes(40 * MIB))
        assert uploads(store) == 1
        raise ZeroDivisionError
    assert uploads(store) == 0
    assert list(store.list()) == []


def test_what_the_dead_left_is_forgotten(store: S3Store, monkeypatch: pytest.MonkeyPatch) -> None:
    dead = store.receive(KEY)
    dead.write(bytes(20 * MIB))
    client_of(store).put_object(
        Bucket=store.bucket.name, Key=store.bucket.full("tmp/probe-x"), Body=b""
    )
    assert store.tidy(0) == 0  # it may live: its last part came just now
    monkeypatch.setattr(tidying, "_SILENT", timedelta(seconds=-5))
    monkeypatch.setattr(tidying, "VOID_AFTER", timedelta(seconds=-5))
    assert store.tidy(3_600) == 0
    assert store.tidy(-5) == 2
    assert uploads(store) == 0
    assert keys(store) == ["muniment-store.txt"]
    with pytest.raises(MunimentError) as raised:  # if it lived after all
        dead.commit()
    assert raised.value.code == "storage.away"


# --- versions ----------------------------------------------------------------------------------


def test_a_pinned_version_is_what_is_read(versioned: S3Store) -> None:
    first = versioned.put(KEY, b"verified")
    assert first
    client_of(versioned).put_object(
        Bucket=versioned.bucket.name, Key=versioned.bucket.full(KEY), Body=b"put over it"
    )
    assert b"".join(versioned.read(KEY, first)) == b"verified"
    assert whole(versioned) == b"put over it"
    client_of(versioned).delete_object(Bucket=versioned.bucket.name, Key=versioned.bucket.full(KEY))
    assert b"".join(versioned.read(KEY, first)) == b"verified"
    assert versioned.stat(KEY) is None
    found = versioned.stat(KEY, first)
    assert found is not None
    assert found.size == 8


def test_a_version_that_is_none(versioned: S3Store) -> None:
    versioned.put(KEY, b"content")
    assert versioned.stat(KEY, "01ARZ3NDEKTSV4RRFFQ69G5FAV") is None
    with pytest.raises(NoSuchObject):
        b"".join(versioned.read(KEY, "no-version-at-all"))


def test_a_versioned_bucket_keeps_the_damaged_version(versioned: S3Store) -> None:
    first = versioned.put(KEY, b"damaged")
    second = versioned.replace_damaged(KEY, hashlib.sha256(b"damaged").digest(), [b"healed"])
    assert second not in ("", first)
    assert b"".join(versioned.read(KEY, first)) == b"damaged"
    assert b"".join(versioned.read(KEY, second)) == b"healed"
    assert "quarantine" not in "".join(keys(versioned))


def test_a_plain_bucket_keeps_it_in_quarantine(store: S3Store) -> None:
    store.put(KEY, b"damaged")
    store.replace_damaged(KEY, hashlib.sha256(b"damaged").digest(), [bytes(20 * MIB)])
    (aside,) = [key for key in keys(store) if key.startswith("quarantine/")]
    full = store.bucket.full(aside)
    kept = client_of(store).get_object(Bucket=store.bucket.name, Key=full)["Body"].read()
    assert kept == b"damaged"
    assert len(whole(store)) == 20 * MIB
    assert [found.key for found in store.list()] == [KEY]


# --- deletion and Object Lock -------------------------------------------------------------------


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


def versions(store: S3Store) -> int:
    found = client_of(store).list_object_versions(
        Bucket=store.bucket.name, Prefix=store.bucket.full("aip/")
    )
    return len(found.get("Versions", [])) + len(found.get("DeleteMarkers", []))


def test_all_versions_and_marks_are_deleted(versioned: S3Store) -> None:
    first = versioned.put(KEY, b"damaged")
    full = versioned.bucket.full(KEY)
    client_of(versioned).put_object(Bucket=versioned.bucket.name, Key=full, Body=b"another")
    client_of(versioned).delete_object(Bucket=versioned.bucket.name, Key=full)
    assert versions(versioned) == 3
    assert versioned.delete(KEY, first) == Removed()
    assert versions(versioned) == 2
    assert versioned.delete(KEY, first) == NotThere()
    assert versioned.delete(KEY) == Removed()
    assert versions(versioned) == 0
    versioned.put(KEY, b"once more")
    client_of(versioned).delete_object(Bucket=versioned.bucket.name, Key=full)
    assert versioned.stat(KEY) is None
    assert versioned.delete(KEY) == Removed()  # what lay below the mark
    assert versions(versioned) == 0


@pytest.mark.parametrize("mode", ["GOVERNANCE", "COMPLIANCE"])
def test_retention_holds_until_it_ends(locked: S3Store, mode: str) -> None:
    locked.put(KEY, b"not held")
    until = put_held(locked, 4, ObjectLockMode=mode)
    assert locked.delete(KEY) == Held(until)
    assert versions(locked) == 2  # all or nothing
    assert whole(locked) == b"held"
    while datetime.now(UTC) <= until + timedelta(seconds=1):
        time.sleep(0.2)
    assert locked.delete(KEY) == Removed()
    assert versions(locked) == 0


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
    assert versions(locked) == 1


# --- claims ------------------------------------------------------------------------------------


def test_claims_are_taken_away_again_and_the_dead_ones_expire(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with bucket_for("plain", "") as address:
        S3Store.create("north", address)
        unable = S3Store("north", address, UNABLE)
        unable.put(KEY, b"content")
        assert keys(unable) == [KEY, "muniment-store.txt"]
        folder = hashlib.sha256(b"other").hexdigest()
        client_of(unable).put_object(
            Bucket=address.bucket, Key=f"tmp/claims/{folder}/dead", Body=b""
        )
        monkeypatch.setattr("storage.stores.s3_claims._PATIENCE", 0.2)
        with pytest.raises(MunimentError, match="others are writing"):
            unable.put("other", b"content")
        monkeypatch.setattr("storage.stores.s3_claims.VOID_AFTER", timedelta(seconds=-1))
        unable.put("other", b"content")
        assert whole(unable, "other") == b"content"


def test_many_writers_of_large_objects(store: S3Store) -> None:
    unable = S3Store("north", store._address, UNABLE)
    start = threading.Barrier(4)

    def write(number: int) -> bool:
        with unable.receive(KEY) as incoming:
            incoming.write(b"%d" % number * (17 * MIB))
            start.wait()
            try:
                incoming.commit()
            except KeyTaken:
                return False
            return True

    with ThreadPoolExecutor(4) as threads:
        won = list(threads.map(write, range(4)))
    assert won.count(True) == 1
    assert whole(store)[:1] == b"%d" % won.index(True)
    assert uploads(store) == 0


# --- what is away ------------------------------------------------------------------------------


def away(store: S3Store, match: str) -> None:
    for deed in (
        lambda: whole(store),
        lambda: store.stat(KEY),
        lambda: list(store.list()),
        lambda: store.put("aip/new", b"x"),
        lambda: store.delete(KEY),
        store.free_bytes,
        lambda: store.tidy(0),
        store.abilities,
        lambda: store.replace_damaged(KEY, None, [b"x"]),
    ):
        with pytest.raises(MunimentError, match=match) as raised:
            deed()
        assert raised.value.code == "storage.away"
        assert raised.value.message().count("\n") == 0


def test_a_bucket_that_is_not_there_is_away(store: S3Store) -> None:
    address = store._address
    away(S3Store("south", Address(**{**_fields(address), "bucket": "nothing-here"})), "south")


def test_a_prefix_without_the_marker_is_away_not_empty(store: S3Store) -> None:
    other = Address(**{**_fields(store._address), "prefix": "mistyped"})
    for deed in (
        lambda: whole(S3Store("south", other)),
        lambda: S3Store("south", other).stat(KEY),
        lambda: list(S3Store("south", other).list()),
        lambda: S3Store("south", other).put(KEY, b"x"),
        lambda: S3Store("south", other).delete(KEY),
    ):
        with pytest.raises(MunimentError, match="right place"):
            deed()
    assert [found.key for found in store.list()] == []


def test_wrong_credentials_are_away_and_no_secret_is_told(store: S3Store) -> None:
    wrong = Address(**{**_fields(store._address), "secret_key": "wrong-and-secret"})
    stranger = S3Store("south", wrong)
    away(stranger, "south")
    with pytest.raises(MunimentError) as raised:
        stranger.stat(KEY)
    assert "wrong-and-secret" not in raised.value.message()


def test_without_credentials_nobody_is_asked(
    store: S3Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_PROFILE", "AWS_CONTAINER_CREDENTIALS_FULL_URI"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    nobody = Address(**{**_fields(store._address), "access_key": "", "secret_key": ""})
    with pytest.raises(MunimentError, match="no credentials"):
        S3Store("south", nobody).stat(KEY)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", store._address.access_key)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", store._address.secret_key)
    assert S3Store("south", nobody).stat(KEY) is None


def _fields(address: Address) -> dict[str, str]:
    return {name: getattr(address, name) for name in Address.__slots__}


@pytest.fixture
def private(tmp_path: Path) -> Iterator[Place]:
    """A server of the test's own, to be stopped at will."""
    address_of("s3")
    place = Place.usual().apart(tmp_path / "services")
    SERVICES["s3"].start(place)
    yield place
    SERVICES["s3"].stop(place)


def test_a_server_that_stops_is_away_and_comes_back(private: Place) -> None:
    with bucket_for("plain", "", private) as address:
        store = S3Store.create("north", address)
        store.put(KEY, bytes(40 * MIB))
        reading = store.read(KEY)
        assert next(reading)
        with store.receive("aip/half") as incoming:
            incoming.write(bytes(40 * MIB))
            assert SERVICES["s3"].stop(private)
            with pytest.raises(MunimentError) as raised:
                incoming.commit()
            assert raised.value.code == "storage.away"
        away(store, "north")
        with pytest.raises(MunimentError) as raised:
            for _ in reading:
                pass
        assert raised.value.code == "storage.away"
        SERVICES["s3"].start(private)
        assert store.stat("aip/half") is None
        assert len(whole(store)) == 40 * MIB


def test_reading_goes_on_where_the_connection_broke(private: Place) -> None:
    data = os.urandom(60 * MIB)
    with bucket_for("plain", "", private) as address:
        store = S3Store.create("north", address)
        store.put(KEY, data)
        reading = store.read(KEY)
        got = [next(reading)]
        SERVICES["s3"].stop(private)
        SERVICES["s3"].start(private)
        got += reading
        assert b"".join(got) == data
