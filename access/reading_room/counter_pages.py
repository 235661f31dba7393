"""The counter: one field for barcodes and numbers, and what can be done with what it finds."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from access.reading_room import erasing, moving, registering
from access.reading_room.fields import Line, Text, deed_of, item_of, state_of
from access.reading_room.moving import Wish
from access.reading_room.room import ReadingRoom, reason_of
from access.reading_room.showing import able, page, timeline, with_items
from access.reading_room.slips import barcode, number_of
from catalogue import orders, readers
from catalogue.database import Connection
from catalogue.orders import Item
from catalogue.readers import Reader
from model.errors import MunimentError
from model.order import QUEUES, ItemDeed, ItemState
from model.policy import Act, may
from model.ports import Shell

_S = ItemState


def router(shell: Shell, room: ReadingRoom) -> APIRouter:
    """The routes of the counter."""
    counter = _Counter(shell, room)
    work = Act.WORK_DESK
    made: APIRouter = shell.routes(
        (
            ("GET", "/desk/counter", counter.look, work),
            ("POST", "/desk/items/{identifier}", counter.act, work),
            ("POST", "/desk/readers/{number}/identity", counter.identity, work),
        )
    )
    return made


class _Counter:
    def __init__(self, shell: Shell, room: ReadingRoom) -> None:
        self._shell = shell
        self._room = room

    def look(self, request: Request, code: str = "") -> Response:
        return self._page(request, code[:100].strip())

    def act(
        self,
        request: Request,
        identifier: str,
        deed: Line = "",
        seen: Line = "",
        reason: Text = "",
    ) -> Response:
        user, uuid = self._shell.user(request), item_of(identifier)
        if deed == ItemDeed.HAND_OVER.value and seen in (_S.RETURNED.value, _S.EXPIRED.value):
            moved = moving.hand_over(self._room, user, uuid)
        else:
            wish = Wish(deed_of(deed), state_of(seen), reason)
            (moved,) = moving.act(self._room, user, [uuid], wish)
        return RedirectResponse(f"/desk/counter?code={barcode(moved.number)}", 303)

    def identity(self, request: Request, number: int, item: Line = "") -> Response:
        registering.see_identity(self._room, self._shell.user(request).agent, number)
        at_hand = number_of(item)  # back to the order that lay on the counter
        code = f"R{number}" if at_hand is None else barcode(at_hand)
        return RedirectResponse(f"/desk/counter?code={code}", 303)

    def _page(self, request: Request, code: str) -> Response:
        user = self._shell.user(request)
        with self._room.database.read() as connection:
            item, reader = _scanned(connection, code)
            found = item is not None or reader is not None
            error = MunimentError("reading.order-not-found") if code and not found else None
            theirs = [] if reader is None else _open_items(connection, reader)
            items = [*theirs, *([item] if item else [])]
            waits = item and orders.next_waiting(connection, item.unit)
            handing = bool(waits) and item is not None and item.state in (_S.RETURNED, _S.EXPIRED)
            return page(
                self._shell, request, "desk-counter.html", error, code=code, item=item,
                theirs=theirs, handing=handing, reader=reader, barcode=barcode,
                deeds={one.number: able(user, one.state) for one in items},
                reason=reason_of(connection, item.reason) if item else "",
                timeline=timeline(connection, item) if item else [],
                may_erase=reader is not None
                and may(user, Act.ERASE_READERS)
                and erasing.is_erasable(connection, reader),
                **with_items(connection, items),
            )  # fmt: skip


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
