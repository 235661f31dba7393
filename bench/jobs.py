"""What the engine of jobs costs for each AIP: the same submissions with it and without it."""

from __future__ import annotations

import os
import tempfile
import threading
import time
from pathlib import Path

from administration.founding import found
from administration.home import Home
from administration.jobs.following import worker_is_there
from administration.jobs.worker import work
from administration.wiring import Archive, open_archive
from administration.workflows.ingest import arguments_of
from administration.workflows.ingest import run as ingest
from administration.workflows.inline import InlineSteps
from catalogue import jobs
from ingest.accession import Wishes
from model.job import Job, JobState

_SUBMISSIONS = 40


class _Silence:
    def begin(self, what: str, total: int) -> None: ...

    def advance(self, amount: int) -> None: ...


def main() -> None:
    """Print the time for each AIP, by itself and as a job, and their ratio."""
    place = Path(os.environ.get("MUNIMENT_BENCH", Path.cwd() / ".bench"))
    place.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=place) as folder:
        home = Home(Path(folder) / "home")
        found(home, title="Bench", naan="99999")
        with open_archive(home) as archive:
            plain = _plain(archive, _submissions(Path(folder) / "a"))
            durable = _durable(archive, _submissions(Path(folder) / "b"))
    print(f"{_SUBMISSIONS} submissions of one small file, into two stores")
    print(f"  workflow by itself     {plain:8.1f} ms for each AIP")
    print(f"  as jobs of a worker    {durable:8.1f} ms for each AIP")
    print(f"  the engine             {durable - plain:8.1f} ms, ratio {durable / plain:.2f}")


def _submissions(folder: Path) -> list[Path]:
    made = []
    for number in range(_SUBMISSIONS):
        path = folder / f"s{number}"
        path.mkdir(parents=True)
        (path / "a.txt").write_text(f"{folder.name} {number}\n" * 200)
        made.append(path)
    return made


def _plain(archive: Archive, paths: list[Path]) -> float:
    begun = time.perf_counter()
    for path in paths:
        arguments = arguments_of(path, Wishes(), archive.agent)
        ingest(InlineSteps(_Silence()), archive, arguments)
    return _each(begun)


def _durable(archive: Archive, paths: list[Path]) -> float:
    stop = threading.Event()
    worker = threading.Thread(target=work, args=(archive, stop))
    worker.start()
    while not worker_is_there(archive):
        time.sleep(0.1)
    begun = time.perf_counter()
    started = {
        archive.jobs.start("ingest", arguments_of(path, Wishes(), archive.agent)) for path in paths
    }
    found = _book(archive, started)
    while not all(job.state.ended for job in found):
        time.sleep(0.1)
        found = _book(archive, started)
    taken = _each(begun)
    stop.set()
    worker.join()
    if {job.state for job in found} != {JobState.DONE}:
        raise RuntimeError(f"jobs failed: {[job.message for job in found]}")
    return taken


def _book(archive: Archive, wanted: set[str]) -> list[Job]:
    with archive.database.read() as connection:
        found = jobs.listed(connection, 10 * _SUBMISSIONS)
    return [job for job in found if job.id in wanted]


def _each(begun: float) -> float:
    return (time.perf_counter() - begun) * 1000 / _SUBMISSIONS
