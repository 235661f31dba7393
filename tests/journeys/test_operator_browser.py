"""Whoever runs the archive, with a browser: jobs live, a copy's story, formats, a sign-off."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from playwright.sync_api import expect

from administration.migrating import workshop_of
from administration.workflows import fixity_round
from administration.workflows.inline import InlineSteps
from catalogue import jobs
from model.job import JobState
from model.policy import UserRole
from preservation.migrating.planning import write_down
from preservation.migrating.rehearsing import rehearse
from tests.access.portal import Portal, portal_with_jobs, take
from tests.ingest.quiet import QUIET
from tests.journeys.browsing import no_violations, served, signed_in_page

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

TABLE = "path,Signatur,parent,level,Titel,von,bis\nbild.bmp,S-70,S,file,Altes Bild,1990,1990\n"
PLAN = """
name = "Old pictures"
reason = "BMP is read by fewer programs each year."
[selection]
puids = ["fmt/116", "fmt/119"]
[target]
tool = "tiff"
compression = "lzw"
"""


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    place = tmp_path_factory.mktemp("operator-journey")
    picture = io.BytesIO()
    Image.effect_noise((90, 60), 50).convert("RGB").save(picture, "BMP")
    with portal_with_jobs(place) as opened:
        take(opened.archive, place / "picture", {"bild.bmp": picture.getvalue()}, TABLE)
        yield opened


@pytest.fixture
def operator(archive: Portal, browser: Browser) -> Iterator[Page]:
    with served(archive) as address:
        page = signed_in_page(archive, browser, address, UserRole.ADMINISTRATOR)
        yield page
        page.context.close()


def test_jobs_are_seen_as_they_go(archive: Portal, operator: Page) -> None:
    operator.goto("/operations")
    expect(operator.locator("main")).to_contain_text("What is being done")
    now = archive.archive.clock()
    with archive.archive.database.write() as connection:
        worker = archive.archive.new_id()
        jobs.beat(connection, worker, 1, now)
        jobs.add(connection, "seen", "verify", {}, None, now)
        jobs.begin(connection, "seen", worker, now)
        jobs.note(connection, "seen", now, done=3, total=4)
    # nobody has asked for the page again
    seen = operator.get_by_role("listitem").filter(has_text="Check of all copies")
    expect(seen).to_contain_text("running")
    expect(seen).to_contain_text("75 %")
    with archive.archive.database.write() as connection:
        jobs.end(connection, "seen", JobState.DONE, now)
    expect(seen).to_contain_text("done")
    no_violations(operator)


def test_a_damaged_copy_has_its_story(archive: Portal, operator: Page) -> None:
    operator.goto("/incidents")
    expect(operator.locator("main")).to_contain_text("No copy has ever been found damaged.")
    aip = archive.aip("S-1")
    bad = next((archive.archive.home.path / "stores/south").glob(f"aip/*/*/{aip}/v00001.zip"))
    _flip(bad)
    fixity_round.run(InlineSteps(QUIET), archive.archive, {})
    operator.reload()
    story = operator.get_by_role("listitem").filter(has_text="Generation 1 in south").first
    for said in ("Found in south: altered", "Healed from north", "Read back from south: intact"):
        expect(story).to_contain_text(said)
    expect(operator.get_by_role("row").last).to_contain_text("1")
    no_violations(operator)
    story.get_by_role("link", name="Brücke über die Müller-Au").click()
    expect(operator.get_by_role("heading", level=1)).to_have_text("Brücke über die Müller-Au")
    expect(operator.locator(".events").last).to_contain_text("incident closed")


def test_formats_lead_to_what_is_of_them(operator: Page) -> None:
    operator.goto("/formats")
    row = operator.get_by_role("row").filter(has_text="Windows Bitmap")
    expect(row).to_contain_text("medium")
    no_violations(operator)
    row.get_by_role("link").click()
    expect(operator.get_by_role("link", name="Altes Bild")).to_be_visible()


def test_a_migration_is_signed_off_and_run(archive: Portal, operator: Page) -> None:
    with workshop_of(archive.archive, archive.archive.agent, QUIET) as work:
        rehearse(work, write_down(work, PLAN))
    operator.goto("/migrations")
    operator.get_by_role("link", name="Old pictures").click()
    expect(operator.get_by_role("row", name="bild.bmp")).to_contain_text("decoded, the same")
    no_violations(operator)
    operator.get_by_role("button", name="Sign off").click()
    expect(operator.locator("main .badge").first).to_have_text("signed off")
    operator.get_by_role("button", name="Run").click()
    for _ in range(100):
        if operator.locator("main .badge").first.inner_text() == "done":
            break
        operator.wait_for_timeout(200)
        operator.reload()
    expect(operator.locator("main")).to_contain_text("new generation 2")
    no_violations(operator)
    operator.goto(f"/unit/{archive.id('S-70')}")
    expect(operator.locator(".events").last).to_contain_text("migrated")


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[200] ^= 1
    path.chmod(0o644)
    path.write_bytes(data)
