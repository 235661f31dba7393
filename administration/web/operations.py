"""Operations: what is being done, what waits and why, and whether everything keeps up."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response, StreamingResponse

from administration.web.house import House
from administration.web.shell import WebShell
from administration.workflows.registry import WORKFLOWS
from catalogue import figures, jobs
from catalogue.ledger import waiting as waiting_events
from catalogue.search import indexer
from model.errors import MunimentError
from model.job import Job, Worker
from model.policy import Act

_SHOWN = 60
_LOOK_EVERY = 2.0  # seconds
_STREAM_LOOKS = 450  # a quarter of an hour; the browser connects again by itself


@dataclass(frozen=True, slots=True)
class Operations:
    """The state of the house at one moment."""

    jobs: list[Job]
    workers: list[Worker]
    index_waiting: int
    events_waiting: int
    oldest_event: datetime | None
    copies: dict[str, int]
    free: dict[str, int | None]
    now: datetime

    @property
    def alive(self) -> list[Worker]:
        """The workers that were heard of lately."""
        return [one for one in self.workers if one.alive(self.now)]


def router(shell: WebShell, house: House) -> APIRouter:
    """The routes of operations."""
    room, job = _Room(shell, house), "/operations/jobs/{identifier}"
    return shell.routes(
        (
            ("GET", "/operations", room.page, Act.SEE_OPERATIONS),
            ("GET", "/operations/live", room.live, Act.SEE_OPERATIONS),
            ("POST", job + "/cancel", room.cancel, Act.RUN_JOBS),
            ("POST", job + "/retry", room.retry, Act.RUN_JOBS),
            ("POST", "/operations/verify", room.verify, Act.RUN_JOBS),
        )
    )


class _Room:
    def __init__(self, shell: WebShell, house: House) -> None:
        self._shell = shell
        self._house = house

    def page(self, request: Request) -> Response:
        return self._shell.page(request, "operations.html", **self._context(request))

    def live(self, request: Request) -> Response:
        """Server-sent events: the page's moving part, whenever it has changed."""
        return StreamingResponse(self._stream(request), media_type="text/event-stream")

    def cancel(self, request: Request, identifier: str) -> Response:
        self._house.jobs.cancel(identifier, self._shell.user(request).agent)
        return RedirectResponse("/operations", status_code=303)

    def retry(self, request: Request, identifier: str) -> Response:
        self._house.jobs.retry(identifier, self._shell.user(request).own_account)
        return RedirectResponse("/operations", status_code=303)

    def verify(self, request: Request) -> Response:
        self._house.jobs.start("verify", {}, account=self._shell.user(request).own_account)
        return RedirectResponse("/operations", status_code=303)

    async def _stream(self, request: Request) -> AsyncIterator[str]:
        told = ""
        for _ in range(_STREAM_LOOKS):
            if await request.is_disconnected():
                return
            part = await run_in_threadpool(self._part, request)
            if part != told:
                told = part
                # HTML standard, server-sent events: every line of the data has its own field.
                yield "".join(f"data: {line}\n" for line in part.splitlines()) + "\n"
            await asyncio.sleep(_LOOK_EVERY)

    def _part(self, request: Request) -> str:
        page = self._shell.page(request, "operations-part.html", **self._context(request))
        return bytes(page.body).decode()

    def _context(self, request: Request) -> dict[str, Any]:
        user = self._shell.user(request)
        return {"state": self._state(), "titles": self._titles(request), "user_role": user.role}

    def _state(self) -> Operations:
        house = self._house
        events = waiting_events(house.database)
        with house.database.read() as connection:
            return Operations(
                jobs=jobs.listed(connection, _SHOWN),
                workers=jobs.workers(connection),
                index_waiting=indexer.waiting(connection),
                events_waiting=events.count,
                oldest_event=events.oldest,
                copies=figures.copies_by_status(connection),
                free=_free(house),
                now=house.clock(),
            )

    def _titles(self, request: Request) -> dict[str, str]:
        german = self._shell.language(request) == "de"
        return {k: one.title_de if german else one.title_en for k, one in WORKFLOWS.items()}


def _free(house: House) -> dict[str, int | None]:
    try:
        return house.vault.free_bytes()
    except MunimentError:
        return {}  # which store is away is the doctor's answer
