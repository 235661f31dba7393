"""Pages of deliveries: choose and take home, grant, one's own, and what a link holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Form, Request
from pydantic import BaseModel, Field
from starlette.responses import RedirectResponse, Response, StreamingResponse

from access.dip.layout import top
from access.dip.proof_checking import fingerprint_of
from access.fetching import LARGE, Counter, Held, headers_of, size_of
from access.granting import (
    LONGEST,
    MOST_NAMES,
    PURPOSES,
    Granting,
    Wanted,
    day,
    read_token,
)
from access.handing import SANDBOX, disposition, hand_out
from access.reading import Reading
from access.units import find_unit, parts_of
from catalogue import descriptions, grants
from catalogue.aips import File
from catalogue.database import Connection
from catalogue.description_rows import Described
from catalogue.grants import Grant
from model.errors import MunimentError
from model.ids import parse_uuid
from model.policy import Act, may
from model.ports import Shell

_UUID = 36
_LISTED = 100  # files on the page of a link
_USUAL = timedelta(days=14)

Words = Annotated[str, Form(max_length=200)]
Chosen = Annotated[list[str], Form(max_length=MOST_NAMES)]


def router(shell: Shell, reading: Reading) -> APIRouter:
    """The routes of deliveries."""
    desk, unit, own = _Desk(shell, reading), "/unit/{identifier}", Act.SEE_OWN_ACCOUNT
    made: APIRouter = shell.routes(
        (
            ("GET", unit + "/delivery", desk.choose, Act.READ_CONTENT),
            ("POST", unit + "/delivery", desk.send, Act.READ_CONTENT),
            ("POST", unit + "/grant", desk.grant, Act.DELIVER),
            ("GET", "/deliveries", desk.own, own),
            ("GET HEAD", "/deliveries/{grant}/file", desk.own_file, own),
            ("POST", "/deliveries/{grant}/revoke", desk.revoke, Act.DELIVER),
            ("GET", "/delivery/{token}", desk.linked, Act.USE_GRANT),
            ("GET HEAD", "/delivery/{token}/file", desk.linked_file, Act.USE_GRANT),
        )
    )
    return made


class GrantForm(BaseModel):
    """What staff fill in. ``to``: an account's name, empty for a link."""

    file: list[str] = Field(default=[], max_length=MOST_NAMES)
    grant_what: str = Field("all", max_length=20)
    until: str = Field("", max_length=40)
    purpose: str = Field("", max_length=40)
    to: str = Field("", max_length=200)


@dataclass(frozen=True, slots=True)
class _Shown:
    """A grant as a page lists it."""

    grant: Grant
    described: Described
    state: str  # holds | over | revoked


class _Desk:
    def __init__(self, shell: Shell, reading: Reading) -> None:
        self._shell = shell
        self._reading = reading
        self._counter = Counter(reading)
        self._granting = Granting(reading.database, reading.clock, reading.new_id)

    # --- taking home what is open, and granting -----------------------------------------------

    def choose(self, request: Request, identifier: str) -> Response:
        """What of a unit can be taken home, to choose from."""
        return self._choose(request, identifier)

    def _choose(
        self, request: Request, identifier: str, *, status: int = 200, problem: str = ""
    ) -> Response:
        user = self._shell.user(request)
        after = request.query_params.get("files-after", "")[:4096]
        with self._reading.database.read() as connection:
            described = find_unit(connection, identifier, user, self._counter.today)
            parts = parts_of(connection, described, user, self._counter.today, after)
            given = self._given(connection, described) if may(user, Act.DELIVER) else None
        return self._page(
            request,
            "delivery-choose.html",
            status=status,
            one=described.description,
            parts=[part for part in parts if part.files],
            more=next((part.more_after for part in parts if part.more_after), None),
            given=given,
            purposes=PURPOSES,
            usual=self._counter.today + _USUAL,
            first=self._counter.today + timedelta(days=1),
            last=self._counter.today + LONGEST,
            problem=problem,
        )

    def send(
        self,
        request: Request,
        identifier: str,
        file: Chosen = [],  # noqa: B006 - FastAPI copies it
        what: Words = "chosen",
    ) -> Response:
        """The delivery itself, made while it is sent."""
        user = self._shell.user(request)
        with self._reading.database.read() as connection:
            described = find_unit(connection, identifier, user, self._counter.today)
        dip, chunks = self._counter.at_once(described, _names(file, what), user)
        headers = _plain_headers(dip.name) | {"content-length": str(dip.size)}
        return StreamingResponse(chunks, headers=headers, media_type="application/zip")

    def grant(
        self, request: Request, identifier: str, form: Annotated[GrantForm, Form()]
    ) -> Response:
        """Grant it to an account, or to whoever has the link, which is shown this once."""
        user, to = self._shell.user(request), form.to.strip()
        with self._reading.database.read() as connection:
            described = find_unit(connection, identifier, user, self._counter.today)
        try:
            until = day(form.until, self._reading.clock())
            names = _names(form.file, form.grant_what)
            wanted = Wanted(described, names, until, form.purpose, to)
            granted = self._granting.grant(wanted, user, self._counter.agent(user.account))
        except MunimentError as error:
            # said beside the form, where it can be mended
            problem = error.message(self._shell.language(request))
            return self._choose(request, identifier, status=error.kind.status, problem=problem)
        held = self._counter.held(granted.grant)
        self._counter.prepare(held, size_of(held.parts))
        base = self._reading.address(request.base_url)
        return self._page(
            request,
            "delivery-granted.html",
            one=described.description,
            grant=granted.grant,
            to=to,
            link=f"{base}/delivery/{granted.token}" if granted.token else "",
        )

    def revoke(self, request: Request, grant: str) -> Response:
        """Take a grant back."""
        identifier = parse_uuid(grant)
        user = self._shell.user(request)
        with self._reading.database.read() as connection:
            found = grants.by_id(connection, identifier) if identifier else None
            described = descriptions.by_key(connection, found.description) if found else None
        if found is None or described is None:
            raise MunimentError("delivery.link-over")
        self._granting.revoke(found, self._counter.agent(user.account))
        there = f"/unit/{described.description.id}/delivery#granted"
        return RedirectResponse(there, status_code=303)

    # --- fetching what was granted ------------------------------------------------------------

    def own(self, request: Request) -> Response:
        """What was granted to whoever is signed in."""
        user = self._shell.user(request)
        with self._reading.database.read() as connection:
            found = grants.of_account(connection, user.account) if user.account else []
            shown = [self._shown(connection, grant) for grant in found]
        return self._page(request, "deliveries.html", shown=[one for one in shown if one])

    def own_file(self, request: Request, grant: str) -> Response:
        """The file of a grant of one's own; of somebody else's there is none."""
        user, identifier = self._shell.user(request), parse_uuid(grant)
        with self._reading.database.read() as connection:
            found = grants.by_id(connection, identifier) if identifier else None
        if found is None or found.account is None or found.account != user.account:
            raise MunimentError("delivery.link-over")
        return self._file(request, self._counter.held(found))

    def linked(self, request: Request, token: str) -> Response:
        """What a link holds, and until when."""
        held = self._by_token(token)
        files: list[File] = []
        for part in held.parts:
            for file in part.files(self._reading.database):
                files.append(file)
                if len(files) > _LISTED:
                    break
        if not files:
            raise MunimentError("delivery.nothing-open")
        answer = self._page(
            request,
            "delivery-linked.html",
            one=held.described.description,
            held=held,
            files=files[:_LISTED],
            more=len(files) > _LISTED,
            token=token,
            waits=held.ready is None
            and self._reading.jobs is not None
            and size_of(held.parts) > LARGE,
            fingerprint=fingerprint_of(self._reading.signer().verifier),
        )
        answer.headers["cache-control"] = "private, no-store"
        answer.headers["referrer-policy"] = "no-referrer"  # the address is the key
        return answer

    def linked_file(self, request: Request, token: str) -> Response:
        """The file that a link holds."""
        return self._file(request, self._by_token(token))

    def _by_token(self, token: str) -> Held:
        raw = read_token(token)
        with self._reading.database.read() as connection:
            return self._counter.held(grants.by_token(connection, raw))

    def _file(self, request: Request, held: Held) -> Response:
        ready = self._counter.readied(held)
        headers = _plain_headers(f"{top(ready.id).rstrip('/')}.zip") | headers_of(ready)
        return hand_out(
            request,
            headers | {"content-type": "application/zip"},
            ready.size,
            lambda start, length: self._counter.chunks(ready, start, length),
            began=lambda: self._counter.used(held, ready),
        )

    # --- what pages show ----------------------------------------------------------------------

    def _given(self, connection: Connection, described: Described) -> list[_Shown]:
        found = grants.of_description(connection, described.key)[:_LISTED]
        return [_Shown(grant, described, self._state(grant)) for grant in found]

    def _shown(self, connection: Connection, grant: Grant) -> _Shown | None:
        described = descriptions.by_key(connection, grant.description)
        return _Shown(grant, described, self._state(grant)) if described else None

    def _state(self, grant: Grant) -> str:
        if grant.revoked_at is not None:
            return "revoked"
        return "holds" if grant.holds(self._reading.clock()) else "over"

    def _page(self, request: Request, template: str, **context: Any) -> Response:
        answer: Response = self._shell.page(request, template, **context)
        return answer


def _plain_headers(name: str) -> dict[str, str]:
    return {
        "content-disposition": disposition(name),
        "content-security-policy": SANDBOX,
        "x-content-type-options": "nosniff",
        "cache-control": "private, no-store",
    }


def _names(values: list[str], what: str) -> dict[UUID, tuple[str, ...]] | None:
    """The files that a form names, each as ``<aip>/<name>``; None for the whole unit."""
    if what == "all":
        return None
    if len(values) > MOST_NAMES:
        raise MunimentError("delivery.too-many-files", count=len(values), most=MOST_NAMES)
    found: dict[UUID, list[str]] = {}
    for value in values:
        aip, name = parse_uuid(value[:_UUID]), value[_UUID + 1 :]
        if aip is None or not name or value[_UUID] != "/":
            raise MunimentError("delivery.nothing-chosen")
        found.setdefault(aip, []).append(name)
    if not found:
        raise MunimentError("delivery.nothing-chosen")
    return {aip: tuple(names) for aip, names in found.items()}
