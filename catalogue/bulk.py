"""Many rows at once, as fast as the database takes them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain, groupby, islice
from typing import Any

from sqlalchemy import Connection, Table, func, select

_AT_ONCE = 20_000  # rows given to SQLite's driver by one call
_TOGETHER = 50  # of them inserted by one statement
_KIBIBYTES = 64 << 10  # of its pages
_LOG_PAGES = 16 << 10  # in its log, 64 MiB, before they go to their places

Row = tuple[Any, ...]


def load(connection: Connection, table: Table, columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Insert rows of plain values, in the order of ``columns``. PostgreSQL takes them by COPY.

    Nothing converts the values on the way: ids are 16 bytes, instants milliseconds.
    """
    prepare = connection.dialect.identifier_preparer
    names = ", ".join(prepare.quote(name) for name in columns)
    target = f"{prepare.format_table(table)} ({names})"
    if connection.dialect.name == "postgresql":
        driver: Any = connection.connection.driver_connection
        with driver.cursor() as cursor, cursor.copy(f"COPY {target} FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        return
    marks = f"({', '.join('?' * len(columns))})"
    # Values of many rows in one go, and no tuple is made for a row: what a statement costs each
    # time is as much as what SQLite does with a row.
    values = chain.from_iterable(rows)
    several = iter(lambda: tuple(islice(values, len(columns) * _TOGETHER)), ())
    for length, group in groupby(several, len):
        all_marks = ", ".join([marks] * (length // len(columns)))
        statement = f"INSERT INTO {target} VALUES {all_marks}"  # noqa: S608 - our own names
        while page := list(islice(group, _AT_ONCE // _TOGETHER)):
            connection.exec_driver_sql(statement, page)


def next_key(connection: Connection, table: Table) -> int:
    """The first integer key that nothing has, for those who give out keys themselves."""
    return int(connection.execute(select(func.coalesce(func.max(table.c.key), 0))).scalar_one()) + 1


def keys_given(connection: Connection, table: Table) -> None:
    """Let the database go on behind keys that were given out by `next_key`."""
    if connection.dialect.name == "postgresql":
        highest = select(func.greatest(func.max(table.c.key), 1)).scalar_subquery()
        sequence = func.pg_get_serial_sequence(table.name, "key")
        connection.execute(select(func.setval(sequence, highest)))


def make_room(connection: Connection) -> None:
    """Let SQLite keep more in memory, and in its log, while very many rows are written.

    Pages of an index that is written here and there are changed many times before they go to the
    disk. What was committed is as safe as ever.
    """
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA cache_size = -{_KIBIBYTES}")
        connection.exec_driver_sql(f"PRAGMA wal_autocheckpoint = {_LOG_PAGES}")
