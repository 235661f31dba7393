"""Writing a row and learning its key."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, Table, insert


def insert_row(connection: Connection, table: Table, values: Mapping[str, object]) -> int:
    """Insert one row into a table with an integer key; the key."""
    written = connection.execute(insert(table).values(dict(values)))
    key = written.inserted_primary_key
    if key is None:
        raise TypeError(f"{table.name} gives no key")
    return int(key[0])
