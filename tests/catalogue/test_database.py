"""The database: two writers wait, a reader sees one state, and what breaks is said in our words."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import IntegrityError, InternalError

from catalogue.database import Database
from catalogue.tables import store
from model.errors import MunimentError


def names(database: Database) -> list[str]:
    with database.read() as connection:
        return list(connection.execute(select(store.c.name).order_by(store.c.key)).scalars())


def test_nothing_connects_before_the_first_transaction(tmp_path: Path) -> None:
    Database(f"sqlite:///{tmp_path / 'not-yet.db'}")
    Database("sqlite:////no/such/folder/archive.db")
    assert not list(tmp_path.iterdir())


@pytest.mark.embedded
def test_an_acknowledged_deed_survives_a_power_cut(database: Database) -> None:
    with database.read() as connection:
        found = {
            name: connection.execute(text(f"pragma {name}")).scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert found == {
        "journal_mode": "wal",
        "synchronous": 2,  # FULL
        "foreign_keys": 1,
        "busy_timeout": 10_000,
    }


def test_a_mistake_leaves_nothing(database: Database) -> None:
    with pytest.raises(RuntimeError), database.write() as connection:  # noqa: PT012 - one deed
        connection.execute(insert(store).values(name="one"))
        raise RuntimeError
    assert names(database) == []
    with pytest.raises(IntegrityError), database.write() as connection:  # noqa: PT012
        connection.execute(insert(store).values(name="one"))
        connection.execute(insert(store).values(name="one"))
    assert names(database) == []


def test_what_was_read_cannot_be_written(database: Database) -> None:
    # SQLite forgets it, PostgreSQL does not even begin
    with suppress(InternalError), database.read() as connection:
        connection.execute(insert(store).values(name="one"))
    assert names(database) == []


def test_two_writers_wait_for_one_another(database: Database, database_file: Path) -> None:
    """Both read before they write: with a late lock one of them would fail or overwrite."""
    other = Database(f"sqlite:///{database_file}")
    failures: list[BaseException] = []

    def count_up(mine: Database) -> None:
        try:
            for _ in range(20):
                with mine.write() as connection:
                    known = len(connection.execute(select(store.c.key)).all())
                    connection.execute(insert(store).values(name=f"{known}"))
        except BaseException as error:  # noqa: BLE001 - it is looked at below
            failures.append(error)

    threads = [threading.Thread(target=count_up, args=(one,)) for one in (database, other) * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    other.close()
    assert not failures
    assert names(database) == [str(number) for number in range(80)]


def test_a_reader_sees_one_state_throughout(database: Database) -> None:
    with database.read() as connection:
        assert connection.execute(select(store)).all() == []
        with database.write() as writing:
            writing.execute(insert(store).values(name="one"))
        assert connection.execute(select(store)).all() == []
    assert names(database) == ["one"]


@pytest.mark.embedded
def test_a_full_disk_is_said_and_leaves_nothing(database: Database) -> None:
    with database.write() as connection:
        connection.execute(insert(store).values(name="before"))
    with pytest.raises(MunimentError) as raised, database.write() as connection:  # noqa: PT012
        connection.execute(insert(store).values(name="during"))
        pages = connection.execute(text("pragma page_count")).scalar_one()
        connection.execute(text(f"pragma max_page_count = {pages}"))
        for number in range(1_000):
            connection.execute(insert(store).values(name=f"{number:060}"))
    assert raised.value.code == "home.full"
    assert "archive.db" in raised.value.message("de")
    database.close()  # the pragma went with the connection: there is space again
    assert names(database) == ["before"]
    with database.write() as connection:
        connection.execute(insert(store).values(name="after"))


def test_a_file_that_is_no_database_is_said(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    path.write_bytes(b"This was a database once. " * 400)
    database = Database(f"sqlite:///{path}")
    for way in (database.read, database.write):
        with pytest.raises(MunimentError) as raised, way() as connection:
            connection.execute(select(store))
        assert raised.value.code == "home.broken"
    with pytest.raises(MunimentError):
        database.upgrade()
    database.close()


def test_damaged_pages_are_said(database: Database, database_file: Path) -> None:
    with database.write() as connection:
        for number in range(500):
            connection.execute(insert(store).values(name=f"{number:060}"))
    database.close()
    whole = bytearray(database_file.read_bytes())
    page = 4_096
    for start in range(page, len(whole), page):  # all but the first, which holds the schema's root
        whole[start : start + page] = b"\xff" * page
    database_file.write_bytes(whole)
    damaged = Database(f"sqlite:///{database_file}")
    with pytest.raises(MunimentError) as raised, damaged.read() as connection:
        connection.execute(select(store)).all()
    assert raised.value.code == "home.broken"
    damaged.close()


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/no/such/archive.db")
    with pytest.raises(MunimentError) as raised, database.read():
        pass
    assert raised.value.code == "home.broken"


def test_whoever_holds_the_lock_too_long_is_said(database_file: Path) -> None:
    database = Database(f"sqlite:///{database_file}")
    keeper = sqlite3.connect(database_file, isolation_level=None)
    keeper.execute("begin immediate")
    with database.read() as connection:  # a reader does not mind
        assert connection.execute(select(store)).all() == []
        connection.connection.execute("pragma busy_timeout = 1")
    with pytest.raises(MunimentError) as raised, database.write():
        pass
    assert raised.value.code == "home.busy"
    keeper.close()
    database.close()


def test_another_age_of_the_program_is_refused(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'archive.db'}")
    assert database.revision() is None
    with pytest.raises(MunimentError) as raised:
        database.require_current()
    assert raised.value.code == "catalogue.revision-mismatch"
    database.upgrade()
    database.require_current()
    with database.write() as connection:
        connection.execute(text("update alembic_version set version_num = '9999'"))
    with pytest.raises(MunimentError, match="9999"):
        database.require_current()
    database.close()


def test_a_text_with_nul_is_kept_or_refused_in_a_sentence(database: Database) -> None:
    try:
        with database.write() as connection:
            connection.execute(insert(store).values(name="a\0b"))
    except MunimentError as refused:
        assert refused.code == "catalogue.text-refused"  # noqa: PT017 - SQLite keeps it
        assert names(database) == []
    else:
        assert names(database) == ["a\0b"]
