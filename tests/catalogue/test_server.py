"""PostgreSQL: what only a server can do to us."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import insert, select, text

from catalogue.database import Database, one_writer
from catalogue.tables import store
from model.errors import MunimentError
from services import SERVICES, Place
from tests.engines import address_of, own_database

pytestmark = pytest.mark.engines


@pytest.fixture
def url() -> Iterator[str]:
    with own_database() as made:
        database = Database(made)
        database.upgrade()
        database.close()
        yield made


def test_a_lock_held_too_long_is_said(url: str) -> None:
    database = Database(url)
    with database.write() as first:
        one_writer(first, store)
        with pytest.raises(MunimentError) as raised, database.write() as second:  # noqa: PT012
            second.execute(text("set lock_timeout = 50"))
            one_writer(second, store)
        assert raised.value.code == "home.busy"
    database.close()


def test_nobody_waits_for_ever(url: str) -> None:
    database = Database(url)
    with database.read() as connection:
        limits = [
            connection.execute(text(f"show {name}")).scalar_one()
            for name in ("lock_timeout", "statement_timeout")
        ]
    assert limits == ["10s", "10min"]
    database.close()


def test_what_the_address_says_goes_before_what_we_would_say(url: str) -> None:
    database = Database(f"{url}?application_name=crowd")
    with database.read() as connection:
        assert connection.execute(text("show application_name")).scalar() == "crowd"
    database.close()


@pytest.mark.parametrize(
    "wrong",
    [
        "postgresql+psycopg://nobody:secret-word@127.0.0.1:{port}/muniment",
        "postgresql+psycopg://muniment:secret-word@127.0.0.1:{port}/muniment",
        "postgresql+psycopg://muniment:secret-word@127.0.0.1:1/muniment",
        "{good}-gone",
    ],
)
def test_whoever_does_not_let_us_in_is_away_and_no_secret_is_told(wrong: str) -> None:
    known = address_of("postgresql")
    database = Database(wrong.format(port=known["port"], good=known["url"]))
    for way in (database.read, database.write):
        with pytest.raises(MunimentError) as raised, way():
            pass
        assert raised.value.code == "catalogue.away"
        assert raised.value.message().count("\n") == 0
        for secret in ("secret-word", known["password"]):
            assert secret not in raised.value.message() + raised.value.message("de")
    database.close()


@pytest.fixture
def private(tmp_path: Path) -> Iterator[Place]:
    """A server of the test's own, to be stopped at will."""
    address_of("postgresql")
    place = Place.usual().apart(tmp_path / "services")
    SERVICES["postgresql"].start(place)
    yield place
    SERVICES["postgresql"].stop(place)


def names(database: Database) -> list[str]:
    with database.read() as connection:
        return list(connection.execute(select(store.c.name).order_by(store.c.key)).scalars())


def test_a_server_that_stops_is_away_and_comes_back(private: Place) -> None:
    server = SERVICES["postgresql"]
    known = private.address("postgresql")
    assert known is not None
    database = Database(known["url"])
    database.upgrade()
    with database.write() as connection:
        connection.execute(insert(store).values(name="before"))
    with pytest.raises(MunimentError) as raised, database.write() as connection:  # noqa: PT012
        connection.execute(insert(store).values(name="during"))
        assert server.stop(private)
        connection.execute(insert(store).values(name="after"))
    assert raised.value.code == "catalogue.away"
    with pytest.raises(MunimentError) as raised:
        names(database)
    assert raised.value.code == "catalogue.away"
    server.start(private)
    assert names(database) == ["before"]  # the same object, over a new connection
    database.close()


def test_a_frozen_server_is_away_and_not_a_place_to_wait(private: Place) -> None:
    known = private.address("postgresql")
    assert known is not None
    cluster = private.of("postgresql") / "cluster"
    number = int((cluster / "postmaster.pid").read_text().splitlines()[0])
    database = Database(known["url"])
    os.kill(number, signal.SIGSTOP)
    try:
        began = time.monotonic()
        with pytest.raises(MunimentError) as raised, database.read():
            pass
        assert raised.value.code == "catalogue.away"
        assert time.monotonic() - began < 12
    finally:
        os.kill(number, signal.SIGCONT)
    database.upgrade()
    database.close()
