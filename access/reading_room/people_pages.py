"""Pages about readers, for those who decide: applications, and the erasure of who asks for it."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from access.reading_room import applying, erasing
from access.reading_room.fields import Line, Text
from access.reading_room.room import ReadingRoom, reason_of
from access.reading_room.showing import page
from catalogue import permits, readers
from model.errors import MunimentError
from model.ids import parse_uuid
from model.permit import PermitDeed, PermitState
from model.policy import Act
from model.ports import Shell


def router(shell: Shell, room: ReadingRoom) -> APIRouter:
    """The routes of deciding about people."""
    people = _People(shell, room)
    one, erase = "/desk/readers/{number}/erase", Act.ERASE_READERS
    made: APIRouter = shell.routes(
        (
            ("GET", "/desk/applications", people.applications, Act.DECIDE_PERMITS),
            ("POST", "/desk/applications/{identifier}", people.decide, Act.DECIDE_PERMITS),
            ("GET", one, people.ask, erase),
            ("POST", one, people.erase, erase),
        )
    )
    return made


class _People:
    def __init__(self, shell: Shell, room: ReadingRoom) -> None:
        self._shell = shell
        self._room = room

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
    ) -> Response:
        wanted = next((one for one in applying.DECISIONS if one.value == deed), None)
        uuid = parse_uuid(identifier)
        if uuid is None or wanted is None:
            raise MunimentError("reading.permit-not-found")
        applying.decide(self._room, self._shell.user(request), uuid, PermitDeed(wanted), reason)
        return RedirectResponse("/desk/applications", 303)

    def ask(self, request: Request, number: int) -> Response:
        """Who it is and what would go, before anything does."""
        return self._ask(request, number)

    def erase(self, request: Request, number: int, sure: Line = "") -> Response:
        if sure != "yes":
            return self._ask(request, number, MunimentError("reading.not-confirmed"))
        try:
            erasing.erase(self._room, self._shell.user(request).agent, number)
        except MunimentError as error:
            if error.code == "reading.no-reader":
                raise
            return self._ask(request, number, error)
        return page(self._shell, request, "reader-erased.html", number=number)

    def _ask(self, request: Request, number: int, error: MunimentError | None = None) -> Response:
        with self._room.database.read() as connection:
            reader = erasing.erasable(connection, number)
            pending = erasing.under_way(connection, reader)
        return page(
            self._shell, request, "reader-erase.html", error, reader=reader, pending=pending
        )
