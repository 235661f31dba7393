"""The portal's pages: home, find, begin to go through the tree, and what is told of it all."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import PlainTextResponse, Response

from access import availability as availabilities
from access import results
from access.asking import Ask, read_ask
from access.finding import Found, find
from access.kept_figures import KeptFigures
from access.paging import place_in, url_of
from access.reading import Reading
from access.units import (
    CHILDREN_AT_ONCE,
    seen_from,
)
from access.viewing.faces import Face, faces
from access.visiting import opening, out_of_use
from catalogue import aips, figures, tree
from catalogue.search.protocol import Access, Sort
from model.errors import MunimentError
from model.policy import Act, User
from model.ports import Shell
from model.visiting import said

_LONGEST = 300


def router(shell: Shell, reading: Reading) -> APIRouter:
    """The routes of the portal."""
    portal = _Portal(shell, reading)
    both, use = "GET HEAD", Act.USE_SITE
    made: APIRouter = shell.routes(
        (
            (both, "/", portal.home, Act.FIND),
            (both, "/search", portal.search, Act.FIND),
            (both, "/search.csv", portal.search_csv, Act.FIND),
            (both, "/holdings", portal.holdings, Act.READ_DESCRIPTION),
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
        self._figures = KeptFigures(reading.database)

    def home(self, request: Request) -> Response:
        user, today = self._who(request)
        day = seen_from(user, today)
        with self._reading.database.read() as connection:
            latest = [
                (one, self._availability(connection, one, user))
                for one in figures.latest(connection, day)
            ]
        return self._page(request, "home.html", told=self._figures.of(day), latest=latest)

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
        after = place_in(request.query_params.get("after", ""))
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
            more=url_of(more),
        )

    def visit(self, request: Request) -> Response:
        user, today = self._who(request)
        rules, visiting = self._reading.room, self._reading.visiting
        language = self._shell.language(request)
        with self._reading.database.read() as connection:
            blocked = out_of_use(connection, rules, user, today)
        return self._page(
            request, "visit.html", rules=rules, visiting=visiting, blocked=blocked,
            opening=opening(rules, today), signed_in=user.account is not None,
            way=said(visiting.way, language), bring=said(visiting.bring, language),
        )  # fmt: skip

    def help(self, request: Request) -> Response:
        return self._page(request, "help.html")

    def api(self, request: Request) -> Response:
        return self._page(request, "api.html")

    def robots(self, request: Request) -> Response:
        # Result pages are endless; what they lead to is reached through the holdings.
        rules = "User-agent: *\nDisallow: /search\nDisallow: /sign-in\n"
        address = self._reading.address(request.base_url)
        return PlainTextResponse(f"{rules}Sitemap: {address}/sitemap.xml\n")

    def _who(self, request: Request) -> tuple[User, Any]:
        return self._shell.user(request), self._reading.today

    def _find(self, request: Request, ask: Ask) -> Found:
        user, today = self._who(request)
        return find(self._reading.database, self._reading.engine, ask, user, today)

    def _faces(self, found: Found) -> dict[UUID, Face]:
        today = self._reading.today
        hits = [one.hit for one in found.hits]
        units = [hit.id for hit in hits if hit.digital and hit.access is Access.OPEN]
        if not units:
            return {}
        with self._reading.database.read() as connection:
            return faces(connection, self._reading, units, today)

    def _availability(self, connection: Any, one: Any, user: User) -> Any:
        today = self._reading.today
        digital = bool(aips.of_description(connection, one.key))
        return availabilities.availability(one, digital=digital, user=user, today=today)

    def _page(self, request: Request, template: str, **context: Any) -> Response:
        answer: Response = self._shell.page(request, template, today=self._reading.today, **context)
        return answer
