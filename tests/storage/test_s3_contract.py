"""Buckets as stores: the contract on every kind of bucket of every server."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from storage.stores.s3 import S3Store
from tests.storage.buckets import UNABLE, Kind, client_of, made
from tests.storage.contract.listing import Fill
from tests.storage.store_contract import StoreContract

pytestmark = pytest.mark.engines


FEW = 190  # one plain bucket of each server has more than a page


class Bucket(StoreContract):
    service, prefix = "s3", "north/one"
    kind: Kind = "plain"

    @pytest.fixture
    def store(self) -> Iterator[S3Store]:
        yield from made(self.kind, self.prefix, self.service)

    @pytest.fixture
    def another(self, store: S3Store) -> Callable[[], S3Store]:
        return lambda: S3Store("north", store.address)

    @pytest.fixture
    def fill(self, store: S3Store) -> Fill:
        def put_all(keys: Sequence[str]) -> None:
            # past the store: a thousand claims would take their time, and are tested elsewhere
            def put(key: str) -> None:
                full = store.bucket.full(key)
                client_of(store).put_object(Bucket=store.bucket.name, Key=full, Body=key.encode())

            with ThreadPoolExecutor(4) as threads:
                list(threads.map(put, keys))

        return put_all


class TestPlainBucket(Bucket):
    pass


class TestVersionedBucket(Bucket):
    kind, prefix, many = "versioned", "", FEW


class TestLockedBucket(Bucket):
    """Object Lock is there, and nobody asks for it."""

    kind, many = "locked", FEW


class TestBucketThatCannotRefuse(Bucket):
    """The condition is never even sent, and claims alone keep "written once"."""

    many = FEW

    @pytest.fixture
    def store(self) -> Iterator[S3Store]:
        for able in made("plain", ""):
            yield S3Store("north", able.address, UNABLE)

    @pytest.fixture
    def another(self, store: S3Store) -> Callable[[], S3Store]:
        return lambda: S3Store("north", store.address, UNABLE)


class TestPlainBucketOfCeph(Bucket):
    """Ceph 16 ignores ``If-None-Match``, and keeps no SHA-256."""

    service, prefix = "ceph", ""


class TestVersionedBucketOfCeph(Bucket):
    service, kind, many = "ceph", "versioned", FEW


class TestLockedBucketOfCeph(Bucket):
    service, kind, prefix, many = "ceph", "locked", "", FEW
