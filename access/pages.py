"""The portal's pages: find, go through the tree, read about a unit."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from access import availability as availabilities
from access import results
from access.asking import Ask, read_ask
from access.finding import Found, find
from access.generations import told_generations
from access.gone import described_by, is_gone
from access.harvesting.json_ld import json_ld
from access.media import INLINE, media_type
from access.reading import Reading
from access.reading_room.units import offered
from access.units import (
    CHILDREN_AT_ONCE,
    Unit,
    find_unit,
    holdings_of,
    seen_from,
    unit,
    visible,
)
from access.viewing.faces import Face, faces
from access.viewing.sheets import Shown, shown
from catalogue import aips, descriptions, disposals, figures, ledger, tree
from catalogue.database import Connection
from catalogue.search.protocol import Access, Sort
from catalogue.tree import Place
from model.description import Level
from model.errors import MunimentError
from model.ids import from_ark
from model.policy import Act, User, may
from model.ports import Shell

_LONGEST = 300


def router(shell: Shell, reading: Reading) -> APIRouter:
    """The routes of the portal."""
    portal = _Portal(shell, reading)
    both, read, use = "GET HEAD", Act.READ_DESCRIPTION, Act.USE_SITE
    made: APIRouter = shell.routes(
        (
            (both, "/", portal.home, Act.FIND),
            (both, "/search", portal.search, Act.FIND),
            (both, "/search.csv", portal.search_csv, Act.FIND),
            (both, "/holdings", portal.holdings, read),
            (both, "/unit/{identifier}", portal.unit, read),
            (both, "/ref/{refcode:path}", portal.by_refcode, read),
            (both, "/ark:{ark:path}", portal.by_ark, read),
            (both, "/visit", portal.visit, use),
            (both, "/help", portal.help, use),
            (both, "/api", portal.api, use),
            (both, "/robots.txt", portal.robots, use),
        )
    )
    return made


class _Portal:
    def __init__(self, shell: Shell, reading: Reading) -> None:
        self._shell = shell
        self._reading = reading

    def home(self, request: Request) -> Response:
        user, today = self._who(request)
        day = seen_from(user, today)
        with self._reading.database.read() as connection:
            counted = figures.figures(connection, day)
            years = figures.years(connection, day)
            latest = [
                (one, self._availability(connection, one, user))
                for one in figures.latest(connection, day)
            ]
        return self._page(request, "home.html", figures=counted, years=years, latest=latest)

    def search(self, request: Request) -> Response:
        ask = read_ask(request.query_params.multi_items())
        try:
            found = self._find(request, ask)
        except MunimentError as error:
            if error.code != "search.away":
                raise
            return self._page(request, "search-away.html", status=503, ask=ask)
        return self._page(
            request,
            "results.html",
            ask=ask,
            found=found,
            faces=self._faces(found),
            chart=results.chart(found.histogram),
            facets=[
                (found.facet(name), results.shown(found.facet(name)))
                for name in results.SHOWN_FACETS
            ],
            sorts=list(Sort),
        )

    def search_csv(self, request: Request) -> Response:
        found = self._find(request, read_ask(request.query_params.multi_items()))
        headers = {"content-disposition": 'attachment; filename="muniment.csv"'}
        return Response(results.as_csv(found), media_type="text/csv", headers=headers)

    def holdings(self, request: Request) -> Response:
        user, today = self._who(request)
        after = _place(request.query_params.get("after", ""))
        with self._reading.database.read() as connection:
            day = seen_from(user, today)
            page = tree.children(connection, None, day, after, CHILDREN_AT_ONCE + 1)
            count = tree.child_count(connection, None, day)
        more = page[CHILDREN_AT_ONCE - 1].place if len(page) > CHILDREN_AT_ONCE else None
        return self._page(
            request,
            "holdings.html",
            children=page[:CHILDREN_AT_ONCE],
            count=count,
            more=_after(more),
        )

    def unit(self, request: Request, identifier: str) -> Response:
        return self._unit(request, identifier)

    def _unit(self, request: Request, identifier: str, status: int = 200) -> Response:
        user, today = self._who(request)
        with self._reading.database.read() as connection:
            described = find_unit(connection, identifier, user, today)
            found = unit(
                connection, described, user, today,
                after=_place(request.query_params.get("after", "")),
                files_after=request.query_params.get("files-after", "")[:4096],
            )  # fmt: skip
            staff = self._for_staff(connection, found, user)
            pictures = self._pictures(connection, found, user)
            gone = disposals.of_description(connection, described.description.id)
            order = offered(connection, described, user, self._reading.room, today)
        language = self._shell.language(request)
        return self._page(
            request,
            "unit.html",
            status=status,
            unit=found,
            one=described.description,
            opening=described.opening,
            fields=_fields(found),
            ark=self._reading.ark(described.description.id),
            base_url=self._base_url(request),
            json_ld=json_ld(
                described.description, found.above, self._base_url(request), self._reading.title
            ),
            has_finding_aid=described.description.level is Level.FONDS
            and described.opening.description_public(today),
            more=_after(found.more_children),
            staff=staff,
            orderable=order,
            why_not=order.refusal(language).message(language) if order and not order.yes else "",
            file_url=_file_url,
            inline=lambda member: media_type(member) in INLINE,
            pictures=pictures,
            disposals=gone,
        )

    def by_refcode(self, request: Request, refcode: str) -> Response:
        user, today = self._who(request)
        with self._reading.database.read() as connection:
            known = descriptions.by_refcode(connection, refcode[:_LONGEST])
            found = visible(known, refcode, user, today)
        return RedirectResponse(f"/unit/{found.description.id}", status_code=303)

    def by_ark(self, request: Request, ark: str) -> Response:
        user, today = self._who(request)
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

    def visit(self, request: Request) -> Response:
        return self._page(request, "visit.html")

    def help(self, request: Request) -> Response:
        return self._page(request, "help.html")

    def api(self, request: Request) -> Response:
        return self._page(request, "api.html")

    def robots(self, request: Request) -> Response:
        # Result pages are endless; what they lead to is reached through the holdings.
        rules = "User-agent: *\nDisallow: /search\nDisallow: /sign-in\n"
        return PlainTextResponse(f"{rules}Sitemap: {self._base_url(request)}/sitemap.xml\n")

    def _base_url(self, request: Request) -> str:
        return self._reading.base_url or str(request.base_url).rstrip("/")

    def _who(self, request: Request) -> tuple[User, Any]:
        return self._shell.user(request), self._reading.clock().astimezone().date()

    def _find(self, request: Request, ask: Ask) -> Found:
        user, today = self._who(request)
        return find(self._reading.database, self._reading.engine, ask, user, today)

    def _faces(self, found: Found) -> dict[UUID, Face]:
        today = self._reading.clock().astimezone().date()
        hits = [one.hit for one in found.hits]
        units = [hit.id for hit in hits if hit.digital and hit.access is Access.OPEN]
        if not units:
            return {}
        with self._reading.database.read() as connection:
            return faces(connection, self._reading, units, today)

    def _availability(self, connection: Any, one: Any, user: User) -> Any:
        today = self._reading.clock().astimezone().date()
        digital = bool(aips.of_description(connection, one.key))
        return availabilities.availability(one, digital=digital, user=user, today=today)

    def _pictures(self, connection: Connection, found: Unit, user: User) -> list[Shown]:
        """What can be leafed through, of the files on this page."""
        if not found.availability.readable:
            return []
        today = self._reading.clock().astimezone().date()
        return list(shown(connection, self._reading, found.parts, user, today))

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
            "generations": generations,
            "events": [event.fields for event in events],
            "describes": may(user, Act.DESCRIBE),
        }

    def _page(self, request: Request, template: str, **context: Any) -> Response:
        answer: Response = self._shell.page(
            request, template, today=self._reading.clock().astimezone().date(), **context
        )
        return answer


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


def _after(place: Place | None) -> str | None:
    return None if place is None else f"{place[0]}:{place[2]}:{place[1]}"


def _place(text: str) -> Place | None:
    position, _, rest = text[:_LONGEST].partition(":")
    key, separator, refcode = rest.partition(":")
    if not separator or not (position.isdecimal() and key.isdecimal()):
        return None
    if len(position) > 9 or len(key) > 18 or not (position.isascii() and key.isascii()):
        return None
    return int(position), refcode, int(key)
