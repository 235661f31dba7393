"""What lies in the tiles of the ledger, and how far each store has them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, insert, select, update

from catalogue.copies import store_key
from catalogue.ledger.events import raw
from catalogue.tables import event, leaf, log_cursor, store, tree_node
from model.tiles import HEIGHT, WIDTH, Tile, pack


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a store has the ledger: its entries, and its tree as a checkpoint signs it."""

    entries: int = 0
    signed: int = 0


def content(connection: Connection, tile: Tile) -> bytes:
    """The bytes of a tile or bundle, from the database. Raises LookupError where it has not all."""
    first = tile.number * WIDTH
    if tile.level is None:
        rows = select(event.c.body).join(leaf, leaf.c.event == event.c.id)
        rows = rows.order_by(leaf.c.position)
        rows = rows.where(leaf.c.position >= first, leaf.c.position < first + tile.width)
    elif tile.level == 0:
        rows = select(leaf.c.hash).order_by(leaf.c.position)
        rows = rows.where(leaf.c.position >= first, leaf.c.position < first + tile.width)
    else:
        rows = select(tree_node.c.hash).order_by(tree_node.c.number)
        rows = rows.where(
            tree_node.c.height == tile.level * HEIGHT,
            tree_node.c.number >= first,
            tree_node.c.number < first + tile.width,
        )
    found = [raw(value) for value in connection.scalars(rows)]
    if len(found) != tile.width:
        raise LookupError(f"the database has not all of {tile.path}")
    return pack(found) if tile.level is None else b"".join(found)


def cursor(connection: Connection, store_name: str) -> Cursor:
    """How far a store has the ledger."""
    row = connection.execute(
        select(log_cursor.c.entries, log_cursor.c.signed)
        .join(store, store.c.key == log_cursor.c.store)
        .where(store.c.name == store_name)
    ).one_or_none()
    return Cursor() if row is None else Cursor(row.entries, row.signed)


def move_cursor(connection: Connection, store_name: str, to: Cursor) -> None:
    """The store has that much now. It never goes back: another process may be further."""
    key = store_key(connection, store_name)
    now = cursor(connection, store_name)
    values = {"entries": max(now.entries, to.entries), "signed": max(now.signed, to.signed)}
    here = log_cursor.c.store == key
    moved = connection.execute(update(log_cursor).where(here).values(values))
    if moved.rowcount == 0:
        connection.execute(insert(log_cursor).values(store=key, **values))


def reset_cursor(connection: Connection, store_name: str) -> None:
    """Nothing is taken for granted any more: the next publication looks at every tile."""
    here = log_cursor.c.store == store_key(connection, store_name)
    connection.execute(update(log_cursor).where(here).values(entries=0, signed=0))
