"""Accounts: people who sign in, users of the operating system, and this program itself.

The ledger knows them by random id alone. The name is here, and can be erased.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Connection, Row, delete, insert, select, update

from catalogue import readers
from catalogue.tables import account, session, sign_in_link
from model.digests import sha256
from model.errors import MunimentError
from model.event import Agent, AgentKind
from model.policy import UserRole
from model.ports import Clock, NewId

LINK_LASTS = timedelta(hours=24)

# argon2id with the parameters OWASP's password storage guide names (19 MiB, 2 passes, 1 lane).
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


# Checked where there is no such account, so that an answer takes as long either way.
@cache
def _nobody() -> str:
    return _HASHER.hash("nobody has this password")


@dataclass(frozen=True, slots=True)
class Account:
    """Someone or something that acts. ``has_password``: may sign in without a link."""

    id: UUID
    kind: AgentKind
    name: str
    role: UserRole
    created_at: datetime
    disabled: bool
    has_password: bool

    @property
    def agent(self) -> Agent:
        """As events name it."""
        return Agent(self.kind, self.id)


def os_user(connection: Connection, name: str, new_id: NewId, clock: Clock) -> Agent:
    """The agent for a user of the operating system, made at the first deed."""
    # Who has a shell on this machine can read and write everything anyway.
    return _agent(connection, AgentKind.OS_USER, name, new_id, clock)


def software(connection: Connection, new_id: NewId, clock: Clock) -> Agent:
    """The agent for this program."""
    return _agent(connection, AgentKind.SOFTWARE, "Muniment", new_id, clock)


def create(
    connection: Connection, name: str, role: UserRole, new_id: NewId, clock: Clock
) -> Account:
    """Create an account for a person, without a password yet. Raises `accounts.exists`."""
    if by_name(connection, name) is not None:
        raise MunimentError("accounts.exists", name=name)
    identifier = new_id()
    _write(connection, identifier, AgentKind.ACCOUNT, name, role, clock())
    made = by_id(connection, identifier)
    if made is None:
        raise LookupError("the account that was just written")
    return made


def by_id(connection: Connection, identifier: UUID) -> Account | None:
    """The account with this id, of whatever kind."""
    row = connection.execute(select(account).where(account.c.id == identifier)).one_or_none()
    return None if row is None else _account(row)


def by_name(connection: Connection, name: str) -> Account | None:
    """The person's account with this name."""
    here = (account.c.kind == AgentKind.ACCOUNT.value) & (account.c.name == name)
    row = connection.execute(select(account).where(here)).one_or_none()
    return None if row is None else _account(row)


def everybody(connection: Connection) -> list[Account]:
    """All accounts, people first."""
    rows = connection.execute(select(account).order_by(account.c.kind, account.c.name))
    return [_account(row) for row in rows]


def set_password(connection: Connection, identifier: UUID, password: str) -> None:
    """Set a password; only its argon2id hash is kept."""
    hashed = update(account).where(account.c.id == identifier)
    connection.execute(hashed.values(password=_HASHER.hash(password)))


def check_password(connection: Connection, name: str, password: str) -> Account | None:
    """The account that name and password fit, or None; it takes as long either way."""
    here = (account.c.kind == AgentKind.ACCOUNT.value) & (account.c.name == name)
    row = connection.execute(select(account).where(here)).one_or_none()
    stored = row.password if row is not None and row.password else _nobody()
    try:
        _HASHER.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return None
    if row is None or not row.password or row.disabled:
        return None
    return _account(row)


def erase(connection: Connection, identifier: UUID) -> None:
    """Take away a person's name and way in. The ledger's events stay, and name nobody."""
    blank = {"name": f"erased {identifier}", "password": None, "disabled": True}
    connection.execute(update(account).where(account.c.id == identifier).values(blank))
    connection.execute(delete(sign_in_link).where(sign_in_link.c.account == identifier))
    connection.execute(delete(session).where(session.c.account == identifier))
    readers.erase(connection, identifier)


def issue_link(connection: Connection, identifier: UUID, token: bytes, at: datetime) -> datetime:
    """Keep a one-time sign-in link, by its token's digest alone; until when it works.

    ``token``: 32 random bytes.
    """
    expires = at + LINK_LASTS
    values = {"token_sha256": sha256(token), "account": identifier, "expires_at": expires}
    # Nobody needs to look for old ones: they go whenever a new one comes.
    connection.execute(delete(sign_in_link).where(sign_in_link.c.expires_at <= at))
    connection.execute(insert(sign_in_link).values(values))
    return expires


def link_is_good(connection: Connection, token: bytes, at: datetime) -> bool:
    """Whether a link could be used now; looking does not use it up."""
    return connection.execute(select(sign_in_link).where(_usable(token, at))).first() is not None


def use_link(connection: Connection, token: bytes, at: datetime) -> Account:
    """Use a link up; whose it was. Raises `access.link-used`."""
    # One statement decides, so that two who use it at once cannot both be let in.
    used = update(sign_in_link).where(_usable(token, at)).values(used_at=at)
    if connection.execute(used).rowcount != 1:
        raise MunimentError("access.link-used")
    whose = select(sign_in_link.c.account).where(sign_in_link.c.token_sha256 == sha256(token))
    found = by_id(connection, connection.execute(whose).scalar_one())
    if found is None or found.disabled:
        raise MunimentError("access.link-used")
    return found


def _usable(token: bytes, at: datetime) -> Any:
    return (
        (sign_in_link.c.token_sha256 == sha256(token))
        & sign_in_link.c.used_at.is_(None)
        & (sign_in_link.c.expires_at > at)
        & sign_in_link.c.account.in_(select(account.c.id).where(~account.c.disabled))
    )


def _agent(
    connection: Connection, kind: AgentKind, name: str, new_id: NewId, clock: Clock
) -> Agent:
    here = (account.c.kind == kind.value) & (account.c.name == name)
    identifier = connection.execute(select(account.c.id).where(here)).scalar()
    if identifier is None:
        identifier = new_id()
        _write(connection, identifier, kind, name, UserRole.ADMINISTRATOR, clock())
    return Agent(kind, identifier)


def _write(
    connection: Connection,
    identifier: UUID,
    kind: AgentKind,
    name: str,
    role: UserRole,
    at: datetime,
) -> None:
    values = {
        "id": identifier,
        "kind": kind.value,
        "name": name,
        "role": role.value,
        "created_at": at,
    }
    connection.execute(insert(account).values(values))


def _account(row: Row[Any]) -> Account:
    return Account(
        id=row.id,
        kind=AgentKind(row.kind),
        name=row.name,
        role=UserRole(row.role),
        created_at=row.created_at,
        disabled=row.disabled,
        has_password=row.password is not None,
    )
