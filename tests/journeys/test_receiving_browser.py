"""An archivist with a browser: uploads with a cut in the middle, reads the report, accepts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from model.policy import UserRole
from tests.access.portal import Portal, portal
from tests.journeys.browsing import no_violations, served, signed_in_page

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Route

pytestmark = pytest.mark.browser

TABLE = (
    "path;Signatur;parent;level;Titel;von;bis\nplan.txt;S-95;S;file;Plan der Schleuse;1903;1903\n"
)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    with portal(tmp_path_factory.mktemp("receiving-journey")) as opened:
        yield opened


def test_upload_cut_report_accept_find(archive: Portal, browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "plan.txt").write_bytes(b"Plan der Schleuse\n" * 1_000_000)  # three pieces
    (tmp_path / "metadata.csv").write_text(TABLE)
    with served(archive) as address:
        page = signed_in_page(archive, browser, address, UserRole.ARCHIVIST)
        cut: list[str] = []

        def cable(route: Route) -> None:
            # The second piece of the first file does not arrive the first time.
            offset = route.request.headers.get("upload-offset", "0")
            if route.request.method == "PATCH" and offset != "0" and not cut:
                cut.append(offset)
                route.abort("connectionreset")
            else:
                route.continue_()

        page.route("**/api/v1/uploads/**", cable)
        page.goto("/submissions/new")
        no_violations(page)
        page.get_by_label("Title").fill("Schleuse am Mühlbach")
        page.get_by_label("From whom").fill("Wasseramt")
        page.get_by_label("Files").set_input_files(
            [tmp_path / "plan.txt", tmp_path / "metadata.csv"]
        )
        page.get_by_role("button", name="Upload and check").click()
        page.wait_for_url("**/submissions/0*")
        assert cut, "nothing was cut"
        page.get_by_text("Nothing stands against taking it in").wait_for()
        no_violations(page)
        assert page.get_by_role("row", name="Plan der Schleuse").is_visible()
        page.get_by_role("button", name="Accept and store").click()
        page.get_by_role("link", name="Plan der Schleuse").wait_for()
        page.get_by_role("link", name="Plan der Schleuse").click()
        assert page.get_by_role("heading", level=1).inner_text() == "Plan der Schleuse"
        page.goto("/search?q=schleuse")
        assert page.get_by_role("link", name="Plan der Schleuse").is_visible()
        page.goto("/submissions")
        no_violations(page)
        page.goto("/accessions")
        no_violations(page)
        page.context.close()


def test_without_a_script(archive: Portal, browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "brief.txt").write_text("Ein Brief ohne Skript")
    with served(archive) as address:
        page = signed_in_page(
            archive, browser, address, UserRole.ARCHIVIST, java_script_enabled=False
        )
        page.goto("/submissions/new")
        page.get_by_label("Title").fill("Ein Brief")
        page.get_by_label("Files").set_input_files(tmp_path / "brief.txt")
        page.get_by_role("button", name="Upload and check").click()
        for _ in range(100):
            if page.get_by_text("Nothing stands against").is_visible():
                break
            page.wait_for_timeout(100)
            page.get_by_role("link", name="Look again").click()
        assert page.get_by_role("button", name="Accept and store").is_visible()
        page.context.close()
