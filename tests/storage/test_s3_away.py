"""A bucket that does not answer, or is not the right one, is away, never empty."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from model.errors import MunimentError
from services import SERVICES, Place
from storage.stores.s3 import S3Store
from storage.stores.s3_address import Address
from storage.stores.s3_writing import MIB
from tests.engines import address_of, bucket_for
from tests.storage.buckets import made
from tests.storage.store_contract import KEY, whole

pytestmark = pytest.mark.engines


@pytest.fixture
def store() -> Iterator[S3Store]:
    yield from made("plain")


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
    address = store.address
    away(S3Store("south", Address(**{**_fields(address), "bucket": "nothing-here"})), "south")


def test_a_prefix_without_the_marker_is_away_not_empty(store: S3Store) -> None:
    other = Address(**{**_fields(store.address), "prefix": "mistyped"})
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
    wrong = Address(**{**_fields(store.address), "secret_key": "wrong-and-secret"})
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
    nobody = Address(**{**_fields(store.address), "access_key": "", "secret_key": ""})
    with pytest.raises(MunimentError, match="no credentials"):
        S3Store("south", nobody).stat(KEY)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", store.address.access_key)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", store.address.secret_key)
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
