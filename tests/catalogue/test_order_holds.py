"""Two people cannot have one thing at once: the database refuses, whatever the program does."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
from sqlalchemy.exc import IntegrityError

from catalogue import accounts, orders, permits
from catalogue.database import Database
from catalogue.orders import Item, Order
from catalogue.permits import Permit
from model.order import Hand, ItemDeed, ItemState
from model.permit import PermitState, Purpose
from model.policy import UserRole
from tests.catalogue import samples

UNIT = "box 7"


def approved(database: Database, name: str) -> Item:
    """Somebody's order of the box, approved and not settled yet: nobody has it."""
    item = ordered(database, reader(database, name))
    with database.write() as connection:
        moved = orders.move(connection, item, ItemDeed.APPROVE, Hand.ARCHIVIST, samples.AT)
    assert moved is not None
    return moved


def reader(database: Database, name: str) -> UUID:
    with database.write() as connection:
        made = accounts.create(connection, name, UserRole.READER, samples.new_id, samples.clock)
        permit = Permit(
            samples.new_id(), made.id, 2026, PermitState.VALID, Purpose.PERSONAL, "", "", samples.AT
        )
        permits.begin(connection, permit)
    return made.id


def ordered(database: Database, account: UUID) -> Item:
    visit = (date(2026, 12, 1), "12:00")
    with database.write() as connection:
        permit = permits.of_year(connection, account, 2026)
        assert permit is not None
        order = Order(samples.new_id(), account, permit.id, samples.AT, samples.new_id())
        orders.place(connection, order)
        return orders.add_item(connection, order, samples.new_id(), UNIT, visit, [samples.new_id()])


def at_once(*deeds: Callable[[], object]) -> list[Exception]:
    """Do all at the same moment; what was raised."""
    line, raised = threading.Barrier(len(deeds)), list[Exception]()

    def run(deed: Callable[[], object]) -> None:
        line.wait(10)
        try:
            deed()
        except Exception as error:  # noqa: BLE001 - whoever asked says which it must be
            raised.append(error)

    threads = [threading.Thread(target=run, args=[deed]) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert not any(thread.is_alive() for thread in threads)
    return raised


def test_two_readers_at_once(database: Database) -> None:
    first, second = approved(database, "anna"), approved(database, "ben")

    def take(item: Item) -> Callable[[], None]:
        def deed() -> None:
            with database.write() as connection:
                orders.move(connection, item, ItemDeed.QUEUE, Hand.SYSTEM, samples.AT)

        return deed

    (refused,) = at_once(take(first), take(second))
    assert isinstance(refused, IntegrityError), refused
    with database.read() as connection:
        states = {orders.by_id(connection, one.id).state for one in (first, second)}  # type: ignore[union-attr]
        holder = orders.holder(connection, UNIT)
    assert states == {ItemState.QUEUED, ItemState.APPROVED}
    assert holder is not None


def test_one_reader_twice_at_once(database: Database) -> None:
    account = reader(database, "anna")

    def order() -> None:
        ordered(database, account)

    (refused,) = at_once(order, order)
    assert isinstance(refused, IntegrityError), refused
    with database.read() as connection:
        assert len(orders.of_reader(connection, account)) == 1


def test_the_next_may_when_the_first_has_brought_it_back(database: Database) -> None:
    first, second = approved(database, "anna"), approved(database, "ben")
    with database.write() as connection:
        held = orders.move(connection, first, ItemDeed.QUEUE, Hand.SYSTEM, samples.AT)
    assert held is not None
    with pytest.raises(IntegrityError), database.write() as connection:
        orders.move(connection, second, ItemDeed.QUEUE, Hand.SYSTEM, samples.AT)
    with database.write() as connection:
        orders.move(connection, held, ItemDeed.CANCEL, Hand.DESK, samples.AT)
        assert orders.move(connection, second, ItemDeed.QUEUE, Hand.SYSTEM, samples.AT)
