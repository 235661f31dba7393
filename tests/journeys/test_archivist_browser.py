"""An archivist with a browser: a ZIP comes in or not, units are described, an EAD imported."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from model.policy import UserRole
from tests.access.portal import Portal, portal_with_jobs
from tests.journeys.browsing import no_violations, served, signed_in_page
from tests.schemas.judges import faults

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

TABLE = "path,Signatur,parent,level,Titel,von,bis\nakte,S-90,S,file,Wehr am Bach,1901,1902\n"
AID = "corpus/ead/ddb/EAD_DDB_Findbuch_max_1.2.xml"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    with portal_with_jobs(tmp_path_factory.mktemp("archivist-journey")) as opened:
        yield opened


@pytest.fixture(scope="module")
def address(archive: Portal) -> Iterator[str]:
    with served(archive) as where:
        yield where


@pytest.fixture
def archivist(archive: Portal, address: str, browser: Browser) -> Iterator[Page]:
    page = signed_in_page(archive, browser, address, UserRole.ARCHIVIST)
    yield page
    page.context.close()


def hand_in(page: Page, title: str, file: Path) -> None:
    """Through the form, until the report is there."""
    page.goto("/submissions")
    page.get_by_role("link", name="Hand in a submission").click()
    page.get_by_label("Title").fill(title)
    page.get_by_label("Files").set_input_files(file)
    page.get_by_role("button", name="Upload and check").click()
    page.wait_for_url("**/submissions/0*")
    page.get_by_role("heading", name="Check report").wait_for()


def test_a_zip_is_taken_in(archivist: Page, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "wehr.zip", "w") as made:
        made.writestr("wehr/metadata.csv", TABLE)
        made.writestr("wehr/akte/blatt.txt", "Das Wehr am Bach")
    hand_in(archivist, "Wehr", tmp_path / "wehr.zip")
    archivist.get_by_text("Nothing stands against taking it in").wait_for()
    expect(archivist.get_by_role("row", name="S-90")).to_be_visible()
    archivist.get_by_role("button", name="Accept and store").click()
    archivist.get_by_role("link", name="Wehr am Bach").click()
    expect(archivist.get_by_role("heading", level=1)).to_have_text("Wehr am Bach")
    expect(archivist.get_by_role("row", name="blatt.txt")).to_be_visible()


def test_another_is_refused_with_a_reason(archivist: Page, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "falsch.zip", "w") as made:
        made.writestr("falsch/blatt.txt", "anders")
        made.writestr("falsch/sums.sha256", "0" * 64 + "  blatt.txt\n")
    hand_in(archivist, "Mit falscher Summe", tmp_path / "falsch.zip")
    expect(archivist.locator("main")).to_contain_text("It cannot be taken in as it is.")
    expect(archivist.locator("main")).to_contain_text("blatt.txt does not match its checksum")
    assert archivist.get_by_role("button", name="Accept").count() == 0
    archivist.get_by_role("button", name="Refuse").click()
    expect(archivist.locator("#reason:invalid")).to_be_focused()  # nothing without a reason
    archivist.get_by_label("Reason").fill("Die Summen passen nicht.")
    archivist.get_by_role("button", name="Refuse").click()
    expect(archivist.get_by_role("status")).to_have_text("refused")
    expect(archivist.locator("main")).to_contain_text("Die Summen passen nicht.")
    no_violations(archivist)
    archivist.goto("/accessions")
    assert archivist.get_by_text("Mit falscher Summe").count() == 0


def test_a_unit_is_described_changed_and_fought_over(
    archive: Portal, address: str, browser: Browser, archivist: Page
) -> None:
    archivist.goto("/describe")
    archivist.get_by_label("Reference code").first.fill("S-1")
    archivist.get_by_label("Title").fill("Stadtplan")
    archivist.get_by_role("button", name="Save").click()
    taken = archivist.get_by_label("Reference code").first
    expect(taken).to_have_attribute("aria-invalid", "true")
    no_violations(archivist)
    taken.fill("S-9")
    archivist.get_by_label("Stands below").fill("S")
    archivist.get_by_label("From", exact=True).fill("1880")
    archivist.get_by_label("To", exact=True).fill("1885")
    archivist.get_by_role("button", name="Save").click()
    expect(archivist.get_by_role("heading", level=1)).to_have_text("Stadtplan")
    # two open the form, both save: the second sees what the first has written
    other = signed_in_page(archive, browser, address, UserRole.ADMINISTRATOR)
    for page in (archivist, other):
        page.goto(f"/unit/{archive.id('S-9')}/edit")
    archivist.get_by_label("Title").fill("Stadtplan von 1880")
    archivist.get_by_role("button", name="Save").click()
    archivist.wait_for_url(f"**/unit/{archive.id('S-9')}")
    other.get_by_label("Title").fill("Plan der Stadt")
    other.get_by_role("button", name="Save").click()
    expect(other.get_by_role("heading", name="Somebody has changed it meanwhile")).to_be_visible()
    row = other.get_by_role("row", name="Title")
    expect(row).to_contain_text("Stadtplan von 1880")
    expect(row).to_contain_text("Plan der Stadt")
    no_violations(other)
    other.get_by_role("button", name="Save my wording").click()
    expect(other.get_by_role("heading", level=1)).to_have_text("Plan der Stadt")
    other.get_by_role("link", name="History").click()
    expect(other.get_by_role("heading", level=2)).to_have_text(
        ["Revision 3", "Revision 2", "Revision 1"]
    )
    expect(other.locator("main")).to_contain_text("archivist")
    expect(other.locator("main")).to_contain_text("administrator")
    no_violations(other)
    other.context.close()


@pytest.mark.shared
def test_a_finding_aid_is_read_imported_and_exported(archivist: Page, shared: Path) -> None:
    archivist.goto("/finding-aids")
    archivist.get_by_label("File").set_input_files(shared / AID)
    archivist.get_by_role("button", name="Read it").click()
    expect(archivist.get_by_role("status")).to_have_text("was read, nothing changed yet")
    new = archivist.locator(".fields-list div", has_text="new").locator("dd").inner_text()
    assert int(new) > 0
    no_violations(archivist)
    archivist.get_by_role("button", name="Import it now").click()
    expect(archivist.get_by_role("status")).to_have_text("imported")
    assert archivist.locator(".fields-list div", has_text="new").locator("dd").inner_text() == new
    archivist.get_by_role("link", name="To the fonds").click()
    title = archivist.get_by_role("heading", level=1).inner_text()
    with archivist.expect_download() as given:
        archivist.get_by_role("link", name="EAD(DDB)").click()
    exported = Path(given.value.path()).read_bytes()
    assert faults(shared / "xsd", exported) == []
    assert title in exported.decode()
