"""Every page that there is, found by following links; and what must be true of each of them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from model.policy import User, UserRole, admitted
from tests.journeys.browsing import AXE
from tests.journeys.whole_house import WholeHouse
from tests.routes import policies, with_policy

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page, Request
    from starlette.testclient import TestClient

NO_PAGES = {
    "/ark:{ark:path}": "leads on to the unit",
    "/ref/{refcode:path}": "leads on to the unit",
    "/language/{language}": "leads back, in the other language",
    "/search.csv": "a table for programs",
    "/robots.txt": "for robots",
    "/sitemap.xml": "for robots",
    "/sitemap/{number}.xml": "for robots",
    "/oai": "for harvesters",
    "/unit/{identifier}/ead.xml": "a file",
    "/unit/{unit}/file/{aip}/{path:path}": "a file",
    "/deliveries/{grant}/file": "a file",
    "/delivery/{token}/file": "a file",
    "/desk/slips.pdf": "a document to be printed",
    "/operations/live": "a stream that has no end; the page shows it",
    "/submissions/{identifier}/state": "the part of a page that changes by itself",
}
"""Routes whose answer is no page, and why; so is everything below PROGRAMS."""

PROGRAMS = ("/api/v1/", "/iiif/")
MOST = 10
"""So many addresses of one route are looked at: units have more, and look alike."""

UNITS = (
    "S", "S-1", "S-1-1", "S-2", "S-3", "S-4", "S-5", "B-1", "B-5", "B-6", "K-1", "K-4", "M-1",
)  # fmt: skip
VIEWED = ("B-1", "B-4", "B-5", "B-6", "B-7")
"""Units of every kind: open, closed, hidden, on paper, pictures, broken ones, sound, ordered."""

_JUDGE = """options => axe.run(document, options).then(found => found.violations.flatMap(
    rule => rule.nodes.map(node => `${rule.id}: ${node.html.slice(0, 200)}`)))"""
_ALL = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
_CONTRAST = {"resultTypes": ["violations"], "runOnly": ["color-contrast"]}
_STANDING = """() => ({
    headings: document.querySelectorAll("h1").length,
    language: document.documentElement.lang,
    title: document.title.trim(),
    spills: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    widest: [...document.body.querySelectorAll("*")]
        .filter(one => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
        .slice(-3).map(one => one.outerHTML.slice(0, 120)),
})"""


def seen_by(house: WholeHouse, role: UserRole) -> dict[str, list[str]]:
    """The addresses of every route that this role may see, found by following links.

    What is linked nowhere, because only a letter or a slip of paper names it, is added by hand.
    """
    templates = [
        route
        for route in with_policy(house.portal.app.routes, "GET")
        if admitted(User(role), policies(route.dependant)[0].act)
    ]
    found: dict[str, list[str]] = {
        route.path: [] for route in templates if not programs(route.path)
    }
    plain = [route.path for route in templates if "{" not in route.path]
    units = [f"/unit/{house.portal.id(code)}" for code in UNITS]
    viewers = [f"/unit/{house.portal.id(code)}/view" for code in VIEWED]
    starts = {*plain, *units, *viewers}
    by_hand = [house.links["grant"], house.links["sign-in"], "/search?q=xyzzy"]
    waiting = ["/", *plain, *units, *viewers, *by_hand]
    seen: set[str] = set()
    while waiting:
        url = waiting.pop(0)
        here = next((one for one in templates if one.path_regex.match(urlsplit(url).path)), None)
        if url in seen or here is None or here.path not in found:
            continue
        seen.add(url)
        known = found[here.path]
        if len(known) >= MOST:
            continue
        if here.path not in NO_PAGES:
            answer = house.people[role].get(url)
            if answer.status_code in (401, 403, 404) and url in starts:
                continue  # it is for others: a reader's page, say, or a unit that is closed
            assert answer.status_code == 200, f"{url} is linked and answers {answer.status_code}"
            waiting += (unescape(one) for one in re.findall(r'href="(/[^"#]*)', answer.text))
        known.append(url)
    return found


def programs(path: str) -> bool:
    """Whether a route is for programs."""
    return path.startswith(PROGRAMS)


def is_page(answer: Any) -> bool:
    """Whether an answer is a whole page."""
    return "<!doctype html>" in answer.text[:200].lower()


@dataclass
class Walker:
    """Somebody who looks at pages with a browser and writes down what is wrong."""

    page: Page
    here: str  # host and port
    wrong: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def look(self, url: str, language: str, scheme: str) -> None:
        """Open a page; it is judged as it stands, and its colours in the other scheme too."""
        self.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        answer = self.page.goto(url, wait_until="load")
        status = answer.status if answer else 0
        self._note(url, [] if status == 200 else [f"answers {status}"])
        self._note(url, self._standing(language))
        self._note(url, self.page.evaluate(_JUDGE, _ALL))
        other = "light" if scheme == "dark" else "dark"
        self.page.emulate_media(color_scheme=other)  # type: ignore[arg-type]
        found = self.page.evaluate(_JUDGE, _CONTRAST)
        self._note(url, [f"{other}: {one}" for one in found])

    def _standing(self, language: str) -> Iterator[str]:
        found = self.page.evaluate(_STANDING)
        if found["headings"] != 1:
            yield f"{found['headings']} headings of the first level"
        if found["language"] != language:
            yield f"says its language is {found['language']!r}"
        if not found["title"]:
            yield "has no title"
        if found["spills"] > 0:
            yield f"is {found['spills']} px too wide: {found['widest']}"

    def heard(self, said: ConsoleMessage) -> None:
        if said.type in ("error", "warning"):
            self._note(self.page.url, [f"console: {said.text}"])

    def failed(self, error: object) -> None:
        self._note(self.page.url, [f"script: {error}"])

    def asked(self, request: Request) -> None:
        if urlsplit(request.url).netloc != self.here and not request.url.startswith("data:"):
            self._note(self.page.url, [f"asks {request.url}"])

    def _note(self, url: str, found: Any) -> None:
        for one in found:
            self.wrong[urlsplit(url)._replace(scheme="", netloc="").geturl()].append(one)


@contextmanager
def walking(browser: Browser, address: str, client: TestClient, **wishes: Any) -> Iterator[Walker]:
    """A walker with the session of a client."""
    context = browser.new_context(base_url=address, **wishes)
    context.add_init_script(path=str(AXE))
    session = client.cookies.get("muniment")
    if session:
        context.add_cookies([{"name": "muniment", "value": session, "url": address}])
    page = context.new_page()
    page.set_default_timeout(20_000)
    walker = Walker(page, urlsplit(address).netloc)
    page.on("console", walker.heard)
    page.on("pageerror", walker.failed)
    page.on("request", walker.asked)
    yield walker
    context.close()
