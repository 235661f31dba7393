"""Jobs by a real worker: done, followed, cancelled, tried again, and completed after every kill."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from administration.founding import found
from administration.home import Home
from administration.jobs.hours import keep_hours
from administration.wiring import Archive, open_archive
from catalogue import jobs
from model.errors import MunimentError
from model.job import JobState
from tests.conftest import ROOT

PATIENCE = 60.0


@pytest.fixture
def home(tmp_path: Path) -> Home:
    place = Home(tmp_path / "home")
    found(place, title="Stadtarchiv Musterfurt", naan="99999")
    return place


@contextmanager
def worker(home: Home) -> Iterator[subprocess.Popen[bytes]]:
    """A worker in a process of its own, gone at the end."""
    process = subprocess.Popen(
        [sys.executable, "-m", "administration", "worker", "--home", str(home.path)],
        cwd=ROOT, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(30)


def until(holds: Any, what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, what
        time.sleep(0.05)


def alive(archive: Archive) -> bool:
    with archive.database.read() as connection:
        return jobs.any_alive(connection, archive.clock())


def state(archive: Archive, job: str) -> JobState:
    with archive.database.read() as connection:
        one = jobs.by_id(connection, job)
    assert one
    return one.state


def command(home: Home, *words: str) -> tuple[int, dict[str, Any]]:
    done = subprocess.run(
        [sys.executable, "-m", "administration", *words, "--json", "--home", str(home.path)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, json.loads(done.stdout)


def delivery(place: Path, files: int, size: int = 2000) -> Path:
    place.mkdir()
    rows = ["path,Signatur,level,Titel,von,bis"]
    for number in range(files):
        name = f"{number:03d}.txt"
        (place / name).write_bytes(f"{place.name} {number} ".encode() * (size // 10))
        rows.append(f"{name},{place.name}-{number},file,Akte {number},1900,1901")
    (place / "metadata.csv").write_text("\n".join(rows))
    return place


def test_ingest_by_the_worker_says_what_ingest_says(home: Home, tmp_path: Path) -> None:
    good = delivery(tmp_path / "A", 3)
    bad = delivery(tmp_path / "B", 1)
    (bad / "sums.sha256").write_text("0" * 64 + "  000.txt\n")
    with open_archive(home) as archive, worker(home):
        until(lambda: alive(archive), "no heartbeat")
        code, told = command(home, "ingest", str(good), str(bad))
        assert code == 1
        assert [one["status"] for one in told["results"]] == ["stored"] * 3 + ["refused"]
        assert told["results"][0]["indexed"] is True
        assert told["results"][3]["code"] == "ingest.checksum-mismatch"
        assert "000.txt" in told["results"][3]["message"]
        code, told = command(home, "ingest", str(good))
        assert [one["status"] for one in told["results"]] == ["known"] * 3
        code, told = command(home, "search", "Akte")
        assert told["total"] == 3
        code, told = command(home, "jobs", "list")
        asked = {(one["kind"], one["state"]) for one in told["jobs"] if one["kind"] == "ingest"}
        assert asked == {("ingest", "done")}  # the clock asks for others beside
        # the same person, whoever runs the program that does it
        code, told = command(home, "events", "A-0")
        assert {one["agent"]["id"] for one in told["events"] if one["kind"] == "stored"} == {
            str(archive.agent.id)
        }
        code, told = command(home, "ledger", "verify")
        assert code == 0


@pytest.mark.parametrize(
    ("by", "ended_after"),
    [(signal.SIGKILL, 0), (signal.SIGKILL, 3), (signal.SIGKILL, 9), (signal.SIGTERM, 3)],
)
def test_end_the_worker_in_the_middle(
    home: Home, tmp_path: Path, by: signal.Signals, ended_after: int
) -> None:
    """Killed or asked to go with so many AIPs stored; the next completes, everything once."""
    submission = delivery(tmp_path / "K", 12, 400_000)
    stored = home.path / "stores" / "north" / "aip"

    def count() -> int:
        return sum(1 for _ in stored.rglob("v00001.zip"))

    with open_archive(home) as archive:
        from administration.workflows.ingest import arguments_of  # noqa: PLC0415
        from ingest.accession import Wishes  # noqa: PLC0415

        job = archive.jobs.start("ingest", arguments_of(submission, Wishes(), archive.agent))
        with worker(home) as first:
            until(lambda: state(archive, job) is JobState.RUNNING, "it did not begin")
            until(lambda: count() >= ended_after, "it did not get that far")
            first.send_signal(by)
            first.wait(30)
        assert state(archive, job) in (JobState.RUNNING, JobState.DONE)
        with worker(home):
            until(lambda: state(archive, job) is JobState.DONE, "it was not taken up again")
        with archive.database.read() as connection:
            one = jobs.by_id(connection, job)
    assert one
    assert one.result
    assert {each["status"] for each in one.result["outcomes"]} <= {"stored", "known"}
    assert len({each["aip"] for each in one.result["outcomes"]}) == 12
    assert count() == 12
    code, told = command(home, "verify", "--deep")
    assert (code, told["checked"], told["intact"]) == (0, 24, 24)
    code, _ = command(home, "ledger", "verify")
    assert code == 0


def test_a_job_waits_for_a_store_that_is_away_and_says_so(home: Home, tmp_path: Path) -> None:
    submission = delivery(tmp_path / "W", 1)
    store, away = home.path / "stores" / "south", home.path / "stores" / "elsewhere"
    with open_archive(home) as archive, worker(home):
        until(lambda: alive(archive), "no heartbeat")
        assert command(home, "ingest", str(submission))[0] == 0
        store.rename(away)
        job = archive.jobs.start("verify", {})
        until(lambda: state(archive, job).ended or state(archive, job) is JobState.WAITING, "stuck")
        with archive.database.read() as connection:
            one = jobs.by_id(connection, job)
        assert one
        assert one.code == "storage.away", one
        assert "south" in one.message["de"]
        away.rename(store)
        until(lambda: state(archive, job) is JobState.DONE, "it does not go on by itself")


def test_cancelled_in_the_queue_and_tried_again(home: Home) -> None:
    with open_archive(home) as archive:
        job = archive.jobs.start("verify", {})
        code, told = command(home, "jobs", "cancel", job)
        assert (code, told["state"]) == (0, "cancelled")
        assert command(home, "jobs", "cancel", job)[0] == 2
        assert command(home, "jobs", "cancel", "nothing")[0] == 2
        code, told = command(home, "jobs", "retry", job)
        assert code == 0
        again = told["job"]
        assert archive.jobs.retry(job) == again, "two who press the button start one"
        with worker(home):
            until(lambda: state(archive, again) is JobState.DONE, "not done")
        assert state(archive, job) is JobState.CANCELLED
        with pytest.raises(MunimentError, match="has not failed"):
            archive.jobs.retry(again)


def test_what_never_comes_to_its_end_is_given_up(home: Home) -> None:
    with open_archive(home) as archive:
        job = archive.jobs.start("verify", {})
        with archive.database.write() as connection:
            for _ in range(5):
                jobs.begin(connection, job, archive.new_id(), archive.clock())
        with worker(home):
            until(lambda: state(archive, job) is JobState.FAILED, "it is tried for ever")
        code, told = command(home, "jobs", "show", job)
        assert (code, told["code"]) == (0, "jobs.given-up")


def test_an_archive_on_sqlite_has_one_worker(home: Home) -> None:
    with open_archive(home) as archive, worker(home):
        until(lambda: alive(archive), "no heartbeat")
        code, told = command(home, "worker")
        assert (code, told["error"]["code"]) == (3, "jobs.worker-running")


def test_the_same_hour_is_kept_once(home: Home) -> None:
    with open_archive(home) as archive:
        settings = archive.settings
        every = settings.jobs.model_copy(update={"every_minutes": {"verify": 60}, "nightly": {}})
        vars(archive)["settings"] = settings.model_copy(update={"jobs": every})
        keep_hours(archive)
        keep_hours(archive)
        with archive.database.read() as connection:
            assert len(jobs.listed(connection, 10)) == 1


def test_the_worker_goes_with_whoever_started_it(home: Home) -> None:
    reading, writing = os.pipe()
    process = subprocess.Popen(
        [sys.executable, "-m", "administration", "worker", "--until-eof", "--home", str(home.path)],
        cwd=ROOT, stdin=reading, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(reading)
    with open_archive(home) as archive:
        until(lambda: alive(archive), "no heartbeat")
        os.close(writing)
        assert process.wait(30) == 0
        assert not alive(archive), "it said farewell"


def test_what_waits_already_is_not_asked_for_twice(home: Home) -> None:
    with open_archive(home) as archive:
        first = archive.jobs.start("mail", {})
        assert archive.jobs.start("mail", {}) == first
        assert archive.jobs.start("mail", {}, key="mail-1m-0") != first
        assert archive.jobs.start("verify", {"deep": True}) != archive.jobs.start(
            "verify", {"deep": True}
        )
        with archive.database.write() as connection:
            jobs.begin(connection, first, archive.new_id(), archive.clock())
        assert archive.jobs.start("mail", {}) != first, "it might have looked before this letter"


def test_the_book_forgets_what_the_clock_asked_for_sooner(home: Home) -> None:
    with open_archive(home) as archive:
        routine, asked = archive.jobs.start("mail", {}), archive.new_id()
        own = archive.jobs.start("verify", {}, account=asked)
        later = archive.clock() + timedelta(hours=2)
        with archive.database.write() as connection:
            for job in (routine, own):
                jobs.end(connection, job, JobState.DONE, archive.clock())
            jobs.forget_ended(connection, later - timedelta(days=30), later - timedelta(hours=1))
            assert jobs.by_id(connection, routine) is None
            assert jobs.by_id(connection, own) is not None
