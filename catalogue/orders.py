"""Orders to the reading room. A move names the state it was seen in, so that one of two wins."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, func, insert, select, update

from catalogue.description_rows import Described, described_rows, from_row
from catalogue.tables import description, order_item, order_item_unit, reading_order
from catalogue.writing import insert_row
from model.order import ENDED, HOLDING, Hand, ItemDeed, ItemState, after


@dataclass(frozen=True, slots=True)
class Order:
    """What a reader has ordered at once."""

    id: UUID
    account: UUID
    permit: UUID
    placed_at: datetime
    token: UUID


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that is carried to the reading room. ``number`` is what its barcode says."""

    number: int
    id: UUID
    order: UUID
    account: UUID
    unit: str
    state: ItemState
    day: date
    pull_time: str
    changed_at: datetime
    reason: bytes | None


def of_token(connection: Connection, account: UUID, token: UUID) -> UUID | None:
    """The order that came from this form, where it was sent before."""
    mine = (reading_order.c.account == account) & (reading_order.c.token == token)
    found: UUID | None = connection.execute(select(reading_order.c.id).where(mine)).scalar()
    return found


def place(connection: Connection, order: Order) -> None:
    """Write an order, without items yet."""
    connection.execute(
        insert(reading_order).values(
            id=order.id,
            account=order.account,
            permit=order.permit,
            placed_at=order.placed_at,
            token=order.token,
        )
    )


def add_item(
    connection: Connection,
    order: Order,
    identifier: UUID,
    unit: str,
    visit: tuple[date, str],
    asked: Iterable[UUID],
) -> Item:
    """One thing to carry. ``visit``: day and pull time; ``asked``: what is wanted out of it."""
    day, pull_time = visit
    values = {
        "id": identifier,
        "reading_order": order.id,
        "account": order.account,
        "unit": unit,
        "state": ItemState.SUBMITTED.value,
        "day": day,
        "pull_time": pull_time,
        "changed_at": order.placed_at,
    }
    number = insert_row(connection, order_item, values)
    rows = [{"item": number, "description": one} for one in asked]
    connection.execute(insert(order_item_unit), rows)
    return Item(
        number, identifier, order.id, order.account, unit, ItemState.SUBMITTED,
        day, pull_time, order.placed_at, None,
    )  # fmt: skip


def by_id(connection: Connection, identifier: UUID) -> Item | None:
    """The item with this id."""
    return _one(connection, order_item.c.id == identifier)


def by_number(connection: Connection, number: int) -> Item | None:
    """The item with this number, as a barcode says it."""
    return _one(connection, order_item.c.number == number)


def of_reader(connection: Connection, account: UUID) -> list[Item]:
    """All that a reader has ordered, newest first."""
    mine = select(order_item).where(order_item.c.account == account)
    return _items(connection.execute(mine.order_by(order_item.c.number.desc())))


def reasons(connection: Connection, account: UUID) -> list[bytes]:
    """The digests of what was written to a reader about their orders."""
    mine = (order_item.c.account == account) & order_item.c.reason.is_not(None)
    return [
        bytes(one) for one in connection.execute(select(order_item.c.reason).where(mine)).scalars()
    ]


def of_order(connection: Connection, order: UUID) -> list[Item]:
    """The items of one order."""
    these = select(order_item).where(order_item.c.reading_order == order)
    return _items(connection.execute(these.order_by(order_item.c.number)))


def in_states(
    connection: Connection,
    states: Collection[ItemState],
    until: date | None = None,
    most: int = 500,
) -> list[Item]:
    """Items in some states, by the day and time they are wanted. ``until``: wanted by then."""
    wanted = select(order_item).where(order_item.c.state.in_([one.value for one in states]))
    if until is not None:
        wanted = wanted.where(order_item.c.day <= until)
    ordered = wanted.order_by(order_item.c.day, order_item.c.pull_time, order_item.c.number)
    return _items(connection.execute(ordered.limit(most)))


def counts(connection: Connection) -> dict[ItemState, int]:
    """How many items are in each state."""
    counted = select(order_item.c.state, func.count()).group_by(order_item.c.state)
    return {ItemState(state): int(count) for state, count in connection.execute(counted)}


def holder(connection: Connection, unit: str) -> Item | None:
    """The item that has this physical unit to itself."""
    return _one(connection, (order_item.c.unit == unit) & _is_in(HOLDING))


def next_waiting(connection: Connection, unit: str) -> Item | None:
    """Who is first in the line for a physical unit."""
    waits = (order_item.c.unit == unit) & _is_in([ItemState.WAITING])
    found = select(order_item).where(waits).order_by(order_item.c.day, order_item.c.number).limit(1)
    row = connection.execute(found).one_or_none()
    return None if row is None else _item(row)


def has_open(connection: Connection, account: UUID, unit: str) -> bool:
    """Whether a reader has ordered a physical unit, and that has not ended."""
    mine = (order_item.c.account == account) & (order_item.c.unit == unit) & ~_is_in(ENDED)
    return connection.execute(select(order_item.c.number).where(mine)).first() is not None


def open_for(connection: Connection, unit: UUID) -> int:
    """How many items are not ended that somebody asked for because of a description."""
    wanted = (
        select(func.count())
        .select_from(order_item_unit)
        .join(order_item, order_item.c.number == order_item_unit.c.item)
        .where(order_item_unit.c.description == unit, ~_is_in(ENDED))
    )
    return int(connection.execute(wanted).scalar_one())


def booked(connection: Connection, account: UUID, days: Sequence[date]) -> dict[date, int]:
    """How many items a reader has ordered for each day, cancelled and refused ones left out."""
    mine = (order_item.c.account == account) & order_item.c.day.in_(days) & _counts()
    counted = select(order_item.c.day, func.count()).where(mine).group_by(order_item.c.day)
    return {day: int(count) for day, count in connection.execute(counted)}


def readers_on(connection: Connection, days: Sequence[date]) -> dict[date, set[UUID]]:
    """Who comes on which day."""
    coming = order_item.c.day.in_(days) & _counts()
    found = connection.execute(
        select(order_item.c.day, order_item.c.account).where(coming).distinct()
    )
    seats: dict[date, set[UUID]] = {}
    for day, account in found:
        seats.setdefault(day, set()).add(account)
    return seats


def asked_for(connection: Connection, items: Collection[Item]) -> dict[int, list[Described]]:
    """The descriptions behind some items, by the item's number."""
    rows = connection.execute(
        described_rows()
        .add_columns(order_item_unit.c.item)
        .join(order_item_unit, order_item_unit.c.description == description.c.id)
        .where(order_item_unit.c.item.in_([one.number for one in items]))
        .order_by(description.c.refcode)
    )
    found: dict[int, list[Described]] = {one.number: [] for one in items}
    for row in rows:
        found[row.item].append(from_row(row))
    return found


def move(
    connection: Connection,
    found: Item,
    deed: ItemDeed,
    hand: Hand,
    at: datetime,
    reason: bytes | None = None,
) -> Item | None:
    """Do a deed to it. None where somebody else was quicker. Raises OutOfTurn, OutOfBounds."""
    state = after(found.state, deed, hand)
    done = connection.execute(
        update(order_item)
        .where(order_item.c.number == found.number, order_item.c.state == found.state.value)
        .values(state=state.value, changed_at=at, reason=reason)
    )
    return by_id(connection, found.id) if done.rowcount == 1 else None


def _counts() -> ColumnElement[bool]:
    void = [ItemState.CANCELLED, ItemState.REJECTED, ItemState.SURROGATE]
    return ~_is_in(void)


def _is_in(states: Iterable[ItemState]) -> ColumnElement[bool]:
    return order_item.c.state.in_([one.value for one in states])


def _one(connection: Connection, wanted: ColumnElement[bool]) -> Item | None:
    row = connection.execute(select(order_item).where(wanted)).one_or_none()
    return None if row is None else _item(row)


def _items(rows: Iterable[Row[Any]]) -> list[Item]:
    return [_item(row) for row in rows]


def _item(row: Row[Any]) -> Item:
    return Item(
        number=row.number,
        id=row.id,
        order=row.reading_order,
        account=row.account,
        unit=row.unit,
        state=ItemState(row.state),
        day=row.day,
        pull_time=row.pull_time,
        changed_at=row.changed_at,
        reason=None if row.reason is None else bytes(row.reason),
    )
