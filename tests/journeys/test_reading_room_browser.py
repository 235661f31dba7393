"""A unit's way to the reading room and back, with a browser: reader, archivist and desk."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from model.policy import UserRole
from tests.access.reading_room.lesesaal import Lesesaal, lesesaal
from tests.journeys.browsing import DESK, TELEPHONE, no_violations, served, signed_in_page

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

ADDRESS = "aenne@example.org"
SPILLING = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lesesaal]:
    with lesesaal(tmp_path_factory.mktemp("reading-room-journey")) as opened:
        yield opened


def look(page: Page, heading: str) -> None:
    """The page says what it is, has nothing against it, and fits a telephone."""
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    no_violations(page)
    page.set_viewport_size(TELEPHONE)
    assert page.evaluate(SPILLING) == 0, f"{page.url} is wider than a telephone"
    no_violations(page)
    page.set_viewport_size(DESK)


def test_from_the_application_to_the_shelf(room: Lesesaal, browser: Browser) -> None:
    with served(room.portal) as address:
        reader = registered(room, browser, address)
        archivist = signed_in_page(room.portal, browser, address, UserRole.ARCHIVIST)
        desk = signed_in_page(room.portal, browser, address, UserRole.DESK)
        apply(reader)
        grant(archivist, reader)
        fill_basket(room, reader)
        order(reader)
        approve(archivist)
        fetch(desk)
        hand_out_and_take_back(desk, reader)
        for page in (reader, archivist, desk):
            page.context.close()


def registered(room: Lesesaal, browser: Browser, address: str) -> Page:
    """Somebody registers, and is signed in by the link in the letter."""
    context = browser.new_context(base_url=address, locale="en-GB", viewport=DESK)
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.goto("/register")
    look(page, "Register as a reader")
    page.get_by_label("First and family name").fill("Änne Groß")
    page.get_by_label("E-mail address").fill(ADDRESS)
    page.get_by_role("button", name="Mail me the link").click()
    look(page, "The link is on its way")
    found = re.search(r"/sign-in/link/\S+", room.letters(ADDRESS)[-1].get_content())
    assert found is not None
    page.goto(found[0])
    page.locator("main button").click()
    page.get_by_role("button", name="Sign out").wait_for()
    return page


def apply(reader: Page) -> None:
    """Before that nothing can be ordered; the account leads to the form."""
    reader.goto("/account")
    reader.get_by_role("link", name="Application").click()
    title = reader.get_by_role("heading", level=1).inner_text()
    look(reader, title)
    reader.get_by_label("Postal address").fill("Am Wehr 1\nLindenfurt")
    reader.get_by_label("Purpose").select_option("local-history")
    reader.get_by_label("Topic").fill("Brücken über die Müller-Au")
    reader.get_by_label("I will respect").check()
    reader.get_by_role("button", name="Hand in").click()
    expect(reader.locator("main")).to_contain_text("handed in, not decided yet")
    look(reader, title)


def grant(archivist: Page, reader: Page) -> None:
    """The archivist finds the application at the desk, and grants it."""
    archivist.goto("/desk")
    archivist.get_by_role("link", name="1 application waits").click()
    look(archivist, "Applications")
    archivist.get_by_role("button", name="Grant").click()
    expect(archivist.locator("main")).to_contain_text("There are none.")
    look(archivist, "Applications")
    archivist.get_by_role("link", name="valid").click()
    expect(archivist.locator("main")).to_contain_text("Änne Groß")
    look(archivist, "Applications")
    reader.reload()
    expect(reader.locator("main")).to_contain_text("It is valid until 31 December")
    look(reader, reader.get_by_role("heading", level=1).inner_text())


def fill_basket(room: Lesesaal, reader: Page) -> None:
    """Two units of one box count once; what is taken out is gone."""
    reader.goto("/basket")
    look(reader, "Basket")
    for number in (1, 2, 5):
        reader.goto(f"/unit/{room.portal.id(f'P-{number}')}")
        look(reader, f"Akte {number - 1} & <b>Söhne</b>")
        reader.get_by_role("button", name="Put into the basket").click()
        reader.wait_for_url("**/basket")
    expect(reader.locator("main")).to_contain_text("2 units are carried")
    expect(reader.locator("main")).to_contain_text("2 of your units lie in one box")
    look(reader, "Basket")
    reader.get_by_role("button", name="Take out P-5").click()
    expect(reader.locator("main")).to_contain_text("1 unit is carried")


def order(reader: Page) -> None:
    """A day is chosen, and the order shows where it stands."""
    reader.get_by_role("radio").first.check()
    reader.get_by_label("To be brought at").select_option("12:00")
    reader.get_by_role("button", name="Order", exact=True).click()
    look(reader, "Your orders")
    reader.get_by_role("link", name="Order 1").click()
    look(reader, "Order 1")
    expect(reader.locator("main .badge")).to_have_text("ordered")


def approve(archivist: Page) -> None:
    """The archivist approves it in the queue."""
    archivist.goto("/desk/queue")
    look(archivist, "Orders: ordered")
    archivist.get_by_label("Choose order 1").check()
    archivist.get_by_role("button", name="Approve").click()
    expect(archivist.locator("main")).to_contain_text("Nothing is in this state.")
    look(archivist, "Orders: ordered")


def fetch(desk: Page) -> None:
    """The desk prints the slip, pulls the box and lays it ready."""
    desk.goto("/desk")
    look(desk, desk.get_by_role("heading", level=1).inner_text())
    desk.get_by_role("link", name="1 to be pulled").click()
    look(desk, "Orders: to be pulled")
    desk.get_by_label("Choose order 1").check()
    desk.get_by_role("button", name="Print slips").click()
    desk.wait_for_url("**/desk/slips.pdf?n=1")  # shown in the browser, to be printed from there
    printed = desk.context.request.get(desk.url)
    assert printed.headers["content-type"] == "application/pdf"
    assert printed.body().startswith(b"%PDF-")
    for state, deed in (("slipped", "Pulled"), ("pulled", "Lay ready")):
        desk.goto(f"/desk/queue?state={state}")
        look(desk, {"slipped": "Orders: slip printed", "pulled": "Orders: pulled"}[state])
        desk.get_by_label("Choose order 1").check()
        desk.get_by_role("button", name=deed).click()
        expect(desk.locator("main")).to_contain_text("Nothing is in this state.")


def hand_out_and_take_back(desk: Page, reader: Page) -> None:
    """At the counter: the card is seen, the box goes out, comes back and goes to its shelf."""
    desk.goto("/desk/counter")
    look(desk, "Counter")
    desk.get_by_label("Barcode").fill("nonsense")
    desk.get_by_role("button", name="Open").click()
    expect(desk.get_by_role("alert")).to_be_visible()
    look(desk, "Counter")
    desk.get_by_label("Barcode").fill("M0000001")
    desk.get_by_label("Barcode").press("Enter")
    expect(desk.locator(".at-hand .badge")).to_have_text("ready")
    expect(desk.locator("main")).to_contain_text("Nobody has seen an identity card yet.")
    look(desk, "Counter")
    desk.get_by_role("button", name="I have seen the identity card").click()
    expect(desk.locator("main")).to_contain_text("Identity seen on")
    look(desk, "Counter")
    desk.goto("/desk/counter?code=R1")
    look(desk, "Counter")
    desk.get_by_role("link", name="1", exact=True).click()
    for deed, state in (("Issue", "issued"), ("Take back", "returned"), ("Reshelved", "reshelved")):
        desk.get_by_role("button", name=deed).click()
        expect(desk.locator(".at-hand .badge")).to_have_text(state)
        look(desk, "Counter")
        reader.reload()
        expect(reader.locator("main .badge")).to_have_text(state)
        look(reader, "Order 1")
    reader.goto("/orders")
    expect(reader.get_by_role("heading", name="Ended")).to_be_visible()
    look(reader, "Your orders")
