"""Grants: somebody may fetch a delivery of a unit until a day. Deliveries: what lies ready for it.

A grant is for one account, or for whoever has a link, of which only the digest is kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, delete, insert, select, update

from catalogue.tables import delivery, delivery_grant
from model.digests import sha256

SAME_USE = timedelta(minutes=10)
"""A download that is taken up again within this time is the same use."""

Digest = bytes  # `bytes` is a field of Ready

Covers = Mapping[UUID, Mapping[str, date]]
"""AIP to path to the day until which what lies there was closed when it was granted."""


@dataclass(frozen=True, slots=True)
class Grant:
    """One grant. ``account`` is None where a link lets whoever has it; ``names``: None for all."""

    id: UUID
    account: UUID | None
    description: int  # its row
    names: Mapping[UUID, tuple[str, ...]] | None
    covers: Covers
    purpose: str
    granted_by: UUID
    granted_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None
    uses: int = 0
    used_at: datetime | None = None

    @property
    def last_day(self) -> date:
        """The day that people say it ends on; the end is the midnight after."""
        return (self.expires_at - timedelta(seconds=1)).astimezone().date()

    def holds(self, at: datetime) -> bool:
        """Whether it was neither taken back nor has run out."""
        return self.revoked_at is None and at < self.expires_at


@dataclass(frozen=True, slots=True)
class Ready:
    """A delivery that lies in the cache. ``gate``: digest of what could go out at the time."""

    id: UUID
    grant: UUID
    gate: Digest
    made_at: datetime
    files: int
    bytes: int
    size: int
    sha512: Digest


def create(connection: Connection, grant: Grant, token: bytes | None) -> None:
    """Write a grant. ``token``: 32 random bytes, for a grant without an account."""
    names = grant.names
    values = {
        "id": grant.id,
        "token_sha256": sha256(token) if token is not None else None,
        "account": grant.account,
        "description": grant.description,
        "names": {str(aip): list(own) for aip, own in names.items()} if names is not None else None,
        "covers": {
            str(aip): {path: day.isoformat() for path, day in paths.items()}
            for aip, paths in grant.covers.items()
        },
        "purpose": grant.purpose,
        "granted_by": grant.granted_by,
        "granted_at": grant.granted_at,
        "expires_at": grant.expires_at,
    }
    connection.execute(insert(delivery_grant).values(values))


def by_token(connection: Connection, token: bytes) -> Grant | None:
    """The grant that a link stands for."""
    return _one(connection, delivery_grant.c.token_sha256 == sha256(token))


def by_id(connection: Connection, identifier: UUID) -> Grant | None:
    """One grant."""
    return _one(connection, delivery_grant.c.id == identifier)


def of_account(connection: Connection, account: UUID) -> list[Grant]:
    """All grants of a person, the newest first; those that are over too."""
    return _several(connection, delivery_grant.c.account == account)


def of_description(connection: Connection, key: int) -> list[Grant]:
    """All grants for a unit, the newest first."""
    return _several(connection, delivery_grant.c.description == key)


def over(connection: Connection, at: datetime) -> Sequence[UUID]:
    """Grants that are over and still have something in the cache."""
    ended = (delivery_grant.c.expires_at <= at) | delivery_grant.c.revoked_at.is_not(None)
    held = delivery_grant.c.id.in_(select(delivery.c.grant))
    return connection.execute(select(delivery_grant.c.id).where(ended & held)).scalars().all()


def revoke(connection: Connection, identifier: UUID, at: datetime) -> bool:
    """Take a grant back. False where it was taken back before."""
    open_one = (delivery_grant.c.id == identifier) & delivery_grant.c.revoked_at.is_(None)
    revoked = update(delivery_grant).where(open_one).values(revoked_at=at)
    return connection.execute(revoked).rowcount == 1


def use(connection: Connection, identifier: UUID, at: datetime) -> bool:
    """Count a use. False where it only goes on with the last one."""
    last = delivery_grant.c.used_at
    is_new = (delivery_grant.c.id == identifier) & (last.is_(None) | (last <= at - SAME_USE))
    counted = update(delivery_grant).where(is_new)
    counted = counted.values(used_at=at, uses=delivery_grant.c.uses + 1)
    return connection.execute(counted).rowcount == 1


def keep(connection: Connection, ready: Ready) -> UUID | None:
    """Write what lies ready for a grant; the id of the delivery that it takes the place of."""
    before = ready_for(connection, ready.grant)
    forget(connection, ready.grant)
    values = {
        "grant": ready.grant,
        "id": ready.id,
        "gate": ready.gate,
        "made_at": ready.made_at,
        "files": ready.files,
        "bytes": ready.bytes,
        "size": ready.size,
        "sha512": ready.sha512,
    }
    connection.execute(insert(delivery).values(values))
    return before.id if before else None


def ready_for(connection: Connection, grant: UUID) -> Ready | None:
    """What lies ready for a grant."""
    row = connection.execute(select(delivery).where(delivery.c.grant == grant)).one_or_none()
    if row is None:
        return None
    return Ready(
        id=row.id,
        grant=row.grant,
        gate=bytes(row.gate),
        made_at=row.made_at,
        files=row.files,
        bytes=row.bytes,
        size=row.size,
        sha512=bytes(row.sha512),
    )


def everything_ready(connection: Connection) -> set[str]:
    """The ids of all deliveries that lie ready."""
    return {str(one) for one in connection.execute(select(delivery.c.id)).scalars()}


def forget(connection: Connection, grant: UUID) -> None:
    """Nothing lies ready for a grant any more."""
    connection.execute(delete(delivery).where(delivery.c.grant == grant))


def _one(connection: Connection, where: ColumnElement[bool]) -> Grant | None:
    row = connection.execute(select(delivery_grant).where(where)).one_or_none()
    return None if row is None else _grant(row)


def _several(connection: Connection, where: ColumnElement[bool]) -> list[Grant]:
    wanted = select(delivery_grant).where(where).order_by(delivery_grant.c.id.desc())
    return [_grant(row) for row in connection.execute(wanted)]


def _grant(row: Row[Any]) -> Grant:
    names = row.names
    return Grant(
        id=row.id,
        account=row.account,
        description=row.description,
        names=None if names is None else {UUID(aip): tuple(own) for aip, own in names.items()},
        covers={
            UUID(aip): {path: date.fromisoformat(day) for path, day in paths.items()}
            for aip, paths in row.covers.items()
        },
        purpose=row.purpose,
        granted_by=row.granted_by,
        granted_at=row.granted_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
        uses=row.uses,
        used_at=row.used_at,
    )
