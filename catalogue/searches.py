"""How far the search for orphans has come in each store, so that it goes on where it was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from catalogue.copies import store_key
from catalogue.database import one_writer
from catalogue.tables import orphan_search, store


@dataclass(frozen=True, slots=True)
class Place:
    """``next``: the partition to go on with. ``found``: orphans so far. ``ended_at`` None: open."""

    next: int
    begun_at: datetime
    ended_at: datetime | None
    found: int


def place(connection: Connection, store_name: str) -> Place | None:
    """How far the last search has come; None where there was none."""
    wanted = select(orphan_search).join(store, store.c.key == orphan_search.c.store)
    row = connection.execute(wanted.where(store.c.name == store_name)).one_or_none()
    return None if row is None else Place(row.next, row.begun_at, row.ended_at, row.found)


def take_up(connection: Connection, store_name: str, at: datetime) -> Place:
    """The search that was begun and has not ended, or a new one."""
    one_writer(connection, orphan_search)
    known = place(connection, store_name)
    if known is not None and known.ended_at is None:
        return known
    values = {"next": 0, "begun_at": at, "ended_at": None, "found": 0}
    key = store_key(connection, store_name)
    if known is None:
        connection.execute(insert(orphan_search).values(store=key, **values))
    else:
        connection.execute(
            update(orphan_search).where(orphan_search.c.store == key).values(**values)
        )
    return Place(0, at, None, 0)


def move(
    connection: Connection,
    store_name: str,
    was: Place,
    following: int | None,
    found: int,
    at: datetime,
) -> bool:
    """A piece was searched. ``following`` None: it was the last. False: somebody was quicker."""
    here = (
        (orphan_search.c.store == store_key(connection, store_name))
        & (orphan_search.c.next == was.next)
        & (orphan_search.c.begun_at == was.begun_at)
        & orphan_search.c.ended_at.is_(None)
    )
    values: dict[str, object] = {"found": orphan_search.c.found + found}
    values |= {"ended_at": at} if following is None else {"next": following}
    return connection.execute(update(orphan_search).where(here).values(values)).rowcount == 1
