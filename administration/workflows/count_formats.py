"""Counting the files of each format, for the page that shows them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from administration.wiring import Archive
from catalogue import census
from model.ports import Steps


def run(steps: Steps, archive: Archive, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
    """``arguments``: none. Gives the number of formats; one step, begun anew after a crash."""

    def count() -> int:
        with archive.database.read() as connection:
            found = census.take(connection)
        # a short transaction of its own: nobody waits for the counting
        with archive.database.write() as connection:
            census.keep(connection, found, archive.clock())
        return len(found.held)

    return {"formats": steps.step("count", count)}
