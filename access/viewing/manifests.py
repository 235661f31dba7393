"""IIIF manifests of units, over HTTP."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from access.reading import Reading
from access.units import Part, find_unit, following_page, parts_of
from access.viewing.images import base_url, sharing
from access.viewing.kinds import Kind
from access.viewing.manifest import CONTEXT, About, Recording, Sheet, manifest
from access.viewing.permission import require_unit
from access.viewing.sheets import Shown, shown, source
from access.viewing.viewed import Register
from catalogue import tree
from catalogue.database import Connection
from catalogue.description_rows import Described
from model.errors import MunimentError
from model.policy import Act, User
from model.ports import Shell

_MOST = 2_000  # sheets; no volume has so many pages
_PATIENCE = 45.0  # seconds for copies that are not there yet


def router(shell: Shell, reading: Reading, register: Register) -> APIRouter:
    """The route of manifests."""
    routes = APIRouter(include_in_schema=False)

    def answer(request: Request, unit: str) -> Response:
        user, today = shell.user(request), reading.today
        with reading.database.read() as connection:
            described = find_unit(connection, unit, user, today)
            require_unit(described, user, today)
            files = _files(connection, reading, described, user, today)
            rights = rights_of(connection, described)
        restricted = [one for one in files if one.exceptional]
        exceptional = bool(restricted) or not described.opening.content_public(today)
        if restricted:
            aip = restricted[0].part.generation.aip
            register.note(shell.visit(request), user, [described.description.id], aip)
        document = manifest(
            base_url(reading, request),
            About(described.description, reading.title, rights,
                  f"{reading.title}, {described.description.refcode}"),
            _sheets(reading, [one for one in files if one.kind.has_pages]),
            [_recording(one) for one in files if not one.kind.has_pages],
        )  # fmt: skip
        headers = sharing(exceptional=exceptional) | {
            "content-type": f'application/ld+json;profile="{CONTEXT}"'
        }
        return JSONResponse(document, headers=headers)

    routes.add_api_route(
        "/iiif/presentation/{unit}/manifest", answer, methods=["GET", "HEAD"],
        dependencies=[shell.requires(Act.READ_CONTENT)],
    )  # fmt: skip
    return routes


def _files(
    connection: Connection, reading: Reading, described: Described, user: User, today: date
) -> list[Shown]:
    found: list[Shown] = []
    for first in parts_of(connection, described, user, today):
        part: Part | None = first
        while part is not None and len(found) < _MOST:
            page = shown(connection, reading, [part], user, today)
            found += [one for one in page if one.kind is not Kind.TEXT]
            part = following_page(connection, part, user, today)
    return found[:_MOST]


def _recording(one: Shown) -> Recording:
    kind = "Sound" if one.kind is Kind.AUDIO else "Video"
    return Recording(
        one.part.generation.aip, one.file.name, one.label(one.leaves[0]), kind, one.mime
    )


def _sheets(reading: Reading, files: list[Shown]) -> list[Sheet]:
    """Sizes belong to a manifest: what has none yet is made, for as long as a reader waits."""
    until = time.monotonic() + _PATIENCE
    sheets: list[Sheet] = []
    for one in files:
        if one.sizes is None and time.monotonic() > until:
            raise MunimentError("preview.preparing")
        counted = _counted(reading, one)
        sheets += [
            Sheet(leaf, counted.label(leaf), *size, counted.mime)
            for leaf, size in zip(counted.leaves, counted.sizes or (), strict=False)
        ]
    if not sheets:
        raise MunimentError("iiif.no-pages")
    return sheets[:_MOST]


def _counted(reading: Reading, one: Shown) -> Shown:
    if one.sizes is not None:
        return one
    try:
        sizes = reading.access_copies.sizes(source(reading, one.file))
    except MunimentError as error:
        if error.code == "preview.preparing" or not error.code.startswith("preview."):
            raise
        return one  # there is no picture of it, and the viewer says why
    return replace(one, sizes=sizes)


def rights_of(connection: Connection, described: Described) -> str:
    """What may be done with a unit's files, as it or the nearest unit above it says."""
    if described.description.rights_statement:
        return described.description.rights_statement
    for above in reversed(tree.ancestors(connection, described.key)):
        if above.description.rights_statement:
            return above.description.rights_statement
    return ""
