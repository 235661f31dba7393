"""A row of every table of the state, with every column filled, into another database and back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import JSON, Boolean, Column, Connection, Date, Integer, LargeBinary, insert, select

from catalogue import descriptions
from catalogue.columns import Id, Instant
from catalogue.database import Database
from catalogue.state import rows
from catalogue.tables import account, reader
from model.description import Description, Level
from model.rights import rule_set_for
from tests.catalogue import samples

RULES = rule_set_for(date(2026, 11, 24))
# what a constraint of the table demands
ONE_OF = {
    "migration.state": "ended",
    "migration_unit.state": "done",
    "delivery_grant.token_sha256": None,
    "order_item.state": "ordered",
    "disposal.state": "draft",
}


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Database]:
    """Another catalogue, in which the same things have other keys."""
    database = Database(f"sqlite:///{tmp_path / 'other.db'}")
    database.upgrade()
    yield database
    database.close()


NOUN = Description(samples.new_id(), "LF-1", Level.FILE, "Akte")
AIP = samples.new_id()


def furnish(database: Database, before: int) -> None:
    """What state refers to, after so many other things."""
    with database.write() as connection:
        for number in range(before):
            one = Description(samples.new_id(), f"X-{number}", Level.FILE, "x")
            descriptions.create(connection, one, RULES, samples.AT)
            samples.stored(connection)
        descriptions.create(connection, NOUN, RULES, samples.AT)
        samples.stored(connection, aip=AIP)


def value(connection: Connection, column: Column[Any]) -> object:
    """Something that fits the column."""
    name = f"{column.table.name}.{column.name}"
    if name in ONE_OF:
        return ONE_OF[name]
    for key in column.foreign_keys:
        wanted = select(key.column).order_by(key.column.desc()).limit(1)
        return connection.execute(wanted).scalar_one()
    return of_type(column)


def of_type(column: Column[Any]) -> object:
    """A value of the column's type."""
    match column.type:
        case Id():
            return samples.new_id()
        case Instant():
            return samples.AT
        case Date():
            return date(1827, 3, 4)
        case LargeBinary():
            return bytes(range(column.type.length or 32))
        case JSON():
            return {"ä": [1, None, "zwei"]}
        case Boolean() | Integer():
            return 1
        case _:
            return "ein Text, „zitiert“\n"[: getattr(column.type, "length", None) or 40]


def fill(database: Database) -> None:
    with database.write() as connection:
        for table in rows.TABLES:
            made = {column.name: value(connection, column) for column in table.columns}
            connection.execute(insert(table).values(made))


def dump(database: Database) -> dict[str, list[rows.Row]]:
    with database.read() as connection:
        found = {table.name: list(rows.read(connection, table)) for table in rows.TABLES}
    told: dict[str, list[rows.Row]] = json.loads(json.dumps(found))
    return told


def load(database: Database, told: dict[str, list[rows.Row]]) -> int:
    with database.write() as connection:
        lost = sum(rows.write(connection, table, told[table.name]) for table in rows.TABLES)
        rows.count_on(connection)
    return lost


def test_everything_comes_back(database: Database, other: Database) -> None:
    furnish(database, 3)
    fill(database)
    told = dump(database)
    assert all(len(some) == 1 for some in told.values())
    furnish(other, 0)
    assert load(other, told) == 0
    assert dump(other) == told
    assert load(other, told) == 0  # again changes nothing
    assert dump(other) == told


def test_and_into_either_database(database: Database, other: Database) -> None:
    furnish(other, 1)
    fill(other)
    told = dump(other)
    furnish(database, 4)
    assert load(database, told) == 0
    assert dump(database) == told
    # numbers that the database gives do not meet those that came back
    with database.write() as connection:
        row = connection.execute(select(reader)).one()
        values = {c.name: getattr(row, c.name) for c in reader.columns if c.name != "number"}
        who = samples.new_id()
        connection.execute(
            insert(account).values(
                id=who, kind="account", name="neu", role="reader", created_at=samples.AT
            )
        )
        connection.execute(insert(reader).values(values | {"account": who}))


def test_what_is_gone_is_counted_and_left_out(database: Database, other: Database) -> None:
    furnish(database, 0)
    fill(database)
    told = dump(database)
    # the description and the copy are in no store any more
    assert load(other, told) == 2 + 1, "a grant, an incident, and an entry of the incident"


def test_who_was_made_since_makes_way(database: Database, other: Database) -> None:
    furnish(database, 0)
    fill(database)
    told = dump(database)
    name = told["account"][0]["name"]
    kind = told["account"][0]["kind"]
    new = samples.new_id()
    with other.write() as connection:
        connection.execute(
            insert(account).values(
                id=new, kind=kind, name=name, role="reader", created_at=samples.AT
            )
        )
    furnish(other, 0)
    load(other, told)
    with other.read() as connection:
        names = {row.id: row.name for row in connection.execute(select(account))}
    assert names[new] == f"{name} (since the rebuild)"
    assert name in names.values()


def test_columns_of_other_releases(database: Database) -> None:
    """A column that is gone is passed over; one that was not there yet gets its default."""
    told = {
        "id": str(samples.new_id()),
        "kind": "account",
        "name": "alt",
        "role": "reader",
        "created_at": "2020-01-01T00:00:00.000Z",
        "favourite_colour": "green",
    }
    with database.write() as connection:
        assert rows.write(connection, account, [told]) == 0
        (found,) = connection.execute(select(account)).all()
    assert (found.name, found.disabled) == ("alt", False)
