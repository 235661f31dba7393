"""Incidents: a copy that was found damaged, and everything that happened until it was intact."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Select, case, func, insert, select, update

from catalogue.tables import aip, copy, generation, incident, incident_entry, store


class Chapter(StrEnum):
    """What an entry of the story tells. The values are stored."""

    FOUND = "found"  # by a check, with its verdict
    SOURCE_BAD = "source-bad"  # the copy that was to be the source is not intact either
    NO_SOURCE = "no-source"  # no verified copy is left: everything is kept as it is
    HEALED = "healed"  # from the copy in the store named
    VERIFIED = "verified"  # the new copy was read back from its medium
    BACK = "back"  # found intact without having been healed: the medium was away


@dataclass(frozen=True, slots=True)
class Incident:
    """One of them. ``closed_at`` None: open. ``alarm``: no copy was left to heal from."""

    id: UUID
    copy: int
    aip: UUID
    generation: int
    store: str
    opened_at: datetime
    closed_at: datetime | None
    verdict: str
    alarm: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the story. ``store``: of the copy itself, or of the source it tells of."""

    incident: UUID
    at: datetime
    what: Chapter
    store: str
    verdict: str


def open_of(connection: Connection, copy_key: int) -> Incident | None:
    """The open incident of a copy; a copy has one at most."""
    wanted = _incidents().where(incident.c.copy == copy_key, incident.c.closed_at.is_(None))
    row = connection.execute(wanted).one_or_none()
    return None if row is None else _incident(row)


def begin(
    connection: Connection, identifier: UUID, copy_key: int, verdict: str, at: datetime
) -> None:
    """Open one."""
    values = {"id": identifier, "copy": copy_key, "opened_at": at, "verdict": verdict}
    connection.execute(insert(incident).values(values))


def change(connection: Connection, identifier: UUID, **values: str | bool) -> None:
    """A later check found something else (``verdict``), or nothing can heal it (``alarm``)."""
    connection.execute(update(incident).where(incident.c.id == identifier).values(values))


def end(connection: Connection, identifier: UUID, at: datetime) -> None:
    """Close it: the copy is intact again."""
    ended = update(incident).where(incident.c.id == identifier)
    connection.execute(ended.values(closed_at=at, alarm=False))


def tell(
    connection: Connection,
    identifier: UUID,
    at: datetime,
    what: Chapter,
    store_name: str,
    verdict: str = "",
) -> None:
    """Add a line to the story."""
    values = {"incident": identifier, "at": at, "what": what.value, "store": store_name}
    connection.execute(insert(incident_entry).values(values | {"verdict": verdict}))


def newest(connection: Connection, *, are_open: bool, most: int) -> list[Incident]:
    """Open or closed ones, newest first; among open ones those that nothing can heal first."""
    which = incident.c.closed_at.is_(None) if are_open else incident.c.closed_at.is_not(None)
    order = (incident.c.alarm.desc(), incident.c.opened_at.desc(), incident.c.id.desc())
    return [_incident(row) for row in connection.execute(_incidents(which, *order).limit(most))]


def stories(connection: Connection, found: Sequence[Incident]) -> dict[UUID, list[Entry]]:
    """What happened, in order, of some incidents."""
    told: dict[UUID, list[Entry]] = {one.id: [] for one in found}
    wanted = select(incident_entry).where(incident_entry.c.incident.in_(list(told)))
    for row in connection.execute(wanted.order_by(incident_entry.c.key)):
        entry = Entry(row.incident, row.at, Chapter(row.what), row.store, row.verdict)
        told[row.incident].append(entry)
    return told


def open_and_alarming(connection: Connection) -> tuple[int, int]:
    """How many are open, and of how many of these no healthy copy is left."""
    is_open = incident.c.closed_at.is_(None)
    alarming = func.coalesce(func.sum(case((incident.c.alarm, 1), else_=0)), 0)
    counted = select(func.count(), alarming).select_from(incident).where(is_open)
    row = connection.execute(counted).one()
    return int(row[0]), int(row[1])


def _incidents(which: Any = None, *order: Any) -> Select[Any]:
    wanted = (
        select(
            incident,
            aip.c.id.label("aip_id"),
            generation.c.number,
            store.c.name.label("store_name"),
        )
        .join(copy, copy.c.key == incident.c.copy)
        .join(generation, generation.c.key == copy.c.generation)
        .join(aip, aip.c.key == generation.c.aip)
        .join(store, store.c.key == copy.c.store)
    )
    if which is not None:
        wanted = wanted.where(which)
    return wanted.order_by(*order)


def _incident(row: Row[Any]) -> Incident:
    return Incident(
        id=row.id,
        copy=row.copy,
        aip=row.aip_id,
        generation=row.number,
        store=row.store_name,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        verdict=row.verdict,
        alarm=row.alarm,
    )
