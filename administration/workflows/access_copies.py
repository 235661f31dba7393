"""The job that makes access copies, before a reader has to wait for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any
from uuid import UUID

from access.viewing.ahead import Made, make_for
from administration.reading import reading_of
from administration.wiring import Archive
from catalogue import aips
from model.ports import Steps

_BATCH = 100  # AIPs looked up at once


def run(steps: Steps, archive: Archive, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
    """``arguments["aips"]``: their ids; without it, of all AIPs. A step for each.

    What a crash left half made is an orphan in the cache, and is made again.
    """
    reading = reading_of(archive)
    named = arguments.get("aips")
    with archive.database.read() as connection:
        total = len(named) if named is not None else aips.count(connection)
    steps.step("tidy", archive.access_copies.cache.tidy)
    made, done = Made(), 0
    after: UUID | None = None
    while True:
        batch = named if named is not None else steps.step(f"list {done}", _lister(archive, after))
        for one in batch:
            made += Made(**steps.step(f"make {one}", _maker(reading, one)))
            done += 1
            steps.progress(done, total)
        if named is not None or len(batch) < _BATCH:
            return asdict(made)
        after = UUID(batch[-1])


def _lister(archive: Archive, after: UUID | None) -> Any:
    def listed() -> list[str]:
        with archive.database.read() as connection:
            return [str(one) for one in aips.ids(connection, after=after, limit=_BATCH)]

    return listed


def _maker(reading: Any, aip: str) -> Any:
    return lambda: asdict(make_for(reading, UUID(aip)))
