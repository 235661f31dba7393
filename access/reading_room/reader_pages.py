"""Pages of readers who come: registering, and the application to use the archive."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from pydantic import BaseModel, Field
from starlette.responses import RedirectResponse, Response

from access.reading_room import applying, registering
from access.reading_room.applying import Application
from access.reading_room.fields import Line
from access.reading_room.room import ReadingRoom, reader_of, reason_of
from access.reading_room.showing import page
from catalogue import permits
from model.errors import MunimentError
from model.permit import WRITABLE, Purpose
from model.policy import Act
from model.ports import Shell


class ApplicationForm(BaseModel):
    """What the form of an application sends."""

    name: str = Field("", max_length=300)
    address: str = Field("", max_length=4000)
    purpose: str = Field("", max_length=64)
    topic: str = Field("", max_length=4000)
    principal: str = Field("", max_length=300)
    promise: str = Field("", max_length=8)


def router(shell: Shell, room: ReadingRoom) -> APIRouter:
    """The routes of readers."""
    pages = _Readers(shell, room)
    made: APIRouter = shell.routes(
        (
            ("GET", "/register", pages.registration, Act.REGISTER),
            ("POST", "/register", pages.register, Act.REGISTER),
            ("GET", "/application", pages.application, Act.APPLY),
            ("POST", "/application", pages.apply, Act.APPLY),
        )
    )
    return made


class _Readers:
    def __init__(self, shell: Shell, room: ReadingRoom) -> None:
        self._shell = shell
        self._room = room

    def registration(self, request: Request) -> Response:
        return self._register_page(request, {"name": "", "mail": ""})

    def register(self, request: Request, name: Line = "", mail: Line = "") -> Response:
        try:
            registering.register(self._room, name, mail, self._shell.language(request))
        except MunimentError as error:
            return self._register_page(request, {"name": name, "mail": mail}, error)
        return page(self._shell, request, "register-sent.html")

    def application(self, request: Request) -> Response:
        return self._application_page(request)

    def apply(self, request: Request, form: Annotated[ApplicationForm, Form()]) -> Response:
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

    def _register_page(
        self, request: Request, said: dict[str, str], error: MunimentError | None = None
    ) -> Response:
        return page(self._shell, request, "register.html", error, said=said)

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
        return page(
            self._shell, request, "application.html", error,
            reader=reader, permit=found, reason=reason,
            said=said or known, purposes=[one.value for one in Purpose],
            writable=found is None or found.state in WRITABLE, year=self._room.today.year,
        )  # fmt: skip
