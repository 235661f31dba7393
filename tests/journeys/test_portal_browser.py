"""A reader at the portal with a browser: by mouse, by keyboard, in the dark, on a telephone."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from tests.access.portal import FILES, Portal, portal
from tests.conftest import ROOT, skip_or_fail
from tests.journeys import browsing

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    Reader = Callable[..., Page]

pytestmark = pytest.mark.browser

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
DESK = {"width": 1280, "height": 900}
ZOOMED = {"width": 640, "height": 450}  # what 200 % leaves of the desk
TELEPHONE = {"width": 390, "height": 844}

FINDINGS = """() => axe.run(document, {resultTypes: ["violations"]}).then(found =>
    found.violations.flatMap(rule => rule.nodes.map(node => `${rule.id}: ${node.html}`)))"""
OVERFLOWING = """() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    return [...document.body.querySelectorAll("*")]
        .filter(one => one.getBoundingClientRect().right > width)
        .map(one => one.outerHTML.slice(0, 120));
}"""
FOCUSED = """() => {
    const one = document.activeElement, box = one.getBoundingClientRect();
    const style = getComputedStyle(one);
    return {
        name: one.textContent.trim() || one.id,
        classes: one.className,
        id: one.id,
        ring: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
        inside: box.top >= 0 && box.bottom <= innerHeight && box.left >= 0
            && box.right <= innerWidth && box.width > 1,
    };
}"""


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    with portal(tmp_path_factory.mktemp("journeys")) as opened:
        yield opened


@pytest.fixture(scope="module")
def served(archive: Portal) -> Iterator[str]:
    """The portal on a port of its own, and gone at the end."""
    with browsing.served(archive) as address:
        yield address


@pytest.fixture
def reader(browser: Browser, served: str) -> Iterator[Reader]:
    """Opens a page of a fresh context; whatever it does, it may ask the portal alone."""
    contexts = []
    asked: list[str] = []
    refused: list[str] = []

    def opened(**wishes: Any) -> Page:
        context = browser.new_context(
            base_url=served, **{"locale": "en-GB", "viewport": DESK} | wishes
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("request", lambda request: asked.append(request.url))
        page.on(
            "console",
            lambda said: refused.append(said.text) if "Security Policy" in said.text else None,
        )
        return page

    yield opened
    for context in contexts:
        context.close()
    assert asked
    assert {urlsplit(url).netloc for url in asked} == {urlsplit(served).netloc}
    assert not refused, "a page asks for what its own policy forbids"


@pytest.fixture(scope="module")
def pages(archive: Portal) -> dict[str, str]:
    """Every kind of page a reader meets."""
    return {
        "home": "/",
        "results": "/search?q=bruecke",
        "empty results": "/search?q=xyzzy",
        "holdings": "/holdings",
        "fonds": f"/unit/{archive.id('S')}",
        "unit": f"/unit/{archive.id('S-1-1')}",
        "closed unit": f"/unit/{archive.id('S-2')}",
        "help": "/help",
        "api": "/api",
        "visit": "/visit",
        "sign-in": "/sign-in",
        "404": "/no-such-page",
    }


def test_a_reader_finds_a_plan_and_takes_it_home(reader: Reader, tmp_path: Path) -> None:
    page = reader()
    page.goto("/")
    page.get_by_role("searchbox").fill("bruecke")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Plan der Brücke", exact=True).click()
    assert page.get_by_role("heading", level=1).inner_text() == "Plan der Brücke"

    row = page.get_by_role("row").filter(has_text="plan.txt")
    row.locator("summary").click()
    shown = row.locator("details > code").inner_text()
    with page.expect_download() as waiting:
        row.get_by_role("link", name="Download").click()
    taken = tmp_path / "plan.txt"
    waiting.value.save_as(taken)
    assert waiting.value.suggested_filename == "plan.txt"
    assert taken.read_bytes() == FILES["offen/plan.txt"]
    assert hashlib.sha512(taken.read_bytes()).hexdigest() == shown


@pytest.mark.parametrize(
    ("locale", "until", "why"),
    [
        ("en-GB", "Closed until 1 January 2036", "general protection period of 30 years"),
        ("de-DE", "Gesperrt bis 1. Januar 2036", "Allgemeine Schutzfrist von 30 Jahren"),
    ],
)
def test_a_reader_sees_why_and_until_when_a_unit_is_closed(
    reader: Reader, locale: str, until: str, why: str
) -> None:
    page = reader(locale=locale)
    page.goto("/search?q=haushalt")
    hit = page.locator("ol.hits > li")
    assert until in hit.inner_text()
    hit.get_by_role("link", name="Haushalt", exact=True).click()
    told = page.locator("section.access").inner_text()
    assert until in told
    assert why in told
    assert page.locator("table.files").count() == 0


def test_the_keyboard_is_enough(reader: Reader) -> None:
    page = reader()

    def tab() -> dict[str, Any]:
        page.keyboard.press("Tab")
        focused: dict[str, Any] = page.evaluate(FOCUSED)
        assert focused["ring"], f"nobody sees the focus on {focused}"
        assert focused["inside"], f"the focus is out of sight on {focused}"
        return focused

    page.goto("/")
    assert tab()["classes"] == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    assert tab()["id"] == "q"
    page.keyboard.type("bruecke")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=bruecke")
    for _ in range(60):
        if tab()["name"] == "Plan der Brücke":
            break
    else:
        pytest.fail("sixty times Tab, and no way to the first hit")
    page.keyboard.press("Enter")
    page.wait_for_url("**/unit/*")
    assert page.get_by_role("heading", level=1).inner_text() == "Plan der Brücke"


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("locale", ["de-DE", "en-GB"])
def test_no_page_shuts_anybody_out(
    reader: Reader, pages: dict[str, str], locale: str, theme: str
) -> None:
    if not AXE.is_file():
        skip_or_fail("axe-core is not in node_modules (make setup fetches it with the typefaces)")
    page = reader(locale=locale, color_scheme=theme, bypass_csp=True)
    found: list[str] = []
    for name, address in pages.items():
        page.goto(address)
        assert page.locator("html").get_attribute("lang") == locale[:2]
        page.add_script_tag(path=AXE)
        for size in (DESK, TELEPHONE):
            page.set_viewport_size({"width": size["width"], "height": size["height"]})
            found += [f"{name} at {size['width']}: {one}" for one in page.evaluate(FINDINGS)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("locale", ["de-DE", "en-GB"])
def test_nothing_runs_out_of_the_page(reader: Reader, pages: dict[str, str], locale: str) -> None:
    page = reader(locale=locale)
    found: list[str] = []
    for name, address in pages.items():
        page.goto(address)
        for digest in page.locator("details").all():
            digest.evaluate("one => { one.open = true }")
        for size in (ZOOMED, TELEPHONE):
            page.set_viewport_size({"width": size["width"], "height": size["height"]})
            found += [f"{name} at {size['width']}: {one}" for one in page.evaluate(OVERFLOWING)]
    assert not found, "\n".join(found)
