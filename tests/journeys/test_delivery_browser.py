"""A delivery with browsers: an archivist grants it, a reader fetches it, later it is over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from sqlalchemy import update

from access.dip.checking import check_delivery
from catalogue.tables import delivery_grant
from model.policy import UserRole
from tests.access.portal import Portal, portal
from tests.journeys.browsing import TELEPHONE, no_violations, served, signed_in_page

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    with portal(tmp_path_factory.mktemp("delivery-journey")) as opened:
        yield opened


def test_granted_fetched_and_over(archive: Portal, browser: Browser, tmp_path: Path) -> None:
    with served(archive) as address:
        archivist = signed_in_page(archive, browser, address, UserRole.ARCHIVIST)
        archivist.goto(f"/unit/{archive.id('S-2')}")
        archivist.get_by_role("link", name="Take home with proof").click()
        no_violations(archivist)
        archivist.get_by_role("button", name="Grant").click()
        expect(archivist.get_by_role("heading", level=1)).to_have_text("Granted")
        no_violations(archivist)
        link = archivist.get_by_label("Link to hand out").input_value()
        assert link.startswith(address)

        context = browser.new_context(base_url=address, locale="en-GB", viewport=TELEPHONE)
        reader = context.new_page()
        reader.set_default_timeout(15_000)
        reader.goto(f"/unit/{archive.id('S-2')}")
        expect(reader.locator("main")).to_contain_text("closed")
        reader.goto(link)
        expect(reader.get_by_role("heading", level=1)).to_have_text("Haushalt")
        expect(reader.locator("main")).to_contain_text("zu.txt")
        no_violations(reader)
        with reader.expect_download() as given:
            reader.get_by_role("link", name="Download the ZIP").click()
        given.value.save_as(tmp_path / "delivery.zip")
        checked = check_delivery(tmp_path / "delivery.zip")
        assert (checked.valid, checked.files) == (True, 1)

        archivist.get_by_role("link", name="Granted so far").click()
        row = archivist.get_by_role("row", name="a link")
        expect(row).to_contain_text("valid")
        yesterday = archive.archive.clock() - timedelta(days=1)
        with archive.archive.database.write() as connection:
            connection.execute(update(delivery_grant).values(expires_at=yesterday))
        archivist.reload()
        expect(row).to_contain_text("over")
        assert row.get_by_role("button", name="Take back").count() == 0
        answer = reader.goto(link)
        assert answer is not None
        assert answer.status == 404
        expect(reader.locator("main")).to_contain_text("does not exist, or is over")
        expect(reader.locator("main")).to_contain_text("Ask the archive for a new one")
        assert "zu.txt" not in reader.content()
        no_violations(reader)
        for page in (archivist, reader):
            page.context.close()
