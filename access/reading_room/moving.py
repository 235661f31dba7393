"""Moving an order item on: the deed, its event, and what follows from it, in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from access.reading_room import letters
from access.reading_room.room import ReadingRoom, keep_reason
from catalogue import orders, readers
from catalogue.database import Connection, one_writer
from catalogue.orders import Item
from catalogue.tables import order_item
from model.errors import MunimentError
from model.event import Agent, Kind
from model.order import (
    HOLDING,
    Hand,
    ItemDeed,
    ItemState,
    OutOfBounds,
    OutOfTurn,
    hand_for,
    hands_of,
)
from model.policy import User, UserRole

_LETTERS = {
    ItemDeed.MAKE_READY: letters.READY,
    ItemDeed.HAND_OVER: letters.READY,
    ItemDeed.REJECT: letters.REJECTED,
    ItemDeed.OFFER_SURROGATE: letters.SURROGATE,
}
_LONGEST_REASON = 2000


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants done. ``seen``: the state that their page showed."""

    deed: ItemDeed
    seen: ItemState
    reason: str = ""


def act(room: ReadingRoom, user: User, identifiers: Sequence[UUID], wish: Wish) -> list[Item]:
    """Do a deed to one or more items, all or none.

    Raises `reading.order-not-found` (also for another reader's), `reading.out-of-turn`,
    `reading.not-yours`, `reading.reason-missing`, `reading.no-identity`.
    """
    reason = wish.reason.strip()[:_LONGEST_REASON]
    if wish.deed is ItemDeed.REJECT and not reason:
        raise MunimentError("reading.reason-missing")
    agent, moved = user.agent, []
    with room.database.write() as connection:
        one_writer(connection, order_item)
        for identifier in identifiers:
            item = _of(connection, user, identifier)
            if item.state is not wish.seen:
                raise MunimentError("reading.out-of-turn")
            with_hand = _hand(item, wish.deed, user)
            moved.append(do(room, connection, item, wish.deed, with_hand, agent, reason))
    room.post()
    return moved


def hand_over(room: ReadingRoom, user: User, identifier: UUID) -> Item:
    """Give what was brought back to the next who waits, without a way to the shelf.

    Raises `reading.nobody-waits`, `reading.out-of-turn`.
    """
    agent = user.agent
    with room.database.write() as connection:
        one_writer(connection, order_item)
        item = _of(connection, user, identifier)
        waiting = orders.next_waiting(connection, item.unit)
        if waiting is None:
            raise MunimentError("reading.nobody-waits")
        ended = _move(
            connection, room, item, ItemDeed.RESHELVE, _hand(item, ItemDeed.RESHELVE, user)
        )
        record(
            room, connection, item, item.state, ended.state, Hand.DESK, agent, code="handed-over"
        )
        given = do(room, connection, waiting, ItemDeed.HAND_OVER, Hand.DESK, agent)
    room.post()
    return given


def do(
    room: ReadingRoom,
    connection: Connection,
    item: Item,
    deed: ItemDeed,
    hand: Hand,
    agent: Agent,
    reason: str = "",
) -> Item:
    """One deed by one hand, and what follows from it."""
    _guard(connection, item, deed)
    kept = keep_reason(connection, reason) if reason else None
    moved = _move(connection, room, item, deed, hand, kept[1] if kept else None)
    text = {"text": kept[0]} if kept else {}
    record(room, connection, item, item.state, moved.state, hand, agent, **text)
    if moved.state is ItemState.APPROVED:
        moved = _settle(room, connection, moved)
        kind = letters.QUEUES if moved.state is ItemState.WAITING else letters.APPROVED
        _write(room, connection, moved, kind)
    elif deed in _LETTERS:
        _write(room, connection, moved, _LETTERS[deed], reason)
    if item.state in HOLDING and moved.state not in HOLDING:
        _release(room, connection, item.unit)
    return moved


def record(
    room: ReadingRoom,
    connection: Connection,
    item: Item,
    before: ItemState,
    after: ItemState,
    hand: Hand,
    agent: Agent,
    **more: str,
) -> None:
    """The event of one move."""
    fields = {
        "order": str(item.order),
        "item": str(item.id),
        "account": str(item.account),
        "from_state": before.value,
        "state": after.value,
        "role": hand.value,
    }
    room.append(connection, Kind.ORDER_MOVED, agent, **fields | more)


def _of(connection: Connection, user: User, identifier: UUID) -> Item:
    item = orders.by_id(connection, identifier)
    strange = item is not None and user.role is UserRole.READER and item.account != user.own_account
    if item is None or strange:
        raise MunimentError("reading.order-not-found")
    return item


def _hand(item: Item, deed: ItemDeed, user: User) -> Hand:
    try:
        return hand_for(item.state, deed, hands_of(user.role))
    except OutOfTurn as error:
        raise MunimentError("reading.out-of-turn") from error
    except OutOfBounds as error:
        raise MunimentError("reading.not-yours") from error


def _guard(connection: Connection, item: Item, deed: ItemDeed) -> None:
    if deed is ItemDeed.ISSUE:
        reader = readers.of_account(connection, item.account)
        if reader is None or reader.identity_seen_at is None:
            number = f"R{reader.number}" if reader else "?"
            raise MunimentError("reading.no-identity", number=number)
    if deed is ItemDeed.HAND_OVER and orders.holder(connection, item.unit):
        raise MunimentError("reading.held-by-another")


def _move(
    connection: Connection,
    room: ReadingRoom,
    item: Item,
    deed: ItemDeed,
    hand: Hand,
    reason: bytes | None = None,
) -> Item:
    moved = orders.move(connection, item, deed, hand, room.clock(), reason)
    if moved is None:
        raise MunimentError("reading.out-of-turn")
    return moved


def _settle(room: ReadingRoom, connection: Connection, item: Item) -> Item:
    """What is approved is queued, or waits for whoever has it."""
    held = orders.holder(connection, item.unit) is not None
    return _by_itself(room, connection, item, ItemDeed.WAIT if held else ItemDeed.QUEUE)


def _release(room: ReadingRoom, connection: Connection, unit: str) -> None:
    """The next in the line gets it."""
    waiting = orders.next_waiting(connection, unit)
    if waiting is not None:
        _by_itself(room, connection, waiting, ItemDeed.QUEUE)


def _by_itself(room: ReadingRoom, connection: Connection, item: Item, deed: ItemDeed) -> Item:
    moved = _move(connection, room, item, deed, Hand.SYSTEM)
    agent = room.system(connection)
    record(room, connection, item, item.state, moved.state, Hand.SYSTEM, agent)
    return moved


def _write(
    room: ReadingRoom, connection: Connection, item: Item, kind: str, reason: str = ""
) -> None:
    reader = readers.of_account(connection, item.account)
    if reader is not None:
        asked = orders.asked_for(connection, [item])[item.number]
        letters.write_of_item(room, connection, reader, kind, item, asked, reason)
