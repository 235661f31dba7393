"""Handing out files: one ranged read, verified on the way, and never as a page of ours."""

from __future__ import annotations

import base64
import threading
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from access.handing import SANDBOX, begun, disposition, hand_out
from access.media import INLINE, media_type
from access.reading import Reading
from access.units import Wanted, wanted_file
from catalogue import accounts, copies, ledger
from model.aip import Member
from model.event import Event, Kind
from model.policy import Act, User
from model.ports import Shell

# A sandbox would switch the browser's own PDF reader off; nothing in it may load anything.
_PDF = "default-src 'none'; object-src 'self'; frame-ancestors 'none'"
_CERTAIN = 8 << 20  # up to here every byte is verified before the first is sent
_REMEMBERED = 10_000
_FILE = {"*/*": {"schema": {"type": "string", "format": "binary"}}}
_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {"description": "The file", "content": _FILE},
    206: {"description": "A part of it", "content": _FILE},
    304: {"description": "It is what the client has already"},
    416: {"description": "There is no such part", "content": {"application/problem+json": {}}},
}


def router(shell: Shell, reading: Reading) -> APIRouter:
    """The routes that hand out files."""
    routes = APIRouter()
    counter = _Counter(shell, reading)
    policy = [shell.requires(Act.READ_CONTENT)]

    def download(request: Request, unit: str, aip: str, path: str) -> Response:
        """One file of a unit, verified on the way. Takes byte ranges."""
        return counter.hand_out(request, unit, aip, path)

    file = "/{unit}/file/{aip}/{path:path}"
    for prefix, shown in (("/unit", False), ("/api/v1/units", True)):
        routes.add_api_route(
            prefix + file, download, dependencies=policy, include_in_schema=shown,
            response_class=Response, name="download", responses=_ANSWERS,
        )  # fmt: skip
        routes.add_api_route(
            prefix + file, download, methods=["HEAD"], dependencies=policy, include_in_schema=False
        )
    return routes


class _Counter:
    """Where files are handed out over."""

    def __init__(self, shell: Shell, reading: Reading) -> None:
        self._shell = shell
        self._reading = reading
        self._told: dict[tuple[UUID, UUID], None] = {}
        self._lock = threading.Lock()

    def hand_out(self, request: Any, unit: str, aip: str, path: str) -> Response:
        user = self._shell.user(request)
        today = self._reading.today
        wanted = wanted_file(self._reading, unit, aip, path, user, today)
        member = wanted.file.member
        headers = _headers(member, wanted.file.name, request.query_params.get("inline") == "1")

        def chunks(start: int, length: int | None) -> Iterator[bytes]:
            if wanted.exceptional:
                self._record(wanted, user)
            return self._chunks(wanted, start, length)

        return hand_out(request, headers, member.size, chunks)

    def _chunks(self, wanted: Wanted, start: int, length: int | None) -> Iterator[bytes]:
        placements = copies.readable(wanted.copies)
        member = wanted.file.member
        certain = member.size <= _CERTAIN
        # Begun here, not when it is sent: a file that no copy has whole is an error page then.
        chunks = self._reading.vault.open_member(placements, member, start, length, certain=certain)
        return begun(chunks)

    def _record(self, wanted: Wanted, user: User) -> None:
        # Restricted viewing: one event per unit and account, open downloads are only counted.
        if user.account is None:
            return
        what = (user.account, wanted.described.description.id)
        with self._lock:
            if what in self._told:
                return
            self._told[what] = None
            if len(self._told) > _REMEMBERED:
                del self._told[next(iter(self._told))]
        with self._reading.database.write() as connection:
            who = accounts.by_id(connection, user.account)
            if who is None:
                return
            fields = {"description": str(what[1]), "aip": str(wanted.generation.aip)}
            now = self._reading.clock()
            happened = Event(self._reading.new_id(), Kind.DELIVERED, now, who.agent, fields=fields)
            ledger.append(connection, happened)


def _headers(member: Member, name: str, inline: bool) -> dict[str, str]:
    mime = media_type(member)
    shown = inline and mime in INLINE
    digest = base64.b64encode(member.sha512).decode()
    file_name = name.rpartition("/")[2]
    return {
        # Archived bytes are never a page of ours (DESIGN section 9).
        "content-type": "text/plain; charset=utf-8" if mime == "text/plain" else mime,
        "content-disposition": disposition(file_name, inline=shown),
        "content-security-policy": _PDF if shown and mime == "application/pdf" else SANDBOX,
        "accept-ranges": "bytes",
        "etag": f'"sha512-{member.sha512.hex()}"',
        "digest": f"SHA-512={digest}",  # RFC 3230
        "repr-digest": f"sha-512=:{digest}:",  # RFC 9530
        "x-content-type-options": "nosniff",
    }
