"""Submissions handed in through the browser: kept from the first byte to the decision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from catalogue.tables import incoming, upload
from model.receiving import Deed, IncomingState, after


@dataclass(frozen=True, slots=True)
class Incoming:
    """One of them. ``report``: None before the check."""

    id: UUID
    account: UUID
    title: str
    source: str
    parent: str
    state: IncomingState
    created_at: datetime
    changed_at: datetime
    report: Mapping[str, Any] | None
    code: str
    decided_by: UUID | None
    decided_at: datetime | None
    reason: bytes | None
    submission: UUID | None


@dataclass(frozen=True, slots=True)
class Upload:
    """One file of it. How much has come is what lies on the disk."""

    id: UUID
    incoming: UUID
    path: str
    size: int
    created_at: datetime


def begin(connection: Connection, new: Incoming) -> None:
    """Somebody begins to hand something in."""
    connection.execute(
        insert(incoming).values(
            id=new.id,
            account=new.account,
            title=new.title,
            source=new.source,
            parent=new.parent,
            state=new.state.value,
            created_at=new.created_at,
            changed_at=new.changed_at,
        )
    )


def by_id(connection: Connection, identifier: UUID) -> Incoming | None:
    """The one with this id."""
    row = connection.execute(select(incoming).where(incoming.c.id == identifier)).one_or_none()
    return None if row is None else _incoming(row)


def newest(connection: Connection, most: int) -> list[Incoming]:
    """What was handed in, newest first."""
    wanted = select(incoming).order_by(incoming.c.created_at.desc(), incoming.c.id.desc())
    return [_incoming(row) for row in connection.execute(wanted.limit(most))]


def in_state(connection: Connection, state: IncomingState, before: datetime) -> list[Incoming]:
    """What has been in a state since before a time."""
    wanted = select(incoming).where(incoming.c.state == state.value, incoming.c.changed_at < before)
    return [_incoming(row) for row in connection.execute(wanted)]


def move(
    connection: Connection,
    found: Incoming,
    deed: Deed,
    at: datetime,
    **changes: object,
) -> IncomingState | None:
    """Do a deed to it. None where somebody else was quicker. Raises OutOfTurn.

    ``changes``: further columns. The state it was read in is a condition of the update, so that
    of two who press the button at once one wins.
    """
    state = after(found.state, deed)
    done = connection.execute(
        update(incoming)
        .where(incoming.c.id == found.id, incoming.c.state == found.state.value)
        .values(state=state.value, changed_at=at, **changes)
    )
    return state if done.rowcount == 1 else None


def remove(connection: Connection, identifier: UUID) -> None:
    """Forget what was never handed in completely."""
    connection.execute(delete(upload).where(upload.c.incoming == identifier))
    connection.execute(delete(incoming).where(incoming.c.id == identifier))


def add_upload(connection: Connection, new: Upload) -> None:
    """A file is announced."""
    connection.execute(
        insert(upload).values(
            id=new.id,
            incoming=new.incoming,
            path=new.path,
            size=new.size,
            created_at=new.created_at,
        )
    )


def upload_by_id(connection: Connection, identifier: UUID) -> Upload | None:
    """The file with this id."""
    row = connection.execute(select(upload).where(upload.c.id == identifier)).one_or_none()
    return None if row is None else _upload(row)


def uploads_of(connection: Connection, identifier: UUID) -> list[Upload]:
    """All files of a submission, by path."""
    wanted = select(upload).where(upload.c.incoming == identifier).order_by(upload.c.path)
    return [_upload(row) for row in connection.execute(wanted)]


def announced(connection: Connection, identifier: UUID) -> tuple[int, int]:
    """How many files and bytes were announced for a submission."""
    counted = select(func.count(), func.coalesce(func.sum(upload.c.size), 0))
    row = connection.execute(counted.where(upload.c.incoming == identifier)).one()
    return int(row[0]), int(row[1])


def remove_upload(connection: Connection, identifier: UUID) -> None:
    """The file is not wanted any more."""
    connection.execute(delete(upload).where(upload.c.id == identifier))


def _incoming(row: Row[Any]) -> Incoming:
    return Incoming(
        id=row.id,
        account=row.account,
        title=row.title,
        source=row.source,
        parent=row.parent,
        state=IncomingState(row.state),
        created_at=row.created_at,
        changed_at=row.changed_at,
        report=row.report,
        code=row.code,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        reason=None if row.reason is None else bytes(row.reason),
        submission=row.submission,
    )


def _upload(row: Row[Any]) -> Upload:
    return Upload(row.id, row.incoming, row.path, row.size, row.created_at)
