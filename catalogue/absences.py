"""Stores that did not answer when a round came to them: since when, until one answers again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from catalogue.copies import store_key
from catalogue.tables import store, store_absence


@dataclass(frozen=True, slots=True)
class Absence:
    """A store that is away. ``since``: when a round first found it so."""

    store: str
    since: datetime


def away(connection: Connection, name: str, at: datetime) -> bool:
    """The store does not answer; False where that was known."""
    key = store_key(connection, name)
    known = select(store_absence.c.store).where(store_absence.c.store == key)
    if connection.execute(known).first() is not None:
        return False
    connection.execute(insert(store_absence).values(store=key, since=at))
    return True


def back(connection: Connection, name: str) -> bool:
    """The store answers; False where it was not known to be away."""
    here = store_absence.c.store == store_key(connection, name)
    return connection.execute(delete(store_absence).where(here)).rowcount == 1


def absent(connection: Connection) -> list[Absence]:
    """Those that are away, longest first."""
    rows = connection.execute(
        select(store.c.name, store_absence.c.since)
        .join(store, store.c.key == store_absence.c.store)
        .order_by(store_absence.c.since, store.c.name)
    )
    return [Absence(row.name, row.since) for row in rows]
