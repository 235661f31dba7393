"""Operations: what matters first, routine summed up, stores that are away, bars that are honest."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from administration.web.house_state import folded
from administration.web.store_watch import StoreWatch
from administration.workflows import fixity_round
from administration.workflows.inline import InlineSteps
from catalogue import accounts, jobs
from model.errors import MunimentError
from model.job import JobState
from model.policy import UserRole
from tests.access.portal import Portal, portal
from tests.ingest.quiet import QUIET


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    with portal(tmp_path_factory.mktemp("operations")) as made:
        yield made


@pytest.fixture(scope="module")
def archivist(opened: Portal) -> TestClient:
    return opened.signed_in(UserRole.ARCHIVIST)


@pytest.fixture(scope="module")
def busy(opened: Portal, archivist: TestClient) -> TestClient:
    """An archivist of an archive in which much has been done."""
    archive, now = opened.archive, opened.archive.clock()
    with archive.database.write() as connection:
        person = accounts.by_name(connection, UserRole.ARCHIVIST.value)
        assert person
        for number in range(5):
            jobs.add(connection, f"mail-{number}", "mail", {}, None, now)
            jobs.end(connection, f"mail-{number}", JobState.DONE, now)
        for number in range(3):
            at = now + timedelta(seconds=number)
            jobs.add(connection, f"fill-{number}", "fill", {}, None, at)
            jobs.end(
                connection, f"fill-{number}", JobState.FAILED, at, code="storage.away",
                message={"en": "The store south is away.", "de": "Der Speicher ist weg."},
            )  # fmt: skip
        jobs.add(connection, "mine", "verify", {}, person.id, now)
        jobs.end(connection, "mine", JobState.DONE, now)
        jobs.add(connection, "folder-9", "ingest", {}, person.id, now)
        jobs.begin(connection, "folder-9", archive.new_id(), now)
        jobs.note(connection, "folder-9", now, done=43, total=100, stage="read-back")
    return archivist


def seen(client: TestClient, query: str = "") -> str:
    answer = client.get(f"/operations{query}", headers={"accept-language": "en"})
    assert answer.status_code == 200
    inside = re.search(r"<main.*</main>", answer.text, re.DOTALL)
    assert inside
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", inside[0])))


def test_an_archive_in_which_nothing_has_been_done(tmp_path: Path) -> None:
    with portal(tmp_path) as fresh:
        page = seen(fresh.signed_in(UserRole.ARCHIVIST))
    assert "Nothing has been done in the background yet." in page
    assert "Routine" not in page
    assert "there has been none yet" in page
    assert page.count("answers, ") == 2


def test_routine_is_one_line_and_failures_come_first(busy: TestClient) -> None:
    page = seen(busy)
    assert "Sending mail done 5 times" in page
    assert "mail-3" not in page
    assert page.count("The store south is away.") == 1, "told once"
    assert "and 2 times before, for the same reason" in page
    assert page.index("fill-2") < page.index("folder-9") < page.index("mine")
    assert "43 % reading back from every store" in page
    # by kind and state, with the counts of each
    assert "mail-3" in seen(busy, "?state=done&kind=mail")
    failed = seen(busy, "?state=failed")
    assert {f"fill-{number}" for number in range(3)} <= set(failed.split())
    assert "failed 3" in failed
    assert "mine" not in failed.split()
    assert "There are no such jobs." in seen(busy, "?state=queued")
    assert "failed 0" in seen(busy, "?kind=mail")


@pytest.mark.parametrize("query", ["?state=x&kind=y", "?state=&kind=%00", "?kind=" + "a" * 5000])
def test_filters_that_are_none_are_no_filters(busy: TestClient, query: str) -> None:
    assert "Sending mail done 5 times" in seen(busy, query)


def test_a_store_that_is_away_is_named(opened: Portal) -> None:
    stores = opened.archive.home.path / "stores"
    watch = StoreWatch(lambda: opened.archive.vault)
    (stores / "south").rename(stores / "elsewhere")
    try:
        north, south = watch.look(["north", "south"])
    finally:
        (stores / "elsewhere").rename(stores / "south")
    assert north.answers
    assert north.free
    assert not south.answers
    assert south.error
    assert south.error.code == "storage.away"


def test_a_store_that_hangs_keeps_no_page_waiting() -> None:
    asked, goes_on = [], threading.Event()

    class Hangs:
        # nothing real hangs on demand
        def free_in(self, store: str) -> int:
            asked.append(store)
            goes_on.wait(20)
            return 1

    watch = StoreWatch(Hangs)  # type: ignore[arg-type]
    try:
        begun = time.monotonic()
        for _ in range(2):
            (seen,) = watch.look(["far"])
            assert (seen.answers, seen.error) == (False, None)
        assert time.monotonic() - begun < 10
        assert asked == ["far"], "it is not asked again while it has not answered"
    finally:
        goes_on.set()


def test_the_latest_round_is_told(opened: Portal, archivist: TestClient) -> None:
    fixity_round.run(InlineSteps(QUIET), opened.archive, {})
    assert re.search(
        r"Latest fixity round ended .* copies read, 0 damaged, 0 healed", seen(archivist)
    )


@pytest.mark.usefixtures("archivist")
def test_what_people_asked_for_is_never_folded(opened: Portal) -> None:
    archive, now = opened.archive, opened.archive.clock()
    with archive.database.write() as connection:
        person = accounts.by_name(connection, UserRole.ARCHIVIST.value)
        assert person
        for number in range(2):
            jobs.add(connection, f"twice-{number}", "verify", {}, person.id, now)
            jobs.end(connection, f"twice-{number}", JobState.FAILED, now, code="storage.away")
        found = jobs.listed(connection, 100, kind="verify", state=JobState.FAILED)
    assert [shown.alike for shown in folded(found)] == [0, 0]


def test_the_unknown_store_is_an_error(opened: Portal) -> None:
    with pytest.raises(MunimentError, match="nowhere"):
        opened.archive.vault.free_in("nowhere")
