"""Pages for archivists who import finding aids: hand in, read what would change, import."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, File, Request, UploadFile
from starlette.responses import RedirectResponse, Response

from catalogue import jobs
from catalogue.database import Database
from model.errors import CODES, MunimentError
from model.event import AgentKind
from model.job import Job, JobState
from model.policy import Act
from model.ports import NewId, Shell

KIND = "import-ead"
LARGEST = 500_000_000
"""Bytes of a finding aid that comes through the browser; the command line takes any."""

_CHUNK = 1 << 20
_RECENT = 200  # jobs that are looked through
_SHOWN = 20
_ROWS = 500
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Importing:
    """Where finding aids are taken in. ``start``: of a job, by kind and arguments; its id."""

    database: Database
    new_id: NewId
    spool: Path
    start: Callable[[str, Mapping[str, Any]], str]


def router(shell: Shell, importing: Importing) -> APIRouter:
    """The routes."""
    counter = _Counter(shell, importing)
    describe = Act.DESCRIBE
    made: APIRouter = shell.routes(
        (
            ("GET", "/finding-aids", counter.all, describe),
            ("POST", "/finding-aids", counter.hand_in, describe),
            ("GET", "/finding-aids/{job}", counter.one, describe),
            ("POST", "/finding-aids/{job}/import", counter.take_in, describe),
        )
    )
    return made


class _Counter:
    def __init__(self, shell: Shell, importing: Importing) -> None:
        self._shell = shell
        self._importing = importing

    def all(self, request: Request) -> Response:
        return self._front(request, "")

    def hand_in(
        self,
        request: Request,
        file: Annotated[UploadFile | None, File()] = None,
    ) -> Response:
        if file is None or not file.filename:
            return self._front(request, "aids.no-file")
        name = Path(file.filename.replace("\\", "/")).name[:_LONGEST_NAME]
        folder = self._importing.spool / "finding-aids"
        folder.mkdir(mode=0o700, exist_ok=True)
        path = folder / f"{self._importing.new_id()}.xml"
        self._keep(file, path, name)
        job = self._start(request, path, name, dry_run=True)
        return RedirectResponse(f"/finding-aids/{job}", status_code=303)

    def one(self, request: Request, job: str) -> Response:
        found = self._find(job)
        result = found.result or {}
        report = result if "created" in result and "error" not in result else None
        language = self._shell.language(request)
        rows = [
            {"line": row["line"], "id": row["id"], "message": said.message(language),
             "hint": said.hint(language)}
            for row in (report["rejected"][:_ROWS] if report else ())
            for said in (MunimentError(row["code"], **row["details"]),)
        ]  # fmt: skip
        dry_run = bool(found.arguments["dry_run"])
        answer: Response = self._shell.page(
            request,
            "finding-aid.html",
            job=found.id,
            name=found.arguments["name"],
            word=_word(found),
            moving=not found.state.ended,
            percent=found.percent,
            error=_error(found, language),
            report=report,
            rejected=rows,
            dry_run=dry_run,
            can_import=Path(found.arguments["path"]).is_file(),
            fonds=report and report["fonds"],
        )
        return answer

    def take_in(self, request: Request, job: str) -> Response:
        found = self._find(job)
        path = Path(found.arguments["path"])
        if not path.is_file():
            raise MunimentError("describing.not-found", file=found.arguments["name"])
        started = self._start(request, path, found.arguments["name"], dry_run=False)
        return RedirectResponse(f"/finding-aids/{started}", status_code=303)

    def _start(self, request: Request, path: Path, name: str, *, dry_run: bool) -> str:
        return self._importing.start(
            KIND,
            {
                "path": str(path),
                "name": name,
                "agent": str(self._shell.user(request).own_account),
                "agent_kind": AgentKind.ACCOUNT.value,
                "dry_run": dry_run,
                # what came through the browser is thrown away when it has been taken in
                "spooled": True,
            },
        )

    def _keep(self, file: UploadFile, path: Path, name: str) -> None:
        with path.open("wb") as out:
            while out.tell() <= LARGEST and (chunk := file.file.read(_CHUNK)):
                out.write(chunk)
            size = out.tell()
        if size > LARGEST:
            path.unlink()
            raise MunimentError(
                "describing.too-large", file=name, limit=f"{LARGEST // 1_000_000} MB"
            )

    def _find(self, job: str) -> Job:
        with self._importing.database.read() as connection:
            found = jobs.by_id(connection, job[:_LONGEST_NAME])
        if found is None or found.kind != KIND or not found.arguments.get("spooled"):
            raise MunimentError("jobs.not-found", job=job[:_LONGEST_NAME])
        return found

    def _front(self, request: Request, problem: str) -> Response:
        with self._importing.database.read() as connection:
            listed = jobs.listed(connection, _RECENT)
        recent = [
            {"id": one.id, "arguments": one.arguments, "word": _word(one),
             "created_at": one.created_at}
            for one in listed
            if one.kind == KIND and one.arguments.get("spooled")
        ][:_SHOWN]  # fmt: skip
        answer: Response = self._shell.page(
            request,
            "finding-aids.html",
            status=422 if problem else 200,
            problem=problem,
            recent=recent,
            limit=LARGEST,
        )
        return answer


def _word(job: Job) -> str:
    dry_run = bool(job.arguments["dry_run"])
    if not job.state.ended:
        if job.state is JobState.QUEUED:
            return "queued"
        return "running" if dry_run else "importing"
    if job.state is not JobState.DONE:
        return "failed"
    if job.result and "error" in job.result:
        return "refused"
    return "was-read" if dry_run else "imported"


def _error(job: Job, language: Any) -> str:
    if job.result and "error" in job.result:
        said = job.result["error"]
        if said["code"] in CODES:
            error = MunimentError(said["code"], **said["details"])
            return " ".join(filter(None, (error.message(language), error.hint(language))))
    return str(job.message.get(language, "")) if job.state is JobState.FAILED else ""
