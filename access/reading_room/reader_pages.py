"""Pages of readers: register, apply, basket, order, what has become of it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from pydantic import BaseModel, Field
from starlette.responses import RedirectResponse, Response

from access.reading_room import applying, moving, ordering, registering
from access.reading_room.applying import Application
from access.reading_room.moving import Wish
from access.reading_room.room import ReadingRoom, account_of, reader_of, reason_of
from catalogue import ledger, orders, permits
from catalogue.database import Connection
from catalogue.orders import Item
from model.errors import MunimentError
from model.ids import parse_uuid
from model.order import ENDED, Hand, ItemDeed, ItemState, deeds
from model.permit import WRITABLE, Purpose
from model.policy import Act
from model.ports import Shell

Line = Annotated[str, Form(max_length=300)]
Text = Annotated[str, Form(max_length=4000)]
Token = Annotated[str, Form(max_length=128)]


class ApplicationForm(BaseModel):
    """What the form of an application sends."""

    name: str = Field("", max_length=300)
    address: str = Field("", max_length=4000)
    purpose: str = Field("", max_length=64)
    topic: str = Field("", max_length=4000)
    principal: str = Field("", max_length=300)
    promise: str = Field("", max_length=8)
    form_token: str = Field("", max_length=128)


def router(shell: Shell, room: ReadingRoom) -> APIRouter:
    """The routes of readers."""
    routes = APIRouter(include_in_schema=False)
    pages = _Readers(shell, room)
    for method, path, page, act in (
        ("GET", "/register", pages.registration, Act.REGISTER),
        ("POST", "/register", pages.register, Act.REGISTER),
        ("GET", "/application", pages.application, Act.APPLY),
        ("POST", "/application", pages.apply, Act.APPLY),
        ("GET", "/basket", pages.basket, Act.ORDER),
        ("POST", "/basket/add", pages.put, Act.ORDER),
        ("POST", "/basket/remove", pages.take_out, Act.ORDER),
        ("GET", "/orders", pages.orders, Act.ORDER),
        ("POST", "/orders", pages.order, Act.ORDER),
        ("GET", "/orders/{identifier}", pages.one, Act.ORDER),
        ("POST", "/orders/{identifier}/cancel", pages.cancel, Act.ORDER),
    ):
        routes.add_api_route(path, page, methods=[method], dependencies=[shell.requires(act)])
    return routes


class _Readers:
    def __init__(self, shell: Shell, room: ReadingRoom) -> None:
        self._shell = shell
        self._room = room

    def registration(self, request: Request) -> Response:
        return self._register_page(request, {"name": "", "mail": ""})

    def register(
        self, request: Request, name: Line = "", mail: Line = "", form_token: Token = ""
    ) -> Response:
        self._shell.check_form(request, form_token)
        try:
            registering.register(self._room, name, mail, self._shell.language(request))
        except MunimentError as error:
            return self._register_page(request, {"name": name, "mail": mail}, error)
        return self._page(request, "register-sent.html")

    def application(self, request: Request) -> Response:
        return self._application_page(request)

    def apply(self, request: Request, form: Annotated[ApplicationForm, Form()]) -> Response:
        self._shell.check_form(request, form.form_token)
        said = Application(
            form.name,
            form.address,
            form.purpose,
            form.topic,
            form.principal,
            promises=form.promise == "yes",
        )
        try:
            applying.apply(self._room, self._shell.user(request), said)
        except MunimentError as error:
            if error.code == "reading.not-a-reader":
                raise
            return self._application_page(request, said, error)
        return RedirectResponse("/application", 303)

    def basket(self, request: Request) -> Response:
        return self._basket_page(request)

    def put(self, request: Request, unit: Line = "", form_token: Token = "") -> Response:
        self._shell.check_form(request, form_token)
        try:
            ordering.put(self._room, self._shell.user(request), unit)
        except MunimentError as error:
            if error.code != "reading.in-basket":  # pressed twice: it lies there
                raise
        return RedirectResponse("/basket", 303)

    def take_out(self, request: Request, unit: Line = "", form_token: Token = "") -> Response:
        self._shell.check_form(request, form_token)
        identifier = parse_uuid(unit)
        if identifier is not None:
            ordering.take_out(self._room, self._shell.user(request), identifier)
        return RedirectResponse("/basket", 303)

    def orders(self, request: Request) -> Response:
        account = account_of(self._shell.user(request))
        with self._room.database.read() as connection:
            mine = orders.of_reader(connection, account)
            asked = orders.asked_for(connection, mine)
        return self._page(
            request, "orders.html", asked=asked,
            open=[one for one in mine if one.state not in ENDED],
            ended=[one for one in mine if one.state in ENDED],
        )  # fmt: skip

    def order(
        self,
        request: Request,
        day: Line = "",
        pull_time: Line = "",
        token: Line = "",
        form_token: Token = "",
    ) -> Response:
        self._shell.check_form(request, form_token)
        known = parse_uuid(token)
        if known is None:
            raise MunimentError("web.bad-request", problem="token")
        try:
            chosen = _day(day)
            ordering.order(self._room, self._shell.user(request), chosen, pull_time, known)
        except MunimentError as error:
            return self._basket_page(request, error, day)
        return RedirectResponse("/orders", 303)

    def one(self, request: Request, identifier: str) -> Response:
        with self._room.database.read() as connection:
            item = self._mine(connection, request, identifier)
            return self._page(
                request, "order.html", item=item,
                asked=orders.asked_for(connection, [item])[item.number],
                reason=reason_of(connection, item.reason),
                timeline=timeline(connection, item),
                may_cancel=ItemDeed.CANCEL in deeds(item.state, frozenset({Hand.READER})),
                kept_until=self._room.rules.kept_until(item.day),
            )  # fmt: skip

    def cancel(
        self, request: Request, identifier: str, seen: Line = "", form_token: Token = ""
    ) -> Response:
        self._shell.check_form(request, form_token)
        with self._room.database.read() as connection:
            item = self._mine(connection, request, identifier)
        wish = Wish(ItemDeed.CANCEL, state_of(seen))
        moving.act(self._room, self._shell.user(request), [item.id], wish)
        return RedirectResponse(f"/orders/{item.id}", 303)

    def _mine(self, connection: Connection, request: Request, identifier: str) -> Item:
        # Whoever asks for another's order learns nothing, not even that there is one.
        uuid = parse_uuid(identifier)
        item = orders.by_id(connection, uuid) if uuid else None
        if item is None or item.account != account_of(self._shell.user(request)):
            raise MunimentError("reading.order-not-found")
        return item

    def _register_page(
        self, request: Request, said: dict[str, str], error: MunimentError | None = None
    ) -> Response:
        return self._page(request, "register.html", error, said=said)

    def _application_page(
        self, request: Request, said: Application | None = None, error: MunimentError | None = None
    ) -> Response:
        with self._room.database.read() as connection:
            reader = reader_of(connection, self._shell.user(request))
            found = permits.of_year(connection, reader.account, self._room.today.year)
            reason = reason_of(connection, found.reason) if found else ""
        known = Application(
            reader.name,
            reader.address,
            found.purpose.value if found else "",
            found.topic if found else "",
            found.principal if found else "",
        )
        return self._page(
            request, "application.html", error, reader=reader, permit=found, reason=reason,
            said=said or known, purposes=[one.value for one in Purpose],
            writable=found is None or found.state in WRITABLE, year=self._room.today.year,
        )  # fmt: skip

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
        return self._page(
            request, "basket.html", error, basket=basket, refusals=refusals,
            wanted=len(basket.possible), rules=self._room.rules, chosen=chosen,
            token=self._room.new_id(),
        )  # fmt: skip

    def _page(
        self, request: Request, template: str, error: MunimentError | None = None, **context: Any
    ) -> Response:
        language = self._shell.language(request)
        answer: Response = self._shell.page(
            request, template, status=error.kind.status if error else 200,
            problem=error.message(language) if error else "",
            hint=error.hint(language) if error else "", **context,
        )  # fmt: skip
        return answer


def timeline(connection: Connection, item: Item) -> list[dict[str, Any]]:
    """What has become of an item, oldest first, as the ledger has it."""
    told = [event.fields for event in ledger.events_about(connection, item.id)]
    return [one for one in told if one["kind"] == "order-moved"]


def state_of(text: str) -> ItemState:
    """The state that a form was made in. Raises `reading.out-of-turn` for one that is none."""
    try:
        return ItemState(text)
    except ValueError:
        raise MunimentError("reading.out-of-turn") from None


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise MunimentError("reading.no-such-day") from None
