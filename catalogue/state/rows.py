"""Rows as plain values, and back. Nothing in them depends on the keys of one database.

A value is text, a number, true, false or null, or what a JSON column holds; bytes are hexadecimal,
identifiers and instants as people write them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Column,
    Connection,
    Date,
    Integer,
    LargeBinary,
    Table,
    func,
    select,
    text,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from catalogue.columns import Id, Instant
from catalogue.rebuilding import disposing
from catalogue.state.belonging import STATE
from catalogue.state.references import REFERENCES, Reference
from catalogue.tables import account, disposal, metadata
from model.event import utc

Row = dict[str, Any]

_PAGE = 1_000

TABLES: tuple[Table, ...] = tuple(t for t in metadata.sorted_tables if t.name in STATE)
"""The tables of the state, each after those that it refers to."""


def read(connection: Connection, table: Table) -> Iterator[Row]:
    """All rows of a table of the state, in the order of their keys."""
    ordered = select(table).order_by(*table.primary_key.columns)
    pages = connection.execution_options(yield_per=_PAGE).execute(ordered).partitions(_PAGE)
    for page in pages:
        rows: list[Row] = [dict(row._mapping) for row in page]
        for column in table.columns:
            reference = _reference(column)
            if reference is not None:
                named = reference.names(connection, {row[column.name] for row in rows})
                for row in rows:
                    row[column.name] = named[row[column.name]]
        for row in rows:
            yield {name: _plain(value) for name, value in row.items()}


def write(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> int:
    """Write rows that are not there yet; how many cannot be, since what they refer to is gone.

    A column that a row does not name gets its default; what the table has no column for is left
    out. Raises ValueError for a value that is none of its column's.
    """
    if table is account:
        _make_way(connection, rows)
    insert = (sqlite if connection.dialect.name == "sqlite" else postgresql).insert
    values = [_values(connection, table, row) for row in rows]
    there = _whole(connection, table, [one for one in values if one is not None])
    if table is disposal:
        there = disposing.join(connection, there)
    # one statement serves rows that name the same columns
    for _, alike in groupby(there, key=dict.keys):
        connection.execute(insert(table).on_conflict_do_nothing(), list(alike))
    return len(values) - len(there)


def count_on(connection: Connection) -> None:
    """Let numbers that the database gives go on after those that were written."""
    if connection.dialect.name == "sqlite":
        return  # it goes on after the highest by itself
    for table in TABLES:
        key, *more = table.primary_key.columns
        if more or not isinstance(key.type, Integer):
            continue
        highest = connection.execute(select(func.max(key))).scalar()
        if highest is not None:
            sequence = text("select setval(pg_get_serial_sequence(:table, :column), :highest)")
            named = {"table": table.name, "column": key.name, "highest": highest}
            connection.execute(sequence, named)


def _make_way(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Who was made since the loss under a name that somebody had before gets another name."""
    for row in rows:
        same = (account.c.kind == row["kind"]) & (account.c.name == row["name"])
        newer = update(account).where(same, account.c.id != UUID(row["id"]))
        connection.execute(newer.values(name=account.c.name + " (since the rebuild)"))


def _reference(column: Column[Any]) -> Reference | None:
    for key in column.foreign_keys:
        if key.column in REFERENCES:
            return REFERENCES[key.column]
    return None


def _whole(connection: Connection, table: Table, rows: list[Row]) -> list[Row]:
    """Those rows of which all that they refer to inside the state is there."""
    for key in table.foreign_keys:
        if key.column in REFERENCES or not rows:
            continue
        name = key.parent.name
        wanted = {row[name] for row in rows if row.get(name) is not None}
        there = set(connection.scalars(select(key.column).where(key.column.in_(wanted))))
        rows = [row for row in rows if row.get(name) is None or row[name] in there]
    return rows


def _values(connection: Connection, table: Table, row: Mapping[str, Any]) -> Row | None:
    values: Row = {}
    for column in table.columns:
        if column.name not in row:
            continue
        told, reference = row[column.name], _reference(column)
        if reference is None:
            values[column.name] = _typed(column, told)
            continue
        values[column.name] = reference.key(connection, told)
        if values[column.name] is None:
            return None
    return values


def _plain(value: object) -> object:
    match value:
        case UUID():
            return str(value)
        case datetime():
            return utc(value)
        case date():
            return value.isoformat()
        case bytes() | memoryview():
            return bytes(value).hex()
        case _:
            return value


def _typed(column: Column[Any], value: Any) -> object:
    if value is None:
        return None
    match column.type:
        case Id():
            return UUID(value)
        case Instant():
            return datetime.fromisoformat(value)
        case Date():
            return date.fromisoformat(value)
        case LargeBinary():
            return bytes.fromhex(value)
        case _:
            return value
