"""Writing events: in the deed's transaction, once, and never to be taken back."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from catalogue import ledger
from catalogue.database import Database
from catalogue.ledger.events import kept_text
from catalogue.tables import event, event_outbox, event_subject, store
from catalogue.writing import insert_row
from model.digests import sha256
from model.event import Event, Kind
from tests.catalogue import samples


def rows(database: Database) -> tuple[int, ...]:
    with database.read() as connection:
        return tuple(
            connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (event, event_outbox, event_subject, store)
        )


def test_an_event_is_there_when_its_deed_is(database: Database) -> None:
    aip, account = samples.new_id(), samples.new_id()
    happened = samples.event(Kind.STORED, aip=str(aip), account=str(account), files=3)
    with database.write() as connection:
        insert_row(connection, store, {"name": "one"})
        ledger.append(connection, happened)
    assert rows(database) == (1, 1, 2, 1)
    with database.read() as connection:
        found = ledger.find_event(connection, happened.id)
        assert found is not None
        assert found.body == happened.canonical()
        assert found.position is None
        assert found.fields["files"] == 3
        for subject in (aip, account):
            assert list(ledger.events_about(connection, subject)) == [found]
        assert not list(ledger.events_about(connection, samples.new_id()))
        assert ledger.find_event(connection, samples.new_id()) is None


def test_neither_is_there_when_the_deed_fails(database: Database) -> None:
    with pytest.raises(RuntimeError), database.write() as connection:  # noqa: PT012 - one deed
        insert_row(connection, store, {"name": "one"})
        ledger.append(connection, samples.event(aip=str(samples.new_id())))
        raise RuntimeError
    assert rows(database) == (0, 0, 0, 0)


def test_an_event_happens_once(database: Database) -> None:
    happened = samples.event()
    with database.write() as connection:
        ledger.append(connection, happened)
    with pytest.raises(IntegrityError), database.write() as connection:
        ledger.append(connection, happened)
    assert rows(database)[:2] == (1, 1)


def test_one_subject_in_two_fields_is_no_conflict(database: Database) -> None:
    same = str(samples.new_id())
    with database.write() as connection:
        ledger.append(connection, samples.event(aip=same, description=same))
        assert len(list(ledger.events_about(connection, UUID(same)))) == 1


def test_what_waits_is_known(database: Database) -> None:
    assert ledger.waiting(database) == ledger.Waiting(0, None)
    with database.write() as connection:
        ledger.append(connection, samples.event())
        ledger.append(connection, samples.event())
    assert ledger.waiting(database) == ledger.Waiting(2, samples.AT)
    ledger.sequence(database)
    assert ledger.waiting(database) == ledger.Waiting(0, None)


def test_a_text_can_be_erased_and_the_event_stays(database: Database) -> None:
    text, salt = "Herr Müller bat darum.", b"s" * 32
    with database.write() as connection:
        digest = ledger.keep_text(connection, text, salt)
        happened = samples.event(text=digest)
        ledger.append(connection, happened)
    assert digest == f"sha256:{sha256(salt + text.encode()).hex()}"
    with database.read() as connection:
        assert kept_text(connection, digest) == text
        assert text.encode() not in happened.canonical()
    with database.write() as connection:
        ledger.erase_text(connection, sha256(salt + text.encode()))
        assert kept_text(connection, digest) is None
        assert ledger.find_event(connection, happened.id) is not None


@pytest.mark.parametrize("length", [0, 16, 31, 33])
def test_a_text_needs_a_whole_salt(database: Database, length: int) -> None:
    with pytest.raises(ValueError, match="32"), database.write() as connection:
        ledger.keep_text(connection, "x", bytes(length))


# --- from the side, with a plain connection that knows nothing of our pragmas -------------------

NEW = samples.new_id().bytes
OLD = samples.new_id().bytes

FORBIDDEN = [
    "update event set body = x'00'",
    "update event set id = :new",
    "delete from event",
    "update or replace event set body = x'00'",
    "insert or replace into event (id, body) select id, x'00' from event",
    "replace into event (id, body) select id, x'00' from event",
    "insert or replace into event (rowid, id, body) select rowid, :new, x'00' from event",
    "insert into event select * from event where 1 on conflict (id) do update set body = x'00'",
    "update leaf set hash = zeroblob(32)",
    "update leaf set position = position + 10",
    "delete from leaf",
    "insert or replace into leaf (position, event, hash) select position, :new, hash from leaf",
    "insert or replace into leaf (position, event, hash) select 99, event, hash from leaf",
    "update checkpoint set note = ''",
    "delete from checkpoint",
    "insert or replace into checkpoint (size, note, signed_at) select size, '', 0 from checkpoint",
]


@pytest.fixture
def plain(database: Database, database_file: Path) -> Iterator[sqlite3.Connection]:
    """A ledger with one sealed event, as somebody with the file sees it."""
    with database.write() as connection:
        ledger.append(connection, Event(UUID(bytes=OLD), Kind.STORED, samples.AT, samples.AGENT))
    ledger.sequence(database)
    side = sqlite3.connect(database_file, isolation_level=None)
    side.execute("insert into checkpoint (size, note, signed_at) values (1, 'note', 0)")
    yield side
    side.close()


@pytest.mark.parametrize("deed", FORBIDDEN)
def test_the_past_is_kept(plain: sqlite3.Connection, deed: str) -> None:
    def past() -> list[object]:
        return [
            plain.execute(f"select * from {table} order by 1").fetchall()
            for table in ("event", "leaf", "checkpoint")
        ]

    before = past()
    with pytest.raises(sqlite3.IntegrityError, match="only ever added to"):
        plain.execute(deed, {"new": NEW} if ":new" in deed else {})
    assert past() == before
