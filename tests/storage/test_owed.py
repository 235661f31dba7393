"""A store that may owe its copy stops nothing; a required one stops everything."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Self

import pytest

from model.aip import Placement
from model.errors import MunimentError
from model.verdict import Intact
from storage.stores.file import FileStore
from storage.vault import Vault
from tests.storage.given import KEY, Holdings, plan, spoil

MARKER = "muniment-store.txt"


class FullDisk:
    """What is written to a disk that fills up after so many bytes: cannot be had without one."""

    def __init__(self, store: str, room: int) -> None:
        self._store, self._room = store, room

    def write(self, chunk: bytes) -> None:
        self._room -= len(chunk)
        if self._room < 0:
            raise MunimentError("storage.full", store=self._store)

    def commit(self) -> str:
        raise MunimentError("storage.full", store=self._store)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None: ...


class FullStore(FileStore):
    room = 0

    def receive(self, key: str) -> FullDisk:  # type: ignore[override]  # a disk that is full
        return FullDisk(self.name, self.room)


@pytest.fixture
def holdings(tmp_path: Path) -> Holdings:
    return Holdings(tmp_path)


def with_east(holdings: Holdings, kind: type[FileStore] = FileStore) -> Vault:
    """A third store, which may owe its copy."""
    FileStore.create("east", holdings.root / "east")
    return Vault([kind("east", holdings.root / "east"), *holdings.stores], ["east"])


def test_with_everybody_there_nothing_is_owed(holdings: Holdings) -> None:
    vault = with_east(holdings)
    placed = vault.place(KEY, holdings.sealing(plan(holdings.root)))
    assert [one.store for one in placed.placements] == ["east", "north", "south"]
    assert placed.owed == []


def test_away_when_it_is_asked(holdings: Holdings) -> None:
    vault = with_east(holdings)
    (holdings.root / "east" / MARKER).unlink()
    placed = vault.place(KEY, holdings.sealing(plan(holdings.root)))
    assert [one.store for one in placed.placements] == ["north", "south"]
    assert placed.owed == ["east"]
    sha256 = placed.sealed.object_sha256
    assert all(isinstance(vault.check(one, sha256), Intact) for one in placed.placements)
    assert vault.adopt(KEY) == placed
    assert not holdings.left_over()


@pytest.mark.parametrize("room", [0, 3_000])
def test_full_on_the_way(holdings: Holdings, room: int) -> None:
    vault = with_east(holdings, FullStore)
    FullStore.room = room
    placed = vault.place(KEY, holdings.sealing(plan(holdings.root)))
    assert [one.store for one in placed.placements] == ["north", "south"]
    assert placed.owed == ["east"]


def test_gone_while_an_orphan_is_adopted(holdings: Holdings) -> None:
    vault = with_east(holdings)
    whole = vault.place(KEY, holdings.sealing(plan(holdings.root)))
    shutil.rmtree(holdings.root / "south" / "aip")
    (holdings.root / "east").rename(holdings.root / "unmounted")
    found = vault.adopt(KEY)
    assert found is not None
    assert found.sealed.object_sha256 == whole.sealed.object_sha256
    assert ([one.store for one in found.placements], found.owed) == (["north", "south"], ["east"])


@pytest.mark.parametrize("store", ["north", "south"])
def test_a_required_store_stops_it(holdings: Holdings, store: str) -> None:
    vault = with_east(holdings)
    (holdings.root / store / MARKER).unlink()
    with pytest.raises(MunimentError) as raised:
        vault.place(KEY, holdings.sealing(plan(holdings.root)))
    assert raised.value.code == "storage.away"
    assert not any(holdings.objects().values())
    assert not list((holdings.root / "east").glob("aip/**/*.zip"))


def test_never_fewer_than_two(holdings: Holdings) -> None:
    FileStore.create("east", holdings.root / "east")
    stores = [*holdings.stores, FileStore("east", holdings.root / "east")]
    with pytest.raises(ValueError, match="at least two"):
        Vault(stores, ["north", "east"])
    with pytest.raises(ValueError, match="at least two"):
        Vault(stores[:1])


def test_an_owed_copy_is_made_later(holdings: Holdings) -> None:
    vault = with_east(holdings)
    (holdings.root / "east" / MARKER).unlink()
    placed = vault.place(KEY, holdings.sealing(plan(holdings.root)))
    FileStore.create("east", holdings.root / "east")
    sha256 = placed.sealed.object_sha256
    copied = vault.copy_to("east", placed.placements[0], sha256)
    assert (copied.store, copied.length) == ("east", placed.sealed.object_size)
    assert isinstance(vault.check(copied, sha256), Intact)
    assert vault.copy_to("east", placed.placements[1], sha256) == copied  # nothing to do


def test_a_different_object_in_its_place_stays(holdings: Holdings) -> None:
    vault = with_east(holdings)
    placed = vault.place(KEY, holdings.sealing(plan(holdings.root)))
    east = holdings.root / "east" / KEY
    spoil(east, b"another object")
    with pytest.raises(MunimentError) as raised:
        vault.copy_to("east", placed.placements[1], placed.sealed.object_sha256)
    assert raised.value.code == "storage.key-conflict"
    assert east.read_bytes() == b"another object"


def test_a_copy_known_to_be_damaged_is_read_last(holdings: Holdings) -> None:
    vault = with_east(holdings)
    placed = vault.place(KEY, holdings.sealing(plan(holdings.root)))
    spoil(holdings.root / "east" / KEY, b"damaged")
    noticed: list[str] = []
    sha256 = placed.sealed.object_sha256
    east, north, south = placed.placements

    def read(*places: Placement) -> bytes:
        noticed.clear()
        return b"".join(
            vault.open_object(places, sha256, noticed=lambda one, _: noticed.append(one.store))
        )

    whole = read(east, north, south)
    assert noticed == ["east"]
    assert read(replace(east, doubtful=True), north, south) == whole
    assert noticed == []
