"""Resumable uploads: the tus protocol 1.0.0 with creation, termination, checksum and expiration.

The clauses cited are those of the protocol's text, "Resumable upload protocol 1.0.x".
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import AsyncIterator
from email.utils import format_datetime
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect
from starlette.responses import Response

from catalogue import incoming
from catalogue.incoming import Incoming, Upload
from ingest.handing_in.receiving import ABANDONED_AFTER, Receiving
from ingest.handing_in.shelf import CHECKSUMS, checksum
from model.errors import MunimentError
from model.ids import parse_uuid
from model.policy import Act
from model.ports import Shell

PATH = "/api/v1/uploads"
VERSION = "1.0.0"
_AT_ONCE = 1 << 20  # bytes gathered before the disk is asked
_CHECKED_MOST = 64 << 20  # of one request with a checksum


def router(shell: Shell, receiving: Receiving) -> APIRouter:
    """The routes of uploading."""
    routes = APIRouter(include_in_schema=False)
    tus = _Tus(shell, receiving)
    policy = [shell.requires(Act.INGEST)]
    for path, methods, deed in (
        (PATH, ["OPTIONS"], tus.offer),
        (PATH, ["POST"], tus.create),
        (PATH + "/{identifier}", ["HEAD"], tus.stand),
        (PATH + "/{identifier}", ["PATCH"], tus.append),
        (PATH + "/{identifier}", ["DELETE"], tus.terminate),
    ):
        routes.add_api_route(path, deed, methods=methods, dependencies=policy)
    return routes


class _Tus:
    def __init__(self, shell: Shell, receiving: Receiving) -> None:
        self._shell = shell
        self._receiving = receiving

    def offer(self) -> Response:
        """What this server can do (core protocol, OPTIONS)."""
        return _answer(
            204,
            **{
                "tus-version": VERSION,
                "tus-extension": "creation,termination,checksum,expiration",
                "tus-max-size": str(self._receiving.limits.bytes),
                "tus-checksum-algorithm": ",".join(CHECKSUMS),
            },
        )

    def create(self, request: Request) -> Response:
        """Creation extension: a file is announced."""
        self._check(request)
        length = _number(request, "upload-length")
        if length > self._receiving.limits.bytes:
            limit = f"{self._receiving.limits.bytes} bytes"
            raise MunimentError("receiving.too-large", limit=limit)
        said = _metadata(request.headers.get("upload-metadata", ""))
        found = self._incoming(request, said.get("incoming", ""))
        upload = self._receiving.announce(found, said.get("filename", ""), length)
        return _answer(201, location=f"{PATH}/{upload.id}", **_expires(upload))

    def stand(self, request: Request, identifier: str) -> Response:
        """How far it has come (core protocol, HEAD)."""
        self._check(request, changes=False)
        upload = self._upload(request, identifier)
        return _answer(
            200,
            **{
                "upload-offset": str(self._receiving.shelf.offset(upload)),
                "upload-length": str(upload.size),
                "cache-control": "no-store",  # core protocol: HEAD is never cached
                **_expires(upload),
            },
        )

    async def append(self, request: Request, identifier: str) -> Response:
        """The next bytes (core protocol, PATCH). What has come before a cut stays."""
        self._check(request)
        if request.headers.get("content-type") != "application/offset+octet-stream":
            raise MunimentError("receiving.wrong-type")
        upload = await run_in_threadpool(self._upload, request, identifier)
        offset = _number(request, "upload-offset")
        claimed = request.headers.get("upload-checksum")
        if claimed is None:
            await self._stream(request, upload, offset)
        else:
            await self._checked(request, upload, offset, claimed)
        stands = await run_in_threadpool(self._receiving.shelf.offset, upload)
        return _answer(204, **{"upload-offset": str(stands), **_expires(upload)})

    def terminate(self, request: Request, identifier: str) -> Response:
        """Termination extension: it is not wanted any more."""
        self._check(request)
        upload = self._upload(request, identifier)
        self._receiving.withdraw(upload)
        return _answer(204)

    async def _stream(self, request: Request, upload: Upload, offset: int) -> None:
        shelf = self._receiving.shelf
        with shelf.writing(upload, offset) as growing:
            async for chunk in _gathered(request):
                await run_in_threadpool(growing.write, chunk)

    async def _checked(self, request: Request, upload: Upload, offset: int, claimed: str) -> None:
        # Checksum extension: all of it or nothing, so it is held until it is known to be right.
        algorithm, _, encoded = claimed.partition(" ")
        digest, data = checksum(algorithm), bytearray()
        async for chunk in request.stream():
            data += chunk
            if len(data) > _CHECKED_MOST:
                raise MunimentError("receiving.too-large", limit=f"{_CHECKED_MOST} bytes at once")
        digest.update(data)
        if base64.b64encode(digest.digest()).decode() != encoded:
            raise MunimentError("receiving.wrong-checksum")
        with self._receiving.shelf.writing(upload, offset) as growing:
            await run_in_threadpool(growing.write, bytes(data))

    def _check(self, request: Request, *, changes: bool = True) -> None:
        if request.headers.get("tus-resumable") != VERSION:
            raise MunimentError("receiving.wrong-version")
        if changes:
            self._shell.check_form(request, request.headers.get("x-form-token", ""))

    def _upload(self, request: Any, identifier: str) -> Upload:
        wanted = parse_uuid(identifier)
        with self._receiving.database.read() as connection:
            upload = incoming.upload_by_id(connection, wanted) if wanted else None
            owner = incoming.by_id(connection, upload.incoming) if upload else None
        # Another archivist's upload is not there for this one: nobody writes into foreign files.
        if upload is None or owner is None or owner.account != self._shell.user(request).account:
            raise MunimentError("receiving.upload-gone")
        return upload

    def _incoming(self, request: Any, identifier: str) -> Incoming:
        wanted = parse_uuid(identifier)
        with self._receiving.database.read() as connection:
            found = incoming.by_id(connection, wanted) if wanted else None
        if found is None or found.account != self._shell.user(request).account:
            raise MunimentError("receiving.not-found")
        return found


async def _gathered(request: Request) -> AsyncIterator[bytes]:
    waiting = bytearray()
    try:
        async for chunk in request.stream():
            waiting += chunk
            if len(waiting) >= _AT_ONCE:
                yield bytes(waiting)
                waiting.clear()
    except ClientDisconnect:
        pass  # the rest comes with the next request; what has come is written below
    if waiting:
        yield bytes(waiting)


def _metadata(header: str) -> dict[str, str]:
    # Creation extension: "key base64,key base64"; a key may stand alone.
    said = {}
    try:
        for pair in filter(None, (part.strip() for part in header.split(","))):
            key, _, value = pair.partition(" ")
            said[key] = base64.b64decode(value, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError) as error:
        problem = "Upload-Metadata is not Base64 of UTF-8"
        raise MunimentError("receiving.bad-request", problem=problem) from error
    return said


def _number(request: Request, header: str) -> int:
    text = request.headers.get(header, "")
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise MunimentError("receiving.bad-request", problem=f"{header} is not a number")
    return int(text)


def _expires(upload: Upload) -> dict[str, str]:
    # Expiration extension: a date as in RFC 9110 section 5.6.7.
    return {"upload-expires": format_datetime(upload.created_at + ABANDONED_AFTER, usegmt=True)}


def _answer(status: int, **headers: str) -> Response:
    return Response(status_code=status, headers={"tus-resumable": VERSION, **headers})


def identifier_of(text: str) -> UUID:
    """The id in a URL. Raises `receiving.not-found`."""
    found = parse_uuid(text)
    if found is None:
        raise MunimentError("receiving.not-found")
    return found
