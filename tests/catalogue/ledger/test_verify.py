"""Every way we know to falsify the ledger, and what tells."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import delete

from catalogue import ledger
from catalogue.database import Database
from catalogue.tables import erasable_text
from tests.catalogue import samples
from tests.catalogue.ledger import keeper

DATABASE = "database"


@pytest.fixture
def published(database: Database) -> str:
    """Ten events under a checkpoint that a store has as well, and three more behind it."""
    keeper.happen(database, 10)
    note = keeper.sign(database)
    keeper.happen(database, 3)
    return note


def test_an_empty_ledger_is_in_order(database: Database) -> None:
    report = ledger.verify(database, keeper.KEYS)
    assert (report.events, report.checkpoints, report.published, report.findings) == (0, 0, 0, ())


def test_an_untouched_ledger_is_in_order(database: Database, published: str) -> None:
    keeper.sign(database)
    with database.write() as connection:  # one that waits is no finding
        ledger.append(connection, samples.event())
    report = ledger.verify(database, keeper.KEYS, [("store-b", published)])
    assert report.findings == ()
    assert (report.events, report.checkpoints, report.published) == (13, 2, 1)
    newest = ledger.latest_note(database)
    assert newest is not None
    assert report.root == keeper.KEYS.open(newest).root


def test_erasing_a_text_changes_nothing(database: Database) -> None:
    with database.write() as connection:
        digest = ledger.keep_text(connection, "Herr Müller", b"s" * 32)
        ledger.append(connection, samples.event(text=digest))
    ledger.sequence(database)
    note = keeper.sign(database)
    with database.write() as connection:
        connection.execute(delete(erasable_text))
    assert keeper.found(database, note) == []


def altered_event(connection: sqlite3.Connection) -> None:
    connection.execute(
        "update event set body = cast(replace(body, 'success', 'failure') as blob) "
        "where id = (select event from leaf where position = 4)"
    )


def text_for_bytes(connection: sqlite3.Connection) -> None:
    """SQLite stores anything anywhere."""
    connection.execute("update event set body = cast(body as text)")


def number_for_a_leaf(connection: sqlite3.Connection) -> None:
    connection.execute("update leaf set hash = 7, event = 'x' where position = 4")


def bytes_for_a_note(connection: sqlite3.Connection) -> None:
    connection.execute("update checkpoint set note = cast(note as blob)")


def number_for_a_node(connection: sqlite3.Connection) -> None:
    connection.execute("update tree_node set hash = 7 where height = 2 and number = 0")


def swapped_bodies(connection: sqlite3.Connection) -> None:
    rows = connection.execute(
        "select event, body from leaf join event on id = event where position in (2, 3)"
    ).fetchall()
    (one, body), (other, other_body) = rows
    connection.execute("update event set body = ? where id = ?", (other_body, one))
    connection.execute("update event set body = ? where id = ?", (body, other))


def swapped_positions(connection: sqlite3.Connection) -> None:
    rows = connection.execute("select position, event, hash from leaf where position in (2, 3)")
    (_, one, digest), (_, other, other_digest) = rows.fetchall()
    connection.execute("delete from leaf where position in (2, 3)")
    connection.execute("insert into leaf values (2, ?, ?)", (other, other_digest))
    connection.execute("insert into leaf values (3, ?, ?)", (one, digest))


def borrowed_name(connection: sqlite3.Connection) -> None:
    """Two events change places under one another's names: each hash still fits its body."""
    rows = connection.execute(
        "select event, body from leaf join event on id = event where position in (2, 3)"
    ).fetchall()
    swapped_bodies(connection)
    (one, _), (other, _) = rows
    digests = dict(connection.execute("select event, hash from leaf").fetchall())
    connection.execute("update leaf set hash = ? where event = ?", (digests[other], one))
    connection.execute("update leaf set hash = ? where event = ?", (digests[one], other))


def deleted_leaf(connection: sqlite3.Connection) -> None:
    connection.execute("delete from leaf where position = 4")


def removed_event(connection: sqlite3.Connection) -> None:
    connection.execute("delete from event where id = (select event from leaf where position = 4)")


def removed_newest_event(connection: sqlite3.Connection) -> None:
    """No checkpoint covers it yet."""
    connection.execute("delete from event where id = (select event from leaf where position = 12)")


def removed_waiting_event(connection: sqlite3.Connection) -> None:
    connection.execute("insert into event values (x'00112233445566778899aabbccddeeff', x'7b7d')")


def garbage_event(connection: sqlite3.Connection) -> None:
    connection.execute(
        "update event set body = x'ff00' where id = (select event from leaf where position = 0)"
    )


def altered_leaf(connection: sqlite3.Connection) -> None:
    connection.execute("update leaf set hash = zeroblob(32) where position = 4")


def altered_node(connection: sqlite3.Connection) -> None:
    connection.execute("update tree_node set hash = zeroblob(32) where height = 2 and number = 0")


def truncated(connection: sqlite3.Connection) -> None:
    for table, column in (("leaf", "position"), ("event", "rowid")):
        connection.execute(f"delete from {table} where {column} >= 8")
    keeper.recompute(connection)


def forged_checkpoint(connection: sqlite3.Connection) -> None:
    """The keeper has no key of ours, and signs with another."""
    note = keeper.STRANGER.sign(10, b"\x01" * 32)
    connection.execute("update checkpoint set note = ?", (note,))


def edited_checkpoint(connection: sqlite3.Connection) -> None:
    connection.execute(
        r"update checkpoint set note = replace(note, char(10) || '10', char(10) || '9')"
    )


@pytest.mark.parametrize(
    ("deed", "problem"),
    [
        (altered_event, "event at position 4 was altered"),
        (text_for_bytes, "event at position 4 was altered"),
        (number_for_a_leaf, "event at position 4 is missing"),
        (bytes_for_a_note, "a checkpoint is not valid"),
        (number_for_a_node, "node 0 of height 2"),
        (swapped_bodies, "event at position 2 was altered"),
        (swapped_positions, "checkpoint over 10 events does not fit"),
        (borrowed_name, "position 2 names another event"),
        (deleted_leaf, "position 4 is empty"),
        (removed_event, "event at position 4 is missing"),
        (removed_newest_event, "event at position 12 is missing"),
        (removed_waiting_event, "1 events have no position"),
        (garbage_event, "event at position 0 was altered"),
        (altered_leaf, "event at position 4 was altered"),
        (altered_node, "node 0 of height 2"),
        (truncated, "a checkpoint covers 10 events, the database has 8"),
        (forged_checkpoint, "no signature of the known key is right"),
        (edited_checkpoint, "no signature of the known key is right"),
    ],
)
def test_each_forgery_is_found_in_the_database_alone(
    database: Database,
    database_file: Path,
    published: str,
    deed: Callable[[sqlite3.Connection], None],
    problem: str,
) -> None:
    with keeper.tampering(database_file) as connection:
        deed(connection)
    found = keeper.found(database)
    assert found
    assert all(where == DATABASE for where, _ in found)
    assert any(problem in said for _, said in found), found


def test_one_missing_event_does_not_blame_the_others(
    database: Database, database_file: Path, published: str
) -> None:
    with keeper.tampering(database_file) as connection:
        removed_event(connection)
    assert keeper.found(database, published) == [(DATABASE, "the event at position 4 is missing")]


def test_history_rewritten_with_the_key_is_contradicted_by_a_store(
    database: Database, database_file: Path, published: str
) -> None:
    """Whoever has database and key can make both agree, but not the notes that are elsewhere."""
    with keeper.tampering(database_file) as connection:
        altered_event(connection)
        keeper.recompute(connection)
        connection.execute("delete from checkpoint")
    keeper.sign(database)
    assert keeper.found(database) == []
    assert keeper.found(database, published) == [
        ("store-b", "a checkpoint over 10 events does not fit the database")
    ]


def test_a_database_put_back_to_last_week_is_contradicted_by_a_store(
    database: Database, database_file: Path, published: str
) -> None:
    database.close()
    last_week = database_file.read_bytes()
    keeper.happen(database, 4)
    newest = keeper.sign(database)
    database.close()
    database_file.write_bytes(last_week)
    restored = Database(f"sqlite:///{database_file}")
    assert keeper.found(restored, published) == []
    assert keeper.found(restored, published, newest) == [
        ("store-b", "a checkpoint covers 17 events, the database has 13")
    ]
    restored.close()


@pytest.mark.parametrize("note", ["", "\n\n", "hello", "a\nb\nc\n\n— a b\n", "\udcff\n\n— x y\n"])
def test_garbage_in_a_store_is_a_finding(database: Database, published: str, note: str) -> None:
    found = keeper.found(database, note, published)
    assert [where for where, _ in found] == ["store-b"]
    assert found[0][1].startswith("a checkpoint is not valid")


def test_a_checkpoint_of_a_stranger_in_a_store_is_a_finding(
    database: Database, published: str
) -> None:
    root = keeper.KEYS.open(published).root
    assert len(keeper.found(database, keeper.STRANGER.sign(10, root))) == 1
