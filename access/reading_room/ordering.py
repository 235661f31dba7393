"""Basket and order: what a reader may, in the order in which it is checked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from access.reading_room import moving
from access.reading_room.room import ReadingRoom
from access.reading_room.units import Orderable, carried, orderable, unit_to_order
from catalogue import baskets, orders, permits
from catalogue.database import Connection, one_writer
from catalogue.description_rows import Described
from catalogue.orders import Order
from catalogue.tables import order_item
from model.errors import MunimentError
from model.event import Kind
from model.order import Hand, ItemDeed, ItemState
from model.orderable import Answer
from model.permit import PermitState
from model.policy import User


@dataclass(frozen=True, slots=True)
class Parcel:
    """One thing that is carried, with all that the reader wants out of it."""

    unit: str
    asked: Sequence[Described]
    verdict: Orderable  # can it still be ordered?


@dataclass(frozen=True, slots=True)
class Day:
    """A day that can be ordered for, as this reader sees it."""

    day: date
    ordered: int  # by this reader, already
    limit: int
    seats_free: int
    permitted: bool  # the application is valid in that year

    def takes(self, parcels: int) -> bool:
        """Whether so many more can be ordered for it."""
        return self.permitted and self.seats_free > 0 and self.ordered + parcels <= self.limit


@dataclass(frozen=True, slots=True)
class Basket:
    """What lies in it, and the days there are."""

    parcels: Sequence[Parcel]
    days: Sequence[Day]

    @property
    def possible(self) -> list[Parcel]:
        """What can be ordered now."""
        return [one for one in self.parcels if one.verdict.yes]


def put(room: ReadingRoom, user: User, identifier: str) -> None:
    """Put a unit into the basket. Raises `catalogue.not-found`, and why it cannot be ordered."""
    account = user.own_account
    with room.database.write() as connection:
        found, verdict = unit_to_order(connection, identifier, user, room.rules, room.today)
        if not verdict.yes:
            raise verdict.refusal()
        baskets.put(connection, account, found.description.id, room.clock())


def take_out(room: ReadingRoom, user: User, identifier: UUID) -> None:
    """Take a unit out of the basket."""
    with room.database.write() as connection:
        baskets.take_out(connection, user.own_account, identifier)


def look(room: ReadingRoom, user: User) -> Basket:
    """The reader's basket."""
    with room.database.read() as connection:
        return _basket(room, connection, user)


def order(
    room: ReadingRoom, user: User, day: date, pull_time: str, token: UUID
) -> tuple[UUID, int]:
    """Order what lies in the basket for ``day``: the order's id, and how many things are carried.

    ``token``: of the form; the same again is the same order. Raises `reading.basket-empty`,
    `reading.no-such-day`, `reading.no-permit`, `reading.day-full`,
    `reading.day-limit`.
    """
    account = user.own_account
    with room.database.write() as connection:
        one_writer(connection, order_item)  # limits are counted, then used
        if known := orders.of_token(connection, account, token):
            return known, len(orders.of_order(connection, known))
        basket = _basket(room, connection, user)
        permit = permits.of_year(connection, account, day.year)
        _refuse(room, basket, day, pull_time)
        if permit is None:
            raise MunimentError("reading.no-permit")
        placed = Order(room.new_id(), account, permit.id, room.clock(), token)
        orders.place(connection, placed)
        agent = user.agent
        room.append(
            connection, Kind.ORDERED, agent, order=str(placed.id), account=str(account),
            permit=str(permit.id), units=len(basket.possible),
        )  # fmt: skip
        for parcel in basket.possible:
            asked = [one.description.id for one in parcel.asked]
            item = orders.add_item(
                connection, placed, room.new_id(), parcel.unit, (day, pull_time), asked
            )
            moving.record(room, connection, item, ItemState.CART, item.state, Hand.READER, agent)
            for identifier in asked:
                baskets.take_out(connection, account, identifier)
            if room.rules.approve_at_once:
                moving.do(
                    room, connection, item, ItemDeed.APPROVE, Hand.SYSTEM, room.system(connection)
                )
    room.post()
    return placed.id, len(basket.possible)


def _refuse(room: ReadingRoom, basket: Basket, day: date, pull_time: str) -> None:
    wanted = len(basket.possible)
    if not wanted:
        refusals = [one.verdict.refusal() for one in basket.parcels]
        raise refusals[0] if refusals else MunimentError("reading.basket-empty")
    chosen = next((one for one in basket.days if one.day == day), None)
    if chosen is None or pull_time not in room.rules.pull_times:
        raise MunimentError("reading.no-such-day")
    if not chosen.permitted:
        raise MunimentError("reading.no-permit")
    if chosen.seats_free < 1:
        raise MunimentError("reading.day-full", seats=room.rules.seats)
    if chosen.ordered + wanted > chosen.limit:
        raise MunimentError("reading.day-limit", wanted=chosen.ordered + wanted, limit=chosen.limit)


def _basket(room: ReadingRoom, connection: Connection, user: User) -> Basket:
    parcels: dict[str, list[Described]] = {}
    verdicts: dict[str, Orderable] = {}
    for one in baskets.contents(connection, user.own_account):
        verdict = _now(room, connection, one, user)
        # What has become impossible since stands apart, and does not take its box with it.
        key = carried(connection, one) if verdict.yes else str(one.description.id)
        parcels.setdefault(key, []).append(one)
        verdicts[key] = verdict
    return Basket(
        [Parcel(key, asked, verdicts[key]) for key, asked in parcels.items()],
        _days(room, connection, user),
    )


def _now(room: ReadingRoom, connection: Connection, one: Described, user: User) -> Orderable:
    verdict = orderable(connection, one, user, room.rules, room.today)
    if verdict.answer in (Answer.IN_BASKET, Answer.BASKET_FULL):
        # that it lies here is no reason against ordering it; whether the rest is, asks the permit
        permit = permits.of_year(connection, user.own_account, room.today.year)
        valid = permit is not None and permit.state is PermitState.VALID
        held = orders.holder(connection, verdict.unit) is not None
        yes = Answer.YES_AFTER_ANOTHER if held else Answer.YES
        return Orderable(yes if valid else Answer.NO_PERMIT, verdict.unit)
    return verdict


def _days(room: ReadingRoom, connection: Connection, user: User) -> list[Day]:
    account, days = user.own_account, room.rules.days(room.today)
    mine = orders.booked(connection, account, days)
    seats = orders.readers_on(connection, days)
    permitted = {
        year: (found := permits.of_year(connection, account, year)) is not None
        and found.state is PermitState.VALID
        for year in {day.year for day in days}
    }
    return [
        Day(
            day,
            mine.get(day, 0),
            room.rules.units_per_day,
            room.rules.seats - len(seats.get(day, set()) - {account}),
            permitted[day.year],
        )
        for day in days
    ]
