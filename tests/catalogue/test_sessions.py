"""Sessions: the cookie is never kept, and every session ends."""

from __future__ import annotations

import secrets
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from catalogue import accounts, sessions
from catalogue.accounts import Account
from catalogue.database import Connection, Database
from catalogue.tables import session
from model.policy import UserRole
from tests.catalogue.samples import AT, clock, new_id

TWELVE_HOURS = timedelta(hours=12)


@pytest.fixture
def anna(database: Database) -> Account:
    with database.write() as connection:
        return accounts.create(connection, "anna", UserRole.DESK, new_id, clock)


def begin(connection: Connection, who: Account, token: bytes) -> None:
    sessions.begin(connection, who, token, b"c" * 32, AT, TWELVE_HOURS)


def test_a_cookie_finds_its_session_until_it_expires(database: Database, anna: Account) -> None:
    token = secrets.token_bytes(32)
    with database.write() as connection:
        begun = sessions.begin(connection, anna, token, b"c" * 32, AT, TWELVE_HOURS)
        assert sessions.find(connection, token, AT) == begun
        assert (begun.account, begun.csrf) == (anna, b"c" * 32)
        just_before = begun.expires_at - timedelta(milliseconds=1)
        assert sessions.find(connection, token, just_before) == begun
        assert sessions.find(connection, token, begun.expires_at) is None
        for other in (b"", token[:-1], token + b"\0", bytes(32)):
            assert sessions.find(connection, other, AT) is None


def test_signing_out_ends_one_session(database: Database, anna: Account) -> None:
    with database.write() as connection:
        begin(connection, anna, b"desk")
        begin(connection, anna, b"home")
        sessions.end(connection, b"desk")
        assert sessions.find(connection, b"desk", AT) is None
        assert sessions.find(connection, b"home", AT) is not None
        sessions.end(connection, b"desk")  # again: nothing happens


def test_old_sessions_go_when_a_new_one_comes(database: Database, anna: Account) -> None:
    with database.write() as connection:
        begin(connection, anna, b"old")
        later = AT + TWELVE_HOURS
        sessions.begin(connection, anna, b"new", b"c" * 32, later, TWELVE_HOURS)
        assert connection.execute(select(func.count()).select_from(session)).scalar_one() == 1
        assert sessions.find(connection, b"new", later) is not None


def test_the_database_holds_no_cookie(
    database: Database, database_file: Path, anna: Account
) -> None:
    token = secrets.token_bytes(32)
    with database.write() as connection:
        begin(connection, anna, token)
    database.close()
    assert token not in database_file.read_bytes()
