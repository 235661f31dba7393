"""The pages of the archivist's desk: a new description, a change, what it said before."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from access.describing import form as forms
from access.describing.comparing import differences
from access.describing.form import Filled
from access.describing.history import History
from access.describing.placing import counted, fresh, placed, refcode_of
from access.reading import Reading
from access.units import find_unit
from catalogue import accounts, descriptions, ledger, revising
from catalogue.database import Connection
from catalogue.description_rows import Described
from model.description import Carrier, Description, Level
from model.errors import MunimentError
from model.event import Event, Kind
from model.policy import Act, User
from model.ports import Shell
from model.rights import Secrecy, rule_set_for
from schemas.ead import GENRES


def router(shell: Shell, reading: Reading) -> APIRouter:
    """The routes of describing."""
    desk, history = _Desk(shell, reading), History(shell, reading)
    one, describe = "/unit/{identifier}", Act.DESCRIBE
    made: APIRouter = shell.routes(
        (
            ("GET", "/describe", desk.new, describe),
            ("POST", "/describe", desk.create, describe),
            ("GET", one + "/edit", desk.edit, describe),
            ("POST", one + "/edit", desk.change, describe),
            ("GET", one + "/history", history.page, describe),
        )
    )
    return made


async def _fields(request: Request) -> dict[str, str]:
    """The fields of a form, which is read by now (`model.ports.Shell.routes`)."""
    found = await request.form()
    return {name: value for name, value in found.items() if isinstance(value, str)}


class _Desk:
    def __init__(self, shell: Shell, reading: Reading) -> None:
        self._shell = shell
        self._reading = reading

    def new(self, request: Request, parent: str = "", level: str = "") -> Response:
        blank = fresh(level)
        return self._form(request, forms.shown(blank, parent[:300]), None, blank, given=False)

    def create(self, request: Request, said: dict[str, str] = Depends(_fields)) -> Response:
        form = forms.filled(said)
        noun = forms.read(form, replace(fresh(""), id=self._reading.new_id()))
        with self._reading.database.read() as connection:
            noun = placed(connection, form, noun)
            if descriptions.exists(connection, noun.refcode):
                form.problems.setdefault("refcode", "describing.problem.taken")
        if form.problems or said.get("action") != "save":
            return self._form(request, form, None, noun)
        with self._reading.database.write() as connection:
            if descriptions.exists(connection, noun.refcode):
                form.problems["refcode"] = "describing.problem.taken"
            else:
                descriptions.create(
                    connection, noun, self._rules, self._now, by=self._user(request).own_account
                )
                self._record(connection, request, Kind.DESCRIPTION_CREATED, noun.id, 1)
        if form.problems:
            return self._form(request, form, None, noun)
        return RedirectResponse(f"/unit/{noun.id}", status_code=303)

    def edit(self, request: Request, identifier: str) -> Response:
        with self._reading.database.read() as connection:
            one = self._find(connection, request, identifier)
            above = refcode_of(connection, one.description.parent)
        return self._form(
            request, forms.shown(one.description, above), one, one.description, given=False
        )

    def change(
        self, request: Request, identifier: str, said: dict[str, str] = Depends(_fields)
    ) -> Response:
        form = forms.filled(said)
        with self._reading.database.read() as connection:
            one = self._find(connection, request, identifier)
            form.said["refcode"] = one.description.refcode  # permanent
            noun = placed(connection, form, forms.read(form, one.description))
        expected, by = _revision(said), self._user(request).own_account
        if form.problems or said.get("action") != "save":
            return self._form(request, form, one, noun, revision=expected)
        try:
            with self._reading.database.write() as connection:
                number = revising.change(connection, noun, expected, self._rules, self._now, by)
                if number != expected:
                    self._record(connection, request, Kind.DESCRIPTION_CHANGED, noun.id, number)
        except MunimentError as error:
            if error.code == "describing.inside-itself":
                form.problems["parent"] = "describing.problem.inside-itself"
                return self._form(request, form, one, noun, revision=expected)
            if error.code != "describing.outdated":
                raise
            return self._conflict(request, identifier, form, noun)
        return RedirectResponse(f"/unit/{noun.id}", status_code=303)

    def _conflict(
        self, request: Request, identifier: str, form: Filled, mine: Description
    ) -> Response:
        with self._reading.database.read() as connection:
            theirs = self._find(connection, request, identifier)
            codes = [
                refcode_of(connection, parent)
                for parent in (theirs.description.parent, mine.parent)
            ]
            who = accounts.by_id(connection, theirs.changed_by) if theirs.changed_by else None
        return self._form(
            request,
            form,
            theirs,
            mine,
            conflict={
                "by": who.name if who else "",
                "at": theirs.changed_at,
                "differences": differences(theirs.description, mine, (codes[0], codes[1])),
            },
        )

    def _form(
        self,
        request: Request,
        form: Filled,
        one: Described | None,
        noun: Description,
        *,
        revision: int | None = None,
        given: bool = True,
        conflict: dict[str, Any] | None = None,
    ) -> Response:
        with self._reading.database.read() as connection:
            opens = counted(connection, noun, self._rules)
        status = 409 if conflict else 422 if form.problems and given else 200
        return self._page(
            request,
            "describe.html",
            status=status,
            said=form.said,
            problems=form.problems if given else {},
            one=one.description if one else None,
            revision=revision if revision is not None else (one.revision if one else 0),
            counted=opens,
            further=noun.further,
            conflict=conflict,
            previewed=given and not form.problems and conflict is None,
            levels=list(Level),
            carriers=list(Carrier),
            secrecies=list(Secrecy),
            registers=forms.REGISTERS,
            genres=sorted(GENRES),
        )

    def _find(self, connection: Connection, request: Request, identifier: str) -> Described:
        return find_unit(connection, identifier, self._user(request), self._today)

    def _user(self, request: Request) -> User:
        return self._shell.user(request)

    def _record(
        self, connection: Connection, request: Request, kind: Kind, identifier: UUID, revision: int
    ) -> None:
        fields: dict[str, str | int] = {"description": str(identifier), "revision": revision}
        happened = Event(
            self._reading.new_id(), kind, self._now, self._user(request).agent, fields=fields
        )
        ledger.append(connection, happened)

    @property
    def _now(self) -> Any:
        return self._reading.clock()

    @property
    def _today(self) -> date:
        return self._reading.today

    @property
    def _rules(self) -> Any:
        return rule_set_for(self._today)

    def _page(self, request: Request, template: str, *, status: int = 200, **more: Any) -> Response:
        answer: Response = self._shell.page(
            request, template, status=status, today=self._today, **more
        )
        return answer


def _revision(said: dict[str, str]) -> int:
    text = said.get("revision", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
