"""What every journey with a browser needs: an open portal, somebody signed in, and the judge."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import uvicorn

from administration.people import link_for_role
from model.policy import UserRole
from tests.access.portal import Portal
from tests.conftest import ROOT, skip_or_fail

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, ViewportSize

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
DESK: ViewportSize = {"width": 1280, "height": 900}
TELEPHONE: ViewportSize = {"width": 390, "height": 844}
_FINDINGS = """() => axe.run(document, {resultTypes: ["violations"]}).then(found =>
    found.violations.flatMap(rule => rule.nodes.map(node => `${rule.id}: ${node.html}`)))"""


@contextmanager
def served(archive: Portal) -> Iterator[str]:
    """The portal on a port of its own, and gone at the end."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(
        uvicorn.Config(
            archive.app, log_config=None, access_log=False, ws="none", timeout_graceful_shutdown=2
        )
    )
    thread = threading.Thread(target=server.run, args=([listening],), name="portal")
    thread.start()
    try:
        patience = time.monotonic() + 20
        while not server.started:
            assert thread.is_alive(), "the portal did not open"
            assert time.monotonic() < patience, "the portal did not open in time"
            time.sleep(0.02)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(20)
        listening.close()
    assert not thread.is_alive()


def signed_in_page(
    archive: Portal, browser: Browser, address: str, role: UserRole, **wishes: Any
) -> Page:
    """A page of somebody with this role, in a fresh context."""
    context = browser.new_context(
        base_url=address, **{"locale": "en-GB", "viewport": DESK} | wishes
    )
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.goto(link_for_role(archive.archive, role, address).url)
    page.locator("main button").click()
    page.get_by_role("button", name="Sign out").wait_for()
    return page


def no_violations(page: Page) -> None:
    """axe-core finds nothing on the page as it stands."""
    if not AXE.is_file():
        skip_or_fail("axe-core is not installed (make setup)")
    # Not as a script of the page: its policy would refuse it, as it should.
    page.evaluate(AXE.read_text())
    found = page.evaluate(_FINDINGS)
    assert not found, f"{page.url}: {found}"
