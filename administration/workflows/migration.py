"""A migration that was signed off, or its roll-back: one AIP after the other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from administration.aftercare import settle_ledger
from administration.executor import executing
from administration.migrating import migrations_of
from administration.wiring import Archive
from administration.workflows.telling import Untold
from catalogue import migrations
from catalogue.migrations import Migration
from model.errors import MunimentError
from model.ports import Steps
from preservation.migrating import MIGRATE, ROLL_BACK
from preservation.migration_plan import read_plan

PATIENCE = 3600.0  # seconds that an AIP waits for another executor


def run(steps: Steps, archive: Archive, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
    """``arguments``: ``plan``, the migration's id; ``roll_back``. Gives how many AIPs came of it.

    Raises `migration.not-found`, `migration.not-signed-off`, `migration.out-of-turn`.
    """
    identifier, backward = UUID(arguments["plan"]), bool(arguments.get("roll_back"))
    purpose = ROLL_BACK if backward else MIGRATE
    found = steps.step("select", lambda: _selected(archive, identifier, backward))
    with migrations_of(archive, archive.software, Untold()) as work:
        for done, aip in enumerate(found):

            def turn(aip: str = aip) -> None:
                deed = work.roll_back if backward else work.migrate
                with executing(archive, PATIENCE):
                    deed(_migration(archive, identifier), UUID(aip))

            steps.step(aip, turn)
            steps.progress(done + 1, len(found))

        def end() -> dict[str, Any]:
            with executing(archive, PATIENCE):
                work.end(_migration(archive, identifier), purpose)
            settle_ledger(archive)
            with archive.database.read() as connection:
                units = migrations.units(connection, identifier, purpose)
            good = sum(unit.state == "done" for unit in units)
            return {"plan": str(identifier), "done": good, "failed": len(units) - good}

        return steps.step("end", end)


def _selected(archive: Archive, identifier: UUID, backward: bool) -> list[str]:
    one = _migration(archive, identifier)
    if backward:
        if one.state != "ended":
            raise MunimentError("migration.out-of-turn", state=one.state, deed="rolled back")
        with archive.database.read() as connection:
            units = migrations.units(connection, identifier, MIGRATE)
        return [str(unit.aip) for unit in units if unit.state == "done"]
    if one.state != "signed-off":
        raise MunimentError("migration.not-signed-off", plan=identifier)
    plan = read_plan(one.plan)
    with archive.database.read() as connection:
        found = migrations.selected(connection, plan.puids, plan.collection)
    return [str(aip) for aip, _, _ in found]


def _migration(archive: Archive, identifier: UUID) -> Migration:
    with archive.database.read() as connection:
        found = migrations.by_id(connection, identifier)
    if found is None:
        raise MunimentError("migration.not-found", name=identifier)
    return found
