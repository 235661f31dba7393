"""Pages of the desk: today, the queue, the counter with its one field, applications, slips."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from access.reading_room import applying, moving, registering
from access.reading_room.moving import Wish
from access.reading_room.reader_pages import Line, Text, Token, state_of, timeline
from access.reading_room.room import ReadingRoom, agent_of, reason_of
from access.reading_room.slips import Slip, barcode, number_of
from access.reading_room.words import WORDS
from catalogue import mails, orders, permits, readers
from catalogue.database import Connection
from catalogue.orders import Item
from catalogue.readers import Reader
from model.errors import MunimentError
from model.ids import parse_uuid
from model.order import ItemDeed, ItemState, deeds, hands_of
from model.permit import PermitDeed, PermitState
from model.policy import Act
from model.ports import Shell

_S = ItemState
QUEUES = (
    _S.SUBMITTED, _S.NEEDS_PERMIT, _S.QUEUED, _S.SLIPPED, _S.NOT_FOUND, _S.PULLED, _S.READY,
    _S.ISSUED, _S.HELD, _S.WAITING, _S.RETURNED, _S.EXPIRED,
)  # fmt: skip
"""The states that somebody has to do something about, in the order of the work."""

_AT_THE_DESK = (_S.READY, _S.ISSUED, _S.HELD)
_AT_ONCE = 500

Many = Annotated[list[str], Form(max_length=_AT_ONCE)]


def router(shell: Shell, room: ReadingRoom) -> APIRouter:
    """The routes of the desk."""
    routes = APIRouter(include_in_schema=False)
    desk = _Desk(shell, room)
    for method, path, page, act in (
        ("GET", "/desk", desk.today, Act.WORK_DESK),
        ("GET", "/desk/queue", desk.queue, Act.WORK_DESK),
        ("POST", "/desk/queue", desk.work, Act.WORK_DESK),
        ("GET", "/desk/slips.pdf", desk.slips, Act.WORK_DESK),
        ("GET", "/desk/counter", desk.counter, Act.WORK_DESK),
        ("POST", "/desk/items/{identifier}", desk.act, Act.WORK_DESK),
        ("POST", "/desk/readers/{number}/identity", desk.identity, Act.WORK_DESK),
        ("GET", "/desk/applications", desk.applications, Act.DECIDE_PERMITS),
        ("POST", "/desk/applications/{identifier}", desk.decide, Act.DECIDE_PERMITS),
    ):
        routes.add_api_route(path, page, methods=[method], dependencies=[shell.requires(act)])
    return routes


class _Desk:
    def __init__(self, shell: Shell, room: ReadingRoom) -> None:
        self._shell = shell
        self._room = room

    def today(self, request: Request) -> Response:
        today = self._room.today
        with self._room.database.read() as connection:
            coming = orders.readers_on(connection, [today]).get(today, set())
            at_desk = orders.in_states(connection, _AT_THE_DESK)
            arrivals = [one for one in at_desk if one.day == today]
            overdue = [one for one in at_desk if self._room.rules.kept_until(one.day) < today]
            days = self._room.rules.days(today)
            due = orders.in_states(connection, (_S.QUEUED, _S.SLIPPED), days[0] if days else today)
            return self._page(
                request, "desk-today.html", connection, [*arrivals, *overdue, *due],
                today=today, coming=len(coming), seats=self._room.rules.seats, arrivals=arrivals,
                overdue=overdue, due=due, counts=orders.counts(connection), queues=QUEUES,
                open_today=self._room.rules.is_open(today), mail=mails.waiting(connection),
                applications=len(permits.in_state(connection, PermitState.SUBMITTED)),
            )  # fmt: skip

    def queue(
        self,
        request: Request,
        state: str = _S.SUBMITTED.value,
        all: str = "",  # noqa: A002 - as the address calls it
    ) -> Response:
        chosen = state_of(state) if state in {one.value for one in QUEUES} else _S.SUBMITTED
        with self._room.database.read() as connection:
            found = orders.in_states(connection, (chosen,), most=_AT_ONCE)
            asked = orders.asked_for(connection, found)
            found.sort(key=lambda one: (one.day, one.pull_time, _shelf(one, asked)))
            return self._page(
                request, "desk-queue.html", connection, found, queued=found, state=chosen,
                counts=orders.counts(connection), queues=QUEUES,
                deeds=self._deeds(request, chosen), all=bool(all),
            )  # fmt: skip

    def work(
        self,
        request: Request,
        item: Many = [],  # noqa: B006 - FastAPI reads it, and nobody adds to it
        deed: Line = "",
        seen: Line = "",
        reason: Text = "",
        form_token: Token = "",
    ) -> Response:
        self._shell.check_form(request, form_token)
        wish = Wish(_deed(deed), state_of(seen), reason)
        chosen = [_identifier(one) for one in dict.fromkeys(item)]
        moved = moving.act(self._room, self._shell.user(request), chosen, wish)
        if wish.deed is ItemDeed.PRINT_SLIP and moved:
            numbers = urlencode([("n", one.number) for one in moved])
            return RedirectResponse(f"/desk/slips.pdf?{numbers}", 303)
        return RedirectResponse(f"/desk/queue?state={wish.seen.value}", 303)

    def slips(self, request: Request) -> Response:
        # half a second that the portal need not wait for when it opens
        from access.reading_room.slip_sheets import as_pdf  # noqa: PLC0415

        wanted = [number_of(n) for n in request.query_params.getlist("n")[:_AT_ONCE]]
        language = 1 if self._shell.language(request) == "de" else 0
        with self._room.database.read() as connection:
            found = [orders.by_number(connection, n) for n in dict.fromkeys(wanted) if n]
            items = [one for one in found if one is not None]
            asked = orders.asked_for(connection, items)
            people = readers.of_accounts(connection, {one.account for one in items})
        if not items:
            raise MunimentError("reading.order-not-found")
        made = as_pdf(
            [
                Slip(one, people[one.account].number, asked[one.number])
                for one in items
                if one.account in people
            ],
            self._room.title,
            lambda key: WORDS[key][language],
            lambda slip: f"{slip.item.day:%d.%m.%Y} {slip.item.pull_time}",
        )
        headers = {"content-disposition": 'inline; filename="slips.pdf"'}
        return Response(made, media_type="application/pdf", headers=headers)

    def counter(self, request: Request, code: str = "") -> Response:
        return self._counter_page(request, code[:100].strip())

    def act(
        self,
        request: Request,
        identifier: str,
        deed: Line = "",
        seen: Line = "",
        reason: Text = "",
        form_token: Token = "",
    ) -> Response:
        self._shell.check_form(request, form_token)
        user, uuid = self._shell.user(request), _identifier(identifier)
        if deed == ItemDeed.HAND_OVER.value and seen in (_S.RETURNED.value, _S.EXPIRED.value):
            moved = moving.hand_over(self._room, user, uuid)
        else:
            wish = Wish(_deed(deed), state_of(seen), reason)
            (moved,) = moving.act(self._room, user, [uuid], wish)
        return RedirectResponse(f"/desk/counter?code={barcode(moved.number)}", 303)

    def identity(
        self, request: Request, number: int, item: Line = "", form_token: Token = ""
    ) -> Response:
        self._shell.check_form(request, form_token)
        registering.see_identity(self._room, agent_of(self._shell.user(request)), number)
        at_hand = number_of(item)  # back to the order that lay on the counter
        code = f"R{number}" if at_hand is None else barcode(at_hand)
        return RedirectResponse(f"/desk/counter?code={code}", 303)

    def applications(self, request: Request, state: str = PermitState.SUBMITTED.value) -> Response:
        shown = (PermitState.SUBMITTED, PermitState.VALID, PermitState.REFUSED)
        chosen = next((one for one in shown if one.value == state), PermitState.SUBMITTED)
        with self._room.database.read() as connection:
            found = permits.in_state(connection, chosen)
            people = readers.of_accounts(connection, {one.account for one in found})
            reasons = {one.id: reason_of(connection, one.reason) for one in found}
        answer: Response = self._shell.page(
            request, "desk-applications.html", permits=found, people=people, state=chosen,
            states=shown, reasons=reasons,
        )  # fmt: skip
        return answer

    def decide(
        self,
        request: Request,
        identifier: str,
        deed: Line = "",
        reason: Text = "",
        form_token: Token = "",
    ) -> Response:
        self._shell.check_form(request, form_token)
        wanted = next((one for one in applying.DECISIONS if one.value == deed), None)
        uuid = parse_uuid(identifier)
        if uuid is None or wanted is None:
            raise MunimentError("reading.permit-not-found")
        applying.decide(self._room, self._shell.user(request), uuid, PermitDeed(wanted), reason)
        return RedirectResponse("/desk/applications", 303)

    def _counter_page(self, request: Request, code: str) -> Response:
        problem = ""
        with self._room.database.read() as connection:
            item, reader = _scanned(connection, code)
            if code and item is None and reader is None:
                language = self._shell.language(request)
                problem = MunimentError("reading.order-not-found").message(language)
            theirs = [] if reader is None else _open_items(connection, reader)
            items = [*theirs, *([item] if item else [])]
            waits = item and orders.next_waiting(connection, item.unit)
            handing = bool(waits) and item is not None and item.state in (_S.RETURNED, _S.EXPIRED)
            return self._page(
                request, "desk-counter.html", connection, items, status=404 if problem else 200,
                code=code, problem=problem, item=item, theirs=theirs, handing=handing,
                reader=reader, barcode=barcode,
                deeds={one.number: self._deeds(request, one.state) for one in items},
                reason=reason_of(connection, item.reason) if item else "",
                timeline=timeline(connection, item) if item else [],
            )  # fmt: skip

    def _deeds(self, request: Request, state: ItemState) -> list[ItemDeed]:
        mine = deeds(state, hands_of(self._shell.user(request).role))
        return [one for one in mine if one is not ItemDeed.HAND_OVER]

    def _page(
        self,
        request: Request,
        template: str,
        connection: Connection,
        items: Sequence[Item],
        *,
        status: int = 200,
        **context: Any,
    ) -> Response:
        people = readers.of_accounts(connection, {one.account for one in items})
        answer: Response = self._shell.page(
            request, template, status=status, people=people,
            asked=orders.asked_for(connection, items), **context,
        )  # fmt: skip
        return answer


def _scanned(connection: Connection, code: str) -> tuple[Item | None, Reader | None]:
    """What a barcode or typed number means: an item with its reader, or ``R12``, a reader."""
    number = number_of(code)
    if number is not None:
        item = orders.by_number(connection, number)
        return item, readers.of_account(connection, item.account) if item else None
    number = number_of(code.upper().removeprefix("R")) if code[:1] in ("R", "r") else None
    return None, readers.by_number(connection, number) if number is not None else None


def _open_items(connection: Connection, reader: Reader) -> list[Item]:
    mine = orders.of_reader(connection, reader.account)
    return [one for one in mine if one.state in QUEUES]


def _shelf(item: Item, asked: dict[int, Any]) -> tuple[str, str, str]:
    return Slip(item, 0, asked[item.number]).shelf


def _deed(text: str) -> ItemDeed:
    try:
        return ItemDeed(text)
    except ValueError:
        raise MunimentError("reading.out-of-turn") from None


def _identifier(text: str) -> UUID:
    found = parse_uuid(text)
    if found is None:
        raise MunimentError("reading.order-not-found")
    return found
