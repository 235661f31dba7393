"""Every page of the portal, for everybody: nothing that axe finds, nothing said, asked or spilt.

Pages are taken from the application's routes, so that a new page is looked at from its first day.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from model.policy import UserRole
from tests.conftest import skip_or_fail
from tests.journeys.browsing import AXE, DESK, TELEPHONE, served
from tests.journeys.walking import NO_PAGES, is_page, programs, seen_by, walking
from tests.journeys.whole_house import WholeHouse, whole_house
from tests.routes import with_policy

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

Seen = dict[UserRole, dict[str, list[str]]]
ROLES = (
    UserRole.PUBLIC, UserRole.READER, UserRole.DESK, UserRole.ARCHIVIST, UserRole.ADMINISTRATOR,
)  # fmt: skip
"""From the humblest to the mightiest."""

AGAIN = 1


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WholeHouse]:
    with whole_house(tmp_path_factory.mktemp("whole-house")) as opened:
        yield opened


@pytest.fixture(scope="module")
def seen(house: WholeHouse) -> Seen:
    """What each role sees: addresses by route."""
    return {role: seen_by(house, role) for role in ROLES}


@pytest.fixture(scope="module")
def address(house: WholeHouse) -> Iterator[str]:
    with served(house.portal) as where:
        yield where


@pytest.mark.parametrize("role", ROLES)
def test_every_page(
    house: WholeHouse, seen: Seen, address: str, browser: Browser, role: UserRole
) -> None:
    """The first address of each route twice; the others in turn in English or German.

    Each look is at one width and in both colour schemes. What a humbler role sees as well is
    looked at once more for the sake of what staff see besides, but not every address of it.
    """
    if not AXE.is_file():
        skip_or_fail("axe-core is not installed (make setup)")
    humbler = {path for less in ROLES[: ROLES.index(role)] for path in seen[less]}
    turns: dict[str, list[str]] = {"en": [], "de": []}
    for path, urls in seen[role].items():
        if path not in NO_PAGES:
            here = urls[:AGAIN] if path in humbler else urls
            turns["en"] += here[::2]
            turns["de"] += here[:1] * (path not in humbler) + here[1::2]
    wrong: dict[str, list[str]] = {}
    for language, size, scheme in (("en", DESK, "light"), ("de", TELEPHONE, "dark")):
        wishes = {"locale": language, "viewport": size}
        with walking(browser, address, house.people[role], **wishes) as walker:
            for url in turns[language]:
                walker.look(url, language, scheme)
            wrong |= {f"{language} {url}": said for url, said in walker.wrong.items()}
    assert not wrong, "\n".join(f"{url}\n    " + "\n    ".join(s) for url, s in wrong.items())


def test_no_page_is_left_out(house: WholeHouse, seen: Seen) -> None:
    """Every route is looked at by somebody; add a link, or an address in `seen_by`, where not."""
    looked_at = {path for role in ROLES for path, urls in seen[role].items() if urls}
    every = {route.path for route in with_policy(house.portal.app.routes, "GET")}
    assert {path for path in every - looked_at - set(NO_PAGES) if not programs(path)} == set()


def test_what_is_no_page_is_none(house: WholeHouse, seen: Seen) -> None:
    found = seen[UserRole.ARCHIVIST]
    assert set(NO_PAGES) <= set(found), "an exception for a route that is not there"
    for path in set(NO_PAGES) - {"/operations/live"}:  # it has no end
        for url in found[path][:2]:
            answer = house.people[UserRole.ARCHIVIST].get(url)
            assert answer.status_code != 200 or not is_page(answer), f"{path} has become a page"
