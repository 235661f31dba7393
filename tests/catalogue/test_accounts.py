"""Accounts, links and sessions: who gets in, once, and for how long."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from sqlalchemy import func, inspect, select, text, update

from catalogue import accounts, sessions
from catalogue.accounts import LINK_LASTS, Account
from catalogue.database import Connection, Database
from catalogue.tables import account, session, sign_in_link
from model.digests import sha256
from model.errors import MunimentError
from model.event import AgentKind
from model.policy import UserRole
from tests.catalogue import samples
from tests.catalogue.samples import AT

TOKEN = b"t" * 32
CSRF = b"c" * 32
MOMENT = timedelta(milliseconds=1)
HOUR = timedelta(hours=1)


def make(connection: Connection, name: str = "anna", password: str = "") -> Account:
    made = accounts.create(connection, name, UserRole.ARCHIVIST, samples.new_id, samples.clock)
    if password:
        accounts.set_password(connection, made.id, password)
    return made


def disable(connection: Connection, one: Account) -> None:
    connection.execute(update(account).where(account.c.id == one.id).values(disabled=True))


def test_what_is_kept_of_an_account(database: Database) -> None:
    with database.write() as connection:
        made = make(connection)
        assert (made.name, made.role, made.created_at) == ("anna", UserRole.ARCHIVIST, AT)
        assert (made.disabled, made.has_password) == (False, False)
        assert (made.agent.kind, made.agent.id) == (AgentKind.ACCOUNT, made.id)
        assert accounts.by_id(connection, made.id) == accounts.by_name(connection, "anna") == made
        assert accounts.by_name(connection, "Anna") is None
        assert accounts.by_id(connection, samples.new_id()) is None
        with pytest.raises(MunimentError) as raised:
            make(connection)
        assert raised.value.code == "accounts.exists"


def test_programs_and_users_of_the_machine_are_made_once(database: Database) -> None:
    with database.write() as connection:
        program = accounts.software(connection, samples.new_id, samples.clock)
        assert accounts.software(connection, samples.new_id, samples.clock) == program
        user = accounts.os_user(connection, "anna", samples.new_id, samples.clock)
        assert accounts.os_user(connection, "anna", samples.new_id, samples.clock) == user
        person = make(connection)  # the same name is another kind of agent
        assert len({program.id, user.id, person.id}) == 3
        assert [one.kind for one in accounts.everybody(connection)] == [
            AgentKind.ACCOUNT,
            AgentKind.OS_USER,
            AgentKind.SOFTWARE,
        ]


def test_only_argon2id_is_kept_of_a_password(database: Database) -> None:
    with database.write() as connection:
        one = make(connection, password="correct horse")
        kept = connection.execute(
            select(account.c.password).where(account.c.id == one.id)
        ).scalar_one()
        assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
        assert "horse" not in kept
        found = accounts.check_password(connection, "anna", "correct horse")
        assert found is not None
        assert found.has_password
        for name, password in (
            ("anna", "correct horsE"),
            ("anna", ""),
            ("anna", kept),
            ("anna", "correct horse\x00"),
            ("Anna", "correct horse"),
            ("nobody", "correct horse"),
            ("nobody", "nobody has this password"),
        ):
            assert accounts.check_password(connection, name, password) is None


def test_without_a_password_nobody_gets_in_by_one(database: Database) -> None:
    with database.write() as connection:
        make(connection)
        accounts.os_user(connection, "root", samples.new_id, samples.clock)
        for name in ("anna", "root", "Muniment"):
            for password in ("", "nobody has this password"):
                assert accounts.check_password(connection, name, password) is None


def test_a_damaged_hash_lets_nobody_in(database: Database) -> None:
    with database.write() as connection:
        make(connection, password="x")
        connection.execute(update(account).values(password="x"))
        assert accounts.check_password(connection, "anna", "x") is None


def test_the_disabled_stay_out(database: Database) -> None:
    with database.write() as connection:
        one = make(connection, password="secret")
        accounts.issue_link(connection, one.id, TOKEN, AT)
        sessions.begin(connection, one, TOKEN, CSRF, AT, HOUR)
        disable(connection, one)
        assert accounts.check_password(connection, "anna", "secret") is None
        assert not accounts.link_is_good(connection, TOKEN, AT)
        assert sessions.find(connection, TOKEN, AT) is None
        with pytest.raises(MunimentError):
            accounts.use_link(connection, TOKEN, AT)


def test_who_was_erased_is_nobody_any_more(database: Database) -> None:
    with database.write() as connection:
        one = make(connection, name="Anna Müller", password="secret")
        accounts.issue_link(connection, one.id, TOKEN, AT)
        sessions.begin(connection, one, TOKEN, CSRF, AT, HOUR)
        accounts.erase(connection, one.id)
    with database.read() as connection:
        for table in inspect(connection).get_table_names():
            rows = connection.execute(text(f"select * from {table}")).all()
            assert "Müller" not in repr(rows)
        left = accounts.by_id(connection, one.id)
        assert left is not None
        assert (left.disabled, left.has_password) == (True, False)
        assert left.agent == one.agent  # the ledger's id still leads to a row
        assert sessions.find(connection, TOKEN, AT) is None
        for password in ("", "secret"):
            assert accounts.check_password(connection, left.name, password) is None
    with pytest.raises(MunimentError), database.write() as connection:
        accounts.use_link(connection, TOKEN, AT)
    with database.write() as connection:  # the name is free again, for somebody else
        assert make(connection, name="Anna Müller").id != one.id


def test_a_link_works_once_and_is_not_kept(database: Database) -> None:
    with database.write() as connection:
        one = make(connection)
        assert accounts.issue_link(connection, one.id, TOKEN, AT) == AT + LINK_LASTS
        kept = connection.execute(select(sign_in_link.c.token_sha256)).scalar_one()
        assert kept == sha256(TOKEN)
        assert accounts.link_is_good(connection, TOKEN, AT)
        assert accounts.link_is_good(connection, TOKEN, AT)  # looking does not use it up
        assert not accounts.link_is_good(connection, b"x" * 32, AT)
        assert not accounts.link_is_good(connection, sha256(TOKEN), AT)
        assert accounts.use_link(connection, TOKEN, AT) == one
        assert not accounts.link_is_good(connection, TOKEN, AT)
        for token in (TOKEN, b"x" * 32, b""):
            with pytest.raises(MunimentError) as raised:
                accounts.use_link(connection, token, AT)
            assert raised.value.code == "access.link-used"


def test_a_link_expires(database: Database) -> None:
    with database.write() as connection:
        one = make(connection)
        expires = accounts.issue_link(connection, one.id, TOKEN, AT)
        assert accounts.link_is_good(connection, TOKEN, expires - MOMENT)
        assert not accounts.link_is_good(connection, TOKEN, expires)
        with pytest.raises(MunimentError):
            accounts.use_link(connection, TOKEN, expires)
        assert accounts.use_link(connection, TOKEN, expires - MOMENT) == one


def test_of_twenty_who_use_a_link_at_once_one_gets_in(
    database: Database, database_url: str
) -> None:
    with database.write() as connection:
        one = make(connection)
        accounts.issue_link(connection, one.id, TOKEN, AT)
    let_in: list[Account] = []
    refused: list[str] = []
    start = threading.Barrier(20)

    def use() -> None:
        mine = Database(database_url)
        start.wait()
        try:
            with mine.write() as connection:
                let_in.append(accounts.use_link(connection, TOKEN, AT))
        except MunimentError as error:
            refused.append(error.code)
        finally:
            mine.close()

    threads = [threading.Thread(target=use) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert let_in == [one]
    assert refused == ["access.link-used"] * 19


def test_a_session_lasts_as_long_as_it_was_said(database: Database) -> None:
    with database.write() as connection:
        one = make(connection)
        begun = sessions.begin(connection, one, TOKEN, CSRF, AT, HOUR)
        assert connection.execute(select(session.c.token_sha256)).scalar_one() == sha256(TOKEN)
        assert sessions.find(connection, TOKEN, AT) == begun
        assert (begun.csrf, begun.created_at, begun.expires_at) == (CSRF, AT, AT + HOUR)
        assert sessions.find(connection, TOKEN, AT + HOUR - MOMENT) == begun
        assert sessions.find(connection, TOKEN, AT + HOUR) is None
        assert sessions.find(connection, sha256(TOKEN), AT) is None
        assert sessions.find(connection, b"", AT) is None


def test_signing_out_ends_one_session(database: Database) -> None:
    other = b"o" * 32
    with database.write() as connection:
        one = make(connection)
        sessions.begin(connection, one, TOKEN, CSRF, AT, HOUR)
        kept = sessions.begin(connection, one, other, CSRF, AT, HOUR)
        sessions.end(connection, TOKEN)
        sessions.end(connection, TOKEN)
        assert sessions.find(connection, TOKEN, AT) is None
        assert sessions.find(connection, other, AT) == kept


def test_old_sessions_are_swept_away(database: Database) -> None:
    with database.write() as connection:
        one = make(connection)
        sessions.begin(connection, one, TOKEN, CSRF, AT, HOUR)
        sessions.begin(connection, one, b"n" * 32, CSRF, AT + HOUR, HOUR)
        assert connection.execute(select(func.count()).select_from(session)).scalar_one() == 1
