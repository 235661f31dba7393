"""The routes of harvesting: /oai, /sitemap.xml, and a finding aid as EAD(DDB)."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any, BinaryIO
from urllib.parse import parse_qsl, quote

from fastapi import APIRouter, Request
from starlette.responses import Response, StreamingResponse

from access.finding_aids import Aim, check_exportable, write_ead_element, write_finding_aid
from access.harvesting import records, sitemaps
from access.harvesting.answers import Answering
from access.harvesting.asked import EAD, PREFIXES, Asked, OaiError, understand
from access.reading import Reading
from access.units import find_unit
from catalogue.database import Connection
from catalogue.description_rows import Described
from model.description import Level
from model.errors import MunimentError
from model.policy import PUBLIC, Act
from model.ports import Shell
from schemas.xml_writing import XmlWriter

_IN_MEMORY = 4 << 20
_CHUNK = 1 << 16
_LONGEST_QUERY = 10_000


def router(shell: Shell, reading: Reading) -> APIRouter:
    """The routes of this room's harvesting."""
    routes = APIRouter(include_in_schema=False)
    door = _Door(reading)
    policy = [shell.requires(Act.HARVEST)]
    routes.add_api_route("/oai", door.oai, methods=["GET"], dependencies=policy)
    routes.add_api_route("/oai", door.oai_post, methods=["POST"], dependencies=policy)
    routes.add_api_route("/sitemap.xml", door.sitemap_index, dependencies=policy)
    routes.add_api_route("/sitemap/{number}.xml", door.sitemap, dependencies=policy)
    routes.add_api_route("/unit/{identifier}/ead.xml", door.finding_aid, dependencies=policy)
    return routes


class _Door:
    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def oai(self, request: Request) -> Response:
        return self._oai(request, request.query_params.multi_items())

    async def oai_post(self, request: Request) -> Response:
        # section 3.1.1.2: POST carries the same arguments in its body
        body = b""
        async for piece in request.stream():
            body += piece
            if len(body) > _LONGEST_QUERY:
                raise MunimentError("web.bad-request", problem="the request is too long")
        pairs = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)
        return self._oai(request, pairs)

    def sitemap_index(self, request: Request) -> Response:
        with self._reading.database.read() as connection:
            found = sitemaps.numbers(connection, self._today)
        return Response(sitemaps.index(self._base(request), found), media_type="application/xml")

    def sitemap(self, request: Request, number: str) -> Response:
        if not re.fullmatch(r"[0-9]{1,6}", number):
            raise MunimentError("web.not-found")
        base, today = self._base(request), self._today
        with self._reading.database.read() as connection:
            if int(number) not in sitemaps.numbers(connection, today):
                raise MunimentError("web.not-found")

        def pieces() -> Iterator[str]:
            with self._reading.database.read() as connection:
                yield from sitemaps.sitemap(connection, int(number), base, today)

        return StreamingResponse(pieces(), media_type="application/xml")

    def finding_aid(self, request: Request, identifier: str) -> Response:
        with self._reading.database.read() as connection, _spooled() as out:
            one = find_unit(connection, identifier, PUBLIC, self._today)
            check_exportable(connection, one)
            write_finding_aid(connection, out, self._aim(request, one))
        name = quote(f"{one.description.refcode}.xml", safe="")
        headers = {"content-disposition": f"attachment; filename*=UTF-8''{name}"}
        return StreamingResponse(_read(out), media_type="application/xml", headers=headers)

    def _oai(self, request: Request, pairs: list[tuple[str, str]]) -> Response:
        with self._reading.database.read() as connection, _spooled() as out:
            answering = self._answering(request, connection, dict(pairs))
            try:
                asked = understand(pairs, self._reading.naan)
                self._answer(connection, answering, asked, out)
            except OaiError as error:
                out.seek(0)
                out.truncate()
                answering.error(out, error)
        return StreamingResponse(_read(out), media_type="text/xml; charset=utf-8")

    def _answer(
        self, connection: Connection, answering: Answering, asked: Asked, out: BinaryIO
    ) -> None:
        today = self._today
        match asked.verb:
            case "Identify":
                earliest = records.earliest(connection, today) or self._reading.clock()
                host = re.sub(r"^\w+://|[:/].*$", "", answering.base_url) or "localhost"
                # RFC 2142 section 4: the one address that every host with mail has
                mail = f"postmaster@{host}"
                answering.identify(out, self._reading.title, mail, earliest)
            case "ListMetadataFormats":
                answering.formats(out, self._formats(connection, asked))
            case "ListSets":
                fonds, more = records.sets(connection, asked.after, today)
                if not fonds:
                    raise OaiError("noRecordsMatch", "there is no set")
                answering.sets(out, fonds, asked.token(more) if more else None)
            case "GetRecord":
                answering.record(out, asked, self._one(connection, asked))
            case _:
                found, more = records.page(connection, asked, today)
                if not found:
                    raise OaiError("noRecordsMatch", "no record matches")
                answering.list(out, asked, found, asked.token(more) if more else None)

    def _one(self, connection: Connection, asked: Asked) -> records.Record:
        found = records.one(connection, asked, self._today)
        if found is None:
            raise OaiError("idDoesNotExist", "there is no such identifier here")
        if asked.prefix == EAD and found.described.description.level is not Level.FONDS:
            raise OaiError("cannotDisseminateFormat", "a finding aid is that of a fonds")
        return found

    def _formats(self, connection: Connection, asked: Asked) -> list[str]:
        if asked.unit is None:
            return list(PREFIXES)
        found = records.one(connection, asked, self._today)
        if found is None:
            raise OaiError("idDoesNotExist", "there is no such identifier here")
        is_fonds = found.described.description.level is Level.FONDS
        return [prefix for prefix in PREFIXES if is_fonds or prefix != EAD]

    def _answering(
        self, request: Request, connection: Connection, arguments: dict[str, str]
    ) -> Answering:
        def write_ead(xml: XmlWriter, one: Described) -> None:
            write_ead_element(connection, xml, self._aim(request, one))

        return Answering(
            base_url=f"{self._base(request)}/oai",
            at=self._reading.clock(),
            arguments=arguments,
            ark=self._reading.ark,
            write_ead=write_ead,
        )

    def _aim(self, request: Request, top: Described) -> Aim:
        base, today = self._base(request), self._today
        return Aim(
            top=top,
            day=today,
            written=today,
            archive=self._reading.title,
            link=lambda one: f"{base}/{self._reading.ark(one.description.id)}",
        )

    def _base(self, request: Request) -> str:
        return self._reading.address(request.base_url)

    @property
    def _today(self) -> date:
        return self._reading.today


@contextmanager
def _spooled() -> Iterator[BinaryIO]:
    """A file to write an answer into; whoever reads it out closes it, an error does so at once."""
    out: Any = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115
    try:
        yield out
    except BaseException:
        out.close()
        raise


def _read(out: BinaryIO) -> Iterator[bytes]:
    out.seek(0)
    with out:
        while chunk := out.read(_CHUNK):
            yield chunk
