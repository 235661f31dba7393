"""A migration that was signed off, or its roll-back: one AIP after the other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from administration.aftercare import settle_ledger
from administration.executor import executing
from administration.migrating import workshop_of
from administration.wiring import Archive
from catalogue import migrations
from catalogue.migrations import MIGRATE, ROLL_BACK, Migration
from model.errors import MunimentError
from model.ports import Silence, Steps
from preservation.migrating.planning import end, turns
from preservation.migrating.returning import roll_back
from preservation.migrating.running import migrate

PATIENCE = 3600.0  # seconds that an AIP waits for another executor


def run(steps: Steps, archive: Archive, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
    """``arguments``: ``plan``, the migration's id; ``roll_back``. Gives how many AIPs came of it.

    Raises `migration.not-found`, `migration.not-signed-off`, `migration.out-of-turn`.
    """
    identifier, backward = UUID(arguments["plan"]), bool(arguments.get("roll_back"))
    purpose, deed = (ROLL_BACK, roll_back) if backward else (MIGRATE, migrate)
    found = steps.step("select", lambda: _selected(archive, identifier, purpose))
    aips: list[str] = found["aips"]
    with workshop_of(archive, archive.software, Silence()) as work:
        for done, aip in enumerate(aips):

            def turn(aip: str = aip) -> None:
                with executing(archive, PATIENCE):
                    deed(work, _migration(archive, identifier), UUID(aip))

            steps.step(aip, turn)
            steps.progress(done + 1, len(aips))

        def ended() -> dict[str, Any]:
            with executing(archive, PATIENCE):
                end(work, _migration(archive, identifier), purpose, found["since"])
            settle_ledger(archive)
            with archive.database.read() as connection:
                units = migrations.units(connection, identifier, purpose)
            good = sum(unit.state == "done" for unit in units)
            return {"plan": str(identifier), "done": good, "failed": len(units) - good}

        return steps.step("end", ended)


def _selected(archive: Archive, identifier: UUID, purpose: str) -> dict[str, Any]:
    one = _migration(archive, identifier)
    with archive.database.read() as connection:
        found, since = turns(connection, one, purpose)
    return {"aips": [str(aip) for aip in found], "since": since}


def _migration(archive: Archive, identifier: UUID) -> Migration:
    with archive.database.read() as connection:
        found = migrations.by_id(connection, identifier)
    if found is None:
        raise MunimentError("migration.not-found", name=identifier)
    return found
