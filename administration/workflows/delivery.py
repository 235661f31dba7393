"""The job that makes a granted delivery ready, before somebody asks for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from access.fetching import Counter
from administration.reading import reading_of
from administration.wiring import Archive
from catalogue import grants
from model.ports import Steps


def run(steps: Steps, archive: Archive, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
    """Make what ``arguments["grant"]`` names lie in the cache.

    One step: what was made before a crash and not noted is an orphan in a cache, and is made again.
    Raises `delivery.link-over` where the grant is over by now, and what `Shelf.make` raises.
    """

    def make() -> dict[str, Any]:
        counter = Counter(reading_of(archive))
        with archive.database.read() as connection:
            grant = grants.by_id(connection, UUID(str(arguments["grant"])))
        held = counter.held(grant)
        ready = held.ready or counter.make(held)
        return {
            "delivery": str(ready.id),
            "files": ready.files,
            "bytes": ready.bytes,
            "size": ready.size,
            "sha512": ready.sha512.hex(),
        }

    steps.progress(0, 1)
    made = steps.step("make", make)
    steps.progress(1, 1)
    return made
