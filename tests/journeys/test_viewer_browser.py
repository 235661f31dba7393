"""The viewer in a browser: deep zoom under our own policy, by keyboard, and without a script."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.access.viewing.gallery import Gallery, gallery
from tests.journeys import browsing

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gallery]:
    with gallery(tmp_path_factory.mktemp("viewer")) as opened:
        yield opened


@pytest.fixture(scope="module")
def served(pictures: Gallery) -> Iterator[str]:
    with browsing.served(pictures) as address:
        yield address


def opened(browser: Browser, served: str, wide: int, scheme: str, *, script: bool = True) -> Page:
    context = browser.new_context(
        base_url=served, locale="en-GB", color_scheme=scheme, java_script_enabled=script,  # type: ignore[arg-type]  # "light" or "dark"
        viewport={"width": wide, "height": 844},
    )  # fmt: skip
    page = context.new_page()
    page.set_default_timeout(20_000)
    return page


@pytest.mark.parametrize(("wide", "scheme"), [(1280, "light"), (390, "dark")])
def test_deep_zoom(
    browser: Browser, served: str, pictures: Gallery, wide: int, scheme: str
) -> None:
    page = opened(browser, served, wide, scheme)
    refused: list[str] = []
    page.on("console", lambda said: refused.append(said.text) if "Policy" in said.text else None)
    tiles: list[str] = []
    page.on("request", lambda one: tiles.append(one.url) if "/iiif/3/" in one.url else None)
    page.goto(pictures.view("B-7", "seite.png"))
    page.locator("#controls").wait_for()
    assert page.locator("#still").count() == 0
    page.get_by_role("button", name="Larger").click()
    page.get_by_role("button", name="Rotate").focus()
    page.keyboard.press("Enter")
    page.get_by_text("Erſte Zeile").click()
    page.locator(".hit").wait_for(state="attached")
    assert any("/0/default.jpg" in url for url in tiles)
    assert not refused
    width = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(width) <= 0
    page.context.close()


def test_a_keyboard_reaches_every_control(browser: Browser, served: str, pictures: Gallery) -> None:
    page = opened(browser, served, 1280, "light")
    page.goto(pictures.view("B-1"))
    page.locator("#controls").wait_for()
    page.get_by_role("button", name="Larger").focus()
    names = []
    for _ in range(9):
        names.append(page.evaluate("document.activeElement.getAttribute('aria-label')"))
        page.keyboard.press("Tab")
    assert names == [
        "Larger", "Smaller", "Whole page", "Move left", "Move up", "Move down", "Move right",
        "Rotate", "Full screen",
    ]  # fmt: skip
    page.context.close()


def test_without_a_script_there_is_the_image_its_text_and_links(
    browser: Browser, served: str, pictures: Gallery
) -> None:
    page = opened(browser, served, 390, "light", script=False)
    page.goto(pictures.view("B-7", "seite.png"))
    assert page.locator("#still").bounding_box()["width"] > 300  # type: ignore[index]  # it is there
    assert page.get_by_text("Erſte Zeile <b>").is_visible()
    assert not page.locator("#controls").is_visible()
    page.goto(pictures.view("B-1"))
    page.get_by_role("link", name="Next").click()
    assert page.get_by_text("2 of 3").is_visible()
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_that_axe_finds(
    browser: Browser, served: str, pictures: Gallery, scheme: str
) -> None:
    page = opened(browser, served, 1280, scheme)
    for address in (
        pictures.view("B-1"), pictures.view("B-5"), pictures.view("B-6"),
        pictures.view("B-6", "lies.txt"), pictures.view("B-7", "seite.png"),
        f"/unit/{pictures.id('B-1')}",
    ):  # fmt: skip
        page.goto(address)
        browsing.no_violations(page)
    page.context.close()
