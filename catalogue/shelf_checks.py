"""When a round last read what lies beside the AIPs: journal, log and state of each store."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from catalogue.copies import store_key
from catalogue.tables import shelf_check, store


def since(connection: Connection, before: datetime) -> set[tuple[str, str]]:
    """Stores and parts that were read at this time or later."""
    wanted = select(store.c.name, shelf_check.c.part).join(
        store, store.c.key == shelf_check.c.store
    )
    rows = connection.execute(wanted.where(shelf_check.c.checked_at >= before))
    return {(row.name, row.part) for row in rows}


def checked(connection: Connection, store_name: str, part: str, at: datetime) -> None:
    """A round has read a part of a store to its end."""
    key = store_key(connection, store_name)
    here = (shelf_check.c.store == key) & (shelf_check.c.part == part)
    if connection.execute(update(shelf_check).where(here).values(checked_at=at)).rowcount == 0:
        connection.execute(insert(shelf_check).values(store=key, part=part, checked_at=at))
