"""Access copies ahead of readers: the command, the job, and a cache that was deleted."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from administration.home import Home
from administration.jobs.desk import JobDesk
from administration.looking_ahead import look_ahead
from administration.wiring import Archive, open_archive
from administration.workflows.access_copies import run
from administration.workflows.inline import InlineSteps
from catalogue import aips, jobs, unseen
from model.job import Job
from tests.access.viewing.gallery import Gallery, encoded, gallery, painting
from tests.administration.conftest import Muniment
from tests.administration.test_jobs import command, home, until, worker
from tests.ingest.quiet import QUIET

__all__ = ["home"]  # a fixture


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gallery]:
    with gallery(tmp_path_factory.mktemp("copies")) as opened:
        yield opened


@pytest.fixture(autouse=True)
def _an_empty_cache(pictures: Gallery) -> None:
    shutil.rmtree(pictures.archive.home.cache / "access-1", ignore_errors=True)


def made(pictures: Gallery, *names: str, ends: int = 0) -> dict[str, Any]:
    muniment = Muniment(pictures.archive.home.path)
    return muniment.json("access-copies", *names, ends=ends)


def test_all_of_them_then_nothing_more_then_anew(pictures: Gallery) -> None:
    # sound, text and XML are none of them
    assert made(pictures) == {"derived": 9, "unchanged": 0, "failed": 3}
    cache = Path(pictures.archive.home.cache)
    assert len(list(cache.rglob("thumbnail.jpg"))) == 9
    assert made(pictures) == {"derived": 0, "unchanged": 9, "failed": 3}
    shutil.rmtree(cache / "access-1")
    page = pictures.public.get(pictures.image("B-1", "02.jpg") + "/full/!400,400/0/default.jpg")
    assert page.status_code == 200
    assert made(pictures) == {"derived": 8, "unchanged": 1, "failed": 3}


def test_one_of_them(pictures: Gallery) -> None:
    assert made(pictures, "B-7")["derived"] == 1


@pytest.mark.parametrize(
    ("name", "code"), [("B-99", "catalogue.not-found"), ("B", "catalogue.no-aip")]
)
def test_wrong_names(pictures: Gallery, name: str, code: str) -> None:
    assert made(pictures, name, ends=2)["error"]["code"] == code


def test_the_job_tells_how_far_it_is(pictures: Gallery) -> None:
    told: list[tuple[int, int]] = []

    class Steps(InlineSteps):
        def progress(self, done: int, total: int, stage: str = "") -> None:
            told.append((done, total))

    found = run(Steps(QUIET), pictures.archive, {"aips": [pictures.aip("B-1")]})
    assert found == {"derived": 4, "unchanged": 0, "failed": 0}
    assert told == [(1, 1)]


def test_the_cache_holds_nothing_among_the_aips(pictures: Gallery) -> None:
    stores = Path(pictures.archive.home.path) / "stores"
    before = sorted(stores.rglob("*"))
    made(pictures)
    assert sorted(stores.rglob("*")) == before


def test_what_came_in_is_looked_at_once(pictures: Gallery, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = pictures.archive
    desk = JobDesk(archive)  # jobs wait in its book
    monkeypatch.setitem(vars(archive), "jobs", desk)
    with archive.database.read() as connection:
        came = unseen.oldest(connection, 100)
        assert {one.aip for one in came} == set(aips.ids(connection, after=None, limit=100))
    # not the sound, nor the page of text
    assert look_ahead(archive) == len(came) - 1
    assert look_ahead(archive) == 0
    with archive.database.write() as connection:  # as after a crash before the rows were gone
        for one in came:
            unseen.add(connection, one.aip, one.generation)
    look_ahead(archive)
    with archive.database.read() as connection:
        (started,) = [one for one in jobs.listed(connection, 100) if one.kind == "access-copies"]
        assert not unseen.oldest(connection, 1)
    desk.close()
    assert pictures.aip("B-6") not in started.arguments["aips"]
    assert run(InlineSteps(QUIET), archive, started.arguments)["derived"] == 9


def test_the_worker_makes_them_after_an_ingest(home: Home, tmp_path: Path) -> None:
    delivery = tmp_path / "delivery"
    delivery.mkdir()
    (delivery / "bild.png").write_bytes(encoded(painting(600, 400), "PNG"))
    # nobody is there yet: who comes later finds it
    assert command(home, "ingest", str(delivery))[0] == 0
    thumbnails = home.cache / "access-1"
    assert not thumbnails.exists()
    with open_archive(home) as archive, worker(home):
        until(lambda: list(thumbnails.rglob("thumbnail.jpg")), "nobody looked ahead")
        until(
            lambda: all(one.state.ended for one in _copies_jobs(archive)) and _copies_jobs(archive),
            "the job does not end",
        )
        (job,) = _copies_jobs(archive)
    assert job.result == {"derived": 1, "unchanged": 0, "failed": 0}
    assert command(home, "ledger", "verify")[0] == 0


def _copies_jobs(archive: Archive) -> list[Job]:
    with archive.database.read() as connection:
        return [one for one in jobs.listed(connection, 50) if one.kind == "access-copies"]
