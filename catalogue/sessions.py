"""Sessions of signed-in people: the cookie's token is never kept, only its digest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select

from catalogue import accounts
from catalogue.accounts import Account
from catalogue.tables import session
from model.digests import sha256


@dataclass(frozen=True, slots=True)
class Session:
    """Who is signed in, and the secret that their forms must bring back (CSRF)."""

    account: Account
    csrf: bytes
    created_at: datetime
    expires_at: datetime


def begin(
    connection: Connection,
    account: Account,
    token: bytes,
    csrf: bytes,
    at: datetime,
    lasts: timedelta,
) -> Session:
    """Sign somebody in. ``token`` and ``csrf``: 32 random bytes each."""
    expires = at + lasts
    values = {
        "token_sha256": sha256(token),
        "account": account.id,
        "csrf": csrf,
        "created_at": at,
        "expires_at": expires,
    }
    connection.execute(insert(session).values(values))
    # Nobody needs to look for old ones: they go whenever a new one comes.
    connection.execute(delete(session).where(session.c.expires_at <= at))
    return Session(account, csrf, at, expires)


def find(connection: Connection, token: bytes, at: datetime) -> Session | None:
    """The session of a cookie, unless it has expired or its account was disabled."""
    here = (session.c.token_sha256 == sha256(token)) & (session.c.expires_at > at)
    row = connection.execute(select(session).where(here)).one_or_none()
    if row is None:
        return None
    account = accounts.by_id(connection, row.account)
    if account is None or account.disabled:
        return None
    return Session(account, bytes(row.csrf), row.created_at, row.expires_at)


def end(connection: Connection, token: bytes) -> None:
    """Sign out."""
    connection.execute(delete(session).where(session.c.token_sha256 == sha256(token)))
