"""Pages of this room, for the web shell to mount: incidents, formats, migrations."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from catalogue import (
    census,
    descriptions,
    incidents,
    jobs,
    migrations,
    object_incidents,
    rounds,
)
from catalogue.database import Connection
from catalogue.migrations import MIGRATE, Migration
from model.description import Description
from model.errors import MunimentError
from model.ids import parse_uuid
from model.policy import Act, may
from model.ports import Shell
from preservation import risk, words
from preservation.desk import Keeping
from preservation.disposal import pages
from preservation.disposal import words as disposal_words
from preservation.formats import assess
from preservation.migrating.plan import read_plan
from preservation.migrating.planning import turns
from preservation.migrating.signing import sign_off

__all__ = ["TEMPLATES", "WORDS", "Keeping", "router"]

TEMPLATES = Path(__file__).parent / "templates"
WORDS = {**words.WORDS, **disposal_words.WORDS}
COUNT = "count-formats"
"""The kind of job that counts the files of each format."""

_SHOWN = 100


def router(shell: Shell, keeping: Keeping) -> APIRouter:
    """All routes of this room."""
    desk = _Desk(shell, keeping)
    one, see, act = "/migrations/{identifier}", Act.SEE_OPERATIONS, Act.MIGRATE
    made: APIRouter = shell.routes(
        (
            *pages.routes_of(shell, keeping),
            ("GET", "/incidents", desk.incidents, see),
            ("GET", "/formats", desk.formats, see),
            ("POST", "/formats/count", desk.count, Act.RUN_JOBS),
            ("GET", "/migrations", desk.migrations, see),
            ("GET", one, desk.migration, see),
            ("POST", one + "/sign-off", desk.sign_off, act),
            ("POST", one + "/run", desk.run, act),
        )
    )
    return made


class _Desk:
    def __init__(self, shell: Shell, keeping: Keeping) -> None:
        self._shell = shell
        self._keeping = keeping

    def incidents(self, request: Request) -> Response:
        with self._keeping.database.read() as connection:
            is_open = incidents.newest(connection, are_open=True, most=_SHOWN)
            closed = incidents.newest(connection, are_open=False, most=_SHOWN)
            stories = incidents.stories(connection, [*is_open, *closed])
            units = _units(connection, {one.aip for one in (*is_open, *closed)})
            last = rounds.newest(connection, 10)
            strays = [
                *object_incidents.newest(connection, are_open=True, most=_SHOWN),
                *object_incidents.newest(connection, are_open=False, most=_SHOWN),
            ]
        return self._page(
            request, "incidents.html", open=is_open, closed=closed, stories=stories, rounds=last,
            units=units, strays=strays,
        )  # fmt: skip

    def formats(self, request: Request) -> Response:
        with self._keeping.database.read() as connection:
            counted = census.latest(connection)
            under_way = bool(jobs.active(connection, COUNT))
        return self._page(
            request, "formats.html", found=assess(counted, risk.ours()) if counted else None,
            counting=under_way, may_count=may(self._shell.user(request), Act.RUN_JOBS),
        )  # fmt: skip

    def count(self, request: Request) -> Response:
        self._keeping.start(COUNT, {}, account=self._shell.user(request).own_account)
        return RedirectResponse("/formats", status_code=303)

    def migrations(self, request: Request) -> Response:
        with self._keeping.database.read() as connection:
            found = [(one, read_plan(one.plan)) for one in migrations.newest(connection, _SHOWN)]
        return self._page(request, "migrations.html", found=found)

    def migration(self, request: Request, identifier: str) -> Response:
        one = self._find(identifier)
        with self._keeping.database.read() as connection:
            units = migrations.units(connection, one.id, MIGRATE)
        language = self._shell.language(request)
        return self._page(
            request, "migration.html", one=one, plan=read_plan(one.plan), units=units,
            own=one.planned_by == self._shell.user(request).account,
            sentence=lambda code: MunimentError(code, seconds="?").message(language),
        )  # fmt: skip

    def sign_off(self, request: Request, identifier: str) -> Response:
        one, who = self._find(identifier), self._shell.user(request)
        sign_off(self._keeping.database, self._keeping.recorder(who.agent), one)
        return _to(one.id)

    def run(self, request: Request, identifier: str) -> Response:
        one = self._find(identifier)
        with self._keeping.database.read() as connection:
            _, since = turns(connection, one, MIGRATE)
        # two who press the button start one job; what failed is tried by one of its own
        key = f"migration-{one.id}{since and '-'}{since[:19]}"
        self._keeping.start("migration", {"plan": str(one.id)}, key=key)
        return _to(one.id)

    def _find(self, identifier: str) -> Migration:
        uuid = parse_uuid(identifier)
        with self._keeping.database.read() as connection:
            found = migrations.by_id(connection, uuid) if uuid else None
        if found is None:
            raise MunimentError("migration.not-found", name=identifier)
        return found

    def _page(self, request: Request, template: str, **context: Any) -> Response:
        page: Response = self._shell.page(request, template, **context)
        return page


def _units(connection: Connection, aips: set[UUID]) -> dict[UUID, Description]:
    """What the AIPs are, for whoever reads of their damage; each by the unit that is all of it."""
    found = {one: descriptions.of_aip(connection, one) for one in aips}
    return {one: described[0][0].description for one, described in found.items() if described}


def _to(identifier: UUID) -> Response:
    return RedirectResponse(f"/migrations/{identifier}", status_code=303)
