"""Accounts: who may sign in, how, and what is left of them when they are erased."""

from __future__ import annotations

import json
import secrets
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, func, select, update

from catalogue import accounts, ledger, sessions
from catalogue.accounts import LINK_LASTS, Account
from catalogue.database import Connection, Database
from catalogue.tables import account, erasable_text, event, session, sign_in_link
from model.errors import MunimentError
from model.event import AgentKind, Event, Kind
from model.policy import UserRole
from tests.catalogue.samples import AT, clock, new_id

PASSWORD = "stadtarchiv im gaswerk"  # long enough, and nobody's
HOUR = timedelta(hours=1)


def make(connection: Connection, name: str = "Anna Lindner") -> Account:
    return accounts.create(connection, name, UserRole.ARCHIVIST, new_id, clock)


def test_an_account_is_found_by_name_and_id(database: Database) -> None:
    with database.write() as connection:
        made = make(connection)
        assert (
            made == accounts.by_id(connection, made.id) == accounts.by_name(connection, made.name)
        )
        assert made.role is UserRole.ARCHIVIST
        assert not made.has_password
        assert made.agent.kind is AgentKind.ACCOUNT
        assert accounts.by_name(connection, "anna lindner") is None
        with pytest.raises(MunimentError) as raised:
            make(connection)
        assert raised.value.code == "accounts.exists"


def test_an_operating_system_user_is_made_once_and_is_no_account(database: Database) -> None:
    with database.write() as connection:
        first = accounts.os_user(connection, "root", new_id, clock)
        assert accounts.os_user(connection, "root", new_id, clock) == first
        assert accounts.os_user(connection, "other", new_id, clock) != first
        assert accounts.by_name(connection, "root") is None
        assert accounts.check_password(connection, "root", "") is None
        assert make(connection, "root").agent != first
        program = accounts.software(connection, new_id, clock)
        assert program == accounts.software(connection, new_id, clock)
        kinds = [one.kind for one in accounts.everybody(connection)]
        assert kinds == sorted(kinds)


def test_a_password_is_kept_as_argon2id_alone(database: Database, database_file: Path) -> None:
    with database.write() as connection:
        made = make(connection)
        assert accounts.check_password(connection, made.name, "") is None
        accounts.set_password(connection, made.id, PASSWORD)
        stored = connection.execute(select(account.c.password)).scalar_one()
        # OWASP's password storage guide: argon2id, 19 MiB, two passes, one lane
        assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
        found = accounts.check_password(connection, made.name, PASSWORD)
        assert found is not None
        assert found.has_password
        for wrong in (PASSWORD.upper(), PASSWORD + " ", "", stored):
            assert accounts.check_password(connection, made.name, wrong) is None
        assert accounts.check_password(connection, "nobody", PASSWORD) is None
    database.close()
    assert PASSWORD.encode() not in database_file.read_bytes()


def test_a_disabled_account_lets_nobody_in(database: Database) -> None:
    token, cookie = secrets.token_bytes(32), secrets.token_bytes(32)
    with database.write() as connection:
        made = make(connection)
        accounts.set_password(connection, made.id, PASSWORD)
        accounts.issue_link(connection, made.id, token, AT)
        sessions.begin(connection, made, cookie, bytes(32), AT, HOUR)
        connection.execute(update(account).values(disabled=True))
        assert accounts.check_password(connection, made.name, PASSWORD) is None
        assert sessions.find(connection, cookie, AT) is None
        with pytest.raises(MunimentError, match="link"):
            accounts.use_link(connection, token, AT)


def test_a_link_works_once_and_for_a_day(database: Database, database_file: Path) -> None:
    token, late = secrets.token_bytes(32), secrets.token_bytes(32)
    last_moment = AT + LINK_LASTS - timedelta(milliseconds=1)
    with database.write() as connection:
        made = make(connection)
        assert accounts.issue_link(connection, made.id, token, AT) == AT + LINK_LASTS
        accounts.issue_link(connection, made.id, late, AT)
    with database.write() as connection:
        assert accounts.link_is_good(connection, token, AT)
        assert accounts.link_is_good(connection, token, AT)
        assert accounts.use_link(connection, token, last_moment) == made
        assert not accounts.link_is_good(connection, token, AT)
        for bad, when in ((token, AT), (late, AT + LINK_LASTS), (bytes(32), AT), (b"", AT)):
            with pytest.raises(MunimentError) as raised:
                accounts.use_link(connection, bad, when)
            assert raised.value.code == "access.link-used"
    database.close()
    assert token not in database_file.read_bytes()


def test_of_many_who_use_a_link_at_once_one_is_let_in(database: Database) -> None:
    token = secrets.token_bytes(32)
    with database.write() as connection:
        accounts.issue_link(connection, make(connection).id, token, AT)
    answers: list[str] = []

    def use() -> None:
        try:
            with database.write() as connection:
                answers.append(accounts.use_link(connection, token, AT).name)
        except MunimentError as error:
            answers.append(error.code)

    threads = [threading.Thread(target=use) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["Anna Lindner", *["access.link-used"] * 5]


def test_old_links_go_when_a_new_one_comes(database: Database) -> None:
    with database.write() as connection:
        made = make(connection)
        accounts.issue_link(connection, made.id, b"a" * 32, AT)
        accounts.issue_link(connection, made.id, b"b" * 32, AT + HOUR)
        accounts.issue_link(connection, made.id, b"c" * 32, AT + LINK_LASTS)
        assert _rows(connection, sign_in_link) == 2


def test_nothing_but_the_random_id_outlasts_an_erasure(
    database: Database, database_file: Path
) -> None:
    cookie = secrets.token_bytes(32)
    with database.write() as connection:
        made = make(connection)
        accounts.set_password(connection, made.id, PASSWORD)
        accounts.issue_link(connection, made.id, secrets.token_bytes(32), AT)
        sessions.begin(connection, made, cookie, bytes(32), AT, HOUR)
        fields = {"account": str(made.id)}
        signed_in = Event(new_id(), Kind.SIGNED_IN, AT, made.agent, fields=fields)
        ledger.append(connection, signed_in)
        accounts.erase(connection, made.id)
    with database.write() as connection:
        found = accounts.by_id(connection, made.id)
        assert found is not None
        assert (found.disabled, found.has_password) == (True, False)
        assert "Lindner" not in found.name
        assert accounts.by_name(connection, "Anna Lindner") is None
        assert sessions.find(connection, cookie, AT) is None
        assert _rows(connection, session) == _rows(connection, sign_in_link) == 0
        # the deed is still proven, and by whom, and says nothing about them
        kept = connection.execute(select(event.c.body)).scalar_one()
        assert json.loads(kept)["agent"]["id"] == str(made.id)
        assert make(connection).id != made.id


def test_an_erased_name_is_not_even_in_the_unused_pages_of_the_file(
    database: Database, database_file: Path
) -> None:
    with database.write() as connection:
        made = make(connection)
        ledger.keep_text(connection, "the reason why Lindner came", bytes(32))
        for _ in range(200):
            make(connection, f"Lindner {secrets.token_hex(200)}")
    with database.write() as connection:
        for one in accounts.everybody(connection):
            accounts.erase(connection, one.id)
        connection.execute(delete(erasable_text))
    database.close()
    assert made.name.encode() not in database_file.read_bytes()
    assert b"Lindner" not in database_file.read_bytes()


def _rows(connection: Connection, table: object) -> int:
    counted = select(func.count()).select_from(table)  # type: ignore[arg-type] # any table of ours
    return connection.execute(counted).scalar_one()
