"""Pages of readers who order: the basket, the day, what has become of it."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from access.reading_room import moving, ordering
from access.reading_room.fields import Line, day_of, state_of
from access.reading_room.moving import Wish
from access.reading_room.room import ReadingRoom, reason_of
from access.reading_room.showing import page, timeline
from catalogue import orders
from catalogue.database import Connection
from catalogue.orders import Item
from model.errors import MunimentError
from model.ids import parse_uuid
from model.order import ENDED, Hand, ItemDeed, deeds
from model.policy import Act
from model.ports import Shell


def router(shell: Shell, room: ReadingRoom) -> APIRouter:
    """The routes of baskets and orders."""
    pages = _Orders(shell, room)
    one, order = "/orders/{identifier}", Act.ORDER
    made: APIRouter = shell.routes(
        (
            ("GET", "/basket", pages.basket, order),
            ("POST", "/basket/add", pages.put, order),
            ("POST", "/basket/remove", pages.take_out, order),
            ("GET", "/orders", pages.orders, order),
            ("POST", "/orders", pages.order, order),
            ("GET", one, pages.one, order),
            ("POST", one + "/cancel", pages.cancel, order),
        )
    )
    return made


class _Orders:
    def __init__(self, shell: Shell, room: ReadingRoom) -> None:
        self._shell = shell
        self._room = room

    def basket(self, request: Request) -> Response:
        return self._basket_page(request)

    def put(self, request: Request, unit: Line = "") -> Response:
        try:
            ordering.put(self._room, self._shell.user(request), unit)
        except MunimentError as error:
            if error.code != "reading.in-basket":  # pressed twice: it lies there
                raise
        return RedirectResponse("/basket", 303)

    def take_out(self, request: Request, unit: Line = "") -> Response:
        identifier = parse_uuid(unit)
        if identifier is not None:
            ordering.take_out(self._room, self._shell.user(request), identifier)
        return RedirectResponse("/basket", 303)

    def orders(self, request: Request) -> Response:
        account = self._shell.user(request).own_account
        with self._room.database.read() as connection:
            mine = orders.of_reader(connection, account)
            asked = orders.asked_for(connection, mine)
        return page(
            self._shell, request, "orders.html", asked=asked,
            open=[one for one in mine if one.state not in ENDED],
            ended=[one for one in mine if one.state in ENDED],
        )  # fmt: skip

    def order(
        self,
        request: Request,
        day: Line = "",
        pull_time: Line = "",
        token: Line = "",
    ) -> Response:
        known = parse_uuid(token)
        if known is None:
            raise MunimentError("web.bad-request", problem="token")
        try:
            chosen = day_of(day)
            ordering.order(self._room, self._shell.user(request), chosen, pull_time, known)
        except MunimentError as error:
            return self._basket_page(request, error, day)
        return RedirectResponse("/orders", 303)

    def one(self, request: Request, identifier: str) -> Response:
        with self._room.database.read() as connection:
            item = self._mine(connection, request, identifier)
            return page(
                self._shell, request, "order.html", item=item,
                asked=orders.asked_for(connection, [item])[item.number],
                reason=reason_of(connection, item.reason),
                timeline=timeline(connection, item),
                may_cancel=ItemDeed.CANCEL in deeds(item.state, frozenset({Hand.READER})),
                kept_until=self._room.rules.kept_until(item.day),
            )  # fmt: skip

    def cancel(self, request: Request, identifier: str, seen: Line = "") -> Response:
        with self._room.database.read() as connection:
            item = self._mine(connection, request, identifier)
        wish = Wish(ItemDeed.CANCEL, state_of(seen))
        moving.act(self._room, self._shell.user(request), [item.id], wish)
        return RedirectResponse(f"/orders/{item.id}", 303)

    def _mine(self, connection: Connection, request: Request, identifier: str) -> Item:
        # Whoever asks for another's order learns nothing, not even that there is one.
        uuid = parse_uuid(identifier)
        item = orders.by_id(connection, uuid) if uuid else None
        if item is None or item.account != self._shell.user(request).own_account:
            raise MunimentError("reading.order-not-found")
        return item

    def _basket_page(
        self, request: Request, error: MunimentError | None = None, chosen: str = ""
    ) -> Response:
        basket = ordering.look(self._room, self._shell.user(request))
        language = self._shell.language(request)
        refusals = {
            one.unit: one.verdict.refusal(language).message(language)
            for one in basket.parcels
            if not one.verdict.yes
        }
        return page(
            self._shell, request, "basket.html", error, basket=basket, refusals=refusals,
            wanted=len(basket.possible), rules=self._room.rules, chosen=chosen,
            token=self._room.new_id(),
        )  # fmt: skip
