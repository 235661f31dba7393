"""The JSON API: what the pages show, for programs; the same rules decide who sees what."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from access.asking import read_ask
from access.asking_strictly import check, documented
from access.finding import as_json, find
from access.media import media_type
from access.reading import Reading
from access.units import Part, Unit, find_unit, seen_from, unit, visible
from catalogue import descriptions, tree
from catalogue.aips import File
from catalogue.database import Connection
from catalogue.description_rows import Described
from model.ids import from_ark, parse_uuid
from model.policy import Act, User
from model.ports import Shell
from model.rights.opening import ALWAYS, NEVER

_LONGEST = 300
_PAGE = 100
_WRONG = {
    "description": "Unprocessable Content",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}


def router(shell: Shell, reading: Reading) -> APIRouter:
    """The routes below /api/v1."""
    routes = APIRouter(prefix="/api/v1")

    def who(request: Request) -> tuple[User, date]:
        return shell.user(request), reading.today

    @routes.get(
        "/search",
        dependencies=[shell.requires(Act.FIND)],
        openapi_extra={"parameters": documented(), "responses": {"422": _WRONG}},
    )
    def search(request: Request) -> Response:
        """Search. The parameters are those of the results page; wrong ones are a 422."""
        user, today = who(request)
        pairs = request.query_params.multi_items()
        check(pairs)
        ask = read_ask(pairs)
        return JSONResponse(as_json(find(reading.database, reading.engine, ask, user, today)))

    @routes.get("/units/{identifier:path}/children", dependencies=[_describe(shell)])
    def children(request: Request, identifier: str, page: int = 1) -> Response:
        """The units directly below a unit, a hundred at a time."""
        user, today = who(request)
        page = min(max(page, 1), 100_000)
        with reading.database.read() as connection:
            found = _named(connection, identifier, user, today)
            day = seen_from(user, today)
            total = tree.child_count(connection, found.key, day)
            below = tree.page_of_children(connection, found.key, day, (page - 1) * _PAGE, _PAGE)
        document = {
            "total": total,
            "page": page,
            "children": [_short(one.described) | {"children": one.children} for one in below],
        }
        return JSONResponse(document)

    @routes.get("/units/{identifier:path}/files", dependencies=[_describe(shell)])
    def files(request: Request, identifier: str, after: str = "") -> Response:
        """The files of a unit that may be read; ``after``: the name to go on after."""
        user, today = who(request)
        with reading.database.read() as connection:
            found = _named(connection, identifier, user, today)
            whole = unit(connection, found, user, today, files_after=after[:4096])
        return JSONResponse({"aips": _aips(whole)})

    @routes.get("/units/{identifier:path}", dependencies=[_describe(shell)])
    def one_unit(request: Request, identifier: str) -> Response:
        """A unit, by id, reference code or ARK."""
        user, today = who(request)
        with reading.database.read() as connection:
            found = _named(connection, identifier, user, today)
            whole = unit(connection, found, user, today)
        return JSONResponse(_document(reading, whole))

    return routes


def _describe(shell: Shell) -> Any:
    return shell.requires(Act.READ_DESCRIPTION)


def _named(connection: Connection, name: str, user: User, today: date) -> Described:
    if parse_uuid(name):
        return find_unit(connection, name, user, today)
    uuid = from_ark(name) if name.startswith("ark:") else None
    found = (
        descriptions.by_id(connection, uuid)
        if uuid
        else descriptions.by_refcode(connection, name[:_LONGEST])
    )
    return visible(found, name[:_LONGEST], user, today)


def _short(described: Described) -> dict[str, Any]:
    one = described.description
    return {
        "id": str(one.id),
        "refcode": one.refcode,
        "title": one.title,
        "level": one.level.value,
        "dates": str(one.period),
    }


def _document(reading: Reading, whole: Unit) -> dict[str, Any]:
    one, opening = whole.described.description, whole.described.opening
    return _short(whole.described) | {
        "ark": reading.ark(one.id),
        "normal_dates": one.period.normal,
        "scope": one.scope,
        "extent": one.extent,
        "creator": one.creator,
        "language": one.language,
        "subjects": list(one.subjects),
        "places": list(one.places),
        "old_refcode": one.old_refcode,
        "note": one.note,
        "genre": one.genre,
        "rights_statement": one.rights_statement,
        "path": [_short(above) for above in whole.above],
        "children": whole.child_count,
        "access": {
            "word": whole.availability.word.value,
            "metadata_from": _day(opening.metadata_public_from),
            "content_from": _day(opening.content_from),
            "reason": opening.reason.value,
        },
        "aips": _aips(whole),
    }


def _aips(whole: Unit) -> list[dict[str, Any]]:
    # Before the content opens, its number and names are not told either.
    if not whole.availability.readable:
        return []
    return [_aip(whole, part) for part in whole.parts]


def _aip(whole: Unit, part: Part) -> dict[str, Any]:
    aip = part.generation.aip
    base = f"/api/v1/units/{whole.described.description.id}/file/{aip}"
    return {
        "aip": str(aip),
        "generation": part.generation.number,
        "files": [_file(file, base) for file in part.files],
        "more_after": part.more_after,
    }


def _file(file: File, base: str) -> dict[str, Any]:
    found = file.member.identification
    return {
        "path": file.name,
        "size": file.member.size,
        "sha512": file.member.sha512.hex(),
        "puid": found.puid if found else None,
        "format": " ".join(filter(None, (found.name, found.version))) if found else "",
        "mime": media_type(file.member),
        "url": f"{base}/{quote(file.name)}",
    }


def _day(day: date) -> str | None:
    return None if day in (ALWAYS, NEVER) else day.isoformat()
