"""Writing a row and learning its key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import itemgetter

from sqlalchemy import Connection, Table, insert


def insert_row(connection: Connection, table: Table, values: Mapping[str, object]) -> int:
    """Insert one row into a table with an integer key; the key."""
    written = connection.execute(insert(table).values(dict(values)))
    key = written.inserted_primary_key
    if key is None:
        raise TypeError(f"{table.name} gives no key")
    return int(key[0])


def insert_rows(
    connection: Connection, table: Table, rows: Sequence[Mapping[str, int | str | bytes | None]]
) -> None:
    """Insert many rows of plain values, each with the same columns, as fast as the driver can.

    Nothing converts the values on the way, so columns of `catalogue.columns` do not belong here.
    """
    if not rows:
        return
    names = list(rows[0])
    statement = insert(table).compile(dialect=connection.dialect, column_keys=names)
    if statement.positional:
        in_order = itemgetter(*(statement.positiontup or names))
        connection.exec_driver_sql(str(statement), [in_order(row) for row in rows])
    else:
        connection.exec_driver_sql(str(statement), [dict(row) for row in rows])
