"""Two workers on one PostgreSQL, and one of them gone for ever."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from administration.home import Home
from administration.settings_template import new_settings
from administration.wiring import Archive, open_archive
from administration.workflows.ingest import arguments_of
from catalogue import jobs
from catalogue.tables import event
from ingest.accession import Wishes
from model.job import Job, JobState
from tests.administration.conftest import Muniment
from tests.conftest import ROOT
from tests.engines import own_database

pytestmark = pytest.mark.engines

SUBMISSIONS = 50
GOOD = new_settings("Stadtarchiv Lindenfurt", "lindenfurt.example/log", "99999", ())


@pytest.fixture
def on_a_server(tmp_path: Path) -> Iterator[Muniment]:
    with own_database() as url:
        settings = tmp_path / "servers.toml"
        settings.write_text(GOOD.replace("sqlite:///archive.db", url))
        muniment = Muniment(tmp_path / "home")
        muniment.json("init", "--settings", settings)
        yield muniment


@contextmanager
def worker(home: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A worker with a process group of its own, gone at the end with its tools."""
    process = subprocess.Popen(
        [sys.executable, "-m", "administration", "worker", "--home", str(home)],
        cwd=ROOT, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(30)


def until(holds: Callable[[], object], patience: float, what: str) -> None:
    deadline = time.monotonic() + patience
    while not holds():
        assert time.monotonic() < deadline, what
        time.sleep(0.05)


def delivery(folder: Path) -> Path:
    """A unit under the fonds that is the same for all of them."""
    folder.mkdir()
    (folder / "a.txt").write_text(f"{folder.name}\n" * 50)
    rows = (
        "path;reference_code;parent;level;title",
        ";LF;;fonds;Stadt Lindenfurt",
        f"a.txt;LF-{folder.name};LF;file;Akte {folder.name}",
    )
    (folder / "metadata.csv").write_text("\n".join(rows) + "\n")
    return folder


def stored(archive: Archive) -> list[str]:
    """The AIP of each `stored` event."""
    with archive.database.read() as connection:
        events = [json.loads(body) for body in connection.scalars(select(event.c.body))]
    return [one["aip"] for one in events if one["kind"] == "stored"]


def book(archive: Archive) -> list[Job]:
    with archive.database.read() as connection:
        found = jobs.listed(connection, 1000)
    return [job for job in found if job.kind == "ingest"]


def in_hands_of(archive: Archive, by: UUID) -> list[Job]:
    return [job for job in book(archive) if job.worker == by and job.state is JobState.RUNNING]


def names_of_workers(archive: Archive) -> dict[int, UUID]:
    with archive.database.read() as connection:
        return {one.process: one.id for one in jobs.workers(connection)}


def test_the_living_take_over_from_the_dead(tmp_path: Path, on_a_server: Muniment) -> None:
    home = on_a_server.home
    with open_archive(Home(home)) as archive, worker(home) as first, worker(home) as second:
        until(lambda: len(names_of_workers(archive)) == 2, 60, "two workers did not start")
        living, dying = (names_of_workers(archive)[one.pid] for one in (first, second))
        for number in range(SUBMISSIONS):
            path = delivery(tmp_path / f"s{number}")
            archive.jobs.start("ingest", arguments_of(path, Wishes(), archive.agent))
        until(
            lambda: len(stored(archive)) >= SUBMISSIONS // 5 and in_hands_of(archive, dying),
            180,
            "the second worker never had anything to do",
        )
        with suppress(ProcessLookupError):
            os.killpg(second.pid, signal.SIGKILL)
        second.wait()
        left = {job.id for job in in_hands_of(archive, dying)}
        # within a minute the other has its work
        until(
            lambda: not left & {job.id for job in in_hands_of(archive, dying)},
            60,
            "nobody took over",
        )
        until(lambda: all(job.state.ended for job in book(archive)), 240, "not all was done")
        found = book(archive)
        assert {job.state for job in found} == {JobState.DONE}, [job.message for job in found]
        assert {job.worker for job in found} == {living, dying}
        outcomes = [one for job in found if job.result for one in job.result["outcomes"]]
        assert len(outcomes) == SUBMISSIONS
        assert {one["status"] for one in outcomes} <= {"stored", "known"}, outcomes
        aips = stored(archive)
        assert len(aips) == len(set(aips)) == SUBMISSIONS
    assert len(list(home.glob("stores/north/aip/*/*/*/v00001.zip"))) == SUBMISSIONS
    assert on_a_server.json("verify")["intact"] == 2 * SUBMISSIONS
    assert on_a_server.json("search", "Akte")["total"] == SUBMISSIONS
    assert on_a_server.json("ledger", "verify")["intact"]
