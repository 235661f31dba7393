"""IIIF Image API 3.0, level 2: parts of images, and what there is to ask for."""

from __future__ import annotations

from datetime import date
from hashlib import sha256
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from access.ranges import matches
from access.reading import Reading
from access.viewing import image_request, leaves
from access.viewing.cache import RECIPE
from access.viewing.making import Copy
from access.viewing.permission import Allowed, allowed
from access.viewing.sheets import source
from access.viewing.viewed import Register
from model.errors import MunimentError
from model.policy import Act, User
from model.ports import Shell

CONTEXT = "http://iiif.io/api/image/3/context.json"
_PROFILE = "http://iiif.io/api/image/3/level2.json"
_SECONDS = 3_600  # that caches between us and readers may keep what is open


def router(shell: Shell, reading: Reading, register: Register) -> APIRouter:
    """The routes below /iiif/3."""
    routes = APIRouter(prefix="/iiif/3", include_in_schema=False)
    images = _Images(shell, reading, register)
    for path, answer in (
        ("/{identifier}", images.base),
        ("/{identifier}/info.json", images.info),
        ("/{identifier}/{region}/{size}/{rotation}/{last}", images.image),
    ):
        routes.add_api_route(
            path, answer, methods=["GET", "HEAD"], dependencies=[shell.requires(Act.READ_CONTENT)]
        )
    return routes


def sharing(*, exceptional: bool) -> dict[str, str]:
    """Headers for pictures and documents about them: who may keep and show them elsewhere."""
    if exceptional:
        return {"cache-control": "private, no-store"}
    return {
        "cache-control": f"public, max-age={_SECONDS}",
        # Section 7.1: other people's viewers may show what everybody may see.
        "access-control-allow-origin": "*",
        "cross-origin-resource-policy": "cross-origin",
    }


class _Images:
    def __init__(self, shell: Shell, reading: Reading, register: Register) -> None:
        self._shell = shell
        self._reading = reading
        self._register = register

    def base(self, request: Request, identifier: str) -> Response:
        # Section 2: the base address leads to the information about the image.
        self._allowed(request, identifier)
        return RedirectResponse(f"/iiif/3/{identifier}/info.json", status_code=303)

    def info(self, request: Request, identifier: str) -> Response:
        found = self._allowed(request, identifier)
        copy = self._copy(found)
        about = information(self._address(request, identifier), copy)
        wants_ld = "application/ld+json" in request.headers.get("accept", "")
        headers = sharing(exceptional=found.exceptional) | {
            "content-type": f'application/ld+json;profile="{CONTEXT}"'
            if wants_ld
            else "application/json",
            "link": f'<{_PROFILE}>;rel="profile"',
        }
        return JSONResponse(about, headers=headers)

    def image(
        self, request: Request, identifier: str, region: str, size: str, rotation: str, last: str
    ) -> Response:
        found = self._allowed(request, identifier)
        # Rights first, then the cheapest answer; only then is anything opened.
        copy = self._copy(found)
        whole = image_request.ImageSize(copy.width, copy.height)
        picture = image_request.read(whole, region, size, rotation, last)
        named = image_request.canonical(whole, picture)
        tag = _entity_tag(copy, named)
        canonical = f"{self._address(request, identifier)}/{named}"
        headers = sharing(exceptional=found.exceptional) | {
            "etag": tag,
            "link": f'<{_PROFILE}>;rel="profile", <{canonical}>;rel="canonical"',
        }
        if matches(request.headers.get("if-none-match"), tag, weak=True):
            return Response(status_code=304, headers=headers)
        kept_as = image_request.name_in_cache(whole, picture)
        data = self._reading.access_copies.part(copy, picture, kept_as)
        media_type = image_request.FORMATS[picture.format]
        return Response(data, media_type=media_type, headers=headers)

    def _allowed(self, request: Request, identifier: str) -> Allowed:
        user, today = self._who(request)
        leaf = leaves.parse(identifier)
        if leaf is None:
            raise MunimentError("catalogue.not-found", name=identifier[:80])
        with self._reading.database.read() as connection:
            found = allowed(connection, leaf, user, today)
        if found.exceptional:
            visit = self._shell.visit(request)
            self._register.note(visit, user, found.covering, leaf.aip)
        return found

    def _copy(self, found: Allowed) -> Copy:
        file = source(self._reading, found.file)
        return self._reading.access_copies.copy(file, found.leaf.page)

    def _address(self, request: Request, identifier: str) -> str:
        return f"{base_url(self._reading, request)}/iiif/3/{identifier}"

    def _who(self, request: Request) -> tuple[User, date]:
        return self._shell.user(request), self._reading.today


def base_url(reading: Reading, request: Request) -> str:
    """The archive's public address, without a slash at its end."""
    return reading.address(request.base_url)


def information(address: str, copy: Copy) -> dict[str, Any]:
    """The document info.json (section 5)."""
    whole = image_request.ImageSize(copy.width, copy.height)
    factors = image_request.scale_factors(whole)
    return {
        "@context": CONTEXT,
        "id": address,
        "type": "ImageService3",
        "protocol": "http://iiif.io/api/image",
        "profile": "level2",
        "width": copy.width,
        "height": copy.height,
        "maxWidth": image_request.LARGEST,
        "maxHeight": image_request.LARGEST,
        "sizes": [
            {"width": wide, "height": high}
            for wide, high in (
                (-(-copy.width // factor), -(-copy.height // factor))
                for factor in reversed(factors)
            )
            if max(wide, high) <= image_request.LARGEST
        ],
        "tiles": [{"width": image_request.TILE, "scaleFactors": factors}],
        "preferredFormats": ["jpg"],
        "extraFormats": ["webp"],
        "extraQualities": ["color", "gray", "bitonal"],
        "extraFeatures": [
            "canonicalLinkHeader", "mirroring", "profileLinkHeader", "sizeUpscaling",
        ],
    }  # fmt: skip


def _entity_tag(copy: Copy, named: str) -> str:
    what = f"{RECIPE}/{copy.sha512.hex()}/{copy.page}/{named}"
    return f'"{sha256(what.encode()).hexdigest()[:40]}"'
