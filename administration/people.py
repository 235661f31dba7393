"""People who may sign in: accounts and their one-time links, each with its event."""

from __future__ import annotations

import base64
import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from administration.wiring import Archive
from catalogue import accounts, ledger, readers
from catalogue.accounts import Account
from model.errors import MunimentError
from model.event import Event, Kind
from model.policy import UserRole


@dataclass(frozen=True, slots=True)
class SignInLink:
    """A one-time link: shown once, kept nowhere."""

    account: str
    role: UserRole
    url: str
    expires_at: datetime


def everybody(archive: Archive) -> list[Account]:
    """All accounts, people first."""
    with archive.database.read() as connection:
        return accounts.everybody(connection)


def create(archive: Archive, name: str, role: UserRole, base: str = "") -> SignInLink:
    """Create an account, and a link to sign in for the first time. Raises `accounts.exists`.

    ``base``: where the portal is reached, if not where the settings say.
    """
    agent = archive.agent
    with archive.database.write() as connection:
        made = accounts.create(connection, name, role, archive.new_id, archive.clock)
        event = Event(
            archive.new_id(),
            Kind.ACCOUNT_CREATED,
            archive.clock(),
            agent,
            fields={"account": str(made.id), "role": role.value},
        )
        ledger.append(connection, event)
        if role is UserRole.READER:
            # Made by staff, without an address: no letters, but the reading room knows them.
            language = archive.settings.archive.languages[0]
            readers.register(connection, made.id, name, "", language, archive.clock())
        return _link(archive, connection, made, base)


def issue_link(archive: Archive, name: str, base: str = "") -> SignInLink:
    """A new link for an account. Raises `accounts.not-found`, for a disabled account too."""
    archive.agent  # noqa: B018 - it has a transaction of its own
    with archive.database.write() as connection:
        found = accounts.by_name(connection, name)
        if found is None or found.disabled:
            raise MunimentError("accounts.not-found", name=name)
        return _link(archive, connection, found, base)


def link_for_role(archive: Archive, role: UserRole, base: str) -> SignInLink:
    """A link for the account named like its role, which is made where there is none."""
    with archive.database.read() as connection:
        there = accounts.by_name(connection, role.value)
    if there is None:
        return create(archive, role.value, role, base)
    return issue_link(archive, role.value, base)


def _link(archive: Archive, connection: Connection, account: Account, base: str) -> SignInLink:
    token, now = secrets.token_bytes(32), archive.clock()
    expires = accounts.issue_link(connection, account.id, token, now)
    event = Event(
        archive.new_id(),
        Kind.LINK_ISSUED,
        now,
        archive.agent,
        fields={"account": str(account.id), "role": account.role.value},
    )
    ledger.append(connection, event)
    text = base64.urlsafe_b64encode(token).decode().rstrip("=")
    url = f"{base or archive.settings.web.public_url}/sign-in/link/{text}"
    return SignInLink(account.name, account.role, url, expires)
