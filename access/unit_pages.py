"""The page of a unit, and the ways to it: by its reference code, by its permanent name."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from access.generations import told_generations
from access.gone import described_by, is_gone
from access.harvesting.json_ld import json_ld
from access.media import INLINE, media_type
from access.paging import place_in, url_of
from access.reading import Reading
from access.reading_room.units import offered
from access.units import Unit, find_unit, holdings_of, unit, visible
from access.viewing.sheets import Shown, shown
from catalogue import aips, descriptions, disposals, holds, ledger
from catalogue.database import Connection
from model.description import Level
from model.errors import MunimentError
from model.ids import from_ark
from model.policy import Act, User, may
from model.ports import Shell

_LONGEST = 300


def router(shell: Shell, reading: Reading) -> APIRouter:
    """The routes of units."""
    units = _Units(shell, reading)
    both, read = "GET HEAD", Act.READ_DESCRIPTION
    made: APIRouter = shell.routes(
        (
            (both, "/unit/{identifier}", units.unit, read),
            (both, "/ref/{refcode:path}", units.by_refcode, read),
            (both, "/ark:{ark:path}", units.by_ark, read),
        )
    )
    return made


class _Units:
    def __init__(self, shell: Shell, reading: Reading) -> None:
        self._shell = shell
        self._reading = reading

    def unit(self, request: Request, identifier: str) -> Response:
        return self._unit(request, identifier)

    def _unit(self, request: Request, identifier: str, status: int = 200) -> Response:
        user, today = self._shell.user(request), self._reading.today
        with self._reading.database.read() as connection:
            described = find_unit(connection, identifier, user, today)
            found = unit(
                connection, described, user, today,
                after=place_in(request.query_params.get("after", "")),
                files_after=request.query_params.get("files-after", "")[:4096],
            )  # fmt: skip
            staff = self._for_staff(connection, found, user)
            pictures = self._pictures(connection, found, user)
            gone = disposals.of_description(connection, described.description.id)
            order = offered(connection, described, user, self._reading.room, today)
        language, address = self._shell.language(request), self._reading.address(request.base_url)
        page: Response = self._shell.page(
            request,
            "unit.html",
            status=status,
            today=today,
            unit=found,
            one=described.description,
            opening=described.opening,
            fields=_fields(found),
            ark=self._reading.ark(described.description.id),
            base_url=address,
            json_ld=json_ld(described.description, found.above, address, self._reading.title),
            has_finding_aid=described.description.level is Level.FONDS
            and described.opening.description_public(today),
            more=url_of(found.more_children),
            staff=staff,
            orderable=order,
            why_not=order.refusal(language).message(language) if order and not order.yes else "",
            file_url=_file_url,
            inline=lambda member: media_type(member) in INLINE,
            pictures=pictures,
            disposals=gone,
        )
        return page

    def by_refcode(self, request: Request, refcode: str) -> Response:
        user, today = self._shell.user(request), self._reading.today
        with self._reading.database.read() as connection:
            known = descriptions.by_refcode(connection, refcode[:_LONGEST])
            found = visible(known, refcode, user, today)
        return RedirectResponse(f"/unit/{found.description.id}", status_code=303)

    def by_ark(self, request: Request, ark: str) -> Response:
        user, today = self._shell.user(request), self._reading.today
        identifier = from_ark(f"ark:{ark}")
        if identifier is None or not ark.lstrip("/").startswith(f"{self._reading.naan}/"):
            raise MunimentError("catalogue.not-found", name=f"ark:{ark}"[:_LONGEST])
        with self._reading.database.read() as connection:
            known = descriptions.by_id(connection, identifier)
            if known is None:
                known = described_by(connection, identifier)
            found = visible(known, f"ark:{ark}", user, today)
            gone = is_gone(connection, found, identifier)
        if gone:
            # RFC 9110 section 15.5.11: it was here, and its page tells what became of it.
            return self._unit(request, str(found.description.id), status=410)
        return RedirectResponse(f"/unit/{found.description.id}", status_code=303)

    def _pictures(self, connection: Connection, found: Unit, user: User) -> list[Shown]:
        """What can be leafed through, of the files on this page."""
        if not found.availability.readable:
            return []
        return list(shown(connection, self._reading, found.parts, user, self._reading.today))

    def _for_staff(self, connection: Any, found: Unit, user: User) -> Any:
        if not may(user, Act.SEE_HOLDINGS):
            return None
        held = holdings_of(connection, found.parts)
        about = {
            part.generation.aip: list(ledger.events_about(connection, part.generation.aip))
            for part in found.parts
        }
        events = [event for some in about.values() for event in some]
        generations = {
            aip: told_generations(connection, aips.generations(connection, aip), some)
            for aip, some in about.items()
        }
        return {
            "copies": held,
            "holds": {aip: holds.of_aip(connection, aip) for aip in about},
            "generations": generations,
            "events": [event.fields for event in events],
            "describes": may(user, Act.DESCRIBE),
        }


def _fields(found: Unit) -> list[tuple[str, str, str]]:
    """Label, text and where it comes from: a part says who made the whole without repeating it."""
    one = found.described.description
    rows = [
        ("unit.dates", str(one.period), ""),
        ("unit.scope", one.scope, ""),
        ("unit.extent", one.extent, ""),
        ("unit.creator", *_inherited(found, "creator")),
        ("unit.genre", one.genre, ""),
        ("unit.places", " · ".join(one.places), ""),
        ("unit.subjects", " · ".join(one.subjects), ""),
        ("unit.old-refcode", one.old_refcode, ""),
        ("unit.note", one.note, ""),
        ("unit.container", one.container, ""),
        ("unit.rights", *_inherited(found, "rights_statement")),
    ]
    return [row for row in rows if row[1]]


def _inherited(found: Unit, field: str) -> tuple[str, str]:
    own: str = getattr(found.described.description, field)
    if own:
        return own, ""
    for above in reversed(found.above):
        if text := getattr(above.description, field):
            return text, above.description.refcode
    return "", ""


def _file_url(identifier: object, aip: object, name: str) -> str:
    return f"/unit/{identifier}/file/{aip}/{quote(name)}"
