"""One folder and two buckets: each is healed in the way of its kind, and nothing is overwritten."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from model.aip import Placed, Placement
from model.verdict import Altered, Intact, Missing
from storage.copying import SourceNotIntact
from storage.stores.file import FileStore
from storage.stores.s3 import S3Store
from storage.vault import Vault
from tests.engines import bucket_for
from tests.storage.buckets import client_of
from tests.storage.given import KEY, Holdings, plan, spoil

pytestmark = pytest.mark.engines


@dataclass
class Mixed:
    """The vault over them, and one generation in it."""

    folder: Path
    plain: S3Store
    locked: S3Store
    vault: Vault
    placed: Placed

    @property
    def sha256(self) -> bytes:
        return self.placed.sealed.object_sha256

    def place(self, store: str) -> Placement:
        (one,) = [place for place in self.placed.placements if place.store == store]
        return one

    def versions(self, store: S3Store) -> list[str]:
        found = client_of(store).list_object_versions(
            Bucket=store.bucket.name, Prefix=store.bucket.full(KEY)
        )
        return [one["VersionId"] for one in found.get("Versions", [])]

    def damage(self, store: str) -> None:
        """Other bytes under the same key, as somebody with the keys to the place might put."""
        if store == "folder":
            spoil(self.folder / KEY, b"altered on the disk")
        else:
            bucket = (self.plain if store == "plain" else self.locked).bucket
            bucket.client.put_object(
                Bucket=bucket.name, Key=bucket.full(KEY), Body=f"altered in {store}".encode()
            )


@pytest.fixture
def mixed(tmp_path: Path) -> Iterator[Mixed]:
    with bucket_for("plain", "") as one, bucket_for("locked", "city/") as two:
        folder = FileStore.create("folder", tmp_path / "folder")
        plain, locked = S3Store.create("plain", one), S3Store.create("locked", two)
        vault = Vault([folder, plain, locked], ["locked"])
        sealing = Holdings(tmp_path).sealing(plan(tmp_path))
        yield Mixed(tmp_path / "folder", plain, locked, vault, vault.place(KEY, sealing))


def test_three_copies_of_the_same(mixed: Mixed) -> None:
    assert [one.store for one in mixed.placed.placements] == ["folder", "plain", "locked"]
    assert all(mixed.vault.check(p, mixed.sha256) == Intact() for p in mixed.placed.placements)
    assert mixed.place("locked").version  # the version that was read back is pinned
    assert mixed.vault.adopt(KEY) == mixed.placed


@pytest.mark.parametrize("store", ["folder", "plain"])
def test_what_is_healed_lies_in_quarantine(mixed: Mixed, store: str) -> None:
    mixed.damage(store)
    bad, source = mixed.place(store), mixed.place("locked")
    verdict = mixed.vault.check(bad, mixed.sha256)
    assert isinstance(verdict, Altered)
    healed = mixed.vault.heal(source, bad, verdict, mixed.sha256)
    assert mixed.vault.check(healed, mixed.sha256) == Intact()
    if store == "folder":
        (kept,) = [p for p in (mixed.folder / "quarantine").rglob("*") if p.is_file()]
        assert kept.read_bytes() == b"altered on the disk"
    else:
        bucket = mixed.plain.bucket
        found = bucket.client.list_objects_v2(
            Bucket=bucket.name, Prefix=bucket.full("quarantine/")
        )["Contents"]
        (kept_key,) = [one["Key"] for one in found]
        got = bucket.client.get_object(Bucket=bucket.name, Key=kept_key)["Body"].read()
        assert got == b"altered in plain"


def test_a_pinned_version_is_not_what_was_put_over_it(mixed: Mixed) -> None:
    mixed.damage("locked")
    place = mixed.place("locked")
    assert mixed.vault.check(place, mixed.sha256) == Intact()
    assert len(mixed.versions(mixed.locked)) == 2


def test_a_bucket_with_versions_gets_a_new_one(mixed: Mixed) -> None:
    bucket = mixed.locked.bucket
    before = mixed.place("locked")
    bucket.client.delete_object(Bucket=bucket.name, Key=bucket.full(KEY), VersionId=before.version)
    verdict = mixed.vault.check(before, mixed.sha256)
    assert verdict == Missing()
    healed = mixed.vault.heal(mixed.place("folder"), before, verdict, mixed.sha256)
    assert healed.version
    assert healed.version != before.version
    assert mixed.vault.check(healed, mixed.sha256) == Intact()


def test_a_version_that_holds_other_bytes_stays_where_it_is(mixed: Mixed) -> None:
    mixed.damage("locked")
    (newest,) = set(mixed.versions(mixed.locked)) - {mixed.place("locked").version}
    wrong = replace(mixed.place("locked"), version=newest, length=17)
    verdict = mixed.vault.check(wrong, mixed.sha256)
    assert isinstance(verdict, Altered)
    healed = mixed.vault.heal(mixed.place("plain"), wrong, verdict, mixed.sha256)
    assert mixed.vault.check(healed, mixed.sha256) == Intact()
    assert newest in mixed.versions(mixed.locked)


def test_all_bad_in_different_ways_and_nothing_is_touched(mixed: Mixed) -> None:
    mixed.damage("folder")
    mixed.damage("plain")
    bucket = mixed.locked.bucket
    bucket.client.delete_object(
        Bucket=bucket.name, Key=bucket.full(KEY), VersionId=mixed.place("locked").version
    )
    before = {store: mixed.versions(store_of) for store, store_of in _buckets(mixed)}
    for bad in mixed.placed.placements:
        verdict = mixed.vault.check(bad, mixed.sha256)
        assert not isinstance(verdict, Intact)
        for source in mixed.placed.placements:
            if source.store != bad.store:
                with pytest.raises(SourceNotIntact):
                    mixed.vault.heal(source, bad, verdict, mixed.sha256)
    assert (mixed.folder / KEY).read_bytes() == b"altered on the disk"
    assert {store: mixed.versions(store_of) for store, store_of in _buckets(mixed)} == before
    assert not [p for p in (mixed.folder / "quarantine").rglob("*") if p.is_file()]


def _buckets(mixed: Mixed) -> list[tuple[str, S3Store]]:
    return [("plain", mixed.plain), ("locked", mixed.locked)]


def test_a_large_read_goes_on_from_another_medium(mixed: Mixed, tmp_path: Path) -> None:
    key = KEY.replace("v00001", "v00002")
    files = {"film.bin": bytes(range(256)) * 4096 * 20}
    wanted = replace(plan(tmp_path / "second", files), generation=2)
    placed = mixed.vault.place(key, Holdings(tmp_path / "h").sealing(wanted))
    film = max(placed.sealed.members, key=lambda member: member.size)
    noticed: list[str] = []
    chunks = mixed.vault.open_member(
        placed.placements, film, noticed=lambda one, _: noticed.append(one.store)
    )
    got = bytearray(next(chunks))
    path = mixed.folder / key
    path.chmod(0o644)
    with path.open("r+b") as stream:
        stream.truncate(film.offset + len(got) + (3 << 20))
    for chunk in chunks:
        got += chunk
    assert bytes(got) == files["film.bin"]
    assert noticed == ["folder"]
