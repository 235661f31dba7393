"""Baskets: what a reader thinks of ordering."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, delete, func, insert, select

from catalogue.description_rows import Described, described_rows, from_row
from catalogue.tables import basket, description


def put(connection: Connection, account: UUID, unit: UUID, at: datetime) -> None:
    """Put a unit in. Once is enough."""
    if not holds(connection, account, unit):
        values = {"account": account, "description": unit, "added_at": at}
        connection.execute(insert(basket).values(values))


def take_out(connection: Connection, account: UUID, unit: UUID) -> None:
    """Take a unit out again."""
    here = (basket.c.account == account) & (basket.c.description == unit)
    connection.execute(delete(basket).where(here))


def holds(connection: Connection, account: UUID, unit: UUID) -> bool:
    """Whether a unit lies in it."""
    here = (basket.c.account == account) & (basket.c.description == unit)
    return connection.execute(select(basket.c.account).where(here)).first() is not None


def count(connection: Connection, account: UUID) -> int:
    """How many units lie in it."""
    counted = select(func.count()).where(basket.c.account == account)
    return int(connection.execute(counted).scalar_one())


def contents(connection: Connection, account: UUID) -> list[Described]:
    """What lies in it, as it was put in."""
    rows = described_rows().join(basket, basket.c.description == description.c.id)
    mine = rows.where(basket.c.account == account)
    ordered = mine.order_by(basket.c.added_at, description.c.refcode)
    return [from_row(row) for row in connection.execute(ordered)]


def empty(connection: Connection, account: UUID) -> None:
    """Everything in it was ordered."""
    connection.execute(delete(basket).where(basket.c.account == account))
