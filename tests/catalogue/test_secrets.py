"""What the database's file must not hold: passwords, cookies, links, and names that were erased."""

from __future__ import annotations

import json
import secrets
from datetime import timedelta
from pathlib import Path

from sqlalchemy import delete, func, select

from catalogue import accounts, ledger, sessions
from catalogue.accounts import LINK_LASTS, Account
from catalogue.database import Connection, Database
from catalogue.tables import erasable_text, event, session, sign_in_link
from model.event import Event, Kind
from model.policy import UserRole
from tests.catalogue.samples import AT, clock, new_id

PASSWORD = "stadtarchiv im gaswerk"
HOUR = timedelta(hours=1)


def make(connection: Connection, name: str = "Anna Lindner") -> Account:
    return accounts.create(connection, name, UserRole.ARCHIVIST, new_id, clock)


def test_the_file_holds_nothing_that_lets_anybody_in(
    database: Database, database_file: Path
) -> None:
    link, cookie = secrets.token_bytes(32), secrets.token_bytes(32)
    with database.write() as connection:
        made = make(connection)
        accounts.set_password(connection, made.id, PASSWORD)
        accounts.issue_link(connection, made.id, link, AT)
        sessions.begin(connection, made, cookie, bytes(32), AT, HOUR)
    database.close()
    kept = database_file.read_bytes()
    assert all(secret not in kept for secret in (PASSWORD.encode(), link, cookie))
    # and what is not there was looked for in the right place
    assert made.name.encode() in kept


def test_an_erased_name_is_not_even_in_the_unused_pages_of_the_file(
    database: Database, database_file: Path
) -> None:
    with database.write() as connection:
        ledger.keep_text(connection, "the reason why Lindner came", bytes(32))
        for _ in range(200):
            make(connection, f"Lindner {secrets.token_hex(200)}")
    with database.write() as connection:
        for one in accounts.everybody(connection):
            accounts.erase(connection, one.id)
        connection.execute(delete(erasable_text))
    database.close()
    assert b"Lindner" not in database_file.read_bytes()


def test_nothing_but_the_random_id_outlasts_an_erasure(database: Database) -> None:
    with database.write() as connection:
        made = make(connection)
        accounts.issue_link(connection, made.id, secrets.token_bytes(32), AT)
        sessions.begin(connection, made, secrets.token_bytes(32), bytes(32), AT, HOUR)
        fields = {"account": str(made.id)}
        signed_in = Event(new_id(), Kind.SIGNED_IN, AT, made.agent, fields=fields)
        ledger.append(connection, signed_in)
        accounts.erase(connection, made.id)
    with database.read() as connection:
        for table in (session, sign_in_link):
            assert connection.execute(select(func.count()).select_from(table)).scalar_one() == 0
        # the deed is still proven, and by whom, and says nothing about them
        kept = connection.execute(select(event.c.body)).scalar_one()
        assert json.loads(kept)["agent"]["id"] == str(made.id)


def test_old_links_go_when_a_new_one_comes(database: Database) -> None:
    with database.write() as connection:
        made = make(connection)
        accounts.issue_link(connection, made.id, b"a" * 32, AT)
        accounts.issue_link(connection, made.id, b"b" * 32, AT + HOUR)
        accounts.issue_link(connection, made.id, b"c" * 32, AT + LINK_LASTS)
        counted = select(func.count()).select_from(sign_in_link)
        assert connection.execute(counted).scalar_one() == 2
