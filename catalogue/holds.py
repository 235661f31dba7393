"""Legal holds: AIPs that nobody may dispose of until the hold is lifted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, delete, insert, select, update

from catalogue.tables import aip_hold
from model.event import Kind


@dataclass(frozen=True, slots=True)
class Hold:
    """A hold on an AIP. ``reason``: the event's text field, whose text can be erased.

    ``lifted_at`` None: it holds. Otherwise some store has not heard yet that it is lifted.
    """

    aip: UUID
    since: datetime
    by: UUID
    reason: str
    lifted_at: datetime | None


def of_aip(connection: Connection, identifier: UUID) -> Hold | None:
    """The hold on an AIP, while it holds."""
    here = (aip_hold.c.aip == identifier) & aip_hold.c.lifted_at.is_(None)
    row = connection.execute(select(aip_hold).where(here)).one_or_none()
    return None if row is None else _hold(row)


def everything(connection: Connection) -> list[Hold]:
    """All that the stores have to know: those that hold, and those that were lifted lately."""
    return [_hold(row) for row in connection.execute(select(aip_hold).order_by(aip_hold.c.aip))]


def put(connection: Connection, one: Hold) -> None:
    """Let it hold, also where the last one was lifted."""
    connection.execute(delete(aip_hold).where(aip_hold.c.aip == one.aip))
    connection.execute(
        insert(aip_hold).values(
            aip=one.aip, since=one.since, by=one.by, reason=one.reason, lifted_at=None
        )
    )


def lift(connection: Connection, identifier: UUID, at: datetime) -> None:
    """It holds no more; the stores have to hear of it."""
    here = aip_hold.c.aip == identifier
    connection.execute(update(aip_hold).where(here).values(lifted_at=at))


def forget(connection: Connection, one: Hold) -> None:
    """Every store has heard that it was lifted."""
    here = (aip_hold.c.aip == one.aip) & (aip_hold.c.lifted_at == one.lifted_at)
    connection.execute(delete(aip_hold).where(here))


def take(connection: Connection, told: Sequence[Mapping[str, Any]]) -> None:
    """Take the events `held` and `hold-lifted`, in their order, after a loss."""
    for fields in told:
        identifier = UUID(fields["aip"])
        at = datetime.fromisoformat(fields["at"])
        if fields["kind"] == Kind.HELD:
            put(
                connection,
                Hold(identifier, at, UUID(fields["agent"]["id"]), fields["text"], None),
            )
        else:
            connection.execute(delete(aip_hold).where(aip_hold.c.aip == identifier))


def _hold(row: Any) -> Hold:
    return Hold(row.aip, row.since, row.by, row.reason, row.lifted_at)
