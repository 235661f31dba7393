"""A bucket as a store: what it can do, large objects, versions, and those who write at once."""

from __future__ import annotations

import hashlib
import os
import threading
import tracemalloc
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta

import pytest

from model.errors import MunimentError
from storage.stores import Abilities, KeyTaken, NoSuchObject, Stat
from storage.stores import s3_tidying as tidying
from storage.stores.s3 import S3Store
from storage.stores.s3_writing import MIB
from tests.engines import bucket_for
from tests.storage.buckets import UNABLE, Kind, client_of, keys_in, made, uploads
from tests.storage.store_contract import KEY, whole

pytestmark = pytest.mark.engines


@pytest.fixture
def store() -> Iterator[S3Store]:
    yield from made("plain")


@pytest.fixture
def versioned() -> Iterator[S3Store]:
    yield from made("versioned")


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
    assert keys_in(store) == ["muniment-store.txt"]
    with pytest.raises(MunimentError) as raised:  # if it lived after all
        dead.commit()
    assert raised.value.code == "storage.away"


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


def test_all_versions_are_listed(versioned: S3Store) -> None:
    """More than a page of them, those too that lie under a mark of deletion."""
    client, bucket = client_of(versioned), versioned.bucket
    earlier, hidden = KEY.replace("/v", "-/v"), f"{KEY}.hidden"
    first = versioned.put(earlier, b"1")
    old, gone = versioned.put(KEY, b"22"), versioned.put(hidden, b"333")
    client.delete_object(Bucket=bucket.name, Key=bucket.full(hidden))

    def put_over(_: int) -> str:
        return client.put_object(Bucket=bucket.name, Key=bucket.full(KEY), Body=b"")["VersionId"]

    with ThreadPoolExecutor(8) as threads:
        over = list(threads.map(put_over, range(1_000)))
    newest = put_over(0)
    found = list(versioned.versions("aip/"))
    assert found[0] == Stat(earlier, 1, first)
    assert found[1] == Stat(KEY, 0, newest)
    assert {one.version for one in found[2:-2]} == set(over)
    assert found[-2:] == [Stat(KEY, 2, old), Stat(hidden, 3, gone)]
    assert list(versioned.versions("aip/", KEY)) == found[-1:]
    assert list(versioned.versions("aip/", earlier)) == found[1:]


def test_a_plain_bucket_has_no_versions(store: S3Store) -> None:
    store.put(KEY, b"1")
    assert list(store.versions("aip/")) == list(store.list("aip/")) == [Stat(KEY, 1)]


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
    assert "quarantine" not in "".join(keys_in(versioned))


def test_a_plain_bucket_keeps_it_in_quarantine(store: S3Store) -> None:
    store.put(KEY, b"damaged")
    store.replace_damaged(KEY, hashlib.sha256(b"damaged").digest(), [bytes(20 * MIB)])
    (aside,) = [key for key in keys_in(store) if key.startswith("quarantine/")]
    full = store.bucket.full(aside)
    kept = client_of(store).get_object(Bucket=store.bucket.name, Key=full)["Body"].read()
    assert kept == b"damaged"
    assert len(whole(store)) == 20 * MIB
    assert [found.key for found in store.list()] == [KEY]


def test_claims_are_taken_away_again_and_the_dead_ones_expire(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with bucket_for("plain", "") as address:
        S3Store.create("north", address)
        unable = S3Store("north", address, UNABLE)
        unable.put(KEY, b"content")
        assert keys_in(unable) == [KEY, "muniment-store.txt"]
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
    unable = S3Store("north", store.address, UNABLE)
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
