"""A bucket with several versions under one key: the one that was stored is found and pinned."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from catalogue.copies import CopyStatus
from catalogue.rebuilding.course import Lack
from catalogue.rebuilding.facts import Fact
from model.aip import Sealed
from model.ids import object_key, uuid7
from preservation.rebuild.judging import Judge, Judged
from preservation.rebuild.listing import pages
from preservation.rebuild.reading import DISTANT, read_stores
from preservation.rebuild.tails import read_tail
from storage.stores.s3 import S3Store
from tests.storage.buckets import client_of, made
from tests.storage.given import AIP, KEY, plan, sealed_bytes

pytestmark = pytest.mark.engines

NOW = datetime(2026, 11, 25, tzinfo=UTC)


@pytest.fixture(scope="module")
def given_object(tmp_path_factory: pytest.TempPathFactory) -> tuple[Sealed, bytes]:
    place = tmp_path_factory.mktemp("pinning")
    return sealed_bytes(plan(place), place)


@dataclass
class Bucket:
    """A bucket with versions, and what a rebuild makes of it."""

    store: S3Store
    sealed: Sealed

    def put(self, data: bytes) -> str:
        """Put something over what lies there, as no store does; its version."""
        client, bucket = client_of(self.store), self.store.bucket
        done = client.put_object(Bucket=bucket.name, Key=bucket.full(KEY), Body=data)
        return done["VersionId"]

    def judged(self, *, told: bool = True) -> Judged:
        stores = {self.store.name: self.store}
        (page,) = pages([self.store], "", lambda _: None, 10)
        answers = [read_tail(stores, one) for one in page.seen]
        known = {(AIP, 1): self._fact()} if told else {}
        return Judge(stores, (), lambda: NOW).judge(page, answers, known)

    def copy(self, judged: Judged) -> tuple[CopyStatus, str]:
        """State and version of the one copy."""
        ((_, (generation,)),) = judged.found
        (copy,) = generation.copies
        return copy.status, copy.version

    def _fact(self) -> Fact:
        one = self.sealed
        return Fact(
            aip=one.aip,
            generation=1,
            sha256=one.object_sha256,
            manifest_sha512=one.manifest_sha512,
            files_root=one.files_root,
            files=4,
            size=one.object_size,
            stored_at=NOW,
            submission=None,
            unit=None,
            identity=None,
            payload=None,
            disposed=False,
            bytes=0,
        )


@pytest.fixture
def bucket(given_object: tuple[Sealed, bytes]) -> Iterator[Bucket]:
    for store in made("versioned"):
        yield Bucket(store, given_object[0])


def spoilt(data: bytes, place: int) -> bytes:
    """One bit changed, nothing longer or shorter."""
    changed = bytearray(data)
    changed[place] ^= 1
    return bytes(changed)


def test_the_only_version_is_pinned(bucket: Bucket, given_object: tuple[Sealed, bytes]) -> None:
    version = bucket.store.put(KEY, given_object[1])
    judged = bucket.judged()
    assert bucket.copy(judged) == (CopyStatus.INTACT, version)
    assert version
    assert judged.lacking == []


@pytest.mark.parametrize("damage", ["cut", "end", "payload", "other"])
def test_a_bad_one_over_a_good_one(
    bucket: Bucket, given_object: tuple[Sealed, bytes], damage: str
) -> None:
    """Also where ends are alike, and only the payload before them tells."""
    _, data = given_object
    version = bucket.store.put(KEY, data)
    over = {
        "cut": data[:-30],
        "end": spoilt(data, data.rindex(b"manifest-sha512.txt")),
        "payload": spoilt(data, next(iter(bucket.sealed.members)).offset),
        "other": b"no AIP at all",
    }
    bucket.put(over[damage])
    judged = bucket.judged()
    assert bucket.copy(judged) == (CopyStatus.INTACT, version)
    (found,) = judged.lacking
    assert (found.kind, found.code) == (Lack.MISMATCHED, "rebuild.version-covered")
    assert (found.subject, found.generation, found.store) == (AIP, 1, "north")


@pytest.mark.parametrize("place", [-40, 0])
def test_a_good_one_over_a_bad_one(
    bucket: Bucket, given_object: tuple[Sealed, bytes], place: int
) -> None:
    """As repair leaves it."""
    _, data = given_object
    bucket.put(spoilt(data, place or next(iter(bucket.sealed.members)).offset))
    version = bucket.put(data)
    judged = bucket.judged()
    assert bucket.copy(judged) == (CopyStatus.INTACT, version)
    assert judged.lacking == []


@pytest.mark.parametrize("place", [-40, 0])
def test_bad_ones_alone(bucket: Bucket, given_object: tuple[Sealed, bytes], place: int) -> None:
    """The newest is named altered, which is what repair heals."""
    _, data = given_object
    hit = place or next(iter(bucket.sealed.members)).offset
    bucket.put(spoilt(data, hit))
    newest = bucket.put(spoilt(data, hit + 1))
    judged = bucket.judged()
    assert bucket.copy(judged) == (CopyStatus.ALTERED, newest)
    assert [one.code for one in judged.lacking] == ["rebuild.copy-altered"]


def test_under_a_mark_of_deletion(bucket: Bucket, given_object: tuple[Sealed, bytes]) -> None:
    version = bucket.store.put(KEY, given_object[1])
    client, place = client_of(bucket.store), bucket.store.bucket
    client.delete_object(Bucket=place.name, Key=place.full(KEY))
    assert bucket.copy(bucket.judged()) == (CopyStatus.INTACT, version)


def test_of_what_the_ledger_does_not_tell_the_sound_one_counts(
    bucket: Bucket, given_object: tuple[Sealed, bytes]
) -> None:
    _, data = given_object
    version = bucket.store.put(KEY, data)
    bucket.put(spoilt(data, next(iter(bucket.sealed.members)).offset))
    assert bucket.copy(bucket.judged(told=False)) == (CopyStatus.INTACT, version)


def test_requests_for_each_aip(bucket: Bucket, tmp_path: Path) -> None:
    """All of them, the listing's too: at most 1.1 for an AIP below 1 MB."""
    identifiers = [uuid7(NOW, number.to_bytes(10, "big")) for number in range(60)]
    for aip in identifiers:
        _, data = sealed_bytes(plan(tmp_path, {"a.txt": b"a"}, aip), tmp_path)
        bucket.store.put(object_key(aip, 1), data)
    asked: list[str] = []

    def note(model: Any, **_: object) -> None:
        asked.append(model.name)

    client_of(bucket.store).meta.events.register("before-call.s3", note)
    found = list(read_stores({"north": bucket.store}, "", lambda _: None, DISTANT))
    told = {
        seen.aip: one
        for page, answers in found
        for seen, one in zip(page.seen, answers, strict=True)
    }
    assert set(told) == set(identifiers)
    assert all(told.values())
    assert all(one.version for page, _ in found for seen in page.seen for one in seen.objects)
    assert len(asked) <= 1.1 * len(identifiers), Counter(asked)
