"""How fast descriptions go into the journal and come back: ``python -m bench.journal [COUNT]``.

A Findbuch of so many generated units is imported, written into the journal of two file stores,
snapshots of everything are taken, and an empty catalogue gets all of it back. Beside wall-clock
time stands what this process's own processors took, which other work on the machine disturbs less.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from administration.founding import found
from administration.home import Home
from administration.journaling import journal_of
from administration.wiring import Archive, open_archive
from bench.describing import write_findbuch
from catalogue.database import Database
from catalogue.journal.restoring import write_back
from ingest.finding_aids.importing import FindingAids
from model.errors import MunimentError
from model.ports import Silence
from preservation.journal import placing, snapshots
from preservation.journal.reading import Reading
from schemas.journal import FOLDER, PREFIXES


def main(count: int = 100_000) -> None:
    """Import, journal, take snapshots, restore, print."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        write_findbuch(place / "findbuch.xml", count)
        home = Home(place / "home")
        found(home, title="Bench", naan="99999")
        with open_archive(home) as archive:
            _measure(archive, place, count)
        print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")


def _measure(archive: Archive, place: Path, count: int) -> None:
    journal = journal_of(archive)
    with _timed("imported", count):
        _import(archive, place / "findbuch.xml")
    with _timed("journaled", count):
        _without(placing.keep_level(journal))
    with _timed("all snapshots taken", count):
        _without(snapshots.take(journal, range(PREFIXES)))
    lying = sum(one.size for one in archive.stores[0].list(FOLDER))
    print(f"{lying / 1e6:,.0f} MB in each of {len(archive.stores)} stores")
    empty = Database(f"sqlite:///{place}/empty.db")
    empty.upgrade()
    reading = Reading(archive.stores, archive.home.spool)
    with _timed("restored", count):
        restored = write_back(empty, reading.descriptions(), archive.rules)
    empty.close()
    if reading.findings or restored.descriptions < count:
        raise RuntimeError(f"{restored}, {reading.findings}")


def _import(archive: Archive, path: Path) -> None:
    aids = FindingAids(
        archive.database, archive.clock, archive.new_id, archive.agent, archive.rules, Silence()
    )
    identifier = archive.new_id()
    aids.publish(identifier, aids.stage(path, path.name, identifier))


def _without(troubles: list[MunimentError]) -> None:
    if troubles:
        raise troubles[0]


@contextmanager
def _timed(what: str, count: int) -> Iterator[None]:
    began, worked = time.perf_counter(), time.process_time()
    yield
    took, own = time.perf_counter() - began, time.process_time() - worked
    print(f"{what}: {took:.1f} s, {count / took:,.0f}/s (processors {own:.1f} s)", flush=True)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
