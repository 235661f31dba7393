"""Operations: what is being done, what waits and why, and whether everything keeps up."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response, StreamingResponse

from administration.web.house import House
from administration.web.house_state import Wish, state_of
from administration.web.shell import WebShell
from administration.web.store_watch import StoreWatch
from administration.workflows.registry import WORKFLOWS
from model.job import JobState
from model.policy import Act

SHOWN_STATES = (
    JobState.FAILED,
    JobState.WAITING,
    JobState.RUNNING,
    JobState.QUEUED,
    JobState.DONE,
    JobState.CANCELLED,
)
"""What needs somebody first."""

_LOOK_EVERY = 2.0  # seconds
_STREAM_LOOKS = 450  # a quarter of an hour; the browser connects again by itself


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
        self._stores = StoreWatch(lambda: house.vault)

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
        user, wish, titles = self._shell.user(request), _wish(request), self._titles(request)
        state = state_of(self._house, self._stores, wish)
        kinds = sorted(((titles.get(one, one), one) for one in state.kinds), key=str)
        return {
            "state": state,
            "states": SHOWN_STATES,
            "wish": wish,
            "query": urlencode({"state": wish.state or "", "kind": wish.kind}),
            "titles": titles,
            "kinds": kinds,
            "user_role": user.role,
        }

    def _titles(self, request: Request) -> dict[str, str]:
        german = self._shell.language(request) == "de"
        return {k: one.title_de if german else one.title_en for k, one in WORKFLOWS.items()}


def _wish(request: Request) -> Wish:
    asked = request.query_params.get("state", "")
    kind = request.query_params.get("kind", "")
    return Wish(
        JobState(asked) if asked in {one.value for one in JobState} else None,
        kind if kind in WORKFLOWS else "",
    )
