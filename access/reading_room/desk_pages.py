"""Pages of the desk: today, the queue, and the slips that are printed from it."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from access.reading_room import moving
from access.reading_room.fields import Line, Text, deed_of, item_of, state_of
from access.reading_room.moving import Wish
from access.reading_room.room import ReadingRoom
from access.reading_room.showing import able, page, with_items
from access.reading_room.slips import Slip, number_of
from access.reading_room.words import WORDS
from catalogue import mails, orders, permits, readers
from catalogue.orders import Item
from model.errors import MunimentError
from model.order import QUEUES, ItemDeed, ItemState
from model.permit import PermitState
from model.policy import Act
from model.ports import Shell

_S = ItemState
_AT_THE_DESK = (_S.READY, _S.ISSUED, _S.HELD)
_AT_ONCE = 500

Many = Annotated[list[str], Form(max_length=_AT_ONCE)]


def router(shell: Shell, room: ReadingRoom) -> APIRouter:
    """The routes of the desk's work."""
    desk = _Desk(shell, room)
    work = Act.WORK_DESK
    made: APIRouter = shell.routes(
        (
            ("GET", "/desk", desk.today, work),
            ("GET", "/desk/queue", desk.queue, work),
            ("POST", "/desk/queue", desk.work, work),
            ("GET", "/desk/slips.pdf", desk.slips, work),
        )
    )
    return made


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
            return page(
                self._shell, request, "desk-today.html",
                **with_items(connection, [*arrivals, *overdue, *due]),
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
            return page(
                self._shell, request, "desk-queue.html", **with_items(connection, found),
                queued=found, state=chosen,
                counts=orders.counts(connection), queues=QUEUES,
                deeds=able(self._shell.user(request), chosen), all=bool(all),
            )  # fmt: skip

    def work(
        self,
        request: Request,
        item: Many = [],  # noqa: B006 - FastAPI reads it, and nobody adds to it
        deed: Line = "",
        seen: Line = "",
        reason: Text = "",
    ) -> Response:
        wish = Wish(deed_of(deed), state_of(seen), reason)
        chosen = [item_of(one) for one in dict.fromkeys(item)]
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


def _shelf(item: Item, asked: dict[int, Any]) -> tuple[str, str, str]:
    return Slip(item, 0, asked[item.number]).shelf
