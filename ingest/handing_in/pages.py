"""Pages for archivists who hand in and decide: submissions, the report, the accession register."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, File, Form, Request, UploadFile
from starlette.responses import JSONResponse, RedirectResponse, Response

from catalogue import accessions, accounts, descriptions, incoming, jobs
from catalogue.database import Connection
from catalogue.incoming import Incoming
from catalogue.ledger.events import kept_text
from ingest.handing_in.receiving import ACCESSION, CHECK, Receiving
from ingest.handing_in.tus import identifier_of
from model.digests import named
from model.errors import MunimentError
from model.job import Job
from model.policy import Act
from model.ports import Shell
from model.receiving import Deed, IncomingState

_LONGEST = 500
_SHOWN = 200
_CHUNK = 1 << 20
_KINDS = {IncomingState.CHECKING: CHECK, IncomingState.ACCEPTED: ACCESSION}

Line = Annotated[str, Form(max_length=_LONGEST)]
Text = Annotated[str, Form(max_length=10_000)]


def router(shell: Shell, receiving: Receiving) -> APIRouter:
    """The routes of this room's pages."""
    counter = _Counter(shell, receiving)
    one, ingest = "/submissions/{identifier}", Act.INGEST
    made: APIRouter = shell.routes(
        (
            ("GET", "/submissions", counter.all, ingest),
            ("GET", "/submissions/new", counter.form, ingest),
            ("POST", "/submissions", counter.begin, ingest),
            ("GET", "/accessions", counter.register, ingest),
            ("GET", one, counter.one, ingest),
            ("GET", one + "/state", counter.state, ingest),
            ("POST", one + "/hand-in", counter.hand_in, ingest),
            ("POST", one + "/accept", counter.accept, ingest),
            ("POST", one + "/refuse", counter.refuse, ingest),
            ("POST", one + "/send-back", counter.send_back, ingest),
        )
    )
    return made


class _Counter:
    def __init__(self, shell: Shell, receiving: Receiving) -> None:
        self._shell = shell
        self._receiving = receiving

    def all(self, request: Request) -> Response:
        with self._receiving.database.read() as connection:
            found = incoming.newest(connection, _SHOWN)
        troubled = [one for one in found if one.code]
        return self._page(
            request, "submissions.html", troubled=troubled,
            others=[one for one in found if not one.code], trouble=self._trouble(request),
        )  # fmt: skip

    def form(self, request: Request) -> Response:
        return self._page(
            request,
            "submission-new.html",
            problem="",
            fault="",
            said={"title": "", "source": "", "parent": ""},
        )

    async def begin(
        self,
        request: Request,
        title: Line = "",
        source: Line = "",
        parent: Line = "",
        script: Line = "",
        files: Annotated[list[UploadFile] | None, File()] = None,
    ) -> Response:
        """With files at once (no script), or without: the script sends them afterwards."""
        chosen = [one for one in files or () if one.filename]
        said = {"title": title.strip(), "source": source.strip(), "parent": parent.strip()}
        try:
            found = self._begin(request, said)
            if not script:
                await self._take_files(found, chosen)
                self._receiving.hand_in(found, self._who(request))
        except MunimentError as error:
            if script:
                return JSONResponse(
                    {"message": error.message(self._shell.language(request))}, error.kind.status
                )
            return self._page(
                request, "submission-new.html", status=error.kind.status, said=said,
                problem=self._sentence(request, error), fault=error.code,
            )  # fmt: skip
        if script:
            return JSONResponse({"id": str(found.id)}, 201)
        return _to(found.id)

    def one(self, request: Request, identifier: str) -> Response:
        return self._one(request, self._find(identifier))

    def state(self, request: Request, identifier: str) -> Response:
        """The part of the page that changes by itself."""
        return self._one(request, self._find(identifier), template="submission-state.html")

    def hand_in(self, request: Request, identifier: str) -> Response:
        found = self._find(identifier)
        if found.account != self._who(request):
            raise MunimentError("receiving.not-found")
        self._receiving.hand_in(found, self._who(request))
        return _to(found.id)

    def accept(self, request: Request, identifier: str) -> Response:
        found = self._find(identifier)
        self._receiving.accept(found, self._who(request))
        return _to(found.id)

    def refuse(self, request: Request, identifier: str, reason: Text = "") -> Response:
        return self._turn_away(request, identifier, Deed.REFUSE, reason)

    def send_back(self, request: Request, identifier: str, reason: Text = "") -> Response:
        return self._turn_away(request, identifier, Deed.SEND_BACK, reason)

    def register(self, request: Request) -> Response:
        with self._receiving.database.read() as connection:
            entries = accessions.newest(connection, _SHOWN)
            names = _names(connection, {one.accepted_by for one in entries if one.accepted_by})
        return self._page(request, "accessions.html", entries=entries, names=names, most=_SHOWN)

    def _turn_away(self, request: Request, identifier: str, deed: Deed, reason: str) -> Response:
        found = self._find(identifier)
        try:
            self._receiving.turn_away(found, self._who(request), deed, reason.strip())
        except MunimentError as error:
            if error.code != "receiving.reason-missing":
                raise
            return self._one(request, found, problem=self._sentence(request, error), status=422)
        return _to(found.id)

    def _begin(self, request: Request, said: dict[str, str]) -> Incoming:
        if said["parent"]:
            with self._receiving.database.read() as connection:
                if not descriptions.exists(connection, said["parent"]):
                    raise MunimentError("ingest.unknown-parent", refcode=said["parent"])
        if not said["title"]:
            raise MunimentError("web.bad-request", problem="title")
        return self._receiving.begin(
            self._who(request), said["title"], said["source"], said["parent"]
        )

    async def _take_files(self, found: Incoming, files: list[UploadFile]) -> None:
        if not files:
            raise MunimentError("receiving.nothing")
        for file in files:
            # Browsers may send the path of a folder's file; the name alone is what we keep then.
            upload = self._receiving.announce(found, file.filename or "", file.size or 0)
            with self._receiving.shelf.writing(upload, 0) as growing:
                while chunk := await file.read(_CHUNK):
                    growing.write(chunk)

    def _one(
        self,
        request: Request,
        found: Incoming,
        *,
        template: str = "submission.html",
        problem: str = "",
        status: int = 200,
    ) -> Response:
        with self._receiving.database.read() as connection:
            people = {found.account, *([found.decided_by] if found.decided_by else [])}
            names = _names(connection, people)
            said = kept_text(connection, named("sha256", found.reason)) if found.reason else ""
            uploads = incoming.uploads_of(connection, found.id)
            stored = accessions.stored_of(connection, found.submission) if found.submission else []
            job = _job_of(connection, found)
        report = dict(found.report or {})
        language = self._shell.language(request)
        return self._page(
            request, template, status=status, one=found, report=report, names=names,
            reason=said or "", uploads=uploads, stored=stored, problem=problem, job=job,
            trouble=self._trouble(request), language=language,
        )  # fmt: skip

    def _page(self, request: Request, template: str, **context: Any) -> Response:
        page: Response = self._shell.page(request, template, **context)
        return page

    def _find(self, identifier: str) -> Incoming:
        wanted = identifier_of(identifier)
        with self._receiving.database.read() as connection:
            found = incoming.by_id(connection, wanted)
        if found is None:
            raise MunimentError("receiving.not-found")
        return found

    def _who(self, request: Any) -> UUID:
        return self._shell.user(request).own_account

    def _sentence(self, request: Request, error: MunimentError) -> str:
        language = self._shell.language(request)
        return f"{error.message(language)} {error.hint(language)}".strip()

    def _trouble(self, request: Request) -> Any:
        language = self._shell.language(request)

        def sentence(one: Incoming) -> str:
            problem = (one.report or {}).get("problem")
            if problem:
                return str(problem["message"][language])
            return one.code

        return sentence


def _job_of(connection: Connection, found: Incoming) -> Job | None:
    """The job that works on it now, so that the page can say how far it is."""
    kind = _KINDS.get(found.state)
    at_work = jobs.active(connection, kind) if kind else []
    return next((one for one in at_work if one.arguments.get("incoming") == str(found.id)), None)


def _names(connection: Connection, people: set[UUID]) -> dict[UUID, str]:
    found = {one: accounts.by_id(connection, one) for one in people}
    return {one: account.name if account else "" for one, account in found.items()}


def _to(identifier: UUID) -> Response:
    return RedirectResponse(f"/submissions/{identifier}", status_code=303)
