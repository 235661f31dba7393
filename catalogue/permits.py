"""Applications to use the archive, one for each reader and calendar year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, insert, select, update

from catalogue.tables import permit
from model.order import Hand
from model.permit import PermitDeed, PermitState, Purpose, after


@dataclass(frozen=True, slots=True)
class Permit:
    """One of them."""

    id: UUID
    account: UUID
    year: int
    state: PermitState
    purpose: Purpose
    topic: str
    principal: str
    changed_at: datetime
    reason: bytes | None = None


def by_id(connection: Connection, identifier: UUID) -> Permit | None:
    """The application with this id."""
    row = connection.execute(select(permit).where(permit.c.id == identifier)).one_or_none()
    return None if row is None else _permit(row)


def of_year(connection: Connection, account: UUID, year: int) -> Permit | None:
    """A reader's application for a year."""
    wanted = (permit.c.account == account) & (permit.c.year == year)
    row = connection.execute(select(permit).where(wanted)).one_or_none()
    return None if row is None else _permit(row)


def in_state(connection: Connection, state: PermitState, most: int = 500) -> list[Permit]:
    """The applications in a state, the longest waiting first."""
    wanted = select(permit).where(permit.c.state == state.value)
    return [
        _permit(row) for row in connection.execute(wanted.order_by(permit.c.changed_at).limit(most))
    ]


def begin(connection: Connection, new: Permit) -> None:
    """Write a draft."""
    connection.execute(
        insert(permit).values(
            id=new.id,
            account=new.account,
            year=new.year,
            state=new.state.value,
            purpose=new.purpose.value,
            topic=new.topic,
            principal=new.principal,
            changed_at=new.changed_at,
        )
    )


def rewrite(
    connection: Connection, found: Permit, purpose: Purpose, topic: str, principal: str
) -> None:
    """Change what an application says."""
    said = update(permit).where(permit.c.id == found.id, permit.c.state == found.state.value)
    connection.execute(said.values(purpose=purpose.value, topic=topic, principal=principal))


def move(
    connection: Connection,
    found: Permit,
    deed: PermitDeed,
    hand: Hand,
    at: datetime,
    reason: bytes | None = None,
) -> PermitState | None:
    """Do a deed to it. None where somebody else was quicker. Raises OutOfTurn, OutOfBounds."""
    state = after(found.state, deed, hand)
    done = connection.execute(
        update(permit)
        .where(permit.c.id == found.id, permit.c.state == found.state.value)
        .values(state=state.value, changed_at=at, reason=reason)
    )
    return state if done.rowcount == 1 else None


def reasons(connection: Connection, account: UUID) -> list[bytes]:
    """The digests of what was written to a reader about their applications."""
    mine = (permit.c.account == account) & permit.c.reason.is_not(None)
    return [bytes(one) for one in connection.execute(select(permit.c.reason).where(mine)).scalars()]


def past(connection: Connection, year: int) -> list[Permit]:
    """Valid applications of the years before ``year``."""
    over = (permit.c.state == PermitState.VALID.value) & (permit.c.year < year)
    return [_permit(row) for row in connection.execute(select(permit).where(over))]


def _permit(row: Row[Any]) -> Permit:
    return Permit(
        id=row.id,
        account=row.account,
        year=row.year,
        state=PermitState(row.state),
        purpose=Purpose(row.purpose),
        topic=row.topic,
        principal=row.principal,
        changed_at=row.changed_at,
        reason=None if row.reason is None else bytes(row.reason),
    )
