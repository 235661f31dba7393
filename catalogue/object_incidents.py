"""Incidents of objects that are no copies: what nobody recorded, what should be gone, and damaged
files of journal, log and state.

Their keys stand here and not in the ledger, for anybody may have put them there.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, func, insert, select, update

from catalogue.tables import object_incident


class ObjectVerdict(StrEnum):
    """What is wrong with an object. The values are stored and shown."""

    ORPHAN = "orphan"  # no deed has recorded it
    DISPOSED = "disposed"  # of an AIP that was disposed of: it came back
    ALTERED = "altered"
    MISSING = "missing"
    UNREADABLE = "unreadable"


class Ending(StrEnum):
    """How an incident ended. The values are stored and shown."""

    GONE = "gone"  # it is not there any more
    RECORDED = "recorded"  # the catalogue knows it by now
    HEALED = "healed"  # replaced, and read back
    BACK = "back"  # intact again, and nobody had healed it


@dataclass(frozen=True, slots=True)
class ObjectIncident:
    """One of them. ``closed_at`` None: open. ``disposal``: which one the object outlived.

    ``source``: the store, or the catalogue, that gave the bytes it was healed with.
    """

    id: UUID
    store: str
    key: str
    size: int
    opened_at: datetime
    closed_at: datetime | None
    verdict: ObjectVerdict
    ending: str = ""
    disposal: UUID | None = None
    source: str = ""


_STRAYS = [verdict.value for verdict in (ObjectVerdict.ORPHAN, ObjectVerdict.DISPOSED)]
_IS_OPEN = object_incident.c.closed_at.is_(None)


def open_of(connection: Connection, store: str, key: str) -> ObjectIncident | None:
    """The open incident of an object; it has one at most."""
    here = (object_incident.c.store == store, object_incident.c.object == key, _IS_OPEN)
    row = connection.execute(select(object_incident).where(*here)).one_or_none()
    return None if row is None else _incident(row)


def begin(connection: Connection, one: ObjectIncident) -> None:
    """Open one."""
    connection.execute(
        insert(object_incident).values(
            id=one.id, store=one.store, object=one.key, size=one.size, opened_at=one.opened_at,
            verdict=one.verdict.value, disposal=one.disposal,
        )
    )  # fmt: skip


def end(
    connection: Connection, identifier: UUID, ending: Ending, at: datetime, source: str = ""
) -> None:
    """Close it."""
    ended = update(object_incident).where(object_incident.c.id == identifier)
    connection.execute(ended.values(closed_at=at, ending=ending.value, source=source))


def strays(
    connection: Connection, stores: Collection[str], first: str = "", before: str = ""
) -> list[ObjectIncident]:
    """Open ones of objects that should not be there, in the order of stores and keys.

    ``first``, ``before``: only of these keys; empty for no bound.
    """
    bounds: list[ColumnElement[bool]] = [object_incident.c.object >= first]
    if before:
        bounds.append(object_incident.c.object < before)
    wanted = select(object_incident).where(
        _IS_OPEN,
        object_incident.c.verdict.in_(_STRAYS),
        object_incident.c.store.in_(stores),
        *bounds,
    )
    order = (object_incident.c.store, object_incident.c.object)
    return [_incident(row) for row in connection.execute(wanted.order_by(*order))]


def strays_open(connection: Connection, store: str) -> int:
    """How many of them are open in a store."""
    wanted = (_IS_OPEN, object_incident.c.verdict.in_(_STRAYS), object_incident.c.store == store)
    return int(connection.execute(select(func.count()).where(*wanted)).scalar_one())


def newest(connection: Connection, *, are_open: bool, most: int) -> list[ObjectIncident]:
    """Open or closed ones, newest first."""
    which = _IS_OPEN if are_open else object_incident.c.closed_at.is_not(None)
    order = (object_incident.c.opened_at.desc(), object_incident.c.id.desc())
    rows = connection.execute(select(object_incident).where(which).order_by(*order).limit(most))
    return [_incident(row) for row in rows]


def open_now(connection: Connection) -> int:
    """How many are open."""
    return int(
        connection.execute(
            select(func.count()).select_from(object_incident).where(_IS_OPEN)
        ).scalar_one()
    )


def _incident(row: Row[Any]) -> ObjectIncident:
    return ObjectIncident(
        id=row.id,
        store=row.store,
        key=row.object,
        size=row.size,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        verdict=ObjectVerdict(row.verdict),
        ending=row.ending,
        disposal=row.disposal,
        source=row.source,
    )
